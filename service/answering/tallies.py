"""Records counted for each value of a field, or of those that a question compares: exact, from the catalog."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.countries import is_region
from indexer.documents import Phase
from indexer.selection import DATES, NOT_STATED, FacetCount
from indexer.site_places import PLACE_FIELDS
from service.answering.listing import FacetValue, facet_label, facet_title
from service.understanding.filters import Filters
from service.understanding.number_words import ORDINALS
from service.understanding.tally_asked import Group, Order, TallyAsked, without_groups
from service.wording import begun, country_in_words, joined, plural

MOST_SHOWN = 10
"""Values that a page shows unless more are asked for."""
MOST_TOLD = 100
"""Values that an answer holds at most."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts beside each other, in the order asked for, "not stated" last."""

    field: str
    """As in `facets`; "compared" where values of different fields are."""
    values: tuple[FacetValue, ...]
    among: int
    """How many records were counted, each once."""
    sentence: str
    """What the counts say: "France has the most: 302 of 1,200 trials."."""
    note: str = ""
    """That some records are counted for several values; empty where each is counted once."""
    shown: int = MOST_SHOWN

    @property
    def title(self) -> str:
        """What the values are: "Year of start"."""
        return _YEARS.get(self.field) or facet_title(self.field)

    @property
    def foremost(self) -> tuple[FacetValue, ...]:
        """The values that a page shows, and how many records state none."""
        stated = [value for value in self.values if value.value != NOT_STATED]
        return (*stated[: self.shown], *(value for value in self.values if value.value == NOT_STATED))

    @property
    def more(self) -> int:
        """How many values a page leaves out."""
        return len(self.values) - len(self.foremost)


def tally_of(catalog: Catalog, asked: TallyAsked, filters: Filters, numbers: NDArray[np.int64], those: str) -> Tally:
    """Count what is asked among the records with these numbers, whose `filters` may name the groups compared.

    `those` are the records in words, with their number: "302 trials that study Asthma".
    """
    if asked.groups:
        return _of_groups(catalog, asked, filters, those)
    if asked.field is None:
        raise ValueError("a tally is of a field or of groups")
    counted = _counted(catalog, asked.field, filters, numbers)
    stated = _in_order(asked, [each for each in counted if each.value is not None])
    unstated = [each for each in counted if each.value is None]
    silent = sum(each.count for each in unstated)
    return Tally(
        asked.field,
        tuple(_value(asked.field, each) for each in (*stated[:MOST_TOLD], *unstated)),
        len(numbers),
        _sentence(asked, asked.field, stated, those),
        note=_note(asked.field, sum(each.count for each in stated) > len(numbers) - silent, silent),
        shown=max(MOST_SHOWN, asked.first),
    )


def _counted(catalog: Catalog, field: str, filters: Filters, numbers: NDArray[np.int64]) -> tuple[FacetCount, ...]:
    """The values of a field; of cities and states only those that lie in the place, of countries in the region."""
    place = filters.only(*PLACE_FIELDS)
    if field in DATES:
        return catalog.years(field, numbers)
    if field == "country" and any(map(is_region, place.country)):
        return catalog.matched(field, place.country, numbers)
    if field not in ("city", "state") or place.is_empty:
        return catalog.facets([field], numbers)[field]
    return catalog.facet_within(field, numbers, {name: getattr(place, name) for name in place.named})


def union_of(catalog: Catalog, groups: tuple[Group, ...], filters: Filters) -> NDArray[np.int64]:
    """The numbers of the records of any group, ascending."""
    return np.unique(np.concatenate(_of_each(catalog, groups, filters)))


def _of_each(catalog: Catalog, groups: tuple[Group, ...], filters: Filters) -> list[NDArray[np.int64]]:
    """The numbers of the records of each group, ascending."""
    common = without_groups(groups, filters)
    return [catalog.select(common.merged(each.filters).as_mapping()) for each in groups]


def _of_groups(catalog: Catalog, asked: TallyAsked, filters: Filters, those: str) -> Tally:
    groups, fewest_first = asked.groups, asked.order is Order.FEWEST
    found = _of_each(catalog, groups, filters)
    union = np.unique(np.concatenate(found))
    shared = sum(map(len, found)) - len(union)
    fields = {group.filters.named for group in groups}
    field = groups[0].filters.named[0] if [len(each) for each in fields] == [1] else "compared"
    counted = [
        FacetValue(_raw(each, field), each.label, len(numbers)) for each, numbers in zip(groups, found, strict=True)
    ]
    values = tuple(sorted(counted, key=lambda value: value.count if fewest_first else -value.count))
    both = f"{plural(shared, 'record')} {'counts' if shared == 1 else 'count'} for both."
    return Tally(
        field="year" if field == "first_posted" else field,
        values=values,
        among=len(union),
        sentence=_compared(values, those, "has the fewest" if fewest_first else "comes first"),
        note="" if not shared else both if len(groups) == 2 else _FOR_EACH,
    )


