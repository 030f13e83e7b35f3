"""Measures the whole path of a question on judged sets: understanding, ranking, and the decision to answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np

from indexer.build import BuildOptions, build
from indexer.catalog import Catalog, PassageRow
from indexer.embedding import Encoder
from indexer.generation import Generation
from indexer.report import Progress, silent
from service.engine import Engine
from service.follow_ups.conversation import Turn
from service.quality.judged import JudgedError, JudgedQuestion, JudgedSet, Run
from service.quality.metrics import (
    Interval,
    bootstrap,
    ndcg,
    precision_at_1,
    randomisation_test,
    recall,
    reciprocal_rank,
)
from service.search.confidence import Outcome
from service.search.ranking import Level, Mode, Ranking, Switches

DEPTH = 100
"""Results per question: what recall@100 needs."""
_PASSAGES_SHOWN = 1000
"""Passages that as many sections or documents are taken from."""

MEASURES: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "ndcg@10": lambda ranking, gains: ndcg(ranking, gains, 10),
    "recall@10": lambda ranking, gains: recall(ranking, gains, 10),
    "recall@100": lambda ranking, gains: recall(ranking, gains, 100),
    "mrr@10": lambda ranking, gains: reciprocal_rank(ranking, gains, 10),
    "p@1": precision_at_1,
}
AS_JUDGED = "as judged"
ABSTAINED = "abstained"
"""Of the questions that nothing answers: how many were not answered."""
WRONGLY_ABSTAINED = "wrongly_abstained"
"""Of the questions that something answers: how many were not answered."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question with what a system made of it."""

    question: JudgedQuestion
    ranked: tuple[tuple[str, float], ...]
    """(id, score), best first."""
    outcome: Outcome | None = None
    """None where only a run file is known."""
    milliseconds: float = 0.0

    def measure(self, name: str) -> float:
        """A measure of `MEASURES` for this question alone."""
        return MEASURES[name]([each for each, _ in self.ranked], self.question.gains)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A judged set as one system answered it."""

    judged: JudgedSet
    judgements: tuple[Judgement, ...]
    level: str = AS_JUDGED
    """What was ranked: a `Level`, or for each question what its judgements name."""

    def values(self, name: str) -> list[float]:
        """A measure of each question that counts for it, in their order."""
        if name in MEASURES:
            return [each.measure(name) for each in self.judgements if each.question.has_answer]
        answerable = name == WRONGLY_ABSTAINED
        return [
            float(each.outcome is not Outcome.ANSWER)
            for each in self.judgements
            if each.question.has_answer is answerable and each.outcome is not None
        ]

    def summary(self) -> dict[str, Interval]:
        """Every measure that some question counts for, with its 95 % interval."""
        found = {name: self.values(name) for name in (*MEASURES, ABSTAINED, WRONGLY_ABSTAINED)}
        return {name: bootstrap(values) for name, values in found.items() if values}

    def by_type(self) -> dict[str, "Evaluation"]:
        """The same for each type of question, in the order of their first appearance."""
        types = dict.fromkeys(each.question.type or "" for each in self.judgements)
        return {
            kind: Evaluation(
                self.judged, tuple(each for each in self.judgements if (each.question.type or "") == kind), self.level
            )
            for kind in types
        }

    def as_run(self) -> Run:
        """What `service.quality.judged.write_run` writes."""
        return {each.question.id: each.ranked for each in self.judgements}

    def as_mapping(self) -> dict[str, object]:
        """What `medpath eval --json` prints."""
        return {
            "set": self.judged.name,
            "level": self.level,
            "questions": len(self.judgements),
            **_told(self.summary()),
            "types": {
                kind: {"questions": len(part.judgements), **_told(part.summary())}
                for kind, part in self.by_type().items()
            },
            "milliseconds": _milliseconds(self.judgements),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of two systems on the same questions."""

    first: float
    second: float
    p: float
    """Of the paired randomisation test."""


@dataclass(frozen=True)
class System:
    """What answers the questions: an engine, and how its ranking is set for this measurement."""

    engine: Engine
    mode: Mode = Mode.HYBRID
    switches: Switches = field(default_factory=Switches)
    as_shown: bool = False
    """Rank passages, as a page shows them; a section or a document stands where its first passage does."""

    def ask(self, judged: JudgedQuestion, level: Level) -> tuple[Ranking, Outcome]:
        """Take a question the whole way, with those asked before it."""
        question = self.engine.understand(judged.text, tuple(Turn(each) for each in judged.history))
        depth, of = (_PASSAGES_SHOWN, Level.PASSAGE) if self.as_shown else (DEPTH, level)
        ranking = self.engine.retriever.retrieve(question, depth, self.mode, self.switches, of)
        return ranking, self.engine.confidence.decide(ranking.features).outcome


