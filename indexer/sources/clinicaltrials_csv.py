"""The CSV that ClinicalTrials.gov's site exports, with any of its columns: today's layout and the old one.

A column is told by its name whatever its case, blanks or underscores. Today: "NCT Number", "Study Title", "Study
Status", "Phases" (PHASE1|PHASE2), dates as 2025-05-09. Until June 2024: "Title", "Status", "Gender", "Outcome
Measures", "Sponsor/Collaborators", dates as July 15, 2020. Spreadsheets rewrite dates as 18-12-2025; whether the day
or the month comes first is then read off the whole file, and left out where no value tells; they also put ";" or tabs
between the cells, as the line of the columns tells, "sep=;" and empty lines before it, and rows of empty cells.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from indexer.documents import Document, Intervention, PartialDate, Trial
from indexer.errors import SourceError
from indexer.sources.reading import BOM, Problems, SourceFile
from indexer.sources.sites import site
from indexer.sources.trial_fields import Fields, nct_number, spelled, words
from indexer.sources.trial_text import Outcome, TrialText, trial_document

FORMAT = "clinicaltrials_csv"

MAX_FIELD = 1024 * 1024
"""Characters. The longest real cell, the sites of a large trial, has about 100,000."""
_NUMERIC_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DATE_COLUMNS = ("start_date", "primary_completion_date", "completion_date", "first_posted", "last_update_posted")
_AGE = re.compile(r"(?:up to (?P<most>\d+ \w+)|(?P<from>\d+ \w+) to (?P<to>\d+ \w+)|(?P<least>\d+ \w+) and older)")
_RESULTS = {"yes": True, "has results": True, "no": False, "no results available": False}
_DELIMITERS = (",", ";", "\t")
_NEXT_RECORD = re.compile(r"\n[^\n,;\t]{0,20}NCT\d{8}\"?[,;\t]")
_BEFORE_COLUMNS = re.compile(r'\s*|"?sep=.?"?\s*')
"""An empty line, or what Excel is told the delimiter by."""
_TELLING = frozenset(("study_title", "title", "study_status", "status", "conditions"))
_WITHOUT_CRITERIA = "A CSV export holds no eligibility criteria, only age groups; the registry's own page has them."
_GUESSED = "Read as Windows-1252, since the file is not UTF-8: check its accents."

Row = Mapping[str, str]


def recognises(name: str, head: bytes) -> bool:
    """A line of columns with "NCT Number" and another column of the export, before anything but a "sep=;"."""
    return _form(head) is not None


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """Yield one document per row. A row that cannot be read, or has more cells than columns, is reported."""
    layout = _layout(source)
    for name in layout.twice:
        problems.remark(source.path, "line 1", f"two columns are called {name!r}; only the last of them is read")
    if layout.numeric_dates and layout.day_first is None:
        problems.remark(
            source.path, None, "no date tells whether the day or the month comes first; such dates are left out"
        )
    for row in _rows(source, layout.form):
        if row.is_empty:
            continue
        where = f"line {row.line}"
        try:
            _check_cells(row)
            where = nct_number(row.cells.get("nct_number"))
            fields = Fields(source.path, where, problems)
            if row.missing:
                fields.report(f"{row.missing} cells fewer than columns (line {row.line}); taken for empty")
            record = _Row(row.cells, fields, layout.day_first)
            yield trial_document(_trial(record, where), _text(record), source, FORMAT, _note(layout.form))
        except ValueError as error:
            problems.add(source.path, where, str(error))


def _note(form: "_Form") -> str:
    """What a reader of the record should know of its file."""
    return f"{_WITHOUT_CRITERIA} {_GUESSED}" if form.encoding == "cp1252" else _WITHOUT_CRITERIA


def _check_cells(row: "_Line") -> None:
    """Refuse what is no whole row: half of a record must not pass for one."""
    if row.beyond:
        raise ValueError("more cells than columns; is a quotation mark missing?")
    if any(_NEXT_RECORD.search(cell) for cell in row.cells.values() if cell and "\n" in cell):
        raise ValueError("a cell holds the next record; is a quotation mark missing?")
    if row.missing and row.is_cut:
        raise ValueError(f"{row.missing} cells fewer than columns, and the file ends here; is it cut short?")


@dataclass(frozen=True, slots=True)
class _Form:
    """How the file is written."""

    encoding: str
    delimiter: str
    before: int
    """Lines before the one of the columns."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row, which ends on this line of the file."""

    line: int
    cells: dict[str, str]
    missing: int
    """Columns for which there is no cell."""
    beyond: bool
    """Whether there are cells with something in them for which there is no column."""
    is_cut: bool
    """Whether the file ends with this row, and that without an end of line."""

    @property
    def is_empty(self) -> bool:
        """Whether no cell says anything: a spreadsheet's row whose record was deleted."""
        return not self.beyond and not any(map(str.strip, filter(None, self.cells.values())))


