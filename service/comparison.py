"""Two or three drugs side by side: sections down, drugs across, each cell a quote of one passage or "not stated"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.documents import Kind, PartialDate
from indexer.sections import SectionKind
from service.citations import Citation, Quote

MOST_DRUGS = 3

KINDS = (
    SectionKind.INDICATION,
    SectionKind.MECHANISM,
    SectionKind.DOSAGE,
    SectionKind.CONTRAINDICATIONS,
    SectionKind.BOXED_WARNING,
    SectionKind.WARNINGS,
    SectionKind.ADVERSE_REACTIONS,
    SectionKind.INTERACTIONS,
    SectionKind.PREGNANCY,
    SectionKind.LACTATION,
    SectionKind.PEDIATRIC,
    SectionKind.GERIATRIC,
    SectionKind.RENAL,
    SectionKind.HEPATIC,
    SectionKind.OVERDOSE,
    SectionKind.PHARMACOKINETICS,
    SectionKind.ABUSE,
    SectionKind.STORAGE,
)
"""The rows, in the order a prescriber asks."""


@dataclass(frozen=True, slots=True)
class ComparedDrug:
    """A column."""

    key: str
    name: str
    kinds: tuple[Kind, ...]
    """Of the documents it is quoted from."""
    date: PartialDate | None
    """The newest of their dates."""
    is_covered: bool = True
    """False for a drug that nothing here is about: its column says so, and no other drug's words fill it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one drug's sources say under one heading: a quote, or lines of facts, or nothing."""

    drug: str
    quote: Quote | None = None
    lines: tuple[str, ...] = ()
    is_covered: bool = True
    """Whether the corpus has anything about the drug: "not stated" and "not in the corpus" are two things."""


@dataclass(frozen=True, slots=True)
class Row:
    """One heading and a cell for each drug."""

    title: str
    kind: SectionKind | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table."""

    drugs: tuple[ComparedDrug, ...]
    rows: tuple[Row, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every passage quoted, in reading order."""
        return tuple(cell.quote.citation for row in self.rows for cell in row.cells if cell.quote)


def compare(
    drugs: Sequence[ComparedDrug],
    quotes: Mapping[tuple[str, SectionKind], Quote],
    identity: Sequence[Row],
    asked: SectionKind | None = None,
) -> Comparison:
    """The table of the kinds that at least one drug's sources speak of; `asked` comes first, stated or not.

    `quotes` holds the chosen quote by drug key and kind. `identity` are rows of facts, put last.
    """
    kinds = [kind for kind in KINDS if kind != asked and any((drug.key, kind) in quotes for drug in drugs)]
    rows = [
        Row(
            kind.label,
            kind,
            tuple(Cell(drug.name, quotes.get((drug.key, kind)), (), drug.is_covered) for drug in drugs),
        )
        for kind in ([asked] if asked else []) + kinds
    ]
    return Comparison(tuple(drugs), (*rows, *identity))
