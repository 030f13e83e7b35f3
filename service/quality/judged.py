"""Judged questions and runs as files: BEIR folders, files of questions, and the run files that trec_eval reads."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indexer.errors import MedPathError

CORPUS_FILE = "corpus.jsonl"
QUERIES_FILE = "queries.jsonl"
JUDGEMENT_FILES = ("qrels.tsv", "qrels/test.tsv")
"""Where the judgements of a BEIR folder may lie, the first one that is there counts."""


class JudgedError(MedPathError):
    """A set of judged questions, or a run, that cannot be read."""


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and what answers it."""

    id: str
    text: str
    gains: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Id of a document, or `document_id:section_key`, to its grade; nothing above 0: it should not be answered."""
    type: str | None = None
    section: str | None = None
    source: str | None = None
    history: tuple[str, ...] = ()
    """Questions asked before it in the same conversation."""

    @property
    def has_answer(self) -> bool:
        """Whether anything is relevant to it."""
        return any(gain > 0 for gain in self.gains.values())

    @property
    def names_sections(self) -> bool:
        """Whether the judged ids are `document_id:section_key`."""
        return bool(self.gains) and all(":" in each for each in self.gains)


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Questions in the order of their file."""

    name: str
    questions: tuple[JudgedQuestion, ...]
    corpus: Path | None = None
    """The corpus that comes with the questions; None where they are asked of corpus folders."""


Run = Mapping[str, Sequence[tuple[str, float]]]
"""Question id to (id, score) pairs, best first."""


def read_judged(path: Path) -> JudgedSet:
    """Read a BEIR folder, or a file with one question per line (`id, question, relevant[], section, type, history[]`).

    Questions that nobody has judged are left out, as trec_eval does: those of a BEIR folder without a judgement, and
    lines whose `relevant` is null. Raises JudgedError with the line of what cannot be read.
    """
    if path.is_dir():
        return _read_beir(path)
    if not path.is_file():
        raise JudgedError(f"{path}: no such file or folder; expected a BEIR folder or a .jsonl file of questions")
    questions = tuple(_question(row, f"{path}:{line}") for line, row in _json_lines(path) if _is_judged(row))
    return JudgedSet(path.stem, _distinct(questions, path))


def _read_beir(folder: Path) -> JudgedSet:
    judgements = next((folder / name for name in JUDGEMENT_FILES if (folder / name).is_file()), None)
    if judgements is None or not (folder / QUERIES_FILE).is_file():
        raise JudgedError(f"{folder}: no judged set; expected {QUERIES_FILE} and {JUDGEMENT_FILES[0]}")
    gains = _read_gains(judgements)
    questions = []
    for line, row in _json_lines(folder / QUERIES_FILE):
        where = f"{folder / QUERIES_FILE}:{line}"
        number = _stated(row, "_id", where)
        if number in gains:
            metadata = row | (row.get("metadata") or {})
            questions.append(
                JudgedQuestion(
                    id=number,
                    text=_stated(row, "text", where),
                    gains=MappingProxyType(gains[number]),
                    type=metadata.get("question_type") or metadata.get("type"),
                    source=metadata.get("source"),
                )
            )
    corpus = folder / CORPUS_FILE
    return JudgedSet(folder.name, _distinct(tuple(questions), folder), corpus if corpus.is_file() else None)


def _read_gains(path: Path) -> dict[str, dict[str, int]]:
    """BEIR's qrels: a header line, then `query-id corpus-id score`, separated by tabs."""
    gains: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t")
        next(rows, None)
        for line, row in enumerate(rows, 2):
            try:
                question, judged, grade = row
                gains.setdefault(question, {})[judged] = int(grade)
            except ValueError as error:
                raise JudgedError(f"{path}:{line}: expected 'query-id corpus-id score', found {row!r}") from error
    return gains


def _is_judged(row: Mapping[str, Any]) -> bool:
    """Null is what nobody has judged; an empty list, and none at all, is what should not be answered."""
    return row.get("relevant", []) is not None


def _question(row: Mapping[str, Any], where: str) -> JudgedQuestion:
    relevant, history = row.get("relevant", []), row.get("history", [])
    gains = relevant if isinstance(relevant, dict) else _all_relevant(relevant, where)
    if not all(type(grade) is int for grade in gains.values()):
        raise JudgedError(f"{where}: the grades of 'relevant' must be whole numbers")
    if not isinstance(history, list):
        raise JudgedError(f"{where}: 'history' must be a list of questions")
    return JudgedQuestion(
        id=_stated(row, "id", where),
        text=_stated(row, "question", where),
        gains=MappingProxyType(gains),
        type=row.get("type"),
        section=row.get("section"),
        source=row.get("source"),
        history=tuple(history),
    )


def _all_relevant(ids: object, where: str) -> dict[str, int]:
    if not isinstance(ids, list) or not all(isinstance(each, str | int) for each in ids):
        raise JudgedError(f"{where}: 'relevant' must be a list of ids, or a mapping of ids to grades")
    return {str(each): 1 for each in ids}


def _stated(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if value is None or not str(value).strip():
        raise JudgedError(f"{where}: no {key!r}")
    return str(value)


def _distinct(questions: tuple[JudgedQuestion, ...], path: Path) -> tuple[JudgedQuestion, ...]:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise JudgedError(f"{path}: two questions have the id {question.id!r}")
        seen.add(question.id)
    if not questions:
        raise JudgedError(f"{path}: no judged question")
    return questions


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in _lines(path):
        try:
            row = json.loads(text)
        except ValueError as error:
            raise JudgedError(f"{path}:{line}: no JSON ({error})") from error
        if not isinstance(row, dict):
            raise JudgedError(f"{path}:{line}: expected an object, found {text[:40]!r}")
        yield line, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that say something, by number from 1. Raises JudgedError for what is no text."""
    with path.open(encoding="utf-8") as stream:
        try:
            yield from ((line, text) for line, text in enumerate(stream, 1) if text.strip())
        except UnicodeDecodeError as error:
            raise JudgedError(f"{path}: not UTF-8 ({error.reason}); expected text") from error


def write_run(path: Path, run: Run) -> None:
    """Write the format of TREC: `question Q0 id rank score tag`, ranks from 1.

    trec_eval sorts by score alone, so scores are written as they must fall: a tie or a rise is lowered a little.
    """
    with path.open("w", encoding="utf-8") as stream:
        for question, ranked in run.items():
            ceiling = float("inf")
            for rank, (each, score) in enumerate(ranked, 1):
                ceiling = min(score, ceiling - 1e-6)
                stream.write(f"{question} Q0 {each} {rank} {ceiling:.6f} medpath\n")


def read_run(path: Path) -> dict[str, list[tuple[str, float]]]:
    """Read a run of any tool, ordered as trec_eval does: by score, ties by id, both falling.

    Raises JudgedError with the line of what is not a run.
    """
    run: dict[str, list[tuple[str, float]]] = {}
    for line, text in _lines(path):
        try:
            question, _, each, _, score, _ = text.split()
            run.setdefault(question, []).append((each, float(score)))
        except ValueError as error:
            raise JudgedError(f"{path}:{line}: expected 'question Q0 id rank score tag'") from error
    return {
        question: sorted(ranked, key=lambda pair: (pair[1], pair[0]), reverse=True) for question, ranked in run.items()
    }
