"""How a text is understood as a question: what it names, asks of records and of which section, and how it ranks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from itertools import pairwise

from indexer.documents import CODED, Kind
from indexer.drug_words import EVERYDAY_SUBSTANCES
from indexer.identifiers import Identifier, IdentifierKind
from indexer.lexicon import Lexicon, Link, Naming
from indexer.names import fold, tokens
from indexer.patterns import any_case
from indexer.sections import SectionKind
from service.understanding.asked_spelling import spelled, spelled_as_terms
from service.understanding.drugs_asked import trials_of_drugs, without_denied
from service.understanding.emergencies import is_emergency, is_of_now, is_overdose
from service.understanding.essence import essence, for_somebody, with_unwanted_excluded
from service.understanding.facts_asked import FactsAsked, read_facts
from service.understanding.filters import NO_FILTERS, Filters
from service.understanding.notes import (
    asked_of_drug,
    asks_of_both,
    is_note,
    note_conditions,
    participant_of,
    question_of_note,
    request_of_note,
    speaks_of_a_drug,
    stated_in_note,
)
from service.understanding.question import LONGEST_ASKED, DrugMention, Intent, Question, SpellingCorrection
from service.understanding.record_facts import section_of_a_trial
from service.understanding.section_intent import OF_USE, POPULATIONS, asked_section, section_scores
from service.understanding.side_by_side import asks_side_by_side, compares, is_of_one_product
from service.understanding.spans import Span
from service.understanding.taken import taken
from service.understanding.tally_asked import NOTHING_COUNTED, Group, TallyAsked, whole_of_share, without_groups
from service.understanding.topics_outside import TREATING_ANIMALS, of_another_market, topic_outside
from service.understanding.trial_numbers import numbers_in, with_trials_numbered
from service.understanding.trial_words import states_trials
from service.understanding.unapplied import NOT_ORDERED, OF_ONE_TRIAL, SHARE_OF_WHAT, Unapplied, contact_asked
from service.understanding.unknown_drugs import lacking_drugs, outside_conditions
from service.understanding.vocabulary import Vocabulary


def understand(
    text: str, lexicon: Lexicon, vocabulary: Vocabulary, filters: Filters | None = None, today: date | None = None
) -> Question:
    """Understand one question by itself; `conversation.resolve` understands it after others.

    `filters` are given by the person explicitly and win over what the words say. `today` is what "last year" is
    counted from (default: the day it is).
    """
    typed, (text, numbered) = text, with_trials_numbered(text, lexicon, vocabulary)
    text, changes = spelled(with_unwanted_excluded(for_somebody(essence(text))), lexicon, vocabulary)
    changes = (*numbered, *changes)
    question = _understood(text, lexicon, vocabulary, filters or Filters(), today)
    words = question.ranking_text if question.intent is Intent.SEARCH else " ".join(question.unread)
    if words and question.filters.kind == (Kind.TRIAL,):
        names = (*(each.text for each in question.drugs), *question.unknown_drugs, *question.names_elsewhere)
        meant = spelled_as_terms(words, vocabulary, names)
        if meant:
            changes += meant
            text = reduce(lambda told, change: re.sub(rf"(?i)\b{change[0]}\b", change[1], told), meant, text)
            question = _understood(text, lexicon, vocabulary, filters or Filters(), today)
    if typed == text:
        return question
    corrections = (*question.corrections, *(SpellingCorrection(written, read_as) for written, read_as in changes))
    question = replace(question, corrections=corrections)
    of_now = question.intent is not Intent.NOTE or is_of_now(typed)
    emergency = question.emergency or (of_now and is_emergency(typed[:LONGEST_ASKED]))
    return replace(question, text=typed, emergency=emergency)


def _understood(
    text: str,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    given: Filters,
    today: date | None,
    is_a_question: bool = False,
) -> Question:
    """One text as a question; `is_a_question` where it is known not to be a note, however long it is."""
    naming = lexicon.read(text)
    naming = replace(naming, links=tuple(link for link in naming.links if not _A_PHASE.fullmatch(link.text)))
    naming = _apart(naming, text, lexicon)
    said: Sequence[Span] = ()
    if naming.links:
        of_trials = states_trials(text[:LONGEST_ASKED])
        naming = replace(naming, links=outside_conditions(naming.links, tokens(text), vocabulary, of_trials))
        naming, said = _not_taken(naming, text) if of_trials else (naming, said)
    question = replace(_named(text, naming, vocabulary), substances=_substances(text, lexicon, vocabulary))
    if not is_a_question and is_note(text):
        asked = _asked_of_a_drug(text, question, lexicon, vocabulary, given, today)
        wanted = read_facts(request_of_note(text)[:LONGEST_ASKED], (), vocabulary, today or date.today())
        return _for_a_patient(question, vocabulary, given, wanted) if asked is None else asked
    named = [
        (link.start, link.end)
        for link in naming.links
        if link.start < LONGEST_ASKED
        and (link.is_known or link.name in question.spoken_drugs or link.text in question.unknown_drugs)
    ]
    facts = read_facts(text[:LONGEST_ASKED], named, vocabulary, today or date.today(), said)
    if _describes_a_patient(question, facts) and not is_a_question:
        return _for_a_patient(question, vocabulary, given, facts)
    if not facts.of_trials:
        question = replace(question, drugs=tuple(_as_labelled(each, lexicon, vocabulary) for each in question.drugs))
    links = _unclaimed(naming.links, facts, vocabulary)
    if len(links) < len(naming.links):
        told = _named(text, replace(naming, links=links), vocabulary)
        question = replace(told, substances=question.substances)
    whole = whole_of_share(text[:LONGEST_ASKED]) if facts.how_many else None
    if whole and not (facts.unread or facts.unapplied):
        among = _understood(f"list {whole}", lexicon, vocabulary, given, today)
        question = replace(question, among=among.filters if among.intent is Intent.LIST else None)
    if whole is not None and question.among is None:
        facts = replace(facts, unapplied=(*facts.unapplied, SHARE_OF_WHAT))
    return _with_facts(question, links, facts, given, vocabulary)


def _describes_a_patient(question: Question, facts: FactsAsked) -> bool:
    """Whether trials are asked for somebody of some age in words that no filter holds: "55F, CKD, SOB. Trials?"."""
    is_told = facts.of_trials and not facts.is_complete and bool(facts.conditions)
    of_something_else = question.identifiers or question.drugs or facts.how_many or facts.tally != NOTHING_COUNTED
    return is_told and question.participant.age is not None and not of_something_else


def _not_taken(naming: Naming, text: str) -> tuple[Naming, Sequence[Span]]:
    """What a text names without the drugs that somebody who is to join a trial takes, and where it says so."""
    person, section = participant_of(text[:LONGEST_ASKED]), asked_section(_masked(text, naming)[0])
    asks_a_label = section is not None and not section.is_about_trials and section not in POPULATIONS
    if is_note(text) or (asks_a_label and not person.is_known):
        return naming, ()
    drugs = [(link.start, link.end) for link in naming.links if link.start < LONGEST_ASKED]
    held, said = taken(text[:LONGEST_ASKED], drugs, person)
    return replace(naming, links=tuple(each for each in naming.links if (each.start, each.end) not in held)), said


def _apart(naming: Naming, text: str, lexicon: Lexicon) -> Naming:
    """What a text names, the drugs of one combination apart where they are set side by side: "compare a and b"."""
    if len(naming.links) != 1 or not asks_side_by_side(text):
        return naming
    [link] = naming.links
    each = _AND_WITH.sub(lambda match: "or".center(len(match[0])), link.text)
    read = lexicon.read(f"{text[: link.start]}{each}{text[link.end :]}")
    return read if len(read.links) > 1 else naming


_AND_WITH = any_case(r"\s(?:and|with)\s")


def _for_a_patient(note: Question, vocabulary: Vocabulary, given: Filters, wanted: FactsAsked) -> Question:
    """A note as a question for trials: of the conditions it states, and as it says that they are to be."""
    filters = Filters(kind=(Kind.TRIAL,)).merged(wanted.filters.only(*_OF_A_REQUEST))
    return replace(
        note,
        intent=Intent.NOTE,
        conditions=note_conditions(note.text, vocabulary),
        filters=filters.excluding((wanted.filters.excluded or NO_FILTERS).only("intervention", *_OF_A_REQUEST)).merged(
            given
        ),
        unapplied=wanted.unapplied,
        unknown_drugs=(),
        section=None,
        emergency=note.emergency and is_of_now(note.text),
    )


_OF_A_REQUEST = (
    "status", "phase", "intervention_type", "sponsor", "country", "state", "city", "first_posted", "last_posted",
    "enrolment", "results", *CODED,
)  # fmt: skip
"""What a note can ask of trials beside what it says of a patient."""


def _asked_of_a_drug(
    text: str, note: Question, lexicon: Lexicon, vocabulary: Vocabulary, given: Filters, today: date | None
) -> Question | None:
    """The question that a note ends with, where it is for a label; None where it is a note that looks for trials.

    Where that question names no drug, it is asked of the one drug that the note names, or the one of them with a label;
    of two drugs where it asks for both together.
    """
    ending = question_of_note(text)
    if ending is None or given.kind == (Kind.TRIAL,) or states_trials(ending):
        return None

    def read(asked: str) -> Question:
        return _understood(asked, lexicon, vocabulary, given, today, is_a_question=True)

    asked, is_of_a_drug = read(ending), ending == text.strip()  # one long question, no description before it
    if not asked.names_something and (drugs := _drugs_meant(text, ending, note, vocabulary)):
        is_of_a_drug = speaks_of_a_drug(ending)
        shorter, longer = map(read, asked_of_drug(text, ending, drugs))
        told_more = shorter.section is None and longer.section not in (None, SectionKind.INDICATION)
        asked = longer if told_more else shorter  # what a drug was given for is no question
    if not asked.names_something or not (asked.section or is_of_a_drug):
        return None
    return replace(asked, text=text, participant=note.participant, emergency=asked.emergency or note.emergency)


def _drugs_meant(text: str, ending: str, note: Question, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The drug that the last question of a note is about, or both drugs; none where it may be about any of several."""
    labelled = [mention.text for mention in note.drugs if _has_label(_of(mention), vocabulary)]
    every = [*(mention.text for mention in note.drugs), *note.unknown_drugs, *note.spoken_drugs]
    taken = stated_in_note(text).casefold()
    found = [tuple(dict.fromkeys(each for each in names if each.casefold() in taken)) for names in (labelled, every)]
    counts = (2, 1) if asks_of_both(ending) else (1,)
    return next((each for count in counts for each in found if len(each) == count), ())


