"""What is on record of a rebuild, whoever asks and whatever became of the processes."""

import json
import os
from pathlib import Path

import pytest

from service.jobs import FOLDER, JobRecord, Jobs, process_identity
from service.settings import Settings

NO_PROCESS = 2**22 + 1
"""No process has this id: it is beyond what the kernel gives."""


def on_record(index: Path, **facts: object) -> Jobs:
    """Put a job on record as a worker would."""
    told = {"job_id": "one", "state": "running", "asked_at": "2026-01-01", "pid": NO_PROCESS} | facts
    (index / FOLDER).mkdir(exist_ok=True)
    (index / FOLDER / "one.json").write_text(json.dumps(told))
    return Jobs(Settings(index=index), lambda: None)


def found(jobs: Jobs) -> JobRecord:
    job = jobs.get("one")
    assert job is not None
    return job


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"pid": os.getpid()}, "running"),
        ({"watched_by": process_identity(os.getpid())}, "running"),  # it has ended, and its end is about to be written
        ({"watched_by": f"{os.getpid()}-1"}, "lost"),  # another process got the watcher's id
        ({"watched_by": f"{NO_PROCESS}-1"}, "lost"),
        ({}, "lost"),
        ({"state": "done"}, "done"),
    ],
)
def test_a_job_is_lost_when_nobody_is_left_to_tell_its_end(
    tmp_path: Path, facts: dict[str, object], state: str
) -> None:
    """Neither the process that builds nor the one that would write down how it ended."""
    jobs = on_record(tmp_path, **facts)
    assert found(jobs).state == state
    assert (jobs.running() is not None) is (state == "running")
