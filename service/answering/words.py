"""The words of a text that carry meaning, as they are compared: endings aside, and synonyms as one."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import compress

from indexer.lexical import terms_of
from service.tables import lines_of, texts_of
from service.understanding.question import Question

_STOP_TERMS = frozenset(
    terms_of(
        "any get got has have may no not one used use take taking give given between during need happen please"
        " someone somebody too much many after"
    )
)


@lru_cache(maxsize=8192)
def content_words(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, as the index stems them; of words that mean the same the first.

    "renal" and "kidneys" are one word, and so are "breast-feeding" and "lactation", "high blood pressure" and
    "hypertension".
    """
    lower = text.lower()
    for word, phrase in dict.fromkeys(compress(_PHRASES, map(lower.__contains__, _SIGNS))):  # looking for all is slow
        lower = phrase.sub(word, lower)
    terms = terms_of(lower)
    return frozenset(map(_SAME.get, terms, terms)) - _STOP_TERMS


def words_beside(question: Question) -> frozenset[str]:
    """The words of a question beside the names of its drugs; empty where it is names alone."""
    return content_words(question.resolved_text) - own_names(question)


def own_names(question: Question) -> frozenset[str]:
    """The words of the names of a question's drugs."""
    return content_words(" ".join(f"{each.text} {each.name}" for each in question.drugs))


_SIGNS, _PHRASES = zip(
    *(
        (sign, (word, re.compile(rf"\b(?:{text})\b")))
        for heading, text in texts_of("phrases.txt").items()
        for word, _, signs in [heading.partition(": ")]
        for sign in signs.split(", ")
    ),
    strict=True,
)
"""What a text holds that may hold a phrase; and the words that the phrases mean, with their patterns."""
_SAME: Mapping[str, str] = {
    term: terms_of(group.split()[0])[0]
    for group in lines_of("same_words.txt")
    for word in group.split()
    for term in terms_of(word)
}

WORDS_OF_TRIALS = content_words("trial trials study studies clinical")
"""Of which every passage is, once only trials are left."""
