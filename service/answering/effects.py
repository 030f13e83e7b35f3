"""What a drug may do to people, in their words and in those of labels: "hair loss" is alopecia."""

from dataclasses import replace
from functools import lru_cache

from indexer.patterns import Pattern, any_case, lower_case
from indexer.sections import SectionKind, kinds_named
from service.answering.measures import Measure
from service.tables import rows_of
from service.understanding.question import Question
from service.understanding.section_intent import HARMS_AN_ORGAN

TOLD_IN = kinds_named("adverse_reactions warnings boxed_warning patient_information abuse")
"""Sections that tell what a drug does to people; what it is for, or what was studied, is no effect of it."""
_ASKED_IN = TOLD_IN | {None, SectionKind.DOSAGE}
"""Kinds of section that such a question may seem to ask for; "keep me awake at night" has a time of day."""
_CAUSES = any_case(
    r"\b(?:caus\w+|g(?:ive|ives|iving|ave)\s(?:you|me|people|him|her|them)|(?:mak(?:e|es|ing)|made)\s(?:you|me|people|"
    r"him|her|my|your)|keep(?:s|ing)?\s(?:you|me|people|him|her|them)|(?:will|would|can|could|do|did|does)\s(?:i|you|"
    r"it|people|one)\s(?:\w+\s)?(?:gain|lose|put)|lead(?:s|ing)?\sto|trigger\w*|result(?:s|ing)?\sin|induc\w+|turn(?:s|"
    r"ed|ing)?|risk\sof|(?:get|getting|got|have|having|had)\b[^.?!]{0,30}\b(?:from|since|after|because\sof|"
    r"due\sto)\sit|(?:from|due\sto|because\sof)\s(?:it|th(?:e|is|ese)\s(?:tablets?|pills?|capsules?|injections?|drug|"
    r"medic\w+))|reason\s(?:why|for|that)|(?:raise|lower|increase|decrease|slow|hurt|harm|damage|upset|irritate|"
    r"affect)s?\s(?:my|your|the|blood|heart)|it\s(?:\w+\s)?(?:affect|impact|influenc|impair)\w*|affected\sby\sit|"
    r"(?:effects?|impact)\sof\sit\son|it\s(?:effects?|impact)\son|it\s(?:have|has)\s(?:(?:\w+\s)?(?:effects?|impact)\s)?on)\b"
)
_LOWERS = any_case(r"(?:lower|slow|drop)s?\b")
_TOLD_OF_LOWERING = TOLD_IN | kinds_named("indication mechanism")
"""Where a drug is said to lower something, too, which may be what it is for."""
_OF_WHAT_IS_LOW = lower_case(r"\b(?:indicated|treat\w*|used|manag\w+)\b[^.;]{0,60}\b(?:hypo|brady|low\s)")
"""What is given to those in whom it is low does not lower it."""

_BEFORE_AN_ILLNESS = (
    "patients with,adults with,subjects with,people with,treatment of,history of,treated for,trials in,trials of,"
    "studies in,studies of"
)
_OF_NO_PATIENT = "".join(rf"(?<!{each} )" for each in _BEFORE_AN_ILLNESS.split(","))
_OF_NO_STUDY = (
    r"(?!\s(?:\w+\s)?(?:trials?|stud(?:y|ies)|patients)\b)"
    r"(?!(?:\sand\s\w+)?:\s(?:in\s(?:the|an?)|(?:the\s)?most|adverse)\b)"
)
"""What names the illness of who was treated is no effect: "Hypertension and Angina: Most reactions were mild"."""
_IS_FOR = lower_case(
    r"\b(?:indicated|used\s(?:\w+\s){0,3}(?:to|for)|to\s(?:treat|lower|prevent|reduce(?!\sthe\srisk)))\b"
)


def effect_of(question: Question) -> Measure | None:
    """The effect that a question asks for, if it asks whether a drug has one; None for one that is not in the table."""
    if question.section not in _ASKED_IN:
        return None
    text = question.masked_text
    of_effects = question.section is SectionKind.ADVERSE_REACTIONS or HARMS_AN_ORGAN.search(text)
    if not of_effects and not _CAUSES.search(text):
        return None
    asked, effects = _table()
    found = asked.search(text)
    if not found or not found.lastgroup:
        return None
    effect = effects[found.lastgroup]
    if _LOWERS.match(found[0]):
        return replace(effect, told_in=_TOLD_OF_LOWERING, another=_OF_WHAT_IS_LOW)
    return effect


def effect_named(text: str) -> Measure | None:
    """The first effect of the table that a text names, whatever it asks of it; None for what something is given for."""
    asked, effects = _table()
    found = asked.search(text)
    is_a_use = found is not None and text[: found.start()].endswith(("for ", "treat "))
    return effects[found.lastgroup] if found and found.lastgroup and not is_a_use else None


@lru_cache(maxsize=1)
def _table() -> tuple[Pattern, dict[str, Measure]]:
    """A pattern with a group for each effect, and the effects by their groups."""
    rows = rows_of("effects.tsv")
    asked = [rf"(?P<effect{number}>{words})" for number, (_, words, _) in enumerate(rows)]
    effects = {
        f"effect{number}": Measure(
            what,
            any_case(rf"\b(?:{words})"),
            lower_case(rf"{_OF_NO_PATIENT}\b(?:{stated}){_OF_NO_STUDY}"),
            another=_IS_FOR,
            named=lower_case(rf"\b(?:{stated})"),
            told_in=TOLD_IN,
        )
        for number, (what, words, stated) in enumerate(rows)
    }
    return any_case(rf"\b(?:{'|'.join(asked)})(?!\w)"), effects
