"""Which drugs a name stands for, from what the corpus's documents and the world's drug names say together."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from indexer.drug_words import FORMS, is_word
from indexer.names import Name, NameKind, without_salts

_AND = "and"
_IDENTIFIERS = frozenset({NameKind.UNII, NameKind.CAS})
_SHORTEST_NAME = 3
"""Letters: "in" and "of" are never drugs, whatever a source says."""


@dataclass(frozen=True, slots=True)
class NameTables:
    """Folded names, and what they mean."""

    drugs_by_name: Mapping[str, tuple[str, ...]]
    """To the keys of the corpus's drugs."""
    world_by_name: Mapping[str, str]
    """To the canonical name of a drug that the corpus lacks."""
    keys: frozenset[str]
    """Of the corpus's drugs."""
    apart: frozenset[frozenset[str]] = frozenset()
    """The world's combinations that no document here is about, by the keys or canonical names of their drugs."""

    @classmethod
    def of(cls, rows: Iterable[Name], world: Iterable[tuple[str, str]]) -> "NameTables":
        """From the corpus's name rows and the world's (name, canonical) pairs.

        A world name whose canonical drug the corpus has becomes a name of that drug. Where some trials give a drug
        under its brand alone, so that the corpus has two keys for it, each of its names means both: what a label or
        a monograph says of a brand is believed before what the world says. The world's name of a combination means the
        corpus's combination of the same drugs, in whatever order; of drugs that are here only apart it means each.
        """
        found, branded = _stated_names(rows)
        keys = {drug for drugs in found.values() for drug in drugs}
        lacking, same = _from_the_world(world, keys, found)
        by_name = {name: _as_one(name, tuple(drugs)) for name, drugs in found.items()}
        for brand, its in branded.items():
            if brand not in keys or brand in its:
                continue
            if len(its) > 1:
                by_name[brand] = (*its, brand)
            elif brand not in same[drug := next(iter(its))]:
                same[drug].append(brand)
        for canonical, brands in same.items():
            for name in (canonical, *brands):
                by_name[name] = (canonical, *brands)
        by_name |= _labelled_together(lacking, by_name)
        by_name = by_first_words(by_name, _lines(branded)) | by_name
        either = by_name.keys() | lacking.keys()
        joined = [name for name in lacking if _names_each(name, by_name, either)]
        apart = frozenset(
            frozenset((by_name.get(part) or (lacking[part],))[0] for part in parts_of(name, either))
            for name in joined
            if name not in by_name
        )
        for name in joined:
            del lacking[name]
        return cls(by_name, lacking, frozenset(keys), apart)


def _as_one(name: str, drugs: tuple[str, ...]) -> tuple[str, ...]:
    """A name that is itself the key of a drug means that drug, also where a combination shares the name."""
    return (name,) if name in drugs else drugs


_Drugs = dict[str, dict[str, None]]
"""By a folded name, the keys of its drugs, in order."""


def _stated_names(rows: Iterable[Name]) -> tuple[_Drugs, _Drugs]:
    """The drugs of each name that the corpus states, and of those that are brands, salts aside."""
    found: _Drugs = defaultdict(dict)
    branded: _Drugs = defaultdict(dict)
    for row in rows:
        if row.kind not in _IDENTIFIERS and len(row.folded) >= _SHORTEST_NAME:
            for name in dict.fromkeys((row.folded, without_salts(row.folded))):
                found[name][row.drug] = None
                if row.kind is NameKind.BRAND:
                    branded[name][row.drug] = None
    return found, branded


_ORIGIN = " rdna origin"
"""Behind the drug of a brand of insulin: "insulin detemir rdna origin"."""
_SUFFIXED = re.compile(r"(.*(?:mab|cept|toxina)\b.*) [a-z]{4}")
"""An antibody, or what is made like one, with the four letters that the FDA gives each product: "risankizumab rzaa"."""


