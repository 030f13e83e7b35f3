"""One generation's corpus, as answers and pages need it: passages ready to be cited, drugs by name, what is covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog, DocumentRow, PassageRow
from indexer.documents import Kind, Label, Monograph, PartialDate
from indexer.names import fold
from indexer.sections import OF_A_RECORD, SectionKind, kinds_of
from indexer.selection import NOT_STATED, FacetCount
from service.answering.citations import Citation, date_of
from service.answering.listing import Facet, FacetValue, YearPicture, facet_label, year_picture
from service.understanding.filters import Filters
from service.understanding.question import Question

_MOST_VALUES = 8
"""Of a facet, the most frequent; those chosen are shown beside them."""


@dataclass(frozen=True, slots=True)
class CoveredDrug:
    """A drug that a monograph or a label is about, and how much there is."""

    key: str
    name: str
    monographs: int
    labels: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the corpus holds, told where it cannot answer and on the pages that introduce it."""

    drugs: tuple[tuple[str, str], ...]
    """(key, name) of every drug that a monograph or a label is about, A to Z."""
    documents: Mapping[Kind, int]
    newest: PartialDate | None
    """The newest date of a version that any publisher states."""
    built: date


def of_the_brand(rows: Sequence[DocumentRow], written: str) -> Sequence[DocumentRow]:
    """The documents without labels of other products than the brand that is written; all where none is of it.

    Vivlodex is no QMIIZ, whose dose is another. The brand itself comes before those that are longer: Abilify Maintena.
    """
    name = f" {fold(written)} "
    labels = {row.number: row.record for row in rows if isinstance(row.record, Label)}
    if any(name in f" {fold(each)} " for label in labels.values() for each in label.generic_names):
        return rows
    brands = {number: [f" {fold(each)} " for each in label.brand_names] for number, label in labels.items()}
    exact = {number for number, called in brands.items() if name in called}
    own = exact or {number for number, called in brands.items() if any(name in each for each in called)}
    return [row for row in rows if row.number in own or row.number not in labels] if own else rows


def is_of(row: DocumentRow, written: str) -> bool:
    """Whether a document is of a product or substance, by its title and its brand names."""
    brands = row.record.brand_names if isinstance(row.record, Label | Monograph) else ()
    return bool(written) and any(f" {fold(written)} " in f" {fold(name)} " for name in (row.title, *brands))


