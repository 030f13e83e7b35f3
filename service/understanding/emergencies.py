"""Words of somebody who may need help before an answer: too much of a drug, no breath, or the wish to die."""

import re

from indexer.patterns import any_case

_CHILD = (
    r"(?:child|children|kids?|baby|toddler|infant|son|daughter|boy|girl|niece|nephew|grand\w+|little\sone|"
    r"(?:\d{1,2}|one|two|three|four|five|six)[\s-]?(?:y/?o|(?:years?|yrs?|months?|weeks?)[\s-]old))"
)
_SWALLOWED = (
    r"(?:swallowed|ate|eaten|drank|drunk|chew(?:ed|ing\son)|licked|ingest(?:ed|ion)|got(?:ten)?\sinto|"
    r"got\s(?:a\s|his\s|her\s)?(?:hold|hands)|put\s[^.?!]{1,40}\s(?:his|her|their)\smouth)"
    r"(?!\s(?:\w+\s)?(?:breakfast|lunch|dinner|food|grapefruit\w*|milk|juice))"
)
_TOOK = r"(?:took|taken|swallowed|ate|eaten|drank|ingested|had)"
_MANY = (
    r"(?:too\s(?:many|much)|\d+\s(?:of\s)?(?:\w+\s){0,2}(?:pills|tablets|capsules)|an?\shandful|"
    r"(?:a|an|the)\s(?:whole|entire|full)\s(?:bottle|box|pack\w*|strip)|(?<!had\s)all\s(?:of\s)?(?:his|her|their)|double|twice|"
    r"three\stimes|(?<!had\s)\d\d\s(?!(?:m?g|mcg|ml|units?|mins?|minutes|hours|days|weeks|months|years|times|cycles)\b))"
)
_URGENT = any_case(
    rf"\b(?:overdos(?:e|ed|ing)|{_TOOK}\s(?:way\s)?{_MANY}|{_CHILD}\s(?:(?!not|never)[\w'-]+\s){{0,4}}{_SWALLOWED}|"
    rf"(?<!be\s){_SWALLOWED}\s(?:\w+\s){{0,5}}by\s(?:\w+\s){{0,2}}{_CHILD}|empty\s(?:\w+\s)?(?:bottle|box|pack\w*)|"
    r"(?:took|taken|swallowed|ate|drank|ingested|injected|gave|"
    r"given)\s(?:[\w.]+\s){1,8}(?:by\s(?:mistake|accident)|accident(?:al)?ly)|(?:accident(?:al)?ly|mistakenly|"
    r"by\s(?:mistake|accident))\s(?:\w+\s)?(?:took|taken|swallowed|ate|drank|ingested|injected|gave)|"
    r"too\smany\s(?:pills|tablets|capsules)|poison(?:ed|ing)|(?:can'?t|cannot|can\snot|trouble|difficulty|"
    r"stopped)\sbreath(?:e|ing)|not\sbreathing|unconscious|unresponsive|won'?t\swake\sup|passed\sout|(?:throat|tongue|"
    r"face|lips)\s(?:is\s|are\s)?(?:swelling|swollen|closing)|anaphyla\w+|seizing|chest\spain|turn(?:ed|ing)\sblue|"
    r"swallowed\s(?:a|the|my)\sbattery)\b"
)
_SOMEBODY = r"\b(?:I|I['’]?m|I['’]?ve|me|he|she|they|(?:he|she)['’]s|my\s\w+)\b"
_OF_SUICIDE = any_case(rf"{_SOMEBODY}[^.?!:;]{{0,60}}\b(?:suicid(?:al|e)\b|self[\s-]?harm\w*)")
"""Told of a person; what a label warns of ("suicidality", "does it cause suicidal thoughts?") is told without one."""
_WISH_TO_DIE = any_case(
    r"\b(?:kill(?:ing)?|hang(?:ing)?|harm(?:ing)?|poison(?:ing)?|overdos(?:e|ing))\s(?:my|him|her|your|them|our|"
    r"one)\s?sel(?:f|ves)\b|\b(?:want|wants|wanted|wanna|going|gonna|plan|planning|thinking|thoughts?|urges?|"
    r"feel\slike|tr(?:y|ied|ying)|ready|decided)\s(?:\w+\s){0,3}(?:hurt(?:ing)?\smyself|die|dying|be\sdead|overdos(?:e|"
    r"ing)|commit\ssuicide)\b|\bwish\s(?:I|he|she)\s(?:was|were|could\sbe)\sdead\b|\bbetter\soff\sdead\b|"
    r"\b(?:don['’]?t|do\snot|no\slonger)\swant\sto\s(?:live|be\salive|be\shere\sany\s?more|wake\sup\sagain)\b|\b(?:no|"
    r"any)\sreason\sto\slive\b|\b(?:end|ending|take|taking|took)\s(?:my|his|her)\s(?:own\s)?life\b|"
    r"\bend(?:ing)?\sit\sall\b|\bcommit(?:ting)?\ssuicide\s(?:with|by|using|on)\b|\bhow\s(?:to|do\si|can\si|"
    r"could\si)\s(?:commit\ssuicide|die)\b|\bhow\s(?:many|much)\b[^.?!]{0,80}\b(?:to|would|will|could|can|"
    r"does\sit\stake\sto)\s(?:kill\s(?:me|you|someone|somebody|a\s(?:person|human|man|woman))|die)\b|"
    r"\bpainless\s(?:way|death|suicide)\b|\boverdose\son\spurpose\b"
)
_OF_ONESELF = re.compile(r"\b(?:I|I'm|I've|me|my|help)\b")
"""The words of somebody who is there; the symptoms that a patient had are told without them."""
_HARM = any_case(r"\b(?:overdos\w*|suicid\w*|self[\s-]?harm\w*|poison\w*|too\s(?:many|much))\b")
"""Of whomever it is told, help comes first."""
_OVERDOSED = any_case(rf"\b(?:too\s(?:many|much)|took|taken|gave|double|twice|bottle|poison\w*|{_SWALLOWED})\b")


def is_emergency(text: str) -> bool:
    """Whether the words are those of someone who may need help before an answer: an overdose, self-harm, no breath."""
    return _URGENT.search(text) is not None or is_crisis(text)


def is_crisis(text: str) -> bool:
    """Whether somebody is told of, or tells, who thinks of suicide or of harming himself."""
    return _OF_SUICIDE.search(text) is not None or wishes_to_die(text)


def wishes_to_die(text: str) -> bool:
    """Whether the words are those of somebody who means to die: no passage is an answer to them."""
    return _WISH_TO_DIE.search(text) is not None


def is_overdose(text: str) -> bool:
    """Whether it is the emergency of somebody who took more than a dose."""
    return is_emergency(text) and _OVERDOSED.search(text) is not None


def is_of_now(text: str) -> bool:
    """Of a description of a patient, whether its emergency is more than a symptom that the patient had."""
    return _OF_ONESELF.search(text) is not None or _HARM.search(text) is not None
