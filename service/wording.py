"""The few sentences that are ours: they state a count or an absence, never a fact of medicine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.documents import PartialDate, Phase, Status
from indexer.selection import NOT_STATED
from service.filters import DateRange, Filters, NumberRange

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SINGULAR = {"are": "is", "were": "was", "have": "has"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of the system's own, in a box."""

    title: str
    text: str
    urgent: bool = False

    @property
    def line(self) -> str:
        """Both as running text."""
        stop = "" if self.title.endswith(("?", "!")) else "."
        return f"{self.title}{stop} {self.text}".strip()


def day(value: PartialDate | date) -> str:
    """A date as exactly as it is known: "6 Apr 2025", "Apr 2025", "2025"."""
    if isinstance(value, PartialDate):
        parts = (value.day and str(value.day), value.month and _MONTHS[value.month - 1], str(value.year))
        return " ".join(part for part in parts if part)
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


_WITH_ARTICLE = frozenset(
    {"Bahamas", "Czech Republic", "Dominican Republic", "Gambia", "Netherlands", "Philippines"}
    | {"United Arab Emirates", "United Kingdom", "United States"}
)


def country_in_words(name: str) -> str:
    """A country as it stands in a sentence: "the United States"."""
    return f"the {name}" if name in _WITH_ARTICLE else name


def plural(count: int, one: str, many: str | None = None) -> str:
    """As in "1 trial", "10 trials"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def joined(values: Iterable[str], last: str = "and") -> str:
    """As in "a", "a and b", "a, b and c"."""
    found = list(values)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def count_sentence(total: int, scope: int, noun: str, filters: Filters, subject: str = "") -> str:
    """As in "2 of 10 trials are recruiting."; `scope` counts the same documents without what the claim is about.

    `subject` is a drug the documents are about; `noun` is their kind, "trial".
    """
    if filters.ids and total:
        return f"The {'record' if total == 1 else 'records'} of {joined(filters.ids)}."
    claims = _claims(filters)
    about = f" about {subject}" if subject else ""
    if not claims and total:
        return f"{plural(total, noun)} {'is' if total == 1 else 'are'} here{about}."
    many = f"{noun}s{about}"
    if scope == 0:
        return f"No {noun}{about} is here."
    if scope == 1:
        return f"The one {noun}{about} {joined(map(_singular, claims)) if total else 'does not match'}."
    if total == 0:
        return f"None of the {scope:,} {many} {joined(map(_singular, claims))}."
    if total == scope:
        return f"All {scope:,} {many} {joined(claims)}."
    return f"{total:,} of {scope:,} {many} {joined(claims if total > 1 else map(_singular, claims))}."


def sites_in_words(recruiting: Sequence[bool | None]) -> str | None:
    """What the sites in a place say of themselves, a value a trial: whether one recruits, None where none says so.

    As in "At 2 of them a site there recruits; at 1 the sites there state another status.". None for no trials.
    """
    here, elsewhere, silent = (sum(each is value for each in recruiting) for value in (True, False, None))
    parts = []
    if here:
        of_them = "a site there recruits" if len(recruiting) == 1 else f"at {here:,} of them a site there recruits"
        parts.append(of_them)
    for count, stated in ((elsewhere, "another status"), (silent, "no status of their own")):
        if count:
            parts.append(f"{'' if len(recruiting) == 1 else f'at {count:,} '}the sites there state {stated}")
    told = "; ".join(parts)
    return f"{told[:1].upper()}{told[1:]}." if told else None


def taken_for_sentence(name: str, values: Sequence[tuple[str, int]]) -> str:
    """Which stated values were counted, most frequent first: "Conditions counted: Asthma (11), Asthma, Mild (2)."."""
    named = [f"{value} ({count:,})" for value, count in values[:_MOST_TAKEN]]
    more = [f"{len(values) - _MOST_TAKEN:,} more"] if len(values) > _MOST_TAKEN else []
    return f"{name.capitalize()}s counted: {'; '.join((*named, *more))}."


_MOST_TAKEN = 6


def _singular(claim: str) -> str:
    """What are recruiting, as one: "is recruiting"."""
    verb, _, rest = claim.partition(" ")
    plain = f"{verb[:-1]}ies" if verb.endswith("y") else f"{verb}s"
    return f"{_SINGULAR.get(verb, plain)} {rest}"


_STATUS_CLAIMS = {
    Status.WITHDRAWN: "were withdrawn",
    Status.TERMINATED: "were terminated",
    Status.UNKNOWN: "have an unknown status",
}


def _claims(filters: Filters) -> list[str]:
    """What the filters say of a trial, each beginning with a verb in the plural."""
    claims = _code_claims(filters)
    for verb, values in (("study", filters.condition), ("test", filters.intervention), ("are led by", filters.sponsor)):
        if values:
            claims.append(f"{verb} {joined(values, 'or')}")
    places = [
        joined(values, "or")
        for values in (filters.city, filters.state, [country_in_words(each) for each in filters.country])
        if values
    ]
    if places:
        claims.append(f"have a site in {', '.join(places)}")
    claims += _range_claims("were first posted", filters.first_posted)
    claims += _range_claims("were last posted", filters.last_posted)
    claims += _number_claims(filters.enrolment)
    return claims


def _code_claims(filters: Filters) -> list[str]:
    """What is said in the registry's own codes: status, phase, sex, whether results are posted."""
    claims = []
    statuses = [Status(each) for each in filters.status if each != NOT_STATED]
    if filters.status:
        claims.append(_status_claim(statuses) if statuses else "state no status")
    phases = [Phase(each) for each in filters.phase if each != NOT_STATED]
    if filters.phase:
        named = joined((phase.label.lower() for phase in phases if phase is not Phase.NA), "or")
        unnamed = "have a phase that is not applicable" if phases else "state no phase"
        claims.append(f"are in {named}" if named else unnamed)
    if filters.sex:
        claims.append(f"admit {'women' if 'FEMALE' in filters.sex else 'men'}")
    if filters.results:
        claims.append("have posted results")
    return claims


def _status_claim(statuses: Sequence[Status]) -> str:
    """As in "are recruiting or completed"."""
    if len(statuses) == len(Status) - 1:
        [other] = set(Status) - set(statuses)
        return f"are not {other.label.lower()}"
    if len(statuses) == 1 and statuses[0] in _STATUS_CLAIMS:
        return _STATUS_CLAIMS[statuses[0]]
    return f"are {joined((status.label.lower() for status in statuses), 'or')}"


def _range_claims(verb: str, span: DateRange | None) -> list[str]:
    """As in "were first posted from 1 Jan 2022 to 31 Dec 2022"."""
    if span is None:
        return []
    since, until = span.from_, span.to
    ends = ([f"from {day(since)}"] if since else []) + ([f"to {day(until)}"] if until else [])
    return [f"{verb} {' '.join(ends)}"] if ends else []


def _number_claims(span: NumberRange | None) -> list[str]:
    """As in "count at least 100 people"."""
    if span is None:
        return []
    ends = ([f"at least {span.min:,}"] if span.min is not None else []) + (
        [f"at most {span.max:,}"] if span.max is not None else []
    )
    return [f"count {joined(ends)} people"] if ends else []
