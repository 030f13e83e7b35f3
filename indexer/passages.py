"""Passages: the slices of a section that are embedded, ranked and quoted.

A passage never crosses a section and begins and ends with a sentence. What is embedded and indexed is the passage with
its context (drug or trial, then section), because "Avoid." means nothing alone; what is quoted is the passage alone.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.documents import Document, Monograph, Section
from indexer.text import Span, sentences

TokenCounter = Callable[[str], int]
"""How many tokens of the embedding model a text takes, special tokens excluded."""


@dataclass(frozen=True, slots=True)
class Splitter:
    """How long passages are, in tokens of the embedding model. The model reads 256, context included."""

    target: int = 150
    """The length passages of a long section come close to."""
    longest: int = 180
    """A section up to this long stays whole; nothing is longer."""

    def __post_init__(self) -> None:
        if not 0 < self.target <= self.longest:
            raise ValueError(f"a splitter needs 0 < target <= longest, not {self.target} and {self.longest}")


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of one section of one document: what is ranked, quoted and cited."""

    passage_id: str
    """`document_id#section_key-n`, n from 1: "baclofen#indication-2"."""
    document_id: str
    section_key: str
    start: int
    """Character offsets into the section's text, end excluded: `section.text[start:end] == text`."""
    end: int
    text: str
    context: str
    """"Lioresal (baclofen) › Indication": read by the search, never quoted."""

    @property
    def sha256(self) -> str:
        """Of the quoted text, UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def embedding_text(self) -> str:
        """What is embedded."""
        return f"{self.context}\n{self.text}"


def split(document: Document, count_tokens: TokenCounter, splitter: Splitter | None = None) -> tuple[Passage, ...]:
    """All passages of a document, in reading order. Every visible character of a section is in exactly one."""
    splitter = splitter or Splitter()
    return tuple(
        Passage(
            passage_id=f"{document.document_id}#{section.key}-{number}",
            document_id=document.document_id,
            section_key=section.key,
            start=span.start,
            end=span.end,
            text=span.of(section.text),
            context=context_of(document, section),
        )
        for section in document.sections
        for number, span in enumerate(_slices(section.text, count_tokens, splitter), 1)
    )


_LONGEST_TITLE = 160  # characters, about 40 tokens: a longer title would crowd out the passage


def context_of(document: Document, section: Section) -> str:
    """Whose text it is and which part: "Baclofen (Lioresal, Gablofen) › Indication".

    A section with the title of its document, its only one, is not named twice.
    """
    title = document.title
    if isinstance(document.record, Monograph) and document.record.brand_names:
        title = f"{title} ({', '.join(document.record.brand_names[:3])})"
    if len(title) > _LONGEST_TITLE:
        title = title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return title if section.title == document.title else f"{title} › {section.title}"


def _slices(text: str, count_tokens: TokenCounter, splitter: Splitter) -> Iterator[Span]:
    """Groups of whole sentences, as even in length as the sentences allow."""
    longest = splitter.longest
    pieces = [piece for sentence in sentences(text) for piece in _bounded(text, sentence, count_tokens, longest)]
    if not pieces:
        return
    lengths = [count_tokens(piece.of(text)) for piece in pieces]
    total = sum(lengths)
    parts = 1 if total <= longest else -(-total // splitter.target)
    for group in _groups(pieces, lengths, total / parts, longest):
        yield Span(group[0].start, group[-1].end)


def _groups(pieces: Sequence[Span], lengths: Sequence[int], aim: float, longest: int) -> Iterator[list[Span]]:
    """Cut where the running total comes closest to a multiple of the aim, and before a group outgrows the longest."""
    group: list[Span] = []
    size, total, boundary = 0, 0, aim
    for piece, length in zip(pieces, lengths, strict=True):
        if group and (size + length > longest or total + length - boundary > boundary - total):
            yield group
            group, size, boundary = [], 0, max(boundary + aim, total + aim / 2)
        group.append(piece)
        size, total = size + length, total + length
    yield group


def _bounded(text: str, sentence: Span, count_tokens: TokenCounter, longest: int) -> Iterator[Span]:
    """The sentence, or parts of it where it alone is too long (a table run together, a list of two hundred sites)."""
    if count_tokens(sentence.of(text)) <= longest:
        yield sentence
        return
    cuts = [sentence.start, *_cuts(text, sentence, count_tokens, longest), sentence.end]
    for start, end in pairwise(cuts):
        part = text[start:end]
        yield Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


# A "word" of hundreds of characters (a sequence, a table rule) may be cut anywhere.
_WORDS = re.compile(r"\S{1,40}\s*")


def _cuts(text: str, sentence: Span, count_tokens: TokenCounter, longest: int) -> Iterator[int]:
    """Where to cut: before each word that would be one too many, or at a comma or semicolon shortly before it."""
    start, size = sentence.start, 0
    for word in _WORDS.finditer(text, sentence.start, sentence.end):
        length = count_tokens(word[0])
        if size and size + length > longest:
            cut = _last_pause(text, start, word.start())
            yield cut
            start, size = cut, count_tokens(text[cut : word.start()])
        size += length


def _last_pause(text: str, start: int, end: int) -> int:
    """Just after the last comma or semicolon in the second half of text[start:end]; `end` where there is none."""
    middle = (start + end) // 2
    pause = max(text.rfind("; ", middle, end), text.rfind(", ", middle, end))
    return pause + 2 if pause >= 0 else end
