"""Yes-or-no questions of one trial, checked against its record: "is it double-blind?", "can women join?"."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from indexer.documents import Status, Trial
from indexer.identifiers import find_identifiers
from indexer.names import fold
from indexer.patterns import any_case
from indexer.selection import EITHER, NOT_STATED
from service.answering.answers import Answer, passages_answer
from service.answering.citations import quotes_of
from service.answering.trial_facts import lines_on
from service.claims import UNSTATED, unstated, verdict
from service.engine import Engine
from service.search.confidence import Outcome, Reason
from service.understanding.filters import NO_FILTERS, Filters
from service.understanding.question import Intent, Question
from service.understanding.tally_asked import NOTHING_COUNTED
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
    asked = _of_the_trial(question.text) if len(ids) == 1 and not question.alike else None
    row = engine.library.catalog.document(ids[0]) if asked else None
    if asked is None or row is None or not isinstance(row.record, Trial):
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


def _of_the_trial(text: str) -> str | None:
    """A yes-or-no question with "the trial" for what it calls it; None for another question."""
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
