"""An encoder for serving, made from the model that built the index: the same vectors without torch.

The export holds the whole of the model, pooling and length included, as one ONNX graph in fp32, with its weights in a
file beside it that is mapped, and its tokenizer. It is checked against sentence-transformers before it is used.
"""

import json
import logging
import os
import shutil
import tempfile
import warnings
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from indexer.device_encoder import DeviceEncoder, load_on, shown_device
from indexer.embedding import (
    EXPORT_FACTS,
    EXPORT_GRAPH,
    EXPORT_WEIGHTS,
    TOKENIZER_FILE,
    Encoder,
    ExportFacts,
    OnnxEncoder,
    SentenceTransformerEncoder,
    weights_sha256,
)
from indexer.errors import BuildError, ModelError
from indexer.files import sync

LOWEST_COSINE = 0.99999
"""To sentence-transformers, over the texts of the check; fp32 sums in another order differ in the seventh digit."""

_OPSET = 17
_FORMAT = 2  # of the export; raise it when what it holds changes, so that none of the old ones is used
_log = logging.getLogger(__name__)


def encoder_for(model: str, index_dir: Path, device: str | None = None) -> Encoder:
    """The fastest exact encoder of a model on this machine, for building the index in `index_dir`.

    A model is exported once for an index folder (seconds, with sentence-transformers); from then on no build on a CPU
    loads torch. A model that cannot be exported is run by sentence-transformers. Where there is a GPU, or `device`
    names one of torch's, many passages are encoded there; see `indexer.device_encoder`. Raises ModelError for a model
    that is not there or is not the one it claims to be, BuildError where the folder cannot be written to.
    """
    exported = _exported(model, index_dir)
    found = device or shown_device()
    return DeviceEncoder(exported, partial(load_on, found, model, exported)) if found else exported


def encoder_for_planning(model: str, index_dir: Path, scratch: Path) -> Encoder:
    """The encoder that `encoder_for` would give, with nothing written to `index_dir`: where it is not exported yet,
    the export goes to `scratch`.
    """
    is_exported = (_export_folder(weights_sha256(model), index_dir) / EXPORT_FACTS).is_file()
    return _exported(model, index_dir if is_exported else scratch)


def _export_folder(sha256: str, index_dir: Path) -> Path:
    return index_dir / "encoders" / f"{sha256[:16]}-{_FORMAT}"


def _exported(model: str, index_dir: Path) -> Encoder:
    folder = _export_folder(weights_sha256(model), index_dir)
    try:
        return _opened(model, folder, os.cpu_count() or 1)
    except OSError as error:
        raise BuildError.of(index_dir, error) from error


def _opened(model: str, folder: Path, threads: int) -> Encoder:
    """The export in this folder, made where there is none that can be opened; the model itself where it cannot be."""
    try:
        if (folder / EXPORT_FACTS).is_file():
            return OnnxEncoder.open(folder, threads)
    except ModelError:
        shutil.rmtree(folder, ignore_errors=True)  # a broken export is made again
    reference = SentenceTransformerEncoder.load(model)
    try:
        export_onnx(reference, folder)
    except ModelError as error:
        _log.warning("%s; sentence-transformers runs it", error)
        return reference
    for former in folder.parent.glob(f"{folder.name.rpartition('-')[0]}-*"):
        if former != folder:
            shutil.rmtree(former, ignore_errors=True)  # a generation that uses it has links of its own
    return OnnxEncoder.open(folder, threads)


