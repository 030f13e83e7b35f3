"""What a question is after, read from its words: the condition, the group, the quantity that a sentence is to state."""

from collections.abc import Mapping, Sequence

from indexer.patterns import any_case
from indexer.sections import SectionKind
from service.answering.conditions_named import SAY_LITTLE, named_in, names_one, words_of
from service.answering.degrees import degrees_in, degrees_of
from service.answering.effects import effect_of
from service.answering.lab_values import lab_value_in
from service.answering.manners import manner_of, said_beside
from service.answering.markers import markers_in
from service.answering.measures import (
    ALLERGIES,
    ASKS_DOSE,
    BREAKING,
    CONTENTS,
    MANAGING,
    MAXIMUM_DOSE,
    MONITORING,
    OF_DOSES,
    USUAL_DOSE,
    Measure,
    at_a_value,
    measure_of,
    of_being,
)
from service.answering.routes import routes_in
from service.answering.sought import A_GENOTYPE, BEARING, OF_SOME, Sought, asks_of_a_man, is_beside_people
from service.answering.stated_ranges import Of, age_below, asked_of
from service.answering.subjects import SUBJECTS, naming, populations_in
from service.answering.words import WORDS_OF_TRIALS, content_words, own_names, words_beside
from service.understanding.question import Question
from service.understanding.section_intent import OF_A_GENOTYPE, ORGANS, POPULATIONS


def sought_by(question: Question) -> Sought:
    """What a question is after."""
    asked, words = question.masked_text, telling_words(question)
    if not question.drugs:
        return Sought(words, markers=markers_in(asked))
    own, effect = own_names(question), effect_of(question)
    measure = measure_of(question) or effect
    of_usual_dose = question.section is SectionKind.DOSAGE and measure is not None and measure.what == USUAL_DOSE
    manner = manner_of(question, words, own, of_usual_dose)
    is_asked_what_it_is = manner is not None and question.section is None
    if manner is not None and is_asked_what_it_is:
        measure = of_being(manner.tells)
    words = _beside_its_section(words, question)
    telling = words if manner is None else said_beside(words, own) - (_OF_A_DOSE if of_usual_dose else frozenset())
    populations = populations_in(asked)
    patient = dict(asked_of(asked, question.participant)) if question.section in OF_DOSES | {None} else {}
    if question.section in BEARING:
        patient.pop(Of.AGE, None)  # that tells no pregnant woman from another
    asks_dose = question.section in _DOSED_APART and bool(patient.keys() - {Of.AGE} or _ASKS_DOSE_OR_MG.search(asked))
    is_of_a_share = question.section in _TOLD_BY_SHARES and _ASKS_A_SHARE.search(asked) is not None
    if is_of_a_share:
        telling -= _OF_A_SHARE
    if patient:
        told = {f"{end:g}" for interval in patient.values() for end in (interval.low, interval.high)}
        telling -= told | _OF_A_PATIENT  # "4 days" is no age
    objects = _objects(measure, words)
    if measure is not None and measure.what == MANAGING and (is_of_a_share or not objects):
        measure = None  # how often it happens, or what is unsaid
    lab = lab_value_in(asked) if measure is not None and measure.what == MANAGING else None
    if lab is not None and measure is not None:
        measure = at_a_value(measure)
    if asks_dose and measure is not None and measure.told_in:
        measure = None  # the highest dose, or the usual one, for a group is any dose for it
    if measure is not None and measure.what in (USUAL_DOSE, MAXIMUM_DOSE) and _OF_GENES.search(asked):
        measure = manner = None  # no dose is it that does not name them
    is_dose = (measure is not None and bool(measure.sections)) or question.section is SectionKind.DOSAGE
    conditions = () if effect is not None or is_asked_what_it_is else _of_whom(question, measure)
    return Sought(
        words=telling,
        subject=question.section if question.section in SUBJECTS else None,
        populations=populations | ({question.section} & POPULATIONS if question.section else frozenset()),
        degrees=degrees_in(asked) | (degrees_of(patient[Of.CLEARANCE]) if Of.CLEARANCE in patient else frozenset()),
        measure=measure,
        is_for_all=not (populations or OF_SOME.search(asked))
        and (measure is not None or question.section not in _OF_ANYBODY),
        manner=manner,
        is_dose=is_dose,
        patient=patient,
        is_dose_for=of_usual_dose and manner is not None and bool(telling),
        asks_dose=asks_dose,
        conditions=conditions,
        is_of_a_patient=_is_of_a_patient(asked, conditions),
        is_of_a_condition=question.section is None and len(asked.split()) <= _IN_FEW_WORDS,
        of_group=words_of(question.conditions) if question.section in _OF_AN_AGE else (),
        objects=objects,
        lab=lab,
        markers=markers_in(asked),
        is_of_a_share=is_of_a_share,
        ages=age_below(asked) if question.section is SectionKind.PEDIATRIC and not patient else None,
        is_of_a_man=question.section is SectionKind.PREGNANCY and asks_of_a_man(asked),
        route=_route_of(asked) if is_dose and ASKS_DOSE.search(asked) else None,
        is_of_people=question.section not in (SectionKind.TOXICOLOGY, SectionKind.CLINICAL_STUDIES)
        and not is_beside_people(asked),
    )


