"""The first page of passages that are ranked: the sentences of it that answer, or that it is only the closest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.among import Among
from indexer.catalog import PassageRow
from indexer.documents import Kind
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.text import sentences
from service.answering import answers
from service.answering.answers import Answer
from service.answering.citations import Citation, Quote, kinds_of_passage, quotes_of
from service.answering.conditions_named import (
    allergens_in,
    asks_of_allergen,
    names_one,
    unnamed_conditions,
    words_of,
)
from service.answering.general_medicine import definition_in, is_general, saying_it
from service.answering.library import Library
from service.answering.looked_up import beside_criteria, is_of_criteria
from service.answering.manners import asked_to_be
from service.answering.measures import AMOUNT, MAXIMUM_DOSE, USUAL_DOSE
from service.answering.quotable import quotable
from service.answering.quote_edges import opening, with_edges
from service.answering.quoting import answers_in, marked_by_words, with_quotes
from service.answering.routes import is_by
from service.answering.sought import FOR_THE_PATIENT, OF_ADULTS, Sought, has_sound_kidneys, is_of_some
from service.answering.stated_ranges import Of
from service.answering.subjects import populations_in, populations_of, says_impaired
from service.answering.words import WORDS_OF_TRIALS, content_words, words_beside
from service.asked import SHOWN, Stopwatch
from service.engine import Engine
from service.put_first import DENIES_A_USE, PutFirst, Quoted, name_any
from service.search.confidence import Reason
from service.search.ranking import Hit
from service.tables import lists_of
from service.understanding.question import Question
from service.understanding.section_intent import ORGANS
from service.wording import Notice, joined

CLOSEST = 4
"""Passages that are shown where none answers."""
MOST_QUOTED = 3
_BEGINNING = 5
"""Letters by which words are of one stem for all their endings: "converted", "conversion"."""
_GIVEN_AS = {SectionKind.INDICATION: "as a use", SectionKind.CONTRAINDICATIONS: "as a contraindication"}
_WARNING = frozenset({SectionKind.CONTRAINDICATIONS, SectionKind.BOXED_WARNING, SectionKind.WARNINGS})
_OF_NO_DRUG = "The sources here are on drugs and trials; none was understood to be named. "
_NO_CRITERION = "No criterion has the words of what is asked; it may be said otherwise. "
_NOT_QUOTED = Notice("Not quoted", "The best sentences found do not speak of it; these passages are the nearest.")
_NOT_SAID_FOR = Notice("For another use, maybe", "No sentence quoted says that its dose is for what is asked.")
_FOR_SOME_ONLY = Notice("For some patients only", "No dose quoted is for everybody; each is for one group of patients.")
_FOR_NO_WEIGHT = Notice(
    "Not by weight", "No dose quoted is told for a body weight; it may be of heavier or older patients."
)
_ASKS_OF_AN_EFFECT = any_case(
    r"\b(?:caus(?:e|es|ing)|leads?\sto|triggers?|(?:give|make)s?\s(?:you|me|my|people))\b|"
    r"\bside[\s-]?effects?\s(?!(?:of|in|for|when|while|with|and|or|are|is|do|does|from|after|to|it|can|should)\b)\w"
)
_OF_A_LEVEL = any_case(
    r"\b(?:rais|lower|increas|decreas|reduc|chang|affect|elevat|deplet)\w*\s(?:(?:my|your|the|blood)\s)*"
    r"(?P<what>[a-z][\w -]{1,30}?)\slevels?\b"
)
"""What is asked about is in the blood, and no other level is it."""
_LISTS = lists_of("word_lists.txt")
_OF_LEVELS, _OF_ANY_EFFECT = (content_words(" ".join(_LISTS[name])) for name in ("of_levels", "of_any_effect"))


@dataclass(frozen=True, slots=True)
class FirstPage:
    """A question, what it is after, and its hits, best first; every way to answer is given the passages to show."""

    engine: Engine
    question: Question
    sought: Sought
    hits: Sequence[Hit]
    watch: Stopwatch

    def quoted(self, citations: tuple[Citation, ...]) -> Answer:
        """The page with the sentences of it that answer; the closest passages where none does."""
        question, sought = self.question, self.sought
        first = PutFirst(self.engine, question, sought)
        citations, quotes = first.with_dose(first.with_boxed_warning(self._best(citations)))
        lacking, is_any_named = self._unnamed_allergens()
        if lacking and not is_any_named and self._are_words(sought.allergens):
            return self.closest(citations, self.mentions_none(lacking))
        if sought.allergens and is_any_named and not name_any(quotes, [sought.allergens]):
            asked = allergens_in(question.resolved_text, sought.allergens)
            citations, quotes = first.with_saying(asked, (citations, quotes))
            if asks_of_allergen(question.resolved_text) and not name_any(quotes, [sought.allergens]):
                return self.closest(citations, f"No sentence found speaks of an allergy to {joined(asked)}. ")
        spelled = self.engine.vocabulary.spelled
        named = words_of(name for each in question.conditions for name in (each, *spelled(each)))
        if question.section in (SectionKind.INDICATION, SectionKind.DOSAGE):  # no other use, nor the dose for it
            quotes = tuple(each for each in quotes if names_one(each.text, named)) or quotes
        if not quotes and self.is_stated():  # the row of a table, which says nothing by itself
            return answers.passages_answer(question, citations, (), len(self.hits))
        citations, quotes = first.with_denial(named, (citations, quotes))
        if not quotes or not sought.is_measured_in(each.text for each in quotes):
            return self.closest(citations, self._unnamed_conditions() or self._unsaid())
        quoted = (each.citation for each in quotes)
        if sought.route and not any(is_by(sought.route, each.passage, each.document) for each in quoted):
            return self.closest(citations, self._unsaid())
        if is_general(question):
            citations, quotes = _defined(citations, quotes, question)
            if not quotes:
                return self.closest(citations, _OF_NO_DRUG)
        manner = sought.manner if question.section is None else None
        if manner and not any(manner.tells.search(each.text) for each in quotes):
            return self._as_it_is(citations, quotes)
        told = self._unnamed_conditions() or self.mentions_none(lacking)
        is_of_another = question.section in _GIVEN_AS and not name_any(quotes, words_of(question.conditions))
        if told and is_of_another and not lacking:
            return self.closest(citations, told)
        return self._noticed(self._notice(told, quotes), citations, quotes)

    def _as_it_is(self, citations: tuple[Citation, ...], quotes: tuple[Quote, ...]) -> Answer:
        """What a drug is said to be, where it is asked whether it is something that no quote says."""
        asked = asked_to_be(self.question)
        told = f"No sentence found says that it is what is asked (“{asked}”); what it is said to be is quoted."
        found = answers.passages_answer(self.question, citations, quotes, len(self.hits))
        return answers.with_notices(found, Notice("Not said to be that", told))

    def _best(self, citations: tuple[Citation, ...]) -> Quoted:
        """The page and its best sentences; of a longer page those that one of the usual length has."""
        with self.watch.stage("quote"):
            of_first = quotable(citations[:SHOWN], self.question, self.sought, self._numbers_named())
            similarity = self.engine.similarity(self.question)
            return with_edges(*with_quotes(citations, self.sought, similarity, of_first), self.engine.library.beside)

    def _noticed(self, notice: Notice | None, citations: tuple[Citation, ...], quotes: tuple[Quote, ...]) -> Answer:
        """The answer with what is to be known of it; without quotes where none speaks of what is asked."""
        question, sought = self.question, self.sought
        is_narrowed = not question.filters.without_all(("drug", "kind")).is_empty
        is_known = question.section is not None and (not sought.words or _is_known(question, sought))
        is_open = not is_known or _OF_A_LEVEL.search(question.masked_text)
        if is_open and not is_narrowed and not _speaks_of(question, sought, quotes):
            with self.watch.stage("quote"):
                plain = [replace(each, highlights=()) for each in citations]
                citations, quotes = marked_by_words(plain, Sought(sought.words)), ()
            notice = notice or _NOT_QUOTED
        found = answers.passages_answer(question, citations, quotes, len(self.hits))
        return answers.with_notices(found, notice) if notice else found

    def closest(
        self, citations: Sequence[Citation], missing: str = "", reason: str = Reason.NOTHING_RELEVANT
    ) -> Answer:
        """The first few passages, said to be the closest and no answer; `missing` is what is not here."""
        if lacks_label(self.engine.library, self.question):
            reason, missing = Reason.NO_LABEL, self.missing_section()
        with self.watch.stage("quote"):
            marked = marked_by_words(citations[:CLOSEST], self.sought)
        return answers.closest_answer(self.question, marked, reason, missing)

    def named(self, citations: tuple[Citation, ...]) -> Answer:
        """Of a drug named alone what it is for, quoted from its beginning, and how many sources name it."""
        engine, question = self.engine, self.question
        with self.watch.stage("quote"):
            citations, quotes = with_edges(*_opened(citations), engine.library.beside)
        with self.watch.stage("look_up"):
            keys = "|".join(engine.keys_of_one_drug(question.drugs[0].name))
            select = engine.library.catalog.select
            naming = {kind: len(select({"drug": (keys,), "kind": (kind.value,)})) if keys else 0 for kind in Kind}
        drug = engine.library.drug_name(question.drug_keys[0]).lower()
        return answers.name_answer(answers.passages_answer(question, citations, quotes, len(self.hits)), drug, naming)

    def of_criteria(self, citations: tuple[Citation, ...]) -> Answer | None:
        """A trial's criteria, from their beginning or on what is asked of them; None where none are asked for."""
        library = self.engine.library
        asked, beside = beside_criteria(library, self.question), library.beside
        if asked:
            return self._on_criteria(asked) or self.closest(citations, _NO_CRITERION)
        begun = [each for each in citations if each.passage.start == 0 and is_of_criteria(each.passage, self.question)]
        if asked is None or not begun:
            return None
        with self.watch.stage("quote"):
            told = {each.number: replace(each, highlights=(opening(each.passage),)) for each in begun}
            quotes = quotes_of(told.values())[:MOST_QUOTED]
            citations, edged = with_edges([told.get(each.number, each) for each in citations], quotes, beside)
            ends = [(each, each.citation.passage) for each in edged]
            left = [row.text[each.span.end :].strip() or beside(row, 1) for each, row in ends]
        whole = tuple(replace(each, goes_on=bool(more)) for each, more in zip(edged, left, strict=True))
        return answers.passages_answer(self.question, citations, whole, len(self.hits))

    def _on_criteria(self, asked: frozenset[str]) -> Answer | None:
        """The criteria that hold most words of what is asked, quoted; None where none holds more than half of them."""
        library, numbers = self.engine.library, (self.hits[0].document,)
        rows = library.catalog.passages(library.passages_of_kind(numbers, SectionKind.ELIGIBILITY).tolist())
        held = [
            (row.number, len(asked & content_words(span.of(row.text))), span)
            for row in rows
            if is_of_criteria(row, self.question)
            for span in sentences(row.text)
        ]
        most = max((count for _, count, _ in held), default=0)
        if 2 * most <= len(asked):
            return None
        spans = {
            number: [span for *at, span in held if at == [number, most]] for number, count, _ in held if count == most
        }
        marked = tuple(
            replace(each, highlights=tuple(spans[each.passage.number])) for each in library.cite(list(spans))
        )
        return answers.passages_answer(self.question, marked, quotes_of(marked)[:MOST_QUOTED], len(marked))

    def is_stated(self) -> bool:
        """Whether a passage of the first page, of a source about the drug, states the very thing that is asked for."""
        question, sought = self.question, self.sought
        is_of_clearance = question.section is SectionKind.RENAL and Of.CLEARANCE in sought.patient
        if not question.drugs or not (
            sought.conditions or is_of_clearance or (sought.measure and sought.measure.named)
        ):
            return False
        about = self._numbers_named()
        first = self.engine.library.cite([hit.passage_number for hit in self.hits[:SHOWN] if hit.document in about])
        if sought.conditions:
            texts = [each.passage.text for each in first if kinds_of_passage(each.passage) & _WARNING]
            return any(sought.is_of_whom(span.of(text)) for text in texts for span in sentences(text))
        if is_of_clearance:
            return any(answers_in(each.passage, sought) >= FOR_THE_PATIENT for each in first)
        return any(sought.is_stated_in(each.passage) for each in first)

    def _numbers_named(self) -> frozenset[int]:
        """The numbers of the monographs and labels about the drugs that the question names."""
        return frozenset(row.number for row in self.engine.library.documents_named(self.question))

    # what is to be known of the quotes

    def _notice(self, unnamed: str, quotes: Sequence[Quote]) -> Notice | None:
        """That they are for other patients, for another use, or that what is asked about is not named; else None."""
        if Of.WEIGHT in self.sought.patient and not any("kg" in each.text for each in quotes):
            return _FOR_NO_WEIGHT
        if unnamed:
            return Notice("Not named", unnamed)
        return self._for_another_use(quotes) or self._for_some_only(quotes) or self._of_no_group(quotes)

    def _of_no_group(self, quotes: Sequence[Quote]) -> Notice | None:
        """That a quantity quoted is not that of the group of patients named; None where one is, or none is named."""
        question, measure = self.question, self.sought.measure
        groups = populations_in(question.masked_text)
        if measure is None or not measure.is_quantity or not groups or self.sought.subject in groups:
            return None
        if any(populations_of(each.citation.passage.text, each.span) & groups for each in quotes):
            return None
        named = joined(sorted(each.label.lower() for each in groups))
        return Notice("Not told for this group", f"No sentence quoted speaks of {named}.")

    def _for_some_only(self, quotes: Sequence[Quote]) -> Notice | None:
        """That every dose quoted is for one group of patients, though it is asked for all; None where one is not."""
        measure = self.sought.measure
        is_a_dose = self.sought.is_dose and (measure is None or measure.what in (USUAL_DOSE, MAXIMUM_DOSE))
        if not (is_a_dose and self.sought.is_for_all and quotes):
            return None
        return _FOR_SOME_ONLY if all(map(_is_for_some, quotes)) else None

    def _for_another_use(self, quotes: Sequence[Quote]) -> Notice | None:
        """That no dose quoted is for what is asked; None where one is, or it is the use and no dose names one."""
        engine, sought = self.engine, self.sought
        names = (sought.words, *sought.names)
        said = (sought.said_of(each.citation.passage.text, each.span) for each in quotes)
        if not sought.is_dose_for or any(_says_most(each, names) for each in said):
            return None
        documents = {each.citation.document.number for each in quotes}

        def held(kind: SectionKind) -> Sequence[PassageRow]:
            passages = engine.library.passages_of_kind(documents, kind)
            among = Among(engine.generation.lexical, passages)
            return engine.library.catalog.passages(passages[among.holding(map(" ".join, names))].tolist())

        uses = (span.of(row.text) for row in held(SectionKind.INDICATION) for span in sentences(row.text))
        is_a_use = any(names_one(each, names) and not DENIES_A_USE.search(each) for each in uses)
        return None if is_a_use and not held(SectionKind.DOSAGE) else _NOT_SAID_FOR

    # what no source says

    def _unnamed_allergens(self) -> tuple[tuple[str, ...], bool]:
        """What an allergy is to and the labels do not mention, as written, and whether they mention some of it."""
        passages = self.engine.library.passages_named(self.question)
        if not self.sought.allergens or not len(passages):
            return (), True
        among = Among(self.engine.generation.lexical, passages)
        asked = allergens_in(self.question.resolved_text, self.sought.allergens)
        lacking = [each for each in asked if not among.holding((each, " ".join(content_words(each)))).any()]
        return tuple(lacking), len(lacking) < len(asked)

    def _are_words(self, stems: frozenset[str]) -> bool:
        """Whether any of these is a word of the corpus: what is misspelled ("sufa") may be named, spelled rightly."""
        return any(self.engine.generation.lexical.document_frequency("body", stem) for stem in stems)

    def _unnamed_conditions(self) -> str:
        """That the labels do not name a condition, or that none gives it as a use; empty where they do."""
        engine, section = self.engine, self.question.section
        if section not in (*_GIVEN_AS, SectionKind.DOSAGE):
            return ""
        only = section if section in _GIVEN_AS else None
        lexical = engine.generation.lexical
        lacking = unnamed_conditions(self.question, engine.library, lexical, engine.vocabulary, only)
        return self.mentions_none(lacking, _GIVEN_AS.get(section, ""))

    def missing_section(self) -> str:
        """As in "No source here about baclofen has a section on pregnancy. "; empty where one has."""
        question, library = self.question, self.engine.library
        if question.needs_label or lacks_label(library, question):
            names = joined(dict.fromkeys((*(each.name for each in question.drugs), *question.spoken_drugs)), "or")
            return f"No label or monograph of {names} is here, and trials are not written to say how a drug is used. "
        if question.section is None or not question.drug_keys:
            return ""
        if question.section in library.section_kinds(library.documents_about_any(question.drug_keys)):
            return ""
        names = joined(dict.fromkeys(library.drug_name(each.drug).lower() for each in question.drugs))
        return f"No source here about {names} has a section on {question.section.label.lower()}. "

    def mentions_none(self, words: Sequence[str], how: str = "") -> str:
        """As in "No label or monograph of baclofen here mentions “turmeric”. "; empty for no words."""
        if not words:
            return ""
        names = joined(self.engine.library.drug_name(key).lower() for key in self.question.drug_keys[:1])
        mentioned = joined((f"“{word}”" for word in words), "or")
        return f"No label or monograph of {names} here mentions {mentioned}{how and f' {how}'}. "

    def _unsaid(self) -> str:
        """As in "No passage found about baclofen speaks of liver impairment. "; empty where no subject is asked."""
        if self.sought.route is not None:
            subject = f"giving it by this route ({self.sought.route})"
        elif self.sought.lab is not None:
            subject = f"what to do at this value of {self.sought.lab.name}"
        elif self.sought.measure is not None:
            subject = self.sought.measure.what
        elif self.sought.subject is not None:
            subject = self.sought.subject.label.lower() + (" and of men" if self.sought.is_of_a_man else "")
        else:
            return ""
        return f"No passage found about {joined(each.name for each in self.question.drugs)} speaks of {subject}. "


