"""What a trial's record states: the line of the fact asked for, and the lines of several trials side by side."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence

from indexer.catalog import DocumentRow, PassageRow
from indexer.countries import canonical_country, countries_of
from indexer.documents import Trial, in_words
from indexer.names import fold
from indexer.patterns import any_case
from indexer.sections import OF_A_RECORD
from indexer.selection import EITHER
from indexer.site_places import PLACE_FIELDS
from indexer.text import Span
from service.answering.citations import Citation, Quote, date_of, quotes_of
from service.answering.comparison import Cell, ComparedDrug, Comparison, Row, compare
from service.answering.library import Library
from service.answering.stated_facts import FactAsked, StatedFacts
from service.understanding.filters import Filters
from service.understanding.record_facts import asks_record_fact
from service.understanding.spans import crosses
from service.wording import joined, plural

_SECTIONS = (*OF_A_RECORD, "outcomes")
_MOST_LINES = 6


def _fact(name: str, asked: str, *lines: str) -> FactAsked:
    return FactAsked(name, any_case(rf"\b(?:{asked})\b"), lines)


_GROUPED = ("Allocation", "Intervention model")
_DESIGN = (*_GROUPED, "Masking", "Primary purpose", "Observational model", "Time perspective")
_OF_OUTCOMES = r"(?:\w+\s){0,2}?(?:outcomes?|end\s?points?)"
_FACTS = (
    _fact("official title", r"(?:official|full|long)\stitles?", "Official title"),
    _fact("acronym", r"acronym", "Acronym"),
    _fact("title", r"titles?|called", "Title"),
    _fact("other numbers", r"(?:other|secondary|org\w*)\s(?:study\s)?(?:ids?|identifiers?|numbers?)",
          "Other study numbers"),
    _fact("time frame", r"time\s?frames?", "Time frame"),
    _fact("primary outcome", rf"(?:primary|main)(?=\s{_OF_OUTCOMES})", "Primary outcome"),
    _fact("secondary outcomes", rf"secondary(?=\s{_OF_OUTCOMES})", "Secondary outcome"),
    _fact("outcomes", r"outcomes?|end\s?points?|measur\w+", "Primary outcome", "Secondary outcome", "Other outcome"),
    _fact("masking", r"mask\w+|blind\w+", "Masking", "Masking in words"),
    _fact("intervention model", r"(?:intervention|assignment)\smodel", "Intervention model"),
    _fact("allocation", r"randomi[sz]\w+|allocat\w+", *_GROUPED),
    _fact("design", r"design(?:ed)?", *_DESIGN),
    _fact("reason for stopping", r"why(?:\s\w+){1,5}\s(?:stop|terminat|withdraw|suspend|end|halt|cancel)\w*|"
          r"why(?=\sstopped|\W*$)|how\scome|reasons?", "Why stopped"),
    _fact("sponsor",
          r"sponsor\w*|collaborat\w+|by\swhom|fund\w*|pays?|paid|behind|(?:who|wh(?:ich|at)\s(?:company|sponsor|"
          r"university|hospital|institution|group|organi[sz]ation))\s(?:is\s|are\s)?(?:run|runs|ran|running|leads?|led|"
          r"leading|conducts?|conducting|organi[sz]es?|does|doing|did|made|makes)", "Lead sponsor", "Collaborators"),
    _fact("policy on healthy volunteers", r"healthy", "Healthy volunteers"),
    _fact("maximum age", r"(?:max\w*|upper|highest|oldest)\s(?:allowed\s)?ages?", "Maximum age"),
    _fact("minimum age", r"(?:min\w*|lower|lowest|youngest)\s(?:allowed\s)?ages?", "Minimum age"),
    _fact("limits of age", r"how\sold\s(?!is\s)|ages?", "Minimum age", "Maximum age"),
    _fact("results", r"results", "Results posted"),
    _fact("phase", r"phase", "Phase"),
    _fact("size", r"how\s(?:many\s(?:people|patients|participants|subjects|persons|volunteers)|big|large)|sample\ssize|"
          r"enrol\w*ments?|enroll?ed|(?<!do\s)(?<!can\s)(?<!must\s)(?<!will\s)participants|size|larger|bigger|smaller",
          "Enrolment"),
    _fact("places", r"where|places?|locations?|located|sites?|cit(?:y|ies)|countr(?:y|ies)|hospitals?|how\smany\ssites",
          "Site"),
    _fact("date of completion",
          r"when(?:\s\w+){0,4}\s(?:finish|complet|end|over)\w*|(?:finished|ended)\s(?:first|last|earlier|later)|"
          r"completion\sdate|end\sdate|"
          r"how\slong(?!\s(?:is|was|are|were|will|do|does)\s(?:the\s|it\s|patients\s|participants\s|people\s|they\s|i\s)?(?:follow|treat|therap|observ|take|giv|dos))",
          "Start", "Primary completion", "Completion"),
    _fact("start",
          r"(?:when(?:\s\w+){0,4}\s(?:start|begin|began|open)|started\s(?:fir|la|ear))\w*|start\s?dates?|since\swhen",
          "Start"),
    _fact("date of posting", r"posted|updated?|registered", "First posted", "Last posted"),
    _fact("dates", r"when|dates?", "First posted", "Last posted", "Start", "Primary completion", "Completion"),
    _fact("sex", r"sex(?:es)?|genders?", "Sex"),
    _fact("keywords", r"keywords?", "Keywords"),
    _fact("conditions", r"conditions?|diseases?|illness", "Conditions"),
    _fact("interventions", r"drugs?|medicines?|interventions?|treatments?", "Interventions"),
    _fact("type of study", r"(?:kind|type|sort)\sof\s(?:study|trial)|study\stype|observational|interventional",
          "Study type"),
    _fact("status",
          r"status|recruiting|enrolling|still|open(?![\s-]label)|over|(?<!why was it )start\w*|end\w*|finish\w*|"
          r"complet\w*|stop\w*|terminat\w*|withdraw\w*",
          "Status", "Why stopped"),
)  # fmt: skip


_JOINT = any_case(r"[,;/&?]|\b(?:and|or|plus|also|as\swell\sas)\b")
"""Between two facts that are asked for."""


def _facts_asked(text: str) -> tuple[FactAsked, ...]:
    """The facts that a text asks for, in its order: one of each of the parts that joints divide it into.

    Words that ask for a fact are one phrase: no joint lies in them, and no part of them asks for a fact below.
    """
    found: list[tuple[tuple[int, int], FactAsked]] = []
    for fact in _FACTS:
        spans = (match.span() for match in fact.asked.finditer(text))
        found += [(span, fact) for span in spans if not crosses(span, [each for each, _ in found])]
    joints = [each.start() for each in _JOINT.finditer(text) if not crosses(each.span(), [span for span, _ in found])]
    asked: dict[int, FactAsked] = {}
    for (start, _), fact in found:
        asked.setdefault(bisect(joints, start), fact)
    return tuple(dict.fromkeys(asked[part] for part in sorted(asked)))


def trial_fact(
    library: Library, documents: Sequence[DocumentRow], text: str, places: Sequence[str] = ()
) -> StatedFacts | None:
    """What the records of trials state of the facts a text asks for, and what they do not; None where it asks for none.

    Of sites those in the `places` named, where any is there.

    The lines quoted for one fact of a record stand in one passage; each passage is cited once, numbered from 1.
    """
    text = re.sub(r"\bNCT\s?\d{8}\b", "it", text, flags=re.IGNORECASE)
    if not all(isinstance(each.record, Trial) for each in documents) or not asks_record_fact(text):
        return None
    facts = _facts_asked(text)
    if not facts:
        return None
    stated = [(fact, *_stating(library, each, fact, places)) for each in documents for fact in facts]
    if facts[0].name == "time frame" and not any(lines for _, lines, _ in stated):
        return None  # a line on an outcome may tell it
    silent = joined(dict.fromkeys(fact.name for fact, lines, _ in stated if not lines))
    named = joined(each.document_id for each in documents)
    lacking = [each.document_id for each, (_, lines, _) in zip(documents, stated, strict=False) if not lines]
    told = f"The records of {named} do not all state their"
    if len(facts) == 1 or len(documents) == 1:
        told = f"The records of {joined(lacking)} do not state their"
        told = told if len(lacking) > 1 else f"The record of {joined(lacking) or named} does not state its"
    cited = _cited(dict.fromkeys(line for _, lines, _ in stated for line in lines))
    return StatedFacts(
        name=joined(each.name for each in facts),
        drug=named,
        citations=cited,
        quotes=quotes_of(cited),
        of_labels=(),
        asked=facts[0].asked,
        more=sum(more for *_, more in stated),
        silent=f"{told} {silent}." if silent else None,
    )


_LINES = {
    "status": ("Status", "Why stopped"), "age": ("Minimum age", "Maximum age"), "results": ("Results posted",),
    "sponsor": ("Lead sponsor", "Collaborators"), "started": ("Start",), "completed": ("Completion",),
    "intervention_type": ("Interventions",), "design": (*_GROUPED, "Masking", "Observational model", "Arm"),
}  # fmt: skip
_NAMING_LINES = {
    **dict.fromkeys(PLACE_FIELDS, ("Site",)), "condition": ("Conditions",),
    **dict.fromkeys(("drug", "intervention"), ("Title", "Official title", "Interventions")),
}  # fmt: skip
"""Of several such lines those are quoted that name what is asked for."""


def lines_on(library: Library, document: DocumentRow, filters: Filters, with_design: bool) -> tuple[Citation, ...]:
    """The lines of a trial's record on what filters narrow, marked in the passages they stand in; else its record."""
    fields = (*filters.named, *(("design",) if with_design else ()))
    names = {
        name for field in fields for name in (*_LINES.get(field, (in_words(field),)), *_NAMING_LINES.get(field, ()))
    }
    asked = [one for field in _NAMING_LINES for each in getattr(filters, field) for one in each.split(EITHER)]
    lines = [(name, passage, span) for name, passage, span, _ in _lines(library, document) if name in names]
    there = [each for each in lines if _is_named(asked, each[2].of(each[1].text))]
    naming = {name for name, _, _ in there} & {name for names in _NAMING_LINES.values() for name in names}
    told = [each for each in lines if each in there or each[0] not in naming][:_MOST_LINES]
    cited = _cited((document, passage, span) for _, passage, span in told)
    return cited or tuple(library.cite_records([document.number]))


