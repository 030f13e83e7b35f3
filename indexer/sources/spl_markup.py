"""The narrative markup of SPL (HL7 v3 StrucDocText) as lines of text; openFDA's `<field>_table` is the same markup."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from indexer.text import canonical

MAX_DEPTH = 200
"""Levels of elements. Labels have about 30."""
CELL_BREAK = " | "
LONG_ROW = 400
"""Characters. A longer row is a page laid out in columns: each of its paragraphs gets a line of its own."""

_BLOCKS = frozenset({"paragraph", "list", "item", "caption", "table", "tr", "td", "th", "br"})
_MARK = re.compile(r"(?:•|\d+\.) ")
_OWN_MARK = re.compile(r"(?:•|\d+\.) (?=[•●▪◦■·*–-]|\d+\. )")

Cell = tuple[str, ...]
"""The paragraphs and list items of a table's cell."""


class Readable(Protocol):
    """A stream of bytes, as far as a parser needs it."""

    def read(self, size: int = -1, /) -> bytes:
        """Give at most `size` bytes; b"" at the end."""
        ...


def parse(stream: Readable) -> Element:
    """The root of an XML document.

    Raises ValueError for what is not XML, for entity declarations and external references (bombs), and for elements
    nested deeper than MAX_DEPTH.
    """
    root: Element | None = None
    depth = 0
    try:
        for event, element in iterparse(stream, events=("start", "end")):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise ValueError(f"elements nested deeper than {MAX_DEPTH} levels; refused")
    except ParseError as error:
        raise ValueError(f"not valid XML: {error}") from error
    except DefusedXmlException as error:
        raise ValueError(f"declares entities or external references; refused ({type(error).__name__})") from error
    if root is None:
        raise ValueError("not valid XML: empty")
    return root


def local_name(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def narrative(text: Element) -> str:
    """A section's `text` as it is read: one paragraph, list item or table row per line.

    List items get their bullet or number, footnotes their brackets where they are called for, and a raised number
    after another its "^", without which 10<sup>9</sup> would be read as 109.
    """
    return "\n".join(blocks(text))


def table_text(table: Element) -> str:
    """A table as it is read: one row per line, its cells between bars."""
    return "".join(separator + block for row in rows(table) for separator, block in row_pieces(row)).strip()


def rows(table: Element, *, verbatim: bool = False) -> Iterator[tuple[Cell, ...]]:
    """Yield the caption and the rows of a table, in document order; `verbatim` as for `blocks`."""
    for part in table:
        name = local_name(part)
        if name == "caption":
            yield (blocks(part, verbatim=verbatim),)
        elif name == "tr":
            yield tuple(blocks(cell, verbatim=verbatim) for cell in part if local_name(cell) in {"td", "th"})
        elif name in {"thead", "tbody", "tfoot"}:
            yield from rows(part, verbatim=verbatim)


def row_pieces(row: Sequence[Cell]) -> list[tuple[str, str]]:
    """The blocks of a row, each with what parts it from the one before: a line end, a bar or a blank."""
    cells = [cell for cell in row if cell]
    pieces: list[tuple[str, str]] = []
    is_prose = _is_prose(cells)
    for cell in cells:
        for number, block in enumerate(cell):
            separator = "\n" if is_prose or not pieces else " " if number else CELL_BREAK
            pieces.append((separator, block))
    return pieces


def _is_prose(cells: Sequence[Cell]) -> bool:
    """Whether a row is a page laid out in columns: one cell, long ones, or lists side by side."""
    lists = all(len(cell) > 1 and all(re.search(r"[^\W\d]{3}", block) for block in cell) for cell in cells)
    return len(cells) == 1 or lists or sum(len(block) for cell in cells for block in cell) > LONG_ROW


def blocks(element: Element, *, verbatim: bool = False) -> tuple[str, ...]:
    """The text of an element and of all in it, cut where a paragraph, a list item or a line begins or ends.

    `verbatim` adds nothing to the words, so that they can be found in a text that has them without the markup.
    """
    pieces = [""]
    _gather(element, pieces, verbatim)
    texts = (" ".join((piece if piece.isascii() else canonical(piece)).split()) for piece in pieces)
    return tuple(_OWN_MARK.sub("", text) for text in texts if text)


def _gather(element: Element, pieces: list[str], verbatim: bool) -> None:
    pieces[-1] += element.text or ""
    for number, child in enumerate(element, 1):
        name = local_name(child)
        if name in _BLOCKS:
            _begin_block(pieces)
        if verbatim:
            _gather(child, pieces, verbatim)
        else:
            _gather_readable(child, name, number, element, pieces)
        if name in _BLOCKS:
            _begin_block(pieces)
        pieces[-1] += child.tail or ""


def _gather_readable(child: Element, name: str, number: int, parent: Element, pieces: list[str]) -> None:
    if name == "table":
        pieces.extend([*table_text(child).split("\n"), ""])
        return
    if name == "footnote":
        pieces[-1] += f" ({' '.join(blocks(child))})"
        return
    if name == "item":
        pieces[-1] += f"{number}. " if parent.get("listType") == "ordered" else "• "
    elif name == "sup" and (child.text or "").strip().isdecimal() and pieces[-1][-1:].isdecimal():
        pieces[-1] += "^"
    _gather(child, pieces, verbatim=False)


def _begin_block(pieces: list[str]) -> None:
    if pieces[-1].strip() and not _MARK.fullmatch(pieces[-1]):
        pieces.append("")
