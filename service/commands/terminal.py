"""What the commands print: JSON for programs, lines for people, progress for those who wait."""

import json
import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_WORDS = {
    "read": "Reading",
    "ask": "Asking",
    "embed": "Embedding passages",
    "vectors": "Writing vectors",
    "lexical": "Indexing words",
    "publish": "Publishing",
}
_LINE_EVERY_S = 5.0


def print_json(value: object) -> None:
    """One JSON object on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    print()


class Watched:
    """Shows the steps of long work on standard error: bars on a terminal, a plain line now and then elsewhere."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = _bars(console) if console.is_terminal else None
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, float] = {}

    def __enter__(self) -> "Watched":
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Report that `done` of `total` are done; the total is None where it is not known."""
        if self._bars:
            if step not in self._tasks:
                self._tasks[step] = self._bars.add_task(_WORDS.get(step, step.capitalize()), total=total)
            self._bars.update(self._tasks[step], completed=done, total=total)
        else:
            self._say(step, done, total)

    def _say(self, step: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        is_new, is_over = step not in self._said, done == total
        if is_new or is_over or now - self._said[step] >= _LINE_EVERY_S:
            self._said[step] = now
            of = f" of {total:,}" if total is not None else ""
            # in one piece: two threads report, and print() writes the end of a line by itself
            sys.stderr.write(f"{_WORDS.get(step, step.capitalize())}: {done:,}{of}\n")
            sys.stderr.flush()


def _bars(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<20}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
    )


class _Rate(ProgressColumn):
    """How many per second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")
