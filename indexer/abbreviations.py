"""What a text explains its abbreviations to stand for: "Chronic Heart Failure (CHF)".

The idea, that the letters stand in the words before the bracket, is Schwartz and Hearst's (2003,
doi:10.1142/9789812776303_0042).
"""

import re
from collections.abc import Iterator, Sequence

from indexer.names import fold

SHORT_FORM = re.compile(r"\(\s?([A-Z][A-Za-z0-9-]{1,9})\s?\)")
"""An abbreviation behind what it stands for, in brackets."""
_MOST_WORDS = 8
_MOST_LETTERS_BEFORE = 160
_FEWEST_LETTERS = 2


def explained_in(text: str) -> Iterator[tuple[str, str]]:
    """(abbreviation, what it stands for), both folded, wherever a text says so: ("chf", "chronic heart failure")."""
    for match in SHORT_FORM.finditer(text):
        full = _long_form(match[1], text[: match.start()])
        if full is not None:
            yield fold(match[1]), full


def _long_form(short: str, before: str) -> str | None:
    """The last words that spell exactly the letters of an abbreviation, by the most words that do."""
    letters = "".join(letter.lower() for letter in short if letter.isupper() or letter.isdigit())
    words = fold(before[-_MOST_LETTERS_BEFORE:]).split()[-_MOST_WORDS:]
    if len(letters) < _FEWEST_LETTERS:
        return None
    for count in range(min(len(letters), len(words)), 0, -1):
        if _spell(letters, words[-count:]):
            return " ".join(words[-count:])
    return None


def _spell(letters: str, words: Sequence[str]) -> bool:
    """Whether each word gives its first letter, and perhaps later ones of it: "hcc" for "hepatocellular carcinoma"."""
    if not words:
        return not letters
    if not letters or words[0][0] != letters[0]:
        return False
    taken, at = 1, 1
    if _spell(letters[1:], words[1:]):
        return True
    while taken < len(letters):
        at = words[0].find(letters[taken], at) + 1
        if not at:
            return False
        taken += 1
        if _spell(letters[taken:], words[1:]):
            return True
    return False
