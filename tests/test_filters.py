"""Filters as values, and what plain words about trials become."""

from datetime import date

import pytest

from service.understanding.filters import DateRange, Filters, NumberRange
from service.understanding.trial_order import Sort, SortField
from service.understanding.trial_words import read_trial_words, states_trials


def test_only_what_is_set_is_said() -> None:
    """As the catalog selects by: plain values, no empty fields."""
    filters = Filters(status=("RECRUITING",), first_posted=DateRange(date(2022, 1, 1)), enrolment=NumberRange(min=100))
    assert filters.as_mapping() == {
        "status": ("RECRUITING",),
        "first_posted": {"from": "2022-01-01"},
        "enrolment": {"min": 100},
    }
    assert not filters.is_empty
    assert Filters().is_empty


def test_a_later_filter_replaces_the_same_field_and_keeps_the_others() -> None:
    """How a follow-up narrows."""
    merged = Filters(status=("RECRUITING",), phase=("PHASE2",)).merged(Filters(status=("COMPLETED",)))
    assert merged == Filters(status=("COMPLETED",), phase=("PHASE2",))


def test_a_field_can_be_taken_away() -> None:
    """A chip is removed; a field that does not exist is named."""
    assert Filters(status=("RECRUITING",), city=("Paris",)).without("status") == Filters(city=("Paris",))
    with pytest.raises(ValueError, match="no filter 'colour'"):
        Filters().without("colour")


