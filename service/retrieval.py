"""From an understood question to ranked passages: exact first, facts before ranking, then words and meaning together.

Nothing here reads a text again: what can be asked about a passage (its document, its section's kinds) lies in arrays
by passage number, and scores come from the two indexes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import DEFAULT_SHA256, Encoder
from indexer.generation import Generation
from indexer.lexical import BOOSTS
from indexer.ordering import SCORE_DIGITS
from indexer.sections import SectionKind, kinds_of
from service.features import Features, evidence_of, facts_of
from service.fusion import Numbers, Scores, collapse, first_of_each, over_max, reciprocal_rank_fusion, spread
from service.question import Intent, Question
from service.section_intent import section_scores


class Mode(StrEnum):
    """What ranks: meaning, words, or both."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


class Level(StrEnum):
    """What is ranked: passages, or sections or documents by their best passage."""

    PASSAGE = "passage"
    SECTION = "section"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Switches:
    """Each part of the ranking can be left out, to measure what it gives."""

    identifiers: bool = True
    filters: bool = True
    drugs: bool = True
    """Passages of the drug that is named come first; those about another that do not name it are left out."""
    beside: bool = True
    """What is asked beside the drug's name weighs more."""
    section: bool = True
    """Passages of the kind of section that is asked for come first."""
    fields: bool = True
    """Words count more in names and section titles than in the text."""
    standout: bool = True
    """A hit that stands out by its words is among the first three."""
    notes: bool = True
    """A patient's description is also searched condition by condition."""
    diversity: bool = True

    @classmethod
    def without(cls, *names: str) -> "Switches":
        """All parts but these. Raises TypeError for a part that does not exist."""
        return cls(**dict.fromkeys(names, False))


@dataclass(frozen=True, slots=True)
class Weights:
    """One setting for every corpus; how each was chosen is in docs/decisions.md."""

    dense: float = 0.7
    """Share of the cosine in a question that names no drug; the rest is BM25's. Each is divided by its maximum."""
    section: float = 0.1
    """Added to a passage of a section of the kind asked for, times how sure that kind is."""
    dense_of_drug: float = 0.6
    """The cosine's share in a question that names a drug: there the next four are added to it."""
    names: float = 0.3
    """BM25 of the question in names and titles."""
    body: float = 0.1
    """BM25 in the text of what is asked beside the drug."""
    drug: float = 0.15
    """Added to a passage of a document about the drug."""
    section_of_drug: float = 0.5
    """Added to such a passage in a section of the kind asked for."""
    beside: float = 0.5
    """How much of the drug name's direction is taken out of the question's vector; see `Retriever._beside_drugs`."""
    standout: float = 1.5
    """How many times the words of the first hit must score what those of the next document do."""
    pool: int = 200
    """Passages each index nominates, at least."""
    reciprocal: int = 20
    """k of the fusion of rankings for a patient's description."""


PLAIN_BOOSTS: Mapping[str, float] = MappingProxyType({"name": 0.5, "section": 0.5, "body": 1.0})
"""For a question that names no drug of the corpus: its words in a title say little more than in the text."""
BODY_BOOSTS: Mapping[str, float] = MappingProxyType({"body": 1.0})
NAME_BOOSTS: Mapping[str, float] = MappingProxyType({"name": 1.0})

