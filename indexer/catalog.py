"""The catalog as it is read: documents, sections, passages, names, and which documents a filter means.

One SQLite file, opened read-only. It is the only door to sqlite3, with `indexer.catalog_writer`, which makes the file,
and `indexer.ledger`, a part of it.
"""

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.catalog_arrays import arrays_of
from indexer.catalog_rows import array_in, by_number
from indexer.catalog_schema import record_from_json
from indexer.documents import Document, Kind, PartialDate, Record, Section, Source
from indexer.errors import GenerationDamaged
from indexer.facts import Field
from indexer.identifiers import IdentifierKind, find_identifiers, product_codes
from indexer.ledger import Ledger
from indexer.names import Name, NameKind
from indexer.selection import FacetCount, Selection

CatalogReadError = sqlite3.Error
"""What reading raises when the file is damaged, or is not made as this version makes it."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without the text of its sections."""

    number: int
    document_id: str
    kind: Kind
    title: str
    sha256: str
    record: Record
    source: Source


class PassageRow(NamedTuple):
    """A passage with what is needed to show and to cite it; a tuple, for a question may read two hundred."""

    number: int
    passage_id: str
    document: int
    """The number of its document."""
    document_id: str
    section_key: str
    section_title: str
    start: int
    end: int
    text: str
    sha256: str
    context: str


_STATING = """SELECT document_id, value FROM identifiers JOIN documents ON documents.number = document
              WHERE identifiers.kind = ? AND value = ? ORDER BY document_id"""
_HOLDING = _STATING.replace("value = ?", "instr(value, ?)")
_DOCUMENT = """SELECT number, document_id, kind, title, sha256, record, source_path, source_format, publisher,
                      url, source_date, fetched, note FROM documents"""
_SECTION = """SELECT key, sections.title, text FROM sections JOIN documents ON documents.number = document
              WHERE document_id = ?"""
_PASSAGE = """SELECT passages.number, passage_id, passages.document, document_id, key, sections.title, start, end,
                     substr(text, start + 1, end - start), lower(hex(passages.sha256)), context
              FROM passages JOIN sections ON sections.number = section
              JOIN documents ON documents.number = passages.document"""


