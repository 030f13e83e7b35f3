"""Whether a sentence is for patients of the clearance, age or weight that a question states."""

import pytest

from indexer.catalog import PassageRow
from indexer.sections import SectionKind
from indexer.text import Span
from service.answering.sought import sought_by
from service.answering.stated_ranges import Interval, Of, asked_of, states
from service.understanding.notes import participant_of
from service.understanding.question import DrugMention, Question


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("dose of it crcl 15", {Of.CLEARANCE: Interval(15, 15)}),
        ("it with a creatinine clearance of 40 ml/min", {Of.CLEARANCE: Interval(40, 40)}),
        ("it egfr < 30", {Of.CLEARANCE: Interval(0, 30)}),
        ("it gfr 30-50", {Of.CLEARANCE: Interval(30, 50)}),
        ("it for a child of 22 lbs", {Of.WEIGHT: Interval(9.9792, 9.9792)}),
        ("it for a 6 month old weighing 7 kg", {Of.AGE: Interval(0.5, 0.5), Of.WEIGHT: Interval(7, 7)}),
        ("10 mg/kg of it", {}),
        ("what clears it", {}),
    ],
)
def test_the_numbers_of_a_patient_are_read(text: str, asked: dict[Of, Interval]) -> None:
    """A comparison is a range; an amount for each kilogram is no weight."""
    assert asked_of(text, participant_of(text)) == asked


@pytest.mark.parametrize(
    ("of", "number", "sentence", "fits"),
    [
        (Of.CLEARANCE, 15, "10 to 20 mL/min | 200 mg/day", True),
        (Of.CLEARANCE, 15, "CrCl 15-30: 5 mg", True),
        (Of.CLEARANCE, 25, "reduce it by 25% where CLcr is 30 to 50 mL/min", False),
        (Of.CLEARANCE, 25, "severe impairment (CLcr <30 mL/min/1.73 m2)", True),
        (Of.CLEARANCE, 60, "creatinine clearance ≥ 50 mL/min to < 80 mL/min", True),
        (Of.CLEARANCE, 8, "creatinine clearance less than 9 mL/min", True),
        (Of.CLEARANCE, 80, "a clearance of 60 mL/min or more", True),
        (Of.CLEARANCE, 25, "the dose is 25 mg every 12 hours", None),
        (Of.CLEARANCE, 25, "the total clearance of the drug is 90 mL/min", None),
        (Of.WEIGHT, 12, "for patients ≥10 kg to ≤25 kg 50 mg", True),
        (Of.WEIGHT, 12, "100 mg twice daily in patients more than 25 kg", False),
        (Of.WEIGHT, 12, "up to 3 mg/kg/day", None),
        (Of.AGE, 16, "not evaluated in children less than 6 years of age", False),
        (Of.AGE, 0.5, "infants 3 to 6 months", True),
        (Of.AGE, 16, "from birth to less than 17 years of age", True),
        (Of.AGE, 16, "adults 18 years and older", False),
        (Of.AGE, 16, "for up to 12 weeks", None),
    ],
)
def test_a_sentence_is_for_those_within_its_range(of: Of, number: float, sentence: str, fits: bool | None) -> None:
    """None where it states no range of that sort."""
    assert states({of: Interval(number, number)}, sentence) is fits


def test_the_row_of_the_clearance_asked_about_is_worth_most() -> None:
    """Though it names no kidney; a row of another clearance is worth least."""
    rows = ["Patients with renal impairment need less.", "10 to 20 mL/min | 200 mg/day", "3 to 10 mL/min | 100 mg/day"]
    question = Question(
        "allopurinol crcl 15",
        "allopurinol crcl 15",
        "",
        "it crcl 15",
        drugs=(DrugMention("allopurinol", "allopurinol", ("allopurinol",)),),
        section=SectionKind.RENAL,
    )
    text = "\n".join(rows)
    title, key = "Dosage and administration", "dosage_and_administration"
    passage = PassageRow(0, f"a#{key}-1", 0, "a", key, title, 0, len(text), text, "", "")
    sought = sought_by(question)
    starts = [text.index(row) for row in rows]
    general, meant, other = (
        sought.worth(passage, Span(at, at + len(row))) for at, row in zip(starts, rows, strict=True)
    )
    assert meant is not None
    assert general is not None
    assert meant > general
    assert other is None


@pytest.mark.parametrize(
    ("asked", "sentence", "answers"),
    [
        ("missed dose of it", "If a patient misses a dose, skip it.", True),
        ("i forgot to take my it last night", "Take 400 mg once daily.", False),
        ("what if i skip two it pills", "Do not double a missed dose.", True),
        ("i forgot what it is for", "Take 400 mg once daily.", True),
        ("max dose of it", "100 mg twice daily in patients more than 25 kg.", False),
        ("max dose of it", "Take no more than 400 mg a day.", True),
    ],
)
def test_what_no_sentence_speaks_of_has_no_answer(asked: str, sentence: str, answers: bool) -> None:
    """The usual dose is no answer to a missed one; "more than 25 kg" is no highest dose."""
    drugs = (DrugMention("it", "it", ("it",)),)
    question = Question(asked, asked, "", asked, drugs=drugs, section=SectionKind.DOSAGE)
    key = "dosage_and_administration"
    passage = PassageRow(0, f"a#{key}-1", 0, "a", key, "Dosage", 0, len(sentence), sentence, "", "")
    assert (sought_by(question).worth(passage, Span(0, len(sentence))) is not None) is answers


def test_a_dose_that_was_only_studied_or_survived_is_no_highest_dose() -> None:
    """Nor one up to which something else holds."""
    drugs = (DrugMention("it", "it", ("it",)),)
    question = Question("max dose of it", "max dose of it", "", "max dose of it", drugs=drugs)
    measure = sought_by(question).measure
    assert measure is not None
    assert measure.is_in("Do not exceed 400 mg per day.")
    assert not measure.is_in("Doses up to 2400 mg/day did not result in serious toxicity.")
    assert not measure.is_in("Doses up to 600 mg/day were studied.")
    assert not measure.is_in("At doses up to 200 mg it is given without regard to meals.")
