"""Places in a question: countries in the words people use, states of the USA, and cities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from indexer.drug_words import is_ordinary
from indexer.names import Token
from service.vocabulary import Terms, Vocabulary


class PlaceKind(StrEnum):
    """Which filter a place is."""

    COUNTRY = "country"
    STATE = "state"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that a text names; words `first` to `last` (excluded), with the word before it that leads to it."""

    kind: PlaceKind
    name: str
    """A country's canonical name; a city as the corpus writes it."""
    first: int
    last: int
    near: bool = False
    """Whether the text asks for its surroundings."""


def find_places(text: str, words: Sequence[Token], vocabulary: Vocabulary) -> tuple[FoundPlace, ...]:
    """The places of a text, from left to right.

    A country counts anywhere. A city or a state counts after "in", "near", "at", "around" or behind another place;
    one whose name is an ordinary word ("Reading", "Nice") also needs its capital. Of a city named with its country
    ("Paris, France") both are found. Where no place is named, "Korean trials" are those in South Korea.
    """
    found: list[FoundPlace] = []
    at = 0
    while at < len(words):
        place = _place_at(text, words, at, vocabulary, behind_place=bool(found) and found[-1].last == at)
        if place is not None:
            found.append(place)
        at = place.last if place else at + 1
    return tuple(found) or _by_demonym(words)


def _by_demonym(words: Sequence[Token]) -> tuple[FoundPlace, ...]:
    """Countries by the adjective that goes with trials or their sites; "trials in Chinese patients" are anywhere."""
    found: list[FoundPlace] = []
    for at, word in enumerate(words):
        country = _DEMONYMS.get(word.word)
        if country is None:
            continue
        for behind in words[at + 1 : at + 2 + _MOST_BETWEEN]:
            if behind.word in _RECORDS:
                found.append(FoundPlace(PlaceKind.COUNTRY, country, at, at + 1))
            if behind.word not in _BESIDE_TRIALS and behind.word not in _DEMONYMS and is_ordinary(behind.word):
                break
    return tuple(found)


_MOST_BETWEEN = 5
_RECORDS = frozenset("trial trials study studies site sites centre centres center centers hospital hospitals".split())
_BESIDE_TRIALS = frozenset(
    """and or clinical recruiting completed ongoing open active closed terminated withdrawn suspended phase 1 2 3 4 i ii
    iii iv early randomised randomized controlled observational interventional drug medical research large small new
    recent registered""".split()
)
_DEMONYMS: Mapping[str, str] = {
    demonym: country
    for country, demonyms in {
        "Argentina": "argentinian argentine", "Australia": "australian", "Austria": "austrian",
        "Bangladesh": "bangladeshi", "Belgium": "belgian", "Brazil": "brazilian", "Bulgaria": "bulgarian",
        "Canada": "canadian", "Chile": "chilean", "China": "chinese", "Colombia": "colombian", "Croatia": "croatian",
        "Czechia": "czech", "Denmark": "danish", "Egypt": "egyptian", "Estonia": "estonian", "Ethiopia": "ethiopian",
        "Finland": "finnish", "France": "french", "Germany": "german", "Ghana": "ghanaian", "Greece": "greek",
        "Hungary": "hungarian", "Iceland": "icelandic", "India": "indian", "Indonesia": "indonesian",
        "Iran": "iranian", "Iraq": "iraqi", "Ireland": "irish", "Israel": "israeli", "Italy": "italian",
        "Japan": "japanese", "Jordan": "jordanian", "Kenya": "kenyan", "South Korea": "korean", "Latvia": "latvian",
        "Lebanon": "lebanese", "Lithuania": "lithuanian", "Malaysia": "malaysian", "Mexico": "mexican",
        "Morocco": "moroccan", "Netherlands": "dutch", "Nigeria": "nigerian",
        "Norway": "norwegian", "Pakistan": "pakistani", "Peru": "peruvian", "Philippines": "filipino philippine",
        "Poland": "polish", "Portugal": "portuguese", "Romania": "romanian", "Russia": "russian",
        "Saudi Arabia": "saudi", "Serbia": "serbian", "Singapore": "singaporean", "Slovakia": "slovak slovakian",
        "Slovenia": "slovenian slovene", "Spain": "spanish", "Sweden": "swedish", "Switzerland": "swiss",
        "Taiwan": "taiwanese", "Thailand": "thai", "Tunisia": "tunisian", "Turkey": "turkish",
        "Uganda": "ugandan", "Ukraine": "ukrainian", "United Kingdom": "british english scottish welsh",
        "United States": "american", "Vietnam": "vietnamese",
    }.items()
    for demonym in demonyms.split()
}  # fmt: skip


