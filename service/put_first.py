"""What is put first on a page though no ranking brought it: from a boxed warning, of a dose, a denial or an allergy."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.catalog import DocumentRow, PassageRow
from indexer.patterns import Pattern, any_case
from indexer.sections import SectionKind, kinds_named
from indexer.text import Span, sentences
from service.answering.citations import Citation, Quote, kinds_of_passage
from service.answering.conditions_named import FORBIDS, names_one
from service.answering.effects import TOLD_IN, effect_named
from service.answering.manners import MANNERS, Manner, asked_to_be
from service.answering.measures import AMOUNT, USUAL_DOSE, Measure
from service.answering.quote_edges import CELLS, is_heading, with_edges
from service.answering.quoting import distinct
from service.answering.sought import Sought
from service.answering.subjects import names
from service.answering.words import content_words, words_beside
from service.engine import Engine
from service.understanding.question import Question

_OF_EFFECTS = {None} | kinds_named("adverse_reactions warnings pediatric geriatric")
"""What a question of an effect may seem to ask for."""
_IS_ASKED = any_case(r"\W*(?:what|who|how|when|where|which|why|is|are|do|does|can|could|should|may|tell|must|will)\b")
"""More than an effect may be asked by words that are in no table of them."""
_TITLE = re.compile(r"\W*(?:WARNINGS?|[A-Z]{4,}\W+[A-Z]{2,})")
_BOXED = MANNERS[SectionKind.BOXED_WARNING].tells
DENIES_A_USE = Pattern(
    r"\bnot\s(?:\w+\s){0,2}(?:indicated|approved|recommended|intended|effective|established|shown|(?:be\s)?used)\b"
)
_ASKS_WHETHER = any_case(r"\W*(?:does|do|can|could|will|would|may|is|are|it\sfor|it\s\w+\sit\sfor)\b")
_WORDS_OF_USE = content_words(
    "treat treats treating treatment help helps use used uses cure cures work works good effective relieve relieves"
    " prescribed indicated approved given taken people patients someone also ever with against manage prevent"
)

Quoted = tuple[tuple[Citation, ...], tuple[Quote, ...]]
"""The passages of a page, and the quotes from them."""


@dataclass(frozen=True, slots=True)
class PutFirst:
    """A question and what it is after; each way takes a page, and gives it back as it is where there is nothing."""

    engine: Engine
    question: Question
    sought: Sought

    def with_denial(self, named: Sequence[frozenset[str]], page: Quoted) -> Quoted:
        """The page; where it is asked whether the drug is for something that no quote names, who denies that alone."""
        question = self.question
        uses = named or tuple(filter(None, [words_beside(question) - _WORDS_OF_USE]))
        asks_whether = question.section is SectionKind.INDICATION and _ASKS_WHETHER.match(question.masked_text)
        if not asks_whether or not uses or name_any(page[1], uses):
            return page
        return self.with_saying(map(" ".join, uses), (page[0], ()), DENIES_A_USE)

    def with_saying(self, asked: Iterable[str], page: Quoted, how: Pattern | None = None) -> Quoted:
        """The page behind the sentence of `_first_saying`; as it is where there is none."""
        found = self._first_saying(asked, how)
        return self._behind(*found, page) if found is not None else page

    def with_boxed_warning(self, page: Quoted) -> Quoted:
        """The page with what a boxed warning says of the effect asked about before all else but what forbids."""
        quotes = page[1]
        kinds = kinds_of_passage(quotes[0].citation.passage) if quotes else frozenset()
        is_told = SectionKind.BOXED_WARNING in kinds and _BOXED.search(quotes[0].text) is not None
        if is_told or (quotes and FORBIDS.search(quotes[0].text)) or not self._asks_of_an_effect():
            return page
        library, subject = self.engine.library, self.sought.subject
        effect = effect_named(self.question.masked_text)
        found = [
            (
                subject is not None and not names(subject, said),
                bool(_TITLE.match(said)),
                not _BOXED.search(said),
                row,
                span,
            )
            for row in library.catalog.passages(self._passages_of(SectionKind.BOXED_WARNING))
            for span in sentences(row.text)
            if self._is_warned_of(said := span.of(row.text), effect)
        ]
        if not found:
            return page
        *_, row, span = min(found, key=lambda each: each[:3])
        return self._behind(row, span, page)

    def with_dose(self, page: Quoted) -> Quoted:
        """The page with the sentence of the labels that tells a usual dose best, where one is asked and none quoted."""
        library, sought, manner, quotes = self.engine.library, self.sought, self.sought.manner, page[1]
        if (
            manner is None
            or not self._asks_a_usual_dose()
            or any(self._tells_a_dose(manner, each.text) for each in quotes)
        ):
            return page
        found = [
            (worth, row, span)
            for row in library.catalog.passages(self._passages_of(SectionKind.DOSAGE))
            for span in sentences(row.text)
            if manner.worth(said := span.of(row.text)) > 0 and not is_heading(said)
            if (worth := sought.worth(row, span)) is not None
        ]
        worth, row, span = max(found, key=lambda each: each[0], default=(0.0, None, None))
        is_any = any(AMOUNT.search(each.text) and manner.worth(each.text) >= 0 for each in quotes)
        if row is None or span is None or (worth <= 0 and is_any):
            return page
        return self._behind(row, sought.whole(row, span), page)

    def _asks_a_usual_dose(self) -> bool:
        """Whether the usual dose of a drug is asked for, of nobody and no route in particular."""
        sought = self.sought
        is_usual = sought.is_of_a_section or (sought.measure is not None and sought.measure.what == USUAL_DOSE)
        is_for_some = sought.patient or sought.populations or sought.route or sought.is_dose_for
        return (
            bool(self.question.drugs) and self.question.section is SectionKind.DOSAGE and is_usual and not is_for_some
        )

    def _tells_a_dose(self, manner: Manner, quoted: str) -> bool:
        """Whether a quote tells a usual dose, or is of a table that states amounts."""
        measure = self.sought.measure
        is_stated = measure is not None and measure.is_in(quoted) and manner.tells.search(quoted) is not None
        return is_stated or manner.worth(quoted) > 0 or (CELLS in quoted and AMOUNT.search(quoted) is not None)

    def _passages_of(self, kind: SectionKind) -> Sequence[int]:
        """The passages of a kind of section of these sources."""
        numbers = sorted(row.number for row in self._sources())
        found: list[int] = self.engine.library.passages_of_kind(numbers, kind).tolist()
        return found

    def _sources(self) -> Sequence[DocumentRow]:
        """The labels and monographs about the drugs named that the filters leave."""
        library = self.engine.library
        return library.left(self.question.filters, library.documents_named(self.question))

    def _asks_of_an_effect(self) -> bool:
        """Whether a question may be on what drugs do to people, and neither how often nor to whom they are given."""
        question, sought = self.question, self.sought
        if len(question.drugs) != 1 or question.filters.kind or question.section not in _OF_EFFECTS:
            return False
        if sought.is_dose or sought.asks_dose or sought.lab is not None or asked_to_be(question):
            return False
        is_else = sought.measure is not None and not (sought.measure.told_in and sought.measure.told_in <= TOLD_IN)
        return not (is_else or sought.is_of_a_share or sought.is_of_a_patient)

    def _is_warned_of(self, sentence: str, effect: Measure | None) -> bool:
        """Whether a sentence of a boxed warning is of the effect asked about, or holds all words of what is asked."""
        if effect is not None:
            return effect.is_in(sentence)
        asked = self.sought.words & words_beside(self.question)
        return bool(asked) and asked <= content_words(sentence) and not _IS_ASKED.match(self.question.masked_text)

    def _behind(self, row: PassageRow, span: Span, page: Quoted) -> Quoted:
        """The page and its quotes behind a sentence of a passage."""
        library, (citations, quotes) = self.engine.library, page
        [cited] = library.cite([row.number])
        others = [each for each in citations if each.passage.number != row.number]
        shown = [replace(cited, highlights=(span,)), *others[: max(len(citations) - 1, 0)]]
        at = {each.passage.number: replace(each, number=place) for place, each in enumerate(shown, citations[0].number)}
        kept = (replace(each, citation=at[n]) for each in quotes if (n := each.citation.passage.number) in at)
        return with_edges(tuple(at.values()), distinct((Quote(at[row.number], span), *kept)), library.beside)

    def _first_saying(self, asked: Iterable[str], how: Pattern | None) -> tuple[PassageRow, Span] | None:
        """The first sentence of the labels of the drugs that holds all words of one of `asked`, and says it so."""
        documents = self._sources()
        for each in asked:
            words = [content_words(each)]
            for row in (row for row in self.engine.passages_with(each, documents) if kinds_of_passage(row)):
                for span in sentences(row.text):
                    sentence = span.of(row.text)
                    if names_one(sentence, words) and (how is None or how.search(sentence)):
                        return row, span
        return None


def name_any(quotes: Sequence[Quote], names: Sequence[frozenset[str]]) -> bool:
    """Whether a quote holds a telling word of any of these names."""
    return any(words & content_words(each.text) for each in quotes for words in names)
