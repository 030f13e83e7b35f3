"""What a question asks of records that no filter holds: said to the reader, never dropped in silence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.patterns import Pattern, any_case
from indexer.site_places import PLACE_FIELDS
from service.tables import by_group, patterns_of, texts_of
from service.understanding.spans import Span

_SAYS = patterns_of("unapplied.txt")
_TEXTS = texts_of("unapplied.txt")
MEASURED = _TEXTS["measured"]
"""What is measured in people, as it stands before a number that is none of years."""


@dataclass(frozen=True, slots=True)
class Unapplied:
    """Words of a question that narrow nothing, and why."""

    words: str
    why: str


_DENIED = "Records are left out by their facts alone, and this is none of them: what is shown may include it."
_DENIED_OF_PEOPLE = "Who may not take part stands in the criteria of each trial, which no filter holds."
_NO_LIST = "Which places belong to it is not fixed: ask for countries or states, or for a region such as the EU."
NO_SUCH_DATE = "Trials are found by when they were posted, started and completed, and by no other date."
NO_SUCH_SPONSOR = "No record here names such a sponsor, so none is left out for it."
NOT_READ_OF_PEOPLE = "Whether it matters stands in the criteria of each trial, which no filter holds."
OF_SOMEBODY = "What somebody is, has or may have taken stands in the criteria of each trial, which no filter holds."
NO_DAY_IN_BOTH = "No day lies in both ranges, so neither narrows the list."
SEVERAL_RANGES = "One range of days can be left out, not several."
TOO_MANY_TRIALS = "Of trials two or three can be set side by side: name them by their numbers."
OF_ONE_TRIAL = "A trial is looked up as a whole: its places, and what each of them states, stand in its record."
SHARE_OF_WHAT = Unapplied(
    "share",
    "The records are counted; of which others they are a share is not understood: ask “what share of … are …?”.",
)
NOT_ORDERED = "Passages are ordered by how well they answer; only a list of records can be ordered."
NO_SUMS = "Trials are counted; their figures are neither added up nor averaged."
_WHOLE_COUNTRY = "Records name the United Kingdom and seldom its parts: all of it is meant."
_MAY_LEAD = "It may be a sponsor: ask for trials by {0}."
_MAY_LEAD_OR_BE_THERE = "It may be a place or a sponsor: ask for trials in {0}, or by {0}."
_DOUBTFUL_STATUS = "It may belong to the words behind it; for a status ask for trials that are {}."
_EITHER_OF_TWO = "Of two different facts both are required; ask for them one at a time."
_ONE_FIELD = "Trials are counted by one thing at a time: ask for the other by itself."
NOT_READ = "It was not understood, so it narrows nothing."
NO_WORD_KNOWN = "No word of it is known here. What was asked before stays."
OF_WHAT = "It is not said whether years of age or numbers of people are meant, so it narrows nothing."
DESIGN = "Of a design only type, allocation, groups and masking are filters: what is shown may be of another one."
_ELSEWHERE_TOO = "A list is of trials with a site there: they may have others elsewhere."
OF_STUDIES = "Of trials it is a filter; a label is not told from others by the studies that it speaks of."
_OF_ANY_SORT = "Sponsors are known by their names alone: those of every sort are counted, and no sites."
OF_RESULTS = "What trials found of them stands in their results: ask it of one trial, or of the drug without “trials”."
OF_A_GRADE = (
    "How severe it is, of what kind or treated before stands in the criteria of each trial, which no filter holds."
)
_OF_A_PURPOSE = (
    "Whether a trial is to treat, prevent or find it is no filter here: what is shown may be for another purpose."
)
_CONTACTS = "The people to contact are not kept here: the page of each trial at its registry names them."
_REASONS: Mapping[str, str] = {
    "a word": "Read as the word; the condition is asked for by its whole name, acute lymphoblastic leukemia.",
    "both ages": "A filter holds one range of ages: ask for trials that admit children, or that admit adults.",
    "collaborators": "Trials are found by who leads them, not by who collaborates.",
    "design": DESIGN,
    "elsewhere too": _ELSEWHERE_TOO,
    "field of medicine": "Records state conditions, not fields of medicine: ask for conditions.",
    "limits of measures": "Limits of weight, blood pressure or laboratory values stand in the criteria of each trial, "
    "which no filter holds.",
    "no age": "It states no age: ask for ages in years.",
    "no distance": "Distances are not known: ask for cities, states or countries.",
    "no duration": "How long trials last is no filter here: ask for start or completion dates.",
    "no list": _NO_LIST,
    "no number": "It states no number: ask for trials with more or fewer than so many participants, or for the "
    "largest.",
    "no number of sites": "How many sites, countries, arms, drugs or phases a trial has is no filter here.",
    "no setting": "Whether a trial is in a hospital, a unit of one, a clinic or at home is no filter here.",
    "no threshold": "What is counted is shown in order, and not cut off at a number.",
    "no unstated": "Which records state no date or size is no filter; how many do not is told where one is asked for.",
    "not counted by": "Trials are counted by year, place, sponsor, condition, intervention, phase or status.",
    "not read": NOT_READ,
    "of somebody": OF_SOMEBODY,
    "older too": "A list is of trials that admit somebody of these ages: they may admit others as well.",
    "others too": "Records state whether healthy volunteers are accepted, not that nobody else is.",
    "sponsor class": "Sponsors are known by their names alone.",
    "why": "Why a trial was stopped stands in its record: ask “why were they stopped?” of those that are shown.",
}
"""By the name of what asks for it in `unapplied.txt`."""


def _group(name: str) -> tuple[tuple[Pattern, str], ...]:
    """The patterns of a group of the table, each with its reason."""
    told = by_group(_TEXTS)[name].items()
    return tuple((any_case(text), _REASONS[reason.partition(" (")[0]]) for reason, text in told)


_UNSUPPORTED = (
    *_group("unsupported"),
    (_SAYS["UNREAD"], NOT_READ),
    (_SAYS["FIGURE_ALONE"], OF_WHAT),
    (_SAYS["SUMMED"], NO_SUMS),
)
_TOLD_ALONE = _group("told alone")


def unsupported(text: str, understood: Sequence[Span]) -> Iterator[Unapplied]:
    """What is asked of trials in words for which there is no filter: ages without a number, unread figures."""
    for pattern, why in _UNSUPPORTED:
        for match in pattern.finditer(text):
            known = [span for span in understood if span[0] < match.end() and match.start() < span[1]]
            is_whole = any(start <= match.start() and match.end() <= end for start, end in known)
            if not known or (why == NO_SUMS and not is_whole):
                yield Unapplied(match[0].strip(), why)


def told_alone(text: str, of_a_drug: bool) -> tuple[tuple[Span, str], ...]:
    """Words that neither narrow nor rank trials, and why: designs, sizes without a number, distances, months.

    Side effects are told only beside a drug; alone they may be what trials study, and those "in clinical trials" are
    told by a label.
    """
    of_effects = of_a_drug and not _SAYS["CLINICAL"].search(text)
    patterns = (*_TOLD_ALONE, *([(_SAYS["EFFECTS"], OF_RESULTS)] if of_effects else []))
    return tuple((match.span(), why) for pattern, why in patterns for match in pattern.finditer(text))


def grades(text: str, terms: Sequence[Span]) -> tuple[tuple[Span, str], ...]:
    """How bad a condition is, or what is done about it, beside one whose name does not hold it: "severe" asthma."""
    before = ((_SAYS["GRADE"], OF_A_GRADE), (_SAYS["PURPOSE"], _OF_A_PURPOSE))
    told = ((match, why) for pattern, why in before for match in pattern.finditer(text))
    found = [(match.span(), why) for match, why in told if any(match.end() == start for start, _ in terms)]
    behind = (match for _, end in terms if (match := _SAYS["PURPOSE_BEHIND"].match(text, end)))
    found += [(match.span("purpose"), _OF_A_PURPOSE) for match in behind]
    in_a_name = [span for span, _ in found if any(a < span[1] < b or a < span[0] < b for a, b in terms)]
    in_a_name += [span for span, _ in found for a, b in terms if span[0] <= a < b <= span[1] and text[a:b].isupper()]
    return tuple((span, why) for span, why in found if span not in in_a_name)


def is_a_grade(text: str) -> bool:
    """Whether a text is only how bad a condition is: "metastatic", "moderate to severe"."""
    return _SAYS["GRADE_ALONE"].fullmatch(text) is not None


def parts_of_a_country(text: str, places: Sequence[Span]) -> Iterator[Unapplied]:
    """The parts of the United Kingdom among the places of a text, which are read as all of it."""
    for start, end in places:
        match = _SAYS["PART_OF_A_COUNTRY"].search(text, start, end)
        if match is not None:
            yield Unapplied(match[0], _WHOLE_COUNTRY)


def there_alone(text: str, places: Sequence[Span]) -> Iterator[Unapplied]:
    """Words behind a place that ask for sites there and nowhere else."""
    for _, end in places:
        match = _SAYS["THERE_ALONE"].match(text, end)
        if match is not None:
            yield Unapplied(match[0].strip(), _ELSEWHERE_TOO)


def unread_names(names: Iterable[tuple[str, bool]]) -> Iterator[Unapplied]:
    """Names that may be sponsors', and whether each is a place's too."""
    for name, is_place in names:
        yield Unapplied(name, (_MAY_LEAD_OR_BE_THERE if is_place else _MAY_LEAD).format(name))


def sorts_of_sponsor(text: str, counted: Sequence[Span]) -> Iterator[Unapplied]:
    """The sort of sponsor that is to be counted, "university": records do not tell one from another."""
    for match in _SAYS["A_SORT"].finditer(text):
        if any(start <= match.start() and match.end() <= end for start, end in counted):
            yield Unapplied(match[0], _OF_ANY_SORT)


def counted_too(text: str, counted: Sequence[Span]) -> Iterator[Unapplied]:
    """A second field by which records are to be counted: the status of "by phase and status"."""
    matches = (_SAYS["COUNTED_TOO"].match(text, end) for _, end in counted)
    return (Unapplied(match["field"], _ONE_FIELD) for match in matches if match)


def led_by_a_sort(text: str) -> tuple[Span, ...]:
    """Where a text says of what sort those are who lead trials, and names none: "funded by drug companies"."""
    return tuple(match.span() for match in _SAYS["LED_BY_A_SORT"].finditer(text))


def contact_asked(text: str) -> Iterator[Unapplied]:
    """Whom to turn to about one trial."""
    yield from (Unapplied(match[0], _CONTACTS) for match in _SAYS["CONTACT"].finditer(text))


def unlisted_regions(text: str) -> tuple[Span, ...]:
    """Where regions stand that are no filter: the "Europe" of "Central Europe" is none either."""
    return tuple(match.span() for match in _SAYS["REGION"].finditer(text))


def not_denied(words: str, of_people: bool) -> Unapplied:
    """What is denied in words for which there is no filter, and why."""
    why = _NO_LIST if _SAYS["REGION"].search(words) else _DENIED_OF_PEOPLE if of_people else _DENIED
    return Unapplied(words.strip(), why)


def doubtful(text: str, spans: Sequence[Span]) -> Iterator[Unapplied]:
    """Words for a status that were not read as one."""
    for start, end in spans:
        yield Unapplied(text[start:end], _DOUBTFUL_STATUS.format(text[start:end].lower()))


def alternatives(text: str, facts: Sequence[tuple[Span, str]]) -> Iterator[Unapplied]:
    """An "or" between facts of different fields, from left to right: either is asked for, both are required."""
    ordered = sorted(facts)
    for ((start, end), field), ((other_start, other_end), other) in pairwise(ordered):
        places = {field, other} <= set(PLACE_FIELDS)  # counted as groups
        if field != other and not places and _SAYS["OR"].fullmatch(text[end:other_start]):
            yield Unapplied(text[start:other_end].strip(), _EITHER_OF_TWO)
