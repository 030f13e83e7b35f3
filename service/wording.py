"""Words that are ours for what records state: counts, dates, phases, lists of names; never a fact of medicine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.documents import MONTHS, EnrolmentType, PartialDate, Phase, Trial
from indexer.selection import NOT_STATED
from service.understanding.filters import DateRange, NumberRange

_MONTHS = tuple(month[:3].capitalize() for month in MONTHS)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of the system's own, in a box."""

    title: str
    text: str
    urgent: bool = False

    @property
    def line(self) -> str:
        """Both as running text."""
        stop = "" if self.title.endswith(("?", "!")) else "."
        return f"{self.title}{stop} {self.text}".strip()


def day(value: PartialDate | date) -> str:
    """A date as exactly as it is known: "6 Apr 2025", "Apr 2025", "2025"."""
    if isinstance(value, PartialDate):
        parts = (value.day and str(value.day), value.month and _MONTHS[value.month - 1], str(value.year))
        return " ".join(part for part in parts if part)
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


_WITH_ARTICLE = frozenset(
    {"Bahamas", "Czech Republic", "Dominican Republic", "Gambia", "Netherlands", "Philippines"}
    | {"United Arab Emirates", "United Kingdom", "United States", "Baltic States", "Caribbean", "European Union"}
    | {"Gulf States", "Middle East", "Nordic Countries", "Pacific Islands"}
)


def country_in_words(name: str) -> str:
    """A country as it stands in a sentence: "the United States"."""
    return f"the {name}" if name in _WITH_ARTICLE else name


def state_in_words(name: str) -> str:
    """A state as it stands in a sentence; one that a country is called by as well is said to be a state."""
    return f"the state of {name}" if name == "Georgia" else name


def plural(count: int, one: str, many: str | None = None) -> str:
    """As in "1 trial", "10 trials"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def begun(text: str) -> str:
    """As a sentence begins: "Apixaban"; only its first letter is changed."""
    return text[:1].upper() + text[1:]


def joined(values: Iterable[str], last: str = "and") -> str:
    """As in "a", "a and b", "a, b and c"."""
    found = list(values)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def sites_in_words(recruiting: Sequence[bool | None]) -> str | None:
    """What the sites in a place say of themselves, a value per trial: whether one recruits, None where none says so.

    As in "At 2 of them a site there recruits; at 1 the sites there state another status.". None for no trials.
    """
    here, elsewhere, silent = (sum(each is value for each in recruiting) for value in (True, False, None))
    parts = []
    if here:
        parts.append("a site there recruits" if len(recruiting) == 1 else f"at {here:,} of them a site there recruits")
    for count, stated in ((elsewhere, "another status"), (silent, "no status of their own")):
        if count:
            parts.append(f"{'' if len(recruiting) == 1 else f'at {count:,} '}the sites there state {stated}")
    return f"{begun('; '.join(parts))}." if parts else None


def taken_for_sentence(name: str, values: Sequence[tuple[str, int]]) -> str:
    """Which stated values were counted, most frequent first: "Conditions counted: Asthma (11), Asthma, Mild (2)."."""
    named = [f"{value} ({count:,})" for value, count in values[:_MOST_TAKEN]]
    more = [f"{len(values) - _MOST_TAKEN:,} more"] if len(values) > _MOST_TAKEN else []
    names = f"{name.removesuffix('y')}{'ies' if name.endswith('y') else 's'}"
    return f"{begun(names)} counted: {'; '.join((*named, *more))}."


_MOST_TAKEN = 6


def phase_label(value: str) -> str:
    """As in "Phase 2", "Phase 1/2", "Not applicable"."""
    return phases_in_words(value.split("/"))


def phases_in_words(phases: Sequence[str]) -> str:
    """As in "Phase 2", "Phase 1/2"; empty for none."""
    labels = [Phase(each).label for each in phases]
    return "/".join((*labels[:1], *(each.rpartition(" ")[2] for each in labels[1:])))


def size_in_words(trial: Trial) -> str | None:
    """As in "45 people took part", "616 people planned"; without the last words where a record does not say which."""
    if trial.enrolment is None:
        return None
    said = {EnrolmentType.ACTUAL: " took part", EnrolmentType.ESTIMATED: " planned", None: ""}[trial.enrolment_type]
    return f"{plural(trial.enrolment, 'person', 'people')}{said}"


def sex_in_words(values: Sequence[str]) -> str:
    """As in "women", "men only", "everyone", "not stated"."""
    if NOT_STATED in values:
        others = [each for each in values if each != NOT_STATED]
        return f"{sex_in_words(others)} or not stated" if others else "not stated"
    if tuple(values) == ("ALL",):
        return "everyone"
    who = " or ".join(word for sex, word in (("FEMALE", "women"), ("MALE", "men")) if sex in values)
    return who if "ALL" in values else f"{who} only"


def ends_in_words(span: DateRange | NumberRange) -> str:
    """As in "from 1 Jan 2022 to 31 Dec 2022", "at least 100 and at most 200"."""
    if isinstance(span, DateRange):
        if span.from_ and span.from_ == span.to:
            return f"on {day(span.from_)}"
        days = (("from", span.from_), ("to" if span.from_ else "until", span.to))
        return " ".join(f"{word} {day(end)}" for word, end in days if end)
    if span.min is not None and span.min == span.max:
        return f"{span.min:,}"
    ends = (("at least", span.min), ("at most", span.max))
    return joined(f"{word} {end:,}" for word, end in ends if end is not None)
