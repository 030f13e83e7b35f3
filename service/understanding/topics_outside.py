"""What people ask about a drug that no label, monograph or registry speaks of: prices, treating animals."""

from functools import cache

from indexer.patterns import Pattern, any_case
from service.tables import rows_of


def topic_outside(masked: str) -> str | None:
    """What a question about a drug asks that no label, monograph or registry states; None where they may state it.

    `masked` has the drug's name replaced by "it".
    """
    return next((topic for topic, pattern in _topics_outside() if pattern.search(masked)), None)


TREATING_ANIMALS = "treating animals"


@cache
def _topics_outside() -> tuple[tuple[str, Pattern], ...]:
    """From `data/topics_outside.tsv`, where each topic has its reason beside it."""
    rows = rows_of("topics_outside.tsv")
    return tuple((topic, any_case(rf"\b(?:{words})\b")) for topic, _, words in rows)
