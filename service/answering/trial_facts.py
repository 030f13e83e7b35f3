"""What a trial's record states: the line of the fact asked for, and the lines of several trials side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Trial
from indexer.text import Span
from service.answering.citations import Citation, Quote, date_of
from service.answering.comparison import Cell, ComparedDrug, Comparison, Row, compare
from service.answering.library import Library
from service.answering.stated_facts import FactAsked, StatedFacts, fact_asked
from service.understanding.record_facts import asks_record_fact
from service.wording import joined, plural

_SECTIONS = ("study", "participants", "status_and_places")  # as indexer.sources.trial_sections composes them
_MOST_LINES = 6


def _fact(name: str, asked: str, *lines: str) -> FactAsked:
    return FactAsked(name, re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), lines)


_FACTS = (
    _fact(
        "reason for stopping",
        r"why(?:\s\w+){1,3}\s(?:stop|terminat|withdraw|suspend|end)\w*|why\sstopped",
        "Why stopped",
    ),
    _fact(
        "sponsor",
        r"sponsor\w*|fund\w*|pays?|behind|(?:who|wh(?:ich|at)\s(?:company|sponsor|university|hospital|institution|group|"
        r"organi[sz]ation))\s(?:is\s|are\s)?(?:run|runs|ran|running|leads?|led|leading|conducts?|conducting|organi[sz]es?|does|"
        r"doing|did|made|makes)",
        "Lead sponsor",
        "Collaborators",
    ),
    _fact("results", r"results", "Results posted"),
    _fact("phase", r"phase", "Phase"),
    _fact(
        "size",
        r"how\s(?:many\s(?:people|patients|participants|subjects|persons|volunteers)|big|large)|sample\ssize|"
        r"enrol\w*ments?|participants|size",
        "Enrolment",
    ),
    _fact(
        "places",
        r"where|places?|locations?|located|sites?|cit(?:y|ies)|countr(?:y|ies)|hospitals?|how\smany\ssites",
        "Site",
    ),
    _fact(
        "date of completion",
        r"when(?:\s\w+){0,4}\s(?:finish|complet|end|over)\w*|completion\sdate|end\sdate|how\slong",
        "Start",
        "Primary completion",
        "Completion",
    ),
    _fact("start", r"when(?:\s\w+){0,4}\s(?:start|begin|began|open)\w*|start\s?dates?|since\swhen", "Start"),
    _fact("date of posting", r"posted|updated|registered", "First posted", "Last posted"),
    _fact("dates", r"when|dates?", "First posted", "Last posted", "Start", "Primary completion", "Completion"),
    _fact("conditions", r"conditions?|diseases?|illness", "Conditions"),
    _fact("interventions", r"drugs?|medicines?|interventions?|treatments?", "Interventions"),
    _fact("type of study", r"(?:kind|type|sort)\sof\s(?:study|trial)|study\stype", "Study type"),
    _fact(
        "status",
        r"status|recruiting|enrolling|still|open|over|start\w*|end\w*|finish\w*|complet\w*|stop\w*|terminat\w*|withdraw\w*",
        "Status",
        "Why stopped",
    ),
)


def trial_fact(library: Library, document: DocumentRow, text: str) -> StatedFacts | None:
    """What a trial's record states of the fact a text asks for; None where it asks for none.

    The lines quoted stand in one passage, so that the record is cited once.
    """
    if not isinstance(document.record, Trial) or not asks_record_fact(text):
        return None
    fact = fact_asked(_FACTS, text)
    if fact is None:
        return None
    cited = _stating(library, document, fact)
    return StatedFacts(
        name=fact.name,
        drug=document.record.nct_id,
        citations=(cited,) if cited else (),
        quotes=tuple(Quote(cited, span) for span in cited.highlights) if cited else (),
        of_labels=(),
        asked=fact.asked,
    )


def side_by_side(facts: Sequence[StatedFacts]) -> StatedFacts:
    """One fact of several trials, each line with the citation of its own record, numbered through from 1.

    Raises ValueError for a fact that no record states.
    """
    if not all(fact.found for fact in facts):
        raise ValueError("a fact that no record states cannot be quoted")
    cited = [replace(fact.citations[0], number=number) for number, fact in enumerate(facts, 1)]
    return replace(
        facts[0],
        drug=joined(fact.drug for fact in facts),
        citations=tuple(cited),
        quotes=tuple(Quote(each, span) for each in cited for span in each.highlights),
    )


def _stating(library: Library, document: DocumentRow, fact: FactAsked) -> Citation | None:
    """The first passage of the record that states the fact, its lines marked."""
    for passage in library.passages_of(document):
        if spans := tuple(span for name, span in _lines(passage) if name in fact.lines):
            [cited] = library.cite([passage.number])
            return replace(cited, highlights=spans[:_MOST_LINES])
    return None


def _lines(passage: PassageRow) -> Iterator[tuple[str, Span]]:
    """The lines of a passage of a trial's record, each with the name before its colon; none of any other text."""
    start = 0
    for line in passage.text.splitlines(keepends=True) if passage.section_key in _SECTIONS else ():
        name, colon, _ = line.partition(": ")
        if colon:
            yield name, Span(start, start + len(line.rstrip()))
        start += len(line)


# side by side


_ROWS = (
    "Title", "Status", "Why stopped", "Phase", "Study type", "Enrolment", "Conditions", "Interventions", "Sex",
    "Minimum age", "Maximum age", "Healthy volunteers", "First posted", "Last posted", "Start", "Primary completion",
    "Completion", "Lead sponsor", "Collaborators", "Results posted", "Places",
)  # fmt: skip
"""What stands before the colon of a line, as indexer.sources.trial_sections writes it; of places their number."""


def trials_compared(library: Library, rows: Sequence[DocumentRow]) -> Comparison:
    """What the records of trials state, a row for each name under which one of them states something."""
    numbers = count(1)
    columns = [(Cell(row.document_id, looked_at=(row.document_id,)), _cells(library, row, numbers)) for row in rows]
    drugs = [
        ComparedDrug(row.document_id, row.document_id, (row.kind,), date_of(row.record, row.source)) for row in rows
    ]
    names = [name for name in _ROWS if any(name in stated for _, stated in columns)]
    return compare(
        drugs, [Row(name, None, tuple(stated.get(name, empty) for empty, stated in columns)) for name in names]
    )


def _cells(library: Library, row: DocumentRow, numbers: Iterator[int]) -> dict[str, Cell]:
    """Name → what a trial's record states; each passage has one citation, in which all that is quoted is marked."""
    found: dict[str, Cell] = {}
    sections = {each.key: each.text for each in library.catalog.sections(row.document_id)}
    for passage in library.passages_of(row):
        lines = [(name, Span(line.start + len(f"{name}: "), line.end)) for name, line in _lines(passage)]
        values = {name: span for name, span in lines if name in _ROWS and name not in found}
        if values:
            cited, text = Citation(next(numbers), passage, row, tuple(values.values())), sections[passage.section_key]
            ends = {name: passage.start + span.end for name, span in values.items()}  # a long line may be cut there
            found |= {
                name: Cell(row.document_id, Quote(cited, span), goes_on=text[ends[name] :][:1] not in ("", "\n"))
                for name, span in values.items()
            }
    if isinstance(row.record, Trial) and row.record.sites:
        told = f"{plural(len(row.record.sites), 'site')} in {joined(row.record.countries)}"
        found["Places"] = Cell(row.document_id, lines=(told,))
    return found
