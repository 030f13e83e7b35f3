"""What a route is handed: the engine that answers its request, the gate before the work, the settings."""

from typing import Annotated

from fastapi import Depends, Request

from service.engine import Engine
from service.gate import Gate
from service.problems import Problem
from service.settings import Settings


async def engine_of(request: Request) -> Engine:
    """The engine that answers this request; a swap changes the next one's. Raises Problem 503 where there is none."""
    engine: Engine | None = request.app.state.assistant.engine
    if engine is None:
        raise Problem(503, "There is no index yet. Build it: medpath build", headers={"Retry-After": "30"})
    request.state.generation = engine.name
    return engine


def gate_of(request: Request) -> Gate:
    """The gate before the work."""
    gate: Gate = request.app.state.gate
    return gate


def settings_of(request: Request) -> Settings:
    """What the service runs with."""
    settings: Settings = request.app.state.settings
    return settings


Live = Annotated[Engine, Depends(engine_of)]
