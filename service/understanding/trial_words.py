"""What a question says of trials in plain words: status, phase, types, size, order, sex, age; each with its span."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from indexer.documents import Kind, Phase, Status
from indexer.selection import NOT_STATED
from service.understanding.denials import Denial, denial_of, find_denials
from service.understanding.filters import Filters, NumberRange

Span = tuple[int, int]


class SortField(StrEnum):
    """What a list can be ordered by."""

    FIRST_POSTED = "first_posted"
    LAST_POSTED = "last_posted"
    STARTED = "started"
    COMPLETED = "completed"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that the question asks for."""

    by: SortField
    descending: bool
    first: int | None = None
    """How many at the top it asks for: 1 for "the largest trial", 5 for "the 5 newest"; None for all."""
    words: str = field(default="", compare=False)
    """As it was said."""


@dataclass(frozen=True, slots=True)
class TrialWords:
    """What was said, and where: each span of `spans` was understood and ranks nothing."""

    filters: Filters
    sort: Sort | None
    spans: tuple[Span, ...]
    speaks_of_trials: bool
    """Whether the text has a word for trials, or one that only trials have ("recruiting", "phase 2")."""
    asks_how_many: bool
    is_strict: bool
    """Whether something was said that only a record's facts can answer."""
    facts: tuple[tuple[Span, str], ...] = ()
    """The spans of what was said, denied or not, with the field of each."""
    doubtful: tuple[Span, ...] = ()
    """Words for a status that may belong to what follows them ("active tuberculosis") and were not read as one."""


def read_trial_words(
    text: str, denials: Sequence[Denial] | None = None, names: Sequence[Span] = (), terms: Sequence[Span] = ()
) -> TrialWords:
    """The plain facts that a text asks of trials.

    Words that have other meanings ("completed", "active", "open", "largest") count only beside a word for trials, and
    as a status only where they qualify the trials. What is denied becomes excluded. `names` are the spans of drugs,
    which may stand between a status and the trials; `terms` are those of conditions, whose words are no status.
    """
    denials = find_denials(text) if denials is None else denials
    nouns = [match.span() for match in _NOUN.finditer(text) if not _NOT_A_TRIAL.match(text, match.start())]
    spans: list[Span] = list(nouns)
    filters = Filters()
    apart: list[Span] = []  # who is denied by sex and age or number at once: no filter holds it
    facts: list[tuple[Span, str]] = []
    doubtful: list[Span] = []
    masked = _masked(text, names)
    of_trials = bool(nouns) or _has_a_sure_fact(masked)
    for found, span in _all_found(masked, of_trials):
        if (found.sex or found.age) and found.enrolment is None:
            span = _behind_status(masked, span)
            if any(start < span[1] <= end for start, end in terms):
                continue
        if any(span[0] < end and start < span[1] for start, end in (*spans, *apart) if (start, end) not in nouns):
            continue
        if found.status and not _is_status(masked, span, terms, doubtful):
            continue
        denial = denial_of(denials, span)
        if denial is not None and found.sex and (found.age or found.enrolment):
            apart.append(span)
            continue
        filters = _joined(filters, found) if denial is None else _denied(filters, found)
        spans.append(span)
        facts.append((span, found.named[0]))
        if denial is not None:
            spans.append((denial.start, denial.reach))
    filters = _of_everyone(filters)
    sort, sort_spans = _read_sort(text, of_trials)
    how_many = _HOW_MANY.search(text)
    if how_many and any(how_many.start() < end and start < how_many.end() for start, end in sort_spans):
        how_many = None
    counted = how_many is not None and (bool(nouns) or bool(filters.named) or _COUNTED_RECORDS.search(text) is not None)
    spans += [*sort_spans, *([how_many.span()] if how_many and counted else [])]
    told = {*filters.named, *(filters.excluded.named if filters.excluded else ())}
    return TrialWords(
        filters=filters,
        sort=sort,
        spans=tuple(sorted(spans)),
        speaks_of_trials=bool(nouns) or bool({"status", "phase"} & told),
        asks_how_many=counted,
        is_strict=bool(told) or sort is not None,
        facts=tuple(facts),
        doubtful=tuple(doubtful),
    )


def _has_a_sure_fact(text: str) -> bool:
    """Whether a text without a word for trials states a phase or a status that only trials have."""
    may = _MAY_STATE_ONE.search(text) is not None
    return may and any(True for read in (_read_status, _read_phase) for _ in read(text, False))


_MAY_STATE_ONE = re.compile(
    r"recruit|enrol|\bph|invitation|\bopen|accepting|seeking|looking|join|sign|part|status|\byet\b", re.IGNORECASE
)


def _behind_status(text: str, span: Span) -> Span:
    """Words for people without the status that leads to them: "recruiting women" are recruiting, and for women."""
    lead = _RECRUITING.match(text, *span)
    return (lead.end(), span[1]) if lead else span


_RECRUITING = re.compile(r"(?:recruiting|enroll?ing)\s", re.IGNORECASE)


def trials_follow(text: str, at: int) -> bool:
    """Whether a word for trials stands there, or only words that qualify trials before it: "phase 2 studies"."""
    return _TRIALS_FOLLOW.match(text, at) is not None


def speaks_of_trials(text: str) -> bool:
    """Whether a text has a word for trials."""
    return any(not _NOT_A_TRIAL.match(text, match.start()) for match in _NOUN.finditer(text))


Found = Iterator[tuple[Filters, Span]]
_I = re.IGNORECASE


def _all_found(text: str, beside_noun: bool) -> Found:
    for read in _READERS:
        yield from read(text, beside_noun)


def _masked(text: str, names: Sequence[Span]) -> str:
    """The text with names as runs of "§", of the same length."""
    for start, end in names:
        text = f"{text[:start]}{'§' * (end - start)}{text[end:]}"
    return text


_NOUN = re.compile(
    r"\b(?:(?:clinical|research|registered|human)\s)?(?:trials?|"
    r"(?<!\bto\s)study|studies|rcts?|expanded[\s-]access\sprogram(?:me)?s?)\b",  # "a place to study" is none
    _I,
)
_NOT_A_TRIAL = re.compile(r"(?:stud(?:y|ies)\s(?:drug|medication|shows?|guide|for\sexam))", _I)
_HOW_MANY = re.compile(
    r"\b(?:how\smany|(?:total\s)?number\sof|count(?:\sof)?(?:\sthe|\sall)?|how\smuch\sstudies|"
    r"(?:proportion|percentage|percent|share|fraction)\sof(?:\sthe|\sall)?)\b",
    _I,
)
_COUNTED_RECORDS = re.compile(
    r"\b(?:monographs?|labels?|documents?|records?|drugs?\sare\s(?:there|here|covered))\b", _I
)

