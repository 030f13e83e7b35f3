"""The words that the corpus uses for conditions, interventions, sponsors and places, and matching a text with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from indexer.names import Token, fold

_LONGEST_TERM = 12
"""Words; longer values are descriptions that no question repeats."""


@dataclass(frozen=True)
class Vocabulary:
    """Folded term → the value as the corpus writes it. Everything may be empty."""

    conditions: Mapping[str, str] = field(default_factory=dict, repr=False)
    interventions: Mapping[str, str] = field(default_factory=dict, repr=False)
    sponsors: Mapping[str, str] = field(default_factory=dict, repr=False)
    countries: Mapping[str, str] = field(default_factory=dict, repr=False)
    cities: Mapping[str, str] = field(default_factory=dict, repr=False)
    title_words: frozenset[str] = field(default=frozenset(), repr=False)
    """Folded words of trials' titles, conditions, keywords and interventions: a drug among them is spoken of here."""
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
        titles: Iterable[str] = (),
        section_keys: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> "Vocabulary":
        """From the values that records state; `titles` are texts whose words count as spoken of."""
        return cls(
            conditions=_by_folded(conditions),
            interventions=_by_folded(interventions),
            sponsors=_by_folded(sponsors),
            countries=_by_folded(countries),
            cities=_by_folded(cities),
            title_words=frozenset(word for text in titles for word in fold(text).split()),
            section_keys={drug: frozenset(keys) for drug, keys in section_keys.items()},
        )


@dataclass(frozen=True, slots=True)
class Term:
    """A term found in a text: words `first` to `last` (excluded) stand for `value`."""

    value: str
    first: int
    last: int


def find_terms(words: Sequence[Token], terms: Mapping[str, str]) -> tuple[Term, ...]:
    """The longest terms of a text from left to right, apart from each other; a plural counts as its singular."""
    found: list[Term] = []
    at = 0
    while at < len(words):
        term = _term_at(words, at, terms) if terms else None
        if term is not None:
            found.append(term)
        at = term.last if term else at + 1
    return tuple(found)


def _term_at(words: Sequence[Token], at: int, terms: Mapping[str, str]) -> Term | None:
    for last in range(min(at + _LONGEST_TERM, len(words)), at, -1):
        text = " ".join(word.word for word in words[at:last])
        value = terms.get(text) or terms.get(text.removesuffix("s")) or terms.get(f"{text}s")
        if value is not None:
            return Term(value, at, last)
    return None


def _by_folded(values: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        folded = fold(value)
        if folded and len(folded.split()) <= _LONGEST_TERM:
            found.setdefault(folded, value)
    return found
