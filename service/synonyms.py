"""Other words for what records state: shortened sponsors, turned conditions, abbreviations that a corpus explains."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from indexer.drug_words import is_ordinary
from indexer.names import fold

_USE = ("dependence", "addiction", "abuse", "misuse", "use disorder", "use disorders", "related disorders")
"""Endings by which registers and people call the harmful use of a substance."""
_AFTER_HEAD = frozenset(
    """stage grade recurrent refractory with without in due type category sequelae unspecified metastatic iv iii ii
    relapsed secondary associated during after following nos""".split()
)
_BEGIN_NO_HEAD = frozenset("of and or the a an on to by for from at as s related".split())
_PEOPLE = frozenset(
    """volunteers volunteer participants participant subjects patients patient adults adult children child women
    woman men males females people persons population individuals students workers infants adolescents
    surgery therapy treatment""".split()
)
_SHORTEST_HEAD = 2
"""Words: one alone ("disorder", "cancer") is a kind of too much to be listed."""


def families_of(conditions: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Each way to call the harmful use of a substance → the conditions that mean it; those stated so are left out.

    `conditions` are folded terms with their values. "Cocaine-Related Disorders" (MeSH) is found by "cocaine abuse".
    """
    by_substance: dict[str, list[str]] = defaultdict(list)
    for folded, value in conditions.items():
        ending = next((each for each in _USE if folded.endswith(f" {each}")), None)
        if ending is not None:
            by_substance[folded.removesuffix(f" {ending}")].append(value)
    return {
        f"{substance} {ending}": tuple(values)
        for substance, values in by_substance.items()
        for ending in _USE
        if f"{substance} {ending}" not in conditions
    }


def turned_round(condition: str) -> str:
    """A condition in the order in which people say it, folded: "Dementia, Vascular" is "vascular dementia"."""
    head, comma, rest = condition.partition(",")
    return fold(f"{rest} {head}") if comma and "," not in rest else fold(condition)


def head_phrases(condition: str) -> Iterator[str]:
    """What a folded condition is a kind of: "lumbar spinal stenosis with cramps" is a "spinal stenosis".

    Its last words, two at least, before what only qualifies it.
    """
    words = condition.split()
    end = next((at for at, word in enumerate(words) if at and word in _AFTER_HEAD), len(words))
    head = words[:end]
    if head[-1] in _PEOPLE:
        return
    for at in range(len(head) - _SHORTEST_HEAD + 1):
        if (at == 0 or head[at - 1] != "non") and head[at] not in _BEGIN_NO_HEAD:
            yield " ".join(head[at:])


_SHORT_FORM = re.compile(r"\(\s?([A-Z][A-Za-z0-9-]{1,9})\s?\)")
_MOST_WORDS = 8


def defined_abbreviations(texts: Iterable[str], known: Set[str]) -> dict[str, str]:
    """Folded abbreviations and what they stand for, folded, from texts that say so: "Chronic Heart Failure (CHF)".

    Only those of which the short or the long form is `known`, and whose letters mean one thing: "ABC" is advanced
    breast cancer here and a bone cyst there. The idea, that the letters begin the words before the bracket, is Schwartz
    and Hearst's (2003, doi:10.1142/9789812776303_0042).
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for match in _SHORT_FORM.finditer(text):
            full = _long_form(match[1], text[: match.start()])
            if full is not None:
                found[fold(match[1])][full] += 1
    meant = {short: fulls.most_common(1)[0] for short, fulls in found.items()}
    return {
        short: full
        for short, (full, times) in meant.items()
        if times >= _ALMOST_ALWAYS * found[short].total() and (short in known or full in known)
    }


_ALMOST_ALWAYS = 0.8


def _long_form(short: str, before: str) -> str | None:
    """The fewest last words whose initials are exactly the letters of an abbreviation."""
    letters = [letter.lower() for letter in short if letter.isupper() or letter.isdigit()]
    words = fold(before[-160:]).split()[-_MOST_WORDS:]
    count = len(letters)
    if _SHORTEST_HEAD <= count <= len(words) and [word[0] for word in words[-count:]] == letters:
        return " ".join(words[-count:])
    return None


_LEGAL = frozenset(
    "inc ltd co company corp corporation incorporated limited llc llp gmbh ag sa se kg plc bv nv ab as spa kk".split()
)
_TRADE = frozenset("pharmaceutical pharmaceuticals pharma therapeutics biopharma biosciences laboratories labs".split())
_SHORTEST_SPONSOR = 5


def sponsor_names(sponsor: str) -> tuple[str, ...]:
    """A sponsor and its shorter names: "Eli Lilly and Company" is "Eli Lilly", "… on Drug Abuse (NIDA)" is "NIDA".

    Each is made of words of the stated one, so that a filter by words finds it.
    """
    plain = re.sub(r"\([^()]*\)", " ", sponsor).strip()
    short = [match[1] for match in _SHORT_FORM.finditer(sponsor)]
    words = re.findall(r"[^\s,]+", plain)
    kept = _without_last(words, _LEGAL | {"and", "&"})
    trade = _without_last(kept, _TRADE)
    names = [sponsor, plain, " ".join(kept)]
    if trade != kept and not all(is_ordinary(fold(word)) for word in trade):
        names.append(" ".join(trade))
    return tuple(dict.fromkeys([*(name for name in names if len(fold(name)) >= _SHORTEST_SPONSOR), sponsor, *short]))


def _without_last(words: list[str], dropped: Set[str]) -> list[str]:
    """The words without those at the end that fold to dropped ones; the first word always stays."""
    kept = list(words)
    while len(kept) > 1 and (fold(kept[-1]) or "and") in dropped:
        kept.pop()
    return kept
