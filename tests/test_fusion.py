"""Fusion and order, against values computed by hand."""

import numpy as np
import pytest

from service.search.fusion import collapse, first_of_each, over_max, reciprocal_rank_fusion, spread


def test_scores_become_shares_of_the_best() -> None:
    """A cosine below 0 counts as 0."""
    assert over_max(np.array([2.0, 4.0, -1.0])).tolist() == [0.5, 1.0, 0.0]


@pytest.mark.parametrize("scores", [[], [0.0, 0.0], [-0.5, -0.1]])
def test_nothing_above_zero_stays_zero(scores: list[float]) -> None:
    """No division by zero, and no hit made good by the others being worse."""
    assert over_max(np.array(scores)).tolist() == [0.0] * len(scores)


def test_reciprocal_ranks_add_up() -> None:
    """7: 1/21 + 1/22; 8: 1/22 + 1/21; 9: 1/23. The tie keeps the smaller number first."""
    numbers, scores = reciprocal_rank_fusion([np.array([7, 8, 9]), np.array([8, 7])], k=20)
    assert numbers.tolist() == [7, 8, 9]
    assert scores.tolist() == pytest.approx([1 / 21 + 1 / 22, 1 / 21 + 1 / 22, 1 / 23])


def test_no_rankings_fuse_to_nothing() -> None:
    """Two empty arrays."""
    numbers, scores = reciprocal_rank_fusion([np.zeros(0, np.int64)])
    assert len(numbers) == len(scores) == 0


def test_the_best_passage_stands_for_its_document() -> None:
    """Positions of the first 5, 3 and 9."""
    assert first_of_each(np.array([5, 3, 5, 9, 3])).tolist() == [0, 1, 3]


def test_at_most_two_of_a_document_come_first() -> None:
    """The third passage of document 1 waits until the first four places are filled."""
    assert spread([1, 1, 1, 2, 3, 4], most=2, depth=4) == [0, 1, 3, 4, 2, 5]


def test_the_document_that_was_asked_for_may_fill_the_page() -> None:
    """Document 1 is free."""
    assert spread([1, 1, 1, 2], most=2, depth=4, free=frozenset({1})) == [0, 1, 2, 3]


def test_what_says_the_same_is_shown_once() -> None:
    """The third row is the first again."""
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], dtype=np.float32)
    assert collapse(rows, alike=0.985) == [0, 1]
