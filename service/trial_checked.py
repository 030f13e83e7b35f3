"""Yes-or-no questions of one trial, checked against its record: "is it double-blind?", "can women join?"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from indexer.catalog import DocumentRow
from indexer.documents import Status, Trial
from indexer.identifiers import find_identifiers
from indexer.names import fold
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.selection import EITHER, NOT_STATED
from indexer.text import sentences
from service.answering.answers import Answer, passages_answer
from service.answering.citations import Citation, quotes_of
from service.answering.trial_facts import lines_on
from service.claims import UNSTATED, unstated, verdict
from service.engine import Engine
from service.search.confidence import Outcome, Reason
from service.understanding.filters import NO_FILTERS, Filters, NumberRange, first_spelling
from service.understanding.question import Intent, Question
from service.understanding.record_facts import section_of_a_trial
from service.understanding.taken import STATES
from service.understanding.tally_asked import NOTHING_COUNTED
from service.understanding.trial_people import ANYBODY
from service.understanding.unapplied import DESIGN

_YES_OR_NO = any_case(
    r"^\W*(?:(?:the\strial|and|so|but|then|now|ok(?:ay)?)\W+)*"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|may|will|would)\b"
)
_IT = any_case(
    r"\b(?:it|th(?:is|at)\sone|(?:this|that|the)\s(?:(?:first|second|third|\w+th|last|clinical)\s)?(?:trial|study|one)|"
    r"the\s\w+\sof\s(?:them|those|these))\b"
)
_JOIN = any_case(
    r"^\W*(?:can|could|may)\s(?P<who>.+)\s(?:join|enter|(?:take\spart|participate|enroll?|volunteer|be)\s(?:in|for|"
    r"part\sof)|(?:sign\sup|volunteer|qualify|be\seligible)\sfor)\sthe\strial|"
    r"^\W*(?:can|could|may)\s(?P<whoever>.+)\s(?:join|enter|take\spart|participate|enroll?)(?=\W*$)"
)
_ASKS_MORE = any_case(r"\b(?:and|or)\s(?:who|what|when|where|how|which|why)\b")
_BY_NAME = frozenset({"drug", "condition", "intervention"})
"""What a record may call otherwise: that it does not name one of these is no "no"."""


def checked(engine: Engine, question: Question) -> Answer | None:
    """Whether the record of the one trial asked about states it, its lines quoted; None for any other question."""
    ids = (*question.filters.ids, *(each.value for each in question.identifiers))
    row = engine.library.catalog.document(ids[0]) if len(ids) == 1 and not question.alike else None
    if row is None or not isinstance(row.record, Trial):
        return None
    if (criteria := _of_its_criteria(engine, question, row)) is not None:
        return criteria
    asked = _of_the_trial(question)
    if asked is None:
        return None
    read = engine.understand(asked)
    unapplied = tuple(each for each in read.unapplied if each.why != DESIGN)
    of_design = len(unapplied) < len(read.unapplied)
    is_read = read.intent is Intent.LIST and not (unapplied or read.sort or read.tally != NOTHING_COUNTED)
    claim = read.filters.without_all(("kind", "ids")) if is_read else NO_FILTERS
    if (claim.excluded or NO_FILTERS).without("age").named or not (of_design or claim.named):
        return None
    claim = replace(claim, every=("country",) if len(claim.country) > 1 else claim.every)
    cited = lines_on(engine.library, row, claim, of_design)
    quotes = quotes_of(cited)
    is_open = of_design or re.search(rf"\b(?:or{'' if claim.sex or claim.excluded else '|only'})\b", asked) is not None
    finding = None if is_open else _verdict(engine, row.document_id, row.record, claim)
    told = passages_answer(replace(question, unapplied=unapplied), cited, quotes, len(cited))
    if quotes or (finding or "").startswith(("Yes:", "No:")):  # one group of people has no line on allocation
        return replace(told, finding=finding)
    return replace(told, finding=finding, outcome=Outcome.CLOSEST, reason=Reason.NO_SUCH_SECTION) if finding else None


_WHO_MAY_JOIN = Filters(sex=ANYBODY, age=NumberRange(), healthy_volunteers=("yes",))


def _of_its_criteria(engine: Engine, question: Question, row: DocumentRow) -> Answer | None:
    """What a trial's criteria say of a condition or a drug of who wants to join, or that its record states none."""
    asks_for_them = question.section is SectionKind.ELIGIBILITY and "criteri" in question.text.lower()
    if asks_for_them and not engine.library.states_criteria(row):
        return _of_the_lines(question, row, lines_on(engine.library, row, _WHO_MAY_JOIN, False))
    asked = _of_the_trial(question)
    if asked is None or SectionKind.ELIGIBILITY not in map(section_of_a_trial, (question.text, asked)):
        return None
    admitted = engine.understand(_EXCLUDES.sub("accept", asked)).filters
    names = [each for field in sorted(_BY_NAME) for each in getattr(admitted, field)]
    names += [] if names else [match[0] for match in STATES.finditer(asked)]
    names += [] if names or (match := _REQUIRES.search(asked)) is None else [match["what"] or match["needed"]]
    names += _BREASTFEEDING if any(map(_FEEDS.search, names)) else ()
    return _in_its_criteria(engine, question, row, names) if names else None


