"""The application: routes, middleware, and what every error becomes."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles

from service import urls
from service.assistant import Assistant
from service.pages import rendering
from service.pages.views import ErrorPage
from service.quality.feedback import FeedbackFile
from service.routes import admin, api, chat, health, reading, verdicts
from service.routes.contract import Service
from service.routes.parameters import FIELD_NAMES
from service.running.gate import Gate
from service.running.jobs import Jobs
from service.running.live import Leases
from service.running.middleware import Heads, Limits, RequestFrame
from service.running.problems import MEDIA_TYPE, Problem, defect, from_validation, in_address
from service.running.rate_limit import RateLimit
from service.running.swap import Keeper, open_soundest
from service.settings import Settings
from service.wording import joined

_ROUTERS = (*(each.router for each in (api, chat, reading, verdicts, health, admin)), rendering.theme_router)


def create_app(settings: Settings, assistant: Assistant | None = None) -> FastAPI:
    """The service; without an assistant one is opened from the settings' index.

    Raises GenerationError or ModelError when that cannot be done.
    """
    trouble = None
    if assistant is None:
        engine, trouble = open_soundest(settings)
        assistant = Assistant(engine)
    app = Service(
        lifespan=_lifespan,
        title="MedPath Search",
        version=version("medpath-search"),
        description="Search over drug monographs, labels and clinical trials; every hit is a provable quote.",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    _set_up(app, settings, assistant, trouble)
    _route(app)
    _frame(app, settings)
    return app


def _set_up(app: FastAPI, settings: Settings, assistant: Assistant, trouble: str | None) -> None:
    """What the routes are handed; `trouble` says why the live generation is not the one that is served."""
    app.state.settings = settings
    app.state.assistant = assistant
    app.state.leases = Leases()
    app.state.keeper = Keeper(assistant, app.state.leases, settings)
    if trouble is not None:
        app.state.keeper.refuse("CURRENT", trouble)
    app.state.jobs = Jobs(settings, app.state.keeper.tell)
    app.state.gate = Gate(settings.searches, settings.waiting, settings.timeout_s, settings.patience_s)
    app.state.feedback = FeedbackFile(settings.feedback_file)
    app.state.respond = _respond


def _route(app: FastAPI) -> None:
    """Every address, and what an error at one becomes."""
    for router in _ROUTERS:
        app.include_router(router)
    app.mount("/static", Static(directory=rendering.STATIC))
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)


def _frame(app: FastAPI, settings: Settings) -> None:
    """What every request passes through, from the inside out."""
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(Heads)
    app.add_middleware(Limits, body_bytes=settings.body_bytes, refusal=app.state.gate.refusal)
    app.add_middleware(RateLimit, per_minute=settings.rate_per_minute)
    app.add_middleware(ServerErrorMiddleware, handler=_on_defect)  # inside the frame: a 500 is framed as well
    app.add_middleware(
        RequestFrame,
        generation=lambda: app.state.assistant.generation_name,
        log_questions=settings.log_questions,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """While requests are answered, the generation is looked after."""
    keeping = asyncio.create_task(app.state.keeper.run())
    if threading.current_thread() is threading.main_thread():
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, app.state.keeper.tell)
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await app.state.jobs.close()
        await asyncio.to_thread(app.state.gate.close)


class Static(StaticFiles):
    """Static files; one asked for with the digest of its content may be kept for ever."""

    def file_response(self, *given: Any, **named: Any) -> Response:
        """As it is, with how long it may be kept."""
        response = super().file_response(*given, **named)
        scope = given[2] if len(given) > 2 else named["scope"]
        kept = "public, max-age=31536000, immutable" if scope.get("query_string") else "public, max-age=300"
        response.headers["Cache-Control"] = kept
        return response


# errors: problem details for programs, a page for people


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _respond(request, in_address(error) if request.method == "GET" else error)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    names: Mapping[str, Sequence[str]] = FIELD_NAMES.get(f"{request.method} {request.url.path}", {})
    found = [{**each, "loc": each["loc"][1:]} for each in error.errors()]  # after "query", "body" or "path"
    return await _on_problem(request, from_validation(found, names))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    methods = _methods_at(request) if error.status_code == 405 else []
    details = {
        400: "The body of the request cannot be read; expected a form, or JSON in UTF-8 no deeper than a request is.",
        404: "Nothing is at this address: people begin at /, programs at /openapi.json.",
        405: f"{request.method} is not possible here; expected {joined(methods, 'or')}.",
    }
    detail = details.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(methods)
    return _respond(request, Problem(error.status_code, detail, headers=headers))


def _methods_at(request: Request) -> list[str]:
    """What is possible at an address, by all of its routes: the framework names those of the first alone."""
    scope = {**request.scope, "root_path": request.scope.get("app_root_path", "")}  # a mount has put itself there
    every = (*(route for router in _ROUTERS for route in router.routes), *request.app.routes)
    routes = [route for route in every if route.matches(scope)[0] != Match.NONE]
    methods = {method for each in routes for method in getattr(each, "methods", None) or ()}
    gets = "GET" in methods or any(isinstance(each, Mount) for each in routes)
    return sorted(methods | ({"GET", "HEAD"} if gets else set()))


async def _on_defect(request: Request, error: Exception) -> Response:
    return _respond(request, defect(request, error))


def _respond(request: Request, problem: Problem) -> Response:
    """As a page where a browser asks for one, else as problem details."""
    if "text/html" in request.headers.get("accept", ""):
        return _error_page(request, problem)
    body = problem.as_json(request.url.path, request.state.request_id)
    return JSONResponse(body, problem.status, dict(problem.headers), media_type=MEDIA_TYPE)


_HEADINGS = {
    403: "Not from here",
    404: "Not found",
    410: "No longer here",
    413: "Too large",
    414: "Too long",
    422: "That cannot be read",
    429: "Too many questions at once",
    500: "Something went wrong",
    503: "Not just now",
}


def _error_page(request: Request, problem: Problem) -> Response:
    frame = rendering.frame_of(request)
    passes = request.method == "GET" and "Retry-After" in problem.headers
    links = (("Ask a question", urls.WELCOME), ("Everything that is covered", urls.DOCUMENTS))
    page = ErrorPage(
        title=problem.title,
        nav="none",
        frame=replace(frame, here=urls.WELCOME),
        heading=_HEADINGS.get(problem.status, problem.title),
        detail=problem.detail,
        status=problem.status,
        request_id=request.state.request_id,
        links=(("Try again", urls.local(frame.here)), *links) if passes else links,
    )
    response = rendering.respond(page, problem.status)
    response.headers.update(problem.headers)
    return response
