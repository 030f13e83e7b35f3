"""The same 20,000 passages, vectors and questions through other search libraries, in turn with ours.

Each peer lives in an environment of its own (var/peers) and runs `peers_inside.py`, one process a peer; ours runs the
same script. All are told to run a round one after another, so that a busy machine is busy for all of them alike.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import QUESTIONS as TEXTS
from benchmarks.material import ROOT, WORK, demonstration_index, material, recombined
from benchmarks.report import Figure, Result, load

COUNT = 20_000
PEERS = {
    "txtai": ["torch==2.13.0", "txtai"],
    "chromadb": ["chromadb"],
    "lancedb": ["lancedb"],
    "haystack": ["haystack-ai"],
}
_ENVIRONMENT = ROOT / "var" / "peers"
_INSIDE = Path(__file__).with_name("peers_inside.py")
_TASKS = ("dense", "hybrid", "filtered", "add and delete")
_TARGETS = {("txtai", "hybrid"): 3.0, ("lancedb", "hybrid"): 8.0, ("chromadb", "filtered"): 20.0}

ALIKE = (
    "The same for all: each answer is ten passages with their texts; a filter is by a stated value, chosen by the "
    "library itself; an edit deletes one passage and adds it again, both on the disk when it returns. Ours publishes a "
    "verified generation for each of the two, which is dearer than a row in a table and never seen half done."
)


def run(options: argparse.Namespace) -> Result:
    """Install, load, and measure in turn."""
    names = [name for name in PEERS if not options.peer or name in options.peer]
    notes = [
        f"{COUNT:,} passages, {len(TEXTS)} questions, 10 results, {options.rounds} rounds in turn, medians.",
        ALIKE,
    ]
    with tempfile.TemporaryDirectory(dir=_made(WORK)) as scratch:
        _write_task(Path(scratch), options.index or demonstration_index())
        running = {"ours": _start(Path(sys.executable), "ours", Path(scratch))}
        for name in names:
            try:
                running[name] = _start(_python_of(name), name, Path(scratch))
            except subprocess.CalledProcessError:
                notes.append(f"{name}: could not be installed here; not measured.")
        rounds = _rounds(running, options.rounds, notes, Path(scratch))
    figures = []
    for task in _TASKS:
        for name, held in rounds.items():
            taken = [each[task] for each in held if each.get(task) is not None]
            if not taken:
                notes.append(f"{name}: {task} is not in it.")
                continue
            figures.append(Figure(f"{task}: {name}", float(np.median(taken)), "ms"))
            ours = [each[task] for each in rounds["ours"] if each[task] is not None]
            if name != "ours" and ours:
                ratio = float(np.median(taken) / np.median(ours))
                figures.append(Figure(f"{task}: ours over {name}", ratio, "×", least=_TARGETS.get((name, task))))
    for name, held in rounds.items():
        figures += [
            Figure(f"recall, {what}: {name}", held[-1][what], "") for what in ("dense recall", "filtered recall")
        ]
    return Result("peers", figures, notes, load=load())


def _rounds(
    running: dict[str, subprocess.Popen[str]], count: int, notes: list[str], folder: Path
) -> dict[str, list[dict[str, float]]]:
    """What every one that works says of each round."""
    found: dict[str, list[dict[str, float]]] = {}
    for name, process in list(running.items()):
        told = process.stdout.readline() if process.stdout else ""
        if not told.startswith("{"):
            process.communicate()
            error = (folder / f"{name}.log").read_text().strip().splitlines()[-1:]
            notes.append(f"{name}: not measured ({' '.join(error)})")
            del running[name]
            continue
        ready = json.loads(told)
        notes.append(f"{name} {ready['version']}: {ready['settings']}; loaded in {ready['load_s']:.1f} s.")
        found[name] = []
    for _ in range(count):
        for name, process in running.items():
            assert process.stdin
            assert process.stdout
            process.stdin.write("round\n")
            process.stdin.flush()
            found[name].append(json.loads(process.stdout.readline()))
    for process in running.values():
        process.communicate("\n")
    return found


def _write_task(folder: Path, index: Path) -> None:
    """Texts, vectors, groups and questions, the same for all; a text is a real one with the end of a near one."""
    held = material(index)
    blocks = list(recombined(held.vectors, COUNT))
    vectors = np.concatenate([each for each, _ in blocks])
    pairs = np.concatenate([each for _, each in blocks])
    texts = [_mixed(held.texts, int(first), int(second)) for first, second in pairs]
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "questions.npy", held.questions)
    np.save(folder / "groups.npy", _groups())
    (folder / "texts.json").write_text(json.dumps({"passages": texts, "questions": TEXTS}))


def _mixed(texts: tuple[str, ...], first: int, second: int) -> str:
    return texts[first] if first == second else texts[first] + texts[second][len(texts[second]) // 2 :]


def _groups() -> NDArray[np.int64]:
    """One of a hundred groups for each passage: a filter leaves 1 %."""
    return np.random.default_rng(2).integers(100, size=COUNT)


def _python_of(name: str) -> Path:
    """The interpreter of the peers' environment, with this peer installed. Raises CalledProcessError."""
    python = _ENVIRONMENT / "bin" / "python"
    if not python.is_file():
        venv.create(_ENVIRONMENT, with_pip=True)
    names = [each.partition("==")[0] for each in PEERS[name]]
    told = subprocess.run([python, "-m", "pip", "show", "--quiet", *names], check=False)
    if told.returncode:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS[name]], check=True)
    return python


def _start(python: Path, name: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [python, _INSIDE, name, folder],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=(folder / f"{name}.log").open("w"),
        text=True,
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
