"""From a question in a conversation to an answer: understand, look up or rank, decide, compose."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from indexer.sections import SectionKind, kinds_of
from indexer.selection import NOT_STATED
from service.answering import answers
from service.answering.answers import Answer
from service.answering.citations import Citation, Quote
from service.answering.comparing import comparison_of, kinds_asked, sides_of, topic_of
from service.answering.conditions_named import unnamed_conditions, words_of
from service.answering.covered_part import combined_products, covered_part, names_told, unnamed_partners
from service.answering.looked_up import in_order, is_a_name
from service.answering.notices import unapplied_notice
from service.answering.partners import Told, partners_of, told_together
from service.answering.quotable import quotable
from service.answering.quote_edges import opening, with_edges
from service.answering.quoting import marked_by_words, with_quotes
from service.answering.sought import Sought, sought_by, words_beside
from service.answering.stated_facts import stated_facts
from service.answering.suggestions import has_no_subject, names_nothing, next_questions
from service.answering.what_treats import asks_what_treats, uses_for
from service.answering.words import content_words
from service.engine import Engine
from service.follow_ups.carrying import refers_to_shown
from service.follow_ups.conversation import Turn, asks_nothing
from service.follow_ups.pointing import asks_for_one_trial, number_pointed_at
from service.records_asked import (
    asks_of_its_text,
    by_identifier,
    drugs_of,
    identified,
    lacking,
    listed,
    unstated_counts,
)
from service.search.confidence import Decision, Outcome, Reason
from service.search.ranking import Hit, Mode
from service.understanding.filters import Filters
from service.understanding.question import Intent, Question
from service.understanding.section_intent import POPULATIONS, asked_section
from service.understanding.unapplied import Unapplied
from service.wording import Notice, joined, unstated_sentence

DEEPEST = 200
"""How far down a ranking can be paged."""
_CLOSEST = 4
_LOOKED_AT = 3
"""Passages at the top in which the words of a question are looked for."""
_MOST_QUOTED = 3
SHOWN = 10
"""Passages, or records of a list, on one page unless more are asked for."""
_LOOKED_UP = (Intent.LIST, Intent.COUNT, Intent.IDENTIFIER)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with all that goes with it."""

    text: str
    history: tuple[Turn, ...] = ()
    """Earlier questions, oldest first."""
    filters: Filters = field(default_factory=Filters)
    """Given explicitly; they win over what the words say."""
    taken: frozenset[str] = frozenset()
    """Parts of what is understood that the reader took away."""
    limit: int = SHOWN
    offset: int = 0
    mode: Mode = Mode.HYBRID
    facets: tuple[str, ...] = ()


@dataclass
class Stopwatch:
    """What each stage took, in milliseconds."""

    taken_ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside; a stage entered twice is added up."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.taken_ms[name] = round(self.taken_ms.get(name, 0.0) + 1000 * (time.perf_counter() - started), 3)


class Assistant:
    """Holds the live engine. It is replaced whole; a question keeps the one it began with."""

    def __init__(self, engine: Engine | None) -> None:
        self.engine = engine

    @property
    def generation_name(self) -> str | None:
        """The live one's; None before the first."""
        return self.engine.name if self.engine else None


def answer(engine: Engine, asked: Asked, understood: Callable[[Question], None] | None = None) -> Answer:
    """The whole path of one question through one engine; what was already asked today is not worked out again.

    `understood` is told the question before anything is searched.
    """
    watch = Stopwatch()
    key = (asked, date.today())  # "last year" is another one tomorrow
    with watch.stage("total"):
        kept = engine.answers.get(key)
    if kept is not None:
        if understood is not None:
            understood(kept.question)
        return replace(kept, timings_ms=dict(watch.taken_ms))
    with watch.stage("total"):
        with watch.stage("understand"):
            history = _with_shown(engine, asked.history, asked.text)
            question = engine.understand(asked.text, history, asked.filters, asked.taken)
            question = replace(question, lacking=lacking(engine.library.catalog, question))
        if understood is not None:
            understood(question)
        found = answers.with_lacking(_answer(engine, asked, question, watch))
        with watch.stage("compose"):
            counted = {**found.facets, **_counts(engine, question, found, asked.facets)}
            asked_next = next_questions(engine.library, question, found, partial(engine.follow, question))
            found = replace(found, facets=counted, suggestions=asked_next)
    found = replace(_with_limits_told(engine, _unnarrowed(engine, asked, found)), timings_ms=dict(watch.taken_ms))
    engine.answers.keep(key, found)
    return found


