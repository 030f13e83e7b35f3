"""Facts that a record states in one line (what a drug is sold as, its CAS number), looked up and never ranked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.catalog import DocumentRow
from indexer.documents import Label, Monograph
from indexer.names import fold
from indexer.patterns import Pattern, any_case
from indexer.sections import FACTS, SectionKind
from indexer.text import Span
from service.answering.citations import Citation, Quote, quotes_of
from service.answering.library import Library
from service.understanding.question import Intent, Question
from service.wording import day

_MOST_DOCUMENTS = 10
_ASKING = r"\b(?:what|which|list|name|give|show|tell|under|find)\b.{0,40}"


@dataclass(frozen=True, slots=True)
class FactAsked:
    """One fact that records state on lines of their own."""

    name: str
    """As in "brand names"."""
    asked: Pattern
    """The words that ask for it."""
    lines: tuple[str, ...]
    """What its lines begin with, before the colon."""
    of_label: Callable[[Label], Iterable[str]] = lambda label: ()
    """The values that a label's record states."""


def fact_asked(facts: Sequence[FactAsked], text: str) -> FactAsked | None:
    """The first of these facts that a text asks for."""
    return next((each for each in facts if each.asked.search(text)), None)


def _fact(name: str, asked: str, line: str, of_label: Callable[[Label], Iterable[str]] = lambda label: ()) -> FactAsked:
    return FactAsked(name, any_case(asked), (line,), of_label)


_NAMES = ("brand names", "generic name", "other names")
_PACKAGE_CODE = "National Drug Code"
_FACTS = (
    _fact(
        "brand names",
        rf"{_ASKING}\b(?:brand|trade)(?:\s?names?|s)\b|\b(?:brands?|(?:brand|trade)\s?names?)\s(?:of|for)\b"
        r"|\b(?:sold|marketed)\s(?:as|under)\b|^\W*[\w-]+\s(?:(?:brand|trade)\s?names?|brands)\W*$",
        "Brand names",
        lambda label: label.brand_names,
    ),
    _fact("CAS number", r"\bcas\b(?!\w)", "CAS number"),
    _fact(
        "UNII",
        r"\bunii\b|\bunique\singredient\sidentifier\b",
        "Unique Ingredient Identifier (UNII)",
        lambda label: label.uniis,
    ),
    _fact(
        "chemical formula", r"\b(?:chemical|molecular|empirical)\sformula\b|\bformula\s(?:of|for)\b", "Chemical formula"
    ),
    _fact("other names", rf"{_ASKING}\b(?:synonyms|other\snames)\b|\bsynonyms\s(?:of|for)\b", "Other names"),
    _fact(
        "generic name",
        rf"{_ASKING}\bgeneric\sname\b|(?<!there\sa\s)(?<!there\sany\s)\bgeneric\s(?:(?:name|version|form|"
        rf"equivalent)\s)?(?:of|for)\b",
        "Generic name",
        lambda label: label.generic_names,
    ),
    _fact(
        "manufacturer",
        r"\bwho\s(?:is\sit\s(?:that\s)?)?(?:makes?|made|manufactures?|manufactured|produces?|markets?|sells?|"
        r"distributes?)\b|\b(?:manufacturers?|makers?)\s(?:of|for|behind)\b|\b(?:(?:which|what)\s)(?:company|companies|"
        r"firm)\b|\b(?:is|are)\s[\w-]+\s(?:made|manufactured|marketed)\sby\b|^\W*[\w-]+\s(?:manufacturer|maker)\W*$",
        "Manufacturer",
        lambda label: label.manufacturers,
    ),
    _fact("set id", r"\bset[\s-]?id\b", "Set id", lambda label: (label.set_id,)),
    _fact(
        "application number",
        r"\bapplication\s(?:number|no\.?)|\b(?:nda|bla|anda)\b(?:\s(?:number|no\.?))?",
        "Application number",
        lambda label: label.application_numbers,
    ),
    _fact(_PACKAGE_CODE, r"\bndcs?\b|\bnational\sdrug\scodes?\b", "NDC", lambda label: label.ndcs),
    _fact("RxNorm concept id", r"\brx\s?cuis?\b|\brxnorm\b", "RxCUI", lambda label: label.rxcuis),
    _fact(
        "date of revision",
        r"\b(?:label|labeling|labelling|insert|leaflet|prescribing\sinformation|monograph)\b.{0,40}\b(?:revised|"
        r"revision|updated|dated|version|changed)\b|\b(?:last\srevised|revision\sdate|effective\sdate|"
        r"date\sof\srevision)\b|\b(?:revised|updated|revision|version|date)\b.{0,25}\b(?:label|labeling|labelling|"
        r"insert|leaflet)\b|\b(?:label|labeling|labelling|insert|leaflet)\sdate\b|\bhow\s(?:old|recent|current)\sis\s(?:the\s|this\s)?(?:\w+\s)?(?:label|monograph)\b",
        "Revised",
        lambda label: (day(label.effective),) if label.effective else (),
    ),
)
_COMPATIBLE = frozenset({None, SectionKind.DESCRIPTION})
"""Sections that a question for a fact may seem to ask for; another one is what it is really about."""
_OF_PACKAGES = _COMPATIBLE | {SectionKind.HOW_SUPPLIED}
"""The same of a code that stands on packages."""


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """What the sources about a drug state of one fact."""

    name: str
    """As in "brand names"."""
    drug: str
    """As it is read in a sentence."""
    citations: tuple[Citation, ...]
    """The passages or records that state it, numbered from 1."""
    quotes: tuple[Quote, ...]
    """The lines of the monographs."""
    of_labels: tuple[str, ...]
    """The values that labels' records state, each once."""
    asked: Pattern
    """The words that ask for it, and name it where a text states what no record does."""
    more: int = 0
    """Lines of the record that state it and are not quoted."""
    silent: str | None = None
    """What of it records do not state, in a sentence."""

    @property
    def found(self) -> bool:
        """Whether any source states it."""
        return bool(self.citations)


