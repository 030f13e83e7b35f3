"""The whole path of a question at a million passages, and what opening and holding such an index takes.

    python -m benchmarks.million --raw ../shared/data/raw --index DIR

`--index`: an index of the raw files with the model's vectors. Beside it, in `var/bench`, one of more than a million
passages is built once (a quarter of an hour): all raw files, and their XML trials again and again under other numbers
and titles. Its vectors are those of the index, recombined (`material.recombined`) and dealt out as they come, so its
answers mean nothing, only their times; how well vectors are found at that size is in `growth`.
"""

import argparse
import json
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import OF_NO_DRUG, ROOT, WORK, recombined
from benchmarks.report import Figure, Result, keep_and_show, load
from benchmarks.search import Recombiner, is_served, questions_on_labels
from indexer.build import build
from indexer.embedding import DEFAULT_MODEL
from indexer.generation import Generation
from indexer.onnx_export import encoder_for

PASSAGES = 1_000_000
_SAMPLE = 40_000  # of the real vectors, to recombine
_INDEX = WORK / "million"
_CORPUS = WORK / "million-corpus"

_ASK = """
import json, sys, time
from pathlib import Path
from indexer.embedding import DEFAULT_MODEL
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
def resident(kind):
    return int([l for l in open("/proc/self/status") if l.startswith(kind)][0].split()[1]) / 1024
began = time.perf_counter()
engine = Engine.open(Path(sys.argv[1]), DEFAULT_MODEL)
opened = time.perf_counter() - began
clock, stages = {}, {}
for kind, questions in json.loads(sys.argv[2]).items():
    for question in questions:
        answer(engine, Asked(f"Please: {question}"))
    for question in questions:
        began, on_core = time.perf_counter(), time.thread_time()
        found = answer(engine, Asked(question))
        taken = 1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - on_core)
        clock.setdefault(kind, []).append(taken)
        for stage, ms in found.timings_ms.items():
            stages.setdefault(f"{kind}: {stage}", []).append(ms)
print(json.dumps({
    "opened_s": opened, "clock": clock, "stages": stages, "passages": engine.generation.manifest.passage_count,
    "kind": engine.generation.vectors.kind, "resident_mib": resident("VmRSS"), "own_mib": resident("RssAnon"),
}))
"""


def prepare(raw: Path, real: Path) -> None:
    """Build the index, once."""
    if is_served(_INDEX):
        return
    generation = Generation.open(real)
    passages, trials = generation.manifest.passage_count, _passages_of_xml(generation)
    rows = np.sort(np.random.default_rng(0).choice(passages, _SAMPLE, replace=False))
    held = np.ascontiguousarray(generation.vectors.rows[rows])
    generation.close()
    _CORPUS.mkdir(parents=True, exist_ok=True)
    [source] = (raw / "ctgov_xml").glob("*.tar.xz")
    copies = -(-(PASSAGES - passages) // trials)
    for number in range(1, copies + 1):
        _copy(source, _CORPUS / f"copy-{number}.tar", number)
    vectors = np.concatenate([block for block, _ in recombined(held, PASSAGES + trials)])
    _INDEX.mkdir(parents=True, exist_ok=True)
    build([raw, _CORPUS], _INDEX, Recombiner(encoder_for(DEFAULT_MODEL, real), vectors))


def _passages_of_xml(generation: Generation) -> int:
    catalog = generation.catalog
    trials = catalog.documents(catalog.select({"kind": "trial"}).tolist())
    numbers = [row.number for row in trials if row.source.format == "clinicaltrials_xml"]
    return len(catalog.passages_of(np.array(numbers, dtype=np.int64)))


def _copy(source: Path, target: Path, number: int) -> None:
    """The same trials with another first digit of their numbers, and a title of their own."""
    with tarfile.open(source) as held, tarfile.open(target, "w") as made:
        for name, data in _trials(held):
            changed = data.replace(b"NCT0", b"NCT%d" % number)
            changed = changed.replace(b"<brief_title>", b"<brief_title>Cohort %d: " % number)
            entry = tarfile.TarInfo(name.replace("NCT0", f"NCT{number}"))
            entry.size = len(changed)
            made.addfile(entry, BytesIO(changed))


def _trials(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in archive:
        stream = archive.extractfile(member) if member.name.endswith(".xml") else None
        if stream is not None:
            yield member.name, stream.read()


def run() -> Result:
    """Ask the questions of a fresh process."""
    generation = Generation.open(_INDEX)
    of_drugs = questions_on_labels(generation.catalog)
    generation.close()
    asked = {"naming a drug": of_drugs, "naming none": OF_NO_DRUG}
    command = [sys.executable, "-c", _ASK, str(_INDEX), json.dumps(asked)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(told.stdout)
    figures = (
        Figure("passages", found["passages"], ""),
        *(figure for kind, clock in found["clock"].items() for figure in _taken(kind, np.array(clock))),
        *(Figure(f"{stage}, median", float(np.median(ms)), "ms") for stage, ms in found["stages"].items()),
        Figure("opened in", found["opened_s"], "s", most=2),
        Figure("resident after all questions", found["resident_mib"], "MiB", most=1536),
        Figure("of it not mapped from files", found["own_mib"], "MiB"),
    )
    notes = (
        f"{len(of_drugs)} questions that name a drug and {len(OF_NO_DRUG)} that name none, each after another of the "
        f"same words, nothing kept; vectors {found['kind']}.",
        "Vectors are dealt out as they come: answers mean nothing, only their times.",
    )
    return Result("million", figures, notes, load=load())


def _taken(kind: str, clock: NDArray[np.float64]) -> tuple[Figure, ...]:
    """`clock`, (questions, 2): milliseconds by the clock and on the core."""
    taken, on_core = clock.T
    return (
        Figure(f"{kind}: answer, median", float(np.median(taken)), "ms", most=25),
        Figure(f"{kind}: answer, 95th percentile", float(np.percentile(taken, 95)), "ms"),
        Figure(f"{kind}: answer, median time on the core", float(np.median(on_core)), "ms"),
    )


def main() -> int:
    """Prepare, measure, print, keep the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=__doc__.split("\n")[0])
    parser.add_argument("--raw", type=Path, required=True, help="the folder of raw files")
    parser.add_argument("--index", type=Path, required=True, help="an index of them, with the model's vectors")
    options = parser.parse_args()
    began = time.perf_counter()
    prepare(options.raw, options.index)
    print(f"prepared in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    keep_and_show(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
