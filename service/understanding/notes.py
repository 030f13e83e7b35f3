"""Patient notes: the conditions a long description states, those it denies cut away, and whose note it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.names import fold, tokens
from indexer.sections import kinds_named
from indexer.text import sentences
from service.tables import lists_of, patterns_of
from service.understanding.section_intent import POPULATIONS, sections_named
from service.understanding.spans import span_of
from service.understanding.terms import find_terms
from service.understanding.vocabulary import Vocabulary

_SAYS = patterns_of("notes.txt")


SHORTEST_NOTE = 40
"""Words; what is shorter is a question, however it is put."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Whom the question is about, as far as it says; None is not said."""

    age: float | None = None
    """Years."""
    sex: str | None = None
    """"FEMALE" or "MALE"."""
    is_described: bool = False
    """Whether words say otherwise who it is: "a child", "healthy volunteers"."""

    @property
    def is_known(self) -> bool:
        """Whether anything is said."""
        return self != NOBODY


NOBODY = Participant()
"""Nothing is said of a person."""


def is_note(text: str) -> bool:
    """Whether a text is a description of a patient rather than a question: long, and in the words of a note."""
    words = len(text.split())
    if words < SHORTEST_NOTE:
        return False
    return words >= SHORTEST_NOTE * 3 or _SAYS["OF_A_PATIENT"].search(text) is not None or _is_shorthand(text)


def _is_shorthand(text: str) -> bool:
    """Whether it is written as clinicians write among themselves: "SOB. 45F. SLE, HTN. Cr 1.8."."""
    has_age = any(each.search(text) for each in (_SAYS["AGE"], _SAYS["AGED"], _AGE_AND_SEX))
    return has_age and len(set(_SHORTHAND.findall(text))) >= _FEWEST_SHORT


def question_of_note(text: str) -> str | None:
    """The question that a description of a patient ends with, without what leads to it; None where it asks nothing."""
    last = _LAST_SENTENCE.search(text)
    asked = _SAYS["ASKING"].search(last[0]) if last else None
    return last[0][asked.start() :].strip() if last and asked else None


def asked_of_drug(text: str, ending: str, drugs: Sequence[str]) -> tuple[str, str]:
    """What a note asks with its last question of drugs that it names, in few words and in more.

    In both stand the sentences that say in what state the patient is of whom labels speak apart: pregnant, with failing
    kidneys. In the longer one those that name a drug too: "I forgot my warfarin. … What should I do?".
    """
    told = [each.of(text) for each in sentences(text[: text.rindex(ending)])]
    stated = {each: sections_named(f"it {stated_in_note(each)}") & _STATES for each in told}
    of_state = " ".join(each for each in told if stated[each])
    names = [each.casefold() for each in drugs]
    with_drug = " ".join(each for each in told if stated[each] or any(name in each.casefold() for name in names))
    asked = f"{' and '.join(drugs)}: {ending}"
    return f"{of_state} {asked}".strip(), f"{with_drug} {asked}"


_STATES = POPULATIONS - kinds_named("pediatric geriatric")
"""Of the groups of which labels speak apart those that no age tells."""


def speaks_of_a_drug(text: str) -> bool:
    """Whether a text speaks of a drug without its name: "should I stop it?"."""
    return _SAYS["OF_A_DRUG"].search(text) is not None


def asks_of_both(text: str) -> bool:
    """Whether a text asks of two drugs together: "can she take both?"."""
    return _SAYS["OF_BOTH"].search(text) is not None


def stated_in_note(text: str) -> str:
    """A text without what it denies: "no NSAIDs"."""
    return _SAYS["DENIED"].sub("", text)


def request_of_note(text: str) -> str:
    """What a description of a patient says of the trials that are looked for, and where the patient lives.

    Empty where it looks for none.
    """
    told = (text[each.start : each.end] for each in sentences(text))
    request = " ".join(each for each in told if _SAYS["OF_TRIALS"].search(each) and _SAYS["LOOKING"].search(each))
    home = _SAYS["LIVES"].search(text) if request else None
    return f"{request} {home['home']}" if home and home["home"] not in request else request


