"""What the words that are left of a question are in the records: conditions, interventions, or nothing known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from indexer.names import Token
from service.understanding.filters import Filters
from service.understanding.tally_asked import Group
from service.understanding.vocabulary import Term, Vocabulary, find_terms


@dataclass(frozen=True, slots=True)
class TermsAsked:
    """Words that were left, as filters; `unread` are those that a count leaves out."""

    filters: Filters
    unread: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    """Each condition and intervention by itself."""


def read_terms(
    words: Sequence[Token],
    left: Sequence[int],
    terms: Sequence[Term],
    vocabulary: Vocabulary,
    counting: bool,
    comparing: bool = False,
) -> TermsAsked | None:
    """What is left as conditions and interventions of the corpus; None where some of it is neither.

    `left` are the numbers of the words, `terms` the conditions of the text. Two conditions without an "or" are one
    description of people, which a filter cannot hold, unless they are compared. When trials are only counted, the
    words left may also be a phrase of a condition's name ("alcohol use" of alcohol use disorder), and a few that are
    in no name are left out of the count, which says so.
    """
    of_conditions = [term for term in terms if set(range(term.first, term.last)) & set(left)]
    rest = _outside(left, of_conditions)
    if rest:
        wider = [term for term in find_terms(words, vocabulary.condition_heads) if _overlaps(term, rest)]
        of_conditions = [term for term in of_conditions if not any(_within(term, other) for other in wider)] + wider
        rest = _outside(left, of_conditions)
    interventions = [term for term in find_terms(words, vocabulary.interventions) if rest and _overlaps(term, rest)]
    of_conditions = [
        term for term in of_conditions if not any(_within(term, t) and not _within(t, term) for t in interventions)
    ]
    unsaid = _outside(rest, interventions)
    named = {term.value: vocabulary.spelled(term.value) for term in of_conditions}
    both = len(named) > 1 and not comparing and not any(word.word == "or" for word in words)
    tested = tuple(dict.fromkeys(term.value for term in interventions))
    every = () if comparing or len(tested) < 2 or any(word.word == "or" for word in words) else ("intervention",)
    conditions = tuple(dict.fromkeys(chain.from_iterable(named.values())))
    read = TermsAsked(
        Filters(condition=conditions, intervention=tested, every=every),
        groups=(
            *(Group(value, Filters(condition=forms)) for value, forms in named.items()),
            *(Group(value, Filters(intervention=(value,))) for value in tested),
        ),
    )
    if not unsaid and not both:
        return read
    phrase = [words[number].word for number in left]
    is_in_one = left[-1] - left[0] == len(left) - 1
    turned = _in_other_order(phrase, vocabulary) if is_in_one else None
    if turned is not None:
        return TermsAsked(Filters(condition=vocabulary.spelled(turned)))
    if not counting:
        return None
    if len(phrase) > 1 and is_in_one and vocabulary.is_in_a_condition(" ".join(phrase)):
        return TermsAsked(Filters(condition=(" ".join(phrase),)))
    unread = tuple(dict.fromkeys(words[number].word for number in unsaid))
    if both or len(unread) > _MOST_UNREAD or _TURN_IT_ROUND & set(unread):
        return None
    return replace(read, unread=unread)


_MOST_UNREAD = 3
"""Words; of more the question is about something else than a number of records."""
_TURN_IT_ROUND = frozenset(
    "no not none never neither nor without except excluding exclude excludes but other than non dont doesnt isnt arent "
    "didnt havent hasnt".split()
)
"""A count must not leave these out: it would be that of the contrary."""


def read_denied(words: Sequence[Token], left: Sequence[int], vocabulary: Vocabulary) -> Filters | None:
    """Words that are left of what a text denies as conditions and interventions; None where some of it is neither.

    A condition inside a longer intervention is part of that one's name: the transplantation of stem cells.
    """
    tested = [term for term in find_terms(words, vocabulary.interventions) if _overlaps(term, left)]
    conditions = [
        term
        for terms in (vocabulary.conditions, vocabulary.condition_heads)
        for term in find_terms(words, terms)
        if _overlaps(term, left) and not any(_within(term, other) and not _within(other, term) for other in tested)
    ]
    rest = _outside(left, conditions)
    interventions = [term for term in tested if _overlaps(term, rest)]
    if _outside(rest, interventions):
        return None
    forms = chain.from_iterable(vocabulary.spelled(term.value) for term in conditions)
    return Filters(
        condition=tuple(dict.fromkeys(forms)), intervention=tuple(dict.fromkeys(term.value for term in interventions))
    )


def _outside(numbers: Sequence[int], terms: Sequence[Term]) -> tuple[int, ...]:
    return tuple(number for number in numbers if not any(term.first <= number < term.last for term in terms))


def _overlaps(term: Term, numbers: Sequence[int]) -> bool:
    return any(term.first <= number < term.last for number in numbers)


def _within(term: Term, other: Term) -> bool:
    return other.first <= term.first and term.last <= other.last


def _in_other_order(phrase: Sequence[str], vocabulary: Vocabulary) -> str | None:
    """The condition of exactly these words with its halves changed: "lung cancer, non-small cell"."""
    for at in range(1, len(phrase)):
        turned = " ".join([*phrase[at:], *phrase[:at]])
        if vocabulary.conditions.find(turned) or vocabulary.condition_heads.find(turned):
            return turned
    return None
