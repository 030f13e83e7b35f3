"""Dense search: exact, filtered exactly, never a hole, the same order whatever the numbering."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.errors import GenerationDamaged
from indexer.vectors import Vectors, write_vectors


def unit_rows(count: int, dim: int = 16, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def opened(folder: Path, rows: NDArray[np.float32], ranks: NDArray[np.int32] | None = None) -> Vectors:
    path = folder / "vectors.faiss"
    write_vectors(path, np.array_split(rows, 3), rows.shape[1])
    return Vectors.open(path, np.arange(len(rows), dtype=np.int32) if ranks is None else ranks)


def test_a_vector_finds_itself_at_cosine_one(tmp_path: Path) -> None:
    """The nearest neighbour of a row is that row, at cosine 1."""
    rows = unit_rows(200)
    numbers, similarities = opened(tmp_path, rows).search(rows[17], 3)
    assert numbers[0] == 17
    assert similarities[0] == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("share", [0.002, 0.1, 0.5, 1.0])
def test_filtered_search_equals_brute_force(tmp_path: Path, share: float) -> None:
    """Under any filter the first ten are those of a full sort of the allowed rows."""
    rows = unit_rows(12_000)
    vectors = opened(tmp_path, rows)
    rng = np.random.default_rng(1)
    allowed = np.sort(rng.choice(len(rows), int(share * len(rows)), replace=False))
    for query in unit_rows(5, seed=2):
        expected = allowed[np.argsort(-(rows[allowed] @ query))[:10]]
        numbers, _ = vectors.search(query, 10, allowed)
        assert numbers.tolist() == expected.tolist()


def test_a_hole_is_never_returned(tmp_path: Path) -> None:
    """Not even where every passage points away from the question, so that a row of zeros would be nearer."""
    query = unit_rows(1)[0]
    rows = np.zeros((500, 16), np.float32)
    rows[7] = rows[300] = -query
    ranks = np.full(500, -1, np.int32)
    ranks[[7, 300]] = [1, 0]
    numbers, similarities = opened(tmp_path, rows, ranks).search(query, 10)
    assert numbers.tolist() == [300, 7]
    assert similarities == pytest.approx([-1.0, -1.0], abs=1e-6)


def test_equal_vectors_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    """Of a hundred equal passages the first three by id are returned, however they are numbered."""
    rows = np.repeat(unit_rows(1), 100, axis=0)
    ranks = np.random.default_rng(3).permutation(100).astype(np.int32)
    numbers, _ = opened(tmp_path, rows, ranks).search(rows[0], 3)
    assert ranks[numbers].tolist() == [0, 1, 2]


def test_nothing_allowed_finds_nothing(tmp_path: Path) -> None:
    """An empty filter result is an empty answer."""
    rows = unit_rows(10)
    numbers, similarities = opened(tmp_path, rows).search(rows[0], 5, np.zeros(0, np.int64))
    assert len(numbers) == len(similarities) == 0


@pytest.mark.parametrize("content", [b"", b"no index", b"\0" * 4096])
def test_a_broken_file_is_damage(tmp_path: Path, content: bytes) -> None:
    """What is no vector index is refused with a message that names it and the remedy."""
    path = tmp_path / "vectors.faiss"
    path.write_bytes(content)
    with pytest.raises(GenerationDamaged, match=r"vectors\.faiss.*medpath build"):
        Vectors.open(path, np.zeros(1, np.int32))