_LOOKED_UP_ALL_THE_SAME = "What is asked for by its number, or compared, is shown whatever its record states."


def _unnarrowed(engine: Engine, asked: Asked, found: Answer) -> Answer:
    """The answer saying which of the filters given explicitly do not hold for it, for what is looked up or compared."""
    given = asked.filters.named
    if not given or (found.comparison is None and _allows(engine, asked.filters, found.citations)):
        return found
    question, filters = found.question, found.question.filters
    for name in given:
        filters = filters.without(name)
    named = ("not" if name == "excluded" else name.replace("_", " ") for name in given)
    dropped = (Unapplied(name, _LOOKED_UP_ALL_THE_SAME) for name in named)
    return replace(found, question=replace(question, filters=filters, unapplied=(*question.unapplied, *dropped)))


def _with_limits_told(engine: Engine, found: Answer) -> Answer:
    """The answer saying what of its question was not applied, and which records it leaves out for what they do not say.

    Behind what is urgent; a list tells the latter in its explanation.
    """
    filters = found.question.filters
    left_out = None if found.listing else unstated_sentence(unstated_counts(engine.library, filters))
    told = [unapplied_notice(found.question.unapplied), Notice("Records left out", left_out) if left_out else None]
    notices = [each for each in told if each is not None]
    if not notices:
        return found
    urgent = [each for each in found.notices if each.urgent]
    return replace(found, notices=(*urgent, *notices, *(each for each in found.notices if not each.urgent)))


def _with_shown(engine: Engine, history: tuple[Turn, ...], text: str) -> tuple[Turn, ...]:
    """A history whose turns say which documents they showed, where what follows may point at one of them."""
    told: list[Turn] = []
    for turn, next_text in zip(history, [*(each.text for each in history), text][1:], strict=True):
        if not turn.document_ids and refers_to_shown(next_text):
            turn = replace(turn, document_ids=_shown(engine, turn, tuple(told), next_text))
        told.append(turn)
    return tuple(told)


def _shown(engine: Engine, turn: Turn, before: tuple[Turn, ...], next_text: str) -> tuple[str, ...]:
    """The documents that a turn showed, one for each passage. Passages are ranked anew only where one is pointed at."""
    question = engine.understand(turn.text, before, turn.filters, turn.taken)
    is_pointed_at = number_pointed_at(next_text) is not None or asks_for_one_trial(turn.text)
    if question.intent not in _LOOKED_UP and not is_pointed_at:
        return ()
    asked = Asked(turn.text, limit=SHOWN, offset=turn.first - 1)
    found = _answer(engine, asked, question, Stopwatch(), quoting=False)
    return tuple(each.passage.document_id for each in found.citations)


