"""Encoding: our export against plain sentence-transformers, interleaved; and one question."""

import argparse
import os
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import QUESTIONS, demonstration_index, material, question_encoder
from benchmarks.report import Figure, Result, load
from benchmarks.timing import each, once
from indexer.embedding import DEFAULT_MODEL, Encoder, SentenceTransformerEncoder
from indexer.onnx_export import encoder_for

_ROUNDS = 3
Seconds = list[float]


def run(options: argparse.Namespace) -> Result:
    """Encode the same passages with both, turn by turn."""
    index = options.index or demonstration_index()
    held = material(index)
    rng = np.random.default_rng(0)
    texts = [held.texts[row] for row in rng.choice(len(held.texts), min(options.passages, len(held.texts)), False)]
    ours = encoder_for(DEFAULT_MODEL, demonstration_index())
    plain = SentenceTransformerEncoder.load(DEFAULT_MODEL)
    for encoder in (ours, plain):
        encoder.encode(texts[:8])
    (first, our_clock, our_cores), (second, plain_clock, plain_cores) = _in_turn((ours, plain), texts)
    alone = ours.encode([texts[0]])[0]
    question = question_encoder()
    question.encode(["warm"])
    asked = each(lambda text: question.encode([text]), QUESTIONS * 3)
    ours_s, plain_s = float(np.median(our_clock)), float(np.median(plain_clock))
    figures = (
        Figure("times as fast as sentence-transformers fp32, by the clock", plain_s / ours_s, "×", least=1.8),
        Figure("times as fast, by time on the cores", float(np.median(plain_cores) / np.median(our_cores)), "×"),
        Figure("passages a second, ours", len(texts) / ours_s, "/s"),
        Figure("passages a second, sentence-transformers", len(texts) / plain_s, "/s"),
        Figure("passages a second if all cores were ours", len(texts) * (os.cpu_count() or 1) / min(our_cores), "/s"),
        Figure("lowest cosine between the two", float((first * second).sum(axis=1).min()), "", least=0.9999),
        Figure(
            "largest difference to the vector of a text encoded alone",
            float(np.abs(first[0] - alone).max()),
            "",
            most=1e-6,
        ),
        Figure("one question, median", asked.p50, "ms", most=3),
        Figure("one question, median time on the core", asked.cpu, "ms"),
        Figure("one question, fastest", min(asked.clock_ms), "ms"),
    )
    notes = (
        f"{len(texts)} passages, {_ROUNDS} rounds, ours and sentence-transformers in turn; both fp32 on all cores.",
        f"{len(QUESTIONS)} questions of about 12 tokens, one core.",
    )
    return Result("encode", figures, notes, load=load())


def _in_turn(encoders: Sequence[Encoder], texts: Sequence[str]) -> list[tuple[NDArray[np.float32], Seconds, Seconds]]:
    """What each encoder gives, and its seconds by the clock and on the cores, round by round."""
    rounds = [[once(partial(encoder.encode, texts)) for encoder in encoders] for _ in range(_ROUNDS)]
    return [
        (turns[0][0], [taken for _, taken, _ in turns], [taken for _, _, taken in turns])
        for turns in zip(*rounds, strict=True)
    ]
