"""The registry's legacy XML, read from a study in our own words and from 6,786 real ones."""

import json
import re
import tarfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.corpus import find_sources, read_source
from indexer.documents import Document, PartialDate, Phase, Trial
from indexer.sources import clinicaltrials_v2, clinicaltrials_xml
from indexer.sources.clinicaltrials_xml import reflow
from indexer.sources.reading import Problems
from tests.source_files import documents_in, file_holding, sections_of


def read(content: str) -> list[Document]:
    """Read what must read without a problem."""
    return documents_in(clinicaltrials_xml, file_holding("study.xml", content))


@pytest.fixture
def xml(tests_data: Path) -> str:
    return (tests_data / "trials" / "study.xml").read_text()


@pytest.fixture
def document(xml: str) -> Document:
    [found] = read(xml)
    return found


@pytest.fixture
def same_study_in_v2(tests_data: Path) -> Document:
    content = json.dumps(json.loads((tests_data / "trials" / "study.json").read_text()))
    [found] = clinicaltrials_v2.read(file_holding("study.json", content), Problems())
    return found


@pytest.mark.parametrize(
    ("stated", "fact", "named"),
    [
        ("Accepts Healthy Volunteers", True, 0),
        ("No", False, 0),
        ("", None, 0),
        ("N/A", None, 1),
        ("Not stated", None, 1),
    ],
)
def test_whether_the_healthy_may_take_part_is_never_guessed(
    xml: str, stated: str, fact: bool | None, named: int
) -> None:
    """What is neither yes nor no was taken for yes."""
    content = re.sub(r"(<healthy_volunteers>)[^<]*", rf"\g<1>{stated}", xml)
    problems = Problems()
    [document] = clinicaltrials_xml.read(file_holding("study.xml", content), problems)
    assert isinstance(document.record, Trial)
    assert (document.record.healthy_volunteers, len(problems.found)) == (fact, named)


@pytest.mark.parametrize(
    ("element", "stated", "field", "fact", "named"),
    [
        ("allocation", "Non-Randomized", "allocation", "NON_RANDOMIZED", 0),
        ("allocation", "N/A", "allocation", "NA", 0),
        ("allocation", "", "allocation", None, 0),
        ("masking", "None (Open Label)", "masking", "NONE", 0),
        ("masking", "Triple (Participant, Care Provider, Investigator)", "masking", "TRIPLE", 0),
        ("masking", "Fivefold", "masking", None, 1),
        ("intervention_model", "Single Group Assignment", "intervention_model", "SINGLE_GROUP", 0),
        ("study_type", "Observational [Patient Registry]", "study_type", "OBSERVATIONAL", 0),
    ],
)
def test_a_design_is_stated_in_the_codes_of_v2(
    xml: str, element: str, stated: str, field: str, fact: str | None, named: int
) -> None:
    """Whom the masking leaves in the dark is no part of the code; another word is reported and left out."""
    content = re.sub(rf"(<{element}>)[^<]*", rf"\g<1>{stated}", xml)
    problems = Problems()
    [document] = clinicaltrials_xml.read(file_holding("study.xml", content), problems)
    assert (getattr(document.record, field), len(problems.found)) == (fact, named)


def test_the_same_study_states_the_same_facts_in_both_formats(document: Document, same_study_in_v2: Document) -> None:
    """tests/data/trials holds it twice; test_clinicaltrials_v2 compares those facts with values copied by hand."""
    assert document.record == same_study_in_v2.record
    assert document.source.date == PartialDate(2020, 7, 15)


def test_the_same_study_says_the_same_in_both_formats(document: Document, same_study_in_v2: Document) -> None:
    """But for the marks of lists and the registry's longer name of a design."""
    found, expected = sections_of(document), sections_of(same_study_in_v2)
    assert list(found) == list(expected)
    assert found["inclusion_criteria"] == "- At least two cramps a week"
    differing = {key for key in found if found[key] != expected[key]}
    assert differing == {"inclusion_criteria", "exclusion_criteria", "arms_and_interventions"}


