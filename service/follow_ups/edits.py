"""What a reader took away from, or added to, the reading of a question; written in the page's address.

"2:-status" takes the status away from question 2, "2:-country=France" one of its countries; "2:status=COMPLETED" sets
the status; "2:page=3" turns its list to the third page. A later edit of a field wins; single values are taken away
beside each other.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.documents import Kind, Phase, Status
from indexer.selection import NOT, NOT_STATED, RANGES
from service.understanding.filters import VALUES

_FIELDS = (*VALUES, *RANGES)
TAKEN = frozenset({"section", *_FIELDS, *(f"{NOT}_{name}" for name in _FIELDS)})
"""What can be taken away of a reading."""
_TAKEN_APART = frozenset({*VALUES, *(f"{NOT}_{name}" for name in VALUES)})
"""Fields of which one value can be taken away."""
SET = frozenset({"drug", "kind", "status", "phase", "condition", "intervention", "sponsor", "country", "city", "year"})
"""Fields that a facet can set."""
_ALLOWED: Mapping[str, frozenset[str]] = {
    "kind": frozenset(Kind),
    "status": frozenset({*Status, NOT_STATED}),
    "phase": frozenset({*Phase, NOT_STATED}),
}
PAGE = "page"
_EDIT = re.compile(r"(\d{1,4}):(-?)([a-z_]+)(?:=(.{1,1000}))?")
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
    takes: bool = False
    """Whether it takes this one value away, and leaves the field its others."""

    def __str__(self) -> str:
        return f"{self.turn}:-{self.part}" if self.value is None or self.takes else f"{self.turn}:{self.part}"

    @property
    def part(self) -> str:
        """What it is about: "country", "country=France"."""
        return self.field if self.value is None else f"{self.field}={self.value}"


def parse(texts: Iterable[str]) -> tuple[Edit, ...]:
    """The edits that can be read; an address somebody mistyped loses an edit, not the page."""
    found = []
    for text in list(texts)[:MOST_EDITS]:
        match = _EDIT.fullmatch(text)
        if match is None:
            continue
        turn, takes, field, value = int(match[1]), bool(match[2]), match[3], match[4]
        can_be = field in (TAKEN if value is None else _TAKEN_APART) if takes else _can_be_set(field, value)
        if can_be:
            found.append(Edit(turn, field, value, takes and value is not None))
    return tuple(found)


def _can_be_set(field: str, value: str | None) -> bool:
    """Whether a field can have a value: of a fixed list one that is in it, of a year one that a calendar has."""
    if value is None:
        return False
    if field in (PAGE, "year"):
        return value.isdecimal() and (field == PAGE or (len(value) == _YEAR_DIGITS and int(value) > 0))
    return field in SET and value in _ALLOWED.get(field, (value,))


def of_turn(edits: Iterable[Edit], turn: int) -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    """The parts taken away from a question ("country", "country=France"), and the values set by field."""
    taken: set[str] = set()
    values: dict[str, tuple[str, ...]] = {}
    for edit in edits:
        if edit.turn != turn or edit.field == PAGE:
            continue
        if edit.value is None or edit.takes:
            taken.add(edit.part)
            if edit.value is None or values.get(edit.field) == (edit.value,):
                values.pop(edit.field, None)
        else:
            taken = {part for part in taken if part.partition("=")[0] != edit.field}
            values[edit.field] = (edit.value,)
    return frozenset(taken), values


def with_edit(edits: Sequence[Edit], edit: Edit) -> tuple[str, ...]:
    """The address's edits with one more, which replaces what was said of its field before; a new list is on page 1.

    One value taken away leaves the others taken away.
    """
    kept = [each for each in edits if each.turn != edit.turn or not _is_replaced(each, edit)]
    return (*map(str, kept), str(edit))


def _is_replaced(before: Edit, edit: Edit) -> bool:
    """Whether an edit of the same question no longer counts beside a later one."""
    if before.field != edit.field:
        return before.field == PAGE
    return before == edit or not (before.takes and edit.takes)


def page_of(edits: Iterable[Edit], turn: int) -> int:
    """Which page of its list a question shows, from 1 to 1000."""
    pages = [int(each.value) for each in edits if each.turn == turn and each.field == PAGE and each.value]
    return min(max(1, pages[-1]), 1000) if pages else 1
