"""What a question says of the people in trials: how many, of which sex and age; each with its span."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from indexer.patterns import Pattern, any_case
from service.understanding.filters import Filters, Found, NumberRange, narrowed
from service.understanding.number_words import COUNTS
from service.understanding.spans import Span
from service.understanding.taken import STATE_OF_WOMEN
from service.understanding.unapplied import MEASURED

_PEOPLE = (
    r"(?:participants?|patients?|people|subjects?|volunteers?|persons?|individuals?|enroll?ed|recruited|"
    r"adults|women|men|children|kids|infants|girls|boys)"
)
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_IN_WORDS = COUNTS | {word: number for number, word in enumerate(_TEENS.split(), 13)}
_IN_WORDS |= {word: 10 * number for number, word in enumerate(_TENS.split(), 2)} | {"hundred": 100}
_LARGE = {"thousand": 1_000, "million": 1_000_000}
_A_WORD = rf"(?:{'|'.join((*_IN_WORDS, *_LARGE))})"
_FIGURE = (
    r"(\d{1,3}(?:,\d{3})+|\d{1,7}(?:(?:\.\d)?(?:k\b|\s(?:thousand|million)))?|"
    r"(?:(?:half\s)?an?\s(?=hundred|thousand|million))?"
    rf"{_A_WORD}(?:(?:[\s-]|(?:(?<=hundred)|(?<=thousand))\sand\s){_A_WORD})*)"
)
_NO_MEASURE = r"(\d{2,7})(?![\w.,%]|\s(?:mm|cm|mg|ml|g)\b)"
_MAY_COUNT = any_case(
    rf"\d\s?(?:\+|plus|(?:or|and)\s\w+)?\s?(?:\w+\s)?{_PEOPLE}|\benroll?(?:ments?|ing|ed|s)|\bsizes?\b|\bn\s?[<>=≥≤]|er\sthan\s\d|"
    r"\b(?:participants|patients|people|subjects|volunteers)\b"
)
_LEAD = (
    r"(?:(?:with|that|which|enroll?(?:s|ed|ing)?|recruit(?:s|ed|ing)?|having|has|of|include|includes|included|including|"
    r"have|an?\senroll?ment)\s)*"
)
_SIZE_IS = (
    r"(?:with\s|have\s|having\s)?(?:an?\s|the\s)?(?:(?:sample|study|trial)\ssizes?|(?:planned\s|actual\s|estimated\s|expected\s|target\s|total\s)?enroll?ments?|"
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
        (any_case(pattern), bounds)
        for words, bounds in _COMPARED
        for pattern in (
            rf"(?<![\w-]){_LEAD}{words}\s{_PEOPLE}(?:\sor\smore)?\b(?!\s(?:aged|years))",
            rf"(?<![\w-])(?:{_SIZE_IS}|enroll?(?:ing|ed|s)\s){words}(?![\w.%]|,\d)(?:\s{_PEOPLE}\b)?",
        )
    ),
    (
        any_case(rf"(?<![\w-]){_SIZE_IS}(?<=of\s){_FIGURE}(?![\w.%]|,\d|\s?(?:-|–|to\b|or\b|and\s\d|\+))"),
        lambda a, b: NumberRange(a, a),
    ),
    (any_case(rf"(?<![\w-]){_LEAD}{_FIGURE}\s{_PEOPLE}\sor\smore\b"), lambda a, b: NumberRange(min=a)),
    (
        any_case(
            rf"(?<![\w-])(?:with|enroll(?:s|ed|ing)|recruit(?:s|ed|ing)|includ(?:es|ed|ing)|has|had|have|having)\s"
            rf"(?:(?:exactly|only|just|a\stotal\sof)\s)?{_FIGURE}\s(?:participants|patients|people|subjects|volunteers)\b"
            r"(?:\s(?:enroll?ed|recruited|randomi[sz]ed)\b)?(?!\s(?:aged|or|and|per|in\seach|each)\b)"
        ),
        lambda a, b: NumberRange(a, a),
    ),
    (any_case(rf"(?<![\w-])n\s?=\s?{_FIGURE}\b"), lambda a, b: NumberRange(a, a)),
    (any_case(rf"\b(?:larger|bigger)\sthan\s{_NO_MEASURE}"), lambda a, b: NumberRange(min=a + 1)),
    (any_case(rf"\bsmaller\sthan\s{_NO_MEASURE}"), lambda a, b: NumberRange(max=a - 1)),
)


_LIMIT_IS = (
    r"(?:(?P<upper>upper|max(?:imum)?\.?|highest|oldest)|lower|min(?:imum)?\.?|lowest|youngest)\s(?:allowed\s|permitted\s)?"
    r"(?:ages?(?:[\s-](?:limits?|cut-?offs?|bounds?|requirements?))?|limits?\s(?:of|on|for)\s(?:the\s)?ages?)\s?"
    r"(?:(?:of|is|was|at|set|being|:|=)\s?)*(?:exactly\s)?"
)
_OF_AGE: tuple[tuple[str, Callable[[int, int | None], NumberRange]], ...] = (
    (rf"{_FIGURE}\s?(?:\+|(?:years?\s)?(?:or|and)\s(?:older|over|above|more|up))", lambda a, b: NumberRange(min=a)),
    (rf"{_FIGURE}\s?(?:years?\s)?(?:or|and)\s(?:younger|under|below|less)", lambda a, b: NumberRange(max=a)),
    *_COMPARED,
    (_FIGURE, lambda a, b: NumberRange(a, a)),
)  # fmt: skip
_AGE_LIMITS = tuple(
    (
        any_case(
            rf"\b{_LIMIT_IS}{words}(?:[\s-]years?(?:\s(?:old|of\sage))?)?(?![\w+]|\.\d|\s(?:\+|months?|weeks?|days?))"
        ),
        bounds,
    )
    for words, bounds in _OF_AGE
)


def read_age_limits(text: str, beside_noun: bool) -> Found:
    """What a record states as the youngest or oldest age, not whom it admits; only beside a word for trials."""
    for pattern, bounds in _AGE_LIMITS if beside_noun and "age" in text.lower() else ():
        for match in pattern.finditer(text):
            low, high, *_ = (*(_number(each) for each in match.groups()[1:] if each), None, None)
            years: dict[str, Any] = {"maximum_age" if match["upper"] else "minimum_age": bounds(low, high)}
            yield Filters(**years), match.span()


_FEW_OR_MANY = any_case(rf"\b{_LEAD}{_FEWER}\s{_FIGURE}\sor\s{_MORE}\s{_FIGURE}\s{_PEOPLE}\b")


def _number(figure: str) -> int:
    """A figure in digits or in words: "1,000", "2k", "two hundred and fifty"."""
    told = re.sub(r"(?<=\d)k$", " thousand", figure.lower().replace(",", "")).replace("-", " ")
    whole, part = 0.0, 0.0
    for word in told.split():
        if word in _LARGE:
            whole, part = whole + (part or 1) * _LARGE[word], 0
        elif word == "hundred":
            part = (part or 1) * _IN_WORDS[word]
        elif word not in _NO_FIGURES:
            part += _IN_WORDS[word] if word in _IN_WORDS else float(word)
    return int((whole + part) / (2 if told.startswith("half") else 1))


_NO_FIGURES = frozenset(("half", "a", "an", "and"))


def read_enrolment(text: str, beside_noun: bool) -> Found:
    """How many take part; `beside_noun`: whether the text speaks of trials."""
    for match in _FEW_OR_MANY.finditer(text):
        least, most = map(_number, match.groups())
        if least <= most:
            yield Filters().excluding(Filters(enrolment=NumberRange(least, most))), match.span()
    for pattern, bounds in _ENROLMENT if _MAY_COUNT.search(text) else ():
        for match in pattern.finditer(text):
            figures = [_number(figure) for figure in match.groups() if figure]
            if len(figures) < 2 or figures[0] <= figures[1]:
                people = bounds(figures[0], figures[1] if len(figures) > 1 else None)
                yield replace(_of_people(match[0], exact=False, age=None), enrolment=people), match.span()


_ADMIT = r"(?:admit(?:ting|s)?|enroll?(?:ing|s)?|recruit(?:ing|s)?|tak(?:es?|ing)|accept(?:ing|s)?)"
_WHO = r"(?:women|men|females?|males?|girls|boys)"
_IN_A_STATE = rf"(?:{STATE_OF_WOMEN}\s(?:(?:and|or)\s{STATE_OF_WOMEN}\s)?)?"
_SEX = any_case(
    r"\b(?:"
    rf"(?:only|exclusively|solely|just)\s(?:(?:for|in|of|among|to|enroll?(?:ing)?|recruiting|admit(?:ting)?)\s)?(?P<only_before>{_WHO})"
    rf"|(?:restricted|limited)\sto\s(?P<limited>{_WHO})|all[\s-](?P<all>female|male)"
    rf"|(?:(?:for|in|of|among|to|on|{_ADMIT})\s)?"
    rf"(?P<only_behind>{_WHO})(?:[\s-](?:participants|patients|subjects))?(?:\s|-)(?:only|alone|exclusively)"
    rf"|(?:for|in|of|among|open\sto|available\sto|{_ADMIT}|"
    rf"include(?:s)?|including|exclud(?:e|es|ing)|without|no|not)\s{_IN_A_STATE}(?P<sex>{_WHO})"
    rf"(?:\s(?:participants|patients|subjects|volunteers))?(?P<both>\s(?:and|or)\s{_WHO})?"
    rf"|\A\W*{_IN_A_STATE}{_WHO}(?=\s(?:with|who)\b)|(?<=,\s){_WHO}(?=\W*(?:\Z|[,.;?)]))|both\s{_WHO}\s(?P<all_of>and)\s{_WHO}|(?:(?:open\sto|for|in|of)\s)?(?:all|both|any)\s(?P<sexes>sex(?:es)?|genders?)"
    r")\b"
)
ANYBODY = ("FEMALE", "MALE", "ALL")
"""Whom "women or men" names: a trial may be for either, or for both."""
_PERSON = any_case(rf"\b(?:{_WHO}|adults|people|patients|participants|subjects|persons|individuals|children|kids)\b")
_A_WOMAN = any_case(
    r"\b(?:wom[ae]n|females?|girls?|lady|(?:grand|step)?(?:mother|daughter)|mum|mom|grandma|wife|sister|aunt|niece)\b|"
    r"(?:(?<=\d)|(?<=\d\s)|(?<=o\s))f\b"
)
_A_MAN = any_case(
    r"\b(?:m[ae]n|males?|boys?|gentleman|(?:grand|step)?(?:father|son)|dad|grandpa|husband|brother|uncle|nephew)\b|"
    r"(?:(?<=\d)|(?<=\d\s)|(?<=o\s))m\b"
)
_YOUNG = any_case(r"girls|boys|children|kids")
_EXACTLY = any_case(r"\b(?:only|alone|exclusively|solely|just)\b")
_ONLY_BEFORE = any_case(
    rf"(?<!\bnot\s)\b(?:only|exclusively|solely|just|(?:restricted|limited)\sto)\s(?:(?:for|in|of|among|to|{_ADMIT})\s)?\Z"
)
_YOUNGEST_OLD, _OLDEST_CHILD = 65, 17
_AGE_GROUPS = (
    (r"newborns?|neonates?", None, 0),
    (r"infants?|babies", None, 1),
    (r"toddlers?", 1, 3),
    (r"children|kids|minors|(?:paediatric|pediatric)s?(?:\s(?:patients|participants|populations?))?", None, 17),
    (r"adolescents|teenagers|teens", 12, 17),
    (rf"(?:older|elderly)\s(?:adults|people|patients|participants|{_WHO})|(?:the\s)?elderly|seniors|senior\scitizens|elders|geriatric",
     _YOUNGEST_OLD, None),
    (rf"adults(?:\sonly)?|adult(?:\s(?:patients|participants|volunteers|{_WHO})|(?=\s(?:trials?|studies)\b))",
     18, None),
)  # fmt: skip
_AGED = r"(?:aged?|ages|(?:of|whose|with)\s(?:an?\s)?age(?:\sis|\sof)?)"
_YEARS = r"(?:\s?(?:years?|yrs?|y/?o)(?:[\s-](?:old|olds|of\sage))?)"
_GROUP = (
    rf"(?:(?:{_WHO}\s(?:and|or)\s)?(?:(?:fe)?male\s)?(?:adults|people|patients|participants|subjects|persons|individuals|"
    rf"children|kids|those|volunteers|anyone|someone|somebody|anybody|{_WHO})(?:\s(?:only|alone),?)?)"
)
_SOMEBODY = (
    rf"(?:(?:{_WHO}\s(?:and|or)\s)?(?:adults|people|patients|participants|children|kids|{_WHO})(?:\s(?:only|alone),?)?)"
)
_AGE = r"(\d{1,2}|1[01]\d)"
_AGE_ENDS = (
    r"(?=\W*(?:\Z|[.,;?])|\s(?:in|with|for|and|or|who|that|on|not|outside|without|started|posted|completed|recruiting|"
    r"are|trials?|studies)\b)"
)
_KIN = (
    r"(?:(?:grand|step)?(?:mother|father|daughter|son)|mum|mom|grandma|wife|sister|aunt|niece|dad|grandpa|husband|brother|"
    r"uncle|nephew|child|kid|baby|infant|toddler|newborn|partner|friend|patient)"
)
_RELATIVE = rf"(?:(?:fe)?male|wom[ae]n|m[ae]n|girl|boy|adult|person|lady|gentleman|{_KIN})"
_DESCRIBED = r"(?:(?:ex|non)[\s-]?)?(?:smoker|drinker|diabetic|asthmatic|veteran|athlete|student|survivor)"
"""Who says more of somebody than an age, which is left to be understood."""
_GOES_ON = (
    r"(?=\W*(?:\Z|[,.;?:)])|\s(?:and|with|who|has|have|had|is|in|to|needs?|living|suffering|on|tak(?:es|ing)|using|after|"
    r"diagnosed)\b)"
)
"""Behind somebody who is described, with or without an age."""
_OF_MINORS, _OF_THE_OLD = r"([1-9]|1\d|2[01])", r"([6-9]\d)"
"""At such figures people come of age or are called old: a limit that says no more is one of years."""
_A_MEASURE = any_case(rf"\b{MEASURED}\s(?:(?:is|are|of)\s)?\Z")
_ANOTHER_UNIT = any_case(
    r"\s?(?:%|(?:kg|kilos?|kilograms?|lbs?|pounds?|mg|mcg|g|ml|cm|mm\w*|percent|points?|hours?|days?|weeks?|months?|"
    r"miles|km)\b)"
)
"""What makes a number one of something else than years."""
_YOUNG_ONE = rf"(?:{_GROUP}|infants|babies|newborns|neonates|toddlers)"
_FROM, _TO = r"(?:between\s|from\s)?", r"\s?(?:-|–|to|and)\s?"
_MONTHS = r"(?:months?|mos?)(?:\s(?:old|of\sage))?\b"
"""Ages are compared in whole years."""
_AGES: tuple[tuple[Pattern, Callable[[int, int | None], NumberRange]], ...] = tuple(
    (any_case(pattern), bounds)
    for pattern, bounds in (
        (rf"\b(?:{_YOUNG_ONE}|{_AGED})\s(?:under|below|younger\sthan|less\sthan|up\sto)\s{_AGE}\s?{_MONTHS}",
         lambda a, b: NumberRange(max=max(a - 1, 0) // 12)),
        (rf"\b(?:{_YOUNG_ONE}|{_AGED})\s(?:{_AGED}\s)?{_FROM}{_AGE}{_TO}{_AGE}\s?{_MONTHS}",
         lambda a, b: NumberRange(a // 12, (b or a) // 12)),
        (rf"\b(?:{_YOUNG_ONE}\s)?(?:{_AGED}\s)?{_FROM}(?:\d|1[01])\s?{_MONTHS}{_TO}{_AGE}{_YEARS}",
         lambda a, b: NumberRange(0, a)),
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
        (rf"(?<!phase\s)\b(?:{_GROUP}\s)?(?:{_AGED}\s)?{_AGE}(?:{_YEARS}\s(?:and|or)\s(?:over|older|above|up)|{_YEARS}?\+(?:{_YEARS})?{_AGE_ENDS})",
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
        (rf"\b(?:(?:for|in|of|with|my|i\sam|i['’]?m)\s)*(?:an?\s)?{_AGE}[\s-]?(?:(?:year|yr)s?[\s-]?(?:old|of\sage)|y/?o)"
         rf"(?:\s(?:{_RELATIVE}\b(?![-'’])|[mf](?=[\s,]|\W*\Z))|(?=\s{_DESCRIBED}\b)|{_AGE_ENDS}|{_GOES_ON})",
         lambda a, b: NumberRange(a, a)),
        (r"(?:\A\W*|\b(?:an?|my)\s)([1-9]\d?)\s?(?:y/?o\s?)?(?-i:[MF])(?=[\s,;]|\Z)", lambda a, b: NumberRange(a, a)),
        (rf"\b(?:(?:for|in|of)\s)?(?:(?:my|our|an?|this)\s(?:\w+\s)?{_RELATIVE}(?:,?\s(?:who\s)?(?:is|was)|['’]s|,|\s\(?|\sof)?|i\sam|s?he(?:\sis|['’]s)|"
         rf"i['’]?m)\s?\(?(?:aged?\s|now\s|only\s|just\s)?{_AGE}{_YEARS}?\)?{_GOES_ON}",
         lambda a, b: NumberRange(a, a)),
        (rf"\b(?:wo)?men\sof\s{_AGE}{_YEARS}?{_AGE_ENDS}(?!\s(?:or|and)\s)", lambda a, b: NumberRange(a, a)),
        (rf"\b{_GROUP}\s{_AGED}\s{_AGE}{_YEARS}?(?![\w%/]|\s?(?:-|–|to|and)\s\d)", lambda a, b: NumberRange(a, a)),
        (rf"\b(?:(?:for|in|with|my)\s)*(?:an?\s)?(\d{{1,2}})[\s-]months?[\s-]old(?:\s{_RELATIVE}s?)?\b",
         lambda a, b: NumberRange(a // 12, a // 12)),
        (rf"\b{_AGE}[\s-]?years?[\s-](?:olds|old\s{_WHO})\b", lambda a, b: NumberRange(a, a)),
    )
)  # fmt: skip
_A_FIGURE = re.compile(r"\d")
_GROUPS = tuple(
    (
        any_case(
            rf"(?:\b(?:in|for|of|among|with|on|to|open\sto|include|including|involv(?:e|es|ing)|{_ADMIT}|"
            rf"exclud(?:e|es|ing)|without|no|not|except(?:\sfor)?|other\sthan|but|can|may|could)\s(?:only\s)?(?:{words})|"
            rf"\b(?:{words})(?=\s(?:trials?|studies|study)\b|[\s-]only\b)|\A\W*(?:{words})(?=\s(?:with|who)\b|,)|(?:(?<=[,;:–-]\s)|(?<=\())(?:{words})(?=\W*(?:\Z|[,.;?)]))|"
            rf"(?<=[a-z]\s)(?<!the\s)(?<!sick\s)(?<!young\s)(?<!younger\s)(?<!aged\s)(?<!age\s)(?-i:(?=[a-z]))(?:{words})(?=\W*\Z))"
            r"(?!\s(?:of|screening)\b)(?:[\s-]only|\stake\spart|\sparticipate)?\b"
        ),
        NumberRange(low, high),
    )
    for words, low, high in _AGE_GROUPS
)


_MINORS = r"(?:infants|babies|children|kids|minors|adolescents|teen(?:ager)?s|pa?ediatric\s(?:patients|participants))"
_GROWN_UP = r"(?:adults|(?:adult|elderly|older)\s(?:patients|participants|people|adults))"
OF_ALL_AGES = any_case(
    rf"\b(?:in|for|of|among|on|to|open\sto|include|including|{_ADMIT})\s(?:both\s)?"
    rf"(?:{_MINORS}\s(?:and|or|as\swell\sas)\s{_GROWN_UP}|{_GROWN_UP}\s(?:and|or|as\swell\sas)\s{_MINORS})\b"
)
"""Leaves out nobody: "in children and adults"."""
_BEFORE_A_CONDITION = any_case(
    r"\b(?:(?P<child>pa?ediatric)|(?P<adolescent>adolescent|teenage)|(?P<old>geriatric|elderly)|(?P<adult>adult)|"
    r"(?P<newborn>neonatal))(?:[\s-]only)?(?=\s(?:(?!(?:in|of|for|with|on|at|and|or|that|to|from|patients?|participants?|populations?|day|"
    r"stem|education|learning)\b)[\w'§-]+\s){1,3}(?:trials?|studies|study)\b)"
)
"""As in "pediatric asthma trials"."""
_ADJECTIVES = {
    "child": NumberRange(max=_OLDEST_CHILD),
    "adolescent": NumberRange(12, _OLDEST_CHILD),
    "old": NumberRange(min=_YOUNGEST_OLD),
    "adult": NumberRange(min=_OLDEST_CHILD + 1),
    "newborn": NumberRange(max=0),
}


_SOMEBODY_OF_MINE = any_case(rf"\b(?:(?:for|in|of)\s)?(?:my|our)\s(?P<who>{_KIN})\b{_GOES_ON}")
_YOUNG_KIN = {"child": 17, "kid": 17, "baby": 1, "infant": 1, "toddler": 3, "newborn": 0}
"""The oldest that who is called so is."""


def read_sex(text: str, beside_noun: bool) -> Found:
    """Of which sex they are, with the age of girls and boys; only beside a word for trials."""
    for match in _SOMEBODY_OF_MINE.finditer(text) if beside_noun else ():
        oldest = _YOUNG_KIN.get(match["who"].lower())
        who = _of_people(match[0], exact=False, age=None if oldest is None else NumberRange(max=oldest))
        if who.named:
            yield who, match.span()
    for match in _SEX.finditer(text) if beside_noun else ():
        if match["sexes"]:
            yield Filters(sex=("ALL",)), match.span()
        else:
            exact = match["only_before"] or match["only_behind"] or match["limited"] or match["all"]
            is_any = match["both"] is not None and " or " in match["both"].lower()
            people = _of_people(match[0], bool(exact), None)
            yield (replace(people, sex=ANYBODY) if is_any else people), match.span()


_SAID_OF_SOMEBODY = any_case(
    r"(?:(?<=\ba\s)|(?<=\ban\s)|(?<=\bmy\s)|(?<=\bour\s)|(?<=\bthis\s))(?!(?:old|older|elderly|young|younger|little|dear|late|"
    rf"eldest|oldest|youngest|adult|male|female|{_KIN})\b)[a-z][\w-]+(?=\s{_RELATIVE}\b)"
)


def said_of_people(text: str, understood: Iterable[Span]) -> Iterator[Span]:
    """Words before somebody of whom an age or a sex was understood that no filter is: "a pregnant woman of 34"."""
    for start, end in understood:
        yield from (match.span() for match in _SAID_OF_SOMEBODY.finditer(text, start, end))


_HEALTHY = any_case(
    r"\b(?:open\sto\s)?healthy(?P<who>(?:\s(?:adult|human|normal|(?:fe)?male))*\s(?:volunteers?|subjects?|"
    rf"participants?|controls?|donors?|individuals?|persons?|people|adults?|children|kids|{_WHO})(?:\s(?:and|or)\s{_WHO})?)\b"
    r"(?:\s(?:\w+\s)?(?:not|\w+n['’]?t)\s(?:be\s)?(?:accepted|allowed|admitted|eligible|included|enrol\w+|recruited|join|take)\b)?(?P<aged>(?=\s(?:(?:aged?|ages|between|from|over|under|above|below|(?:older|younger)\sthan|up\sto)\s){0,2}\d{1,2}\b))?"
)


def read_healthy(text: str, beside_noun: bool) -> Found:
    """Whether the healthy may take part, with the sex and age of "healthy women"; only beside a word for trials."""
    for match in _HEALTHY.finditer(text) if beside_noun and "healthy" in text.lower() else ():
        who = match["who"] if match["aged"] is None else ""  # "adults aged 18 to 45" are read as such
        age = _ADJECTIVES["adult"] if "adult" in who.lower() else None
        end = match.end() if who else match.start("who")
        yield replace(_of_people(who, exact=False, age=age), healthy_volunteers=("yes",)), (match.start(), end)


def _of_people(words: str, exact: bool, age: NumberRange | None) -> Filters:
    """Who is admitted: by the sex and the youth that words for people say, and an age."""
    sexes = [sex for sex, said in (("FEMALE", _A_WOMAN), ("MALE", _A_MAN)) if said.search(words)]
    people = _PERSON.findall(words)
    if people and all(_YOUNG.fullmatch(word) for word in people):
        age = narrowed(NumberRange(max=_OLDEST_CHILD), age)
    if len(sexes) == 1:
        return Filters(sex=(*sexes,) if exact else (*sexes, "ALL"), age=age)
    return Filters(sex=("ALL",) if sexes else (), age=age)


def _of_age(text: str, match: re.Match[str], age: NumberRange) -> tuple[Filters, Span]:
    """Who is admitted; of "only over 65s" nobody younger, where one range holds those left out."""
    exact = bool(_EXACTLY.search(match[0]) or _ONLY_BEFORE.search(text, 0, match.start()))
    people = _of_people(match[0], exact, age)
    others = NumberRange(max=(age.min or 0) - 1) if age.max is None else NumberRange(min=age.max + 1)
    is_whole = exact and not people.sex and (not age.min or age.max is None)
    return (people.excluding(Filters(age=others)) if is_whole else people), match.span()


def read_age(text: str, beside_noun: bool) -> Found:
    """How old they are; only beside a word for trials."""
    for pattern, bounds in _AGES if beside_noun and _A_FIGURE.search(text) else ():
        for match in pattern.finditer(text):
            low, high, *_ = (*(int(each) for each in match.groups() if each), None, None)
            is_of_years = not (_A_MEASURE.search(text, 0, match.start()) or _ANOTHER_UNIT.match(text, match.end()))
            if low is not None and (high is None or low <= high) and is_of_years:
                yield _of_age(text, match, bounds(low, high))
    all_ages = [match.span() for match in OF_ALL_AGES.finditer(text)]
    for pattern, span in _GROUPS if beside_noun else ():
        for match in pattern.finditer(text):
            if any(start <= match.start() < end for start, end in all_ages):
                continue
            yield _of_age(text, match, span)
    for match in _BEFORE_A_CONDITION.finditer(text) if beside_noun else ():
        yield _of_age(text, match, _ADJECTIVES[str(match.lastgroup)])