def _answer(engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool = True) -> Answer:
    """By what sort of answer is wanted. Of a drug that is not here nothing is said from another one."""
    if question.wish_to_die:
        return answers.crisis_answer(question, engine.name)
    if asks_nothing(question.text):
        return answers.unasked_answer(question, engine.library.coverage)
    if any(part.partition("=")[0] == "drug" for part in asked.taken) and has_no_subject(question):
        return answers.emptied_answer(question, engine.library.coverage)
    if question.intent is Intent.IDENTIFIER and question.identifiers:
        with watch.stage("look_up"):
            rows = identified(engine.library.catalog, question)
        if len(rows) == 1 and asks_of_its_text(engine.library, rows[0], question):
            with watch.stage("look_up"):
                of_drug = replace(question, drugs=drugs_of(engine.library, rows[0]))
            found = replace(_ranked(engine, asked, of_drug, watch, quoting), question=question)
            return answers.with_product_codes(found)
        with watch.stage("look_up"):
            return by_identifier(engine, question, rows)
    if not question.unknown_drugs:
        return _of_covered(engine, asked, question, watch, quoting)
    if not question.drugs:
        return answers.absent_answer(question, engine.library.coverage, Reason.UNKNOWN_DRUG)
    with watch.stage("understand"):
        told = names_told(question, engine.library, engine.generation.lexical, engine.lexicon)
    covered = covered_part(question, told)
    missing = tuple(dict.fromkeys(each.lower() for each in question.unknown_drugs))
    found = _of_covered(engine, asked, covered, watch, quoting, missing)
    names = tuple(engine.library.drug_name(key).lower() for key in question.drug_keys)
    return answers.partly_covered(found, question, names, told)


def _of_covered(
    engine: Engine,
    asked: Asked,
    question: Question,
    watch: Stopwatch,
    quoting: bool,
    missing: tuple[str, ...] = (),
) -> Answer:
    """The answer to a question about drugs that are here, or about none; `missing` are set beside them in a table."""
    if question.topic_outside is not None:
        return answers.absent_answer(question, engine.library.coverage, Reason.NOTHING_RELEVANT)
    if question.intent in (Intent.LIST, Intent.COUNT):
        with watch.stage("look_up"):
            return listed(engine, question, asked.offset, asked.limit)
    with watch.stage("look_up"):
        stated = stated_facts(engine.library, question)
    if stated and _allows(engine, question.filters, stated.citations):
        return answers.fact_answer(question, engine.name, stated)
    if question.intent is Intent.COMPARE:
        with watch.stage("compare"):
            sides = sides_of(question.drugs, engine.lexicon, engine.library)
            if len(sides) + len(missing) > 1:
                topic, search = topic_of(question), engine.passages_with
                comparison = comparison_of(engine.library, sides, kinds_asked(question), missing, topic, search)
                return answers.comparison_answer(question, engine.name, comparison)
    if asks_what_treats(question) and (told := _what_treats(engine, asked, question, watch, quoting)):
        return told
    found = _of_one_or_together(engine, asked, question, watch, quoting, missing)
    if not quoting or not found.citations:
        return found
    with watch.stage("understand"):
        unnamed = unnamed_partners(question, engine.library, engine.generation.lexical, engine.lexicon)
        combined = combined_products(question, engine.library)
    return answers.of_combinations(answers.with_unnamed(found, unnamed), combined)


def _what_treats(engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool) -> Answer | None:
    """The labels and monographs that give a condition as a use, a page of them; None where none does."""
    with watch.stage("look_up"):
        lexical = engine.generation.lexical
        uses = uses_for(question.conditions, engine.library, lexical, engine.vocabulary)
    if not uses:
        return None
    shown = uses[asked.offset : asked.offset + asked.limit]
    with watch.stage("cite"):
        cited = engine.library.cite([each.passage for each in shown], asked.offset + 1)
        marked = tuple(replace(each, highlights=(use.span,)) for each, use in zip(cited, shown, strict=True))
    with watch.stage("quote"):
        first = marked[:_MOST_QUOTED] if quoting and not asked.offset else ()
        citations, quotes = with_edges(marked, tuple(Quote(each, each.highlights[0]) for each in first))
    return answers.uses_answer(question, engine.name, citations, quotes, len(uses), asked.offset)


