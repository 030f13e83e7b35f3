"""Canonical text and sentences."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text import canonical, sentences


def words_of(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Take 0.5 mg daily. Do not stop.", ["Take 0.5 mg daily.", "Do not stop."]),
        ("Relaxants, e.g. Baclofen, may help. Rest.", ["Relaxants, e.g. Baclofen, may help.", "Rest."]),
        ("Drug vs. Placebo was tested. It failed.", ["Drug vs. Placebo was tested.", "It failed."]),
        ("As J. Smith wrote. Next.", ["As J. Smith wrote.", "Next."]),
        ("1. Introduction follows. It is short.", ["1. Introduction follows.", "It is short."]),
        ("5.1 Bleeding. Stop at once.", ["5.1 Bleeding.", "Stop at once."]),
        ('He said "Stop." Then he left.', ['He said "Stop."', "Then he left."]),
        ("See (Fig. 3). Rates rose.", ["See (Fig. 3).", "Rates rose."]),
        ("- one item\n- two items. And more.", ["- one item", "- two items.", "And more."]),
        ("no capital. follows here", ["no capital. follows here"]),
        ("Inject it once.If it is missed, call.", ["Inject it once.", "If it is missed, call."]),
        ("Once monthly (2.1).2.2 Missed Doses Take it.", ["Once monthly (2.1).", "2.2 Missed Doses Take it."]),
        ("See www.fda.gov/medwatch or U.S.General.", ["See www.fda.gov/medwatch or U.S.General."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    """Decimals, abbreviations, initials and numbered headings end none; line ends do, and stops without blank."""
    assert words_of(text) == expected


@given(st.text(max_size=300))
def test_canonical_is_idempotent_and_keeps_no_invisible_character(text: str) -> None:
    """The same text twice is the same text; nothing that reorders or hides words is left."""
    once = canonical(text)
    assert canonical(once) == once
    assert not set(once) & set("\u202e\u200b\u2066\ufeff\u00ad\x00\x1b\r")


@given(st.text(alphabet=st.sampled_from('ab A.?!0 \n"()e.g-'), max_size=200))
def test_sentences_hold_every_visible_character_once(text: str) -> None:
    """In order, without overlap, trimmed, and together they are the text without its blanks."""
    text = canonical(text)
    spans = sentences(text)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())


def test_canonical_leaves_words_and_punctuation_alone() -> None:
    """Only blanks, line ends and invisible characters change."""
    assert (
        canonical("Dose:\u00a00.5\u2009mg \r\n\r\n\r\n\r\n  <b>not</b>\u202e bold  ")
        == "Dose: 0.5 mg\n\n<b>not</b> bold"
    )