# (words, statuses, whether they mean a status only beside a word for trials)
_STATUSES: tuple[tuple[re.Pattern[str], tuple[Status, ...], bool], ...] = tuple(
    (re.compile(rf"(?:(?<![\w-])|(?<=\bnon-))(?:{words})(?![\w-])", _I), statuses, needs_noun)
    for words, statuses, needs_noun in (
        (r"not\s(?:yet|currently\syet)\s(?:recruiting|open|enrolling|started|begun)|yet\sto\s(?:recruit|start|"
         r"begin|open)"
         r"|(?:about|planned)\sto\s(?:start|open|begin)|not\s(?:recruiting|open|enroll?ing)\syet",
         (Status.NOT_YET_RECRUITING,), False),
        (r"upcoming|planned|(?:have|has|had)(?:\snot|n['’]?t)\s(?:yet\s)?(?:started|begun|opened)(?:\syet)?"
         r"(?!\s(?:in|since|before|after)\b)", (Status.NOT_YET_RECRUITING,), True),
        (r"active,?\s?(?:but\s)?(?:and\s)?\(?(?:not|no\slonger)\srecruiting\)?|active_not_recruiting"
         r"|no\slonger\s(?:recruiting|enroll?ing)(?:\snow)?|not\s(?:recruiting|enroll?ing)\sany\s?more"
         r"|(?:have\s|has\s)?(?:stopped|finished|ceased)\s(?:recruiting|recruitment|enroll?ing|enroll?ment)",
         (Status.ACTIVE_NOT_RECRUITING,), False),
        (r"enrolling\sby\sinvitation(?:\sonly)?|by\sinvitation(?:\sonly)?", (Status.ENROLLING_BY_INVITATION,), False),
        (r"(?:still\s|actively\s|currently\s|now\s|presently\s)?(?:recruiting|enroll?ing)(?:\snow|\scurrently)?"
         r"(?:\s(?:patients|participants|volunteers|people|subjects|adults))?"
         r"|(?:open\sfor|open\sto)\s(?:recruitment|enroll?ment|recruiting|participants|patients|volunteers)"
         r"|(?:accepting|looking\sfor|seeking)\s(?:new\s)?(?:patients|participants|volunteers|people)"
         r"|(?:can\s(?:i|we|someone)\s|to\s)(?:join|enroll?\sin|sign\sup\sfor|take\spart\sin|participate\sin)"
         r"|recruitment\s(?:is\s)?open", (Status.RECRUITING,), False),
        (r"(?:currently\s|still\s)?open(?!-label|\slabel|\sto\s(?:wom|m[ae]n|girl|boy|male|female|adult|child|all|both|every))",
         (Status.RECRUITING,), True),
        (r"(?:currently\s|still\s)?(?:ongoing|on-going|under\sway|underway|in\sprogress|running|active|current)",
         (Status.RECRUITING, Status.ACTIVE_NOT_RECRUITING, Status.ENROLLING_BY_INVITATION), True),
        (r"(?:already\s|been\s)?(?:completed|finished|concluded)", (Status.COMPLETED,), True),
        (r"(?:already\s)?ended(?!\searly)", (Status.COMPLETED, Status.TERMINATED), True),
        (r"(?:been\s)?(?:terminated(?:\searly)?|stopped(?:\searly)?|halted(?:\searly)?|ended\searly|discontinued|abandoned)",
         (Status.TERMINATED,), True),
        (r"(?:been\s)?(?:suspended|paused|on\shold)", (Status.SUSPENDED,), True),
        (r"(?:been\s)?(?:withdrawn|cancell?ed|never\sstarted)", (Status.WITHDRAWN,), True),
        (r"(?:of\s|with\s|an\s)*unknown\sstatus|status\s(?:is\s)?unknown", (Status.UNKNOWN,), False),
    )
)  # fmt: skip


_CLOSED = re.compile(
    r"\bclosed\s(?:to|for)\s(?:new\s)?(?:recruitment|recruiting|enroll?ment|enroll?ing|accrual|participants|patients|"
    r"volunteers)\b",
    _I,
)


_UNKNOWN = re.compile(r"(?<=\bor\s)unknown\b(?=\W*(?:\Z|[,.;?])|\s(?:in|for|status|trials?|studies)\b)", _I)
_BESIDE_UNKNOWN = re.compile(r"\b(?:status|completed|terminated|withdrawn|suspended|recruiting)\b", _I)
"""Unknown is a status beside another one."""


def _read_status(text: str, beside_noun: bool) -> Found:
    for pattern, statuses, needs_noun in _STATUSES:
        if beside_noun or not needs_noun:
            for match in pattern.finditer(text):
                yield Filters(status=tuple(statuses)), match.span()
    if beside_noun and _BESIDE_UNKNOWN.search(text):
        for match in _UNKNOWN.finditer(text):
            yield Filters(status=(Status.UNKNOWN,)), match.span()
    for match in _CLOSED.finditer(text):
        yield Filters().excluding(Filters(status=(Status.RECRUITING,))), match.span()


# what qualifies trials as a status does, and may stand between one and the word for trials
_QUALIFIER = (
    r"(?:and|or|nor|but|not|yet|also|still|currently|now|the|all|most|clinical|human|registered|randomi[sz]ed|controlled|"
    r"rct|blinded?|double[\s-]blind(?:ed)?|single[\s-](?:arm|cent(?:er|re)|blind)|multi[\s-]?cent(?:er|re)|open[\s-]label|"
    r"placebo[\s-]controlled|interventional|observational|pivotal|pilot|large|small|larger|smaller|recent|new|newer|old|"
    r"older|early|late|drug|device|behaviou?ral|medical|research|international|industry[\s-]sponsored|"
    r"(?:early\s)?phases?[\s-]?[\w/]+|\d|i{1,3}|iv|[\w.]+-(?:sponsored|funded|led)|recruiting|enroll?ing|completed|"
    r"terminated|withdrawn|suspended|ongoing|active|open|stopped|unknown|planned|upcoming|paediatric|pediatric|"
    r"[a-z]+(?:ish|ese|ian|ean|can)|french|german|dutch|greek|swiss|czech|thai|us|uk|american|§+(?:\s§+)*)"
)
_TRIALS_FOLLOW = re.compile(rf"[\s,/-]*(?:{_QUALIFIER}[\s,/-]+)*(?:trials?|studies|study|rcts?|ones?)\b", _I)
_TRIALS_LATER = re.compile(r"\s+(?!of\b|for\b|in\b)(?:[\w'§-]+\s+){1,4}?(?:trials?|studies|study)\b", _I)
_PREPOSITION = re.compile(r"\b(?:in|of|for|on|with|by|at|from|about|that|which|who|are|is|and|or|to)\b", _I)
_ENDS = re.compile(
    r"\W*(?:\Z|[,.;:?!)]|(?:in|for|of|on|at|by|since|before|after|during|from|to|with|without|as|early|yet|now|right|"
    r"again|due|because|and|or|but|nor|not|here|there|near|within|between|until|this|last|over|when|where|who|which|"
    r"that|while|so|today|currently|recently|prematurely|involving|testing|using|about|sponsored|posted|run|led|phase|"
    r"status|only|already|anywhere|around|across|outside|other|except|excluding|if|they|has|have|is|are|was|were|§)\b|§)",
    _I,
)
_OF_TRIALS = re.compile(
    r"(?:\A|\b(?:trials?|studies|study|rcts?|ones?|that|which|they|those|these|them|is|are|was|were|be|been|being|has|"
    r"have|had|got|it|and|or|nor|neither|but|not|never|only|yet|still|already|currently|now|recently|latest|last|newly|"
    r"status(?:es)?|either|both|except|other\sthan|excluding|any|without|all|exclude|it['’]?s|many|just|early|"
    r"(?:is|are|was|were|has|have)n['’]?t)|[,:;(=/]|\A\W*§+)[\s\"“']*\Z",
    _I,
)
_PARTICIPLES = re.compile(
    r"(?:completed|finished|concluded|terminated|suspended|withdrawn|halted|ongoing|cancell?ed)", _I
)
_EXPECTED = re.compile(r"\b(?:will|to|should|may|would)\s(?:(?:be|have|been)\s)*\Z", _I)
_DETERMINED = re.compile(r"\b(?:of|on|for|about|with|a|an|the|in|after|by|to|from|or|and|their|his|her)\s*\Z", _I)
_OF_OTHER_THINGS = re.compile(
    r"\s*(?:pregnanc\w+|suicid\w*|abortions?|smok\w+|treatments?|therap\w+|dialysis|patients|users|school|education|"
    r"courses?|labou?r|resuscitation|drugs?|medications?|products?|feeding|sentences?|consent)\b",
    _I,
)


