"""Passages are slices of their sections that begin and end with sentences."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.documents import Document, Monograph, Section, Source, Trial
from indexer.passages import Passage, Splitter, split
from indexer.text import canonical


def count_words(text: str) -> int:
    return len(text.split())


def document(*texts: str) -> Document:
    sections = tuple(Section(f"s{number}", f"Part {number}", canonical(text)) for number, text in enumerate(texts))
    record = Monograph("Exemplarin", brand_names=("Exalin", "Plarivo", "Third", "Fourth"))
    return Document("exemplarin", "Exemplarin", record, sections, Source("x.md", "markdown", "tests"))


def check_slices(source: Document, passages: tuple[Passage, ...]) -> None:
    """Every passage is its slice, and the passages of a section hold all its visible characters in order."""
    for section in source.sections:
        own = [passage for passage in passages if passage.section_key == section.key]
        assert all(section.text[passage.start : passage.end] == passage.text for passage in own)
        assert all(first.end <= second.start for first, second in pairwise(own))
        assert "".join("".join(passage.text.split()) for passage in own) == "".join(section.text.split())


def test_a_short_section_stays_whole() -> None:
    """One section, one passage, with its id, its context and its place."""
    source = document("Take 0.5 mg. Not more.\n\nCall for help, e.g. a nurse.")
    [passage] = split(source, count_words)
    assert passage.passage_id == "exemplarin#s0-1"
    assert passage.text == source.sections[0].text
    assert passage.context == "Exemplarin (Exalin, Plarivo, Third) › Part 0"
    assert passage.embedding_text == f"{passage.context}\n{passage.text}"
    assert len(passage.sha256) == 64


def test_a_long_section_becomes_even_passages_of_whole_sentences() -> None:
    """Ten sentences of forty words at a target of 150: 400 words in 3 passages, none over 180."""
    sentence = " ".join(["Word"] + ["word"] * 38) + " end."
    passages = split(document(" ".join([sentence] * 10)), count_words)
    assert [count_words(passage.text) for passage in passages] == [120, 160, 120]
    assert all(passage.text.endswith("end.") for passage in passages)


def test_passages_never_cross_sections() -> None:
    """Two short sections are two passages."""
    assert [passage.passage_id for passage in split(document("One.", "Two."), count_words)] == [
        "exemplarin#s0-1",
        "exemplarin#s1-1",
    ]


def test_a_sentence_that_is_too_long_is_cut_at_a_comma() -> None:
    """A table run together has no full stop; it is cut between words, after a comma where one is near."""
    text = " ".join(f"site {number}, city" + ("," if number % 5 == 0 else "") for number in range(200))
    source = document(text)
    passages = split(source, count_words)
    check_slices(source, passages)
    assert all(count_words(passage.text) <= 180 for passage in passages)
    assert all(passage.text.endswith(",") for passage in passages[:-1])


def test_a_word_without_end_is_cut_and_nothing_is_lost() -> None:
    """Thousands of characters without a blank still become passages the model can read whole."""
    source = document("A" * 5000 + ". Next sentence.")
    passages = split(source, lambda text: len(text) // 4 + 1)
    check_slices(source, passages)
    assert max(len(passage.text) for passage in passages) <= 4 * 180


@given(st.lists(st.text(alphabet=st.sampled_from("aB1. ,\n-é"), max_size=400), min_size=1, max_size=3))
def test_every_passage_is_a_slice_whatever_the_text(texts: list[str]) -> None:
    """For any text: slices, in order, complete, none empty."""
    source = document(*texts)
    passages = split(source, count_words, Splitter(target=8, longest=12))
    check_slices(source, passages)
    assert all(passage.text.strip() == passage.text != "" for passage in passages)


def test_a_long_title_is_shortened_in_the_context() -> None:
    """A title of hundreds of characters would crowd the passage out of the model's window."""
    title = "A study of " + "very " * 60 + "long titles"
    record = Trial("NCT90000001", title)
    source = Document("NCT90000001", title, record, (Section("s", "Summary", "Text."),), Source("x", "x", "x"))
    [passage] = split(source, count_words)
    assert passage.context.endswith("very … › Summary")
    assert len(passage.context) < 180


def test_a_splitter_that_cannot_work_is_refused() -> None:
    """The target lies between 1 and the longest."""
    with pytest.raises(ValueError, match="target"):
        Splitter(target=200, longest=100)
