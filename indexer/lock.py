"""One build at a time for an index folder, by a lock that the system releases when its owner dies."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import BuildLocked

LOCK_FILE = "build.lock"


@contextmanager
def build_lock(index_dir: Path) -> Iterator[None]:
    """Hold the lock of an index folder, which is created when it is not there.

    Raises BuildLocked, naming the owner, while another process holds it. The file may outlive its owner; the lock on
    it does not, so a file left by a killed build, or by a machine that went down, is in nobody's way.
    """
    index_dir.mkdir(parents=True, exist_ok=True)
    path = index_dir / LOCK_FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildLocked(
                f"{index_dir}: {_owner(path)} is building this index; wait for it, or stop it first"
            ) from None
        os.truncate(descriptor, 0)
        os.write(descriptor, json.dumps(_self()).encode())
        yield
        os.truncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _self() -> dict[str, object]:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": started}


def _owner(path: Path) -> str:
    """Who holds the lock, as the file says; its owner may be just about to write it."""
    try:
        owner = json.loads(path.read_text())
        return f"process {owner['pid']} on {owner['host']} (since {owner['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
