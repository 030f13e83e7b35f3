"""More than can be done: refused at once, told when to come back, and what was let in is answered in time."""

import asyncio
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from service.app import create_app
from service.assistant import Assistant
from service.engine import Engine
from service.running.gate import Gate
from service.running.problems import Problem
from service.running.protocol import PatientProtocol
from service.settings import Settings
from tests.server_process import free_port


def app_client(engine: Engine, folder: Path, **limits: object) -> TestClient:
    settings = Settings(index=folder, feedback=folder / "feedback.jsonl", **limits)  # type: ignore[arg-type]
    return TestClient(create_app(settings, Assistant(engine)))


# the gate


def test_beyond_its_bounds_the_gate_refuses_at_once() -> None:
    """One runs, one waits, the third is a 503 with Retry-After in no time; then there is room again."""

    async def three() -> None:
        gate, go = Gate(searches=1, waiting=1, timeout_s=5), threading.Event()
        first, second = (asyncio.create_task(gate.run(go.wait)) for _ in range(2))
        await asyncio.sleep(0.05)
        assert gate.is_full
        began = time.perf_counter()
        with pytest.raises(Problem) as refused:
            await gate.run(go.wait)
        assert time.perf_counter() - began < 0.05
        assert (refused.value.status, refused.value.headers["Retry-After"]) == (503, "1")
        go.set()
        assert await first
        assert await second
        await asyncio.sleep(0.05)
        assert gate.inside == 0
        assert await gate.run(lambda: 7) == 7
        gate.close()

    asyncio.run(three())


def test_a_queue_is_as_long_as_it_is_quick() -> None:
    """Of slow work few may wait, of quick work many: what counts is how long the last one would."""

    async def fill(work_s: float) -> int:
        gate = Gate(searches=1, waiting=100, timeout_s=20, patience_s=0.1)
        for _ in range(20):
            await gate.run(lambda: time.sleep(work_s))
        asking = [asyncio.create_task(gate.run(lambda: time.sleep(work_s))) for _ in range(60)]
        replies = await asyncio.gather(*asking, return_exceptions=True)
        gate.close()
        return sum(not isinstance(each, Problem) for each in replies)

    assert asyncio.run(fill(0.001)) >= 20
    assert 2 <= asyncio.run(fill(0.05)) <= 6


def test_after_a_refusal_the_queue_stays_short_though_it_empties() -> None:
    """A burst may wait half a second; once one was refused hardly anybody, also when the queue was empty in between."""

    async def two_bursts() -> list[int]:
        gate, answered = Gate(searches=1, waiting=100, timeout_s=20, patience_s=0.5), []
        for _ in range(20):
            await gate.run(lambda: time.sleep(0.02))
        for _ in range(2):
            asking = [asyncio.create_task(gate.run(lambda: time.sleep(0.02))) for _ in range(60)]
            replies = await asyncio.gather(*asking, return_exceptions=True)
            answered.append(sum(not isinstance(each, Problem) for each in replies))
            assert await gate.run(lambda: True)
        gate.close()
        return answered

    first, second = asyncio.run(two_bursts())
    assert second < first / 3


def test_whoever_only_asks_whether_there_is_room_refuses_nobody() -> None:
    """A probe of readiness while the queue is full does not shorten it for those who come after."""

    async def let_in_after(look: Callable[[Gate], object]) -> int:
        gate, go = Gate(searches=1, waiting=2, timeout_s=5, patience_s=2), threading.Event()
        for _ in range(20):
            await gate.run(lambda: time.sleep(0.02))
        asking = [asyncio.create_task(gate.run(go.wait)) for _ in range(3)]
        await asyncio.sleep(0.02)
        assert look(gate)
        go.set()
        await asyncio.gather(*asking)
        again = [asyncio.create_task(gate.run(lambda: time.sleep(0.02))) for _ in range(3)]
        replies = await asyncio.gather(*again, return_exceptions=True)
        gate.close()
        return sum(not isinstance(each, Problem) for each in replies)

    assert asyncio.run(let_in_after(lambda gate: gate.is_full)) == 3
    assert asyncio.run(let_in_after(lambda gate: gate.refusal())) == 2