def unknown_ids(judged: JudgedSet, catalog: Catalog) -> list[str]:
    """Ids judged relevant that name no document, section or passage here: no search can find them."""
    relevant = dict.fromkeys(name for each in judged.questions for name, gain in each.gains.items() if gain > 0)
    return [
        name
        for name in relevant
        if not catalog.document(name.partition("#")[0]) and not catalog.section(*name.rpartition(":")[::2])
    ]


def open_judged_index(
    judged: JudgedSet,
    corpus_dirs: Sequence[Path],
    index_dir: Path,
    encoder: Encoder,
    progress: Progress = silent,
    options: BuildOptions | None = None,
) -> Generation:
    """Build, or bring up to date, the index that a judged set is asked of, and open it.

    The corpus is that of the set if it has one, else the corpus folders. Raises JudgedError where there is neither,
    and what `indexer.build` raises.
    """
    folders = [judged.corpus.parent] if judged.corpus is not None else list(corpus_dirs)
    if not folders:
        raise JudgedError(f"{judged.name}: has no corpus of its own; name its folders with --corpus")
    build(folders, index_dir, encoder, options, progress)
    return Generation.open(index_dir)


def evaluate(
    judged: JudgedSet, system: System, level: Level | None = None, told: Callable[[int, int], None] | None = None
) -> Evaluation:
    """Ask every question of a set. `level`: what the ids of the judgements name (by default as they look).

    `told` hears how many of how many questions are done.
    """
    judgements = []
    for done, question in enumerate(judged.questions, 1):
        own = level or (Level.SECTION if question.names_sections else Level.DOCUMENT)
        began = perf_counter()
        ranking, outcome = system.ask(question, own)
        spent = (perf_counter() - began) * 1000.0
        judgements.append(Judgement(question, _ids(ranking, system.engine.generation, own), outcome, spent))
        if told is not None:
            told(done, len(judged.questions))
    return Evaluation(judged, tuple(judgements), level or AS_JUDGED)


def evaluate_run(judged: JudgedSet, run: Run, level: Level | None = None) -> Evaluation:
    """Measure the run of another tool; a question it leaves out found nothing."""
    judgements = tuple(Judgement(question, tuple(run.get(question.id, ())[:1000])) for question in judged.questions)
    return Evaluation(judged, judgements, level or AS_JUDGED)


def compare(first: Evaluation, second: Evaluation) -> dict[str, Difference]:
    """Each measure of both, with the p of their difference. Raises JudgedError where the questions differ."""
    ids = [[each.question.id for each in evaluation.judgements] for evaluation in (first, second)]
    if ids[0] != ids[1]:
        raise JudgedError("only two evaluations of the same questions can be compared")
    found = {}
    for name in MEASURES:
        values = first.values(name), second.values(name)
        if values[0]:
            p = randomisation_test(*values)
            found[name] = Difference(float(np.mean(values[0])), float(np.mean(values[1])), p)
    return found


def _ids(ranking: Ranking, generation: Generation, level: Level) -> tuple[tuple[str, float], ...]:
    rows = generation.catalog.passages([hit.passage_number for hit in ranking.hits])
    ranked: dict[str, float] = {}
    for row, hit in zip(rows, ranking.hits, strict=True):
        ranked.setdefault(_id(row, level), hit.score)
    return tuple(ranked.items())


def _id(row: PassageRow, level: Level) -> str:
    """As judgements name a passage, a section or a document."""
    if level is Level.PASSAGE:
        return row.passage_id
    return f"{row.document_id}:{row.section_key}" if level is Level.SECTION else row.document_id


def _told(summary: Mapping[str, Interval]) -> dict[str, dict[str, float]]:
    return {
        name: {"value": round(each.value, 4), "low": round(each.low, 4), "high": round(each.high, 4)}
        for name, each in summary.items()
    }


def _milliseconds(judgements: Iterable[Judgement]) -> dict[str, float]:
    spent = [each.milliseconds for each in judgements if each.milliseconds]
    if not spent:
        return {}
    return {name: round(float(np.percentile(spent, share)), 2) for name, share in (("p50", 50), ("p95", 95))}
