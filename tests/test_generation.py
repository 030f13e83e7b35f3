"""Generations: opened only when sound, published atomically, rolled back at once."""

import hashlib
import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.doctor import examine
from indexer.errors import GenerationDamaged, GenerationError, GenerationMismatch, GenerationMissing
from indexer.generation import (
    CATALOG_FILE,
    CURRENT,
    Generation,
    current_name,
    list_generations,
    open_generation,
    rollback,
    verify,
)
from indexer.manifest import MANIFEST, Manifest, files_below, sum_file
from tests.toy import ToyEncoder
from tests.toy_corpus import build_toy, live_folder, three_documents, write_trial


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two generations."""
    folder = tmp_path_factory.mktemp("generation")
    three_documents(folder / "corpus")
    build_toy(folder / "corpus", folder / "index")
    write_trial(folder / "corpus", "NCT00000009", "One more")
    build_toy(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return shutil.copytree(built, tmp_path / "index")


def of_schema(folder: Path, schema: int) -> Path:
    """Make a generation one of another version; where it is then. The live one stays the live one."""
    held = json.loads((folder / MANIFEST).read_text()) | {"schema": schema}
    manifest = json.dumps(held).encode()
    (folder / MANIFEST).write_bytes(manifest)
    current = folder.parent.parent / CURRENT
    renamed = folder.rename(folder.with_name(f"{folder.name[:-6]}{hashlib.sha256(manifest).hexdigest()[:6]}"))
    if current.read_text().strip() == folder.name:
        current.write_text(renamed.name)
    return renamed


def test_a_generation_says_what_it_is(index: Path) -> None:
    """Counts, dates, model and settings are in the manifest, and all parts agree with it."""
    generation = Generation.open(index)
    manifest = generation.manifest
    assert manifest.counts["documents"] == 4
    assert manifest.counts["kind:trial"] == 2
    assert manifest.model == "toy"
    assert manifest.sections["Indication"] == 2
    assert verify(generation, ToyEncoder()) == ()
    assert generation.encoder_folder is None
    assert Manifest.read(generation.folder) == manifest


def test_canaries_catch_another_encoder(index: Path) -> None:
    """An encoder that gives other vectors than those held is noticed."""
    faults = verify(Generation.open(index), ToyEncoder("another"))
    assert any("encoder" in fault for fault in faults)


def test_no_index_is_said_so(tmp_path: Path) -> None:
    """With what to run."""
    with pytest.raises(GenerationMissing, match="medpath build"):
        Generation.open(tmp_path)


def test_another_model_is_refused(index: Path) -> None:
    """Questions are never embedded by another model than the passages."""
    with pytest.raises(GenerationMismatch, match="medpath build"):
        Generation.open(index, model_sha256=ToyEncoder("another").sha256)
    assert Generation.open(index, model_sha256=ToyEncoder().sha256)


def test_another_schema_is_refused(index: Path) -> None:
    """A generation of another version of the index says so."""
    former = live_folder(index)
    renamed = of_schema(former, 999)
    with pytest.raises(GenerationMismatch, match="schema 999"):
        open_generation(renamed)
    renamed.rename(former)
    with pytest.raises(GenerationDamaged):
        open_generation(former)


def parts(index: Path) -> list[str]:
    folder = live_folder(index)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def spoilt(data: bytes, how: str) -> bytes | None:
    if how == "missing":
        return None
    if how == "truncated":
        return data[: len(data) // 2]
    if how == "zeroed":
        return bytes(len(data))
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize("how", ["missing", "truncated", "zeroed", "flipped"])
def test_every_damaged_file_is_noticed_and_the_next_build_repairs(
    index: Path, built: Path, tmp_path: Path, how: str
) -> None:
    """Whichever file it is: opening names it, rolling back serves, building makes it good."""
    for part in parts(index):
        copy = shutil.copytree(index, tmp_path / "copy")
        path = live_folder(copy) / part
        data = spoilt(path.read_bytes(), how)
        path.unlink()
        if data is not None:
            path.write_bytes(data)
        if data == (live_folder(index) / part).read_bytes():
            continue  # an empty file cannot be spoilt
        with pytest.raises(GenerationError, match=r"medpath (build|rollback)"):
            Generation.open(copy)
        assert rollback(copy) == list_generations(copy)[1]
        assert Generation.open(copy).manifest.counts["documents"] == 3
        build_toy(built.parent / "corpus", copy)
        assert Generation.open(copy).manifest.counts["documents"] == 4
        shutil.rmtree(copy)


@pytest.mark.parametrize("content", ["", "20200101T000000Z-ffffff\n", "../../etc\n", "\0\0\0"])
def test_a_current_that_names_nothing(index: Path, built: Path, content: str) -> None:
    """Is damage; rolling back takes the newest generation, building a new one."""
    (index / CURRENT).write_text(content)
    with pytest.raises(GenerationDamaged, match="CURRENT"):
        Generation.open(index)
    assert rollback(index) == list_generations(index)[0]
    (index / CURRENT).write_text(content)
    assert build_toy(built.parent / "corpus", index).published
    assert Generation.open(index).manifest.counts["documents"] == 4


def test_rollback_where_no_index_is(tmp_path: Path) -> None:
    """There is nothing to go back to, but one to build."""
    with pytest.raises(GenerationMissing, match="no index yet; build it: medpath build --index"):
        rollback(tmp_path)


def test_rollback_and_back(index: Path) -> None:
    """By default one step; forward again by name; past the first there is nothing."""
    newest, oldest = list_generations(index)
    assert rollback(index) == oldest == current_name(index)
    assert Generation.open(index).catalog.document("NCT00000009") is None
    assert rollback(index, newest) == newest == current_name(index)
    rollback(index)
    with pytest.raises(GenerationMissing, match="medpath build"):
        rollback(index)
    with pytest.raises(GenerationMissing):
        rollback(index, "20200101T000000Z-ffffff")


@pytest.mark.parametrize("name", ["{}/", "../generations/{}", "./{}", "nonsense", "", ".."])
def test_only_a_name_is_gone_back_to(index: Path, name: str) -> None:
    """Not a path that leads to it, as a shell completes one: CURRENT would name nothing that can be served."""
    live = current_name(index)
    with pytest.raises(GenerationMissing, match=f"kept: {list_generations(index)[0]}"):
        rollback(index, name.format(list_generations(index)[1]))
    assert current_name(index) == live


def test_an_open_generation_outlives_its_files(index: Path) -> None:
    """What a running request holds stays readable when the generation is deleted."""
    generation = Generation.open(index)
    assert generation.catalog.document("baclofen")
    shutil.rmtree(generation.folder)
    numbers, _ = generation.lexical.search("baclofen", 5)
    assert len(numbers)
    assert generation.vectors.search(generation.vectors.vector(int(numbers[0])), 1)[0].tolist() == [numbers[0]]
    assert generation.catalog.passages(numbers)


def test_nothing_is_written_into_a_published_generation(index: Path) -> None:
    """Opening, searching and closing leave every file as it was, so a read-only disk will do."""
    folder = live_folder(index)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    generation = Generation.open(index)
    generation.lexical.search("baclofen", 5)
    generation.catalog.facets(["status"])
    generation.close()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)


def test_a_clock_that_was_far_ahead_does_not_make_a_generation_the_newest(tmp_path: Path) -> None:
    """The next one is named by the time it is and comes first, and all that were there before can be gone back to."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    three_documents(corpus)
    build_toy(corpus, index)
    first = current_name(index)
    write_trial(corpus, "NCT00000009", "One more")
    build_toy(corpus, index)
    ahead = live_folder(index)
    manifest = replace(Manifest.read(ahead), built_at="2199-01-01T00:00:00+00:00")
    (ahead / MANIFEST).write_bytes(manifest.to_json())
    ahead = ahead.rename(ahead.with_name(f"21990101T000000Z-{manifest.stamp}"))
    (index / CURRENT).write_text(ahead.name)
    assert list_generations(index) == (first, ahead.name)
    write_trial(corpus, "NCT00000010", "Two more")
    newest = build_toy(corpus, index).generation
    assert newest is not None
    assert newest < "2199"
    assert list_generations(index) == (newest, first, ahead.name)
    assert [rollback(index), rollback(index)] == [first, ahead.name]


