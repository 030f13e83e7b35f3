"""The API's requests and responses, in the words of /openapi.json; the only place that knows pydantic."""

import json
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeVar, get_origin

from fastapi.exceptions import RequestValidationError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from starlette.requests import Request as HttpRequest

from indexer.documents import Kind, Phase, Status
from indexer.selection import NOT_STATED
from service.pages.records import RECORDS, REFERENCE, SOURCE, TRIAL
from service.quality.feedback import Reason, Verdict
from service.running.problems import FieldError, from_validation, of_fields
from service.search.ranking import Mode
from service.understanding.filters import DATES, NOT, NUMBERS, RANGES, VALUES, DateRange, Filters, NumberRange
from service.understanding.places import country_named

LONGEST_QUESTION = 2048
MOST_HISTORY = 20


def _listed(value: Any) -> Any:
    """One value where several may stand is a list of one."""
    return [value] if isinstance(value, str) else value


def _country(value: str) -> str:
    """A country by any of its names: "US" is "United States"."""
    return country_named(value) or value


def _code(value: str) -> str:
    """As the registry writes a code, however it was typed: "phase 2" is PHASE2, "PHASE1|PHASE2" is PHASE1/PHASE2."""
    return value.upper().replace(" ", "_").replace("PHASE_", "PHASE").replace(",", "").replace("|", "/")


def _among(allowed: Sequence[str]) -> Callable[[str], str]:
    """A check that reads one of these codes, typed in any case, and refuses any other, naming all that there are."""
    codes = {_code(each): each for each in allowed}

    def check(value: str) -> str:
        found = codes.get(_code(value))
        if found is None:
            raise PydanticCustomError("enum", "not allowed", {"expected": ", ".join(allowed)})
        return found

    return check


def _phases(value: str) -> str:
    """A phase, or several joined by "/", that there are."""
    several = value.replace("|", "/").split("/")
    return "/".join(_among(_PHASES if len(several) == 1 else _PHASES[:-1])(each) for each in several)


_STATUSES = [*(each.value for each in Status), NOT_STATED]
_PHASES = [*(each.value for each in Phase), NOT_STATED]
_COMBINED = ["PHASE1/PHASE2", "PHASE2/PHASE3"]
_STUDY_TYPES = ["INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS", NOT_STATED]
_SEXES = ["FEMALE", "MALE", "ALL", NOT_STATED]
_RESULTS = ["yes", "no", NOT_STATED]
StatusName = Annotated[str, AfterValidator(_among(_STATUSES)), Field(json_schema_extra={"enum": [*_STATUSES]})]
PhaseName = Annotated[str, AfterValidator(_phases), Field(json_schema_extra={"enum": [*_PHASES, *_COMBINED]})]
StudyType = Annotated[str, AfterValidator(_among(_STUDY_TYPES)), Field(json_schema_extra={"enum": [*_STUDY_TYPES]})]
Sex = Annotated[str, AfterValidator(_among(_SEXES)), Field(json_schema_extra={"enum": [*_SEXES]})]
HasResults = Annotated[str, AfterValidator(_among(_RESULTS)), Field(json_schema_extra={"enum": [*_RESULTS]})]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Texts = Annotated[list[Text], BeforeValidator(_listed), Field(max_length=50)]
Countries = Annotated[list[Annotated[Text, AfterValidator(_country)]], BeforeValidator(_listed), Field(max_length=50)]
Kinds = Annotated[list[Kind], BeforeValidator(_listed), Field(max_length=3)]
Statuses = Annotated[list[StatusName], BeforeValidator(_listed), Field(max_length=15)]
Phases = Annotated[list[PhaseName], BeforeValidator(_listed), Field(max_length=9)]
StudyTypes = Annotated[list[StudyType], BeforeValidator(_listed), Field(max_length=4)]
InterventionTypes = Annotated[
    list[Annotated[Text, AfterValidator(_code)]], BeforeValidator(_listed), Field(max_length=15)
]
Sexes = Annotated[list[Sex], BeforeValidator(_listed), Field(max_length=4)]
Results = Annotated[list[HasResults], BeforeValidator(_listed), Field(max_length=3)]
EveryField = Literal["drug", "intervention", "country"]
EveryFields = Annotated[list[EveryField], BeforeValidator(_listed), Field(max_length=3)]


