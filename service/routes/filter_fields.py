"""The filters as the API takes them, and what every request is: what is not known is refused, never ignored."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from indexer.documents import CODED, Kind, Phase, Status
from indexer.selection import NOT_STATED, RANGES
from service.running.problems import from_validation
from service.understanding.filters import VALUES, DateRange, Filters, NumberRange
from service.understanding.places import country_named


class Request(BaseModel):
    """What is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)

    @classmethod
    def read(cls, told: object) -> Self:
        """The request that some data makes. Raises Problem 422 naming the fields at fault."""
        try:
            return cls.model_validate(told)
        except ValidationError as error:
            raise from_validation(error.errors(), field_names(cls)) from error


@cache
def field_names(model: type[Request]) -> Mapping[str, Sequence[str]]:
    """The names that may be sent, by their place in a request: "" is its top, "filters.not" what filters exclude."""
    found: dict[str, Sequence[str]] = {"": sorted(each.alias or name for name, each in model.model_fields.items())}
    for name, each in model.model_fields.items():
        for kind in (each.annotation, *get_args(each.annotation)):
            if isinstance(kind, type) and issubclass(kind, Request):
                inside = {f"{each.alias or name}.{place}": names for place, names in field_names(kind).items()}
                found |= {place.rstrip("."): names for place, names in inside.items()}
    return found


# values


def listed(value: Any) -> Any:
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
    return "/".join(dict.fromkeys(_among(_PHASES if len(several) == 1 else _PHASES[:-1])(each) for each in several))


_STATUSES = [*(each.value for each in Status), NOT_STATED]
_PHASES = [*(each.value for each in Phase), NOT_STATED]
_COMBINED = ["/".join(each) for each in combinations((each.value for each in Phase if each is not Phase.NA), 2)]
_STUDY_TYPES, _ALLOCATED, _MASKED, _MODELS = ([*codes, NOT_STATED] for codes in CODED.values())
_SEXES = ["FEMALE", "MALE", "ALL", NOT_STATED]
_YES_OR_NO = ["yes", "no", NOT_STATED]
StatusName = Annotated[str, AfterValidator(_among(_STATUSES)), Field(json_schema_extra={"enum": [*_STATUSES]})]
PhaseName = Annotated[str, AfterValidator(_phases), Field(json_schema_extra={"enum": [*_PHASES, *_COMBINED]})]
StudyType = Annotated[str, AfterValidator(_among(_STUDY_TYPES)), Field(json_schema_extra={"enum": [*_STUDY_TYPES]})]
Sex = Annotated[str, AfterValidator(_among(_SEXES)), Field(json_schema_extra={"enum": [*_SEXES]})]
Allocated = Annotated[str, AfterValidator(_among(_ALLOCATED)), Field(json_schema_extra={"enum": [*_ALLOCATED]})]
Masked = Annotated[str, AfterValidator(_among(_MASKED)), Field(json_schema_extra={"enum": [*_MASKED]})]
Model = Annotated[str, AfterValidator(_among(_MODELS)), Field(json_schema_extra={"enum": [*_MODELS]})]
YesOrNo = Annotated[str, AfterValidator(_among(_YES_OR_NO)), Field(json_schema_extra={"enum": [*_YES_OR_NO]})]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Texts = Annotated[list[Text], BeforeValidator(listed), Field(max_length=50)]
Countries = Annotated[list[Annotated[Text, AfterValidator(_country)]], BeforeValidator(listed), Field(max_length=50)]
Kinds = Annotated[list[Kind], BeforeValidator(listed), Field(max_length=3)]
Statuses = Annotated[list[StatusName], BeforeValidator(listed), Field(max_length=15)]
Phases = Annotated[list[PhaseName], BeforeValidator(listed), Field(max_length=9)]
StudyTypes = Annotated[list[StudyType], BeforeValidator(listed), Field(max_length=4)]
Allocations = Annotated[list[Allocated], BeforeValidator(listed), Field(max_length=4)]
Maskings = Annotated[list[Masked], BeforeValidator(listed), Field(max_length=6)]
Models = Annotated[list[Model], BeforeValidator(listed), Field(max_length=6)]
InterventionTypes = Annotated[
    list[Annotated[Text, AfterValidator(_code)]], BeforeValidator(listed), Field(max_length=15)
]
Sexes = Annotated[list[Sex], BeforeValidator(listed), Field(max_length=4)]
YesOrNos = Annotated[list[YesOrNo], BeforeValidator(listed), Field(max_length=3)]
EveryField = Literal["drug", "condition", "intervention", "country", "state", "city"]
EveryFields = Annotated[list[EveryField], BeforeValidator(listed), Field(max_length=6)]


