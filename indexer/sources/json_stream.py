"""JSON read one record at a time, whatever the size of the file: the only door to ijson."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import chain, groupby
from typing import Any, BinaryIO, NoReturn

import ijson

from indexer.errors import SourceError
from indexer.sources.guarded import MAX_RECORD_BYTES, GuardedStream
from indexer.sources.reading import BOM, Problems, SourceFile

MAX_DEPTH = 64
"""Levels of nesting. API v2's studies have 14, labels 4."""

# Also takes the string that the block cuts short (group 1 is None): were it left, each of its escaped quotes would be
# tried as a beginning, and labels hold thousands of those in their tables.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(")?', re.DOTALL)
_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_FIRST_OF_ARRAY = re.compile(rb'\[\s*(\{\s*"[^"\\]*")')
_BLOCK_BYTES = 1024 * 1024
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def records(
    source: SourceFile, prefix: str, problems: Problems, most: int = MAX_RECORD_BYTES
) -> Iterator[tuple[int, Any]]:
    """Yield (number from 1, value) for each value at `prefix`: "item" of an array, "results.item", "" for the whole.

    With "" a file of several values yields each. A byte order mark is passed over. Numbers are int or float.

    A value that cannot be read is reported and costs only itself where each has a line of its own (JSON lines), and in
    an array that is whole and laid out as publishers do: its values begin with lines of the same indentation or, where
    it is a single line, with the same name. So does one in which an object states a name twice. Else raises SourceError
    for what is no JSON (also a file cut short, NUL bytes, bytes that are no UTF-8); in any case for nesting deeper than
    MAX_DEPTH and for a record of more than `most` bytes. The records before it have been yielded.
    """
    number = 0
    try:
        with source.open() as raw:
            for number, value in enumerate(_values(raw, prefix, source.path, most), 1):
                yield from _sound(number, value, source.path, problems)
    except _NO_JSON as error:
        lines = _Lines(source, bool(prefix), most, _end_of_only_line(source))
        if not _has_a_line_each(lines, number):
            reason = _fault_of(source) or _reason(error)
            raise SourceError(source.path, f"not valid JSON: {reason}", f"after record {number}") from error
        yield from _values_of_lines(lines, number, problems)


_NO_JSON = (ijson.JSONError, UnicodeDecodeError)


class _Twice(str):
    """A name that an object states more than once, in the place of its values."""


def _values(raw: BinaryIO, prefix: str, path: str, most: int) -> Iterator[Any]:
    """The values at a prefix; the name alone for one that holds a _Twice."""
    stream = _JsonStream(raw, path, most)
    twice: list[_Twice] = []

    class Object(dict[str, Any]):
        def __setitem__(self, name: str, value: Any) -> None:
            if name in self:
                twice.append(value := _Twice(name))
            super().__setitem__(name, value)

    for value in ijson.items(stream, prefix, use_float=True, multiple_values=True, map_type=Object):
        stream.record_done()
        yield next(_twice_in(value), value) if twice else value


def _twice_in(value: Any) -> Iterator[_Twice]:
    if isinstance(value, _Twice):
        yield value
    elif isinstance(value, dict | list):
        yield from chain.from_iterable(map(_twice_in, value.values() if isinstance(value, dict) else value))


