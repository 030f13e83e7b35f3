"""Which files changed, and what their documents do to a catalog: the half of a build that comes before vectors.

The same document may come from several files (a label as JSON and as SPL, a trial in two downloads). The newest
version by its publisher's date is held, then the richest format, then the longest text (a copy may be cut short), then
the first path; the others are remembered, so that one of them takes its place when the file goes. A date that is still
to come is a mistake: it is named, and makes no version the newest until it has come.
"""

import datetime
import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.catalog_writer import CatalogWriter
from indexer.corpus import Below, find_sources, is_named_as_source, nothing_below, read_source
from indexer.documents import Document
from indexer.embedding import Encoder
from indexer.errors import SourceError
from indexer.held import UNREADABLE, Earlier, unread
from indexer.ledger import TO_COME, UNDATED, Given, Held, Offer
from indexer.passages import Splitter, split
from indexer.report import Progress
from indexer.sources.reading import Problems, SourceFile, SourceProblem, shortened

_RICHNESS = "medpath_page markdown clinicaltrials_csv clinicaltrials_xml spl openfda clinicaltrials_v2".split()
"""Formats, those that say more of a document last."""
_UNFIT = (ValueError, TypeError, KeyError, OverflowError)
"""What a document raises that is read and cannot be indexed; what a full disk raises is none of these."""
_LOST = (
    "can no longer be read, and what it said could not be taken over; mend the file, or serve the generation before: "
    "medpath rollback"
)
_BLIND = "what it may have given before is lost, since no earlier generation can be read; mend the file"
_log = logging.getLogger(__name__)


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
    plan: FilePlan
    today: datetime.date
    """In UTC; what is dated after it, and the day that has begun elsewhere, is dated in the future."""
    earlier: Earlier | None = None
    """Where to look for what files gave before, when the catalog begins empty; None: in the catalog itself."""
    below: Below = nothing_below
    is_blind: bool = False
    """Whether there were generations before and none of them can be read."""
    lost: list[SourceProblem] = field(default_factory=list)
    """What a file gave before, cannot be read from it any more, and could not be taken over either."""
    gone: list[Held] = field(default_factory=list)
    """What was held of files that are not there any more, and so is removed."""
    pending: set[str] = field(default_factory=set)
    """Files still to be read."""

    def read(self, progress: Progress) -> bool:
        """Read what the plan suspects, and settle who offers what. Whether any file's content differs from before."""
        plan = self.plan
        self.catalog.ledger.trust_dates(self._last_day)
        known = self.catalog.ledger.files()
        renamed = {known[path][2]: path for path in plan.gone if known[path][2] != UNREADABLE}
        self.pending.update(plan.suspects)
        altered = bool(plan.gone)
        for done, source in enumerate(self._sources(plan.suspects), 1):
            digest = _sha256(source)
            if source.path in known and known[source.path][2] == digest:
                self.catalog.ledger.stamp_file(source)
            else:
                if source.path not in known and digest in renamed:
                    self.catalog.rename_file(renamed.pop(digest), source.path)
                self._read_file(source, digest)
                altered = True
            self.pending.discard(source.path)
            progress("read", done, len(plan.suspects))
        self._forget(plan.gone)
        return altered

    @property
    def _last_day(self) -> datetime.date:
        return self.today + datetime.timedelta(days=1)

    def _sources(self, paths: frozenset[str]) -> Iterator[SourceFile]:
        found = find_sources(self.corpus_dirs, self.below) if paths else iter(())
        return (source for source in found if source.path in paths)

    def _forget(self, gone: frozenset[str]) -> None:
        held = [each for each in self.catalog.ledger.held() if each.path in gone]
        for path in sorted(gone):
            self.catalog.ledger.forget_file(path)
        self._settle()
        for each in held:
            ids = tuple(document_id for document_id in each.document_ids if not self.catalog.holds(document_id))
            if ids:
                self.gone.append(Held(each.path, ids))

    def _read_file(self, source: SourceFile, digest: str) -> None:
        problems = Problems()
        offers: dict[str, Offer] = {}
        for document in read_source(source, problems):
            reason = self._take(document, source.path, offers)
            if reason:
                problems.add(document.source.path, document.document_id, reason)
            elif _is_after(self._last_day, document):
                problems.remark(document.source.path, document.document_id, _to_come(document, self.today))
        held = self._held(source, digest, offers, problems)
        self.catalog.ledger.record_file(source, digest, offers.values(), problems, held)

    def _take(self, document: Document, path: str, offers: dict[str, Offer]) -> str | None:
        """Put a document where no better version of it is held; why it cannot be put, if so."""
        try:
            offer = self._offer(document, path)
            known = offers.get(document.document_id)
            if known is not None and known.rank >= offer.rank:
                return None  # the same document again in one file: a page of results that overlaps the one before
            if self._is_best(offer, self.catalog.ledger.accepted(document.document_id)):
                self._put(document, path)
        except _UNFIT as error:
            return _unfit(document, error)
        offers[document.document_id] = offer
        return None

    def _offer(self, document: Document, path: str) -> Offer:
        source = document.source
        newest = source.date.latest.isoformat() if source.date else UNDATED
        richness = _RICHNESS.index(source.format) if source.format in _RICHNESS else 0
        length = sum(len(section.text) for section in document.sections)
        trust = TO_COME if _is_after(self._last_day, document) else ""
        return Offer(document.document_id, path, source.format, f"{trust}{newest}|{richness}|{length:09}")

    def _is_best(self, offer: Offer, held: Offer | None) -> bool:
        if held is None or held.path == offer.path or held.path in self.plan.gone:
            return True
        # what is held from a file still to be read may be better then, or gone: `_settle` tells
        return held.path not in self.pending and offer.beats(held)

    def _held(self, source: SourceFile, digest: str, offers: dict[str, Offer], problems: Problems) -> list[str]:
        """The ids of what the file gave before and may still hold where it cannot be read; their offers are added."""
        if source.is_elsewhere or (offers and not problems.lost and not problems.skipped):
            return []  # read in full, here or there: what it gives no more, it holds no more
        if self.is_blind and (problems.lost or is_named_as_source(source.path)):
            self.lost.append(SourceProblem(source.path, None, _BLIND))
        if self.earlier is None:
            given = self.catalog.ledger.given(source.path)
        else:
            given = self.earlier.given(source.path, digest, self.plan.suspects)
        missing = unread(given, offers, problems) if offers else tuple(given)
        held = []
        for document_id in missing:
            if self.earlier is None:
                offers[document_id] = given[document_id].offer
            else:
                document = self.earlier.document(document_id, given[document_id].place)
                if document is None or self._take(document, source.path, offers):
                    self._lose(given[document_id])
                    continue
            held.append(document_id)
        if missing and not problems.lost:
            problems.add(source.path, None, _gives_less(given[missing[0]], len(missing), problems))
        return held

    def _lose(self, given: Given) -> None:
        if given.place is not None:  # else it was not served from this file
            self.lost.append(SourceProblem(given.offer.path, given.offer.document_id, _LOST))

    def _settle(self) -> None:
        """Read again the files whose version of a document now is the best one, and remove what no one offers."""
        while wanted := self.catalog.ledger.unsettled():
            for source in self._sources(frozenset(wanted)):
                best: dict[str, tuple[str, Document]] = {}
                for document in read_source(source, Problems()):
                    key = document.document_id
                    if key not in wanted[source.path]:
                        continue
                    rank = self._offer(document, source.path).rank
                    if key not in best or rank > best[key][0]:
                        best[key] = (rank, document)
                for _, document in best.values():
                    try:
                        self._put(document, source.path)
                    except _UNFIT as error:
                        self.lost.append(SourceProblem(source.path, document.document_id, _unfit(document, error)))
            # a file that no longer gives what it once offered must not keep the version of a file that is gone
            self.catalog.ledger.withdraw(self.catalog.ledger.unsettled(), wanted)
        self.catalog.remove_orphans()

    def _put(self, document: Document, file: str) -> None:
        if not self.catalog.move(document, file):
            self.catalog.put(document, file, split(document, self.encoder.count_tokens, self.splitter))