def _as_labelled(mention: DrugMention, lexicon: Lexicon, vocabulary: Vocabulary) -> DrugMention:
    """A name under which only trials know a drug, as what has a label: the product of these drugs, the conjugate."""
    if vocabulary.has_label(mention.drugs):
        return mention
    meant = lexicon.product_of(mention.name) or lexicon.named_longer(mention.name)
    return replace(mention, drugs=(*mention.drugs, *meant)) if vocabulary.has_label(meant) else mention


def _of(mention: DrugMention) -> Question:
    return Question("", "", "", "", drugs=(mention,))


def _unclaimed(links: tuple[Link, ...], facts: FactsAsked, vocabulary: Vocabulary) -> tuple[Link, ...]:
    """The links without those that are words of a filter: the "phase II" of trials, the sponsor that made a drug.

    A drug with a label is one, unless it is only a part of a sponsor's name.
    """
    if not facts.of_trials:
        return links
    excluded = facts.filters.excluded.sponsor if facts.filters.excluded else ()
    sponsors = [f" {fold(each)} " for each in (*facts.filters.sponsor, *excluded)]

    def is_claimed(link: Link) -> bool:
        if not any(start <= link.start and link.end <= end for start, end in facts.claimed):
            return False
        is_led = any(start < link.start and link.end <= end for start, end in facts.claimed)
        in_sponsor = any(f" {link.name} " in each and (is_led or each.strip() != link.name) for each in sponsors)
        return in_sponsor or not vocabulary.has_label(link.drugs)

    return tuple(link for link in links if not is_claimed(link))


