"""What a question says of trials in plain words: status, phase, types, size, sex, age; each with its span."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer.documents import CODED, Kind, Phase, Status
from indexer.patterns import any_case
from indexer.selection import NOT_STATED, NUMBERS
from service.understanding.denials import Denial, denial_of, find_denials
from service.understanding.filters import YES_OR_NO, Filters, Found, both_values, narrowed
from service.understanding.spans import Span, crosses
from service.understanding.tally_asked import SHARE_ASKED
from service.understanding.trial_order import Sort, read_sort
from service.understanding.trial_people import (
    OF_ALL_AGES,
    read_age,
    read_age_limits,
    read_enrolment,
    read_healthy,
    read_sex,
)


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
    facts: tuple[tuple[Span, Filters], ...] = ()
    """What was said, denied or not, each with where."""
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
    masked = _masked(text, names)
    of_trials = bool(nouns) or _has_a_sure_fact(masked)
    filters, spans = Filters(), list(nouns)
    facts: list[tuple[Span, Filters]] = []
    doubtful: list[Span] = []
    for found, span, denial in _stated(masked, of_trials, nouns, denials, terms, doubtful):
        filters = _joined(filters, found) if denial is None else _denied(filters, found)
        facts.append((span, found))
        spans += [span] if denial is None else [span, (denial.start, denial.reach)]
    filters = _of_everyone(filters)
    sort, sort_spans = read_sort(masked, of_trials)
    shares = [match.span() for match in SHARE_ASKED.finditer(text)]
    how_many = _HOW_MANY.search(text)
    if how_many and crosses(how_many.span(), sort_spans):
        how_many = None
    counted = bool(how_many or shares) and bool(nouns or filters.named or _COUNTED_RECORDS.search(text))
    spans += [match.span() for match in OF_ALL_AGES.finditer(text)] if of_trials else []
    spans += [*sort_spans, *([how_many.span()] if how_many and counted else []), *(shares if counted else [])]
    told = {*filters.named, *(filters.excluded.named if filters.excluded else ())}
    return TrialWords(
        filters=filters,
        sort=sort,
        spans=tuple(sorted(spans)),
        speaks_of_trials=bool(nouns) or bool({"status", "phase"} & told),
        asks_how_many=counted,
        is_strict=bool(told - IN_LABELS) or sort is not None,
        facts=tuple(facts),
        doubtful=tuple(doubtful),
    )


def _stated(
    text: str,
    of_trials: bool,
    nouns: Sequence[Span],
    denials: Sequence[Denial],
    terms: Sequence[Span],
    doubtful: list[Span],
) -> Iterator[tuple[Filters, Span, Denial | None]]:
    """What is said of trials, each where nothing else was read, and what denies it; to `doubtful` come words of doubt.

    Left out is who is denied by sex, age, health or number at once: no filter holds it.
    """
    read: list[Span] = []
    for found, span in _all_found(text, of_trials):
        if (found.sex or found.age) and found.enrolment is None:
            span = _behind_status(text, span)
            if any(start < span[1] <= end for start, end in terms):
                continue
        if crosses(span, read) or (found.status and not _is_status(text, span, terms, doubtful)):
            continue
        denial = denial_of(denials, span)
        if denial is not None and found.phase == (NOT_STATED,) and _LACKING.search(text, denial.start, denial.reach):
            denial = None  # "with no results and no phase" denies each by itself
        read += [span] if span not in nouns else []
        if denial is None or len(found.named) == 1:
            read += [(denial.start, denial.reach)] if denial is not None else []
            yield found, span, denial


_LACKING = any_case(r"\b(?:no|without|lacking)\b")


def _has_a_sure_fact(text: str) -> bool:
    """Whether a text without a word for trials states a phase or a status that only trials have."""
    may = _MAY_STATE_ONE.search(text) is not None
    return may and any(True for read in (_read_status, _read_phase) for _ in read(text, False))


_MAY_STATE_ONE = any_case(
    r"recruit|enrol|\bph|invitation|\bopen|accepting|seeking|looking|join|sign|part|status|\byet\b"
)


def _behind_status(text: str, span: Span) -> Span:
    """Words for people without the status that leads to them: "recruiting women" are recruiting, and for women."""
    lead = _RECRUITING.match(text, *span)
    return (lead.end(), span[1]) if lead else span


_RECRUITING = any_case(r"(?:recruiting|enroll?ing)\s")


def trials_follow(text: str, at: int) -> bool:
    """Whether a word for trials stands there, or only words that qualify trials before it: "phase 2 studies"."""
    return _TRIALS_FOLLOW.match(text, at) is not None


def speaks_of_trials(text: str) -> bool:
    """Whether a text has a word for trials."""
    return any(not _NOT_A_TRIAL.match(text, match.start()) for match in _NOUN.finditer(text))


def _all_found(text: str, beside_noun: bool) -> Found:
    for read in _READERS:
        yield from read(text, beside_noun)


def _masked(text: str, names: Sequence[Span]) -> str:
    """The text with names as runs of "§", of the same length."""
    for start, end in names:
        text = f"{text[:start]}{'§' * (end - start)}{text[end:]}"
    return text


_NOUN = any_case(
    r"\b(?:(?:clinical|research|registered|human)\s)?(?:trials?|"
    r"(?<!\bto\s)study|studies|rcts?|(?:expanded[\s-]access|compassionate[\s-]use)\sprogram(?:me)?s?)\b"
)
_NOT_A_TRIAL = any_case(r"(?:stud(?:y|ies)\s(?:drug|medication|shows?|guide|for\sexam))")
_HOW_MANY = any_case(r"\b(?:how\smany|(?:total\s)?number\sof|count(?:\sof)?(?:\sthe|\sall)?|how\smuch\sstudies)\b")
_COUNTED_RECORDS = any_case(r"\b(?:monographs?|labels?|documents?|records?|drugs?\sare\s(?:there|here|covered))\b")

# (words, statuses, whether they mean a status only beside a word for trials)
_STATUSES: tuple[tuple[re.Pattern[str], tuple[Status, ...], bool], ...] = tuple(
    (any_case(rf"(?:(?<![\w-])|(?<=\bnon-))(?:{words})(?![\w-])" ), statuses, needs_noun)
    for words, statuses, needs_noun in (
        (r"not\s(?:yet|currently\syet)\s(?:recruiting|open|enrolling|started|begun)|yet\sto\s(?:recruit|start|"
         r"begin|open)"
         r"|(?:about|planned)\sto\s(?:start|open|begin)|not\s(?:recruiting|open|enroll?ing|started|begun)\syet",
         (Status.NOT_YET_RECRUITING,), False),
        (r"upcoming|planned|(?:have|has|had)(?:\snot|n['’]?t)\s(?:yet\s)?(?:started|begun|opened)"
         r"(?:\syet\b|(?!\s(?:yet|in|since|before|after)\b))", (Status.NOT_YET_RECRUITING,), True),
        (r"active,?\s?(?:but\s)?(?:and\s)?\(?(?:not|no\slonger)\srecruiting\)?|active_not_recruiting"
         r"|no\slonger\s(?:recruiting|enroll?ing)(?:\snow)?|not\s(?:recruiting|enroll?ing)\sany\s?more"
         r"|(?:have\s|has\s)?(?:stopped|finished|ceased)\s(?:recruiting|recruitment|enroll?ing|enroll?ment)",
         (Status.ACTIVE_NOT_RECRUITING,), False),
        (r"enrolling\sby\sinvitation(?:\sonly)?|by\sinvitation(?:\sonly)?", (Status.ENROLLING_BY_INVITATION,), False),
        (r"(?<!before\s)(?:still\s|actively\s|currently\s|now\s|presently\s)?(?<!before\s)(?:recruiting|enroll?ing)(?:\snow|\scurrently)?(?:\svolunteers)?"
         r"|(?:open\sfor|open\sto)\s(?:recruitment|enroll?ment|recruiting|participants|patients|volunteers)"
         r"|(?:accepting|taking(?:\son)?|looking\sfor|seeking|need(?:ing|s)?)\s(?:new\s|more\s)?(?:patients|participants|volunteers|people)(?!\soff\b)"
         r"|(?:(?:can|could|may|might)\s(?:i|we|he|she|they|someone|my\s\w+)\s|\b(?:i|we|he|she|they)\s(?:can|could|may|might)\s|to\s)(?:join|enroll?\sin|sign\sup\sfor|take\spart\sin|participate\sin)"
         r"|recruitment\s(?:is\s)?open", (Status.RECRUITING,), False),
        (r"(?:currently\s|still\s)?open(?!-label|\slabel|\sto\s(?:wom|m[ae]n|girl|boy|male|female|adult|child|all|both|every|healthy))",
         (Status.RECRUITING,), True),
        (r"(?:currently\s|still\s)?(?:ongoing|on-going|under\sway|underway|in\sprogress|(?<!longest\s)(?<!shortest\s)(?<!longest-)(?<!who\sis\s)(?<!who\sare\s)(?<!who['’]s\s)running|"
         r"active|current)",
         (Status.RECRUITING, Status.ACTIVE_NOT_RECRUITING, Status.ENROLLING_BY_INVITATION), True),
        (r"(?:already\s|been\s)?(?:completed|finished|concluded)", (Status.COMPLETED,), True),
        (r"(?:already\s)?ended(?!\searly)", (Status.COMPLETED, Status.TERMINATED), True),
        (r"(?:been\s)?(?:terminated(?:\searly)?|stopped(?:\searly)?|halted(?:\searly)?|ended\searly|discontinued|abandoned)",
         (Status.TERMINATED,), True),
        (r"(?:been\s)?(?:temporarily\s)?(?:suspended|paused|on\shold)", (Status.SUSPENDED,), True),
        (r"(?:been\s)?(?:withdrawn|cancell?ed|never\sstarted)"
         r"(?:\sbefore\s(?:enroll?ing|recruiting)(?:\s(?:anyone|anybody|\w+s))?)?", (Status.WITHDRAWN,), True),
        (r"(?:of\s|with\s|an\s)*unknown\sstatus|status\s(?:is\s)?unknown", (Status.UNKNOWN,), False),
    )
)  # fmt: skip


_RECRUIT = any_case(
    r"(?<!\bto\s)(?<!\bnot\s)(?<!n['’]t\s)(?:\b(?:still|currently|actively|now)\s)?\b(?:recruits?|enroll?s?)"
    r"(?:\s(?:new\s|more\s)?(?:patients|participants|volunteers|people|subjects))?"
    r"(?=\W*\Z|[,.;?]|\s(?:in|at|near|for|now|today|currently|right\snow)\b)"
)
_CLOSED = any_case(
    r"\bclosed\s(?:to|for)\s(?:new\s)?(?:recruitment|recruiting|enroll?ment|enroll?ing|accrual|participants|patients|"
    r"volunteers)\b"
)


_UNKNOWN = any_case(r"(?<=\bor\s)unknown\b(?=\W*(?:\Z|[,.;?])|\s(?:in|for|status|trials?|studies)\b)")
_BESIDE_UNKNOWN = any_case(r"\b(?:status|completed|terminated|withdrawn|suspended|recruiting)\b")
"""Unknown is a status beside another one."""


def _read_status(text: str, beside_noun: bool) -> Found:
    for pattern, statuses, needs_noun in _STATUSES:
        if beside_noun or not needs_noun:
            for match in pattern.finditer(text):
                yield Filters(status=tuple(statuses)), match.span()
    for match in _RECRUIT.finditer(text) if beside_noun and " did " not in f" {text.casefold()} " else ():
        yield Filters(status=(Status.RECRUITING,)), match.span()
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
_TRIALS_FOLLOW = any_case(rf"[\s,/-]*(?:{_QUALIFIER}[\s,/-]+)*(?:trials?|studies|study|rcts?|ones?)\b")
_TRIALS_LATER = any_case(r"\s+(?!of\b|for\b|in\b)(?:[\w'§-]+\s+){1,4}?(?:trials?|studies|study)\b")
_PREPOSITION = any_case(r"\b(?:in|of|for|on|with|by|at|from|about|that|which|who|are|is|and|or|to)\b")
_ENDS = any_case(
    r"\W*(?:\Z|[,.;:?!)]|(?:in|for|of|on|at|by|since|before|after|during|from|to|with|without|as|early|yet|now|right|"
    r"again|due|because|and|or|but|nor|not|here|there|near|within|between|until|this|last|over|when|where|who|which|"
    r"that|while|so|today|currently|recently|prematurely|involving|testing|using|about|sponsored|posted|run|led|phase|"
    r"status|only|already|anywhere|around|across|outside|other|except|excluding|if|they|has|have|is|are|was|were|§)\b|§)"
)
_OF_TRIALS = any_case(
    r"(?:\A|\b(?:trials?|studies|study|rcts?|ones?|that|which|they|those|these|them|is|are|was|were|be|been|being|has|"
    r"have|had|got|it|and|or|nor|neither|but|not|never|only|yet|still|already|currently|now|recently|latest|last|newly|"
    r"status(?:es)?|either|both|except|other\sthan|excluding|any|without|all|exclude|it['’]?s|many|just|early|"
    r"(?:is|are|was|were|has|have)n['’]?t)|[,:;(=/]|\A\W*§+)[\s\"“']*\Z"
)
_PARTICIPLES = any_case(
    r"(?:completed|finished|concluded|terminated|suspended|withdrawn|halted|stopped|ongoing|cancell?ed)"
)
_EXPECTED = any_case(r"\b(?:will|to|should|may|would)\s(?:(?:be|have|been)\s)*\Z")
_DETERMINED = any_case(r"\b(?:of|on|for|about|with|a|an|the|in|after|by|to|from|or|and|their|his|her)\s*\Z")
_OF_OTHER_THINGS = any_case(
    r"\s*(?:pregnanc\w+|suicid\w*|abortions?|smok\w+|treatments?|therap\w+|dialysis|patients|users|school|education|"
    r"courses?|labou?r|resuscitation|drugs?|medications?|products?|feeding|sentences?|consent)\b"
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
_PHASE = any_case(
    r"\b(?P<both>both\s(?:in\s)?)?(?:(?P<limit>at\sleast|up\sto|at\smost|no\slater\sthan|past|beyond|(?:later|higher|lower|earlier)\sthan|above|below)\s)?"
    rf"(?P<early>early[\s-])?(?P<plural>\bphases?|(?!(?-i:pH))\bph\.?)(?:\sis\s|\s?[:=]\s?|[\s-])?(?P<numbers>{_PHASE_NUMBER}(?:\s?(?:/|-|–|,|&|\bor\b|\band\b|"
    rf"\bto\b)\s?(?:phase\s?)?{_PHASE_NUMBER})*)(?![\w])(?P<further>\s?\+|\s(?:and|or)\s(?:above|higher|later|up|upwards?|"
    rf"beyond|onwards?|below|lower|earlier))?"
)
_PHASE_NA = any_case(r"\bphase\s(?:is\s)?(?:not\sapplicable|n/?a)\b|\bnot\sapplicable\s(?:as\s)?phase\b|\bn/a\sphase\b")
_GIVEN = r"(?:stated|given|specified|listed|reported|recorded)"
_PHASE_NONE = any_case(
    rf"\b(?:(?:(?:without|w/o|lacking)\s(?:an?\s|any\s)?|(?:(?:with|where|that|which|state|states|have|has|having|give|gives)\s)*"
    rf"no\s)(?:{_GIVEN}\s)?phases?(?!\s(?:\d|i{{1,3}}\b|iv\b))(?:\s(?:is\s)?{_GIVEN})?"
    rf"|(?:whose\s|where\s)?(?:the\s)?phase\s(?:(?:is|was|has)\s)?(?:not|never)\s(?:been\s)?{_GIVEN}"
    rf"|(?:whose\s|where\s)?(?:the\s)?phase\s(?:is\s)?un(?:stated|specified|known)|un(?:stated|specified|known)\sphase"
    rf"|(?:(?:do|does)\snot|(?:do|does)n['’]?t)\s(?:state|give|have|specify)\s(?:an?\s|any\s|(?:the|their|its)\s)?phase)\b"
)
_AND = any_case(r"\s?\band\s(?:phase\s)?")
_PHASE_PART = any_case(rf"{_PHASE_NUMBER}|/|-|–|\bto\b")


def _read_phase(text: str, beside_noun: bool) -> Found:
    for match in _PHASE_NONE.finditer(text):
        yield Filters(phase=(NOT_STATED,)), match.span()
    for match in _PHASE_NA.finditer(text):
        yield Filters(phase=(Phase.NA,)), match.span()
    for match in _PHASE.finditer(text):
        if match["early"] and match["numbers"].lower() in ("1", "i", "one"):
            phases: tuple[str, ...] = (Phase.EARLY_PHASE1,)
        else:
            numbers = _AND.sub("/", match["numbers"]) if match["both"] else match["numbers"]
            phases = _phases(numbers, match["plural"].lower() == "phases", match["limit"] or match["further"])
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
        last, words = found[-1][-1], further.lower()
        others = [[each] for each in (range(last + 1, 5) if _UPWARDS.search(words) else range(1, last))]
        found = others if _APART.search(words) else [*found, *others]
    codes = ["/".join(dict.fromkeys(map(_phase_code, each))) for each in found]
    return tuple(dict.fromkeys(codes))


_UPWARDS = re.compile(r"least|past|beyond|above|higher|(?<!no\s)later|\bup(?!\sto)|onward|\+")
_APART = re.compile(r"^(?:past|beyond|above|below|\w+er\sthan)")
"""Before a phase, which is not meant itself: "beyond phase 1"."""


def _phase_code(number: int) -> str:
    return Phase(f"PHASE{number}").value if number else Phase.EARLY_PHASE1.value


_STUDY_TYPE = any_case(
    r"\b(?:(?P<type>intervention(?=\s(?:trials?|stud))|interventional|observational|expanded[\s-]access)(?=[\s,/-]+(?:[\w§-]+[\s,/-]+){0,4}?(?:trials?|"
    r"ones?|studies|study|programs?|programmes?)\b|\W*\Z|\s?[,;)]|\s(?:and|or|in|of|for|that|which)\b)(?:\sprogram(?:me)?s?)?"
    r"|(?P<compassionate>compassionate[\s-]use))\b"
)
_INTERVENTION_TYPES = {
    **{word: word.upper() for word in "drug device behavioral biological procedure radiation".split()},
    "medical device": "DEVICE",
    "behavioural": "BEHAVIORAL",
    **dict.fromkeys(("dietary supplement", "supplement"), "DIETARY_SUPPLEMENT"),
    **dict.fromkeys(("biologic", "biologics"), "BIOLOGICAL"),
    "diagnostic test": "DIAGNOSTIC_TEST",
    "combination product": "COMBINATION_PRODUCT",
}
_TYPE_WORD = "|".join(sorted(_INTERVENTION_TYPES, key=len, reverse=True))
_INTERVENTION_TYPE = any_case(
    rf"(?<![\w-])(?<!study\s)(?<!§\s)(?P<types>(?:{_TYPE_WORD})(?:(?:,\s|\s(?:and|or)\s|/)(?:{_TYPE_WORD}))*)"
    r"(?:\sinterventions?)?\s(?=(?:trials?|studies|study)\b)"
)


_INTERVENTIONS_OF_TYPE = any_case(
    r"(?:\b(?:no|not|without)|n['’]t)\s(?:(?:test|us|giv)(?:e|ing)?\s)?(?P<drugs>drugs)(?=\W*(?:\Z|[,.;?])|\s(?:for|in|on|and|or|that|are)\b)|"
    r"\b(?:of|test(?:ing)?|with|us(?:e|ing)|involv(?:e|ing)|evaluat(?:e|ing)|stud(?:y|ying)|not|without|no|or)\s(?:an?\s)?(?P<type>(?:medical\s)?device(?:s\b|(?=\W*\Z|\s(?:in|for|and|or)\b))|dietary\ssupplements|"
    r"combination\sproducts|biologics|(?:behaviou?ral|drug|device)\sinterventions?)\b"
)


def _read_study_type(text: str, beside_noun: bool) -> Found:
    for match in _STUDY_TYPE.finditer(text) if beside_noun else ():
        word = re.sub(r"[\s-]", "_", match["type"] or "expanded access").upper()
        yield Filters(study_type=("INTERVENTIONAL" if word == "INTERVENTION" else word,)), match.span()


_DESIGN = any_case(
    r"(?<![\w-])(?:(?P<other>non[\s-]?)?(?P<random>randomi[sz]ed(?:[\s,-]+(?:clinical\s)?controlled)?|rcts?|"
    r"(?:(?<=with\s)|(?<=without\s))randomi[sz]ation)|"
    r"(?P<level>single|double|triple|quadruple)[\s-]?(?:blind(?:ed|ing)?|mask(?:ed|ing))|(?P<open>open[\s-]?label(?:l?ed)?|(?:un|non-?)(?:blinded|masked))|"
    r"(?P<model>single[\s-]?(?:arm|group)|parallel[\s-](?:group|arm)s?|factorial|(?<!allow\s)(?<!allowing\s)cross-?over(?!\s(?:to|from|between|is|was)\b))|"
    r"blind(?=\s(?:trial|stud))|blinded|masked(?!\s(?:hypertension|uncontrolled|faci\w+))|(?:(?<=with\s)|(?<=without\s)|(?<=no\s))(?:blind|mask)ing)(?![\w-])"
)
_MODELS = {"si": "SINGLE_GROUP", "pa": "PARALLEL", "fa": "FACTORIAL", "cr": "CROSSOVER"}
_MAY_SAY_DESIGN = any_case(r"randomi|rct|blind|mask|label|single|parallel|factorial|over")
_MASKED = {"": ("SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"), "DOUBLE": ("DOUBLE", "TRIPLE", "QUADRUPLE")}


def _read_design(text: str, beside_noun: bool) -> Found:
    """Whether chance decides who is given what, in which groups, and how many do not know: "double" are two or more."""
    for match in _DESIGN.finditer(text) if beside_noun and _MAY_SAY_DESIGN.search(text) else ():
        allocation = "NON_RANDOMIZED" if match["other"] else "RANDOMIZED"
        level = "NONE" if match["open"] else (match["level"] or "").upper()
        masked = Filters(masking=_MASKED.get(level, (level,)))
        model = Filters(intervention_model=(_MODELS[match["model"][:2].lower()],)) if match["model"] else masked
        yield Filters(allocation=(allocation,)) if match["random"] else model, match.span()


def _read_intervention_type(text: str, beside_noun: bool) -> Found:
    for match in _INTERVENTIONS_OF_TYPE.finditer(text) if beside_noun else ():
        word = (match["type"] or "drug").lower().removesuffix("s").removesuffix(" intervention")
        yield Filters(intervention_type=(_INTERVENTION_TYPES[word],)), match.span("type" if match["type"] else "drugs")
    for match in _INTERVENTION_TYPE.finditer(text):
        types = [
            _INTERVENTION_TYPES[each.lower()]
            for each in re.findall(rf"\b(?:{_TYPE_WORD})\b", match["types"], re.IGNORECASE)
        ]
        yield Filters(intervention_type=tuple(dict.fromkeys(types))), match.span()


_STATED = r"(?:posted|published|available|reported|submitted)"
_RESULTS = any_case(
    r"\b(?:"
    rf"(?P<none>(?:with|have|has|having|and|but)\sno\s(?:{_STATED}\s)?results(?:\s(?:yet\s)?{_STATED})?(?:\syet)?"
    rf"|(?:without|w/o|lacking|no)\s(?:any\s)?(?:{_STATED}\s)?results(?:\s{_STATED})?"
    rf"|(?:(?:have|has|do|does)\snot|(?:have|has|do|does)n['’]?t)\s(?:have\s|yet\s)?(?:{_STATED}\s)?(?:any\s)?results"
    rf"(?:\s{_STATED})?(?:\syet)?|(?:whose\s|where\s)?results\s(?:are|were|have)(?:\snot|\snever|n['’]?t)\s(?:yet\s)?(?:been\s)?{_STATED})"
    rf"|(?:with|w/|have|has|having)\s(?:{_STATED}\s)?results(?:\s{_STATED})?"
    rf"|(?:whose\s|where\s)?results\s(?:are\s|were\s|have\sbeen\s)?(?:already\s)?(?:posted|available)|{_STATED}\s(?:their\s)?results)\b"
)


def _read_results(text: str, beside_noun: bool) -> Found:
    for match in _RESULTS.finditer(text) if beside_noun else ():
        yield Filters(results=("no" if match["none"] else "yes",)), match.span()


_MONOGRAPH = any_case(r"\bmonographs?\b")
_LABEL = any_case(r"\b(?:(?:drug|fda|us)\slabels?|labels|prescribing\sinformation|package\sinserts?)\b")

_DRUGS = r"(?:drugs|medicines|medications)"
_HERE = (
    r"(?:(?:do\syou|you|does\s(?:this|it))\s(?:have|cover|know|hold|include)(?:\sabout)?|(?:are|is)\s(?:here|there|covered|"
    r"included|available|(?:in|on)\s(?:here|(?:the|this|your)\s(?:corpus|index|database|collection|site))))"
)
_ALL_DRUGS = any_case(
    rf"^\W*(?:please\s)?(?:(?:list|show(?:\sme)?|name|browse)\s(?:me\s)?(?:all|every)\s(?:of\s)?(?:the\s|your\s)?{_DRUGS}"
    rf"(?:\s(?:that\s)?{_HERE})?|(?:which|what|how\smany)\s{_DRUGS}\s{_HERE})\W*$"
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
    read_healthy, read_age_limits, read_enrolment, read_age, _read_results, _read_status, _read_phase, _read_study_type,
    _read_design, _read_intervention_type, read_sex, _read_kind,
)  # fmt: skip


def _joined(filters: Filters, other: Filters) -> Filters:
    """Values of the same field add up: "phase 2 or phase 3" is both. Of two ranges both must hold, where they can."""
    joined = replace(filters.merged(other), **both_values(filters, other, _ADDING))
    ranges: dict[str, Any] = {name: narrowed(getattr(filters, name), getattr(other, name)) for name in NUMBERS}
    return replace(joined, **ranges)


IN_LABELS = frozenset((*CODED, "healthy_volunteers")) - {"study_type"}  # labels speak of such studies too
_ADDING = ("status", "phase", "kind", *CODED, "intervention_type", "sex")


def _denied(filters: Filters, found: Filters) -> Filters:
    """What is found, denied: of two values that leave one other, that one; else it is excluded."""
    if told := [name for name in YES_OR_NO if getattr(found, name)]:
        return filters.merged(Filters.of(told[0], "no"))
    if len(found.sex) > 1:
        return filters.merged(Filters(sex=("MALE" if "FEMALE" in found.sex else "FEMALE",)))
    return filters.excluding(found)


def _of_everyone(filters: Filters) -> Filters:
    """The filters; those of "in men and in women" are of trials that admit everyone."""
    if {"FEMALE", "MALE"} <= set(filters.sex):
        return replace(filters, sex=("ALL",))
    return filters
