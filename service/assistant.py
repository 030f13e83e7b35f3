"""From a question in a conversation to an answer: understand, look up or rank, decide, compose."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from indexer.catalog import PassageRow
from indexer.sections import kinds_of
from indexer.selection import NOT_STATED
from service import answers
from service.answers import Answer
from service.carrying import refers_to_shown
from service.citations import Citation
from service.comparing import comparison_of
from service.confidence import Decision, Outcome, Reason
from service.conversation import Turn
from service.covered_part import combined_products, covered_part, names_told, unnamed_partners
from service.engine import Engine
from service.filters import Filters
from service.notices import unapplied_notice
from service.pointing import asks_for_one_trial, number_pointed_at
from service.question import Intent, Question
from service.quote_edges import with_edges
from service.quoting import content_words, marked_by_words, with_quotes
from service.ranking import Hit, Mode
from service.records_asked import (
    asks_of_its_text,
    by_identifier,
    drugs_of,
    identified,
    lacking,
    listed,
    unstated_counts,
)
from service.stated_facts import stated_facts
from service.suggestions import names_nothing, next_questions
from service.wording import Notice, joined, unstated_sentence

DEEPEST = 200
"""How far down a ranking can be paged."""
_CLOSEST = 4
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
            found = replace(found, facets=counted, suggestions=next_questions(engine.library, question, found))
    found = replace(_with_limits_told(engine, found), timings_ms=dict(watch.taken_ms))
    engine.answers.keep(key, found)
    return found


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
    if stated:
        return answers.fact_answer(question, engine.name, stated)
    if question.intent is Intent.COMPARE and len(question.drug_keys) + len(missing) > 1:
        with watch.stage("compare"):
            comparison = comparison_of(engine.library, question.drug_keys, question.section, missing)
            return answers.comparison_answer(question, engine.name, comparison)
    found = _ranked(engine, asked, question, watch, quoting)
    if not quoting or not found.citations:
        return found
    with watch.stage("understand"):
        unnamed = unnamed_partners(question, engine.library, engine.generation.lexical, engine.lexicon)
        combined = combined_products(question, engine.library)
    return answers.of_combinations(answers.with_unnamed(found, unnamed), combined)


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
    answered = decision.outcome is Outcome.ANSWER and not unspecific
    offset, shown = (asked.offset, asked.limit) if answered else (0, min(asked.limit, _CLOSEST))
    with watch.stage("cite"):
        hits = _asked_section_first(engine, ranking.hits, question)[offset : offset + shown]
        cited = engine.library.cite([hit.passage_number for hit in hits], offset + 1)
        citations = tuple(
            replace(citation, score=hit.score, parts=hit.parts, confidence=decision.probability)
            for citation, hit in zip(cited, hits, strict=True)
        )
    total = len(ranking.hits) if answered else len(citations)
    if unspecific:
        return answers.unspecific_answer(question, engine.name, citations)
    if not answered:
        reason = decision.reason or Reason.NOTHING_RELEVANT
        with watch.stage("quote"):
            missing = _missing_section(engine, question) or _unmentioned(engine, question, ranking.features.unmentioned)
            citations = marked_by_words(citations, _telling_words(question))
        return answers.closest_answer(question, engine.name, citations, total, reason, missing)
    if question.intent is Intent.NOTE:
        return answers.note_answer(question, engine.name, citations, total, offset)
    if not quoting or offset:  # only a first page quotes; the next ones go on with the passages
        with watch.stage("quote"):
            citations = marked_by_words(citations, content_words(question.resolved_text))
        return answers.passages_answer(question, engine.name, citations, (), total, offset)
    with watch.stage("quote"):
        citations, quotes = with_quotes(
            citations,
            content_words(question.resolved_text),
            engine.similarity(question),
            lambda each: _is_asked(each, question, citations),
        )
        citations, quotes = with_edges(citations, quotes)
    return answers.passages_answer(question, engine.name, citations, quotes, total)


def _has_section(engine: Engine, question: Question) -> bool | None:
    """Whether the one document that is pointed at has a section of the kind asked for; None where none is."""
    rows = [row for each in question.filters.ids if (row := engine.library.catalog.document(each))]
    if question.section is None or len(rows) != 1:
        return None
    return question.section in engine.library.section_kinds(rows)


def _asked_section_first(engine: Engine, hits: Sequence[Hit], question: Question) -> Sequence[Hit]:
    """Of one document that is asked about, the section asked for comes first, its passages as they are ranked.

    Of several such sections the one whose title is in the question: "inclusion criteria".
    """
    if question.section is None or not (question.identifiers or question.filters.ids):
        return hits
    passages = engine.library.catalog.passages([each.passage_number for each in hits])
    order = {each.number: _nearness(each, question) for each in passages}
    return sorted(hits, key=lambda hit: order[hit.passage_number], reverse=True)


def _nearness(passage: PassageRow, question: Question) -> tuple[bool, int]:
    """Whether a passage is of the kind of section asked for, and how many words of its title the question holds."""
    is_asked = question.section in kinds_of(passage.section_key, passage.section_title)
    return is_asked, len(content_words(passage.section_title) & content_words(question.resolved_text))


def _telling_words(question: Question) -> frozenset[str]:
    """The words by which a sentence is close to a question: not the drug's own name, which is everywhere."""
    words = content_words(question.resolved_text)
    names = content_words(" ".join(f"{each.text} {each.name}" for each in question.drugs))
    return words - names or words


def _is_asked(citation: Citation, question: Question, citations: Sequence[Citation]) -> bool:
    """Whether a passage is of the kind of section that was asked for; of any kind where none was.

    Of one document that is asked about, only the section that is nearest to the question is quoted.
    """
    if question.section is None:
        return True
    if question.identifiers or question.filters.ids:
        return _nearness(citation.passage, question) == _nearness(citations[0].passage, question)
    return _nearness(citation.passage, question)[0]


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
    if not words:
        return ""
    names = joined(engine.library.drug_name(key).lower() for key in question.drug_keys[:1])
    return f"No label or monograph of {names} here mentions {joined((f'“{word}”' for word in words), 'or')}. "


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
