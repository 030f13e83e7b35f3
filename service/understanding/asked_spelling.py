"""Words that labels and trials are asked with, spelled right: "recruting" is no drug, "withdrawl" is to be found."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from indexer.drug_words import EVERYDAY_SUBSTANCES, is_english, is_ordinary, ordinary_words
from indexer.lexicon import Lexicon
from indexer.names import fold
from indexer.patterns import any_case
from indexer.spelling import Speller
from service.tables import words_of
from service.understanding.places import is_a_place, place_meant
from service.understanding.vocabulary import Vocabulary


def spelled(text: str, lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A text with those words spelled right, and each change: (as written, as read); itself and nothing for none.

    The words are those of `data/asked_words.txt`. What is an English word, a term of the records, a word that the
    corpus uses or perhaps the name of a drug with a label stays, as does what has a capital and may be a name.
    """
    text = _POSSESSIVE.sub(lambda owner: owner[1] if _leads_trials(owner, vocabulary) else owner[0], text)
    changed: dict[str, str] = {}
    for match in _A_WORD.finditer(text[:_LONGEST_ASKED]):
        word = match[0].lower()
        may_be_a_name = match[0] != word and (match.start() > 0 or match[0] != word.capitalize() or len(word) < _LONG)
        if may_be_a_name or word in lexicon.drugs_by_name or word in lexicon.world_by_name or _is_a_word(word):
            continue
        meant, edits = _meant(word)
        is_in_a_name = lexicon.is_in_a_name(word)
        if meant and (is_in_a_name or edits > 1):  # of a longer one perhaps, misspelled there too: "butyl alchohol"
            is_named = any(link.start <= match.start() < link.end for link in lexicon.link(text))
            meant = None if is_named or (is_in_a_name and len(meant) == len(word)) else meant
        if meant and not _is_known(word, vocabulary) and lexicon.may_be_meant(word, meant, vocabulary.section_keys):
            changed[match[0]] = meant.capitalize() if match[0][0].isupper() else meant
    for written, read_as in changed.items():
        text = re.sub(rf"\b{written}\b", read_as, text)
    trails = _TRAILS.search(text)
    if trails is not None and _OF_TRIALS.search(text):
        changed[trails[0]] = "Trials" if trails[0][0].isupper() else "trials"
        text = _TRAILS.sub(changed[trails[0]], text)
    return text, tuple(changed.items())


def _leads_trials(owner: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether what is said to own something is a sponsor, and nothing is called so with its "s": "Sanofi's"."""
    with_s = fold(owner[0])
    is_named_so = vocabulary.is_in_a_sponsor(with_s) or vocabulary.is_in_a_condition(with_s)
    return not is_named_so and vocabulary.is_in_a_sponsor(fold(owner[1]))


_POSSESSIVE = re.compile(r"\b([A-Z][\w-]{3,})['’]s?(?=[\s?.,!]|\Z)")


def _is_a_word(word: str) -> bool:
    """Whether it is an English word, or one with an ending: "completed", not "completd"."""
    plain = (word.removesuffix(each) for each in ("", "s", "es", *(("d",) if word.endswith("ed") else ())))
    stem = word.removesuffix("ing") if word.endswith("ing") else word.removesuffix("ed")
    stems = plain if _CHANGES_ITS_END.search(stem) else (*plain, stem)
    return any(each in ordinary_words() for each in stems) or is_english(word)


_CHANGES_ITS_END = re.compile(r"e$|[^aeiou][aeiou][^aeiouwxy]$")
"""A verb that loses its last letter before "ing", or doubles it: "driving", "stopping"."""


def _meant(word: str) -> tuple[str | None, float]:
    """The one word that is asked with from which a word is one edit away, and the edits; None for several or none.

    In a short word no letter is another one. Two edits are read where they leave its letters: "diahrrea".
    """
    near = _speller().correct(word)
    if near is None or near.nearest[0][0] != word[0]:
        return None, 0.0
    if near.distance > 1:
        found: Sequence[str] = [each for each in near.nearest if set(_sounds(each)) == set(_sounds(word))]
    else:
        alike = [each for each in near.nearest if len(each) != len(word) or _sounds(each) == _sounds(word)]
        found = alike or (near.nearest if len(word) >= _LONG else ())
    return (found[0] if len(found) == 1 else None), near.distance


def _sounds(word: str) -> str:
    """The letters of a word in any order, those that are said alike as one unless it is short."""
    return "".join(sorted(word.translate(_SAID_ALIKE) if len(word) >= _LONG - 1 else word))


_SAID_ALIKE = str.maketrans("eiouyzc", "aaaaask")
_LONG = 7
"""Letters; a shorter word may be a name where it has a capital or another letter than the word it is near to."""
_LONGEST_ASKED = 1000
"""Characters in which words are looked at; behind them a text can only be something pasted."""


@cache
def _speller() -> Speller:
    return Speller.of(words_of("asked_words.txt"))


def spelled_as_terms(text: str, vocabulary: Vocabulary, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The words of a text about trials that are misspelled words of conditions or places, and what they are.

    `names`, of drugs, are left as they are, and so is a word that something else is called, or that is near to several
    of which none is said far more often than the others. A city is meant only behind "in", "near" and the like.
    """
    others = {word for name in names for word in fold(name).split()} | EVERYDAY_SUBSTANCES
    found: dict[str, str] = {}
    for written in dict.fromkeys(_A_WORD.findall(text)):
        word = fold(written)
        is_form = is_ordinary(word) and not word.endswith("ss")  # "pariss" is not several "paris"
        if (
            {word, f"{word}s"} & others
            or is_form
            or is_english(word)
            or word in ordinary_words()
            or _is_known(word, vocabulary)
        ):
            continue
        nearest = vocabulary.speller.correct(word)
        is_led = re.search(rf"{_LEADS}{written}\b", text, re.IGNORECASE) and not vocabulary.is_in_a_title(word)
        city = place_meant(word) if is_led else None
        if city and (nearest is None or nearest.distance > 1 or written[0].isupper()):
            found[written] = city.title()
            continue
        likely = sorted(nearest.nearest if nearest else (), key=lambda each: -vocabulary.words[each])
        if likely and all(vocabulary.words[likely[0]] >= _FAR_MORE * vocabulary.words[each] for each in likely[1:]):
            found[written] = likely[0].capitalize() if written[0].isupper() else likely[0]
    return tuple(found.items())


_FAR_MORE = 3
_LEADS = r"\b(?:in|near|around|at|from|outside|and|or)\s(?:[a-z]+\s)?"


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    if word in vocabulary.words or word in vocabulary.acronyms or vocabulary.is_in_a_sponsor(word):
        return True
    terms = (vocabulary.conditions, vocabulary.condition_heads, vocabulary.interventions)
    return any(each.find(word) for each in terms) or is_a_place(word, vocabulary)


_TRAILS = any_case(r"\btrails\b")
_OF_TRIALS = any_case(r"\b(?:clinical|recruiting|enroll?ing|phase|completed|randomi[sz]ed)\b")
_A_WORD = re.compile(r"\b[A-Za-z]{5,18}\b")
