"""One spelling for the words that records and people write in several: British and American, one thing and many.

A key is for comparing, never for showing: "Leukaemias" and "leukemia" have the same one. No two different words of
the conditions of 13,473 trials share one (`tests/test_one_spelling.py` holds those that are near to it).
"""

import re
from functools import lru_cache

_JOINED_NUMBER = re.compile(r"(?<=[a-z]{2})(?=[0-9])")
_BRITISH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"[ao]e(?=[a-z])", "e"),  # anaemia, oestrogen; not the "ae" of "vertebrae"
        (r"(?<=[a-z]{2})our(?=s?$|al|ed$|ing$|less|able|ite)", "or"),  # tumour, behavioural
        (r"(?<=[a-z]{3})is(?=(?:e[ds]?|ing|ers?|ations?|ational)$)", "iz"),  # randomised, hospitalisation
        (r"(?<=[a-z]{2}l)ys(?=(?:e[dr]?|ing)$)", "yz"),  # paralysed
        (r"sulph", "sulf"),
        (r"(?<=[a-z]{2}[tbv])re(?=s?$)", "er"),  # centre, fibre
        (r"(?<=[a-z]{2}[tbv])red$", "ered"),
        (r"(?<=[a-z]{2})ogue(?=s?$)", "og"),
        (r"(?<=[a-z]{3}[ea])ll(?=(?:ed|ing|ors?|ers?)$)", "l"),  # counselling
        (r"rolment", "rollment"),
    )
)
_IRREGULAR = {
    "ageing": "aging", "aluminium": "aluminum", "artefact": "artifact", "disk": "disc", "disks": "disc",
    "grey": "gray", "kaposis": "kaposi", "mould": "mold", "programme": "program", "practise": "practice",
    "schoenlein": "schonlein", "sjoegren": "sjogren", "transplantation": "transplant",
    "transplantations": "transplant", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "ι": "iota",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "φ": "phi", "χ": "chi", "ψ": "psi",
}  # fmt: skip
_SHORTEST_CHANGED = 5
"""Letters; shorter words are abbreviations as often as not: AIDS is no aid."""


@lru_cache(maxsize=16_384)  # the words of one question are looked up among terms of many kinds
def spelling_key(folded: str) -> str:
    """What folded words are compared by: "leukaemias" as "leukemia", "covid19" as "covid 19", "type ii" as "type 2".

    A "non" is one word with the one it denies: whatever is non-Hodgkin is not Hodgkin.
    """
    words = [*map(_key, folded.split())]
    if not _NUMBERED.isdisjoint(words):
        for at in range(1, len(words)):
            if words[at - 1] in _NUMBERED:
                words[at] = _ROMAN.get(words[at], words[at])
    key = " ".join(words)
    return _NON.sub("non", key) if "non " in key else key


_NON = re.compile(r"\bnon (?=[a-z])")
_NUMBERED = frozenset("type stage grade class factor phase".split())
_ROMAN = dict(zip("i ii iii iv v vi vii viii ix x xi xii xiii".split(), map(str, range(1, 14)), strict=True))


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    """The spelling key of one word; "covid19" becomes two."""
    if (apart := _JOINED_NUMBER.sub(" ", word)) != word:
        return " ".join(map(_key, apart.split()))
    word = _IRREGULAR.get(word, word)
    if len(word) < _SHORTEST_CHANGED or not word.isalpha():
        return word
    return _one_number(american(word))


def american(word: str) -> str:
    """A folded word as Americans spell it; others stay as they are, or change in the same way wherever they stand."""
    if len(word) > _SHORTEST_CHANGED:
        for pattern, spelling in _BRITISH:
            word = pattern.sub(spelling, word)
    return word


def _one_number(word: str) -> str:
    """What one and many have in common: "injury" for "injuries", "metastase" for "metastasis" and "metastases"."""
    for pattern, singular in _PLURALS:
        if pattern.search(word):
            return pattern.sub(singular, word)
    return word


_PLURALS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), singular)
    for pattern, singular in (
        (r"(?<=[aeioy]s)is$", "e"),
        (r"(?:ss|us|is)$", r"\g<0>"),  # "abscess", "virus", "arthritis" are one already
        (r"ies$", "y"),
        (r"(?<=ss)es$|(?<=us)es$|(?<=x)es$|(?<=sh)es$|(?<=[^a]ch)es$", ""),
        (r"s$", ""),
    )
)
