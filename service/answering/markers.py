"""What is positive or negative: a text on HER2-negative cancer answers nothing that is asked of the positive one."""

import re
from collections.abc import Mapping

_STATED = re.compile(r"\b([a-z][a-z0-9/]{1,9}(?:-[a-z0-9]{1,4})??)[\s-]?(positive\b|negative\b|\+(?!\w))")
_Markers = Mapping[str, frozenset[str]]


def markers_in(text: str) -> _Markers:
    """What a text says to be positive or negative, and which: "er/pr" is both; a hyphen in a name makes no other."""
    found: dict[str, set[str]] = {}
    for named, sign in _STATED.findall(text.lower()):
        for marker in named.split("/"):
            found.setdefault(marker.replace("-", ""), set()).add("positive" if sign == "+" else sign)
    return {marker: frozenset(signs) for marker, signs in found.items()}


def contradicts(asked: _Markers, text: str) -> bool:
    """Whether a text says only the opposite of a marker that is asked for."""
    if not asked:
        return False
    stated = markers_in(text)
    return any(stated[marker].isdisjoint(asked[marker]) for marker in asked.keys() & stated.keys())
