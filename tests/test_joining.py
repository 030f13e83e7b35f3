"""What is asked of one trial: who may join it, whom to ask, what it is called and what it found."""

from pathlib import Path

import pytest

from service.answering.notices import WHERE_IT_STANDS
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.follow_ups.conversation import Turn
from service.search.confidence import Reason
from tests.serving import open_toy
from tests.toy_corpus import write_trial

CRITERIA = {
    "Summary": "A study of gout.",
    "Inclusion criteria": "- Gout for a year\n- Rate of flares above two\n- Age over 18 years",
    "Exclusion criteria": "- HIV positive patients\n- Current pregnancy\n- Treatment with baclofen in the last month",
    "Outcomes": "Primary outcome: Flares of gout Time frame: 6 months",
    "Results": "Fewer flares of gout were counted in those who took it.",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A trial with criteria, one that states a sex alone, and what people may have."""
    folder: Path = tmp_path_factory.mktemp("joining")
    write_trial(
        folder / "corpus", "NCT90000001", "Gout one", CRITERIA, conditions="[Gout]", sex="ALL",
        official_title="A Study of Gout in Adults", interventions="[{type: DRUG, name: Baclofen}]",
    )  # fmt: skip
    write_trial(folder / "corpus", "NCT90000002", "Gout two", None, conditions="[Gout]", sex="ALL")
    others = "[Diabetes, RA, HIV, Hives, Pregnant Women, Hepatitis]"
    write_trial(folder / "corpus", "NCT90000003", "Others", None, conditions=others)
    return open_toy(folder)


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("can someone with HIV join X", ["- HIV positive patients"]),
        ("does X accept patients with HIV?", ["- HIV positive patients"]),
        ("does X exclude people with HIV?", ["- HIV positive patients"]),
        ("can pregnant women join X", ["- Current pregnancy"]),
        ("does X allow baclofen?", ["- Treatment with baclofen in the last month"]),
        ("can I join X if I have diabetes", []),
        ("can people with RA join X", []),
        ("can people with hepatitis take part in X?", []),
        ("can a pregnant woman join X", ["- Current pregnancy"]),
        ("can anyone on flares join X", ["- Rate of flares above two"]),
        ("can someone who is pregnant join X", ["- Current pregnancy"]),
        ("does X exclude patients with current pregnancy", ["- Current pregnancy"]),
        ("is X open to pregnant women", ["- Current pregnancy"]),
        ("is X open to someone with HIV", ["- HIV positive patients"]),
        ("is X open to breastfeeding women", []),
        ("does X require a biopsy", []),
        ("can people with hives join X", []),
    ],
)
def test_who_has_something_may_join_by_the_criteria(engine: Engine, asked: str, quoted: list[str]) -> None:
    """Those that name it are quoted, and it is neither yes nor no; where none does, that is said."""
    for text, history in ((asked.replace("X", "NCT90000001"), ()), (asked.replace("X", "it"), (Turn("NCT90000001"),))):
        found = answer(engine, Asked(text, history=history))
        assert [each.text for each in found.quotes] == quoted
        assert {each.passage.document_id for each in found.citations} == {"NCT90000001"}
        assert (found.finding is None) == bool(quoted)
        assert quoted or (found.reason is Reason.NO_SUCH_SECTION and "No criterion of NCT90000001" in found.finding)  # type: ignore[operator]


INCLUDED, EXCLUDED = CRITERIA["Inclusion criteria"], CRITERIA["Exclusion criteria"]


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("exclusion criteria of X", [EXCLUDED]),
        ("list all the exclusion criteria of X, please", [EXCLUDED]),
        ("who is excluded from X?", [EXCLUDED]),
        ("who can't participate in X?", [EXCLUDED]),
        ("who may not join X", [EXCLUDED]),
        ("what rules out participation in X", [EXCLUDED]),
        ("what are the inclusion criteria of X?", [INCLUDED]),
        ("eligibility criteria of X", ["Sex: All", INCLUDED, EXCLUDED]),
        ("inclusion and exclusion criteria of X", ["Sex: All", INCLUDED, EXCLUDED]),
        ("who can join X?", ["Sex: All", INCLUDED, EXCLUDED]),
    ],
)
def test_criteria_asked_for_as_such_are_quoted_whole(engine: Engine, asked: str, quoted: list[str]) -> None:
    """One of several would pass for all there are."""
    for text, history in ((asked.replace("X", "NCT90000001"), ()), (asked.replace("X", "it"), (Turn("NCT90000001"),))):
        found = answer(engine, Asked(text, history=history))
        assert [each.text for each in found.quotes] == quoted
        assert not any(each.goes_on for each in found.quotes)
        again = answer(engine, Asked("source?", history=(*history, Turn(text))))
        assert [each.text for each in again.quotes] == quoted
        assert again.notices[0] == WHERE_IT_STANDS


@pytest.mark.parametrize(
    "asked",
    [
        "exclusion criteria of X on kidney function",
        "exclusion criteria of X regarding dialysis",
        "does X exclude people with narcolepsy",
        "can somebody who has hiccups join X",
        "can a woman with frequent flares join X",
    ],
)
def test_what_no_criterion_speaks_of_is_not_quoted(engine: Engine, asked: str) -> None:
    """No other criterion stands in for it; the nearest passages are shown, said to be that."""
    found = answer(engine, Asked(asked.replace("X", "NCT90000001")))
    assert (found.answerable, found.quotes) == (False, ())
    assert "No criterion has the words of what is asked" in found.notices[0].text


def test_criteria_asked_for_after_a_list_of_one_trial_are_those_of_it(engine: Engine) -> None:
    """It need not be pointed at."""
    found = answer(engine, Asked("what are the exclusion criteria?", history=(Turn("baclofen trials"),)))
    assert [each.text for each in found.quotes] == [EXCLUDED]


@pytest.mark.parametrize("asked", ["regarding pregnancy", "about HIV", "on a month of baclofen treatment"])
def test_a_criterion_of_few_words_is_quoted_where_it_is_asked_for(engine: Engine, asked: str) -> None:
    """It is no sentence, as those of other sections have to be."""
    [quote] = answer(engine, Asked(f"exclusion criteria of NCT90000001 {asked}")).quotes
    assert quote.text in EXCLUDED.splitlines()
    assert any(word[:4].lower() in quote.text.lower() for word in asked.split()[1:])


def test_criteria_that_are_too_long_are_said_to_go_on(tmp_path: Path) -> None:
    """Quoted from their beginning, though other passages of them are nearer to the words of the question."""
    rules = "\n".join(f"- Condition {number} of the kidneys, the liver or the heart" for number in range(60))
    write_trial(tmp_path / "corpus", "NCT90000001", "One", {"Exclusion criteria": f"{rules}\n- Exclusion criteria"})
    engine = open_toy(tmp_path)
    [quote] = answer(engine, Asked("exclusion criteria of NCT90000001")).quotes
    assert quote.text.startswith("- Condition 0 of")
    assert quote.text.count("\n") > 10
    assert quote.goes_on
    engine.close()


def test_a_record_without_any_criteria_is_said_to_state_none(engine: Engine) -> None:
    """Also where somebody asks for one of them: what is not written down names nobody."""
    for asked in ("exclusion criteria of NCT90000003", "can pregnant women join NCT90000003"):
        found = answer(engine, Asked(asked))
        assert (found.answerable, found.finding) == (False, "The record of NCT90000003 states no criteria.")


@pytest.mark.parametrize("text", ["can I join with diabetes?", "can she join if she has diabetes?"])
def test_who_has_something_joins_the_trial_in_view(engine: Engine, text: str) -> None:
    """It asks for no list of other trials."""
    assert answer(engine, Asked(text, history=(Turn("NCT90000001"),))).question.filters.ids == ("NCT90000001",)


def test_the_first_of_trials_like_one_is_not_that_one(engine: Engine) -> None:
    """The places are those of the list that was shown."""
    history = (Turn("NCT90000001"), Turn("similar trials"))
    assert answer(engine, Asked("the first one", history=history)).question.filters.ids == ("NCT90000002",)


def test_lines_on_sex_and_age_are_no_criteria(engine: Engine) -> None:
    """They are quoted, and that there are no criteria is said."""
    found = answer(engine, Asked("exclusion criteria of NCT90000002"))
    assert found.finding == "The record of NCT90000002 states no criteria."
    assert [each.text for each in found.quotes] == ["Sex: All"]


@pytest.mark.parametrize(
    ("asked", "quoted", "finding"),
    [
        ("official title of NCT90000001", ["Official title: A Study of Gout in Adults"], None),
        ("what is NCT90000001 called", ["Title: Gout one"], None),
        ("other ids of NCT90000001", [], "The record of NCT90000001 does not state its other numbers."),
        ("acronym of NCT90000001", [], "The record of NCT90000001 does not state its acronym."),
        ("secondary outcomes of NCT90000001", [], "The record of NCT90000001 does not state its secondary outcomes."),
        ("NCT90000002 results", [], "The record of NCT90000002 does not state its results."),
    ],
)
def test_what_a_trial_is_called_and_lacks_is_told(
    engine: Engine, asked: str, quoted: list[str], finding: str | None
) -> None:
    """No other line of its record stands in for what it does not state."""
    found = answer(engine, Asked(asked))
    assert ([each.text for each in found.quotes], found.finding) == (quoted, finding)


@pytest.mark.parametrize("asked", ["NCT90000001 results", "what did NCT90000001 find"])
def test_results_of_one_trial_are_its_section(engine: Engine, asked: str) -> None:
    """Asked for by its number."""
    assert answer(engine, Asked(asked)).citations[0].passage.section_key == "results"


@pytest.mark.parametrize("asked", ["contact for X", "who is the principal investigator of X?", "phone number of X"])
def test_whom_to_contact_is_not_kept_and_that_is_said(engine: Engine, asked: str) -> None:
    """Of a number, and of the trial in view."""
    of_it = asked.replace(" of X", "").replace(" for X", "")
    for text, history in ((asked.replace("X", "NCT90000001"), ()), (of_it, (Turn("NCT90000001"),))):
        [told] = answer(engine, Asked(text, history=history)).question.unapplied
        assert "not kept here" in told.why


def test_breastfeeding_is_found_however_criteria_write_it(tmp_path: Path) -> None:
    """Of the same women speak "breast feeding" and "lactating"."""
    for number, rule in enumerate(("Pregnant or breast feeding", "Lactating women"), 1):
        write_trial(tmp_path / "corpus", f"NCT9000000{number}", "One", {"Exclusion criteria": f"- Gout\n- {rule}"})
    engine = open_toy(tmp_path)
    for asked in ("is X open to breastfeeding women", "can nursing mothers join X"):
        found = [answer(engine, Asked(asked.replace("X", f"NCT9000000{n}"))).quotes for n in (1, 2)]
        assert [[each.text for each in quotes] for quotes in found] == [
            ["- Pregnant or breast feeding"],
            ["- Lactating women"],
        ]
    engine.close()


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("what is the time frame of the primary outcome of X", "Primary outcome: Flares of gout Time frame: 6 months"),
        ("why was X started", "A study of gout."),
        ("what is the purpose of X?", "A study of gout."),
    ],
)
def test_what_a_trial_is_for_and_when_it_measures(engine: Engine, asked: str, quoted: str) -> None:
    """By its summary and its outcomes, not by its title, its dates or the outcome alone."""
    assert [each.text for each in answer(engine, Asked(asked.replace("X", "NCT90000001"))).quotes] == [quoted]


def test_how_long_a_drug_is_taken_is_no_date_of_the_trial(engine: Engine) -> None:
    """Nor is who takes it its size."""
    for asked in (
        "how long do patients take the drug in NCT90000001",
        "how long do participants take it in NCT90000001",
    ):
        quoted = [each.text for each in answer(engine, Asked(asked)).quotes]
        assert not any(each.startswith(("Start", "Completion", "Enrolment")) for each in quoted)
