"""For whom a sentence states something, by a number: a creatinine clearance, an age, a body weight in a range."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from indexer.patterns import Pattern, any_case
from service.understanding.notes import PER_YEAR, Participant
from service.understanding.number_words import COUNTS


class Of(StrEnum):
    """What is measured of a patient, and its unit here."""

    CLEARANCE = "mL/min"
    AGE = "years"
    WEIGHT = "kg"


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `low` to `high`, both included where they are the same."""

    low: float
    high: float

    def meets(self, other: "Interval") -> bool:
        """Whether they share more than an end; a single number may lie on an end."""
        if self.low == self.high:
            return other.low <= self.low <= other.high
        return self.low < other.high and other.low < self.high

    def both(self, other: "Interval") -> "Interval | None":
        """The numbers that lie in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low < high else None


def asked_of(text: str, participant: Participant) -> Mapping[Of, Interval]:
    """The patient's numbers that a question states; "crcl < 30" is a range too."""
    found: dict[Of, Interval] = {}
    clearance = _CLEARANCE_ASKED.search(text)
    if clearance is not None:
        found[Of.CLEARANCE] = _compared(clearance["sign"], float(clearance["number"]), clearance["to"])
    if participant.age is not None:
        found[Of.AGE] = Interval(participant.age, participant.age)
    weight = _WEIGHT_ASKED.search(text)
    if weight is not None:
        kilograms = float(weight["number"]) * (1.0 if weight["unit"].lower().startswith("k") else _KG_OF_A_POUND)
        sign = weight["sign"] or (weight["less"] and "below") or (weight["more"] and "above")
        found[Of.WEIGHT] = _compared(sign, kilograms)
    return found


def age_below(text: str) -> Interval | None:
    """The ages that a question on children leaves: "under 12", with or without its unit."""
    found = _AGE_BELOW.search(text)
    if found is None:
        return None
    return Interval(0.0, float(found["number"]) / (12 if (found["unit"] or "").startswith("month") else 1))


def states(asked: Mapping[Of, Interval], sentence: str) -> bool | None:
    """Whether a sentence is for patients with these numbers; None where it states no range of any of them."""
    told = [
        any(interval.meets(each) for each in stated)
        for of, interval in asked.items()
        if (stated := _stated(of, sentence))
    ]
    return all(told) if told else None


def narrowness(asked: Mapping[Of, Interval], sentence: str) -> float:
    """How narrow the narrowest range is that a sentence states and that holds a patient's number, 0 to 1."""
    widths = [
        each.high - each.low for of, interval in asked.items() for each in _stated(of, sentence) if interval.meets(each)
    ]
    return max(0.0, 1.0 - min(widths, default=_WIDE) / _WIDE)


_WIDE = 60.0


def with_its_unit(of: Of, column: str, cell: str) -> str:
    """A cell of a table with the unit that the head of its column states; empty where that states another one."""
    mark, unit = _MARKS[of].search(column), _UNIT[of].search(column)
    return f"{mark[0]} {cell} {unit[0]}" if mark and unit and _PLAIN.match(cell) else ""


def _compared(sign: str | None, number: float, to: str | None = None) -> Interval:
    if to:
        return Interval(number, float(to))
    if not sign:
        return Interval(number, number)
    return Interval(0.0, number) if _BELOW.fullmatch(sign.strip()) else Interval(number, ENDLESS)


