"""Yes or no: whether the record of one trial states what a question asks of it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from indexer.catalog import DocumentRow
from indexer.documents import Status, Trial
from indexer.identifiers import find_identifiers
from indexer.selection import NOT_STATED
from indexer.site_places import PLACE_FIELDS
from service.answering import answers
from service.answering.answers import Answer
from service.answering.trial_facts import lines_on
from service.engine import Engine
from service.search.confidence import Outcome, Reason
from service.understanding.filters import DATES, NO_FILTERS, Filters
from service.understanding.question import Intent, Question
from service.understanding.tally_asked import NOTHING_COUNTED
from service.understanding.unapplied import DESIGN
from service.wording import unstated_of, verdict

_YES_OR_NO = re.compile(
    r"^\W*(?:(?:the\strial|and|so|but|then|now|ok(?:ay)?)\W+)*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b",
    re.IGNORECASE,
)
_IT = re.compile(
    r"\b(?:it|th(?:is|at)\sone|(?:this|that|the)\s(?:\w+\s)?(?:trial|study|one)|the\s\w+\sof\s(?:them|those|these))\b",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\b(?:join|enter|(?:take\spart|participate|enroll?)\sin)\s(?=the\strial)", re.IGNORECASE)
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
    claim, unapplied = read.filters.without("kind").without("ids"), [u for u in read.unapplied if u.why != DESIGN]
    of_design = len(unapplied) < len(read.unapplied)
    if read.intent is not Intent.LIST and of_design:
        claim = NO_FILTERS
    elif read.intent is not Intent.LIST or unapplied or read.sort or read.tally != NOTHING_COUNTED:
        return None
    if claim.excluded or (claim.is_empty and not of_design):
        return None
    stated = lines_on(engine.library, row, claim, of_design)
    told = answers.fact_answer(replace(question, unapplied=tuple(unapplied)), engine.name, stated)
    is_open = of_design or re.search(r"\bor\b", asked)
    finding = None if is_open else _verdict(engine, row, row.record, claim)
    if told.quotes:
        return replace(told, finding=finding)
    return replace(told, finding=finding, outcome=Outcome.CLOSEST, reason=Reason.NO_SUCH_SECTION) if finding else None


def _of_the_trial(text: str) -> str | None:
    """A yes-or-no question with "the trial" for what it calls it; None for another question."""
    for each in reversed(find_identifiers(text)):
        text = f"{text[: each.start]}the trial{text[each.end :]}"
    text = _JOIN.sub("be in ", _IT.sub("the trial", text))
    return text if _YES_OR_NO.match(text) else None


def _verdict(engine: Engine, row: DocumentRow, record: Trial, claim: Filters) -> str | None:
    """As in "No: NCT04111133 is not in phase 3."; None where the record leaves it open: another name may be meant."""
    one = Filters(ids=(row.document_id,))

    def left(filters: Mapping[str, object]) -> bool:
        return len(engine.library.catalog.select(filters)) > 0

    if left(one.merged(claim).as_mapping()):
        return verdict(row.document_id, claim, holds=True)
    place = claim.only(*PLACE_FIELDS)
    parts = [place, *(claim.only(name) for name in claim.named if name not in PLACE_FIELDS)]
    failing = [each for each in parts if not (each.is_empty or left(one.merged(each).as_mapping()))]
    silent = [name for each in failing if left({"ids": one.ids, (name := each.named[-1]): (NOT_STATED,)})]
    denied = [each for each in failing if each.named[-1] not in silent]
    for each in denied:
        is_open = each.named[0] in DATES and not left(one.excluding(each).as_mapping())
        if _BY_NAME & {*each.named} or is_open or (each.status and record.status is Status.UNKNOWN):
            return None
    if denied:
        return verdict(row.document_id, claim.only(*(name for each in denied for name in each.named)), holds=False)
    return unstated_of(row.document_id, silent[0]) if silent else None
