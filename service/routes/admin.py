"""Routes for whoever runs the service; they need the key of the settings, and do not exist without one."""

import asyncio
import hmac
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from indexer.errors import GenerationError, GenerationMissing
from indexer.generation import current_name, rollback
from service.routes.parameters import refuse_dropped
from service.routes.requests import RebuildQuery, RollbackQuery
from service.routes.responses import Job
from service.running import logs
from service.running.jobs import JobRecord, JobRunning, Jobs
from service.running.live import settings_of
from service.running.problems import LATER, Problem
from service.running.swap import Keeper

JOBS = "/admin/jobs"


_BEARER = HTTPBearer(auto_error=False, description="the key that MEDPATH_ADMIN_KEY holds")


async def need_key(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> None:
    """Raises Problem 404 where no key is set, 401 for a wrong one. A header: no other site's form can send it."""
    key = settings_of(request).admin_key
    if not key:
        raise Problem(404, "The admin endpoints are off: no MEDPATH_ADMIN_KEY is set.")
    if given is None or not hmac.compare_digest(given.credentials.strip().encode("latin-1"), key.encode()):
        logs.event("admin key refused", 30, request_id=request.state.request_id)
        needed = "The key that MEDPATH_ADMIN_KEY holds is needed: Authorization: Bearer …"
        raise Problem(401, needed, headers={"WWW-Authenticate": "Bearer"})


router = APIRouter(
    prefix="/admin",
    tags=["administration"],
    dependencies=[Depends(need_key)],
    responses={401: {"description": "No key, or a wrong one"}, 404: {"description": "Off, or no such thing"}},
)


@router.post(
    "/rebuild",
    status_code=202,
    response_model=Job,
    responses={409: {"description": "A rebuild is running already"}},
    dependencies=[Depends(refuse_dropped)],
)
async def rebuild(
    request: Request,
    query: Annotated[RebuildQuery, Query()],
    idempotency_key: Annotated[
        str | None, Header(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="the same key is the same job")
    ] = None,
) -> Response:
    """Bring the index up to date with the corpus, in a process of its own; what it makes is served when it is sound.

    The same `Idempotency-Key` again: the same job, also when it has ended and another one runs.
    """
    jobs: Jobs = request.app.state.jobs
    options = [flag for flag, wanted in (("--full", query.full), ("--dry-run", query.dry_run)) if wanted]
    try:
        job = await jobs.start(idempotency_key, options)
    except JobRunning as error:
        address = f"{JOBS}/{error.job.job_id}"
        raise Problem(409, f"A rebuild is running: {address}", headers={"Location": address}) from error
    except OSError as error:
        raise Problem(503, f"The rebuild could not begin: {error.strerror}", headers=LATER) from error
    return _accepted(job)


@router.get("/jobs/{job_id}")
async def job_state(request: Request, job_id: Annotated[str, Path(description="as the 202 told it")]) -> Job:
    """What has become of a rebuild, or of a return to an earlier generation."""
    jobs: Jobs = request.app.state.jobs
    job = jobs.get(job_id)
    if job is None:
        raise Problem(404, "No job has this id; the Location of a 202 names one.")
    return _shown(job)


@router.post(
    "/rollback",
    status_code=202,
    response_model=Job,
    responses={409: {"description": "There is no sound generation to go back to"}},
    dependencies=[Depends(refuse_dropped)],
)
async def go_back(request: Request, query: Annotated[RollbackQuery, Query()]) -> Response:
    """Serve an earlier generation again, from the next request on. The job is done; its report names both."""
    index = settings_of(request).index
    try:
        former: str | None = current_name(index)
    except GenerationError:
        former = None
    try:
        name = await asyncio.to_thread(rollback, index, query.generation)
    except GenerationMissing as error:
        raise Problem(404 if query.generation else 409, str(error)) from error
    except GenerationError as error:
        raise Problem(409, str(error)) from error
    except OSError as error:
        raise Problem(503, f"The index could not be written: {error.strerror}", headers=LATER) from error
    keeper: Keeper = request.app.state.keeper
    await keeper.check()
    logs.event("rolled back", generation=name, former=former)
    jobs: Jobs = request.app.state.jobs
    return _accepted(jobs.done({"generation": name, "former": former}))


def _accepted(job: JobRecord) -> Response:
    return JSONResponse(_shown(job).model_dump(), 202, {"Location": f"{JOBS}/{job.job_id}"})


def _shown(job: JobRecord) -> Job:
    told = asdict(job)
    del told["pid"], told["watched_by"]
    return Job(**told)
