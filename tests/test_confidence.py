"""When to answer, when to show the closest, when to say that nothing here answers."""

from dataclasses import replace

import pytest

from service.search.confidence import Confidence, Outcome, Reason
from service.search.features import NAMES, Evidence, Features

STORED = {"weights": dict.fromkeys(NAMES, 0.0) | {"dense": 10.0}, "bias": -5.0, "answered_from": 0.5, "shown_from": 0.2}
CONFIDENCE = Confidence.of(STORED)
SURE = Features(evidence=Evidence(dense=0.9))
"""10 · 0.9 - 5 = 4: a probability of 0.982."""


def test_the_probability_is_the_logistic_of_the_weighted_evidence() -> None:
    """10 · 0.5 - 5 = 0: one half."""
    assert CONFIDENCE.probability(Evidence(dense=0.5)) == pytest.approx(0.5)


def test_good_evidence_answers() -> None:
    """And needs no reason."""
    decision = CONFIDENCE.decide(SURE)
    assert (decision.outcome, decision.reason) == (Outcome.ANSWER, None)


@pytest.mark.parametrize(("dense", "outcome"), [(0.45, Outcome.CLOSEST), (0.1, Outcome.NOT_IN_CORPUS)])
def test_weak_evidence_shows_the_closest_and_none_shows_nothing(dense: float, outcome: Outcome) -> None:
    """10 · 0.45 - 5 is a probability of 0.38, 10 · 0.1 - 5 one of 0.02."""
    decision = CONFIDENCE.decide(Features(evidence=Evidence(dense=dense)))
    assert (decision.outcome, decision.reason) == (outcome, Reason.NOTHING_RELEVANT)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("absent_identifier", Reason.UNKNOWN_IDENTIFIER),
        ("unknown_drug", Reason.UNKNOWN_DRUG),
        ("nothing_allowed", Reason.NO_MATCH_FOR_FILTERS),
    ],
)
def test_a_fact_wins_over_any_evidence(fact: str, reason: Reason) -> None:
    """However near a neighbour is."""
    decision = CONFIDENCE.decide(replace(SURE, **{fact: True}))
    assert (decision.outcome, decision.reason) == (Outcome.NOT_IN_CORPUS, reason)


def test_a_known_drug_beside_an_unknown_one_is_answered() -> None:
    """The answer says which part it can speak to."""
    assert CONFIDENCE.decide(replace(SURE, unknown_drug=True, known_drug=True)).outcome is Outcome.ANSWER


def test_what_only_a_label_could_say_is_never_answered_without_one() -> None:
    """The closest passages are shown as that, however near they are."""
    decision = CONFIDENCE.decide(replace(SURE, unlabelled=True))
    assert (decision.outcome, decision.reason) == (Outcome.CLOSEST, Reason.NO_LABEL)


def test_lists_and_identifiers_are_certain() -> None:
    """They are read from the records."""
    assert CONFIDENCE.decide(Features(from_records=True)).probability == 1.0
    assert CONFIDENCE.decide(Features(identified=True)).outcome is Outcome.ANSWER


def test_a_missing_section_needs_better_evidence() -> None:
    """0.73 is not enough where the label has no such section; 0.98 is."""
    weak = Features(missing_section=True, evidence=Evidence(dense=0.6))
    assert (CONFIDENCE.decide(weak).outcome, CONFIDENCE.decide(weak).reason) == (
        Outcome.CLOSEST,
        Reason.NO_SUCH_SECTION,
    )
    assert CONFIDENCE.decide(replace(SURE, missing_section=True)).outcome is Outcome.ANSWER


def test_weights_of_other_evidence_are_refused() -> None:
    """A file of another version must not be read as if its numbers meant the same."""
    with pytest.raises(ValueError, match="train anew"):
        Confidence.of(STORED | {"weights": {"dense": 1.0}})


def test_the_shipped_weights_fit_the_evidence() -> None:
    """And a perfect match is answered, an empty one not."""
    shipped = Confidence.open()
    perfect = Evidence(
        dense=0.8, top_dense=0.8, beside=0.7, coverage=1.0, top_coverage=1.0, rest_coverage=1.0, drug=1.0, section=0.8
    )
    assert shipped.decide(Features(evidence=perfect)).outcome is Outcome.ANSWER
    assert shipped.decide(Features(evidence=Evidence(no_drug=1.0))).outcome is Outcome.NOT_IN_CORPUS


def test_what_was_written_about_another_substance_hardly_answers() -> None:
    """10 · 0.6 - 5 is a probability of 0.73: enough about a drug, not about a vaccine in the label of a drug."""
    fair = Features(evidence=Evidence(dense=0.6))
    assert CONFIDENCE.decide(fair).outcome is Outcome.ANSWER
    assert CONFIDENCE.decide(replace(fair, other_substance=True)).outcome is Outcome.CLOSEST


def test_a_condition_that_a_description_states_is_enough() -> None:
    """A long description shares few words with any one trial."""
    assert CONFIDENCE.decide(Features(condition_stated=True)).outcome is Outcome.ANSWER
