"""The pages for reading rather than asking: documents, drugs, what is covered. From the library, not from a ranking."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Kind, Label, Section, Status
from indexer.selection import NOT, NOT_STATED
from indexer.site_places import PLACE_FIELDS
from indexer.text import Span
from service import urls
from service.answering.citations import Citation, date_of, marked
from service.answering.library import Library
from service.answering.listing import facet_label, facet_title, row
from service.answering.notices import notices_of
from service.answering.suggestions import drug_questions
from service.pages.factsheet import Fact, Form, facts_of
from service.pages.views import (
    AboutPage,
    Chip,
    DocumentCard,
    DocumentPage,
    DocumentsPage,
    DrugPage,
    Frame,
    PassageView,
    SectionView,
    facet_links,
)
from service.understanding.filters import Filters
from service.wording import day, joined, plural

PAGE_SIZE = 25
BROWSED = ("status", "phase", "condition", "country", "sponsor", "year")
"""What the list of trials can be narrowed by on its page."""


def document_page(
    library: Library,
    document: DocumentRow,
    frame: Frame,
    cited: PassageRow | None,
    mark: Span | None,
    alike: tuple[Citation, ...],
    back: str | None,
    today: date,
) -> DocumentPage:
    """A document whole. `cited` is marked, or only the span `mark` of its section's text."""
    passages = library.passages_of(document)
    sections = library.catalog.sections(document.document_id)
    source = document.source
    read = f", read {day(source.fetched)}" if source.fetched else ""
    publisher = source.publisher or "Publisher not stated"
    return DocumentPage(
        title=f"{document.title}, {document.kind.value}",
        nav="documents",
        frame=frame,
        heading=document.title,
        kind=document.kind,
        summary=f"{publisher}{read}. {plural(len(sections), 'section')}, {plural(len(passages), 'passage')}.",
        notices=notices_of(document, today),
        facts=facts_of(document, library.states_criteria(document)),
        sections=tuple(_section_view(each, passages, cited, mark) for each in sections),
        alike=alike,
        back=back,
        provenance=_provenance(document, library),
        source_note=source.note,
        source_url=urls.external(source.url),
        files={each: urls.document_file(document.document_id, each) for each in ("txt", "json", "ris")},
    )


def _section_view(
    section: Section, passages: Sequence[PassageRow], cited: PassageRow | None, mark: Span | None
) -> SectionView:
    """A section with its passages, the cited one marked, or only the span `mark`."""
    own = [each for each in passages if each.section_key == section.key]
    is_cited_in = cited is not None and cited.section_key == section.key
    marked_span = (mark or Span(cited.start, cited.end)) if cited is not None and is_cited_in else None
    return SectionView(
        urls.section_anchor(section.key), section.title, tuple(_passage_view(each, marked_span) for each in own)
    )


def _passage_view(passage: PassageRow, mark: Span | None) -> PassageView:
    """A passage with the part of the mark that lies in it."""
    inside = mark is not None and mark.start < passage.end and mark.end > passage.start
    spans = (
        [Span(max(mark.start, passage.start) - passage.start, min(mark.end, passage.end) - passage.start)]
        if mark is not None and inside
        else []
    )
    return PassageView(
        passage_id=passage.passage_id,
        anchor=urls.passage_anchor(passage.passage_id),
        url=urls.passage(passage.passage_id),
        segments=marked(passage.text, spans),
        is_cited=inside,
    )


def _provenance(document: DocumentRow, library: Library) -> str:
    """Where the text came from, in words."""
    source = document.source
    stated = date_of(document.record, source)
    dated = f"Its publisher dates it {day(stated)}." if stated else "The source states no date of its own."
    fetched = f" Fetched on {day(source.fetched)}." if source.fetched else ""
    return (
        f"Source: {source.published_by}, file {source.path}. {dated}{fetched} Read into generation "
        f"{library.generation}; every passage is an exact slice of the text as read."
    )


# lists of trials


def last_posted_first(library: Library, filters: Mapping[str, object]) -> NDArray[np.int64]:
    """The trials that match; those that state no day of their last posting come last."""
    catalog = library.catalog
    return catalog.ordered(catalog.select({**filters, "kind": Kind.TRIAL.value}), "last_posted", descending=True)


