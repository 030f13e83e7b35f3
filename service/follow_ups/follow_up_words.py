"""The words by which a question goes on from the one before: the patterns of `service/data/follow_up_words.txt`."""

from indexer.patterns import Pattern
from service.tables import patterns_of

_PATTERNS = patterns_of("follow_up_words.txt")


def __getattr__(name: str) -> Pattern:
    """A pattern by its name in the table, as in `follow_up_words.YES`."""
    if name not in _PATTERNS:
        raise AttributeError(f"no pattern of this name in follow_up_words.txt: {name}")
    return _PATTERNS[name]
