"""Two questions in one: the first is answered, the second is offered, and neither is dropped in silence."""

import pytest

from service.asked import Asked
from service.assistant import _shown, answer
from service.engine import Engine
from service.follow_ups.conversation import Turn
from service.understanding.two_questions import two_questions


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("side effects of baclofen and how to store it", "side effects of baclofen", "how to store it"),
        ("baclofen dose and half-life?", "baclofen dose", "half-life"),
        ("side effects and interactions of baclofen", "side effects of baclofen", "interactions of baclofen"),
        ("is baclofen safe in pregnancy and breastfeeding?", "is baclofen safe in pregnancy", "breastfeeding"),
        ("baclofen in renal and hepatic impairment", "baclofen in renal", "hepatic impairment"),
        ("How does baclofen work? And who should not take it?", "How does baclofen work", "who should not take it"),
        ("is baclofen safe in pregnancy and what about alcohol", "is baclofen safe in pregnancy", "what about alcohol"),
        ("How is baclofen stored and what does it look like?", "How is baclofen stored", "what does it look like"),
    ],
)
def test_two_questions_are_told_apart(engine: Engine, text: str, first: str, second: str) -> None:
    """As they were typed, the first with the drug."""
    assert two_questions(engine.understand(text)) == (first, second)


@pytest.mark.parametrize(
    "text",
    [
        "dosage and administration of baclofen",
        "storage and disposal of baclofen",
        "baclofen for nausea and vomiting",
        "my mother has kidney disease and is elderly, can she take baclofen",
        "baclofen in people with kidney and liver disease",
        "baclofen in renal impairment and dosing",
        "I have a rash from baclofen and should I stop taking it",
        "compare the side effects and uses of baclofen and tizanidine",
        "recruiting trials of baclofen and how to join them",
        "side effects and interactions",
        "What is the dose of baclofen and how much of an overdose do I need to kill myself?",
        "side effects of baclofen and what happens in an overdose, my son took 20 tablets",
        "A 60-year-old man with a history of falls and gout, who lives alone on the third floor, walks with a cane and "
        "sleeps badly because of cramps in both of his legs, was given a prescription on Monday. What are "
        "the side effects of baclofen and how is it stored?",
    ],
)
def test_one_question_stays_one(engine: Engine, text: str) -> None:
    """One section by two names, a patient of two groups, two drugs, a list, an emergency, a long description."""
    assert two_questions(engine.understand(text)) is None


def test_the_first_is_answered_and_the_second_offered(engine: Engine) -> None:
    """The question stays as it was typed."""
    text = "side effects of baclofen and how to store it"
    found, alone = (answer(engine, Asked(each)) for each in (text, "side effects of baclofen"))
    assert [each.text for each in found.quotes] == [each.text for each in alone.quotes] != []
    assert (found.question.text, found.suggestions[0]) == (text, "how to store it")
    assert "Ask “how to store it”" in found.notices[0].text


def test_what_was_shown_is_what_the_first_was_answered_by(engine: Engine) -> None:
    """What "the second one" counts in is what the page listed, not what both questions together would list."""
    text = "uses of baclofen and how to store it"
    found = answer(engine, Asked(text))
    assert _shown(engine, Turn(text), (), "open the second one") == tuple(
        each.passage.document_id for each in found.citations
    )
