"""The registry's CSV exports, in both layouts, and seven real ones with 9 to 30 columns."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from indexer.corpus import find_sources, read_source
from indexer.documents import Document, Intervention, PartialDate, Phase, Site, Status, Trial
from indexer.errors import SourceError
from indexer.sources import clinicaltrials_csv
from indexer.sources.reading import Problems
from indexer.sources.sites import site
from tests.source_files import documents_in, file_holding


def read(content: bytes | str, *expected_problems: str) -> list[Document]:
    return documents_in(clinicaltrials_csv, file_holding("export.csv", content), *expected_problems)


def facts(document: Document) -> Trial:
    assert isinstance(document.record, Trial)
    return document.record


@pytest.fixture
def today(tests_data: Path) -> bytes:
    return (tests_data / "trials" / "today.csv").read_bytes()


@pytest.fixture
def old(tests_data: Path) -> bytes:
    return (tests_data / "trials" / "old.csv").read_bytes()


def test_a_row_of_todays_layout_states_these_facts(today: bytes) -> None:
    """Copied by hand from tests/data/trials/today.csv."""
    first, second = read(today)
    assert first.record == Trial(
        nct_id="NCT90000101",
        brief_title="Baclofen for Night Cramps",
        status=Status.TERMINATED,
        study_type="INTERVENTIONAL",
        allocation="RANDOMIZED",
        intervention_model="SINGLE_GROUP",
        phases=(Phase.PHASE1, Phase.PHASE2),
        conditions=("Night Cramps", "Leg Pain, Nocturnal"),
        interventions=(Intervention("Baclofen", "DRUG"), Intervention("Sugar tablet", "DIETARY_SUPPLEMENT")),
        sponsor="Hollow Hill Institute",
        collaborators=("Pebble Foundation",),
        enrolment=42,
        first_posted=PartialDate(2011, 2, 9),
        last_posted=PartialDate(2020, 7, 15),
        started=PartialDate(2011, 3),
        sex="ALL",
        has_results=True,
        other_ids=("MUSC-7", "2019-000000-11"),
        sites=(
            Site("Hollow Hill Clinic", "Springvale", "Ohio", "United States"),
            Site(city="Lyon", country="France"),
        ),
    )
    assert second.record == Trial(
        nct_id="NCT90000102",
        brief_title="Watching Sleep",
        status=Status.RECRUITING,
        study_type="OBSERVATIONAL",
        conditions=("Insomnia",),
        sponsor="Pebble Foundation",
        first_posted=PartialDate(2021, 1, 5),
        last_posted=PartialDate(2021, 1, 5),
        sex="FEMALE",
        has_results=False,
        other_ids=("PF-1",),
    )


def test_a_row_of_the_old_layout_states_these_facts(old: bytes) -> None:
    """Other names of columns, dates in words, ages in figures, sponsor and collaborators in one cell."""
    [document] = read(old)
    trial = facts(document)
    assert (trial.brief_title, trial.acronym) == ("Baclofen for Night Cramps", "CALM-LEG")
    assert (trial.status, trial.phases) == (Status.TERMINATED, (Phase.PHASE1, Phase.PHASE2))
    assert (trial.sponsor, trial.collaborators) == ("Hollow Hill Institute", ("Pebble Foundation",))
    assert (trial.minimum_age, trial.maximum_age, trial.sex) == ("18 Years", "75 Years", "ALL")
    assert (trial.started, trial.first_posted) == (PartialDate(2011, 3), PartialDate(2011, 2, 9))
    assert trial.interventions[1] == Intervention("Sugar tablet", "DIETARY_SUPPLEMENT")
    assert trial.countries == ("United States", "Korea, Republic of")
    assert (trial.study_type, trial.allocation, trial.masking) == ("INTERVENTIONAL", "RANDOMIZED", None)
    assert document.source.url == "https://clinicaltrials.gov/study/NCT90000101"


@pytest.mark.parametrize(
    ("design", "allocation", "masking", "model"),
    [
        ("Allocation: NON_RANDOMIZED|Masking: DOUBLE (PARTICIPANT, INVESTIGATOR)", "NON_RANDOMIZED", "DOUBLE", None),
        ("Allocation: N/A|Intervention Model: Single Group|Masking: None (Open Label)", "NA", "NONE", "SINGLE_GROUP"),
        ("Observational Model: COHORT|Time Perspective: p", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_design_is_read_from_the_parts_of_its_cell(
    design: str, allocation: str | None, masking: str | None, model: str | None
) -> None:
    """In the spelling of today's layout and of the old one; what it does not state is absent."""
    [document] = read(f'NCT Number,Study Status,Study Design\nNCT90000103,COMPLETED,"{design}"\n')
    record = facts(document)
    assert (record.allocation, record.masking, record.intervention_model) == (allocation, masking, model)


