"""Settings: read once, refused with the variable's name."""

from dataclasses import fields
from pathlib import Path

import pytest

from benchmarks.settings_table import TARGET, table, with_table
from service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def test_without_variables_the_defaults_hold() -> None:
    """An empty environment gives the defaults; other variables are nobody's business."""
    assert Settings.from_env({"PATH": "/bin"}) == Settings()


def test_variables_are_read_by_the_names_of_the_fields() -> None:
    """Each MEDPATH_ variable sets its field, in the field's own kind."""
    settings = Settings.from_env(
        {"MEDPATH_INDEX": "/srv/index", "MEDPATH_PORT": "9000", "MEDPATH_CORPUS": "a:b", "MEDPATH_LOG_QUESTIONS": "yes"}
    )
    assert settings.index == Path("/srv/index")
    assert settings.port == 9000
    assert settings.corpus == (Path("a"), Path("b"))
    assert settings.log_questions is True
    assert settings.feedback_file == Path("/srv/index/feedback.jsonl")


def test_the_manual_lists_every_setting_as_it_is() -> None:
    """The table of docs/operations.md; `python -m benchmarks.settings_table` writes it anew."""
    page = TARGET.read_text(encoding="utf-8")
    assert with_table(page) == page
    rows = {line.split("`")[1]: line for line in table().splitlines()[2:]}
    assert rows["MEDPATH_ADMIN_KEY"].startswith("| `MEDPATH_ADMIN_KEY` | – | key for /admin")
    assert rows["MEDPATH_CORPUS"].startswith("| `MEDPATH_CORPUS` | `corpus` | corpus folders")
    assert all(row in page for row in rows.values())


def test_every_setting_of_the_example_is_one() -> None:
    """Also those that are commented out."""
    lines = (ROOT / "deploy" / "medpath.env.example").read_text().splitlines()
    names = {line.lstrip("#").partition("=")[0] for line in lines if "=" in line}
    assert names
    assert names <= {f"MEDPATH_{each.name.upper()}" for each in fields(Settings)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEDPATH_PORT", "eighty"),
        ("MEDPATH_PORT", "70000"),
        ("MEDPATH_WORKERS", "0"),
        ("MEDPATH_TIMEOUT_S", "-1"),
        ("MEDPATH_LOG_QUESTIONS", "perhaps"),
        ("MEDPATH_INDXE", "here"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, value: str) -> None:
    """A wrong value or an unknown name is refused, and the message names the variable."""
    with pytest.raises(ValueError, match=name):
        Settings.from_env({name: value})
