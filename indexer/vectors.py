"""Dense search: the vectors of all passages in memory-mapped files. The only door to faiss.

Row number = passage number. The rows themselves, in fp32, are always there, and every similarity that is returned is
computed from them. Past some size a second file holds them in 8 bits a component, to nominate those worth computing:
all of them in one scan, and past another size in lists around centroids, of which a question looks at a few.
Where one kind ends and the next begins was measured: `python -m benchmarks growth`.
"""

import math
from collections.abc import Iterable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.errors import GenerationDamaged
from indexer.ordering import SCORE_DIGITS, best_first
from indexer.row_file import Layout, copy_of, new_file


class VectorKind(StrEnum):
    """How the nearest rows are found."""

    EXACT = "flat"
    """All rows are multiplied with the question."""
    BYTES = "sq8"
    """All rows in 8 bits nominate; their error is bounded, so that what is found is what an exact scan finds."""
    INVERTED = "ivf-sq8"
    """The rows in 8 bits of the lists nearest to the question nominate."""


CODES_SUFFIX = ".codes"
"""Of the file beside the rows, for the kinds that have one."""

_LARGEST_EXACT = 10_000
"""Rows: a scan in fp32 takes 1 ms here, one in 8 bits a quarter of that, of a file a quarter larger."""
_LARGEST_BYTES = 1_000_000
"""Rows: a scan in 8 bits takes 38 ms there and misses nothing; lists took 1.7 ms at 300,000 and missed 1 in 5."""
_SPARE = 32
"""Rows nominated beyond k: room for holes and ties before a second, larger nomination is needed."""
_GATHERED = 4096
"""Up to this many allowed passages their rows are gathered and multiplied, which is faster than a scan of all rows."""
_LEAST_PROBED = 1 / 12
"""Share of the lists a question looks at; under a filter more, so that as many allowed rows are seen."""
_TRAINING_ROWS = 64  # for each centroid
_TRAINING_ROUNDS = 8
_BYTE = faiss.ScalarQuantizer.QT_8bit_direct_signed
_LARGEST_COMPONENT = 6.0
"""Times the mean size of a component, 1 / root of dim; what few are larger are cut to it when rows nominate."""
_ERRORS = 5.0
"""Standard deviations of the error of 8 bits by which a row may be missed: once in a few million."""
_BLOCK = 8192  # rows that are brought to 8 bits at a time


def kind_for(count: int) -> VectorKind:
    """Which kind of index so many passage numbers get."""
    if count <= _LARGEST_EXACT:
        return VectorKind.EXACT
    return VectorKind.BYTES if count <= _LARGEST_BYTES else VectorKind.INVERTED


def write_vectors(
    path: Path, blocks: Iterable[NDArray[np.float32]], dim: int, kind: VectorKind | None = None
) -> VectorKind:
    """Write rows, given as consecutive (n, dim) float32 blocks of unit vectors; a hole is a row of zeros.

    The kind is `kind_for` their number unless one is given; it is returned. The same rows in another order give an
    index that finds the same. One block is in memory at a time; lists around centroids need all of them.
    """
    count = 0
    with new_file(path, _layout(faiss.IndexFlatIP(dim))) as file:
        for block in blocks:
            file.append(np.asarray(block, dtype=np.float32))
            count += len(block)
        file.finish(count)
    kind = kind or kind_for(count)
    _write_codes(path, dim, count, kind)
    return kind


def revise_vectors(
    path: Path,
    former: Path,
    changes: Iterable[tuple[NDArray[np.int64], NDArray[np.float32]]],
    count: int,
    dim: int,
) -> VectorKind:
    """Write what `write_vectors` would write of the rows of another file, cut or grown to `count`, with changes.

    The bytes are the same; what is not changed is copied by the system. `changes`: blocks of (numbers ascending, rows
    (n, dim)); every number that the other file lacks is among them.
    """
    kind = kind_for(count)
    codes, former_codes = path.with_suffix(CODES_SUFFIX), former.with_suffix(CODES_SUFFIX)
    bytes_kept = kind is VectorKind.BYTES and former_codes.is_file() and _is_bytes(former_codes)
    with ExitStack() as files:
        rows_file = files.enter_context(copy_of(former, path, _layout(faiss.IndexFlatIP(dim))))
        quantizer = _quantizer(dim)
        codes_file = files.enter_context(copy_of(former_codes, codes, _layout(quantizer))) if bytes_kept else None
        for numbers, rows in changes:
            rows_file.put(numbers, rows)
            if codes_file is not None:
                codes_file.put(numbers, quantizer.sa_encode(_in_bytes(rows)))
        rows_file.finish(count)
        if codes_file is not None:
            codes_file.finish(count)
    if not bytes_kept:
        _write_codes(path, dim, count, kind)
    return kind


