"""Drugs that a question names and the corpus lacks: unknown, only spoken of in trials, or no drug in that place."""

from collections.abc import Sequence

from indexer.lexicon import Link
from indexer.names import Token
from service.vocabulary import Vocabulary, find_terms

# behind a substance these make it a condition: "cocaine dependence", "insulin resistance", "penicillin allergy"
_MAKE_IT_A_CONDITION = frozenset(
    """use abuse misuse dependence dependent addiction disorder withdrawal users user addicts maintained poisoning
    intoxication resistance resistant deficiency allergy allergic intolerance level levels receptor receptors induced
    naive exposure""".split()
)


def lacking_drugs(
    links: Sequence[Link], words: Sequence[Token], vocabulary: Vocabulary
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(unknown, spoken of): drugs as written that nothing here is about, and folded names that trials speak of.

    A name that is part of a condition of the corpus ("opioid use disorder"), or that the next word makes one
    ("cocaine dependence"), is neither.
    """
    if all(link.is_known for link in links):
        return (), ()
    in_conditions = [
        (words[term.first].start, words[term.last - 1].end) for term in find_terms(words, vocabulary.conditions)
    ]
    unknown: list[str] = []
    spoken: list[str] = []
    for link in links:
        if link.is_known or any(start <= link.start < end for start, end in in_conditions):
            continue
        behind = next((word.word for word in words if word.start >= link.end), "")
        if behind in _MAKE_IT_A_CONDITION:
            continue
        if all(word in vocabulary.title_words for word in link.name.split()):
            spoken.append(link.name)
        else:
            unknown.append(link.text)
    return tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(spoken))
