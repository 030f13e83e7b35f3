"""What people ask about a drug that no label, monograph or registry speaks of: prices, treating animals."""

from collections.abc import Iterable
from functools import cache

from indexer.patterns import Pattern, any_case
from service.tables import rows_of


def of_another_market(masked: str, countries: Iterable[str]) -> str | None:
    """Where a drug is approved or sold, as a topic, if that is asked of another country than that of the labels."""
    is_elsewhere = any(each != _THEIR_MARKET for each in countries)
    return _ON_MARKETS if is_elsewhere and _OF_A_MARKET.search(masked) else None


def topic_outside(masked: str) -> str | None:
    """What a question about a drug asks that no label, monograph or registry states; None where they may state it.

    `masked` has the drug's name replaced by "it".
    """
    return next((topic for topic, pattern in _topics_outside() if pattern.search(masked)), None)


TREATING_ANIMALS = "treating animals"
_ON_MARKETS = "where it is approved or sold"
_OF_A_MARKET = any_case(
    r"\b(?:approv\w+|licen[sc]ed|authori[sz]ed|registered|marketed|sold|available|(?:il)?legal|banned|withdrawn|launched|"
    r"called|known\sas|otc|over[\s-]the[\s-]counter|prescription)\b"
)
_THEIR_MARKET = "United States"
"""Labels are of one market, and tell of no other."""


@cache
def _topics_outside() -> tuple[tuple[str, Pattern], ...]:
    """From `data/topics_outside.tsv`, where each topic has its reason beside it."""
    rows = rows_of("topics_outside.tsv")
    return tuple((topic, any_case(rf"\b(?:{words})\b")) for topic, _, words in rows)
