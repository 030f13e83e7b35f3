"""Dates as people say them: "since January 2025", "in the last two years", "between 2020 and 2022"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.documents import PartialDate
from service.filters import DateRange


@dataclass(frozen=True, slots=True)
class FoundDates:
    """A range of dates in a text and what it is of; `text[start:end]` is how it was said."""

    field: str
    """"first_posted" or "last_posted"."""
    range: DateRange
    start: int
    end: int


def find_dates(text: str, today: date) -> tuple[FoundDates, ...]:
    """Every range of dates in a text, in order and apart.

    A year alone counts only after a word that makes it a date ("in 2022", "since 2022"). What is said of updates
    ("last updated before March 2023") is of the last posting, all else of the first. Impossible dates ("31 February")
    and ranges that end before they begin are left out.
    """
    found: list[FoundDates] = []
    for pattern, bounds in _RULES if _MAY_DATE.search(text) else ():
        for match in pattern.finditer(text):
            span = _range(bounds, match, today)
            start, end = match.span()
            if span is None or any(start < other.end and other.start < end for other in found):
                continue
            field = "last_posted" if _UPDATED.search(match["of"] or "") else "first_posted"
            found.append(FoundDates(field, span, start, end))
    return tuple(sorted(found, key=lambda each: each.start))


_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in _MONTHS).replace(
    "sep(?:tember)?", "sept?(?:ember)?"
)
_DAY = (
    rf"(?:\d{{4}}-\d{{1,2}}(?:-\d{{1,2}})?|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})\.?,?\s\d{{4}}"
    rf"|(?:{_MONTH})\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|(?:{_MONTH})\.?,?\s(?:of\s)?\d{{4}}|(?:19|20)\d{{2}})(?![\d-])"
)
_OF = (
    r"(?P<of>\b(?:that\s|which\s)?(?:were\s|was\s|have\sbeen\s|been\s|are\s)?(?:first\s|last\s|most\srecently\s|recently\s)?"
    r"(?:posted|updated|registered|published|added|changed|modified|submitted|started|starting|begun|date[ds]?)\s)?"
)
_NUMBERS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}|couple\sof|few)"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_UPDATED = re.compile(r"update|change|modif|last|recently", re.IGNORECASE)

_MAY_DATE = re.compile(r"\b(?:19|20)\d{2}|\b(?:last|past|this|previous)\s", re.IGNORECASE)

Bounds = Callable[[re.Match[str], date], DateRange]


def _between(match: re.Match[str], today: date) -> DateRange:
    return DateRange(_day(match["a"]).earliest, _day(match["b"]).latest)


def _since(match: re.Match[str], today: date) -> DateRange:
    return DateRange(from_=_day(match["a"]).earliest)


def _after(match: re.Match[str], today: date) -> DateRange:
    return DateRange(from_=_day(match["a"]).latest + timedelta(days=1))


def _before(match: re.Match[str], today: date) -> DateRange:
    return DateRange(to=_day(match["a"]).earliest - timedelta(days=1))


def _until(match: re.Match[str], today: date) -> DateRange:
    return DateRange(to=_day(match["a"]).latest)


def _within(match: re.Match[str], today: date) -> DateRange:
    day = _day(match["a"])
    return DateRange(day.earliest, day.latest)


def _past(match: re.Match[str], today: date) -> DateRange:
    word = (match["count"] or "one").lower()
    count = int(word) if word.isdigit() else _NUMBERS.get(word, 3 if word == "few" else 2)
    return DateRange(from_=_back(today, count, match["unit"].lower()))


def _calendar(match: re.Match[str], today: date) -> DateRange:
    """A year or a month of the calendar, not the last so many days: "this year", "last month"."""
    earlier = match["which"].lower() in ("last", "previous")
    if match["unit"].lower() == "year":
        year = today.year - earlier
        return DateRange(date(year, 1, 1), date(year, 12, 31))
    month = PartialDate(today.year, today.month)
    if earlier:
        before = month.earliest - timedelta(days=1)
        month = PartialDate(before.year, before.month)
    return DateRange(month.earliest, month.latest)


_RULES: tuple[tuple[re.Pattern[str], Bounds], ...] = tuple(
    (re.compile(_OF + words, re.IGNORECASE), bounds)
    for words, bounds in (
        (rf"\b(?:between|from)\s(?P<a>{_DAY})\s(?:and|to|until|till|through|-|–)\s(?P<b>{_DAY})", _between),
        (r"\b(?:in|during)?\s?\b(?P<a>(?:19|20)\d{2})\s?(?:-|–|to)\s?(?P<b>(?:19|20)\d{2})(?![\d-])", _between),
        (rf"\b(?:since|from|starting|as\sof|not\sbefore|on\sor\safter)\s(?P<a>{_DAY})(?:\s(?:on|onwards?))?", _since),
        (rf"\b(?:after|later\sthan)\s(?P<a>{_DAY})", _after),
        (rf"\b(?:before|earlier\sthan|prior\sto)\s(?P<a>{_DAY})", _before),
        (rf"\b(?:until|till|up\sto|by|through|not\safter|on\sor\sbefore)\s(?P<a>{_DAY})", _until),
        (rf"\b(?:in|during|of|on|within)\s(?P<a>{_DAY})", _within),
        (rf"\b(?:in|within|during|over|from)?\s?(?:the\s)?\b(?:last|past|previous)\s{_COUNT}?\s{_UNIT}\b", _past),
        (rf"\b(?:in|within|during|over)\s(?:the\s)?(?:last|past)\s(?P<count>){_UNIT}\b", _past),
        (r"\b(?:in\s)?(?P<which>this|last|previous)\s(?P<unit>month|year)\b", _calendar),
    )
)


def _range(bounds: Bounds, match: re.Match[str], today: date) -> DateRange | None:
    try:
        return bounds(match, today)
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> PartialDate:
    """From "2022", "2022-03", "March 2022", "3 March 2022", "March 3rd, 2022"; raises ValueError for no date."""
    if text[:4].isdigit():
        return PartialDate.parse(text)
    words = re.findall(r"[a-z]+|\d+", text.lower())
    month = next(
        number
        for number, name in enumerate(_MONTHS, 1)
        if any(word[:3] == name[:3] for word in words if word.isalpha())
    )
    numbers = [int(word) for word in words if word.isdigit()]
    return PartialDate(numbers[-1], month, numbers[0] if len(numbers) > 1 else None)


def _back(today: date, count: int, unit: str) -> date:
    """The day so many units ago; the last day of a shorter month where that month lacks the day."""
    if unit in ("day", "week"):
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    month = PartialDate(months // 12, months % 12 + 1)
    return date(month.year, month.month or 1, min(today.day, month.latest.day))
