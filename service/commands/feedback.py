"""`medpath feedback export`: readers' verdicts as questions for the judged set."""

import argparse
import json
import sys
from dataclasses import replace

from indexer.errors import MedPathError
from service.quality.feedback import Feedback, FeedbackFile, Verdict
from service.settings import Settings


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print one question per line, oldest first, in the format that `medpath eval` reads; name lines without a verdict.

    Questions that a person has still to judge have `relevant: null`, and `medpath eval` leaves them out.
    """
    file = FeedbackFile(replace(settings, index=options.index).feedback_file)
    if not file.path.parent.is_dir():
        expected = "name the index's with --index, or another file with MEDPATH_FEEDBACK"
        raise MedPathError(f"{file.path.parent}: no such folder; {expected}")

    def passed_over(line: int) -> None:
        print(f"{file.path}:{line}: not a verdict, perhaps cut short by a crash; passed over", file=sys.stderr)

    number = 0
    for number, feedback in enumerate(file.read(passed_over), 1):
        print(json.dumps(_question(feedback, number), ensure_ascii=False))
    if not number:
        print(f"{file.path}: no verdict yet", file=sys.stderr)
    return 0


def _question(feedback: Feedback, number: int) -> dict[str, object]:
    """What a reader found useful was right in the first place; anything else a person has still to judge.

    So has a useful answer that showed no passage: it may have said rightly that nothing is here, or counted to zero.
    """
    useful = feedback.verdict is Verdict.USEFUL and bool(feedback.passages)
    return {
        "id": f"feedback-{number}",
        "question": feedback.question,
        "relevant": [passage.partition("#")[0] for passage in feedback.passages[:1]] if useful else None,
        "type": "feedback",
        "verdict": feedback.verdict,
        "reason": feedback.reason,
        "comment": feedback.comment,
        "shown": feedback.passages,
        "generation": feedback.generation,
        "at": feedback.at,
    }
