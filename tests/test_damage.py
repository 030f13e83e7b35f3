"""Every file of a generation cut, blanked and flipped in turn: each time it is found, and nothing wrong is served."""

import asyncio
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from indexer.errors import GenerationError
from indexer.generation import CURRENT, GENERATIONS, current_name
from indexer.manifest import MANIFEST, Manifest
from service.asked import Asked
from service.assistant import Assistant, answer
from service.engine import Engine
from service.running.live import Leases
from service.running.swap import Keeper, open_soundest
from service.settings import Settings
from tests.server_process import QuickToyEncoder, serving
from tests.toy_corpus import build_toy, three_documents, write_trial


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def blanked(data: bytes) -> bytes:
    return bytes(len(data))


def flipped(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def emptied(data: bytes) -> bytes:
    return b""


DAMAGES = (cut, blanked, flipped, emptied)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two generations."""
    folder = tmp_path_factory.mktemp("sound")
    three_documents(folder / "corpus")
    build_toy(folder / "corpus", folder / "index")
    write_trial(folder / "corpus", "NCT00000007", "A study of drug 7", {"Summary": "The dose of drug 7."})
    build_toy(folder / "corpus", folder / "index")
    return folder


@pytest.fixture
def index(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to break; no file of one generation is a link to the other's."""
    return Path(shutil.copytree(sound / "index", tmp_path / "index"))


def parts(folder: Path) -> list[str]:
    return [*Manifest.read(folder).files, MANIFEST]


def names(index: Path) -> tuple[str, str]:
    """The one before, and the live one."""
    live = current_name(index)
    [before] = [path.name for path in (index / GENERATIONS).iterdir() if path.name != live]
    return before, live


def answers(engine: Engine) -> bool:
    return bool(answer(engine, Asked("NCT05418049")).citations)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_generation_is_never_swapped_in(index: Path, damage: Callable[[bytes], bytes]) -> None:
    """Whichever file it is; the message names it and the remedy, and what was served still is."""
    before, live = names(index)
    (index / CURRENT).write_text(before)
    assistant = Assistant(Engine.open(index, "toy", QuickToyEncoder()))
    keeper = Keeper(assistant, Leases(), Settings(index=index))
    for part in parts(index / GENERATIONS / live):
        path = index / GENERATIONS / live / part
        held = path.read_bytes()
        path.write_bytes(damage(held))
        (index / CURRENT).write_text(live)
        asyncio.run(keeper.check())
        assert keeper.refusal is not None, part
        assert Path(part).name in keeper.refusal.reason
        assert "medpath" in keeper.refusal.reason
        assert assistant.generation_name == before
        assert assistant.engine is not None
        assert answers(assistant.engine)
        path.write_bytes(held)
        (index / CURRENT).write_text(before)
        asyncio.run(keeper.check())
        assert keeper.refusal is None
    (index / CURRENT).write_text(live)
    asyncio.run(keeper.check())
    assert assistant.generation_name == live


@pytest.mark.parametrize("damage", [blanked, flipped])
def test_damage_to_what_is_served_is_seen_and_left(index: Path, damage: Callable[[bytes], bytes]) -> None:
    """A file that changes under the server: the sound generation before takes over, until the file is mended."""
    before, live = names(index)
    for part in Manifest.read(index / GENERATIONS / live).files:
        assistant = Assistant(Engine.open(index, "toy", QuickToyEncoder()))
        keeper = Keeper(assistant, Leases(), Settings(index=index))
        path = index / GENERATIONS / live / part
        held = path.read_bytes()
        path.write_bytes(damage(held))
        asyncio.run(keeper.check())
        assert assistant.generation_name == before, part
        assert keeper.refusal is not None
        assert Path(part).name in keeper.refusal.reason
        assert assistant.engine is not None
        assert answers(assistant.engine)
        path.write_bytes(held)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_server_starts_with_the_newest_sound_generation(index: Path, damage: Callable[[bytes], bytes]) -> None:
    """Where the live one is damaged, and says so."""
    before, live = names(index)
    for part in parts(index / GENERATIONS / live):
        path = index / GENERATIONS / live / part
        held = path.read_bytes()
        path.write_bytes(damage(held))
        engine, trouble = open_soundest(Settings(index=index), QuickToyEncoder())
        assert engine.name == before, part
        assert trouble is not None
        assert Path(part).name in trouble
        engine.close()
        path.write_bytes(held)


@pytest.mark.parametrize(
    "content", [b"", b"nothing\n", b"20200101T000000Z-abcdef\n", b"../..\n", b"\xff\x00\xff", b"x" * 100_000]
)
def test_a_current_that_names_nothing(index: Path, content: bytes) -> None:
    """The newest sound one is served, the file and the remedy are named, a running server keeps what it has."""
    _, live = names(index)
    assistant = Assistant(Engine.open(index, "toy", QuickToyEncoder()))
    keeper = Keeper(assistant, Leases(), Settings(index=index))
    (index / CURRENT).write_bytes(content)
    asyncio.run(keeper.check())
    assert assistant.generation_name == live
    assert keeper.refusal is not None
    assert CURRENT in keeper.refusal.reason
    engine, trouble = open_soundest(Settings(index=index), QuickToyEncoder())
    assert engine.name == live
    assert trouble is not None
    assert "medpath" in trouble


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.parametrize("damage", [cut, emptied])
def test_a_file_cut_short_under_a_running_server(index: Path, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """The system may end the process that reads there; soon the sound generation before answers, until it is mended."""
    before, live = names(index)
    with serving(index, tmp_path / "log") as (address, process):
        for part in Manifest.read(index / GENERATIONS / live).files:
            path = index / GENERATIONS / live / part
            held = path.read_bytes()
            path.write_bytes(damage(held))
            until_served(address, before, part)
            assert process.poll() is None
            path.write_bytes(held)
            (index / CURRENT).write_text(live)  # or what was refused is looked at again only after a minute
            until_served(address, live, part)


def until_served(address: str, generation: str, part: str) -> None:
    """Return when a generation answers; until then the server may be starting again, but never answers wrongly."""
    for _ in range(600):
        try:
            reply = httpx.get(f"{address}/search", params={"q": "NCT05418049"}, timeout=10)
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        if reply.status_code == 200:
            assert [each["document_id"] for each in reply.json()["results"]] == ["NCT05418049"], part
            if reply.headers["x-generation"] == generation:
                return
        time.sleep(0.05)
    raise AssertionError(f"{generation} is not served after damage to {part}")


def test_nothing_sound_is_no_server(index: Path) -> None:
    """Rather than one that answers wrongly."""
    for name in names(index):
        (index / GENERATIONS / name / "catalog.sqlite").write_bytes(b"")
    with pytest.raises(GenerationError, match=r"catalog\.sqlite"):
        open_soundest(Settings(index=index), QuickToyEncoder())


def test_the_next_build_mends_it(sound: Path, index: Path) -> None:
    """A damaged live generation is built anew, not built upon."""
    _, live = names(index)
    path = index / GENERATIONS / live / "vectors.faiss"
    path.write_bytes(flipped(path.read_bytes()))
    build_toy(sound / "corpus", index, full=True)
    engine = Engine.open(index, "toy", QuickToyEncoder())
    assert engine.name != live
    assert answers(engine)
