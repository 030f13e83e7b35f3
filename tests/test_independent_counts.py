"""The independent count agrees with the readers on the test data, and notices when a catalog does not."""

import sqlite3
from pathlib import Path

import pytest

from benchmarks.counts import main
from indexer.generation import CATALOG_FILE, GENERATIONS, current_name
from tests.toy_corpus import build_toy

STUDY = (
    '{"protocolSection": {"identificationModule": {"nctId": "%s", "briefTitle": "A study"}, "statusModule":'
    ' {"overallStatus": "%s", "lastUpdatePostDateStruct": {"date": "%s"}}, "designModule": {"phases": [%s]}}}'
)
XML = """<clinical_study><id_info><nct_id>%s</nct_id></id_info><brief_title>A study</brief_title>
<overall_status>%s</overall_status><phase>%s</phase><last_update_posted>%s</last_update_posted></clinical_study>"""
LABEL = '{"results": [{"set_id": "ABCDEF01-0000-4000-8000-000000000001", "indications_and_usage": ["Use it."]}]}'


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A label, and four trials of which two are in several files."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "label.json").write_text(LABEL)
    page = [
        ("NCT00000001", "RECRUITING", "2024-01-02", '"PHASE1", "PHASE2"'),
        ("NCT00000002", "COMPLETED", "2020-02", ""),
    ]
    (folder / "page.json").write_text(f'{{"studies": [{",".join(STUDY % each for each in page)}]}}')
    (folder / "newer.xml").write_text(XML % ("NCT00000002", "Active, not recruiting", "N/A", "March 1, 2020"))
    (folder / "older.xml").write_text(XML % ("NCT00000001", "Terminated", "Phase 1/Phase 2", "August 20, 2015"))
    (folder / "table.csv").write_text(
        "NCT Number,Study Title,Study Status,Phases\n"
        "NCT00000001,A study,UNKNOWN,PHASE4\n"
        "NCT00000003,A study,WITHDRAWN,PHASE2|PHASE3\nNCT00000004,A study,COMPLETED,\n"
    )
    return folder


def counted(raw: Path, index: Path) -> int:
    return main(["--raw", str(raw), "--index", str(index)])


def test_what_was_built_is_what_is_there(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Documents, set ids, NCT numbers, statuses and phases; the newest version of each trial."""
    build_toy(raw, tmp_path / "index")
    assert counted(raw, tmp_path / "index") == 0
    told = capsys.readouterr().out.splitlines()
    rows = {line[:36].strip(): line[36:].split() for line in told}
    assert rows["documents"] == ["5", "5"]
    assert rows["status ACTIVE_NOT_RECRUITING"] == ["1", "1"]
    assert rows["phase PHASE2"] == ["2", "2"]
    assert rows["phase NA"] == ["1", "1"]
    assert rows["phase not stated"] == ["1", "1"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "UPDATE fact_values SET value = 'EARLY_PHASE1' WHERE value = 'PHASE1'",
            "NCT00000001: PHASE1+PHASE2 in the files",
        ),
        ("UPDATE fact_values SET value = 'SUSPENDED' WHERE value = 'WITHDRAWN'", "NCT00000003: WITHDRAWN in the files"),
        ("DELETE FROM documents WHERE document_id = 'NCT00000004'", "NCT00000004 only in the files"),
        ("UPDATE documents SET document_id = 'NCT99999999' WHERE document_id = 'NCT00000004'", "only in the index"),
    ],
)
def test_a_difference_is_told(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str, told: str
) -> None:
    """By id, with what is on either side; the exit status is 1."""
    index = tmp_path / "index"
    build_toy(raw, index)
    catalog = sqlite3.connect(index / GENERATIONS / current_name(index) / CATALOG_FILE)
    catalog.execute(change)
    catalog.commit()
    catalog.close()
    assert counted(raw, index) == 1
    assert told in capsys.readouterr().out
