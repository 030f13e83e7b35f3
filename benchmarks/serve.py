"""Serving: start-up, memory, and answers per second from one and eight clients, with one and two processes."""

import argparse
import asyncio
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np

from benchmarks.material import QUESTIONS, ROOT, demonstration_index, many_questions
from benchmarks.report import Figure, Result, load
from benchmarks.search import drugs_alone, larger_index
from indexer.generation import Generation

_SECONDS = 4.0
_WAIT_S = 120.0


def run(options: argparse.Namespace) -> Result:
    """Load each number of processes from each number of clients."""
    index = options.index or demonstration_index()
    figures: list[Figure] = []
    for workers in (1, 2):
        with serving(index, workers) as (port, ready_s, process):
            new = _new_questions(index)
            asyncio.run(_load(port, 2, 2.0, new))
            if workers == 1:
                figures += [
                    Figure("ready to answer after", ready_s, "s", most=1.5),
                    Figure("resident after some questions", resident_mib(process), "MiB", most=300),
                ]
            for clients, cached in ((1, False), (8, False), (8, True)):
                taken = asyncio.run(_load(port, clients, _SECONDS, itertools.cycle(QUESTIONS) if cached else new))
                figures += _figures(workers, clients, cached, taken)
            if workers == 2:
                figures.append(Figure("resident, 2 processes and their parent", resident_mib(process), "MiB"))
    if (larger := larger_index()) is not None:
        with serving(larger, 1) as (port, _, _):
            new = _new_questions(larger)
            asyncio.run(_load(port, 2, 2.0, new))
            taken = asyncio.run(_load(port, 1, _SECONDS, new))
        name = "20,000 passages, 1 process, 1 client, uncached: median"
        figures.append(Figure(name, float(np.median(taken)), "ms", most=9))
    notes = (
        "The load comes from one Python process on the same cores: HTTP/1.1, kept connections, JSON not parsed.",
        "20,000 passages: drug labels with recombined vectors, so that the answers mean nothing, only their times.",
        "Uncached: no two questions are the same; they are about all drugs that have a label or a monograph of their "
        "own, in random order. Cached: 40 questions again and again.",
        "Rate limit off (MEDPATH_RATE_PER_MINUTE=0).",
    )
    return Result("serve", figures, notes, load=load())


def _figures(workers: int, clients: int, cached: bool, taken: list[float]) -> list[Figure]:
    name = f"{workers} process{'es' if workers > 1 else ''}, {clients} client{'s' if clients > 1 else ''}, "
    name += "cached" if cached else "uncached"
    least = (600 if cached else 200) if workers == 2 and clients == 8 else None
    return [
        Figure(f"{name}: answers a second", len(taken) / _SECONDS, "/s", least=least),
        Figure(f"{name}: median", float(np.median(taken)), "ms", most=9 if clients == 1 and not cached else None),
        Figure(f"{name}: 99th percentile", float(np.percentile(taken, 99)), "ms", most=100 if clients == 8 else None),
    ]


@contextmanager
def serving(index: Path, workers: int) -> Iterator[tuple[int, float, subprocess.Popen[bytes]]]:
    """A service of its own on a free port: (port, seconds until it was ready, process)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    medpath = Path(sys.executable).with_name("medpath")  # as users start it
    command = [medpath, "serve", "--index", str(index), "--port", str(port)]
    environment = os.environ | {"MEDPATH_RATE_PER_MINUTE": "0", "MEDPATH_WORKERS": str(workers)}
    began = time.perf_counter()
    with tempfile.TemporaryFile() as log:  # a pipe that nobody reads is soon full, and the service waits for it
        process = subprocess.Popen(
            [*command, "--workers", str(workers)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log
        )
        try:
            yield port, _ready(process, port, began, log), process
        finally:
            process.terminate()
            process.wait(timeout=_WAIT_S)


def _ready(process: subprocess.Popen[bytes], port: int, began: float, log: IO[bytes]) -> float:
    """Seconds until a question is answered."""
    while time.perf_counter() - began < _WAIT_S:
        if process.poll() is not None:
            log.seek(0)
            raise RuntimeError(f"the service ended: {log.read().decode()[-500:]}")
        try:
            asyncio.run(_ask_once(port))
        except OSError:
            time.sleep(0.02)
        else:
            return time.perf_counter() - began
    raise RuntimeError("the service was not ready in time")


async def _ask_once(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _ask(reader, writer, QUESTIONS[0])
    writer.close()


def _new_questions(index: Path) -> Iterator[str]:
    """Questions about the drugs of an index, no two the same."""
    generation = Generation.open(index)
    drugs = drugs_alone(generation.catalog)
    generation.close()
    return iter(many_questions(drugs))


async def _load(port: int, clients: int, seconds: float, questions: Iterator[str]) -> list[float]:
    """Milliseconds of every answer that came in time; a status other than 200 is an error."""
    until = time.perf_counter() + seconds
    taken: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for question in questions:
            began = time.perf_counter()
            await _ask(reader, writer, question)
            ended = time.perf_counter()
            if ended > until:
                break
            taken.append(1000 * (ended - began))
        else:
            raise RuntimeError("all questions were asked")
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return taken or [float("inf")]


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: str) -> None:
    body = json.dumps({"q": question}).encode()
    head = (
        "POST /search HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    writer.write("\r\n".join((*head, "", "")).encode() + body)
    told = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    if " 200 " not in told.splitlines()[0]:
        raise RuntimeError(told)
    length = next(int(line.split(":")[1]) for line in told.splitlines() if line.startswith("content-length"))
    await reader.readexactly(length)


def resident_mib(process: subprocess.Popen[bytes]) -> float:
    """Of a process and its children."""
    ids = [process.pid]
    for found in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(found.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):  # it has just ended
            continue
        if parent == process.pid:
            ids.append(int(found.parent.name))
    pages = [int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in ids]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20
