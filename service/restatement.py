"""Filters told back as a line that stands without the conversation."""

from indexer.documents import Phase, Status
from service.filters import Filters


def in_words(filters: Filters) -> str:
    """Filters as a line that can be read: "trials: baclofen, recruiting, phase 2, France"."""
    parts: list[str] = [*filters.drug]
    parts += [Status(each).label.lower() for each in filters.status]
    parts += [Phase(each).label.lower() if each in set(Phase) else "no phase stated" for each in filters.phase]
    parts += [
        *filters.condition,
        *filters.intervention,
        *filters.sponsor,
        *filters.city,
        *filters.state,
        *filters.country,
    ]
    for name, span in (("first posted", filters.first_posted), ("last posted", filters.last_posted)):
        if span is not None:
            ends = ([f"from {span.from_}"] if span.from_ else []) + ([f"to {span.to}"] if span.to else [])
            parts.append(f"{name} {' '.join(ends)}")
    if filters.enrolment is not None:
        low, high = filters.enrolment.min, filters.enrolment.max
        parts.append(
            f"{low if low is not None else 0} to {high} people" if high is not None else f"at least {low} people"
        )
    kinds = {"trial": "trials", "monograph": "monographs", "label": "labels"}
    heading = " and ".join(kinds[each] for each in filters.kind) or "documents"
    return f"{heading}: {', '.join(parts)}" if parts else heading
