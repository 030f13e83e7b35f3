"""The API's requests, in the words of /openapi.json: as a body, and as the parameters of an address."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from indexer.documents import Kind
from service.quality.feedback import Reason, Verdict
from service.routes.filter_fields import (
    Count,
    Day,
    EveryField,
    FilterFields,
    HasResults,
    PhaseName,
    Request,
    Sex,
    StatusName,
    StudyType,
    Text,
    listed,
)
from service.search.ranking import Mode
from service.understanding.filters import DATES, NOT, NUMBERS, RANGES, VALUES

LONGEST_QUESTION = 2048
MOST_HISTORY = 20
FacetName = Literal[
    "kind", "drug", "status", "phase", "condition", "intervention", "sponsor", "country", "city", "year"
]
FacetNames = Annotated[list[FacetName], BeforeValidator(listed), Field(max_length=10, description="fields to count by")]
Cursor = Annotated[str, Field(max_length=400)]
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
History = Annotated[
    list[QuestionText],
    BeforeValidator(listed),
    Field(max_length=MOST_HISTORY, description="the questions before this one, oldest first"),
]


# as bodies


class ChatRequest(Request):
    """`POST /chat`: a question in a conversation."""

    q: QuestionText
    limit: Limit = 10
    filters: FilterFields = FilterFields()
    """What documents are narrowed to, before anything is ranked; a field wins over what the words say of it.

    A look-up by number and a comparison do not heed them; a notice then says so.
    """
    history: History = Field(default=[])


class SearchRequest(ChatRequest):
    """`POST /search`, and what every other way of asking becomes."""

    cursor: Cursor | None = None
    """`next_cursor` of the page before, with everything else as it was."""
    facets: FacetNames = Field(default=[])
    mode: Mode = Mode.HYBRID
    """How passages are ranked; the others are for comparing."""
    explain: bool = False
    """Say what each score is made of."""


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
    passages: Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=100)] = Field(
        [], description="the ids of those shown, in their order"
    )


# as parameters


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

    kind: list[Kind] = Field([], description="monograph, label or trial")
    drug: list[Text] = Field([], description="a drug by any of its names; with a bar ('metformin|') by that key alone")
    status: list[StatusName] = Field([], description="a trial status in any case: RECRUITING")
    phase: list[PhaseName] = Field([], description="a trial phase: PHASE2; PHASE1/PHASE2 are the trials of both")
    study_type: list[StudyType] = Field([], description="INTERVENTIONAL, OBSERVATIONAL or EXPANDED_ACCESS")
    condition: list[Text] = Field(
        [], description="words of a condition, as records write it; other names for it are values of their own"
    )
    intervention: list[Text] = Field([], description="words of what is given")
    intervention_type: list[Text] = Field([], description="as the registry spells it: DRUG, BEHAVIORAL")
    sponsor: list[Text] = Field([], description="words of the name of the lead sponsor")
    country: list[Text] = Field([], description="of a site, by its English name or a common short one")
    state: list[Text] = Field([], description="of a site, by its name")
    city: list[Text] = Field([], description="of a site, by its name")
    sex: list[Sex] = Field([], description="FEMALE and ALL: women are admitted; FEMALE alone: nobody else")
    results: list[HasResults] = Field([], description="yes or no")
    ids: list[Text] = Field([], description="an id of a document")
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
    every: list[EveryField] = Field([], description="fields of which all the values given are wanted")

    def as_fields(self) -> FilterFields:
        """The same as the `filters` of a body. Raises Problem 422."""
        return FilterFields.read(filters_of(self.model_dump(exclude_defaults=True, mode="json")))


class SearchQuery(FilterQuery):
    """`GET /search`: the same with repeated parameters, filters by their own names."""

    q: QuestionText
    limit: Limit = 10
    cursor: Cursor | None = None
    """`next_cursor` of the page before, with everything else as it was."""
    facets: list[FacetName] = Field([], description="a field to count by")
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
        return SearchRequest.read(body)


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
