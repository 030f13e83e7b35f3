"""Counts beside each other: what a question wants counted, and the counts against the records themselves."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from indexer.documents import Trial
from service.answering.answers import Answer
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.follow_ups.conversation import Turn
from service.routes.api import understood_of
from service.search.confidence import Reason
from service.understanding.filters import Filters
from service.understanding.tally_asked import read_tally
from tests.serving import open_toy
from tests.toy_corpus import write_monograph, write_trial

FRANCE, SPAIN, TEXAS = (
    "{city: Lyon, country: France}",
    "{city: Madrid, country: Spain}",
    "{city: Houston, state: Texas, country: United States}",
)
TRIALS: dict[str, dict[str, object]] = {
    "NCT90000001": {"status": "RECRUITING", "phases": "[PHASE2]", "conditions": "[Asthma]", "sponsor": "Pfizer",
                    "first_posted": "2019-05-01", "sites": f"[{FRANCE}, {SPAIN}]"},
    "NCT90000002": {"status": "COMPLETED", "phases": "[PHASE2, PHASE3]", "conditions": "[Asthma, COPD]",
                    "sponsor": "Pfizer", "first_posted": "2021-05-01", "sites": f"[{FRANCE}]"},
    "NCT90000003": {"status": "COMPLETED", "phases": "[PHASE3]", "conditions": "[COPD]", "sponsor": "Novartis",
                    "first_posted": "2021-06-01", "sites": f"[{FRANCE}, {TEXAS}]"},
    "NCT90000004": {"status": "TERMINATED", "conditions": "[Stroke]", "sponsor": "Novartis",
                    "first_posted": "2021-07-01"},
    "NCT90000005": {"status": "RECRUITING", "phases": "[PHASE2]", "conditions": "[Asthma]", "sponsor": "Pfizer",
                    "first_posted": "2020-01-01", "sites": f"[{SPAIN}]"},
}  # fmt: skip


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Five trials that differ in everything that can be counted."""
    folder: Path = tmp_path_factory.mktemp("tallies")
    for nct_id, stated in TRIALS.items():
        write_trial(folder / "corpus", nct_id, "A study", None, **stated)
    return open_toy(folder)


def counted(found: Answer) -> dict[str, dict[str, int]]:
    return {name: dict(values) for name, values in found.facets.items()}


@pytest.mark.parametrize(
    ("question", "facets", "finding"),
    [
        ("which country has the most trials?", {"country": {"France": 3, "Spain": 2, "United States": 1,
         "NOT_STATED": 1}}, "France has the most: 3 of 5 trials."),
        ("which has more trials, France or Spain?", {"country": {"France": 3, "Spain": 2}},
         "France comes first: 3 of 5 trials; Spain 2."),
        ("which is more common: phase 2 or phase 3 trials?", {"phase": {"PHASE2": 3, "PHASE3": 2}},
         "Phase 2 comes first: 3 of 5 trials; Phase 3 2."),
        ("how many trials are there in each US state", {"state": {"Texas": 1}},
         "1 trial that has a site in the United States, counted by state."),
        ("compare trials in France and Spain", {"country": {"France": 3, "Spain": 2}},
         "France comes first: 3 of 5 trials; Spain 2."),
        ("more trials in Spain or Texas?", {"compared": {"Spain": 2, "Texas": 1}},
         "Spain comes first: 2 of 5 trials; Texas 1."),
        ("fewer trials in Spain, France or the USA?", {"country": {"France": 3, "Spain": 2, "United States": 1}},
         "The United States has the fewest: 1 of 5 trials; Spain 2 and France 3."),
        ("countries ranked by number of trials", {"country": {"France": 3, "Spain": 2, "United States": 1,
         "NOT_STATED": 1}}, "5 trials, counted by country."),
        ("top 2 sponsors by trials", {"sponsor": {"Pfizer": 3, "Novartis": 2}},
         "The 2 sponsors with the most of 5 trials: Pfizer (3) and Novartis (2)."),
        ("how many are recruiting in each of France and Spain?", {"country": {"France": 1, "Spain": 2}},
         "Spain comes first: 2 of 2 trials that are recruiting; France 1."),
        ("compare phase 2 and phase 3 trials in France", {"phase": {"PHASE2": 2, "PHASE3": 2}},
         "Phase 2 and Phase 3 have the same number: 2 each, of 3 trials that have a site in France."),
        ("which city in France has the most trials", {"city": {"Lyon": 3}},
         "Lyon has the most: 3 of 3 trials that have a site in France."),
        ("which European country has the most trials", {"country": {"France": 3, "Spain": 2}},
         "France has the most: 3 of 4 trials that have a site in Europe."),
        ("more trials in Southern Europe or North America?", {"country": {"Southern Europe": 2, "North America": 1}},
         "Southern Europe comes first: 2 of 5 trials; North America 1."),
        ("how many cities in Spain have trials", {"city": {"Madrid": 2}},
         "1 city is stated by 2 trials that have a site in Spain."),
        ("which sponsor runs the most recruiting asthma trials?", {"sponsor": {"Pfizer": 2}},
         "Pfizer has the most: 2 of 2 trials that are recruiting and study Asthma."),
        ("does Pfizer or Novartis run more trials?", {"sponsor": {"Pfizer": 3, "Novartis": 2}},
         "Pfizer comes first: 3 of 5 trials; Novartis 2."),
        ("how many trials per phase?", {"phase": {"PHASE2": 3, "PHASE3": 2, "NOT_STATED": 1}},
         "5 trials, counted by phase."),
        ("trials by year", {"year": {"2019": 1, "2020": 1, "2021": 3}},
         "5 trials, counted by the year they were first posted."),
        ("were more trials posted in 2019 or in 2021?", {"year": {"2019": 1, "2021": 3}},
         "2021 comes first: 3 of 5 trials; 2019 1."),
        ("more completed or recruiting trials in France?", {"status": {"COMPLETED": 2, "RECRUITING": 1}},
         "Completed comes first: 2 of 3 trials that have a site in France; Recruiting 1."),
        ("compare the number of asthma and COPD trials", {"condition": {"Asthma": 3, "COPD": 2}},
         "Asthma comes first: 3 of 5 trials; COPD 2."),
        ("how many different sponsors are there in asthma trials?", {"sponsor": {"Pfizer": 3}},
         "1 sponsor is stated by 3 trials that study Asthma."),
        ("the two most studied conditions in France", {"condition": {"Asthma": 2, "COPD": 2}},
         "The 2 conditions with the most of 3 trials that have a site in France: Asthma (2) and COPD (2)."),
        ("which country has the most ongoing trials", {"country": {"Spain": 2, "France": 1}},
         "Spain has the most: 2 of 2 trials that are recruiting, active but not recruiting "
         "or enrolling by invitation."),
        ("which year had the most completed or terminated trials", {"year": {"2021": 3}},
         "2021 has the most: 3 of 3 trials that are completed or terminated, by the year they were first posted."),
        ("which country has the second most trials?", {"country": {"France": 3, "Spain": 2, "United States": 1,
         "NOT_STATED": 1}}, "Spain has the second most: 2 of 5 trials."),
        ("the 2nd largest sponsor of trials", {"sponsor": {"Pfizer": 3, "Novartis": 2}},
         "Novartis has the second most: 2 of 5 trials."),
        ("which sponsor has the third most trials", {"sponsor": {"Pfizer": 3, "Novartis": 2}},
         "No sponsor comes third: the 2 sponsors of 5 trials have 2 different numbers."),
        ("trials per intervention type", {"intervention_type": {"NOT_STATED": 5}},
         "No intervention type is stated by 5 trials."),
        ("which phase has the fewest trials", {"phase": {"PHASE3": 2, "PHASE2": 3, "NOT_STATED": 1}},
         "Phase 3 has the fewest: 2 of 5 trials."),
    ],
)  # fmt: skip
def test_counts_stand_beside_each_other(
    trials: Engine, question: str, facets: dict[str, dict[str, int]], finding: str
) -> None:
    """Each exact, within the filters of the rest of the question, in the sentence and among the facets."""
    found = answer(trials, Asked(question))
    assert counted(found) == facets
    assert found.finding == finding
    assert found.tally is not None
    assert not understood_of(found).not_understood


