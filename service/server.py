"""Serving: one process or several, each with its own engine over the same mapped index."""

import os
import sys
import tempfile
from dataclasses import replace
from typing import Any

import uvicorn
from fastapi import FastAPI

from service import logs, telemetry
from service.app import create_app
from service.protocol import PatientProtocol
from service.settings import PREFIX, Settings

_KEEP_ALIVE_S = 15
_SWITCH_S = 0.0005  # the thread that talks to clients must not wait 5 ms for each search that computes
_LAST_REQUESTS_S = 20  # what is running when the service is told to stop may end


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop. Raises GenerationError or ModelError before anything listens."""
    logs.configure()
    chosen = replace(settings, host=host, port=port, workers=workers)
    if workers == 1:
        serve(create_app(chosen), host, port, 1)
        return
    # the processes read the settings anew, so what the command line chose is handed down
    os.environ[f"{PREFIX}INDEX"] = str(chosen.index)
    serve("service.server:from_environment", host, port, workers)


def serve(app: FastAPI | str, host: str, port: int, workers: int) -> None:
    """Serve an application, or for several processes what makes one, by name as in "module:function"."""
    sys.setswitchinterval(_SWITCH_S)
    told: dict[str, Any] = {
        "host": host,
        "port": port,
        "factory": isinstance(app, str),
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": _KEEP_ALIVE_S,
        "timeout_graceful_shutdown": _LAST_REQUESTS_S,
        "http": PatientProtocol,
        "ws": "none",
    }
    if workers == 1:
        uvicorn.run(app, **told)
        return
    with tempfile.TemporaryDirectory(prefix="medpath-metrics-") as shared:
        os.environ.setdefault(telemetry.SHARED_FOLDER, shared)
        uvicorn.run(app, workers=workers, **told)


def from_environment() -> FastAPI:
    """The application of one of several processes."""
    logs.configure()
    sys.setswitchinterval(_SWITCH_S)
    return create_app(Settings.from_env(os.environ))