def test_nobody_can_be_reached_through_a_document(document: Document) -> None:
    """Neither through the contacts' own elements nor through the summary."""
    everything = repr(document)
    for private in ("Ferncastle", "Brindle", "Quill", "555", "@", "0104"):
        assert private not in everything


def test_a_file_may_hold_many_studies(xml: str) -> None:
    """Each is emptied before the next is read."""
    again = xml.replace("NCT90000101", "NCT90000102")
    documents = read(f"<search_results>{xml}{again}</search_results>")
    assert [document.document_id for document in documents] == ["NCT90000101", "NCT90000102"]
    assert replace(documents[1].record, nct_id="NCT90000101") == documents[0].record  # type: ignore[type-var]


def test_an_element_without_children_is_still_there(xml: str) -> None:
    """Python calls it false: `<phase>N/A</phase>` states a phase, `<clinical_results/>` that there are results."""
    changed = re.sub(r"(?s)<clinical_results>.*</clinical_results>", "<clinical_results/>", xml)
    [document] = read(changed.replace("Phase 1/Phase 2", "N/A"))
    assert isinstance(document.record, Trial)
    assert document.record.phases == (Phase.NA,)
    assert document.record.has_results is True


def test_what_a_study_does_not_state_is_absent() -> None:
    """Nor is "N/A" an age."""
    [document] = read(
        "<clinical_study><id_info><nct_id>NCT90000109</nct_id></id_info><brief_title>Bare</brief_title>"
        "<eligibility><gender>Both</gender><minimum_age>N/A</minimum_age></eligibility></clinical_study>"
    )
    assert document.record == Trial(nct_id="NCT90000109", brief_title="Bare", sex="ALL", has_results=False)


def test_the_lines_of_a_textblock_are_joined_into_paragraphs_and_items() -> None:
    """The registry broke them at 100 characters and put an empty line between list items."""
    assert (
        reflow("\n   One\r\n   two.\r\n\r\n   Three:\r\n\r\n     -  a\r\n        b\r\n\r\n     1. c\r\n")
        == "One two.\n\nThree:\n- a b\n1. c"
    )


@pytest.mark.slow
def test_all_real_studies_read_and_their_facts_are_counted_equal(shared_data: Path) -> None:
    """Counted independently, with patterns over the raw XML."""
    folder = shared_data / "raw" / "ctgov_xml"
    raw: dict[str, str] = {}
    with tarfile.open(folder / "nct_xml.tar.xz") as archive:
        for member in archive:
            if member.name.endswith(".xml"):
                data = archive.extractfile(member)
                assert data is not None
                raw[Path(member.name).stem] = data.read().decode()
    raw.setdefault("NCT00000102", (folder / "sample.xml").read_text())
    problems = Problems()
    trials: dict[str, Trial] = {}
    for source in find_sources([folder]):
        for document in read_source(source, problems):
            if isinstance(document.record, Trial) and document.source.format == clinicaltrials_xml.FORMAT:
                trials[document.document_id] = document.record

    assert problems.found == ()
    assert len(trials) == 6786
    assert set(trials) == set(raw)
    assert Counter(trial.status.label.lower() for trial in trials.values() if trial.status) == Counter(
        _one(text, "overall_status").lower().replace("unknown status", "unknown") for text in raw.values()
    )
    assert Counter("/".join(phase.label for phase in trial.phases).lower() for trial in trials.values()) == Counter(
        _one(text, "phase").lower().replace("n/a", "not applicable") for text in raw.values()
    )
    for number, text in raw.items():
        trial = trials[number]
        assert str(trial.enrolment or "") == _one(text, "enrollment").removeprefix("0")
        assert len(trial.conditions) == len(set(re.findall(r"<condition>(.*?)</condition>", text)))
        assert len(trial.sites) == text.count("<location>")
        assert trial.has_results == ("<clinical_results>" in text)


def _one(text: str, tag: str) -> str:
    match = re.search(rf"^  <{tag}(?: [^>]*)?>(.*?)</{tag}>", text, re.MULTILINE)
    return match[1] if match else ""