def _as_written(value: Any) -> Any:
    """A day as RFC 3339 writes it: not seconds since 1970, which the framework would take as well."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("day", "{given} is not a day; write one as 2024-03-15", {"given": repr(value)})
    if isinstance(value, int | float):
        raise PydanticCustomError("day", "a number is not a day; write one as 2024-03-15")
    return value


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Day = Annotated[date, BeforeValidator(_as_written)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
FacetName = Literal[
    "kind", "drug", "status", "phase", "condition", "intervention", "sponsor", "country", "city", "year"
]
FacetNames = Annotated[list[FacetName], BeforeValidator(_listed), Field(max_length=10)]
Limit = Annotated[
    int,
    Field(
        ge=1,
        le=100,
        description="results on a page; records asked for by number, and all that a table compares, come at once",
    ),
]
QuestionText = Annotated[
    str, Field(min_length=1, max_length=LONGEST_QUESTION, description="what to look for, in words")
]


def _described(*names: str) -> WithJsonSchema:
    """An object of one of these forms of `service.pages.records`."""
    return WithJsonSchema({"anyOf": [{"$ref": REFERENCE + each} for each in names]})


RecordObject = Annotated[dict[str, Any], _described(*RECORDS)]
TrialObject = Annotated[dict[str, Any], _described(TRIAL)]
SourceObject = Annotated[dict[str, Any], _described(SOURCE)]

M = TypeVar("M", bound=BaseModel)


class Request(BaseModel):
    """What is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)


class Dates(Request):
    """From and to, both days included; either may be missing."""

    from_: Day | None = Field(None, alias="from")
    """The first day."""
    to: Day | None = None
    """The last day."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"from {self.from_} is after to {self.to}")
        return self

    def as_range(self) -> DateRange | None:
        """As the assistant takes it; None without an end, which narrows nothing."""
        return DateRange(self.from_, self.to) if self.from_ or self.to else None


class Numbers(Request):
    """At least and at most; either may be missing."""

    min: Count | None = None
    """At least."""
    max: Count | None = None
    """At most."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}")
        return self

    def as_range(self) -> NumberRange | None:
        """As the assistant takes it; None without an end, which narrows nothing."""
        return None if self.min is None and self.max is None else NumberRange(self.min, self.max)


class ExcludedFields(Request):
    """The fields of a record, as what documents are narrowed to or, in `not`, what none of them has.

    In `not` a trial that states nothing of a field is no match either, except of what it is about: drug, condition,
    intervention, sponsor.
    """

    kind: Kinds = []
    """Monograph, label or trial."""
    drug: Texts = []
    """By its key or any of its names."""
    status: Statuses = []
    """Of recruitment, in any case."""
    phase: Phases = Field(default=[], description="PHASE1/PHASE2 are the trials of both phases")
    study_type: StudyTypes = []
    """INTERVENTIONAL, OBSERVATIONAL or EXPANDED_ACCESS."""
    condition: Texts = []
    """Words of a condition that is studied."""
    intervention: Texts = []
    """Words of what is given."""
    intervention_type: InterventionTypes = Field(default=[], description="as the registry spells it: DRUG, BEHAVIORAL")
    sponsor: Texts = []
    """Words of the name of the lead sponsor."""
    country: Countries = Field(default=[], description="by its English name or a common short one: United States, US")
    state: Texts = []
    """Of a site, by its name."""
    city: Texts = []
    """Of a site, by its name."""
    sex: Sexes = Field(default=[], description="FEMALE and ALL are the trials that admit women, FEMALE alone no others")
    results: Results = Field(default=[], description="yes: results are posted; no: the record states that none are")
    ids: Texts = []
    """Ids of documents."""
    first_posted: Dates | None = None
    """When it was first posted in the registry."""
    last_posted: Dates | None = None
    """When it was last posted in the registry."""
    started: Dates | None = None
    """When it began."""
    completed: Dates | None = None
    """When it was, or will be, completed."""
    enrolment: Numbers | None = None
    """People, planned or actual."""
    age: Numbers | None = Field(default=None, description="years; trials that admit somebody of these ages")

    def as_filters(self) -> Filters:
        """As the assistant takes them."""
        told: dict[str, Any] = {name: tuple(getattr(self, name)) for name in VALUES}
        told |= {name: span.as_range() for name in RANGES if (span := getattr(self, name))}
        return Filters(**told)


