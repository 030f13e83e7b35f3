"""The vector index from twenty thousand to a million passages: latency, recall, filters, memory, opening, building."""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import WORK, Material, demonstration_index, material, recombined
from benchmarks.report import Figure, Result, load
from benchmarks.timing import each, once
from indexer.vectors import VectorKind, Vectors, kind_for, write_vectors

SIZES = (20_000, 100_000, 300_000, 1_000_000)
SHARES = (0.001, 0.01, 0.1, 0.5)
_COMPARED = 300_000
"""Up to this size all kinds are measured, to tell where one is worth more than the other."""
_SAMPLE = 40_000
_K = 10
_DEEP = 200  # what ranking asks for


def run(options: argparse.Namespace) -> Result:
    """Measure each size with the kind it gets, and with the others where it tells where to switch."""
    held = sampled(material(options.index or demonstration_index()))
    WORK.mkdir(parents=True, exist_ok=True)
    rows = []
    for size in [each_size for each_size in SIZES if each_size <= options.largest]:
        kinds = [kind_for(size)] if options.quick or size > _COMPARED else list(VectorKind)
        for kind in kinds:
            with tempfile.TemporaryDirectory(dir=WORK) as folder:
                rows.append(_measure(Path(folder), held, size, kind))
                print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    chosen = [row for row in rows if row["kind"] == kind_for(int(row["size"]))]
    figures = [figure for row in chosen for figure in _figures(row)]
    series = {
        f"{kind} (k {k})": [(float(row["size"]), float(row[f"cpu_ms_{k}"])) for row in rows if row["kind"] == kind]
        for kind in VectorKind
        for k in (_K,)
        if any(row["kind"] == kind for row in rows)
    }
    notes = (
        f"{len(held.vectors):,} real vectors of all-MiniLM-L6-v2, recombined and perturbed beyond (see `material.py`); "
        f"{len(held.questions)} real questions; recall of the first {_K} against a full sort in fp32.",
        "One thread per question. Times on the core say what a quiet machine would show.",
        "Resident memory is that of a fresh process that opens the index and asks every question once.",
        *_table(rows),
    )
    return Result("growth", figures, notes, series, "ms on the core for the first 10, one question", load())


def sampled(held: Material) -> Material:
    """Of very many vectors some: looking for the neighbours of each takes the square of their number."""
    rows = np.sort(np.random.default_rng(0).permutation(len(held.vectors))[:_SAMPLE])
    return replace(held, vectors=np.ascontiguousarray(held.vectors[rows]))


def _measure(folder: Path, held: Material, size: int, kind: VectorKind) -> dict[str, float | str]:
    path = folder / "vectors.faiss"
    blocks = (vectors for vectors, _ in recombined(held.vectors, size))
    _, build_s, build_cpu_s = once(lambda: write_vectors(path, blocks, held.vectors.shape[1], kind))
    vectors, open_s, _ = once(lambda: Vectors.open(path, np.arange(size, dtype=np.int32)))
    row: dict[str, float | str] = {
        "size": size,
        "kind": kind,
        "build_s": build_s,
        "build_cpu_s": build_cpu_s,
        "open_s": open_s,
        "mib_on_disk": sum(file.stat().st_size for file in folder.iterdir()) / 2**20,
    }
    exact = _similarities(vectors.rows, held.questions)
    for k in (_K, _DEEP):
        vectors.search(held.questions[0], k)
        taken = each(partial(vectors.search, k=k), held.questions)
        row |= {f"ms_{k}": taken.p50, f"cpu_ms_{k}": taken.cpu, f"recall_{k}": _recall(vectors, held, exact, k)}
    for share in SHARES:
        rng = np.random.default_rng(1)
        allowed = np.sort(rng.choice(size, int(size * share), replace=False))
        taken = each(partial(vectors.search, k=_K, allowed=allowed), held.questions)
        row |= {f"filtered_cpu_ms_{share}": taken.cpu, f"filtered_{share}": _recall(vectors, held, exact, _K, allowed)}

    row["resident_mib"] = _resident_mib(path, size, held.questions)
    return row


