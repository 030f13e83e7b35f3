"""Cached vectors: kept while a generation needs them, dropped when most are needless, never lost by a crash."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from indexer.embedding_cache import CACHES, EmbeddingCache
from indexer.generation import CURRENT, GENERATIONS, current_name, list_generations
from indexer.manifest import MANIFEST
from indexer.tidying import prune_vectors
from tests.toy import ToyEncoder
from tests.toy_corpus import build_toy, write_trial

KILLED_AT_EACH_CALL = """
import os, shutil, sys
from pathlib import Path
from indexer.embedding_cache import EmbeddingCache
from tests.toy import ToyEncoder

folder = Path(sys.argv[1])
encoder = ToyEncoder(dim=8)
keys = [bytes([number]) * 32 for number in range(100)]
used = keys[10:30]
vectors = encoder.encode([f"word{number}" for number in range(100)])
EmbeddingCache.open(folder / "whole", encoder).add(keys, vectors)

def prune_and_die_at(call):
    count = 0
    def deadly(real):
        def counted(*given, **named):
            nonlocal count
            count += 1
            if count == call:
                os._exit(9)
            return real(*given, **named)
        return counted
    for name in ("fsync", "rename", "unlink", "mkdir", "rmdir"):
        setattr(os, name, deadly(getattr(os, name)))
    EmbeddingCache.open(folder / "copy", encoder).prune(used)
    os._exit(0)

for call in range(1, 100):
    shutil.copytree(folder / "whole", folder / "copy")
    child = os.fork()
    if child == 0:
        prune_and_die_at(call)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    cache = EmbeddingCache.open(folder / "copy", encoder)
    assert cache.missing(used) == [], call
    assert (cache.get(used) == vectors[10:30]).all(), call
    assert len(cache) in (100, 20), call
    assert len(list((folder / "copy" / "embeddings").iterdir())) == 1, call
    shutil.rmtree(folder / "copy")
    if ended == 0:
        break
    assert ended == 9, (call, ended)
print(call)
"""


def cached(index: Path) -> int:
    cache = EmbeddingCache.peek(index, ToyEncoder())
    return len(cache) if cache else 0


def edit(corpus: Path, edition: int) -> None:
    texts = {f"Part {part}": f"Text of part {part} in edition {edition}." for part in range(10)}
    write_trial(corpus, "NCT00000007", "A study", texts)


def test_the_cache_does_not_grow_for_ever(corpus: Path, tmp_path: Path) -> None:
    """However often a trial is edited, it never holds more than twice what the kept generations need."""
    index = tmp_path / "index"
    sizes = []
    for edition in range(12):
        edit(corpus, edition)
        report = build_toy(corpus, index)
        sizes.append(cached(index))
    needed = report.passages + 2 * 11  # two older generations with an edition of their own
    assert max(sizes) <= 2 * needed
    assert sizes[-1] < 12 * 10


def test_what_a_kept_generation_holds_is_never_computed_again(corpus: Path, tmp_path: Path) -> None:
    """After pruning, the last three editions would come back at no cost; the first one would not."""
    index = tmp_path / "index"
    for edition in range(12):
        edit(corpus, edition)
        build_toy(corpus, index)
    prune_vectors(index, ToyEncoder())
    assert cached(index) < 12 * 10
    planned = []
    for edition in (9, 10, 11, 0):
        edit(corpus, edition)
        planned.append(build_toy(corpus, index, dry_run=True).embedded)
    assert planned == [0, 0, 0, 10]


def test_the_cache_of_a_model_goes_with_its_last_generation(corpus: Path, tmp_path: Path) -> None:
    """While one of its generations is kept, for rolling back, the vectors are too."""
    index = tmp_path / "index"
    build_toy(corpus, index, ToyEncoder("first"))
    folders = []
    for edition in range(3):
        edit(corpus, edition)
        build_toy(corpus, index, ToyEncoder("second"))
        folders.append(len(list((index / CACHES).iterdir())))
    assert folders == [2, 2, 1]


def test_a_generation_that_cannot_be_read_leaves_everything_and_is_said(corpus: Path, tmp_path: Path) -> None:
    """Rather drop nothing than what may be needed; the build itself is published."""
    index = tmp_path / "index"
    build_toy(corpus, index)
    [older] = list_generations(index)
    (index / GENERATIONS / older / "manifest.json").write_bytes(b"{}")
    before = cached(index)
    edit(corpus, 1)
    report = build_toy(corpus, index, full=True)
    assert report.published
    assert report.generation == current_name(index)
    assert any("could not be deleted" in message for message in report.messages)
    assert cached(index) > before


def test_what_another_version_built_keeps_its_vectors_and_is_not_complained_of(corpus: Path, tmp_path: Path) -> None:
    """After an upgrade the version before can be gone back to, at no cost."""
    index = tmp_path / "index"
    build_toy(corpus, index)
    folder = index / GENERATIONS / current_name(index)
    manifest = json.dumps(json.loads((folder / MANIFEST).read_text()) | {"schema": 1}).encode()
    (folder / MANIFEST).write_bytes(manifest)
    older = folder.with_name(f"{folder.name[:-6]}{hashlib.sha256(manifest).hexdigest()[:6]}")
    folder.rename(older)
    (index / CURRENT).write_text(older.name)
    sizes = []
    for edition in (1, 2, 3):
        edit(corpus, edition)
        report = build_toy(corpus, index)
        assert report.published
        assert not any("deleted" in message for message in report.messages)
        sizes.append(cached(index))
    assert sizes[1] == sizes[0] + 10
    assert not older.exists()


def test_a_crash_while_pruning_loses_no_vector_that_is_used(tmp_path: Path) -> None:
    """Killed at each call that changes the disk: the next opening finds all rows or the used ones, and no remains."""
    root = Path(__file__).resolve().parent.parent
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EACH_CALL, str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 10
