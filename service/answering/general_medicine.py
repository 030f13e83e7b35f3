"""Questions of general medicine, of no drug and no trial: what answers them defines the thing, or is a label."""

import re
from collections.abc import Collection

from indexer.documents import Kind
from indexer.patterns import any_case
from indexer.text import Span, sentences
from service.answering.citations import Quote
from service.answering.words import content_words
from service.understanding.question import Intent, Question

_ASKS = any_case(
    r"^(?!.*\b(?:studied|tested|tried|investigated|stud(?:y|ies)|research)\b)\W*(?:what|whats|why|how|who|when|where|"
    r"which|is|are|do|does|can|could|should|will|would|may|define|explain)\b|"
    r"\b(?:symptoms?|signs|causes?|definition|meaning|diagnosis|prognosis|life\sexpectancy|survival\srate|cure|"
    r"differences?)\b"
)
_TRIALS_AS_SUCH = any_case(
    r"^\W*(?:(?:how|why|when)\s)?(?:do|does|are|is|can|will|should)\s(?:clinical\s)?(?:trials?|stud(?:y|ies))\b"
    r"(?!\s(?:of|on|in|for|with)\b)|^\W*what\s(?:is|are)\s(?:an?\s)?(?:[\w-]+\s){0,2}trials?\W*$"
)
_WHAT_IS = any_case(
    r"\W*(?:what(?:\W?s|\s(?:is|are|does|do))|define|(?:what\sis\s)?(?:the\s)?(?:definition|meaning)\sof|explain)\s"
    r"(?:(?:an?|the)\s)?(?P<what>(?!.*\s(?:of|that|which|for|in)\s)\w[\w' -]{1,50}?)(?:\s(?:is|means?))?\W*$"
)
_MOST = 0.75
"""Share of the words asked for that a sentence holds which answers."""


def is_general(question: Question) -> bool:
    """Whether something is asked of no drug and no record; also of trials as such: "do trials pay people?"."""
    if question.names_something or question.intent is not Intent.SEARCH:
        return False
    if question.filters.named == ("kind",):
        return _TRIALS_AS_SUCH.search(question.text) is not None
    return question.filters.is_empty and _ASKS.search(question.resolved_text) is not None


def definition_in(text: str, question: Question) -> Span | None:
    """The first sentence of a text that says what the thing is that is asked for; None where nothing such is asked."""
    asked = _WHAT_IS.match(question.resolved_text)
    if asked is None or asked["what"].casefold() not in text.casefold():
        return None
    defines = re.compile(
        rf"^(?:|.{{0,40}}?(?:[(,:]\s?|\b(?:the|an?)\s)){re.escape(asked['what'])}(?:\s?\([^()]{{1,40}}\)|"
        rf",[^,]{{1,60}},)?\s(?:(?:is|are)\s(?:an?|the|one\sof|characteri[sz]ed|defined)|means|refers\sto)\b"
        r"(?=.*\b(?:in\swhich|that|which|when|where|caused\sby|charact\w+|defined|refers|involv\w+|affect\w+|"
        r"of\sthe)\b)(?!.*\b(?:problem|burden|challenge|risk\sfactor|cause\sof|concern|candidate|target|reason|"
        r"result)s?\b)",
        re.IGNORECASE | re.DOTALL,
    )
    return next((span for span in sentences(text) if defines.search(span.of(text))), None)


def saying_it(quotes: Collection[Quote], question: Question) -> tuple[Quote, ...]:
    """The quotes of labels and monographs that hold most words asked for; none where only a definition is asked for.

    What a trial looks into it does not state.
    """
    if _WHAT_IS.match(question.resolved_text):
        return ()
    words = content_words(question.resolved_text)
    of_drugs = (each for each in quotes if each.citation.kind is not Kind.TRIAL)
    return tuple(each for each in of_drugs if len(words & content_words(each.text)) >= _MOST * len(words))
