"""The log, on standard error: one JSON object per line, words on a terminal.

No question is written unless asked for: it may name a patient. Of an exception the log has the type and the places in
our code, not the message, which may quote what was asked.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

NAME = "medpath"
_PRINTED = 2_000  # characters of a message or a value


class JsonLines(logging.Formatter):
    """A record as one line of ASCII: no control character of any input can forge a line or drive a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage()[:_PRINTED],
        }
        told |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            told["exception"] = type(error).__name__
            told["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
            ][-12:]
        return json.dumps(told, default=str)


class TerminalLines(JsonLines):
    """The same for people: the time of day, the message, what belongs to it; control characters stay escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """As in "08:12:20 request method=GET route=/search status=200 ms=42.3"."""
        told = json.loads(super().format(record))
        at, level, message = datetime.fromtimestamp(record.created), told.pop("level"), told.pop("message")
        del told["time"]
        words = [f"{at:%H:%M:%S}", *([level] if level != "info" else []), message]
        words += [f"{name}={value}" for name, value in told.items() if value is not None]
        return json.dumps(" ".join(words))[1:-1].replace('\\"', '"')


def configure() -> None:
    """Send our own and the server's log to standard error, as JSON lines or, to a terminal, as words."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TerminalLines() if sys.stderr.isatty() else JsonLines())
    for name in (NAME, "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)


def event(message: str, level: int = logging.INFO, **told: object) -> None:
    """Write a line with named values."""
    logging.getLogger(NAME).log(level, "%s", message, extra={"told": told})
