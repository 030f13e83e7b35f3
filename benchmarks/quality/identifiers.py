"""Ask for every identifier of an index in five spellings, and for 500 that it lacks, each one character off.

    python -m benchmarks.quality.identifiers --index INDEX [--most 2000]

Right is: the first passage is of a record that has the identifier; of one that is lacking nothing is shown. Prints a
table and ends with 1 where anything is wrong.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.identifiers import IdentifierKind
from service.engine import Engine
from service.search.confidence import Outcome
from service.settings import Settings

ABSENT = 500
_CHARACTERS = "0123456789"


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one kind."""

    kind: IdentifierKind
    asked: int
    wrong: tuple[str, ...]
    absent: int
    found_anyway: tuple[str, ...]


def spellings(kind: IdentifierKind, value: str) -> tuple[str, ...]:
    """Five ways in which people write and ask for an identifier."""
    if kind is IdentifierKind.NCT:
        digits = value.removeprefix("NCT")
        return (value, value.lower(), f"NCT {digits[:4]} {digits[4:]}", f"what is nct-{digits}?", f"NCT # {digits}")
    if kind is IdentifierKind.CAS:
        return (value, f"CAS {value}", f"cas no. {value}", value.replace("-", "–"), f"which drug is {value}?")
    if kind is IdentifierKind.UNII:
        return (value, value.lower(), f"UNII {value}", f"unii: {value.lower()}", f"which substance is {value}?")
    return (value, value.upper(), f"set id {value}", f"{{{value}}}", f"show me the label {value}")


def one_off(value: str, random_: random.Random) -> str:
    """The identifier with one digit changed; the rest, and how it is written, stays."""
    at = random_.choice([place for place, character in enumerate(value) if character.isdigit()])
    return value[:at] + random_.choice([each for each in _CHARACTERS if each != value[at]]) + value[at + 1 :]


def check(engine: Engine, kind: IdentifierKind, values: Sequence[str], most: int) -> Tally:
    """Ask for at most `most` of these, and for up to 500 near them that are not there."""
    random_ = random.Random(0)
    chosen = random_.sample(values, min(most, len(values)))
    questions = [(value, text) for value in chosen for text in spellings(kind, value)]
    wrong = tuple(text for value, text in questions if not _is_first(engine, kind, value, text))
    held = frozenset(values)
    near = (one_off(random_.choice(values), random_) for _ in range(ABSENT))
    absent = [each for each in near if each not in held]
    shown = tuple(each for each in absent if not _is_refused(engine, each))
    return Tally(kind, len(questions), wrong, len(absent), shown)


def _is_first(engine: Engine, kind: IdentifierKind, value: str, text: str) -> bool:
    hits = engine.retriever.retrieve(engine.understand(text), limit=1).hits
    holding = engine.library.catalog.document_numbers(engine.library.catalog.by_identifier(kind, value))
    return bool(hits) and hits[0].document in holding.tolist()


def _is_refused(engine: Engine, text: str) -> bool:
    ranking = engine.retriever.retrieve(engine.understand(text))
    decision = engine.confidence.decide(ranking.features)
    return decision.outcome is Outcome.NOT_IN_CORPUS


def tallies(engine: Engine, most: int) -> Iterator[Tally]:
    """For each kind that the index holds identifiers of."""
    for kind in (IdentifierKind.NCT, IdentifierKind.CAS, IdentifierKind.UNII, IdentifierKind.SET_ID):
        values = engine.library.catalog.identifiers_of(kind)
        if values:
            yield check(engine, kind, values, most)


def main() -> None:
    """Ask, print, and end with 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--most", type=int, default=2000, help="identifiers of a kind that are asked for")
    options = parser.parse_args()
    engine = Engine.open(options.index, Settings().model)
    print("| kind | asked, five spellings each | not first | absent, asked | shown anyway |\n|---|---|---|---|---|")
    found = list(tallies(engine, options.most))
    for each in found:
        print(f"| {each.kind.label} | {each.asked} | {len(each.wrong)} | {each.absent} | {len(each.found_anyway)} |")
    for each in found:
        print(*(f"{each.kind.label}: {text}" for text in (*each.wrong[:5], *each.found_anyway[:5])), sep="\n")
    raise SystemExit(any(each.wrong or each.found_anyway for each in found))


if __name__ == "__main__":
    main()
