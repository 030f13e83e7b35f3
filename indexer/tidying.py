"""What builds leave behind that nobody needs any more: cached vectors that no kept generation refers to."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.catalog import Catalog
from indexer.embedding import Encoder
from indexer.embedding_cache import EmbeddingCache, cache_name, drop_other_caches
from indexer.errors import GenerationMismatch
from indexer.generation import CATALOG_FILE, GENERATIONS, list_generations
from indexer.manifest import Manifest

MOST_UNUSED = 0.5
"""Share of the cached vectors; beyond it those that are unused go."""


def prune_vectors(index_dir: Path, encoder: Encoder) -> None:
    """Drop the cached vectors that no kept generation refers to, once they are most of the cache.

    For the holder of the build lock. The cache of another model goes when no kept generation was built with it. While
    one is kept that another version of this project made, and can serve again, everything stays.
    Raises GenerationError, having dropped nothing, where a generation cannot be read.
    """
    folders = [index_dir / GENERATIONS / name for name in list_generations(index_dir)]
    try:
        manifests = [Manifest.read(folder) for folder in folders]
    except GenerationMismatch:
        return
    mine = cache_name(encoder.sha256, encoder.precision)
    names = [cache_name(each.model_sha256, each.precision) for each in manifests]
    drop_other_caches(index_dir, {mine, *names})
    cache = EmbeddingCache.open(index_dir, encoder)
    passages = [each.passage_count for each, name in zip(manifests, names, strict=True) if name == mine]
    if max(passages, default=0) < (1 - MOST_UNUSED) * len(cache):  # told without a look at every passage
        held = [folder for folder, name in zip(folders, names, strict=True) if name == mine]
        cache.prune(_embedded(held), MOST_UNUSED)


def _embedded(folders: Sequence[Path]) -> Iterator[bytes]:
    for folder in folders:
        catalog = Catalog.open(folder / CATALOG_FILE)
        try:
            yield from catalog.embedded()
        finally:
            catalog.close()
