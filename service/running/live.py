"""What a route is handed: the engine that answers its request, the gate before the work, the settings.

An engine is held for as long as a request, or work that a request began, uses it. One that was replaced is closed when
nobody holds it any more. All counting happens in the event loop's thread, so nothing needs a lock.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from service.answering.answers import Answer
from service.engine import Engine
from service.running import telemetry
from service.running.gate import Gate
from service.running.problems import Problem
from service.settings import Settings

T = TypeVar("T")


class Leases:
    """How many use each engine, and which are to be closed when nobody does."""

    def __init__(self) -> None:
        self._users: Counter[int] = Counter()
        self._retired: dict[int, Engine] = {}
        self.closed = 0
        """How many were closed so far."""

    def take(self, engine: Engine) -> None:
        """One more uses it."""
        self._users[id(engine)] += 1

    def give_back(self, engine: Engine) -> None:
        """One fewer uses it."""
        self._users[id(engine)] -= 1
        self._close_unused(engine)

    def retire(self, engine: Engine) -> None:
        """No request will be given this one any more."""
        self._retired[id(engine)] = engine
        self._close_unused(engine)

    def _close_unused(self, engine: Engine) -> None:
        if self._users[id(engine)] > 0:
            return
        del self._users[id(engine)]
        if self._retired.pop(id(engine), None) is not None:
            engine.close()
            telemetry.ENGINES.dec()
            self.closed += 1


class RequestGate:
    """The gate, for the work of one request: it holds the request's engine until the work has ended."""

    def __init__(self, gate: Gate, request: Request) -> None:
        self._gate = gate
        self._request = request

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, see `Gate.run`; answers are counted, and a client that left is not waited for."""
        state, leases = self._request.state, self._request.app.state.leases
        engine: Engine = state.engine
        leases.take(engine)
        found = await self._gate.run(work, self._request.is_disconnected, lambda: leases.give_back(engine))
        self._note(found)
        return found

    def _note(self, found: object) -> None:
        answers = [each for each in (found if isinstance(found, tuple) else (found,)) if isinstance(each, Answer)]
        for each in answers:
            telemetry.observe_answer(each)
        if answers:
            self._request.state.timings_ms = answers[-1].timings_ms
            self._request.state.questions = [each.question.text for each in answers]


async def engine_of(request: Request) -> AsyncIterator[Engine]:
    """The engine that answers this request; a swap changes the next one's. Raises Problem 503 where there is none."""
    engine: Engine | None = request.app.state.assistant.engine
    if engine is None:
        raise Problem(503, "There is no index yet. Build it: medpath build", headers={"Retry-After": "30"})
    request.state.generation = engine.name
    request.state.engine = engine
    leases: Leases = request.app.state.leases
    leases.take(engine)
    try:
        yield engine
    finally:
        leases.give_back(engine)


def gate_of(request: Request) -> RequestGate:
    """The gate before the work, for this request."""
    return RequestGate(request.app.state.gate, request)


def settings_of(request: Request) -> Settings:
    """What the service runs with."""
    settings: Settings = request.app.state.settings
    return settings


Live = Annotated[Engine, Depends(engine_of)]
