"""Judged sets and runs as files, and what is measured on them."""

from pathlib import Path

import pytest

from service.cli import main
from service.engine import Engine
from service.quality.evaluation import System, compare, evaluate, evaluate_run, unknown_ids
from service.quality.judged import JudgedError, JudgedSet, read_judged, read_run, write_run
from service.search.ranking import Mode


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    """Two judged questions and one that nobody judged."""
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "first?", "question_type": "Dose"}\n{"_id": "q2", "text": "second?"}\n'
        '{"_id": "q3", "text": "third?"}\n'
    )
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td3\t1\n")
    return tmp_path


def test_a_beir_folder_is_read_with_its_grades(beir: Path) -> None:
    """The question that nobody judged is left out."""
    judged = read_judged(beir)
    assert [(each.id, dict(each.gains), each.type) for each in judged.questions] == [
        ("q1", {"d1": 2, "d2": 0}, "Dose"),
        ("q2", {"d3": 1}, None),
    ]
    assert judged.corpus is None


def test_a_file_of_questions_is_read(tmp_path: Path) -> None:
    """Nothing relevant: it should not be answered."""
    path = tmp_path / "own.jsonl"
    path.write_text(
        '{"id": "a", "question": "what for?", "relevant": ["x:use"], "type": "fact", "history": ["what is x?"]}\n'
        '{"id": "b", "question": "capital?", "relevant": [], "type": "off-topic"}\n'
    )
    first, second = read_judged(path).questions
    assert (first.has_answer, first.names_sections, first.history) == (True, True, ("what is x?",))
    assert (second.has_answer, second.names_sections) == (False, False)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ('{"id": "a"}', "no 'question'"),
        ("[]", "expected an object"),
        ('{"id": "a", "question": "?", "relevant": "b"}', "list of ids"),
        ('{"id": "a", "question": "?", "relevant": [["b"]]}', "list of ids"),
        ('{"id": "a", "question": "?", "relevant": {"b": null}}', "whole numbers"),
        ('{"id": "a", "question": "?", "relevant": {"b": true}}', "whole numbers"),
        ('{"id": "a", "question": "?", "history": "what is b?"}', "list of questions"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    """The second line is wrong."""
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "z", "question": "?"}\n' + line + "\n")
    with pytest.raises(JudgedError, match=f"set.jsonl:2: .*{reason}"):
        read_judged(path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """As a set and as a run."""
    file = tmp_path / "set.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    for read in (read_judged, read_run):
        with pytest.raises(JudgedError, match=r"set\.jsonl: not UTF-8"):
            read(file)


def test_two_questions_cannot_share_an_id(tmp_path: Path) -> None:
    """Their measures would be mixed up in a run."""
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "z", "question": "?"}\n' * 2)
    with pytest.raises(JudgedError, match="two questions"):
        read_judged(path)


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Equal scores are written falling, so that trec_eval keeps their order."""
    write_run(tmp_path / "run", {"q1": [("b", 0.5), ("a", 0.5)], "q2": [("c", 1.0)]})
    found = read_run(tmp_path / "run")
    assert {question: [each for each, _ in ranked] for question, ranked in found.items()} == {
        "q1": ["b", "a"],
        "q2": ["c"],
    }
    assert (tmp_path / "run").read_text().splitlines()[0] == "q1 Q0 b 1 0.500000 medpath"


def test_a_run_is_sorted_as_trec_eval_sorts(tmp_path: Path) -> None:
    """By score, and for equal scores by id, both falling; the ranks in the file count for nothing."""
    (tmp_path / "run").write_text("q 0 a 1 0.1 t\nq 0 b 2 0.9 t\nq 0 c 3 0.9 t\n")
    assert [each for each, _ in read_run(tmp_path / "run")["q"]] == ["c", "b", "a"]


def test_a_broken_run_is_named_with_its_line(tmp_path: Path) -> None:
    """Five columns are no run."""
    (tmp_path / "run").write_text("q 0 a 1 0.1\n")
    with pytest.raises(JudgedError, match="run:1"):
        read_run(tmp_path / "run")


def test_what_was_measured_is_told_where_the_run_cannot_be_written(
    beir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What took minutes is not lost; the command fails all the same, and says why."""
    run = beir / "their.run"
    run.write_text("q1 Q0 d1 1 3.5 bm25\n")
    asked = ["eval", str(beir), "--run-in", str(run), "--run-out", str(beir / "none" / "out.run")]
    assert main(asked) == 1
    told = capsys.readouterr()
    assert "ndcg@10" in told.out
    assert "out.run: No such file or directory; name one that exists" in told.err


