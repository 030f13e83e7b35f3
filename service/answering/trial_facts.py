"""The line of a trial's record that states the fact asked for: who runs it, where, its status, size and dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Trial
from indexer.text import Span
from service.answering.citations import Citation, Quote
from service.answering.library import Library
from service.answering.stated_facts import FactAsked, StatedFacts, fact_asked
from service.understanding.record_facts import asks_record_fact
from service.wording import joined

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
        if passage.section_key in _SECTIONS and (spans := tuple(_lines(passage, fact))):
            [cited] = library.cite([passage.number])
            return replace(cited, highlights=spans[:_MOST_LINES])
    return None


def _lines(passage: PassageRow, fact: FactAsked) -> Iterator[Span]:
    start = 0
    for line in passage.text.splitlines(keepends=True):
        if line.startswith(tuple(f"{name}: " for name in fact.lines)):
            yield Span(start, start + len(line.rstrip()))
        start += len(line)