def _is_status(text: str, span: Span, terms: Sequence[Span], doubtful: list[Span]) -> bool:
    """Whether a word for a status qualifies trials; where that is in doubt it is noted.

    "Completed asthma trials" are completed; "active tuberculosis trials" are of an active disease.
    """
    if not any(pattern.fullmatch(text[slice(*span)]) and needs for pattern, _, needs in _STATUSES):
        return True
    if any(start <= span[0] and span[1] < end for start, end in terms):
        return False
    before, behind = text[: span[0]], text[span[1] :]
    if _EXPECTED.search(before):
        return False
    if _TRIALS_FOLLOW.match(behind):
        return True
    of_trials = _OF_TRIALS.search(before) is not None
    if _ENDS.match(behind) and (
        of_trials or (_PARTICIPLES.search(text[slice(*span)]) and not _DETERMINED.search(before))
    ):
        return True
    later = _TRIALS_LATER.match(behind)
    if later and not _PREPOSITION.search(later[0]):
        if _PARTICIPLES.search(text[slice(*span)]) and not _OF_OTHER_THINGS.match(behind):
            return True
        doubtful.append(span)
    return False


_WORD_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "i": "1", "ii": "2", "iii": "3", "iv": "4"}
_PHASE_NUMBER = r"(?:(?:[0-4]|iv|i{1,3})[ab]?|one|two|three|four)"
_PHASE = re.compile(
    rf"\b(?P<early>early[\s-])?(?P<plural>phases?|(?!(?-i:pH))ph\.?)[\s-]?(?P<numbers>{_PHASE_NUMBER}(?:\s?(?:/|-|–|,|&|\bor\b|\band\b|"
    rf"\bto\b)\s?(?:phase\s?)?{_PHASE_NUMBER})*)(?![\w])(?P<further>\s(?:and|or)\s(?:above|higher|later|up|upwards?|"
    rf"below|lower|earlier))?",
    _I,
)
_PHASE_NA = re.compile(
    r"\bphase\s(?:is\s)?(?:not\sapplicable|n/?a)\b|\bnot\sapplicable\s(?:as\s)?phase\b|\bn/a\sphase\b", _I
)
_GIVEN = r"(?:stated|given|specified|listed|reported|recorded)"
_PHASE_NONE = re.compile(
    rf"\b(?:(?:(?:without|w/o|lacking)\s(?:an?\s|any\s)?|(?:(?:with|where|that|which|state|states|have|has|having|give|gives)\s)*"
    rf"no\s)(?:{_GIVEN}\s)?phases?(?!\s(?:\d|i{{1,3}}\b|iv\b))(?:\s(?:is\s)?{_GIVEN})?"
    rf"|(?:whose\s|where\s)?(?:the\s)?phase\s(?:(?:is|was|has)\s)?(?:not|never)\s(?:been\s)?{_GIVEN}"
    rf"|(?:whose\s|where\s)?(?:the\s)?phase\s(?:is\s)?un(?:stated|specified|known)|un(?:stated|specified|known)\sphase"
    rf"|(?:(?:do|does)\snot|(?:do|does)n['’]?t)\s(?:state|give|have|specify)\s(?:an?\s|any\s|(?:the|their|its)\s)?phase)\b",
    _I,
)
_PHASE_PART = re.compile(rf"{_PHASE_NUMBER}|/|-|–|\bto\b", _I)


def _read_phase(text: str, beside_noun: bool) -> Found:
    for match in _PHASE_NONE.finditer(text):
        yield Filters(phase=(NOT_STATED,)), match.span()
    for match in _PHASE_NA.finditer(text):
        yield Filters(phase=(Phase.NA,)), match.span()
    for match in _PHASE.finditer(text):
        if match["early"] and match["numbers"].lower() in ("1", "i", "one"):
            phases: tuple[str, ...] = (Phase.EARLY_PHASE1,)
        else:
            phases = _phases(match["numbers"], several=match["plural"].lower() == "phases", further=match["further"])
        yield Filters(phase=phases), match.span()


def _phases(numbers: str, several: bool, further: str | None) -> tuple[str, ...]:
    """The phases that numbers stand for: "1/2" and "I-II" are trials of both, "1 or 2" and "1 to 3" of any."""
    found: list[list[int]] = []
    joint = ""
    for part in _PHASE_PART.findall(numbers):
        if part in ("/", "-", "–") or part.lower() == "to":
            joint = part
            continue
        bare = part.lower() if part.lower() in _WORD_NUMBERS else part.lower().rstrip("ab")
        number = int(_WORD_NUMBERS.get(bare, bare))
        combined = joint == "/" or (joint in ("-", "–") and not several and number == found[-1][-1] + 1)
        if combined:
            found[-1].append(number)
        elif joint:
            found += [[each] for each in range(found[-1][-1] + 1, number + 1)]
        else:
            found.append([number])
        joint = ""
    if further:
        last = found[-1][-1]
        upwards = further.split()[-1].lower() in ("above", "higher", "later", "up", "upward", "upwards")
        found += [[each] for each in (range(last + 1, 5) if upwards else range(1, last))]
    codes = ["/".join(dict.fromkeys(map(_phase_code, each))) for each in found]
    return tuple(dict.fromkeys(codes))


