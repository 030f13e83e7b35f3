"""The service under load, through rebuilds and rollbacks, and beyond what it can do.

python -m benchmarks.soak INDEX CORPUS
The index and the corpus are copied; the server is `python -m service serve` in a process of its own, on 127.0.0.1.
Prints one JSON object: figures to compare with those of docs/operations.md.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
import numpy as np
import psutil

from indexer.generation import list_generations, rollback

KEY = {"Authorization": "Bearer soak"}
QUESTIONS = (
    "What is baclofen used for?",
    "side effects of tizanidine",
    "Which trials are recruiting?",
    "How many trials are in phase 2?",
    "NCT05418049",
    "dose of baclofen in children",
    "baclofen and pregnancy",
    "trials of baclofen in the United States",
    "storage of baclofen",
    "1134-47-0",
)

_FOR = ("", "for adults", "for my father", "for my mother", "for older people", "for a nurse", "for a student")
_ADDED = (
    *("", "please", "today", "in short", "in detail", "if known", "as stated", "at home", "at night", "in winter"),
    *(
        f"in {place}"
        for place in ("town", "hospital", "a clinic", "a pharmacy", "a school", "an office", "the country")
    ),
    *(
        f"on {day}"
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "holidays")
    ),
    *(f"after {meal}" for meal in ("breakfast", "lunch", "dinner", "supper", "tea", "a snack", "a meal", "a walk")),
    *(f"before {meal}" for meal in ("breakfast", "lunch", "dinner", "supper", "tea", "a snack", "a meal", "a walk")),
)


def question(number: int) -> str:
    """One of 2,870 questions, so that no answer is one that was given lately."""
    kinds = len(QUESTIONS)
    added = (_FOR[number // kinds % len(_FOR)], _ADDED[number // (kinds * len(_FOR)) % len(_ADDED)])
    return " ".join((QUESTIONS[number % kinds].rstrip("?"), *filter(None, added)))


@dataclass
class Tally:
    """What came back."""

    statuses: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    mixed: int = 0
    served_ms: list[float] = field(default_factory=list)
    refused_ms: list[float] = field(default_factory=list)
    generations: set[str] = field(default_factory=set)

    def told(self) -> dict[str, object]:
        """As JSON."""
        return {
            "requests": self.statuses.total(),
            "statuses": dict(self.statuses),
            "empty": self.empty,
            "mixed": self.mixed,
            "generations": len(self.generations),
            "served_ms": quantiles(self.served_ms),
            "refused_ms": quantiles(self.refused_ms),
        }


def quantiles(values: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and the largest."""
    if not values:
        return {}
    return {
        name: round(float(np.percentile(values, at)), 1)
        for name, at in (("p50", 50), ("p95", 95), ("p99", 99), ("max", 100))
    }


async def one(client: httpx.AsyncClient, asked: str, tally: Tally) -> None:
    """Ask, and judge the reply."""
    began = time.perf_counter()
    try:
        reply = await client.get("/search", params={"q": asked})
    except httpx.HTTPError as error:
        tally.statuses[type(error).__name__] += 1
        return
    taken_ms = 1000 * (time.perf_counter() - began)
    tally.statuses[str(reply.status_code)] += 1
    if reply.status_code != 200:
        tally.refused_ms.append(taken_ms)
        return
    tally.served_ms.append(taken_ms)
    found = reply.json()
    tally.empty += not found["results"] and not found["finding"]
    tally.mixed += found["generation"] != reply.headers["x-generation"]
    tally.generations.add(found["generation"])


async def at_rate(address: str, per_second: float, until: Callable[[], bool]) -> Tally:
    """Ask at a steady rate, whether or not replies come, until it is enough."""
    tally = Tally()
    limits = httpx.Limits(max_connections=1000, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=address, timeout=30, limits=limits) as client:
        await steadily(lambda asked: one(client, asked, tally), per_second, until)
    return tally


async def steadily(
    ask: Callable[[str], Coroutine[object, object, None]], per_second: float, until: Callable[[], bool]
) -> None:
    """Begin to ask one question after the other at this rate, and wait for the last."""
    asking, number, due = set(), 0, time.perf_counter()
    while not until():
        task = asyncio.create_task(ask(question(number)))
        asking.add(task)
        task.add_done_callback(asking.discard)
        number += 1
        due += 1 / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    await asyncio.gather(*asking)


