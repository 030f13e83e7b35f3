"""Whether the service lives, is ready, and what it serves; and its figures for Prometheus."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.routes.responses import Health, Version
from service.running import telemetry
from service.running.live import Live, settings_of
from service.running.problems import Problem
from service.running.swap import Keeper

router = APIRouter(tags=["operation"])
_NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {"description": "No sound index, a canary question that finds nothing, or more wait than may"}
}


@router.get("/healthz", response_model_exclude_none=True)
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", responses=_NOT_READY, response_model_exclude_none=True)
async def readyz(request: Request, engine: Live) -> Health:
    """An index is loaded and verified, its canary question is answered, and another search would be let in.

    `refused` says why the live generation is not the one that is served, where that is so.
    """
    keeper: Keeper = request.app.state.keeper
    if not keeper.canary_right:
        raise Problem(
            503, "The canary questions find nothing: roll back (medpath rollback)", headers={"Retry-After": "30"}
        )
    if request.app.state.gate.is_full:
        raise Problem(503, "As many searches wait as may. Try another instance.", headers={"Retry-After": "1"})
    refused = keeper.refusal.reason.replace(f"{settings_of(request).index}/", "") if keeper.refusal else None
    return Health(status="ready", generation=engine.name, refused=refused)


@router.get("/version", responses={503: {"description": "No index is loaded"}})
async def version(request: Request, engine: Live) -> Version:
    """The software, the generation and how new its sources are."""
    coverage = engine.library.coverage
    return Version(
        software=request.app.version,
        generation=engine.name,
        built_at=engine.generation.manifest.built_at,
        model=engine.generation.manifest.model,
        documents={kind.value: count for kind, count in coverage.documents.items()},
        newest_record=str(coverage.newest) if coverage.newest else None,
    )


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Prometheus' text format."""
    engine = request.app.state.assistant.engine
    built_at = engine.generation.manifest.built_at if engine else None
    return Response(telemetry.exposition(built_at), media_type=telemetry.MEDIA_TYPE)