def _phase_code(number: int) -> str:
    return Phase(f"PHASE{number}").value if number else Phase.EARLY_PHASE1.value


_STUDY_TYPE = re.compile(
    r"\b(?:(?P<type>intervention(?:al)?|observational|expanded[\s-]access)(?=[\s,/-]+(?:[\w§-]+[\s,/-]+){0,4}?(?:trials?|"
    r"ones?|studies|study|programs?|programmes?)\b|\W*\Z|\s?[,;)]|\s(?:and|or|in|of|for|that|which)\b)(?:\sprogram(?:me)?s?)?"
    r"|(?P<compassionate>compassionate[\s-]use))\b",
    _I,
)
_INTERVENTION_TYPES = {
    "drug": "DRUG",
    "device": "DEVICE",
    "medical device": "DEVICE",
    "behavioural": "BEHAVIORAL",
    "behavioral": "BEHAVIORAL",
    "dietary supplement": "DIETARY_SUPPLEMENT",
    "supplement": "DIETARY_SUPPLEMENT",
    "biological": "BIOLOGICAL",
    "biologic": "BIOLOGICAL",
    "biologics": "BIOLOGICAL",
    "procedure": "PROCEDURE",
    "radiation": "RADIATION",
    "diagnostic test": "DIAGNOSTIC_TEST",
    "combination product": "COMBINATION_PRODUCT",
}
_TYPE_WORD = "|".join(sorted(_INTERVENTION_TYPES, key=len, reverse=True))
_INTERVENTION_TYPE = re.compile(
    rf"(?<![\w-])(?<!study\s)(?<!§\s)(?P<types>(?:{_TYPE_WORD})(?:(?:,\s|\s(?:and|or)\s|/)(?:{_TYPE_WORD}))*)"
    r"(?:\sinterventions?)?\s(?=(?:trials?|studies|study)\b)",
    _I,
)


_INTERVENTIONS_OF_TYPE = re.compile(
    r"\b(?:of|testing|test|with|using|involving|evaluating|not|without|no)\s(?P<type>(?:medical\s)?devices|dietary\ssupplements|"
    r"combination\sproducts|biologics|(?:behaviou?ral|drug|device)\sinterventions?)\b",
    _I,
)


def _read_study_type(text: str, beside_noun: bool) -> Found:
    for match in _STUDY_TYPE.finditer(text) if beside_noun else ():
        word = re.sub(r"[\s-]", "_", match["type"] or "expanded access").upper()
        yield Filters(study_type=("INTERVENTIONAL" if word == "INTERVENTION" else word,)), match.span()


def _read_intervention_type(text: str, beside_noun: bool) -> Found:
    for match in _INTERVENTIONS_OF_TYPE.finditer(text) if beside_noun else ():
        word = match["type"].lower().removesuffix("s").removesuffix(" intervention")
        yield Filters(intervention_type=(_INTERVENTION_TYPES[word],)), match.span("type")
    for match in _INTERVENTION_TYPE.finditer(text):
        types = [_INTERVENTION_TYPES[each.lower()] for each in re.findall(rf"\b(?:{_TYPE_WORD})\b", match["types"], _I)]
        yield Filters(intervention_type=tuple(dict.fromkeys(types))), match.span()


_PEOPLE = (
    r"(?:participants?|patients?|people|subjects?|volunteers?|persons?|individuals?|enroll?ed|recruited|"
    r"adults|women|men)"
)
_FIGURE = r"(\d{1,3}(?:,\d{3})+|\d{1,7})"
_MAY_COUNT = re.compile(
    rf"\d\s?(?:\+|plus|(?:or|and)\s\w+)?\s?(?:\w+\s)?{_PEOPLE}|\benroll?(?:ments?|ing|ed|s)|\bsizes?\b|\bn\s?[<>=≥≤]|"
    r"\b(?:participants|patients|people)\b",
    _I,
)
_LEAD = (
    r"(?:(?:with|that|which|enroll?(?:s|ed|ing)?|recruit(?:s|ed|ing)?|having|has|of|include|includes|included|including|"
    r"have|an?\senroll?ment)\s)*"
)
_SIZE_IS = (
    r"(?:with\s|have\s|having\s)?(?:an?\s|the\s)?(?:(?:sample|study|trial)\ssizes?|(?:planned\s|actual\s)?enroll?ments?|"
    r"number\sof\s(?:participants|patients|people|subjects)|\bn)\s?(?:(?:of|is|was|that\sis|are|:)\s)?"
)
_MORE = r"(?:more\sthan|over|above|greater\sthan|larger\sthan|exceeding)"
_FEWER = r"(?:fewer\sthan|less\sthan|under|below|smaller\sthan)"
_COMPARED: tuple[tuple[str, Callable[[int, int | None], NumberRange]], ...] = (
    (rf"between\s{_FIGURE}\s(?:and|to|-)\s{_FIGURE}", lambda a, b: NumberRange(a, b)),
    (rf"{_MORE}\s{_FIGURE}\s(?:and|but)\s{_FEWER}\s{_FIGURE}", lambda a, b: NumberRange(a + 1, (b or 0) - 1)),
    (rf"at\sleast\s{_FIGURE}\s(?:and|but)\s(?:at\smost|no\smore\sthan)\s{_FIGURE}", lambda a, b: NumberRange(a, b)),
    (rf"(?:from\s)?{_FIGURE}\s?(?:-|–|to)\s?{_FIGURE}", lambda a, b: NumberRange(a, b)),
    (rf"(?:(?:at\sleast|(?:no|not)\s(?:fewer|less|smaller)\sthan|a\sminimum\sof|minimum|not\s(?:under|below))\s|>=\s?|≥\s?)"
     rf"{_FIGURE}", lambda a, b: NumberRange(min=a)),
    (rf"(?:(?:at\smost|up\sto|(?:no|not)\s(?:more|greater|larger)\sthan|a\smaximum\sof|maximum|not\s(?:over|above))\s|<=\s?|"
     rf"≤\s?){_FIGURE}", lambda a, b: NumberRange(max=a)),
    (rf"(?:(?:more\sthan|over|above|greater\sthan|larger\sthan|bigger\sthan|exceeding|in\sexcess\sof)\s|>\s?){_FIGURE}",
     lambda a, b: NumberRange(min=a + 1)),
    (rf"(?:(?:fewer\sthan|less\sthan|under|below|smaller\sthan)\s|<\s?){_FIGURE}",
     lambda a, b: NumberRange(max=max(a - 1, 0))),
    (rf"{_FIGURE}\s?(?:\+|plus|(?:or|and)\s(?:more|over|above|larger|higher))", lambda a, b: NumberRange(min=a)),
    (rf"{_FIGURE}\s(?:or|and)\s(?:fewer|less|under|below|smaller|lower)", lambda a, b: NumberRange(max=a)),
    (rf"exactly\s{_FIGURE}", lambda a, b: NumberRange(a, a)),
)  # fmt: skip
_ENROLMENT = (
    *(
        (re.compile(pattern, _I), bounds)
        for words, bounds in _COMPARED
        for pattern in (
            rf"(?<![\w-]){_LEAD}{words}\s{_PEOPLE}(?:\sor\smore)?\b(?!\s(?:aged|years))",
            rf"(?<![\w-])(?:{_SIZE_IS}|enroll?(?:ing|ed|s)\s){words}(?![\w.%]|,\d)(?:\s{_PEOPLE}\b)?",
        )
    ),
    (
        re.compile(rf"(?<![\w-]){_SIZE_IS}(?<=of\s){_FIGURE}(?![\w.%]|,\d|\s?(?:-|–|to\b|or\b|and\s\d|\+))", _I),
        lambda a, b: NumberRange(a, a),
    ),
    (re.compile(rf"(?<![\w-]){_LEAD}{_FIGURE}\s{_PEOPLE}\sor\smore\b", _I), lambda a, b: NumberRange(min=a)),
    (re.compile(rf"(?<![\w-])n\s?=\s?{_FIGURE}\b", _I), lambda a, b: NumberRange(a, a)),
)


