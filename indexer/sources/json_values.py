"""Values of a JSON record by their dotted path, each of the type its publisher documents."""

from collections.abc import Mapping
from typing import Any


def value_at(record: object, path: str) -> Any:
    """Return what lies at "module.field", None where it is missing; raises ValueError for a wrong type on the way."""
    value: Any = record
    for key in path.split("."):
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise ValueError(f"{path}: expected an object around {key!r}, found {type(value).__name__}")
        value = value.get(key)
    return value


def text_at(record: object, path: str) -> str | None:
    """Return a text, or a number as it is written; raises ValueError for a list or an object."""
    value = value_at(record, path)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | list | dict):
        raise ValueError(f"{path}: expected text, found {type(value).__name__}")
    return str(value)


def strings(record: object, path: str) -> list[str]:
    """Return a list of texts, empty where there is none."""
    values = _list_at(record, path)
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"{path}: expected texts only")
    return values


def objects(record: object, path: str) -> list[Mapping[str, Any]]:
    """Return a list of objects, empty where there is none."""
    values = _list_at(record, path)
    if not all(isinstance(value, dict) for value in values):
        raise ValueError(f"{path}: expected objects only")
    return values


def _list_at(record: object, path: str) -> list[Any]:
    value = value_at(record, path)
    if not isinstance(value, list | None):
        raise ValueError(f"{path}: expected a list, found {type(value).__name__}")
    return value or []
