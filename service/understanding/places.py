"""Places in a question: countries in the words people use, states and provinces, and cities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from indexer.countries import other_spellings, region_spellings
from indexer.drug_words import is_ordinary
from indexer.names import Token, fold
from indexer.site_places import place_key
from indexer.spelling import Speller
from service.tables import lines_of, rows_of, words_of
from service.understanding.spans import phrase_of
from service.understanding.terms import Terms, find_terms
from service.understanding.vocabulary import Vocabulary


class PlaceKind(StrEnum):
    """Which filter a place is."""

    COUNTRY = "country"
    STATE = "state"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that a text names; words `first` to `last` (excluded), with the word before it that leads to it."""

    kind: PlaceKind
    name: str
    """A country's canonical name; a city as the corpus writes it."""
    first: int
    last: int
    also: tuple[str, ...] = ()
    """What records call a city beside its name: "München", where they have it."""
    lies_in: str | None = None
    """The country in which alone a city's names are meant."""


def find_places(text: str, words: Sequence[Token], vocabulary: Vocabulary) -> tuple[FoundPlace, ...]:
    """The places of a text, from left to right.

    A country counts anywhere, and so does what is called a state ("Washington state"). A city or a state counts after
    "in", "near", "at", "around" or behind another place, a city also before the state or country it lies in
    ("Birmingham, Alabama"); one whose name is an ordinary word ("Reading", "Nice") needs its capital. Of a city named
    with its state or country both are found. Where no place is named, "Korean trials" are those in South Korea.
    """
    found: list[FoundPlace] = []
    at = 0
    while at < len(words):
        behind = found[-1] if found and found[-1].last == at else None
        place = _place_at(text, words, at, vocabulary, behind)
        if place is not None:
            found.append(place)
        at = place.last if place else at + 1
    return _states_beside(words, _georgia_beside(found)) or _by_demonym(words, vocabulary)


def _georgia_beside(found: Sequence[FoundPlace]) -> tuple[FoundPlace, ...]:
    """The places; Georgia beside countries, and no other state, is one of them: "Georgia and Armenia"."""
    others = [each for each in found if each.name != "Georgia"]
    abroad = any(each.kind is PlaceKind.COUNTRY and each.name != "United States" for each in others)
    if not abroad or any(each.kind is not PlaceKind.COUNTRY for each in others):
        return tuple(found)
    return tuple(replace(each, kind=PlaceKind.COUNTRY) for each in found)


def _states_beside(words: Sequence[Token], found: Sequence[FoundPlace]) -> tuple[FoundPlace, ...]:
    """The places; New York and Washington beside states alone are states, too: "New York or New Jersey"."""
    cities = [each for each in found if each.kind is PlaceKind.CITY]
    others = [each for each in found if each.kind is not PlaceKind.CITY]
    are_named_so = all(phrase_of(words[each.first : each.last]).endswith((*_ALSO_CITIES,)) for each in cities)
    beside = others and all(each.kind is PlaceKind.STATE for each in others)
    if not (cities and are_named_so and beside) or {each.last for each in cities} & {each.first for each in others}:
        return tuple(found)
    return tuple(
        replace(each, kind=PlaceKind.STATE, also=(), lies_in=None) if each in cities else each for each in found
    )


def country_named(name: str) -> str | None:
    """The canonical name of a country that goes by a name: "United States" for "US"; None where none does."""
    return _places()[PlaceKind.COUNTRY].get(fold(name))


def is_large_city(folded: str) -> bool:
    """Whether a city of the world, of 100,000 people or more, is called so."""
    return folded in _places()[PlaceKind.CITY]


