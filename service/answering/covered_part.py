"""What sources about one drug say of another: of one that is not here, and of a partner that they do not name."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.among import Among
from indexer.documents import Kind
from indexer.drug_words import EVERYDAY_SUBSTANCES
from indexer.lexical import Lexical
from indexer.lexicon import Lexicon
from indexer.names import fold
from indexer.patterns import any_case
from service.answering.drug_classes import classes_in, classes_of, said_as
from service.answering.library import Library
from service.answering.measures import AMOUNT
from service.answering.words import content_words, own_names
from service.understanding.question import DrugMention, Intent, Question

_LOOKED_AT = 60
"""Passages that hold all words of a name, looked at for the name whole."""
_MOST_PRODUCTS = 3
_A_PAIR = 2
_JOIN = r"(?:,|/|&|\b(?:and|or|vs\.?|versus)\b)"
_LEAD = r"(?:\b(?:with|to|than|from|over|like|plus|against|instead\sof|along\swith|together\swith)\s+)"
_LOOSE_END = any_case(rf"^\s*{_JOIN}\s*|\s*(?:{_JOIN}|\b(?:with|to|than|from)\b)\s*(?=[?.!]*$)")


def names_told(question: Question, library: Library, lexical: Lexical, lexicon: Lexicon) -> dict[str, str]:
    """Those of the missing drugs that a source about a covered one names, as written → the folded name it uses.

    An interaction is told by either drug, and a label names a brand's drug by its generic name.
    """
    about = [library.catalog.select({"drug": (key,)}) for key in question.drug_keys]
    passages = library.catalog.passages_of(np.unique(np.concatenate(about))) if about else np.zeros(0, np.int64)
    found = {}
    for written in question.unknown_drugs:
        name = _name_in(passages, lexicon.names_of(written), library, lexical)
        if name is not None:
            found[written] = name
    return found


def covered_part(question: Question, told: Mapping[str, str] | None = None) -> Question:
    """The question as it is about the drugs that are here alone.

    Its words no longer hold the missing drugs; those that the sources speak of stand as these call them (`told`).
    """
    names = told or {}
    left_out = [name for name in question.unknown_drugs if name not in names]
    return replace(
        question,
        unknown_drugs=(),
        resolved_text=_renamed(_without(question.resolved_text, left_out), names),
        ranking_text=_renamed(_without(question.ranking_text, left_out), names),
    )


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A drug asked about beside another one whose labels and monographs do not name it, nor its own the other."""

    drug: str
    """By the name it was asked for."""
    beside: str
    """By its generic name."""
    own_too: bool
    """Whether it has labels or monographs of its own, which do not name the other either."""


def unnamed_partners(question: Question, library: Library, lexical: Lexical, lexicon: Lexicon) -> tuple[Unnamed, ...]:
    """The pairs of drugs asked about together of which neither one's labels and monographs name the other.

    Empty for questions about trials, and for pairs without any label or monograph.
    """
    if question.intent is not Intent.SEARCH or Kind.TRIAL in question.filters.kind:
        return ()
    mentions = {each.drugs: each for each in question.drugs if not classes_in(each.text)}
    if len(mentions) < _A_PAIR:
        return ()
    passages = {each: _passages_about(each, library) for each in mentions.values()}

    def names(one: DrugMention, other: DrugMention) -> bool:
        spoken = [name for key in (other.name, *other.drugs) for name in lexicon.names_of(key)]
        return _name_in(passages[one], spoken, library, lexical) is not None

    pairs = [
        (one, other) if len(passages[one]) else (other, one)
        for one, other in combinations(mentions.values(), 2)
        if not set(one.drugs) & set(other.drugs)
    ]
    return tuple(
        Unnamed(partner.name, library.drug_name(with_label.drug).lower(), bool(len(passages[partner])))
        for with_label, partner in pairs
        if len(passages[with_label]) and not names(with_label, partner) and not names(partner, with_label)
    )


def combined_products(question: Question, library: Library) -> dict[str, tuple[str, ...]]:
    """The drugs asked about of which only combinations with other drugs have a label → the titles of those labels.

    By the name each was asked for. Empty for questions about trials, where all drugs of a combination are named, and
    where another drug that is named has a label of its own.
    """
    if question.intent is not Intent.SEARCH or Kind.TRIAL in question.filters.kind:
        return {}
    asked = set(question.drug_keys)
    found = {}
    for mention in question.drugs:
        documents = library.documents_about_any(mention.drugs)
        if any(library.drugs_of(row) <= asked for row in documents):
            return {}
        if documents:
            found[mention.text] = tuple(dict.fromkeys(row.title for row in documents))[:_MOST_PRODUCTS]
    return found


