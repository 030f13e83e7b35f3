"""Places that a question names as filters: at one site, each by itself, or counted beside each other."""

from collections.abc import Sequence

from indexer.site_places import COMMA
from service.understanding.filters import Filters
from service.understanding.places import FoundPlace, PlaceKind
from service.understanding.tally_asked import Group


def groups_of_places(places: Sequence[FoundPlace]) -> tuple[Group, ...]:
    """Each place with what it lies in, if that is named right behind it: "Paris, France"."""
    return tuple(
        Group(COMMA.join(each.name for each in group), of_places(group)) for group in _with_what_they_lie_in(places)
    )


def _with_what_they_lie_in(places: Sequence[FoundPlace]) -> list[list[FoundPlace]]:
    together: list[list[FoundPlace]] = []
    for place in places:
        behind = together[-1][-1] if together else None
        if behind is not None and behind.last == place.first and _WIDER[place.kind] > _WIDER[behind.kind]:
            together[-1].append(place)
        else:
            together.append([place])
    return together


_WIDER = {PlaceKind.CITY: 0, PlaceKind.STATE: 1, PlaceKind.COUNTRY: 2}


def of_places(places: Sequence[FoundPlace]) -> Filters:
    """The places as filters that all hold at one site; several that are told with what they lie in stand apart."""
    if len(_with_what_they_lie_in(places)) > 1:
        return of_places_apart(places)
    named = [(each.kind, name) for each in places for name in (each.name, *each.also)]
    if len(places) == 1 and places[0].lies_in is not None:  # Napoli is not the Naples of Florida
        named.append((PlaceKind.COUNTRY, places[0].lies_in))
    return _by_kind(named)


def of_places_apart(places: Sequence[FoundPlace]) -> Filters:
    """The places as filters of which each holds by itself; a city is told with what it lies in: "Paris, Texas"."""
    named: list[tuple[PlaceKind, str]] = []
    for place, *wider in _with_what_they_lie_in(places):
        lies_in = f"{COMMA}{wider[0].name}" if wider and place.kind is PlaceKind.CITY else ""
        named += [(place.kind, f"{name}{lies_in}") for name in (place.name, *place.also)]
    return _by_kind(named)


def _by_kind(named: Sequence[tuple[PlaceKind, str]]) -> Filters:
    country, state, city = (
        tuple(dict.fromkeys(name for of, name in named if of is kind))
        for kind in (PlaceKind.COUNTRY, PlaceKind.STATE, PlaceKind.CITY)
    )
    return Filters(country=country, state=state, city=city)