def documents_page(library: Library, frame: Frame, chosen: Mapping[str, str], first: int) -> DocumentsPage:
    """All drugs, and one page of the trials that match what was chosen, from number `first` (from 0) on."""
    trials = last_posted_first(library, _selected(chosen))
    every = library.catalog.select({"kind": Kind.TRIAL.value})
    first = min(first, max(0, len(trials) - 1) // PAGE_SIZE * PAGE_SIZE)  # behind the end is the last page
    shown = trials[first : first + PAGE_SIZE].tolist()
    citations = library.cite_records(shown, first + 1)
    places: dict[str, Any] = {name: (chosen[name],) for name in PLACE_FIELDS if name in chosen}
    drugs = () if chosen or first else library.drugs

    def address(field: str, value: str, is_chosen: bool) -> str:
        rest = {name: each for name, each in chosen.items() if name != field}
        return urls.browse(**(rest if is_chosen else rest | {field: value})) + "#trials-t"

    title = plural(len(trials), "trial")
    return DocumentsPage(
        title="Documents",
        nav="documents",
        frame=frame,
        summary=documents_in_words(library),
        drugs=tuple(
            (drug, ", ".join(_counted((drug.monographs, "monograph"), (drug.labels, "label")))) for drug in drugs
        ),
        trials_title=title if chosen else f"{title}, last posted first" if shown else "No trial is here",
        chosen=tuple(
            Chip(*_chosen_in_words(name, value), address(name, value, True)) for name, value in chosen.items()
        ),
        rows=tuple(row(each, Filters(**places)) for each in citations),
        facets=facet_links(
            library.facets(BROWSED, trials, {name: (value,) for name, value in chosen.items()}), address
        ),
        years=library.years(every, trials, f"the {title} listed"),
        before=_page(chosen, max(0, first - PAGE_SIZE)) if first else None,
        after=_page(chosen, first + PAGE_SIZE) if first + PAGE_SIZE < len(trials) else None,
        shown=f"{first + 1:,} to {first + len(shown):,} of {len(trials):,}" if shown else "None",
        files=_files(chosen),
    )


def _selected(chosen: Mapping[str, str]) -> dict[str, object]:
    """What is chosen as the catalog selects trials by it; "not_country" is a country they must not have."""
    denied = {name.removeprefix(_DENIED): value for name, value in chosen.items() if name.startswith(_DENIED)}
    plain = {name: value for name, value in chosen.items() if not name.startswith(_DENIED)}
    return plain | ({NOT: denied} if denied else {})


def _chosen_in_words(name: str, value: str) -> tuple[str, str]:
    """As in ("country", "not France")."""
    field = name.removeprefix(_DENIED)
    label = facet_label(field, value.partition("|")[0] if field == "drug" else value)
    return facet_title(field).lower(), label if field == name else f"not {label}"


_DENIED = f"{NOT}_"


def _page(chosen: Mapping[str, str], first: int) -> str:
    return urls.browse(**chosen, **({"from": str(first)} if first else {})) + "#trials-t"


def _files(chosen: Mapping[str, str]) -> Mapping[str, str]:
    """The addresses of the whole list, a year as a range of days; none of trials without one, which no filter holds."""
    pairs = [(name, value) for name, value in chosen.items() if name != "year"]
    year = chosen.get("year")
    if year == NOT_STATED:
        return {}
    if year is not None:
        pairs += [("first_posted_from", f"{year}-01-01"), ("first_posted_to", f"{year}-12-31")]
    return {each: urls.trials(each, pairs) for each in ("csv", "json")}


def _counted(*counts: tuple[int, str]) -> list[str]:
    """As in "1 monograph", "2 labels"; what there is none of is left out."""
    return [plural(count, noun) for count, noun in counts if count]


def documents_in_words(library: Library) -> str:
    """As in "1 monograph, 2 labels and 10 trials."."""
    documents = library.coverage.documents
    return f"{joined(_counted(*((documents[kind], kind.value) for kind in Kind)))}."


def drug_page(library: Library, keys: Sequence[str], frame: Frame) -> DrugPage | None:
    """Everything about the drug that records have these keys for, by the first of them; None where nothing here is."""
    if not keys:
        return None
    key = keys[0]
    documents = library.documents_about_any(keys)
    about = {"drug": "|".join(keys)}
    numbers = last_posted_first(library, about)
    recruits = np.isin(numbers, library.catalog.select(about | {"status": Status.RECRUITING.value}))
    name = library.drug_name(key)
    trials = [*numbers[recruits].tolist(), *numbers[~recruits].tolist()]
    citations = library.cite_records(trials[:PAGE_SIZE])

    def address(field: str, value: str, is_chosen: bool) -> str:
        return urls.browse(drug=key, **({} if is_chosen else {field: value})) + "#trials-t"

    return DrugPage(
        title=name,
        nav="documents",
        frame=frame,
        heading=name,
        summary=_drug_summary(documents, len(trials)),
        questions=drug_questions(library, name, documents),
        facts=facts_of(documents[0]) if documents else (),
        documents=tuple(_card(library, each) for each in documents),
        trials_title=plural(len(trials), "trial") if trials else "No trial here is about it",
        rows=tuple(row(each) for each in citations),
        shown=f"The first {PAGE_SIZE}, those that recruit before others" if len(trials) > PAGE_SIZE else None,
        all_url=urls.browse(drug=key) + "#trials-t",
        facets=facet_links(library.facets(BROWSED, numbers, {}), address),
        years=library.years(numbers, numbers, "every trial about it"),
    )


def _drug_summary(documents: Sequence[DocumentRow], trials: int) -> str:
    labels = sum(isinstance(each.record, Label) for each in documents)
    counted = _counted((len(documents) - labels, "monograph"), (labels, "label"), (trials, "trial"))
    return f"{joined(counted)} here about it."


def _card(library: Library, document: DocumentRow) -> DocumentCard:
    return DocumentCard(
        kind=document.kind,
        title=document.title,
        url=urls.document(document.document_id),
        date=date_of(document.record, document.source),
        sections=tuple(
            (section.title, urls.section(document.document_id, section.key))
            for section in library.catalog.sections(document.document_id)
        ),
    )


def about_page(library: Library, model: str, passages: int, frame: Frame, logged: bool) -> AboutPage:
    """What is covered, in numbers, and whether questions are `logged`."""
    coverage = library.coverage
    return AboutPage(
        title="About",
        nav="about",
        frame=frame,
        logged=logged,
        facts=(
            Fact("Documents", (documents_in_words(library).rstrip("."),)),
            Fact("Drugs", (str(len(coverage.drugs)),)),
            Fact("Passages", (f"{passages:,}",)),
            Fact("Newest record", (day(coverage.newest),) if coverage.newest else ()),
            Fact("Index built", (day(coverage.built),)),
            Fact("Generation", (library.generation,), Form.CODE),
            Fact("Model", (model,), Form.CODE),
        ),
    )
