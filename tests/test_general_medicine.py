"""Questions of general medicine: what defines a thing answers, what only looks into it does not."""

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.search.confidence import Outcome
from tests.serving import build_served
from tests.toy_corpus import write_monograph, write_trial


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Two trials that define something, one that does not, and a drug."""
    corpus = tmp_path_factory.mktemp("general")
    write_trial(corpus, "NCT90000021", "Fluids in sepsis", {"Summary": "Patients with sepsis are given fluids early."})
    write_trial(
        corpus,
        "NCT90000022",
        "Steroids in sepsis",
        {
            "Summary": "Sepsis is a major problem that burdens hospitals. Sepsis (blood poisoning) is a condition "
            "in which organs fail. It causes fever."
        },
    )
    write_trial(
        corpus,
        "NCT90000023",
        "Gout flares",
        {"Summary": "What causes gout flares is unknown. Gout patients take part in trials and are paid."},
    )
    write_monograph(
        corpus,
        "Allopurinol",
        {
            "Indication": "Allopurinol is used for gout and nausea. It should not be used for sepsis. In people with "
            "risk factors such as obesity it prevents kidney stones.",
            "Information for patients": "Tell your doctor at once of symptoms of liver failure: dark urine.",
        },
    )
    return build_served(corpus, tmp_path_factory.mktemp("general_index") / "index")


@pytest.mark.parametrize(
    "asked", ["What is sepsis?", "define sepsis", "what does sepsis mean", "the meaning of sepsis"]
)
def test_what_something_is_is_answered_by_a_definition(library: Engine, asked: str) -> None:
    """It is looked for in all that is near; a sentence on how great a problem it is defines nothing."""
    found = answer(library, Asked(asked))
    assert [each.text for each in found.quotes] == ["Sepsis (blood poisoning) is a condition in which organs fail."]
    assert found.quotes[0].citation == found.citations[0]


@pytest.mark.parametrize(
    "asked",
    [
        "what is gout",
        "what causes gout",
        "gout symptoms",
        "is gout hereditary",
        "does fluid help sepsis",
        "do trials pay participants",
        "what is a gout trial",
    ],
)
def test_what_a_trial_looks_into_is_no_answer(library: Engine, asked: str) -> None:
    """The nearest passages are shown as that."""
    found = answer(library, Asked(asked))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())
    assert found.citations


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("what are the symptoms of liver failure", "symptoms of liver failure: dark urine"),
        ("what is studied in gout flares", "gout flares"),
        ("steroids in sepsis", "epsis"),
    ],
)
def test_what_a_label_says_and_what_trials_study_is_quoted(library: Engine, asked: str, quoted: str) -> None:
    """A label that says all of it answers; a topic, or what is studied, is for trials to tell."""
    assert quoted in answer(library, Asked(asked)).quotes[0].text


@pytest.mark.parametrize(
    ("asked", "is_told"),
    [
        ("what can I take for gout", True),
        ("best treatment for gout", True),
        ("does anything treat gout?", True),
        ("what helps with gout", True),
        ("anything to treat gout", True),
        ("what can be taken for nausea", True),
        ("which drugs cause nausea", False),
        ("what is used to treat sepsis", False),
        ("medicine for obesity", False),
    ],
)
def test_what_is_taken_for_a_condition_is_read_in_the_uses(library: Engine, asked: str, is_told: bool) -> None:
    """However it is asked; what a drug should not be used for, and what is a risk factor, is no use of it."""
    found = answer(library, Asked(asked))
    assert ("among the uses" in (found.finding or "")) is is_told
