"""Reads documents written by hand: facts in a YAML front matter, text under second-level headings.

The format is documented, with examples, in corpus/README.md. A key that is not known is an error, with its line:
a misspelled fact must not vanish.
"""

import re
import reprlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

import yaml

from indexer.countries import canonical_country, country_names
from indexer.documents import (
    MOST_ENROLLED,
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
    age_in_years,
    slug,
)
from indexer.errors import SourceError
from indexer.sources.contacts import without_contacts
from indexer.sources.monograph_sections import monograph_facts_section
from indexer.sources.public_pages import label_page, trial_page
from indexer.sources.reading import Problems, SourceFile, read_text, shortened
from indexer.sources.stated import cas_number, set_id, unii
from indexer.sources.trial_fields import INTERVENTION_TYPES, STUDY_TYPES, spelled
from indexer.sources.trial_sections import trial_record_sections
from indexer.text import canonical

T = TypeVar("T")

FORMAT = "markdown"


_KIND = re.compile(rb"^kind:[ \t]*(?:monograph|trial)[ \t]*\r?$", re.MULTILINE)


def recognises(name: str, head: bytes) -> bool:
    """A text that states its kind, or Markdown that opens with a front matter. Other Markdown (a README) is none."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    is_markdown = name.lower().endswith((".md", ".markdown"))
    if begin.startswith(b"---"):
        return is_markdown or _KIND.search(begin) is not None
    return is_markdown and begin.startswith(b"kind:")


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """The one document of the file; raises SourceError with the line of what is wrong."""
    text = read_text(source)
    front, front_line, body, body_line = _parts(text, source.path)
    facts = _Facts.parse(front, front_line, source.path, problems)
    kind = facts.take("kind", _text)
    if kind not in (Kind.MONOGRAPH, Kind.TRIAL):
        raise facts.error("kind", f"{_shown(kind)} is no kind; expected 'monograph' or 'trial'")
    publisher = facts.take("publisher", _text) or None
    sections = _sections(body, body_line, source.path)
    made = _monograph if kind == Kind.MONOGRAPH else _trial
    document = made(facts, sections, Source(source.path, FORMAT, publisher, fetched=source.fetched))
    facts.refuse_unknown()
    yield document


def _parts(text: str, path: str) -> tuple[str, int, str, int]:
    """The front matter and the line on which it begins, the body and the line on which that begins."""
    if not text.lstrip().startswith("---"):
        raise SourceError(path, "no front matter; expected a line '---' before the facts and one after them", "line 1")
    match = re.match(r"\s*---[^\S\n]*\n(.*?\n)---[^\S\n]*(?:\n|$)", text, re.DOTALL)
    if match is None:
        raise SourceError(path, "the front matter does not end; expected a line '---' after the facts", "line 1")
    first, after = (text.count("\n", 0, position) + 1 for position in (match.start(1), match.end()))
    return match[1], first, text[match.end() :], after


class _Loader(yaml.SafeLoader):
    """YAML without aliases, which make much of little, and with dates as they are written."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (as the base class has it)
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "an alias ('*name'); write the value out", mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


class _Facts:
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
    def parse(cls, front: str, first_line: int, path: str, problems: Problems) -> "_Facts":
        loader, node = _mapping_of(front, first_line, path)
        nodes: dict[str, yaml.Node] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + first_line
            if not isinstance(key, yaml.ScalarNode):
                raise SourceError(path, "a key that is no word; expected 'key: value'", f"line {line}")
            if key.value in lines:
                raise SourceError(
                    path, f"{_shown(key.value)} is stated twice, first on line {lines[key.value]}", f"line {line}"
                )
            lines[key.value] = line
            nodes[key.value] = value
        return cls(loader, nodes, lines, path, problems)

    def error(self, key: str, reason: str) -> SourceError:
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
            return None if value is None else convert(value)
        except yaml.MarkedYAMLError as error:
            raise self.error(key, f"{key}: {error.problem}") from error
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise self.error(key, f"{key}: {error}") from error

    def take_if_right(self, key: str, convert: Callable[[str], T]) -> T | None:
        """As `take`, of a text; one that is wrong is reported and left out."""
        value = self.take(key, _text)
        try:
            return convert(value) if value else None
        except ValueError as error:
            self.remark(key, f"{error}; left out")
            return None

    def need(self, key: str, convert: Callable[[Any], T]) -> T:
        value = self.take(key, convert)
        if not value:
            raise self.error(key, f"no {key!r} in the front matter; it must be stated")
        return value

    def refuse_unknown(self) -> None:
        for key in self._nodes:
            raise self.error(key, f"unknown key {_shown(key)}; corpus/README.md lists the keys of each kind")

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


