"""What filters say of trials, in words: counts of those that match, verdicts on one, and what trials leave unstated."""

import re
from collections.abc import Iterable, Sequence
from functools import reduce

from indexer.documents import CODED, Kind, Phase, Status
from indexer.selection import NOT_STATED
from indexer.site_places import PLACE_FIELDS
from service.understanding.filters import NO_FILTERS, VALUES, YES_OR_NO, Filters, NumberRange, first_spelling
from service.wording import country_in_words, ends_in_words, joined, phase_label, plural, sex_in_words, state_in_words

_SINGULAR = {"are": "is", "were": "was", "have": "has", "do": "does"}


def count_sentence(total: int, scope: int, filters: Filters, among: Filters | None = None) -> str:
    """As in "2 of 10 trials are recruiting."; `scope` counts the same documents without what the claim is about.

    `among` is what a share is asked of.
    """
    if among is not None and scope:
        claims = _claims(filters.without_all(among.named))
        those = those_in_words(scope, among, filters)
        return f"{total:,} of {those} {joined(claims if total != 1 else map(_singular, claims))}".strip() + "."
    claims, noun, about = _claims(filters), noun_of(filters), _about(filters)
    if filters.ids and not claims:
        return _of_records(total, noun, about, filters.ids)
    about += " asked for by id" if filters.ids else ""
    if not claims and total:
        return f"{plural(total, noun)} {'is' if total == 1 else 'are'} here{about}."
    many = f"{noun}s{about}"
    if scope == 0:
        return f"No {noun}{about} is here."
    if scope == 1:
        return f"The one {noun}{about} {joined(map(_singular, claims)) if total else 'does not match'}."
    if total == 0:
        return f"None of the {scope:,} {many} {joined(map(_singular, claims))}."
    if total == scope:
        return f"All {scope:,} {many} {joined(claims)}."
    return f"{total:,} of {scope:,} {many} {joined(claims if total > 1 else map(_singular, claims))}."


def _of_records(total: int, noun: str, about: str, ids: Sequence[str]) -> str:
    """How many of the records that are asked for by their ids there are, where nothing else is asked of them."""
    several = {each.lower(): each for each in ids}
    if not total and (noun, about) == ("document", ""):
        return f"{joined(several.values())} {'is' if len(several) == 1 else 'are'} not in the corpus."
    if not total:
        return f"No {noun} here{about} has the id {joined(several.values(), 'or')}."
    if total == len(several) and total > _MOST_NAMED:
        return f"The records of the {total:,} {noun}s that are asked for."
    if total == len(several):
        return f"The {'record' if total == 1 else 'records'} of {joined(several.values())}."
    is_or_are = "is a" if total == 1 else "are"
    return f"{total:,} of the {len(several):,} ids {is_or_are} {noun}{'' if total == 1 else 's'} here{about}."


_MOST_NAMED = 6


def noun_of(filters: Filters) -> str:
    """What the documents of a list are called."""
    if filters.of_trials:
        return Kind.TRIAL.value
    return filters.kind[0] if len(filters.kind) == 1 else "document"


def those_in_words(total: int, filters: Filters, of: Filters | None = None) -> str:
    """Records by what their filters say, counted: "98 trials that study Asthma", "30 trials about aspirin".

    What they are called, and about which drug they are, is said `of` other filters where these are given.
    """
    claims, of = _claims(filters), of or filters
    said = f" that {joined(claims if total != 1 else map(_singular, claims))}" if claims else ""
    return f"{plural(total, noun_of(of))}{_about(of)}{said}"


def _about(filters: Filters) -> str:
    """As in " about aspirin or ibuprofen"; empty for no drug."""
    return f" about {drugs_in_words(filters)}" if filters.drug else ""


def drugs_in_words(filters: Filters) -> str:
    """As in "aspirin or ibuprofen"."""
    return joined(map(first_spelling, filters.drug), filters.joint("drug"))


def _singular(claim: str) -> str:
    """What are recruiting, as one: "is recruiting"."""
    verb, _, rest = claim.partition(" ")
    plain = f"{verb[:-1]}ies" if verb.endswith("y") else f"{verb}s"
    return f"{_SINGULAR.get(verb, plain)} {rest}"


def verdict(name: str, filters: Filters, holds: bool) -> str:
    """Whether what filters say holds for one record: "Yes: NCT01 is recruiting.", "No: NCT01 is not in phase 3."."""
    claims = [*_claims(filters), *([f"are about {drugs_in_words(filters)}"] if filters.drug else [])]
    verbs = (claim.partition(" ") for claim in claims)
    denied = (f"{_SINGULAR[v]} not {rest}" if v in ("are", "were") else f"does not {v} {rest}" for v, _, rest in verbs)
    return f"{'Yes' if holds else 'No'}: {name} {joined(map(_singular, claims) if holds else denied)}."


