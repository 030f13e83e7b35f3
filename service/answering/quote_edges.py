"""Where a quote begins and ends: behind its section's heading, with what it refers to and the list it announces."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from indexer.catalog import PassageRow
from indexer.patterns import any_case
from indexer.text import Span, sentences
from service.answering.citations import Citation, Quote

_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+")
_BEHIND_A_TITLE = re.compile(r"[\s:.]+(?=[A-Z•])")
_GOES_ON = re.compile(r"[A-Z][a-z]+\s+[A-Z]")
"""A heading in small letters that is longer than the title: "10.1 Overdosage Experience The most …"."""


def after_heading(passage: PassageRow, span: Span) -> Span:
    """The span of a passage without the section's own title at its start; the same span where none is there.

    A title counts as a heading where it is numbered or in capitals, and a sentence of its own follows it.
    """
    number = _NUMBERED.match(passage.text, span.start, span.end)
    begins = number.end() if number is not None else span.start
    title = passage.text[begins : begins + len(passage.section_title)]
    behind = _BEHIND_A_TITLE.match(passage.text, begins + len(title), span.end)
    if title.lower().split() != passage.section_title.lower().split() or behind is None:
        return span
    if not title.isupper() and (number is None or _GOES_ON.match(passage.text, behind.end())):
        return span
    return Span(behind.end(), span.end)


_OF_HEADINGS = re.compile(
    r"\b(?:INDICATIONS|DOSAGE|ADMINISTRATION|CONTRAINDICATIONS|WARNINGS?|PRECAUTIONS|REACTIONS|INTERACTIONS|"
    r"POPULATIONS|ABUSE|DEPENDENCE|OVERDOSAGE|DESCRIPTION|PHARMACOLOGY|TOXICOLOGY|STUDIES|SUPPLIED|STORAGE|HANDLING|"
    r"INFORMATION)$"
)
_CAPITALS = re.compile(r"[A-Z][A-Z/&,()-]+")
_BEGINS = re.compile(r"[A-Z0-9•\"“\[(][^\s]*[a-z]|[A-Z][\w®™-]*\s+(?:[a-z(\[]|[A-Z][a-z])|•")
_SMALL = 4
"""Letters: so short a word may be small in a heading ("and", "with")."""


_STORED = re.compile(
    r"\s(?=(?:Recommended\s)?Stor(?:age(?:\sand\sHandling)?:?\s(?:[A-Z•]|\d\d)|e\s(?:[a-z]+\s)?(?:at|in|below)\b))"
)
REFERENCE = re.compile(r"\(\s?\d{1,2}(?:\.\d{1,2})?(?:\s?,\s?\d{1,2}(?:\.\d{1,2})?)*\s?\)\s+(?=(?:[•∘]\s)?[A-Z])")
"""Where the sentence before is told in full: "( 5.2 ) Hypothyroidism: …"."""
_LONG = 200
"""Characters of a sentence that may hold a heading: packages listed without a full stop, then "Storage Store at …"."""


_RUNS_ON = re.compile(
    r"(?<=[a-z\])])\s(?=(?:The\smost|Most)\scommon(?:ly)?\s(?:\w+\s)?(?:adverse|side)\b)|"
    r"\[\s?see\s[^\]]{3,120}\]\s(?=(?:The\s[a-z]+\s[a-z]|[A-Z]{4,}\sis\s))"
)
"""Where a list without full stops runs on into a sentence: "Disorders: chills Most common adverse reactions"."""
_CONDITION = re.compile(r"(?:In|If|For|When|While|Because|Unless|Until|During|Before|After|With|Without|Although)\b")
"""What begins no item of a list, but says when the sentence holds."""


def without_headings(text: str, span: Span) -> Span:
    """The span without a reference to sections or a heading in capitals at its start.

    As in "( 5.2 ) Hypothyroidism: …", "16 HOW SUPPLIED/STORAGE AND HANDLING Store at …".

    Of a long list of packages that runs on into how to keep them, the latter.
    """
    if span.end - span.start > _LONG and (stored := _STORED.search(text, span.start, span.end)):
        return Span(stored.end(), span.end)
    if (reference := REFERENCE.match(text, span.start, span.end)) and reference.end() < span.end:
        span = Span(reference.end(), span.end)
    may_run_on = text.find("ost common", span.start, span.end) > 0 or text.find("see ", span.start, span.end) > 0
    for run_on in _RUNS_ON.finditer(text, span.start, span.end) if may_run_on else ():
        if not _CONDITION.match(text, span.start):
            span = Span(run_on.end(), span.end)
    number = _NUMBERED.match(text, span.start, span.end)
    if number is None:
        return span
    behind = at = number.end()
    while (word := _CAPITALS.match(text, at, span.end)) and text[word.end() : word.end() + 1].isspace():
        at = word.end() + 1
        if _OF_HEADINGS.search(word[0]) and _BEGINS.match(text, at, span.end):
            behind = at
    return span if behind == number.end() else Span(behind, span.end)


_CAPTION = re.compile(
    r"(?:Table|TABLE|Figure|FIGURE)\s?(?:\d{1,2}|[IVX]+\b)[A-Za-z]?(?:[.:]|\s(?=[A-Z]))[^|]*[^|.;?!\s]$"
)


def is_heading(sentence: str) -> bool:
    """Whether a sentence is a numbered heading or the title of a table: "7.3 Established Drug Interactions"."""
    if _CAPTION.match(sentence):
        return True
    number = _NUMBERED.match(sentence)
    if number is None or sentence[-1] in ".:;?!":
        return False
    words = re.findall(r"[^\W\d_]+", sentence[number.end() :])
    return bool(words) and words[0][0].isupper() and all(each[0].isupper() or len(each) <= _SMALL for each in words)


CELLS = " | "
"""What stands between the cells of a table's line."""
FEWEST_WORDS = 5
"""In a sentence; fewer are a heading or a cell."""
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def is_row(text: str) -> bool:
    """Whether it is a line of a table in which no cell is a sentence."""
    cells = text.split(CELLS)
    return len(cells) > 1 and all(len(WORD.findall(cell)) < FEWEST_WORDS for cell in cells)


