"""The heading that a label's text opens with, left out of a quote: "4 CONTRAINDICATIONS Clozaril is …"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.catalog import PassageRow
from indexer.text import Span
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


def without_headings(
    citations: Sequence[Citation], quotes: Sequence[Quote]
) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """The same citations and quotes, no mark and no quote beginning with a heading; quotes cite these citations."""
    told = {
        each.number: replace(each, highlights=tuple(after_heading(each.passage, span) for span in each.highlights))
        for each in citations
    }
    return tuple(told.values()), tuple(
        Quote(told[each.citation.number], after_heading(each.citation.passage, each.span)) for each in quotes
    )