def _of_one_or_together(
    engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool, missing: tuple[str, ...]
) -> Answer:
    """What is ranked for a question; of drugs taken together only what the sources of one say of another answers."""
    partners = partners_of(question, engine.library, missing) if quoting else ()
    if partners:
        with watch.stage("quote"):
            every = told_together(partners, engine.library, engine.generation.lexical)
            told = [each for each in every if _allows(engine, question.filters, [each])]
        if told:
            return _together(engine, asked, question, told, watch)
    found = _ranked(engine, asked, question, watch, quoting)
    is_unsaid = found.answerable or (found.citations and found.reason == Reason.NOTHING_RELEVANT)
    if not partners or not is_unsaid or any(each.is_class for each in partners):
        return found
    first, *others = (each.name for each in partners)
    where = "here" if question.filters.is_empty else "that the filters leave"
    unsaid = f"No label or monograph of {first} {where} says anything of taking it with {joined(others)}. "
    shown = found.citations[:_CLOSEST]
    return answers.closest_answer(question, engine.name, shown, len(shown), Reason.NOTHING_RELEVANT, unsaid)


def _allows(engine: Engine, filters: Filters, cited: Sequence[Citation | Told]) -> bool:
    """Whether filters leave the documents of all these passages."""
    if filters.is_empty or not cited:
        return True
    allowed = engine.library.catalog.select(filters.as_mapping())
    return all(each.passage.document in allowed for each in cited)


# passages


def _ranked(engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool) -> Answer:
    """The best passages, if they answer; the closest, said to be that; or that nothing here does."""
    with watch.stage("retrieve"):
        ranking = engine.retriever.retrieve(question, limit=DEEPEST, mode=asked.mode)
    with watch.stage("decide"):
        decision = engine.confidence.decide(ranking.features)
    has_section = _has_section(engine, question)
    if has_section and ranking.hits:  # a section of one document is looked up by its name, nothing is to be weighed
        decision = Decision(Outcome.ANSWER, 1.0)
    if decision.outcome is Outcome.NOT_IN_CORPUS or not ranking.hits:
        reason = Reason.NO_SUCH_SECTION if has_section is False else decision.reason
        return answers.absent_answer(question, engine.library.coverage, reason or Reason.NOTHING_RELEVANT)
    unspecific = names_nothing(question) and len(engine.library.drugs) > 1
    sought = sought_by(question)
    with watch.stage("cite"):
        hits = in_order(engine.library, ranking.hits, question, sought)
    if decision.outcome is Outcome.CLOSEST and _is_stated(engine, question, hits, sought):
        decision = replace(decision, outcome=Outcome.ANSWER, reason=None)
    answered = decision.outcome is Outcome.ANSWER and not unspecific
    offset, shown = (asked.offset, asked.limit) if answered else (0, min(asked.limit, _CLOSEST))
    with watch.stage("cite"):
        citations = _cited(engine, hits[offset : offset + shown], offset + 1, decision)
    total = len(ranking.hits) if answered else len(citations)
    if unspecific:
        return answers.unspecific_answer(question, engine.name, citations)
    if not answered:
        reason = decision.reason or Reason.NOTHING_RELEVANT
        missing = _missing_section(engine, question) or _unmentioned(engine, question, ranking.features.unmentioned)
        return _closest(engine, question, sought, citations, watch, reason, missing)
    if question.intent is Intent.NOTE:
        return answers.note_answer(question, engine.name, citations, total, offset)
    if not quoting or offset:  # only a first page quotes; the next ones go on with the passages
        with watch.stage("quote"):
            citations = marked_by_words(citations, sought)
        return answers.passages_answer(question, engine.name, citations, (), total, offset)
    with watch.stage("quote"):
        if is_a_name(question):
            citations, quotes = _opened(citations)
            if not quotes:
                return answers.passages_answer(question, engine.name, citations, (), total)
        else:
            allowed = quotable(citations, question, sought, engine.library.numbers_about(question.drug_keys))
            citations, quotes = with_quotes(citations, sought, engine.similarity(question), allowed)
        citations, quotes = with_edges(citations, quotes)
    if not quotes and _is_stated(engine, question, hits, sought):  # in a row of a table, which says nothing by itself
        return answers.passages_answer(question, engine.name, citations, (), total)
    if not quotes or _is_beside_the_point(question, sought, quotes):
        return _closest(engine, question, sought, citations, watch, Reason.NOTHING_RELEVANT, _unsaid(question, sought))
    found = answers.passages_answer(question, engine.name, citations, quotes, total)
    told = _unnamed_conditions(engine, question)
    if told and question.section is SectionKind.INDICATION and not _holds(quotes, words_of(question.conditions)):
        return _closest(engine, question, sought, citations, watch, Reason.NOTHING_RELEVANT, told)
    return answers.with_notice(found, Notice("Not named", told)) if told else found


