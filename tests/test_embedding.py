"""The real model: the one it claims to be, exported exactly, and vectors kept by what was embedded."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.build import build
from indexer.device_encoder import DeviceEncoder, shown_device
from indexer.doctor import examine
from indexer.embedding import (
    DEFAULT_MODEL,
    DEFAULT_SHA256,
    EXPORT_FACTS,
    EXPORT_GRAPH,
    EXPORT_WEIGHTS,
    TOKENIZER_FILE,
    Encoder,
    ExportFacts,
    OnnxEncoder,
    SentenceTransformerEncoder,
    model_folder,
    token_counter,
    weights_sha256,
)
from indexer.embedding_cache import EmbeddingCache
from indexer.errors import ModelError
from indexer.generation import Generation
from indexer.onnx_export import check_texts, encoder_for
from tests.toy import ToyEncoder
from tests.toy_corpus import three_documents

pytestmark = pytest.mark.timeout(900)  # exporting loads torch, which a busy machine does in minutes


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedding") / "index"


@pytest.fixture(scope="module")
def exported(index: Path) -> Encoder:
    return encoder_for(DEFAULT_MODEL, index)


def test_the_default_model_is_checked() -> None:
    """Its weights are those that the published model has."""
    assert DEFAULT_SHA256.startswith("53aa5117")
    assert weights_sha256(DEFAULT_MODEL) == DEFAULT_SHA256


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    """Neither as a folder nor among what was downloaded before."""
    with pytest.raises(ModelError, match="no-such-model"):
        weights_sha256("no-such-model")
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        weights_sha256(str(tmp_path))


def test_tokens_are_counted_as_the_model_sees_them() -> None:
    """Without the two special tokens, and without the limit of what it reads."""
    folder = model_folder(DEFAULT_MODEL)
    assert folder is not None
    count = token_counter(folder)
    assert count("hello world") == 2
    assert count("word " * 1000) == 1000
    assert count("") == 0


@pytest.mark.model
def test_the_export_gives_the_same_vectors(exported: Encoder) -> None:
    """Cosine 0.99999 or more to sentence-transformers: on 200 texts when it was made, and on these now."""
    reference = SentenceTransformerEncoder.load()
    assert isinstance(exported, OnnxEncoder)
    assert exported.folder is not None
    assert (exported.dim, exported.max_tokens, exported.sha256) == (384, 256, reference.sha256)
    assert 0.99999 <= ExportFacts.read(exported.folder).lowest_cosine <= 1.00001
    texts = ["What is baclofen used for?", "", "dose " * 600]
    assert (exported.encode(texts) * reference.encode(texts)).sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


@pytest.mark.model
def test_vectors_have_length_one_and_do_not_depend_on_the_batch(exported: Encoder) -> None:
    """The same text alone and among others, whatever the order."""
    texts = check_texts(40)
    together = exported.encode(texts)
    assert together.shape == (40, 384)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(40), abs=1e-5)
    for number in (0, 7, 39):
        [alone] = exported.encode([texts[number]])
        assert float(alone @ together[number]) == pytest.approx(1.0, abs=1e-5)
    assert exported.encode([]).shape == (0, 384)


@pytest.mark.model
def test_a_build_takes_the_encoder_along(exported: Encoder, index: Path, tmp_path: Path) -> None:
    """A generation answers questions with what lies in its own folder."""
    three_documents(tmp_path / "corpus")
    report = build([tmp_path / "corpus"], index, exported)
    assert report.messages == ()
    generation = Generation.open(index)
    assert generation.encoder_folder is not None
    encoder = OnnxEncoder.open(generation.encoder_folder)
    numbers, _ = generation.vectors.search(encoder.encode(["risk of bleeding"])[0], 1)
    assert generation.catalog.passages(numbers)[0].passage_id == "warfarin#warnings-1"
    assert examine(index, encoder_of=lambda _: encoder) == ()


@pytest.mark.model
def test_serving_needs_no_torch(exported: Encoder) -> None:
    """Opening the export and encoding a question imports neither torch nor sentence-transformers."""
    code = (
        "import sys; from pathlib import Path; from indexer.embedding import OnnxEncoder;"
        "OnnxEncoder.open(Path(sys.argv[1])).encode(['x']);"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)"
    )
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-c", code, str(exported.folder)], check=True, cwd=root)


@pytest.mark.model
def test_the_runtime_reports_nothing_to_its_maker(tmp_path: Path) -> None:
    """It would keep an id of this machine in the home folder, and send it with what it noticed."""
    code = "import indexer.embedding, onnxruntime; onnxruntime.get_available_providers()"
    homes = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **homes})
    assert list(tmp_path.rglob("*")) == []


def test_many_passages_are_encoded_on_the_device_that_is_there(index: Path, exported: Encoder) -> None:
    """By torch, to the same vectors; few are left to the export, which serving gets all the same."""
    encoder = encoder_for(DEFAULT_MODEL, index, device="cpu")
    assert isinstance(encoder, DeviceEncoder)
    assert (encoder.folder, encoder.sha256, encoder.precision) == (exported.folder, exported.sha256, "fp32")
    longest = check_texts(200)[-1].split()
    texts = [f"{' '.join(longest[: 1 + number % 40])} {number}" for number in range(600)]
    np.testing.assert_array_equal(encoder.encode(texts[:2]), exported.encode(texts[:2]))
    cosines = (encoder.encode(texts) * exported.encode(texts)).sum(axis=1)
    assert cosines.min() > 0.99999


class Device(ToyEncoder):
    """A toy that stands for a model on a device, and may fail as torch does."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__()
        self.calls = 0
        self._fails = fails

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the toy, or no memory left."""
        self.calls += 1
        if self._fails:
            raise RuntimeError("CUDA out of memory")
        return super().encode(texts)


TEXTS = [f"text {number}" for number in range(600)]


def test_a_device_is_loaded_for_many_texts_only() -> None:
    """One edited trial does not pay for loading torch."""
    device, few = Device(), ToyEncoder()
    loaded = []

    def load() -> Device:
        loaded.append(1)
        return device

    encoder = DeviceEncoder(few, load)
    encoder.encode(TEXTS[:10])
    assert (loaded, len(few.encoded)) == ([], 10)
    np.testing.assert_array_equal(encoder.encode(TEXTS), few.encode(TEXTS))
    encoder.encode(TEXTS)
    encoder.encode(TEXTS[:10])
    assert (loaded, device.calls) == ([1], 2)


def test_a_device_that_fails_is_left_for_the_cpu(caplog: pytest.LogCaptureFixture) -> None:
    """Once, with a warning; the build goes on."""
    device, few = Device(fails=True), ToyEncoder()
    encoder = DeviceEncoder(few, lambda: device)
    for _ in range(2):
        np.testing.assert_array_equal(encoder.encode(TEXTS), ToyEncoder().encode(TEXTS))
    assert device.calls == 1
    assert "out of memory" in caplog.text
    assert DeviceEncoder(few, lambda: None).encode(TEXTS).shape == (600, 64)


def test_torch_is_not_asked_where_the_system_shows_no_gpu(tmp_path: Path) -> None:
    """Importing it takes seconds; a driver's node in /dev takes none."""
    node = tmp_path / "nvidiactl"
    assert shown_device([node]) is None
    node.touch()
    assert shown_device([node]) == "cuda"


