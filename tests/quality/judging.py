"""How a reply is judged: the measures, the type of question each is for, and the least share that must be right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.countries import canonical_country
from indexer.names import fold

Row = Mapping[str, Any]
Outcomes = dict[tuple[str, str], list[tuple[str, bool]]]


QUOTAS = {
    "identifier_present": 30,
    "identifier_absent": 30,
    "section": 100,
    "conditional": 15,
    "brand": 20,
    "typo": 20,
    "comparison": 15,
    "trial_facet": 40,
    "date": 20,
    "count": 25,
    "place": 20,
    "follow_up": 25,
    "unknown_drug": 40,
    "partly_covered": 12,
    "unanswerable": 45,
    "hostile": 15,
}

FLOORS = {
    ("identifier_present", "first"): 1.0,
    ("identifier_absent", "abstained"): 1.0,
    ("identifier_absent", "nothing shown"): 1.0,
    ("section", "first"): 0.90,
    ("section", "first three"): 0.97,
    ("conditional", "first"): 0.90,
    ("conditional", "first three"): 0.97,
    ("brand", "first"): 0.90,
    ("brand", "first three"): 0.97,
    ("typo", "first"): 0.90,
    ("typo", "first three"): 0.97,
    ("typo", "right drug"): 0.96,
    ("comparison", "both drugs"): 0.95,
    ("trial_facet", "list"): 1.0,
    ("trial_facet", "filters"): 0.95,
    ("trial_facet", "first"): 0.90,
    ("date", "list"): 1.0,
    ("date", "filters"): 0.95,
    ("date", "first"): 1.0,
    ("place", "list"): 1.0,
    ("place", "filters"): 0.95,
    ("count", "list"): 1.0,
    ("count", "count"): 1.0,
    ("count", "filters"): 0.95,
    ("follow_up", "as intended"): 0.95,
    ("unknown_drug", "kept silent"): 1.0,
    ("unknown_drug", "reason"): 0.95,
    ("partly_covered", "missing drug named"): 1.0,
    ("partly_covered", "covered drug shown"): 1.0,
    ("unanswerable", "abstained"): 0.95,
    ("unanswerable", "reason"): 0.90,
    ("hostile", "as intended"): 1.0,
    ("any answerable", "answered"): 0.97,
}
"""(type, measure): the least share of its questions. A floor rises with the figure; it is not lowered to pass."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service sent back for one question."""

    status_code: int
    body: Mapping[str, Any]

    @property
    def results(self) -> Sequence[Mapping[str, Any]]:
        """The passages or records shown, best first."""
        results: Sequence[Mapping[str, Any]] = self.body.get("results", [])
        return results

    @property
    def documents(self) -> list[str]:
        """Their documents."""
        return [str(each["document_id"]) for each in self.results]

    @property
    def answerable(self) -> bool:
        """Whether it says that the sources answer."""
        return bool(self.body.get("answerable"))

    def shows(self, relevant: Sequence[str], first: int) -> bool:
        """Whether one of the first results is relevant: a document, or a section of one."""
        seen = [(each["document_id"], f"{each['document_id']}:{each['section_key']}") for each in self.results[:first]]
        return any(each in relevant for pair in seen for each in pair)


def _first(row: Row, reply: Reply) -> bool:
    return reply.answerable and reply.shows(row["relevant"], 1)


def _first_three(row: Row, reply: Reply) -> bool:
    return reply.answerable and reply.shows(row["relevant"], 3)


def _right_drug(row: Row, reply: Reply) -> bool:
    return reply.documents[:1] == [row["relevant"][0].partition(":")[0]]


def _both(row: Row, reply: Reply) -> bool:
    """A section of each drug that is right for it, and a table that puts the drugs side by side."""
    found = {f"{each['document_id']}:{each['section_key']}" for each in reply.results[:20]}
    return bool(reply.body.get("comparison")) and set(row["relevant"]) <= found


