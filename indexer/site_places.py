"""Whether one site of a trial is in a place: its city, state and country together.

A trial with sites in Paris, Texas, and in Lyon, France, is not in Paris, France.
"""

from collections.abc import Mapping, Sequence

from indexer.countries import canonical_country
from indexer.documents import Site
from indexer.names import fold

PLACE_FIELDS = ("country", "state", "city")
"""The fields of a site that a place is made of, by the names of their filters."""


def is_in(site: Site, place: Mapping[str, Sequence[str]]) -> bool:
    """Whether a site is in a place: one value of every field that the place names.

    Of a city or a state every word must be stated, a country must be the same one. What a site leaves out never
    matches; a place that names nothing is everywhere.
    """
    return all(any(_states(site, field, each) for each in values) for field, values in place.items() if values)


def _states(site: Site, field: str, wanted: str) -> bool:
    stated = getattr(site, field) or ""
    if field == "country":
        return bool(stated) and fold(canonical_country(stated)) == fold(canonical_country(wanted))
    words = fold(wanted).split()
    return bool(words) and set(words) <= set(fold(stated).split())
