"""Whether one site of a trial is in a place: its city, state and country together.

A trial with sites in Paris, Texas, and in Lyon, France, is not in Paris, France.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from sys import intern

from indexer.catalog_rows import Query
from indexer.countries import canonical_country, countries_of
from indexer.documents import Site
from indexer.names import fold

PLACE_FIELDS = ("country", "state", "city")
"""The fields of a site that a place is made of, by the names of their filters."""
COMMA = ", "
"""Between a city and the state or country that it lies in."""


@lru_cache(maxsize=16_384)
def place_key(folded: str) -> str:
    """What folded names of cities and states are compared by: "saint louis" as "st louis", "the bronx" as "bronx".

    "New york" is "newyork": a name that another one begins is another place, West Virginia is not Virginia.
    """
    words = (_SHORTENED.get(word, word) for word in folded.removeprefix("the ").split())
    return _BEGINNING.sub(r"\1", " ".join(words))


_SHORTENED = {"saint": "st", "sankt": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
_BEGINNING = re.compile(r"\b(ft sam|new|north|no|south|east|west|port|ft|lake|navi) (?=[a-z])")


def is_in(site: Site, place: Mapping[str, Sequence[str]]) -> bool:
    """Whether a site is in a place: one value of every field that the place names.

    Of a city or a state every word must be stated, a country must be the same one, or lie in the region; "Paris, Texas"
    is a city of that state or country. What a site leaves out never matches; a place that names nothing is everywhere.
    """
    return all(any(_states(site, field, each) for each in values) for field, values in place.items() if values)


def _states(site: Site, field: str, wanted: str) -> bool:
    stated = getattr(site, field) or ""
    if field == "city" and COMMA in wanted:
        city, _, wider = wanted.partition(COMMA)
        return _states(site, field, city) and (_states(site, "state", wider) or _states(site, "country", wider))
    if field == "country":
        return bool(stated) and fold(canonical_country(stated)) in countries_of(wanted)
    words = place_key(fold(wanted)).split()
    return bool(words) and set(words) <= set(place_key(fold(stated)).split())


Place = tuple[str | None, str | None, str | None]
"""The city, state and country of a site."""


class StatedSites:
    """Where the sites of trials are, read from a catalog when they are first asked for."""

    def __init__(self, rows: Query) -> None:
        self._rows = rows
        self._kept: dict[int, frozenset[Place]] = {}
        self.within = lru_cache(maxsize=16)(_within)
        """For the (field, values) of a place: whether a site lies there."""

    def of(self, numbers: Sequence[int]) -> Mapping[int, frozenset[Place]]:
        """Where the sites of some documents are, each place once."""
        rows = self._rows(
            """SELECT number, json_extract(record, '$.sites') FROM documents
               WHERE number IN (SELECT value FROM json_each(?))""",
            (json.dumps([number for number in numbers if number not in self._kept]),),
        )
        for number, sites in rows:
            stated = ((each.get("city"), each.get("state"), each.get("country")) for each in json.loads(sites or "[]"))
            self._kept[number] = frozenset(
                (_interned(city), _interned(state), _interned(land)) for city, state, land in stated
            )
        return {number: self._kept[number] for number in numbers}


def _within(place: tuple[tuple[str, tuple[str, ...]], ...]) -> Callable[[Place], bool]:
    """Whether a site is in a place, worked out once per site that is stated."""
    wanted = dict(place)
    return cache(lambda site: is_in(Site(city=site[0], state=site[1], country=site[2]), wanted))


def _interned(name: str | None) -> str | None:
    """One string for all that are equal: a city is stated by thousands of trials."""
    return None if name is None else intern(name)
