"""The words that the corpus uses for conditions, interventions, sponsors and places, and matching a text with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from indexer.names import Token, fold
from service.synonyms import defined_abbreviations, families_of, head_phrases, sponsor_names, turned_round

_LONGEST_TERM = 12
"""Words; longer values are descriptions that no question repeats."""


# registers list them among conditions; in a question they are people, procedures or everything
_NO_CONDITIONS = frozenset(
    """healthy health children child adult adults elderly aging ageing pediatric paediatric women men infant newborn
    patient patients participant participants subject subjects people persons population individuals volunteers
    adolescents parents students workers surgery treatment disease diseases disorder disorders syndrome syndromes
    symptom symptoms condition conditions tumor tumors tumour tumours mass lesion lesions injury injuries drug drugs
    trial trials normal""".split()
) | {
    *(f"healthy {who}" for who in ("volunteer", "volunteers", "participants", "subjects")),
    "quality of life",
    "follow up",
}


class Terms(dict[str, str]):
    """Folded term → the value as the corpus writes it, and how long the terms are that a word begins."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        super().__init__()
        self._longest: dict[str, int] = {}
        for value in values:
            self.add(fold(value), value)

    def add(self, folded: str, value: str) -> None:
        """One term more; the first value of a term stays, and terms of very many words are left out."""
        words = folded.split()
        if not words or len(words) > _LONGEST_TERM:
            return
        self.setdefault(folded, value)
        self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def longest_from(self, word: str) -> int:
        """The words of the longest term that begins with this word, or with its singular or plural; 0 for none."""
        longest = self._longest
        return max(longest.get(word, 0), longest.get(word.removesuffix("s"), 0), longest.get(f"{word}s", 0))


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
    countries: Terms = field(default_factory=Terms, repr=False)
    cities: Terms = field(default_factory=Terms, repr=False)
    condition_heads: Terms = field(default_factory=Terms, repr=False)
    """What conditions are kinds of, and other words for them: "lung cancer", "cocaine dependence"."""
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Folded phrase of `condition_heads` → the conditions it stands for, where its own words would not find them."""
    abbreviated: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Folded condition → its short or long forms, as the corpus explains them."""
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
        sponsors: Iterable[str] = (),
        countries: Iterable[str] = (),
        cities: Iterable[str] = (),
        is_in_a_title: Callable[[str], bool] = lambda name: False,
        section_keys: Mapping[str, Iterable[str]] = MappingProxyType({}),
        defining: Iterable[str] = (),
        acronyms: Iterable[tuple[str, str]] = (),
    ) -> "Vocabulary":
        """From the values that records state, and whether a trial's title holds a folded name.

        `defining` are texts that say what abbreviations stand for: "Non-Small Cell Lung Cancer (NSCLC)". `acronyms`
        are pairs (acronym of a trial, its id).
        """
        stated = Terms(value for value in conditions if fold(value) not in _NO_CONDITIONS)
        families = families_of(stated)
        terms = Terms()
        for folded, value in [*stated.items(), *((turned_round(value), value) for value in stated.values())]:
            terms.add(folded, value)
        heads = Terms([*families, *(phrase for folded in terms for phrase in head_phrases(folded))])
        abbreviated = _abbreviated(defined_abbreviations(defining, terms.keys() | heads.keys()))
        named: dict[str, Acronym] = {}
        for written, document_id in acronyms:
            folded = fold(written)
            if folded and folded not in terms and folded not in abbreviated:
                before = named.get(folded, Acronym(written, ()))
                named[folded] = Acronym(before.written, (*before.ids, document_id))
        return cls(
            conditions=terms,
            interventions=Terms(interventions),
            sponsors=Terms(name for value in sponsors for name in sponsor_names(value)),
            countries=Terms(countries),
            cities=Terms(cities),
            condition_heads=heads,
            families=families,
            abbreviated=abbreviated,
            acronyms=named,
            is_in_a_title=is_in_a_title,
            section_keys={drug: frozenset(keys) for drug, keys in section_keys.items()},
        )

    def spelled(self, condition: str) -> tuple[str, ...]:
        """What a condition is to be looked for as: itself, or its family, and what it is abbreviated to."""
        folded = fold(condition)
        return (*self.families.get(folded, (condition,)), *self.abbreviated.get(folded, ()))


def _abbreviated(full_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Folded condition → its short or long forms; a "lung cancer" may be written "NSCLC"."""
    found: dict[str, dict[str, None]] = {}
    for short, full in full_of.items():
        found.setdefault(short, {})[full] = None
        for phrase in head_phrases(full):
            found.setdefault(phrase, {})[short.upper()] = None
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
    for length in range(min(terms.longest_from(words[at].word), len(words) - at), 0, -1):
        text = " ".join(word.word for word in words[at : at + length])
        value = terms.get(text) or terms.get(text.removesuffix("s")) or terms.get(f"{text}s")
        if value is not None:
            return Term(value, at, at + length)
    return None
