"""The facts of a document as rows: what a question can filter and count by, and what it can be asked for by number."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexer.countries import canonical_country
from indexer.documents import CODED, Document, Label, Monograph, Record, Trial
from indexer.identifiers import IdentifierKind
from indexer.names import drug_keys, fold


class Field(StrEnum):
    """What can be filtered or counted. Those of a trial can be "not stated" by a trial."""

    KIND = "kind"
    DRUG = "drug"
    STATUS = "status"
    PHASE = "phase"
    CONDITION = "condition"
    KEYWORD = "keyword"
    INTERVENTION = "intervention"
    INTERVENTION_TYPE = "intervention_type"
    SPONSOR = "sponsor"
    COLLABORATOR = "collaborator"
    COUNTRY = "country"
    STATE = "state"
    CITY = "city"
    STUDY_TYPE = "study_type"
    ALLOCATION = "allocation"
    MASKING = "masking"
    INTERVENTION_MODEL = "intervention_model"
    SEX = "sex"
    HEALTHY_VOLUNTEERS = "healthy_volunteers"
    YEAR = "year"
    RESULTS = "results"
    ASSOCIATED_CONDITION = "associated_condition"
    BRAND = "brand"
    GENERIC = "generic"
    SUBSTANCE = "substance"
    ROUTE = "route"
    MANUFACTURER = "manufacturer"
    PRODUCT_TYPE = "product_type"
    DRUG_CLASS = "drug_class"
    SECTION = "section"
    PUBLISHER = "publisher"
    FORMAT = "format"


TRIAL_FIELDS = frozenset(
    map(
        Field,
        """status phase condition keyword intervention intervention_type sponsor collaborator country state city
        study_type allocation masking intervention_model sex healthy_volunteers year results""".split(),
    )
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that a document states. `folded` is what a filter is compared with."""

    field: Field
    value: str
    folded: str


def facts_of(document: Document) -> tuple[Fact, ...]:
    """Every fact of a document, each once, in the order of its record."""
    return tuple(
        dict.fromkeys(
            Fact(field, value.strip(), fold(value)) for field, value in _stated(document) if value and value.strip()
        )
    )


def _stated(document: Document) -> Iterator[tuple[Field, str | None]]:
    yield Field.KIND, document.kind
    yield Field.PUBLISHER, document.source.publisher
    yield Field.FORMAT, document.source.format
    yield from ((Field.DRUG, key) for key in drug_keys(document))
    yield from ((Field.SECTION, section.title) for section in document.sections)
    record = document.record
    if isinstance(record, Monograph):
        yield from _stated_by_monograph(record)
    elif isinstance(record, Label):
        yield from _stated_by_label(record)
    else:
        yield from _stated_by_trial(record)


def _stated_by_monograph(record: Monograph) -> Iterator[tuple[Field, str | None]]:
    yield Field.GENERIC, record.generic_name
    yield from ((Field.BRAND, name) for name in record.brand_names)
    yield Field.PRODUCT_TYPE, record.drug_type
    yield Field.DRUG_CLASS, record.drug_class
    yield from ((Field.ASSOCIATED_CONDITION, name) for name in record.associated_conditions)


def _stated_by_label(record: Label) -> Iterator[tuple[Field, str | None]]:
    yield from ((Field.GENERIC, name) for name in record.generic_names)
    yield from ((Field.BRAND, name) for name in record.brand_names)
    yield from ((Field.SUBSTANCE, name) for name in record.substances)
    yield from ((Field.ROUTE, name) for name in record.routes)
    yield from ((Field.MANUFACTURER, name) for name in record.manufacturers)
    yield from ((Field.DRUG_CLASS, name) for name in record.pharm_classes)
    yield Field.PRODUCT_TYPE, record.product_type


def _stated_by_trial(record: Trial) -> Iterator[tuple[Field, str | None]]:
    yield Field.STATUS, record.status
    yield from ((Field.PHASE, phase) for phase in record.phases)
    yield from ((Field.CONDITION, name) for name in record.conditions)
    yield from ((Field.KEYWORD, name) for name in record.keywords)
    for each in record.interventions:
        yield Field.INTERVENTION, each.name
        yield from ((Field.INTERVENTION, name) for name in each.other_names)
        yield Field.INTERVENTION_TYPE, each.type
    yield Field.SPONSOR, record.sponsor
    yield from ((Field.COLLABORATOR, name) for name in record.collaborators)
    yield from ((Field.COUNTRY, canonical_country(name)) for name in record.countries)
    yield from ((Field.STATE, site.state) for site in record.sites)
    yield from ((Field.CITY, site.city) for site in record.sites)
    yield from ((Field(name), getattr(record, name)) for name in CODED)
    yield Field.SEX, record.sex
    if record.first_posted:
        yield Field.YEAR, str(record.first_posted.year)
    for field, holds in ((Field.RESULTS, record.has_results), (Field.HEALTHY_VOLUNTEERS, record.healthy_volunteers)):
        yield field, None if holds is None else "yes" if holds else "no"


def identifiers_of(document: Document) -> tuple[tuple[str, str], ...]:
    """(kind, canonical value) of everything that names exactly this document or its substance.

    The kinds are `IdentifierKind`'s, and "other" for a registry's or a sponsor's own number of a trial.
    """
    return tuple(dict.fromkeys((kind, value.strip()) for kind, value in _identified(document.record) if value))


def _identified(record: Record) -> Iterator[tuple[str, str | None]]:
    if isinstance(record, Monograph):
        yield IdentifierKind.CAS, record.cas
        yield IdentifierKind.UNII, record.unii.upper() if record.unii else None
    elif isinstance(record, Label):
        yield IdentifierKind.SET_ID, record.set_id.lower()
        yield from ((IdentifierKind.UNII, unii.upper()) for unii in record.uniis)
        yield from ((IdentifierKind.NDC, ndc) for ndc in record.ndcs)
        yield from ((IdentifierKind.RXCUI, rxcui) for rxcui in record.rxcuis)
        yield from ((IdentifierKind.APPLICATION, number.upper()) for number in record.application_numbers)
    else:
        yield IdentifierKind.NCT, record.nct_id.upper()
        yield from (("other", other.upper()) for other in record.other_ids)


def mentions_of(document: Document) -> str | None:
    """Where a trial may name a drug that is not among its interventions: titles, conditions, keywords, folded."""
    record = document.record
    if not isinstance(record, Trial):
        return None
    told = (record.brief_title, record.official_title or "", *record.conditions, *record.keywords)
    return f" {' '.join(fold(text) for text in told if text)} "
