"""The API's requests: what is not known is refused, never ignored."""

from datetime import date
from typing import Any

import pytest

from service.filters import DateRange, Filters, NumberRange
from service.problems import Problem
from service.schemas import SearchQuery, SearchRequest, validated


def test_a_question_alone_has_every_default() -> None:
    """`q` is all that must be given."""
    request = SearchRequest(q=" dose ")
    assert (request.q, request.limit, request.mode, request.filters.as_filters()) == ("dose", 10, "hybrid", Filters())


def test_one_value_stands_for_a_list_of_one_in_any_case() -> None:
    """A status or a phase may be written as people write it."""
    request = SearchRequest.model_validate({"q": "x", "filters": {"status": "recruiting", "phase": ["phase 2"]}})
    assert request.filters.as_filters() == Filters(status=("RECRUITING",), phase=("PHASE2",))


def test_get_and_post_mean_the_same() -> None:
    """Flat parameters become the body's nested filters."""
    query = SearchQuery(
        q="x", status=["completed"], first_posted_from=date(2022, 1, 1), enrolment_min=100, country=["France"]
    )
    assert query.as_request().filters.as_filters() == Filters(
        status=("COMPLETED",),
        country=("France",),
        first_posted=DateRange(date(2022, 1, 1), None),
        enrolment=NumberRange(100, None),
    )


@pytest.mark.parametrize(
    ("body", "field", "allowed"),
    [
        ({"q": "x", "colour": 1}, "colour", None),
        ({"q": ""}, "q", None),
        ({"q": "x" * 2049}, "q", None),
        ({"q": "x", "limit": 101}, "limit", None),
        ({"q": "x", "filters": {"status": ["OPEN"]}}, "filters.status.0", "RECRUITING"),
        ({"q": "x", "filters": {"kind": ["book"]}}, "filters.kind.0", "monograph"),
        (
            {"q": "x", "filters": {"first_posted": {"from": "2022-02-02", "to": "2022-01-01"}}},
            "filters.first_posted",
            None,
        ),
        ({"q": "x", "mode": "magic"}, "mode", "dense"),
    ],
)
def test_a_field_at_fault_is_named_with_what_is_allowed(body: dict[str, Any], field: str, allowed: str | None) -> None:
    """Each refusal names the field, and lists the values where there are few."""
    with pytest.raises(Problem) as refused:
        validated(SearchRequest, body)
    [error] = refused.value.errors
    assert refused.value.status == 422
    assert error.field == field
    assert allowed is None or allowed in (error.allowed or ())
