"""What a text explains its abbreviations to stand for."""

import pytest

from indexer.abbreviations import explained_in


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("A Study in Chronic Heart Failure (CHF)", [("chf", "chronic heart failure")]),
        ("Hepatocellular Carcinoma ( HCC )", [("hcc", "hepatocellular carcinoma")]),
        ("Type 2 Diabetes\n Mellitus (T2DM)", [("t2dm", "type 2 diabetes mellitus")]),
        ("Advanced Breast Cancer (ABC), Bone Cyst (BC)", [("abc", "advanced breast cancer"), ("bc", "bone cyst")]),
        ("Anémie Falciforme (AF)", [("af", "anemie falciforme")]),
        ("Heart Failure (CHF)", []),
        ("(CHF) Chronic Heart Failure", []),
        ("Treatment Arm (A)", []),
        ("Chronic Heart Failure (chf)", []),
        ("", []),
    ],
)
def test_the_letters_stand_in_the_words_before_the_bracket(text: str, explained: list[tuple[str, str]]) -> None:
    assert list(explained_in(text)) == explained
