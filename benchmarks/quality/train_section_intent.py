"""Trains the section intent's model: `python -m benchmarks.quality.train_section_intent [--model NAME]`.

Reads service/data/section_questions.tsv (kind, frame, question; written for this project), embeds the questions with
the default model, and writes the weights to service/data/section_intent.npz. Prints the accuracy of a five-fold
cross-validation in which all wordings of one frame fall into one fold.
"""

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from indexer.embedding import DEFAULT_MODEL, SentenceTransformerEncoder

DATA = Path(__file__).resolve().parent.parent.parent / "service" / "data"
STRENGTH = 20.0
"""Inverse of the regularisation. Cross-validated, right and among three: 3 .637 .846, 10 .640 .854, 20 .644 .853."""
FOLDS = 5


def main() -> None:
    """Train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=DEFAULT_MODEL)
    encoder = SentenceTransformerEncoder.load(parser.parse_args().model)
    rows = [line.split("\t") for line in (DATA / "section_questions.tsv").read_text(encoding="utf-8").splitlines()]
    kinds = np.array([kind for kind, _, _ in rows])
    vectors = encoder.encode([question for _, _, question in rows])  # (questions, dim)
    frames = [frame for _, frame, _ in rows]
    first, third = [], []
    for learn, check in GroupKFold(FOLDS).split(vectors, kinds, frames):
        shares = classifier().fit(vectors[learn], kinds[learn])
        order = np.argsort(-shares.predict_proba(vectors[check]), axis=1)
        ranked = shares.classes_[order]
        first.append((ranked[:, 0] == kinds[check]).mean())
        third.append((ranked[:, :3] == kinds[check][:, None]).any(axis=1).mean())
    told = f"right {np.mean(first):.3f}, among three {np.mean(third):.3f}"
    print(f"{len(rows)} questions, {len(set(kinds))} kinds; {told}")
    trained = classifier().fit(vectors, kinds)
    np.savez_compressed(
        DATA / "section_intent.npz",
        kinds=trained.classes_.astype(str),
        weights=trained.coef_.astype(np.float32),
        bias=trained.intercept_.astype(np.float32),
    )


def classifier() -> LogisticRegression:
    """Multinomial, with every kind weighing the same."""
    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000)


if __name__ == "__main__":
    main()
