"""Whether somebody with a condition may take a drug: what forbids it, then what is said of those who have it."""

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import serve_monographs

MONITORED = "Patients with an established diagnosis of diabetes mellitus should be monitored for worse control."
FORBIDDEN = "Fenoprine is contraindicated in people who have Parkinson’s disease, bulimia or anorexia nervosa."
CAREFUL = "Use molidate with caution in people with a history of ulcers."
STROKE = "Baxtorel must not be given to people with a past stroke."
BREATH = "In VELA, shortness of breath (dyspnea) affected 13.8% on baxtorel."
DRUGS = {
    "Baxtorel": {
        "Contraindications": f"{STROKE} Someone who has a stroke while taking baxtorel should generally stop it.",
        "Adverse reactions": BREATH,
        "Geriatric use": "In VELA, half of the patients were 65 or older.",
    },
    "Fenoprine": {
        "Warnings": "Hyperglycemia was reported in 4% of patients with and without diabetes.\n\n"
        f"Diabetes mellitus was reported in patients treated with fenoprine.\n\n{MONITORED}",
        "Contraindications": FORBIDDEN,
        "Adverse reactions": "Reactions were diabetes insipidus, nausea and rash.",
    },
    "Molidate": {
        "Warnings": f"{CAREFUL} Bleeding may happen at any time.",
        "Adverse reactions": "Gastric ulcer, duodenal ulcer, hemophilia A, diabetes insipidus.",
        "Overdosage": "High blood pressure is a rare sign of an overdose.",
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs whose sources name conditions as an effect beside whom they warn."""
    return serve_monographs(tmp_path_factory.mktemp("somebody"), DRUGS, {})


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("can a diabetic take fenoprine", MONITORED),
        ("is fenoprine ok for diabetics", MONITORED),
        ("can someone with parkinson's take fenoprine", FORBIDDEN),
        ("can an anorexic take fenoprine", FORBIDDEN),
        ("is fenoprine safe for bulimics", FORBIDDEN),
        ("can a patient with ulcer take molidate", CAREFUL),
        ("baxtorel after a previous stroke", STROKE),
        ("incidence of dyspnea with baxtorel in VELA", BREATH),
    ],
)
def test_what_is_said_of_those_who_have_it_comes_first(served: Engine, asked: str, quoted: str) -> None:
    """Whatever such a person is called; not how often it happened to others."""
    assert answer(served, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize("asked", ["can a hemophiliac take molidate", "is molidate ok for a diabetic"])
def test_an_effect_says_nothing_of_those_who_have_it(served: Engine, asked: str) -> None:
    """And what is called diabetes insipidus is another disease."""
    assert not any("insipidus" in each.text for each in answer(served, Asked(asked)).quotes)


def test_a_sign_of_an_overdose_says_nothing_of_those_who_have_it(served: Engine) -> None:
    """It befell others."""
    assert answer(served, Asked("can someone with high blood pressure take molidate")).quotes == ()
