"""The words that the corpus uses for conditions, interventions, sponsors and places, and what else they are called."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from indexer.drug_words import is_ordinary, is_word
from indexer.names import fold, is_part_of_a_trial
from indexer.one_spelling import spelling_key
from indexer.selection import EITHER
from indexer.site_places import place_key
from indexer.spelling import Speller
from service.tables import lists_of
from service.understanding.sponsor_terms import SponsorTerms
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
from service.understanding.terms import Terms

_LISTS = lists_of("word_lists.txt")
_NO_CONDITIONS = frozenset(_LISTS["no_conditions"])
_OF_TRIALS = frozenset(_LISTS["of_trials"])
_NO_INTERVENTIONS = _NO_CONDITIONS.union(_LISTS["no_interventions"])


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
    trials_numbered: Mapping[str, Acronym] = field(default_factory=dict, repr=False)
    """Key of a number that records state beside their own → how it is written, and which trials state it."""
    is_in_a_title: Callable[[str], bool] = field(default=lambda name: False, repr=False)
    """Whether a trial's title holds a folded name: such a drug is spoken of here."""
    class_at_the_end: Callable[[Sequence[str]], int] = field(default=lambda words: 0, repr=False)
    """How many of the last of some folded words name a class of drugs: 3 of "trials of proton pump inhibitors"."""
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
        class_at_the_end: Callable[[Sequence[str]], int] = lambda words: 0,
        explained: Iterable[tuple[str, str]] = (),
        acronyms: Iterable[tuple[str, str]] = (),
        numbers: Iterable[tuple[str, str]] = (),
        states: Collection[str] = (),
        leading_sponsors: Collection[str] = (),
        treatments: Collection[str] = (),
    ) -> "Vocabulary":
        """From the values that records state, and whether a trial's title holds a folded name.

        `explained` are pairs (abbreviation, what it stands for), folded, one for each time that a record says so:
        "Non-Small Cell Lung Cancer (NSCLC)". `acronyms` are pairs (acronym of a trial, its id), `numbers` such pairs
        of its other numbers. `leading_sponsors` are those of many trials, `treatments` what is stated now and then as a
        condition, but is an intervention: "Chemotherapy".
        """
        named = _Conditions.of(conditions, treatments, explained)
        tests = Terms(filter(_is_intervention, (*interventions, *treatments)))
        known = named.terms.keys() | named.heads.keys()
        stated = (*tests.values(), *named.terms.values())
        shortened = {fold(short) for value in stated for short in _INITIALS.findall(value)}
        taken = known | set(map(fold, states))
        led = SponsorTerms.of(sponsors, leading_sponsors, taken, cities, shortened | named.abbreviated.keys())
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
            trials_numbered=_by_number(numbers),
            is_in_a_title=is_in_a_title,
            class_at_the_end=class_at_the_end,
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

    def is_in_an_intervention(self, phrase: str) -> bool:
        """Whether the words of a phrase stand together, in this order, in an intervention's name."""
        key = f" {spelling_key(fold(phrase))} "
        return any(key in f" {each} " for each in self.interventions.keys_spelled)

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


_INITIALS = re.compile(r"^[A-Z]{3,6}$|(?<=\()[A-Z]{3,6}(?=\))")
"""What a record calls a condition or an intervention for short: "Cardiopulmonary Bypass (CPB)"; not "GSK vaccine"."""


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


def number_key(number: str) -> str:
    """A number as it is compared, however it is divided: "CALGB 90-401" is "CALGB90401"."""
    return "".join(filter(str.isalnum, number.upper()))


def _by_number(stated: Iterable[tuple[str, str]]) -> dict[str, Acronym]:
    """By the key of each number that has a digit the trials that state it."""
    found: dict[str, Acronym] = {}
    for number, document_id in stated:
        if any(map(str.isdigit, number)):
            before = found.get(number_key(number), Acronym(number, ()))
            found[number_key(number)] = Acronym(before.written, tuple(dict.fromkeys((*before.ids, document_id))))
    return found


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