_LEADING = frozenset({"in", "at", "near", "around", "within", "from", "across", "throughout", "inside"})
_NEAR = frozenset({"near", "around", "close"})
_SHORTEST_CITY = 3
# as a lower-case word these are a pronoun, first names, a bird or a US state
_NEEDS_CAPITAL = frozenset({"us", "chad", "jordan", "georgia", "turkey", "jersey", "guinea", "mali", "niger", "oman"})


def _place_at(
    text: str, words: Sequence[Token], at: int, vocabulary: Vocabulary, behind_place: bool
) -> FoundPlace | None:
    led_by = next((words[back].word for back in range(at - 1, max(at - 3, -1), -1) if words[back].word != "the"), "")
    near = led_by in _NEAR or (led_by == "to" and at > 1 and words[at - 2].word == "close")
    led = near or led_by in _LEADING or behind_place or led_by in ("or", "and")
    capital = text[words[at].start].isupper()
    longest = max(names.longest_from(words[at].word) for names in (*_places().values(), _STATES, vocabulary.cities))
    for last in range(min(at + longest, len(words)), at, -1):
        name = " ".join(word.word for word in words[at:last])
        first = at - 1 if led and not behind_place and at and words[at - 1].word in _LEADING | _NEAR else at
        country = _places()[PlaceKind.COUNTRY].get(name)
        if name == "georgia" and led:
            return FoundPlace(PlaceKind.STATE, "Georgia", first, last, near) if capital else None
        if country is not None and (capital or (name not in _NEEDS_CAPITAL) or (led and name == "turkey")):
            if name == "us" and text[words[at].start : words[at].end] != "US":
                continue
            return FoundPlace(PlaceKind.COUNTRY, country, first, last, near)
        if not led or len(name) < _SHORTEST_CITY:
            continue
        state = _STATES.get(name)
        city = vocabulary.cities.get(name) or _places()[PlaceKind.CITY].get(name)
        if city is not None and (capital or not _is_common(name)):
            return FoundPlace(PlaceKind.CITY, city, first, last, near)
        if state is not None:
            return FoundPlace(PlaceKind.STATE, state, first, last, near)
    return None


def _is_common(name: str) -> bool:
    """A city that, in lower case, is more likely another word: "reading", "nice", "bath"."""
    return name in _COMMON_WORDS or (" " not in name and name not in _WELL_KNOWN and is_ordinary(name))


_COMMON_WORDS = frozenset(
    """reading nice bath mobile hue sale pest kota hail aba van most fes jos agen orange hull male split tours cork
    bergen cancer essen surrey salem victoria columbus kennedy phoenix independence corona man""".split()
)
_WELL_KNOWN = frozenset(
    """shanghai beijing shenzhen guangzhou istanbul lagos lahore mumbai karachi tianjin delhi moscow dhaka seoul tokyo
    cairo johannesburg london jakarta hanoi taipei lima bogota baghdad tehran hyderabad sydney singapore
    melbourne alexandria bangkok santiago nairobi dubai casablanca ankara berlin durban madrid toronto brisbane
    osaka chicago perth rome houston havana paris hamburg beirut bucharest montreal minsk budapest warsaw vienna
    barcelona philadelphia stockholm munich milan dallas calgary amman belgrade prague birmingham copenhagen
    sofia oslo dublin brussels ottawa edmonton austin jerusalem naples marseille rotterdam turin krakow seattle
    amsterdam denver tunis washington nashville athens zagreb vancouver helsinki boston portland detroit memphis
    glasgow stuttgart gothenburg baltimore hamilton manchester dresden milwaukee sheffield bremen leeds
    liverpool edinburgh bristol lisbon porto geneva zurich basel lyon toulouse lille bordeaux nantes strasbourg
    cologne frankfurt leipzig cincinnati cleveland pittsburgh miami atlanta tampa orlando minneapolis sacramento
    cardiff belfast oxford cambridge""".split()
)

_STATES = Terms(
    (
        "Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,District of Columbia,Florida,Georgia,"
        "Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,"
        "Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,North Carolina,"
        "North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,"
        "Vermont,Virginia,West Virginia,Wisconsin,Wyoming"
    ).split(",")
)


@cache
def _places() -> Mapping[PlaceKind, Terms]:
    """From `data/places.tsv`, which `benchmarks/make_places.py` writes."""
    found = {PlaceKind.COUNTRY: Terms(), PlaceKind.CITY: Terms()}
    for line in files("service").joinpath("data/places.tsv").read_text(encoding="utf-8").splitlines():
        kind, folded, name = line.split("\t")
        found[PlaceKind(kind)].add(folded, name)
    return found
