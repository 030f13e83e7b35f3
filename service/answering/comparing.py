"""Gathers what a comparison is made of: for each drug and kind of section, the sentence its sources say best."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Label, Monograph
from indexer.lexicon import Lexicon
from indexer.names import fold
from indexer.sections import SectionKind, kinds_named
from indexer.text import Span, sentences
from service.answering.citations import Citation, Quote, date_of, kinds_of_passage
from service.answering.comparison import KINDS, Cell, ComparedDrug, Comparison, Row, compare
from service.answering.library import Library, is_of
from service.answering.quote_edges import after_heading, is_heading, opening, without_cut_end, without_headings
from service.answering.quoting import sentences_with_words
from service.answering.subjects import (
    SUBJECTS,
    Fit,
    fit_of,
    is_section_of,
    names,
    part_about,
    populations_in,
    says_impaired,
)
from service.answering.words import content_words, words_beside
from service.understanding.question import MOST_COMPARED, DrugMention, Question
from service.understanding.section_intent import ORGANS, POPULATIONS
from service.wording import begun, plural

_MOST_DOCUMENTS = 4
_LONGEST_QUOTE = 320
"""Characters of a cell: whole sentences up to here, and at least one."""
_IN_FULL = kinds_named("contraindications boxed_warning")
"""Lists of which an item left out would read as if it did not hold: quoted as far as their passage goes."""
_FIRST_READ = (SectionKind.CONTRAINDICATIONS, SectionKind.BOXED_WARNING, SectionKind.WARNINGS)
_LAST_READ = kinds_named("clinical_studies toxicology")
_FEW = 2
_FEWEST_WORDS = 4

Search = Callable[[str, Sequence[DocumentRow]], Sequence[PassageRow]]
"""The passages of some documents that hold most of a text's words, best first."""


@dataclass(frozen=True, slots=True)
class Side:
    """A column asked for: the keys of one substance or of one combination, and the product as it was named."""

    keys: tuple[str, ...]
    written: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a comparison is about that is no kind of section: "QT prolongation"."""

    title: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Source:
    """A document with its passages in reading order."""

    document: DocumentRow
    passages: Sequence[PassageRow]


@dataclass(frozen=True, slots=True)
class _Column:
    """A side with the monographs and labels about it, the first of which are read for its cells."""

    side: Side
    drug: ComparedDrug
    documents: Sequence[DocumentRow]
    sources: Sequence[_Source]

    @classmethod
    def of(cls, library: Library, side: Side) -> "_Column":
        """The column of a side, as it is filled from what is here."""
        documents = _documents(library, side)
        sources = [_Source(row, library.passages_of(row)) for row in documents[:_MOST_DOCUMENTS]]
        return cls(side, _compared_drug(library, side, documents), documents, sources)

    @property
    def read(self) -> tuple[str, ...]:
        """Titles of the documents that are read."""
        return tuple(dict.fromkeys(each.document.title for each in self.sources))


_Found = tuple[DocumentRow, PassageRow, Span, bool]
"""A quote's document, passage and span, and whether its source goes on."""


def sides_of(mentions: Sequence[DrugMention], lexicon: Lexicon, library: Library) -> tuple[Side, ...]:
    """The columns for the drugs that a question names, as many as it compares.

    One for the keys of one substance (a brand that trials give under its own key), and one for a combination that
    sources are about; the drugs of a combination that none is about stand apart.
    """
    found: dict[frozenset[str], Side] = {}
    for mention in mentions:
        is_one = all(set(lexicon.drugs_by_name.get(key, ())) == set(mention.drugs) for key in mention.drugs)
        apart = [(key,) for key in mention.drugs]
        for keys in [mention.drugs] if is_one or _about_all(library, mention.drugs) else apart:
            found.setdefault(frozenset(keys), Side(keys, mention.text))
    return tuple(found.values())


def kinds_asked(question: Question) -> tuple[SectionKind, ...]:
    """The kinds of section that a comparison is asked for: "in renal and hepatic impairment" are two."""
    first = (question.section,) if question.section is not None else ()
    named = populations_in(question.masked_text)
    return tuple(dict.fromkeys((*first, *(kind for kind in KINDS if kind in named))))


def topic_of(question: Question) -> Topic | None:
    """What a comparison is asked for beside the drugs and the words that compare; None for the drugs as such."""
    words = words_beside(question) - _COMPARING
    if question.section is not None or not words:
        return None
    said = (
        word for word in re.findall(r"[^\W_]+(?:[-/][^\W_]+)*", question.masked_text) if content_words(word) & words
    )
    title = " ".join(said) or " ".join(sorted(words))
    return Topic(begun(title), words)


_COMPARING = content_words(
    "compare compared comparing comparison versus vs difference differences different differ differs better worse safer"
    " safest best stronger weaker cheaper faster same similar similarity instead alternative alternatives switch"
    " switching equivalent than or choose prefer preferred more less much most effective drug drugs medicine medicines"
    " medication medications both each other two side by to people patients patient someone who safe risk risks all"
)


