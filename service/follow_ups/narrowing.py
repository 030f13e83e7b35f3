"""A list of trials that goes on: shown, narrowed, widened, turned round, ordered or counted.

What is asked of a list and cannot be applied is kept as words of `Question.unapplied`, to be said.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import Any

from indexer.names import fold, tokens
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.selection import DATES, EITHER, RANGES
from indexer.site_places import PLACE_FIELDS
from service.follow_ups import follow_up_words as phrases
from service.follow_ups.filters_joined import filters_joined, without_field
from service.follow_ups.follow_up import Corpus, Shown, all_carried, bare, is_elliptic, is_of_trials, says_no_topic
from service.follow_ups.pointing import counts_them, number_pointed_at, points_at_several
from service.follow_ups.restatement import in_words
from service.understanding.dates import either
from service.understanding.filters import EVERY, NO_FILTERS, VALUES, Filters, first_spelling
from service.understanding.notes import NO_ILLNESS
from service.understanding.question import Intent, Question
from service.understanding.section_intent import POPULATIONS
from service.understanding.taken import STATE_OF_WOMEN, STATES
from service.understanding.tally_asked import NOTHING_COUNTED, Group, Order, TallyAsked, order_compared, whole_of_share
from service.understanding.trial_order import SOME_LAST
from service.understanding.unapplied import (
    NOT_ORDERED,
    NOT_READ,
    OF_A_GRADE,
    OF_WHAT,
    SEVERAL_RANGES,
    SHARE_OF_WHAT,
    Unapplied,
    is_a_grade,
)
from service.wording import begun

_SHORTEST = 3
"""Words of a text that may be a place alone: "and Paris?"."""
_NOT_COUNTED = "Passages are ranked by how well they answer; only a list of records is counted."
_ORDERS_ONLY = "No filter holds these words of before: they order what is shown, and leave nothing out."
_FEWEST_FACTS = 2
"""Fields of a text that says something of trials: beside their kind another one."""
_UNSAID_OF_WHICH = "It is not said what is to be counted beside each other: name both."
_TWO = 2
_MORE_THAN_TWO = any_case(r"\b(?:three|four|five|[3-9])\b")
_NAME_ALL = "Of what was asked for one after the other only the last two are put together: name all of it."
_BOTH_CITIES = "Ask for both cities by name: trials in both … and …."
_UNSAID_WHICH = "Several things were asked for, and it is not said which of them is not wanted."


def shown_again(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Show what was counted or listed: "list them", "show me", "which ones?"."""
    if not (before.is_list or is_of_trials(before)) or phrases.ASKS_FOR_LIST.search(alone.text) is None:
        return None
    intent = Intent.LIST if before.intent is Intent.COUNT else before.intent
    again = listed(replace(before, tally=NOTHING_COUNTED, unapplied=()), before.filters, intent, before)
    return replace(again, carried=all_carried(before))


