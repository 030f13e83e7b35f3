"""Changes a catalog that is not published yet: a copy of the last generation's, or a new one.

Unchanged passages keep their numbers. A number that comes free is given to the next new passage of the same build, so
that an edit touches the blocks it has to touch; what is left free is a hole, and holes are closed when they grow.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.catalog_arrays import arrays_of
from indexer.catalog_rows import by_number
from indexer.catalog_schema import document_columns
from indexer.documents import Document
from indexer.facts import Fact, facts_of, identifiers_of
from indexer.ledger import Ledger
from indexer.lexical import Entry
from indexer.names import Name, document_names
from indexer.passages import Passage
from indexer.tables import text_of

_OWNED = ("fact_of", "identifiers", "names", "passages", "sections")
_NO_ROW = -1
_BEYOND = 2**63  # SQLite's integers have 64 bits
_MOST_DRIFT = 0.1  # of the number of passages, until SQLite counts anew what it plans its queries by

CatalogWriteError = sqlite3.Error
"""What writing raises when the disk is full or fails."""


@dataclass(slots=True)
class PassageChanges:
    """What has been done to passage numbers since the catalog was copied."""

    added: set[int] = field(default_factory=set)
    """Numbers whose vector is new."""
    freed: set[int] = field(default_factory=set)
    """Numbers that no passage has now."""
    touched: set[int] = field(default_factory=set)
    """Numbers whose lexical entry is new, changed or gone."""


@dataclass(frozen=True, slots=True)
class ToEmbed:
    """A passage without a vector yet: its number, the sha256 of what is to be embedded, and that text's length."""

    number: int
    sha256: bytes
    length: int


@dataclass(frozen=True, slots=True)
class _Rows:
    """What a document is to a catalog, but for its text; all of it is there before anything is written."""

    columns: Mapping[str, object]
    facts: tuple[Fact, ...]
    identifiers: tuple[tuple[str, str], ...]
    names: tuple[Name, ...]

    @classmethod
    def of(cls, document: Document) -> "_Rows":
        """Raises ValueError for what SQLite cannot hold."""
        columns = document_columns(document)
        for name, value in columns.items():
            if isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
                raise ValueError(f"{name}: {value} is more than an index can hold")
        sections = (text for each in document.sections for text in (each.key, each.title, each.text))
        for text in (*columns.values(), *sections):
            if isinstance(text, str) and not text.isascii():
                text.encode()  # UnicodeEncodeError, a ValueError, for half a surrogate pair
        return cls(columns, facts_of(document), identifiers_of(document), document_names(document))