def of_other_ingredients(question: Question, library: Library, own: frozenset[str]) -> Callable[[str], bool]:
    """Whether a sentence names what else, or its class, is in the products of the drugs asked about, and not these.

    `own` are the words of their names, which do not count in the name of a product.
    """
    keys = {key for row in library.documents_about_any(question.drug_keys) for key in library.drugs_of(row)}
    others = sorted(keys - set(question.drug_keys))
    named = said_as([*others, *(phrase for each in classes_of(others) for phrase in each.phrases)])
    one = said_as(sorted(keys)).pattern
    products = any_case(rf"{one}(?:[\s,/]+(?:\w+\s)?(?:and\s)?{one})+")

    def is_of_others(sentence: str) -> bool:
        apart = products.sub(" ", sentence)
        return named.search(apart) is not None and not own & content_words(apart)

    return is_of_others


def of_other_drugs(question: Question, lexicon: Lexicon) -> Callable[[str], bool]:
    """Whether a sentence names other drugs than those asked about, and none of these.

    "In combination with cisplatin: 75 mg" is a dose of the drug asked about, "cisplatin 75 mg" is none. Reading a text
    for every drug takes a millisecond: only one that may name another is read so.
    """
    own, words = set(question.drug_keys), own_names(question)

    def is_another(name: str) -> bool:
        is_known = name in lexicon.drugs_by_name or name in lexicon.world_by_name
        return is_known and own.isdisjoint(lexicon.drugs_by_name.get(name, ()))

    def is_dosed_alone(sentence: str) -> bool:
        """Whether every amount stands right behind another drug: "acetaminophen (10 mg/kg) before each infusion"."""

        def apart(match: re.Match[str]) -> str:
            drug = fold(match["drug"])
            return " " if is_another(drug) or is_another(drug.rpartition(" ")[2]) else match[0]

        rest = _DOSED.sub(apart, sentence)
        return rest != sentence and AMOUNT.search(rest) is None

    def is_of_others(sentence: str) -> bool:
        dosed = _DOSE_OF.search(sentence)
        if dosed and not own.issuperset(lexicon.drugs_by_name.get(fold(dosed["drug"]), own)):
            return True
        said = fold(sentence).split()
        names = {*said, *map(" ".join, pairwise(said))}
        if not any(name in lexicon.drugs_by_name or name in lexicon.world_by_name for name in names):
            return False
        is_own = any(own.intersection(lexicon.drugs_by_name.get(name, ())) for name in names)
        if is_own or words & content_words(sentence):
            return is_dosed_alone(sentence)
        links = [each for each in lexicon.link(sentence) if not each.name.endswith("therapy")]  # "monotherapy"
        named = [each for each in links if each.name not in _DILUENTS | EVERYDAY_SUBSTANCES]
        if not named or not all(own.isdisjoint(each.drugs) for each in named):
            return False
        amount = AMOUNT.search(sentence)
        return amount is None or any(_IS_GIVEN.fullmatch(sentence, each.end, amount.start()) for each in named)

    return is_of_others


_DOSE_OF = any_case(r"\bdos(?:e|age)\sof\s(?P<drug>[\w-]+)\s(?:is|should|was)\b")
_DOSED = any_case(
    r"\b(?P<drug>(?:[a-z][\w-]{2,}\s)?[a-z][\w-]{3,}),?\s(?:\([^()]*\)|\d[^,;:()|]{0,25}(?:\sto\s\d[^,;:()|]{0,12})?)"
)
_IS_GIVEN = re.compile(r"[^:;|]{0,30}")
"""Between a drug and its amount."""
_DILUENTS = frozenset({"sodium chloride", "dextrose"})


def _passages_about(mention: DrugMention, library: Library) -> NDArray[np.int64]:
    """The numbers of the passages of the monographs and labels about a drug, ascending."""
    return library.catalog.passages_of([row.number for row in library.documents_about_any(mention.drugs)])


def _name_in(passages: NDArray[np.int64], names: Iterable[str], library: Library, lexical: Lexical) -> str | None:
    """The first of some folded names that one of these passages holds whole."""
    if not len(passages):
        return None
    among = Among(lexical, passages)
    for name in dict.fromkeys(names):
        if not all(lexical.document_frequency("body", term) for term in lexical.terms(name)):
            continue
        held = passages[among.holding((name,))][:_LOOKED_AT]
        if any(f" {name} " in f" {fold(row.text)} " for row in library.catalog.passages(held.tolist())):
            return name
    return None


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """A text in which drugs are called as the sources call them."""
    for written, name in names.items():
        if fold(written) != name:
            text = re.sub(rf"\b{re.escape(written)}\b", name, text, flags=re.IGNORECASE)
    return text


def _without(text: str, names: Collection[str]) -> str:
    """A text without names, and without the words that joined them to others."""
    for name in names:
        written = rf"\b{re.escape(name)}\b"
        text = re.sub(rf"{written}\s*{_JOIN}\s*|(?:{_LEAD}|{_JOIN}\s*)?{written}", " ", text, flags=re.IGNORECASE)
    return " ".join(_LOOSE_END.sub(" ", text).split()) if names else text
