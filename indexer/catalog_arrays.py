"""What serving loads of a catalog as a whole: arrays, made from its rows when a build is finished."""

from collections.abc import Collection, Iterator
from itertools import chain

import numpy as np

from indexer.catalog_rows import Query
from indexer.drug_mentions import mention_arrays
from indexer.fact_columns import columns_after


def arrays_of(rows: Query, size: int, changed: Collection[int] | None = None) -> Iterator[tuple[str, bytes]]:
    """(name, data) of every array; passage numbers run below `size`.

    By passage number, -1 for a hole: `document_of`, `section_of`, `ranks` (see `indexer.ordering`), `section_name_of`
    (the number of the section's name). What documents state, by field: `indexer.fact_columns`, which explains
    `changed`. Where trials name drugs: `indexer.drug_mentions`.
    """
    yield from _passage_arrays(rows, size)
    yield from columns_after(rows, changed)
    yield from mention_arrays(rows)


def _passage_arrays(rows: Query, size: int) -> Iterator[tuple[str, bytes]]:
    found = rows(
        """SELECT passages.number, passages.document, section, section_names.number FROM passages
           JOIN sections ON sections.number = section
           JOIN section_names ON section_names.key = sections.key AND section_names.title = sections.title
           ORDER BY passage_id"""
    )
    numbers, documents, sections, named = np.fromiter(chain.from_iterable(found), dtype=np.int64).reshape(-1, 4).T
    columns = {
        "document_of": documents,
        "section_of": sections,
        "section_name_of": named,
        "ranks": np.arange(len(numbers)),
    }
    for name, values in columns.items():
        array = np.full(size, -1, dtype="<i4")
        array[numbers] = values
        yield name, array.tobytes()
