"""Which records a question asks for: its filters, what of it they leave unsaid, and what is to be listed or counted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.documents import Phase, Status
from indexer.names import Token, tokens
from service.dates import FoundDates, find_dates
from service.filters import Filters
from service.places import FoundPlace, PlaceKind, find_places
from service.sponsors import FoundSponsor, find_sponsors
from service.tally_asked import NOTHING_COUNTED, Group, TallyAsked, is_of_trials, read_tally, years_compared
from service.terms_asked import read_terms
from service.trial_names import find_trials
from service.trial_words import Sort, read_trial_words
from service.vocabulary import Vocabulary, find_terms

Span = tuple[int, int]


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


def read_facts(text: str, named: Sequence[Span], vocabulary: Vocabulary, today: date) -> FactsAsked:
    """What a text asks of records; `named` are the spans of drugs that are understood already.

    A condition or an intervention becomes a filter only where it is one of the corpus's own terms and nothing else
    is left unsaid; otherwise its words rank.
    """
    words = tokens(text)
    said = read_trial_words(text)
    places = find_places(text, words, vocabulary)
    sponsors = find_sponsors(text, words, vocabulary, said.speaks_of_trials)
    dates = find_dates(text, today)
    places = tuple(each for each in places if not _is_in_name(each, words, sponsors))
    trials = find_trials(text, vocabulary, said.speaks_of_trials, not named and _asks_of_a_trial(text))
    terms = find_terms(words, vocabulary.conditions)
    tally, tally_spans = read_tally(text)
    sponsors = tuple(each for each in sponsors if not any(_crosses(each.span, span) for span in tally_spans))
    years, year_spans = years_compared(text) if tally.compares and len(dates) < 2 else ((), ())
    of_trials = said.speaks_of_trials or bool(sponsors or trials) or is_of_trials(tally, text)
    stated = said.filters.only("kind")
    spans: list[Span] = list(said.spans)
    if of_trials:
        stated = said.filters.merged(Filters(sponsor=tuple(each.value for each in sponsors))).merged(_of_places(places))
        for each in dates:
            stated = stated.merged(_of_date(each))
        spans += [
            *tally_spans,
            *year_spans,
            *((each.start, each.end) for each in dates),
            *(each.span for each in sponsors),
        ]
        spans += [(words[place.first].start, words[place.last - 1].end) for place in places]
        stated = stated.merged(Filters(ids=tuple(dict.fromkeys(each for trial in trials for each in trial.ids))))
        spans += [trial.span for trial in trials]
    left = _left(words, [*spans, *named])
    groups = (
        _groups_of_places(places),
        tuple(Group(each.value, Filters(sponsor=(each.value,))) for each in sponsors),
        years or tuple(Group(_date_label(text, each), _of_date(each)) for each in dates),
        tuple(Group(Phase(each).label, Filters(phase=(each,))) for each in said.filters.phase if each in set(Phase)),
        tuple(Group(Status(each).label, Filters(status=(each,))) for each in said.filters.status),
    )
    apart = _VERSUS.search(text) if len(groups[0]) > 1 else None
    if apart is not None:
        spans.append(apart.span())
        left = _left(words, [*spans, *named])
    mixed = len({each.filters.named for each in groups[0]}) > 1  # "Texas or France": no filter holds either of them
    compares = tally.compares or apart is not None or mixed
    several = [each for each in groups if len(each) > 1 and (tally.compares or (compares and each is groups[0]))]
    is_count = said.asks_how_many or bool(several) or (tally.field is not None and tally.order is not None)
    by_terms = read_terms(words, left, terms, vocabulary, of_trials and is_count, tally.compares)
    if by_terms and len(by_terms.groups) > 1 and tally.compares:
        several.append(by_terms.groups)
    if len(several) == 1:
        tally = TallyAsked(compares=True, groups=several[0])
    asks_records = of_trials or bool(stated.kind and (_LIST_CUE.search(text) or said.asks_how_many))
    return FactsAsked(
        filters=stated.merged(by_terms.filters) if by_terms and of_trials else stated,
        of_trials=of_trials,
        is_complete=(asks_records and by_terms is not None and (of_trials or by_terms.filters.is_empty))
        or (bool(stated.ids) and asks_record_fact(text)),
        how_many=said.asks_how_many,
        unread=by_terms.unread if by_terms else (),
        sort=None if tally.order or tally.groups else said.sort,
        tally=tally if of_trials else NOTHING_COUNTED,
        places=places,
        conditions=tuple(dict.fromkeys(term.value for term in terms)),
        spans=tuple(spans),
        has_facts=said.is_strict or said.asks_how_many or bool(sponsors or places or dates or tally.field),
    )


_RECORD_FACT = re.compile(
    r"\b(?:sponsor\w*|funds?|funded|funding|pays?|behind|(?:who|which\s\w+)\s(?:is\s|are\s)?(?:run|runs|running|leads?|"
    r"leading|conducts?|conducting|organi[sz]es?|does|doing|did|made|makes)|status|recruiting|enrolling|still|open|"
    r"(?:which|what)\sphase|phase\s(?:is|of)|phase(?=\W*$)|(?:how\s(?:many|big|large))|sample\ssize|enrolments?|enrollments?|"
    r"participants|where|place|locations?|located|sites?|cit(?:y|ies)|countr(?:y|ies)|when|start\s?dates?|"
    r"(?:how\slong|since\swhen)|dates?|(?:has|have|is|was|did)\s(?:it\s)?(?:been\s)?(?:start|end|finish|complet|over|"
    r"stop|terminat|withdraw)\w*|why\s(?:was|is|did|were)|posted|updated|"
    r"(?:which|what)\s(?:conditions?|diseases?|illness|drugs?|medicines?|interventions?|treatments?)|kind\sof\sstudy)\b",
    re.IGNORECASE,
)
_OF_ITS_TEXT = re.compile(
    r"\b(?:criteria|eligib\w*|qualif\w*|inclusion|exclusion|tak(?:e|ing)\spart|participate|join|outcomes?|end\s?points?|"
    r"measur\w*|results?|find|found|findings?|show(?:ed|n)?|arms?|design|purpose|aims?|goals?|objectives?|summar\w*)\b",
    re.IGNORECASE,
)
_WHETHER_RESULTS = re.compile(
    r"\b(?:any|has|have|had|are\sthere|does\sit\shave)\s(?:it\s|they\s|the\s)?(?:any\s)?(?:(?:posted|published)\s)?results\b|"
    r"\bresults\s(?:been\s)?(?:posted|published|available|out)\b",
    re.IGNORECASE,
)
_HOW_MANY_PEOPLE = re.compile(
    r"\bhow\smany\s(?:people|patients|participants|subjects|persons|volunteers)\b", re.IGNORECASE
)


def asks_record_fact(text: str) -> bool:
    """Whether a question about one trial asks for a fact of its record: who runs it, where, its status, size, dates."""
    if _WHETHER_RESULTS.search(text):
        return True
    of_its_text = _OF_ITS_TEXT.search(text) is not None and _HOW_MANY_PEOPLE.search(text) is None
    return _RECORD_FACT.search(text) is not None and not of_its_text


def _asks_of_a_trial(text: str) -> bool:
    return _RECORD_FACT.search(text) is not None or _OF_ITS_TEXT.search(text) is not None


def _is_in_name(place: FoundPlace, words: Sequence[Token], sponsors: Sequence[FoundSponsor]) -> bool:
    """Whether a place is a word of a sponsor's name: the "French" of a French society."""
    start = words[place.first].start
    return any(each.span[0] < start < each.span[1] and place.first == place.last - 1 for each in sponsors)


