"""Patterns are found where `re` finds them, whatever signs are looked for first."""

import gc
import importlib
import pkgutil
import re
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

import service
from indexer.patterns import Pattern, any_case, lower_case, read_signs
from service.engine import Engine


@pytest.mark.parametrize(
    ("pattern", "signs"),
    [
        (r"\b(?:miss(?:ed|es)?|forg[eo]t|skip|omit)\b", {"miss", "skip", "forg", "omit"}),
        (r"half[ -]?li(?:fe|ves)", {"half"}),
        (r"(?:\w+\s){0,3}(?:take|taken)\s+it", {"take"}),
        (r"(?P<found>(?:dose){1,2})s?\Z", {"dose"}),
        (r"(?=tablet)\w+|capsule", set()),  # what is only looked ahead to is no sign
        (r"dose|\d+", set()),
        (r"(?:dose)?\s?\d", set()),
        (r"(?:dose|)\d", set()),
        (r"mg\b", set()),  # too short
        (r"[Dd]ose(?!s)", {"ose"}),
    ],
)
def test_the_signs_of_a_pattern(pattern: str, signs: set[str]) -> None:
    """Strings of which every text holds one in which the pattern is found; none where none is sure."""
    assert set(Pattern(pattern).signs) == signs


def test_signs_of_any_case_are_small() -> None:
    """And the text is compared as small as they are, letters that have two small forms included."""
    pattern = any_case(r"\bStraße|risk")
    assert set(pattern.signs) == {"strasse", "risk"}
    assert all(pattern.search(text) for text in ("STRAßE", "straße", "RISK", "ri\u017fk", "ris\u212a"))
    assert Pattern(r"(?i:Dose)s").search("DOSEs")


def test_a_pattern_is_used_as_one_of_the_standard_library_is() -> None:
    """Between two places, more than once, and with what it does besides searching."""
    pattern = any_case(r"dose")
    assert [match.start() for match in pattern.finditer("A dose, the DOSE")] == [2, 12]
    assert pattern.search("A dose, the DOSE", 3, 16) is not None
    assert pattern.search("A dose, the DOSE", 3, 15) is None
    assert list(pattern.finditer("none")) == []
    assert (pattern.sub("-", "a Dose"), pattern.findall("Dose dose"), pattern.match("dose") is None) == (
        "a -",
        ["Dose", "dose"],
        False,
    )


def test_what_cannot_be_a_pattern_is_refused() -> None:
    """A broken one, and a capital where no text has any."""
    with pytest.raises(re.error):
        any_case("(")
    with pytest.raises(ValueError, match="capital"):
        lower_case("Dose")


def _all_patterns() -> list[Pattern]:
    """Those that the modules of the service hold once all are imported, in whatever tables."""
    for each in pkgutil.walk_packages(service.__path__, "service."):
        if not each.name.endswith("__main__"):
            importlib.import_module(each.name)
    found = {(each.pattern, each.flags): each for each in gc.get_objects() if isinstance(each, Pattern)}
    return [found[key] for key in sorted(found)]


PATTERNS = _all_patterns()


def _agree(pattern: Pattern, text: str) -> bool:
    expected = [match.span() for match in re.compile(pattern.pattern, pattern.flags).finditer(text)]
    first = pattern.search(text)
    return [match.span() for match in pattern.finditer(text)] == expected and (first and first.span()) == (
        expected[0] if expected else None
    )


def test_signs_are_read_before_a_search_needs_them() -> None:
    """Of every pattern that there is; those that are gone are not kept for it."""
    pattern = any_case(r"\bnever searched for\b")
    assert "signs" not in vars(pattern)
    read_signs()
    assert "signs" in vars(pattern)
    gone = weakref.ref(pattern)
    del pattern
    gc.collect()
    assert gone() is None


def test_all_patterns_are_found_where_re_finds_them(engine: Engine) -> None:
    """In passages of the served corpus, as they are and in small letters."""
    assert len(PATTERNS) > 800
    texts = [each.text for each in engine.generation.catalog.all_passages()][::16]
    assert all(_agree(pattern, text) for pattern in PATTERNS for text in (*texts, *map(str.lower, texts)))


@given(st.data())
def test_signs_never_hide_a_match(data: st.DataObject) -> None:
    """In texts made for the pattern."""
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(re.compile(pattern.pattern, pattern.flags)))
    assert _agree(pattern, text)
