"""Building: what the pipeline costs over pure encoding, an index without changes, one edit, and memory."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.material import CORPUS, WORK, demonstration_index, material
from benchmarks.report import Figure, Result, load
from benchmarks.search import LABELS
from benchmarks.timing import once
from indexer.embedding import DEFAULT_MODEL
from indexer.onnx_export import encoder_for

_LABEL_FILES = 12  # with so few passages as the demonstration has, what a build costs once would be most of it

_BUILD = """
import json, resource, sys, time
from pathlib import Path
from indexer.build import build
from indexer.embedding import DEFAULT_MODEL
from indexer.onnx_export import encoder_for
index = Path(sys.argv[2])
encoder = encoder_for(DEFAULT_MODEL, index)
began, on_cores = time.perf_counter(), time.process_time()
report = build([Path(sys.argv[1])], index, encoder)
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "cpu_s": time.process_time() - on_cores,
    "resident_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "steps": report.seconds, "embedded": report.embedded, "reused": report.reused, "passages": report.passages,
}))
"""


def run(options: argparse.Namespace) -> Result:
    """Build the demonstration corpus from nothing, then again, then after one edit; each in a fresh process."""
    del options
    made = demonstration_index()
    encoder = encoder_for(DEFAULT_MODEL, made)
    with tempfile.TemporaryDirectory(dir=WORK) as scratch:
        corpus, index = Path(scratch, "corpus"), Path(scratch, "index")
        shutil.copytree(CORPUS, corpus)
        labels = sorted(LABELS.glob("*.json"))[:_LABEL_FILES]
        for label in labels:
            shutil.copyfile(label, corpus / label.name)
        shutil.copytree(made / "encoders", index / "encoders")
        full = _build(corpus, index)
        texts = material(index).texts
        _, pure, pure_cpu = once(lambda: encoder.encode(texts))
        same = _build(corpus, index)
        _edit(sorted(corpus.rglob("*.md"))[3])
        one = _build(corpus, index)
        disk = sum(file.stat().st_size for file in index.glob("generations/*/*") if file.is_file()) / 2
    cores = os.cpu_count() or 1
    figures = (
        Figure("over pure encoding, by the clock", 100 * (full["seconds"] / pure - 1), "%", most=15),
        Figure("over pure encoding, time on the cores", 100 * (full["cpu_s"] / pure_cpu - 1), "%", most=15),
        Figure(
            "share of a full build that one edited document costs", 100 * one["seconds"] / full["seconds"], "%", most=2
        ),
        Figure("one edited document", one["seconds"], "s", most=5),
        Figure("passages embedded for it", one["embedded"], ""),
        Figure("no change", same["seconds"], "s", most=3),
        Figure("full build", full["seconds"], "s"),
        Figure("passages", full["passages"], ""),
        Figure("passages a second if all cores were ours", full["passages"] * cores / full["cpu_s"], "/s"),
        Figure("most memory of the full build", full["resident_mib"], "MiB", most=2048),
        Figure("disk of one generation, encoder aside", disk / 2**20, "MiB"),
    )
    notes = (
        f"The demonstration corpus and {len(labels)} drug labels; their passages encoded alone right after the build.",
        f"Steps of the full build, in seconds: {json.dumps(full['steps'])}.",
    )
    return Result("build", figures, notes, load=load())


def _edit(path: Path) -> None:
    text = path.read_text()
    at = text.rindex("\n\n", 0, text.rindex("."))
    path.write_text(f"{text[:at]}\n\nOne more sentence, written by hand.{text[at:]}")


def _build(corpus: Path, index: Path) -> dict[str, float]:
    told = subprocess.run(
        [sys.executable, "-c", _BUILD, str(corpus), str(index)], capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise RuntimeError(told.stderr)
    found: dict[str, float] = json.loads(told.stdout)
    return found
