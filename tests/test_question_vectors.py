"""A question is encoded on another core while it is read: the same vector, computed once, and nothing lost by it."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from indexer.embedding import DEFAULT_MODEL, OnnxEncoder
from indexer.onnx_export import encoder_for
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.search.question_vectors import QuestionVectors
from tests.serving import open_toy
from tests.toy import ToyEncoder
from tests.toy_corpus import write_monograph

pytestmark = pytest.mark.timeout(900)  # exporting loads torch, which a busy machine does in minutes
TEXT = "does baclofen cause drowsiness?"


class Watched:
    """A session that computes when it is let, and counts how often."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.may_compute = Event()
        self.may_compute.set()
        self.fails = False
        self.computed = 0

    def run(self, names: Sequence[str] | None, feeds: Mapping[str, Any]) -> Any:
        """As onnxruntime's."""
        assert self.may_compute.wait(60)
        self.computed += 1
        if self.fails:
            raise RuntimeError("no memory")
        return self._session.run(names, feeds)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the exported model."""
    exported = encoder_for(DEFAULT_MODEL, tmp_path_factory.mktemp("vectors") / "index").folder
    assert exported is not None
    return exported


@pytest.fixture
def encoder(folder: Path) -> OnnxEncoder:
    return OnnxEncoder.open(folder)


@pytest.fixture
def session(encoder: OnnxEncoder) -> Watched:
    watched = encoder._session = Watched(encoder._session)
    return watched


def test_what_was_begun_is_the_vector_that_encoding_gives(encoder: OnnxEncoder, session: Watched) -> None:
    """To the last digit; it is computed once, and not to be written to."""
    [expected] = encoder.encode([TEXT])
    vectors = QuestionVectors(encoder)
    vectors.begin(TEXT)
    vectors.begin(TEXT)
    assert np.array_equal(vectors.of(TEXT), expected)
    vectors.begin(TEXT)
    assert np.array_equal(vectors.of(TEXT), expected)
    assert session.computed == 2
    with pytest.raises(ValueError, match="read-only"):
        vectors.of(TEXT)[0] = 1.0


def test_the_time_of_waiting_is_used(encoder: OnnxEncoder, session: Watched) -> None:
    """What is to be done meanwhile is done before the vector is there; not where nobody has to wait."""
    done: list[int] = []
    vectors = QuestionVectors(encoder)

    def meanwhile() -> None:
        done.append(session.computed)
        session.may_compute.set()

    session.may_compute.clear()
    vectors.begin(TEXT)
    vectors.of(TEXT, meanwhile)
    vectors.of(TEXT, meanwhile)
    vectors.of("never begun", meanwhile)
    assert done == [0]


def test_one_text_at_a_time_is_begun(encoder: OnnxEncoder, session: Watched) -> None:
    """Whoever comes meanwhile does not wait for the one before; its own text is encoded when it is asked for."""
    vectors = QuestionVectors(encoder)
    session.may_compute.clear()
    vectors.begin(TEXT)
    vectors.begin("another")
    session.may_compute.set()
    assert np.array_equal(vectors.of("another"), encoder.encode(["another"])[0])
    assert np.array_equal(vectors.of(TEXT), encoder.encode([TEXT])[0])


def test_where_no_core_is_free_nothing_is_begun_for_a_while(encoder: OnnxEncoder, session: Watched) -> None:
    """Two threads on one core take longer than one after the other. The longer it lasts, the seldomer it is tried."""
    vectors = QuestionVectors(encoder)
    vectors._pause_s = 0.5
    vectors._beside.submit(time.sleep, 0.05)
    vectors.begin(TEXT)
    vectors.of(TEXT)
    vectors.begin("another")
    vectors._beside.submit(str).result()
    assert session.computed == 1
    assert vectors._pause_s == 1.0
    for _ in range(8):
        vectors._note(0.0, True)
    assert vectors._pause_s < 0.5


def test_what_failed_is_tried_again(encoder: OnnxEncoder, session: Watched) -> None:
    """The one who asks is told; the next one gets a vector."""
    vectors = QuestionVectors(encoder)
    session.fails = True
    vectors.begin(TEXT)
    with pytest.raises(RuntimeError, match="no memory"):
        vectors.of(TEXT)
    session.fails = False
    assert np.array_equal(vectors.of(TEXT), encoder.encode([TEXT])[0])


def test_a_model_without_an_export_encodes_when_it_is_asked() -> None:
    """It would hold Python's lock, and the question would wait for it."""
    encoder = ToyEncoder()
    vectors = QuestionVectors(encoder)
    vectors.begin(TEXT)
    assert encoder.encoded == []
    vectors.of(TEXT)
    vectors.of(TEXT)
    assert encoder.encoded == [TEXT]


@pytest.mark.parametrize(
    ("question", "is_begun"),
    [("is baclofen safe in pregnancy?", True), ("how many trials of baclofen are there?", False)],
)
def test_a_question_is_begun_before_it_is_read(
    tmp_path: Path, question: str, is_begun: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless its words say that it will be looked up. Either way its answer is that of the whole path."""
    write_monograph(tmp_path / "corpus", "Baclofen", {"Pregnancy": "Animal data show harm to the fetus."})
    engine = open_toy(tmp_path, ToyEncoder())
    order: list[str] = []
    monkeypatch.setattr(QuestionVectors, "begin", lambda _, text: order.append(text))
    read = Engine.understand
    monkeypatch.setattr(Engine, "understand", lambda *given: order.append("read") or read(*given))
    answer(engine, Asked(question))
    assert (order[0] == question) is is_begun
    assert "read" in order[:2]
    engine.close()
