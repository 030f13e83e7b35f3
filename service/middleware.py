"""What every response carries and every request must respect, whatever its route.

Plain ASGI, so that a stream passes through untouched.
"""

import json
import re
import uuid
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import MEDIA_TYPE, Problem

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
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LONGEST_QUERY = 32_768  # ten questions of 2,048 characters, encoded, and some edits
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class RequestFrame:
    """Gives each request its id, and each response the id, the generation and the security headers.

    The id a client sends is kept if it is harmless. A route may set `request.state.generation` to the one it used.
    """

    def __init__(self, app: ASGIApp, generation: Callable[[], str | None]) -> None:
        self.app = app
        self.generation = generation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        sent = Headers(scope=scope).get("x-request-id", "")
        state["request_id"] = sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex[:16]

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = state["request_id"]
                generation = state.get("generation") or self.generation()
                if generation:
                    headers["X-Generation"] = generation
                timings = state.get("timings_ms")
                if timings:
                    told = (f"{name};dur={taken:.1f}" for name, taken in timings.items())
                    headers["Server-Timing"] = ", ".join(told)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, framed)


class Limits:
    """Refuses what is too large before it is read, and forms sent from another site."""

    def __init__(self, app: ASGIApp, body_bytes: int) -> None:
        self.app = app
        self.body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        problem = self._refused(scope)
        if problem is None:
            await self.app(scope, self._counted(receive), send)
        else:
            await _answer(problem, scope, send)

    def _refused(self, scope: Scope) -> Problem | None:
        """What is wrong with the head of a request, if anything."""
        headers = Headers(scope=scope)
        if len(scope.get("query_string", b"")) > _LONGEST_QUERY:
            return Problem(
                414, f"The address is longer than {_LONGEST_QUERY:,} characters. Use POST, or a new conversation."
            )
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self.body_bytes:
            return self._too_large()
        if scope["method"] in _CHANGING and _is_from_elsewhere(headers):
            return Problem(403, "This form was sent from another site.")
        return None

    def _counted(self, receive: Receive) -> Receive:
        """A body without a stated length is counted as it comes."""
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.body_bytes:
                raise HTTPException(413, self._too_large().detail)  # what reads a body lets only this one through
            return message

        return counted

    def _too_large(self) -> Problem:
        return Problem(413, f"The request body is larger than {self.body_bytes:,} bytes.")


def _is_from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site sent this. Programs say nothing and are let in."""
    if headers.get("sec-fetch-site", "same-origin") == "cross-site":
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


async def _answer(problem: Problem, scope: Scope, send: Send) -> None:
    """A problem from outside the routes."""
    body = json.dumps(problem.as_json(scope["path"], scope["state"]["request_id"])).encode()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
