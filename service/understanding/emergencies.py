"""Words of somebody who may need help before an answer: too much of a drug, no breath, or the wish to die."""

import re

from service.tables import patterns_of

_SAYS = patterns_of("emergencies.txt")
_OF_ONESELF = re.compile(r"\b(?:I|I'm|I've|me|my|help)\b")
"""The words of somebody who is there; the symptoms that a patient had are told without them."""


def is_emergency(text: str) -> bool:
    """Whether the words are those of someone who may need help before an answer: an overdose, self-harm, no breath."""
    return _SAYS["URGENT"].search(text) is not None or is_crisis(text)


def is_crisis(text: str) -> bool:
    """Whether somebody is told of, or tells, who thinks of suicide or of harming himself."""
    return _SAYS["OF_SUICIDE"].search(text) is not None or wishes_to_die(text)


def wishes_to_die(text: str) -> bool:
    """Whether the words are those of somebody who means to die: no passage is an answer to them."""
    return _SAYS["WISH_TO_DIE"].search(text) is not None


def is_overdose(text: str) -> bool:
    """Whether it is the emergency of somebody who took more than a dose."""
    return is_emergency(text) and _SAYS["OVERDOSED"].search(text) is not None


def is_of_now(text: str) -> bool:
    """Of a description of a patient, whether its emergency is more than a symptom that the patient had."""
    return _OF_ONESELF.search(text) is not None or _SAYS["HARM"].search(text) is not None
