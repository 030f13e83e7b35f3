"""Answers: quotes are slices, counts are exact, absence is said."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from indexer.catalog import PassageRow
from indexer.documents import Kind
from indexer.sections import SectionKind
from indexer.text import Span
from service.answering import absences
from service.answering.answers import Answer
from service.answering.citations import Citation, Quote, marked
from service.answering.comparing import comparison_of
from service.answering.conditions_named import words_of
from service.answering.covered_part import covered_part
from service.answering.listing import year_picture
from service.answering.notices import CRISIS, class_notice
from service.answering.quote_edges import (
    after_heading,
    behind_a_title,
    ends_in_a_list,
    is_denied_before,
    opening,
    with_edges,
    with_its_list,
    with_what_denies_it,
    with_what_it_heads,
    with_what_it_refers_to,
)
from service.answering.quoting import marked_by_words, with_quotes
from service.answering.sought import Sought
from service.answering.sought_by import sought_by
from service.answering.suggestions import examples
from service.answering.words import content_words
from service.asked import Asked, Stopwatch
from service.assistant import answer
from service.claims import count_sentence
from service.engine import Engine
from service.follow_ups.conversation import Turn
from service.routes.api import understood_of
from service.search.confidence import Outcome, Reason
from service.search.kept_vectors import KeptVectors
from service.understanding.filters import DateRange, Filters, NumberRange
from service.understanding.question import Question
from service.wording import joined, sites_in_words
from tests.serving import answering_from, build_served, open_toy
from tests.toy import ToyEncoder
from tests.toy_corpus import write_monograph, write_trial


def test_a_quote_is_a_slice_of_one_passage(engine: Engine) -> None:
    """Each quote's words stand in its passage, and the passage's in its section."""
    found = answer(engine, Asked("Does baclofen treat the spasticity of multiple sclerosis?"))
    assert found.quotes
    for quote in found.quotes:
        passage = quote.citation.passage
        section = engine.library.catalog.section(passage.document_id, passage.section_key)
        assert section is not None
        start = passage.start + quote.span.start
        assert section.text[start : start + len(quote.text)] == quote.text
    assert found.quotes[0].text == "Baclofen tablets treat the spasticity of multiple sclerosis."
    assert found.citations[0].passage.passage_id == "baclofen#indication-1"


@pytest.mark.parametrize(
    "asked",
    [
        "Who sponsors it?",
        "is it recruiting?",
        "how many participants does it have?",
        "where is the trial taking place?",
        "what phase is this study?",
        "what are the inclusion criteria?",
        "can I join?",
        "is there a placebo in this trial?",
        "is it recruiting in France?",
        "does the trial accept women?",
    ],
)
def test_what_is_asked_of_one_trial_is_asked_back_where_none_is_named(engine: Engine, asked: str) -> None:
    """Neither some other trial's record nor a count of all is an answer to it; with a number it is answered."""
    found = answer(engine, Asked(asked))
    assert (found.outcome, found.citations) == (Outcome.NOT_IN_CORPUS, ())
    assert found.finding == "Of which trial? The question names none."
    assert answer(engine, Asked(f"NCT05418049: {asked}")).finding != found.finding


@pytest.mark.parametrize(
    "asked",
    [
        "how many trials are there?",
        "can I join a trial?",
        "not recruiting",
        "from what age can it be given?",
        "what is it used for",
        "Which study was withdrawn?",
        "when does it peak?",
        "when should I take it?",
        "who made it?",
    ],
)
def test_what_is_asked_of_all_trials_or_of_a_drug_is_not_asked_back(engine: Engine, asked: str) -> None:
    """They point at no trial."""
    assert answer(engine, Asked(asked)).finding != "Of which trial? The question names none."


@pytest.mark.parametrize("before", ["What is baclofen used for?", "baclofen trials", "NCT90000001"])
@pytest.mark.parametrize("asked", ["asdf qwer", "and kdjfh?"])
def test_what_is_no_word_is_not_understood_and_what_was_asked_before_stays(
    engine: Engine, before: str, asked: str
) -> None:
    """Nothing is carried to it, and the question after it goes on as if it had not been asked."""
    told = answer(engine, Asked(asked, history=(Turn(before),)))
    assert (told.question.carried, told.question.drugs, told.question.filters) == ((), (), Filters())
    assert [each.title for each in told.notices] == [f"Not applied: “{asked}”"]
    then = [
        replace(answer(engine, Asked("and in children?", history=turns)), timings_ms={})
        for turns in ((Turn(before), Turn(asked)), (Turn(before),))
    ]
    assert then[0] == then[1]


@pytest.mark.parametrize("asked", ["prgnancy", "tizanidin", "thx", "Frnce?"])
def test_a_misspelled_word_or_a_name_goes_on(engine: Engine, asked: str) -> None:
    """It is read, corrected or is a name of the world's drugs."""
    told = answer(engine, Asked(asked, history=(Turn("What is baclofen used for?"),)))
    assert not [each for each in told.question.unapplied if each.words == asked]


def test_a_quote_outside_its_passage_cannot_be_made(engine: Engine) -> None:
    """The wrong thing is impossible to build."""
    [citation] = engine.library.cite([0])
    with pytest.raises(ValueError, match="inside its passage"):
        Quote(citation, Span(0, len(citation.passage.text) + 1))


def test_of_sentences_with_equal_words_the_nearest_is_quoted(engine: Engine) -> None:
    """Neither holds a word of the question, so meaning decides: here the second sentence is made the nearest."""
    passage = engine.library.catalog.passage("baclofen#side_effects-1")
    assert passage is not None
    citations = engine.library.cite([passage.number])
    _, [quote] = with_quotes(
        citations,
        Sought(content_words("elephants")),
        lambda texts: [1.0 if text.startswith("Weakness") else 0.0 for text in texts],
        citations,
    )
    assert quote.text == "Weakness and dizziness are also reported."


def test_only_what_was_asked_for_is_quoted(engine: Engine) -> None:
    """A passage of another section is shown, not quoted, while one of the section asked for is there."""
    passages = [engine.library.catalog.passage(f"baclofen#{key}-1") for key in ("indication", "side_effects")]
    citations = engine.library.cite([each.number for each in passages if each])
    marked_citations, quotes = with_quotes(
        citations,
        Sought(content_words("baclofen")),
        lambda texts: [1.0] * len(texts),
        [each for each in citations if each.passage.section_key == "side_effects"],
    )
    assert len(marked_citations) == 2
    assert {quote.citation.passage.section_key for quote in quotes} == {"side_effects"}


def test_where_the_words_decide_nothing_is_encoded(engine: Engine) -> None:
    """One sentence alone holds the word of the question."""
    passage = engine.library.catalog.passage("baclofen#side_effects-1")
    assert passage is not None

    def never(texts: Sequence[str]) -> Sequence[float]:
        raise AssertionError(f"encoded: {texts}")

    citations = engine.library.cite([passage.number])
    _, [quote] = with_quotes(citations, Sought(content_words("weakness")), never, citations)
    assert quote.text == "Weakness and dizziness are also reported."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "Of 427 people with pain had, within 7 days:\n\n- nausea: 24 %\n- sleepiness: 16 %\n- itching: 8 %",
            "Of 427 people with pain had, within 7 days:\n\n- nausea: 24 %\n- sleepiness: 16 %",
        ),
        ("Reactions of people with pain | 7 days | 90 days\nSleepiness | 16 | 25", None),
        ("- nausea: 24 %\n- sleepiness: 16 %", "sleepiness: 16 %"),
    ],
)
def test_an_item_of_a_list_is_quoted_with_what_announces_it(engine: Engine, text: str, quoted: str | None) -> None:
    """Where that is there. The row of a table is not quoted: its head may be another passage's."""
    passage = engine.library.catalog.passage("baclofen#side_effects-1")
    assert passage is not None
    [citation] = engine.library.cite([passage.number])
    citation = replace(citation, passage=passage._replace(text=text))
    asked = sought_by(engine.understand("Does baclofen make you sleepy?"))
    _, quotes = with_quotes([citation], asked, lambda texts: [1.0] * len(texts), [citation])
    assert [quote.text for quote in quotes] == ([quoted] if quoted else [])


_DOSES = (
    "2.1 Panic Disorder Individualize the dose. The starting dose is 5 mg once daily. The maximum dose is 40 mg.\n"
    "2.2 Bulimia The recommended dose is 60 mg once daily in adults and children. "
    "Doses of 90 mg daily have been evaluated."
)


@pytest.mark.parametrize(
    ("asked", "is_how"), [("stopping baclofen", True), ("stopping baclofen before surgery", False)]
)
def test_stopping_before_surgery_asks_when_and_not_how(engine: Engine, asked: str, is_how: bool) -> None:
    """A label tells how many days before; it need not tell of tapering."""
    measure = sought_by(engine.understand(asked)).measure
    assert (measure is not None and measure.what == "how to stop it") is is_how


