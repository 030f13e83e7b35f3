"""What the sentence that answers must be like: the words it holds, whom it is about, the quantity it states."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any, TypeVar

from indexer.catalog import PassageRow
from indexer.patterns import any_case
from indexer.sections import SectionKind, kinds_named
from indexer.text import Span, sentences
from service.answering.citations import kinds_of_passage
from service.answering.conditions_named import forbidden_in, names_one
from service.answering.degrees import degrees_in
from service.answering.lab_values import LabValue
from service.answering.manners import TELLS, TELLS_NOT, Manner
from service.answering.markers import contradicts
from service.answering.measures import (
    ALLERGIES,
    AMOUNT,
    CLASS,
    MANAGING,
    MAXIMUM_DOSE,
    MONITORING,
    SYMPTOMS,
    TEMPERATURE,
    USUAL_DOSE,
    Measure,
)
from service.answering.quote_edges import CELLS, FEWEST_WORDS, REFERENCE, WORD
from service.answering.routes import is_by_another
from service.answering.stated_ranges import Interval, Of, narrowness, states
from service.answering.subjects import (
    LONGEST,
    Fit,
    fit_of,
    from_its_heading,
    heading_of,
    is_headed,
    is_section_of,
    names,
    names_anywhere,
    populations_in,
    populations_of,
    says_impaired,
)
from service.answering.table_rows import (
    HEADS_DOSES,
    HEADS_MAXIMA,
    dose_table,
    lines_for,
    row_around,
    row_for,
    rows_saying,
    with_head,
)
from service.answering.words import content_words
from service.tables import patterns_of
from service.understanding.section_intent import ORGANS, POPULATIONS

_SAYS = patterns_of("sought.txt")
OF_ADULTS, OF_SOME = _SAYS["OF_ADULTS"], _SAYS["OF_SOME"]

_OF_SUBJECT: Mapping[Fit, float] = {Fit.NAMED: 0.25, Fit.HEADED: 0.35, Fit.OPENS: 0.45}
_MEASURED, _NO_DOSE = 0.35, -0.2
OF_MAXIMUM = 0.8
"""What a table is worth that tells the highest doses."""
FORBIDDEN = 0.6
"""What a contraindication is worth of what is asked about."""
EVIDENCE = 0.2
"""What a sentence is worth at least that answers."""
FOR_THE_PATIENT = 0.75
"""What a sentence is worth at least that is about the organ and for the patient's clearance."""
_LIGHTEST_OF_12 = 30.0
"""Kilograms."""
_UNDER_12: Mapping[Of, Interval] = {Of.AGE: Interval(0.0, 12.0)}
_IN_RANGE, _OF_AGE, _OUT_OF_RANGE = 0.5, 0.15, -0.6
_OF_DOSAGE, _OF_AN_AMOUNT, _NARROW = 0.2, 0.3, 0.2
_SAME_DEGREE, _OTHER_DEGREE = 0.2, -0.6
_OF_ITS_PART, _OF_OBJECTS, _OF_CONDITION = 0.4, 0.2, 0.4
_NOT_FOR_ALL = -0.3
_OF_A_GROUP = -0.2
_OF_THOSE_WITH, _RUNS_ON = 0.2, -0.3
_ADULT = 18
"""Years; from then on the rows of tables that an age is looked up in are of doses."""
_ADVISES = _IMPAIRED = 0.08
_FORBIDS = 0.12
_OF_ANIMALS, _STUDIED = -0.6, -0.2
_CUT_OFF = -0.25
_NO_ENDS = ("?", " or", " and")
"""What asks, as headings of leaflets do, or announces more."""
_FRAGMENT, _POINTS_BACK = -0.1, -0.05
"""Added to a score of at most .45 by words and rank, see `service.answering.quoting`."""


Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question is after, beside the drug it names."""

    words: frozenset[str] = frozenset()
    """Those by which one sentence is nearer than another; see `service.answering.words`."""
    subject: SectionKind | None = None
    """One of `SUBJECTS` that is asked about: no sentence that is not about it answers."""
    populations: frozenset[SectionKind] = frozenset()
    """Organs and groups of patients that the question names."""
    degrees: frozenset[str] = frozenset()
    """How severe an impairment, which trimester, and which of several doses the question names."""
    measure: Measure | None = None
    is_for_all: bool = False
    """Whether a section of a label is asked for and no group of patients."""
    manner: Manner | None = None
    """How sections of the kind asked for say what they are there for."""
    is_dose: bool = False
    """Whether a dose or another quantity is asked for, which an organ that fails changes."""
    is_dose_for: bool = False
    """Whether the usual dose for something is asked for: a condition, adults."""
    names: tuple[frozenset[str], ...] = ()
    """The telling words of each other name of that condition: labels abbreviate it, or do not."""
    patient: Mapping[Of, Interval] = field(default_factory=dict)
    """The clearance, age and weight that the question states."""
    own: frozenset[str] = frozenset()
    """The words of the drug's names, where only labels of its combinations with others are here."""
    is_of_others: Callable[[str], bool] = lambda sentence: False
    """Whether a sentence is about what else is in these combinations alone: it does not answer."""
    conditions: tuple[frozenset[str], ...] = ()
    """The telling words of each name of the conditions with which it may be asked whether the drug is taken."""
    is_of_a_patient: bool = False
    """Whether it is asked whether somebody with such a condition may take the drug: "can a diabetic take it"."""
    is_of_a_condition: bool = False
    """Whether nothing but a condition or a genotype is named beside the drug: "metoprolol asthma"."""
    of_group: tuple[frozenset[str], ...] = ()
    """The telling words of each name of the conditions of the patients asked about: "elderly people with dementia"."""
    objects: frozenset[str] = frozenset()
    """Words of what is to be monitored or done to a tablet, or caused an allergy; empty for whatever it is."""
    asks_dose: bool = False
    """Whether a dose for a group of patients is asked for, or anything for a clearance, which a dose depends on."""
    markers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the question says to be positive or negative, see `service.answering.markers`."""
    is_of_a_share: bool = False
    """Whether it is asked how many people something happens to."""
    route: str | None = None
    """By which a dose is asked for, see `service.answering.routes`."""
    ages: Interval | None = None
    """Of the children asked about, "under 12": what is said of older ones alone comes last."""
    is_of_a_man: bool = False
    """Whether it is asked of a man whose child it may be: what is said of women answers not."""
    is_of_people: bool = False
    """Whether what happened to animals, or happens without the drug, is beside the point."""
    lab: LabValue | None = None
    """What of the laboratory the question states: what is for another value answers not."""
    _read: dict[tuple[Callable[..., Any], int], Any] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )
    """What was found in passages so far, by how it is found and by passage."""

    @property
    def is_particular(self) -> bool:
        """Whether a sentence can be told to answer or not by more than its words."""
        told_by = self.subject or self.measure or self.manner or self.is_of_a_share or None
        return told_by is not None or bool(self.patient or self.conditions)

    @property
    def allergens(self) -> frozenset[str]:
        """Words of what caused an allergy that is asked about."""
        return self.objects if self.measure is not None and self.measure.what == ALLERGIES else frozenset()

    @property
    def evidence(self) -> float:
        """What a sentence is worth that says what is sought as well as any."""
        if self.subject in BEARING and self.measure is None:
            return _OF_SUBJECT[Fit.OPENS] + _ADVISES
        if self.is_of_manner:
            return TELLS
        if self.measure is not None and self.measure.what == CLASS and self.manner is not None:
            return _MEASURED + TELLS  # it is that very thing
        if self.of_group:
            return _OF_SUBJECT[Fit.NAMED] + _OF_CONDITION
        if self.measure is not None and (self.degrees or (self.objects and not self.allergens)):
            return _MEASURED + _OF_OBJECTS
        if not self.patient or self.is_of_age:
            of_age = _OF_AGE if self.patient else 0.0
            if not self.asks_dose:
                return EVIDENCE + of_age * self.is_dose
            return _OF_SUBJECT[Fit.HEADED] + _OF_AN_AMOUNT + of_age
        of_subject = _OF_SUBJECT[Fit.HEADED] if self.subject is not None else 0.0
        return of_subject + _IN_RANGE + _OF_DOSAGE + _OF_AN_AMOUNT + _NARROW / 2

    @property
    def is_of_manner(self) -> bool:
        """Whether nothing but how its kind of section says what it is there for tells one sentence from another."""
        return self.manner is not None and self.subject is None and self.measure is None and not self.patient

    @property
    def is_of_a_section(self) -> bool:
        """Whether a section as a whole is asked for: its beginning tells more than what is nearest to its name."""
        return self.is_of_manner and not self.words

    @property
    def is_of_maximum(self) -> bool:
        """Whether the highest dose is asked for."""
        return self.measure is not None and self.measure.what == MAXIMUM_DOSE

    @property
    def is_of_age(self) -> bool:
        """Whether nothing but an age is stated: trials state those of the people in them too."""
        return set(self.patient) == {Of.AGE}

    @property
    def may_be_forbidden(self) -> bool:
        """Whether it is asked of somebody to whom the drug may be forbidden."""
        return bool(self.conditions or self.allergens) or (self.subject in _FORBIDDING and not self.is_of_a_man)

    def forbidden_in(self, passage: PassageRow) -> Span | None:
        """The contraindication in a passage for whom is asked about."""
        return forbidden_in(passage, self.is_of_whom) if self.may_be_forbidden else None

    def is_of_whom(self, sentence: str) -> bool:
        """Whether a contraindication is of the condition, the allergen, the organ or the state that is asked about."""
        if self.allergens:
            return bool(self.allergens & content_words(sentence)) and _SAYS["OF_ALLERGY"].search(sentence) is not None
        if self.conditions:
            return names_one(sentence, self.conditions)
        if self.subject is None or not names(self.subject, sentence):
            return False
        if self.subject is SectionKind.PEDIATRIC:  # what is said of some age only is not said of every child
            return states(self.patient, sentence) is True
        stated = degrees_in(sentence)
        is_other = bool(stated and self.degrees and not stated & self.degrees)
        return not is_other and (self.subject not in ORGANS or says_impaired(sentence))

    def may_be_in(self, passage: PassageRow) -> bool:
        """Whether a passage may state the measure that is asked for, in a table for whom it is; True where none is."""
        measure, text = self.measure, passage.text
        is_stated = measure is None or (measure.may_be_told_in(passage) and measure.may_be_in(text))
        return is_stated or (bool(self.patient) and CELLS in text)

    def may_be_about(self, passage: PassageRow) -> bool:
        """Whether a sentence of a passage may be worth anything: it names what is asked, or its section is on it."""
        measure = self.measure
        if measure is not None and not (measure.may_be_told_in(passage) and measure.may_be_named_in(passage.text)):
            return False
        return (
            self.subject is None
            or bool(self.patient)
            or names_anywhere(self.subject, passage.text)
            or is_section_of(self.subject, passage)
        )

    def share_in(self, held: frozenset[str]) -> float:
        """Share of the words sought among those that a sentence holds, 0 to 1."""
        return len(self.words & held) / len(self.words) if self.words else 0.0

    def is_stated_in(self, passage: PassageRow) -> bool:
        """Whether a sentence of a passage, or a row of a table in it, states the measure that is asked for."""
        return self.stated_in(passage) is not None

    def is_measured_in(self, texts: Iterable[str]) -> bool:
        """Whether one of some texts states the measure asked for; True where none is, or where it fills a section."""
        measure = self.measure
        if self.is_dose_for:
            return any(AMOUNT.search(each) or self.words & content_words(each) for each in texts)
        return measure is None or measure.what in (USUAL_DOSE, TEMPERATURE, SYMPTOMS) or any(map(measure.is_in, texts))

    def stated_in(self, passage: PassageRow) -> Span | None:
        """The first sentence or row that states the measure asked for; sooner one on the very thing asked about."""
        measure = self.measure
        if (line := next(chain(self.managing_rows(passage), self.dose_lines(passage)), None)) is not None:
            return line[0]
        if self.is_dose and (row := self.row_in(passage.text)) is not None:
            return row
        if measure is None or not self.may_be_in(passage) or not measure.may_be_told_in(passage):
            return None
        found = [
            (span, said)
            for span in sentences(passage.text)
            if measure.is_in(said := span.of(passage.text))
            and self._may_be_measured(said)
            and not self.is_of_others(said)
        ]
        told = (span for span, said in found if self.objects & content_words(said))
        return next(told, found[0][0] if found else None)

    def _may_be_measured(self, sentence: str) -> bool:
        """Whether what a sentence states is of people, and of what is asked about."""
        lower = sentence.lower()
        if _SAYS["ELSEWHERE"].search(lower) or (self.is_of_people and is_beside_people(sentence)):
            return False
        if self.lab is not None:
            return self.lab.is_held(sentence) is True
        what = self.measure.what if self.measure is not None else ""
        fewest = _FEWEST_OBJECTS[what](len(self.objects)) if self.objects and what in _FEWEST_OBJECTS else 0
        return fewest <= len(self.objects & content_words(sentence))

    def once(self, found_in: "Callable[[PassageRow, Sought], Found]", passage: PassageRow) -> Found:
        """What is found in a passage for what is sought; passages are read to be ordered, quoted and marked."""
        key = (found_in, passage.number)
        if key not in self._read:
            self._read[key] = found_in(passage, self)
        found: Found = self._read[key]
        return found

    def worth(self, passage: PassageRow, span: Span) -> float | None:
        """What a sentence is worth beside its words, about -.5 to .7; None for one that cannot answer."""
        sentence = span.of(passage.text)
        if contradicts(self.markers, sentence) or contradicts(self.markers, passage.context):
            return None
        if is_by_another(self.route, sentence) or is_by_another(self.route, passage.text):
            return None
        if self.is_of_a_patient and frozenset() < kinds_of_passage(passage) <= _OF_EFFECTS:
            return None
        if self.lab is not None and CELLS in _line_of(passage.text, span):
            return None  # the row says for which value, see `managing_rows`
        lower = sentence.lower()
        if self.is_of_a_man and not _SAYS["OF_A_MAN"].search(lower):
            return None
        if self.manner is not None and self.manner.is_gravest_first and self.is_of_a_section and _opens(passage, span):
            return None if self.is_of_others(sentence) else 2 * TELLS + _OF_ITS_PART * bool(self.own)
        worth = _FRAGMENT if sentence[0].islower() or CELLS in sentence else 0.0
        worth += _POINTS_BACK if _SAYS["POINTS_BACK"].match(lower) else 0.0
        worth += _CUT_OFF if sentence.endswith(_NO_ENDS) or _is_cut_off(passage.text, span) else 0.0
        if self.measure is not None:
            named, said = self.measure.named, self._under_its_heading(passage.text, span)
            if not self.measure.may_be_told_in(passage) or (named is not None and not named.search(said.lower())):
                return None
            if not self._may_be_measured(sentence):
                return None
            is_stated = self.measure.is_in(said)
            worth += _MEASURED * self._share_of(passage.text, span) if is_stated else _NO_DOSE * self.is_dose_for
            worth += _OF_OBJECTS if self.objects & content_words(sentence) else 0.0
            worth += _IN_RANGE * is_stated if self.lab is not None else 0.0
        if self.is_of_others(sentence):
            return None
        if self.patient and (self._is_for_adults(sentence) or self._is_row_of_others(passage.text, span)):
            return None
        if self.subject is not None:
            of_subject = self._of_the_subject(self.subject, passage, span)
            if of_subject is None:
                return None
            worth += of_subject
            worth += _ADVISES * _advises(self.subject, lower)
            worth += _FORBIDS * self._is_forbidden(lower)
            worth += _IMPAIRED if self.subject in ORGANS and says_impaired(sentence) else 0.0
        if self.ages is not None and states({Of.AGE: self.ages}, sentence) is False:
            worth += _OUT_OF_RANGE
        worth += TELLS_NOT if _SAYS["REFERS"].search(lower) else 0.0
        worth += self._of_a_dose(passage, sentence) + self._of_a_study(passage, lower)
        worth += self._for_others(passage.text, span)
        worth += _OF_ITS_PART if self.own and self.own & content_words(sentence) else 0.0
        worth += _OF_ANIMALS if self.is_of_people and is_beside_people(sentence) else 0.0
        if self.manner is not None and not self.is_of_maximum:  # a usual dose is told in other words
            worth += self.manner.worth(sentence)
        if self.is_of_a_condition and self._is_careful_with(passage, sentence):
            worth += _OF_CONDITION
        worth += self._of_a_patient(sentence) if self.is_of_a_patient else 0.0
        worth += _OF_CONDITION if self.of_group and names_one(sentence, self.of_group) else 0.0
        if self.patient:
            worth += self._for_the_patient(passage, sentence)
        if self.is_of_a_share and _SAYS["SHARE"].search(sentence):
            worth += _OF_AN_AMOUNT * self.share_in(content_words(sentence))
        return worth + self._of_degrees(sentence)

    def _is_forbidden(self, lower: str) -> bool:
        """Whether a sentence says what is not to be done, and to everybody where no degree is asked about."""
        is_said = self.subject in _FORBIDDING and _SAYS["NOT_TO"].search(lower) is not None
        return is_said and bool(self.degrees or not degrees_in(lower))

    def _of_degrees(self, sentence: str) -> float:
        """What a sentence gains by the degrees asked about, or loses by others alone, unless its numbers are right."""
        stated = degrees_in(sentence) if self.degrees else frozenset()
        if stated & self.degrees:
            return _SAME_DEGREE
        return _OTHER_DEGREE if stated and not (self.patient and states(self.patient, sentence)) else 0.0

    def _under_its_heading(self, text: str, span: Span) -> str:
        """A sentence, behind the heading over it where that alone names the measure asked for: "A missed dose"."""
        sentence, named = span.of(text), self.measure.named if self.measure is not None else None
        if named is None or named.search(sentence.lower()):
            return sentence
        heading = heading_of(text, span).of(text)
        return f"{heading}\n{sentence}" if named.search(heading.lower()) else sentence

    def _is_careful_with(self, passage: PassageRow, sentence: str) -> bool:
        """Whether a sentence tells who is to be careful, or is given the drug, and is of a condition asked about."""
        is_told = kinds_of_passage(passage) & _ON_WHOM and names_one(sentence, self.conditions)
        return bool(is_told) and (self.conditions != (A_GENOTYPE,) or _DOSES_APART.search(sentence) is not None)

    def _of_a_patient(self, sentence: str) -> float:
        """What a sentence gains by telling of those with a condition asked about; a run of headings says little."""
        if not names_one(sentence, self.conditions):
            return 0.0
        return _OF_THOSE_WITH * self.tells_of_those_with(sentence) + _RUNS_ON * (len(sentence) > LONGEST)

    def tells_of_those_with(self, sentence: str) -> bool:
        """Whether a sentence tells of those who have a condition that is asked about."""
        return names_one(sentence, self.conditions) and _SAYS["OF_THOSE_WITH"].search(sentence) is not None

    def _of_the_subject(self, subject: SectionKind, passage: PassageRow, span: Span) -> float | None:
        """What a sentence gains by being about the subject asked about; None for one that is not about it."""
        fit, is_own = fit_of(subject, passage.text, span), is_section_of(subject, passage)
        clearance = self.patient.get(Of.CLEARANCE)
        if clearance is not None and states({Of.CLEARANCE: clearance}, span.of(passage.text)):
            fit = max(fit, Fit.NAMED)  # it is the kidney's
        if subject in BEARING and kinds_of_passage(passage) <= _OF_EFFECTS:
            fit = min(fit, Fit.NAMED)  # "Pregnancy, puerperium: abortion" heads what was reported, of whomever
        if fit < Fit.NAMED and not is_own:
            return None
        is_told_above = passage.start > 0 or not is_headed(passage.text, Span(0, 0))  # by the title, not in the text
        is_headed_before = fit is Fit.UNSAID and is_told_above and subject is SectionKind.GERIATRIC
        if is_own and (fit >= Fit.NAMED or is_headed_before):  # who was studied opens other sections
            fit = max(fit, Fit.HEADED) if subject in BEARING else Fit.HEADED
        return _OF_SUBJECT.get(fit, 0.0)

    def dose_lines(self, passage: PassageRow) -> Iterator[tuple[Span, float]]:
        """The lines of a table or a list on doses that tell the one asked for, with their worth."""
        if not self.is_dose or SectionKind.DOSAGE not in kinds_of_passage(passage):
            return
        is_of_maximum = self.is_of_maximum
        heads = HEADS_MAXIMA if is_of_maximum else HEADS_DOSES if self.is_of_a_section else None
        table = dose_table(passage.text, heads) if heads is not None else None
        if table is not None and not (is_of_maximum and populations_in(table.of(passage.text)) & ORGANS):
            yield table, OF_MAXIMUM if is_of_maximum else TELLS
        wanted = (self.words, *self.names) if self.is_dose_for else ()
        for span in dict.fromkeys(span for each in wanted for span in lines_for(each, passage.text)):
            is_without = _SAYS["WITHOUT"].search(passage.text, span.start, span.end)
            if not is_without and not self.is_of_others(span.of(passage.text)):
                of_a_group = populations_of(passage.text, span) - self.populations - ORGANS
                yield span, _MEASURED + (_NOT_FOR_ALL if of_a_group else 0.0)

    def managing_rows(self, passage: PassageRow) -> Iterator[tuple[Span, float]]:
        """The rows of tables that say what is to be done of the effect asked about, with their worth."""
        if self.measure is None or self.measure.what != MANAGING or SectionKind.DOSAGE not in kinds_of_passage(passage):
            return
        if self.lab is not None:
            for row in self.lab.rows_in(passage.text, self.measure.is_in):
                yield row, _MEASURED + _OF_OBJECTS + _IN_RANGE
            return
        for rows in rows_saying(self._may_be_measured, self.measure.is_in, passage.text):
            yield rows, _MEASURED + _OF_OBJECTS + TELLS + self._of_degrees(rows.of(passage.text))

    def _share_of(self, text: str, span: Span) -> float:
        """How far a sentence states what is asked: a range less than a maximum.

        A usual dose as far as it says what it is asked for; half of it where none does, for any may be it.
        """
        if not self.is_dose_for:
            less = self.measure.less if self.measure is not None else None
            return 0.6 if less is not None and less.search(span.of(text).lower()) else 1.0
        said = self.said_of(text, span)
        if _SAYS["WITHOUT"].search(text, heading_of(text, span).start, span.end) or (
            not said and AMOUNT.match(text, span.start)
        ):
            return 0.0  # the second may be another drug's, named in the cell before
        return max(0.5, len(said) / len(self.words))

    def _of_a_study(self, passage: PassageRow, lower: str) -> float:
        """What a sentence loses for telling who was in a study."""
        if self.subject in POPULATIONS and _counts(lower):
            return _STUDIED
        is_study = self.is_of_people and kinds_of_passage(passage) == {SectionKind.CLINICAL_STUDIES}
        return _STUDIED if is_study else 0.0

    def row_in(self, text: str) -> Span | None:
        """The row of a table that is for the patient, from its head; None where that is of other drugs or patients."""
        is_of_any_adult = self.is_of_age and self.patient[Of.AGE].low >= _ADULT and not (self.asks_dose or self.is_dose)
        row = None if is_of_any_adult else row_for(self.patient, text)
        return None if row is None or self._is_head_of_others(row.of(text)) else row

    def _is_row_of_others(self, text: str, span: Span) -> bool:
        """Whether a sentence is the row of a table of others, or one that may be: its head is in a passage before."""
        if CELLS not in span.of(text):
            return False
        rows = with_head(text, span).of(text)
        is_alone = rows == span.of(text) or AMOUNT.search(_head_of(rows)) is not None
        is_unknown = self.is_dose and is_alone and not states(self.patient, span.of(text))
        return is_unknown or self._is_head_of_others(rows)

    def _is_head_of_others(self, rows: str) -> bool:
        """Whether the head of some rows of a table names other drugs, or patients with what was not asked about."""
        head = _head_of(rows)
        is_for_some = self.is_dose and OF_SOME.search(head) is not None
        return is_for_some or self.is_of_others(head) or bool(populations_in(head) & ORGANS - self.populations)

    def worth_of_row(self, passage: PassageRow, row: str) -> float:
        """What the row of a table is worth that is for the patient, see `service.answering.table_rows`."""
        of_subject = _OF_SUBJECT[Fit.HEADED] if self.subject is not None else 0.0
        of_dose = _MEASURED if self.is_dose and not self.asks_dose else self._of_a_dose(passage, row)
        return of_subject + self._of_range(passage, states_amount=True) + of_dose

    def _of_a_dose(self, passage: PassageRow, text: str) -> float:
        """What a sentence or a row gains by stating an amount for a group whose dose is asked for, or less or none."""
        if not self.asks_dose:
            return 0.0
        is_amount = AMOUNT.search(text) is not None
        if not (is_amount or _SAYS["LESS_OR_NONE"].search(text)):
            return 0.0
        is_of_doses = SectionKind.DOSAGE in kinds_of_passage(passage)
        is_own = self.subject is not None and is_section_of(self.subject, passage)
        prescribes = is_amount and _SAYS["PRESCRIBES"].search(text) is not None
        return _OF_AN_AMOUNT + _ADVISES * prescribes if is_of_doses or (is_own and prescribes) else 0.0

    def _for_the_patient(self, passage: PassageRow, sentence: str) -> float:
        """What a sentence gains by being for patients of the numbers stated, most by a dose; or loses by being not."""
        fits = states(self.patient, sentence)
        if fits is None and Of.CLEARANCE in self.patient and self.degrees & degrees_in(sentence):
            return _IN_RANGE * (_SAYS["NOT_TO"].search(sentence.lower()) is not None)
        if not fits:
            return 0.0 if fits is None else _OUT_OF_RANGE
        kinds = kinds_of_passage(passage)
        if kinds == {SectionKind.INTERACTIONS} or (self.asks_dose and kinds == {SectionKind.PHARMACOKINETICS}):
            return 0.0  # with another drug, or of who was studied
        is_told = AMOUNT.search(sentence) or _SAYS["LESS_OR_NONE"].search(sentence)
        is_of_exposure = _SAYS["OF_EXPOSURE"].search(sentence) is not None
        if is_of_exposure and not is_told and self.asks_dose:
            return 0.0
        is_amount = is_told is not None and not is_of_exposure
        return self._of_range(passage, is_amount) + _NARROW * narrowness(self.patient, sentence)

    def _is_for_adults(self, sentence: str) -> bool:
        """Whether a sentence is for adults alone, or for children from 12 on, of whom one who is so light is none."""
        weight = self.patient.get(Of.WEIGHT)
        if weight is None or weight.high >= _LIGHTEST_OF_12:
            return False
        is_of_adults = OF_ADULTS.search(sentence) is not None and not names(SectionKind.PEDIATRIC, sentence)
        return is_of_adults or states(_UNDER_12, sentence) is False

    def _of_range(self, passage: PassageRow, states_amount: bool) -> float:
        kinds = kinds_of_passage(passage)
        if self.is_of_age:
            return _OF_AGE
        return _IN_RANGE + (_OF_DOSAGE if SectionKind.DOSAGE in kinds else 0.0) + states_amount * _OF_AN_AMOUNT

    def _for_others(self, text: str, span: Span) -> float:
        """What a sentence loses for naming organs or groups of patients that were not asked about."""
        if not (self.subject or self.is_for_all):
            return 0.0
        others = populations_of(text, span) - self.populations
        if self.subject in ORGANS and not others:
            others = self._said_before(text, span)
        if OF_ADULTS.search(span.of(text)):
            others -= {SectionKind.PEDIATRIC}
        if has_sound_kidneys(span.of(text)):
            others -= {SectionKind.RENAL}
        if self.subject in BEARING:  # what a mother takes her child gets
            others -= {SectionKind.PEDIATRIC}
        if self.subject is SectionKind.GERIATRIC:  # whose kidneys are why
            others -= ORGANS
        is_a_row = self.is_of_maximum and CELLS in row_around(text, span).of(text)  # whose first cell says whose it is
        is_of_the_light = self.is_dose and not self.patient and _SAYS["OF_THE_LIGHT"].search(span.of(text).lower())
        if self.is_dose and self.subject is None and (is_a_row or is_of_the_light or is_of_some(text, span)):
            return _NOT_FOR_ALL
        if not others:
            return 0.0
        if self.subject is not None:
            return _OUT_OF_RANGE if self.subject in ORGANS and SectionKind.PEDIATRIC in others else _OF_A_GROUP
        return _NOT_FOR_ALL if self.is_dose else _OF_A_GROUP if others - ORGANS else 0.0

    def _said_before(self, text: str, span: Span) -> frozenset[SectionKind]:
        """The groups of patients that the sentence before names, where it is on the organ asked about as well."""
        before = text[: span.start].rstrip()
        named = populations_in(before[max(before.rfind(stop, 0, -1) for stop in (". ", "\n")) + 1 :])
        return named - self.populations - ORGANS if self.subject in named else frozenset()

    def said_of(self, text: str, span: Span) -> frozenset[str]:
        """What a usual dose is asked for, as far as a sentence or its heading says it; all in another name of it."""
        if not self.is_dose_for:
            return frozenset()
        said = content_words(span.of(text)) | content_words(heading_of(text, span).of(text))
        return self.words if any(name <= said for name in self.names) else self.words & said

    def whole(self, passage: PassageRow, span: Span) -> Span:
        """The span from the heading that says whom it is about, where it does not itself; a row from its head."""
        row = row_around(passage.text, span)
        if CELLS in row.of(passage.text):
            is_named = self.lab is not None and self.lab.is_named(row.of(passage.text))
            return row if is_named else with_head(passage.text, row)
        span = self._from_its_dose(passage.text, span)
        is_headed = self._under_its_heading(passage.text, span) != span.of(passage.text)
        is_for_some_use = (
            self.is_dose and self.is_of_a_section and not _SAYS["SAYS_WHOSE"].search(span.of(passage.text))
        )
        if is_headed or is_for_some_use or self.said_of(passage.text, span) - content_words(span.of(passage.text)):
            start = heading_of(passage.text, span).start
            return Span(start, span.end) if span.end - start <= LONGEST else span
        if self.subject is None or self.subject not in POPULATIONS:
            return span
        found = from_its_heading(self.subject, passage.text, span)
        if self.subject in ORGANS and found.end >= span.end and not (self.degrees or self.patient):
            return _with_other_degrees(passage.text, found)
        return found

    def _from_its_dose(self, text: str, span: Span) -> Span:
        """Of several things told in a row the first that tells a dose, and those behind it: "… ( 2.1 ) 60 mg daily"."""
        if not self.is_dose or self.manner is None:
            return span
        starts = (span.start, *(reference.end() for reference in REFERENCE.finditer(text, span.start, span.end)))
        parts = (Span(*each) for each in pairwise((*starts, span.end)))
        told = (each.start for each in parts if self.manner.tells.search(each.of(text)))
        return Span(next(told, span.start), span.end)


def _head_of(rows: str) -> str:
    """The first line of some rows of a table, with the title before it; empty for one row alone."""
    return "" if CELLS not in rows.rpartition("\n")[0] else rows[: rows.find("\n", rows.find(CELLS))]


def _line_of(text: str, span: Span) -> str:
    """The lines that a sentence is a part of."""
    end = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]


def _with_other_degrees(text: str, span: Span) -> Span:
    """The span with what follows on the impairment under its heading, as much as a quote holds."""
    for each in (each for each in sentences(text) if each.start >= span.end):
        if each.end - span.start > LONGEST or not says_impaired(each.of(text)) or is_headed(text, each):
            break
        span = Span(span.start, each.end)
    return span


_ON_WHOM = kinds_named("contraindications boxed_warning warnings indication dosage")
"""Sections that say who is to be careful with a drug, or is given it; others tell of such people in a study."""
_FEWEST_OBJECTS: Mapping[str, Callable[[int], int]] = {
    MONITORING: lambda number: 1,
    MANAGING: lambda number: number // 2 + 1,
}
"""Of so many words of what is monitored, or happens, those that a sentence must hold at least."""
A_GENOTYPE = content_words("poor metabolizer")
_DOSES_APART = any_case(r"\bdos|avoid|consider|recommend|contraindicat|reduc")
"""What is to be done for a genotype; other sentences tell how such people fared in a study."""
_FORBIDDING = ORGANS | {SectionKind.PREGNANCY, SectionKind.LACTATION, SectionKind.PEDIATRIC}
_OF_EFFECTS = frozenset({SectionKind.ADVERSE_REACTIONS, SectionKind.OVERDOSE})
BEARING = frozenset({SectionKind.PREGNANCY, SectionKind.LACTATION})
"""Subjects of which much is told that advises nothing: of animals, of the data."""


def is_of_some(text: str, span: Span) -> bool:
    """Whether a sentence, or the heading over it, is for those whose dose differs, for whatever cause."""
    return any(OF_SOME.search(each.of(text)) for each in (span, heading_of(text, span)))


def has_sound_kidneys(text: str) -> bool:
    """Whether a sentence on a dose is for whose kidneys work well enough: "clearance of 45 mL/min or greater"."""
    return _SAYS["OF_SOUND_KIDNEYS"].search(text.lower()) is not None


def asks_of_a_man(text: str) -> bool:
    """Whether it is a man, and no woman beside him, whose child is asked about."""
    return _SAYS["ASKS_OF_A_MAN"].search(text) is not None and _SAYS["OF_WOMEN"].search(text) is None


def is_beside_people(text: str) -> bool:
    """Whether it names what says nothing of people who take a drug: animals, the risk of everybody."""
    return _SAYS["BESIDE_PEOPLE"].search(text.lower()) is not None


def _counts(lower: str) -> bool:
    """Whether a sentence says no more than how many of a group were in a study."""
    is_count_alone = _SAYS["OF_AN_AGE_COUNTED"].search(lower) and not _SAYS["FINDS"].search(lower)
    return bool(_SAYS["COUNTS"].search(lower) or is_count_alone)


def _advises(subject: SectionKind, lower: str) -> float:
    """How far a sentence says what to do for a group of patients, or why, 0 to 1."""
    advises = _SAYS["ADVICE"].search(lower) is not None
    if subject in ORGANS:
        is_dose = AMOUNT.search(lower) is not None and _SAYS["PRESCRIBES"].search(lower) is not None
        return float(advises or is_dose) - (_SAYS["OF_EXPOSURE"].search(lower) is not None and not is_dose)
    if subject is SectionKind.GERIATRIC:
        is_more = advises or _SAYS["MORE"].search(lower) is not None
        return 0.5 if _SAYS["NO_DIFFERENCE"].search(lower) else float(is_more)
    return float(advises)


def _is_cut_off(text: str, span: Span) -> bool:
    """Whether a sentence goes on in the next passage; a long one says enough."""
    is_last = span.end == len(text) and span.end - span.start <= _SAYS_ENOUGH
    return is_last and _SAYS["GOES_ON"].search(text, max(span.start, span.end - 12)) is not None


_SAYS_ENOUGH = 240
"""Characters."""


def _opens(passage: PassageRow, span: Span) -> bool:
    """Whether a section begins with a sentence, behind its title."""
    return passage.start == 0 and len(WORD.findall(passage.text, 0, span.start)) < FEWEST_WORDS
