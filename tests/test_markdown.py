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
        (("kind: monograph", "kind: leaflet"), 2, "'leaflet' is no kind; expected 'monograph' or 'trial'"),
        (("kind: monograph\n", ""), 1, "no 'kind' is stated; expected 'monograph' or 'trial'"),
        (("cas:", "csa:"), 5, "unknown key 'csa'"),
        (("generic_name: Exemplarin", "generic_name:"), 3, "'generic_name'"),
        (("brand_names: [Exalin", "brand_names: Exalin #"), 4, "expected a list"),
        (("date: 2023-01-26", "date: January"), 7, r"not a date: 'January' \(expected YYYY, YYYY-MM or"),
        (("date: 2023-01-26", "date: 2022-02-30"), 7, "source: not a date: '2022-02-30'"),
        (("Exemplarin", "阿司匹林"), 3, "no Latin letter or digit"),
        (("Exemplarin", '"!!!"'), 3, "no Latin letter or digit"),
        (("generic_name: Exemplarin", "generic_name: [Exemplarin]"), 3, "generic_name: expected words"),
        (("cas: 150-30-1", "? [a, b]\n: c"), 5, "a key that is no word"),
        (("cas: 150-30-1", "formula: !!python/object:os.system x"), 5, "formula: could not determine a constructor"),
        (("150-30-1", "&a 150-30-1\nunii: *a"), 6, "alias"),
        (("source: {set_id: 11111111-2222-3333-4444-555555555555", "source: {url: 'javascript:x()'"), 7, "no address"),
        (("cas: 150-30-1", "cas: [unclosed"), 6, "not YAML"),
        (("cas: 150-30-1", "brand_names: []"), 5, "stated twice"),
        (("## Side effects ##", "## Indication"), 24, "a second section 'Indication'"),
        (("# Exemplarin", "Stray text."), 10, "text before the first heading"),
        (("## Side effects ##", "##Side effects"), 24, "no blank after '##'"),
        (("## Side effects ##", "##"), 24, "a heading without a title"),
        (("## Side effects ##", "# Side effects"), 24, "a first-level heading among the sections"),
        (("## Side effects ##", "Side effects\n---"), 24, "a line that is underlined is a heading"),
        (("## Side effects ##", "<!-- not yet:"), 24, "a comment that does not end"),
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
        (("NCT90000001", "NCT9"), "NCT and eight digits"),
        (("PHASE1, PHASE2", "PHASE7"), "'PHASE7' is none of NA, EARLY_PHASE1"),
        (("RECRUITING", "Open"), "'Open' is none of ACTIVE_NOT_RECRUITING, COMPLETED"),
        (("type: ESTIMATED", "type: GUESSED"), "'GUESSED' is none of ACTUAL, ESTIMATED"),
        (("{count: 12, type: ESTIMATED}", "9223372036854775808"), "from 0 to 999,999,999"),
        (("{count: 12, type: ESTIMATED}", "-5"), "from 0 to 999,999,999"),
        (("count: 12", "count: true"), "whole number"),
        (("2022-05", "2022-02-30"), "first_posted: not a date: '2022-02-30'"),
        (("count: 12", "count: many"), "whole number"),
        (("false", "maybe"), "true or false"),
        (("name: Exemplarin", "nam: Exemplarin"), "expected a mapping"),
        (("country: South Korea", "country: NO"), "sites: False is no word; put yes, no, on and off"),
        (("type: DRUG", "type: off"), "interventions: False is no word"),
        (("type: ESTIMATED", "type: no"), "False is none of ACTUAL, ESTIMATED"),
        (("[Exalin]}", "no}"), "expected a list"),
        (("facility: First Hospital, city: Busan, country: South Korea, ", ""), "a site without a place"),
        (("city: Busan", "city: Busan, city: Seoul"), "sites: 'city' is stated twice"),
    ],
)
def test_a_fact_that_is_no_fact_is_refused(change: tuple[str, str], words: str) -> None:
    """A misspelled status or phase must not become a missing one."""
    with pytest.raises(SourceError, match=words):
        read(TRIAL.replace(*change, 1))


def test_numbers_are_words_as_they_are_written() -> None:
    """And what is left empty states nothing: no brand is called "None", and none twice."""
    changed = MONOGRAPH.replace("Exemplarin", "0123").replace("[Exalin,", '[2.50, 1e3, 2.50, null, "",')
    record = read(changed).record
    assert isinstance(record, Monograph)
    assert (record.generic_name, record.brand_names) == ("0123", ("2.50", "1e3", "Plarivo XR"))
    trial = read(
        TRIAL.replace("status: RECRUITING", "status: ''", 1).replace("{count: 12, type: ESTIMATED}", '"12"')
    ).record
    assert isinstance(trial, Trial)
    assert (trial.status, trial.enrolment) == (None, 12)


def test_only_markdown_with_a_front_matter_is_recognised() -> None:
    """A README is no source."""
    assert markdown.recognises("x.md", b"---\nkind: trial\n")
    assert not markdown.recognises("README.md", b"# The demonstration corpus")
    assert not markdown.recognises("x.txt", b"---\n")
    assert markdown.recognises("x.txt", b"---\nkind: trial\n")