def _holds(quotes: Sequence[Quote], conditions: Sequence[frozenset[str]]) -> bool:
    """Whether a quote holds a word of the conditions asked about."""
    return any(words & content_words(each.text) for each in quotes for words in conditions)


def _unnamed_conditions(engine: Engine, question: Question) -> str:
    """That the labels do not name a condition, or that none gives it as a use; empty where they do."""
    if question.section not in (SectionKind.INDICATION, SectionKind.DOSAGE):
        return ""
    of_use = question.section is SectionKind.INDICATION
    only = question.section if of_use else None
    lacking = unnamed_conditions(question, engine.library, engine.generation.lexical, engine.vocabulary, only)
    return _mentions_none(engine, question, lacking, "as a use" if of_use else "") if lacking else ""


def _is_stated(engine: Engine, question: Question, hits: Sequence[Hit], sought: Sought) -> bool:
    """Whether a passage of the first page, of a source about the drug, states the very thing that is asked for."""
    if sought.measure is None or sought.measure.named is None or not question.drugs:
        return False
    about = engine.library.numbers_about(question.drug_keys)
    first = engine.library.cite([hit.passage_number for hit in hits[:SHOWN] if hit.document in about])
    return any(sought.is_stated_in(each.passage) for each in first)


def _cited(engine: Engine, hits: Sequence[Hit], first: int, decision: Decision) -> tuple[Citation, ...]:
    cited = engine.library.cite([hit.passage_number for hit in hits], first)
    return tuple(
        replace(citation, score=hit.score, parts=hit.parts, confidence=decision.probability)
        for citation, hit in zip(cited, hits, strict=True)
    )


def _closest(
    engine: Engine,
    question: Question,
    sought: Sought,
    citations: Sequence[Citation],
    watch: Stopwatch,
    reason: str,
    missing: str = "",
) -> Answer:
    """The first few passages, said to be the closest and no answer."""
    with watch.stage("quote"):
        marked = marked_by_words(citations[:_CLOSEST], sought)
    return answers.closest_answer(question, engine.name, marked, len(marked), reason, missing)


def _together(engine: Engine, asked: Asked, question: Question, told: Sequence[Told], watch: Stopwatch) -> Answer:
    """What sources about one drug say of another, quoted, then the passages as they are ranked."""
    with watch.stage("retrieve"):
        ranking = engine.retriever.retrieve(question, limit=DEEPEST, mode=asked.mode)
    with watch.stage("cite"):
        scored = {hit.passage_number: hit for hit in ranking.hits}
        numbers = list(dict.fromkeys((*(each.passage.number for each in told), *scored)))[:DEEPEST]
        cited = engine.library.cite(numbers[asked.offset : asked.offset + asked.limit], asked.offset + 1)
        citations = tuple(
            replace(each, score=hit.score, parts=hit.parts) if (hit := scored.get(each.passage.number)) else each
            for each in cited
        )
    with watch.stage("quote"):
        of_page = told[asked.offset : asked.offset + asked.limit]
        marked = (
            *(replace(each, highlights=(of_it.span,)) for each, of_it in zip(citations, of_page, strict=False)),
            *marked_by_words(citations[len(of_page) :], sought_by(question)),
        )
        quotes = tuple(Quote(each, each.highlights[0]) for each in marked[: len(of_page)] if not asked.offset)
        citations, quotes = with_edges(marked, quotes)
    return answers.passages_answer(question, engine.name, citations, quotes, len(numbers), asked.offset)