@dataclass(frozen=True, slots=True)
class _Layout:
    """What only the whole file tells: its encoding, and the order of its numeric dates."""

    form: _Form
    twice: tuple[str, ...]
    """Names that several columns have."""
    numeric_dates: bool
    day_first: bool | None


def _layout(source: SourceFile) -> _Layout:
    form = _form(source.head()) or _Form("utf-8", ",", 0)
    try:
        return _dates(source, form)
    except UnicodeDecodeError as error:
        try:
            return _dates(source, replace(form, encoding="cp1252"))
        except UnicodeDecodeError:
            raise SourceError(source.path, f"not UTF-8: {error.reason}; save it as CSV UTF-8") from error


def _form(head: bytes) -> _Form | None:
    """How a file that begins so is written; None where its columns are not the export's."""
    encoding = _bom_encoding(head) or "utf-8"
    lines = re.split(r"\r\n?|\n", head.decode(encoding, "replace").lstrip("\ufeff"))
    before = next((number for number, line in enumerate(lines) if not _BEFORE_COLUMNS.fullmatch(line)), 0)
    for delimiter in _DELIMITERS:
        columns = {_column(cell) for cell in next(csv.reader([lines[before]], delimiter=delimiter), [])}
        if "nct_number" in columns and columns & _TELLING:
            return _Form(encoding, delimiter, before)
    return None


def _dates(source: SourceFile, form: _Form) -> _Layout:
    firsts, seconds = {0}, {0}
    for row in _rows(source, form):
        for column in _DATE_COLUMNS:
            match = _NUMERIC_DATE.fullmatch(row.cells.get(column) or "")
            if match:
                firsts.add(int(match[1]))
                seconds.add(int(match[2]))
    orders = {order for order, numbers in ((True, firsts), (False, seconds)) if max(numbers) > 12}
    with source.open() as raw:
        header = next(csv.reader(_table(raw, source.path, form), delimiter=form.delimiter), [])
    counted = Counter(map(_column, header))
    twice = tuple(dict.fromkeys(name.strip() for name in header if counted[_column(name)] > 1))
    return _Layout(form, twice, len(firsts) > 1, orders.pop() if len(orders) == 1 else None)


