"""What stands where in a text that may ask for records: places, dates, sponsors, trials, what is denied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.names import Token, tokens
from service.understanding.dates import FoundDates, find_dates
from service.understanding.denials import Denial, denial_of, find_denials, of_one_kind
from service.understanding.places import FoundPlace, PlaceKind, find_places
from service.understanding.record_facts import asks_of_a_trial
from service.understanding.spans import Span, crosses, span_of
from service.understanding.sponsors import FoundSponsor, find_sponsors
from service.understanding.taken import STATES
from service.understanding.tally_asked import (
    NOTHING_COUNTED,
    Group,
    TallyAsked,
    is_of_trials,
    read_tally,
    years_compared,
)
from service.understanding.terms import Term, find_terms
from service.understanding.terms_asked import parts_of
from service.understanding.trial_names import NamedTrial, find_trials
from service.understanding.trial_words import TrialWords, read_trial_words, speaks_of_trials
from service.understanding.unapplied import led_by_a_sort, unlisted_regions
from service.understanding.vocabulary import Vocabulary

SEVERAL = 2


@dataclass(frozen=True, slots=True)
class FoundFacts:
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
        return tuple(each for _, each, is_denied in with_denial(self) if not is_denied)

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


def find_facts(text: str, named: Sequence[Span], vocabulary: Vocabulary, today: date) -> FoundFacts:
    """What stands where in a text; `named` are the spans of drugs that are understood already."""
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
    years, year_spans = years_compared(text) if tally.compares and len(dates) < SEVERAL else ((), ())
    return FoundFacts(
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


def with_denial(found: FoundFacts) -> list[tuple[Span, FoundPlace, bool]]:
    """Each place and whether it is denied; in "not in Paris, France" both are."""
    told: list[tuple[Span, FoundPlace, bool]] = []
    for span, each in found.places:
        of_city = bool(told) and told[-1][1].kind is PlaceKind.CITY and told[-1][1].last == each.first
        told.append((span, each, found.is_denied(span) or (of_city and told[-1][2])))
    return told