def lacks_label(library: Library, question: Question) -> bool:
    """Whether a section of labels is asked for and only trials are about the drugs named."""
    if question.section is None or question.section.is_about_trials or not question.drug_keys or question.filters.ids:
        return False
    return not library.documents_about_any(question.drug_keys)


def _defined(citations: tuple[Citation, ...], quotes: tuple[Quote, ...], question: Question) -> Quoted:
    """The first page and its quotes, those that define what is asked about first."""
    defined = [(each, definition_in(each.passage.text, question)) for each in citations[:MOST_QUOTED]]
    marked = [replace(each, highlights=(span,)) for each, span in defined if span is not None]
    defining = tuple(Quote(each, each.highlights[0]) for each in marked)
    return (*marked, *citations[len(marked) :]), defining or saying_it(quotes, question)


def _says_most(said: frozenset[str], names: Sequence[frozenset[str]]) -> bool:
    """Whether two thirds of the words of a name are said, of two words both: a gastric ulcer is no gastric cancer."""
    return any(3 * len(words & said) >= 2 * len(words) for words in names if words)


def _opened(citations: Sequence[Citation]) -> Quoted:
    """Of a drug named alone what it is for, quoted from its beginning; no quote where no source says so."""
    passage = citations[0].passage
    if SectionKind.INDICATION not in kinds_of_passage(passage):
        return tuple(citations), ()
    first = replace(citations[0], highlights=(opening(passage),))
    return (first, *citations[1:]), (Quote(first, first.highlights[0]),)


