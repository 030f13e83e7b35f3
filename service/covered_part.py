"""The part of a question that the corpus can speak to, where the question also names a drug that is not here."""

import re
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from indexer.catalog import Catalog
from indexer.lexical import Lexical
from indexer.names import fold
from service.question import Question

_LOOKED_AT = 5
"""Passages, those that hold the rarest of its words first: one that holds a name whole is among them."""
_JOIN = r"(?:,|/|&|\b(?:and|or|vs\.?|versus)\b)"
_LEAD = r"(?:\b(?:with|to|than|from|over|like|plus|against|instead\sof|along\swith|together\swith)\s+)"
_LOOSE_END = re.compile(rf"^\s*{_JOIN}\s*|\s*(?:{_JOIN}|\b(?:with|to|than|from)\b)\s*(?=[?.!]*$)", re.IGNORECASE)


def names_told(question: Question, catalog: Catalog, lexical: Lexical) -> frozenset[str]:
    """Those of the missing drugs that a source about a covered one names: an interaction is told by either drug."""
    about = [catalog.select({"drug": (key,)}) for key in question.drug_keys]
    passages = catalog.passages_of(np.unique(np.concatenate(about))) if about else np.zeros(0, np.int64)
    if not len(passages):
        return frozenset()

    def is_told(name: str) -> bool:
        numbers, _ = lexical.search(name, _LOOKED_AT, passages, {"body": 1.0})
        return any(f" {fold(name)} " in f" {fold(row.text)} " for row in catalog.passages(numbers.tolist()))

    return frozenset(name for name in question.unknown_drugs if is_told(name))


def covered_part(question: Question, told: Collection[str] = ()) -> Question:
    """The question as it is about the drugs that are here alone.

    Its words no longer hold the missing drugs, except those that are `told` of by the sources themselves.
    """
    left_out = [name for name in question.unknown_drugs if name not in told]
    return replace(
        question,
        unknown_drugs=(),
        resolved_text=_without(question.resolved_text, left_out),
        ranking_text=_without(question.ranking_text, left_out),
    )


def _without(text: str, names: Collection[str]) -> str:
    """A text without names, and without the words that joined them to others."""
    for name in names:
        written = rf"\b{re.escape(name)}\b"
        text = re.sub(rf"{written}\s*{_JOIN}\s*|(?:{_LEAD}|{_JOIN}\s*)?{written}", " ", text, flags=re.IGNORECASE)
    return " ".join(_LOOSE_END.sub(" ", text).split()) if names else text
