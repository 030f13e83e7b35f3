"""What a question carries from the one before it: the drug, the kind of section, the filters, a document pointed at.

Each rule reads a question alone and after another, and gives what it means then, or None where it does not apply.
"""

import re
from dataclasses import replace

from indexer.names import fold, tokens
from indexer.patterns import any_case
from indexer.sections import SectionKind
from service.follow_ups import follow_up_words as phrases
from service.follow_ups.follow_up import (
    Corpus,
    Shown,
    all_carried,
    bare,
    drug_pronoun,
    drugs_named,
    effect_spoken_of,
    goes_on,
    is_elliptic,
    is_of_trials,
    names_no_subject,
    names_of,
    says_no_topic,
    words_said,
)
from service.follow_ups.looked_at import gone_back, looked_at, of_the_list, why_stopped
from service.follow_ups.narrowing import at_its_place, compared, in_both, listed, narrowed, shown_again
from service.follow_ups.pointing import drug_pointed_at, points_at_several
from service.follow_ups.restatement import in_words
from service.follow_ups.spoken_of import in_its_place, of_one, of_several, the_one_meant, with_fewer
from service.follow_ups.taken_together import beside, links_of, still_together, subject_of
from service.understanding.emergencies import is_emergency
from service.understanding.filters import Filters
from service.understanding.number_words import COUNTS
from service.understanding.question import MOST_COMPARED, Intent, Question
from service.understanding.section_intent import POPULATIONS, groups_in
from service.understanding.unapplied import Unapplied
from service.wording import joined

_LONGEST_ELLIPSIS = 6
_LONGEST_TOPIC = 120
_NO_ROOM = f"{MOST_COMPARED} drugs are set side by side at most; it gave its place to the one named last."
_AS_THEY_STAND = "Sources are quoted as they stand, never translated, shortened or put into other words."
_ON_ITS_NEXT_PAGE = "The list goes on on its next page: turn it below."


