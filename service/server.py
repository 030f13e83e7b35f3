"""One serving process: its own engine over the mapped index that all of them share."""

import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from service.app import create_app
from service.running import logs
from service.running.listening import one_of_several
from service.running.protocol import PatientProtocol
from service.settings import Settings

_KEEP_ALIVE_S = 15
_SWITCH_S = 0.0005  # the thread that talks to clients must not wait 5 ms for each search that computes
_LAST_REQUESTS_S = 20  # what is running when the service is told to stop may end


def run(settings: Settings) -> None:
    """Serve until told to stop. Raises GenerationError or ModelError before anything listens."""
    logs.configure()
    serve(create_app(settings), settings)


def serve(app: FastAPI, settings: Settings) -> None:
    """Serve an application at the settings' address, as one of their `workers`."""
    sys.setswitchinterval(_SWITCH_S)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_LAST_REQUESTS_S,
        http=PatientProtocol,
        ws="none",
    )
    own = [one_of_several(settings.host, settings.port)] if settings.workers > 1 else None
    with suppress(KeyboardInterrupt):  # raised once more when the last request has ended: it was what we were asked for
        uvicorn.Server(config).run(own)
