"""Which records a question asks for: its filters, what of it they leave unsaid, and what is to be listed or counted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from indexer.documents import CODED, Phase, Status
from indexer.drug_words import is_word
from indexer.names import Token, fold, tokens
from indexer.patterns import any_case
from indexer.selection import DATES, EITHER
from service.understanding.dates import FoundDates, both, either, find_dates
from service.understanding.denials import Denial, denial_of, find_denials, of_one_kind
from service.understanding.filters import NO_FILTERS, DateRange, Filters, first_spelling
from service.understanding.notes import participant_of
from service.understanding.place_filters import groups_of_places, of_places, of_places_apart
from service.understanding.places import FoundPlace, PlaceKind, find_places
from service.understanding.record_facts import asks_of_a_trial, asks_record_fact
from service.understanding.spans import Span, crosses, merged, span_of
from service.understanding.sponsors import FoundSponsor, doubtful_sponsors, find_sponsors
from service.understanding.taken import GROUPS, STATES, told_of_somebody
from service.understanding.tally_asked import (
    NOTHING_COUNTED,
    Group,
    TallyAsked,
    is_of_trials,
    order_compared,
    read_tally,
    years_compared,
)
from service.understanding.terms import Term, find_terms
from service.understanding.terms_asked import TermsAsked, parts_of, read_denied, read_terms
from service.understanding.trial_names import NamedTrial, find_trials
from service.understanding.trial_order import Sort, SortField
from service.understanding.trial_people import said_of_people
from service.understanding.trial_words import IN_LABELS, TrialWords, read_trial_words, speaks_of_trials
from service.understanding.unapplied import (
    NO_DAY_IN_BOTH,
    NO_SUCH_DATE,
    NO_SUCH_SPONSOR,
    NOT_READ_OF_PEOPLE,
    OF_SOMEBODY,
    OF_STUDIES,
    SEVERAL_RANGES,
    Unapplied,
    alternatives,
    counted_too,
    doubtful,
    grades,
    led_by_a_sort,
    not_denied,
    parts_of_a_country,
    sorts_of_sponsor,
    there_alone,
    told_alone,
    unlisted_regions,
    unread_names,
    unsupported,
)
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


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands where in a text."""

    text: str
    words: tuple[Token, ...]
    named: tuple[Span, ...]
    said: TrialWords
    sponsors: tuple[FoundSponsor, ...]
    places: tuple[tuple[Span, FoundPlace], ...]
    trials: tuple[NamedTrial, ...]
    dates: tuple[FoundDates, ...]
    tally: TallyAsked
    tally_spans: tuple[Span, ...]
    years: tuple[Group, ...]
    """The years that are compared."""
    denials: tuple[Denial, ...]

    @property
    def of_trials(self) -> bool:
        """Whether trials are asked for at all."""
        return self.said.speaks_of_trials or bool(self.sponsors or self.trials) or is_of_trials(self.tally, self.text)

    @property
    def spans(self) -> tuple[Span, ...]:
        """What was understood of records."""
        if not self.of_trials:
            return self.said.spans
        return (
            *self.said.spans,
            *self.tally_spans,
            *((each.start, each.end) for each in self.dates),
            *(each.span for each in self.sponsors),
            *(span for span, _ in self.places),
            *(each.span for each in self.trials),
        )

    @property
    def places_asked(self) -> tuple[FoundPlace, ...]:
        """The places that are not denied."""
        return tuple(each for _, each, is_denied in _with_denial(self) if not is_denied)

    @property
    def has_facts(self) -> bool:
        """Whether a fact is stated, see `FactsAsked`."""
        of_places_or_days = self.sponsors or self.places or self.dates or self.tally.field
        return self.said.is_strict or self.said.asks_how_many or bool(of_places_or_days)

    def is_denied(self, span: Span) -> bool:
        """Whether a text denies what stands there."""
        return denial_of(self.denials, span) is not None

    def asked_of(self, terms: Sequence[Term]) -> tuple[str, ...]:
        """What those of these terms stand for that are not denied, each once."""
        asked = (each for each in terms if not self.is_denied(span_of(self.words[each.first : each.last])))
        return tuple(dict.fromkeys(each.value for each in asked))


def read_facts(
    text: str, named: Sequence[Span], vocabulary: Vocabulary, today: date, taken: Sequence[Span] = ()
) -> FactsAsked:
    """What a text asks of records; `named` are the spans of drugs that are understood already.

    Where it says which drugs somebody has `taken` no filter holds it: the words rank, where anything does.

    A condition or an intervention becomes a filter only where it is one of the corpus's own terms and nothing else
    is left unsaid; otherwise its words rank. What a text denies of trials is excluded where that is a fact of records.
    """
    found = _find(text, named, vocabulary, today)
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
        stated, unapplied = _stated(found, tally, [span for span, _ in told], vocabulary, today)
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


