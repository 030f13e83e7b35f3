"""One name for each country, whichever way a register spells it, so that a filter and a facet mean all of its sites.

The names are ISO 3166's short ones, with the common one where ISO has an official inversion ("South Korea", not
"Korea, Republic of"), and with the register's own present spelling where ISO's is not what people write.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pycountry

from indexer.names import fold
from indexer.tables import rows_of


def canonical_country(name: str) -> str:
    """One name for all spellings: "Korea, Republic of" is "South Korea". A name that no list knows stays as it is."""
    code = _codes().get(fold(name))
    return _name_of(code) if code else name.strip()


def countries_of(name: str) -> frozenset[str]:
    """The countries, folded, that a name means: those of a region ("Scandinavia"), else the one of this name."""
    return _regions().get(fold(name)) or frozenset({fold(canonical_country(name))})


def is_region(name: str) -> bool:
    """Whether a name means the countries of a region."""
    return fold(name) in _regions()


@cache
def region_spellings() -> Mapping[str, str]:
    """Folded names of regions of several countries → the name that `data/regions.tsv` gives each first."""
    return {fold(each): names[0] for names, _ in _region_rows() for each in names}


def other_spellings() -> Mapping[str, str]:
    """Folded spellings beside ISO's own names → the canonical name: "burma", "deutschland"."""
    return {name: _name_of(code) for name, code in _spellings().items()}


@cache
def country_names() -> tuple[str, ...]:
    """Every canonical name, in alphabetical order."""
    return tuple(sorted(_name_of(each.alpha_2) for each in pycountry.countries))


@cache
def _region_rows() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The names of each region, and its members: codes, names of countries beyond ISO, "@" regions above it."""
    rows = rows_of("regions.tsv")
    return tuple(((name, *filter(None, others.split(", "))), tuple(of.split())) for name, others, of in rows)


@cache
def _regions() -> Mapping[str, frozenset[str]]:
    """Folded name of a region → its countries, folded."""
    found: dict[str, frozenset[str]] = {}
    for names, members in _region_rows():
        parts = (found.get(fold(each)) or {fold(_name_of(each))} for each in members)
        found |= dict.fromkeys(map(fold, names), frozenset().union(*parts))
    return found


@cache
def _codes() -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for each in pycountry.countries:
        for name in (each.name, getattr(each, "common_name", None), getattr(each, "official_name", None)):
            if name:
                codes[fold(name)] = each.alpha_2
        codes[fold(_name_of(each.alpha_2))] = each.alpha_2
    return {**codes, **_spellings()}


@cache
def _spellings() -> Mapping[str, str]:
    return {name: row[0] for row in rows_of("countries.tsv") for name in "".join(row[2:]).split(", ") if name}


@cache
def _preferred() -> Mapping[str, str]:
    return {row[0]: row[1] for row in rows_of("countries.tsv")}


@cache
def _name_of(code: str) -> str:
    country: Any = pycountry.countries.get(alpha_2=code)
    return _preferred().get(code) or str(getattr(country, "common_name", None) or getattr(country, "name", code))
