"""Identifiers are found in every spelling people use, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.identifiers import (
    Identifier,
    IdentifierKind,
    cas_check_digit,
    find_identifiers,
    product_codes,
    unii_check_character,
)

SPELLINGS = {
    "nct": ("{0}", "{1}", "please find {0}, thanks", "NCT {2} {3}", "NCT # {2}-{3}"),
    "cas": ("{0}", "CAS {1}", "what is {0}?", "cas no. {2}", "CAS# {3}"),
    "unii": ("{0}", "{1}", "the substance {0}.", "UNII: {2}", "unii {1}"),
    "set_id": ("{0}", "{1}", "set id {0} please", "{2}", "{{{0}}}"),
}


def only(text: str) -> Identifier:
    [identifier] = find_identifiers(text)
    return identifier


@given(number=st.integers(0, 99_999_999), spelling=st.sampled_from(SPELLINGS["nct"]))
def test_every_nct_number_is_found_in_five_spellings(number: int, spelling: str) -> None:
    """Bare, lower case, inside a sentence, with a blank, with a number sign and a hyphen."""
    digits = f"{number:08d}"
    text = spelling.format(f"NCT{digits}", f"nct{digits}", digits[:4], digits[4:])
    identifier = only(text)
    assert (identifier.kind, identifier.value, identifier.valid) == (IdentifierKind.NCT, f"NCT{digits}", True)


@given(body=st.integers(1000, 999_999_999), spelling=st.sampled_from(SPELLINGS["cas"]))
def test_every_cas_number_is_found_in_five_spellings(body: int, spelling: str) -> None:
    """Hyphens may be blanks, dashes or missing once the text says CAS."""
    digits = str(body)
    parts = (digits[:-2], digits[-2:], str(cas_check_digit(digits)))
    text = spelling.format("-".join(parts), " ".join(parts), "–".join(parts), "".join(parts))
    identifier = only(text)
    assert (identifier.kind, identifier.value, identifier.valid) == (IdentifierKind.CAS, "-".join(parts), True)


@given(body=st.from_regex(r"[A-Z][0-9][A-Z0-9]{7}", fullmatch=True), spelling=st.sampled_from(SPELLINGS["unii"]))
def test_every_unii_is_found_in_five_spellings(body: str, spelling: str) -> None:
    """Ten characters with letters and digits, whatever the case; split by a blank when named."""
    value = body + unii_check_character(body)
    if value.startswith("NCT"):
        return
    identifier = only(spelling.format(value, value.lower(), f"{value[:5]} {value[5:]}"))
    assert (identifier.kind, identifier.value, identifier.valid) == (IdentifierKind.UNII, value, True)


@given(value=st.uuids(), spelling=st.sampled_from(SPELLINGS["set_id"]))
def test_every_set_id_is_found_in_five_spellings(value: object, spelling: str) -> None:
    """With hyphens, upper case, without hyphens, in braces."""
    text = str(value)
    identifier = only(spelling.format(text, text.upper(), text.replace("-", "")))
    assert (identifier.kind, identifier.value) == (IdentifierKind.SET_ID, text)


@given(st.text(max_size=300))
def test_spans_lie_inside_any_text_in_order_and_apart(text: str) -> None:
    """Whatever is pasted, what is found is a slice of it."""
    found = find_identifiers(text)
    edges = [edge for identifier in found for edge in (identifier.start, identifier.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("NCT # 0541 8049", "nct", "NCT05418049"),
        ("trial nct-05418049", "nct", "NCT05418049"),
        ("NCT number 05418049", "nct", "NCT05418049"),
        ("Which drug has the UNII h789n3fke8?", "unii", "H789N3FKE8"),
        ("Unique Ingredient Identifier H789N3FKE8", "unii", "H789N3FKE8"),
        ("ndc 0310-0088-39", "ndc", "0310-0088-39"),
        ("NDC: 0310 0088 39", "ndc", "0310-0088-39"),
        ("label 50242-060-01", "ndc", "50242-060-01"),
        ("00310008839", "ndc", "00310-0088-39"),
        ("NDC 55513075001", "ndc", "55513-0750-01"),
        ("NDC 0310008839", "ndc", "0310008839"),
        ("0310-0088", "ndc", "0310-0088"),
        ("what is 50242-060?", "ndc", "50242-060"),
        ("NDA021366", "application", "NDA021366"),
        ("nda 21366", "application", "NDA021366"),
        ("BLA #125522", "application", "BLA125522"),
        ("which label has ANDA062373", "application", "ANDA062373"),
        ("rxcui 1292", "rxcui", "1292"),
        ("isrctn 35042256", "other", "ISRCTN35042256"),
        ("is EUCTR2014-004567-12-GB open?", "other", "2014-004567-12"),
        ("EudraCT number: 2006-000757-21", "other", "2006-000757-21"),
        ("2022-502483-21-00", "other", "2022-502483-21"),
        ("JPRN-UMIN000012345", "other", "UMIN000012345"),
        ("CTRI/2020/05/025247", "other", "CTRI/2020/05/025247"),
        ("RxNorm CUI: 1292", "rxcui", "1292"),
        ("CAS registry number 1134-47-0", "cas", "1134-47-0"),
    ],
)
def test_identifiers_as_people_write_them(text: str, kind: str, value: str) -> None:
    """One identifier each, canonical."""
    identifier = only(text)
    assert (identifier.kind, identifier.value, identifier.valid) == (kind, value, True)


@pytest.mark.parametrize(
    "text",
    [
        "What is baclofen used to treat?",
        "CAS number of baclofen",
        "unii of lidocaine patches",
        "posted since 2022-06-1",
        "call 555-123-4567 today",
        "covid19vac in phase 2",
        "take 20 mg 3 times",
        "between 2020-2022",
        "2020-2022",
        "ISRCTN numbers of trials",
        "2020-123456",
        "trials of 2019-2021",
        "call 12345678901",
        "zip 90210-1234 trials",
        "NDA of baclofen",
        "NCT",
        "1234567890",
        "aldosterone",
        "rxcui",
    ],
)
def test_what_only_resembles_an_identifier_is_none(text: str) -> None:
    """Dates, telephone numbers, words with numbers and the mere names of registries."""
    assert find_identifiers(text) == ()


def test_a_wrong_cas_check_digit_is_said() -> None:
    """1134-47-1 is baclofen's number with its last digit wrong."""
    identifier = only("1134-47-1")
    assert (identifier.valid, identifier.problem) == (False, "check digit")


