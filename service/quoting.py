"""Which sentences to quote: those of the best passages that hold most of the question's words.

A sentence scores .35 · share of the question's words it holds + .10 / rank of its passage. Where two or more come first
with the same score, the one of the first two nearest in meaning is quoted: + .55 · cosine of its beginning with the
question, + .025 for the first of its passage. Encoding is most of what an answer costs, and words decide most often.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.text import Span, sentences
from service.citations import Citation, Quote

Similarity = Callable[[Sequence[str]], Sequence[float]]
"""Cosines, -1 to 1, of sentences with the question, in their order."""

MOST_QUOTES = 3
_PASSAGES = 3  # quotes come from the best three; further down a passage is there to be read, not to answer
_ENCODED = 2  # sentences given to the encoder at most, of those whose words score the same
_READ = 160  # characters of them; with all of a long sentence the choice is no better
_SAME = 1e-6
_NEAR_THE_BEST = 0.7  # a further quote needs this share of the best one's score
_FEWEST_WORDS = 5  # "Spasticity." is a heading more often than an answer
_FEWEST_CELLS = 3  # so many cells make a line of a table, which says nothing without its head
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LIST_MARK = re.compile(r"[-*•–]\s+(?=\S)")
_STOP_WORDS = frozenset(
    "a an and any are as at be been but by can did do does for from get had has have how i if in into is it its may me"
    " my no not of on one or should so some than that the their them there these they this to used was we were what"
    " when where which who why will with would you your use take taking give given about between during".split()
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that could be quoted."""

    citation: Citation
    span: Span
    overlap: float
    """Share of the question's words it holds, 0 to 1."""
    is_first: bool
    """Of its passage."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.span.of(self.citation.passage.text)

    @property
    def score(self) -> float:
        """By its words and the rank of its passage."""
        return 0.35 * self.overlap + 0.10 / self.citation.number


def content_words(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, case and endings aside."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in _STOP_WORDS)


def with_quotes(
    citations: Sequence[Citation],
    words: frozenset[str],
    similarity: Similarity,
    wanted: Callable[[Citation], bool],
) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """Mark the best sentence of every passage, and quote the best one to three of the answer.

    `words` are those of the question that tell one passage from another. Only passages that are `wanted` are quoted, if
    any is: those of the section that was asked for. The citations come back in their order, each with its highlight; a
    quote's citation is one of them.
    """
    first = citations[:_PASSAGES]
    quotable = [each for each in first if wanted(each)] or list(first)
    candidates = {each.number: _by_words(each, words) for each in quotable}
    best = {number: found[0] for number, found in candidates.items()}
    if best:
        chosen = _of_equals([each for found in candidates.values() for each in found], similarity)
        best[chosen.citation.number] = chosen
    quoted = _near_the_best(best.values())
    marked = tuple(
        replace(each, highlights=(quoted[each.number].span,))
        if each.number in quoted
        else _marked_by_words(each, words)
        for each in citations
    )
    return marked, _distinct(Quote(each, each.highlights[0]) for each in marked if each.number in quoted)


def marked_by_words(citations: Sequence[Citation], words: frozenset[str]) -> tuple[Citation, ...]:
    """Mark in every passage the sentence that holds most of the words; none in a passage that holds none of them."""
    return tuple(_marked_by_words(citation, words) for citation in citations)


def _marked_by_words(citation: Citation, words: frozenset[str]) -> Citation:
    best = _by_words(citation, words)[0]
    return replace(citation, highlights=(best.span,)) if best.overlap else citation


def _of_equals(candidates: Sequence[_Sentence], similarity: Similarity) -> _Sentence:
    """The sentence with the highest score, of several the one nearest in meaning; nothing is encoded for one alone."""
    highest = max(each.score for each in candidates)
    equals = [each for each in candidates if each.score >= highest - _SAME][:_ENCODED]
    if len(equals) == 1:
        return equals[0]
    cosines = similarity([each.text[:_READ] for each in equals])
    nearness = [0.55 * float(cosine) + 0.025 * each.is_first for each, cosine in zip(equals, cosines, strict=True)]
    return equals[nearness.index(max(nearness))]


def _near_the_best(found: Iterable[_Sentence]) -> dict[int, _Sentence]:
    """By the number of their passage, the sentences that score nearly as much as the highest."""
    candidates = list(found)
    least = _NEAR_THE_BEST * max((each.score for each in candidates), default=0.0)
    return {each.citation.number: each for each in candidates if each.score >= least}


def _distinct(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """The quotes in their order, none said twice."""
    chosen: dict[str, Quote] = {}
    for quote in quotes:
        chosen.setdefault(" ".join(quote.text.casefold().split()), quote)
    return tuple(chosen.values())[:MOST_QUOTES]


def _by_words(citation: Citation, words: frozenset[str]) -> tuple[_Sentence, ...]:
    """A passage's sentences, those with most of the words first; fragments only where there is nothing else."""
    spans = _quotable(citation.passage.text)
    found = [_Sentence(citation, span, _overlap(held, words), place == 0) for place, (span, held) in enumerate(spans)]
    return tuple(sorted(found, key=lambda each: -each.overlap))


@lru_cache(maxsize=4096)
def _quotable(text: str) -> tuple[tuple[Span, frozenset[str]], ...]:
    """The sentences of a text with the words they hold, without fragments where there are whole ones."""
    spans = [_without_dash(span, text) for span in sentences(text)] or [Span(0, len(text))]
    whole = [span for span in spans if _is_whole(span.of(text))]
    return tuple((span, content_words(span.of(text))) for span in whole or spans)


def _is_whole(sentence: str) -> bool:
    """Whether it says something by itself: neither a heading nor a line of a table."""
    return len(_WORD.findall(sentence)) >= _FEWEST_WORDS and sentence.count(" | ") < _FEWEST_CELLS - 1


def _without_dash(span: Span, text: str) -> Span:
    """A list item without the mark before it."""
    mark = _LIST_MARK.match(text, span.start, span.end)
    return Span(mark.end(), span.end) if mark else span


def _overlap(held: frozenset[str], words: frozenset[str]) -> float:
    """Share of the words that a sentence holds."""
    return len(words & held) / len(words) if words else 0.0


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """A word without its commonest endings: enough to meet "treats" with "treat"."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