class FilterFields(ExcludedFields):
    """What documents can be narrowed to, before anything is ranked."""

    every: EveryFields = Field(
        default=[], description="fields of which all the values given are wanted, not any of them"
    )
    not_: ExcludedFields | None = Field(default=None, alias="not", description="what no document found has")

    @field_validator("every")
    @classmethod
    def _of_values(cls, every: list[EveryField], told: ValidationInfo) -> list[EveryField]:
        for name in every:
            if not told.data.get(name, True):
                raise ValueError(f"every {name} is wanted, but no {name} is given")
        return every

    def as_filters(self) -> Filters:
        """As the assistant takes them."""
        wanted = super().as_filters().merged(Filters(every=tuple(self.every)))
        return wanted.excluding(self.not_.as_filters()) if self.not_ else wanted


class SearchRequest(Request):
    """`POST /search`, and what every other way of asking becomes."""

    q: QuestionText
    limit: Limit = 10
    cursor: Annotated[str, Field(max_length=400)] | None = None
    """`next_cursor` of the page before, with everything else as it was."""
    filters: FilterFields = FilterFields()
    """What documents are narrowed to, before anything is ranked; a field wins over what the words say of it.

    A look-up by number and a comparison do not heed them; a notice then says so.
    """
    facets: FacetNames = []
    """Fields to count by."""
    history: Annotated[list[QuestionText], BeforeValidator(_listed), Field(max_length=MOST_HISTORY)] = []
    """The questions before this one, oldest first."""
    mode: Mode = Mode.HYBRID
    """How passages are ranked; the others are for comparing."""
    explain: bool = False
    """Say what each score is made of."""


class ExcludedQuery(Request):
    """What no document found has, as flat parameters."""

    not_kind: list[Kind] = Field([], description="leaves out those of this kind")
    not_drug: list[Text] = Field([], description="leaves out those about this drug")
    not_status: list[StatusName] = Field([], description="leaves out those of this status")
    not_phase: list[PhaseName] = Field([], description="leaves out those of this phase")
    not_study_type: list[StudyType] = Field([], description="leaves out those of this type of study")
    not_condition: list[Text] = Field([], description="leaves out those of this condition")
    not_intervention: list[Text] = Field([], description="leaves out those of this intervention")
    not_intervention_type: list[Text] = Field([], description="leaves out those of an intervention of this type")
    not_sponsor: list[Text] = Field([], description="leaves out those led by this sponsor")
    not_country: list[Text] = Field([], description="leaves out those with a site in this country")
    not_state: list[Text] = Field([], description="leaves out those with a site in this state")
    not_city: list[Text] = Field([], description="leaves out those with a site in this city")
    not_sex: list[Sex] = Field([], description="leaves out those that admit this sex")
    not_results: list[HasResults] = Field(
        [], description="leaves out those that have results, or state that there are none"
    )
    not_ids: list[Text] = Field([], description="leaves out those of this id")
    not_first_posted_from: Day | None = Field(None, description="leaves out those first posted on this day or later")
    not_first_posted_to: Day | None = Field(None, description="leaves out those first posted on this day or before")
    not_last_posted_from: Day | None = Field(None, description="leaves out those last posted on this day or later")
    not_last_posted_to: Day | None = Field(None, description="leaves out those last posted on this day or before")
    not_started_from: Day | None = Field(None, description="leaves out those begun on this day or later")
    not_started_to: Day | None = Field(None, description="leaves out those begun on this day or before")
    not_completed_from: Day | None = Field(None, description="leaves out those completed on this day or later")
    not_completed_to: Day | None = Field(None, description="leaves out those completed on this day or before")
    not_enrolment_min: Count | None = Field(
        None, description="leaves out those with this number or more of people enrolled"
    )
    not_enrolment_max: Count | None = Field(
        None, description="leaves out those with this number or less of people enrolled"
    )
    not_age_min: Count | None = Field(
        None, description="leaves out those with this number or more of years that are admitted"
    )
    not_age_max: Count | None = Field(
        None, description="leaves out those with this number or less of years that are admitted"
    )


