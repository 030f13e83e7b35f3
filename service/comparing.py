"""Gathers what a comparison is made of: for each drug and kind of section, the sentence its sources say best."""

from collections.abc import Sequence

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Label, Monograph
from indexer.sections import SectionKind, kinds_of
from indexer.text import Span, sentences
from service.citations import Citation, Quote, date_of
from service.comparison import KINDS, MOST_DRUGS, Cell, ComparedDrug, Comparison, Row, compare
from service.library import Library
from service.quote_edges import after_heading

_MOST_DOCUMENTS = 4
_LONGEST_QUOTE = 320
"""Characters of a cell: whole sentences up to here, and at least one."""


def comparison_of(
    library: Library, drugs: Sequence[str], asked: SectionKind | None = None, missing: Sequence[str] = ()
) -> Comparison:
    """Up to three drugs side by side, from the first document about each that speaks of a kind.

    `missing` are drugs as they were written that nothing here is about; they come last, their columns empty.
    """
    keys = tuple(dict.fromkeys(drugs))[:MOST_DRUGS]
    documents = {key: library.documents_about(key) for key in keys}
    passages = {key: [(row, library.passages_of(row)) for row in documents[key][:_MOST_DOCUMENTS]] for key in keys}
    kinds = (*KINDS, *((asked,) if asked and asked not in KINDS else ()))
    quotes: dict[tuple[str, SectionKind], Quote] = {}
    for kind in ([asked] if asked else []) + [each for each in kinds if each != asked]:
        for key in keys:
            quote = _quote(passages[key], kind, len(quotes) + 1)
            if quote is not None:
                quotes[key, kind] = quote
    covered = [_column(library, key, documents[key]) for key in keys]
    lacking = [ComparedDrug(each, each.capitalize(), (), None, is_covered=False) for each in missing]
    lacking = lacking[: MOST_DRUGS - len(covered)]
    empty = tuple(Cell(each.name, is_covered=False) for each in lacking)
    identity = (
        Row("Identity", None, (*(Cell(each.name, lines=_identity(documents[each.key])) for each in covered), *empty)),
        Row("Trials here", None, (*(Cell(each.name, lines=_trials(library, each.key)) for each in covered), *empty)),
    )
    return compare([*covered, *lacking], quotes, identity, asked)


def _quote(
    documents: Sequence[tuple[DocumentRow, Sequence[PassageRow]]], kind: SectionKind, number: int
) -> Quote | None:
    """The first sentences of the most particular section of a kind, from the first document that has one."""
    for document, passages in documents:
        kinds = [kinds_of(each.section_key, each.section_title) for each in passages]
        of_kind = [(len(found), place) for place, found in enumerate(kinds) if kind in found]
        if of_kind:
            passage = passages[min(of_kind)[1]]
            span = after_heading(passage, _first_sentences(passage))
            return Quote(Citation(number, passage, document, highlights=(span,)), span)
    return None


def _first_sentences(passage: PassageRow) -> Span:
    """Whole sentences from the start of a passage, at least one, as many as a cell holds."""
    spans = sentences(passage.text)
    end = spans[0].end if spans else len(passage.text)
    for span in spans[1:]:
        if span.end - spans[0].start > _LONGEST_QUOTE:
            break
        end = span.end
    return Span(spans[0].start if spans else 0, end)


def _column(library: Library, key: str, documents: Sequence[DocumentRow]) -> ComparedDrug:
    dates = [stated for each in documents if (stated := date_of(each.record, each.source))]
    return ComparedDrug(
        key=key,
        name=library.drug_name(key),
        kinds=tuple(dict.fromkeys(each.kind for each in documents)),
        date=max(dates, key=lambda each: each.latest) if dates else None,
    )


def _identity(documents: Sequence[DocumentRow]) -> tuple[str, ...]:
    """Class, CAS number, UNII and formula, as far as any document states them."""
    found: dict[str, str] = {}
    for each in documents:
        record = each.record
        if isinstance(record, Monograph):
            stated = {"Class": record.drug_class, "CAS": record.cas, "UNII": record.unii, "Formula": record.formula}
        elif isinstance(record, Label):
            stated = {"UNII": ", ".join(record.uniis) or None}
        else:
            continue
        for name, value in stated.items():
            if value:
                found.setdefault(name, value)
    return tuple(f"{name} {value}" for name, value in found.items())


def _trials(library: Library, key: str) -> tuple[str, ...]:
    """How many trials, and how many of them recruit."""
    numbers = library.trials_about(key)
    recruiting = len(library.catalog.select({"drug": key, "kind": "trial", "status": "RECRUITING"}))
    return (f"{len(numbers):,} {'trial' if len(numbers) == 1 else 'trials'}, {recruiting:,} recruiting",)
