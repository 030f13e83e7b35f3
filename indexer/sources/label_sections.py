"""The sections of a US drug label, under one name for openFDA and for SPL.

openFDA makes one field of each LOINC code that FDA lists in `openfda/spl/data/sections.csv`; the two codes after it
are those of the newer Pregnancy and Lactation Labeling Rule, which openFDA gives no field.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.documents import in_words, slug


@dataclass(frozen=True, slots=True)
class LabelSection:
    """One kind of section: its openFDA field, its LOINC code and what a reader sees above it."""

    field: str
    loinc: str
    title: str


LABEL_SECTIONS = (
    LabelSection("spl_product_data_elements", "48780-1", "Product: names, ingredients, appearance"),
    LabelSection("boxed_warning", "34066-1", "Boxed warning"),
    LabelSection("recent_major_changes", "43683-2", "Recent major changes"),
    LabelSection("indications_and_usage", "34067-9", "Indications and usage"),
    LabelSection("dosage_and_administration", "34068-7", "Dosage and administration"),
    LabelSection("dosage_forms_and_strengths", "43678-2", "Dosage forms and strengths"),
    LabelSection("contraindications", "34070-3", "Contraindications"),
    LabelSection("warnings_and_cautions", "43685-7", "Warnings and precautions"),
    LabelSection("warnings", "34071-1", "Warnings"),
    LabelSection("precautions", "42232-9", "Precautions"),
    LabelSection("general_precautions", "34072-9", "General precautions"),
    LabelSection("adverse_reactions", "34084-4", "Adverse reactions"),
    LabelSection("drug_interactions", "34073-7", "Drug interactions"),
    LabelSection("drug_and_or_laboratory_test_interactions", "34074-5", "Drug or laboratory test interactions"),
    LabelSection("use_in_specific_populations", "43684-0", "Use in specific populations"),
    LabelSection("pregnancy", "42228-7", "Pregnancy"),
    LabelSection("teratogenic_effects", "34077-8", "Teratogenic effects"),
    LabelSection("nonteratogenic_effects", "34078-6", "Nonteratogenic effects"),
    LabelSection("labor_and_delivery", "34079-4", "Labor and delivery"),
    LabelSection("nursing_mothers", "34080-2", "Nursing mothers"),
    LabelSection("lactation", "77290-5", "Lactation"),
    LabelSection(
        "females_and_males_of_reproductive_potential", "77291-3", "Females and males of reproductive potential"
    ),
    LabelSection("pediatric_use", "34081-0", "Pediatric use"),
    LabelSection("geriatric_use", "34082-8", "Geriatric use"),
    LabelSection("drug_abuse_and_dependence", "42227-9", "Drug abuse and dependence"),
    LabelSection("controlled_substance", "34085-1", "Controlled substance"),
    LabelSection("abuse", "34086-9", "Abuse"),
    LabelSection("dependence", "34087-7", "Dependence"),
    LabelSection("overdosage", "34088-5", "Overdosage"),
    LabelSection("description", "34089-3", "Description"),
    LabelSection("clinical_pharmacology", "34090-1", "Clinical pharmacology"),
    LabelSection("mechanism_of_action", "43679-0", "Mechanism of action"),
    LabelSection("pharmacodynamics", "43681-6", "Pharmacodynamics"),
    LabelSection("pharmacokinetics", "43682-4", "Pharmacokinetics"),
    LabelSection("microbiology", "49489-8", "Microbiology"),
    LabelSection("pharmacogenomics", "66106-6", "Pharmacogenomics"),
    LabelSection("nonclinical_toxicology", "43680-8", "Nonclinical toxicology"),
    LabelSection(
        "carcinogenesis_and_mutagenesis_and_impairment_of_fertility",
        "34083-6",
        "Carcinogenesis, mutagenesis, impairment of fertility",
    ),
    LabelSection("animal_pharmacology_and_or_toxicology", "34091-9", "Animal pharmacology or toxicology"),
    LabelSection("clinical_studies", "34092-7", "Clinical studies"),
    LabelSection("references", "34093-5", "References"),
    LabelSection("how_supplied", "34069-5", "How supplied"),
    LabelSection("storage_and_handling", "44425-7", "Storage and handling"),
    LabelSection("information_for_patients", "34076-0", "Information for patients"),
    LabelSection("laboratory_tests", "34075-2", "Laboratory tests"),
    LabelSection("spl_medguide", "42231-1", "Medication guide"),
    LabelSection("spl_patient_package_insert", "42230-3", "Patient information leaflet"),
    LabelSection("patient_medication_information", "68498-5", "Patient medication information"),
    LabelSection("instructions_for_use", "59845-8", "Instructions for use"),
    LabelSection("active_ingredient", "55106-9", "Active ingredient"),
    LabelSection("purpose", "55105-1", "Purpose"),
    LabelSection("do_not_use", "50570-1", "Do not use"),
    LabelSection("ask_doctor", "50569-3", "Ask a doctor before use"),
    LabelSection("ask_doctor_or_pharmacist", "50568-5", "Ask a doctor or pharmacist before use"),
    LabelSection("when_using", "50567-7", "When using this product"),
    LabelSection("stop_use", "50566-9", "Stop use and ask a doctor"),
    LabelSection("pregnancy_or_breast_feeding", "53414-9", "If pregnant or breast-feeding"),
    LabelSection("keep_out_of_reach_of_children", "50565-1", "Keep out of reach of children"),
    LabelSection("inactive_ingredient", "51727-6", "Inactive ingredient"),
    LabelSection("questions", "53413-1", "Questions"),
    LabelSection("package_label_principal_display_panel", "51945-4", "Package label"),
    LabelSection("spl_unclassified_section", "42229-5", "Other information"),
    LabelSection("accessories", "60555-0", "Accessories"),
    LabelSection("alarms", "69761-5", "Alarms"),
    LabelSection("assembly_or_installation_instructions", "60556-8", "Assembly or installation instructions"),
    LabelSection("calibration_instructions", "60557-6", "Calibration instructions"),
    LabelSection("cellular_therapy", "60684-8", "Cellular therapy"),
    LabelSection("cleaning", "60558-4", "Cleaning, disinfecting and sterilization"),
    LabelSection("compatible_accessories", "69760-7", "Compatible accessories"),
    LabelSection("components", "60559-2", "Components"),
    LabelSection("diagram_of_device", "69758-1", "Diagram of device"),
    LabelSection("disposal_and_waste_handling", "69763-1", "Disposal and waste handling"),
    LabelSection("environmental_warning", "50742-6", "Environmental warning"),
    LabelSection("food_safety_warning", "50743-4", "Food safety warning"),
    LabelSection("guaranteed_analysis_of_feed", "50740-0", "Guaranteed analysis of feed"),
    LabelSection("health_care_provider_letter", "71744-7", "Health care provider letter"),
    LabelSection("health_claim", "69719-3", "Health claim"),
    LabelSection("information_for_owners_or_caregivers", "50744-2", "Information for owners or caregivers"),
    LabelSection("intended_use_of_the_device", "60560-0", "Intended use of the device"),
    LabelSection("other_safety_information", "60561-8", "Other safety information"),
    LabelSection("residue_warning", "53412-3", "Residue warning"),
    LabelSection("risks", "69759-9", "Risks"),
    LabelSection("route", "60562-6", "Route, method and frequency of administration"),
    LabelSection("safe_handling_warning", "50741-8", "Safe handling warning"),
    LabelSection("spl_indexing_data_elements", "48779-3", "Indexing data"),
    LabelSection("statement_of_identity", "69718-5", "Statement of identity"),
    LabelSection("summary_of_safety_and_effectiveness", "60563-4", "Summary of safety and effectiveness"),
    LabelSection("troubleshooting", "69762-3", "Troubleshooting"),
    LabelSection("user_safety_warnings", "54433-8", "User safety warnings"),
    LabelSection("veterinary_indications", "50745-9", "Veterinary indications"),
)
"""In the order of a prescription label, then of an over-the-counter one, then what devices and animal drugs add."""

PRODUCT_DATA = "spl_product_data_elements"
PACKAGE_LABEL = "package_label_principal_display_panel"
UNCLASSIFIED = "spl_unclassified_section"

_POPULATIONS = frozenset(
    "pregnancy labor_and_delivery nursing_mothers lactation females_and_males_of_reproductive_potential"
    " pediatric_use geriatric_use teratogenic_effects nonteratogenic_effects".split()
)
SUBSECTIONS: Mapping[str, frozenset[str]] = {
    "use_in_specific_populations": _POPULATIONS,
    "precautions": _POPULATIONS
    | frozenset(
        "information_for_patients laboratory_tests drug_interactions"
        " drug_and_or_laboratory_test_interactions carcinogenesis_and_mutagenesis_and_impairment_of_fertility".split()
    ),
    "warnings": frozenset(
        "do_not_use ask_doctor ask_doctor_or_pharmacist when_using stop_use pregnancy_or_breast_feeding"
        " keep_out_of_reach_of_children".split()
    ),
    "drug_abuse_and_dependence": frozenset({"controlled_substance", "abuse", "dependence"}),
    "clinical_pharmacology": frozenset(
        "mechanism_of_action pharmacodynamics pharmacokinetics microbiology pharmacogenomics clinical_studies".split()
    ),
    "nonclinical_toxicology": frozenset(
        {"carcinogenesis_and_mutagenesis_and_impairment_of_fertility", "animal_pharmacology_and_or_toxicology"}
    ),
    "drug_interactions": frozenset({"drug_and_or_laboratory_test_interactions"}),
    "how_supplied": frozenset({"storage_and_handling"}),
    "spl_medguide": frozenset({"instructions_for_use"}),
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