@pytest.mark.parametrize(
    ("questions", "finding", "shown"),
    [
        (["the second newest trial"], "Number 2 of 5 trials, newest first.", ["NCT90000003"]),
        (["trials in France", "the third oldest"], "Number 3 of 3 trials, oldest first.", ["NCT90000003"]),
        (["trials in France", "the newest of them"], "The first of 3 trials, newest first.", ["NCT90000003"]),
        (
            ["the 2 newest trials", "next 2", "previous 2"],
            "The first 2 of 5 trials, newest first.",
            ["NCT90000004", "NCT90000003"],
        ),
        (
            ["the 2 newest trials", "the next two"],
            "Numbers 3 to 4 of 5 trials, newest first.",
            ["NCT90000002", "NCT90000005"],
        ),
        (["trials in Spain", "and the third oldest?"], "2 of 5 trials have a site in Spain.", []),
    ],
)
def test_one_is_shown_by_its_place_in_an_order(
    trials: Engine, questions: list[str], finding: str, shown: list[str]
) -> None:
    """As many as come before it are passed over; a place that none has shows none."""
    *before, asked = questions
    found = answer(trials, Asked(asked, history=tuple(map(Turn, before))))
    assert (found.finding, [each.passage.document_id for each in found.citations]) == (finding, shown)


def test_a_tally_counts_what_the_records_state(trials: Engine) -> None:
    """Read again from each record."""
    rows = trials.library.catalog.documents(range(5))
    for field, of in (
        ("country", lambda record: {site.country for site in record.sites}),
        ("condition", lambda record: set(record.conditions)),
        ("sponsor", lambda record: {record.sponsor}),
    ):
        expected = Counter(value for row in rows if isinstance(row.record, Trial) for value in of(row.record))
        found = counted(answer(trials, Asked(f"trials per {field}")))[field]
        assert {name: count for name, count in found.items() if name != "NOT_STATED"} == expected


def test_places_that_no_filter_holds_together_are_counted_one_by_one(trials: Engine) -> None:
    """A state or a country: the list holds the trials of either, and no filter claims both."""
    found = answer(trials, Asked("trials in Texas or Spain"))
    assert (found.finding, found.total) == ("Spain comes first: 2 of 5 trials; Texas 1.", 3)
    assert found.question.filters.named == ("kind",)
    assert counted(answer(trials, Asked("trials in Lyon, France vs Madrid, Spain"))) == {
        "compared": {"Lyon, France": 3, "Madrid, Spain": 2}
    }


def test_a_record_that_is_counted_twice_is_told(trials: Engine) -> None:
    """Two that overlap, and a field of several values; the list below holds each record once."""
    found = answer(trials, Asked("more trials in France or Spain?"))
    assert found.total == 4
    assert found.explanation is not None
    assert "1 record counts for both." in found.explanation
    assert "counted for each" in str(answer(trials, Asked("trials per country")).explanation)


