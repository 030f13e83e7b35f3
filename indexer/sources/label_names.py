"""What a label is called: its title, and its names where openFDA's `openfda` block is empty."""

import re
from collections.abc import Sequence

_SMALL_WORDS = frozenset("and for in of the to with plus".split())
_SHORT_FORMS = frozenset("ER XR SR CR IR DR LA XL ODT HCT HCTZ HCL IV IM EC DS PM DM JR HP USP HBR PEN TTS DHE".split())
"""Written in capitals also in a name that is not: release forms, routes, salts."""


def label_title(brands: Sequence[str], generics: Sequence[str], substances: Sequence[str], set_id: str) -> str:
    """Put the first brand and the generic name as people write them: "Lioresal (baclofen)".

    One name where the other says no more ("Amoxapine"). Substances stand in for a generic name that repeats the brand
    ("Rydapt (midostaurin)"). A label without any name is called by its set id.
    """
    brand = readable_brand(brands[0]) if brands else ""
    generic = readable_generic(", ".join(generics[:3]))
    substance = readable_generic(", ".join(substances[:3]))
    if not brand:
        named = generic or substance
        return named[:1].upper() + named[1:] or f"Label {set_id}"
    if _words(generic) - _words(brand):
        return f"{brand} ({generic})"
    if substance and not _words(substance) & _words(brand):
        return f"{brand} ({substance})"
    return brand[:1].upper() + brand[1:]


def readable_brand(name: str) -> str:
    """Capitalise what is written all in capitals: "NURTEC ODT" is "Nurtec ODT". "CISplatin" stays as it is."""
    capitals = name.isupper()
    return " ".join(_capitalised(word, place, capitals) for place, word in enumerate(name.split()))


def readable_generic(name: str) -> str:
    """Write a generic name without capitals: "WARFARIN SODIUM" is "warfarin sodium"; "Lu 177" and "HCl" stay."""
    if name.isupper():
        return name.lower()
    return re.sub(r"\b[A-Z][a-z]{2,}\b|\b[A-Z]{5,}\b", lambda word: word[0].lower(), name)


def names_in_product_data(text: str) -> tuple[str | None, str | None]:
    """Read the brand and the generic name that openFDA's `spl_product_data_elements` begins with.

    The field is a run of words: product name, generic name, each active substance and its active moiety, inactive
    ingredients. So the generic name is what comes next to itself, or what begins like a word that does. The brand
    is right for 355 of 363 labels whose names openFDA states. (None, None) for a text without words.
    """
    words = text.split()[: 4 * _LONGEST_NAME]
    doubled = _doubled(words[: 2 * _LONGEST_TWIN], 0)
    if doubled and _is_kit(words, doubled):
        words = words[doubled:]
    elif doubled:
        return " ".join(words[:doubled]), " ".join(words[doubled : 2 * doubled])
    for start in range(1, len(words)):
        size = _doubled(words, start)
        if size:
            return _parted(words, start, size)
    return (words[0] if words else None), None


def _doubled(words: Sequence[str], start: int) -> int:
    """How many words from `start` on come twice in a row, in any letters; 0 for none."""
    folded = [word.casefold() for word in words[start : start + 2 * _LONGEST_NAME]]
    sizes = range(1, len(folded) // 2 + 1)
    return next((size for size in sizes if folded[:size] == folded[size : 2 * size]), 0)


def _is_kit(words: Sequence[str], size: int) -> bool:
    """A kit says brand and generic name, then the same for its first part, whose substance follows."""
    following = [word.casefold() for word in words[2 * size : 2 * size + 1]]
    return size > 1 and following != [words[0].casefold()] and following[0:1] in [[w.casefold()] for w in words[1:size]]


def _parted(words: Sequence[str], start: int, size: int) -> tuple[str, str]:
    """Brand and generic name before a doubled name, which may be only the substance of the generic name."""
    substance = words[start].casefold()
    for place in range(1, start):
        if substance in words[place].casefold() and not words[place].startswith("("):
            end = next((i for i in range(place + 1, start) if words[i].isupper()), start)
            return " ".join(words[:place]), " ".join(words[place:end])
    return " ".join(words[:start]), " ".join(words[start : start + size])


_SHOUTED = 5
"""Letters. In a name of mixed letters a longer word in capitals is a brand, a shorter one may be an abbreviation."""
_LONGEST_TWIN = 5
"""Words of a product called by its substance. A longer run that comes twice is a whole product in two strengths."""
_LONGEST_NAME = 12
"""Words: "sulfamethoxazole and trimethoprim" has three, a vaccine's or a vitamin mixture's name up to a dozen."""


def _capitalised(word: str, place: int, in_capitals: bool) -> str:
    if not word.isupper() or not (in_capitals or len(word) >= _SHOUTED):
        return word
    if place and word.lower() in _SMALL_WORDS:
        return word.lower()
    if word in _SHORT_FORMS or re.search(r"\d", word):
        return word
    return re.sub(r"[^\W\d]+", lambda part: part[0].capitalize(), word)


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", name.casefold()) if word != "and"}
