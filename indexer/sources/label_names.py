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

    The field is a run of words: product name, generic name, each active substance and its active moiety, then the
    inactive ingredients. The generic name is what comes twice in a row; failing that, what is not in capitals.
    (None, None) for a text without words.
    """
    words = text.split()
    words = words[_kit_prefix(words) :]
    if not words:
        return None, None
    folded = [word.casefold() for word in words]
    for start in range(1, min(len(words), _LONGEST_NAME)):
        for size in range(_LONGEST_NAME, 0, -1):
            if folded[start : start + size] == folded[start + size : start + 2 * size] != []:
                return " ".join(words[:start]), " ".join(words[start : start + size])
    ingredient = next((i for i, word in enumerate(words) if i and word.isupper()), len(words))
    if ingredient < 2 or ingredient > 2 * _LONGEST_NAME:
        return words[0], None
    half = ingredient // 2
    brand_size = half if folded[:half] == folded[half:ingredient] else 1
    return " ".join(words[:brand_size]), " ".join(words[brand_size:ingredient])


_SHOUTED = 5
"""Letters. In a name of mixed letters a longer word in capitals is a brand, a shorter one may be an abbreviation."""
_LONGEST_NAME = 12
"""Words: "sulfamethoxazole and trimethoprim" has three, a vaccine's or a vitamin mixture's name up to a dozen."""


def _kit_prefix(words: Sequence[str]) -> int:
    """How many words to pass over: a kit states its names before those of its first part, in the same letters."""
    for size in range(2, _LONGEST_NAME + 1):
        if words[:size] == words[size : 2 * size] and len({word.casefold() for word in words[:size]}) > 1:
            return size
    return 0


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
