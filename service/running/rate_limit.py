"""So many requests of one client: a bucket that fills at a steady rate and holds a minute's worth.

Kept in each serving process, so with several workers a client may get up to that many times more.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.running import telemetry
from service.running.problems import Problem, send_problem

_WINDOW_S = 60
_MOST_CLIENTS = 20_000  # remembered at once; the one not seen for longest is forgotten
_FREE = ("/healthz", "/readyz", "/metrics", "/static/", "/favicon")


@dataclass(slots=True)
class Bucket:
    """What one client may still ask."""

    left: float
    at: float


class RateLimit:
    """Answers 429 to a client that asks more than its share; tells each client what it has left."""

    def __init__(self, app: ASGIApp, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.per_minute = per_minute
        self._now = now
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if self.per_minute == 0 or scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        bucket = self._bucket(client[0] if client else "")
        told = self._headers(bucket)
        if bucket.left < 1:
            telemetry.REFUSED.labels("rate").inc()
            wait_s = int((1 - bucket.left) * _WINDOW_S / self.per_minute) + 1
            problem = Problem(
                429,
                f"More than {self.per_minute:,} requests in a minute. Ask again in {wait_s} s.",
                headers={"Retry-After": str(wait_s), **told},
            )
            await send_problem(problem, scope, send)
            return
        bucket.left -= 1

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                pairs = [(name.lower().encode(), value.encode()) for name, value in self._headers(bucket).items()]
                message["headers"] = [*message.get("headers", ()), *pairs]
            await send(message)

        await self.app(scope, receive, framed)

    def _bucket(self, client: str) -> Bucket:
        now = self._now()
        bucket = self._buckets.pop(client, None) or Bucket(self.per_minute, now)
        bucket.left = min(self.per_minute, bucket.left + (now - bucket.at) * self.per_minute / _WINDOW_S)
        bucket.at = now
        self._buckets[client] = bucket
        if len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return bucket

    def _headers(self, bucket: Bucket) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 writes them."""
        full_in_s = int((self.per_minute - bucket.left) * _WINDOW_S / self.per_minute) + 1
        return {
            "RateLimit-Policy": f'"client";q={self.per_minute};w={_WINDOW_S}',
            "RateLimit": f'"client";r={max(0, int(bucket.left))};t={full_in_s}',
        }
