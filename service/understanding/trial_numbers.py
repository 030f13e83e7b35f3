"""Trials that a question names by a number of their sponsor: "P04823", "CALGB 90401"."""

import re
from collections.abc import Iterator, Sequence

from indexer.drug_words import is_ordinary
from indexer.identifiers import Identifier, IdentifierKind, find_identifiers
from indexer.lexicon import Lexicon, Link
from indexer.names import fold
from indexer.patterns import any_case
from service.understanding.question import LONGEST_ASKED
from service.understanding.spans import Span, crosses
from service.understanding.vocabulary import Acronym, Vocabulary, number_key


def with_trials_numbered(
    text: str, lexicon: Lexicon, vocabulary: Vocabulary
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A text with the NCT numbers of trials in the place of numbers that only their records state, and each change.

    A number counts whole, however it is divided. Digits alone, and what is short, count where a word says that they
    are a trial's, or nothing stands beside them; the code of a drug is none. One that many trials state stays.
    """
    found = [(span, numbered.ids) for span, numbered in _stated(text, vocabulary) if len(numbered.ids) <= _FEW]
    if found:
        drugs = [(link.start, link.end) for link in lexicon.link(text) if link.is_known]
        found = [(span, ids) for span, ids in found if _is_cued(text, span) or not crosses(span, drugs)]
    changes = tuple((text[slice(*span)], " and ".join(ids)) for span, ids in found)
    for (start, end), ids in reversed(found):
        text = f"{text[:start]}{' and '.join(ids)}{text[end:]}"
    return text, changes


def numbers_in(text: str, links: Sequence[Link], vocabulary: Vocabulary) -> tuple[Identifier, ...]:
    """The identifiers of a text, with what is called the number of a trial and none states.

    What only looks like a number of a trial is one where it stands alone and no trial's title has it.
    """
    found = [*find_identifiers(text), *_acronyms_of_none(text, links, vocabulary)]
    if not _A_DIGIT.search(text):
        return tuple(found)
    spans = [*((each.start, each.end) for each in found), *((link.start, link.end) for link in links)]
    spans += [span for span, _ in _stated(text, vocabulary)]
    for match in (*_CALLED_A_NUMBER.finditer(text), *_ALONE.finditer(text)):
        code, span = match["code"], match.span("code")
        is_a_word = is_ordinary(re.split(r"[\d -]", code.lower())[0]) or _A_YEAR.search(code) is not None
        if not (is_a_word or crosses(span, spans) or vocabulary.is_in_a_title(fold(code))):
            found.append(Identifier(IdentifierKind.OTHER, code.upper(), *span))
            spans.append(span)
    return tuple(found)


def _acronyms_of_none(text: str, links: Sequence[Link], vocabulary: Vocabulary) -> Iterator[Identifier]:
    """What is called a trial by an acronym that no record has, nor any title: "the SPRINT trial"."""
    for match in _AN_ACRONYM.finditer(text):
        name, span = fold(match["name"]), match.span("name")
        known = (vocabulary.conditions, vocabulary.condition_heads, vocabulary.interventions, vocabulary.countries)
        is_known = name in vocabulary.acronyms or name in vocabulary.short_sponsors or vocabulary.is_in_a_title(name)
        is_known = is_known or vocabulary.is_in_a_sponsor(name) or any(each.find(name) for each in known)
        if not (is_known or crosses(span, ((link.start, link.end) for link in links))):
            yield Identifier(IdentifierKind.OTHER, match["name"], *span)


def trials_of_one_number(text: str, vocabulary: Vocabulary) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Where numbers stand that more than a few trials state, with the word that says so, and the ids of these."""
    for (start, end), each in _stated(text, vocabulary):
        if len(each.ids) > _FEW:
            cue = _CUE.search(text, 0, start)
            yield (cue.start() if cue else start, end), each.ids


def _stated(text: str, vocabulary: Vocabulary) -> Iterator[tuple[Span, Acronym]]:
    """Where numbers stand that records state, the longest from left to right, and the trials of each."""
    text = text[:LONGEST_ASKED]
    words, at = list(_WORD.finditer(text)) if _A_DIGIT.search(text) else [], 0
    while at < len(words):
        last = at + 1
        for end in range(min(at + _LONGEST, len(words)), at, -1):
            span = words[at].start(), words[end - 1].end()
            numbered = vocabulary.trials_numbered.get(number_key(text[slice(*span)]))
            if numbered is not None and _is_meant(text, span, vocabulary) and not _is_known(text, span):
                yield span, numbered
                last = end
                break
        at = last


def _is_known(text: str, span: Span) -> bool:
    known = (each for each in find_identifiers(text) if each.kind in _LIKE_NOTHING_ELSE)
    return crosses(span, ((each.start, each.end) for each in known))


def _is_meant(text: str, span: Span, vocabulary: Vocabulary) -> bool:
    written = text[slice(*span)]
    letters, digits = re.findall(r"[a-z]+", written.lower()), sum(map(str.isdigit, written))
    is_alone = not any(letter.isalnum() for letter in text[: span[0]] + text[span[1] :])
    if not letters:
        is_long = digits >= _TELLING or (digits == _SHORTEST and _SAYS_NUMBER.search(text, 0, span[0]))
        return bool(is_long and _PLAIN.fullmatch(written) and (is_alone or _is_cued(text, span)))
    if is_alone or _is_cued(text, span):
        return len(number_key(written)) >= _SHORTEST and vocabulary.conditions.find(fold(written)) is None
    return len(number_key(written)) >= _TELLING and digits > 1 and not all(map(is_ordinary, letters))


def _is_cued(text: str, span: Span) -> bool:
    return _CUE.search(text, 0, span[0]) is not None


_FEW = 3
_LIKE_NOTHING_ELSE = (IdentifierKind.NCT, IdentifierKind.SET_ID, IdentifierKind.OTHER)
_A_DIGIT = re.compile(r"\d")
_LONGEST = 4
_SHORTEST, _TELLING = 4, 5
_WORD = re.compile(r"[^\W_](?:[\w./+-]*[^\W_])?")
_NUMBER = r"\b(?:trial|study|protocol|grant)\s(?:(?:number|no\.?|id|code|called|named)\s)?\W?"
_CUE = any_case(rf"{_NUMBER}\Z")
_SAYS_NUMBER = any_case(r"\b(?:protocol|grant|number|no\.?|id|code)\W{1,2}\Z")
_PLAIN = re.compile(r"(?!\d{4}-\d\d-\d\d\Z|(?:19|20)\d\d(?:-(?:19|20)\d\d)?\Z)[\d-]+")
"""No day, no year, no part of one."""
_CODE = r"(?:(?=[\w-]*[a-z])(?=[\w-]*\d{3})|(?=\d{5,}\W*\Z))[\w-]{4,}"
_CALLED_A_NUMBER = any_case(rf"{_NUMBER}(?P<code>{_CODE})(?![\w-])")
_ALONE = any_case(
    r"^\W*(?:(?:what|where) is |find )?(?P<code>(?:[a-z]{1,8}-?|(?-i:[A-Z]{4,8}) )\d{4,}[\w-]*)"
    r"(?: (?:trial|study))?\W*$"
)
_AN_ACRONYM = re.compile(r"(?:\A\W*|\b[Tt]he )(?P<name>[A-Z][A-Z-]{2,}[A-Z](?:[ -]?\d{1,3})?) (?:[Tt]rial|[Ss]tudy)\b")
_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d\Z")
