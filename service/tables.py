"""The tables of words that lie beside the code in `service/data`, read line by line."""

import re
from collections import ChainMap
from collections.abc import Mapping
from types import MappingProxyType

from indexer import tables
from indexer.patterns import Pattern, any_case, lower_case

_PART = re.compile(r"\{([a-z_]+)\}")
_NO_PARTS: Mapping[str, str] = MappingProxyType({})


def lines_of(name: str) -> list[str]:
    """The lines of a table, without remarks."""
    return tables.lines_of(name, "service")


def rows_of(name: str) -> list[list[str]]:
    """The rows of a table, each as its columns."""
    return tables.rows_of(name, "service")


def words_of(name: str) -> list[str]:
    """The words of a table, several per line."""
    return " ".join(lines_of(name)).split()


def lists_of(name: str) -> dict[str, tuple[str, ...]]:
    """The lists of words of a table, by their names."""
    return tables.lists_of(name, "service")


def texts_of(name: str, parts: Mapping[str, str] = _NO_PARTS) -> dict[str, str]:
    """The patterns of a table by their names, as text: a name, and indented below it the pattern on several lines.

    A space stands for any white space, `{name}` for what stands below that name, in small letters, before, or else for
    one of the `parts`.
    """
    written: dict[str, str] = {}
    known = ChainMap(written, dict(parts))
    for line in lines_of(name):
        if line.startswith(" "):
            text = line.strip().replace(" ", r"\s")
            written[next(reversed(written))] += _PART.sub(lambda part: known[part[1]], text)
        else:
            written[line] = ""
    return written


def by_group(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The texts whose names are "group: field" or "group: field, field", by both."""
    found: dict[str, dict[str, str]] = {}
    for name, text in texts.items():
        group, _, named = name.partition(": ")
        if named:
            found.setdefault(group, {}).update(dict.fromkeys(named.split(", "), text))
    return found


def patterns_of(name: str) -> dict[str, Pattern]:
    """Those of a table whose names are in capitals, "NAME: lower case" for texts in that; the others are parts."""
    found: dict[str, Pattern] = {}
    for heading, text in texts_of(name).items():
        named, _, is_lower = heading.partition(": ")
        if named.isupper():
            found[named] = (lower_case if is_lower else any_case)(text)
    return found