_FEW_OR_MANY = re.compile(rf"\b{_LEAD}{_FEWER}\s{_FIGURE}\sor\s{_MORE}\s{_FIGURE}\s{_PEOPLE}\b", _I)


def _read_enrolment(text: str, beside_noun: bool) -> Found:
    for match in _FEW_OR_MANY.finditer(text):
        least, most = (int(figure.replace(",", "")) for figure in match.groups())
        if least <= most:
            yield Filters().excluding(Filters(enrolment=NumberRange(least, most))), match.span()
    for pattern, bounds in _ENROLMENT if _MAY_COUNT.search(text) else ():
        for match in pattern.finditer(text):
            figures = [int(figure.replace(",", "")) for figure in match.groups() if figure]
            if len(figures) < 2 or figures[0] <= figures[1]:
                people = bounds(figures[0], figures[1] if len(figures) > 1 else None)
                yield replace(_of_people(match[0], exact=False, age=None), enrolment=people), match.span()


_STATED = r"(?:posted|published|available|reported|submitted)"
_RESULTS = re.compile(
    r"\b(?:"
    rf"(?P<none>(?:with|have|has|having|and|but)\sno\s(?:{_STATED}\s)?results(?:\s(?:yet\s)?{_STATED})?(?:\syet)?"
    rf"|(?:without|w/o|lacking|no)\s(?:any\s)?(?:{_STATED}\s)?results(?:\s{_STATED})?"
    rf"|(?:(?:have|has|do|does)\snot|(?:have|has|do|does)n['’]?t)\s(?:have\s|yet\s)?(?:{_STATED}\s)?(?:any\s)?results"
    rf"(?:\s{_STATED})?(?:\syet)?|(?:whose\s|where\s)?results\s(?:are|were|have)(?:\snot|\snever|n['’]?t)\s(?:yet\s)?(?:been\s)?{_STATED})"
    rf"|(?:with|have|has|having)\s(?:{_STATED}\s)?results(?:\s{_STATED})?"
    rf"|(?:whose\s|where\s)?results\s(?:are\s|were\s|have\sbeen\s)?(?:already\s)?(?:posted|available)|{_STATED}\s(?:their\s)?results)\b",
    _I,
)
_WHO = r"(?:women|men|females?|males?|girls|boys)"
_SEX = re.compile(
    r"\b(?:"
    rf"(?:only|exclusively|solely|just)\s(?:(?:for|in|of|among|to|enroll?(?:ing)?|recruiting|admit(?:ting)?)\s)?(?P<only_before>{_WHO})"
    rf"|(?:restricted|limited)\sto\s(?P<limited>{_WHO})|all[\s-](?P<all>female|male)"
    rf"|(?:(?:for|in|of|among|to|on|admit(?:ting|s)?|enroll?(?:ing|s)?|recruiting|accept(?:ing|s)?)\s)?"
    rf"(?P<only_behind>{_WHO})(?:[\s-](?:participants|patients|subjects))?(?:\s|-)(?:only|alone|exclusively)"
    rf"|(?:for|in|of|among|open\sto|available\sto|admit(?:ting|s)?|enroll?(?:ing|s)?|recruiting|accept(?:ing|s)?|"
    rf"include(?:s)?|including|exclud(?:e|es|ing)|without|no|not)\s(?P<sex>{_WHO})"
    rf"(?:\s(?:participants|patients|subjects|volunteers))?(?P<both>\s(?:and|or)\s{_WHO})?"
    rf"|both\s{_WHO}\s(?P<all_of>and)\s{_WHO}|(?:all|both|any)\s(?P<sexes>sex(?:es)?|genders?)"
    r")\b",
    _I,
)
_PERSON = re.compile(
    rf"\b(?:{_WHO}|adults|people|patients|participants|subjects|persons|individuals|children|kids)\b", _I
)
_A_WOMAN = re.compile(r"\b(?:wom[ae]n|females?|girls?|lady|mother|mum|mom|wife|daughter|sister|grandmother)\b", _I)
_A_MAN = re.compile(r"\b(?:m[ae]n|males?|boys?|gentleman|father|dad|husband|son|brother|grandfather)\b", _I)
_YOUNG = re.compile(r"girls|boys|children|kids", _I)
_EXACTLY = re.compile(r"\b(?:only|alone|exclusively|solely|just)\b", _I)
_ONLY_BEFORE = re.compile(
    r"\b(?:only|exclusively|solely|just|(?:restricted|limited)\sto)\s(?:(?:for|in|of|among|to)\s)?\Z", _I
)
_YOUNGEST_OLD, _OLDEST_CHILD = 65, 17
_AGE_GROUPS = (
    (r"newborns?|neonates?", None, 0),
    (r"infants?|babies", None, 1),
    (r"toddlers?", 1, 3),
    (r"children|kids|minors|(?:paediatric|pediatric)s?(?:\s(?:patients|participants|populations?))?", None, 17),
    (r"adolescents|teenagers|teens", 12, 17),
    (
        rf"(?:older|elderly)\s(?:adults|people|patients|participants|{_WHO})|(?:the\s)?elderly|seniors|elders|geriatric",
        _YOUNGEST_OLD,
        None,
    ),
    (
        rf"adults(?:\sonly)?|adult(?:\s(?:patients|participants|volunteers|{_WHO})|(?=\s(?:trials?|studies)\b))",
        18,
        None,
    ),
)
_AGED = r"(?:aged?|ages|(?:of|whose|with)\s(?:an?\s)?age(?:\sis|\sof)?)"
_YEARS = r"(?:\s?(?:years?|yrs?|y/?o)(?:[\s-](?:old|olds|of\sage))?)"
_GROUP = (
    rf"(?:(?:{_WHO}\s(?:and|or)\s)?(?:(?:fe)?male\s)?(?:adults|people|patients|participants|subjects|persons|individuals|"
    rf"children|kids|those|volunteers|anyone|{_WHO})(?:\s(?:only|alone),?)?)"
)
_SOMEBODY = rf"(?:(?:{_WHO}\s(?:and|or)\s)?(?:adults|people|children|kids|{_WHO})(?:\s(?:only|alone),?)?)"
_AGE = r"(\d{1,2}|1[01]\d)"
_AGE_ENDS = (
    r"(?=\W*(?:\Z|[.,;?])|\s(?:in|with|for|and|or|who|that|on|not|outside|without|started|posted|completed|recruiting|"
    r"are|trials?|studies)\b)"
)
_RELATIVE = (
    r"(?:(?:fe)?male|wom[ae]n|m[ae]n|girl|boy|child|kid|adult|patient|person|lady|gentleman|mother|mum|mom|wife|daughter|"
    r"sister|grandmother|father|dad|husband|son|brother|grandfather)"
)
_OF_MINORS, _OF_THE_OLD = r"([1-9]|1\d|2[01])", r"([6-9]\d)"
"""At such figures people come of age or are called old: a limit that says no more is one of years."""
_AGES: tuple[tuple[re.Pattern[str], Callable[[int, int | None], NumberRange]], ...] = tuple(
    (re.compile(pattern, _I), bounds)
    for pattern, bounds in (
        (rf"\b(?:(?:{_GROUP}|{_AGED})\s)?(?:over|above|older\sthan)\s{_AGE}{_YEARS}?\s(?:and|but)\s(?:under|below|younger\sthan)\s"
         rf"{_AGE}{_YEARS}?{_AGE_ENDS}", lambda a, b: NumberRange(a, (b or 0) - 1)),
        (rf"\b(?:(?:{_GROUP}|{_AGED})\s)?not\s(?:under|below|younger\sthan)\s{_AGE}{_YEARS}?{_AGE_ENDS}",
         lambda a, b: NumberRange(min=a)),
        (rf"\b(?:(?:{_GROUP}|{_AGED})\s)?not\s(?:over|above|older\sthan)\s{_AGE}{_YEARS}?{_AGE_ENDS}",
         lambda a, b: NumberRange(max=a)),
        (rf"\b(?:{_GROUP}\s)?{_AGED}\s(?:between\s|from\s)?{_AGE}\s?(?:-|–|to|and|through)\s?{_AGE}{_YEARS}?(?![\w%])",
         lambda a, b: NumberRange(a, b)),
        (rf"\b(?:{_GROUP}\s)?(?:between\s|from\s)?{_AGE}\s?(?:-|–|to|and)\s?{_AGE}{_YEARS}(?:s|\s{_WHO})?\b",
         lambda a, b: NumberRange(a, b)),
        (rf"\b{_SOMEBODY}\s(?:between\s|from\s)?{_AGE}\s?(?:-|–|to|and)\s?{_AGE}{_AGE_ENDS}",
         lambda a, b: NumberRange(a, b)),
        (rf"\b(?:{_GROUP}\s)?in\s(?:their|his|her)\s([1-9]0)s\b", lambda a, b: NumberRange(a, a + 9)),
        (rf"\b(?:(?:{_GROUP}\s)?{_AGED}|{_GROUP}(?:\sthat\sare|\swho\sare)?)\s(?:over|above|older\sthan|more\sthan|at\sleast|>=?|≥)\s?{_AGE}"
         rf"{_YEARS}?(?![\w%])", lambda a, b: NumberRange(min=a)),
        (rf"\b(?:(?:{_GROUP}\s)?{_AGED}|{_GROUP}(?:\sthat\sare|\swho\sare)?)\s(?:under|below|younger\sthan|less\sthan|<)\s?{_AGE}{_YEARS}?(?![\w%])",
         lambda a, b: NumberRange(max=max(a - 1, 0))),
        (rf"\b(?:(?:{_GROUP}\s)?{_AGED}|{_GROUP})\s(?:up\sto|at\smost|<=|≤)\s?{_AGE}{_YEARS}?(?![\w%])",
         lambda a, b: NumberRange(max=a)),
        (rf"\b(?:{_GROUP}\s)?(?:{_AGED}\s)?{_AGE}(?:{_YEARS}\s(?:and|or)\s(?:over|older|above|up)|{_YEARS}?\+(?:{_YEARS})?{_AGE_ENDS})",
         lambda a, b: NumberRange(min=a)),
        (r"\b(1[2-9]|2[01]|[6-9]\d)\+(?=\s(?!sites?\b|patients?\b)(?:[\w'-]+\s){1,3}(?:trials?|stud(?:y|ies))\b)",
         lambda a, b: NumberRange(min=a)),
        (rf"\b(?:(?:{_GROUP}\s)?{_AGED}|{_GROUP})\s{_AGE}\s(?:and|or)\s(?:over|older|above|up)\b",
         lambda a, b: NumberRange(min=a)),
        (rf"\b(?:(?:{_GROUP}\s)?{_AGED}|{_GROUP})\s{_AGE}{_YEARS}?\s(?:and|or)\s(?:under|younger|below)\b",
         lambda a, b: NumberRange(max=a)),
        (rf"\b(?:over|above)[\s-]{_AGE}s\b", lambda a, b: NumberRange(min=a)),
        (rf"\b(?:under|below)[\s-]{_AGE}s\b", lambda a, b: NumberRange(max=max(a - 1, 0))),
        (rf"\b(?:(?:for|in)\s)?(?:under|below|younger\sthan)\s{_OF_MINORS}{_YEARS}?{_AGE_ENDS}",
         lambda a, b: NumberRange(max=a - 1)),
        (rf"\b(?:(?:for|in)\s)?(?:over|above|older\sthan)\s(?:{_OF_THE_OLD}|{_OF_MINORS}){_AGE_ENDS}",
         lambda a, b: NumberRange(min=a)),
        (rf"\b(?:(?:for|in)\s)?(?:over|above|older\sthan)\s(?:{_OF_THE_OLD}{_YEARS}|{_AGE}\s?(?:years?|yrs?)\s(?:old|of\sage))"
         rf"{_AGE_ENDS}", lambda a, b: NumberRange(min=a)),
        (rf"\b(?:(?:for|in|of|with|my)\s)*(?:an?\s)?{_AGE}[\s-]?(?:(?:year|yr)s?[\s-]?(?:old|of\sage)|y/?o)(?:\s{_RELATIVE})?"
         rf"{_AGE_ENDS}", lambda a, b: NumberRange(a, a)),
        (rf"\b{_GROUP}\s{_AGED}\s{_AGE}{_YEARS}?(?![\w%/])", lambda a, b: NumberRange(a, a)),
        (rf"\b{_AGE}[\s-]?years?[\s-](?:olds|old\s{_WHO})\b", lambda a, b: NumberRange(a, a)),
    )
)  # fmt: skip
_GROUPS = tuple(
    (
        re.compile(
            rf"\b(?:(?:in|for|of|among|with|on|to|open\sto|include|including|involv(?:e|es|ing)|enroll?ing|recruiting|"
            rf"admit(?:ting)?|accept(?:ing)?|exclud(?:e|es|ing)|without|no|not|except(?:\sfor)?|other\sthan|but)\s(?:only\s)?(?:{words})|(?P<noun>{words})(?=\s(?:trials?|studies|study)\b))"
            r"(?!\s(?:of|screening)\b)(?:\sonly)?\b",
            _I,
        ),
        NumberRange(low, high),
    )
    for words, low, high in _AGE_GROUPS
)


