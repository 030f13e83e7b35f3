"""What a question denies: the words of "without placebo", "not in the US", "neither completed nor terminated"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.patterns import any_case
from indexer.site_places import PLACE_FIELDS
from service.understanding.spans import Span, crosses


@dataclass(frozen=True, slots=True)
class Denial:
    """A word that denies and what it reaches: of "trials not in the US" `text[start:end]` is "not in the US".

    `end` is where it ends.
    """

    start: int
    reach: int
    """Where the word that denies ends."""
    first: int
    """Where what is denied begins, behind words such as "conducted in"."""
    end: int
    of_people: bool
    """Whether it describes who takes part ("patients without diabetes") rather than the trials."""


_CUE = any_case(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|ca|could|wo|would)n['’]?t|"
    r"(?<!\bif\s)(?<!\bwhether\s)(?<!\bor\s)(?<!\bwhy\s)not(?!\s(?:only|just|stated|given|specified|applicable|sure|"
    r"necessarily)\b)|neither|none\sof\s(?:them|those|these|which|trials)|never(?!\sstarted)|without|w/o|lacking|"
    r"exclud(?:ing|es?)|except(?:ing)?(?:\sfor)?|other\sthan|apart\sfrom|aside\sfrom|besides|(?:every|any)(?:where|"
    r"thing|one)\s(?:but|except|other\sthan)|unrelated\sto|free\s(?:of|from)|with\sthe\sexception\sof|barring|all\sbut|"
    r"outside(?:\sof)?|elsewhere\sthan|(?:with|have|has|having|had|and|but|use|using|involve|involving|include|"
    r"including|test|testing|report|reporting|accept|accepting|admit|admitting)\sno(?!\s(?:longer|more\sthan|"
    r"less\sthan|fewer\sthan|later\sthan|earlier\sthan|matter)\b)|no(?=\s(?:drugs|placebo|blinding|masking|healthy|"
    r"(?:published\s|posted\s)?results?|sites?|children|women|men|phases?\s(?:\d|i{1,3}\b|iv\b))\b))(?=\s|\Z)"
)
_PREFIX = any_case(
    r"\bnon[\s-]+(?=(?P<denied>us|usa|uk|recruiting|completed|terminated|interventional|observational|drug|american|european|"
    r"british|chinese|japanese|indian|german|french|canadian)\b)"
)
_SUFFIX = any_case(
    r"(?<![\w-])\w+-free(?=\s(?:trials?|studies|study|regimens?|protocols?|treatments?|therap(?:y|ies)|combinations?)\b)"
)
"""As in "placebo-free trials"; "seizure-free" people and "progression-free" survival deny nothing."""
_STATES_PHASE = r"(?:(?:do|does)\snot|don['’]?t|doesn['’]?t)\s(?:state|give|have|specify)"
_NO_DENIAL = any_case(
    r"\bnot\s(?:later|before|after|earlier|less|more|fewer|over|under|above|below)\b|\b(?:not|or)\swithout\b|"
    r"\bactive,?\s?(?:but\s)?\(?not\srecruiting|\bnot_|\bphase\s(?:(?:is|was|has)\s)?(?:not|never)\b|"
    r"\bnot\s(?:currently\s)?yet\s(?:currently\s)?(?:recruiting|open|enroll?ing|started|begun)\b|"
    r"\bnot\s(?:recruiting|open|enroll?ing|started|begun)\s(?:yet|any\s?more)\b|"
    r"\b(?:have|has|had)(?:\snot|n['’]?t)\s(?:yet\s)?(?:started|begun|opened)(?!\s(?:in|since|before|after)\b)|"
    r"\b(?:with|have|has|having|that|which)\sno\s(?:\w+ed\s|given\s)?phases?\b(?!\s(?:\d|i{1,3}\b|iv\b))|"
    r"\b(?:without|lacking)\s(?:an?\s|any\s)?(?:\w+ed\s|given\s)?phases?(?!\s(?:\d|i{1,3}\b|iv\b))\b|"
    rf"\b{_STATES_PHASE}\s(?:an?\s|any\s|(?:the|their|its)\s)?phase\b"
)
"""Idioms that hold a word that denies and are read as what they mean."""
_PEOPLE = (
    r"patients?|people|persons?|participants?|subjects?|volunteers?|individuals?|adults?|children|kids|infants|women|men|"
    r"girls|boys|males?|females?|adolescents|smokers|diabetics|asthmatics|sufferers|survivors|mothers|babies|newborns|carers|caregivers|who|whom"
)
_OF_PEOPLE = any_case(
    rf"\b(?:{_PEOPLE})\s(?:(?:who|that|whose)\s)?(?:(?:are|is|were|was|do|did|have|has|had|currently|still)\s)*\Z"
)
_LEADS = r"(?:in|at|from|within|near|on|of|about|for|by|to|with|since|after|before|during|until|between|into)"
_FILL = (
    r"(?:a|an|any|the|those|these|that|which|ones?|trials?|studies|are|is|were|was|been|being|also|currently|still|now|"
    r"have|has|having|include|including|involve|involving|test|testing|use|using|study|studying|give|giving|admit|"
    r"admitting|accept|accepting|enroll?|recruit|take|allow|allowing|require|requiring|need|needing|receive|receiving|contain|containing|mention|mentioning|yet|come|coming|look|looking|deal|dealing)"
)
_PLACED = (
    r"(?:conducted|done|run|running|held|located|based|taking\splace|take\splace|happening|(?:study\s|trial\s)?(?:sites?|"
    r"cent(?:re|er)s?|locations?))"
)
_DATED = r"(?:(?:first\s|last\s)?(?:posted|registered|started|begun|completed|finished|ended|updated))"
_LED = r"(?:(?:sponsored|funded|led|run|paid\sfor|financed|conducted|organi[sz]ed)\sby)"
_WHEN = (
    r"(?:in|since|after|before|until|between|from|by|on|during)\s(?=(?:the\s|year\s|\d{1,2}\s|(?:jan|feb|mar|apr|may|jun|jul|"
    r"aug|sep|oct|nov|dec)\w*[\s,]+){0,3}\d{4}|the\s(?:last|past)\b|(?:last|this)\s(?:year|month)\b)"
)
_FIRST = any_case(
    rf"\s*(?:{_FILL}\s+)*(?:{_PLACED}\s+{_LEADS}\s+|{_LED}\s+|{_DATED}\s+{_WHEN}|{_LEADS}\s+)?(?:{_FILL}\s+)*"
)
"""What may stand between a word that denies and what it denies: "not conducted in", "except those in the"."""
_END = any_case(
    rf"[.;:?!()]|\s{_LEADS}\b|\s(?:but|that|which|who|whose|while|though|are|is|were|was|have|has|do|does|there|"
    rf"and\s(?:are|is|have|has|that|which|not|without|no|only|recruiting|completed|posted|started|with|{_LEADS})|"
    rf"sponsored|posted|started|recruiting|enroll?ing)\b|\b(?:trials?|studies|study)\b"
)
_ALTERNATIVE = any_case(r"\b(?:or|nor)\Z")
_PHASE = any_case(r"\bphases?\b")
_PHASE_TOO = any_case(r"\sand\s(?=phases?\b)")
""""Not in the US and phase 3" are trials in phase 3."""
_NEXT_IN_LIST = any_case(
    rf",\s?(?:(?:or|nor)\s|{_LEADS}\s(?:[\w.'-]+\s?){{1,3}}?,?\s(?:or|nor)\s{_LEADS}\s|"
    rf"(?!(?:{_LEADS}|not|no|non|never|without|excluding|except|outside)\b)"
    r"(?:[\w.'-]+\s?){1,4}?(?:,|,?\s(?:or|nor|and)\s))"
)
"""A preposition begins an item of a list only where "or" goes on with another: "in France, or in Spain"."""
_GOES_ON = any_case(rf"\b(?:or|nor|and)\s+(?:{_LEADS}\s+|{_FILL}\s+)*\Z")
_RECORDS_FOLLOW = any_case(r"(?:\s[\w-]+){0,3}?\s(?:trials?|stud(?:y|ies)|ones?)\b")
_BARE_ITEM = any_case(r"\s*,\s*(?:the\s)?\Z")
_HAS_LEAD = any_case(rf"{_LEADS}\s")
_OF_A_GROUP = any_case(rf"\b(?:{_PEOPLE})\b")
_KINDS = {**dict.fromkeys(PLACE_FIELDS, "place"), "intervention": "drug", "age": "people"}
"""Fields whose values stand in one list; the values of any other only beside each other."""
_OPEN_LISTS = frozenset(("place", "drug", "phase", "sponsor"))
"""Whose last comma needs no "or": "not in France, Germany"."""


def find_denials(text: str) -> tuple[Denial, ...]:
    """Every denial of a text, from left to right and apart.

    It reaches over a list ("France, Germany or Spain", "completed nor terminated") and ends with its clause: at the
    next preposition behind what it denies, at "but", "that", a word for trials, or a full stop.
    """
    found: list[Denial] = []
    idioms = [match.span() for match in _NO_DENIAL.finditer(text)]
    cues = [(match, *_reached(text, match.end())) for match in _CUE.finditer(text)]
    cues += [(match, match.end(), match.end("denied")) for match in _PREFIX.finditer(text)]
    cues += [(match, match.start(), match.end()) for match in _SUFFIX.finditer(text)]
    for cue, first, end in sorted(cues, key=lambda each: each[0].start()):
        is_idiom = crosses(cue.span(), idioms)
        of_people = _OF_PEOPLE.search(text, 0, cue.start()) is not None
        if found and not is_idiom and not of_people and found[-1].first < cue.start() < found[-1].end:
            found[-1] = replace(found[-1], end=cue.start())
        if not is_idiom and not (found and cue.start() < found[-1].end):
            found.append(Denial(cue.start(), min(cue.end(), first), first, end, of_people))
    return tuple(found)


def of_one_kind(text: str, denials: Sequence[Denial], facts: Sequence[tuple[Span, str]]) -> tuple[Denial, ...]:
    """The denials, each as far as it is of one kind of fact; `facts` are spans with the field of each.

    In "not in the US, for women, recruiting" only the place is denied: what another kind of fact begins behind a comma,
    or behind nothing at all, is asked for, unless one noun holds both ("other than open phase 3 trials"). "Or", "nor"
    and "and" go on ("not in the US or recruiting"), and so does a comma before a value of the same kind.
    """
    return tuple(_of_one_kind(text, each, facts) for each in denials)


def _of_one_kind(text: str, denial: Denial, facts: Sequence[tuple[Span, str]]) -> Denial:
    first: str | None = None
    at = denial.first
    ordered = sorted(facts, key=lambda fact: (fact[0][0], -fact[0][1]))
    for number, ((start, end), field) in enumerate(ordered):
        is_of_people = field == "condition" and _OF_A_GROUP.search(text, start, end)
        kind, between = "people" if is_of_people else _KINDS.get(field, field), text[at:start]
        if end <= denial.start or (first is not None and start < at):
            continue
        if start >= denial.end:
            is_next = denial.first < at <= denial.end and start - denial.end <= len(between)
            is_bare = _BARE_ITEM.fullmatch(between) and not _HAS_LEAD.match(text, start)
            if kind == first and kind in _OPEN_LISTS and is_next and is_bare:
                denial, at = replace(denial, end=end), end
                continue
            break
        if first is None and "," not in between:
            first = kind
        elif kind == first and kind not in _OPEN_LISTS and _BARE_ITEM.fullmatch(between):
            if not _ends_in_or(text, ordered[number:]):
                return replace(denial, end=at + between.index(","))
        elif kind != first and not _GOES_ON.search(between):
            if "," in between:
                return replace(denial, end=at + between.rindex(","))
            if not _RECORDS_FOLLOW.match(text, end):
                return replace(denial, end=start)
        at = max(at, end)
    return denial


def _ends_in_or(text: str, facts: Sequence[tuple[Span, str]]) -> bool:
    """Whether the list that goes on with the first of these facts has an "or" before its last one."""
    for ((_, end), field), ((start, _), other) in pairwise(facts):
        between = text[end:start]
        if other != field or not (_BARE_ITEM.fullmatch(between) or _OR.fullmatch(between)):
            return False
        if _OR.fullmatch(between):
            return True
    return False


_OR = any_case(r"\s*,?\s*(?:or|nor|and)\s*")


def denial_of(denials: Sequence[Denial], span: Span) -> Denial | None:
    """The denial that says something of a span; None for what is asked for."""
    return next((each for each in denials if span[0] < each.end and each.start < span[1]), None)


def _reached(text: str, start: int) -> tuple[int, int]:
    """Where what a word denies begins and ends."""
    match = _FIRST.match(text, start)
    first = match.end() if match else start
    end = _end_of(text, first)
    phase = _PHASE_TOO.search(text, first, end)
    return first, phase.start() if phase and not _PHASE.search(text, first, phase.start()) else end


def _end_of(text: str, at: int) -> int:
    while True:
        stop = _END.search(text, at)
        if stop and stop[0][0].isspace() and _ALTERNATIVE.search(text, 0, stop.start()):
            at = stop.end()
            continue
        comma = text.find(",", at, stop.start() if stop else len(text))
        if comma >= 0 and _NEXT_IN_LIST.match(text, comma) is None:
            return comma
        if comma < 0:
            return stop.start() if stop else len(text)
        at = comma + 2