_MOST_OF_DRUG = 1500
"""Passages of a named drug that are all looked at; of more only those that an index nominates."""
_PER_RESULT = 12
"""Passages nominated for each result asked for: sections and documents have several."""
_PER_DOCUMENT = 2
_FIRST_PAGE = 10
_ALIKE = 0.985
"""Cosine from which two passages of the same kind say the same: parent and child fields, makers of one generic."""
_COLLAPSED = 40
_BEST_RANKS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score and what it is made of."""

    passage_number: int
    document: int
    """Number of its document."""
    section: int
    """Number of its section."""
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    """`dense` and `lexical` as the indexes gave them (a cosine; a sum of BM25), then what each bonus added."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits, best first, and what the confidence in them is judged by."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    """How many passages, sections or documents were ranked."""
    allowed: int | None = None
    """How many documents the filters and identifiers left; None where nothing narrowed."""
    identified: tuple[str, ...] = ()
    """Documents that an identifier of the question names."""
    about: tuple[int, ...] = ()
    """Numbers of the documents about a drug that is named."""
    features: Features = field(default_factory=Features)
    """What `service.confidence` decides by."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """The documents that may be shown: by number, ascending; None for all."""

    documents: NDArray[np.int64] | None
    identified: tuple[str, ...]


class Retriever:
    """Ranks the passages of one generation. Safe to share between threads."""

    def __init__(self, generation: Generation, encoder: Encoder, weights: Weights | None = None) -> None:
        self._catalog = generation.catalog
        self._lexical = generation.lexical
        self._vectors = generation.vectors
        self._encoder = encoder
        self._weights = weights or Weights()
        self._document_of = self._catalog.document_of
        self._section_of = self._catalog.section_of
        self._kinds = _kind_table(self._catalog.section_names())  # (sections, kinds) of bool, by section number
        self._documents_about = lru_cache(maxsize=1024)(self._select_about)
        self._vector_of_name = lru_cache(maxsize=1024)(self.vector_of)

    def retrieve(
        self,
        question: Question,
        limit: int = 10,
        mode: Mode | str = Mode.HYBRID,
        switches: Switches | None = None,
        level: Level | str = Level.PASSAGE,
    ) -> Ranking:
        """The best passages for a question, or sections or documents by their best passage; at most `limit`.

        A question that names an identifier the corpus lacks, or whose filters leave nothing, has no hits.
        """
        switches = switches or Switches()
        scope = self._scope(question, switches)
        if scope.documents is not None and len(scope.documents) == 0:
            facts = facts_of(question, 0, bool(scope.identified), missing_section=False)
            return Ranking(allowed=0, identified=scope.identified, features=facts)
        if question.intent is Intent.NOTE and switches.notes and mode == Mode.HYBRID:
            scored = self._score_note(question, limit, scope)
        else:
            scored = self._score(question, limit, Mode(mode), switches, scope)
        return self._ranked(question, scored, limit, switches, Level(level), scope)

    def vector_of(self, text: str) -> NDArray[np.float32]:
        """The question's unit vector, (dim,)."""
        vector: NDArray[np.float32] = self._encoder.encode([text])[0]
        return vector

    # what may be shown

    def _scope(self, question: Question, switches: Switches) -> _Scope:
        documents: NDArray[np.int64] | None = None
        identified: tuple[str, ...] = ()
        if switches.identifiers and question.identifiers:
            found = [self._catalog.by_identifier(each.kind, each.value) for each in question.identifiers if each.valid]
            identified = tuple(dict.fromkeys(document_id for ids in found for document_id in ids))
            documents = self._catalog.document_numbers(identified) if identified else np.zeros(0, np.int64)
        if switches.filters and not question.filters.is_empty:
            chosen = self._catalog.select(question.filters.as_mapping())
            documents = chosen if documents is None else np.intersect1d(documents, chosen)
        return _Scope(documents, identified)

    def _select_about(self, drug: str) -> NDArray[np.int64]:
        return self._catalog.select({"drug": (drug,)})

    def _about(self, question: Question) -> NDArray[np.int64]:
        """The documents about any drug that the question names."""
        found = [self._documents_about(key) for key in question.drug_keys]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    # scores

    def _score(self, question: Question, limit: int, mode: Mode, switches: Switches, scope: _Scope) -> "_Scored":
        text = question.ranking_text or question.resolved_text
        vector = self.vector_of(text) if mode is not Mode.LEXICAL else None
        about = self._about(question) if switches.drugs and mode is Mode.HYBRID else np.zeros(0, np.int64)
        boosts = _boosts(switches.fields, bool(question.drugs))
        pool = self._pool(text, vector, boosts, mode, limit, scope, about)
        documents = self._document_of[pool]
        dense = self._vectors.similarities(vector, pool) if vector is not None else np.zeros(len(pool), np.float32)
        lexical = self._lexical_of(text, pool, boosts) if mode is not Mode.DENSE else np.zeros(len(pool), np.float32)
        if mode is Mode.HYBRID and vector is not None:
            parts = (
                self._parts_of_drug(question, text, vector, pool, about, switches)
                if len(about)
                else self._parts(question, vector, dense, lexical, pool, switches)
            )
        else:
            parts = {"meaning": over_max(dense), "words": over_max(lexical)}
        total: Scores = np.sum(list(parts.values()), axis=0)
        if switches.standout and mode is Mode.HYBRID:
            parts["standout"] = _lift(total, lexical, documents, self._weights.standout)
            total = total + parts["standout"]
        return _Scored(pool, total, {"dense": dense, "lexical": lexical, **parts}, about)

    def _parts(
        self,
        question: Question,
        vector: NDArray[np.float32],
        dense: NDArray[np.float32],
        lexical: NDArray[np.float32],
        pool: Numbers,
        switches: Switches,
    ) -> dict[str, Scores]:
        """What a passage scores for a question that names no drug of the corpus."""
        weights = self._weights
        parts = {"meaning": weights.dense * over_max(dense), "words": (1.0 - weights.dense) * over_max(lexical)}
        if switches.section:
            parts["section"] = weights.section * self._section_shares(question, vector, pool)
        return parts

    def _parts_of_drug(
        self,
        question: Question,
        text: str,
        vector: NDArray[np.float32],
        pool: Numbers,
        about: NDArray[np.int64],
        switches: Switches,
    ) -> dict[str, Scores]:
        """What a passage scores for a question that names a drug: whose passage it is, and what is asked beside it."""
        weights = self._weights
        asked = self._beside_drugs(question, vector) if switches.beside else vector
        rest = question.masked_text if switches.beside else text
        named = np.isin(self._document_of[pool], about).astype(np.float64)
        parts = {
            "meaning": weights.dense_of_drug * over_max(self._vectors.similarities(asked, pool)),
            "words": weights.body * over_max(self._lexical_of(rest, pool, BODY_BOOSTS)),
            "drug": weights.drug * named,
        }
        if switches.fields:
            parts["names"] = weights.names * over_max(self._lexical_of(text, pool, NAME_BOOSTS))
        if switches.section:
            parts["section"] = weights.section_of_drug * named * self._section_shares(question, vector, pool)
        return parts

    def _beside_drugs(self, question: Question, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The question's vector with half of its drug names' direction taken out, a unit vector.

        The name already says which documents are meant; inside them it makes all passages alike.
        """
        names = np.sum([self._vector_of_name(each.name) for each in question.drugs], axis=0)
        direction = names / np.linalg.norm(names)
        rest = vector - self._weights.beside * float(vector @ direction) * direction
        return np.asarray(rest / np.linalg.norm(rest), dtype=np.float32)

    def _pool(
        self,
        text: str,
        vector: NDArray[np.float32] | None,
        boosts: Mapping[str, float],
        mode: Mode,
        limit: int,
        scope: _Scope,
        about: NDArray[np.int64],
    ) -> Numbers:
        """The passages worth looking at: those each index puts first, and those of a named drug."""
        size = max(self._weights.pool, _PER_RESULT * limit)
        allowed = None if scope.documents is None else self._catalog.passages_of(scope.documents)
        scopes = [allowed]
        if len(about):
            named = about if scope.documents is None else np.intersect1d(about, scope.documents)
            own = self._catalog.passages_of(named)
            if len(own) <= _MOST_OF_DRUG:
                nominated = [own]
                scopes = [allowed]
            else:
                nominated, scopes = [], [allowed, own]
        else:
            nominated = []
        for passages in scopes:
            if vector is not None:
                nominated.append(self._vectors.search(vector, size, passages)[0])
            if mode is not Mode.DENSE:
                nominated.append(self._lexical.search(text, size, passages, boosts)[0])
        return np.unique(np.concatenate(nominated)) if nominated else np.zeros(0, np.int64)

    def _concerned(self, question: Question, pool: Numbers, about: NDArray[np.int64]) -> Numbers:
        """Passages about a named drug, and those that name one: what is said of another is no answer."""
        concerned = np.isin(self._document_of[pool], about)
        for name in {*question.drug_keys, *(mention.name for mention in question.drugs)}:
            holding = pool[~concerned]
            for word in name.split():
                holding = np.sort(self._lexical.search(word, len(holding), holding, BODY_BOOSTS)[0])
            concerned |= np.isin(pool, holding)
        return pool[concerned]

    def _lexical_of(self, text: str, pool: Numbers, boosts: Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of each of these passages, 0 where no word matches."""
        scores = np.zeros(len(pool), dtype=np.float32)
        numbers, found = self._lexical.search(text, len(pool), pool, boosts)
        scores[np.searchsorted(pool, numbers)] = found
        return scores

    def _section_shares(self, question: Question, vector: NDArray[np.float32] | None, pool: Numbers) -> Scores:
        """How much of what is asked for each passage's section is: the best score among its kinds, 0 to 1."""
        # the learned part reads vectors of the model it was trained on; with another the rules speak alone
        asked = section_scores(question.masked_text, vector if self._encoder.sha256 == DEFAULT_SHA256 else None)
        wanted = np.array([asked.get(kind, 0.0) for kind in SectionKind])
        shares: Scores = (self._kinds * wanted).max(axis=1, initial=0.0)
        return shares[self._section_of[pool]]

    def _score_note(self, question: Question, limit: int, scope: _Scope) -> "_Scored":
        """Fuse the rankings of documents by the whole note, by each condition it states, and by its meaning."""
        size = max(self._weights.pool, _PER_RESULT * limit)
        allowed = None if scope.documents is None else self._catalog.passages_of(scope.documents)
        vector = self.vector_of(question.resolved_text)
        rankings = [self._vectors.search(vector, size, allowed)[0]]
        for text in (question.resolved_text, *question.conditions):
            rankings.append(self._lexical.search(text, size, allowed, PLAIN_BOOSTS)[0])
        best: dict[int, int] = {}  # document to the passage that first spoke for it
        ranked = []
        for numbers in rankings:
            documents = self._document_of[numbers]
            first = first_of_each(documents)
            ranked.append(documents[first].astype(np.int64))
            for document, number in zip(documents[first].tolist(), numbers[first].tolist(), strict=True):
                best.setdefault(document, number)
        documents, scores = reciprocal_rank_fusion(ranked, self._weights.reciprocal)
        pool = np.array([best[document] for document in documents.tolist()], dtype=np.int64)
        dense = self._vectors.similarities(vector, pool)
        return _Scored(pool, scores, {"dense": dense, "ranks": scores}, np.zeros(0, np.int64))

    # order

    def _ranked(
        self, question: Question, scored: "_Scored", limit: int, switches: Switches, level: Level, scope: _Scope
    ) -> Ranking:
        order = np.lexsort((self._catalog.ranks[scored.numbers], -np.round(scored.total, SCORE_DIGITS)))
        numbers = scored.numbers[order]
        groups = {
            Level.PASSAGE: numbers,
            Level.SECTION: self._section_of[numbers],
            Level.DOCUMENT: self._document_of[numbers],
        }[level]
        kept = order[first_of_each(groups)]
        if level is Level.PASSAGE and switches.diversity:
            kept = self._diverse(scored, kept, scope)
        return Ranking(
            hits=tuple(self._hit(scored, int(position)) for position in kept[:limit]),
            total=len(kept),
            allowed=None if scope.documents is None else len(scope.documents),
            identified=scope.identified,
            about=tuple(scored.about.tolist()),
            features=self._features(question, scored, kept, scope),
        )

    def _features(self, question: Question, scored: "_Scored", kept: Numbers, scope: _Scope) -> Features:
        allowed = None if scope.documents is None else len(scope.documents)
        facts = facts_of(question, allowed, bool(scope.identified), not self._has_section(question, scored.about))
        first = kept[:1]
        section = scored.parts.get("section", np.zeros(len(scored.total)))[first].max(initial=0.0)
        shares = {
            "dense": float(scored.parts["dense"].max(initial=0.0)),
            "drug": float(np.isin(self._document_of[scored.numbers[first]], scored.about).any()),
            "section": float(section) / (self._weights.section_of_drug if len(scored.about) else self._weights.section),
        }
        evidence = evidence_of(
            question,
            scored.numbers[kept[:10]].tolist(),
            scored.parts["dense"][first].tolist(),
            scored.total[kept[:10]].tolist(),
            shares,
            self._catalog,
            self._lexical,
        )
        return replace(facts, evidence=evidence)

    def _diverse(self, scored: "_Scored", kept: Numbers, scope: _Scope) -> Numbers:
        """Say nothing twice, and at most two passages of a document first, unless only that document was asked for."""
        head, tail = kept[:_COLLAPSED], kept[_COLLAPSED:]
        head = head[collapse(self._vectors.rows[scored.numbers[head]], _ALIKE)]
        kept = np.concatenate([head, tail])
        asked = scope.documents if scope.documents is not None and len(scope.documents) <= 1 else scored.about
        free = frozenset(asked.tolist()) if len(asked) <= 1 else frozenset()
        return kept[spread(self._document_of[scored.numbers[kept]].tolist(), _PER_DOCUMENT, _FIRST_PAGE, free)]

    def _has_section(self, question: Question, about: NDArray[np.int64]) -> bool:
        if question.section is None or not len(about):
            return True
        kind = list(SectionKind).index(question.section)
        sections = self._section_of[self._catalog.passages_of(about)]
        return bool(self._kinds[sections, kind].any())

    def _hit(self, scored: "_Scored", position: int) -> Hit:
        number = int(scored.numbers[position])
        return Hit(
            passage_number=number,
            document=int(self._document_of[number]),
            section=int(self._section_of[number]),
            score=float(scored.total[position]),
            parts={name: round(float(values[position]), SCORE_DIGITS) for name, values in scored.parts.items()},
        )


@dataclass(frozen=True, slots=True)
class _Scored:
    """Passages with their scores, side by side."""

    numbers: Numbers
    total: Scores
    parts: Mapping[str, NDArray[np.floating]]
    about: NDArray[np.int64]


def _boosts(fields: bool, names_a_drug: bool) -> Mapping[str, float]:
    if not fields:
        return BODY_BOOSTS
    return BOOSTS if names_a_drug else PLAIN_BOOSTS


def _kind_table(sections: Sequence[tuple[int, str, str]]) -> NDArray[np.bool_]:
    """(highest section number + 1, kinds): which kinds a section is of. Most sections share their names."""
    kinds = list(SectionKind)
    table = np.zeros((max((number for number, _, _ in sections), default=-1) + 1, len(kinds)), dtype=bool)
    known: dict[tuple[str, str], list[int]] = {}
    for number, key, title in sections:
        found = known.get((key, title))
        if found is None:
            found = known[key, title] = [kinds.index(kind) for kind in kinds_of(key, title)]
        table[number, found] = True
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
