"""By which way a dose is given: what a label says of tablets is no dose for a vein."""

import re
from functools import lru_cache

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Label
from indexer.patterns import any_case
from service.tables import texts_of

_BY = texts_of("routes.txt")
_ROUTE = any_case("|".join(rf"(?P<{route}>\b(?:{words}))" for route, words in _BY.items()))
_CALLED_SO = re.compile(r"\W+(?:contracepti|anticoag|antidiab|hypoglyc|mucos|cavity|cancer|care|surg)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def routes_in(text: str) -> frozenset[str]:
    """The routes that a text names, of tablets "oral"; none of drugs that are called so ("oral contraceptives")."""
    found = (match for match in _ROUTE.finditer(text) if not _CALLED_SO.match(text, match.end()))
    return frozenset(match.lastgroup or "" for match in found)


def is_by_another(route: str | None, text: str) -> bool:
    """Whether a text names routes and not the one asked about."""
    return route is not None and bool(named := routes_in(text)) and route not in named


def is_by(route: str, passage: PassageRow, document: DocumentRow) -> bool:
    """Whether a passage or the record of its label names a route; few sources say of tablets that they are oral."""
    record = document.record
    routes = record.routes if isinstance(record, Label) else ()
    is_recorded = any(route.upper() in each for each in routes) if routes else route == "oral"
    return is_recorded or route in routes_in(passage.text)
