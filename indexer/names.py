"""Drug names as people and publishers write them, folded and without salts and forms: the keys of drugs."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from indexer.documents import Document, Intervention, Label, Monograph, Trial
from indexer.drug_words import ELEMENTS, FORMS, NOT_DRUGS, SALTS, UNITS, is_ordinary
from indexer.patterns import any_case

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]|['\u2019\u02bc](?=[^\W_]))*")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_GREEK: Mapping[int, str] = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"})


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and where it stands in the text it came from."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=32)  # one question is read by several modules
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, each folded, in order: what `fold` joins with single blanks."""
    return tuple(
        Token(word, match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if (word := _fold_word(match.group()))
    )


def fold(text: str) -> str:
    """Lower case, no accents, apostrophes dropped, every other punctuation and hyphen a single blank.

    Folding twice changes nothing. UK and US spellings stay as they are.
    """
    if text.isascii():  # the same in a tenth of the time; whole vocabularies are folded when an index is opened
        return " ".join(_ASCII_WORD.findall(text.lower())).replace("'", "")
    return " ".join(token.word for token in tokens(text))


def _fold_word(word: str) -> str:
    if word.isascii():
        return word.replace("'", "").lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold().translate(_GREEK))
    return "".join(
        character for character in decomposed if character.isalnum() and not unicodedata.combining(character)
    )


def without_salts(name: str) -> str:
    """The folded name without its trailing counter-ions and solvates: "Tizanidine hydrochloride" is "tizanidine".

    A name that would be left with nothing but an element ("potassium chloride") keeps its salt.
    """
    words = fold(name).split()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in SALTS:
        kept.pop()
    return " ".join(words if len(kept) == 1 and kept[0] in ELEMENTS else kept)


def ingredients(name: str) -> tuple[str, ...]:
    """The drugs of a product's name, folded, without salts, strengths, forms and vehicles, each once.

    "Baclofen 10 mg oral tablet" is one; "abacavir and lamivudine" are two.
    """
    parts = (without_salts(_without_product_words(part)) for part in _COMBINED.split(_VEHICLE.sub("", name)))
    return tuple(dict.fromkeys(part for part in parts if part and _names_a_substance(part.split())))


_COMBINED = any_case(r"\s+(?:and|with|plus)\s+|\s*[;+&/|]\s*|,\s+(?:and\s+)?|\s+-\s+")
_VEHICLE = any_case(r"\s+in\s+(?:(?:\d\S*\s+)?(?:dextrose|sodium chloride|water|saline|plastic container)\b.*)$")
_NUMBERED_UNIT = re.compile(r"\d[\d.]*(?:mg|mcg|ug|g|ml|l|iu|units?|kg|meq|percent)?")
_WITHIN_NUMBER = any_case(r"(?<=\d)[.,](?=[\d.,]*\d\s?(?:%|m?g\b|mcg\b|[uµμ]g\b|ml\b|iu\b|units?\b))")
"""What stands between the digits of a strength: "1,000 mg", "0.5%"."""
_BIOSIMILAR = re.compile(r"(?<=mab|ept|ase|tim|lfa|bep) [b-df-hj-np-tv-z]{4}\b")
_PREFIX = re.compile(r"^(?:ado|fam|ziv) ")  # FDA's prefixes that tell one antibody conjugate from another
_NO_INGREDIENT = SALTS | NOT_DRUGS | FORMS | UNITS


def _names_a_substance(words: list[str]) -> bool:
    """Whether anything is left besides salts, forms and controls; "sodium chloride" is itself a substance."""
    return not set(words) <= _NO_INGREDIENT or (len(words) > 1 and words[0] in ELEMENTS)


def _without_product_words(name: str) -> str:
    """Without what trails a name on a package; "polyethylene glycol 3350" keeps its number, which no unit follows."""
    plain = _WITHIN_NUMBER.sub("", re.sub(r"\([^()]{0,80}\)|®|™", " ", name)).replace("%", " percent ")
    words = _BIOSIMILAR.sub("", fold(plain)).split()
    strength = next(
        (at for at, word in enumerate(words) if at and _NUMBERED_UNIT.fullmatch(word) and _is_strength(words, at)),
        len(words),
    )
    kept = words[:strength]
    while len(kept) > 1 and kept[-1] in FORMS:
        kept.pop()
    return " ".join(kept)


def _is_strength(words: list[str], at: int) -> bool:
    return not words[at].isdigit() or (at + 1 < len(words) and (words[at + 1] in UNITS or words[at + 1] in FORMS))


class NameKind(StrEnum):
    """What sort of name it is."""

    GENERIC = "generic"
    BRAND = "brand"
    SYNONYM = "synonym"
    SUBSTANCE = "substance"
    UNII = "unii"
    CAS = "cas"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a document gives to a drug."""

    text: str
    """As the source writes it."""
    folded: str
    kind: NameKind
    drug: str
    """The drug's key: folded generic name without salts. A combination has one row for each of its drugs."""


