"""Time taken, in two ways: by the clock, and of the cores, which says something on a busy machine too."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one call after another."""

    clock_ms: tuple[float, ...]
    cpu_ms: tuple[float, ...]

    @property
    def p50(self) -> float:
        """Median by the clock."""
        return float(np.median(self.clock_ms))

    @property
    def p99(self) -> float:
        """By the clock."""
        return float(np.percentile(self.clock_ms, 99))

    @property
    def cpu(self) -> float:
        """Median of this thread's time on a core."""
        return float(np.median(self.cpu_ms))


def each(work: Callable[[T], object], items: Iterable[T]) -> Taken:
    """Do the work for every item, one after another."""
    clock, cpu = [], []
    for item in items:
        began, on_core = time.perf_counter(), time.thread_time()
        work(item)
        cpu.append(1000 * (time.thread_time() - on_core))
        clock.append(1000 * (time.perf_counter() - began))
    return Taken(tuple(clock), tuple(cpu))


def once(work: Callable[[], T]) -> tuple[T, float, float]:
    """(what it gave, seconds by the clock, seconds on all cores)."""
    began, on_cores = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - began, time.process_time() - on_cores