_Line = tuple[DocumentRow, PassageRow, Span]


def _cited(lines: Iterable[_Line]) -> tuple[Citation, ...]:
    """The passages in which lines stand, in their order and numbered from 1, the lines marked."""
    spans: dict[str, list[_Line]] = {}
    for line in lines:
        spans.setdefault(line[1].passage_id, []).append(line)
    return tuple(
        Citation(number, told[0][1], told[0][0], tuple(span for *_, span in told))
        for number, told in enumerate(spans.values(), 1)
    )


def _stating(
    library: Library, document: DocumentRow, fact: FactAsked, places: Sequence[str]
) -> tuple[list[_Line], int]:
    """The lines of the first passage that states the fact, and how many more there are, or go on."""
    lines = [(passage, span, is_cut) for name, passage, span, is_cut in _lines(library, document) if name in fact.lines]
    if places and fact.lines == ("Site",):
        lines = [each for each in lines if _is_named(places, each[1].of(each[0].text))] or lines
    first = [(span, is_cut) for passage, span, is_cut in lines if passage is lines[0][0]]
    whole = [span for span, is_cut in first if not is_cut][:_MOST_LINES]
    spans = whole or [span for span, _ in first]
    return [(document, lines[0][0], span) for span in spans], len(lines) - len(whole)


