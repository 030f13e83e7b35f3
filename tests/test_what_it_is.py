"""Whether a drug is an opioid, a steroid: the sentence that says so, or what it is said to be instead."""

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.search.confidence import Outcome
from tests.serving import serve_monographs

OPIOID = "Fenoprine is an opioid agonist for severe pain."
THINNER = "Molidate is a blood thinner medicine that lowers clotting."
INHIBITOR = "Molidate is a selective inhibitor of factor Xa."
DRUGS = {
    "Fenoprine": {
        "Indication": OPIOID,
        "Boxed warning": "Using opioids with other depressants may be fatal. Steroids are no remedy.",
        "Abuse": "Prescription drug abuse is the use of a drug for its rewarding effects. Narcotics are often sold.",
    },
    "Molidate": {
        "Mechanism of action": INHIBITOR,
        "Patient information": f"Diarrhea is a problem caused by antibiotics. {THINNER}",
    },
    "Testamide": {"Warnings": "Antibiotics are of no use against a virus. Take it with care."},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs that are said to be something, and one that is said to be nothing."""
    return serve_monographs(tmp_path_factory.mktemp("being"), DRUGS, {})


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("is fenoprine an opioid", OPIOID),
        ("is fenoprine considered an opioid?", OPIOID),
        ("is molidate a blood thinner", THINNER),
    ],
)
def test_what_a_drug_is_said_to_be_is_quoted(served: Engine, asked: str, quoted: str) -> None:
    """Before what is warned of its class, and without a remark."""
    found = answer(served, Asked(asked))
    assert found.quotes[0].text == quoted
    assert not found.notices


@pytest.mark.parametrize(
    ("asked", "what", "quoted"),
    [
        ("is fenoprine a narcotic", "narcotic", OPIOID),
        ("is fenoprine a steroid", "steroid", OPIOID),
        ("is molidate an antibiotic", "antibiotic", THINNER),
        ("is molidate chemotherapy", "chemotherapy", THINNER),
    ],
)
def test_what_it_is_instead_is_quoted_with_that_none_says_so(
    served: Engine, asked: str, what: str, quoted: str
) -> None:
    """Neither a definition of abuse nor what causes diarrhea says what the drug is."""
    found = answer(served, Asked(asked))
    assert found.quotes[0].text == quoted
    assert [(each.title, f"(“{what}”)" in each.text) for each in found.notices] == [("Not said to be that", True)]


def test_of_what_nothing_is_said_to_be_the_closest_is_shown(served: Engine) -> None:
    """It is not answered by what is said of the class."""
    assert answer(served, Asked("is testamide an antibiotic")).outcome is Outcome.CLOSEST
