"""Answers that are ranked, not looked up: the best passages quoted, or the closest, said to be that, or none."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from indexer.sections import SectionKind
from service.answering import absences, answers
from service.answering.answers import Answer
from service.answering.citations import Citation, Quote
from service.answering.conditions_named import words_of
from service.answering.covered_part import combined_products, of_other_drugs, of_other_ingredients
from service.answering.general_medicine import definition_in, is_general
from service.answering.looked_up import in_order, is_a_name
from service.answering.measures import ASKS_DOSE, of_being
from service.answering.partners import ASKS_OF_ALLERGY, Partner, Told, partners_of, told_together
from service.answering.quote_edges import with_edges
from service.answering.quoting import distinct, marked_by_words, read_for
from service.answering.sought import Sought
from service.answering.sought_by import sought_by
from service.answering.suggestions import names_nothing
from service.answering.what_treats import is_a_group, treated, uses_for
from service.answering.words import own_names
from service.asked import DEEPEST, Asked, Stopwatch
from service.engine import Engine
from service.first_page import CLOSEST, MOST_QUOTED, FirstPage, lacks_label
from service.search.confidence import Decision, Outcome, Reason
from service.search.ranking import Hit
from service.understanding.filters import Filters
from service.understanding.question import Intent, Question
from service.understanding.section_intent import POPULATIONS, groups_in
from service.understanding.side_by_side import asks_of_switching
from service.wording import Notice, joined

_READ_AHEAD = 10
"""Passages whose sentences are weighed while the question's vector is computed."""


def ranked_or_together(
    engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool, missing: tuple[str, ...]
) -> Answer:
    """What is ranked for a question; of drugs taken together only what the sources of one say of another answers."""
    partners = partners_of(question, engine.library, missing, engine.lexicon.names_of) if quoting else ()
    only = SectionKind.OVERDOSE if question.section is SectionKind.OVERDOSE else None
    if partners:
        with watch.stage("quote"):
            switching = question.text if asks_of_switching(question.text) else ""
            of_allergy = ASKS_OF_ALLERGY.search(question.masked_text) is not None
            telling = partial(told_together, partners, engine.library, engine.generation.lexical, switching, of_allergy)
            every = telling(only)
            is_else = switching or of_allergy or only or any(each.forbids for each in every)
            if ASKS_DOSE.search(question.masked_text) and not is_else:
                every = telling(SectionKind.DOSAGE) or every
            told = [each for each in every if allows(engine, question.filters, [each])]
        if told:
            both = replace(question, section=SectionKind.INTERACTIONS) if question.section in POPULATIONS else question
            return _of_whom_too(engine, _together(engine, asked, both, told, watch), partners, _group_of(question))
    found = ranked(engine, asked, question, watch, quoting)
    if not partners or question.section in POPULATIONS:
        return found
    is_unsaid = found.answerable or (found.citations and found.reason == Reason.NOTHING_RELEVANT)
    if is_unsaid and not only and not any(each.is_class for each in partners):
        first, *others = _allergen_last([each.name for each in partners], question.text)
        where = "here" if question.filters.is_empty else "that the filters leave"
        how = "changing between it and" if asks_of_switching(question.text) else "taking it with"
        how = "an allergy to" if ASKS_OF_ALLERGY.search(question.masked_text) else how
        unsaid = f"No label or monograph of {first} {where} says anything of {how} {joined(others)}. "
        shown = found.citations[:CLOSEST]
        found = answers.closest_answer(question, shown, Reason.NOTHING_RELEVANT, unsaid)
    return _of_whom_too(engine, found, partners, _group_of(question))


def _allergen_last(names: Sequence[str], text: str) -> Sequence[str]:
    """Names in their order; where a text names an allergy, that nearest to it behind the others."""
    allergy = ASKS_OF_ALLERGY.search(text)
    return sorted(names, key=lambda name: -abs(text.lower().find(name) - allergy.start())) if allergy else names


