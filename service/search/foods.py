"""What people eat and drink with a drug: in their words, in those of labels, and as a sentence of a label states it."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.tables import rows_of


@dataclass(frozen=True, slots=True)
class Food:
    """One thing that is eaten or drunk. `asked` and `stated` are patterns."""

    what: str
    """As a reader is told that nothing states it."""
    words: tuple[str, ...]
    """Single words by which people ask for it."""
    called: tuple[str, ...] = ()
    """What else labels call it."""
    asked: str = ""
    """What asks for it; one of the words where it is empty."""
    stated: str = ""
    """What states it; one of the words or of what labels call it where it is empty."""


def _food(what: str, words: str, called: str = "", asked: str = "", stated: str = "") -> Food:
    """From the columns of a table."""
    return Food(what, tuple(words.split(",")), tuple(called.split(",")) if called else (), asked, stated)


FOOD_TABLE = tuple(_food(*row) for row in rows_of("foods.tsv"))
FOODS: Mapping[str, tuple[str, ...]] = {
    word: tuple(each for each in food.called if each != word) for food in FOOD_TABLE for word in food.words
}
"""What people eat and drink → what else labels call it."""
NOT_EATEN = r"\bingredients?\b|\bink\b|shellac|disinfect|\bwash\b|\bspill"
"""A pattern, for lower case, of sentences on what a tablet is made of or how things are cleaned: with alcohol, too."""