def _bom_encoding(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig" if head.startswith(BOM) else None


def _rows(source: SourceFile, form: _Form) -> Iterator[_Line]:
    """Yield each row; raises SourceError for NUL bytes and cells over MAX_FIELD."""
    csv.field_size_limit(MAX_FIELD)
    with source.open() as raw:
        ending = _Ending()
        lines = ending.watched(_table(raw, source.path, form))
        try:
            reader = csv.DictReader(lines, delimiter=form.delimiter, strict=False)
            reader.fieldnames = [_column(name) for name in reader.fieldnames or ()]
            for row in reader:
                missing = sum(cell is None for cell in row.values())
                beyond = any(map(str.strip, row.pop(None, ())))
                yield _Line(reader.line_num + form.before, row, missing, beyond, ending.is_cut)
        except csv.Error as error:
            raise SourceError(
                source.path, f"not valid CSV: {error}", f"line {reader.line_num + form.before}"
            ) from error


class _Ending:
    """Knows whether the last line that was asked for had an end."""

    def __init__(self) -> None:
        self.is_cut = False

    def watched(self, lines: Iterator[str]) -> Iterator[str]:
        """Pass the lines on."""
        for line in lines:
            self.is_cut = not line.endswith(("\n", "\r"))
            yield line


def _table(raw: BinaryIO, path: str, form: _Form) -> Iterator[str]:
    """Yield the lines from that of the columns on."""
    return islice(_lines(raw, path, form.encoding), form.before, None)


def _lines(raw: BinaryIO, path: str, encoding: str) -> Iterator[str]:
    with io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        while line := text.readline(MAX_FIELD):
            if "\0" in line:
                raise SourceError(path, "holds a NUL byte; expected CSV")
            if len(line) == MAX_FIELD:
                raise SourceError(path, f"a line is longer than {MAX_FIELD} characters; refused")
            yield line


def _column(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells by the registry's names of columns, old and new."""

    cells: Row
    fields: Fields
    day_first: bool | None

    def cell(self, *columns: str) -> str | None:
        """Return the first of these columns that the file has and that is not empty."""
        return next((cell for column in columns if (cell := (self.cells.get(column) or "").strip())), None)

    def line(self, *columns: str) -> str | None:
        """Return a cell as one line of text."""
        return self.fields.line(self.cell(*columns))

    def parts(self, *columns: str) -> list[str]:
        """Return what a cell separates by "|"."""
        return [part.strip() for part in (self.cell(*columns) or "").split("|") if part.strip()]

    def date(self, column: str) -> PartialDate | None:
        """Return a date in any of the export's spellings; None where day and month cannot be told apart."""
        cell = self.cell(column)
        match = _NUMERIC_DATE.fullmatch(cell or "")
        if match is None:
            return self.fields.date(cell)
        if self.day_first is None:
            return None
        month, day = (match[2], match[1]) if self.day_first else (match[1], match[2])
        return self.fields.date(f"{match[3]}-{month}-{day}")


def _trial(row: _Row, nct_id: str) -> Trial:
    fields = row.fields
    sponsor, collaborators = _sponsors(row)
    minimum_age, maximum_age = _ages(row.line("age"))
    design = dict(part.partition(":")[::2] for part in row.parts("study_design", "study_designs"))
    return Trial(
        nct_id=nct_id,
        brief_title=row.line("study_title", "title") or nct_id,
        acronym=row.line("acronym"),
        status=fields.status(row.cell("study_status", "status")),
        study_type=fields.code("study_type", row.cell("study_type")),
        allocation=fields.code("allocation", design.get("Allocation")),
        masking=fields.code("masking", design.get("Masking")),
        intervention_model=fields.code("intervention_model", design.get("Intervention Model")),
        phases=fields.phases(row.cell("phases", "phase")),
        conditions=fields.lines(row.parts("conditions")),
        interventions=tuple(_intervention(part, fields) for part in row.parts("interventions")),
        sponsor=sponsor,
        collaborators=collaborators,
        enrolment=fields.count(row.cell("enrollment")),
        first_posted=row.date("first_posted"),
        last_posted=row.date("last_update_posted"),
        started=row.date("start_date"),
        primary_completion=row.date("primary_completion_date"),
        completed=row.date("completion_date"),
        sex=spelled(row.cell("sex", "gender")),
        minimum_age=minimum_age,
        maximum_age=maximum_age,
        has_results=fields.one_of(row.cell("study_results"), _RESULTS),
        other_ids=fields.lines(row.parts("other_ids")),
        sites=tuple(site(fields.line(part) or part) for part in row.parts("locations")),
    )


def _sponsors(row: _Row) -> tuple[str | None, tuple[str, ...]]:
    """Return the lead sponsor and the collaborators; the old layout names all in one cell, the lead first."""
    if row.cell("sponsor_collaborators"):
        first, *others = row.parts("sponsor_collaborators")
        return row.fields.line(first), row.fields.lines(others)
    return row.line("sponsor"), row.fields.lines(row.parts("collaborators"))


def _intervention(part: str, fields: Fields) -> Intervention:
    kind, colon, name = part.partition(":")
    if not colon or not name.strip() or not re.fullmatch(r"[A-Z][A-Za-z_ ]+", kind):
        return Intervention(fields.line(part) or part)
    word = fields.intervention_type(kind)
    return Intervention(fields.line(name) or name, word) if word else Intervention(fields.line(part) or part)


def _ages(age: str | None) -> tuple[str | None, str | None]:
    """Return the limits that the old layout states: "18 Years to 65 Years (Adult)". Today's states groups only."""
    match = _AGE.match(age or "")
    return (match["from"] or match["least"], match["to"] or match["most"]) if match else (None, None)


def _text(row: _Row) -> TrialText:
    return TrialText(
        brief_summary=row.fields.text(row.cell("brief_summary")),
        population=_age_groups(row.line("age")),
        design=tuple(_design(row.parts("study_design", "study_designs"))),
        outcomes=tuple(_outcomes(row)),
    )


def _age_groups(age: str | None) -> tuple[str, ...]:
    groups = re.findall(r"child|older.adult|adult", (age or "").lower())
    return (f"Age groups: {', '.join(group.replace('_', ' ') for group in groups)}",) if groups else ()


def _design(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        name, _, value = part.partition(":")
        value = value.strip()
        # A withheld study leaves fragments here ("Time Perspective: p").
        if len(value) > 1 and value not in ("NA", "N/A"):
            yield f"{name.strip()}: {words(value)}"


def _outcomes(row: _Row) -> Iterator[Outcome]:
    for rank, column in (
        ("Primary", "primary_outcome_measures"),
        ("Secondary", "secondary_outcome_measures"),
        ("Other", "other_outcome_measures"),
        ("Study", "outcome_measures"),
    ):
        for measure in row.fields.lines(row.parts(column)):
            yield Outcome(rank, measure)
