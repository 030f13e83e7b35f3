"""Dates as people say them become ranges of days."""

from datetime import date

import pytest

from service.understanding.dates import both, find_dates
from service.understanding.filters import DateRange

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("trials since January 2025", "2025-01-01", None),
        ("since jan 2025", "2025-01-01", None),
        ("trials since 2022", "2022-01-01", None),
        ("trials from the first half of 2020", "2020-01-01", "2020-06-30"),
        ("since the second quarter of 2021", "2021-04-01", None),
        ("posted in 2022", "2022-01-01", "2022-12-31"),
        ("posted in March 2023", "2023-03-01", "2023-03-31"),
        ("first posted between 2020 and 2022", "2020-01-01", "2022-12-31"),
        ("from 2020 to 2022", "2020-01-01", "2022-12-31"),
        ("trials 2020-2022", "2020-01-01", "2022-12-31"),
        ("after 2021", "2022-01-01", None),
        ("more recent than 2018", "2019-01-01", None),
        ("older than 2005", None, "2004-12-31"),
        ("posted before the end of March 2010", None, "2010-03-31"),
        ("posted after the end of 2023", "2024-01-01", None),
        ("since the beginning of 2024", "2024-01-01", None),
        ("before 2021", None, "2020-12-31"),
        ("until 3 March 2021", None, "2021-03-03"),
        ("since March 3rd, 2021", "2021-03-03", None),
        ("since 2021-03-03", "2021-03-03", None),
        ("since 2021-03", "2021-03-01", None),
        ("in the last two years", "2024-03-31", None),
        ("in the past 6 months", "2025-09-30", None),
        ("within the last year", "2025-03-31", None),
        ("over the past few months", "2025-12-31", None),
        ("last 30 days", "2026-03-01", None),
        ("this year", "2026-01-01", "2026-12-31"),
        ("posted last year", "2025-01-01", "2025-12-31"),
        ("posted last month", "2026-02-01", "2026-02-28"),
        ("trials since last year", "2025-01-01", None),
        ("posted since last week", "2026-03-23", None),
        ("posted before this year", None, "2025-12-31"),
        ("trials after last month", "2026-03-01", None),
        ("until last year", None, "2025-12-31"),
        ("trials since the last 3 years", "2023-03-31", None),
        ("posted since 2 years ago", "2024-03-31", None),
        ("posted before 2 years ago", None, "2024-03-30"),
        ("posted this week", "2026-03-30", "2026-04-05"),
        ("posted last week", "2026-03-23", "2026-03-29"),
        ("by September 2024", None, "2024-09-30"),
        ("posted no later than 2010", None, "2010-12-31"),
        ("posted no earlier than May 2010", "2010-05-01", None),
        ("posted in Q1 2023", "2023-01-01", "2023-03-31"),
        ("posted in the second half of 2021", "2021-07-01", "2021-12-31"),
        ("posted in the 1990s", "1990-01-01", "1999-12-31"),
        ("since 03/15/2024", "2024-03-15", None),
        ("since 25/12/2023", "2023-12-25", None),
        ("in 2022 or 2023", "2022-01-01", "2023-12-31"),
        ("between March 2021 and June 2022", "2021-03-01", "2022-06-30"),
        ("from March to June 2022", "2022-03-01", "2022-06-30"),
        ("in 2018 or later", "2018-01-01", None),
        ("posted Jan 2020 - Mar 2020", "2020-01-01", "2020-03-31"),
        ("dated 2018", "2018-01-01", "2018-12-31"),
        ("more than 5 years ago", None, "2021-03-30"),
        ("before the year 2000", None, "1999-12-31"),
        ("phase 3 trials 2020 in France", "2020-01-01", "2020-12-31"),
        ("asthma studies, 2021", "2021-01-01", "2021-12-31"),
        ("trials 2019 or 2020", "2019-01-01", "2020-12-31"),
        ("trials 2020 onwards", "2020-01-01", None),
        ("trials pre-2000", None, "1999-12-31"),
        ("trials post 2015", "2016-01-01", None),
        ("posted today", "2026-03-31", "2026-03-31"),
        ("trials registered yesterday", "2026-03-30", "2026-03-30"),
        ("Sept. 2024 no, in Sept 2024", "2024-09-01", "2024-09-30"),
    ],
)
def test_a_range_of_first_posted_dates(text: str, since: str | None, until: str | None) -> None:
    """Both ends are days, included."""
    [found] = find_dates(text, TODAY)
    assert found.field == "first_posted"
    assert found.range == DateRange(since and date.fromisoformat(since), until and date.fromisoformat(until))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["last updated before March 2023", "updated since 2024", "that were last posted in 2021"]
)
def test_updates_are_of_the_last_posting(text: str) -> None:
    """A record is posted first and then again when it changes."""
    [found] = find_dates(text, TODAY)
    assert found.field == "last_posted"
    assert text[found.start : found.end].strip() == text


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("started in 2021", ["started"]),
        ("how many trials did they start in 2021", ["started"]),
        ("trials that end in 2021", ["completed"]),
        ("at the end of 2021", []),
        ("trials beginning after March 2020", ["started"]),
        ("with a start date in 2020", ["started"]),
        ("recruiting since 2020", ["started"]),
        ("completed in 2022", ["completed"]),
        ("finished before 2000", ["completed"]),
        ("that ended in 2019", ["completed"]),
        ("expected to be completed in 2027", ["completed"]),
        ("terminated early in 2019", ["completed"]),
        ("started after 2020 and completed before 2023", ["started", "completed"]),
        ("started after 2020 and before 2023", ["started", "started"]),
        ("updated after 2020 and before 2023", ["last_posted", "last_posted"]),
        ("trials started 2020", ["started"]),
        ("with start date 2018-01", ["started"]),
        ("started 2015 and completed 2018", ["started", "completed"]),
        ("ended March 2015", ["completed"]),
        ("whose results were posted after 2019", [None]),
        ("with results first posted in 2020", [None]),
        ("started in the early 2000s", []),
        ("recruiting today", []),
        ("covid 2019 trials", []),
        ("trials of 2019 novel coronavirus", []),
        ("trials completed 2000 patients", []),
        ("withdrawn in 2020", [None]),
        ("active in 2019", [None]),
    ],
)
def test_the_word_before_says_which_date(text: str, fields: list[str | None]) -> None:
    """A second range has the date of the first; when a trial was withdrawn or active no record states."""
    assert [each.field for each in find_dates(text, TODAY)] == fields


