"""Which generation is served: looked after while requests are answered, replaced without one of them noticing.

A new generation is opened, compared with its manifest in full, asked its canaries, and only then given to the next
request. One that fails any of it is never served; the one before stays, and the reason is told.
"""

import asyncio
import ctypes
import gc
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.embedding import Encoder
from indexer.errors import GenerationDamaged, GenerationError, GenerationMissing, MedPathError
from indexer.generation import (
    CURRENT,
    GENERATIONS,
    Generation,
    check_files,
    current_name,
    list_generations,
    open_generation,
    verify,
)
from service.answering.suggestions import examples
from service.asked import Asked
from service.assistant import Assistant, answer
from service.engine import Engine, encoder_of
from service.running import logs, telemetry
from service.running.live import Leases
from service.search.confidence import Outcome
from service.settings import Settings

_RETRY_S = 60.0  # a generation that was refused is tried again: the disk may have had a bad moment
_CANARY_S = 30.0

_Prints = Mapping[Path, tuple[int, int, int]]
"""Inode, size in bytes and time of change in ns of files."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A generation that cannot be served, and why."""

    name: str
    reason: str
    at: float
    """By the monotonic clock."""


class Keeper:
    """Keeps the assistant's engine that of the live generation, as long as that one is sound."""

    def __init__(self, assistant: Assistant, leases: Leases, settings: Settings) -> None:
        self._assistant = assistant
        self._leases = leases
        self._settings = settings
        self._told = asyncio.Event()
        self._checking = asyncio.Lock()
        self._verified: dict[str, _Prints] = {}
        """What the files of the generations that are kept looked like when they were found to be sound."""
        self._looked_at: object = None
        self._canary_at = 0.0
        self._settled: tuple[str | None, int] | None = None
        self.refusal: Refusal | None = None
        self.canary_right = True
        if assistant.engine is not None:
            self._adopt(assistant.engine)

    async def run(self) -> None:
        """Look for ever: now and then, and when told. First what readiness need not wait for is done."""
        async with self._checking:
            if self._assistant.engine is not None:
                await asyncio.to_thread(self._assistant.engine.read_ahead)
        while True:
            await self.check()
            try:
                await asyncio.wait_for(self._told.wait(), self._settings.look_s)
            except TimeoutError:
                continue
            self._told.clear()

    def tell(self) -> None:
        """There may be something new."""
        self._told.set()

    async def check(self) -> None:
        """Serve the live generation if it is another and sound; leave the served one if it was damaged."""
        async with self._checking:
            engine = self._assistant.engine
            if engine is not None and self._is_altered(engine):
                await self._examine(engine)
            if self._is_due():
                await self._follow()
            if self._assistant.engine is not None and time.monotonic() - self._canary_at > _CANARY_S:
                await self._ask_canary(self._assistant.engine)
        self._settle()

    def _settle(self) -> None:
        """After an engine was opened or closed: give back what nobody uses, and never look again at what is left.

        A generation is tens of thousands of objects that live as long as it is served. Looking through them, as
        Python's collector does now and then, holds everybody up for 25 ms.
        """
        engine = self._assistant.engine
        state = (engine.name if engine else None, self._leases.closed)
        if state != self._settled:
            self._settled = state
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            _give_back_freed_memory()

    # following CURRENT

    def _is_due(self) -> bool:
        looked_at = _print(self._settings.index / CURRENT)
        if looked_at != self._looked_at:
            self._looked_at = looked_at
            return True
        return self.refusal is not None and time.monotonic() - self.refusal.at > _RETRY_S

    async def _follow(self) -> None:
        """Serve what CURRENT names."""
        engine, name = self._assistant.engine, ""
        try:
            name = current_name(self._settings.index)
            if engine is not None and engine.name == name:
                self._clear()
                return
            found = await self._prepared(name)
        except (MedPathError, OSError) as error:
            if not (engine is None and isinstance(error, GenerationMissing)):
                self.refuse(name or CURRENT, str(error))
            return
        self._serve(found)
        self._clear()

    async def _prepared(self, name: str) -> Engine:
        known = self._verified.get(name)
        found, prints = await asyncio.to_thread(prepare, self._settings, name, self._assistant.engine, known)
        kept = list_generations(self._settings.index)
        self._verified = {each: held for each, held in self._verified.items() if each in kept} | {name: prints}
        return found

    def _serve(self, engine: Engine) -> None:
        former = self._assistant.engine
        self._assistant.engine = engine
        self._adopt(engine, former.name if former else None)
        if former is not None:
            self._leases.retire(former)
        logs.event("swapped", generation=engine.name, former=former.name if former else None)

    def _adopt(self, engine: Engine, former: str | None = None) -> None:
        self._verified.setdefault(engine.name, prints_of(engine.generation))
        self._canary_at = time.monotonic()
        self.canary_right = True
        telemetry.CANARY.set(1)
        telemetry.ENGINES.inc()
        telemetry.observe_swap(former, engine.name, engine.generation.manifest.built_at)

    def _clear(self) -> None:
        self.refusal = None
        telemetry.UNSOUND.set(0)

    def refuse(self, name: str, reason: str) -> None:
        """Note, log and count that a generation cannot be served."""
        if self.refusal is None or self.refusal.reason != reason:
            logs.event("generation refused", 40, generation=name, reason=reason)
            telemetry.SWAPS.labels("refused").inc()
        self.refusal = Refusal(name, reason, time.monotonic())
        telemetry.UNSOUND.set(1)

    # looking after the one that is served

    def _is_altered(self, engine: Engine) -> bool:
        """Whether a file of a generation, which never changes, has changed."""
        return prints_of(engine.generation) != self._verified.get(engine.name)

    async def _examine(self, engine: Engine) -> None:
        """Compare the served generation with its manifest; if it differs, serve the newest sound one, or none."""
        generation = engine.generation
        prints = prints_of(generation)
        try:
            await asyncio.to_thread(check_files, generation.folder, generation.manifest)
        except (GenerationDamaged, OSError) as error:
            self.refuse(engine.name, str(error))
        else:
            self._verified[engine.name] = prints  # touched, not altered
            return
        for name in list_generations(self._settings.index):
            if name != engine.name:
                try:
                    found = await self._prepared(name)
                except (MedPathError, OSError):
                    continue
                self._serve(found)
                return
        self._assistant.engine = None
        self._leases.retire(engine)

    async def _ask_canary(self, engine: Engine) -> None:
        self._canary_at = time.monotonic()
        self._leases.take(engine)
        try:
            right = await asyncio.to_thread(canary_is_right, engine)
        finally:
            self._leases.give_back(engine)
        if right != self.canary_right:
            logs.event("canary right" if right else "canary wrong", 20 if right else 40, generation=engine.name)
        self.canary_right = right
        telemetry.CANARY.set(int(right))


