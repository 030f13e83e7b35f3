"""How a kind of section says what it is there for: the most common reactions, what is done in an overdose.

Of questions that name a section and little in it: "side effects of baclofen", "Is it an opioid?".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.patterns import any_case, lower_case
from indexer.sections import SectionKind
from service.answering.measures import AMOUNT
from service.answering.words import content_words
from service.understanding.question import Question

TELLS, TELLS_NOT = 0.10, -0.25
"""What a sentence is worth that says what its section is there for, and what it loses by telling something else."""
_FEW_WORDS = 2
"""A question of more asks for something that its section says, not for what the section is there for."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of section says what it is there for, and what it says beside that."""

    tells: re.Pattern[str]
    tells_not: re.Pattern[str]
    """For texts in lower case: of most sentences nothing else is asked."""
    tells_little: re.Pattern[str] | None = None
    """What answers where nothing else does: that there is no antidote."""
    is_gravest_first: bool = field(default=False, kw_only=True)
    """Whether labels begin such a section with what is gravest, in whatever words."""

    def worth(self, sentence: str) -> float:
        """What a sentence gains by the one or loses by the other."""
        if self.tells_not.search(sentence.lower()):
            return TELLS_NOT
        if self.tells_little is not None and self.tells_little.search(sentence):
            return TELLS / 2
        return TELLS if self.tells.search(sentence) else 0.0


def manner_of(question: Question, words: frozenset[str], own: frozenset[str], of_usual_dose: bool) -> Manner | None:
    """How it is told what is asked for, if that is a section as such or a usual dose; `own`: the drugs' own words."""
    if question.section is None:
        asked = ASKS_WHAT_IT_IS.match(question.masked_text)
        return _being(asked["what"]) if asked else None
    kind = SectionKind.BOXED_WARNING if question.section is SectionKind.WARNINGS else question.section
    manner = MANNERS.get(kind)
    if manner is None or manner.tells_not.search(question.masked_text.lower()):
        return None
    is_few = len(words) <= _FEW_WORDS and question.section not in _OF_ALL_SORTS
    is_of_a_part = said_beside(words, own) or _HAPPENS.search(question.masked_text)
    return manner if is_few or of_usual_dose or not is_of_a_part else None


def said_beside(words: frozenset[str], own: frozenset[str]) -> frozenset[str]:
    """Of a question's words those by which a section's own sentences differ: no drug's name, nothing that only asks.

    None where the section as a whole is asked for: "[see Warnings and Precautions (5.1)]" is no answer for its words.
    """
    beside = words - _ASKING - own
    return frozenset() if beside <= _OF_SECTIONS else beside


_OF_ALL_SORTS = frozenset({SectionKind.WARNINGS, SectionKind.OVERDOSE, SectionKind.INTERACTIONS})
"""Sections of so many things that any word beside their name asks for one of them: "symptoms of an overdose"."""
_HAPPENS = any_case(r"\bhappens?\b")
_OF_SECTIONS = content_words(
    "warning warnings precaution precautions side effects adverse reactions overdose overdosage dose dosage used"
    " contraindication contraindications contraindicated indication indications uses boxed black box mechanism action"
    " work works interact interacts interaction interactions drug drugs medicine medicines medication medications other"
)
"""What sections are called."""
_ASKING = content_words(
    "important main general information know knowing special specific concerns safety case emergency prescribed"
    " prescribe class type kind before doctor tell danger dangerous risk risks list all should injection oral tablets"
    " capsules do i watch out look careful aware most biggest"
)
"""Words of questions for a section as a whole, which some of its sentences hold by chance: "in special cases"."""


ASKS_WHAT_IT_IS = any_case(
    r"\W*(?:is|are)\s(?:it|they)\s(?:considered\s|really\s|also\s)?(?:an?|one\sof)\b\W*(?P<what>[\w-]*)"
)
"""The class that follows is one that the drug may be of: "Is it an opioid?"."""


def _being(what: str) -> Manner:
    """How it is said that a drug is one of what a word names."""
    tells = rf"\b(?:is|are)\s(?:an?|the|one\sof|considered)\b[^.;]{{0,60}}\b{re.escape(what)}"
    return Manner(any_case(tells), lower_case(r"withdrawal|overdos|antagonist"))


