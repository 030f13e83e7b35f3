"""A site as exports and pages write it: "Facility, City, State, ZIP, Country", parts left out, commas inside parts."""

from indexer.documents import Site
from indexer.patterns import any_case

# Countries that the registry's older exports write with a comma.
_COMMA_COUNTRY = any_case(
    r"(?:^|, )((?:Korea|Iran|Moldova|Macedonia|Congo|Taiwan|Tanzania|Micronesia|Palestinian Territor(?:y|ies)|Venezuela"
    r"|Bolivia|Virgin Islands|Lao People's Democratic Republic), [^,]*(?:Republic|Province|States|occupied|Former"
    r"|Bolivarian|Plurinational|U\.S\.|British)[^,]*)$"
)
_ZIP = any_case(r"(?=.*\d)[A-Z0-9][A-Z0-9 -]{1,11}")
_ALWAYS_A_STATE = frozenset({"United States", "Canada"})
"""The registry asks for the state of every site here; elsewhere some records have one."""


def site(text: str) -> Site:
    """Read a place of an export as far as its commas tell; raises nothing.

    The country is the last part. The city is told in a country whose sites always have a state, and elsewhere where
    at most two parts come before the country (facility, city); else they are kept together as the facility.
    """
    parts, country = before_country(text)
    if parts and _ZIP.fullmatch(parts[-1]):
        parts.pop()
    elif len(parts) > 2 and _ZIP.fullmatch(parts[-2]):
        parts.pop(-2)
    if country in _ALWAYS_A_STATE and len(parts) > 1:
        return Site(", ".join(parts[:-2]) or None, city=parts[-2], state=parts[-1], country=country)
    if len(parts) == 1:
        return Site(city=parts[0], country=country)
    if len(parts) == 2:
        return Site(facility=parts[0], city=parts[1], country=country)
    return Site(facility=", ".join(parts) or None, country=country)


def before_country(text: str) -> tuple[list[str], str]:
    """The parts of a place before its country, and the country, which may hold a comma itself: "Korea, Republic of"."""
    match = _COMMA_COUNTRY.search(text)
    parts = (text[: match.start()] if match else text).split(", ")
    country = match[1] if match else parts.pop()
    return [part for part in parts if part], country
