"""Vectors already computed, kept between builds by what was embedded, so that a rebuild embeds only what is new.

Two files a model, only ever appended to: `vectors.f32` (rows) and `keys.bin` (sha256 of the embedded text and a
checksum of the row, in the same order). Rows are synced before their keys, so that a key never promises a row that a
crash took; what one of the files has beyond the other is cut off at the next opening.
"""

import os
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder

_VECTORS = "vectors.f32"
_KEYS = "keys.bin"
_KEY = np.dtype([("sha256", "V32"), ("check", "<u4")])


class EmbeddingCache:
    """The vectors of one model at one precision. One writer at a time: the build that holds the index's lock."""

    def __init__(self, folder: Path, dim: int) -> None:
        self.dim = dim
        self._vectors_path = folder / _VECTORS
        self._keys_path = folder / _KEYS
        self._count = _whole_rows(folder, dim)
        self._row_of = self._read_keys()

    @classmethod
    def open(cls, index_dir: Path, encoder: Encoder) -> "EmbeddingCache":
        """Open, or begin, the cache of a model below an index folder; for the holder of the build lock."""
        folder = _folder(index_dir, encoder)
        folder.mkdir(parents=True, exist_ok=True)
        for name in (_VECTORS, _KEYS):
            (folder / name).touch()
        count = _whole_rows(folder, encoder.dim)
        os.truncate(folder / _VECTORS, count * encoder.dim * 4)
        os.truncate(folder / _KEYS, count * _KEY.itemsize)
        return cls(folder, encoder.dim)

    @classmethod
    def peek(cls, index_dir: Path, encoder: Encoder) -> "EmbeddingCache | None":
        """Look into the cache of a model while another build may be adding to it; None where there is none."""
        folder = _folder(index_dir, encoder)
        return cls(folder, encoder.dim) if (folder / _KEYS).is_file() else None

    def __len__(self) -> int:
        return len(self._row_of)

    def missing(self, keys: Iterable[bytes]) -> list[bytes]:
        """Those of these keys that have no vector, each once, in their order."""
        return [key for key in dict.fromkeys(keys) if key not in self._row_of]

    def get(self, keys: Sequence[bytes]) -> NDArray[np.float32]:
        """(len(keys), dim). Raises KeyError for a key that has no vector; a row that was damaged has none any more."""
        rows = np.array([self._row_of[key][0] for key in keys], dtype=np.int64)
        if not len(rows):
            return np.zeros((0, self.dim), np.float32)
        table = np.memmap(self._vectors_path, dtype="<f4", mode="r", shape=(self._count, self.dim))
        vectors = np.asarray(table[rows])
        damaged = [
            key for key, row in zip(keys, vectors, strict=True) if zlib.crc32(row.tobytes()) != self._row_of[key][1]
        ]
        for key in damaged:
            self._row_of.pop(key, None)
        if damaged:
            raise KeyError(f"{self._vectors_path}: {len(damaged)} rows are damaged and will be computed anew")
        return vectors

    def add(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Append vectors (n, dim) and have them on the disk before this returns."""
        rows = np.ascontiguousarray(vectors, dtype="<f4")
        checks = [zlib.crc32(row.tobytes()) for row in rows]
        entries = np.array(list(zip(keys, checks, strict=True)), dtype=_KEY)
        _append(self._vectors_path, rows.tobytes())
        _append(self._keys_path, entries.tobytes())
        for offset, (key, check) in enumerate(zip(keys, checks, strict=True)):
            self._row_of[key] = (self._count + offset, check)
        self._count += len(rows)

    def _read_keys(self) -> dict[bytes, tuple[int, int]]:
        """Key to (row, checksum); of a key that comes twice the later row, the one computed after damage."""
        entries = np.fromfile(self._keys_path, dtype=_KEY, count=self._count)
        keys = entries["sha256"].tobytes()
        checks = entries["check"].tolist()
        return {keys[32 * row : 32 * row + 32]: (row, check) for row, check in enumerate(checks)}


def _folder(index_dir: Path, encoder: Encoder) -> Path:
    return index_dir / "embeddings" / f"{encoder.sha256[:16]}-{encoder.precision}"


def _whole_rows(folder: Path, dim: int) -> int:
    """How many rows both files hold in full."""
    return min((folder / _VECTORS).stat().st_size // (dim * 4), (folder / _KEYS).stat().st_size // _KEY.itemsize)


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
