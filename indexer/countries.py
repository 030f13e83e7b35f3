"""One name for each country, whichever way a register spells it, so that a filter and a facet mean all of its sites.

The names are ISO 3166's short ones, with the common one where ISO has an official inversion ("South Korea", not
"Korea, Republic of"), and with the register's own present spelling where ISO's is not what people write.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pycountry

from indexer.names import fold

_PREFERRED: Mapping[str, str] = {
    "BN": "Brunei",
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "FM": "Micronesia",
    "KP": "North Korea",
    "LA": "Laos",
    "PS": "Palestine",
    "RU": "Russia",
    "TR": "Turkey",
    "VA": "Vatican City",
}
_SPELLINGS: Mapping[str, str] = {
    "usa": "US",
    "u s a": "US",
    "united states of america": "US",
    "great britain": "GB",
    "turkiye": "TR",
    "turkey turkiye": "TR",
    "czech republic": "CZ",
    "macedonia": "MK",
    "macedonia the former yugoslav republic of": "MK",
    "the former yugoslav republic of macedonia": "MK",
    "korea": "KR",
    "korea democratic peoples republic of": "KP",
    "swaziland": "SZ",
    "burma": "MM",
    "cape verde": "CV",
    "ivory coast": "CI",
    "cote divoire": "CI",
    "libyan arab jamahiriya": "LY",
    "palestinian territories occupied": "PS",
    "palestinian territory occupied": "PS",
    "holy see vatican city state": "VA",
    "congo": "CG",
    "the democratic republic of the congo": "CD",
    "congo the democratic republic of the": "CD",
    "democratic republic of congo": "CD",
    "gambia the": "GM",
    "bahamas the": "BS",
    "the netherlands": "NL",
    **{
        name: code
        for code, names in {
            "AT": "osterreich", "BE": "belgie belgique", "BR": "brasil", "CH": "schweiz suisse svizzera", "CZ": "cesko",
            "DE": "deutschland allemagne", "DK": "danmark", "ES": "espana", "FI": "suomi", "GR": "hellas",
            "HU": "magyarorszag", "IE": "eire", "IT": "italia", "JP": "nippon", "NL": "nederland", "NO": "norge",
            "PL": "polska", "SE": "sverige",
        }.items()
        for name in names.split()
    },
}  # fmt: skip


def canonical_country(name: str) -> str:
    """One name for all spellings: "Korea, Republic of" is "South Korea". A name that no list knows stays as it is."""
    code = _codes().get(fold(name))
    return _name_of(code) if code else name.strip()


def other_spellings() -> Mapping[str, str]:
    """Folded spellings beside ISO's own names → the canonical name: "burma", "deutschland"."""
    return {name: _name_of(code) for name, code in _SPELLINGS.items()}


@cache
def country_names() -> tuple[str, ...]:
    """Every canonical name, in alphabetical order."""
    return tuple(sorted(_name_of(each.alpha_2) for each in pycountry.countries))


@cache
def _codes() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for each in pycountry.countries:
        for name in (each.name, getattr(each, "common_name", None), getattr(each, "official_name", None)):
            if name:
                codes[fold(name)] = each.alpha_2
        codes[fold(_name_of(each.alpha_2))] = each.alpha_2
    return {**codes, **_SPELLINGS}


@cache
def _name_of(code: str) -> str:
    country: Any = pycountry.countries.get(alpha_2=code)
    return _PREFERRED.get(code) or str(getattr(country, "common_name", None) or country.name)
