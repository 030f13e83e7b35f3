"""Reads documents written by hand: facts in a YAML front matter, text under second-level headings.

The format is documented, with examples, in corpus/README.md. A key that is not known is an error, with its line:
a misspelled fact must not vanish.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import yaml

from indexer.documents import (
    Document,
    EnrolmentType,
    Intervention,
    Kind,
    Monograph,
    PartialDate,
    Phase,
    Section,
    Site,
    Source,
    Status,
    Trial,
    slug,
)
from indexer.errors import SourceError
from indexer.sources.monograph_sections import monograph_facts_section
from indexer.sources.public_pages import label_page, trial_page
from indexer.sources.reading import Problems, SourceFile, read_text
from indexer.sources.trial_sections import trial_record_sections
from indexer.text import canonical

T = TypeVar("T")

FORMAT = "markdown"


def recognises(name: str, head: bytes) -> bool:
    """A Markdown file that opens with a front matter. Other Markdown (a README) is no source."""
    return name.lower().endswith((".md", ".markdown")) and head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(
        b"---"
    )


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """The one document of the file; raises SourceError with the line of what is wrong."""
    front, body, body_line = _parts(read_text(source), source.path)
    facts = _Facts.parse(front, source.path)
    kind = facts.take("kind", _text)
    if kind not in (Kind.MONOGRAPH, Kind.TRIAL):
        raise facts.error("kind", f"{kind!r} is no kind; expected 'monograph' or 'trial'")
    publisher = facts.take("publisher", _text) or None
    sections = _sections(body, body_line, source.path)
    made = _monograph if kind == Kind.MONOGRAPH else _trial
    document = made(facts, sections, Source(source.path, FORMAT, publisher, fetched=source.fetched))
    facts.refuse_unknown()
    yield document


def _parts(text: str, path: str) -> tuple[str, str, int]:
    """The front matter, the body, and the line of the file on which the body begins."""
    match = re.match(r"\s*---[^\S\n]*\n(.*?\n)---[^\S\n]*(?:\n|$)", text, re.DOTALL)
    if match is None:
        raise SourceError(path, "the front matter does not end; expected a line '---' after the facts", "line 1")
    return match[1], text[match.end() :], text.count("\n", 0, match.end()) + 1


class _Facts:
    """The front matter: hands out each key once, knows its line, and refuses what nobody asked for."""

    def __init__(self, values: dict[str, Any], lines: Mapping[str, int], path: str) -> None:
        self._values = values
        self._lines = lines
        self._path = path

    @classmethod
    def parse(cls, front: str, path: str) -> "_Facts":
        try:
            node = yaml.compose(front, Loader=yaml.SafeLoader)
            values = yaml.safe_load(front)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f"line {mark.line + 2}" if mark else None
            raise SourceError(
                path, f"the front matter is not YAML: {getattr(error, 'problem', error)}", where
            ) from error
        if not isinstance(values, dict):
            raise SourceError(
                path, "the front matter states nothing; expected 'kind: monograph' or 'kind: trial'", "line 2"
            )
        lines: dict[str, int] = {}
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            line = key.start_mark.line + 2
            if key.value in lines:
                raise SourceError(
                    path, f"{key.value!r} is stated twice, first on line {lines[key.value]}", f"line {line}"
                )
            lines[key.value] = line
        return cls(values, lines, path)

    def error(self, key: str, reason: str) -> SourceError:
        return SourceError(self._path, reason, f"line {self._lines.get(key, 1)}")

    def take(self, key: str, convert: Callable[[Any], T]) -> T | None:
        """The value of the key, converted; None where it is left out or empty."""
        value = self._values.pop(key, None)
        if value is None:
            return None
        try:
            return convert(value)
        except (ValueError, TypeError, KeyError) as error:
            raise self.error(key, f"{key}: {error}") from error

    def need(self, key: str, convert: Callable[[Any], T]) -> T:
        value = self.take(key, convert)
        if not value:
            raise self.error(key, f"no {key!r} in the front matter; it must be stated")
        return value

    def refuse_unknown(self) -> None:
        for key in self._values:
            raise self.error(key, f"unknown key {key!r}; corpus/README.md lists the keys of each kind")


def _monograph(facts: _Facts, sections: tuple[Section, ...], source: Source) -> Document:
    record = Monograph(
        generic_name=facts.need("generic_name", _text),
        brand_names=facts.take("brand_names", _texts) or (),
        synonyms=facts.take("synonyms", _texts) or (),
        drug_type=facts.take("drug_type", _text),
        drug_class=facts.take("drug_class", _text),
        formula=facts.take("formula", _text),
        cas=facts.take("cas", _text),
        unii=facts.take("unii", _text),
        associated_conditions=facts.take("associated_conditions", _texts) or (),
    )
    origin = facts.take("source", _origin) or {}
    name, sections = record.generic_name, (monograph_facts_section(record), *sections)
    return Document(slug(name), name, record, sections, replace(source, **origin))


def _trial(facts: _Facts, sections: tuple[Section, ...], source: Source) -> Document:
    enrolment = facts.take("enrolment", _enrolment) or (None, None)
    record = Trial(
        nct_id=facts.need("nct_id", _nct_id),
        brief_title=facts.need("title", _text),
        official_title=facts.take("official_title", _text),
        acronym=facts.take("acronym", _text),
        status=facts.take("status", Status),
        why_stopped=facts.take("why_stopped", _text),
        study_type=facts.take("study_type", _text),
        phases=facts.take("phases", _phases) or (),
        conditions=facts.take("conditions", _texts) or (),
        keywords=facts.take("keywords", _texts) or (),
        interventions=facts.take("interventions", _interventions) or (),
        sponsor=facts.take("sponsor", _text),
        collaborators=facts.take("collaborators", _texts) or (),
        enrolment=enrolment[0],
        enrolment_type=enrolment[1],
        first_posted=facts.take("first_posted", _date),
        last_posted=facts.take("last_posted", _date),
        started=facts.take("started", _date),
        primary_completion=facts.take("primary_completion", _date),
        completed=facts.take("completed", _date),
        sex=facts.take("sex", _sex),
        minimum_age=facts.take("minimum_age", _text),
        maximum_age=facts.take("maximum_age", _text),
        healthy_volunteers=facts.take("healthy_volunteers", _truth),
        has_results=facts.take("has_results", _truth),
        listed_under=facts.take("listed_under", _texts) or (),
        sites=facts.take("sites", _sites) or (),
    )
    origin = facts.take("source", _origin) or {}
    url = trial_page(record.nct_id)
    where = replace(source, **{"url": url, "date": record.last_posted, **origin})
    return Document(record.nct_id, record.brief_title, record, (*trial_record_sections(record), *sections), where)


def _sections(body: str, body_line: int, path: str) -> tuple[Section, ...]:
    """One section for each second-level heading; its text with hard-wrapped lines joined."""
    heads = list(re.finditer(r"^##[^\S\n]+(.+?)[^\S\n]*#*[^\S\n]*$", body, re.MULTILINE))
    before = body[: heads[0].start()] if heads else body
    stray = re.search(r"^(?!#[^#])[^\S\n]*\S", before, re.MULTILINE)
    if stray:
        line = body_line + before.count("\n", 0, stray.end())
        raise SourceError(path, "text before the first heading; begin each section with '## Title'", f"line {line}")
    sections: dict[str, Section] = {}
    ends = [*(head.start() for head in heads[1:]), len(body)]  # one too many where there is no heading at all
    for head, end in zip(heads, ends, strict=False):
        title, text = canonical(head[1]), _unwrapped(body[head.end() : end])
        line = body_line + body.count("\n", 0, head.start())
        if slug(title) in sections:
            raise SourceError(path, f"a second section {title!r}; put both texts under one heading", f"line {line}")
        if text:
            sections[slug(title)] = Section(slug(title), title, text)
    return tuple(sections.values())


_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_OWN_LINE = re.compile(r"(?:[-*+•]|\d+[.)]|\|)\s|\|")


def _unwrapped(text: str) -> str:
    """Paragraphs on one line each, without emphasis; list items, table rows and sub-headings keep their own."""
    lines: list[str] = []
    joins = False
    for line in canonical(_EMPHASIS.sub(r"\2", text)).split("\n"):
        heading = re.match(r"#{3,6}\s+(.+)", line)
        words = heading[1] if heading else line
        if joins and words and not heading and not _OWN_LINE.match(words):
            lines[-1] += " " + words
        else:
            lines.append(words)
        joins = bool(words) and not heading
    return canonical("\n".join(lines))


def _origin(value: Any) -> dict[str, Any]:
    """The record that the facts were taken from: its address, date, and a note that says so."""
    keys = {"set_id", "nct_id", "url", "date", "note"}
    stated = _mapping(value, keys, required=())
    found: dict[str, Any] = {"date": _date(stated["date"])} if stated.get("date") else {}
    if stated.get("set_id"):
        found["url"] = label_page(stated["set_id"])
        found["note"] = f"Written from the facts of the US drug label {stated['set_id']}."
    if stated.get("nct_id"):
        found["url"] = trial_page(stated["nct_id"])
        found["note"] = f"Written from the facts of the registry entry {stated['nct_id']}."
    return found | {key: _text(stated[key]) for key in ("url", "note") if stated.get(key)}


def _text(value: Any) -> str:
    if isinstance(value, list | dict | bool):
        raise ValueError(f"expected words, not {value!r}")
    return canonical(str(value))


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list such as [one, two], not {value!r}")
    return tuple(_text(item) for item in value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, not {value!r}")
    return value


def _date(value: Any) -> PartialDate:
    return PartialDate.parse(value.isoformat() if isinstance(value, date) else str(value))


def _nct_id(value: Any) -> str:
    if not re.fullmatch(r"NCT\d{8}", str(value)):
        raise ValueError(f"expected NCT and 8 digits, not {value!r}")
    return str(value)


def _sex(value: Any) -> str:
    if value not in ("ALL", "FEMALE", "MALE"):
        raise ValueError(f"expected ALL, FEMALE or MALE, not {value!r}")
    return str(value)


def _phases(value: Any) -> tuple[Phase, ...]:
    return tuple(Phase(item) for item in _texts(value))


def _mapping(value: Any, allowed: set[str], required: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict) or not set(value) <= allowed or any(not value.get(key) for key in required):
        needed = f", {' and '.join(required)} always" if required else ""
        raise ValueError(f"expected a mapping with {', '.join(sorted(allowed))}{needed}; not {value!r}")
    return value


def _enrolment(value: Any) -> tuple[int, EnrolmentType | None]:
    if isinstance(value, int) and not isinstance(value, bool):
        return value, None
    stated = _mapping(value, {"count", "type"}, required=())
    if not isinstance(stated.get("count"), int):
        raise ValueError(f"expected a whole number as count, not {stated.get('count')!r}")
    return stated["count"], EnrolmentType(stated["type"]) if stated.get("type") else None


def _interventions(value: Any) -> tuple[Intervention, ...]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list of mappings with a name, not {value!r}")
    return tuple(_intervention(item) for item in value)


def _intervention(value: Any) -> Intervention:
    stated = _mapping(value, {"type", "name", "description", "other_names"}, required=("name",))
    return Intervention(
        name=_text(stated["name"]),
        type=_text(stated["type"]) if stated.get("type") else None,
        description=_text(stated["description"]) if stated.get("description") else None,
        other_names=_texts(stated.get("other_names") or []),
    )


def _sites(value: Any) -> tuple[Site, ...]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list of mappings with a facility, city or country, not {value!r}")
    return tuple(_site(item) for item in value)


def _site(value: Any) -> Site:
    stated = _mapping(value, {"facility", "city", "state", "country", "status"}, required=())
    places = {key: _text(stated[key]) for key in ("facility", "city", "state", "country") if stated.get(key)}
    return Site(**places, status=Status(stated["status"]) if stated.get("status") else None)