_ITEM = re.compile(r"(?:[-•●▪◦■∘*–·]|\d{1,2}[.)])\s")
_NEXT_ITEM = re.compile(rf"(?:\([\d., ]+\)\s*)?{_ITEM.pattern}")
_MARK = re.compile(r"(?:^|\n)(?:[-•●▪◦■∘*–·]|\d{1,2}[.)])\s*\n\Z")
"""Of an item that begins in the next line."""
_LONGEST = 420
"""Characters of a quote with what it needs to be understood."""


_CUT = re.compile(
    r"(?::(?:\s\([\d., ]+\)|\s?[•●○-])?|"
    r"\b(?:of|for|with|in|to|by|following|indicated|includ(?:es?|ing)|are|is|who|have|patients))\Z"
)
_ANNOUNCES = re.compile(r"\bfollowing\b[^.:]{0,60}:(?=\s)")


def with_its_list(passage: PassageRow, span: Span) -> Span:
    """The span with the items that follow where it announces them, as many as a quote holds: "It is used for:"."""
    is_begun = _ANNOUNCES.search(passage.text, span.start, span.end) is not None  # and goes on without marks
    if not is_begun and not _CUT.search(passage.text, max(span.start, span.end - 40), span.end):
        return span
    end, is_unmarked, text = span.end, False, passage.text
    for each in sentences(text):
        if each.start < end:
            continue
        is_unmarked = text[each.start].islower() or (is_unmarked and "\n" not in text[end : each.start])
        is_next = (
            _NEXT_ITEM.match(text, each.start)
            or _MARK.search(text, max(0, each.start - 6), each.start)
            or CELLS in each.of(text)
        )
        is_next = is_next or is_unmarked or (is_begun and not _NUMBERED.match(text, each.start))
        if not is_next or each.end - span.start > _OPENING * _WITH_ITS_LIST:
            break
        end = each.end
    return Span(span.start, end)


_TITLE = re.compile(r"\W*WARNINGS?\b(?:[^a-z]|\b(?:and|or|of|in|with|the|for|to|from)\b)*(?:See\sfull\s[^.]*\.?)?")
"""Of a boxed warning, in capitals, and where all of it is told."""


def behind_a_title(passage: PassageRow, span: Span) -> Span:
    """The span with the sentences behind it, as many as a quote holds, where it is the title of a boxed warning."""
    if not _TITLE.fullmatch(passage.text, span.start, span.end):
        return span
    ends = [each.end for each in sentences(passage.text) if span.end < each.end <= span.start + _LONGEST]
    return Span(span.start, ends[-1]) if ends else span


