"""Whether a question about one trial asks for what its record states, or for what its text says."""

from indexer.sections import SectionKind
from service.tables import patterns_of

_SAYS = patterns_of("record_facts.txt")


def asks_record_fact(text: str) -> bool:
    """Whether a question about one trial asks for a fact of its record: who runs it, where, its status, size, dates."""
    if _SAYS["STATED"].search(text):
        return True
    of_its_text = _SAYS["OF_ITS_TEXT"].search(text) is not None and _SAYS["PEOPLE_OR_PLACE"].search(text) is None
    return _SAYS["RECORD_FACT"].search(text) is not None and not of_its_text


def asks_of_a_trial(text: str) -> bool:
    """Whether it asks for what only a trial has, in its record or in its text."""
    return _SAYS["RECORD_FACT"].search(text) is not None or _SAYS["OF_ITS_TEXT"].search(text) is not None


def section_of_a_trial(text: str) -> SectionKind | None:
    """The section that a question about one trial, called "it", asks for in words that of a drug mean others."""
    if _SAYS["ITS_RESULTS"].search(text):
        return SectionKind.RESULTS
    if _SAYS["WHO_MAY_JOIN"].search(text):
        return SectionKind.ELIGIBILITY
    return SectionKind.SUMMARY if _SAYS["ITS_AIM"].search(text) else None


def beside_what_a_trial_states(text: str) -> str | None:
    """What else than a fact of one trial a question speaks of: the "peak" of "when does it peak?"; None if of none."""
    asks = _SAYS["THE_TRIAL"].search(text) or (asks_of_a_trial(text) and _SAYS["ASKS"].search(text))
    return (
        None
        if _SAYS["NOT_ONE"].search(text) or not asks
        else _SAYS["RECORD_FACT"].sub(" ", _SAYS["OF_ITS_TEXT"].sub(" ", text))
    )