def _route_of(asked: str) -> str | None:
    """The one route that a question names."""
    named = routes_in(asked)
    return next(iter(named)) if len(named) == 1 else None


def _beside_its_section(words: frozenset[str], question: Question) -> frozenset[str]:
    """The words without those that the section asked for need not say again: whom it is about."""
    if question.section not in BEARING | {SectionKind.GERIATRIC}:
        return words
    named = content_words(naming(question.section, question.masked_text))
    words -= {each for each in named if each == "65" or not each.isdigit()}
    return words - _MOTHERS if question.section in BEARING else words


def _of_whom(question: Question, measure: Measure | None) -> tuple[frozenset[str], ...]:
    """The telling words of what the drug may be forbidden with: conditions, or whatever a few words name beside it."""
    if question.section not in _OF_WHOM or _IS_FOR.search(question.masked_text):
        return ()
    beside = words_beside(question) - _ANYBODY - SAY_LITTLE - _OF_TAKING - WORDS_OF_TRIALS
    named = words_of((*question.conditions, *named_in(beside)), in_labels=True)
    named = named or ((A_GENOTYPE,) if beside >= A_GENOTYPE else ())
    fewest = 1 if _TAKEN_BY.search(question.masked_text) else 2  # a word alone may be anything
    is_all = question.section is None and measure is None and fewest <= len(beside) <= _FEW_BESIDE
    return named or ((beside,) if is_all else ())


def telling_words(question: Question) -> frozenset[str]:
    """The words that tell one sentence about a drug from another: not its names, "drug" or "patients": all say them."""
    beside = words_beside(question)
    of_section = beside - (_A_DRUG | _ANYBODY if question.section is not None else _ANYBODY)
    return of_section or beside or content_words(question.resolved_text)


def _objects(measure: Measure | None, words: frozenset[str]) -> frozenset[str]:
    """What is monitored, or happens, in the words of a question; none where no measure is of such a thing."""
    beside = _BESIDE_OBJECTS.get(measure.what) if measure is not None else None
    return frozenset(each for each in words - beside if not each[0].isdigit()) if beside is not None else frozenset()


def _is_of_a_patient(asked: str, conditions: Sequence[frozenset[str]]) -> bool:
    """Whether somebody with a condition is named as who takes the drug; its incidence is of no patient."""
    taken_by = _TAKEN_BY.search(asked)
    return taken_by is not None and names_one(asked[taken_by.start() :], conditions)