@pytest.mark.parametrize(
    "text",
    ["more trials", "trials with more than 100 participants", "phase 2 trials", "which trial has the most participants",
     "most recent trials", "trials by Pfizer", "the largest trial", "trials by University of Chicago",
     "trials sponsored by university of california, san francisco", "trials by City of Hope recruiting lymphoma",
     "list City of Hope trials", "how many University of Utah trials are there", "trials by University Hospital Basel",
     "trials by company Pfizer", "trials by company GSK", "asthma trials with sponsors in Spain", "phase I trials",
     "which drugs are most likely to help"],
)  # fmt: skip
def test_nothing_is_counted_beside_another(text: str) -> None:
    """Sizes, orders and "more" of one thing."""
    tally, _ = read_tally(text)
    assert (tally.field, tally.order, tally.groups) == (None, None, ())


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("trials by university", "sponsor"),
        ("recruiting trials by university in Germany", "sponsor"),
        ("trials by city", "city"),
        ("trials by City of Hope by country", "country"),
        ("TRIALS BY COMPANY IN FRANCE", "sponsor"),
        ("which university has the most trials", "sponsor"),
        ("top 3 pharma companies by number of trials", "sponsor"),
        ("which hospitals run the most trials", "sponsor"),
        ("sponsors of asthma trials", "sponsor"),
        ("who are the sponsors of asthma trials?", "sponsor"),
        ("biggest sponsor of asthma trials", "sponsor"),
        ("the sponsor with the fewest asthma trials", "sponsor"),
        ("cities with asthma trials in Spain", "city"),
        ("the country with the most trials", "country"),
        ("statuses of asthma trials", "status"),
        ("phase distribution of asthma trials", "phase"),
        ("which phase is most common in asthma trials", "phase"),
        ("which drugs are tested most in asthma trials?", "drug"),
    ],
)
def test_a_field_is_counted_by_its_bare_noun(text: str, field: str) -> None:
    """Not where a name begins with it."""
    assert read_tally(text)[0].field == field


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("how many failed trials are there?", ["Not understood: “failed”"]),
        ("which university has the most trials?", ["Not applied: “university”"]),
        ("how many drug companies run trials?", ["Not applied: “drug companies”"]),
        ("how many different sponsors are there?", []),
        ("which sponsors have more than 10 trials?", ["Not applied: “have more than 10”"]),
    ],
)
def test_a_word_that_no_count_holds_is_told_once(trials: Engine, question: str, titles: list[str]) -> None:
    """With its reason where there is one."""
    found = answer(trials, Asked(question))
    assert found.total == len(TRIALS)
    assert [each.title for each in found.notices] == titles


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("trials sorted by start date", "5 state no start date and come last."),
        ("COPD trials sorted by completion date", "2 state no completion date and come last."),
        ("the largest trials", "5 state no number of people and come last."),
        ("stroke trials sorted by start date", "1 states no start date and comes last."),
    ],
)
def test_an_order_leaves_nothing_out_and_says_what_states_nothing_to_order_by(
    trials: Engine, question: str, says: str
) -> None:
    """None of these trials states a date of its start or end, nor its size."""
    found = answer(trials, Asked(question))
    assert found.total == int(says[0])
    assert says in (found.explanation or "")


def test_trials_like_one_study_its_conditions_and_the_nearest_comes_first(trials: Engine) -> None:
    """The trial itself is none of them, other facts narrow them, and a part can be taken away."""
    alike = answer(trials, Asked("trials like NCT90000002"))
    ids = [each.document.document_id for each in alike.citations]
    numbers = [row.number for each in ids if (row := trials.library.catalog.document(each))]
    assert set(ids) == {"NCT90000001", "NCT90000003", "NCT90000005"}
    middle = trials.library.catalog.document("NCT90000002")
    assert middle is not None
    assert trials.nearest_first(middle.number, np.array(sorted(numbers))).tolist() == numbers
    assert alike.finding == "3 of 5 trials study Asthma or COPD and are not NCT90000002."
    assert alike.listing is not None
    assert alike.listing.order == "those most like NCT90000002 first"
    assert answer(trials, Asked("recruiting trials similar to NCT90000003")).total == 0
    assert answer(trials, Asked("trials like NCT90000002", taken=frozenset({"condition=COPD"}))).total == 2
    assert answer(trials, Asked("trials like NCT99999999")).reason == Reason.UNKNOWN_IDENTIFIER


def test_drugs_that_are_tested_are_counted(tmp_path: Path) -> None:
    """Not the trials listed: each drug with its trials."""
    for number, drug in enumerate(("Baclofen", "Baclofen", "Tizanidine"), 1):
        tested = f"[{{type: DRUG, name: {drug}}}]"
        write_trial(
            tmp_path / "corpus", f"NCT9000000{number}", "A study", None, conditions="[Gout]", interventions=tested
        )
    engine = open_toy(tmp_path)
    for asked in ("which drugs are tested in gout trials", "what medicines have been studied in trials of gout"):
        assert counted(answer(engine, Asked(asked))) == {"drug": {"baclofen": 2, "tizanidine": 1}}
    engine.close()


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("who is running trials in Spain?", {"Pfizer": 2}),
        ("who runs the COPD trials", {"Novartis": 1, "Pfizer": 1}),
        ("who's funding trials of asthma or stroke?", {"Pfizer": 3, "Novartis": 1}),
    ],
)
def test_who_runs_trials_is_counted_by_sponsor(trials: Engine, question: str, counts: dict[str, int]) -> None:
    """That they are run is no status."""
    found = answer(trials, Asked(question))
    assert counted(found)["sponsor"] == counts
    assert found.question.filters.status == ()


def test_how_many_state_none_is_told_beside_the_counts(trials: Engine) -> None:
    """Of four trials three state a country."""
    found = answer(trials, Asked("which country had the most trials since 2020"))
    assert found.finding == "France has the most: 2 of 4 trials that were first posted from 1 Jan 2020."
    assert "1 record states none." in (found.explanation or "")


def beside(found: Answer) -> dict[str, list[str]]:
    """Of a comparison each row's title, and what its cells say."""
    assert found.comparison is not None
    return {
        row.title: [cell.quote.text if cell.quote else "; ".join(cell.lines) for cell in row.cells]
        for row in found.comparison.rows
    }