_LIST_CUE = re.compile(r"\b(?:which|what|list|show|all|every|any)\b", re.IGNORECASE)


def _crosses(span: Span, other: Span) -> bool:
    return span[0] < other[1] and other[0] < span[1]


_VERSUS = re.compile(r"\b(?:versus|vs)\b\.?", re.IGNORECASE)


def _date_label(text: str, found: FoundDates) -> str:
    """A whole year by its number, another range as it was written."""
    since, until = found.range.from_, found.range.to
    is_year = since and until and (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31))
    return str(since.year) if since and is_year else text[found.start : found.end]


def _of_date(found: FoundDates) -> Filters:
    is_first = found.field == "first_posted"
    return Filters(first_posted=found.range) if is_first else Filters(last_posted=found.range)


def _groups_of_places(places: Sequence[FoundPlace]) -> tuple[Group, ...]:
    """Each place with what it lies in, if that is named right behind it: "Paris, France"."""
    together: list[list[FoundPlace]] = []
    for place in places:
        behind = together[-1][-1] if together else None
        if behind is not None and behind.last == place.first and _WIDER[place.kind] > _WIDER[behind.kind]:
            together[-1].append(place)
        else:
            together.append([place])
    return tuple(Group(", ".join(each.name for each in group), _of_places(group)) for group in together)


_WIDER = {PlaceKind.CITY: 0, PlaceKind.STATE: 1, PlaceKind.COUNTRY: 2}


def _of_places(places: Sequence[FoundPlace]) -> Filters:
    by_kind: dict[PlaceKind, list[str]] = {kind: [] for kind in PlaceKind}
    for place in places:
        by_kind[place.kind] += [place.name, *place.also]
    if len(places) == 1 and places[0].lies_in is not None:  # Napoli is not the Naples of Florida
        by_kind[PlaceKind.COUNTRY].append(places[0].lies_in)
    country, state, city = (
        tuple(dict.fromkeys(by_kind[kind])) for kind in (PlaceKind.COUNTRY, PlaceKind.STATE, PlaceKind.CITY)
    )
    return Filters(country=country, state=state, city=city)


# words that ask, point or join, and say nothing of which records are meant
_SAYS_NOTHING = frozenset(
    """a about across all also am among amongst an and any anything are around as at be been being by can conducted
    could currently
    data database did do does done each either ever every find for from get give given going had has have held
    help here how i if in into involve involved involving is it its let like list listed located look looking
    many me more most my name of on one ones only or our out overall please posted provide recently records
    registered registry regarding related s see search show sites site some study studies still sponsored
    sponsor such take takes tell testing tested tests than that the their them there these they this those to
    treat treated treating trial trials type under up use used using want was we were what when where which
    while who whose will with within without would you your patients patient people participants subjects
    individuals drug drugs medication medications available right now today ongoing clinical research evaluate
    evaluating investigate investigating examine examining happen happening place taking exist exists whats
    treatment therapy effect effects efficacy against run runs running total altogether different
    test tests studied studying studies evaluates evaluated investigates investigated examines examined assess assesses
    assessed assessing include includes included including involves looked looks explore explores explored exploring
    cover covers covering concern concerns concerning focus focuses focused focusing focussed deal deals dealing
    address addresses addressing feature features featuring sponsors sponsoring fund funds funded conduct conducts
    lead leads led being suffer suffering suffers affected diagnosed living somebody someone anyone
    mention mentions mentioned mentioning name names named exactly altogether
    breakdown distribution grouped ranked""".split()
)


def _left(words: Sequence[Token], spans: Sequence[Span]) -> tuple[int, ...]:
    """The numbers of the words that no span covers and that say something."""
    return tuple(
        number
        for number, word in enumerate(words)
        if word.word not in _SAYS_NOTHING and not any(start <= word.start < end for start, end in spans)
    )