_BEFORE_A_CONDITION = re.compile(
    r"\b(?:(?P<child>pa?ediatric)|(?P<adolescent>adolescent|teenage)|(?P<old>geriatric|elderly)|(?P<adult>adult)|"
    r"(?P<newborn>neonatal))(?=\s(?:(?!(?:in|of|for|with|on|at|and|or|that|to|from|patients?|participants?|populations?|day|"
    r"stem|education|learning)\b)[\w'§-]+\s){1,3}(?:trials?|studies|study)\b)",
    _I,
)
"""As in "pediatric asthma trials"."""
_ADJECTIVES = {
    "child": NumberRange(max=_OLDEST_CHILD),
    "adolescent": NumberRange(12, _OLDEST_CHILD),
    "old": NumberRange(min=_YOUNGEST_OLD),
    "adult": NumberRange(min=_OLDEST_CHILD + 1),
    "newborn": NumberRange(max=0),
}


def _read_results(text: str, beside_noun: bool) -> Found:
    for match in _RESULTS.finditer(text) if beside_noun else ():
        yield Filters(results=("no" if match["none"] else "yes",)), match.span()


def _read_sex(text: str, beside_noun: bool) -> Found:
    for match in _SEX.finditer(text) if beside_noun else ():
        if match["sexes"]:
            yield Filters(sex=("ALL",)), match.span()
        else:
            exact = match["only_before"] or match["only_behind"] or match["limited"] or match["all"]
            yield _of_people(match[0], bool(exact), None), match.span()


