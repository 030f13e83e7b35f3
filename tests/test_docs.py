"""What the documents name is there: files and folders, verbs of make, commands and their flags, modules."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from service.cli import main

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "docs/*.md", "corpus/README.md", "benchmarks/README.md", "tests/quality/README.md")
PAGES = sorted(page for pattern in DOCUMENTS for page in ROOT.glob(pattern))
HOUSES = "benchmarks|corpus|deploy|docs|indexer|service|tests|web"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_is_there(page: Path) -> None:
    """Links from where the page lies, and names in code from the root."""
    text = page.read_text(encoding="utf-8")
    links = [each.partition("#")[0] for each in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in each]
    assert [each for each in links if each and not (page.parent / each).exists()] == []
    named = re.findall(rf"`((?:{HOUSES})/[\w./-]*)`", text)
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_every_verb_of_make_is_one() -> None:
    """As `make serve`."""
    verbs = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {verb for text in _texts() for verb in re.findall(r"[`\n(]make (\w+)", text)} <= verbs


def test_every_command_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    """As `medpath build --dry-run`, with the flags of that command."""
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = set(re.findall(r"^    (\w+)  ", capsys.readouterr().out, re.MULTILINE))
    asked = [(name, flags) for text in _texts() for name, flags in re.findall(r"\bmedpath ([a-z]+)\b([^`|\n#]*)", text)]
    asked = [(name, re.findall(r"--[a-z-]+", flags)) for name, flags in asked if name in commands or flags.count("--")]
    assert len(asked) > 10
    for name, flags in asked:
        with pytest.raises(SystemExit):
            main([name, "--help"])
        assert set(flags) <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out)), name


def test_every_module_that_is_run_is_there() -> None:
    """As `python -m benchmarks.rebuild`."""
    modules = {name for text in _texts() for name in re.findall(r"python -m ([a-z_.]*[a-z_])", text)}
    assert "benchmarks.rebuild" in modules
    assert [name for name in modules if find_spec(name) is None] == []


def _texts() -> Iterator[str]:
    return (page.read_text(encoding="utf-8") for page in PAGES)
