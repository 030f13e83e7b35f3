"""Dates as people say them become ranges of days."""

from datetime import date

import pytest

from service.dates import find_dates
from service.filters import DateRange

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("trials since January 2025", "2025-01-01", None),
        ("since jan 2025", "2025-01-01", None),
        ("trials since 2022", "2022-01-01", None),
        ("posted in 2022", "2022-01-01", "2022-12-31"),
        ("posted in March 2023", "2023-03-01", "2023-03-31"),
        ("first posted between 2020 and 2022", "2020-01-01", "2022-12-31"),
        ("from 2020 to 2022", "2020-01-01", "2022-12-31"),
        ("trials 2020-2022", "2020-01-01", "2022-12-31"),
        ("after 2021", "2022-01-01", None),
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
        ("by September 2024", None, "2024-09-30"),
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
    "text",
    [
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