def _of_whom_too(engine: Engine, found: Answer, partners: Sequence[Partner], group: str | None) -> Answer:
    """The answer on drugs taken together, saying that it is not about the group of patients that was named as well."""
    if group is None or found.question.emergency:
        return found
    covered = (each for each in partners if engine.library.documents_of(sorted(each.keys)))
    asked = f"{next(covered, partners[0]).name} {group}"
    return answers.with_other_question(found, (f"taking {joined([each.name for each in partners])} together", asked))


def _group_of(question: Question) -> str | None:
    """The first group of patients that a question names, as it is asked for beside a drug."""
    named = {question.section, *groups_in(question.masked_text)}
    return next((asked for group, asked in _GROUPS.items() if group in named), None)


_GROUPS = {
    SectionKind.PREGNANCY: "in pregnancy",
    SectionKind.LACTATION: "while breastfeeding",
    SectionKind.PEDIATRIC: "in children",
    SectionKind.GERIATRIC: "in older people",
    SectionKind.RENAL: "in kidney disease",
    SectionKind.HEPATIC: "in liver disease",
}


def allows(engine: Engine, filters: Filters, cited: Sequence[Citation | Told]) -> bool:
    """Whether filters leave the documents of all these passages."""
    if filters.is_empty or not cited:
        return True
    allowed = engine.library.catalog.select(filters.as_mapping())
    return all(each.passage.document in allowed for each in cited)


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
        quotes = distinct(Quote(each, each.highlights[0]) for each in marked[: len(of_page)] if not asked.offset)
        citations, quotes = with_edges(marked, quotes, engine.library.beside)
    return answers.passages_answer(question, citations, quotes, len(numbers), asked.offset)


def ranked(engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool) -> Answer:
    """The best passages, if they answer; the closest, said to be that; or that nothing here does."""
    with watch.stage("quote"):
        sought = _sought(engine, question)

    def read(likely: Sequence[int]) -> None:
        for row in engine.library.catalog.passages(likely)[:_READ_AHEAD]:
            read_for(row, sought)

    with watch.stage("retrieve"):
        ranking = engine.retriever.retrieve(question, limit=DEEPEST, mode=asked.mode, read=read)
    with watch.stage("decide"):
        decision = engine.confidence.decide(ranking.features)
    has_section = _has_section(engine, question)
    is_name = is_a_name(question)
    if (has_section or is_name) and ranking.hits:  # looked up by a name, nothing is to be weighed
        decision = Decision(Outcome.ANSWER, 1.0)
    if decision.outcome is Outcome.NOT_IN_CORPUS or not ranking.hits:
        reason = Reason.NO_SUCH_SECTION if has_section is False else decision.reason or Reason.NOTHING_RELEVANT
        if reason != Reason.NO_MATCH_FOR_FILTERS and lacks_label(engine.library, question):
            reason = Reason.NO_LABEL
        return absences.absent_answer(question, engine.library.coverage, reason)
    with watch.stage("cite"):
        hits = in_order(engine.library, ranking.hits, question, sought)
    defining = _defining(engine, question, hits)
    hits = [*defining, *(hit for hit in hits if hit not in defining)] if defining else hits
    page = FirstPage(engine, question, sought, hits, watch)
    if decision.outcome is Outcome.CLOSEST and (defining or page.is_stated()):
        decision = replace(decision, outcome=Outcome.ANSWER, reason=None)
    unspecific = names_nothing(question) and len(engine.library.drugs) > 1
    answered = decision.outcome is Outcome.ANSWER and not unspecific
    offset, shown = (asked.offset, asked.limit) if answered else (0, min(asked.limit, CLOSEST))
    with watch.stage("cite"):
        citations = _cited(engine, hits[offset : offset + shown], offset + 1, decision)
    if unspecific:
        return answers.unspecific_answer(question, citations)
    if not answered:
        missing = page.missing_section() or page.mentions_none(ranking.features.unmentioned)
        return page.closest(citations, missing, decision.reason or Reason.NOTHING_RELEVANT)
    if question.intent is Intent.NOTE:
        return answers.note_answer(answers.passages_answer(question, citations, (), len(hits), offset))
    if quoting and not offset:  # only a first page quotes; the next ones go on with the passages
        return page.named(citations) if is_name else page.of_criteria(citations) or page.quoted(citations)
    with watch.stage("quote"):
        citations = marked_by_words(citations, sought)
    return answers.passages_answer(question, citations, (), len(hits), offset)


