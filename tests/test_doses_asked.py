"""Doses asked for in few words: days that were missed, a symptom behind the dose, units of radioactivity."""

from pathlib import Path

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import WORLD, serve_monographs

MISSED = "If a dose was missed for more than two days, do not resume at the same dose."
SHORT = "Treatment should be limited to three weeks."
INTO_A_MUSCLE = "The recommended dose is 117 mg once monthly by intramuscular injection."
OPENED = "Once opened, use it within 64 days."
BOTH_MAXIMA = "The maximum daily dose is 100 mg and the maximum single dose is 37.5 mg."
MAXIMA = "Indication | Initial dose | Maximum dose\nSchizophrenia – adults (2.1) | 10 mg/day | 30 mg/day"
TO_BE_INCREASED = "The initial dosage is 20 mg once daily; increase it to a maximum dosage of 40 mg once daily."
ENOUGH_CLEARED = (
    "The recommended dose of pemetrexed, given alone or with cisplatin, in patients with a creatinine clearance "
    "(calculated by the Cockcroft-Gault equation) of 45 mL/min or greater is 500 mg/m 2 on Day 1 of each cycle."
)
FROM_FOUR = "4 to 11 years of age: 4 mg three times a day."
RANGE = "The dosage range for rosuvastatin is 5 to 40 mg once daily."
HIGHEST = "The maximum recommended dosage is 40 mg once daily."
TOLD_LAST = "Take 60 mg once daily."
BEGUN_WITH = "Initial Treatment/Dose Adjustment Begin with 25 mg daily."
FROM_TWENTY_KG = "20 kg and greater: 50 mg once daily."
ONE_TABLET = "Take one tablet daily by mouth at the same time every day."
AT_A_RATE = "Within 4 hours, administer 0.4 mCi/kg (14.8 MBq per kg) as an intravenous infusion."
REPLACED = "The full replacement dose is 2 mcg per kg daily."
PREPARED = "Record the dose of ibritumomab and its volume in step {} and withdraw the required volume of the dose."
OF_THE_LIVER = "Hepatic impairment | Maximum dosage\nAdults | 75 mg twice daily"
DRUGS = {
    "Clozapine": {
        "Dosage and administration": f"Begin with 12.5 mg once daily. {MISSED}",
        "Pharmacokinetics": "The half-life is 12 hours, and more than 48 hours in some.",
    },
    "Rivaroxaban": {
        "Dosage and administration": "Take 20 mg with food.\n\n### A missed dose\n\n"
        "With 20 mg once daily, take it at once. With 2.5 mg, wait for the next dose."
        "\n\n### Surgery\n\nTake the next dose after 24 hours.",
    },
    "Doxepin": {
        "Dosage and administration": "The recommended dose for insomnia is 6 mg once daily.",
        "Adverse reactions": "Insomnia was seen at a dose of 3 mg in 8 % of people with insomnia.",
    },
    "Lutetium": {
        "Dosage and administration": "Octreotide is given on its own. The recommended dosage is 7.4 GBq every 8 weeks.",
        "Adverse reactions": "A dose made some people tired.",
    },
    "Phenytoin": {
        "Dosage and administration": "Dilute it to a level of 5 mg/mL. The clinically effective serum level is 10 to "
        "20 mcg/mL, below that of other drugs.",
        "Warnings": "Levels above the therapeutic range may confuse people. Check phenytoin levels early.",
    },
    "Diazepam": {
        "Dosage and administration": "Anxiety: from 2 mg up to 10 mg twice daily by mouth.",
        "Use in specific populations": "The dose is 5 mg daily.",
        "Pregnancy": "Pup development and eye-opening were late at a dose of 225 mg/kg/day.",
    },
    "Paliperidone": {
        "Dosage and administration": "Tablets: the recommended dose is 6 mg once daily.\n\n### Injection\n\n"
        f"{INTO_A_MUSCLE} Oral contraceptives may be taken."
    },
    "Carisoprodol": {
        "Dosage and administration": f"Do not exceed 350 mg three times a day. {SHORT}",
        "Storage": f"Keep it at room temperature, 15 to 30 °C. {OPENED}",
    },
    "Imatinib": {"Dosage and administration": "The dose for children is 340 mg/m2 daily, not to exceed 600 mg."},
    "Ranolazine": {"Dosage and administration": "In patients taking verapamil do not exceed 500 mg twice daily."},
    "Tacrolimus": {
        "Dosage and administration": "The dose is 7 mg daily in kidney or liver transplant, not to exceed 9 mg."
    },
    "Tetrabenazine": {
        "Dosage and administration": f"Up to 50 mg a day. The maximum single dose is 25 mg.\n\n{BOTH_MAXIMA}"
    },
    "Aripiprazole": {"Dosage and administration": f"{MAXIMA}\n\nThe dose can be increased up to 20 mg for tics."},
    "Brivaracetam": {"Dosage and administration": f"Do not exceed 200 mg.\n\n{OF_THE_LIVER}"},
    "Ondansetron": {
        "Dosage and administration": f"12 to 17 years of age: 8 mg twice a day.\n\n{FROM_FOUR}",
        "Use in children": "It was studied in children of 4 to 18 years.",
    },
    "Pemetrexed": {
        "Dosage and administration": "Initiate folic acid 400 mcg to 1000 mcg orally once daily, 7 days before "
        f"the first dose of pemetrexed.\n\n{ENOUGH_CLEARED}",
    },
    "Citalopram": {
        "Dosage and administration": "In poor metabolizers of CYP2C19 the maximum dosage is 20 mg once daily. "
        f"{TO_BE_INCREASED}",
    },
    "Rosuvastatin": {
        "Dosage and administration": f"{RANGE}\n\n2.4 Asian Patients Begin with 5 mg. Take up to 20 mg once daily."
        "\n\nCyclosporine | Begin with 5 mg once daily. Do not exceed 5 mg once daily.",
    },
    "Simvastatin": {
        "Dosage and administration": f"The dosage range in adults is 20 mg to 40 mg once daily.\n\n{HIGHEST}\n\n"
        "Do not exceed 20 mg once daily (or 40 mg for those who have had 80 mg while taking lomitapide).",
    },
    "Cabozantinib": {
        "Dosage and administration": "Stop the doses 3 weeks before surgery, if you can ( 2.1 ) " + TOLD_LAST
    },
    "Clomipramine": {
        "Dosage and administration": f"Thereafter, increase the dose up to 250 mg daily.\n\n{BEGUN_WITH} It is a drug."
    },
    "Dolutegravir": {
        "Dosage and administration": f"3 kg to less than 6 kg: a dose of 5 mg once daily.\n\n{FROM_TWENTY_KG}"
    },
    "Drospirenone": {
        "Dosage and administration": f"Two tablets of a dose of 15 mg may be taken at once.\n\n{ONE_TABLET}",
        "Breastfeeding": "The infant dose is 0.003 mg/day, a tenth of the recommended dose of the mother.",
    },
    "Ibritumomab": {"Dosage and administration": "\n\n".join([*map(PREPARED.format, range(60)), AT_A_RATE])},
    "Levothyroxine": {
        "Dosage and administration": f"Dosages greater than 200 mcg/day are seldom required doses.\n\n{REPLACED}"
    },
    "Olanzapine": {
        "Use in specific populations": "The high dose of 30 mg/kg/day exceeded a maximum tolerated dose.",
        "Dosage and administration": "Do not exceed 18 mg a day.",
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs whose sources state the dose asked for beside another number."""
    return serve_monographs(tmp_path_factory.mktemp("doses"), DRUGS, {**WORLD, "folic acid": "folic acid"})


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("clozapine missed more than 48 hours", MISSED),
        ("missed clozapine for three days", MISSED),
        ("I missed 3 days of clozapine", MISSED),
        (
            "missed dose of rivaroxaban 2.5 mg",
            "A missed dose\n\nWith 20 mg once daily, take it at once. With 2.5 mg, wait for the next dose.",
        ),
        ("doxepin dose insomnia", "The recommended dose for insomnia is 6 mg once daily."),
        ("lutetium dose", "The recommended dosage is 7.4 GBq every 8 weeks."),
        ("olanzapine max dose", "Do not exceed 18 mg a day."),
        ("tetrabenazine max dose", BOTH_MAXIMA),
        ("aripiprazole max dose", MAXIMA),
        ("what is the most aripiprazole I can take in a day", MAXIMA),
        ("brivaracetam max dose", "Do not exceed 200 mg."),
        ("ondansetron dose for 15 kg", FROM_FOUR),
        ("ondansetron dose 20 kg child", FROM_FOUR),
        ("pemetrexed dosage", ENOUGH_CLEARED),
        ("citalopram highest dose", TO_BE_INCREASED),
        ("rosuvastatin max dose", RANGE),
        ("simvastatin maximum dose", HIGHEST),
        ("paliperidone intramuscular dose", INTO_A_MUSCLE),
        ("paliperidone oral dose", "Tablets: the recommended dose is 6 mg once daily."),
        ("diazepam oral dose", "Anxiety: from 2 mg up to 10 mg twice daily by mouth."),
        ("carisoprodol maximum duration", SHORT),
        ("how many weeks can I take carisoprodol", SHORT),
        ("carisoprodol max dose", "Do not exceed 350 mg three times a day."),
        ("carisoprodol shelf life", OPENED),
        ("cabozantinib dose", TOLD_LAST),
        ("clomipramine dose", BEGUN_WITH),
        ("starting dose of clomipramine", BEGUN_WITH),
        ("dolutegravir dose", FROM_TWENTY_KG),
        ("how much dolutegravir should I take", FROM_TWENTY_KG),
        ("drospirenone dose", ONE_TABLET),
        ("what is the dosage of drospirenone", ONE_TABLET),
        ("ibritumomab dose", AT_A_RATE),
        ("how is ibritumomab given", AT_A_RATE),
        ("what is the dosage of levothyroxine", REPLACED),
    ],
)
def test_the_dose_that_is_asked_for_is_quoted(served: Engine, asked: str, quoted: str) -> None:
    """Not a half-life, what the drug does, or a dose of animals; with the heading that alone says what it is."""
    assert answer(served, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize(
    "asked",
    ["phenytoin level", "phenytoin therapeutic range", "what is the target level for phenytoin", "phenytoin trough"],
)
def test_a_level_to_aim_for_is_answered_by_a_number(served: Engine, asked: str) -> None:
    """Not by a sentence that only speaks of levels, nor by how much of it is in a bottle."""
    assert "10 to 20" in answer(served, Asked(asked)).quotes[0].text


def test_a_level_that_no_source_states_is_not_answered(served: Engine) -> None:
    """By another number of the drug."""
    found = answer(served, Asked("clozapine trough level"))
    assert not found.answerable
    assert "a blood level to aim for" in found.notices[-1].text


@pytest.mark.parametrize(
    "asked", ["diazepam iv dose", "diazepam rectal dose", "intravenous dose of diazepam", "paliperidone iv dose"]
)
def test_a_dose_by_another_route_is_no_answer(served: Engine, asked: str) -> None:
    """What is swallowed is not injected; which route none speaks of is told."""
    found = answer(served, Asked(asked))
    assert not found.answerable
    assert "by this route" in found.notices[-1].text


def test_eyes_that_open_are_no_capsules(served: Engine) -> None:
    """Nor is what is told of pups of people."""
    assert answer(served, Asked("can diazepam tablets be opened")).quotes == ()


WARNED = {
    "Metoprolol": {
        "Pharmacodynamics": "In patients with asthma metoprolol lowers the breath less than others do.",
        "Warnings": "People with bronchospasm should avoid it. In trials of poor metabolizers it was as safe. "
        "The dose must be reduced in poor metabolizers.",
        "Description": "The tablet holds magnesium stearate.",
        "Dosage and administration": "No food should be eaten for two hours before a tablet.",
        "Pregnancy": "It must not be taken in pregnancy.",
        "Pediatric use": "It was not studied in babies.",
    }
}


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("metoprolol asthma", "should avoid it"),
        ("metoprolol poor metabolizer", "must be reduced"),
        ("metoprolol fasting", "No food"),
        ("metoprolol try for a baby", "in pregnancy"),
        ("want to have another baby on metoprolol", "in pregnancy"),
    ],
)
def test_a_condition_or_a_state_beside_a_drug_is_told_of_by_what_warns(tmp_path: Path, asked: str, quoted: str) -> None:
    """In two words, too: not by a study of such people, nor by what is said of children."""
    engine = serve_monographs(tmp_path, WARNED, {"metoprolol": "metoprolol"})
    assert quoted in answer(engine, Asked(asked)).quotes[0].text


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("imatinib max dose", ["For some patients only"]),
        ("olanzapine max dose", []),
        ("ranolazine max dose", ["For some patients only"]),
        ("tacrolimus max dose", []),
        ("ondansetron dose for 15 kg", ["Not by weight"]),
    ],
)
def test_a_dose_that_is_for_some_patients_is_said_to_be(served: Engine, asked: str, titles: list[str]) -> None:
    """Where it is asked for everybody, and no dose quoted is for everybody; a graft is no impaired organ."""
    assert [each.title for each in answer(served, Asked(asked)).notices] == titles
