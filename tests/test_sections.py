"""A source's own section names lead to the kinds of section that questions ask for."""

import pytest

from indexer.sections import SectionKind, kinds_of


@pytest.mark.parametrize(
    ("key", "title", "kinds"),
    [
        ("adverse_reactions", "Adverse reactions", {"adverse_reactions"}),
        ("adverse_reactions_table", "", {"adverse_reactions"}),
        ("indications_and_usage", "", {"indication"}),
        ("indication", "Indication", {"indication"}),
        ("associated_conditions", "Associated Conditions", {"indication"}),
        ("nursing_mothers", "", {"lactation"}),
        ("use_in_specific_populations", "", {"pregnancy", "lactation", "pediatric", "geriatric", "renal", "hepatic"}),
        ("drug_abuse_and_dependence", "", {"abuse", "stopping"}),
        ("do_not_use", "Do not use", {"contraindications"}),
        ("stop_use", "Stop use", {"warnings", "adverse_reactions"}),
        ("inactive_ingredient", "Inactive ingredient", {"description"}),
        ("clinical_pharmacology", "", {"mechanism", "pharmacokinetics"}),
        ("side_effects", "Side effects", {"adverse_reactions"}),
        ("use_in_older_people", "Use in older people", {"geriatric"}),
        ("pregnancy_and_breastfeeding", "Pregnancy and breastfeeding", {"pregnancy", "lactation"}),
        ("kidney_or_liver_impairment", "Kidney or liver impairment", {"renal", "hepatic"}),
        ("stopping_treatment", "Stopping treatment", {"stopping"}),
        ("8_5", "8.5 Geriatric Use", {"geriatric"}),
        ("inclusion_criteria", "Inclusion criteria", {"eligibility"}),
        ("status_and_places", "Status and places", {"sites"}),
        ("outcomes", "Outcomes", {"outcomes"}),
        ("summary", "Summary", {"summary"}),
        ("references", "References", set()),
        ("text", "Interactions of two proteins that keep a cell from dividing", set()),
        ("acknowledgements", "Acknowledgements", set()),
    ],
)
def test_a_section_is_of_the_kinds_its_name_says(key: str, title: str, kinds: set[str]) -> None:
    """Fields of openFDA, over-the-counter fields, MedPath headings, headings written by hand, trial sections."""
    assert kinds_of(key, title) == {SectionKind(kind) for kind in kinds}


@pytest.mark.parametrize("kind", SectionKind)
def test_every_kind_has_words_for_readers(kind: SectionKind) -> None:
    """Labels are words, not identifiers."""
    assert kind.label
    assert "_" not in kind.label


@pytest.mark.parametrize(
    "heading",
    [
        "Indications",
        "How to take it",
        "Contra-indications",
        "Precautions",
        "Unwanted effects",
        "Other medicines",
        "Reproductive health",
        "Nursing",
        "Use in children",
        "Elderly",
        "If you take too much",
        "How it works",
        "Half-life",
        "Storage",
        "Tablet strengths",
        "Dependence",
        "Withdrawal",
        "Who may take part",
    ],
)
def test_headings_in_the_words_of_writers_are_understood(heading: str) -> None:
    """A monograph written by hand need not use the words of US labels."""
    assert kinds_of("", heading)


def test_only_registry_sections_are_about_trials() -> None:
    """Eligibility is; side effects are not."""
    assert SectionKind.ELIGIBILITY.is_about_trials
    assert not SectionKind.ADVERSE_REACTIONS.is_about_trials
