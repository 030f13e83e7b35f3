"""openFDA runs a section into one line: here it gets back its table rows, its list items and its subsections.

Only white space and the bars between cells are added; the words stay as published.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from indexer.patterns import any_case
from indexer.sources.label_overlap import Range, Squeezed
from indexer.sources.spl_markup import parse, row_pieces, rows

_SECTION_NUMBER = re.compile(r"\s*(\d{1,2})\.?\s+[^\W\d]")
_REFERENCE = any_case(r"(?:[(,–-]|\b(?:see|and|or|sections?))\s*$")
_MOST_LEFT_OUT = 3
"""Subsections that a label may skip: 8.2 and 8.3 before 8.4, where the numbers are fixed (21 CFR 201.57)."""
_BULLET = re.compile(r"(?<=\S) (?=[•●▪◦■]\s?\S)")


def lay_out(text: str, tables: Iterable[str], number: str | None) -> str:
    """Break a section's one line before table rows, list items and numbered subsections.

    `tables` holds the markup of openFDA's `<field>_table`. Each stands in the field's text too, run together (true of
    all 4,315 with any text in 363 labels); one that does not belongs to a subsection which `text` no longer holds.
    `number` is that of the section, "8" for one whose subsections are 8.1, 8.2, …; None where they have none.
    """
    squeezed = Squeezed(text)
    breaks: dict[int, str] = {}
    taken: list[Range] = []
    for markup in tables:
        pieces = _pieces(markup)
        place = squeezed.find(Squeezed(" ".join(block for _, block in pieces))) if pieces else None
        if place and place not in taken:
            taken.append(place)
            breaks.update(_table_breaks(squeezed, pieces, place))
    for start in _subsection_starts(text, number, taken) if number else ():
        breaks[start] = "\n\n"
    for bullet in _BULLET.finditer(text):
        if not _is_inside(bullet.end(), taken):
            breaks.setdefault(bullet.end(), "\n")
    return _broken(text, breaks)


def section_number(text: str) -> str | None:
    """The number a section's text begins with: "5" of "5 WARNINGS AND PRECAUTIONS"; None where there is none."""
    match = _SECTION_NUMBER.match(text)
    return match[1] if match else None


def _pieces(markup: str) -> list[tuple[str, str]]:
    try:
        table = parse(io.BytesIO(markup.encode()))
    except ValueError:
        return []  # its words stand in the section's text all the same
    return [piece for row in rows(table, verbatim=True) for piece in row_pieces(row)]


def _table_breaks(squeezed: Squeezed, pieces: Sequence[tuple[str, str]], place: Range) -> dict[int, str]:
    """What stands before each block of a table that is found at `place`, and after its last."""
    letter = squeezed.letter(place[0])
    breaks = {}
    for separator, block in pieces:
        if separator != " ":
            breaks[squeezed.offset(letter)] = separator
        letter += len("".join(block.split()))
    if letter < len(squeezed.letters):
        breaks[squeezed.offset(letter)] = "\n"
    return breaks


def _subsection_starts(text: str, number: str, tables: Sequence[Range]) -> Iterator[int]:
    """Where "5.1 Hepatotoxicity", "5.2 …" begin: rising numbers, then a capital, outside tables and references."""
    last = 0
    for match in re.finditer(rf"(?<=\s){number}\.(\d{{1,2}})\.? (?=[A-Z])", text):
        is_next = last < int(match[1]) <= last + 1 + _MOST_LEFT_OUT
        is_reference = _REFERENCE.search(text, max(0, match.start() - 12), match.start())
        if is_next and not is_reference and not _is_inside(match.start(), tables):
            last = int(match[1])
            yield match.start()


def _is_inside(position: int, ranges: Sequence[Range]) -> bool:
    return any(start <= position < end for start, end in ranges)


def _broken(text: str, breaks: Mapping[int, str]) -> str:
    """The text with the blanks before each place replaced."""
    pieces = []
    last = 0
    for position, separator in sorted(breaks.items()):
        pieces += [text[last:position].rstrip(), separator]
        last = position
    return "".join([*pieces, text[last:]]).strip()
