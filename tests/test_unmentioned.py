"""What is asked of a drug and no label or monograph of it mentions is not answered from what they say of others."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.search.confidence import Outcome
from tests.serving import build_served
from tests.toy_corpus import write_monograph, write_trial


@pytest.fixture(scope="module")
def monograph(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One monograph, and a trial that speaks of more."""
    corpus: Path = tmp_path_factory.mktemp("monograph")
    write_monograph(
        corpus,
        "Warfarin",
        {
            "Interactions": "Alcohol and some foods change what warfarin does. Tell the doctor of herbal products.",
            "Dosage": "Swallow whole once a day with water.",
            "Warnings": "Bleeding can be fatal, also after surgery.",
            "Storage": "Keep below 25 °C.",
        },
    )
    write_monograph(
        corpus,
        "Baclofen",
        {
            "Background": "Baclofen relaxes skeletal muscle. It was first designed in 1962, as a drug for epilepsy.",
            "Contraindications": "Baclofen is contraindicated in hypersensitivity to baclofen or any excipient.",
            "Interactions": "Alcohol adds to its effect.",
        },
    )
    write_trial(
        corpus,
        "NCT90000009",
        "Turmeric",
        {"Summary": "Warfarin with turmeric."},
        interventions="[{type: DRUG, name: Warfarin}]",
        conditions="[Glaucoma]",
    )
    return build_served(corpus, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Can I take warfarin with turmeric?", "“turmeric”"),
        ("Does warfarin interact with kombucha?", "“kombucha”"),
        ("Can I scuba dive on warfarin?", "“scuba” or “dive”"),
        ("warfarin and mango", "“mango”"),
        ("Can I go swimming with warfarin tablets?", "“swimming”"),
        ("Is it safe to use a sauna on warfarin?", "“sauna”"),
        ("Does warfarin interact with glaucoma eye gel?", "“glaucoma” or “eye”"),
    ],
)
def test_what_no_label_mentions_is_told_and_not_answered(monograph: Engine, asked: str, words: str) -> None:
    """Whatever a trial says of it."""
    found = answer(monograph, Asked(asked))
    assert not found.answerable
    assert f"No label or monograph of warfarin here mentions {words}. " in found.notices[0].text


@pytest.mark.parametrize(
    "asked",
    [
        "does zorbex interact with warfarin",
        "does warfarin interact with zorbex herbal products",
        "can I mix zorbex and warfarin",
        "can I take zorbex tablets while using warfarin",
    ],
)
def test_a_name_that_no_label_mentions_is_told(monograph: Engine, asked: str) -> None:
    """Wherever it stands in the question, and whatever word beside it a label holds."""
    found = answer(monograph, Asked(asked))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())
    assert any("mentions “zorbex”" in notice.text for notice in found.notices)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "When was baclofen invented?",
            "Baclofen relaxes skeletal muscle. It was first designed in 1962, as a drug for epilepsy.",
        ),
        ("Who discovered warfarin?", None),
        ("Does baclofen contain lactose?", None),
        ("Is there gluten in baclofen?", None),
    ],
)
def test_who_made_it_and_what_is_in_it_are_quoted_where_a_source_says_so(
    monograph: Engine, asked: str, said: str | None
) -> None:
    """What it is, and that some are allergic to an excipient, is no answer."""
    quotes = answer(monograph, Asked(asked)).quotes
    assert [each.text for each in quotes[:1]] == ([said] if said else [])


@pytest.mark.parametrize(
    "asked",
    [
        "Can I drink beer on warfarin?",  # alcohol
        "can I mix warfarin with alchol",  # misspelled
        "Can I crush warfarin?",
        "Can I sprinkle warfarin on applesauce?",
        "Can I take tow warfarin?",
        "warfarin and ginseng herbs",
        "Can I take warfarin with an antibiotic?",  # a class
        "Can I take warfarin with glaucoma?",  # a condition
        "Can warfarin be given to someone with gout?",
        "Can I take warfarin before an operation?",
        "Does warfarin make you sleepy?",
        "How often do I take warfarin?",
        "What is the best time of day for warfarin?",
        "Can I take warfarin with baclofen?",
        "Compare warfarin and baclofen",
    ],
)
def test_other_words_for_what_is_mentioned_are_no_such_thing(monograph: Engine, asked: str) -> None:
    """Nor classes, conditions, what a drug does to people, misspelled words, or words that only ask."""
    assert not [each for each in answer(monograph, Asked(asked)).notices if "mentions" in each.text]


