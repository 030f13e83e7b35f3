"""What a sentence of a label is about: an organ, a group of patients, keeping the drug; by its words or its heading."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache

from indexer.catalog import PassageRow
from indexer.patterns import lower_case
from indexer.sections import SectionKind
from indexer.text import Span
from service.answering.citations import kinds_of_passage
from service.answering.quote_edges import is_heading
from service.understanding.section_intent import NOT_IMPAIRED, POPULATIONS


class Fit(IntEnum):
    """How far a sentence is about a subject; ordered."""

    OTHER = -1
    """It is about another organ or group."""
    UNSAID = 0
    """Neither it nor the heading before it says whom it is about."""
    NAMED = 1
    """It names the subject."""
    HEADED = 2
    """It stands under a heading of the subject and is about no other."""
    OPENS = 3
    """It begins with that heading."""


_WORDS: Mapping[SectionKind, str] = {
    SectionKind.RENAL: (
        rf"(?:renal\w*|kidneys?\b)(?!{NOT_IMPAIRED})|nephro(?:path|tox)\w+|creatinine\sclearance|cr?cl(?:cr)?\b|"
        rf"cl\s?cr\b|e?gfr\b|esrd\b|ckd\b|h(?:a)?emodialy\w+"
        r"|dialy\w+|glomerular"
    ),
    SectionKind.HEPATIC: rf"hepat(?:ic|o(?!cell))\w*|liver\b(?!{NOT_IMPAIRED})|cirrho\w+|child[\s-]pugh",
    SectionKind.LACTATION: r"lactat(?:ion|ing)\b|breast[\s-]?f\w+|(?:breast|human|mother's)\s?milk|nursing|milk\b",
    SectionKind.PREGNANCY: (
        r"pregnan\w*|f(?:o)?etus\w*|f(?:o)?etal\b|embryo\w*|teratogen\w*|trimester|birth\sdefects?|malformations?\b|"
        r"unborn|gestation\w*|childbearing|reproductive\spotential|contracepti\w+"
    ),
    SectionKind.PEDIATRIC: (
        r"p(?:a)?ediatric\w*|(?<!unborn\s)(?<!breastfed\s)(?<!breast-fed\s)(?<!nursing\s)(?:child(?:ren)?\b(?![\s-]pugh)|"
        r"infants?\b)|neonat\w+|newborns?\b|adolescen\w+|"
        r"juvenile|(?:younger|under|below|less)\s(?:than\s)?(?:\d+|twelve|six|two)\s(?:years|months)"
        r"|\b(?:1?[0-7]|8|9|two|six|twelve)\syears\sof\sage|age\sof\s(?:1?[0-7]|8|9)\s(?:years|months)"
    ),
    SectionKind.GERIATRIC: (
        r"geriatric\w*|elderly|older\s(?:or\s\w+\s)?(?:adults?|patients?|subjects?|people|age)|[6-8][05]\syears"
        r"|(?:above|over|older\sthan|aged?|least)\s(?:age\s)?[6-8]\d\b(?!\s?(?:mg|mcg|ml|kg|%|min|hour|sec|day|week))"
    ),
    SectionKind.STORAGE: (
        r"stor(?:e|ed|ing|age)\b|refrigerat\w+|room\stemperature|freez\w+|frozen|discard\w*|dispos(?:e|al)\w*"
        r"|protect(?:ed)?\sfrom\s(?:light|moisture|heat|freezing)|keep\s(?:in|the|at)\b|\d\s?°"
    ),
}
"""What a subject is called, in lower case, from the beginning of a word."""
_SUBJECT = {kind: lower_case(rf"\b(?:{words})") for kind, words in _WORDS.items()}
_ANY_SUBJECT = lower_case(
    rf"\W(?=(?:{'|'.join(f'(?P<{kind.name.lower()}>{words})' for kind, words in _WORDS.items())}))"
)
"""All in one pass, in a quarter of the time; no two are called by words that begin alike, of which one would hide.

As a heading, it is found behind what comes before a word: `re` passes over what no pattern begins with at once.
"""
LONGEST = 420
"""Characters of a quote that is begun with its heading."""
_FEW = 2
SUBJECTS = frozenset(_WORDS)
"""Kinds of section that other sections speak of too, sentence by sentence."""

_IMPAIRED = lower_case(
    r"impair|insufficien|dysfunction|disease|failure|cirrho|clearance|dialysis|child[\s-]pugh|function|problems|egfr|"
    r"crcl"
)
_NEXT = r"(?:(?:,|/|\s|-)+(?:[A-Z][\w’'-]*|and|in|with|of|for|or|the|to|following|after|from|without))*"
_HEADING = re.compile(
    rf"\s(?:\d{{1,2}}\.\d{{1,2}}\.?\s+(?P<numbered>[A-Z][\w’'-]*{_NEXT})"
    r"|^(?P<line>[A-Z][^\n.|:]{2,80}):?$"
    rf"|(?:^|(?<=[.)\]]\s))(?:[•*-]\s?)?(?P<announced>[A-Z][\w’'-]*{_NEXT})(?:\s\([\d., ]+\))?\s?:)",
    re.MULTILINE,
)
"""Behind the blank before it, or the line's end."""


