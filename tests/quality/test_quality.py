"""The judged questions, asked of the whole service; README.md says how they were made and what each measure means."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from judging import FLOORS, MEASURES, QUOTAS, Outcomes, Reply, Row, applies, share

from service.app import create_app
from service.settings import Settings

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "corpus"


@pytest.fixture(scope="session")
def judged() -> list[dict[str, Any]]:
    """The questions with what is right."""
    return [json.loads(line) for line in (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_quotas_are_held(judged: list[dict[str, Any]]) -> None:
    """Each type has at least as many questions as the README promises, and ids are unique."""
    counts = Counter(row["type"] for row in judged)
    assert {kind: counts[kind] for kind, least in QUOTAS.items() if counts[kind] < least} == {}
    assert set(counts) == set(QUOTAS)
    assert len({row["id"] for row in judged}) == len(judged)


def test_what_is_relevant_is_in_the_corpus(judged: list[dict[str, Any]]) -> None:
    """Each relevant document is a file of the corpus; each section a heading of it, or composed from its facts."""
    composed = {"facts", "study", "participants", "status_and_places"}
    for row in judged:
        for each in {*row["relevant"], *row.get("list", [])}:
            document_id, _, key = each.partition(":")
            assert _file(document_id).is_file(), (row["id"], each)
            assert not key or key in composed or key in _sections(document_id), (row["id"], each)


def test_the_words_that_answer_stand_in_the_relevant_sections(judged: list[dict[str, Any]]) -> None:
    """A note quotes, for each relevant section in turn, the words that answer the question: they stand there still."""
    checked = 0
    for row in judged:
        quoted = re.findall(r'(\w+): "([^"]+)"', row.get("note", "")) if row["section"] else []
        for relevant, (key, words) in zip(row["relevant"], quoted, strict=True) if quoted else ():
            document_id, _, section = relevant.partition(":")
            assert key == section, row["id"]
            text = _sections(document_id).get(key) or _plain(_file(document_id).read_text(encoding="utf-8"))
            assert _plain(words) in text, (row["id"], words)
            checked += 1
    assert checked > 100


def _file(document_id: str) -> Path:
    return CORPUS / ("trials" if document_id.startswith("NCT") else "monographs") / f"{document_id}.md"


def _plain(text: str) -> str:
    return " ".join(text.replace("*", "").split()).lower()


def _sections(document_id: str) -> dict[str, str]:
    """Read here from the Markdown, not by the product: what is judged must not judge itself."""
    parts = re.split(r"^## +(.+)$", _file(document_id).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    keys = [re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") for title in parts[::2]]
    return dict(zip(keys, map(_plain, parts[1::2]), strict=True))


@pytest.fixture(scope="session")
def replies(judged: list[dict[str, Any]], demonstration_index: Path) -> Iterator[dict[str, Reply]]:
    """The reply to every question, from a service over a fresh index of the demonstration corpus."""
    with TestClient(create_app(Settings(index=demonstration_index, corpus=(CORPUS,)))) as client:
        yield {row["id"]: _ask(client, row) for row in judged}


def _ask(client: Any, row: Row) -> Reply:
    asked = {"q": row["question"], "history": row.get("history", []), "limit": 100}
    response = client.post("/search", json=asked)
    return Reply(response.status_code, response.json())


@pytest.fixture(scope="session")
def outcomes_by_floor(judged: list[dict[str, Any]], replies: dict[str, Reply]) -> Outcomes:
    """For each floor, each question that it is about and whether the reply was right."""
    outcomes: Outcomes = defaultdict(list)
    for kind, measure in FLOORS:
        for row in judged:
            if applies(row, kind, measure):
                outcomes[kind, measure].append((row["id"], MEASURES[measure](row, replies[row["id"]])))
    return outcomes


@pytest.mark.model
@pytest.mark.slow
def test_table(
    outcomes_by_floor: Outcomes,
    replies: dict[str, Reply],
    judged: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No question makes the service fail; the figures are printed by type."""
    with capsys.disabled():
        print()
        for (kind, measure), outcomes in outcomes_by_floor.items():
            part, floor = share(outcomes), FLOORS[kind, measure]
            mark = "" if part >= floor else "  below"
            print(f"{kind:20} {measure:20} {len(outcomes):4} questions  {part:6.1%}  floor {floor:.0%}{mark}")
            if wrong := [question for question, right in outcomes if not right]:
                print(f"{'':20} {' '.join(wrong)}")
    expected = {row["id"]: row.get("status_code", 200) for row in judged}
    assert {name: reply.status_code for name, reply in replies.items() if reply.status_code != expected[name]} == {}


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "measure"), FLOORS, ids=lambda name: str(name).replace(" ", "-"))
def test_floor(kind: str, measure: str, outcomes_by_floor: Outcomes) -> None:
    """The share of right replies reaches its floor."""
    outcomes = outcomes_by_floor[kind, measure]
    wrong = [question for question, right in outcomes if not right]
    assert share(outcomes) >= FLOORS[kind, measure], f"{kind}, {measure}: {share(outcomes):.1%}, wrong: {wrong}"
