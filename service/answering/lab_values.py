"""The value of a laboratory that a question states, and which sentences and rows of tables are for it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.patterns import any_case
from indexer.text import Span
from service.answering.quote_edges import CELLS
from service.answering.stated_ranges import ENDLESS, SIGN_ABOVE, SIGN_BELOW, THROUGH, Interval
from service.answering.table_rows import tables

_LABS = {
    "platelets": r"platelets?|plts?\b|thrombocyt\w*",
    "neutrophils": r"anc\b|neutrophils?|granulocytes?|neutropeni\w*",
    "white cells": r"wbcs?\b|white\s(?:blood\s)?cells?|leukocytes?",
    "hemoglobin": r"ha?emoglobin|hgb\b|hb\b",
    "the QT interval": r"qtc?f?\b",
    "the ejection fraction": r"lvef\b|ejection\sfraction",
    "the INR": r"inr\b",
    "potassium": r"(?:serum\s)?potassium",
    "bilirubin": r"bilirubin",
    "creatinine": r"(?:serum\s)?creatinine\b(?!\sclearance)|scr\b",
    "phosphate": r"phosphate|phosphorus",
}
_THOUSANDS = {"platelets": 2000.0, "neutrophils": 30.0, "white cells": 100.0}
"""A count below is one of thousands, as "80 x 10 9 /L" is of platelets."""
_MOST = {"hemoglobin": 30.0}
"""Grams in a decilitre; more are in a litre."""
_NAMES = tuple(_LABS)
_NAMED = any_case(rf"\b(?:{'|'.join(f'({words})' for words in _LABS.values())})")
_NUMBER = r"\d+(?:\.\d+)?"
_BILLIONS = r"\s?(?:[x×*]\s?10\s?\^?\s?9|k\b)"
_ASKED = any_case(
    r"(?:\s?(?:counts?|levels?|of|is|at|are|was|=|:|around|<|>|below|under|above|only|falls?|fell|drop(?:s|ped)?|to)){0,4}"
    rf"\s?(?P<number>{_NUMBER})"
    rf"(?P<unit>{_BILLIONS})?(?!\s?(?:mg|mcg|meq|mmol|ml|g|kg|days?|weeks?|months?|hours?)\b(?!/)|[.\d])"
)
_RANGE = any_case(
    rf"(?:(?P<below>{SIGN_BELOW})|(?P<above>{SIGN_ABOVE}))?\s?(?<![\d./])(?P<a>{_NUMBER})(?P<unit_a>{_BILLIONS})?"
    r"(?:\s?/\s?(?:mm\s?3|mcl|[µμu]l|l)\b|\s?(?:g/dl|mg/dl|msec|ms|%))?"
    rf"(?:{THROUGH}(?P<b>{_NUMBER})(?P<unit_b>{_BILLIONS})?|,?\s(?:or|and)\s(?:(?P<less>less|lower|below)|(?P<more>more|"
    r"greater|higher|above)))?(?![.\d]|\s?(?:%\s?)?(?:mg|mcg|days?|weeks?|months?|hours?|min(?:ute)?s?|years?|kg)\b(?!/d?l)|"
    r"\s?(?:[x×]|times)?\s?(?:the\s)?(?:uln|upper)|[^.;|]{0,40}\b(?:from|above|over)\s(?:baseline|pre)|"
    r"\s?%?[^.;|]{0,12}\b(?:decrease|decline|reduction|drop|points?))"
)
_AWAITED = any_case(
    r"\b(?:until|unless|only\sif|return|recover|resum|re-?start|reach|improv|resol|achiev|maintain)\w*\b[^;|]{0,80}$"
)
_REFUSED_UNTIL = any_case(r"\b(?:not|avoid)\b[^;|]{0,120}\b(?:until|unless)\b[^;|]{0,80}$|\bonly\sif\b[^;|]{0,80}$")
"""What is not begun until a value is high enough; what is stopped until then was stopped for another one."""
_OF_NO_VALUE = any_case(r"\b(?:grades?|days?|cycles?|levels?|tables?|class|stage)\s?[<>≤≥=]*\s?$")
_BOTH = any_case(r"\s?(?:but|and)\s?")
_COMMAS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NEAR = 40
"""Characters from the name of a value, or one of its ranges, to a range of it."""
_LEGEND = 3
"""Ranges of one value in a sentence that tells what grades are, and not what is to be done."""


@dataclass(frozen=True, slots=True)
class LabValue:
    """A laboratory's value of a patient."""

    name: str
    value: float
    """A count is of a microlitre."""

    def is_held(self, text: str, *, is_headed: bool = False) -> bool | None:
        """Whether a sentence or a cell is for this value; None where it states no range of it.

        `is_headed`: whether numbers without a name before them are of it.
        """
        held = _held(self.name, text, is_headed)
        return None if not held else len(held) < _LEGEND and any(_meets(each, self.value) for each in held)

    def rows_in(self, text: str, is_said: Callable[[str], bool]) -> Iterator[Span]:
        """The rows of tables that are for this value and say something, each from the head of its table."""
        for start, rows in tables(text):
            is_headed = self.is_named(text[start : rows[0].end])
            for row in rows:
                is_own = self.is_named(row.of(text))
                cells = (self.is_held(cell, is_headed=is_headed or is_own) for cell in row.of(text).split(CELLS))
                if next((each for each in cells if each is not None), False) and is_said(row.of(text)):
                    yield Span(start if is_headed and row.end - start <= _LONGEST else row.start, row.end)

    def is_named(self, text: str) -> bool:
        """Whether a text names it."""
        return any(_NAMES[(match.lastindex or 1) - 1] == self.name for match in _NAMED.finditer(text))


