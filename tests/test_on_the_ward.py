"""What is asked on a ward: what a drug is mixed with, what filters it, whether dialysis removes it."""

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import serve_monographs

FLUID = "Reconstitute each vial with 5 mL of sterile water for injection."
LINE = "Do not mix fenoprine with other drugs in one infusion."
FILTERED = "Use a 0.2 micron in-line filter."
PREMEDICATED = "Premedicate patients with an antihistamine half an hour before."
DARK = "Keep the vial in its carton to protect it from light."
THROWN_AWAY = "Unused fenoprine should be disposed of by a pharmacy."
DIALYSED = "Hemodialysis does not remove fenoprine from the blood."
CATEGORY = "Pregnancy Category C."
KEPT = "Reconstituted vials may be stored for up to 24 hours."
FORBIDDEN = "Fenoprine is contraindicated in people with gout."
AVOIDED = "Avoid taking fenoprine with ketoconazole."
IRON = "Take fenoprine two hours before supplements of iron, calcium or magnesium."
SICKENING = "Give an antiemetic first, for fenoprine is highly emetogenic."
HALF_LIFE = "The half-life of fenoprine is 5 hours."
SAYING_ALL = {
    "Interactions": f"{AVOIDED}\n\n{IRON}",
    "Warnings": SICKENING,
    "Pharmacokinetics": HALF_LIFE,
    "Indication": "Fenoprine is used to treat stiff muscles.",
    "Contraindications": FORBIDDEN,
    "Dosage and administration": f"The dose is 5 mg daily. {PREMEDICATED}\n\n{FLUID} {LINE} {FILTERED}\n\n{KEPT}",
    "Storage": f"Store unopened vials for up to 30 days at 25 °C. {DARK}\n\n{THROWN_AWAY}",
    "Overdose": f"Treatment is supportive. {DIALYSED}",
    "Pregnancy": f"{CATEGORY} It was not studied in pregnant women.",
}
SAYING_NONE = {
    "Indication": "Molidate is used to treat stiff muscles.",
    "Contraindications": "None.",
    "Warnings": "Immune reconstitution syndrome was reported. Sodium chloride tablets are no treatment. "
    "A filtration rate may fall. Patients on dialysis should be watched. Limit time in the light of the sun.",
    "Clinical studies": "The patients were heavily pretreated, and should not get it again.",
    "Dosage and administration": "The dose is 5 mg daily. Twenty-eight percent had an omitted dose.",
    "Storage": "Store molidate at 25 °C. The powder is light yellow.",
    "Patient information": "Sun lamps and tanning machines burn. Inactive ingredients: iron oxide, magnesium.",
    "Pregnancy": "Molidate may harm the fetus.",
}
ASKED = (
    ("what do I reconstitute {} with", FLUID),
    ("which diluent for {}", FLUID),
    ("is {} compatible with other drugs in the same line", LINE),
    ("{} Y-site compatibility", LINE),
    ("does {} need a filter", FILTERED),
    ("{} premedication", PREMEDICATED),
    ("does {} need to be protected from light", DARK),
    ("how should {} be disposed of", THROWN_AWAY),
    ("is {} dialyzable", DIALYSED),
    ("can {} be removed by hemodialysis", DIALYSED),
    ("{} pregnancy category", CATEGORY),
    ("what should I avoid while taking {}", AVOIDED),
    ("things to avoid on {}", AVOIDED),
    ("can {} be taken with iron", IRON),
    ("{} and magnesium", IRON),
    ("{} emetogenic risk", SICKENING),
    ("how long can {} be stored after it is reconstituted", KEPT),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One drug whose source speaks of all that is asked, and one whose source has the words for it in other matters."""
    return serve_monographs(tmp_path_factory.mktemp("ward"), {"Fenoprine": SAYING_ALL, "Molidate": SAYING_NONE}, {})


@pytest.mark.parametrize(("asked", "quoted"), ASKED)
def test_it_is_answered_by_the_sentence_on_it(served: Engine, asked: str, quoted: str) -> None:
    """Also where another sentence has more of the question's words."""
    assert answer(served, Asked(asked.format("fenoprine"))).quotes[0].text.startswith(quoted)


@pytest.mark.parametrize("asked", [*(asked for asked, _ in ASKED), "{} missed dose", "can I drive on {}"])
def test_what_no_source_says_of_it_is_not_answered(served: Engine, asked: str) -> None:
    """Not by a syndrome of reconstitution, people on dialysis, the sun, or how many doses a study omitted."""
    assert answer(served, Asked(asked.format("molidate"))).quotes == ()


@pytest.mark.parametrize("asked", ["which patients should not get {}", "who should not receive {}"])
def test_who_should_not_get_it_is_a_contraindication(served: Engine, asked: str) -> None:
    """And not what a study says of its patients."""
    assert answer(served, Asked(asked.format("fenoprine"))).quotes[0].text == FORBIDDEN
    assert answer(served, Asked(asked.format("molidate"))).quotes[0].text == "None."


@pytest.mark.parametrize(("asked", "is_told"), [("{} half-life in the elderly", True), ("{} half-life", False)])
def test_a_quantity_of_everybody_is_said_to_be_of_no_group(served: Engine, asked: str, is_told: bool) -> None:
    """Where one of a group is asked for and none quoted is."""
    found = answer(served, Asked(asked.format("fenoprine")))
    assert found.quotes[0].text == HALF_LIFE
    assert ("Not told for this group" in [each.title for each in found.notices]) == is_told
