"""What is to be done of an effect is what the sources tell to do for its grade, not how often it happened."""

import pytest

from service.answering.degrees import degrees_in
from service.answering.measures import MANAGING
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import serve_monographs

GRADE_3 = "For Grade 3 diarrhea interrupt fenoprine until it is Grade 1 or less."
GRADE_4 = "Permanently discontinue fenoprine for Grade 4 diarrhea."
OCCURRED = "Grade 3 diarrhea occurred in 12% of patients."
COLITIS = "Colitis | Grade 2 | Withhold\nGrade 3 or 4 | Permanently discontinue"
SURGERY = "Molidate should be stopped at least 3 days before surgery."
DRUGS = {
    "Fenoprine": {
        "Warnings": f"{OCCURRED}\n\n{GRADE_4} {GRADE_3} Rash was seen in 3% of patients.",
        "Dosage and administration": "The dose is 5 mg daily.\n\nReaction | Severity | Change\n"
        f"Pneumonitis | Any | Permanently discontinue\n{COLITIS}\nHepatitis | Any | Withhold",
        "Adverse reactions": "In studies rash, diarrhea of any grade and colitis were the most common reactions.",
    },
    "Molidate": {"Dosage and administration": f"The dose is 2 mg daily. {SURGERY}"},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs whose sources tell how often an effect was seen beside what to do."""
    return serve_monographs(tmp_path_factory.mktemp("managing"), DRUGS, {})


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("fenoprine grade 3 diarrhea what to do", GRADE_3),
        ("what should I do if my patient develops grade 3 diarrhea on fenoprine", GRADE_3),
        ("how do you manage grade 4 diarrhea with fenoprine", GRADE_4),
        ("when to hold fenoprine for colitis", COLITIS),
        ("fenoprine dose reduction for colitis", COLITIS),
        ("when should I hold molidate for surgery", SURGERY),
    ],
)
def test_what_is_to_be_done_is_quoted(served: Engine, asked: str, quoted: str) -> None:
    """The sentence for the grade, or from the head of a table to the rows of the reaction, and none behind them."""
    assert answer(served, Asked(asked)).quotes[0].text.endswith(quoted)


@pytest.mark.parametrize("asked", ["what to do for a rash on fenoprine", "how to manage diarrhea with molidate"])
def test_what_no_source_tells_to_do_is_refused(served: Engine, asked: str) -> None:
    """How often it was seen is no advice."""
    found = answer(served, Asked(asked))
    assert not found.answerable
    assert any(MANAGING in each.text for each in found.notices)


def test_how_often_it_happens_is_still_a_number(served: Engine) -> None:
    """A grade alone asks for nothing to be done."""
    found = answer(served, Asked("how common is grade 3 diarrhea with fenoprine"))
    assert found.quotes[0].text == OCCURRED


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("Grade 3 or 4 rash", {"grade 3", "grade 4"}),
        ("Grade ≥3 rash", {"grade 3", "grade 4"}),
        ("grade 2 or higher", {"grade 2", "grade 3", "grade 4"}),
        ("Grade 3 or Grade 1 with fever", {"grade 1", "grade 2", "grade 3"}),
        ("withhold until Grade 1 or less, then resume", set()),
        ("until it recovers to Grade ≤ 2", set()),
    ],
)
def test_grades_are_those_that_something_is_done_for(text: str, grades: set[str]) -> None:
    """Not the one that is waited for."""
    assert degrees_in(text) == grades
