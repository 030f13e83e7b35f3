"""What people ask for in their words, and how labels state it: "half-life", "with food", "a glass of wine"."""

import re
from dataclasses import dataclass

from indexer.catalog import PassageRow
from indexer.patterns import any_case, lower_case
from indexer.sections import SectionKind, kinds_named
from service.answering.citations import kinds_of_passage
from service.search.foods import FOOD_TABLE, Food
from service.understanding.question import Question
from service.understanding.section_intent import ORGAN_TESTS, POPULATIONS, UNTIL_A_CHILD
from service.understanding.side_by_side import SWITCHING


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity, a manner of taking a drug, a matter of daily life: what asks for it, and what states it."""

    what: str
    """As a reader is told that nothing states it: "alcohol", "a half-life"."""
    asked: re.Pattern[str]
    stated: re.Pattern[str]
    another: re.Pattern[str] | None = None
    """What a sentence says that states another quantity: the highest first dose is not the highest dose."""
    named: re.Pattern[str] | None = None
    """Words without which a sentence is of something else; None where there are no such words."""
    sections: frozenset[SectionKind] = frozenset()
    """The kinds of section in whose questions these words ask for it; empty: in all but that of what a drug is for."""
    told_in: frozenset[SectionKind] = frozenset()
    """The kinds of section that state it; none where any may."""

    @property
    def is_quantity(self) -> bool:
        """Whether it is a dose, a class or of the kinetics: what another drug's is says nothing of this one.

        An antidote is another drug, and what is monitored may be.
        """
        return self.what == CLASS or self.sections == _OF_KINETICS or self.told_in >= _DOSES

    def is_asked(self, question: Question) -> bool:
        """Whether a question asks for it: "how often" a drug is taken, not how often it does harm."""
        if self.sections:
            in_place = question.section is None or question.section in self.sections
        else:
            in_place = question.section is not SectionKind.INDICATION
        return in_place and self.asked.search(question.masked_text) is not None

    def may_be_told_in(self, passage: PassageRow) -> bool:
        """Whether a passage's section may state it; one of no known kind may state anything."""
        kinds = kinds_of_passage(passage) if self.told_in else frozenset()
        return not kinds or bool(kinds & self.told_in)

    def may_be_in(self, text: str) -> bool:
        """Whether a sentence of a text may state it; the words that name it are looked for first, which is quick."""
        lower = text.lower()
        is_named = self.named is None or self.named.search(lower) is not None
        return is_named and self.stated.search(lower) is not None

    def is_in(self, sentence: str) -> bool:
        """Whether a sentence states it."""
        lower = sentence.lower()
        is_another = self.another is not None and self.another.search(lower) is not None
        return not is_another and self.stated.search(lower) is not None


def measure_of(question: Question) -> Measure | None:
    """The first that a question asks for."""
    return next((each for each in (*_MEASURES, *_MATTERS) if each.is_asked(question)), None)


def _measure(
    what: str,
    sections: frozenset[SectionKind],
    asked: str,
    stated: str,
    named: str = "",
    another: str = "",
    told_in: frozenset[SectionKind] = frozenset(),
) -> Measure:
    """From patterns; `asked` begins with a word."""
    return Measure(
        what,
        any_case(rf"\b(?:{asked})"),
        lower_case(stated),
        lower_case(another) if another else None,
        lower_case(named) if named else None,
        sections,
        told_in,
    )


def _kinetic(what: str, asked: str, stated: str, named: str) -> Measure:
    """A figure of pharmacokinetics."""
    return _measure(what, _OF_KINETICS, asked, stated, named)


