"""Which sentences to quote: those of the best passages that hold most of the question's words.

A sentence scores .35 · share of the question's words it holds + .10 / rank of its passage, and what it is worth for
what is sought (see `service.answering.sought`): being about the organ asked about, stating the quantity. Where two or
more come first with the same score, the one of the first two nearest in meaning is quoted: + .55 · cosine of its
beginning with the question, + .025 for the first of its passage. Encoding is most of what an answer costs, and words
decide mostly.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from indexer.catalog import PassageRow
from indexer.text import Span, sentences
from service.answering.citations import Citation, Quote
from service.answering.conditions_named import FORBIDS
from service.answering.quote_edges import (
    CELLS,
    FEWEST_WORDS,
    WORD,
    is_heading,
    is_row,
    item_with_lead,
    without_headings,
)
from service.answering.sought import FORBIDDEN, Sought
from service.answering.words import content_words

Similarity = Callable[[Sequence[str]], Sequence[float]]
"""Cosines, -1 to 1, of sentences with the question, in their order."""

MOST_QUOTES = 3
_ENCODED = 2  # sentences given to the encoder at most, of those whose words score the same
_READ = 100  # characters of them; with more of a long sentence the choice is no better
_SAME = 1e-6
_NEAR_THE_BEST = 0.7  # a further quote needs this share of the best one's score
_FEWEST_CELLS = 3  # so many cells make a line of a table, which says nothing without its head
_FEWEST_BESIDE_A_COLON = 4  # words: "It is contraindicated in:", "Below 12 years: contraindicated."
_HOLDS_A_COLON = re.compile(r":(?:\s|$)")
_REFERENCE = re.compile(r"[(\[]\s*see[^)\]]*[)\]]*|\([\d., ]+\)|^\s*\d+\.\d+\s")
_TELLING_APART = re.compile(r"\d+(?:[.,]\d+)*|\b(?:not?|never|without|except|unless|only|avoid)\b")
"""What makes another statement of the same words."""
_LIST_MARK = re.compile(r"[-*•–]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that could be quoted."""

    citation: Citation
    span: Span
    overlap: float
    """Share of the question's words it holds, 0 to 1."""
    is_first: bool
    """Of its passage."""
    worth: float
    """For what is sought, beside its words."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.span.of(self.citation.passage.text)

    @property
    def score(self) -> float:
        """By its words, its worth and the rank of its passage."""
        return 0.35 * self.overlap + self.worth + 0.10 / self.citation.number


_Able = tuple[Span, float, bool, float]
"""What a `_Sentence` has beside its citation."""


def with_quotes(
    citations: Sequence[Citation], sought: Sought, similarity: Similarity, quotable: Sequence[Citation]
) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """Mark the best sentence of every passage, and quote the best one to three of those that are `quotable`.

    The citations come back in their order, each with its highlight; a quote's citation is one of them. The best quote
    comes first; there is none where no sentence of the quotable passages can answer.
    """
    candidates = {each.number: found for each in quotable if (found := _sentences(each, sought))}
    best = {number: found[0] for number, found in candidates.items()}
    if best:
        chosen = _of_equals([each for found in candidates.values() for each in found], sought, similarity)
        best[chosen.citation.number] = chosen
    quoted = {
        number: replace(each, span=sought.whole(each.citation.passage, each.span))
        for number, each in _near_the_best(best.values()).items()
    }
    marked = {
        each.number: replace(each, highlights=(quoted[each.number].span,))
        if each.number in quoted
        else _marked(each, sought, candidates.get(each.number))
        for each in citations
    }
    return tuple(marked.values()), distinct(Quote(marked[number], each.span) for number, each in quoted.items())


def marked_by_words(citations: Sequence[Citation], sought: Sought) -> tuple[Citation, ...]:
    """Mark in every passage the sentence that holds most of the words; none in a passage that holds none of them."""
    return tuple(_marked(citation, sought) for citation in citations)


def read_for(passage: PassageRow, sought: Sought) -> None:
    """Read ahead what a passage is ordered and quoted by."""
    answers_in(passage, sought)
    sought.once(_able_in, passage)


def answers_in(passage: PassageRow, sought: Sought) -> float:
    """The worth of the sentence of a passage that is worth most for what is sought; 0 where none can answer."""
    worths = (worth for _, _, worth in sought.once(_weighed_in, passage))
    return max((max(worths, default=0.0), *(worth for _, worth in sought.once(_looked_up, passage))))


def _weighed_in(passage: PassageRow, sought: Sought) -> Sequence[tuple[int, Span, float]]:
    """The sentences of a passage that can answer: the place of each, the sentence, and its worth."""
    spans = _spans(passage.text) if sought.may_be_about(passage) else ()
    weighed = ((place, span, sought.worth(passage, span)) for place, span in enumerate(spans))
    return [(place, span, worth) for place, span, worth in weighed if worth is not None]


def _looked_up(passage: PassageRow, sought: Sought) -> Sequence[tuple[Span, float]]:
    """What answers and is no sentence, with its worth: the row of a table for the patient, a contraindication."""
    row = sought.row_in(passage.text)
    of_row = [] if row is None else [(row, sought.worth_of_row(passage, row.of(passage.text)))]
    found = [*of_row, *sought.dose_lines(passage), *sought.managing_rows(passage)]
    forbidden = sought.forbidden_in(passage)
    if forbidden is None:
        return found
    return [*found, (forbidden, FORBIDDEN if FORBIDS.search(forbidden.of(passage.text)) else FORBIDDEN / 2)]


def _marked(citation: Citation, sought: Sought, able: Sequence[_Sentence] | None = None) -> Citation:
    """`able`: the sentences that can answer, where they are known."""
    if sought.is_particular:
        best = next(iter(able or _sentences(citation, sought)), None)
        if best is not None and (best.overlap or best.worth >= sought.evidence):
            return replace(citation, highlights=(best.span,))
        marked = sought.stated_in(citation.passage)
        return replace(citation, highlights=(marked,)) if marked is not None else citation
    found = sentences_with_words(citation.passage.text)
    span, held = max(found, key=lambda each: len(sought.words & each[1]))
    return replace(citation, highlights=(span,)) if sought.words & held else citation


def _of_equals(candidates: Sequence[_Sentence], sought: Sought, similarity: Similarity) -> _Sentence:
    """The sentence with the highest score, of several the one nearest in meaning; nothing is encoded for one alone.

    Of a section as a whole the first: its title says nothing that one sentence could be near to.
    """
    highest = max(each.score for each in candidates)
    equals = [each for each in candidates if each.score >= highest - _SAME][:_ENCODED]
    if len(equals) == 1 or sought.is_of_a_section:
        return equals[0]
    cosines = similarity([each.text[:_READ] for each in equals])
    nearness = [0.55 * float(cosine) + 0.025 * each.is_first for each, cosine in zip(equals, cosines, strict=True)]
    return equals[nearness.index(max(nearness))]


def _near_the_best(found: Iterable[_Sentence]) -> dict[int, _Sentence]:
    """By the number of their passage, the sentences that score nearly as much as the highest, the best first."""
    candidates = sorted(found, key=lambda each: (-round(each.score, 6), each.citation.number))
    best = max((each.score for each in candidates), default=0.0)
    least = min(best, _NEAR_THE_BEST * best)  # a score may be below 0
    return {each.citation.number: each for each in candidates if each.score >= least}


def distinct(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """The quotes in their order without those that add nothing: several labels of one drug say much the same."""
    chosen: list[Quote] = []
    for quote in quotes:
        if not any(_adds_nothing(quote, each) for each in chosen):
            chosen.append(quote)
    return tuple(chosen[:MOST_QUOTES])


def _adds_nothing(quote: Quote, told: Quote) -> bool:
    """Whether another quote tells all that one says, numbers and "not" included; drugs may have several names."""
    named = content_words(f"{quote.citation.title} {told.citation.title}")
    texts = [_REFERENCE.sub("", each.text.lower()) for each in (quote, told)]
    said = [content_words(text) - named for text in texts]
    counted = [sorted(_TELLING_APART.findall(text)) for text in texts]
    return said[0] <= said[1] and counted[0] == counted[1]


def can_be_quoted(citation: Citation, sought: Sought) -> bool:
    """Whether a passage has a sentence that can answer."""
    return bool(_sentences(citation, sought))


def _sentences(citation: Citation, sought: Sought) -> tuple[_Sentence, ...]:
    """A passage's sentences that can answer, the best first; fragments only where there is nothing else."""
    found = (_Sentence(citation, *able) for able in sought.once(_able_in, citation.passage))
    return tuple(sorted(found, key=lambda each: -each.score))


