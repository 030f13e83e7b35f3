"""A trial's facts as text a person would want to read, one fact per line; shared by every reader of trials.

Only what the record states is written down. The words before the colon are ours, what follows is the record's.
"""

from collections.abc import Iterable, Iterator

from indexer.documents import EnrolmentType, Intervention, Section, Site, Trial
from indexer.text import canonical

_ENROLMENT_WORDS = {EnrolmentType.ACTUAL: " (actual)", EnrolmentType.ESTIMATED: " (estimated)", None: ""}


def trial_record_sections(trial: Trial) -> tuple[Section, ...]:
    """What it studies, who may take part, where and when: the sections for which the record states something."""
    parts = (
        ("study", "What it studies", _study(trial)),
        ("participants", "Who may take part", _participants(trial)),
        ("status_and_places", "Where and when", _status_and_places(trial)),
    )
    sections = (Section(key, title, canonical("\n".join(lines))) for key, title, lines in parts)
    return tuple(section for section in sections if section.text)


def _study(trial: Trial) -> Iterator[str]:
    yield from _line("Title", trial.brief_title)
    if trial.official_title != trial.brief_title:
        yield from _line("Official title", trial.official_title)
    yield from _line("Acronym", trial.acronym)
    yield from _line("Registration number", trial.nct_id)
    yield from _line("Conditions", _list(trial.conditions))
    yield from _line("Interventions", _list(_intervention(intervention) for intervention in trial.interventions))
    yield from _line("Phase", " and ".join(phase.label for phase in trial.phases))
    yield from _line("Study type", (trial.study_type or "").replace("_", " ").capitalize())
    if trial.enrolment is not None:
        yield f"Enrolment: {trial.enrolment}{_ENROLMENT_WORDS[trial.enrolment_type]}"
    yield from _line("Keywords", _list(trial.keywords))
    yield from _line("Listed under", _list(trial.listed_under))


def _participants(trial: Trial) -> Iterator[str]:
    yield from _line("Sex", (trial.sex or "").capitalize())
    yield from _line("Minimum age", trial.minimum_age)
    yield from _line("Maximum age", trial.maximum_age)
    if trial.healthy_volunteers is not None:
        yield f"Healthy volunteers: {'accepted' if trial.healthy_volunteers else 'not accepted'}"


def _status_and_places(trial: Trial) -> Iterator[str]:
    yield from _line("Status", trial.status.label if trial.status else None)
    yield from _line("Why stopped", trial.why_stopped)
    for name, date in (
        ("First posted", trial.first_posted),
        ("Last posted", trial.last_posted),
        ("Start", trial.started),
        ("Primary completion", trial.primary_completion),
        ("Completion", trial.completed),
    ):
        yield from _line(name, str(date) if date else None)
    yield from _line("Lead sponsor", trial.sponsor)
    yield from _line("Collaborators", _list(trial.collaborators))
    yield from _line("Other study numbers", _list(trial.other_ids))
    if trial.has_results is not None:
        yield f"Results posted: {'yes' if trial.has_results else 'no'}"
    yield from (f"Site: {_site(site)}" for site in trial.sites)


def _line(name: str, value: str | None) -> Iterator[str]:
    if value:
        yield f"{name}: {value}"


def _list(values: Iterable[str]) -> str:
    return "; ".join(values)


def _intervention(intervention: Intervention) -> str:
    kind = f"{intervention.type.replace('_', ' ').capitalize()}: " if intervention.type else ""
    others = f" (also {', '.join(intervention.other_names)})" if intervention.other_names else ""
    return f"{kind}{intervention.name}{others}"


def _site(site: Site) -> str:
    return f"{site.place} ({site.status.label})" if site.status else site.place
