"""The words by which a question goes on from the one before, as patterns; `service.carrying` says what follows."""

import re

_I = re.IGNORECASE
RESET = re.compile(
    r"\b(?:new\s(?:question|topic)|start\sover|forget\s(?:that|it|about\sthat)|reset|"
    r"different\s(?:question|topic))\b[\s:,.-]*",
    _I,
)
"""Forget what was said before: "new question: …"."""
YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|ok|okay|sure|please|y|go\son|continue|more|tell\sme\smore|show\s(?:me\s)?more|"
    r"more\s(?:details|please)|why(?:\snot)?|(?:export|download|save|print|copy)(?:\s(?:it|this|that|them|those|all|the\s\w+))?|"
    r"go\sahead)(?:[\s,]+(?:please|tell\sme\smore|go\son|more|do))?\W*$",
    _I,
)
"""Go on with the question before: "yes", "tell me more", "why?", "export them"."""
OPENING = re.compile(
    r"^\W*(?:(?:and|but|also|ok(?:ay)?|so|then|now|just|only|or)\b[\s,]*)*(?:what\sabout|how\sabout|what\sif|"
    r"same\sfor|only|just|and)?\b[\s,]*",
    _I,
)
"""What a second half of a sentence opens with: "and", "what about"."""
ELLIPTIC = re.compile(
    r"^\W*(?:and|but|also|only|just|or|what\sabout|how\sabout|same|in|for|with|without|not|outside|except|excluding|"
    r"other\sthan|since|after|before|near|from|by|the|which\sof|any)\b",
    _I,
)
"""As a second half of a sentence opens, where it is short."""
DRUG_PRONOUN = re.compile(
    r"\b(?:its|it'?s\s(?=half|side|dose|mechan|use)|it|(?:this|that|the|the\ssame)\s(?:drug|medicine|medication|"
    r"one)|this|that)\b(?!\s(?:trial|study|one))",
    _I,
)
""""it", "this drug"."""
ANY_OF_FIELD = re.compile(
    r"\b(?:any|all|every|regardless\sof(?:\sthe)?|ignore(?:\sthe)?|drop(?:\sthe)?|remove(?:\sthe)?|"
    r"whatever(?:\sthe)?|not\sonly\sthis)\s"
    r"(?P<field>phase|status|country|countr(?:y|ies)|sponsor|condition|city|drug|statuses|phases|sponsors|"
    r"conditions|filters?)s?\b",
    _I,
)
"""Let a filter go: "any phase"."""
ASKS_FOR_SOME = re.compile(
    r"^\W*(?:and\s|so\s)?(?:are\sthere|is\sthere|any|does\sit\shave|do\s(?:you|they)\shave|"
    r"show\s(?:me\s)?(?:the\s|its\s)?(?:trials|studies))\b",
    _I,
)
""""are there any …", "show me trials"."""
ALSO = re.compile(
    r"\b(?:take|taking|give|given|have|having|add|adding|use|using|drink|on)\b.*\b(?:too|as\swell|also|at\sthe\ssame\stime|"
    r"on\stop|together|alongside)\b|\b(?:also|together)\b.*\b(?:take|taking|give|given|have|add|use|using)\b",
    _I,
)
"""One drug beside another: "can she take aspirin too?"."""
COMPARES = re.compile(r"\b(?:compar\w*|vs\.?|versus|than|instead|differ\w*|with|and|or)\b", _I)
"""Set side by side, or joined, with the drug before: "compare it with …"."""
WHICH_ONE = re.compile(r"\bwhich\s(?:one|of\s(?:them|the\stwo)|is)\b", _I)
""""which one is safer?"."""
THEY = re.compile(r"\bthey\b", _I)
"""Of one trial, those who run it."""
GOES_ON = re.compile(
    r"^\W*(?:and|but|so|then|also)\b|\b(?:i|we|my|he|she|him|her|his)\b|^\W*(?:is|are)\sthere\s(?:an?|any)\b", _I
)
"""Of the person it has been about, or of what there is of it: "what should I look out for?", "is there a liquid?"."""
LOOKS_FOR_A_DRUG = re.compile(
    r"\b(?:which|what)\s(?:other\s|else\s)?(?:drugs?|medicines?|medications?|pills?|tablets?|treatments?|remed(?:y|ies))\b|"
    r"\b(?:something|anything)\b|\b(?:take|good|best|help|helps)\s(?:for|against|with)\b",
    _I,
)
"""Asks for a drug rather than about one: "what can I take for a headache?"."""
SUPERLATIVE = re.compile(
    r"\bthe\s(?:biggest|largest|smallest|newest|latest|oldest|most\srecent|longest)\b(?!\s(?:dose|risk))", _I
)
"""One of those before: "how many patients in the biggest?"."""
HOW_MANY_ARE = re.compile(
    r"^\W*(?:and\s|so\s)?how\smany\s(?:of\s\w+\s)?(?:are|were|is|was|have|had|has)\b(?!.*\b(?:trials?|stud))", _I
)
"""Counts among those before: "how many were withdrawn?"."""