MANNERS: Mapping[SectionKind, Manner] = {
    kind: Manner(
        any_case(tells),
        lower_case(tells_not),
        *(any_case(each) for each in tells_little),
        is_gravest_first=kind is SectionKind.BOXED_WARNING,
    )
    for kind, tells, tells_not, *tells_little in (
        (
            SectionKind.INDICATION,
            r"\bindicated\b|\b(?:is|are|may\sbe)\s(?:\w+\s)?used\b|\btreats?\b|\brelie[fv]",
            r"limitations?\sof\suse|\bnot\s(?:\w+\s)?(?:indicated|approved|recommended|intended|for\suse)|"
            r"not\sbeen\s(?:\w+\s)?(?:established|shown|studied|evaluated|demonstrated)|"
            r"\bshould\s(?:not|be\sreserved|periodically)|reserved\sfor",
        ),
        (
            SectionKind.ADVERSE_REACTIONS,
            r"\bmost\soften\b|\b(?:common(?:ly)?|frequen\w+)\b[^.]{0,160}"
            r"(?:\b(?:was|were|is|are|includ\w+|occurr\w+|observed)\b|:\s)",
            r"\ble(?:d|ading)\sto|cannot|not\salways|discontinu|interruption|post-?\s?marketing|refer\sto|"
            r"widely\svarying|after\sapproval|reported\svoluntarily|"
            r"been\sidentified|consider(?:ing|ed)",
        ),
        (
            SectionKind.CONTRAINDICATIONS,
            r"\bcontraindicated\b|\b(?:should|must|do)\snot\b|\bhypersensitivity\b",
            r"\bdose\s(?:reduction|adjustment)|reduction\sin\sthe|\brecommended\b",
        ),
        (
            SectionKind.INTERACTIONS,
            r"\bavoid|contraindicat|\b(?:increas|decreas|reduc|rais|lower|alter|potentiat|enhanc)\w*|\bmonitor|caution|\bshould\snot",
            r"\bdid\snot|\bno\s(?:\w+\s)?(?:clinically|significant|effect|dos)|\bnot\s(?:expected|affect|alter|significant|observed)|"
            r"if\sunable|\bstud(?:y|ies)\b|\bn\s?=|volunteers|^(?:these|this|such)\b|in\svitro|washout",
        ),
        (
            SectionKind.OVERDOSE,
            r"\btreat(?:ment|ed)?\s(?:of|is|should|with|consist|includ)|\bshould\s(?:\w+\s)?be\s(?!aware|noted)\w+|supportive\s|"
            r"\bpoison|\b(?:interrupt|discontinue|stop)\b|chelat|charcoal|lavage|emesis|naloxone|transfus|symptomatic|"
            r"\bcontact\b|^(?:\W|\d|\w+\s)?in\s(?:the\s)?(?:event|case)\sof",
            r"\bno\s(?:\w+\s){0,5}(?:reported|experience|information)|experience\swith|limited\sto|isolated\scases|\bld50\b|"
            r"clinical\s(?:trials?|studies)|case\sreports|\bbeen\s(?:reported|studied)|plasma\slevels|\bconcomitant",
            r"\bno\s(?:\w+\s){0,3}(?:antidotes?|treatments?)\b(?!.*(?:symptomatic|supporti))",
        ),
        (
            SectionKind.BOXED_WARNING,
            r"(?-i:^\W*WARNINGS?\b)|\bwarning\s(?:says|is\sthat)|\bincreased?\s(?:the\s)?risk|\b(?:serious|severe|fatal|life-threatening|deaths?)\b",
            r"\brems\b|\bnot\sapproved|restricted\s(?:distribution\s)?program",
        ),
        (
            SectionKind.MECHANISM,
            r"inhibit|\bbinds?\b|\bblocks?\b|agonist|antagonist|\bacts?\b|stimulat|\bby\s\w+ing\b|\btargets?\b|prevents",
            r"volunteers|exposure-response|\bauc\b|cyp\d|metaboli[sz]er|pharmacokinetic|\bqtc?\b|eliminated|half-life|"
            r"\bwas\s(?:studied|assessed|evaluated)",
        ),
        (
            SectionKind.DOSAGE,
            rf"\b(?:recommended|usual|starting|initial|adult)\b(?=[^(\[]*{AMOUNT.pattern})[^.]{{0,60}}\b(?:dos\w+|is|are)\b|"
            r"\bdosage:(?:\s\([\d., ]+\))?$|"
            r"^(?!\W*(?-i:(?!Administer|Take|Give|Begin|Start|Initiate)[A-Z][a-z]+)\s\d).*"
            r"\d\s?(?:mg|mcg|g|units)\b[^.;|]{0,40}\b(?:every|once|twice|daily|weekly|times)\b",
            r"missed|interrupt|resum|unable|increments?\b|premedic|should\snot\sexceed|\blowered\b|"
            r"\bbeen\s(?:\w+\s)?(?:administered|evaluated)|\brefer\sto\sthe\b|neuromuscular|subsequent|"
            r"if\s\w+\sis\sadministered\swith|"
            r"not\srespond|inadequate\sresponse|restart|\bdose\sincreases?\b|\bdos\w+\s(?:reduction|adjustment)|"
            r"(?:de|in)creased\sby|\b(?:maximum|highest)\s(?:\w+\s){0,3}dos\w+\s(?:of|is)|\bconcomitant\suse|"
            r"\bcyp\d|\bimpairment",
        ),
    )
}
"""The sections that people ask for most; a question's own words count for more."""
