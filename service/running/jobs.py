"""Jobs that the service was asked for; the record of each is a file that all workers see. A rebuild is a process."""

import asyncio
import fcntl
import json
import os
import re
import signal
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.running import logs
from service.settings import Settings

FOLDER = "jobs"
_KEPT = 50
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PRINTED = 2_000
_RETRY_S = 1.0
"""Until the end of a job that could not be put on record is written again: the disk was full."""
_NICE = 10
"""How far a rebuild stands back from the processor's other work, 0 to 19."""


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One rebuild, or one return to an earlier generation."""

    job_id: str
    state: str
    """running, done, failed; lost: what ran it has ended without a word."""
    asked_at: str
    pid: int
    """Of the process that does it."""
    watched_by: str = ""
    """Which process will put its end on record: its id and when it was started."""
    ended_at: str | None = None
    error: str | None = None
    report: dict[str, Any] | None = None


class JobRunning(Exception):
    """Another job has not ended yet, and one at a time is enough."""

    def __init__(self, job: JobRecord) -> None:
        super().__init__(job.job_id)
        self.job = job


class Jobs:
    """Starts rebuilds and knows those of all workers."""

    def __init__(self, settings: Settings, finished: Callable[[], None]) -> None:
        self._settings = settings
        self._folder = settings.index / FOLDER
        self._finished = finished
        self._running: dict[asyncio.Task[None], asyncio.subprocess.Process] = {}
        self._untold: dict[str, JobRecord] = {}
        """Ended, and not yet on record."""
        self._is_closing = False

    async def start(self, job_id: str | None, options: Sequence[str]) -> JobRecord:
        """Begin a rebuild; an id that was used before, whatever became of it, is the job that was begun with it.

        Raises JobRunning while another one runs, whichever worker began it, and OSError where it cannot be begun.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        async with self._one_at_a_time():
            if job_id is not None and (known := self.get(job_id)) is not None:
                return known
            running = self.running()
            if running is not None:
                raise JobRunning(running)
            return await self._begin(job_id, options)

    @asynccontextmanager
    async def _one_at_a_time(self) -> AsyncIterator[None]:
        """While a job is begun no worker begins another: between looking for one and its record others may ask."""
        with (self._folder / ".begin").open("w") as lock:
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
            yield

    async def _begin(self, job_id: str | None, options: Sequence[str]) -> JobRecord:
        settings = self._settings
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "service", "build", "--json", "--index", str(settings.index)),
            *("--model", settings.model, *options, "--corpus", *map(str, settings.corpus)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # what stops the service from a terminal must not reach it first
        )
        with suppress(ProcessLookupError):  # people who ask come first
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        job = JobRecord(job_id or uuid.uuid4().hex[:12], "running", _now(), process.pid, process_identity(os.getpid()))
        try:
            self._write(job)
        except OSError:  # a build that nobody could ask after must not go on
            process.terminate()
            await process.communicate()
            raise
        task = asyncio.create_task(self._watch(job, process))
        self._running[task] = process
        task.add_done_callback(self._running.pop)
        logs.event("rebuild begun", job_id=job.job_id)
        return job

    def done(self, report: dict[str, Any]) -> JobRecord:
        """Put a job on record that was done at once. Raises OSError."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        job = JobRecord(uuid.uuid4().hex[:12], "done", _now(), os.getpid(), ended_at=_now(), report=report)
        self._write(job)
        return job

    def get(self, job_id: str) -> JobRecord | None:
        """The job with this id, of any worker; None for one that is not known."""
        if not _ID.fullmatch(job_id) or job_id.startswith("."):
            return None
        if job_id in self._untold:
            return self._untold[job_id]
        try:
            job = JobRecord(**json.loads((self._folder / f"{job_id}.json").read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):  # one cut short by a crash keeps no other from beginning
            return None
        watcher = job.watched_by.partition("-")[0]
        is_watched = watcher.isdecimal() and process_identity(int(watcher)) == job.watched_by
        if job.state == "running" and not (is_watched or Path(f"/proc/{job.pid}").exists()):
            return replace(job, state="lost")
        return job

    def running(self) -> JobRecord | None:
        """The one that is not finished, if there is one."""
        found = (self.get(path.stem) for path in self._files())
        return next((job for job in found if job is not None and job.state == "running"), None)

    async def close(self) -> None:
        """Stop what this process began; a build that is stopped loses nothing."""
        self._is_closing = True
        for process in self._running.values():
            if process.returncode is None:
                process.terminate()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _watch(self, job: JobRecord, process: asyncio.subprocess.Process) -> None:
        printed, complained = await process.communicate()
        if process.returncode == 0:
            ended = replace(job, state="done", ended_at=_now(), report=json.loads(printed))
        else:
            reason = _why(process.returncode or 0, complained.decode(errors="replace"))
            ended = replace(job, state="failed", ended_at=_now(), error=reason)
        logs.event("rebuild ended", job_id=job.job_id, state=ended.state, error=ended.error)
        self._untold[job.job_id] = ended
        self._finished()
        while not (self._is_told(ended) or self._is_closing):
            await asyncio.sleep(_RETRY_S)

    def _is_told(self, ended: JobRecord) -> bool:
        """Put an end on record, as far as the disk lets us: a job that runs for ever would let no other begin."""
        try:
            self._write(ended)
        except OSError as error:
            logs.event("a job's end cannot be written", 40, job_id=ended.job_id, error=error.strerror)
            return False
        del self._untold[ended.job_id]
        return True

    def _write(self, job: JobRecord) -> None:
        path = self._folder / f"{job.job_id}.json"
        temporary = path.with_suffix(f".{os.getpid()}")
        try:
            temporary.write_text(json.dumps(asdict(job)))
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        for old in self._files()[_KEPT:]:
            old.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        """Newest first."""
        found = []
        for path in self._folder.glob("*.json"):
            with suppress(FileNotFoundError):  # another worker deletes old ones, too
                found.append((path.stat().st_mtime_ns, path))
        return [path for _, path in sorted(found, reverse=True)]


def _why(status: int, complained: str) -> str:
    """Why a build failed: its last line, unless it was ended from outside and that line only says how far it was."""
    if status < 0:
        return (
            f"the build was ended by {signal.Signals(-status).name}; see that there is enough memory, then build again"
        )
    lines = complained.strip().splitlines()
    return lines[-1][:_PRINTED] if lines else f"the build ended with status {status}"


def process_identity(pid: int) -> str:
    """A process for as long as it lives: its id, which another may get, and its start in ticks since the machine's."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return f"{pid}-{told.rpartition(')')[2].split()[19]}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