OF_DOSES = POPULATIONS | {SectionKind.DOSAGE, SectionKind.OVERDOSE, SectionKind.WARNINGS}
_DOSES = (POPULATIONS | {SectionKind.DOSAGE}) - {SectionKind.PREGNANCY, SectionKind.LACTATION}
"""Where doses are told that people should take: elsewhere rats are given some, and people survive too much."""
_OF_KINETICS = POPULATIONS | {SectionKind.PHARMACOKINETICS}
_OF_DESCRIPTION = frozenset({SectionKind.DESCRIPTION})
_OF_STORAGE = frozenset({SectionKind.STORAGE, SectionKind.HOW_SUPPLIED})
_UNIT = r"(?:mg|mcg|[µμ]g|micrograms?|grams?|g|units?|iu|[gm]bq|mci|ml|tablets?|capsules?|puffs?|drops?|mmol|meq)"
_AMOUNT = rf"\d[\d,.]*\s?{_UNIT}\b(?!\s?/\s?min)"
ASKS_DOSE = any_case(r"\bdos(?:e|es|age|ages|ing)\b|\bhow\smuch\b")
AMOUNT = any_case(_AMOUNT)
"""An amount of a drug; what the kidney clears in a minute is none."""
_NUMBER = r"\d[\d,.]*(?:\s?(?:to|-|–|and|or|±)\s?\d[\d,.]*)?"
_TIME = rf"{_NUMBER}(?:\s\([^()]{{1,30}}\))?\s?(?:h|hrs?|hours?|days?|minutes?|mins?|weeks?)\b"
_PREPARED = r"(?:reconstitut|constitut|dilut|mixed|mixing|prepared|opened|opening)"
_KEEPS = r"(?:stab(?:le|ility)|shelf[\s-]?life|how\slong|good\sfor|expir\w*|stor(?:e|ed|age))"
_MINUTES = rf"{_NUMBER}[\s-]?(?:h|hrs?|hours?|mins?|minutes?)\b"
_SHELF = rf"(?:{_TIME}|{_NUMBER}\s?months?\b)"
_SHARE = r"\d\s?(?:%|percent)"
_MONITORED = r"(?:monitor|measure|check|obtain|assess|test|determine|examin|evaluate)\w*"
_COUNTS = r"(?:blood\s(?:\w+\s)?counts?|cbc|anc|wbc|inr)"
_WHEN = r"(?:dai|week|month|year|annual|every|baseline|prior|before|during|periodic|regular)\w*"
_OF_TAKING = kinds_named("pharmacokinetics dosage interactions warnings patient_information")
_MEAL = (
    r"(?:food(?!\sand\sdrug)|meals?|eating|breakfast|lunch|dinner|supper|snacks?|(?:an?\s)?(?:empty|full)\sstomach)\b"
)
_TAKEN = (
    r"(?:orally|by\smouth|tak(?:e|es|en|ing)|administ\w+|giv(?:e|en)|swallow\w*|ingest\w*|dos(?:e|es|ing)|us(?:e|ed))"
)
_DAYTIME = r"(?:morning|evening|bedtime|night|noon|time\sof\s(?:the\s)?day)\b"
_BREAK = (
    r"(?:crush|chew|split|cut(?:ting)?\b(?!-)|halv|break|broken|open(?![\s-](?:label|or|trial|stud))|sprinkl|dissolv|"
    r"dispers|mix(?:ed|ing)?\s(?:it\s)?(?:in|with)\s(?:water|juice|food|applesauce)|applesauce|pudding|nasogastric|feeding\stube|ng\stube)"
)
_DOSE = r"(?:doses?|tablets?|pills?|capsules?|injections?|shots?)\b"
_MISSED = r"\b(?:miss(?:ed|es)?|forg[eo]t(?:s|ten)?|skip(?:s|ped)?|omit(?:s|ted)?)\b"
_ANTIDOTE = (
    r"\bantidotes?\b|\breversal|\breverse[sd]?\b(?!\stranscript)|acetylcysteine|\bnac\b|naloxone|flumazenil|vitamin\sk|phytonadione|protamine|"
    r"physostigmine|glucagon|fomepizole|leucovorin|glucarpidase|pyridoxine|idarucizumab|andexanet|sugammadex|uridine|immune\sfab"
)
CHANGES = (
    r"\b(?:switch|convert|transition)(?:e|es|ed|ing)?\b|\bchang(?:e|ed|ing)\s(?:\w+\s)?(?:from(?!\sbaseline)|to|between|over)\b|\bconversion\b|"
    r"substitut|interchang|\bwithin\s\d+\s(?:days|weeks)\s(?:of|after)\s(?:stop|discontinu)|"
    r"\b(?:elapse|allow(?:ed)?|at\sleast\s\d+\s(?:days|weeks))\b[^.;]{0,60}\b(?:stop|discontinu|between)"
)
ALLERGIES, MONITORING = "allergies", "monitoring what is asked about"
BREAKING, CONTENTS = "crushing, splitting or opening it", "its other ingredients"
_STOPS, _HOW_FAST = r"(?:stop|discontinu|withdr|cessat|ceas|reduc|decreas)\w*", r"(?:gradual|abrupt|sudden|slow)"
USUAL_DOSE, MAXIMUM_DOSE, TEMPERATURE = "a usual dose", "a maximum dose", "a temperature to keep it at"
CLASS, SYMPTOMS = "the class it is of", "symptoms of an overdose"
_EXCIPIENT = (
    r"gluten|lactose|gelatine?\b|\w*parabens?|peanuts?|sesame|soy(?:a|bean)?s?\b|sulfites?|preservatives?|dyes?\b"
)
_FOUND = (
    r"\b(?:invent(?:ed|or|ion)|discover|synthesi[sz]|isolated|created|developed\s(?:by|at|in|as|for|to)|first\s\w+(?:ed|de?)\b"
    r"|(?:made|found|described|used)\sfirst)\w*"
)
_SIGNS = r"(?:symptoms?|signs?|manifestations?|features?|effects?|events?)\b"
_TOO_MUCH = r"overdos|too\s(?:much|many)|toxicity|poisoning"
_CLASS = (
    r"\w*(?:inhibitor(?!y)|agonist|blocker|modulator|antibod|biotic|depressant|psychotic|convulsant|epileptic|anti-?inflammatory|"
    r"steroid|opioid|viral|microbial|fungal|malarial|diuretic|coagulant|platelet|hormone|analog|agent|(?<!pro)drug|medicine|"
    r"vaccine|stimulant|enzyme|nucleotide|(?<!\w)statin|estrogen|azepine|dilator|suppress|tranquili|chelat|relaxant)"
)
_MEASURES = (
    _measure(
        CLASS,
        frozenset({SectionKind.MECHANISM}),
        asked=(
            r"what\s(?:\w+\s)?(?:class|type|kind|sort)\sof\s[\w-]+\s(?:is|are)\sit\b|class\sof\s(?:drug|medic)|"
            r"(?:which|what|drug|pharmacolog\w+|therapeutic)\s(?:\w+\s)?class\b"
        ),
        stated=rf"\b(?:is|are)\s(?:an?|the|one\sof)\s[^.;|]{{0,100}}?{_CLASS}|belongs?\sto|\bmember\sof",
        another=r"\bcyp\d|substrate|metabolite|\bnot\b|unknown|withdrawal|receptors?\sis\b",
        told_in=frozenset({SectionKind.MECHANISM, SectionKind.DESCRIPTION, SectionKind.INDICATION}),
    ),
    _measure(
        "who found or made it first",
        frozenset({SectionKind.BACKGROUND}),
        asked=(
            r"who\s(?:first\s)?(?:invented|discovered|developed|synthesi[sz]ed|created|isolated|made|found)\b|"
            r"it\s(?:first\s)?(?:invented|discovered|developed|synthesi[sz]ed|created|isolated)\b|"
            r"(?:inventors?|discover(?:er|y))\b"
        ),
        stated=_FOUND,
        named=_FOUND,
    ),
    _measure(
        "a missed dose",
        OF_DOSES | {SectionKind.PATIENT_INFORMATION, SectionKind.STOPPING},
        asked=(
            rf"(?:miss(?:ed|es|ing)?|skip(?:ped|s|ping)?)\s(?:\w+\s){{0,3}}?{_DOSE}|forg[eo]t(?:ten)?\s(?:to\s)?"
            rf"(?:take|taking|inject|use|my|the|it\b|{_DOSE})|miss(?:ed)?\sit\b|"
            r"miss(?:ed|ing)?\s(?:it\s)?(?:[\w-]+\s){0,3}?(?:days?|hours?|weeks?)\b|"
            rf"{_DOSE}\s(?:(?:was|were|is|got)\s)?(?:missed|skipped|forgotten)\b"
        ),
        stated=rf"{_MISSED}[^.]{{0,160}}\b(?:take\b|skip|administer|resume|next|dose|double|inject)",
        named=_MISSED,
        another=r"missed\s(?:at\sleast|\w+\sor\smore)|\bdue\sto\b|patients\swho\smissed",
    ),
    _measure(
        "a half-life",
        _OF_KINETICS,
        asked=r"half[\s-]?li(?:fe|ves)|(?:stay\w*|leav\w*|out\sof|clear\w*)\s(?:\w+\s){0,2}?(?:system|body|blood)\b",
        stated=rf"half[\s-]?li(?:fe|ves)[^.]{{0,120}}?{_TIME}|{_TIME}[^.]{{0,80}}half[\s-]?li(?:fe|ves)",
        named=r"half[\s-]?li(?:fe|ves)",
    ),
    _measure(
        "a chemical formula",
        _OF_DESCRIPTION,
        asked=r"(?:chemical|molecular|empirical)\sformula|formula\s(?:of|for)\b",
        stated=r"(?:chemical|molecular|empirical)\sformula|\bc\s?\d+\s?h\s?\d",
        named=r"formula|\bc\s?\d+\s?h\s?\d",
    ),
    _measure(
        "a molecular weight",
        _OF_DESCRIPTION,
        asked=r"mol(?:ecular|ar)\s(?:weight|mass)",
        stated=r"mol(?:ecular|ar)\s(?:weight|mass)[^;]{0,60}?\d",
        named=r"mol(?:ecular|ar)\s(?:weight|mass)",
    ),
    _kinetic(
        "protein binding",
        asked=r"protein[\s-]?(?:bound|binding)|bound\sto\s(?:\w+\s){0,2}protein",
        stated=r"\bbound\b[^.;]{0,80}\bprotein|protein[\s-]?b(?:inding|ound)[^;]{0,80}?\d|\d\s?%[^;]{0,60}?\bbound\b",
        named=r"\bbound\b|binding",
    ),
    _kinetic(
        "bioavailability",
        asked=r"bioavailab\w*",
        stated=rf"bioavailab\w*[^;]{{0,120}}?{_SHARE}|{_SHARE}[^;]{{0,80}}?(?:bioavailab|absorbed|available)",
        named=r"bioavailab|absorbed|absorption|\bavailable\b",
    ),
    _kinetic(
        "a volume of distribution",
        asked=r"volume\sof\sdistribution|v\s?d\b",
        stated=r"\bdistribution\b[^;]{0,140}?\d[\d,.]*\s?(?:l|ml|lit(?:er|re)s?)\b",
        named=r"\bdistribution\b",
    ),
    _kinetic(
        "a time to its peak",
        asked=r"t\s?max\b|peak\s(?:\w+\s)?(?:time|level|concentration)s?|time\sto\s(?:\w+\s)?peak|when\s(?:\w+\s){1,3}peak",
        stated=rf"\b(?:peak|t\s?max|maximum)\b[^;]{{0,140}}?{_TIME}|{_TIME}[^;]{{0,60}}?t\s?max\b",
        named=r"\bpeak|\bt\s?max\b|\bmaximum\b",
    ),
    _kinetic(
        "what metabolizes it",
        asked=r"(?:which|what)\s(?:\w+\s)?(?:enzymes?|cyp\w*)|metaboli[sz]ed\sby|how\s(?:is|does)\sit\s(?:get\s)?metaboli[sz]ed",
        stated=r"(?:metaboli\w+|substrate)\b[^;]{0,140}?\b(?:cyp|ugt|cytochrome|enzym\w+|hydroly\w+|glucuronid\w+|oxidation)"
        r"|\b(?:cyp\w+|ugt\w+)[^;]{0,80}?\bmetaboli",
        named=r"metaboli|substrate|biotransform",
    ),
    _measure(
        MONITORING,
        frozenset({SectionKind.WARNINGS, SectionKind.DOSAGE}),
        asked=(
            ORGAN_TESTS + rf"|monitor\w*|{_COUNTS}\b[^.?!]{{0,20}}\bhow\s(?:often|frequently)|"
            r"(?:tests?|exams?|checks?|labs?)\b[^.?!]{0,20}\bhow\s(?:often|frequently)|"
            rf"(?:tests?|exams?|checks?|labs?|screening)\sfrequency|"
            rf"how\s(?:often|frequently)\b[^.?!]{{0,60}}\b(?:(?:check|test|measur|examin)\w*|{_COUNTS})|"
            r"(?:what|which)\s(?:labs?|(?:lab\w*\s|blood\s)?tests?)\b|"
            r"(?:baseline|regular|routine|periodic)\s(?:\w+\s)?(?:labs?|tests?|exams?)\b"
        ),
        stated=rf"\b{_MONITORED}\b[^;]{{0,200}}?\b{_WHEN}|\b{_WHEN}[^;]{{0,80}}?\b{_MONITORED}",
        named=rf"\b{_MONITORED}",
        another=r"\bcould\snot\b|\btrials?\b|\bstud(?:y|ies)\b",
    ),
    _measure(
        "changing to it or from it",
        OF_DOSES | _OF_TAKING | {SectionKind.STOPPING},
        asked=SWITCHING,
        stated=CHANGES,
        another=r"\bt4\b|euthyroid|metaboli|half-life|rhythm|\bhla\b|completely\sconverted|\bconverting\senzyme|converted\s(?:in|by)\b",
        told_in=(_OF_TAKING - {SectionKind.PHARMACOKINETICS})
        | kinds_named("contraindications boxed_warning indication"),
    ),
    _measure(
        "how fast it is infused",
        frozenset({SectionKind.DOSAGE}),
        asked=(
            r"(?:how\s(?:fast|quickly|slowly|long)|how\smany\s(?:minutes|hours)|rate)\b[^.?!]{0,40}\b(?:infus\w*|iv\b|drip\b|"
            r"intraven\w*)|infus\w*\s(?:\w+\s){0,3}?(?:rate|time|duration|speed)\b|infus\w*[^.?!]{0,30}\bhow\s(?:long|fast|many)\b|"
            r"(?:iv|intraven\w*)\s(?:\w+\s)?rate\b"
        ),
        stated=rf"\binfus\w*[^.;]{{0,140}}?(?:\b{_MINUTES}|rate\sof\b)|{_MINUTES}[^.;]{{0,60}}?\binfus|\bover\s(?:at\sleast\s)?{_MINUTES}|\d\s?(?:mg|mcg|ml|g)(?:\spe)?/(?:h|hr|hour|min\w*)\b",
        named=r"\binfus|intraven|\brate\b|minutes?\b|hours?\b",
        another=r"\bstor(?:e|ed|age)\b|\bstand\b|\bprior\sto\b|before\s(?:each|every|the|prepar|dilut)|premedic|discard|stable|monitor|\bpeak\b|"
        r"\bwithin\s\d|hours?\s(?:of|after|following)\b",
        told_in=_DOSES | {SectionKind.BOXED_WARNING, SectionKind.WARNINGS},
    ),
    _measure(
        MAXIMUM_DOSE,
        OF_DOSES - {SectionKind.OVERDOSE},
        asked=(
            r"max(?:imum|imal)?\b|(?:highest|largest|biggest|top)\s(?:\w+\s){0,2}?(?:dos|amount)|(?:upper\s|dos\w+\s)limit"
            r"|most\s(?:\w+\s)?(?:can|i\s|you\s)"
        ),
        stated=(
            rf"\b(?:max(?:imum|imal)?|exceed\w*|up\sto|at\smost|(?:no|not)\smore\sthan|(?:not|never)\s(?:above|over)|highest)\b[^.;]{{0,90}}?{_AMOUNT}"
            rf"|{_AMOUNT}[^.;]{{0,60}}\bmax(?:imum|imal)\b"
        ),
        another=r"(?:initial|starting|loading|first|single)\sdos|plasma|concentration|cmax|toxicity|exposure|without\sregard|\bstudied\b|tolerated\sdose",
        named=r"max(?:imum|imal)?\b(?!\s(?:\w+\s)?(?:benefi|effect))|exceed|up\sto|at\smost|\b(?:not?|never)\s(?:more\sthan|above|over)\b|highest|limit|\bincreased?\sto\b|\brange\b",
        told_in=_DOSES,
    ),
    _measure(
        "taking it with food",
        _OF_TAKING,
        asked=(
            rf"(?:with|without|on|before|after|between|around)\s(?:or\s\w+\s)?(?:\w+\s){{0,2}}?{_MEAL}"
            r"|eat(?:ing)?\s(?:\w+\s)?(?:before|after|while|when|right|first)|(?:before|after)\s(?:i\s|you\s)?eat\b"
            r"|(?:empty|full)\sstomach|it\W+(?:and\s)?(?:food|meals?)(?=\W*$)"
        ),
        stated=(
            rf"\b{_TAKEN}\b[^.;]{{0,140}}?\b(?:with|without|on|before|after|between|during|following|regard\w*|of)\s"
            rf"(?:[\w-]+\s){{0,3}}?{_MEAL}|(?:with\sor\swithout|without\sregard\sto|regardless\sof)\s(?:[\w-]+\s){{0,2}}?{_MEAL}"
            rf"|\bfast(?:ing)?\s(?:for|at)|{_MEAL}[^.;]{{0,60}}\b{_TAKEN}\b"
        ),
        named=rf"\b{_MEAL}|\bfast(?:ed|ing)\b|\bfed\b",
    ),
    _measure(
        BREAKING,
        _OF_TAKING,
        asked=rf"{_BREAK}|swallow\w*\s(?:\w+\s){{0,3}}whole|in\shalf",
        stated=rf"\b{_BREAK}|swallow\w*[^.;]{{0,60}}?\b(?:whole|intact)\b",
        named=rf"\b{_BREAK}|swallow|\bwhole\b|\bintact\b",
    ),
    _measure(
        "a time of day to take it",
        _OF_TAKING,
        asked=rf"time\sof\s(?:the\s)?day|it\s(?:at|before|in\sthe)\s{_DAYTIME}|{_TAKEN}\b[^.?!]{{0,60}}\b{_DAYTIME}|{_DAYTIME}[^.?!]{{0,30}}\b{_TAKEN}\b",
        stated=rf"{_TAKEN}\b[^.;]{{0,140}}?\b{_DAYTIME}|{_DAYTIME}[^.;]{{0,80}}?\b(?:{_TAKEN}|dose)\b",
        named=rf"\b{_DAYTIME}",
    ),
    _measure(
        "when to take it",
        _OF_TAKING,
        asked=(
            r"(?:when|what\stime|best\stime)\s(?:(?:should|do|does|can|must|is|shall)\s(?:\w+\s){1,2}|(?:best\s|for\sme\s)?to\s)"
            r"(?:be\s)?tak(?:e|en)\b(?:\sit\b)?(?=\W*$)"
        ),
        stated=rf"{_TAKEN}\b[^.;]{{0,140}}?\b(?:{_DAYTIME}|{_MEAL}|any\stime)|{_DAYTIME}[^.;]{{0,80}}?\b(?:{_TAKEN}|dose)\b",
        named=rf"\b(?:{_DAYTIME}|{_MEAL}|any\stime\b)",
    ),
    _measure(
        USUAL_DOSE,
        OF_DOSES,
        asked=(
            r"(?:starting|initial|usual|recommended|normal|typical|standard)\sdos|what\s(?:is|'s)\s(?:the\s)?(?:\w+\s)?"
            r"dos|how\s(?:much|many\s(?:mg|milligrams|tablets))|it\s(?:[\w'-]+\s){1,5}dos(?:e|age|ing)\b(?!\s(?:adjust|reduc|modif|form))"
            r"|it\sdos(?:e|age|ing)\b(?!\s(?:adjust|reduc|modif|form)|\W*$)"
            r"|dos(?:e|age|ing)\s(?:of|for|in|after|before|following|post)\b(?!\sit\W*$)"
        ),
        stated=(
            rf"{_AMOUNT}[^.;]{{0,60}}?(?:/day|\b(?:once|twice|daily|weekly|every|per\sday|a\sday|times)\b)"
            rf"|\b(?:recommended|usual|starting|initial|initiate|maintenance|target)\b[^.;]{{0,80}}?{_AMOUNT}"
            rf"|\bdosage:(?:\s\([\d., ]+\))?$|:\s{_AMOUNT}"
        ),
        another=r"\bvolume\b|\b(?:sodium\schloride|dextrose|sterile\swater)\b|reconstitut|\bdilut|\brestart|\bresum|adverse\sreaction",
        told_in=_DOSES,
    ),
    _measure(
        SYMPTOMS,
        frozenset({SectionKind.OVERDOSE}),
        asked=rf"{_SIGNS}[^.?!]{{0,60}}\b(?:{_TOO_MUCH})|(?:{_TOO_MUCH})\w*\s(?:\w+\s)?{_SIGNS}",
        stated=(
            rf"\b{_SIGNS}[^.;]{{0,140}}?(?:\binclud|\b(?:are|were)\b|:|observed|occur|appear)|(?:characterized|manifest\w*)\sby|associated\swith|"
            r"following\b[^.:]{0,60}\breported|(?:may|can|could)\s(?:\w+\s)?(?:lead\sto|result\sin|cause|produce)"
        ),
        another=r"\btreat|charcoal|lavage|dialysis|contact|should\s(?:be\s)?\w+|seldom|rarely|differ|\bif\ssigns",
        told_in=frozenset({SectionKind.OVERDOSE}),
    ),
    _measure(
        "an antidote",
        frozenset({SectionKind.OVERDOSE}),
        asked=r"antidotes?\b|reversal\s(?:agent|of\sit)|it\sreversal|revers(?:e|es|ing)\s(?:it\b|the\seffects?)",
        stated=_ANTIDOTE,
        named=_ANTIDOTE,
        told_in=frozenset({SectionKind.OVERDOSE}),
    ),
    _measure(
        "how long it keeps once prepared",
        _OF_STORAGE | {SectionKind.DOSAGE},
        asked=rf"{_PREPARED}\w*\b[^.?!]{{0,40}}\b{_KEEPS}|{_KEEPS}[^.?!]{{0,50}}\b{_PREPARED}",
        stated=rf"{_PREPARED}[^;]{{0,160}}?{_SHELF}|{_SHELF}[^;]{{0,120}}?{_PREPARED}",
        named=_PREPARED,
    ),
    _measure(
        "keeping it out of the refrigerator",
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
    _measure(
        "withdrawal symptoms",
        frozenset({SectionKind.STOPPING, SectionKind.ABUSE}),
        asked=r"withdrawal|discontinuation\s(?:symptom|syndrome|reaction|effect)",
        stated=(
            r"(?:withdrawal|discontinuation|(?:after|when|upon|on)\s(?:\w+\s)?(?:stopping|discontinuing))\b[^.;]{0,160}?"
            r"\b(?:includ\w+|such\sas|occur\w*|reported|can|may)\b"
            r"|\b(?:includ\w+|occur\w*|experience|precipitate|cause|avoid|risk\sof)\b[^.;]{0,100}?"
            r"(?:withdrawal|discontinuation)\s(?:symptom|syndrome|reaction|sign)"
        ),
        named=r"withdrawal|discontinu|stopping",
    ),
    _measure(
        "addiction or abuse",
        frozenset({SectionKind.ABUSE}),
        asked=r"addict\w*|habit[\s-]?forming|dependen(?:t|ce|cy)\b|abus(?:e|ed|able)\b|hooked|misuse",
        stated=r"addict|abuse|misuse|dependence|habit",
        named=r"addict|abuse|misuse|dependence|habit",
        another=r"characterized\sby|prone\sto|history\sof|\bpast\s|\bdistinct\b|\bis\s(?:a|the|any)\s(?:cluster|intentional|state|physiolog)|not\sbe\saccompanied",
    ),
    _measure(
        "how to stop it",
        frozenset({SectionKind.STOPPING}),
        asked=(
            r"taper\w*|wean\w*|cold\sturkey|it\s(?:stopp|discontinu)ing|(?:stopping|discontinuing)\sit(?!\s(?:before|prior|ahead|for)\b)|sudden\w*|abrupt\w*|gradual\w*|slowly"
            r"|how\s(?:do|should|can|to)\s(?:\w+\s){0,2}?(?:stop|quit|come|get|go)\b|just\s(?:stop|quit)"
            r"|what\shappens\s(?:if|when)\s\w+\s(?:stop|quit|come)\b"
        ),
        stated=(
            rf"taper\w*|{_STOPS}[^.;]{{0,80}}\b{_HOW_FAST}|\b{_HOW_FAST}\w*[^.;]{{0,60}}{_STOPS}"
            r"|withdrawal\s(?:symptom|syndrome|reaction|sign)\w*"
            r"|(?:do|should|must)\snot\s(?:stop|discontinue|change)|stopp?(?:ing|ed)?\s(?:\w+\s){0,3}without"
        ),
        named=r"taper|gradual|abrupt|sudden|withdraw|discontinu|stop",
        another=r"sudden\w*\s(?:\w+\s)?(?:vision|hearing|loss|decrease|death|cardiac)",
    ),
    _measure(
        "how long it is taken",
        frozenset({SectionKind.DOSAGE}),
        asked=r"how\slong\s(?:can|could|should|do|does|must|may|is|will|am)\s(?:\w+\s){1,4}?(?:take(?!\s(?:for|to|before|until)\b)|taken|used?|on|stay)\b"
        r"|duration\sof\s(?:treatment|therapy|use)|it\sduration",
        stated=rf"(?:up\sto|for|than|exceed\w*|beyond|limit\w*|over|within)\s[^.;]{{0,60}}?(?:{_SHELF}|\d\syears?\b(?!\s(?:of|old|and))|\b(?:two|three|four|six|eight|twelve)\s"
        r"(?:(?:or|to)\s\w+\s)?(?:days|weeks|months)\b)|indefinite|long-term",
        named=r"treat|therap|\btak|\bus(?:e|ed|ing)\b|duration|daily|course|continu",
        another=r"\bstud(?:y|ies)\b|\btrials?\b|half-life|hours?\s(?:before|after)|\bmissed|\baged\b",
        told_in=frozenset({SectionKind.DOSAGE, SectionKind.INDICATION, SectionKind.BOXED_WARNING}),
    ),
    _measure(
        TEMPERATURE,
        _OF_STORAGE,
        asked=r"temperature|stor(?:e|ed|ing|age)\b",
        stated=r"\d\s?(?:°|º|degrees|˚|ºc|c\b|f\b)|room\stemperature|refrigerat|freez",
    ),
    _measure(
        "how often it is taken",
        OF_DOSES,
        asked=r"how\soften|how\smany\stimes|frequen(?:cy|tly)",
        stated=(
            r"\b(?:once|twice|(?:one|two|three|four|\d)\s(?:or\s\w+\s)?times|every\s(?:other\s)?(?:\d+|\w+)|daily|"
            r"weekly|monthly|per\sday|a\sday)\b"
        ),
        told_in=_DOSES,
    ),
)

_DRIVING = (
    r"driv(?:e|ing)\b(?!,)|machin\w+|(?:motor\s|a\s)vehicle\b|vehicles\b|automobiles?\b|"
    r"hazardous\s(?:\w+\s)?(?:task|activit|occupation)\w*"
)
_OF_THE_SUN = (
    r"sun(?:light|burn|lamp|screen|ning)?s?\b|photosensitiv\w*|phototox\w*|photo-?protect\w*|ultraviolet|uv\b|uva\b"
)
_OF_SURGERY = (
    r"surg(?:ery|eries|ical)\b|operations?\b|operative(?:ly)?\b|perioperative|procedures?\b|dental|dentist|"
    r"an(?:a)?esthe"
)
_OF_ALLERGY = (
    r"allerg(?:y|ies|ic|en)\w*|hypersensitiv\w*|anaphyla\w*|"
    r"cross-?\s?(?:reactiv|sensitiv)\w*"
)
_EFFECT = r"(?:effects?|respon\w+|improv\w+|relie\w+|onset|(?<!risk.)benefit\w*|work(?:s|ing)?)"


def _matter(what: str, asked: str, stated: str, named: str = "", another: str = "") -> Measure:
    """A matter of daily life, named by what states it where nothing else is given."""
    return _measure(what, frozenset(), asked, stated, named or stated, another)


def _of_food(food: Food) -> Measure:
    words = "|".join(map(re.escape, (*food.words, *food.called)))
    return _matter(food.what, food.asked or rf"(?:{'|'.join(food.words)})\b", food.stated or rf"\b(?:{words})\b")


_CHILD = r"(?:pregnan\w*|conceiv\w*|contracepti\w*|birth\scontrol|condoms?)"
_MEN = r"\b(?:males?|men|man|husband|father\w*|sperm)\b"
_MONTHS = rf"(?:{_SHELF}|\b(?:one|two|three|four|five|six|several)\s(?:weeks?|months?)\b)"


def _bearing(what: str, asked: str, of_whom: str) -> Measure:
    """For how long after the last dose nobody is to become pregnant."""
    return _measure(
        what,
        frozenset({SectionKind.PREGNANCY, SectionKind.STOPPING}),
        asked,
        stated=rf"{of_whom}[^.;]{{0,200}}{_CHILD}[^.;]{{0,200}}{_MONTHS}|{of_whom}[^.;]{{0,200}}{_MONTHS}[^.;]{{0,120}}{_CHILD}",
        named=rf"{of_whom}[^.;]{{0,200}}{_CHILD}|{_CHILD}[^.;]{{0,200}}{of_whom}",
        another=r"^(?!.*\b(?:after|following)\b).*\b(?:prior\sto|before)\b|pregnancy\stests?\b(?!.*contracep)",
    )


_MATTERS = (
    _bearing("contraception by men after the last dose", rf"(?=[^?]*{_MEN})[^?]*?(?:{UNTIL_A_CHILD})", _MEN),
    _bearing("how long after the last dose pregnancy is to be avoided", UNTIL_A_CHILD, ""),
    _matter(ALLERGIES, asked=r"allerg(?:y|ic|ies)\b|hypersensitiv(?:e|ity)\sto\b", stated=rf"\b(?:{_OF_ALLERGY})"),
    *map(_of_food, FOOD_TABLE),
    _matter(
        "driving",
        asked=r"driv(?:e|ing)\b|machinery|operat\w*\s(?:\w+\s)?(?:machine|vehicle|equipment)\w*|behind\sthe\swheel",
        stated=rf"\b(?:{_DRIVING})",
        named=rf"\b(?:{_DRIVING}|alert\w*)",
    ),
    _matter(
        "sunlight",
        asked=r"sun(?:light|burn\w*|bath\w*|screen|shine)?\b|tan(?:ning)?\b|photosensitiv\w*",
        stated=rf"\b(?:{_OF_THE_SUN})",
    ),
    _matter(
        "vaccines",
        asked=r"vaccin\w*|immuni[sz]\w*|(?:flu|covid|shingles|tetanus|pneumonia)\s(?:shots?|jabs?|boosters?)\b",
        stated=r"\bvaccin\w*|immuni[sz]ations?\b",
    ),
    _matter(
        "surgery",
        asked=r"(?:before|prior\sto|having|have|need|undergo\w*)\s(?:\w+\s){0,3}?(?:surgery|operation|procedure|colonoscopy)\b"
        r"|dentist|dental\s\w+|(?:surgery|operation|procedure|colonoscopy)\b[^.?!]{0,30}\b(?:before|stop|hold|days)\b",
        stated=rf"(?:stop|discontinu|interrupt|withh|hold|inform|tell|advise|before|prior|delay)\w*[^.;]{{0,120}}?\b(?:{_OF_SURGERY})"
        rf"|\b(?:{_OF_SURGERY})[^.;]{{0,120}}?(?:stop|discontinu|interrupt|withh|hold|resum|restart)",
        named=rf"\b(?:{_OF_SURGERY})",
    ),
    _measure(
        "transplants",
        frozenset(),
        asked=r"(?:kidney|renal|liver|hepatic|heart|cardiac|lung|organ|marrow|stem\scell)[\s-](?:transplant\w*|tx\b)|"
        r"(?:after|following|since|post|had)\W(?:\w+\s){0,3}?transplant\w*",
        stated=r"transplant|allograft|\bgraft\s(?:rejection|loss|function)",
        named=r"transplant|graft",
        told_in=frozenset(SectionKind) - {SectionKind.CLINICAL_STUDIES},
    ),
    _matter("bypass surgery", asked=r"bypass\b|cabg\b", stated=r"bypass|\bcabg"),
    _matter(
        "an operation",
        asked=r"(?:after|following|since|post)\W(?:\w+\s){0,3}?(?:surgery|operation|\w{3,}ectomy)\b",
        stated=r"\bsurg|\boperati(?:on|ve)|post-?(?:surg|operat)|\w{3,}ectomy",
    ),
    _measure(
        CONTENTS,
        frozenset(),
        asked=rf"(?:does|do)\sit\s(?:\w+\s)?contain|{_EXCIPIENT}|(?:inactive|other)\singredients?|excipients?",
        stated=rf"inactive\singredient|excipient|\b(?:{_EXCIPIENT})",
        named=rf"\b(?:{_EXCIPIENT})|ingredient|excipient|\blactose|gluten|\bgelatin|cellulose|stearate|polysorbate|mannitol|sucrose|\bcontains?\b",
        another=r"(?:sensitiv|allerg)\w*\s(?:reactions?\s)?to\s[^.;|]{0,120}(?:excipient|ingredient|component)",
    ),
    _matter(
        "contraception", asked=r"(?:birth[\s-]control|contracepti(?:on|ves?))\b", stated=r"contracepti|birth\scontrol"
    ),
    _matter(
        "fathering a child",
        asked=r"father(?:ing)?\s(?:an?|any)\b|(?:my|his|the)\s(?:wife|girlfriend|partner)\s(?:\w+\s){0,3}?pregnan\w*|sperm\w*",
        stated=r"\bmales?\b[^.;]{0,120}?(?:contracep|partner|fertil|condom)|sperm|(?:contracep|fertil)[^.;]{0,120}?\bmales?\b",
        named=r"\bmales?\b|\bmen\b|partner|sperm|fertil",
    ),
    _matter(
        "its being a controlled substance",
        asked=(
            r"controlled\s(?:substance|drug|medic\w*)|schedule\s(?:i{1,3}|iv|v|\d|drug)\b|dea\s(?:class|schedule)|"
            r"(?:what|which)\sschedule|it\sschedule(?=\W*$)"
        ),
        stated=r"\bschedule\s(?:i{1,3}|iv|v)\b|controlled\ssubstance|\b(?:not|non)[\s-](?:a\s)?(?:scheduled|controlled)\b",
        another=r"\b(?:becomes|metaboli[sz]ed\sto)\b",
    ),
    _measure(
        "how soon it works",
        frozenset(),
        asked=r"(?:how\s(?:long|soon|fast|quickly)|when)\s(?:\w+\s){0,7}?(?:work(?:s|ing)?|kick(?:s|ing)?\sin|take\seffect)\b"
        r"|how\s(?:soon|fast|quickly)\s(?:\w+\s){0,3}?help\b",
        stated=rf"\bonset\b[^.;]{{0,100}}?{_TIME}|{_EFFECT}\b[^.;]{{0,100}}?\b(?:within|after|by|in|until)\s(?:\w+\s){{0,3}}?{_SHELF}"
        rf"|(?:within|after|by|in|up\sto)\s(?:\w+\s){{0,3}}?{_SHELF}[^.;]{{0,80}}?\b{_EFFECT}\b",
        told_in=frozenset(SectionKind) - {SectionKind.CLINICAL_STUDIES, SectionKind.ADVERSE_REACTIONS},
    ),
)
"""Matters of daily life: of them a label speaks anywhere, but not as what a drug is for."""
