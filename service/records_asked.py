"""Answers that are looked up, not ranked: records by an identifier, lists and counts by their facts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog, DocumentRow
from indexer.countries import is_region
from indexer.documents import CODED, Kind, Status, Trial
from indexer.identifiers import Identifier
from indexer.names import fold
from indexer.sections import SectionKind
from indexer.selection import DATES, EITHER, NOT, NOT_STATED
from indexer.site_places import PLACE_FIELDS, place_key
from service.answering import absences, answers
from service.answering.answers import Answer
from service.answering.library import Library
from service.answering.listing import FACET_TITLES, Facet, Listing, recruits_there
from service.answering.tallies import Tally, tally_of, union_of
from service.answering.trial_facts import trial_fact, trials_compared
from service.claims import UNSTATED, those_in_words, unstated_sentence
from service.engine import Engine
from service.search.confidence import Reason
from service.understanding.filters import NO_FILTERS, YES_OR_NO, Filters
from service.understanding.question import MOST_COMPARED, DrugMention, Intent, Question
from service.understanding.side_by_side import asks_side_by_side
from service.understanding.tally_asked import without_groups
from service.understanding.trial_order import SortField
from service.understanding.unapplied import OF_ONE_TRIAL, SHARE_OF_WHAT, TOO_MANY_TRIALS, Unapplied
from service.wording import Notice, joined, plural, sites_in_words

_LISTED_FACETS = ("status", "phase", "condition", "country", "sponsor")


def identified(catalog: Catalog, question: Question) -> tuple[DocumentRow, ...]:
    """The documents that the identifiers in a question name, each once."""
    ids = [document_id for each in question.identifiers for document_id in _named(catalog, each)]
    return tuple(row for document_id in dict.fromkeys(ids) if (row := catalog.document(document_id)))


def lacking(catalog: Catalog, question: Question) -> tuple[str, ...]:
    """The values of the identifiers that are malformed or that no document here has, each once."""
    return tuple(dict.fromkeys(each.value for each in question.identifiers if not _named(catalog, each)))


def _named(catalog: Catalog, identifier: Identifier) -> tuple[str, ...]:
    return catalog.by_identifier(identifier.kind.value, identifier.value) if identifier.valid else ()


def asks_of_its_text(library: Library, row: DocumentRow, question: Question) -> bool:
    """Whether a question that names a document asks for a section that it has, rather than for its record."""
    fact = trial_fact(library, [row], question.text)
    is_of_lines = question.section is SectionKind.SITES or _states_outcomes(library, row, question)
    in_text = fact is None or (not fact.found and not is_of_lines)
    return in_text and question.section in library.section_kinds([row])


def _states_outcomes(library: Library, row: DocumentRow, question: Question) -> bool:
    """Whether outcomes are asked for, and the record of a trial states some line by line."""
    outcomes = trial_fact(library, [row], "which outcomes?") if question.section is SectionKind.OUTCOMES else None
    return outcomes is not None and outcomes.found


def drugs_of(library: Library, row: DocumentRow) -> tuple[DrugMention, ...]:
    """The drugs that a monograph or a label is about, as if the question had named them; none for a trial."""
    if row.kind is Kind.TRIAL:
        return ()
    keys = dict.fromkeys(name.drug for name in library.catalog.names_of(row.document_id))
    return tuple(DrugMention(library.drug_name(key), key, (key,)) for key in keys)


def by_identifier(engine: Engine, question: Question, rows: Sequence[DocumentRow]) -> Answer:
    """The records that the identifiers name; a well-formed one that is absent is never answered by a neighbour."""
    if not rows:
        return absences.absent_answer(question, engine.library.coverage, Reason.UNKNOWN_IDENTIFIER)
    places = tuple(each.name for each in question.places)
    fact = trial_fact(engine.library, rows, question.text, places) if len(rows) <= _MOST_SIDE_BY_SIDE else None
    if fact is None and question.section is SectionKind.RESULTS:
        fact = trial_fact(engine.library, rows, "any results?")
    compares = asks_side_by_side(question.text) or " than " in question.text
    is_table = compares and len(rows) > 1 and all(row.kind is Kind.TRIAL for row in rows)
    if fact is not None and fact.found and not (fact.silent and is_table):
        if all(any(fold(place) in fold(each.text) for each in fact.quotes) for place in places):
            question = replace(question, unapplied=tuple(x for x in question.unapplied if x.why != OF_ONE_TRIAL))
        return answers.fact_answer(question, fact)
    if len(rows) > 1 and question.section not in (None, SectionKind.SITES):
        question = replace(question, unapplied=(*question.unapplied, Unapplied(question.section.label, _OF_ONE)))
    if is_table:
        if len(rows) <= MOST_COMPARED:
            return answers.comparison_answer(question, trials_compared(engine.library, rows))
        question = replace(question, unapplied=(*question.unapplied, _TOO_MANY))
    citations = engine.library.cite_records([row.number for row in rows])
    found = answers.record_answer(question, citations)
    return answers.unstated(found, fact) if fact is not None else found


def like_a_trial(
    engine: Engine, question: Question, rows: Sequence[DocumentRow], taken: Iterable[str], offset: int, limit: int
) -> Answer:
    """Trials that study a condition of the one that is named, those nearest to it in meaning first.

    `taken` are the parts of this reading that the reader took away.
    """
    trial = rows[0].record if len(rows) == 1 else None
    if not isinstance(trial, Trial) or not trial.conditions:
        return by_identifier(engine, question, rows)
    conditions = dict.fromkeys(form for each in trial.conditions for form in engine.vocabulary.spelled(each))
    filters = question.filters.merged(Filters(kind=(Kind.TRIAL,), condition=tuple(conditions)))
    filters = filters.excluding(Filters(ids=(rows[0].document_id,)))
    question = replace(question, intent=Intent.LIST, filters=filters, ranking_text="")
    for name in taken:
        question = question.without(name)
    return listed(engine, question, offset, limit, rows[0])


_TOO_MANY = Unapplied("side by side", TOO_MANY_TRIALS)
_OF_ONE = "Of several documents the facts alone are shown: ask this of one of them."
_MOST_SIDE_BY_SIDE = 10
"""Trials whose lines are quoted one below the other; of more their records are shown."""


# lists and counts


def listed(
    engine: Engine, question: Question, offset: int, limit: int, nearest_to: DocumentRow | None = None
) -> Answer:
    """Every record that matches, in the order asked for or those nearest to one first, with exact counts."""
    library, filters, tally = engine.library, question.filters, question.tally
    among = question.among
    if among and (among == filters or any(getattr(filters, name) != getattr(among, name) for name in among.named)):
        question = replace(question, among=None, unapplied=(*question.unapplied, SHARE_OF_WHAT))
    select = library.catalog.select
    numbers = union_of(library.catalog, tally.groups, filters) if tally.groups else select(filters.as_mapping())
    scope = select((question.among or _scope(filters)).as_mapping())
    place = filters.only(*PLACE_FIELDS)
    asks_there = Status.RECRUITING in filters.status and not place.is_empty
    nearest_to = nearest_to if question.sort is None else None
    ordered, there = _ordered(engine, question, numbers, place if asks_there else None, nearest_to)
    rows = library.catalog.documents(ordered[:1]) if len(ordered) == 1 and filters.ids else ()
    fact = trial_fact(library, rows, question.text, [each.name for each in question.places]) if rows else None
    if fact is not None and fact.found:
        return answers.fact_answer(question, fact)
    citations = library.cite_records(ordered[offset : offset + limit].tolist(), offset + 1)
    silent_of = question.among or (None if len(numbers) else NO_FILTERS)
    has_picture = bool(citations) and not _is_of_records(filters)
    listing = Listing(
        citations=citations,
        facets=_facets(library, question, place),
        years=library.years(scope, numbers, _trials_in_words(filters, len(numbers))) if has_picture else None,
        order=f"those most like {nearest_to.document_id} first" if nearest_to else _order_in_words(question),
        place=place,
        of_sites=sites_in_words(there),
        unstated=unstated_sentence(unstated_counts(library, filters, silent_of), _undated(library, question)),
    )
    taken_for, otherwise = _taken_for(library.catalog, filters, numbers), _otherwise(library.catalog, question)
    counts = answers.Counts(len(ordered), len(numbers), len(scope), taken_for, otherwise)
    found = answers.list_answer(question, listing, counts, offset)
    if fact is not None:
        return answers.unstated(found, fact)
    is_counted = tally.groups or (tally.field and len(numbers))
    return answers.with_tally(found, _tally(library.catalog, question, numbers)) if is_counted else found


def _ordered(
    engine: Engine,
    question: Question,
    numbers: NDArray[np.int64],
    place: Filters | None,
    nearest_to: DocumentRow | None,
) -> tuple[NDArray[np.int64], list[bool | None]]:
    """The records in the order asked for, as many as are asked for; for a `place`, whether a site there recruits."""
    catalog, sort = engine.library.catalog, question.sort
    by, descending = (sort.by, sort.descending) if sort else (SortField.LAST_POSTED, True)
    ordered = catalog.ordered(numbers, by, descending)
    there = {} if place is None else {row.number: _recruits(row, place) for row in catalog.documents(ordered)}
    if nearest_to is not None:
        ordered = engine.nearest_first(nearest_to.number, numbers)
    elif there and sort is None:
        ordered = np.array(sorted(ordered.tolist(), key=lambda number: _FIRST_THERE[there[number]]), dtype=np.int64)
    if sort is not None and sort.first is not None:
        ordered = ordered[sort.after : sort.after + sort.first]
    return ordered, [there[number] for number in ordered.tolist() if there]


def _facets(library: Library, question: Question, place: Filters) -> tuple[Facet, ...]:
    """What the list can be narrowed to, the field that is counted first; none where nothing is to be narrowed."""
    filters, tally = question.filters, question.tally
    if tally.is_mixed or _is_of_records(filters):
        return ()
    of_place = tally.field in PLACE_FIELDS and not place.is_empty  # its facet would count sites elsewhere too
    is_one = tally.field and not of_place and tally.field not in DATES
    fields = dict.fromkeys((*([tally.field] if is_one else ()), *_LISTED_FACETS))
    chosen = {name: tuple(map(str, getattr(filters, name))) for name in FACET_TITLES if getattr(filters, name, None)}
    return tuple(
        library.facets([name], library.catalog.select(_without(filters, name).as_mapping()), chosen)[0]
        for name in fields
    )


def _is_of_records(filters: Filters) -> bool:
    return filters.named == ("ids",)


def _trials_in_words(filters: Filters, count: int) -> str:
    """The trials of a list, counted where it holds nothing else: "the 2 trials listed"."""
    return f"the {plural(count, 'trial')} listed" if filters.of_trials else "the trials listed"


def _tally(catalog: Catalog, question: Question, numbers: NDArray[np.int64]) -> Tally:
    """What is counted beside each other; of groups, among the records that they could be found in."""
    asked, filters = question.tally, question.filters
    if asked.groups:
        kind = (Kind.TRIAL,) if filters.of_trials else filters.kind
        filters = replace(without_groups(asked.groups, filters), kind=kind)
    among = len(catalog.select(filters.as_mapping()))
    those = those_in_words(among, filters)
    return tally_of(catalog, asked, question.filters, numbers, those)


_BY_WORDS = ("condition", "intervention", "sponsor", "country", "city")
"""The fields one value of whose filters may mean many: they match records by words, or name a region."""


def _taken_for(
    catalog: Catalog, filters: Filters, numbers: NDArray[np.int64]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Field → the stated values that its filter was taken for, with the records counted that state each.

    Of a city not where all are one name, however it is written, nor where a state or country says which is meant.
    """
    taken = {
        name: tuple((str(each.value), each.count) for each in catalog.matched(name, getattr(filters, name), numbers))
        for name in _BY_WORDS
        if getattr(filters, name) and (name != "country" or any(map(is_region, filters.country)))
    }
    places = {place_key(fold(value)) for value, _ in taken.get("city", ())}
    is_told = len(places) > 1 and filters.only(*PLACE_FIELDS).named == ("city",)
    return {name: values for name, values in taken.items() if name != "city" or is_told}


