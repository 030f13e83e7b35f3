"""Why a passage came up, in words: which parts of its score mattered. The figures are in the API's `explain`."""

from collections.abc import Mapping

_MATTERS = 0.1
"""Share of all that speaks for a passage from which a part of its score is worth a sentence."""
_LIFTED = 0.001
"""What lifts a passage matters however little it is; less than this only settles a tie."""
_IN_WORDS: Mapping[str, str] = {
    "meaning": "Its meaning is close to the question’s.",
    "words": "Its text has words of the question.",
    "names": "Its title or its drug’s names have words of the question.",
    "drug": "Its source is about a drug that the question names.",
    "section": "It is from a section of the kind asked for.",
    "ranks": "It is among the nearest to the description, or to one of its conditions.",
}
_STANDS_OUT = "It has far more of the question’s words than any other source."
_LEFT_OUT = "It comes late: its trial states an age or a sex that leaves the person out."


def why(parts: Mapping[str, float]) -> tuple[str, ...]:
    """The parts of a score that mattered, a sentence for each, the strongest first; none for no score."""
    speaking = {name: value for name, value in parts.items() if name in _IN_WORDS and value > 0}
    least = _MATTERS * sum(speaking.values())
    told = [_IN_WORDS[name] for name in sorted(speaking, key=lambda name: -speaking[name]) if speaking[name] >= least]
    if parts.get("standout", 0.0) > _LIFTED:
        told.insert(0, _STANDS_OUT)
    if parts.get("closed", 0.0) < 0:
        told.append(_LEFT_OUT)
    return tuple(told)