class FilterQuery(ExcludedQuery):
    """The filters as repeated parameters, ranges by the names of their ends; `not_country` excludes a country."""

    kind: list[Kind] = []
    """Monograph, label or trial."""
    drug: list[Text] = []
    """A drug by its key or any of its names."""
    status: list[StatusName] = Field(default=[], description="a trial status in any case: RECRUITING")
    phase: list[PhaseName] = Field(
        default=[], description="a trial phase: PHASE2; PHASE1/PHASE2 are the trials of both"
    )
    study_type: list[StudyType] = Field(default=[], description="INTERVENTIONAL, OBSERVATIONAL or EXPANDED_ACCESS")
    condition: list[Text] = []
    """Words of a condition that is studied."""
    intervention: list[Text] = []
    """Words of what is given."""
    intervention_type: list[Text] = []
    """As the registry spells it: DRUG, BEHAVIORAL."""
    sponsor: list[Text] = []
    """Words of the name of the lead sponsor."""
    country: list[Text] = []
    """Of a site, by its English name or a common short one."""
    state: list[Text] = []
    """Of a site, by its name."""
    city: list[Text] = []
    """Of a site, by its name."""
    sex: list[Sex] = Field(default=[], description="FEMALE and ALL: women are admitted; FEMALE alone: nobody else")
    results: list[HasResults] = Field(default=[], description="yes or no")
    ids: list[Text] = []
    """An id of a document."""
    first_posted_from: Day | None = None
    """First posted on this day or later."""
    first_posted_to: Day | None = None
    """First posted on this day or before."""
    last_posted_from: Day | None = None
    """Last posted on this day or later."""
    last_posted_to: Day | None = None
    """Last posted on this day or before."""
    started_from: Day | None = None
    """Begun on this day or later."""
    started_to: Day | None = None
    """Begun on this day or before."""
    completed_from: Day | None = None
    """Completed on this day or later."""
    completed_to: Day | None = None
    """Completed on this day or before."""
    enrolment_min: Count | None = None
    """People, planned or actual, at least."""
    enrolment_max: Count | None = None
    """People, planned or actual, at most."""
    age_min: Count | None = None
    """Years; admits somebody as old or older."""
    age_max: Count | None = None
    """Years; admits somebody as old or younger."""
    every: list[EveryField] = Field(default=[], description="fields of which all the values given are wanted")

    def as_filters(self) -> "FilterFields":
        """The same as the `filters` of a body. Raises Problem 422."""
        return validated(FilterFields, filters_of(self.model_dump(exclude_defaults=True, mode="json")))


class SearchQuery(FilterQuery):
    """`GET /search`: the same with repeated parameters, filters by their own names."""

    q: QuestionText
    limit: Limit = 10
    cursor: Annotated[str, Field(max_length=400)] | None = None
    """`next_cursor` of the page before, with everything else as it was."""
    facets: list[FacetName] = []
    """A field to count by."""
    history: list[QuestionText] = Field([], max_length=MOST_HISTORY)
    """A question before this one; several, oldest first."""
    mode: Mode = Mode.HYBRID
    """How passages are ranked; the others are for comparing."""
    explain: bool = False
    """Say what each score is made of."""

    def as_request(self) -> SearchRequest:
        """The same as the body of `POST /search`. Raises Problem 422."""
        told = self.model_dump(exclude_defaults=True, mode="json")
        plain = ("q", "limit", "cursor", "facets", "history", "mode", "explain")
        body = {name: told[name] for name in plain if name in told} | {"filters": filters_of(told)}
        return validated(SearchRequest, body)


class FacetsQuery(FilterQuery):
    """`GET /facets`: the fields to count by, and what to count among."""

    facets: list[FacetName] = Field(["kind", "status", "phase"], min_length=1)
    """A field to count by."""


