"""From a question in a conversation to an answer: understand, look up or rank, decide, compose."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from indexer.patterns import any_case
from service.answering import absences, answers
from service.answering.answers import Answer
from service.answering.comparing import comparison_of, kinds_asked, sides_of, topic_of
from service.answering.covered_part import combined_products, covered_part, names_told, unnamed_partners
from service.answering.notices import (
    WHERE_IT_STANDS,
    class_notice,
    classes_asked,
    product_notice,
    unapplied_notice,
    urgent_notices,
)
from service.answering.stated_facts import stated_facts
from service.answering.suggestions import has_no_subject, names_no_trial, next_questions
from service.answering.what_treats import treated
from service.asked import SHOWN, Asked, Stopwatch
from service.claims import unstated_sentence
from service.engine import Engine
from service.follow_ups.conversation import Turn, asks_for_proof, asks_nothing
from service.follow_ups.looked_at import refers_to_shown
from service.follow_ups.pointing import asks_for_one_trial, number_pointed_at
from service.passages_asked import allows, ranked, ranked_or_together, what_treats
from service.records_asked import (
    absent_ids,
    asks_of_its_text,
    by_identifier,
    drugs_of,
    identified,
    lacking,
    like_a_trial,
    listed,
    under_other_names,
    unstated_counts,
)
from service.search.confidence import Reason
from service.trial_checked import checked
from service.understanding.filters import Filters
from service.understanding.question import Intent, Question
from service.understanding.two_questions import two_questions
from service.understanding.unapplied import Unapplied
from service.wording import Notice

_HAS_NO_VECTOR = any_case(r"\b(?:trials?|stud(?:y|ies)|nct\s?\d+|versus|vs|compare|how\smany)\b")
"""Lists, counts, numbers and comparisons, mostly: nothing of them is compared by its meaning."""
_LOOKED_UP = (Intent.LIST, Intent.COUNT, Intent.IDENTIFIER)


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
    with watch.total():
        kept = engine.answers.get(key)
    if kept is not None:
        if understood is not None:
            understood(kept.question)
        return replace(kept, timings_ms=dict(watch.taken_ms))
    with watch.total():
        with watch.stage("understand"):
            if not asked.history and not _HAS_NO_VECTOR.search(asked.text):
                engine.retriever.begin(asked.text)  # which is most likely what passages are ranked by
            history = _with_shown(engine, asked.history, asked.text)
            question, two = _read(engine, asked.text, history, asked.filters, asked.taken)
            question = replace(question, lacking=lacking(engine.library.catalog, question))
        if understood is not None:
            understood(question)
        with watch.stage("compose"):
            found = _unnarrowed(engine, asked, absences.with_lacking(_answer(engine, asked, question, watch)))
            counted = _counted(engine, found.question.filters, asked.facets)
            asked_next = next_questions(engine.library, question, found, partial(engine.follow, question))
            suggestions = (*found.suggestions, *asked_next)
            found = replace(found, facets={**found.facets, **counted}, suggestions=suggestions)
            found = answers.with_other_question(found, two) if two is not None else found
            found = _with_limits_told(engine, asked, found)
    found = replace(found, generation=engine.name, timings_ms=dict(watch.taken_ms))
    engine.answers.keep(key, found)
    return found


def _read(
    engine: Engine, text: str, history: tuple[Turn, ...], filters: Filters | None, taken: Iterable[str]
) -> tuple[Question, tuple[str, str] | None]:
    """What is to be answered: of two questions in one, which come beside it, the first, under the text of both."""
    question = engine.understand(text, history, filters, taken)
    two = two_questions(question)
    if two is None:
        return question, None
    return replace(engine.understand(two[0], history, filters, taken), text=question.text), two


_LOOKED_UP_ALL_THE_SAME = "What is asked for by its number, or compared, is shown whatever its record states."


def _unnarrowed(engine: Engine, asked: Asked, found: Answer) -> Answer:
    """The answer saying which of the filters given explicitly do not hold for it, for what is looked up or compared."""
    given = asked.filters.named
    if not given or (found.comparison is None and allows(engine, asked.filters, found.citations)):
        return found
    question, filters = found.question, found.question.filters.without_all(given)
    named = ("not" if name == "excluded" else name.replace("_", " ") for name in given)
    dropped = (Unapplied(name, _LOOKED_UP_ALL_THE_SAME) for name in named)
    return replace(found, question=replace(question, filters=filters, unapplied=(*question.unapplied, *dropped)))


def _with_limits_told(engine: Engine, asked: Asked, found: Answer) -> Answer:
    """The answer saying what of its question was not applied, and which records it leaves out for what they do not say.

    What is urgent comes first; a list tells what it leaves out in its explanation.
    """
    filters = found.question.filters
    is_shown = bool(asked.history and (found.citations or found.comparison))
    proof = WHERE_IT_STANDS if is_shown and asks_for_proof(asked.text) else None
    is_told = found.listing or found.reason is Reason.UNKNOWN_DRUG  # of which no record is here to be left out
    left_out = None if is_told else unstated_sentence(unstated_counts(engine.library, filters))
    of_question = (unapplied_notice(found.question.unapplied), product_notice(found.question, found.citations))
    of_class = class_notice(filters) if found.question.is_list else None
    for each in classes_asked(filters) if of_class and found.finding else ():
        found = replace(found, finding=(found.finding or "").replace(each, f"{each} by that name", 1))
    of_names = under_other_names(engine, filters, asked.filters)
    told = (proof, *of_question, of_class, absent_ids(engine, filters), of_names)
    notices = [*filter(None, told), *([Notice("Records left out", left_out)] if left_out else [])]
    return answers.with_notices(found, *urgent_notices(found.question), *notices)


def _with_shown(engine: Engine, history: tuple[Turn, ...], text: str) -> tuple[Turn, ...]:
    """A history whose turns say which documents they showed, where what follows may point at one of them."""
    told: list[Turn] = []
    for turn, next_text in zip(history, [*(each.text for each in history), text][1:], strict=True):
        if not turn.document_ids and refers_to_shown(next_text):
            turn = replace(turn, document_ids=_shown(engine, turn, tuple(told), next_text))
        told.append(turn)
    return tuple(told)


def _shown(engine: Engine, turn: Turn, before: tuple[Turn, ...], next_text: str) -> tuple[str, ...]:
    """The documents that a turn showed, one per passage, compared ones once. Ranked anew where one is pointed at."""
    question, _ = _read(engine, turn.text, before, turn.filters, turn.taken)
    is_pointed_at = number_pointed_at(next_text) is not None or asks_for_one_trial(turn.text)
    if question.intent not in _LOOKED_UP and not is_pointed_at:
        return ()
    asked = Asked(turn.text, limit=SHOWN, offset=turn.first - 1)
    found = _answer(engine, asked, question, Stopwatch(), quoting=False)
    ids = tuple(each.passage.document_id for each in found.citations)
    return tuple(dict.fromkeys(ids)) if found.comparison else ids


def _answer(engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool = True) -> Answer:
    """By what sort of answer is wanted. Of a drug that is not here nothing is said from another one."""
    if question.wish_to_die:
        return absences.crisis_answer(question)
    if asks_nothing(question.text):
        return absences.unasked_answer(question, engine.library.coverage)
    if any(part.partition("=")[0] == "drug" for part in asked.taken) and has_no_subject(question):
        return absences.absent_answer(question, engine.library.coverage, Reason.NOTHING_RELEVANT, absences.NO_DRUG_LEFT)
    if names_no_trial(question):
        return absences.absent_answer(
            question, engine.library.coverage, Reason.NOTHING_RELEVANT, absences.NO_TRIAL_NAMED
        )
    if quoting and (verdict := checked(engine, question)) is not None:
        return verdict
    if question.intent is Intent.IDENTIFIER and question.identifiers:
        with watch.stage("look_up"):
            rows = identified(engine.library.catalog, question)
        if question.alike:
            with watch.stage("look_up"):
                return like_a_trial(engine, question, rows, asked.taken, asked.offset, asked.limit)
        if len(rows) == 1 and asks_of_its_text(engine.library, rows[0], question):
            with watch.stage("look_up"):
                of_drug = replace(
                    question, drugs=drugs_of(engine.library, rows[0]), ranking_text=_beside_numbers(question)
                )
            found = replace(ranked(engine, asked, of_drug, watch, quoting), question=question)
            return answers.with_product_codes(found)
        with watch.stage("look_up"):
            return by_identifier(engine, question, rows)
    if not question.unknown_drugs:
        return _of_covered(engine, asked, question, watch, quoting)
    if not question.drugs:
        return absences.absent_answer(question, engine.library.coverage, Reason.UNKNOWN_DRUG)
    with watch.stage("understand"):
        told = names_told(question, engine.library, engine.generation.lexical, engine.lexicon)
    covered = covered_part(question, told)
    missing = tuple(dict.fromkeys(each.lower() for each in question.unknown_drugs))
    found = _of_covered(engine, asked, covered, watch, quoting, missing)
    keys = dict.fromkeys(key for each in question.drugs for key in engine.drugs_of(each))
    names = tuple(engine.library.drug_name(key).lower() for key in keys)
    return absences.partly_covered(found, question, names, told)


def _beside_numbers(question: Question) -> str:
    """The words of a question without its identifiers, which the head of a record has and no other section."""
    words = question.ranking_text.split()
    named = {question.text[each.start : each.end].casefold() for each in question.identifiers}
    return " ".join(word for word in words if word.strip("?.,;:").casefold() not in named)


def _of_covered(
    engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool, missing: tuple[str, ...] = ()
) -> Answer:
    """The answer to a question about drugs that are here, or about none; `missing` are set beside them in a table."""
    if question.topic_outside is not None:
        return absences.absent_answer(question, engine.library.coverage, Reason.NOTHING_RELEVANT)
    if question.is_list:
        with watch.stage("look_up"):
            return listed(engine, question, asked.offset, asked.limit)
    with watch.stage("look_up"):
        stated = stated_facts(engine.library, question)
    if stated and stated.found:
        return answers.fact_answer(question, stated)
    if question.intent is Intent.COMPARE:
        with watch.stage("compare"):
            sides = sides_of(question.drugs, engine.lexicon, engine.library)
            if len(sides) + len(missing) > 1:
                topic, search = topic_of(question), engine.passages_with
                comparison = comparison_of(engine.library, sides, kinds_asked(question), missing, topic, search)
                return answers.comparison_answer(question, comparison)
    if treated(question) and (told := what_treats(engine, asked, question, watch, quoting)):
        return told
    found = ranked_or_together(engine, asked, question, watch, quoting, missing)
    if stated and not any(stated.asked.search(each.text) for each in found.quotes):  # neither a record nor a text does
        return answers.fact_answer(question, stated)
    if not quoting or not found.citations:
        return found
    with watch.stage("understand"):
        unnamed = unnamed_partners(question, engine.library, engine.generation.lexical, engine.lexicon)
        combined = combined_products(question, engine.library)
    found = absences.with_unnamed(found, unnamed)
    return answers.of_combinations(found, combined) if combined else answers.of_other_products(found)


def _counted(engine: Engine, filters: Filters, fields: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """The facets that were asked for, counted over the documents the filters leave."""
    library = engine.library
    return library.counts_by(fields, library.catalog.select(filters.as_mapping())) if fields else {}
