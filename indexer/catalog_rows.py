"""Rows of a catalog, as those who read it ask for them without knowing the database."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

Query = Callable[..., Iterable[tuple[Any, ...]]]
"""Rows by SQL and its parameters."""

_AT_ONCE = 500  # SQLite bounds the parameters of a statement


def array_in(rows: Query, name: str) -> bytes:
    """An array of a catalog that is finished. Raises ValueError where it is not there."""
    for (data,) in rows("SELECT data FROM arrays WHERE name = ?", (name,)):
        return bytes(data)
    raise ValueError(f"no array {name!r}: the build of it was not finished")


def by_number(rows: Query, sql: str, numbers: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """Rows for many numbers, some hundreds at a time; the numbers stand in the statement where `{}` does."""
    for begin in range(0, len(numbers), _AT_ONCE):
        some = numbers[begin : begin + _AT_ONCE]
        yield from rows(sql.format(",".join("?" * len(some))), some)