def note_conditions(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The corpus's conditions that a note states, as the corpus writes them, in order and each once.

    Cut away is what follows a negation up to the end of its clause ("denies chest pain or fever") or of its list
    ("Ruled out: stroke, pneumonia"), what is said to be absent ("HIV negative", "pneumonia was ruled out"), and what
    the family had. Idea: NegEx, Chapman et al. 2001, doi:10.1006/jbin.2001.1029.
    """
    words = tokens(text)
    denied = [
        match.span()
        for pattern in (_SAYS["DENIED"], _SAYS["OF_KIN"], _SAYS["ALL_ABSENT"])
        for match in pattern.finditer(text)
    ]
    stated = []
    for term in find_terms(words, vocabulary.conditions):
        start, end = span_of(words[term.first : term.last])
        is_denied = any(first <= start < last for first, last in denied) or _SAYS["ABSENT"].match(text, end)
        is_illness = fold(term.value) not in NO_ILLNESS and _FILTRATION_RATE.match(text, start) is None
        is_long = end - start >= _SHORTEST_CONDITION - text[start:end].isupper()
        if not is_denied and is_long and is_illness:
            stated.append(term.value)
    return tuple(dict.fromkeys(stated))


def participant_of(text: str) -> Participant:
    """Age and sex of whom a text is about: "45-year-old man", "22yo F", "healthy volunteers"."""
    short = _AGE_AND_SEX.search(text) if is_note(text) else _BEGINS_SO.match(text)
    age = _SAYS["AGE"].search(text) or _SAYS["AGED"].search(text) or short
    years = None
    if age is not None:
        years = float(age["age"]) / PER_YEAR.get((age["unit"] or "y")[0].lower(), 1.0)
    sex = _SAYS["SEX_AFTER_AGE"].match(text, age.end()) if age else None
    word = (sex["sex"] if sex else "").lower() or _first_sex(text)
    return Participant(
        age=years if years is None or years <= _OLDEST else None,
        sex=None if not word else "FEMALE" if word in _WOMEN else "MALE",
        is_described=_SAYS["DESCRIBED"].search(text) is not None,
    )


_SHORTEST_CONDITION = 4
_LAST_SENTENCE = re.compile(r"[^.;:!?\n]+[?.!]?\s*\Z")
_OLDEST = 120
NO_ILLNESS = frozenset(lists_of("word_lists.txt")["no_illness"])
"""What registers list among conditions, and a note says of anybody."""
_FILTRATION_RATE = re.compile(r"eGFR\b|(?i:egfr)[\s:=<>]{1,3}(?:of\s|is\s)?\d+(?:\.\d+)?(?![\w-])")
"""Not the receptor, EGFR."""
_AGE_AND_SEX = re.compile(r"(?<![\w.])(?P<age>\d{1,3})(?P<unit>)\s?(?:y/?o\s?)?(?=[FM]\b)")
"""As in "45F"; elsewhere than in a note it may be something else."""
_BEGINS_SO = re.compile(r"\W*(?P<age>[1-9]\d?)(?P<unit>)\s?(?:y/?o\s?)?(?=[FM]\b)(?!\w+\s(?:fever|temp))")
_FEWEST_SHORT = 2
_SHORTHAND = re.compile(
    r"(?<![\w-])(?:SOB|DOE|CP|HTN|T[12]?DM|DM[12]?|CAD|CHF|HFr?p?EF|COPD|CKD|ESRD|AF|A-?fib|DVT|PE|MI|CVA|TIA|UTI|URI|"
    r"GERD|SLE|RA|MS|HIV|BP|HR|RR|SpO2|O2|BMI|WBC|Hgb|Hb|Plt|PLT|Cr|BUN|eGFR|LFTs?|AST|ALT|ESR|CRP|ANA|dsDNA|INR|UA|"
    r"CXR|CT|MRI|ECG|EKG|EF|LVEF|EGD|ICU|ED|ER|HPI|PMHx?|PSHx?|FHx?|SHx?|ROS|NAD|WNL|NKDA|[HDRT]x|h/o|c/o|s/p|r/o|w/o?|"
    r"b/l|y/o|pt|pts|prn|PRN|bid|BID|tid|TID|qd|QD|qhs|PO|IV|IM|Abx|JVD|LE|RUQ|LLQ|RLQ|LUQ|[+]ve|-ve)(?![\w-])"
)
"""Abbreviations of a clinician's notes."""
PER_YEAR = {"y": 1.0, "m": 12.0, "w": 52.18, "d": 365.25}
"""How many of a unit of time, by its first letter, make a year."""
_WOMEN = frozenset("f female woman girl lady she pregnant mother mom mum wife daughter sister grandmother".split())


def _first_sex(text: str) -> str:
    match = _SAYS["SEX"].search(text)
    return match[1].lower() if match else ""