class Library:
    """Reads a catalog for one generation. Safe to share between threads."""

    def __init__(self, catalog: Catalog, generation: str, built: date) -> None:
        self.catalog = catalog
        self.generation = generation
        self.built = built
        # conversations come back to the same drugs and records
        self._documents_of = lru_cache(maxsize=256)(self._read_documents_about)
        self._trials_of = lru_cache(maxsize=1024)(lambda drug: catalog.select({"drug": drug, "kind": Kind.TRIAL.value}))
        self._kinds_in = lru_cache(maxsize=4096)(self._read_kinds)
        self._is_of = lru_cache(maxsize=64)(self._read_is_of)
        self._keys_of = lru_cache(maxsize=4096)(lambda row: frozenset(name.drug for name in catalog.names_of(row)))
        self._row_of = lru_cache(maxsize=1024)(lambda number: catalog.documents([number])[0])

    @cached_property
    def coverage(self) -> Coverage:
        """Counted once."""
        counts = self.catalog.counts()
        dates = self.catalog.source_dates()
        return Coverage(
            drugs=tuple((drug.key, drug.name) for drug in self.drugs),
            documents={kind: counts.get(f"kind:{kind.value}", 0) for kind in Kind},
            newest=PartialDate.parse(dates[1]) if dates else None,
            built=self.built,
        )

    @cached_property
    def drugs(self) -> tuple[CoveredDrug, ...]:
        """Every drug that a monograph or a label is about, A to Z."""
        by_kind = {
            kind: {
                each.value: each.count for each in self._facet_counts("drug", self.catalog.select({"kind": kind.value}))
            }
            for kind in (Kind.MONOGRAPH, Kind.LABEL)
        }
        keys = sorted({key for found in by_kind.values() for key in found if key})
        return tuple(
            CoveredDrug(key, self.drug_name(key), by_kind[Kind.MONOGRAPH].get(key, 0), by_kind[Kind.LABEL].get(key, 0))
            for key in keys
        )

    def drug_name(self, key: str) -> str:
        """A drug's generic name as its sources write it: "Baclofen"."""
        return self._generic_names.get(key, key).capitalize()

    @cached_property
    def _generic_names(self) -> dict[str, str]:
        return self.catalog.generic_names()

    # citing

    def cite(self, passages: Sequence[int], first: int = 1) -> tuple[Citation, ...]:
        """Citations of these passage numbers in their order, numbered from `first`."""
        rows = self.catalog.passages(passages)
        return tuple(Citation(number, row, self._row_of(row.document)) for number, row in enumerate(rows, first))

    def cite_records(self, documents: Sequence[int], first: int = 1) -> tuple[Citation, ...]:
        """One citation a document, in their order: the passage that states a trial's facts, else its first one."""
        rows = self.catalog.documents(documents)
        found = [(row, self._record_passage(row)) for row in rows]
        stated = [(row, passage) for row, passage in found if passage is not None]
        return tuple(Citation(number, passage, row) for number, (row, passage) in enumerate(stated, first))

    def _record_passage(self, document: DocumentRow) -> PassageRow | None:
        """The passage a record is cited by; None for a document without text."""
        stated = self.catalog.passage(f"{document.document_id}#{OF_A_RECORD[0]}-1")
        if stated is not None:
            return stated
        passages = self.passages_of(document)
        return passages[0] if passages else None

    def passages_of(self, document: DocumentRow) -> tuple[PassageRow, ...]:
        """A document's passages in reading order."""
        order = {section.key: place for place, section in enumerate(self.catalog.sections(document.document_id))}
        numbers = self.catalog.passages_of([document.number])
        return tuple(sorted(self.catalog.passages(numbers), key=lambda each: (order[each.section_key], each.start)))

    def beside(self, passage: PassageRow, step: int) -> str:
        """The text of the passage that follows one in its section, or with -1 comes before it; empty for none."""
        found = self.next_to(passage, step)
        return found.text if found else ""

    def next_to(self, passage: PassageRow, step: int) -> PassageRow | None:
        """The passage that follows one in its section, or with -1 comes before it."""
        number, sections = passage.number + step, self.catalog.section_of
        is_there = 0 <= number < len(sections) and sections[number] == sections[passage.number]
        return self.catalog.passages([number])[0] if is_there else None

    def passages_of_kind(self, documents: Iterable[int], kind: SectionKind) -> NDArray[np.int64]:
        """The numbers of the passages of documents, by their numbers, whose section is of a kind, ascending."""
        numbers = self.catalog.passages_of(list(documents))
        return numbers[self._is_of(kind)[self.catalog.section_name_of[numbers]]]

    def _read_is_of(self, kind: SectionKind) -> NDArray[np.bool_]:
        """Whether sections of a name are of a kind, by the numbers of the names."""
        names = self.catalog.section_names()
        found = np.zeros(max((number for number, _, _ in names), default=0) + 1, dtype=bool)
        found[[number for number, key, title in names if kind in kinds_of(key, title)]] = True
        return found

    # drugs

    def documents_about(self, drug: str) -> tuple[DocumentRow, ...]:
        """Monographs first, then labels, newest first; of those about several drugs the most particular first."""
        return self._documents_of(drug)

    def documents_about_any(self, drugs: Iterable[str]) -> tuple[DocumentRow, ...]:
        """Those about any of some drugs, each once, of the first drug first."""
        return tuple({row.number: row for drug in drugs for row in self.documents_about(drug)}.values())

    def documents_of(self, keys: Sequence[str]) -> tuple[DocumentRow, ...]:
        """The monographs and labels about what has these keys, in the order in which they are read.

        Of a combination those about its drugs and no other, where one is: Trikafta is not Symdeko.
        """
        rows = self.documents_about_any(keys)
        whole = tuple(row for row in rows if self.drugs_of(row) == set(keys)) if len(keys) > 1 else ()
        return whole or rows

    def documents_named(self, question: Question) -> tuple[DocumentRow, ...]:
        """The monographs and labels about the drugs that a question names, each once; of a brand its own."""
        named = (of_the_brand(self.documents_of(mention.drugs), mention.name) for mention in question.drugs)
        return tuple({row.number: row for rows in named for row in rows}.values())

    def left(self, filters: Filters, documents: Sequence[DocumentRow]) -> Sequence[DocumentRow]:
        """The documents among these that filters leave."""
        if filters.is_empty:
            return documents
        left = self.catalog.select(filters.as_mapping())
        return [each for each in documents if each.number in left]

    def passages_named(self, question: Question) -> NDArray[np.int64]:
        """The numbers of the passages of the monographs and labels about the drugs that a question names, ascending."""
        return self.catalog.passages_of([row.number for row in self.documents_named(question)])

    def _read_documents_about(self, drug: str) -> tuple[DocumentRow, ...]:
        numbers = self.catalog.select({"drug": drug, "kind": [Kind.MONOGRAPH.value, Kind.LABEL.value]})
        return tuple(sorted(self.catalog.documents(numbers), key=_for_comparison))

    def drugs_of(self, document: DocumentRow) -> frozenset[str]:
        """The keys of the drugs that a document is about."""
        return self._keys_of(document.document_id)

    def trials_about(self, drug: str) -> NDArray[np.int64]:
        """The numbers of the trials that give a drug or name it."""
        return self._trials_of(drug)

    def section_kinds(self, documents: Iterable[DocumentRow]) -> tuple[SectionKind, ...]:
        """The kinds of section that these documents have, in the order they first appear."""
        return tuple(dict.fromkeys(kind for row in documents for kind in self._kinds_in(row.document_id)))

    def _read_kinds(self, document_id: str) -> tuple[SectionKind, ...]:
        found = [kind for heading in self.catalog.headings(document_id) for kind in sorted(kinds_of(*heading))]
        return tuple(dict.fromkeys(found))

    def states_criteria(self, trial: DocumentRow) -> bool:
        """Whether more than the lines of its record tells who may take part."""
        headings = self.catalog.headings(trial.document_id)
        keys = {key for key, title in headings if SectionKind.ELIGIBILITY in kinds_of(key, title)}
        return not keys.issubset(OF_A_RECORD)

    # counting

    def counts_by(self, fields: Sequence[str], documents: NDArray[np.int64]) -> dict[str, tuple[tuple[str, int], ...]]:
        """Field → its values with how many of these documents state each, NOT_STATED for those that state none."""
        return {
            name: tuple((NOT_STATED if each.value is None else each.value, each.count) for each in values)
            for name, values in self.catalog.facets(fields, documents).items()
        }

    def facets(
        self, fields: Sequence[str], documents: NDArray[np.int64], chosen: Mapping[str, Sequence[str]]
    ) -> tuple[Facet, ...]:
        """Counts of each field among documents, the most frequent values and every chosen one."""
        return tuple(self._facet(field, documents, chosen.get(field, ())) for field in fields)

    def _facet(self, field: str, documents: NDArray[np.int64], chosen: Sequence[str]) -> Facet:
        values = [
            FacetValue(value, facet_label(field, value), each.count, value in chosen)
            for each in self._facet_counts(field, documents)
            for value in [NOT_STATED if each.value is None else each.value]
        ]
        kept = [value for place, value in enumerate(values) if place < _MOST_VALUES or value.chosen]
        return Facet(field, tuple(kept), len(values) - len(kept))

    def _facet_counts(self, field: str, documents: NDArray[np.int64]) -> tuple[FacetCount, ...]:
        return self.catalog.facets([field], documents)[field]

    def years(self, scope: NDArray[np.int64], shown: NDArray[np.int64], words: str) -> YearPicture | None:
        """Trials of a scope by the year they were first posted, with those shown filled."""
        every, some = (
            {int(each.value): each.count for each in self._facet_counts("year", among) if each.value}
            for among in (scope, shown)
        )
        return year_picture(every, some, words)


def _for_comparison(row: DocumentRow) -> tuple[int, int, int, str]:
    """The order in which documents about a drug are read."""
    newest = date_of(row.record, row.source)
    ingredients = len(row.record.generic_names) if isinstance(row.record, Label) else 1
    return (
        0 if isinstance(row.record, Monograph) else 1,
        ingredients,
        -newest.latest.toordinal() if newest else 0,
        row.document_id,
    )
