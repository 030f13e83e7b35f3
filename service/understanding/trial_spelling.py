"""Words that trials are asked with, spelled right: "recruting" is no drug, and "ashtma" no word to rank by."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from indexer.drug_words import is_english, is_ordinary, ordinary_words
from indexer.names import fold
from service.understanding.places import country_named, is_large_city
from service.understanding.vocabulary import Vocabulary

_WORDS = (
    "recruiting recruitment enrolling enrollment enrolment completed terminated suspended withdrawn currently ongoing "
    "interventional observational participants sponsored trials studies"
).split()
_FIXED_END = 2
"""Letters at the end that are never another one: "completes" is a word of its own."""


def spelled(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A text with those words spelled right, and each change: (as written, as read); itself and nothing for none.

    One letter is missing, doubled, another one, or changed places with the next. What is an English word stays.
    """
    right = _misspelled()
    changed = {
        word: right[word.lower()]
        for word in _A_WORD.findall(text)
        if word.lower() in right and not (word.lower() in ordinary_words() or is_english(word.lower()))
    }
    for word, meant in changed.items():
        text = re.sub(rf"\b{word}\b", meant.capitalize() if word[0].isupper() else meant, text)
    trails = _TRAILS.search(text)
    if trails is not None and _OF_TRIALS.search(text):
        changed[trails[0]] = "trials"
        text = _TRAILS.sub("Trials" if trails[0][0].isupper() else "trials", text)
    return text, tuple(changed.items())


def spelled_as_terms(text: str, vocabulary: Vocabulary, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The words of a text about trials that are misspelled words of conditions or countries, and what they are.

    `names`, of drugs, are left as they are, and so is a word that something else is called, or that is near to several
    of which none is said far more often than the others.
    """
    others = {word for name in names for word in fold(name).split()}
    found: dict[str, str] = {}
    for written in dict.fromkeys(_A_WORD.findall(text)):
        word = fold(written)
        if word in others or is_english(word) or is_ordinary(word) or _is_known(word, vocabulary):
            continue
        nearest = vocabulary.speller.correct(word)
        likely = sorted(nearest.nearest if nearest else (), key=lambda each: -vocabulary.words[each])
        if likely and all(vocabulary.words[likely[0]] >= _FAR_MORE * vocabulary.words[each] for each in likely[1:]):
            found[written] = likely[0].capitalize() if written[0].isupper() else likely[0]
    return tuple(found.items())


_FAR_MORE = 3


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    if word in vocabulary.words or vocabulary.is_in_a_sponsor(word):
        return True
    terms = (
        vocabulary.conditions,
        vocabulary.condition_heads,
        vocabulary.interventions,
        vocabulary.cities,
        vocabulary.states,
    )
    return any(each.find(word) for each in terms) or is_large_city(word) or country_named(word) is not None


_TRAILS = re.compile(r"\btrails\b", re.IGNORECASE)
_OF_TRIALS = re.compile(r"\b(?:clinical|recruiting|enroll?ing|phase|completed|randomi[sz]ed)\b", re.IGNORECASE)
_A_WORD = re.compile(r"\b[A-Za-z]{5,14}\b")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def _misspelled() -> Mapping[str, str]:
    """Each misspelling → its word."""
    found = {wrong: word for word in _WORDS for wrong in _misspellings(word)}
    return {wrong: word for wrong, word in found.items() if wrong not in _WORDS}


def _misspellings(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        before, letter, behind = word[:at], word[at], word[at + 1 :]
        yield before + behind
        yield before + letter + letter + behind
        if behind:
            yield before + behind[0] + letter + behind[1:]
        if at < len(word) - _FIXED_END:
            yield from (before + other + behind for other in _LETTERS)
