"""The command line: what is wrong is one line on standard error, and the exit status tells whose fault it is."""

import io
import os
import signal
import sys
import tempfile
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.generation import current_name
from service.cli import main
from service.commands.terminal import Watched
from service.engine import Engine
from tests.serving import build_served
from tests.toy import ToyEncoder
from tests.toy_corpus import build_toy, write_monograph
from tests.wire_server import wire_server


@pytest.fixture
def index(corpus: Path, tmp_path: Path) -> Path:
    build_toy(corpus, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds of the command line use the toy encoder."""
    monkeypatch.setattr("service.commands.build.encoder_for", lambda model, folder: ToyEncoder())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "--workers", "0"], "expected a whole number from 1 to 64"),
        (["serve", "--workers", "-1"], "expected a whole number from 1 to 64"),
        (["serve", "--workers", "100000"], "expected a whole number from 1 to 64"),
        (["serve", "--port", "99999"], "expected a whole number from 0 to 65535"),
        (["serve", "--port", "８０"], "expected a whole number"),
        (["search", "dose", "--limit", "0"], "expected a whole number from 1 to 100"),
        (["search", "dose", "--limit", "ten"], "expected a whole number from 1 to 100"),
        (["search", "dose", "--filter", "foo=bar"], "foo"),
        (["search", "dose", "--filter", "status"], "expected KEY=VALUE"),
        (
            ["search", "dose", "--filter", "status=RECRUTING"],
            "--filter status: 'RECRUTING' is not allowed; allowed: ACT",
        ),
        (["search", " "], "QUESTION: it is empty"),
        (["fetch", "trials", "--drug", "x", "--out", "y", "--limit", "0"], "expected a whole number from 1"),
        (["fetch", "trials", "--drug", "x", "--out", "y", "--since", "yesterday"], "expected a day such as 2024-03-15"),
        (
            ["fetch", "trials", "--drug", "x", "--out", "y", "--since", "2024-W03-1"],
            "expected a day such as 2024-03-15",
        ),
        (["search", "dose", "--filter", "limit=3"], "--filter limit=3: no filter; there are age_max"),
        (["search", "dose", "--filter", "contry=France"], "--filter contry=France: no filter; did you mean country?"),
        (["search", "dose", *(f"--filter=started_from={year}-01-01" for year in (2020, 2022))], "given 2 times"),
        (["search", "dose", "--filter=not_age_min=5", "--filter=not_age_max=3"], "--filter not_age: min 5 is more"),
        (["build", "--corpus", ""], "--corpus: it is empty; name a folder or a file"),
        (["build", "--index", " "], "--index: it is empty"),
        (["eval", ""], "SET: it is empty"),
        (["build", "--index", __file__], "no folder"),
        (["search", "dose", "--index", __file__], "no folder"),
        (["doctor", "--index", __file__], "no folder"),
        (["serve", "--index", __file__], "no folder"),
    ],
)
def test_a_command_that_cannot_be_understood_ends_with_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Flags have the bounds of their settings, and what is expected is said."""
    try:
        status = main(arguments)
    except SystemExit as stopped:  # argparse's own way
        status = int(stopped.code or 0)
    assert status == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "command", ["build", "serve", "search", "eval", "inspect", "doctor", "rollback", "fetch", "feedback"]
)
def test_help_explains_every_argument(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """On its own line, or on the one below."""
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    lines = capsys.readouterr().out.partition("\n\n")[2].splitlines()
    for line, following in pairwise([*lines, ""]):
        if line.startswith("  ") and line[2] != " ":
            assert "  " in line.strip() or following.startswith(" " * 10), line


def test_the_program_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """What its exit status says, its version, and names as they are written."""
    for argument, words in (
        ("--help", "Exit status: 0 done; 1"),
        ("--version", f"medpath-search {version('medpath-search')}"),
    ):
        with pytest.raises(SystemExit, match="0"):
            main([argument])
        assert words in capsys.readouterr().out
    with pytest.raises(SystemExit, match="0"):
        main(["serve", "--help"])
    assert "Serve the chat and the API." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("warfarin dose", ["Warfarin is not in the corpus.", "about other drugs are not shown in its place."]),
        ("which trials are recruiting?", ["trials are recruiting.", "An exact count of the records", ", Recruiting, "]),
        ("compare baclofen and tizanidine", ["silence is not safety.", "\nUses\n- Baclofen: “", "\n- Tizanidine: “"]),
    ],
)
def test_a_search_tells_all_that_its_page_tells(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str, told: list[str]
) -> None:
    """How a finding was reached, and the rows of a comparison, beside the passages."""
    monkeypatch.setattr(Engine, "open", lambda *_: engine)
    assert main(["search", *asked.split()]) == 0
    shown = capsys.readouterr().out
    for words in told:
        assert words in shown.replace("\n  ", " ")


def test_in_a_terminal_a_list_stays_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its items were run together; below a comparison every passage was told once more, after its quote."""
    for name in ("Baclofen", "Tizanidine"):
        uses = f"{name} is used for:\n\n- spasticity;\n- pain."
        write_monograph(tmp_path / "corpus", name, {"Indication": uses})
    engine = build_served(tmp_path / "corpus", tmp_path / "index")
    monkeypatch.setattr(Engine, "open", lambda *_: engine)
    assert main(["search", *"compare baclofen and tizanidine".split()]) == 0
    shown = capsys.readouterr().out
    assert "\n- Baclofen: “Baclofen is used for:\n  - spasticity;\n  - pain.” [1]\n" in shown
    assert shown.count("pain.") == 2
    assert main(["search", *"What is baclofen used for?".split(), "--limit", "1"]) == 0
    assert capsys.readouterr().out.startswith("“Baclofen is used for:\n- spasticity;\n- pain.” [1]\n")


@pytest.mark.parametrize(
    ("corpus_folders", "out", "told"), [("corpus", "fetched", "corpus fetched"), ("corpus:more", "more", "corpus more")]
)
def test_what_was_fetched_is_to_be_indexed_beside_the_rest(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    corpus_folders: str,
    out: str,
    told: str,
) -> None:
    """A build of the new folder alone would take everything else out of the index."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("MEDPATH_CORPUS", corpus_folders)
    with wire_server() as server:
        monkeypatch.setenv("MEDPATH_TRIALS_API", server.trials_api)
        assert main(["fetch", "trials", "--drug", "exemplarin", "--out", out]) == 0
    assert capsys.readouterr().out.endswith(f"medpath build --corpus {told}\n")


