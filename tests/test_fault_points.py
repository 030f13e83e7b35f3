"""A builder killed, or refused by its disk, at single calls of the system: between and inside every step.

The builder is forked from a process that has loaded everything, so that a run takes a fraction of a second. It counts
the calls that change the disk; the one whose number is asked for is its last, or fails.
"""

import errno
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.doctor import examine
from indexer.errors import MedPathError
from indexer.generation import current_name
from tests.toy_corpus import build_toy, found, three_documents, write_trial

CALLS = ("fsync", "rename", "replace", "link", "write", "unlink", "mkdir", "rmdir", "truncate")
NAMED = ("fsync", "rename", "replace", "link", "mkdir")
RANDOM_POINTS = int(os.environ.get("TEST_FAULT_POINTS", "30"))
KILLED = 9


def build_with_fault(corpus: Path, index: Path, fault: dict[str, int | str]) -> None:
    """Build in this process, with a fault; never returns."""
    count = 0
    trace = []

    def faulty(name: str, real: object) -> object:
        def call(*given: object, **named: object) -> object:
            nonlocal count
            count += 1
            trace.append(name)
            if count == fault.get("at"):
                if fault["kind"] == "kill before":
                    os._exit(KILLED)
                if fault["kind"] == "kill after":
                    real(*given, **named)  # type: ignore[operator]
                    os._exit(KILLED)
                if fault["kind"] == "kill inside" and name == "write":
                    real(given[0], bytes(given[1])[: len(given[1]) // 2])  # type: ignore[operator, call-overload, arg-type]
                    os._exit(KILLED)
                code = fault["errno"]
                raise OSError(code, os.strerror(int(code)))
            return real(*given, **named)  # type: ignore[operator]

        return call

    for name in CALLS:
        setattr(os, name, faulty(name, getattr(os, name)))
    if "bytes" in fault:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(fault["bytes"]), int(fault["bytes"])))
    try:
        build_toy(corpus, index)
    except MedPathError as error:
        print(json.dumps({"error": str(error), "calls": trace}), flush=True)
        os._exit(1)
    print(json.dumps({"calls": trace}), flush=True)
    os._exit(0)


def forks() -> None:
    """Take faults from standard input, one per line; fork a builder for each and tell how it ended."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                build_with_fault(Path(asked["corpus"]), Path(asked["index"]), asked["fault"])
            finally:
                os._exit(70)  # an error that is none of ours
        _, status = os.waitpid(child, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


class Builders:
    """Runs builders with faults, one after another."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, corpus: Path, index: Path, **fault: int | str) -> dict[str, object]:
        """How it ended: `status`, and `calls` and `error` where it could tell."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        told = {"corpus": str(corpus), "index": str(index), "fault": fault}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        ended: dict[str, object] = {}
        while "status" not in ended:
            ended |= json.loads(self._process.stdout.readline())
        return ended


@contextmanager
def forking() -> Iterator[Builders]:
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as scratch:  # for what those who are killed leave
        process = subprocess.Popen(
            [sys.executable, "-c", "from tests.test_fault_points import forks; forks()"],
            cwd=root,
            env=os.environ | {"TMPDIR": scratch},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield Builders(process)
        finally:
            process.communicate(timeout=20)


@pytest.fixture(scope="module")
def builders() -> Iterator[Builders]:
    with forking() as made:
        yield made


class Corpus:
    """A corpus that changes, and what an index of it must answer before and after."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.index = folder / "corpus", folder / "index"
        three_documents(self.folder)
        build_toy(self.folder, self.index)
        self.allowed = [found(self.index)]
        self._edition = 0

    def change(self) -> None:
        """Another edition, which the index does not hold yet."""
        self._edition += 1
        write_trial(
            self.folder, "NCT00000007", f"A study of drug {self._edition}", {"Summary": f"Dose {self._edition}."}
        )
        build_toy(self.folder, self.index.parent / f"anew{self._edition}")
        self.allowed.append(found(self.index.parent / f"anew{self._edition}"))

    def check_nothing_is_lost(self) -> None:
        """What is live is whole and is one of the editions."""
        assert found(self.index) in self.allowed
        assert examine(self.index) == ()

    def check_next_build(self) -> None:
        """What comes after needs no clean-up."""
        build_toy(self.folder, self.index)
        assert found(self.index) == self.allowed[-1]