_LONGEST = 720
"""Characters of a quote."""


def lab_value_in(asked: str) -> LabValue | None:
    """The first value of a laboratory that a question states."""
    asked = _COMMAS.sub("", asked)
    for named in _NAMED.finditer(asked):
        number = _ASKED.match(asked, named.end())
        if number is not None:
            name = _NAMES[(named.lastindex or 1) - 1]
            return LabValue(name, _in_its_unit(name, float(number["number"]), number["unit"]))
    return None


def _meets(interval: Interval, value: float) -> bool:
    """Whether a value lies in an interval, below its end."""
    return interval.low <= value < interval.high


@lru_cache(maxsize=4096)
def _held(name: str, text: str, is_headed: bool) -> Sequence[Interval]:
    """The ranges of a value that a text states; one that is waited for only where it is the only one, and not met."""
    if not is_headed and _NAMED.search(text) is None:
        return ()
    text = _COMMAS.sub("", text)
    named = [(match.end(), _NAMES[(match.lastindex or 1) - 1]) for match in _NAMED.finditer(text)]
    stated: list[tuple[Interval, str]] = []
    near = 0
    for match in _RANGE.finditer(text):
        before = [each for each in named if each[0] <= match.start()]
        end, of = before[-1] if before else (0, name if is_headed else "")
        is_of_it = of == name and match.start() - max(near, end) <= _NEAR
        interval = _interval(name, match) if is_of_it and not _OF_NO_VALUE.search(text, 0, match.start("a")) else None
        if interval is not None:
            both = stated and _BOTH.fullmatch(text, near, match.start()) and stated[-1][0].both(interval)
            stated[-1:] = [(both, stated[-1][1])] if both else [*stated[-1:], (interval, text[: match.start()])]
            near = match.end()
    if len(stated) == 1 and stated[0][0].high == ENDLESS and _REFUSED_UNTIL.search(stated[0][1]):
        return (Interval(0.0, stated[0][0].low),)
    return tuple(interval for interval, before in stated if not _AWAITED.search(before))


def _interval(name: str, match: re.Match[str]) -> Interval | None:
    unit = match["unit_b"] or match["unit_a"]
    low = _in_its_unit(name, float(match["a"]), unit)
    if match["b"]:
        high = _in_its_unit(name, float(match["b"]), unit)
        return Interval(min(low, high), max(low, high))
    if match["below"] or match["less"]:
        return Interval(0.0, low)
    return Interval(low, ENDLESS) if match["above"] or match["more"] else None


def _in_its_unit(name: str, number: float, unit: str | None) -> float:
    if unit or number < _THOUSANDS.get(name, 0.0):
        return 1000 * number
    return number / 10 if number > _MOST.get(name, number) else number