def test_trials_are_compared_by_what_their_records_state(trials: Engine) -> None:
    """A column per trial, each cell words of its record or nothing; each passage is cited once."""
    found = answer(trials, Asked("what is the difference between NCT90000002 and NCT90000004?"))
    told = beside(found)
    assert told["Status"] == ["Completed", "Terminated"]
    assert told["Phase"] == ["Phase 2 and Phase 3", ""]
    assert told["Conditions"] == ["Asthma; COPD", "Stroke"]
    assert told["Lead sponsor"] == ["Pfizer", "Novartis"]
    assert told["Places"] == ["1 site in France", ""]
    assert "Why stopped" not in told
    assert found.comparison is not None
    empty = [cell for row in found.comparison.rows for cell in row.cells if not cell.quote and not cell.lines]
    assert {(cell.drug, cell.absence) for cell in empty} == {("NCT90000004", "Not stated")}
    assert [each.number for each in found.citations] == list(range(1, len(found.citations) + 1))
    assert {each.passage.document_id for each in found.citations} == {"NCT90000002", "NCT90000004"}


@pytest.mark.parametrize(
    ("questions", "finding", "told"),
    [
        (("asthma trials", "how many is that?"), "3 of 5 trials study Asthma.", ""),
        (("asthma trials", "so that's how many"), "3 of 5 trials study Asthma.", ""),
        (("asthma trials", "how many is it now?"), "3 of 5 trials study Asthma.", ""),
        (("asthma trials", "how many participants in total?"), "3 of 5 trials study Asthma.", "neither added up"),
        (("asthma trials", "how many participants?"), "3 of 5 trials study Asthma.", "not said which trial"),
        (("asthma trials in Texas", "how many is that?"),
         "None of the 5 trials studies Asthma and has a site in Texas.",
         ""),
        (("asthma trials in Texas", "the first one"), "None of the 5 trials studies Asthma and has a site in Texas.",
         "No record was shown"),
    ],
)  # fmt: skip
def test_how_many_there_were_is_asked_of_the_list(
    trials: Engine, questions: tuple[str, str], finding: str, told: str
) -> None:
    """And not of one trial; what no record of the list states is said."""
    found = answer(trials, Asked(questions[1], history=(Turn(questions[0]),)))
    assert found.finding == finding
    assert [told in each.why for each in found.question.unapplied] == ([True] if told else [])


@pytest.mark.parametrize(
    ("question", "facets", "finding", "title"),
    [
        ("in which year did most trials start?", {"started": {"2020": 2, "2018": 1, "NOT_STATED": 1}},
         "2020 has the most: 2 of 4 trials, by the year they started.", "Year of start"),
        ("trials by start year", {"started": {"2018": 1, "2020": 2, "NOT_STATED": 1}},
         "4 trials, counted by the year they started.", "Year of start"),
        ("how many trials by sex", {"sex": {"ALL": 2, "FEMALE": 1, "NOT_STATED": 1}}, "4 trials, counted by sex.",
         "Sex"),
        ("trials by results", {"results": {"no": 1, "yes": 1, "NOT_STATED": 2}},
         "4 trials, counted by whether results are posted.", "Results"),
    ],
)  # fmt: skip
def test_years_of_start_sex_and_results_are_counted(
    tmp_path: Path, question: str, facets: dict[str, dict[str, int]], finding: str, title: str
) -> None:
    """The year of a date that states only a month or a year is that one."""
    facts: tuple[dict[str, object], ...] = (
        {"started": "2018-02", "sex": "FEMALE", "has_results": "true"},
        {"started": "2020-02-03", "sex": "ALL", "has_results": "false"},
        {"started": "2020", "sex": "ALL"},
        {},
    )
    for number, stated in enumerate(facts, 1):
        write_trial(tmp_path / "corpus", f"NCT9000000{number}", "A study", None, **stated)
    found = answer(open_toy(tmp_path), Asked(question))
    assert (counted(found), found.finding) == (facets, finding)
    assert found.tally is not None
    assert found.tally.title == title


@pytest.mark.parametrize(
    ("questions", "ids"),
    [
        (("trials in Spain", "compare them"), ["NCT90000001", "NCT90000005"]),
        (("asthma trials", "how do the first two differ?"), ["NCT90000001", "NCT90000002"]),
        (("trials like NCT90000002", "compare the last two"), ["NCT90000003", "NCT90000005"]),
        (("NCT90000003 and NCT90000001", "compare them"), ["NCT90000003", "NCT90000001"]),
        (("asthma trials", "is NCT90000001 bigger than NCT90000005?"), ["NCT90000001", "NCT90000005"]),
        (("asthma trials", "who sponsors the first two?"), ["NCT90000001", "NCT90000002"]),
        (("compare NCT90000001 and NCT90000003", "who sponsors them?"), ["NCT90000001", "NCT90000003"]),
        (("compare NCT90000001 and NCT90000003", "is the second one recruiting?"), ["NCT90000003"]),
    ],
)
def test_trials_that_were_shown_can_be_compared_and_asked_about(
    trials: Engine, questions: tuple[str, str], ids: list[str]
) -> None:
    """In the order in which they were shown, each once."""
    found = answer(trials, Asked(questions[1], history=(Turn(questions[0]),)))
    assert sorted({each.passage.document_id for each in found.citations}) == sorted(ids)
    assert [each.key for each in found.comparison.drugs] == ids if found.comparison else found.quotes


def test_a_site_in_a_region_is_quoted_by_its_country(tmp_path: Path) -> None:
    """New Jersey is not the Jersey of Europe, and Romania holds no Oman."""
    sites = "{city: Newark, state: New Jersey, country: United States}, {city: Ghent, country: Belgium}"
    write_trial(
        tmp_path / "corpus", "NCT93000001", "A study", None, sites=f"[{sites}, {{city: Iasi, country: Romania}}]"
    )
    engine = open_toy(tmp_path)
    for question, quoted in (
        ("does NCT93000001 have sites in Western Europe?", ["Site: Ghent, Belgium"]),
        ("where in Eastern Europe is NCT93000001?", ["Site: Iasi, Romania"]),
        ("where in Romania is NCT93000001?", ["Site: Iasi, Romania"]),
    ):
        assert [each.text for each in answer(engine, Asked(question)).quotes] == quoted
    nowhere = answer(engine, Asked("does NCT93000001 have sites in the Middle East?"))
    assert nowhere.finding == "No: NCT93000001 does not have a site in the Middle East."