ENDLESS = 1e6
_KG_OF_A_POUND = 0.4536
SIGN_BELOW = r"<|≤|⩽|=<|less\sthan(?:\sor\sequal\sto)?|lower\sthan|below|under|up\sto|younger\sthan|at\sor\sbelow"
SIGN_ABOVE = r">|≥|⩾|=>|(?:greater|more|higher|older)\sthan(?:\sor\sequal\sto)?|above|over|at\sleast|from"
_BELOW = any_case(SIGN_BELOW)
_NUMBER = r"\d{1,3}(?:\.\d+)?"
_CLEARANCE_ASKED = any_case(
    rf"\b(?:cr?cl(?:cr)?|creatinine\sclearance|clearance|e?gfr)\b\s?(?:of|is|at|=|:|was|around|about|~)?\s?"
    rf"(?P<sign>{SIGN_BELOW}|{SIGN_ABOVE})?\s?(?P<number>{_NUMBER})\b(?:\s?(?:-|–|to)\s?(?P<to>{_NUMBER})\b)?(?!\s?%)"
)
_AGE_BELOW = any_case(
    r"\b(?:under|below|(?:younger|less)\sthan)\s(?:(?:the\s)?age\s(?:of\s)?)?(?P<number>1[0-8]|[1-9])s?\b"
    r"(?![.,/]?\d|\s?(?:%|percent|m?g\b|mcg|kg|ml|lbs?\b|pounds?|days?|weeks?|times))(?:\s?(?P<unit>years?|months?)\b)?"
)
_WEIGHT_ASKED = any_case(
    rf"(?:(?P<sign>{SIGN_BELOW}|{SIGN_ABOVE})\s?)?(?<![\d./])(?P<number>{_NUMBER})[\s-]?"
    r"(?P<unit>kgs?|kilos?|kilograms?|lbs?|pounds?)\b(?!/)(?:\s(?:or|and)\s(?:(?P<less>less|lower|below|under)|"
    r"(?P<more>more|greater|above|over|higher|up))\b)?"
)
_MARKS: Mapping[Of, Pattern] = {
    Of.CLEARANCE: any_case(r"\b(?:cr?cl(?:cr)?|cl\s?cr|clearance|e?gfr)\b"),
    Of.AGE: any_case(
        r"\bage[ds]?\b|\bold(?:er)?\b|\byounger\b|p(?:a)?ediatric|child|adolescen|infant|adult|neonat|birth"
    ),
    Of.WEIGHT: any_case(r"\bkg\b"),
}
"""What a sentence holds that states a range of it: years may be how long something is taken."""
_UNITS: Mapping[Of, str] = {
    Of.CLEARANCE: r"ml\s?/\s?min(?:ute)?",
    Of.AGE: r"(?:year|month|week|day)s?",
    Of.WEIGHT: r"kg",
}
THROUGH = r"\s?(?:-|–|—|to|and|through)\s?(?:(?:less|lower|younger)\sthan\s(?:or\sequal\sto\s)?|[<≤]\s?)?"
_RANGES: Mapping[Of, Pattern] = {
    of: any_case(
        rf"(?:(?P<below>{SIGN_BELOW})|(?P<above>{SIGN_ABOVE}))?\s?(?:(?:the\s)?age\sof\s)?(?<![\d./])(?P<a>{_NUMBER}|"
        rf"birth)(?:[\s-]?(?P<unit_a>{unit})\b(?!/))?(?:\sof\sage)?"
        rf"(?:{THROUGH}(?P<b>{_NUMBER})(?:[\s-]?(?P<unit_b>{unit})\b(?!/))?"
        r"|,?\s(?:or|and|to)\s(?:(?P<less>less|lower|below|younger|under)|"
        r"(?P<more>more|greater|higher|above|older|over|up))\b)?"
    )
    for of, unit in _UNITS.items()
}
_UNIT = {of: any_case(unit) for of, unit in _UNITS.items()}
_PLAIN = re.compile(r"[\s<>≤≥⩽⩾=]*\d")


@lru_cache(maxsize=4096)
def _stated(of: Of, sentence: str) -> tuple[Interval, ...]:
    """The ranges that a sentence states."""
    if _MARKS[of].search(sentence) is None and (of is not Of.CLEARANCE or "/min" not in sentence):
        return ()
    if of is Of.AGE:
        sentence = _IN_WORDS.sub(lambda match: str(_NUMBERS[match[1].lower()]), sentence)
    stated = tuple(found for match in _RANGES[of].finditer(sentence) if (found := _interval(of, match)) is not None)
    return stated or (_groups(sentence) if of is Of.AGE else ())


def _groups(sentence: str) -> tuple[Interval, ...]:
    """The ages of the groups that a sentence names, where children as such are none of them."""
    if _CHILDREN.search(sentence):
        return ()
    return tuple(interval for group, interval in _AGES if group.search(sentence))


_NUMBERS = {"zero": 0, **COUNTS}
_IN_WORDS = any_case(rf"\b({'|'.join(_NUMBERS)})(?=\s(?:years?|months?)\b)")
_CHILDREN = any_case(r"\bchild(?:ren)?\b|p(?:a)?ediatric")
_AGES = tuple(
    (any_case(group), Interval(low, high))
    for group, low, high in (
        (r"\bneonat|\bnewborn", 0.0, 0.1),
        (r"\binfant", 0.0, 2.0),
        (r"\badolescen", 12.0, 18.0),
        (r"\badults?\b", 18.0, ENDLESS),
    )
)


def _interval(of: Of, match: re.Match[str]) -> Interval | None:
    """What a match states; None for a number alone and for one of another unit."""
    unit = match["unit_b"] or match["unit_a"]
    if unit is None and not (of is Of.CLEARANCE and _MARKS[of].search(match.string[: match.start()][-_NEAR:])):
        return None
    low = 0.0 if match["a"].lower() == "birth" else _in_unit(of, float(match["a"]), match["unit_a"] or unit)
    if match["b"]:
        high = _in_unit(of, float(match["b"]), match["unit_b"] or unit)
        return Interval(low, high) if low < high else None
    if match["below"] or match["less"]:
        return Interval(0.0, low)
    return Interval(low, ENDLESS) if match["above"] or match["more"] else None


_NEAR = 24
"""Characters before a number without a unit in which the word for a clearance stands."""


def _in_unit(of: Of, number: float, unit: str | None) -> float:
    return number / PER_YEAR[unit[0].lower()] if of is Of.AGE and unit else number
