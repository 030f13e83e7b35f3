"""Scripted conversations: the last question is understood as a person who heard the others would."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from indexer.lexicon import Lexicon
from indexer.names import Name, NameKind
from service.follow_ups.conversation import Turn, resolve
from service.understanding.filters import DateRange, Filters, NumberRange
from service.understanding.question import Intent, Question
from service.understanding.vocabulary import Vocabulary

DIALOGUES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data" / "dialogues.yaml").read_text())
LEXICON = Lexicon.from_names(
    [
        Name("Baclofen", "baclofen", NameKind.GENERIC, "baclofen"),
        Name("Lioresal", "lioresal", NameKind.BRAND, "baclofen"),
        Name("Tizanidine", "tizanidine", NameKind.GENERIC, "tizanidine"),
        Name("Zanaflex", "zanaflex", NameKind.BRAND, "tizanidine"),
        Name("Warfarin", "warfarin", NameKind.GENERIC, "warfarin"),
        Name("Aspirin", "aspirin", NameKind.GENERIC, "aspirin"),
    ],
    world=[("ketorolac", "ketorolac"), ("toradol", "ketorolac")],
)
VOCABULARY = Vocabulary.of(
    conditions=["Spasticity", "Alcohol Use Disorder", "Cirrhosis", "Pregnancy Related"],
    sponsors=["University of Alberta", "Imperial College London", "Ethypharm"],
    cities=["Edmonton", "Dijon"],
)
TODAY = date(2026, 6, 30)


def last_of(dialogue: dict[str, Any]) -> Question:
    *earlier, question = dialogue["ask"]
    history = [Turn(text) for text in earlier]
    history[-1] = Turn(earlier[-1], tuple(dialogue.get("shown", ())))
    return resolve(question, history, LEXICON, VOCABULARY, today=TODAY)


def as_stated(dialogue: dict[str, Any], question: Question) -> dict[str, Any]:
    """What the dialogue states, as it was understood."""
    found = {
        "drugs": sorted({key for key in question.drug_keys if key != "aspirin"}),
        "unknown": list(question.unknown_drugs),
        "section": question.section and question.section.value,
        "intent": question.intent.value,
        "emergency": question.emergency,
        "resolved": question.resolved_text,
        "sort": question.sort and [question.sort.by.value, question.sort.descending, question.sort.first == 1],
        "unapplied": [each.words for each in question.unapplied],
        "filters": {name: listed(value) for name, value in question.filters.without("kind").as_mapping().items()},
    }
    return {name: value for name, value in found.items() if name in dialogue}


def listed(value: Any) -> Any:
    """A filter's value as YAML writes it."""
    if isinstance(value, Mapping):
        return {name: listed(each) for name, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


def wanted(dialogue: dict[str, Any]) -> dict[str, Any]:
    stated = {name: value for name, value in dialogue.items() if name not in ("ask", "shown")}
    return {**stated, **({"drugs": sorted(stated["drugs"])} if "drugs" in stated else {})}


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[" → ".join(each["ask"]) for each in DIALOGUES])
def test_a_follow_up_is_understood(dialogue: dict[str, Any]) -> None:
    """Drug, section, filters and intent of the last question."""
    assert as_stated(dialogue, last_of(dialogue)) == wanted(dialogue)


def test_there_are_at_least_forty_dialogues() -> None:
    """As many as the project promised."""
    assert len(DIALOGUES) >= 40


@pytest.mark.parametrize(
    ("asked", "follow_up", "resolved"),
    [
        ("What is baclofen used for?", "and in pregnancy?", "baclofen: pregnancy"),
        ("What is baclofen used for?", "How should it be stored?", "How should baclofen be stored?"),
        (
            "What are the side effects of baclofen?",
            "what about tizanidine?",
            "What are the side effects of tizanidine?",
        ),
        ("Which baclofen trials are recruiting?", "only phase 2", "trials: baclofen, recruiting, phase 2"),
    ],
)
def test_what_was_understood_is_told_in_words(asked: str, follow_up: str, resolved: str) -> None:
    """The restatement stands without the conversation."""
    assert resolve(follow_up, [asked], LEXICON, VOCABULARY, today=TODAY).resolved_text == resolved


def test_filters_set_by_hand_in_an_earlier_turn_are_carried() -> None:
    """A chip that the person added stays for "only phase 2"."""
    history = [Turn("baclofen trials", filters=Filters(country=("Canada",)))]
    question = resolve("only phase 2", history, LEXICON, VOCABULARY, today=TODAY)
    assert question.filters.country == ("Canada",)
    assert question.filters.phase == ("PHASE2",)