def test_what_is_not_quoted_of_a_fact_is_counted(tmp_path: Path) -> None:
    """A record of many places: those quoted are whole lines of one passage, the others are told."""
    places = [f"{{facility: St. Anna Hospital for Women number {n}, city: Lyon, country: France}}" for n in range(30)]
    facts = {"minimum_age": "18 Years", "maximum_age": "65 Years", "sites": f"[{', '.join(places)}]"}
    write_trial(tmp_path / "corpus", "NCT93000001", "A study", None, **facts)
    engine = open_toy(tmp_path)
    for question in ("where is NCT93000001 running?", "where can I join NCT93000001?"):
        found = answer(engine, Asked(question))
        assert found.quotes
        assert all(each.text.startswith("Site: St. Anna") and each.text.endswith("France") for each in found.quotes)
        assert found.explanation == f"{30 - len(found.quotes)} more lines on it in the record."
    ages = answer(engine, Asked("how old do you have to be for NCT93000001?"))
    assert ([each.text for each in ages.quotes], ages.explanation) == (
        ["Minimum age: 18 Years", "Maximum age: 65 Years"],
        None,
    )
    for question, line in (("oldest", "Maximum age: 65 Years"), ("minimum", "Minimum age: 18 Years")):
        assert [each.text for each in answer(engine, Asked(f"{question} age in NCT93000001")).quotes] == [line]


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("compare NCT90000001, NCT90000002, NCT90000003 and NCT90000004", "two or three can be set side by side"),
        ("compare NCT90000001 with NCT99999999", "NCT99999999 is not in the corpus"),
    ],
)
def test_trials_that_cannot_be_set_side_by_side_are_said_to_be_so(trials: Engine, question: str, why: str) -> None:
    """The records that are here are shown."""
    found = answer(trials, Asked(question))
    assert found.comparison is None
    assert found.total
    assert why in " ".join(each.line for each in found.notices)


def test_what_is_tested_more_often_than_it_is_had_is_an_intervention(tmp_path: Path) -> None:
    """By itself, and a procedure together with its kinds."""
    for number, (condition, tested) in enumerate(
        [("Chemotherapy", "Chemotherapy"), ("Liver Transplantation", "Liver Transplantation"),
         ("Bone Marrow Transplantation", "Autologous Bone Marrow Transplantation"),
         *[("Leukemia", "Chemotherapy"), ("Leukemia", "Allogeneic Bone Marrow Transplantation")] * 3],
    ):  # fmt: skip
        named = f"[{{type: PROCEDURE, name: {tested}}}]"
        facts = {"conditions": f"[{condition}]", "interventions": named}
        write_trial(tmp_path / "corpus", f"NCT9100000{number}", "A study", None, **facts)
    engine = open_toy(tmp_path)
    for text, field in (
        ("chemotherapy trials", "intervention"),
        ("bone marrow transplant trials", "intervention"),
        ("liver transplant trials", "condition"),
    ):
        assert engine.understand(text).filters.named == ("kind", field)


def test_a_condition_given_as_a_filter_tells_what_other_names_would_find(tmp_path: Path) -> None:
    """The filter matches words alone; the same condition in a question is found under all its names."""
    for number, condition in enumerate(("[Hypertension]", "[Pulmonary Hypertension]", "['Blood Pressure, High']"), 1):
        write_trial(tmp_path / "corpus", f"NCT9200000{number}", "A study", None, conditions=condition)
    engine = open_toy(tmp_path)
    given = answer(engine, Asked("trials", filters=Filters(condition=("hypertension",))))
    told = "Matched by its words: hypertension. 1 more record here states Blood Pressure, High."
    assert (given.total, [each.line for each in given.notices]) == (2, [told])
    asked = answer(engine, Asked("hypertension trials"))
    assert (asked.total, asked.notices) == (3, ())


def test_of_conditions_that_are_all_wanted_it_is_told_how_many_study_one(trials: Engine) -> None:
    """What an "or" would find, and of conditions asked for one after the other what an "and" would."""
    both = answer(trials, Asked("trials of asthma and COPD"))
    assert (both.total, both.finding) == (1, "1 of 5 trials studies both Asthma and COPD.")
    assert "4 records would match with “or”." in (both.explanation or "")
    either = answer(trials, Asked("and for COPD", history=(Turn("trials of asthma"),)))
    assert (either.total, either.finding) == (4, "4 of 5 trials study Asthma or COPD.")
    assert "1 record would match with “and”." in (either.explanation or "")


@pytest.mark.parametrize(
    ("questions", "finding"),
    [
        (("asthma trials", "what share of these is recruiting?"),
         "2 of 3 trials that study Asthma are recruiting: 66.7 %."),
        (("asthma trials", "what proportion is recruiting"), "2 of 3 trials that study Asthma are recruiting: 66.7 %."),
        (("asthma trials", "what percentage of the recruiting ones are in France"),
         "1 of 2 trials that are recruiting and study Asthma has a site in France: 50.0 %."),
        (("asthma trials", "what share is completed?", "and what percentage of them is recruiting?"),
         "2 of 3 trials that study Asthma are recruiting: 66.7 %."),
        (("asthma trials", "how many are recruiting?", "what share is that?"),
         "2 of 3 trials that study Asthma are recruiting: 66.7 %."),
        (("how many of the asthma trials are recruiting, in percent?",),
         "2 of 3 trials that study Asthma are recruiting: 66.7 %."),
        (("what is the proportion of recruiting trials among asthma trials?",),
         "2 of 3 trials that study Asthma are recruiting: 66.7 %."),
    ],
)  # fmt: skip
def test_a_share_may_be_of_what_was_listed_before(trials: Engine, questions: tuple[str, ...], finding: str) -> None:
    """Of these, of those of them that are described, or of what the count before was of."""
    *before, asked = questions
    assert answer(trials, Asked(asked, history=tuple(map(Turn, before)))).finding == finding


