"""A JSON answer, its lists also item by item as the publisher wrote them: what is kept is copied, not written anew."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_DECODER = json.JSONDecoder()
_BLANKS = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Item:
    """One value of a list."""

    value: Any
    written: str
    """Exactly the characters of the answer, numbers and escapes included."""


@dataclass(frozen=True, slots=True)
class WrittenObject:
    """A JSON object: its plain values by name, and its lists."""

    values: Mapping[str, Any]
    lists: Mapping[str, tuple[Item, ...]]


def read_object(text: str) -> WrittenObject:
    """Read a whole JSON object; raises ValueError for anything else, one that is cut short included."""
    values: dict[str, Any] = {}
    lists: dict[str, tuple[Item, ...]] = {}
    position = _expect(text, _blanks(text, 0), "{")
    while not text.startswith("}", position):
        name, position = _value(text, position)
        position = _expect(text, position, ":")
        if text.startswith("[", position):
            lists[name], position = _items(text, position + 1)
        else:
            values[name], position = _value(text, position)
        position = _separator(text, position, "}")
    if _blanks(text, position + 1) != len(text):
        raise ValueError("more after the end of the object")
    return WrittenObject(values, lists)


def _items(text: str, position: int) -> tuple[tuple[Item, ...], int]:
    items: list[Item] = []
    position = _blanks(text, position)
    while not text.startswith("]", position):
        value, end = _decoded(text, position)
        items.append(Item(value, text[position:end]))
        position = _separator(text, _blanks(text, end), "]")
    return tuple(items), _blanks(text, position + 1)


def _value(text: str, position: int) -> tuple[Any, int]:
    value, end = _decoded(text, position)
    return value, _blanks(text, end)


def _decoded(text: str, position: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, position)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _separator(text: str, position: int, closing: str) -> int:
    if text.startswith(closing, position):
        return position
    position = _expect(text, position, ",")
    if text.startswith(closing, position):
        raise ValueError(f"nothing after the comma at character {position}")
    return position


def _expect(text: str, position: int, mark: str) -> int:
    if not text.startswith(mark, position):
        raise ValueError(f"expected {mark!r} at character {position}")
    return _blanks(text, position + 1)


def _blanks(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return match.end() if match else position
