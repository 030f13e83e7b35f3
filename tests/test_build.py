"""Incremental builds: exactly the change is done, said and served, and the result is that of a full build."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from indexer.build import BuildOptions, build
from indexer.doctor import examine
from indexer.errors import BuildLocked, CorpusError, GenerationDamaged, GenerationMissing
from indexer.generation import Generation, current_name, list_generations
from indexer.ledger import Held
from indexer.lock import LOCK_FILE, build_lock
from indexer.manifest import sum_file
from indexer.passages import Splitter
from indexer.vectors import VectorKind
from tests.source_files import study, tarred
from tests.toy import ToyEncoder
from tests.toy_corpus import NO_WORLD, build_toy, found, live_folder, write_monograph, write_trial


def test_a_first_build_holds_every_document(corpus: Path, index: Path) -> None:
    """Three files are three documents, and every passage of theirs is embedded."""
    report = build_toy(corpus, index)
    assert (report.added, report.changed, report.removed) == (3, 0, 0)
    assert report.published
    assert report.embedded == report.passages > 3
    assert report.problems == ()
    assert examine(index) == ()


def test_no_change_publishes_nothing(corpus: Path, index: Path) -> None:
    """The second build embeds nothing and leaves the generation live that was."""
    first = build_toy(corpus, index)
    encoder = ToyEncoder()
    again = build_toy(corpus, index, encoder)
    assert not again.published
    assert again.generation == first.generation == current_name(index)
    assert again.summary == f"+0 ~0 −0 documents, 0 passages embedded, {first.passages} reused"
    assert encoder.encoded == []


def test_a_touched_file_is_no_change(corpus: Path, index: Path) -> None:
    """A file that is only newer is compared by its content."""
    build_toy(corpus, index)
    os.utime(corpus / "monographs" / "warfarin.md", ns=(1, 1))
    assert not build_toy(corpus, index).published


def test_an_edit_embeds_only_what_is_new(corpus: Path, index: Path) -> None:
    """One changed section of one document costs the passages of that section."""
    build_toy(corpus, index)
    write_monograph(corpus, "Warfarin", {"Indication": "Warfarin thins the blood.", "Warnings": "Watch for bruises."})
    encoder = ToyEncoder()
    report = build_toy(corpus, index, encoder)
    assert (report.added, report.changed, report.removed, report.embedded) == (0, 1, 0, 1)
    assert [text.splitlines()[-1] for text in encoder.encoded] == ["Watch for bruises."]
    catalog = Generation.open(index).catalog
    section = catalog.section("warfarin", "warnings")
    assert section is not None
    assert section.text == "Watch for bruises."
    assert examine(index) == ()


def test_a_deleted_file_leaves_no_trace(corpus: Path, index: Path) -> None:
    """Nothing of a deleted trial is found: not by word, vector, filter, facet, name or identifier."""
    build_toy(corpus, index)
    (corpus / "trials" / "NCT05418049.md").unlink()
    report = build_toy(corpus, index)
    assert (report.added, report.changed, report.removed, report.embedded) == (0, 0, 1, 0)
    generation = Generation.open(index)
    catalog = generation.catalog
    assert catalog.document("NCT05418049") is None
    assert catalog.by_identifier("nct", "NCT05418049") == ()
    assert catalog.values("status") == ()
    assert len(catalog.select({"kind": "trial"})) == 0
    assert len(generation.lexical.search("fragile X", 10)[0]) == 0
    everything, _ = generation.vectors.search(ToyEncoder().encode(["fragile X"])[0], 100)
    assert {row.document_id for row in catalog.passages(everything)} == {"baclofen", "warfarin"}
    assert examine(index) == ()


def test_a_renamed_file_is_the_same_document(corpus: Path, index: Path) -> None:
    """A rename changes the source path that is cited and nothing else."""
    build_toy(corpus, index)
    (corpus / "monographs" / "warfarin.md").rename(corpus / "monographs" / "coumarin.md")
    report = build_toy(corpus, index)
    assert (report.added, report.changed, report.removed, report.embedded) == (0, 0, 0, 0)
    document = Generation.open(index).catalog.document("warfarin")
    assert document is not None
    assert document.source.path == "monographs/coumarin.md"


def test_any_series_of_changes_ends_like_a_full_build(corpus: Path, index: Path, tmp_path: Path) -> None:
    """Ids, order, scores, facets and names of incremental builds are those of one full build of the last state."""
    rng = random.Random(7)
    for step in range(8):
        for number in rng.sample(range(40), 9):
            words = " ".join(f"word{rng.randrange(9)}" for _ in range(rng.randrange(5, 200)))
            write_trial(
                corpus,
                f"NCT{number:08}",
                f"A study of drug {number % 9}",
                {"Summary": f"{words}. The dose is {step} mg.", "Outcomes": f"Outcome of drug {number % 9}."},
                status=rng.choice(["RECRUITING", "COMPLETED"]),
                conditions=f"[Condition {rng.randrange(4)}]",
            )
        for path in rng.sample(sorted((corpus / "trials").iterdir()), 3):
            path.unlink()
        build_toy(corpus, index)
    build_toy(corpus, tmp_path / "anew")
    assert found(index) == found(tmp_path / "anew")
    assert examine(index) == ()
    assert Generation.open(index).manifest.corpus_sha256 == Generation.open(tmp_path / "anew").manifest.corpus_sha256


def test_holes_are_closed_when_they_grow(corpus: Path, index: Path) -> None:
    """When more than a fifth of the numbers is free, passages are numbered anew, and are found as before."""
    for number in range(30):
        write_trial(corpus, f"NCT{number:08}", f"A study of drug {number}")
    build_toy(corpus, index)
    for number in range(20):
        (corpus / "trials" / f"NCT{number:08}.md").unlink()
    write_monograph(corpus, "Heparin", {"Indication": "Heparin thins the blood at once."})
    report = build_toy(corpus, index)
    generation = Generation.open(index)
    assert generation.manifest.rows == report.passages
    assert report.embedded == 2  # its facts and its indication
    numbers, similarities = generation.vectors.search(
        ToyEncoder().encode(["Heparin › Indication\nHeparin thins the blood at once."])[0], 1
    )
    assert generation.catalog.passages(numbers)[0].passage_id == "heparin#indication-1"
    assert similarities[0] == pytest.approx(1.0, abs=1e-5)
    assert examine(index) == ()


def test_of_two_versions_the_newer_is_held_and_the_other_remembered(tmp_path: Path, index: Path) -> None:
    """The newer date wins; when its file goes, the older version is back."""
    corpus = tmp_path / "corpus"
    for folder, day, text in (("a", "2020-01-05", "The older text."), ("b", "2023-02-01", "The newer text.")):
        write_monograph(
            corpus / folder, "Warfarin", {"Indication": text}, source=f"{{url: 'https://x.org', date: {day}}}"
        )

    def held() -> str:
        section = Generation.open(index).catalog.section("warfarin", "indication")
        assert section is not None
        return section.text

    report = build_toy(corpus, index)
    assert held() == "The newer text."
    assert report.shadowed == 1
    assert [(each.path, each.where) for each in report.problems] == [("a/monographs/warfarin.md", "warfarin")]
    (corpus / "b" / "monographs" / "warfarin.md").unlink()
    report = build_toy(corpus, index)
    assert held() == "The older text."
    assert (report.added, report.changed, report.removed, report.problems) == (0, 1, 0, ())


def test_a_date_that_is_to_come_is_named_and_hides_no_version_until_then(tmp_path: Path, index: Path) -> None:
    """Once its day has come the next build that reads anything trusts it; tomorrow has begun somewhere already."""
    corpus = tmp_path / "corpus"
    for folder, day, text in (
        ("a", "2024-05-01", "Of May."),
        ("b", "2062-07-08", "Of 2062, a slip of the finger."),
        ("c", "2024-05-02", "Of the second of May."),
    ):
        write_monograph(corpus / folder, "Warfarin", {"Indication": text}, source=f"{{date: {day}}}")

    def held_on(day: date) -> str:
        report = build([corpus], index, ToyEncoder(), BuildOptions(world_names=NO_WORLD, today=day))
        told = [each.reason for each in report.problems if "still to come" in each.reason]
        assert len(told) == (corpus / "b").exists()
        section = Generation.open(index).catalog.section("warfarin", "indication")
        assert section is not None
        return section.text

    assert held_on(date(2024, 5, 1)) == "Of the second of May."
    assert held_on(date(2062, 7, 9)) == "Of the second of May."  # no file was read again
    write_trial(corpus, "NCT00000007", "A study of drug 7")
    assert held_on(date(2062, 7, 9)) == "Of 2062, a slip of the finger."
    shutil.rmtree(corpus / "b")
    assert held_on(date(2024, 5, 1)) == "Of the second of May."


def test_a_version_without_a_date_hides_none_that_has_one(tmp_path: Path, index: Path) -> None:
    """Nobody knows how old it is; among those without, the richer format is held."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.csv").write_text("NCT Number,Study Title,Study Status\nNCT00000001,By table,COMPLETED\n")
    study = (
        '{"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "By study"},'
        '"statusModule": {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": "2019-03"}}}}'
    )
    (corpus / "b.json").write_text(study)
    build_toy(corpus, index)
    assert [each.value for each in Generation.open(index).catalog.facets(["status"])["status"]] == ["RECRUITING"]
    (corpus / "b.json").write_text(study.replace("lastUpdatePostDateStruct", "other"))
    build_toy(corpus, index)
    assert [each.value for each in Generation.open(index).catalog.facets(["status"])["status"]] == ["RECRUITING"]


