"""The words of a whole catalog, read in one go: what a service must know before the first question."""

from collections.abc import Iterable, Iterator

from indexer.catalog_rows import Query


def acronyms(rows: Query) -> Iterable[tuple[str, str]]:
    """(acronym, document id) of every trial that has one, in the order of numbers."""
    found = rows("SELECT number, acronym, document_id FROM documents WHERE kind = 'trial' AND acronym != ''")
    return ((acronym, document_id) for _, acronym, document_id in sorted(found))  # sorted here: from an index alone


def abbreviations(rows: Query) -> Iterator[tuple[str, str]]:
    """(abbreviation, what it stands for), folded, each time that a title, condition or keyword of a trial says so."""
    for (lines,) in rows("SELECT abbreviations FROM documents WHERE abbreviations NOT NULL ORDER BY number"):
        for line in lines.splitlines():
            short, _, full = line.partition("\t")
            yield short, full


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
