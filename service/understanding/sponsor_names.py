"""What sponsors are called for short: without legal forms, by a word of their names, by their initials."""

import re
from collections.abc import Collection, Iterable, Sequence, Set

from indexer.abbreviations import SHORT_FORM
from indexer.drug_words import is_ordinary
from indexer.names import fold
from indexer.patterns import any_case
from indexer.selection import EITHER
from service.tables import rows_of

_BRACKETS = re.compile(r"\([^()]*\)")
_SHORT_BEHIND = re.compile(r"\s[-\u2013]\s([A-Z]{3,8})$")
_LEGAL = frozenset(
    "inc ltd co company corp corporation incorporated limited llc llp gmbh ag sa se kg plc bv nv ab as spa kk".split()
) | {"a s", "l l c", "s p a", "k k", "b v", "n v", "s a"}
_TRADE = frozenset("pharmaceutical pharmaceuticals pharma therapeutics biopharma biosciences laboratories labs".split())
_SHORTEST_SPONSOR = 5


def sponsor_names(sponsor: str) -> tuple[str, ...]:
    """A sponsor and its shorter names: "Eli Lilly and Company" is "Eli Lilly", "… on Drug Abuse (NIDA)" is "NIDA".

    Each is made of words of the stated one, so that a filter by words finds it.
    """
    plain, kept = _BRACKETS.sub(" ", sponsor).strip(), _without_legal_form(sponsor)
    short = [match[1] for each in (SHORT_FORM, _SHORT_BEHIND) for match in each.finditer(sponsor)]
    trade = _without_last(kept, _TRADE)
    names = [sponsor, plain, " ".join(kept)]
    if trade != kept and not all(is_ordinary(fold(word)) for word in trade):
        names.append(" ".join(trade))
    return tuple(dict.fromkeys([*(name for name in names if len(fold(name)) >= _SHORTEST_SPONSOR), sponsor, *short]))


_INSTITUTES = (
    "NIAID NHLBI NCI NCRR NINDS NIDA NEI NIDDK NIMH NIDCR NIAMS NHGRI NIAAA NIDCD NIA NCCIH NCCAM NINR NIBIB NIEHS "
    "NIGMS NIMHD NCATS NLM FIC".split()
)
_NIH = "National Institutes of Health"