def _is_named(names: Sequence[str], line: str) -> bool:
    """Whether a line has one of these names, or ends with a country of such a region."""
    country = {fold(canonical_country(_STATUS.sub("", line).rpartition(", ")[2]))}
    return any(country <= countries_of(each) or f" {fold(each)} " in f" {fold(line)} " for each in names)


_STATUS = re.compile(r"\s\([^()]*\)$")


def _lines(library: Library, document: DocumentRow) -> Iterator[tuple[str, PassageRow, Span, bool]]:
    """The lines of a trial's record: the name before the colon, the passage, the span, whether the passage cuts it."""
    texts = {each.key: each.text for each in library.catalog.sections(document.document_id)}
    for passage in library.passages_of(document):
        start = 0
        for line in passage.text.splitlines(keepends=True) if passage.section_key in _SECTIONS else ():
            name, colon, _ = line.partition(": ")
            span = Span(start, start + len(line.rstrip()))
            if colon:
                behind = texts[passage.section_key][passage.start + span.end :]
                yield name.capitalize(), passage, span, behind[:1] not in ("", "\n")
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
    numbers: dict[str, int] = {}
    columns = [(Cell(row.document_id, looked_at=(row.document_id,)), _cells(library, row, numbers)) for row in rows]
    drugs = [
        ComparedDrug(row.document_id, row.document_id, (row.kind,), date_of(row.record, row.source)) for row in rows
    ]
    names = [name for name in _ROWS if any(name in stated for _, stated in columns)]
    return compare(
        drugs, [Row(name, None, tuple(stated.get(name, empty) for empty, stated in columns)) for name in names]
    )


def _cells(library: Library, row: DocumentRow, numbers: dict[str, int]) -> dict[str, Cell]:
    """Name → what a trial's record states; `numbers` are those of the passages that are cited, by their ids."""
    found: dict[str, Cell] = {}
    for name, passage, span, is_cut in _lines(library, row):
        if name in _ROWS and name not in found:
            cited = Citation(numbers.setdefault(passage.passage_id, len(numbers) + 1), passage, row)
            quote = Quote(cited, Span(span.start + len(f"{name}: "), span.end))
            found[name] = Cell(row.document_id, quote, goes_on=is_cut)
    if isinstance(row.record, Trial) and row.record.sites:
        told = f"{plural(len(row.record.sites), 'site')} in {joined(row.record.countries)}"
        found["Places"] = Cell(row.document_id, lines=(told,))
    return found