@pytest.mark.parametrize(
    ("asked", "text", "quoted"),
    [
        ("dose of baclofen for panic disorder", _DOSES, "2.1 Panic Disorder Individualize the dose. The starting"),
        (
            "baclofen dose before surgery",
            "Sleep: Take 5 mg once daily. Surgery: Start it ten days before surgery. Below 40 units the dose is 60 mg.",
            "Surgery: Start it ten days before surgery. Below 40 units the dose is 60 mg.",
        ),
        (
            "baclofen dose in TPMT deficiency",
            "The recommended dose is 5 mg once daily. Reduce the initial dose in TPMT deficiency.",
            "Reduce the initial dose in TPMT deficiency.",
        ),
        (
            "max dose of baclofen in CYP2D6 poor metabolizers",
            "The maximum dose is 20 mg once daily. In known PMs of CYP2D6 the maximum dose is 10 mg.",
            "In known PMs",
        ),
        ("baclofen bulimia nervosa dose", _DOSES, "2.2 Bulimia The recommended dose is 60 mg"),
        ("usual dose of baclofen in panic disorder", _DOSES, "2.1 Panic Disorder Individualize the dose. The starting"),
        (
            "baclofen dose for reflux",
            "Doses up to 240 mg daily have been administered.\nReflux\nAdults | 40 mg | once daily\nUlcer | 20 mg",
            "Reflux\nAdults | 40 mg",
        ),
        (
            "baclofen dose after a stroke",
            "2.1 Palsy but No Prior Stroke Take 60 mg twice daily.\n2.2 Spasm following Stroke Initiate it with 80 mg.",
            "2.2 Spasm following Stroke Initiate it with 80 mg.",
        ),
        (
            "baclofen dosage for lupus",
            "The recommended dose is 5 mg daily.\n- Lupus in pregnancy: 2 mg\n\n- Lupus in adults: 7 mg",
            "Lupus in adults: 7 mg",
        ),
    ],
)
def test_a_dose_for_a_condition_is_quoted_with_what_says_so(engine: Engine, asked: str, text: str, quoted: str) -> None:
    """Its heading, or the lines of its table; never the highest dose, nor that of another condition or group."""
    _, quotes = with_quotes(*_of_doses(engine, text, sought_by(engine.understand(asked))))
    assert quotes[0].text.startswith(quoted)


def test_a_dose_is_told_by_another_name_of_its_condition(engine: Engine) -> None:
    """Labels abbreviate what people write out; a unit is no abbreviation."""
    asked = sought_by(engine.understand("baclofen dose for hepatocellular carcinoma"))
    text = "Thyroid carcinoma: 5 mg once daily.\nHCC: 40 mg once daily.\nBelow 1,000/mcL give 2 mg once daily."
    _, quotes = with_quotes(*_of_doses(engine, text, replace(asked, names=words_of(("HCC", "MCL")))))
    assert [each.text for each in quotes] == ["HCC: 40 mg once daily."]


_TABLE = (
    "2.1 Dose by Use\nUse | Dose | Frequency\nUlcers\nHealing | 15 mg | daily\n"
    "Risk is reduced with it\nReflux | 1 | twice daily\n"
    "Take it before a meal, and swallow it whole."
)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Arthritis, Spasm (2.1):\n• 40 mg every other week.", "Arthritis, Spasm (2.1):\n• 40 mg every other week."),
        (_TABLE, _TABLE[: _TABLE.index("\nTake")]),
        (
            "The highest recommended daily dose of it is 15 mg.\n2.2 Ulcers Take 7 mg once daily.",
            "2.2 Ulcers Take 7 mg",
        ),
        ("The recommended range is 3 to 8 ng/mL. Spasm: Take 7 mg once daily.", "Spasm: Take 7 mg once daily."),
        ("Slow the rate by half for reactions. Administer 6 mg/kg every 14 days.", "Administer 6 mg/kg"),
        ("Toxicity | Dose change\nRash | Omit 5 mg\nTake 5 mg once daily.", "Take 5 mg once daily."),
    ],
)
def test_a_dose_is_quoted_with_the_use_it_is_for(engine: Engine, text: str, quoted: str) -> None:
    """Its heading or its table; what changes a dose, and a range in the blood, is none."""
    _, quotes = with_quotes(*_of_doses(engine, text, sought_by(engine.understand("baclofen dosage"))))
    assert quotes[0].text.startswith(quoted)


@pytest.mark.parametrize(
    ("second", "is_told"),
    [
        ("Twice daily take Beta 5 mg with food [see Warnings (5)].", False),
        ("Take Beta 10 mg twice daily with food.", True),
        ("Do not take Beta 5 mg twice daily with food.", True),
        ("Take Beta 5 mg twice daily with food or milk.", True),
    ],
)
def test_a_second_label_is_quoted_for_what_it_adds(engine: Engine, second: str, is_told: bool) -> None:
    """Its brand, its order of words and where it refers to add nothing; a number, a "not" and a word do."""
    texts = {"Alpha": "Take Alpha 5 mg twice daily with food.", "Beta": second}
    cited = []
    for number, (title, text) in enumerate(texts.items(), 1):
        citation = _with_text(engine, text)
        passage = citation.passage._replace(number=number)
        document = replace(citation.document, title=title)
        cited.append(replace(citation, number=number, passage=passage, document=document))
    _, quotes = with_quotes(cited, Sought(content_words("food")), lambda texts: [1.0] * len(texts), cited)
    assert (second in [each.text for each in quotes]) is is_told


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        ("baclofen in kidney disease", "is not recommended in severe renal impairment."),
        ("baclofen in mild renal impairment", "in mild renal impairment."),
    ],
)
def test_what_is_said_of_other_degrees_is_not_left_off(engine: Engine, asked: str, ends: str) -> None:
    """Unless one is asked about; under another heading nothing is told of the organ."""
    text = (
        "8.6 Renal Impairment No change is needed in mild renal impairment. It is not recommended in severe renal "
        "impairment.\n8.7 Geriatric Use Older people may have impaired kidneys."
    )
    _, quotes = with_quotes(*_of_doses(engine, text, sought_by(engine.understand(asked))))
    assert quotes[0].text.endswith(ends)


def test_a_dose_that_may_be_for_another_use_is_said_to_be(tmp_path: Path) -> None:
    """Not where a drug has but one use: its doses need not name it."""
    sections = {
        "Indications and usage": "Baclofen is indicated for spasticity.",
        "Dosage and administration": "Begin with 5 mg three times daily.",
    }
    write_monograph(tmp_path / "corpus", "Baclofen", sections)
    served = build_served(tmp_path / "corpus", tmp_path / "index")
    for use, notices in (("spasticity", []), ("tinnitus", ["For another use, maybe"])):
        found = answer(served, Asked(f"usual dose of baclofen for {use}"))
        assert [each.text for each in found.quotes] == [sections["Dosage and administration"]]
        assert [each.title for each in found.notices] == notices


@pytest.mark.parametrize(
    ("use", "is_told"),
    [("gastric cancer", True), ("gastric ulcer", False), ("cystitis", True), ("pneumonia", True), ("reflux", False)],
)
def test_a_dose_of_one_use_is_not_taken_for_that_of_another(tmp_path: Path, use: str, is_told: bool) -> None:
    """Nor by one of two words, nor by a use that is denied, nor where a dose for it stands elsewhere."""
    sections = {
        "Indications and usage": "It is indicated for gastric ulcer, reflux and pneumonia. It is not indicated for "
        "cystitis.",
        "Dosage and administration": "Gastric ulcer: begin with 5 mg three times daily for adults.\n\n"
        "For weeks of pneumonia see the table of another label.",
    }
    write_monograph(tmp_path / "corpus", "Baclofen", sections)
    found = answer(build_served(tmp_path / "corpus", tmp_path / "index"), Asked(f"usual dose of baclofen for {use}"))
    assert "5 mg" in found.quotes[0].text
    assert ("For another use, maybe" in [each.title for each in found.notices]) is is_told


def label_of(folder: Path) -> Engine:
    """One label that speaks of other allergies, of an ingredient, and of what it is not for."""
    sections = {
        "Indications and usage": "Baclofen is indicated for spasticity.",
        "Contraindications": "Baclofen is contraindicated in hypersensitivity to baclofen.",
        "Adverse reactions": "Allergic reactions and liver problems were seen. Sleepiness was common.",
        "Description": "The tablets hold sesame seeds and castor oil.",
        "Clinical studies": "Of the people in it 8 % had had a stem cell transplant.",
        "Use in specific populations": "In liver impairment reduce the dose.",
        "Warnings": "It should not be used for weight loss.",
    }
    write_monograph(folder / "corpus", "Baclofen", sections)
    return build_served(folder / "corpus", folder / "index")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("I am allergic to peanuts, can I take baclofen", "peanuts"),
        ("peanut allergy and baclofen", "peanut"),
        ("pt w/ sesame oil allergy, ok for baclofen?", None),
        ("can someone allergic to mustard oil take baclofen", "mustard oil"),
    ],
)
def test_an_allergy_is_not_answered_by_other_allergies(tmp_path: Path, asked: str, said: str | None) -> None:
    """What no label names is told, all its words; what one names as an ingredient is quoted."""
    write_monograph(tmp_path / "corpus", "Tizanidine", {"Description": "It holds peanuts, a peanut and mustard oil."})
    found = answer(label_of(tmp_path), Asked(asked))
    if said is None:
        assert found.quotes[0].text == "The tablets hold sesame seeds and castor oil."
    else:
        assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())
        assert any(f"here mentions “{said}”" in each.text for each in found.notices)


@pytest.mark.parametrize(
    "asked",
    [
        "baclofen after liver transplant",
        "is baclofen ok for kidney tx patients",
        "baclofen after gastric bypass",
        "can I have baclofen after a gastrectomy",
    ],
)
def test_a_transplant_is_not_answered_by_an_impaired_organ(tmp_path: Path, asked: str) -> None:
    """Nor by who was in a study; that nothing speaks of it is told."""
    found = answer(label_of(tmp_path), Asked(asked))
    assert found.quotes == ()
    assert not found.answerable


