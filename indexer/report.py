"""What a build did, for people and for programs."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from indexer.ledger import Held
from indexer.sources.reading import SourceProblem

Progress = Callable[[str, int, int | None], None]
"""Told (step, how many are done, of how many) as a build goes on; the total is None where it is not known."""


def silent(step: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What changed, what it cost, and what could not be read."""

    generation: str | None
    """The generation that is live now; None after a dry run of the first build."""
    published: bool
    """Whether it is a new one."""
    dry_run: bool
    full: bool
    reason: str | None
    """Why everything was built anew, when nobody asked for it."""
    added: int
    changed: int
    removed: int
    documents: int
    passages: int
    embedded: int
    """Passages whose vector was computed (in a dry run: would be)."""
    reused: int
    """Passages whose vector was there already."""
    problems: tuple[SourceProblem, ...] = ()
    skipped: tuple[SourceProblem, ...] = ()
    """Files that are no sources."""
    shadowed: int = 0
    """Versions of documents that a newer or richer version of the same document hides."""
    held: tuple[Held, ...] = ()
    """What files gave before and can no longer be read from them; it is still served."""
    lost: tuple[SourceProblem, ...] = ()
    """What would have been held, and could not be."""
    messages: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    """By step; vectors and words are written side by side."""
    total_seconds: float = 0.0
    """From the beginning to the report."""
    computed: int = 0
    """Vectors computed, each text once; fewer than `embedded` where passages say the same."""
    peak_memory_bytes: int = 0
    """The most that this process has held in memory so far, what it mapped of files included."""
    disk_bytes: int = 0
    """All files of the generation that is live now, those included that it shares with the one before."""

    @property
    def passages_per_second(self) -> float | None:
        """Vectors computed per second of the step `embed`; None where none were."""
        seconds = self.seconds.get("embed", 0.0)
        return round(self.computed / seconds, 1) if self.computed and seconds else None

    @property
    def summary(self) -> str:
        """As in "+12 ~3 −1 documents, 61 passages embedded, 48,210 reused"."""
        return (
            f"+{self.added:,} ~{self.changed:,} −{self.removed:,} documents, "
            f"{self.embedded:,} passages embedded, {self.reused:,} reused"
        )

    def as_mapping(self) -> dict[str, object]:
        """For `--json`."""
        spelled = {
            "problems": [str(each) for each in self.problems],
            "skipped": [str(each) for each in self.skipped],
            "held": [each.path for each in self.held],
            "held_documents": {each.path: each.document_ids for each in self.held},
            "lost": [str(each) for each in self.lost],
            "passages_per_second": self.passages_per_second,
        }
        return {"summary": self.summary, **asdict(self)} | spelled


def peak_memory_bytes() -> int:
    """The most that this process has held in memory so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024  # getrusage(2): KiB, but bytes on macOS


class Stopwatch:
    """Seconds by step; a step may come more than once."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._began = time.perf_counter()

    @property
    def total_seconds(self) -> float:
        """Since it was made."""
        return round(time.perf_counter() - self._began, 3)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the time inside for a step."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - began, 3)
