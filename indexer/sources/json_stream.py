"""JSON read one record at a time, whatever the size of the file: the only door to ijson."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, groupby
from typing import Any, BinaryIO, NoReturn

import ijson

from indexer.errors import SourceError
from indexer.sources.guarded import MAX_RECORD_BYTES, GuardedStream
from indexer.sources.reading import Problems, SourceFile

BOM = b"\xef\xbb\xbf"
MAX_DEPTH = 64
"""Levels of nesting. API v2's studies have 14, labels 4."""

# Also takes the string that the block cuts short (group 1 is None): were it left, each of its escaped quotes would be
# tried as a beginning, and labels hold thousands of those in their tables.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(")?', re.DOTALL)
_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def records(
    source: SourceFile, prefix: str, problems: Problems, most: int = MAX_RECORD_BYTES
) -> Iterator[tuple[int, Any]]:
    """Yield (number from 1, value) for each value at `prefix`: "item" of an array, "results.item", "" for the whole.

    With "" a file of several values yields each; where each has a line of its own (JSON lines), a line that cannot be
    read is reported and costs only itself. A byte order mark is passed over. Numbers are int or float. Raises
    SourceError for what is no JSON (also a file cut short, NUL bytes, bytes that are no UTF-8), for nesting deeper than
    MAX_DEPTH and for a record of more than `most` bytes; the records before it have been yielded.
    """
    number = 0
    try:
        with source.open() as raw:
            for number, value in enumerate(_values(raw, prefix, source.path, most), 1):
                yield number, value
    except _NO_JSON as error:
        if prefix or not _has_a_line_each(source, number, most):
            reason = _fault_of(source) or _reason(error)
            raise SourceError(source.path, f"not valid JSON: {reason}", f"after record {number}") from error
        yield from _values_of_lines(source, number, problems, most)


_NO_JSON = (ijson.JSONError, UnicodeDecodeError)


def _values(raw: BinaryIO, prefix: str, path: str, most: int) -> Iterator[Any]:
    stream = _JsonStream(raw, path, most)
    for value in ijson.items(stream, prefix, use_float=True, multiple_values=True):
        stream.record_done()
        yield value


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not empty: the values that it begins with, and what is wrong with the rest of it, if anything."""

    number: int
    values: Sequence[Any]
    fault: str | None


def _has_a_line_each(source: SourceFile, count: int, most: int) -> bool:
    """Whether the lines up to the first that is wrong hold `count` values: all that the whole file gave.

    Where it gave none, the first line is one record of many if another line is an object: in a record that is laid out
    over many lines, those of the objects in it are indented.
    """
    read = 0
    for line in _lines(source, most):
        read += len(line.values)
        if line.fault and count:
            return read == count
        if line.values and not count:
            return isinstance(line.values[0], dict)
    return False


def _values_of_lines(source: SourceFile, count: int, problems: Problems, most: int) -> Iterator[tuple[int, Any]]:
    """Yield what stands in lines of its own after the first `count` values; report each run of lines that are wrong."""
    number = 0
    for fails, run in groupby(_lines(source, most), lambda line: line.fault is not None):
        first = last = next(run)
        for last in chain((first,), run):
            for value in last.values:
                number += 1
                if number > count:
                    yield number, value
        if fails:
            where = f"line {first.number}" if first is last else f"lines {first.number} to {last.number}"
            problems.add(source.path, where, f"not valid JSON: {first.fault}; what else the file holds is read")


def _lines(source: SourceFile, most: int) -> Iterator[_Line]:
    """Yield each line that is not empty. Raises SourceError for one of more than `most` bytes."""
    with source.open() as raw:
        number = 0
        while line := raw.readline(most + 1):
            number += 1
            if len(line) > most:
                raise SourceError(source.path, f"longer than {most} bytes; refused", f"line {number}")
            if line.strip():
                yield _line(number, line.rstrip(), source.path, most)


def _line(number: int, line: bytes, path: str, most: int) -> _Line:
    if line[:1].isspace():
        return _Line(number, (), "begins with a blank, as no record does")
    values: list[Any] = []
    try:
        values.extend(_values(BytesIO(line), "", path, most))
    except _NO_JSON as error:
        return _Line(number, values, _fault(line, number, "line") or _reason(error))
    return _Line(number, values, None)


def _fault_of(source: SourceFile) -> str | None:
    """What is wrong with a file and on which line; None where that cannot be told, or takes too much memory.

    The parser that reads one record at a time does not tell where it is.
    """
    with source.open() as stream:
        data = stream.read(_LOOKED_THROUGH + 1)
    return _fault(data, 1, "file") if len(data) <= _LOOKED_THROUGH else None


def _fault(data: bytes, first_line: int, what: str) -> str | None:
    """What is wrong with values one after the other, and where, if they begin on this line of a file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = first_line + data.count(b"\n", 0, error.start)
        return f"byte 0x{data[error.start]:02x} on line {line} is not UTF-8; save the file as UTF-8"
    end = 0
    try:
        while text[end:].strip():
            begin = end + len(text[end:]) - len(text[end:].lstrip())
            _, end = _DECODER.raw_decode(text, begin)
    except json.JSONDecodeError as error:
        is_cut = not text[error.pos :].strip() or "Unterminated" in error.msg
        place = f"(line {first_line - 1 + error.lineno}, column {error.colno})"
        return f"{error.msg} {place}{f'; is the {what} cut short?' if is_cut else ''}"
    except (ValueError, RecursionError) as error:
        return str(error)
    return None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no value of JSON; expected a number, or null")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
_LOOKED_THROUGH = 32 * 1024 * 1024


def _reason(error: Exception) -> str:
    """The first line of what the parser says, which it says in bytes for some faults."""
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error).encode()
    return said.decode("utf-8", "replace").strip().split("\n")[0]


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