def _repeated(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Repeat the question before: "yes", "tell me more", "source?", "in Spanish"."""
    if phrases.ASKS_FOR_PROOF.match(alone.text):
        return replace(before, carried=all_carried(before))
    if phrases.ASKS_FOR_OTHER_WORDS.match(alone.text):
        kept = (each for each in before.unapplied if each.why != _AS_THEY_STAND)
        unapplied = (*kept, Unapplied(bare(alone.text), _AS_THEY_STAND))
        return replace(before, unapplied=unapplied, carried=all_carried(before))
    if not (phrases.YES.match(alone.text) or phrases.MORE_OF_THEM.match(alone.text)):
        return None
    more = phrases.MORE_OF_THEM.match(alone.text) if before.intent is Intent.LIST else None
    if more and before.sort and before.sort.first:
        said = (more["few"] or "").lower()
        few = int(said) if said.isdigit() else COUNTS.get(said, before.sort.first)
        after = before.sort.after + (-few if more["back"] else before.sort.first)
        sort = replace(before.sort, first=few, after=max(0, after))
        return replace(before, sort=sort, carried=all_carried(before))
    turns = more is not None
    unsaid = (Unapplied(bare(alone.text), _ON_ITS_NEXT_PAGE),) if turns else before.unapplied
    return replace(before, unapplied=unsaid, carried=all_carried(before))


def _drug_pointed_at(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask of one of the drugs before: "is the second one safe in pregnancy?", "and the latter?"."""
    pointer = drug_pointed_at(alone.text)
    meant = the_one_meant(alone, before, shown, corpus)
    if pointer is None or meant is None:
        return None
    start, end = pointer[1]
    asked = phrases.OPENING.sub("", f"{alone.text[:start]}{meant}{alone.text[end:]}", count=1).strip()
    question = corpus.read(asked)
    section = question.section
    says_only_which = len(tokens(_OF.sub("", asked, count=1))) == len(tokens(meant))
    if section is None and says_only_which:
        section = before.section
        asked = f"{meant}: {section.label.lower()}" if section else meant
        question = question if section else corpus.read(meant)
    return replace(question, resolved_text=asked, section=section, carried=("drug",))


_OF = any_case(r"^\W*(?:(?:tell\sme|say)\s(?:more\s)?(?:about|of)|of|for|in|with)\s")


def _about_the_same_drug(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask more of the drug before: "and in pregnancy?", "how is it stored?", "any recruiting trials?"."""
    names = _in_their_order(before) if before.intent is Intent.COMPARE else tuple(each.text for each in before.drugs)
    names = names or names_of(before)
    if not names:
        return None
    asks_for_trials = is_of_trials(alone)
    side_by_side = before.intent is Intent.COMPARE and not asks_for_trials
    pronoun = drug_pronoun(alone)
    names_another = bool(drugs_named(alone, corpus)) and (not alone.drugs or before.drug_keys != alone.drug_keys)
    points_back = pronoun or (side_by_side and phrases.WHICH_ONE.search(alone.text))
    joins = phrases.COMPARES.search(alone.text) or phrases.ACTS_ON.search(alone.text)
    if drugs_named(alone, corpus) and not (points_back and names_another and joins):
        return None
    is_part = is_elliptic(alone.text) and not alone.conditions
    goes_on_to_trials = pronoun or phrases.ASKS_FOR_SOME.search(alone.text) or is_part
    goes_on_to_trials = goes_on_to_trials or (before.section is None and names_no_subject(alone))
    if asks_for_trials and not goes_on_to_trials:
        return None
    either = asks_for_trials and phrases.BOTH_OF_THEM.search(alone.text) is None
    name = (" vs " if side_by_side else " or " if either else " and ").join(dict.fromkeys(names))
    if names_another:
        name = subject_of(before, corpus) or name
    stays = side_by_side or (asks_for_trials and points_at_several(alone.text))
    effect = effect_spoken_of(before, _LONGEST_TOPIC) if phrases.OF_THE_EFFECT.match(alone.text) else None
    is_replaced = effect is not None or (pronoun is not None and not stays)
    asked_of_it = phrases.HOW_OFTEN_IT_IS.sub("how common", bare(alone.text))
    standalone = f"{effect}: {asked_of_it}" if effect else _restated(name, alone, pronoun, is_replaced)
    if standalone is None:
        return None
    standalone = _of_its_section(name, alone, before, standalone)
    question = corpus.read(standalone)
    return replace(
        question,
        resolved_text=standalone if is_replaced else _headed(name, question, standalone),
        section=before.section if effect else _section(question, alone, before, side_by_side, standalone),
        emergency=question.emergency or alone.emergency or _is_still_urgent(before),
        carried=("drug",),
    )


def _is_still_urgent(before: Question) -> bool:
    """Whether the question before was of somebody in need, and not of what is done in an overdose."""
    return before.emergency and (before.section is not SectionKind.OVERDOSE or is_emergency(before.text))


def _restated(name: str, alone: Question, pronoun: re.Match[str] | None, is_replaced: bool) -> str | None:
    """The text with the drug in the place of "it", or before it; None where it is about something else."""
    if pronoun is not None and is_replaced and not phrases.TREATED.search(alone.text):
        said = f"{alone.text[: pronoun.start()]}{name}{alone.text[pronoun.end() :]}"
        return phrases.OPENING.sub("", said, count=1)
    looks_for_a_drug = alone.section is SectionKind.INDICATION and phrases.LOOKS_FOR_A_DRUG.search(alone.text)
    if pronoun is None and (phrases.OWN_SUBJECT.search(alone.text) or looks_for_a_drug):
        return None
    is_of_it = (
        pronoun or alone.section or is_of_trials(alone) or phrases.WHICH_ONE.search(alone.text) or goes_on(alone.text)
    )
    return f"{name}: {bare(alone.text)}" if is_of_it else None


def _in_their_order(before: Question) -> tuple[str, ...]:
    """The drugs of a comparison as they were named: "the second one" counts so."""
    text = fold(before.resolved_text)
    return tuple(sorted(names_of(before), key=lambda name: text.find(fold(name))))


def _of_its_section(name: str, alone: Question, before: Question, standalone: str) -> str:
    """The restatement, naming the dosage that an amount is asked of, or the overdose that has been spoken of."""
    if before.section is SectionKind.DOSAGE and phrases.AMOUNT.search(alone.text) and standalone.startswith(f"{name}:"):
        return f"{name} dosage: {bare(alone.text)}"
    if before.section is SectionKind.OVERDOSE and alone.section is None and not is_of_trials(alone):
        return f"{name} overdose: {bare(alone.text)}"
    return standalone


def _section(
    question: Question, alone: Question, before: Question, side_by_side: bool, standalone: str
) -> SectionKind | None:
    """The kind of section asked for; that of the question before where the words are only a part of a question."""
    if is_of_trials(question):
        return question.section
    if before.section is SectionKind.DOSAGE and phrases.AMOUNT.search(alone.text) and " dosage: " in standalone:
        return SectionKind.DOSAGE
    of_a_use = before.section in POPULATIONS and (alone.conditions or phrases.FOR_A_USE.match(alone.text))
    is_part = is_elliptic(alone.text) and phrases.DRUG_PRONOUN.search(alone.text) is None and not of_a_use
    carries = side_by_side or is_part or before.section in (SectionKind.OVERDOSE, SectionKind.ADVERSE_REACTIONS)
    if question.section is None and before.section in POPULATIONS and not side_by_side and _is_of_something_else(alone):
        return None
    return question.section or (before.section if carries else None)


def _is_of_something_else(alone: Question) -> bool:
    """Whether a fragment says what is asked, and not of whom: "alcohol", "surgery"; not "severe", "on dialysis"."""
    of_whom = any(each.search(alone.text) for each in (phrases.AMOUNT, phrases.OF_A_PERSON, phrases.OF_A_DEGREE))
    is_of_whom = of_whom or groups_in(alone.text) or alone.participant.is_known
    return bool(words_said(alone)) and not is_of_whom


def _about_another_drug(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask the question before of another drug: "what about tizanidine?"."""
    has_the_same = phrases.HAS_THE_SAME.search(alone.text) is not None and not is_of_trials(before)
    if not drugs_named(alone, corpus) or is_of_trials(alone):
        return None
    comparative = phrases.COMPARATIVE.search(alone.text)
    if comparative and names_of(before) and not (is_of_trials(before) or drug_pronoun(alone)):
        return _beside_the_one_before(alone, comparative["how"], before, corpus)
    if not has_the_same and (alone.section or not is_elliptic(alone.text) or words_said(alone) - _OF_ANOTHER):
        return None
    if len(alone.text.split()) > _LONGEST_ELLIPSIS:
        return None
    name = drugs_named(alone, corpus)[0]
    if is_of_trials(before):
        filters = before.filters.without_all(("drug", "ids")).merged(Filters(drug=alone.drug_keys))
        again = listed(replace(alone, ranking_text=""), filters, before.intent, before)
        return replace(again, drugs=alone.drugs, carried=("filters",))
    links = corpus.lexicon.link(before.resolved_text)
    if not links:
        return None
    asked = links[0].replaced(before.resolved_text, name)
    if before.intent is Intent.COMPARE and set(alone.drug_keys) <= set(before.drug_keys) and alone.drugs:
        asked = of_one(name, before, links_of(before, corpus))
    elif before.intent is Intent.COMPARE or phrases.SETS_BESIDE.search(alone.text):
        asked = _compared(name, before, subject_of(before, corpus), corpus)
    question = corpus.read(asked)
    return replace(
        question,
        resolved_text=question.text,
        section=question.section or before.section,
        unapplied=_without_room(before, asked, corpus) if question.intent is Intent.COMPARE else (),
        corrections=alone.corrections,
        carried=("section",),
    )


_OF_ANOTHER = frozenset(
    """same too well as about question thing case instead again please compare compared add adding include including
    plus also replace replaced try other drug one""".split()
)
"""Words that ask the question before anew; any others are a question of their own."""


def _beside_the_one_before(alone: Question, how: str, before: Question, corpus: Corpus) -> Question:
    """Set a drug beside the one before: "is ibuprofen safer in pregnancy?"."""
    subject, name = subject_of(before, corpus), drugs_named(alone, corpus)[0]
    others = (subject,) if subject else _in_their_order(before)[: MOST_COMPARED - 1]
    return corpus.read_anew(f"{' vs '.join((*others, name))}: {how}", before)


def _compared(name: str, before: Question, subject: str | None, corpus: Corpus) -> str:
    """Another drug set beside the ones before, or their subject, in the place of the last where there is no room."""
    text, named = before.resolved_text, links_of(before, corpus)
    if before.intent is Intent.COMPARE and before.section is None and len(named) > 1:  # what else was said stays
        if len(named) >= MOST_COMPARED:
            return named[-1].replaced(text, name)
        return text[: named[-1].end] + text[named[-2].end : named[-1].start] + name + text[named[-1].end :]
    compared = (subject,) if subject else names_of(before)[: MOST_COMPARED - 1]
    about = f": {before.section.label.lower()}" if before.section else ""
    return f"Compare {joined((*compared, name))}{about}"


def _without_room(before: Question, asked: str, corpus: Corpus) -> tuple[Unapplied, ...]:
    """The drug of a comparison that gave its place to another one."""
    if before.intent is not Intent.COMPARE:
        return ()
    kept = {link.keys for link in corpus.lexicon.link(asked)}
    gone = (each for each in links_of(before, corpus) if each.keys not in kept)
    return tuple(Unapplied(each.text, _NO_ROOM) for each in gone)


def _for_somebody(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask of a drug for whom was told of: "I'm pregnant", and then "can I take citalopram?"."""
    is_told = not names_of(before) and phrases.OF_SOMEBODY.match(before.text) and not before.filters.named
    if not is_told or not drugs_named(alone, corpus) or is_of_trials(alone) or alone.section in POPULATIONS:
        return None
    question = corpus.read(f"{bare(before.resolved_text)}. {alone.text}")
    return replace(question, carried=("topic",)) if question.drug_keys == alone.drug_keys else None


def _trials_of_the_condition(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask for trials of the condition before, which was all that was said: "gout", then "how many trials recruit?"."""
    if not names_no_subject(alone) or before.drugs or before.section is not None:
        return None
    subject = before if is_of_trials(before) else corpus.read(f"trials of {bare(before.resolved_text)}")
    is_whole = subject.is_list and not (subject.unread or subject.unapplied)
    is_bare = subject is not before or set(subject.filters.named) <= {"kind", "condition", "sex", "age"}
    if not (is_whole and is_bare and subject.filters.condition):
        return None
    filters = subject.filters.merged(alone.filters)
    return listed(alone, filters, alone.intent, replace(subject, sort=None))


def _about_the_same_topic(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask more where no drug was named: "thyroid pills when pregnant" and then "which dose?"."""
    topic = before.resolved_text.strip(" ?.!,")
    is_searched = before.intent is Intent.SEARCH and not before.filters.named
    if not is_searched and says_no_topic(alone.text) and before.filters.condition:
        topic, is_searched = before.filters.condition[0], True
    if not (is_searched and topic) or before.drugs or is_of_trials(alone):
        return None
    goes_on_with_it = is_elliptic(alone.text) or says_no_topic(alone.text)
    if names_of(alone) or not goes_on_with_it or len(topic) > _LONGEST_TOPIC:
        return None
    question = corpus.read(f"{topic}: {bare(alone.text)}")
    return replace(question, section=alone.section or question.section, carried=("topic",))


def _headed(name: str, question: Question, standalone: str) -> str:
    """The question told: filters as a line; the section's label where the words say no more than it."""
    if is_of_trials(question):
        told = in_words(question.filters)
        return f"{told}; {bare(question.ranking_text)}" if question.intent is Intent.SEARCH else told
    words = {token.word for token in tokens(standalone.removeprefix(name))} - _SAYS_NO_MORE
    label = question.section.label.lower() if question.section else ""
    return f"{name}: {label}" if words <= {token.word for token in tokens(label)} and label else standalone


_SAYS_NO_MORE = frozenset("a an and any are for in is its of the to what".split())

CARRIES = (
    why_stopped,
    _repeated,
    gone_back,
    at_its_place,
    with_fewer,
    in_its_place,
    _drug_pointed_at,
    of_several,
    compared,
    in_both,
    looked_at,
    of_the_list,
    shown_again,
    narrowed,
    beside,
    still_together,
    _about_the_same_drug,
    _about_another_drug,
    _for_somebody,
    _trials_of_the_condition,
    _about_the_same_topic,
)
"""What may be carried from the question before, tried in this order."""
