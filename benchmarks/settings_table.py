"""Write the table of settings in docs/operations.md from `service/settings.py`: python -m benchmarks.settings_table"""

import re
from dataclasses import fields
from pathlib import Path

from service.settings import PREFIX, Settings

TARGET = Path(__file__).resolve().parent.parent / "docs" / "operations.md"
BEGIN, END = "<!-- settings: written by python -m benchmarks.settings_table -->\n", "<!-- settings end -->"


def table() -> str:
    """One row per setting: its variable, what it holds when it is not set, what it means."""
    lines = ["| Variable | Unless it is set | Meaning |", "|---|---|---|"]
    for each in fields(Settings):
        lines.append(f"| `{PREFIX}{each.name.upper()}` | {_shown(each.default)} | {each.metadata['help']} |")
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """The page with the table between its two marks."""
    return re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: BEGIN + table() + END, page, flags=re.DOTALL)


def _shown(default: object) -> str:
    if default is None:
        return "–"
    if isinstance(default, tuple):
        return f"`{':'.join(map(str, default))}`"
    return f"`{int(default) if isinstance(default, bool) else default}`"


if __name__ == "__main__":
    TARGET.write_text(with_table(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