def _monograph(facts: _Facts, sections: tuple[Section, ...], source: Source) -> Document:
    record = Monograph(
        generic_name=facts.need("generic_name", _name),
        brand_names=facts.take("brand_names", _texts) or (),
        synonyms=facts.take("synonyms", _texts) or (),
        drug_type=facts.take("drug_type", _text),
        drug_class=facts.take("drug_class", _text),
        formula=facts.take("formula", _text),
        cas=facts.take_if_right("cas", cas_number),
        unii=facts.take_if_right("unii", unii),
        associated_conditions=facts.take("associated_conditions", _texts) or (),
    )
    origin = _origin(facts)
    name, sections = record.generic_name, (monograph_facts_section(record), *sections)
    return Document(slug(name), name, record, sections, replace(source, **origin))


def _trial(facts: _Facts, sections: tuple[Section, ...], source: Source) -> Document:
    enrolment = facts.take("enrolment", _enrolment) or (None, None)
    record = Trial(
        nct_id=facts.need("nct_id", _nct_id),
        brief_title=facts.need("title", _text),
        official_title=facts.take("official_title", _text),
        acronym=facts.take("acronym", _text),
        status=facts.take("status", _status),
        why_stopped=facts.take("why_stopped", _text),
        study_type=facts.take_if_right("study_type", _study_type),
        phases=facts.take("phases", _phases) or (),
        conditions=facts.take("conditions", _texts) or (),
        keywords=facts.take("keywords", _texts) or (),
        interventions=_known_types(facts.take("interventions", _interventions) or (), facts),
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
        minimum_age=_age(facts, "minimum_age"),
        maximum_age=_age(facts, "maximum_age"),
        healthy_volunteers=facts.take("healthy_volunteers", _truth),
        has_results=facts.take("has_results", _truth),
        listed_under=facts.take("listed_under", _texts) or (),
        sites=_known_countries(facts.take("sites", _sites) or (), facts),
    )
    origin = _origin(facts)
    url = trial_page(record.nct_id)
    where = replace(source, **{"url": url, "date": record.last_posted, **origin})
    told = (replace(section, text=without_contacts(section.text)) for section in sections)
    return Document(record.nct_id, record.brief_title, record, (*trial_record_sections(record), *told), where)


def _sections(body: str, body_line: int, path: str) -> tuple[Section, ...]:
    """One section for each second-level heading; its text with hard-wrapped lines joined."""
    body = _without_comments(body)
    heads = list(re.finditer(r"^ {0,3}##[^\S\n]+(.+?)[^\S\n]*#*[^\S\n]*$", body, re.MULTILINE))
    before = body[: heads[0].start()] if heads else body
    stray = re.search(r"^(?!#[^#])[^\S\n]*\S", before, re.MULTILINE)
    if stray:
        line = body_line + before.count("\n", 0, stray.end())
        raise SourceError(path, "text before the first heading; begin each section with '## Title'", f"line {line}")
    misfit = _misfit(body, len(before))
    if misfit is not None:
        position, reason = misfit
        raise SourceError(path, reason, f"line {body_line + body.count(_END_OF_LINE, 0, position)}")
    sections: dict[str, Section] = {}
    ends = [*(head.start() for head in heads[1:]), len(body)]  # one too many where there is no heading at all
    for head, end in zip(heads, ends, strict=False):
        title, text = canonical(head[1]), _unwrapped(body[head.end() : end])
        line = body_line + body.count("\n", 0, head.start())
        key = slug(title) or f"section_{len(sections) + 1}"
        if key in sections:
            raise SourceError(
                path, f"a second section {shortened(title, 80)!r}; put both texts under one heading", f"line {line}"
            )
        if text:
            sections[key] = Section(key, title, text)
    return tuple(sections.values())


