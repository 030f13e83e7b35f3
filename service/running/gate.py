"""The gate before the work that takes a processor: so many at once, so many waiting, nobody for ever."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from service.running import telemetry
from service.running.problems import Problem, busy

T = TypeVar("T")
_LOOK_S = 0.25  # between looks whether the client is still there
_CROWDED_S = 1.0  # after one was refused
_STANDING = 0.01  # the share of the patience that is left while it is crowded: no more than one waits
_NEWEST = 0.1  # the weight of the newest in what work usually takes


async def _stays() -> bool:
    return False


def _nothing() -> None:
    pass


class Gate:
    """Runs functions in threads of its own. Beyond its bounds it refuses at once, so that latency never grows.

    The bounds are how many may wait, and how long the last of them would: a queue of so many is short for quick work
    and endless for slow work. A burst may wait `patience_s`; once one had to be refused it is no burst, and until no
    more come than can be done, hardly anybody waits: a queue would cost all of them time and serve nobody sooner. As
    many as run at once may always wait.
    """

    def __init__(self, searches: int, waiting: int, timeout_s: float, patience_s: float = math.inf) -> None:
        self._threads = ThreadPoolExecutor(max_workers=searches, thread_name_prefix="search")
        self._searches = searches
        self._most = searches + waiting
        self._patience_s = patience_s
        self._usual_s = 0.0
        self._refused_at = -math.inf
        self._timeout_s = timeout_s
        self.inside = 0
        """How many are running or waiting."""
        telemetry.MOST_INSIDE.set(self._most)

    @property
    def is_full(self) -> bool:
        """Whether the next one would be refused. To look is not to be refused: whoever only asks changes nothing."""
        return self.inside >= self._most or self._would_wait_s() > self._bearable_s(time.monotonic())

    def refusal(self) -> Problem | None:
        """What the next one is told where the gate is full, and so is refused; None where it may come in."""
        if not self.is_full:
            return None
        self._refused_at = time.monotonic()
        telemetry.REFUSED.labels("queue").inc()
        return busy()

    def _would_wait_s(self) -> float:
        """How long the next one is expected to wait."""
        ahead = self.inside - self._searches + 1
        return 0.0 if ahead <= self._searches else ahead * self._usual_s / self._searches

    def _bearable_s(self, now: float) -> float:
        return self._patience_s * (_STANDING if now - self._refused_at < _CROWDED_S else 1.0)

    async def run(
        self,
        work: Callable[[], T],
        is_gone: Callable[[], Awaitable[bool]] = _stays,
        ended: Callable[[], None] = _nothing,
    ) -> T:
        """The result of `work`; what it raises is raised here.

        Raises Problem 503 with Retry-After when the gate is full, when the work took too long, or when `is_gone` says
        that nobody waits for it any more: work that has not begun is then never done. `ended` is called once, when
        the work has really ended, which may be later, or is refused.
        """
        refusal = self.refusal()
        if refusal is not None:
            ended()
            raise refusal
        self._count(1)
        loop = asyncio.get_running_loop()
        future = self._threads.submit(self._timed, work)
        # by the thread's own end: a waiter that is cancelled must not give back what the thread still uses
        future.add_done_callback(lambda _: _soon(loop, self._leave, ended))
        return await self._wait(future, is_gone)

    async def _wait(self, future: "Future[T]", is_gone: Callable[[], Awaitable[bool]]) -> T:
        waited = asyncio.shield(asyncio.wrap_future(future))
        until = asyncio.get_running_loop().time() + self._timeout_s
        try:
            while True:
                left_s = until - asyncio.get_running_loop().time()
                done, _ = await asyncio.wait({waited}, timeout=min(_LOOK_S, max(0.0, left_s)))
                if done:
                    return waited.result()
                if left_s <= 0:
                    raise _given_up("timeout", f"The search took longer than {self._timeout_s:g} s. Ask again.")
                if await is_gone():
                    raise _given_up("disconnect", "The client went away.")
        finally:
            if not waited.done():
                future.cancel()
                waited.cancel()

    def _timed(self, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        try:
            return work()
        finally:
            taken_s = time.perf_counter() - began
            self._usual_s += (taken_s - self._usual_s) * _NEWEST

    def _leave(self, ended: Callable[[], None]) -> None:
        self._count(-1)
        ended()

    def _count(self, change: int) -> None:
        self.inside += change
        telemetry.INSIDE.set(self.inside)

    def close(self) -> None:
        """Let the running ones end; start no more."""
        self._threads.shutdown(wait=True, cancel_futures=True)


def _soon(
    loop: asyncio.AbstractEventLoop, leave: Callable[[Callable[[], None]], None], ended: Callable[[], None]
) -> None:
    """Account for an end in the loop's thread, the only one that counts; the loop itself may have ended."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(leave, ended)


def _given_up(reason: str, words: str) -> Problem:
    telemetry.REFUSED.labels(reason).inc()
    return Problem(503, words, headers={"Retry-After": "5"})
