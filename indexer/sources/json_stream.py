"""JSON read one record at a time, whatever the size of the file: the only door to ijson."""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from indexer.errors import SourceError
from indexer.sources.guarded import MAX_RECORD_BYTES, GuardedStream
from indexer.sources.reading import SourceFile

BOM = b"\xef\xbb\xbf"
MAX_DEPTH = 64
"""Levels of nesting. API v2's studies have 14, labels 4."""

# Also takes the string that the block cuts short (group 1 is None): were it left, each of its escaped quotes would be
# tried as a beginning, and labels hold thousands of those in their tables.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(")?', re.DOTALL)
_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def records(source: SourceFile, prefix: str, most: int = MAX_RECORD_BYTES) -> Iterator[tuple[int, Any]]:
    """Yield (number from 1, value) for each value at `prefix`: "item" of an array, "results.item", "" for the whole.

    With "" a file of several values (JSON lines) yields each. A byte order mark is passed over. Numbers are int or
    float. Raises SourceError for what is no JSON (also a file cut short, NUL bytes, bytes that are no UTF-8), for
    nesting deeper than MAX_DEPTH and for a record of more than `most` bytes; the records before it have been yielded.
    """
    number = 0
    with source.open() as raw:
        stream = _JsonStream(raw, source.path, most)
        try:
            for number, value in enumerate(ijson.items(stream, prefix, use_float=True, multiple_values=True), 1):
                stream.record_done()
                yield number, value
        except (ijson.JSONError, UnicodeDecodeError) as error:
            reason = _fault(source) or _reason(error)
            raise SourceError(source.path, f"not valid JSON: {reason}", f"after record {number}") from error


def _fault(source: SourceFile) -> str | None:
    """What is wrong and on which line; None for a file too large to be looked through again.

    The parser that reads one record at a time does not tell where it is.
    """
    with source.open() as stream:
        data = stream.read(_LOOKED_THROUGH + 1)
    if len(data) > _LOOKED_THROUGH:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"byte 0x{data[error.start]:02x} on line {line} is not UTF-8; save the file as UTF-8"
    end = 0
    try:
        while text[end:].strip():
            begin = end + len(text[end:]) - len(text[end:].lstrip())
            _, end = _DECODER.raw_decode(text, begin)
    except json.JSONDecodeError as error:
        cut = "; is the file cut short?" if not text[error.pos :].strip() or "Unterminated" in error.msg else ""
        return f"{error.msg} (line {error.lineno}, column {error.colno}){cut}"
    except (ValueError, RecursionError):
        return None
    return None


def _reason(error: Exception) -> str:
    """The first line of what the parser says, which it says in bytes for some faults."""
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error).encode()
    return said.decode("utf-8", "replace").strip().split("\n")[0]


_DECODER = json.JSONDecoder()
_LOOKED_THROUGH = 32 * 1024 * 1024


class _JsonStream(GuardedStream):
    """Also refuses deep nesting, before it becomes objects.

    A block is cut into strings (ignored) and brackets (counted); a string may run from one block into the next.
    """

    def __init__(self, stream: BinaryIO, path: str, most: int) -> None:
        super().__init__(stream, path, most)
        self._has_begun = False
        self._depth = 0
        self._in_string = False
        self._tail = b""  # a lone backslash at the end of a block: what it escapes comes with the next

    def read(self, size: int = -1) -> bytes:
        """As GuardedStream.read."""
        block = super().read(size)
        if not self._has_begun and block:
            self._has_begun = True
            block = block.removeprefix(BOM) or super().read(size)
        if block and self._deepest(block) > MAX_DEPTH:
            raise SourceError(self._path, f"nested deeper than {MAX_DEPTH} levels; refused")
        return block

    def _deepest(self, block: bytes) -> int:
        brackets = self._outside_strings(self._tail + block).translate(None, delete=_NOT_BRACKETS)
        opened = brackets.count(b"[") + brackets.count(b"{")
        if self._depth + opened <= MAX_DEPTH:
            self._depth += 2 * opened - len(brackets)
            return self._depth
        deepest = self._depth
        for bracket in brackets:
            self._depth += 1 if bracket in b"[{" else -1
            deepest = max(deepest, self._depth)
        return deepest

    def _outside_strings(self, block: bytes) -> bytes:
        self._tail = b""
        position = 0
        if self._in_string:
            end = _STRING_END.match(block)
            if end is None:
                self._keep_escape(block)
                return b""
            position = end.end()
        outside = _STRING.sub(lambda string: b"" if string[1] else b'"', block[position:])
        opening = outside.find(b'"')
        self._in_string = opening >= 0
        if not self._in_string:
            return outside
        self._keep_escape(block)
        return outside[:opening]

    def _keep_escape(self, block: bytes) -> None:
        if (len(block) - len(block.rstrip(b"\\"))) % 2:
            self._tail = b"\\"
