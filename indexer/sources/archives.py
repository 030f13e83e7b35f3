"""Archives read in place: zip, tar, gzip, bzip2 and xz, one member at a time, nothing written into the corpus.

Told by content, not by name. A tar is read once from front to end, so its members come in archive order; a zip's come
in path order. Refused with a reason: bombs (by ratio and by size), member paths that leave the archive, links and
devices, encrypted members, archives nested deeper than MAX_ARCHIVES_DEEP.
"""

import bz2
import gzip
import io
import lzma
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, cast

from indexer.errors import SourceError
from indexer.sources.reading import Problems, SourceFile, printable

MAX_ARCHIVES_DEEP = 3
"""DailyMed's bulk downloads are zips of zips; nothing real goes deeper than two."""
MAX_RATIO = 200
"""Bytes unpacked per byte packed. Registry XML and JSON reach 5 to 30; a file of zeros reaches 1,000 and more."""
RATIO_FLOOR_BYTES = 16 * 1024 * 1024
"""Below this the ratio does not matter."""
MAX_MEMBERS = 2_000_000
_IN_MEMORY_BYTES = 16 * 1024 * 1024
"""A larger member of a tar waits in a temporary file."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may come out of an archive, in bytes."""

    member: int = 8 * 1024**3
    whole: int = 64 * 1024**3
    """All members together; the whole registry as single files is about 15 GB."""


_BOUNDS = Bounds()
_OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".epub", ".jar", ".whl")
_MAGIC = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError)


def is_archive(name: str, head: bytes) -> bool:
    """Whether `members` can look into it. Office files are zips that hold no sources."""
    packed = head.startswith(_MAGIC)
    return packed or _is_tar(head) or (head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not name.endswith(_OFFICE))


def members(source: SourceFile, head: bytes, problems: Problems, bounds: Bounds = _BOUNDS) -> Iterator[SourceFile]:
    """Yield the files of an archive; each can be opened until the next is asked for.

    A member that is refused goes to `problems`. Raises SourceError where the archive is damaged or refused as a whole.
    """
    if source.path.count("!/") >= MAX_ARCHIVES_DEEP:
        raise SourceError(source.path, f"archives nested deeper than {MAX_ARCHIVES_DEEP}; refused")
    try:
        if head.startswith(b"PK"):
            yield from _zip_members(source, problems, bounds)
        elif _is_tar(head):
            yield from _tar_members(source, source.open, problems, bounds)
        else:
            yield from _unpacked_members(source, head, problems, bounds)
    except _DAMAGE as error:
        raise SourceError(source.path, f"damaged archive: {error}") from error


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _zip_members(source: SourceFile, problems: Problems, bounds: Bounds) -> Iterator[SourceFile]:
    with _seekable(source) as stream, zipfile.ZipFile(stream) as archive:
        entries = sorted(
            (entry for entry in archive.infolist() if not entry.is_dir()), key=lambda entry: entry.filename
        )
        _refuse_more(source.path, len(entries), sum(entry.file_size for entry in entries), bounds)
        before = None
        for entry in entries:
            path = f"{source.path}!/{printable(entry.filename)}"
            refusal = _zip_refusal(entry, before, bounds.member)
            before = entry.filename
            if refusal:
                problems.add(path, None, refusal)
            elif not _is_hidden(entry.filename):
                opener = _zip_opener(archive, entry, path, bounds.member)
                yield SourceFile(path, opener, entry.file_size, source.mtime_ns, source.fetched)


def _refuse_more(path: str, count: int, size: int, bounds: Bounds) -> None:
    if count > MAX_MEMBERS or size > bounds.whole:
        raise SourceError(path, f"more than {MAX_MEMBERS} members or {bounds.whole} bytes; refused")


def _zip_refusal(entry: zipfile.ZipInfo, before: str | None, most: int) -> str | None:
    if entry.filename == before:
        return "a member of this name was there before; refused"
    if entry.flag_bits & 1:
        return "encrypted; unpack it with its password first"
    return _path_refusal(entry.filename) or _size_refusal(entry.file_size, entry.compress_size, most)


def _zip_opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, most: int) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        try:
            return _watched(archive.open(entry), path, entry.compress_size, most)
        except _DAMAGE as error:
            raise SourceError(path, f"cannot be unpacked: {error}") from error

    return opened


def _unpacked_members(source: SourceFile, head: bytes, problems: Problems, bounds: Bounds) -> Iterator[SourceFile]:
    """Yield what a gzip, bzip2 or xz holds: the members of a tar, or one file."""

    def opened(most: int) -> BinaryIO:
        packed = source.open()
        return _watched(_unpacked(packed, head), source.path, source.size, most, packed)

    with opened(bounds.whole) as stream:
        inner_head = stream.read(512)
    if _is_tar(inner_head):
        yield from _tar_members(source, partial(opened, bounds.whole), problems, bounds)
    else:
        name = PurePosixPath(source.path.rsplit("!/", 1)[-1]).stem
        yield SourceFile(f"{source.path}!/{name}", partial(opened, bounds.member), 0, source.mtime_ns, source.fetched)


