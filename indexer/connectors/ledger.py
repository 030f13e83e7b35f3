"""What a folder of fetched records holds and what was asked for it, so that the next fetch asks only for the rest.

Kept in FETCH_RECORD in that folder, as JSON:
`{"files": {name: {"version", "fetched"}}, "asked": {drug: {"data", "records", "gone", "going"}}}`.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from indexer.errors import FetchError
from indexer.sources.fetch_dates import FETCH_RECORD

_LOCK = ".fetch.lock"


@dataclass(frozen=True, slots=True)
class Held:
    """A file that was fetched."""

    version: str
    """By its publisher; a later version is the greater text."""
    fetched: date


@dataclass(frozen=True, slots=True)
class Going:
    """Where an interrupted run was."""

    since: str | None
    cursor: Mapping[str, str]
    """Query parameters that lead to the next page."""
    data: str
    records: tuple[str, ...]
    """Seen so far."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of one drug's records upstream."""

    data: str | None = None
    """The publisher's own date of its data when all records were last seen; None before that."""
    records: tuple[str, ...] = ()
    """Those it had then."""
    gone: tuple[str, ...] = ()
    """Those it once had, which are still in the folder."""
    going: Going | None = None


class FetchLedger:
    """The record of one folder. `open_ledger` makes it; nothing is written before `save`."""

    def __init__(self, folder: Path, files: dict[str, Held], asked: dict[str, Asked]) -> None:
        self.folder = folder
        self.files = files
        self._asked = asked

    def asked(self, drug: str) -> Asked:
        """Return what is known of a drug, whatever its case; nothing yet: an empty one."""
        return self._asked.get(drug.casefold(), Asked())

    def note(self, drug: str, asked: Asked) -> None:
        """Know this of a drug from now on, and keep it."""
        self._asked[drug.casefold()] = asked
        self.save()

    def save(self) -> None:
        """Write it down; a run killed before or after loses at most one page of its memory and no record."""
        record = {
            "files": {
                name: {"version": held.version, "fetched": held.fetched.isoformat()}
                for name, held in sorted(self.files.items())
            },
            "asked": {drug: asdict(asked) for drug, asked in sorted(self._asked.items())},
        }
        write_whole(self.folder / FETCH_RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


@contextmanager
def open_ledger(folder: Path) -> Iterator[FetchLedger]:
    """Open a folder's ledger for one writer; creates the folder.

    A ledger that cannot be read begins anew: what the folder holds is then asked of its files. Raises FetchError when
    another fetch is writing there, or when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield _read(folder)
    except BlockingIOError:
        raise FetchError(f"{folder}: another fetch is writing there; wait for it, or stop it first") from None
    finally:
        os.close(lock)


def write_whole(path: Path, text: str) -> None:
    """Put a file in place at once: a reader sees the old one or the new one. Raises FetchError when it cannot be."""
    unfinished = path.with_name(f".{path.name.lstrip('.')}.part")  # hidden: never taken for a source
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _read(folder: Path) -> FetchLedger:
    try:
        record = json.loads((folder / FETCH_RECORD).read_bytes())
        files = {
            str(name): Held(str(facts["version"]), date.fromisoformat(facts["fetched"]))
            for name, facts in record["files"].items()
        }
        return FetchLedger(folder, files, {str(drug): _asked(facts) for drug, facts in record["asked"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return FetchLedger(folder, {}, {})


def _asked(facts: Mapping[str, Any]) -> Asked:
    going = facts["going"]
    return Asked(
        facts["data"],
        tuple(facts["records"]),
        tuple(facts["gone"]),
        Going(going["since"], dict(going["cursor"]), going["data"], tuple(going["records"])) if going else None,
    )


def _unwritable(path: Path, error: OSError) -> FetchError:
    return FetchError(f"{path}: cannot be written ({error.strerror or error}); what was fetched before is still there")