def _raw(group: Group, field: str) -> str:
    """The value of a group's only field as filters take it; its label where it has none or several."""
    values = getattr(group.filters, field, ())
    return str(values[0]) if isinstance(values, tuple) and len(values) == 1 else group.label


def _note(field: str, is_several: bool, silent: int) -> str:
    """What a reader of the counts must know: that records state none, count several times, or use several names."""
    told = [f"{plural(silent, 'record')} {'states' if silent == 1 else 'state'} none."] if silent else []
    told += [_FOR_EACH] if is_several else []
    if field in ("condition", "intervention", "sponsor", "city"):
        told.append("Each is counted as records write it; one that is written in several ways stands several times.")
    return " ".join(told)


_FOR_EACH = "A record that states several is counted for each."


def _compared(values: Sequence[FacetValue], those: str, verb: str) -> str:
    """As in "Germany comes first: 341 of 13,473 trials; France 304."."""
    first, *others = values
    if first.count == values[-1].count:
        labels = begun(joined(country_in_words(value.label) for value in values))
        return f"{labels} have {f'the same number: {first.count:,} each,' if first.count else 'none'} of {those}."
    rest = joined(f"{country_in_words(value.label)} {value.count:,}" for value in others)
    return f"{begun(country_in_words(first.label))} {verb}: {first.count:,} of {those}; {rest}."


def _in_order(asked: TallyAsked, stated: Sequence[FacetCount]) -> list[FacetCount]:
    """The foremost first; years and phases in their own order where none is asked for."""
    if asked.order is Order.FEWEST:
        return sorted(stated, key=lambda each: each.count)
    if asked.order is None and asked.field in ("year", *DATES):
        return sorted(stated, key=lambda each: str(each.value))
    if asked.order is None and asked.field == "phase":
        return sorted(stated, key=lambda each: list(Phase).index(Phase(str(each.value))))
    return list(stated)


def _value(field: str, counted: FacetCount) -> FacetValue:
    value = NOT_STATED if counted.value is None else counted.value
    return FacetValue(value, facet_label(field, value), counted.count)


def _sentence(asked: TallyAsked, field: str, stated: Sequence[FacetCount], those: str) -> str:
    name = _PLURALS.get(field, f"{field.replace('_', ' ')}s")
    if not stated:
        return f"No {field.replace('_', ' ')} is stated by {those}."
    if asked.distinct:
        return f"{plural(len(stated), field, name)} {'is' if len(stated) == 1 else 'are'} stated by {those}."
    if asked.order is None:
        return f"{begun(those)}, counted by {_PLAIN.get(field) or facet_title(field).lower()}."
    labels = [country_in_words(facet_label(field, str(each.value))) for each in stated]
    if asked.first > 1:
        named = [f"{label} ({each.count:,})" for label, each in zip(labels, stated[: asked.first], strict=False)]
        return f"The {plural(len(named), field, name)} with the {asked.order} of {those}: {joined(named)}."
    numbers = list(dict.fromkeys(each.count for each in stated))
    if len(numbers) < asked.nth:
        have = f"the {plural(len(stated), field, name)} of {those} have {plural(len(numbers), 'different number')}"
        return f"No {field} comes {_ORDINAL[asked.nth]}: {have}."
    first = numbers[asked.nth - 1]
    tied = [label for label, each in zip(labels, stated, strict=True) if each.count == first]
    order = " ".join([*([_ORDINAL[asked.nth]] if asked.nth > 1 else []), asked.order])
    those += _BY.get(field, "")
    if len(tied) == 1:
        return f"{begun(tied[0])} has the {order}: {first:,} of {those}."
    if len(tied) > _MOST_TIED:
        return f"{len(tied):,} {name} have the {order}, {first:,} each, of {those}."
    return f"{begun(joined(tied))} have the {order}, {first:,} each, of {those}."


_ORDINAL = {number: word for word, number in ORDINALS.items()}
_PLAIN = {
    "year": "the year they were first posted",
    "started": "the year they started",
    "completed": "the year they were completed",
    "results": "whether results are posted",
}
_YEARS = {"year": "Year first posted", "started": "Year of start", "completed": "Year of completion"}
_BY = {field: f", by {_PLAIN[field]}" for field in ("year", "started", "completed")}
_PLURALS = {"country": "countries", "city": "cities", "status": "statuses", "started": "years", "completed": "years"}
_MOST_TIED = 5