def test_where_there_is_no_index_the_command_that_builds_it_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not one that builds another."""
    assert main(["search", "dose", "--index", str(tmp_path)]) == 1
    assert f"build it: medpath build --index {tmp_path}" in capsys.readouterr().err


def test_a_setting_without_a_folder_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only separators name none."""
    monkeypatch.setenv("MEDPATH_CORPUS", ":")
    assert main(["build"]) == 1
    assert "MEDPATH_CORPUS=':': expected folders" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "words"),
    [(30, "Read-only file system; the disk is read-only"), (28, "No space left on device; make room")],
)
def test_what_the_system_refuses_is_one_line(
    index: Path, code: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the file and what to do, also where nobody expected it."""
    three = index.parent / "corpus"
    write_monograph(three, "Heparin", {"Indication": "Heparin thins the blood."})
    build_toy(three, index)

    def refused(path: Path, target: Path) -> Path:
        raise OSError(code, os.strerror(code), str(target))

    live = current_name(index)
    monkeypatch.setattr(Path, "replace", refused)
    assert main(["rollback", "--index", str(index)]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"medpath: {index / 'CURRENT'}: ")
    assert words in line
    assert current_name(index) == live


def test_a_file_in_place_of_a_corpus_folder_is_told(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is there, so nobody is told that it is not."""
    arguments = ["build", "--corpus", str(corpus / "monographs" / "baclofen.md"), "--index", str(corpus.parent / "i")]
    assert main(arguments) == 1
    assert "baclofen.md: a file; name the folder that it lies in with --corpus" in capsys.readouterr().err


def test_feedback_that_nobody_gave_is_said(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error: the other holds judged questions only."""
    assert main(["feedback", "export", "--index", str(index)]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"{index / 'feedback.jsonl'}: no verdict yet\n")
    assert main(["feedback", "export", "--index", str(index / "elsewhere")]) == 1
    assert "elsewhere: no such folder; name the index's with --index" in capsys.readouterr().err


def test_a_lost_current_is_told_apart_from_no_index(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is kept can be served again."""
    live = current_name(index)
    (index / "CURRENT").unlink()
    assert main(["inspect", "--index", str(index)]) == 1
    assert "serve the newest generation (medpath rollback)" in capsys.readouterr().err
    assert main(["rollback", "--index", str(index)]) == 0
    assert current_name(index) == live


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(("flags", "status"), [([], 1), (["--watch"], 0)])
def test_a_build_that_is_told_to_end_clears_away(
    corpus: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    flags: list[str],
    status: int,
) -> None:
    """SIGTERM, as a service manager sends it, is what Ctrl+C is to people: the way to end a watch."""
    before = signal.getsignal(signal.SIGTERM)
    progress = Watched.__call__

    def told(watched: Watched, step: str, done: int, total: int | None) -> None:
        progress(watched, step, done, total)
        if (step, done) == ("lexical", 0):
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(Watched, "__call__", told)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert main(["build", *flags, "--corpus", str(corpus), "--index", str(tmp_path / "index")]) == status
    assert ("medpath: stopped; nothing that was held is lost" in capsys.readouterr().err) == bool(status)
    assert list((tmp_path / "index" / "generations").iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"corpus", "index"}
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.usefixtures("toy")
def test_a_broken_file_fails_a_strict_build_each_time(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named, and so is what is held of it; a file that is none of ours is named and fails nothing."""
    build = ["build", "--strict", "--corpus", str(corpus), "--index", str(tmp_path / "index")]
    for name in ("README.md", "notes.md", "leaflet.pdf", "photo.jpg"):
        (corpus / name).write_text("# Hello")
    assert main(build) == 0
    said = capsys.readouterr().err
    assert "not indexed: notes.md: no source: Markdown without a front matter" in said
    assert "not indexed: leaflet.pdf: no source: a format that is not read; copy its text into Markdown" in said
    assert "indexed: README" not in said
    assert "photo" not in said
    (corpus / "monographs" / "baclofen.md").write_bytes(b"")
    for arguments in (build, build, [*build, "--full"]):
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert "not read: monographs/baclofen.md: empty; what it gave before (1 document) is still served" in said
        assert "not indexed: monographs/baclofen.md" not in said
        assert "held: monographs/baclofen.md (baclofen): can no longer be read" in said


def test_a_dry_run_writes_nothing_where_nothing_is(corpus: Path, tmp_path: Path) -> None:
    """Not even the export of the model that a build would make."""
    index = tmp_path / "fresh"
    assert main(["build", "--dry-run", "--corpus", str(corpus), "--index", str(index)]) == 0
    assert not index.exists()


def test_two_steps_at_once_keep_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is written in one piece."""
    written: list[str] = []

    class Stream(io.StringIO):
        def write(self, text: str) -> int:
            written.append(text)
            return len(text)

    monkeypatch.setattr(sys, "stderr", Stream())
    Watched()("vectors", 0, 1052)
    assert written == ["Writing vectors: 0 of 1,052\n"]
