"""Identifiers that people paste: found in any spelling, made canonical, checked where they carry a check digit.

An identifier is exact or it is nothing: a search must never treat a wrong digit as a typing error.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.documents import Labelled
from indexer.patterns import any_case


class IdentifierKind(Labelled):
    """The registries whose identifiers we know."""

    NCT = "nct", "NCT number"
    CAS = "cas", "CAS number"
    UNII = "unii", "UNII"
    SET_ID = "set_id", "label set id"
    NDC = "ndc", "National Drug Code"
    RXCUI = "rxcui", "RxNorm concept id"
    APPLICATION = "application", "FDA application number"
    OTHER = "other", "number in another registry"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier in a text; `text[start:end]` is how it was written."""

    kind: IdentifierKind
    value: str
    """Canonical: "NCT05418049", "1134-47-0", "H789N3FKE8", a lower-case uuid, "0310-0088-39", "1292", "NDA021366".

    A National Drug Code of ten digits in a row stays as it is: three readings of it are possible.
    """
    start: int
    end: int
    valid: bool = True
    problem: str | None = None
    """Why it can be no identifier of its kind: "check digit", "eight digits expected"."""


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """Every identifier of a text in the order of its appearance; they do not overlap.

    Case, blanks, hyphens, full-width characters and invisible ones do not matter ("nct # 0541 8049", "CAS 1134 47 0").
    What only looks like an identifier (a date, a telephone number) is left out unless the text names its kind
    ("CAS 2022-06-1").
    """
    found: list[Identifier] = []
    for plain, places in _readings(text):
        for identifier in (each for find in _FINDERS for each in find(plain)):
            start, end = places[identifier.start], places[identifier.end - 1] + 1
            if all(end <= other.start or start >= other.end for other in found):
                found.append(replace(identifier, start=start, end=end))
    return tuple(sorted(found, key=lambda identifier: identifier.start))