def test_filters_set_by_hand_win_over_what_was_carried() -> None:
    """What a person chooses is never overruled by what was understood."""
    question = resolve(
        "only phase 2",
        ["Which baclofen trials are recruiting?"],
        LEXICON,
        VOCABULARY,
        Filters(status=("COMPLETED",)),
        TODAY,
    )
    assert question.filters.status == ("COMPLETED",)


@pytest.mark.parametrize(
    "text", ["none in Japan? then Canada", "Nothing. And in Canada?", "no trials there, try Canada"]
)
def test_that_there_was_nothing_is_no_question(text: str) -> None:
    """What is asked instead takes the place of what was asked in vain."""
    filters = resolve(text, ["recruiting baclofen trials in Japan"], LEXICON, VOCABULARY, today=TODAY).filters
    assert (filters.country, filters.status, filters.excluded) == (("Canada",), ("RECRUITING",), None)


def test_a_number_beyond_what_was_shown_points_at_nothing() -> None:
    """Three were shown; there is no fifth."""
    history = [Turn("baclofen trials", ("NCT00000001", "NCT00000002", "NCT00000003"))]
    assert resolve("the fifth one", history, LEXICON, VOCABULARY, today=TODAY).filters.ids == ()


def test_without_history_a_question_is_itself() -> None:
    """Nothing is carried from nothing."""
    question = resolve("and in pregnancy?", [], LEXICON, VOCABULARY, today=TODAY)
    assert (question.drugs, question.carried, question.resolved_text) == ((), (), "and in pregnancy?")


def test_the_numbers_of_a_list_stay_while_its_records_are_looked_at() -> None:
    """After the first one "the second" is still the list's second."""
    history = [Turn("baclofen trials", ("NCT00000001", "NCT00000002")), Turn("the first one", ("NCT00000001",))]
    assert resolve("and the second?", history, LEXICON, VOCABULARY, today=TODAY).filters.ids == ("NCT00000002",)


@pytest.mark.parametrize(
    ("asked", "text", "filters"),
    [
        ("baclofen trials not in France", "or Spain", {"not": {"country": ["France", "Spain"]}}),
        ("baclofen trials not in France", "and in Spain", {"country": ["Spain"], "not": {"country": ["France"]}}),
        ("baclofen trials excluding phase 1", "and phase 2", {"not": {"phase": ["PHASE1", "PHASE2"]}}),
        ("baclofen trials that are not recruiting", "and completed ones?",
         {"status": ["COMPLETED"], "not": {"status": ["RECRUITING"]}}),
        ("baclofen trials started in 2019", "and 2020?", {"started": {"from": "2020-01-01", "to": "2020-12-31"}}),
        ("baclofen trials started in 2019", "or 2020", {"started": {"from": "2019-01-01", "to": "2020-12-31"}}),
        ("baclofen trials since 2019", "before 2022", {"first_posted": {"from": "2019-01-01", "to": "2021-12-31"}}),
        ("baclofen trials since 2019", "since 2021", {"first_posted": {"from": "2021-01-01"}}),
        ("baclofen trials started since 2019", "posted after 2020",
         {"first_posted": {"from": "2021-01-01"}, "started": {"from": "2019-01-01"}}),
        ("baclofen trials for women", "and men", {"sex": ["ALL"]}),
        ("baclofen trials for women", "for men", {"sex": ["MALE", "ALL"]}),
    ],
)  # fmt: skip
def test_what_was_denied_or_dated_goes_on(asked: str, text: str, filters: dict[str, Any]) -> None:
    """What is joined to a denial is denied too, a bare date is of the date before, and two limits are one range."""
    found = resolve(text, [asked], LEXICON, VOCABULARY, today=TODAY).filters.without("kind").without("drug")
    assert json.loads(json.dumps(found.as_mapping())) == filters


LOOKED_AT = (
    Turn("baclofen trials", ("NCT00000001", "NCT00000002", "NCT00000003")),
    Turn("the second one", ("NCT00000002",)),
)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("next one", {"ids": ["NCT00000003"]}),
        ("and the previous one?", {"ids": ["NCT00000001"]}),
        ("back to the list", {"drug": ["baclofen"]}),
        ("go back", {"drug": ["baclofen"]}),
        ("return to the list", {"drug": ["baclofen"]}),
        ("show me the list", {"drug": ["baclofen"]}),
        ("only in France", {"drug": ["baclofen"], "country": ["France"]}),
        ("how many of those are completed?", {"drug": ["baclofen"], "status": ["COMPLETED"]}),
        ("how many people does it enrol?", {"ids": ["NCT00000002"]}),
    ],
)
def test_the_list_is_there_while_one_of_its_records_is_looked_at(text: str, filters: dict[str, Any]) -> None:
    """One goes on in it, narrows it, or goes back to it."""
    found = resolve(text, LOOKED_AT, LEXICON, VOCABULARY, today=TODAY).filters.without("kind").as_mapping()
    assert {name: listed(value) for name, value in found.items()} == filters


