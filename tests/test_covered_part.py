"""Drugs asked about together: what sources about one say of the other, by whatever name they call it."""

import json
from pathlib import Path

import pytest

from indexer.sections import SectionKind
from service.answering.covered_part import of_other_drugs
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.search.confidence import Outcome, Reason
from service.understanding.filters import Filters
from tests.serving import build_served, client_of
from tests.toy_corpus import write_monograph, write_trial

WORLD = {
    "multaq": "dronedarone",
    "dronedarone": "dronedarone",
    "nardil": "phenelzine",
    "phenelzine": "phenelzine",
    "naloxone": "naloxone",
    "warfarin": "warfarin",
    "baclofen": "baclofen",
    "coumadin": "warfarin",
    "warfarin and baclofen": "warfarin and baclofen",
}
ORAQIX = {
    "set_id": "0f9a2f0e-1111-4222-8333-444455556666",
    "openfda": {"brand_name": ["Oraqix"], "generic_name": ["LIDOCAINE AND PRILOCAINE"]},
    "dosage_and_administration": ["Apply the gel to the gums and wait for 30 seconds."],
}


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Two monographs, one of which names the other's drug, and a drug that only a trial gives."""
    corpus = tmp_path_factory.mktemp("together")
    write_monograph(
        corpus,
        "Simvastatin",
        {
            "Interactions": "Do not exceed 10 mg of simvastatin a day with dronedarone or with warfarin.",
            "Indication": "Simvastatin lowers cholesterol.",
            "Pharmacokinetics": "The half-life of warfarin is 40 hours.",
            "Overdose": "The antidote is naloxone, given at once.",
            "Pregnancy": "Simvastatin is not for use in pregnancy.",
            "Dosage": "Take simvastatin once a day.",
        },
        brand_names="[Zocor]",
    )
    write_monograph(
        corpus,
        "Warfarin",
        {"Interactions": "Many drugs change the effect of warfarin.", "Use in children": "It is not for children."},
    )
    write_monograph(
        corpus,
        "Baclofen",
        {
            "Interactions": "Alcohol adds to the effect of baclofen, and warfarin is not tried with it.",
            "Use in children": "Baclofen is not for children below 4 years.",
        },
    )
    (corpus / "oraqix.json").write_text(json.dumps({"results": [ORAQIX]}))
    write_trial(corpus, "NCT90000009", "Relugolix", interventions="[{type: DRUG, name: Relugolix}]")
    return build_served(corpus, tmp_path_factory.mktemp("index"), WORLD)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Can I take Zocor with Multaq?", "Only what sources about simvastatin say of Multaq (dronedarone) is here."),
        ("Does dronedarone interact with Zocor?", "Only what sources about simvastatin say of dronedarone is here."),
        ("Can I take Zocor with Nardil?", "No source here about simvastatin names it either."),
    ],
)
def test_a_missing_partner_is_looked_for_under_all_its_names(together: Engine, asked: str, said: str) -> None:
    """Labels name a brand's drug by its generic name."""
    assert said in answer(together, Asked(asked)).notices[0].text


def test_what_is_said_of_a_missing_partner_is_quoted(together: Engine) -> None:
    """The question is asked with the name that the source uses."""
    found = answer(together, Asked("Can I take Zocor with Multaq?"))
    assert "dronedarone" in found.quotes[0].text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "Does baclofen interact with relugolix?",
            "The labels and monographs about baclofen here do not name relugolix; none is about relugolix.",
        ),
        (
            "Can I take baclofen with Zocor?",
            "The labels and monographs about baclofen here do not name zocor, nor those about zocor baclofen.",
        ),
    ],
)
def test_a_partner_that_no_label_names_is_told(together: Engine, asked: str, said: str) -> None:
    """Whether or not the corpus has something about it."""
    assert said in " ".join(each.text for each in answer(together, Asked(asked)).notices)