def test_a_range_that_runs_backwards_is_refused() -> None:
    """It could match nothing."""
    with pytest.raises(ValueError, match="ends before it begins"):
        DateRange(date(2022, 1, 2), date(2022, 1, 1))
    with pytest.raises(ValueError, match="ends before it begins"):
        NumberRange(10, 9)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Which trials are recruiting?", ["RECRUITING"]),
        ("trials recruiting now", ["RECRUITING"]),
        ("studies open for enrollment", ["RECRUITING"]),
        ("trials I could see that are looking for volunteers", ["RECRUITING"]),
        ("which studies are still taking people with gout?", ["RECRUITING"]),
        ("studies taking on volunteers", ["RECRUITING"]),
        ("trials taking patients off warfarin", []),
        ("are there any trials near Berlin I can join?", ["RECRUITING"]),
        ("trials recruiting people over 80", ["RECRUITING"]),
        ("open trials", ["RECRUITING"]),
        ("not yet recruiting trials", ["NOT_YET_RECRUITING"]),
        ("trials yet to start", ["NOT_YET_RECRUITING"]),
        ("trials no longer recruiting", ["ACTIVE_NOT_RECRUITING"]),
        ("active, not recruiting studies", ["ACTIVE_NOT_RECRUITING"]),
        ("ongoing trials", ["RECRUITING", "ACTIVE_NOT_RECRUITING", "ENROLLING_BY_INVITATION"]),
        ("studies enrolling by invitation", ["ENROLLING_BY_INVITATION"]),
        ("completed trials", ["COMPLETED"]),
        ("recruiting or completed trials", ["RECRUITING", "COMPLETED"]),
        ("Which study was withdrawn?", ["WITHDRAWN"]),
        ("trials that were stopped early", ["TERMINATED"]),
        ("terminated studies", ["TERMINATED"]),
        ("suspended trials", ["SUSPENDED"]),
        ("trials of unknown status", ["UNKNOWN"]),
        ("open-label trials", []),
        ("is the course completed in a week", []),
        ("active ingredient of it", []),
        ("alcohol withdrawal", []),
        ("completed asthma trials", ["COMPLETED"]),
        ("terminated asthma studies", ["TERMINATED"]),
        ("trials in Japan terminated early", ["TERMINATED"]),
        ("open phase 2 studies", ["RECRUITING"]),
        ("which trials in Spain are open?", ["RECRUITING"]),
        ("active or suspended trials", ["RECRUITING", "ACTIVE_NOT_RECRUITING", "ENROLLING_BY_INVITATION", "SUSPENDED"]),
        ("trials that stopped recruiting", ["ACTIVE_NOT_RECRUITING"]),
        ("trials cancelled before enrolling anyone", ["WITHDRAWN"]),
        ("temporarily suspended trials", ["SUSPENDED"]),
        ("open angle glaucoma studies", []),
        ("active tuberculosis trials", []),
        ("stopped smoking studies", []),
        ("trials on terminated pregnancies", []),
        ("terminated pregnancy studies", []),
        ("trials of planned caesarean", []),
        ("trials on active surveillance", []),
        ("current smokers trials", []),
        ("withdrawn consent studies", []),
        ("trials open to women", []),
        ("trials expected to be completed in 2027", []),
    ],
)
def test_status_in_plain_words(text: str, status: list[str]) -> None:
    """Recruiting is RECRUITING alone; words with other meanings need a word for trials beside them."""
    assert sorted(read_trial_words(text).filters.status) == sorted(status)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("studies of asthma", True),
        ("recruiting, asthma", True),
        ("asthma phase 2", True),
        ("not yet recruiting in Italy", True),
        ("is asthma active at night?", False),
        ("studies show that it helps", False),
        ("the second phase of labour", False),
        ("baclofen dose", False),
    ],
)
def test_states_trials(text: str, states: bool) -> None:
    """By a word for trials or one that only trials have; the same as when all that is said of them is read."""
    assert states_trials(text) == read_trial_words(text).speaks_of_trials == states


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("phase 4 trials", ["PHASE4"]),
        ("Phase II study", ["PHASE2"]),
        ("phase 2a", ["PHASE2"]),
        ("phase 1/2", ["PHASE1/PHASE2"]),
        ("phase I/II", ["PHASE1/PHASE2"]),
        ("phase 2 or 3", ["PHASE2", "PHASE3"]),
        ("phases 2 and 3", ["PHASE2", "PHASE3"]),
        ("in both phase 2 and phase 3", ["PHASE2/PHASE3"]),
        ("phase 2 or phase 3", ["PHASE2", "PHASE3"]),
        ("phase-3 trials", ["PHASE3"]),
        ("early phase 1 trials", ["EARLY_PHASE1"]),
        ("phase 0", ["EARLY_PHASE1"]),
        ("trials whose phase is not applicable", ["NA"]),
        ("trials without a phase", ["NOT_STATED"]),
        ("trials with no phase stated", ["NOT_STATED"]),
        ("trials where no phase is given", ["NOT_STATED"]),
        ("trials lacking a phase", ["NOT_STATED"]),
        ("trials whose phase has not been specified", ["NOT_STATED"]),
        ("trials of unknown phase", ["NOT_STATED"]),
        ("trials that state no phase", ["NOT_STATED"]),
        ("phase 2/3", ["PHASE2/PHASE3"]),
        ("phase 1-2 trial", ["PHASE1/PHASE2"]),
        ("phases 1-3", ["PHASE1", "PHASE2", "PHASE3"]),
        ("phase 1/2 or phase 3", ["PHASE1/PHASE2", "PHASE3"]),
        ("phase 2a/2b", ["PHASE2"]),
        ("phase four", ["PHASE4"]),
        ("phase 3 or higher", ["PHASE3", "PHASE4"]),
        ("a new phase in life", []),
        ("phase 10", []),
    ],
)
def test_phase_in_plain_words(text: str, phase: list[str]) -> None:
    """Two phases match either, "1/2" is both; "not applicable" is a value and "without" is its absence."""
    assert list(read_trial_words(text).filters.phase) == phase


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("trials with more than 100 participants", 101, None),
        ("trials of over 1,000 patients", 1001, None),
        ("at least 50 patients", 50, None),
        ("100+ participants", 100, None),
        ("50 or more people", 50, None),
        ("fewer than 20 participants", None, 19),
        ("up to 30 volunteers", None, 30),
        ("between 50 and 100 patients", 50, 100),
        ("fewer than fifty participants", None, 49),
        ("at least a hundred patients", 100, None),
        ("more than two hundred people", 201, None),
        ("between ten and twenty volunteers", 10, 20),
        ("enrolment over 200", 201, None),
        ("trials that enrol at least 1000 people", 1000, None),
        ("sample size over 200", 201, None),
        ("a sample size of at most 40", None, 40),
        ("N > 500", 501, None),
        ("n=60", 60, 60),
        ("no more than 30 patients", None, 30),
        ("more than 1,000 but fewer than 2,000 participants", 1001, 1999),
        ("more than 10 and fewer than 50 patients enrolled in trials of over 20 participants", 21, 49),
    ],
)
def test_size_in_plain_words(text: str, least: int | None, most: int | None) -> None:
    """Bounds are included."""
    assert read_trial_words(text).filters.enrolment == NumberRange(least, most)


