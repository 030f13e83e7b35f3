"""The colours: two dark blocks that are equal, and every pair that is read together far enough apart."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parent.parent / "web" / "static" / "tokens.css").read_text()
BLOCKS = re.findall(r"(:root[^{]*)\{([^}]*)\}", TOKENS)


def declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


LIGHT = declared(BLOCKS[0][1])
DARK = {**LIGHT, **declared(BLOCKS[1][1])}

READ_TOGETHER = [
    *(("text", surface, 4.5) for surface in ("surface", "surface-raised", "surface-sunk", "mark", "warn-surface")),
    *(("text-quiet", surface, 4.5) for surface in ("surface", "surface-raised", "surface-sunk")),
    *(("accent", surface, 4.5) for surface in ("surface", "surface-raised", "surface-sunk")),
    ("accent-strong", "accent-soft", 4.5),
    ("on-accent", "accent", 4.5),
    ("cite", "cite-surface", 4.5),
    ("surface-raised", "cite", 4.5),
    ("surface-raised", "text", 4.5),
    ("ok", "surface", 4.5),
    ("warn", "surface", 4.5),
    ("danger", "surface-raised", 4.5),
    ("line-strong", "surface", 3.0),
    ("line-strong", "surface-raised", 3.0),
    ("line-strong", "surface-sunk", 3.0),
    ("mark-line", "mark", 3.0),
]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    """The formula at its end point."""
    assert ratio("#000000", "#ffffff") == pytest.approx(21)


def test_the_two_dark_blocks_are_equal() -> None:
    """The reader's system and the reader's choice give the same dark."""
    system, choice = BLOCKS[1], BLOCKS[2]
    assert 'not([data-theme="light"])' in system[0]
    assert 'data-theme="dark"' in choice[0]
    assert declared(system[1]) == declared(choice[1])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), READ_TOGETHER)
def test_what_is_read_together_is_far_enough_apart(theme: dict[str, str], front: str, back: str, least: float) -> None:
    """4.5 for text, 3 for edges that must be found."""
    assert ratio(theme[front], theme[back]) >= least


def test_components_use_only_tokens() -> None:
    """No colour of its own outside tokens.css, print aside."""
    for name in ("layout.css", "components.css"):
        sheet = (Path(__file__).resolve().parent.parent / "web" / "static" / name).read_text()
        before_print = sheet.partition("@media print")[0]
        assert re.findall(r"#[0-9a-f]{3,8}\b", before_print) == []
