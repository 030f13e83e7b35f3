"""What a question says of trials in plain words: status, phase, size, order, sex, results; each with its span."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from indexer.documents import Kind, Phase, Status
from indexer.selection import NOT_STATED
from service.filters import Filters, NumberRange


class SortField(StrEnum):
    """What a list can be ordered by."""

    FIRST_POSTED = "first_posted"
    LAST_POSTED = "last_posted"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that the question asks for."""

    field: SortField
    descending: bool
    only_first: bool = False
    """Whether it asks for the one at the top: "the largest trial"."""


@dataclass(frozen=True, slots=True)
class TrialWords:
    """What was said, and where: each span of `spans` was understood and ranks nothing."""

    filters: Filters
    sort: Sort | None
    spans: tuple[tuple[int, int], ...]
    speaks_of_trials: bool
    """Whether the text has a word for trials, or one that only trials have ("recruiting", "phase 2")."""
    asks_how_many: bool
    is_strict: bool
    """Whether something was said that only a record's facts can answer."""


def read_trial_words(text: str) -> TrialWords:
    """The plain facts that a text asks of trials.

    Words that have other meanings ("completed", "active", "open", "largest") count only beside a word for trials.
    """
    nouns = [match.span() for match in _NOUN.finditer(text) if not _NOT_A_TRIAL.match(text, match.start())]
    spans: list[tuple[int, int]] = list(nouns)
    filters = Filters()
    for read in (_read_status, _read_phase, _read_enrolment, _read_results, _read_sex, _read_kind):
        for found, span in read(text, bool(nouns)):
            if any(span[0] < end and start < span[1] for start, end in spans if (start, end) not in nouns):
                continue
            filters = _joined(filters, found)
            spans.append(span)
    sort, sort_span = _read_sort(text, bool(nouns))
    how_many = _HOW_MANY.search(text)
    if how_many and sort_span and how_many.start() < sort_span[1] and sort_span[0] < how_many.end():
        how_many = None
    counted = how_many is not None and (bool(nouns) or bool(filters.named) or _COUNTED_RECORDS.search(text) is not None)
    spans += [span for span in (sort_span, how_many.span() if how_many and counted else None) if span]
    told = filters.named
    return TrialWords(
        filters=filters,
        sort=sort,
        spans=tuple(sorted(spans)),
        speaks_of_trials=bool(nouns) or bool({"status", "phase"} & set(told)),
        asks_how_many=counted,
        is_strict=bool(told) or sort is not None,
    )


Found = Iterator[tuple[Filters, tuple[int, int]]]
_I = re.IGNORECASE

_NOUN = re.compile(
    r"\b(?:(?:clinical|research|intervention(?:al)?|observational|registered|human)\s)?(?:trials?|"
    r"(?<!\bto\s)study|studies|rcts?)\b",  # "a place to study" is none
    _I,
)
_NOT_A_TRIAL = re.compile(r"(?:stud(?:y|ies)\s(?:drug|medication|shows?|guide|for\sexam))", _I)
_HOW_MANY = re.compile(
    r"\b(?:how\smany|(?:total\s)?number\sof|count(?:\sof)?(?:\sthe|\sall)?|how\smuch\sstudies)\b", _I
)
_COUNTED_RECORDS = re.compile(
    r"\b(?:monographs?|labels?|documents?|records?|drugs?\sare\s(?:there|here|covered))\b", _I
)

