"""The MedPath page: golden values are copied from the pages by hand."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from indexer.documents import Document, Intervention, Kind, Monograph, PartialDate, Phase, Site, Status, Trial
from indexer.errors import SourceError
from indexer.sources import medpath_page
from indexer.sources.reading import Problems
from tests.source_files import documents_in, file_at, file_holding


def read(path: Path) -> list[Document]:
    return documents_in(medpath_page, file_at(path.parent, path.name))


@pytest.fixture(scope="module")
def seed(seed_page: Path) -> list[Document]:
    return read(seed_page)


@pytest.fixture(scope="module")
def trials(seed: list[Document]) -> dict[str, Trial]:
    return {document.document_id: document.record for document in seed if isinstance(document.record, Trial)}


def test_the_seed_page_is_one_monograph_and_ten_trials(seed: list[Document]) -> None:
    """Eleven documents, and each id once."""
    assert Counter(document.kind for document in seed) == {Kind.MONOGRAPH: 1, Kind.TRIAL: 10}
    assert len({document.document_id for document in seed}) == 11


def test_the_monograph_has_the_facts_of_the_page(seed: list[Document]) -> None:
    """Every fact above the first heading, and nothing else."""
    assert seed[0].record == Monograph(
        generic_name="Baclofen",
        brand_names=("Fleqsuvy", "Gablofen", "Kemstro", "Lioresal", "Lyvispah", "Ozobax"),
        drug_type="Small Molecule",
        formula="C10H12ClNO2",
        cas="1134-47-0",
        unii="H789N3FKE8",
        associated_conditions=(
            "Alcohol Dependency",
            "Severe Spasticity",
            "Spasticity",
            "Flexor spasm",
            "Severe cerebral origin Spasticity",
            "Severe spinal cord origin Spasticity",
        ),
    )
    assert seed[0].source.date is None


def test_the_monograph_has_its_sections_and_no_trial_text(seed: list[Document]) -> None:
    """Sections are whole, begin and end as on the page, and nothing of a trial or the footer leaks in."""
    sections = {section.key: section.text for section in seed[0].sections}
    assert list(sections) == ["facts", "background", "indication", "associated_conditions"]
    assert sections["background"].startswith("Baclofen is a gamma-aminobutyric acid (GABA) agonist")
    assert sections["background"].endswith("managing alcohol dependence or withdrawal symptoms.")
    assert sections["background"].count("\n\n") == 1
    assert sections["indication"].endswith("after at least one year of injury.")
    everything = " ".join(section.text for document in seed for section in document.sections)
    assert "Copyright" not in everything
    assert "NCT" not in " ".join(sections.values())


def test_the_statuses_are_those_of_the_page(trials: dict[str, Trial]) -> None:
    """Four completed, two recruiting, two terminated, one withdrawn, one not stated."""
    counts = Counter(trial.status for trial in trials.values())
    assert counts == {
        Status.COMPLETED: 4,
        Status.RECRUITING: 2,
        Status.TERMINATED: 2,
        Status.WITHDRAWN: 1,
        None: 1,
    }
    assert trials["NCT05257447"].status is None


def test_not_applicable_is_a_phase_and_absence_is_not(trials: dict[str, Trial]) -> None:
    """Two trials state no phase; three state "Not Applicable"."""
    assert {nct for nct, trial in trials.items() if not trial.phases} == {"NCT05257447", "NCT04679142"}
    assert {nct for nct, trial in trials.items() if trial.phases == (Phase.NA,)} == {
        "NCT05392361",
        "NCT04509336",
        "NCT03835442",
    }
    assert trials["NCT03860662"].phases == (Phase.PHASE4,)


def test_conditions_are_lines_so_a_comma_stays_inside_a_name(trials: dict[str, Trial]) -> None:
    """One condition has a comma in its name, three trials have two conditions, one has none."""
    assert trials["NCT04471714"].conditions == ("Spasticity, Muscle", "Spinal Cord Injuries")
    assert trials["NCT04251819"].conditions == ("Acute Pain", "Analgesia")
    assert trials["NCT03860662"].conditions == ("Stroke Sequelae", "Spastic Hemiplegia")
    assert trials["NCT05257447"].conditions == ()
    assert Counter(len(trial.conditions) for trial in trials.values()) == {1: 6, 2: 3, 0: 1}


def test_two_trials_state_an_intervention(trials: dict[str, Trial]) -> None:
    """An empty heading is no intervention, and the drug of the page is not added."""
    stated = {nct: trial.interventions for nct, trial in trials.items() if trial.interventions}
    assert stated == {
        "NCT03860662": (Intervention("Nociceptor flexor reflex", "DIAGNOSTIC_TEST"),),
        "NCT03835442": (Intervention("Placebos", "OTHER"),),
    }


def test_enrolment_dates_and_sponsors(trials: dict[str, Trial]) -> None:
    """One trial states no target; dates and sponsors are the page's."""
    assert {nct: trial.enrolment for nct, trial in trials.items()} == {
        "NCT05418049": 45,
        "NCT05392361": 40,
        "NCT05257447": 19,
        "NCT05161351": 16,
        "NCT04679142": 975,
        "NCT04509336": 5,
        "NCT04471714": None,
        "NCT04251819": 15,
        "NCT03860662": 29,
        "NCT03835442": 60,
    }
    assert trials["NCT04251819"].last_posted == PartialDate(2025, 4, 6)
    assert trials["NCT03835442"].first_posted == trials["NCT03835442"].last_posted == PartialDate(2019, 2, 8)
    assert trials["NCT05418049"].sponsor == "Children's Hospital Medical Center, Cincinnati"
    assert trials["NCT03835442"].sponsor == "Universitaire Ziekenhuizen KU Leuven"