def _spans_of(found: _Found, terms: Sequence[Term], vocabulary: Vocabulary) -> list[Span]:
    """Where conditions stand, each as long as any that records name or that several of them are kinds of."""
    named = (*terms, *find_terms(found.words, vocabulary.condition_heads))
    return [span_of(found.words[each.first : each.last]) for each in named]


def _past(found: _Found, terms: Sequence[Term], vocabulary: Vocabulary) -> tuple[list[Span], list[Span]]:
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


def _counted(found: _Found, several: Sequence[tuple[Group, ...]], by_terms: TermsAsked | None) -> TallyAsked:
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


def _of_no_trials(found: _Found, by_terms: TermsAsked | None) -> _Reading:
    """Of a text about something else: only the kind of documents, read where they are listed and nothing is left."""
    kinds = found.said.filters.only("kind")
    lists = kinds.kind and (_LIST_CUE.search(found.text) or found.said.asks_how_many)
    return _Reading(kinds, by_terms if lists and by_terms and by_terms.filters.is_empty else None)


def _compared(found: _Found) -> tuple[list[tuple[Group, ...]], tuple[Span, ...]]:
    """The groups counted beside others of their kind, that of a field asked for, and where a word sets them apart."""
    groups = _groups(found)
    apart = _VERSUS.search(found.text) if any(len(each) > 1 for each in groups) else None
    mixed = len(groups[0]) > 1 and len(of_places(found.places_asked).named) > 1  # no filter holds "Texas or France"
    told_apart = groups if apart and not found.named else groups[:1] if apart or mixed else ()  # drugs may be set apart
    fields = DATES if found.tally.field == "year" else (found.tally.field,)
    several = [each for each in (groups if found.tally.compares else told_apart) if len(each) > 1]
    several = [each for each in several if fields == (None,) or {*fields} & {*each[0].filters.named}]
    of_codes = tuple(group for each in groups[_OF_CODES:] for group in each)
    if not several and fields == (None,) and len(of_codes) == found.tally.counts == _SEVERAL:
        several = [of_codes]  # "how many are single-arm and how many randomized?"
    return several, (apart.span(),) if apart else ()


