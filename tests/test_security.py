"""Nothing leaks and nothing gets in: keys, addresses, forms, queries, logs and figures."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.assistant import Assistant
from service.engine import Engine
from service.running import logs
from service.settings import Settings

SECRET = "patient Jane Doe born 1970 takes baclofen"


def admin_client(engine: Engine, folder: Path, **given: object) -> TestClient:
    settings = Settings(index=folder, feedback=folder / "feedback.jsonl", **given)  # type: ignore[arg-type]
    return TestClient(create_app(settings, Assistant(engine)), raise_server_exceptions=False)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service logs, as it would be on standard error."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger(logs.NAME)
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(level)


# the key


@pytest.mark.parametrize("address", ["/admin/rebuild", "/admin/rollback"])
def test_administration_needs_the_key(engine: Engine, tmp_path: Path, address: str) -> None:
    """Without one set there is nothing; with one set only its bearer is let in."""
    assert admin_client(engine, tmp_path).post(address).status_code == 404
    client = admin_client(engine, tmp_path, admin_key="s3cret-ü")
    assert client.post(address).status_code == 401
    for wrong in ("Bearer", "Bearer ", "Bearer s3cret", "Basic s3cret-ü", "s3cret-ü", "Bearer s3cret-üü"):
        reply = client.post(address, headers={"Authorization": wrong.encode()})
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"] == "Bearer"
        assert "MEDPATH_ADMIN_KEY" in reply.json()["detail"]
    right = {"Authorization": "Bearer s3cret-ü".encode()}
    assert client.post("/admin/rollback", headers=right).status_code == 409
    assert client.get("/admin/jobs/none", headers=right).status_code == 404
    assert client.get("/admin/jobs/..%2f..%2fCURRENT", headers=right).status_code == 404
    refused = client.post("/admin/rollback?generation=../../etc", headers=right)
    assert refused.status_code == 422
    assert r"expected the form ^\d{8}T" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/admin/rebuild?dryrun=true", "dryrun"),
        ("/admin/rebuild?dry_run=true&dry_run=false", "dry_run"),
        ("/admin/rollback?name=20260101T000000Z-ffffff", "name"),
    ],
)
def test_an_order_that_is_not_understood_is_not_carried_out(
    engine: Engine, tmp_path: Path, address: str, field: str
) -> None:
    """A dry run that was misspelled, or asked for in a body that nobody reads, must not become a rebuild."""
    client = admin_client(engine, tmp_path, admin_key="s3cret")
    key = {"Authorization": "Bearer s3cret"}
    reply = client.post(address, headers=key)
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, field)
    assert client.post(address.partition("?")[0], headers=key, json={"dry_run": True}).status_code == 422
    assert not (tmp_path / "jobs").exists()


# addresses


@pytest.mark.parametrize(
    "address",
    [
        "/static/../pages.py",
        "/static/..%2f..%2fservice/settings.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/documents/%00",
        "/documents/x%0d%0aSet-Cookie:%20a=b",
        "/drugs/..%2f..",
    ],
)
def test_no_address_leads_out(client: TestClient, address: str) -> None:
    """Up the folders, absolute, with a null or a line's end: nothing is there."""
    reply = client.get(address)
    assert reply.status_code in (404, 422)
    assert "set-cookie" not in reply.headers
    assert "root:" not in reply.text


@pytest.mark.parametrize(
    "onwards", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"]
)
def test_no_form_leads_to_another_site(client: TestClient, onwards: str) -> None:
    """Where a form goes back to is a page of ours."""
    reply = client.post("/theme", data={"theme": "dark", "next": onwards})
    assert reply.status_code == 303
    assert reply.headers["location"].startswith("/")
    assert "evil" not in reply.headers["location"]


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
@pytest.mark.parametrize("address", ["/", "/theme", "/feedback", "/search", "/chat"])
def test_no_other_site_posts_here(client: TestClient, address: str, headers: dict[str, str]) -> None:
    """Whatever it posts."""
    assert client.post(address, data={"q": "x"}, headers=headers).status_code == 403


# queries


