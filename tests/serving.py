"""A small index of documents written for the tests, and the service over it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from indexer.build import BuildOptions, build
from service.app import create_app
from service.assistant import Assistant
from service.engine import Engine
from service.settings import Settings
from tests.toy import ToyEncoder
from tests.toy_corpus import build_toy, write_monograph

WORLD = {"warfarin": "warfarin", "ibuprofen": "ibuprofen", "baclofen": "baclofen", "tizanidine": "tizanidine"}


def open_toy(folder: Path, encoder: ToyEncoder | None = None) -> Engine:
    """Build `folder/index` from `folder/corpus` with the toy encoder and open it."""
    encoder = encoder or ToyEncoder()
    build_toy(folder / "corpus", folder / "index", encoder)
    return Engine.open(folder / "index", "toy", encoder)


def build_served(corpus: Path, index: Path, world: dict[str, str] = WORLD) -> Engine:
    """Build the served corpus with the toy encoder and open it."""
    encoder = ToyEncoder()
    build([corpus], index, encoder, BuildOptions(world_names=world))
    # calibrated for the cosines of the real model; here whatever is found answers, and what is refused is a fact
    return answering_from(0.0, Engine.open(index, "toy", encoder))


def serve_monographs(folder: Path, drugs: Mapping[str, dict[str, str]], world: dict[str, str] | None = None) -> Engine:
    """Write a monograph of each drug, with its sections, build them in `folder` and open what was built."""
    for name, sections in drugs.items():
        write_monograph(folder / "corpus", name, sections)
    return build_served(folder / "corpus", folder / "index", world or {})


def answering_from(cosine: float, engine: Engine) -> Engine:
    """The engine that answers by passages which are as near to the question, and shows no others; 1.1 is never."""
    return replace(engine, confidence=replace(engine.confidence, answered_from=cosine, shown_from=cosine))


def client_of(engine: Engine | None, folder: Path) -> TestClient:
    """A client of a service over one engine; what it stores lies in a folder of the test's."""
    settings = Settings(index=folder, feedback=folder / "feedback.jsonl")
    return TestClient(create_app(settings, Assistant(engine)), follow_redirects=False)
