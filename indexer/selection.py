"""Which documents a filter means, and how often each value of a field occurs among some documents.

    kind, status, phase, sex, study_type, year…   one of the values given
    condition, intervention, sponsor, city, state, …        every word of a value given occurs in one stated value
    drug       a drug's key or any name of it: documents about it, and trials that give it or name it in a title,
               a condition or a keyword
    first_posted, last_posted, started, completed           {from, to}: every day the date can mean lies inside
    enrolment, minimum_age, maximum_age                     {min, max}, both included; limits of age in whole years
    age                                                     {min, max} in years: somebody of these ages is admitted;
                                                            a trial that states one limit has no other
    country    a country by any of its names, or all countries of a region: "Scandinavia"
    ids                                                     document ids
    every                                                   names of fields of which all values are wanted, not any;
                                                            "a|b" is either, as one of them
    not                                                     the same fields again: what no document found has

Conditions, keywords and interventions are compared in any spelling, as one and as many ("tumours" finds "tumor").
Several values of one field: any of them. Several fields: all of them; city, state and country all at one site. The city
"Paris, Texas" is the one in that state or country. A trial
of phases 1 and 2 has both; "PHASE1/PHASE2" means those that have both. "NOT_STATED" means the trials that state no
value. What a source leaves out is never taken for a match, nor for the absence of what is excluded: a trial that states
no country is not "not in France", but one in Germany alone is not in Texas, whatever states it names. Lists of what a
trial is about (drug, condition, keyword, intervention, sponsor, collaborator) are complete: what they do not name they
do not have.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.catalog_rows import Query
from indexer.countries import countries_of
from indexer.documents import Kind, closed_from
from indexer.drug_mentions import Mentions, names_of_drug
from indexer.fact_columns import read_column
from indexer.facts import TRIAL_FIELDS, Field
from indexer.names import fold
from indexer.one_spelling import spelling_key
from indexer.site_places import COMMA, PLACE_FIELDS, StatedSites, place_key

NOT_STATED = "NOT_STATED"
DATES = ("first_posted", "last_posted", "started", "completed")
NUMBERS = ("enrolment", "age", "minimum_age", "maximum_age")
RANGES = (*DATES, *NUMBERS)
"""The fields of which a range is asked for; of every other one values are."""
EVERY = "every"
NOT = "not"
"""What excluded values are called in JSON; as a flat parameter each is `not_country`."""
EITHER = "|"
"""Between two spellings of one value."""

_BY_WORDS = frozenset(
    (*map(Field, "condition keyword intervention sponsor collaborator city state".split()),
     Field.ASSOCIATED_CONDITION, Field.MANUFACTURER, Field.DRUG_CLASS)
)  # fmt: skip
_COMPLETE = frozenset(
    (Field.DRUG, Field.CONDITION, Field.KEYWORD, Field.INTERVENTION, Field.SPONSOR, Field.COLLABORATOR, Field.KIND)
)
"""Fields that a document without a value has nothing of."""
_SHORTEST_MENTION = 4
"""Letters: a shorter name ("EPO", "ASA") means too many things to be found in running text."""

_IN_ANY_SPELLING = frozenset((Field.CONDITION, Field.KEYWORD, Field.INTERVENTION, Field.ASSOCIATED_CONDITION))

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value and how many documents state it; None is "not stated"."""

    value: str | None
    count: int


@dataclass(frozen=True, slots=True)
class _Column:
    """The values of a field, in alphabetical order, and which document states which."""

    values: tuple[str, ...]
    folded: tuple[str, ...]
    documents: NDArray[np.int32]
    value_of: NDArray[np.int32]
    """Beside `documents`: an index into `values`."""

    def stating(self, wanted: Sequence[int], size: int) -> Mask:
        """The documents that state one of the values with these indexes."""
        chosen = np.zeros(len(self.values), dtype=bool)
        chosen[list(wanted)] = True
        mask = np.zeros(size, dtype=bool)
        mask[self.documents[chosen[self.value_of]]] = True
        return mask


