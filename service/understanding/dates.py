"""Dates as people say them: "since January 2025", "in the last two years", "completed between 2020 and 2022"."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from indexer.documents import MONTHS, PartialDate
from indexer.patterns import Pattern, any_case
from service.understanding.filters import DateRange
from service.understanding.number_words import COUNTS
from service.understanding.spans import Span, crosses


@dataclass(frozen=True, slots=True)
class FoundDates:
    """A range of dates in a text and what it is of; `text[start:end]` is how it was said."""

    field: str | None
    """Which date of a record; None for one that records do not state: of a withdrawal, of being active."""
    range: DateRange
    start: int
    end: int
    gap: DateRange | None = None
    """Days inside the range that are not meant: 2020 to 2021 of "in 2019 or 2022"."""


def find_dates(text: str, today: date) -> tuple[FoundDates, ...]:
    """Every range of dates in a text, in order and apart.

    A year alone counts only after a word that makes it a date ("in 2022", "since 2022", "completed 2022") or right
    behind one for trials. The word before says which date: of the start, the completion, the last posting ("updated");
    without one it is the first posting, or that of the range that an "and" joins it to. Impossible dates ("31
    February"), ranges that end before they begin and numbers that may be read in two ways ("03/04/2024") are left out.
    """
    found: list[FoundDates] = []
    read: list[Span] = []
    for pattern, bounds in _RULES if _MAY_DATE.search(text) else ():
        for match in pattern.finditer(text):
            span = _range(bounds, match, today)
            start, end = match.span()
            if crosses((start, end), read):
                continue
            read.append((start, end))
            if span is None:
                continue
            found.append(FoundDates(_field(text, match), span, start, end, _gap(match)))
    return tuple(_carried(text, sorted(found, key=lambda each: each.start)))


def _carried(text: str, found: list[FoundDates]) -> list[FoundDates]:
    """The ranges; one that "and" or "or" joins to another without a word of its own is of the same date.

    What "or" joins is one range, with the days between the two as its gap.
    """
    told: list[FoundDates] = []
    for each in found:
        joint = _JOINED.fullmatch(text[told[-1].end : each.start]) if told else None
        if joint is None or _OF_WORD.match(text, each.start) is not None:
            told.append(each)
        elif joint["or"] and not (told[-1].gap or each.gap):
            told[-1] = _either(told[-1], each)
        else:
            told.append(replace(each, field=told[-1].field))
    return told


def _either(one: FoundDates, other: FoundDates) -> FoundDates:
    """Two ranges of one date as one, with a gap where they lie apart: "before 2015 or after 2020"."""
    days, gap = either(one.range, other.range)
    return FoundDates(one.field, days, one.start, other.end, gap)


def _next_day(day: date | None, step: int = 1) -> date | None:
    return day + timedelta(days=step) if day else None


def either(one: DateRange, other: DateRange) -> tuple[DateRange, DateRange | None]:
    """A range that holds both, and the days between them that are in neither; None for none."""
    first, last = sorted((one, other), key=lambda each: each.from_ or date.min)
    end = max(first.to, last.to) if first.to and last.to else None
    apart = first.to is not None and last.from_ is not None and (last.from_ - first.to).days > 1
    gap = DateRange(_next_day(first.to), _next_day(last.from_, -1)) if apart else None
    return DateRange(first.from_, end), gap


def both(one: DateRange | None, other: DateRange) -> DateRange | None:
    """The days that lie in both ranges; None for none."""
    if one is None:
        return other
    start = max((each for each in (one.from_, other.from_) if each), default=None)
    end = min((each for each in (one.to, other.to) if each), default=None)
    return None if start and end and start > end else DateRange(start, end)


_JOINED = any_case(r"\s*(?:,|,?\s?\b(?:and|but|(?P<or>or))\b)?\s*")
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS).replace(
    "sep(?:tember)?", "sept?(?:ember)?"
)
_YEAR = r"(?:19|20)\d{2}"
_DECADES = r"(?:19|20)\d0s"
_DAY = (
    rf"(?:the\s)?(?:\d{{4}}-\d{{1,2}}(?:-\d{{1,2}})?|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})\.?,?\s\d{{4}}"
    rf"|(?:{_MONTH})\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|(?:{_MONTH})\.?,?\s(?:of\s)?\d{{4}}|"
    rf"\d{{1,2}}/\d{{1,2}}/{_YEAR}|(?:the\s)?(?:q[1-4]|h[12]|(?:first|second|third|fourth|last|1st|2nd|3rd|4th)\s"
    rf"(?:quarter|half)(?:\sof)?)[\s,-]{{1,2}}{_YEAR}|(?:the\s)?year\s{_YEAR}|(?:the\s)?{_DECADES}|{_YEAR})(?![\d/-]|\snovel\s)"
)
_STARTED = (
    r"start(?:ed|ing|s)?(?:\sdates?)?|began|begun|beginning|begins?|commenc(?:ed|ing|es?)|launched|opened|initiated|"
    r"recruiting(?=\ssince\b)"
)
_COMPLETED = (
    r"complet(?:ed|ing|es?|ion)(?:\sdates?)?|finish(?:ed|ing|es)?|(?<!the\s)end(?:ed|ing|s)?(?:\sdates?)?|concluded|"
    r"terminated|stopped|halted|ended\searly|closed"
)
_UNDATED = (
    r"(?:finished|stopped|ceased|closed)\s(?:to\s)?(?:recruit|enrol|accru)\w+|withdrawn|suspended|paused|active|"
    r"ongoing|running|ran|run|conducted|performed|done|carried\sout|open|recruiting|enroll?ing|available|cancell?ed|"
    r"published|primary\scompletion(?:\sdates?)?|"
    r"results(?:\s(?:(?:were|was|are|have\sbeen|first)\s){0,2}(?:posted|published|reported|available))?"
)
_POSTED = r"posted|updated|registered|added|changed|modified|submitted|date[ds]?|posting|listed"
_OF_WORD = any_case(
    r"\b(?:that\s|which\s|and\s|but\s)?(?:were\s|was\s|have\sbeen\s|been\s|are\s|have\s|has\s|had\s|will\s|(?:expected|"
    r"due|planned|scheduled|estimated|anticipated)\s(?:to\s)?|be\s|with\s|an?\s)*(?:first\s|last\s|most\srecently\s|"
    rf"recently\s|early\s)?(?:(?P<started>{_STARTED})|(?P<completed>(?:{_COMPLETED})(?!\s(?:to\s)?(?:recruit|enrol|"
    rf"accru)))|(?P<undated>{_UNDATED})|(?P<posted>{_POSTED}))(?:\s(?:early|dates?|is|was))?\s"
)
_OF = rf"(?P<of>{re.sub('[(][?]P<[a-z]+>', '(?:', _OF_WORD.pattern)})?"
_NUMBERS = {"a": 1, **COUNTS}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}|couple\sof|few)"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_UPDATED = any_case(r"update|change|modif|last|recently")

_MAY_DATE = any_case(
    r"\b(?:19|20)\d{2}|\b(?:last|past|this|previous|next)\s|\bago\b|\bolder\sthan\b|ed\s(?:today|yesterday)\b"
)


def _field(text: str, found: re.Match[str]) -> str | None:
    """Which date of a record is meant by the words before it."""
    match = _OF_WORD.match(text, found.start("of")) if found["of"] else None
    if match is None:
        return "first_posted"
    if match["undated"]:
        return None
    if match["posted"]:
        return "last_posted" if _UPDATED.search(found["of"]) else "first_posted"
    return "started" if match["started"] else "completed"


Bounds = Callable[[re.Match[str], date], DateRange]


def _between(match: re.Match[str], today: date) -> DateRange:
    return DateRange(_days(match["a"]).from_, _days(match["b"]).to)


def _within(match: re.Match[str], today: date) -> DateRange:
    return _days(match["a"])


def _within_or(match: re.Match[str], today: date) -> DateRange:
    """From "in 2022", and from "in 2022 or later"."""
    days, more = _days(match["a"]), (match["or"] or "").lower()
    if not more:
        return days
    return DateRange(to=days.to) if more in ("earlier", "before") else DateRange(from_=days.from_)


def _years(match: re.Match[str], today: date) -> DateRange:
    """From the first to the last of several years. Raises ValueError for more than one gap between them."""
    years = sorted(map(int, re.findall(_YEAR, match["years"])))
    if sum(other > one + 1 for one, other in pairwise(years)) > 1:
        raise ValueError(f"{match['years']} is no range")
    return DateRange(date(years[0], 1, 1), date(years[-1], 12, 31))


def _gap(match: re.Match[str]) -> DateRange | None:
    """The years between several that are not among them; None for none."""
    listed = match.groupdict().get("years")
    gaps = [
        DateRange(date(one + 1, 1, 1), date(other - 1, 12, 31))
        for one, other in pairwise(sorted(map(int, re.findall(_YEAR, listed or ""))))
        if other > one + 1
    ]
    return gaps[0] if gaps else None


def _number(word: str | None) -> int:
    word = (word or "one").lower()
    return int(word) if word.isdigit() else _NUMBERS.get(word, 3 if word == "few" else 2)


def _past(match: re.Match[str], today: date) -> DateRange:
    return DateRange(from_=_back(today, _number(match["count"]), match["unit"].lower()))


def _calendar(match: re.Match[str], today: date) -> DateRange:
    """A year, a month or a week of the calendar, not the last so many days: "this year", "last month", "next week"."""
    step = {"last": -1, "previous": -1, "next": 1}.get(match["which"].lower(), 0)
    if match["unit"].lower() == "week":
        monday = today + timedelta(weeks=step, days=-today.weekday())
        return DateRange(monday, monday + timedelta(days=6))
    if match["unit"].lower() == "year":
        return DateRange(date(today.year + step, 1, 1), date(today.year + step, 12, 31))
    months = today.year * 12 + today.month - 1 + step
    month = PartialDate(months // 12, months % 12 + 1)
    return DateRange(month.earliest, month.latest)


def _about_the_calendar(match: re.Match[str], today: date) -> DateRange:
    """That year, month or week, or from it on, or up to it: "since last year", "before this month"."""
    days, how = _calendar(match, today), (match["how"] or "in").lower()
    if how in ("since", "after"):
        return DateRange(from_=days.from_ if how == "since" else _next_day(days.to))
    return (
        days if how == "in" else DateRange(to=days.to if how in ("until", "till", "by") else _next_day(days.from_, -1))
    )


def _near(match: re.Match[str], today: date) -> DateRange:
    day = today - timedelta(days=match["which"].lower() == "yesterday")
    return DateRange(day, day)


_BARE = r"(?(of)|(?:(?<=trials )|(?<=trials, )|(?<=studies )|(?<=studies, )))"
"""Before a date without a word such as "in": right behind one that says which date, or one for trials."""
_COUNTED = r"\s(?:participants|patients|people|subjects|volunteers|[a-z-]+\s(?:trials|studies))\b"
"""Behind a number that is no year, or a year that is a name's: "trials 2019 novel coronavirus studies"."""
_RULES: tuple[tuple[Pattern, Bounds], ...] = tuple(
    (any_case(_OF + words ), bounds)
    for words, bounds in (
        (rf"\b(?:between|from)\s(?P<a>{_DAY})\s?(?:\b(?:and|to|until|till|through)\b|-|–)\s?(?P<b>{_DAY})", _between),
        (rf"\b(?:between|from)\s(?P<a>{_MONTH})\.?\s(?:and|to|until|through|-|–)\s(?P<b>(?:{_MONTH})\.?\s{_YEAR})\b",
         lambda match, _: DateRange(_days(f"{match['a']} {match['b'][-4:]}").from_, _days(match["b"]).to)),
        (rf"(?:\b(?:in|during|either)\s|{_BARE})(?P<years>{_YEAR}(?:(?:,\s|,?\s(?:or|and)\s)(?:in\s)?{_YEAR})+)"
         r"(?![\d-])", _years),
        (r"\b(?:in|during)?\s?\b(?P<a>(?:19|20)\d{2})\s?(?:-|–|\bto\b|\bthrough\b)\s?(?P<b>(?:19|20)\d{2})(?![\d-])",
         _between),
        (rf"\b(?:since|as\sof|not\sbefore|on\sor\safter|(?:no|not)\searlier\sthan|from\s(?!the\s(?:{_DECADES}|\w+\s(?:half|quarter)\b))|"
         rf"starting\sfrom)\s?(?:the\s(?:beginning|start)\sof\s)?(?P<a>{_DAY})(?:\s(?:onwards?|"
         rf"on\b))?", lambda match, _: DateRange(from_=_days(match["a"]).from_)),
        (rf"(?<!no )(?<!not )\b(?:(?:after|(?:later|newer|more\srecent)\sthan)\s(?:the\send\sof\s)?|post[\s-])"
         rf"(?P<a>{_DAY})",
         lambda match, _: DateRange(from_=_next_day(_days(match["a"]).to))),
        (rf"(?<!on or )(?<!not )\b(?:(?:before|(?:earlier|older)\sthan|prior\sto)\s|pre[\s-])(?P<a>{_DAY})",
         lambda match, _: DateRange(to=_next_day(_days(match["a"]).from_, -1))),
        (rf"\b(?:(?:until|till|up\sto|by|through|not\safter|on\sor\sbefore|(?:no|"
         rf"not)\slater\sthan)\s(?:the\send\sof\s)?|before\sthe\send\sof\s)(?P<a>{_DAY})",
         lambda match, _: DateRange(to=_days(match["a"]).to)),
        (rf"\b(?:in|during|(?<!end\s)(?<!start\s)(?<!ing\s)(?<!middle\s)of|on|within|from)\s"
         rf"(?P<a>{_DAY})(?:\sor\s(?P<or>later|after|earlier|before)(?!\s(?:\d|{_MONTH})))?",
         _within_or),
        (rf"\b(?P<a>{_YEAR})\s(?:(?:or|and)\s)?(?P<or>later|after|earlier|before|onwards?)\b(?!\s\w*\d)", _within_or),
        (rf"\b(?P<a>(?:{_MONTH})\.?\s{_YEAR})\s?(?:-|–|\bto\b)\s?(?P<b>(?:{_MONTH})\.?\s{_YEAR})\b", _between),
        (rf"(?<!early )(?<!late )(?<!mid )(?<!mid-)\b(?P<a>{_DECADES})\b", _within),
        (rf"\b(?:more\sthan|over|older\sthan|at\sleast|before)\s{_COUNT}\s{_UNIT}(?:\sago|\sold)\b",
         lambda match, today: DateRange(to=_next_day(_past(match, today).from_, -1))),
        (rf"\b(?:less\sthan|fewer\sthan|newer\sthan|within|under|since|after)\s{_COUNT}\s{_UNIT}(?:\sago|\sold)\b",
         _past),
        (rf"\b(?:in|within|during|over|from|since)?\s?(?:the\s)?\b(?:last|past|previous)\s{_COUNT}?\s{_UNIT}\b", _past),
        (rf"\b(?:in|within|during|over)\s(?:the\s)?(?:last|past)\s(?P<count>){_UNIT}\b", _past),
        (rf"\b(?:in|within|during|over)\s(?:the\s)?next\s{_COUNT}\s{_UNIT}\b",
         lambda match, today: DateRange(today, _back(today, -_number(match["count"]), match["unit"].lower()))),
        (r"\b(?:(?P<how>in|since|after|before|prior\sto|until|till|by)\s)?"
         r"(?P<which>this|last|previous|next)\s(?P<unit>week|month|year)\b", _about_the_calendar),
        (r"(?:(?<=posted )|(?<=updated )|(?<=registered )|(?<=added )|(?<=started ))"
         r"(?P<which>today|yesterday)\b", _near),
        (rf"{_BARE}(?P<a>{_DAY})(?!\s?(?:-|–|or\b)|{_COUNTED})", _within),
    )
)  # fmt: skip


def _range(bounds: Bounds, match: re.Match[str], today: date) -> DateRange | None:
    try:
        return bounds(match, today)
    except (ValueError, OverflowError):
        return None


_DECADE = re.compile(r"(\d{3})0s\Z")
_PLACES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def _days(text: str) -> DateRange:
    """The days that a date means, from "2022", "March 2022", "Q1 2023", "1990s", "03/15/2024". Raises ValueError."""
    bare = text.lower().removeprefix("the ").removeprefix("year ")
    if decade := _DECADE.match(bare):
        return DateRange(date(int(decade[1]) * 10, 1, 1), date(int(decade[1]) * 10 + 9, 12, 31))
    if re.match(r"[qh]\d|.*\b(?:quarter|half)\b", bare):
        return _part_of_year(bare)
    if "/" in bare:
        return _numeric(bare)
    day = _day(bare)
    return DateRange(day.earliest, day.latest)


def _part_of_year(text: str) -> DateRange:
    """A quarter or a half of a year."""
    year = int(text[-4:])
    months = 3 if text.startswith("q") or "quarter" in text else 6
    word = text.split()[0]
    number = 12 // months if word == "last" else _PLACES.get(word) or int(text[1])
    last = PartialDate(year, number * months)
    return DateRange(date(year, last.month - months + 1 if last.month else 1, 1), last.latest)


def _numeric(text: str) -> DateRange:
    """A day in figures, where they can be read in one way only. Raises ValueError."""
    first, second, year = map(int, text.split("/"))
    if first != second and max(first, second) <= 12:
        raise ValueError(f"{text} is two days")
    day = date(year, min(first, second), max(first, second)) if first != second else date(year, first, second)
    return DateRange(day, day)


def _day(text: str) -> PartialDate:
    """From "2022", "2022-03", "March 2022", "3 March 2022", "March 3rd, 2022"; raises ValueError for no date."""
    if text[:4].isdigit():
        return PartialDate.parse(text)
    words = re.findall(r"[a-z]+|\d+", text.lower())
    month = next(
        number for number, name in enumerate(MONTHS, 1) if any(word[:3] == name[:3] for word in words if word.isalpha())
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
