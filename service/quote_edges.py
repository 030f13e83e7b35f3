"""Where a quote begins and ends: behind its section's heading, with what it refers to and the list it announces."""

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.catalog import PassageRow
from indexer.text import Span, sentences
from service.citations import Citation, Quote

_NUMBER = r"(?:\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+)"
_GOES_ON = re.compile(r"[A-Z][a-z]+\s+[A-Z]")
"""A heading in small letters that is longer than the title: "10.1 Overdosage Experience The most …"."""


def after_heading(passage: PassageRow, span: Span) -> Span:
    """The span of a passage without the section's own title at its start; the same span where none is there.

    A title counts as a heading where it is numbered or in capitals, and a sentence of its own follows it.
    """
    title = r"\s+".join(re.escape(word) for word in passage.section_title.split())
    match = re.match(
        rf"(?P<number>{_NUMBER})?(?P<title>{title})[\s:.]+(?=[A-Z•])", span.of(passage.text), re.IGNORECASE
    )
    if match is None or not (match["number"] or match["title"].isupper()):
        return span
    start = span.start + match.end()
    if not match["title"].isupper() and _GOES_ON.match(passage.text, start):
        return span
    return Span(start, span.end) if passage.text[start].isupper() or passage.text[start] == "•" else span


_ITEM = re.compile(r"(?:[-•*–·]|\d{1,2}[.)])\s")
_LONGEST = 420
"""Characters of a quote with the items of its list."""


def with_its_list(passage: PassageRow, span: Span) -> Span:
    """The span with the items that follow where it ends in a colon, as many as a quote holds: "It is used for:"."""
    if not span.of(passage.text).endswith(":"):
        return span
    end = span.end
    for each in sentences(passage.text):
        if each.start < end:
            continue
        if not _ITEM.match(passage.text, each.start) or each.end - span.start > _LONGEST:
            break
        end = each.end
    return Span(span.start, end)


_REFERS = re.compile(r"(?:[-•*–·]\s)?(?:They|Those|These|This|It|Such|Both|Neither|He|She|Then|Otherwise|However)\b")


def with_what_it_refers_to(passage: PassageRow, span: Span) -> Span:
    """The span with the sentences before it that its first word refers to, as many as a quote holds.

    "Those over 6 years may need the smallest adult dose" is about children, which only a sentence before it says. In
    an item of a list that is the item from its beginning.
    """
    found = span
    before = [each for each in sentences(passage.text) if each.end <= span.start]
    while before and _REFERS.match(passage.text, found.start) and found.end - before[-1].start <= _LONGEST:
        found = Span(before.pop().start, found.end)
    item = _ITEM.match(passage.text, passage.text.rfind("\n", 0, found.start) + 1)
    if found != span and item is not None and item.end() < found.start and found.end - item.end() <= _LONGEST:
        return Span(item.end(), found.end)
    return found


def with_edges(
    citations: Sequence[Citation], quotes: Sequence[Quote]
) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """The same citations and quotes, their marks and words with the right edges; quotes cite these citations."""

    def edged(passage: PassageRow, span: Span) -> Span:
        return with_its_list(passage, after_heading(passage, with_what_it_refers_to(passage, span)))

    quoted = {each.citation.number for each in quotes}
    told = {
        each.number: replace(each, highlights=tuple(edged(each.passage, span) for span in each.highlights))
        if each.number in quoted
        else each
        for each in citations
    }
    return tuple(told.values()), tuple(
        Quote(told[each.citation.number], edged(each.citation.passage, each.span)) for each in quotes
    )
