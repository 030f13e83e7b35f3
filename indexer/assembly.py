"""The parts of a new generation, each made from the catalog that is being built and from the last one."""

import hashlib
import time
from collections.abc import Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.catalog_schema import SCHEMA_VERSION
from indexer.catalog_writer import CatalogWriter
from indexer.embedding import Encoder
from indexer.embedding_cache import EmbeddingCache
from indexer.files import link_or_copy
from indexer.generation import (
    CATALOG_FILE,
    ENCODER_FOLDER,
    LEXICAL_FOLDER,
    VECTORS_FILE,
    Generation,
    choose_canaries,
    next_moment,
)
from indexer.lexical import LexicalWriter, block_size
from indexer.manifest import FileSum, Manifest, Sums, files_below, software_sha256
from indexer.passages import Splitter
from indexer.report import Progress, Stopwatch
from indexer.vectors import kind_for, revise_vectors, write_vectors

_FLUSHED = 512  # passages embedded before they are written to the cache; more where an encoder is fast
_MOST_FLUSHED = 8192
_FLUSHED_AFTER_S = 0.5
_ROWS = 8192  # vectors held in memory at a time
_MOST_BLOCKS = 64  # when the index has grown to this many, they are made larger


@dataclass(frozen=True, slots=True)
class Embedded:
    """What embedding did."""

    passages: int
    """That had no vector yet."""
    computed: int
    """Vectors: passages that say the same share one."""


def embed(catalog: CatalogWriter, cache: EmbeddingCache, encoder: Encoder, progress: Progress) -> Embedded:
    """Compute the vectors that the cache lacks, the longest texts first.

    What is computed goes into the cache about once per second: a killed build has to compute no more than that again,
    and a GPU is not kept waiting for the disk.
    """
    new = catalog.to_embed()
    unknown = set(cache.missing(each.sha256 for each in new))
    by_text = {each.sha256: each for each in new if each.sha256 in unknown}
    waiting = sorted(by_text.values(), key=lambda each: (-each.length, each.number))
    done, size = 0, _FLUSHED
    while done < len(waiting):
        progress("embed", done, len(waiting))
        some = waiting[done : done + size]
        began = time.perf_counter()
        vectors = encoder.encode(catalog.embedding_texts([each.number for each in some]))
        if time.perf_counter() - began < _FLUSHED_AFTER_S:
            size = min(2 * size, _MOST_FLUSHED)
        cache.add([each.sha256 for each in some], vectors)
        done += len(some)
    progress("embed", len(waiting), len(waiting))
    return Embedded(sum(each.sha256 in unknown for each in new), len(waiting))


def write_parts(
    folder: Path,
    catalog: CatalogWriter,
    cache: EmbeddingCache,
    former: Generation | None,
    former_numbers: NDArray[np.int64] | None,
    watch: Stopwatch,
    progress: Progress,
) -> int:
    """Write vectors and words side by side, as one waits for the disk while the other computes.

    `former_numbers`: for each passage number the one it had before, -1 for a new one; None when they are the same.
    Returns how many passage numbers a lexical block has.
    """
    new = {each.number: each.sha256 for each in catalog.to_embed()}
    renewed = Renewed(catalog.rows, new, catalog.changes.freed, former_numbers)

    def vectors() -> None:
        with watch.step("vectors"):
            write_rows(folder, renewed, cache, former, progress)

    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(vectors)
        with watch.step("lexical"):
            block = write_blocks(folder, catalog, former, former_numbers is None, progress)
        written.result()
    return block


@dataclass(frozen=True, slots=True)
class Renewed:
    """Which passage numbers have another vector than before."""

    rows: int
    """Passage numbers run below this."""
    new: Mapping[int, bytes]
    """Number to the key of its vector in the cache."""
    freed: Set[int]
    """Numbers that became holes."""
    former: NDArray[np.int64] | None
    """As in `write_parts`."""