def open_soundest(settings: Settings, encoder: Encoder | None = None) -> tuple[Engine, str | None]:
    """The engine to begin with, and why it is not the live generation's, if it is not.

    The live one, else the newest that is sound. Raises what opening the live one raised when there is none.
    """
    try:
        return Engine.open(settings.index, settings.model, encoder), None
    except GenerationError as error:
        for name in list_generations(settings.index):
            try:
                return prepare(settings, name, None, None, encoder)[0], str(error)
            except GenerationError:
                continue
        raise


def prepare(
    settings: Settings, name: str, live: Engine | None, known: _Prints | None, encoder: Encoder | None = None
) -> tuple[Engine, _Prints]:
    """Open a generation, compare it with its manifest, ask its canaries: (engine, what its files looked like).

    Where its files are as they were when they were `known` to be sound, they are not read again, so that going back
    takes no longer for a large index. The encoder of the `live` engine is used again if it is the same model.

    Raises GenerationDamaged for one that is not sound, and what opening it raises.
    """
    generation = open_generation(settings.index / GENERATIONS / name)
    try:
        prints = prints_of(generation)
        if prints != known:
            check_files(generation.folder, generation.manifest)
        engine = Engine.of(generation, encoder or _encoder_for(generation, settings.model, live))
        faults = [*verify(generation, engine.encoder)]
        if not canary_is_right(engine):
            faults.append("the canary questions find nothing")
        if faults:
            raise GenerationDamaged(
                f"{generation.folder}: {'; '.join(faults[:3])}; roll back (medpath rollback) or rebuild (medpath build)"
            )
        engine.read_ahead()
    except (MedPathError, OSError):
        generation.close()
        raise
    return engine, prints


def canary_is_right(engine: Engine) -> bool:
    """Whether the first questions that the front page offers find something, the whole way through."""
    for example in examples(engine.library)[:2]:
        found = answer(engine, Asked(example.question, limit=3))
        if found.outcome is Outcome.NOT_IN_CORPUS or not (found.citations or found.finding):
            return False
    return True


def prints_of(generation: Generation) -> _Prints:
    """What the files of a generation look like from outside."""
    return {
        path: found
        for name in generation.manifest.files
        if (found := _print(path := generation.folder / name)) is not None
    }


def _encoder_for(generation: Generation, model: str, live: Engine | None) -> Encoder:
    if live is not None:
        old, new = live.generation.manifest, generation.manifest
        same = (old.model_sha256, old.precision, old.exported) == (new.model_sha256, new.precision, new.exported)
        if same:
            return live.encoder
    return encoder_of(generation, model)


def _print(path: Path) -> tuple[int, int, int] | None:
    """None for a file that is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _give_back_freed_memory() -> None:
    """To the system, what the C library keeps for later: 6 to 20 MB after opening. Only glibc has the call."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
