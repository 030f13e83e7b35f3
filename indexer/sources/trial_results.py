"""Posted results as lines that a person can read: who took part, what was measured, which adverse events there were.

Every line names its groups, so that it can be quoted alone. Long results are cut: at most MAX_LINES lines per table
(of adverse events, those that befell most people), and no further table once MAX_CHARACTERS are reached; the text says
how much was left out. Numbers are the record's own characters: nothing is computed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MAX_LINES = 40
MAX_CHARACTERS = 24_000


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One row: a milestone, a characteristic, a category of an outcome, an adverse event."""

    label: str
    values: Mapping[str, str]
    """By the id of the group; as it is to be read: "12.3 (SD 4.5)", "3 of 187"."""
    weight: int = 0
    """How many people an adverse event befell: the table is cut from the other end."""


@dataclass(frozen=True, slots=True)
class ResultTable:
    """One table of a record's results."""

    heading: str
    """"Primary outcome: Change in pain at week 6", "Participant flow: Overall study"."""
    notes: tuple[str, ...]
    """What is said of the whole table: time frame, unit, how it was measured, who was analysed, statistics."""
    groups: Mapping[str, str]
    """The title of each group by its id."""
    lines: tuple[ResultLine, ...]


def results_text(tables: Iterable[ResultTable]) -> str:
    """Write the tables one after the other, in the order given; "" for none."""
    written: list[str] = []
    length = left_out = 0
    for table in tables:
        text = _table_text(table)
        if length + len(text) > MAX_CHARACTERS and written:
            left_out += 1
        else:
            written.append(text)
            length += len(text)
    if left_out:
        written.append(f"{left_out} more tables of results are left out here; the registry's record has them.")
    return "\n\n".join(written)


def value_text(
    value: str, spread: str | None = None, low: str | None = None, high: str | None = None, kind: str | None = None
) -> str:
    """Write a measurement with its spread or its limits: "43.0 (standard deviation 12.1)"."""
    named = f"{kind} " if kind else ""
    if low or high:
        return f"{value} ({named}{low or 'not stated'} to {high or 'not stated'})"
    return f"{value} ({named}{spread})" if spread else value


def people(counts: Iterable[str | None]) -> int:
    """Add up how many were affected; what is no whole number ("NA", "<5") is shown as it is, and counts nobody."""
    return sum(int(count) for count in counts if count and count.isdecimal())


def milestone(name: str) -> str:
    """Return "Not completed" for the registry's own "NOT COMPLETED"; a sponsor's own words stay."""
    return name.capitalize() if name in ("STARTED", "COMPLETED", "NOT COMPLETED") else name


def _table_text(table: ResultTable) -> str:
    lines = _heaviest(table.lines)
    shown = [text for line in lines if (text := _line_text(line, table.groups))]
    if len(lines) < len(table.lines):
        shown.append(f"{len(table.lines) - len(lines)} more lines of this table are left out here.")
    return "\n".join([table.heading, *table.notes, *shown])


def _heaviest(lines: Sequence[ResultLine]) -> Sequence[ResultLine]:
    if len(lines) <= MAX_LINES:
        return lines
    kept = sorted(range(len(lines)), key=lambda number: (-lines[number].weight, number))[:MAX_LINES]
    return [lines[number] for number in sorted(kept)]


def _line_text(line: ResultLine, groups: Mapping[str, str]) -> str:
    values = "; ".join(f"{groups.get(group) or group}: {value}" for group, value in line.values.items())
    return f"- {line.label}: {values}" if line.label and values else f"- {values}" if values else ""
