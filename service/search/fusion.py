"""How several scores and rankings become one. Pure functions over arrays; higher scores are better."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Numbers = NDArray[np.int64]


def over_max(scores: NDArray[np.floating]) -> Scores:
    """Scores as shares of the best one, 0 to 1; all 0 where none is above 0. What is below 0 counts as 0."""
    positive = np.maximum(np.asarray(scores, dtype=np.float64), 0.0)
    best = positive.max(initial=0.0)
    return positive / best if best > 0.0 else positive


def reciprocal_rank_fusion(rankings: Sequence[Numbers], k: int = 20) -> tuple[Numbers, Scores]:
    """Merge ranked numbers; each scores the sum of 1 / (k + rank), rank from 1. Ties keep the smaller number first.

    Best first; no rankings: nothing. Cormack, Clarke and Buettcher 2009, doi:10.1145/1571941.1572114 (k = 60 there).
    """
    if not any(len(ranking) for ranking in rankings):
        return np.zeros(0, np.int64), np.zeros(0, np.float64)
    ranked = np.concatenate([np.asarray(ranking, dtype=np.int64) for ranking in rankings])
    shares = np.concatenate([1.0 / (k + 1.0 + np.arange(len(ranking))) for ranking in rankings])
    numbers, places = np.unique(ranked, return_inverse=True)
    scores: Scores = np.bincount(places, weights=shares, minlength=len(numbers)).astype(np.float64)
    order = np.argsort(-scores, kind="stable")
    return numbers[order], scores[order]


def first_of_each(groups: NDArray[np.integer]) -> NDArray[np.int64]:
    """Positions of the first member of each group, in order: of passages sorted by score, the best of each document."""
    _, first = np.unique(groups, return_index=True)
    return np.sort(first).astype(np.int64)


def spread(groups: Sequence[int], most: int, depth: int, free: frozenset[int] = frozenset()) -> list[int]:
    """Positions in a new order: among the first `depth` at most `most` of a group, unless the group is `free`.

    What has to wait comes right after them, in the order it had; nothing is lost.
    """
    first: list[int] = []
    waiting: list[int] = []
    taken: dict[int, int] = {}
    for position, group in enumerate(groups):
        if len(first) >= depth:
            return [*first, *waiting, *range(position, len(groups))]
        if group in free or taken.get(group, 0) < most:
            taken[group] = taken.get(group, 0) + 1
            first.append(position)
        else:
            waiting.append(position)
    return first + waiting


def collapse(rows: NDArray[np.float32], alike: float) -> list[int]:
    """Positions of the rows that are not nearly the same as an earlier row; `rows` (n, dim) are unit vectors."""
    are_alike = rows @ rows.T >= alike
    kept = np.ones(len(rows), dtype=bool)
    if np.count_nonzero(are_alike) <= len(rows):  # each is like itself
        return list(range(len(rows)))
    like_earlier = np.tril(are_alike, -1)
    for position in np.flatnonzero(like_earlier.any(axis=1)).tolist():
        kept[position] = not like_earlier[position, kept].any()
    found: list[int] = np.flatnonzero(kept).tolist()
    return found
