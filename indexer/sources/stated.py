"""Identifiers as a source states them in a field of their own: canonical, or refused with what is wrong."""

import re
from collections.abc import Iterable

from indexer.identifiers import cas_check_digit, unii_check_character
from indexer.sources.public_pages import label_page
from indexer.sources.reading import Problems, SourceFile

_CAS = re.compile(r"(\d{2,7})[-\u2010-\u2015](\d{2})[-\u2010-\u2015](\d)")
_UNII = re.compile(r"[0-9A-Z]{10}")
_ADDRESS = re.compile(r"[^\s/#?%\\\x00-\x1f]{1,200}")
_SET_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def cas_number(text: str) -> str:
    """Return "1134-47-0". Raises ValueError for another form, and for a wrong check digit."""
    match = _CAS.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text[:40]!r} is no CAS number; expected digits such as 1134-47-0")
    if cas_check_digit(match[1] + match[2]) != int(match[3]):
        raise ValueError(f"{text[:40]!r} is no CAS number: its check digit, the last, is wrong")
    return "-".join(match.groups())


def unii(text: str) -> str:
    """Return "H789N3FKE8". Raises ValueError for another form, and for a wrong check character."""
    code = _unii_form(text)
    if unii_check_character(code[:9]) != code[9]:
        raise ValueError(f"{text[:40]!r} is no UNII: its check character, the last, is wrong")
    return code


def _unii_form(text: str) -> str:
    code = text.strip().upper()
    if not _UNII.fullmatch(code):
        raise ValueError(f"{text[:40]!r} is no UNII; expected ten letters and digits such as H789N3FKE8")
    return code


def set_id(text: str) -> str:
    """Return a label's set id in lower case. Raises ValueError for another form."""
    code = text.strip().lower()
    if not _SET_ID.fullmatch(code):
        raise ValueError(f"{text[:40]!r} is no set id; expected 8-4-4-4-12 hexadecimal digits")
    return code


def is_address(document_id: str) -> bool:
    """Whether an id can stand in an address, and before the "#" of a passage's id: what it names can be cited."""
    return _ADDRESS.fullmatch(document_id) is not None


def dailymed_page(label: str, source: SourceFile, problems: Problems) -> str | None:
    """Return the public page of a label; None, and a report, where its set id is none."""
    try:
        return label_page(set_id(label))
    except ValueError as error:
        problems.remark(source.path, label, f"{error}; the label is read, and has no page at DailyMed")
        return None


def right_uniis(stated: Iterable[str], label: str, source: SourceFile, problems: Problems) -> tuple[str, ...]:
    """Return those of a label's UNIIs that have the form of one; the others are reported and left out.

    The check character is FDA's own business: its rule is not published, and a label is FDA's word.
    """
    right = []
    for text in stated:
        try:
            right.append(_unii_form(text))
        except ValueError as error:
            problems.remark(source.path, label, f"{error}; left out")
    return tuple(dict.fromkeys(right))