class Catalog:
    """Read-only and safe to use from many threads: each has its own connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._opening = threading.Lock()
        self._kept_passages: dict[int, PassageRow] = {}  # one question asks several times for the same
        self.document_of: NDArray[np.int32] = self._array("document_of")
        """By passage number: the number of its document, -1 for a hole."""
        self.section_of: NDArray[np.int32] = self._array("section_of")
        """By passage number: the number of its section, -1 for a hole."""
        self.section_name_of: NDArray[np.int32] = self._array("section_name_of")
        """By passage number: the number of its section's name, see `section_names`; -1 for a hole."""
        self.ranks: NDArray[np.int32] = self._array("ranks")
        """By passage number: its place in the order of passage ids, -1 for a hole; see `indexer.ordering`."""

    @classmethod
    def open(cls, path: Path) -> "Catalog":
        """Open a published catalog. Raises GenerationDamaged for a file that is not a catalog."""
        try:
            return cls(path)
        except (sqlite3.Error, ValueError) as error:
            raise GenerationDamaged(f"{path}: not a catalog ({error}); rebuild it: medpath build --full") from error

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._opening:
            while self._connections:
                self._connections.pop().close()

    # documents

    def document(self, document_id: str) -> DocumentRow | None:
        """The document with this id, or None."""
        row = self._rows(f"{_DOCUMENT} WHERE document_id = ?", (document_id,)).fetchone()
        return _document(row) if row else None

    def documents(self, numbers: Iterable[int]) -> tuple[DocumentRow, ...]:
        """The documents with these numbers, in their order; a number that no document has is left out."""
        wanted = [int(number) for number in numbers]
        found = {row[0]: _document(row) for row in by_number(self._rows, f"{_DOCUMENT} WHERE number IN ({{}})", wanted)}
        return tuple(found[number] for number in wanted if number in found)

    def document_ids(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The ids of these documents, in their order."""
        wanted = [int(number) for number in numbers]
        found = dict(by_number(self._rows, "SELECT number, document_id FROM documents WHERE number IN ({})", wanted))
        return tuple(found[number] for number in wanted if number in found)

    def document_numbers(self, ids: Iterable[str]) -> NDArray[np.int64]:
        """The numbers of those of these documents that there are, ascending."""
        return self._selection.select({"ids": tuple(ids)})

    def sections(self, document_id: str) -> tuple[Section, ...]:
        """All sections of a document in its own order; empty for an unknown document."""
        rows = self._rows(f"{_SECTION} ORDER BY ordinal", (document_id,))
        return tuple(Section(*row) for row in rows)

    def section(self, document_id: str, key: str) -> Section | None:
        """One section, or None."""
        row = self._rows(f"{_SECTION} AND key = ?", (document_id, key)).fetchone()
        return Section(*row) if row else None

    def headings(self, document_id: str) -> tuple[tuple[str, str], ...]:
        """(key, title) of all sections of a document in its own order."""
        return tuple(
            self._rows(
                """SELECT key, sections.title FROM sections JOIN documents ON documents.number = document
                   WHERE document_id = ? ORDER BY ordinal""",
                (document_id,),
            )
        )

    def section_names(self) -> tuple[tuple[int, str, str], ...]:
        """(number, key, title) of every different name that sections have, by number."""
        return tuple(self._rows("SELECT number, key, title FROM section_names ORDER BY number"))

    def whole_document(self, document_id: str) -> Document | None:
        """The document as it was read, or None."""
        row = self.document(document_id)
        if row is None:
            return None
        return Document(row.document_id, row.title, row.record, self.sections(document_id), row.source)

    # passages

    def passage(self, passage: int | str) -> PassageRow | None:
        """The passage with this number, or with this id; None when there is none."""
        column = "passage_id" if isinstance(passage, str) else "passages.number"
        value = passage if isinstance(passage, str) else int(passage)
        row = self._rows(f"{_PASSAGE} WHERE {column} = ?", (value,)).fetchone()
        return PassageRow._make(row) if row else None

    def passages(self, numbers: Iterable[int]) -> tuple[PassageRow, ...]:
        """The passages with these numbers, in their order; a hole is left out."""
        wanted = [int(number) for number in numbers]
        found = {number: row for number in wanted if (row := self._kept_passages.get(number))}
        missing = [number for number in wanted if number not in found]
        read = by_number(self._rows, f"{_PASSAGE} WHERE passages.number IN ({{}})", missing)
        found.update((each[0], PassageRow._make(each)) for each in read)
        self._kept_passages.update(found)
        if len(self._kept_passages) > _MOST_KEPT:
            self._kept_passages.clear()
        return tuple(found[number] for number in wanted if number in found)

    def passages_of(self, documents: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of all passages of these documents, ascending."""
        documents = np.asarray(documents, dtype=np.int64)
        if len(documents) <= _FEW:
            numbers, begins = self._by_document
            of_each = [numbers[begins[each] : begins[each + 1]] for each in set(documents.tolist())]
            return np.sort(np.concatenate([*of_each, numbers[:0]])).astype(np.int64)
        wanted = np.zeros(self._selection.size + 1, dtype=bool)  # the last one is what a hole's -1 points to
        wanted[documents] = True
        wanted[-1] = False
        return np.flatnonzero(wanted[self.document_of])

    @cached_property
    def _by_document(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The numbers of all passages by their documents, and where those of each document begin."""
        order = np.argsort(self.document_of, kind="stable").astype(np.int32)
        return order, np.searchsorted(self.document_of[order], np.arange(self._selection.size + 1))

    def all_passages(self) -> Iterator[PassageRow]:
        """Every passage, in the order of ids."""
        return map(PassageRow._make, self._rows(f"{_PASSAGE} ORDER BY passage_id"))

    # what can be asked for

    def select(self, filters: Mapping[str, object]) -> NDArray[np.int64]:
        """The numbers of the documents that satisfy all filters, ascending; see `indexer.selection`."""
        return self._selection.select(filters)

    def closed_to(self, age: float | None, sex: str | None) -> NDArray[np.int64]:
        """The numbers of the trials whose stated limits leave out a person of this age (years) or sex, ascending."""
        return self._selection.closed_to(age, sex)

    def ordered(self, numbers: NDArray[np.int64], by: str, descending: bool) -> NDArray[np.int64]:
        """These documents by `enrolment`, `first_posted` or `last_posted`; those without one come last, ties by id."""
        return self._selection.ordered(numbers, by, descending)

    def facets(
        self, fields: Sequence[str], documents: NDArray[np.int64] | None = None
    ) -> dict[str, tuple[FacetCount, ...]]:
        """How many of these documents (default: all) state each value of each field, most frequent first."""
        return {field: self._selection.facet(Field(field), documents) for field in fields}

    def years(self, date_field: str, documents: NDArray[np.int64]) -> tuple[FacetCount, ...]:
        """How many of these documents have one of `DATES` in each year, most frequent first."""
        return self._selection.years(date_field, documents)

    def facet_within(
        self, field: str, documents: NDArray[np.int64], place: Mapping[str, Sequence[str]]
    ) -> tuple[FacetCount, ...]:
        """How many of these documents have a site in each "city" or "state" of a place, most frequent first.

        A site abroad counts nowhere: a trial in Berlin and Oslo has one city in Germany.
        """
        return self._selection.facet_within(Field(field), documents, place)

    def matched(self, field: str, wanted: Sequence[str], documents: NDArray[np.int64]) -> tuple[FacetCount, ...]:
        """The stated values that a filter of one field means, counted over these documents, most frequent first."""
        return self._selection.matched(Field(field), wanted, documents)

    def values(self, field: str) -> tuple[str, ...]:
        """Every value that some document states for a field, in alphabetical order."""
        return self._selection.values(Field(field))

    def by_identifier(self, kind: str, value: str) -> tuple[str, ...]:
        """The ids of the documents that an identifier, in its canonical form, names; in alphabetical order.

        Records state the code of a product. The code of a package, stated nowhere, names what the one product that it
        can belong to names.
        """
        found = self._stating(kind, value)
        if found or kind != IdentifierKind.NDC:
            return found
        of_products = [ids for code in product_codes(value) if (ids := self._stating(kind, code))]
        return of_products[0] if len(of_products) == 1 else ()

    def _stating(self, kind: str, value: str) -> tuple[str, ...]:
        if kind != IdentifierKind.OTHER or not find_identifiers(value):  # else of a sponsor: stated as it is
            return tuple(document_id for document_id, _ in self._rows(_STATING, (kind, value)))
        # stated with words around it, "EUDRACT NUMBER:2006-000757-21", and never a part of a longer number
        whole = re.compile(rf"(?<![0-9A-Z]){re.escape(value)}(?![0-9A-Z])")
        return tuple(dict.fromkeys(each for each, held in self._rows(_HOLDING, (kind, value)) if whole.search(held)))

    def identifiers_of(self, kind: str) -> tuple[str, ...]:
        """Every identifier of a kind that some document has, canonical, in alphabetical order."""
        rows = self._rows("SELECT DISTINCT value FROM identifiers WHERE kind = ? ORDER BY value", (kind,))
        return tuple(value for (value,) in rows)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name that any document gives to a drug, each once, in a fixed order."""
        rows = self._rows("SELECT DISTINCT folded, drug, kind, text FROM names ORDER BY folded, drug, kind, text")
        ordered = sorted((folded, kind, drug, text) for folded, drug, kind, text in rows)
        return tuple(Name(text, folded, NameKind(kind), drug) for folded, kind, drug, text in ordered)

    def drugs_by_document(self) -> dict[int, frozenset[str]]:
        """The keys of the drugs that each monograph and label is about, by the document's number."""
        found: dict[int, set[str]] = {}
        for number, drug in self._rows(
            """SELECT DISTINCT document, drug FROM names JOIN documents ON documents.number = document
               WHERE documents.kind != 'trial'"""
        ):
            found.setdefault(number, set()).add(drug)
        return {number: frozenset(drugs) for number, drugs in found.items()}

    def names_of(self, document_id: str) -> tuple[Name, ...]:
        """The names that one document gives to its drugs."""
        rows = self._rows(
            """SELECT text, folded, names.kind, drug FROM names JOIN documents ON number = document
               WHERE document_id = ? ORDER BY names.rowid""",
            (document_id,),
        )
        return tuple(Name(text, folded, NameKind(kind), drug) for text, folded, kind, drug in rows)

    def world_names(self) -> dict[str, str]:
        """Folded name of any drug of the world, to its canonical folded name."""
        return dict(self._rows("SELECT folded, canonical FROM world_names"))

    def generic_names(self) -> dict[str, str]:
        """Drug key → the generic name that is no more than the key, as a source writes it."""
        found: dict[str, str] = {}
        for name in self.names:  # by text, so that the first one is the same everywhere
            if name.kind is NameKind.GENERIC and name.folded == name.drug:
                found.setdefault(name.drug, name.text)
        return found

    def acronyms(self) -> Iterable[tuple[str, str]]:
        """(acronym, document id): what trials are called for short, in the order of their numbers."""
        rows = self._rows("SELECT number, acronym, document_id FROM documents WHERE kind = 'trial' AND acronym != ''")
        return [(acronym, document_id) for _, acronym, document_id in sorted(rows)]  # sorted here: from an index alone

    def other_numbers(self) -> Iterator[tuple[str, str]]:
        """(number, document id): what trials are called in other registries and by their sponsors, in a fixed order."""
        return self._rows(
            """SELECT value, document_id FROM identifiers JOIN documents ON documents.number = document
               WHERE identifiers.kind = ? ORDER BY value, document_id""",
            (IdentifierKind.OTHER.value,),
        )

    def abbreviations(self) -> Iterator[tuple[str, str]]:
        """(abbreviation, what it stands for), folded, each time that a title, condition or keyword says so."""
        for (lines,) in self._rows("SELECT abbreviations FROM documents WHERE abbreviations NOT NULL ORDER BY number"):
            for line in lines.splitlines():
                short, _, full = line.partition("\t")
                yield short, full

    def is_in_a_title(self, name: str) -> bool:
        """Whether a trial's title holds these folded words in this order."""
        return self._selection.mentions.is_in_a_title(name)

    def section_keys(self) -> dict[str, set[str]]:
        """Drug key → the keys of the sections that monographs and labels about it have."""
        found: dict[str, set[str]] = {}
        for drug, key in self._rows(
            # few documents are not trials: from them to their names, not the other way round
            """SELECT DISTINCT drug, key FROM documents CROSS JOIN names ON names.document = documents.number
               CROSS JOIN sections ON sections.document = documents.number WHERE documents.kind != 'trial'"""
        ):
            found.setdefault(drug, set()).add(key)
        return found

    # what is in it

    def counts(self) -> dict[str, int]:
        """Documents in all, by kind and by format; sections, passages, names, files."""
        counted = {
            table: int(self._rows(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 (names of ours)
            for table in ("documents", "sections", "passages", "names", "files")
        }
        for column in ("kind", "source_format"):
            rows = self._rows(f"SELECT {column}, count(*) FROM documents GROUP BY 1 ORDER BY 1")  # noqa: S608
            counted |= {f"{column.removeprefix('source_')}:{value}": count for value, count in rows}
        return counted

    def section_counts(self) -> dict[str, int]:
        """How many documents have a section of each title, most frequent first."""
        rows = self._rows(
            """SELECT fact_values.value, count(*) FROM fact_values JOIN fact_of ON fact_of.value = fact_values.number
               WHERE field = ? GROUP BY 1 ORDER BY 2 DESC, 1""",
            (Field.SECTION,),
        )
        return dict(rows.fetchall())

    def source_dates(self) -> tuple[str, str] | None:
        """The oldest and the newest date that a publisher gives to a version; None where none is stated."""
        row = self._rows(
            """SELECT (SELECT source_date FROM documents WHERE source_day NOT NULL ORDER BY source_day LIMIT 1),
                      (SELECT source_date FROM documents WHERE source_day NOT NULL ORDER BY source_day DESC LIMIT 1)"""
        ).fetchone()
        return (row[0], row[1]) if row[0] else None

    @property
    def ledger(self) -> Ledger:
        """Its files, what each offers, what could not be read; for reading only."""
        return Ledger(self._connection())

    def content_sha256s(self) -> dict[str, str]:
        """Document id to the sha256 of everything that a reader can see of it, in the order of ids."""
        return dict(self._rows("SELECT document_id, sha256 FROM documents ORDER BY document_id"))

    def passage_count(self) -> int:
        """Passages, holes not counted."""
        return int((self.ranks >= 0).sum())

    def embedded(self) -> Iterator[bytes]:
        """The sha256 of what was embedded of each passage, in no order. Raises GenerationDamaged where it cannot."""
        try:
            for (sha256,) in self._rows("SELECT embedded FROM passages"):
                yield sha256
        except sqlite3.Error as error:
            raise GenerationDamaged(f"{self._path}: cannot be read ({error})") from error

    def faults(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the file, and rows that point nowhere."""
        checks = [row[0] for row in self._rows("PRAGMA quick_check(10)") if row[0] != "ok"]
        for table, column, target in _POINTERS:
            sql = f"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT number FROM {target})"  # noqa: S608
            count = self._rows(sql).fetchone()[0]
            if count:
                checks.append(f"{count} rows of {table} belong to no row of {target}")
        return tuple(checks)

    def stale_arrays(self) -> tuple[str, ...]:
        """The names of the arrays that do not say what the rows do, or are not there."""
        held = dict(self._rows("SELECT name, data FROM arrays"))
        return tuple(name for name, data in arrays_of(self._rows, len(self.ranks)) if held.get(name) != data)

    @cached_property
    def _selection(self) -> Selection:
        return Selection(self._rows)

    def _array(self, name: str) -> NDArray[np.int32]:
        return np.frombuffer(array_in(self._rows, name), dtype="<i4")

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._connection().execute(sql, parameters)

    def _connection(self) -> sqlite3.Connection:
        """The one of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            with self._opening:
                self._connections.append(connection)
            self._local.connection = connection
        return connection


_MAPPED_BYTES = 640 << 20
"""Of the file; what lies behind is read, a little slower. All that is mapped soon counts as memory of the process."""
_FEW = 64
"""Documents whose passages are put together in the time in which the documents of all passages are compared."""
_MOST_KEPT = 4096
"""Passages, of some 1,500 characters each."""
_POINTERS = (
    ("sections", "document", "documents"),
    ("passages", "document", "documents"),
    ("passages", "section", "sections"),
    ("fact_of", "document", "documents"),
    ("fact_of", "value", "fact_values"),
    ("identifiers", "document", "documents"),
    ("names", "document", "documents"),
)


def _document(row: tuple) -> DocumentRow:  # type: ignore[type-arg]
    number, document_id, kind, title, sha256, record, path, format_, publisher, url, source_date, fetched, note = row
    source = Source(
        path=path,
        format=format_,
        publisher=publisher,
        url=url,
        date=PartialDate.parse(source_date) if source_date else None,
        fetched=date.fromisoformat(fetched) if fetched else None,
        note=note,
    )
    return DocumentRow(number, document_id, Kind(kind), title, sha256, record_from_json(Kind(kind), record), source)