def test_one_goes_on_from_where_one_was() -> None:
    """After going back to the list the next one is that behind the one last looked at."""
    history = [*LOOKED_AT, Turn("back to the list", LOOKED_AT[0].document_ids)]
    assert resolve("next one", history, LEXICON, VOCABULARY, today=TODAY).filters.ids == ("NCT00000003",)


def test_behind_the_last_one_shown_there_is_none() -> None:
    """It is said, and the one looked at stays."""
    history = [*LOOKED_AT, Turn("the last one", ("NCT00000003",))]
    question = resolve("next one", history, LEXICON, VOCABULARY, today=TODAY)
    assert (question.filters.ids, [each.words for each in question.unapplied]) == (("NCT00000003",), ["next one"])


def test_going_back_asks_the_question_before_again() -> None:
    """Where no record is looked at, what was narrowed last is not."""
    question = resolve("go back", ["baclofen trials", "only in France"], LEXICON, VOCABULARY, today=TODAY)
    assert (question.filters.drug, question.filters.country) == (("baclofen",), ())


def test_none_of_an_empty_list_are_meant() -> None:
    """What was asked in vain is not carried to "which of them?"."""
    history = [Turn("baclofen trials", ("NCT00000001", "NCT00000002")), Turn("which of them have results?")]
    question = resolve("which of them are in phase 3?", history, LEXICON, VOCABULARY, today=TODAY)
    assert (question.filters.phase, question.filters.results) == (("PHASE3",), ())
    assert [each.words for each in question.unapplied] == ["which of them have results"]


@pytest.mark.parametrize(
    ("text", "condition", "excluded"),
    [
        ("only type 1", ("Type 1 Diabetes",), ()),
        ("type 1 only", ("Type 1 Diabetes",), ()),
        ("not type 1", ("Diabetes",), ("Type 1 Diabetes",)),
        ("and excluding gestational", ("Diabetes",), ("Gestational Diabetes",)),
        ("only gout", ("Gout",), ()),
        ("gestational instead", ("Gestational Diabetes",), ()),
        ("not hepatitis", ("Diabetes",), ()),
        ("without drugs", ("Diabetes",), ()),
        ("drop the phase", ("Diabetes",), ()),
    ],
)
def test_a_part_of_a_condition_is_one_of_what_was_asked_for(
    text: str, condition: tuple[str, ...], excluded: tuple[str, ...]
) -> None:
    """After diabetes "type 1" is one of it; a list stays one whatever is not understood."""
    corpus = Vocabulary.of(conditions=["Diabetes", "Type 1 Diabetes", "Gestational Diabetes", "Gout"])
    question = resolve(text, ["diabetes trials"], LEXICON, corpus, today=TODAY)
    left_out = question.filters.excluded.condition if question.filters.excluded else ()
    assert question.intent is Intent.LIST
    assert question.filters.condition[:1] == condition
    assert left_out[:1] == excluded
    assert bool(question.unapplied) is (text == "not hepatitis")


def test_what_was_narrowed_in_steps_stays_narrowed() -> None:
    """Only the list right before an empty one is gone back to."""
    history = [Turn("baclofen trials", ("NCT00000001", "NCT00000002")), Turn("only in France"), Turn("since 2020")]
    filters = resolve("which of them are in phase 3?", history, LEXICON, VOCABULARY, today=TODAY).filters
    assert (filters.phase, filters.country) == (("PHASE3",), ("France",))


@pytest.mark.parametrize(
    ("text", "first"),
    [("only 5 of them", 5), ("show me 3", 3), ("first two", 2), ("just the first three", 3), ("limit to 4 results", 4),
     ("top 5", 5), ("all of them", None), ("only in France", None)],
)  # fmt: skip
def test_a_number_asked_for_limits_the_list_before(text: str, first: int | None) -> None:
    """The list stays what it was; how many of it are shown is said anew each time."""
    question = resolve(text, ["baclofen trials", "recruiting"], LEXICON, VOCABULARY, today=TODAY)
    assert (question.intent, question.filters.drug, question.filters.status) == (
        Intent.LIST, ("baclofen",), ("RECRUITING",)
    )  # fmt: skip
    assert (question.sort.first if question.sort else None) == first


