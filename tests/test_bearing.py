"""Mothers and those who are not to become pregnant, one metabolizer and another, what the law says of a drug."""

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import build_served
from tests.toy_corpus import write_monograph

OF_WOMEN = "Advise females to use effective contraception during treatment and for 6 months after the last dose."
OF_MEN = "Advise males with female partners to use effective contraception and for 3 months after the last dose."
POOR = "Half the dose is given to CYP2D6 poor metabolizers, who break down less of the drug."
RAPID = "The drug is not given to CYP2D6 ultra-rapid metabolizers, in whom breathing may stop."
SECTIONS = {
    "Pregnancy": f"Tests are done weekly for 4 weeks before it. It can cause fetal harm.\n\n{OF_WOMEN}\n\n{OF_MEN}",
    "Warnings": f"Do not stop olaparib without asking. {RAPID} {POOR}",
}

NO_MILK = "Breastfeeding is not recommended during treatment."
HARM = "Carisoprodol may harm the fetus, with malformations of the heart among others."
LOADING = "Treatment starts with a single dose of 500 mg."
SCHEDULED = "Carisoprodol itself is controlled under Schedule IV."
BEFORE_BREAKFAST = "Each dose is taken half an hour before breakfast."
OF_CARISOPRODOL = {
    "Background": f"Part of it becomes meprobamate, a controlled substance that calms anxiety. {SCHEDULED}",
    "Dosage and administration": f"{LOADING} After that the dose is 250 mg daily. When the pain is gone, take no more"
    f" of it. {BEFORE_BREAKFAST}",
    "Pregnancy": f"{HARM} Levels may fall during pregnancy, so the dose may need to be adjusted.",
    "Breastfeeding": f"{NO_MILK} After one dose, 0.1% of the dose given to mothers appeared in their milk.",
    "Abuse and dependence": "Some people on carisoprodol took it together with another substance.",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A drug whose source says both of women and of men, and another whose source says neither."""
    corpus = tmp_path_factory.mktemp("bearing")
    write_monograph(corpus, "Olaparib", SECTIONS)
    write_monograph(corpus, "Atorvastatin", {"Pregnancy": "Discontinue it when pregnancy is recognized."})
    write_monograph(corpus, "Carisoprodol", OF_CARISOPRODOL)
    return build_served(corpus, tmp_path_factory.mktemp("bearing_index") / "index", {})


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("how long to wait to get pregnant after stopping olaparib", OF_WOMEN),
        ("when can I conceive after olaparib", OF_WOMEN),
        ("how long birth control after stopping olaparib", OF_WOMEN),
        ("how long should men use contraception after olaparib", OF_MEN),
        ("can a man father a child how long after stopping olaparib", OF_MEN),
        ("how long after stopping olaparib should my husband use birth control", OF_MEN),
    ],
)
def test_how_long_nobody_is_to_become_pregnant(served: Engine, asked: str, quoted: str) -> None:
    """Of whom it is asked: not how the drug is stopped, nor the other sex."""
    assert answer(served, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize("asked", ["when can I get pregnant after stopping atorvastatin"])
def test_what_no_source_says_of_it_is_no_answer(served: Engine, asked: str) -> None:
    """That it harms a child says nothing of how long after it."""
    assert answer(served, Asked(asked)).quotes == ()


@pytest.mark.parametrize("asked", ["can I take olaparib when pregnant"])
def test_a_pregnancy_while_taking_it_is_another_question(served: Engine, asked: str) -> None:
    """Which any section on pregnancy answers."""
    assert "It can cause fetal harm." in answer(served, Asked(asked)).quotes[0].text


@pytest.mark.parametrize(
    ("asked", "said", "unsaid"),
    [
        ("olaparib cyp2d6 poor metabolizer", "poor", "rapid"),
        ("olaparib in poor metabolizers", "poor", "rapid"),
        ("olaparib ultra rapid metabolizer", "rapid", "poor"),
    ],
)
def test_one_metabolizer_is_not_another(served: Engine, asked: str, said: str, unsaid: str) -> None:
    """Whose doses are opposite."""
    first = answer(served, Asked(asked)).quotes[0].text
    assert said in first
    assert unsaid not in first


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("can carisoprodol be given to breastfeeding mothers", NO_MILK),
        ("carisoprodol in nursing women", NO_MILK),
        ("does carisoprodol cause birth defects", HARM),
        ("carisoprodol loading dose", LOADING),
        ("is carisoprodol a controlled substance", SCHEDULED),
        ("what schedule is carisoprodol", SCHEDULED),
        ("when to take carisoprodol", BEFORE_BREAKFAST),
        ("what time should I take carisoprodol", BEFORE_BREAKFAST),
        ("when should carisoprodol be taken", BEFORE_BREAKFAST),
    ],
)
def test_what_is_asked_decides_and_not_a_word_beside_it(served: Engine, asked: str, quoted: str) -> None:
    """The mothers of a question, its "substance" and its "when" stand in other sentences too."""
    assert answer(served, Asked(asked)).quotes[0].text == quoted
