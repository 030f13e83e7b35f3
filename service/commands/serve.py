"""`medpath serve`: the chat and the API."""

import argparse
from dataclasses import replace

from service import server
from service.settings import Settings


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    server.run(replace(settings, index=options.index), options.host, options.port, options.workers)
    return 0
