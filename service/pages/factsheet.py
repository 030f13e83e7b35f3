"""The facts of a record as a reader sees them: every row is there, and says so where its source states nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from indexer.catalog import DocumentRow
from indexer.documents import CODED, Label, Monograph, Status, Trial, in_words
from service.answering.citations import date_of
from service.wording import day, size_in_words


class Form(StrEnum):
    """How the values of a fact are shown."""

    TEXT = "text"
    LONG = "long"
    """Values that hold commas themselves."""
    CODE = "code"
    FORMULA = "formula"
    STATUS = "status"
    LINK = "link"
    """(address, words) pairs."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: no values means "not stated"."""

    name: str
    values: tuple[str, ...] | tuple[Status, ...] | tuple[tuple[str, str], ...]
    form: Form = Form.TEXT


def facts_of(document: DocumentRow, states_criteria: bool = True) -> tuple[Fact, ...]:
    """All rows of a record, in a fixed order for each kind; one more for a trial that states no criteria."""
    record = document.record
    if isinstance(record, Monograph):
        rows = _monograph(record)
    elif isinstance(record, Label):
        rows = _label(record)
    else:
        rows = _trial(record, states_criteria)
    date = date_of(record, document.source)
    return (*rows, Fact("Source date", (day(date),) if date else ()))


def _one(value: object) -> tuple[str, ...]:
    """A value that may be absent."""
    return () if value is None or value == "" else (str(value),)


def _spoken(values: tuple[str, ...]) -> tuple[str, ...]:
    """Words that labels' records shout, as they are read: "CLOZAPINE" is "Clozapine"; acronyms stay."""
    return tuple(each.capitalize() if each.isupper() and len(each) > _LONGEST_ACRONYM else each for each in values)


_LONGEST_ACRONYM = 4


def _monograph(record: Monograph) -> tuple[Fact, ...]:
    return (
        Fact("Generic name", _one(record.generic_name)),
        Fact("Brand names", record.brand_names),
        Fact("Drug class", _one(record.drug_class)),
        Fact("Drug type", _one(record.drug_type)),
        Fact("Chemical formula", _one(record.formula), Form.FORMULA),
        Fact("CAS number", _one(record.cas), Form.CODE),
        Fact("UNII", _one(record.unii), Form.CODE),
        Fact("Associated conditions", record.associated_conditions, Form.LONG),
    )


def _label(record: Label) -> tuple[Fact, ...]:
    return (
        Fact("Brand names", record.brand_names),
        Fact("Generic name", _spoken(record.generic_names)),
        Fact("Substances", _spoken(record.substances)),
        Fact("Drug class", record.pharm_classes, Form.LONG),
        Fact("Routes", tuple(route.capitalize() for route in record.routes)),
        Fact("Manufacturer", record.manufacturers, Form.LONG),
        Fact("Product type", _spoken(_one(record.product_type))),
        Fact("UNII", record.uniis, Form.CODE),
        Fact("NDC", record.ndcs, Form.CODE),
        Fact("RxCUI", record.rxcuis, Form.CODE),
        Fact("Application", record.application_numbers, Form.CODE),
        Fact("Set id", _one(record.set_id), Form.CODE),
        Fact("Version", _one(record.version)),
    )


def _trial(record: Trial, states_criteria: bool) -> tuple[Fact, ...]:
    ages = " to ".join(age for age in (record.minimum_age or "any age", record.maximum_age or "any age"))
    stated_ages = record.minimum_age or record.maximum_age
    return (
        Fact("Registration number", _one(record.nct_id), Form.CODE),
        Fact("Status", (record.status,) if record.status else (), Form.STATUS),
        *((Fact("Why stopped", _one(record.why_stopped)),) if record.why_stopped else ()),
        Fact("Phase", tuple(phase.label for phase in record.phases)),
        Fact("Conditions", record.conditions, Form.LONG),
        Fact("Interventions", tuple(each.label for each in record.interventions), Form.LONG),
        *(Fact(in_words(each), _one(CODED[each].get(getattr(record, each)))) for each in CODED),
        Fact("Lead sponsor", _one(record.sponsor)),
        Fact("Collaborators", record.collaborators, Form.LONG),
        Fact("Size", _one(size_in_words(record))),
        Fact("Sex", _one(record.sex and in_words(record.sex))),
        Fact("Ages", _one(ages if stated_ages else None)),
        Fact("Healthy volunteers", _one(_yes_no(record.healthy_volunteers))),
        *(() if states_criteria else (Fact("Eligibility criteria", ()),)),
        Fact("First posted", _one(record.first_posted and day(record.first_posted))),
        Fact("Last posted", _one(record.last_posted and day(record.last_posted))),
        Fact("Started", _one(record.started and day(record.started))),
        Fact("Completed", _one(record.completed and day(record.completed))),
        Fact("Places", _first_places([site.place for site in record.sites if site.place]), Form.LONG),
        Fact("Other numbers", record.other_ids, Form.CODE),
    )


_MOST_PLACES = 12


def _first_places(places: list[str]) -> tuple[str, ...]:
    """The first dozen; the whole list is a section of the document."""
    more = (f"and {len(places) - _MOST_PLACES} more",) if len(places) > _MOST_PLACES else ()
    return (*places[:_MOST_PLACES], *more)


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "Accepted" if value else "Not accepted"


def formula_parts(formula: str) -> tuple[tuple[str, bool], ...]:
    """A formula such as "C10H12ClNO2" in pieces, each with whether it is a count, which is set below the line."""
    pieces: list[tuple[str, bool]] = []
    for character in formula:
        is_count = character.isdecimal() and _can_be_counted(pieces)
        if pieces and pieces[-1][1] == is_count:
            pieces[-1] = (pieces[-1][0] + character, is_count)
        else:
            pieces.append((character, is_count))
    return tuple(pieces)


def _can_be_counted(pieces: list[tuple[str, bool]]) -> bool:
    """Whether a digit now would count what stands before it; a number that leads ("2 HCl") stays on the line."""
    return bool(pieces) and (pieces[-1][1] or pieces[-1][0][-1].isalpha() or pieces[-1][0][-1] == ")")


def coverage_rows(drugs: Iterable[tuple[str, str]], documents: str, newest: str | None) -> tuple[Fact, ...]:
    """What the corpus holds, in three rows; `drugs` are (address, words) pairs."""
    return (
        Fact("Drugs covered", tuple(drugs), Form.LINK),
        Fact("Documents", _one(documents)),
        Fact("Newest record", _one(newest)),
    )
