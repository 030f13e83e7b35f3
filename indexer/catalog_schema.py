"""What of a document goes into the columns of `catalog.sqlite`; its tables are those of `data/catalog.sql`.

Absent is NULL everywhere. The number of a passage is the one that the vectors and the lexical index use.
"""

from typing import Any

import cattrs
from cattrs.preconf.json import JsonConverter, make_converter

from indexer.abbreviations import explained_in
from indexer.documents import Document, Kind, Label, Monograph, PartialDate, Record, Trial, age_in_years
from indexer.facts import mentions_of
from indexer.lexical import search_names

SCHEMA_VERSION = 6
"""Part of every manifest; raise it whenever the tables or the meaning of a column change."""

_RECORDS: dict[Kind, type[Record]] = {Kind.MONOGRAPH: Monograph, Kind.LABEL: Label, Kind.TRIAL: Trial}


def _converter() -> JsonConverter:
    converter = make_converter(omit_if_default=True)

    def date_of(text: Any, _: type) -> PartialDate:
        return PartialDate.parse(text)

    converter.register_unstructure_hook(PartialDate, str)
    converter.register_structure_hook(PartialDate, date_of)
    return converter


_JSON = _converter()


def record_to_json(record: Record) -> str:
    """Only what the record states."""
    return _JSON.dumps(record, ensure_ascii=False, separators=(",", ":"))


def record_from_json(kind: Kind, text: str) -> Record:
    """The record that `record_to_json` wrote. Raises ValueError for what is no record of that kind."""
    try:
        return _JSON.loads(text, _RECORDS[kind])
    except cattrs.BaseValidationError as error:
        raise ValueError(f"no {kind} record: {text[:100]!r}") from error


def document_columns(document: Document) -> dict[str, object]:
    """The row of a document in `documents`, without its number and its file."""
    source, record = document.source, document.record
    columns: dict[str, object] = {
        "document_id": document.document_id,
        "kind": document.kind,
        "title": document.title,
        "sha256": document.sha256,
        "names": search_names(document),
        "mentions": mentions_of(document),
        "record": record_to_json(record),
        "source_path": source.path,
        "source_format": source.format,
        "publisher": source.publisher,
        "url": source.url,
        "source_date": str(source.date) if source.date else None,
        "source_day": source.date.latest.toordinal() if source.date else None,
        "fetched": source.fetched.isoformat() if source.fetched else None,
        "note": source.note,
    }
    return columns | _trial_columns(record) if isinstance(record, Trial) else columns


def _trial_columns(trial: Trial) -> dict[str, object]:
    dates = {
        "first_posted": trial.first_posted,
        "last_posted": trial.last_posted,
        "started": trial.started,
        "completed": trial.completed,
    }
    stated = {name: day for name, day in dates.items() if day is not None}
    titles = (trial.brief_title, trial.official_title or "", *trial.conditions, *trial.keywords)
    return {
        "acronym": trial.acronym,
        "abbreviations": "\n".join("\t".join(each) for text in titles for each in explained_in(text)) or None,
        "enrolment": trial.enrolment,
        "minimum_age": age_in_years(trial.minimum_age),
        "maximum_age": age_in_years(trial.maximum_age),
        **{f"{name}_from": day.earliest.toordinal() for name, day in stated.items()},
        **{f"{name}_to": day.latest.toordinal() for name, day in stated.items()},
    }