def _as_written(value: Any) -> Any:
    """A day as RFC 3339 writes it: not seconds since 1970, which the framework would take as well."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("day", "{given} is not a day; write one as 2024-03-15", {"given": repr(value)})
    if isinstance(value, int | float):
        raise PydanticCustomError("day", "a number is not a day; write one as 2024-03-15")
    return value


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Day = Annotated[date, BeforeValidator(_as_written)]


def _counted(value: Any) -> Any:
    """A number as JSON writes it: not true, false and "3", which the framework would take for one."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "not a number")
    return value


OF_JSON = BeforeValidator(_counted)
COUNTED = Field(ge=0, le=1_000_000_000)
AGED = Field(ge=0, le=150)
"""Years."""
Count = Annotated[int, COUNTED, OF_JSON]
Age = Annotated[int, AGED, OF_JSON]


# filters


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


class Ages(Numbers):
    """In years, at least and at most; either may be missing."""

    min: Age | None = None
    """At least."""
    max: Age | None = None
    """At most."""


class ExcludedFields(Request):
    """The fields of a record, as what documents are narrowed to or, in `not`, what none of them has.

    In `not` a trial that states nothing of a field is no match either, except of what it is about: drug, condition,
    intervention, sponsor.
    """

    kind: Kinds = []
    """Monograph, label or trial."""
    drug: Texts = []
    """By any of its names, and found under all of them; with a bar ("metformin|") by that key alone."""
    status: Statuses = []
    """Of recruitment, in any case."""
    phase: Phases = Field(default=[], description="PHASE1/PHASE2 are the trials of both phases")
    study_type: StudyTypes = []
    """INTERVENTIONAL, OBSERVATIONAL or EXPANDED_ACCESS."""
    allocation: Allocations = Field(default=[], description="NA where the record states one group of people")
    masking: Maskings = Field(default=[], description="NONE are the open-label trials")
    intervention_model: Models = Field(default=[], description="SINGLE_GROUP are the single-arm trials")
    condition: Texts = []
    """Words of a condition that is studied, as records write it: other names are values of their own, and are told."""
    intervention: Texts = []
    """Words of what is given."""
    intervention_type: InterventionTypes = Field(default=[], description="as the registry spells it: DRUG, BEHAVIORAL")
    sponsor: Texts = []
    """Words of the name of the lead sponsor."""
    country: Countries = Field(default=[], description="by its name or a short one, US; Europe is any of its countries")
    state: Texts = []
    """Of a site, by its name."""
    city: Texts = []
    """Of a site, by its name."""
    sex: Sexes = Field(default=[], description="FEMALE and ALL are the trials that admit women, FEMALE alone no others")
    healthy_volunteers: YesOrNos = Field(default=[], description="yes: the record states that they are accepted")
    results: YesOrNos = Field(default=[], description="yes: results are posted; no: the record states that none are")
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
    age: Ages | None = Field(default=None, description="years; trials that admit somebody of these ages")
    minimum_age: Ages | None = Field(default=None, description="years; the lower limit of age as the record states it")
    maximum_age: Ages | None = Field(default=None, description="years; the upper limit of age as the record states it")

    def as_filters(self) -> Filters:
        """As the assistant takes them."""
        told: dict[str, Any] = {name: tuple(dict.fromkeys(getattr(self, name))) for name in VALUES}
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
