"""Words that point at what was shown: a place in a list, one trial, all of them."""

import pytest

from service.follow_ups.pointing import LAST, counts_them, number_pointed_at, pointed_at


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the second one", 2),
        ("who sponsors the first trial?", 1),
        ("the 12th", 12),
        ("open the 12th passage", 12),
        ("and the twelfth?", 12),
        ("number 3", 3),
        ("#21", 21),
        ("what does the last one measure?", LAST),
        ("the 2nd of those", 2),
        ("the second time I took it", None),
        ("number 3 mg tablets", None),
        ("a 12th grader", None),
    ],
)
def test_a_place_in_a_list_is_read(text: str, number: int | None) -> None:
    """Ordinals in words and figures, and numbers that follow their noun."""
    assert number_pointed_at(text) == number


@pytest.mark.parametrize(
    ("number", "first", "found"),
    [(2, 1, "b"), (LAST, 1, "c"), (4, 1, None), (12, 11, "b"), (2, 11, "b"), (14, 11, None), (LAST, 11, "c")],
)
def test_a_number_means_what_is_seen(number: int, first: int, found: str | None) -> None:
    """On a second page, numbered from 11, "the 12th" and "the second one" are the same; what is not seen is nothing."""
    assert pointed_at(number, ("a", "b", "c"), first) == found


def test_only_a_question_for_the_number_counts_them() -> None:
    """One that goes on with a place narrows instead."""
    assert counts_them("so how many in total?")
    assert not counts_them("how many are in France?")