_END_OF_LINE = "\n"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def _without_comments(body: str) -> str:
    """Without what its author keeps from readers; every line stays on its line."""
    return _COMMENT.sub(lambda comment: _END_OF_LINE * comment[0].count(_END_OF_LINE), body)


_MISFITS = (
    (r"^ {0,3}##+(?=[^#\s])", "no blank after '##', so it is no heading; write '## Title'"),
    (r"^ {0,3}##[^\S\n]*$", "a heading without a title; write '## Title'"),
    (r"^ {0,3}#[^\S\n]+\S", "a first-level heading among the sections; each begins with '## Title'"),
    (
        r"^(?![^\S\n]*(?:[-*+>|#•]|\d+[.)]))[^\n]*\S[^\n]*\n {0,3}(?:=+|-{3,})[^\S\n]*$",
        "a line that is underlined is a heading; write '## Title', or leave a line empty before a rule",
    ),
    (r"<!--", "a comment that does not end; expected '-->'"),
)
"""What is meant as a heading and is none here: its text would be quoted under the heading before."""


def _misfit(body: str, begin: int) -> tuple[int, str] | None:
    """Where the first of these is after the beginning of the first section, and what is wrong with it."""
    found = ((re.compile(pattern, re.MULTILINE).search(body, begin), reason) for pattern, reason in _MISFITS)
    return min(((match.start(), reason) for match, reason in found if match), default=None)


_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_OWN_LINE = re.compile(r"(?:[-*+•]|\d+[.)]|\|)\s|\||[^|]*\S \| ")


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


def _origin(facts: _Facts) -> dict[str, Any]:
    """The record that the facts were taken from: its address, date, and a note that says so."""
    stated = facts.take("source", _origin_stated) or {}
    found: dict[str, Any] = {"date": stated["date"]} if stated.get("date") else {}
    for key, check, page, what in (
        ("set_id", set_id, label_page, "US drug label"),
        ("nct_id", _nct_id, trial_page, "registry entry"),
    ):
        try:
            identifier = check(stated[key]) if stated.get(key) else None
        except ValueError as error:
            facts.remark("source", f"{key}: {error}; left out")
            continue
        if identifier:
            found["url"] = page(identifier)
            found["note"] = f"Written from the facts of the {what} {identifier}."
    return found | {key: stated[key] for key in ("url", "note") if stated.get(key)}


def _origin_stated(value: Any) -> dict[str, Any]:
    stated = _mapping(value, {"set_id", "nct_id", "url", "date", "note"}, required=())
    texts = {key: _text(stated[key]) for key in ("set_id", "nct_id", "url", "note") if stated.get(key)}
    if not re.match(r"https?://\S+$", texts.get("url", "https://…")):
        raise ValueError(f"url: {_shown(texts['url'])} is no address; expected one that begins with https://")
    return texts | ({"date": _date(stated["date"])} if stated.get("date") else {})


def _shown(value: Any) -> str:
    """A value as a message quotes it, whatever it holds."""
    return _QUOTED.repr(value)


_QUOTED = reprlib.Repr()
_QUOTED.maxstring = _QUOTED.maxother = _QUOTED.maxlong = 80
_QUOTED.maxlevel = 3


def _text(value: Any) -> str:
    if isinstance(value, list | dict | bool):
        raise ValueError(f"expected words, not {_shown(value)}")
    return canonical(str(value))