def _read_left(
    found: _Found, left: Sequence[int], terms: Sequence[Term], several: bool, vocabulary: Vocabulary
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
    found: _Found,
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


def _find(text: str, named: Sequence[Span], vocabulary: Vocabulary, today: date) -> _Found:
    words, denials, names_trials = tokens(text), find_denials(text), speaks_of_trials(text)
    tally, tally_spans = read_tally(text)
    if tally.field == "sponsor" and any(crosses(span, tally_spans) for span in led_by_a_sort(text)):
        tally, tally_spans = NOTHING_COUNTED, ()  # "by universities" says who leads the trials
    dates = find_dates(text, today)
    no_names = (*tally_spans, *((each.start, each.end) for each in dates))  # the first half of 2020 leads none
    sponsors = _not_counted(find_sponsors(text, words, vocabulary, names_trials), no_names)
    masked = [*named, *(each.span for each in sponsors)]
    several = _of_several_words(text, words, vocabulary)
    said = read_trial_words(text, denials, masked, several)
    if said.speaks_of_trials and not names_trials:
        sponsors = _not_counted(find_sponsors(text, words, vocabulary, of_trials=True), no_names)
    places = _places_in(text, words, sponsors, vocabulary)
    if denials:
        facts = [
            *((span, each.named[0]) for span, each in said.facts),
            *((span, each.kind.value) for span, each in places),
        ]
        facts += [((each.start, each.end), each.field or "") for each in dates]
        facts += [*((each.span, "sponsor") for each in sponsors), *((span, "drug") for span in named)]
        denials = of_one_kind(text, denials, [*facts, *_of_terms(words, [span for span, _ in facts], vocabulary)])
        said = read_trial_words(text, denials, masked, several)
    years, year_spans = years_compared(text) if tally.compares and len(dates) < _SEVERAL else ((), ())
    return _Found(
        text=text,
        words=words,
        named=tuple(named),
        said=said,
        sponsors=sponsors,
        places=places,
        trials=find_trials(text, vocabulary, said.speaks_of_trials, not named and asks_of_a_trial(text)),
        dates=dates,
        tally=tally,
        tally_spans=(*tally_spans, *year_spans),
        years=years,
        denials=denials,
    )


_SEVERAL = 2


def _places_in(
    text: str, words: Sequence[Token], sponsors: Sequence[FoundSponsor], vocabulary: Vocabulary
) -> tuple[tuple[Span, FoundPlace], ...]:
    """The places of a text, none of a name that is no place: "Central Europe", "University of Texas at Austin"."""

    def is_in_a_name(start: int, end: int) -> bool:
        inside = [each.span for each in sponsors if each.span[0] <= start and end <= each.span[1]]
        if any(start < each.span[0] < end < each.span[1] for each in sponsors):
            return True  # of "not MD Anderson" the first word
        return any(span != (start, end) or text[start].isupper() for span in inside)

    regions = unlisted_regions(text)
    found = ((span_of(words[each.first : each.last]), each) for each in find_places(text, words, vocabulary))
    return tuple((span, each) for span, each in found if not is_in_a_name(*span) and not crosses(span, regions))


def _terms_of(words: Sequence[Token], vocabulary: Vocabulary) -> list[tuple[Term, str]]:
    """The conditions and interventions of a text, with the field of each."""
    conditions = (vocabulary.conditions, vocabulary.condition_heads)
    kinds = (*((terms, "condition") for terms in conditions), (vocabulary.interventions, "intervention"))
    found = ((term, field) for terms, field in kinds for term in find_terms(words, terms))
    return [(part, field) for term, field in found for part in parts_of(words, term, vocabulary)]


def _of_terms(words: Sequence[Token], known: Sequence[Span], vocabulary: Vocabulary) -> list[tuple[Span, str]]:
    """Where conditions and interventions stand that are no other fact, with the field of each."""
    spans = [(span_of(words[term.first : term.last]), field) for term, field in _terms_of(words, vocabulary)]
    return [each for each in spans if not crosses(each[0], known)]


def _not_counted(sponsors: Sequence[FoundSponsor], others: Sequence[Span]) -> tuple[FoundSponsor, ...]:
    """Sponsors without what only seems one beside words that count or date: "which sponsor has the most …"."""
    return tuple(each for each in sponsors if not crosses(each.span, others))


_OF_CODES = 3
"""Where in these groups those of a phase, a status or a design begin."""


def _groups(found: _Found) -> tuple[tuple[Group, ...], ...]:
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


def _as_said(found: _Found, name: str) -> tuple[Group, ...]:
    """What each word says of one field, called so: "double-blind" are three of its values."""
    facts = [each for each in found.said.facts if name in each[1].named and not found.is_denied(each[0])]
    said = {each.only(name): found.text[slice(*span)] for span, each in facts}
    return tuple(Group(f"{text[:1].upper()}{text[1:]}", filters) for filters, text in said.items())


def _stated(
    found: _Found, tally: TallyAsked, told: Sequence[Span], vocabulary: Vocabulary, today: date
) -> tuple[Filters, list[Unapplied]]:
    """The facts that a text asks of trials as filters, and what of them no filter holds and is not `told` already."""
    text, sort = found.text, found.said.sort
    places = _with_denial(found)
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


def _in_both(places: Sequence[FoundPlace]) -> Filters:
    """Trials with sites in all of several places of one kind, each in any of its spellings; else nothing."""
    groups = groups_of_places(places)
    names = {name for group in groups for name in group.filters.named}
    if len(groups) < _SEVERAL or len(names) != 1:
        return NO_FILTERS
    values: Any = {name: tuple(EITHER.join(getattr(each.filters, name)) for each in groups) for name in names}
    return Filters(**values, every=tuple(names))


_HAS_STARTED = any_case(r"\b(?:started|begun|launched)\b")
"""Of an order: which trials have started is asked for, rather than their order by a date that may be planned."""


def _without_statuses_of_dates(found: _Found, stated: Filters) -> Filters:
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


def _with_denial(found: _Found) -> list[tuple[Span, FoundPlace, bool]]:
    """Each place and whether it is denied; in "not in Paris, France" both are."""
    told: list[tuple[Span, FoundPlace, bool]] = []
    for span, each in found.places:
        of_city = bool(told) and told[-1][1].kind is PlaceKind.CITY and told[-1][1].last == each.first
        told.append((span, each, found.is_denied(span) or (of_city and told[-1][2])))
    return told


def _of_several_words(text: str, words: Sequence[Token], vocabulary: Vocabulary) -> tuple[Span, ...]:
    """Where conditions and interventions of several words stand: "open angle glaucoma".

    "Pregnant women" are one where no other stands beside them.
    """
    found = [
        (span_of(words[term.first : term.last]), term.last - term.first > 1) for term, _ in _terms_of(words, vocabulary)
    ]
    states = [match.span() for match in STATES.finditer(text)]
    if any(not crosses(span, states) for span, _ in found):
        return tuple(span for span, is_long in found if is_long and not crosses(span, states))
    return (*(span for span, is_long in found if is_long), *states)


_BOTH_PLACES = any_case(r"\b(?:in|at)\sboth\b|\bboth\sin\b")


def _dated(found: _Found, stated: Filters) -> tuple[Filters, list[Unapplied]]:
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


_PEOPLE = any_case(
    r"\b(?:patients?|people|persons?|participants?|subjects?|women|men|children|adults?|infants?|smokers|users|those)\b"
)
_PARTS = frozenset("arm arms group groups free funding money support sponsorship sponsors sponsor".split())
_JOINING = any_case(r",|/|\b(?:and|or|nor)\b")


def _excluded(
    found: _Found, left: Sequence[int], denial: Denial, terms: Sequence[Term], vocabulary: Vocabulary
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


def _date_label(text: str, found: FoundDates) -> str:
    """A whole year by its number, another range as it was written."""
    since, until = found.range.from_, found.range.to
    is_year = since and until and (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31))
    return str(since.year) if since and is_year else text[found.start : found.end]


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
