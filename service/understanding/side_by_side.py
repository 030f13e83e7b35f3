"""Whether a text sets drugs side by side, and what is left of it when some of them are taken away."""

import re
from collections.abc import Iterable, Sequence

from indexer.lexicon import Link
from indexer.patterns import any_case
from indexer.sections import SectionKind
from service.understanding.section_intent import groups_in


def asks_side_by_side(text: str) -> bool:
    """Whether a text has a word that sets things side by side: "compare", "versus", "differ"."""
    return _SIDE_BY_SIDE.search(text) is not None


def asks_of_switching(text: str) -> bool:
    """Whether a text is on changing from one drug to another, of which the label of either speaks."""
    return _SWITCHING.search(text) is not None


def compares(text: str, links: Sequence[Link], section: SectionKind | None) -> bool:
    """Whether drugs are set side by side: by a word that compares, or two joined and one section asked of both."""
    if _TOGETHER.search(text) and not asks_side_by_side(text):
        return False
    if asks_of_switching(text):
        return False
    if _COMPARING.search(text):
        return True
    first, second = links[:2]
    return (
        section not in (None, SectionKind.INTERACTIONS)
        and first.is_known
        and second.is_known
        and _JOINED.fullmatch(text[first.end : second.start]) is not None
        and _TAKING.search(text[: first.start]) is None
    )


def is_of_one_product(masked: str) -> bool:
    """Whether two drugs that are sold as one are asked about as that: not of taking both, unless somebody is named."""
    if _TOGETHER.search(masked) or asks_side_by_side(masked) or _BOTH.search(masked):
        return False
    return bool(groups_in(masked)) or not _ARE_TAKEN.search(masked)


_BOTH = any_case(r"\b(?:both|or)\b")
_ARE_TAKEN = any_case(r"\b(?:tak(?:e|en|es|ing)|took|us(?:e|ed|ing)|giv(?:e|en|ing)|on|add(?:ed|ing)?|prescribed)\b")
_SIDE_BY_SIDE = any_case(r"\b(?:compar\w*|versus|vs\.?|differ\w*|side\sby\sside)\b")
SWITCHING = (
    r"\b(?:(?:switch|chang|convert|transition|mov)(?:e|es|ed|ing)?|conversions?|going)\s(?:\w+\s){0,4}?(?:from|to|between)\b|"
    r"\b(?:from|to)\b[^.?!]{0,40}\b(?:switch(?:ing)?|conversion)\b|\bsubstitut\w*|\binterchang\w*|"
    r"\bstop\w*\b[^.?!]{0,60}\bstart\w*|\bafter\b[^.?!]{0,40}\bcan\s\w+\sstart\b"
)
_SWITCHING = any_case(SWITCHING)
_COMPARING = any_case(
    r"\b(?:compar\w*|versus|vs\.?|differ\w*|better|worse|safer|stronger|weaker|cheaper|faster|same\sas|similar|"
    r"instead\sof|alternatives?|switch\w*|equivalent|than|or)\b"
)
_TOGETHER = any_case(
    r"\b(?:together|interact\w*|combin\w*|mix\w*|along\swith|at\sthe\ssame\stime|while\s(?:on|taking)|allergic)\b"
)
_JOINED = any_case(r"\s*(?:,|&|/|,?\s?\band|\bas\swell\sas)\s*(?:(?:for|of|in|with)\s)?(?:the\s)?")
_TAKING = any_case(
    r"\b(?:tak(?:e|en|es|ing)|took|us(?:e|ed|es|ing)|giv(?:e|en|ing)|on|add(?:ed|ing)?|prescribed|get(?:ting)?)\s"
    r"(?:both\s|my\s)?$"
)


def without_names(text: str, names: Iterable[str], is_of_one: bool) -> str:
    """A text without these names and what joined them to others; `is_of_one`: without words that compare, too."""
    for name in names:
        text = re.sub(rf"\b{re.escape(name)}\b", " ", text, flags=re.IGNORECASE)
    text = _COMPARING.sub(" ", text) if is_of_one else text
    return _LOOSE_ENDS.sub("", " ".join(_JOINED_TWICE.sub(r" \1 ", text).split()).replace(" ,", ","))


def of_one(masked: str) -> str:
    """A text whose drugs are masked as one that is about one of them: "it and it" is "it"."""
    return _TWO_MASKED.sub("it", masked)


_JOINED_TWICE = any_case(r"(?:(?:,|\band\b|\bor\b|\bvs\b)\s*)+(,|\band\b|\bor\b|\bvs\b)")
_LOOSE_ENDS = any_case(r"^(?:\W|(?:and|or|with|to|of|between)\b)+|(?:\s|,|\b(?:and|or|with|to|of|between))+$")
"""What joined a drug's name that is no longer in a text to what is."""
_TWO_MASKED = re.compile(r"\bit\b\W*(?:(?:and|or|with|to|from)\W+)*it\b")