def narrowed(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Go on with the records before: "only phase 2", "also in France", "how many of those are recruiting?"."""
    if not is_of_trials(before) or alone.unknown_drugs or before.filters.ids:
        return None
    if before.among is not None and whole_of_share(alone.text) is not None:
        before = replace(before, filters=before.among)  # two shares are of the same records
    if any(each.search(alone.text) for each in (phrases.THE_OTHERS, phrases.ELSEWHERE, phrases.OTHER_THAN_ASKED)):
        return _the_others(alone, before, corpus)
    if (wider := _widened(alone, before)) is not None:
        return wider
    if phrases.EITHER_OF_THEM.match(alone.text) and before.filters.every:
        return listed(alone, _any_of_them(before.filters), before.intent, before)
    figure = phrases.FIGURE_ALONE.fullmatch(phrases.BESIDE_FACTS.sub("", bare(alone.text)))
    said = alone.text if figure is None else _with_unit(figure, before)
    if phrases.RANGE_ALONE.fullmatch(bare(said)) and (before.filters.age or before.filters.enrolment):
        said = f"aged {bare(said)}" if before.filters.age else f"{bare(said)} people"
    if before.filters.phase and (phase := phrases.OF_A_PHASE_TOO.match(said)):
        said = f"{phase['joins']} phase {phase['number']}"
    if counted := phrases.COUNTED_BY_NEXT.match(alone.text):
        said = f"by {counted['field']}"
    if not said and figure is not None:
        return _again(before, figure[0], OF_WHAT)
    facts = _read_of(said, before, corpus)
    if not _goes_on(alone, facts, before):
        return None
    if facts.intent is Intent.SEARCH and len(facts.filters.named) < _FEWEST_FACTS and says_no_topic(alone.text):
        return _again(before, bare(alone.text), NOT_READ)
    filters, unapplied = filters_joined(facts, before, alone.text)
    asks_how_many = facts.intent is Intent.COUNT or counts_them(alone.text)
    goes_on_counting = before.intent is Intent.COUNT and facts.intent is Intent.LIST
    counts = asks_how_many or (goes_on_counting and phrases.NAMES_THEM.search(alone.text) is None)
    tally = TallyAsked("sponsor") if phrases.WHO_RUNS.search(alone.text) else _counted_on(facts, before, alone.text)
    facts = replace(facts, sort=None) if tally.first > 1 else facts
    among = _among(alone.text, filters, before, corpus)
    left = tuple(each for each in facts.unapplied if among is None or each != SHARE_OF_WHAT)
    facts = replace(facts, text=alone.text, tally=tally, unapplied=(*left, *unapplied))
    found = replace(listed(facts, filters, Intent.COUNT if counts else facts.intent, before), among=among)
    is_ranked = found.intent in (Intent.SEARCH, Intent.NOTE)
    if is_ranked and (facts.sort or counts):  # what is ranked is not ordered, nor counted
        why = NOT_ORDERED if facts.sort else _NOT_COUNTED
        found = replace(found, sort=None, unapplied=(*found.unapplied, Unapplied(bare(alone.text), why)))
    return found


def _counted_on(facts: Question, before: Question, text: str) -> TallyAsked:
    """What is counted beside each other: what was before, where a text narrows that or asks for the top of it."""
    is_other = facts.tally != NOTHING_COUNTED or before.tally.groups or phrases.NAMES_THEM.search(text)
    if is_other or before.tally.field is None or (facts.sort and not _TOP.search(facts.sort.words)):
        return facts.tally
    return replace(before.tally, order=Order.MOST, first=facts.sort.first or 1) if facts.sort else before.tally


_TOP = any_case(r"\btop\b")


def at_its_place(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """The value at a place of those that were counted: "and the second?" after "which sponsor has the most trials?"."""
    match = phrases.AT_A_PLACE.match(alone.text)
    if match is None or before.tally.field is None or before.tally.order is None:
        return None
    tally = replace(before.tally, first=1, nth=number_pointed_at(f"the {match['place']}") or 1)
    return listed(replace(alone, tally=tally, ranking_text="", unapplied=()), before.filters, Intent.COUNT, before)


def compared(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Count beside each other what was asked for last and before that, or several that were: "which has more?"."""
    match = phrases.WHICH_HAS_MORE.match(alone.text)
    if not is_of_trials(before) or before.filters.ids or match is None:
        return None
    of = _read(match["of"] or match["each"] or "", corpus)
    if not of.is_list or of.unapplied:
        return None
    groups = before.tally.groups or _two_lists(shown.earlier, before) or _several(before.filters)
    field = _read(alone.text, corpus).tally.field or (None if groups else before.tally.field)
    if field and not any(field in group.filters.named for group in groups):
        counted = replace(alone, tally=TallyAsked(field, order_compared(alone.text)), ranking_text="", unapplied=())
        return listed(counted, before.filters.merged(of.filters.without("kind")), Intent.COUNT, before)
    if not groups:
        return _again(before, bare(alone.text), _UNSAID_OF_WHICH)
    names = {name for group in groups for name in group.filters.named}
    common = before.filters.merged(of.filters.without("kind")).without_all(names)
    if names <= {*VALUES} and len(names) == 1:  # the filters hold all groups
        values: Any = {name: tuple(value for each in groups for value in getattr(each.filters, name)) for name in names}
        common = common.merged(Filters(**values))
    tally = TallyAsked(order=order_compared(alone.text), compares=True, groups=groups)
    return listed(replace(alone, tally=tally, ranking_text="", unapplied=()), common, Intent.COUNT, before)


def in_both(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """The records of two lists that were asked for one after the other, or of neither: "and how many in both?"."""
    groups = _two_lists(shown.earlier, before) or _several(before.filters)
    is_neither = phrases.NEITHER.match(alone.text) is not None
    is_meant = is_of_trials(before) and (is_neither or phrases.BOTH_OF_THEM.search(alone.text))
    groups = groups if is_meant else ()
    names = {name for group in groups for name in group.filters.named}
    if len(groups) == _TWO and _MORE_THAN_TWO.search(alone.text):
        return _again(before, bare(alone.text), _NAME_ALL)
    if is_neither and not names.isdisjoint(RANGES):
        return _again(before, bare(alone.text), SEVERAL_RANGES)
    if groups and is_neither:
        apart = reduce(Filters.excluding, (group.filters for group in groups), before.filters.without_all(names))
        return listed(replace(alone, ranking_text="", unapplied=()), apart, before.intent, before)
    if names in ({"sponsor"}, {"status"}, {"phase"}):  # a trial has one, or states both phases: both lists together
        values: Any = {name: tuple(v for each in groups for v in getattr(each.filters, name)) for name in names}
        values |= {"phase": ("/".join(sorted(values["phase"])),)} if "phase" in names else {}
        return listed(replace(alone, ranking_text=""), before.filters.merged(Filters(**values)), before.intent, before)
    if len(names) == 1 and names <= {*DATES}:
        days, gap = either(*(getattr(each.filters, name) for each in groups for name in names))
        told: list[Any] = [{name: each} for name in names for each in (days, gap)]
        dated = before.filters.merged(Filters(**told[0])).excluding(Filters(**told[1]))
        return listed(replace(alone, ranking_text=""), dated, before.intent, before)
    if len(names) != 1 or not names <= {*EVERY}:
        return None
    if "city" in before.filters.named and len(before.filters.city) > 1:  # which of them are one city is not known
        return _again(before, bare(alone.text), _BOTH_CITIES)
    both: Any = {name: tuple(EITHER.join(getattr(each.filters, name)) for each in groups) for name in names}
    filters = before.filters.merged(Filters(**both, every=(*names,)))
    return listed(replace(alone, ranking_text=""), filters, before.intent, before)


def _several(filters: Filters) -> tuple[Group, ...]:
    """Each of the places, phases, statuses or sponsors of which a list holds any."""
    names = [name for name in (*PLACE_FIELDS, "phase", "status", "sponsor") if len(getattr(filters, name)) > 1]
    one_each: list[Any] = [{names[0]: (value,)} for value in getattr(filters, names[0])] if len(names) == 1 else []
    return tuple(_group(Filters(**each)) for each in one_each)


def _two_lists(one: Question | None, other: Question) -> tuple[Group, ...]:
    """What two lists differ in; nothing where one of them says nothing of it, or is a part of the other."""
    if one is None or not is_of_trials(one) or one.filters.every != other.filters.every:
        return ()
    asked = [each.filters for each in (one, other)]
    named = dict.fromkeys((*asked[0].named, *asked[1].named))
    names = [name for name in named if getattr(asked[0], name) != getattr(asked[1], name)]
    both_say_all = names and all(set(names) <= set(each.named) for each in asked)
    one_values, other_values = (
        {value for name in names if name in VALUES for value in getattr(each, name)} for each in asked
    )
    are_apart = both_say_all and one_values.isdisjoint(other_values)
    return tuple(_group(each.only(*names)) for each in asked) if are_apart else ()


def _group(filters: Filters) -> Group:
    """Records that are compared with others, called by the first of the spellings of what they are of."""
    spelled: dict[str, Any] = {name: getattr(filters, name)[:1] for name in ("condition", "drug", "sponsor")}
    told = in_words(replace(filters, **spelled)).partition(": ")[2]
    return Group(begun(told), filters)


def _again(before: Question, words: str, why: str) -> Question:
    """The records before as they were, none of them counted beside others, and why these words narrow nothing."""
    again = listed(replace(before, tally=NOTHING_COUNTED), before.filters, before.intent, before)
    return replace(again, unapplied=(Unapplied(words, why),))


def _widened(alone: Question, before: Question) -> Question | None:
    """The records before, whatever one of their facts is: "any phase"; None where none is named."""
    dropped = phrases.ANY_OF_FIELD.search(alone.text)
    if dropped is None or not is_elliptic(alone.text):
        return None
    rest = _let_go((dropped["field"] or ("sponsor" if dropped["by"] else "place")).lower(), before)
    says_without = dropped[0].lower().startswith("without")  # "without drugs" of a list that has no filter of drugs
    return rest if rest.filters != before.filters or not says_without else None


def _let_go(field: str, before: Question) -> Question:
    """The records before without a filter; without all of them, without the words that ranked them too."""
    if field.startswith("filter"):
        before = replace(before, ranking_text="", intent=Intent.LIST)
    return listed(before, without_field(before.filters, field), before.intent, before)


def _any_of_them(filters: Filters) -> Filters:
    """The filters, none of whose values need stand together."""
    values: Any = {
        name: tuple(one for each in getattr(filters, name) for one in each.split(EITHER)) for name in filters.every
    }
    return replace(filters, **values, every=())


_OLDEST, _OLDEST_MINOR, _YOUNGEST_OLD, _FEWEST_PEOPLE = 120, 21, 60, 100


def _with_unit(figure: re.Match[str], before: Question) -> str:
    """A limit alone as one of people or of years; empty where it is not said of which."""
    limit = f"{figure['limit']} {figure['figure']}"
    if before.filters.enrolment is not None and not before.filters.age:
        return f"{limit} people"
    return f"aged {limit}" if _is_age(figure) else ""


def _is_age(figure: re.Match[str]) -> bool:
    """Whether a limit is one of years: by its words, or a figure at which people come of age or are called old."""
    years = int(figure["figure"])
    says_so = figure["years"] or re.search("younger|older", figure["limit"], re.IGNORECASE)
    if says_so or years > _OLDEST:
        return years <= _OLDEST
    if not re.match("under|below|over|above", figure["limit"], re.IGNORECASE):
        return False
    return years <= _OLDEST_MINOR or (figure["below"] is None and _YOUNGEST_OLD <= years < _FEWEST_PEOPLE)


def _read(text: str, corpus: Corpus) -> Question:
    """What the text says of trials, read as if it said that it is of trials."""
    text = phrases.LEAVES_OUT.sub("excluding", text)
    text = phrases.ANY_RESULTS.sub("with results", text)
    few = SOME_LAST.search(text)
    text, some = (text, "") if few is None else (text[: few.start()], few[0])
    rest = phrases.ONES.sub("trials", phrases.BESIDE_FACTS.sub("", bare(phrases.NARROWS.sub("", text))))
    facts = corpus.read(f"{'trial' if phrases.SUPERLATIVE.search(text) else 'trials'} {rest} {some}".strip())
    says_nothing = facts.filters.named == ("kind",) and facts.sort is None
    types = len(facts.filters.intervention_type)
    if (says_nothing or types or facts.intent is Intent.SEARCH) and len(tokens(rest)) <= _SHORTEST:
        others = (corpus.read(said) for said in (f"trials in {rest}", f"{rest} trials"))
        found = (each for each in others if len(each.filters.named) > 1 and (says_nothing or each.is_list))
        return next((each for each in found if not types or len(each.filters.intervention_type) > types), facts)
    return facts


def _read_of(said: str, before: Question, corpus: Corpus) -> Question:
    """What a text says of trials, where it names no illness with the condition before: "not type 1" of diabetes."""
    said = f"{bare(said)} women" if before.filters.condition and _WITHOUT_WHO.fullmatch(bare(said)) else said
    facts = _read(said, corpus)
    if before.filters.condition and STATES.search(said):  # pregnant women are those who have it
        return _read(f"{bare(said)} with {first_spelling(before.filters.condition[0])}", corpus)
    is_stated = any(map(corpus.vocabulary.conditions.find, {*map(fold, _conditions_in(facts)[:1])} - NO_ILLNESS))
    is_stated = is_stated and not is_a_grade(bare(said))  # registers list "Metastatic" as well
    whole = first_spelling(before.filters.condition[0]) if before.filters.condition and not is_stated else ""
    if whole and (facts.intent is Intent.SEARCH or _conditions_in(facts)):
        words, parts = _ONLY_BEHIND.sub("", phrases.BESIDE_FACTS.sub("", bare(said))), whole.split()
        ends = [" ".join(parts[first:]) for first in range(len(parts))]
        read = (_read(f"{words} {each}", corpus) for each in ends)
        lists = (each for each in read if each.is_list and _conditions_in(each) and not each.unapplied)
        ends = [fold(each) for each in ends]
        longer = next((each for each in lists if not {*ends} & {*map(fold, _conditions_in(each))}), None)
        if longer is not None:
            facts = longer
        elif is_a_grade(bare(said)):
            facts = replace(corpus.read("trials"), unapplied=(Unapplied(bare(said), OF_A_GRADE),))
    rest = reduce(lambda text, each: text.replace(each.words, ""), facts.unapplied, facts.ranking_text)
    is_told = facts.intent is Intent.SEARCH and not tokens(rest)  # what is not applied ranks nothing
    return replace(facts, intent=Intent.LIST, ranking_text="") if is_told else facts


_WITHOUT_WHO = any_case(rf"(?:(?:for|if|only)\s)?{STATE_OF_WOMEN}")
_ONLY_BEHIND = any_case(r"\s(?:only|exclusively)\Z")


def _conditions_in(facts: Question) -> tuple[str, ...]:
    """The conditions that a text asks for, and those that it denies."""
    return (*facts.filters.condition, *(facts.filters.excluded or NO_FILTERS).condition)


def _among(text: str, filters: Filters, before: Question, corpus: Corpus) -> Filters | None:
    """What a share is asked of: the records before, those of them that are described, or those they are a part of."""
    whole = whole_of_share(text)
    if whole is None or phrases.OF_TRIALS.search(text):
        return None
    among = before.filters.merged(_read(whole, corpus).filters) if whole else before.filters
    return Filters(kind=before.filters.kind).merged(before.before) if among == filters else among


def _goes_on(alone: Question, facts: Question, before: Question) -> bool:
    """Whether a text is about the records before: it points back, is short, or says nothing but facts of records."""
    text = alone.text
    patterns = (phrases.SUPERLATIVE, phrases.HOW_MANY_ARE, phrases.THE_ONES)
    points_back = points_at_several(text) or counts_them(text) or any(each.search(text) for each in patterns)
    points_back = points_back or (whole_of_share(text) is not None and not phrases.OF_TRIALS.search(text))
    is_beside = alone.drugs and alone.section is SectionKind.INTERACTIONS and phrases.WITH.search(text)
    of_label = alone.section is not None and not alone.section.is_about_trials and not is_beside
    if of_label and alone.drugs:
        return False
    says_it = phrases.DRUG_PRONOUN.search(text) is not None
    if of_label and not points_back and (facts.intent is Intent.SEARCH or says_it or before.drugs):
        return alone.section in POPULATIONS and not says_it and is_elliptic(text)
    if facts.intent is Intent.SEARCH and phrases.OF_OTHER_TRIALS.match(text):
        return False
    is_part = is_elliptic(text) or is_elliptic(alone.resolved_text)  # "completed trials are of no use" excludes them
    if points_back or is_part or phrases.NARROWS.search(text):
        return True
    if phrases.OF_TRIALS.search(text) or phrases.ASKS_ANEW.search(text) or not facts.is_list:
        return False
    return len(facts.filters.named) > 1 or facts.sort is not None or facts.tally != NOTHING_COUNTED


def _the_others(alone: Question, before: Question, corpus: Corpus) -> Question:
    """The records that the question before left out: "and which are not?".

    What they are not is its status, else the one thing that it asked for; elsewhere is not in its narrowest place.
    """
    place = next((name for name in reversed(PLACE_FIELDS) if getattr(before.filters, name)), None)
    stated = corpus.read(f"trials {phrases.ONES.sub('trials', bare(before.text))}").filters.without("kind")
    asked = [name for name in stated.named if getattr(stated, name) == getattr(before.filters, name)]
    field = "status" if "status" in asked else asked[0] if len(asked) == 1 and asked[0] != "excluded" else None
    other = phrases.OTHER_THAN_ASKED.search(alone.text)
    if other or phrases.ELSEWHERE.search(alone.text):
        called = _CALLED.get(other["field"].lower(), other["field"].lower()) if other else place
        stated, field = before.filters, called if called in before.filters.named else None
    intent = Intent.COUNT if phrases.HOW_MANY.search(alone.text) else Intent.LIST
    if field is None:
        unsaid = Unapplied(bare(alone.text), _UNSAID_WHICH)
        return replace(listed(alone, before.filters, intent, before), unapplied=(unsaid,))
    left = before.filters.without_all(PLACE_FIELDS) if field == place else before.filters.without(field)
    return listed(alone, left.excluding(stated.only(field)), intent, before)


_CALLED = {"compan": "sponsor", "disease": "condition"}


def listed(question: Question, filters: Filters, intent: Intent, before: Question) -> Question:
    """A list with these filters, told in words; where the records before were ranked by a topic, so are these."""
    if before.intent is Intent.NOTE or before.alike:  # the nearest to who, or what, was described
        return replace(before, filters=filters, unapplied=question.unapplied, carried=("filters",))
    topics = dict.fromkeys(_topics(question, intent, before))
    order = before.sort if before.sort and before.sort.first is None else None
    if before.sort and question.sort and question.sort.is_only_a_number:
        question = replace(question, sort=replace(before.sort, first=question.sort.first, after=0))
    unknown = question.unknown_drugs or (() if question.drugs else before.unknown_drugs)
    told = replace(filters, drug=(*filters.drug, *unknown))
    wanted = {key for value in filters.drug for key in value.split(EITHER)}
    words = bare(before.ranking_text) if before.intent is Intent.SEARCH else ""
    ordering = (Unapplied(words, _ORDERS_ONLY),) if words else ()
    return replace(
        question,
        resolved_text="; ".join((in_words(told), *topics)),
        ranking_text=" ".join(topics),
        drugs=tuple(dict.fromkeys(each for each in (*before.drugs, *question.drugs) if wanted.issuperset(each.drugs))),
        unknown_drugs=unknown,
        filters=filters,
        among=None,
        intent=Intent.SEARCH if topics else intent,
        conditions=question.conditions or before.conditions,
        sort=question.sort or order,
        unapplied=tuple(dict.fromkeys((*question.unapplied, *ordering))),
        carried=("drug", "filters") if before.drugs else ("filters",),
    )


def _topics(question: Question, intent: Intent, before: Question) -> Iterator[str]:
    """What ranks the records: the words before that no filter holds, and those of the question."""
    for each, sort_of_answer in ((before, before.intent), (question, intent)):
        if sort_of_answer is Intent.SEARCH and (words := bare(each.ranking_text)):
            yield words
