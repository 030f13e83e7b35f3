"""Sponsors in a question: by a cue ("sponsored by …"), or by the full name that records state."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.names import Token, fold
from service.vocabulary import Vocabulary, find_terms


@dataclass(frozen=True, slots=True)
class FoundSponsor:
    """A sponsor and the span that named it, with the words that lead to it."""

    value: str
    """As records state it, or the words themselves where no record has them."""
    span: tuple[int, int]
    also: tuple[str, ...] = ()
    """Others that are called the same: the companies of Johnson & Johnson."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that are meant."""
        return (self.value, *self.also)


def find_sponsors(
    text: str, words: Sequence[Token], vocabulary: Vocabulary, of_trials: bool
) -> tuple[FoundSponsor, ...]:
    """The sponsors that a text names.

    "Sponsored by X" always names one. "By X" and "from X" do where records have a sponsor with these words. A full
    name does anywhere if it is an institution's ("University of Alberta"), or in a text about trials.
    """
    found: list[FoundSponsor] = []
    for each in (
        *_by_cue(text, words, vocabulary, of_trials),
        *_by_name(text, words, vocabulary, of_trials),
        *(_by_short_name(text, words, vocabulary) if of_trials else ()),
    ):
        if not any(each.span[0] < other.span[1] and other.span[0] < each.span[1] for other in found):
            found.append(each)
    return tuple(sorted(found, key=lambda each: each.span))


_I = re.IGNORECASE
_STRONG = re.compile(
    r"\b(?:(?:sponsored|funded|run|led|conducted|organi[sz]ed|financed|registered)\sby|(?:whose\s)?sponsor(?:\sis|:|\s=)?)\s"
    r"(?:the\s)?",
    _I,
)
_WEAK = re.compile(r"\b(?:by|from|at)\s(?:the\s)?", _I)
_STOP = frozenset(
    "in on for with since that which about are is were recruiting and or posted who whom before after between "
    "other not except but excluding without".split()
)
_JOINING = frozenset("and for of the in on".split())
_INSTITUTION = re.compile(
    r"\b(?:universit|hospital|institut|college|cent(?:er|re)\b|clinic\b|school|foundation|pharma)", _I
)
_LONGEST_NAME = 12
_LONGEST_INITIAL = 2  # "M.D. Anderson" is one name
_SHORTEST_PART = 5
_QUESTION_WORDS = frozenset(
    "is are who which what of the this that these those it them someone somebody anyone anybody others other "
    "industry government academia".split()
)


def _by_cue(text: str, words: Sequence[Token], vocabulary: Vocabulary, of_trials: bool) -> Iterator[FoundSponsor]:
    for cue, is_strong in ((_STRONG, True), (_WEAK, False)):
        for match in cue.finditer(text) if is_strong or of_trials else ():
            behind = [word for word in words if word.start >= match.end()][:_LONGEST_NAME]
            if not behind or behind[0].word in _QUESTION_WORDS:
                continue
            sponsor = _stated(text, match.start(), behind, vocabulary)
            if sponsor is None and is_strong:
                sponsor = _as_written(text, match.start(), behind)
            if sponsor is not None:
                yield sponsor


def _stated(text: str, start: int, behind: Sequence[Token], vocabulary: Vocabulary) -> FoundSponsor | None:
    """The longest beginning of these words that is a sponsor, or that one sponsor's name holds."""
    for last in range(len(behind), 0, -1):
        phrase = " ".join(word.word for word in behind[:last])
        exact = vocabulary.sponsors.get(phrase)
        called = (exact,) if exact is not None and " " not in phrase else _called(phrase, vocabulary)
        called = called or ((exact,) if exact is not None else ())
        if called:
            return FoundSponsor(called[0], (start, behind[last - 1].end), called[1:])
    clause = _clause(text, behind)
    for last in range(len(clause), 0, -1):
        if clause[last - 1].word in _JOINING:
            continue
        phrase = f" {' '.join(word.word for word in clause[:last])} "
        if len(phrase) > _SHORTEST_PART and any(phrase in f" {sponsor} " for sponsor in vocabulary.sponsors):
            return FoundSponsor(text[clause[0].start : clause[last - 1].end], (start, clause[last - 1].end))
    return None


def _called(phrase: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the sponsors that are called so are found by; none where nobody is."""
    return vocabulary.short_sponsors.get(phrase, ())


def _as_written(text: str, start: int, behind: Sequence[Token]) -> FoundSponsor | None:
    clause = _clause(text, behind)
    return FoundSponsor(text[clause[0].start : clause[-1].end], (start, clause[-1].end)) if clause else None


def _clause(text: str, behind: Sequence[Token]) -> list[Token]:
    """The words up to one that cannot be part of a name, or to punctuation."""
    found: list[Token] = []
    for word in behind:
        gap = text[found[-1].end : word.start] if found else ""
        ends = re.search(r"[,;?!]", gap) or ("." in gap and len(found[-1].word) > _LONGEST_INITIAL)
        if word.word in _STOP or ends:
            break
        found.append(word)
    return found


def _by_name(text: str, words: Sequence[Token], vocabulary: Vocabulary, of_trials: bool) -> Iterator[FoundSponsor]:
    for term in find_terms(words, vocabulary.sponsors):
        span = (words[term.first].start, words[term.last - 1].end)
        several = term.last - term.first > 1
        meant = (several and _INSTITUTION.search(term.value)) or (of_trials and (several or text[span[0]].isupper()))
        if meant and fold(term.value) not in vocabulary.cities:
            phrase = " ".join(word.word for word in words[term.first : term.last])
            called = _called(phrase, vocabulary) if " " in phrase else ()
            called = called or (term.value,)
            yield FoundSponsor(called[0], span, called[1:])


def _by_short_name(text: str, words: Sequence[Token], vocabulary: Vocabulary) -> Iterator[FoundSponsor]:
    """Words and initials that stand for a sponsor, as they are written: "Roche", "GSK", "J&J"."""
    for at, word in enumerate(words):
        for last in (at + 2, at + 1):
            named = words[at:last]
            short = vocabulary.short_sponsors.get(" ".join(each.word for each in named))
            written = text[word.start : named[-1].end]
            is_name = len(named) > 1 or written.isupper() or (short is not None and short[0] == written)
            if short is not None and is_name and all(text[each.start].isupper() for each in named):
                yield FoundSponsor(short[0], (word.start, named[-1].end), short[1:])
                break
