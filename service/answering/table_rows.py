"""The row of a table that is for a patient: by a clearance, an age or a weight, read with the head of its column."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, takewhile

from indexer.patterns import Pattern, any_case
from indexer.text import Span, sentences
from service.answering.measures import AMOUNT
from service.answering.quote_edges import CELLS
from service.answering.stated_ranges import Interval, Of, states, with_its_unit
from service.answering.subjects import is_headed
from service.answering.words import content_words

_LONGEST = 720
"""Characters from the head of a table to a row: further down a row is not quoted, for without its head it says less."""
_LONGEST_CELL = 120
"""Characters of a cell that says whom a row is for, where it is not the first."""
_YEARS = any_case(r"[\s<>≤≥\d.]+(?:(?:-|–|to|less\sthan|years?|months?)[\s<>≤≥\d.]*)+\s?")
"""An age, as it stands in the first column of a table."""
_LINE, _NEAR = 200, 3
"""Characters of a line that is no paragraph, and lines from a condition to its dose."""
HEADS_DOSES = any_case(r"(?=.* \| ).*\bdos(?:e|age|ing)s?\b")
HEADS_MAXIMA = any_case(r"(?=.* \| ).*\bmax(?:imum)?\b[^|]*\bdos(?:e|age)s?\b")
"""The head of a table with a column for the highest dose."""
_NO_DOSES = any_case(
    r"\b(?:modif|adjust|reduc|toxic|adverse|level|reconstitut|volume|vial|omit|withh?old|discontinu|grade|miss(?:ed)?\b)"
)
_REFERS_TO_A_TABLE = any_case(r"\btable\b|\b(?:these|such|following)\s(?:drugs?|medic|agents?)")
_CAPTION = re.compile(r"(?:Table|Figure)\s?\d")


def row_for(patient: Mapping[Of, Interval], text: str) -> Span | None:
    """From the head of a table to the first row for a patient; None where no row is, or only far from its head.

    Where the first line states a range itself the head is in a passage before; a row with as many cells stands alone.
    """
    for start, rows in tables(text) if patient else ():
        lines = [row.of(text).split(CELLS) for row in rows]
        head = lines[0] if all(states(patient, cell) is None for cell in lines[0]) else ()
        found = next((row for row, cells in zip(rows, lines, strict=True) if _is_for(patient, head, cells)), None)
        if found is not None and not head and found.of(text).count(CELLS) == len(lines[0]) - 1:
            return found
        if found is not None and found.end - start <= _LONGEST:
            return Span(start, found.end)
    return None


def lines_for(words: frozenset[str], text: str) -> Iterator[Span]:
    """From each line or sentence that names what a dose is asked for to the next that states an amount."""
    parts = sentences(text)
    for place, part in enumerate(parts):
        if part.end - part.start <= _LINE and words <= content_words(part.of(text)):
            behind = takewhile(lambda each: not is_headed(text, each), parts[place + 1 : place + _NEAR])
            amount = next((each for each in (part, *behind) if AMOUNT.search(each.of(text))), None)
            if amount is not None and amount.end - part.start <= 2 * _LINE:
                yield Span(part.start, amount.end)


def dose_table(text: str, heads: Pattern = HEADS_DOSES) -> Span | None:
    """The first table with a dose at its head, from the line before it; None for how doses are changed or prepared."""
    lines = _lines(text)
    head = next((place for place, line in enumerate(lines) if heads.match(line.of(text))), 0)
    start = lines[max(head - 1, 0)].start if lines[head - 1].end - lines[head - 1].start <= _LINE else lines[head].start
    rows = [row for row in lines[head:] if row.end - start <= _LONGEST and CELLS in row.of(text)]
    if not rows or not heads.match(lines[head].of(text)) or not any(AMOUNT.search(row.of(text)) for row in rows):
        return None
    is_of_changes = any(_NO_DOSES.search(row.of(text)) for row in (lines[max(head - 1, 0)], *rows))
    return None if is_of_changes else Span(start, rows[-1].end)


def rows_saying(is_named: Callable[[str], bool], is_said: Callable[[str], bool], text: str) -> Iterator[Span]:
    """The rows of tables that name a thing and say something, each with those behind it that have fewer cells.

    As in "Colitis | Grade 2 | Withhold", "Grade 3 | Stop". The whole table, as far as it is near, where only its title
    or head names the thing.
    """
    for start, rows in tables(text):
        near = [row for row in rows if row.end - start <= _LONGEST]
        head = text[start : rows[0].end]
        if near and is_named(head) and not is_said(head) and is_said(text[start : near[-1].end]):
            yield Span(start, near[-1].end)
        for place, row in enumerate(rows):
            cells = row.of(text).count(CELLS)
            more = takewhile(lambda each, most=cells: each.of(text).count(CELLS) < most, rows[place + 1 :])  # type: ignore[misc]
            end = max((row.end, *(each.end for each in more if each.end - row.start <= _LONGEST)))
            if is_named(row.of(text)) and is_said(text[row.start : end]):
                yield Span(row.start, end)


def row_around(text: str, span: Span) -> Span:
    """The row of a table that a sentence is a part of, which says whom "No change is required." is for; else itself."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    row = Span(start, end if end >= 0 else len(text))
    return row if CELLS in row.of(text) and row.end - row.start <= _LONGEST else span


def with_head(text: str, row: Span) -> Span:
    """A row of a table from the head of the table on; as it is where that is far above, or in a passage before."""
    for start, rows in tables(text):
        if rows[0].end <= row.start < rows[-1].end and row.end - start <= _LONGEST:
            return Span(start, row.end)
    return row


def announcing(text: str) -> Span | None:
    """The paragraph that announces the table which a text ends with or comes before; None where none refers to it."""
    behind = (line for line in reversed(_lines(text)) if CELLS not in line.of(text))
    line = next((each for each in behind if not _CAPTION.match(each.of(text))), None)
    return line if line is not None and _REFERS_TO_A_TABLE.search(line.of(text)) else None


def _is_for(patient: Mapping[Of, Interval], head: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether the cells of a row state ranges that hold a patient's numbers, and none that does not.

    What a long cell behind the first says of some patients makes the row no row for them.
    """
    told = [states(patient, each) for each in cells]
    short = [fits for fits, cell in zip(told, cells, strict=True) if cell is cells[0] or len(cell) <= _LONGEST_CELL]
    of_columns = []
    if _YEARS.fullmatch(cells[0]):
        of_columns.append(states(patient, f"age {cells[0]}"))
    if len(head) == len(cells):
        of_columns += [
            states({of: interval}, with_its_unit(of, column, cell))
            for column, cell in zip(head, cells, strict=True)
            for of, interval in patient.items()
        ]
    return True in (*short, *of_columns) and False not in (*told, *of_columns)


@lru_cache(maxsize=1024)
def tables(text: str) -> tuple[tuple[int, tuple[Span, ...]], ...]:
    """Where each table of a text begins, its title included, and its lines."""
    if CELLS not in text:
        return ()
    found: list[tuple[int, tuple[Span, ...]]] = []
    before = Span(0, 0)
    for is_table, lines in groupby(_lines(text), key=lambda line: CELLS in line.of(text)):
        rows = tuple(lines)
        if is_table:
            found.append((before.start if _CAPTION.match(before.of(text)) else rows[0].start, rows))
        before = rows[-1]
    return tuple(found)


def _lines(text: str) -> list[Span]:
    return [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