def _sought(engine: Engine, question: Question) -> Sought:
    """What a question is after, with the other drugs that a sentence may be about and other names of its condition."""
    sought = sought_by(question)
    if question.section is None and sought.manner is not None:
        called = {name for each in question.drugs for name in engine.lexicon.names_of(each.name)}
        sought = replace(sought, measure=of_being(sought.manner.tells, called))
    if question.section is not None and combined_products(question, engine.library):
        own = own_names(question)  # such a label speaks of other drugs too
        sought = replace(sought, own=own, is_of_others=of_other_ingredients(question, engine.library, own))
    elif question.section is SectionKind.DOSAGE or (sought.measure is not None and sought.measure.is_quantity):
        sought = replace(sought, is_of_others=of_other_drugs(question, engine.lexicon))
    if sought.is_dose_for:
        names = (name for each in question.conditions for name in engine.vocabulary.spelled(each))
        sought = replace(sought, names=words_of(names))
    return sought


def _defining(engine: Engine, question: Question, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The first hits that say what the thing is that is asked for; none where nothing such is asked."""
    if not is_general(question):
        return ()
    rows = engine.library.catalog.passages([hit.passage_number for hit in hits])
    defining = (hit for hit, row in zip(hits, rows, strict=True) if definition_in(row.text, question) is not None)
    return tuple(islice(defining, MOST_QUOTED))


def _cited(engine: Engine, hits: Sequence[Hit], first: int, decision: Decision) -> tuple[Citation, ...]:
    """The passages of hits; one that was looked up and is not ranked has no score."""
    cited = engine.library.cite([hit.passage_number for hit in hits], first)
    return tuple(
        replace(citation, score=hit.score if hit.parts else None, parts=hit.parts, confidence=decision.probability)
        for citation, hit in zip(cited, hits, strict=True)
    )


def _has_section(engine: Engine, question: Question) -> bool | None:
    """Whether the one document that is pointed at has a section of the kind asked for; None where none is."""
    rows = [row for each in question.filters.ids if (row := engine.library.catalog.document(each))]
    if question.section is None or len(rows) != 1:
        return None
    return question.section in engine.library.section_kinds(rows)


def what_treats(engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool) -> Answer | None:
    """The labels and monographs that give a condition as a use, a page of them; None where none does."""
    with watch.stage("look_up"):
        lexical = engine.generation.lexical
        conditions = treated(question)
        uses = uses_for(conditions, engine.library, lexical, engine.vocabulary)
    if not uses:
        return None
    shown = uses[asked.offset : asked.offset + asked.limit]
    with watch.stage("cite"):
        cited = engine.library.cite([each.passage for each in shown], asked.offset + 1)
        marked = tuple(replace(each, highlights=(use.span,)) for each, use in zip(cited, shown, strict=True))
    with watch.stage("quote"):
        first = marked[:MOST_QUOTED] if quoting and not asked.offset else ()
        quotes = [Quote(each, each.highlights[0]) for each in first]
        edged = with_edges(marked, quotes, engine.library.beside)
    of_uses = replace(question, conditions=conditions)
    found = answers.uses_answer(answers.passages_answer(of_uses, *edged, len(uses), asked.offset))
    group = None if all(map(is_a_group, conditions)) else _group_of(question)
    if group is None:
        return found
    [document] = engine.library.catalog.documents([uses[0].document])
    of_one = f"{engine.library.drug_name(min(engine.library.drugs_of(document))).lower()} {group}"
    told = f"No source says which of these drugs to take {group}. Ask it of each: “{of_one}”."
    return replace(answers.with_notices(found, Notice("Only uses are listed", told)), suggestions=(of_one,))