def test_what_a_warning_says_a_drug_is_not_for_is_quoted(tmp_path: Path) -> None:
    """In a warning too, where the uses do not name it."""
    found = answer(label_of(tmp_path), Asked("can baclofen be used for weight loss"))
    assert [each.text for each in found.quotes] == ["It should not be used for weight loss."]
    assert [each.number for each in found.citations] == list(range(1, len(found.citations) + 1))
    assert found.quotes[0].citation == found.citations[0]


def test_what_holds_all_words_is_quoted_however_it_is_ranked(tmp_path: Path) -> None:
    """Not a sentence on others that holds but the commonest word."""
    told = "Its effect in premenopausal women was not studied."
    filler = {f"Part {number}": "Women took it for years, and women were content with it." for number in range(12)}
    write_monograph(tmp_path / "corpus", "Baclofen", {**filler, "Pharmacodynamics": f"It relaxes muscles. {told}"})
    served = build_served(tmp_path / "corpus", tmp_path / "index")
    assert answer(served, Asked("baclofen in premenopausal women")).quotes[0].text == told


def test_a_warning_in_other_words_answers_for_a_condition(tmp_path: Path) -> None:
    """“Bronchospastic disease” is asthma, whatever the words of the question weigh; other words are not about it."""
    told = "Bronchospastic disease: it should be avoided."
    write_monograph(tmp_path / "corpus", "Baclofen", {"Warnings": f"{told} It may cause sleepiness."})
    served = build_served(tmp_path / "corpus", tmp_path / "index")
    served = replace(served, confidence=replace(served.confidence, answered_from=1.0))
    assert [each.text for each in answer(served, Asked("baclofen and asthma")).quotes] == [told]
    assert not answer(served, Asked("baclofen and tinnitus")).answerable


def test_what_a_drug_is_not_for_is_quoted_wherever_it_stands(tmp_path: Path) -> None:
    """And of several uses the one asked for, not the next one that is nearly as near."""
    sections = {
        "Indications and usage": "Baclofen is indicated for spasticity. Baclofen is indicated for hiccups.",
        "Pediatric use": "Baclofen is not approved for treating dystonia.",
    }
    write_monograph(tmp_path / "corpus", "Baclofen", sections)
    served = build_served(tmp_path / "corpus", tmp_path / "index")
    assert [each.text for each in answer(served, Asked("baclofen for dystonia")).quotes] == [sections["Pediatric use"]]
    told = [each.text for each in answer(served, Asked("baclofen for hiccups")).quotes]
    assert "Baclofen is indicated for hiccups." in told
    assert not answer(served, Asked("baclofen for tinnitus")).answerable


def _of_doses(
    engine: Engine, text: str, sought: Sought
) -> tuple[list[Citation], Sought, Callable[[Sequence[str]], Sequence[float]], list[Citation]]:
    """What is quoted for what is sought from a passage on doses that has a text."""
    passage = engine.library.catalog.passage("baclofen#side_effects-1")
    assert passage is not None
    [citation] = engine.library.cite([passage.number])
    of_doses = passage._replace(section_key="dosage_and_administration", section_title="Dosage", text=text)
    cited = [replace(citation, passage=of_doses)]
    return cited, sought, lambda texts: [0.0] * len(texts), cited


@pytest.mark.parametrize(
    ("text", "quoted", "behind", "goes_on"),
    [
        ("It is used for:\n- pain\n- fever\n- gout", "It is used for:\n- pain\n- fever", "", True),
        ("It is used for:\n- pain\n- fever", "It is used for:\n- pain\n- fever", "- gout", True),
        ("It is used for:\n- pain\n- fever", "It is used for:\n- pain\n- fever", "It helps.", False),
        ("It is used for:\n- pain\n- fever", "It is used for:\n- pain\n- fever", "", False),
        ("It helps.\n- pain\n- fever", "It helps.", "", False),
    ],
)
def test_a_list_that_is_cut_is_said_to_go_on(
    engine: Engine, text: str, quoted: str, behind: str, goes_on: bool
) -> None:
    """In its passage, or in the next one of its section; a quote that announces no list is not cut."""
    passage = engine.library.catalog.passage("baclofen#side_effects-1")
    assert passage is not None
    assert ends_in_a_list(passage._replace(text=text), Span(0, len(quoted)), lambda passage: behind) is goes_on


def test_behind_the_last_passage_of_a_section_is_nothing(engine: Engine) -> None:
    """Another section begins there, or the corpus ends."""
    for number in range(engine.library.catalog.counts()["passages"]):
        [row] = engine.library.catalog.passages([number])
        behind, before = engine.library.beside(row, 1), engine.library.beside(row, -1)
        section = engine.library.catalog.section(row.document_id, row.section_key)
        assert section is not None
        assert (behind != "") is (row.end < len(section.text.rstrip()))
        assert behind in section.text[row.end :]
        assert (before != "") is (row.start > 0)
        assert before in section.text[: row.start]


def test_at_most_two_sentences_are_encoded(engine: Engine) -> None:
    """Of those whose words score the same; what they are compared with is the encoder's own doing."""
    text = "\n".join(f"A sentence of some words has the number {number}." for number in range(6))
    given: list[str] = []
    citation = _with_text(engine, text)
    with_quotes(
        [citation],
        Sought(content_words("elephants")),
        lambda texts: [given.append(text) or 0.5 for text in texts],  # type: ignore[func-returns-value]
        [citation],
    )
    assert len(given) == 2


def test_a_line_of_a_table_is_no_quote(engine: Engine) -> None:
    """Without the head of its table it says nothing; it is quoted only where a passage has nothing else."""
    text = "Dose by weight in kilograms of the child.\nHeavier than 40 kg | 10 mg | 20 mg | 30 mg by mouth daily"
    [citation] = marked_by_words([_with_text(engine, text)], Sought(content_words("daily dose by mouth")))
    assert [span.of(text) for span in citation.highlights] == ["Dose by weight in kilograms of the child."]


def _with_text(engine: Engine, text: str) -> Citation:
    """A citation of a passage with another text."""
    [citation] = engine.library.cite([0])
    return replace(citation, passage=citation.passage._replace(text=text))


def test_a_passage_without_the_words_has_no_mark(engine: Engine) -> None:
    """What is marked without being quoted holds a word of the question."""
    citations = engine.library.cite(list(range(12)))
    for citation in marked_by_words(citations, Sought(content_words("drowsiness"))):
        marks = [span.of(citation.passage.text) for span in citation.highlights]
        assert bool(marks) == ("rowsiness" in citation.passage.text)
        assert all("rowsiness" in mark for mark in marks)