def export_onnx(encoder: SentenceTransformerEncoder, folder: Path) -> None:
    """Export a loaded model to a folder that is not there yet, and check it.

    Raises ModelError, leaving nothing behind, for a model whose vectors the export would not give.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".exporting-") as scratch:
        made = Path(scratch) / "encoder"
        made.mkdir()
        inputs = _write_graph(encoder, made / EXPORT_GRAPH)
        _take_out_weights(made / EXPORT_GRAPH)
        shutil.copyfile(encoder.source_folder / TOKENIZER_FILE, made / TOKENIZER_FILE)
        facts = ExportFacts(encoder.name, encoder.sha256, encoder.dim, encoder.max_tokens, inputs, 1.0)
        _write_facts(made, facts)  # without which it cannot be opened
        lowest = lowest_cosine(encoder, OnnxEncoder.open(made))
        if lowest < LOWEST_COSINE:
            raise ModelError(f"{encoder.name}: its export differs (cosine {lowest:.6f}, expected {LOWEST_COSINE})")
        _write_facts(made, replace(facts, lowest_cosine=lowest))
        for path in (*made.iterdir(), made):
            sync(path)
        made.rename(folder)
        sync(folder.parent)


def lowest_cosine(reference: Encoder, other: Encoder) -> float:
    """The worst agreement of two encoders over 200 texts from one word to more than the model reads."""
    texts = check_texts(200)
    return float((reference.encode(texts) * other.encode(texts)).sum(axis=1).min())


def check_texts(count: int) -> list[str]:
    """Texts of 1 to some 400 tokens in the words of the field, drawn from a fixed seed."""
    rng = np.random.default_rng(0)
    lengths = np.geomspace(1, 320, count).astype(int)
    return [" ".join(rng.choice(_WORDS, size=length)) for length in lengths]


_WORDS = (
    """what is the dose of baclofen tablets 10 mg twice daily in adults with spasticity ; contraindicated pregnancy
    renal impairment hepatic severe reactions include nausea dizziness somnolence (5%) randomised double-blind placebo
    participants aged 18-65 years recruiting phase 2 trial outcome overdose withdrawal CYP3A4 inhibitors warfarin INR
    should be avoided unless benefit outweighs risk. store at 25°C multiple sclerosis μg/kg NCT00000102 patients"""
).split()


def _write_facts(folder: Path, facts: ExportFacts) -> None:
    (folder / EXPORT_FACTS).write_text(json.dumps(asdict(facts), indent=1))


def _write_graph(encoder: SentenceTransformerEncoder, path: Path) -> tuple[str, ...]:
    """Trace the model on two short texts; the names of the graph's inputs."""
    import torch

    model = encoder.model.to("cpu").eval()
    features = model.preprocess(["a dose of ten", "baclofen"])
    names = tuple(name for name in ("input_ids", "attention_mask", "token_type_ids") if name in features)
    axes = {name: {0: "texts", 1: "tokens"} for name in names} | {"vectors": {0: "texts"}}
    attention = model[0].auto_model.config._attn_implementation
    try:
        # the plain formulation of attention is the one that onnxruntime knows how to fuse
        model[0].auto_model.set_attn_implementation("eager")
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # the exporter's advice to use its successor, whose graph is not fused
            torch.onnx.export(
                _from_tokens_to_vectors(model, names),
                tuple(features[name] for name in names),
                str(path),
                input_names=list(names),
                output_names=["vectors"],
                dynamic_axes=axes,
                opset_version=_OPSET,
                dynamo=False,
            )
    except (RuntimeError, TypeError, AttributeError, ValueError, torch.onnx.errors.OnnxExporterError) as error:
        raise ModelError(f"{encoder.name}: cannot be exported ({error})") from error
    finally:
        model[0].auto_model.set_attn_implementation(attention)
    return names


def _take_out_weights(graph: Path) -> None:
    """Put the weights into a file of their own, which onnxruntime maps instead of reading it into each process."""
    import onnx

    whole = onnx.load(graph)
    onnx.save(whole, graph, save_as_external_data=True, location=EXPORT_WEIGHTS)
    shutil.copymode(graph, graph.with_name(EXPORT_WEIGHTS))  # which is written for its owner alone


def _from_tokens_to_vectors(model: Any, names: tuple[str, ...]) -> Any:
    """The module that is exported: token numbers in, unit vectors out."""
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: Any) -> Any:
            features = self.model(dict(zip(names, inputs, strict=True)))
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)

    return Whole()
