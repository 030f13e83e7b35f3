"""What a source becomes: documents of titled sections, each with the facts its publisher states.

Everything here is frozen and complete at birth. Absent is None; "looked and found nothing" is an
empty tuple. Words such as "N/A" or "" never stand in for a value that the source does not give.
"""

import calendar
import datetime
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    """What sort of document it is; always shown beside a quote."""

    MONOGRAPH = "monograph"
    LABEL = "label"
    TRIAL = "trial"


class Status(StrEnum):
    """Recruitment status, the fourteen values of ClinicalTrials.gov v2 `overallStatus`."""

    ACTIVE_NOT_RECRUITING = "ACTIVE_NOT_RECRUITING"
    COMPLETED = "COMPLETED"
    ENROLLING_BY_INVITATION = "ENROLLING_BY_INVITATION"
    NOT_YET_RECRUITING = "NOT_YET_RECRUITING"
    RECRUITING = "RECRUITING"
    SUSPENDED = "SUSPENDED"
    TERMINATED = "TERMINATED"
    WITHDRAWN = "WITHDRAWN"
    AVAILABLE = "AVAILABLE"
    NO_LONGER_AVAILABLE = "NO_LONGER_AVAILABLE"
    TEMPORARILY_NOT_AVAILABLE = "TEMPORARILY_NOT_AVAILABLE"
    APPROVED_FOR_MARKETING = "APPROVED_FOR_MARKETING"
    WITHHELD = "WITHHELD"
    UNKNOWN = "UNKNOWN"

    @property
    def label(self) -> str:
        """The words people read: "Active, not recruiting"."""
        return "Active, not recruiting" if self is Status.ACTIVE_NOT_RECRUITING else in_words(self.value)

    @classmethod
    def parse(cls, text: str) -> "Status":
        """From any publisher's spelling ("Active, not recruiting", "RECRUITING").

        Raises ValueError for a word that is not a status.
        """
        key = re.sub(r"[^A-Z]+", "_", text.strip().upper()).strip("_")
        return cls(_STATUS_SPELLINGS.get(key, key))


_STATUS_SPELLINGS: Mapping[str, str] = {
    "UNKNOWN_STATUS": "UNKNOWN",
    "ENROLLING_BY_INVITATION_ONLY": "ENROLLING_BY_INVITATION",
}


class Labelled(StrEnum):
    """Codes, each with the words that people read for it: `NA = "NA", "Not applicable"`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """The member of a code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Phase(Labelled):
    """Trial phase, the values of ClinicalTrials.gov v2 `phases`.

    NA says "not applicable"; a phase that is not stated has no value at all.
    """

    NA = "NA", "Not applicable"
    EARLY_PHASE1 = "EARLY_PHASE1", "Early phase 1"
    PHASE1 = "PHASE1", "Phase 1"
    PHASE2 = "PHASE2", "Phase 2"
    PHASE3 = "PHASE3", "Phase 3"
    PHASE4 = "PHASE4", "Phase 4"

    @classmethod
    def parse_all(cls, text: str) -> tuple["Phase", ...]:
        """From any publisher's spelling; "Phase 1/Phase 2" and "PHASE1|PHASE2" are two phases.

        Raises ValueError for a word that is not a phase.
        """
        parts = [re.sub(r"[^A-Z0-9]", "", part) for part in re.split(r"[/|,;]", text.upper().replace("N/A", "NA"))]
        return tuple(cls(_PHASE_SPELLINGS.get(part, part)) for part in parts if part)


_PHASE_SPELLINGS: Mapping[str, str] = {
    "NOTAPPLICABLE": "NA",
    "EARLYPHASE1": "EARLY_PHASE1",
    "PHASE0": "EARLY_PHASE1",
    **{f"{word}{number}": f"PHASE{number}" for word in ("", "PHASE") for number in (1, 2, 3, 4)},
    **{f"{word}{'I' * number}": f"PHASE{number}" for word in ("", "PHASE") for number in (1, 2, 3)},
    **{f"{word}IV": "PHASE4" for word in ("", "PHASE")},
}


