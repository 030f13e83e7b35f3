"""What is on record of a rebuild, whoever asks and whatever became of the processes."""

import asyncio
import errno
import json
import os
import signal
from pathlib import Path

import pytest

from service.running.jobs import FOLDER, JobRecord, JobRunning, Jobs, process_identity
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


def test_of_those_who_ask_at_once_one_begins_a_rebuild(tmp_path: Path) -> None:
    """Whichever worker they ask: the others are told which it is, and the same key is the same job."""
    settings = Settings(index=tmp_path, corpus=(tmp_path,), model="no such model")
    first, second = (Jobs(settings, lambda: None) for _ in range(2))

    async def ask() -> list[JobRecord | BaseException]:
        asked = (first.start("one", []), second.start("two", []), first.start(None, []), second.start("one", []))
        told = await asyncio.gather(*asked, return_exceptions=True)
        await asyncio.gather(first.close(), second.close())
        return told

    told = asyncio.run(ask())
    [begun] = {each.job_id for each in told if isinstance(each, JobRecord)}
    refused = [each.job.job_id for each in told if isinstance(each, JobRunning)]
    assert refused == [begun] * (2 if begun == "one" else 3)
    assert len(list((tmp_path / FOLDER).glob("*.json"))) == 1


def test_the_key_of_a_job_that_has_ended_is_that_job_while_another_runs(tmp_path: Path) -> None:
    """Not "another is running"."""
    jobs = on_record(tmp_path, state="done")
    running = {"job_id": "two", "state": "running", "asked_at": "2026-01-01", "pid": os.getpid()}
    (tmp_path / FOLDER / "two.json").write_text(json.dumps(running))
    assert asyncio.run(jobs.start("one", [])).state == "done"
    with pytest.raises(JobRunning, match="two"):
        asyncio.run(jobs.start("three", []))


@pytest.mark.parametrize("left", [b"", b'{"job_id": "o', b'{"job_id": "one", "of another": "version"}', b"\xff", b"[]"])
def test_a_record_that_cannot_be_read_keeps_no_job_from_beginning(tmp_path: Path, left: bytes) -> None:
    """A machine that went down may leave an empty file; nobody knows that job, and the next one is begun."""
    jobs = on_record(tmp_path, state="done")
    (tmp_path / FOLDER / "one.json").write_bytes(left)
    assert jobs.get("one") is None
    assert jobs.running() is None


@pytest.fixture
def full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file; while it is there nothing can be written."""
    full, write = tmp_path / "full", Path.write_text

    def written(path: Path, text: str) -> int:
        if full.exists():
            path.touch()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write(path, text)

    monkeypatch.setattr(Path, "write_text", written)
    full.touch()
    return full


def test_a_rebuild_that_cannot_be_put_on_record_does_not_go_on(tmp_path: Path, full_disk: Path) -> None:
    """Nobody could ask after it; nothing of it is left, and the next one begins."""
    jobs = Jobs(Settings(index=tmp_path, corpus=(tmp_path,), model="no such model"), lambda: None)

    async def ask() -> JobRecord:
        with pytest.raises(OSError, match="No space left"):
            await jobs.start("one", [])
        assert [each.name for each in (tmp_path / FOLDER).iterdir()] == [".begin"]
        full_disk.unlink()
        job = await jobs.start("two", [])
        await jobs.close()
        return job

    assert asyncio.run(ask()).state == "running"


def test_an_end_that_cannot_be_written_is_told_all_the_same(tmp_path: Path, full_disk: Path) -> None:
    """At once by who knows it, and on record as soon as there is room: else no other job could ever begin."""
    told = asyncio.Event()
    jobs = Jobs(Settings(index=tmp_path, corpus=(tmp_path,), model="no such model"), told.set)

    async def ask() -> None:
        full_disk.unlink()
        await jobs.start("one", [])
        full_disk.touch()
        await told.wait()
        assert found(jobs).state == "failed"
        assert jobs.running() is None
        assert json.loads((tmp_path / FOLDER / "one.json").read_text())["state"] == "running"
        full_disk.unlink()
        while json.loads((tmp_path / FOLDER / "one.json").read_text())["state"] != "failed":
            await asyncio.sleep(0.05)
        await jobs.close()

    asyncio.run(asyncio.wait_for(ask(), 60))
    assert found(jobs).state == "failed"


def test_a_build_that_is_killed_is_said_to_be(tmp_path: Path) -> None:
    """Its last line says how far it was, which is no reason: a machine without memory ends it in the middle."""
    told = asyncio.Event()
    jobs = Jobs(Settings(index=tmp_path, corpus=(tmp_path,)), told.set)

    async def ask() -> None:
        job = await jobs.start("one", [])
        os.kill(job.pid, signal.SIGKILL)
        await told.wait()
        await jobs.close()

    asyncio.run(asyncio.wait_for(ask(), 60))
    error = found(jobs).error
    assert error is not None
    assert error.startswith("the build was ended by SIGKILL; ")
