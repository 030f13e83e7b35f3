"""The facts that a text asks of trials, as filters, as groups to be counted, and as what no filter holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from indexer.documents import CODED, Phase, Status
from indexer.names import fold
from indexer.patterns import any_case
from indexer.selection import DATES, EITHER
from service.understanding.dates import FoundDates, both, either
from service.understanding.facts_found import SEVERAL, FoundFacts, with_denial
from service.understanding.filters import NO_FILTERS, DateRange, Filters, first_spelling
from service.understanding.place_filters import groups_of_places, of_places, of_places_apart
from service.understanding.places import FoundPlace, PlaceKind
from service.understanding.spans import Span
from service.understanding.sponsors import doubtful_sponsors
from service.understanding.tally_asked import Group, TallyAsked
from service.understanding.trial_order import SortField
from service.understanding.trial_people import said_of_people
from service.understanding.unapplied import (
    NO_DAY_IN_BOTH,
    NO_SUCH_DATE,
    NO_SUCH_SPONSOR,
    NOT_READ_OF_PEOPLE,
    SEVERAL_RANGES,
    Unapplied,
    alternatives,
    counted_too,
    doubtful,
    parts_of_a_country,
    sorts_of_sponsor,
    there_alone,
    unread_names,
    unsupported,
)
from service.understanding.vocabulary import Vocabulary

OF_CODES = 3
"""Where in these groups those of a phase, a status or a design begin."""


def stated_by(
    found: FoundFacts, tally: TallyAsked, told: Sequence[Span], vocabulary: Vocabulary, today: date
) -> tuple[Filters, list[Unapplied]]:
    """The facts that a text asks of trials as filters, and what of them no filter holds and is not `told` already."""
    text, sort = found.text, found.said.sort
    places = with_denial(found)
    sponsors = [(name, found.is_denied(each.span)) for each in found.sponsors for name in each.names]
    asked = Filters(sponsor=tuple(value for value, is_denied in sponsors if not is_denied))
    asked = asked.merged(of_places(found.places_asked))
    asked = asked.merged(_in_both(found.places_asked) if _BOTH_PLACES.search(text) else NO_FILTERS)
    not_led = [value for value, is_denied in sponsors if is_denied]
    denied = Filters(sponsor=tuple(value for value in not_led if _leads(value, vocabulary)))
    denied = denied.merged(of_places_apart([each for _, each, is_denied in places if is_denied]))
    stated = _without_statuses_of_dates(found, found.said.filters).merged(asked).excluding(denied)
    compared = tally.groups[0].filters.named[0] if tally.groups else ""
    stated, unapplied = (_of_either(stated, compared, tally), []) if compared in DATES else _dated(found, stated)
    if compared == "sex":  # who admits everyone counts for each
        stated = replace(stated, sex=tuple(dict.fromkeys(one for each in tally.groups for one in each.filters.sex)))
    unapplied += [
        Unapplied(first_spelling(value), NO_SUCH_SPONSOR) for value in not_led if not _leads(value, vocabulary)
    ]
    stated = stated.merged(Filters(ids=tuple(dict.fromkeys(each for trial in found.trials for each in trial.ids))))
    if sort and sort.by is SortField.STARTED and _HAS_STARTED.search(sort.words) and stated.started is None:
        stated = stated.merged(Filters(started=DateRange(to=today)))
    denials = [(each.start, each.end) for each in found.denials]
    facts = [(span, each.named[0]) for span, each in found.said.facts if not found.is_denied(span)]
    facts += [*(((each.start, each.end), each.field or "") for each in found.dates)]
    facts += [*((span, each.kind.value) for span, each, is_denied in places if not is_denied)]
    unapplied += unsupported(text, [*found.spans, *found.named, *denials, *told])
    unapplied += [*doubtful(text, found.said.doubtful), *alternatives(text, facts)]
    cities_end = {each.last for _, each, _ in places if each.kind is PlaceKind.CITY}
    countries = [(span, each.first) for span, each, _ in places if each.kind is PlaceKind.COUNTRY]
    unapplied += parts_of_a_country(text, [span for span, first in countries if first not in cities_end])
    unapplied += there_alone(text, [span for span, _, is_denied in places if not is_denied])
    unapplied += unread_names(doubtful_sponsors(text, found.words, vocabulary, [*found.spans, *found.named, *told]))
    unapplied += sorts_of_sponsor(text, found.tally_spans) if found.tally.field == "sponsor" else ()
    unapplied += counted_too(text, found.tally_spans) if found.tally.field else ()
    unapplied += [Unapplied(text[slice(*span)], NOT_READ_OF_PEOPLE) for span in said_of_people(text, found.said.spans)]
    return stated, unapplied


_HAS_STARTED = any_case(r"\b(?:started|begun|launched)\b")
"""Of an order: which trials have started is asked for, rather than their order by a date that may be planned."""

_BOTH_PLACES = any_case(r"\b(?:in|at)\sboth\b|\bboth\sin\b")


def _in_both(places: Sequence[FoundPlace]) -> Filters:
    """Trials with sites in all of several places of one kind, each in any of its spellings; else nothing."""
    groups = groups_of_places(places)
    names = {name for group in groups for name in group.filters.named}
    if len(groups) < SEVERAL or len(names) != 1:
        return NO_FILTERS
    values: Any = {name: tuple(EITHER.join(getattr(each.filters, name)) for each in groups) for name in names}
    return Filters(**values, every=tuple(names))


def _without_statuses_of_dates(found: FoundFacts, stated: Filters) -> Filters:
    """The filters without a status excluded that only says which date is: "excluding those completed before 2015"."""
    dated = any(each.field == "completed" and found.is_denied((each.start, each.end)) for each in found.dates)
    if stated.excluded is None or not dated:
        return stated
    kept = tuple(each for each in stated.excluded.status if each not in (Status.COMPLETED, Status.TERMINATED))
    rest = replace(stated.excluded, status=kept)
    return replace(stated, excluded=None if rest.is_empty else rest)


def _leads(sponsor: str, vocabulary: Vocabulary) -> bool:
    """Whether records name a sponsor with these words."""
    return any(vocabulary.is_in_a_sponsor(fold(each)) for each in sponsor.split(EITHER))


def _dated(found: FoundFacts, stated: Filters) -> tuple[Filters, list[Unapplied]]:
    """The filters with the ranges of dates, all of which must hold, and the ranges that cannot be applied."""
    unapplied: list[Unapplied] = []
    for each in found.dates:
        words = found.text[each.start : each.end].strip()
        if each.field is None:
            unapplied.append(Unapplied(words, NO_SUCH_DATE))
            continue
        is_denied = found.is_denied((each.start, each.end))
        wanted = None if is_denied else both(getattr(stated, each.field), each.range)
        left_out = each.range if is_denied else each.gap
        if (is_denied and each.gap) or (left_out and _leaves_out(stated, each.field)):
            unapplied.append(Unapplied(words, SEVERAL_RANGES))
        elif wanted is None and not is_denied:
            unapplied.append(Unapplied(words, NO_DAY_IN_BOTH))
        else:
            stated = stated.merged(_of_days(each.field, wanted)).excluding(_of_days(each.field, left_out))
    return stated, unapplied


def _leaves_out(stated: Filters, field: str) -> bool:
    """Whether days of a date are left out already."""
    return stated.excluded is not None and getattr(stated.excluded, field) is not None


def _of_days(field: str, days: DateRange | None) -> Filters:
    told: dict[str, Any] = {field: days} if days and days.as_mapping() else {}
    return Filters(**told)


def _of_either(stated: Filters, field: str, tally: TallyAsked) -> Filters:
    """The filters with the days of all groups, as far as one range with one gap holds them."""
    first, *others = (getattr(each.filters, field) for each in tally.groups)
    gap: DateRange | None = None
    for other in others:
        first, between = either(first, other)
        gap = gap or between
    return stated.merged(_of_days(field, first)).excluding(_of_days(field, gap))


def groups_of(found: FoundFacts) -> tuple[tuple[Group, ...], ...]:
    """What a text names several of, kind by kind, places first: each may be counted beside the others of its kind."""
    filters = found.said.filters
    sponsors = [each for each in found.sponsors if not found.is_denied(each.span)]
    dates = [each for each in found.dates if each.field and not found.is_denied((each.start, each.end))]
    compared = next((each.field for each in dates), "first_posted") or "first_posted"
    years = tuple(Group(each.label, _of_days(compared, each.filters.first_posted)) for each in found.years)
    return (
        groups_of_places(found.places_asked),
        tuple(Group(first_spelling(each.value), Filters(sponsor=each.names)) for each in sponsors),
        years or tuple(Group(_date_label(found.text, each), _of_days(each.field or "", each.range)) for each in dates),
        tuple(Group(Phase(each).label, Filters(phase=(each,))) for each in filters.phase if each in set(Phase)),
        *(_as_said(found, name) for name in ("status", *CODED, "sex")),
    )


def _as_said(found: FoundFacts, name: str) -> tuple[Group, ...]:
    """What each word says of one field, called so: "double-blind" are three of its values."""
    facts = [each for each in found.said.facts if name in each[1].named and not found.is_denied(each[0])]
    said = {each.only(name): found.text[slice(*span)] for span, each in facts}
    return tuple(Group(f"{text[:1].upper()}{text[1:]}", filters) for filters, text in said.items())


def _date_label(text: str, found: FoundDates) -> str:
    """A whole year by its number, another range as it was written."""
    since, until = found.range.from_, found.range.to
    is_year = since and until and (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31))
    return str(since.year) if since and is_year else text[found.start : found.end]
