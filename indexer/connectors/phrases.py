"""Drug names as people give them, made safe to stand in a search expression."""

from collections.abc import Iterable

from indexer.errors import FetchError

LONGEST_NAME = 200


def drug_names(given: Iterable[str]) -> tuple[str, ...]:
    """Return the names with single blanks, each once whatever its case, in the order given.

    Raises FetchError for a name without a letter or digit, one of over LONGEST_NAME characters, and for no name.
    """
    names: dict[str, str] = {}
    for each in given:
        name = " ".join("".join(letter if letter.isprintable() else " " for letter in each).split())
        if not any(letter.isalnum() for letter in name) or len(name) > LONGEST_NAME:
            raise FetchError(f"{each[:40]!r} is no drug's name; expected one such as --drug baclofen")
        names.setdefault(name.casefold(), name)
    if not names:
        raise FetchError("no drug to ask for; name one with --drug")
    return tuple(names.values())


def phrase(name: str) -> str:
    """Quote a name so that nothing in it is an operator.

    Within quotation marks both ClinicalTrials.gov (Essie) and openFDA (Lucene) take every word as a word; the two
    characters that could end the quotation, which no drug is spelled with, become blanks.
    """
    return f'"{" ".join(name.translate({34: " ", 92: " "}).split())}"'
