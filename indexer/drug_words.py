"""Words around drug names that name no drug by themselves: salts, forms, vehicles, controls, and ordinary words.

`ordinary_words.txt` holds the whole English words of the vocabulary of BERT (Apache-2.0), without the few
drugs among them, and words of patients and of clinicians added by hand. `english_words.txt` holds rarer ones
("aerobic", "dilation"), five letters and more, sorted: those of SymSpell's English dictionary (MIT).
"""

from bisect import bisect_left
from functools import cache
from importlib.resources import files

from indexer.tables import lists_of, text_of

_LISTS = lists_of("drug_words.txt")
SALTS = frozenset(_LISTS["salts"])
"""Counter-ions, solvates and esters that leave the drug what it is."""
ELEMENTS = frozenset(_LISTS["elements"])
"""Names that a salt word must not be taken from: potassium chloride is not "potassium"."""
FORMS = frozenset(_LISTS["forms"])
"""Dosage forms, routes and release forms, as they trail a drug's name."""
UNITS = frozenset(_LISTS["units"])
"""What follows a number in a strength."""
NOT_DRUGS = frozenset(_LISTS["not_drugs"])
"""Words of trial interventions that say what is done rather than which drug is given."""
DRUG_CLASSES = frozenset(_LISTS["drug_classes"])
"""What people call drugs that do the same, of which labels often name the members alone."""
EVERYDAY_SUBSTANCES = DRUG_CLASSES.union(_LISTS["everyday_substances"])
"""Food, body chemistry and classes: a question that names them asks about something else than a drug."""
DRUG_STEMS = _LISTS["drug_stems"]
"""Endings that the WHO's INN programme keeps for drugs (a choice of those that end no common word)."""


@cache
def ordinary_words() -> frozenset[str]:
    """About 22,000 lower-case words that, typed alone, are English or medical prose rather than a drug's name."""
    return frozenset(text_of("ordinary_words.txt").split())


def is_ordinary(word: str) -> bool:
    """Whether a folded word, or the word it is a form of ("worsened", "tablets"), is ordinary."""
    words = ordinary_words()
    return word in words or any(
        word.endswith(ending) and (word[: -len(ending)] in words or f"{word[: -len(ending)]}e" in words)
        for ending in ("s", "es", "ed", "d", "ing", "ly", "er", "ness")
    )


def is_english(word: str) -> bool:
    """Whether a folded word is a rarer English one: it may name a drug, but it is no misspelling of one."""
    words, sought = _english_words(), word.encode()
    place = bisect_left(range(len(words)), sought, key=lambda at: _line_around(words, at))
    return place < len(words) and _line_around(words, place) == sought


def is_word(word: str) -> bool:
    """Whether a folded word is an English one, ordinary or rarer."""
    return is_ordinary(word) or is_english(word)


def _line_around(lines: bytes, at: int) -> bytes:
    return lines[lines.rfind(b"\n", 0, at) + 1 : lines.index(b"\n", at)]


@cache
def _english_words() -> bytes:
    """One per line, sorted; few words of a question are looked up, and a set of all would take ten times the memory."""
    return files("indexer").joinpath("data/english_words.txt").read_bytes()