class SuggestQuery(Request):
    """`GET /suggest`: what was typed so far."""

    q: Annotated[str, Field(max_length=200, description="what was typed so far")]
    limit: Annotated[int, Field(ge=1, le=20, description="suggestions at most")] = 6


class RebuildQuery(Request):
    """`POST /admin/rebuild`."""

    full: bool = False
    """Read and index everything anew."""
    dry_run: bool = False
    """Say what would be done, and change nothing."""


class RollbackQuery(Request):
    """`POST /admin/rollback`."""

    generation: Annotated[str, Field(pattern=r"^\d{8}T\d{6}Z-[0-9a-f]{6}$")] | None = None
    """Its name, 20261126T114048Z-f58958; by default the one before."""


_ENDS = {**dict.fromkeys(DATES, ("from", "to")), **dict.fromkeys(NUMBERS, ("min", "max"))}


def filters_of(flat: Mapping[str, Any]) -> dict[str, Any]:
    """The filters among flat parameters: `first_posted_from` is `first_posted: {from}`, `not_city` is `not: {city}`."""
    filters = _fields_of(flat, "") | ({"every": flat["every"]} if flat.get("every") else {})
    denied = _fields_of(flat, f"{NOT}_")
    return filters | ({NOT: denied} if denied else {})


def _fields_of(flat: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The fields among flat parameters whose names begin with a prefix."""
    found = {name: flat[prefix + name] for name in VALUES if flat.get(prefix + name)}
    for name in RANGES:
        ends = {end: flat[key] for end in _ENDS[name] if flat.get(key := f"{prefix}{name}_{end}") is not None}
        if ends:
            found[name] = ends
    return found


class ChatRequest(Request):
    """`POST /chat`: a question in a conversation."""

    q: QuestionText
    history: Annotated[list[QuestionText], Field(max_length=MOST_HISTORY)] = []
    """The questions before this one, oldest first."""
    filters: FilterFields = FilterFields()
    """What documents are narrowed to, before anything is ranked; a field wins over what the words say of it.

    A look-up by number and a comparison do not heed them; a notice then says so.
    """
    limit: Limit = 10


class FeedbackRequest(Request):
    """`POST /feedback`: a verdict on an answer."""

    question: QuestionText
    verdict: Verdict
    """Of a reader."""
    generation: Annotated[str, Field(min_length=1, max_length=100)]
    """That the answer came from."""
    reason: Reason | None = None
    """Why it was not useful."""
    comment: Annotated[str, Field(max_length=1000)] | None = None
    """In the reader's own words."""
    passages: Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=100)] = []
    """The ids of those shown, in their order."""


class Response(BaseModel):
    """What is sent; a field's docstring is its description in /openapi.json."""

    model_config = ConfigDict(use_attribute_docstrings=True)


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
    filters: dict[str, Any]
    """What was applied, those of the request and those read from the question, by the names of `filters`."""
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
    """What it was ranked by; null where facts, not ranking, chose it."""
    confidence: float | None
    """That these passages answer the question, 0 to 1, the same for all; null where nothing was weighed."""
    record: RecordObject
    """The facts of the document."""
    citation: CitationModel
    """The proof."""
    explain: dict[str, float] | None = None
    """What the score is made of; only where `explain` was asked for."""


class FacetCount(Response):
    """A value and how many documents have it."""

    value: str
    """As a filter takes it, or a year; NOT_STATED where the record states none."""
    count: int
    """Of documents."""


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


class ComparisonCell(Response):
    """What is here of one drug: a quote, or facts of its record."""

    drug: str
    """Its key."""
    text: str | None
    """The sentences quoted; null where there are none."""
    citation: int | None = Field(description="the number of the citation that `text` is quoted from")
    facts: list[str]
    """Lines from its record."""
    in_corpus: bool
    """Whether anything here is about this drug."""
    goes_on: bool = Field(description="whether the source says more on this than `text`")
    looked_at: list[str] = Field(description="titles of the documents that were read for a cell without a quote")


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
    """A question or a name that exists here."""

    text: str
    """A question or a name."""
    about: str
    """What it is."""


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