def test_going_back_says_why_no_earlier_generation_can_be_served(index: Path) -> None:
    """There is one, and it is of another version; what to do is said as well."""
    of_schema(index / "generations" / list_generations(index)[1], 3)
    with pytest.raises(GenerationMissing, match=r"can be served \(.*schema 3, this version reads.*\); rebuild"):
        rollback(index)


def test_a_running_service_of_the_version_before_is_to_be_restarted(index: Path) -> None:
    """Building anew with the software that has just built would help nobody."""
    renamed = of_schema(live_folder(index), 999)
    with pytest.raises(GenerationMismatch, match=r"schema 999.*\(restart .*\), or rebuild it: medpath build"):
        open_generation(renamed)
    with pytest.raises(GenerationMismatch):
        examine(index)


def test_an_upgrade_builds_anew_and_loses_nothing(index: Path, built: Path, tmp_path: Path) -> None:
    """No vector is computed again, what is held stays held, and the report counts what changed for readers: nothing."""
    corpus = shutil.copytree(built.parent / "corpus", tmp_path / "corpus")
    (corpus / "monographs" / "warfarin.md").write_text("---\nkind: monograph\n")
    of_schema(live_folder(index), 3)
    report = build_toy(corpus, index)
    assert report.reason is not None
    assert report.reason.endswith("made with index schema 3, this version reads 6")
    assert (report.summary[:24], report.embedded) == ("+0 ~0 −0 documents, 0 pa", 0)
    assert [str(held) for held in report.held] == ["monographs/warfarin.md (warfarin)"]
    assert Generation.open(index).catalog.document("warfarin")


def test_what_another_version_wrote_and_this_one_cannot_read_is_said_to_be_lost(
    index: Path, built: Path, tmp_path: Path
) -> None:
    """The build goes on without it."""
    corpus = shutil.copytree(built.parent / "corpus", tmp_path / "corpus")
    (corpus / "monographs" / "warfarin.md").write_text("---\nkind: monograph\n")
    for name in list_generations(index):
        folder = index / "generations" / name
        with sqlite3.connect(folder / CATALOG_FILE) as catalog:
            catalog.execute("ALTER TABLE candidates RENAME TO offers")
        catalog.close()
        sums = {each: sum_file(path) for each, path in files_below(folder)}
        (folder / MANIFEST).write_bytes(replace(Manifest.read(folder), files=sums).to_json())
        of_schema(folder, 3)
    report = build_toy(corpus, index)
    assert (report.published, report.documents, report.held) == (True, 3, ())
    assert [each.path for each in report.lost] == ["monographs/warfarin.md"]
