"""One record of a list that is looked at: "the second one", "where is it?", "the next one", "back to the list"."""

from collections.abc import Sequence
from dataclasses import replace

from indexer.documents import Status
from indexer.identifiers import IdentifierKind
from indexer.patterns import any_case
from indexer.sections import SectionKind
from service.follow_ups import follow_up_words as phrases
from service.follow_ups.follow_up import Corpus, Shown, all_carried, bare, is_elliptic, is_of_trials, names_of
from service.follow_ups.narrowing import listed, narrowed, shown_again
from service.follow_ups.pointing import (
    asks_for_one_trial,
    counts_them,
    few_pointed_at,
    goes_back,
    number_pointed_at,
    pointed_at,
    points_at_a_trial,
    points_at_several,
    step_asked,
)
from service.understanding.filters import Filters
from service.understanding.question import MOST_COMPARED, Intent, Question
from service.understanding.record_facts import asks_record_fact, section_of_a_trial
from service.understanding.side_by_side import asks_side_by_side
from service.understanding.tally_asked import NOTHING_COUNTED
from service.understanding.trial_order import SOME_LAST
from service.understanding.unapplied import NO_SUMS, OF_RESULTS, TOO_MANY_TRIALS, Unapplied, contact_asked
from service.wording import joined

_UNSAID_WHICH_TRIAL = "It is not said which trial is meant; ask by its place or number."
_NOTHING_BEFORE = "No question was asked before this one."
_MATCHED_NONE = "Nothing matched it, so this is asked of the list before."
_NONE_THERE = "No record was shown at this place."


