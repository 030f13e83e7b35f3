"""One polite way to ask a public service: the only door to httpx.

One request at a time and never faster than the service's pace; a busy or failing service is asked again after
exponentially longer waits with jitter, or after what its Retry-After says (RFC 9110, 10.2.3: seconds or a date).
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from itertools import count
from typing import Self
from urllib.parse import parse_qsl

import httpx

from indexer.connectors.as_written import WrittenObject, read_object
from indexer.errors import FetchError

USER_AGENT = f"medpath-search/{version('medpath-search')} (fetches records for a local search index)"
MAX_ANSWER_BYTES = 256 * 1024 * 1024
"""Unpacked. A page of fifty studies with their results stays below a tenth of it."""

_RANDOM = random.SystemRandom()
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Service:
    """A public service, as messages name it and as it is to be asked."""

    name: str
    base_url: str
    setting: str
    """The environment variable that points it elsewhere."""
    pause_s: float
    """Between the beginnings of two requests."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, and how often to try."""

    timeout_s: float = 30.0
    """For the connection, and for silence within an answer."""
    deadline_s: float = 300.0
    """For a whole answer, however steadily it drips."""
    attempts: int = 7
    attempts_to_connect: int = 3
    """Fewer: a person who is offline wants to hear so."""
    first_wait_s: float = 1.0
    longest_wait_s: float = 120.0
    """A service that asks for more is asked again another day."""


class Clock:
    """The time, and waiting for it; a test's own does not wait."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class RequestRefused(FetchError):
    """The service answered that it will not do what was asked: a 4xx other than "later"."""

    def __init__(self, message: str, status: int, body: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service sent, status 200."""

    body: WrittenObject
    next_page: Mapping[str, str] | None
    """Query parameters of the Link header's rel="next" (RFC 8288); never its address, which might be anyone's."""


class _Again(Exception):
    """Worth another try, after this many seconds where the service says so."""

    def __init__(self, reason: str, wait_s: float | None = None, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.wait_s = wait_s
        self.unreachable = unreachable


class Client:
    """Asks one service; a context manager that closes its connections."""

    def __init__(
        self,
        service: Service,
        patience: Patience | None = None,
        clock: Clock | None = None,
        key: str | None = None,
        jitter: Callable[[], float] = _RANDOM.random,
    ) -> None:
        """Keep an access key, if any, in a header: a key in an address ends up in logs."""
        self.service = service
        self.clock = clock or Clock()
        self._patience = patience or Patience()
        self._jitter = jitter
        self._next_start = 0.0
        try:
            self._http = httpx.Client(
                base_url=service.base_url,
                headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
                auth=httpx.BasicAuth(key, "") if key else None,
                timeout=self._patience.timeout_s,
            )
        except httpx.InvalidURL as error:
            raise self._bad_address() from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, params: Mapping[str, str]) -> Answer:
        """Ask for a JSON object.

        Raises RequestRefused for a refusal, FetchError when the service cannot be reached, keeps failing, asks to
        come back much later, or answers with something else (the page of a proxy, say). No message holds `params`.
        """
        for attempt in count(1):
            self._pace()
            try:
                return self._ask(path, params)
            except _Again as again:
                most = self._patience.attempts_to_connect if again.unreachable else self._patience.attempts
                if attempt >= most:
                    raise self._given_up(again, attempt) from again
                self.clock.sleep(self._wait_s(again, attempt))
        raise AssertionError("counting never ends")

    def _pace(self) -> None:
        ahead = self._next_start - self.clock.elapsed()
        if ahead > 0:
            self.clock.sleep(ahead)
        self._next_start = self.clock.elapsed() + self.service.pause_s

    def _ask(self, path: str, params: Mapping[str, str]) -> Answer:
        with self._transport_troubles(), self._http.stream("GET", path, params=dict(params)) as response:
            data = self._data(response)
        if response.status_code != 200:
            raise self._refusal(response, data.decode("utf-8", errors="replace"))
        kind = response.headers.get("Content-Type", "nothing")
        if "json" not in kind:
            raise FetchError(
                f"{self.service.name} answered {kind.partition(';')[0]} where JSON was expected; "
                f"a proxy or a log-in page may stand between, or {self.service.setting} is not the service's address"
            )
        try:
            body = read_object(data.decode("utf-8-sig"))
        except ValueError as error:
            raise _Again(f"its answer is cut short or no JSON ({error})") from error
        following = response.links.get("next")
        return Answer(body, dict(parse_qsl(following["url"].partition("?")[2])) if following else None)

    @contextmanager
    def _transport_troubles(self) -> Iterator[None]:
        try:
            yield
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise self._bad_address() from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise _Again(_said(error), unreachable=True) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Again(f"the connection broke off ({_said(error)})") from error

    def _data(self, response: httpx.Response) -> bytes:
        deadline = self.clock.elapsed() + self._patience.deadline_s
        received = bytearray()
        for block in response.iter_bytes():
            received += block
            if len(received) > MAX_ANSWER_BYTES:
                raise FetchError(f"{self.service.name} sent more than {MAX_ANSWER_BYTES} bytes at once; refused")
            if self.clock.elapsed() > deadline:
                raise _Again(f"an answer took longer than {self._patience.deadline_s:.0f} s")
        return bytes(received)

    def _refusal(self, response: httpx.Response, text: str) -> Exception:
        status, name = response.status_code, self.service.name
        said = " ".join(text.split())[:200]
        if status in _BUSY:
            return _Again(f"it answered {status} {said}".rstrip(), self._retry_after_s(response))
        if response.is_redirect:
            place = response.headers.get("Location", "elsewhere")
            return FetchError(f"{name} has moved to {place}; set {self.service.setting} to its new address")
        return RequestRefused(f"{name} refused the request: {status} {said}".rstrip(), status, text)

    def _retry_after_s(self, response: httpx.Response) -> float | None:
        stated = response.headers.get("Retry-After", "").strip()
        if stated.isdecimal():
            return float(stated)
        try:
            moment = parsedate_to_datetime(stated)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - self.clock.now()).total_seconds())

    def _wait_s(self, again: _Again, attempt: int) -> float:
        longest = self._patience.longest_wait_s
        if again.wait_s is None:
            # between half and the whole of it: clients that failed together must not come back together
            return min(longest, self._patience.first_wait_s * 2.0 ** (attempt - 1)) * (0.5 + 0.5 * self._jitter())
        if again.wait_s > longest:
            raise FetchError(
                f"{self.service.name} asks to wait {again.wait_s:.0f} s; run the same command again after that "
                "(what came so far is kept)"
            ) from again
        return again.wait_s

    def _given_up(self, again: _Again, attempts: int) -> FetchError:
        name, setting = self.service.name, self.service.setting
        if again.unreachable:
            return FetchError(
                f"{name} cannot be reached ({again}); is this machine offline? Fetching is the only command that "
                f"needs a network: connect it, or set {setting} to a mirror. The files already fetched stay as they are"
            )
        return FetchError(
            f"{name}: {again}, {attempts} times; run the same command again later (what came so far is kept)"
        )

    def _bad_address(self) -> FetchError:
        return FetchError(f"{self.service.setting}: no web address: {self.service.base_url!r}; expected https://…")


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