CODED: Mapping[str, Mapping[str, str]] = {
    "study_type": {"INTERVENTIONAL": "Interventional", "OBSERVATIONAL": "Observational",
                   "EXPANDED_ACCESS": "Expanded access"},
    "allocation": {"RANDOMIZED": "Randomized", "NON_RANDOMIZED": "Non-randomized", "NA": "Not applicable"},
    "masking": {"NONE": "None (open label)", "SINGLE": "Single", "DOUBLE": "Double", "TRIPLE": "Triple",
                "QUADRUPLE": "Quadruple"},
    "intervention_model": {"SINGLE_GROUP": "Single group", "PARALLEL": "Parallel", "CROSSOVER": "Crossover",
                           "FACTORIAL": "Factorial", "SEQUENTIAL": "Sequential"},
}  # fmt: skip
"""How a trial is made: fields of its record, each with the codes of ClinicalTrials.gov v2 and what people read."""


class EnrolmentType(StrEnum):
    """Whether an enrolment figure counts people or plans for them."""

    ACTUAL = "ACTUAL"
    ESTIMATED = "ESTIMATED"


MONTHS = tuple("january february march april may june july august september october november december".split())


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as exactly as its source states it: a year, a month of a year, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a date with a day needs its month")
        datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """From "2011", "2011-03", "2011-03-09" or "20110309"; raises ValueError for anything else."""
        match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?|(\d{4})(\d{2})(\d{2})", text.strip())
        if match is None:
            raise ValueError(f"not a date: {text!r}; expected YYYY, YYYY-MM or YYYY-MM-DD")
        parts = [int(part) for part in match.groups() if part is not None]
        return cls(*parts)

    @property
    def earliest(self) -> datetime.date:
        """The first day it can mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> datetime.date:
        """The last day it can mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """ISO 8601, only as long as what is known: "2011-03"."""
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document. `text` is canonical: every passage is a slice of it."""

    key: str
    """The source's own name, unique in its document: "adverse_reactions", "indication"."""
    title: str
    """What a reader sees: "Adverse reactions"."""
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from, as exactly as can be said."""

    path: str
    """Relative to its corpus folder; a member of an archive is "trials.zip!/NCT00000102.json"."""
    format: str
    """The reader that read it: "medpath_page", "openfda"."""
    publisher: str | None = None
    """"MedPath", "openFDA", "ClinicalTrials.gov"; a text written by hand names its own, or None is stated."""
    url: str | None = None
    """The publisher's public page of this record."""
    date: PartialDate | None = None
    """The publisher's own date of this version of the record."""
    fetched: datetime.date | None = None
    """The day a connector fetched it."""
    note: str | None = None
    """What a reader must know of its making: "written from the facts of label set_id …"."""

    @property
    def published_by(self) -> str:
        """The publisher as a reader is told: never a name that the source does not state."""
        return self.publisher or "publisher not stated"


@dataclass(frozen=True, slots=True)
class Monograph:
    """The facts of a drug monograph."""

    generic_name: str
    brand_names: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    drug_type: str | None = None
    drug_class: str | None = None
    formula: str | None = None
    cas: str | None = None
    unii: str | None = None
    associated_conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """The facts of one version of a drug label (openFDA `openfda.*`, or the SPL header)."""

    set_id: str
    version: str | None = None
    effective: PartialDate | None = None
    product_type: str | None = None
    brand_names: tuple[str, ...] = ()
    generic_names: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    uniis: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    manufacturers: tuple[str, ...] = ()
    ndcs: tuple[str, ...] = ()
    rxcuis: tuple[str, ...] = ()
    application_numbers: tuple[str, ...] = ()
    pharm_classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intervention:
    """What a trial gives or does. `type` as ClinicalTrials.gov v2 spells it: "DRUG", "DIAGNOSTIC_TEST"."""

    name: str
    type: str | None = None
    description: str | None = None
    other_names: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The words people read: "Diagnostic test: Nociceptor flexor reflex"."""
        return f"{in_words(self.type)}: {self.name}" if self.type else self.name


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a trial runs. Contact people are never kept."""

    facility: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    status: Status | None = None

    @property
    def place(self) -> str:
        """As an address is read: "Severance Hospital, Seoul, South Korea"."""
        return ", ".join(part for part in (self.facility, self.city, self.state, self.country) if part)


