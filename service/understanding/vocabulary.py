"""The words that the corpus uses for conditions, interventions, sponsors and places, and matching a text with them."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from indexer.drug_words import is_english, is_ordinary, is_word
from indexer.names import Token, fold, is_part_of_a_trial
from indexer.one_spelling import spelling_key
from indexer.selection import EITHER
from indexer.site_places import place_key
from indexer.spelling import Speller
from service.tables import lists_of
from service.understanding.spans import phrase_of
from service.understanding.sponsor_names import (
    initials_of,
    institutes_of_health,
    joined_initials,
    own_word,
    short_initials_of,
    sponsor_names,
    telling_words,
)
from service.understanding.synonyms import (
    cancers_of,
    eponym,
    exchanged,
    families_of,
    head_phrases,
    synonyms,
    turned_round,
    unambiguous,
)

_LONGEST_TERM = 12
"""Words; longer values are descriptions that no question repeats."""


_LISTS = lists_of("word_lists.txt")
_NO_CONDITIONS = frozenset(_LISTS["no_conditions"])
_OF_TRIALS = frozenset(_LISTS["of_trials"])
_NO_INTERVENTIONS = _NO_CONDITIONS.union(_LISTS["no_interventions"])


class Terms(dict[str, str]):
    """Folded term → the value as the corpus writes it; found in any spelling, as one and as many."""

    def __init__(self, values: Iterable[str] = (), key: Callable[[str], str] = spelling_key) -> None:
        super().__init__()
        self._key = key
        self._by_key: dict[str, str] = {}
        self._longest: dict[str, int] = {}
        for value in values:
            self.add(fold(value), value)

    def copy(self) -> "Terms":
        """Terms that can be added to without changing these."""
        copied = Terms(key=self._key)
        copied.update(self)
        copied._by_key.update(self._by_key)
        copied._longest.update(self._longest)
        return copied

    def add(self, folded: str, value: str) -> None:
        """One term more; of its values the plainest is kept, and terms of very many words are left out."""
        words = folded.split()
        if not words or len(words) > _LONGEST_TERM:
            return
        key = self._key(folded)
        for terms, term in ((self, folded), (self._by_key, key)):
            before = terms.get(term)
            terms[term] = value if before is None else min(before, value, key=_oddness)
        first, *others = key.split()
        self._longest[first] = max(len(words), 1 + len(others), self._longest.get(first, 0))

    @property
    def keys_spelled(self) -> Set[str]:
        """The spelling keys of all terms."""
        return self._by_key.keys()

    def find(self, folded: str) -> str | None:
        """The value of a term, as it is written here before one that is only spelled otherwise; None for no term."""
        return self.get(folded) or self._by_key.get(self._key(folded))

    def longest_from(self, beginning: str) -> int:
        """The words of the longest term that begins with the first of these folded words; 0 for none."""
        key = self._key(beginning)
        return self._longest.get(key.split()[0], 0) if key else 0


def _oddness(value: str) -> tuple[bool, int, bool, str]:
    """What the plainest of several ways to write a term has least of: capitals throughout, signs, lost accents."""
    return (value.isupper() and " " in value, len(value), value.isascii(), value)


@dataclass(frozen=True, slots=True)
class Acronym:
    """What trials are called for short."""

    written: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """What records state, as terms to be found in questions. Everything may be empty."""

    conditions: Terms = field(default_factory=Terms, repr=False)
    interventions: Terms = field(default_factory=Terms, repr=False)
    sponsors: Terms = field(default_factory=Terms, repr=False)
    short_sponsors: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Folded words that stand for a company ("lilly"), and initials ("gsk") → what such sponsors are found by."""
    cued_sponsors: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Initials that mean a sponsor only where one is asked for ("by MSK") → what such sponsors are found by."""
    leading_sponsors: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """What means a sponsor only before a word for trials ("Stanford studies") → what such sponsors are found by."""
    spoken_sponsors: frozenset[str] = field(default_factory=frozenset, repr=False)
    """Those of `short_sponsors` that sponsors of many trials are called by: names however they are written."""
    countries: Terms = field(default_factory=Terms, repr=False)
    cities: Terms = field(default_factory=Terms, repr=False)
    states: Terms = field(default_factory=Terms, repr=False)
    """States, provinces and regions."""
    condition_heads: Terms = field(default_factory=Terms, repr=False)
    """What conditions are kinds of, and other words for them: "lung cancer", "cocaine dependence"."""
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Folded phrase of `condition_heads` → the conditions it stands for, where its own words would not find them."""
    abbreviated: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Spelling key of a condition → its short or long forms, as the corpus explains them."""
    acronyms: Mapping[str, Acronym] = field(default_factory=dict, repr=False)
    """Folded acronym of trials → how records write it, and which trials; none that is also a condition."""
    is_in_a_title: Callable[[str], bool] = field(default=lambda name: False, repr=False)
    """Whether a trial's title holds a folded name: such a drug is spoken of here."""
    section_keys: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """Drug key → the keys of the sections that its monographs and labels have."""

    @classmethod
    def of(
        cls,
        conditions: Iterable[str] = (),
        interventions: Iterable[str] = (),
        sponsors: Collection[str] = (),
        countries: Iterable[str] = (),
        cities: Collection[str] = (),
        is_in_a_title: Callable[[str], bool] = lambda name: False,
        section_keys: Mapping[str, Iterable[str]] = MappingProxyType({}),
        explained: Iterable[tuple[str, str]] = (),
        acronyms: Iterable[tuple[str, str]] = (),
        states: Collection[str] = (),
        leading_sponsors: Collection[str] = (),
        treatments: Collection[str] = (),
    ) -> "Vocabulary":
        """From the values that records state, and whether a trial's title holds a folded name.

        `explained` are pairs (abbreviation, what it stands for), folded, one for each time that a record says so:
        "Non-Small Cell Lung Cancer (NSCLC)". `acronyms` are pairs (acronym of a trial, its id). `leading_sponsors` are
        those of many trials, `treatments` what is stated now and then as a condition, but is an intervention:
        "Chemotherapy".
        """
        named = _Conditions.of(conditions, treatments, explained)
        tests = Terms(filter(_is_intervention, (*interventions, *treatments)))
        known = named.terms.keys() | named.heads.keys()
        stated = (*tests.values(), *named.terms.values())
        shortened = {fold(short) for value in stated for short in _INITIALS.findall(value)}
        taken = known | set(map(fold, states))
        led = _Sponsors.of(sponsors, leading_sponsors, taken, cities, shortened | named.abbreviated.keys())
        return cls(
            conditions=named.terms,
            interventions=tests,
            sponsors=led.terms,
            short_sponsors=led.short,
            cued_sponsors=led.cued,
            leading_sponsors=led.leading,
            spoken_sponsors=led.spoken,
            countries=Terms(countries),
            cities=Terms(cities, place_key),
            states=Terms(states, place_key),
            condition_heads=named.heads,
            families=named.families,
            abbreviated=named.abbreviated,
            acronyms=_acronyms_of(acronyms, named.terms, named.abbreviated),
            is_in_a_title=is_in_a_title,
            section_keys={drug: frozenset(keys) for drug, keys in section_keys.items()},
        )

    def has_label(self, drugs: Iterable[str]) -> bool:
        """Whether a monograph or label is about one of these drugs, by their keys."""
        return any(key in self.section_keys for key in drugs)

    def spelled(self, condition: str) -> tuple[str, ...]:
        """What a condition is to be looked for as, itself first: its family, its other names, its abbreviations.

        Of the others only those that some record states, as it writes them, and none that the words of another one
        find already.
        """
        meant = self.families.get(fold(condition), (condition,))
        said = dict.fromkeys([*map(fold, meant), *map(turned_round, meant)])
        named = [*said, *(other for name in said for other in synonyms().get(spelling_key(name), ()))]
        short = [form for name in named for form in self.abbreviated.get(spelling_key(name), ())]
        latin = [phrase for name in dict.fromkeys((*named, *short)) for phrase in exchanged(fold(name))]
        names = dict.fromkeys((*named, *short, *latin))
        kept: list[str] = list(meant)
        for name in sorted(filter(self._states, names), key=lambda name: len(name.split())):
            if not any(_words_of(each) <= _words_of(name) for each in kept):
                kept.append(self.conditions.find(fold(name)) or _as_written(name))
        return tuple(kept)

    def tested_as(self, intervention: str) -> str:
        """All that an intervention is called, as one value, itself first."""
        others = (each for each in synonyms("intervention").get(spelling_key(fold(intervention)), ()))
        return EITHER.join((intervention, *(each for each in others if each != fold(intervention))))

    @cached_property
    def words(self) -> Mapping[str, int]:
        """Every word of conditions and of countries, folded → how many of them have it."""
        terms = (self.conditions, self.condition_heads, self.countries)
        return Counter(word for each in terms for term in each for word in term.split())

    @cached_property
    def speller(self) -> Speller:
        """Finds which of these words a misspelled one was meant to be."""
        return Speller.of(word for word, count in self.words.items() if word.isalpha())

    def is_in_a_sponsor(self, folded: str) -> bool:
        """Whether these folded words stand together, in this order, in a sponsor's name."""
        return f" {folded} " in self._all_sponsors

    @cached_property
    def _all_sponsors(self) -> str:
        return "\n".join(f" {sponsor} " for sponsor in self.sponsors)

    def is_in_a_condition(self, phrase: str) -> bool:
        """Whether the words of a phrase stand together, in this order, in a condition's name."""
        key = f" {spelling_key(fold(phrase))} "
        return any(key in f" {condition} " for condition in self.conditions.keys_spelled)

    def _states(self, phrase: str) -> bool:
        """Whether the words of a phrase stand in one condition."""
        holding = [self._holding.get(word, frozenset()) for word in spelling_key(fold(phrase)).split()]
        return bool(holding) and bool(frozenset.intersection(*holding))

    @cached_property
    def _holding(self) -> Mapping[str, frozenset[int]]:
        """Word of a spelling key → the numbers of the conditions that have it."""
        found: dict[str, set[int]] = {}
        for number, key in enumerate(self.conditions.keys_spelled):
            for word in key.split():
                found.setdefault(word, set()).add(number)
        return {word: frozenset(numbers) for word, numbers in found.items()}


