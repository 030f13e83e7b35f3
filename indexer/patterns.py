"""Patterns of words, compiled: for texts of any case, and for texts in lower case.

A pattern is looked for only in a text that holds one of its signs: strings of which every text holds one in which it is
found, "miss", "skip", "forg" and "omit" for a missed dose. That a text holds none is told in a fraction of the time.
The method is that of indexed search by regular expressions (R. Cox, "Regular expression matching with a trigram index",
2012), with texts instead of an index.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from re import _constants, _parser  # type: ignore[attr-defined]  # no public module reads a pattern
from typing import Any
from weakref import WeakSet

_SHORTEST, _LONG = 3, 4
"""Letters of a sign: a shorter one is in most texts, and beyond so many more of them leave out few."""
_MOST = 24
"""Signs of one pattern; to look for more takes as long as to look for the pattern."""


class Pattern:
    """A compiled pattern, used as `re.Pattern` is; `flags` are those of `re`. Raises `re.error` for a broken one."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, flags
        self._compiled = compiled = re.compile(pattern, flags)
        self.match, self.fullmatch = compiled.match, compiled.fullmatch
        self.findall, self.split, self.sub = compiled.findall, compiled.split, compiled.sub
        self.search: Callable[..., re.Match[str] | None] = partial(self._with_signs, "search")
        self.finditer: Callable[..., Iterator[re.Match[str]]] = partial(self._with_signs, "finditer")
        _MADE.add(self)

    def __repr__(self) -> str:
        return f"Pattern({self.pattern!r})"

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """Strings of which every text holds one in which the pattern is found; none where no few can be told.

        In small letters where capitals are alike.
        """
        found = _signs(_parser.parse(self.pattern, self.flags))
        found = frozenset(map(str.casefold, found)) if self.flags & re.IGNORECASE else found
        is_telling = len(found) <= _MOST and min(map(len, found), default=0) >= _SHORTEST
        return tuple(sorted(found, key=lambda sign: (len(sign), sign))) if is_telling else ()

    def _with_signs(self, name: str, *arguments: Any) -> Any:
        """A search, the first one: the signs are told then, which takes as long as to compile the pattern."""
        compiled, signs = self._compiled, self.signs
        search, finditer = compiled.search, compiled.finditer
        if signs:
            holds = _holds_folded if self.flags & re.IGNORECASE else _holds
            self.search = lambda text, *where: search(text, *where) if holds(text, signs) else None
            self.finditer = lambda text, *where: finditer(text, *where) if holds(text, signs) else iter(())
        else:
            self.search, self.finditer = search, finditer
        return getattr(self, name)(*arguments)


_MADE = WeakSet[Pattern]()


def read_signs() -> None:
    """Tell the signs of all patterns that there are, so that no search waits for them: a third of a second."""
    for each in list(_MADE):
        _ = each.signs


def _holds(text: str, signs: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, signs))


def _holds_folded(text: str, signs: tuple[str, ...]) -> bool:
    return any(map(text.casefold().__contains__, signs))


def _signs(parsed: _parser.SubPattern) -> frozenset[str]:
    """The most telling signs of a pattern as the standard library reads it; none where none are sure."""
    best: frozenset[str] = frozenset()
    letters = ""
    for kind, of in (*parsed, (None, None)):
        if kind is _constants.LITERAL:
            letters += chr(of)
            continue
        found = [frozenset({letters} - {""})]
        letters = ""
        if kind is _constants.BRANCH:
            each = [_signs(branch) for branch in of[1]]
            found.append(frozenset().union(*each) if all(each) else frozenset())
        elif kind is _constants.SUBPATTERN:
            _, flags, _, inside = of
            found.append(frozenset() if flags else _signs(inside))  # capitals may be alike in it alone
        elif kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and of[0] > 0:
            found.append(_signs(of[2]))
        best = max(best, *found, key=_telling)
    return best


def _telling(signs: frozenset[str]) -> tuple[int, int]:
    """How few texts hold one of some signs, by their length and number; greater for fewer texts."""
    return min(min(map(len, signs), default=0), _LONG), -len(signs)


def any_case(pattern: str) -> Pattern:
    """A pattern to which capitals and small letters are alike."""
    return Pattern(pattern, re.IGNORECASE)


def lower_case(pattern: str) -> Pattern:
    """A pattern for texts in lower case: of those `re.IGNORECASE` takes two to three times as long.

    Raises ValueError for one with a capital, which would never be found.
    """
    if any(letter.isupper() for letter in re.sub(r"\\\\|\\[A-Z]|\(\?P", "", pattern)):
        raise ValueError(f"a capital in a pattern for lower case: {pattern!r}")
    return Pattern(pattern)
