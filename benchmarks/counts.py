"""Counts the raw files without any of our readers, and compares with what the catalog of an index holds.

    python -m benchmarks.counts --raw ../shared/data/raw --index DIR

Shares no code with `indexer/`: files are opened with json, csv, xml, zipfile and tarfile, the catalog with sqlite3.
A trial that several files hold is taken from the newest of them (last update posted), then from API v2, XML, CSV, then
from the first path. Prints a table; exits 1 when anything differs.
"""

import argparse
import csv
import io
import json
import re
import sqlite3
import sys
import tarfile
import zipfile
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

RICHNESS = ("csv", "xml", "v2")
NCT = re.compile(r"NCT\d{8}")
UNDATED = date.min
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Trial:
    """What one file says of a trial."""

    nct_id: str
    format: str
    updated: date
    status: str | None
    phases: frozenset[str]
    path: str

    @property
    def preference(self) -> tuple[date, int]:
        """The greater the better."""
        return self.updated, RICHNESS.index(self.format)


@dataclass(slots=True)
class Counted:
    """What is in the files, or in a catalog."""

    set_ids: set[str] = field(default_factory=set)
    statuses: dict[str, str | None] = field(default_factory=dict)
    """By NCT number."""
    phases: dict[str, frozenset[str]] = field(default_factory=dict)
    """By NCT number."""
    documents: int = 0
    unread: list[str] = field(default_factory=list)
    """Records that are of no living format."""


def count_raw(raw: Path) -> Counted:
    """Count what the files below a folder hold."""
    counted = Counted()
    best: dict[str, Trial] = {}
    for path in sorted(path for path in raw.rglob("*") if path.is_file()):
        name = path.relative_to(raw).as_posix()
        for member, data in opened(path):
            for record in records(name, member, data, counted):
                if isinstance(record, str):
                    counted.set_ids.add(record)
                elif record.nct_id not in best or record.preference > best[record.nct_id].preference:
                    best[record.nct_id] = record
    counted.statuses = {nct_id: trial.status for nct_id, trial in best.items()}
    counted.phases = {nct_id: trial.phases for nct_id, trial in best.items()}
    counted.documents = len(counted.set_ids) + len(best)
    return counted


