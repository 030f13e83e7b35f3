"""Dense search as a corpus grows: codes nominate, fp32 decides, and nothing of it shows in what is found."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.errors import GenerationDamaged
from indexer.row_file import StoredRows
from indexer.vectors import (
    _CODEBOOK,
    _DISTORTION,
    CODES_SUFFIX,
    VectorKind,
    Vectors,
    kind_for,
    revise_vectors,
    write_vectors,
)

COUNT, DIM = 12_000, 48


def clustered_rows(count: int = COUNT, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors in clumps, as those of texts are."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(200, DIM))
    rows = (centres[rng.integers(200, size=count)] + 0.6 * rng.normal(size=(count, DIM))).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def opened(
    folder: Path, rows: NDArray[np.float32], kind: VectorKind, ranks: NDArray[np.int32] | None = None
) -> Vectors:
    folder.mkdir(exist_ok=True)
    path = folder / "vectors.faiss"
    assert write_vectors(path, np.array_split(rows, 4), rows.shape[1], kind) is kind
    return Vectors.open(path, np.arange(len(rows), dtype=np.int32) if ranks is None else ranks)


def nearest(rows: NDArray[np.float32], query: NDArray[np.float32], among: NDArray[np.int64]) -> list[int]:
    found: list[int] = among[np.argsort(-(rows[among] @ query), kind="stable")[:10]].tolist()
    return found


def recall(vectors: Vectors, rows: NDArray[np.float32], allowed: NDArray[np.int64] | None = None) -> float:
    among = np.arange(len(rows)) if allowed is None else allowed
    queries = clustered_rows(60, seed=5)
    shared = [
        len(set(nearest(rows, query, among)) & set(vectors.search(query, 10, allowed)[0].tolist())) for query in queries
    ]
    return sum(shared) / (10 * len(queries))


def test_the_kind_follows_the_size() -> None:
    """Exact for a shelf of books, nominated by codes for a library and a registry."""
    assert [kind_for(count) for count in (0, 1_052, 10_000, 10_001, 5_000_000)] == [
        VectorKind.EXACT,
        VectorKind.EXACT,
        VectorKind.EXACT,
        VectorKind.CODED,
        VectorKind.CODED,
    ]


def test_codes_find_what_an_exact_scan_finds(tmp_path: Path) -> None:
    """The same numbers in the same order, with the similarities of the fp32 rows."""
    rows = clustered_rows()
    vectors = opened(tmp_path, rows, VectorKind.CODED)
    assert vectors.kind is VectorKind.CODED
    for query in clustered_rows(40, seed=5):
        numbers, similarities = vectors.search(query, 10)
        assert numbers.tolist() == nearest(rows, query, np.arange(COUNT))
        np.testing.assert_allclose(similarities, rows[numbers] @ query, atol=1e-6)


@pytest.mark.parametrize("kind", list(VectorKind))
@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.5])
def test_a_filter_costs_no_recall(tmp_path: Path, kind: VectorKind, share: float) -> None:
    """Whatever share of the passages it leaves; none but allowed ones are found."""
    rows = clustered_rows(40_000)
    allowed = np.sort(np.random.default_rng(1).choice(len(rows), int(share * len(rows)), replace=False))
    vectors = opened(tmp_path, rows, kind)
    assert set(vectors.search(rows[3], 10, allowed)[0].tolist()) <= set(allowed.tolist())
    assert recall(vectors, rows, allowed) >= 0.99


@pytest.mark.parametrize("kind", list(VectorKind))
def test_numbering_does_not_matter(tmp_path: Path, kind: VectorKind) -> None:
    """A full build and an incremental one number passages differently, and find the same passages in the same order."""
    rows = clustered_rows()
    order = np.random.default_rng(2).permutation(COUNT)
    straight = opened(tmp_path / "a", rows, kind)
    shuffled = opened(tmp_path / "b", rows[order], kind, order.astype(np.int32))
    for query in clustered_rows(20, seed=6):
        first, second = straight.search(query, 10), shuffled.search(query, 10)
        assert first[0].tolist() == order[second[0]].tolist()
        np.testing.assert_allclose(first[1], second[1], atol=1e-6)


@pytest.mark.parametrize("kind", list(VectorKind))
def test_holes_and_equal_vectors(tmp_path: Path, kind: VectorKind) -> None:
    """A hole is never found, and of many equal passages the first by id are."""
    rows = clustered_rows(3_000)
    rows[:500] = rows[0]
    rows[1_000:2_000] = 0.0
    ranks = np.random.default_rng(3).permutation(3_000).astype(np.int32)
    ranks[1_000:2_000] = -1
    numbers, _ = opened(tmp_path, rows, kind, ranks).search(rows[0], 5)
    assert ranks[numbers].tolist() == sorted(ranks[:500])[:5]


def test_the_codebook_is_as_good_as_one_that_is_trained() -> None:
    """On pairs it has not seen; its distortion is the one that the bound of a search is computed from."""
    seen, unseen = np.random.default_rng(5).standard_normal((2, 40_000, 2), dtype=np.float32)
    trained = faiss.Kmeans(2, 16, niter=30, seed=2, max_points_per_centroid=len(seen))
    trained.train(seen)
    ours, theirs = (
        float(((unseen[:, None] - points) ** 2).sum(axis=2).min(axis=1).mean()) / 2
        for points in (_CODEBOOK, trained.centroids)
    )
    assert ours == pytest.approx(_DISTORTION, rel=0.02)
    assert ours < 1.02 * theirs


def test_rows_along_the_axes_are_found(tmp_path: Path) -> None:
    """They are as unlike a text's vector as rows can be; the rotation makes them like any other."""
    rows = np.concatenate([np.eye(DIM, dtype=np.float32), clustered_rows(2_000)])
    numbers, similarities = opened(tmp_path, rows, VectorKind.CODED).search(rows[7], 1)
    assert numbers.tolist() == [7]
    assert similarities[0] == pytest.approx(1.0, abs=1e-6)


