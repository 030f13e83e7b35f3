"""The order that a question asks a list of trials to be in, and how many of it: "the 5 newest"."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from indexer.patterns import Pattern, any_case
from service.understanding.number_words import COUNTS, ORDINALS
from service.understanding.spans import Span, crosses


class SortField(StrEnum):
    """What a list can be ordered by."""

    FIRST_POSTED = "first_posted"
    LAST_POSTED = "last_posted"
    STARTED = "started"
    COMPLETED = "completed"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that the question asks for."""

    by: SortField
    descending: bool
    first: int | None = None
    """How many at the top it asks for: 1 for "the largest trial", 5 for "the 5 newest"; None for all."""
    after: int = 0
    """How many come before those: 1 for "the second largest"."""
    words: str = field(default="", compare=False)
    """As it was said."""

    @property
    def is_only_a_number(self) -> bool:
        """Whether it asks for so many and says no order: "only 5 of them"."""
        return self.first is not None and not any(pattern.search(self.words) for pattern, _, _ in _SORTS)


_HEADS = r"(?:participants|patients|people|subjects|volunteers|persons|individuals|enroll?ments?|recruits)"
_SIZE = (
    rf"(?:\s(?:(?:total|planned|actual|target|overall)\s)?(?:enroll?ments?|(?:sample\s|study\s|trial\s)?sizes?|"
    rf"cohorts?|(?:study\s)?populations?|(?:number|count|amount)s?\sof\s{_HEADS}|{_HEADS}))"
)
_ENROLLED = (
    r"(?:how\s(?:big|large)\s(?:is|was)\s)?"
    r"(?:(?:enroll?(?:s|ed)|recruits|recruited|includes?|included|has|have|had|with|by)\s)?(?:the\s)?"
)
_BY = (
    r"\b(?:(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|list(?:ed)?|arranged?|show)\s"
    r"(?:(?:the|these|those|them|it|all|any|trials|studies|results)\s){0,3})?by\s(?:the\s|their\s)?"
)
_BY_DATE = r"(?!\s(?:before|since|after|in|between|until|by|on|from|within|during)\s(?:\w+\s)?\d)"
_LAST_OF_ALL = r"(?:latest|most\srecently|last)\b(?!\s(?!and\b|or\b|in\b|of\b|among\b)\w)"
"""Not "last summer"."""
_SORTS: tuple[tuple[Pattern, SortField, bool], ...] = (
    (any_case(rf"{_BY}(?:size|enroll?ment|(?:number|count)\sof\s{_HEADS})\b"), SortField.ENROLMENT, True),
    (any_case(rf"{_BY}(?:last\supdated?|update)\b"), SortField.LAST_POSTED, True),
    (any_case(rf"{_BY}(?:completion|end|finish)(?:\sdate)?\b(?!\syear)"), SortField.COMPLETED, True),
    (any_case(rf"{_BY}start(?:\sdate|ing\sdate)?\b(?!\syear)"), SortField.STARTED, True),
    (any_case(rf"{_BY}(?:age(?!\sgroup)|date|posting|newest|most\srecent)\b"), SortField.FIRST_POSTED, True),
    (any_case(rf"\b(?:most\srecently|last|latest|newly|recently)\s(?:updated|changed|modified)\b{_BY_DATE}"),
     SortField.LAST_POSTED, True),
    (any_case(rf"\b(?:(?:most\srecently|last|latest|newly|recently)\s(?:to\s(?:be\s)?)?(?:complete[ds]?|finish(?:ed)?|"
                rf"end(?:ed)?)|(?:latest|most\srecent)\s(?:completion|end)(?:\sdate)?)\b{_BY_DATE}"),
     SortField.COMPLETED, True),
    (any_case(rf"\b(?:(?:earliest|first|longest\sago)\s(?:to\s(?:be\s)?)?(?:complete[ds]?|finish(?:ed)?|ended)|"
                rf"earliest\s(?:completion|end)(?:\sdate)?)\b{_BY_DATE}"), SortField.COMPLETED, False),
    (any_case(rf"\b(?:(?:most\srecently|last|latest|newly|recently)\s(?:to\s)?(?:start(?:ed|\sdates?)?|begun|begin|"
                rf"launched)|(?:latest|most\srecent)\sstart(?:\sdate)?)\b{_BY_DATE}"), SortField.STARTED, True),
    (any_case(rf"\b(?:(?:earliest|first|longest\sago)\s(?:to\s)?(?:start(?:ed|\sdates?)?|begun|begin)|"
                rf"earliest\sstart(?:\sdate)?)\b{_BY_DATE}"), SortField.STARTED, False),
    (any_case(rf"\b{_ENROLLED}(?:(?:largest|biggest){_SIZE}?|(?:highest|greatest|maximum){_SIZE}|"
                rf"most\s{_HEADS}|most\senrolled)\b"), SortField.ENROLMENT, True),
    (any_case(rf"\b{_ENROLLED}(?:smallest{_SIZE}?|(?:lowest|least|minimum){_SIZE}|"
                rf"(?:fewest|least)\s{_HEADS})\b"), SortField.ENROLMENT, False),
    (any_case(rf"\b(?:ended|completed|finished)\s{_LAST_OF_ALL}"), SortField.COMPLETED, True),
    (any_case(rf"\b(?:started|began)\s{_LAST_OF_ALL}"), SortField.STARTED, True),
    (any_case(rf"\b(?:updated|changed|modified)\s{_LAST_OF_ALL}"), SortField.LAST_POSTED, True),
    (any_case(rf"\b(?:posted|registered|added)\s{_LAST_OF_ALL}"), SortField.FIRST_POSTED, True),
    (any_case(r"\b(?:started|began)\s(?:first|earliest)\b"), SortField.STARTED, False),
    (any_case(r"\b(?:latest|newest|most\srecent(?:ly\s(?:posted|registered|added|published)|"
                r"ly)?)\b(?:\sof\sall)?"), SortField.FIRST_POSTED, True),
    (any_case(r"\bnew(?!\s(?:york|jersey|zealand|delhi|mexico|hampshire|orleans|haven|south|brunswick|england|onset|"
                r"daily|variant)\b)(?=\s(?:[\w§-]+\s){0,4}?(?:trials|studies|ones)\b)"), SortField.FIRST_POSTED, True),
    (any_case(r"\b(?:oldest|earliest|very\sfirst|first\s(?=(?:registered\s|posted\s)?(?:trial|study)\b))"),
     SortField.FIRST_POSTED, False),
)  # fmt: skip
_WHICH_FIRST = any_case(
    r",?\s\(?(?:the\s)?(?:"
    r"(?P<down>(?:newest|latest|largest|biggest|highest|most\srecent)\sfirst|(?:in\s)?descending(?:\sorder)?)|"
    r"(?P<up>(?:oldest|earliest|smallest|lowest)\sfirst|(?:in\s)?ascending(?:\sorder)?)|first)\)?(?=[\s,.;?!]|\Z)"
)
"""Behind the words for an order, which of its two ends comes first."""
_PLURAL_NOUN = any_case(r"\b(?:trials|studies|rcts)\b")
_COUNTS = COUNTS | {"twenty": 20, "couple of": 2}
_MANY = rf"(?:(?:one|two|three|[1-3])\sor\s)?(?P<many>[1-9]\d{{0,2}}|{'|'.join(_COUNTS)})"
_MANY_BEFORE = any_case(rf"(?:\btop\s)?(?<![\w.-]){_MANY}\s\Z")
_NTH = {word: number - 1 for word, number in ORDINALS.items() if 1 < number <= COUNTS["ten"]}
_NTH |= {
    f"{number}{ending}": number - 1
    for number, ending in ((2, "nd"), (3, "rd"), *((each, "th") for each in range(4, 21)))
}
_NTH |= {"next": 1}
_NTH_BEFORE = any_case(rf"\b({'|'.join(_NTH)})[\s-](?:one\sby\s)?\Z")
_MANY_BEHIND = any_case(rf"\s{_MANY}(?=\s(?:[\w§-]+\s){{0,4}}?(?:trials|studies|ones)\b|\W*\Z)")
_AT_MOST = r"(?:up\sto|(?:at|the)\smost|no\smore\sthan|(?:a\s)?max(?:imum)?(?:\sof)?)"
_VERB = r"(?:find|give|show|list|get|name|see|pick|want|need|limit(?:ed)?\sto|first|top)"
_ASKED = rf"(?:(?:please|can|could|you|i|we|would|like|to|me|us|the|any|only|just|random|{_VERB}|{_AT_MOST})\s)*"
_NUMBER, _END = _MANY.replace("?P<many>", "?:"), r"(?:\splease)?\W*\Z"
_OF_THEM = r"(?:of\s(?:them|those|these)|results?|trials|studies|records|ones|hits)"
_SOME = any_case(
    rf"(?:\A\W*(?:a\s)?|\b{_VERB}\s){_ASKED}(?:a\s)?{_MANY}\s"
    r"(?!(?:or|to|and|alpha|beta|dose|year|month|week|day|hour|arm|site|mg|ml)s?\b)"
    r"(?=(?:(?!(?:of|in|with|by|for|on|that)\s)[\w§-]+\s){0,5}?(?:trials?|study|studies)\b)"
)
"""So many and no order: those last posted come first, as in any list."""
SOME_LAST = any_case(
    rf"(?<!\w)(?:(?:but|and|the)\s)*(?:(?:(?:only|just|"
    rf"max(?:imum)?|{_VERB})\s{_ASKED}(?={_NUMBER}(?:\s{_OF_THEM})?{_END})|{_AT_MOST}\s(?={_NUMBER}\s{_OF_THEM}{_END})|"
    rf"(?={_NUMBER}\sof\s(?:them|those|these){_END})){_MANY}.*)"
)
"""The same at the end: "only 5 of them"."""
_TOP = any_case(rf"\btop\s{_MANY}\b")