def drug_keys(document: Document) -> tuple[str, ...]:
    """The keys of the drugs a document is about, most telling first; empty for a trial that names none."""
    record = document.record
    if isinstance(record, Monograph):
        return ingredients(record.generic_name) or (fold(record.generic_name),)
    if isinstance(record, Label):
        return _label_keys(record, document.title)
    given = [key for intervention in _drug_interventions(record) for key in _intervention_keys(intervention, record)]
    listed = [key for drug in record.listed_under for key in ingredients(drug)]
    return tuple(dict.fromkeys(given + listed))


def document_names(document: Document) -> tuple[Name, ...]:
    """Every name the document gives to its drugs, each once."""
    record = document.record
    if isinstance(record, Monograph):
        rows = _monograph_names(record, drug_keys(document))
    elif isinstance(record, Label):
        rows = _label_names(record, drug_keys(document))
    else:
        rows = _trial_names(record)
    return tuple(dict.fromkeys(row for row in rows if row.folded))


def _label_keys(record: Label, title: str) -> tuple[str, ...]:
    brands = {fold(brand) for brand in record.brand_names}
    generics = [name for name in record.generic_names if fold(name) not in brands or not record.substances]
    for names in (generics, record.substances, record.brand_names, (title,)):
        keys = tuple(dict.fromkeys(key for name in names for key in ingredients(name)))
        if keys:
            return keys
    return (fold(title),)


def _names(texts: Iterable[str], kind: NameKind, keys: Iterable[str]) -> Iterator[Name]:
    kept = tuple(keys)
    for text in texts:
        product = _without_product_words(text)
        for folded in dict.fromkeys((fold(text), product, _PREFIX.sub("", product))):
            yield from (Name(text, folded, kind, key) for key in kept)


def _monograph_names(record: Monograph, keys: tuple[str, ...]) -> Iterator[Name]:
    yield from _names([record.generic_name], NameKind.GENERIC, keys)
    yield from _names(record.brand_names, NameKind.BRAND, keys)
    yield from _names(record.synonyms, NameKind.SYNONYM, keys)
    for text, kind in ((record.unii, NameKind.UNII), (record.cas, NameKind.CAS)):
        if text:
            yield from (Name(text, fold(text), kind, key) for key in keys)


def _label_names(record: Label, keys: tuple[str, ...]) -> Iterator[Name]:
    brands = {fold(brand) for brand in record.brand_names}
    generics = [name for name in record.generic_names if fold(name) not in brands]
    yield from (Name(key, key, NameKind.GENERIC, key) for key in keys)
    yield from _names(generics, NameKind.GENERIC, keys)
    yield from _names(record.brand_names, NameKind.BRAND, keys)
    for substance in record.substances:
        own = [key for key in ingredients(substance) if key in keys]
        yield from _names([substance], NameKind.SUBSTANCE, own or keys)
    for unii in record.uniis if len(keys) == 1 else ():
        yield Name(unii, fold(unii), NameKind.UNII, keys[0])


_DRUG_TYPES = frozenset({None, "DRUG", "BIOLOGICAL", "COMBINATION_PRODUCT", "DIETARY_SUPPLEMENT", "GENETIC"})
_LONGEST_TRIAL_NAME = 4
"""Words; longer ones are descriptions of an arm."""
_SHORTEST_TRIAL_NAME = 4
"""Letters; shorter ones are abbreviations of many things ("NCT", "ADT")."""


def _drug_interventions(record: Trial) -> Iterator[Intervention]:
    return (intervention for intervention in record.interventions if intervention.type in _DRUG_TYPES)


def _given(name: str, trial: Trial) -> tuple[str, ...]:
    """The drugs of a trial's intervention: "Treatment with either A or B", "Comparator: A", "A [Brand] titrated to …".

    A placebo of a drug is no drug, nor is who runs the trial.
    """
    plain = _BRACKETED.sub(" ", name.replace("(+)", "+"))
    parts = [part for part in _ALTERNATIVES.split(_ARM.sub("", plain)) if not _CONTROL.search(part)]
    drugs = (drug for part in parts for drug in ingredients(_LED_BY.sub("", _ADMINISTERED.sub("", part))))
    bare = (_JOINING_END.sub("", _BARE_STRENGTH.sub("", drug)) for drug in drugs)
    return tuple(drug for drug in dict.fromkeys(bare) if _is_drug_name(drug, trial))


