"""What a change costs in a real index: nothing, one edited trial, one deleted label.

    python -m benchmarks.rebuild --raw ../shared/data/raw --index DIR [--stand-in]

The index is one of all raw files, which this builds first where it is not up to date (with the model, hours on two
cores; `--stand-in` takes vectors from hashes instead, so that only the model is left out). Each change is made in a
copy of the files, built in a process of its own, and undone.
"""

import argparse
import hashlib
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import Figure, Result, keep_and_show, load
from indexer.build import build
from indexer.embedding import DEFAULT_MODEL, Encoder, model_folder, token_counter
from indexer.onnx_export import encoder_for

_SUMMARY = re.compile(rb'"briefSummary":\s*"')


class StandIn:
    """Vectors drawn from the hash of a text, with the tokenizer of the model: passages are cut as with the model."""

    name = "stand-in"
    sha256 = "f" * 64
    dim = 384
    max_tokens = 256
    precision = "fp32"
    folder: Path | None = None

    def __init__(self) -> None:
        folder = model_folder(DEFAULT_MODEL)
        assert folder is not None
        self.count_tokens = token_counter(folder)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim) unit vectors."""
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little") for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(self.dim, dtype=np.float32) for seed in seeds]
        vectors = np.stack(rows)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def run(raw: Path, index: Path, stand_in: bool, rounds_asked: int) -> Result:
    """Bring the index up to date, then make, build and undo each change."""
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(shutil.copytree(raw, Path(scratch) / "raw"))
        for path in (corpus, *corpus.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        first = _build(corpus, index, stand_in)
        trial = next(path for path in sorted(corpus.rglob("NCT*.json")) if _SUMMARY.search(path.read_bytes()))
        label = next(path for path in sorted(corpus.rglob("*.json")) if b'"set_id"' in path.read_bytes())
        rounds = [
            {
                "no change": _build(corpus, index, stand_in),
                "edit": _changed(corpus, index, stand_in, trial, lambda path: path.write_bytes(_edited(path))),
                "deletion": _changed(corpus, index, stand_in, label, lambda path: path.unlink()),
            }
            for _ in range(rounds_asked)
        ]
    edit = rounds[0]["edit"]
    notes = (
        f"The fastest of {rounds_asked} rounds, which others on the machine disturbed least, and medians; "
        "the start of the process is included.",
        f"Vectors are {'drawn from hashes' if stand_in else 'those of the model'}.",
        f"Steps of the edit, in seconds: {json.dumps(edit['steps'])}.",
        f"Steps of the first build: {json.dumps(first['steps'])}; {first['embedded']} passages embedded.",
    )
    return Result("rebuild", _figures(rounds, first["seconds"]), notes, load=load())


def _figures(rounds: Sequence[Mapping[str, Mapping[str, Any]]], first_s: float) -> tuple[Figure, ...]:
    fastest, median, cpu_s = (
        {what: of([each[what][taken] for each in rounds]) for what in rounds[0]}
        for of, taken in ((min, "seconds"), (statistics.median, "seconds"), (statistics.median, "cpu_s"))
    )
    edit = rounds[0]["edit"]
    return (
        Figure("documents", edit["documents"], ""),
        Figure("passages", edit["passages"], ""),
        Figure("no change", fastest["no change"], "s", most=3),
        Figure("one edited trial", fastest["edit"], "s", most=5),
        Figure("one edited trial, median", median["edit"], "s"),
        Figure("one edited trial, time on the cores", cpu_s["edit"], "s"),
        Figure("passages embedded for it", edit["embedded"], ""),
        Figure("one deleted label", fastest["deletion"], "s", most=5),
        Figure("one deleted label, median", median["deletion"], "s"),
        Figure("one deleted label, time on the cores", cpu_s["deletion"], "s"),
        Figure("most memory of an edit", edit["peak_memory_bytes"] / 2**20, "MiB"),
        Figure("disk of one generation", edit["disk_bytes"] / 2**20, "MiB"),
        Figure("bringing the index up to date first", first_s, "s"),
    )


def _edited(path: Path) -> bytes:
    edition = f"Edited by hand at {time.time_ns()}. ".encode()  # not the same twice: its vector would be cached
    return _SUMMARY.sub(lambda found: found[0] + edition, path.read_bytes(), count=1)


def _changed(corpus: Path, index: Path, stand_in: bool, path: Path, change: Callable[[Path], object]) -> dict[str, Any]:
    """What building after a change took; the change is undone and built after that."""
    held = path.read_bytes()
    change(path)
    found = _build(corpus, index, stand_in)
    path.write_bytes(held)
    _build(corpus, index, stand_in)
    return found


def _build(corpus: Path, index: Path, stand_in: bool) -> dict[str, Any]:
    """Build in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.rebuild", "--raw", str(corpus), "--index", str(index), "--once"]
    began, on_cores = time.perf_counter(), _cpu_of_children()
    told = subprocess.run(command + ["--stand-in"] * stand_in, capture_output=True, text=True, check=False)
    if told.returncode:
        raise RuntimeError(told.stderr)
    found: dict[str, Any] = json.loads(told.stdout)
    return found | {"seconds": time.perf_counter() - began, "cpu_s": _cpu_of_children() - on_cores}


def _cpu_of_children() -> float:
    """Seconds on all cores of every process that this one waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _once(corpus: Path, index: Path, stand_in: bool) -> dict[str, Any]:
    encoder: Encoder = StandIn() if stand_in else encoder_for(DEFAULT_MODEL, index)
    report = build([corpus], index, encoder)
    kept = ("documents", "passages", "embedded", "peak_memory_bytes", "disk_bytes")
    return {"steps": report.seconds} | {name: getattr(report, name) for name in kept}


def main() -> int:
    """Measure, print, keep the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rebuild", description=__doc__.split("\n")[0])
    parser.add_argument("--raw", type=Path, required=True, help="the folder of raw files")
    parser.add_argument("--index", type=Path, required=True, help="an index of them; it ends as it began")
    parser.add_argument("--stand-in", action="store_true", help="vectors from hashes instead of the model's")
    parser.add_argument("--rounds", type=int, default=3, help="of the changes")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        print(json.dumps(_once(options.raw, options.index, options.stand_in)))
        return 0
    keep_and_show(run(options.raw, options.index, options.stand_in, options.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
