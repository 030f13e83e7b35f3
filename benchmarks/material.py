"""What is measured with: real passages and their real vectors, and larger sets made from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.build import build
from indexer.embedding import DEFAULT_MODEL, Encoder, OnnxEncoder
from indexer.generation import Generation
from indexer.onnx_export import encoder_for

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
WORK = ROOT / "var" / "bench"
"""Indexes and peers are made here; it can be deleted."""


def questions_about(drugs: Sequence[str]) -> tuple[str, ...]:
    """Eight questions about each."""
    asked = (
        "What are the side effects of {drug}?",
        "Can {drug} be taken in pregnancy?",
        "How should {drug} be stored and what does it look like?",
        "{drug} dose for an adult with kidney disease",
        "What happens when {drug} is stopped suddenly?",
        "Does {drug} interact with alcohol or other medicines?",
        "How does {drug} work in the body?",
        "Who should not take {drug}",
    )
    return tuple(question.format(drug=drug) for drug in drugs for question in asked)


QUESTIONS = questions_about(("baclofen", "warfarin", "sertraline", "gabapentin", "ibuprofen"))
"""About five of the demonstration corpus."""
OF_NO_DRUG = tuple(
    question.format(matter)
    for matter in ("hearing loss", "muscle weakness", "low platelets", "tooth decay", "hot flashes")
    for question in (
        "What is known about {}?",
        "How is {} measured over time?",
        "Does exercise help people with {}?",
        "Which warnings concern {}?",
        "How often does {} occur in older people?",
        "{} during long treatment",
        "What should be monitored because of {}?",
        "Is {} reversible after some weeks?",
    )
)
"""Questions that name no drug: for these all passages are searched."""

_ASKED_TOO = (
    "What is {drug} used for?",
    "Can I drink alcohol with {drug}?",
    "What should I do if I miss a dose of {drug}?",
    "Does {drug} have a boxed warning?",
    "Highest dose of {drug} per day",
    "Is {drug} safe while breastfeeding?",
    "May children take {drug}?",
    "Must the dose of {drug} be lower in older people?",
    "What are the symptoms of an overdose of {drug}?",
    "Which tests are needed while taking {drug}?",
    "Should {drug} be taken with food?",
    "What is the half-life of {drug}?",
    "{drug} in patients with liver disease",
    "Can people drive after taking {drug}?",
    "How long does {drug} take to work?",
    "Which inactive ingredients are in {drug}?",
)
_MATTERS = tuple(
    "headache dizziness nausea insomnia rash depression seizures anemia bleeding glaucoma gout fever".split()
)


def many_questions(drugs: Sequence[str], seed: int = 0) -> tuple[str, ...]:
    """Some 120 about each drug, no two the same, most of them what is asked of any drug; in one random order."""
    usual = [*questions_about(drugs), *(question.format(drug=drug) for drug in drugs for question in _ASKED_TOO)]
    typed = [question.lower().rstrip("?") for question in usual]
    asked = [*usual, *typed, *(f"{question} please" for question in typed), *(f"hi, {question}" for question in typed)]
    for drug in drugs:
        asked += [f"Can {drug} cause {matter}?" for matter in _MATTERS]
        asked += [f"Is {drug} safe for a patient with {matter}?" for matter in _MATTERS]
    asked = sorted(set(asked))
    order: list[int] = np.random.default_rng(seed).permutation(len(asked)).tolist()
    return tuple(asked[position] for position in order)


_NEIGHBOURS = 16
_BLOCK = 50_000


@dataclass(frozen=True, slots=True)
class Material:
    """Passages of one generation with their vectors."""

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    """(n, 384), in the order of the texts."""
    questions: NDArray[np.float32]
    """(40, 384)."""


def demonstration_index() -> Path:
    """The index of the demonstration corpus, brought up to date."""
    folder = WORK / "index"
    folder.mkdir(parents=True, exist_ok=True)
    build([CORPUS], folder, encoder_for(DEFAULT_MODEL, folder))
    return folder


def question_encoder() -> Encoder:
    """The encoder for questions, on one core."""
    folder = encoder_for(DEFAULT_MODEL, WORK / "index").folder
    assert folder is not None
    return OnnxEncoder.open(folder)


def material(index: Path) -> Material:
    """Everything of an index's live generation."""
    generation = Generation.open(index)
    rows = list(generation.catalog.all_passages())
    vectors = generation.vectors.rows[[row.number for row in rows]]
    texts = tuple(f"{row.context}\n{row.text}" for row in rows)
    generation.close()
    return Material(texts, vectors, question_encoder().encode(QUESTIONS))


def recombined(
    vectors: NDArray[np.float32], count: int, seed: int = 0
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int64]]]:
    """`count` unit vectors in blocks, each with the two rows (n, 2) that it was made from; the real ones come first.

    A new one lies between a real vector and one of its 16 nearest (10 to 50 % of the way), moved by .35 of the
    difference of two others of the 16. So it stays where real texts are, in the directions in which they differ;
    uniform noise would be far from everything, and easy or impossible to search.
    """
    rng = np.random.default_rng(seed)
    real = np.ascontiguousarray(vectors[:count])
    index = faiss.IndexFlatIP(real.shape[1])
    index.add(real)
    near = index.search(real, min(_NEIGHBOURS + 1, len(real)))[1][:, 1:]
    own = np.arange(len(real))
    yield real, np.stack([own, own], axis=1)
    for begin in range(len(real), count, _BLOCK):
        size = min(_BLOCK, count - begin)
        rows = rng.integers(len(real), size=size)
        first, second, third = (near[rows, rng.integers(near.shape[1], size=size)] for _ in range(3))
        way = rng.uniform(0.1, 0.5, size=(size, 1)).astype(np.float32)
        made = (1 - way) * real[rows] + way * real[first] + np.float32(0.35) * (real[second] - real[third])
        yield made / np.linalg.norm(made, axis=1, keepdims=True), np.stack([rows, first], axis=1)