@pytest.mark.parametrize(
    "question",
    [
        "'; DROP TABLE documents; --",
        '" OR 1=1 --',
        "section:* AND body:[* TO *]",
        "name:(((((",
        'a^1e999 ~99 +-!(){}[]^"~*?:\\/',
        "\x00\x01\x1b[31mred\x07",
        "\u202edesrever\u2066 \u200b",
        "{{7*7}} ${7*7} <script>alert(1)</script>",
        "%s%n%x" * 50,
        "🤒" * 500,
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "NCT" + "0" * 2000,
        "((" * 1000,
        "a" * 2048,
        " ".join("ab" for _ in range(680)),
    ],
)
def test_no_question_is_a_command(client: TestClient, question: str) -> None:
    """Answered or not, never a defect; and shown only as text."""
    reply = client.get("/search", params={"q": question})
    assert reply.status_code in (200, 422)
    page = client.get("/", params={"q": question}, headers={"Accept": "text/html"})
    assert page.status_code in (200, 422)
    assert "<script>alert" not in page.text
    assert "49 ${" not in page.text


# what is written down


def test_no_question_is_logged_or_counted(engine: Engine, tmp_path: Path, log: io.StringIO) -> None:
    """Neither asked, nor refused, nor in a defect, nor in an address; unless the settings ask for it."""
    client = admin_client(engine, tmp_path)
    client.get("/search", params={"q": SECRET})
    client.get("/search", params={"q": SECRET, "colour": SECRET})
    client.post("/chat", json={"q": SECRET, "history": [SECRET]})
    client.get("/", params={"q": SECRET})
    client.get(f"/{SECRET}")
    client.get(f"/documents/{SECRET}")

    @client.app.get("/broken")  # type: ignore[attr-defined, untyped-decorator]
    def broken(q: str) -> None:
        raise ValueError(q)

    assert client.get("/broken", params={"q": SECRET}).status_code == 500
    written = log.getvalue()
    assert '"exception": "ValueError"' in written
    assert "Jane" not in written
    assert "Jane" not in client.get("/metrics").text
    assert "Questions are not stored." in client.get("/about").text
    asked = admin_client(engine, tmp_path, log_questions=True)
    assert "keeps the questions in its log" in asked.get("/about").text
    asked.get("/search", params={"q": SECRET})
    assert SECRET in log.getvalue()


def test_no_line_of_the_log_can_be_forged(engine: Engine, tmp_path: Path, log: io.StringIO) -> None:
    """One request is one line of printable JSON, whatever its question, its id and its address hold."""
    client = admin_client(engine, tmp_path, log_questions=True)
    client.get("/search", params={"q": 'x\n{"level": "error"}\r\x1b[2J\x9b'}, headers={"X-Request-ID": "a\tb" * 30})
    client.request("PROPFIND", "/search")
    lines = log.getvalue().splitlines()
    assert len(lines) == 2
    for line in lines:
        assert json.loads(line)["level"] == "info"
        assert all(" " <= letter <= "~" for letter in line)
    assert json.loads(lines[1])["method"] == "OTHER"


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_terminal_is_told_words(monkeypatch: pytest.MonkeyPatch, is_terminal: bool) -> None:
    """Where the service listens can be read in the first lines of `make serve`; what collects logs gets JSON."""
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: is_terminal)
    monkeypatch.setattr("sys.stderr", stream)
    for name in (logs.NAME, "uvicorn"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [])
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    logs.configure()
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s", "http://127.0.0.1:8000")
    logs.event("request", logging.ERROR, route="/search", reason='a\n\x1b[2J"b"', generation=None)
    listens, request = stream.getvalue().splitlines()
    if is_terminal:
        assert re.fullmatch(r"\d\d:\d\d:\d\d Uvicorn running on http://127.0.0.1:8000", listens)
        assert request[9:] == r'error request route=/search reason=a\n\u001b[2J"b"'
    else:
        assert json.loads(listens)["message"] == "Uvicorn running on http://127.0.0.1:8000"
        assert json.loads(request)["level"] == "error"


def test_labels_are_few(engine: Engine, tmp_path: Path) -> None:
    """A thousand addresses are not a thousand time series."""
    client = admin_client(engine, tmp_path)
    for number in range(50):
        client.get(f"/documents/none-{number}")
        client.get(f"/nowhere/{number}")
    text = client.get("/metrics").text
    assert "none-" not in text
    assert "nowhere" not in text
    assert 'route="/documents/{document_id}"' in text


def test_a_defect_tells_the_reader_nothing(engine: Engine, tmp_path: Path) -> None:
    """A number to report; no trace, no path."""
    client = admin_client(engine, tmp_path)

    @client.app.get("/broken")  # type: ignore[attr-defined, untyped-decorator]
    def broken() -> None:
        raise ValueError("/secret/path")

    reply = client.get("/broken")
    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text
    assert reply.json()["request_id"] == reply.headers["x-request-id"]
