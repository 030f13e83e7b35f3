"""BM25: its scores by hand, exact under filters, the same however the index was put together."""

import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import GenerationDamaged
from indexer.lexical import Entry, Lexical, LexicalWriter, block_size

BODY_ONLY = {"body": 1.0}


def entry(number: int, body: str, name: str = "", section: str = "") -> Entry:
    return Entry(number, name, section, body)


def made(folder: Path, entries: list[Entry], size: int = 4) -> Lexical:
    writer = LexicalWriter(folder, size)
    for block in range(max(each.number for each in entries) // size + 1):
        writer.write(block, [each for each in entries if each.number // size == block])
    writer.close()
    ranks = np.full(max(each.number for each in entries) + 1, -1, np.int32)
    for rank, each in enumerate(sorted(entries, key=lambda each: each.number)):
        ranks[each.number] = rank
    return Lexical.open(folder, ranks)


def test_what_tantivy_meets_on_the_disk_is_an_error_of_the_disk(tmp_path: Path) -> None:
    """Such as files that cannot be written: the build says what to do about that."""

    def entries() -> Iterator[Entry]:
        yield entry(0, "baclofen")
        for scratch in (tmp_path / "x").iterdir():
            shutil.rmtree(scratch)

    with pytest.raises(OSError, match=r"No such file|not empty"):
        LexicalWriter(tmp_path / "x", 4).write(0, entries())


def test_a_score_is_bm25_by_hand(tmp_path: Path) -> None:
    """Robertson's BM25 with k1 1.2 and b 0.75; idf = ln(1 + (N - n + 0.5) / (n + 0.5))."""
    lexical = made(
        tmp_path / "x", [entry(0, "baclofen baclofen tablet"), entry(1, "warfarin"), entry(2, "blood clots")]
    )
    numbers, scores = lexical.search("baclofen", 5, boosts=BODY_ONLY)
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2 * (1 - 0.75 + 0.75 * 3 / 2))
    assert numbers.tolist() == [0]
    assert scores[0] == pytest.approx(expected, rel=1e-5)


def test_fields_add_up_with_their_boosts(tmp_path: Path) -> None:
    """The score of all fields is the sum of each alone, times its boost."""
    lexical = made(tmp_path / "x", [entry(0, "baclofen", "baclofen", "baclofen"), entry(1, "other", "other", "other")])
    alone = {field: lexical.search("baclofen", 1, boosts={field: 1.0})[1][0] for field in ("name", "section", "body")}
    _, [together] = lexical.search("baclofen", 1)
    assert together == pytest.approx(5 * alone["name"] + 2 * alone["section"] + alone["body"], rel=1e-5)


def test_words_are_folded_and_stemmed(tmp_path: Path) -> None:
    """Accents, case and endings do not matter; stop words alone find nothing."""
    lexical = made(tmp_path / "x", [entry(0, "one tablet"), entry(1, "meniere disease")])
    assert sorted(lexical.search("Ménière's TABLETS", 5)[0].tolist()) == [0, 1]
    assert len(lexical.search("what is the", 5)[0]) == 0


@pytest.mark.parametrize("asked", ["birth weight", "birth-weight", "Birth Weight of twins"])
def test_two_words_are_found_where_passages_write_them_as_one(tmp_path: Path, asked: str) -> None:
    """Once may be a slip; and words that are asked with make no word with their neighbours."""
    bodies = ["a birthweight of 3 kg", "birthweights", "forasthma", "for the asthma", "withdrawal", "withdrawal"]
    lexical = made(tmp_path / "x", [entry(number, body) for number, body in enumerate(bodies)])
    assert sorted(lexical.search(asked, 5)[0].tolist()) == [0, 1]
    assert lexical.search("for asthma", 5)[0].tolist() == [3]
    assert len(lexical.search("with drawal", 5)[0]) == 0


@pytest.mark.parametrize(
    "text", ["body:tablet", "tablet AND NOT (", '"tablet', "tablet^9 ~ * ? \\", "[tablet TO *]", "+tablet"]
)
def test_no_character_is_syntax(tmp_path: Path, text: str) -> None:
    """A question is text: query operators neither fail nor act."""
    lexical = made(tmp_path / "x", [entry(0, "a tablet"), entry(1, "an injection")])
    assert lexical.search(text, 5)[0].tolist()[0] == 0


def test_scores_do_not_depend_on_blocks_or_on_what_was_deleted(tmp_path: Path) -> None:
    """The same passages give the same scores in one block, in many, and where a block was rewritten with a hole."""
    bodies = {n: f"dose {'dose ' * (n % 3)} of drug{n % 5} word{n}" for n in range(40)}
    entries = [entry(n, body) for n, body in bodies.items() if n not in (6, 7, 23)]
    one = made(tmp_path / "one", entries, size=64)
    former = LexicalWriter(tmp_path / "former", 8)
    for block in range(5):
        former.write(block, [entry(n, body) for n, body in bodies.items() if n // 8 == block])
    former.close()
    writer = LexicalWriter(tmp_path / "linked", 8)
    for block in range(5):
        if block in (0, 2):
            writer.write(block, [each for each in entries if each.number // 8 == block])
        else:
            writer.link(block, tmp_path / "former")
    writer.close()
    ranks = np.array([-1 if n in (6, 7, 23) else n for n in range(40)], np.int32)
    many = Lexical.open(tmp_path / "linked", ranks)
    for question in ("dose of drug1", "dose", "word17 drug2"):
        expected, wanted = one.search(question, 10)
        numbers, scores = many.search(question, 10)
        assert numbers.tolist() == expected.tolist()
        assert scores == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("allowed", [[3], [1, 5, 11, 29], list(range(0, 3000, 3))])
def test_a_filter_changes_what_is_found_and_not_how_it_scores(tmp_path: Path, allowed: list[int]) -> None:
    """Filtered results are the unfiltered ones with the others left out, at any size of the filter."""
    lexical = made(tmp_path / "x", [entry(n, f"dose {'dose ' * (n % 7)} word{n % 11}") for n in range(3000)], size=1024)
    everything, scores = lexical.search("dose word3", 3000)
    inside = np.isin(everything, allowed)
    for k in (1, 5, 2000):
        numbers, found = lexical.search("dose word3", k, np.array(allowed))
        assert numbers.tolist() == everything[inside][:k].tolist()
        assert found == pytest.approx(scores[inside][:k], abs=1e-6)


def test_ties_are_broken_by_id(tmp_path: Path) -> None:
    """Two hundred equal passages come in the order of their ranks."""
    writer = LexicalWriter(tmp_path / "x", 64)
    for block in range(4):
        writer.write(block, [entry(n, "the same dose") for n in range(block * 64, min(200, block * 64 + 64))])
    writer.close()
    ranks = np.random.default_rng(0).permutation(200).astype(np.int32)
    numbers, _ = Lexical.open(tmp_path / "x", ranks).search("dose", 5)
    assert ranks[numbers].tolist() == [0, 1, 2, 3, 4]


def test_an_index_on_a_read_only_folder_opens(tmp_path: Path) -> None:
    """Opening writes nothing beside the index."""
    made(tmp_path / "x", [entry(0, "one tablet")])
    before = sorted(path.name for path in (tmp_path / "x").iterdir())
    (tmp_path / "x").chmod(0o555)
    try:
        assert len(Lexical.open(tmp_path / "x", np.zeros(1, np.int32))) == 1
        assert sorted(path.name for path in (tmp_path / "x").iterdir()) == before
    finally:
        (tmp_path / "x").chmod(0o755)


def test_what_killed_processes_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links to an index are needed while it is opened: those of another process may be, unless they are old."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    old, young = tmp_path / "tmp" / "medpath-lexical-old", tmp_path / "tmp" / "medpath-lexical-young"
    for left in (old, young):
        left.mkdir(parents=True)
        (left / "meta.json").symlink_to(tmp_path / "x" / "meta.json")
    os.utime(old, (time.time() - 3600, time.time() - 3600))
    made(tmp_path / "x", [entry(0, "one tablet")])
    assert list((tmp_path / "tmp").iterdir()) == [young]
    assert (tmp_path / "x" / "meta.json").is_file()


@pytest.mark.parametrize("suffix", ["term", "idx", "fast", "store", "pos"])
def test_what_tantivy_panics_at_is_damage(tmp_path: Path, suffix: str) -> None:
    """A panic is no Exception in Python, and would end what nobody meant to end."""
    made(tmp_path / "x", [entry(number, f"one tablet {number}") for number in range(9)], size=64)
    [path] = (tmp_path / "x").glob(f"*.{suffix}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(GenerationDamaged, match="medpath build"):
        Lexical.open(tmp_path / "x", np.zeros(9, np.int32)).search("tablet", 3)


def test_a_broken_index_is_damage(tmp_path: Path) -> None:
    """A folder that is no index is refused with the remedy."""
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(GenerationDamaged, match="medpath build"):
        Lexical.open(tmp_path, np.zeros(1, np.int32))


@pytest.mark.parametrize(("passages", "size"), [(10, 2048), (65_536, 2048), (65_537, 4096), (1_000_000, 32_768)])
def test_blocks_grow_with_the_index(passages: int, size: int) -> None:
    """At most 32 blocks, none smaller than 2,048 numbers."""
    assert block_size(passages) == size


def test_postings_are_kept(tmp_path: Path) -> None:
    """Those asked for last are not read again, those of another field or term are their own."""
    lexical = made(tmp_path / "lexical", [entry(number, f"dose word{number % 3}") for number in range(9)])
    first = lexical.postings("body", "word0")
    assert lexical.postings("body", "word0") is first
    assert first[0].tolist() == [0, 3, 6]
    assert lexical.postings("body", "word1")[0].tolist() == [1, 4, 7]
