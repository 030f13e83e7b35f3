"""A stream that refuses to grow without end: what stands between a hostile file and the memory."""

from typing import BinaryIO

from indexer.errors import SourceError

MAX_RECORD_BYTES = 64 * 1024 * 1024
"""No single study, label or row comes near this; the largest real records have about 10 MB."""


class GuardedStream:
    """Passes bytes on and counts them since the last finished record.

    Raises SourceError once a record has more than `most` bytes. The reader calls `record_done` after each record, so
    that a file may be as long as it likes while a record may not.
    """

    def __init__(self, stream: BinaryIO, path: str, most: int = MAX_RECORD_BYTES) -> None:
        self._stream = stream
        self._path = path
        self._most = most
        self._since_record = 0

    def read(self, size: int = -1) -> bytes:
        """Read at most `size` bytes, never more than 64 KiB at once; b"" at the end."""
        block = self._stream.read(65536 if size < 0 else min(size, 65536))
        self._since_record += len(block)
        if self._since_record > self._most:
            raise SourceError(self._path, f"one record is longer than {self._most} bytes; refused")
        return block

    def record_done(self) -> None:
        """Begin counting anew."""
        self._since_record = 0