_IS_FOR = any_case(r"\bit\sfor\s(?![^.?!]*\b(?:people|patients?|persons?|someone|somebody|those|m[ey])\b)")
"""What a drug is taken for is not what it may be forbidden with."""
_TAKEN_BY = any_case(
    r"\bit\s(?:(?:ok|okay|safe|fine|alright|suitable|contraindicated)\s)?(?:after|for|in|with|following|if)\s|"
    r"\b(?:can|could|should|may)\s(?!(?:i|you|we|it|they)\b)(?:[\w'’-]+\s){1,6}?(?:take|use|have|get|receive|be\s(?:given|on))\sit\b"
)
_OF_GENES = any_case(rf"\bmetaboli[sz]er|\bcyp\d\w*{OF_A_GENOTYPE}|\b(?:tpmt|nudt15|dpyd?|ugt1a1|hla-|g6pd|nat2)")
_A_DRUG = content_words("drug medicine medication")
_ANYBODY = content_words("patients people person persons everybody everyone healthy")
_IN_FEW_WORDS = 5
_OF_TAKING = content_words("following ok okay safe safely fine")
_TOLD_BY_SHARES = frozenset({None, SectionKind.ADVERSE_REACTIONS, SectionKind.WARNINGS})
_ASKS_A_SHARE = any_case(
    r"\bhow\s(?:common|frequent|likely|many\s(?:people|patients))\b|\b(?:incidence|percent(?:age)?|chances?|odds)\b|"
    r"\brates?\sof\b|(?<!heart\s)(?<!respiratory\s)(?<!infusion\s)(?<!pulse\s)\brate(?=\W*$)"
)
_OF_A_SHARE = content_words("how common frequent likely many incidence percent percentage chance odds rate rates")
"""Words that ask how many people something happens to."""
_OF_A_PATIENT = content_words(
    "age aged year years old month months kg kilo kilos kilogram kilograms lb lbs pound pounds weighing weight weighs"
    " crcl egfr gfr creatinine clearance"
)
"""What the numbers of a patient are of."""
_OF_A_DOSE = SAY_LITTLE | content_words("dose recommended usual normal standard starting start initial daily mg")


_OF_ANYBODY = frozenset({None, SectionKind.BOXED_WARNING, SectionKind.INDICATION})
"""What may be of one group of patients and is asked of all: suicidal thoughts in children, deaths of the elderly."""
_OF_AN_AGE = frozenset({SectionKind.PEDIATRIC, SectionKind.GERIATRIC})
_DOSED_APART = ORGANS | _OF_AN_AGE
_OF_WHOM = frozenset({None, SectionKind.WARNINGS, SectionKind.CONTRAINDICATIONS, SectionKind.BOXED_WARNING})
_MOTHERS = content_words("mother mothers mom moms woman women female females lady ladies")
_FEW_BESIDE = 3
_BESIDE_OBJECTS: Mapping[str, frozenset[str]] = {
    MONITORING: content_words(
        "monitor how often frequently what which lab labs laboratory test tests blood level levels check need needed"
        " required requirements while on patients schedule parameters exam exams baseline regular routine periodic"
    ),
    MANAGING: content_words(
        "what when how should do i we you my one nurse patient patients happen develop develops occurs get gets if"
        " grade severe dose adjust adjustment modify modification reduce reduction hold withhold interrupt interruption"
        " stop discontinue manage managed managing management treat for due below less than above over greater times"
        " uln level levels fall falls drop drops low high elevated elevation elevations count counts"
    ),
    BREAKING: content_words(
        "can may should tablet tablets pill pills capsule capsules them take taken taking before use need is it ok okay"
        " safe i cap caps be mix mixed food water juice what if do you the have half"
    ),
    CONTENTS: content_words("contain inactive other ingredient excipient what which free made list any dye"),
    ALLERGIES: content_words(
        "allergy allergic allergies allergen react reaction reactions hypersensitivity people person patient patients"
        " take takes taking safe safely history known severe should drug medicine cross sensitivity i'm have ok okay"
        " fine someone"
    ),
}
"""What a question for something to monitor, in a tablet or done to one, or of an allergy says beside what it is."""


_ASKS_DOSE_OR_MG = any_case(rf"{ASKS_DOSE.pattern}|\bmg\b")