def is_a_place(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a city, a state or a country is called so."""
    folded = fold(name)
    of_records = vocabulary.cities.find(folded) or vocabulary.states.find(folded)
    return bool(of_records or country_named(name)) or is_large_city(folded)


def place_meant(word: str) -> str | None:
    """The word of a country's or large city's name that a misspelled one, folded, is nearest to, if it is one alone.

    Of several the country, or the city everybody knows. In a short word no letter stands for another: "Parys".
    """
    nearest = _speller().correct(word)
    if nearest is None or nearest.distance > 1:
        return None
    is_long, same = len(word) >= _LONG_ENOUGH, sorted(word)
    alike = [each for each in nearest.nearest if is_long or len(each) != len(word) or sorted(each) == same]
    known = [each for each in alike if each in _WELL_KNOWN or each in _places()[PlaceKind.COUNTRY]] or alike
    return known[0] if len(known) == 1 else None


def is_a_demonym(folded: str) -> bool:
    """Whether a word says of what country something is: "chinese"."""
    return folded in _DEMONYMS


def _by_demonym(words: Sequence[Token], vocabulary: Vocabulary) -> tuple[FoundPlace, ...]:
    """Countries by the adjective that goes with trials or their sites; "trials in Chinese patients" are anywhere.

    Between the two may stand what trials are called, and a condition: "Danish diabetes trials".
    """
    if not any(word.word in _DEMONYMS or word.word == "eastern" for word in words):
        return ()
    terms = [*find_terms(words, vocabulary.conditions), *find_terms(words, vocabulary.condition_heads)]
    of_terms = {number for term in terms for number in range(term.first, term.last)}
    found: list[FoundPlace] = []
    for at, word in enumerate(words):
        pair = phrase_of(words[max(at - 1, 0) : at + 1])
        country = _DEMONYMS.get(pair, _DEMONYMS.get(word.word))
        if country and at + 1 == len(words) and words[at - 1].word == "are" and words[at - 2].word in _RECORDS:
            found.append(FoundPlace(PlaceKind.COUNTRY, country, at, at + 1))  # "how many trials are Canadian?"
        if not country or phrase_of(words[at : at + 2]) in _DEMONYMS:
            continue
        for number, behind in enumerate(words[at + 1 : at + 2 + _MOST_BETWEEN], at + 1):
            if behind.word in _RECORDS:
                found.append(FoundPlace(PlaceKind.COUNTRY, country, at - (pair in _DEMONYMS and at > 0), at + 1))
            if number in of_terms and at not in of_terms:
                continue
            if behind.word not in _BESIDE_TRIALS and behind.word not in _DEMONYMS and is_ordinary(behind.word):
                break
    return tuple(found)


_MOST_BETWEEN = 5
_RECORDS = frozenset(
    "trial trials study studies country countries site sites centre centres center centers hospital hospitals".split()
)
_BESIDE_TRIALS = frozenset(
    """and or clinical recruiting completed ongoing open active closed terminated withdrawn suspended phase 1 2 3 4 i ii
    iii iv early randomised randomized controlled observational interventional drug medical research large small new
    recent registered""".split()
)
_DEMONYMS: Mapping[str, str] = {
    demonym: country.strip("-") for demonyms, country in rows_of("demonyms.tsv") for demonym in demonyms.split(", ")
}


_LEADING = frozenset(
    "in at near close around within from across throughout inside outside excluding except not".split()
)
_DISTANCES = frozenset("mile miles km kilometers kilometres minutes hours".split())
_BETWEEN_PLACES = frozenset({"or", "and", "vs", "versus", "than"})
_SHORTEST_CITY = 3
_LONG_ENOUGH = 7
"""Letters of a word in which one may be another."""
# as a lower-case word these are a pronoun, first names, a bird or a US state
_NEEDS_CAPITAL = frozenset({"us", "chad", "jordan", "georgia", "turkey", "jersey", "guinea", "mali", "niger", "oman"})


@dataclass(frozen=True, slots=True)
class _Word:
    """Where in a text a place may begin, and what leads to it."""

    text: str
    words: Sequence[Token]
    at: int
    vocabulary: Vocabulary
    behind: FoundPlace | None
    """The place that ends right before it."""

    def name(self, last: int, first: int | None = None) -> str:
        """The words up to `last` (excluded), from its own or from `first`."""
        return phrase_of(self.words[self.at if first is None else first : last])

    def written(self, at: int) -> str:
        """A word as it is written."""
        return self.text[self.words[at].start : self.words[at].end]

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[self.words[self.at].start].isupper()

    @property
    def led_by(self) -> str:
        """The word before it, articles left out."""
        before = (self.words[back].word for back in range(self.at - 1, max(self.at - 3, -1), -1))
        return next((word for word in before if word not in ("the", "either", "both")), "")

    @property
    def is_led(self) -> bool:
        """Whether words or a place before it lead to it: "in", "close to", "50 miles of"."""
        behind = self.words[self.at - 2].word if self.at > 1 else ""
        is_near = (self.led_by == "to" and behind == "close") or (self.led_by == "of" and behind in _DISTANCES)
        return is_near or self.led_by in _LEADING | _BETWEEN_PLACES or self.behind is not None

    def found(self, kind: PlaceKind, name: str, last: int, **more: Any) -> FoundPlace:
        """The place it begins, with the word that leads to it."""
        leads = self.is_led and self.behind is None and self.at and self.words[self.at - 1].word in _LEADING
        return FoundPlace(kind, name, self.at - 1 if leads else self.at, last, **more)


def _place_at(
    text: str, words: Sequence[Token], at: int, vocabulary: Vocabulary, behind: FoundPlace | None
) -> FoundPlace | None:
    word = _Word(text, words, at, vocabulary, behind)
    called = _called_a_state(word)
    if called is not None:
        return called
    longest = max(
        names.longest_from(words[at].word)
        for names in (*_places().values(), _STATES, vocabulary.cities, vocabulary.states, _city_names())
    )
    if not longest and not word.written(at).isupper():  # no name, nor the two capitals of a state
        return None
    for last in range(min(at + max(longest, 1), len(words)), at, -1):
        place = _named(word, last)
        if place is not None:
            return place
    return None


def _named(word: _Word, last: int) -> FoundPlace | None:
    """The place that exactly the words up to `last` name here."""
    name = word.name(last)
    in_a_city = word.behind is not None and word.behind.kind is PlaceKind.CITY
    country = _country(word, name, last)
    if country is not None:
        return country
    state = _state(word, name, last)
    if state is not None and (in_a_city or name not in _ALSO_CITIES):
        return word.found(PlaceKind.STATE, state, last) if word.is_led else None
    city = _city(word, name, last)
    if city is not None:
        return city
    region = state or word.vocabulary.states.get(name)
    if region is not None and word.is_led and len(name) >= _SHORTEST_CITY and (word.is_capital or not _is_common(name)):
        return word.found(PlaceKind.STATE, region, last)
    return None


def _called_a_state(word: _Word) -> FoundPlace | None:
    """As in "Washington state", "the state of New York", "Washington, D.C.", anywhere in a text."""
    words, at = word.words, word.at
    if words[at].word in _CALLED and at + 2 < len(words) and words[at + 1].word == "of":
        for last in range(min(at + 5, len(words)), at + 2, -1):
            state = _STATES.get(word.name(last, at + 2)) or word.vocabulary.states.get(word.name(last, at + 2))
            if state is not None:
                return word.found(PlaceKind.STATE, state, last)
    beginning = words[at].word
    first = at + 1 if beginning == "washington" else at
    for last in (
        range(min(first + 3, len(words)), first, -1)
        if first > at or (beginning in _DISTRICT_FIRST and word.is_led)
        else ()
    ):
        if word.name(last, first) in _DISTRICT and word.written(first)[0].isupper():
            return word.found(PlaceKind.STATE, "District of Columbia", last)
    for last in range(min(at + 3, len(words) - 1), at, -1):
        state = _STATES.get(word.name(last))
        if state is not None and words[last].word in _CALLED:
            behind = words[last + 1].word if last + 1 < len(words) else ""
            return None if behind in _INSTITUTIONS else word.found(PlaceKind.STATE, state, last + 1)
    return None


_DISTRICT = frozenset({"d c", "dc", "district of columbia"})
_DISTRICT_FIRST = frozenset({"d", "dc", "district"})
_CALLED = frozenset({"state", "province"})
_INSTITUTIONS = frozenset("university college hospital hospitals health medical".split())
_ALSO_CITIES = frozenset({"new york", "washington"})
"""States that are named like the city that is meant, unless they follow one."""


def _country(word: _Word, name: str, last: int) -> FoundPlace | None:
    country = _places()[PlaceKind.COUNTRY].get(name)
    if name == "georgia" and phrase_of(word.words[last : last + 2]) in _A_COUNTRY:
        return word.found(PlaceKind.COUNTRY, "Georgia", last + (2 if word.words[last].word == "the" else 1))
    if name == "georgia" and word.is_led and not (word.behind and word.behind.name in _GEORGIAN):
        return word.found(PlaceKind.STATE, "Georgia", last) if word.is_capital else None
    is_the_us = word.written(word.at) == "US" or (word.at and word.words[word.at - 1].word in ("the", "in"))
    if country is None or (name == "us" and not is_the_us):
        return None
    if not word.is_capital and name in _NEEDS_CAPITAL and not (word.is_led and name in ("turkey", "us")):
        return None
    if any(word.vocabulary.states.find(word.name(last, first)) for first in range(max(word.at - 2, 0), word.at)):
        return None  # the Wales of New South Wales
    also = ("Democratic Republic of the Congo",) if name == "congo" else ()
    return word.found(PlaceKind.COUNTRY, country, last, also=also)


_A_COUNTRY = frozenset({"the country", "country"})
_GEORGIAN = frozenset({"Tbilisi", "Batumi", "Kutaisi"})


def _state(word: _Word, name: str, last: int) -> str | None:
    """A state or province by its name, or by its two capitals: "TX"."""
    code = word.written(word.at)
    if last == word.at + 1 and code.isupper() and not word.text.isupper() and word.is_led:
        is_clear = code not in _UNCLEAR_CODES or (word.behind is not None and word.behind.kind is PlaceKind.CITY)
        return _STATE_CODES.get(code) if is_clear and code in _STATE_CODES else _STATES.get(name)
    return _STATES.get(name)


def _city(word: _Word, name: str, last: int) -> FoundPlace | None:
    """A city that is led to, or that stands before its state or country."""
    as_written, name = name, (_city_meant(name) if word.is_led else None) or name
    lies_in, *names = _city_names().get(name, "").split("\t")
    city = word.vocabulary.cities.find(name) or _places()[PlaceKind.CITY].get(name) or next(iter(names), None)
    if city is None or len(name) < _SHORTEST_CITY or not (word.is_capital or not _is_common(name)):
        return None
    if not word.is_led and not (word.is_capital and (_lies_in(word, last) or _stands_apart(word, name, last))):
        return None
    written = (word.vocabulary.cities.get(each) for each in (*map(fold, names), as_written))
    also = tuple(dict.fromkeys(each for each in written if each and each != city))
    is_local = bool(names) and fold(names[0]) != name
    return word.found(PlaceKind.CITY, city, last, also=also, lies_in=lies_in if is_local else None)


@lru_cache(maxsize=1024)
def _city_meant(name: str) -> str | None:
    """The large city of several words of whose name one is misspelled; None for another name, or several."""
    cities, words = _places()[PlaceKind.CITY], name.split()
    if name in cities or cities.longest_from(words[0]) < len(words):
        return None
    near = [each.nearest if each and each.distance == 1 else () for each in map(_speller().correct, words)]
    found = {" ".join((*words[:at], each, *words[at + 1 :])) for at, nearest in enumerate(near) for each in nearest}
    meant = [each for each in found if each in cities]
    return meant[0] if len(meant) == 1 else None


def _stands_apart(word: _Word, name: str, last: int) -> bool:
    """Whether a large city stands between signs, as in "67M, NSCLC, Boston. Trials?"."""
    before, behind = word.text[: word.words[word.at].start].rstrip(), word.text[word.words[last - 1].end :].lstrip()
    return is_large_city(name) and not _is_common(name) and before[-1:] in (*",;.",) and behind[:1] in ("", *",;.?")


def _lies_in(word: _Word, at: int) -> bool:
    """Whether the words from a number on name a state or a country."""
    if at >= len(word.words):
        return False
    city = FoundPlace(PlaceKind.CITY, "", word.at, at)
    behind = replace(word, at=at, behind=city)
    return any(
        _country(behind, behind.name(last), last) is not None or _state(behind, behind.name(last), last) is not None
        for last in range(at + 1, min(at + 4, len(word.words)) + 1)
    )


def _is_common(name: str) -> bool:
    """A city that, in lower case, is more likely another word: "reading", "nice", "bath"."""
    return name in _COMMON_WORDS or (" " not in name and name not in _WELL_KNOWN and is_ordinary(name))


_COMMON_WORDS = frozenset(
    """reading nice bath mobile hue sale pest kota hail aba van most fes jos agen orange hull male split tours cork
    bergen cancer essen surrey salem victoria columbus kennedy phoenix independence corona man""".split()
)
_WELL_KNOWN = frozenset(words_of("well_known_cities.txt"))
_STATE_CODES: Mapping[str, str] = {row[0]: row[1] for row in rows_of("states.tsv")}
_UNCLEAR_CODES = frozenset({"LA", "MS", "ON", "OR", "IN", "DE", "ME"})
"""Los Angeles, a disease, words, a country: the state only behind its city."""
_STATES = Terms(_STATE_CODES.values(), place_key)
"""Of the United States and Canada."""


@cache
def _places() -> Mapping[PlaceKind, Terms]:
    """From `data/places.tsv`, which `benchmarks/make_places.py` writes, with the spellings that records use."""
    found = {PlaceKind.COUNTRY: Terms(), PlaceKind.CITY: Terms()}
    for kind, folded, name in rows_of("places.tsv"):
        found[PlaceKind(kind)].add(folded, name)
    for folded, name in (*other_spellings().items(), *region_spellings().items()):
        if folded not in found[PlaceKind.COUNTRY]:
            found[PlaceKind.COUNTRY].add(folded, name)
    return found


@cache
def _speller() -> Speller:
    """Over the words of the names of countries and large cities."""
    return Speller.of(word for names in _places().values() for name in names for word in name.split() if word.isalpha())


@cache
def _city_names() -> Terms:
    """Folded name of a city that has several → its country and names, English first, from `data/city_names.tsv`."""
    found = Terms(key=place_key)
    for line in lines_of("city_names.tsv"):
        for name in line.split("\t")[1:]:
            found.add(fold(name), line)
    return found
