"""What a follow-up is read with, and how it is told that a text is one: it is short, or points back, or goes on."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from indexer.documents import Kind
from indexer.drug_words import EVERYDAY_SUBSTANCES
from indexer.lexicon import Lexicon
from indexer.names import fold, tokens
from indexer.patterns import any_case
from indexer.sections import kinds_named
from service.follow_ups import follow_up_words as phrases
from service.tables import lists_of
from service.understanding.filters import Filters
from service.understanding.question import Question
from service.understanding.understand import understand
from service.understanding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Corpus:
    """What questions are read with."""

    lexicon: Lexicon
    vocabulary: Vocabulary
    today: date | None

    def read(self, text: str, filters: Filters | None = None) -> Question:
        """One question by itself."""
        return understand(text, self.lexicon, self.vocabulary, filters, self.today)

    def read_anew(self, asked: str, before: Question, **told: Any) -> Question:
        """A question restated, of the drugs it names; where it says of no kind of section of that of the one before."""
        question = self.read(asked)
        section = question.section or before.section
        return replace(question, resolved_text=asked, section=section, carried=("drug",), **told)

    def has_label(self, drugs: tuple[str, ...]) -> bool:
        """Whether a label or a monograph is about one of these drugs; where that is not known it is believed."""
        return self.vocabulary.has_label(drugs) if self.vocabulary.section_keys else bool(drugs)


@dataclass(frozen=True, slots=True)
class Shown:
    """The documents that were last shown, one for each passage, and the number of the first of them."""

    ids: tuple[str, ...] = ()
    first: int = 1
    drugs: tuple[str, ...] = ()
    """The drugs spoken of in the conversation so far, the latest last."""
    taken: tuple[str, ...] = ()
    """Those of them, folded, that somebody said to take."""
    of: Question | None = None
    """The question that they were shown for: the list, while one of its records after the other is looked at."""
    at: str | None = None
    """Which of them was looked at last."""
    earlier: Question | None = None
    """The question before the last one."""


_SHORTEST_ELLIPSIS = 3
_LONGEST_FRAGMENT = 5
"""Words of a question without a verb: "fluid in the lungs?"."""
_LONGEST_ELLIPSIS = 6
_LONGEST_WITH_AMOUNT = 8
_LONGEST_GOING_ON = 12


_SAY_NO_TOPIC = frozenset(lists_of("word_lists.txt")["no_topic"])
"""Words that ask something of whatever has been spoken of, and words that join them."""


def is_of_trials(question: Question) -> bool:
    """Whether it asks for trials and nothing else."""
    return question.filters.kind == (Kind.TRIAL,)


def names_no_subject(question: Question) -> bool:
    """Whether it asks for trials by facts alone, not saying of what, nor that it means all: "recruiting in Spain"."""
    subjects = question.filters.only("drug", "condition", "intervention", "ids").named
    said = bool(subjects or names_of(question) or question.identifiers or question.conditions)
    is_unread = bool(question.unread) and phrases.BOTH_OF_THEM.search(question.text) is None
    is_list = is_of_trials(question) and question.is_list
    return is_list and not (said or is_unread or phrases.OF_ALL_TRIALS.search(question.text))


def names_of(question: Question) -> tuple[str, ...]:
    """The drugs that a question names, each once; those that nothing here is about last."""
    known = (mention.text for mention in question.drugs)
    return tuple(dict.fromkeys((*known, *question.unknown_drugs, *question.spoken_drugs)))


def drugs_named(question: Question, corpus: Corpus) -> tuple[str, ...]:
    """The drugs that a follow-up may be about: not the alcohol or the vitamin that it only speaks of."""
    labelled = {mention.text for mention in question.drugs if corpus.has_label(mention.drugs)}
    return tuple(each for each in names_of(question) if each in labelled or fold(each) not in EVERYDAY_SUBSTANCES)


def drug_pronoun(question: Question) -> re.Match[str] | None:
    """The "it" of a question that stands for a drug named before; not that of "is it safe to take warfarin"."""
    pattern = phrases.EXPLETIVE if names_of(question) else phrases.NEVER_A_DRUG
    return phrases.DRUG_PRONOUN.search(pattern.sub(lambda match: " " * len(match[0]), question.text))


def is_elliptic(text: str) -> bool:
    """Short, or opening like the second half of a sentence."""
    if phrases.DEFINES.search(text):
        return False
    count = len(tokens(text))
    is_whole = phrases.ASKS_ANEW.search(text) or phrases.OF_TRIALS.search(text)
    is_fragment = count <= _LONGEST_FRAGMENT and text.rstrip().endswith("?") and not is_whole
    opens_so = count <= _LONGEST_ELLIPSIS and phrases.ELLIPTIC.search(text) is not None
    return count <= _SHORTEST_ELLIPSIS or is_fragment or opens_so


def says_no_topic(text: str) -> bool:
    """Whether none of its words says what it is about: "what are the symptoms?", "what happens then?"."""
    return {token.word for token in tokens(text)} <= _SAY_NO_TOPIC and phrases.OF_TRIALS.search(text) is None


def goes_on(text: str) -> bool:
    """Whether it says too little to stand alone, or asks of the medicine or of the person that it has been about."""
    if says_no_topic(text):
        return True
    if any(each.search(text) for each in (phrases.LOOKS_FOR_A_DRUG, phrases.OWN_SUBJECT, phrases.DEFINES)):
        return False
    if is_elliptic(text):
        return True
    count = len(tokens(text))
    if count <= _LONGEST_WITH_AMOUNT and phrases.AMOUNT.search(text) and not phrases.ASKS_ANEW.search(text):
        return True
    patterns = (
        phrases.GOES_ON,
        phrases.OF_THE_MEDICINE,
        phrases.OF_A_PERSON,
        phrases.ALL_OF_THEM,
        phrases.NEVER_A_DRUG,
    )
    return count <= _LONGEST_GOING_ON and any(each.search(text) for each in patterns)


def effect_spoken_of(before: Question, longest: int) -> str | None:
    """What a drug may do, where that was asked about, with the drug: "oxcarbazepine and hyponatremia"; else None.

    None too where it was asked in more than so many characters.
    """
    said, _, rest = before.resolved_text.rpartition(": ")
    if before.section not in _OF_EFFECTS or not words_said(before) or is_of_trials(before):
        return None
    if _ASKS_HOW.match(before.resolved_text):
        return None
    topic = bare(said if phrases.OF_THE_EFFECT.match(rest) else before.resolved_text)
    return topic if len(topic) <= longest else None


_OF_EFFECTS = {None} | kinds_named("adverse_reactions warnings hepatic renal")
_ASKS_HOW = any_case(r"\W*(?:what|how|who|why|when|where|which)\b")


def words_said(question: Question) -> frozenset[str]:
    """What a question says beside its drugs and the words for a section: "wine" in "can I drink wine on it?"."""
    return frozenset(token.word for token in tokens(question.masked_text)) - _SAY_NO_TOPIC - _OF_ANY_SECTION


_OF_ANY_SECTION = frozenset(
    """it its side adverse reaction reactions cause causes caused take taking taken use used using drug drugs medicine
    medicines medication medications tell about interact interacts interacting interaction interactions together
    combine combined combination mix mixed avoid avoided vs versus both each compare""".split()
)


def bare(text: str) -> str:
    """Without "and", "what about", the question mark."""
    return phrases.OPENING.sub("", text, count=1).strip(" ?.!,")


def all_carried(before: Question) -> tuple[str, ...]:
    """The parts that a question repeated whole has from before."""
    parts = {"drug": before.drugs, "section": before.section, "filters": not before.filters.is_empty}
    return tuple(name for name, part in parts.items() if part)
