"""Drugs that a question names and the corpus lacks: unknown, only spoken of in trials, or no drug in that place."""

from collections.abc import Sequence

from indexer.lexicon import Link
from indexer.names import Token
from service.vocabulary import Vocabulary, find_terms

# behind a substance these make it something else than a drug: "insulin resistance", "dopamine receptor"
_MAKE_IT_A_CONDITION = frozenset(
    "disorder disorders resistance resistant deficiency intolerance level levels receptor receptors".split()
)
# behind a drug these are what is asked of it, unless something else is ("baclofen for cocaine dependence")
_MAY_BE_A_CONDITION = frozenset(
    """use abuse misuse dependence dependent addiction addicted withdrawal users user addicts maintained poisoning
    intoxication allergy allergic induced naive exposure""".split()
)


def outside_conditions(links: Sequence[Link], words: Sequence[Token], vocabulary: Vocabulary) -> tuple[Link, ...]:
    """The links without those that only name a condition: the cocaine of "trials for cocaine dependence"."""
    spans = _in_conditions(words, vocabulary)
    return tuple(
        link
        for link in links
        if not (
            _behind(link, words) in _MAKE_IT_A_CONDITION | _MAY_BE_A_CONDITION | {"related"}
            and any(start <= link.start and link.end < end for start, end in spans)
        )
    )


def _in_conditions(words: Sequence[Token], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    return [
        (words[term.first].start, words[term.last - 1].end)
        for terms in (vocabulary.conditions, vocabulary.condition_heads)
        for term in find_terms(words, terms)
    ]


def _behind(link: Link, words: Sequence[Token]) -> str:
    return next((word.word for word in words if word.start >= link.end), "")


def lacking_drugs(
    links: Sequence[Link], words: Sequence[Token], vocabulary: Vocabulary
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(unknown, spoken of): drugs as written that nothing here is about, and folded names that trials speak of.

    A name that is part of a condition of the corpus ("opioid use disorder"), or that the next word makes one
    ("insulin resistance"), is neither. The harmful use of a substance ("cocaine dependence") is a condition where the
    corpus speaks of the substance, or beside a drug that is asked about; else the drug itself is what is asked about.
    """
    if all(link.is_known for link in links):
        return (), ()
    in_conditions = _in_conditions(words, vocabulary)
    unknown: list[str] = []
    spoken: list[str] = []
    for link in links:
        if link.is_known or any(start <= link.start < end for start, end in in_conditions):
            continue
        behind = _behind(link, words)
        is_spoken_of = vocabulary.is_in_a_title(link.name)
        if behind in _MAKE_IT_A_CONDITION:
            continue
        if behind in _MAY_BE_A_CONDITION and (is_spoken_of or any(each.is_known for each in links)):
            continue
        if is_spoken_of:
            spoken.append(link.name)
        else:
            unknown.append(link.text)
    return tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(spoken))
