"""Reads documents written by hand: facts in a YAML front matter, text under second-level headings.

The format is documented, with examples, in corpus/README.md. A key that is not known is an error, with its line:
a misspelled fact must not vanish.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from indexer.countries import canonical_country, country_names
from indexer.documents import (
    CODED,
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
    in_words,
    slug,
)
from indexer.sources.contacts import without_contacts
from indexer.sources.front_matter import Facts, divided, shown, words
from indexer.sources.markdown_text import sections_of
from indexer.sources.monograph_sections import monograph_facts_section
from indexer.sources.public_pages import label_page, trial_page
from indexer.sources.reading import BOM, Problems, SourceFile, read_text, shortened
from indexer.sources.stated import cas_number, set_id, unii
from indexer.sources.trial_fields import INTERVENTION_TYPES, count_of_people, nct_number, spelled
from indexer.sources.trial_sections import trial_record_sections

FORMAT = "markdown"


_KIND = re.compile(rb"^kind:[ \t]*(?:monograph|trial)[ \t]*\r?$", re.MULTILINE)


def recognises(name: str, head: bytes) -> bool:
    """A text that states its kind, or Markdown that opens with a front matter. Other Markdown (a README) is none."""
    begin = head.removeprefix(BOM).lstrip()
    is_markdown = name.lower().endswith((".md", ".markdown"))
    if begin.startswith(b"---"):
        return is_markdown or _KIND.search(begin) is not None
    return is_markdown and begin.startswith(b"kind:")


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """The one document of the file; raises SourceError with the line of what is wrong."""
    text = read_text(source)
    front, front_line, body, body_line = divided(text, source.path)
    facts = Facts.parse(front, front_line, source.path, problems)
    kind = facts.take("kind", words)
    if kind not in (Kind.MONOGRAPH, Kind.TRIAL):
        wrong = f"{shown(kind)} is no kind" if kind else "no 'kind' is stated"
        raise facts.error("kind", f"{wrong}; expected 'monograph' or 'trial'")
    publisher = facts.take("publisher", words) or None
    sections = sections_of(body, body_line, source.path)
    made = _monograph if kind == Kind.MONOGRAPH else _trial
    document = made(facts, sections, source.origin(FORMAT, publisher))
    facts.refuse_unknown()
    yield document


def _monograph(facts: Facts, sections: tuple[Section, ...], source: Source) -> Document:
    record = Monograph(
        generic_name=facts.need("generic_name", _name),
        brand_names=facts.take("brand_names", _texts) or (),
        synonyms=facts.take("synonyms", _texts) or (),
        drug_type=facts.take("drug_type", words),
        drug_class=facts.take("drug_class", words),
        formula=facts.take("formula", words),
        cas=facts.take_if_right("cas", cas_number),
        unii=facts.take_if_right("unii", unii),
        associated_conditions=facts.take("associated_conditions", _texts) or (),
    )
    origin = _origin(facts)
    name, sections = record.generic_name, (monograph_facts_section(record), *sections)
    return Document(slug(name), name, record, sections, replace(source, **origin))


def _trial(facts: Facts, sections: tuple[Section, ...], source: Source) -> Document:
    enrolment = facts.take("enrolment", _enrolment) or (None, None)
    codes: dict[str, Any] = {name: facts.take_if_right(name, partial(_code, name)) for name in CODED}
    record = Trial(
        nct_id=facts.need("nct_id", _nct_id),
        brief_title=facts.need("title", words),
        official_title=facts.take("official_title", words),
        acronym=facts.take("acronym", words),
        status=facts.take("status", _status),
        why_stopped=facts.take("why_stopped", words),
        **codes,
        phases=facts.take("phases", _phases) or (),
        conditions=facts.take("conditions", _texts) or (),
        keywords=facts.take("keywords", _texts) or (),
        interventions=_known_types(facts.take("interventions", _interventions) or (), facts),
        sponsor=facts.take("sponsor", words),
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
    design = [(in_words(name), CODED[name].get(code)) for name, code in codes.items() if name != "study_type"]
    told = (replace(section, text=without_contacts(section.text)) for section in sections)
    return Document(record.nct_id, record.brief_title, record, (*trial_record_sections(record, design), *told), where)


def _origin(facts: Facts) -> dict[str, Any]:
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
    texts = {key: words(stated[key]) for key in ("set_id", "nct_id", "url", "note") if key in stated}
    if not re.match(r"https?://\S+$", texts.get("url", "https://…")):
        raise ValueError(f"url: {shown(texts['url'])} is no address; expected one that begins with https://")
    return texts | ({"date": _date(stated["date"])} if "date" in stated else {})


def _name(value: Any) -> str:
    name = words(value)
    if name and not slug(name):
        raise ValueError(
            f"{shown(name)} has no Latin letter or digit, which a document's id is made of; expected the name in "
            "English (other spellings go under 'synonyms')"
        )
    return name


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list such as [one, two], not {shown(value)}")
    return tuple(dict.fromkeys(words(item) for item in value if item not in (None, "")))  # "-" alone states nothing


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, not {shown(value)}")
    return value


def _date(value: Any) -> PartialDate:
    text = words(value)
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        reason = str(error).removeprefix(f"not a date: {text!r}; ")
        raise ValueError(f"not a date: {shown(text)} ({shortened(reason, 120)})") from error


def _nct_id(value: Any) -> str:
    return nct_number(words(value))


def _sex(value: Any) -> str:
    if value not in ("ALL", "FEMALE", "MALE"):
        raise ValueError(f"expected ALL, FEMALE or MALE, not {shown(value)}")
    return str(value)


_Word = TypeVar("_Word", bound=StrEnum)


def _word(value: Any, words: type[_Word]) -> _Word:
    try:
        return words(value)
    except ValueError:
        raise ValueError(f"{shown(value)} is none of {', '.join(words)}") from None


def _status(value: Any) -> Status:
    return _word(value, Status)


def _phases(value: Any) -> tuple[Phase, ...]:
    return tuple(_word(item, Phase) for item in _texts(value))


def _age(facts: Facts, key: str) -> str | None:
    """An age as it is stated; one that no filter could use is reported."""
    age = facts.take(key, words)
    if age and age_in_years(age) is None:
        facts.remark(key, f"{shown(age)} is no age; expected one such as '18 Years'; kept, and found by no filter")
    return age


def _code(field: str, value: str) -> str:
    if spelled(value) not in CODED[field]:
        raise ValueError(f"{shown(value)} is none of {', '.join(CODED[field])}")
    return str(spelled(value))


def _known_types(interventions: tuple[Intervention, ...], facts: Facts) -> tuple[Intervention, ...]:
    """With the registry's words for their types; another word is reported and left out."""
    known = []
    for each in interventions:
        word = spelled(each.type)
        if word not in (None, *INTERVENTION_TYPES):
            facts.remark(
                "interventions", f"type {shown(each.type)} is none of {', '.join(INTERVENTION_TYPES)}; left out"
            )
            word = None
        known.append(replace(each, type=word))
    return tuple(known)


