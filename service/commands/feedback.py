"""`medpath feedback export`: readers' verdicts as questions for the judged set."""

import argparse
import json
from dataclasses import replace

from service.feedback import Feedback, FeedbackFile, Verdict
from service.settings import Settings


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print one judged question a line, oldest first, in the format that `medpath eval` reads."""
    file = FeedbackFile(replace(settings, index=options.index).feedback_file)
    for number, feedback in enumerate(file.read(), 1):
        print(json.dumps(_question(feedback, number), ensure_ascii=False))
    return 0


def _question(feedback: Feedback, number: int) -> dict[str, object]:
    """What a reader found useful was right in the first place; what was not, a person has still to judge."""
    useful = feedback.verdict is Verdict.USEFUL
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
