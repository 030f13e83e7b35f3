"""Which files changed, and what their documents do to a catalog: the half of a build that comes before vectors.

The same document may come from several files (a label as JSON and as SPL, a trial in two downloads). The newest
version by its publisher's date is held, then the richest format, then the first path; the others are remembered, so
that one of them takes its place when the file goes.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.catalog_writer import CatalogWriter
from indexer.corpus import find_sources, read_source
from indexer.documents import Document
from indexer.embedding import Encoder
from indexer.errors import SourceError
from indexer.ledger import Offer
from indexer.passages import Splitter, split
from indexer.report import Progress
from indexer.sources.reading import Problems, SourceFile

_RICHNESS = (
    "medpath_page",
    "markdown",
    "clinicaltrials_csv",
    "clinicaltrials_xml",
    "spl",
    "openfda",
    "clinicaltrials_v2",
)
"""Formats, those that say more of a document last."""
_UNDATED = "0000-00-00"  # before every date: a version without a date never hides one that has a date
_UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What has to be looked at, by size and time of change; no file has been opened yet."""

    suspects: frozenset[str]
    """New files, and files that are not as they were."""
    gone: frozenset[str]
    total: int

    @property
    def is_empty(self) -> bool:
        """Whether every file is as it was."""
        return not self.suspects and not self.gone


@dataclass(frozen=True, slots=True)
class ChangeReader:
    """Reads sources into a catalog: each document split and put where no better version of it is held."""

    catalog: CatalogWriter
    encoder: Encoder
    splitter: Splitter
    corpus_dirs: Sequence[Path]

    def read(self, plan: FilePlan, progress: Progress) -> bool:
        """Read what the plan suspects, and settle who offers what. Whether any file's content differs from before."""
        known = self.catalog.ledger.files()
        altered = bool(plan.gone)
        for done, source in enumerate(self._sources(plan.suspects), 1):
            digest = _sha256(source)
            if source.path in known and known[source.path][2] == digest:
                self.catalog.ledger.stamp_file(source)
            else:
                self._read_file(source, digest, plan)
                altered = True
            progress("read", done, len(plan.suspects))
        for path in sorted(plan.gone):
            self.catalog.ledger.forget_file(path)
        self._settle()
        return altered

    def _sources(self, paths: frozenset[str]) -> Iterator[SourceFile]:
        return (source for source in find_sources(self.corpus_dirs) if source.path in paths) if paths else iter(())

    def _read_file(self, source: SourceFile, digest: str, plan: FilePlan) -> None:
        problems = Problems()
        offers: dict[str, Offer] = {}
        for document in read_source(source, problems):
            offer = _offer(document, source.path)
            known = offers.get(document.document_id)
            if known is not None and known.rank >= offer.rank:
                continue  # the same document again in one file: a page of results that overlaps the one before
            offers[document.document_id] = offer
            held = self.catalog.ledger.accepted(document.document_id)
            # what is held from a file that is gone or still to be read is no rival: it may not stay what it is
            rival = held is not None and held.path not in plan.suspects and held.path not in plan.gone
            if not rival or held is None or offer.beats(held):
                self._put(document, source.path)
        self.catalog.ledger.record_file(source, digest, offers.values(), problems)

    def _settle(self) -> None:
        """Read again the files whose version of a document now is the best one, and remove what no one offers."""
        while wanted := self.catalog.ledger.unsettled():
            for source in self._sources(frozenset(wanted)):
                best: dict[str, tuple[str, Document]] = {}
                for document in read_source(source, Problems()):
                    rank = _offer(document, source.path).rank
                    key = document.document_id
                    if key in wanted[source.path] and (key not in best or rank > best[key][0]):
                        best[key] = (rank, document)
                for _, document in best.values():
                    self._put(document, source.path)
            # a file that no longer gives what it once offered must not keep the version of a file that is gone
            self.catalog.ledger.withdraw(self.catalog.ledger.unsettled(), wanted)
        self.catalog.remove_orphans()

    def _put(self, document: Document, file: str) -> None:
        if not self.catalog.move(document, file):
            self.catalog.put(document, file, split(document, self.encoder.count_tokens, self.splitter))


def compare_files(corpus_dirs: Sequence[Path], known: dict[str, tuple[int, int, str]]) -> FilePlan:
    """Compare the files that there are with those of the last build, by size and time of change.

    Raises CorpusError for a folder that is not there.
    """
    found = {source.path: (source.size, source.mtime_ns) for source in find_sources(corpus_dirs)}
    return FilePlan(
        suspects=frozenset(path for path, facts in found.items() if path not in known or known[path][:2] != facts),
        gone=frozenset(known.keys() - found.keys()),
        total=len(found),
    )


def _offer(document: Document, path: str) -> Offer:
    source = document.source
    newest = source.date.latest.isoformat() if source.date else _UNDATED
    richness = _RICHNESS.index(source.format) if source.format in _RICHNESS else 0
    return Offer(document.document_id, path, source.format, f"{newest}|{richness}")


def _sha256(source: SourceFile) -> str:
    """Of a file's bytes; the same word for all that cannot be opened, which the corpus's reading then reports."""
    try:
        with source.open() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    except (OSError, SourceError):
        return _UNREADABLE
