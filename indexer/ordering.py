"""The order of hits: by score, then by passage id, so that it never depends on how passages are numbered.

A generation numbers its passages in the order in which they came; an incremental build and a full one number them
differently. `ranks` says where each passage stands in the order of ids, and -1 for a number that no passage has.
"""

import numpy as np
from numpy.typing import NDArray

SCORE_DIGITS = 6
"""Scores that differ less are ties: float noise must not decide which of two equal passages comes first."""


def best_first(
    numbers: NDArray[np.int64], scores: NDArray[np.float32], ranks: NDArray[np.int32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """At most k (number, score) pairs, best first, ties by passage id; numbers that no passage has are left out."""
    live = ranks[numbers] >= 0
    numbers, scores = numbers[live], scores[live]
    order = np.lexsort((ranks[numbers], -np.round(scores, SCORE_DIGITS)))[:k]
    return numbers[order], scores[order]


def settled(numbers: NDArray[np.int64], scores: NDArray[np.float32], ranks: NDArray[np.int32], k: int) -> bool:
    """Whether the first k live ones of these candidates, sorted by score, are the first k of all.

    They are when a k-th exists and the last candidate is worse than it: whatever was not fetched is no better.
    """
    live = np.flatnonzero(ranks[numbers] >= 0)
    if len(live) < k:
        return False
    return bool(np.round(scores[-1], SCORE_DIGITS) < np.round(scores[live[k - 1]], SCORE_DIGITS))
