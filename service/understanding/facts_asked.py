"""Which records a question asks for: its filters, what of it they leave unsaid, and what is to be listed or counted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.drug_words import is_word
from indexer.names import Token
from indexer.patterns import any_case
from indexer.selection import DATES
from service.understanding.denials import Denial
from service.understanding.facts_found import SEVERAL, FoundFacts, find_facts
from service.understanding.facts_stated import OF_CODES, groups_of, stated_by
from service.understanding.filters import NO_FILTERS, Filters
from service.understanding.notes import participant_of
from service.understanding.place_filters import of_places
from service.understanding.places import FoundPlace
from service.understanding.record_facts import asks_record_fact
from service.understanding.spans import Span, crosses, merged, span_of
from service.understanding.taken import GROUPS, STATES, told_of_somebody
from service.understanding.tally_asked import NOTHING_COUNTED, Group, TallyAsked, order_compared
from service.understanding.terms import Term, find_terms
from service.understanding.terms_asked import TermsAsked, read_denied, read_terms
from service.understanding.trial_order import Sort
from service.understanding.trial_words import IN_LABELS, TrialWords
from service.understanding.unapplied import OF_SOMEBODY, OF_STUDIES, Unapplied, grades, not_denied, told_alone
from service.understanding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class FactsAsked:
    """What a question asks of records."""

    filters: Filters
    """Without the drugs, which the question adds."""
    of_trials: bool
    """Whether it asks for trials at all."""
    is_complete: bool
    """Whether the filters say all of it, so that records answer it without any ranking."""
    how_many: bool
    unread: tuple[str, ...]
    """Words that a count leaves out because they name nothing in the records."""
    sort: Sort | None
    tally: TallyAsked
    """What is to be counted beside each other."""
    places: tuple[FoundPlace, ...]
    conditions: tuple[str, ...]
    spans: tuple[Span, ...]
    """What was understood and need not rank."""
    has_facts: bool
    """Whether it states a fact that only records answer (a status, a place, a date), not just a word for trials."""
    denials: tuple[Denial, ...] = ()
    """What is denied of trials; empty for a text about something else."""
    claimed: tuple[Span, ...] = ()
    """Of `spans` those of facts alone: a drug whose name stands inside one was not named."""
    unapplied: tuple[Unapplied, ...] = ()
    """What it asks of trials that no filter holds."""
    of_studies: tuple[Unapplied, ...] = ()
    """What narrows nothing where a label answers."""


def read_facts(
    text: str, named: Sequence[Span], vocabulary: Vocabulary, today: date, taken: Sequence[Span] = ()
) -> FactsAsked:
    """What a text asks of records; `named` are the spans of drugs that are understood already.

    Where it says which drugs somebody has `taken` no filter holds it: the words rank, where anything does.

    A condition or an intervention becomes a filter only where it is one of the corpus's own terms and nothing else
    is left unsaid; otherwise its words rank. What a text denies of trials is excluded where that is a fact of records.
    """
    found = find_facts(text, named, vocabulary, today)
    terms = find_terms(found.words, vocabulary.conditions)
    past, untold = _past(found, terms, vocabulary)
    taken = [*taken, *(span for span in untold if not crosses(span, taken))]
    found = replace(found, dates=tuple(each for each in found.dates if not crosses((each.start, each.end), past)))
    several, apart = _compared(found)
    told = (
        (*told_alone(text, bool(named)), *grades(text, _spans_of(found, terms, vocabulary))) if found.of_trials else ()
    )
    spans = [*found.spans, *apart, *(span for span, _ in told)]
    told += tuple((span, OF_SOMEBODY) for span in taken)
    uses = (*_uses(found.words, terms, vocabulary),)
    left = _left(found.words, [*spans, *found.named, *found.said.doubtful, *taken], uses)
    terms = (*terms, *uses)
    by_terms = _read_left(found, left, terms, bool(several), vocabulary)
    tally = _counted(found, several, by_terms)
    reading = _of_no_trials(found, by_terms)
    if found.of_trials:
        stated, unapplied = stated_by(found, tally, [span for span, _ in told], vocabulary, today)
        reading = _without_denied(found, _Reading(stated, by_terms, tuple(unapplied)), left, told, terms, vocabulary)
    said, of_terms = found.said, reading.by_terms
    filters = reading.filters.merged(of_terms.filters) if of_terms and found.of_trials else reading.filters
    filters = filters.excluding(reading.filters.excluded or NO_FILTERS)  # "lung cancer, not NSCLC", which is one
    narrows_nothing = told or any(each.field is None for each in found.dates)
    is_of_nothing = narrows_nothing and not (filters.named or named or said.sort or tally.field or tally.groups)
    unread = of_terms.unread if of_terms else ()
    of_unread = any(not is_word(each) or _names_the_subject(text, each) for each in unread)
    of_unread = of_unread or _OF_COMMON_WORDS.search(text) is not None
    if is_of_nothing or _ASKS_WHAT_IT_IS.match(text) or (of_unread and not (filters.only(*_SUBJECTS).named or named)):
        of_terms, spans, reading = None, list(said.spans), replace(reading, spans=())
    return FactsAsked(
        filters=filters,
        of_trials=found.of_trials,
        is_complete=of_terms is not None or (bool(reading.filters.ids) and asks_record_fact(text)),
        how_many=said.asks_how_many,
        unread=of_terms.unread if of_terms else (),
        sort=None if tally.order or tally.groups else said.sort,
        tally=tally if found.of_trials else NOTHING_COUNTED,
        places=found.places_asked,
        conditions=found.asked_of(terms),
        spans=merged([*spans, *reading.spans]),
        has_facts=found.has_facts,
        denials=found.denials if found.of_trials else (),
        claimed=merged(found.spans),
        unapplied=tuple(dict.fromkeys(reading.unapplied)),
        of_studies=_of_studies(text, said),
    )


def _uses(words: Sequence[Token], terms: Sequence[Term], vocabulary: Vocabulary) -> Iterator[Term]:
    """Words that only with "use" behind are in a condition's name: the "alcohol use" of "Alcohol Use Disorder"."""
    for at in (number for number, word in enumerate(words) if number and word.word in ("use", "misuse")):
        is_in_one = any(term.first <= at < term.last for term in terms)
        phrase = f"{words[at - 1].word} {words[at].word}"
        if not is_in_one and vocabulary.is_in_a_condition(phrase):
            yield Term(vocabulary.conditions.find(f"{phrase} disorder") or phrase, at - 1, at + 1)


