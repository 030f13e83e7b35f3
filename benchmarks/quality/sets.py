"""The judged sets that quality is measured on, and the index of each, built once below a working folder."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.build import BuildOptions
from indexer.embedding import Encoder
from indexer.passages import Splitter
from indexer.report import Progress
from service.engine import Engine
from service.quality.evaluation import open_judged_index
from service.quality.judged import JudgedSet, read_judged

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class MeasuredSet:
    """A judged set and where its corpus comes from."""

    name: str
    questions: str
    """Below the folder of shared data, or below this checkout."""
    corpus: str | None = None
    titled_by_focus: bool = False
    """Documents get the drug that their question was about as their title."""
    whole: bool = False
    """Documents are not cut into passages: as in published figures, to check the measuring itself by."""


SETS = (
    MeasuredSet("label_questions_silver", "eval/label_questions_silver", "raw/openfda_labels"),
    MeasuredSet("medicationqa", "eval/medicationqa"),
    MeasuredSet("medicationqa_focus", "eval/medicationqa", titled_by_focus=True),
    MeasuredSet("scifact", "eval/scifact"),
    MeasuredSet("scifact_whole", "eval/scifact", whole=True),
    MeasuredSet("trec_ct_2021", "eval/trec_ct_2021", "raw/ctgov_xml"),
    MeasuredSet("seed", "seed_questions_dev.jsonl", "../seed"),
    MeasuredSet("own", "tests/quality/questions.jsonl", "corpus"),
)


_WHOLE = Splitter(target=100_000, longest=100_000)


def named(names: list[str]) -> tuple[MeasuredSet, ...]:
    """The sets of these names; all for none. Raises SystemExit for a name that is not known."""
    unknown = set(names) - {each.name for each in SETS}
    if unknown:
        raise SystemExit(f"no set {', '.join(sorted(unknown))}; sets are {', '.join(each.name for each in SETS)}")
    return tuple(each for each in SETS if not names or each.name in names)


def open_set(
    measured: MeasuredSet, shared: Path, work: Path, encoder: Encoder, progress: Progress
) -> tuple[JudgedSet, Engine]:
    """Read a judged set and open its engine, its index below `work` built or brought up to date."""
    judged = replace(read_judged(_found(measured.questions, shared)), name=measured.name)
    if measured.titled_by_focus:
        judged = replace(judged, corpus=_titled_by_focus(judged, work))
    folders = [_found(measured.corpus, shared)] if measured.corpus else []
    options = BuildOptions(splitter=_WHOLE if measured.whole else Splitter())
    index = open_judged_index(judged, folders, work / measured.name, encoder, progress, options)
    return judged, Engine.of(index, encoder)


def _found(path: str, shared: Path) -> Path:
    own = ROOT / path
    return own if own.exists() else shared / path


def _titled_by_focus(judged: JudgedSet, work: Path) -> Path:
    if judged.corpus is None:
        raise SystemExit(f"{judged.name}: has no corpus of its own")
    target = work / "corpora" / judged.name / "corpus.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    with judged.corpus.open(encoding="utf-8") as source, target.open("w", encoding="utf-8") as stream:
        for line in source:
            row = json.loads(line)
            kept = {"_id": row["_id"], "title": row["focus"], "text": row["text"]}
            stream.write(json.dumps(kept, ensure_ascii=False) + "\n")
    return target
