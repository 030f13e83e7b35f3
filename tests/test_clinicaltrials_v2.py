"""ClinicalTrials.gov API v2, read from a study in our own words and from 783 real ones."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.corpus import find_sources, read_source
from indexer.documents import (
    Document,
    EnrolmentType,
    Intervention,
    PartialDate,
    Phase,
    Site,
    Status,
    Trial,
)
from indexer.errors import SourceError
from indexer.sources import clinicaltrials_v2
from indexer.sources.contacts import without_contacts
from indexer.sources.eligibility import Eligibility, split_eligibility
from indexer.sources.json_stream import records
from indexer.sources.reading import HEAD_BYTES, Problems
from indexer.sources.trial_results import MAX_LINES, ResultLine, ResultTable, results_text
from tests.source_files import documents_in, file_holding, sections_of


def read(content: object) -> list[Document]:
    """Read what must read without a problem."""
    text = content if isinstance(content, str) else json.dumps(content)
    return documents_in(clinicaltrials_v2, file_holding("studies.json", text))


@pytest.fixture
def study(tests_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tests_data / "trials" / "study.json").read_text())
    return found


@pytest.fixture
def document(study: dict[str, Any]) -> Document:
    [found] = read(study)
    return found


def test_every_field_of_a_study_becomes_the_fact_it_states(document: Document) -> None:
    """Copied by hand from tests/data/trials/study.json."""
    assert document.record == Trial(
        nct_id="NCT90000101",
        brief_title="Baclofen for Night Cramps",
        official_title="A Randomised Comparison of Baclofen and Placebo in Adults With Night Cramps",
        acronym="CALM-LEG",
        status=Status.TERMINATED,
        why_stopped="Too few people joined",
        study_type="INTERVENTIONAL",
        allocation="RANDOMIZED",
        masking="DOUBLE",
        intervention_model="SINGLE_GROUP",
        phases=(Phase.PHASE1, Phase.PHASE2),
        conditions=("Night Cramps", "Leg Pain, Nocturnal"),
        keywords=("muscle", "sleep"),
        interventions=(
            Intervention("Baclofen", "DRUG", "A 10 mg tablet.", ("Lioresal", "Ozobax")),
            Intervention("Sugar tablet", "DIETARY_SUPPLEMENT"),
        ),
        sponsor="Hollow Hill Institute",
        collaborators=("Pebble Foundation",),
        enrolment=42,
        enrolment_type=EnrolmentType.ESTIMATED,
        first_posted=PartialDate(2011, 2, 9),
        last_posted=PartialDate(2020, 7, 15),
        started=PartialDate(2011, 3),
        primary_completion=PartialDate(2012, 5, 20),
        completed=PartialDate(2012, 6),
        sex="ALL",
        minimum_age="18 Years",
        maximum_age="75 Years",
        healthy_volunteers=False,
        has_results=True,
        other_ids=("MUSC-7", "2019-000000-11", "NCT90000001"),
        sites=(
            Site("Hollow Hill Clinic", "Springvale", "Ohio", "United States", Status.COMPLETED),
            Site(None, "Lyon", None, "France"),
        ),
    )


def test_the_source_names_the_public_page_and_the_day_of_the_last_update(document: Document) -> None:
    """What a citation shows."""
    assert document.source.url == "https://clinicaltrials.gov/study/NCT90000101"
    assert document.source.date == PartialDate(2020, 7, 15)
    assert (document.document_id, document.title) == ("NCT90000101", "Baclofen for Night Cramps")


def test_its_texts_become_sections(document: Document) -> None:
    """Facts first, then what the sponsor wrote; eligibility in two parts without its headings."""
    found = sections_of(document)
    assert list(found) == [
        "study",
        "participants",
        "status_and_places",
        "brief_summary",
        "detailed_description",
        "inclusion_criteria",
        "exclusion_criteria",
        "arms_and_interventions",
        "outcomes",
        "results",
        "references",
    ]
    assert found["inclusion_criteria"] == "* At least two cramps a week"
    assert found["exclusion_criteria"] == "* Kidney failure"
    assert "Masking: Double (participant, investigator)" in found["arms_and_interventions"]
    assert (
        "Arm: Baclofen (experimental)\nTen milligrams at bedtime.\nGiven: Drug: Baclofen"
        in found["arms_and_interventions"]
    )
    assert "Other names: Lioresal, Ozobax" in found["arms_and_interventions"]
    assert found["outcomes"].startswith("Primary outcome: Cramps a week\nCounted in a diary.\nTime frame: 12 weeks")
    assert found["references"].endswith("doi: 10.1000/s0000-0000(09)00001-2. PMID: 10000007")


def test_an_escaped_sign_is_the_sign_itself(document: Document) -> None:
    """API v2's texts are CommonMark: "\\>" is ">"."""
    assert sections_of(document)["detailed_description"].endswith("a fall > 2 points counts.")


