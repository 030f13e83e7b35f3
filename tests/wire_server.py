"""Two public services on 127.0.0.1, in their own wire format, with their faults on request.

ClinicalTrials.gov API v2 (OpenAPI 2.0): `/api/v2/studies` and `/api/v2/version`; refusals are 400 with plain text.
openFDA: `/drug/label.json`, in the form documented at https://open.fda.gov/apis/, with `search_after` in a Link header.
"""

import base64
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

Json = dict[str, Any]
Fault = Callable[["Exchange"], None]

STUDIES_PARAMETERS = set(
    "format markupFormat query.cond query.term query.locn query.titles query.intr query.outc query.spons query.lead "
    "query.id query.patient filter.overallStatus filter.geo filter.ids filter.advanced fields sort countTotal pageSize "
    "pageToken".split()
)


@dataclass(frozen=True)
class Request:
    """What a client asked."""

    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class WireServer:
    """What the two services hold, what they were asked, and which faults come next."""

    studies: list[Json] = field(default_factory=list)
    labels: list[Json] = field(default_factory=list)
    data_timestamp: str = "2025-03-03T09:00:05"
    last_updated: str = "2025-03-01"
    links: bool = True
    """Whether openFDA offers `search_after`."""
    faults: deque[Fault | None] = field(default_factory=deque)
    """One for each coming request; None lets one pass."""
    requests: list[Request] = field(default_factory=list)
    largest_page: int = 1000
    """To which `pageSize` is cut down."""
    token_age: int = 0
    """A page token of another age is refused."""
    port: int = 0

    def renew(self) -> None:
        """Hold nothing, and forget what was asked."""
        self.__dict__.update(vars(WireServer(port=self.port)))

    @property
    def trials_api(self) -> str:
        """What MEDPATH_TRIALS_API would be."""
        return f"http://127.0.0.1:{self.port}/api/v2"

    @property
    def labels_api(self) -> str:
        """What MEDPATH_LABELS_API would be."""
        return f"http://127.0.0.1:{self.port}"

    def asked(self, path: str) -> list[Mapping[str, str]]:
        """Parameters of the requests for a path, in order."""
        return [request.params for request in self.requests if request.path == path]


