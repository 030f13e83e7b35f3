"""The words of a whole catalog, read in one go: what a service must know before the first question."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Query = Callable[..., Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class TrialTexts:
    """What a trial is called, and the texts in which its abbreviations are explained."""

    document_id: str
    title: str
    acronym: str | None
    explaining: tuple[str, ...]
    """Those of its titles, conditions and keywords that have a bracket."""


def trial_texts(rows: Query) -> Iterator[TrialTexts]:
    """Of every trial, in the order of numbers."""
    found = rows("SELECT document_id, title, acronym, explaining FROM documents WHERE kind = 'trial' ORDER BY number")
    for document_id, title, acronym, explaining in found:
        yield TrialTexts(document_id, title, acronym, tuple((explaining or "").splitlines()))


def section_keys(rows: Query) -> dict[str, set[str]]:
    """Drug key → the keys of the sections that monographs and labels about it have."""
    found: dict[str, set[str]] = {}
    for drug, key in rows(
        """SELECT DISTINCT drug, key FROM names JOIN documents ON documents.number = names.document
           JOIN sections ON sections.document = documents.number WHERE documents.kind IN ('monograph', 'label')"""
    ):
        found.setdefault(drug, set()).add(key)
    return found