def _names_the_subject(text: str, word: str) -> bool:
    """Whether a folded word is what trials are said to be of: the "frobnitz" of "how many trials of frobnitz"."""
    return any_case(rf"{_OF}{re.escape(word)}\b").search(text) is not None


_COMMON = r"(?:drugs?|medic(?:ation|ine)s?|treatments?|therap(?:y|ies)|us(?:e|es|age)|effects?|efficacy|effectiveness)"

_OF_COMMON_WORDS = any_case(
    rf"\b(?:trials|studies)\s(?:on|about|into|of|for)\s(?:the\s)?(?!drugs\b(?!\s{_COMMON})){_COMMON}\b"
)
"""What is studied in words that say nothing by themselves: "trials on drug use" are not all trials."""

_ASKS_WHAT_IT_IS = any_case(
    r"\W*(?:what(?:['’]s|\sis|\sdoes)|define|explain)\san?\s(?:[\w/-]+\s){1,4}?(?:trial|study)(?:\smean)?\W*\Z"
)

_SUBJECTS = ("condition", "intervention", "sponsor", "ids")

_OF = r"\b(?:of|for|on|about|with|against|test(?:s|ed|ing)?|stud(?:y|ies|ied|ying)|investigat\w+|us(?:e|es|ed|ing))\s"


def _spans_of(found: FoundFacts, terms: Sequence[Term], vocabulary: Vocabulary) -> list[Span]:
    """Where conditions stand, each as long as any that records name or that several of them are kinds of."""
    named = (*terms, *find_terms(found.words, vocabulary.condition_heads))
    return [span_of(found.words[each.first : each.last]) for each in named]


def _past(found: FoundFacts, terms: Sequence[Term], vocabulary: Vocabulary) -> tuple[list[Span], list[Span]]:
    """Where it is told what somebody had or is, and what of it is not asked for.

    Beside no other condition that is how it is told, and a treatment: "prior chemotherapy" is not what trials test.
    """
    whole, how = told_of_somebody(found.text, participant_of(found.text)) if found.of_trials else ([], [])
    whole = [span for span in whole if not (found.is_denied(span) and STATES.match(found.text, *span))]
    conditions = _spans_of(found, terms, vocabulary)
    whole = [each for each in whole if not GROUPS.fullmatch(found.text, *each) or crosses(each, conditions)]
    conditions = [each for each in conditions if not GROUPS.fullmatch(found.text, *each)]
    of_others = [start - 4 for start, _ in conditions if found.text[:start].endswith(" in ")]
    whole = [(start, min([end, *(each for each in of_others if each > start)])) for start, end in whole]
    if any(not crosses(span, whole) for span in conditions):
        return whole, whole
    tested = find_terms(found.words, vocabulary.interventions) if whole else ()
    treated = [span_of(found.words[each.first : each.last]) for each in tested]
    treated = [one for one in treated if not any(a <= one[0] and one[1] <= b for a, b in conditions)]
    had = [each for each in whole if found.is_denied(each) or any(crosses(one, [each]) for one in treated)]
    return whole, [*had, *(each for each in how if not crosses(each, had))]