def _able_in(passage: PassageRow, sought: Sought) -> Sequence[_Able]:
    text = passage.text
    found = [(place == 0, span, worth) for place, span, worth in sought.once(_weighed_in, passage)]
    found = [each for each in found if not (is_row(said := each[1].of(text)) or _says_little(said))]
    found += [(False, span, worth) for span, worth in sought.once(_looked_up, passage)]
    if not found:
        return _item(passage, sought)
    return [(span, sought.share_in(_held(passage, span, sought)), is_first, worth) for is_first, span, worth in found]


def _held(passage: PassageRow, span: Span, sought: Sought) -> frozenset[str]:
    """The words of a sentence, with what its heading says of the dose that is sought."""
    return content_words(span.of(passage.text)) | sought.said_of(passage.text, span)


def _item(passage: PassageRow, sought: Sought) -> Sequence[_Able]:
    """The item of a list that states what is asked, with what announces the list: "In the first week: … rash: 8 %"."""
    item = sought.stated_in(passage)
    span = item_with_lead(passage.text, item) if item is not None else None
    if item is None or span is None:
        return ()
    overlap = sought.share_in(content_words(span.of(passage.text)))
    return [(span, overlap, False, sought.worth(passage, item) or 0.0)]


@lru_cache(maxsize=4096)
def sentences_with_words(text: str) -> tuple[tuple[Span, frozenset[str]], ...]:
    """The sentences of a text with the words they hold, without fragments where there are whole ones."""
    return tuple((span, content_words(span.of(text))) for span in _spans(text))


@lru_cache(maxsize=4096)
def _spans(text: str) -> Sequence[Span]:
    found = [_without_dash(span, text) for span in sentences(text)] or [Span(0, len(text))]
    spans = [without_headings(text, span) for span in found]
    return [span for span in spans if _is_whole(span.of(text))] or spans


def _is_whole(sentence: str) -> bool:
    """Whether it says something by itself, or with its list: neither a heading nor a line of a table."""
    fewest = _FEWEST_BESIDE_A_COLON if _HOLDS_A_COLON.search(sentence) else FEWEST_WORDS
    return next(islice(WORD.finditer(sentence), fewest - 1, None), None) is not None and not _says_little(sentence)


def _says_little(sentence: str) -> bool:
    """Whether it is a heading, or a line of a table: a number says nothing without the head of its column."""
    return sentence.count(CELLS) >= _FEWEST_CELLS - 1 or is_heading(sentence)


def _without_dash(span: Span, text: str) -> Span:
    """A list item without the mark before it."""
    mark = _LIST_MARK.match(text, span.start, span.end)
    return Span(mark.end(), span.end) if mark else span