def _of_people(words: str, exact: bool, age: NumberRange | None) -> Filters:
    """Who is admitted: by the sex and the youth that words for people say, and an age."""
    sexes = [sex for sex, said in (("FEMALE", _A_WOMAN), ("MALE", _A_MAN)) if said.search(words)]
    people = _PERSON.findall(words)
    if people and all(_YOUNG.fullmatch(word) for word in people):
        age = _narrowed(NumberRange(max=_OLDEST_CHILD), age)
    if len(sexes) == 1:
        return Filters(sex=(*sexes,) if exact else (*sexes, "ALL"), age=age)
    return Filters(sex=("ALL",) if sexes else (), age=age)


def _read_age(text: str, beside_noun: bool) -> Found:
    for pattern, bounds in _AGES if beside_noun else ():
        for match in pattern.finditer(text):
            low, high, *_ = (*(int(each) for each in match.groups() if each), None, None)
            if low is not None and (high is None or low <= high):
                exact = _EXACTLY.search(match[0]) or _ONLY_BEFORE.search(text, 0, match.start())
                yield _of_people(match[0], exact is not None, bounds(low, high)), match.span()
    for pattern, span in _GROUPS if beside_noun else ():
        for match in pattern.finditer(text):
            yield _of_people(match[0], _EXACTLY.search(match[0]) is not None, span), match.span()
    for match in _BEFORE_A_CONDITION.finditer(text) if beside_noun else ():
        yield Filters(age=_ADJECTIVES[str(match.lastgroup)]), match.span()


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


def _read_kind(text: str, beside_noun: bool) -> Found:
    for pattern, kinds in (
        (_MONOGRAPH, (Kind.MONOGRAPH,)),
        (_LABEL, (Kind.LABEL,)),
        (_ALL_DRUGS, (Kind.MONOGRAPH, Kind.LABEL)),
    ):
        for match in pattern.finditer(text):
            yield Filters(kind=kinds), match.span()


_READERS = (
    _read_enrolment,
    _read_age,
    _read_results,
    _read_status,
    _read_phase,
    _read_study_type,
    _read_intervention_type,
    _read_sex,
    _read_kind,
)


