"""Records as the API shows them: every field of the kind there, null or empty where the source states nothing."""

from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from indexer.catalog import DocumentRow
from indexer.documents import PartialDate, Source, Trial


def record_of(document: DocumentRow) -> dict[str, Any]:
    """The facts of a document, in the words of `indexer.documents`; a trial's phases are also there as `phase`."""
    stated: dict[str, Any] = _plain(document.record)
    if isinstance(document.record, Trial):
        stated["phase"] = stated["phases"]
        stated["countries"] = list(document.record.countries)
    return stated


def source_of(source: Source) -> dict[str, Any]:
    """Where a document came from."""
    stated: dict[str, Any] = _plain(source)
    return stated


def _plain(value: Any) -> Any:
    """Data as JSON holds it; dates as far as they are known."""
    if isinstance(value, PartialDate):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if hasattr(value, "isoformat") else value
