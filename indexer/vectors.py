"""Dense search: the vectors of all passages in one memory-mapped file. The only door to faiss.

Row number = passage number. The index is exact (a flat scan): at 100,000 passages it costs some 12 ms, and it keeps
its recall under any filter. `KINDS` is the place for what comes past that size; a generation's manifest records which
one it has.
"""

from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.errors import GenerationDamaged
from indexer.ordering import best_first, settled

EXACT = "flat"
KINDS = (EXACT,)
"""The kinds of index this version can open."""

_SPARE = 32
"""Rows fetched beyond k: room for holes and ties before a second, larger fetch is needed."""
_GATHERED = 4096
"""Up to this many allowed passages their rows are gathered and multiplied, which is faster than a scan of all rows."""


def kind_for(count: int) -> str:
    """Which kind of index `count` passages get."""
    del count  # exact at every size so far
    return EXACT


def write_vectors(path: Path, blocks: Iterable[NDArray[np.float32]], dim: int) -> None:
    """Write rows, given as consecutive (n, dim) float32 blocks of unit vectors; a hole is a row of zeros."""
    index = faiss.IndexFlatIP(dim)
    for block in blocks:
        index.add(np.ascontiguousarray(block, dtype=np.float32))
    faiss.write_index(index, str(path))


class Vectors:
    """Exact inner-product search over unit vectors, so that a similarity is a cosine, -1 to 1."""

    def __init__(self, index: faiss.IndexFlat, ranks: NDArray[np.int32]) -> None:
        self._index = index
        self._ranks = ranks
        count = int(index.ntotal)
        codes = faiss.rev_swig_ptr(index.get_xb(), count * index.d) if count else np.zeros(0, np.float32)
        self.rows: NDArray[np.float32] = codes.reshape(count, index.d)
        """(n, dim), mapped from the file, read-only by agreement; a hole is a row of zeros."""

    @classmethod
    def open(cls, path: Path, ranks: NDArray[np.int32]) -> "Vectors":
        """Map the file. `ranks` is described in `indexer.ordering`.

        Raises GenerationDamaged for a file that is no vector index, or has another number of rows than `ranks`.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:  # what faiss raises for every broken file
            raise GenerationDamaged(f"{path}: not a vector index; rebuild it: medpath build --full") from error
        if not isinstance(index, faiss.IndexFlat) or index.ntotal != len(ranks):
            raise GenerationDamaged(
                f"{path}: expected {len(ranks)} exact vectors, found {index.ntotal} in {type(index).__name__}; "
                "rebuild it: medpath build --full"
            )
        return cls(index, ranks)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Of one vector."""
        return int(self._index.d)

    def vector(self, number: int) -> NDArray[np.float32]:
        """The unit vector of a passage, (dim,)."""
        row: NDArray[np.float32] = self.rows[number]
        return row

    def similarities(self, query: NDArray[np.float32], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of the query to each of these passages, in their order."""
        similarities: NDArray[np.float32] = self.rows[numbers] @ query
        return similarities

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k passages nearest to a unit vector (dim,), best first: (numbers, similarities).

        `allowed`: only these passage numbers. Fewer than k when there are no more.
        """
        query = np.ascontiguousarray(query, dtype=np.float32).reshape(-1)
        if k <= 0 or len(self) == 0 or (allowed is not None and len(allowed) == 0):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if allowed is not None and len(allowed) <= _GATHERED:
            return best_first(allowed, self.similarities(query, allowed), self._ranks, k)
        return self._scan(query, k, allowed)

    def _scan(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Scan all rows, fetching more until neither holes nor ties can hide one of the first k."""
        faiss.omp_set_num_threads(1)  # of this thread; two threads on one query were three times slower than one
        parameters = None if allowed is None else faiss.SearchParameters(sel=_selector(allowed, len(self)))  # type: ignore[call-arg]
        wanted = k + _SPARE
        while True:
            wanted = min(wanted, len(self))
            scores, numbers = self._index.search(query[None, :], wanted, params=parameters)
            found = numbers[0] >= 0
            candidates, similarities = numbers[0][found], scores[0][found]
            if len(candidates) < wanted or wanted == len(self) or settled(candidates, similarities, self._ranks, k):
                return best_first(candidates, similarities, self._ranks, k)
            wanted *= 4


def _selector(allowed: NDArray[np.int64], count: int) -> faiss.IDSelectorBitmap:
    bits = np.zeros(count, dtype=bool)
    bits[allowed] = True
    return faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]
