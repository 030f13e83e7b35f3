"""Which sentences to quote: those of the best passages that share most with the question, in words and in meaning.

A sentence scores .55 · cosine of its vector with the question's + .35 · share of the question's words it holds
+ .10 / rank of its passage. Nothing else weighs in, so the choice can be explained. Only the four sentences that hold
most of the words are encoded: that is most of what an answer costs.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from indexer.text import Span, sentences
from service.citations import Citation, Quote

Similarity = Callable[[Sequence[str]], Sequence[float]]
"""Cosines, -1 to 1, of sentences with the question, in their order."""

MOST_QUOTES = 3
_PASSAGES = 3  # quotes come from the best three; further down a passage is there to be read, not to answer
_ENCODED = 4  # sentences given to the encoder at most; four chosen by words hold the best of all in 94 of 100 questions
_NEAR_THE_BEST = 0.8  # a further quote needs this share of the best one's score
_FEWEST_WORDS = 5  # "Spasticity." is a heading more often than an answer
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

    @property
    def text(self) -> str:
        """Its words."""
        return self.span.of(self.citation.passage.text)

    @property
    def place(self) -> tuple[int, Span]:
        """Where it stands: its citation's number, and its span."""
        return (self.citation.number, self.span)


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
    candidates = [_by_words(each, words) for each in quotable]
    scores = _scores(_promising(candidates), similarity)
    best = [max(found, key=lambda each: scores.get(each.place, -1.0)) for found in candidates]
    chosen = {each.citation.number: each for each in best if each.place in scores}
    marked = tuple(
        replace(citation, highlights=(chosen[citation.number].span,))
        if citation.number in chosen
        else _marked_by_words(citation, words)
        for citation in citations
    )
    ranked = [
        (scores[chosen[each.number].place], Quote(each, each.highlights[0])) for each in marked if each.number in chosen
    ]
    return marked, _best(ranked)


def marked_by_words(citations: Sequence[Citation], words: frozenset[str]) -> tuple[Citation, ...]:
    """Mark in every passage the sentence that holds most of the words; none in a passage that holds none of them."""
    return tuple(_marked_by_words(citation, words) for citation in citations)


def _marked_by_words(citation: Citation, words: frozenset[str]) -> Citation:
    best = _by_words(citation, words)[0]
    return replace(citation, highlights=(best.span,)) if best.overlap else citation


def _best(ranked: Sequence[tuple[float, Quote]]) -> tuple[Quote, ...]:
    """The quotes near the best one, in the order of their passages, none said twice."""
    if not ranked:
        return ()
    threshold = _NEAR_THE_BEST * max(score for score, _ in ranked)
    chosen: dict[str, Quote] = {}
    for score, quote in ranked:
        if score >= threshold:
            chosen.setdefault(" ".join(quote.text.casefold().split()), quote)
    return tuple(chosen.values())[:MOST_QUOTES]


def _by_words(citation: Citation, words: frozenset[str]) -> tuple[_Sentence, ...]:
    """A passage's sentences, those with most of the words first; fragments only where there is nothing else."""
    text = citation.passage.text
    spans = [_without_dash(span, text) for span in sentences(text)] or [Span(0, len(text))]
    whole = [span for span in spans if len(_WORD.findall(span.of(text))) >= _FEWEST_WORDS]
    found = [_Sentence(citation, span, _overlap(span.of(text), words)) for span in whole or spans]
    return tuple(sorted(found, key=lambda each: -each.overlap))


def _without_dash(span: Span, text: str) -> Span:
    """A list item without the mark before it."""
    mark = _LIST_MARK.match(text, span.start, span.end)
    return Span(mark.end(), span.end) if mark else span


def _overlap(sentence: str, words: frozenset[str]) -> float:
    """Share of the words that a sentence holds."""
    return len(words & content_words(sentence)) / len(words) if words else 0.0


def _promising(candidates: Sequence[Sequence[_Sentence]]) -> list[_Sentence]:
    """Of all sentences those with most of the words, of equal ones the first."""
    return sorted((each for found in candidates for each in found), key=lambda each: -each.overlap)[:_ENCODED]


def _scores(promising: Sequence[_Sentence], similarity: Similarity) -> dict[tuple[int, Span], float]:
    """The score of each of the sentences, by its place."""
    cosines = similarity([each.text for each in promising]) if promising else ()
    return {
        each.place: 0.55 * float(cosine) + 0.35 * each.overlap + 0.10 / each.citation.number
        for each, cosine in zip(promising, cosines, strict=True)
    }


def _stem(word: str) -> str:
    """A word without its commonest endings: enough to meet "treats" with "treat"."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
