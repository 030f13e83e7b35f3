"""Ranking measures against values computed by hand."""

from math import log2

import pytest

from service.quality.metrics import bootstrap, ndcg, precision_at_1, randomisation_test, recall, reciprocal_rank

GAINS = {"a": 3, "b": 2, "c": 1, "d": 0}


def test_the_best_possible_ranking_scores_one() -> None:
    """All judged ids in the order of their grades."""
    assert ndcg(["a", "b", "c"], GAINS) == pytest.approx(1.0)


def test_ndcg_has_linear_gains() -> None:
    """b, unjudged, a: (2/log2(2) + 0 + 3/log2(4)) / (3/log2(2) + 2/log2(3) + 1/log2(4)) = 3.5 / 4.761859…"""
    assert ndcg(["b", "x", "a"], GAINS) == pytest.approx(3.5 / (3 + 2 / log2(3) + 0.5))


def test_ndcg_looks_no_deeper_than_asked() -> None:
    """The relevant one at rank 11 counts for nothing at depth 10, in the ideal ranking either."""
    ranking = [f"x{number}" for number in range(10)] + ["a"]
    assert ndcg(ranking, {"a": 1}, 10) == 0.0
    assert ndcg(ranking, {"a": 1}, 11) == pytest.approx(1 / log2(12))


def test_the_ideal_of_more_than_ten_relevant_is_the_first_ten() -> None:
    """Ten relevant ones first is perfect although twelve are relevant."""
    gains = {f"r{number}": 1 for number in range(12)}
    assert ndcg([f"r{number}" for number in range(10)], gains) == pytest.approx(1.0)


def test_recall_counts_what_is_relevant() -> None:
    """Of a, b and c two are among the first two; d was judged not relevant."""
    assert recall(["a", "c", "d", "b"], GAINS, 2) == pytest.approx(2 / 3)
    assert recall(["d"], GAINS, 10) == 0.0


@pytest.mark.parametrize(
    ("ranking", "expected"), [(["a"], 1.0), (["x", "b"], 0.5), (["d", "x", "c"], 1 / 3), ([], 0.0)]
)
def test_reciprocal_rank_is_of_the_first_relevant_one(ranking: list[str], expected: float) -> None:
    """Whatever its grade."""
    assert reciprocal_rank(ranking, GAINS) == pytest.approx(expected)


def test_precision_at_one() -> None:
    """Only the first one counts."""
    assert precision_at_1(["c", "x"], GAINS) == 1.0
    assert precision_at_1(["x", "c"], GAINS) == 0.0


def test_nothing_relevant_scores_zero() -> None:
    """Such a question counts for abstention alone."""
    assert ndcg(["a"], {}) == recall(["a"], {}, 10) == reciprocal_rank(["a"], {}) == 0.0


def test_a_constant_has_no_interval() -> None:
    """Whatever is drawn, the mean is the same."""
    found = bootstrap([0.25] * 20)
    assert (found.value, found.low, found.high) == (0.25, 0.25, 0.25)


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    """50 ones and 50 zeros: 0.5, give or take two standard errors of 0.05."""
    found = bootstrap([1.0] * 50 + [0.0] * 50)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.40, abs=0.02)
    assert found.high == pytest.approx(0.60, abs=0.02)
    assert bootstrap([1.0] * 50 + [0.0] * 50) == found


def test_the_same_values_cannot_be_told_apart() -> None:
    """P is 1 for a system and itself."""
    assert randomisation_test([0.1, 0.9, 0.4], [0.1, 0.9, 0.4]) == 1.0


def test_three_equal_differences_have_p_of_one_quarter() -> None:
    """Of 8 assignments of signs two (all +, all -) give a sum as large."""
    assert randomisation_test([1.0, 1.0, 1.0], [0.0, 0.0, 0.0]) == pytest.approx(0.25, abs=0.02)


def test_a_difference_on_every_question_is_significant() -> None:
    """2 of 2**40 assignments are as large: only the observed one is counted."""
    assert randomisation_test([0.6] * 40, [0.5] * 40) == pytest.approx(1 / 10_001)


def test_systems_must_have_answered_the_same_questions() -> None:
    """Lists of different lengths cannot be paired."""
    with pytest.raises(ValueError, match="same questions"):
        randomisation_test([0.1], [0.1, 0.2])
