"""The facts that a text begins with, in YAML between two lines of dashes: the only door to yaml."""

import re
import reprlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import yaml

from indexer.errors import SourceError
from indexer.sources.reading import Problems
from indexer.text import canonical

T = TypeVar("T")


def divided(text: str, path: str) -> tuple[str, int, str, int]:
    """The front matter and the line on which it begins, the body and the line on which that begins."""
    if not text.lstrip().startswith("---"):
        raise SourceError(path, "no front matter; expected a line '---' before the facts and one after them", "line 1")
    match = re.match(r"\s*---[^\S\n]*\n(.*?\n)---[^\S\n]*(?:\n|$)", text, re.DOTALL)
    if match is None:
        raise SourceError(path, "the front matter does not end; expected a line '---' after the facts", "line 1")
    first, after = (text.count("\n", 0, position) + 1 for position in (match.start(1), match.end()))
    return match[1], first, text[match.end() :], after


_AS_WRITTEN = frozenset(f"tag:yaml.org,2002:{each}" for each in ("timestamp", "int", "float"))
"""Else "0123" would be 83, and "2.50" another name."""


class _Loader(yaml.SafeLoader):
    """YAML without aliases, which make much of little, and with numbers and dates as they are written."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (as the base class has it)
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _AS_WRITTEN]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "an alias ('*name'); write the value out", mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{shown(twice)} is stated twice", node.start_mark)
        return super().construct_mapping(node, deep)


class Facts:
    """The front matter: hands out each key once, knows its line, and refuses what nobody asked for."""

    def __init__(
        self, loader: _Loader, nodes: dict[str, yaml.Node], lines: Mapping[str, int], path: str, problems: Problems
    ) -> None:
        self._loader = loader
        self._nodes = nodes
        self._lines = lines
        self._path = path
        self._problems = problems

    @classmethod
    def parse(cls, front: str, first_line: int, path: str, problems: Problems) -> "Facts":
        """Of a front matter that begins on this line; raises SourceError with the line of what is no fact."""
        loader, node = _mapping_of(front, first_line, path)
        nodes: dict[str, yaml.Node] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + first_line
            if not isinstance(key, yaml.ScalarNode):
                raise SourceError(path, "a key that is no word; expected 'key: value'", f"line {line}")
            if key.value in lines:
                raise SourceError(
                    path, f"{shown(key.value)} is stated twice, first on line {lines[key.value]}", f"line {line}"
                )
            lines[key.value] = line
            nodes[key.value] = value
        return cls(loader, nodes, lines, path, problems)

    def error(self, key: str, reason: str) -> SourceError:
        """What is wrong with the value of a key, with its line."""
        return SourceError(self._path, reason, self._line(key))

    def remark(self, key: str, reason: str) -> None:
        """Report a value that is wrong, and without which the document is read."""
        self._problems.remark(self._path, self._line(key), f"{key}: {reason}")

    def take(self, key: str, convert: Callable[[Any], T]) -> T | None:
        """The value of the key, converted; None where it is left out or empty."""
        node = self._nodes.pop(key, None)
        if node is None:
            return None
        try:
            value = self._loader.construct_object(node, deep=True)
            return None if value in (None, "") else convert(value)
        except yaml.MarkedYAMLError as error:
            raise self.error(key, f"{key}: {error.problem}") from error
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise self.error(key, f"{key}: {error}") from error

    def take_if_right(self, key: str, convert: Callable[[str], T]) -> T | None:
        """As `take`, of a text; one that is wrong is reported and left out."""
        value = self.take(key, words)
        try:
            return convert(value) if value else None
        except ValueError as error:
            self.remark(key, f"{error}; left out")
            return None

    def need(self, key: str, convert: Callable[[Any], T]) -> T:
        """As `take`; raises SourceError where the key is left out or empty."""
        value = self.take(key, convert)
        if not value:
            raise self.error(key, f"no {key!r} in the front matter; it must be stated")
        return value

    def refuse_unknown(self) -> None:
        """Raise SourceError for the first key that was not taken."""
        for key in self._nodes:
            raise self.error(key, f"unknown key {shown(key)}; corpus/README.md lists the keys of each kind")

    def _line(self, key: str) -> str:
        return f"line {self._lines.get(key, 1)}"


def _mapping_of(front: str, first_line: int, path: str) -> tuple[_Loader, yaml.MappingNode]:
    try:
        loader = _Loader(front)
        node = loader.get_single_node()
    except yaml.reader.ReaderError as error:
        line = first_line + front.count("\n", 0, error.position)
        reason = f"the front matter holds a character that is not shown, U+{error.character:04X}; delete it"
        raise SourceError(path, reason, f"line {line}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + first_line}" if mark else None
        said = getattr(error, "problem", None) or str(error)
        raise SourceError(path, f"the front matter is not YAML: {said}", where) from error
    if not isinstance(node, yaml.MappingNode):
        reason = "the front matter states nothing; expected 'kind: monograph' or 'kind: trial'"
        raise SourceError(path, reason, f"line {first_line}")
    return loader, node


def words(value: Any) -> str:
    """A text, canonical, as it is written; raises ValueError for anything else."""
    if isinstance(value, bool):
        raise ValueError(
            f"{shown(value)} is no word; put yes, no, on and off, which YAML takes for it, in quotation marks"
        )
    if isinstance(value, list | dict | None):
        raise ValueError(f"expected words, not {shown(value)}")
    return canonical(str(value))


def shown(value: Any) -> str:
    """A value as a message quotes it, whatever it holds."""
    return _QUOTED.repr(value)


_QUOTED = reprlib.Repr()
_QUOTED.maxstring = _QUOTED.maxother = _QUOTED.maxlong = 80
_QUOTED.maxlevel = 3
