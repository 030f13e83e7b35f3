"""The API's responses; a field's docstring is its description in /openapi.json."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from indexer.documents import Kind
from service.pages.records import RECORDS, REFERENCE, SOURCE, TRIAL


def _described(*names: str) -> WithJsonSchema:
    """An object of one of these forms: those of `service.pages.records`, and that of a request."""
    return WithJsonSchema({"anyOf": [{"$ref": REFERENCE + each} for each in names]})


RecordObject = Annotated[dict[str, Any], _described(*RECORDS)]
TrialObject = Annotated[dict[str, Any], _described(TRIAL)]
FilterObject = Annotated[dict[str, Any], _described("FilterFields")]
SourceObject = Annotated[dict[str, Any], _described(SOURCE)]


class Response(BaseModel):
    """What is sent."""

    model_config = ConfigDict(use_attribute_docstrings=True, from_attributes=True)


class Identifier(Response):
    """An identifier written in the question, in its canonical form."""

    kind: str
    """One of nct, cas, unii, set_id, ndc, rxcui, application."""
    value: str
    """In its canonical form."""
    valid: bool
    """Whether its form and its check digit are right."""
    problem: str | None
    """What is wrong with it."""
    found: bool = Field(description="whether a document of the corpus has it")


class Drug(Response):
    """A drug named in the question."""

    name: str = Field(description="as it was written")
    drug: str = Field(description="the corpus's own key of it")


class Correction(Response):
    """A word read as another."""

    written: str
    """In the question."""
    read_as: str
    """What it was taken for."""


class Understood(Response):
    """What was made of the question, each part open to correction."""

    identifiers: list[Identifier]
    """Written in the question; each is looked up, never approximated."""
    drugs: list[Drug]
    """Of this corpus that the question is about."""
    unknown_drugs: list[str]
    """Drugs named that the corpus lacks, as they were written."""
    corrections: list[Correction]
    """Misspelled words, as they were read."""
    section: str | None
    """The kind of section that is asked for."""
    filters: FilterObject
    """What was applied, of the request and of the question's words, as a request's `filters` takes it."""
    not_understood: list[str]
    """Words that a count or a list leaves out: they name nothing in the records."""
    intent: str
    """One of search, list, count, identifier, compare and note, which describes a patient."""
    emergency: bool
    """Whether the words speak of an emergency; a notice then says whom to call."""


class CitationModel(Response):
    """The proof: where the words stand. `section.text[start:end] == text`."""

    number: int
    """From 1, through all pages; what `quotes` and `comparison` refer to."""
    url: str
    """The passage on the page of its document, marked."""
    source: SourceObject
    """The file, its publisher, its address and its dates."""
    start: int
    """Characters from the beginning of the section's text, by code points."""
    end: int
    """The first character after the passage."""
    sha256: str
    """Of the passage's text in UTF-8."""
    source_date: str | None
    """Of the version, as its publisher states it: 2021, 2021-03 or 2021-03-09."""
    fetched: str | None
    """The day it was fetched; null where that is not known."""


class Result(Response):
    """A passage, or the record that a list is made of, with its proof."""

    rank: int
    """From 1, through all pages."""
    document_id: str
    """A trial's NCT number, a label's set id, a monograph's slug."""
    kind: Kind
    """Always to be shown beside a quote."""
    title: str
    """Of the document."""
    section: str
    """The title of the section."""
    section_key: str
    """As in `sections` of /documents/{id}.json."""
    passage_id: str
    """As in `passages` of /documents/{id}.json."""
    text: str
    """The passage, to the letter."""
    highlights: list[tuple[int, int]]
    """The sentences that answer, as [start, end] in `text`."""
    score: float | None
    """What it was ranked by; null where it is not ranked. What was looked up comes first, whatever its score."""
    confidence: float | None
    """That these passages answer the question, 0 to 1, the same for all; null where nothing was weighed."""
    record: RecordObject
    """The facts of the document."""
    citation: CitationModel
    """The proof."""
    explain: dict[str, float] | None = None
    """What the score is the sum of, and `dense`, `beside` (cosines) and `lexical` (BM25), which it is worked out from.

    Only where `explain` was asked for.
    """


class FacetCount(Response):
    """A value and how many documents have it."""

    value: str
    """As a filter takes it, or a year; NOT_STATED where the record states none."""
    count: int
    """Of documents that state it. A filter of words may match more, one of a place beside another place fewer."""


class QuoteModel(Response):
    """A sentence quoted in the answer, from the citation of that number."""

    text: str
    """Whole sentences, to the letter."""
    citation: int
    """The number of the result it is quoted from."""
    start: int
    """Characters from the beginning of the section's text."""
    end: int
    """The first character after the quote."""
    url: str
    """On its document's page, marked."""
    goes_on: bool
    """Whether it ends within a list, further items of which are in the source."""


class ComparisonCell(Response):
    """What is here of one drug or trial: a quote, or facts of its record."""

    drug: str
    """Its name, or the number of the trial."""
    text: str | None
    """The sentences quoted; null where there are none."""
    citation: int | None = Field(description="the number of the citation that `text` is quoted from")
    facts: list[str]
    """Lines from its record."""
    in_corpus: bool
    """Whether anything here is about this drug."""
    goes_on: bool = Field(description="whether the source says more on this than `text`")
    looked_at: list[str] = Field(
        description="titles of the documents that were read for a cell without a quote; none where only trials are here"
    )


