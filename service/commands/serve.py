"""`medpath serve`: the chat and the API."""

import argparse
import sys
from dataclasses import replace

from service.settings import Settings
from service.supervisor import supervised


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped."""

    def serve() -> int:
        from service import server  # after the fork: what it imports starts threads

        server.run(replace(settings, index=options.index), options.host, options.port, options.workers)
        return 0

    return serve() if options.workers > 1 else supervised(serve, _told)


def _told(ended_by: str) -> None:
    print(f"medpath: the serving process was ended by {ended_by}; started again", file=sys.stderr, flush=True)