def test_a_stage_is_timed_by_itself_and_all_of_them_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a stage takes inside another one is not counted twice; one entered twice is added up."""
    now = [0.0]
    monkeypatch.setattr("service.asked.time.perf_counter", lambda: now[0])
    watch = Stopwatch()

    def work(seconds: float) -> None:
        now[0] += seconds

    with watch.total(), watch.stage("compose"):
        work(1)
        with watch.stage("quote"):
            work(2)
            with watch.stage("retrieve"):
                work(4)
        with watch.stage("retrieve"):
            work(8)
        work(16)
    assert watch.taken_ms == {"compose": 17_000, "quote": 2_000, "retrieve": 12_000, "total": 31_000}


def test_an_answer_given_lately_is_not_worked_out_again(engine: Engine) -> None:
    """The same to the letter but for the time it took; another limit is another question."""
    asked = Asked("Does baclofen help against the spasticity of multiple sclerosis, asked twice?")
    first, told = answer(engine, asked), list[Question]()
    second = answer(engine, asked, told.append)
    assert replace(second, timings_ms=first.timings_ms) == first
    assert set(second.timings_ms) == {"total"}
    assert told == [first.question]
    assert "understand" in answer(engine, replace(asked, limit=3)).timings_ms


def test_a_vector_is_kept_until_others_push_it_out() -> None:
    """What was seen lately is not encoded again; the order of the texts is the order of the rows."""

    class Counting(ToyEncoder):
        seen: ClassVar[list[str]] = []

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.seen.extend(texts)
            return super().encode(texts)

    kept = KeptVectors(Counting(), most=2)
    first = kept.of(["a b", "c d", "a b"])
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(kept.of(["c d", "a b"]), first[[1, 0]])
    kept.of(["e f"])
    kept.of(["c d"])
    assert Counting.seen == ["a b", "c d", "e f", "c d"]


def test_words_that_carry_no_meaning_do_not_count() -> None:
    """Grammar is left out, endings too."""
    assert content_words("What is the treatment used for? It treats cramps") == {"treatment", "treat", "cramp"}


def test_pieces_of_a_marked_text_are_the_text() -> None:
    """Marking loses no character, in any order of the marks."""
    text = "one two three"
    pieces = marked(text, [Span(8, 13), Span(0, 3)])
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_marked in pieces if is_marked] == ["one", "three"]


def test_a_list_is_complete_and_counted(engine: Engine) -> None:
    """Two of the four trials recruit; both are listed, last posted first, each cited."""
    found = answer(engine, Asked("Which trials are recruiting?"))
    assert found.finding == "2 of 4 trials are recruiting."
    assert [each.passage.document_id for each in found.citations] == ["NCT90000003", "NCT90000001"]
    assert found.total == 2
    assert found.listing is not None
    statuses = {value.value: value.count for value in found.listing.facets[0].values}
    assert statuses == {"RECRUITING": 2, "COMPLETED": 1, "TERMINATED": 1}


@pytest.mark.parametrize(
    ("total", "scope", "filters", "said"),
    [
        (2, 10, Filters(status=("RECRUITING",)), "2 of 10 trials are recruiting."),
        (1, 10, Filters(status=("WITHDRAWN",)), "1 of 10 trials was withdrawn."),
        (0, 10, Filters(phase=("PHASE3",)), "None of the 10 trials is in phase 3."),
        (10, 10, Filters(country=("France",)), "All 10 trials have a site in France."),
        (3, 3, Filters(), "3 trials are here."),
        (1, 1, Filters(), "1 trial is here."),
        (1, 1, Filters(phase=("NA",)), "The one trial has a phase that is not applicable."),
        (0, 1, Filters(phase=("NA",)), "The one trial does not match."),
        (1, 4, Filters(status=("COMPLETED",), city=("Lyon",)), "1 of 4 trials is completed and has a site in Lyon."),
        (1, 4, Filters(city=("Paris",), state=("Texas",)), "1 of 4 trials has a site in Paris, Texas."),
        (1, 4, Filters(state=("Georgia",)), "1 of 4 trials has a site in the state of Georgia."),
        (1, 4, Filters(city=("Washington",)), "1 of 4 trials has a site in the city of Washington."),
        (1, 4, Filters(city=("Atlanta",), state=("Georgia",)), "1 of 4 trials has a site in Atlanta, Georgia."),
        (2, 4, Filters(phase=("NOT_STATED",)), "2 of 4 trials state no phase."),
        (0, 4, Filters(results=("no",)), "None of the 4 trials is recorded as having no posted results."),
        (1, 4, Filters(status=("NOT_STATED",)), "1 of 4 trials states no status."),
        (3, 4, Filters(sex=("FEMALE", "ALL")), "3 of 4 trials admit women."),
        (0, 4, Filters(results=("yes",)), "None of the 4 trials has posted results."),
        (1, 4, Filters(condition=("Cramp",)), "1 of 4 trials studies Cramp."),
        (1, 4, Filters(sex=("FEMALE",)), "1 of 4 trials admits women only."),
        (2, 4, Filters(sex=("NOT_STATED",)), "2 of 4 trials state no sex."),
        (2, 4, Filters(country=("NOT_STATED",)), "2 of 4 trials state no country."),
        (1, 4, Filters(results=("NOT_STATED",)), "1 of 4 trials does not say whether results are posted."),
        (2, 4, Filters(phase=("PHASE2", "NOT_STATED")), "2 of 4 trials are in phase 2 or state no phase."),
        (
            2,
            4,
            Filters().excluding(Filters(country=("France", "NOT_STATED"), results=("yes",))),
            "2 of 4 trials have no site in France, have no posted results and state a country.",
        ),
        (0, 4, Filters(kind=(Kind.TRIAL,), ids=("NCT99999999",)), "No trial here has the id NCT99999999."),
        (2, 2, Filters(kind=(Kind.TRIAL,), ids=("NCT1", "nct1", "NCT2")), "The records of nct1 and NCT2."),
        (1, 1, Filters(kind=(Kind.TRIAL,), ids=("NCT1", "NCT2")), "1 of the 2 ids is a trial here."),
        (0, 0, Filters(kind=(Kind.TRIAL,), ids=("baclofen", "zzz")), "No trial here has the id baclofen or zzz."),
        (
            0,
            2,
            Filters(status=("RECRUITING",), ids=("NCT1", "NCT2")),
            "None of the 2 trials asked for by id is recruiting.",
        ),
        (1, 2, Filters(status=("RECRUITING",), ids=("NCT1", "NCT2")), "1 of 2 trials asked for by id is recruiting."),
        (3, 4, Filters(phase=("PHASE1/PHASE2", "PHASE3")), "3 of 4 trials are in phase 1/2 or phase 3."),
        (3, 4, Filters(study_type=("OBSERVATIONAL",)), "3 of 4 trials are observational."),
        (
            1,
            4,
            Filters(allocation=("RANDOMIZED",), masking=("DOUBLE", "TRIPLE", "QUADRUPLE"), healthy_volunteers=("yes",)),
            "1 of 4 trials is randomized, is double, triple or quadruple masked and accepts healthy volunteers.",
        ),
        (
            2,
            4,
            Filters(masking=("NONE",)).excluding(Filters(allocation=("RANDOMIZED",), healthy_volunteers=("yes",))),
            "2 of 4 trials are open-label, are not randomized and accept no healthy volunteers.",
        ),
        (2, 4, Filters(masking=("NOT_STATED",)), "2 of 4 trials leave masking unstated."),
        (2, 4, Filters(age=NumberRange(max=17)), "2 of 4 trials admit people of at most 17 years."),
        (2, 4, Filters(started=DateRange(to=date(2020, 1, 2))), "2 of 4 trials have a start date until 2 Jan 2020."),
        (
            2,
            4,
            Filters(country=("France", "Peru"), every=("country",)),
            "2 of 4 trials have a site in France and Peru.",
        ),
        (
            1,
            4,
            Filters(condition=("Cramp|Spasm", "Gout"), every=("condition",)),
            "1 of 4 trials studies both Cramp and Gout.",
        ),
        (
            2,
            4,
            Filters(country=("France",)).excluding(Filters(status=("COMPLETED",), city=("Lyon",))),
            "2 of 4 trials have a site in France, are not completed and have no site in Lyon.",
        ),
        (
            1,
            4,
            Filters().excluding(Filters(condition=("Cramp",), started=DateRange(date(2020, 1, 2)))),
            "1 of 4 trials is not about Cramp and has no start date from 2 Jan 2020.",
        ),
    ],
)
def test_counts_are_said_in_whole_sentences(total: int, scope: int, filters: Filters, said: str) -> None:
    """A count says what it counted, in the singular where it is one."""
    assert count_sentence(total, scope, Filters(kind=("trial",)).merged(filters)) == said


def test_lists_of_words_are_joined_as_people_do() -> None:
    """None, one, two, three."""
    assert [joined(each) for each in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_a_drug_that_is_not_here_is_not_answered_by_another(engine: Engine) -> None:
    """No passage is shown; what is covered is."""
    found = answer(engine, Asked("warfarin dose"))
    assert (found.outcome, found.reason) == (Outcome.NOT_IN_CORPUS, Reason.UNKNOWN_DRUG)
    assert found.citations == ()
    assert found.finding == "Warfarin is not in the corpus."
    assert found.coverage is not None
    assert ("baclofen", "Baclofen") in found.coverage.drugs
    assert found.coverage.documents[Kind.TRIAL] == 4


def test_an_identifier_one_digit_off_is_not_found(engine: Engine) -> None:
    """A well-formed number that is absent is never answered by its neighbour."""
    found = answer(engine, Asked("NCT90000009"))
    assert (found.answerable, found.reason, found.citations) == (False, Reason.UNKNOWN_IDENTIFIER, ())


def test_an_identifier_gives_its_record(engine: Engine) -> None:
    """However it is written."""
    found = answer(engine, Asked("what is nct 9000 0002?"))
    assert [each.passage.document_id for each in found.citations] == ["NCT90000002"]


@pytest.mark.parametrize(
    ("question", "found", "said"),
    [
        ("NCT90000001 and NCT90000002", ["NCT90000001", "NCT90000002"], []),
        ("NCT90000009 and NCT90000002", ["NCT90000002"], ["NCT90000009 is not in the corpus"]),
        ("NCT90000001 vs NCT90000009 enrolment", ["NCT90000001"], ["NCT90000009 is not in the corpus"]),
        (
            "NCT90000002, NCT90000008 and NCT90000009",
            ["NCT90000002"],
            ["NCT90000008 and NCT90000009 are not in the corpus"],
        ),
        (
            "summary of NCT90000001 and of NCT9000000",
            ["NCT90000001"],
            ["NCT9000000 is not a valid number: it must have eight digits"],
        ),
        (
            "1134-47-1 and NCT90000009 and NCT90000002",
            ["NCT90000002"],
            ["NCT90000009 is not in the corpus", "1134-47-1 is not a valid number: its check digit is wrong"],
        ),
    ],
)
def test_each_identifier_is_told_apart(engine: Engine, question: str, found: list[str], said: list[str]) -> None:
    """Found, absent or malformed: an identifier that is there says nothing of the one beside it."""
    given = answer(engine, Asked(question))
    assert sorted({each.passage.document_id for each in given.citations}) == found
    assert [each.title for each in given.notices] == said
    assert not {each for each in given.question.lacking if each in (given.finding or "")}
    told = {each.value: each.found for each in understood_of(given).identifiers}
    assert {value for value, is_found in told.items() if is_found} == set(found)


def test_of_several_absent_identifiers_each_is_named(engine: Engine) -> None:
    """Absent ones and malformed ones in one sentence each."""
    found = answer(engine, Asked("NCT90000008, NCT90000009 and NCT1"))
    assert found.finding == (
        "NCT90000008 and NCT90000009 are not in the corpus. NCT1 is not a valid number: it must have eight digits."
    )


def test_a_fact_of_two_trials_is_quoted_of_each(engine: Engine) -> None:
    """Each line has the citation of its own record."""
    found = answer(engine, Asked("NCT90000001 vs NCT90000002 enrolment"))
    lines = [(each.text, each.citation.number, each.citation.passage.document_id) for each in found.quotes]
    assert lines == [("Enrolment: 45", 1, "NCT90000001"), ("Enrolment: 29", 2, "NCT90000002")]


def test_two_drugs_stand_side_by_side(engine: Engine) -> None:
    """Each cell quotes one passage of its own drug, or is empty: not stated."""
    found = answer(engine, Asked("compare baclofen and tizanidine"))
    assert found.comparison is not None
    rows = {row.title: row.cells for row in found.comparison.rows}
    uses = rows["Uses"]
    assert uses[0].quote is not None
    assert uses[1].quote is not None
    assert uses[0].quote.citation.passage.document_id == "baclofen"
    assert uses[1].quote.citation.passage.document_id == "tizanidine"
    assert rows["Contraindications"][0].quote is None
    assert [each.number for each in found.comparison.citations] == list(range(1, len(found.comparison.citations) + 1))


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What is baclofen sold as?", "Brand names: Lioresal, Gablofen"),
        ("Which brand names does baclofen have?", "Brand names: Lioresal, Gablofen"),
        ("baclofen brand names", "Brand names: Lioresal, Gablofen"),
        ("CAS number of baclofen", "CAS number: 1134-47-0"),
        ("What is the UNII of baclofen?", "Unique Ingredient Identifier (UNII): H789N3FKE8"),
        ("chemical formula of baclofen", "Chemical formula: C10H12ClNO2"),
        ("What is the generic name of Lioresal?", "Generic name: Baclofen"),
    ],
)
def test_a_fact_of_the_record_is_quoted_in_its_own_line(engine: Engine, question: str, line: str) -> None:
    """Looked up, not ranked: the line, whole, from the drug's monograph."""
    found = answer(engine, Asked(question))
    assert [each.text for each in found.quotes] == [line]
    assert [each.passage.passage_id for each in found.citations] == ["baclofen#facts-1"]


