"""What is to be done, or not, for whom is asked about comes before how much of the drug they have in the blood."""

from dataclasses import replace

import pytest

from indexer.sections import SectionKind
from service.answering.subjects import populations_in
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import serve_monographs

NO_MILK = "Because a breastfed child may be harmed, advise women not to breastfeed during treatment with migalastat."
NOT_SEVERE = "Migalastat is not recommended for use in patients with severe renal impairment or in those on dialysis."
LIVER = "In patients with moderate hepatic impairment, the recommended initial dose is 2.5 mg once daily."
NO_DATA = "Olaparib has not been studied in patients with CLcr < 30 mL/min or patients on dialysis."
FOOD = "For chest pain the dose goes with a meal or food."
DRUGS = {
    "Migalastat": {
        "Breastfeeding": f"8.2 Lactation Risk Summary There are no data on migalastat in human milk. {NO_MILK}",
        "Kidney impairment": f"Exposure was raised in severe renal impairment (eGFR less than 30 mL/min). {NOT_SEVERE}",
    },
    "Nebivolol": {
        "Liver impairment": "Liver disease raised the exposure threefold in moderate hepatic impairment.",
        "Dosage and administration": f"Take 5 mg daily. {LIVER}\n\nFor this use it goes with food or a meal. {FOOD}",
    },
    "Tramadol": {
        "Use in children": "- After surgery of the throat, below 18 years: contraindicated.\n- Below 12 years: "
        "contraindicated.\n- From 12 to 18 years, with other risks: it should be given to few.",
    },
    "Olaparib": {
        "Use in specific populations": f"Patients with other diseases were not studied either. {NO_DATA}",
        "Adverse reactions": "Reactions in less than 20% of patients were dizziness, fever and renal failure.",
        "Indication": "It is given for ovarian cancer that has come back.",
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs whose sources tell what was measured beside what to do."""
    return serve_monographs(tmp_path_factory.mktemp("advice"), DRUGS)


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("migalastat breastfeeding", NO_MILK),
        ("can I breastfeed on migalastat", NO_MILK),
        ("migalastat severe renal impairment", NOT_SEVERE),
        ("migalastat egfr 25", NOT_SEVERE),
        ("nebivolol moderate liver impairment", LIVER),
        ("olaparib crcl 25", NO_DATA),
        ("tramadol for kids under 12", "Below 12 years: contraindicated."),
        ("nebivolol with food", FOOD),
    ],
)
def test_advice_comes_first(served: Engine, asked: str, quoted: str) -> None:
    """Not what is unknown of milk, an exposure or a reaction, nor what points back at a use that it does not name."""
    assert answer(served, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize("said", ["harm to a breastfed child", "harm in breast-fed infants", "not for nursing infants"])
def test_a_child_that_is_breastfed_takes_no_dose(said: str) -> None:
    """What is said of it is said to its mother."""
    assert populations_in(said) == {SectionKind.LACTATION}


@pytest.mark.parametrize("asked", ["olaparib crcl 25", "olaparib egfr 12", "migalastat creatinine clearance 20"])
def test_a_sentence_for_a_clearance_answers_however_little_else_does(served: Engine, asked: str) -> None:
    """Few words tell a ranking little; a clearance that no sentence is for is not answered."""
    doubting = replace(served, confidence=replace(served.confidence, answered_from=1.0))
    assert answer(doubting, Asked(asked)).quotes[0].text in (NO_DATA, NOT_SEVERE)
    assert not answer(doubting, Asked("nebivolol crcl 20")).answerable
