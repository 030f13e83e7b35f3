"""What stays served of a file that can no longer be read: the documents that it gave when it last could.

A file that is gone takes its documents with it. A file that is there and gives fewer than before loses only those
that it was read without: what lies in a part of it that cannot be read is held as it was, until the file is mended.
"""

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from indexer.catalog import Catalog, CatalogReadError
from indexer.documents import Document
from indexer.errors import GenerationError
from indexer.generation import CATALOG_FILE, GENERATIONS, current_name, list_generations
from indexer.ledger import Given
from indexer.manifest import MANIFEST, sum_file
from indexer.sources.reading import Problems

UNREADABLE = "unreadable"
"""In place of the sha256 of a file that cannot be opened."""


def unread(given: Mapping[str, Given], offered: Container[str], problems: Problems) -> tuple[str, ...]:
    """Which of the documents that a file gave before may still be in a part of it that could not be read.

    A record that names itself is held alone. One that cannot even be told apart, and what a file is cut short by, may
    have been any of those that are missing in that file, or in that member of an archive.
    """
    named = {each.document_id.lower() for each in problems.lost if each.document_id}
    places = {each.path for each in problems.lost if not each.document_id} | {each.path for each in problems.skipped}
    return tuple(
        document_id
        for document_id, each in given.items()
        if document_id not in offered
        and (document_id.lower() in named or any(place in places for place in _enclosing(each)))
    )


def _enclosing(given: Given) -> Iterable[str]:
    """The file, and the archives around the member, that a document was read from: all that may have failed."""
    place = given.place or given.offer.path
    ends = [end for end in range(len(place)) if place.startswith("!/", end)]
    return (*(place[:end] for end in ends), place)


class Earlier:
    """The newest generation whose catalog is whole, read for what a build that begins anew would lose."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        catalog.ledger.given("")  # another version's tables may have other columns
        self._paths = {sha256: path for path, (_, _, sha256) in catalog.ledger.files().items()}

    @classmethod
    def open(cls, index_dir: Path) -> "Earlier | None":
        """Open the live generation's, or that of the one before, whatever software made it; None where none can be."""
        try:
            live = [current_name(index_dir)]
        except GenerationError:
            live = []
        for name in dict.fromkeys((*live, *list_generations(index_dir))):
            try:
                return cls(_whole_catalog(index_dir / GENERATIONS / name))
            except (GenerationError, CatalogReadError, OSError, ValueError, KeyError, TypeError):
                continue
        return None

    def given(self, path: str, sha256: str, there: Container[str]) -> dict[str, Given]:
        """What a file gave, or, where it is new, a file with the same content that is not `there` any more."""
        given = self._catalog.ledger.given(path)
        former = self._paths.get(sha256)
        if given or former is None or former in there or sha256 == UNREADABLE:
            return given
        return {
            document_id: Given(replace(each.offer, path=path), _moved(each.place, former, path))
            for document_id, each in self._catalog.ledger.given(former).items()
        }

    def document(self, document_id: str, place: str | None) -> Document | None:
        """A document as it was, said to be from `place`; None where it was another file's, or cannot be read."""
        if place is None:
            return None
        try:
            document = self._catalog.whole_document(document_id)
        except (CatalogReadError, ValueError, KeyError, TypeError):
            return None
        return document and replace(document, source=replace(document.source, path=place))

    def paths_below(self, folder: str) -> tuple[str, ...]:
        """See `indexer.corpus.Below`; in path order."""
        return tuple(sorted(path for path in self._catalog.ledger.files() if path.startswith(folder)))

    def content_sha256s(self) -> dict[str, str]:
        """As `Catalog.content_sha256s`."""
        return self._catalog.content_sha256s()

    def close(self) -> None:
        """Close its catalog."""
        self._catalog.close()


def _whole_catalog(folder: Path) -> Catalog:
    """Raises, with ValueError for a catalog that is not the one its manifest was written for."""
    stated = json.loads((folder / MANIFEST).read_bytes())["files"][CATALOG_FILE]
    if sum_file(folder / CATALOG_FILE).sha256 != stated["sha256"]:
        raise ValueError(f"{folder / CATALOG_FILE}: altered since it was built")
    return Catalog.open(folder / CATALOG_FILE)


def _moved(place: str | None, former: str, path: str) -> str | None:
    return path + place.removeprefix(former) if place else None