def compare_files(
    corpus_dirs: Sequence[Path], known: dict[str, tuple[int, int, str]], below: Below = nothing_below
) -> FilePlan:
    """Compare the files that there are with those of the last build, by size and time of change.

    Raises CorpusError for a folder that is not there.
    """
    found = {source.path: (source.size, source.mtime_ns) for source in find_sources(corpus_dirs, below)}
    return FilePlan(
        suspects=frozenset(path for path, facts in found.items() if path not in known or known[path][:2] != facts),
        gone=frozenset(known.keys() - found.keys()),
        total=len(found),
    )


def _is_after(day: datetime.date, document: Document) -> bool:
    return document.source.date is not None and document.source.date.earliest > day


def _to_come(document: Document, today: datetime.date) -> str:
    return (
        f"dated {document.source.date}, which was still to come on {today}; correct the date: until it has come, no "
        "version with an earlier one is replaced by this"
    )


def _gives_less(one: Given, missing: int, problems: Problems) -> str:
    """Why a file that was read without a complaint is one all the same; `one` is among what is missing."""
    reasons = (each.reason for each in problems.skipped if each.path == one.place)
    reason = next(reasons, "holds no document any more")
    documents = "1 document" if missing == 1 else f"{missing:,} documents"
    return f"{reason}; what it gave before ({documents}) is still served. Mend the file, or delete it"


def _unfit(document: Document, error: Exception) -> str:
    _log.warning("%s: %s cannot be indexed", document.source.path, document.document_id, exc_info=error)
    return shortened(f"cannot be indexed: {error}; correct the record")


def _sha256(source: SourceFile) -> str:
    """Of a file's bytes; the same word for all that cannot be opened, which the corpus's reading then reports."""
    try:
        with source.open() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    except (OSError, SourceError):
        return UNREADABLE
