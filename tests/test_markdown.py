"""Documents written by hand."""

import pytest

from indexer.documents import Document, EnrolmentType, Intervention, Monograph, PartialDate, Phase, Site, Status, Trial
from indexer.errors import SourceError
from indexer.sources import markdown
from indexer.sources.reading import Problems
from tests.source_files import file_holding

MONOGRAPH = """---
kind: monograph
generic_name: Exemplarin
brand_names: [Exalin, "Plarivo XR"]
cas: 150-30-1
associated_conditions: [Test fever]
source: {set_id: 11111111-2222-3333-4444-555555555555, date: 2023-01-26}
---

# Exemplarin

## Indication

It is **given** for
test fever.

- one item
  that goes on
- another

### In children
Not under 6 years.

## Side effects ##
None known.
"""

TRIAL = """---
kind: trial
nct_id: NCT90000001
title: A study
status: RECRUITING
phases: [PHASE1, PHASE2]
conditions: ["Ache, Sample"]
interventions:
  - {type: DRUG, name: Exemplarin, other_names: [Exalin]}
enrolment: {count: 12, type: ESTIMATED}
first_posted: 2022-05
last_posted: 2023-06-07
healthy_volunteers: false
minimum_age: 18 Years
sites:
  - {facility: First Hospital, city: Busan, country: South Korea, status: RECRUITING}
---
## Summary
What it studies.
"""


def read(text: str) -> Document:
    [document] = markdown.read(file_holding("monographs/x.md", text), Problems())
    return document


def test_a_monograph_has_its_facts_and_sections() -> None:
    """Front matter becomes facts; headings become sections keyed by their slug; wrapped lines are joined."""
    document = read(MONOGRAPH)
    assert document.record == Monograph(
        "Exemplarin",
        brand_names=("Exalin", "Plarivo XR"),
        cas="150-30-1",
        associated_conditions=("Test fever",),
    )
    texts = {section.key: section.text for section in document.sections}
    assert texts == {
        "facts": "Generic name: Exemplarin\nBrand names: Exalin, Plarivo XR\nCAS number: 150-30-1",
        "indication": (
            "It is given for test fever.\n\n- one item that goes on\n- another\n\nIn children\nNot under 6 years."
        ),
        "side_effects": "None known.",
    }
    assert document.source.date == PartialDate(2023, 1, 26)
    assert document.source.note == "Written from the facts of the US drug label 11111111-2222-3333-4444-555555555555."


def test_a_trial_has_its_facts_and_its_text() -> None:
    """Facts are typed, what is left out is None, and the stated facts become sections of their own."""
    document = read(TRIAL)
    assert document.record == Trial(
        "NCT90000001",
        "A study",
        status=Status.RECRUITING,
        phases=(Phase.PHASE1, Phase.PHASE2),
        conditions=("Ache, Sample",),
        interventions=(Intervention("Exemplarin", "DRUG", None, ("Exalin",)),),
        enrolment=12,
        enrolment_type=EnrolmentType.ESTIMATED,
        first_posted=PartialDate(2022, 5),
        last_posted=PartialDate(2023, 6, 7),
        minimum_age="18 Years",
        healthy_volunteers=False,
        sites=(Site("First Hospital", "Busan", None, "South Korea", Status.RECRUITING),),
    )
    assert [section.key for section in document.sections] == ["study", "participants", "status_and_places", "summary"]
    assert document.sections[1].text == "Minimum age: 18 Years\nHealthy volunteers: not accepted"
    assert document.source.url == "https://clinicaltrials.gov/study/NCT90000001"


@pytest.mark.parametrize("text", [MONOGRAPH, TRIAL])
def test_the_publisher_is_whom_the_text_names_and_nobody_else(text: str) -> None:
    """A hospital's own text must not be cited as somebody else's."""
    assert read(text).source.publisher is None
    named = text.replace("\n", "\npublisher: Example Hospital Pharmacy\n", 1)
    assert read(named).source.publisher == "Example Hospital Pharmacy"
    assert read(named).source.published_by == "Example Hospital Pharmacy"
    assert read(text).source.published_by == "publisher not stated"


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("kind: monograph", "kind: leaflet"), 2, "expected 'monograph' or 'trial'"),
        (("cas:", "csa:"), 5, "unknown key 'csa'"),
        (("generic_name: Exemplarin", "generic_name:"), 3, "'generic_name'"),
        (("brand_names: [Exalin", "brand_names: Exalin #"), 4, "expected a list"),
        (("date: 2023-01-26", "date: January"), 7, "not a date"),
        (("cas: 150-30-1", "cas: [unclosed"), 6, "not YAML"),
        (("cas: 150-30-1", "brand_names: []"), 5, "stated twice"),
        (("## Side effects ##", "## Indication"), 24, "a second section 'Indication'"),
        (("# Exemplarin", "Stray text."), 10, "text before the first heading"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(change: tuple[str, str], line: int, words: str) -> None:
    """The file, the line, what was expected."""
    with pytest.raises(SourceError, match=words) as caught:
        read(MONOGRAPH.replace(*change, 1))
    assert caught.value.path == "monographs/x.md"
    assert caught.value.where == f"line {line}"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("NCT90000001", "NCT9"), "NCT and 8 digits"),
        (("PHASE1, PHASE2", "PHASE7"), "PHASE7"),
        (("RECRUITING", "Open"), "Open"),
        (("count: 12", "count: many"), "whole number"),
        (("false", "maybe"), "true or false"),
        (("name: Exemplarin", "nam: Exemplarin"), "expected a mapping"),
    ],
)
def test_a_fact_that_is_no_fact_is_refused(change: tuple[str, str], words: str) -> None:
    """A misspelled status or phase must not become a missing one."""
    with pytest.raises(SourceError, match=words):
        read(TRIAL.replace(*change, 1))


def test_only_markdown_with_a_front_matter_is_recognised() -> None:
    """A README is no source."""
    assert markdown.recognises("x.md", b"---\nkind: trial\n")
    assert not markdown.recognises("README.md", b"# The demonstration corpus")
    assert not markdown.recognises("x.txt", b"---\n")
