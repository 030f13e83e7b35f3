"""What a benchmark found, as a table, as JSON and as pictures; with the machine and the versions it ran on."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from math import ceil, floor, log10
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
_PACKAGES = ("faiss-cpu", "onnxruntime", "tantivy", "numpy", "torch", "sentence-transformers", "fastapi", "uvicorn")
_BY_THEMSELVES = ("rebuild", "million")  # they need an index of all raw files
_BUSY = 0.3  # running processes for each core beyond our own, from which figures in seconds say little


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside what it should be."""

    what: str
    value: float
    unit: str
    least: float | None = None
    """The target, where more is better."""
    most: float | None = None
    """The target, where less is better."""

    @property
    def verdict(self) -> str:
        """Whether the target is met; empty where there is none."""
        if self.least is None and self.most is None:
            return ""
        met = self.value >= self.least if self.least is not None else self.value <= (self.most or 0.0)
        return "holds" if met else "does not hold"

    @property
    def target(self) -> str:
        """As in "≥ 0.97"."""
        if self.least is not None:
            return f"≥ {self.least:,g}"
        return f"≤ {self.most:,g}" if self.most is not None else ""


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one benchmark found."""

    name: str
    figures: Sequence[Figure]
    notes: Sequence[str] = ()
    """How it was measured, and what the figures do not say."""
    series: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    """By name, (passages, value) for a picture."""
    axis: str = ""
    """What the values of the series are, with the unit."""
    load: float = 0.0
    """Processes that wanted a core when it ended, as the system counts them."""


def load() -> float:
    """Running processes, mean of the last minute."""
    return os.getloadavg()[0]


def machine() -> dict[str, object]:
    """What it ran on, without the machine's name."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.is_file() else []
    flags = next((line.split(":")[1].split() for line in lines if line.startswith("flags")), [])
    return {
        "cpu": next(
            (line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine()
        ),
        "family, model": [line.split(":")[1].strip() for line in lines if line.startswith(("cpu family", "model\t"))][
            :2
        ],
        "cores": os.cpu_count(),
        "vector instructions": [each for each in ("avx2", "avx512f", "avx512_bf16", "avx512_vnni") if each in flags],
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in _PACKAGES},
    }


def keep_and_show(result: Result) -> None:
    """Write a result, and print its figures beside their targets."""
    write(result)
    for each in result.figures:
        print(f"{each.what:<40}{each.value:>12,.4g} {each.unit:<4} {each.target:<10} {each.verdict}".rstrip())


def was_shared(result: Result) -> bool:
    """Whether others used the machine too: then only ratios taken in one run say something."""
    return result.load > (os.cpu_count() or 1) * (1 + _BUSY)


def write(result: Result) -> None:
    """Put JSON, a Markdown table and a picture into the results folder."""
    RESULTS.mkdir(exist_ok=True)
    held = asdict(result) | {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "machine_was_shared": was_shared(result),
    }
    (RESULTS / f"{result.name}.json").write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n")
    (RESULTS / f"{result.name}.md").write_text(markdown(result))
    if result.series:
        (RESULTS / f"{result.name}.svg").write_text(picture(result.series, result.axis))


def markdown(result: Result) -> str:
    """A table of the figures, then the notes."""
    rows = [
        f"| {each.what} | {each.value:,.4g} {each.unit} | {each.target} | {each.verdict} |" for each in result.figures
    ]
    on = machine()
    shared = (
        f"The machine was shared with other work (load {result.load:.1f} on {on['cores']} cores): "
        "trust the ratios and the CPU times, not the seconds."
        if was_shared(result)
        else "The machine was quiet."
    )
    versions = on["versions"]
    assert isinstance(versions, dict)
    between = "." if result.name in _BY_THEMSELVES else " "
    lines = [
        f"# {result.name}",
        "",
        f"`python -m benchmarks{between}{result.name}`, {datetime.now(UTC).date()}, {on['cores']} cores {on['cpu']} "
        f"({', '.join(on['vector instructions'])}), {on['memory_gib']} GiB, Python {on['python']}. {shared}",  # type: ignore[arg-type]
        "",
        "| what | figure | target | |",
        "|---|---|---|---|",
        *rows,
        "",
        *(f"- {note}" for note in result.notes),
        f"- {', '.join(f'{name} {version}' for name, version in versions.items())}",
    ]
    if result.series:
        lines += ["", f"![{result.axis} against passages]({result.name}.svg)"]
    return "\n".join(lines) + "\n"


# pictures: both axes logarithmic, since sizes span three powers of ten

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 400, 64, 48, 24, 150
_COLOURS = ("#1f5fa8", "#b3401f", "#2b7a4b", "#7a4fa3", "#8a6d00")


def picture(series: Mapping[str, Sequence[tuple[float, float]]], axis: str) -> str:
    """An SVG of one line per series."""
    points = [point for each in series.values() for point in each]
    x0, x1 = floor(log10(min(x for x, _ in points))), ceil(log10(max(x for x, _ in points)))
    y0, y1 = floor(log10(min(y for _, y in points))), ceil(log10(max(y for _, y in points)))

    def at(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - x0) / max(1, x1 - x0) * (_WIDTH - _LEFT - _RIGHT)
        up = (log10(y) - y0) / max(1, y1 - y0) * (_HEIGHT - _BOTTOM - _TOP)
        return round(_LEFT + across, 1), round(_HEIGHT - _BOTTOM - up, 1)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{axis} against passages</title><rect width="100%" height="100%" fill="#fff"/>'
    ]
    for power in range(x0, x1 + 1):
        x, bottom = at(10**power, 10**y0)
        drawn.append(f'<path d="M{x} {bottom}V{_TOP}" stroke="#ddd"/>')
        drawn.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(y0, y1 + 1):
        left, y = at(10**x0, 10**power)
        drawn.append(f'<path d="M{left} {y}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        drawn.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{10.0**power:,g}</text>')
    for number, (name, held) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [at(x, y) for x, y in held]
        drawn.append(
            f'<path d="M{" L".join(f"{x} {y}" for x, y in places)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        drawn += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
        drawn.append(f'<text x="{_WIDTH - _RIGHT + 10}" y="{_TOP + 18 * number + 10}" fill="{colour}">{name}</text>')
    drawn.append(f'<text x="{_LEFT}" y="14">{axis}</text>')
    drawn.append(
        f'<text x="{(_WIDTH - _RIGHT + _LEFT) / 2}" y="{_HEIGHT - 10}" text-anchor="middle">passages</text></svg>'
    )
    return "\n".join(drawn) + "\n"
