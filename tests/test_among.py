"""Scoring given passages by their words: the same figures as searching, however they are come by."""

import numpy as np
import pytest
from numpy.typing import NDArray
from test_lexical import entry, made

from indexer.among import Among, passages_holding
from indexer.lexical import Lexical

BOOSTS = {"name": 5.0, "section": 2.0, "body": 1.0}


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    """Forty passages in ten blocks, every third a hole."""
    words = ("baclofen", "dose", "kidney", "valproic acid", "child", "storage")
    entries = [
        entry(number, " ".join(words[at % 6] for at in range(number, number + number % 5)), words[number % 6], "dose")
        for number in range(60)
        if number % 3
    ]
    return made(tmp_path_factory.mktemp("lexical") / "x", entries)


@pytest.fixture(params=[np.arange(60), np.array([4, 5, 31, 58]), np.zeros(0, np.int64)], ids=["all", "some", "none"])
def numbers(request: pytest.FixtureRequest, lexical: Lexical) -> NDArray[np.int64]:
    asked: NDArray[np.int64] = request.param
    return np.intersect1d(asked, lexical.numbers())


@pytest.mark.parametrize("most_kept", [0, 12, 1000], ids=["by the engine", "both", "looked up"])
def test_a_score_is_that_of_a_search(lexical: Lexical, numbers: NDArray[np.int64], most_kept: int) -> None:
    """Whether a term is looked up or searched; a word said twice counts twice; 0 for a passage without the words."""
    for text in ("dose of baclofen for a child", "dose dose kidney", "elephant", "what is the"):
        found, scores = lexical.search(text, 100, boosts=BOOSTS)
        expected = dict(zip(found.tolist(), scores.tolist(), strict=True))
        given = Among(lexical, numbers, most_kept).scores(text, BOOSTS)
        assert given.tolist() == pytest.approx([expected.get(number, 0.0) for number in numbers.tolist()], rel=1e-5)


@pytest.mark.parametrize("text", ["dose of baclofen for a child", "dose dose kidney", "elephant", "what is the"])
def test_the_best_are_those_that_a_search_finds(lexical: Lexical, numbers: NDArray[np.int64], text: str) -> None:
    """In its order, with ties as it breaks them."""
    among = Among(lexical, numbers)
    for k in (1, 7, 100):
        assert among.best(text, k, BOOSTS).tolist() == lexical.search(text, k, numbers, BOOSTS)[0].tolist()
    assert among.can_look_up(text, BOOSTS)
    assert Among(lexical, numbers, most_kept=0).can_look_up(text, BOOSTS) is (text in ("elephant", "what is the"))


@pytest.mark.parametrize("most_kept", [0, 1000], ids=["by the engine", "looked up"])
def test_a_name_is_held_where_all_its_words_are(lexical: Lexical, numbers: NDArray[np.int64], most_kept: int) -> None:
    """Of several names one is enough; a name of words that the index leaves out is held nowhere."""
    words = Among(lexical, numbers, most_kept)
    held = [set(lexical.search(word, 100, boosts={"body": 1.0})[0].tolist()) for word in ("kidney", "valproic", "dose")]
    expected = (held[0] & held[2]) | held[1]
    assert numbers[words.holding(["kidney dose", "valproic acid", "the"])].tolist() == sorted(
        expected & set(numbers.tolist())
    )
    assert not words.holding(["the"]).any()
    assert not words.holding([]).any()


def test_passages_holding_a_name_are_those_that_a_search_finds(lexical: Lexical) -> None:
    """All words of one of the names; not looked for where one is as common as that."""
    every = lexical.numbers()
    names = ["kidney dose", "valproic acid", "the"]
    expected = every[Among(lexical, every).holding(names)]
    found = passages_holding(lexical, names, most=100)
    assert found is not None
    assert found.tolist() == expected.tolist() != []
    assert passages_holding(lexical, ["elephant"], most=0) is not None
    assert passages_holding(lexical, names, most=5) is None
