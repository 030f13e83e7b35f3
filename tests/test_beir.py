"""Judged collections as they are published: one text per line, each a document with the collection's own id."""

import json
from datetime import date
from pathlib import Path

import pytest

from indexer.corpus import find_sources, read_source, reader_of
from indexer.documents import Document, Kind, Monograph
from indexer.sources import beir
from indexer.sources.reading import Problems, SourceFile
from tests.source_files import file_holding


def lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def read(content: str | bytes) -> tuple[list[Document], Problems]:
    problems = Problems()
    source = file_holding("set/corpus.jsonl", content)
    return list(beir.read(source, problems)), problems


def named(title: str) -> str:
    [document], _ = read(lines({"_id": "doc-1", "title": title, "text": "A text."}))
    assert isinstance(document.record, Monograph)
    return document.record.generic_name


def test_a_line_is_a_document_of_one_section() -> None:
    """Its id, title and text are those of the line; nothing is made up around them."""
    [document], problems = read(
        lines({"_id": "4983", "title": "Walking after lunch", "text": "They walked for\r\nan hour."})
    )
    assert document.document_id == "4983"
    assert document.title == "Walking after lunch"
    assert document.kind is Kind.MONOGRAPH
    [section] = document.sections
    assert (section.key, section.title) == ("text", "Walking after lunch")
    assert section.text == "They walked for\nan hour."
    assert document.source.path == "set/corpus.jsonl"
    assert document.source.format == "beir"
    assert document.source.date is None
    assert problems.found == ()


def test_the_day_it_was_fetched_is_kept() -> None:
    """As of every source."""
    data = lines({"_id": "1", "title": "", "text": "A text."})
    source = SourceFile("corpus.jsonl", file_holding("corpus.jsonl", data).open, fetched=date(2026, 2, 3))
    [document] = beir.read(source, Problems())
    assert document.source.fetched == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("rivastigmine", "rivastigmine"),
        ("Breo inhaler", "Breo inhaler"),
        ("shingles vaccine", "shingles vaccine"),
        ("nicotine", "nicotine"),
        ("Side effects", "doc-1"),
        ("in", "doc-1"),
        ("tablets", "doc-1"),
        ("2010", "doc-1"),
        ("A trial of walking in the afternoon after lunch", "doc-1"),
        ("", "doc-1"),
    ],
)
def test_only_a_short_title_that_is_no_everyday_phrase_names_a_drug(title: str, name: str) -> None:
    """Otherwise a question with an ordinary word in it would be taken to ask for that "drug"."""
    assert named(title) == name


def test_without_a_title_a_text_is_called_by_its_beginning() -> None:
    """On one line, sixty characters at most; `title` may be missing or null as well."""
    text = "Take the tablets\nwith a glass of water, not with milk and not with grapefruit."
    documents, _ = read(lines({"_id": "1", "text": text}, {"_id": "2", "title": None, "text": text}))
    assert [document.title for document in documents] == [
        "Take the tablets with a glass of water, not with milk and no"
    ] * 2


def test_what_is_no_document_is_named_and_the_rest_is_read() -> None:
    """No id, no text, nothing but blanks, no object: each by its place."""
    rows = (
        {"_id": "1", "title": "a", "text": "First."},
        {"title": "b", "text": "No id."},
        {"_id": " ", "text": "A blank id."},
        {"_id": "3", "title": "c", "text": " \n"},
        {"_id": "4", "title": "d"},
        ["not", "an", "object"],
        {"_id": 5, "title": "e", "text": "A number for an id."},
    )
    documents, problems = read(lines(*rows))
    assert [document.document_id for document in documents] == ["1", "5"]
    assert [problem.where for problem in problems.found] == [f"record {number}" for number in (2, 3, 4, 5, 6)]
    assert all("expected a document of a BEIR corpus" in problem.reason for problem in problems.found)


def test_a_file_that_is_cut_short_gives_what_came_before() -> None:
    """And says in which line it ends."""
    documents, problems = read(lines({"_id": "1", "text": "One."}) + '{"_id": "2", "te')
    assert [document.document_id for document in documents] == ["1"]
    assert [problem.where for problem in problems.lost] == ["line 2"]


@pytest.mark.parametrize(
    ("name", "content", "claimed"),
    [
        ("corpus.jsonl", '{"_id": "1", "title": "", "text": "x"}', True),
        ("corpus.jsonl", '\ufeff  { "_id" : "1"}', True),
        ("queries.jsonl", '{"_id": "1", "text": "a question?"}', False),
        ("corpus.jsonl", '{"id": "1", "question": "x"}', False),
        ("corpus.jsonl", "", False),
    ],
)
def test_only_the_texts_of_a_collection_are_claimed(name: str, content: str, claimed: bool) -> None:
    """The questions and judgements beside them are no sources."""
    assert (reader_of(name, content.encode()) is beir) is claimed


@pytest.mark.parametrize(("collection", "count"), [("medicationqa", None), ("scifact", 5_183)])
def test_a_published_collection_is_read_whole(shared_data: Path, collection: str, count: int | None) -> None:
    """As many documents as lines, with the ids of the lines, in their order. scifact: 5,183 texts (BEIR, table 1)."""
    path = shared_data / "eval" / collection / "corpus.jsonl"
    ids = [json.loads(line)["_id"] for line in path.read_text(encoding="utf-8").splitlines()]
    problems = Problems()
    [source] = [each for each in find_sources([path.parent]) if each.path == "corpus.jsonl"]
    documents = [document.document_id for document in read_source(source, problems)]
    assert documents == ids
    assert problems.found == ()
    assert count is None or len(documents) == count
