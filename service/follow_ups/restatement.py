"""Filters told back as a line that stands without the conversation."""

from indexer.documents import Status
from indexer.selection import DATES, NOT_STATED
from service.claims import designs_in_words
from service.understanding.filters import Filters, first_spelling
from service.wording import phase_label, sex_in_words

_VALUES = ("condition", "intervention", "sponsor", "city", "state", "country")


def in_words(filters: Filters) -> str:
    """Filters as a line that can be read: "trials: baclofen, recruiting, phase 2, France"."""
    parts = _parts(filters)
    if filters.excluded is not None:
        parts += [f"not {each}" for each in _parts(filters.excluded)]
    kinds = {"trial": "trials", "monograph": "monographs", "label": "labels"}
    heading = " and ".join(kinds[each] for each in filters.kind) or "documents"
    return f"{heading}: {', '.join(parts)}" if parts else heading


def _parts(filters: Filters) -> list[str]:
    """What each field says."""
    parts: list[str] = [first_spelling(each) for each in filters.drug]
    parts += ["status not stated" if each == NOT_STATED else Status(each).label.lower() for each in filters.status]
    parts += ["no phase stated" if each == NOT_STATED else phase_label(each).lower() for each in filters.phase]
    parts += [*designs_in_words(filters), *(f"{each.replace('_', ' ').lower()}s" for each in filters.intervention_type)]
    parts += [first_spelling(each) for name in _VALUES for each in getattr(filters, name)]
    parts += [sex_in_words(filters.sex)] if filters.sex else []
    parts += [f"{'' if each == 'yes' else 'no '}healthy volunteers" for each in filters.healthy_volunteers]
    parts += [f"{'with' if each == 'yes' else 'without'} posted results" for each in filters.results]
    for name in DATES:
        span = getattr(filters, name)
        if span is not None:
            ends = ([f"from {span.from_}"] if span.from_ else []) + ([f"to {span.to}"] if span.to else [])
            parts.append(f"{name.replace('_', ' ')} {' '.join(ends)}")
    sizes = ("people", filters.enrolment), ("years of age", filters.age)
    limits = ("years as minimum age", filters.minimum_age), ("years as maximum age", filters.maximum_age)
    for noun, size in (*sizes, *limits):
        if size is not None:
            low, high = size.min or 0, size.max
            parts.append(f"{low} to {high} {noun}" if high is not None else f"at least {low} {noun}")
    return parts
