"""Keeps one serving process running: what the system ends for damage to the index begins again by itself.

An index is mapped into memory. Where somebody cuts one of its files short, the system ends the process that reads
there (SIGBUS), whatever the program does; started again, it serves the newest sound generation. Several workers are
looked after by uvicorn; this does the same for a single one, in a parent that has loaded nothing.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

_PASSED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_SHORTEST_LIFE_S = 5.0
_MOST_IN_A_ROW = 5
"""Processes that were ended so soon after each other; then it is not the index, and whoever started us shall know."""
_PR_SET_PDEATHSIG = 1  # prctl(2): the child gets a signal when its parent is gone


def supervised(serve: Callable[[], int], lost: Callable[[str], None]) -> int:
    """Run `serve` in a child process until it ends by itself; its exit status, in the child and in the parent.

    A child that a signal ends is started again, and `lost` is told the signal's name, unless we were told to stop. To
    be called before anything starts a thread. Where there is no fork, `serve` runs in this process.
    """
    if not hasattr(os, "fork"):
        return serve()
    in_a_row = 0
    while True:
        began = time.monotonic()
        child = _Child()
        if child.is_this:
            return serve()
        status = child.wait()
        if os.WIFEXITED(status):
            return os.WEXITSTATUS(status)
        if child.was_told_to_stop:
            return 0
        lost(signal.Signals(os.WTERMSIG(status)).name)
        in_a_row = in_a_row + 1 if time.monotonic() - began < _SHORTEST_LIFE_S else 1
        if in_a_row >= _MOST_IN_A_ROW:
            return 1


class _Child:
    """A fork of this process, which is told what its parent is told."""

    def __init__(self) -> None:
        self._told: list[int] = []
        self._pid = 0
        parent = os.getpid()
        self._former = {number: signal.signal(number, self._pass_on) for number in _PASSED_ON}
        self._pid = os.fork()
        self.is_this = self._pid == 0
        if self.is_this:
            self._restore()
            _leave_with(parent)
        else:
            for number in self._told:  # came before there was a child
                os.kill(self._pid, number)

    @property
    def was_told_to_stop(self) -> bool:
        """Whether it ended because it was to."""
        return bool({signal.SIGTERM, signal.SIGINT} & set(self._told))

    def wait(self) -> int:
        """How it ended, as `os.waitpid` has it."""
        status = os.waitpid(self._pid, 0)[1]
        self._restore()
        return status

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._told.append(number)
        if self._pid:
            os.kill(self._pid, number)

    def _restore(self) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)


def _leave_with(parent: int) -> None:
    """In the child: no group of the terminal's, whose Ctrl-C is passed on once, and an end when the parent ends."""
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            raise SystemExit(1)