def test_age_groups_do_not_pass_for_the_criteria() -> None:
    """A CSV export holds none: the groups are lines of the record, and its page says what is missing."""
    [document] = read('NCT Number,Study Status,Sex,Age\nNCT90000103,COMPLETED,ALL,"ADULT, OLDER_ADULT"\n')
    texts = {section.key: section.text for section in document.sections}
    assert texts["participants"] == "Sex: All\nAge groups: adult, older adult"
    assert not [key for key in texts if "criteria" in key]
    assert "no eligibility criteria" in str(document.source.note)


def test_any_set_of_columns_will_do() -> None:
    """What the file does not say is absent."""
    [document] = read("Study_Status,NCT_Number\nCOMPLETED,NCT90000103\n")
    assert document.record == Trial(nct_id="NCT90000103", brief_title="NCT90000103", status=Status.COMPLETED)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_is_told_by_the_byte_order_mark(encoding: str) -> None:
    """As spreadsheets save it."""
    [document] = read("NCT Number,Study Title\nNCT90000104,Étude à Mérida\n".encode(encoding))
    assert document.title == "Étude à Mérida"
    assert "Windows-1252" not in str(document.source.note)


def test_what_is_not_utf8_is_read_as_windows_1252_and_says_so() -> None:
    """A guess must be visible where it is quoted."""
    [document] = read("NCT Number,Study Title\nNCT90000104,Étude à Mérida\n".encode("cp1252"))
    assert document.title == "Étude à Mérida"
    assert document.source.note is not None
    assert "Windows-1252" in document.source.note


def test_a_spreadsheets_dates_are_read_by_the_order_that_the_file_shows() -> None:
    """There is no 18th month in "18-12-2025", so "06-08-2025" in the same file is the sixth of August."""
    header = "NCT Number,Study Title,Start Date,First Posted\n"
    first, _ = read(f"{header}NCT90000105,A,06-08-2025,2025-07\nNCT90000106,B,18-12-2025,\n")
    assert (facts(first).started, facts(first).first_posted) == (PartialDate(2025, 8, 6), PartialDate(2025, 7))
    unclear = "no date tells whether the day or the month comes first; such dates are left out"
    [alone] = read(f"{header}NCT90000105,A,06-08-2025,\n", unclear)
    assert facts(alone).started is None


@pytest.mark.parametrize(("cell", "count"), [("45.0", 45), ("1,234", 1234), ("12,345,678", 12345678), (" 7 ", 7)])
def test_a_count_is_read_as_programs_write_it(cell: str, count: int) -> None:
    """A column with an empty cell becomes one of fractions, and a spreadsheet parts thousands."""
    [document] = read(f'NCT Number,Study Title,Study Status,Enrollment\nNCT90000001,A,COMPLETED,"{cell}"\n')
    assert facts(document).enrolment == count


@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        ("Alzheimer&#39;s Disease", "Alzheimer's Disease"),
        ("Alzheimer&Amp;#39;s Disease", "Alzheimer's Disease"),
        ("Head &amp; Neck Cancer", "Head & Neck Cancer"),
        ("Overweight (BMI &gt; 25)", "Overweight (BMI > 25)"),
        ("Age &gte; 18; R&D; &#39", "Age &gte; 18; R&D; &#39"),
    ],
)
def test_a_character_reference_of_a_web_page_is_the_character(cell: str, condition: str) -> None:
    """As programs write them into tables, some twice; what is no whole reference stays as it is written."""
    [document] = read(f'NCT Number,Study Title,Study Status,Conditions\nNCT90000001,A,COMPLETED,"{cell}"\n')
    assert facts(document).conditions == (condition,)