MOST_ENROLLED = 999_999_999
"""People. More is no count of participants."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The facts of a trial's registry entry, in the words of ClinicalTrials.gov v2."""

    nct_id: str
    brief_title: str
    official_title: str | None = None
    acronym: str | None = None
    status: Status | None = None
    why_stopped: str | None = None
    study_type: str | None = None
    """One of `CODED`, as are the next three; an allocation of NA is stated where there is one group of people."""
    allocation: str | None = None
    masking: str | None = None
    intervention_model: str | None = None
    phases: tuple[Phase, ...] = ()
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    sponsor: str | None = None
    collaborators: tuple[str, ...] = ()
    enrolment: int | None = None
    enrolment_type: EnrolmentType | None = None
    first_posted: PartialDate | None = None
    last_posted: PartialDate | None = None
    started: PartialDate | None = None
    primary_completion: PartialDate | None = None
    completed: PartialDate | None = None
    sex: str | None = None
    """"ALL", "FEMALE" or "MALE"."""
    minimum_age: str | None = None
    """As stated: "18 Years", "6 Months"."""
    maximum_age: str | None = None
    healthy_volunteers: bool | None = None
    has_results: bool | None = None
    other_ids: tuple[str, ...] = ()
    listed_under: tuple[str, ...] = ()
    """Drugs on whose page the publisher lists the trial, whether or not the record names them."""
    sites: tuple[Site, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """Each country once, in the order of the sites."""
        return tuple(dict.fromkeys(site.country for site in self.sites if site.country))


Record = Monograph | Label | Trial
_KINDS: Mapping[type, Kind] = {Monograph: Kind.MONOGRAPH, Label: Kind.LABEL, Trial: Kind.TRIAL}


@dataclass(frozen=True, slots=True)
class Document:
    """One monograph, one label or one trial: its facts and its text."""

    document_id: str
    """A trial's NCT number, a label's set_id, a monograph's slug ("baclofen")."""
    title: str
    record: Record
    sections: tuple[Section, ...]
    source: Source

    def __post_init__(self) -> None:
        if not self.document_id or not self.title.strip():
            raise ValueError(f"a document needs an id and a title: {self.document_id!r}, {self.title!r}")
        keys = [section.key for section in self.sections]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.document_id}: section keys must differ: {keys}")

    @property
    def kind(self) -> Kind:
        """Follows from the record."""
        return _KINDS[type(self.record)]

    @property
    def sha256(self) -> str:
        """Of everything a reader or a search can see; the place of the file is not part of it."""
        source = (self.source.url, self.source.date, self.source.note)
        return hashlib.sha256(
            repr((self.document_id, self.title, self.record, self.sections, source)).encode()
        ).hexdigest()


def in_words(code: str) -> str:
    """A registry's code as people read it: "DIAGNOSTIC_TEST" is "Diagnostic test"."""
    return code.replace("_", " ").capitalize()


def slug(text: str) -> str:
    """The id of a monograph and the key of a heading: "Side effects" is "side_effects", "Über" is "uber".

    Empty for a text without a Latin letter or a digit.
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def age_in_years(text: str | None) -> float | None:
    """The age that "18 Years", "6 Months" or "2 Days" states; None where there is no text or it states no age."""
    match = re.match(r"\s*(\d+(?:\.\d+)?)\s*(year|month|week|day|hour|minute)", text or "", re.IGNORECASE)
    if match is None:
        return None
    return float(match[1]) * _YEARS_PER[match[2].lower()]


def closed_from(maximum_age: float) -> float:
    """The age from which on a limit leaves people out: "up to 65 Years" takes in the whole 66th year of life.

    Limits below two years are taken to the day.
    """
    return maximum_age + (maximum_age >= _COUNTED_IN_YEARS)


_COUNTED_IN_YEARS = 2
_YEARS_PER: Mapping[str, float] = {
    "year": 1,
    "month": 1 / 12,
    "week": 7 / 365.25,
    "day": 1 / 365.25,
    "hour": 1 / 8766,
    "minute": 1 / 525960,
}