def _from_the_world(
    world: Iterable[tuple[str, str]], keys: Collection[str], found: _Drugs
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Add the world's names of the corpus's drugs to those `found`.

    What comes back: the world's names of other drugs, each with its canonical one; and for a canonical name that is a
    key its other names that are keys as well.
    """
    lacking: dict[str, str] = {}
    same: dict[str, list[str]] = defaultdict(list)
    for name, listed in world:
        canonical = listed.removesuffix(_ORIGIN)
        if canonical not in keys and (suffixed := _SUFFIXED.fullmatch(canonical)) and suffixed[1] in keys:
            canonical = suffixed[1]
        if canonical not in keys and (formless := _without_form(canonical)) in keys:
            canonical = formless
        if canonical in keys:
            found.setdefault(name, {canonical: None})
            if name in keys and name != canonical:
                same[canonical].append(name)
        elif name not in found:
            lacking[name] = canonical
    return lacking, same


def _without_form(canonical: str) -> str:
    """The drug of a brand that the world lists by its form: "fentanyl patch"."""
    words = canonical.split()
    while len(words) > 1 and words[-1] in FORMS:
        words.pop()
    return " ".join(words)


def _labelled_together(
    lacking: Mapping[str, str], by_name: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The world's names of combinations under another name here, and their brands → the keys of their drugs."""
    combined = {frozenset(drugs): drugs for drugs in by_name.values() if len(drugs) > 1}
    beginnings = {name.partition(" ")[0] for name in by_name} | {_AND}
    brands = ((name, by_name.get(its, ())) for name, its in lacking.items() if f" {_AND} " in its)
    found = {name: drugs for name, drugs in brands if len(drugs) > 1}
    for name in lacking:
        first, _, rest = name.partition(" ")
        if not rest or first not in beginnings:  # most of the world's names: no need to take them apart
            continue
        parts = parts_of(name, by_name)
        drugs = combined.get(frozenset(key for part in parts for key in by_name[part])) if len(parts) > 1 else None
        if drugs is not None:
            found[name] = drugs
    return found


_BODY = re.compile(r"[a-z]{4,}(?:mab [a-z]+|ase (?:alfa|beta))")
"""The name of an antibody or an enzyme with the word that tells it from others: "gemtuzumab ozogamicin"."""


def by_first_words(by_name: Mapping[str, tuple[str, ...]], lines: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """The first words that only the names of one antibody, enzyme or line of a brand begin with → its keys."""
    meant: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name, drugs in by_name.items():
        first = name.partition(" ")[0]
        if first in lines or _BODY.fullmatch(name):
            meant[first].add(drugs)
    return {first: next(iter(its)) for first, its in meant.items() if len(its) == 1}


def _lines(brands: Iterable[str]) -> set[str]:
    """The first words of brands with a number or how they are released or inhaled behind: "exondys" of "exondys 51"."""
    pairs = (name.partition(" ")[::2] for name in brands)
    firsts = {first for first, rest in pairs if rest.isdigit() or rest in _OF_A_LINE}
    return {each for each in firsts if len(each) >= _SHORTEST_LINE and not is_word(each)}


_SHORTEST_LINE = 6
_OF_A_LINE = frozenset("er xr sr cr ir xl dr la odt xt depot pak ellipta respimat handihaler neohaler diskus".split())


def _names_each(name: str, by_name: Mapping[str, tuple[str, ...]], either: Collection[str]) -> bool:
    """Whether a name only joins drugs of which the corpus has some: "benazepril and hydrochlorothiazide".

    `either` are the names of the corpus and of the world.
    """
    if name in by_name:
        return True
    parts = parts_of(name, either) if f" {_AND} " in name else ()
    return len(parts) > 1 and any(part in by_name for part in parts)


def parts_of(name: str, names: Collection[str]) -> tuple[str, ...]:
    """The shorter names that make up another one, longest first, without "and"; none where a word is left over."""
    words, parts, at = name.split(), [], 0
    whole = (0, len(words))
    while at < len(words):
        if words[at] == _AND:
            at += 1
            continue
        ends = (end for end in range(len(words), at, -1) if (at, end) != whole and " ".join(words[at:end]) in names)
        end = next(ends, None)
        if end is None:
            return ()
        parts.append(" ".join(words[at:end]))
        at = end
    return tuple(parts)
