"""From an understood question to ranked passages: exact first, facts before ranking, then words and meaning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import repeat
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from indexer.among import Among, passages_holding
from indexer.embedding import Encoder
from indexer.generation import Generation
from indexer.lexical import MOST_LISTED
from indexer.ordering import SCORE_DIGITS
from indexer.sections import SectionKind
from service.search.features import LOOKED_AT, Evidence, Features, evidence_of, facts_of
from service.search.fusion import Numbers, collapse, first_of_each, reciprocal_rank_fusion, spread
from service.search.ranking import Hit, Level, Mode, Ranking, Switches, Weights
from service.search.scoring import (
    LIKELY,
    OTHER_DRUG,
    PLAIN_BOOSTS,
    Reader,
    Scored,
    Scorer,
    boosts_for,
    names_of_drugs,
    text_of,
)
from service.search.unmentioned import unmentioned_words
from service.understanding.question import Intent, Question

_MOST_SCORED = 20_000
"""Passages of a scope whose words are all looked up; the engine finds the best of more in the same time."""
_MOST_OF_DRUG = 1500
"""Passages of a named drug, or that name it, that are all looked at; of more only those that an index nominates."""
_PER_RESULT: Mapping[Level, int] = MappingProxyType({Level.PASSAGE: 1, Level.SECTION: 12, Level.DOCUMENT: 12})
"""Passages nominated for each result asked for: sections and documents have several."""
_PER_DOCUMENT = 2
_FIRST_PAGE = 10
_ALIKE = 0.985
"""Cosine from which two passages of the same kind say the same: parent and child fields, makers of one generic."""
_COLLAPSED = 40


_WORDS_OF_ORGANS: Mapping[SectionKind, tuple[str, ...]] = {
    SectionKind.RENAL: ("renal function", "renal impairment", "renal insufficiency", "creatinine clearance"),
    SectionKind.HEPATIC: ("hepatic function", "hepatic impairment", "hepatic insufficiency"),
}


@dataclass(frozen=True, slots=True)
class _Scope:
    """The documents that may be shown: by number, ascending; None for all."""

    documents: NDArray[np.int64] | None
    identified: tuple[str, ...]


class Retriever:
    """Ranks the passages of one generation. Safe to share between threads."""

    def __init__(self, generation: Generation, encoder: Encoder, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()
        self._scorer = Scorer(generation, encoder, self._weights)
        self._catalog = generation.catalog
        self._lexical = generation.lexical
        self._vectors = generation.vectors
        self._document_of: NDArray[np.int32] = self._catalog.document_of
        self._section_of = self._catalog.section_of
        self._documents_about = lru_cache(maxsize=1024)(self._select_about)
        self._passages_about = lru_cache(maxsize=256)(self._read_passages_about)
        self._passages_of_labels = lru_cache(maxsize=256)(self._read_passages_of_labels)
        self._terms_held = lru_cache(maxsize=2048)(self._read_terms_held)

    def retrieve(
        self,
        question: Question,
        limit: int = 10,
        mode: Mode | str = Mode.HYBRID,
        switches: Switches | None = None,
        level: Level | str = Level.PASSAGE,
        read: Reader = lambda _: None,
    ) -> Ranking:
        """The best passages for a question, or sections or documents by their best passage; at most `limit`.

        While the question's vector is awaited, `read` is given the passages that are most likely among them.
        Passages about another drug than the one named are no hits; sections and documents of it come last.
        A question that names an identifier the corpus lacks, or whose filters leave nothing, has no hits.
        """
        switches = switches or Switches()
        read = partial(self._ahead, read)
        self.begin(text_of(question))
        scope = self._scope(question, switches)
        if scope.documents is not None and len(scope.documents) == 0:
            facts = facts_of(question, 0, bool(scope.identified), missing_section=False)
            return Ranking(features=facts)
        is_note = question.intent is Intent.NOTE and switches.notes and mode == Mode.HYBRID
        is_of_drugs = switches.drugs and mode == Mode.HYBRID and not is_note
        about = self._about(question.drug_keys) if is_of_drugs else np.zeros(0, np.int64)
        facts = self._facts(question, about, scope)
        if is_note:
            scored = self._score_note(question, self._size(limit, Level.DOCUMENT), scope)
        else:
            pool = self._of_drug(question, scope) if len(about) and level == Level.PASSAGE else None
            if pool is None:
                size = self._size(limit, Level(level))
                pool = self._pool(question, Mode(mode), size, switches, scope, about, read)
            scored = self._scorer.score(question, pool, about, Mode(mode), switches, read)
        return self._ranked(question, scored, facts, limit, switches, Level(level), scope)

    def vector_of(self, question: Question) -> NDArray[np.float32]:
        """The unit vector, (dim,), that a question is ranked by."""
        return self._scorer.vectors.of(text_of(question))

    def begin(self, text: str) -> None:
        """Let the vector of a question that may be ranked by this text be computed meanwhile."""
        self._scorer.vectors.begin(text)

    def encode_names(self, names: Iterable[str]) -> None:
        """Encode drugs' names, as questions mention them, before a question needs their vectors."""
        for name in names:
            self._scorer.vector_of_name(name)

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

    def _about(self, keys: tuple[str, ...]) -> NDArray[np.int64]:
        """The documents about any of these drugs."""
        found = [self._documents_about(key) for key in keys]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def _read_passages_about(self, keys: tuple[str, ...]) -> NDArray[np.int64]:
        return self._catalog.passages_of(self._about(keys))

    def _read_passages_of_labels(self, keys: tuple[str, ...]) -> NDArray[np.int64]:
        """Those of the labels and monographs about these drugs."""
        passages = self._passages_about(keys)
        return passages[np.isin(self._document_of[passages], self._scorer.labels)]

    def _read_terms_held(self, passage: int) -> frozenset[str]:
        """The terms that a passage holds, its title and its section's included."""
        rows = self._catalog.passages([passage])
        return frozenset(self._lexical.terms(" ".join(f"{row.context} {row.text}" for row in rows)))

    def _ahead(self, read: Reader, likely: Sequence[int]) -> None:
        """Read what is likely to be among the best, and the terms of what is likely to be first."""
        read(likely)
        for number in likely[:LOOKED_AT]:
            self._terms_held(number)

    # candidates

    def _size(self, limit: int, level: Level) -> int:
        """How many passages each index nominates."""
        return max(self._weights.pool, _PER_RESULT[level] * limit)

    def _of_drug(self, question: Question, scope: _Scope) -> Numbers | None:
        """All passages that can be hits where a drug is named: those about it or naming it; None for very many.

        Then nothing has to be searched for; ascending.
        """
        naming = passages_holding(self._lexical, names_of_drugs(question), _MOST_OF_DRUG)
        if naming is None:
            return None
        pool = np.union1d(self._passages_about(question.drug_keys), naming)
        if scope.documents is not None:
            pool = pool[np.isin(self._document_of[pool], scope.documents)]
        return pool if len(pool) <= _MOST_OF_DRUG else None

    def _pool(
        self,
        question: Question,
        mode: Mode,
        size: int,
        switches: Switches,
        scope: _Scope,
        about: NDArray[np.int64],
        read: Reader,
    ) -> Numbers:
        """The passages worth looking at, ascending: what each index puts first, what is about a drug that is named."""
        allowed = None if scope.documents is None else self._catalog.passages_of(scope.documents)
        nominated = [np.zeros(0, np.int64)]
        scopes = [allowed]
        if len(about):
            own = self._passages_about(question.drug_keys)
            if scope.documents is not None:
                own = own[np.isin(self._document_of[own], scope.documents)]
            if len(own) <= _MOST_OF_DRUG:
                nominated.append(own)
            else:
                scopes.append(own)
        if allowed is not None and question.is_list:
            nominated.append(allowed[first_of_each(self._document_of[allowed])])  # a list leaves nothing out
        for passages in scopes:
            by_words = self._by_words(question, size, passages, switches) if mode is not Mode.DENSE else nominated[0]
            nominated.append(by_words)
            if mode is not Mode.LEXICAL:
                vector = self._scorer.vectors.of(text_of(question), partial(read, by_words[:LIKELY].tolist()))
                nominated.append(self._vectors.search(vector, size, passages)[0])
        return np.unique(np.concatenate(nominated))

    def _by_words(self, question: Question, size: int, passages: Numbers | None, switches: Switches) -> Numbers:
        """The passages that match a question's words best; of some thousands all are scored, which takes less time."""
        text, boosts = text_of(question), boosts_for(question, switches)
        if passages is not None and MOST_LISTED < len(passages) <= _MOST_SCORED:
            among = Among(self._lexical, passages)
            if among.can_look_up(text, boosts):
                return among.best(text, size, boosts)
        return self._lexical.search(text, size, passages, boosts)[0]

    def _score_note(self, question: Question, size: int, scope: _Scope) -> Scored:
        """Fuse the rankings of documents by the whole note, by each condition it states, and by its meaning.

        Trials whose stated ages or sex leave the patient out come after the others.
        """
        allowed = None if scope.documents is None else self._catalog.passages_of(scope.documents)
        vector = self._scorer.vectors.of(question.resolved_text)
        rankings = [self._vectors.search(vector, size, allowed)[0]]
        for text in (question.resolved_text, *question.conditions):
            rankings.append(self._lexical.search(text, size, allowed, PLAIN_BOOSTS)[0])
        best: dict[int, int] = {}  # document to the passage that first spoke for it
        ranked = []
        for numbers in rankings:
            first = first_of_each(self._document_of[numbers])
            ranked.append(self._document_of[numbers[first]].astype(np.int64))
            for document, number in zip(ranked[-1].tolist(), numbers[first].tolist(), strict=True):
                best.setdefault(document, number)
        documents, scores = reciprocal_rank_fusion(ranked, self._weights.reciprocal)
        pool = np.array([best[document] for document in documents.tolist()], dtype=np.int64)
        dense = self._vectors.similarities(vector, pool)
        closed = self._catalog.closed_to(question.participant.age, question.participant.sex)
        left_out = np.isin(self._document_of[pool], closed).astype(np.float64)
        behind: NDArray[np.float64] = -len(ranked) * left_out  # a rank gives less than 1
        parts: dict[str, NDArray[np.floating]] = {"dense": dense, "beside": dense, "ranks": scores, "closed": behind}
        return Scored(pool, scores + behind, parts, np.zeros(0, np.int64))

    # order

    def _ranked(
        self,
        question: Question,
        scored: Scored,
        facts: Features,
        limit: int,
        switches: Switches,
        level: Level,
        scope: _Scope,
    ) -> Ranking:
        order = np.lexsort((self._catalog.ranks[scored.numbers], -np.round(scored.total, SCORE_DIGITS)))
        if level is Level.PASSAGE and OTHER_DRUG in scored.parts:
            order = order[scored.parts[OTHER_DRUG][order] == 0.0]
        kept = order
        if level is not Level.PASSAGE:
            groups = self._section_of if level is Level.SECTION else self._document_of
            kept = order[first_of_each(groups[scored.numbers[order]])]
        if level is Level.PASSAGE and switches.diversity and question.intent is not Intent.NOTE:
            kept = self._diverse(scored, kept, scope)
        return Ranking(self._hits(scored, kept[:limit]), self._with_evidence(facts, question, scored, kept))

    def _facts(self, question: Question, about: NDArray[np.int64], scope: _Scope) -> Features:
        """What is known before anything is scored."""
        return facts_of(
            question,
            None if scope.documents is None else len(scope.documents),
            bool(scope.identified),
            self._lacks_section(question, about),
            unmentioned_words(question, self._passages_of_labels(question.drug_keys), self._lexical),
        )

    def _with_evidence(self, facts: Features, question: Question, scored: Scored, kept: Numbers) -> Features:
        first = kept[:1]
        section = scored.parts.get("section", np.zeros(len(scored.total)))[first].max(initial=0.0)
        most = self._most_of_section(question, scored)
        known = Evidence(
            dense=float(scored.parts["dense"].max(initial=0.0)),
            top_dense=float(scored.parts["dense"][first].max(initial=0.0)),
            beside=float(scored.parts["beside"][first].max(initial=0.0)),
            drug=float(any(document in scored.about for document in self._document_of[scored.numbers[first]])),
            section=float(section) / most,
            missing=float(facts.missing_section),
        )
        top = kept[:_FIRST_PAGE]
        held = [self._terms_held(number) for number in scored.numbers[top[:LOOKED_AT]].tolist()]
        evidence = evidence_of(question, held, scored.total[top].tolist(), known, self._lexical)
        return replace(facts, evidence=evidence)

    def _most_of_section(self, question: Question, scored: Scored) -> float:
        """What a passage is given for the section it is in when that is surely the one asked for."""
        if len(scored.about):
            return self._weights.section_of_drug
        return self._weights.section_speaking if question.names_elsewhere else self._weights.section

    def _diverse(self, scored: Scored, kept: Numbers, scope: _Scope) -> Numbers:
        """Say nothing twice, and at most two passages of a document first, unless it is what was asked for."""
        head, tail = kept[:_COLLAPSED], kept[_COLLAPSED:]
        head = head[collapse(self._vectors.rows[scored.numbers[head]], _ALIKE)]
        kept = np.concatenate([head, tail])
        asked = scope.documents if scope.documents is not None and len(scope.documents) <= 1 else scored.about
        free = frozenset(asked.tolist())
        return kept[spread(self._document_of[scored.numbers[kept]].tolist(), _PER_DOCUMENT, _FIRST_PAGE, free)]

    def _lacks_section(self, question: Question, about: NDArray[np.int64]) -> bool:
        """Whether the documents about the named drug have no section of the kind asked for.

        Of an organ older labels speak within other sections: there none is missing where any passage names it.
        """
        if question.section is None or not len(about):
            return False
        if not self._scorer.lacks_section(question.section, self._passages_about(question.drug_keys)):
            return False
        words = _WORDS_OF_ORGANS.get(question.section, ())
        own = self._passages_of_labels(question.drug_keys) if words else np.zeros(0, np.int64)
        return not (len(own) and Among(self._lexical, own).holding(words).any())

    def _hits(self, scored: Scored, kept: Numbers) -> tuple[Hit, ...]:
        numbers = scored.numbers[kept]
        documents, totals = self._document_of[numbers], scored.total[kept]
        values = np.array([part[kept] for part in scored.parts.values()], dtype=np.float64)
        given = np.round(values, SCORE_DIGITS).T.tolist()
        return tuple(
            map(Hit, numbers.tolist(), documents.tolist(), totals.tolist(), repeat(tuple(scored.parts)), given)
        )