def test_a_fact_that_no_source_states_is_said_to_be_missing(engine: Engine) -> None:
    """The monograph of hostilamide has no CAS number; no other drug's is shown."""
    found = answer(engine, Asked("CAS number of hostilamide"))
    assert found.finding == "The sources here about hostilamide do not state its CAS number."
    assert (found.answerable, found.citations) == (False, ())


def test_a_question_about_something_else_is_no_question_for_a_fact(engine: Engine) -> None:
    """Side effects are ranked, whatever name the drug is sold under."""
    found = answer(engine, Asked("What are the side effects of baclofen sold as Lioresal?"))
    assert [each.citation.passage.section_key for each in found.quotes] == ["side_effects"]


@pytest.mark.parametrize("drug", ["baclofen", "tizanidine"])
@pytest.mark.parametrize("asked", ["What are the side effects of {}?", "What is {} used for?", "{} overdose"])
def test_quotes_are_only_from_documents_about_the_drug_named(client: TestClient, drug: str, asked: str) -> None:
    """Every sentence quoted stands in a document about the drug; so does every passage around it."""
    reply = client.get("/search", params={"q": asked.format(drug)}).json()
    cited = {each["rank"]: each for each in reply["results"]}
    other = {"baclofen": "tizanidine", "tizanidine": "baclofen"}[drug]
    assert reply["quotes"] or not reply["answerable"]
    for quote in reply["quotes"]:
        result = cited[quote["citation"]]
        assert drug in f"{result['title']} {result['record']} {result['text']}".casefold()
        assert quote["text"] in result["text"]
    assert other not in {each["document_id"] for each in reply["results"]}


@pytest.mark.parametrize(
    ("asked", "is_told"),
    [("double-blind trials of warfarin", False), ("what do double-blind trials of baclofen measure?", True)],
)
def test_of_a_drug_that_is_not_here_no_record_is_left_out(engine: Engine, asked: str, is_told: bool) -> None:
    """Records that do not say are told of where they might have been meant."""
    told = answer(engine, Asked(asked)).notices
    assert any(each.title == "Records left out" for each in told) is is_told


def test_a_comparison_leaves_the_column_of_a_missing_drug_empty(engine: Engine) -> None:
    """The covered drug is quoted, the missing one named as missing, and nothing of another stands in its column."""
    found = answer(engine, Asked("compare baclofen and warfarin"))
    assert found.notices[0].title == "Warfarin is not in the corpus"
    assert "What follows is about baclofen alone." in found.notices[0].text
    assert found.comparison is not None
    assert [(each.name, each.is_covered) for each in found.comparison.drugs] == [
        ("Baclofen", True),
        ("Warfarin", False),
    ]
    assert comparison_of(engine.library, (), missing=["MK-677"]).drugs[0].name == "MK-677"
    for row in found.comparison.rows:
        assert (row.cells[1].quote, row.cells[1].lines, row.cells[1].is_covered) == (None, (), False)
    assert {each.passage.document_id for each in found.citations} == {"baclofen"}


def test_a_comparison_of_drugs_that_only_trials_name_says_so(tmp_path: Path) -> None:
    """Nothing is quoted, and that no source is about them is the first thing said."""
    for number, drug in enumerate(("Naproxen", "Ketoprofen"), 1):
        write_trial(
            tmp_path / "corpus",
            f"NCT9100000{number}",
            f"{drug} in gout",
            None,
            interventions=f"[{{type: Drug, name: {drug}}}]",
        )
    engine = open_toy(tmp_path)
    found = answer(engine, Asked("compare naproxen and ketoprofen"))
    assert (found.outcome, found.citations) == (Outcome.NOT_IN_CORPUS, ())
    assert found.explanation.startswith("No monograph or label here is about naproxen and ketoprofen:")
    engine.close()


@pytest.mark.parametrize("missing", ["warfarin", "ibuprofen"])
@pytest.mark.parametrize(
    "asked",
    [
        "side effects of baclofen and {}",
        "What are the side effects of {} and baclofen?",
        "an overdose of baclofen and {}",
    ],
)
def test_the_covered_part_of_a_question_is_answered_alone(engine: Engine, asked: str, missing: str) -> None:
    """What is quoted is about the covered drug; the missing one is named as missing, never answered from another."""
    found = answer(engine, Asked(asked.format(missing)))
    assert found.answerable
    assert found.question.unknown_drugs == (missing,)
    [lacking] = [each for each in found.notices if not each.urgent]
    assert lacking.title == f"{missing.capitalize()} is not in the corpus"
    assert {each.passage.document_id for each in found.citations} & {"tizanidine", "hostilamide"} == set()
    assert found.citations[0].passage.document_id == "baclofen"


def test_a_section_the_covered_drug_lacks_is_said_to_be_missing(engine: Engine) -> None:
    """Neither drug's interactions are known here, and each for its own reason."""
    found = answer(engine, Asked("Does baclofen interact with ibuprofen?"))
    assert not found.answerable
    assert found.notices[0].title == "Ibuprofen is not in the corpus"
    assert "No source here about baclofen has a section on interactions." in found.notices[1].text
    assert found.reason == Reason.NO_SUCH_SECTION


def test_a_list_beside_a_missing_drug_is_of_the_covered_one(engine: Engine) -> None:
    """Complete for the drug that is here; that the other is not is said."""
    alone = answer(engine, Asked("Which trials of baclofen are recruiting?"))
    found = answer(engine, Asked("Which trials of baclofen or warfarin are recruiting?"))
    assert (found.finding, found.total) == (alone.finding, alone.total)
    assert [each.title for each in found.notices] == ["Warfarin is not in the corpus"]


def test_what_sources_tell_of_a_missing_drug_is_said_to_be_theirs(engine: Engine) -> None:
    """A drug without a source of its own, named by the sources of another: the interaction is theirs to tell."""
    question = engine.understand("Does baclofen interact with warfarin?")
    told = absences.partly_covered(answer(engine, Asked("baclofen")), question, ("baclofen",), {"warfarin": "warfarin"})
    assert told.notices[0].text == "Only what sources about baclofen say of warfarin is here."


@pytest.mark.parametrize(
    ("asked", "covered"),
    [
        ("tizanidine or diazepam in pregnancy", "diazepam in pregnancy"),
        ("diazepam or tizanidine in pregnancy", "diazepam in pregnancy"),
        ("dose of tizanidine and diazepam", "dose of diazepam"),
        ("Can I take diazepam with tizanidine?", "Can I take diazepam ?"),
        ("diazepam, tizanidine: which is safer?", "diazepam : which is safer?"),
    ],
)
def test_the_words_of_the_covered_part_hold_no_missing_drug(asked: str, covered: str) -> None:
    """Nor the words that joined it."""
    question = Question(asked, asked, asked, asked, unknown_drugs=("tizanidine",))
    part = covered_part(question)
    assert (part.resolved_text, part.ranking_text, part.unknown_drugs) == (covered, covered, ())
    assert covered_part(question, {"tizanidine": "tizanidine"}).resolved_text == asked


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("Who sponsors NCT90000001?", "Lead sponsor: Example University"),
        ("What phase is NCT90000001 and who funds it?", "Phase: Phase 2|Lead sponsor: Example University"),
        ("Is NCT90000001 still recruiting?", "Status: Recruiting"),
        ("Where is NCT90000001 taking place?", "Site: Example Hospital, Lyon, France"),
        ("How many people take part in NCT90000001?", "Enrolment: 45"),
        ("What phase is NCT90000001?", "Phase: Phase 2"),
        ("Which drug does NCT90000001 test?", "Interventions: Drug: Baclofen"),
        ("What are the phase, sponsor and size of NCT90000001?",
         "Phase: Phase 2|Enrolment: 45|Lead sponsor: Example University"),
        ("Is NCT90000001 still recruiting and where?", "Status: Recruiting|Site: Example Hospital, Lyon, France"),
        ("Is NCT90000001 open, who sponsors NCT90000001, and how many participants?",
         "Status: Recruiting|Lead sponsor: Example University|Enrolment: 45"),
        ("Who funds and sponsors NCT90000001?", "Lead sponsor: Example University"),
        ("How many sites or participants does NCT90000001 have?",
         "Site: Example Hospital, Lyon, France|Enrolment: 45"),
    ],
)  # fmt: skip
def test_a_fact_of_a_trial_is_quoted_from_its_record(engine: Engine, asked: str, lines: str) -> None:
    """By its number, and as "it" after the trial was shown; of several facts all, those of one passage together."""
    found = answer(engine, Asked(asked))
    assert [each.text for each in found.quotes] == lines.split("|")
    follow_up = Asked(asked.replace("NCT90000001", "it"), history=(Turn("NCT90000001"),))
    assert [each.text for each in answer(engine, follow_up).quotes] == lines.split("|")
    assert {each.passage.document_id for each in found.citations} == {"NCT90000001"}