_STATUS_CLAIMS = {
    Status.WITHDRAWN: "were withdrawn",
    Status.TERMINATED: "were terminated",
    Status.UNKNOWN: "have an unknown status",
}


_DATED = {
    "first_posted": "were {}first posted",
    "last_posted": "were {}last posted",
    "started": "have {}a start date",
    "completed": "have {}a completion date",
}


def _claims(filters: Filters) -> list[str]:
    """What the filters say of a trial, each beginning with a verb in the plural."""
    unstated = _with_unstated(filters)
    asked, filters = filters, filters.without_all(unstated)
    claims = _code_claims(filters)
    conditions = [first_spelling(each) for each in filters.condition]
    study = "study both" if "condition" in filters.every and len(conditions) == 2 else "study"
    for verb, values, last in (
        (study, conditions, filters.joint("condition")),
        ("test", [first_spelling(each) for each in filters.intervention], filters.joint("intervention")),
        ("are led by", [first_spelling(each) for each in filters.sponsor], "or"),
    ):
        if values:
            claims.append(f"{verb} {joined(values, last)}")
    if place := _place(filters):
        claims.append(f"have a site in {place}")
    for name, verb in _DATED.items():
        if (span := getattr(filters, name)) is not None:
            claims.append(f"{verb.format('')} {ends_in_words(span)}")
    if filters.enrolment:
        claims.append(f"count {ends_in_words(filters.enrolment)} people")
    if filters.age:
        claims.append(f"admit people of {ends_in_words(filters.age)} years")
    claims += [f"state a {limit} of {ends_in_words(years)} years" for limit, years in _limits_of_age(filters)]
    claims += [_or_unstated(name, getattr(asked, name)) for name in unstated]
    return claims + _denials(filters.excluded or NO_FILTERS)


def _limits_of_age(filters: Filters) -> list[tuple[str, NumberRange]]:
    """The limits that are asked for, each by its name: "minimum age"."""
    limits = ("minimum age", filters.minimum_age), ("maximum age", filters.maximum_age)
    return [(name, years) for name, years in limits if years is not None]


def _with_unstated(filters: Filters) -> list[str]:
    """The fields of which "not stated" is one of the values."""
    return [name for name in filters.named if name in VALUES and NOT_STATED in getattr(filters, name)]


def _or_unstated(name: str, values: Sequence[str]) -> str:
    """As in "state no phase", "are in phase 2 or state no phase"."""
    unsaid = UNSTATED.get(name) or f"state no {name.replace('_', ' ')}"
    return " or ".join((*_claims(Filters.of(name, *(each for each in values if each != NOT_STATED))), unsaid))


def _place(filters: Filters) -> str:
    """As in "Paris, France or the United States"."""
    countries = [country_in_words(each) for each in filters.country]
    if filters.only(*PLACE_FIELDS).named == ("state",) and len(filters.state) == 1:
        return state_in_words(*filters.state)
    if filters.only(*PLACE_FIELDS) == Filters(city=("Washington",)):
        return "the city of Washington"
    parts = (
        ([first_spelling(each) for each in filters.city], filters.joint("city")),
        (filters.state, filters.joint("state")),
        (countries, filters.joint("country")),
    )
    return ", ".join(joined(values, last) for values, last in parts if values)


def _code_claims(filters: Filters) -> list[str]:
    """What is said in the registry's own codes: status, phase, types, sex, whether results are posted."""
    claims = []
    if filters.status:
        claims.append(_status_claim([Status(each) for each in filters.status]))
    if filters.phase:
        named = joined((phase_label(each).lower() for each in filters.phase if each != Phase.NA), "or")
        claims.append(f"are in {named}" if named else "have a phase that is not applicable")
    claims += [f"are {each}" for each in designs_in_words(filters)]
    if filters.intervention_type:
        claims.append(f"test an intervention of the type {_types(filters.intervention_type)}")
    if filters.sex:
        claims.append(f"admit {sex_in_words(filters.sex)}")
    claims += [f"accept {'' if each == 'yes' else 'no '}healthy volunteers" for each in filters.healthy_volunteers[:1]]
    if filters.results:
        claims.append("have posted results" if "yes" in filters.results else "are recorded as having no posted results")
    return claims


def designs_in_words(filters: Filters) -> list[str]:
    """How trials are made, per field: ["observational"], ["randomized", "double, triple or quadruple masked"]."""
    told = (joined((_DESIGNS.get(each) or _types([each]) for each in getattr(filters, name)), "or") for name in CODED)
    return [re.sub(r" masked(?=.* masked)", "", each) for each in told if each]


_DESIGNS = {each: f"{each.lower()} masked" for each in CODED["masking"]} | {
    "NONE": "open-label", "NON_RANDOMIZED": "non-randomized", "NA": "without allocation",
    "SINGLE_GROUP": "single-arm", "PARALLEL": "parallel-group",
}  # fmt: skip


