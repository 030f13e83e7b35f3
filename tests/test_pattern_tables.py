"""Tables of patterns and words: how they are written down, and that each pattern is there and used."""

import re
from pathlib import Path

import pytest

from service import tables
from service.answering import measures
from service.follow_ups import follow_up_words

FOLLOW_UPS = Path(follow_up_words.__file__).parent


def test_a_pattern_is_written_as_words_and_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A space is any white space, lines are joined, a name in small letters is a part; case counts where it is said."""
    lines = ["them", "    these|", "    those two", "ASKS", "    ^(?:{them})\\W*$", "SAYS: lower case", "    two"]
    monkeypatch.setattr(tables, "lines_of", lambda _: lines)
    asks, says = tables.patterns_of("any.txt").values()
    assert (asks.pattern, says.pattern) == (r"^(?:these|those\stwo)\W*$", "two")
    assert asks.match("Those two?")
    assert not says.match("Two")


def test_a_field_is_of_its_group() -> None:
    """One text may be of two fields; what has no field is a part."""
    texts = {"part": "x", "a dose: asked": "dos", "a dose: stated, named": "x"}
    assert tables.by_group(texts) == {"a dose": {"asked": "dos", "stated": "x", "named": "x"}}


def test_a_measure_that_the_code_names_is_in_the_table() -> None:
    """By the same words."""
    named = "ALLERGIES BREAKING CLASS CONTENTS MANAGING MAXIMUM_DOSE MONITORING SYMPTOMS TEMPERATURE USUAL_DOSE"
    assert {getattr(measures, name) for name in named.split()} <= {each.what for each in measures._MEASURES}


def test_a_list_is_of_words_or_between_commas_of_several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of one list are joined."""
    lines = ["units", "    mg mcg", "    ml", "classes", "    statin, beta blocker,", "    the pill"]
    monkeypatch.setattr(tables.tables, "lines_of", lambda *_: lines)
    assert tables.lists_of("any.txt") == {
        "units": ("mg", "mcg", "ml"),
        "classes": ("statin", "beta blocker", "the pill"),
    }


def test_every_pattern_of_follow_ups_is_there_and_used() -> None:
    """A name in the code is a name in the table, and the other way round."""
    code = "\n".join(path.read_text() for path in FOLLOW_UPS.glob("*.py"))
    used = set(re.findall(r"phrases\.([A-Z_]+)", code))
    assert used == set(tables.patterns_of("follow_up_words.txt"))
    with pytest.raises(AttributeError, match="no pattern of this name"):
        _ = follow_up_words.NEVER_WRITTEN


def test_every_pattern_of_a_module_is_there_and_used() -> None:
    """The same of the modules that have a table of their own."""
    codes = [path.read_text() for path in FOLLOW_UPS.parent.rglob("*.py")]
    tables_of = {name[1]: code for code in codes if (name := re.search(r'_SAYS = patterns_of\("(.+)"\)', code))}
    assert tables_of
    for name, code in tables_of.items():
        assert {*re.findall(r'_SAYS\["([A-Z_]+)"\]', code)} == set(tables.patterns_of(name)), name
