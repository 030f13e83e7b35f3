"""What each of some passages scores for a question, and what each part of the score is.

Nothing here reads a text again: what can be asked about a passage (its document, its section's kinds) lies in arrays
by passage number, and scores come from the two indexes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from indexer.among import Among
from indexer.embedding import DEFAULT_SHA256, Encoder
from indexer.generation import Generation
from indexer.lexical import BOOSTS
from indexer.sections import SectionKind, also_in, kinds_of
from service.search.fusion import Numbers, Scores, first_of_each, over_max
from service.search.question_vectors import QuestionVectors
from service.search.ranking import Mode, Switches, Weights
from service.understanding.question import Question
from service.understanding.section_intent import section_scores

PLAIN_BOOSTS: Mapping[str, float] = MappingProxyType({"name": 0.5, "section": 0.5, "body": 1.0})
"""For a question that names no drug of the corpus: its words in a title say little more than in the text."""
BODY_BOOSTS: Mapping[str, float] = MappingProxyType({"body": 1.0})
NAME_BOOSTS: Mapping[str, float] = MappingProxyType({"name": 1.0})

OTHER_DRUG = "other_drug"
"""The part of a score that puts passages about another drug than the one named behind all others."""
_BEHIND = -2.0  # more than all that is added up can give
_NO_DRUG = frozenset({""})
_BEST_RANKS = 3
_SHORT = 6
_LONG = 10
"""Words of a question, grammar aside: up to here it is short, from there on long."""
_ALSO = 0.4
"""Share of what is asked for that counts for a section which speaks of the matter too."""
_FEWEST_KINDS = 4
"""Kinds of section that a drug's documents must have if a missing one is to mean anything."""
LIKELY = 100
"""Passages offered to be read while the question's vector is computed."""
_KINDS = tuple(SectionKind)
_SPEAKS_OF = np.array([[kind in also_in(asked) for asked in _KINDS] for kind in _KINDS])
"""(kinds, kinds asked for): whether a section of the one speaks of the other too."""

Reader = Callable[[Sequence[int]], object]
"""Is given passages' numbers, best first, while a question's vector is computed on another core."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Passages with their scores, side by side."""

    numbers: Numbers
    total: Scores
    parts: Mapping[str, NDArray[np.floating]]
    """`dense`, `beside` (the cosine of what is asked beside a drug's name) and `lexical` as the indexes gave them, then
    what was added up."""
    about: NDArray[np.int64]
    """Numbers of the documents about a drug that the question names."""


