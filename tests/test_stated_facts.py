"""Facts that a label's record states: who makes a drug, its numbers, when its label was revised."""

import json

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import build_served
from tests.toy_corpus import write_monograph

LABELS = [
    {
        "set_id": "0f9a2f0e-1111-4222-8333-444455556666",
        "effective_time": "20230607",
        "openfda": {
            "brand_name": ["Lioresal"],
            "generic_name": ["BACLOFEN"],
            "manufacturer_name": ["Example Pharma LLC"],
            "application_number": ["NDA017851"],
            "product_ndc": ["0310-0088"],
            "rxcui": ["1292"],
        },
        "storage_and_handling": ["Store Lioresal below 25 degrees."],
        "indications_and_usage": ["Lioresal is for spasticity."],
        "description": [
            "Lioresal is a muscle relaxant. Its chemical name is 4-amino-3-(4-chlorophenyl)-butanoic acid. "
            "The empirical formula of baclofen is C 10 H 12 ClNO 2 . Its molar mass is 213.66 g/mol."
        ],
    },
    {
        "set_id": "0f9a2f0e-2222-4222-8333-444455556666",
        "openfda": {
            "brand_name": ["Baclofen"],
            "generic_name": ["BACLOFEN"],
            "manufacturer_name": ["Generic Works"],
            "product_ndc": ["55513-750"],
        },
        "indications_and_usage": ["Baclofen is for spasticity."],
    },
    {
        "set_id": "0f9a2f0e-3333-4222-8333-444455556666",
        "openfda": {
            "brand_name": ["Oraqix"],
            "generic_name": ["LIDOCAINE AND PRILOCAINE"],
            "manufacturer_name": ["Gum Works"],
        },
        "indications_and_usage": ["Oraqix numbs gums."],
    },
]


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Two labels of one drug, one of a combination, and a monograph that states no maker."""
    corpus = tmp_path_factory.mktemp("labels")
    (corpus / "labels.json").write_text(json.dumps({"results": LABELS}))
    write_monograph(corpus, "Warfarin", {"Indication": "Warfarin thins the blood."})
    return build_served(corpus, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Who makes Lioresal?", "Manufacturer of baclofen in 1 label here: Example Pharma LLC."),
        (
            "who manufactures baclofen",
            "Manufacturer of baclofen in 2 labels here: Example Pharma LLC and Generic Works.",
        ),
        ("set id of Lioresal", "Set id of baclofen in 1 label here: 0f9a2f0e-1111-4222-8333-444455556666."),
        ("What is the application number of Lioresal?", "Application number of baclofen in 1 label here: NDA017851."),
        ("When was the Lioresal label last revised?", "Date of revision of baclofen in 1 label here: 7 Jun 2023."),
        ("Lioresal label date", "Date of revision of baclofen in 1 label here: 7 Jun 2023."),
        ("NDC of Lioresal", "National Drug Code of baclofen in 1 label here: 0310-0088."),
        ("rxcui of Lioresal", "RxNorm concept id of baclofen in 1 label here: 1292."),
        ("Who makes warfarin?", "The sources here about warfarin do not state its manufacturer."),
        ("Who makes lidocaine?", "The sources here about lidocaine do not state its manufacturer."),
        ("brand names of lidocaine", "Brand names of lidocaine in 1 label here: Oraqix."),
    ],
)
def test_a_fact_of_labels_is_told_from_their_records(labels: Engine, asked: str, told: str) -> None:
    """Of the brand that is asked for; what a combination's label states is not the drug's."""
    assert answer(labels, Asked(asked)).finding == told


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("What is the chemical formula of baclofen?", "The empirical formula of baclofen is C 10 H 12 ClNO 2 ."),
        ("baclofen molecular formula", "The empirical formula of baclofen is C 10 H 12 ClNO 2 ."),
        ("molecular weight of Lioresal", "Its molar mass is 213.66 g/mol."),
    ],
)
def test_a_fact_that_no_record_states_is_quoted_from_a_text_that_does(labels: Engine, asked: str, quoted: str) -> None:
    """Labels describe a drug in words; a number that no text names either is said not to be stated."""
    assert [each.text for each in answer(labels, Asked(asked)).quotes][:1] == [quoted]
    found = answer(labels, Asked("What is the CAS number of baclofen?"))
    assert (found.finding, found.citations) == ("The sources here about baclofen do not state its CAS number.", ())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("NDC 0310-0088", "1 document here has 0310-0088."),
        ("0310-0088", "1 document here has 0310-0088."),
        (
            "NDC 0310-0088-39",
            "1 document here has 0310-0088, the code of the product of which 0310-0088-39 is a package.",
        ),
        ("00310008839", "1 document here has 0310-0088, the code of the product of which 00310-0088-39 is a package."),
        (
            "55513-0750-01",
            "1 document here has 55513-750, the code of the product of which 55513-0750-01 is a package.",
        ),
        ("NDA 17851", "1 document here has NDA017851."),
        ("NDC 0310-0089", "0310-0089 is not in the corpus."),
        ("0310-0089-39", "0310-0089-39 is not in the corpus."),
        ("BLA125522", "BLA125522 is not in the corpus."),
    ],
)
def test_codes_of_labels_are_exact(labels: Engine, asked: str, told: str) -> None:
    """A package's code leads to its product's, and it is said; a neighbour is never shown."""
    assert answer(labels, Asked(asked)).finding == told


def test_what_a_package_is_asked_about_is_quoted_from_its_products_label(labels: Engine) -> None:
    """And it is said which code that states."""
    found = answer(labels, Asked("How should NDC 0310-0088-39 be stored?"))
    assert "0310-0088, the code of the product" in found.notices[0].text
    assert found.quotes[0].text == "Store Lioresal below 25 degrees."
