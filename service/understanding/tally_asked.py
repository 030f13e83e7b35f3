"""What a question wants counted beside each other: the values of a field, all or the foremost, or those it names."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from indexer.patterns import any_case
from indexer.selection import DATES, NOT
from service.understanding.filters import DateRange, Filters
from service.understanding.number_words import COUNTS, ORDINALS
from service.understanding.spans import Span


class Order(StrEnum):
    """Which values of a field are asked for."""

    MOST = "most"
    FEWEST = "fewest"


@dataclass(frozen=True, slots=True)
class Group:
    """One of the values that a question compares: "France" in "more trials in France or Germany"."""

    label: str
    filters: Filters


@dataclass(frozen=True, slots=True)
class TallyAsked:
    """What is to be counted for each."""

    field: str | None = None
    """The field whose values are counted; None where groups are compared."""
    order: Order | None = None
    """None for all values."""
    first: int = 1
    """How many of the foremost are asked for."""
    distinct: bool = False
    """Whether it asks how many different values there are."""
    counts: int = 0
    """How often it asks how many."""
    compares: bool = False
    """Whether it asks which of several has more, or how many each has."""
    groups: tuple[Group, ...] = ()
    nth: int = 1
    """Which of them by its number of records: 2 for "the second most"."""

    @property
    def is_mixed(self) -> bool:
        """Whether no filter holds all groups: "Texas or France"."""
        return bool(self.groups) and (
            len({group.filters.named for group in self.groups}) > 1 or len(self.groups[0].filters.named) > 1
        )

    def without(self, field: str, values: Collection[str] | None = None) -> "TallyAsked":
        """Without the groups that a field, or some values of it, are compared by; a group left alone is none."""
        kept = tuple(each for each in self.groups if not _is_named_by(each, field, values))
        if kept == self.groups:
            return self
        if len(kept) > 1:
            return replace(self, groups=kept)
        return NOTHING_COUNTED if self.field is None else replace(self, groups=())


def _is_named_by(group: Group, field: str, values: Collection[str] | None) -> bool:
    if field not in group.filters.named:
        return False
    return values is None or set(getattr(group.filters, field)) <= set(values)


def without_groups(groups: tuple[Group, ...], filters: Filters) -> Filters:
    """What all groups have in common."""
    names = {name for group in groups for name in group.filters.named}
    between = (f"{NOT}_{name}" for name in names.intersection(DATES))  # the days between those that are compared
    return filters.without_all((*names, *between))


NOTHING_COUNTED = TallyAsked()
"""No value is to be counted beside another."""


def read_tally(text: str) -> tuple[TallyAsked, tuple[Span, ...]]:
    """What a text about trials asks to be counted beside each other, and the spans that say so."""
    nth = _NTH.search(text)
    if nth is not None:
        tally, spans = read_tally(f"{text[: nth.start()]}{' ' * len(nth[0])}{text[nth.end() :]}")
        number = ORDINALS.get(nth["word"].lower()) or int(re.sub(r"\D", "", nth["word"]))
        return (replace(tally, nth=number), (nth.span(), *spans)) if tally.order else (tally, spans)
    tally, spans = _read_tally(text)
    dated = next((match for match in _OF_A_DATE.finditer(text)), None) if tally.field == "year" else None
    if dated is None:
        return tally, spans
    return replace(tally, field="started" if dated["started"] else "completed"), (dated.span(), *spans)


def _read_tally(text: str) -> tuple[TallyAsked, tuple[Span, ...]]:
    order = _ORDER.search(text)
    foremost = _FOREMOST.search(text) or _FOREMOST_BEHIND.search(text)
    if foremost is not None:
        field = _field_of(foremost)
        first = _count(foremost["number"]) or (_TOP if foremost["is_top"] else 1)
        asked = Order.FEWEST if (foremost["least"] or "").lower() == "least" else Order.MOST
        return TallyAsked(field, asked, first, compares=order is not None), (foremost.span(), *_span_of(order))
    for field, pattern in _IMPLIED:
        implied = pattern.search(text)
        if implied is not None:
            return TallyAsked(field, _direction(implied["order"]) if implied["order"] else None), (implied.span(),)
    match = _VALUES.search(text)
    if match is None:
        counts = len(_HOW_MANY.findall(text))
        compares = order is not None or counts > 1 or _COMPARED.search(text) is not None
        joining = [match.span() for match in _JOINING.finditer(text)]
        return TallyAsked(compares=compares, counts=counts if compares else 0), (
            *_span_of(order),
            *joining,
        ) if compares else ()
    ranks = Order.MOST if match["ranks"] else None
    ranked = _direction(order[0]) if order is not None else ranks
    first = _count(match["number"]) or 1
    asked_how_many = match["distinct"] is not None and order is None
    tally = TallyAsked(_field_of(match), ranked, first, asked_how_many, compares=order is not None)
    return tally, (match.span(), *_span_of(order))


_NTH = any_case(
    rf"\b(?:the\s)?(?P<word>{'|'.join(word for word, number in ORDINALS.items() if number > 1)}|"
    r"(?:[2-9]|1\d|20)(?:nd|rd|th))[\s-]"
    r"(?=(?:most|fewest|least|(?:highest|largest|greatest|lowest|smallest)\snumber|leading|main|major|biggest|largest|"
    r"busiest)\b)"
)
_OF_A_DATE = any_case(
    r"\b(?:(?P<started>start(?:ed|ing)?(?:\sdates?)?|began|begun)|(?:completed|finished|"
    r"ended)(?!\s(?:[\w-]+\s){0,3}(?:trials|studies)\b)|(?:completion|end)(?:\sdates?|(?=\syear)))\b"
)
"""By which date years are counted, where it is not the one of posting."""
_TOP = 10
_NUMBER_OF = rf"(?:\d{{1,2}}|{'|'.join(word for word, number in COUNTS.items() if number <= _TOP)})"
_NUMBER = rf"(?P<number>{_NUMBER_OF})"
_MUCH_STUDIED = (
    r"(?:\w+ly\s)?"
    r"(?:studied|common|frequent|popular|active|prolific|tested|used|researched|investigated|represented|productive)"
)
_NO_NAME = r"(?!\s(?:of|hospitals?|colleges?|clinics?|medical|health|cent(?:er|re))\b|(?-i:(?<=[a-z])\s(?!Phase)[A-Z]))"
"""Behind a noun that is no beginning of a name: "University of Chicago", "City of Hope", "Company Pfizer"."""
_COUNTED_BY = r"(?:(?<=by\s)|(?<=per\s)|(?<=each\s)|(?<=every\s))"
_FIELDS: Mapping[str, str] = {
    "sponsor": "(?:(?:lead|drug|pharma(?:ceutical)?|biotech|academic|industry)\\s)?"
    f"(?:(?:company|institution|institute|university|hospital|organi[sz]ation)\\b{_NO_NAME}|(?:sponsor|funder)\\b|"
    "sponsors|companies|institutions|institutes|universities|hospitals|organi[sz]ations|funders)",
    "country": "(?:(?:(?:north|south|east|west|central|latin|middle)\\s)?"
    "(?:european|asian|african|american|nordic|eastern|scandinavian|eu)\\s)?countr(?:y|ies)",
    "state": "(?:us\\s)?states?(?=\\s(?:has|have|had|hosts?|runs?|with|are|were)\\b)|"
    f"{_COUNTED_BY}(?:us\\s)?states?(?!\\suniversit){_NO_NAME}",
    "city": f"city\\b{_NO_NAME}|cities",
    "condition": "conditions?|diseases?|illness(?:es)?|disorders?",
    "status": "(?:recruitment\\s)?status(?:es)?",
    "study_type": "(?:study|trial)\\stypes?",
    "masking": "masking|blinding",
    "allocation": "allocation",
    "intervention_model": "intervention\\smodels?",
    "intervention_type": "(?:intervention|treatment)\\stypes?|types?\\sof\\s(?:intervention|treatment)s?",
    "sex": f"{_COUNTED_BY}(?:sex(?:es)?|genders?)",
    "results": f"{_COUNTED_BY}(?:whether\\s(?:or\\snot\\s)?they\\shave\\s)?results(?:\\sposted)?",
    "healthy_volunteers": f"{_COUNTED_BY}(?:healthy\\svolunteers)",
    "phase": "phases?(?!\\s?(?:\\d|i{1,3}\\b|iv\\b))",
    "intervention": "interventions?|treatments?",
    "drug": "drugs?|medicines?|medications?",
    "year": "(?:(?:start(?:ing)?|completion|end)\\s)?years?",
}
_LISTED_FIELDS = "|".join(f"(?P<{name}>{words})" for name, words in _FIELDS.items() if name != "drug")
_RANKED_FIELDS = "|".join(f"(?P<{name}>{words})" for name, words in _FIELDS.items())
_BARE_BY = r"(?<!sponsored\s)(?<!funded\s)(?<!led\s)(?<!run\s)(?<!conducted\s)by"
"""Who trials are led by is no count."""
_HEADS = (
    r"\A\W*(?:(?:show|give)\s(?:me\s)?)?(?:the\s|all\s)?(?=(?:\w+\s)?(?:sponsors|funders|companies|institutions|"
    r"universities|hospitals|countries|cities|states|statuses|phases)\s(?:of|with|for|behind|running|sponsoring|in|by|"
    r"ranked)\b)|(?:the\s)?(?=(?:\w+\s){1,2}with\s(?:the\s)?(?:most|fewest|least|highest|lowest)\b)|who\s(?:are|"
    r"is)\s(?:the\s)?(?=sponsors?\b)|(?=(?:\w+\s)?(?:status|phase|country|sponsor|year)\s(?:distribution|breakdown|"
    r"split)\b)"
)
"""What stands before a field that a text asks for without asking which: "sponsors of …", "the city with the most …"."""
_VALUES = any_case(
    rf"\b(?:{_HEADS}|which|what|list(?:\sthe|\sall)?|(?P<distinct>(?:how\smany|number\sof|"
    rf"count)\s(?:different\s)?)|{_BARE_BY}|per|(?:in|for)\s(?:which|each|every)|(?:each|every)|across(?:\sall)?|"
    rf"(?P<ranks>rank(?:ing)?(?:\sof)?(?:\sthe|\sall)?))\s?(?:{_NUMBER}\s)?(?:{_LISTED_FIELDS})\b"
    r"(?:\s(?:run|runs|sponsor|conduct|conducts|have|host|hosts|has|had|do|does|are|is|was|were))?"
    r"(?:\sby\s(?:the\s|their\s)?(?:number|count)\b)?"
)
_FOREMOST = any_case(
    rf"\b(?:the\s)?(?=top|leading|main|major|biggest|largest|busiest|most|least|{_NUMBER_OF}\s(?:most|least|leading))"
    rf"(?P<is_top>top\s)?(?:{_NUMBER}\s)?(?:(?P<least>most|least)\s{_MUCH_STUDIED}\s|(?:leading|main|major|biggest|"
    rf"largest|busiest)\s)?(?:{_RANKED_FIELDS})\b"
)
_FOREMOST_BEHIND = any_case(
    rf"\b(?:which|what)\s(?P<is_top>top\s)?(?:{_NUMBER}\s)?(?:{_RANKED_FIELDS})\s(?:is|are|was|were|has\sbeen|"
    rf"have\sbeen)\s(?P<is_studied>{_MUCH_STUDIED}\s)?(?:the\s)?(?P<least>most|least)(?(is_studied)\b|"
    rf"\s{_MUCH_STUDIED}\b)"
)
_MORE = (
    r"most|fewest|least|more|fewer|(?:highest|largest|greatest|higher|larger|greater)\snumber|"
    r"(?:lowest|smallest|lower|smaller)\snumber"
)
_ORDER = any_case(
    rf"(?<!\bat\s)(?<!ing\sany\s)\b(?:the\s)?(?:{_MORE})\b(?:\sof)?"
    r"(?!\s(?:than\s|recent|common|participants|patients|people|subjects|volunteers|enroll?|about|info|detail|at\b|"
    r"likely))"
)
_LEAST = any_case(r"\b(?:fewest|least|fewer|lowest|smallest|lower|smaller)\b")
_HOW_MANY = any_case(r"\bhow\smany\b")
_COMPARED = any_case(
    r"\b(?:how\smany|numbers?\sof)\b.{0,80}\beach(?:\s(?:of|have|has|run|lead|sponsor)\b|\W*\Z)|"
    r"^\W*compare\s(?:the\s)?(?:[\w-]+\s){0,7}?(?:trials|studies)\b|^\W*trials\scompare\s(?!.*\bwith\b)|"
    r"\bmore\s(?:common|frequent|numerous)\b|\bcompar\w+\b.{0,40}\b(?:numbers?|counts?|how\smany)\b|\b(?:numbers?\sof|"
    r"count\sof|how\smany)\b.{0,80}\b(?:vs\.?|versus|compared\s(?:to|with)|as\sopposed\sto)\s"
)
_JOINING = any_case(
    r"\b(?:compar(?:e|ed|ing|ison)(?:\s(?:to|with|of))?|versus|vs\.?|as\sopposed\sto|than|how\smany|(?:is\s|"
    r"are\s)?more\s(?:common|frequent|numerous))\b"
)
_SHARE = r"(?:(?:\b(?:proportion|percent(?:age)?|per\scent|share|fraction)\b|(?<!\d)(?<!\d\s)%))"
SHARE_ASKED = any_case(
    rf"{_SHARE}\sof(?:\sthe|\sall)?|(?:\b(?:what|which|how\s(?:many|much)|in|as\sa|the)\s|\A\W*(?:trials\s)?){_SHARE}"
)
"""Not the "ejection fraction", nor a "50 percent reduction"."""
_OF_WHOLE = (
    any_case(rf"{_SHARE}[^?]*?\b(?:among|out\sof|within|make\sup\sof)\s(?P<whole>[^?]+)"),
    any_case(
        rf"(?:{_SHARE}|\bhow\smany(?=[^?]*\b(?:in|as\sa)\s{_SHARE}))\sof\s"
        r"(?P<whole>[^?]*?\b(?:trials|studies|ones|these|those|them)\b[^?]*?)\s"
        r"(?:is|are|was|were|have|has|had|did|do|recruit|test|involve|include|use|admit|accept|"
        r"with(?![^?]*\s(?:is|are|was|were|have|has|had)\b))\b"
    ),
)
_STUDIED = any_case(r"\b(?:studied|researched|investigated|trialled|tested)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IMPLIED = (
    ("country", any_case(r"\bwhere\s(?:are|were|is|do)\s(?:the\s)?(?P<order>most|fewest)\b" )),
    ("drug", any_case(
        r"\b(?:which|what)\s(?:drug|medicine|medication)s?\b.{0,30}?\b(?P<order>most|fewest)\b"
        r"(?=(?:\s(?!in\b|of\b)[\w-]+){0,3}?\s(?:trials|studies)\b)" )),
    ("drug", any_case(
        r"\b(?:which|what)\s(?:drugs|medicines|medications)\s(?:are|were|do|have|has|get|got)\b(?P<order>)(?:\sbeen|\sbeing)?"
        r"(?:\s(?:tested|studied|used|tried|investigated|evaluated|trialled))?(?=[^?]*\b(?:trials|studies)\b)" )),
    ("year", any_case(r"\bwhen\s(?:were|was|did)\s(?:the\s)?(?P<order>most|fewest)\b" )),
    ("sponsor", any_case(
        r"\bwho\s(?:runs?|sponsors?|sponsored|funds?|funded|conducts?|leads?|has|ran)\s(?:the\s)?(?P<order>most|"
        r"fewest)\b|^\W*who(?:['’]s|\sis|\sare)?\s(?:runs?|running|sponsor(?:s|ing)|fund(?:s|ing)|conduct(?:s|ing)|"
        r"leads?|leading|organi[sz](?:es|ing)|behind)\b(?=.*\b(?:trials|studies)\b)" )),
)  # fmt: skip


_OF_TRIALS_ALONE = frozenset("sponsor phase status intervention_type study_type masking intervention_model".split())


def is_of_trials(tally: TallyAsked, text: str) -> bool:
    """Whether a text without a word for trials counts them: "the most studied condition", "the top 5 sponsors"."""
    of_its_own = (tally.order is not None or tally.distinct) and tally.field in _OF_TRIALS_ALONE
    is_top = tally.order is not None and tally.first > 1 and tally.field in ("condition", "country", "city", "state")
    return of_its_own or is_top or (tally.field is not None and _STUDIED.search(text) is not None)


def whole_of_share(text: str) -> str | None:
    """Of what a text asks the share: "trials in France" of "what share of trials in France are recruiting?".

    "" where it does not say of what; None where it asks for no share.
    """
    if not SHARE_ASKED.search(text):
        return None
    return next((match["whole"] for pattern in _OF_WHOLE if (match := pattern.search(text))), "")


def years_compared(text: str) -> tuple[tuple[Group, ...], tuple[Span, ...]]:
    """Each year of a text that compares several, as a group, and their spans; nothing of fewer than two."""
    found = list(_YEAR.finditer(text))
    if len({match[0] for match in found}) < 2:
        return (), ()
    years = [int(year) for year in dict.fromkeys(match[0] for match in found)]
    groups = (Group(str(year), Filters(first_posted=DateRange(date(year, 1, 1), date(year, 12, 31)))) for year in years)
    return tuple(groups), tuple(match.span() for match in found)


def order_compared(text: str) -> Order:
    """Which of the things that a text compares comes first."""
    order = _ORDER.search(text)
    return _direction(order[0]) if order else Order.MOST


def _count(number: str | None) -> int:
    """A number in digits or in words; 0 for none."""
    if not number:
        return 0
    return int(number) if number.isdecimal() else COUNTS[number.lower()]


def _direction(words: str) -> Order:
    return Order.FEWEST if _LEAST.search(words) else Order.MOST


def _span_of(match: re.Match[str] | None) -> tuple[Span, ...]:
    return (match.span(),) if match is not None else ()


def _field_of(match: re.Match[str]) -> str:
    return next(name for name in _FIELDS if name in match.re.groupindex and match[name])
