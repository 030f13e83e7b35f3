"""Vectors of texts seen lately: the sentences of a section are compared with question after question."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder

MOST_KEPT = 8192
"""Of 384 numbers each: twelve megabytes."""


class KeptVectors:
    """Encodes what it has not seen lately. Safe to share between threads."""

    def __init__(self, encoder: Encoder, most: int = MOST_KEPT) -> None:
        self._encoder = encoder
        self._most = most
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim) unit vectors; what is missing is encoded together."""
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(missing, self._encoder.encode(missing), strict=True)
        with self._lock:
            self._kept |= known
            for text in known:
                self._kept.move_to_end(text)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.stack([known[text] for text in texts]) if texts else np.zeros((0, self._encoder.dim), np.float32)