def test_what_takes_too_long_is_given_up_but_still_counted() -> None:
    """The waiter gets its 503 in time; the thread is not free before its work has ended."""

    async def slow() -> None:
        gate, go, ended = Gate(searches=1, waiting=0, timeout_s=0.1), threading.Event(), []
        with pytest.raises(Problem, match=r"longer than 0\.1 s"):
            await gate.run(go.wait, ended=lambda: ended.append(1))
        assert (gate.inside, ended) == (1, [])
        go.set()
        await asyncio.sleep(0.1)
        assert (gate.inside, ended) == (0, [1])
        gate.close()

    asyncio.run(slow())


def test_nobody_works_for_a_client_that_left() -> None:
    """What still waited in the queue is never done."""

    async def leave() -> None:
        gate, go, done = Gate(searches=1, waiting=4, timeout_s=5), threading.Event(), []

        async def is_gone() -> bool:
            return True

        first = asyncio.create_task(gate.run(go.wait))
        await asyncio.sleep(0.02)
        with pytest.raises(Problem, match="went away"):
            await gate.run(lambda: done.append(1), is_gone)
        go.set()
        await first
        await asyncio.sleep(0.05)
        assert done == []
        assert gate.inside == 0
        gate.close()

    asyncio.run(leave())


# limits of one client


def test_a_client_that_asks_too_much_is_told_how_long_to_wait(engine: Engine, tmp_path: Path) -> None:
    """429 with Retry-After, and what is left on every response; health and files are free."""
    client = app_client(engine, tmp_path, rate_per_minute=3)
    left = [client.get("/suggest?q=b").headers["ratelimit"].split(";")[1] for _ in range(3)]
    assert left == ["r=2", "r=1", "r=0"]
    refused = client.get("/suggest?q=b")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 21
    assert refused.headers["ratelimit-policy"] == '"client";q=3;w=60'
    assert refused.json()["status"] == 429
    read = client.get("/about", headers={"Accept": "text/html"})
    assert read.status_code == 429
    assert "<h1>Too many questions at once</h1>" in read.text
    assert read.headers["retry-after"] == refused.headers["retry-after"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/static/tokens.css").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("POST", "/search", {"q": "x" * 3000}, 422),
        ("POST", "/search", {"q": "x", "history": ["y"] * 50}, 422),
        ("POST", "/search", {"q": "x", "filters": {"condition": ["y"] * 500}}, 422),
        ("POST", "/chat", {"q": "x", "history": ["y" * 3000]}, 422),
        ("POST", "/search", {"q": "x", "limit": 1000}, 422),
        ("GET", "/suggest?q=" + "x" * 500, None, 422),
    ],
)
def test_what_is_too_long_is_refused(client: TestClient, method: str, address: str, body: object, status: int) -> None:
    """Questions, histories, filters, addresses."""
    assert client.request(method, address, json=body).status_code == status