def test_the_sites_asked_for_are_those_in_a_place(engine: Engine) -> None:
    """Nothing is told as not applied where the lines name it; of a place that is none of them it is."""
    found, elsewhere = (answer(engine, Asked(f"Where in {each} does NCT90000001 run?")) for each in ("France", "Spain"))
    assert ([each.text for each in found.quotes], found.notices) == (["Site: Example Hospital, Lyon, France"], ())
    assert "Spain" in elsewhere.notices[0].line
    follow_up = answer(engine, Asked("where in France?", history=(Turn("NCT90000001"),)))
    assert [each.text for each in follow_up.quotes] == ["Site: Example Hospital, Lyon, France"]


def test_a_trial_in_view_is_compared_with_another(engine: Engine) -> None:
    """And what is like it may be asked for in a place."""
    found = answer(engine, Asked("compare it with NCT90000002", history=(Turn("NCT90000001"),)))
    assert found.comparison is not None
    assert [each.value for each in found.question.identifiers] == ["NCT90000001", "NCT90000002"]
    alike = answer(engine, Asked("similar trials in Spain", history=(Turn("NCT90000001"),)))
    assert (alike.question.alike, alike.question.filters.country) == (True, ("Spain",))


def test_a_fact_that_a_record_does_not_state_is_said_to_be_missing(engine: Engine) -> None:
    """The record is shown, and is no answer."""
    found = answer(engine, Asked("When did NCT90000001 start?"))
    assert (found.answerable, found.reason) == (False, Reason.NO_SUCH_SECTION)
    assert found.finding == "The record of NCT90000001 does not state its start."
    assert [each.passage.document_id for each in found.citations] == ["NCT90000001"]


def test_the_facts_that_a_record_states_are_quoted_beside_one_that_it_does_not(engine: Engine) -> None:
    """Which is said to be missing; two records that do not state a fact are compared where that is asked."""
    found = answer(engine, Asked("Phase, start date and sponsor of NCT90000001"))
    assert [each.text for each in found.quotes] == ["Phase: Phase 2", "Lead sponsor: Example University"]
    assert (found.answerable, found.finding) == (True, "The record of NCT90000001 does not state its start.")
    asked = "compare the phase and start date of NCT90000001 and NCT90000002"
    assert answer(engine, Asked(asked)).comparison is not None


@pytest.mark.parametrize(
    ("asked", "finding", "lines"),
    [
        ("Is X recruiting?", "Yes: NCT90000001 is recruiting.", ["Status: Recruiting"]),
        ("Was X completed?", "No: NCT90000001 is not completed.", ["Status: Recruiting"]),
        ("Is X a phase 3 trial?", "No: NCT90000001 is not in phase 3.", ["Phase: Phase 2"]),
        ("Does X have sites in Germany?", "No: NCT90000001 does not have a site in Germany.",
         ["Site: Example Hospital, Lyon, France"]),
        ("Is there a site of X in Lyon?", "Yes: NCT90000001 has a site in Lyon.",
         ["Site: Example Hospital, Lyon, France"]),
        ("Was X sponsored by Pfizer?", "No: NCT90000001 is not led by Pfizer.", ["Lead sponsor: Example University"]),
        ("Does X enrol more than 100 people?", "No: NCT90000001 does not count at least 101 people.",
         ["Enrolment: 45"]),
        ("Is X a recruiting phase 2 trial in Spain?", "No: NCT90000001 does not have a site in Spain.",
         ["Phase: Phase 2", "Status: Recruiting", "Site: Example Hospital, Lyon, France"]),
        ("Did X start before 2021?", "The record of NCT90000001 states no start date.", []),
        ("Does X test baclofen?", "Yes: NCT90000001 is about baclofen.", ["Interventions: Drug: Baclofen"]),
        ("Is X phase 2 or phase 3?", None, ["Phase: Phase 2"]),
        ("Does X have sites in France and Spain?", None, ["Site: Example Hospital, Lyon, France"]),
        ("Is X the only trial in France?", None, ["Site: Example Hospital, Lyon, France"]),
    ],
)  # fmt: skip
def test_yes_or_no_is_computed_from_the_record(
    engine: Engine, asked: str, finding: str | None, lines: list[str]
) -> None:
    """With the lines that state it; neither where one of two is asked for."""
    for text, history in ((asked.replace("X", "NCT90000001"), ()), (asked.replace("X", "it"), (Turn("NCT90000001"),))):
        found = answer(engine, Asked(text, history=history))
        told = [each.text for each in found.quotes if not each.text.startswith("Title")]
        assert (found.finding, told) == (finding, lines)
        assert (found.answerable, found.question.unapplied) == (bool(lines), ())


def test_who_takes_part_may_well_sponsor_a_trial(tmp_path: Path) -> None:
    """Neither yes nor no: the lines tell who leads it and who else is in it."""
    write_trial(tmp_path / "corpus", "NCT90000001", "Gout", None, sponsor="Oxford", collaborators="[Acme Pharma]")
    write_trial(tmp_path / "corpus", "NCT90000002", "Gout", None, sponsor="Acme Pharma")
    engine = open_toy(tmp_path)
    findings = [answer(engine, Asked(f"Was NCT9000000{n} sponsored by Acme Pharma?")).finding for n in (1, 2)]
    assert findings == [None, "Yes: NCT90000002 is led by Acme Pharma."]
    engine.close()


def test_a_section_of_a_numbered_document_comes_first(engine: Engine) -> None:
    """Asked by its number, a document answers from the section asked for."""
    found = answer(engine, Asked("What are the side effects of CAS 1134-47-0?"))
    assert found.citations[0].passage.section_key == "side_effects"
    assert found.question.identifiers[0].value == "1134-47-0"


def test_a_section_that_the_trial_lacks_is_said_to_be_missing(engine: Engine) -> None:
    """Not that no passage answers: the record simply has none."""
    unsure = answering_from(1.1, engine)
    found = answer(unsure, Asked("what are its inclusion criteria?", history=(Turn("NCT90000001"),)))
    assert (found.answerable, found.reason) == (False, Reason.NO_SUCH_SECTION)
    assert found.finding == "The record of NCT90000001 states no criteria."


def test_a_section_that_is_there_answers_whatever_its_words(engine: Engine) -> None:
    """A section of one document is looked up by its name; how near its words are to the question is not weighed."""
    unsure = answering_from(1.1, engine)
    asked = Asked("what are its side effects?", filters=Filters(ids=("baclofen",)))
    found = answer(unsure, asked)
    assert found.answerable
    assert found.citations[0].passage.section_key == "side_effects"


def test_a_question_about_an_overdose_shows_help_first(engine: Engine) -> None:
    """Also where only the conversation says that it is about one."""
    found = answer(engine, Asked("antidote?", history=(Turn("overdose of baclofen"),)))
    assert found.notices[0].urgent


@pytest.mark.parametrize(
    "asked",
    [
        "what is the dose?",
        "side effects",
        "the usual dose of this drug?",
        "overdose",
        "is it safe in pregnancy?",
        "can it be used for spasticity?",
        "can I take these tablets with food?",
        "what happens if I miss a dose?",
        "what does the medication do?",
        "how long does it take to work",
    ],
)
def test_a_question_that_names_no_drug_is_not_answered_for_any(engine: Engine, asked: str) -> None:
    """The passages are there to choose from; no sentence about one drug is quoted for all."""
    found = answer(engine, Asked(asked))
    assert (found.answerable, found.quotes) == (False, ())
    assert found.citations
    assert "Of which drug?" in [each.title for each in found.notices]
    named = answer(engine, Asked(asked, history=(Turn("What is baclofen used for?"),)))
    assert "Of which drug?" not in [each.title for each in named.notices]


@pytest.mark.parametrize(
    "asked",
    [
        "I took 20 baclofen tablets",
        "my child swallowed my baclofen pills",
        "i accidently took 2 baclofen",
        "by mistake I took my wife's baclofen",
        "gave my son two doses of baclofen by mistake",
        "the toddler got into my baclofen",
    ],
)
def test_who_took_too_much_is_shown_the_section_on_overdose(engine: Engine, asked: str) -> None:
    """Not what the drug is for, nor how children are given it."""
    found = answer(engine, Asked(asked))
    assert found.notices[0].urgent
    assert found.question.section is SectionKind.OVERDOSE
    assert "overdose" in {each.passage.section_key for each in found.citations}


@pytest.mark.parametrize(
    ("title", "text", "quoted"),
    [
        ("Contraindications", "4 CONTRAINDICATIONS Testamide is not given.", "Testamide is not given."),
        ("Mechanism of action", "12.1 Mechanism of Action The mechanism is unknown.", "The mechanism is unknown."),
        ("Overdosage", "OVERDOSAGE Overdosage brings sleep.", "Overdosage brings sleep."),
        ("Contraindications", "Contraindications include gout.", "Contraindications include gout."),
        ("Overdosage", "Overdosage: Too much of it.", "Overdosage: Too much of it."),
        ("Overdosage", "10.1 Overdosage Experience The most common.", "10.1 Overdosage Experience The most common."),
        ("Pregnancy", "8.1 PREGNANCY in rats was normal.", "8.1 PREGNANCY in rats was normal."),
    ],
)
def test_a_quote_does_not_begin_with_a_heading(title: str, text: str, quoted: str) -> None:
    """Numbered or in capitals, and before a sentence of its own; what is quoted stays a slice."""
    row = PassageRow(0, "a#b-1", 0, "a", "b", title, 0, len(text), text, "", "")
    assert after_heading(row, Span(0, len(text))).of(text) == quoted