_HEADS = r"(?:participants|patients|people|subjects|volunteers|persons|individuals|enroll?ments?|recruits)"
_SIZE = (
    rf"(?:\s(?:(?:total|planned|actual|target|overall)\s)?(?:enroll?ments?|(?:sample\s|study\s|trial\s)?sizes?|cohorts?|"
    rf"(?:study\s)?populations?|(?:number|count|amount)s?\sof\s{_HEADS}|{_HEADS}))"
)
_ENROLLED = r"(?:(?:enroll?(?:s|ed)|recruits|recruited|includes?|included|has|have|had|with|by)\s)?(?:the\s)?"
_BY = (
    r"\b(?:(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|list(?:ed)?|arranged?|show)\s"
    r"(?:(?:the|these|those|them|it|all|any|trials|studies|results)\s){0,3})?by\s(?:the\s|their\s)?"
)
_BY_DATE = r"(?!\s(?:before|since|after|in|between|until|by|on|from|within|during)\s(?:\w+\s)?\d)"
_SORTS: tuple[tuple[re.Pattern[str], SortField, bool], ...] = (
    (re.compile(rf"{_BY}(?:size|enroll?ment|(?:number|count)\sof\s{_HEADS})\b", _I), SortField.ENROLMENT, True),
    (re.compile(rf"{_BY}(?:last\supdated?|update)\b", _I), SortField.LAST_POSTED, True),
    (re.compile(rf"{_BY}(?:completion|end|finish)(?:\sdate)?\b", _I), SortField.COMPLETED, True),
    (re.compile(rf"{_BY}start(?:\sdate|ing\sdate)?\b", _I), SortField.STARTED, True),
    (re.compile(rf"{_BY}(?:age|date|posting|newest|most\srecent)\b", _I), SortField.FIRST_POSTED, True),
    (re.compile(rf"\b(?:most\srecently|last|latest|newly|recently)\s(?:updated|changed|modified)\b{_BY_DATE}", _I),
     SortField.LAST_POSTED, True),
    (re.compile(rf"\b(?:(?:most\srecently|last|latest|newly|recently)\s(?:to\s(?:be\s)?)?(?:complete[ds]?|finish(?:ed)?|end(?:ed)?)|"
                rf"(?:latest|most\srecent)\s(?:completion|end)(?:\sdate)?)\b{_BY_DATE}", _I),
     SortField.COMPLETED, True),
    (re.compile(rf"\b(?:(?:earliest|first|longest\sago)\s(?:to\s(?:be\s)?)?(?:complete[ds]?|finish(?:ed)?|ended)|"
                rf"earliest\s(?:completion|end)(?:\sdate)?)\b{_BY_DATE}", _I), SortField.COMPLETED, False),
    (re.compile(rf"\b(?:(?:most\srecently|last|latest|newly|recently)\s(?:to\s)?(?:start(?:ed)?|begun|begin|launched)|"
                rf"(?:latest|most\srecent)\sstart(?:\sdate)?)\b{_BY_DATE}", _I), SortField.STARTED, True),
    (re.compile(rf"\b(?:(?:earliest|first|longest\sago)\s(?:to\s)?(?:start(?:ed)?|begun|begin)|earliest\sstart(?:\sdate)?)"
                rf"\b{_BY_DATE}", _I), SortField.STARTED, False),
    (re.compile(rf"\b{_ENROLLED}(?:(?:largest|biggest){_SIZE}?|(?:highest|greatest|maximum){_SIZE}|"
                rf"most\s{_HEADS}|most\senrolled)\b", _I), SortField.ENROLMENT, True),
    (re.compile(rf"\b{_ENROLLED}(?:smallest{_SIZE}?|(?:lowest|least|minimum){_SIZE}|"
                rf"(?:fewest|least)\s{_HEADS})\b", _I), SortField.ENROLMENT, False),
    (re.compile(r"\b(?:ended|completed|finished)\s(?:last|latest|most\srecently)\b", _I), SortField.COMPLETED, True),
    (re.compile(r"\b(?:started|began)\s(?:last|latest|most\srecently)\b", _I), SortField.STARTED, True),
    (re.compile(r"\b(?:started|began)\s(?:first|earliest)\b", _I), SortField.STARTED, False),
    (re.compile(r"\b(?:latest|newest|most\srecent(?:ly\s(?:posted|registered|added|published)|"
                r"ly)?)\b(?:\sof\sall)?", _I), SortField.FIRST_POSTED, True),
    (re.compile(r"\b(?:oldest|earliest|very\sfirst|first\s(?=(?:registered\s|posted\s)?(?:trial|study)\b))", _I),
     SortField.FIRST_POSTED, False),
)  # fmt: skip
_WHICH_FIRST = re.compile(
    r",?\s\(?(?:the\s)?(?:"
    r"(?P<down>(?:newest|latest|largest|biggest|highest|most\srecent)\sfirst|(?:in\s)?descending(?:\sorder)?)|"
    r"(?P<up>(?:oldest|earliest|smallest|lowest)\sfirst|(?:in\s)?ascending(?:\sorder)?)|first)\)?(?=[\s,.;?!]|\Z)",
    _I,
)
"""Behind the words for an order, which of its two ends comes first."""
_PLURAL_NOUN = re.compile(r"\b(?:trials|studies|rcts)\b", _I)
_COUNTS = {word: number for number, word in enumerate(
    "one two three four five six seven eight nine ten eleven twelve".split(), 1)} | {"twenty": 20}  # fmt: skip
_MANY = rf"(?P<many>[1-9]\d{{0,2}}|{'|'.join(_COUNTS)})"
_MANY_BEFORE = re.compile(rf"(?:\btop\s)?(?<![\w.-]){_MANY}\s\Z", _I)
_MANY_BEHIND = re.compile(rf"\s{_MANY}(?=\s(?:[\w§-]+\s){{0,4}}?(?:trials|studies|ones)\b)", _I)
_SOME = re.compile(
    rf"\b(?:(?:find|give|show|list|get|name)\s(?:me\s|us\s)?(?:the\s)?(?:first\s|top\s|any\s)?|first\s){_MANY}\s"
    r"(?!(?:or|to|and|year|month|week|day|arm|site|mg|ml)s?\b)(?=(?:[\w§-]+\s){0,5}?(?:trials|studies)\b)",
    _I,
)
"""So many and no order: those last posted come first, as in any list."""
_TOP = re.compile(rf"\btop\s{_MANY}\b", _I)


def _read_sort(text: str, beside_noun: bool) -> tuple[Sort | None, tuple[Span, ...]]:
    """The order asked for, and where that is said."""
    for pattern, by, descending in _SORTS if beside_noun else ():
        match = pattern.search(text)
        if match is not None:
            words, start, end = match[0].strip(), match.start(), match.end()
            turned = _WHICH_FIRST.match(text, end)
            if turned is not None:
                end = turned.end()
                descending = turned["up"] is None and (descending or turned["down"] is not None)
            many = (
                _MANY_BEFORE.search(text, 0, match.start())
                or _MANY_BEHIND.match(text, match.end())
                or _TOP.search(text)
            )
            if many is not None:
                count = _COUNTS.get(many["many"].lower()) or int(many["many"])
                return Sort(by, descending, count, words), ((start, end), many.span())
            one = (
                _PLURAL_NOUN.search(text) is None
                or re.match(r"\s*(?:trial|study)\b", text[match.end() :], _I) is not None
            )
            return Sort(by, descending, 1 if one else None, words), ((start, end),)
    some = _SOME.search(text) if beside_noun else None
    if some is not None:
        count = _COUNTS.get(some["many"].lower()) or int(some["many"])
        return Sort(SortField.LAST_POSTED, descending=True, first=count, words=some[0].strip()), (some.span(),)
    return None, ()


def _joined(filters: Filters, other: Filters) -> Filters:
    """Values of the same field add up: "phase 2 or phase 3" is both. Of two ranges both must hold, where they can."""
    both: dict[str, Any] = {
        name: tuple(dict.fromkeys((*getattr(filters, name), *getattr(other, name)))) for name in _ADDING
    }
    joined = replace(filters.merged(other), **both)
    return replace(
        joined,
        enrolment=_narrowed(filters.enrolment, other.enrolment),
        age=_narrowed(filters.age, other.age),
    )


_ADDING = ("status", "phase", "kind", "study_type", "intervention_type", "sex")


def _narrowed(one: NumberRange | None, other: NumberRange | None) -> NumberRange | None:
    """What lies in both ranges; the later one where nothing does."""
    if one is None or other is None:
        return one or other
    low = max((each for each in (one.min, other.min) if each is not None), default=None)
    high = min((each for each in (one.max, other.max) if each is not None), default=None)
    return NumberRange(low, high) if low is None or high is None or low <= high else other


def _denied(filters: Filters, found: Filters) -> Filters:
    """What is found, denied: of two values that leave one other, that one; else it is excluded."""
    if found.results:
        return filters.merged(Filters(results=("no",)))
    if len(found.sex) > 1:
        return filters.merged(Filters(sex=("MALE" if "FEMALE" in found.sex else "FEMALE",)))
    return filters.excluding(found)


def _of_everyone(filters: Filters) -> Filters:
    """The filters; those of "in men and in women" are of trials that admit everyone."""
    if {"FEMALE", "MALE"} <= set(filters.sex):
        return replace(filters, sex=("ALL",))
    return filters
