"""What a reader took away from, or added to, the reading of a question; written in the page's address.

"2:-status" takes the status away from question 2; "2:status=COMPLETED" sets it; "2:page=3" turns its list to the third
page. A later edit of a field wins.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.documents import Kind, Phase, Status
from indexer.selection import NOT_STATED
from service.filters import NOT, RANGES, VALUES

_FIELDS = (*VALUES, *RANGES)
TAKEN = frozenset({"section", *_FIELDS, *(f"{NOT}_{name}" for name in _FIELDS)})
"""What can be taken away of a reading."""
SET = frozenset({"drug", "kind", "status", "phase", "condition", "intervention", "sponsor", "country", "city", "year"})
"""Fields that a facet can set."""
_ALLOWED: Mapping[str, frozenset[str]] = {
    "kind": frozenset(Kind),
    "status": frozenset({*Status, NOT_STATED}),
    "phase": frozenset({*Phase, NOT_STATED}),
}
PAGE = "page"
_EDIT = re.compile(r"(\d{1,4}):(?:-([a-z_]+)|([a-z_]+)=(.{1,300}))")
MOST_EDITS = 40
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one question."""

    turn: int
    """The number of the question, from 1; it stays when older questions are no longer kept."""
    field: str
    value: str | None = None
    """None: the field is taken away."""

    def __str__(self) -> str:
        return f"{self.turn}:-{self.field}" if self.value is None else f"{self.turn}:{self.field}={self.value}"


def parse(texts: Iterable[str]) -> tuple[Edit, ...]:
    """The edits that can be read; an address somebody mistyped loses an edit, not the page."""
    found = []
    for text in list(texts)[:MOST_EDITS]:
        match = _EDIT.fullmatch(text)
        if match is None:
            continue
        turn, taken, field, value = int(match[1]), match[2], match[3], match[4]
        if taken in TAKEN or (field is not None and _can_be_set(field, value)):
            found.append(Edit(turn, taken or field, value))
    return tuple(found)


def _can_be_set(field: str, value: str) -> bool:
    """Whether a field can have a value: of a fixed list one that is in it, of a year one that a calendar has."""
    if field in (PAGE, "year"):
        return value.isdecimal() and (field == PAGE or (len(value) == _YEAR_DIGITS and int(value) > 0))
    return field in SET and value in _ALLOWED.get(field, (value,))


def of_turn(edits: Iterable[Edit], turn: int) -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    """The fields taken away from a question, and the values set by field."""
    taken: set[str] = set()
    values: dict[str, tuple[str, ...]] = {}
    for edit in edits:
        if edit.turn != turn or edit.field == PAGE:
            continue
        if edit.value is None:
            taken.add(edit.field)
            values.pop(edit.field, None)
        else:
            taken.discard(edit.field)
            values[edit.field] = (edit.value,)
    return frozenset(taken), values


def with_edit(edits: Sequence[Edit], edit: Edit) -> tuple[str, ...]:
    """The address's edits with one more, which replaces what was said of its field before; a new list is on page 1."""
    kept = [each for each in edits if each.turn != edit.turn or each.field not in (edit.field, PAGE)]
    return (*map(str, kept), str(edit))


def page_of(edits: Iterable[Edit], turn: int) -> int:
    """Which page of its list a question shows, from 1 to 1000."""
    pages = [int(each.value) for each in edits if each.turn == turn and each.field == PAGE and each.value]
    return min(max(1, pages[-1]), 1000) if pages else 1
