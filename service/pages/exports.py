"""Answers, documents and lists as files: text and Markdown to paste, RIS for reference managers, CSV and JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain

from indexer.catalog import Catalog, DocumentRow
from indexer.documents import Kind, Section, Trial
from service import urls
from service.answering.answers import Answer
from service.answering.citations import Citation, date_of
from service.answering.comparison import Row
from service.answering.notices import cautions
from service.pages.records import record_of
from service.wording import day, phases_in_words, size_in_words

TRIAL_COLUMNS = tuple(
    """nct_id title status phase conditions interventions sponsor enrolment enrolment_type first_posted last_posted
    countries url generation""".split()
)


def answer_as_text(answer: Answer, site: str, markdown: bool = False) -> str:
    """Question, finding, quotes and sources with their whole addresses; `site` is this service's own."""
    lines = [f"# {answer.question.text}" if markdown else answer.question.text, ""]
    for each in (*answer.notices, *cautions(answer.quoted, datetime.now(UTC).date())):
        lines += [each.line.replace(each.title, f"**{each.title}**", 1) if markdown else each.line, ""]
    lines += [text for text in (answer.finding, answer.explanation) if text]
    if answer.tally is not None:
        lines += ["", *(f"- {each.label}: {each.count:,}" for each in answer.tally.foremost)]
        lines += [f"- and {answer.tally.more:,} more"] if answer.tally.more else []
    if answer.quotes:
        lines += [quote_lines(f"“{each.text}” [{each.citation.number}]", markdown) for each in answer.quotes]
    if answer.comparison is not None:
        lines += [text for row in answer.comparison.rows for text in row_lines(row, markdown)]
    first, last = answer.offset + 1, answer.offset + len(answer.citations)
    part = f", {first:,} to {last:,} of {answer.total:,}" if answer.listing and answer.total > last + 1 - first else ""
    lines += ["", f"{'## ' if markdown else ''}Sources{part}"] if answer.citations else []
    is_quoted = bool(answer.quotes or answer.comparison)
    lines += [_source_line(each, site, markdown, is_quoted) for each in answer.citations]
    lines += ["", f"Generation {answer.generation}. Information quoted from sources, not medical advice.", ""]
    return "\n".join(lines)


def quote_lines(text: str, markdown: bool) -> str:
    """A quote, every line of it marked as one where that is Markdown."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if markdown else text


def row_lines(row: Row, markdown: bool = False) -> Iterator[str]:
    """A row of a comparison: its heading, and for each drug a line, or as many as its quote has, indented."""
    yield from ("", f"## {row.title}" if markdown else row.title)
    for cell in row.cells:
        if cell.quote is not None:
            more = " … more in the source" if cell.goes_on else ""
            text = "\n  ".join(filter(str.strip, cell.quote.text.splitlines()))
            said = f"“{text}”{more} [{cell.quote.citation.number}]"
        else:
            said = "; ".join(cell.lines) or f"{cell.absence[:1].lower()}{cell.absence[1:]}"
        yield f"- {cell.drug}: {said}"


def facts_in_line(trial: Trial) -> str:
    """As in "NCT05418049, Recruiting, Phase 2, 45 people planned"."""
    status = trial.status.label if trial.status else "status not stated"
    phases = phases_in_words(trial.phases) or "phase not stated"
    return f"{trial.nct_id}, {status}, {phases}, {size_in_words(trial) or 'size not stated'}"


def _source_line(citation: Citation, site: str, markdown: bool, is_quoted: bool) -> str:
    """A numbered source: what it is, of when, where; with its words where none are quoted above."""
    stated = citation.source_date
    dated = day(stated) if stated else "date not stated"
    address = f"{site}{citation.url}"
    name = f"{citation.title}, {citation.section_title}"
    linked = f"[{_escaped(name)}]({address})" if markdown else name
    said = "" if is_quoted else f" “{' '.join(citation.passage.text.split())}”"
    if isinstance(citation.record, Trial):
        said = f" {facts_in_line(citation.record)}."
    shown = "" if markdown else f" {address}"
    return f"{citation.number}. {linked} ({citation.kind.value}, {citation.source.published_by}, {dated}).{said}{shown}"


def _escaped(text: str) -> str:
    """Text inside a Markdown link."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


