"""`medpath rollback`: serve an earlier generation again."""

import argparse

from indexer.errors import GenerationError
from indexer.generation import current_name, rollback
from service.commands.terminal import print_json
from service.settings import Settings


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Make the generation named, or the sound one before, the live one; a running service follows by itself."""
    try:
        former: str | None = current_name(options.index)
    except GenerationError:
        former = None
    live = rollback(options.index, options.generation)
    if options.json:
        print_json({"generation": live, "former": former})
    else:
        print(f"serving {live} again, instead of {former or 'nothing that could be served'}")
    return 0
