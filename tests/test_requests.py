"""The API's requests: what is not known is refused, never ignored."""

import json
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from indexer.selection import DATES, NUMBERS
from service.pages.turns import exported
from service.routes.filter_fields import FilterFields
from service.routes.requests import FilterQuery, SearchQuery, SearchRequest
from service.running.problems import Problem
from service.understanding.filters import EVERY, DateRange, Filters, NumberRange


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


EXAMPLES = {
    "kind": "trial", "status": "RECRUITING", "phase": "PHASE1/PHASE2", "study_type": "OBSERVATIONAL", "sex": "FEMALE",
    "allocation": "NON_RANDOMIZED", "masking": "QUADRUPLE", "healthy_volunteers": "yes", "results": "no",
    "intervention_model": "SINGLE_GROUP",
    "intervention_type": "DEVICE", "drug": "aspirin|acetylsalicylic acid",
}  # fmt: skip
RANGES: dict[str, Any] = {
    **{name: DateRange(date(2020, 1, 2), date(2021, 3, 4)) for name in DATES},
    **{name: NumberRange(5, 60) for name in NUMBERS},
}


@pytest.mark.parametrize("name", [each.name for each in fields(Filters) if each.name not in ("every", "excluded")])
def test_every_filter_is_a_parameter_and_in_a_lists_link(name: str) -> None:
    """What a question can set, asked for or excluded, goes into the link of its file and comes back the same."""
    value = RANGES.get(name) or (EXAMPLES.get(name, "aspirin"),)
    wanted = Filters(**{name: value}, every=tuple({name} & set(EVERY)))
    for filters in (wanted, Filters(kind=("trial",)).excluding(replace(wanted, every=()))):
        flat: dict[str, list[str]] = {}
        for parameter, each in exported(filters):
            flat.setdefault(parameter, []).append(each)
        query = {
            key: found[0] if key.endswith(("_from", "_to", "_min", "_max")) else found for key, found in flat.items()
        }
        assert FilterQuery.read(query).as_fields().as_filters() == filters
        assert FilterFields.read(json.loads(json.dumps(filters.as_mapping()))).as_filters() == filters


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"phase": ["PHASE1|PHASE2"]}, Filters(phase=("PHASE1/PHASE2",))),
        ({"study_type": "observational"}, Filters(study_type=("OBSERVATIONAL",))),
        (
            {"allocation": "Non Randomized", "masking": "none"},
            Filters(allocation=("NON_RANDOMIZED",), masking=("NONE",)),
        ),
        ({"healthy_volunteers": "Yes"}, Filters(healthy_volunteers=("yes",))),
        ({"not": {"country": "United States"}}, Filters(excluded=Filters(country=("United States",)))),
        ({"drug": ["a", "b"], "every": "drug"}, Filters(drug=("a", "b"), every=("drug",))),
        (
            {"status": "Active, not recruiting", "results": "Yes"},
            Filters(status=("ACTIVE_NOT_RECRUITING",), results=("yes",)),
        ),
        ({"started": {}, "age": {"min": None}, "not": {"enrolment": {}}}, Filters()),
    ],
)
def test_filters_as_people_write_them(filters: dict[str, Any], expected: Filters) -> None:
    """A code in any case, one value for a list, what is excluded under `not`; a range without an end says nothing."""
    assert FilterFields.read(filters).as_filters() == expected


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
        ({"q": "x", "filters": {"not": {"status": ["OPEN"]}}}, "filters.not.status.0", "RECRUITING"),
        ({"q": "x", "filters": {"phase": ["PHASE1/PHASE9"]}}, "filters.phase.0", "PHASE2"),
        ({"q": "x", "filters": {"study_type": ["COHORT"]}}, "filters.study_type.0", "OBSERVATIONAL"),
        ({"q": "x", "filters": {"masking": ["DOUBLE_BLIND"]}}, "filters.masking.0", "QUADRUPLE"),
        ({"q": "x", "filters": {"every": ["status"]}}, "filters.every.0", "drug"),
        ({"q": "x", "filters": {"every": ["drug"], "country": "France"}}, "filters.every", None),
        ({"q": "x", "filters": {"not": {"not": {}}}}, "filters.not.not", "country"),
    ],
)
def test_a_field_at_fault_is_named_with_what_is_allowed(body: dict[str, Any], field: str, allowed: str | None) -> None:
    """Each refusal names the field, and lists the values where there are few."""
    with pytest.raises(Problem) as refused:
        SearchRequest.read(body)
    [error] = refused.value.errors
    assert refused.value.status == 422
    assert error.field == field
    assert allowed is None or allowed in (error.allowed or ())
