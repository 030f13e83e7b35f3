"""A question as it is asked, with all that goes with it, and what each stage of its answer takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from service.follow_ups.conversation import Turn
from service.search.ranking import Mode
from service.understanding.filters import Filters

SHOWN = 10
"""Passages, or records of a list, on one page unless more are asked for."""
DEEPEST = 200
"""How far down a ranking can be paged."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with all that goes with it."""

    text: str
    history: tuple[Turn, ...] = ()
    """Earlier questions, oldest first."""
    filters: Filters = field(default_factory=Filters)
    """Given explicitly; they win over what the words say."""
    taken: frozenset[str] = frozenset()
    """Parts of what is understood that the reader took away."""
    limit: int = SHOWN
    offset: int = 0
    mode: Mode = Mode.HYBRID
    facets: tuple[str, ...] = ()


@dataclass
class Stopwatch:
    """What each stage took, in milliseconds."""

    taken_ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside; a stage entered twice is added up."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.taken_ms[name] = round(self.taken_ms.get(name, 0.0) + 1000 * (time.perf_counter() - started), 3)
