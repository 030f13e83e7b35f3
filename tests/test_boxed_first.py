"""What a boxed warning says of the effect that is asked about comes before all else."""

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import serve_monographs

SUICIDAL = "Fenoprine increased the risk of suicidal ideation in children and adolescents."
BLEEDS = "Fenoprine can cause serious and sometimes fatal bleeding."
SHARE = "Bleeding was seen in 4% of patients."
STOPPED = "Do not stop fenoprine abruptly."
DRUGS = {
    "Fenoprine": {
        "Boxed warning": f"People with other illnesses may have suicidal thoughts too. {SUICIDAL}\n\n{BLEEDS}\n\n"
        "Sudden deaths have been reported.",
        "Use in children": "Whoever considers fenoprine in a child must balance the risk of suicidal thoughts.",
        "Warnings": f"Bleeding may be serious. Suicidal thoughts need care. {STOPPED}",
        "Adverse reactions": f"{SHARE} Suicidal thoughts were rare. Nausea was the most common reaction.",
        "Dosage and administration": "The dose is 5 mg daily.",
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A drug with a boxed warning, whose other sections speak of the same."""
    return serve_monographs(tmp_path_factory.mktemp("boxed"), DRUGS, {})


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("fenoprine suicidal thoughts in children", SUICIDAL),
        ("fenoprine suicidal thoughts", SUICIDAL),
        ("does fenoprine cause bleeding", BLEEDS),
        ("fenoprine bleeding", BLEEDS),
        ("fenoprine sudden death", "Sudden deaths have been reported."),
        ("how common is bleeding with fenoprine", SHARE),
        ("does fenoprine cause nausea", "Nausea was the most common reaction."),
        ("how do I stop fenoprine", STOPPED),
        ("fenoprine dose", "The dose is 5 mg daily."),
    ],
)
def test_the_boxed_warning_of_an_effect_comes_first(served: Engine, asked: str, quoted: str) -> None:
    """Of several sentences the one that says how grave it is; it answers nothing else, and no share."""
    assert answer(served, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize(
    "asked", ["dose of fenoprine for children with bleeding", "is fenoprine for bleeding in children"]
)
def test_what_something_is_given_for_is_no_effect(served: Engine, asked: str) -> None:
    """Nor is it asked for by a dose."""
    assert BLEEDS not in [each.text for each in answer(served, Asked(asked)).quotes]