@pytest.mark.parametrize("cell", ["45.5", "1,23", "1.234", "-5", "about 40"])
def test_a_count_that_is_none_is_left_out_and_named(cell: str) -> None:
    """A figure is never guessed."""
    table = f'NCT Number,Study Title,Study Status,Enrollment\nNCT90000001,A,COMPLETED,"{cell}"\n'
    [document] = read(table, f"not a number of people: {cell!r}; left out")
    assert facts(document).enrolment is None


@pytest.mark.parametrize(
    "cell", ["2020-01-15 00:00:00", "2020-01-15T00:00:00.000Z", "2020-01-15 00:00", "January 15, 2020"]
)
def test_midnight_is_a_day(cell: str) -> None:
    """As programs write the dates of a table; another time is none of the registry's."""
    [document] = read(f'NCT Number,Study Title,Study Status,Start Date\nNCT90000001,A,COMPLETED,"{cell}"\n')
    assert facts(document).started == PartialDate(2020, 1, 15)
    read(
        "NCT Number,Study Title,Study Status,Start Date\nNCT90000001,A,COMPLETED,2020-01-15 09:30:00\n",
        "not a date: '2020-01-15 09:30:00'; left out",
    )


def test_a_row_that_cannot_be_read_is_named_and_the_next_is_read() -> None:
    """With its line, and what was expected."""
    rows = "NCT Number,Study Title\nNCT12,A\nNCT90000107,B,C,D\nNCT90000108,E\n"
    no_number = "no NCT number: 'NCT12'; expected NCT and eight digits"
    [document] = read(rows, no_number, "more cells than columns; is a quotation mark missing?")
    assert document.document_id == "NCT90000108"


@pytest.mark.parametrize("cell", ["x" * 2_000_000, "a\0b"], ids=["two million characters", "NUL"])
def test_a_hostile_cell_ends_the_file(cell: str) -> None:
    """The rows before it have been read."""
    source = file_holding("bad.csv", f"NCT Number,Study Title\nNCT90000107,A\nNCT90000108,{cell}\n")
    with pytest.raises(SourceError, match=r"bad\.csv"):
        list(clinicaltrials_csv.read(source, Problems()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Clinic A, Building 2, Boston, Massachusetts, 02114, United States",
         Site("Clinic A, Building 2", "Boston", "Massachusetts", "United States")),
        ("Chino, California, United States", Site(None, "Chino", "California", "United States")),
        ("Hospital La Paz, Madrid, 28046, Spain", Site("Hospital La Paz", "Madrid", None, "Spain")),
        ("Seoul Clinic, Seoul, Korea, Republic of", Site("Seoul Clinic", "Seoul", None, "Korea, Republic of")),
        ("Ward 3, City Hospital, Lahore, Punjab, Pakistan",
         Site(facility="Ward 3, City Hospital, Lahore, Punjab", country="Pakistan")),
        ("Egypt", Site(country="Egypt")),
    ],
)  # fmt: skip
def test_a_place_is_read_only_as_far_as_its_commas_tell(text: str, expected: Site) -> None:
    """Where they do not tell the city, none is guessed."""
    assert site(text) == expected


