"""A real server over the served corpus, and Debian's Chromium, headless."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from service.app import create_app
from service.assistant import Assistant
from service.engine import Engine
from service.settings import Settings

CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 20_000
"""For what a busy machine takes; a test that holds does not wait for it."""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that listens on this machine."""
    folder = tmp_path_factory.mktemp("site")
    app = create_app(Settings(index=folder, feedback=folder / "feedback.jsonl"), Assistant(engine))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, where the machine has it."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile at desktop width; every error on its pages' consoles fails the test."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 900})
    fresh.grant_permissions(["clipboard-read", "clipboard-write"])
    errors: list[str] = []
    fresh.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    fresh.on("weberror", lambda error: errors.append(str(error.error)))
    yield fresh
    fresh.close()
    assert errors == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page with scripts."""
    return context.new_page()


@pytest.fixture
def troubled(browser: Browser) -> Iterator[Page]:
    """A page with scripts whose network may fail: what its console says of that is not held against it."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 900})
    fresh.grant_permissions(["clipboard-read", "clipboard-write"])
    yield fresh.new_page()
    fresh.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without scripts."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    yield fresh.new_page()
    fresh.close()


@pytest.fixture(params=["page", "plain"])
def reader(request: pytest.FixtureRequest) -> Page:
    """A page with scripts, then one without: what both can do."""
    found: Page = request.getfixturevalue(request.param)
    return found
