"""Records as the API shows them: every field of the kind there, null or empty where the source states nothing."""

import datetime
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from indexer.catalog import DocumentRow
from indexer.documents import Label, Monograph, PartialDate, Phase, Source, Trial


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


# the same, as JSON Schema (draft 2020-12)

REFERENCE = "#/components/schemas/"
TRIAL = "TrialRecord"
RECORDS = ("MonographRecord", "LabelRecord", TRIAL)
SOURCE = "Source"
_BASIC: Mapping[type, Mapping[str, Any]] = MappingProxyType(
    {
        str: {"type": "string"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        type(None): {"type": "null"},
        PartialDate: {"type": "string", "description": "a date as far as it is known: 2021, 2021-03 or 2021-03-09"},
        datetime.date: {"type": "string", "format": "date"},
    }
)


def schemas() -> dict[str, Any]:
    """What `record_of` and `source_of` give, by the names of `RECORDS` and `SOURCE`."""
    found = {name: _schema_of(kind) for name, kind in zip(RECORDS, (Monograph, Label, Trial), strict=True)}
    also = {"phase": _schema_of(tuple[Phase, ...]), "countries": _schema_of(tuple[str, ...])}
    found[TRIAL]["properties"] |= also
    found[TRIAL]["required"] += also
    return found | {SOURCE: _schema_of(Source)}


def _schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema of what `_plain` makes of a value of this type."""
    if isinstance(kind, UnionType):
        return {"anyOf": [_schema_of(each) for each in get_args(kind)]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema_of(get_args(kind)[0])}
    if kind in _BASIC:
        return dict(_BASIC[kind])
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": [each.value for each in kind]}
    hints = get_type_hints(kind)
    properties = {name: _schema_of(hints[name]) for name in _names_of(kind)}
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