def _types(values: Sequence[str]) -> str:
    return joined((each.replace("_", " ").lower() for each in values), "or")


def _denials(excluded: Filters) -> list[str]:
    """What is excluded, said of a trial."""
    unstated = _with_unstated(excluded)
    excluded = reduce(lambda rest, name: rest.without(name, NOT_STATED), unstated, excluded)
    places = (*excluded.city, *map(state_in_words, excluded.state), *map(country_in_words, excluded.country))
    statuses = joined((Status(each).label.lower() for each in excluded.status), "or")
    phases = joined((phase_label(each).lower() for each in excluded.phase), "or")
    said = (
        ("are not", statuses),
        ("are not in", phases),
        *(("are not", each) for each in designs_in_words(excluded)),
        ("test no intervention of the type", _types(excluded.intervention_type)),
        ("are not about", joined(map(first_spelling, (*excluded.drug, *excluded.condition)), "or")),
        ("do not test", joined(map(first_spelling, excluded.intervention), "or")),
        ("are not led by", joined(map(first_spelling, excluded.sponsor), "or")),
        ("have no site in", joined(places, "or")),
        ("do not admit", sex_in_words(excluded.sex) if excluded.sex else ""),
        ("are not", joined(excluded.ids, "or")),
        ("accept no", "healthy volunteers" if "yes" in excluded.healthy_volunteers else ""),
        ("accept", "healthy volunteers" if "no" in excluded.healthy_volunteers else ""),
        ("have no", "posted results" if "yes" in excluded.results else ""),
        ("are not recorded as having", "no posted results" if "no" in excluded.results else ""),
        *(("state", _a(name)) for name in unstated),
        ("admit nobody of", f"{ends_in_words(excluded.age)} years" if excluded.age else ""),
        *(("state a", f"{limit} other than {ends_in_words(years)} years") for limit, years in _limits_of_age(excluded)),
        ("do not count", f"{ends_in_words(excluded.enrolment)} people" if excluded.enrolment else ""),
    )
    claims = [f"{verb} {what}" for verb, what in said if what]
    for name, verb in _DATED.items():
        if (span := getattr(excluded, name)) is not None:
            claims.append(f"{verb.format('not ').replace('have not a', 'have no')} {ends_in_words(span)}")
    return claims


def _a(name: str) -> str:
    """A field as something that may be stated."""
    if name in YES_OR_NO:
        return f"whether {'results are posted' if name == 'results' else 'healthy volunteers are accepted'}"
    return f"{'an' if name[0] in 'ai' else 'a'} {name.replace('_', ' ')}"


def _status_claim(statuses: Sequence[Status]) -> str:
    """As in "are recruiting or active but not recruiting": the comma of a label would part it in a list."""
    if len(statuses) == 1 and statuses[0] in _STATUS_CLAIMS:
        return _STATUS_CLAIMS[statuses[0]]
    return f"are {joined((status.label.lower().replace(', ', ' but ') for status in statuses), 'or')}"


UNSTATED = {
    "status": "state no status",
    "phase": "state no phase",
    "study_type": "state no type of study",
    "allocation": "state no allocation",
    "masking": "leave masking unstated",
    "intervention_model": "state no intervention model",
    "healthy_volunteers": "do not say whether healthy volunteers are accepted",
    "intervention_type": "state no type of intervention",
    "country": "state no country",
    "state": "name no state or province",
    "city": "name no city",
    "sex": "state no sex",
    "results": "do not say whether results are posted",
    "first_posted": "state no date of first posting",
    "last_posted": "state no date of last posting",
    "started": "state no start date",
    "completed": "state no completion date",
    "enrolment": "state no number of people",
    "age": "state no limits of age",
    "minimum_age": "state no minimum age",
    "maximum_age": "state no maximum age",
}
"""The fields of which a trial may state nothing, and what is said of such trials."""


def unstated_sentence(counts: Iterable[tuple[str, int]], last: tuple[str, int] | None = None) -> str | None:
    """As in "12 more state no country and are left out."; pairs of a field and a count. None for no counts.

    `last` is the field that orders a list, with the number of its records that state none and come last.
    """
    told = [
        f"{count:,} more {unstated(name, count)} and {'is' if count == 1 else 'are'} left out"
        for name, count in counts
        if count
    ]
    if last and last[1]:
        name, count = last
        told.append(f"{count:,} {unstated(name, count)} and {'comes' if count == 1 else 'come'} last")
    return f"{'; '.join(told)}." if told else None


def unstated(name: str, count: int) -> str:
    """What so many trials state nothing of: "state no phase", of one "states no phase"."""
    return _singular(UNSTATED[name]) if count == 1 else UNSTATED[name]