class Vectors:
    """Inner-product search over unit vectors, so that a similarity is a cosine, -1 to 1."""

    def __init__(self, index: faiss.IndexFlat, codes: faiss.Index | None, ranks: NDArray[np.int32]) -> None:
        self._index = index
        self._codes = codes
        self._ranks = ranks
        self.rows: NDArray[np.float32] = _rows_of(index)
        """(n, dim), mapped from the file, read-only by agreement; a hole is a row of zeros."""

    @classmethod
    def open(cls, path: Path, ranks: NDArray[np.int32]) -> "Vectors":
        """Map the files. `ranks` is described in `indexer.ordering`.

        Raises GenerationDamaged for a file that is no vector index, or has another number of rows than `ranks`.
        """
        index = _mapped(path, len(ranks), (faiss.IndexFlat,))
        codes = path.with_suffix(CODES_SUFFIX)
        quantized = (faiss.IndexScalarQuantizer, faiss.IndexIVFScalarQuantizer)
        return cls(index, _mapped(codes, len(ranks), quantized) if codes.is_file() else None, ranks)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Of one vector."""
        return int(self._index.d)

    @property
    def kind(self) -> VectorKind:
        """How it searches."""
        if self._codes is None:
            return VectorKind.EXACT
        return VectorKind.INVERTED if isinstance(self._codes, faiss.IndexIVF) else VectorKind.BYTES

    def misfits(self, first: int, end: int) -> NDArray[np.int64]:
        """The numbers first <= number < end whose row in 8 bits is not that of its row in fp32; none where in lists."""
        codes: Any = self._codes
        if self.kind is not VectorKind.BYTES or first >= end:
            return np.zeros(0, np.int64)
        held = faiss.rev_swig_ptr(codes.codes.data(), len(self) * self.dim)[first * self.dim : end * self.dim]
        expected = codes.sa_encode(_in_bytes(self.rows[first:end]))
        return first + np.flatnonzero((held.reshape(-1, self.dim) != expected).any(axis=1))

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
        return self._nominated(query, k, allowed)

    def _nominated(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Nominate more and more until neither holes, ties nor the error of 8 bits can hide one of the first k."""
        faiss.omp_set_num_threads(1)  # of this thread; two threads on one query were three times slower than one
        selector = None if allowed is None else _selector(allowed, len(self))
        share = 1.0 if allowed is None else len(allowed) / len(self)
        wanted = k + k // 4 + _SPARE
        while True:
            wanted = min(wanted, len(self))
            numbers, scores, error = self._scan(query, wanted, selector, share)
            similarities = scores if self._codes is None else self.similarities(query, numbers)
            live = np.sort(similarities[self._ranks[numbers] >= 0])
            all_of_them = len(numbers) < wanted or wanted == len(self)
            if all_of_them or (len(live) >= k and _below(scores[-1] + error, live[-k])):
                return best_first(numbers, similarities, self._ranks, k)
            wanted *= 2

    def _scan(
        self, query: NDArray[np.float32], wanted: int, selector: faiss.IDSelector | None, share: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float32], float]:
        """The first rows by the scores of this kind: (numbers, scores, by how much these may be wrong)."""
        if self._codes is None:
            scores, numbers = self._index.search(query[None], wanted, params=_parameters(selector))
            found = numbers[0] >= 0
            return numbers[0][found], scores[0][found], 0.0
        scale = 127.0 / (float(np.abs(query).max()) or 1.0)  # faiss multiplies bytes: the question is rounded too
        parameters = _parameters(selector)
        if isinstance(self._codes, faiss.IndexIVF):
            lists = self._codes.nlist
            probed = min(lists, max(1, round(lists * _LEAST_PROBED / share)))
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probed)  # type: ignore[call-arg]
        scores, numbers = self._codes.search(np.rint(query * scale)[None], wanted, params=parameters)
        found = numbers[0] >= 0
        held = _scale(self.dim)
        error = _ERRORS * math.hypot(1 / scale, 1 / held) / math.sqrt(12)  # of rounding to steps of 1 / scale
        return numbers[0][found], scores[0][found] / np.float32(scale * held), error


def _below(score: float, least: float) -> bool:
    return round(float(score), SCORE_DIGITS) < round(float(least), SCORE_DIGITS)


def _rows_of(index: faiss.IndexFlat) -> NDArray[np.float32]:
    count = int(index.ntotal)
    codes = faiss.rev_swig_ptr(index.get_xb(), count * index.d) if count else np.zeros(0, np.float32)
    rows: NDArray[np.float32] = codes.reshape(count, index.d)
    return rows


