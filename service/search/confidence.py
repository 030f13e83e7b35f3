"""Whether to answer: one calibrated probability, three outcomes, and the reason where there is no answer.

Facts decide first (an identifier or a drug that the corpus lacks). Where none does, a logistic regression over
`service.search.features.Evidence` does, trained and calibrated by `benchmarks/quality/train_confidence.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from service.search.features import NAMES, Evidence, Features

_SURE = 0.9
"""The least probability of an answer from what was not written about it: a section of another kind than the one that is
asked for and missing, a drug's label for a question about another substance."""


class Outcome(StrEnum):
    """What is said to the person who asks."""

    ANSWER = "answer"
    CLOSEST = "closest"
    """The closest passages, said to be probably no answer."""
    NOT_IN_CORPUS = "not_in_corpus"


class Reason(StrEnum):
    """Why there is no answer."""

    UNKNOWN_IDENTIFIER = "unknown_identifier"
    UNKNOWN_DRUG = "unknown_drug"
    NO_MATCH_FOR_FILTERS = "no_match_for_filters"
    NO_SUCH_SECTION = "no_such_section"
    NO_LABEL = "no_label"
    NOTHING_RELEVANT = "nothing_relevant"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, how likely the passages answer (0 to 1), and why not."""

    outcome: Outcome
    probability: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Confidence:
    """The regression and the two probabilities between its three outcomes."""

    weights: NDArray[np.float64]
    """(len(NAMES),)."""
    bias: float
    answered_from: float
    """The least probability of an answer."""
    shown_from: float
    """The least probability at which the closest passages are worth showing."""

    @classmethod
    def of(cls, stored: Mapping[str, object]) -> "Confidence":
        """From the JSON that training writes. Raises ValueError for weights of other evidence than ours."""
        weights = stored["weights"]
        if not isinstance(weights, Mapping) or tuple(weights) != NAMES:
            raise ValueError(f"the weights must be those of {', '.join(NAMES)}; train anew")
        return cls(
            weights=np.array(list(weights.values()), dtype=np.float64),
            bias=float(str(stored["bias"])),
            answered_from=float(str(stored["answered_from"])),
            shown_from=float(str(stored["shown_from"])),
        )

    @classmethod
    def open(cls) -> "Confidence":
        """The one that was trained for this version."""
        return _shipped()

    def probability(self, evidence: Evidence) -> float:
        """How likely the first hits answer, by the evidence alone."""
        return float(1.0 / (1.0 + np.exp(-(self.weights @ evidence.as_vector() + self.bias))))

    def decide(self, features: Features) -> Decision:
        """The outcome; the reason is None for an answer."""
        if features.absent_identifier:
            return Decision(Outcome.NOT_IN_CORPUS, 0.0, Reason.UNKNOWN_IDENTIFIER)
        if features.unknown_drug and not features.known_drug:
            return Decision(Outcome.NOT_IN_CORPUS, 0.0, Reason.UNKNOWN_DRUG)
        if features.nothing_allowed:
            return Decision(Outcome.NOT_IN_CORPUS, 0.0, Reason.NO_MATCH_FOR_FILTERS)
        if features.from_records or features.identified:
            return Decision(Outcome.ANSWER, 1.0)
        probability = self.probability(features.evidence)
        if features.condition_stated:  # a long description shares few words with any one trial
            return Decision(Outcome.ANSWER, max(probability, self.answered_from))
        is_aside = features.missing_section or features.other_substance
        sure = probability >= (max(self.answered_from, _SURE) if is_aside else self.answered_from)
        if sure and not (features.unlabelled or features.unmentioned):
            return Decision(Outcome.ANSWER, probability)
        reason = Reason.NO_SUCH_SECTION if features.missing_section else Reason.NOTHING_RELEVANT
        reason = Reason.NO_LABEL if features.unlabelled else reason
        shown = probability >= self.shown_from
        return Decision(Outcome.CLOSEST if shown else Outcome.NOT_IN_CORPUS, probability, reason)


@cache
def _shipped() -> Confidence:
    return Confidence.of(json.loads(files("service").joinpath("data/confidence.json").read_text()))