@dataclass(frozen=True, slots=True)
class _Conditions:
    """What conditions are called; see the fields of `Vocabulary`."""

    terms: Terms
    heads: Terms
    families: Mapping[str, tuple[str, ...]]
    abbreviated: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls, values: Iterable[str], treatments: Iterable[str], explained: Iterable[tuple[str, str]]
    ) -> "_Conditions":
        """From the values that records state, without those that are treatments, and abbreviations of some."""
        tested = {spelling_key(fold(each)) for each in treatments}
        stated = Terms()
        for value in values:
            folded = fold(value)
            if _is_condition(folded) and spelling_key(folded) not in tested:
                stated.add(folded, value)
        families = families_of(stated)
        terms, heads = stated.copy(), Terms()
        for value in stated.values():
            if "," in value:
                terms.add(turned_round(value), value)
        for phrase in dict.fromkeys([*families, *(phrase for folded in terms for phrase in head_phrases(folded))]):
            if spelling_key(phrase) not in tested and _is_condition(phrase):
                heads.add(phrase, phrase)
        meant = unambiguous(explained, terms.keys_spelled | heads.keys_spelled)
        cancers = cancers_of(terms.keys(), meant)
        shortened = ((short, short.upper()) for short in meant if not is_ordinary(short))
        for folded, name in [*_by_other_names(terms, heads), *shortened, *zip(cancers, cancers, strict=True)]:
            if terms.find(folded) is None:
                heads.add(folded, name)
        return cls(terms, heads, families | cancers, _abbreviated(meant))


