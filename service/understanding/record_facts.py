"""Whether a question about one trial asks for what its record states, or for what its text says."""

from indexer.patterns import any_case

_RECORD_FACT = any_case(
    r"\b(?:sponsor\w*|funds?|funded|funding|pays?|paid|behind|(?:who|which\s\w+)\s(?:is\s|are\s)?(?:run|runs|ran|running|leads?|led|"
    r"leading|conducts?|conducting|organi[sz]es?|does|doing|did|made|makes)|status|recruiting|enrolling|still|open(?![\s-]label)|"
    r"(?:which|what)\sphase|phase\s(?:is|of)|phase(?=\W*$)|(?:how\s(?:many|big|large))|larger|bigger|smaller|sample\ssize|enrolments?|enrollments?|enroll?ed|"
    r"participants|where|place|locations?|located|sites?|cit(?:y|ies)|countr(?:y|ies)|when|start\s?dates?|"
    r"(?:how\slong|since\swhen)|dates?|(?:started|finished|ended)\s(?:first|last|earlier|later)|(?:has|have|is|was|did)\s(?:it\s)?(?:been\s)?(?:start|end|finish|complet|over|"
    r"stop|terminat|withdraw)\w*|why\s(?:was|is|did|were)|posted|updated|"
    r"how\sold(?!\sis)|(?:minimum|maximum|oldest|youngest|highest|lowest|what)\sages?|age\slimits?|(?:which|what)\s(?:conditions?|diseases?|illness|drugs?|medicines?|interventions?|treatments?)|kind\sof\sstudy|healthy\s\w+|mask(?:ing|ed)|"
    r"blind(?:ing|ed)|randomi[sz]\w+|allocat\w+|design(?:ed(?!\sto\b))?|(?:which|what)\s(?:sex|gender)|collaborators?|keywords|"
    r"last\supdate)\b"
)
_OF_ITS_TEXT = any_case(
    r"\b(?:criteria|eligib\w*|qualif\w*|inclusion|exclusion|tak(?:e|ing)\spart|participate|join|outcomes?|end\s?points?|"
    r"measur\w*|results?|find|found|findings?|show(?:ed|n)?|arms?|purpose|aims?|goals?|objectives?|summar\w*)\b"
)
_STATED = any_case(
    r"\b(?:primary|secondary|main)\s(?:\w+\s)?(?:outcomes?|end\s?points?)\b|"
    r"\b(?:what|which)\s(?:outcomes?|end\s?points?)\b|\boutcome\smeasures?\b|\bwhat\s(?:does|did|will)\s(?:the\s)?\w+\smeasure\b|"
    r"\b(?:any|has|have|had|are\sthere|does\sit\shave)\s(?:it\s|they\s|the\s)?(?:any\s)?(?:(?:posted|published)\s)?results\b|"
    r"\bresults\s(?:been\s)?(?:posted|published|available|out)\b"
)
_PEOPLE_OR_PLACE = any_case(r"\bhow\smany\s(?:people|patients|participants|subjects|persons|volunteers)\b|^\W*where\b")


def asks_record_fact(text: str) -> bool:
    """Whether a question about one trial asks for a fact of its record: who runs it, where, its status, size, dates."""
    if _STATED.search(text):
        return True
    of_its_text = _OF_ITS_TEXT.search(text) is not None and _PEOPLE_OR_PLACE.search(text) is None
    return _RECORD_FACT.search(text) is not None and not of_its_text


def asks_of_a_trial(text: str) -> bool:
    """Whether it asks for what only a trial has, in its record or in its text."""
    return _RECORD_FACT.search(text) is not None or _OF_ITS_TEXT.search(text) is not None


_THE_TRIAL = any_case(r"\b(?:this|that|the)\s(?:clinical\s)?(?:trial|study)\b")
_NOT_ONE = any_case(
    r"\b(?:trials|studies|(?:an?|which|what|any)\s(?:\w+\s)?(?:trial|study)|ones|how\smany(?=\W*\Z|\sin\b)|"
    r"(?:how\smany|which(?:\s\w+s)?)\s(?:are|were|have|of))\b"
)
_ASKS = any_case(
    r"^(?!.*\b(?:labels?|made|makes?|used?|giv(?:e|en)|tak(?:e|en|ing)(?!\s(?:part|place)\b))\b)\W*"
    r"(?:who|what|which|when|where|why|how|is|are|was|does|did|has|have|can|will)\b"
)
"""Opens a question, in which nothing is done with a drug."""


def beside_what_a_trial_states(text: str) -> str | None:
    """What else than a fact of one trial a question speaks of: the "peak" of "when does it peak?"; None if of none."""
    asks = _THE_TRIAL.search(text) or (asks_of_a_trial(text) and _ASKS.search(text))
    return None if _NOT_ONE.search(text) or not asks else _RECORD_FACT.sub(" ", _OF_ITS_TEXT.sub(" ", text))
