"""Rebuilds when the corpus has changed and has come to rest.

The folders are looked at again and again, names, sizes and times of change only: that also works on network shares and
mounted volumes, which send no notices of changes, and nothing that happens during a rebuild is missed.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.corpus import find_sources
from indexer.errors import MedPathError

_LONGEST_RETRY_S = 600.0
_REST_PER_LOOK = 20.0
"""Looking takes at most a twentieth of the time, however many files there are."""


class Stop(Protocol):
    """What ends the watching: a `threading.Event`."""

    def wait(self, timeout: float) -> bool:
        """Wait this many seconds; True as soon as it is set."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often to look and when to act, in seconds."""

    look_s: float = 1.0
    debounce_s: float = 2.0
    """How long nothing must have changed before a rebuild: a copy of many files is one change."""
    longest_s: float = 60.0
    """After which a rebuild begins even where files change all the time."""
    retry_s: float = 30.0
    """When a rebuild that failed is tried again without a change; twice as long after each further failure."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How many files differ from those that the last rebuild saw."""

    added: int
    changed: int
    removed: int

    def __str__(self) -> str:
        """As in "+2 ~1 −0 files"."""
        return f"+{self.added:,} ~{self.changed:,} −{self.removed:,} files"


@dataclass(frozen=True, slots=True)
class Watched:
    """What is reported: a rebuild, or that the corpus cannot be looked at."""

    changes: Changes | None
    """What the rebuild follows; None: it is the first, or one tried again."""
    error: MedPathError | OSError | None = None


def watch(
    corpus_dirs: Sequence[Path],
    rebuild: Callable[[], object],
    report: Callable[[Watched], None],
    stop: Stop | None = None,
    rhythm: Rhythm | None = None,
    now: Callable[[], float] = time.monotonic,
) -> None:
    """Rebuild at once, and after each change of the corpus, until `stop` is set.

    What the first rebuild raises is raised: it is wrong with the command. A later one that fails (MedPathError,
    OSError) and a corpus folder that went away are reported, and the watch goes on: the rebuild is tried again after a
    change, or after a while. Each change is followed by a rebuild that begins after it.
    """
    _Watch(corpus_dirs, rebuild, report, rhythm or Rhythm(), now).run(stop or threading.Event())


_Files = Mapping[str, tuple[int, int]]
"""Size in bytes and time of change in ns, by path."""


@dataclass
class _Watch:
    corpus_dirs: Sequence[Path]
    build: Callable[[], object]
    report: Callable[[Watched], None]
    rhythm: Rhythm
    now: Callable[[], float]
    pause_s: float = 0.0
    """Until the next look."""
    trouble: str = ""
    """Why the corpus could not be looked at, as it was reported."""
    failures: int = 0
    retry_at: float | None = None

    def run(self, stop: Stop) -> None:
        built = seen = self._look()
        self.build()
        self.report(Watched(None))
        changed_at = restless_since = self.now()
        while not stop.wait(self.pause_s):
            found = self._look_again()
            if found is None:
                continue
            if found != seen:
                changed_at = self.now()
                restless_since = changed_at if seen == built else restless_since
                seen = found
            if self._is_due(seen != built, changed_at, restless_since):
                changes = _compare(built, seen) if seen != built else None
                built = seen  # as it was before the rebuild: what changes meanwhile is a change
                self._rebuild(changes)
                restless_since = self.now()

    def _is_due(self, changed: bool, changed_at: float, restless_since: float) -> bool:
        now = self.now()
        if changed:
            rested = now - changed_at >= self.rhythm.debounce_s
            return rested or now - restless_since >= self.rhythm.longest_s
        return self.retry_at is not None and now >= self.retry_at

    def _rebuild(self, changes: Changes | None) -> None:
        try:
            self.build()
        except (MedPathError, OSError) as error:
            wait_s = min(_LONGEST_RETRY_S, self.rhythm.retry_s * 2.0**self.failures)
            self.failures += 1
            self.retry_at = self.now() + wait_s
            self.report(Watched(changes, error))
        else:
            self.failures, self.retry_at = 0, None
            self.report(Watched(changes))

    def _look_again(self) -> _Files | None:
        """What is there now; None where that cannot be told, which is reported once."""
        try:
            found = self._look()
        except (MedPathError, OSError) as error:
            if str(error) != self.trouble:
                self.trouble = str(error)
                self.report(Watched(None, error))
            return None
        self.trouble = ""
        return found

    def _look(self) -> _Files:
        began = self.now()
        found = {source.path: (source.size, source.mtime_ns) for source in find_sources(self.corpus_dirs)}
        self.pause_s = max(self.rhythm.look_s, _REST_PER_LOOK * (self.now() - began))
        return found


def _compare(before: _Files, after: _Files) -> Changes:
    return Changes(
        added=len(after.keys() - before.keys()),
        changed=sum(before[path] != after[path] for path in before.keys() & after.keys()),
        removed=len(before.keys() - after.keys()),
    )
