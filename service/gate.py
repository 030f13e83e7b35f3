"""The gate before the work that takes a processor: so many at once, so many waiting, nobody for ever."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from service.problems import Problem

T = TypeVar("T")


class Gate:
    """Runs functions in threads of its own. Beyond its bounds it refuses at once, so that latency never grows."""

    def __init__(self, searches: int, waiting: int, timeout_s: float) -> None:
        self._threads = ThreadPoolExecutor(max_workers=searches, thread_name_prefix="search")
        self._most = searches + waiting
        self._timeout_s = timeout_s
        self.inside = 0
        """How many are running or waiting."""

    @property
    def is_full(self) -> bool:
        """Whether the next one would be refused."""
        return self.inside >= self._most

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`; what it raises is raised here.

        Raises Problem 503 with Retry-After when the gate is full, or when the work took too long.
        """
        if self.is_full:
            raise Problem(503, "The service is busy. Ask again in a moment.", headers={"Retry-After": "1"})
        self.inside += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        future.add_done_callback(self._leave)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._timeout_s)
        except TimeoutError:
            raise Problem(
                503, f"The search took longer than {self._timeout_s:g} s. Ask again.", headers={"Retry-After": "5"}
            ) from None

    def _leave(self, future: "asyncio.Future[T]") -> None:
        """A thread is free only when its work has ended, whether or not somebody still waits for it."""
        self.inside -= 1
        if not future.cancelled():
            future.exception()  # looked at, so that an abandoned failure is not reported as one nobody saw

    def close(self) -> None:
        """Let the running ones end; start no more."""
        self._threads.shutdown(wait=True, cancel_futures=True)