def test_of_two_years_apart_those_between_are_not_meant() -> None:
    """Several gaps are no range."""
    [found] = find_dates("posted in 2019 or 2022", TODAY)
    assert found.range == DateRange(date(2019, 1, 1), date(2022, 12, 31))
    assert found.gap == DateRange(date(2020, 1, 1), date(2021, 12, 31))
    assert find_dates("posted in 2010, 2015 or 2022", TODAY) == ()


@pytest.mark.parametrize(
    ("text", "expected", "gap"),
    [
        ("updated before 2015 or after 2020", DateRange(), DateRange(date(2015, 1, 1), date(2020, 12, 31))),
        ("updated in 2015 or since 2020", DateRange(date(2015, 1, 1)), DateRange(date(2016, 1, 1), date(2019, 12, 31))),
        ("updated in 2015 or before 2018", DateRange(to=date(2017, 12, 31)), None),
    ],
)
def test_two_ranges_that_or_joins_are_one(text: str, expected: DateRange, gap: DateRange | None) -> None:
    """With the days between them as a gap."""
    [found] = find_dates(text, TODAY)
    assert (found.field, found.range, found.gap) == ("last_posted", expected, gap)


def test_two_ranges_of_one_date_both_hold() -> None:
    """None where no day lies in both."""
    after, before = DateRange(date(2021, 1, 1)), DateRange(to=date(2022, 12, 31))
    assert both(after, before) == DateRange(date(2021, 1, 1), date(2022, 12, 31))
    assert both(None, after) == after
    assert both(DateRange(date(2023, 1, 1)), before) is None


@pytest.mark.parametrize(
    "text",
    [
        "since 03/04/2024",
        "in spring 2021",
        "vitamin B12 2000",
        "take 2022 mg",
        "in 31 February 2021",
        "between 2022 and 2020",
        "NCT05418049",
        "the last dose",
        "since 99999",
        "may",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Numbers, impossible days and ranges that run backwards."""
    assert find_dates(text, TODAY) == ()
