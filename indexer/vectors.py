"""Dense search: the vectors of all passages, in files that are mapped or read row by row. The only door to faiss.

Row number = passage number. The rows themselves, in fp32, are always there, and every similarity that is returned is
computed from them. Past some size a second file holds them in 2 bits per component, to nominate those worth computing:
a scan of all of them takes a ninth of the time of a scan in fp32, 5 ms for a million rows.

The codes need no training. A fixed random rotation makes the components of any unit vector look like draws from one
normal distribution, so one fixed codebook suits them all (the observation behind RaBitQ, Gao and Long 2024,
doi:10.1145/3654970); a row's code depends on that row alone, and an incremental index is the full one. Rotated pairs of
components are rounded to the nearest of 16 points, scanned with the in-register tables of 4-bit product quantisation
(André, Kermarrec and Le Scouarnec 2015, doi:10.14778/2856318.2856324).
"""

import math
from collections.abc import Iterable
from contextlib import ExitStack
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.errors import GenerationDamaged
from indexer.ordering import SCORE_DIGITS, best_first
from indexer.row_file import Layout, StoredRows, copy_of, new_file


class VectorKind(StrEnum):
    """How the nearest rows are found."""

    EXACT = "flat"
    """All rows are multiplied with the question."""
    CODED = "pq4"
    """All rows in 2 bits per component nominate, until none that was not nominated can be among the nearest."""


CODES_SUFFIX = ".codes"
"""Of the file beside the rows, for the kind that has one: this many bytes per row, and nothing else."""

_LARGEST_EXACT = 10_000
"""Rows: up to here a scan in fp32 takes no longer than nominating and computing; see `python -m benchmarks growth`."""
_MOST_MAPPED = 256 << 20
"""Bytes of rows that are mapped. More are read row by row, which takes 1 to 3 µs each instead of 0.4, less in runs."""
_SPARE = 32
"""Rows fetched beyond k: room for holes and ties before more are needed."""
_FEWEST = 100
"""Of k, or at least of so many, codes nominate as many times as the number of rows has binary digits: 15 for 20,000, 21
for a million. That is enough for 19 questions in 20; two to ten times k are computed as a rule."""
_GATHERED, _GATHERED_SHARE = 4096, 1 / 50
"""Up to this many allowed passages, or this share of all, their rows are multiplied, which is faster than any scan."""
_PAIR = 2  # components that share a code of 4 bits
_CODEBOOK = np.array(
    [
        (-0.46238634, -1.9040462), (0.91475993, 0.23406579), (-0.24286805, -0.8774611), (-0.022828564, 0.87742716),
        (0.64991575, -0.6589963), (-0.911442, 0.64663774), (0.94785655, 1.309072), (1.7449261, -0.71441406),
        (-1.2269107, 1.5913873), (1.9307215, 0.63363975), (0.013110771, 1.9933741), (0.81132895, -1.6902485),
        (-1.4384302, -1.0361131), (-0.8031801, -0.16711354), (-1.9284526, 0.18510318), (0.05076549, 0.032102708),
    ],
    dtype=np.float32,
)  # fmt: skip
"""(16, 2): the points that pairs drawn from a standard normal distribution are nearest to, by 30 of Lloyd's rounds."""
_DISTORTION = 0.109
"""Mean squared error of the codebook, as a share of what it codes; measured on draws from its distribution."""
_TABLES = 1.05  # the error that faiss adds by rounding its tables: .0187 was measured where .0179 is the codes'
_ERRORS = 3.0
"""Standard deviations of that error by which a row may be missed: of the first 200 one in 5,000, of ten none."""
_BLOCK = 8192  # rows that are coded at a time


def kind_for(count: int) -> VectorKind:
    """Which kind of index this many passage numbers get."""
    return VectorKind.EXACT if count <= _LARGEST_EXACT else VectorKind.CODED


