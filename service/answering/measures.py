"""What people ask for in their words, and how labels state it: "half-life", "with food", "a glass of wine"."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from indexer.catalog import PassageRow
from indexer.patterns import Pattern, any_case, lower_case
from indexer.sections import SectionKind, kinds_named
from service.answering.citations import kinds_of_passage
from service.search.foods import FOOD_TABLE, NOT_EATEN, Food
from service.tables import by_group, texts_of
from service.understanding.question import Question
from service.understanding.section_intent import ASKS_TO_AVOID, ORGAN_TESTS, POPULATIONS, UNTIL_A_CHILD
from service.understanding.side_by_side import SWITCHING


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity, a manner of taking a drug, a matter of daily life: what asks for it, and what states it."""

    what: str
    """As a reader is told that nothing states it: "alcohol", "a half-life"."""
    asked: Pattern
    stated: Pattern
    another: Pattern | None = None
    """What a sentence says that states another quantity: the highest first dose is not the highest dose."""
    named: Pattern | None = None
    """Words without which a sentence is of something else; None where there are no such words."""
    less: Pattern | None = None
    """What a sentence says that states it less well: a range has a highest dose."""
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

    def may_be_named_in(self, text: str) -> bool:
        """Whether a text holds the words without which a sentence is of something else."""
        return self.named is None or self.named.search(text.lower()) is not None

    def may_be_in(self, text: str) -> bool:
        """Whether a sentence of a text may state it; the words that name it are looked for first, which is quick."""
        return self.may_be_named_in(text) and self.stated.search(text.lower()) is not None

    def is_in(self, sentence: str) -> bool:
        """Whether a sentence states it."""
        lower = sentence.lower()
        is_another = self.another is not None and self.another.search(lower) is not None
        return not is_another and self.stated.search(lower) is not None


def measure_of(question: Question) -> Measure | None:
    """The first that a question asks for."""
    return next((each for each in _MEASURES if each.is_asked(question)), None)


def of_being(tells: Pattern, names: Iterable[str] = ()) -> Measure:
    """What a drug is said to be, by one of these names: its class, or what `tells` it to be, wherever a source does."""
    of_class = next(each for each in _MEASURES if each.what == CLASS)
    called = "|".join(map(re.escape, sorted(map(str.lower, names))))
    named = lower_case(rf"\b(?:{called})\b|^\W*(?:it|this\s\w+)\sis\b") if called else None
    stated = lower_case(f"{tells.pattern}|{of_class.stated.pattern}")
    return replace(of_class, stated=stated, named=named, told_in=of_class.told_in | _OF_BEING)


def at_a_value(managing: Measure) -> Measure:
    """What is to be done at a value of the laboratory: a contraindication tells it too."""
    stated = lower_case(f"{managing.stated.pattern}|{_TEXTS['not_given']}")
    return replace(managing, stated=stated, named=stated, told_in=managing.told_in | {SectionKind.CONTRAINDICATIONS})


def _measure(what: str, said: Mapping[str, str]) -> Measure:
    """From the fields of a table."""
    told_in = _kinds(said.get("told in"))
    return Measure(
        what,
        asked=any_case(rf"\b(?:{said['asked']})"),
        stated=lower_case(said["stated"]),
        another=lower_case(said["another"]) if "another" in said else None,
        named=lower_case(said["named"]) if "named" in said else None,
        less=lower_case(said["stated less"]) if "stated less" in said else None,
        sections=_kinds(said.get("asked in")),
        told_in=frozenset(SectionKind) - _kinds(said["not told in"]) if "not told in" in said else told_in,
    )


def _kinds(listed: str | None) -> frozenset[SectionKind]:
    return frozenset(map(SectionKind, listed.split(","))) if listed else frozenset()


def _of_food(food: Food) -> Measure:
    words = "|".join(map(re.escape, (*food.words, *food.called)))
    stated = food.stated or rf"\b(?:{words})\b"
    asked = food.asked or rf"(?:{'|'.join(food.words)})\b"
    return _measure(food.what, {"asked": asked, "stated": stated, "another": NOT_EATEN, "named": stated})


_TEXTS = texts_of(
    "measures.txt",
    {
        "groups": ",".join(sorted(POPULATIONS)),
        "until_a_child": UNTIL_A_CHILD,
        "organ_tests": ORGAN_TESTS,
        "switching": SWITCHING,
        "asks_to_avoid": ASKS_TO_AVOID,
    },
)
_MEASURES = (
    *(_measure(what, said) for what, said in by_group(_TEXTS).items()),
    *map(_of_food, FOOD_TABLE),
    *(_measure(what, said) for what, said in by_group(texts_of("matters.txt", _TEXTS)).items()),
)
OF_DOSES, _DOSES, _OF_KINETICS = (_kinds(_TEXTS[name]) for name in ("of_doses", "doses", "of_kinetics"))
ASKS_DOSE = any_case(r"\bdos(?:e|es|age|ages|ing)\b|\bhow\smuch\b")
AMOUNT = any_case(_TEXTS["amount"])
"""An amount of a drug; what the kidney clears in a minute is none."""
CHANGES = _TEXTS["changes"]
ALLERGIES, MONITORING = "allergies", "monitoring what is asked about"
MANAGING = "what to do when it happens"
BREAKING, CONTENTS = "crushing, splitting or opening it", "its other ingredients"
USUAL_DOSE, MAXIMUM_DOSE, TEMPERATURE = "a usual dose", "a maximum dose", "a temperature to keep it at"
_OF_BEING = kinds_named("patient_information background warnings boxed_warning")
CLASS, SYMPTOMS = "the class it is of", "symptoms of an overdose"