_A_PHASE = any_case(r"(?:early\s)?phases?\s?(?:\d|i{1,3}|iv)\w?")
"""A registry may list "Phase II" among the names of a drug."""


def _named(text: str, naming: Naming, vocabulary: Vocabulary) -> Question:
    """The question with what it names: identifiers, drugs, the kind of section, the person it is about."""
    links = naming.links
    known = [link for link in links if link.is_known]
    unknown, spoken = lacking_drugs(links, tokens(text), vocabulary)
    head = text[:LONGEST_ASKED]
    masked, product = _masked(text, naming)
    numbers = numbers_in(text, known, vocabulary)
    section, scores = asked_section(masked), section_scores(masked, None)
    if section is SectionKind.DOSAGE and len(known) > 1 and asked_section(_STRENGTH.sub(" ", masked)) is None:
        section, scores = None, {}  # "it and it 80 mg" tells a dose and asks for none
    if all(each.kind is IdentifierKind.NDC for each in numbers) and _is_only(text, numbers):
        section, scores = None, {}  # the word for such a code is one for the forms of a drug too
    if known and is_overdose(head) and (section is None or section in POPULATIONS):
        section, scores, masked = SectionKind.OVERDOSE, {SectionKind.OVERDOSE: 1.0}, "overdose of it"
    return Question(
        text=text,
        resolved_text=text,
        ranking_text=_edited(text, _respelled(text, known)),
        masked_text=masked,
        identifiers=numbers,
        drugs=tuple(DrugMention(link.text, link.name, link.drugs) for link in known),
        unknown_drugs=unknown,
        spoken_drugs=spoken,
        names_elsewhere=_names_elsewhere(links),
        corrections=tuple(SpellingCorrection(link.text, link.name) for link in known if link.corrected),
        suggestions=naming.suggestions,
        product_apart=product,
        section=section,
        section_scores=scores,
        participant=participant_of(head),
        emergency=is_emergency(head) or section is SectionKind.OVERDOSE,
    )


