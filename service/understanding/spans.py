"""Where in a text something is said, and the words that say it."""

from collections.abc import Iterable, Sequence

from indexer.names import Token

Span = tuple[int, int]
"""From a character of a text up to, not with, another."""


def span_of(words: Sequence[Token]) -> Span:
    """Where words in a row stand, at least one."""
    return words[0].start, words[-1].end


def phrase_of(words: Iterable[Token]) -> str:
    """Words in a row as a folded phrase."""
    return " ".join(word.word for word in words)


def crosses(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares a character with any of these."""
    return any(span[0] < end and start < span[1] for start, end in others)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in their order, those that overlap as one."""
    apart: list[Span] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)
