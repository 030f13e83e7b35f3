"""What a question says of trials in plain words: status, phase, types, size, sex, age; each with its span."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer.documents import CODED, Kind, Phase, Status
from indexer.patterns import Pattern, any_case
from indexer.selection import NOT_STATED, NUMBERS
from service.tables import patterns_of, texts_of
from service.understanding.denials import Denial, denial_of, find_denials
from service.understanding.filters import YES_OR_NO, Filters, Found, both_values, narrowed
from service.understanding.spans import Span, crosses
from service.understanding.taken import STATES
from service.understanding.tally_asked import SHARE_ASKED
from service.understanding.trial_order import Sort, read_sort
from service.understanding.trial_people import (
    ANYBODY,
    OF_ALL_AGES,
    read_age,
    read_age_limits,
    read_enrolment,
    read_healthy,
    read_sex,
)

_SAYS = patterns_of("trial_words.txt")


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
    nouns = [
        match.span() for match in _SAYS["NOUN"].finditer(text) if not _SAYS["NOT_A_TRIAL"].match(text, match.start())
    ]
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
    counted, counting = _counting(text, bool(nouns or filters.named), sort_spans)
    spans += [match.span() for match in OF_ALL_AGES.finditer(text)] if of_trials else []
    spans += [*sort_spans, *counting]
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


def _counting(text: str, of_records: bool, sort_spans: Sequence[Span]) -> tuple[bool, Sequence[Span]]:
    """Whether a text asks how many records there are, or what share of them, and where it says so."""
    how_many = _SAYS["HOW_MANY"].search(text)
    asked = [how_many.span()] if how_many and not crosses(how_many.span(), sort_spans) else []
    asked += [match.span() for match in SHARE_ASKED.finditer(text)]
    counted = bool(asked) and (of_records or _SAYS["COUNTED_RECORDS"].search(text) is not None)
    return counted, asked if counted else ()


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
        if denial is not None and STATES.search(text, *span):
            continue
        lacks = denial is not None and getattr(found, found.named[0]) == (NOT_STATED,)
        if denial and lacks and (span[0] <= denial.start or _SAYS["LACKING"].search(text, denial.start, denial.reach)):
            denial = None  # "with no results and no phase" denies each by itself
        read += [span] if span not in nouns else []
        if denial is None or len(found.named) == 1:
            read += [(denial.start, denial.reach)] if denial is not None else []
            yield found, span, denial


def _has_a_sure_fact(text: str) -> bool:
    """Whether a text without a word for trials states a phase or a status that only trials have."""
    may = _SAYS["MAY_STATE_ONE"].search(text) is not None
    return may and any(True for read in (_read_status, _read_phase) for _ in read(text, False))


def _behind_status(text: str, span: Span) -> Span:
    """Words for people without the status that leads to them: "recruiting women" are recruiting, and for women."""
    lead = _SAYS["RECRUITING"].match(text, *span)
    return (lead.end(), span[1]) if lead else span


def trials_follow(text: str, at: int) -> bool:
    """Whether a word for trials stands there, or only words that qualify trials before it: "phase 2 studies"."""
    return _SAYS["TRIALS_FOLLOW"].match(text, at) is not None


def states_trials(text: str) -> bool:
    """Whether a text has a word for trials, or one that only trials have; see `TrialWords.speaks_of_trials`."""
    return speaks_of_trials(text) or (_has_a_sure_fact(text) and read_trial_words(text).speaks_of_trials)


def speaks_of_trials(text: str) -> bool:
    """Whether a text has a word for trials."""
    return any(not _SAYS["NOT_A_TRIAL"].match(text, match.start()) for match in _SAYS["NOUN"].finditer(text))


def _all_found(text: str, beside_noun: bool) -> Found:
    for read in _READERS:
        yield from read(text, beside_noun)


def _masked(text: str, names: Sequence[Span]) -> str:
    """The text with names as runs of "§", of the same length."""
    for start, end in names:
        text = f"{text[:start]}{'§' * (end - start)}{text[end:]}"
    return text


_STATUSES: tuple[tuple[Pattern, tuple[Status, ...], bool], ...] = tuple(
    (
        any_case(rf"(?:(?<![\w-])|(?<=\bnon-))(?:{words})(?![\w-])"),
        tuple(map(Status, statuses.split(","))),
        where == "beside trials",
    )
    for name, words in texts_of("statuses.txt").items()
    for statuses, _, where in (name.partition(": "),)
)
"""Words, the statuses they are, and whether they mean them only beside a word for trials."""


def _read_status(text: str, beside_noun: bool) -> Found:
    for pattern, statuses, needs_noun in _STATUSES:
        if beside_noun or not needs_noun:
            for match in pattern.finditer(text):
                yield Filters(status=tuple(statuses)), match.span()
    for match in _SAYS["RECRUIT"].finditer(text) if beside_noun and " did " not in f" {text.casefold()} " else ():
        yield Filters(status=(Status.RECRUITING,)), match.span()
    if beside_noun and _SAYS["BESIDE_UNKNOWN"].search(text):
        for match in _SAYS["UNKNOWN"].finditer(text):
            yield Filters(status=(Status.UNKNOWN,)), match.span()
    for match in _SAYS["CLOSED"].finditer(text):
        yield Filters().excluding(Filters(status=(Status.RECRUITING,))), match.span()


# what qualifies trials as a status does, and may stand between one and the word for trials


def _is_status(text: str, span: Span, terms: Sequence[Span], doubtful: list[Span]) -> bool:
    """Whether a word for a status qualifies trials; where that is in doubt it is noted.

    "Completed asthma trials" are completed; "active tuberculosis trials" are of an active disease.
    """
    if not any(pattern.fullmatch(text[slice(*span)]) and needs for pattern, _, needs in _STATUSES):
        return True
    if any(start <= span[0] and span[1] < end for start, end in terms):
        return False
    before, behind = text[: span[0]], text[span[1] :]
    if _SAYS["SURELY_OPEN"].fullmatch(text[slice(*span)]):
        return True
    if _SAYS["EXPECTED"].search(before):
        return False
    if _SAYS["TRIALS_FOLLOW"].match(behind):
        return True
    of_trials = _SAYS["OF_TRIALS"].search(before) is not None
    if _SAYS["ENDS"].match(behind) and (
        of_trials or (_SAYS["PARTICIPLES"].search(text[slice(*span)]) and not _SAYS["DETERMINED"].search(before))
    ):
        return True
    later = _SAYS["TRIALS_LATER"].match(behind)
    if later and not _SAYS["PREPOSITION"].search(later[0]):
        if _SAYS["PARTICIPLES"].search(text[slice(*span)]) and not _SAYS["OF_OTHER_THINGS"].match(behind):
            return True
        doubtful.append(span)
    return False


_WORD_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "i": "1", "ii": "2", "iii": "3", "iv": "4"}


_LACKED = {"gender": "sex", "blinding": "masking"}


def _read_unstated(text: str, beside_noun: bool) -> Found:
    for match in _SAYS["UNSTATED"].finditer(text) if beside_noun and _SAYS["MAY_LACK"].search(text) else ():
        word = match[match.lastgroup or 0].lower()
        name = "country" if _SAYS["A_PLACE"].fullmatch(word) else word.removesuffix("s") if word != "status" else word
        lacks = Filters.of(_LACKED.get(name, name), NOT_STATED)
        yield Filters().excluding(lacks) if match["says"] else lacks, match.span()


def _read_phase(text: str, beside_noun: bool) -> Found:
    for match in _SAYS["PHASE_NONE"].finditer(text):
        yield Filters(phase=(NOT_STATED,)), match.span()
    for match in _SAYS["PHASE_NA"].finditer(text):
        yield Filters(phase=(Phase.NA,)), match.span()
    for match in _SAYS["PHASE"].finditer(text):
        if match["early"] and match["numbers"].lower() in ("1", "i", "one"):
            phases: tuple[str, ...] = (Phase.EARLY_PHASE1,)
        else:
            numbers = _SAYS["AND"].sub("/", match["numbers"]) if match["both"] else match["numbers"]
            phases = _phases(numbers, match["plural"].lower() == "phases", match["limit"] or match["further"])
        yield Filters(phase=phases), match.span()


def _phases(numbers: str, several: bool, further: str | None) -> tuple[str, ...]:
    """The phases that numbers stand for: "1/2" and "I-II" are trials of both, "1 or 2" and "1 to 3" of any."""
    found: list[list[int]] = []
    joint = ""
    for part in _SAYS["PHASE_PART"].findall(numbers):
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


def _read_study_type(text: str, beside_noun: bool) -> Found:
    for match in _SAYS["STUDY_TYPE"].finditer(text) if beside_noun else ():
        word = re.sub(r"[\s-]", "_", match["type"] or "expanded access").upper()
        yield Filters(study_type=("INTERVENTIONAL" if word == "INTERVENTION" else word,)), match.span()


_MODELS = {"si": "SINGLE_GROUP", "pa": "PARALLEL", "fa": "FACTORIAL", "cr": "CROSSOVER"}
_MASKED = {"": ("SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"), "DOUBLE": ("DOUBLE", "TRIPLE", "QUADRUPLE")}


def _read_design(text: str, beside_noun: bool) -> Found:
    """Whether chance decides who is given what, in which groups, and how many do not know: "double" are two or more."""
    for match in _SAYS["DESIGN"].finditer(text) if beside_noun and _SAYS["MAY_SAY_DESIGN"].search(text) else ():
        allocation = "NON_RANDOMIZED" if match["other"] else "RANDOMIZED"
        level = "NONE" if match["open"] else (match["level"] or "").upper()
        masked = Filters(masking=_MASKED.get(level, (level,)))
        model = Filters(intervention_model=(_MODELS[match["model"][:2].lower()],)) if match["model"] else masked
        yield Filters(allocation=(allocation,)) if match["random"] else model, match.span()


def _read_intervention_type(text: str, beside_noun: bool) -> Found:
    for match in _SAYS["INTERVENTIONS_OF_TYPE"].finditer(text) if beside_noun else ():
        word = (match["type"] or "drug").lower().removesuffix("s").removesuffix(" intervention")
        yield Filters(intervention_type=(_INTERVENTION_TYPES[word],)), match.span("type" if match["type"] else "drugs")
    for match in _INTERVENTION_TYPE.finditer(text):
        types = [
            _INTERVENTION_TYPES[each.lower()]
            for each in re.findall(rf"\b(?:{_TYPE_WORD})\b", match["types"], re.IGNORECASE)
        ]
        yield Filters(intervention_type=tuple(dict.fromkeys(types))), match.span()


def _read_results(text: str, beside_noun: bool) -> Found:
    for match in _SAYS["RESULTS"].finditer(text) if beside_noun else ():
        yield Filters(results=("no" if match["none"] else "yes",)), match.span()


def _read_kind(text: str, beside_noun: bool) -> Found:
    for pattern, kinds in (
        (_SAYS["MONOGRAPH"], (Kind.MONOGRAPH,)),
        (_SAYS["LABEL"], (Kind.LABEL,)),
        (_SAYS["ALL_DRUGS"], (Kind.MONOGRAPH, Kind.LABEL)),
    ):
        for match in pattern.finditer(text):
            yield Filters(kind=kinds), match.span()


_READERS = (
    _read_unstated, read_healthy, read_age_limits, read_enrolment, read_age, _read_results, _read_status, _read_phase,
    _read_study_type, _read_design, _read_intervention_type, read_sex, _read_kind,
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
    if {"FEMALE", "MALE"} <= set(filters.sex) and filters.sex != ANYBODY:
        return replace(filters, sex=("ALL",))
    return filters
