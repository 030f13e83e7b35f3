"""`medpath inspect`: what the live generation holds."""

import argparse
from dataclasses import asdict

from indexer.generation import Generation, list_generations
from service.commands.terminal import print_json
from service.settings import Settings


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print counts by kind, source and section, the model, the dates, and the generations that are kept."""
    generation = Generation.open(options.index)
    manifest = generation.manifest
    try:
        if options.json:
            facts = asdict(manifest) | {"generation": generation.name, "generations": list_generations(options.index)}
            print_json({name: value for name, value in facts.items() if name != "files"})
            return 0
        oldest, newest = manifest.source_dates or ("not stated", "not stated")
        print(f"generation   {generation.name}, built {manifest.built_at}")
        print(f"kept         {', '.join(list_generations(options.index))}")
        print(f"model        {manifest.model} ({manifest.model_sha256[:8]}…), {manifest.dim} dimensions")
        print(f"data dates   {oldest} to {newest}")
        print(f"not read     {manifest.problems} files or records")
        for name, count in manifest.counts.items():
            print(f"{count:>12,}  {name}")
        print("sections")
        for name, count in sorted(manifest.sections.items(), key=lambda item: -item[1]):
            print(f"{count:>12,}  {name}")
    finally:
        generation.close()
    return 0
