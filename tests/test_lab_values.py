"""What is to be done at a value of the laboratory is what is told for a range that holds it, or nothing is quoted."""

import pytest

from service.answering.lab_values import LabValue, lab_value_in
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import serve_monographs

LOW = "Withhold fenoprine if platelets are below 50,000/mcL."
MIDDLE = "If platelets are 50,000 to 99,000/mcL, give 5 mg in cycles that last for more than 10 minutes."
NOT_BEGUN = "Do not administer fenoprine until neutrophils are at least 1500 cells/mm 3."
ROW = "Neutrophils less than 1 x 10 9 /L | Stop molidate until neutrophils are at least 1.5 x 10 9 /L"
HEAD = "Platelet count | Change\n"
FEW = "Below 30,000/mcL | Interrupt molidate"
FORBIDDEN = "Molidate is contraindicated where hemoglobin is below 7 g/dL."
DRUGS = {
    "Fenoprine": {
        "Dosage and administration": f"The dose is 9 mg daily. {LOW} {MIDDLE}\n\n{NOT_BEGUN}",
        "Warnings": "Withhold fenoprine until platelets return to at least 90,000/mcL. In a study 12% had platelets "
        "below 150,000/mcL. Interrupt it for an increase in QTc of more than 60 msec from baseline.",
    },
    "Molidate": {
        "Contraindications": FORBIDDEN,
        "Dosage and administration": f"The dose is 2 mg daily.\n\nValue | Change\n{ROW}\n\nThen take it daily.\n\n"
        f"{HEAD}{FEW}\nReturn to at least 30,000/mcL | Resume molidate at 1 mg",
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs whose sources tell what to do at several values."""
    return serve_monographs(tmp_path_factory.mktemp("labs"), DRUGS, {})


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("can I give fenoprine with platelets 40000", LOW),
        ("fenoprine platelets 40", LOW),
        ("platelet count of 80,000 dose of fenoprine", MIDDLE),
        ("fenoprine dose with platelets 80k", MIDDLE),
        ("can I give fenoprine if ANC is 1200", NOT_BEGUN),
        ("fenoprine neutrophils 0.9", NOT_BEGUN),
        ("molidate ANC 900", ROW),
        ("platelets 20000 molidate dose", f"{HEAD}{FEW}"),
        ("hemoglobin 6.5 and molidate", FORBIDDEN),
    ],
)
def test_what_is_told_for_a_range_that_holds_the_value_is_quoted(served: Engine, asked: str, quoted: str) -> None:
    """With the head of its table where the row does not name what is counted."""
    assert answer(served, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize(
    "asked",
    [
        "fenoprine platelets 120000",
        "can I give fenoprine with neutrophils 2000",
        "molidate ANC 1200",
        "molidate platelets 60000",
        "hemoglobin 9 and molidate",
        "fenoprine QTc 480",
        "fenoprine LVEF 40",
    ],
)
def test_what_is_told_for_other_values_is_no_answer(served: Engine, asked: str) -> None:
    """Nor what is waited for after another value, a change from baseline, or a study."""
    found = answer(served, Asked(asked))
    assert found.quotes == ()
    assert "at this value of" in found.notices[-1].text


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("platelets of 80,000", LabValue("platelets", 80000)),
        ("plt 80k", LabValue("platelets", 80000)),
        ("ANC 0.9", LabValue("neutrophils", 900)),
        ("hemoglobin is 80", LabValue("hemoglobin", 8)),
        ("INR of 5.2", LabValue("the INR", 5.2)),
        ("potassium 20 mEq", None),
        ("creatinine clearance 25", None),
    ],
)
def test_a_value_is_read_in_the_unit_of_labels(asked: str, value: LabValue | None) -> None:
    """A dose is none, and a clearance has a reading of its own."""
    assert lab_value_in(asked) == value


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("platelets 25,000 to 99,000/mcL: give half", True),
        ("decreased platelets of Grade ≥ 3 (< 50,000/mm 3 ): withhold", False),
        ("platelets: Grade 1 below 100,000/mcL, Grade 2 below 90,000/mcL, Grade 3 below 85,000/mcL", False),
        ("(platelets ≥ 100,000 but ≤ 149,000/mm 3 ): give half", False),
        ("withhold until platelets return to 90,000 or more", None),
        ("neutrophils below 1500 cells/mm 3", None),
    ],
)
def test_a_range_holds_a_value_or_not(text: str, is_held: bool | None) -> None:
    """A grade is no range; many ranges tell what grades are; what is waited for is none of the value's."""
    assert LabValue("platelets", 80000).is_held(text) == is_held