_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ARM = any_case(
    r"^\s*(?:[^:]{0,40}(?:comparator|arm|group|cohort|experimental|treatment|control|drug|part|stage)\b[^:]{0,20}:|"
    r"(?:(?:open[- ]label|double[- ]blind|oral|daily)\s)*(?:treatment|therapy|combination|administration|infusion)\s"
    r"(?:with|of)\s)\s*(?:either\s)?"
)
_ALTERNATIVES = any_case(r"\s+(?:or|versus|vs\.?|followed\s+by|then)\s+")
_CONTROL = any_case(r"\b(?:placebos?|sham|matching)\b")
_ADMINISTERED = any_case(
    r"^\s*(?:either|both)\s+|\s+(?:titrated|adjusted|administered|given|alone|monotherapy|at\s+a\s+dose|once|"
    r"twice)\b.*$"
)
_LED_BY = any_case(
    r"^\s*(?:(?:\d[\d.,]*\s?(?:mg|mcg|[uµμ]g|g|ml|iu|units?|%|percent)(?:/\w+)?|"
    r"(?:low|lower|high|higher|medium|intermediate|standard|half|full|double|single|multiple|reduced)[\s-]+doses?|"
    r"(?:extended|immediate|delayed|sustained|controlled|modified)[\s-]release|oral|intravenous|iv|i\.v\.|"
    r"intramuscular|subcutaneous|intrathecal|intranasal|inhaled|topical|injectable|injections?|tablets?|tab\.?|"
    r"capsules?|cap\.?|daily|weekly)\s+(?:of\s+)?)+(?=[a-z]{5})"
)
"""Strength, route and form before a name: "0.5% bupivacaine", "high dose oral dexamethasone"; not "oral S-1"."""
_JOINING = frozenset("in of or no by to at as on an for with from and the not other per".split())
_JOINING_END = re.compile(rf"(?:\s(?:{'|'.join(sorted(_JOINING))}))+$")
_BARE_STRENGTH = re.compile(r"(?<=^[a-z]{7}) \d{1,4}$|(?<=[a-z]{8}) \d{1,4}$")


def _intervention_keys(intervention: Intervention, trial: Trial) -> tuple[str, ...]:
    return tuple(key for name in (intervention.name, *intervention.other_names) for key in _given(name, trial))


def _trial_names(record: Trial) -> Iterator[Name]:
    for intervention in _drug_interventions(record):
        own = _given(intervention.name, record)
        yield from (Name(key, key, NameKind.GENERIC, key) for key in own)
        if len(own) == 1:
            others = [
                (name, key)
                for name in intervention.other_names
                for key in ingredients(name)
                if _is_drug_name(key, record)
            ]
            if own[0].split()[-1] in _SEVERAL_DRUGS:
                yield from (Name(key, key, NameKind.GENERIC, key) for _, key in others)
            else:
                yield from _names([name for name, _ in others], NameKind.SYNONYM, own)


_SEVERAL_DRUGS = frozenset("agents drugs medicines medications therapies inhibitors blockers antagonists".split())
"""The last word of an intervention whose other names are the drugs it comprises: "Anti-hyperglycemic Agents"."""


def _is_drug_name(key: str, trial: Trial) -> bool:
    """Whether words of a trial's intervention can be a drug: short, not ordinary words alone, not who runs the trial.

    Beside a word for a part of a trial letters and numerals say nothing: "phase II", "group A", "dose B1".
    """
    words = key.split()
    if len(key) < _SHORTEST_TRIAL_NAME or len(words) > _LONGEST_TRIAL_NAME:
        return False
    if any(f"{fold(name)} ".startswith(f"{key} ") for name in (trial.sponsor, *trial.collaborators) if name):
        return False
    of_trial = any(word in _PARTS_OF_A_TRIAL for word in words)
    is_code = words[0] in _MAY_BE_LETTERS and len(words) > 1 and len(words[1]) >= _SHORTEST_CODE and words[1].isdigit()
    return is_code or not all(
        word in _NOTHING
        or word.isdigit()
        or is_ordinary(word)
        or (of_trial and _DESIGNATOR.fullmatch(word) is not None)
        for word in words
    )


def is_part_of_a_trial(text: str) -> bool:
    """Whether what a trial lists as given is no more than a part of it, or grammar: "Group B", "Phase II", "Other"."""
    words = fold(text).split()
    of_trial = any(word in _PARTS_OF_A_TRIAL for word in words)
    return all(
        word in _JOINING
        or word in _PARTS_OF_A_TRIAL
        or (of_trial and (word in _OTHERWISE_GIVEN or _DESIGNATOR.fullmatch(word)))
        for word in words
    )


_OTHERWISE_GIVEN = frozenset("active control comparator test standard experimental".split())
_PARTS_OF_A_TRIAL = frozenset(
    """phase phases group dose doses formulation course protocol arm cohort stage part treatment regimen level period
    sequence schedule product cycle step drug device intervention therapy""".split()
)
_DESIGNATOR = re.compile(r"[a-z]|[ivx]{1,4}|[a-z]?\d{1,2}[a-z]?")
_NOTHING = NOT_DRUGS | FORMS | UNITS | _JOINING
_MAY_BE_LETTERS = _JOINING | {"g", "l"}
_SHORTEST_CODE = 3
"""Digits of a code whose letters are a small word too: "AS 101"."""