def read_sort(text: str, beside_noun: bool) -> tuple[Sort | None, tuple[Span, ...]]:
    """The order asked for, and where that is said; only beside a word for trials."""
    if not beside_noun:
        return None, ()
    told = [(match, by, down) for pattern, by, down in _SORTS if (match := pattern.search(text)) is not None]
    some = _SOME.search(text) or SOME_LAST.search(text)
    if not told:
        return (
            (Sort(SortField.LAST_POSTED, True, _count(some), words=some[0].strip(" ,;:().?!")), (some.span(),))
            if some
            else (None, ())
        )
    match, by, descending = told[0]
    words, (start, end) = match[0].strip(), match.span()
    turned = _WHICH_FIRST.match(text, end)
    if turned is not None:
        end = turned.end()
        descending = turned["up"] is None and (descending or turned["down"] is not None)
    again = [(each, down) for each, of, down in told if of is by and not crosses(each.span(), [(start, end)])]
    between = text[min(end, again[0][0].end()) : max(start, again[0][0].start())] if again else ""
    if again and again[0][1] != descending and " and " in between:  # both stand at the ends of all of them
        return Sort(by, descending=True, words=words), ((start, end), again[0][0].span())
    if again:  # "the smallest trials by enrolment"
        match, down = again[0]
        descending = down if turned is None else descending
    spans = ((start, end), *(each.span() for each, _ in again))
    if nth := _NTH_BEFORE.search(text, 0, match.start()):
        return Sort(by, descending, 1, _NTH[nth[1].lower()], f"{nth[0]}{words}"), (*spans, nth.span())
    many = (
        _MANY_BEFORE.search(text, 0, match.start())
        or _MANY_BEHIND.match(text, match.end())
        or _TOP.search(text)
        or some
    )
    if many is not None:
        return Sort(by, descending, _count(many), words=words), (*spans, many.span())
    is_one = _PLURAL_NOUN.search(text) is None or _ONE_NOUN.match(text, match.end()) is not None
    is_one = is_one or _IS_ONE.search(text, 0, match.start()) is not None
    return Sort(by, descending, 1 if is_one else None, words=words), spans


_ONE_NOUN = any_case(
    r"\s*(?:(?:trial|study)\b|(?:one\s)?of\s(?:(?:all|the|these|those|them)\s)*(?:trials|studies|them|those|these)\b)"
)
_IS_ONE = any_case(r"\b(?:is|was)\s(?:the\s)?\Z")


def _count(match: re.Match[str]) -> int:
    return _COUNTS.get(match["many"].lower()) or int(match["many"])
