"""Drugs that somebody takes, has taken or cannot take: they describe who is to take part, not what trials test."""

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
