"""Misspelled words: which of the words of a set, such as drug names, one was meant to be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_MISSPELLING = 5
"""Characters; a shorter word is one edit from too many others."""
TWO_EDITS_FROM = 8
_FIRST_LETTER_WEIGHT = 0.5
"""People rarely mistype the first letter: another first letter counts as half an edit more."""
_CLEARLY_NEARER = 0.5


@dataclass(frozen=True, slots=True)
class Correction:
    """The words of a set nearest to another, nearest first; equally near ones are all there."""

    nearest: tuple[str, ...]
    distance: float
    """Edits (insert, delete, replace, transpose), with the weight of the first letter."""


@dataclass(frozen=True, slots=True)
class Speller:
    """Finds the words of one set that lie within one or two edits of a misspelled word."""

    _by_length: Mapping[int, tuple[str, ...]] = field(repr=False)

    @classmethod
    def of(cls, words: Iterable[str]) -> "Speller":
        """Over folded words; those shorter than four characters are left out."""
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            if len(word) >= SHORTEST_MISSPELLING - 1:
                by_length[len(word)].append(word)
        return cls({length: tuple(same) for length, same in by_length.items()})

    def correct(self, word: str) -> Correction | None:
        """The nearest words, or None where none is near enough or the word is not one that could be misspelled.

        One edit up to seven characters, two from eight on. Words with digits are never corrected:
        a wrong digit is another thing, not a typing error.
        """
        if len(word) < SHORTEST_MISSPELLING or not word.isalpha():
            return None
        edits = 2 if len(word) >= TWO_EDITS_FROM else 1
        scored: list[tuple[float, str]] = []
        for length in range(len(word) - edits, len(word) + edits + 1):
            for candidate, distance, _ in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=edits, limit=8
            ):
                weight = 0.0 if candidate[0] == word[0] or _swapped(candidate, word) else _FIRST_LETTER_WEIGHT
                scored.append((distance + weight, candidate))
        if not scored:
            return None
        scored.sort()
        best = scored[0][0]
        return Correction(tuple(candidate for score, candidate in scored if score - best < _CLEARLY_NEARER), best)


def _swapped(a: str, b: str) -> bool:
    """The first two letters changed places."""
    return a[:2] == b[1::-1]