def write_rows(
    folder: Path, renewed: Renewed, cache: EmbeddingCache, former: Generation | None, progress: Progress
) -> None:
    """Write the vectors: unchanged ones from the former generation, new ones from the cache, zeros for holes.

    Where numbers are the same as before, all but what changed is copied.
    """
    new, former_numbers = renewed.new, renewed.former
    path, rows = folder / VECTORS_FILE, renewed.rows
    if former is not None and former_numbers is None:
        changed = np.array(sorted(new.keys() | renewed.freed), dtype=np.int64)
        parts = (changed[begin : begin + _ROWS] for begin in range(0, len(changed), _ROWS))
        changes = ((some, _rows(some, new, cache)) for some in parts)
        revise_vectors(path, former.folder / VECTORS_FILE, changes, rows, cache.dim)
        progress("vectors", len(changed), len(changed))
        return

    def rows_from(first: int) -> NDArray[np.float32]:
        progress("vectors", first, rows)
        numbers = np.arange(first, min(first + _ROWS, rows))
        if former is None or former_numbers is None:
            return _rows(numbers, new, cache)
        earlier = former_numbers[numbers]
        found = _rows(numbers, new, cache)
        found[earlier >= 0] = former.vectors.rows[earlier[earlier >= 0]]
        return found

    write_vectors(path, map(rows_from, range(0, rows, _ROWS)), cache.dim)
    progress("vectors", rows, rows)


def _rows(numbers: NDArray[np.int64], new: Mapping[int, bytes], cache: EmbeddingCache) -> NDArray[np.float32]:
    """(n, dim): the vector of each new number, zeros for the others."""
    rows = np.zeros((len(numbers), cache.dim), dtype=np.float32)
    places = [place for place, number in enumerate(numbers.tolist()) if number in new]
    rows[places] = cache.get([new[int(numbers[place])] for place in places])
    return rows


def write_blocks(
    folder: Path, catalog: CatalogWriter, former: Generation | None, numbers_kept: bool, progress: Progress
) -> int:
    """Write the lexical blocks that changed and link the others; how many passage numbers a block has."""
    source = former if numbers_kept and former and catalog.rows <= former.manifest.block * _MOST_BLOCKS else None
    size = source.manifest.block if source else block_size(catalog.rows)
    touched = {number // size for number in catalog.changes.touched}
    writer = LexicalWriter(folder / LEXICAL_FOLDER, size)
    blocks = -(-catalog.rows // size)
    for block in range(blocks):
        progress("lexical", block, blocks)
        if source and block not in touched:
            writer.link(block, source.folder / LEXICAL_FOLDER)
        else:
            writer.write(block, catalog.lexical_entries(block * size, (block + 1) * size))
    progress("lexical", blocks, blocks)
    writer.close()
    return size


def link_encoder(folder: Path, encoder: Encoder) -> tuple[str, ...]:
    """Put the encoder for questions beside the vectors it must fit; what to tell where there is none."""
    if encoder.folder is None:
        return (f"{encoder.name} is not exported: serving will load sentence-transformers, which takes seconds",)
    target = folder / ENCODER_FOLDER
    target.mkdir()
    for file in encoder.folder.iterdir():
        link_or_copy(file, target / file.name)
    return ()


def same_files(folder: Path, former: Generation | None) -> dict[str, FileSum]:
    """The sums of the files that the former generation shares with this folder on the disk, and that were compared."""
    if former is None:
        return {}
    held = former.manifest.files
    return {
        name: held[name] for name, path in files_below(folder) if name in held and path.samefile(former.folder / name)
    }


def manifest_of(
    folder: Path, index_dir: Path, encoder: Encoder, splitter: Splitter, block: int, problems: int, sums: Sums
) -> Manifest:
    """The manifest of a finished folder."""
    sums.begin()
    catalog = Catalog.open(folder / CATALOG_FILE)
    manifest = Manifest(
        schema=SCHEMA_VERSION,
        software=software_sha256(),
        built_at=next_moment(index_dir).isoformat(),
        model=encoder.name,
        model_sha256=encoder.sha256,
        dim=encoder.dim,
        max_tokens=encoder.max_tokens,
        precision=encoder.precision,
        exported=encoder.folder is not None,
        splitter=asdict(splitter),
        vectors=kind_for(len(catalog.ranks)),
        block=block,
        rows=len(catalog.ranks),
        counts=catalog.counts(),
        sections=catalog.section_counts(),
        source_dates=catalog.source_dates(),
        corpus_sha256=_corpus_sha256(catalog),
        canaries=choose_canaries(catalog),
        problems=problems,
        files=sums.of_all(),
    )
    catalog.close()
    return manifest


def _corpus_sha256(catalog: Catalog) -> str:
    digest = hashlib.sha256()
    for document_id, sha256 in catalog.content_sha256s().items():
        digest.update(f"{document_id} {sha256}\n".encode())
    return digest.hexdigest()
