"""What documents a question is narrowed to before anything is ranked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from functools import reduce
from typing import Any

from indexer.documents import Kind
from indexer.selection import EITHER, NOT, RANGES
from service.understanding.spans import Span


@dataclass(frozen=True, slots=True)
class DateRange:
    """From a day to a day, both included; None is open. Raises ValueError when it ends before it begins."""

    from_: date | None = None
    to: date | None = None

    def __post_init__(self) -> None:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"a range of dates ends before it begins: {self.from_} to {self.to}")

    def as_mapping(self) -> dict[str, str]:
        """ISO dates of the ends that are set: {"from": "2022-01-01"}."""
        ends = {"from": self.from_, "to": self.to}
        return {name: day.isoformat() for name, day in ends.items() if day}


@dataclass(frozen=True, slots=True)
class NumberRange:
    """At least and at most, both included; None is open. Raises ValueError when the least is more than the most."""

    min: int | None = None
    max: int | None = None

    def __post_init__(self) -> None:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"a range of numbers ends before it begins: {self.min} to {self.max}")

    def as_mapping(self) -> dict[str, int]:
        """The ends that are set: {"min": 100}."""
        ends = {"min": self.min, "max": self.max}
        return {name: number for name, number in ends.items() if number is not None}


def first_spelling(value: str) -> str:
    """One spelling of a value that may have several, "a|b"."""
    return value.partition(EITHER)[0]


YES_OR_NO = ("results", "healthy_volunteers")
EVERY = ("drug", "condition", "intervention", "country", "state", "city")
"""The fields of which all values can be asked for."""


def narrowed(one: NumberRange | None, other: NumberRange | None) -> NumberRange | None:
    """What lies in both ranges; the later one where nothing does."""
    if one is None or other is None:
        return one or other
    low = max((each for each in (one.min, other.min) if each is not None), default=None)
    high = min((each for each in (one.max, other.max) if each is not None), default=None)
    return NumberRange(low, high) if low is None or high is None or low <= high else other


@dataclass(frozen=True, slots=True)
class Filters:
    """Several values of one field mean any of them, several fields mean all of them; an empty field says nothing.

    Condition, intervention, sponsor, state and city match records that contain all words of a value; the other fields
    match values. `phase` may hold "NOT_STATED", and "PHASE1/PHASE2" for trials of both phases.
    """

    kind: tuple[str, ...] = ()
    """Values of `indexer.documents.Kind`."""
    drug: tuple[str, ...] = ()
    """Drug keys."""
    status: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    study_type: tuple[str, ...] = ()
    """Of `indexer.documents.CODED`, as are the next three."""
    allocation: tuple[str, ...] = ()
    masking: tuple[str, ...] = ()
    intervention_model: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    intervention_type: tuple[str, ...] = ()
    """As the registry spells it: "DRUG", "BEHAVIORAL"."""
    sponsor: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    """Canonical names: "South Korea"."""
    city: tuple[str, ...] = ()
    first_posted: DateRange | None = None
    last_posted: DateRange | None = None
    started: DateRange | None = None
    completed: DateRange | None = None
    enrolment: NumberRange | None = None
    age: NumberRange | None = None
    """Years; of the trials that admit somebody of these ages."""
    minimum_age: NumberRange | None = None
    """Years; of the trials whose record states such a lower limit."""
    maximum_age: NumberRange | None = None
    ids: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    """Of the United States: "Texas"."""
    sex: tuple[str, ...] = ()
    """Values of `Trial.sex`: ("FEMALE", "ALL") admits women, ("FEMALE",) nobody else."""
    healthy_volunteers: tuple[str, ...] = ()
    """("yes",) for trials that state that they accept them, ("no",) for those that state that they do not."""
    results: tuple[str, ...] = ()
    """("yes",) for trials whose results are posted, ("no",) for those that state that there are none."""
    every: tuple[str, ...] = ()
    """Those of `EVERY` of which a document must have all the values."""
    excluded: "Filters | None" = None
    """What a document must not have, in any of these fields; of facts it must state something else."""

    @classmethod
    def of(cls, name: str, *values: str) -> "Filters":
        """Any of these values of one field."""
        told: dict[str, Any] = {name: values}
        return cls(**told)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Filters()

    @property
    def of_trials(self) -> bool:
        """Whether nothing but trials can match: they are asked for, or what only they state is."""
        excluded = self.excluded.named if self.excluded else ()
        stated = set(self.named) - _OF_ANY_KIND or set(excluded) - _OF_ANY_KIND - _ABOUT
        return self.kind == (Kind.TRIAL,) or (not self.kind and bool(stated))

    @property
    def named(self) -> tuple[str, ...]:
        """The fields that are set, in their order; "excluded" where something is."""
        return tuple(name for name in _NAMES if name != "every" and getattr(self, name) not in ((), None))

    def joint(self, field: str) -> str:
        """The word between the values of a field: "and" where all of them are asked for, else "or"."""
        return "and" if field in self.every else "or"

    def merged(self, other: "Filters") -> "Filters":
        """These, with every field that `other` sets taken from it; what it asks for is no longer excluded."""
        named = other.named
        values: dict[str, Any] = {name: getattr(other, name) for name in named if name != "excluded"}
        every = tuple(name for name in self.every if name not in named) + other.every
        return replace(self, **values, every=every, excluded=_excluded(self.excluded, other))

    def without(self, field: str, value: str | None = None) -> "Filters":
        """These, with one field saying nothing, or one of its values less; "not_country" is what `excluded` says of it.

        Raises ValueError for a field that does not exist.
        """
        if field.startswith(_DENIED) and self.excluded is not None:
            rest = self.excluded.without(field.removeprefix(_DENIED), value)
            return replace(self, excluded=None if rest.is_empty else rest)
        if field.removeprefix(_DENIED) not in _NAMES:
            raise ValueError(f"no filter {field!r}; filters are {', '.join(_NAMES)}")
        if field.startswith(_DENIED) or getattr(self, field) == getattr(NO_FILTERS, field):
            return self
        left = () if value is None else tuple(each for each in getattr(self, field) if each != value)
        every = tuple(name for name in self.every if name != field or len(left) > 1)
        fewer: dict[str, Any] = {"every": every, field: left or getattr(NO_FILTERS, field)}
        return replace(self, **fewer)

    def without_all(self, fields: Iterable[str]) -> "Filters":
        """These, with none of some fields saying anything."""
        return reduce(Filters.without, fields, self)

    def only(self, *names: str) -> "Filters":
        """These fields alone."""
        every = tuple(name for name in self.every if name in names)
        return Filters(**{name: getattr(self, name) for name in names}, every=every)

    def excluding(self, other: "Filters") -> "Filters":
        """These, without the documents that have any of what `other` names."""
        if other.is_empty:
            return self
        before = self.excluded or NO_FILTERS
        return replace(self, excluded=_joined(before, other))

    def as_mapping(self) -> Mapping[str, object]:
        """The fields that are set as plain values, as the catalog selects by and as JSON shows."""
        told = {name: _plain(getattr(self, name)) for name in self.named if name != "excluded"}
        if self.every:
            told["every"] = self.every
        if self.excluded is not None:
            told[NOT] = self.excluded.as_mapping()
        return told


_DENIED = f"{NOT}_"
_OF_ANY_KIND = frozenset({"kind", "drug", "ids", "excluded"})
"""Fields by which monographs and labels are found too."""
_ABOUT = frozenset({"condition", "intervention", "sponsor"})
"""Fields of which a document that states nothing is no match, but is left when they are excluded."""
_NAMES = tuple(each.name for each in fields(Filters))
VALUES = tuple(name for name in _NAMES if name not in (*RANGES, "every", "excluded"))
"""The fields that hold values."""
NO_FILTERS = Filters()
"""Narrows nothing."""


def _joined(one: Filters, other: Filters) -> Filters:
    """Either's values; of a range the other's where it has one."""
    return replace(one.merged(other), **both_values(one, other, VALUES))


def both_values(one: Filters, other: Filters, names: Iterable[str]) -> dict[str, Any]:
    """The values that either has of these fields, each once."""
    return {name: tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name)))) for name in names}


def _lies_in(one: DateRange | NumberRange, other: DateRange | NumberRange) -> bool:
    (low, high), (least, most) = astuple(one), astuple(other)
    is_above = least is None or (low is not None and low >= least)
    return is_above and (most is None or (high is not None and high <= most))


def _excluded(before: Filters | None, wanted: Filters) -> Filters | None:
    """What stays excluded after something is asked for: not the very values that it names, nor what they lie in."""
    if before is None:
        return wanted.excluded
    kept: dict[str, Any] = {
        name: tuple(each for each in getattr(before, name) if each not in getattr(wanted, name)) for name in VALUES
    }
    for name in RANGES:
        left_out, asked = getattr(before, name), getattr(wanted, name)
        kept |= {name: None} if left_out and asked and _lies_in(asked, left_out) else {}
    found = replace(before, **kept)
    found = _joined(found, wanted.excluded) if wanted.excluded else found
    return None if found.is_empty else found


def _plain(value: object) -> object:
    return value.as_mapping() if isinstance(value, DateRange | NumberRange) else value


Found = Iterator[tuple[Filters, Span]]
"""Filters that a text states, each with where."""
