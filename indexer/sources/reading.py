"""What a reader is given and what it reports: the file, and the places of it that cannot be read.

Every reader module states `FORMAT`, `recognises(name, head)` and `read(source, problems)`. A record that cannot
be read goes to `problems.add` and reading goes on, a value that is left out of its record to `problems.remark`; a file
that cannot be read at all, or not to its end, raises SourceError.
JSON is read through `indexer.sources.json_stream`, XML through defusedxml, plain text through `read_text`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from indexer.documents import PartialDate, Source
from indexer.errors import SourceError

BOM = b"\xef\xbb\xbf"
HEAD_BYTES = 4096
"""How much of a file `recognises` sees."""
MAX_TEXT_BYTES = 32 * 1024 * 1024
"""A file for people (a page, a monograph) is never near this; a larger one is refused, not read into memory."""
MAX_LINE = 1024 * 1024
"""Characters. A longer line was not written by a person."""


def beginning(head: bytes) -> bytes:
    """What a file begins with, behind blanks and a byte order mark."""
    return head.lstrip(BOM + b" \t\r\n")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the corpus, or one member of an archive ("trials.zip!/NCT00000102.json").

    `open` gives a fresh stream from the first byte at each call, which the caller closes; a member's may be
    called only until the next member of its archive is asked for. Raises SourceError for what is not a readable file.
    """

    path: str
    """Relative to the corpus folder, with "/" on every system."""
    open: Callable[[], BinaryIO]
    size: int = 0
    """Bytes on disk; of a member, its bytes unpacked."""
    mtime_ns: int = 0
    """Of the file on disk, also for a member."""
    fetched: date | None = None
    """The day a connector fetched it."""
    is_elsewhere: bool = False
    """Whether it is a link to what is read under a path of its own: what it gave before is not held."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    def origin(
        self,
        format_name: str,
        publisher: str | None,
        url: str | None = None,
        day: PartialDate | None = None,
        note: str | None = None,
    ) -> Source:
        """Where a document that is read from it came from."""
        return Source(self.path, format_name, publisher, url, day, self.fetched, note)

    def head(self) -> bytes:
        """Read the first HEAD_BYTES bytes."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)


@dataclass(frozen=True, slots=True, order=True)
class SourceProblem:
    """What could not be read and why. `where` is a line, a record number or an identifier; None for a whole file."""

    path: str
    where: str | None
    reason: str

    def __str__(self) -> str:
        """As the build report prints it: "trials.json:record 3: no NCT number"."""
        return f"{self.path}:{self.where}: {self.reason}" if self.where else f"{self.path}: {self.reason}"

    @property
    def document_id(self) -> str | None:
        """The document that `where` names; None where it is a place, or where the whole file is meant."""
        return self.where if self.where and not _PLACE.match(self.where) else None


_PLACE = re.compile(r"(?:after )?(?:lines?|record|result) \d+")
LONGEST_REASON = 500
"""Characters. What a file holds may be quoted in a reason, and may be as long as the file."""


class Problems:
    """Collects, in the order met, what could not be read and which files are not sources at all."""

    def __init__(self) -> None:
        self._found: list[SourceProblem] = []
        self._lost: list[SourceProblem] = []
        self._skipped: list[SourceProblem] = []

    def add(self, path: str, where: str | None, reason: str) -> None:
        """Note a source, or a record of one, that cannot be read: it counts for `--strict`."""
        self.remark(path, where, reason)
        self._lost.append(self._found[-1])

    def remark(self, path: str, where: str | None, reason: str) -> None:
        """Note a value that is wrong in a record which is read all the same: it counts for `--strict`, too."""
        self._found.append(SourceProblem(path, where, shortened(reason)))

    def skip(self, path: str, reason: str) -> None:
        """Note a file that is not a source (a README, a picture): reported, and not a failure."""
        self._skipped.append(SourceProblem(path, None, shortened(reason)))

    @property
    def found(self) -> tuple[SourceProblem, ...]:
        """What could not be read, and what was wrong in what could."""
        return tuple(self._found)

    @property
    def lost(self) -> tuple[SourceProblem, ...]:
        """Those of `found` that cost a record, or all or the rest of a file."""
        return tuple(self._lost)

    @property
    def count(self) -> int:
        """How many of all sorts."""
        return len(self._found) + len(self._skipped)

    @property
    def skipped(self) -> tuple[SourceProblem, ...]:
        """Files that no reader claims."""
        return tuple(self._skipped)


def shortened(reason: str, most: int = LONGEST_REASON) -> str:
    """Cut a text that quotes a source at `most` characters."""
    return reason if len(reason) <= most else reason[:most] + " …"


def printable(name: str) -> str:
    """Spell a file's name so that a report can print it: control characters and undecodable bytes as escapes."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)


def read_text(source: SourceFile) -> str:
    r"""Read the whole text of a file written for people, without a byte order mark, lines ended by "\n".

    Raises SourceError, with the line, for bytes that are not UTF-8, NUL bytes, lines over MAX_LINE characters and
    files over MAX_TEXT_BYTES.
    """
    with source.open() as stream:
        data = stream.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise SourceError(source.path, f"longer than {MAX_TEXT_BYTES} bytes; expected a text that people read")
    nul = data.find(b"\0")
    if nul >= 0:
        raise SourceError(source.path, "holds a NUL byte; expected plain text", _line(data, nul))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise SourceError(source.path, reason, _line(data, error.start)) from error
    text = re.sub(r"\r\n?", "\n", text)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise SourceError(source.path, f"longer than {MAX_LINE} characters", f"line {number}")
    return text


def _line(data: bytes, position: int) -> str:
    return "line " + str(data.count(b"\n", 0, position) + 1)
