"""What is asked of a drug that no label or monograph of it mentions: told from what they call by another name."""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.among import Among
from indexer.drug_words import DRUG_CLASSES, EVERYDAY_SUBSTANCES, FORMS, is_word
from indexer.lexical import Lexical
from indexer.names import tokens
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.spelling import Speller
from service.search.foods import FOODS
from service.tables import lines_of, words_of
from service.understanding.question import Intent, Question


def unmentioned_words(question: Question, passages: NDArray[np.int64], lexical: Lexical) -> tuple[str, ...]:
    """The words that say what is asked of a drug, where none of its `passages` holds any of them; else none.

    Of questions whether something may be done with a drug or taken with it. A condition and a class of drugs have many
    names, as has what a drug does to people: of them nothing is concluded, nor of what may be misspelled. Of what is
    taken with the drug, a name that is no word of English is told whatever else is asked beside it.
    """
    partner = _PARTNER.search(question.masked_text)
    if not len(passages) or not _asks_whether(question, partner):
        return ()
    words = dict.fromkeys(token.word for token in tokens(question.masked_text))
    telling = [word for word in words if not _asks_of_any_drug(word) and lexical.terms(word)]
    taken_with = tokens(next(filter(None, partner.groups()))) if partner else ()
    beside = {token.word for token in taken_with if token.word.isalpha()}
    if not any(_is_a_word(word) or word in beside for word in telling) or any(map(_may_be_another, telling)):
        return ()
    among = Among(lexical, passages)
    untold = [word for word in telling if not among.holding((word, *_OTHER_WORDS.get(word, ()))).any()]
    names = (word for word in untold if word in beside and not _is_a_word(word))
    return tuple(telling if untold == telling else names)


def _asks_whether(question: Question, partner: re.Match[str] | None) -> bool:
    """Whether one drug, and no condition, is asked about: if something may be done with it or taken with it."""
    text = question.masked_text
    named_once = len(question.drugs) == len(_NAMED.findall(text)) == 1
    if question.intent is not Intent.SEARCH or question.section not in _MAY_BE_UNMENTIONED or not named_once:
        return False
    if question.conditions and not (partner and (partner["other"] or partner["first"])):
        return False
    if _OF_PATIENTS.search(text) and (question.section is SectionKind.WARNINGS or _IS_IT.search(text)):
        return False
    return partner is not None or _WHETHER.search(text) is not None


def _asks_of_any_drug(word: str) -> bool:
    """Whether a word says nothing of what is asked, also with its letters changed round: "these tow pills"."""
    return word in _ASKS_OF_ANY_DRUG or word in FORMS or "".join(sorted(word)) in _SHORT_ONES


def _is_a_word(word: str) -> bool:
    return word.isalpha() and (word in EVERYDAY_SUBSTANCES or is_word(word))


def _may_be_another(word: str) -> bool:
    """Whether a label may call it otherwise: a class of drugs, or a misspelled word that people often ask about."""
    return word in DRUG_CLASSES or (not _is_a_word(word) and _ASKED_ABOUT.correct(word) is not None)


_MAY_BE_UNMENTIONED = frozenset({None, SectionKind.INTERACTIONS, SectionKind.DOSAGE, SectionKind.WARNINGS})
"""Sections that a question of anything may seem to ask for. What a drug does to people has too many names for it."""
_WHETHER = any_case(
    r"(?:^|[.,;!?]\s*|\bor\s)(?:(?:can|could|may|might|should|shall|must|do|did)\s(?:i|we|you|it|one|he|she|they|"
    r"my\s\w+|someone|somebody)\b|(?:is|are|does|will|would)\s(?:it|there)\s(?!(?:an?|the)\s))|"
    r"\b(?:ok|okay|safe|possible|allowed)\sto\b"
)
"""The words of a question whether something may be done, or does something."""
_OF_PATIENTS = any_case(
    r"\b(?:in|for|if|who|have|has|had|having|people|persons?|patients?|someone|somebody|history|suffer\w*)\b"
)
"""The words that tell of a condition, which a label may call otherwise."""
_NAMED = any_case(r"\bit\b(?!\s(?:safe|ok|okay|possible|allowed|fine|bad|dangerous|harmful|better)\b)")
"""Where a drug was named; so is one that the question no longer speaks of."""
_IS_IT = any_case(r"\b(?:is|are)\sit\b")
_THING = r"[\w'-]+(?:\s[\w'-]+){0,2}"
_PARTNER = any_case(
    rf"\bit\s(?:with|and|plus|\+|&)\s(?P<partner>{_THING})\W*$|\binteract\w*\swith\s(?P<other>{_THING})\W*$|"
    rf"^\W*(?:does|do|can|could|will|would)\s(?P<first>{_THING})\sinteract\w*\swith\sit\W*$|"
    rf"\b(?:tak(?:e|ing)|us(?:e|ing)|eat(?:ing)?|drink(?:ing)?|combin(?:e|ing)|mix(?:ing)?)\s(?P<taken>{_THING})\s"
    r"(?:together\swith|alongside|with|and|while\s(?:on|taking|using))\sit\W*$"
)
"""What is taken with a drug."""
_ASKS_OF_ANY_DRUG = frozenset(words_of("asks_of_any_drug.txt"))
"""Words that ask, and say nothing of what is asked."""
_SHORT_ONES = frozenset("".join(sorted(word)) for word in _ASKS_OF_ANY_DRUG if len(word) in (3, 4))
"""The letters of the short ones."""
_OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    **FOODS,
    **{
        word: tuple(called.split(", "))
        for asked, _, called in (line.partition("\t") for line in lines_of("other_words.tsv"))
        for word in asked.split()
    },
}
"""What else labels call what people ask about."""
_ASKED_ABOUT = Speller.of(word for word in (*EVERYDAY_SUBSTANCES, *_OTHER_WORDS) if word.isalpha())
