"""Trials that a question names by the acronym their records state: "the DACAPO study"."""

from dataclasses import dataclass

from indexer.drug_words import is_ordinary
from indexer.names import fold, tokens
from indexer.patterns import any_case
from service.understanding.spans import Span, phrase_of, span_of
from service.understanding.trial_numbers import trials_of_one_number
from service.understanding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class NamedTrial:
    """Where a text names a trial, and the ids of those of that name."""

    ids: tuple[str, ...]
    span: Span


_SHORTEST_ALONE = 4
_CAPITALS = 2
_LONGEST = 4
_NEAR = 40


def find_trials(
    text: str, vocabulary: Vocabulary, speaks_of_trials: bool, may_be_alone: bool = False
) -> tuple[NamedTrial, ...]:
    """The trials that a text names, from left to right.

    An acronym counts as the record writes it in capitals. In any other case it counts beside a word for trials if it
    is no ordinary word; without such a word it counts only where it `may_be_alone`, as what a trial is asked about, or
    where nothing stands beside it. A number that many trials state counts as their name.
    """
    words = tokens(text)
    found = [NamedTrial(ids, span) for span, ids in trials_of_one_number(text, vocabulary)]
    at = 0
    while at < len(words):
        last = at + 1
        for end in range(min(at + _LONGEST, len(words)), at, -1):
            acronym = vocabulary.acronyms.get(phrase_of(words[at:end]))
            span = span_of(words[at:end])
            if acronym is not None and _is_meant(text, span, acronym.written, speaks_of_trials, may_be_alone):
                found.append(NamedTrial(acronym.ids, span))
                last = end
                break
        at = last
    return tuple(sorted(found, key=lambda each: each.span))


def _is_meant(text: str, span: Span, acronym: str, speaks_of_trials: bool, may_be_alone: bool) -> bool:
    folded = fold(acronym)
    written = text[span[0] : span[1]]
    is_telling = not folded.isdigit() and not all(is_ordinary(word) for word in folded.split())
    in_capitals = written == acronym and sum(letter.isupper() for letter in written) >= _CAPITALS
    beside = f"{text[: span[0]]}{text[span[1] :]}"
    if in_capitals and _NOTHING_ELSE.fullmatch(beside):  # "NEXT" alone may be the word
        return len(written) >= _SHORTEST_ALONE and (is_telling or any(map(str.isalpha, beside)))
    if speaks_of_trials and _beside_noun(text, *span):
        return in_capitals or is_telling
    is_asked_of = may_be_alone or _ASKED_OF.fullmatch(text, 0, span[0]) is not None
    return in_capitals and is_telling and is_asked_of and len(written) >= _SHORTEST_ALONE


_NOTHING_ELSE = any_case(r"\W*(?:(?:(?:what|who)(?: is|['’]s| was)|tell me about|find|show(?: me)?)(?: the)?)?\W*")
_ASKED_OF = any_case(r"\W*(?:(?:when|where|why)\s)?(?:is|was|does|did|has|will)\s(?:the\s)?")
_NOUN_BEHIND = any_case(r"\W*(?:(?:clinical|pilot|phase\s\w+)\s)?(?:trial|study)\b")
_NOUN_BEFORE = any_case(r"\b(?:trial|study)\s(?:(?:called|named|known\sas)\s)?\W*$")


def _beside_noun(text: str, start: int, end: int) -> bool:
    return bool(_NOUN_BEHIND.match(text, end) or _NOUN_BEFORE.search(text[max(0, start - _NEAR) : start]))
