"""A build that dies, anywhere: nothing is lost, nothing wrong is served, and the next one needs no clean-up."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.build import BUILDING
from indexer.doctor import examine
from indexer.errors import BuildError
from indexer.generation import CURRENT, Generation, current_name
from tests.toy import ToyEncoder
from tests.toy_corpus import build_toy, found, write_trial

BUILDER = """
import os, sys
from pathlib import Path
from tests.toy_corpus import build_toy

deadly = int(sys.argv[3])
count = 0

def die(step, done, total):
    global count
    print(step, flush=True)
    count += 1
    if count == deadly:
        os._exit(9)

build_toy(Path(sys.argv[1]), Path(sys.argv[2]), progress=die)
"""


def start(corpus: Path, index: Path, deadly: int = 0) -> "subprocess.Popen[str]":
    """A build in a process of its own, which dies at a moment of its progress."""
    root = Path(__file__).resolve().parent.parent
    paths = os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(corpus), str(index), str(deadly)],
        env=os.environ | {"PYTHONPATH": paths, "TMPDIR": str(index.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )


def change(corpus: Path) -> None:
    """One of each: an edit, an addition and a deletion."""
    write_trial(corpus, "NCT00000007", "A study of drug 7", {"Summary": "The dose of drug 7."})
    path = corpus / "monographs" / "warfarin.md"
    path.write_text(path.read_text().replace("can be fatal", "is dangerous"))
    (corpus / "trials" / "NCT05418049.md").unlink()


def test_a_build_killed_at_any_step_loses_nothing(corpus: Path, tmp_path: Path) -> None:
    """Whenever progress is told: the live generation is one of the two, whole, and the next build is right."""
    index = tmp_path / "index"
    build_toy(corpus, index)
    before = found(index)
    change(corpus)
    build_toy(corpus, tmp_path / "anew")
    after = found(tmp_path / "anew")
    steps = []
    for deadly in range(1, 100):
        process = start(corpus, index, deadly)
        output, _ = process.communicate(timeout=60)
        steps = output.split()
        served = found(index)
        assert served in (before, after)
        assert examine(index) == ()
        if process.returncode == 0:
            break
        assert process.returncode == 9
    assert set(steps) <= {"read", "embed", "vectors", "lexical", "publish"}
    assert found(index) == after
    build_toy(corpus, index)
    assert not list((index / "generations").glob(f"{BUILDING}*"))


@pytest.mark.slow
def test_a_build_killed_at_random_moments_loses_nothing(corpus: Path, tmp_path: Path) -> None:
    """SIGKILL at a random time of the build, again and again, while the corpus goes on changing."""
    index = tmp_path / "index"
    build_toy(corpus, index)
    rng, ends = random.Random(11), []
    for number in range(12):
        for each in range(30):
            write_trial(
                corpus, f"NCT{rng.randrange(200):08}", f"A study of drug {each}", {"Summary": f"Text {number}."}
            )
        process = start(corpus, index)
        assert process.stdout is not None
        process.stdout.readline()  # it has begun
        time.sleep(rng.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        ends.append(process.returncode)
        assert examine(index) == ()
    assert -signal.SIGKILL in ends
    build_toy(corpus, index)
    build_toy(corpus, tmp_path / "anew")
    assert found(index) == found(tmp_path / "anew")


def test_vectors_computed_before_the_kill_are_not_computed_again(corpus: Path, tmp_path: Path) -> None:
    """A first build that dies after embedding has its vectors in the cache."""
    process = start(corpus, tmp_path / "index", deadly=7)
    output, _ = process.communicate(timeout=60)
    assert output.split()[-1] != "read"
    encoder = ToyEncoder()
    build_toy(corpus, tmp_path / "index", encoder)
    assert encoder.encoded == []


def test_a_torn_cache_is_cut_to_what_is_whole(corpus: Path, tmp_path: Path) -> None:
    """A row without its key, half a key and a flipped bit: none is ever used."""
    index = tmp_path / "index"
    build_toy(corpus, index)
    expected = found(index)
    [cache] = (index / "embeddings").iterdir()
    vectors, keys = cache / "vectors.f32", cache / "keys.bin"
    os.truncate(keys, keys.stat().st_size - 5)
    data = bytearray(vectors.read_bytes())
    data[10] ^= 1
    vectors.write_bytes(data)
    encoder = ToyEncoder()
    report = build_toy(corpus, index, encoder, full=True)
    assert report.embedded == 2
    assert found(index) == expected


def test_a_full_disk_is_an_error_that_loses_nothing(corpus: Path, tmp_path: Path) -> None:
    """The message names the cause; what was live is live; the half-made generation is gone."""
    index = tmp_path / "index"
    build_toy(corpus, index)
    live, before = current_name(index), found(index)
    change(corpus)

    def full(step: str, done: int, total: int | None) -> None:
        if step == "lexical":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(BuildError, match="No space left on device"):
        build_toy(corpus, index, progress=full)
    assert current_name(index) == live
    assert found(index) == before
    assert [path.name for path in (index / "generations").iterdir()] == [live]
    build_toy(corpus, index)
    assert Generation.open(index).catalog.document("NCT00000007") is not None


def test_an_interrupted_rename_of_current_is_harmless(corpus: Path, tmp_path: Path) -> None:
    """A CURRENT.new left behind is overwritten by the next publishing."""
    index = tmp_path / "index"
    build_toy(corpus, index)
    (index / f"{CURRENT}.new").write_text("half a na")
    change(corpus)
    assert build_toy(corpus, index).published
    assert not (index / f"{CURRENT}.new").exists()
