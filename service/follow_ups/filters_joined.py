"""How the filters of a list and those of what is asked next are put together: in the place of each other, or beside.

A value that is not wanted is never asked for instead.
"""

from dataclasses import replace
from typing import Any

from indexer.selection import DATES, EITHER, NOT
from indexer.site_places import PLACE_FIELDS
from service.follow_ups import follow_up_words as phrases
from service.follow_ups.follow_up import bare
from service.follow_ups.restatement import in_words
from service.understanding.dates import both, either
from service.understanding.filters import NO_FILTERS, VALUES, YES_OR_NO, Filters, NumberRange, both_values, narrowed
from service.understanding.question import Intent, Question
from service.understanding.unapplied import Unapplied
from service.wording import joined

_TWO_KINDS_OF_PLACE = "A city and a country cannot be asked for side by side; the list stays where it was."
_AGES_APART = "Ages that do not meet cannot be asked for side by side; the list is of those named last."
_ONE_KIND_OF_PLACE = "Places of two kinds cannot be asked for side by side; the list is of the one named last."


def filters_joined(facts: Question, before: Question, text: str) -> tuple[Filters, tuple[Unapplied, ...]]:
    """The filters of the records before with what a text asks of them, and words of it that cannot be asked with them.

    `facts` are what the text says, read as if it were of trials.
    """
    new = _still_denied(Filters(kind=()).merged(facts.filters.without_all(("kind", "drug"))), before, text)
    new = _of_the_same_date(new, before.filters, text)
    new = _within_both(new, before.filters, text)
    new = new.merged(_of_drugs(facts, before, text)).merged(_tested_with(new, before, text))
    old, new = _without_unwanted(before.filters, new, text)
    return _together(old, new, text, before.intent)


def _within_both(new: Filters, before: Filters, text: str) -> Filters:
    """The new filters; "fewer than 500" after "more than 200" asks for both limits, as far as they meet."""
    if phrases.WHAT_ABOUT.search(text) or phrases.INSTEAD.search(text):
        return new
    for name in ("enrolment", "age"):
        one, other = getattr(before, name), getattr(new, name)
        ends = [*one.as_mapping(), *other.as_mapping()] if one and other else []
        both_limits: Any = {name: narrowed(one, other)}
        is_within = name == "age" and one and other and new.sex and both_limits[name] == one  # "boys" of 12 years
        new = replace(new, **both_limits) if sorted(ends) == ["max", "min"] or is_within else new
    return new


def _together(before: Filters, new: Filters, text: str, intent: Intent) -> tuple[Filters, tuple[Unapplied, ...]]:
    """The filters before with the new ones in their place, or beside them: "also in France", "and Austria".

    A place cannot stand beside one of another kind. "And in France?" counts anew what was counted elsewhere. "And for
    gout" adds the trials of gout; "with gout" asks for those of both.
    """
    adds = phrases.ADDS.search(text) is not None
    joins = not adds and intent is not Intent.COUNT and phrases.JOINS.match(text) is not None
    if before.condition and new.condition:
        new = _conditions(before, new, text, adds or joins)
    places = [name for name in PLACE_FIELDS if name in new.named]
    others = [name for name in PLACE_FIELDS if name in before.named]
    of_two_kinds = bool(places and others and places != others)
    if joins and of_two_kinds and (left := _elsewhere(before, new)) != before:
        places_before = joined((value for name in others for value in getattr(before, name)), "or")
        return left.merged(new), (Unapplied(places_before, _ONE_KIND_OF_PLACE),)
    if not adds and (not joins or of_two_kinds):
        return _elsewhere(before, new).merged(new), ()
    if of_two_kinds:
        return before, (Unapplied(bare(text), _TWO_KINDS_OF_PLACE),)
    several = set(VALUES) - {"sex", *YES_OR_NO, *new.every}  # the codes of a sex mean something only together
    shared = several.intersection(new.named, before.named)
    values = both_values(before, new, shared)
    if before.sex and new.sex and before.sex != new.sex:
        values["sex"] = ("ALL",)
    found = replace(before.merged(new), **values)
    return _of_ages(found, before.age, new.age) if before.age and new.age else (found, ())


def _of_ages(filters: Filters, one: NumberRange, other: NumberRange) -> tuple[Filters, tuple[Unapplied, ...]]:
    """The filters with either of two ranges of age, all of them where they meet."""
    low, high = sorted((one, other), key=lambda each: each.min or 0)
    if low.max is not None and high.min is not None and high.min > low.max + 1:
        return filters, (Unapplied(in_words(Filters(age=one)).partition(": ")[2], _AGES_APART),)
    most = None if low.max is None or high.max is None else max(low.max, high.max)
    whole = NumberRange(low.min, most)
    return replace(filters, age=whole if whole.as_mapping() else None), ()


def _elsewhere(before: Filters, new: Filters) -> Filters:
    """The filters before, without the place where another one is named; a city may narrow a country."""
    narrows = new.city and not (new.country or new.state or before.city)
    if narrows or not new.only(*PLACE_FIELDS).named:
        return before
    return before.without_all(PLACE_FIELDS)


