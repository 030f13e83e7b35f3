"""What of a text is the question: without markup, without what is said twice, without orders to a machine."""

import re

from indexer.names import fold
from indexer.patterns import any_case
from indexer.text import sentences


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
    asked = [sentence for sentence in kept.values() if not _BESIDE_THE_QUESTION.search(sentence)]
    if len(asked or kept) == len(sentences(plain)) and plain == text:
        return text
    return "\n".join(asked) if "\n" in plain.strip() and asked else " ".join(asked or kept.values()).strip() or text


def for_somebody(text: str) -> str:
    """A text that asks which trials somebody can join as one that asks for trials for them, to join."""
    text = _LIVE_IN.sub("in ", _OPEN_TO.sub("for ", text))
    text = _CAN_JOIN.sub(lambda match: f"{match['trials']} for {match['who']} to join", text)
    return _MAY_JOIN.sub(lambda match: f"{match['trials']} for {match['who'] or match['they']}to join", text)


_MAY = r"(?:can|could|may|might)\s"
_SOMEBODY = rf"(?!(?:i|we|he|she|they|it)\s)(?:(?!{_MAY}|(?:are|is|of|in|on)\s)[\w'-]+\s){{1,7}}?"
_JOIN = r"(?:join|enter|(?:participate|take\spart|enroll?)\sin|(?:participate|take\spart|enroll?)(?=\W*\Z))\b"
_MAY_JOIN = any_case(
    rf"\b(?P<trials>trials|studies)\s(?:{_MAY}(?P<who>{_SOMEBODY})|(?:that\s|which\s)?(?P<they>{_SOMEBODY}){_MAY}){_JOIN}"
)


def with_unwanted_excluded(text: str) -> str:
    """A text that says which trials are of no use ("completed ones don't help") as one that excludes them."""
    return _OF_NO_USE.sub(lambda match: f"excluding {match['these']}", _NOT_WANTED.sub("excluding ", text))


_THESE = (
    r"(?:(?!(?:the|all|any|these|those)\s(?:trials|studies|ones)\b)(?:[\w/-]+\s){1,5}?(?:trials|studies|ones)|(?:an?|any)\s(?:trial|study)|"
    r"(?:trials|studies|ones|those)(?=\s(?:in|from|of|with|by)\s)|phase\s[\w/]+)\b"
)
_NOT_WANTED = any_case(
    r"(?:\b(?:i|we|he|she|they)(?:\s(?:am|are|is|have|has)|['’](?:m|re|s|ve))?\s|\b)(?:(?:not|no\slonger)\s(?:really\s)?"
    r"interested\sin|(?:do(?:es)?\s?)?(?:not|n['’]t)\s(?:want|wish)\sto\s(?:be|join|enter|participate|take\spart|enroll?)(?:\sin)?|(?:no|without)\s(?:interest\sin|use\sfor)|ignore|disregard|forget(?:\sabout)?|never\smind|"
    rf"(?<=[,;.]\s)no)\s(?={_THESE})"
)
_NO_USE = (
    r"(?:(?:are|is|would\sbe|will\sbe)\s)?(?:of\sno\s|not\sof\s(?:any\s)?)(?:\w+\s)?(?:use|interest|help|value)|"
    r"(?:are|is|would\sbe|will\sbe)\s(?:no\s(?:\w+\s)?(?:use|interest|help|value|good)|useless|pointless|irrelevant|"
    r"not\s(?:\w+\s)?(?:what\s(?:i|we|he|she)\s(?:need|want|look)\w*(?:\sfor)?|interesting|useful|helpful|relevant|wanted|"
    r"needed|suitable))|(?:can|could|should|may)\sbe\s(?:left\sout|ignored|skipped|excluded|omitted|dropped)|"
    r"(?:do|does|would|wo)(?:\snot|n['’]?t)\s(?:help|interest|count)|aside|neither|not\seither"
)
_OF_NO_USE = any_case(
    r"(?:(?<=\A)|(?<=[,;:.!?]\s)|(?<=\sbut\s)|(?<=\sand\s))(?!(?:which|what|why|how|are|is|if|excluding)\b)"
    rf"(?P<these>{_THESE}(?:\s(?:in|from|of|with|by|for)\s[\w\s-]{{2,40}}?)?)\s(?:{_NO_USE})"
    r"(?:\s(?:(?:to|for)\s)?(?:me|us|him|her|them|(?:my|our)\s\w+))?"
    r"(?=\W*\Z|[,;:.!?]|\s(?:and|but|so|as|since|because)\b)"
)
_LIVE_IN = any_case(r"\b(?:i|we)(?:\s(?:am|are)|['’](?:m|re))?\s(?:live|living|based|located)\sin\s")
_OPEN_TO = any_case(
    r"\bopen\sto\s(?=(?:an?\s)?(?:people|any(?:one|body)|every|some(?:one|body)|those|\d|adolesc|teen|senior|elder|older|"
    r"infant|bab|pregnant|(?:non-?|ex-?|former\s|current\s)?smok|diabet|asthmat))"
)
_CAN_JOIN = any_case(
    rf"^\W*{_MAY}(?P<who>an?\s(?:[\w-]+\s){{0,5}}?[\w-]+)\s{_JOIN}\s(?:an?\s|any\s|the\s)?"
    r"(?P<trials>(?:[\w-]+\s){0,4}?(?:trials?|stud(?:y|ies)))\b"
)
_TAG = re.compile(
    r"<(?P<code>script|style)\b[^<>]{0,400}>.{0,2000}?</(?P=code)\s*>|</?(?:a|abbr|b|base|body|br|button|code|div|em|"
    r"embed|font|form|h[1-6]|head|html|i|iframe|img|input|li|link|marquee|math|meta|object|ol|p|pre|script|span|strong|"
    r"style|svg|table|td|textarea|title|tr|u|ul|video|audio)\b[^<>]{0,400}>|<!--.{0,400}?-->",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE_THE_QUESTION = any_case(
    r"\b(?:ignore|disregard|forget|override|bypass)\s(?:\w+\s){0,3}(?:previous|prior|above|earlier|preceding|all|"
    r"your|system)\s(?:\w+\s){0,2}(?:instructions?|prompts?|rules?|guidelines?|orders?|directions?|messages?)|"
    r"\b(?:system|developer)\s(?:prompt|message)\b|\byou\sare\s(?:now|no\slonger)\s(?:an?\s|dan\b|bound)|"
    r"^\W*(?:please\s)?(?:pretend|act|behave)\s(?:to\sbe|as\sif|as\sthough|as\san?|like)\b|\bjail\s?break|"
    r"\b(?:reveal|print|output|repeat|show)\s(?:me\s)?your\s(?:\w+\s)?(?:prompt|instructions|rules)|"
    r"^\W*(?:hi|hello|hey|dear\s\w+|good\s(?:morning|afternoon|evening)|thanks?(?:\s(?:you|a\slot|in\sadvance))?|"
    r"(?:kind|best)\sregards)(?:\s(?:there|all|everyone|doctor|team|so\smuch))?\W*$"
)