def _in_its_criteria(engine: Engine, question: Question, row: DocumentRow, names: Sequence[str]) -> Answer:
    """The criteria that name what somebody has or takes, who wants to join; where none does, that is said."""
    stems = [_stems(one) for each in names for one in each.split(EITHER)]
    numbers = engine.library.passages_of_kind([row.number], SectionKind.ELIGIBILITY)
    passages = engine.library.catalog.passages(numbers.tolist())
    named = [(each, tuple(x for x in sentences(each.text) if _names_one(stems, x.of(each.text)))) for each in passages]
    there = [(each, spans) for each, spans in named if spans]
    cited = tuple(Citation(number, each, row, spans) for number, (each, spans) in enumerate(there, 1))
    if cited:
        return passages_answer(question, cited, quotes_of(cited), len(cited))
    whole = tuple(Citation(number, each, row) for number, each in enumerate(passages, 1))
    told = passages_answer(question, whole, (), len(whole))
    unsaid = f"No criterion of {row.document_id} has the words “{first_spelling(names[0])}”: it may be said otherwise."
    unsaid = unsaid if engine.library.states_criteria(row) else f"The record of {row.document_id} states no criteria."
    return replace(told, finding=unsaid, outcome=Outcome.CLOSEST, reason=Reason.NO_SUCH_SECTION)


def _stems(name: str) -> list[str]:
    """The beginnings of the words of a name, short ones whole: "pregnant women" is named by "pregnancy"."""
    words = [word for word in fold(name).split() if word not in _PEOPLE]
    return [word[: max(_SHORTEST_STEM, len(word) - (2 if len(word) > _LONG else 1))] for word in words]


_REQUIRES = any_case(
    r"\b(?:requires?|needs?|need)\s(?:(?:me|us|patients|participants|people|an?|any|to\s(?:use|have|do))\s)*"
    r"(?P<what>[\w-]+(?:\s[\w-]+)?)(?=\W*$|\s(?:for|in|to|during)\b)|^\W*(?:is|are)\s(?:an?\s)?(?P<needed>[\w-]+)\s(?:required|needed)\b"
)
_EXCLUDES = any_case(r"\bexcludes?\b")
_SHORTEST_STEM, _LONG = 4, 6
_FEEDS = any_case(r"\b(?:breast[ -]?feed|lactat|nursing\s(?:mothers|wom[ae]n))")
_BREASTFEEDING = ("breastfeeding", "breast feeding", "lactating", "nursing")
_PEOPLE = frozenset("woman women men people patients children adults adult mothers".split())


def _names_one(names: Iterable[Sequence[str]], sentence: str) -> bool:
    words = fold(sentence).split()
    begun = {word[:length] for word in words for length in range(_SHORTEST_STEM, len(word) + 1)}.union(words)
    return any(stems and begun.issuperset(stems) for stems in names)


def _of_the_lines(question: Question, row: DocumentRow, cited: tuple[Citation, ...]) -> Answer:
    """What a record states of who may take part, where it states no criteria."""
    quotes = quotes_of(cited)
    told = passages_answer(question, cited, quotes, len(cited))
    told = replace(told, finding=f"The record of {row.document_id} states no criteria.")
    return told if quotes else replace(told, outcome=Outcome.CLOSEST, reason=Reason.NO_SUCH_SECTION)


def _of_the_trial(question: Question) -> str | None:
    """A yes-or-no question with "the trial" for what it calls it; None for another question."""
    text = question.text
    for correction in question.corrections:
        text = text.replace(correction.written, correction.read_as)
    for each in reversed(find_identifiers(text)):
        text = f"{text[: each.start]}the trial{text[each.end :]}"
    text = _JOIN.sub(lambda match: f"is the trial for {match['who'] or match['whoever']}", _IT.sub("the trial", text))
    return text if _YES_OR_NO.match(text) and not _ASKS_MORE.search(text) else None


def _verdict(engine: Engine, document_id: str, record: Trial, claim: Filters) -> str | None:
    """As in "No: NCT04111133 is not in phase 3."; None where the record leaves it open: another name may be meant."""
    one = Filters(ids=(document_id,))

    def is_left(filters: Mapping[str, object]) -> bool:
        return len(engine.library.catalog.select(filters)) > 0

    if is_left(one.merged(claim).as_mapping()):
        return verdict(document_id, claim, holds=True)
    if claim.excluded:
        return None
    failing = [name for name in claim.named if not is_left(one.merged(claim.only(name)).as_mapping())]
    if _BY_NAME & {*failing} or ("status" in failing and record.status is Status.UNKNOWN):
        return None
    if "sponsor" in failing and any(map(partial(_is_named, claim.sponsor), record.collaborators)):
        return None  # who takes part may well pay
    denied = [name for name in failing if is_left(one.excluding(replace(claim.only(name), every=())).as_mapping())]
    if denied:
        return verdict(document_id, claim.only(*denied), holds=False)
    silent = (name for name in failing if name in UNSTATED and is_left({"ids": one.ids, name: (NOT_STATED,)}))
    return next((f"The record of {document_id} {unstated(name, 1)}." for name in silent), None)


def _is_named(asked: Iterable[str], name: str) -> bool:
    """Whether one of these values, each of one spelling or several, is in a name."""
    return any(fold(one) in fold(name) for each in asked for one in each.split(EITHER))
