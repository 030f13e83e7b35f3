"""What tests share: where real data lies, and the page that this project wrote in the seed page's layout."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.cli import main
from service.engine import Engine
from tests.serving import build_served, client_of
from tests.toy_corpus import three_documents

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real labels, trials and judged questions, where the checkout has them beside it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of real data is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def seed_page(shared_data: Path) -> Path:
    """The real MedPath page, as a person copied it."""
    return shared_data.parent / "seed" / "medpath-baclofen.txt"


@pytest.fixture(scope="session")
def tests_data() -> Path:
    """Small sources written for the tests."""
    return ROOT / "tests" / "data"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with two drugs and a trial, to change at will."""
    folder = tmp_path / "corpus"
    three_documents(folder)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where an index is built beside the corpus; nothing is there yet."""
    return tmp_path / "index"


@pytest.fixture(scope="session")
def demonstration_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of corpus/ made with the real model by the command that makes it for people; takes a minute."""
    index = tmp_path_factory.mktemp("demonstration") / "index"
    assert main(["build", "--corpus", str(ROOT / "corpus"), "--index", str(index), "--strict"]) == 0
    return index


@pytest.fixture(scope="session")
def engine(tests_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over `tests/data/served`, with the toy encoder."""
    return build_served(tests_data / "served", tmp_path_factory.mktemp("served") / "index")


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> TestClient:
    """A client of the service over the served corpus."""
    return client_of(engine, tmp_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Drive the browser last: its driver keeps an event loop running in the thread that the other tests need."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
