"""Passages encoded on a GPU where there is one: many of them by torch there, few by the export.

The tests run what chooses, and falls back, with the CPU as the device; what a GPU gave is in docs/scaling.md.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import BATCH_ON_GPU, Encoder, OnnxEncoder, SentenceTransformerEncoder

GPU_NODES = (Path("/dev/nvidiactl"), Path("/dev/kfd"), Path("/dev/dxg"))
"""What a system with a GPU shows: NVIDIA's driver, AMD's, Windows' subsystem for Linux."""

_MANY = 512
"""Texts in one call. The export needs seconds for this many on a CPU, and loading torch takes seconds too."""
_TOKENIZED = 16_384
"""Texts that are tokenized, and then held as tokens, at a time."""
_log = logging.getLogger(__name__)


class Bulk(Protocol):
    """What encodes many texts at once, elsewhere than on the CPU."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim), each row of length 1. Raises RuntimeError where the device fails."""


class DeviceEncoder:
    """One model run in two ways, whose vectors agree up to float noise: a cosine of 0.99999 at least."""

    def __init__(self, few: Encoder, load_many: Callable[[], Bulk | None]) -> None:
        """`load_many` is called once, with the first call of many texts; None where the device cannot be used."""
        self.name = few.name
        self.sha256 = few.sha256
        self.dim = few.dim
        self.max_tokens = few.max_tokens
        self.precision = few.precision
        self.folder: Path | None = few.folder
        self.count_tokens = few.count_tokens
        self._few = few
        self._load_many: Callable[[], Bulk | None] | None = load_many
        self._many: Bulk | None = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim), each row of length 1."""
        if len(texts) >= _MANY and self._load_many is not None:
            self._many, self._load_many = self._load_many(), None
        if self._many is None or len(texts) < _MANY:
            return self._few.encode(texts)
        try:
            return self._many.encode(texts)
        except RuntimeError as error:  # what torch raises when a device has no memory left, or fails
            _log.warning("the device failed (%s); passages are encoded on the CPU from here on", error)
            self._many = None
            return self._few.encode(texts)


def shown_device(nodes: Sequence[Path] = GPU_NODES) -> str | None:
    """The device that torch may find, told without importing torch: "cuda" where the system shows a GPU, else None."""
    return "cuda" if any(node.exists() for node in nodes) else None


class ReadyBatches:
    """The model of sentence-transformers, given its batches ready-made.

    It fills them up in Python itself, which leaves a GPU idle for most of the time. For models whose export was found
    to agree, since that reads the same tokens.
    """

    def __init__(self, reference: SentenceTransformerEncoder, exported: OnnxEncoder) -> None:
        self._model: Any = reference.model
        self._exported = exported

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim), each row of length 1. Texts of like length share a pass."""
        vectors = np.empty((len(texts), self._exported.dim), dtype=np.float32)
        for begin in range(0, len(texts), _TOKENIZED):
            tokens = self._exported.tokens_of(texts[begin : begin + _TOKENIZED])
            order = np.argsort([-len(each) for each in tokens], kind="stable")
            parts = [order[first : first + BATCH_ON_GPU] for first in range(0, len(order), BATCH_ON_GPU)]
            computed = [self._forward([tokens[row] for row in part]) for part in parts]
            for part, found in zip(parts, computed, strict=True):  # the device is ahead of what is fetched from it
                vectors[begin + part] = found.cpu().numpy()
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _forward(self, ids: Sequence[Sequence[int]]) -> Any:
        import torch

        feeds = self._exported.feeds_of(ids)
        with torch.inference_mode():
            features = {name: torch.from_numpy(feed).to(self._model.device) for name, feed in feeds.items()}
            return self._model(features)["sentence_embedding"]


def load_on(device: str, model: str, few: Encoder) -> Bulk | None:
    """The model on a device; None, with a warning, where torch cannot use a GPU that the system shows."""
    import torch

    if device.startswith("cuda") and not torch.cuda.is_available():
        _log.warning("there is a GPU, but torch cannot use it; passages are encoded on the CPU")
        return None
    reference = SentenceTransformerEncoder.load(model, device)
    return ReadyBatches(reference, few) if isinstance(few, OnnxEncoder) else reference