_MODELS: Mapping[str, type[Request]] = {
    "GET /search": SearchQuery,
    "POST /search": SearchRequest,
    "POST /chat": ChatRequest,
    "GET /facets": FacetsQuery,
    "GET /suggest": SuggestQuery,
    "POST /admin/rebuild": RebuildQuery,
    "POST /admin/rollback": RollbackQuery,
    "GET /trials.csv": FilterQuery,
    "GET /trials.json": FilterQuery,
}


def _names(model: type[BaseModel]) -> list[str]:
    """The fields of a model as they are sent."""
    return sorted(each.alias or name for name, each in model.model_fields.items())


_INSIDE: dict[str, Sequence[str]] = {"filters": _names(FilterFields), f"filters.{NOT}": _names(ExcludedFields)}
_INSIDE |= {f"{place}.{name}": _ENDS[name] for place in tuple(_INSIDE) for name in RANGES}
FIELD_NAMES: Mapping[str, Mapping[str, Sequence[str]]] = {
    path: {"": _names(model), **_INSIDE} for path, model in _MODELS.items()
}
"""By method and path, the fields known at the top and inside `filters`, what it excludes and its ranges."""


async def refuse_dropped(request: HttpRequest) -> None:
    """Raises Problem 422 for what would be dropped without a word; for the routes among FIELD_NAMES.

    That is a value given twice where there is one, parameters beside a body, and a body where parameters are read.
    """
    model, params = _MODELS[f"{request.method} {request.url.path}"], request.query_params
    if model in _BODIES:
        told = [FieldError(name, "not read beside a body; put it into the body") for name in params]
        told += [FieldError(name, _TWICE) for name in _names_given_twice(await request.body())]
    else:
        told = [
            FieldError(name, _TWICE) for name in params if name in one_valued(model) and len(params.getlist(name)) > 1
        ]
        if _has_body(request):
            told.append(FieldError("", "a body is not read here; put its fields into the address, as parameters"))
    if told:
        raise of_fields(told)


_BODIES = (SearchRequest, ChatRequest)
_TWICE = "given more than once; it has one value"


def _has_body(request: HttpRequest) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


def _names_given_twice(body: bytes) -> list[str]:
    """The names that an object of JSON holds more than once, at any depth: a reader of JSON keeps the last alone."""
    twice: list[str] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return found

    with suppress(ValueError, RecursionError):  # what is no JSON is refused where it is read
        json.loads(body, object_pairs_hook=noted)
    return twice


@cache
def one_valued(model: type[BaseModel]) -> frozenset[str]:
    """The parameters of a query that have one value each."""
    return frozenset(name for name, each in model.model_fields.items() if get_origin(each.annotation) is not list)


def from_address(model: type[M]) -> Callable[[HttpRequest], Coroutine[Any, Any, M]]:
    """A dependency that reads a query from the parameters that were sent.

    The framework's own way looks for each of sixty that may be, which takes longer than a kept answer. Raises
    RequestValidationError as that does. The route tells of them by `parameters_of`.
    """
    single = one_valued(model)

    async def read(request: HttpRequest) -> M:
        sent = request.query_params
        told = {name: sent[name] if name in single else sent.getlist(name) for name in sent}
        try:
            return model.model_validate(told)
        except ValidationError as error:
            faults = [{**each, "loc": ("query", *each["loc"])} for each in error.errors()]
            raise RequestValidationError(faults) from error

    return read


def parameters_of(model: type[BaseModel]) -> dict[str, Any]:
    """What an OpenAPI operation says of the parameters that `from_address` reads."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    told = [
        {"name": name, "in": "query", "required": name in schema["required"], "schema": each}
        | ({"description": each["description"]} if "description" in each else {})
        for name, each in schema["properties"].items()
    ]
    return {"parameters": told}


def validated(model: type[M], told: object) -> M:
    """The model of some data. Raises Problem 422 naming the fields at fault."""
    try:
        return model.model_validate(told)
    except ValidationError as error:
        raise from_validation(error.errors(), {"": _names(model), **_INSIDE}) from error