def test_a_wrong_unii_check_character_is_said() -> None:
    """It is still an identifier, so that no neighbour is shown for it."""
    identifier = only("h789n3fke9")
    assert (identifier.value, identifier.valid, identifier.problem) == ("H789N3FKE9", False, "check character")


@pytest.mark.parametrize("text", ["NCT0541804", "NCT054180499", "NCT054", "nct5"])
def test_an_nct_number_has_eight_digits(text: str) -> None:
    """One digit short or long is said, never completed."""
    identifier = only(text)
    assert (identifier.valid, identifier.problem) == (False, "eight digits expected")


@pytest.mark.parametrize("text", ["NCT05418049 12 weeks", "nct 0541 8049 2 arms"])
def test_what_follows_eight_digits_is_another_number(text: str) -> None:
    """A blank ends it once it is whole."""
    identifier = only(text)
    assert (identifier.value, identifier.valid) == ("NCT05418049", True)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see ＮＣＴ０５４１８０４９, please", "ＮＣＴ０５４１８０４９"),
        ("NCT０５４１８０４９", "NCT０５４１８０４９"),
        ("NCT٠٥٤١٨٠٤٩", "NCT٠٥٤١٨٠٤٩"),
        ("what is NCT\u200b0541\u00ad8049?", "NCT\u200b0541\u00ad8049"),
        ("\ufeffnct054\u200d18049\u200b", "nct054\u200d18049"),
        ("ＮＣＴ　０５４１\u20118049", "ＮＣＴ　０５４１\u20118049"),
        ("NCT05418049² and more", "NCT05418049"),
        ("𝐍𝐂𝐓𝟎𝟓𝟒𝟏𝟖𝟎𝟒𝟗", "𝐍𝐂𝐓𝟎𝟓𝟒𝟏𝟖𝟎𝟒𝟗"),
    ],
)
def test_full_width_and_invisible_characters_do_not_matter(text: str, written: str) -> None:
    """The identifier is read exactly, and its span is where it was written."""
    identifier = only(text)
    assert (identifier.value, identifier.valid) == ("NCT05418049", True)
    assert text[identifier.start : identifier.end] == written


def test_an_invisible_character_may_stand_between_two_identifiers() -> None:
    """As where a page puts one between the cells of a table."""
    found = find_identifiers("NCT05418049\u200bNCT04280705")
    assert [each.value for each in found] == ["NCT05418049", "NCT04280705"]


def test_a_full_width_digit_too_many_is_no_identifier() -> None:
    """What looks like a digit is one, so that nine are never read as eight."""
    assert only("NCT05418049１").problem == "eight digits expected"


def test_two_identifiers_keep_their_order() -> None:
    """A comparison of two trials names both."""
    found = find_identifiers("compare NCT05418049 with nct 04471714")
    assert [identifier.value for identifier in found] == ["NCT05418049", "NCT04471714"]


@pytest.mark.parametrize(
    ("ndc", "codes"),
    [
        ("0069-4210-30", ("0069-4210",)),
        ("00069-4210-30", ("00069-4210", "0069-4210")),
        ("55513-0750-01", ("55513-0750", "55513-750")),
        ("0069421030", ("0069-4210", "00694-210", "00694-2103")),
        ("0069-4210", ("0069-4210",)),
    ],
)
def test_the_product_codes_that_a_package_can_belong_to(ndc: str, codes: tuple[str, ...]) -> None:
    """Without what a bill pads them with."""
    assert product_codes(ndc) == codes
