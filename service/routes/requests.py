"""The API's requests, in the words of /openapi.json: as a body, and as the parameters of an address."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, create_model

from indexer.selection import DATES, NOT, NUMBERS, RANGES
from service.quality.feedback import Reason, Verdict
from service.routes.filter_fields import AGED, COUNTED, OF_JSON, Day, ExcludedFields, FilterFields, Request, listed
from service.search.ranking import Mode
from service.understanding.filters import VALUES

LONGEST_QUESTION = 2048
MOST_HISTORY = 20
FacetName = Literal[
    "kind", "drug", "status", "phase", "condition", "intervention", "sponsor", "country", "city", "year", "study_type",
    "allocation", "masking", "intervention_model", "healthy_volunteers",
]  # fmt: skip
FacetNames = Annotated[list[FacetName], BeforeValidator(listed), Field(max_length=15, description="fields to count by")]
Cursor = Annotated[str, Field(max_length=400)]
LIMITED = Field(
    ge=1,
    le=100,
    description="results on a page; records asked for by number, and all that a table compares, come at once",
)
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
    limit: Annotated[int, LIMITED, OF_JSON] = 10
    filters: FilterFields = FilterFields()
    """What documents are narrowed to, before anything is ranked; a field wins over what the words say of it.

    A look-up by number and a comparison do not heed them; a notice then says so.
    """
    history: History = Field(default=[])


class Ranked(Request):
    """What a search may ask for beside its question."""

    cursor: Cursor | None = None
    """`next_cursor` of the page before, with everything else as it was."""
    facets: FacetNames = Field(default=[])
    mode: Mode = Mode.HYBRID
    """How passages are ranked; the others are for comparing."""
    explain: Annotated[bool, Field(strict=True)] = False
    """Say what each score is made of."""


class SearchRequest(Ranked, ChatRequest):
    """`POST /search`, and what every other way of asking becomes."""


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


_ENDS = {**dict.fromkeys(DATES, ("from", "to")), **dict.fromkeys(NUMBERS, ("min", "max"))}
_ENDS_IN_WORDS = {
    "from": "this day or later",
    "to": "this day or before",
    "min": "this number or more",
    "max": "this number or less",
}


def _parameters(model: type[Request], prefix: str = "") -> dict[str, Any]:
    """The fields of a body's filters as those of an address: a range by its ends, `not_` before what is excluded."""
    found: dict[str, Any] = {}
    for name, each in model.model_fields.items():
        told = str(each.description).rstrip(".")
        if name in RANGES:
            number = Annotated[int, COUNTED if name == "enrolment" else AGED]
            kind = (Day if name in DATES else number) | None
            found |= {f"{name}_{end}": (kind, None, f"{told}: {_ENDS_IN_WORDS[end]}.") for end in _ENDS[name]}
        elif each.alias is None:
            found[name] = (each.rebuild_annotation(), [], f"{told}.")
    return {
        prefix + name: (kind, Field(default, description=f"leaves out what {name} would find" if prefix else told))
        for name, (kind, default, told) in found.items()
    }


_Flat: Any = create_model(
    "_Flat", __base__=Request, **_parameters(FilterFields), **_parameters(ExcludedFields, f"{NOT}_")
)


class FilterQuery(_Flat, Request):  # type: ignore[misc]  # its fields are worked out
    """The filters as repeated parameters, ranges by the names of their ends; `not_country` excludes a country."""

    def as_fields(self) -> FilterFields:
        """The same as the `filters` of a body. Raises Problem 422."""
        return FilterFields.read(filters_of(self.model_dump(exclude_defaults=True, mode="json")))


class SearchQuery(Ranked, FilterQuery):
    """`GET /search`: the same with repeated parameters, filters by their own names."""

    q: QuestionText
    limit: Annotated[int, LIMITED] = 10
    history: History = Field(default=[])
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