@pytest.mark.parametrize("text", ["more than 100 mg", "take at least 8 glasses", "a trial of 10 mg"])
def test_numbers_of_other_things_are_no_size(text: str) -> None:
    """Only people are counted."""
    assert read_trial_words(text).filters.enrolment is None


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("largest trial", Sort(SortField.ENROLMENT, descending=True, first=1)),
        ("the biggest studies", Sort(SortField.ENROLMENT, descending=True)),
        ("smallest study", Sort(SortField.ENROLMENT, descending=False, first=1)),
        ("newest trials", Sort(SortField.FIRST_POSTED, descending=True)),
        ("trial list the newest 3", Sort(SortField.FIRST_POSTED, descending=True, first=3)),
        ("most recent trial", Sort(SortField.FIRST_POSTED, descending=True, first=1)),
        ("most recently updated trials", Sort(SortField.LAST_POSTED, descending=True)),
        ("Which trial has the largest enrolment?", Sort(SortField.ENROLMENT, descending=True, first=1)),
        ("trial with the highest number of participants", Sort(SortField.ENROLMENT, descending=True, first=1)),
        ("studies by sample size, smallest sample size first", Sort(SortField.ENROLMENT, descending=False)),
        ("which study has the fewest patients", Sort(SortField.ENROLMENT, descending=False, first=1)),
        ("oldest trial", Sort(SortField.FIRST_POSTED, descending=False, first=1)),
        ("the 5 newest trials", Sort(SortField.FIRST_POSTED, descending=True, first=5)),
        ("latest 5 trials", Sort(SortField.FIRST_POSTED, descending=True, first=5)),
        ("top three largest studies", Sort(SortField.ENROLMENT, descending=True, first=3)),
        ("top 10 trials by enrolment", Sort(SortField.ENROLMENT, descending=True, first=10)),
        ("most recently completed trial", Sort(SortField.COMPLETED, descending=True, first=1)),
        ("the latest started studies", Sort(SortField.STARTED, descending=True)),
        ("trials by completion date", Sort(SortField.COMPLETED, descending=True)),
        ("sort trials by size ascending", Sort(SortField.ENROLMENT, descending=False)),
        ("trials by start date, oldest first", Sort(SortField.STARTED, descending=False)),
        ("find me 5 recruiting trials", Sort(SortField.LAST_POSTED, descending=True, first=5)),
        ("show me 2 year trials", None),
        ("the biggest trial by enrolment", Sort(SortField.ENROLMENT, descending=True, first=1)),
        ("smallest trials by size", Sort(SortField.ENROLMENT, descending=False)),
        ("trials newest first", Sort(SortField.FIRST_POSTED, descending=True)),
        ("which trial was completed last", Sort(SortField.COMPLETED, descending=True, first=1)),
        ("the second largest trial", Sort(SortField.ENROLMENT, descending=True, first=1, after=1)),
        ("the 3rd oldest of the trials", Sort(SortField.FIRST_POSTED, descending=False, first=1, after=2)),
        ("which trial has the fourth highest enrolment", Sort(SortField.ENROLMENT, descending=True, first=1, after=3)),
        ("the largest and the smallest trial", Sort(SortField.ENROLMENT, descending=True)),
        ("the newest of these trials", Sort(SortField.FIRST_POSTED, descending=True, first=1)),
        ("which of the trials is the oldest", Sort(SortField.FIRST_POSTED, descending=False, first=1)),
        ("trials last updated before March 2023", None),
        ("the largest dose", None),
    ],
)
def test_order_in_plain_words(text: str, sort: Sort | None) -> None:
    """Only of trials; one is asked for or all."""
    assert read_trial_words(text).sort == sort


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("trials with results", "results", ("yes",)),
        ("trials for women", "sex", ("FEMALE", "ALL")),
        ("studies in men only", "sex", ("MALE",)),
        ("women only trials", "sex", ("FEMALE",)),
        ("male-only studies", "sex", ("MALE",)),
        ("trials limited to women", "sex", ("FEMALE",)),
        ("trials open to women", "sex", ("FEMALE", "ALL")),
        ("trials for men and women", "sex", ("ALL",)),
        ("trials excluding men", "sex", ("FEMALE",)),
        ("trials without results", "results", ("no",)),
        ("trials with no results posted", "results", ("no",)),
        ("trials that have not posted results", "results", ("no",)),
        ("trials whose results are not available", "results", ("no",)),
        ("observational studies", "study_type", ("OBSERVATIONAL",)),
        ("interventional asthma trials", "study_type", ("INTERVENTIONAL",)),
        ("expanded access programs", "study_type", ("EXPANDED_ACCESS",)),
        ("randomised trials", "allocation", ("RANDOMIZED",)),
        ("RCTs of aspirin", "allocation", ("RANDOMIZED",)),
        ("randomized, controlled trials", "allocation", ("RANDOMIZED",)),
        ("non-randomized studies", "allocation", ("NON_RANDOMIZED",)),
        ("trials without randomization", "allocation", ()),
        ("randomized withdrawal", "allocation", ()),
        ("blind trials of asthma", "masking", ("SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE")),
        ("double-blind trials", "masking", ("DOUBLE", "TRIPLE", "QUADRUPLE")),
        ("double masked studies", "masking", ("DOUBLE", "TRIPLE", "QUADRUPLE")),
        ("single-blinded studies", "masking", ("SINGLE",)),
        ("triple blind trials", "masking", ("TRIPLE",)),
        ("blinded trials", "masking", ("SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE")),
        ("open label studies", "masking", ("NONE",)),
        ("unblinded trials", "masking", ("NONE",)),
        ("open-label or single-blind trials", "masking", ("NONE", "SINGLE")),
        ("masked hypertension trials", "masking", ()),
        ("trials for blind people", "masking", ()),
        ("single-arm trials of asthma", "intervention_model", ("SINGLE_GROUP",)),
        ("randomised cross-over studies", "intervention_model", ("CROSSOVER",)),
        ("parallel-group or factorial trials", "intervention_model", ("PARALLEL", "FACTORIAL")),
        ("trials allowing crossover to the drug", "intervention_model", ()),
        ("trials in healthy volunteers", "healthy_volunteers", ("yes",)),
        ("trials in healthy women", "sex", ("FEMALE", "ALL")),
        ("trials in healthy adult volunteers", "age", NumberRange(min=18)),
        ("trials in healthy adults aged 18 to 45", "age", NumberRange(18, 45)),
        ("trials in healthy adults aged 18 to 45", "healthy_volunteers", ("yes",)),
        ("trials open to healthy people", "status", ()),
        ("trials excluding healthy volunteers", "healthy_volunteers", ("no",)),
        ("trials that do not accept healthy subjects", "healthy_volunteers", ("no",)),
        ("trials where healthy volunteers are not accepted", "healthy_volunteers", ("no",)),
        ("trials accepting no healthy volunteers", "healthy_volunteers", ("no",)),
        ("healthy volunteers", "healthy_volunteers", ()),
        ("drug trials", "intervention_type", ("DRUG",)),
        ("drug and medical device studies", "intervention_type", ("DRUG", "DEVICE")),
        ("trials that use a behavioural intervention", "intervention_type", ("BEHAVIORAL",)),
        ("trials that use an intervention for pain", "study_type", ()),
        ("behavioural trials", "intervention_type", ("BEHAVIORAL",)),
        ("study drug trials", "intervention_type", ()),
        ("trials in children", "age", NumberRange(max=17)),
        ("pediatric trials", "age", NumberRange(max=17)),
        ("trials for adults over 65", "age", NumberRange(min=65)),
        ("trials for people aged 12 to 17", "age", NumberRange(12, 17)),
        ("trials in 18 to 65 year olds", "age", NumberRange(18, 65)),
        ("trials for a 6 month old with asthma", "age", NumberRange(0, 0)),
        ("trials in 18-month-old infants", "age", NumberRange(1, 1)),
        ("trials for children under 6 months", "age", NumberRange(max=0)),
        ("trials for babies younger than 24 months of age", "age", NumberRange(max=1)),
        ("trials for children aged 6 to 12 months", "age", NumberRange(0, 1)),
        ("trials in kids from 6 months to 12 years of age", "age", NumberRange(0, 12)),
        ("trials lasting 6 to 12 months", "age", None),
        ("my son has asthma, he is 8, are there trials?", "age", NumberRange(8, 8)),
        ("my daughter has asthma, she's 14, any trials?", "age", NumberRange(14, 14)),
        ("trials where she is 8 mg", "age", None),
        ("trials for the elderly", "age", NumberRange(min=65)),
        ("trials of children of alcoholics", "age", None),
        ("trials on newborn screening", "age", None),
        ("adult trials", "age", NumberRange(min=18)),
        ("list all monographs", "kind", ("monograph",)),
        ("prescribing information of it", "kind", ("label",)),
    ],
)
def test_other_facts_in_plain_words(text: str, field: str, values: tuple[str, ...] | NumberRange | None) -> None:
    """Results, sex, design, health, kind of document."""
    assert getattr(read_trial_words(text).filters, field) == values


def test_how_many_counts_records_only() -> None:
    """Milligrams are not counted."""
    assert read_trial_words("how many trials are there").asks_how_many
    assert not read_trial_words("how many mg should I take").asks_how_many
