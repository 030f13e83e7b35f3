"""The real server in a process of its own, over an index made with the toy encoder.

python -m tests.server_process INDEX PORT [WORKERS]; everything else by MEDPATH_* in the environment.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import httpx
import numpy as np
from numpy.typing import NDArray

from service.commands.serve import serve_with
from service.settings import Settings
from tests.toy import ToyEncoder

ROOT = Path(__file__).resolve().parent.parent


class QuickToyEncoder(ToyEncoder):
    """Remembers the direction of each word."""

    def __init__(self) -> None:
        super().__init__()
        self._known = cache(super()._direction)

    def _direction(self, word: str) -> NDArray[np.float32]:
        return self._known(word)


def serve_toy(settings: Settings) -> int:
    """Serve with the toy encoder until told to stop."""
    from service import server  # after the fork, as `medpath serve` does
    from service.app import create_app
    from service.assistant import Assistant
    from service.running import logs  # after the fork, as `medpath serve` does
    from service.running.swap import open_soundest

    logs.configure()
    engine, trouble = open_soundest(settings, QuickToyEncoder())
    app = create_app(settings, Assistant(engine))
    if trouble:
        app.state.keeper.refuse("CURRENT", trouble)
    server.serve(app, settings)
    return 0


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    index: Path, log: Path, workers: int = 1, **settings: object
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Serve an index; (address, process). Settings are those of `service.settings`."""
    port = free_port()
    told = {"index": index, "rate_per_minute": 0, "look_s": 0.1, **settings}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEDPATH_")}
    environment |= {f"MEDPATH_{name.upper()}": str(value) for name, value in told.items()}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.server_process", str(port), str(workers)],
            cwd=ROOT,
            env=environment,
            stderr=stream,
            stdout=stream,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, process, log)
        yield address, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_until_ready(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when /readyz is 200."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not become ready: {log.read_text()[-2000:]}")


if __name__ == "__main__":
    chosen = replace(Settings.from_env(os.environ), host="127.0.0.1", port=int(sys.argv[1]), workers=int(sys.argv[2]))
    sys.exit(serve_with(lambda: serve_toy(chosen), chosen.workers))