class CatalogWriter:
    """The only writer of a catalog file that no one reads yet; after a crash the next build sweeps it away."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self.ledger = Ledger(connection)
        """Its files, and who offers what."""
        self.changes = PassageChanges()
        self._changed_documents: set[int] = set()
        self._next_passage = self._one("SELECT coalesce(max(number), -1) + 1 FROM passages")
        self._next_document = self._one("SELECT coalesce(max(number), -1) + 1 FROM documents")

    @classmethod
    def create(cls, path: Path) -> "CatalogWriter":
        """Begin an empty catalog; it must be given the world's names before it is finished."""
        connection = _connect(path)
        connection.executescript(text_of("catalog.sql"))
        return cls(connection)

    @classmethod
    def resume(cls, path: Path) -> "CatalogWriter":
        """Go on with a copy of a published catalog."""
        return cls(_connect(path))

    def add_world_names(self, names: Mapping[str, str]) -> None:
        """Folded name of any drug of the world, to its canonical name."""
        self._db.executemany("INSERT INTO world_names VALUES (?, ?)", sorted(names.items()))

    def finish(self) -> None:
        """Write the arrays that serving loads, and everything to the file, which is then complete."""
        self._write_arrays()
        self._db.commit()
        if not self._is_analyzed():
            self._db.execute("ANALYZE")
            self._db.commit()
        self._db.close()

    def close(self) -> None:
        """Leave the file as it is, complete or not."""
        self._db.close()

    # documents

    def remove_orphans(self) -> None:
        """Remove every document that no file offers any more."""
        rows = self._db.execute(
            "SELECT document_id FROM documents WHERE document_id NOT IN (SELECT document_id FROM candidates)"
        ).fetchall()
        for (document_id,) in rows:
            self._free([number for number, _ in self._passage_numbers(document_id).values()])
            self._clear(document_id)

    def move(self, document: Document, file: str) -> bool:
        """Note that an unchanged document now comes from another place; False if what is kept of the source differs."""
        source = document.source
        moved = self._db.execute(
            """UPDATE documents SET file = ?, source_path = ?, fetched = ?
               WHERE document_id = ? AND sha256 = ? AND source_format = ? AND publisher IS ?""",
            (
                file,
                source.path,
                source.fetched.isoformat() if source.fetched else None,
                document.document_id,
                document.sha256,
                source.format,
                source.publisher,
            ),
        )
        return moved.rowcount == 1

    def rename_file(self, former: str, file: str) -> None:
        """Note that a file bears another name; what it offers, and what was read from it, goes with it."""
        self._db.execute("UPDATE OR IGNORE candidates SET path = ? WHERE path = ?", (file, former))
        self._db.execute(
            "UPDATE documents SET file = ?1, source_path = ?1 || substr(source_path, length(?2) + 1) WHERE file = ?2",
            (file, former),
        )

    def put(self, document: Document, file: str, passages: Sequence[Passage]) -> None:
        """Add a document, or replace the version held; passages that are the same keep their numbers.

        Raises ValueError, before anything is changed, for a document that a catalog cannot hold: a number of more than
        64 bits, a text with half a character.
        """
        rows = _Rows.of(document)
        former = self._passage_numbers(document.document_id)
        same_names = self._names_of(document.document_id) == rows.columns["names"]
        number = self._clear(document.document_id)
        if number is None:
            number, self._next_document = self._next_document, self._next_document + 1
        self._insert_document(number, rows, file)
        sections = self._insert_sections(number, document, passages)
        kept = {}
        for passage in passages:
            embedded = hashlib.sha256(passage.embedding_text.encode()).digest()
            if former.get(passage.passage_id, (_NO_ROW, b""))[1] == embedded:
                kept[passage.passage_id] = former[passage.passage_id][0]
        self._free(number for passage_id, (number, _) in former.items() if passage_id not in kept)
        placed = []
        for passage in passages:
            place = kept.get(passage.passage_id)
            if place is None:
                place = self._allocate()
            elif not same_names:
                self.changes.touched.add(place)
            placed.append((place, number, sections[passage.section_key], passage))
        self._insert_passages(placed)

    def compact(self) -> NDArray[np.int64]:
        """Close all holes; gives the former number of each passage, -1 for those without a vector yet."""
        rows = self._db.execute("SELECT number FROM passages ORDER BY number").fetchall()
        former = np.array([number for (number,) in rows], dtype=np.int64)
        # upwards: the new number of a passage is never above its old one, and whatever had it has moved already
        self._db.executemany("UPDATE passages SET number = ? WHERE number = ?", enumerate(former.tolist()))
        self._next_passage = len(former)
        new = {old: number for number, old in enumerate(former.tolist())}
        added = {new[number] for number in self.changes.added}
        self.changes = PassageChanges(added=added, touched=set(range(len(former))))
        former[sorted(added)] = _NO_ROW
        return former

    # what the other parts of a generation are made of

    @property
    def rows(self) -> int:
        """Passage numbers run below this."""
        return self._next_passage

    def passage_count(self) -> int:
        """Passages, holes not counted."""
        return self._one("SELECT count(*) FROM passages")

    def holds(self, document_id: str) -> bool:
        """Whether there is a document with this id."""
        return bool(self._one("SELECT count(*) FROM documents WHERE document_id = ?", document_id))

    def content_sha256s(self) -> dict[str, str]:
        """Document id to the sha256 of everything that a reader can see of it."""
        return dict(self._db.execute("SELECT document_id, sha256 FROM documents"))

    def to_embed(self) -> list[ToEmbed]:
        """The passages whose vector is new, in the order of their numbers."""
        numbers = sorted(self.changes.added)
        rows = by_number(
            self._db.execute, "SELECT number, embedded, end - start FROM passages WHERE number IN ({})", numbers
        )
        return [ToEmbed(number, embedded, length) for number, embedded, length in rows]

    def embedding_texts(self, numbers: Sequence[int]) -> list[str]:
        """What is embedded of each of these passages, in their order."""
        rows = by_number(
            self._db.execute,
            """SELECT passages.number, passage_id, document_id, key, start, end,
                      substr(text, start + 1, end - start), context
               FROM passages JOIN sections ON sections.number = section
               JOIN documents ON documents.number = passages.document WHERE passages.number IN ({})""",
            numbers,
        )
        texts = {row[0]: Passage(*row[1:]).embedding_text for row in rows}
        return [texts[number] for number in numbers]

    def lexical_entries(self, first: int, end: int) -> Iterator[Entry]:
        """What is indexed of the passages with first <= number < end, in the order of their numbers."""
        rows = self._db.execute(
            """SELECT passages.number, names, CASE sections.title WHEN documents.title THEN '' ELSE sections.title END,
                      context || char(10) || substr(text, start + 1, end - start)
               FROM passages JOIN sections ON sections.number = section
               JOIN documents ON documents.number = passages.document
               WHERE passages.number >= ? AND passages.number < ? ORDER BY passages.number""",
            (first, end),
        )
        for row in rows:
            yield Entry(*row)

    # rows

    def _insert_document(self, number: int, rows: "_Rows", file: str) -> None:
        self._changed_documents.add(number)
        row = {"number": number, "file": file, **rows.columns}
        columns = ", ".join(row)
        values = ", ".join(f":{column}" for column in row)
        self._db.execute(f"INSERT INTO documents ({columns}) VALUES ({values})", row)  # noqa: S608 (names of ours)
        self._db.executemany(
            "INSERT OR IGNORE INTO fact_values (field, value, folded) VALUES (?, ?, ?)",
            [(each.field, each.value, each.folded) for each in rows.facts],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO fact_of SELECT ?, number FROM fact_values WHERE field = ? AND value = ?",
            [(number, each.field, each.value) for each in rows.facts],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO identifiers VALUES (?, ?, ?)",
            [(kind, value, number) for kind, value in rows.identifiers],
        )
        self._db.executemany(
            "INSERT INTO names VALUES (?, ?, ?, ?, ?)",
            [(number, each.text, each.folded, each.kind, each.drug) for each in rows.names],
        )

    def _insert_sections(self, number: int, document: Document, passages: Sequence[Passage]) -> dict[str, int]:
        contexts = {passage.section_key: passage.context for passage in passages}
        numbers = {}
        for ordinal, section in enumerate(document.sections):
            inserted = self._db.execute(
                "INSERT INTO sections (document, ordinal, key, title, context, text) VALUES (?, ?, ?, ?, ?, ?)",
                (number, ordinal, section.key, section.title, contexts.get(section.key, ""), section.text),
            )
            assert inserted.lastrowid is not None
            numbers[section.key] = inserted.lastrowid
        return numbers

    def _insert_passages(self, rows: Iterable[tuple[int, int, int, Passage]]) -> None:
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    place,
                    passage.passage_id,
                    document,
                    section,
                    passage.start,
                    passage.end,
                    bytes.fromhex(passage.sha256),
                    hashlib.sha256(passage.embedding_text.encode()).digest(),
                )
                for place, document, section, passage in rows
            ],
        )

    def _clear(self, document_id: str) -> int | None:
        """Delete all rows of a document; its number, if it was held."""
        row = self._db.execute("SELECT number FROM documents WHERE document_id = ?", (document_id,)).fetchone()
        if row is None:
            return None
        for table in _OWNED:
            self._db.execute(f"DELETE FROM {table} WHERE document = ?", row)  # noqa: S608 (names of ours)
        self._db.execute("DELETE FROM documents WHERE number = ?", row)
        self._changed_documents.add(row[0])
        return int(row[0])

    def _passage_numbers(self, document_id: str) -> dict[str, tuple[int, bytes]]:
        rows = self._db.execute(
            """SELECT passage_id, passages.number, embedded FROM passages JOIN documents
               ON documents.number = passages.document WHERE document_id = ?""",
            (document_id,),
        )
        return {passage_id: (number, embedded) for passage_id, number, embedded in rows}

    def _names_of(self, document_id: str) -> str | None:
        row = self._db.execute("SELECT names FROM documents WHERE document_id = ?", (document_id,)).fetchone()
        return str(row[0]) if row else None

    def _allocate(self) -> int:
        if self.changes.freed:
            number = min(self.changes.freed)
            self.changes.freed.remove(number)
        else:
            number, self._next_passage = self._next_passage, self._next_passage + 1
        self.changes.added.add(number)
        self.changes.touched.add(number)
        return number

    def _free(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.changes.added.discard(number)
            self.changes.freed.add(number)
            self.changes.touched.add(number)

    def _one(self, sql: str, *parameters: object) -> int:
        return int(self._db.execute(sql, parameters).fetchone()[0])

    def _is_analyzed(self) -> bool:
        """Whether what SQLite knows of its tables' sizes, which came with the copy, is still about right."""
        if not self._one("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'"):
            return False
        known = self._one("SELECT coalesce(max(CAST(stat AS INTEGER)), 0) FROM sqlite_stat1 WHERE tbl = 'passages'")
        return abs(self.passage_count() - known) <= _MOST_DRIFT * known

    def _write_arrays(self) -> None:
        """What serving loads as a whole, see `indexer.catalog_arrays`; of facts no value stays that nobody states."""
        self._db.execute("DELETE FROM fact_values WHERE number NOT IN (SELECT value FROM fact_of)")
        self._db.execute("DELETE FROM section_names")
        self._db.execute("INSERT INTO section_names (key, title) SELECT DISTINCT key, title FROM sections")
        changed = self._changed_documents if self._one("SELECT count(*) FROM arrays") else None
        for array in arrays_of(self._db.execute, self._next_passage, changed):
            self._db.execute("INSERT OR REPLACE INTO arrays VALUES (?, ?)", array)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    # nothing reads this file before it is complete: a journal would protect what is thrown away
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -131072")
    return connection
