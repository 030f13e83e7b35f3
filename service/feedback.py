"""What readers say of answers, kept as lines of JSON for the judged set. Stored only when a reader sends it."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path


class Verdict(StrEnum):
    """What a reader can say of an answer."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"


class Reason(StrEnum):
    """Why an answer was not useful, each a thing that can be mended."""

    WRONG_DRUG = "wrong_drug"
    WRONG_SECTION = "wrong_section"
    NOT_AN_ANSWER = "not_an_answer"
    INCOMPLETE = "incomplete"
    OUT_OF_DATE = "out_of_date"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words beside the choice."""
        return _REASONS[self]


_REASONS = {
    "wrong_drug": "About another drug or trial",
    "wrong_section": "From the wrong section",
    "not_an_answer": "Does not answer the question",
    "incomplete": "Something is missing",
    "out_of_date": "Out of date",
    "other": "Something else",
}


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


class FeedbackFile:
    """Appends whole lines, each in one write, so that several processes may share the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def add(self, feedback: Feedback, now: datetime | None = None) -> None:
        """Store one verdict. Raises OSError where the disk refuses."""
        line = asdict(feedback) | {"at": (now or datetime.now(UTC)).isoformat(timespec="seconds")}
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, data)
            finally:
                os.close(descriptor)

    def read(self) -> Iterator[Feedback]:
        """Every verdict, oldest first; nothing where none was given. A line cut short by a crash is passed over."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n"):
                    yield _parse(json.loads(line))


def _parse(stored: dict[str, object]) -> Feedback:
    """A line as it was written."""
    reason = stored["reason"]
    comment = stored["comment"]
    passages = stored["passages"]
    return Feedback(
        question=str(stored["question"]),
        verdict=Verdict(str(stored["verdict"])),
        generation=str(stored["generation"]),
        reason=Reason(str(reason)) if reason else None,
        comment=str(comment) if comment else None,
        passages=tuple(str(each) for each in passages) if isinstance(passages, list) else (),
        at=str(stored["at"]),
    )
