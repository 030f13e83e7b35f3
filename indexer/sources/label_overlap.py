"""A label says many things twice: here each sentence is kept once, in the section where a reader looks for it.

openFDA gives the text of a subsection again in its parent ("use_in_specific_populations" holds "pregnancy"), and
labels repeat whole sections. Texts are compared without their white space, which the two copies do not share.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from indexer.sources.label_sections import (
    KEPT_WITH_PARENT,
    PACKAGE_LABEL,
    PRODUCT_DATA,
    SUBSECTIONS,
    UNCLASSIFIED,
    is_heading_only,
    rank_of,
)
from indexer.text import sentences

Range = tuple[int, int]
"""Offsets in a text, end excluded."""

_MIN_SHARED = 40
"""Letters. A shorter text ("None.") may stand in two sections by chance."""
_MIN_SENTENCE = 20
"""Letters, for the same reason."""
_MOSTLY = 0.9
"""The share of a subsection's sentences from which it counts as a copy, though not to the letter."""

_YIELDING = frozenset({UNCLASSIFIED, PACKAGE_LABEL})
"""Sections that no reader looks for by name: a text they share with another stays in the other."""


class Squeezed:
    """A text without its white space, and the way back from its letters to the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.letters = "".join(text.split())

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word begins in the text."""
        return [word.start() for word in re.finditer(r"\S+", self.text)]

    @cached_property
    def _counts(self) -> list[int]:
        """How many letters stand before each word, and at last before the end."""
        return [0, *accumulate(map(len, self.text.split()))]

    def offset(self, letter: int) -> int:
        """The place in the text of the letter with this number."""
        word = bisect_right(self._counts, letter) - 1
        return self._starts[word] + letter - self._counts[word]

    def letter(self, offset: int) -> int:
        """The number of the letter at this place of the text."""
        word = bisect_right(self._starts, offset) - 1
        return self._counts[word] + offset - self._starts[word]

    def range(self, start: int, end: int) -> Range:
        """The place in the text of the letters from `start` to `end`, excluded."""
        return self.offset(start), self.offset(end - 1) + 1

    def find(self, part: "Squeezed") -> Range | None:
        """Where the text holds `part`; None where it does not."""
        size = len(part.letters)
        start = self.letters.find(part.letters)
        while start >= 0 and self._cuts_a_number(start, start + size):
            start = self.letters.find(part.letters, start + 1)
        return self.range(start, start + size) if start >= 0 and size else None

    def _cuts_a_number(self, start: int, end: int) -> bool:
        """Whether a part would begin or end inside a number: "2.1 Dose" is not found in "12.1 Dose"."""
        return any(0 < edge < len(self.letters) and self._is_inside_number(edge) for edge in (start, end))

    def _is_inside_number(self, letter: int) -> bool:
        place = self.offset(letter)
        return self.text[place].isdigit() and re.search(r"\d\.?$", self.text[max(place - 2, 0) : place]) is not None


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the texts of a field. `yields`: what it shares with another field is left to the other."""

    field: str
    squeezed: Squeezed
    yields: bool

    @property
    def size(self) -> tuple[int, int]:
        """Decides who keeps what two share: the smaller, for it says little else; of two equals the one read first."""
        return len(self.squeezed.letters), rank_of(self.field)


def collapse(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What each field says that no other says, and says only once.

    A field that holds another's text keeps the rest of its own. Fields of which only a heading is left are absent.
    No sentence is lost: parts leave text only to smaller ones, and those that yield only to those that do not, so
    what is left by one is kept by another.
    """
    parts = _parts(fields)
    left: dict[str, list[str]] = {}
    for part in parts:
        cuts = [cut for other in parts if other.field != part.field for cut in _left_to(other, part)]
        left.setdefault(part.field, []).extend(_without(part.squeezed.text, cuts))
    texts = {field: "\n\n".join(pieces) for field, pieces in left.items()}
    return {field: text for field, text in texts.items() if not is_heading_only(text)}


def _parts(fields: Mapping[str, Sequence[str]]) -> list[_Part]:
    squeezed = {field: _distinct([Squeezed(text) for text in texts]) for field, texts in fields.items()}
    parents = {
        field: [text for name in names for text in squeezed.get(name, ())] for field, names in KEPT_WITH_PARENT.items()
    }
    return [
        _Part(field, text, field in _YIELDING or any(parent.find(text) for parent in parents.get(field, ())))
        for field, texts in squeezed.items()
        for text in texts
    ]


def _distinct(texts: Sequence[Squeezed]) -> list[Squeezed]:
    """The texts that no other one holds, in their order; of equal ones the first."""
    kept: list[Squeezed] = []
    for text in sorted(texts, key=lambda text: -len(text.letters)):
        if text.letters and not any(other.find(text) for other in kept):
            kept.append(text)
    return [text for text in texts if any(text is other for other in kept)]


def _left_to(other: _Part, part: _Part) -> Sequence[Range]:
    """The ranges of `part` that it leaves to `other`, a part of another field."""
    if PRODUCT_DATA in (part.field, other.field) or other.yields > part.yields:
        return ()
    mine, theirs = part.squeezed, other.squeezed
    yields = part.yields > other.yields
    if yields and len(mine.letters) >= _MIN_SHARED and theirs.find(mine):
        return ((0, len(mine.text)),)
    if not yields and (other.size >= part.size or other.field not in SUBSECTIONS.get(part.field, ())):
        return ()
    found = mine.find(theirs) if len(theirs.letters) >= _MIN_SHARED else None
    if found or yields:
        return (found,) if found else ()
    return _shared_sentences(mine, theirs)


def _shared_sentences(parent: Squeezed, child: Squeezed) -> Sequence[Range]:
    """Where the parent holds the child's sentences, if it holds most of them."""
    pieces = [Squeezed(span.of(child.text)) for span in sentences(child.text)]
    long = [piece for piece in pieces if len(piece.letters) >= _MIN_SENTENCE]
    found = [place for piece in long if (place := parent.find(piece))]
    return found if long and len(found) >= _MOSTLY * len(long) else ()


def _without(text: str, cuts: Iterable[Range]) -> list[str]:
    """The pieces between the cuts, the first and those that are more than a heading or a mark."""
    pieces = []
    position = 0
    for start, end in [*sorted(cuts), (len(text), len(text))]:
        if start > position:
            pieces.append(text[position:start].strip())
        position = max(position, end)
    if len(pieces) == 1 and pieces[0] == text.strip():
        return pieces
    return [piece for place, piece in enumerate(pieces) if piece and (place == 0 or not is_heading_only(piece))]