def test_what_a_passage_further_down_states_is_not_said_to_be_unsaid(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two passages of its document and trials come before it, and the confidence alone would not answer."""
    asked = "Whether warfarin does make you sleepy was asked of all of them."
    told = "Somnolence was common among all who took part."
    write_monograph(
        tmp_path,
        "Warfarin",
        {"Side effects": asked, "Adverse reactions": f"{asked} Twice.", "Undesirable effects": told},
    )
    for number in range(2):
        write_trial(
            tmp_path,
            f"NCT9000001{number}",
            f"Warfarin {number}",
            {"Summary": f"Does warfarin make you sleepy? Warfarin makes you sleepy, {number} of 9 said."},
            interventions="[{type: DRUG, name: Warfarin}]",
        )
    engine = build_served(tmp_path, tmp_path_factory.mktemp("index"))
    engine = replace(engine, confidence=replace(engine.confidence, answered_from=1.1))
    found = answer(engine, Asked("Does warfarin make you sleepy?"))
    assert [quote.text for quote in found.quotes] == [told]


@pytest.fixture(scope="module")
def metoprolol(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A drug whose source says what is common, and what raises its own level."""
    corpus = tmp_path_factory.mktemp("metoprolol")
    write_monograph(
        corpus,
        "Metoprolol",
        {
            "Side effects": "The most common side effects are dizziness (6%) and tiredness (5%).",
            "Interactions": "Quinidine and other inhibitors are likely to raise levels of metoprolol in the blood.\n\n"
            "- Digoxin: about 15% higher; monitor.",
            "Use in older people": "The smallest amount that works should be used, to avoid falls.\n\n"
            "The half-life grew in elderly men during a study.",
            "How supplied": "Metoprolol is available as white tablets of 25 mg and 50 mg.",
        },
    )
    return build_served(corpus, tmp_path_factory.mktemp("metoprolol_index"), {"digoxin": "digoxin"})


@pytest.mark.parametrize("asked", ["does metoprolol raise potassium levels", "does metoprolol cause dementia"])
def test_another_effect_is_neither_quoted_nor_marked(metoprolol: Engine, asked: str) -> None:
    """Though a sentence speaks of levels, and another of the most common effects."""
    found = answer(metoprolol, Asked(asked))
    assert found.citations
    assert found.quotes == ()
    assert not any("common" in span.of(each.passage.text) for each in found.citations for span in each.highlights)


def test_strengths_are_told_by_amounts(metoprolol: Engine) -> None:
    """Which need not be called strengths."""
    [quote] = answer(metoprolol, Asked("what strengths does metoprolol come in")).quotes
    assert quote.text == "Metoprolol is available as white tablets of 25 mg and 50 mg."


def test_the_level_of_another_drug_is_what_this_one_does_to_it(metoprolol: Engine) -> None:
    """Also of a drug that no source here is about; the level of a substance is none of a drug."""
    found = answer(metoprolol, Asked("does metoprolol raise digoxin levels"))
    assert [each.text for each in found.quotes] == ["- Digoxin: about 15% higher; monitor."]
    assert found.question.unknown_drugs == ("digoxin",)


def test_a_section_on_older_people_tells_of_them_from_its_first_sentence(metoprolol: Engine) -> None:
    """Though its title alone says so, and a later sentence names them."""
    first, *_ = answer(metoprolol, Asked("metoprolol elderly")).quotes
    assert first.text == "The smallest amount that works should be used, to avoid falls."