def write_vectors(
    path: Path, blocks: Iterable[NDArray[np.float32]], dim: int, kind: VectorKind | None = None
) -> VectorKind:
    """Write rows, given as consecutive (n, dim) float32 blocks of unit vectors; a hole is a row of zeros.

    The kind is `kind_for` their number unless one is given; it is returned. The same rows in another order give an
    index that finds the same. One block is in memory at a time.
    """
    count = 0
    with new_file(path, _layout(dim)) as file:
        for block in blocks:
            file.append(np.asarray(block, dtype=np.float32))
            count += len(block)
        file.finish(count)
    kind = kind or kind_for(count)
    if kind is VectorKind.CODED:
        _write_codes(path, dim, count)
    return kind


def revise_vectors(
    path: Path, former: Path, changes: Iterable[tuple[NDArray[np.int64], NDArray[np.float32]]], count: int, dim: int
) -> VectorKind:
    """Write what `write_vectors` would write of the rows of another file, cut or grown to `count`, with changes.

    The bytes are the same; what is not changed is copied by the system. `changes`: blocks of (numbers ascending, rows
    (n, dim)); every number that the other file lacks is among them.
    """
    kind = kind_for(count)
    codes, former_codes = path.with_suffix(CODES_SUFFIX), former.with_suffix(CODES_SUFFIX)
    codes_kept = kind is VectorKind.CODED and former_codes.is_file()
    with ExitStack() as files:
        rows_file = files.enter_context(copy_of(former, path, _layout(dim)))
        codes_file = files.enter_context(copy_of(former_codes, codes, _codes_layout(dim))) if codes_kept else None
        for numbers, rows in changes:
            rows_file.put(numbers, rows)
            if codes_file is not None:
                codes_file.put(numbers, _coded(rows))
        rows_file.finish(count)
        if codes_file is not None:
            codes_file.finish(count)
    if kind is VectorKind.CODED and not codes_kept:
        _write_codes(path, dim, count)
    return kind


