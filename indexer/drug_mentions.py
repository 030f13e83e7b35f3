"""Which documents name a drug: by the names that mean it alone, in what a trial says of itself in running text."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.catalog_rows import Query, array_in
from indexer.names import fold, without_salts


def names_of_drug(rows: Query, drug: str) -> frozenset[str]:
    """The keys that a name stands for, and every folded name that means one of these drugs and no other."""
    keys = _keys_of(rows, drug)
    return keys | _names_of(rows, keys)


def _keys_of(rows: Query, drug: str) -> frozenset[str]:
    """The keys a name stands for; itself when no document gives that name."""
    folded = fold(drug)
    found = rows("SELECT DISTINCT drug FROM names WHERE folded IN (?, ?)", (folded, without_salts(drug)))
    keys = frozenset(key for (key,) in found)
    return frozenset((folded,)) if folded in keys or not keys else keys


def _names_of(rows: Query, keys: frozenset[str]) -> frozenset[str]:
    """The names that labels and monographs give to these drugs and to no other."""
    names: set[str] = set()
    for key in keys:
        given = rows(
            # each name once, and two ranges of an index: thousands of trials give a drug the same name
            """SELECT folded FROM (
                 SELECT DISTINCT folded FROM names JOIN documents ON documents.number = document
                 WHERE drug = :drug AND documents.kind != 'trial' AND names.kind NOT IN ('unii', 'cas')
               ) AS given
               WHERE NOT EXISTS (SELECT 1 FROM names WHERE folded = given.folded AND drug < :drug)
               AND NOT EXISTS (SELECT 1 FROM names WHERE folded = given.folded AND drug > :drug)""",
            {"drug": key},
        )
        names.update(folded for (folded,) in given)
    return frozenset(names)


def mention_arrays(rows: Query) -> Iterator[tuple[str, bytes]]:
    """(name, data) of what `Mentions` reads from a catalog that is finished: one text of all trials, and its places."""
    told = list(rows("SELECT number, mentions FROM documents WHERE mentions IS NOT NULL ORDER BY number"))
    lengths = np.array([len(text) + 1 for _, text in told], dtype=np.int64)
    numbers = np.array([number for number, _ in told], dtype=np.int64)
    yield _TEXT, "\n".join(text for _, text in told).encode()
    yield _PLACES, np.stack((np.cumsum(lengths) - lengths, numbers)).astype("<i8").tobytes()


_TEXT, _PLACES = "mentions", "places of mentions"


class Mentions:
    """The titles, conditions and keywords of all trials, folded: where a drug may be named that is no intervention."""

    def __init__(self, rows: Query) -> None:
        self._rows = rows

    def of(self, name: str) -> NDArray[np.int64]:
        """The numbers of the trials that hold these folded words in this order, as one or as many, some repeatedly."""
        text, starts, numbers = self._joined
        found = []
        for wanted in (f" {name} ", f" {name}s "):
            position = text.find(wanted)
            while position >= 0:
                found.append(position)
                position = text.find(wanted, position + 1)
        return numbers[np.searchsorted(starts, found, side="right") - 1]

    def is_in_a_title(self, name: str) -> bool:
        """Whether a trial's title holds these folded words in this order."""
        return any(
            f" {name} " in f" {fold(title)} "
            for number in np.unique(self.of(name)).tolist()
            for (title,) in self._rows("SELECT title FROM documents WHERE number = ?", (number,))
        )

    @cached_property
    def _joined(self) -> tuple[str, NDArray[np.int64], NDArray[np.int64]]:
        """The mentions of all trials as one text, where each trial's begin, and the trials' numbers."""
        starts, numbers = np.frombuffer(array_in(self._rows, _PLACES), dtype="<i8").reshape(2, -1)
        return array_in(self._rows, _TEXT).decode(), starts, numbers