def test_sites_and_countries(trials: dict[str, Trial]) -> None:
    """A country's own comma is no separator; one trial states no site."""
    assert {nct: trial.countries for nct, trial in trials.items()} == {
        "NCT05418049": ("United States",),
        "NCT05392361": ("Korea, Republic of",),
        "NCT05257447": ("United States",),
        "NCT05161351": ("United Kingdom",),
        "NCT04679142": ("France",),
        "NCT04509336": ("Egypt",),
        "NCT04471714": ("Canada",),
        "NCT04251819": ("United States",),
        "NCT03860662": ("Turkey",),
        "NCT03835442": (),
    }
    [site] = trials["NCT05392361"].sites
    assert site == Site("Yonsei University Health System, Severance Hospital", "Seoul", None, "Korea, Republic of")
    [site] = trials["NCT04471714"].sites
    assert site == Site("524 HMRC, University of Alberta", "Edmonton", "Alberta", "Canada")


def test_a_page_of_our_own_in_the_same_layout(tests_data: Path) -> None:
    """Two phases at once, a comma in a title's sponsor, several sites, thousands, partial dates."""
    monograph, first, second = read(tests_data / "pages" / "medpath-exemplarin.txt")
    assert monograph.document_id == "exemplarin"
    assert [section.key for section in monograph.sections] == [
        "facts",
        "background",
        "indication",
        "associated_conditions",
    ]
    assert first.record == Trial(
        nct_id="NCT90000001",
        brief_title="A First Study of Exemplarin in Test Fever",
        status=Status.ACTIVE_NOT_RECRUITING,
        phases=(Phase.PHASE1, Phase.PHASE2),
        conditions=("Test Fever", "Ache, Sample"),
        interventions=(Intervention("Exemplarin", "DRUG"), Intervention("Placebo: sugar")),
        sponsor="Institute of Examples, Ltd.",
        enrolment=1204,
        first_posted=PartialDate(2020, 3),
        last_posted=PartialDate(2021, 11, 30),
        listed_under=("Exemplarin",),
        sites=(
            Site("First Hospital, Wing B", "Busan", None, "Korea, Republic of"),
            Site("Second Hospital", "Perth", "Western Australia", "Australia"),
        ),
    )
    assert second.title == "Completed Trials Are Studied Again"
    assert isinstance(second.record, Trial)
    assert (second.record.phases, second.record.status) == ((Phase.NA,), None)
    assert second.record.conditions == second.record.interventions == ()
    assert second.record.first_posted is not None
    assert second.record.first_posted.latest == date(2018, 12, 31)
    assert second.record.sites == (Site(country="France"),)


def test_a_trial_without_its_number_is_reported_and_the_rest_is_read() -> None:
    """The message says where, what was expected, and which trial."""
    page = "MedPath\n\nX\n\nGeneric Name\nX\n\nA trial\n\nPhase 2\nConditions\nFever\n\nNext\n\nRecruiting\n"
    page += "Registration Number\nNCT00000001\n"
    problems = Problems()
    documents = list(medpath_page.read(file_holding("x.txt", page), problems))
    assert [document.document_id for document in documents] == ["x", "NCT00000001"]
    [problem] = problems.found
    assert problem.where == "line 8"
    assert "registration number" in problem.reason


def test_a_page_without_a_generic_name_is_refused() -> None:
    """Nothing is guessed from the title."""
    with pytest.raises(SourceError, match="Generic Name"):
        list(medpath_page.read(file_holding("x.txt", "MedPath\n\nX\n\nBackground\n\nText.\n"), Problems()))


PAGE = "MedPath\n\nExemplarin\n\nGeneric Name\nExemplarin\nCAS Number\n{cas}\n\nIndication\n{text}\n"


@pytest.mark.parametrize("end", [60, 70, 85])
def test_a_page_without_a_trial_is_a_monograph(end: int) -> None:
    """Also the beginning of one."""
    page = PAGE.format(cas="1134-47-0", text="For test fever.")[:end]
    [document] = medpath_page.read(file_holding("page.txt", page), Problems())
    assert document.document_id == "exemplarin"


def test_a_page_is_one_with_the_blanks_that_a_browser_copies() -> None:
    """They look like others."""
    page = PAGE.format(cas="1134-47-0", text="Words.").replace(" ", "\u00a0")
    assert medpath_page.recognises("page.txt", page.encode())


@pytest.mark.parametrize(
    ("page", "where", "words"),
    [
        (PAGE.format(cas="1134-47-1", text="Words."), "line 8", "CAS Number: '1134-47-1' is no CAS number"),
        (
            PAGE.format(cas="1134-47-0", text="Words.\n\nA trial\nPhase 2\nTarget Recruit Count\n9223372036854775808\n")
            + "Registration Number\nNCT90000001\n",
            "line 13",
            "no number of people",
        ),
    ],
)
def test_a_value_that_is_wrong_is_reported_with_its_line(page: str, where: str, words: str) -> None:
    """And left out, or its trial is."""
    problems = Problems()
    [document] = medpath_page.read(file_holding("page.txt", page), problems)
    [problem] = problems.found
    assert problem.where == where
    assert words in problem.reason
    assert "1134-47-1" not in repr(document)
