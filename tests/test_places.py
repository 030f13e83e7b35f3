"""Places in the words people use."""

import pytest

from indexer.documents import Site
from indexer.names import tokens
from indexer.site_places import is_in
from service.understanding.places import find_places
from service.understanding.vocabulary import Vocabulary

VOCABULARY = Vocabulary.of(
    cities=["Alcázar de San Juan", "Leuven", "Munich", "München", "Naples", "Napoli", "Saint Louis", "London"],
    states=["Ontario", "Bayern", "New South Wales"],
)


def places(text: str) -> list[str]:
    return [f"{place.kind}:{place.name}" for place in find_places(text, tokens(text), VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trials in South Korea", ["country:South Korea"]),
        ("trials in korea", ["country:South Korea"]),
        ("trials in chennai", ["city:Chennai"]),
        ("trials in the us and canada", ["country:United States", "country:Canada"]),
        ("trials in us", ["country:United States"]),
        ("show us trials", []),
        ("recruiting trials in nottingham", ["city:Nottingham"]),
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
        ("trials in San Fransisco", ["city:San Francisco"]),
        ("near Los Angelos", ["city:Los Angeles"]),
        ("trials in New Hampton", []),
        ("trials in either Munich or London", ["city:Munich", "city:London"]),
        ("in Texas", ["state:Texas"]),
        ("trials in Georgia", ["state:Georgia"]),
        ("trials in Georgia or Florida", ["state:Georgia", "state:Florida"]),
        ("trials in Georgia and Armenia", ["country:Georgia", "country:Armenia"]),
        ("trials in France and Georgia", ["country:France", "country:Georgia"]),
        ("in New York", ["city:New York"]),
        ("trials in Reading", ["city:Reading"]),
        ("trials in reading", []),
        ("in nice people", []),
        ("give us the list", []),
        ("pain in mobile patients", []),
        ("paris hilton", []),
        ("turkey sandwich", []),
        ("trials in Turkey", ["country:Turkey"]),
        ("trials in Washington state", ["state:Washington"]),
        ("New York state trials", ["state:New York"]),
        ("trials in the state of Oregon", ["state:Oregon"]),
        ("trials in Washington DC", ["state:District of Columbia"]),
        ("trials in Washington, D.C.", ["state:District of Columbia"]),
        ("trials in D.C.", ["state:District of Columbia"]),
        ("recruiting in DC", ["state:District of Columbia"]),
        ("trials in dc motors", []),
        ("trials in Deutschland", ["country:Germany"]),
        ("trials in Ivory Coast", ["country:Côte d'Ivoire"]),
        ("trials in Georgia, the country", ["country:Georgia"]),
        ("trials in New York state but not New York City", ["state:New York", "city:New York"]),
        ("trials in Washington", ["city:Washington"]),
        ("trials in Washington and Oregon", ["state:Washington", "state:Oregon"]),
        ("trials in New York or New Jersey", ["state:New York", "state:New Jersey"]),
        ("trials in New York or Boston", ["city:New York", "city:Boston"]),
        ("trials in New York, NY or New Jersey", ["city:New York", "state:New York", "state:New Jersey"]),
        ("trials in TX", ["state:Texas"]),
        ("trials in tx", []),
        ("TRIALS IN OR NEAR BOSTON", ["city:Boston"]),
        ("trials in LA", []),
        ("trials in New Orleans, LA", ["city:New Orleans", "state:Louisiana"]),
        ("trials in NYC", ["city:New York"]),
        ("Birmingham, Alabama trials", ["city:Birmingham", "state:Alabama"]),
        ("trials in birmingham alabama", ["city:Birmingham", "state:Alabama"]),
        ("London Ontario", ["city:London", "state:Ontario"]),
        ("trials in New York, NY", ["city:New York", "state:New York"]),
        ("trials in Atlanta, Georgia", ["city:Atlanta", "state:Georgia"]),
        ("trials in Tbilisi, Georgia", ["city:Tbilisi", "country:Georgia"]),
        ("trials in St. Louis", ["city:Saint Louis"]),
        ("trials in Bayern", ["state:Bayern"]),
        ("trials in Paris vs Berlin", ["city:Paris", "city:Berlin"]),
        ("Iowa State University trials", []),
        ("New South Wales trials", []),
    ],
)
def test_places_people_name(text: str, found: list[str]) -> None:
    """Countries anywhere, cities and states where a word leads to them."""
    assert places(text) == found


def test_the_word_that_leads_to_a_place_belongs_to_it() -> None:
    """It is no word of its own, for which records would be searched."""
    [place] = find_places("recruiting near Boston", tokens("recruiting near Boston"), VOCABULARY)
    assert (place.first, place.last) == (1, 3)


@pytest.mark.parametrize(
    ("text", "name", "also", "lies_in"),
    [
        ("trials in Munich", "Munich", ("München",), None),
        ("trials in München", "München", ("Munich",), "Germany"),
        ("trials in Muenchen", "Munich", ("München",), "Germany"),
        ("trials in Napoli", "Napoli", ("Naples",), "Italy"),
        ("trials in Naples", "Naples", ("Napoli",), None),
        ("trials in London", "London", (), None),
    ],
)
def test_a_city_has_a_name_in_each_language(text: str, name: str, also: tuple[str, ...], lies_in: str | None) -> None:
    """All that records have; a name in its own language means that city, not its namesake elsewhere."""
    [place] = find_places(text, tokens(text), VOCABULARY)
    assert (place.name, place.also, place.lies_in) == (name, also, lies_in)


@pytest.mark.parametrize(
    ("stated", "wanted", "is_there"),
    [
        ("St. Louis", "Saint Louis", True),
        ("Ft. Worth", "Fort Worth", True),
        ("New York City", "New York", True),
        ("New York", "York", False),
        ("West Hollywood", "Hollywood", False),
        ("Paris Cedex 13", "Paris", True),
        ("Bronx", "The Bronx", True),
        ("The Hague", "Hague", True),
        ("Fort Sam Houston", "Houston", False),
    ],
)
def test_a_name_that_another_begins_is_another_place(stated: str, wanted: str, is_there: bool) -> None:
    """And a saint is a saint, however short."""
    assert is_in(Site(city=stated), {"city": [wanted]}) is is_there


def test_virginia_is_not_west_virginia() -> None:
    """Of states as of cities."""
    assert not is_in(Site(state="West Virginia"), {"state": ["Virginia"]})


def test_congo_is_either_of_two_countries() -> None:
    """One of them is meant where more of its name is said."""
    for text, names in (
        ("trials in Congo", {"Republic of the Congo", "Democratic Republic of the Congo"}),
        ("trials in DR Congo", {"Democratic Republic of the Congo"}),
        ("trials in the Republic of the Congo", {"Republic of the Congo"}),
    ):
        [place] = find_places(text, tokens(text), VOCABULARY)
        assert {place.name, *place.also} == names, text