@dataclass(frozen=True, slots=True)
class _Sponsors:
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
    ) -> "_Sponsors":
        """From their names, those that lead many trials among them.

        What is `taken`, or a city's name, means something else; initials that are `shortened` from it may.
        """
        named = taken | set(map(fold, cities))
        initials, shorter = (_of_one(each, sponsors, leading, named) for each in (initials_of, short_initials_of))
        clear, clear_shorter = (
            {short: names for short, names in found.items() if short not in shortened} for found in (initials, shorter)
        )
        of_health = institutes_of_health(sponsors)
        names = [name for value in sponsors for name in sponsor_names(value)]
        short = clear | _called(sponsors, leading, named) | of_health
        spoken = {fold(word) for each in leading for word in (*telling_words(each), *initials_of(each))}
        return cls(
            terms=Terms([*names, *(each for each in of_health if " " in each)]),
            short=short,
            cued=shorter | initials,
            leading=clear_shorter | _universities(leading, taken),
            spoken=frozenset(spoken.intersection(short)),
        )


def _is_condition(folded: str) -> bool:
    """Whether what a record lists among its conditions, folded, may be asked for as one."""
    is_given = folded.endswith(("vaccine", "vaccines"))
    words = folded.split()
    is_of_anybody = folded in _NO_CONDITIONS or _NO_CONDITIONS.issuperset(words)
    return not (is_given or is_of_anybody or _OF_TRIALS.issuperset(words))


