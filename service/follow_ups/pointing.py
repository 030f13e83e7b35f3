"""Words that point at what was shown before: "the second one", "the 12th", "number 3", "it", "those", "how many?"."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from indexer.patterns import any_case
from service.understanding.number_words import ORDINALS

T = TypeVar("T")
LAST = -1
_NUMBERS = ORDINALS | {"last": LAST, "top": 1}
OTHER = 0
_OF_TWO = {"former": 1, "latter": LAST, "other": OTHER}
_ORDINAL = rf"{'|'.join(_NUMBERS)}|[1-9]\d{{0,2}}(?:st|nd|rd|th)"
_POINTED = any_case(
    rf"\b(?:the\s)?(?P<word>{_ORDINAL})\s(?:one|trial|study|result|hit|document|record|passage|of\s(?:them|those|"
    rf"these))\b|\bthe\s(?P<alone>{_ORDINAL})\W*$|"
    r"(?:\b(?:number|no\.?|result|trial|study|passage|record)\s|#)(?P<number>[1-9]\d{0,2})\b(?!\s?\w)"
)
_DRUG = any_case(
    rf"(?:\bthe\s|^\W*(?:and\s)?(?=\w+\s(?:one|drug|medicine)\b))(?:(?P<word>{_ORDINAL})(?:\s(?:one|drug|medicine|"
    rf"medication|of\s(?:them|those|these|the\stwo))\b|(?=\W*$|\s(?:in|for|during|while|with|if)\b))|"
    rf"(?P<of_two>former|latter|(?<!than\sthe\s)other(?=\W*$|\s(?:one|drug|medicine|medication)\b))(?:\s(?:one|drug|"
    rf"medicine|medication))?\b)"
)
_STEP = any_case(
    r"^\W*(?:(?:and|now|then|what\sabout|go\sto|show(?:\sme)?|open|see)\s)*(?:the\s)?(?:(?P<next>next|following)|"
    r"previous|prior|preceding)(?:\s(?:one|trial|study|record|result))?(?:\splease)?\W*$"
)


def number_pointed_at(text: str) -> int | None:
    """The place in a list that a text points at: 2 for "the second one", `LAST` for "the last", None for none."""
    match = _POINTED.search(text)
    if match is None:
        return None
    return _place(match["word"] or match["alone"] or match["number"])


def drug_pointed_at(text: str) -> tuple[int, tuple[int, int]] | None:
    """The place among drugs that a text points at, and the span that does: "the second one", "the latter".

    `OTHER` for "the other one", which has a place only beside the one last asked about.
    """
    match = _DRUG.search(text)
    if match is None:
        return None
    if match["of_two"]:
        return _OF_TWO[match["of_two"].lower()], match.span()
    return _place(match["word"]), match.span()


def _place(word: str) -> int:
    """As in "second", "2nd", "2"."""
    return _NUMBERS.get(word.lower()) or int(re.sub(r"\D", "", word))


def pointed_at(number: int, shown: Sequence[T], first: int) -> T | None:
    """What stands at a place among what was shown, whose numbers began with `first`; None for a place not shown.

    On a second page, numbered 11 to 20, "the 12th" and "the second one" are the same.
    """
    place = len(shown) if number == LAST else number - first + 1 if number >= first else number
    return shown[place - 1] if 1 <= place <= len(shown) else None


def few_pointed_at(few: re.Match[str], among: Sequence[T]) -> Sequence[T]:
    """Those that words for several by their places point at, see `FIRST_OR_LAST_FEW`: "the first two"."""
    count = 3 if few[0].lower().endswith("three") else 2
    return among[:count] if few["first"] else among[-count:]


def step_asked(text: str) -> int:
    """How far in a list a text goes on from what is looked at: 1 for "the next one", -1 for "the previous"; else 0."""
    match = _STEP.match(text)
    return 0 if match is None else 1 if match["next"] else -1


def _says(pattern: str) -> Callable[[str], bool]:
    """Whether a text says what a pattern finds."""
    compiled = any_case(pattern)
    return lambda text: compiled.search(text) is not None


goes_back = _says(
    r"^\W*(?:(?:and|now|then|please|let's|can\s(?:we|you|i))\s)*(?:(?:(?:go|take\sme)\s)?back(?:\sto)?|"
    r"return\sto|(?:show(?:\sme)?\s)?the\slist(?=\sagain))(?:\s(?:again|all|of|the|that|those|these|them|my|full|whole|previous|list|lists|results?|trials|studies|"
    r"records|search|ones))*\W*$"
)
"""Whether a text asks for the list again: "back to the list", "go back"."""
points_at_a_trial = _says(r"\b(?:it|its|(?:this|that|the)\s(?:trial|study|one))\b")
"""Whether a text says "it" or "that trial"."""
points_at_several = _says(r"\b(?:those|them|these|they|of\sthe\s(?:trials|studies))\b")
"""Whether a text says "those"."""
asks_for_one_trial = _says(r"\b(?:which|what|the|a|that)\s(?:\w+\s){0,3}(?:trial|study)\b")
"""Whether a text asks for a trial rather than for trials: "which trial tested …?"."""
counts_them = _says(
    r"^\W*(?:(?:and|so|ok(?:ay)?|but)\W+)?(?:(?:that(?:['’]s|\sis|\smakes)|(?:it|they)\s(?:is|are))\s)?"
    r"(?:how\smany|what(?:'s|\sis)\sthe\s(?:total|number|count))(?:\s(?:are|were|is|was|it|now|there|that|found|listed|"
    r"have|do|did|you|in|total|all|altogether|here|of|got|find|we|exactly|matches|results|hits|records|ones))*\W*$"
)
"""Whether a text asks only how many there were: "so how many in total?"."""