def _conditions(before: Filters, new: Filters, text: str, joins: bool) -> Filters:
    """The new filters, of trials of the conditions before as well ("with gout"), or of any added ("and gout")."""
    of_both = (phrases.WHO_HAVE.search(text) or phrases.THE_ONES.search(text)) and not (
        phrases.WHAT_ABOUT.search(text) or phrases.INSTEAD.search(text)
    )
    if of_both or (joins and "condition" in before.every):
        both = dict.fromkeys((*_as_one(before, "condition"), *_as_one(new, "condition")))
        return replace(new, condition=tuple(both), every=(*new.without("condition").every, "condition"))
    if not joins:
        return new
    spelled = tuple(spelling for each in new.condition for spelling in each.split(EITHER))
    return replace(new.without("condition"), condition=spelled)


def _as_one(filters: Filters, name: str) -> tuple[str, ...]:
    """The values of a field as values all of which can be wanted: the spellings of one are one value, "a|b"."""
    values: tuple[str, ...] = getattr(filters, name)
    return values if name in filters.every else (EITHER.join(values),)


def _without_unwanted(before: Filters, new: Filters, text: str) -> tuple[Filters, Filters]:
    """(filters before, new ones): what is not wanted is no longer asked for; "remove France" only takes it back."""
    unwanted = new.excluded
    if unwanted is None:
        return before, new
    for name in unwanted.named:
        values, out = getattr(before, name), getattr(unwanted, name)
        if not isinstance(out, tuple):
            before = before.without(name) if values == out else before
            continue
        spelled = {spelling for each in out for spelling in each.split(EITHER)}
        gone = [each for each in values if set(each.split(EITHER)) <= spelled]
        if gone and phrases.DROPS.search(text):
            new = new.without(f"{NOT}_{name}")
        for each in gone:
            before = before.without(name, each)
    return before, new


def _of_drugs(facts: Question, before: Question, text: str) -> Filters:
    """The drugs named; "with lenvatinib" beside another drug asks for trials of both, as "of both" does of two."""
    drugs = facts.filters.only("drug")
    are_together = "drug" in before.filters.every
    if not (drugs.drug or are_together) and len(before.drugs) > 1 and phrases.BOTH_OF_THEM.search(text):
        return Filters(drug=tuple(dict.fromkeys(each.value for each in before.drugs)), every=("drug",))
    is_beside = phrases.WITH.search(text) and not phrases.INSTEAD.search(text)
    adds = is_beside or (are_together and (phrases.ADDS.search(text) or phrases.JOINS.match(text)))
    if drugs.drug and before.filters.drug and adds:
        both = (*_as_one(before.filters, "drug"), *_as_one(drugs, "drug"))
        return Filters(drug=tuple(dict.fromkeys(both)), every=("drug",))
    return drugs


def _tested_with(new: Filters, before: Question, text: str) -> Filters:
    """Of two interventions both: "with placebo" after "trials of vitamin D"; none where one has several spellings."""
    both = (*before.filters.intervention, *new.intervention)
    is_beside = phrases.WITH.search(text) and not phrases.INSTEAD.search(text)
    if is_beside and len(before.filters.intervention) == len(new.intervention) == 1:
        return Filters(intervention=tuple(dict.fromkeys(both)), every=("intervention",))
    return NO_FILTERS


def _still_denied(new: Filters, before: Question, text: str) -> Filters:
    """The new filters; what "or" and "and" go on with, where nothing but the contrary was asked for, is denied too."""
    denied = before.filters.excluded or NO_FILTERS
    goes_on = phrases.DENIES_MORE.match(text)
    is_alike = new.named and {*new.named} <= {*denied.named} - {*before.filters.named}
    return Filters(kind=()).excluding(new) if goes_on and is_alike else new


def _of_the_same_date(new: Filters, before: Filters, text: str) -> Filters:
    """The new filters, their days of the date before where they name none: beside its days, or up to them."""
    names = [name for name in DATES if name in before.named]
    if len(names) != 1 or new.first_posted is None or phrases.POSTED.search(text):
        return new
    days, old, gap = new.first_posted, getattr(before, names[0]), None
    if (days.from_ or old.to) is None or (days.to or old.from_) is None:
        days = both(old, days) or days
    elif phrases.ADDS.search(text):
        days, gap = either(old, days)
    told: Any = {names[0]: days}
    apart: Any = {names[0]: gap}
    return new.without("first_posted").merged(Filters(**told)).excluding(Filters(**apart))


_CALLED = {
    "place": PLACE_FIELDS,
    "countrie": ("country",),
    "citie": ("city",),
    "statu": ("status",),
    "statuse": ("status",),
    "type": ("study_type", "intervention_type"),
    "size": ("enrolment",),
    "gender": ("sex",),
    "date": DATES,
    "year": DATES,
    "result": ("results",),
    "design": ("allocation", "masking", "intervention_model"),
}
"""The fields that a word stands for, without the "s" at its end; others are called as they are."""


def without_field(filters: Filters, field: str) -> Filters:
    """The filters without a field, as it is called in a question; "place" is all of a place, "filter" everything."""
    if field.startswith("filter"):
        return filters.only("kind", "drug")
    names = _CALLED.get(field.removesuffix("s").rpartition(" ")[2], (field,))
    return filters.without_all((*names, *(f"{NOT}_{name}" for name in names)))
