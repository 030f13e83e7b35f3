"""The words of a text that carry meaning, as they are compared: endings aside, and synonyms as one."""

import re
from collections.abc import Mapping
from functools import lru_cache

from indexer.lexical import terms_of
from service.tables import lines_of
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
    if any(word in lower for word in _IN_PHRASES):  # most sentences have none, and looking for phrases is slow
        lower = _PHRASE.sub(lambda match: match.lastgroup or "", lower)
    return frozenset(_SAME.get(term, term) for term in terms_of(lower)) - _STOP_TERMS


def words_beside(question: Question) -> frozenset[str]:
    """The words of a question beside the names of its drugs; empty where it is names alone."""
    return content_words(question.resolved_text) - own_names(question)


def own_names(question: Question) -> frozenset[str]:
    """The words of the names of a question's drugs."""
    return content_words(" ".join(f"{each.text} {each.name}" for each in question.drugs))


_PHRASES = (
    ("hypertension", r"(?:high|raised|elevated)\sblood\spressure"),
    ("hypotension", r"low\sblood\spressure"),
    ("hyperglycemia", r"high\sblood\s(?:sugar|glucose)"),
    ("hypoglycemia", r"low\sblood\s(?:sugar|glucose)"),
    ("infarction", r"heart\sattacks?|myocardial\sinfarctions?"),
    ("lactation", r"breast[\s-]?fe(?:ed(?:s|ing)?|d)|(?:breast|human)\smilk"),
    ("adverse", r"side[\s-]?effects?|(?:bad|adverse|undesirable|unwanted)\s(?:drug\s)?(?:reactions?|effects?|events?)"),
    ("maximum", r"(?:not|never)\s(?:to\s)?exceed"),
    ("excipient", r"(?:poly\s?vinyl|benzyl|cetyl|cetostearyl|stearyl|lauryl|oleyl|isopropyl|wool)\salcohols?"),
    (
        "diabetesone",
        r"(?:type\s(?:1|i)\b|insulin-dependent)\sdiabet\w+(?:\smellitus)?|diabetes\s(?:mellitus\s)?type\s(?:1|i)\b",
    ),
    ("diabetestwo", r"type\s(?:2|ii)\sdiabet\w+(?:\smellitus)?|diabetes\s(?:mellitus\s)?type\s(?:2|ii)\b"),
    ("helicobacter", r"h\.?\s?pylori|helicobacter(?:\spylori)?"),
    ("sulfonamide", r"sulfas?|sulfonamides?|sulphonamides?"),
    ("bloodcount", r"cbcs?|(?:complete\s)?blood\s(?:cell\s)?counts?"),
    ("electrocardiogram", r"e[ck]gs?|electrocardiograms?"),
    ("poormetabolizer", r"poor\s(?:\w+\s)?metaboli[sz]ers?|pms"),
    ("load", r"(?:start|begin|initiat)\w*\s(?:\w+\s)?with\s(?:a|one)\ssingle\b"),
    ("malformation", r"(?:birth|congenital)\s(?:defects?|malformations?|anomal(?:y|ies))"),
    ("gsixpd", r"g-?6-?pd\b"),
    ("genotype", r"genetic(?:ally)?\stest(?:s|ed|ing)?"),
    ("halflife", r"half[\s-]?li(?:fe|ves)"),
    (
        "transaminase",
        r"lfts?|(?:serum\s)?liver\s(?:function\s|enzyme\s)?(?:tests?|enzymes?)|amino\s?transferases?|transaminases?",
    ),
)
_IN_PHRASES = tuple(
    "blood attack infarction breast milk effect adverse unwanted exceed genetic half alcohol single birth congenital pd"
    " poor pms lft liver amin diabet sul cbc ecg ekg electrocard pylori".split()
)
_PHRASE = re.compile(rf"\b(?:{'|'.join(f'(?P<{word}>{phrase})' for word, phrase in _PHRASES)})\b")
_SAME: Mapping[str, str] = {
    term: terms_of(group.split()[0])[0]
    for group in lines_of("same_words.txt")
    for word in group.split()
    for term in terms_of(word)
}

WORDS_OF_TRIALS = content_words("trial trials study studies clinical")
"""Of which every passage is, once only trials are left."""