def _opened(citations: Sequence[Citation]) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """Of a drug named alone what it is for, quoted from its beginning; no quote where no source says so."""
    passage = citations[0].passage
    if SectionKind.INDICATION not in kinds_of(passage.section_key, passage.section_title):
        return tuple(citations), ()
    first = replace(citations[0], highlights=(opening(citations[0].passage),))
    return (first, *citations[1:]), (Quote(first, first.highlights[0]),)


def _is_beside_the_point(question: Question, sought: Sought, quotes: Sequence[Quote]) -> bool:
    """Whether no quote holds a word of what is asked beside the drug, where no section says what that is.

    Of an organ or a group of patients, of whom then only trials could speak, it holds most of the words.
    """
    beside = words_beside(question)
    if not beside or not question.drugs or question.section is not None or not question.filters.is_empty:
        return False
    held = max(len(beside & content_words(each.text)) for each in quotes)
    of_patients = asked_section(question.masked_text) in POPULATIONS
    if of_patients:
        return 3 * held < 2 * len(beside)
    return not held and not any(sought.measure and sought.measure.is_in(each.text) for each in quotes)


def _has_section(engine: Engine, question: Question) -> bool | None:
    """Whether the one document that is pointed at has a section of the kind asked for; None where none is."""
    rows = [row for each in question.filters.ids if (row := engine.library.catalog.document(each))]
    if question.section is None or len(rows) != 1:
        return None
    return question.section in engine.library.section_kinds(rows)


def _missing_section(engine: Engine, question: Question) -> str:
    """As in "No source here about baclofen has a section on pregnancy. "; empty where one has."""
    if question.needs_label:
        names = joined(dict.fromkeys((*(each.name for each in question.drugs), *question.spoken_drugs)), "or")
        return f"No label or monograph of {names} is here, and trials are not written to say how a drug is used. "
    if question.section is None or not question.drug_keys:
        return ""
    documents = [row for key in question.drug_keys for row in engine.library.documents_about(key)]
    if question.section in engine.library.section_kinds(documents):
        return ""
    names = joined(dict.fromkeys(engine.library.drug_name(each.drug).lower() for each in question.drugs))
    return f"No source here about {names} has a section on {question.section.label.lower()}. "


def _unmentioned(engine: Engine, question: Question, words: Sequence[str]) -> str:
    """As in "No label or monograph of baclofen here mentions “turmeric”. "; empty for no words."""
    return _mentions_none(engine, question, words) if words else ""


def _mentions_none(engine: Engine, question: Question, words: Sequence[str], how: str = "") -> str:
    names = joined(engine.library.drug_name(key).lower() for key in question.drug_keys[:1])
    mentioned = joined((f"“{word}”" for word in words), "or")
    return f"No label or monograph of {names} here mentions {mentioned}{how and f' {how}'}. "


def _unsaid(question: Question, sought: Sought) -> str:
    """As in "No passage found about baclofen speaks of liver impairment. "; empty where no such subject is asked."""
    if sought.measure is not None and sought.measure.named is not None:
        subject = sought.measure.what
    elif sought.subject is not None:
        subject = sought.subject.label.lower()
    else:
        return ""
    names = joined(mention.name for mention in question.drugs)
    return f"No passage found about {names} speaks of {subject}. "


def _counts(
    engine: Engine, question: Question, found: Answer, fields: Sequence[str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """The facets that were asked for, counted over the documents the filters allow."""
    if not fields:
        return {}
    allowed = engine.library.catalog.select(question.filters.as_mapping())
    counted = engine.library.catalog.facets(fields, allowed)
    return {
        name: tuple((NOT_STATED if each.value is None else each.value, each.count) for each in values)
        for name, values in counted.items()
    }
