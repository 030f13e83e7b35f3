"""What is said to be positive or negative, and a text that says the opposite."""

import pytest

from service.answering.markers import contradicts, markers_in


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("HER2-positive breast cancer", {"her2": {"positive"}}),
        ("ER/PR positive, HER2 negative", {"er": {"positive"}, "pr": {"positive"}, "her2": {"negative"}}),
        ("PD-L1 positive lung cancer", {"pdl1": {"positive"}}),
        ("HER2+ and triple-negative disease", {"her2": {"positive"}, "triple": {"negative"}}),
        ("HIV-positive or HIV-negative adults", {"hiv": {"positive", "negative"}}),
        ("5 + 3 days, non-negative values of C++ code", {"non": {"negative"}}),
        ("baclofen for adults", {}),
    ],
)
def test_a_marker_is_read_with_its_sign(text: str, markers: dict[str, set[str]]) -> None:
    assert markers_in(text) == markers


@pytest.mark.parametrize(
    ("asked", "text", "opposite"),
    [
        ("HER2 positive", "A study in HER2-negative cancer", True),
        ("HER2+ cancer", "A study in HER2-negative cancer", True),
        ("HER2 positive", "HER2-positive or HER2-negative cancer", False),
        ("HER2 positive", "ER-negative cancer", False),
        ("HER2 positive", "Breast cancer", False),
        ("PD-L1 negative", "PDL1-positive cancer", True),
        ("cancer", "HER2-negative cancer", False),
    ],
)
def test_only_the_opposite_is_contrary(asked: str, text: str, opposite: bool) -> None:
    assert contradicts(markers_in(asked), text) == opposite