class ComparisonRow(Response):
    """What drugs are compared by, and a cell for each of them."""

    title: str
    """What is compared."""
    section: str | None
    """The kind of section; null for facts of records."""
    cells: list[ComparisonCell]
    """One for each drug, in the order of the question."""


class SearchResponse(Response):
    """`/search` and `/chat`."""

    query: str
    """As it was asked."""
    resolved_query: str
    """The question as it stands without `history`."""
    understood: Understood
    """What was made of it."""
    answerable: bool
    """Whether the sources answer; if not, `results` are the closest there is, or empty."""
    reason: str | None
    """Why there is no answer, as a code such as `nothing_relevant`; null where there is one."""
    notice: str | None
    """The title of the first of `notices`."""
    notices: list[str]
    """What a reader must know beside the answer: an emergency, a constraint not applied, a drug that is not here."""
    finding: str | None
    """One sentence of ours: a count or an absence."""
    explanation: str | None
    """How the finding was reached, or what is missing."""
    quotes: list[QuoteModel]
    """The answer: sentences of the sources."""
    generation: str
    """The index that answered."""
    total: int
    """Results there are to page through; for a list, the records that match."""
    next_cursor: str | None
    """For the next page; null on the last."""
    facets: dict[str, list[FacetCount]]
    """The counts asked for, by field."""
    results: list[Result]
    """This page of passages or records, best first or as a list is ordered."""
    comparison: list[ComparisonRow] | None
    """Drugs side by side; null where none was asked for."""
    suggestions: list[str]
    """Questions that can be answered here."""
    timings_ms: dict[str, float]
    """By stage, in milliseconds."""


class SectionModel(Response):
    """A section whole: every passage is a slice of its text."""

    section_key: str
    """The source's own name for it."""
    title: str
    """As people read it."""
    text: str
    """Whole; offsets count its code points."""


class PassageModel(Response):
    """Where a passage stands: `section.text[start:end]`."""

    passage_id: str
    """As in results."""
    section_key: str
    """The section it is a slice of."""
    start: int
    """The first character."""
    end: int
    """The first character after it."""
    sha256: str
    """Of the passage's text in UTF-8."""


class DocumentModel(Response):
    """`/documents/{id}.json`."""

    document_id: str
    """A trial's NCT number, a label's set id, a monograph's slug."""
    kind: Kind
    """What sort of document it is."""
    title: str
    """Of the document."""
    record: RecordObject
    """Its facts."""
    sections: list[SectionModel]
    """In the source's order."""
    passages: list[PassageModel]
    """What results are made of."""
    source: SourceObject
    """The file, its publisher, its address and its dates."""
    generation: str
    """The index it was read from."""


class TrialItem(Response):
    """A trial of a list."""

    document_id: str
    """Its NCT number."""
    title: str
    """Its brief title."""
    record: TrialObject
    """Its facts."""


class TrialsResponse(Response):
    """`/trials.json`: a whole list, the trial posted last first."""

    generation: str
    """The index that answered."""
    total: int
    """Of trials."""
    trials: list[TrialItem]
    """All of them."""


class FacetsResponse(Response):
    """`/facets`."""

    generation: str
    """The index that answered."""
    total: int
    """Of documents that the filters leave."""
    facets: dict[str, list[FacetCount]]
    """By field, the most frequent value first."""


class Suggestion(Response):
    """A question that is answered here."""

    text: str
    """The question."""
    about: str
    """The kind of section that answers it."""


class SuggestResponse(Response):
    """`/suggest`."""

    suggestions: list[Suggestion]
    """Best first."""


class FeedbackResponse(Response):
    """`/feedback`."""

    stored: bool
    """Always true; what cannot be stored is a problem."""


class Health(Response):
    """`/healthz` and `/readyz`."""

    status: Literal["ok", "ready"]
    """Ok: the process answers; ready: it answers questions."""
    generation: str | None = None
    """The index that is served."""
    refused: str | None = None
    """Why the live generation is not the one that is served."""


class Version(Response):
    """`/version`."""

    software: str
    """Its version."""
    generation: str
    """The index that is served."""
    built_at: str
    """When that was built, UTC."""
    model: str
    """That embeds passages and questions."""
    documents: dict[str, int]
    """How many, by kind."""
    newest_record: str | None
    """The newest date of a version that a publisher states."""


class Job(Response):
    """`/admin/jobs/{id}`: a rebuild or a rollback that the service was asked for."""

    job_id: str
    """As in /admin/jobs/{id}."""
    state: Literal["running", "done", "failed", "lost"]
    """Lost: what ran it has ended without a word."""
    asked_at: str
    """UTC."""
    ended_at: str | None = None
    """UTC; null while it runs."""
    error: str | None = None
    """Why it failed."""
    report: dict[str, Any] | None = None
    """Of a rebuild what `medpath build --json` prints; of a rollback `generation` and `former`."""