@pytest.mark.parametrize(
    ("history", "text", "field", "first"),
    [
        (["baclofen trials per country"], "top 3", "country", 3),
        (["baclofen trials", "per country"], "only the top 5", "country", 5),
        (["baclofen trials by sponsor"], "top ten", "sponsor", 10),
        (["baclofen trials per country"], "only recruiting", "country", 1),
        (["baclofen trials per year"], "since 2010", "year", 1),
        (["baclofen trials per year"], "which are recruiting?", None, 1),
        (["baclofen trials per year"], "list them", None, 1),
        (["baclofen trials"], "break them down by phase", "phase", 1),
        (["baclofen trials"], "group by status", "status", 1),
    ],
)
def test_what_is_counted_stays_counted(history: list[str], text: str, field: str | None, first: int) -> None:
    """The top of it is asked for and no trials; a list of trials counts nothing any more."""
    question = resolve(text, history, LEXICON, VOCABULARY, today=TODAY)
    assert (question.tally.field, question.tally.first, question.sort) == (field, first, None)


@pytest.mark.parametrize(
    ("history", "text", "filters"),
    [
        (["baclofen trials in France"], "same in Spain", {"country": ("Spain",)}),
        (["baclofen trials by Ethypharm", "and by University of Alberta instead"], "both sponsors",
         {"sponsor": ("Ethypharm", "University of Alberta")}),
        (["baclofen trials by Ethypharm", "and by University of Alberta instead"], "together?",
         {"sponsor": ("Ethypharm", "University of Alberta")}),
        (["baclofen trials in France"], "the same but recruiting", {"country": ("France",), "status": ("RECRUITING",)}),
        (["baclofen trials in France"], "same search, but phase 2", {"country": ("France",), "phase": ("PHASE2",)}),
        (["phase 3 trials of baclofen"], "or 2", {"phase": ("PHASE3", "PHASE2")}),
        (["phase 3 trials of baclofen"], "and II too", {"phase": ("PHASE3", "PHASE2")}),
        (["baclofen trials"], "with tizanidine instead", {"drug": ("tizanidine",)}),
        (["baclofen trials in France"], "widen to Spain", {"country": ("Spain",)}),
        (["baclofen trials in France"], "broaden it to Spain", {"country": ("Spain",)}),
        (["baclofen trials in France", "why so few?"], "phase 2", {"country": ("France",), "phase": ("PHASE2",)}),
        (["baclofen trials in France"], "any place", {}),
        (["observational baclofen trials"], "any study type", {}),
        (["baclofen trials", "testing devices"], "any type", {}),
        (["baclofen trials sponsored by Pfizer"], "by anyone", {}),
        (["baclofen trials", "excluding children"], "pediatric ones", {"age": NumberRange(max=17)}),
        (["baclofen trials", "more than 200 people"], "fewer than 500 people", {"enrolment": NumberRange(201, 499)}),
        (["baclofen trials", "over 50"], "under 18", {"age": NumberRange(max=17)}),
        (["baclofen trials", "aged over 50"], "what about under 18", {"age": NumberRange(max=17)}),
        (["baclofen trials", "for people over 50"], "younger than 70", {"age": NumberRange(50, 69)}),

        (["baclofen trials", "excluding children"], "only teenagers", {"age": NumberRange(12, 17)}),
        (["baclofen trials", "not those completed before 2015"], "completion date in 2010",
         {"completed": DateRange(date(2010, 1, 1), date(2010, 12, 31))}),
    ],
)  # fmt: skip
def test_a_list_is_asked_for_again(history: list[str], text: str, filters: dict[str, Any]) -> None:
    """Of something else in the place of what was asked for, or beside it."""
    question = resolve(text, history, LEXICON, VOCABULARY, today=TODAY)
    told = question.filters.without("kind")
    assert question.intent is Intent.LIST
    assert {name: getattr(told, name) for name in told.named} == {"drug": ("baclofen",)} | filters


