"""Rebuilds and rollbacks while people ask: nobody notices, nothing is mixed, memory comes back."""

import asyncio
import json
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from indexer.build import BuildOptions, build
from indexer.generation import CURRENT, current_name, list_generations, rollback
from service.answering import drug_classes, effects
from service.assistant import Assistant
from service.engine import Engine
from service.running.live import Leases
from service.running.swap import Keeper
from service.settings import Settings
from tests.server_process import QuickToyEncoder, serving
from tests.toy_corpus import NO_WORLD, write_monograph, write_trial

KEY = {"Authorization": "Bearer secret"}
QUESTIONS = (
    "recruiting baclofen trials",
    "Which trials are recruiting?",
    "NCT00000003",
    "storage of baclofen",
    "How many trials are in phase 2?",
)


def write_edition(corpus: Path, edition: int) -> None:
    """A corpus each of whose passages says which edition it is of."""
    write_monograph(
        corpus,
        "Baclofen",
        {
            "Indication": f"Baclofen relaxes spastic muscles, edition {edition}.",
            "Storage": f"Store below 25 °C, edition {edition}.",
        },
    )
    for number in range(8):
        write_trial(
            corpus,
            f"NCT{number:08}",
            f"Baclofen study {number} edition {edition}",
            {"Summary": f"Baclofen in study {number}, edition {edition}."},
            status="RECRUITING",
            phases="[PHASE2]",
        )


def publish(corpus: Path, index: Path, edition: int) -> str:
    """Build an edition; the generation's name."""
    write_edition(corpus, edition)
    build([corpus], index, QuickToyEncoder(), BuildOptions(world_names=NO_WORLD))
    return current_name(index)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def editions(corpus: Path, index: Path) -> dict[str, int]:
    """Two editions, the second one live."""
    return {publish(corpus, index, edition): edition for edition in (1, 2)}


def keeper_of(index: Path) -> Keeper:
    assistant = Assistant(Engine.open(index, "toy", QuickToyEncoder()))
    return Keeper(assistant, Leases(), Settings(index=index))


class Askers:
    """Ask again and again at a steady rate, and keep what is wrong."""

    def __init__(self, address: str, per_second: float) -> None:
        self.address, self.pause_s = address, 1 / per_second
        self.faults: list[str] = []
        self.seen: list[tuple[str, set[str]]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._ask()))

    def __enter__(self) -> "Askers":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    async def _ask(self) -> None:
        async with httpx.AsyncClient(base_url=self.address, timeout=20) as client:
            asking, number = set(), 0
            while not self._stop.is_set():
                task = asyncio.create_task(self._one(client, QUESTIONS[number % len(QUESTIONS)]))
                asking.add(task)
                task.add_done_callback(asking.discard)
                number += 1
                await asyncio.sleep(self.pause_s)
            await asyncio.gather(*asking)

    async def _one(self, client: httpx.AsyncClient, question: str) -> None:
        try:
            reply = await client.get("/search", params={"q": question})
        except httpx.HTTPError as error:
            self.faults.append(f"{question}: {error!r}")
            return
        if reply.status_code != 200:
            self.faults.append(f"{question}: {reply.status_code}")
            return
        found = reply.json()
        if not found["results"]:
            self.faults.append(f"{question}: nothing found")
        if found["generation"] != reply.headers["x-generation"]:
            self.faults.append(f"{question}: two generations in one response")
        texts = " ".join(f"{each['text']} {each['title']}" for each in found["results"])
        self.seen.append((found["generation"], set(re.findall(r"edition (\d+)", texts))))


def served_name(address: str) -> str:
    return str(httpx.get(f"{address}/readyz", timeout=20).json()["generation"])


def wait_for(address: str, name: str) -> float:
    """Seconds until a generation is served."""
    began = time.monotonic()
    while served_name(address) != name:
        assert time.monotonic() - began < 20, f"{name} is not served"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture
def server(index: Path, editions: dict[str, int], tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    with serving(index, tmp_path / "log", admin_key="secret", waiting=500, patience_s=60) as running:
        yield running


@pytest.mark.server
@pytest.mark.slow
def test_nobody_notices_rebuilds_and_rollbacks(
    server: tuple[str, object], corpus: Path, index: Path, editions: dict[str, int]
) -> None:
    """Five rebuilds and two rollbacks under load: no failure, nothing empty, each response of one generation."""
    address, _ = server
    with Askers(address, per_second=20) as askers:
        for edition in range(3, 8):
            name = publish(corpus, index, edition)
            editions[name] = edition
            wait_for(address, name)
        for _ in range(2):
            reply = httpx.post(f"{address}/admin/rollback", headers=KEY, timeout=20)
            assert reply.status_code == 202
            assert served_name(address) == reply.json()["report"]["generation"]
    assert askers.faults == []
    assert {name for name, _ in askers.seen} >= set(list(editions)[2:])
    for name, seen in askers.seen:
        assert seen == {str(editions[name])}


@pytest.mark.server
@pytest.mark.slow
def test_memory_comes_back(
    server: tuple[str, "subprocess.Popen[bytes]"], index: Path, editions: dict[str, int]
) -> None:
    """After twenty swaps the server is as large as after the first ones, and holds one generation open."""
    address, process = server
    one, two = editions
    sizes = []
    for number in range(22):
        name = (one, two)[number % 2]
        rollback(index, name)
        wait_for(address, name)
        for question in QUESTIONS:
            assert httpx.get(f"{address}/search", params={"q": question}, timeout=20).status_code == 200
        [serving] = psutil.Process(process.pid).children()
        sizes.append(serving.memory_info().rss)
    assert sizes[-1] < 1.1 * sizes[1]
    assert "medpath_engines_open 1.0" in httpx.get(f"{address}/metrics").text


@pytest.mark.server
def test_going_back_is_a_job_that_is_done(server: tuple[str, object], editions: dict[str, int]) -> None:
    """The next request after the reply is answered by the generation before; the job stays on record."""
    address, _ = server
    reply = httpx.post(f"{address}/admin/rollback", headers=KEY, timeout=20)
    assert served_name(address) == min(editions)
    job = reply.json()
    assert (reply.status_code, job["state"]) == (202, "done")
    assert job["report"] == {"generation": min(editions), "former": max(editions)}
    assert httpx.get(f"{address}{reply.headers['location']}", headers=KEY).json() == job


@pytest.mark.server
def test_what_is_not_sound_is_never_served_and_everybody_is_told(
    server: tuple[str, object], corpus: Path, index: Path, editions: dict[str, int], tmp_path: Path
) -> None:
    """The one before goes on answering; readiness, metrics and log name the file; the next build mends it."""
    address, _ = server
    live = current_name(index)
    broken = index / "generations" / live.replace("20", "21", 1)
    shutil.copytree(index / "generations" / live, broken)
    data = bytearray((broken / "vectors.faiss").read_bytes())
    data[-1] ^= 1
    (broken / "vectors.faiss").write_bytes(data)
    (tmp_path / CURRENT).write_text(f"{broken.name}\n")
    (tmp_path / CURRENT).replace(index / CURRENT)  # as a build does: nobody reads it half written
    until = time.monotonic() + 20
    while not (told := httpx.get(f"{address}/readyz").json().get("refused")):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert "vectors.faiss: altered since it was built" in told
    assert served_name(address) == live
    metrics = httpx.get(f"{address}/metrics").text
    assert "medpath_generation_refused 1.0" in metrics
    assert 'medpath_swaps_total{result="refused"} 1.0' in metrics
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert any(line["message"] == "generation refused" and "vectors.faiss" in line["reason"] for line in lines)
    shutil.rmtree(broken)
    wait_for(address, publish(corpus, index, 3))
    assert "refused" not in httpx.get(f"{address}/readyz").json()


@pytest.mark.server
@pytest.mark.slow
def test_several_processes_follow_and_are_counted_together(
    corpus: Path, index: Path, editions: dict[str, int], tmp_path: Path
) -> None:
    """Two workers swap, and /metrics of either one tells of both."""
    with serving(index, tmp_path / "log", workers=2) as (address, _):
        name = publish(corpus, index, 3)
        until = time.monotonic() + 20
        while Counter(served_name(address) for _ in range(20)) != {name: 20}:
            assert time.monotonic() < until
        for _ in range(20):
            assert httpx.get(f"{address}/search", params={"q": "NCT00000003"}).json()["generation"] == name
        metrics = httpx.get(f"{address}/metrics").text
        answered = 'medpath_answers_total{intent="identifier",outcome="answer"} '
        counted = [float(line.removeprefix(answered)) for line in metrics.splitlines() if line.startswith(answered)]
        assert sum(counted) >= 20
        assert "medpath_engines_open 2.0" in metrics
        [resident] = [line for line in metrics.splitlines() if line.startswith("process_resident_memory_bytes ")]
        assert 50e6 < float(resident.split()[1]) < 5e9


def test_an_engine_is_closed_when_its_last_user_ends(index: Path, editions: dict[str, int]) -> None:
    """Replaced while two use it: it answers them both, and only then closes."""
    engine = Engine.open(index, "toy", QuickToyEncoder())
    leases = Leases()
    leases.take(engine)
    leases.take(engine)
    leases.retire(engine)
    leases.give_back(engine)
    assert leases.closed == 0
    assert engine.generation.catalog.counts()["documents"] == 9
    leases.give_back(engine)
    assert leases.closed == 1


def test_the_first_question_waits_for_no_table(index: Path, editions: dict[str, int]) -> None:
    """What is made once for every generation is made when the keeper begins, which readiness does not wait for."""
    tables = (effects._table, drug_classes._any_class, drug_classes._classes)
    keeper = keeper_of(index)
    for each in tables:
        each.cache_clear()

    async def a_moment() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(keeper.run(), 1.0)

    asyncio.run(a_moment())
    assert [each.cache_info().currsize for each in tables] == [1, 1, 1]


def test_a_generation_that_was_verified_is_not_read_again(index: Path, editions: dict[str, int]) -> None:
    """Going back to a large one must not take as long as reading it; a touched file is read."""
    keeper = keeper_of(index)
    one, two = editions

    async def back_and_forth() -> list[str | None]:
        names = []
        for name in (one, two, one):
            rollback(index, name)
            await keeper.check()
            names.append(keeper._assistant.generation_name)
        return names

    assert asyncio.run(back_and_forth()) == [one, two, one]
    assert list_generations(index) == (two, one)
    assert set(keeper._verified) == {one, two}
    write_edition(index.parent / "corpus", 3)
    three = publish(index.parent / "corpus", index, 3)
    shutil.rmtree(index / "generations" / two)
    asyncio.run(keeper.check())
    assert set(keeper._verified) == {one, three}  # a service that runs for years must not keep what is long deleted
