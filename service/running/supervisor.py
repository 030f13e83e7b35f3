"""Keeps the serving processes running: what the system ends for damage to the index begins again by itself.

An index is mapped into memory. Where somebody cuts one of its files short, the system ends the process that reads
there (SIGBUS), whatever the program does; started again, it serves the newest sound generation. The parent has loaded
nothing that could fail, and its children begin as copies of it.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

_PASSED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_TO_STOP = frozenset({signal.SIGTERM, signal.SIGINT})
_SHORTEST_LIFE_S = 5.0
_MOST_IN_A_ROW = 5
"""Processes that were ended so soon after each other; then it is not the index, and whoever started us shall know."""
_PR_SET_PDEATHSIG = 1  # prctl(2): the child gets a signal when its parent is gone


def supervised(serve: Callable[[], int], lost: Callable[[str], None], processes: int = 1) -> int:
    """Run `serve` in this many child processes until they end by themselves; the exit status, in each child and here.

    A child that a signal ends is started again, and `lost` is told the signal's name, unless we were told to stop. When
    one ends by itself the others are told to. To be called before anything starts a thread. Where there is no fork,
    `serve` runs once, in this process.
    """
    if not hasattr(os, "fork"):
        return serve()
    family = _Family()
    for _ in range(processes):
        if family.add_one():
            return serve()
    while family.children:
        ended, status = os.wait()
        began = family.children.pop(ended, 0.0)
        if os.WIFEXITED(status):
            family.end_with(os.WEXITSTATUS(status))
        elif not family.is_ending:
            lost(signal.Signals(os.WTERMSIG(status)).name)
            family.early_deaths = family.early_deaths + 1 if time.monotonic() - began < _SHORTEST_LIFE_S else 1
            if family.early_deaths >= _MOST_IN_A_ROW:
                family.end_with(1)
            elif family.add_one():
                return serve()
    return family.status


class _Family:
    """Forks of this process, which are told what their parent is told."""

    def __init__(self) -> None:
        self.children: dict[int, float] = {}
        """Process id → when it began, by the monotonic clock."""
        self.is_ending = False
        self.status = 0
        self.early_deaths = 0
        self._parent = os.getpid()
        self._former = {number: signal.signal(number, self._pass_on) for number in _PASSED_ON}

    def add_one(self) -> bool:
        """Fork, unless we were told to stop; whether this is the child."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _PASSED_ON)  # else one that comes before we know of the child is lost
        try:
            if self.is_ending:
                return False
            child = os.fork()
            if child:
                self.children[child] = time.monotonic()
                return False
            for number, handler in self._former.items():
                signal.signal(number, handler)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until it serves: what begins has nothing to look at anew
            self._leave_with_parent()
            return True
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _PASSED_ON)

    def end_with(self, status: int) -> None:
        """Tell all children to stop; the first status that is not 0 counts."""
        self.status = self.status or status
        if not self.is_ending:
            self._pass_on(signal.SIGTERM, None)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.is_ending = self.is_ending or number in _TO_STOP
        for child in self.children:
            os.kill(child, number)

    def _leave_with_parent(self) -> None:
        """No group of the terminal's, whose Ctrl-C is passed on once, and an end when the parent ends."""
        os.setpgid(0, 0)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != self._parent:
                raise SystemExit(1)