def institutes_of_health(sponsors: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What the National Institutes of Health are called, folded → the institutes among sponsors, as one value "NIH|…".

    Each leads trials by its own name; a network that only bears the letters of one is none. Empty where none leads any.
    """
    named = [each for each in sponsors if each.startswith(("National ", "Eunice Kennedy Shriver ", "John E. Fogarty "))]
    short = [each for each in _INSTITUTES if any(f"({each})" in sponsor for sponsor in named)]
    whole = [each for each in (_NIH, "Eunice Kennedy Shriver") if any(sponsor.startswith(each) for sponsor in named)]
    if not (short or whole):
        return {}
    all_of_them = (EITHER.join(("NIH", *whole, *short)),)
    called: dict[str, tuple[str, ...]] = dict.fromkeys(("nih", fold(_NIH), f"us {fold(_NIH)}"), all_of_them)
    return called | ({"nih clinical center": (f"{_NIH} Clinical Center",)} if _NIH in whole else {})


def houses(sponsors: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What those are called, folded, that lead trials under several names → these names, as one value "a|b"."""
    folded = [f" {fold(each)} " for each in sponsors]
    called: dict[str, tuple[str, ...]] = {}
    for names, *words in rows_of("sponsor_houses.tsv"):
        there = [each for each in words if any(f" {fold(each)} " in one for one in folded)]
        called |= dict.fromkeys(names.split(", ") if there else (), (EITHER.join(there),))
    return called


def joined_initials(sponsor: str) -> tuple[str, ...]:
    """A sponsor with its initials as one word, folded, and without what it is: "md anderson" of M.D. Anderson."""
    initials = re.match(r"((?:\w\.\s?){2,})(.+)", sponsor)
    if initials is None:
        return ()
    first, rest = re.sub(r"\W", "", initials[1]).lower(), fold(initials[2]).split()
    words = [first, *rest]
    named = [first, *(word for word in rest if not _INSTITUTION.match(word) and word not in _GENERIC)]
    return tuple(dict.fromkeys(" ".join(each) for each in (words, named) if len(each) > 1))


def _without_last(words: list[str], dropped: Set[str]) -> list[str]:
    """The words without those at the end that fold to dropped ones; the first word always stays."""
    kept = list(words)
    while len(kept) > 1 and (fold(kept[-1]) or "and") in dropped:
        kept.pop()
    return kept


_INSTITUTION = any_case(
    r"\b(?:universit|hospital|hopita|h\u00f4pita|institut|college|cent(?:er|re|ro)\b|clinic\b|school|foundation|"
    r"associat|society|network|group|consorti|council|department|ministry|trust|health|m\.?d\.?\b|ph\.?d)"
)


def telling_words(sponsor: str) -> tuple[str, ...]:
    """The words that stand for a company in speech, the first and the last of its name: "Lilly" of Eli Lilly.

    None of an institution's or a person's name, nor of a name of many words.
    """
    if _INSTITUTION.search(sponsor) or "[" in sponsor:
        return ()
    words = _words_of(sponsor)
    ends = (words[0], words[-1]) if 0 < len(words) <= _MOST_NAME_WORDS else ()
    return tuple(dict.fromkeys(word for word in ends if len(word) >= _SHORTEST_NAME))


_MOST_NAME_WORDS = 4
_SHORTEST_NAME = 4


def initials_of(sponsor: str) -> tuple[str, ...]:
    """What a sponsor is called by its capitals, folded: "gsk" of GlaxoSmithKline, "j j" of Johnson & Johnson."""
    words = _capitalised(sponsor)
    pair = re.match(r"(\w)[\w-]*\s&\s(\w)", sponsor) if words else None
    return (*_as_initials(words), *([fold(" ".join(pair.groups()))] if pair else []))


def short_initials_of(sponsor: str) -> tuple[str, ...]:
    """A sponsor's initials without those of the words at its end for what it is: "msk" of Memorial Sloan Kettering …"""
    words = _capitalised(sponsor)
    while len(words) > 1 and (_INSTITUTION.match(words[-1]) or fold(words[-1]) in _GENERIC):
        words.pop()
    return _as_initials(words) if len(words) > 1 else ()


def own_word(sponsor: str) -> str:
    """The first word, folded, that tells a sponsor from others of its kind: "utah" of the University of Utah."""
    words = [word for word in fold(sponsor).split() if not _INSTITUTION.match(word) and word not in ("of", "the")]
    return words[0] if words else fold(sponsor)


def _capitalised(sponsor: str) -> list[str]:
    """The words of a name that begin with a capital; none of a person's."""
    return [word for word in _words_of(sponsor) if word[0].isupper() and "[" not in sponsor]


def _as_initials(words: Sequence[str]) -> tuple[str, ...]:
    capitals = "".join(letter for word in words for letter in word if letter.isupper()).lower()
    return (capitals,) if 1 < len(capitals) <= _MOST_INITIALS and not is_ordinary(capitals) else ()


_MOST_INITIALS = 6
_GENERIC = frozenset("cancer medical national".split())


def _words_of(sponsor: str) -> list[str]:
    """The words of a sponsor's name, letters alone, without legal forms and what trades call themselves."""
    return re.findall(r"[^\W\d_]+", " ".join(_without_last(_without_legal_form(sponsor), _TRADE)))


def _without_legal_form(sponsor: str) -> list[str]:
    """A sponsor's name, blank by blank, without brackets and legal forms."""
    return _without_last(re.findall(r"[^\s,]+", _BRACKETS.sub(" ", sponsor)), _LEGAL | {"and", "&"})