@pytest.mark.parametrize(
    "question",
    [
        "share of recruiting trials",
        "what share of asthma trials is that?",
        "what share of trials in France are in Spain?",
    ],
)
def test_what_is_no_share_of_anything_said_is_not_told_as_one(trials: Engine, question: str) -> None:
    """The records are counted all the same."""
    found = answer(trials, Asked(question))
    assert [each.title for each in found.notices] == ["Not applied: “share”"]
    assert "%" not in (found.finding or "")


@pytest.mark.parametrize(
    ("questions", "finding"),
    [
        (("how many trials in France?", "and in Spain?", "which has more?"),
         "France comes first: 3 of 5 trials; Spain 2."),
        (("asthma trials in France", "COPD trials in France", "which is larger?"),
         "Asthma and COPD have the same number: 2 each, of 3 trials that have a site in France."),
        (("trials in France", "and Spain", "how many are in each?"), "France comes first: 3 of 5 trials; Spain 2."),
        (("trials in France or Spain", "which has fewer?"), "Spain has the fewest: 2 of 5 trials; France 3."),
        (("trials by Pfizer", "trials by Novartis", "who runs more trials?"),
         "Pfizer comes first: 3 of 5 trials; Novartis 2."),
        (("trials in France", "and Spain", "how many are recruiting in each?"),
         "Spain comes first: 2 of 2 trials that are recruiting; France 1."),
        (("trials in France", "and Spain", "which has more phase 2 trials?"),
         "France and Spain have the same number: 2 each, of 3 trials that are in phase 2."),
        (("trials in France", "and Spain", "which sponsor has the most?"),
         "Pfizer has the most: 3 of 4 trials that have a site in France or Spain."),
        (("asthma trials", "by sponsor", "who has the most?"), "Pfizer has the most: 3 of 3 trials that study Asthma."),
        (("trials by Pfizer and Novartis", "which has more completed?"),
         "Pfizer and Novartis have the same number: 1 each, of 2 trials that are completed."),
        (("asthma trials", "which country has the most?"),
         "France and Spain have the most, 2 each, of 3 trials that study Asthma."),
        (("compare trials in France and Spain", "which country has more?"),
         "France comes first: 3 of 5 trials; Spain 2."),
    ],
)  # fmt: skip
def test_lists_asked_for_one_after_the_other_are_compared(
    trials: Engine, questions: tuple[str, ...], finding: str
) -> None:
    """By what they differ in, each counted exactly."""
    *before, asked = questions
    assert answer(trials, Asked(asked, history=tuple(map(Turn, before)))).finding == finding


def test_of_none_it_is_told_how_many_may_be_some(trials: Engine) -> None:
    """A trial that states no country may well be there; where some are found, those are the answer."""
    none = answer(trials, Asked("terminated trials in France"))
    assert none.total == 0
    assert (none.explanation or "").startswith("1 more states no country and is left out. Take a part")
    assert "no country" not in (answer(trials, Asked("trials in France")).explanation or "")


@pytest.mark.parametrize("question", ["trials of statins", "how many trials test statins?"])
def test_none_of_a_class_is_said_of_its_name_alone(trials: Engine, question: str) -> None:
    """A trial of simvastatin tests a statin and need not call it so."""
    found = answer(trials, Asked(question))
    assert found.finding == "None of the 5 trials tests statins by that name."
    assert "Matched by the words of a class: statins" in [each.title for each in found.notices]


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("how many trials started in 2020", "5 more state no start date and are left out."),
        ("trials with more than 100 people", "5 more state no number of people and are left out."),
        ("asthma trials that started in 2020 in Spain", "2 more state no start date and are left out."),
        ("stroke trials in France started in 2020", "1 more states no country and is left out."),
        ("trials posted since 2021", ""),
    ],
)
def test_a_date_or_a_size_that_records_do_not_state_is_told(trials: Engine, question: str, left_out: str) -> None:
    """Each record once, also where it states neither the date nor the place that is asked for."""
    assert (answer(trials, Asked(question)).explanation or "").partition(" Take")[0].startswith(left_out)


def test_the_records_of_two_lists_are_those_of_both(trials: Engine) -> None:
    """A place, or a condition, beside the one before it, each with all its spellings."""
    places = answer(trials, Asked("and in both?", history=(Turn("trials in France"), Turn("how many in Spain?"))))
    assert (places.total, places.question.filters.every) == (1, ("country",))
    listed = answer(trials, Asked("both", history=(Turn("trials in France"), Turn("and Spain"))))
    assert (listed.total, listed.question.filters.every) == (1, ("country",))
    ills = answer(trials, Asked("how many in both?", history=(Turn("asthma trials"), Turn("what about COPD?"))))
    assert (ills.total, ills.question.filters.every) == (1, ("condition",))


def test_what_has_no_other_is_not_compared(trials: Engine) -> None:
    """The list stays, and that is said."""
    found = answer(trials, Asked("which has more?", history=(Turn("asthma trials"), Turn("only in France"))))
    assert (found.total, [each.title for each in found.notices]) == (2, ["Not applied: “which has more”"])


@pytest.mark.parametrize(
    ("question", "finding", "left_out"),
    [
        ("what share of asthma trials are recruiting?", "2 of 3 trials that study Asthma are recruiting: 66.7 %.", ""),
        ("what percentage of trials in France have Pfizer as a sponsor?",
         "2 of 3 trials that have a site in France are led by Pfizer: 66.7 %.", ""),
        ("what proportion of completed trials are in Texas?",
         "1 of 2 trials that are completed has a site in Texas: 50.0 % of all.", "1 more names no state or province"),
        ("percentage of completed trials with results",
         "0 of 2 trials that are completed have posted results: 0.0 % of all.",
         "2 more do not say whether results are posted"),
        ("what percentage of trials are in phase 2?", "3 of 5 trials are in phase 2: 60.0 % of all.",
         "1 more states no phase"),
        ("what share of asthma trials are successful?", "3 of 5 trials study Asthma.", ""),
    ],
)  # fmt: skip
def test_a_share_is_of_what_it_is_asked_of(trials: Engine, question: str, finding: str, left_out: str) -> None:
    """Of all, where some state nothing of it; a word that was not understood makes no share."""
    found = answer(trials, Asked(question))
    assert found.finding == finding
    assert left_out in (found.explanation or "")


