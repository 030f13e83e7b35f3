"""The kinds of section that the field knows, and which of them a source's own section is.

A question asks for a kind ("side effects"); a source has sections under its own names ("adverse_reactions",
"Undesirable effects", "6 ADVERSE REACTIONS"). A section may be of several kinds: "Use in specific populations"
speaks of pregnancy, of children and of old age.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from indexer.documents import Labelled, slug
from indexer.tables import rows_of


class SectionKind(Labelled):
    """What a section is about, in the words of drug labels and of trial registries."""

    INDICATION = "indication", "Uses"
    DOSAGE = "dosage", "Dosage and use"
    CONTRAINDICATIONS = "contraindications", "Contraindications"
    WARNINGS = "warnings", "Warnings and precautions"
    BOXED_WARNING = "boxed_warning", "Boxed warning"
    ADVERSE_REACTIONS = "adverse_reactions", "Side effects"
    INTERACTIONS = "interactions", "Interactions"
    PREGNANCY = "pregnancy", "Pregnancy"
    LACTATION = "lactation", "Breastfeeding"
    PEDIATRIC = "pediatric", "Use in children"
    GERIATRIC = "geriatric", "Use in older people"
    RENAL = "renal", "Kidney impairment"
    HEPATIC = "hepatic", "Liver impairment"
    OVERDOSE = "overdose", "Overdose"
    MECHANISM = "mechanism", "How it works"
    PHARMACOKINETICS = "pharmacokinetics", "Pharmacokinetics"
    DESCRIPTION = "description", "Ingredients and description"
    STORAGE = "storage", "Storage and disposal"
    HOW_SUPPLIED = "how_supplied", "Forms and appearance"
    ABUSE = "abuse", "Abuse and dependence"
    STOPPING = "stopping", "Stopping"
    PATIENT_INFORMATION = "patient_information", "Patient information"
    BACKGROUND = "background", "Background"
    CLINICAL_STUDIES = "clinical_studies", "Clinical studies"
    TOXICOLOGY = "toxicology", "Nonclinical toxicology"
    SUMMARY = "summary", "Summary of the study"
    ELIGIBILITY = "eligibility", "Who may take part"
    ARMS = "arms", "Arms and interventions"
    OUTCOMES = "outcomes", "What is measured"
    RESULTS = "results", "Results of the study"
    SITES = "sites", "Status and places"

    @property
    def is_about_trials(self) -> bool:
        """Whether only a registry entry of a trial has such a section."""
        return self in _TRIAL_KINDS


def also_in(kind: SectionKind) -> frozenset[SectionKind]:
    """The kinds of section that speak of a matter where a source has no section of its own for it; `kind` included.

    How to stop a drug stands among its doses and warnings, what a tablet looks like under storage or background.
    """
    return _ALSO_IN.get(kind, frozenset()) | {kind}


_LONGEST_HEADING = 8
"""Words; what is longer is the title of an article, which may speak of interactions without being about them."""


@lru_cache(maxsize=4096)
def kinds_of(section_key: str, title: str) -> frozenset[SectionKind]:
    """The kinds a section is of, by its key where the source's key is known, else by the words of its title.

    Keys are those of openFDA `drug/label`, of trials as our readers name them, or slugs of headings; a `_table`
    counts as the section it belongs to. Nothing known in either, or a title longer than a heading: an empty set.
    """
    key = slug(section_key).removesuffix("_table")
    known = _KINDS_BY_KEY.get(key)
    if known is not None:
        return known
    if len(title.split()) > _LONGEST_HEADING:
        return frozenset()
    words = f" {slug(title)} {key} ".replace("_", " ")
    return frozenset(kind for pattern, kinds in _HEADING_WORDS if pattern.search(words) for kind in kinds)


def kinds_named(names: str) -> frozenset[SectionKind]:
    """The kinds of these names: "renal hepatic". Raises ValueError for a name of none."""
    return frozenset(map(SectionKind, names.split()))


_ALSO_IN: Mapping[SectionKind, frozenset[SectionKind]] = {
    SectionKind(kind): kinds_named(others)
    for kind, others in {
        "stopping": "warnings boxed_warning dosage adverse_reactions patient_information",
        "warnings": "boxed_warning contraindications",
        "abuse": "warnings boxed_warning",
        "how_supplied": "storage description",
        "description": "how_supplied background",
        "pediatric": "indication dosage",
        "geriatric": "dosage warnings",
        "mechanism": "background",
        "patient_information": "warnings dosage",
    }.items()
}
_TRIAL_KINDS = kinds_named("summary eligibility arms outcomes results sites")
_WITHOUT_KINDS = 3
"""Columns of a row whose kinds are told by its title."""

FACTS = "facts"
"""Key of the section that is put together from a monograph's fields, a line each."""
OF_A_RECORD = ("study", "participants", "status_and_places", "arms_and_interventions")
"""Keys of those that `indexer.sources` puts together from a trial's record, what it studies first."""
_KINDS_BY_KEY: Mapping[str, frozenset[SectionKind]] = {
    key: kinds_named(names)
    for key, names in {
        **{row[0]: row[3].strip("-") for row in rows_of("label_sections.tsv") if len(row) > _WITHOUT_KINDS},
        # as labels head subsections that have no code
        "renal_impairment": "renal",
        "hepatic_impairment": "hepatic",
        # MedPath pages
        "indication": "indication",
        "background": "background mechanism",
        "facts": "description",
        "associated_conditions": "indication",
        # trials
        "study": "summary arms",
        "participants": "eligibility",
        "status_and_places": "sites",
        "brief_summary": "summary",
        "detailed_description": "summary",
        "inclusion_criteria": "eligibility",
        "exclusion_criteria": "eligibility",
        "eligibility_criteria": "eligibility",
        "arms_and_interventions": "arms",
        "outcomes": "outcomes",
        "results": "results",
    }.items()
}

_HEADING_WORDS: tuple[tuple[re.Pattern[str], frozenset[SectionKind]], ...] = tuple(
    (re.compile(rf" (?:{words})"), kinds_named(names)) for words, names in rows_of("heading_words.tsv")
)