class Vectors:
    """Inner-product search over unit vectors, so that a similarity is a cosine, -1 to 1."""

    def __init__(
        self,
        index: faiss.IndexFlat,
        rows: NDArray[np.float32] | StoredRows,
        codes: "_Codes | None",
        ranks: NDArray[np.int32],
    ) -> None:
        self._index = index
        self._codes = codes
        self._ranks = ranks
        self.rows = rows
        """(n, dim), read-only by agreement; a hole is a row of zeros."""

    @classmethod
    def open(cls, path: Path, ranks: NDArray[np.int32]) -> "Vectors":
        """Map the rows, or be ready to read them, and read the codes, .1 s for a million; `ranks`: `indexer.ordering`.

        Raises GenerationDamaged for a file that is not a vector index, or has another number of rows than `ranks`.
        """
        index = _mapped(path, len(ranks))
        dim = int(index.d)
        codes_path = path.with_suffix(CODES_SUFFIX)
        codes = _Codes.read(codes_path, len(ranks), dim) if codes_path.is_file() else None
        if codes is None or 4 * dim * len(ranks) <= _MOST_MAPPED:
            return cls(index, _rows_of(index), codes, ranks)
        header = _layout(dim).header(len(ranks))
        return cls(index, StoredRows(path, len(header), (len(ranks), dim)), codes, ranks)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Of one vector."""
        return int(self._index.d)

    @property
    def kind(self) -> VectorKind:
        """How it searches."""
        return VectorKind.EXACT if self._codes is None else VectorKind.CODED

    def misfits(self, first: int, end: int) -> NDArray[np.int64]:
        """The numbers first <= number < end whose code is not that of their row.

        A byte or two may differ: the rotation of another processor's arithmetic may round to the next point.
        """
        if self._codes is None or first >= end:
            return np.zeros(0, np.int64)
        differing = (self._codes.rows()[first:end] != _coded(self.rows[first:end])).sum(axis=1)
        return first + np.flatnonzero(differing > 2)

    def vector(self, number: int) -> NDArray[np.float32]:
        """The unit vector of a passage, (dim,)."""
        [row] = self.rows[np.array([number])]
        return np.asarray(row)

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
        if allowed is not None and len(allowed) <= max(_GATHERED, _GATHERED_SHARE * len(self)):
            return best_first(allowed, self.similarities(query, allowed), self._ranks, k)
        faiss.omp_set_num_threads(1)  # of this thread; two threads on one query were three times slower than one
        if self._codes is None:
            return self._scanned(query, k, allowed)
        return self._nominated(self._codes, query, k, allowed)

    def _scanned(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Multiply all rows; take more and more of them until neither holes nor ties can hide one of the first k."""
        selector = None if allowed is None else _selector(allowed, len(self))
        wanted = k + _SPARE
        while True:
            wanted = min(wanted, len(self))
            scores, numbers = (each[0] for each in self._index.search(query[None], wanted, params=selector))
            numbers, scores = numbers[numbers >= 0], scores[numbers >= 0]
            live = np.sort(scores[self._ranks[numbers] >= 0])
            all_of_them = len(numbers) < wanted or wanted == len(self)
            if all_of_them or (len(live) >= k and _below(scores[-1], live[-k])):
                return best_first(numbers, scores, self._ranks, k)
            wanted *= 2

    def _nominated(
        self, codes: "_Codes", query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Nominate rows by their codes, and compute them in turn until no other can be among the first k."""
        mask = self._ranks >= 0
        if allowed is not None:
            mask = np.zeros(len(self), dtype=bool)
            mask[allowed] = True
        share = 1.0 if allowed is None else len(allowed) / len(self)
        wanted, step = int(max(k, _FEWEST) * len(self).bit_length() / share), max(k, _SPARE)
        while True:
            wanted = min(wanted, len(self))
            numbers, scores = codes.nearest(query, wanted)
            kept = np.flatnonzero(mask[numbers])
            highest = np.append(scores[kept[1:]], scores[-1:]) + codes.error  # any row after this one has
            similarities = np.zeros(0, np.float32)
            for begin in range(0, len(kept), step):
                part = numbers[kept[begin : begin + step]]
                similarities = np.append(similarities, self.similarities(query, part))
                end = len(similarities)
                if end >= k and highest[end - 1] < np.partition(similarities, -k)[-k]:
                    return best_first(numbers[kept[:end]], similarities, self._ranks, k)
            if wanted == len(self):
                return best_first(numbers[kept], similarities, self._ranks, k)
            wanted *= 2


class _Codes:
    """The rows in 4 bits per pair of components, packed for scanning."""

    def __init__(self, path: Path, shape: tuple[int, int], dim: int) -> None:
        self._path = path
        self._shape = shape
        self.error = _ERRORS * _TABLES * math.sqrt(_DISTORTION / (1 - _DISTORTION) / dim)
        """By how much a score by codes may be too low."""
        held = _quantizer(dim)
        faiss.copy_array_to_vector(self.rows().ravel(), held.codes)
        held.ntotal = shape[0]
        self._packed: Any = faiss.IndexPQFastScan(held)
        self._rotation = _rotation(dim)

    @classmethod
    def read(cls, path: Path, count: int, dim: int) -> "_Codes":
        """Raise GenerationDamaged for a file of another length."""
        size = path.stat().st_size
        if not count or size != count * _code_bytes(dim):
            raise GenerationDamaged(
                f"{path}: expected {count * _code_bytes(dim):,} bytes, {_code_bytes(dim)} a vector, found {size:,}; "
                "rebuild it: medpath build --full"
            )
        return cls(path, (count, _code_bytes(dim)), dim)

    def rows(self) -> NDArray[np.uint8]:
        """(n, bytes of a code), as they lie on the disk, mapped for as long as they are used."""
        return np.memmap(self._path, dtype=np.uint8, mode="r", shape=self._shape)

    def nearest(self, query: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows nearest to a question by their codes, best first: (numbers, scores).

        A code stands for the mean of what is coded so, which lies shorter along each of them, by the distortion (Gersho
        and Gray, Vector Quantization and Signal Compression, 1992, chapter 11); the scores are as much longer.
        """
        scores, numbers = self._packed.search(self._rotation.apply(query[None]), count)
        found = numbers[0] >= 0
        return numbers[0][found], scores[0][found] / (1 - _DISTORTION)


def _below(score: float, least: float) -> bool:
    return round(float(score), SCORE_DIGITS) < round(float(least), SCORE_DIGITS)


def _rows_of(index: faiss.IndexFlat) -> NDArray[np.float32]:
    count = int(index.ntotal)
    codes = faiss.rev_swig_ptr(index.get_xb(), count * index.d) if count else np.zeros(0, np.float32)
    rows: NDArray[np.float32] = codes.reshape(count, index.d)
    return rows


def _code_bytes(dim: int) -> int:
    return -(-dim // _PAIR // 2)


def _coded(rows: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The code of each row, (n, bytes of a code)."""
    dim = rows.shape[1]
    codes: NDArray[np.uint8] = _quantizer(dim).sa_encode(_rotation(dim).apply(np.ascontiguousarray(rows, np.float32)))
    return codes


@cache
def _rotation(dim: int) -> Any:
    """How vectors are turned before they are coded; the same for every index."""
    rotation: Any = faiss.RandomRotationMatrix(dim, dim)
    rotation.init(1)
    return rotation


def _quantizer(dim: int) -> Any:
    """An empty index that knows the codebook: for each pair of components the same 16 points."""
    if dim % _PAIR:
        raise ValueError(f"vectors of {dim} components cannot be coded in pairs")
    quantizer: Any = faiss.IndexPQ(dim, dim // _PAIR, 4, faiss.METRIC_INNER_PRODUCT)
    points = np.tile(_CODEBOOK / np.float32(math.sqrt(dim)), (dim // _PAIR, 1))
    faiss.copy_array_to_vector(points.ravel(), quantizer.pq.centroids)
    quantizer.is_trained = True
    return quantizer


def _write_codes(path: Path, dim: int, count: int) -> None:
    """Write the codes of a file's rows beside it."""
    mapped = _mapped(path, count)  # to be held as long as its rows are
    rows = _rows_of(mapped)
    with new_file(path.with_suffix(CODES_SUFFIX), _codes_layout(dim)) as file:
        for begin in range(0, count, _BLOCK):
            file.append(_coded(rows[begin : begin + _BLOCK]))
        file.finish(count)


def _layout(dim: int) -> Layout:
    """How faiss writes a flat index, whose rows come last: their number at byte 8, and before them how many values.

    faiss, impl/index_write.cpp: fourcc, d (int32), ntotal (int64) …, the length of the rows (uint64), the rows.
    """
    before = faiss.serialize_index(faiss.IndexFlatIP(dim)).tobytes()

    def header(count: int) -> bytes:
        ends = count.to_bytes(8, "little"), (count * dim).to_bytes(8, "little")
        return before[:8] + ends[0] + before[16:-8] + ends[1]

    return Layout(header, 4 * dim)


def _codes_layout(dim: int) -> Layout:
    return Layout(lambda count: b"", _code_bytes(dim))


def _mapped(path: Path, count: int) -> Any:
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
    except RuntimeError as error:  # what faiss raises for every broken file
        raise GenerationDamaged(f"{path}: not a vector index; rebuild it: medpath build --full") from error
    if not isinstance(index, faiss.IndexFlat) or index.ntotal != count:
        raise GenerationDamaged(
            f"{path}: expected {count} vectors in IndexFlat, found {index.ntotal} in {type(index).__name__}; "
            "rebuild it: medpath build --full"
        )
    return index


def _selector(allowed: NDArray[np.int64], count: int) -> faiss.SearchParameters:
    bits = np.zeros(count, dtype=bool)
    bits[allowed] = True
    chosen = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]
    return faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
