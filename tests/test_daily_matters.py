"""What people ask of daily life with a drug: answered where a source speaks of that very matter, else refused."""

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import serve_monographs

SOLD = "Fenoprine is a prescription medicine used to treat stiff muscles."
FLAVOUR = "The suspension is orange, with an orange-vanilla flavor."
SCREENS = "False-positive urine immunoassay screens for amphetamines have been reported with fenoprine."
FERTILE = "Fenoprine may impair fertility in males of reproductive potential."
SPLIT = "The tablets can be split along the score."
COUNT = "Fenoprine is supplied in bottles of 60 tablets."
EXERTION = "Avoid strenuous exercise, which may raise the temperature of the body."
SMOKING = "Smokers clear fenoprine faster."
UNABLE = "Whoever cannot swallow tablets may take the suspension."
WORKS = "Relief of stiff muscles begins within 2 weeks."
FORGOTTEN = "If a dose is missed, take it as soon as possible."
MILK = "Do not take fenoprine with milk."
DRIVING = "Do not drive until you know how fenoprine affects you."
SUN = "Limit exposure to the sun while taking fenoprine."
SURGERY = "Stop fenoprine at least 3 days before surgery."
ALCOHOL = "Do not drink alcohol while taking fenoprine."
HISTORY = "Fenoprine was first made in 1962 and has been sold since 1977."
SAYING_ALL = {
    "Background": HISTORY,
    "Indication": SOLD,
    "Description": FLAVOUR,
    "Warnings": f"{SCREENS} {FERTILE} {EXERTION}",
    "Clinical pharmacology": WORKS,
    "Pharmacokinetics": SMOKING,
    "How supplied": COUNT,
    "Interactions": f"{MILK} {ALCOHOL}",
    "Patient information": f"{DRIVING} {SUN} {SURGERY}",
    "Dosage and administration": f"The dose is 5 mg. {SPLIT}\n\n{FORGOTTEN}\n\n{UNABLE}",
}
SAYING_NONE = {
    "Background": "Molidate is a relaxant of muscles. It inhibits the synthesis of lidase.",
    "Indication": "Molidate is used to treat stiff muscles.",
    "How supplied": "Molidate is available as white tablets. Each bottle contains 2 desiccants.",
    "Breastfeeding": "It is not known if it passes into breast milk or if it harms a baby.",
    "Clinical studies": "Caution was exercised in the study: 20 % were current smokers, 82 % had a prior surgery.",
    "Patient information": "Tell your doctor of all your prescription and over-the-counter medicines. Manufactured by "
    "Sun Pharmaceutical, 12 Center Drive.",
    "Adverse reactions": "A metallic taste and altered taste were seen. Bones can break, in fractures of the hip.",
    "Warnings": "Check urine glucose often. Levels that are not controlled may do harm.",
    "Contraindications": "Molidate is contraindicated in people who are allergic to it.",
    "Dosage and administration": "The dose is 5 mg daily. Depending on clinical response it may be increased after "
    "2 weeks. Do not wash the spoon of Molidate with alcohol.\n\nDo not miss any dose of molidate.",
    "Pharmacokinetics": "It is reduced to metabolites (molidate alcohols) that do little.",
}
ASKED = (
    ("when was {} approved", HISTORY),
    ("who invented {}", HISTORY),
    ("how long has {} been on the market", HISTORY),
    ("can I drive while taking {}", DRIVING),
    ("can I go in the sun on {}", SUN),
    ("should I stop {} before surgery", SURGERY),
    ("can I drink alcohol with {}", ALCOHOL),
    ("is {} sold over the counter", SOLD),
    ("do I need a prescription for {}", SOLD),
    ("what does {} taste like", FLAVOUR),
    ("which flavors does {} come in", FLAVOUR),
    ("does {} show up on a drug test", SCREENS),
    ("can {} cause a false positive", SCREENS),
    ("does {} affect fertility in men", FERTILE),
    ("can {} be split in half", SPLIT),
    ("how many pills of {} are in a bottle", COUNT),
    ("can I work out while taking {}", EXERTION),
    ("can I smoke on {}", SMOKING),
    ("how to give {} to someone who can't swallow", UNABLE),
    ("how long does it take {} to work", WORKS),
    ("what if I miss a dose of {}", FORGOTTEN),
    ("can {} be taken with milk", MILK),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One drug whose source speaks of all that is asked, and one whose source has the words for it in other matters."""
    return serve_monographs(tmp_path_factory.mktemp("matters"), {"Fenoprine": SAYING_ALL, "Molidate": SAYING_NONE}, {})


@pytest.mark.parametrize(("asked", "quoted"), ASKED)
def test_a_matter_is_answered_where_a_source_speaks_of_it(served: Engine, asked: str, quoted: str) -> None:
    """By the sentence that does."""
    assert answer(served, Asked(asked.format("fenoprine"))).quotes[0].text == quoted


@pytest.mark.parametrize("asked", [asked for asked, _ in ASKED])
def test_what_no_source_says_of_a_matter_is_not_answered(served: Engine, asked: str) -> None:
    """Not by other prescriptions, a taste that changes, sugar in urine, bones that break, or milk of mothers."""
    found = answer(served, Asked(asked.format("molidate")))
    assert found.quotes == ()
    assert found.notices[-1].title in ("Probably not an answer", "Not quoted")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("how many people take fenoprine", "how many people take it"),
        ("is fenoprine banned in sports", "the rules of sports"),
        ("is fenoprine allowed for athletes", "the rules of sports"),
    ],
)
def test_what_no_source_ever_states_is_told_so(served: Engine, asked: str, said: str) -> None:
    """Whatever passages are near to it."""
    found = answer(served, Asked(asked))
    assert not found.answerable
    assert found.finding == f"The sources here are not about {said}."
