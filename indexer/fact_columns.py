"""Which document states which value of a field, as arrays in the catalog: read in a tenth of the time its rows take.

What counts are the rows of `fact_of`. The arrays are made of them when a build is finished: those of the documents that
it changed are read, those of all others kept.
"""

from array import array
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.catalog_rows import Query, by_number
from indexer.facts import Field

Pairs = NDArray[np.int32]
"""Shape (2, pairs): numbers of documents and, below each, the number in `fact_values` of what it states; ascending."""

_NONE: Pairs = np.empty((2, 0), dtype="<i4")


def read_column(rows: Query, field: Field) -> Pairs:
    """What documents state of a field, from a catalog that is finished."""
    for (data,) in rows("SELECT data FROM arrays WHERE name = ?", (_name(field),)):
        return np.frombuffer(data, dtype="<i4").reshape(2, -1)
    return _NONE


def columns_after(rows: Query, changed: Collection[int]) -> Iterator[tuple[str, bytes]]:
    """(name, data) of the array of every field, where the documents with these numbers are new, changed or gone."""
    stated = {field: array("i") for field in Field}
    for document, field, value in by_number(
        rows,
        """SELECT fact_of.document, field, fact_values.number FROM fact_of
           JOIN fact_values ON fact_values.number = fact_of.value WHERE fact_of.document IN ({})""",
        sorted(changed),
    ):
        stated[field].extend((document, value))
    numbers = np.fromiter(changed, dtype=np.int32, count=len(changed))
    for field in Field:
        kept, added = read_column(rows, field), np.array(stated[field], dtype="<i4").reshape(-1, 2).T
        pairs = np.concatenate((kept[:, ~np.isin(kept[0], numbers)], added), axis=1)
        yield _name(field), pairs[:, np.lexsort(pairs[::-1])].tobytes()


def _name(field: Field) -> str:
    return f"facts of {field}"
