"""Patterns of words, compiled: for texts of any case, and for texts in lower case."""

import re


def any_case(pattern: str) -> re.Pattern[str]:
    """A pattern to which capitals and small letters are alike."""
    return re.compile(pattern, re.IGNORECASE)


def lower_case(pattern: str) -> re.Pattern[str]:
    """A pattern for texts in lower case: of those `re.IGNORECASE` takes two to three times as long.

    Raises ValueError for one with a capital, which would never be found.
    """
    if any(letter.isupper() for letter in re.sub(r"\\\\|\\[A-Z]|\(\?P", "", pattern)):
        raise ValueError(f"a capital in a pattern for lower case: {pattern!r}")
    return re.compile(pattern)