def test_results_are_lines_that_name_their_groups(document: Document) -> None:
    """Each can be quoted alone; an outcome's description, said under outcomes, is not said again."""
    results = sections_of(document)["results"].split("\n")
    assert "- Started: Baclofen: 21; Placebo: 20" in results
    assert "- Left: Moved away: Baclofen: 1; Placebo: 0" in results
    assert "- Baclofen: 1.4 (standard deviation 0.6); Placebo: 2.9 (standard deviation 0.8)" in results
    assert "- Dizziness (Nervous system disorders): Baclofen: 4 of 21; Placebo: 1 of 20" in results
    assert "Counted in a diary." not in results


def test_nobody_can_be_reached_through_a_document(document: Document) -> None:
    """No contact's name, address or number is kept, nor one that the sponsor wrote into the summary."""
    everything = repr(document)
    for private in ("Ferncastle", "Brindle", "Quill", "555", "@", "0104"):
        assert private not in everything
    summary = "Does a small dose at bedtime prevent cramps? Ask [contact removed], call [contact removed] or write to"
    assert sections_of(document)["brief_summary"] == f"{summary} [contact removed]."


def test_an_array_a_page_and_lines_hold_the_same_studies(study: dict[str, Any]) -> None:
    """The site's download, the API's answer, one study per line."""
    [alone] = read(study)
    assert read([study]) == [alone]
    assert read({"totalCount": 1, "studies": [study], "nextPageToken": "ZVNj"}) == [alone]
    assert read(f"{json.dumps(study)}\n{json.dumps(study)}\n") == [alone, alone]


def laid_out(studies: Sequence[object], how: str) -> str:
    """As the site's download, a page of the API's and programs write an array."""
    lines = ",\n".join(json.dumps(each) for each in studies)
    return {
        "download": f"[\n{lines}\n]\n",
        "page": f'{{"studies":[\n{lines}\n],"nextPageToken":"ZVNj"}}',
        "one line": json.dumps(studies, separators=(",", ":")),
        "page on one line": json.dumps({"studies": studies, "nextPageToken": "ZVNj"}) + "\n",
        "indented": json.dumps(studies, indent=4),
        "indented page": json.dumps({"totalCount": len(studies), "studies": studies}, indent=2),
    }[how]


@pytest.mark.parametrize("how", ["download", "page", "one line", "page on one line", "indented", "indented page"])
@pytest.mark.parametrize("broken", [0, 2, 4])
def test_a_record_that_is_broken_costs_no_other_of_its_array(study: dict[str, Any], how: str, broken: int) -> None:
    """Where each begins as the first does; the lines of the one that is lost are named, and it alone is lost."""
    studies = [json.loads(json.dumps(study).replace("NCT90000101", f"NCT9000000{number}")) for number in range(5)]
    text = laid_out(studies, how).replace(f'"NCT9000000{broken}"', f'NCT9000000{broken}"')
    problems = Problems()
    found = [each.document_id for each in clinicaltrials_v2.read(file_holding("a.json", text), problems)]
    assert found == [f"NCT9000000{number}" for number in range(5) if number != broken]
    [lost] = problems.lost
    assert lost.reason.endswith("; what else the file holds is read")
    assert lost.where is not None
    first = int(lost.where.split()[1])
    assert any(f'NCT9000000{broken}"' in line for line in text.split("\n")[first - 1 : first + 40])