class Selection:
    """Answers from arrays that are read from the catalog once, one field at a time, when first asked for."""

    def __init__(self, rows: Query) -> None:
        self._rows = rows
        self._columns: dict[Field, _Column] = {}
        documents = list(rows("SELECT number, document_id, kind FROM documents"))
        self.size = max((number for number, _, _ in documents), default=-1) + 1
        """Document numbers run below this."""
        self._live = np.zeros(self.size, dtype=bool)
        self._live[[number for number, _, _ in documents]] = True
        self._trials = np.zeros(self.size, dtype=bool)
        self._trials[[number for number, _, kind in documents if kind == Kind.TRIAL]] = True
        self.mentions = Mentions(rows)
        """Where trials may name a drug that is none of their interventions."""
        self._numbers = {document_id: number for number, document_id, _ in documents}
        # one question asks for the same ones again, for its list, its facets and its scope
        self._stating = lru_cache(maxsize=64)(self._read_stating)
        self._about = lru_cache(maxsize=64)(self._read_about)
        self._sites = StatedSites(rows)
        self._numeric = cache(self._read_numeric)

    def select(self, filters: Mapping[str, object]) -> NDArray[np.int64]:
        """The numbers of the documents that satisfy all filters, ascending. An empty filter says nothing.

        Raises ValueError for a filter that is not known, naming those that are.
        """
        mask = self._live.copy()
        every = _listed(filters.get(EVERY) or ())
        for name, wanted in filters.items():
            if wanted is None or wanted in ((), [], {}, "") or name == EVERY:
                continue
            if name == NOT:
                mask &= self._without(wanted)
            else:
                values = _listed(wanted) if name in every else (wanted,)
                mask &= _all_of([self._satisfying(name, each) for each in values])
        place = {name: _listed(filters[name]) for name in PLACE_FIELDS if filters.get(name)}
        if len(place) > 1 and not any(NOT_STATED in values for values in place.values()):
            mask &= self._at_one_site(mask, tuple(place.items()))
        return np.flatnonzero(mask)

    def closed_to(self, age: float | None, sex: str | None) -> NDArray[np.int64]:
        """The numbers of the trials whose stated limits leave out a person of this age (years) or sex, ascending."""
        numbers, youngest, end = self._ages
        of_age = np.sort(numbers[:0] if age is None else numbers[(age < youngest) | (age >= end)])
        other = {"MALE": "FEMALE", "FEMALE": "MALE"}.get(sex or "")
        return np.union1d(of_age, self.select({"sex": (other,)})) if other else of_age

    def ordered(self, numbers: NDArray[np.int64], by: str, descending: bool) -> NDArray[np.int64]:
        """These documents by `enrolment` or by the last day that a date can mean; what states none comes last."""
        column = by if by == "enrolment" else f"{by}_to"
        stating, (values,) = self._numeric(column)
        keys = np.full(self.size, np.iinfo(np.int64).max)
        keys[stating] = -values if descending else values
        return numbers[np.lexsort((self._place_of_id[numbers], keys[numbers]))]

    @cached_property
    def _place_of_id(self) -> NDArray[np.int64]:
        """By document number: its place in the alphabetical order of ids."""
        places = np.zeros(self.size, dtype=np.int64)
        places[[self._numbers[document_id] for document_id in sorted(self._numbers)]] = np.arange(len(self._numbers))
        return places

    def facet(self, field: Field, documents: NDArray[np.int64] | None = None) -> tuple[FacetCount, ...]:
        """Counts over these documents, most frequent first, then by value; last the trials that state none."""
        among = self._live if documents is None else self._mask(documents)
        column = self._column(field)
        counts = np.bincount(column.value_of[among[column.documents]], minlength=len(column.values))
        order = np.argsort(-counts, kind="stable")
        found = [FacetCount(column.values[index], int(counts[index])) for index in order if counts[index]]
        missing = int((among & self._not_stating(field)).sum()) if field in TRIAL_FIELDS else 0
        return (*found, FacetCount(None, missing)) if missing else tuple(found)

    def years(self, date_field: str, documents: NDArray[np.int64]) -> tuple[FacetCount, ...]:
        """These documents by the year in which a date of theirs begins, most frequent first; last those without it."""
        numbers, (earliest,) = self._numeric(f"{date_field}_from")
        stated = earliest[self._mask(documents)[numbers]]
        counts = Counter(date.fromordinal(day).year for day in stated.tolist())
        found = [
            FacetCount(str(year), count) for year, count in sorted(counts.items(), key=lambda each: (-each[1], each))
        ]
        return (*found, FacetCount(None, missing)) if (missing := len(documents) - len(stated)) else tuple(found)

    def facet_within(
        self, field: Field, documents: NDArray[np.int64], place: Mapping[str, Sequence[str]]
    ) -> tuple[FacetCount, ...]:
        """The cities or states of those sites of these documents that lie in a place, counted and ordered as facets."""
        is_there = self._sites.within(tuple((name, tuple(values)) for name, values in place.items()))
        part = (Field.CITY, Field.STATE).index(field)
        counts: Counter[str | None] = Counter()
        for sites in self._sites.of(documents.tolist()).values():
            counts.update({name.strip() for site in sites if (name := site[part]) and is_there(site)} or (None,))
        missing = counts.pop(None, 0)
        found = [FacetCount(*each) for each in sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))]
        return (*found, FacetCount(None, missing)) if missing else tuple(found)

    def matched(self, field: Field, wanted: Sequence[str], documents: NDArray[np.int64]) -> tuple[FacetCount, ...]:
        """The stated values that a filter of one field means, counted over these documents, most frequent first."""
        spelled = [value for each in wanted for value in each.split(EITHER)]
        meant = {self._column(field).values[index] for each in spelled for index in self._matching(field, each)}
        return tuple(each for each in self.facet(field, documents) if each.value in meant)

    def values(self, field: Field) -> tuple[str, ...]:
        """Every value stated for a field, in alphabetical order."""
        rows = self._rows("SELECT value FROM fact_values WHERE field = ? ORDER BY value", (field,))
        return tuple(value for (value,) in rows)

    def _without(self, unwanted: object) -> Mask:
        """The documents that have nothing of this, and say so where it is not a list of what they are about."""
        if not isinstance(unwanted, Mapping):
            raise ValueError(f"expected filters in {NOT!r}, not {unwanted!r}")
        mask = self._live.copy()
        for name, values in unwanted.items():
            if values is None or values in ((), [], {}, ""):
                continue
            has = self._dated(name, values, is_whole=False) if name in DATES else self._satisfying(name, values)
            says = self._live if name in _COMPLETE or name == "ids" else self._speaking_of(name)
            if name == Field.STATE:
                says = says | self._in_other_countries(has)
            mask &= ~has & says
        return mask

    def _in_other_countries(self, has: Mask) -> Mask:
        """The trials that state countries, and none of those that trials of one country with this state lie in."""
        column = self._column(Field.COUNTRY)
        one_country = has & (self._counts(Field.COUNTRY) == 1)
        there = np.unique(column.value_of[one_country[column.documents]])
        if not there.size:
            return np.zeros(self.size, dtype=bool)
        return self._trials & ~self._not_stating(Field.COUNTRY) & ~column.stating(there.tolist(), self.size)

    def _speaking_of(self, name: str) -> Mask:
        """The documents that state something of a field: of a field of trials only trials do."""
        of_trials = name in RANGES or name in TRIAL_FIELDS
        return (self._trials if of_trials else self._live) & ~self._satisfying(name, NOT_STATED)

    def _satisfying(self, name: str, wanted: object) -> Mask:
        if name == "ids":
            return self._with_ids(_listed(wanted))
        if name in RANGES and not isinstance(wanted, Mapping) and NOT_STATED in _listed(wanted):
            numbers = self._ages[0] if name == "age" else self._numeric(_first_column(name))[0]
            return self._trials & ~self._mask(numbers)
        if name == "age":
            return self._admitting(wanted)
        if name in NUMBERS:
            return self._counting(name, wanted)
        if name in DATES:
            return self._dated(name, wanted)
        values = [value for each in _listed(wanted) for value in each.split(EITHER)]
        if name == Field.DRUG:
            return _any_of([self._about(each) for each in values], self.size)
        try:
            field = Field(name)
        except ValueError:
            known = sorted({"ids", EVERY, NOT, *RANGES, *Field})
            raise ValueError(f"unknown filter {name!r}; known: {', '.join(known)}") from None
        return _any_of([self._stating(field, each) for each in values], self.size)

    def _read_stating(self, field: Field, wanted: str) -> Mask:
        if wanted == NOT_STATED:
            return self._not_stating(field)
        if field == Field.PHASE and "/" in wanted:
            return _all_of([self._stating(field, each) for each in wanted.split("/")])
        if field == Field.CITY and COMMA in wanted:
            return self._in_city_of(wanted)
        return self._column(field).stating(self._matching(field, wanted), self.size)

    def _in_city_of(self, wanted: str) -> Mask:
        """The trials with a site in a city that is told with its state or country: "Paris, Texas"."""
        there = np.flatnonzero(self._stating(Field.CITY, wanted.partition(COMMA)[0]))
        is_there = self._sites.within((("city", (wanted,)),))
        sites = self._sites.of(there.tolist())
        return self._mask([number for number, each in sites.items() if any(map(is_there, each))])

    def _matching(self, field: Field, wanted: str) -> list[int]:
        """The indexes of the values that a filter means."""
        folded = self._column(field).folded
        if field in _BY_WORDS:
            words = [f" {word} " for word in _compared(field, fold(wanted)).split()]
            return [at for at, value in enumerate(folded) if words and all(word in f" {value} " for word in words)]
        meant = countries_of(wanted) if field == Field.COUNTRY else (fold(wanted),)
        return [at for at, value in enumerate(folded) if value in meant]

    def _at_one_site(self, mask: Mask, place: tuple[tuple[str, tuple[str, ...]], ...]) -> Mask:
        """Of the trials of a mask, which state all the parts of a place, those that have one site with all of them.

        Where all parts but one have a single value in a trial, its sites need no look.
        """
        several = sum((self._counts(Field(field)) > 1).astype(np.int8) for field, _ in place)
        is_there, found = self._sites.within(place), mask.copy()
        for number, sites in self._sites.of(np.flatnonzero(mask & (several > 1)).tolist()).items():
            found[number] = any(map(is_there, sites))
        return found

    def _counts(self, field: Field) -> NDArray[np.int64]:
        """How many values of a field each document states, by its number."""
        return np.bincount(self._column(field).documents, minlength=self.size)

    def _not_stating(self, field: Field) -> Mask:
        stated = np.zeros(self.size, dtype=bool)
        stated[self._column(field).documents] = True
        return (self._trials if field in TRIAL_FIELDS else self._live) & ~stated

    def _read_about(self, drug: str) -> Mask:
        """A drug by its key or by any name: brand, salt and synonym mean the same documents."""
        column, names = self._column(Field.DRUG), names_of_drug(self._rows, drug)
        mask = column.stating([i for i, value in enumerate(column.folded) if value in names], self.size)
        for name in sorted(names):
            if len(name) >= _SHORTEST_MENTION:
                mask[self.mentions.of(name)] = True
        return mask

    def _with_ids(self, ids: Iterable[str]) -> Mask:
        spellings = {spelling for each in ids for spelling in (each, each.lower(), each.upper())}
        return self._mask([self._numbers[each] for each in spellings if each in self._numbers])

    def _counting(self, name: str, wanted: object) -> Mask:
        low, high = _bounds(wanted, "min", "max", int)
        numbers, (stated,) = self._numeric(name)
        return self._mask(numbers[(stated >= low) & (stated <= high)])

    def _admitting(self, wanted: object) -> Mask:
        """The trials whose ages overlap the ones wanted."""
        low, high = _bounds(wanted, "min", "max", float)
        numbers, youngest, end = self._ages
        return self._mask(numbers[(end > low) & (youngest < high + 1)])

    @cached_property
    def _ages(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """The trials that state a limit of age, from which age they admit, and from which on no more."""
        rows = list(
            self._rows(
                """SELECT number, minimum_age, maximum_age FROM documents
                   WHERE minimum_age IS NOT NULL OR maximum_age IS NOT NULL"""
            )
        )
        oldest = [np.inf if high is None else closed_from(high) for _, _, high in rows]
        return (
            np.array([number for number, _, _ in rows], dtype=np.int64),
            np.array([low or 0.0 for _, low, _ in rows], dtype=np.float64),
            np.array(oldest, dtype=np.float64),
        )

    def _dated(self, name: str, wanted: object, is_whole: bool = True) -> Mask:
        """The documents whose date, with all the days that it can mean, lies in a span; or with any of them."""
        low, high = _bounds(wanted, "from", "to", _day)
        numbers, (earliest, latest) = self._numeric(f"{name}_from", f"{name}_to")
        first, last = (earliest, latest) if is_whole else (latest, earliest)
        return self._mask(numbers[(first >= low) & (last <= high)])

    def _read_numeric(self, *columns: str) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], ...]]:
        """Document numbers and values of typed columns, of the documents that state them."""
        rows = self._rows(f"SELECT number, {', '.join(columns)} FROM documents WHERE {columns[0]} IS NOT NULL")  # noqa: S608
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 1 + len(columns))
        return table[:, 0], tuple(table[:, index] for index in range(1, 1 + len(columns)))

    def _column(self, field: Field) -> _Column:
        held = self._columns.get(field)
        if held is None:
            held = self._columns[field] = self._read_column(field)
        return held

    def _read_column(self, field: Field) -> _Column:
        values = sorted(
            self._rows("SELECT value, folded, number FROM fact_values WHERE field = ?", (field,)),
            key=lambda row: row[0],
        )
        documents, stated = read_column(self._rows, field)
        numbers = np.array([number for _, _, number in values], dtype=np.int64)
        by_number = np.argsort(numbers)
        return _Column(
            values=tuple(value for value, _, _ in values),
            folded=tuple(_compared(field, folded) for _, folded, _ in values),
            documents=documents,
            value_of=by_number[np.searchsorted(numbers[by_number], stated)].astype(np.int32),
        )

    def _mask(self, numbers: NDArray[np.int64] | Sequence[int]) -> Mask:
        mask = np.zeros(self.size, dtype=bool)
        mask[np.asarray(numbers, dtype=np.int64)] = True
        return mask


