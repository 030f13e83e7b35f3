"""`medpath serve`: the chat and the API."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace

from service.running.listening import claimed
from service.running.supervisor import supervised
from service.settings import SHARED_FIGURES, Settings


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    port = claimed(options.host, options.port)
    chosen = replace(settings, index=options.index, host=options.host, port=port, workers=options.workers)

    def serve() -> int:
        from service import server  # after the fork: what it imports starts threads

        server.run(chosen)
        return 0

    return serve_with(serve, options.workers)


def serve_with(serve: Callable[[], int], workers: int) -> int:
    """Run `serve` in this many supervised processes, which count into one folder where they are several."""
    figures = tempfile.mkdtemp(prefix="medpath-metrics-") if workers > 1 and SHARED_FIGURES not in os.environ else None
    if figures:
        os.environ[SHARED_FIGURES] = figures
    parent = os.getpid()
    try:
        return supervised(serve, _told, workers)
    finally:
        if figures and os.getpid() == parent:
            shutil.rmtree(figures, ignore_errors=True)


def _told(ended_by: str) -> None:
    print(f"medpath: a serving process was ended by {ended_by}; started again", file=sys.stderr, flush=True)
