"""Scoring some passages by their words: BM25 of given passages, where `indexer.lexical` finds the best of all.

A filter by numbers takes the engine milliseconds, more than the question itself. So what it says of a term that not
very many passages hold is kept, and looked up here.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.lexical import BOOSTS, MOST_LISTED, Lexical
from indexer.ordering import best_first

MOST_KEPT = 250_000
"""What is known of a term is kept once it was asked for, if no more passages than this hold it: 3 MB at most."""


class Among:
    """Some passages of an index, to be scored for one question; for one thread."""

    def __init__(self, lexical: Lexical, numbers: NDArray[np.int64], most_kept: int = MOST_KEPT) -> None:
        self._lexical = lexical
        self._numbers = numbers
        self._most_kept = most_kept
        self._known: dict[tuple[str, str], tuple[NDArray[np.int64], NDArray[np.float32]]] = {}

    def scores(self, text: str, boosts: Mapping[str, float] = BOOSTS) -> NDArray[np.float32]:
        """The score of each passage, as `Lexical.search` has it; 0 where no word matches."""
        scores = np.zeros(len(self._numbers), dtype=np.float32)
        common: dict[tuple[str, str], float] = {}
        for word, weight in self._lexical.weighed(text, boosts).items():
            if self._lexical.document_frequency(*word) > self._most_kept:
                common[word] = weight
                continue
            places, given = self._found(*word)
            scores[places] += np.float32(weight) * given
        places, given = self._searched(common)
        scores[places] += given
        return scores

    def can_look_up(self, text: str, boosts: Mapping[str, float] = BOOSTS) -> bool:
        """Whether what is known of each word of a text is kept, so that nothing has to be searched."""
        return all(
            self._lexical.document_frequency(*word) <= self._most_kept for word in self._lexical.weighed(text, boosts)
        )

    def best(self, text: str, k: int, boosts: Mapping[str, float] = BOOSTS) -> NDArray[np.int64]:
        """The k passages that match a text best, best first, as `Lexical.search` finds them."""
        scores = self.scores(text, boosts)
        matching = np.flatnonzero(scores > 0.0)
        return best_first(self._numbers[matching], scores[matching], self._lexical.ranks, k)[0]

    def holding(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Which passages hold all words of one of the names in their text."""
        held = np.zeros(len(self._numbers), dtype=bool)
        for name in names:
            terms = set(self._lexical.terms(name))
            words = np.zeros(len(self._numbers), dtype=np.int64)
            for term in terms:
                words[self._holding(term)] += 1
            held |= (words == len(terms)) & (words > 0)
        return held

    def _holding(self, term: str) -> NDArray[np.int64]:
        """Places of the passages whose text holds a term."""
        if self._lexical.document_frequency("body", term) > self._most_kept:
            return self._searched({("body", term): 1.0})[0]
        return self._found("body", term)[0]

    def _found(self, field: str, term: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(places, BM25 of the term) of the passages whose field holds it."""
        known = self._known.get((field, term))
        if known is None:
            numbers, scores = self._lexical.postings(field, term)
            few, many = sorted((numbers, self._numbers), key=len)
            places = np.searchsorted(many, few)
            both = np.flatnonzero(many[np.minimum(places, len(many) - 1)] == few) if len(few) else np.zeros(0, np.int64)
            here, there = (places[both], both) if many is self._numbers else (both, places[both])
            known = self._known[field, term] = (here, scores[there])
        return known

    def _searched(self, weighed: Mapping[tuple[str, str], float]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(places, scores) of the passages that match any of these terms, by the engine."""
        query = self._lexical.any_of(weighed)
        if query is None or not len(self._numbers):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        parts = [
            self._lexical.hits(query, self._numbers[begin : begin + MOST_LISTED])
            for begin in range(0, len(self._numbers), MOST_LISTED)
        ]
        numbers, scores = (np.concatenate(each) for each in zip(*parts, strict=True))
        return np.searchsorted(self._numbers, numbers), scores


def passages_holding(lexical: Lexical, names: Iterable[str], most: int) -> NDArray[np.int64] | None:
    """The passages that hold all words of one of the names, ascending; None where more than `most` hold its rarest."""
    found = [np.zeros(0, np.int64)]
    for name in names:
        terms = sorted(lexical.terms(name), key=lambda term: lexical.document_frequency("body", term))
        if terms and lexical.document_frequency("body", terms[0]) > most:
            return None
        if terms:
            numbers, _ = lexical.postings("body", terms[0])
            found.append(numbers[Among(lexical, numbers).holding([name])])
    return np.unique(np.concatenate(found))
