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
    name: code
    for code, names in {
        "AT": "osterreich", "BE": "belgie, belgique", "BR": "brasil", "BS": "bahamas the",
        "CD": "democratic republic of congo, the democratic republic of the congo, "
        "congo the democratic republic of the",
        "CG": "congo", "CH": "schweiz, suisse, svizzera", "CI": "ivory coast, cote divoire", "CV": "cape verde",
        "CZ": "czech republic, cesko", "DE": "deutschland, allemagne", "DK": "danmark", "ES": "espana",
        "FI": "suomi", "GB": "great britain", "GM": "gambia the", "GR": "hellas", "HU": "magyarorszag",
        "IE": "eire", "IT": "italia", "JP": "nippon", "KP": "korea democratic peoples republic of", "KR": "korea",
        "LY": "libyan arab jamahiriya",
        "MK": "macedonia, macedonia the former yugoslav republic of, the former yugoslav republic of macedonia",
        "MM": "burma", "NL": "the netherlands, nederland", "NO": "norge", "PL": "polska",
        "PS": "palestinian territories occupied, palestinian territory occupied", "SE": "sverige",
        "SZ": "swaziland", "TR": "turkiye, turkey turkiye", "US": "usa, u s a, united states of america",
        "VA": "holy see vatican city state",
    }.items()
    for name in names.split(", ")
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