@pytest.fixture
def changed(tmp_path: Path) -> Corpus:
    corpus = Corpus(tmp_path)
    corpus.change()
    return corpus


def calls_of(builders: Builders, corpus: Corpus, folder: Path) -> list[str]:
    """The calls of a build that nothing disturbs, made on a copy."""
    subprocess.run(["cp", "-a", str(corpus.index), str(folder)], check=True)
    ended = builders.run(corpus.folder, folder)
    assert ended["status"] == 0
    return list(ended["calls"])  # type: ignore[call-overload]


@pytest.mark.slow
def test_a_builder_killed_at_any_call_loses_nothing(builders: Builders, changed: Corpus, tmp_path: Path) -> None:
    """At the first and last call of each kind, and at random ones: before it, after it, and in the midst of a write."""
    calls = calls_of(builders, changed, tmp_path / "copy")
    rng = random.Random(6)
    points = {calls.index(name) + 1 for name in NAMED if name in calls}
    points |= {len(calls) - calls[::-1].index(name) for name in NAMED if name in calls}
    faults = [(point, kind) for point in sorted(points) for kind in ("kill before", "kill after")]
    for _ in range(RANDOM_POINTS):
        point = rng.randrange(1, len(calls) + 1)
        faults.append(
            (point, "kill inside" if calls[point - 1] == "write" else rng.choice(["kill before", "kill after"]))
        )
    killed = 0
    for at, kind in faults:
        if found(changed.index) == changed.allowed[-1]:
            changed.change()
        ended = builders.run(changed.folder, changed.index, at=at, kind=kind)
        killed += ended["status"] == KILLED
        changed.check_nothing_is_lost()
        if rng.random() < 0.3:
            changed.check_next_build()
    assert killed >= len(faults) * 0.8
    changed.check_next_build()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
def test_a_disk_that_refuses_a_call_loses_nothing(
    builders: Builders, changed: Corpus, tmp_path: Path, code: int
) -> None:
    """Full, read-only, failing, over quota: an error that names the folder, and the next build is right."""
    calls = calls_of(builders, changed, tmp_path / "copy")
    for name in NAMED:
        if name not in calls:
            continue
        ended = builders.run(changed.folder, changed.index, at=calls.index(name) + 1, kind="fail", errno=code)
        assert ended["status"] in (0, 1), name
        if ended["status"] == 1:
            assert os.strerror(code) in str(ended["error"])
            assert "index" in str(ended["error"])
        changed.check_nothing_is_lost()
    changed.check_next_build()


@pytest.mark.parametrize("most_bytes", [0, 100, 1_000, 5_000, 20_000, 60_000])
def test_a_disk_without_room_is_an_error_in_every_part(builders: Builders, changed: Corpus, most_bytes: int) -> None:
    """Also where the database, the vectors or the words are written, outside Python: no file may grow beyond a size."""
    ended = builders.run(changed.folder, changed.index, bytes=most_bytes)
    assert ended["status"] == 1
    assert "could not be written" in str(ended["error"])
    changed.check_nothing_is_lost()
    changed.check_next_build()


def test_of_two_builders_at_once_one_builds(changed: Corpus) -> None:
    """The other is told who is at it; what comes out is right."""
    script = (
        "import sys; from pathlib import Path; from tests.toy_corpus import build_toy\n"
        "from indexer.errors import BuildLocked\n"
        "try: build_toy(Path(sys.argv[1]), Path(sys.argv[2])); print('built')\n"
        "except BuildLocked as error: print(error)\n"
    )
    root = Path(__file__).resolve().parent.parent
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(changed.folder), str(changed.index)],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = sorted(process.communicate(timeout=60)[0].strip() for process in both)
    assert "built" in told
    assert all(each == "built" or "is building this index" in each for each in told)
    assert found(changed.index) == changed.allowed[-1]
    assert current_name(changed.index)
