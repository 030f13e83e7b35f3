"""One complete, immutable index on disk, and which of them is live.

index/CURRENT               the name of the live generation, replaced by an atomic rename
index/generations/<name>/   manifest.json, catalog.sqlite, lexical/, vectors.faiss, encoder/
"""

import re
import shutil
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np

from indexer.catalog import Catalog
from indexer.embedding import Encoder
from indexer.errors import GenerationDamaged, GenerationMismatch, GenerationMissing
from indexer.files import sync
from indexer.lexical import Lexical
from indexer.manifest import MANIFEST, Manifest, sum_files
from indexer.vectors import Vectors

CURRENT = "CURRENT"
GENERATIONS = "generations"
CATALOG_FILE = "catalog.sqlite"
VECTORS_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
ENCODER_FOLDER = "encoder"
KEPT = 3
"""Generations kept for rolling back, the live one included."""

_CANARIES = 5
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_SET_BACK = timedelta(days=1)
_SUMMED_ON_OPEN = 256 * 1024 * 1024
"""Bytes. On opening, checksums are taken of the smallest files up to this much in all (a fifth of a second); larger
ones are checked for their size, and in full when published and by `medpath doctor`."""


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation. Catalog, lexical index and vectors speak of the same passage numbers."""

    name: str
    folder: Path
    manifest: Manifest
    catalog: Catalog
    lexical: Lexical
    vectors: Vectors

    @classmethod
    def open(cls, index_dir: Path, model_sha256: str | None = None) -> "Generation":
        """Open the live generation of an index folder.

        Raises GenerationMissing when nothing has been published, and what `open_generation` raises.
        """
        return open_generation(index_dir / GENERATIONS / current_name(index_dir), model_sha256)

    @property
    def encoder_folder(self) -> Path | None:
        """Where the encoder for questions lies; None for a model that could not be exported."""
        return self.folder / ENCODER_FOLDER if self.manifest.exported else None

    def close(self) -> None:
        """Release what is not released with the object itself."""
        self.catalog.close()


def open_generation(folder: Path, model_sha256: str | None = None) -> Generation:
    """Open a generation by its folder; with `model_sha256` only one made by that model.

    Raises GenerationMissing for no folder, GenerationMismatch for another model or schema, GenerationDamaged for a
    file that is missing, short or altered.
    """
    if not folder.is_dir():
        raise GenerationMissing(f"{folder}: no such generation; build the index: medpath build")
    manifest = Manifest.read(folder)
    if model_sha256 is not None and manifest.model_sha256 != model_sha256:
        raise GenerationMismatch(
            f"{folder}: built with the model {manifest.model} ({manifest.model_sha256[:8]}…), "
            f"the settings ask for {model_sha256[:8]}…; rebuild it: medpath build"
        )
    check_files(folder, manifest, summed_on_open(manifest))
    return open_parts(folder, manifest)


def open_parts(folder: Path, manifest: Manifest) -> Generation:
    """Open the files of a generation without comparing them with the manifest."""
    catalog = Catalog.open(folder / CATALOG_FILE)
    vectors = Vectors.open(folder / VECTORS_FILE, catalog.ranks)
    lexical = Lexical.open(folder / LEXICAL_FOLDER, catalog.ranks)
    return Generation(folder.name, folder, manifest, catalog, lexical, vectors)


def check_files(folder: Path, manifest: Manifest, summed: Container[str] | None = None) -> None:
    """Compare every file with the manifest: all sizes, and the checksums, of all files or only of those named.

    Raises GenerationDamaged naming the first file that differs.
    """
    remedy = "roll back (medpath rollback) or rebuild (medpath build)"
    for name, held in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise GenerationDamaged(f"{path}: missing; {remedy}")
        if path.stat().st_size != held.size:
            raise GenerationDamaged(f"{path}: {path.stat().st_size} bytes, expected {held.size}; {remedy}")
    found = sum_files({name: folder / name for name in manifest.files if summed is None or name in summed})
    for name in manifest.files:
        if name in found and found[name] != manifest.files[name]:
            raise GenerationDamaged(f"{folder / name}: altered since it was built; {remedy}")


def summed_on_open(manifest: Manifest) -> frozenset[str]:
    """The files whose checksums are taken when a generation is opened: the smallest ones, while they are few bytes."""
    ordered = sorted(manifest.files, key=lambda name: manifest.files[name].size)
    ends = accumulate(manifest.files[name].size for name in ordered)
    return frozenset(name for name, end in zip(ordered, ends, strict=True) if end <= _SUMMED_ON_OPEN)


def verify(generation: Generation, encoder: Encoder | None = None) -> tuple[str, ...]:
    """What would be served wrongly: counts that differ between the parts, canaries that are not found. Empty is good.

    With an encoder, each canary is embedded anew and must come out as the vector that is held.
    """
    catalog, manifest = generation.catalog, generation.manifest
    live = int((catalog.ranks >= 0).sum())
    counted = {
        "passages of the manifest": manifest.passage_count,
        "passages of the catalog": catalog.counts()["passages"],
        "passages of the lexical index": len(generation.lexical),
        "passage numbers in use": live,
    }
    faults = [f"{what}: {count}, expected {live}" for what, count in counted.items() if count != live]
    if len(generation.vectors) != manifest.rows:
        faults.append(f"vectors: {len(generation.vectors)}, expected {manifest.rows}")
    if generation.vectors.dim != manifest.dim:
        faults.append(f"vectors have {generation.vectors.dim} dimensions, expected {manifest.dim}")
    for passage_id in manifest.canaries:
        faults.extend(_canary_faults(generation, passage_id, encoder))
    return tuple(faults)


def _canary_faults(generation: Generation, passage_id: str, encoder: Encoder | None) -> list[str]:
    """Look for a passage by its own words and by its own vector."""
    passage = generation.catalog.passage(passage_id)
    if passage is None:
        return [f"{passage_id}: a canary that the catalog lacks"]
    number = np.array([passage.number], dtype=np.int64)
    faults = []
    found, _ = generation.lexical.search(f"{passage.section_title} {passage.text}", 1, allowed=number)
    if found.tolist() != [passage.number] and generation.lexical.terms(f"{passage.section_title} {passage.text}"):
        faults.append(f"{passage_id}: not found by its own words")
    held = generation.vectors.vector(passage.number)
    if not 0.999 < float(held @ held) < 1.001:
        faults.append(f"{passage_id}: its vector is not of length 1")
    _, similarities = generation.vectors.search(held, 1)
    if not len(similarities) or similarities[0] < 0.999:
        faults.append(f"{passage_id}: not found by its own vector")
    if encoder is not None:
        [computed] = encoder.encode([f"{passage.context}\n{passage.text}"])
        if float(computed @ held) < 0.995:
            faults.append(f"{passage_id}: the encoder no longer gives the vector that is held")
    return faults


def current_name(index_dir: Path) -> str:
    """The name of the live generation. Raises GenerationMissing, or GenerationDamaged for a CURRENT that names none."""
    path = index_dir / CURRENT
    try:
        name = path.read_text().strip()
    except FileNotFoundError:
        if list_generations(index_dir):
            said = f"{path}: not there; serve the newest generation (medpath rollback) or rebuild (medpath build)"
            raise GenerationDamaged(said) from None
        raise GenerationMissing(f"{index_dir}: no index yet; build it: medpath build --index {index_dir}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise GenerationDamaged(f"{path}: cannot be read ({error}); rebuild: medpath build") from error
    if not _NAME.fullmatch(name) or not (index_dir / GENERATIONS / name).is_dir():
        raise GenerationDamaged(
            f"{path}: names no generation ({name[:40]!r}); roll back (medpath rollback) or rebuild (medpath build)"
        )
    return name


def list_generations(index_dir: Path) -> tuple[str, ...]:
    """The names of all complete generations, newest first; behind the others those that a clock far ahead has named."""
    folder = index_dir / GENERATIONS
    names = [path.name for path in folder.iterdir() if _NAME.fullmatch(path.name)] if folder.is_dir() else []
    return tuple(sorted(names, key=lambda name: (not _is_ahead(name), name), reverse=True))


def _is_ahead(name: str) -> bool:
    """Whether a name says a time to come, further off than clocks are set back."""
    return name > f"{datetime.now(UTC) + _SET_BACK:%Y%m%dT%H%M%SZ}"


def next_moment(index_dir: Path) -> datetime:
    """Now, or a second after the newest generation: their names sort by time, and a clock may be set back."""
    now = datetime.now(UTC).replace(microsecond=0)
    names = list_generations(index_dir)
    if not names:
        return now
    newest = datetime.strptime(names[0].partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return max(now, newest + timedelta(seconds=1))


def publish(index_dir: Path, built: Path, manifest: Manifest) -> str:
    """Make a finished folder the live generation; its name. Everything is on the disk before the name changes."""
    (built / MANIFEST).write_bytes(manifest.to_json())
    for folder in (built, *(path for path in built.rglob("*") if path.is_dir())):
        for path in folder.iterdir():
            if path.is_file():
                sync(path)
        sync(folder)
    moment = datetime.fromisoformat(manifest.built_at).astimezone(UTC)
    name = f"{moment:%Y%m%dT%H%M%SZ}-{manifest.stamp}"
    target = index_dir / GENERATIONS / name
    built.rename(target)
    sync(target.parent)
    _make_current(index_dir, name)
    return name


def rollback(index_dir: Path, name: str | None = None) -> str:
    """Make another generation live: the one named, or the newest sound one before the live one; its name.

    Raises GenerationMissing when there is none, and what `open_generation` raises for the one named.
    """
    names = list_generations(index_dir)
    if name is not None:
        if name not in names:
            kept = ", ".join(names) or "none"
            raise GenerationMissing(f"{index_dir}: {name!r} is no generation that is kept here; kept: {kept}")
        open_generation(index_dir / GENERATIONS / name).close()
        _make_current(index_dir, name)
        return name
    try:
        live = current_name(index_dir)
    except GenerationDamaged:
        live = "~"  # after every name
    reasons = []
    for older in (each for each in names if each < live or _is_ahead(each) > _is_ahead(live)):
        try:
            return rollback(index_dir, older)
        except (GenerationDamaged, GenerationMismatch) as error:
            reasons.append(str(error).partition(";")[0])
    why = f" that can be served ({', '.join(reasons)})" if reasons else " to go back to"
    raise GenerationMissing(f"{index_dir}: no earlier generation{why}; rebuild: medpath build")


def prune(index_dir: Path, kept: int = KEPT) -> tuple[str, ...]:
    """Delete all but the newest generations, never the live one; the names of those deleted."""
    live = current_name(index_dir)
    old = [name for name in list_generations(index_dir) if name != live][max(0, kept - 1) :]
    for name in old:
        shutil.rmtree(index_dir / GENERATIONS / name)
    return tuple(old)


def choose_canaries(catalog: Catalog) -> tuple[str, ...]:
    """The ids of some passages, evenly spread over all of them in the order of ids."""
    live = np.flatnonzero(catalog.ranks >= 0)
    step = max(1, len(live) // _CANARIES)
    wanted = live[np.isin(catalog.ranks[live], np.arange(_CANARIES) * step)]
    return tuple(sorted(passage.passage_id for passage in catalog.passages(wanted.tolist())))


def _make_current(index_dir: Path, name: str) -> None:
    temporary = index_dir / f"{CURRENT}.new"
    temporary.write_text(f"{name}\n")
    sync(temporary)
    temporary.replace(index_dir / CURRENT)
    sync(index_dir)
