"""A patient's description: whom it is about, and the trials whose stated limits leave that person out."""

from pathlib import Path

import pytest

from indexer.documents import Status
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.follow_ups.conversation import Turn
from service.understanding.filters import Filters, NumberRange
from service.understanding.question import Intent
from tests.serving import open_toy
from tests.toy_corpus import write_trial

NOTE = (
    "A {who} with a long history of spasticity presents with painful spasms of both legs. Walking has become slow and "
    "sleep is disturbed. Physical exam shows increased tone and brisk reflexes. Baclofen gave partial relief only. "
    "There is no fever and no history of stroke."
)


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Three trials that differ in whom they take."""
    folder: Path = tmp_path_factory.mktemp("limits")
    limits: dict[str, dict[str, object]] = {
        "NCT90000001": {"minimum_age": "18 Years", "maximum_age": "65 Years"},
        "NCT90000002": {"sex": "FEMALE", "minimum_age": "18 Years"},
        "NCT90000003": {"minimum_age": "6 Months"},
    }
    for nct_id, stated in limits.items():
        write_trial(folder / "corpus", nct_id, "Baclofen in spasticity", None, conditions="[Spasticity]", **stated)
    return open_toy(folder)


@pytest.mark.parametrize(
    ("age", "sex", "closed"),
    [
        (65.9, "FEMALE", []),  # "up to 65 Years" takes in the whole 66th year
        (66.0, "FEMALE", ["NCT90000001"]),
        (40.0, "MALE", ["NCT90000002"]),
        (17.5, None, ["NCT90000001", "NCT90000002"]),
        (0.25, None, ["NCT90000001", "NCT90000002", "NCT90000003"]),
        (None, None, []),
    ],
)
def test_whom_a_trial_leaves_out(trials: Engine, age: float | None, sex: str | None, closed: list[str]) -> None:
    """By its stated ages and sex alone; what is not stated leaves nobody out."""
    catalog = trials.library.catalog
    assert list(catalog.document_ids(catalog.closed_to(age, sex))) == closed


def test_trials_that_leave_the_patient_out_come_last_and_it_is_said(trials: Engine) -> None:
    """The limit is told as the record states it."""
    found = answer(trials, Asked(NOTE.format(who="72-year-old man")))
    order = list(dict.fromkeys(each.passage.document_id for each in found.citations))
    assert order[0] == "NCT90000003"
    said = next(each for each in found.notices if "leave this person out" in each.title)
    assert said.title.startswith("2 trials")
    assert "NCT90000001 takes people up to 65 Years" in said.text
    assert "NCT90000002 takes women only" in said.text


@pytest.mark.parametrize(
    "asked",
    [
        "can a healthy 80 year old man volunteer for NCT90000001?",
        "NCT90000001 for an 80 year old?",
        "my husband is 80, is NCT90000001 suitable for him?",
        "can an 80 year old be in NCT90000001?",
        "I'm 80, where is NCT90000001 and is it recruiting?",
    ],
)
def test_one_trial_is_shown_with_the_limit_that_leaves_somebody_out(trials: Engine, asked: str) -> None:
    """Whether facts of it are quoted, its record is shown or its text is."""
    [told] = [each for each in answer(trials, Asked(asked)).notices if "this person out" in each.title]
    assert "NCT90000001 takes people up to 65 Years" in told.text


def test_a_description_gets_trials_and_no_quote(trials: Engine) -> None:
    """What it names is told; a pain that somebody had is no emergency, one that I have is."""
    found = answer(trials, Asked(NOTE.format(who="30-year-old woman") + " Chest pain was ruled out."))
    assert found.finding == "The description names 1 condition that trials here study: Spasticity."
    assert found.quotes == ()
    assert not [each for each in found.notices if each.urgent]
    read = "She had chest pain. Find trials; she would not take part in phase 1 trials."  # is read in other words
    found = answer(trials, Asked(f"{NOTE.format(who='30-year-old woman')} {read}"))
    assert not [each for each in found.notices if each.urgent]
    for ending in ("I have chest pain now.", "Took an overdose of baclofen."):
        urgent = answer(trials, Asked(f"{NOTE.format(who='30-year-old woman')} {ending}"))
        assert [each for each in urgent.notices if each.urgent]


def test_nothing_is_said_of_whom_all_take(trials: Engine) -> None:
    """No notice without a reason."""
    found = answer(trials, Asked(NOTE.format(who="30-year-old woman")))
    assert found.citations
    assert not [each for each in found.notices if "person out" in each.title]


SHORTHAND = (
    "SOB. 45F. Spasticity dx 2009, on baclofen 20 tid. Prior hx of falls, PT terminated 2018 because of leukopenia. "
    "Now 3 wks of worsening DOE and low grade temps. No cough, no leg swelling. BP 142/88, HR 104, SpO2 93% RA. "
    "Dec breath sounds at L base, no JVD. Cr 1.8 from 0.9. CXR small L effusion. Admit for workup, r/o PE."
)


def test_shorthand_with_an_age_is_a_note(trials: Engine) -> None:
    """What it says of a treatment that was terminated is no filter of trials; who it is about is read."""
    found = answer(trials, Asked(SHORTHAND))
    question = found.question
    assert (question.intent, question.filters.status) == (Intent.NOTE, ())
    assert (question.participant.age, question.participant.sex) == (45.0, "FEMALE")
    assert question.conditions == ("Spasticity",)
    assert found.citations


def test_trials_for_who_was_described_can_be_narrowed(trials: Engine) -> None:
    """They stay the nearest to the description; they are ranked, and that none is counted is said."""
    before = (Turn(NOTE.format(who="30-year-old woman")),)
    narrowed = answer(trials, Asked("only for women over 18", history=before)).question
    assert (narrowed.intent, narrowed.filters.age) == (Intent.NOTE, NumberRange(min=18))
    assert narrowed.conditions == ("Spasticity",)
    counted = answer(trials, Asked("how many?", history=before))
    assert counted.question.intent is Intent.NOTE
    assert "Not applied: “how many”" in [each.title for each in counted.notices]


@pytest.mark.parametrize(
    ("home", "request_", "country"),
    [
        ("She lives in Spain, with a dog.", "Which trials are there for her?", ("Spain",)),
        ("She lives with her two dogs in Spain.", "Which trials are there for her?", ("Spain",)),
        ("She lives alone in Spain.", "Which trials are there for her?", ("Spain",)),
        ("She lives in a nursing home.", "Which trials are there for her?", ()),
        ("She lives in Spain, with a dog.", "", ()),
    ],
)
def test_where_a_patient_lives_is_where_trials_are_looked_for(
    trials: Engine, home: str, request_: str, country: tuple[str, ...]
) -> None:
    """Wherever a note says it, if it asks for trials at all."""
    note = f"{NOTE.format(who='30-year-old woman')} {home} She has no children. {request_}"
    question = answer(trials, Asked(note)).question
    assert (question.intent, question.filters.country) == (Intent.NOTE, country)


@pytest.mark.parametrize(
    "said",
    ["Please find trials; completed ones are of no use to her.", "She is not interested in completed trials.",
     "Any trial in Spain would do, but completed studies don't help.",
     "Looking for trials; would not take part in completed studies.", "The patient refuses to join a completed trial."],
)  # fmt: skip
def test_a_note_says_which_trials_are_of_no_use(trials: Engine, said: str) -> None:
    """They are excluded, and never asked for."""
    filters = answer(trials, Asked(f"{NOTE.format(who='30-year-old woman')} {said}")).question.filters
    assert (filters.status, filters.excluded) == ((), Filters(status=(Status.COMPLETED,)))


def test_trials_like_one_in_view_are_asked_for_and_narrowed(trials: Engine) -> None:
    """As by its number: they study its conditions, and the narrower list does, too."""
    alike = answer(trials, Asked("similar trials", history=(Turn("NCT90000001"),)))
    assert {each.passage.document_id for each in alike.citations} == {"NCT90000002", "NCT90000003"}
    women = answer(trials, Asked("only women", history=(Turn("NCT90000001"), Turn("similar trials"))))
    assert (women.question.filters.condition, women.question.filters.sex) == (("Spasticity",), ("FEMALE", "ALL"))


@pytest.mark.parametrize(
    "text",
    [
        "Is baclofen safe with HTN and a BP of 150?",
        "I am 45 and would like to know how much baclofen a person may take per day when the kidneys do not work "
        "well, because my doctor told me to ask the pharmacist, who sent me to the doctor again for an answer to it",
        "What do the abbreviations HTN, BP and CXR mean in a letter from the hospital, and which of them should I tell "
        "the pharmacist about when I next collect the baclofen that was prescribed to me for cramps in both my legs?",
    ],
)
def test_a_long_question_is_no_note(trials: Engine, text: str) -> None:
    """Without shorthand, or without an age."""
    assert answer(trials, Asked(text)).question.intent is not Intent.NOTE