def _otherwise(catalog: Catalog, question: Question) -> tuple[tuple[int, str], ...]:
    """How many records would match with "or" where all conditions are asked for, or with "and" where one was added."""
    filters, before = question.filters, question.before.condition
    added = tuple(each for each in filters.condition if each not in before)
    if "condition" in filters.every:
        word, wanted = "or", replace(filters, every=tuple(name for name in filters.every if name != "condition"))
    elif before and added and set(before) <= set(filters.condition):
        both, every = (EITHER.join(before), EITHER.join(added)), (*filters.every, "condition")
        word, wanted = "and", replace(filters, condition=both, every=every)
    else:
        return ()
    return ((len(catalog.select(wanted.as_mapping())), word),)


def under_other_names(engine: Engine, filters: Filters, given: Filters) -> Notice | None:
    """That more records state the conditions given as filters, by names that their words do not find."""
    named = {each: engine.vocabulary.spelled(each) for each in given.condition}
    wider = tuple(EITHER.join((each, *forms)) for each, forms in named.items())
    if not wider or filters.condition != given.condition:
        return None
    select = engine.library.catalog.select
    more = len(select(replace(filters, condition=wider).as_mapping())) - len(select(filters.as_mapping()))
    others = dict.fromkeys(form for each, forms in named.items() for form in forms if form != each)
    told = f"{plural(more, 'more record')} here {'states' if more == 1 else 'state'} {joined(others, 'or')}."
    return Notice(f"Matched by {'its' if len(named) == 1 else 'their'} words: {joined(named)}", told) if more else None


