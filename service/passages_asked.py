"""Answers that are ranked, not looked up: the best passages quoted, or the closest, said to be that, or none."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from indexer.among import Among
from indexer.catalog import PassageRow
from indexer.documents import Kind
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.text import Span, sentences
from service.answering import answers
from service.answering.answers import Answer
from service.answering.citations import Citation, Quote, kinds_of_passage
from service.answering.conditions_named import allergens_in, names_one, unnamed_conditions, words_of
from service.answering.covered_part import combined_products, of_other_drugs, of_other_ingredients
from service.answering.general_medicine import definition_in, is_general, saying_it
from service.answering.looked_up import in_order, is_a_name
from service.answering.measures import ASKS_DOSE
from service.answering.partners import Partner, Told, partners_of, told_together
from service.answering.quotable import quotable
from service.answering.quote_edges import opening, with_edges
from service.answering.quoting import distinct, marked_by_words, with_quotes
from service.answering.sought import Sought, sought_by
from service.answering.suggestions import names_nothing
from service.answering.what_treats import is_a_group, treated, uses_for
from service.answering.words import content_words, own_names, words_beside
from service.asked import DEEPEST, SHOWN, Asked, Stopwatch
from service.engine import Engine
from service.search.confidence import Decision, Outcome, Reason
from service.search.ranking import Hit
from service.understanding.filters import Filters
from service.understanding.question import Intent, Question
from service.understanding.section_intent import POPULATIONS, groups_in
from service.understanding.side_by_side import asks_of_switching
from service.wording import Notice, joined

_CLOSEST = 4
_MOST_QUOTED = 3
_BEGINNING = 5
"""Letters by which words are of one stem for all their endings: "converted", "conversion"."""


def ranked_or_together(
    engine: Engine, asked: Asked, question: Question, watch: Stopwatch, quoting: bool, missing: tuple[str, ...]
) -> Answer:
    """What is ranked for a question; of drugs taken together only what the sources of one say of another answers."""
    partners = partners_of(question, engine.library, missing) if quoting else ()
    only = SectionKind.OVERDOSE if question.section is SectionKind.OVERDOSE else None
    if partners:
        with watch.stage("quote"):
            of_switching = asks_of_switching(question.text)
            telling = partial(told_together, partners, engine.library, engine.generation.lexical, of_switching)
            every = telling(only)
            if ASKS_DOSE.search(question.masked_text) and not (only or any(each.forbids for each in every)):
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
        first, *others = (each.name for each in partners)
        where = "here" if question.filters.is_empty else "that the filters leave"
        unsaid = f"No label or monograph of {first} {where} says anything of taking it with {joined(others)}. "
        shown = found.citations[:_CLOSEST]
        found = answers.closest_answer(question, shown, Reason.NOTHING_RELEVANT, unsaid)
    return _of_whom_too(engine, found, partners, _group_of(question))


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
    with watch.stage("retrieve"):
        ranking = engine.retriever.retrieve(question, limit=DEEPEST, mode=asked.mode)
    with watch.stage("decide"):
        decision = engine.confidence.decide(ranking.features)
    has_section = _has_section(engine, question)
    is_name = is_a_name(question)
    if (has_section or is_name) and ranking.hits:  # looked up by a name, nothing is to be weighed
        decision = Decision(Outcome.ANSWER, 1.0)
    if decision.outcome is Outcome.NOT_IN_CORPUS or not ranking.hits:
        reason = Reason.NO_SUCH_SECTION if has_section is False else decision.reason or Reason.NOTHING_RELEVANT
        reason = Reason.NO_LABEL if _lacks_label(engine, question) else reason
        return answers.absent_answer(question, engine.library.coverage, reason)
    sought = _sought(engine, question)
    with watch.stage("cite"):
        hits = in_order(engine.library, ranking.hits, question, sought)
    defining = _defining(engine, question, hits)
    hits = [*defining, *(hit for hit in hits if hit not in defining)] if defining else hits
    if decision.outcome is Outcome.CLOSEST and (defining or _is_stated(engine, question, hits, sought)):
        decision = replace(decision, outcome=Outcome.ANSWER, reason=None)
    unspecific = names_nothing(question) and len(engine.library.drugs) > 1
    answered = decision.outcome is Outcome.ANSWER and not unspecific
    offset, shown = (asked.offset, asked.limit) if answered else (0, min(asked.limit, _CLOSEST))
    with watch.stage("cite"):
        citations = _cited(engine, hits[offset : offset + shown], offset + 1, decision)
    if unspecific:
        return answers.unspecific_answer(question, citations)
    if not answered:
        missing = _missing_section(engine, question) or _mentions_none(engine, question, ranking.features.unmentioned)
        reason = decision.reason or Reason.NOTHING_RELEVANT
        return _closest(engine, question, sought, citations, watch, missing, reason)
    if question.intent is Intent.NOTE:
        return answers.note_answer(answers.passages_answer(question, citations, (), len(hits), offset))
    if quoting and not offset:  # only a first page quotes; the next ones go on with the passages
        if is_name:
            return _named(engine, question, len(hits), citations, watch)
        return _quoted(engine, question, sought, hits, citations, watch)
    with watch.stage("quote"):
        citations = marked_by_words(citations, sought)
    return answers.passages_answer(question, citations, (), len(hits), offset)


def _sought(engine: Engine, question: Question) -> Sought:
    """What a question is after, with the other drugs that a sentence may be about and other names of its condition."""
    sought = sought_by(question)
    if question.section is not None and combined_products(question, engine.library):
        own = own_names(question)  # such a label speaks of other drugs too
        sought = replace(sought, own=own, is_of_others=of_other_ingredients(question, engine.library, own))
    elif question.section is SectionKind.DOSAGE or (sought.measure is not None and sought.measure.is_quantity):
        sought = replace(sought, is_of_others=of_other_drugs(question, engine.lexicon))
    if sought.is_dose_for:
        names = (name for each in question.conditions for name in engine.vocabulary.spelled(each))
        sought = replace(sought, names=words_of(names))
    return sought


def _quoted(
    engine: Engine,
    question: Question,
    sought: Sought,
    hits: Sequence[Hit],
    citations: tuple[Citation, ...],
    watch: Stopwatch,
) -> Answer:
    """The first page with the sentences of it that answer; the closest passages where none does."""
    with watch.stage("quote"):  # a longer page quotes what one of the usual length does
        about = _numbers_named(engine, question)
        of_first = quotable(citations[:SHOWN], question, sought, about)
        citations, quotes = with_quotes(citations, sought, engine.similarity(question), of_first)
        citations, quotes = with_edges(citations, quotes, engine.library.beside)
    lacking, is_any_named = _unnamed_allergens(engine, question, sought)
    if lacking and not is_any_named and _are_words(engine, sought.allergens):
        told = _mentions_none(engine, question, lacking)
        return _closest(engine, question, sought, citations, watch, told)
    if sought.allergens and is_any_named and not _name_any(quotes, [sought.allergens]):
        asked = allergens_in(question.resolved_text, sought.allergens)
        citations, quotes = _with_saying(engine, question, asked, None, citations, quotes)
    named = words_of(name for each in question.conditions for name in (each, *engine.vocabulary.spelled(each)))
    if question.section in (SectionKind.INDICATION, SectionKind.DOSAGE):  # no other use, nor the dose for it
        quotes = tuple(each for each in quotes if names_one(each.text, named)) or quotes
    if not quotes and _is_stated(engine, question, hits, sought):  # the row of a table, which says nothing by itself
        return answers.passages_answer(question, citations, (), len(hits))
    uses = named or tuple(filter(None, [words_beside(question) - _WORDS_OF_USE]))
    asks_whether = question.section is SectionKind.INDICATION and _ASKS_WHETHER.match(question.masked_text)
    if asks_whether and uses and not _name_any(quotes, uses):
        citations, quotes = _with_saying(engine, question, map(" ".join, uses), _DENIES_A_USE, citations, ())
    if not quotes or not sought.is_measured_in(each.text for each in quotes):
        missing = _unnamed_conditions(engine, question) or _unsaid(question, sought)
        return _closest(engine, question, sought, citations, watch, missing)
    if is_general(question):
        citations, quotes = _defined(citations, quotes, question)
        if not quotes:
            return _closest(engine, question, sought, citations, watch, _OF_NO_DRUG)
    told = _unnamed_conditions(engine, question) or _mentions_none(engine, question, lacking)
    if told and question.section in _GIVEN_AS and not _name_any(quotes, words_of(question.conditions)) and not lacking:
        return _closest(engine, question, sought, citations, watch, told)
    notice = Notice("Not named", told) if told else _for_another_use(engine, sought, quotes)
    if question.section is None and question.filters.is_empty and not _speaks_of(question, sought, quotes):
        with watch.stage("quote"):
            citations, quotes = marked_by_words([replace(each, highlights=()) for each in citations], sought), ()
        notice = notice or _NOT_QUOTED
    found = answers.passages_answer(question, citations, quotes, len(hits))
    return answers.with_notices(found, notice) if notice else found


def _defined(
    citations: tuple[Citation, ...], quotes: tuple[Quote, ...], question: Question
) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """The first page and its quotes, those that define what is asked about first."""
    defined = [(each, definition_in(each.passage.text, question)) for each in citations[:_MOST_QUOTED]]
    marked = [replace(each, highlights=(span,)) for each, span in defined if span is not None]
    defining = tuple(Quote(each, each.highlights[0]) for each in marked)
    return (*marked, *citations[len(marked) :]), defining or saying_it(quotes, question)


def _for_another_use(engine: Engine, sought: Sought, quotes: Sequence[Quote]) -> Notice | None:
    """That no dose quoted is for what is asked; None where one is, or the label's use is that and no dose names its."""
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
    is_a_use = any(names_one(each, names) and not _DENIES_A_USE.search(each) for each in uses)
    return None if is_a_use and not held(SectionKind.DOSAGE) else _NOT_SAID_FOR


