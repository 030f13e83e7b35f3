"""A small index of documents written for the tests, and the service over it."""

from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from indexer.build import BuildOptions, build
from service.app import create_app
from service.assistant import Assistant
from service.engine import Engine
from service.settings import Settings
from tests.toy import ToyEncoder

WORLD = {"warfarin": "warfarin", "ibuprofen": "ibuprofen", "baclofen": "baclofen", "tizanidine": "tizanidine"}


def build_served(corpus: Path, index: Path) -> Engine:
    """Build the served corpus with the toy encoder and open it."""
    encoder = ToyEncoder()
    build([corpus], index, encoder, BuildOptions(world_names=WORLD))
    engine = Engine.open(index, "toy", encoder)
    # calibrated for the cosines of the real model; here whatever is found answers, and what is refused is a fact
    return replace(engine, confidence=replace(engine.confidence, answered_from=0.0, shown_from=0.0))


def client_of(engine: Engine | None, folder: Path) -> TestClient:
    """A client of a service over one engine; what it stores lies in a folder of the test's."""
    settings = Settings(index=folder, feedback=folder / "feedback.jsonl")
    return TestClient(create_app(settings, Assistant(engine)), follow_redirects=False)
