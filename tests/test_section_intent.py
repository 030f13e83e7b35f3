"""Which kind of section a question asks for."""

from importlib.resources import files

import numpy as np
import pytest

from indexer.sections import SectionKind
from service.understanding.section_intent import NO_SECTION, asked_section, section_scores

QUESTIONS = files("service").joinpath("data/section_questions.tsv")


@pytest.mark.parametrize(
    ("masked", "kind"),
    [
        ("what are the side effects of it", "adverse_reactions"),
        ("do i need liver function tests on it", "warnings"),
        ("does it make you gain weight", "adverse_reactions"),
        ("Is rash a side effect of it in a 72 year old", "adverse_reactions"),
        ("is nausea a side effect of it in the elderly", "adverse_reactions"),
        ("side effects of it in the elderly", "geriatric"),
        ("what are the side effects of it in a 72 year old", "geriatric"),
        ("can I take it with alcohol", "interactions"),
        ("can i take it and it together", "interactions"),
        ("what if i eat grapefruit on it", "interactions"),
        ("it pregnancy", "pregnancy"),
        ("and in pregnancy?", "pregnancy"),
        ("is it safe while breastfeeding", "lactation"),
        ("can children take it", "pediatric"),
        ("it under 12", "pediatric"),
        ("is it ok for anyone under 2 years", "pediatric"),
        ("from what age can it be given", "pediatric"),
        ("is it safe for elderly people", "geriatric"),
        ("is it safe in old people", "geriatric"),
        ("is it safe for 6 year old patients", "pediatric"),
        ("it dose in renal impairment", "renal"),
        ("it in liver disease", "hepatic"),
        ("I took too many it pills", "overdose"),
        ("does it have a black box warning", "boxed_warning"),
        ("who should not take it", "contraindications"),
        ("what precautions are there with it", "warnings"),
        ("it sodium low", "adverse_reactions"),
        ("can I stop it suddenly", "stopping"),
        ("does it come as injection", "how_supplied"),
        ("is it addictive", "abuse"),
        ("how should it be stored", "storage"),
        ("can I use expired it", "storage"),
        ("what does it look like", "how_supplied"),
        ("what strengths does it come in", "how_supplied"),
        ("what are the ingredients of it", "description"),
        ("how does it work", "mechanism"),
        ("half-life of it", "pharmacokinetics"),
        ("how often should lfts be checked on it", "warnings"),
        ("eye tests on it how often", "warnings"),
        ("what bad effects can it have", "adverse_reactions"),
        ("what class is it", "mechanism"),
        ("does it pass into milk", "lactation"),
        ("who can't take it", "contraindications"),
        ("after mixing, how long is it good for", "storage"),
        ("how long does it stay in your system", "pharmacokinetics"),
        ("how much it should i take", "dosage"),
        ("I forgot to take it", "dosage"),
        ("what is it used for", "indication"),
        ("it use", "indication"),
        ("it for nausea", "indication"),
        ("is it for my headaches?", "indication"),
        ("it and it for alcohol withdrawal", "indication"),
        ("it for liver cancer", "indication"),
        ("it for breast cancer", "indication"),
        ("it for kids", "pediatric"),
        ("it dose for nausea", "dosage"),
        ("it dose in CYP2D6 poor metabolizers", "dosage"),
        ("it CYP2C19 inhibitors", "interactions"),
        ("dose of it after a kidney transplant", "dosage"),
        ("what's it's use", "indication"),
        ("it toxicity", "overdose"),
        ("signs of toxicity from it", "overdose"),
        ("it embryo-fetal toxicity", "pregnancy"),
        ("it bleeding", "adverse_reactions"),
        ("liver toxicity of it", "warnings"),
        ("can it damage my kidneys", "warnings"),
        ("it breast growth", "adverse_reactions"),
        ("what if i overdoes on it", "overdose"),
        ("can it be taken with liver damage", "hepatic"),
        ("it for a 9 year old", "pediatric"),
        ("can my 84-year-old father take it", "geriatric"),
        ("I'm 75. can I take it", "geriatric"),
        ("my mother is 82, is it ok", "geriatric"),
        ("it for a 78 yo", "geriatric"),
        ("it in patients older than 70", "geriatric"),
        ("it above 70 mg", "dosage"),
        ("can kidney patients take it", "renal"),
        ("does it weaken birth control pills", "interactions"),
        ("should I use contraception on it", "pregnancy"),
        ("may it be given to people with epilepsy", "warnings"),
        ("can it be used for epilepsy", "indication"),
        ("how should it be given to people with epilepsy", "dosage"),
        ("what do I do if I have missed a dose of it", "dosage"),
        ("can it be taken with food", "dosage"),
        ("does it matter if i eat before taking it", "dosage"),
        ("can it capsules be opened", "dosage"),
        ("is it ok to chew it", "dosage"),
        ("should it be taken at bedtime", "dosage"),
        ("does it interact with food", "interactions"),
        ("should it be stopped during pregnancy", "pregnancy"),
        ("is it stopped while breastfeeding", "lactation"),
        ("is it used for insomnia", "indication"),
        ("can it help with nausea", "indication"),
        ("does it cause nausea", "adverse_reactions"),
        ("what to tell my surgeon about it", "patient_information"),
        ("diseases linked with it", "indication"),
        ("inclusion criteria of the study", "eligibility"),
        ("primary outcome", "outcomes"),
    ],
)
def test_rules_know_the_words_of_patients_and_of_labels(masked: str, kind: str) -> None:
    """Drug names are masked as "it"."""
    assert asked_section(masked) == SectionKind(kind)


@pytest.mark.parametrize(
    "text",
    [
        "single-arm trials of asthma",
        "cramps in patients with liver cirrhosis",
        "a single dose challenge with it in fragile X syndrome",
        "dose-ranging study of it",
        "dose-finding trial of it",
        "dose-limiting toxicities in the phase 1 trial",
        "botulinum toxin after stroke",
        "best pasta recipe",
        "hello",
        "",
        "can it be used to lose weight",
        "when is it begun after childbirth",
        "it urine color",
        "it for a 40 year old",
        "it alcohol use",
        "lung toxicity of it",
        "it gastrointestinal toxicity",
    ],
)
def test_rules_are_silent_where_no_section_is_asked_for(text: str) -> None:
    """A population alone describes patients."""
    assert asked_section(text) is None


def test_scores_are_shares() -> None:
    """With and without a vector they are between 0 and 1 and sum to 1 at most."""
    vector = np.zeros(384, dtype=np.float32)
    vector[0] = 1
    for scores in (section_scores("side effects of it", None), section_scores("side effects of it", vector)):
        assert max(scores, key=lambda kind: scores[kind]) is SectionKind.ADVERSE_REACTIONS
        assert all(0 <= score <= 1 for score in scores.values())
        assert sum(scores.values()) <= 1 + 1e-6
    assert section_scores("hello", None) == {}


def test_a_vector_alone_gives_shares_of_all_kinds() -> None:
    """Where rules are silent the model speaks; "none" keeps its share."""
    vector = np.full(384, 384**-0.5, dtype=np.float32)
    assert 0 < sum(section_scores("hello", vector).values()) < 1


def test_the_training_questions_are_many_and_cover_every_kind() -> None:
    """At least six hundred, and "none"."""
    rows = [line.split("\t") for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len({question for _, _, question in rows}) >= 600
    assert {kind for kind, _, _ in rows} == {kind.value for kind in SectionKind} | {NO_SECTION}