def _says_most(said: frozenset[str], names: Sequence[frozenset[str]]) -> bool:
    """Whether two thirds of the words of a name are said, of two words both: a gastric ulcer is no gastric cancer."""
    return any(3 * len(words & said) >= 2 * len(words) for words in names if words)


def _defining(engine: Engine, question: Question, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The first hits that say what the thing is that is asked for; none where nothing such is asked."""
    if not is_general(question):
        return ()
    rows = engine.library.catalog.passages([hit.passage_number for hit in hits])
    defining = (hit for hit, row in zip(hits, rows, strict=True) if definition_in(row.text, question) is not None)
    return tuple(islice(defining, _MOST_QUOTED))


def _named(engine: Engine, question: Question, total: int, citations: tuple[Citation, ...], watch: Stopwatch) -> Answer:
    """Of a drug named alone what it is for, quoted from its beginning, and how many sources name it."""
    with watch.stage("quote"):
        citations, quotes = with_edges(*_opened(citations), engine.library.beside)
    with watch.stage("look_up"):
        keys = "|".join(engine.keys_of_one_drug(question.drugs[0].name))
        select = engine.library.catalog.select
        naming = {kind: len(select({"drug": (keys,), "kind": (kind.value,)})) if keys else 0 for kind in Kind}
    drug = engine.library.drug_name(question.drug_keys[0]).lower()
    found = answers.passages_answer(question, citations, quotes, total)
    return answers.name_answer(found, drug, naming)


def _name_any(quotes: Sequence[Quote], names: Sequence[frozenset[str]]) -> bool:
    """Whether a quote holds a telling word of any of these names."""
    return any(words & content_words(each.text) for each in quotes for words in names)


def _unnamed_allergens(engine: Engine, question: Question, sought: Sought) -> tuple[tuple[str, ...], bool]:
    """What an allergy is to and the labels do not mention, as written, and whether they mention some of it."""
    passages = engine.library.passages_named(question)
    if not sought.allergens or not len(passages):
        return (), True
    among = Among(engine.generation.lexical, passages)
    asked = allergens_in(question.resolved_text, sought.allergens)
    lacking = [each for each in asked if not among.holding((each, " ".join(content_words(each)))).any()]
    return tuple(lacking), len(lacking) < len(asked)


def _are_words(engine: Engine, stems: frozenset[str]) -> bool:
    """Whether any of these is a word of the corpus: what is misspelled ("sufa") may well be named, spelled rightly."""
    return any(engine.generation.lexical.document_frequency("body", stem) for stem in stems)


def _unnamed_conditions(engine: Engine, question: Question) -> str:
    """That the labels do not name a condition, or that none gives it as a use; empty where they do."""
    if question.section not in (*_GIVEN_AS, SectionKind.DOSAGE):
        return ""
    only = question.section if question.section in _GIVEN_AS else None
    lacking = unnamed_conditions(question, engine.library, engine.generation.lexical, engine.vocabulary, only)
    return _mentions_none(engine, question, lacking, _GIVEN_AS.get(question.section, ""))


_GIVEN_AS = {SectionKind.INDICATION: "as a use", SectionKind.CONTRAINDICATIONS: "as a contraindication"}


def _is_stated(engine: Engine, question: Question, hits: Sequence[Hit], sought: Sought) -> bool:
    """Whether a passage of the first page, of a source about the drug, states the very thing that is asked for."""
    if not question.drugs or not (sought.conditions or (sought.measure and sought.measure.named)):
        return False
    about = _numbers_named(engine, question)
    first = engine.library.cite([hit.passage_number for hit in hits[:SHOWN] if hit.document in about])
    if sought.conditions:
        texts = [each.passage.text for each in first if kinds_of_passage(each.passage) & _WARNING]
        return any(sought.is_of_whom(span.of(text)) for text in texts for span in sentences(text))
    return any(sought.is_stated_in(each.passage) for each in first)


_WARNING = frozenset({SectionKind.CONTRAINDICATIONS, SectionKind.BOXED_WARNING, SectionKind.WARNINGS})


def _numbers_named(engine: Engine, question: Question) -> frozenset[int]:
    """The numbers of the monographs and labels about the drugs that a question names."""
    return frozenset(row.number for row in engine.library.documents_named(question))


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
    missing: str,
    reason: str = Reason.NOTHING_RELEVANT,
) -> Answer:
    """The first few passages, said to be the closest and no answer; `missing` is what is not here."""
    if _lacks_label(engine, question):
        reason, missing = Reason.NO_LABEL, _missing_section(engine, question)
    with watch.stage("quote"):
        marked = marked_by_words(citations[:_CLOSEST], sought)
    return answers.closest_answer(question, marked, reason, missing)


def _opened(citations: Sequence[Citation]) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """Of a drug named alone what it is for, quoted from its beginning; no quote where no source says so."""
    passage = citations[0].passage
    if SectionKind.INDICATION not in kinds_of_passage(passage):
        return tuple(citations), ()
    first = replace(citations[0], highlights=(opening(passage),))
    return (first, *citations[1:]), (Quote(first, first.highlights[0]),)


def _speaks_of(question: Question, sought: Sought, quotes: Sequence[Quote]) -> bool:
    """Whether a quote holds a word of what is asked beside a drug, in some form."""
    beside = words_beside(question)
    if not beside or not question.drugs:
        return True
    if question.section is None and sought.manner is not None:
        return any(sought.manner.tells.search(each.text) for each in quotes)
    held = {word for each in quotes for word in content_words(each.text)}
    if beside & held or _name_any(quotes, (*words_of(question.conditions, in_labels=True), *sought.conditions)):
        return True
    if any(sought.measure and sought.measure.is_in(each.text) for each in quotes):
        return True
    beginnings = {word[:_BEGINNING] for word in held}
    return any(word[:_BEGINNING] in beginnings for word in beside)


def _with_saying(
    engine: Engine,
    question: Question,
    asked: Iterable[str],
    how: re.Pattern[str] | None,
    citations: tuple[Citation, ...],
    quotes: tuple[Quote, ...],
) -> tuple[tuple[Citation, ...], tuple[Quote, ...]]:
    """The page and its quotes behind the sentence of `_first_saying`; as they are where there is none."""
    found = _first_saying(engine, question, asked, how)
    if found is None:
        return citations, quotes
    row, span = found
    [cited] = engine.library.cite([row.number])
    others = [each for each in citations if each.passage.number != row.number]
    page = [replace(cited, highlights=(span,)), *others[: max(len(citations) - 1, 0)]]
    numbered = {
        each.passage.number: replace(each, number=place) for place, each in enumerate(page, citations[0].number)
    }
    kept = (replace(each, citation=numbered[n]) for each in quotes if (n := each.citation.passage.number) in numbered)
    first = numbered[row.number]
    return with_edges(tuple(numbered.values()), distinct((Quote(first, span), *kept)), engine.library.beside)


def _first_saying(
    engine: Engine, question: Question, asked: Iterable[str], how: re.Pattern[str] | None
) -> tuple[PassageRow, Span] | None:
    """The first sentence of the labels of a question's drugs that holds all words of one of `asked`, and says it so."""
    documents = engine.library.documents_named(question)
    for each in asked:
        words = [content_words(each)]
        for row in (row for row in engine.passages_with(each, documents) if kinds_of_passage(row)):
            for span in sentences(row.text):
                sentence = span.of(row.text)
                if names_one(sentence, words) and (how is None or how.search(sentence)):
                    return row, span
    return None


_DENIES_A_USE = re.compile(
    r"\bnot\s(?:\w+\s){0,2}(?:indicated|approved|recommended|intended|effective|established|shown|(?:be\s)?used)\b"
)
_OF_NO_DRUG = "The sources here are on drugs and trials; none was understood to be named. "
_NOT_QUOTED = Notice("Not quoted", "The best sentences found do not speak of it; these passages are the nearest.")
_NOT_SAID_FOR = Notice("For another use, maybe", "No sentence quoted says that its dose is for what is asked.")
_ASKS_WHETHER = any_case(r"\W*(?:does|do|can|could|will|would|may|is|are|it\sfor|it\s\w+\sit\sfor)\b")
_WORDS_OF_USE = content_words(
    "treat treats treating treatment help helps use used uses cure cures work works good effective relieve relieves"
    " prescribed indicated approved given taken people patients someone also ever with against manage prevent"
)


def _has_section(engine: Engine, question: Question) -> bool | None:
    """Whether the one document that is pointed at has a section of the kind asked for; None where none is."""
    rows = [row for each in question.filters.ids if (row := engine.library.catalog.document(each))]
    if question.section is None or len(rows) != 1:
        return None
    return question.section in engine.library.section_kinds(rows)


def _lacks_label(engine: Engine, question: Question) -> bool:
    """Whether a section of labels is asked for and only trials are about the drugs named."""
    if question.section is None or question.section.is_about_trials or not question.drug_keys or question.filters.ids:
        return False
    return not engine.library.documents_about_any(question.drug_keys)


def _missing_section(engine: Engine, question: Question) -> str:
    """As in "No source here about baclofen has a section on pregnancy. "; empty where one has."""
    if question.needs_label or _lacks_label(engine, question):
        names = joined(dict.fromkeys((*(each.name for each in question.drugs), *question.spoken_drugs)), "or")
        return f"No label or monograph of {names} is here, and trials are not written to say how a drug is used. "
    if question.section is None or not question.drug_keys:
        return ""
    documents = engine.library.documents_about_any(question.drug_keys)
    if question.section in engine.library.section_kinds(documents):
        return ""
    names = joined(dict.fromkeys(engine.library.drug_name(each.drug).lower() for each in question.drugs))
    return f"No source here about {names} has a section on {question.section.label.lower()}. "


def _mentions_none(engine: Engine, question: Question, words: Sequence[str], how: str = "") -> str:
    """As in "No label or monograph of baclofen here mentions “turmeric”. "; empty for no words."""
    if not words:
        return ""
    names = joined(engine.library.drug_name(key).lower() for key in question.drug_keys[:1])
    mentioned = joined((f"“{word}”" for word in words), "or")
    return f"No label or monograph of {names} here mentions {mentioned}{how and f' {how}'}. "


def _unsaid(question: Question, sought: Sought) -> str:
    """As in "No passage found about baclofen speaks of liver impairment. "; empty where no such subject is asked."""
    if sought.measure is not None:
        subject = sought.measure.what
    elif sought.subject is not None:
        subject = sought.subject.label.lower()
    else:
        return ""
    names = joined(mention.name for mention in question.drugs)
    return f"No passage found about {names} speaks of {subject}. "


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
        first = marked[:_MOST_QUOTED] if quoting and not asked.offset else ()
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
