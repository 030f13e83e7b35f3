"""Two questions in one: "side effects of baclofen and how to store it"."""

from itertools import islice

from indexer.patterns import any_case
from service.understanding.notes import is_note
from service.understanding.question import Intent, Question
from service.understanding.section_intent import POPULATIONS, sections_named

_ASKS = r"(?:what|how|can|could|may|should|is|are|does|do|who|when|which|where|will|would)\b"
_JOINT = any_case(rf"\?\s+(?:(?:and|also)\s+)*(?={_ASKS})|,?\s+(?:and|plus|&)\s+(?:also\s+)?(?P<asks>(?={_ASKS}))?")
_DESCRIBES = any_case(r"\b(?:my|i|i'm|he|she|has|have|had|having|who|with|and\s\w+\sand)\b")
"""The words of a patient who is of both groups."""
_MOST_JOINTS = 4
_WHAT_ABOUT = any_case(r"(?:what|how)\s+about\s+(?:(?:it\s+)?(?:with|in|and)\s+)?")


def two_questions(question: Question) -> tuple[str, str] | None:
    """The two as they were typed, the first with the drug; None for one question.

    Each must ask surely for a kind of section of its own. A group of patients belongs to the dose beside it.
    """
    if question.intent is not Intent.SEARCH or len(question.drugs) != 1 or not question.filters.is_empty:
        return None
    if question.emergency or is_note(question.text):  # all of it counts; a description is of both
        return None
    typed, masked = question.text.strip(), question.masked_text.strip()
    joints = zip(_JOINT.finditer(typed), _JOINT.finditer(masked), strict=False)
    for here, there in islice(joints, _MOST_JOINTS):
        first, second = masked[: there.start()], masked[there.end() :]
        if here.group() == there.group() and _are_two(first, second, there["asks"] is not None or "?" in there.group()):
            begins, ends = typed[: here.start()].strip(" ,?"), typed[here.end() :].strip(" ,?.")
            drug = question.drugs[0].text
            is_named = drug.casefold() in begins.casefold() or drug.casefold() not in typed.casefold()
            return (begins if is_named else f"{begins} of {drug}"), ends
    return None


def _are_two(first: str, second: str, asks_anew: bool) -> bool:
    second = _WHAT_ABOUT.sub("it with ", second) if asks_anew else f"it: {second}"
    asked = [sections_named(each) for each in (first, second)]  # a symptom beside a question is none of its own
    if not all(asked) or asked[0] & asked[1]:
        return False
    of_patients = [bool(each & POPULATIONS) for each in asked]
    if all(of_patients):
        return not asks_anew and _DESCRIBES.search(f"{first} {second}") is None
    return asks_anew or not any(of_patients)
