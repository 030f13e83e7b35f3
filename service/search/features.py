"""What tells a ranking that answers from one that is only the nearest: the evidence for `service.search.confidence`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import fsum

import numpy as np
from numpy.typing import NDArray

from indexer.documents import Kind
from indexer.lexical import FIELDS, Lexical
from service.understanding.question import Intent, Question

LOOKED_AT = 3
"""Passages at the top whose words are compared with the question's."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Numbers, each comparable between corpora of eleven documents and of a million."""

    dense: float = 0.0
    """The highest cosine of any passage."""
    top_dense: float = 0.0
    """The cosine of the first hit."""
    coverage: float = 0.0
    """Share of the question's words, weighed by how rare they are, that the first hits contain together."""
    top_coverage: float = 0.0
    """The same of the first hit alone."""
    beside: float = 0.0
    """The cosine of the first hit with what is asked beside the name of a drug."""
    rest_coverage: float = 0.0
    """`coverage` of the words beside the names of drugs."""
    untold: float = 0.0
    """The rarity (idf) of the words beside the name of a drug that no first hit contains, up to 20, in tens."""
    absent: float = 0.0
    """Share of the question's words, by number, that occur nowhere in the corpus."""
    words: float = 0.0
    """How many words the question has that are not grammar, up to 12, in dozens."""
    drug: float = 0.0
    """1 if the first hit is of a document about a drug that is named."""
    no_drug: float = 0.0
    """1 if the question names no drug at all."""
    section: float = 0.0
    """How sure the question asks for the kind of section that the first hit is of, 0 to 1."""
    missing: float = 0.0
    """1 if no document about the named drug has a section of the kind asked for."""
    margin: float = 0.0
    """How far the first hit's score is above the tenth's, as a share of it."""

    def as_vector(self) -> NDArray[np.float64]:
        """In the order of `NAMES`, (len(NAMES),)."""
        return np.array([getattr(self, name) for name in NAMES], dtype=np.float64)


NAMES = tuple(each.name for each in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Features:
    """The facts that decide by themselves, and the evidence where none does."""

    absent_identifier: bool = False
    """Identifiers are asked for, and the corpus has none of them."""
    identified: bool = False
    """It has one of them."""
    nothing_allowed: bool = False
    """Filters, or filters and identifiers together, leave no document."""
    from_records: bool = False
    """A list or a count, read from the catalog: complete and exact."""
    unknown_drug: bool = False
    """A drug is named that the corpus lacks."""
    known_drug: bool = False
    """A drug is named that it has."""
    condition_stated: bool = False
    """A person is described who looks for a trial, and a condition that trials here state is named."""
    missing_section: bool = False
    """No document about the named drug has a section of the kind asked for."""
    unlabelled: bool = False
    """The use of a drug is asked about of which no label or monograph is here."""
    unmentioned: tuple[str, ...] = ()
    """The words that say what is asked of a drug, where no passage about it holds any of them."""
    other_substance: bool = False
    """No drug is named, but a substance or a class of drugs that no document is about."""
    evidence: Evidence = Evidence()


def evidence_of(
    question: Question, held: Sequence[frozenset[str]], scores: Sequence[float], known: Evidence, lexical: Lexical
) -> Evidence:
    """What is `known` of a ranking, with what its first hits tell, best first: the terms some hold, scores of more."""
    together = frozenset().union(*held)
    terms = _terms_asked(question, together, lexical)
    rest = lexical.terms(question.masked_text) if question.drugs else terms
    rarities = {term: _rarity(term, lexical) for term in dict.fromkeys((*terms, *rest))}
    absent = [term for term in set(terms) if all(lexical.document_frequency(field, term) == 0 for field in FIELDS)]
    tenth = scores[min(9, len(scores) - 1)] if len(scores) else 0.0
    return replace(
        known,
        coverage=_coverage(terms, together, rarities),
        top_coverage=_coverage(terms, held[0] if held else frozenset(), rarities),
        rest_coverage=_coverage(rest, together, rarities),
        untold=min(fsum(rarities[term] for term in set(rest) - together), 20.0) / 10.0 if question.drugs else 0.0,
        absent=len(absent) / len(set(terms)) if terms else 0.0,
        words=min(len(set(terms)), 12) / 12.0,
        no_drug=float(not question.drugs and not question.unknown_drugs),
        margin=(scores[0] - tenth) / scores[0] if len(scores) and scores[0] > 0 else 0.0,
    )


def _terms_asked(question: Question, held: frozenset[str], lexical: Lexical) -> list[str]:
    """The terms of a question; a drug by the name that its passages hold: acetaminophen for paracetamol."""
    terms = lexical.terms(question.ranking_text or question.resolved_text)
    for mention in question.drugs:
        written = lexical.terms(mention.name)
        other = next((found for key in mention.drugs if (found := lexical.terms(key)) and held.issuperset(found)), None)
        if other is not None and not held.issuperset(written):
            terms = [term for term in terms if term not in written] + other
    return terms


def _coverage(terms: Sequence[str], held: frozenset[str], rarities: Mapping[str, float]) -> float:
    """The share of the distinct terms that is held, by rarity; 0 for no terms."""
    total = fsum(rarities[term] for term in set(terms))  # exact, so that the order of a set does not matter
    return fsum(rarities[term] for term in set(terms) & held) / total if total else 0.0


def _rarity(term: str, lexical: Lexical) -> float:
    """The term's inverse document frequency, as BM25 has it."""
    frequency = max(lexical.document_frequency(field, term) for field in FIELDS)
    return float(np.log(1.0 + (len(lexical) - frequency + 0.5) / (frequency + 0.5)))


def facts_of(
    question: Question, allowed: int | None, identified: bool, missing_section: bool, unmentioned: tuple[str, ...] = ()
) -> Features:
    """The facts that need no evidence."""
    return Features(
        absent_identifier=bool(question.identifiers) and not identified,
        identified=identified,
        nothing_allowed=allowed == 0,
        from_records=question.is_list,
        unknown_drug=bool(question.unknown_drugs),
        known_drug=bool(question.drugs),
        condition_stated=_describes_a_person(question) and bool(question.conditions),
        missing_section=missing_section,
        unlabelled=question.needs_label,
        unmentioned=unmentioned,
        other_substance=bool(question.substances) and not question.drugs,
    )


def _describes_a_person(question: Question) -> bool:
    """A patient's note, or a question for trials that says whom they are for."""
    return question.intent is Intent.NOTE or (question.participant.is_known and question.filters.kind == (Kind.TRIAL,))
