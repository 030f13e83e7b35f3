"""What people eat and drink with a drug: in their words, in those of labels, and as a sentence of a label states it."""

from collections.abc import Mapping
from dataclasses import dataclass


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


_DRINK = r"(?:alcohol(?:ic)?|wine|beers?|liquor|spirits|vodka|whisk(?:e)?y|booze|cocktails?|champagne|margaritas?)\b"
_ALCOHOL = (
    r"\b(?=alcohol|ethanol)(?<!vinyl\s)(?<!vinyl)(?<!benzyl\s)(?<!cetyl\s)(?<!stearyl\s)(?<!oleyl\s)(?<!propyl\s)"
    r"(?<!lauryl\s)(?<!wool\s)"
    r"(?:alcohol(?:s|ic)?\b(?!\s(?:swab|pad|wipe|prep|free|liver|hepatitis))|ethanol\b)"
)
FOOD_TABLE = (
    Food(
        "grapefruit",
        ("grapefruit", "grapefruits", "pomelo", "pomelos"),
        ("grapefruit",),
        r"grapefruits?\b|pomelos?\b|seville\soranges?\b",
        "grapefruit",
    ),
    Food(
        "vitamin K in food",
        tuple("cabbage spinach kale broccoli collard collards lettuce chard greens salad salads".split()),
        ("vegetable", "vitamin k"),
        r"(?:cabbage|spinach|kale|broccoli|collards?|brussels?\ssprouts?|lettuce|chard|leafy|green\svegetables?|greens|"
        r"salads?)\b",
        r"vitamin\sk\b|vegetables?\b",
    ),
    Food(
        "milk and dairy products",
        tuple("milk cheese yogurt yoghurt dairy".split()),
        ("dairy", "milk"),
        r"(?<!breast\s)(?<!human\s)(?<!mother's\s)(?<!into\s)(?<!in\s)(?<!in\sthe\s)(?:milk|dairy|yogh?urt|cheeses?|"
        r"ice\scream)\b",
        r"\bdairy|(?:drink|glass\sof|cow'?s?|with)\smilk\b|\bmilk\s(?:products?|or)\b|"
        r"calcium[\s-](?:contain|rich|fortif)\w*|calcium\ssupplements\b|tyramine|cheese|yogh?urt",
    ),
    Food(
        "caffeine",
        tuple("coffee tea soda cola espresso".split()),
        ("caffeine",),
        r"(?:caffeine|coffee|espresso|energy\sdrinks?|(?:black|green)\stea|red\sbull|cola)\b",
        r"\bcaffein\w*|\bcoffee\b(?!\sgrounds?)|xanthine",
    ),
    Food(
        "potassium in food",
        ("banana", "bananas"),
        ("potassium",),
        r"(?:bananas?|salt\ssubstitutes?|potassium[\s-]rich)\b",
        r"potassium[\s-](?:rich|contain|supplement)\w*|salt\ssubstitutes?|hyperkal(?:a)?emia|"
        r"(?:high|rich|diet)\w*[^.;]{0,30}potassium",
    ),
    Food(
        "alcohol",
        tuple("alcohol beer beers wine wines liquor whiskey vodka booze spirits champagne".split()),
        ("alcohol", "ethanol", "alcoholic beverage"),
        rf"(?:drink(?:ing)?|with|and|on|have|having|of|some|an?)\s(?:\w+\s){{0,2}}?{_DRINK}"
        r"(?!\s(?:withdrawal|use|abuse|dependen|addict|intoxic|swab|pad))|drink(?:ing)?\s(?:on|with|while)\b",
        _ALCOHOL,
    ),
    Food("cannabis", tuple("weed pot marijuana cannabis".split()), ("cannabis", "marijuana", "cannabinoid")),
    Food("cranberries", ("cranberry", "cranberries"), ("cranberry",)),
    Food("pomegranates", ("pomegranate", "pomegranates"), ("pomegranate",)),
    Food("liquorice", ("licorice", "liquorice"), ("licorice",)),
    Food("soy", ("soy", "soya", "tofu"), ("soy", "soybean")),
    Food("garlic", ("garlic",)),
    Food("ginger", ("ginger",)),
)
FOODS: Mapping[str, tuple[str, ...]] = {
    word: tuple(each for each in food.called if each != word) for food in FOOD_TABLE for word in food.words
}
"""What people eat and drink → what else labels call it."""
