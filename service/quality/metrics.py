"""How good a ranking is, in the measures of information retrieval, and how sure one can be of the figure.

All measures are those of trec_eval (https://github.com/usnistgov/trec_eval): `ranking` is a list of ids, best first,
each at most once; `gains` maps the ids that were judged to their grade, 0 for "not relevant"; what was never judged
counts as not relevant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
"""Of the bootstrap: the ends of an interval then move by less than its second digit."""
PERMUTATIONS = 10_000
SEED = 20_240_611


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the interval that holds 95 % of the means of resampled questions."""

    value: float
    low: float
    high: float


def ndcg(ranking: Sequence[str], gains: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with linear gains: the sum of gain / log2(rank + 1) over the best there is.

    0 to 1; 0 for a question with nothing relevant. Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418.
    """
    discounts = 1.0 / np.log2(np.arange(2, depth + 2))
    got = np.array([max(0, gains.get(each, 0)) for each in ranking[:depth]], dtype=float)
    best = np.array(sorted((gain for gain in gains.values() if gain > 0), reverse=True)[:depth], dtype=float)
    ideal = float(best @ discounts[: len(best)])
    return float(got @ discounts[: len(got)]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    """The share of what is relevant that is among the first `depth`; 0 where nothing is relevant."""
    relevant = {each for each, gain in gains.items() if gain > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], gains: Mapping[str, int], depth: int = 10) -> float:
    """1 / the rank of the first relevant one; 0 when none is among the first `depth`."""
    ranks = (rank for rank, each in enumerate(ranking[:depth], 1) if gains.get(each, 0) > 0)
    return 1.0 / next(ranks, np.inf)


def precision_at_1(ranking: Sequence[str], gains: Mapping[str, int]) -> float:
    """1 if the first one is relevant, else 0."""
    return reciprocal_rank(ranking, gains, depth=1)


def bootstrap(values: Sequence[float]) -> Interval:
    """The mean over questions with its 95 % percentile interval (Efron 1979). The same values give the same interval.

    Raises ValueError for no values.
    """
    if not values:
        raise ValueError("a mean needs at least one question")
    table = np.asarray(values, dtype=float)
    random = np.random.default_rng(SEED)
    means = np.concatenate(
        [
            table[random.integers(0, len(table), (rows, len(table)))].mean(axis=1)
            for rows in _portions(RESAMPLES, len(table))
        ]
    )
    low, high = np.percentile(means, (2.5, 97.5))
    return Interval(float(table.mean()), float(low), float(high))


def randomisation_test(
    first: Sequence[float], second: Sequence[float], permutations: int = PERMUTATIONS, seed: int = SEED
) -> float:
    """The two-sided p of two systems' values on the same questions, in the same order, being interchangeable.

    Signs of the differences are drawn at random (Smucker, Allan and Carterette 2007, doi:10.1145/1321440.1321528).
    Never 0: the observed assignment is one of those counted. Raises ValueError for lists of different lengths.
    """
    if len(first) != len(second):
        raise ValueError(f"both need the same questions: {len(first)} and {len(second)} values")
    differences: NDArray[np.float64] = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    observed = abs(differences.sum()) - 1e-12
    random = np.random.default_rng(seed)
    as_large = 0
    for rows in _portions(permutations, len(differences)):
        signs = random.integers(0, 2, (rows, len(differences)), dtype=np.int8) * 2 - 1
        as_large += int((np.abs(signs @ differences) >= observed).sum())
    return (as_large + 1) / (permutations + 1)


_CELLS = 4_000_000  # of a table of random draws held at once


def _portions(rows: int, width: int) -> list[int]:
    """`rows` in portions whose tables stay small."""
    portion = max(1, min(rows, _CELLS // max(1, width)))
    return [min(portion, rows - begin) for begin in range(0, rows, portion)]