def _masked(text: str, naming: Naming) -> tuple[str, str]:
    """A text with its drugs masked, and what two of them are written as if they are asked about as one product."""
    it = [(link.start, link.end, "it " if text[link.end : link.end + 1].isalnum() else "it") for link in naming.links]
    masked = _edited(text, it)[:LONGEST_ASKED].replace("_", " ")
    if naming.product is None or not is_of_one_product(masked):
        return masked, ""
    start, end = naming.product
    apart = [(start, end, "it"), *(each for each in it if not start <= each[0] < end)]
    return _edited(text, sorted(apart))[:LONGEST_ASKED].replace("_", " "), text[start:end]


_STRENGTH = any_case(r"\b\d[\d.,]*\s?(?:mg|mcg|g|units?|ml)\b")


def _is_only(text: str, numbers: Sequence[Identifier]) -> bool:
    """Whether a text is nothing but identifiers."""
    return bool(numbers) and not tokens(_edited(text, ((each.start, each.end, " ") for each in numbers)))


def _substances(text: str, lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[str, ...]:
    words = [token.word for token in tokens(text[:LONGEST_ASKED])]
    phrases = [*words, *(" ".join(pair) for pair in pairwise(words))]
    return tuple(
        each
        for each in dict.fromkeys(phrases)
        if each in EVERYDAY_SUBSTANCES and not lexicon.is_named_with(each) and each not in vocabulary.conditions
    )


def _has_label(question: Question, vocabulary: Vocabulary) -> bool:
    """Whether a monograph or label is about one of its drugs; where that is not known it is believed."""
    keys = vocabulary.section_keys
    if not keys or vocabulary.has_label(question.drug_keys):
        return True
    return any(f" {name} " in f" {key} " for name in question.spoken_drugs for key in keys)


def _with_facts(
    question: Question, links: Sequence[Link], facts: FactsAsked, given: Filters, vocabulary: Vocabulary
) -> Question:
    """The question with the filters its words state, and the intent that follows from what they leave unsaid."""
    question, denied = without_denied(question, links, facts)
    has_label = _has_label(question, vocabulary)
    of_trials = facts.of_trials and (facts.has_facts or not (has_label and _asks_of_a_label(question, facts)))
    question = _as_far_as_told(question, of_trials, has_label)
    stated = facts.filters.only("kind")
    if of_trials:
        stated = Filters(kind=(Kind.TRIAL,)).merged(facts.filters).merged(trials_of_drugs(question, links, facts))
        stated = stated.excluding(Filters(drug=denied))
    alike = _LIKE_A_TRIAL.search(question.text) is not None
    outside: tuple[Unapplied, ...] = ()
    if question.identifiers and not alike:  # the record is looked up, whatever is asked of it
        of_trials_alone = question.section is not None and question.section.is_about_trials
        if not of_trials_alone and all(each.kind is IdentifierKind.NCT for each in question.identifiers):
            numbers = ((each.start, each.end, "it") for each in question.identifiers)
            asked = section_of_a_trial(_edited(question.text, numbers)) or question.section
            asked = SectionKind.ARMS if asked is SectionKind.DOSAGE else asked
            question = replace(question, section=asked)
        stated = stated.only("kind", "drug", "ids")
        outside = (*(Unapplied(each.name, OF_ONE_TRIAL) for each in facts.places), *contact_asked(question.text))
    of_its_text = bool(stated.ids) and question.section is SectionKind.ELIGIBILITY
    is_list = facts.is_complete and (of_trials or bool(stated.kind)) and not of_its_text
    intent = _intent(question, links, facts, is_list)
    if intent is Intent.COMPARE and question.section is SectionKind.INTERACTIONS and "interact" not in question.text:
        question = question.without("section")  # it was read from "compare it with it"
    tally = _tally(question, facts, given) if of_trials and is_list else NOTHING_COUNTED
    if tally.is_mixed:
        stated = without_groups(tally.groups, stated)
    more = facts.of_studies if not of_trials else () if is_list else _not_ordered(facts)
    return replace(
        question,
        filters=stated.merged(given),
        intent=intent,
        ranking_text="" if is_list else _ranking_text(question, links, facts.spans if of_trials else ()),
        unread=facts.unread if is_list else (),
        sort=facts.sort if of_trials else None,
        tally=tally,
        places=facts.places,
        conditions=tuple(each for each in facts.conditions if fold(each) not in {its.name for its in question.drugs}),
        alike=alike,
        topic_outside=None if of_trials or not question.drugs else _topic_outside(question, facts),
        unapplied=(*facts.unapplied, *outside, *more),
    )


def _asks_of_a_label(question: Question, facts: FactsAsked) -> bool:
    """Whether a section that labels have is asked for of a drug, and no list of trials."""
    kind = question.section
    if kind is None or kind.is_about_trials or kind in POPULATIONS or not question.drugs or facts.is_complete:
        return False
    return not _TRIALS_ALONE.search(question.masked_text) or _ASKS.search(question.masked_text) is not None


def _as_far_as_told(question: Question, of_trials: bool, has_label: bool) -> Question:
    """The question without a kind of section that nothing here can have, saying where it is one for a label to tell."""
    kind = question.section
    of_use = kind in OF_USE or (kind is None and _TAKING_IT.search(question.masked_text))
    if of_use and not (has_label or of_trials or _describes_people(question)):
        question = replace(question, unlabelled=bool(question.drugs or question.spoken_drugs))
    is_of_labels = kind in POPULATIONS or (kind is SectionKind.INDICATION and _FOR_A_USE.match(question.masked_text))
    of_no_label = is_of_labels and question.drugs and not has_label
    of_no_trial = of_trials and kind is not None and not kind.is_about_trials
    return question.without("section") if of_no_label or of_no_trial else question


_FOR_A_USE = any_case(r"\W*it\sfor\b")
"""Of a drug without a label trials tell what it is tried for."""
_LIKE_A_TRIAL = any_case(
    r"\b(?:like|similar\s(?:\w+\s){0,2}?to|comparable\s(?:to|with)|resembl(?:e|es|ing))\s(?:(?:the\s|"
    r"clinical\s)?(?:trial|study)\s)?(?=NCT\s?\d)"
)
_ASKS = any_case(
    r"^\W*(?:can|could|is|are|was|do|does|did|should|shall|may|must|will|would|how|what|which|when|why|if|i|my)\b|\?|"
    r"\b(?:dos(?:e[sd]?|age|ages|ing)|safe|safely|safety|adjust\w*|risks?|allowed)\b"
)
_TRIALS_ALONE = any_case(r"(?<!clinical\s)\btrials\b")
"""Not "clinical trials", whose side effects a label tells."""
_SHORT = 4
_TAKING_IT = any_case(
    r"\b(?:can|may|could|should|must)\s(?:i|we|you|one|he|she|they|my\s\w+|someone|patients?)\s(?:\w+\s){0,4}it\b|"
    r"\bis\sit\s(?:safe|ok|okay|dangerous|harmful|toxic|addictive)\b|\bit\s(?:\w+\s)?(?:with|and|on|before|"
    r"after)\s(?:an?\s)?(?:food|meals?|breakfast|milk|alcohol|wine|beer|coffee|(?:empty|full)\sstomach)\b"
)
"""The words of somebody who takes a drug, whatever is asked of it."""


def _describes_people(question: Question) -> bool:
    """Whether a population beside a drug is told of rather than asked for: "prophylaxis in children with leukaemia"."""
    words = question.masked_text.split()
    return question.section in POPULATIONS and len(words) > _SHORT and _ASKS.search(question.masked_text) is None


def _tally(question: Question, facts: FactsAsked, given: Filters) -> TallyAsked:
    """What is to be counted beside each other; drugs are, where they are compared and nothing else is."""
    drugs = {
        **{mention.name: mention.drugs for mention in question.drugs},
        **{name: (name,) for name in question.spoken_drugs},
    }
    tally = facts.tally
    if tally.compares and tally.field is None and not tally.groups and len(drugs) > 1:
        tally = replace(tally, groups=tuple(Group(name, Filters(drug=keys)) for name, keys in drugs.items()))
    if any(set(given.named) & set(group.filters.named) for group in tally.groups):
        return NOTHING_COUNTED  # what was compared is narrowed to something else
    return tally if tally.field is not None or tally.groups else NOTHING_COUNTED


def _not_ordered(facts: FactsAsked) -> tuple[Unapplied, ...]:
    """The order asked for, where passages are ranked."""
    return (Unapplied(facts.sort.words, NOT_ORDERED),) if facts.sort else ()


def _topic_outside(question: Question, facts: FactsAsked) -> str | None:
    """What no source states, unless a section is asked for beside it."""
    elsewhere = of_another_market(question.masked_text, (each.name for each in facts.places))
    if elsewhere is not None:
        return elsewhere
    topic = topic_outside(question.masked_text)
    answered = question.section not in (None, SectionKind.DOSAGE)
    return None if answered and (topic != TREATING_ANIMALS or question.section is SectionKind.TOXICOLOGY) else topic


def _intent(question: Question, links: Sequence[Link], facts: FactsAsked, is_list: bool) -> Intent:
    if question.identifiers:
        return Intent.IDENTIFIER
    if is_list:
        counts = facts.how_many and not facts.filters.ids
        return Intent.COUNT if counts or facts.tally.order or facts.tally.groups else Intent.LIST
    several = len({link.drugs or (link.world,) for link in links}) > 1
    if several and question.drugs and not facts.of_trials:
        are_apart = question.product_apart or compares(question.text, links, question.section)
        return Intent.COMPARE if are_apart else Intent.SEARCH
    return Intent.SEARCH


def _ranking_text(question: Question, links: Sequence[Link], understood: Sequence[tuple[int, int]]) -> str:
    """The text without what was understood as filters, misspelled names put right.

    Where the corpus is about none of the drugs named, the generic name of a brand is added: passages may speak of it.
    """
    edits = sorted([*_respelled(question.text, links), *((start, end, " ") for start, end in understood)])
    words = _edited(question.text, edits).split()
    if not question.drugs:
        words += [name for name in question.names_elsewhere if name not in fold(question.text)]
    return " ".join(words)


def _respelled(text: str, links: Iterable[Link]) -> Iterator[tuple[int, int, str]]:
    """What to write for the names of drugs that are misspelled, or joined to the word behind them."""
    for link in links:
        is_joined = text[link.end : link.end + 1].isalnum()
        if link.is_known and (link.corrected or is_joined):
            yield link.start, link.end, f"{link.name} " if is_joined else link.name


def _names_elsewhere(links: Sequence[Link]) -> tuple[str, ...]:
    names = [name for link in links if not link.is_known for name in (link.name, link.world) if name]
    return tuple(dict.fromkeys(names))


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with spans replaced; of two that overlap the first wins."""
    parts: list[str] = []
    at = 0
    for start, end, words in edits:
        if start >= at:
            parts += [text[at:start], words]
            at = end
    return "".join([*parts, text[at:]])