def comparison_of(
    library: Library,
    sides: Sequence[Side],
    asked: Sequence[SectionKind] = (),
    missing: Sequence[str] = (),
    topic: Topic | None = None,
    search: Search | None = None,
) -> Comparison:
    """Up to three drugs side by side, from the first document about each that speaks of a kind.

    `asked` are the kinds whose rows come first. `missing` are drugs as they were written that nothing here is about;
    they come last, their columns empty. `topic` is the first row where one is given, looked for with `search`.
    """
    columns = [_Column.of(library, side) for side in sides[:MOST_COMPARED]]
    numbers = count(1)

    def cell(column: _Column, found: _Found | None) -> Cell:
        if found is None:
            return Cell(column.drug.name, looked_at=column.read)
        document, passage, span, goes_on = found
        quote = Quote(Citation(next(numbers), passage, document, highlights=(span,)), span)
        return Cell(column.drug.name, quote, goes_on=goes_on)

    rows: list[Row] = []
    if topic is not None and search is not None:
        told = tuple(cell(each, _on_topic(topic, each.sources, search)) for each in columns)
        rows.append(Row(topic.title, None, told))
    for kind in dict.fromkeys((*asked, *KINDS)):
        cells = tuple(cell(each, _of_kind(each.sources, kind)) for each in columns)
        if kind in asked or any(each.quote for each in cells):
            rows.append(Row(kind.label, kind, cells))
    identity = [Cell(each.drug.name, lines=_identity(each.documents), looked_at=each.read) for each in columns]
    trials = [Cell(each.drug.name, lines=_trials(library, each.side)) for each in columns]
    rows += [Row("Identity", None, tuple(identity)), Row("Trials here", None, tuple(trials))]
    lacking = [ComparedDrug(each, begun(each), (), None, is_covered=False) for each in missing]
    return compare([*(each.drug for each in columns), *lacking[: MOST_COMPARED - len(columns)]], rows)


# documents


def _about_all(library: Library, keys: Sequence[str]) -> list[DocumentRow]:
    """The documents about each of these drugs."""
    first, *others = [library.documents_about(key) for key in keys]
    shared = set.intersection(*({row.number for row in rows} for rows in (first, *others)))
    return [row for row in first if row.number in shared]


def _documents(library: Library, side: Side) -> list[DocumentRow]:
    """The monographs and labels of a column: those of the product named where one of them is."""
    rows = _about_all(library, side.keys) or list(library.documents_about_any(side.keys))
    return [row for row in rows if is_of(row, side.written)] or rows


def _compared_drug(library: Library, side: Side, documents: Sequence[DocumentRow]) -> ComparedDrug:
    dates = [stated for each in documents if (stated := date_of(each.record, each.source))]
    generic = " and ".join(library.drug_name(key) for key in side.keys) if _about_all(library, side.keys) else ""
    generic = generic or next(
        (library.drug_name(key) for key in side.keys if library.documents_about(key)), library.drug_name(side.keys[0])
    )
    is_brand = bool(side.written) and fold(side.written) not in fold(generic)
    written = f"{begun(side.written)} ({generic.lower()})"
    has_product = any(is_of(each, side.written) for each in documents)
    return ComparedDrug(
        key=side.keys[0],
        name=written if is_brand and has_product else generic,
        kinds=tuple(dict.fromkeys(each.kind for each in documents)),
        date=max(dates, key=lambda each: each.latest) if dates else None,
        lacks_product=side.written if is_brand and documents and not has_product else "",
        is_combined=bool(documents) and not any(library.drugs_of(each) <= set(side.keys) for each in documents),
        titles=tuple(dict.fromkeys(each.title for each in documents[:_MOST_DOCUMENTS])),
    )


# cells


def _of_kind(sources: Sequence[_Source], kind: SectionKind) -> _Found | None:
    """What the first source that speaks of a kind says of it."""
    for source in sources:
        found = _on_subject(source, kind) if kind in SUBJECTS else _opening_of(source, kind)
        if found is not None:
            return source.document, *found
    return None


def _opening_of(source: _Source, kind: SectionKind) -> tuple[PassageRow, Span, bool] | None:
    """The first sentences of the most particular section of a kind; a list of contraindications as far as it goes."""
    kinds = [kinds_of_passage(each) for each in source.passages]
    of_kind = [(len(found), place) for place, found in enumerate(kinds) if kind in found]
    if not of_kind:
        return None
    place = min(of_kind)[1]
    longest = len(source.passages[place].text) if kind in _IN_FULL else _LONGEST_QUOTE
    return _opened(source, place, longest)


