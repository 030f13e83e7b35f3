"""What somebody takes, has taken or had in the past: it describes who is to take part, not what trials study."""

from collections.abc import Sequence

from indexer.patterns import any_case
from service.understanding.notes import Participant
from service.understanding.spans import Span

_DOSES = (
    r"(?:\s?\d[\d.,]*\s?(?:mg|mcg|g|ml|units?)?|"
    r"\s(?:mg|bid|tid|qid|qd|daily|once|twice|weekly|nightly|a\s(?:day|week)))*"
)
_KIND_OF = r"(?:(?:daily|weekly|oral|iv|first.line|(?:low|high)[\s-]dose|treatment|therapy|with|his|her|my|both)\s)*\Z"
_HAS_TAKEN = any_case(
    r"\b(?:after|despite|(?:(?:after|despite|following)\s)?(?:fail(?:s|ed|ing|ure\s(?:of|on))?|"
    r"(?:refractory|resistant|allergic|intolerant|naive|unresponsive|reactions?|allergy|hypersensitiv\w+|intolerance|"
    r"(?:inadequate|insufficient|incomplete|poor|no)\sresponse)\sto|"
    r"(?:progress\w*|relaps\w+|recur\w+|worse\w*)\s(?:on|after|under|despite|following)|"
    r"(?:previous(?:ly)?|prior|already|never|earlier)(?:\s(?:been|treated|received|taken|tried|used|exposed|had|with|to|on))*|"
    r"(?:has|have|had|was|were)\s(?:tried|received|taken)|pre-?treated\swith|"
    r"(?:(?:does|do|did|has|have|had|is)(?:\snot|n['’]?t)|cannot|can['’]?t)\s(?:respon\w+\sto|tolerat\w+|take)|"
    r"(?:i|he|she)(?:\s(?:am|is)|['’](?:m|s))?(?:\s(?:currently|now|also|and))*\s(?:take|takes|taking|use|uses|using|on)|"
    r"(?<=,\s)(?:(?:now|currently)\s)?(?:on|taking))"
    rf")\s{_KIND_OF}"
)
_TAKES = any_case(
    r"(?<!trials\s)(?<!trial\s)(?<!studies\s)(?<!study\s)(?<!research\s)(?<!that\s)(?<!which\s)(?<!are\s)"
    rf"\b(?:tak(?:es|ing)|on|receiv(?:es|ing)|us(?:es|ing)|(?:who|and)\s(?:take|use))\s{_KIND_OF}"
)
_DOSE = any_case(rf"{_DOSES}(?:\s(?:failure|treatment|therapy|use|alone)\b)?")
_AND = any_case(rf"{_DOSES}\s*(?:,|/|&|\+|,?\s?\b(?:and|or|plus|then)\b)\s*")


def taken(text: str, drugs: Sequence[Span], person: Participant) -> tuple[list[Span], list[Span]]:
    """Which of these spans of drugs are taken, and where that is said, with the doses; of a list all, as one.

    What is taken now is told of a person of whom an age or a sex is known: "trials on metformin" test it.
    """
    held: list[Span] = []
    said: list[Span] = []
    for start, end in sorted(drugs):
        head = text[:start]
        found = _HAS_TAKEN.search(head) or (_TAKES.search(head) if person.age or person.sex else None)
        goes_on = bool(held) and _AND.fullmatch(text, held[-1][1], start)
        if found is None and not goes_on:
            continue
        dose = _DOSE.match(text, end)
        begin = said.pop()[0] if goes_on else found.start() if found else start
        held.append((start, end))
        said.append((begin, dose.end() if dose else end))
    return held, said


_OTHERS = r"(?:which|what|any|are|is|lives?|living|looking|wants?|now|trials?|stud(?:y|ies))\b"
_WHAT = rf"\s(?:(?!{_OTHERS})[^\s.;,?!]+(?:\s|(?=[.;,?!]|\Z)))+"
_PAST = any_case(
    rf"(?P<said>\b(?:(?:(?:past|prior|previous)\s)?(?:medical|surgical)\shistory(?:\sof|:)?|(?:an?\s)?(?:\w+\s)?history\sof|h/o|pmhx?|"
    r"s/p|status\spost|(?:prior|previous)(?!\s(?:trials?|stud))|previously\streated\s(?:with|by|for)))"
    rf"{_WHAT}"
)
_HAD = any_case(
    r"(?:(?:\b(?:i|he|she|who)(?:\shas|\shave|['’]ve|['’]s)?\s|(?<=,\s)|(?<=\band\s))had|\b(?:(?:has|have)\shad|underwent|survived|"
    rf"failed|recovered\sfrom|progressed\s(?:on|after))(?!\s(?:no|never)\b)){_WHAT}"
)
_LONG = any_case(
    r"\b(?:(?:for|since|over)\s(?:(?:the\s(?:last|past)|about|over|more\sthan)\s)?\d+\s(?:years?|months?|weeks?)\b(?!\s(?:old|of\sage))|"
    r"diagnosed\s(?:back\s)?(?:in|since)\s(?:\w+\s)?(?:19|20)\d\d)"
)
STATE_OF_WOMEN = r"(?:pregnant|breast-?feeding|lactating|nursing|(?:(?:post|pre|peri)-?)?menopausal)"
STATES = any_case(
    rf"\b{STATE_OF_WOMEN}(?:\s(?:and|or)\s{STATE_OF_WOMEN})?\s(?:women|people|patients|persons|mothers|individuals)\b"
)


def told_of_somebody(text: str, person: Participant) -> tuple[list[Span], list[Span]]:
    """Where a text tells what people had or are beside a condition ("history of stroke"), and how ("history of").

    That "she had a stroke in 2010", and for how long, is told of a person of whom an age or a sex is known.
    """
    is_one = person.age is not None or person.sex is not None
    found = [
        each
        for pattern in ((_PAST, STATES, _HAD, _LONG) if is_one else (_PAST, STATES))
        for each in pattern.finditer(text)
    ]
    whole = [(match.start(), match.start() + len(match[0].rstrip())) for match in found]
    return whole, [match.span("said") for match in found if match.re is _PAST]
