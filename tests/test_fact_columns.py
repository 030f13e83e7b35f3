"""The arrays of what documents state are what the rows say, after a full build and after any edit."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer.fact_columns import read_column
from indexer.facts import Field
from indexer.generation import GENERATIONS, current_name
from tests.toy_corpus import build_toy, three_documents, write_trial

ROWS = """SELECT document, fact_of.value FROM fact_of JOIN fact_values ON number = fact_of.value WHERE field = ?
          ORDER BY document, fact_of.value"""


def edit(corpus: Path) -> None:
    write_trial(corpus, "NCT05418049", "Single doses in fragile X", status="COMPLETED", conditions="[Autism]")


def add(corpus: Path) -> None:
    write_trial(corpus, "NCT00000001", "A pump", status="RECRUITING", sites="[{city: Seoul, country: South Korea}]")


def remove_the_only_trial(corpus: Path) -> None:
    (corpus / "trials" / "NCT05418049.md").unlink()


def remove_and_add(corpus: Path) -> None:
    remove_the_only_trial(corpus)
    add(corpus)


def change_nothing(corpus: Path) -> None:
    assert corpus.exists()


@pytest.mark.parametrize("change", [edit, add, remove_the_only_trial, remove_and_add, change_nothing])
def test_arrays_say_what_the_rows_do(tmp_path: Path, change: Callable[[Path], None]) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    three_documents(corpus)
    for do in (change_nothing, change):
        do(corpus)
        build_toy(corpus, index)
        rows = sqlite3.connect(index / GENERATIONS / current_name(index) / "catalog.sqlite").execute
        stating = {field: read_column(rows, field) for field in Field}
        for field, column in stating.items():
            np.testing.assert_array_equal(column.T, np.array(rows(ROWS, (field,)).fetchall()).reshape(-1, 2))
        assert stating[Field.KIND].shape == (2, sum(1 for _ in corpus.rglob("*.md")))
