"""Changing from one drug, or from one form of it, to another: in the direction asked, or not at all."""

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import serve_monographs

TO_IT = "Switching to and from it: switching from warfarin to rivaroxaban, start when the INR is below 3."
FROM_IT = (
    "Switching from rivaroxaban to warfarin, no trial data are there. The INR is measured a day after the last dose."
)
OTHER_WAY = "Switching from rivaroxaban to other drugs, give the next one when a dose is due."
DRUGS = {
    "Rivaroxaban": {
        "Dosage and administration": f"{TO_IT} {FROM_IT} {OTHER_WAY} Take 20 mg once daily.",
        "Interactions": "Warfarin adds to the effect of rivaroxaban; avoid both.",
        "Contraindications": "It is contraindicated with warfarin.",
    },
    "Warfarin": {"Indication": "Warfarin thins the blood."},
    "Clopidogrel": {
        "Interactions": "Warfarin with clopidogrel may lead to bleeding.",
        "Clinical studies": "People could switch from warfarin to clopidogrel.",
    },
    "Metoprolol": {
        "Dosage and administration": "Take metoprolol regularly with meals. When switching from immediate-release "
        "tablets give the same total daily dose.",
        "Description": "Metoprolol tablets are for oral use, not for a vein.",
    },
    "Diazepam": {"Description": "For oral use diazepam is supplied as tablets, for a vein as ampoules."},
    "Venlafaxine": {
        "Warnings": "When stopping venlafaxine reduce the dose gradually.",
        "Contraindications": "Venlafaxine is contraindicated within 14 days of stopping an MAOI.",
    },
}


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs whose sources say how they are changed, or only speak of both."""
    world = {"phenelzine": "phenelzine", "nardil": "phenelzine"}
    return serve_monographs(tmp_path_factory.mktemp("changing"), DRUGS, world)


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("convert from rivaroxaban to warfarin", FROM_IT),
        ("switch to warfarin from rivaroxaban", FROM_IT),
        ("rivaroxaban to warfarin switch", FROM_IT),
        ("changing a patient from rivaroxaban to warfarin", FROM_IT),
        ("switching from warfarin to rivaroxaban", TO_IT),
        ("how do I go about moving from warfarin to rivaroxaban", TO_IT),
        ("warfarin to rivaroxaban conversion", TO_IT),
    ],
)
def test_the_direction_asked_is_quoted_first(changing: Engine, asked: str, quoted: str) -> None:
    """With how it is done, and before what forbids taking both."""
    assert answer(changing, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize(
    "asked",
    [
        "how long after stopping venlafaxine can I take an MAOI",
        "how many days after stopping venlafaxine can phenelzine be started",
        "when can I begin an MAOI after stopping venlafaxine",
    ],
)
def test_when_another_drug_may_follow_is_told_by_what_speaks_of_both(changing: Engine, asked: str) -> None:
    """Not by how the first is stopped."""
    assert "within 14 days of stopping an MAOI" in answer(changing, Asked(asked)).quotes[0].text


@pytest.mark.parametrize(
    "asked",
    ["switch from warfarin to clopidogrel", "change clopidogrel to warfarin", "switch rivaroxaban to clopidogrel"],
)
def test_taking_both_and_studies_tell_of_no_change(changing: Engine, asked: str) -> None:
    """That no source speaks of it is told."""
    found = answer(changing, Asked(asked))
    assert found.quotes == ()
    assert any("says anything of changing between it and" in each.text for each in found.notices)


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("switching from immediate release metoprolol", "When switching from immediate-release tablets give"),
        ("immediate release to extended release metoprolol conversion", "When switching from immediate-release"),
        ("convert oral diazepam to iv", None),
        ("are diazepam tablets and ampoules interchangeable", None),
        ("how long after stopping an maoi can I start venlafaxine", "Venlafaxine is contraindicated within 14 days"),
        ("how long after stopping nardil can I start venlafaxine", "Venlafaxine is contraindicated within 14 days"),
    ],
)
def test_a_change_of_form_is_quoted_where_it_is_told(changing: Engine, asked: str, quoted: str | None) -> None:
    """What forms there are, or how it is stopped, is no answer."""
    quotes = answer(changing, Asked(asked)).quotes
    assert quotes[0].text.startswith(quoted) if quoted else quotes == ()
