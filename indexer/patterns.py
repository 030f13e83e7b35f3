"""Patterns of words, compiled."""

import re


def any_case(pattern: str) -> re.Pattern[str]:
    """A pattern to which capitals and small letters are alike."""
    return re.compile(pattern, re.IGNORECASE)