def test_a_quote_that_announces_a_list_brings_it_along() -> None:
    """As many items as a quote holds; what follows the list stays out."""
    text = "It is used for:\n\n- cramps;\n- stiffness.\n\nIt is not used for pain."
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Uses", 0, len(text), text, "", "")
    assert with_its_list(row, Span(0, 15)).of(text) == "It is used for:\n\n- cramps;\n- stiffness."
    assert with_its_list(row, Span(17, 26)) == Span(17, 26)
    assert opening(row, 20).of(text) == "It is used for:\n\n- cramps;\n- stiffness."
    long = "It is used for:\n\n" + "\n".join(f"- {'x' * 90};" for _ in range(19))
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Uses", 0, len(long), long, "", "")
    assert with_its_list(row, Span(0, 15)).of(long).count("- ") == 10
    cut = "It is indicated for the treatment of\n• adults with gout;\n• children with gout.\nSee 5.1."
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Uses", 0, len(cut), cut, "", "")
    assert with_its_list(row, Span(0, 36)).of(cut) == cut.removesuffix("\nSee 5.1.")


@pytest.mark.parametrize(
    "text",
    [
        "Do not use it if you are allergic to:\nproteins of bacteria. Ask if you are not sure.\nany ingredient.",
        "If you take iron:\n•\nTake it with food.\n•\nOr take it 2 hours before.",
        "It is for:\n• cramps. ( 1.1 )\n• stiffness. ( 1.2 ) • pain.",
    ],
)
def test_the_items_of_a_list_are_brought_along_however_they_are_marked(text: str) -> None:
    """By nothing but a small letter, by a mark in a line of its own, behind a reference; not what follows the list."""
    whole = f"{text}\nBefore you use it, read this."
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Uses", 0, len(whole), whole, "", "")
    assert with_its_list(row, Span(0, text.index(":") + 1)).of(whole) == text


def test_an_item_of_a_list_is_not_quoted_without_what_denies_it(engine: Engine) -> None:
    """Of a list that is denied in the passage before nothing can be quoted; others stand for themselves."""
    text = "It is for malaria.\nIt is not approved for:\n• gout.\n• Treatment of leg cramps.\nAsk your doctor."
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Uses", 0, len(text), text, "", "")
    item = Span(text.index("Treatment"), text.index("cramps.") + 7)
    assert with_what_denies_it(row, item).of(text) == text[text.index("It is not") : item.end]
    assert with_what_denies_it(row, Span(0, 18)) == Span(0, 18)
    plain = "Do not take it:\nif you have gout. Ask first.\nright before surgery."
    last = Span(plain.index("right"), len(plain))
    assert with_what_denies_it(row._replace(text=plain), last).of(plain) == plain
    used = row._replace(text=text.replace("not approved", "approved all"))
    assert with_what_denies_it(used, item) == item
    rest, before = (
        "• Treatment of leg cramps.\nAsk your doctor.",
        "It is for malaria.\nIt is not approved for:\n• gout.",
    )
    assert is_denied_before(rest, Span(2, 26), before)
    assert not is_denied_before(rest, Span(2, 26), before.replace("not ", ""))
    assert not is_denied_before(rest, Span(27, 43), before)
    assert not is_denied_before(rest, Span(2, 26), "")
    assert is_denied_before("if you have gout.\n•\nright before surgery.", Span(20, 41), "Do not take it:\n•")
    [cited] = engine.library.cite([0])
    quote = Quote(replace(cited, passage=row._replace(text=rest)), Span(2, 26))
    assert with_edges((quote.citation,), (quote,), lambda row, step: before if step < 0 else "")[1] == ()


def test_a_heading_within_a_paragraph_brings_along_what_it_heads() -> None:
    """It had been quoted alone, for the words that it holds: "Severe skin reactions and HLA-B*1502."."""
    lead = "Severe skin reactions and HLA-B*1502."
    text = f"{lead} They may kill within some days. Carriers should be told.\n- {lead}\nMost were seen early."
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Warnings", 0, len(text), text, "", "")
    assert with_what_it_heads(row, Span(0, len(lead))).of(text) == f"{lead} They may kill within some days."
    for sentence in ("They may kill within some days.", "Carriers should be told.", f"- {lead}", "Most were seen"):
        span = Span(text.index(sentence), text.index(sentence) + len(sentence))
        assert with_what_it_heads(row, span) == span


def test_the_title_of_a_boxed_warning_brings_along_what_it_warns_of() -> None:
    """Where nothing but the title would be quoted."""
    told = "WARNING: RISK OF BLEEDING AND DEATH See full prescribing information for complete boxed warning."
    text = f"{told} It can cause fatal bleeding. Check the blood."
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Boxed warning", 0, len(text), text, "", "")
    assert behind_a_title(row, Span(0, len(told))).of(text) == text
    assert behind_a_title(row, Span(len(told) + 1, len(text))) == Span(len(told) + 1, len(text))
    alone = "WARNING: It can cause fatal bleeding. Check the blood."
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Boxed warning", 0, len(alone), alone, "", "")
    assert behind_a_title(row, Span(0, 37)) == Span(0, 37)


@pytest.mark.parametrize(
    ("text", "first_words", "quoted_from"),
    [
        ("Children take 5 mg. Those over 6 years may take 10 mg.", "Those", "Children"),
        ("Children take 5 mg. Adults may take 10 mg.", "Adults", "Adults"),
        ("It is kept dry.", "It", "It"),
        (f"Children {'x ' * 250}take 5 mg. They may take 10 mg.", "They", "They"),
        ("One dose is given. It is small. This is for children.", "This", "One"),
        ("- Adults: 1 mL.\n- Children: 5 mg. Later 4 mg. Those over 6 take 9 mg.", "Those", "Children"),
    ],
)
def test_a_quote_begins_with_what_its_first_word_refers_to(text: str, first_words: str, quoted_from: str) -> None:
    """As far as a quote goes; one that stands for itself stays as it is."""
    row = PassageRow(0, "a#b-1", 0, "a", "b", "Doses", 0, len(text), text, "", "")
    span = Span(text.index(first_words), len(text))
    assert with_what_it_refers_to(row, span) == Span(text.index(quoted_from), len(text))


def test_what_was_shown_earlier_is_found_again_without_being_told(engine: Engine) -> None:
    """A conversation of texts alone: the second of the trials, then what it is about, two questions later."""
    told = answer(engine, Asked("Which trials of baclofen are there?"))
    wanted = told.citations[1].passage.document_id
    history = (Turn("Which trials of baclofen are there?"), Turn("the second one"))
    found = answer(engine, Asked("where is it?", history=history))
    assert {each.passage.document_id for each in found.citations} == {wanted}


@pytest.mark.parametrize(
    "asked",
    [
        "thanks",
        "Hello!",
        "what can you do?",
        "start over",
        "What is this site?",
        "are you a doctor?",
        "When was your data last updated?",
        "Hi, where do you get your information from?",
    ],
)
def test_who_asks_nothing_is_told_what_can_be_asked(engine: Engine, asked: str) -> None:
    """Nothing is searched, and nothing said to be missing; it is said of how many sources, and how new they are."""
    found = answer(engine, Asked(asked, history=(Turn("baclofen dose"),)))
    assert (found.finding, found.citations) == ("Drugs and trials can be asked about here.", ())
    documents = engine.library.coverage.documents
    assert f"{documents[Kind.MONOGRAPH]} monographs and {documents[Kind.TRIAL]} trials" in (found.explanation or "")


@pytest.mark.parametrize("asked", ["is it known whether relaxants cause falls?", "how is it that relaxants work?"])
def test_what_points_at_nothing_asks_of_no_drug(engine: Engine, asked: str) -> None:
    """A pronoun may be no more than grammar."""
    assert "Of which drug?" not in [each.title for each in answer(engine, Asked(asked)).notices]


@pytest.mark.parametrize(
    "asked",
    ["{}", "Tell me about {}", "do you have anything on {}?", "Is {} in your database?"],
)
def test_of_a_drug_alone_it_is_told_what_is_here(engine: Engine, asked: str) -> None:
    """How many sources name it, under one of its names, and what it is for, from its beginning."""
    found = answer(engine, Asked(asked.format("Lioresal")))
    trials = len(engine.library.catalog.select({"drug": "baclofen", "kind": "trial"}))
    assert found.finding == f"1 monograph and {trials} trials here name lioresal (baclofen)."
    [quote] = found.quotes
    assert quote.citation.passage.passage_id.startswith("baclofen#")
    assert answer(engine, Asked("is it in the same class as baclofen?")).finding is None


@pytest.mark.parametrize("question", ["trials", "what is it used for?", "how many trials are there?"])
def test_of_ids_given_those_that_no_document_has_are_told(engine: Engine, question: str) -> None:
    """Beside what the others answer, in a list and in passages; nothing is said of them as if they were here."""
    given = Filters(ids=("baclofen", "NCT90000001", "NCT09999999", "zzz"))
    found = answer(engine, Asked(question, filters=given))
    assert "NCT09999999 and zzz are not in the corpus" in [each.title for each in found.notices]
    assert "NCT09999999" not in (found.finding or "")


