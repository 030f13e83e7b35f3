"""Answers made of records: a complete table, an exact count, what else could be counted, and a picture by year."""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.documents import CODED, EnrolmentType, PartialDate, Phase, Site, Status, Trial
from indexer.selection import NOT_STATED
from indexer.site_places import PLACE_FIELDS, is_in
from service.answering.citations import Citation
from service.understanding.filters import NO_FILTERS, YES_OR_NO, Filters, first_spelling
from service.wording import joined, phase_label, plural

FACET_TITLES: Mapping[str, str] = {
    name: name.replace("_", " ").capitalize()
    for name in (*"kind status phase condition country sponsor year drug intervention city".split(), *CODED)
} | {"year": "First posted"}
"""The fields that pages and `facets` can count by, in the order they are shown."""


def facet_title(field: str) -> str:
    """What the values of a field are: "First posted" for the year."""
    return FACET_TITLES.get(field, field.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial as a line of a table; None where its record states nothing."""

    passage_id: str
    nct_id: str
    title: str
    url: str
    about: str
    """Conditions and first place: "Fragile X Syndrome. Cincinnati, United States"; no place where `sites` tell them."""
    sites: tuple[Site, ...]
    """The sites in the place that was asked for, those that recruit first; empty where no place was."""
    status: Status | None
    phases: tuple[Phase, ...]
    enrolment: int | None
    enrolment_word: str | None
    """ "planned" where the figure is an estimate."""
    last_posted: PartialDate | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value and how many documents have it."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values, most frequent first, "not stated" last."""

    field: str
    values: tuple[FacetValue, ...]
    more: int = 0
    """How many values are not listed."""

    @property
    def title(self) -> str:
        """Its heading."""
        return facet_title(self.field)


@dataclass(frozen=True, slots=True)
class Bar:
    """A year in the picture, in its own units: 74 high at the base line."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    shown_y: float
    shown_height: float
    named: bool
    """Whether its year stands below it."""
    numbered: bool
    """Whether its count stands above it."""

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class YearPicture:
    """Trials by the year they were first posted; the filled part is what the list shows."""

    bars: tuple[Bar, ...]
    words: str
    """The same as a sentence, for those who do not see it."""
    caption: str
    width: int = 208


@dataclass(frozen=True, slots=True)
class Listing:
    """Every record that matches, cited."""

    citations: tuple[Citation, ...]
    """One a record, in the order asked for."""
    facets: tuple[Facet, ...]
    years: YearPicture | None
    order: str
    """As in "last posted first"."""
    place: Filters = NO_FILTERS
    """Where the records' sites had to be; names nothing where they could be anywhere."""
    of_sites: str | None = None
    """What the sites there say of themselves, where recruiting trials in a place were asked for."""
    unstated: str | None = None
    """How many records state nothing of what was excluded, or of an age asked for, and are left out."""

    @property
    def caption(self) -> str:
        """What the table is, for those who hear it."""
        return f"{plural(len(self.citations), 'record')}, {self.order}"

    @property
    def rows(self) -> tuple[TrialRow, ...]:
        """Its trials as lines of a table."""
        return tuple(row(each, self.place) for each in self.citations if isinstance(each.record, Trial))

    @property
    def documents(self) -> tuple[Citation, ...]:
        """Its monographs and labels."""
        return tuple(each for each in self.citations if not isinstance(each.record, Trial))


def row(citation: Citation, place: Filters = NO_FILTERS) -> TrialRow:
    """A cited trial as a line, with its sites in a place. Raises TypeError for a citation of something else."""
    trial = citation.record
    if not isinstance(trial, Trial):
        raise TypeError(f"{citation.passage.document_id} is no trial")
    sites = _sites_in(trial, place)
    places = [site for site in trial.sites if (site.city or site.country) and not sites]
    first = ", ".join(part for part in (places[0].city, places[0].country) if part) if places else ""
    more = f" and {plural(len(places) - 1, 'more site')}" if len(places) > 1 else ""
    studied = (*trial.conditions[:4], *([f"and {len(trial.conditions) - 4} more"] if trial.conditions[4:] else ()))
    return TrialRow(
        passage_id=citation.passage.passage_id,
        nct_id=trial.nct_id,
        title=trial.brief_title,
        url=citation.url,
        about=". ".join(part for part in ("; ".join(studied), first + more) if part),
        sites=sites,
        status=trial.status,
        phases=trial.phases,
        enrolment=trial.enrolment,
        enrolment_word="planned" if trial.enrolment_type is EnrolmentType.ESTIMATED else None,
        last_posted=trial.last_posted,
    )


def _sites_in(trial: Trial, place: Filters) -> tuple[Site, ...]:
    """The sites that are in the place named, those that recruit first."""
    wanted = {name: getattr(place, name) for name in PLACE_FIELDS if getattr(place, name)}
    found = [site for site in trial.sites if is_in(site, wanted)] if wanted else []
    return tuple(sorted(found, key=lambda site: site.status is not Status.RECRUITING))


def recruits_there(trial: Trial, place: Filters) -> bool | None:
    """Whether a site of a trial in a place recruits by its own status; None where no site there states one."""
    stated = [site.status for site in _sites_in(trial, place) if site.status is not None]
    return Status.RECRUITING in stated if stated else None


def facet_label(field: str, value: str) -> str:
    """How a value is read: "PHASE2" is "Phase 2"."""
    if value == NOT_STATED:
        return "Not stated"
    if field == "status":
        return Status(value).label
    if field == "phase":
        return phase_label(value)
    if field == "sex":
        return {"FEMALE": "Women", "MALE": "Men"}.get(value, "Everyone")
    if field in CODED:
        return CODED[field][value]
    return value.replace("_", " ").capitalize() if field in _CODES else first_spelling(value)


_CODES = ("kind", "drug", "intervention_type", *YES_OR_NO)


_BASE, _TALLEST = 74, 58
_MOST_NUMBERED = 9  # more bars than this and their numbers would run into each other


def year_picture(every: Mapping[int, int], shown: Mapping[int, int], shown_words: str) -> YearPicture | None:
    """A bar a year from the first to the last; None for fewer than two years.

    `every` counts all trials of the list's scope, `shown` those in the list, in `shown_words` ("the 2 recruiting").
    """
    if len(every) < 2:
        return None
    years = range(min(every), max(every) + 1)
    step = 208 / len(years)
    width = min(34.0, step * 0.72)
    tallest = max(every.values())
    few = len(years) <= _MOST_NUMBERED
    bars = tuple(
        Bar(
            year=year,
            count=every.get(year, 0),
            x=round(position * step + (step - width) / 2, 1),
            y=round(_BASE - _TALLEST * every.get(year, 0) / tallest, 1),
            width=round(width, 1),
            height=round(_TALLEST * every.get(year, 0) / tallest, 1),
            shown_y=round(_BASE - _TALLEST * shown.get(year, 0) / tallest, 1),
            shown_height=round(_TALLEST * shown.get(year, 0) / tallest, 1),
            named=(few and len(years) <= 5) or position in (0, len(years) - 1),
            numbered=few or every.get(year, 0) == tallest,
        )
        for position, year in enumerate(years)
    )
    return YearPicture(bars, _in_words(every, shown), f"Filled: {shown_words}")


def _in_words(every: Mapping[int, int], shown: Mapping[int, int]) -> str:
    """As in "All 10 trials: 2 in 2019, 4 in 2020. In the list: 1 in 2020."."""
    told = joined(f"{count} in {year}" for year, count in sorted(every.items()) if count)
    listed = joined(f"{count} in {year}" for year, count in sorted(shown.items()) if count)
    return f"All {plural(sum(every.values()), 'trial')}: {told}. In the list: {listed or 'none'}."