def _listed(row: Row, reply: Reply) -> bool:
    """Complete, each document once, nothing else, and the total says so."""
    return sorted(reply.documents) == sorted(row["list"]) and bool(reply.body.get("total") == len(row["list"]))


def _counted(row: Row, reply: Reply) -> bool:
    return bool(reply.body.get("total") == row["count"])


def _abstained(row: Row, reply: Reply) -> bool:
    return reply.status_code == 200 and not reply.answerable and not reply.body.get("quotes")


def _nothing_shown(row: Row, reply: Reply) -> bool:
    return reply.status_code == 200 and not reply.results


def _kept_silent(row: Row, reply: Reply) -> bool:
    """No answer, no quote, no table from another drug."""
    return _abstained(row, reply) and not reply.body.get("comparison")


def _reason(row: Row, reply: Reply) -> bool:
    return bool(reply.body.get("reason") == row["reason"])


def _covered_shown(row: Row, reply: Reply) -> bool:
    """What the drug that is here has to say is said."""
    return reply.answerable and bool(reply.documents) and (not row["section"] or reply.shows(_sections(row), 1))


def _sections(row: Row) -> list[str]:
    return [f"{document}:{row['section']}" for document in row["relevant"]]


def _missing_named(row: Row, reply: Reply) -> bool:
    """The missing drug is named as missing, and what is shown is about the one that is here, or a trial of it."""
    missing = {fold(name) for name in reply.body.get("understood", {}).get("unknown_drugs", [])}
    return {fold(name) for name in row["unknown_drugs"]} <= missing and {
        each["document_id"] for each in reply.results if each["kind"] != "trial"
    } <= set(row["relevant"])


_COMPARED = ("status", "phase", "country", "city", "first_posted", "last_posted", "enrolment")


def _filtered(row: Row, reply: Reply) -> bool:
    """Status, phase, place, dates and enrolment as understood; the rest shows in the list itself."""
    understood = reply.body.get("understood", {}).get("filters", {})
    fields = [field for field in _COMPARED if not (field == "country" and "city" in row["filters"])]
    return all(
        _canonical(field, understood.get(field)) == _canonical(field, row["filters"].get(field)) for field in fields
    )


def _canonical(field: str, value: Any) -> Any:
    if not value:
        return None
    if isinstance(value, Mapping):
        return {name.strip("_"): str(end) for name, end in value.items() if end is not None}
    values = [value] if isinstance(value, str) else value
    return sorted(fold(canonical_country(each) if field == "country" else each) for each in values)


def _as_intended(row: Row, reply: Reply) -> bool:
    if "status_code" in row:
        return bool(reply.status_code == row["status_code"])
    if not row["answerable"]:
        return _abstained(row, reply)
    if "list" in row:
        return _listed(row, reply)
    return _first(row, reply)


def _answered(row: Row, reply: Reply) -> bool:
    return reply.answerable


MEASURES: Mapping[str, Callable[[Row, Reply], bool]] = {
    "first": _first,
    "first three": _first_three,
    "right drug": _right_drug,
    "both drugs": _both,
    "list": _listed,
    "count": _counted,
    "filters": _filtered,
    "abstained": _abstained,
    "nothing shown": _nothing_shown,
    "kept silent": _kept_silent,
    "reason": _reason,
    "missing drug named": _missing_named,
    "covered drug shown": _covered_shown,
    "as intended": _as_intended,
    "answered": _answered,
}


def applies(row: Row, kind: str, measure: str) -> bool:
    """Whether a floor is about this question."""
    if kind == "any answerable":
        return row["answerable"] is True and row.get("count") != 0
    if row["type"] != kind:
        return False
    if measure in ("list", "count", "filters"):
        return measure in row
    return not (measure == "first" and "list" in row)


def share(outcomes: Sequence[tuple[str, bool]]) -> float:
    """How many of them are right, 0 to 1."""
    return sum(right for _, right in outcomes) / len(outcomes)
