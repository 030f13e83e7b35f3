"""Which of the passages found may be quoted: those of the section asked for, of the sort of source that states it."""

from collections.abc import Collection, Sequence

from indexer.catalog import PassageRow
from indexer.documents import Kind
from indexer.names import fold
from indexer.sections import OF_A_RECORD, SectionKind, also_in
from service.answering.citations import Citation, kinds_of_passage
from service.answering.quoting import can_be_quoted, sentences_with_words
from service.answering.sought import Sought
from service.answering.words import content_words
from service.understanding.question import Question

_REFERENCES = "references"
_CHANGES = "recent_major_changes"
_NOT_WRITTEN = frozenset({*OF_A_RECORD, _REFERENCES})
"""Sections of a trial that nobody wrote as a text: "Why stopped: …"."""
_FIRST = 3
"""Quotes come from the best three; further down a passage is there to be read, not to answer."""


def quotable(
    citations: Sequence[Citation], question: Question, sought: Sought, about: Collection[int]
) -> tuple[Citation, ...]:
    """The passages that may be quoted as the answer to a question, at most three; none where none may.

    Where a section of a label is asked for, sources about the drug are quoted and no trial, while there is one of
    them; a line put together from a trial's record never. Of one document that is asked about, only the section that
    is nearest to the question. `about` are the numbers of the monographs and labels about the drugs that are named: one
    of another drug that speaks of them is not quoted beside these. The title of a publication answers nothing, unless a
    trial's own are asked for.
    """
    citations = [each for each in citations if each.passage.section_key != _CHANGES] or citations
    if not (question.identifiers or question.filters.ids):
        citations = [each for each in citations if each.passage.section_key != _REFERENCES]
    if question.drugs:
        citations = _of_the_drug(citations, question, sought, about)
    if forbidding := [each for each in citations if sought.forbidden_in(each.passage) is not None]:
        citations = (*forbidding, *(each for each in citations if each not in forbidding))
    if question.section is None:
        stating = [each for each in citations if each.kind is not Kind.TRIAL and sought.is_stated_in(each.passage)]
        return tuple((citations if forbidding else stating or citations)[:_FIRST])
    if not citations:
        return ()
    if question.identifiers or question.filters.ids:
        nearest = nearness(citations[0].passage, question)
        return tuple(each for each in citations[:_FIRST] if nearness(each.passage, question) == nearest)
    if question.section.is_about_trials or not question.drugs:
        first = citations[:_FIRST]
        return tuple(each for each in first if question.section in kinds_of_passage(each.passage)) or tuple(first)
    pool = [each for each in citations if each.kind is not Kind.TRIAL]
    if not pool:
        pool = [each for each in citations[:_FIRST] if each.passage.section_key not in _NOT_WRITTEN]
    if sought.subject is not None:
        return tuple(pool[: 2 * _FIRST])
    asked = [each for each in pool if question.section in kinds_of_passage(each.passage) or each in forbidding]
    beside = [each for each in pool if also_in(question.section) & kinds_of_passage(each.passage)]
    # what is asked may stand elsewhere: "with or without food" among the kinetics
    measured = _stating((asked, beside, pool), sought) if sought.measure is not None else ()
    return tuple(measured[: 2 * _FIRST] or (asked or beside or pool)[:_FIRST])


def _stating(groups: Sequence[Sequence[Citation]], sought: Sought) -> Sequence[Citation]:
    """The passages that state what is measured: of the very thing asked about, else in the first group that has any.

    The nearest group comes first, and the last one holds all passages.
    """
    stated = [(each, sought.stated_in(each.passage)) for each in groups[-1]]
    stated = [(each, span) for each, span in stated if span and can_be_quoted(each, sought)]
    told = [each for each, span in stated if span and sought.objects & content_words(span.of(each.passage.text))]
    stating = [each for each, _ in stated]
    return told or next(filter(None, ([each for each in group if each in stating] for group in groups)), [])


def _of_the_drug(
    citations: Sequence[Citation], question: Question, sought: Sought, about: Collection[int]
) -> Sequence[Citation]:
    """What may be quoted of a drug: its own monographs and labels, and what trials tell of it.

    Unless a trial is asked about neither the fields of a record nor whom a trial took: they say nothing of the drug.
    Only what names the drug, and holds more of what is asked than its own sources, and than half of it.
    """
    allowed = [each for each in citations if each.kind is Kind.TRIAL or each.document.number in about] or citations
    of_trials = question.section is not None and question.section.is_about_trials
    if of_trials or question.identifiers or not question.filters.without("drug").is_empty:
        return allowed
    if not any(each.kind is Kind.TRIAL for each in allowed):
        return allowed
    of_own = (_held(each, sought) for each in allowed if each.document.number in about)
    held = max((*of_own, len(sought.words) // 2))
    return [
        each
        for each in allowed
        if each.kind is not Kind.TRIAL
        or (_held(each, sought) > held and _tells_of_the_drug(each.passage, question, has_label=bool(about)))
    ]


def _tells_of_the_drug(passage: PassageRow, question: Question, has_label: bool) -> bool:
    """Whether a passage of a trial tells more than of that trial, and it or its document's title names the drug."""
    kinds, is_written = kinds_of_passage(passage), passage.section_key not in _NOT_WRITTEN
    if kinds & _OF_THE_TRIAL or not is_written or (has_label and SectionKind.RESULTS in kinds):
        return False
    text = f" {fold(f'{passage.context} {passage.text}')} "
    return any(f" {name} " in text for name in {*question.drug_keys, *(each.name for each in question.drugs)})


def _held(citation: Citation, sought: Sought) -> int:
    """How many of the words asked for the best sentence of a passage holds."""
    return max(len(sought.words & words) for _, words in sentences_with_words(citation.passage.text))


_OF_THE_TRIAL = frozenset({SectionKind.ELIGIBILITY, SectionKind.OUTCOMES, SectionKind.ARMS, SectionKind.SITES})


def nearness(passage: PassageRow, question: Question) -> tuple[bool, int]:
    """Whether a passage is of the kind of section asked for, and how many words of its title the question holds."""
    is_asked = question.section in kinds_of_passage(passage)
    return is_asked, len(content_words(passage.section_title) & content_words(question.resolved_text))
