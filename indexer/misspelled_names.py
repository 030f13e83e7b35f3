"""Misspelled names of drugs: which one a word was meant to be, where no other word is nearer."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from indexer.drug_words import DRUG_STEMS, FORMS, NOT_DRUGS, SALTS, UNITS, is_ordinary, is_word, ordinary_words
from indexer.spelling import SHORTEST_MISSPELLING, TWO_EDITS_FROM, Correction, Speller
from indexer.word_breaks import SHORTEST_APART

BEGINNING = 4
"""The first letters of a name that are looked at before the whole of it."""
_TWICE = re.compile(r"([a-z]{2,3})\1")


@dataclass(frozen=True)
class NameSpeller:
    """Finds the names of the corpus's drugs, and of the world's, that are near to a word."""

    _drugs_by_word: Mapping[str, frozenset[str]] = field(repr=False)
    """Word of a name → the keys of the drugs that names with it stand for."""
    _keys: frozenset[str] = field(repr=False)
    is_word_beside: Callable[[str, Sequence[str]], bool] = field(repr=False)
    """Whether the corpus uses a word in its own right, beside these names."""
    _speller: Speller = field(repr=False)
    _world_spellers: Mapping[str, Speller] = field(repr=False)

    @classmethod
    def of(
        cls,
        drugs_by_word: Mapping[str, frozenset[str]],
        keys: frozenset[str],
        world: Iterable[str],
        is_word_beside: Callable[[str, Sequence[str]], bool],
    ) -> "NameSpeller":
        """`world`: the names of the drugs that the corpus lacks."""
        speller = Speller.of(word for word in drugs_by_word if not _says_nothing(word))
        world_spellers = _spellers_by_first_letter(word for word in world if word.isalpha())
        return cls(drugs_by_word, keys, is_word_beside, speller, world_spellers)

    def correct(self, word: str) -> Correction | None:
        """The corpus's nearest names, unless a drug of the world that it lacks or an ordinary word is nearer.

        What is an English word is another name only by a single letter.
        """
        correction = self._with_a_syllable_twice(word)
        if correction is None or correction.distance > 1:
            correction = _within_its_class(word, self._speller.correct(word)) or correction
        if correction is None or (correction.distance > 1 and is_word(word)):
            return None
        if self.is_word_beside(word, correction.nearest):
            return None
        rivals = [self.correct_to_another(word), _AROUND_NAMES.correct(word)]
        if correction.distance > 1:  # "reactons" is nearer to "reactions" than to Reactine
            rivals.append(_ordinary_speller(word[0]).correct(word))
        if any(rival is not None and rival.distance < correction.distance for rival in rivals):
            return None
        near = correction.nearest
        drugs = [self._drugs_by_word[name] for name in near]
        if len(near) > 1 and all(drugs[0] & other for other in drugs[1:]):
            near = (next((name for name in near if name in self._keys), near[0]),)
        return Correction(near, correction.distance)

    def _with_a_syllable_twice(self, word: str) -> Correction | None:
        """The name of which a syllable that comes twice is typed once: "atenol", "metopol"; one edit more."""
        near = self._short_speller.correct(word) if word[:BEGINNING] in self._short_beginnings else None
        if near is None:
            return None
        names = tuple(dict.fromkeys(self._short_forms[each] for each in near.nearest))
        return Correction(names, near.distance + 1)

    @cached_property
    def _short_forms(self) -> Mapping[str, str]:
        """The telling words of names with a syllable once that they have twice → those words."""
        longer = sorted(word for word in self._drugs_by_word if len(word) >= SHORTEST_APART)
        shorter = ((_TWICE.sub(r"\1", word), word) for word in longer if not _says_nothing(word))
        return {short: word for short, word in shorter if short != word and len(short) >= SHORTEST_MISSPELLING}

    @cached_property
    def _short_beginnings(self) -> frozenset[str]:
        return frozenset(short[:BEGINNING] for short in self._short_forms)

    @cached_property
    def _short_speller(self) -> Speller:
        return Speller.of(self._short_forms)

    def correct_to_another(self, word: str) -> Correction | None:
        """The world's nearest names of drugs that the corpus lacks."""
        speller = self._world_spellers.get(word[0])
        correction = _within_its_class(word, speller.correct(word) if speller else None)
        return None if correction is None or self.is_word_beside(word, correction.nearest) else correction


def _within_its_class(word: str, correction: Correction | None) -> Correction | None:
    """The correction without names two edits from a word that share the ending of a class of drugs with it.

    Unless eight letters tell them apart from others of the class ("blorbatinib" is no lorlatinib), or they are the same
    letters in another order: "metropolol".
    """
    ends = [stem for stem in DRUG_STEMS if word.endswith(stem)]
    own = len(word) - max(map(len, ends), default=0)
    if correction is None or not ends or correction.distance < _TWO_EDITS or own >= TWO_EDITS_FROM:
        return correction
    near = tuple(name for name in correction.nearest if not name.endswith(tuple(ends)) or sorted(name) == sorted(word))
    return Correction(near, correction.distance) if near else None


_TWO_EDITS = 2
_AROUND_NAMES = Speller.of(word for word in SALTS | FORMS | NOT_DRUGS if word.isalpha())


@cache
def _ordinary_speller(letter: str) -> Speller:
    return Speller.of(word for word in ordinary_words() if word[0] == letter)


def _says_nothing(word: str) -> bool:
    return says_nothing_of_drugs(word) or word.isdigit() or is_ordinary(word)


def says_nothing_of_drugs(word: str) -> bool:
    """Whether a folded word stands beside names of drugs, but never for one: a salt, a form, a unit, a control."""
    return word in SALTS or word in FORMS or word in UNITS or word in NOT_DRUGS


def _spellers_by_first_letter(words: Iterable[str]) -> dict[str, Speller]:
    """One small set for each first letter: the world has tens of thousands of names."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in words:
        by_letter[word[0]].append(word)
    return {letter: Speller.of(same) for letter, same in by_letter.items()}
