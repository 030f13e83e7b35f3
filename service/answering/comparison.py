"""Two or three drugs, or trials, side by side, each cell a quote of one passage or "not stated"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.documents import Kind, PartialDate
from indexer.sections import SectionKind
from service import urls
from service.answering.citations import Citation, Quote

KINDS = tuple(
    map(
        SectionKind,
        """indication mechanism dosage contraindications boxed_warning warnings adverse_reactions interactions pregnancy
        lactation pediatric geriatric renal hepatic overdose pharmacokinetics abuse storage""".split(),
    )
)
"""The rows, in the order a prescriber asks."""


@dataclass(frozen=True, slots=True)
class ComparedDrug:
    """A column; of trials one trial."""

    key: str
    """Of the drug, or the trial's number."""
    name: str
    kinds: tuple[Kind, ...]
    """Of the documents it is quoted from."""
    date: PartialDate | None
    """The newest of their dates."""
    is_covered: bool = True
    """False for a drug that nothing here is about: its column says so, and no other drug's words fill it."""
    lacks_product: str = ""
    """The brand that was asked for, where no source here is of it: the column quotes other products of the drug."""
    is_combined: bool = False
    """Whether every source that it is quoted from is of the drug together with others."""
    titles: tuple[str, ...] = ()
    """Of the documents that it is quoted from."""

    @property
    def url(self) -> str:
        """The page of the drug, or of the trial."""
        return urls.document(self.key) if self.kinds == (Kind.TRIAL,) else urls.drug(self.key)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one drug's sources say under one heading: a quote, or lines of facts, or nothing."""

    drug: str
    quote: Quote | None = None
    lines: tuple[str, ...] = ()
    is_covered: bool = True
    """Whether the corpus has anything about the drug: "not stated" and "not in the corpus" are two things."""
    goes_on: bool = False
    """Whether the source says more on this than is quoted."""
    looked_at: tuple[str, ...] = ()
    """Titles of the documents that were read for a cell that is not stated; none where only trials are about it."""

    @property
    def absence(self) -> str:
        """What is said where there is neither a quote nor a fact."""
        if not self.is_covered:
            return "Not in the corpus"
        return "Not stated" if self.looked_at else "No monograph or label here"


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
        """Every passage quoted, each once, in the order of their numbers."""
        cited = [cell.quote.citation for row in self.rows for cell in row.cells if cell.quote]
        return tuple(sorted({each.number: each for each in cited}.values(), key=lambda each: each.number))


def compare(drugs: Sequence[ComparedDrug], rows: Sequence[Row]) -> Comparison:
    """The table of these rows, whose cells are of the drugs covered; the cells of the others are empty."""
    lacking = tuple(Cell(drug.name, is_covered=False) for drug in drugs if not drug.is_covered)
    return Comparison(tuple(drugs), tuple(replace(row, cells=row.cells + lacking) for row in rows))
