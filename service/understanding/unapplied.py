"""What a question asks of records that no filter holds: said to the reader, never dropped in silence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.documents import MONTHS
from indexer.patterns import Pattern, any_case
from indexer.site_places import PLACE_FIELDS
from service.understanding.spans import Span


@dataclass(frozen=True, slots=True)
class Unapplied:
    """Words of a question that narrow nothing, and why."""

    words: str
    why: str


_DENIED = "Records are left out by their facts alone, and this is none of them: what is shown may include it."
_DENIED_OF_PEOPLE = "Who may not take part stands in the criteria of each trial, which no filter holds."
_NO_LIST = (
    "Which countries belong to it is not fixed: ask for countries, or for a region such as Eastern Europe or the EU."
)
NO_SUCH_DATE = "Trials are found by when they were posted, started and completed, and by no other date."
NO_SUCH_SPONSOR = "No record here names such a sponsor, so none is left out for it."
NOT_READ_OF_PEOPLE = "Whether it matters stands in the criteria of each trial, which no filter holds."
OF_SOMEBODY = "What somebody is, has or may have taken stands in the criteria of each trial, which no filter holds."
NO_DAY_IN_BOTH = "No day lies in both ranges, so neither narrows the list."
SEVERAL_RANGES = "One range of days can be left out, not several."
TOO_MANY_TRIALS = "Of trials two or three can be set side by side: name them by their numbers."
OF_ONE_TRIAL = "A trial is looked up as a whole: its places, and what each of them states, stand in its record."
SHARE_OF_WHAT = Unapplied(
    "share",
    "The records are counted; of which others they are a share is not understood: ask “what share of … are …?”.",
)
NOT_ORDERED = "Passages are ordered by how well they answer; only a list of records can be ordered."
NO_SUMS = "Trials are counted; their figures are neither added up nor averaged."
_NO_NUMBER = "It states no number: ask for trials with more or fewer than so many participants, or for the largest."
_NO_AGE = "It states no age: ask for ages in years."
_FIELD_OF_MEDICINE = "Records state conditions, not fields of medicine: ask for conditions."
_NO_THRESHOLD = "What is counted is shown in order, and not cut off at a number."
_NO_NUMBER_OF_SITES = "How many sites, countries or arms a trial has is no filter here."
_NO_DURATION = "How long trials last is no filter here: ask for start or completion dates."
_WHOLE_COUNTRY = "Records name the United Kingdom and seldom its parts: all of it is meant."
_MAY_LEAD = "It may be a sponsor: ask for trials by {0}."
_MAY_LEAD_OR_BE_THERE = "It may be a place or a sponsor: ask for trials in {0}, or by {0}."
_DOUBTFUL_STATUS = "It may belong to the words behind it; for a status ask for trials that are {}."
_EITHER_OF_TWO = "Of two different facts both are required; ask for them one at a time."
_ONE_FIELD = "Trials are counted by one thing at a time: ask for the other by itself."
NOT_READ = "It was not understood, so it narrows nothing."
NO_WORD_KNOWN = "No word of it is known here. What was asked before stays."
OF_WHAT = "It is not said whether years of age or numbers of people are meant, so it narrows nothing."
DESIGN = "Of a design only type, allocation, groups and masking are filters: what is shown may be of another one."
_COLLABORATORS = "Trials are found by who leads them, not by who collaborates."
_ELSEWHERE_TOO = "A list is of trials with a site there: they may have others elsewhere."
_WHY = "Why a trial was stopped stands in its record: ask it of one of them."
_NO_DISTANCE = "Distances are not known: ask for cities, states or countries."
_NOT_COUNTED_BY = "Trials are counted by year, place, sponsor, condition, intervention, phase or status."
OF_STUDIES = "Of trials it is a filter; a label is not told from others by the studies that it speaks of."
_OTHERS_TOO = "Records state whether healthy volunteers are accepted, not that nobody else is."
_OLDER_TOO = "A list is of trials that admit somebody of these ages: they may admit others as well."
_SPONSOR_CLASS = "Sponsors are known by their names alone."
_A_WORD = "Read as the word; the condition is asked for by its whole name, acute lymphoblastic leukemia."
_OF_ANY_SORT = "Sponsors are known by their names alone: those of every sort are counted, and no sites."


def _patterns(*told: tuple[str, str]) -> tuple[tuple[Pattern, str], ...]:
    return tuple((any_case(pattern), why) for pattern, why in told)


_REGION = any_case(
    r"\b(?:(?:(?:north|south)[\s-]?(?:east|west)(?:ern)?\s|central\s(?:(?:and|&)\s\w+\s)?)europe|north(?:ern)?[\s-]?(?:east(?:ern)?\s)?asia|"
    r"(?:north|south)[\s-]?(?:east|west)(?:ern)?\safrica|asia[\s-]pacific|apac|emea|mena|(?:the\s)?(?:balkans|bay\sarea|"
    r"midwest|(?:east|west)\scoast|(?:developing|developed|western|(?:low|middle|high)[\s-](?:and[\s-]middle[\s-])?income)\s"
    r"(?:countries|world)))\b"
)
"""Without a list of countries that all agree on."""
_UNSUPPORTED = _patterns(
    (r"\b(?:cardiology|dermatology|neurology|psychiatry|urology|nephrology|gastroenterology|hepatology|pulmonology|"
     r"rheumatology|ha?ematology|endocrinology|ophthalmology|orthopa?edics|gyna?ecology|obstetrics|immunology|"
     r"radiology|ana?esthesiology|neonatology)(?=\s(?:trials|studies)\b)", _FIELD_OF_MEDICINE),
    (r"\b(?:longer|shorter|lasting|running\sfor)\s(?:\w+\s){0,3}?(?:\d+|an?|two|three|four|five)\s(?:year|month|week)s?\b",
     _NO_DURATION),
    (r"\b(?:as\s(?:an?\s)?)?collaborat(?:ors?|es?|ed|ing|ions?)\b(?:\s(?:with|of|is))?", _COLLABORATORS),
)  # fmt: skip
_SUMMED = any_case(
    r"(?<!\d\s)\b(?:average|mean|median|total|combined|overall)\s(?:number\sof\s)?(?:enroll?ments?|(?:sample\s|study\s|trial\s)?sizes?|"
    r"participants|patients|people|subjects|ages?|durations?|length)\b|"
    r"\b(?:how\smany|number\sof)\s(?:participants|patients|people|subjects)\b(?=.{0,40}\b(?:trials|studies)\b)"
)
_MONTHS = f"(?:{'|'.join(month for month in MONTHS if month != 'may')})"
_SEASON = (
    r"(?:(?:last|this|next|in|since|during|before|after)\s(?:the\s)?(?:early\s|late\s)?(?:spring|summer|autumn|winter)|"
    rf"(?:last|this|next|in|since|before|after|until|during)\s(?:early\s|late\s|mid[\s-])?{_MONTHS}\b(?!\.?,?\s(?:of\s|to\s|and\s)?\d|\s-)|"
    r"(?:last|this|next)\s(?:fall|decade|century|quarter(?!\s(?:of\s)?(?:19|20)\d\d))|(?:spring|summer|autumn|fall|winter)(?=\s(?:of\s)?20)|"
    r"(?:at|in|towards?|near)\sthe\s(?:end|start|beginning|middle)\sof(?=\s(?:19|20))|(?:in\s|since\s)?(?:the\s)?(?:early|late|mid)(?=[\s-](?:19|20)\d\ds?\b)|"
    r"(?:in\s|since\s|during\s)?the\s(?:seventies|eighties|nineties|noughties))(?:[\s-](?:of\s)?(?:19|20)\d\ds?)?"
)
_UNREAD = any_case(
    r"\b(?:about|around|roughly|approximately|some)\s\d[\d,]*\b|\b\d[\d,]*\s(?:participants|patients|people|subjects|volunteers)\b|"
    r"\b\d{1,2}/\d{1,2}/\d{4}\b|(?<![\w/-])(?:19|20)\d{2}(?![\w-])|"
    r"\b\d+[\s-](?:year|month|week|day)s?[\s-](?=trials?\b|stud)"
)
_FIGURE_ALONE = any_case(
    r"\b(?:under|below|over|above|(?:older|younger|more|less|fewer)\sthan|at\s(?:least|most)|up\sto)\s(?:\d[\d,]*|five|ten|twenty|fifty|hundred)"
    r"(?:\s?years?(?:\sold)?)?(?=\W*(?:\Z|[.,;?])|\s(?:in|with|for|and|or|that|on|trials?|studies)\b)"
)
_OR = any_case(r"\s*(?:trials|studies)?\s*,?\s*\bor\s(?:(?:in|for|of|with|on|are|is|the|an?|those|trials|studies)\s)*")


def unsupported(text: str, understood: Sequence[Span]) -> Iterator[Unapplied]:
    """What is asked of trials in words for which there is no filter: ages without a number, unread figures."""
    for pattern, why in (*_UNSUPPORTED, (_UNREAD, NOT_READ), (_FIGURE_ALONE, OF_WHAT), (_SUMMED, NO_SUMS)):
        for match in pattern.finditer(text):
            known = [span for span in understood if span[0] < match.end() and match.start() < span[1]]
            is_whole = any(start <= match.start() and match.end() <= end for start, end in known)
            if not known or (pattern is _SUMMED and not is_whole):
                yield Unapplied(match[0].strip(), why)


def told_alone(text: str, of_a_drug: bool) -> tuple[tuple[Span, str], ...]:
    """Words that neither narrow nor rank trials, and why: designs, sizes without a number, distances, months.

    Side effects are told only beside a drug; alone they may be what trials study, and those "in clinical trials" are
    told by a label.
    """
    of_effects = of_a_drug and not _CLINICAL.search(text)
    patterns = (*_TOLD_ALONE, *([(_EFFECTS, _OF_RESULTS)] if of_effects else []))
    return tuple((match.span(), why) for pattern, why in patterns for match in pattern.finditer(text))


_CLINICAL = any_case(r"\bclinical\s(?:trials?|stud(?:y|ies))\b")
_OF_RESULTS = "What trials found of them stands in their results: ask it of one trial, or of the drug without “trials”."
_EFFECTS = any_case(
    r"\b(?:side[\s-]effects?|adverse\s(?:events?|effects?|reactions?))\b(?:\s(?:reported|seen|found)\b)?"
)


def grades(text: str, terms: Sequence[Span]) -> tuple[tuple[Span, str], ...]:
    """How bad or how far a condition is, right before one whose name does not hold it: the "severe" of asthma."""
    found = (match for match in _GRADE.finditer(text) if any(match.end() == start for start, _ in terms))
    return tuple((each.span(), _OF_A_GRADE) for each in found if not any(a < each.end() < b for a, b in terms))


_OF_A_GRADE = "How severe or how far advanced it is to be stands in the criteria of each trial, which no filter holds."
_A_GRADE = (
    r"(?:(?:moderate|mild|severe)(?:ly)?|severely\sactive|(?:poorly\s|un)controlled|newly\sdiagnosed|(?:treatment[\s-])?(?:resistant|"
    r"refractory)|difficult[\s-]to[\s-]treat|early|late|advanced|metastatic|locally|relapsed|recurrent|unresectable|end|"
    r"stage(?:\s(?:\d[ab]?|i{1,3}[ab]?|iv))?)"
)
_GRADE = any_case(rf"\b{_A_GRADE}(?:(?:[\s-](?:to|and|or)[\s-]|[\s-]){_A_GRADE})*\s")


def parts_of_a_country(text: str, places: Sequence[Span]) -> Iterator[Unapplied]:
    """The parts of the United Kingdom among the places of a text, which are read as all of it."""
    for start, end in places:
        match = _PART_OF_A_COUNTRY.search(text, start, end)
        if match is not None:
            yield Unapplied(match[0], _WHOLE_COUNTRY)


def there_alone(text: str, places: Sequence[Span]) -> Iterator[Unapplied]:
    """Words behind a place that ask for sites there and nowhere else."""
    for _, end in places:
        match = _THERE_ALONE.match(text, end)
        if match is not None:
            yield Unapplied(match[0].strip(), _ELSEWHERE_TOO)


_THERE_ALONE = any_case(r"\s(?:only|alone|exclusively|solely)\b")
_PART_OF_A_COUNTRY = any_case(r"\b(?:england|scotland|wales|northern\sireland)\b")


def unread_names(names: Iterable[tuple[str, bool]]) -> Iterator[Unapplied]:
    """Names that may be sponsors', and whether each is a place's too."""
    for name, is_place in names:
        yield Unapplied(name, (_MAY_LEAD_OR_BE_THERE if is_place else _MAY_LEAD).format(name))


def sorts_of_sponsor(text: str, counted: Sequence[Span]) -> Iterator[Unapplied]:
    """The sort of sponsor that is to be counted, "university": records do not tell one from another."""
    for match in _A_SORT.finditer(text):
        if any(start <= match.start() and match.end() <= end for start, end in counted):
            yield Unapplied(match[0], _OF_ANY_SORT)


def counted_too(text: str, counted: Sequence[Span]) -> Iterator[Unapplied]:
    """A second field by which records are to be counted: the status of "by phase and status"."""
    matches = (_COUNTED_TOO.match(text, end) for _, end in counted)
    return (Unapplied(match["field"], _ONE_FIELD) for match in matches if match)


_COUNTED_TOO = any_case(
    r"(?:\s?(?:,|/|&)|,?\s(?:and|by|x))\s?(?:(?:by|per|each|every)\s)?(?P<field>phases?|status(?:es)?|countr(?:y|ies)|sponsors?|"
    r"years?|cit(?:y|ies)|states?|conditions?|interventions?|drugs?|sex|masking|allocation)(?=\W*\Z|\s(?:in|for|of|among)\b)"
)
_OF_SORTS = (
    r"(?:(?:big|large|small|local|drug|pharma(?:ceutical)?|biotech|academic|industry|private|public|commercial|medical|"
    r"research|university|teaching|federal)\s)*"
)
_SORT = (
    rf"{_OF_SORTS}(?:company|university|hospital|institut(?:e|ion)|(?:academic|medical|research|cancer)\scent(?:er|re)|"
    r"manufacturer|charity|non-?profit)"
)
_SORTS = (
    rf"{_OF_SORTS}(?:companies|universities|hospitals|institut(?:e|ion)s|(?:academic|medical|research|cancer)\scent(?:er|re)s|"
    r"manufacturers|charities|non-?profits)"
)
_SECTOR = r"(?:the\s)?(?:industry|(?:us\s|federal\s)?governments?|academia|academics|(?:big\s)?pharma)"
_NO_NAME = r"(?!\s(?:of|for)\b|\s(?-i:[A-Z]))"
"""Behind a noun that begins no name: "University of Alberta", "Hospital for Sick Children"."""
_A_SORT = any_case(
    rf"\b(?:{_SORT}|{_SORTS}|(?:drug|pharma(?:ceutical)?|biotech|academic|industry)\s(?:sponsors?|funders?))\b"
)
_LED = r"(?:sponsored|funded|led|run|conducted|financed|paid\sfor|initiated)"
_LED_BY_A_SORT = any_case(
    rf"\b(?:{_LED}\s)?by\s(?:{_SECTOR}\b|(?:[\w-]+\s)?(?:{_SORTS}|sponsors|funders)\b(?!\s(?:and\s\w+\s)?(?:of|for)\s(?-i:[A-Z]))|an?\s{_SORT}\b(?!(?:\s(?:of|for))?\s(?-i:[A-Z])))|"
    rf"\b{_LED}\sby\s{_SORT}\b{_NO_NAME}|"
    r"\b(?:non-?)?(?:industry|government(?:al)?|academic(?:ally)?|federally|publicly|privately|commercially|pharma|"
    rf"(?-i:company|university|investigator|charity))[\s-]{_LED}\b|"
    r"\b(?:non-?)?(?:industry|(?:big\s)?pharma|academic|commercial|government)(?=\s(?:trials|studies)\b)|"
    rf"\b(?:do|does|did)\s{_SECTOR}\s(?:fund|sponsor|run|pay\sfor)\b"
)


def led_by_a_sort(text: str) -> tuple[Span, ...]:
    """Where a text says of what sort those are who lead trials, and names none: "funded by drug companies"."""
    return tuple(match.span() for match in _LED_BY_A_SORT.finditer(text))


_CONTACTS = "The people to contact are not kept here: the page of each trial at its registry names them."
_CONTACT = any_case(
    r"\b(?:contact(?:s|ed|ing)?(?:\s(?:person|people|details|info\w*|numbers?))?(?!\s(?:lens|dermat|allerg|sport))|"
    r"(?:tele)?phone\snumbers?|e-?mails?(?:\saddress(?:es)?)?|(?:principal\s)?investigators?(?![\s-](?:initiated|led|"
    r"sponsored))|sign\sup|(?:get\sin\stouch|reach)(?=\s))\b"
)


def contact_asked(text: str) -> Iterator[Unapplied]:
    """Whom to turn to about one trial."""
    yield from (Unapplied(match[0], _CONTACTS) for match in _CONTACT.finditer(text))


def unlisted_regions(text: str) -> tuple[Span, ...]:
    """Where regions stand that are no filter: the "Europe" of "Central Europe" is none either."""
    return tuple(match.span() for match in _REGION.finditer(text))


def not_denied(words: str, of_people: bool) -> Unapplied:
    """What is denied in words for which there is no filter, and why."""
    why = _NO_LIST if _REGION.search(words) else _DENIED_OF_PEOPLE if of_people else _DENIED
    return Unapplied(words.strip(), why)


def doubtful(text: str, spans: Sequence[Span]) -> Iterator[Unapplied]:
    """Words for a status that were not read as one."""
    for start, end in spans:
        yield Unapplied(text[start:end], _DOUBTFUL_STATUS.format(text[start:end].lower()))


def alternatives(text: str, facts: Sequence[tuple[Span, str]]) -> Iterator[Unapplied]:
    """An "or" between facts of different fields, from left to right: either is asked for, both are required."""
    ordered = sorted(facts)
    for ((start, end), field), ((other_start, other_end), other) in pairwise(ordered):
        places = {field, other} <= set(PLACE_FIELDS)  # counted as groups
        if field != other and not places and _OR.fullmatch(text[end:other_start]):
            yield Unapplied(text[start:other_end].strip(), _EITHER_OF_TWO)


MEASURED = (
    r"(?:bmi|(?:hb)?a1c|e?gfr|crcl|clearance|psa|cd4|ldl|hdl|systolic|diastolic|bp|pressure|weights?|weigh(?:s|ing)?|scores?|"
    r"fev1|l?v?ef|h(?:a)?emoglobin|platelets?|anc|inr|tsh|ferritin|creatinine|glucose|sugar|ecog|nyha|load|counts?|levels?)"
)
"""What is measured in people, as it stands before a number that is none of years."""
_LIMIT = (
    r"(?:over|above|under|below|(?:more|greater|higher|less|lower|fewer)\sthan|at\s(?:least|most)|up\sto|[<>≤≥]=?)"
    r"\s?\d[\d.,]*"
)
_OF_MEASURES = (
    "Limits of weight, blood pressure or laboratory values stand in the criteria of each trial, which no filter holds."
)
_TOLD_ALONE = _patterns(
    (r"\b(?:young(?:er)?|middle[\s-]aged|school[\s-]age(?:d)?|working[\s-]age)\s(?:adults?|people|patients|women|men|children)\b",
     _NO_AGE),
    (rf"\b(?:(?:with|whose|and)\s(?:an?\s)?)?{MEASURED}\s(?:(?:is|are|of)\s)?{_LIMIT}\s?(?:%|kg|mmhg|points?)?(?!\w)|"
     rf"(?<!\w){_LIMIT}\s?(?:kg|kilos?|kilograms?|lbs?|pounds?|mmhg)\b", _OF_MEASURES),
    (r"(?<!\A)\b(?:only|exclusively|solely)(?=\s(?:(?:in|for|among|of|on)\s)?(?:adolescents|teen\w+|(?:[\w-]+\s)?(?:aged|between)\s"
     r"(?:between\s)?\d+\s?(?:-|–|to|and)\s?\d))|(?:(?<=adolescents\s)|(?<=teenagers\s))(?:only|alone)\b", _OLDER_TOO),
    (r"(?<!\A)\b(?:only|exclusively)(?=\s(?:\w+\s)?healthy\s)|\bhealthy\s\w+\s(?:only|alone)\b", _OTHERS_TOO),
    (r"\b(?:(?:with|have|has|having|includ(?:e|es|ing))\san?\s(?:placebo|sham|control)\s(?:arm|group|comparator|control)|(?:placebo|sham|active)[\s-]controlled|(?<!randomi[sz]ed[\s,-])(?<!randomi[sz]ed,\s)controlled(?=\s(?:trials?|stud(?:y|ies))\b)|"
     r"(?:assessor|observer|rater|evaluator|investigator|patient|participant|subject|physician)[\s-](?:blind(?:ed)?|masked)|(?:two|three|four|multi|\d)[\s-]arm|multi-?cent(?:er|re)|cohort|case[\s-]control|cross[\s-]sectional|"
     r"prospective|retrospective|(?:patient\s)?registry(?=\s(?:trials|studies|study)\b))\b", DESIGN),
    (r"\b(?:very\s)?(?:small|large|big|huge|tiny)(?=\s(?:(?:phase\s[\w/]+|recruiting|completed|ongoing|terminated|randomi[sz]ed|"
     r"clinical|interventional|observational)\s)*(?:trials|studies)\b)|"
     r"\b(?:few|(?<!how\s)many|hundreds\sof|thousands\sof)\s(?:participants|patients|people|subjects|volunteers)\b",
     _NO_NUMBER),
    (r"(?:\ba\s)?\b(?:first[\s-]in[\s-](?:hu)?man|proof[\s-]of[\s-]concept|head[\s-]to[\s-]head|non-?inferiority|superiority|equivalence|"
     r"adaptive|basket|umbrella|platform|pragmatic|feasibility|pilot|post-?marketing|extension|dose[\s-](?:finding|ranging))"
     r"(?=\s(?:(?:phase\s[\w/]+|clinical|randomi[sz]ed|controlled|safety)\s)*(?:trials|stud(?:y|ies))\b)", DESIGN),
    (r"\A\W*why\s(?:were|are|have|did)\s(?=(?:[\w-]+\s){0,6}(?:trials|studies)\b)", _WHY),
    (_LED_BY_A_SORT.pattern, _SPONSOR_CLASS),
    (r"(?<!\A)(?<!children\s)(?<!adults\s)(?<!men\s)\b(?:only|exclusively|solely)(?=\sin\s(?!(?:wom[ae]n|m[ae]n|girls|boys|(?:fe)?males?|adults?|child\w*|kids|infants|pa?ediatric|patients|people|those|teen\w*|adolescents|phases?|elderly|older|healthy)\b))",
     _ELSEWHERE_TOO),
    (r",?\s\b(?:and|or|with)\s(?:why|(?:(?:for\swhat|the|their)\s)?reasons?(?:\swhy)?)\b(?:\s(?:they\swere|it\swas)\s\w+)?\W*\Z",
     _WHY),
    (r"(?:(?<=trials\s)|(?<=studies\s)|(?<=stopped\s)|(?<=terminated\s)|(?<=withdrawn\s)|(?<=suspended\s)|(?<=halted\s)|(?<=early\s))"
     r"(?:(?:because\sof|due\sto|owing\sto)\s(?:(?!in\b)[\w-]+\s?){1,4}|for\s(?:\w+\s)?reasons?(?:\sof\s\w+)?)(?=\W*\Z|\sin\b)",
     _WHY),
    (rf"\b(?:in|within|across|throughout|from|inside)\s{_REGION.pattern}", _NO_LIST),
    (rf"\b(?:(?:started|began|begun|posted|opened|launched)\s)?{_SEASON}\b", NOT_READ),
    (r"\b(?:with|has|have|having|runs?|running)\s(?:more|fewer|less)\sthan\s\d+(?=\s(?:trials|studies)\b)",
     _NO_THRESHOLD),
    (r"\b(?:over|more\sthan|at\sleast|fewer\sthan|less\sthan|up\sto|only|exactly)\s(?:\d[\d,]*|one|two|three|four|five|a\ssingle)\s"
     r"(?:sites?|cent(?:er|re)s?|locations?|countr(?:y|ies)|cit(?:y|ies)|states?|hospitals?|arms?)\b|"
     r"\bthe\s(?:most|fewest)\s(?:sites|cent(?:er|re)s|locations|arms|countries)\b|"
     r"\b(?:multi-?national|multi-?country|single[\s-](?:site|country))\b", _NO_NUMBER_OF_SITES),
    (r"\b(?:longest|shortest)(?:[\s-](?:running|lasting))?\b", _NO_DURATION),
    (r"\bwithin\s\d+\s?(?:miles?|km|kilomet(?:er|re)s|minutes|hours)\b(?:\sof)?|\b(?:near(?:by)?|close\sto|around)\sme\b|"
     r"\bnearby\b|\bin\smy\s(?:area|region|neighbou?rhood)\b", _NO_DISTANCE),
    (r"\b(?:by|per|each|every)\s(?:month|quarter|week|continent|region|investigator)\b", _NOT_COUNTED_BY),
    (r"(?:(?<=with\s)|(?<=has\s)|(?<=have\s)|(?<=for\s)|(?<=in\s)|(?<=or\s)|(?<=and\s))(?-i:ALL)(?=\W*\Z|[,;]|\s(?:in|and|or|who|at|near)\b)|"
     r"(?:(?<=relapsed\s)|(?<=refractory\s)|(?<=childhood\s)|(?<=pediatric\s)|(?<=cell\s)|(?<=or\s))(?-i:ALL)(?=\s(?:trials|studies|patients)\b)",
     _A_WORD),
)  # fmt: skip
