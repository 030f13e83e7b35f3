"""How severe an impairment is, which trimester, metabolizer or dose of several is meant, in questions and labels."""

from indexer.patterns import lower_case
from service.answering.stated_ranges import Interval

_GIVEN = r"(?:infusions?|dos(?:es?|age)|injections?|cycles?|treatments?)\b"
_DEGREE = lower_case(
    r"\b(?:(?P<end>end[\s-]stage|esrd|(?:h(?:a)?emo)?dialysis)|(?P<mild>mild)|(?P<moderate>moderate)|"
    r"(?P<severe>severe)|(?P<first>(?:first|1st)(?=\s(?:or\s\w+\s)?trimester)|early(?=\spregnancy))|"
    r"(?P<second>(?:second|2nd)(?=\s(?:or\s\w+\s)?trimester))|child[\s-]pugh\s(?:class\s)?(?:(?P<a>a)|(?P<b>b)|"
    r"(?P<c>c))|(?P<third>(?:third|3rd)(?=\strimester)|late(?=\s(?:in\s)?pregnancy))|"
    r"(?P<poor>poor(?=\s(?:[\w-]+\s){0,2}metaboli[sz]))|(?P<ultrarapid>ultra[\s-]?rapid)|"
    rf"(?P<intermediate>intermediate(?=\s(?:[\w-]+\s){{0,2}}metaboli[sz]))|(?P<extensive>(?:extensive|"
    rf"normal)(?=\s(?:[\w-]+\s){{0,2}}metaboli[sz]))|(?P<opening>(?:first|1st|initial|"
    rf"starting)(?=\s(?:\w+\s)?{_GIVEN}))|(?P<later>(?:subsequent|second|maintenance|remaining|"
    rf"later)(?=\s(?:\w+\s)?{_GIVEN})|cycles?\s[2-9]|thereafter|followed(?=\s(?:\w+\s){{0,3}}by\b)))(?:ly)?\b"
)
_OF_THE_LIVER = {"a": "mild", "b": "moderate", "c": "severe"}
"""The classes of Child and Pugh, as labels call them."""


_GRADE = lower_case(
    r"(?<!to\s)(?<!until\s)(?<!≤\s)(?<!≤)(?<!<\s)(?<!<)(?P<least>[≥>]\s?)?\bgrades?\s(?P<more>[≥>]\s?)?(?P<low>[1-4])\b"
    r"(?:\s?(?:-|–|to|or|and|/)\s?(?:grade\s)?(?P<high>[1-4])\b)?(?P<or_more>\s(?:or|and)\s(?:higher|greater|above|worse))?"
)
_HIGHEST_GRADE = 4


def degrees_in(text: str) -> frozenset[str]:
    """The degrees, grades, trimesters, metabolizers and doses that a text names: "mild", "grade 3", "first", "poor"."""
    lower = text.lower()
    found = [match.lastgroup or "" for match in _DEGREE.finditer(lower)]
    for match in _GRADE.finditer(lower):
        is_open = match["least"] or match["more"] or match["or_more"]
        low, high = sorted((int(match["low"]), _HIGHEST_GRADE if is_open else int(match["high"] or match["low"])))
        found += (f"grade {each}" for each in range(low, high + 1))
    return frozenset(_OF_THE_LIVER.get(each, each) for each in found)


def degrees_of(clearance: Interval) -> frozenset[str]:
    """How labels call the impairment of a clearance in mL/min; they draw the lines in two ways, both are told."""
    lines = (("end", 0, 15), ("severe", 0, 30), ("moderate", 30, 60), ("mild", 50, 90))
    return frozenset(name for name, low, high in lines if clearance.meets(Interval(low, high)))