@pytest.mark.parametrize("text", ["and the second?", "the second one", "2nd?", "what about the second"])
def test_a_place_among_what_was_counted_is_no_trial(text: str) -> None:
    """The second sponsor, not the second of the trials; of a list it is the trial."""
    counted = Turn("which sponsor has the most trials?", ("NCT00000001", "NCT00000002"))
    question = resolve(text, [counted], LEXICON, VOCABULARY, today=TODAY)
    assert (question.intent, question.tally.field, question.tally.nth) == (Intent.COUNT, "sponsor", 2)
    listed = Turn("baclofen trials", ("NCT00000001", "NCT00000002"))
    assert resolve("the second one", [listed], LEXICON, VOCABULARY, today=TODAY).filters.ids == ("NCT00000002",)


@pytest.mark.parametrize("text", ["compare them", "compare the two", "compare both"])
def test_trials_looked_up_one_after_the_other_are_compared(text: str) -> None:
    """As if both had been named at once."""
    question = resolve(text, ["NCT00000001", "and NCT00000002?"], LEXICON, VOCABULARY, today=TODAY)
    assert [each.value for each in question.identifiers] == ["NCT00000001", "NCT00000002"]


@pytest.mark.parametrize(
    ("text", "section"),
    [("what were the results?", "results"), ("did it work?", "results"), ("can a 17 year old join?", "eligibility")],
)
def test_what_is_asked_of_the_trial_in_view_needs_no_pronoun(text: str, section: str | None) -> None:
    """Its results, and who may join it."""
    question = resolve(text, ["NCT00000001", "who sponsors it?"], LEXICON, VOCABULARY, today=TODAY)
    assert (question.filters.ids, question.section) == (("NCT00000001",), section)


@pytest.mark.parametrize(
    ("history", "text", "excluded"),
    [
        (["baclofen trials"], "none of them in France", Filters(country=("France",))),
        (["baclofen trials"], "none in France", Filters(country=("France",))),
        (["baclofen trials"], "and none of the completed ones", Filters(status=("COMPLETED",))),
        (["baclofen trials"], "none before 2015", Filters(first_posted=DateRange(to=date(2014, 12, 31)))),
        (["baclofen trials in France"], "and elsewhere?", Filters(country=("France",))),
        (["baclofen trials in Paris, France"], "anywhere else?", Filters(city=("Paris",))),
        (["baclofen trials in Spain", "which are recruiting?"], "other countries", Filters(country=("Spain",))),
    ],
)
def test_none_of_them_denies(history: list[str], text: str, excluded: Filters) -> None:
    """What none of a list is stays excluded, and so does where it is not to be."""
    question = resolve(text, history, LEXICON, VOCABULARY, today=TODAY)
    assert (question.intent, question.filters.excluded) == (Intent.LIST, excluded)
    assert not {"country", "city", "first_posted"} & {*question.filters.named}


def test_an_empty_list_has_no_first_one() -> None:
    """What an earlier question showed is not pointed at once a list showed nothing."""
    history = [Turn("baclofen dose", ("monograph-1", "monograph-2")), Turn("baclofen trials in France")]
    assert resolve("the first one", history, LEXICON, VOCABULARY, today=TODAY).filters.ids == ()


def test_what_has_a_label_stays_beside_another_drug() -> None:
    """Warfarin is the only one of the two that sources here are about."""
    labelled = replace(VOCABULARY, section_keys={"warfarin": frozenset({"drug_interactions"})})
    for asked in ("Can I use aspirin with warfarin?", "Can warfarin be used with aspirin?"):
        question = resolve("and baclofen?", [asked], LEXICON, labelled, today=TODAY)
        assert set(question.drug_keys) == {"baclofen", "warfarin"}


def test_a_part_of_a_part_of_a_condition_is_of_the_condition() -> None:
    """After "HER2 positive" "triple negative" is of breast cancer, and what is metastatic is no other cancer."""
    names = ["Breast Cancer", "HER2 Positive Breast Cancer", "Triple Negative Breast Cancer", "Metastatic Cancer",
             "Metastatic Breast Cancer"]  # fmt: skip
    register = Vocabulary.of(conditions=names)
    history = [Turn("breast cancer trials"), Turn("HER2 positive")]
    found = [resolve(each, history, LEXICON, register, today=TODAY) for each in ("triple negative", "metastatic")]
    assert [each.filters.condition[0] for each in found] == [names[2], names[4]]


def test_one_looked_at_is_compared_with_another_of_its_list() -> None:
    """Not the other alone."""
    shown = ("NCT00000001", "NCT00000002")
    history = [Turn("spasticity trials", shown), Turn("the second one")]
    question = resolve("compare it with the first", history, LEXICON, VOCABULARY, today=TODAY)
    assert [each.value for each in question.identifiers] == ["NCT00000002", "NCT00000001"]