@pytest.mark.model
@pytest.mark.slow
def test_a_broken_export_is_made_again(exported: Encoder, index: Path, tmp_path: Path) -> None:
    """An interrupted or damaged export is no reason to fail."""
    assert exported.folder is not None
    weights = exported.folder / EXPORT_WEIGHTS
    for file in (*(exported.folder / name for name in (EXPORT_FACTS, TOKENIZER_FILE, EXPORT_GRAPH)), weights):
        whole = file.read_bytes()
        for left in (whole[: len(whole) // 2], b""):  # as a machine that went down leaves what it was writing
            file.unlink()  # a generation may share it
            file.write_bytes(left)
            with pytest.raises(ModelError, match="medpath build"):
                OnnxEncoder.open(exported.folder)
        if file is not weights:
            file.write_bytes(whole)
    former, other = (weights.parent.parent / name for name in (f"{exported.sha256[:16]}-0", "another-0"))
    former.mkdir()
    other.mkdir()
    again = encoder_for(DEFAULT_MODEL, index)
    assert again.folder is not None
    assert other.is_dir()
    assert not former.exists()  # of an older format
    assert (again.folder / EXPORT_GRAPH).stat().st_size < 10**6 < (again.folder / EXPORT_WEIGHTS).stat().st_size
    assert ExportFacts.read(again.folder).lowest_cosine >= 0.99999
    with pytest.raises(ModelError, match="medpath build"):
        OnnxEncoder.open(tmp_path)


def test_the_cache_gives_back_what_it_was_given(tmp_path: Path) -> None:
    """After opening again, in any order; unknown keys are missing."""
    encoder = ToyEncoder(dim=8)
    keys = [hashlib.sha256(bytes([number])).digest() for number in range(20)]
    vectors = np.random.default_rng(0).normal(size=(20, 8)).astype(np.float32)
    cache = EmbeddingCache.open(tmp_path, encoder)
    cache.add(keys[:7], vectors[:7])
    cache.add(keys[7:19], vectors[7:19])
    again = EmbeddingCache.open(tmp_path, encoder)
    assert again.missing([keys[19], keys[3], keys[19]]) == [keys[19]]
    assert np.array_equal(again.get([keys[18], keys[0]]), vectors[[18, 0]])
    assert len(EmbeddingCache.open(tmp_path, ToyEncoder("other", dim=8))) == 0
