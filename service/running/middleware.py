"""What every response carries and every request must respect, whatever its route.

Plain ASGI, so that a stream passes through untouched.
"""

import asyncio
import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.running import logs, telemetry
from service.running.problems import LONGEST_ADDRESS, Problem, send_problem, too_long

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # no-referrer would make the browser send our own forms with Origin: null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_KEPT_BY_NOBODY = "private, no-cache"
"""Unless a response says otherwise: an address may hold a question, and the next generation answers anew."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BODY_S = 15.0  # for the whole body of a request: a slow client must not hold one for ever
_SEARCHES = frozenset({"/search", "/chat"})
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class RequestFrame:
    """Gives each request its id, and each response the id, the generation and the security headers; logs and times it.

    The id a client sends is kept if it is harmless. A route may set `request.state.generation` to the one it used.
    """

    def __init__(self, app: ASGIApp, generation: Callable[[], str | None], log_questions: bool = False) -> None:
        self.app = app
        self.generation = generation
        self.log_questions = log_questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        sent = Headers(scope=scope).get("x-request-id", "")
        state["request_id"] = sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex[:16]

        began = time.perf_counter()
        status = 0

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = state["request_id"]
                generation = state.get("generation") or self.generation()
                if generation:
                    headers["X-Generation"] = generation
                timings = state.get("timings_ms")
                if timings:
                    headers["Server-Timing"] = telemetry.server_timing(timings)
                headers.setdefault("Cache-Control", _KEPT_BY_NOBODY)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, framed)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Time and log a request by its route: an address may hold a question."""
        state, route = scope["state"], route_of(scope)
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        telemetry.REQUESTS.labels(route, method, str(status)).observe(seconds)
        told: dict[str, Any] = {
            "request_id": state["request_id"],
            "method": method,
            "route": route,
            "status": status,
            "ms": round(1000 * seconds, 1),
            "generation": state.get("generation"),
        }
        if self.log_questions and state.get("questions"):
            told["questions"] = state["questions"]
        logs.event("request", **told)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_of(scope: Mapping[str, Any]) -> str:
    """The pattern that an address fits, as in "/documents/{document_id}"; "" where none does."""
    if scope.get("route") is not None:
        return str(getattr(scope["route"], "path", ""))
    return "/static" if scope["path"].startswith("/static/") else ""


class Heads:
    """HEAD at every address that GET has: the same response without its body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


class Limits:
    """Refuses what the gate would, what is too large before it is read, and forms sent from another site."""

    def __init__(self, app: ASGIApp, body_bytes: int, refusal: Callable[[], Problem | None]) -> None:
        self.app = app
        self.body_bytes = body_bytes
        self.refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        problem = self._refused(scope)
        if problem is None:
            await self.app(scope, self._counted(receive, has_body(Headers(scope=scope))), send)
        else:
            await send_problem(problem, scope, send)

    def _refused(self, scope: Scope) -> Problem | None:
        """What is wrong with the head of a request, if anything."""
        if scope["path"] in _SEARCHES:  # before a processor's time goes into reading what is asked
            refusal = self.refusal()
            if refusal is not None:
                return refusal
        headers = Headers(scope=scope)
        if len(scope.get("raw_path", b"")) + len(scope.get("query_string", b"")) > LONGEST_ADDRESS:
            return too_long()
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self.body_bytes:
            return self._too_large()
        if scope["method"] in _CHANGING and _is_from_elsewhere(headers):
            return Problem(403, "This was sent by a page of another site; let that site's own server ask.")
        return None

    def _counted(self, receive: Receive, expected: bool) -> Receive:
        """A body without a stated length is counted as it comes, and it must come."""
        read = 0
        whole = not expected
        until = time.monotonic() + _BODY_S

        async def counted() -> Message:
            nonlocal read, whole
            if whole:  # what follows is the client going away, at any time
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
            except TimeoutError:
                raise HTTPException(408, f"The request's body did not come within {_BODY_S:g} s.") from None
            whole = message["type"] == "http.disconnect" or not message.get("more_body", False)
            read += len(message.get("body", b""))
            if read > self.body_bytes:
                raise HTTPException(413, self._too_large().detail)  # what reads a body lets only this one through
            return message

        return counted

    def _too_large(self) -> Problem:
        return Problem(413, f"The request body is larger than {self.body_bytes:,} bytes.")


def has_body(headers: Headers) -> bool:
    """Whether the head of a request announces a body."""
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _is_from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site sent this. Programs say nothing and are let in."""
    if headers.get("sec-fetch-site", "same-origin") == "cross-site":
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")
