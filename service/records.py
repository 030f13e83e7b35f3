"""Records as the API shows them: every field of the kind there, null or empty where the source states nothing."""

from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import lru_cache
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


_AS_THEY_ARE = frozenset({str, int, float, bool, type(None)})


def _plain(value: Any) -> Any:
    """Data as JSON holds it; dates as far as they are known."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _names_of(value.__class__)}
    return value.isoformat() if hasattr(value, "isoformat") else value


@lru_cache(maxsize=64)
def _names_of(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields."""
    return tuple(each.name for each in fields(kind))
