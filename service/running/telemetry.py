"""What the service counts and times, for Prometheus; no question, name or address of anybody is a label.

With several serving processes the figures are those of all of them: `PROMETHEUS_MULTIPROC_DIR` names the folder they
share, and must be in the environment before this module is imported, see `service.commands.serve`.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from service.answering.answers import Answer
from service.search.confidence import Outcome
from service.settings import SHARED_FIGURES

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)

REQUESTS = Histogram(
    "http_request_duration_seconds",
    "From the head of a request to the end of its response",
    ("route", "method", "status"),
    buckets=_SECONDS,
)
STAGES = Histogram("search_stage_seconds", "What each stage of answering takes", ("stage",), buckets=_SECONDS)
ANSWERS = Counter("medpath_answers", "Questions answered, by what came of them", ("outcome", "intent"))
EMPTY = Counter("medpath_empty_answers", "Answers that claim to be one and show nothing: always a defect")
REFUSED = Counter("medpath_refused_requests", "Requests turned away, by reason", ("reason",))
INSIDE = Gauge("medpath_searches_inside", "Searches running or waiting", multiprocess_mode="livesum")
MOST_INSIDE = Gauge("medpath_searches_most", "How many may run or wait", multiprocess_mode="livesum")
SWAPS = Counter("medpath_swaps", "Changes of the generation that is served, by result", ("result",))
ENGINES = Gauge("medpath_engines_open", "Generations held open, 1 per process at rest", multiprocess_mode="livesum")
BUILT = Gauge(
    "medpath_generation_built_timestamp_seconds", "When the served generation was built", multiprocess_mode="livemin"
)
AGE = Gauge(
    "medpath_generation_age_seconds", "Age of the oldest generation that is served", multiprocess_mode="livemax"
)
SERVED = Gauge(
    "medpath_generation_info", "1 for a generation that is served", ("generation",), multiprocess_mode="livemax"
)
UNSOUND = Gauge(
    "medpath_generation_refused", "1 while the live generation cannot be served", multiprocess_mode="livemax"
)
CANARY = Gauge("medpath_canary_right", "1 while the canary question is answered", multiprocess_mode="livemin")


def observe_answer(answer: Answer) -> None:
    """Count an answer and time its stages."""
    ANSWERS.labels(answer.outcome.value, answer.question.intent.value).inc()
    if answer.outcome is Outcome.ANSWER and not (answer.citations or answer.finding or answer.comparison):
        EMPTY.inc()
    for stage, taken_ms in answer.timings_ms.items():
        STAGES.labels(stage).observe(taken_ms / 1000)


def observe_swap(former: str | None, name: str, built_at: str) -> None:
    """Another generation is served now."""
    SWAPS.labels("done").inc()
    if former is not None and former != name:
        SERVED.labels(former).set(0)
    SERVED.labels(name).set(1)
    BUILT.set(datetime.fromisoformat(built_at).timestamp())


def exposition(built_at: str | None) -> bytes:
    """Prometheus' text format, of this process or of all that share a folder."""
    if built_at is not None:
        AGE.set((datetime.now(UTC) - datetime.fromisoformat(built_at)).total_seconds())
    shared = os.environ.get(SHARED_FIGURES)
    if not shared:
        return generate_latest(REGISTRY)
    forget_dead(Path(shared))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, shared)  # type: ignore[no-untyped-call]
    registry.register(_Memory(Path(shared)))
    return generate_latest(registry)


class _Memory(Collector):
    """What one process says of itself, for all that share a folder: what they share is counted in each of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """One sum; nothing where the system does not tell."""
        sizes = [_resident_bytes(pid) for pid in _live(self._folder)]
        if any(sizes):
            yield GaugeMetricFamily("process_resident_memory_bytes", "Memory of all workers", sum(sizes))


def _resident_bytes(pid: int) -> int:
    """proc(5): the second number of statm, in pages. 0 for a process that has ended."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def forget_dead(folder: Path) -> None:
    """Leave the gauges of processes that have ended out; their counters stay."""
    for pid in _live(folder):
        if not Path(f"/proc/{pid}").exists():
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def _live(folder: Path) -> set[int]:
    """The processes whose gauges count; some may have ended since."""
    pids = {path.stem.rpartition("_")[2] for path in folder.glob("gauge_live*.db")}
    return {int(pid) for pid in pids if pid.isdecimal()}


def server_timing(timings_ms: Mapping[str, float]) -> str:
    """As the `Server-Timing` header says it."""
    return ", ".join(f"{name};dur={taken:.1f}" for name, taken in timings_ms.items())
