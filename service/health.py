"""Whether the service lives, is ready, and what it serves; and its figures for Prometheus."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.live import Live, gate_of
from service.problems import Problem
from service.schemas import Health, Version

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", responses={503: {"description": "No index is loaded, or more wait than may"}})
async def readyz(request: Request, engine: Live) -> Health:
    """An index is loaded, and another search would be let in."""
    if gate_of(request).is_full:
        raise Problem(503, "As many searches wait as may. Try another instance.", headers={"Retry-After": "1"})
    return Health(status="ready", generation=engine.name)


@router.get("/version")
def version(request: Request, engine: Live) -> Version:
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
def metrics() -> Response:
    """Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