def _unpacked(stream: BinaryIO, head: bytes) -> IO[bytes]:
    if head.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))
    return bz2.BZ2File(stream) if head.startswith(b"BZh") else lzma.LZMAFile(stream)


def _tar_members(
    source: SourceFile, opened: Callable[[], BinaryIO], problems: Problems, bounds: Bounds
) -> Iterator[SourceFile]:
    # "r|" never seeks: a tar.xz would otherwise be unpacked from its beginning for each member.
    with opened() as stream:
        ending = _Ending(stream)
        yield from _members_until(ending, source, problems, bounds)
        if ending.last.strip(b"\0"):
            raise SourceError(source.path, "the archive is cut short: it does not end as a tar does; fetch it again")


def _members_until(ending: "_Ending", source: SourceFile, problems: Problems, bounds: Bounds) -> Iterator[SourceFile]:
    with tarfile.open(fileobj=cast("IO[bytes]", ending), mode="r|") as archive:
        seen: set[str] = set()
        size = 0
        for entry in archive:
            # tarfile remembers every member; a million of them is memory that nobody needs.
            archive.members = []  # type: ignore[attr-defined]
            if entry.isdir():
                continue
            name = entry.name.removeprefix("./")
            path = f"{source.path}!/{printable(name)}"
            refusal = _tar_refusal(entry, name, seen, bounds.member)
            seen.add(name)
            size += entry.size
            _refuse_more(source.path, len(seen), size, bounds)
            if refusal:
                problems.add(path, None, refusal)
            elif not _is_hidden(name):
                data = archive.extractfile(entry)
                assert data is not None, "a regular member has data"
                with _kept(data, entry.size) as reopen:
                    yield SourceFile(path, reopen, entry.size, source.mtime_ns, source.fetched)


class _Ending:
    """Knows the last block read: zeros where a tar ends, which `tarfile` does not ask for."""

    def __init__(self, stream: BinaryIO) -> None:
        self.last = b""
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Read at most `size` bytes."""
        data = self._stream.read(size)
        self.last = (self.last + data)[-tarfile.BLOCKSIZE :]
        return data


def _tar_refusal(entry: tarfile.TarInfo, name: str, seen: set[str], most: int) -> str | None:
    if not entry.isreg():
        return "a link or a device; refused"
    if name in seen:
        return "a member of this name was there before; refused"
    return _path_refusal(name) or _size_refusal(entry.size, entry.size, most)


def _path_refusal(name: str) -> str | None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        return "its path leaves the archive; refused"
    return None


def _size_refusal(unpacked: int, packed: int, most: int) -> str | None:
    if unpacked > most:
        return f"{unpacked} bytes unpacked, more than {most}; refused"
    if unpacked > RATIO_FLOOR_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        return f"{packed} bytes unpack to {unpacked}: a zip bomb; refused"
    return None


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


@contextmanager
def _seekable(source: SourceFile) -> Iterator[IO[bytes]]:
    """Open it so that it can be read from its end, as a zip must be: one inside another archive is copied out first."""
    with source.open() as stream:
        if stream.seekable():
            yield stream
            return
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as copy:
            shutil.copyfileobj(stream, copy)
            yield cast("IO[bytes]", copy)


@contextmanager
def _kept(data: IO[bytes], size: int) -> Iterator[Callable[[], BinaryIO]]:
    """Hold a member of a stream so that it can be opened more than once: in memory, or in a temporary file."""
    if size <= _IN_MEMORY_BYTES:
        content = data.read()
        yield lambda: io.BytesIO(content)
        return
    with tempfile.NamedTemporaryFile() as copy:
        shutil.copyfileobj(data, copy)
        copy.flush()
        yield lambda: io.open(copy.name, "rb")  # noqa: SIM115, UP020 (the caller closes it)


class _Watched(io.RawIOBase):
    """What is unpacked, counted while it is read: a header may lie about the size."""

    def __init__(self, stream: IO[bytes], path: str, packed: int, most: int, below: IO[bytes] | None) -> None:
        self._stream = stream
        self._below = below  # gzip, bz2 and lzma leave the file open that they were given
        self._path = path
        self._packed = packed
        self._most = most
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            block = self._stream.read(len(buffer))
        except _DAMAGE as error:
            raise SourceError(self._path, f"cannot be unpacked after {self._total} bytes: {error}") from error
        self._total += len(block)
        refusal = _size_refusal(self._total, self._packed, self._most)
        if refusal:
            raise SourceError(self._path, refusal)
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._stream.close()
        if self._below is not None:
            self._below.close()
        super().close()


def _watched(stream: IO[bytes], path: str, packed: int, most: int, below: IO[bytes] | None = None) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Watched(stream, path, packed, most, below), 65536))
