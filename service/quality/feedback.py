"""What readers say of answers, kept as lines of JSON for the judged set. Stored only when a reader sends it."""

import errno
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from indexer.documents import Labelled


class Verdict(StrEnum):
    """What a reader can say of an answer."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"


class Reason(Labelled):
    """Why an answer was not useful, each a thing that can be mended."""

    WRONG_DRUG = "wrong_drug", "About another drug or trial"
    WRONG_SECTION = "wrong_section", "From the wrong section"
    NOT_AN_ANSWER = "not_an_answer", "Does not answer the question"
    INCOMPLETE = "incomplete", "Something is missing"
    OUT_OF_DATE = "out_of_date", "Out of date"
    OTHER = "other", "Something else"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's verdict on one answer, with what was shown."""

    question: str
    verdict: Verdict
    generation: str
    reason: Reason | None = None
    comment: str | None = None
    passages: tuple[str, ...] = ()
    """Passage ids as they were shown, best first."""
    at: str = ""
    """When it was received, UTC, ISO 8601."""


def _unheard(line: int) -> None:
    """Nobody asks which lines hold no verdict."""


class FeedbackFile:
    """Appends whole lines, each in one write, so that several processes may share the file.

    A line that a crash or a full disk cut short stays alone: the next verdict begins a line of its own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def add(self, feedback: Feedback, now: datetime | None = None) -> None:
        """Store one verdict. Raises OSError where the disk refuses."""
        line = asdict(feedback) | {"at": (now or datetime.now(UTC)).isoformat(timespec="seconds")}
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                data = data if _ends_a_line(descriptor) else b"\n" + data
                if os.write(descriptor, data) < len(data):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
            finally:
                os.close(descriptor)

    def read(self, passed_over: Callable[[int], None] = _unheard) -> Iterator[Feedback]:
        """Every verdict, oldest first; nothing where none was given.

        A line that holds no verdict, such as one cut short by a crash, is told to `passed_over` by its number, from 1.
        """
        if not self.path.exists():
            return
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    found = _parse(line) if line.strip() else None
                except (ValueError, KeyError, TypeError):
                    passed_over(number)
                    continue
                if found is not None:
                    yield found


def _ends_a_line(descriptor: int) -> bool:
    """Whether what is appended to a file begins a new line."""
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"


def _parse(line: bytes) -> Feedback:
    """A line as it was written. Raises ValueError, KeyError or TypeError for anything else."""
    stored = json.loads(line)
    reason, comment, passages = stored["reason"], stored["comment"], stored["passages"]
    return Feedback(
        question=str(stored["question"]),
        verdict=Verdict(str(stored["verdict"])),
        generation=str(stored["generation"]),
        reason=Reason(str(reason)) if reason else None,
        comment=str(comment) if comment else None,
        passages=tuple(str(each) for each in passages) if isinstance(passages, list) else (),
        at=str(stored["at"]),
    )
