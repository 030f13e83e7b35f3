"""Whether a sentence is for patients of the clearance, age or weight that a question states."""

import pytest

from indexer.catalog import PassageRow
from indexer.sections import SectionKind
from indexer.text import Span
from service.answering.sought_by import sought_by
from service.answering.stated_ranges import Interval, Of, age_below, asked_of, narrowness, states
from service.answering.table_rows import row_for, with_head
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
        (Of.AGE, 1, "children under the age of two years are at risk", True),
        (Of.AGE, 15, "children younger than twelve years", False),
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


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("it under 12", 12),
        ("can children under the age of 2 take it", 2),
        ("babies less than 6 months", 0.5),
        ("kids under 10s", 10),
        ("children under 12 kg", None),
        ("a child with an anc below 1.5", None),
        ("children below 8 %", None),
        ("children of 12", None),
    ],
)
def test_the_ages_that_a_question_leaves_are_told_without_a_unit(text: str, below: float | None) -> None:
    """A weight, a count or a share is no age."""
    found = age_below(text)
    assert (found.high if found else None) == below


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
        ("how long can i take it", "Swallow it whole.", False),
        ("how long should it be used", "Do not use it for longer than two or three weeks.", True),
        ("it dose with food", "Take 400 mg once daily.", False),
        ("it dose missed", "Take 400 mg once daily.", False),
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
    assert measure.is_in("Take 5 mL at first, at most 25 mL daily.")
    assert not measure.is_in("Doses up to 2400 mg/day did not result in serious toxicity.")
    assert not measure.is_in("Doses up to 600 mg/day were studied.")
    assert not measure.is_in("At doses up to 200 mg it is given without regard to meals.")


_TABLE = (
    "Table 4: Doses in Renal Impairment\n"
    "Serum creatinine | Creatinine clearance (mL/min) | Share of the dose\n"
    "1.7 - 1.9 | 45 - 55 | 55 %\n"
    "2 - 2.2 | 40 - 44 | 50 %"
)


@pytest.mark.parametrize(
    ("patient", "text", "ends_with", "begins_with"),
    [
        ({Of.CLEARANCE: Interval(42, 42)}, _TABLE, "2 - 2.2 | 40 - 44 | 50 %", "Table 4"),
        ({Of.CLEARANCE: Interval(10, 10)}, _TABLE, None, ""),
        ({Of.AGE: Interval(2, 2)}, "Age | Dose\n0-3 months | 10 mcg\n1-5 years | 5 mcg", "1-5 years | 5 mcg", "Age"),
        (
            {Of.WEIGHT: Interval(15, 15)},
            "Patients of 30 kg to less than 50 kg | 4 mg\nPatients of 11 kg to less than 30 kg | 2 mg",
            "Patients of 11 kg to less than 30 kg | 2 mg",
            "Patients of 11",
        ),
        (
            {Of.CLEARANCE: Interval(12, 12)},
            "Thrombosis | CrCl ≥15 mL/min | 20 mg\nCrCl <15 mL/min | Avoid",
            "CrCl <15 mL/min | Avoid",
            "Thrombosis",
        ),
    ],
)
def test_a_row_is_quoted_with_the_head_that_tells_what_its_cells_are(
    patient: dict[Of, Interval], text: str, ends_with: str | None, begins_with: str
) -> None:
    """A unit may stand in the head alone; a row of another range is no head."""
    row = row_for(patient, text)
    if ends_with is None:
        assert row is None
    else:
        assert row is not None
        assert row.of(text).endswith(ends_with)
        assert row.of(text).startswith(begins_with)


@pytest.mark.parametrize(
    ("sentence", "fits"),
    [("Infants and neonates: 7.5 mg/kg/day", False), ("Adults: 40 mg daily", False), ("Children: 6 mg/kg/day", None)],
)
def test_a_group_without_numbers_is_one_of_ages(sentence: str, fits: bool | None) -> None:
    """For somebody of three years neither infants nor adults; children may be of any age."""
    assert states({Of.AGE: Interval(3, 3)}, sentence) is fits


def test_the_narrower_range_is_nearer() -> None:
    """Below 15 rather than below 30, where both hold the number."""
    asked = {Of.CLEARANCE: Interval(12, 12)}
    assert narrowness(asked, "CrCl <15 mL/min") > narrowness(asked, "CrCl <30 mL/min") > 0
    assert narrowness(asked, "no range") == 0


def test_a_row_is_told_with_its_head() -> None:
    """From the title of the table on; a row far below it, one without a head and a sentence stand as they are."""
    text = "INR is watched.\nTable 2: Enzymes\nEnzyme | Inhibitors\nCYP2C9 | amiodarone\nIt ends here."
    row = _span_of("CYP2C9 | amiodarone", text)
    assert with_head(text, row).of(text) == "Table 2: Enzymes\nEnzyme | Inhibitors\nCYP2C9 | amiodarone"
    far = text.replace("CYP2C9", f"CYP1A2 | {'caffeine, ' * 80}\nCYP2C9")
    for whole, alone in ((far, "CYP2C9 | amiodarone"), (text, "Enzyme | Inhibitors"), (text, "INR is watched.")):
        assert with_head(whole, _span_of(alone, whole)).of(whole) == alone


def _span_of(part: str, text: str) -> Span:
    return Span(text.index(part), text.index(part) + len(part))
