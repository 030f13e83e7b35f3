"""How a kind of section says what it is there for: the most common reactions, what is done in an overdose.

Of questions that name a section and little in it: "side effects of baclofen", "Is it an opioid?".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.patterns import Pattern, any_case, lower_case
from indexer.sections import SectionKind
from service.answering.measures import AMOUNT
from service.answering.words import content_words
from service.tables import by_group, texts_of
from service.understanding.question import Question

TELLS, TELLS_NOT = 0.10, -0.25
"""What a sentence is worth that says what its section is there for, and what it loses by telling something else."""
_FEW_WORDS = 2
"""A question of more asks for something that its section says, not for what the section is there for."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of section says what it is there for, and what it says beside that."""

    tells: Pattern
    tells_not: Pattern
    """For texts in lower case: of most sentences nothing else is asked."""
    tells_little: Pattern | None = None
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
        asked = asked_to_be(question)
        return _being(asked) if asked else None
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
    r"\W*(?:is|are)\s(?:it|they)\s(?:considered\s|really\s|also\s|like\s|just\s)?(?:(?:an?|one\sof)\b\W*(?!good|bad|safe|better|long|lifelong)|"
    r"(?=(?:chemo\w*|immunotherapy|insulin|o?estrogen|penicillin|cortisone|cannabis|testosterone)\W*$))(?P<what>[\w-]*)"
)
"""The class that follows is one that the drug may be of: "Is it an opioid?"."""


def asked_to_be(question: Question) -> str:
    """What a question asks whether its drug is: "opioid"; empty where it asks for something else."""
    asked = ASKS_WHAT_IT_IS.match(question.masked_text)
    what = question.masked_text[asked.start("what") :].strip(" ?.!") if asked else ""
    return re.sub(r"^it\b", question.drugs[-1].text, what) if question.drugs else what  # a class, read as a drug


def _being(what: str) -> Manner:
    """How it is said that a drug is one of what the first of some words names."""
    first = re.escape(what.split()[0])
    tells = rf"\b(?:is|are)\s(?:an?|the|one\sof|considered)\b[^.;]{{0,60}}\b{first}"
    return Manner(any_case(tells), lower_case(r"withdrawal|overdos|antagonist"))


MANNERS: Mapping[SectionKind, Manner] = {
    SectionKind(kind): Manner(
        any_case(said["tells"]),
        lower_case(said["tells not"]),
        any_case(said["tells little"]) if "tells little" in said else None,
        is_gravest_first=kind == SectionKind.BOXED_WARNING,
    )
    for kind, said in by_group(texts_of("manners.txt", {"amount": AMOUNT.pattern})).items()
}
"""The sections that people ask for most; a question's own words count for more."""