def _opened(source: _Source, place: int, longest: int) -> tuple[PassageRow, Span, bool]:
    passage = source.passages[place]
    span = opening(passage, longest)
    behind = [each for each in source.passages[place + 1 : place + 2] if each.section_key == passage.section_key]
    goes_on = span.end < len(passage.text) or bool(behind)
    span = without_cut_end(passage.text, span, behind[0].text if behind else "")
    return passage, after_heading(passage, without_headings(passage.text, span)), goes_on


def _on_subject(source: _Source, kind: SectionKind) -> tuple[PassageRow, Span, bool] | None:
    """A section of its own, a part under its heading, or else a sentence that names it, wherever it stands."""
    own = [place for place, each in enumerate(source.passages) if is_section_of(kind, each)]
    for place in own:
        found = _opened(source, place, _LONGEST_QUOTE)
        if names(kind, found[1].of(found[0].text)):
            return found
    shared = [each for each in source.passages if kind in kinds_of_passage(each)]
    if kind in POPULATIONS:
        for passage in (*shared, *_telling(source, kind)):
            part = part_about(kind, passage.text)
            if part is not None:
                span = _sentences_within(passage.text, part)
                if names(kind, span.of(passage.text)):
                    return passage, span, span.end < part.end
    for passage in (*shared, *_telling(source, kind)):
        for sentence in (without_headings(passage.text, each) for each in sentences(passage.text)):
            if fit_of(kind, passage.text, sentence) >= Fit.NAMED and _says(kind, sentence.of(passage.text)):
                return passage, sentence, False
    first = _opened(source, own[0], _LONGEST_QUOTE) if own and kind in POPULATIONS else None
    return None if first is None or populations_in(first[1].of(first[0].text)) else first


_TELLING = (*_FIRST_READ, SectionKind.DOSAGE, SectionKind.PHARMACOKINETICS, SectionKind.PATIENT_INFORMATION)
"""Sections that say for whom a drug is not, or otherwise, given, in the order in which they are read."""


def _telling(source: _Source, kind: SectionKind) -> Iterator[PassageRow]:
    for of_kind in _TELLING:
        for passage in source.passages:
            if of_kind in kinds_of_passage(passage) and names(kind, passage.text):
                yield passage


def _says(kind: SectionKind, sentence: str) -> bool:
    """Whether a sentence says something of a subject: not a heading, and of an organ that it is impaired."""
    if is_heading(sentence) or sentence[0].islower() or len(sentence.split()) <= _FEWEST_WORDS:
        return False
    return kind not in ORGANS or says_impaired(sentence)


def _sentences_within(text: str, part: Span) -> Span:
    """Whole sentences from the start of a part of a text, at least one, as many as a cell holds."""
    ends = [each.end for each in sentences(text) if part.start < each.end <= part.end]
    fitting = [end for end in ends if end - part.start <= _LONGEST_QUOTE]
    return Span(part.start, fitting[-1] if fitting else min(ends, default=part.end))


def _on_topic(topic: Topic, sources: Sequence[_Source], search: Search) -> _Found | None:
    """The sentence that holds the words of a topic: all of two, most of more; of several that of a warning."""
    documents = {each.document.number: each.document for each in sources}
    least = len(topic.words) if len(topic.words) <= _FEW else -(-2 * len(topic.words) // 3)
    found = [
        (-held, _reading_order(passage), place, passage, span)
        for place, passage in enumerate(search(topic.title, list(documents.values())))
        for span, words in sentences_with_words(passage.text)
        if (held := len(topic.words & words)) >= least
    ]
    if not found:
        return None
    _, _, _, passage, span = min(found, key=lambda each: each[:3])
    return documents[passage.document], passage, after_heading(passage, span), False


def _reading_order(passage: PassageRow) -> int:
    kinds = kinds_of_passage(passage)
    later = len(_FIRST_READ) + bool(kinds & _LAST_READ)
    return next((place for place, kind in enumerate(_FIRST_READ) if kind in kinds), later)


# facts


def _identity(documents: Sequence[DocumentRow]) -> tuple[str, ...]:
    """Class, CAS number, UNII and formula, as far as any document states them."""
    found: dict[str, str] = {}
    for each in documents:
        record = each.record
        if isinstance(record, Monograph):
            stated = {"Class": record.drug_class, "CAS": record.cas, "UNII": record.unii, "Formula": record.formula}
        else:
            stated = {"UNII": ", ".join(record.uniis) or None} if isinstance(record, Label) else {}
        for name, value in stated.items():
            if value:
                found.setdefault(name, value)
    return tuple(f"{name} {value}" for name, value in found.items())


def _trials(library: Library, side: Side) -> tuple[str, ...]:
    """How many trials, and how many of them recruit."""
    numbers = {number for key in side.keys for number in library.trials_about(key).tolist()}
    chosen = {"drug": list(side.keys), "kind": "trial", "status": "RECRUITING"}
    recruiting = len(library.catalog.select(chosen))
    return (f"{plural(len(numbers), 'trial')}, {recruiting:,} recruiting",)
