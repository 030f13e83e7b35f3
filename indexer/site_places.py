"""Whether one site of a trial is in a place: its city, state and country together.

A trial with sites in Paris, Texas, and in Lyon, France, is not in Paris, France.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from indexer.countries import canonical_country
from indexer.documents import Site
from indexer.names import fold

PLACE_FIELDS = ("country", "state", "city")
"""The fields of a site that a place is made of, by the names of their filters."""
COMMA = ", "
"""Between a city and the state or country that it lies in."""


@lru_cache(maxsize=16_384)
def place_key(folded: str) -> str:
    """What folded names of cities and states are compared by: "saint louis" as "st louis", "new york" as "newyork".

    A name that another one begins is another place: what is in West Virginia is not in Virginia.
    """
    words = (_SHORTENED.get(word, word) for word in folded.split())
    return _BEGINNING.sub(r"\1", " ".join(words))


_SHORTENED = {"saint": "st", "sankt": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
_BEGINNING = re.compile(r"\b(ft sam|new|north|no|south|east|west|port|ft|lake|navi) (?=[a-z])")


def is_in(site: Site, place: Mapping[str, Sequence[str]]) -> bool:
    """Whether a site is in a place: one value of every field that the place names.

    Of a city or a state every word must be stated, a country must be the same one; "Paris, Texas" is a city of that
    state or country. What a site leaves out never matches; a place that names nothing is everywhere.
    """
    return all(any(_states(site, field, each) for each in values) for field, values in place.items() if values)


def _states(site: Site, field: str, wanted: str) -> bool:
    stated = getattr(site, field) or ""
    if field == "city" and COMMA in wanted:
        city, _, wider = wanted.partition(COMMA)
        return _states(site, field, city) and (_states(site, "state", wider) or _states(site, "country", wider))
    if field == "country":
        return bool(stated) and fold(canonical_country(stated)) == fold(canonical_country(wanted))
    words = place_key(fold(wanted)).split()
    return bool(words) and set(words) <= set(place_key(fold(stated)).split())