def absent_ids(engine: Engine, filters: Filters) -> Notice | None:
    """That no document here has some of the ids given as a filter; None where none has any, which the answer says."""
    absent = [each for each in dict.fromkeys(filters.ids) if not len(engine.library.catalog.select({"ids": (each,)}))]
    if not absent or len(absent) == len(set(filters.ids)):
        return None
    is_or_are, has = ("is", "it as its id") if len(absent) == 1 else ("are", "one of them as its id")
    return Notice(f"{joined(absent)} {is_or_are} not in the corpus", f"No document here has {has}.")


_FIRST_THERE = {True: 0, None: 1, False: 2}
"""Those whose site there recruits come first, those whose sites there state something else come last."""


def _recruits(row: DocumentRow, place: Filters) -> bool | None:
    return recruits_there(row.record, place) if isinstance(row.record, Trial) else None


def _scope(filters: Filters) -> Filters:
    """The documents a count is a part of: the same kind about the same drug, of the ids that are asked for."""
    scope = filters.only("kind", "drug", "ids")
    return replace(scope, kind=(Kind.TRIAL,)) if filters.of_trials else scope


def unstated_counts(library: Library, filters: Filters, among: Filters | None = None) -> list[tuple[str, int]]:
    """How many records say nothing of what is excluded, or of days, people or a design asked for, and match otherwise.

    Each counts once. Where a share of some is asked, or `among` names nothing, of anything else asked of these.
    """
    excluded = filters.excluded.named if filters.excluded else ()
    told = (*DATES, "enrolment", "age", "minimum_age", "maximum_age", "sex", *YES_OR_NO, *CODED)
    if among is not None:
        asked = [name for name in UNSTATED if getattr(filters, name) and name not in among.named]
    else:
        asked = [name for name in told if getattr(filters, name) and (name, filters.results) != ("results", ("yes",))]
    fields = {name: name for name in asked}
    fields |= {name: f"{NOT}_{name}" for name in excluded if name in UNSTATED and not getattr(filters, name)}
    joint = {name: taken for name, taken in fields.items() if among is not None or name in told or taken != name}
    both = (f"{NOT}_{name}" for name in asked)  # "only adults" are asked for, and others excluded
    select, rest = library.catalog.select, filters.without_all((*joint.values(), *both))
    others = {name: rest if name in joint else filters.without(name) for name in fields}
    silent = {name: select({**each.as_mapping(), name: (NOT_STATED,)}) for name, each in others.items()}
    left = np.setdiff1d(select(rest.as_mapping()), select(filters.as_mapping())) if joint else np.empty(0)
    for name, taken in joint.items():  # what matches, or says nothing, of each of them
        alone = filters.without_all({*joint.values()} - {taken})
        left = np.intersect1d(left, np.union1d(silent[name], select(alone.as_mapping())))
    counts = []
    for name, numbers in silent.items():
        counts.append((name, len(np.intersect1d(left, numbers)) if name in joint else len(numbers)))
        left = np.setdiff1d(left, numbers)
    return counts


def _undated(library: Library, question: Question) -> tuple[str, int] | None:
    """What a list is ordered by that some of its records do not state, and how many; None where no order is asked."""
    if question.sort is None or question.tally.groups or question.sort.by in question.filters.named:
        return None
    field = question.sort.by.value
    return field, len(library.catalog.select({**question.filters.as_mapping(), field: (NOT_STATED,)}))


def _without(filters: Filters, name: str) -> Filters:
    """What a facet is counted among: everything but its own choice, so that the others can be chosen instead."""
    return filters.without(name) if name in FACET_TITLES and name in filters.named else filters


def _order_in_words(question: Question) -> str:
    """As in "largest first"."""
    if question.sort is None:
        return "last posted first"
    words = {
        SortField.ENROLMENT: ("largest first", "smallest first"),
        SortField.FIRST_POSTED: ("newest first", "oldest first"),
        SortField.LAST_POSTED: ("last posted first", "longest ago posted first"),
        SortField.STARTED: ("latest start date first", "earliest start date first"),
        SortField.COMPLETED: ("latest completion date first", "earliest completion date first"),
    }
    return words[question.sort.by][0 if question.sort.descending else 1]
