"""Places in the words people use."""

import pytest

from indexer.names import tokens
from service.places import find_places
from service.vocabulary import Vocabulary

VOCABULARY = Vocabulary.of(cities=["Alcázar de San Juan", "Leuven"])


def places(text: str) -> list[str]:
    return [f"{place.kind}:{place.name}" for place in find_places(text, tokens(text), VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trials in South Korea", ["country:South Korea"]),
        ("trials in korea", ["country:South Korea"]),
        ("trials in the UK", ["country:United Kingdom"]),
        ("trials in the uk", ["country:United Kingdom"]),
        ("trials in the USA or Canada", ["country:United States", "country:Canada"]),
        ("trials in the US", ["country:United States"]),
        ("trials in the U.S.", ["country:United States"]),
        ("trials in england", ["country:United Kingdom"]),
        ("French trials in Paris", ["city:Paris"]),
        ("studies in paris, france", ["city:Paris", "country:France"]),
        ("near Boston", ["city:Boston"]),
        ("around Alcazar de San Juan", ["city:Alcázar de San Juan"]),
        ("trials at Leuven", ["city:Leuven"]),
        ("in Texas", ["state:Texas"]),
        ("trials in Georgia", ["state:Georgia"]),
        ("in New York", ["city:New York"]),
        ("trials in Reading", ["city:Reading"]),
        ("trials in reading", []),
        ("in nice people", []),
        ("give us the list", []),
        ("pain in mobile patients", []),
        ("paris hilton", []),
        ("turkey sandwich", []),
        ("trials in Turkey", ["country:Turkey"]),
    ],
)
def test_places_people_name(text: str, found: list[str]) -> None:
    """Countries anywhere, cities and states where a word leads to them."""
    assert places(text) == found


def test_near_a_place_is_said() -> None:
    """Sites near a place are another question than trials in it."""
    [place] = find_places("recruiting near Boston", tokens("recruiting near Boston"), VOCABULARY)
    assert (place.near, place.first, place.last) == (True, 1, 3)
