"""`medpath doctor`: check the live generation in full."""

import argparse

from indexer.doctor import examine
from indexer.generation import current_name
from service.commands.terminal import print_json
from service.engine import encoder_of
from service.settings import Settings


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print what is wrong; exit status 1 if anything is."""
    name = current_name(options.index)
    findings = examine(options.index, encoder_of=lambda generation: encoder_of(generation, settings.model))
    if options.json:
        print_json({"generation": name, "findings": [str(each) for each in findings]})
    else:
        for finding in findings:
            print(finding)
        remedy = "roll back (medpath rollback) or rebuild (medpath build --full)"
        print(f"{name}: {f'not sound; {remedy}' if findings else 'sound'}")
    return 1 if findings else 0
