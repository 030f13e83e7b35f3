"""Terms that records state, and finding them in a text."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass

from indexer.names import Token, fold
from indexer.one_spelling import spelling_key

_LONGEST_TERM = 12
"""Words; longer values are descriptions that no question repeats."""


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
class Term:
    """A term found in a text: words `first` to `last` (excluded) stand for `value`."""

    value: str
    first: int
    last: int


def find_terms(words: Sequence[Token], terms: Terms) -> tuple[Term, ...]:
    """The longest terms of a text from left to right, apart from each other; a plural counts as its singular."""
    found: list[Term] = []
    said = [word.word for word in words]
    at = 0
    while at < len(words):
        term = _term_at(said, at, terms)
        if term is not None:
            found.append(term)
        at = term.last if term else at + 1
    return tuple(found)


def _term_at(words: Sequence[str], at: int, terms: Terms) -> Term | None:
    beginning = " ".join(words[at : at + 2])  # "non" belongs to the word it denies
    for length in range(min(terms.longest_from(beginning), len(words) - at), 0, -1):
        value = terms.find(" ".join(words[at : at + length]))
        if value is not None:
            return Term(value, at, at + length)
    return None
