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
        self._mapped: NDArray[np.float32] | None = None

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
        """Those of these keys that have no vector, each once, in their order; a damaged row counts as none."""
        return [key for key in dict.fromkeys(keys) if key not in self._row_of or not self._is_whole(key)]

    def get(self, keys: Sequence[bytes]) -> NDArray[np.float32]:
        """(len(keys), dim), for keys that are not missing."""
        rows = np.array([self._row_of[key][0] for key in keys], dtype=np.int64)
        return np.asarray(self._table()[rows]) if len(rows) else np.zeros((0, self.dim), np.float32)

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
        self._mapped = None

    def _table(self) -> NDArray[np.float32]:
        if self._mapped is None:
            self._mapped = np.memmap(self._vectors_path, dtype="<f4", mode="r", shape=(self._count, self.dim))
        return self._mapped

    def _is_whole(self, key: bytes) -> bool:
        row, check = self._row_of[key]
        return zlib.crc32(self._table()[row].tobytes()) == check

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
