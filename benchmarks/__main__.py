"""`python -m benchmarks NAME` measures one thing; without a name the quick ones are, in under 20 minutes."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import Result, write
from benchmarks.timing import once

_QUICK = ("encode", "build", "search", "serve", "growth")
_ALL = (*_QUICK, "peers")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks asked for; 1 if a ratio misses its target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, beside the targets.")
    parser.add_argument("name", nargs="?", choices=_ALL, help="default: the quick ones, in under 20 minutes")
    parser.add_argument("--index", type=Path, help="take real passages and vectors from this index; default: corpus/")
    parser.add_argument("--passages", type=int, default=200, help="to encode")
    parser.add_argument("--largest", type=int, help="passages that the vector index grows to")
    parser.add_argument("--rounds", type=int, default=3, help="of the peers")
    parser.add_argument("--peer", action="append", help="only these peers")
    options = parser.parse_args(arguments)
    options.quick = options.name is None
    options.largest = options.largest or (300_000 if options.quick else 1_000_000)
    results = [_run(name, options) for name in ((options.name,) if options.name else _QUICK)]
    missed = [each.what for result in results for each in result.figures if each.unit == "×" and "not" in each.verdict]
    for what in missed:
        print(f"missed: {what}", file=sys.stderr)
    return 1 if missed else 0


def _run(name: str, options: argparse.Namespace) -> Result:
    result: Result
    result, seconds, _ = once(lambda: importlib.import_module(f"benchmarks.{name}").run(options))
    write(result)
    width = max(len(each.what) for each in result.figures)
    print(f"{name} ({seconds:.0f} s, load {result.load:.1f})")
    for each in result.figures:
        print(
            f"  {each.what:<{width}}  {each.value:>12,.4g} {each.unit:<4} {each.target:<10} {each.verdict}".rstrip(),
            flush=True,
        )
    return result


if __name__ == "__main__":
    sys.exit(main())