DESIGNS: dict[str, dict[str, object]] = {
    "NCT94000001": {"study_type": "INTERVENTIONAL", "allocation": "RANDOMIZED", "masking": "TRIPLE",
                    "intervention_model": "CROSSOVER", "healthy_volunteers": "false"},
    "NCT94000002": {"study_type": "INTERVENTIONAL", "allocation": "RANDOMIZED", "masking": "NONE",
                    "healthy_volunteers": "true"},
    "NCT94000003": {"study_type": "INTERVENTIONAL", "allocation": "NA", "masking": "NONE",
                    "intervention_model": "SINGLE_GROUP"},
    "NCT94000004": {"study_type": "OBSERVATIONAL"},
}  # fmt: skip


@pytest.fixture(scope="module")
def designs(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Four trials of different design, and what a monograph says of such studies."""
    folder: Path = tmp_path_factory.mktemp("designs")
    texts = {"Outcomes": "Primary outcome: Attacks\n\nSecondary outcome: Primary care visits"}
    for nct_id, stated in DESIGNS.items():
        write_trial(folder / "corpus", nct_id, f"Study {nct_id[-1]}", texts, conditions="[Asthma]", **stated)
    sections = {"Adverse reactions": "In double-blind studies 5% of patients on baclofen had nausea."}
    write_monograph(folder / "corpus", "Baclofen", sections)
    return open_toy(folder)


@pytest.mark.parametrize(
    ("questions", "finding", "left_out"),
    [
        (("double-blind asthma trials",),
         "1 of 4 trials is double, triple or quadruple masked and studies Asthma.", "1 more leaves masking unstated"),
        (("how many trials are open-label?",), "2 of 4 trials are open-label.", "1 more leaves masking unstated"),
        (("trials that are not randomized",), "1 of 4 trials is not randomized.", "1 more states no allocation"),
        (("non-randomized trials",), "None of the 4 trials is non-randomized.", "1 more states no allocation"),
        (("trials excluding observational ones",), "3 of 4 trials are not observational.", ""),
        (("trials that accept healthy volunteers",), "1 of 4 trials accepts healthy volunteers.",
         "2 more do not say whether healthy volunteers are accepted"),
        (("trials that don't accept healthy volunteers",), "1 of 4 trials accepts no healthy volunteers.",
         "2 more do not say whether healthy volunteers are accepted"),
        (("what share of the asthma trials are randomized?",),
         "2 of 4 trials that study Asthma are randomized: 50.0 % of all.", "1 more states no allocation"),
        (("asthma trials", "only randomized ones"), "2 of 4 trials are randomized and study Asthma.",
         "1 more states no allocation"),
        (("randomized trials", "how many of those are open-label?"), "1 of 4 trials is randomized and is open-label.",
         ""),
        (("trials neither randomized nor blinded",),
         "1 of 4 trials is not randomized and is not single, double, triple or quadruple masked.",
         "1 more states no allocation and is left out."),
        (("randomized trials for healthy volunteers",), "1 of 4 trials is randomized and accepts healthy volunteers.",
         "1 more does not say whether healthy volunteers are accepted and is left out."),
        (("which study type has the most double-blind trials?",),
         "Interventional has the most: 1 of 1 trial that is double, triple or quadruple masked.", ""),
        (("trials by masking",), "4 trials, counted by masking.", ""),
        (("open-label vs double-blind asthma trials",),
         "Open-label comes first: 2 of 4 trials that study Asthma; Double-blind 1.", "1 more leaves masking unstated"),
        (("trials by allocation",), "4 trials, counted by allocation.", ""),
        (("who runs the factorial asthma trials?",), "None of the 4 trials is factorial and studies Asthma.", ""),
        (("asthma trials by study type",), "4 trials that study Asthma, counted by study type.", ""),
        (("are there more randomized or non-randomized trials?",),
         "Randomized comes first: 2 of 4 trials; Non-randomized 0.", ""),
        (("compare open-label and double-blind trials",), "Open-label comes first: 2 of 4 trials; Double-blind 1.",
         "1 more leaves masking unstated"),
        (("how many asthma trials are open-label and how many are randomized?",),
         "Randomized and Open-label have the same number: 2 each, of 4 trials that study Asthma.", ""),
        (("single-arm asthma trials",), "1 of 4 trials is single-arm and studies Asthma.",
         "2 more state no intervention model"),
        (("is NCT94000001 single-arm?",), "No: NCT94000001 is not single-arm.", ""),
        (("is NCT94000001 randomized?",), "Yes: NCT94000001 is randomized.", ""),
        (("is NCT94000001 open-label?",), "No: NCT94000001 is not open-label.", ""),
        (("NCT94000002", "does it accept healthy volunteers?"), "Yes: NCT94000002 accepts healthy volunteers.", ""),
        (("is NCT94000004 double-blind?",), "The record of NCT94000004 leaves masking unstated.", ""),
    ],
)  # fmt: skip
def test_a_design_is_a_fact_of_records(
    designs: Engine, questions: tuple[str, ...], finding: str, left_out: str
) -> None:
    """Filtered, denied, counted and compared; what states nothing of it is told as left out."""
    *before, asked = questions
    found = answer(designs, Asked(asked, history=tuple(map(Turn, before))))
    assert found.finding == finding
    assert left_out in (found.explanation or "")


@pytest.mark.parametrize(
    ("questions", "quoted"),
    [
        (("what masking does NCT94000001 use?",), ["Masking: Triple"]),
        (("how is NCT94000003 blinded?",), ["Masking: None (open label)"]),
        (("NCT94000001", "how are patients allocated?"), ["Allocation: Randomized", "Intervention model: Crossover"]),
        (("what is the design of NCT94000003?",),
         ["Allocation: Not applicable", "Masking: None (open label)", "Intervention model: Single group"]),
        (("what is the primary outcome of NCT94000001?",), ["Primary outcome: Attacks"]),
        (("NCT94000001", "and its secondary endpoints?"), ["Secondary outcome: Primary care visits"]),
    ],
)  # fmt: skip
def test_a_design_is_quoted_from_the_record(designs: Engine, questions: tuple[str, ...], quoted: list[str]) -> None:
    """Asked of one trial, by its number or as "it"."""
    *before, asked = questions
    found = answer(designs, Asked(asked, history=tuple(map(Turn, before))))
    assert [each.text for each in found.quotes] == quoted


def test_a_label_that_speaks_of_double_blind_studies_answers(designs: Engine) -> None:
    """It states no masking itself; that it was not told by it is said."""
    found = answer(designs, Asked("What adverse reactions of baclofen were seen in double-blind studies?"))
    assert found.citations[0].passage.document_id == "baclofen"
    assert [each.line for each in found.notices if "double-blind" in each.line]


def test_yes_or_no_needs_no_line_that_states_it(designs: Engine) -> None:
    """It is computed from the facts, and the record is cited; of one that states nothing neither is said."""
    known, unknown = (answer(designs, Asked(f"is {each} randomized?")) for each in ("NCT94000003", "NCT94000004"))
    assert (known.answerable, known.finding) == (True, "No: NCT94000003 is not randomized.")
    assert [each.passage.document_id for each in known.citations] == ["NCT94000003"]
    assert (unknown.answerable, unknown.finding) == (False, "The record of NCT94000004 states no allocation.")


@pytest.mark.parametrize(
    ("question", "cities"),
    [
        ("trials in Newcastle", "Cities counted: Newcastle (2); Newcastle upon Tyne (1)."),
        ("trials in Newcastle, United Kingdom", None),
        ("trials in Sydney", None),
    ],
)
def test_cities_that_a_name_takes_in_are_told(newcastles: Engine, question: str, cities: str | None) -> None:
    """Not where they are one name in two spellings, nor where it is said which one is meant."""
    found = answer(newcastles, Asked(question)).explanation or ""
    assert cities in found if cities else "Cities counted" not in found


@pytest.mark.parametrize(
    ("question", "ids", "finding"),
    [
        ("ISRCTN35042256", ["NCT95000001"], None),
        ("is EudraCT 2006-000757-21 recruiting?", ["NCT95000002"], None),
        ("what is ISRCTN35042257?", [], "ISRCTN35042257 is not in the corpus."),
        ("ISRCTN350422", [], "ISRCTN350422 is not in the corpus."),
        ("P04823", ["NCT95000004"], "1 document here has NCT95000004."),
        ("is p04823 completed?", ["NCT95000004"], "No: NCT95000004 is not completed."),
        ("CALGB90401 trial", ["NCT95000005"], "1 document here has NCT95000005."),
        ("protocol 4711", ["NCT95000006"], "1 document here has NCT95000006."),
        ("trial P04824", [], "P04824 is not in the corpus."),
        ("CALGB-90402", [], "CALGB-90402 is not in the corpus."),
        ("what did the SPRINT trial find?", [], "SPRINT is not in the corpus."),
        ("HALO-D trial", [], "HALO-D is not in the corpus."),
        ("the HALO-C trial", ["NCT95000007"], "The record of NCT95000007."),
        ("the H1N1 trial", ["NCT95000005", "NCT95000006"], None),
        ("trials with 4711 people", [], None),
        ("H1N1 trials", ["NCT95000005", "NCT95000006"], None),
        ("what is HALO-C", ["NCT95000007"], "The record of NCT95000007."),
        ("how many trials have grant P30CA01?", [f"NCT9500000{n}" for n in (4, 5, 6, 7)], None),
    ],
)
def test_the_numbers_of_other_registries_find_their_trial(
    newcastles: Engine, question: str, ids: list[str], finding: str | None
) -> None:
    """However a record writes them, sponsors' own too; one that none states is said to be absent."""
    found = answer(newcastles, Asked(question))
    assert list(dict.fromkeys(each.document.document_id for each in found.citations)) == ids
    assert finding is None or found.finding == finding


@pytest.fixture(scope="module")
def newcastles(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Trials in two cities of one name and with numbers of other registries."""
    folder: Path = tmp_path_factory.mktemp("newcastles")
    stated: dict[str, tuple[list[str], str]] = {
        "NCT95000001": (["Newcastle, Australia", "Sydney, Australia"], "ISRCTN35042256"),
        "NCT95000002": (["Newcastle, Australia"], "EudraCT number:2006-000757-21"),
        "NCT95000003": (["Newcastle upon Tyne, United Kingdom"], "MUSC-7"),
        "NCT95000004": ([], "P04823"),
        "NCT95000005": ([], "CALGB-90401"),
        "NCT95000006": ([], "4711"),
        "NCT95000007": ([], "P04823-2"),
    }
    (folder / "corpus").mkdir()
    for nct_id, (sites, number) in stated.items():
        locations = [dict(zip(("city", "country"), site.split(", "), strict=True)) for site in sites]
        numbers = [number, *([] if sites else ["P30CA01"]), *(["H1N1"] if number == "4711" else [])]
        identified = {"nctId": nct_id, "briefTitle": "A study", "secondaryIdInfos": [{"id": each} for each in numbers]}
        identified |= {"acronym": "HALO-C"} if number == "P04823-2" else {}
        section = {
            "identificationModule": identified,
            "statusModule": {"overallStatus": "RECRUITING"},
            "conditionsModule": {"conditions": ["H1N1" if number in ("4711", "CALGB-90401") else "Asthma"]},
            "contactsLocationsModule": {"locations": locations},
        }
        record = {"protocolSection": section}
        (folder / "corpus" / f"{nct_id}.json").write_text(json.dumps(record), encoding="utf-8")
    return open_toy(folder)