def _scale(dim: int) -> float:
    """What a component is multiplied with before it is rounded to a byte."""
    return 127.0 / min(1.0, _LARGEST_COMPONENT / math.sqrt(dim))


def _in_bytes(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Components as whole numbers, -127 to 127, which faiss keeps in a byte each."""
    components: NDArray[np.float32] = np.rint(rows * np.float32(_scale(rows.shape[1]))).clip(-127, 127)
    return components


def _quantizer(dim: int) -> Any:
    return faiss.IndexScalarQuantizer(dim, _BYTE, faiss.METRIC_INNER_PRODUCT)


def _write_codes(path: Path, dim: int, count: int, kind: VectorKind) -> None:
    """Write the rows of a file in 8 bits a component beside it, for the kinds that nominate so."""
    if kind is VectorKind.EXACT or not count:
        return
    mapped = _mapped(path, count, (faiss.IndexFlat,))  # to be held as long as its rows are
    rows = _rows_of(mapped)
    blocks = (_in_bytes(rows[begin : begin + _BLOCK]) for begin in range(0, count, _BLOCK))
    codes = path.with_suffix(CODES_SUFFIX)
    if kind is VectorKind.INVERTED:
        index = _lists(rows)
        for block in blocks:
            index.add(block)
        faiss.write_index(index, str(codes))
        return
    quantizer = _quantizer(dim)
    with new_file(codes, _layout(quantizer)) as file:
        for block in blocks:
            file.append(quantizer.sa_encode(block))
        file.finish(count)


def _lists(rows: NDArray[np.float32]) -> Any:
    """Empty lists around centroids of these rows."""
    dim = rows.shape[1]
    coarse: Any = faiss.IndexFlatIP(dim)
    coarse.add(_centroids(rows))
    index: Any = faiss.IndexIVFScalarQuantizer(coarse, dim, coarse.ntotal, _BYTE, faiss.METRIC_INNER_PRODUCT, False)
    index.own_fields = True  # and no longer Python's
    coarse.this.disown()
    index.train(np.zeros((1, dim), np.float32))  # the centroids are there, and bytes need no training
    return index


def _layout(empty: Any) -> Layout:
    """How faiss writes an index whose rows come last: their number at byte 8, and before them how many values follow.

    faiss, impl/index_write.cpp: fourcc, d (int32), ntotal (int64) …, the length of the rows (uint64), the rows.
    """
    before = faiss.serialize_index(empty).tobytes()
    row = empty.sa_code_size()
    empty.add(np.zeros((1, empty.d), np.float32))
    values = int.from_bytes(faiss.serialize_index(empty).tobytes()[len(before) - 8 : len(before)], "little")
    empty.reset()

    def header(count: int) -> bytes:
        ends = count.to_bytes(8, "little"), (count * values).to_bytes(8, "little")
        return before[:8] + ends[0] + before[16:-8] + ends[1]

    return Layout(header, row)


def _centroids(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """As many as the root of the number of rows.

    They come from a sample that is chosen by what the rows hold, so that it does not depend on their order.
    """
    count = max(1, 2 ** round(np.log2(max(1, len(rows))) / 2))
    keys = np.ascontiguousarray(rows[:, :2]).view(np.uint64).reshape(-1) * np.uint64(0x9E3779B97F4A7C15)
    sample = np.argsort(keys, kind="stable")[: count * _TRAINING_ROWS]  # in an order that is as good as random
    clustering: Any = faiss.Kmeans(
        rows.shape[1], count, niter=_TRAINING_ROUNDS, spherical=True, seed=1, max_points_per_centroid=_TRAINING_ROWS
    )
    clustering.train(rows[sample])
    centroids: NDArray[np.float32] = clustering.centroids
    return centroids


def _is_bytes(codes: Path) -> bool:
    """Whether a file holds all rows in one scan, not in lists."""
    with codes.open("rb") as stream:
        return stream.read(4) == b"IxSQ"


def _mapped(path: Path, count: int, types: tuple[type, ...]) -> Any:
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
    except RuntimeError as error:  # what faiss raises for every broken file
        raise GenerationDamaged(f"{path}: not a vector index; rebuild it: medpath build --full") from error
    if not isinstance(index, types) or index.ntotal != count:
        raise GenerationDamaged(
            f"{path}: expected {count} vectors in {types[0].__name__}, found {index.ntotal} in {type(index).__name__}; "
            "rebuild it: medpath build --full"
        )
    return index


def _parameters(selector: faiss.IDSelector | None) -> faiss.SearchParameters | None:
    return None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]


def _selector(allowed: NDArray[np.int64], count: int) -> faiss.IDSelectorBitmap:
    bits = np.zeros(count, dtype=bool)
    bits[allowed] = True
    return faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]
