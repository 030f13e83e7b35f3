"""A file of a header and rows of equal length, written as a stream, or as a copy of another one with some rows changed.

Copying is left to the system, which needs a twentieth of the time of writing the same rows one by one, and no memory.
Single rows of a large file are read, not mapped: of a mapped one the system soon counts all as memory of the process.
"""

import os
import shutil
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from indexer.errors import GenerationDamaged


@dataclass(frozen=True, slots=True)
class Layout:
    """How such a file looks."""

    header: Callable[[int], bytes]
    """What it begins with when it holds this many rows; equally long for any number."""
    row_bytes: int


class RowFile:
    """A file that is being written. Errors of the disk are OSError."""

    def __init__(self, stream: BinaryIO, layout: Layout) -> None:
        self._stream = stream
        self._layout = layout
        self._begin = len(layout.header(0))

    def append(self, rows: NDArray[Any]) -> None:
        """Write rows (n, …) after what is there."""
        self._stream.write(np.ascontiguousarray(rows).data)

    def put(self, numbers: NDArray[np.int64], rows: NDArray[Any]) -> None:
        """Write rows (n, …) to these places, ascending; those of consecutive numbers at once."""
        ends = [*(np.flatnonzero(np.diff(numbers) != 1) + 1).tolist(), len(numbers)]
        for first, end in zip([0, *ends[:-1]], ends, strict=True):
            if first < end:
                self._stream.seek(self._begin + int(numbers[first]) * self._layout.row_bytes)
                self.append(rows[first:end])

    def finish(self, count: int) -> None:
        """Cut it to this many rows, and say so in its header."""
        self._stream.truncate(self._begin + count * self._layout.row_bytes)
        self._stream.seek(0)
        self._stream.write(self._layout.header(count))


class StoredRows:
    """Rows of float32 in a file that does not change, read when they are asked for. Safe to share between threads.

    Indexed like the array (n, dim) that they are, by a slice or by numbers, which are read in their order.
    """

    def __init__(self, path: Path, begin: int, shape: tuple[int, int]) -> None:
        """`begin`: the byte that the first row begins at. Raises OSError."""
        self.shape = shape
        self._path = path
        self._begin = begin
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, wanted: slice | NDArray[np.int64]) -> NDArray[np.float32]:
        numbers = np.arange(*wanted.indices(len(self))) if isinstance(wanted, slice) else np.asarray(wanted)
        if len(numbers) and not (int(numbers.min()) >= 0 and int(numbers.max()) < len(self)):
            raise IndexError(f"{self._path} has {len(self)} rows, asked for {numbers.min()} to {numbers.max()}")
        row_bytes = 4 * self.shape[1]
        first = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)  # of each run of consecutive numbers
        lengths = np.diff(first, append=len(numbers))
        read, file, begin = os.pread, self._file, self._begin
        read_bytes = b"".join(
            [
                read(file, length * row_bytes, begin + number * row_bytes)
                for number, length in zip(numbers[first].tolist(), lengths.tolist(), strict=True)
            ]
        )
        if len(read_bytes) != len(numbers) * row_bytes:
            raise GenerationDamaged(f"{self._path}: cut short; rebuild it: medpath build --full")
        return np.frombuffer(read_bytes, np.float32).reshape(-1, self.shape[1])


@contextmanager
def new_file(path: Path, layout: Layout) -> Iterator[RowFile]:
    """Begin a file without rows."""
    with path.open("wb") as stream:
        stream.write(layout.header(0))
        yield RowFile(stream, layout)


@contextmanager
def copy_of(former: Path, path: Path, layout: Layout) -> Iterator[RowFile]:
    """Begin with the rows of another file of this layout."""
    shutil.copyfile(former, path)
    with path.open("r+b") as stream:
        yield RowFile(stream, layout)