def _sound(number: int, value: Any, path: str, problems: Problems) -> Iterator[tuple[int, Any]]:
    """A record with its number; one of which a value would be lost is reported instead."""
    if isinstance(value, _Twice):
        problems.add(path, f"record {number}", f"{str(value)!r} is stated twice; leave the right value alone in it")
    else:
        yield number, value


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not empty, or the lines of a record: the values they begin with, and what is wrong, if it is."""

    first: int
    last: int
    values: Sequence[Any]
    fault: str | None


@dataclass(frozen=True, slots=True)
class _Lines:
    """A file by its lines; an array by its records, which begin as the first of them does."""

    source: SourceFile
    is_array: bool
    most: int
    only_ends_with: bytes | None
    """The last byte of a file that is one line; None for others."""

    def __iter__(self) -> Iterator[_Line]:
        """Raises SourceError for one of more than `most` bytes."""
        if not self.is_array:
            yield from (_line(number, line.rstrip(), self) for number, line in self.raw() if line.strip())
            return
        for line, column, record in self._of_lines() if self.only_ends_with is None else self._of_one_line():
            yield _line(line, record, self, column)

    def _of_lines(self) -> Iterator[tuple[int, int, bytes]]:
        """(line, column, bytes) of each record of an array that is laid out in lines."""
        begin, block, size, indent, is_open = 0, list[bytes](), 0, None, False
        for number, line in self.raw():
            here = line[: len(line) - len(line.lstrip())]
            if indent is None and is_open and line.lstrip()[:1] == b"{":
                indent = here
            is_open = line.rstrip().endswith(b"[")
            begins = indent is not None and line.startswith(indent + b"{")
            if block and (begins or (line.lstrip()[:1] == b"]" and len(here) <= len(indent or b""))):
                yield begin, 1, b"".join(block).strip().removesuffix(b",")
                block, size = [], 0
            if begins:
                begin = number
            if begins or block:
                block.append(line)
                size += len(line)
                self._refuse(size, begin)

    def _of_one_line(self) -> Iterator[tuple[int, int, bytes]]:
        """The same of an array that is one line: its records begin with the name that the first one begins with."""
        with self.source.open() as stream:
            held = stream.read(_BLOCK_BYTES)
            first = _FIRST_OF_ARRAY.search(held)
            if first is None:
                return
            between = re.compile(rb",\s*(?=%b)" % re.escape(first[1]))
            column, held = 1 + len(held[: first.start(1)].decode(errors="replace")), held[first.start(1) :]
            for block in chain((b"",), iter(partial(stream.read, _BLOCK_BYTES), b"")):
                held, begin = held + block, 0
                for end in between.finditer(held):
                    yield 1, column, held[begin : end.start()]
                    column += len(held[begin : end.end()].decode(errors="replace"))
                    begin = end.end()
                held = held[begin:]
                self._refuse(len(held), 1)
            yield 1, column, held[: held.rfind(b"]")]

    def raw(self) -> Iterator[tuple[int, bytes]]:
        """(number from 1, line). Raises SourceError."""
        with self.source.open() as stream:
            for number, line in enumerate(iter(partial(stream.readline, self.most + 1), b""), 1):
                self._refuse(len(line), number)
                yield number, line

    def _refuse(self, size: int, number: int) -> None:
        if size > self.most:
            raise SourceError(self.source.path, f"longer than {self.most} bytes; refused", f"line {number}")

    def is_whole(self) -> bool:
        """Whether an array is closed; what a file that was cut short has lost is not known."""
        last = self.only_ends_with or b""
        for _, line in self.raw() if not last else ():
            last = line if line.strip() else last
        return not self.is_array or last[:1] in (b"]", b"}")


def _end_of_only_line(source: SourceFile) -> bytes | None:
    """The last byte of a file of one line, blanks aside; None for a file of several."""
    end, is_over = b"", False
    with source.open() as stream:
        for piece in iter(partial(stream.readline, _BLOCK_BYTES), b""):
            text = piece.strip()
            if text and is_over:
                return None
            end = text[-1:] or end
            is_over = is_over or (bool(end) and piece.endswith(b"\n"))
    return end


def _has_a_line_each(lines: _Lines, count: int) -> bool:
    """Whether the lines up to the first that is wrong hold `count` values: all that the whole file gave.

    Where it gave none, the first line is one record of many if another line is an object: in a record that is laid out
    over many lines, those of the objects in it are indented.
    """
    if not lines.is_whole():
        return False
    read = 0
    for line in lines:
        read += len(line.values)
        if line.fault and count:
            return read == count
        if line.values and not count:
            return isinstance(line.values[0], dict)
    return False


def _values_of_lines(lines: _Lines, count: int, problems: Problems) -> Iterator[tuple[int, Any]]:
    """Yield what stands in lines of its own after the first `count` values; report each run of lines that are wrong."""
    number = 0
    for fails, run in groupby(lines, lambda line: line.fault is not None):
        first = last = next(run)
        for last in chain((first,), run):
            for value in last.values:
                number += 1
                if number > count:
                    yield from _sound(number, value, lines.source.path, problems)
        if fails:
            where = f"line {first.first}" if first.first == last.last else f"lines {first.first} to {last.last}"
            reason = f"not valid JSON: {first.fault}; what else the file holds is read"
            problems.add(lines.source.path, where, reason)


def _line(number: int, line: bytes, lines: _Lines, column: int = 1) -> _Line:
    last = number + line.count(b"\n")
    if line[:1].isspace():
        return _Line(number, last, (), "begins with a blank, as no record does")
    values: list[Any] = []
    try:
        values.extend(_values(BytesIO(line), "", lines.source.path, lines.most))
    except _NO_JSON as error:
        return _Line(number, last, values, _fault(line, number, "line", column) or _reason(error))
    return _Line(number, last, values, None)


def _fault_of(source: SourceFile) -> str | None:
    """What is wrong with a file and on which line; None where that cannot be told, or takes too much memory.

    The parser that reads one record at a time does not tell where it is.
    """
    with source.open() as stream:
        data = stream.read(_LOOKED_THROUGH + 1)
    return _fault(data, 1, "file") if len(data) <= _LOOKED_THROUGH else None


def _fault(data: bytes, first_line: int, what: str, first_column: int = 1) -> str | None:
    """What is wrong with values one after the other, and where, if they begin at this place of a file."""
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
        column = error.colno + (first_column - 1 if error.lineno == 1 else 0)
        place = f"(line {first_line - 1 + error.lineno}, column {column})"
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