_LONGEST_LEAD = 9
"""Words of a heading that runs into its paragraph."""
_STATES = any_case(
    r":|\b(?:is|are|was|were|be|been|may|might|must|should|can|cannot|could|will|would|do|does|did|has|have|had|not|"
    r"the|an?|its?|they|them|their|this|these|\w+ly)\b"
)
"""What headings seldom hold."""


def with_what_it_heads(passage: PassageRow, span: Span) -> Span:
    """The span with the sentence behind it, where it heads the paragraph: "Severe skin reactions. They have …"."""
    text, said = passage.text, span.of(passage.text)
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    words, of_whole = WORD.findall(said), set(WORD.findall(passage.context.lower()))
    is_short = said.endswith(".") and 0 < len(words) <= _LONGEST_LEAD and words[0][0].isupper()
    is_lead = is_short and of_whole.isdisjoint(map(str.lower, words)) and not _STATES.search(said)
    if not is_lead or (before and not _ITEM.fullmatch(before)):
        return span
    behind = next((each for each in sentences(text) if each.start > span.start), None)
    if behind is None or "\n" in text[span.end : behind.start] or behind.end - span.start > _LONGEST:
        return span
    if len(WORD.findall(behind.of(text))) < FEWEST_WORDS:  # "(7.1, 7.2)"
        return span
    return Span(span.start, behind.end)


_OPENING = 320
"""Characters of a beginning: whole sentences up to here, and at least one."""
_WITH_ITS_LIST = 3
"""Times as many with the rest of a list that is begun."""


def opening(passage: PassageRow, longest: int = _OPENING) -> Span:
    """Whole sentences from the start of a passage, at least one and none that only announces, as many as fit.

    A list that is begun is not left off: of three uses all three are told.
    """
    text, spans = passage.text, sentences(passage.text)
    end = spans[0].end if spans else len(text)
    for span in spans[1:]:
        is_in_a_list = text[end - 1] in ";," or _ITEM.match(text, span.start) is not None
        fits = span.end - spans[0].start <= longest * (_WITH_ITS_LIST if is_in_a_list else 1)
        if not fits and text[end - 1] != ":":
            break
        end = span.end
    return Span(spans[0].start if spans else 0, end)


def without_cut_end(text: str, span: Span, next_text: str) -> Span:
    """The span without a sentence that goes on in the next passage of its section, where others are left."""
    is_cut = span.end == len(text) and next_text[:1].islower() and text[-1] not in ".!?:;)]"
    ends = [each.end for each in sentences(text) if span.start < each.end < span.end] if is_cut else []
    return Span(span.start, ends[-1]) if ends else span


_REFERS = re.compile(
    r"(?:[-•*–·]\s)?(?:They|Those|These|This|It|Such|Both|Neither|He|She|Then|Otherwise|However|In\saddition|Therefore|"
    r"Thus|Additionally|(?:As|Because|Since|If|When|While|Although|Unless|Once|After|Before)\s(?:[\w-]+\s){0,5}"
    r"(?:it|they|them|these|those)\b(?!\sis\s(?:not\s)?(?:necessary|possible|time|unknown|recommended)))\b"
)
_FRAGMENT = re.compile(r"(?:[-•*–·]\s*)?[a-z]")


def with_what_it_refers_to(passage: PassageRow, span: Span) -> Span:
    """The span with the sentences before it that its first word refers to, as many as a quote holds.

    "Those over 6 years may need the smallest adult dose" is about children, which only a sentence before it says. In
    an item of a list that is the item from its beginning.
    """
    found = span
    before = [each for each in sentences(passage.text) if each.end <= span.start]
    while before and _REFERS.match(passage.text, found.start) and found.end - before[-1].start <= _LONGEST:
        found = Span(before.pop().start, found.end)
    if _FRAGMENT.match(passage.text, found.start):
        return _with_lead(passage.text, found, before)
    item = _ITEM.match(passage.text, passage.text.rfind("\n", 0, found.start) + 1)
    if found != span and item is not None and item.end() < found.start and found.end - item.end() <= _LONGEST:
        return Span(item.end(), found.end)
    return found


