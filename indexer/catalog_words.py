"""The words of a whole catalog, read in one go: what a service must know before the first question."""

from collections.abc import Iterable, Iterator

from indexer.catalog_rows import Query


def acronyms(rows: Query) -> Iterable[tuple[str, str]]:
    """(acronym, document id) of every trial that has one, in the order of numbers."""
    return rows("SELECT acronym, document_id FROM documents WHERE kind = 'trial' AND acronym != '' ORDER BY number")


def explaining_texts(rows: Query) -> Iterator[str]:
    """The titles, conditions and keywords of trials that have a bracket, in which abbreviations are explained."""
    for (texts,) in rows("SELECT explaining FROM documents WHERE explaining != '' ORDER BY number"):
        yield from texts.splitlines()


def section_keys(rows: Query) -> dict[str, set[str]]:
    """Drug key → the keys of the sections that monographs and labels about it have."""
    found: dict[str, set[str]] = {}
    for drug, key in rows(
        # few documents are not trials: from them to their names, not the other way round
        """SELECT DISTINCT drug, key FROM documents CROSS JOIN names ON names.document = documents.number
           CROSS JOIN sections ON sections.document = documents.number WHERE documents.kind != 'trial'"""
    ):
        found.setdefault(drug, set()).add(key)
    return found
