"""A toy encoder: hashed words instead of a model, so that a whole build takes milliseconds."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class ToyEncoder:
    """Each word has a direction of its own, drawn from its hash; a text is the sum of its words, made a unit vector."""

    def __init__(self, name: str = "toy", dim: int = 64) -> None:
        self.name = name
        self.sha256 = hashlib.sha256(f"{name} {dim}".encode()).hexdigest()
        self.dim = dim
        self.max_tokens = 256
        self.precision = "fp32"
        self.folder: Path | None = None
        self.encoded: list[str] = []
        """Every text it was ever asked to encode."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) unit vectors."""
        self.encoded.extend(texts)
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or ["nothing"]:
                vectors[row] += self._direction(word)
            vectors[row] /= np.linalg.norm(vectors[row])
        return vectors

    def count_tokens(self, text: str) -> int:
        """Words and punctuation marks."""
        return len(re.findall(r"\w+|[^\w\s]", text))

    def _direction(self, word: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(f"{self.name} {word}".encode()).digest()[:8], "little")
        return np.random.default_rng(seed).normal(size=self.dim).astype(np.float32)
