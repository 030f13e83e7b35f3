"""Cuts e-mail addresses and telephone numbers, and a record's own contact people, out of free text.

Registries keep contact people in fields of their own, which no reader keeps; but sponsors also write them into
descriptions. What is cut is replaced by "[contact removed]", so that a reader sees that words are missing.
"""

import re
from collections.abc import Iterable

from indexer.patterns import any_case

REMOVED = "[contact removed]"

_EMAIL = any_case(r"(?<![\w.+'-])(?:mailto:)?[\w.+'-]+@(?:[\w-]+\.)+[a-z]{2,}")
_PHONE = re.compile(
    r"""
    (?<![\w.,/)-])                                   # not inside a longer number, a date or a registry's id
    (?:
        \+\d{1,3}[ .()/-]{0,3}(?:\d[ .()/-]{0,3}){6,12}\d                    # +49 30 123456-78
      | (?:\+?1[ .-]?)?(?:\(\d{3}\)[ ]?|\d{3}[.-])\d{3}[. -]\d{4}             # (301) 555-0100, 1-800-555-0100
      | (?:\+?1[ .-]?)?8(?:00|33|44|55|66|77|88)-\d?[A-Z][0-9A-Z-]{5,8}     # 1-800-4CANCER
    )
    (?!\w|[.,/-]\d)
    """,
    re.VERBOSE,
)
# What every number above has; most fields have no such thing, and are not searched further.
_DIGITS = re.compile(r"\d(?:[\s.()/-]{0,3}\d){5}|8\d\d-\d?[A-Z]")
_NAMED_PHONE = any_case(
    r"\b((?:tele)?phone|tel|fax|telefax|mobile|call|pager)\b(\.?(?:\s+(?:no\.?|number|us\s+at|at))?\s*:?\s*)"
    r"(\+?\(?\d(?:[\s().-]{0,3}\d){5,14})(?!\w)"
)


_ORGANISATION = any_case(
    r"\b(?:clinical|trials?|stud(?:y|ies)|cent(?:er|re)|medical|information|director|office|department|research"
    r"|university|hospital|institute|pharma\w*|vaccines|inc|ltd|llc|gmbh|company|contact|recruit\w*|program\w*"
    r"|support|team|group|use|site|call|patient\w*|investigator|squibb|novo|boehringer)\b"
)
_PERSON = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ]\.?)?(?: [\w'’-]+)? [A-ZÀ-Þ][\w'’-]{2,}")


def person(name: str | None) -> str | None:
    """Return the bare name of a person ("Ann B. Lee, MD, PhD": "Ann B. Lee"); None for a desk or a firm."""
    bare = re.sub(
        r"^(?:Dr|Prof|Professor|Mrs?|Ms)\.? |,.*$|(?: (?:M\.?D|Ph\.?D|MSc|MPH|RN)\.?)+$", "", name or ""
    ).strip()
    return bare if _PERSON.fullmatch(bare) and not _ORGANISATION.search(bare) else None


_SHORTEST_CUT = 7
"""Letters; whatever is shorter may be any word."""


def contacts_to_cut(names: Iterable[str | None], reached: Iterable[str | None]) -> tuple[str, ...]:
    """Return a record's own contacts as they are cut from its texts, longest first: people's bare names, addresses."""
    found = {each for each in (*map(person, names), *reached) if each and len(each) >= _SHORTEST_CUT}
    return tuple(sorted(found, key=len, reverse=True))


def without_contacts(text: str, known: Iterable[str] = ()) -> str:
    """Replace addresses and numbers, and the `known` contacts of the same record, by REMOVED."""
    for contact in known:
        if contact in text:
            text = re.sub(rf"(?<!\w){re.escape(contact)}(?!\w)", REMOVED, text)
    if "@" in text:
        text = _EMAIL.sub(REMOVED, text)
    if not _DIGITS.search(text):
        return text
    return "\n".join(map(_without_numbers, text.split("\n")))


def _without_numbers(line: str) -> str:
    if not _DIGITS.search(line):
        return line
    return _PHONE.sub(REMOVED, _NAMED_PHONE.sub(rf"\1\2{REMOVED}", line))