def _compared(field: Field, folded: str) -> str:
    """What a value and what is wanted of a field are compared by."""
    if field in (Field.CITY, Field.STATE):
        return place_key(folded)
    return spelling_key(folded) if field in _IN_ANY_SPELLING else folded


def _any_of(masks: Sequence[Mask], size: int) -> Mask:
    return np.logical_or.reduce(masks) if masks else np.zeros(size, dtype=bool)


def _all_of(masks: Sequence[Mask]) -> Mask:
    both: Mask = np.logical_and.reduce(masks)
    return both


def _first_column(name: str) -> str:
    return name if name in NUMBERS else f"{name}_from"


def _listed(wanted: object) -> tuple[str, ...]:
    """One value, or several."""
    if isinstance(wanted, str):
        return (wanted,)
    if isinstance(wanted, Iterable):
        return tuple(str(each) for each in wanted)
    raise ValueError(f"expected a value or a list of values, not {wanted!r}")


def _bounds(wanted: object, low: str, high: str, read: Callable[[Any], float]) -> tuple[float, float]:
    """The ends of a range, those that are open without bound."""
    if not isinstance(wanted, Mapping) or not wanted.keys() <= {low, high}:
        raise ValueError(f"expected {{{low!r}: …, {high!r}: …}}, not {wanted!r}")
    least, most = wanted.get(low), wanted.get(high)
    return -np.inf if least is None else read(least), np.inf if most is None else read(most)


def _day(day: object) -> int:
    """A date, or its ISO form, as a proleptic ordinal."""
    return (day if isinstance(day, date) else date.fromisoformat(str(day))).toordinal()