_BEYOND_ISO = ("Former Serbia and Montenegro", "Former Yugoslavia", "Kosovo", "Netherlands Antilles")
"""What the registry states beside the countries of ISO 3166."""


def _known_countries(sites: tuple[Site, ...], facts: Facts) -> tuple[Site, ...]:
    """Reports a country that has no such name; it is kept as it is stated, and found by that name alone."""
    for country in dict.fromkeys(site.country for site in sites if site.country):
        if canonical_country(country) not in (*country_names(), *_BEYOND_ISO):
            facts.remark("sites", f"{shown(country)} is no country's English name; kept as it is")
    return sites


def _mapping(value: Any, allowed: set[str], required: tuple[str, ...]) -> dict[str, Any]:
    """What a mapping states: a key without a value states nothing."""
    stated = {key: each for key, each in value.items() if each not in (None, "")} if isinstance(value, dict) else {}
    if not isinstance(value, dict) or not set(value) <= allowed or not stated.keys() >= set(required):
        needed = f", {' and '.join(required)} always" if required else ""
        raise ValueError(f"expected a mapping with {', '.join(sorted(allowed))}{needed}; not {shown(value)}")
    return stated


def _mappings(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list of mappings with {what}, not {shown(value)}")
    return value


def _enrolment(value: Any) -> tuple[int, EnrolmentType | None]:
    if isinstance(value, str):
        return _people(value), None
    if not isinstance(value, dict):
        raise ValueError(f"expected a whole number such as 45, or a mapping with count and type; not {shown(value)}")
    stated = _mapping(value, {"count", "type"}, required=())
    return _people(stated.get("count")), _word(stated["type"], EnrolmentType) if "type" in stated else None


def _people(value: Any) -> int:
    try:
        return count_of_people(words(value))
    except ValueError:
        raise ValueError(f"expected a whole number from 0 to {MOST_ENROLLED:,} as count, not {shown(value)}") from None


def _interventions(value: Any) -> tuple[Intervention, ...]:
    return tuple(map(_intervention, _mappings(value, "a name")))


def _intervention(value: Any) -> Intervention:
    stated = _mapping(value, {"type", "name", "description", "other_names"}, required=("name",))
    return Intervention(
        name=words(stated["name"]),
        type=words(stated["type"]) if "type" in stated else None,
        description=words(stated["description"]) if "description" in stated else None,
        other_names=_texts(stated.get("other_names", [])),
    )


def _sites(value: Any) -> tuple[Site, ...]:
    return tuple(map(_site, _mappings(value, "a facility, city or country")))


def _site(value: Any) -> Site:
    stated = _mapping(value, {"facility", "city", "state", "country", "status"}, required=())
    places = {key: words(stated[key]) for key in ("facility", "city", "state", "country") if key in stated}
    if not places:
        raise ValueError(f"a site without a place; expected its facility, city or country, not {shown(value)}")
    return Site(**places, status=_status(stated["status"]) if "status" in stated else None)
