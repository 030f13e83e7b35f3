"""Settings: read once, refused with the variable's name."""

from pathlib import Path

import pytest

from service.settings import Settings


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
