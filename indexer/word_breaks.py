"""Names that are typed with a blank too many or too few: "oxy codone", "metoprololsuccinate", "warfarin5mg"."""

import re
from collections.abc import Callable, Iterator, Sequence

from indexer.drug_words import DRUG_CLASSES, FORMS, SALTS, UNITS, is_word
from indexer.names import Token

SHORTEST_JOINED = 7
"""Letters of a name that is put together; a shorter one is made of ordinary words too often."""
_MOST_PIECES = 3
_SHORTEST_PIECE = 2
SHORTEST_APART = 6
"""Letters of a name at the beginning of a longer word."""
_SHORTEST_SMALL = 4
"""Letters; a shorter ordinary word before a name stands for itself: "on estradiol"."""
_AFTER_A_NAME = frozenset(
    "and with for or vs versus side effect effects dose doses dosage dosing use uses interaction interactions".split()
)
"""Words that people write behind a name without the blank."""
_SMALL_WORDS = frozenset(
    """am an and any are as at be but by can did do does few for from get go had has have he her him his how i if in
    into is it its let may me my no nor not of off on one or our out over per she so than that the them then they this
    to too two up us was we who why will with you your""".split()
)
_STRENGTH = re.compile(r"(\d+)([a-z]*)")


def joined(text: str, typed: Sequence[Token], at: int) -> Iterator[tuple[str, int]]:
    """The words that the pieces from one on make when put together, with how many they are, most pieces first.

    Only pieces of letters with nothing but a blank or a hyphen between them, and none that name a class of drugs.
    """
    count = 1
    while (
        count < _MOST_PIECES
        and at + count < len(typed)
        and text[typed[at + count - 1].end : typed[at + count].start] in (" ", "-")
        and typed[at + count].word.isalpha()
        and len(typed[at + count].word) >= _SHORTEST_PIECE
    ):
        count += 1
    if not typed[at].word.isalpha() or len(typed[at].word) < _SHORTEST_PIECE:
        return
    for pieces in range(count, 1, -1):
        whole = "".join(token.word for token in typed[at : at + pieces])
        is_class = " ".join(token.word for token in typed[at : at + pieces]) in DRUG_CLASSES
        if len(whole) >= SHORTEST_JOINED and not is_class:
            yield whole, pieces


def is_broken_name(pieces: Sequence[str], is_name: Callable[[str], bool]) -> bool:
    """Whether pieces that make a name when put together are more likely that name than words of their own.

    One of them is no word by itself, and the first one is no small word before another name: "in estradiol".
    """
    first, *rest = pieces
    if all(_is_word(piece) and not is_name(piece) for piece in pieces):
        return False
    return not (_is_word(first) and len(first) < _SHORTEST_SMALL and is_name("".join(rest)))


def apart(token: Token, is_name: Callable[[str], bool]) -> tuple[Token, ...]:
    """A word that begins with a name as that name and the rest, where the rest can stand behind one; else itself.

    "metoprololsuccinate", "lipitor20mg", "warfarinside effects"; the longest name that leaves such a rest is taken.
    """
    for length in range(len(token.word) - 1, SHORTEST_APART - 1, -1):
        name, rest = token.word[:length], token.word[length:]
        if name.isalpha() and is_name(name) and _is_rest(rest, is_name):
            middle = token.start + length
            return Token(name, token.start, middle), Token(rest, middle, token.end)
    return (token,)


def _is_rest(rest: str, is_name: Callable[[str], bool]) -> bool:
    """Whether what is behind a name is a salt, a form, a strength, a word that people ask with or another name."""
    strength = _STRENGTH.fullmatch(rest)
    if strength is not None:
        return not strength[2] or strength[2] in UNITS
    return rest in SALTS | FORMS | _AFTER_A_NAME or (len(rest) >= SHORTEST_APART and is_name(rest))


def _is_word(word: str) -> bool:
    return word in _SMALL_WORDS or is_word(word)