def says_impaired(sentence: str) -> bool:
    """Whether a sentence that names an organ is about how well it works: a disease, an impairment, a clearance."""
    return _IMPAIRED.search(sentence.lower()) is not None


def names(kind: SectionKind, text: str) -> bool:
    """Whether words of a text are of a subject; False for a kind that is none of `SUBJECTS`."""
    return kind in _subjects_in(text)


def names_anywhere(kind: SectionKind, text: str) -> bool:
    """As `names`, for a long text in which no other subject is looked for."""
    pattern = _SUBJECT.get(kind)
    return pattern is not None and pattern.search(text.lower()) is not None


def naming(kind: SectionKind, text: str) -> str:
    """The words of a text that are of a subject."""
    return " ".join(match[0] for match in _SUBJECT[kind].finditer(text.lower()))


def fit_of(kind: SectionKind, text: str, span: Span) -> Fit:
    """How far a sentence, a span of a passage's or a section's text, is about a subject."""
    named = _subjects_in(span.of(text))
    if kind not in POPULATIONS:
        return Fit.NAMED if kind in named else Fit.UNSAID
    start, headed = _heading_before(text, span)
    if kind in named:
        return Fit.NAMED if kind not in headed else Fit.OPENS if start == span.start else Fit.HEADED
    if named & POPULATIONS:
        return Fit.OTHER
    if kind in headed:
        return Fit.HEADED
    return Fit.OTHER if headed else Fit.UNSAID


def is_section_of(kind: SectionKind, passage: PassageRow) -> bool:
    """Whether the whole section of a passage is about a subject; one on groups of patients may be of another too."""
    kinds = kinds_of_passage(passage)
    return kind in kinds and (len(kinds & POPULATIONS) <= _FEW if kind in POPULATIONS else len(kinds) == 1)


def populations_in(text: str) -> frozenset[SectionKind]:
    """The organs and groups of patients that a text names."""
    return _subjects_in(text) & POPULATIONS


def populations_of(text: str, span: Span) -> frozenset[SectionKind]:
    """The organs and groups of patients that a sentence of a text names, or else the heading before it."""
    return populations_in(span.of(text)) or _heading_before(text, span)[1]


@lru_cache(maxsize=16_384)
def _subjects_in(text: str) -> frozenset[SectionKind]:
    found = (match.lastgroup for match in _ANY_SUBJECT.finditer(f" {text.lower()}"))
    return frozenset(SectionKind[name.upper()] for name in found if name)


def from_its_heading(kind: SectionKind, text: str, span: Span) -> Span:
    """A sentence that does not name its subject, from the heading near before it that does; of several parts its own.

    Highlights of labels run on without full stops: "Pregnancy: … ( 8.1 ) Hepatic Impairment: Avoid use …".
    """
    parts = [each for each in _headings(text) if span.start <= each[0] < span.end]
    for place, (begins, kinds) in enumerate(parts):
        ends = parts[place + 1][0] if place + 1 < len(parts) else span.end
        part = Span(begins, begins + len(text[begins:ends].rstrip()))
        if len(parts) > 1 and kind in kinds and not is_heading(part.of(text)):
            return part
    start, headed = _heading_before(text, span)
    if names(kind, span.of(text)) or kind not in headed or span.end - start > LONGEST:
        return span
    return Span(start, span.end)


def heading_of(text: str, span: Span) -> Span:
    """The heading before a sentence of a text, or at its beginning; empty, where the sentence begins, without one."""
    found = _HEADING.match(f"\n{text}", max(_heading_before(text, span)[0], 0))
    return Span(found.start(), found.end() - 1) if found else Span(span.start, span.start)


def is_headed(text: str, span: Span) -> bool:
    """Whether a sentence of a text begins with a heading."""
    return _heading_before(text, span)[0] == span.start


def part_about(kind: SectionKind, text: str) -> Span | None:
    """The first part of a text under a heading of a subject, its heading included; None where none is."""
    headings = _headings(text)
    for place, (start, kinds) in enumerate(headings):
        if kind in kinds:
            later = [other for other, of_kinds in headings[place + 1 :] if kind not in of_kinds]
            end = later[0] if later else len(text)
            return Span(start, start + len(text[start:end].rstrip()))
    return None


def _heading_before(text: str, span: Span) -> tuple[int, frozenset[SectionKind]]:
    """Where the last heading before a sentence, or at its beginning, stands, and its subjects; -1 and none without."""
    headings = _headings(text)
    place = bisect_right(headings, span.start, key=lambda each: each[0])
    return headings[place - 1] if place else (-1, frozenset())


@lru_cache(maxsize=2048)
def _headings(text: str) -> tuple[tuple[int, frozenset[SectionKind]], ...]:
    """Where headings begin, with the organs and groups that they name; one before a colon counts for its line."""
    found: list[tuple[int, frozenset[SectionKind]]] = []
    for match in _HEADING.finditer(f"\n{text}"):
        start, end = match.start(), match.end() - 1
        found.append((start, populations_in(match["numbered"] or match["line"] or match["announced"])))
        line_end = text.find("\n", end)
        if match["announced"] and text[end:line_end].strip() and line_end >= 0:
            found.append((line_end, frozenset()))
    return tuple(sorted(found, key=lambda each: each[0]))
