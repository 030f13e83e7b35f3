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
    """What each stage took by itself, in milliseconds: what it took of one inside it counts for that one alone."""

    taken_ms: dict[str, float] = field(default_factory=dict)
    _inside: list[float] = field(default_factory=list)
    """Of each stage that is being timed, the outermost first: what stages inside it have taken."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens here; a stage entered twice is added up."""
        started = time.perf_counter()
        self._inside.append(0.0)
        try:
            yield
        finally:
            taken = 1000 * (time.perf_counter() - started)
            self._add(name, taken - self._inside.pop())
            if self._inside:
                self._inside[-1] += taken

    @contextmanager
    def total(self) -> Iterator[None]:
        """Time all that happens here, whatever its stages."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._add("total", 1000 * (time.perf_counter() - started))

    def _add(self, name: str, taken: float) -> None:
        self.taken_ms[name] = round(self.taken_ms.get(name, 0.0) + taken, 3)
