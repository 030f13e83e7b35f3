"""The sections of a US drug label, under one name for openFDA and for SPL; listed in `data/label_sections.tsv`."""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.documents import in_words, slug
from indexer.tables import rows_of


@dataclass(frozen=True, slots=True)
class LabelSection:
    """One kind of section: its openFDA field, its LOINC code and what a reader sees above it."""

    field: str
    loinc: str
    title: str


LABEL_SECTIONS = tuple(LabelSection(*row[:3]) for row in rows_of("label_sections.tsv"))
"""In the order of a label, see there."""

PRODUCT_DATA = "spl_product_data_elements"
PACKAGE_LABEL = "package_label_principal_display_panel"
UNCLASSIFIED = "spl_unclassified_section"

_POPULATIONS = (
    "pregnancy labor_and_delivery nursing_mothers lactation females_and_males_of_reproductive_potential"
    " pediatric_use geriatric_use teratogenic_effects nonteratogenic_effects"
)
_CARCINOGENESIS = "carcinogenesis_and_mutagenesis_and_impairment_of_fertility"
SUBSECTIONS: Mapping[str, frozenset[str]] = {
    field: frozenset(subsections.split())
    for field, subsections in {
        "use_in_specific_populations": _POPULATIONS,
        "precautions": f"{_POPULATIONS} information_for_patients laboratory_tests drug_interactions"
        f" drug_and_or_laboratory_test_interactions {_CARCINOGENESIS}",
        "warnings": "do_not_use ask_doctor ask_doctor_or_pharmacist when_using stop_use pregnancy_or_breast_feeding"
        " keep_out_of_reach_of_children",
        "drug_abuse_and_dependence": "controlled_substance abuse dependence",
        "clinical_pharmacology": "mechanism_of_action pharmacodynamics pharmacokinetics microbiology pharmacogenomics"
        " clinical_studies",
        "nonclinical_toxicology": f"{_CARCINOGENESIS} animal_pharmacology_and_or_toxicology",
        "drug_interactions": "drug_and_or_laboratory_test_interactions",
        "how_supplied": "storage_and_handling",
        "spl_medguide": "instructions_for_use",
    }.items()
}
"""The subsections that are topics of their own (21 CFR 201.56 and 201.57; 201.66 for over-the-counter labels).

Others stay with their parent, whatever their code: labels call "6.1 Clinical Trials Experience" clinical studies, and
"4.1 Pregnancy" is a contraindication.
"""

KEPT_WITH_PARENT: Mapping[str, tuple[str, ...]] = {
    "teratogenic_effects": ("pregnancy",),
    "nonteratogenic_effects": ("pregnancy",),
    "general_precautions": ("precautions",),
    "risks": ("pregnancy", "use_in_specific_populations"),
}
"""Fields that are no topic of their own ("Risk Summary", "General"): their text stays where a reader looks for it."""

_BY_FIELD = {section.field: section for section in LABEL_SECTIONS}
_BY_LOINC = {section.loinc: section for section in LABEL_SECTIONS}
_RANKS = {section.field: rank for rank, section in enumerate(LABEL_SECTIONS)}


def field_of(loinc: str | None) -> str | None:
    """The openFDA field of a LOINC code; None for a code that has none."""
    section = _BY_LOINC.get(loinc or "")
    return section.field if section else None


def is_label_section(field: str) -> bool:
    """Whether this is a field with a LOINC code."""
    return field in _BY_FIELD


def title_of(field: str) -> str:
    """What a reader sees above a section; a field FDA added since is put into words: "new_field" is "New field"."""
    section = _BY_FIELD.get(field)
    return section.title if section else in_words(field)


def rank_of(field: str) -> int:
    """Its place in a label; unknown fields come last."""
    return _RANKS.get(field, len(_RANKS))


def is_heading_only(text: str) -> bool:
    """Whether a text holds nothing but the words of section titles: "12 CLINICAL PHARMACOLOGY", "Pregnancy"."""
    # "2023" is no section's number: the dates of recent changes are more than a heading
    words = (word for word in slug(text).split("_") if not (word.isdecimal() and len(word) <= 2))
    return all(word in _TITLE_WORDS for word in words if word)


_TITLE_WORDS = frozenset(word for s in LABEL_SECTIONS for word in slug(f"{s.title} {s.field}").split("_")) | {
    "patient",
    "counseling",
}
