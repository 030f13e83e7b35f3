"""Vectors already computed, kept between builds by what was embedded, so that a rebuild embeds only what is new.

Two files per model: `vectors.f32` (rows) and `keys.bin` (sha256 of the embedded text and a checksum of the row, in the
same order). Builds append to them. Rows are synced before their keys, so that a key never promises a row that a crash
took; what one of the files has beyond the other is cut off at the next opening.

Rows that nobody needs any more are left out by writing both files anew into a folder beside, `….pruned` once it is
complete, which then takes the place of the other; the next opening ends what a crash left half done.
"""

import os
import shutil
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder
from indexer.files import sync

CACHES = "embeddings"
"""The folder below an index folder that holds a cache for each model."""

_VECTORS = "vectors.f32"
_KEYS = "keys.bin"
_KEY = np.dtype([("sha256", "V32"), ("check", "<u4")])
_SPLIT_KEY = np.dtype([("prefix", "<u8"), ("rest", "V24"), ("check", "<u4")])
"""The same, so that keys can be sorted by their first eight bytes."""
_MOST_RECENT = 65_536  # keys added, and not yet sorted in
_ROWS = 8192  # copied at a time

_PRUNING, _PRUNED, _OLD = ".pruning", ".pruned", ".old"


class EmbeddingCache:
    """The vectors of one model at one precision. One writer at a time: the build that holds the index's lock."""

    def __init__(self, folder: Path, dim: int) -> None:
        self.dim = dim
        self._folder = folder
        self._mapped: NDArray[np.float32] | None = None
        self._load()

    @classmethod
    def open(cls, index_dir: Path, encoder: Encoder) -> "EmbeddingCache":
        """Open, or begin, the cache of a model below an index folder; for the holder of the build lock."""
        folder = index_dir / CACHES / cache_name(encoder.sha256, encoder.precision)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _end_pruning(folder)
        folder.mkdir(exist_ok=True)
        for name in (_VECTORS, _KEYS):
            (folder / name).touch()
        count = _whole_rows(folder, encoder.dim)
        os.truncate(folder / _VECTORS, count * encoder.dim * 4)
        os.truncate(folder / _KEYS, count * _KEY.itemsize)
        return cls(folder, encoder.dim)

    @classmethod
    def peek(cls, index_dir: Path, encoder: Encoder) -> "EmbeddingCache | None":
        """Look into the cache of a model while another build may be adding to it; None where there is none."""
        folder = index_dir / CACHES / cache_name(encoder.sha256, encoder.precision)
        return cls(folder, encoder.dim) if (folder / _KEYS).is_file() else None

    def __len__(self) -> int:
        """Rows, those of keys that come twice included."""
        return self._count

    def missing(self, keys: Iterable[bytes]) -> list[bytes]:
        """Those of these keys that have no vector, each once, in their order; a damaged row counts as none."""
        distinct = list(dict.fromkeys(keys))
        found = self._find(distinct)
        return [key for key in distinct if key not in found or not self._is_whole(*found[key])]

    def get(self, keys: Sequence[bytes]) -> NDArray[np.float32]:
        """(len(keys), dim), for keys that are not missing."""
        found = self._find(keys)
        rows = np.array([found[key][0] for key in keys], dtype=np.int64)
        return np.asarray(self._table()[rows]) if len(rows) else np.zeros((0, self.dim), np.float32)

    def add(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Append vectors (n, dim) and have them on the disk before this returns."""
        rows = np.ascontiguousarray(vectors, dtype="<f4")
        checks = [zlib.crc32(row.tobytes()) for row in rows]
        entries = np.array(list(zip(keys, checks, strict=True)), dtype=_KEY)
        _append(self._folder / _VECTORS, rows.tobytes())
        _append(self._folder / _KEYS, entries.tobytes())
        for offset, (key, check) in enumerate(zip(keys, checks, strict=True)):
            self._recent[key] = (self._count + offset, check)
        self._count += len(rows)
        self._mapped = None
        if len(self._recent) > _MOST_RECENT:
            self._load()

    def prune(self, used: Iterable[bytes], most_unused: float = 0.0) -> int:
        """Leave out the rows whose key is not among these, when they are more than this share; how many those were.

        Whenever this is killed, the next `open` finds either all rows or those that are used.
        """
        wanted = np.frombuffer(b"".join(key[:8] for key in used), dtype="<u8")
        self._load()
        entries = self._entries
        kept = np.flatnonzero(np.isin(entries.view(_SPLIT_KEY)["prefix"], wanted))
        left_out = self._count - len(kept)
        if left_out <= most_unused * self._count:
            return 0
        pruning, pruned = (self._folder.with_name(self._folder.name + suffix) for suffix in (_PRUNING, _PRUNED))
        shutil.rmtree(pruning, ignore_errors=True)
        pruning.mkdir()
        with (pruning / _VECTORS).open("wb") as vectors, (pruning / _KEYS).open("wb") as keys:
            for begin in range(0, len(kept), _ROWS):
                vectors.write(self._table()[kept[begin : begin + _ROWS]].tobytes())
            keys.write(entries[kept].tobytes())
            for stream in (vectors, keys):
                stream.flush()
                os.fsync(stream.fileno())
        sync(pruning)
        pruning.rename(pruned)
        sync(pruned.parent)
        _end_pruning(self._folder)
        self._load()
        return left_out

    def _load(self) -> None:
        self._count = _whole_rows(self._folder, self.dim)
        self._mapped = None
        self._recent: dict[bytes, tuple[int, int]] = {}
        self._entries: NDArray[np.void] = (
            np.memmap(self._folder / _KEYS, dtype=_KEY, mode="r", shape=(self._count,))
            if self._count
            else np.zeros(0, _KEY)
        )
        prefixes = self._entries.view(_SPLIT_KEY)["prefix"]
        self._order = np.argsort(prefixes, kind="stable")
        self._sorted = prefixes[self._order]

    def _find(self, keys: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
        """Key to (row, checksum) of those that have one; of a key that comes twice the row computed after damage."""
        prefixes = np.frombuffer(b"".join(key[:8] for key in keys), dtype="<u8")
        begins = np.searchsorted(self._sorted, prefixes, "left").tolist()
        ends = np.searchsorted(self._sorted, prefixes, "right").tolist()
        found = {}
        for key, begin, end in zip(keys, begins, ends, strict=True):
            if key in self._recent:
                found[key] = self._recent[key]
                continue
            for row in self._order[begin:end].tolist():
                entry = self._entries[row].tobytes()
                if entry[:32] == key:
                    found[key] = row, int.from_bytes(entry[32:], "little")
        return found

    def _table(self) -> NDArray[np.float32]:
        if self._mapped is None:
            shape = (self._count, self.dim)
            self._mapped = np.memmap(self._folder / _VECTORS, dtype="<f4", mode="r", shape=shape)
        return self._mapped

    def _is_whole(self, row: int, check: int) -> bool:
        return zlib.crc32(self._table()[row].tobytes()) == check


def cache_name(model_sha256: str, precision: str) -> str:
    """The folder of a model's cache."""
    return f"{model_sha256[:16]}-{precision}"


def drop_other_caches(index_dir: Path, kept: Iterable[str]) -> None:
    """Delete the caches of all models but these, given as `cache_name` gives them."""
    names = {f"{name}{suffix}" for name in kept for suffix in ("", _PRUNED)}
    for folder in list((index_dir / CACHES).iterdir()):
        if folder.is_dir() and folder.name not in names:
            shutil.rmtree(folder)


def _end_pruning(folder: Path) -> None:
    """Put a pruned cache that is complete in the place of the other, and sweep away what is left of pruning."""
    pruning, pruned, old = (folder.with_name(folder.name + suffix) for suffix in (_PRUNING, _PRUNED, _OLD))
    for left in (pruning, old):
        shutil.rmtree(left, ignore_errors=True)
    if pruned.exists():
        if folder.exists():
            folder.rename(old)
        pruned.rename(folder)
        sync(folder.parent)
        shutil.rmtree(old, ignore_errors=True)


def _whole_rows(folder: Path, dim: int) -> int:
    """How many rows both files hold in full."""
    return min((folder / _VECTORS).stat().st_size // (dim * 4), (folder / _KEYS).stat().st_size // _KEY.itemsize)


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