def _counted(found: FoundFacts, several: Sequence[tuple[Group, ...]], by_terms: TermsAsked | None) -> TallyAsked:
    """What is to be counted: the groups that are compared, where they are of one kind, else what the words say."""
    if by_terms and len(by_terms.groups) > 1 and found.tally.compares:
        several = [*several, by_terms.groups]
    if len(several) != 1:
        return found.tally
    return TallyAsked(order=order_compared(found.text), compares=True, groups=several[0])


def _of_studies(text: str, said: TrialWords) -> tuple[Unapplied, ...]:
    """What is said of trials that labels speak of as well."""
    return tuple(Unapplied(text[slice(*span)], OF_STUDIES) for span, each in said.facts if each.named[0] in IN_LABELS)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text asks of records, as far as it was read."""

    filters: Filters
    """Of facts alone, without conditions and interventions."""
    by_terms: TermsAsked | None
    """The words that no fact is; None where some of them were not read."""
    unapplied: tuple[Unapplied, ...] = ()
    spans: tuple[Span, ...] = ()
    """Where what is denied was read."""


def _of_no_trials(found: FoundFacts, by_terms: TermsAsked | None) -> _Reading:
    """Of a text about something else: only the kind of documents, read where they are listed and nothing is left."""
    kinds = found.said.filters.only("kind")
    lists = kinds.kind and (_LIST_CUE.search(found.text) or found.said.asks_how_many)
    return _Reading(kinds, by_terms if lists and by_terms and by_terms.filters.is_empty else None)


def _compared(found: FoundFacts) -> tuple[list[tuple[Group, ...]], tuple[Span, ...]]:
    """The groups counted beside others of their kind, that of a field asked for, and where a word sets them apart."""
    groups = groups_of(found)
    apart = _VERSUS.search(found.text) if any(len(each) > 1 for each in groups) else None
    mixed = len(groups[0]) > 1 and len(of_places(found.places_asked).named) > 1  # no filter holds "Texas or France"
    told_apart = groups if apart and not found.named else groups[:1] if apart or mixed else ()  # drugs may be set apart
    fields = DATES if found.tally.field == "year" else (found.tally.field,)
    several = [each for each in (groups if found.tally.compares else told_apart) if len(each) > 1]
    several = [each for each in several if fields == (None,) or {*fields} & {*each[0].filters.named}]
    of_codes = tuple(group for each in groups[OF_CODES:] for group in each)
    if not several and fields == (None,) and len(of_codes) == found.tally.counts == SEVERAL:
        several = [of_codes]  # "how many are single-arm and how many randomized?"
    return several, (apart.span(),) if apart else ()


def _read_left(
    found: FoundFacts, left: Sequence[int], terms: Sequence[Term], several: bool, vocabulary: Vocabulary
) -> TermsAsked | None:
    """The words that are left, without those that are denied, as conditions and interventions."""
    tally, words = found.tally, found.words
    is_count = found.said.asks_how_many or several or (tally.field is not None and tally.order is not None)
    asked = [number for number in left if not (found.of_trials and found.is_denied(span_of([words[number]])))]
    read = read_terms(found.text, words, asked, terms, vocabulary, found.of_trials and is_count, tally.compares)
    if read is None or not (found.named and read.filters.intervention):
        return read
    tested = find_terms(words, vocabulary.interventions)  # "semaglutide for weight loss" does not test that
    aims = {vocabulary.tested_as(each.value) for each in tested if each.first and words[each.first - 1].word == "for"}
    return None if aims.intersection(read.filters.intervention) else read


def _without_denied(
    found: FoundFacts,
    reading: _Reading,
    left: Sequence[int],
    told: Sequence[tuple[Span, str]],
    terms: Sequence[Term],
    vocabulary: Vocabulary,
) -> _Reading:
    """The reading without what is denied, and with what is told alone among its unapplied words."""
    unapplied = [
        Unapplied(found.text[slice(*span)].strip(" ,.?"), why) for span, why in told if not found.is_denied(span)
    ]
    for denial in found.denials:
        words, span = found.text[denial.start : denial.end], (denial.start, denial.end)
        excluded = _excluded(found, left, denial, terms, vocabulary)
        reasons = [(found.text[slice(*each)], why) for each, why in told if crosses(each, [span])]
        is_told = bool(reasons) and not any(denial.first <= found.words[n].start < denial.end for n in left)
        if excluded is not None or is_told:
            filters = reading.filters.excluding(excluded or NO_FILTERS)
            reading = replace(reading, filters=filters, spans=(*reading.spans, span))
        if excluded is None and not is_told:
            of_terms = reading.by_terms.filters.named if reading.by_terms else ()
            if not (of_terms or reading.filters.named) and all(map(found.is_denied, found.named)):
                reading = replace(reading, by_terms=None)  # nothing else is asked for: its words may as well rank
            unapplied.append(not_denied(words, denial.of_people))
        else:
            unapplied += [Unapplied(words.strip() if excluded is None else each, why) for each, why in reasons]
    return replace(reading, unapplied=(*reading.unapplied, *unapplied))


_PEOPLE = any_case(
    r"\b(?:patients?|people|persons?|participants?|subjects?|women|men|children|adults?|infants?|smokers|users|those)\b"
)

_PARTS = frozenset("arm arms group groups free funding money support sponsorship sponsors sponsor".split())

_JOINING = any_case(r",|/|\b(?:and|or|nor)\b")


def _excluded(
    found: FoundFacts, left: Sequence[int], denial: Denial, terms: Sequence[Term], vocabulary: Vocabulary
) -> Filters | None:
    """What a denial leaves unsaid by facts, as conditions and interventions.

    None where it cannot be excluded: it says nothing that records state, or something beside it, or describes people
    by what they have or take.
    """
    words = found.words
    rest = tuple(n for n in left if denial.first <= words[n].start < denial.end and words[n].word not in _PARTS)
    told = [span for span in (*found.spans, *found.named) if span[0] < denial.end and denial.reach < span[1]]
    of_drugs = any(span in found.named for span in told)
    if (denial.of_people and (rest or of_drugs)) or not (rest or told):
        return None
    reached = found.text[denial.first : denial.end]
    if rest and (_PEOPLE.search(reached) or (told and not _JOINING.search(reached))):
        return None  # "pregnant women" describes people; in "not for children asthma trials" asthma is not denied
    return read_denied(words, rest, terms, vocabulary)


_LIST_CUE = any_case(r"\b(?:which|what|list|show|all|every|any)\b")

_VERSUS = any_case(r"\b(?:versus|vs)\b\.?")

# words that ask, point or join, and say nothing of which records are meant
_SAYS_NOTHING = frozenset(
    """a about across all also am among amongst an and any anything are around as at be been being by can conducted
    could currently data database did do does done each either ever every find for from get give given going had has
    have held help here how i if in into involve involved involving is it its let like list listed located look
    looking many me more most my name near nearby of on one ones only or our out overall please posted provide
    recently records registered registry regarding related s see search show sites site some study studies still
    sponsored sponsor such take takes tell testing tested tests than that the their them there these they this those
    to treat treated treating trial trials under up use used using want was we were what when where which while
    who whose will with within without would you your patients patient people participants subjects individuals drug
    drugs medication medications available right now today ongoing clinical research evaluate evaluating investigate
    investigating examine examining happen happening place taking exist exists whats treatment therapy effect effects
    efficacy against run runs running total altogether together different test studied studying evaluates evaluated
    investigates investigated examines examined assess assesses assessed assessing include includes included including
    involves looked looks explore explores explored exploring cover covers covering concern concerns concerning focus
    focuses focused focusing focussed deal deals dealing address addresses addressing feature features featuring
    sponsors sponsoring fund funds funded conduct conducts lead leads led suffer suffering suffers affected diagnosed
    living somebody someone anyone mention mentions mentioned mentioning names named exactly breakdown distribution
    grouped ranked accept accepts accepting admit admits admitting anywhere everywhere everything country countries
    just neither nor both but except excluding based status close sort sorted rank order ordered arrange arranged
    index corpus enrol enrols enroll enrolling enrolls combination combined versus vs plus compare compares compared
    comparing start starting begin number numbers make makes he she her his him im friend partner
    few several least download export save nct ids options accepted admitted allow allows allowed design
    permit permits permitted lives live lived resides reside residing based wanted thats
    report reports reported exclusively part should recruit recruits recruited
    found got belong belongs portfolio responsible ran host hosts hosted""".split()
)


def _left(words: Sequence[Token], spans: Sequence[Span], terms: Sequence[Term]) -> tuple[int, ...]:
    """The numbers of the words that no span covers and that say something, by themselves or in a condition's name."""
    named = {number for term in terms for number in range(term.first, term.last)}
    return tuple(
        number
        for number, word in enumerate(words)
        if (word.word not in _SAYS_NOTHING or number in named)
        and not any(start <= word.start < end for start, end in spans)
    )