@pytest.mark.parametrize(
    ("text", "change", "line", "words"),
    [
        (MONOGRAPH, ("150-30-1", "150-30-2"), 5, "cas: '150-30-2' is no CAS number: its check digit"),
        (MONOGRAPH, ("150-30-1", "unknown"), 5, "cas: 'unknown' is no CAS number"),
        (MONOGRAPH, ("cas: 150-30-1", "unii: 123"), 5, "unii: '123' is no UNII"),
        (MONOGRAPH, ("cas: 150-30-1", "unii: H789N3FKE9"), 5, "check character"),
        (MONOGRAPH, ("11111111-2222", "foo"), 7, "source: set_id: 'foo-3333-4444-555555555555' is no set id"),
        (TRIAL, ("status: RECRUITING", "study_type: FOO"), 5, "study_type: 'FOO' is none of INTERVENTIONAL"),
        (TRIAL, ("status: RECRUITING", "masking: FOO"), 5, "masking: 'FOO' is none of NONE, SINGLE"),
        (TRIAL, ("DRUG", "NOPE"), 8, "interventions: type 'NOPE' is none of BEHAVIORAL"),
        (TRIAL, ("South Korea", "Frankreich"), 15, "sites: 'Frankreich' is no country's English name"),
        (TRIAL, ("minimum_age: 18 Years", "minimum_age: 18"), 14, "minimum_age: '18' is no age; expected one such"),
    ],
)
def test_a_value_that_is_wrong_is_told_and_the_document_read(
    text: str, change: tuple[str, str], line: int, words: str
) -> None:
    """An identifier or a registry's word that is none is left out; a country and an age are kept as they are stated."""
    problems = Problems()
    [document] = markdown.read(file_holding("x.md", text.replace(*change, 1)), problems)
    [problem] = problems.found
    assert (problem.where, problems.lost) == (f"line {line}", ())
    assert words in problem.reason
    wrong = change[1].rpartition(" ")[2]
    stated = repr(document.record) + repr(document.source) + document.sections[0].text
    assert (wrong in stated) == (wrong in ("Frankreich", "18"))


def test_the_rows_of_a_table_stay_rows() -> None:
    """With a mark at their beginning, or only between their cells."""
    for table in ("| Age | Dose |\n|---|---|\n| 6 | 5 mg |", "Age | Dose\n--- | ---\n6 | 5 mg"):
        document = read(MONOGRAPH.replace("## Side effects ##", f"{table}\n\n## Side effects ##", 1))
        assert any(table in section.text for section in document.sections)


@pytest.mark.parametrize(
    "text",
    ["- One\n- Two\n---", "Words.\n\n---\n\nMore.", "| a | b |\n|---|---|\n| 1 | 2 |", "#1 choice", "1. One\n---"],
)
def test_a_rule_and_a_table_are_no_headings(text: str) -> None:
    """They are text."""
    changed = read(MONOGRAPH.replace("## Side effects ##", f"{text}\n\n## Side effects ##", 1))
    assert [each.key for each in changed.sections] == [each.key for each in read(MONOGRAPH).sections]


def test_what_an_author_keeps_from_readers_is_not_read() -> None:
    """A comment, were it several lines long or a section; the lines after it keep their numbers."""
    comment = "<!-- Ask: 500 mg?\n\n## Not yet\n\nNobody knows. -->\n"
    plain, commented = read(MONOGRAPH), read(MONOGRAPH.replace("## Side effects", f"{comment}## Side effects", 1))
    assert commented == plain
    with pytest.raises(SourceError) as caught:
        read(MONOGRAPH.replace("## Side effects ##", f"{comment}##Side effects", 1))
    assert caught.value.where == "line 29"


def test_much_made_of_little_is_refused_at_once() -> None:
    """Aliases of aliases would be a thousand million names; what is quoted of a value is short."""
    bomb = "\n".join(["x0: &x0 [lol, lol]", *(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 10))])
    with pytest.raises(SourceError, match="alias"):
        read(MONOGRAPH.replace("cas: 150-30-1", f"{bomb}\nbrand_names: *x9"))
    with pytest.raises(SourceError) as caught:
        read(MONOGRAPH.replace("150-30-1", "[" + "x, " * 100_000 + "x]"))
    assert len(caught.value.reason) < 300


def test_an_id_is_made_of_plain_letters() -> None:
    """Accents go; a heading without a Latin letter has a key of its own."""
    text = MONOGRAPH.replace("generic_name: Exemplarin", "generic_name: Über-drug").replace("## Indication", "## 適応")
    document = read(text)
    assert document.document_id == "uber_drug"
    assert [section.key for section in document.sections] == ["facts", "section_1", "side_effects"]


def test_addresses_and_numbers_in_the_text_of_a_trial_are_not_kept() -> None:
    """As with registries; a monograph may name a poison centre."""
    text = "Write to ann.lee@example.org or call (301) 555-0100."
    told = read(TRIAL.replace("What it studies.", text)).sections[-1].text
    assert told == "Write to [contact removed] or call [contact removed]."
    assert text in read(MONOGRAPH.replace("None known.", text)).sections[-1].text
