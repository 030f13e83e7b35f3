"""The doctor finds what opening does not look at, and says which part is wrong."""

import sqlite3
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from indexer.doctor import examine
from indexer.errors import GenerationMissing, ModelError
from indexer.generation import Generation
from indexer.manifest import MANIFEST, FileSum, Manifest, files_below, sum_file
from service.cli import main
from tests.toy import ToyEncoder
from tests.toy_corpus import build_toy, live_folder, three_documents


@pytest.fixture
def index(tmp_path: Path) -> Path:
    three_documents(tmp_path / "corpus")
    build_toy(tmp_path / "corpus", tmp_path / "index")
    return tmp_path / "index"


def reseal(folder: Path) -> str:
    """Make the manifest agree with the files again, so that only the content is wrong; the new name."""
    sums: dict[str, FileSum] = {name: sum_file(path) for name, path in files_below(folder)}
    manifest = replace(Manifest.read(folder), files=sums)
    (folder / MANIFEST).write_bytes(manifest.to_json())
    renamed = folder.with_name(f"{folder.name[:-6]}{manifest.stamp}")
    folder.rename(renamed)
    return renamed.name


def found(index: Path, name: str | None = None, encoder: ToyEncoder | None = None) -> set[str]:
    return {finding.part for finding in examine(index, name, (lambda _: encoder) if encoder else None)}


def test_a_sound_generation_has_no_findings(index: Path) -> None:
    """Also when its canaries are embedded anew."""
    assert examine(index, encoder_of=lambda _: ToyEncoder()) == ()


def test_an_altered_file_is_named(index: Path) -> None:
    """A flipped bit in the text of the catalog."""
    path = live_folder(index) / "catalog.sqlite"
    path.write_bytes(path.read_bytes().replace(b"thins the blood", b"thins the bloom"))
    findings = examine(index)
    assert {finding.part for finding in findings} == {"files", "passages", "documents"}
    assert str(findings[0]) == "files: catalog.sqlite was altered since it was built"


def test_a_database_that_cannot_be_read_is_a_finding(index: Path) -> None:
    """So is every part that needs it; the others are looked at all the same."""
    path = live_folder(index) / "catalog.sqlite"
    with sqlite3.connect(path) as connection:
        [(page,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sections'")
        [(size,)] = connection.execute("PRAGMA page_size")
    connection.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"x" * size
    path.write_bytes(data)
    findings = examine(index)
    assert str(findings[0]) == "files: catalog.sqlite was altered since it was built"
    assert {"catalog", "passages"} <= {each.part for each in findings}


def test_damage_that_keeps_a_part_from_opening_hides_no_other(index: Path) -> None:
    """Each file that was altered is named, too."""
    for name in ("vectors.faiss", "lexical/meta.json"):
        (live_folder(index) / name).write_bytes(b"")
    told = [str(each) for each in examine(index)]
    assert told[:2] == [
        f"files: {name} was altered since it was built" for name in ("lexical/meta.json", "vectors.faiss")
    ]
    assert "not a vector index" in told[2]


def test_text_that_was_changed_under_its_passage_is_found(index: Path) -> None:
    """Even where the checksums of the files were made to agree."""
    folder = live_folder(index)
    with sqlite3.connect(folder / "catalog.sqlite") as connection:
        connection.execute("UPDATE sections SET text = replace(text, 'thins', 'fixes')")
    connection.close()
    assert found(index, reseal(folder)) == {"passages", "documents"}


def test_a_row_that_points_nowhere_is_found(index: Path) -> None:
    """A name of a document that is gone."""
    folder = live_folder(index)
    with sqlite3.connect(folder / "catalog.sqlite") as connection:
        connection.execute("INSERT INTO names VALUES (999, 'x', 'x', 'brand', 'x')")
    connection.close()
    assert "catalog" in found(index, reseal(folder))


ZEROED = "UPDATE arrays SET data = zeroblob(length(data)) WHERE name = '{}'"
CUT = "UPDATE arrays SET data = substr(data, 1, length(data) - 4) WHERE name = '{}'"
GONE = "DELETE FROM arrays WHERE name = '{}'"
OF_PASSAGES = ("document_of", "section_of", "section_name_of")
OF_DOCUMENTS = ("facts of status", "facts of drug", "mentions", "places of mentions")


@pytest.mark.parametrize(
    ("array", "change"),
    [*product(OF_PASSAGES, (ZEROED,)), *product(OF_DOCUMENTS, (ZEROED, CUT, GONE))],
)
def test_an_array_that_does_not_say_what_the_rows_do_is_found(index: Path, array: str, change: str) -> None:
    """Filters, counts and citations are computed from the arrays alone."""
    folder = live_folder(index)
    with sqlite3.connect(folder / "catalog.sqlite") as connection:
        connection.execute(change.format(array))
    connection.close()
    told = [str(each) for each in examine(index, reseal(folder))]
    assert f"arrays: {array!r} does not say what the rows of the catalog do" in told


def test_a_vector_that_is_not_a_number_is_found(index: Path) -> None:
    """One component of one row."""
    folder = live_folder(index)
    path = folder / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[-4:] = np.float32("nan").tobytes()
    path.write_bytes(data)
    assert "vectors" in found(index, reseal(folder))


def test_another_encoder_is_found(index: Path) -> None:
    """One of another name, and one of the same whose canaries no longer come out as the vectors that are held."""
    assert found(index, encoder=ToyEncoder("another")) == {"encoder"}
    altered = ToyEncoder("another")
    altered.sha256 = ToyEncoder().sha256
    assert found(index, encoder=altered) == {"canaries"}


def test_an_encoder_that_cannot_be_opened_is_found(index: Path) -> None:
    """Nobody could ask this generation anything."""

    def gone(_: Generation) -> ToyEncoder:
        raise ModelError("no model here")

    assert [str(each) for each in examine(index, encoder_of=gone)] == ["encoder: no model here"]


def test_the_command_embeds_the_canaries_anew(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the encoder that serves: here the model of the settings, which is not the one that built the index."""
    assert main(["doctor", "--index", str(index)]) == 1
    assert "is not the one it was built with, toy; rebuild it" in capsys.readouterr().out


def test_nothing_to_examine(tmp_path: Path) -> None:
    """Is said so."""
    with pytest.raises(GenerationMissing):
        examine(tmp_path)
