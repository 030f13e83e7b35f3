"""Which drugs a text names: those of the corpus, misspelled ones, and those of the world that the corpus lacks."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, product
from math import prod

from indexer.drug_words import DRUG_STEMS, EVERYDAY_SUBSTANCES, FORMS, NOT_DRUGS, UNITS, is_ordinary, is_word
from indexer.misspelled_names import BEGINNING, NameSpeller, says_nothing_of_drugs
from indexer.name_tables import NameTables, by_first_words, parts_of
from indexer.names import Name, Token, fold, tokens
from indexer.spelling import SHORTEST_MISSPELLING
from indexer.word_breaks import SHORTEST_APART, apart, is_broken_name, joined

_MOST_CORRECTIONS = 24
"""Words of one text that are looked up as misspellings: a question has a few, a pasted page has hundreds."""
_MOST_WORDS = 2000
"""Of a text that are read; the longest question the service takes has fewer."""
_SHORTEST_STEM_WORD = 8
_SHORTEST_RUN_TOGETHER = 8
_SHORTEST_PIECE, _LONG = 3, 11
"""Letters of a piece of a name that is misspelled as well, and of one that may be two edits or two words away."""
_MOST_EDITS = 2
_BESIDE = re.compile(r"\s?[/+\s-]\s?")
"""Between the parts of a product that are written as one."""
_WRITTEN_AS_ONE = re.compile(r"\s?[/+,\s-]\s?|\s(?:and|with|w/?|&)\s?")
"""Between those of one that is named by its drugs."""
_MOST_CHOICES = 64


@dataclass(frozen=True, slots=True)
class Link:
    """A drug named in a text: `text[start:end]` is how it was written."""

    text: str
    start: int
    end: int
    name: str
    """The folded name it stands for: what was typed, or what a misspelling was meant to be."""
    drugs: tuple[str, ...]
    """Keys of the corpus's drugs of that name, several for a combination; none for a drug it lacks."""
    world: str | None = None
    """The canonical name of a drug of the world that the corpus lacks; None where `drugs` says which it is."""
    corrected: bool = False
    """Whether `name` is another spelling than what was typed."""

    @property
    def is_known(self) -> bool:
        """Whether the corpus has this drug."""
        return bool(self.drugs)

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells whether two links are of one drug: its keys; of a drug that the corpus lacks its name."""
        return self.drugs or (self.name,)

    def replaced(self, text: str, by: str) -> str:
        """The text that it was found in, with other words in its place."""
        return text[: self.start] + by + text[self.end :]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word near several names, none of them nearer than the others: to be asked about, not to be replaced."""

    text: str
    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """What a text names: links in order and apart, and the words nobody can be sure of."""

    links: tuple[Link, ...]
    suggestions: tuple[Suggestion, ...] = ()
    product: tuple[int, int] | None = None
    """From where to where two of them are written as a product that no document is about: "tylenol with codeine"."""