# (words, statuses, whether they mean a status only beside a word for trials)
_STATUSES: tuple[tuple[re.Pattern[str], tuple[Status, ...], bool], ...] = tuple(
    (re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", _I), statuses, needs_noun)
    for words, statuses, needs_noun in (
        (r"not\s(?:yet|currently\syet)\s(?:recruiting|open|enrolling|started|begun)|yet\sto\s(?:recruit|start|"
         r"begin|open)"
         r"|(?:about|planned)\sto\s(?:start|open|begin)", (Status.NOT_YET_RECRUITING,), False),
        (r"upcoming|planned", (Status.NOT_YET_RECRUITING,), True),
        (r"active,?\s?(?:but\s)?(?:and\s)?\(?(?:not|no\slonger)\srecruiting\)?|active_not_recruiting"
         r"|(?:not|no\slonger)\s(?:recruiting|enrolling)(?:\sany\s?more|"
         r"\snow)?", (Status.ACTIVE_NOT_RECRUITING,), False),
        (r"enrolling\sby\sinvitation(?:\sonly)?|by\sinvitation(?:\sonly)?", (Status.ENROLLING_BY_INVITATION,), False),
        (r"(?:still\s|actively\s|currently\s|now\s|presently\s)?(?:recruiting|enroll?ing)(?:\snow|\scurrently)?"
         r"(?:\s(?:patients|participants|volunteers|people|subjects|adults))?"
         r"|(?:open\sfor|open\sto)\s(?:recruitment|enroll?ment|recruiting|participants|patients|volunteers)"
         r"|(?:accepting|looking\sfor|seeking)\s(?:new\s)?(?:patients|participants|volunteers|people)"
         r"|(?:can\s(?:i|we|someone)\s|to\s)(?:join|enroll?\sin|sign\sup\sfor|take\spart\sin|participate\sin)"
         r"|recruitment\s(?:is\s)?open", (Status.RECRUITING,), False),
        (r"(?:currently\s|still\s)?open(?!-label|\slabel)", (Status.RECRUITING,), True),
        (r"(?:currently\s|still\s)?(?:ongoing|on-going|under\sway|underway|in\sprogress|running|active|current)",
         (Status.RECRUITING, Status.ACTIVE_NOT_RECRUITING, Status.ENROLLING_BY_INVITATION), True),
        (r"(?:already\s|been\s)?(?:completed|finished|concluded)", (Status.COMPLETED,), True),
        (r"(?:been\s)?(?:terminated|stopped(?:\searly)?|halted(?:\searly)?|ended\searly|discontinued|abandoned)",
         (Status.TERMINATED,), True),
        (r"(?:been\s)?(?:suspended|paused|on\shold)", (Status.SUSPENDED,), True),
        (r"(?:been\s)?(?:withdrawn|cancell?ed|never\sstarted)", (Status.WITHDRAWN,), True),
        (r"(?:of\s|with\s|an\s)*unknown\sstatus|status\s(?:is\s)?unknown", (Status.UNKNOWN,), False),
    )
)  # fmt: skip


def _read_status(text: str, beside_noun: bool) -> Found:
    for pattern, statuses, needs_noun in _STATUSES:
        if needs_noun and not beside_noun:
            continue
        for match in pattern.finditer(text):
            denied = _DENIED.search(text, 0, match.start()) if len(statuses) == 1 else None
            others = tuple(each for each in Status if each not in statuses)
            yield (
                Filters(status=others if denied else tuple(statuses)),
                (denied.start() if denied else match.start(), match.end()),
            )


_DENIED = re.compile(
    r"\b(?:not|never|isn'?t|aren'?t|wasn'?t|weren'?t|excluding|except(?:\sfor)?|other\sthan|without(?:\sthe)?)\s"
    r"(?:been\s|yet\s)?\Z",
    _I,
)
"""Right before a status: every other one is meant."""
_PHASE_NUMBER = r"(?:[0-4]|iv|i{1,3})[ab]?"
_PHASE = re.compile(
    rf"\b(?P<early>early[\s-])?phases?[\s-]?(?P<numbers>{_PHASE_NUMBER}(?:\s?(?:/|-|–|,|&|\bor\b|\band\b|"
    rf"\bto\b)\s?(?:phase\s?)?{_PHASE_NUMBER})*)(?![\w])",
    _I,
)
_PHASE_NA = re.compile(
    r"\bphase\s(?:is\s)?(?:not\sapplicable|n/?a)\b|\bnot\sapplicable\s(?:as\s)?phase\b|\bn/a\sphase\b", _I
)
_PHASE_NONE = re.compile(
    r"\b(?:without\s(?:a\s|any\s)?(?:stated\s)?phase|(?:with\s)?no\s(?:stated\s)?phase|"
    r"phase\s(?:is\s)?not\s(?:stated|given|specified)"
    r"|(?:that\s|which\s)?(?:state|have|do\snot\sstate|don't\sstate|give)\sno\sphase|do(?:\snot|"
    r"n't)\sstate\sa\sphase)\b",
    _I,
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def _read_phase(text: str, beside_noun: bool) -> Found:
    for match in _PHASE_NONE.finditer(text):
        yield Filters(phase=(NOT_STATED,)), match.span()
    for match in _PHASE_NA.finditer(text):
        yield Filters(phase=(Phase.NA,)), match.span()
    for match in _PHASE.finditer(text):
        numbers = [
            number.lower().rstrip("ab") or number for number in re.findall(r"[0-4]|iv|i{1,3}", match["numbers"], _I)
        ]
        digits = [_ROMAN.get(number, number) for number in numbers]
        early = bool(match["early"]) and digits == ["1"]
        phases = [Phase.EARLY_PHASE1 if early or digit == "0" else Phase(f"PHASE{digit}") for digit in digits]
        yield Filters(phase=tuple(dict.fromkeys(phases))), match.span()


_PEOPLE = (
    r"(?:participants?|patients?|people|subjects?|volunteers?|persons?|individuals?|enroll?ed|recruited|"
    r"adults|women|men)"
)
_FIGURE = r"(\d{1,3}(?:,\d{3})+|\d{1,7})"
_MAY_COUNT = re.compile(rf"\d\s?(?:\+|plus|(?:or|and)\s\w+)?\s?{_PEOPLE}|enroll?ment", _I)
_LEAD = (
    r"(?:(?:with|that|which|enroll?ing|recruiting|having|of|enroll?ed|include|including|have|"
    r"an?\senroll?ment)\s)*"
)
_ENROLMENT: tuple[tuple[re.Pattern[str], Callable[[int, int | None], NumberRange]], ...] = (
    (re.compile(rf"\b{_LEAD}between\s{_FIGURE}\s(?:and|to|"
     rf"-)\s{_FIGURE}\s{_PEOPLE}\b", _I), lambda a, b: NumberRange(a, b)),
    (re.compile(rf"\b{_LEAD}{_FIGURE}\s?(?:-|–|to)\s?{_FIGURE}\s{_PEOPLE}\b", _I), lambda a, b: NumberRange(a, b)),
    (re.compile(rf"(?:\b{_LEAD}(?:more\sthan|over|above|greater\sthan|larger\sthan|exceeding)|"
     rf">)\s?{_FIGURE}\s{_PEOPLE}\b", _I),
     lambda a, b: NumberRange(min=a + 1)),
    (re.compile(rf"(?:\b{_LEAD}(?:at\sleast|no\s(?:fewer|less)\sthan|a\sminimum\sof|minimum)|>=|"
     rf"≥)\s?{_FIGURE}\s{_PEOPLE}\b", _I),
     lambda a, b: NumberRange(min=a)),
    (re.compile(rf"\b{_LEAD}{_FIGURE}\s?(?:\+|or\smore|and\smore|"
     rf"plus)\s{_PEOPLE}\b", _I), lambda a, b: NumberRange(min=a)),
    (re.compile(rf"(?:\b{_LEAD}(?:fewer\sthan|less\sthan|under|below|smaller\sthan)|<)\s?{_FIGURE}\s{_PEOPLE}\b", _I),
     lambda a, b: NumberRange(max=max(a - 1, 0))),
    (re.compile(rf"(?:\b{_LEAD}(?:at\smost|up\sto|no\smore\sthan|a\smaximum\sof|maximum)|<=|"
     rf"≤)\s?{_FIGURE}\s{_PEOPLE}\b", _I),
     lambda a, b: NumberRange(max=a)),
    (re.compile(rf"\b{_LEAD}exactly\s{_FIGURE}\s{_PEOPLE}\b", _I), lambda a, b: NumberRange(a, a)),
    (re.compile(rf"\b{_LEAD}{_FIGURE}\s(?:or\s(?:fewer|less))\s{_PEOPLE}\b", _I), lambda a, b: NumberRange(max=a)),
    (re.compile(rf"\benroll?ment\s(?:of\s)?(?:over|above|more\sthan|"
     rf">)\s?{_FIGURE}\b", _I), lambda a, b: NumberRange(min=a + 1)),
    (re.compile(rf"\benroll?ment\s(?:of\s)?(?:under|below|less\sthan|<)\s?{_FIGURE}\b", _I),
     lambda a, b: NumberRange(max=max(a - 1, 0))),
    (re.compile(rf"\benroll?ment\s(?:of\s)?at\sleast\s{_FIGURE}\b", _I), lambda a, b: NumberRange(min=a)),
)  # fmt: skip


def _read_enrolment(text: str, beside_noun: bool) -> Found:
    for pattern, bounds in _ENROLMENT if _MAY_COUNT.search(text) else ():
        for match in pattern.finditer(text):
            figures = [int(figure.replace(",", "")) for figure in match.groups() if figure]
            if len(figures) < 2 or figures[0] <= figures[1]:
                yield Filters(enrolment=bounds(figures[0], figures[1] if len(figures) > 1 else None)), match.span()
                return


_RESULTS = re.compile(
    r"\b(?:with|have|has|having|that\shave|which\shave)\s(?:posted\s|published\s|"
    r"available\s)?results(?:\s(?:posted|available|published))?\b"
    r"|\bresults\s(?:are\s)?(?:posted|available)\b",
    _I,
)
_SEX = re.compile(
    r"\b(?:for|in|of|only|admit(?:ting)?|enroll?ing|recruiting)\s(?:only\s)?(?P<sex>women|men|females?|males?|"
    r"girls|boys)(?:\sonly)?\b"
    r"|\b(?P<alone>women|men|females?|males?)[\s-]only\b",
    _I,
)
_MONOGRAPH = re.compile(r"\bmonographs?\b", _I)
_LABEL = re.compile(r"\b(?:(?:drug|fda|us)\slabels?|labels|prescribing\sinformation|package\sinserts?)\b", _I)

_DRUGS = r"(?:drugs|medicines|medications)"
_HERE = (
    r"(?:(?:do\syou|you|does\s(?:this|it))\s(?:have|cover|know|hold|include)(?:\sabout)?|(?:are|is)\s(?:here|there|covered|"
    r"included|available|(?:in|on)\s(?:here|(?:the|this|your)\s(?:corpus|index|database|collection|site))))"
)
_ALL_DRUGS = re.compile(
    rf"^\W*(?:please\s)?(?:(?:list|show(?:\sme)?|name|browse)\s(?:me\s)?(?:all|every)\s(?:of\s)?(?:the\s|your\s)?{_DRUGS}"
    rf"(?:\s(?:that\s)?{_HERE})?|(?:which|what|how\smany)\s{_DRUGS}\s{_HERE})\W*$",
    _I,
)
"""The drugs that the corpus is about, and nothing else of them."""


def _read_results(text: str, beside_noun: bool) -> Found:
    for match in _RESULTS.finditer(text) if beside_noun else ():
        yield Filters(results=("yes",)), match.span()


def _read_sex(text: str, beside_noun: bool) -> Found:
    for match in _SEX.finditer(text) if beside_noun else ():
        word = (match["sex"] or match["alone"]).lower()
        yield Filters(sex=("FEMALE" if word[0] in "wfg" else "MALE", "ALL")), match.span()


def _read_kind(text: str, beside_noun: bool) -> Found:
    for pattern, kinds in (
        (_MONOGRAPH, (Kind.MONOGRAPH,)),
        (_LABEL, (Kind.LABEL,)),
        (_ALL_DRUGS, (Kind.MONOGRAPH, Kind.LABEL)),
    ):
        for match in pattern.finditer(text):
            yield Filters(kind=kinds), match.span()


_HEADS = r"(?:participants|patients|people|subjects|volunteers|persons|individuals|enroll?ments?|recruits)"
_SIZE = (
    rf"(?:\s(?:(?:total|planned|actual|target|overall)\s)?(?:enroll?ments?|(?:sample\s|study\s|trial\s)?sizes?|cohorts?|"
    rf"(?:study\s)?populations?|(?:number|count|amount)s?\sof\s{_HEADS}|{_HEADS}))"
)
_ENROLLED = r"(?:(?:enroll?(?:s|ed)|recruits|recruited|includes?|included|has|have|had|with|by)\s)?(?:the\s)?"
_BY = (
    r"\b(?:(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|list(?:ed)?|arranged?|show)\s(?:\w+\s){0,3})?by\s(?:the\s|their\s)?"
)
_SORTS: tuple[tuple[re.Pattern[str], SortField, bool], ...] = (
    (re.compile(rf"{_BY}(?:size|enroll?ment|(?:number|count)\sof\s{_HEADS})\b", _I), SortField.ENROLMENT, True),
    (re.compile(rf"{_BY}(?:last\supdated?|update)\b", _I), SortField.LAST_POSTED, True),
    (re.compile(rf"{_BY}(?:age|date|start|posting|newest|most\srecent)\b", _I), SortField.FIRST_POSTED, True),
    (re.compile(r"\b(?:most\srecently|last|latest|newly|recently)\s(?:updated|changed|modified)\b"
                r"(?!\s(?:before|since|after|in|between|until|by|on|from|within|during)\b)", _I),
     SortField.LAST_POSTED, True),
    (re.compile(rf"\b{_ENROLLED}(?:(?:largest|biggest){_SIZE}?|(?:highest|greatest|maximum){_SIZE}|"
                rf"most\s{_HEADS}|most\senrolled)\b", _I), SortField.ENROLMENT, True),
    (re.compile(rf"\b{_ENROLLED}(?:smallest{_SIZE}?|(?:lowest|least|minimum){_SIZE}|"
                rf"(?:fewest|least)\s{_HEADS})\b", _I), SortField.ENROLMENT, False),
    (re.compile(r"\b(?:latest|newest|most\srecent(?:ly\s(?:posted|registered|added|started|published)|"
                r"ly)?)\b(?:\sof\sall)?", _I), SortField.FIRST_POSTED, True),
    (re.compile(r"\b(?:oldest|earliest|very\sfirst|first\s(?=(?:registered\s|posted\s)?(?:trial|study)\b))", _I),
     SortField.FIRST_POSTED, False),
)  # fmt: skip
_PLURAL_NOUN = re.compile(r"\b(?:trials|studies|rcts)\b", _I)


def _read_sort(text: str, beside_noun: bool) -> tuple[Sort | None, tuple[int, int] | None]:
    for pattern, field, descending in _SORTS if beside_noun else ():
        match = pattern.search(text)
        if match is not None:
            one = (
                _PLURAL_NOUN.search(text) is None
                or re.match(r"\s*(?:trial|study)\b", text[match.end() :], _I) is not None
            )
            return Sort(field, descending, only_first=one), match.span()
    return None, None


def _joined(filters: Filters, other: Filters) -> Filters:
    """Values of the same field add up: "phase 2 or phase 3" is both."""
    return replace(
        filters.merged(other),
        status=tuple(dict.fromkeys((*filters.status, *other.status))),
        phase=tuple(dict.fromkeys((*filters.phase, *other.phase))),
        kind=tuple(dict.fromkeys((*filters.kind, *other.kind))),
    )