_RIS_TYPES = {Kind.MONOGRAPH: "DATA", Kind.LABEL: "STAND", Kind.TRIAL: "DBASE"}


def as_ris(citations: Iterable[Citation], site: str, read: date) -> str:
    """RIS records (https://refdb.sourceforge.net/manual-0.9.6/sect1-ris-format.html), one per citation."""
    return "".join(
        _ris(
            each.document,
            f"{site}{each.url}",
            read,
            [("T2", each.section_title), ("N1", f"{each.passage.passage_id}, sha256 {each.passage.sha256}")],
        )
        for each in citations
    )


def document_as_ris(document: DocumentRow, site: str, read: date) -> str:
    """A document as one RIS record."""
    return _ris(document, f"{site}{urls.document(document.document_id)}", read, [])


def _ris(document: DocumentRow, address: str, read: date, more: Sequence[tuple[str, str]]) -> str:
    stated = date_of(document.record, document.source)
    when = [("PY", str(stated.year)), ("DA", "/".join(str(stated).split("-")))] if stated else []
    publisher_url = urls.external(document.source.url)
    tags = [
        ("TY", _RIS_TYPES[document.kind]),
        ("TI", document.title),
        *more[:1],
        *([("PB", document.source.publisher)] if document.source.publisher else []),
        *when,
        ("AN", document.document_id),
        ("UR", address),
        *([("L2", publisher_url)] if publisher_url else []),
        ("Y2", f"{read:%Y/%m/%d}"),
        *more[1:],
        ("ER", ""),
    ]
    # a tag's value ends with its line
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in tags)


def document_as_text(document: DocumentRow, sections: Sequence[Section]) -> str:
    """The text as it was read, section by section."""
    return "\n\n".join([document.title, *(f"{each.title}\n\n{each.text}" for each in sections)]) + "\n"


def trials_as_csv(catalog: Catalog, numbers: Sequence[int], site: str, generation: str) -> Iterator[str]:
    """A header and one line per trial; absent is empty. A cell that a spreadsheet would compute is kept from it."""
    pieces = ([_trial_row(each, site, generation) for each in piece] for piece in _in_pieces(catalog, numbers))
    for rows in chain([[TRIAL_COLUMNS]], pieces):
        buffer = io.StringIO()
        csv.writer(buffer).writerows([_harmless(cell) for cell in row] for row in rows)
        yield buffer.getvalue()


def _in_pieces(catalog: Catalog, numbers: Sequence[int]) -> Iterator[Sequence[DocumentRow]]:
    """The documents, so many at once: a list of all trials is sent before its end is read, and never held whole."""
    for first in range(0, len(numbers), _AT_ONCE):
        yield catalog.documents(numbers[first : first + _AT_ONCE])


_AT_ONCE = 100


def _trial_row(document: DocumentRow, site: str, generation: str) -> tuple[str, ...]:
    trial = document.record
    if not isinstance(trial, Trial):
        raise TypeError(f"{document.document_id} is no trial")
    return (
        trial.nct_id,
        trial.brief_title,
        trial.status or "",
        "|".join(trial.phases),
        "|".join(trial.conditions),
        "|".join(each.name for each in trial.interventions),
        trial.sponsor or "",
        "" if trial.enrolment is None else str(trial.enrolment),
        trial.enrolment_type or "",
        str(trial.first_posted or ""),
        str(trial.last_posted or ""),
        "|".join(trial.countries),
        f"{site}{urls.document(document.document_id)}",
        generation,
    )


def _harmless(cell: str) -> str:
    """A cell that begins like a formula, made text (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def trials_as_json(catalog: Catalog, numbers: Sequence[int], generation: str) -> Iterator[str]:
    """The same list as the API shows records, a TrialsResponse."""
    yield f'{{"generation":{_json(generation)},"total":{len(numbers)},"trials":['
    joint = ""
    for piece in _in_pieces(catalog, numbers):
        shown = ({"document_id": each.document_id, "title": each.title, "record": record_of(each)} for each in piece)
        yield joint + ",".join(map(_json, shown))
        joint = ","
    yield "]}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
