"""One question from text to answer, stage by stage, at the demonstration corpus and at twenty thousand passages."""

import argparse
import cProfile
import gc
import io
import pstats
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import (
    CORPUS,
    OF_NO_DRUG,
    ROOT,
    WORK,
    demonstration_index,
    material,
    questions_about,
    recombined,
)
from benchmarks.report import RESULTS, Figure, Result, load
from benchmarks.timing import each, once
from indexer.build import build
from indexer.catalog import Catalog
from indexer.embedding import DEFAULT_MODEL, Encoder
from indexer.errors import GenerationError
from indexer.generation import Generation
from indexer.onnx_export import encoder_for
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine

LABELS = ROOT.parent / "shared" / "data" / "raw" / "openfda_labels"
SIZE = 20_000
_LABEL_FILES = 166  # some 115 passages each


class Recombiner:
    """An encoder for passages that computes nothing: the nth new text gets the nth recombined vector.

    What is measured with it is time, never ranking. Questions are still encoded by the real model.
    """

    precision = "recombined"

    def __init__(self, real: Encoder, vectors: NDArray[np.float32]) -> None:
        self.name, self.sha256, self.dim, self.max_tokens = real.name, real.sha256, real.dim, real.max_tokens
        self.folder = real.folder
        self.count_tokens = real.count_tokens
        self._vectors = vectors
        self._given = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim), in the order in which they are asked for."""
        rows = np.arange(self._given, self._given + len(texts)) % len(self._vectors)
        self._given += len(texts)
        return self._vectors[rows]


def run(options: argparse.Namespace) -> Result:
    """Ask every question, nothing cached between different ones."""
    del options
    figures, notes, profiled = [], [], []
    for name, index in (("demonstration corpus", demonstration_index()), (f"{SIZE:,} passages", larger_index())):
        if index is None:
            notes.append(f"{name}: not measured, no {LABELS.name} beside this project")
            continue
        engine, opened_s, _ = once(partial(Engine.open, index, DEFAULT_MODEL))
        asked = questions_on_labels(engine.generation.catalog)
        figures += _figures(name, engine, opened_s, asked)
        passages = engine.generation.manifest.passage_count
        notes.append(f"{name}: {passages:,} passages, vectors {engine.generation.vectors.kind}.")
        profiled.append(f"{name}\n{profile(engine, asked)}")
    (RESULTS / "search-profile.txt").write_text("\n".join(profiled))
    notes.append("What takes the time, function by function: search-profile.txt (time on the core).")
    notes.append(
        "The larger corpus: drug labels with recombined vectors, so its answers mean nothing, only their times."
    )
    return Result("search", figures, notes, load=load())


def _figures(name: str, engine: Engine, opened_s: float, questions: Sequence[str]) -> list[Figure]:
    engine.read_ahead()  # as the service does once it is ready, and what follows
    gc.collect()
    gc.freeze()
    for question in questions[:4]:
        answer(engine, Asked(f"Please: {question}"))
    stages: dict[str, list[float]] = defaultdict(list)

    def ask(question: str) -> None:
        for stage, ms in answer(engine, Asked(question)).timings_ms.items():
            stages[stage].append(ms)

    taken = each(ask, questions)
    of_no_drug = each(lambda question: answer(engine, Asked(question)), OF_NO_DRUG)
    bare = each(lambda question: bare_search(engine, f"{question}?"), questions)
    return [
        Figure(f"{name}: answer, median", taken.p50, "ms", most=9),
        Figure(f"{name}: answer, median time on the core", taken.cpu, "ms"),
        Figure(f"{name}: answer, 99th percentile", taken.p99, "ms", most=100),
        Figure(f"{name}: answer to a question that names no drug, median", of_no_drug.p50, "ms", most=9),
        Figure(f"{name}: encoding and searching alone, median", bare.p50, "ms"),
        Figure(f"{name}: what an answer adds to that", taken.p50 - bare.p50, "ms", most=6),
        Figure(f"{name}: engine opened", opened_s, "s"),
        *(Figure(f"{name}: {stage}, median", float(np.median(ms)), "ms") for stage, ms in stages.items()),
    ]


def bare_search(engine: Engine, question: str) -> None:
    """The least that any search of meaning and words does: encode, the ten nearest, the ten with most words."""
    vector = engine.encoder.encode([question])[0]
    engine.generation.vectors.search(vector, 10)
    engine.generation.lexical.search(question, 10)


def profile(engine: Engine, questions: Sequence[str]) -> str:
    """The functions that took most, callees included."""
    found = io.StringIO()
    profiler = cProfile.Profile(time.thread_time)
    profiler.enable()
    for question in questions:
        answer(engine, Asked(f"{question} please"))
    profiler.disable()
    pstats.Stats(profiler, stream=found).strip_dirs().sort_stats("cumulative").print_stats(40)
    return found.getvalue()


def larger_index() -> Path | None:
    """An index of 20,000 passages of drug labels, made once; None where the labels are not there."""
    if not LABELS.is_dir():
        return None
    index, corpus = WORK / f"index-{_LABEL_FILES}-labels", WORK / f"{_LABEL_FILES}-labels"
    if not corpus.is_dir():
        corpus.mkdir(parents=True)
        for file in sorted(LABELS.glob("*.json"))[:_LABEL_FILES]:
            (corpus / file.name).write_bytes(file.read_bytes())
    index.mkdir(exist_ok=True)
    if not is_served(index):
        held = material(demonstration_index())
        vectors = np.concatenate([block for block, _ in recombined(held.vectors, SIZE)])
        build([CORPUS, corpus], index, Recombiner(encoder_for(DEFAULT_MODEL, demonstration_index()), vectors))
    return index


def questions_on_labels(catalog: Catalog) -> tuple[str, ...]:
    """About five drugs that have a label or a monograph of their own, from A to Z."""
    alone = drugs_alone(catalog)
    return questions_about(alone[len(alone) // 10 :: len(alone) // 5])


def drugs_alone(catalog: Catalog) -> list[str]:
    """The drugs that have a label or a monograph of their own, from A to Z."""
    names = catalog.generic_names()
    return sorted({names[drug] for drugs in catalog.drugs_by_document().values() if len(drugs) == 1 for drug in drugs})


def is_served(index: Path) -> bool:
    """Whether this version can open an index that was made before."""
    try:
        Generation.open(index).close()
    except GenerationError:
        return False
    return True