def test_a_row_is_found_among_others_that_are_almost_the_same(tmp_path: Path) -> None:
    """Passages that differ in a name have vectors like these; each is the nearest to itself."""
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(400, 384)).astype(np.float32).repeat(30, axis=0)
    rows += 0.15 * rng.normal(size=rows.shape).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors = opened(tmp_path, rows, VectorKind.CODED)
    asked = range(0, len(rows), 50)
    assert [vectors.search(rows[each], 1)[0].tolist() for each in asked] == [[each] for each in asked]


def test_a_filter_that_leaves_only_what_is_far(tmp_path: Path) -> None:
    """The codes nominate rows near the question first; where none of them is allowed they go on until enough are."""
    rows = clustered_rows(20_000)
    query = rows[3]
    allowed = np.sort(np.argsort(rows @ query)[:6_000])
    numbers, _ = opened(tmp_path, rows, VectorKind.CODED).search(query, 10, allowed)
    assert numbers.tolist() == nearest(rows, query, allowed)


def test_broken_codes_are_damage(tmp_path: Path) -> None:
    """The file beside the rows is refused like the rows' own."""
    rows = clustered_rows(500)
    opened(tmp_path, rows, VectorKind.CODED)
    path = tmp_path / "vectors.faiss"
    path.with_suffix(CODES_SUFFIX).write_bytes(b"no index")
    with pytest.raises(GenerationDamaged, match=r"vectors\.codes.*medpath build"):
        Vectors.open(path, np.arange(500, dtype=np.int32))


