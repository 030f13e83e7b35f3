"""What the words that are left of a question are in the records: conditions, interventions, or nothing known."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain, pairwise, product

from indexer.names import Token, fold
from indexer.patterns import any_case
from indexer.selection import EITHER
from service.understanding.filters import Filters, first_spelling
from service.understanding.notes import NO_ILLNESS
from service.understanding.spans import phrase_of
from service.understanding.tally_asked import Group
from service.understanding.terms import Term, find_terms
from service.understanding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class TermsAsked:
    """Words that were left, as filters; `unread` are those that a count leaves out."""

    filters: Filters
    unread: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    """Each condition and intervention by itself."""


def read_terms(
    text: str,
    words: Sequence[Token],
    left: Sequence[int],
    terms: Sequence[Term],
    vocabulary: Vocabulary,
    counting: bool,
    comparing: bool = False,
) -> TermsAsked | None:
    """What is left as conditions and interventions of the corpus; None where some of it is neither.

    `left` are the numbers of the words, `terms` the conditions of the text. Conditions joined by an "and" are all
    wanted, those joined by an "or" any; two that stand side by side are one description of people, which a filter
    cannot hold, unless they are compared. When trials are only counted, the words left may also be a phrase of a
    condition's name ("alcohol use" of alcohol use disorder), and a few that are in no name are left out of the count,
    which says so.
    """
    conditions, interventions = _with_classes_tested(*_named(words, left, terms, vocabulary), vocabulary)
    unsaid = _outside(left, (*conditions, *interventions))
    named = {term.value: vocabulary.spelled(term.value) for term in conditions}
    of_conditions = Joint.ANY if comparing or len(named) < _SEVERAL else _joint(text, words, conditions)
    if not unsaid and of_conditions is not None:
        return _as_filters(text, words, named, of_conditions, interventions, comparing)
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
    if of_conditions is None or len(unread) > _MOST_UNREAD or _TURN_IT_ROUND & set(unread):
        return None
    return replace(_as_filters(text, words, named, of_conditions, interventions, comparing), unread=unread)


def _named(
    words: Sequence[Token], left: Sequence[int], terms: Sequence[Term], vocabulary: Vocabulary
) -> tuple[list[Term], list[Term]]:
    """The conditions and the interventions among the words that are left, each from left to right.

    A condition inside a longer term is part of that one's name; one that shares a word with the next is completed.
    """
    terms = [part for term in terms for part in parts_of(words, term, vocabulary)]
    of_heads = find_terms(words, vocabulary.condition_heads)
    shortened = dict.fromkeys(_completed(words, (*terms, *of_heads), vocabulary))
    completed = [each for each in shortened if _overlaps(each, left)]
    conditions = [term for term in terms if _overlaps(term, left) and not any(_within(term, t) for t in completed)]
    conditions += completed
    rest = _outside(left, conditions)
    if rest:
        wider = [term for term in of_heads if _overlaps(term, rest)]
        conditions = [term for term in conditions if not any(_within(term, other) for other in wider)] + wider
        rest = _outside(left, conditions)
    tested = [term for term in find_terms(words, vocabulary.interventions) if rest and _overlaps(term, rest)]
    tested = [replace(term, value=vocabulary.tested_as(term.value)) for term in tested]
    conditions = [each for each in conditions if not any(_within(each, t) and not _within(t, each) for t in tested)]
    for of_class in tuple(_classes(words, left, conditions, tested, vocabulary)):
        conditions, tested = ([t for t in kind if not _within(t, of_class)] for kind in (conditions, tested))
        tested.append(of_class)
    return sorted(conditions, key=lambda term: term.first), sorted(tested, key=lambda term: term.first)


def _classes(
    words: Sequence[Token], left: Sequence[int], conditions: Sequence[Term], tested: Sequence[Term], of: Vocabulary
) -> Iterator[Term]:
    """The classes of drugs among the words left that no term holds: the "proton pump inhibitors" of which it has one.

    What stands before belongs to one, unless it is a condition.
    """
    for last in left:
        first = last
        while first - 1 in left and not any(each.first < first == each.last for each in conditions):
            first -= 1
        length = of.class_at_the_end([word.word for word in words[max(first, last - _LONGEST_CLASS) : last + 1]])
        found = Term(phrase_of(words[last + 1 - length : last + 1]), last + 1 - length, last + 1)
        if length and not any(_within(found, term) for term in (*conditions, *tested)):
            yield found


_LONGEST_CLASS = 4


def _with_classes_tested(
    conditions: list[Term], tested: list[Term], vocabulary: Vocabulary
) -> tuple[list[Term], list[Term]]:
    """The conditions without the classes of drugs that some state as one, which trials test, and the interventions."""
    classes = [
        each
        for each in conditions
        if vocabulary.class_at_the_end(fold(each.value).split()) and vocabulary.is_in_an_intervention(each.value)
    ]
    rest = [each for each in conditions if each not in classes]
    return (rest, sorted((*tested, *classes), key=lambda term: term.first)) if classes else (conditions, tested)


def parts_of(words: Sequence[Token], term: Term, vocabulary: Vocabulary) -> tuple[Term, ...]:
    """The conditions that some state as one: both of "Diabetes and Heart Failure", that of "Asthma in Children"."""
    told = [word.word for word in words]
    for at in range(term.first + 1, term.last - 1):
        first, other = (
            vocabulary.conditions.find(" ".join(told[slice(*each)])) for each in ((term.first, at), (at + 1, term.last))
        )
        if told[at] == "in" and first is not None and _PEOPLE.issuperset(told[at + 1 : term.last]):
            return (Term(first, term.first, at),)  # who has it is a fact of its own
        if told[at] == "and" and first is not None and other is not None:
            return Term(first, term.first, at), Term(other, at + 1, term.last)
    return (term,)


def _completed(words: Sequence[Token], terms: Sequence[Term], vocabulary: Vocabulary) -> Iterator[Term]:
    """Conditions that share words with the one they are joined to: the "lung" of "lung or breast cancer".

    What is a condition by itself is left as it is, unless it is a part of the body.
    """
    told = [word.word for word in words]
    for at, term in product((number for number, word in enumerate(told) if word in ("and", "or")), terms):
        named = told[term.first : term.last]
        behind = [(at + 1, at + 1 + n) for n in (2, 1)] if term.last == at else []
        before = [(at - n, at) for n in (2, 1) if n <= at] if term.first == at + 1 else []
        for (first, last), shared in product((*behind, *before), range(len(named) - 1, 0, -1)):
            short = told[first:last]
            phrase = " ".join([*named[:shared], *short] if behind else [*short, *named[-shared:]])
            value = vocabulary.conditions.find(phrase) or vocabulary.condition_heads.find(phrase)
            is_whole = any(_overlaps(each, range(first, last)) for each in terms) and not NO_ILLNESS.issuperset(short)
            if value is not None and last <= len(told) and not is_whole:
                yield Term(value, first, last)
                break


def _as_filters(
    text: str,
    words: Sequence[Token],
    conditions: Mapping[str, Sequence[str]],
    joint: "Joint",
    tested: Sequence[Term],
    comparing: bool,
) -> TermsAsked:
    """Conditions, each with the ways it is written, and interventions as filters, and each by itself."""
    interventions = tuple(dict.fromkeys(term.value for term in tested))
    every = ["condition"] if joint is Joint.ALL else []
    if len(interventions) >= _SEVERAL and not comparing and _joint(text, words, tested) is not Joint.ANY:
        every.append("intervention")
    forms = map(EITHER.join, conditions.values()) if joint is Joint.ALL else chain.from_iterable(conditions.values())
    return TermsAsked(
        Filters(condition=tuple(dict.fromkeys(forms)), intervention=interventions, every=tuple(every)),
        groups=(
            *(Group(value, Filters(condition=tuple(each))) for value, each in conditions.items()),
            *(Group(first_spelling(value), Filters(intervention=(value,))) for value in interventions),
        ),
    )


class Joint(Enum):
    """Whether of several things named all are wanted, or any."""

    ALL = "and"
    ANY = "or"


_SEVERAL = 2
_AND = any_case(
    r"\s*(?:,|&|\+|,?\s?\band\b|\bas\swell\sas|\bplus|\bwith|\b(?:combined|together|along)\swith)\s*(?:the\s)?"
)
_OR = any_case(r"\bor\b|\b(?:trials?|stud(?:y|ies))\s?(?:,|\band\b)")
""""Asthma trials and gout trials" are of either."""
_PEOPLE = frozenset(
    """women woman men patients patient people mothers infants infant newborns children adults adolescents
    elderly""".split()
)
"""Words of conditions that describe who has the other one: "pregnant women with HIV"."""
_SIDE_BY_SIDE = re.compile(r"[\s,]*")


def _joint(text: str, words: Sequence[Token], terms: Sequence[Term]) -> Joint | None:
    """How terms are joined, from left to right; None for neither way, or both."""
    between = [text[words[one.last - 1].end : words[other.first].start] for one, other in pairwise(terms)]
    joined = [each for each in between if not _SIDE_BY_SIDE.fullmatch(each)]
    describes = any(word.word in _PEOPLE for term in terms for word in words[term.first : term.last])
    if joined and all(map(_AND.fullmatch, between)) and not describes:
        return Joint.ALL
    return Joint.ANY if joined and all(map(_OR.search, joined)) else None


_MOST_UNREAD = 3
"""Words; of more the question is about something else than a number of records."""
_TURN_IT_ROUND = frozenset(
    "no not none never neither nor without except excluding exclude excludes but other than non dont doesnt isnt arent "
    "didnt havent hasnt".split()
)
"""A count must not leave these out: it would be that of the contrary."""


def read_denied(
    words: Sequence[Token], left: Sequence[int], terms: Sequence[Term], vocabulary: Vocabulary
) -> Filters | None:
    """Words that are left of what a text denies as conditions and interventions; None where some of it is neither.

    Those that only with the end of a condition asked for are one are that one: "diabetes trials except type 1". What
    records list as either ("immunotherapy") is left out as both.
    """
    completed = list(_with_the_end_of_one(words, left, terms, vocabulary))
    left = _outside(left, completed)
    conditions, interventions = _named(words, left, terms, vocabulary) if left else ([], [])
    if _outside(left, (*conditions, *interventions)):
        return None
    forms = chain.from_iterable(vocabulary.spelled(term.value) for term in (*completed, *conditions))
    also_tested = filter(None, (vocabulary.interventions.find(fold(term.value)) for term in conditions))
    tested = (*(term.value for term in interventions), *map(vocabulary.tested_as, also_tested))
    return Filters(condition=tuple(dict.fromkeys(forms)), intervention=tuple(dict.fromkeys(tested)))


def _with_the_end_of_one(
    words: Sequence[Token], left: Sequence[int], terms: Sequence[Term], vocabulary: Vocabulary
) -> Iterator[Term]:
    """Words in a row that are a condition with the end of one of these terms: the "rheumatoid" of "arthritis"."""
    told = [word.word for word in words]
    ends = [" ".join(told[first : term.last]) for term in terms for first in range(term.first, term.last)]
    for first in (number for number in left if number - 1 not in left):
        last = next(number for number in range(first + 1, len(words) + 1) if number not in left)
        found = (vocabulary.conditions.find(" ".join((*told[first:last], end))) for end in ends)
        value = next(filter(None, found), None)
        if value is not None:
            yield Term(value, first, last)


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