class Exchange(BaseHTTPRequestHandler):
    """One request and its answer."""

    protocol_version = "HTTP/1.1"
    wire: WireServer

    def do_GET(self) -> None:
        """Answer, or do what the next fault does instead."""
        parts = urlsplit(self.path)
        request = Request(parts.path, dict(parse_qsl(parts.query)), dict(self.headers))
        self.wire.requests.append(request)
        fault = self.wire.faults.popleft() if self.wire.faults else None
        if fault is not None:
            fault(self)
        else:
            self.serve(request)

    def serve(self, request: Request) -> None:
        """Answer as the services do."""
        if request.path == "/api/v2/version":
            self.json({"apiVersion": "2.0.5", "dataTimestamp": self.wire.data_timestamp})
        elif request.path == "/api/v2/studies":
            self._serve_studies(request.params)
        elif request.path == "/drug/label.json":
            self._serve_labels(request.params)
        else:
            self.send(404, "text/html", b"<html>not here</html>")

    def _serve_studies(self, params: Mapping[str, str]) -> None:
        for name in params.keys() - STUDIES_PARAMETERS:
            return self.send(400, "text/plain", f"`{name}` is unknown parameter".encode())
        try:
            chosen = [study for study in self.wire.studies if matches_study(study, params)]
            begin = offset_of(params.get("pageToken"), self.wire.token_age)
        except ValueError as error:
            return self.send(400, "text/plain", str(error).encode())
        chosen = in_order(chosen, params.get("sort"))
        size = min(int(params.get("pageSize") or 0) or 10, self.wire.largest_page)
        page = chosen[begin : begin + size]
        answer: Json = {} if begin or params.get("countTotal") != "true" else {"totalCount": len(chosen)}
        answer["studies"] = [only_fields(study, params.get("fields")) for study in page]
        if len(page) == size:  # also where nothing follows: the service does not look ahead
            answer["nextPageToken"] = token_of(begin + size, self.wire.token_age)
        return self.json(answer)

    def _serve_labels(self, params: Mapping[str, str]) -> None:
        skip, limit = int(params.get("skip", 0)), int(params.get("limit", 1))
        after = params.get("search_after")
        if limit > 1000 or skip > 25_000 or (after and skip):
            return self._error(400, "BAD_REQUEST", "Skip value must 25000 or less.")
        try:
            holds = Lucene(params.get("search", "")).parse()
        except ValueError as error:
            return self._error(500, "SERVER_ERROR", f"Check your request and try again ({error})")
        chosen = [label for label in self.wire.labels if holds(label)]
        if params.get("sort") == "effective_time:desc":
            chosen.sort(key=lambda label: str(label["effective_time"]), reverse=True)
        if not chosen:
            return self._error(404, "NOT_FOUND", "No matches found!")
        begin = int(after.partition("=")[2]) if after else skip
        page, end = chosen[begin : begin + limit], begin + limit
        headers = {}
        if self.wire.links and end < len(chosen):
            where = {k: v for k, v in params.items() if k in {"search", "limit", "sort"}}
            query = "&".join(f"{k}={quote(v)}" for k, v in where.items())
            more = f"skip={skip + limit}" if skip else f"skip=0&search_after={quote(f'0={end}')}"
            headers["Link"] = f'<https://elsewhere.example/drug/label.json?{query}&{more}>; rel="next"'
        meta = {
            "disclaimer": "Do not rely on this test.",
            "terms": "https://open.fda.gov/terms/",
            "license": "https://open.fda.gov/license/",
            "last_updated": self.wire.last_updated,
            "results": {"skip": skip, "limit": limit, "total": len(chosen)},
        }
        return self.json({"meta": meta, "results": page}, headers)

    def _error(self, status: int, code: str, message: str) -> None:
        self.json({"error": {"code": code, "message": message}}, status=status)

    def json(self, value: Json, headers: Mapping[str, str] | None = None, status: int = 200) -> None:
        """Send a JSON object."""
        self.send(status, "application/json", json.dumps(value, indent=2).encode(), headers)

    def send(self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Send this, with its length."""
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts: object) -> None:
        """Say nothing."""


def status(code: int, text: str = "", **headers: str) -> Fault:
    """Answer with this status, in plain text; a header's "_" stands for "-"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.send(code, "text/plain", text.encode(), named)


def web_page(exchange: Exchange) -> None:
    """Answer 200 with a page for people, as the log-in page of a network does."""
    exchange.send(200, "text/html; charset=utf-8", b"<html><body>Please log in</body></html>")


def broken_off(exchange: Exchange) -> None:
    """Promise a thousand bytes, send few, and hang up."""
    exchange.send_response(200)
    exchange.send_header("Content-Type", "application/json")
    exchange.send_header("Content-Length", "1000")
    exchange.end_headers()
    exchange.wfile.write(b'{"studies": [{"protocolSec')
    exchange.close_connection = True


def cut_short(exchange: Exchange) -> None:
    """Send a whole answer that holds half of its JSON."""
    exchange.send(200, "application/json", b'{"meta": {"last_updated": "2025-03-01"}, "results": [{"set_id": "0')


def silent_for(seconds: float) -> Fault:
    """Say nothing for a while, then hang up."""

    def wait(exchange: Exchange) -> None:
        threading.Event().wait(seconds)
        exchange.close_connection = True

    return wait


@contextmanager
def wire_server(**held: Any) -> Iterator[WireServer]:
    """Run the two services until the block ends."""
    wire = WireServer(**held)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneExchange", (Exchange,), {"wire": wire}))
    server.daemon_threads = True
    wire.port = server.server_address[1]
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.005), daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def matches_study(study: Json, params: Mapping[str, str]) -> bool:
    """Whether a study is asked for; raises ValueError for an expression beyond one phrase or one range of days."""
    protocol = study["protocolSection"]
    if (ids := params.get("filter.ids")) is not None:
        return protocol.get("identificationModule", {}).get("nctId") in re.split("[,|]", ids)
    if (advanced := params.get("filter.advanced")) is not None:
        days = re.fullmatch(r"AREA\[LastUpdatePostDate]RANGE\[(\d{4}-\d\d-\d\d),MAX]", advanced)
        if days is None:
            raise ValueError(f"cannot parse filter.advanced: {advanced}")
        if updated(study) < days[1]:
            return False
    asked = re.fullmatch(r'"([^"\\]+)"', params.get("query.intr", ""))
    if asked is None:
        raise ValueError("cannot parse query.intr")
    names = [
        name.casefold()
        for intervention in protocol.get("armsInterventionsModule", {}).get("interventions", [])
        for name in (intervention["name"], *intervention.get("otherNames", []))
    ]
    return any(asked[1].casefold() in name for name in names)