@pytest.mark.parametrize(
    ("before", "after"), [(12_000, 12_300), (12_300, 12_000), (9_000, 9_500), (9_900, 10_100), (10_100, 9_900)]
)
def test_a_revised_file_is_the_one_written_anew(tmp_path: Path, before: int, after: int) -> None:
    """Byte for byte, with rows changed, emptied, added and cut off, and where the size asks for another kind."""
    rows = clustered_rows(max(before, after))
    old, new = tmp_path / "old.faiss", tmp_path / "new.faiss"
    write_vectors(old, [rows[:before]], DIM)
    changed = np.array([0, 5, 6, 7, 8_000, *range(before, after)])
    rows[changed[:4]] = clustered_rows(4, seed=3)
    rows[8_000] = 0
    blocks = [(some, rows[some]) for some in np.array_split(changed, 3)]
    assert revise_vectors(new, old, blocks, after, DIM) is kind_for(after)
    write_vectors(tmp_path / "anew.faiss", np.array_split(rows[:after], 5), DIM)
    assert new.read_bytes() == (tmp_path / "anew.faiss").read_bytes()
    codes = new.with_suffix(CODES_SUFFIX)
    assert codes.is_file() == (kind_for(after) is VectorKind.CODED)
    if codes.is_file():
        assert codes.read_bytes() == (tmp_path / "anew.codes").read_bytes()
    vectors = Vectors.open(new, np.arange(after, dtype=np.int32))
    assert vectors.misfits(0, after).tolist() == []


def test_the_file_is_the_one_that_faiss_writes(tmp_path: Path) -> None:
    """What is streamed here is what `faiss.write_index` makes of all rows at once."""
    rows = clustered_rows()
    write_vectors(tmp_path / "vectors.faiss", np.array_split(rows, 7), DIM)
    flat = faiss.IndexFlatIP(DIM)
    flat.add(rows)
    faiss.write_index(flat, str(tmp_path / "whole.faiss"))
    assert (tmp_path / "vectors.faiss").read_bytes() == (tmp_path / "whole.faiss").read_bytes()


def test_the_code_of_another_row_is_told(tmp_path: Path) -> None:
    """The two files of a generation must speak of the same vectors."""
    rows = clustered_rows()
    path = tmp_path / "vectors.faiss"
    write_vectors(path, [rows], DIM)
    codes = path.with_suffix(CODES_SUFFIX)
    data = bytearray(codes.read_bytes())
    size = len(data) // COUNT
    data[-3 * size : -2 * size] = data[:size]
    codes.write_bytes(data)
    vectors = Vectors.open(path, np.arange(COUNT, dtype=np.int32))
    assert vectors.misfits(COUNT - 10, COUNT).tolist() == [COUNT - 3]


def test_rows_that_are_read_are_those_that_are_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large file, whose rows would all come to count as memory of the process."""
    rows = clustered_rows()
    mapped = opened(tmp_path, rows, VectorKind.CODED)
    monkeypatch.setattr("indexer.vectors._MOST_MAPPED", 0)
    read = Vectors.open(tmp_path / "vectors.faiss", np.arange(COUNT, dtype=np.int32))
    assert isinstance(mapped.rows, np.ndarray)
    assert isinstance(read.rows, StoredRows)
    assert len(read.rows) == COUNT
    numbers = np.array([7, 8, 9, 3, 11_999, 0, 0])
    assert (read.rows[numbers] == rows[numbers]).all()
    assert (read.rows[100:200] == rows[100:200]).all()
    assert read.rows[np.zeros(0, np.int64)].shape == (0, DIM)
    assert (read.vector(5) == rows[5]).all()
    assert read.misfits(0, COUNT).tolist() == []
    few, half = np.arange(40, 90), np.arange(0, COUNT, 2)
    for query in clustered_rows(20, seed=5):
        for allowed in (None, few, half):
            for ours, theirs in zip(read.search(query, 10, allowed), mapped.search(query, 10, allowed), strict=True):
                assert (ours == theirs).all()


def test_a_row_that_is_not_there_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither beyond the last one, nor of a file that was cut short meanwhile."""
    monkeypatch.setattr("indexer.vectors._MOST_MAPPED", 0)
    rows = opened(tmp_path, clustered_rows(), VectorKind.CODED).rows
    for wrong in (-1, COUNT):
        with pytest.raises(IndexError, match=f"has {COUNT} rows"):
            rows[np.array([wrong])]
    path = tmp_path / "vectors.faiss"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    assert len(rows[np.array([0, 1])]) == 2
    with pytest.raises(GenerationDamaged, match="cut short"):
        rows[np.array([0, COUNT - 1])]