def _is_known(question: Question, sought: Sought) -> bool:
    """Whether it is known, beside words, what answers: a group, a quantity, what a section tells, what saves a life."""
    if question.section is SectionKind.OVERDOSE or sought.subject or sought.measure or sought.patient or sought.is_dose:
        return True
    is_of_effects = question.section is SectionKind.ADVERSE_REACTIONS and not sought.words <= _OF_ANY_EFFECT
    asks_of_one = is_of_effects and _ASKS_OF_AN_EFFECT.search(question.masked_text)
    return sought.manner is not None and not asks_of_one


def _is_for_some(quote: Quote) -> bool:
    """Whether a quote is on one group of patients, on who takes another drug, or on an organ that works badly.

    A transplant's does not.
    """
    groups = populations_of(quote.citation.passage.text, quote.span)
    told = groups if says_impaired(quote.text) and not has_sound_kidneys(quote.text) else groups - ORGANS
    return bool(told or is_of_some(quote.citation.passage.text, quote.span)) and OF_ADULTS.search(quote.text) is None


def _speaks_of(question: Question, sought: Sought, quotes: Sequence[Quote]) -> bool:
    """Whether a quote holds a word of what is asked beside a drug, in some form."""
    beside = words_beside(question) if question.section is None else sought.words - _OF_ANY_EFFECT
    beside -= WORDS_OF_TRIALS if question.filters.kind else frozenset()
    if not beside or not question.drugs:
        return True
    if question.section is None and sought.manner is not None:
        return any(sought.manner.tells.search(each.text) for each in quotes)
    held = {word for each in quotes for word in content_words(each.text)}
    level = _OF_A_LEVEL.search(question.masked_text)
    if level is not None:
        return bool(held & (content_words(level["what"]) or beside - _OF_LEVELS))
    if beside & held or name_any(quotes, (*words_of(question.conditions, in_labels=True), *sought.conditions)):
        return True
    if any(sought.measure and sought.measure.is_in(each.text) for each in quotes):
        return True
    if question.section is SectionKind.HOW_SUPPLIED and any(AMOUNT.search(each.text) for each in quotes):
        return True  # its strengths
    beginnings = {word[:_BEGINNING] for word in held}
    return any(word[:_BEGINNING] in beginnings for word in beside)