def _readings(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """The text in plain characters, each with its place in the text; what is invisible is left out, then a blank."""
    plain = {each: _plain(each) for each in set(text) if not each.isascii()}
    if all(each == written for written, each in plain.items()):
        yield text, range(len(text))
        return
    for invisible in ("", " ") if "" in plain.values() else ("",):
        told = [plain.get(each, each) or invisible for each in text]
        yield "".join(told), [place for place, each in enumerate(told) if each]


def _plain(character: str) -> str:
    """A digit of any script, or a full-width letter, as ASCII; nothing for what is invisible. A "²" stays."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.decomposition(character).startswith(("<wide>", "<font>")):
        return unicodedata.normalize("NFKC", character)
    return "" if unicodedata.category(character) == "Cf" else character


def cas_check_digit(body: str) -> int:
    """The last digit of a CAS number with the digits `body`: the sum of digit times position from the right, mod 10.

    https://www.cas.org/support/documentation/chemical-substances/checkdig
    """
    return sum(position * int(digit) for position, digit in enumerate(reversed(body), 1)) % 10


def unii_check_character(body: str) -> str:
    """The tenth character of a UNII whose first nine are `body`: the sum of base-36 values, mod 36.

    The rule of FDA's substance registration system; it holds for every UNII in the labels we measured it on.
    """
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[sum(int(character, 36) for character in body) % 36]


def product_codes(ndc: str) -> tuple[str, ...]:
    """The product codes that a National Drug Code can belong to, without the package and without padding.

    "0069-4210-30" and the eleven digits "00069-4210-30" of a bill are packages of "0069-4210". Of ten digits in a row
    each division that the FDA gives out is one: 4-4, 5-3 and 5-4.
    """
    if ndc.isdigit():
        return (f"{ndc[:4]}-{ndc[4:8]}", f"{ndc[:5]}-{ndc[5:8]}", f"{ndc[:5]}-{ndc[5:9]}")
    labeler, product, *_ = ndc.split("-")
    short_labeler = labeler[1:] if len(labeler) == _LONGEST_LABELER and labeler[0] == "0" else labeler
    short_product = product[1:] if len(product) == _LONGEST_PRODUCT and product[0] == "0" else product
    found = (f"{labeler}-{product}", f"{short_labeler}-{product}", f"{labeler}-{short_product}")
    return tuple(dict.fromkeys(found))


_LONGEST_LABELER, _LONGEST_PRODUCT = 5, 4
_DASH = r"\-\u2010-\u2015\u2212"
_NAMED = r"\s{0,3}(?:(?:registry|reg\.?)\s)?(?:(?:numbers?|no\.?|code|id|rn|is|nr)\b\.?\s{0,2})?[\s#:=\-]{0,4}"
_START = r"(?<![A-Za-z0-9])"
_END = r"(?![A-Za-z0-9])"

_NCT = any_case(rf"{_START}nct{_NAMED}((?:[0-9][\s{_DASH}]?){{4,11}}[0-9]){_END}")
_NCT_SHORT = any_case(rf"{_START}nct([0-9]{{1,4}}){_END}")
_NCT_WHOLE = re.compile(rf"((?:[0-9][\s{_DASH}]?){{7}}[0-9])(?=\s[0-9])")
_SET_ID = any_case(
    rf"{_START}([0-9a-f]{{8}})[\s{_DASH}]?([0-9a-f]{{4}})[\s{_DASH}]?([0-9a-f]{{4}})[\s{_DASH}]?([0-9a-f]{{4}})"
    rf"[\s{_DASH}]?([0-9a-f]{{12}}){_END}"
)
_RXCUI = any_case(rf"{_START}(?:rx\s?cui|rxnorm(?:\s?cui)?){_NAMED}([0-9]{{1,8}}){_END}")
_OTHER = any_case(
    rf"{_START}(?:(?P<name>isrctn|drks|actrn|umin|kct|pactr|tctr|jrcts?|chictr|japiccti)[\s#:\-]{{0,2}}(?P<digits>[0-9]{{6,15}})|"
    rf"(?:euctr\s?)?(?P<whole>(?:19|20)[0-9]{{2}}-[0-9]{{6}}-[0-9]{{2}})(?:-[0-9]{{2}})?|"
    rf"(?P<ctri>ctri/[0-9]{{4}}/[0-9]{{2,3}}/[0-9]{{6}})){_END}"
)
_NDC_NAMED = any_case(
    rf"{_START}ndc{_NAMED}([0-9]{{4,5}})[\s{_DASH}]{{0,3}}([0-9]{{3,4}})(?:[\s{_DASH}]{{0,3}}([0-9]{{1,2}}))?{_END}"
)
_NDC_DIGITS = any_case(
    rf"(?<![A-Za-z0-9{_DASH}])(?:(?P<named>ndc){_NAMED})?(?P<digits>[0-9]{{10,11}})(?![A-Za-z0-9{_DASH}])"
)
_NDC_PRODUCT = any_case(rf"^\W*(?:(?:what|which)\s(?:drug\s)?is\s)?([0-9]{{4,5}})[{_DASH}]([0-9]{{3,4}})\W*$")
"""Nothing else in the text: a range of years or a telephone number looks alike."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_APPLICATION = any_case(rf"{_START}(anda|nda|bla){_NAMED}([0-9]{{5,6}}){_END}")
_NDC_BARE = re.compile(
    rf"(?<![A-Za-z0-9{_DASH}])([0-9]{{4,5}})[{_DASH}]([0-9]{{3,4}})[{_DASH}]([0-9]{{1,2}})(?![A-Za-z0-9{_DASH}])"
)
_CAS_NAMED = any_case(
    rf"{_START}cas{_NAMED}([0-9]{{2,7}})[\s{_DASH}]{{0,3}}([0-9]{{2}})[\s{_DASH}]{{0,3}}([0-9]){_END}"
)
_CAS_BARE = re.compile(
    rf"(?<![A-Za-z0-9{_DASH}])([0-9]{{2,7}})\s?[{_DASH}]\s?([0-9]{{2}})\s?[{_DASH}]\s?([0-9])(?![A-Za-z0-9]|"
    rf"[{_DASH}][0-9])"
)
_UNII_NAMED = any_case(
    rf"{_START}(?:unii|unique ingredient identifier){_NAMED}((?:[A-Z0-9][\s{_DASH}]?){{9}}[A-Z0-9]){_END}"
)
_UNII_BARE = any_case(rf"(?<![A-Za-z0-9{_DASH}])([A-Z0-9]{{10}})(?![A-Za-z0-9{_DASH}])")
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]+")


def _find_nct(text: str) -> Iterator[Identifier]:
    for match in (*_NCT.finditer(text), *_NCT_SHORT.finditer(text)):
        written = _NCT_WHOLE.match(match[1]) or match  # "NCT05418049 12 weeks": what follows eight digits is a number
        digits = _NOT_ALPHANUMERIC.sub("", written[1])
        problem = None if len(digits) == 8 else "eight digits expected"
        end = match.start(1) + len(written[1])
        yield Identifier(IdentifierKind.NCT, f"NCT{digits}", match.start(), end, problem is None, problem)


