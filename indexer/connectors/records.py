"""The folder of one publisher's records, one file per record, and the report of what a fetch did to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from indexer.connectors.ledger import Asked, FetchLedger, Held, write_whole


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How much to ask for."""

    limit: int | None = None
    """At most this many records per drug, the newest first."""
    since: date | None = None
    """Only records that their publisher dates from this day on."""
    full: bool = False
    """Ask for all, whatever an earlier fetch already settled."""

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise ValueError(f"limit is {self.limit}; expected at least 1")

    @property
    def partial(self) -> bool:
        """Whether records are left out on purpose: then nothing can be said of those that are not seen."""
        return self.limit is not None or self.since is not None


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that could not be kept, and why."""

    record: str
    reason: str

    def __str__(self) -> str:
        """As the command line prints it."""
        return f"{self.record}: {self.reason}"


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch did. Records are named by their identifiers, in order."""

    service: str
    folder: Path
    asked: tuple[str, ...]
    """The drugs."""
    data_date: str
    """As the publisher states it of its data."""
    new: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    gone: tuple[str, ...]
    """Still in the folder, but no longer given for these drugs: withdrawn, or described otherwise; none is deleted."""
    failed: tuple[Failure, ...]

    @property
    def summary(self) -> str:
        """As in "ClinicalTrials.gov, baclofen: 12 new, 3 updated, 230 unchanged"."""
        counts = {"new": self.new, "updated": self.updated, "unchanged": self.unchanged}
        rare = {"gone upstream": self.gone, "failed": self.failed}
        parts = [f"{len(each):,} {word}" for word, each in counts.items()]
        parts += [f"{len(each):,} {word}" for word, each in rare.items() if each]
        return f"{self.service}, {', '.join(self.asked)}: {', '.join(parts)}"

    def as_mapping(self) -> dict[str, object]:
        """For `--json`."""
        return {"summary": self.summary, **asdict(self), "folder": str(self.folder)}


class RecordFolder:
    """Keeps records as files and counts what happens to them.

    `version_in` reads the version out of a file's text (ValueError where there is none): what the ledger does not
    know, because a run was killed or a person put a file there, is learnt from the file.
    """

    def __init__(self, ledger: FetchLedger, version_in: Callable[[str], str], today: date) -> None:
        self.ledger = ledger
        self._version_in = version_in
        self._today = today
        self._new: set[str] = set()
        self._updated: set[str] = set()
        self._unchanged: set[str] = set()
        self._gone: set[str] = set()
        self._failed: dict[str, Failure] = {}

    def held(self, record: str) -> str | None:
        """Return the version held of a record, None where it has no file that can be read."""
        name = f"{record}.json"
        path = self.ledger.folder / name
        if not path.is_file():
            self.ledger.files.pop(name, None)
            return None
        if name not in self.ledger.files:
            try:
                version = self._version_in(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                return None
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
            self.ledger.files[name] = Held(version, written)
        return self.ledger.files[name].version

    def keep(self, record: str, version: str, text: str) -> None:
        """Write a record unless this version of it, or a later one, is held. `record` must be a checked identifier."""
        held = self.held(record)
        if held is not None and held >= version:
            self.unchanged((record,))
            return
        name = f"{record}.json"
        fresh = not (self.ledger.folder / name).exists()
        write_whole(self.ledger.folder / name, text)
        self.ledger.files[name] = Held(version, self._today)
        if fresh:
            self._new.add(record)
        elif record not in self._new:
            self._updated.add(record)

    def unchanged(self, records: Iterable[str]) -> None:
        """Count records that are held as they are upstream."""
        self._unchanged.update(records)

    def failed(self, record: str, reason: str) -> None:
        """Count a record that cannot be kept."""
        self._failed.setdefault(record, Failure(record, reason))

    def settle(self, drug: str, data: str, seen: Iterable[str]) -> None:
        """Note that these are all records that there are for a drug, and which others the folder has from before.

        After a failure the data date is not noted, so that the next fetch looks again.
        """
        before = self.ledger.asked(drug)
        current = {record for record in seen if self.held(record) is not None}
        self._unchanged |= current
        left = {record for record in (*before.records, *before.gone) if self.held(record) is not None} - current
        self._gone |= left
        self.ledger.note(drug, Asked(None if self._failed else data, tuple(sorted(current)), tuple(sorted(left))))

    def settled_before(self, asked: Asked) -> None:
        """Count what an earlier fetch settled, where nothing can have changed since."""
        self.unchanged(asked.records)
        self._gone.update(record for record in asked.gone if self.held(record) is not None)

    def holds_all(self, asked: Asked) -> bool:
        """Whether every record that an earlier fetch settled is still in the folder."""
        return all(self.held(record) is not None for record in asked.records)

    def report(self, service: str, drugs: Sequence[str], data_date: str) -> FetchReport:
        """Return what happened since this object was made."""
        seen = self._new | self._updated | self._unchanged
        return FetchReport(
            service=service,
            folder=self.ledger.folder,
            asked=tuple(drugs),
            data_date=data_date,
            new=tuple(sorted(self._new)),
            updated=tuple(sorted(self._updated)),
            unchanged=tuple(sorted(self._unchanged - self._new - self._updated)),
            gone=tuple(sorted(self._gone - seen)),
            failed=tuple(self._failed.values()),
        )