def test_an_array_of_one_line_is_mended_record_by_record_however_long_it_is() -> None:
    """Longer than a record may be: it is never held whole, and the place of the fault is that in the file."""
    text = json.dumps([{"id": number, "told": "é " * 20_000} for number in range(60)], ensure_ascii=False)
    text = text.replace('{"id": 40, "told": "', '{"id": 40, "told" "')
    problems = Problems()
    found = [value["id"] for _, value in records(file_holding("a.json", text), "item", problems, most=200_000)]
    assert found == [number for number in range(60) if number != 40]
    [lost] = problems.lost
    column = text.index('"told" "', text.index('"id": 40')) + len('"told" "')
    assert f"(line 1, column {column})" in lost.reason


def test_a_record_of_one_line_that_is_too_long_is_refused_by_its_place() -> None:
    """What cannot be cut into records is not read into memory either."""
    text = '[{"id": 1}, {"id" 2, "told": "' + "x" * 3_000_000 + '"}]'
    with pytest.raises(SourceError, match=r"a\.json:line 1: longer than 200000 bytes"):
        list(records(file_holding("a.json", text), "item", Problems(), most=200_000))


@pytest.mark.parametrize("how", ["download", "one line", "indented"])
def test_an_array_that_is_cut_short_is_not_said_to_be_read(study: dict[str, Any], how: str) -> None:
    """What it held after the cut is not known."""
    text = laid_out([study] * 4, how)
    with pytest.raises(SourceError, match=r"after record [12].*is the file cut short\?"):
        list(clinicaltrials_v2.read(file_holding("a.json", text[: len(text) * 2 // 3]), Problems()))


def test_a_study_whose_keys_were_sorted_is_one_all_the_same(study: dict[str, Any]) -> None:
    """Pages of derived terms then stand before its protocol."""
    terms = [{"id": f"D{number:06}", "term": "Nervous System Diseases"} for number in range(200)]
    told = {"derivedSection": {"conditionBrowseModule": {"ancestors": terms}}, **study}
    for content in (told, [told], {"nextPageToken": "ZVNj", "studies": [told]}):
        assert clinicaltrials_v2.recognises("a.json", json.dumps(content).encode()[:HEAD_BYTES])
        assert read(content) == read(study)


def test_a_count_that_is_no_number_costs_neither_its_trial_nor_its_words(study: dict[str, Any]) -> None:
    """It is written as the record has it."""
    events = study["resultsSection"]["adverseEventsModule"]
    [event] = events["otherEvents"]
    event["stats"][0]["numAffected"] = "<5"
    problems = Problems()
    [document] = clinicaltrials_v2.read(file_holding("one.json", json.dumps(study)), problems)
    assert problems.found == ()
    assert ": <5 of 21" in sections_of(document)["results"]


@pytest.mark.parametrize(
    ("stated", "fact", "named"),
    [
        (True, True, 0),
        ("true", True, 0),
        ("False", False, 0),
        (None, None, 0),
        ("", None, 0),
        ("maybe", None, 1),
        ([], None, 1),
    ],
)
def test_whether_is_read_of_texts_too(study: dict[str, Any], stated: object, fact: bool | None, named: int) -> None:
    """As programs write it that hand studies on; what says neither is named, and left out."""
    study["hasResults"] = stated
    study["protocolSection"]["eligibilityModule"]["healthyVolunteers"] = stated
    problems = Problems()
    [document] = clinicaltrials_v2.read(file_holding("s.json", json.dumps(study)), problems)
    assert isinstance(document.record, Trial)
    assert (document.record.has_results, document.record.healthy_volunteers) == (fact, fact)
    assert ["none of true, false" in each.reason for each in problems.found] == [True] * 2 * named


def test_what_a_study_does_not_state_is_absent() -> None:
    """No phase, no enrolment, no sites, no dates: None or nothing, and no section for it."""
    identity = {"nctId": "NCT90000109", "briefTitle": "Bare"}
    [document] = read({"protocolSection": {"identificationModule": identity}})
    assert document.record == Trial(nct_id="NCT90000109", brief_title="Bare")
    assert [section.key for section in document.sections] == ["study"]


def test_a_study_that_cannot_be_read_is_named_and_the_next_is_read(study: dict[str, Any]) -> None:
    """One without a number, one whose phases are a text; a status nobody knows is left out of a study that stays."""
    broken: dict[str, Any] = {"protocolSection": {"identificationModule": {"nctId": "NCT1"}}}
    odd = {"protocolSection": {"identificationModule": {"nctId": "NCT90000110"}, "designModule": {"phases": "PHASE1"}}}
    study["protocolSection"]["statusModule"]["overallStatus"] = "SLEEPING"
    problems = Problems()
    source = file_holding("three.json", json.dumps([broken, odd, study]))
    [document] = clinicaltrials_v2.read(source, problems)
    assert isinstance(document.record, Trial)
    assert document.record.status is None
    assert [(problem.where, problem.reason.split(";")[0]) for problem in problems.found] == [
        ("record 1", "no NCT number: 'NCT1'"),
        ("NCT90000110", "phases: expected a list, found str"),
        ("NCT90000101", "not a status: 'SLEEPING'"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"FullStudiesResponse": {"APIVrs": "1.01"}}', "old ClinicalTrials.gov API"),
        (
            '{"studies": [{"protocolSection": {"identificationModule": {"nctId": ["NCT90000101"]}}}]}',
            "wrapped in a list",
        ),
        ('[{"protocolSection": {"identificationModule": {"nctId": "NCT9', "not valid JSON"),
    ],
)
def test_a_form_that_is_no_api_v2_says_so(content: str, reason: str) -> None:
    """The dead API's answer, a program's lists of one, a download cut short."""
    source = file_holding("studies.json", content)
    assert clinicaltrials_v2.recognises(source.name, source.head())
    with pytest.raises(SourceError, match=reason):
        list(clinicaltrials_v2.read(source, Problems()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Inclusion Criteria:\n* A\nExclusion Criteria:\n* B", Eligibility("* A", "* B")),
        ("**Key inclusion criteria**\nA\n\n2. EXCLUSION:\nB", Eligibility("A", "B")),
        ("Inclusion: A\nExclusion: B", Eligibility("A", "B")),
        ("Inclusion Criteria: over 18. Exclusion Criteria: pregnancy", Eligibility("over 18.", "pregnancy")),
        ("Adults only.\nExclusion criteria:\nB", Eligibility("Adults only.", "B")),
        (
            "Inclusion Criteria for cohort B:\nA\nExclusion Criteria:\nB\nInclusion criteria:\nC",
            Eligibility("Inclusion Criteria for cohort B:\nA\n\nC", "B"),
        ),
        ("Inclusion Criteria:\nA, with no exclusion of the old", Eligibility("A, with no exclusion of the old")),
        ("Inclusion/Exclusion Criteria:\nA", Eligibility(whole="Inclusion/Exclusion Criteria:\nA")),
        ("Meets all inclusion criteria\nB", Eligibility(whole="Meets all inclusion criteria\nB")),
        ("", Eligibility()),
    ],
)
def test_eligibility_is_split_at_its_headings(text: str, expected: Eligibility) -> None:
    """However the sponsor wrote them; where there are none it stays whole."""
    assert split_eligibility(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "NCT90000101 in 2011-03-09, 10-20-30 mg, 1,200-1,500 kcal",
        "J Med 2001;45(3):1234-1245. doi: 10.1016/s0197-2456(01)00113-1. PMID 11384789",
        "boost 1.8 Gy @ 0.5 mg/kg, p = 0.0000123456",
    ],
)
def test_numbers_that_are_no_telephone_stay(text: str) -> None:
    """Ids, dates, doses, citations."""
    assert without_contacts(text) == text


@pytest.mark.parametrize(
    "number", ["1-877-555-0100", "(301) 555-0100", "+45 6555 3425", "1-800-4CANCER", "555.010.4477"]
)
def test_a_telephone_number_is_cut(number: str) -> None:
    """In the spellings met in real records."""
    assert without_contacts(f"Please ring {number} first") == "Please ring [contact removed] first"


def test_a_long_table_of_events_keeps_those_that_befell_most_people() -> None:
    """And says how many lines were left out."""
    lines = tuple(
        ResultLine(f"Event {number}", {"A": f"{number} of 99"}, weight=number) for number in range(1, MAX_LINES + 3)
    )
    text = results_text([ResultTable("Other adverse events", (), {"A": "All"}, lines)])
    assert "Event 1:" not in text
    assert "- Event 3: All: 3 of 99" in text
    assert text.endswith("2 more lines of this table are left out here.")


@dataclass(frozen=True)
class Real:
    """The studies in the folder of real data, and what is read of them."""

    raw: list[dict[str, Any]]
    """Straight from the JSON: the protocol section of each."""
    documents: list[Document]
    problems: Problems


@pytest.fixture(scope="module")
def real(shared_data: Path) -> Real:
    folder = shared_data / "raw" / "ctgov_v2"
    raw: list[dict[str, Any]] = []
    for path in sorted(folder.rglob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        found = content if isinstance(content, list) else content.get("studies", [content])
        raw += [one["protocolSection"] for one in found if "protocolSection" in one]
    problems = Problems()
    documents = [document for source in find_sources([folder]) for document in read_source(source, problems)]
    return Real([one for one in raw if isinstance(one["identificationModule"]["nctId"], str)], documents, problems)


def test_all_real_studies_read_and_their_facts_are_counted_equal(real: Real) -> None:
    """Counted independently of the reader."""
    raw, trials = real.raw, [each.record for each in real.documents if isinstance(each.record, Trial)]
    assert len({trial.nct_id for trial in trials}) == 783
    assert Counter(trial.nct_id for trial in trials) == Counter(one["identificationModule"]["nctId"] for one in raw)
    assert Counter(trial.status for trial in trials) == Counter(one["statusModule"]["overallStatus"] for one in raw)
    assert Counter(phase for trial in trials for phase in trial.phases) == Counter(
        phase for one in raw for phase in one["designModule"].get("phases", [])
    )
    assert sum(trial.enrolment or 0 for trial in trials) == sum(
        one["designModule"].get("enrollmentInfo", {}).get("count", 0) for one in raw
    )
    assert sum(len(trial.conditions) for trial in trials) == sum(
        len(dict.fromkeys(one["conditionsModule"]["conditions"])) for one in raw
    )
    assert sum(len(trial.sites) for trial in trials) == sum(
        len(one.get("contactsLocationsModule", {}).get("locations", [])) for one in raw
    )
    assert Counter(str(trial.last_posted) for trial in trials) == Counter(
        one["statusModule"]["lastUpdatePostDateStruct"]["date"] for one in raw
    )


def test_only_the_real_files_with_a_fault_are_named(real: Real) -> None:
    """Those of dead forms, and those that other programs wrote."""
    assert {problem.path.rsplit("/", 1)[-1] for problem in real.problems.found} == {
        "NCT00023673.json",
        "NCT02028676.json",
        "NCT04780763.json",
        "ctti-clinicaltrials+aact-spec_support_json_data_covid-19-search.json",
        "ctti-clinicaltrials+aact-spec_support_json_data_results_1.json",
        "unl-stat351+screencast-public-data-jesusrod44-json_response.json",
    }


def test_no_address_of_a_real_contact_is_kept(real: Real) -> None:
    """Neither of the study's nor of a site's people, in whatever text it stands."""
    modules = [one.get("contactsLocationsModule", {}) for one in real.raw]
    places = [place for module in modules for place in (module, *module.get("locations", []))]
    people = [person for place in places for key in ("contacts", "centralContacts") for person in place.get(key, [])]
    addresses = {person["email"] for person in people if "email" in person}
    text = "\n".join(section.text for document in real.documents for section in document.sections)
    assert addresses
    assert [address for address in addresses if address in text] == []