class Scorer:
    """Scores passages of one generation. Safe to share between threads."""

    def __init__(self, generation: Generation, encoder: Encoder, weights: Weights) -> None:
        self._lexical = generation.lexical
        self._vectors = generation.vectors
        self._encoder = encoder
        self._weights = weights
        self._document_of = generation.catalog.document_of
        self._name_of = generation.catalog.section_name_of
        self._kinds = _kind_table(generation.catalog.section_names())
        self._drugs_of = generation.catalog.drugs_by_document()
        self.labels = np.array(sorted(self._drugs_of), dtype=np.int64)
        """The numbers of the monographs and labels, ascending."""
        self.vectors = QuestionVectors(encoder)
        self.vector_of_name = lru_cache(maxsize=4096)(self.vectors.of)
        """A drug name's unit vector, (dim,), not to be written to; kept longer than those of questions."""

    def score(
        self,
        question: Question,
        pool: Numbers,
        about: NDArray[np.int64],
        mode: Mode,
        switches: Switches,
        read: Reader,
    ) -> Scored:
        """Score the passages of `pool`, ascending numbers; while the question's vector is awaited, `read` some.

        `dense` is among the parts in every mode: whether to answer is judged by it.
        """
        rows = self._vectors.rows[pool]  # taken out once, which costs more than both products
        words, documents = Among(self._lexical, pool), self._document_of[pool]
        lexical = np.zeros(len(pool), np.float32)
        if mode is not Mode.DENSE:
            lexical = words.scores(text_of(question), boosts_for(question, switches))
        parts: dict[str, Scores] = {}
        weight: float | Scores = 0.0
        if mode is Mode.LEXICAL:
            parts = {"words": over_max(lexical)}
        elif mode is Mode.HYBRID:
            by_words = self._by_words_of_drug if len(about) else self._by_words
            parts = by_words(question, words, documents, about, switches)
            weight = self._weight_of_section(question, words, documents, about) if switches.section else 0.0
        vector = self.vectors.of(text_of(question), lambda: read(self._likely(question, pool, parts, weight)))
        dense = beside = rows @ vector
        if mode is Mode.HYBRID and len(about) and switches.beside:
            beside = rows @ self._beside_drugs(question, vector)
        if mode is not Mode.LEXICAL:
            meaning = 1.0 if mode is Mode.DENSE else self._weight_of_meaning(question, about)
            parts = {"meaning": meaning * over_max(beside), **parts}
        if mode is Mode.HYBRID and switches.section:
            parts["section"] = weight * self._section_shares(question, vector, pool)
        total: Scores = np.sum(list(parts.values()), axis=0)
        if switches.standout and mode is Mode.HYBRID:
            parts["standout"] = _lift(total, lexical, documents, self._weights.standout)
            total = total + parts["standout"]
        return Scored(pool, total, {"dense": dense, "beside": beside, "lexical": lexical, **parts}, about)

    def _likely(
        self, question: Question, pool: Numbers, parts: Mapping[str, Scores], weight: float | Scores
    ) -> Sequence[int]:
        """The passages that come first by all but the question's vector, best first: most likely those to be read."""
        total = np.sum([*parts.values(), weight * self._section_shares(question, None, pool)], axis=0)
        found: list[int] = pool[np.argsort(-total, kind="stable")[:LIKELY]].tolist()
        return found

    def lacks_section(self, kind: SectionKind, passages: Numbers) -> bool:
        """Whether no section of these passages is of this kind or speaks of it too, though they are of known kinds."""
        found = np.unique(self._name_of[passages])
        there: NDArray[np.bool_] = np.any(self._kinds[found], axis=0)
        return not np.any(there & _SPEAKS_OF[:, _KINDS.index(kind)]) and int(there.sum()) >= _FEWEST_KINDS

    def _by_words(
        self,
        question: Question,
        words: Among,
        documents: NDArray[np.integer],
        about: NDArray[np.int64],
        switches: Switches,
    ) -> dict[str, Scores]:
        """What a passage scores by its words for a question that names no drug of the corpus."""
        weights, text = self._weights, text_of(question)
        longer = self._how_long(text)
        names = weights.names_alone + (weights.names_of_long - weights.names_alone) * longer if switches.fields else 0.0
        rest = 1.0 - self._weight_of_meaning(question, about) - names
        parts = {"words": rest * over_max(words.scores(text, BODY_BOOSTS))}
        if switches.fields:
            parts["names"] = names * over_max(words.scores(text, NAME_BOOSTS))
        return parts

    def _weight_of_meaning(self, question: Question, about: NDArray[np.int64]) -> float:
        """What the cosine counts: of a short question, of a long one, of one that names a drug."""
        weights = self._weights
        if len(about):
            return weights.dense_of_drug
        return weights.dense + (weights.dense_of_long - weights.dense) * self._how_long(text_of(question))

    def _how_long(self, text: str) -> float:
        """From 0 for a short question to 1 for a long one."""
        length = len(set(self._lexical.terms(text)))
        return min(1.0, max(0.0, (length - _SHORT) / (_LONG - _SHORT)))

    def _weight_of_section(
        self, question: Question, words: Among, documents: NDArray[np.integer], about: NDArray[np.int64]
    ) -> float | Scores:
        """What the right section counts: where documents are about a drug that is named, in these alone."""
        if len(about):
            return self._weights.section_of_drug * _are_of(documents, about).astype(np.float64)
        if not question.names_elsewhere:
            return self._weights.section
        return self._weights.section_speaking * words.holding(question.names_elsewhere).astype(np.float64)

    def _by_words_of_drug(
        self,
        question: Question,
        words: Among,
        documents: NDArray[np.integer],
        about: NDArray[np.int64],
        switches: Switches,
    ) -> dict[str, Scores]:
        """What a passage scores for a question that names a drug by its words and by whose passage it is."""
        weights = self._weights
        text = text_of(question)
        rest = question.masked_text if switches.beside else text
        named, alone = _are_of(documents, about), _are_of(documents, self._alone(question, about))
        parts = {
            "words": weights.body * over_max(words.scores(rest, BODY_BOOSTS)),
            "drug": weights.drug * named + weights.drug_alone * alone,
            OTHER_DRUG: _BEHIND * (~named & ~words.holding(names_of_drugs(question))),
        }
        if switches.fields:
            parts["names"] = weights.names * over_max(words.scores(text, NAME_BOOSTS))
        return parts

    def _alone(self, question: Question, about: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of these documents the monographs and labels about nothing but drugs that the question names."""
        asked = frozenset(question.drug_keys)
        alone = [number for number in about.tolist() if self._drugs_of.get(number, _NO_DRUG) <= asked]
        return np.array(alone, dtype=np.int64)

    def _beside_drugs(self, question: Question, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The question's vector with most of its drug names' direction taken out, a unit vector.

        The name already says which documents are meant; inside them it makes all passages alike.
        """
        names = np.sum([self.vector_of_name(each.name) for each in question.drugs], axis=0)
        direction = names / np.linalg.norm(names)
        rest = vector - self._weights.beside * float(vector @ direction) * direction
        return np.asarray(rest / np.linalg.norm(rest), dtype=np.float32)

    def _section_shares(self, question: Question, vector: NDArray[np.float32] | None, pool: Numbers) -> Scores:
        """How much of what is asked for each passage's section is: the best score among its kinds, 0 to 1."""
        # the learned part reads vectors of the model it was trained on; with another the rules speak alone
        asked = section_scores(question.masked_text, vector if self._encoder.sha256 == DEFAULT_SHA256 else None)
        shares = np.array([asked.get(kind, 0.0) for kind in _KINDS])
        wanted = np.maximum(shares, _ALSO * (_SPEAKS_OF * shares).max(axis=1))
        of_kinds: Scores = (self._kinds * wanted).max(axis=1, initial=0.0)
        return of_kinds[self._name_of[pool]]


def text_of(question: Question) -> str:
    """What passages are ranked by."""
    return question.ranking_text or question.resolved_text


def names_of_drugs(question: Question) -> set[str]:
    """What a passage may call the drugs that a question names."""
    return {*question.drug_keys, *(mention.name for mention in question.drugs)}


def boosts_for(question: Question, switches: Switches) -> Mapping[str, float]:
    """What a word counts in each field of the lexical index."""
    if not switches.fields:
        return BODY_BOOSTS
    return BOOSTS if question.drugs else PLAIN_BOOSTS


def _are_of(documents: NDArray[np.integer], few: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which documents are among a few; for these `np.isin` takes a third of the time when told to sort."""
    return np.isin(documents, few, kind="sort")


def _kind_table(names: Sequence[tuple[int, str, str]]) -> NDArray[np.bool_]:
    """(numbers of names, kinds): of which kinds a section of that name is."""
    table = np.zeros((max((number for number, _, _ in names), default=0) + 1, len(_KINDS)), dtype=bool)
    for number, key, title in names:
        table[number] = [kind in kinds_of(key, title) for kind in _KINDS]
    return table


def _lift(total: Scores, lexical: NDArray[np.float32], documents: NDArray[np.integer], ratio: float) -> Scores:
    """What must be added for the one hit that stands out by its words to be among the first three documents.

    It stands out when its BM25 is `ratio` times that of the best passage of any other document.
    """
    added = np.zeros(len(total))
    if len(total) == 0:
        return added
    best = int(np.argmax(lexical))
    others = lexical[documents != documents[best]]
    if lexical[best] <= 0.0 or lexical[best] < ratio * others.max(initial=0.0):
        return added
    order = np.argsort(-total, kind="stable")
    leaders = order[first_of_each(documents[order])][:_BEST_RANKS]
    if len(leaders) == _BEST_RANKS:
        added[best] = max(0.0, total[leaders[-1]] - total[best] + 1e-6)
    return added