@dataclass(frozen=True)
class Lexicon:
    """The names of the corpus's drugs and of the world's. Built once for a generation; threads may share it."""

    drugs_by_name: Mapping[str, tuple[str, ...]] = field(repr=False)
    world_by_name: Mapping[str, str] = field(repr=False)
    _speller: NameSpeller = field(repr=False)
    _name_words: frozenset[str] = field(repr=False)
    _drugs_by_word: Mapping[str, frozenset[str]] = field(repr=False)
    _longest: Mapping[str, int] = field(repr=False)
    """First word of a name → the words of the longest name that begins with it."""
    _beginnings: frozenset[str] = field(repr=False)
    """The first letters of the longer words of names, see `BEGINNING`."""
    _sorted_words: tuple[str, ...] = field(repr=False)
    """The longer words of names, in alphabetical order."""
    _apart: frozenset[frozenset[str]] = field(default=frozenset(), repr=False)
    """See `NameTables.apart`."""

    @classmethod
    def from_names(
        cls,
        rows: Iterable[Name],
        world: Iterable[tuple[str, str]] = (),
        is_word_beside: Callable[[str, Sequence[str]], bool] = lambda word, names: False,
    ) -> "Lexicon":
        """From the corpus's name rows, the world's (name, canonical) pairs and what tells the corpus's own words.

        Which drugs a name stands for: see `indexer.name_tables`.
        """
        tables = NameTables.of(rows, world)
        by_name, lacking = tables.drugs_by_name, tables.world_by_name
        gathered: dict[str, set[str]] = defaultdict(set)
        for name, drugs in by_name.items():
            for word in name.split():
                gathered[word].update(drugs)
        by_word = {word: frozenset(drugs) for word, drugs in gathered.items()}
        longer = tuple(sorted(word for word in by_word if len(word) >= SHORTEST_APART))
        world_words = {word for name in lacking for word in name.split()}
        return cls(
            drugs_by_name=by_name,
            world_by_name=lacking,
            _speller=NameSpeller.of(by_word, tables.keys, lacking, is_word_beside),
            _name_words=frozenset(by_word) | world_words,
            _drugs_by_word=by_word,
            _longest=_longest_names((*by_name, *lacking)),
            _beginnings=frozenset(word[:BEGINNING] for word in longer),
            _sorted_words=longer,
            _apart=tables.apart,
        )

    def link(self, text: str) -> tuple[Link, ...]:
        """Every drug a text names, longest names first where they overlap; see `read` for what stays unsure."""
        return self.read(text).links

    def product_of(self, name: str) -> tuple[str, ...]:
        """The keys of the drugs whose names make up a name, where a product of the corpus holds them; else none."""
        parts = parts_of(name, self.drugs_by_name)
        return self._product([self.drugs_by_name[part] for part in parts]) if len(parts) > 1 else ()

    def named_longer(self, name: str) -> tuple[str, ...]:
        """The keys of the one antibody or enzyme whose name begins with this word; none for several."""
        return self._by_first_words.get(name, ())

    @cached_property
    def _by_first_words(self) -> Mapping[str, tuple[str, ...]]:
        return by_first_words(self.drugs_by_name)

    def _product(self, several: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        """The keys of a product that holds one drug of each of several choices."""
        if prod(map(len, several)) > _MOST_CHOICES:
            return ()
        return next((found for keys in product(*several) if (found := self._products.get(frozenset(keys)))), ())

    @cached_property
    def _products(self) -> Mapping[frozenset[str], tuple[str, ...]]:
        """The keys of each product of several drugs."""
        return {
            frozenset(drugs): drugs
            for name, drugs in self.drugs_by_name.items()
            if len(drugs) > 1 and all(f" {key} " in f" {name} " for key in drugs)
        }

    def _as_products(self, text: str, links: Sequence[Link]) -> Iterator[Link]:
        """The links, those of the drugs of one product that are written side by side as one: "hydrocodone/apap"."""
        at = 0
        while at < len(links):
            end = at + 1
            while end < len(links) and _BESIDE.fullmatch(text, links[end - 1].end, links[end].start):
                end += 1
            several = links[at:end]
            drugs = self._product([each.drugs for each in several]) if len(several) > 1 else ()
            if drugs:
                start, stop = several[0].start, several[-1].end
                name = " and ".join(drugs)
                yield Link(text[start:stop], start, stop, name, drugs, None, any(each.corrected for each in several))
            else:
                yield from several
            at = end

    def read(self, text: str) -> Naming:
        """Every drug a text names, and the words that may be misspelled names of several drugs.

        Names are matched as whole words, however they are cased, accented or hyphenated. A name that is an ordinary
        English word ("Today") counts only with a sign that a drug is meant: a capital inside the sentence, or a
        strength or form after it. A word that is no name is compared with the corpus's names (one or two edits):
        never when it is the name of another drug of the world, an English word, one that the corpus itself uses, or
        holds a digit. A name may have a blank too many or too few: "oxy codone", "warfarin5mg".
        """
        typed = self._without_missing_blanks(tokens(text)[:_MOST_WORDS])
        doubtful = self._doubtful(typed)
        corrections = {word: near for word in doubtful if (near := self._speller.correct(word)) is not None}
        sure = {word: near.nearest[0] for word, near in corrections.items() if len(near.nearest) == 1}
        words = [sure.get(token.word, token.word) for token in typed]
        links: list[Link] = []
        suggestions: list[Suggestion] = []
        at = 0
        while at < len(typed):
            link = self._link_at(text, typed, words, at)
            link = (
                self._broken_at(text, typed, at, link) or link or self._unknown_at(text, typed[at], words[at], doubtful)
            )
            if link is None:
                token, near = typed[at], corrections.get(typed[at].word)
                if near is not None and len(near.nearest) > 1:
                    suggestions.append(Suggestion(text[token.start : token.end], token.start, token.end, near.nearest))
                at += 1
                continue
            links.append(link)
            while at < len(typed) and typed[at].start < link.end:
                at += 1
        found = tuple(self._as_products(text, links)) if len(links) > 1 else tuple(links)
        return Naming(found, tuple(suggestions), next(self._products_apart(text, found), None))

    def _products_apart(self, text: str, links: Sequence[Link]) -> Iterator[tuple[int, int]]:
        """Where two drugs side by side are written as a product of the world's."""
        for one, other in pairwise(links):
            if _WRITTEN_AS_ONE.fullmatch(text, one.end, other.start):
                meant = product(*(each.drugs or (each.world or each.name,) for each in (one, other)))
                if any(frozenset(keys) in self._apart for keys in meant):
                    yield one.start, other.end

    def is_named_with(self, words: str) -> bool:
        """Whether names of the corpus's drugs hold each of these words, in the singular or the plural."""
        return all(
            any(form in self._drugs_by_word for form in (word, f"{word}s", word.removesuffix("s")))
            for word in words.split()
        )

    def is_in_a_name(self, word: str) -> bool:
        """Whether a folded word is one of a name of a drug, of the corpus or of the world."""
        return word in self._name_words

    def may_be_meant(self, word: str, meant: str, drugs: Container[str]) -> bool:
        """Whether a folded word is no word of the corpus beside another one, nor one edit from a name of such drugs."""
        near = self._speller.correct(word)
        names = near.nearest if near is not None and near.distance <= 1 else ()
        is_name = any(drug in drugs for name in names for drug in self.drugs_by_name.get(name, ()))
        return not is_name and not self._speller.is_word_beside(word, (meant,))

    def names_of(self, name: str) -> tuple[str, ...]:
        """Every folded name of the drug that a name stands for, itself first; also of one that the corpus lacks.

        Of a combination the names of its drugs too, also where its key is their names in a row ("lopinavir ritonavir").
        """
        folded = fold(name)
        meant = self.drugs_by_name.get(folded) or tuple(
            each
            for each in (self.world_by_name.get(folded) or next((link.world for link in self.link(name)), None),)
            if each
        )
        parts = [word for each in meant if " " in each for word in each.split() if self._is_name(word)]
        others = (name for each in dict.fromkeys((*meant, *parts)) for name in self._names_by_drug.get(each, ()))
        return tuple(dict.fromkeys([folded, *meant, *parts, *(name for name in others if not is_ordinary(name))]))

    @cached_property
    def _names_by_drug(self) -> Mapping[str, Sequence[str]]:
        """Key or canonical name → the names that stand for nothing else."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, drugs in self.drugs_by_name.items():
            same = set(self.drugs_by_name.get(drugs[0], ())) | {drugs[0]}
            for drug in drugs if same.issuperset(drugs) else ():
                found[drug].append(name)
        for name, canonical in self.world_by_name.items():
            found[canonical].append(name)
        return found

    def _is_name(self, word: str) -> bool:
        return word in self.drugs_by_name or word in self.world_by_name

    def _doubtful(self, typed: Sequence[Token]) -> frozenset[str]:
        """The first words of a text that may be misspelled names."""
        found: set[str] = set()
        for at, token in enumerate(typed):
            if len(found) < _MOST_CORRECTIONS and self._may_be_misspelled(token.word, typed[at + 1 : at + 3]):
                found.add(token.word)
        return frozenset(found)

    def _may_be_misspelled(self, word: str, behind: Sequence[Token]) -> bool:
        """Not an ordinary word, unless a strength comes behind it: "singular 10 mg"."""
        return (
            len(word) >= SHORTEST_MISSPELLING
            and word.isalpha()
            and word not in self._name_words
            and (not is_word(word) or (_is_strength(behind) and not says_nothing_of_drugs(word)))
        )

    def _link_at(self, text: str, typed: Sequence[Token], words: list[str], at: int) -> Link | None:
        for length in range(min(self._longest.get(words[at], 0), len(words) - at), 0, -1):
            name = " ".join(words[at : at + length])
            drugs = self.drugs_by_name.get(name)
            world = self.world_by_name.get(name) if drugs is None else None
            if drugs is None and world is None:
                continue
            span = typed[at : at + length]
            start, end = span[0].start, span[-1].end
            corrected = any(word != token.word for word, token in zip(words[at : at + length], span, strict=True))
            if not corrected and _is_everyday(name, length) and not _is_meant_as_drug(text, typed, at, length):
                continue
            return Link(text[start:end], start, end, name, drugs or (), world, corrected)
        return None

    def _without_missing_blanks(self, typed: Sequence[Token]) -> Sequence[Token]:
        """The words, those that begin with a name and are no word themselves taken apart."""
        if not any(self._may_be_run_together(token) for token in typed):
            return typed
        return [
            part
            for token in typed
            for part in (apart(token, self._is_telling_name) if self._may_be_run_together(token) else (token,))
        ]

    def _may_be_run_together(self, token: Token) -> bool:
        word = token.word
        return (
            len(word) >= _SHORTEST_RUN_TOGETHER
            and word[:BEGINNING] in self._beginnings
            and word not in self._name_words
            and len(word) == token.end - token.start
            and not is_word(word)
        )

    def _is_telling_name(self, word: str) -> bool:
        return self._is_name(word) and not is_ordinary(word)

    def _broken_at(self, text: str, typed: Sequence[Token], at: int, whole: Link | None) -> Link | None:
        """The name that is typed in pieces from here on; None where `whole`, what is read here else, is as long.

        What the pieces make exactly is believed before what they are near to, and that only before a misspelled word.
        """
        if at + 1 == len(typed) or (typed[at].word + typed[at + 1].word)[:BEGINNING] not in self._beginnings:
            return None
        least = sum(token.start < whole.end for token in typed[at : at + 3]) if whole is not None else 1
        found = [
            (word, count, [token.word for token in typed[at : at + count]])
            for word, count in joined(text, typed, at)
            if count > least
        ]
        for word, count, pieces in found:
            if self._is_telling_name(word) and is_broken_name(pieces, self._is_name):
                return self._joined_link(text, typed[at : at + count], word)
        for word, count, pieces in reversed(found):
            name = self._misspelled_in_pieces(word, pieces, whole is None or whole.corrected)
            if name is not None:
                return self._joined_link(text, typed[at : at + count], name)
        return None

    def _joined_link(self, text: str, pieces: Sequence[Token], name: str) -> Link:
        start, end = pieces[0].start, pieces[-1].end
        drugs = self.drugs_by_name.get(name, ())
        return Link(text[start:end], start, end, name, drugs, None if drugs else self.world_by_name[name], True)

    def _misspelled_in_pieces(self, word: str, pieces: Sequence[str], is_free: bool) -> str | None:
        """The one name of the corpus that begins with the first piece and is near to all of them together.

        Heard names are written in words, "hydro coding"; so many letters of a name are no chance. Pieces that are no
        words make one with a letter wrong anywhere, even where the first is a name (not `is_free`): "carbo mazepine".
        """
        first = pieces[0]
        names = [piece for piece in pieces if self._is_name(piece)]
        if min(map(len, pieces)) < _SHORTEST_PIECE or (first in names and len(names) > 1):
            return None
        rest = {*pieces} - {*names}
        is_odd = len(word) >= _LONG and not any(is_word(piece) for piece in rest)
        if not is_odd:
            if not is_free or names or not self._begins_a_name(first, len(word)):
                return None
            if len(word) < _LONG and not is_broken_name(pieces, self._is_name):
                return None
        near = None if is_word(word) else self._speller.correct(word)
        if near is None or len(near.nearest) != 1 or near.nearest[0] not in self.drugs_by_name:
            return None
        [name] = near.nearest
        is_begun = is_free and not names and name.startswith(first) and len(name) - len(first) >= _SHORTEST_PIECE
        is_meant = (is_begun or is_odd) if near.distance <= 1 else is_begun and len(word) >= _LONG
        return name if is_meant else None

    def _begins_a_name(self, piece: str, length: int) -> bool:
        """Whether a word of a name of about this length begins with a piece."""
        words = self._sorted_words
        at = bisect_left(words, piece)
        while at < len(words) and words[at].startswith(piece):
            if abs(len(words[at]) - length) <= _MOST_EDITS:
                return True
            at += 1
        return False

    def _unknown_at(self, text: str, token: Token, read_as: str, doubtful: frozenset[str]) -> Link | None:
        """A word that by its form names a drug: a misspelled drug of the world, or the ending of a drug class."""
        if token.word not in doubtful or read_as != token.word:
            return None
        correction = self._speller.correct_to_another(token.word)
        name = None
        if correction is not None and correction.distance <= 1 and len(token.word) > SHORTEST_MISSPELLING:
            name = self.world_by_name[correction.nearest[0]]
        elif len(token.word) >= _SHORTEST_STEM_WORD and token.word.endswith(DRUG_STEMS):
            name = token.word
        if name is None:
            return None
        return Link(text[token.start : token.end], token.start, token.end, token.word, (), name, correction is not None)


def _longest_names(names: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for name in names:
        first = name.partition(" ")[0]
        words = name.count(" ") + 1  # folded names have single blanks
        if words > longest.get(first, 0):
            longest[first] = words
    return longest


def _is_everyday(name: str, length: int) -> bool:
    return name in EVERYDAY_SUBSTANCES or name in NOT_DRUGS or (length == 1 and is_ordinary(name))


def _is_meant_as_drug(text: str, typed: Sequence[Token], at: int, length: int) -> bool:
    """A capital inside the sentence, or a strength, form or "drug" behind it, or nothing else in the text."""
    if len(typed) == length:
        return True
    token, behind = typed[at], typed[at + length :][:2]
    if behind and (
        behind[0].word in FORMS - {"only", "product"} or behind[0].word in ("drug", "medicine", "medication")
    ):
        return True
    if _is_strength(behind):
        return True
    written = text[token.start : token.end]
    shouted = text.isupper()
    inside = at > 0 and text[typed[at - 1].end : token.start].isspace()
    return inside and not shouted and written[0].isupper() and token.word not in EVERYDAY_SUBSTANCES


def _is_strength(words: Sequence[Token]) -> bool:
    """Whether two words are a number and a unit."""
    return len(words) == 2 and words[0].word.isdigit() and words[1].word in UNITS