def stated_facts(library: Library, question: Question) -> StatedFacts | None:
    """What the records say of the fact a question asks for; None where it asks for none or of several drugs."""
    if question.intent is not Intent.SEARCH or len({mention.drugs for mention in question.drugs}) != 1:
        return None
    fact = fact_asked(_FACTS, question.resolved_text)
    if fact is None or question.filters.without_all(("drug", "kind")).named:
        return None
    if question.section not in (_OF_PACKAGES if fact.name == _PACKAGE_CODE else _COMPATIBLE):
        return None
    found: list[Citation] = []
    values: dict[str, str] = {}
    for document in library.left(question.filters, _documents(question, library, fact.name in _NAMES)):
        cited = _line_of(library, document, fact)
        record = document.record
        stated = {value.casefold(): value for value in fact.of_label(record)} if isinstance(record, Label) else {}
        if cited is None and stated and len(found) < _MOST_DOCUMENTS:
            [cited] = library.cite_records([document.number]) or [None]
        if cited is not None and len(found) < _MOST_DOCUMENTS:
            found.append(replace(cited, number=len(found) + 1))
        values = {**stated, **values}
    return StatedFacts(
        name=fact.name,
        drug=library.drug_name(question.drug_keys[0]).lower(),
        citations=tuple(found),
        quotes=quotes_of(found),
        of_labels=tuple(sorted(values.values(), key=str.casefold)),
        asked=fact.asked,
    )


def _documents(question: Question, library: Library, of_combinations: bool) -> Sequence[DocumentRow]:
    """The labels of the brand that is asked for, else all documents about the drug, and nothing but the drug.

    Those `of_combinations` too, where only they are here.
    """
    asked = set(question.drug_keys)
    about = library.documents_about_any(question.drug_keys)
    alone = [row for row in about if library.drugs_of(row) <= asked]
    names = {mention.name for mention in question.drugs} - asked
    of_brand = [
        row
        for row in alone
        if isinstance(row.record, Label) and names & {fold(each) for each in row.record.brand_names}
    ]
    return of_brand or alone or (about if of_combinations else ())


def _line_of(library: Library, document: DocumentRow, fact: FactAsked) -> Citation | None:
    """The passage of a monograph that states the fact, the line marked."""
    if not isinstance(document.record, Monograph):
        return None
    [line] = fact.lines
    for passage in library.passages_of(document):
        start = passage.text.find(f"{line}: ")
        if passage.section_key == FACTS and (start == 0 or (start > 0 and passage.text[start - 1] == "\n")):
            end = passage.text.find("\n", start)
            [cited] = library.cite([passage.number])
            return replace(cited, highlights=(Span(start, len(passage.text) if end < 0 else end),))
    return None