def _is_intervention(value: str) -> bool:
    """Whether what a record lists among its interventions may be asked for as one."""
    folded = fold(value)
    is_a_number = not any(letter.isalpha() for letter in folded)
    return not (
        is_a_number or folded in _NO_INTERVENTIONS or folded.startswith("healthy ") or is_part_of_a_trial(value)
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
_INITIALS = re.compile(r"^[A-Z]{3,6}$|(?<=\()[A-Z]{3,6}(?=\))")
"""What a record calls a condition or an intervention for short: "Cardiopulmonary Bypass (CPB)"; not "GSK vaccine"."""
_SHORTEST_INITIALS = 3


def _by_other_names(terms: Terms, heads: Terms) -> list[tuple[str, str]]:
    """(folded, as written): other names of conditions than those that records state."""
    named = [name for value in terms.values() if (name := eponym(value))]
    named += [phrase for folded in (*terms, *heads) for phrase in exchanged(folded)]
    known = terms.keys_spelled | heads.keys_spelled
    for names in dict.fromkeys(synonyms().values()):
        named += names if any(spelling_key(each) in known for each in names) else ()
    return [(fold(name), _as_written(name)) for name in named]


def _as_written(name: str) -> str:
    """A name of a condition as people write it: "ibs" in capitals, whole words as they are."""
    is_a_word = " " in name or len(name) > _LONGEST_INITIALS or is_word(name)
    return name if is_a_word else name.upper()


_LONGEST_INITIALS = 4


def _words_of(phrase: str) -> frozenset[str]:
    return frozenset(spelling_key(fold(phrase)).split())


def _acronyms_of(
    stated: Iterable[tuple[str, str]], conditions: "Terms", abbreviated: Collection[str]
) -> dict[str, Acronym]:
    """By its folded acronym each trial that states one, where no condition is called that."""
    named: dict[str, Acronym] = {}
    for written, document_id in stated:
        folded = fold(written)
        if folded and folded not in conditions and spelling_key(folded) not in abbreviated:
            before = named.get(folded, Acronym(written, ()))
            named[folded] = Acronym(before.written, (*before.ids, document_id))
    return named


def _abbreviated(explained: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Spelling key of a condition → its short or long forms; a "lung cancer" may be written "NSCLC"."""
    found: dict[str, dict[str, None]] = {}
    for short, fulls in explained.items():
        found.setdefault(spelling_key(short), {}).update(dict.fromkeys(fulls))
        for full in fulls:
            others = dict.fromkeys([short.upper(), *(each for each in fulls if each != full)])
            found.setdefault(spelling_key(full), {}).update(others)
            for phrase in (each for each in head_phrases(full) if " " in each):  # of a "carcinoma" there are too many
                found.setdefault(spelling_key(phrase), {})[short.upper()] = None
    return {phrase: tuple(forms) for phrase, forms in found.items()}


@dataclass(frozen=True, slots=True)
class Term:
    """A term found in a text: words `first` to `last` (excluded) stand for `value`."""

    value: str
    first: int
    last: int


def find_terms(words: Sequence[Token], terms: Terms) -> tuple[Term, ...]:
    """The longest terms of a text from left to right, apart from each other; a plural counts as its singular."""
    found: list[Term] = []
    at = 0
    while at < len(words):
        term = _term_at(words, at, terms)
        if term is not None:
            found.append(term)
        at = term.last if term else at + 1
    return tuple(found)


def _term_at(words: Sequence[Token], at: int, terms: Terms) -> Term | None:
    beginning = phrase_of(words[at : at + 2])  # "non" belongs to the word it denies
    for length in range(min(terms.longest_from(beginning), len(words) - at), 0, -1):
        value = terms.find(phrase_of(words[at : at + length]))
        if value is not None:
            return Term(value, at, at + length)
    return None
