"""Vectors of texts seen lately: the sentences of a section are compared with question after question."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder
from indexer.kept import Kept

MOST_KEPT = 8192
"""Of 384 numbers each: twelve megabytes."""


class KeptVectors:
    """Encodes what it has not seen lately. Safe to share between threads."""

    def __init__(self, encoder: Encoder, most: int = MOST_KEPT) -> None:
        self._encoder = encoder
        self._kept = Kept[str, NDArray[np.float32]](most)

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim) unit vectors; what is missing is encoded together."""
        known = {text: vector for text in texts if (vector := self._kept.get(text)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for text, vector in zip(missing, self._encoder.encode(missing), strict=True):
            known[text] = vector
            self._kept.keep(text, vector)
        return np.stack([known[text] for text in texts]) if texts else np.zeros((0, self._encoder.dim), np.float32)
