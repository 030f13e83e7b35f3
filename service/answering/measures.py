"""Quantities and manners that a question asks for, and how a sentence states them: "half-life", "with food"."""

import re
from dataclasses import dataclass

from indexer.sections import SectionKind
from service.understanding.question import Question
from service.understanding.section_intent import POPULATIONS


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity, or a manner of taking a drug: the words that ask for it, and how a sentence states it."""

    asked: re.Pattern[str]
    stated: re.Pattern[str]
    another: re.Pattern[str] | None = None
    """What a sentence says that states another quantity: the highest first dose is not the highest dose."""

    named: re.Pattern[str] | None = None
    """Words without which a sentence is of something else; None where there are no such words."""
    sections: frozenset[SectionKind] = frozenset()
    """Where it stands: the same words ask for something else in a question of another section."""

    def is_asked(self, question: Question) -> bool:
        """Whether a question asks for it: "how often" a drug is taken, not how often it does harm."""
        in_place = question.section is None or question.section in self.sections
        return in_place and self.asked.search(question.masked_text) is not None

    def is_in(self, sentence: str) -> bool:
        """Whether a sentence states it."""
        is_another = self.another is not None and self.another.search(sentence) is not None
        return not is_another and self.stated.search(sentence) is not None


def measure_of(question: Question) -> Measure | None:
    """The first that a question asks for."""
    return next((each for each in _MEASURES if each.is_asked(question)), None)


def _measure(sections: frozenset[SectionKind], asked: str, stated: str, named: str = "", another: str = "") -> Measure:
    """From patterns; `asked` begins with a word."""
    return Measure(
        re.compile(rf"\b(?:{asked})", re.IGNORECASE),
        re.compile(stated, re.IGNORECASE),
        re.compile(another, re.IGNORECASE) if another else None,
        re.compile(named, re.IGNORECASE) if named else None,
        sections,
    )


_OF_DOSES = POPULATIONS | {SectionKind.DOSAGE, SectionKind.OVERDOSE, SectionKind.WARNINGS}
_OF_KINETICS = POPULATIONS | {SectionKind.PHARMACOKINETICS}
_OF_STORAGE = frozenset({SectionKind.STORAGE, SectionKind.HOW_SUPPLIED})
_UNIT = r"(?:mg|mcg|µg|micrograms?|grams?|g|units?|iu|ml|tablets?|capsules?|puffs?|drops?|mmol|meq)"
_AMOUNT = rf"\d[\d,.]*\s?{_UNIT}\b"
_NUMBER = r"\d[\d,.]*(?:\s?(?:to|-|–|and|or|±)\s?\d[\d,.]*)?"
_TIME = rf"{_NUMBER}(?:\s\([^()]{{1,30}}\))?\s?(?:h|hrs?|hours?|days?|minutes?|mins?|weeks?)\b"
_MINUTES = rf"{_NUMBER}[\s-]?(?:h|hrs?|hours?|mins?|minutes?)\b"
_SHELF = rf"(?:{_TIME}|{_NUMBER}\s?months?\b)"
_OF_TAKING = frozenset(
    {
        SectionKind.DOSAGE,
        SectionKind.INTERACTIONS,
        SectionKind.WARNINGS,
        SectionKind.PATIENT_INFORMATION,
        SectionKind.PHARMACOKINETICS,
    }
)
_MEAL = (
    r"(?:food(?!\sand\sdrug)|meals?|eating|breakfast|lunch|dinner|supper|snacks?|(?:an?\s)?(?:empty|full)\sstomach)\b"
)
_TAKEN = r"(?:tak(?:e|es|en|ing)|administ\w+|giv(?:e|en)|swallow\w*|ingest\w*|dos(?:e|es|ing)|us(?:e|ed))"
_DAYTIME = r"(?:morning|evening|bedtime|night|noon|time\sof\s(?:the\s)?day)\b"
_BREAK = (
    r"(?:crush|chew|split|cut|halv|break|broken|open|sprinkl|dissolv|dispers|mix(?:ed|ing)?\s(?:it\s)?(?:in|with)\s"
    r"(?:water|juice|food|applesauce)|applesauce|pudding|nasogastric|feeding\stube|ng\stube)"
)
_MEASURES = (
    _measure(  # how long half of it stays
        _OF_KINETICS,
        asked=r"half[\s-]?li(?:fe|ves)",
        stated=rf"half[\s-]?li(?:fe|ves)[^.]{{0,120}}?{_TIME}|{_TIME}[^.]{{0,80}}half[\s-]?li(?:fe|ves)",
        named=r"half[\s-]?li(?:fe|ves)",
    ),
    _measure(  # the most
        _OF_DOSES,
        asked=r"max(?:imum|imal)?\b|highest\sdos|most\s(?:\w+\s)?(?:can|i\s|you\s)",
        stated=(
            rf"\b(?:max(?:imum|imal)?|exceed\w*|up\sto|(?:no|not)\smore\sthan|highest)\b[^.;]{{0,90}}?{_AMOUNT}"
            rf"|{_AMOUNT}[^.;]{{0,60}}\bmax(?:imum|imal)\b"
        ),
        another=r"(?:initial|starting|loading|first)\sdos|plasma|concentration|cmax",
        named=r"max(?:imum|imal)?\b|exceed|up\sto|more\sthan|highest|limit",
    ),
    _measure(  # the usual dose
        _OF_DOSES,
        asked=(
            r"(?:starting|initial|usual|recommended|normal|typical|standard)\sdos|what\s(?:is|'s)\s(?:the\s)?(?:\w+\s)?"
            r"dos|how\s(?:much|many\s(?:mg|milligrams|tablets))"
        ),
        stated=(
            rf"{_AMOUNT}[^.;]{{0,60}}?(?:/day|\b(?:once|twice|daily|weekly|every|per\sday|a\sday|times)\b)"
            rf"|\b(?:recommended|usual|starting|initial|maintenance|target)\b[^.;]{{0,80}}?{_AMOUNT}"
        ),
    ),
    _measure(  # with food or without
        _OF_TAKING,
        asked=(
            rf"(?:with|without|on|before|after|between|around)\s(?:or\s\w+\s)?(?:\w+\s){{0,2}}?{_MEAL}"
            r"|eat(?:ing)?\s(?:\w+\s)?(?:before|after|while|when|right|first)|(?:before|after)\s(?:i\s|you\s)?eat\b"
            r"|(?:empty|full)\sstomach"
        ),
        stated=(
            rf"\b{_TAKEN}\b[^.;]{{0,140}}?\b(?:with|without|on|before|after|between|during|following|regard\w*|of)\s"
            rf"(?:[\w-]+\s){{0,3}}?{_MEAL}|(?:with\sor\swithout|without\sregard\sto|regardless\sof)\s(?:[\w-]+\s){{0,2}}?{_MEAL}"
            rf"|\bfast(?:ing)?\s(?:for|at)|{_MEAL}[^.;]{{0,60}}\b{_TAKEN}\b"
        ),
        named=rf"\b{_MEAL}|\bfast(?:ed|ing)\b|\bfed\b",
    ),
    _measure(  # whole or broken
        _OF_TAKING,
        asked=rf"{_BREAK}|swallow\w*\s(?:\w+\s){{0,3}}whole|in\shalf",
        stated=rf"\b{_BREAK}|swallow\w*[^.;]{{0,60}}?\b(?:whole|intact)\b",
        named=rf"\b{_BREAK}|swallow|\bwhole\b|\bintact\b",
    ),
    _measure(  # at which time of the day
        _OF_TAKING,
        asked=rf"time\sof\s(?:the\s)?day|{_TAKEN}\b[^.?!]{{0,60}}\b{_DAYTIME}|{_DAYTIME}[^.?!]{{0,30}}\b{_TAKEN}\b",
        stated=rf"{_TAKEN}\b[^.;]{{0,140}}?\b{_DAYTIME}|{_DAYTIME}[^.;]{{0,80}}?\b(?:{_TAKEN}|dose)\b",
        named=rf"\b{_DAYTIME}",
    ),
    _measure(  # how fast it is infused
        frozenset({SectionKind.DOSAGE}),
        asked=(
            r"(?:how\s(?:fast|quickly|slowly|long)|how\smany\s(?:minutes|hours)|rate)\b[^.?!]{0,40}\b(?:infus\w*|iv\b|drip\b|"
            r"intraven\w*)|infus\w*\s(?:\w+\s){0,3}?(?:rate|time|duration|speed)\b"
        ),
        stated=rf"\binfus\w*[^.;]{{0,140}}?(?:\b{_MINUTES}|rate\sof\b)|{_MINUTES}[^.;]{{0,60}}?\binfus|\d\s?(?:mg|mcg|ml|g)/(?:h|hr|hour|min\w*)\b",
        named=r"\binfus|intraven|\brate\b|minutes?\b|hours?\b",
    ),
    _measure(  # how long it keeps outside the refrigerator
        _OF_STORAGE,
        asked=(
            r"(?:out\sof|back\s(?:in|into|to)|outside)\s(?:of\s)?(?:the\s|my\s|a\s)?(?:fridge|refrigerat\w+)|left\sout"
            r"|unrefrigerated|(?:at|to)\sroom\stemperature"
        ),
        stated=(
            rf"(?:room\stemperature|unrefrigerated|out\sof\s(?:the\s)?refrigerat\w+|outside\s(?:of\s)?(?:the\s)?refrigerat\w+)"
            rf"[^.;]{{0,140}}?{_SHELF}|{_SHELF}[^.;]{{0,140}}?(?:room\stemperature|unrefrigerated|(?:out|outside)\sof\s(?:the\s)?"
            r"refrigerat\w+)"
        ),
        named=r"room\stemperature|refrigerat|\d\s?(?:°|º|˚)",
    ),
    _measure(  # how to stop it
        frozenset({SectionKind.STOPPING}),
        asked=(
            r"taper\w*|wean\w*|cold\sturkey|sudden\w*|abrupt\w*|gradual\w*|slowly"
            r"|how\s(?:do|should|can|to)\s(?:\w+\s){0,2}?(?:stop|quit|come|get|go)\b|just\s(?:stop|quit)"
            r"|what\shappens\s(?:if|when)\s\w+\s(?:stop|quit|come)\b"
        ),
        stated=(
            r"taper\w*|gradual\w*|abrupt\w*|sudden\w*|withdrawal\s(?:symptom|syndrome|reaction|sign)\w*"
            r"|(?:do|should|must)\snot\s(?:stop|discontinue|change)|stopp?(?:ing|ed)?\s(?:\w+\s){0,3}without"
        ),
        named=r"taper|gradual|abrupt|sudden|withdraw|discontinu|stop",
    ),
    _measure(  # at which temperature it is kept
        _OF_STORAGE,
        asked=r"temperature|stor(?:e|ed|ing|age)\b",
        stated=r"\d\s?(?:°|º|degrees|˚|ºC|C\b|F\b)|room\stemperature|refrigerat|freez",
    ),
    _measure(  # how often
        _OF_DOSES,
        asked=r"how\soften|how\smany\stimes|frequen(?:cy|tly)",
        stated=(
            r"\b(?:once|twice|(?:one|two|three|four|\d)\s(?:or\s\w+\s)?times|every\s(?:other\s)?(?:\d+|\w+)|daily|"
            r"weekly|monthly|per\sday|a\sday)\b"
        ),
    ),
)