def test_a_count_among_ids_is_of_these_alone(engine: Engine) -> None:
    """Of two trials none of which is withdrawn it is not said that no trial here is."""
    given = Filters(ids=("NCT90000001", "NCT90000002"), status=("WITHDRAWN",))
    found = answer(engine, Asked("trials", filters=given))
    assert found.finding == "None of the 2 trials asked for by id was withdrawn."


def test_a_record_is_neither_counted_nor_narrowed(engine: Engine) -> None:
    """One that is looked at from a list stands alone; of a number that nothing here has it is said."""
    history = (Turn("Which trials of baclofen are there?"),)
    found = answer(engine, Asked("the second one", history=history))
    assert (found.explanation, found.listing and found.listing.facets) == (None, ())
    lacking = answer(engine, Asked("who sponsors it?", history=(Turn("NCT09999999"),)))
    assert (lacking.finding, lacking.explanation) == ("NCT09999999 is not in the corpus.", None)


@pytest.mark.parametrize(
    ("recruiting", "told"),
    [
        ([True], "A site there recruits."),
        ([True, True, False], "At 2 of them a site there recruits; at 1 the sites there state another status."),
        ([None], "The sites there state no status of their own."),
        ([], None),
    ],
)
def test_what_sites_say_of_themselves_is_told(recruiting: list[bool | None], told: str | None) -> None:
    """Beside the count of trials that recruit somewhere."""
    assert sites_in_words(recruiting) == told


def test_emergency_words_come_first(engine: Engine) -> None:
    """Before any notice and any passage; and nothing is offered to be asked next."""
    found = answer(engine, Asked("overdose of baclofen"))
    assert found.notices[0].urgent
    assert found.suggestions == ()


def test_who_means_to_die_is_shown_where_help_is_and_nothing_else(engine: Engine) -> None:
    """Neither the notice of an overdose nor a passage, nor a question to go on with."""
    found = answer(engine, Asked("I want to kill myself with baclofen"))
    assert found.notices == (CRISIS,)
    assert (found.citations, found.quotes, found.suggestions) == ((), (), ())


def test_thoughts_of_suicide_on_a_drug_are_answered_below_where_help_is(engine: Engine) -> None:
    """What a label says of them may matter to who has them."""
    found = answer(engine, Asked("My son is suicidal. What are the side effects of baclofen?"))
    assert found.notices[0] == CRISIS
    assert found.citations


def test_what_the_reader_takes_away_is_not_understood(engine: Engine) -> None:
    """Without the status, the list holds every trial."""
    found = answer(engine, Asked("Which trials are recruiting?", taken=frozenset({"status"})))
    assert found.total == 4


def test_every_example_and_suggestion_is_answered(engine: Engine) -> None:
    """What the pages offer to ask has an answer."""
    offered = [each.question for each in examples(engine.library)]
    assert len(offered) >= 4
    for question in offered:
        found = answer(engine, Asked(question))
        assert found.answerable, question


@pytest.mark.parametrize(
    "asked",
    ["Which trials are there?", "trials per phase", "trials of baclofen", "trials not of tizanidine",
     "completed trials", "NCT90000001 and NCT90000002", "which has more trials, France or the United States?"],
)  # fmt: skip
@pytest.mark.parametrize("taken", [frozenset(), frozenset({"kind"})])
def test_what_a_list_offers_next_narrows_it(engine: Engine, asked: str, taken: frozenset[str]) -> None:
    """A count or a list of some of its records, never passages and never records beside it."""
    found = answer(engine, Asked(asked, taken=taken, limit=100))
    ids = {each.passage.document_id for each in found.citations}
    for text in found.suggestions:
        narrowed = answer(engine, Asked(text, (Turn(asked, taken=tuple(taken)),), limit=100))
        assert narrowed.listing is not None, text
        assert "status" in narrowed.question.filters.named or (
            {each.passage.document_id for each in narrowed.citations} <= ids
        ), text


def test_a_value_that_words_cannot_ask_for_is_not_offered(tmp_path: Path) -> None:
    """A phase that does not apply and an unknown status are most frequent; what comes after them is offered."""
    for number, (phase, status) in enumerate([("NA", "UNKNOWN"), ("NA", "UNKNOWN"), ("PHASE2", "COMPLETED")]):
        write_trial(tmp_path / "corpus", f"NCT9100000{number}", "A study", None, phases=f"[{phase}]", status=status)
    found = answer(open_toy(tmp_path), Asked("Which trials are there?"))
    assert found.suggestions == ("How many are completed?", "Only phase 2")


def test_a_picture_by_year_says_what_it_shows() -> None:
    """Bars have the heights of their counts, and words for those who do not see them."""
    picture = year_picture({2019: 2, 2021: 4}, {2021: 1}, "the 1 recruiting")
    assert picture is not None
    assert [(bar.year, bar.count, bar.height) for bar in picture.bars] == [
        (2019, 2, 29.0),
        (2020, 0, 0.0),
        (2021, 4, 58.0),
    ]
    assert picture.words == "All 6 trials: 2 in 2019 and 4 in 2021. In the list: 1 in 2021."
    assert year_picture({2020: 3}, {}, "none") is None


def test_the_numbers_of_a_second_page_go_on(engine: Engine) -> None:
    """An offset changes which passages come, not how they are ranked."""
    whole = answer(engine, Asked("baclofen", limit=4))
    second = answer(engine, Asked("baclofen", limit=2, offset=2))
    assert [each.passage.passage_id for each in second.citations] == [
        each.passage.passage_id for each in whole.citations[2:]
    ]
    assert [each.number for each in second.citations] == [3, 4]
    assert replace(second, timings_ms={}).total == whole.total


@pytest.mark.parametrize(
    ("told", "is_quoted"),
    [("Hiccups stopped in most people.", False), ("Baclofen stopped hiccups in most people.", True)],
)
def test_of_a_drug_a_trial_is_quoted_where_it_names_it(tmp_path: Path, told: str, is_quoted: bool) -> None:
    """Many are given in a trial, and what it tells of a disease is not told of each."""
    write_monograph(tmp_path / "corpus", "Baclofen", {"Indication": "Baclofen relaxes muscles."})
    write_trial(
        tmp_path / "corpus", "NCT00000009", "Hiccups", {"Summary": told}, interventions="[{type: DRUG, name: Baclofen}]"
    )
    served = build_served(tmp_path / "corpus", tmp_path / "index")
    found = answer(served, Asked("baclofen hiccups people"))
    assert (told in [each.text for each in found.quotes]) == is_quoted


def test_the_title_of_a_publication_answers_nothing(tmp_path: Path) -> None:
    """Unless it is a trial's own publications that are asked for."""
    sections = {"Summary": "A study of blood pressure.", "References": "Hypertension detection and follow-up program."}
    write_trial(tmp_path / "corpus", "NCT00000009", "Blood pressure", sections, conditions="[Hypertension]")
    served = build_served(tmp_path / "corpus", tmp_path / "index")
    asked = answer(served, Asked("detection and follow-up of hypertension"))
    assert "references" in [each.passage.section_key for each in asked.citations]
    assert "references" not in [each.citation.passage.section_key for each in asked.quotes]
    own = answer(served, Asked("detection program", filters=Filters(ids=("NCT00000009",))))
    assert [each.text for each in own.quotes] == [sections["References"]]


@pytest.mark.parametrize(
    ("filters", "classes"),
    [
        (Filters(drug=("sglt2 inhibitors",)), "sglt2 inhibitors"),
        (Filters(intervention=("SSRIs",), condition=("Depression",)), "SSRIs"),
        (Filters(condition=("ACE Inhibitors",)), "ACE Inhibitors"),
        (Filters(intervention=("GLP-1 agonists", "Vaccine")), "GLP-1 agonists and Vaccine"),
        (Filters(condition=("Lymphoma",)).excluding(Filters(intervention=("Chemotherapy",))), "Chemotherapy"),
        (Filters(drug=("aspirin",), condition=("Opioid Abuse", "Alcohol")), None),
        (Filters(intervention=("Gene therapy",)), None),
    ],
)
def test_a_class_of_drugs_is_said_to_be_matched_by_its_words(filters: Filters, classes: str | None) -> None:
    """A record that names only dapagliflozin is not among the trials of SGLT2 inhibitors, nor left out with them."""
    notice = class_notice(filters)
    assert (notice and notice.title) == (classes and f"Matched by the words of a class: {classes}")


def test_why_each_of_a_list_was_stopped(tmp_path: Path) -> None:
    """Quoted of every trial shown whose record states it; those that do not state it are named."""
    for number, why in enumerate(("Too few people joined", "Funding ended", None), 1):
        told = {"why_stopped": why} if why else {}
        write_trial(tmp_path / "corpus", f"NCT9000000{number}", "A study", None, status="TERMINATED", **told)
    write_trial(tmp_path / "corpus", "NCT90000009", "A study", None, status="RECRUITING")
    engine = open_toy(tmp_path)

    def asked(before: str, text: str) -> Answer:
        return answer(engine, Asked(text, history=(Turn(before),)))

    for text in ("why?", "why were they stopped?", "how come", "what were the reasons"):
        found = asked("terminated trials", text)
        assert {each.text for each in found.quotes} == {
            "Why stopped: Too few people joined",
            "Why stopped: Funding ended",
        }
        assert found.finding == "The record of NCT90000003 does not state its reason for stopping."
    assert not asked("recruiting trials", "why?").quotes
    assert asked("recruiting trials", "why were they stopped?").finding == (
        "The record of NCT90000009 does not state its reason for stopping."
    )
