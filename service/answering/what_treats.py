"""Which drugs have a condition among their uses: read in the indications of all monographs and labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.among import Among
from indexer.documents import Kind
from indexer.lexical import Lexical
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.text import Span
from service.answering.conditions_named import names_of, names_one, words_of
from service.answering.library import Library
from service.answering.manners import MANNERS
from service.answering.quoting import sentences_with_words
from service.understanding.question import Intent, Question
from service.understanding.section_intent import POPULATIONS, before_groups, groups_in
from service.understanding.vocabulary import Vocabulary

_A_DRUG = r"(?:drugs?|medicines?|medications?|meds|pills?|treatments?|therap(?:y|ies)|remed(?:y|ies))\b"
_ASKS_WHICH = any_case(
    rf"\b(?:which|what|any|best|list|name)\s(?:\w+\s){{0,2}}?(?:{_A_DRUG}|labels?\b|monographs?\b)|^\W*{_A_DRUG}|"
    r"\b(?:what|(?:any|some)thing)\s(?:here\s|to\s)?(?:(?:is|are|can|could|should|do)\s(?:\w+\s){0,2}?)?"
    r"(?:treats?|helps?|take|taken|used?|given|prescribed)\b"
)

_FOR = any_case(
    rf"(?:{_A_DRUG}|\b(?:take|taken|used?|given|prescribed)\b)\s(?:(?:are|is|used|to|that|approved|indicated|taken|"
    rf"here)\s){{0,4}}for\b|\b(?:treats?|helps?\swith)\b"
)
_WHAT_FOR = any_case(r"\b(?:treats?|for|with|against)\s(?:an?\s)?(?P<what>[\w'-]+(?:\s[\w'-]+){0,3})\W*$")


_SEEMS_ASKED = frozenset({None, SectionKind.INDICATION, SectionKind.ADVERSE_REACTIONS}) | POPULATIONS
"""Kinds of section that such a question may seem to ask for: a symptom is what a drug is taken for, or does."""


@dataclass(frozen=True, slots=True)
class Use:
    """A passage on what a drug is for, and the sentence in it that names the condition."""

    passage: int
    document: int
    span: Span


def treated(question: Question) -> tuple[str, ...]:
    """The conditions for which a question asks which drugs are used; none where it names a drug, or asks otherwise.

    Beside a condition a group of patients is none: "for gout in kidney failure".
    """
    is_of_use = question.section is SectionKind.INDICATION or _FOR.search(question.masked_text) is not None
    is_of_something = question.names_something or not question.filters.is_empty
    if is_of_something or not is_of_use or question.intent is not Intent.SEARCH:
        return ()
    if question.section not in _SEEMS_ASKED or not _ASKS_WHICH.search(question.masked_text):
        return ()
    written = _WHAT_FOR.search(before_groups(question.masked_text))
    conditions = tuple(each for each in question.conditions if not is_a_group(each)) or question.conditions
    return conditions or ((written["what"],) if written else ())


def is_a_group(condition: str) -> bool:
    """Whether a condition is one by which labels tell patients apart: pregnancy, failure of the kidneys."""
    return bool(groups_in(f"in {condition}"))


def uses_for(conditions: Sequence[str], library: Library, lexical: Lexical, vocabulary: Vocabulary) -> tuple[Use, ...]:
    """One for each monograph and label that gives one of these conditions as a use, by title."""
    of_labels = library.catalog.select({"kind": [Kind.MONOGRAPH.value, Kind.LABEL.value]})
    passages = library.passages_of_kind(of_labels.tolist(), SectionKind.INDICATION)
    # "UC" is ulcerative colitis here and urothelial carcinoma there: short forms count where they are asked for
    found_as = (name for each in conditions for name in names_of(each, vocabulary))
    names = [name for name in found_as if name in conditions or not name.isupper()]
    held = passages[Among(lexical, passages).holding(names)] if len(passages) else passages
    wanted = words_of(names)
    found: dict[int, Use] = {}
    for row in library.catalog.passages(held.tolist()):
        spans = [each for each, _ in sentences_with_words(row.text) if _gives(each.of(row.text), wanted)]
        if spans:
            told = next((each for each in spans if _MANNER.tells.search(each.of(row.text))), spans[0])
            found.setdefault(row.document, Use(row.number, row.document, told))
    titles = {row.number: row.title for row in library.catalog.documents(sorted(found))}
    return tuple(sorted(found.values(), key=lambda each: titles[each.document].casefold()))


def _gives(sentence: str, wanted: Sequence[frozenset[str]]) -> bool:
    """Whether a sentence names a condition, and not as one that the drug is not for."""
    if not names_one(sentence, wanted) or _MANNER.tells_not.search(sentence.lower()):
        return False
    return names_one(_OF_ANOTHER_USE.split(sentence, maxsplit=1)[0], wanted)


_MANNER = MANNERS[SectionKind.INDICATION]
_OF_ANOTHER_USE = re.compile(
    r"^.*(?:contraindicat|\bshould\b|\bcriteria\b|\brelative\srisk|\bdrugs\shave\b).*$|\brisk\sfactors?\b",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence on a condition for which the drug is not taken, and the words before what else people have."""