def _similarities(rows: NDArray[np.float32], questions: NDArray[np.float32]) -> NDArray[np.float32]:
    """(questions, n) in fp32, block by block."""
    return np.concatenate(
        [questions @ rows[begin : begin + 100_000].T for begin in range(0, len(rows), 100_000)], axis=1
    )


def _recall(
    vectors: Vectors, held: Material, exact: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
) -> float:
    shares = []
    for query, similarities in zip(held.questions, exact, strict=True):
        among = np.arange(len(vectors)) if allowed is None else allowed
        wanted = min(k, len(among))
        best = among[np.argpartition(-similarities[among], wanted - 1)[:wanted]]
        shares.append(len(set(best.tolist()) & set(vectors.search(query, k, allowed)[0].tolist())) / wanted)
    return float(np.mean(shares))


_ASK = """
import sys, numpy as np
from pathlib import Path
from indexer.vectors import Vectors
questions = np.load(sys.argv[3])
def resident():
    return int([l for l in open("/proc/self/status") if l.startswith("VmRSS")][0].split()[1]) / 1024
before = resident()
vectors = Vectors.open(Path(sys.argv[1]), np.arange(int(sys.argv[2]), dtype=np.int32))
for question in questions:
    vectors.search(question, 200)
print(resident() - before)
"""


def _resident_mib(path: Path, size: int, questions: NDArray[np.float32]) -> float:
    """What a process that serves from it gains in resident memory, mapped pages included."""
    asked = path.with_name("questions.npy")
    np.save(asked, questions)
    told = subprocess.run(
        [sys.executable, "-c", _ASK, str(path), str(size), str(asked)], capture_output=True, text=True, check=True
    )
    return float(told.stdout)


def _figures(row: dict[str, float | str]) -> list[Figure]:
    name = f"{row['size']:,} ({row['kind']})"
    at = {key: float(value) for key, value in row.items() if key != "kind"}
    million = at["size"] >= 1_000_000
    return [
        Figure(f"{name}: recall of the first {_K}", at[f"recall_{_K}"], "", least=0.97),
        Figure(f"{name}: recall of the first {_DEEP}", at[f"recall_{_DEEP}"], ""),
        Figure(f"{name}: lowest filtered recall", min(at[f"filtered_{share}"] for share in SHARES), "", least=0.99),
        Figure(f"{name}: one question, first {_K}, on the core", at[f"cpu_ms_{_K}"], "ms"),
        Figure(f"{name}: one question, first {_DEEP}, on the core", at[f"cpu_ms_{_DEEP}"], "ms"),
        Figure(f"{name}: opened in", at["open_s"], "s", most=2 if million else None),
        Figure(f"{name}: resident", at["resident_mib"], "MiB", most=1536 if million else None),
        Figure(f"{name}: written in, time on the cores", at["build_cpu_s"], "s"),
    ]


def _table(rows: list[dict[str, float | str]]) -> list[str]:
    told = []
    for row in rows:
        filtered = ", ".join(
            f"{share:.1%} {row[f'filtered_{share}']:.3f} in {row[f'filtered_cpu_ms_{share}']:.1f} ms"
            for share in SHARES
        )
        told.append(
            f"{row['size']:,} {row['kind']}: recall@{_K} {row[f'recall_{_K}']:.4f} in {row[f'cpu_ms_{_K}']:.2f} ms, "
            f"recall@{_DEEP} {row[f'recall_{_DEEP}']:.4f} in {row[f'cpu_ms_{_DEEP}']:.2f} ms; filtered: {filtered}; "
            f"{row['mib_on_disk']:,.0f} MiB on disk, {row['resident_mib']:,.0f} resident, written in "
            f"{row['build_cpu_s']:.1f} s on the cores"
        )
    return told
