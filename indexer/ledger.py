"""The part of a catalog that remembers where documents came from: files, what each offers, what could not be read."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from indexer.sources.reading import Problems, SourceFile, SourceProblem

UNDATED = "0000-00-00"
"""Before every date: a version without a date never hides one that has a date."""
TO_COME = f"{UNDATED}>"
"""Before the rank of a version with a date in the future, which hides none that has one."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A file's version of a document. Of several the one of the greatest rank is held, then the first by path."""

    document_id: str
    path: str
    format: str
    rank: str

    def beats(self, other: "Offer") -> bool:
        """Whether this one is held rather than the other."""
        return (self.rank, other.path) > (other.rank, self.path)


@dataclass(frozen=True, slots=True)
class Given:
    """A document that a file gave when it was last read."""

    offer: Offer
    place: str | None
    """The file, or the member of an archive, it was read from; None where another file's version is the one held."""


@dataclass(frozen=True, slots=True)
class Held:
    """Documents that their file gave once and can no longer be read from it; they are served as they were."""

    path: str
    document_ids: tuple[str, ...]

    def __str__(self) -> str:
        """As in "trials.json (NCT00000102, NCT00000105 and 12 more)"."""
        more = len(self.document_ids) - _MOST_NAMED
        named = ", ".join(self.document_ids[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        return f"{self.path} ({named})"


_MOST_NAMED = 3
_PROBLEM, _SKIPPED, _HELD = 0, 1, 2  # what a row of the table `problems` says


class Ledger:
    """Reads, and in a catalog that is being built changes, the tables `files`, `candidates` and `problems`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def files(self) -> dict[str, tuple[int, int, str]]:
        """Path to (size, mtime_ns, sha256), as they were when last read."""
        rows = self._db.execute("SELECT path, size, mtime_ns, sha256 FROM files")
        return {path: (size, mtime_ns, sha256) for path, size, mtime_ns, sha256 in rows}

    def stamp_file(self, source: SourceFile) -> None:
        """Note a file whose content is as it was, only newer."""
        self._db.execute("UPDATE files SET mtime_ns = ? WHERE path = ?", (source.mtime_ns, source.path))

    def trust_dates(self, last: date) -> None:
        """Rank by their dates the versions whose date was to come when they were read, up to this day."""
        begin = len(TO_COME) + 1
        self._db.execute(
            "UPDATE candidates SET rank = substr(rank, ?) WHERE rank LIKE ? AND substr(rank, ?, ?) <= ?",
            (begin, f"{TO_COME}%", begin, len(UNDATED), last.isoformat()),
        )

    def given(self, path: str) -> dict[str, Given]:
        """What a file offers, by document id."""
        rows = self._db.execute(
            """SELECT candidates.document_id, path, format, rank, source_path FROM candidates
               LEFT JOIN documents ON documents.document_id = candidates.document_id AND file = path WHERE path = ?""",
            (path,),
        )
        return {row[0]: Given(Offer(*row[:4]), row[4]) for row in rows}

    def record_file(
        self, source: SourceFile, sha256: str, offers: Iterable[Offer], problems: Problems, held: Iterable[str] = ()
    ) -> None:
        """Note what a file gave: the documents it offers, what of it could not be read, and which offers are held.

        Those in `held` are among the offers; they are what the file gave when it could last be read.
        """
        self.forget_file(source.path)
        self._db.executemany(
            "INSERT INTO candidates VALUES (?, ?, ?, ?)",
            [(each.document_id, each.path, each.format, each.rank) for each in offers],
        )
        kept = [(SourceProblem(source.path, each, ""), _HELD) for each in held]
        self._db.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?)", (source.path, source.size, source.mtime_ns, sha256, bool(kept))
        )
        rows = [(each, _PROBLEM) for each in problems.found] + [(each, _SKIPPED) for each in problems.skipped]
        self._db.executemany(
            "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
            [(source.path, each.path, each.where, each.reason, kind) for each, kind in rows + kept],
        )

    def forget_file(self, path: str) -> None:
        """Note that a file is gone; its documents go with `remove_orphans` when no other file offers them."""
        self._db.execute("DELETE FROM problems WHERE file = ?", (path,))
        self._db.execute("DELETE FROM candidates WHERE path = ?", (path,))
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))

    def problems(self) -> tuple[tuple[SourceProblem, ...], tuple[SourceProblem, ...]]:
        """(What could not be read, what is not a source) over all files, in path order."""
        rows = self._db.execute("SELECT path, place, reason, skipped FROM problems ORDER BY file, rowid").fetchall()
        found, skipped = (
            tuple(SourceProblem(*row[:3]) for row in rows if row[3] == kind) for kind in (_PROBLEM, _SKIPPED)
        )
        return found, skipped

    def written_twice(self) -> tuple[SourceProblem, ...]:
        """Documents that people wrote by hand more than once: a mistake, which publishers' duplicates are not."""
        return tuple(
            SourceProblem(
                offer.path, offer.document_id, f"a document with this id is also in {accepted}, which is used"
            )
            for offer, accepted in self.shadowed()
            if offer.format == "markdown"
        )

    def held(self) -> tuple[Held, ...]:
        """What files once gave and can no longer be read from them, as far as it is served, in path order."""
        rows = self._db.execute(
            """SELECT problems.file, place FROM problems
               JOIN documents ON document_id = place AND documents.file = problems.file
               WHERE skipped = ? ORDER BY problems.file, place""",
            (_HELD,),
        )
        return tuple(
            Held(path, tuple(document_id for _, document_id in each)) for path, each in groupby(rows, itemgetter(0))
        )

    def shadowed(self) -> tuple[tuple[Offer, str], ...]:
        """Every offer that a better one hides, with the file of the better one."""
        rows = self._db.execute(
            """SELECT document_id, path, format, rank, file FROM candidates JOIN documents USING (document_id)
               WHERE path != file ORDER BY document_id, path"""
        )
        return tuple((Offer(*row[:4]), row[4]) for row in rows)

    def accepted(self, document_id: str) -> Offer | None:
        """The offer that the held version of a document was read from."""
        row = self._db.execute(
            """SELECT document_id, path, format, rank FROM candidates JOIN documents USING (document_id)
               WHERE document_id = ? AND path = file""",
            (document_id,),
        ).fetchone()
        return Offer(*row) if row else None

    def unsettled(self) -> dict[str, set[str]]:
        """Path to the ids of documents whose best offer is that file, and which were not read from it."""
        rows = self._db.execute(
            """WITH ordered AS (
                   SELECT document_id, path,
                          row_number() OVER (PARTITION BY document_id ORDER BY rank DESC, path) AS place
                   FROM candidates)
               SELECT path, document_id FROM ordered LEFT JOIN documents USING (document_id)
               WHERE place = 1 AND file IS NOT path"""
        )
        wanted: dict[str, set[str]] = {}
        for path, document_id in rows:
            wanted.setdefault(path, set()).add(document_id)
        return wanted

    def withdraw(self, offers: Mapping[str, set[str]], asked: Mapping[str, set[str]]) -> None:
        """Forget those of these offers (path to document ids) that were asked for and not kept."""
        self._db.executemany(
            "DELETE FROM candidates WHERE path = ? AND document_id = ?",
            [(path, each) for path, ids in offers.items() for each in ids & asked.get(path, set())],
        )
