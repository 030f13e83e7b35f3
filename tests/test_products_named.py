"""Several products of one drug: the one that is named answers, whose doses are not those of the others."""

import json

import pytest

from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from tests.serving import build_served

PRODUCTS = {
    "Movelis": (
        "MELOXICAM",
        "The maximum dose of MOVELIS is 15 mg daily.",
        "MOVELIS is not for use in children. Combined with ritonavir it acts for longer.",
    ),
    "Vivelis": ("MELOXICAM", "The maximum dose of VIVELIS is 10 mg daily.", ""),
    "Abizole": ("ARIPIPRAZOLE", "The usual dose of ABIZOLE is 10 mg once daily by mouth.", ""),
    "Abizole Depot": ("ARIPIPRAZOLE", "The usual dose is 400 mg monthly.", "Do not drink alcohol with ABIZOLE DEPOT."),
    "Ritopak": ("RITONAVIR", "", "Do not use RITOPAK with meloxicam when dosed as Vivelis for pain of the back."),
    "Smokelis": ("BUPROPION", "The dose is 150 mg daily, whatever the dose of nicotine, oxygen or adrenaline is.", ""),
    "Aripiprazole": ("ARIPIPRAZOLE", "The usual dose of aripiprazole is 20 mg daily.", ""),
}


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Labels of two products of one drug, and of three of another, one of which goes by the drug's own name."""
    corpus = tmp_path_factory.mktemp("products")
    labels = [
        {
            "set_id": f"00000000-0000-4000-8000-00000000000{number}",
            "effective_time": "20240101",
            "openfda": {"brand_name": [brand], "generic_name": [generic]},
            **({"dosage_and_administration": [dosage]} if dosage else {}),
            **({"information_for_patients": [advice]} if advice else {}),
        }
        for number, (brand, (generic, dosage, advice)) in enumerate(PRODUCTS.items())
    ]
    (corpus / "labels.json").write_text(json.dumps({"results": labels}))
    return build_served(corpus, tmp_path_factory.mktemp("index") / "index", {"skinmelo": "meloxicam patch"})


@pytest.mark.parametrize(
    ("asked", "is_told"),
    [("skinmelo max dose", True), ("movelis max dose", False), ("meloxicam max dose", False), ("movelys dose", False)],
)
def test_a_product_that_is_not_here_is_told_beside_others_of_its_drug(
    products: Engine, asked: str, is_told: bool
) -> None:
    """The world lists it by its form; those that are quoted are named, as their doses and uses may differ."""
    found = answer(products, Asked(asked))
    assert found.quotes
    told = [each.text for each in found.notices if each.title == "No source here is of skinmelo"]
    assert [("Movelis" in each and "Vivelis" in each) for each in told] == [True] * is_told


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("movelis max dose", {"Movelis"}),
        ("vivelis max dose", {"Vivelis"}),
        ("what is the most vivelis I can take", {"Vivelis"}),
        ("abizole dose", {"Abizole"}),
        ("abizole depot dose", {"Abizole Depot"}),
        ("meloxicam max dose", {"Movelis", "Vivelis"}),
    ],
)
def test_the_product_that_is_named_is_quoted(products: Engine, asked: str, titles: set[str]) -> None:
    """Alone; of a drug by its own name all products are."""
    quoted = {each.citation.title.split(" (")[0] for each in answer(products, Asked(asked)).quotes}
    assert quoted == titles


@pytest.mark.parametrize("asked", ["abizole alcohol", "can I drink on abizole", "vivelis for children"])
def test_what_only_another_product_says_is_no_answer(products: Engine, asked: str) -> None:
    """Its label may be of another form, another dose and other patients."""
    assert answer(products, Asked(asked)).quotes == ()


def test_a_drug_asked_for_by_its_own_name_is_all_its_products(products: Engine) -> None:
    """Also where one of them has no other name than the drug."""
    cited = {each.title.split(" (")[0] for each in answer(products, Asked("aripiprazole dose")).citations}
    assert cited == {"Abizole", "Abizole Depot", "Aripiprazole"}


@pytest.mark.parametrize(
    ("asked", "title"),
    [("can I take movelis with ritonavir", "Movelis"), ("can I take vivelis with ritonavir", "Ritopak")],
)
def test_what_is_said_of_another_product_comes_last(products: Engine, asked: str, title: str) -> None:
    """However much it forbids: "when dosed as Vivelis" is not of Movelis."""
    assert answer(products, Asked(asked)).quotes[0].citation.title.startswith(title)


@pytest.mark.parametrize("asked", ["nicotine dose", "what is the dose of oxygen", "starting dose of adrenaline"])
def test_a_dose_of_what_is_no_drug_here_is_not_that_of_another(products: Engine, asked: str) -> None:
    """Which may be the nearest to its words; a dose for a condition is asked of whatever is dosed for it."""
    found = answer(products, Asked(asked))
    assert (found.answerable, found.quotes) == (False, ())