def gone_back(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """The list that a record was looked at from, else the question before the last: "back to the list", "go back"."""
    if not goes_back(alone.text):
        return None
    question = shown.of if "ids" in before.carried else shown.earlier
    if question is None:
        return replace(before, unapplied=(Unapplied(bare(alone.text), _NOTHING_BEFORE),), carried=all_carried(before))
    return replace(question, carried=all_carried(question))


def why_stopped(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Why each of the trials shown was stopped: "why?" after a list of terminated ones."""
    match = phrases.WHY_STOPPED.match(alone.text) if is_of_trials(before) and not before.filters.ids else None
    ids = tuple(dict.fromkeys(shown.ids)) if match else ()
    are_stopped = before.filters.status and _STOPPED.issuperset(before.filters.status)
    if match is None or not ids or not (are_stopped or match["of"]):
        return None
    return replace(corpus.read(f"{joined(ids)}: why were they stopped").without("section"), carried=("ids",))


_STOPPED = frozenset((Status.TERMINATED, Status.WITHDRAWN, Status.SUSPENDED))


def looked_at(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Look at one document: "the second one", and "it" where one trial is in view."""
    if names_of(alone) and not phrases.TESTS.match(alone.text):
        return None
    number = number_pointed_at(alone.text)
    if number is not None and (shown.ids or is_of_trials(before)):
        document_id = pointed_at(number, shown.ids, shown.first)
        [*looked] = before.filters.ids if points_at_a_trial(alone.text) and asks_side_by_side(alone.text) else ()
        if document_id and len(looked) == 1 and looked[0] != document_id:
            return replace(corpus.read(f"compare {looked[0]} with {document_id}"), carried=("ids",))
        return _of_document(alone, document_id) if document_id else _of_no_one(alone, before)
    in_view = before.filters.ids or _named_trials(before)
    if several := _several_meant(alone, before, tuple(dict.fromkeys(in_view)), shown):
        return replace(corpus.read(f"{joined(several)}: {bare(alone.text)}"), carried=("ids",))
    is_listed = not in_view and is_of_trials(before) and (len(set(shown.ids)) == 1 or asks_for_one_trial(before.text))
    if is_listed:
        in_view = shown.ids[:1]
    text = phrases.THEY.sub("it", alone.text)  # of one trial "they" are those who run it
    # "what are the inclusion criteria?", a section that only trials have
    of_any_trial = alone.section is not None and alone.section.is_about_trials and alone.filters.is_empty
    goes_on = _asks_of_a_record(alone) or (is_elliptic(text) and not is_listed)  # a list can be narrowed further
    asks_of_it = (
        points_at_a_trial(text)
        or of_any_trial
        or (not is_listed and (phrases.MAY_JOIN.match(text) or phrases.OF_ITS_RESULTS.match(text)))
        or (not is_listed and any(contact_asked(text)))
    )
    narrows = phrases.REMOVES.match(text) or (is_of_trials(shown.of or before) and _narrows(text, corpus))
    asks_of_it = asks_of_it or (goes_on and not narrows)
    at = in_view[0] if len(in_view) == 1 else shown.at
    if at is not None and (step := step_asked(alone.text)):
        return _beside_it(alone, step, at, shown)
    if len(in_view) == 1 and (alike := phrases.LIKE_IT.match(alone.text)):
        return replace(corpus.read(f"trials like {in_view[0]}{alike['rest'] or ''}"), carried=("ids",))
    if len(in_view) == 1 and asks_of_it and not points_at_several(text):
        return _of_document(alone, in_view[0])
    return _of_no_one(alone, before)


def _named_trials(question: Question) -> tuple[str, ...]:
    named = (each for each in question.identifiers if each.kind is IdentifierKind.NCT and each.valid)
    return () if question.alike else tuple(each.value for each in named)


def _several_meant(alone: Question, before: Question, in_view: tuple[str, ...], shown: Shown) -> Sequence[str]:
    """The trials that a text is about: those in view, or that are to be compared: "the first two", "them".

    Two that were named one after the other can be, too.
    """
    few = phrases.FIRST_OR_LAST_FEW.search(alone.text)
    compares = asks_side_by_side(alone.text)
    asks = {*alone.filters.named} <= {"kind", "status"} and asks_record_fact(alone.text)
    asks = asks and not counts_them(alone.text)
    if not compares and (not asks or phrases.OF_TRIALS.search(alone.text) or (few is None and len(in_view) < 2)):
        return ()
    is_shown = is_of_trials(before) or bool(before.filters.ids)
    if compares and len(in_view) == 1 and shown.earlier is not None:
        in_view = tuple(dict.fromkeys((*_named_trials(shown.earlier), *in_view)))
    ids: Sequence[str] = in_view if len(in_view) > 1 else tuple(dict.fromkeys(shown.ids if is_shown else ()))
    if few is not None:
        ids = few_pointed_at(few, ids)
    is_meant = few is not None or not compares or points_at_several(alone.text)
    is_meant = is_meant or phrases.POINTS_AT_SEVERAL.search(alone.text) is not None
    return ids if is_meant and 1 < len(ids) <= (MOST_COMPARED if compares else len(ids)) else ()


def _beside_it(alone: Question, step: int, at: str, shown: Shown) -> Question:
    """The document before or after the one looked at; where none was shown there, that one again, and that is said."""
    place = shown.ids.index(at) + step if at in shown.ids else -1
    if 0 <= place < len(shown.ids):
        return _of_document(alone, shown.ids[place])
    again = _of_document(alone, at)
    return replace(again, unapplied=(Unapplied(bare(alone.text), _NONE_THERE),))


def of_the_list(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Go on with the list of which one record was looked at: "how many of those are completed?", "only in France".

    So it is with the list right before an empty one, of which there are none that "which of them?" could mean.
    """
    of_several = points_at_several(alone.text) or phrases.SUPERLATIVE.search(alone.text) is not None
    of_none = of_several and is_of_trials(before) and not shown.ids and shown.of is shown.earlier
    if shown.of is None or not is_of_trials(shown.of) or not ("ids" in before.carried or of_none):
        return None
    if not (of_several or _narrows(alone.text, corpus)):
        return None
    found = shown_again(alone, shown.of, shown, corpus) or narrowed(alone, shown.of, shown, corpus)
    if found is None or not of_none:
        return found
    return replace(found, unapplied=(*found.unapplied, Unapplied(bare(before.text), _MATCHED_NONE)))


def _of_no_one(alone: Question, before: Question) -> Question | None:
    """The records before again, where a text asks of one of them and not of which: "who runs that trial?"."""
    is_there = number_pointed_at(alone.text) is not None
    is_other = counts_them(alone.text) or (SOME_LAST.match(bare(alone.text)) and not is_there)
    if not is_of_trials(before) or before.filters.ids or is_other:
        return None
    match = phrases.THAT_TRIAL.search(alone.text) or phrases.FIRST_FEW.search(alone.text)
    of_it = phrases.DRUG_PRONOUN.search(_THIS_YEAR.sub("", alone.text)) and not (
        phrases.THE_ONES.search(alone.text) or before.drugs
    )
    asks_of_it = phrases.OF_ONE_RECORD.search(alone.text) or (of_it and asks_record_fact(alone.text))
    compares = asks_side_by_side(alone.text) and points_at_several(alone.text)
    of_its_text = _OF_ITS_TEXT.get(alone.section) if alone.section and not names_of(alone) else None
    of_its_text = of_its_text if is_elliptic(alone.text) and not before.drugs else None
    of_its_text = NO_SUMS if _SUM_ALONE.fullmatch(bare(alone.text)) else of_its_text
    if not (match or is_there or step_asked(alone.text) or asks_of_it or compares or of_its_text):
        return None
    again = listed(replace(before, tally=NOTHING_COUNTED), before.filters, Intent.LIST, before)
    sums = NO_SUMS if phrases.IN_TOTAL.search(alone.text) else _UNSAID_WHICH_TRIAL
    why = TOO_MANY_TRIALS if compares else _NONE_THERE if is_there else of_its_text or sums
    unsaid = Unapplied(match[0] if match else bare(alone.text), why)
    return replace(again, unapplied=(unsaid,), carried=all_carried(before))


_THIS_YEAR = any_case(r"\bthis\s(?:year|month|week|quarter|decade)\b")
_SUM_ALONE = any_case(r"(?:the\s)?(?:mean|median|average)(?:\sof\s(?:them|these|those))?")
_OF_ITS_TEXT = {
    **dict.fromkeys((SectionKind.ELIGIBILITY, SectionKind.OUTCOMES, SectionKind.ARMS), _UNSAID_WHICH_TRIAL),
    SectionKind.ADVERSE_REACTIONS: OF_RESULTS,
}
"""Why what a section alone tells is not asked of a list."""


def _narrows(text: str, corpus: Corpus) -> bool:
    """Whether it says what else trials are to be, or asks for them all: "only completed", "by size", "how many?"."""
    facts = corpus.read(f"trials {phrases.OPENING.sub('', text, count=1)}")
    asks_for_all = counts_them(text) or phrases.ASKS_FOR_LIST.search(text) or phrases.ANY_OF_FIELD.search(text)
    return len(facts.filters.named) > 1 or facts.sort is not None or bool(asks_for_all)


def refers_to_shown(text: str) -> bool:
    """Whether what was shown before can matter to what a text means."""
    of_one = points_at_a_trial(phrases.THEY.sub("it", text)) or number_pointed_at(text) is not None
    patterns = (phrases.SUPERLATIVE, phrases.FIRST_OR_LAST_FEW, phrases.WHY_STOPPED, phrases.OF_CRITERIA)
    of_several = points_at_several(text) or asks_side_by_side(text) or any(each.search(text) for each in patterns)
    return of_one or step_asked(text) != 0 or of_several or is_elliptic(text)


def _asks_of_a_record(alone: Question) -> bool:
    """Whether it asks what a trial's record states, and of no other: "what drug is used", "is there a placebo"."""
    states = phrases.OF_A_DESIGN.search(alone.text) is not None or asks_record_fact(alone.text)
    return states and alone.filters.is_empty and not alone.conditions and phrases.OF_TRIALS.search(alone.text) is None


def _of_document(alone: Question, document_id: str) -> Question:
    """A question about one document: of a trial's facts the record answers, of its text the section asked for."""
    section, intent = alone.section, Intent.SEARCH
    is_trial = document_id.upper().startswith("NCT")
    contacts = tuple(contact_asked(alone.text)) if is_trial else ()
    if is_trial and section is not None and not section.is_about_trials:
        section = None
    of_lines = section in (None, SectionKind.SITES, SectionKind.OUTCOMES, SectionKind.ARMS)
    if is_trial and of_lines and asks_record_fact(alone.text):
        section, intent = SectionKind.SITES, Intent.LIST
    elif section is None and (number_pointed_at(alone.text) is not None or step_asked(alone.text) or contacts):
        intent = Intent.LIST
    elif section is None and is_trial and phrases.OF_ITS_RESULTS.match(alone.text):
        section = SectionKind.RESULTS
    elif section is None and is_trial and phrases.OF_ITS_AIM.search(alone.text):
        section = SectionKind.SUMMARY
    elif section is None and is_trial:
        section = section_of_a_trial(alone.text)
    return replace(
        alone,
        resolved_text=f"{document_id}: {bare(alone.text) or 'all of it'}",
        ranking_text=bare(alone.text),
        intent=intent,
        section=section,
        section_scores=alone.section_scores if section is alone.section else {},
        filters=Filters(ids=(document_id,)),
        unapplied=(*alone.unapplied, *contacts),
        carried=("ids",),
    )
