"""A trial's facts as text a person would want to read, one fact per line; shared by every reader of trials.

Only what the record states is written down. The words before the colon are ours, what follows is the record's.
"""

from collections.abc import Iterable

from indexer.documents import EnrolmentType, Intervention, PartialDate, Section, Site, Trial, in_words
from indexer.text import canonical, named

_ENROLMENT_WORDS = {EnrolmentType.ACTUAL: " (actual)", EnrolmentType.ESTIMATED: " (estimated)", None: ""}


def trial_record_sections(
    trial: Trial, design: Iterable[tuple[str, str | None]] = (), population: Iterable[str] = ()
) -> tuple[Section, ...]:
    """What it studies, who may take part, where and when: what the record states.

    `design` are lines on how, `population` further lines on who.
    """
    parts = (
        ("study", "What it studies", _study(trial, design)),
        ("participants", "Who may take part", (*_participants(trial), *population)),
        ("status_and_places", "Where and when", _status_and_places(trial)),
    )
    sections = (Section(key, title, canonical("\n".join(lines))) for key, title, lines in parts)
    return tuple(section for section in sections if section.text)


def _study(trial: Trial, design: Iterable[tuple[str, str | None]]) -> Iterable[str]:
    people = None if trial.enrolment is None else f"{trial.enrolment}{_ENROLMENT_WORDS[trial.enrolment_type]}"
    return named(
        ("Title", trial.brief_title),
        ("Official title", trial.official_title if trial.official_title != trial.brief_title else None),
        ("Acronym", trial.acronym),
        ("Registration number", trial.nct_id),
        ("Conditions", "; ".join(trial.conditions)),
        ("Interventions", "; ".join(map(_intervention, trial.interventions))),
        ("Phase", " and ".join(phase.label for phase in trial.phases)),
        ("Study type", in_words(trial.study_type or "")),
        *design,
        ("Enrolment", people),
        ("Keywords", "; ".join(trial.keywords)),
        ("Listed under", "; ".join(trial.listed_under)),
    )


def _participants(trial: Trial) -> Iterable[str]:
    return named(
        ("Sex", in_words(trial.sex or "")),
        ("Minimum age", trial.minimum_age),
        ("Maximum age", trial.maximum_age),
        ("Healthy volunteers", _either(trial.healthy_volunteers, "accepted", "not accepted")),
    )


def _status_and_places(trial: Trial) -> Iterable[str]:
    return named(
        ("Status", trial.status.label if trial.status else None),
        ("Why stopped", trial.why_stopped),
        ("First posted", _date(trial.first_posted)),
        ("Last posted", _date(trial.last_posted)),
        ("Start", _date(trial.started)),
        ("Primary completion", _date(trial.primary_completion)),
        ("Completion", _date(trial.completed)),
        ("Lead sponsor", trial.sponsor),
        ("Collaborators", "; ".join(trial.collaborators)),
        ("Other study numbers", "; ".join(trial.other_ids)),
        ("Results posted", _either(trial.has_results, "yes", "no")),
        *(("Site", _site(site)) for site in trial.sites),
    )


def _date(date: PartialDate | None) -> str | None:
    return str(date) if date else None


def _either(stated: bool | None, yes: str, no: str) -> str | None:
    return None if stated is None else yes if stated else no


def _intervention(intervention: Intervention) -> str:
    others = f" (also {', '.join(intervention.other_names)})" if intervention.other_names else ""
    return f"{intervention.label}{others}"


def _site(site: Site) -> str:
    return f"{site.place} ({site.status.label})" if site.status else site.place
