"""Whether a text sets drugs side by side, and what is left of it when some of them are taken away."""

import re
from collections.abc import Iterable, Sequence

from indexer.lexicon import Link
from indexer.sections import SectionKind
from service.tables import patterns_of
from service.understanding.section_intent import groups_in

_SAYS = patterns_of("side_by_side.txt")


def asks_side_by_side(text: str) -> bool:
    """Whether a text has a word that sets things side by side: "compare", "versus", "differ"."""
    return _SAYS["SIDE_BY_SIDE"].search(text) is not None


def asks_of_switching(text: str) -> bool:
    """Whether a text is on changing from one drug to another, of which the label of either speaks."""
    return _SAYS["SWITCHING"].search(text) is not None


def compares(text: str, links: Sequence[Link], section: SectionKind | None) -> bool:
    """Whether drugs are set side by side: by a word that compares, or two joined and one section asked of both."""
    if _SAYS["TOGETHER"].search(text) and not asks_side_by_side(text):
        return False
    if asks_of_switching(text):
        return False
    if _SAYS["COMPARING"].search(text):
        return True
    first, second = links[:2]
    return (
        section not in (None, SectionKind.INTERACTIONS)
        and first.is_known
        and second.is_known
        and _SAYS["JOINED"].fullmatch(text[first.end : second.start]) is not None
        and _SAYS["TAKING"].search(text[: first.start]) is None
    )


def is_of_one_product(masked: str) -> bool:
    """Whether two drugs that are sold as one are asked about as that: not of taking both, unless somebody is named."""
    if _SAYS["TOGETHER"].search(masked) or asks_side_by_side(masked) or _SAYS["BOTH"].search(masked):
        return False
    return bool(groups_in(masked)) or not _SAYS["ARE_TAKEN"].search(masked)


SWITCHING = _SAYS["SWITCHING"].pattern


def without_names(text: str, names: Iterable[str], is_of_one: bool) -> str:
    """A text without these names and what joined them to others; `is_of_one`: without words that compare, too."""
    for name in names:
        text = re.sub(rf"\b{re.escape(name)}\b", " ", text, flags=re.IGNORECASE)
    text = _SAYS["COMPARING"].sub(" ", text) if is_of_one else text
    return _SAYS["LOOSE_ENDS"].sub("", " ".join(_SAYS["JOINED_TWICE"].sub(r" \1 ", text).split()).replace(" ,", ","))


def of_one(masked: str) -> str:
    """A text whose drugs are masked as one that is about one of them: "it and it" is "it"."""
    return _TWO_MASKED.sub("it", masked)


_TWO_MASKED = re.compile(r"\bit\b\W*(?:(?:and|or|with|to|from)\W+)*it\b")
