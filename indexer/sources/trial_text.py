"""From a trial's facts and texts to its document: the one composition that all readers of registry records share."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.documents import Document, Section, Trial
from indexer.sources.eligibility import Eligibility, split_eligibility
from indexer.sources.public_pages import trial_page
from indexer.sources.reading import SourceFile
from indexer.sources.trial_sections import trial_record_sections
from indexer.text import canonical

PUBLISHER = "ClinicalTrials.gov"


@dataclass(frozen=True, slots=True)
class Arm:
    """A group of participants and what it is given."""

    label: str | None
    type: str | None = None
    description: str | None = None
    interventions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is measured, and when."""

    rank: str
    """"Primary", "Secondary" or "Other"."""
    measure: str
    description: str | None = None
    time_frame: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication that the record cites."""

    citation: str
    pmid: str | None = None


@dataclass(frozen=True, slots=True)
class TrialText:
    """The texts of a record, canonical and without contacts."""

    brief_summary: str | None = None
    detailed_description: str | None = None
    eligibility: str | None = None
    population: tuple[str, ...] = ()
    """Lines on who is studied: the population sampled, age groups, what sex is based on."""
    design: tuple[str, ...] = ()
    """Lines such as "Allocation: Randomized"."""
    arms: tuple[Arm, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    results: str = ""
    references: tuple[Reference, ...] = ()


def trial_document(
    trial: Trial, text: TrialText, source: SourceFile, format_name: str, note: str | None = None
) -> Document:
    """Compose the document of a registry's record; its date is the day of the last update.

    What is said of the population stands before the criteria; where they admit nobody it must not pass for them,
    and stands with what else the record states of who may take part.
    """
    eligibility = split_eligibility(text.eligibility or "")
    alone = () if eligibility.inclusion or eligibility.whole else text.population
    return Document(
        document_id=trial.nct_id,
        title=trial.brief_title,
        record=trial,
        sections=trial_record_sections(trial, population=alone) + tuple(_sections(trial, text, eligibility)),
        source=source.origin(format_name, PUBLISHER, trial_page(trial.nct_id), trial.last_posted, note),
    )


def _sections(trial: Trial, text: TrialText, eligibility: Eligibility) -> Iterator[Section]:
    population = "\n".join(text.population)
    for key, title, body in (
        ("brief_summary", "Brief summary", text.brief_summary),
        ("detailed_description", "Detailed description", text.detailed_description),
        ("inclusion_criteria", "Inclusion criteria", _after(population, eligibility.inclusion)),
        ("exclusion_criteria", "Exclusion criteria", eligibility.exclusion),
        ("eligibility_criteria", "Eligibility criteria", _after(population, eligibility.whole)),
        ("arms_and_interventions", "Arms and interventions", _arms_text(trial, text)),
        ("outcomes", "Outcomes", "\n\n".join(map(_outcome_text, text.outcomes))),
        ("results", "Results", text.results),
        ("references", "References", "\n".join(map(_reference_text, text.references))),
    ):
        words = canonical(body or "")
        if words:
            yield Section(key, title, words)


def _after(population: str, criteria: str | None) -> str:
    """What is said of the population, before the criteria; nothing without them."""
    return "\n\n".join(part for part in (population, criteria) if part) if criteria else ""


def _arms_text(trial: Trial, text: TrialText) -> str:
    interventions = "\n\n".join(
        _lines(
            f"Intervention: {one.label}",
            f"Other names: {', '.join(one.other_names)}" if one.other_names else None,
            one.description,
        )
        for one in trial.interventions
        if one.description or one.other_names or text.arms
    )
    arms = (_arm_text(arm) for arm in text.arms)
    return "\n\n".join(part for part in ("\n".join(text.design), *arms, interventions) if part)


def _arm_text(arm: Arm) -> str:
    kind = f" ({arm.type})" if arm.type else ""
    given = f"Given: {'; '.join(arm.interventions)}" if arm.interventions else None
    return _lines(f"Arm: {arm.label or 'not named'}{kind}", arm.description, given)


def _outcome_text(outcome: Outcome) -> str:
    time_frame = f"Time frame: {outcome.time_frame}" if outcome.time_frame else None
    return _lines(f"{outcome.rank} outcome: {outcome.measure}", outcome.description, time_frame)


def _reference_text(reference: Reference) -> str:
    return f"{reference.citation} PMID: {reference.pmid}" if reference.pmid else reference.citation


def _lines(*lines: str | None) -> str:
    return "\n".join(line for line in lines if line)
