"""What the sponsors of records may be called in a question: their names, telling words of them, their initials."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from indexer.drug_words import is_english, is_ordinary
from indexer.names import fold
from service.understanding.sponsor_names import (
    houses,
    initials_of,
    institutes_of_health,
    joined_initials,
    own_word,
    short_initials_of,
    sponsor_names,
    telling_words,
)
from service.understanding.terms import Terms


@dataclass(frozen=True, slots=True)
class SponsorTerms:
    """What sponsors are called; see the fields of `Vocabulary`."""

    terms: Terms
    short: Mapping[str, tuple[str, ...]]
    cued: Mapping[str, tuple[str, ...]]
    leading: Mapping[str, tuple[str, ...]]
    spoken: frozenset[str]

    @classmethod
    def of(
        cls,
        sponsors: Collection[str],
        leading: Collection[str],
        taken: Set[str],
        cities: Iterable[str],
        shortened: Set[str],
    ) -> "SponsorTerms":
        """From their names, those that lead many trials among them.

        What is `taken`, or a city's name, means something else; initials that are `shortened` from it may.
        """
        named = taken | set(map(fold, cities))
        initials, shorter = (_of_one(each, sponsors, leading, named) for each in (initials_of, short_initials_of))
        clear, clear_shorter = (
            {short: names for short, names in found.items() if short not in shortened} for found in (initials, shorter)
        )
        together = institutes_of_health(sponsors) | houses(sponsors)
        names = [name for value in sponsors for name in sponsor_names(value)]
        short = clear | _called(sponsors, leading, named) | together
        spoken = {fold(word) for each in leading for word in (*telling_words(each), *initials_of(each))}
        return cls(
            terms=Terms([*names, *(each for each in together if " " in each)]),
            short=short,
            cued=shorter | initials,
            leading=clear_shorter | _universities(leading, taken),
            spoken=frozenset(spoken.intersection(short)),
        )


def _called(sponsors: Collection[str], leading: Collection[str], taken: Set[str]) -> dict[str, tuple[str, ...]]:
    """Telling words, folded → what the sponsors called so are found by.

    A word that is `taken` by a condition or a place is no sponsor's. An ordinary one only where it tells of sponsors
    of which one is `leading` many trials, a rarer English one also where it begins several names.
    """
    words: dict[str, list[str]] = {}
    for sponsor in sponsors:
        for word in telling_words(sponsor):
            words.setdefault(word, []).append(sponsor)
    joined = _of_one(joined_initials, sponsors, leading, taken)
    joined |= {fold(match[1]): (word,) for word in words if (match := _RUN_TOGETHER.fullmatch(word))}
    return joined | {
        fold(word): (word,)
        for word, names in words.items()
        if (_is_telling(word, names) or (len(names) <= _FEW and not set(leading).isdisjoint(names)))
        and fold(word) not in taken
    }


_FEW = 2
_RUN_TOGETHER = re.compile(r"([A-Z][a-z]{3,})[A-Z]{2,}")
"""As in "ModernaTX", whom everybody calls by the first part."""


def _is_telling(word: str, sponsors: Sequence[str]) -> bool:
    """Whether a word is no ordinary one; of rarer English ones those that are a name or begin several: "Merck"."""
    folded = fold(word)
    is_a_name = word in sponsors or sum(each.startswith(word) for each in sponsors) >= _FEW
    return not is_ordinary(folded) and (is_a_name or not is_english(folded))


def _of_one(
    short_for: Callable[[str], tuple[str, ...]], sponsors: Collection[str], leading: Collection[str], taken: Set[str]
) -> dict[str, tuple[str, ...]]:
    """Initials that only one sponsor has, under all its names, which leads many trials, and that are not `taken`."""
    initials: dict[str, list[str]] = {}
    for sponsor in sponsors:
        for short in short_for(sponsor):
            initials.setdefault(short, []).append(sponsor)
    stated = {fold(sponsor): sponsor for sponsor in sponsors}
    found: dict[str, tuple[str, ...]] = {}
    for short, names in initials.items():
        of_one = len(set(map(own_word, names))) == 1 and not set(leading).isdisjoint(names)
        if short not in taken and (" " in short or (of_one and len(short) >= _SHORTEST_INITIALS)):
            found[short] = (*names, *((stated[short],) if short in stated else ()))
    return found


def _universities(leading: Collection[str], taken: Set[str]) -> dict[str, tuple[str, ...]]:
    """The names, folded, of universities and clinics of many trials that have one: "stanford"."""
    names = (match[1] for sponsor in leading if (match := _UNIVERSITY.match(sponsor)))
    return {fold(name): (name,) for name in names if fold(name) not in taken}


_UNIVERSITY = re.compile(r"([A-Z][a-z]{3,})\s(?:University|Clinic|College)\b")
_SHORTEST_INITIALS = 3