def test_another_tools_run_is_measured(beir: Path) -> None:
    """q1 at rank 1; q2 at rank 2, reciprocal rank one half; recall is whole."""
    judged = read_judged(beir)
    evaluation = evaluate_run(judged, {"q1": [("d1", 2.0)], "q2": [("d9", 2.0), ("d3", 1.0)]})
    found = {name: interval.value for name, interval in evaluation.summary().items()}
    assert found["mrr@10"] == pytest.approx(0.75)
    assert found["p@1"] == pytest.approx(0.5)
    assert found["recall@10"] == 1.0
    assert "abstained" not in found


def test_a_question_that_a_run_leaves_out_found_nothing(beir: Path) -> None:
    """It counts as zero, not as if it had not been asked."""
    assert evaluate_run(read_judged(beir), {"q1": [("d1", 2.0)]}).summary()["ndcg@10"].value == pytest.approx(0.5)


def test_two_runs_are_compared_question_by_question(beir: Path) -> None:
    """The second one misses q2."""
    judged = read_judged(beir)
    both = {"q1": [("d1", 2.0)], "q2": [("d3", 1.0)]}
    differences = compare(evaluate_run(judged, both), evaluate_run(judged, {"q1": both["q1"]}))
    assert (differences["p@1"].first, differences["p@1"].second) == (1.0, 0.5)


def test_only_the_same_questions_can_be_compared(beir: Path) -> None:
    """Pairs need both halves."""
    judged = read_judged(beir)
    fewer = JudgedSet("fewer", judged.questions[:1])
    with pytest.raises(JudgedError, match="same questions"):
        compare(evaluate_run(judged, {}), evaluate_run(fewer, {}))


def test_what_is_shown_is_measured_by_the_first_passage_of_each(engine: Engine, tmp_path: Path) -> None:
    """A document counts once, however many of its passages a page shows."""
    path = tmp_path / "served.jsonl"
    path.write_text('{"id": "drug", "question": "side effects of baclofen", "relevant": ["baclofen"]}\n')
    [judgement] = evaluate(read_judged(path), System(engine, as_shown=True)).judgements
    ids = [each for each, _ in judgement.ranked]
    assert ids[0] == "baclofen"
    assert len(ids) == len(set(ids)) > 1


@pytest.mark.parametrize("mode", Mode)
def test_the_whole_path_is_measured(engine: Engine, tmp_path: Path, mode: Mode) -> None:
    """A drug's section by its words, a document by its identifier, an identifier that nobody has."""
    path = tmp_path / "served.jsonl"
    path.write_text(
        '{"id": "drug", "question": "baclofen", "relevant": ["baclofen"], "type": "drug"}\n'
        '{"id": "id", "question": "NCT90000001", "relevant": ["NCT90000001"], "type": "id"}\n'
        '{"id": "none", "question": "NCT12345678", "relevant": [], "type": "id"}\n'
    )
    found = evaluate(read_judged(path), System(engine, mode)).as_mapping()
    assert found["questions"] == 3
    assert found["recall@10"]["value"] == 1.0  # type: ignore[index]
    assert found["abstained"]["value"] == 1.0  # type: ignore[index]


def test_what_is_judged_and_not_here_is_named(engine: Engine, tmp_path: Path) -> None:
    """Sections, passages and documents that are here are none; nor is what was judged not to be relevant."""
    path = tmp_path / "served.jsonl"
    there = '"baclofen": 1, "tizanidine:side_effects": 2, "baclofen#indication-1": 1, "elsewhere": 0'
    first = f'{{"id": "1", "question": "a", "relevant": {{{there}, "baclofen:sides": 1}}}}'
    path.write_text(f'{first}\n{{"id": "2", "question": "b", "relevant": ["x"]}}\n')
    assert unknown_ids(read_judged(path), engine.library.catalog) == ["baclofen:sides", "x"]
