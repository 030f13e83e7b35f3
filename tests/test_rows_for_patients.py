"""Rows of tables for a patient of an age, a weight or a clearance, and sentences about other patients."""

from pathlib import Path

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import build_served, serve_monographs
from tests.toy_corpus import write_monograph

BY_AGE = "2 to less than 6 years | One packet containing 80 mg of granules"
FOR_DVT = "Treatment of DVT | CrCl ≥15 mL/min | 15 mg twice daily with food"
FOR_ALL = "The recommended dosage is one tablet of 400 mg once daily."
AT_SEVEN = "Children of 6 to 12 years take one tablet of 75 mg once daily."
NOT_KNOWN = "A dose for patients with severe renal impairment (CrCl <15 mL/min) is not known."
BY_GRADE = (
    "Grade of diarrhea | Dose\nGrade 1 | It stays the same.\n"
    "Grade 2 | Pause it until it is better. No dose reduction is required for it.\n"
    "Grade 3 | Stop it. Resume at the next lower dose."
)
DRUGS = {
    "Ivacaftor": {
        "Dosage and administration": f"Age | Morning Dose\n{BY_AGE}\n\n### With inhibitors\n\n"
        "Age | Moderate CYP3A Inhibitors\n2 to less than 6 years | One packet of 80 mg twice weekly\n\n"
        "One packet of 80 mg twice weekly, 3 to 4 days apart.",
    },
    "Rivaroxaban": {
        "Dosage and administration": "Indication | Clearance | Dosage\n"
        "Atrial fibrillation | CrCl ≤50 mL/min | 15 mg once daily",
        "Dosage in adults": FOR_DVT,
        "Use in specific populations": "Use in Renal Impairment in Pediatric Patients Mild renal impairment "
        "(eGFR: 50 to 80 mL/min): No change. "
        "Moderate or severe renal impairment (eGFR: <50 mL/min): avoid use of the drug.",
    },
    "Velpatasvir": {
        "Dosage and administration": "Body Weight | Oral Ribavirin Daily Dosage\n"
        f"less than 47 kg | 15 mg per kg per day\n\n{FOR_ALL}",
    },
    "Venetoclax": {
        "Dosage and administration": "Tumor burden | Hydration | Monitoring\nMedium | Oral (1.5 to 2 L) | For the "
        "first dose of 20 mg and 50 mg before it, 24 hours after it: consider the hospital for patients with "
        "CrCl <80 mL/min",
        "Use in specific populations": f"Renal impairment: {NOT_KNOWN}",
    },
    "Abemaciclib": {
        "Dosage and administration": BY_GRADE,
    },
    "Elexacaftor": {
        "Dosage and administration": "Population | Recommended dosage\n18 years and older | 10 mg once daily",
        "Pregnancy": "Late in pregnancy it may harm the child.",
        "Use in older people": "Elderly patients had more falls.",
    },
    "Tezacaftor": {
        "Dosage and administration": "Table 2: Recommended Dosage for Patients with Hepatic Impairment\n"
        f"Age | Morning\n6 to 12 years | One tablet of 50 mg once daily\n\n{AT_SEVEN}",
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs whose tables are for several groups of patients."""
    return serve_monographs(tmp_path_factory.mktemp("rows"), DRUGS, {"ribavirin": "ribavirin"})


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("ivacaftor dose age 4", f"Age | Morning Dose\n{BY_AGE}"),
        ("rivaroxaban for dvt in crcl 20", FOR_DVT),
        ("velpatasvir dose for 20 kg", FOR_ALL),
        ("tezacaftor dose age 7", AT_SEVEN),
        ("abemaciclib dose reduction for diarrhea", BY_GRADE),
        ("venetoclax crcl 10", f"Renal impairment: {NOT_KNOWN}"),
    ],
)
def test_a_dose_is_quoted_for_whom_it_is_asked(served: Engine, asked: str, quoted: str) -> None:
    """The row of an age, not "3 to 4 days"; no row of another drug or of livers."""
    assert answer(served, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("elexacaftor for a pregnant 40-year-old woman", "Late in pregnancy it may harm the child."),
        ("is elexacaftor safe for a 72 year old man", "Elderly patients had more falls."),
    ],
)
def test_an_adult_is_no_row_of_doses(served: Engine, asked: str, quoted: str) -> None:
    """Where no dose is asked for; and no age tells one pregnant woman from another."""
    quotes = [each.text for each in answer(served, Asked(asked)).quotes]
    assert quoted in quotes
    assert not any("10 mg" in each for each in quotes)


@pytest.mark.parametrize("asked", ["rivaroxaban crcl 20", "rivaroxaban egfr 25", "rivaroxaban for dvt in crcl 20"])
def test_what_is_said_of_children_before_is_of_children(served: Engine, asked: str) -> None:
    """Whom a sentence is about the one before it may say."""
    assert not any("avoid use" in each.text for each in answer(served, Asked(asked)).quotes)


@pytest.mark.parametrize("asked", ["velpatasvir dose for 20 kg", "velpatasvir 12 kg dose"])
def test_a_row_without_its_head_is_no_dose(tmp_path: Path, asked: str) -> None:
    """It may be of another drug; nor is a dose of adults one for who weighs so little."""
    rows = "less than 47 | 15 mg per kg per day in two parts\n47 to 49 | 600 mg per day in two parts"
    text = f"{rows}\n\nThe recommended dosage in adults is one tablet of 400 mg once daily."
    write_monograph(tmp_path, "Velpatasvir", {"Dosage and administration": text})
    assert answer(build_served(tmp_path, tmp_path / "index", {}), Asked(asked)).quotes == ()