def _find_set_ids(text: str) -> Iterator[Identifier]:
    for match in _SET_ID.finditer(text):
        yield Identifier(IdentifierKind.SET_ID, "-".join(match.groups()).lower(), *match.span())


def _find_rxcuis(text: str) -> Iterator[Identifier]:
    for match in _RXCUI.finditer(text):
        yield Identifier(IdentifierKind.RXCUI, match[1], *match.span())


def _find_others(text: str) -> Iterator[Identifier]:
    """Of registries whose numbers look like nothing else; a European one without the part that counts its versions."""
    for match in _OTHER.finditer(text):
        value = "".join(each for each in match.groups() if each).upper()
        yield Identifier(IdentifierKind.OTHER, value, *match.span())


def _find_applications(text: str) -> Iterator[Identifier]:
    for match in _APPLICATION.finditer(text):
        yield Identifier(IdentifierKind.APPLICATION, f"{match[1].upper()}{match[2]:0>6}", *match.span())


def _find_ndcs(text: str) -> Iterator[Identifier]:
    for match in _NDC_DIGITS.finditer(text):
        digits, is_named = match["digits"], match["named"] is not None
        if len(digits) == _BILLED and (is_named or digits[0] == "0"):
            yield Identifier(IdentifierKind.NDC, f"{digits[:5]}-{digits[5:9]}-{digits[9:]}", *match.span())
        elif is_named and len(digits) < _BILLED:
            yield Identifier(IdentifierKind.NDC, digits, *match.span())
    for match in _NDC_PRODUCT.finditer(text):
        if not all(_YEAR.fullmatch(part) for part in match.groups()):
            yield Identifier(IdentifierKind.NDC, "-".join(match.groups()), match.start(1), match.end(2))
    for pattern in (_NDC_NAMED, _NDC_BARE):
        for match in pattern.finditer(text):
            yield Identifier(IdentifierKind.NDC, "-".join(part for part in match.groups() if part), *match.span())


_BILLED = 11
"""Digits of a National Drug Code as it is billed, 5-4-2, each part padded with a zero in front."""


def _find_cas(text: str) -> Iterator[Identifier]:
    for match in _CAS_NAMED.finditer(text):
        yield _cas(match)
    for match in _CAS_BARE.finditer(text):
        identifier = _cas(match)
        if identifier.valid or not _looks_like_a_date(match):
            yield identifier


def _cas(match: re.Match[str]) -> Identifier:
    head, middle, check = match.groups()
    problem = None if cas_check_digit(head + middle) == int(check) else "check digit"
    return Identifier(IdentifierKind.CAS, f"{head}-{middle}-{check}", *match.span(), problem is None, problem)


def _looks_like_a_date(match: re.Match[str]) -> bool:
    """Days rather than substances: "2022-06-1", "12-06-2"."""
    head, middle, _ = match.groups()
    return (len(head) == 2 or 1900 <= int(head) <= 2100) and 1 <= int(middle) <= 31


def _find_uniis(text: str) -> Iterator[Identifier]:
    for match in _UNII_NAMED.finditer(text):
        value = _NOT_ALPHANUMERIC.sub("", match[1]).upper()
        # "unii of lidocaine" is a question for the identifier, not the identifier
        if any(character.isdigit() for character in value):
            yield _unii(value, match)
    for match in _UNII_BARE.finditer(text):
        value = match[1].upper()
        if value.isdigit() or value.isalpha() or value.startswith("NCT"):
            continue
        identifier = _unii(value, match)
        if identifier.valid or _looks_random(match[1]):
            yield identifier


def _unii(value: str, match: re.Match[str]) -> Identifier:
    problem = None if unii_check_character(value[:9]) == value[9] else "check character"
    return Identifier(IdentifierKind.UNII, value, *match.span(), problem is None, problem)


def _looks_random(token: str) -> bool:
    """Letters and digits change places three times, as in no word with a number ("phase2b", "covid19vac").

    In capitals twice is enough: code numbers of drugs ("STN1012600") change once.
    """
    return sum(a.isdigit() != b.isdigit() for a, b in pairwise(token)) >= (2 if token.isupper() else 3)


_FINDERS: tuple[Callable[[str], Iterator[Identifier]], ...] = (
    _find_set_ids,
    _find_nct,
    _find_others,
    _find_rxcuis,
    _find_applications,
    _find_cas,
    _find_ndcs,
    _find_uniis,
)