def test_a_file_that_can_no_longer_be_read_keeps_its_documents(corpus: Path, index: Path) -> None:
    """A broken edit is reported at every build, and what the file held before is still served until it is mended."""
    build_toy(corpus, index)
    path = corpus / "monographs" / "warfarin.md"
    good = path.read_text()
    path.write_text("---\nkind: monograph\nno_such_key: 1\n---\n")
    for _ in range(2):
        report = build_toy(corpus, index)
        assert report.held == (Held("monographs/warfarin.md", ("warfarin",)),)
        assert [each.path for each in report.problems] == ["monographs/warfarin.md"]
        assert Generation.open(index).catalog.document("warfarin") is not None
    path.write_text(good)
    report = build_toy(corpus, index)
    assert (report.held, report.problems, report.changed) == ((), (), 0)


BROKEN = {
    "a key that is not known": b"---\nkind: monograph\nno_such_key: 1\n---\n",
    "another encoding": "---\nkind: monograph\ngeneric_name: Warfarin\n---\n".encode("utf-16"),
    "emptied": b"",
    "no dashes": b"kind: monograph\ngeneric_name: Warfarin\n",
    "no front matter": b"# Warfarin\n\nIt thins the blood.\n",
    "another format": b"\x89PNG\0",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_edit_is_held_by_every_build(corpus: Path, index: Path, content: bytes) -> None:
    """Also by one anew, by other software or another model, over a damaged index, and under another name."""
    build_toy(corpus, index)
    path = corpus / "monographs" / "warfarin.md"
    kept, good = Generation.open(index).catalog.whole_document("warfarin"), path.read_bytes()
    path.write_bytes(content)
    renamed = path.with_name("renamed.md")
    for step in ("edit", "again", "full", "model", "damage", "rename", "rename and full", "full"):
        if step == "damage":
            (live_folder(index) / "vectors.faiss").write_bytes(b"")
        if step.startswith("rename"):
            path, renamed = path.rename(renamed), path
        encoder = ToyEncoder("other") if step == "model" else ToyEncoder()
        report = build_toy(corpus, index, encoder, full="full" in step)
        name = f"monographs/{path.name}"
        assert report.held == (Held(name, ("warfarin",)),), step
        assert ([each.path for each in report.problems], report.lost) == ([name], ()), step
        assert report.documents == 3, step
        served = Generation.open(index).catalog.whole_document("warfarin")
        assert kept is not None
        assert served == replace(kept, source=replace(kept.source, path=name)), step
        assert examine(index) == (), step
    path.write_bytes(good)
    report = build_toy(corpus, index)
    assert (report.held, report.problems, report.changed) == ((), (), 0)


def test_a_broken_file_that_is_deleted_takes_its_document_along(corpus: Path, index: Path) -> None:
    """And that is said, since it was held until then."""
    build_toy(corpus, index)
    path = corpus / "monographs" / "warfarin.md"
    path.write_bytes(b"")
    build_toy(corpus, index)
    path.unlink()
    report = build_toy(corpus, index)
    assert (report.removed, report.held, report.problems) == (1, (), ())
    assert any("monographs/warfarin.md (warfarin)" in message for message in report.messages)


def test_what_no_generation_can_give_back_is_named_as_lost(corpus: Path, index: Path) -> None:
    """With what to do about it."""
    build_toy(corpus, index)
    (corpus / "monographs" / "warfarin.md").write_bytes(b"")
    (live_folder(index) / "catalog.sqlite").write_bytes(b"")
    report = build_toy(corpus, index)
    assert (report.documents, report.held) == (2, ())
    [lost] = report.lost
    assert lost.path == "monographs/warfarin.md"
    assert "mend the file" in lost.reason


def studies(count: int) -> dict[str, bytes]:
    return {f"{number}.json": study(number) for number in range(count)}


SIX = b"[" + b",\n".join(map(study, range(6))) + b"]"
LINES = b"[\n" + b",\n".join(map(study, range(6))) + b"\n]\n"
ROWS = ["NCT Number,Study Title,Study Status", *(f"NCT9{number:07},Title {number},COMPLETED" for number in range(6))]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    ("name", "whole", "broken", "held"),
    [
        ("cut.json", SIX, SIX[: len(SIX) * 2 // 5], {2, 3, 4, 5}),
        ("cut.tar", tarred(studies(6)), tarred(studies(6))[:2300], {2, 3, 4, 5}),
        ("ended.tar", tarred(studies(6)), tarred(studies(6))[:2048], {2, 3, 4, 5}),
        ("cut.csv", "\n".join(ROWS).encode(), "\n".join(ROWS).encode()[:-14], {5}),
        ("number.json", SIX, SIX.replace(b"NCT90000003", b"NCT9"), {3}),
        ("title.json", SIX, SIX.replace(study(3), study(3).replace(b'"T"', b"[1]")), {3}),
        ("line.json", LINES, LINES.replace(b'"NCT90000003"', b'"NCT90000003'), {3}),
        ("empty.json", SIX, b"[]", {0, 1, 2, 3, 4, 5}),
        ("member.tar", tarred(studies(6)), tarred(studies(6)).replace(study(3), study(3)[:-3] + b"   "), {3}),
        ("fewer.json", SIX, b"[" + b",".join(map(study, range(4))) + b"]", set()),
        ("fewer.tar", tarred(studies(6)), tarred(studies(4)), set()),
    ],
)
def test_the_records_of_a_part_that_cannot_be_read_are_held(
    corpus: Path, index: Path, name: str, whole: bytes, broken: bytes, held: set[int], full: bool
) -> None:
    """After the place where a file is cut, or where one record or member is wrong; a record left out is removed."""
    (corpus / name).write_bytes(whole)
    build_toy(corpus, index)
    (corpus / name).write_bytes(broken)
    report = build_toy(corpus, index, full=full)
    ids = tuple(f"NCT9{number:07}" for number in sorted(held))
    assert report.held == ((Held(name, ids),) if held else ())
    assert bool(report.problems) == bool(held)
    given = range(4) if name.startswith("fewer") else range(6)
    trials = {each for each in Generation.open(index).catalog.content_sha256s() if each.startswith("NCT9")}
    assert trials == {f"NCT9{number:07}" for number in given}
    assert examine(index) == ()
    (corpus / name).write_bytes(whole)
    assert (build_toy(corpus, index).held, build_toy(corpus, index).documents) == ((), 9)


@pytest.mark.parametrize("full", [False, True])
def test_a_folder_that_cannot_be_opened_keeps_its_documents(
    corpus: Path, index: Path, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are no more gone than one that cannot be read; what is deleted elsewhere is removed all the same."""
    write_trial(corpus / "far", "NCT00000009", "One more")
    build_toy(corpus, index)
    (corpus / "monographs" / "baclofen.md").unlink()
    scandir = os.scandir

    def refused(folder: Path) -> Iterator[os.DirEntry[str]]:
        if folder == corpus.resolve() / "far":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)  # type: ignore[return-value]

    with monkeypatch.context() as patched:
        patched.setattr("indexer.corpus.os.scandir", refused)
        for build_full in (full, True, False):
            report = build_toy(corpus, index, full=build_full)
            assert report.held == (Held("far/trials/NCT00000009.md", ("NCT00000009",)),)
            assert [str(each) for each in report.problems] == [
                "far: folder cannot be opened: Permission denied",
                "far/trials/NCT00000009.md: its folder cannot be opened: Permission denied",
            ]
            assert (report.documents, report.lost) == (3, ())
            assert examine(index) == ()
    report = build_toy(corpus, index)
    assert (report.documents, report.held, report.problems) == (3, (), ())
    shutil.rmtree(corpus / "far")
    assert build_toy(corpus, index).documents == 2


@pytest.mark.parametrize(
    ("moved_to", "what"), [("moved", "a link"), ("nowhere", "a link that leads nowhere, or to itself")]
)
@pytest.mark.parametrize("full", [False, True])
def test_a_folder_replaced_by_a_link_out_of_the_corpus_keeps_its_documents(
    tmp_path: Path, corpus: Path, index: Path, full: bool, moved_to: str, what: str
) -> None:
    """The link is not followed, so that nothing more is known of them; without the link they are gone."""
    write_trial(corpus / "far", "NCT00000009", "One more")
    build_toy(corpus, index)
    (corpus / "far").rename(tmp_path / "moved")
    (corpus / "far").symlink_to(tmp_path / moved_to)
    for build_full in (full, False, True):
        report = build_toy(corpus, index, full=build_full)
        assert report.held == (Held("far/trials/NCT00000009.md", ("NCT00000009",)),)
        assert (report.documents, report.lost) == (4, ())
        assert [str(each).partition(";")[0] for each in report.problems] == [
            f"far: {what}",
            f"far/trials/NCT00000009.md: its folder is {what}",
        ]
    (corpus / "far").unlink()
    assert build_toy(corpus, index).documents == 3


@pytest.mark.parametrize("full", [False, True])
def test_a_folder_replaced_by_a_link_inside_the_corpus_is_read_where_it_is(
    corpus: Path, index: Path, full: bool
) -> None:
    """Under its other name, and so nothing is held of it."""
    write_trial(corpus / "far", "NCT00000009", "One more")
    build_toy(corpus, index)
    (corpus / "far").rename(corpus / "moved")
    (corpus / "far").symlink_to(corpus / "moved")
    report = build_toy(corpus, index, full=full)
    assert (report.documents, report.held, report.lost) == (4, (), ())
    assert [str(each).partition(";")[0] for each in report.problems] == ["far: a link inside the corpus"]


def test_a_file_replaced_by_a_link_inside_the_corpus_is_read_where_it_is(corpus: Path, index: Path) -> None:
    """What it gave before does not stand in the way of what the file that it leads to says now."""
    build_toy(corpus, index)
    link, moved = (corpus / "monographs" / name for name in ("warfarin.md", "zwarfarin.md"))
    link.rename(moved)
    link.symlink_to(moved)
    for words in ("can be fatal", "is dangerous"):
        moved.write_text(moved.read_text().replace("can be fatal", words))
        for full in (False, True):
            report = build_toy(corpus, index, full=full)
            assert (report.documents, report.held, report.lost) == (3, (), ())
            assert [str(each).partition(";")[0] for each in report.problems] == [
                "monographs/warfarin.md: a link inside the corpus"
            ]
            text = " ".join(each.text for each in Generation.open(index).catalog.sections("warfarin"))
            assert words in text


def test_a_copy_cut_short_does_not_replace_the_whole(corpus: Path, index: Path) -> None:
    """Of two versions of one date the one that says more is held, whatever their names."""
    write_monograph(corpus / "a", "Warfarin", {"Indication": "Warfarin thins"})
    build_toy(corpus, index)
    section = Generation.open(index).catalog.section("warfarin", "indication")
    assert section is not None
    assert section.text == "Warfarin thins the blood."


def test_a_version_that_can_no_longer_be_read_is_not_replaced_by_an_older_one(tmp_path: Path, index: Path) -> None:
    """Not even where the older one is written anew at the same time."""
    corpus = tmp_path / "corpus"
    for folder, day in (("a", "2020-01-05"), ("b", "2023-02-01")):
        write_monograph(corpus / folder, "Warfarin", {"Indication": f"Of {day}."}, source=f"{{date: {day}}}")
    build_toy(corpus, index)
    write_monograph(corpus / "a", "Warfarin", {"Indication": "Older still."}, source="{date: 2020-01-06}")
    (corpus / "b" / "monographs" / "warfarin.md").write_bytes(b"")
    for full in (False, True):
        report = build_toy(corpus, index, full=full)
        section = Generation.open(index).catalog.section("warfarin", "indication")
        assert section is not None
        assert section.text == "Of 2023-02-01."
        assert report.held == (Held("b/monographs/warfarin.md", ("warfarin",)),)


@pytest.mark.parametrize("content", [None, "kind of a text"])
def test_nothing_to_index_is_an_error_and_loses_nothing(corpus: Path, index: Path, content: str | None) -> None:
    """An empty corpus, or one without a document, is refused; what was live stays live."""
    live = build_toy(corpus, index).generation
    for path in corpus.rglob("*.md"):
        path.unlink()
    if content:
        (corpus / "unclaimed.md").write_text(content)
    with pytest.raises(CorpusError, match=r"no files|none of 1 files"):
        build_toy(corpus, index)
    assert current_name(index) == live
    assert len(Generation.open(index).catalog.select({})) == 3


def test_a_missing_corpus_folder_is_named(tmp_path: Path, index: Path) -> None:
    """The folder that is not there is in the message."""
    with pytest.raises(CorpusError, match="nowhere"):
        build_toy(tmp_path / "nowhere", index)


def test_a_dry_run_changes_nothing(corpus: Path, index: Path) -> None:
    """It says what would be done, and the index folder is as it was."""
    plan = build_toy(corpus, index, dry_run=True)
    assert (plan.added, plan.published, plan.generation) == (3, False, None)
    assert not index.exists()
    build_toy(corpus, index)
    before = sorted(index.rglob("*"))
    (corpus / "monographs" / "warfarin.md").unlink()
    plan = build_toy(corpus, index, dry_run=True)
    assert (plan.removed, plan.embedded) == (1, 0)
    assert sorted(index.rglob("*")) == before


def test_another_splitter_cuts_everything_anew(corpus: Path, index: Path) -> None:
    """A changed setting is said, and what is the same after it is not embedded again."""
    build_toy(corpus, index)
    options = BuildOptions(world_names=NO_WORLD, splitter=Splitter(target=5, longest=6))
    report = build([corpus], index, ToyEncoder(), options)
    assert report.full
    assert report.reason == "changed since the last build: how passages are cut"
    assert report.changed == 0
    assert 0 < report.embedded < report.passages


def test_another_model_embeds_everything_anew(corpus: Path, index: Path) -> None:
    """Vectors of two models never meet."""
    build_toy(corpus, index)
    report = build_toy(corpus, index, ToyEncoder("other", dim=32))
    assert report.embedded == report.passages
    assert Generation.open(index).vectors.dim == 32


def test_a_full_build_reuses_vectors_and_gives_the_same(corpus: Path, index: Path) -> None:
    """`full` reads everything anew; the vectors come from the cache."""
    build_toy(corpus, index)
    before = found(index)
    report = build_toy(corpus, index, full=True)
    assert report.full
    assert report.embedded == 0
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert found(index) == before


def test_incremental_builds_past_the_size_of_exact_search_end_like_a_full_one(
    corpus: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where vectors are held twice, in fp32 and as codes, every change reaches both files."""
    monkeypatch.setattr("indexer.vectors._LARGEST_EXACT", 45)
    for step in range(7):
        for number in range(step * 4, step * 4 + 9):
            write_trial(
                corpus,
                f"NCT{number:08}",
                f"A study of drug {number % 9}",
                {"Summary": f"Words of edition {step}. " * 3, "Outcomes": f"Outcome of drug {number % 9}."},
            )
        build_toy(corpus, index)
        assert examine(index) == ()
        (corpus / "trials" / f"NCT{step * 4:08}.md").unlink()
    build_toy(corpus, index)
    build_toy(corpus, tmp_path / "anew")
    assert Generation.open(index).vectors.kind is VectorKind.CODED
    assert found(index) == found(tmp_path / "anew")
    assert examine(index) == ()


def test_the_checksums_of_an_incremental_build_are_those_of_its_files(corpus: Path, index: Path) -> None:
    """Those carried over from the generation before, of files that are the same on the disk, too."""
    build_toy(corpus, index)
    write_trial(corpus, "NCT00000001", "One more")
    build_toy(corpus, index)
    generation = Generation.open(index)
    for name, held in generation.manifest.files.items():
        assert sum_file(generation.folder / name) == held


def test_a_build_states_what_it_took(corpus: Path, index: Path) -> None:
    """Seconds by step, vectors per second, memory, and the generation's disk; for programs under the same names."""
    report = build_toy(corpus, index)
    steps = {"compare", "read", "embed", "vectors", "lexical", "catalog", "sum", "verify", "publish", "tidy"}
    assert set(report.seconds) == steps
    assert report.total_seconds >= max(report.seconds.values())
    assert report.computed == report.embedded
    assert report.passages_per_second == pytest.approx(report.computed / report.seconds["embed"], rel=0.01)
    assert report.peak_memory_bytes > 20_000_000
    folder = live_folder(index)
    assert report.disk_bytes == sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    told = json.loads(json.dumps(report.as_mapping()))
    for name in ("seconds", "passages_per_second", "peak_memory_bytes", "disk_bytes", "problems"):
        assert name in told
    again = build_toy(corpus, index)
    assert again.passages_per_second is None
    assert again.disk_bytes == report.disk_bytes


def test_every_step_is_told_to_its_end(corpus: Path, index: Path) -> None:
    """Of a first build and of an edit: a bar that stays short of its end looks like a build that stopped."""
    told: dict[str, tuple[int, int | None]] = {}
    for _ in range(2):
        build_toy(corpus, index, progress=lambda step, done, total: told.update({step: (done, total)}))
        assert told.keys() == {"read", "embed", "vectors", "lexical", "publish"}
        assert all(done == total for done, total in told.values())
        told.clear()
        write_monograph(corpus, "Warfarin", {"Indication": "Warfarin thins the blood, a little."})


def test_the_same_text_is_embedded_once(corpus: Path, index: Path) -> None:
    """The cache knows what was embedded, not where it stood: deleted and back again costs nothing."""
    path = corpus / "monographs" / "warfarin.md"
    kept = path.read_text()
    build_toy(corpus, index)
    path.unlink()
    build_toy(corpus, index)
    path.write_text(kept)
    encoder = ToyEncoder()
    build_toy(corpus, index, encoder)
    assert encoder.encoded == []


def test_two_builds_at_once_are_one_too_many(corpus: Path, index: Path) -> None:
    """The second is told who is building; a lock file that a dead process left is in nobody's way."""
    with build_lock(index), pytest.raises(BuildLocked, match=f"process {os.getpid()} on"):
        build_toy(corpus, index)
    with pytest.raises(GenerationMissing):
        current_name(index)
    (index / LOCK_FILE).write_text('{"pid": 999999, "host": "elsewhere", "since": "2020"}')
    assert build_toy(corpus, index).published


def test_three_generations_are_kept(corpus: Path, index: Path) -> None:
    """Older ones are deleted, the live one never."""
    for number in range(5):
        write_trial(corpus, f"NCT{number:08}", f"A study of drug {number}")
        build_toy(corpus, index)
    names = list_generations(index)
    assert len(names) == 3
    assert names[0] == current_name(index)


def test_a_damaged_generation_is_rebuilt_from_nothing(corpus: Path, index: Path) -> None:
    """A build does not build upon damage: it says so and makes everything anew."""
    build_toy(corpus, index)
    vectors = live_folder(index) / "vectors.faiss"
    data = bytearray(vectors.read_bytes())
    data[-5] ^= 0x40
    vectors.write_bytes(data)
    report = build_toy(corpus, index)
    assert report.full
    assert report.reason is not None
    assert "vectors.faiss: altered" in report.reason
    assert examine(index) == ()


def test_a_build_that_comes_out_unsound_is_done_anew_at_once(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every build upon the same generation would come out the same; what was served is not touched."""
    first = build_toy(corpus, index).generation
    write_trial(corpus, "NCT00000009", "One more")
    faults = [("a canary is not found",), ()]
    monkeypatch.setattr("indexer.build.verify", lambda _: faults.pop(0))
    report = build_toy(corpus, index)
    assert (report.full, report.published, report.documents, report.added) == (True, True, 4, 1)
    assert report.reason is not None
    assert report.reason.endswith("the new generation is not sound and was not published (a canary is not found)")
    assert examine(index) == ()
    assert first in list_generations(index)


def test_what_comes_out_unsound_even_anew_is_not_published(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left of it, what to do is said, and the next build is in nobody's way."""
    first = build_toy(corpus, index).generation
    write_trial(corpus, "NCT00000009", "One more")
    with monkeypatch.context() as patched:
        patched.setattr("indexer.build.verify", lambda _: ("a canary is not found",))
        with pytest.raises(GenerationDamaged, match=r"not published \(a canary.*still is\. Build again; .*report it"):
            build_toy(corpus, index)
    assert [path.name for path in (index / "generations").iterdir()] == [first]
    assert build_toy(corpus, index).published
    assert examine(index) == ()


def test_a_moved_index_folder_is_served(corpus: Path, index: Path, tmp_path: Path) -> None:
    """Nothing in it names the place where it was built."""
    build_toy(corpus, index)
    shutil.move(index, tmp_path / "elsewhere")
    generation = Generation.open(tmp_path / "elsewhere")
    assert len(generation.lexical.search("baclofen", 5)[0]) > 0
    assert np.isfinite(generation.vectors.rows).all()
