"""What somebody takes, has taken or had in the past: it describes who is to take part, not what trials study."""

from collections.abc import Sequence

from indexer.patterns import any_case
from service.tables import patterns_of
from service.understanding.notes import Participant
from service.understanding.spans import Span, crosses

_SAYS = patterns_of("taken.txt")


def taken(text: str, drugs: Sequence[Span], person: Participant) -> tuple[list[Span], list[Span]]:
    """Which of these spans of drugs are taken, and where that is said, with the doses; of a list all, as one.

    What is taken now is told of a person of whom an age or a sex is known: "trials on metformin" test it.
    """
    held: list[Span] = []
    said: list[Span] = []
    for start, end in sorted(drugs):
        head = text[:start]
        found = _SAYS["HAS_TAKEN"].search(head) or (_SAYS["TAKES"].search(head) if person.age or person.sex else None)
        goes_on = bool(held) and _SAYS["AND"].fullmatch(text, held[-1][1], start)
        if found is None and not goes_on:
            continue
        dose = _SAYS["DOSE"].match(text, end)
        begin = said.pop()[0] if goes_on else found.start() if found else start
        held.append((start, end))
        said.append((begin, dose.end() if dose else end))
    return held, said


STATE_OF_WOMEN = r"(?:pregnant|breast-?feeding|lactating|nursing|(?:(?:post|pre|peri)-?)?menopausal)"
STATES = any_case(
    rf"\b{STATE_OF_WOMEN}(?:\s(?:and|or)\s{STATE_OF_WOMEN})?\s(?:women|people|patients|persons|mothers|individuals)\b"
)
GROUPS = any_case(r"\b(?:smoker|veteran|athlete|student|caregiver|prisoner|refugee|soldier)s?\b")
"""Whom registers list among conditions: beside another one they are those who have it."""


def told_of_somebody(text: str, person: Participant) -> tuple[list[Span], list[Span]]:
    """Where a text tells what people had or are beside a condition ("history of stroke"), and how ("history of").

    That "she had a stroke in 2010", and for how long, is told of a person of whom an age or a sex is known; what people
    "who had" something are is told as well.
    """
    is_one = person.age is not None or person.sex is not None
    had = (each for each in _SAYS["HAD"].finditer(text) if is_one or _SAYS["WHO"].search(text, 0, each.end("had")))
    found = [*_SAYS["PAST"].finditer(text), *STATES.finditer(text), *GROUPS.finditer(text), *had]
    found += _SAYS["LONG"].finditer(text) if is_one else ()
    whole = [(match.start(), match.start() + len(match[0].rstrip())) for match in found]
    when = (match.span("when") for match in _SAYS["DIAGNOSED"].finditer(text))
    whole += [each for each in when if not crosses(each, whole)]
    return whole, [match.span("said") for match in _SAYS["PAST"].finditer(text)]
