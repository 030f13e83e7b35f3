"""What a question denies: the words of "without placebo", "not in the US", "neither completed nor terminated"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.site_places import PLACE_FIELDS
from service.tables import patterns_of
from service.understanding.spans import Span, crosses

_SAYS = patterns_of("denials.txt")


@dataclass(frozen=True, slots=True)
class Denial:
    """A word that denies and what it reaches: of "trials not in the US" `text[start:end]` is "not in the US".

    `end` is where it ends.
    """

    start: int
    reach: int
    """Where the word that denies ends."""
    first: int
    """Where what is denied begins, behind words such as "conducted in"."""
    end: int
    of_people: bool
    """Whether it describes who takes part ("patients without diabetes") rather than the trials."""


_KINDS = {**dict.fromkeys(PLACE_FIELDS, "place"), "intervention": "drug", "age": "people"}
"""Fields whose values stand in one list; the values of any other only beside each other."""
_OPEN_LISTS = frozenset(("place", "drug", "phase", "sponsor"))
"""Whose last comma needs no "or": "not in France, Germany"."""


def find_denials(text: str) -> tuple[Denial, ...]:
    """Every denial of a text, from left to right and apart.

    It reaches over a list ("France, Germany or Spain", "completed nor terminated") and ends with its clause: at the
    next preposition behind what it denies, at "but", "that", a word for trials, or a full stop.
    """
    found: list[Denial] = []
    idioms = [match.span() for match in _SAYS["NO_DENIAL"].finditer(text)]
    cues = [(match, *_reached(text, match.end())) for match in _SAYS["CUE"].finditer(text)]
    cues += [(match, match.end(), match.end("denied")) for match in _SAYS["PREFIX"].finditer(text)]
    cues += [(match, match.start(), match.end()) for match in _SAYS["SUFFIX"].finditer(text)]
    for cue, first, end in sorted(cues, key=lambda each: each[0].start()):
        is_idiom = crosses(cue.span(), idioms)
        of_people = _SAYS["OF_PEOPLE"].search(text, 0, cue.start()) is not None
        if found and not is_idiom and not of_people and found[-1].first < cue.start() < found[-1].end:
            found[-1] = replace(found[-1], end=cue.start())
        if not is_idiom and not (found and cue.start() < found[-1].end):
            found.append(Denial(cue.start(), min(cue.end(), first), first, end, of_people))
    return tuple(found)


def of_one_kind(text: str, denials: Sequence[Denial], facts: Sequence[tuple[Span, str]]) -> tuple[Denial, ...]:
    """The denials, each as far as it is of one kind of fact; `facts` are spans with the field of each.

    In "not in the US, for women, recruiting" only the place is denied: what another kind of fact begins behind a comma,
    or behind nothing at all, is asked for, unless one noun holds both ("other than open phase 3 trials"). "Or", "nor"
    and "and" go on ("not in the US or recruiting"), and so does a comma before a value of the same kind.
    """
    return tuple(_of_one_kind(text, each, facts) for each in denials)


def _of_one_kind(text: str, denial: Denial, facts: Sequence[tuple[Span, str]]) -> Denial:
    first: str | None = None
    at = denial.first
    ordered = sorted(facts, key=lambda fact: (fact[0][0], -fact[0][1]))
    for number, ((start, end), field) in enumerate(ordered):
        is_of_people = field == "condition" and _SAYS["OF_A_GROUP"].search(text, start, end)
        kind, between = "people" if is_of_people else _KINDS.get(field, field), text[at:start]
        if end <= denial.start or (first is not None and start < at):
            continue
        if start >= denial.end:
            is_next = denial.first < at <= denial.end and start - denial.end <= len(between)
            is_bare = _SAYS["BARE_ITEM"].fullmatch(between) and not _SAYS["HAS_LEAD"].match(text, start)
            if kind == first and kind in _OPEN_LISTS and is_next and is_bare:
                denial, at = replace(denial, end=end), end
                continue
            break
        if first is None and "," not in between:
            first = kind
        elif kind == first and kind not in _OPEN_LISTS and _SAYS["BARE_ITEM"].fullmatch(between):
            if not _ends_in_or(text, ordered[number:]):
                return replace(denial, end=at + between.index(","))
        elif kind != first and not _SAYS["GOES_ON"].search(between):
            if "," in between:
                return replace(denial, end=at + between.rindex(","))
            if not _SAYS["RECORDS_FOLLOW"].match(text, end):
                return replace(denial, end=start)
        at = max(at, end)
    return denial


def _ends_in_or(text: str, facts: Sequence[tuple[Span, str]]) -> bool:
    """Whether the list that goes on with the first of these facts has an "or" before its last one."""
    for ((_, end), field), ((start, _), other) in pairwise(facts):
        between = text[end:start]
        if other != field or not (_SAYS["BARE_ITEM"].fullmatch(between) or _SAYS["OR"].fullmatch(between)):
            return False
        if _SAYS["OR"].fullmatch(between):
            return True
    return False


def denial_of(denials: Sequence[Denial], span: Span) -> Denial | None:
    """The denial that says something of a span; None for what is asked for."""
    return next((each for each in denials if span[0] < each.end and each.start < span[1]), None)


def _reached(text: str, start: int) -> tuple[int, int]:
    """Where what a word denies begins and ends."""
    match = _SAYS["FIRST"].match(text, start)
    first = match.end() if match else start
    end = _end_of(text, first)
    phase = _SAYS["PHASE_TOO"].search(text, first, end)
    return first, phase.start() if phase and not _SAYS["PHASE"].search(text, first, phase.start()) else end


def _end_of(text: str, at: int) -> int:
    while True:
        stop = _SAYS["END"].search(text, at)
        if stop and stop[0][0].isspace() and _SAYS["ALTERNATIVE"].search(text, 0, stop.start()):
            at = stop.end()
            continue
        comma = text.find(",", at, stop.start() if stop else len(text))
        if comma >= 0 and _SAYS["NEXT_IN_LIST"].match(text, comma) is None:
            return comma
        if comma < 0:
            return stop.start() if stop else len(text)
        at = comma + 2