def updated(study: Json) -> str:
    return str(study["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"])


def in_order(studies: Sequence[Json], sort: str | None) -> list[Json]:
    return sorted(studies, key=updated, reverse=sort == "LastUpdatePostDate:desc") if sort else list(studies)


def only_fields(study: Json, fields: str | None) -> Json:
    if fields is None:
        return study
    assert set(fields.split(",")) == {"NCTId", "LastUpdatePostDate"}
    kept: Json = {"statusModule": {"lastUpdatePostDateStruct": {"date": updated(study)}}}
    if "identificationModule" in study["protocolSection"]:
        kept["identificationModule"] = {"nctId": study["protocolSection"]["identificationModule"]["nctId"]}
    return {"protocolSection": kept}


def token_of(offset: int, age: int) -> str:
    return base64.urlsafe_b64encode(f"{age}:{offset}".encode()).decode().rstrip("=")


def offset_of(token: str | None, age: int) -> int:
    if token is None:
        return 0
    try:
        made, offset = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().split(":")
    except ValueError:
        made, offset = "", ""
    if made != str(age):
        raise ValueError("Invalid page token")
    return int(offset)


class Lucene:
    """As much of openFDA's search syntax as tells a safe expression from one that a name broke out of."""

    TOKEN = re.compile(
        r"\s*(?:(?P<mark>[()])|(?P<word>AND|OR|NOT)\b|_exists_:(?P<exists>[\w.]+)"
        r'|(?P<field>[\w.]+):(?:"(?P<phrase>[^"\\]*)"|\[(?P<low>\d{8}) TO (?P<high>\d{8})]))'
    )

    def __init__(self, text: str) -> None:
        self.tokens: list[Mapping[str, str | None]] = []
        position = 0
        while position < len(text.rstrip()):
            found = self.TOKEN.match(text, position)
            if found is None:
                raise ValueError(f"at character {position} of {text!r}")
            self.tokens.append(found.groupdict())
            position = found.end()

    def parse(self) -> Callable[[Json], bool]:
        """Return what tells whether a label matches; raises ValueError."""
        whole = self._either()
        if self.tokens:
            raise ValueError("more after the end")
        return whole

    def _either(self) -> Callable[[Json], bool]:
        parts = [self._both()]
        while self._take("word", "OR"):
            parts.append(self._both())
        return lambda label: any(part(label) for part in parts)

    def _both(self) -> Callable[[Json], bool]:
        parts = [self._one()]
        while self._take("word", "AND"):
            parts.append(self._one())
        return lambda label: all(part(label) for part in parts)

    def _one(self) -> Callable[[Json], bool]:
        if self._take("word", "NOT"):
            inner = self._one()
            return lambda label: not inner(label)
        if self._take("mark", "("):
            inner = self._either()
            if not self._take("mark", ")"):
                raise ValueError("unbalanced")
            return inner
        if not self.tokens:
            raise ValueError("ends too early")
        token = self.tokens.pop(0)
        if name := token["exists"]:
            existing = name
            return lambda label: bool(values(label, existing))
        name, phrase, low, high = token["field"], token["phrase"], token["low"], token["high"]
        if name is None:
            raise ValueError("expected a field")
        field = name
        if phrase is not None:
            return lambda label: any(phrase.casefold() in value.casefold() for value in values(label, field))
        return lambda label: any(str(low) <= value <= str(high) for value in values(label, field))

    def _take(self, kind: str, text: str) -> bool:
        if self.tokens and self.tokens[0][kind] == text:
            self.tokens.pop(0)
            return True
        return False


def values(label: Json, path: str) -> list[str]:
    value: Any = label
    for part in path.split("."):
        value = value.get(part, {}) if isinstance(value, dict) else {}
    return [value] if isinstance(value, str) else list(value)