_DENIES = any_case(r"\b(?:not|never|cannot|avoid|contraindicated|without|except|unless)\b")


def _is_item(text: str, start: int) -> bool:
    """Whether a sentence stands in an item of a list: its line begins small, or it or the one before with a mark."""
    line = text.rfind("\n", 0, start) + 1
    return (
        (line > 0 and text[line].islower())
        or _ITEM.match(text, line) is not None
        or _MARK.search(text, max(0, line - 6), line) is not None
    )


def _lead_of(text: str, start: int) -> Span | None:
    """The sentence that announces the list in whose item another begins; None where none does, or it is no item."""
    if not _is_item(text, start):
        return None
    for each in reversed([each for each in sentences(text) if each.end <= start and WORD.search(each.of(text))]):
        if not _is_item(text, each.start):
            return each if text[each.end - 1] == ":" else None
    return None


def with_what_denies_it(passage: PassageRow, span: Span) -> Span:
    """The item of a list from what announces the list, where that denies it: "is not approved for: … leg cramps"."""
    lead = _lead_of(passage.text, span.start)
    is_denied = lead is not None and _DENIES.search(passage.text, lead.start, lead.end)
    return Span(lead.start, span.end) if lead and is_denied and span.end - lead.start <= _LONGEST_DENIED else span


def is_denied_before(text: str, span: Span, before: str) -> bool:
    """Whether a span is the item of a list that a text goes on with, and that is denied in the text `before`."""
    whole, behind = f"{before}\n{text}", len(before) + 1
    if not before or not all(_is_item(whole, behind + each.start) for each in sentences(text[: span.end])):
        return False
    lead = _lead_of(whole, behind + span.start)
    return lead is not None and _DENIES.search(before, lead.start, lead.end) is not None


_LONGEST_DENIED = 960
"""Characters of such a quote: rather long than without its "not"."""


def item_with_lead(text: str, item: Span) -> Span | None:
    """The span from what announces a list to one item of it; None for a line of a table or where that is too long."""
    if CELLS in item.of(text):
        return None
    found = _with_lead(text, item, [each for each in sentences(text) if each.end <= item.start])
    return found if found != item else None


def _with_lead(text: str, span: Span, before: Sequence[Span]) -> Span:
    """The span from what announces it: the sentence that ends in a colon, or the row on the impact of a group."""
    for each in reversed(before):
        if span.end - each.start > _LONGEST:
            break
        if text[each.end - 1] == ":" or text.startswith(("Clinical Impact", "Clinical Effect"), each.start):
            return Span(each.start, span.end)
    return span


_LISTED = re.compile(rf":[^\n]{{0,30}}\s{_ITEM.pattern}")


def ends_in_a_list(passage: PassageRow, span: Span, behind: Callable[[PassageRow], str]) -> bool:
    """Whether the list that a span announces goes on after it, in the passage or the one `behind` it in its section."""
    is_listed = _LISTED.search(passage.text, span.start, span.end) is not None
    return is_listed and _ITEM.match(passage.text[span.end :].lstrip() or behind(passage)) is not None


def with_edges(
    citations: Sequence[Citation], quotes: Sequence[Quote], beside: Callable[[PassageRow, int], str]
) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """The same citations and quotes, their marks and words with the right edges; quotes cite these citations.

    `beside` is the text of the passage that many behind one (-1: before it). What that denies is no quote any more.
    """
    quotes = [
        each
        for each in quotes
        if not is_denied_before(each.citation.passage.text, each.span, beside(each.citation.passage, -1))
    ]

    def edged(passage: PassageRow, span: Span) -> Span:
        found = after_heading(passage, with_what_it_refers_to(passage, with_what_denies_it(passage, span)))
        return behind_a_title(passage, with_what_it_heads(passage, with_its_list(passage, found)))

    quoted = {each.citation.number for each in quotes}
    told = {
        each.number: replace(each, highlights=tuple(edged(each.passage, span) for span in each.highlights))
        if each.number in quoted
        else each
        for each in citations
    }
    spans = [(each.citation, edged(each.citation.passage, each.span)) for each in quotes]
    return tuple(told.values()), tuple(
        Quote(told[citation.number], span, ends_in_a_list(citation.passage, span, lambda row: beside(row, 1)))
        for citation, span in spans
    )