def _name(value: Any) -> str:
    name = _text(value)
    if name and not slug(name):
        raise ValueError(
            f"{_shown(name)} has no Latin letter or digit, which a document's id is made of; expected the name in "
            "English (other spellings go under 'synonyms')"
        )
    return name


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list such as [one, two], not {_shown(value)}")
    return tuple(_text(item) for item in value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, not {_shown(value)}")
    return value


def _date(value: Any) -> PartialDate:
    text = _text(value)
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise ValueError(f"not a date: {_shown(text)} ({shortened(str(error), 120)})") from error


def _nct_id(value: Any) -> str:
    if not re.fullmatch(r"NCT\d{8}", str(value)):
        raise ValueError(f"expected NCT and 8 digits, not {_shown(value)}")
    return str(value)


def _sex(value: Any) -> str:
    if value not in ("ALL", "FEMALE", "MALE"):
        raise ValueError(f"expected ALL, FEMALE or MALE, not {_shown(value)}")
    return str(value)


_Word = TypeVar("_Word", bound=StrEnum)


def _word(value: Any, words: type[_Word]) -> _Word:
    try:
        return words(value)
    except ValueError:
        raise ValueError(f"{_shown(value)} is none of {', '.join(words)}") from None


def _status(value: Any) -> Status:
    return _word(value, Status)


def _phases(value: Any) -> tuple[Phase, ...]:
    return tuple(_word(item, Phase) for item in _texts(value))


def _age(facts: _Facts, key: str) -> str | None:
    """An age as it is stated; one that no filter could use is reported."""
    age = facts.take(key, _text)
    if age and age_in_years(age) is None:
        facts.remark(key, f"{_shown(age)} is no age; expected one such as '18 Years'; kept, and found by no filter")
    return age


def _study_type(value: str) -> str:
    if spelled(value) not in STUDY_TYPES:
        raise ValueError(f"{_shown(value)} is none of {', '.join(STUDY_TYPES)}")
    return str(spelled(value))


def _known_types(interventions: tuple[Intervention, ...], facts: _Facts) -> tuple[Intervention, ...]:
    """With the registry's words for their types; another word is reported and left out."""
    known = []
    for each in interventions:
        word = spelled(each.type)
        if word not in (None, *INTERVENTION_TYPES):
            facts.remark(
                "interventions", f"type {_shown(each.type)} is none of {', '.join(INTERVENTION_TYPES)}; left out"
            )
            word = None
        known.append(replace(each, type=word))
    return tuple(known)


_BEYOND_ISO = ("Former Serbia and Montenegro", "Former Yugoslavia", "Kosovo", "Netherlands Antilles")
"""What the registry states beside the countries of ISO 3166."""


def _known_countries(sites: tuple[Site, ...], facts: _Facts) -> tuple[Site, ...]:
    """Reports a country that has no such name; it is kept as it is stated, and found by that name alone."""
    for country in dict.fromkeys(site.country for site in sites if site.country):
        if canonical_country(country) not in (*country_names(), *_BEYOND_ISO):
            facts.remark("sites", f"{_shown(country)} is no country's English name; kept as it is")
    return sites


def _mapping(value: Any, allowed: set[str], required: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict) or not set(value) <= allowed or any(not value.get(key) for key in required):
        needed = f", {' and '.join(required)} always" if required else ""
        raise ValueError(f"expected a mapping with {', '.join(sorted(allowed))}{needed}; not {_shown(value)}")
    return value


def _enrolment(value: Any) -> tuple[int, EnrolmentType | None]:
    if isinstance(value, int):
        return _people(value), None
    if not isinstance(value, dict):
        raise ValueError(f"expected a whole number such as 45, or a mapping with count and type; not {_shown(value)}")
    stated = _mapping(value, {"count", "type"}, required=())
    return _people(stated.get("count")), _word(stated["type"], EnrolmentType) if stated.get("type") else None


def _people(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_ENROLLED:
        raise ValueError(f"expected a whole number from 0 to {MOST_ENROLLED:,} as count, not {_shown(value)}")
    return value


def _interventions(value: Any) -> tuple[Intervention, ...]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list of mappings with a name, not {_shown(value)}")
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
        raise ValueError(f"expected a list of mappings with a facility, city or country, not {_shown(value)}")
    return tuple(_site(item) for item in value)


def _site(value: Any) -> Site:
    stated = _mapping(value, {"facility", "city", "state", "country", "status"}, required=())
    places = {key: _text(stated[key]) for key in ("facility", "city", "state", "country") if stated.get(key)}
    return Site(**places, status=_status(stated["status"]) if stated.get("status") else None)
