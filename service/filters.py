"""What documents a question is narrowed to before anything is ranked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date


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


@dataclass(frozen=True, slots=True)
class Filters:
    """Several values of one field mean any of them, several fields mean all of them; an empty field says nothing.

    Condition, intervention, sponsor and city match records that contain all words of a value; the other fields
    match values. `phase` may hold "NOT_STATED".
    """

    kind: tuple[str, ...] = ()
    """Values of `indexer.documents.Kind`."""
    drug: tuple[str, ...] = ()
    """Drug keys."""
    status: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    sponsor: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    """Canonical names: "South Korea"."""
    city: tuple[str, ...] = ()
    first_posted: DateRange | None = None
    last_posted: DateRange | None = None
    enrolment: NumberRange | None = None
    ids: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    """Of the United States: "Texas"."""
    sex: tuple[str, ...] = ()
    """Values of `Trial.sex` that admit the sex asked for."""
    results: tuple[str, ...] = ()
    """("yes",) for trials whose results are posted."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Filters()

    @property
    def named(self) -> tuple[str, ...]:
        """The fields that are set, in their order."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) not in ((), None))

    def merged(self, other: "Filters") -> "Filters":
        """These, with every field that `other` sets taken from it."""
        return replace(self, **{name: getattr(other, name) for name in other.named})

    def without(self, field: str) -> "Filters":
        """These, with one field saying nothing. Raises ValueError for a field that does not exist."""
        known = [each.name for each in fields(self)]
        if field not in known:
            raise ValueError(f"no filter {field!r}; filters are {', '.join(known)}")
        return replace(self, **{field: getattr(Filters(), field)})

    def only(self, *names: str) -> "Filters":
        """These fields alone."""
        return Filters(**{name: getattr(self, name) for name in names})

    def as_mapping(self) -> Mapping[str, object]:
        """The fields that are set as plain values, as the catalog selects by and as JSON shows."""
        return {name: _plain(getattr(self, name)) for name in self.named}


NO_FILTERS = Filters()
"""Narrows nothing."""


def _plain(value: object) -> object:
    return value.as_mapping() if isinstance(value, DateRange | NumberRange) else value