def opened(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of a file, or of each member of an archive."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not entry.is_dir():
                    yield entry.filename, archive.read(entry)
    elif ".tar" in path.suffixes:
        with tarfile.open(path) as tar:
            for member in tar:
                if member.isfile():
                    stream = tar.extractfile(member)
                    assert stream is not None
                    yield member.name, stream.read()
    else:
        yield path.name, path.read_bytes()


def records(path: str, member: str, data: bytes, counted: Counted) -> Iterator[Trial | str]:
    """The trials, or the set ids of labels, in a file."""
    suffix = Path(member).suffix.lower()
    if suffix == ".json":
        yield from json_records(path, json.loads(data), counted)
    elif suffix == ".xml":
        yield from xml_records(path, ElementTree.fromstring(data))
    elif suffix == ".csv":
        yield from csv_trials(path, data)


def json_records(path: str, value: Any, counted: Counted) -> Iterator[Trial | str]:
    """Labels of openFDA and studies of API v2 studies, alone, in arrays or in pages."""
    rows = value if isinstance(value, list) else value.get("results") or value.get("studies") or [value]
    for row in rows if isinstance(rows, list) else [value]:
        if "protocolSection" in row:
            nct_id = row["protocolSection"]["identificationModule"]["nctId"]
            if isinstance(nct_id, str):
                yield v2_trial(path, nct_id, row["protocolSection"])
            else:
                counted.unread.append(f"{path}: {nct_id}")
        elif "set_id" in row:
            yield str(row["set_id"]).lower()
        elif "FullStudiesResponse" in row or "Study" in row:
            counted.unread.append(
                f"{path}: {len(row.get('FullStudiesResponse', {}).get('FullStudies', [row]))} studies"
            )


def v2_trial(path: str, nct_id: str, protocol: dict[str, Any]) -> Trial:
    """Of `protocolSection`: statusModule.overallStatus and lastUpdatePostDateStruct, designModule.phases."""
    status = protocol["statusModule"]
    phases = protocol.get("designModule", {}).get("phases", [])
    updated = day_of(status.get("lastUpdatePostDateStruct", {}).get("date"))
    return Trial(nct_id, "v2", updated, code(status.get("overallStatus")), codes(phases), path)


def xml_records(path: str, root: ElementTree.Element) -> Iterator[Trial | str]:
    """`<clinical_study>`, alone or several in an element, and SPL `<document>` with its `<setId root>`."""
    if root.tag == "{urn:hl7-org:v3}document":
        set_id = root.find("{urn:hl7-org:v3}setId")
        assert set_id is not None
        yield set_id.attrib["root"].lower()
    for study in root.iter("clinical_study"):
        nct_id = study.findtext("id_info/nct_id")
        if nct_id:
            phases = re.split("[/|]", study.findtext("phase") or "")
            if study.findtext("phase") == "N/A":
                phases = ["N/A"]
            updated = day_of(study.findtext("last_update_posted"))
            yield Trial(nct_id.strip(), "xml", updated, code(study.findtext("overall_status")), codes(phases), path)


def csv_trials(path: str, data: bytes) -> Iterator[Trial]:
    """The rows of the site's export with an NCT number, the old layout or today's."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    csv.field_size_limit(2**30)
    rows = [
        {str(key).strip().lower().replace("_", " "): value for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]
    day_first = days_come_first(
        cell for row in rows for name, cell in row.items() if isinstance(cell, str) and "date" in name + " date"
    )
    for row in rows:
        nct_id = NCT.search(row.get("nct number") or "")
        if nct_id:
            updated = day_of(row.get("last update posted"), day_first)
            status = code(row.get("study status") or row.get("status"))
            yield Trial(nct_id[0], "csv", updated, status, codes(re.split("[|/]", row.get("phases") or "")), path)


def days_come_first(cells: Iterable[str]) -> bool | None:
    """Whether dates such as 18-12-2025 begin with the day; None where none tells."""
    for cell in cells:
        found = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}", cell.strip())
        if found and (int(found[1]) > 12) != (int(found[2]) > 12):
            return int(found[1]) > 12
    return None


def day_of(text: str | None, day_first: bool | None = None) -> date:
    """The last day that a date can mean; UNDATED for none."""
    text = (text or "").strip()
    numeric = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
    if numeric:
        first, second, year = map(int, numeric.groups())
        return UNDATED if day_first is None else date(year, *((second, first) if day_first else (first, second)))
    for form, precision in (("%Y-%m-%d", "day"), ("%B %d, %Y", "day"), ("%Y-%m", "month"), ("%B %Y", "month")):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return found if precision == "day" else found.replace(day=monthrange(found.year, found.month)[1])
    return UNDATED


def code(text: str | None) -> str | None:
    """A value of the registry as its API spells it: "Active, not recruiting" is ACTIVE_NOT_RECRUITING."""
    spelled = re.sub(r"[^A-Z0-9]+", "_", (text or "").strip().upper()).strip("_")
    spelled = re.sub(r"PHASE_(\d)", r"PHASE\1", spelled)
    same = {"N_A": "NA", "NOT_APPLICABLE": "NA", "UNKNOWN_STATUS": "UNKNOWN", "PHASE0": "EARLY_PHASE1"}
    return same.get(spelled, spelled) or None


def codes(texts: Iterable[str]) -> frozenset[str]:
    """Those of several values that are stated."""
    return frozenset(spelled for text in texts if (spelled := code(text)))


def count_index(index: Path) -> Counted:
    """Count what the live generation's catalog holds."""
    name = (index / "CURRENT").read_text().strip()
    catalog = sqlite3.connect(
        f"{(index / 'generations' / name / 'catalog.sqlite').resolve().as_uri()}?mode=ro", uri=True
    )
    counted = Counted()
    [(counted.documents,)] = catalog.execute("SELECT count(*) FROM documents")
    counted.set_ids = {row[0] for row in catalog.execute("SELECT document_id FROM documents WHERE kind = 'label'")}
    trials = catalog.execute("SELECT number, document_id FROM documents WHERE kind = 'trial'").fetchall()
    facts = "SELECT document, value FROM facts WHERE field = ?"
    statuses = dict(catalog.execute(facts, ("status",)))
    phases: dict[int, set[str]] = {}
    for number, value in catalog.execute(facts, ("phase",)):
        phases.setdefault(number, set()).add(value)
    counted.statuses = {nct_id: statuses.get(number) for number, nct_id in trials}
    counted.phases = {nct_id: frozenset(phases.get(number, ())) for number, nct_id in trials}
    catalog.close()
    return counted


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity on both sides."""

    what: str
    raw: int
    index: int
    differing: Sequence[str]
    """What is on one side only, or differs."""


def compare(raw: Counted, index: Counted) -> list[Line]:
    """Totals, sets of ids, and status and phases trial by trial and value by value."""

    def ids(what: str, ours: set[str], theirs: set[str]) -> Line:
        sides = [f"{each} only in the files" for each in sorted(ours - theirs)]
        return Line(
            what, len(ours), len(theirs), sides + [f"{each} only in the index" for each in sorted(theirs - ours)]
        )

    def values(what: str, ours: dict[str, Any], theirs: dict[str, Any], said: Callable[[Any], str]) -> Line:
        both = sorted(ours.keys() & theirs.keys())
        differing = [
            f"{each}: {said(ours[each])} in the files, {said(theirs[each])} in the index"
            for each in both
            if ours[each] != theirs[each]
        ]
        return Line(what, sum(map(bool, ours.values())), sum(map(bool, theirs.values())), differing)

    lines = [
        Line("documents", raw.documents, index.documents, [] if raw.documents == index.documents else ["the totals"]),
        ids("set_ids of labels", raw.set_ids, index.set_ids),
        ids("NCT numbers of trials", set(raw.statuses), set(index.statuses)),
        values("trials with a status", raw.statuses, index.statuses, str),
        values("trials with a phase", raw.phases, index.phases, lambda some: "+".join(sorted(some)) or "none"),
    ]
    for prefix, ours, theirs in (
        ("status", Counter(raw.statuses.values()), Counter(index.statuses.values())),
        ("phase", _each(raw.phases), _each(index.phases)),
    ):
        for value in sorted(ours.keys() | theirs.keys(), key=str):
            pair = ours[value], theirs[value]
            lines.append(
                Line(f"  {prefix} {value or 'not stated'}", *pair, [] if pair[0] == pair[1] else ["the totals"])
            )
    return lines


def _each(phases: dict[str, frozenset[str]]) -> Counter[str | None]:
    return Counter(phase for some in phases.values() for phase in (some or {None}))


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, compare, print; 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counts", description=__doc__.split("\n")[0])
    parser.add_argument("--raw", type=Path, required=True, help="the folder of raw files that was indexed")
    parser.add_argument("--index", type=Path, required=True, help="the index folder")
    options = parser.parse_args(arguments)
    raw = count_raw(options.raw)
    lines = compare(raw, count_index(options.index))
    print(f"{'':<36}{'files':>9}{'index':>9}")
    for line in lines:
        print(f"{line.what:<36}{line.raw:>9,}{line.index:>9,}{'  DIFFERS' if line.differing else ''}")
        for each in line.differing[:SHOWN]:
            print(f"    {each}")
        if len(line.differing) > SHOWN:
            print(f"    and {len(line.differing) - SHOWN:,} more")
    for each in raw.unread:
        print(f"of no living format, in neither: {each}")
    differing = sum(bool(line.differing) for line in lines)
    print("everything is equal" if not differing else f"{differing} lines differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
