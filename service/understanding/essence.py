"""What of a text is the question: without markup, without what is said twice, without orders to a machine."""

import re

from indexer.names import fold
from indexer.text import sentences
from service.tables import patterns_of

_SAYS = patterns_of("essence.txt")


def essence(text: str) -> str:
    """The text that is to be understood; the same text where nothing is beside the question.

    Left out are tags of markup, sentences that were there before, and sentences that give orders to a language model
    or only greet, where others are left. Words stay as they were typed.
    """
    plain = _TAG.sub(" ", text)
    kept: dict[str, str] = {}
    for span in sentences(plain):
        sentence = span.of(plain)
        kept.setdefault(fold(sentence) or sentence, sentence)
    if not kept:
        return text
    asked = [sentence for sentence in kept.values() if not _SAYS["BESIDE_THE_QUESTION"].search(sentence)]
    if len(asked or kept) == len(sentences(plain)) and plain == text:
        return text
    return "\n".join(asked) if "\n" in plain.strip() and asked else " ".join(asked or kept.values()).strip() or text


def for_somebody(text: str) -> str:
    """A text that asks which trials somebody can join as one that asks for trials for them, to join."""
    text = _SAYS["ONE_OF_THEM"].sub(lambda match: f"{match['trials']} {_several(match['who'].lower())}", text)
    text = _SAYS["OF_SOMEBODY"].sub(lambda match: f"{match['trials']} for {match['who']}", text)
    text = _SAYS["NOT_OUTSIDE"].sub("in ", _SAYS["LIVE_IN"].sub("in ", _SAYS["OPEN_TO"].sub("for ", text)))
    text = _SAYS["CAN_JOIN"].sub(lambda match: f"{match['trials']} for {match['who']} to join", text)
    return _SAYS["MAY_JOIN"].sub(lambda match: f"{match['trials']} for {match['who'] or match['they']}to join", text)


def _several(who: str) -> str:
    return "children" if who == "child" else f"{who[:-2]}en" if who.endswith("man") else f"{who}s"


def with_unwanted_excluded(text: str) -> str:
    """A text that says which trials are of no use ("completed ones don't help") as one that excludes them."""
    return _SAYS["OF_NO_USE"].sub(
        lambda match: f"excluding {match['these']}", _SAYS["NOT_WANTED"].sub("excluding ", text)
    )


_TAG = re.compile(
    r"<(?P<code>script|style)\b[^<>]{0,400}>.{0,2000}?</(?P=code)\s*>|</?(?:a|abbr|b|base|body|br|button|code|div|em|"
    r"embed|font|form|h[1-6]|head|html|i|iframe|img|input|li|link|marquee|math|meta|object|ol|p|pre|script|span|strong|"
    r"style|svg|table|td|textarea|title|tr|u|ul|video|audio)\b[^<>]{0,400}>|<!--.{0,400}?-->",
    re.IGNORECASE | re.DOTALL,
)
