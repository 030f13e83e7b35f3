"""The one serving process is kept running: in real processes, since it is about how they end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.server_process import serving
from tests.toy_corpus import build_toy, three_documents

_PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from service.running.supervisor import supervised
lives = Path(sys.argv[1])
def serve():
    number = len(list(lives.iterdir()))
    (lives / f"{number}-{os.getpid()}").touch()
    if number < int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGBUS)
    if sys.argv[3] == "begins":
        time.sleep(2)
    if sys.argv[3] == "stays":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
        signal.signal(signal.SIGHUP, lambda *_: (lives / "told").touch())
        while True:
            time.sleep(0.01)
    return 3
def lost(name):
    print(f"lost by {name}", file=sys.stderr, flush=True)
sys.exit(supervised(serve, lost, int(sys.argv[4])))
"""


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the program; whatever a test does, none is left running."""
    processes: list[subprocess.Popen[str]] = []
    (tmp_path / "lives").mkdir()

    def started(deaths: int, then: str = "ends", children: int = 1) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", _PROGRAM, str(tmp_path / "lives"), str(deaths), then, str(children)]
        processes.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent))
        return processes[-1]

    yield started
    for process in processes:
        with process:
            process.kill()


def until(what: Path, pattern: str, count: int = 1) -> Path:
    """The first of so many files, once they are there."""
    for _ in range(1000):
        if len(found := list(what.glob(pattern))) >= count:
            time.sleep(0.2)  # they are there before their handlers are
            return found[0]
        time.sleep(0.02)
    raise AssertionError(f"fewer than {count} like {pattern} in {what}: {found}")


def test_what_a_signal_ends_begins_again(start: Start, tmp_path: Path) -> None:
    """Told each time; its own end is the end, with its own status."""
    process = start(deaths=2)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 3
    assert told.splitlines() == ["lost by SIGBUS"] * 2
    assert len(list((tmp_path / "lives").iterdir())) == 3


def test_what_dies_at_once_again_and_again_is_given_up(start: Start, tmp_path: Path) -> None:
    process = start(deaths=1000)
    process.communicate(timeout=30)
    assert process.returncode == 1
    assert len(list((tmp_path / "lives").iterdir())) == 5


def test_signals_reach_the_child_once(start: Start, tmp_path: Path) -> None:
    """SIGHUP leaves it running, SIGTERM ends both with the child's own status."""
    lives = tmp_path / "lives"
    process = start(deaths=0, then="stays")
    until(lives, "0-*")
    process.send_signal(signal.SIGHUP)
    until(lives, "told")
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 7
    assert told == ""
    assert len(list(lives.glob("[0-9]*"))) == 1


def test_what_has_just_begun_is_not_ended_by_a_hang_up(start: Start, tmp_path: Path) -> None:
    """It was: whoever published a generation and told the service ended the processes that were still starting."""
    process = start(deaths=0, then="begins")
    until(tmp_path / "lives", "0-*")
    process.send_signal(signal.SIGHUP)
    _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (3, "")


@pytest.mark.server
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_told_to_stop_ends_well(tmp_path: Path, told: signal.Signals) -> None:
    """Ctrl-C is no failure, and nothing is said but what the server logs."""
    three_documents(tmp_path / "corpus")
    build_toy(tmp_path / "corpus", tmp_path / "index")
    with serving(tmp_path / "index", tmp_path / "log") as (_, process):
        process.send_signal(told)
        assert process.wait(timeout=30) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_child_outlives_its_parent(start: Start, tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    process = start(deaths=0, then="stays")
    child = psutil.Process(int(until(lives, "0-*").name.split("-")[1]))
    process.kill()
    process.communicate(timeout=30)
    assert child.wait(timeout=10) in (None, -signal.SIGKILL)
    assert os.getpid() != child.pid


def test_several_are_told_together(start: Start, tmp_path: Path) -> None:
    """Each is a process of its own, and all end when one is told to."""
    lives = tmp_path / "lives"
    process = start(deaths=0, then="stays", children=3)
    until(lives, "*-*", count=3)
    assert len(psutil.Process(process.pid).children()) == 3
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 7