def test_a_body_without_a_stated_length_is_counted(client: TestClient) -> None:
    """And refused when it has grown too large."""
    reply = client.post(
        "/search", content=(b"x" * 65_536 for _ in range(20)), headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 413


# slow clients, on a real socket


class HurriedProtocol(PatientProtocol):
    """With less patience, for the tests."""

    head_s = 0.5
    head_bytes = 20_000


@pytest.fixture(scope="module")
def hurried(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("hurried")
    settings = Settings(index=folder, feedback=folder / "feedback.jsonl", searches=1, waiting=2)
    port = free_port()
    config = uvicorn.Config(
        create_app(settings, Assistant(engine)), "127.0.0.1", port, http=HurriedProtocol, log_config=None, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield port
    server.should_exit = True
    thread.join(20)


def connected(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.settimeout(10)
    return made


def everything(connection: socket.socket) -> bytes:
    got = b""
    while data := connection.recv(65_536):
        got += data
    connection.close()
    return got


@pytest.mark.server
def test_a_head_that_does_not_come_is_not_waited_for(hurried: int) -> None:
    """Half a head is a 408 and the end; silence is just the end; a hundred of them keep nobody else from asking."""
    slow = [connected(hurried) for _ in range(100)]
    for each in slow[1:]:
        each.sendall(b"GET /search?q=baclofen HTTP/1.1\r\nHost: x\r\nX-Sl")
    began = time.perf_counter()
    assert httpx.get(f"http://127.0.0.1:{hurried}/search?q=NCT90000001", timeout=5).status_code == 200
    assert time.perf_counter() - began < 2
    assert everything(slow[0]) == b""
    assert {everything(each).split(b"\r\n")[0] for each in slow[1:]} == {b"HTTP/1.1 408 Request Timeout"}


@pytest.mark.server
@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        (b"GET /search?q=%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * 70_000), 414, "Use POST"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 30_000, 431, "longer than 20,000 bytes"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Sl", 408, "within 0.5 s"),
        (b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "no HTTP/1.1 request"),
    ],
)
def test_what_no_application_sees_is_a_problem_too(hurried: int, sent: bytes, status: int, words: str) -> None:
    """RFC 9457 with an id, also for a head that is too long, too late or none."""
    connection = connected(hurried)
    connection.sendall(sent)
    head, _, body = everything(connection).decode().partition("\r\n\r\n")
    problem = json.loads(body)
    assert head.startswith(f"HTTP/1.1 {status} {problem['title']}\r\n")
    assert f"x-request-id: {problem['request_id']}\r\n" in head
    assert "content-type: application/problem+json\r\n" in head
    assert problem["status"] == status
    assert words in problem["detail"]


@pytest.mark.server
def test_a_head_that_does_not_end_is_refused(hurried: int) -> None:
    """431, before it fills the memory."""
    connection = connected(hurried)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 30_000)
    assert everything(connection).startswith(b"HTTP/1.1 431 ")


@pytest.mark.server
@pytest.mark.parametrize(
    "nonsense",
    [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"\x00" * 100, b"GET / HTTP/9.9\r\n\r\n"],
)
def test_what_is_not_http_is_a_400(hurried: int, nonsense: bytes) -> None:
    """And the end of that connection only."""
    connection = connected(hurried)
    connection.sendall(nonsense)
    assert everything(connection)[:12] in (b"HTTP/1.1 400", b"")
    assert httpx.get(f"http://127.0.0.1:{hurried}/healthz", timeout=5).status_code == 200


@pytest.mark.server
def test_clients_that_leave_free_the_queue(hurried: int) -> None:
    """Fifty ask and hang up; the next one is let in within two seconds."""
    for _ in range(50):
        connection = connected(hurried)
        connection.sendall(b"GET /search?q=side+effects+of+tizanidine HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.close()
    until = time.monotonic() + 2
    while (reply := httpx.get(f"http://127.0.0.1:{hurried}/readyz", timeout=5)).status_code != 200:
        assert time.monotonic() < until
    assert reply.json()["status"] == "ready"


SLOW_SERVER = """
import sys, time
from fastapi import FastAPI
from service.server import serve
from service.settings import Settings
app = FastAPI()
@app.get("/slow")
def slow() -> str:
    print("asked", flush=True)
    time.sleep(1.5)
    return "done"
serve(app, Settings(port=int(sys.argv[1])))
"""


@pytest.mark.server
def test_a_server_told_to_stop_ends_what_it_began(tmp_path: Path) -> None:
    """SIGTERM in the midst of a request: the request is answered, then the process ends by itself."""
    port = free_port()
    root = Path(__file__).resolve().parent.parent
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_SERVER, str(port)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    replies: list[httpx.Response] = []
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            connected(port).close()
            break
        except OSError:
            time.sleep(0.1)
    asking = threading.Thread(target=lambda: replies.append(httpx.get(f"http://127.0.0.1:{port}/slow", timeout=10)))
    asking.start()
    assert process.stdout.readline() == "asked\n"
    process.terminate()
    asking.join()
    assert [reply.status_code for reply in replies] == [200]
    assert process.wait(timeout=10) is not None
    process.stdout.close()
