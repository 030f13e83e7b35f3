"""Answers given lately: what many people ask is worked out once in a generation and a day."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from service.answering.answers import Answer

MOST_KEPT = 128
"""Of some thirty kilobytes each."""


class KeptAnswers:
    """The last answers of one generation, by all that they depend on. Safe to share between threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Hashable) -> Answer | None:
        """The answer, if it was given lately."""
        with self._lock:
            found = self._kept.get(asked)
            if found is not None:
                self._kept.move_to_end(asked)
            return found

    def keep(self, asked: Hashable, answer: Answer) -> None:
        """Keep one more; the one that nobody asked for longest goes."""
        with self._lock:
            self._kept[asked] = answer
            self._kept.move_to_end(asked)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