@pytest.mark.parametrize(
    ("asked", "product", "section"),
    [
        ("coumadin with baclofen for my 5 year old", "coumadin with baclofen", SectionKind.PEDIATRIC),
        ("can my 5 yr old take warfarin/baclofen", "warfarin/baclofen", SectionKind.PEDIATRIC),
        ("warfarin and baclofen side effects", "warfarin and baclofen", SectionKind.ADVERSE_REACTIONS),
        ("can I take baclofen with warfarin", "", SectionKind.INTERACTIONS),
        ("do baclofen and warfarin interact in a 5 year old", "", SectionKind.INTERACTIONS),
        ("baclofen with Zocor for my 5 year old", "", SectionKind.INTERACTIONS),
    ],
)
def test_two_drugs_that_are_sold_as_one_are_asked_about_as_that(
    together: Engine, asked: str, product: str, section: SectionKind
) -> None:
    """Its drugs side by side, for no source is of the product, and that is told; not what they do to each other."""
    found = answer(together, Asked(asked))
    assert (found.question.product_apart, found.question.section) == (product, section)
    told = [each.title for each in found.notices if "as one product" in each.title]
    assert told == ([f"No source here is of {product} as one product"] if product else [])
    if section is SectionKind.PEDIATRIC:
        assert found.comparison is not None
        quotes = [cell.quote.text for cell in found.comparison.rows[0].cells if cell.quote]
        assert quotes == ["It is not for children.", "Baclofen is not for children below 4 years."]


@pytest.mark.parametrize(
    "asked",
    ["Can I take warfarin with Zocor?", "Does Zocor interact with warfarin?", "trials of baclofen and relugolix"],
)
def test_nothing_is_told_where_either_names_the_other(together: Engine, asked: str) -> None:
    """Nor of trials, which are counted."""
    assert not [each for each in answer(together, Asked(asked)).notices if "do not name" in each.text]


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ("dose of lidocaine", ["lidocaine"]),
        ("dose of Oraqix", []),
        ("lidocaine trials", []),
        ("compare simvastatin and lidocaine", ["lidocaine"]),
        ("Oraqix versus simvastatin", []),
    ],
)
def test_a_drug_that_only_a_combination_speaks_of_is_told(together: Engine, asked: str, alone: list[str]) -> None:
    """With the combination's name; not where it is what is asked for."""
    notices = answer(together, Asked(asked)).notices
    told = [each for each in notices if "alone is here" in each.title]
    assert [each.title for each in told] == [f"No label or monograph of {name} alone is here" for name in alone]
    assert all("Oraqix" in each.text for each in told)


def test_the_page_that_compares_tells_it_as_well(together: Engine, tmp_path: Path) -> None:
    """Its columns quote the combination."""
    page = client_of(together, tmp_path).get("/compare", params={"drugs": ["lidocaine", "simvastatin"]}).text
    assert "No label or monograph of lidocaine alone is here" in page


@pytest.mark.parametrize(
    "asked", ["Can I take relugolix in pregnancy?", "what is relugolix used for?", "relugolix half-life"]
)
def test_a_drug_without_a_label_is_said_to_have_none(together: Engine, asked: str) -> None:
    """And its trial is at most the closest."""
    found = answer(together, Asked(asked))
    assert (found.answerable, found.reason) == (False, Reason.NO_LABEL)
    told = (found.finding or "", *(each.text for each in found.notices))
    assert any("No label or monograph of relugolix is here" in each for each in told)


def test_filters_that_leave_nothing_are_said_to_though_the_drug_has_no_label(together: Engine) -> None:
    """What the person chose comes first."""
    found = answer(together, Asked("relugolix half-life", filters=Filters(country=("France",))))
    assert (found.answerable, found.reason) == (False, Reason.NO_MATCH_FOR_FILTERS)


def test_a_quantity_of_another_drug_is_not_that_of_the_one_asked_about(together: Engine) -> None:
    """A label of one drug may state the half-life of another."""
    found = answer(together, Asked("half-life of simvastatin"))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())


def test_an_antidote_is_another_drug(together: Engine) -> None:
    """A sentence that names no other drug than the antidote answers."""
    found = answer(together, Asked("antidote for simvastatin"))
    assert found.answerable
    assert "naloxone" in found.quotes[0].text


def test_a_dose_beside_another_drug_is_of_the_drug_asked_about(together: Engine) -> None:
    """Unless the amount follows the other's name; what registries list as a drug and is none is no other."""
    is_of_others = of_other_drugs(together.understand("simvastatin dose"), together.lexicon)
    assert is_of_others("Give warfarin 5 mg every day for a week.")
    assert is_of_others("The half-life of warfarin is 40 hours.")
    assert is_of_others("With simvastatin the recommended dose of warfarin is 5 mg.")
    assert is_of_others("Give warfarin (5 to 8 mg/kg; maximum dose 650 mg) 20 minutes before each dose of simvastatin.")
    assert not is_of_others("In patients on warfarin 5 mg do not exceed simvastatin 10 mg.")
    assert not is_of_others("Simvastatin (10 mg) may be given with warfarin (5 mg).")
    assert not is_of_others("In combination with warfarin: 20 mg once daily.")
    assert not is_of_others("Take 20 mg once daily with baclofen 5 mg.")