def for_seconds(seconds: float) -> Callable[[], bool]:
    """True when so many have gone by."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


async def through_changes(address: str, rate: float, corpus: Path, rebuilds: int) -> dict[str, object]:
    """Load through rebuilds, each of a changed corpus, and two rollbacks."""
    done = asyncio.Event()
    load = asyncio.create_task(at_rate(address, rate, done.is_set))
    seconds: dict[str, list[float]] = {"rebuild": [], "rollback": []}
    async with httpx.AsyncClient(base_url=address, timeout=60, headers=KEY) as client:
        for number in range(rebuilds):
            path = sorted(corpus.rglob("NCT*.md"))[number]
            path.write_text(path.read_text() + f"\n## Note\n\nEdited for a soak test, number {number}.\n")
            began = time.monotonic()
            job = (await client.post("/admin/rebuild")).headers["location"]
            while (state := (await client.get(job)).json())["state"] == "running":
                await asyncio.sleep(0.5)
            if state["state"] != "done":
                raise SystemExit(f"rebuild failed: {state}")
            await until_served(client, str(state["report"]["generation"]))
            seconds["rebuild"].append(round(time.monotonic() - began, 2))
        for _ in range(2):
            began = time.monotonic()
            reply = (await client.post("/admin/rollback")).json()
            await until_served(client, reply["report"]["generation"])
            seconds["rollback"].append(round(time.monotonic() - began, 3))
    done.set()
    return (await load).told() | {"seconds": seconds, "rate": rate}


async def until_served(client: httpx.AsyncClient, name: str) -> None:
    """Return when a generation answers."""
    while (await client.get("/readyz")).json().get("generation") != name:
        await asyncio.sleep(0.05)


async def memory(address: str, index: Path, pid: int) -> dict[str, object]:
    """Resident MiB after each of twenty swaps, with questions between."""
    names = list_generations(index)[:2]
    sizes = []
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        for number in range(22):
            rollback(index, names[number % 2])
            await until_served(client, names[number % 2])
            for question in QUESTIONS:
                await client.get("/search", params={"q": question})
            [serving] = psutil.Process(pid).children()
            sizes.append(round(serving.memory_info().rss / 2**20, 1))
    return {"rss_mib": sizes, "growth": round(sizes[-1] / sizes[1] - 1, 4)}


async def flood(address: str, per_second: float, seconds: float) -> Tally:
    """Ask at a rate, by bare connections: the one that asks must not be what is slow."""
    tally = Tally()
    host, port = address.removeprefix("http://").split(":")

    async def bare(asked: str) -> None:
        began = time.perf_counter()
        try:
            reader, writer = await asyncio.open_connection(host, int(port))
            path = f"/search?q={quote(asked)}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            reply = await reader.read()
            writer.close()
        except OSError as error:
            tally.statuses[type(error).__name__] += 1
            return
        taken_ms = 1000 * (time.perf_counter() - began)
        status = reply[9:12].decode()
        tally.statuses[status] += 1
        (tally.served_ms if status == "200" else tally.refused_ms).append(taken_ms)

    await steadily(bare, per_second, for_seconds(seconds))
    return tally


async def beyond(address: str, seconds: float) -> dict[str, object]:
    """Find what is sustained, then ask four times that; then whether it recovers."""
    quiet = await at_rate(address, 5, for_seconds(30))
    sustained = await capacity(address)
    flooded = await flood(address, 4 * sustained, seconds)
    asked = round(flooded.statuses.total() / seconds, 1)
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        while (await client.get("/search", params={"q": QUESTIONS[0]})).status_code != 200:
            await asyncio.sleep(0.05)
    return {
        "unloaded": quiet.told(),
        "sustained_per_second": sustained,
        "four_times": flooded.told() | {"asked_per_second": asked},
        "recovered_s": round(time.monotonic() - began, 3),
    }


async def capacity(address: str, seconds: float = 10) -> float:
    """Answers per second to two clients that each ask again when they are answered."""
    tally, over = Tally(), for_seconds(seconds)

    async def client_of(start: int) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            number = start
            while not over():
                await one(client, question(number), tally)
                number += 1

    await asyncio.gather(*(client_of(start) for start in (500, 1500)))
    return round(tally.statuses["200"] / seconds, 1)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--port", type=int, default=8965)
    parser.add_argument("--rate", type=float, default=50, help="requests per second through the rebuilds")
    parser.add_argument("--rebuilds", type=int, default=5)
    parser.add_argument("--flood-s", type=float, default=60)
    parser.add_argument("--only", choices=("changes", "memory", "beyond"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        index = Path(shutil.copytree(options.index, Path(folder) / "index"))
        corpus = Path(shutil.copytree(options.corpus, Path(folder) / "corpus"))
        told = {"INDEX": index, "CORPUS": corpus, "ADMIN_KEY": "soak", "RATE_PER_MINUTE": 0}
        environment = os.environ | {f"MEDPATH_{name}": str(value) for name, value in told.items()}
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "service", "serve", "--port", str(options.port)], env=environment, stderr=log
            )
        address = f"http://127.0.0.1:{options.port}"
        runs: dict[str, Callable[[], Coroutine[object, object, dict[str, object]]]] = {
            "beyond": lambda: beyond(address, options.flood_s),
            "changes": lambda: through_changes(address, options.rate, corpus, options.rebuilds),
            "memory": lambda: memory(address, index, server.pid),
        }
        try:
            wait_until_ready(address, server)
            found = {name: asyncio.run(run()) for name, run in runs.items() if options.only in (None, name)}
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)
        print(json.dumps({"cores": os.cpu_count(), "load_before": os.getloadavg()[0]} | found, indent=1))


def wait_until_ready(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Return when /readyz is 200."""
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the server did not become ready")


if __name__ == "__main__":
    main()