def test_all_real_exports_read_and_their_facts_are_counted_equal(shared_data: Path) -> None:
    """Counted independently, straight from the rows."""
    folder = shared_data / "raw" / "ctgov_csv"
    rows: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows += [{name.replace("_", " "): cell for name, cell in row.items()} for row in csv.DictReader(lines)]
    problems = Problems()
    trials = [facts(document) for source in find_sources([folder]) for document in read_source(source, problems)]

    assert problems.found == ()
    assert len(trials) == 6077
    assert [trial.nct_id for trial in trials] == [row["NCT Number"] for row in rows]
    assert [trial.status for trial in trials] == [
        Status(row["Study Status"]) if "Study Status" in row else Status.parse(row["Status"]) for row in rows
    ]
    phases = {"Not Applicable": "NA", "Early Phase 1": "EARLY_PHASE1", "": ""}
    assert Counter("|".join(trial.phases) for trial in trials) == Counter(
        phases.get(cell, cell.upper().replace("PHASE ", "PHASE")) for cell in (row.get("Phases", "") for row in rows)
    )
    assert [str(trial.enrolment) if trial.enrolment is not None else "" for trial in trials] == [
        row.get("Enrollment", "") for row in rows
    ]
    assert [len(trial.conditions) for trial in trials] == [
        len({" ".join(part.split()) for part in row["Conditions"].split("|")} - {""}) for row in rows
    ]
    assert [len(trial.sites) for trial in trials] == [
        len([x for x in row.get("Locations", "").split("|") if x]) for row in rows
    ]


HEADER = "NCT Number,Study Title,Study Type,Interventions"


@pytest.mark.parametrize(
    ("content", "where", "words", "documents"),
    [
        (f"{HEADER}\nNCT90000001,A\nNCT90000002,B,INTERVENTIONAL,\n", "NCT90000001", "2 cells fewer", 2),
        (f"{HEADER}\nNCT90000001,A,INTERVENTIONAL,\nNCT90000002,B,INTE", "line 3", "is it cut short?", 1),
        (f'{HEADER}\nNCT90000001,"A,,\nNCT90000002,B,,\n', "line 3", "a cell holds the next record", 0),
        (f"{HEADER},Study Title\nNCT90000001,A,,,B\n", "line 1", "two columns are called 'Study Title'", 1),
        (f"{HEADER}\nNCT90000001,A,FOO,\n", "NCT90000001", "not a value of study_type: 'FOO'", 1),
        (f"{HEADER}\nNCT90000001,A,,NOPE: salt\n", "NCT90000001", "not a type of intervention: 'NOPE'", 1),
    ],
)
def test_a_table_that_is_not_whole_is_told(content: str, where: str, words: str, documents: int) -> None:
    """Half of the last row is no record; elsewhere a spreadsheet may have left out empty cells."""
    problems = Problems()
    read = list(clinicaltrials_csv.read(file_holding("export.csv", content), problems))
    [problem] = problems.found
    assert (problem.where, len(read)) == (where, documents)
    assert words in problem.reason


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheet_may_put_something_else_between_the_cells(delimiter: str) -> None:
    """Its commas then are part of the cells."""
    rows = (["NCT Number", "Study Title", "Locations"], ["NCT90000001", "A, and B", "Ward One, Lyon, France"])
    [document] = read("\n".join(delimiter.join(row) for row in rows) + "\n")
    assert (document.title, facts(document).countries) == ("A, and B", ("France",))


ROW = "NCT90000001,A,INTERVENTIONAL,Drug: Salt"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f"{HEADER}\r{ROW}\rno number,B,,\r", 3),  # as old Macs end lines
        (f"sep=,\r\n{HEADER}\r\n{ROW}\r\nno number,B,,\r\n", 4),
        (f"\n  \n{HEADER}\n{ROW}\nno number,B,,\n", 5),
        (f"{HEADER}\n{ROW}\n\n,,,\n , ,,\nno number,B,,\n", 6),
        (f"{HEADER}\n{ROW},,\n,,,,,,\nno number,B,,\n", 4),
    ],
)
def test_what_a_spreadsheet_adds_is_passed_over(content: str, line: int) -> None:
    """Its word for the delimiter, empty lines, rows and cells; lines are counted as the file has them."""
    assert clinicaltrials_csv.recognises("export.csv", content.encode())
    problems = Problems()
    [document] = clinicaltrials_csv.read(file_holding("export.csv", content), problems)
    assert facts(document).study_type == "INTERVENTIONAL"
    assert [problem.where for problem in problems.found] == [f"line {line}"]


def test_a_text_whose_lines_end_as_on_old_macs_is_no_table() -> None:
    """It is another reader's to claim."""
    assert not clinicaltrials_csv.recognises("warfarin.md", b"---\rkind: monograph\r---\r")
