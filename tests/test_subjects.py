"""What a sentence is about: an organ, a group of patients, keeping the drug; and what makes it the one to quote."""

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.catalog import PassageRow
from indexer.sections import SectionKind
from indexer.text import Span, sentences
from service.answering.conditions_named import words_of
from service.answering.effects import effect_of
from service.answering.quote_edges import is_heading, with_its_list, without_cut_end, without_headings
from service.answering.sought import Sought
from service.answering.sought_by import sought_by, telling_words
from service.answering.subjects import (
    SUBJECTS,
    Fit,
    fit_of,
    from_its_heading,
    names,
    names_anywhere,
    part_about,
    populations_in,
)
from service.answering.words import content_words
from service.understanding.notes import Participant
from service.understanding.question import DrugMention, Question
from service.understanding.section_intent import asked_section

_POPULATIONS = (
    "8.5 Renal Impairment Because it is metabolised, renal impairment has little effect. No change is needed.\n"
    "8.6 Hepatic Impairment No dose adjustment is needed. Avoid it in severe disease.\n"
    "8.7 Smoking Status Smokers need no other dose."
)


@pytest.mark.parametrize(
    ("beginning", "kidney", "liver"),
    [
        ("8.5 Renal", Fit.OPENS, Fit.OTHER),
        ("No change", Fit.HEADED, Fit.OTHER),
        ("8.6 Hepatic", Fit.OTHER, Fit.OPENS),
        ("Avoid it", Fit.OTHER, Fit.HEADED),
        ("8.7 Smoking", Fit.UNSAID, Fit.UNSAID),
    ],
)
def test_a_sentence_is_about_what_it_names_or_stands_under(beginning: str, kidney: Fit, liver: Fit) -> None:
    """Subsections that run on in one section are told apart by their headings."""
    [span] = [each for each in sentences(_POPULATIONS) if each.of(_POPULATIONS).startswith(beginning)]
    assert fit_of(SectionKind.RENAL, _POPULATIONS, span) == kidney
    assert fit_of(SectionKind.HEPATIC, _POPULATIONS, span) == liver


def test_a_part_reaches_to_the_next_heading() -> None:
    """Its heading included; a subject without a part has none."""
    part = part_about(SectionKind.HEPATIC, _POPULATIONS)
    assert part is not None
    assert part.of(_POPULATIONS).startswith("8.6 Hepatic")
    assert part.of(_POPULATIONS).endswith("severe disease.")
    assert part_about(SectionKind.PEDIATRIC, _POPULATIONS) is None


def test_a_heading_that_is_repeated_is_no_part() -> None:
    """What follows it is, with the heading next to it."""
    told = "8.4 Pediatric Use Testamide is given to children from 5 months on."
    text = f"8.4 Pediatric Use {told}"
    assert from_its_heading(SectionKind.PEDIATRIC, text, Span(0, len(text))).of(text) == told


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("patients greater than 60 years of age", {SectionKind.GERIATRIC}),
        ("above age 60", {SectionKind.GERIATRIC}),
        ("over 75 mg", set()),
        ("infused over 60 minutes", set()),
        ("older or debilitated people", {SectionKind.GERIATRIC}),
        ("from the age of 4 years", {SectionKind.PEDIATRIC}),
        ("children 6 to 17 years of age", {SectionKind.PEDIATRIC}),
        ("harms the unborn child", {SectionKind.PREGNANCY}),
        ("CLcr below 30 mL/min", {SectionKind.RENAL}),
        ("renal transplant patients with liver metastases of a renal cell carcinoma", set()),
    ],
)
def test_groups_of_patients_are_told_by_their_words(text: str, kinds: set[SectionKind]) -> None:
    """Ages are of children or of the old by their number."""
    assert populations_in(text) == kinds


def _passage(
    text: str, title: str = "Use in specific populations", key: str = "use_in_specific_populations"
) -> PassageRow:
    return PassageRow(0, f"a#{key}-1", 0, "a", key, title, 0, len(text), text, "", "")


def _best(passage: PassageRow, sought: Sought) -> str | None:
    """The sentence that is worth most, None where none can answer."""
    worths = [(sought.worth(passage, each), each) for each in sentences(passage.text)]
    found = [(worth, -span.start, span) for worth, span in worths if worth is not None]
    return max(found)[2].of(passage.text) if found else None


def _asked(text: str, section: SectionKind | None = None) -> Question:
    masked = text.replace("Testamide", "it")
    return Question(
        text, text, text, masked, drugs=(DrugMention("Testamide", "testamide", ("testamide",)),), section=section
    )


@pytest.mark.parametrize(
    ("asked", "section", "text", "quoted"),
    [
        (
            "Are there safety concerns or special precautions about Testamide?",
            SectionKind.WARNINGS,
            "Falls: It can cause falls. Such events were special cases. "
            "Its safety has not been established with other drugs. See Warnings and Precautions (5.1).",
            "Falls",
        ),
        (
            "What should I watch out for with Testamide?",
            SectionKind.WARNINGS,
            "Of elderly patients 3 % bled in trials. It can cause serious rashes. It can cause falls.",
            "Of elderly",
        ),
        (
            "What important warning or information should I know about Testamide?",
            SectionKind.BOXED_WARNING,
            "WARNING: BLEEDING IN CHILDREN. It is important to inform children. It is not approved for children.",
            "WARNING",
        ),
        (
            "What to do in case of emergency or overdose of Testamide?",
            SectionKind.OVERDOSE,
            "In one case of overdose the patient slept. No overdose has been reported in clinical trials. "
            "Patients should be observed and given charcoal.",
            "Patients should",
        ),
        (
            "What to do in an overdose of Testamide?",
            SectionKind.OVERDOSE,
            "There is no known antidote. If one is suspected, stop the infusion.",
            "If one",
        ),
        (
            "overdose of Testamide",
            SectionKind.OVERDOSE,
            "Plasma levels were high in two. There is no known antidote.",
            "There is no",
        ),
        (
            "What are the side effects or risks of Testamide?",
            SectionKind.ADVERSE_REACTIONS,
            "Adverse reaction rates of clinical trials under widely varying conditions cannot be compared. "
            "Common Adverse Reactions in Adults. The most common ones were nausea and headache.",
            "The most",
        ),
        (
            "How does Testamide work?",
            SectionKind.MECHANISM,
            "It may work in people whom others do not help. How it works is unknown. It helps by closing a channel.",
            "It helps",
        ),
        (
            "What is Testamide used for?",
            SectionKind.INDICATION,
            "Use it with care. It is used in adults and children. It should not be used for pain.",
            "It is used",
        ),
        (
            "What drugs interact with Testamide?",
            SectionKind.INTERACTIONS,
            "Aspirin did not interact with it. In a study no other drugs were given. Cimetidine increases its levels.",
            "Cimetidine",
        ),
        (
            "What is the dosage of Testamide?",
            SectionKind.DOSAGE,
            "The recommended dose reduction is 5 mg twice daily. The maximum dose is 40 mg. Take 20 mg once daily.",
            "Take 20",
        ),
    ],
)
def test_of_a_section_as_a_whole_that_is_told_which_it_is_there_for(
    asked: str, section: SectionKind, text: str, quoted: str
) -> None:
    """Not what holds a word of the question by chance: "safety", "information", "case"."""
    sought = sought_by(_asked(asked, section))
    passage = _passage(text, section.label, section.value)
    assert sought.measure is not None or sought.is_of_a_section
    assert (_best(passage, sought) or "").startswith(quoted)


@pytest.mark.parametrize(
    ("asked", "section"),
    [
        ("symptoms of Testamide overdose", SectionKind.OVERDOSE),
        ("what happens in an overdose of Testamide", SectionKind.OVERDOSE),
        ("Testamide warnings about driving", SectionKind.WARNINGS),
        ("serious side effects of Testamide", SectionKind.ADVERSE_REACTIONS),
    ],
)
def test_a_part_of_a_section_is_not_the_section(asked: str, section: SectionKind) -> None:
    """A word beside the section's name asks for one of the things in it."""
    assert not sought_by(_asked(asked, section)).is_of_a_section


@pytest.mark.parametrize(
    ("asked", "section", "text", "quoted"),
    [
        ("Testamide in kidney disease", SectionKind.RENAL, _POPULATIONS, "8.5 Renal"),
        ("Testamide in liver disease", SectionKind.HEPATIC, _POPULATIONS, "8.6 Hepatic"),
        ("Testamide while breastfeeding", SectionKind.LACTATION, _POPULATIONS, None),
        (
            "is Testamide safe for elderly people",
            SectionKind.GERIATRIC,
            "8.5 Geriatric Use Of 334 patients, 150 patients (45%) were 65 years of age or older. "
            "No overall differences in safety were observed between these and younger patients.",
            "No overall differences",
        ),
        (
            "Testamide in severe renal impairment",
            SectionKind.RENAL,
            "In mild to moderate renal impairment no change is needed. In severe renal impairment give 5 mg.",
            "In severe",
        ),
        (
            "How should Testamide be stored?",
            SectionKind.STORAGE,
            "The tablets are round and blue. Store them at 20 °C to 25 °C in a dry place.",
            "Store them",
        ),
        (
            "half-life of Testamide",
            SectionKind.PHARMACOKINETICS,
            "Half of it is absorbed in life. The half-life is longer in old age. Its half-life is 7 to 10 hours.",
            "Its half-life",
        ),
        (
            "half-life of Testamide",
            SectionKind.PHARMACOKINETICS,
            "It is eliminated slowly. Its half-life is 6 days, so that the active species accumulate.",
            "Its half-life",
        ),
        (
            "how long does Testamide stay in your system",
            SectionKind.PHARMACOKINETICS,
            "It is taken for long by most. Its half-life is 7 to 10 hours.",
            "Its half-life",
        ),
        (
            "maximum dose of Testamide",
            SectionKind.DOSAGE,
            "The maximum initial dose is 5 mg. Taper the dose slowly. Do not exceed 400 mg per day. "
            "In renal impairment the maximum dose is 200 mg.",
            "Do not exceed",
        ),
        (
            "missed dose of Testamide",
            SectionKind.DOSAGE,
            "Two patients missed at least one dose due to rash. Take a missed dose at once.",
            "Take a",
        ),
        (
            "Testamide in pregnancy",
            SectionKind.PREGNANCY,
            "Given in pregnancy during organogenesis it did no harm. In pregnancy there are no human or animal data.",
            "In pregnancy",
        ),
        (
            "Testamide in the elderly",
            SectionKind.GERIATRIC,
            "Of the 476 patients in it 45% were elderly. No difference was seen in the elderly.",
            "No difference",
        ),
        (
            "Testamide in the elderly",
            SectionKind.GERIATRIC,
            "8.5 Geriatric Use In Study 1, 39% of patients were aged 65 years or older, 10% 75 years or older. "
            "No differences were observed between these patients and younger patients.",
            "No differences",
        ),
        (
            "is Testamide ok for older patients",
            SectionKind.GERIATRIC,
            "No overall differences were seen between elderly and younger patients. Thirteen (0.4%) patients were aged "
            "85 years. Patients 65 years and older had a higher incidence of falls.",
            "Patients 65",
        ),
        (
            "Testamide for my grandmother",
            SectionKind.GERIATRIC,
            "72 patients (12%) were greater than 65 years of age. No difference was seen in elderly patients. Because "
            "the elderly often have decreased renal function, care and monitoring are needed.",
            "Because",
        ),
        (
            "can Testamide be taken with food",
            SectionKind.DOSAGE,
            "Food raises its peak. The Food and Drug Administration approved it. Take it with or without food.",
            "Take it with",
        ),
        ("do I take Testamide on an empty stomach", SectionKind.DOSAGE, "Inject it once a week under the skin.", None),
        (
            "can I crush Testamide tablets",
            SectionKind.DOSAGE,
            "Take the tablets once a day. Swallow the tablets whole. Tell others of cuts and bruises.",
            "Swallow",
        ),
        (
            "is it better to take Testamide in the morning or at night",
            SectionKind.DOSAGE,
            "Take it for six weeks. Take it once daily, in the evening. Night sweats were common.",
            "Take it once",
        ),
        (
            "how fast can Testamide be infused",
            SectionKind.DOSAGE,
            "Infuse it every 3 weeks. Give it as an infusion over 90 minutes. The bag holds 250 mL.",
            "Give it as",
        ),
        (
            "Testamide iv rate max",
            SectionKind.DOSAGE,
            "The maximum dose is 25 mL daily. Infuse it at a rate of at most 50 mg per minute.",
            "Infuse it",
        ),
        (
            "blood count on Testamide, how often",
            SectionKind.WARNINGS,
            "Take it once daily, with a count of blood sugar. Monitor blood counts weekly at first.",
            "Monitor",
        ),
        (
            "how long can Testamide be left out of the fridge",
            SectionKind.STORAGE,
            "Store it at 2 °C to 8 °C. Do not freeze it. It may be kept at room temperature for up to 14 days.",
            "It may be kept",
        ),
        (
            "does Testamide need to be kept in the fridge",
            SectionKind.STORAGE,
            "Keep it out of the reach of children who need it. It must be refrigerated at 2 °C to 8 °C. Protect it.",
            "It must be refrigerated",
        ),
        (
            "how do I throw away Testamide pens",
            SectionKind.STORAGE,
            "Do not use pens that were frozen. Pens go into a sharps disposal container.",
            "Pens go into",
        ),
        (
            "Testamide under 12",
            SectionKind.PEDIATRIC,
            "Avoid it in children between 12 and 18 years who snore. Do not give it to a child younger than 12 years.",
            "Do not give it",
        ),
        (
            "contraception for men on Testamide",
            SectionKind.PREGNANCY,
            "Females: use contraception for 6 months. Males: use contraception for 3 months with female partners.",
            "Males",
        ),
        (
            "my husband takes Testamide, can we try for a baby",
            SectionKind.PREGNANCY,
            "It can cause fetal harm in pregnant women. It may impair fertility in males of reproductive potential.",
            "It may impair",
        ),
        (
            "what happens if I stop Testamide suddenly",
            SectionKind.STOPPING,
            "It was stopped in 5 % of patients for rash. Reduce the dose gradually over two weeks. It is no opioid.",
            "Reduce the dose",
        ),
        (
            "Testamide withdrawal symptoms",
            SectionKind.STOPPING,
            "It caused no dependence and no wish for more of it. Rash led to withdrawal of 2 %. Taper it slowly. "
            "Discontinuation symptoms of it may include dizziness.",
            "Discontinuation symptoms",
        ),
        (
            "Testamide with food",
            SectionKind.DOSAGE,
            "First reduction | 150 mg taken orally once a day with food\n\nRecommended dose: 450 mg orally with food.",
            "Recommended dose",
        ),
        (
            "Testamide dose",
            SectionKind.DOSAGE,
            "The genes inform the initial dose that is chosen. Omeprazole 20 mg once daily is given beside it. "
            "The usual dose is 5 mg.",
            "The usual dose",
        ),
        (
            "a missed dose of Testamide",
            SectionKind.DOSAGE,
            "The usual dose is 5 mg. If a dose is missed, take it at once. If this is not possible, skip the dose.",
            "If a dose",
        ),
        (
            "can I drive on Testamide",
            None,
            "It may make you drowsy. Do not drive until you know how it acts.",
            "Do not drive",
        ),
        ("kale and Testamide", None, "Some herbs act on it. Vitamin K in food may weaken it.", "Vitamin K"),
        ("milk with Testamide", None, "It is present in the milk of rats. Dairy products bind it.", "Dairy"),
        ("coffee on Testamide", None, "Take it with water. It slows the loss of caffeine.", "It slows"),
        ("a beer with Testamide", None, "The film holds polyvinyl alcohol. Use no alcohol swabs.", None),
        ("a beer with Testamide", None, "Grapefruit is no matter. Avoid alcohol during treatment.", "Avoid alcohol"),
        (
            "does Testamide burn in the sun",
            None,
            "Avoid burns. Wear clothes that protect from sunlight.",
            "Wear clothes",
        ),
        ("flu shot on Testamide", None, "Colds and flu were common. Give vaccines before treatment.", "Give vaccines"),
        (
            "stop Testamide before an operation",
            SectionKind.STOPPING,
            "Stop it if a rash appears. Withhold it for a week before elective surgery.",
            "Withhold",
        ),
        (
            "surgery on Testamide how many days before",
            None,
            "Without a loading dose it takes some days. Discontinue it 5 days prior to elective surgery.",
            "Discontinue",
        ),
        (
            "gluten in Testamide",
            SectionKind.DESCRIPTION,
            "It is soluble in water. Inactive ingredients: starch.",
            "Inactive",
        ),
        (
            "Testamide with a penicillin allergy",
            None,
            "Penicillium makes it. It caused anaphylaxis in some.",
            "It caused",
        ),
        (
            "can men on Testamide father a child",
            None,
            "It harms children. Males should use a condom for a week.",
            "Males",
        ),
        (
            "is Testamide addictive",
            SectionKind.ABUSE,
            "Addiction is a cluster of phenomena. Abuse and addiction are distinct. It can be abused and is addictive.",
            "It can",
        ),
        (
            "how common is colitis with Testamide",
            None,
            "It can cause colitis. Colitis was withheld from 90% of people. Colitis occurred in 1.7% of patients.",
            "Colitis occurred",
        ),
        (
            "Testamide colitis rate",
            None,
            "Colitis is common. Fatal colitis occurred in 0.1% of patients. Colitis was reported in 3% of patients.",
            "Colitis was",
        ),
        (
            "Testamide weight under 77 kg",
            None,
            "At 77 kg or more the dose is 300 mg daily. For patients weighing <77 kg the dose is 200 mg daily.",
            "For patients",
        ),
        (
            "Testamide dose 45 kg or more",
            SectionKind.DOSAGE,
            "For patients less than 45 kg give 5 mg daily. For patients of 45 kg or more give 9 mg daily.",
            "For patients of",
        ),
        (
            "can I cut Testamide in half",
            SectionKind.DOSAGE,
            "Open-angle glaucoma is no risk. An open- label study was done. Swallow it whole.",
            "Swallow",
        ),
        (
            "which foods to avoid on Testamide",
            SectionKind.CONTRAINDICATIONS,
            "Avoid it in pregnancy. Take it with a drink. Eat a balanced diet with much vitamin K.",
            "Eat",
        ),
        (
            "what happens if you stop Testamide",
            SectionKind.STOPPING,
            "It does not take long for bleeding to stop without it. Do not stop it without a doctor.",
            "Do not",
        ),
        (
            "how soon does Testamide work",
            None,
            "It works in the brain. The onset of action is at 2 hours.",
            "The onset",
        ),
        (
            "Testamide and birth control",
            SectionKind.INTERACTIONS,
            "Antacids lower its levels. Hormonal contraceptives may fail.",
            "Hormonal",
        ),
        (
            "Testamide max dose",
            SectionKind.DOSAGE,
            "In poor CYP2D6 metabolizers do not exceed 36 mg. Titrate by increments, up to a maximum of 48 mg daily.",
            "Titrate",
        ),
        (
            "Testamide max dose",
            SectionKind.DOSAGE,
            "The rate should not exceed 150 mg per minute. Titrate by increments, up to a maximum of 48 mg daily.",
            "Titrate",
        ),
        (
            "Testamide max dose",
            SectionKind.DOSAGE,
            "In patients taking nelfinavir do not exceed 40 mg. Titrate by increments, up to a maximum of 80 mg daily.",
            "Titrate",
        ),
        (
            "Testamide onset of action",
            SectionKind.PHARMACOKINETICS,
            "It is 7 times as potent as its action suggests. Pain is relieved within 2 hours.",
            "Pain",
        ),
        (
            "I vomited after taking Testamide",
            None,
            "Nausea and vomiting are common after a dose. Who vomits should take the next dose at its time.",
            "Who vomits",
        ),
        (
            "I missed a puff of Testamide",
            None,
            "Take 2 puffs a day from the inhaler. If a dose is missed, skip it.",
            "If a dose",
        ),
        (
            "how long does it take for Testamide to work",
            None,
            "Weigh its risk-benefit ratio after 3 months. Pain is relieved within 2 hours.",
            "Pain",
        ),
    ],
)
def test_what_is_asked_about_decides_which_sentence_answers(
    asked: str, section: SectionKind | None, text: str, quoted: str | None
) -> None:
    """The organ, how severe, the quantity; one about another organ never answers."""
    best = _best(_passage(text), sought_by(_asked(asked, section)))
    assert best is None if quoted is None else best is not None and best.startswith(quoted)


@pytest.mark.parametrize(
    ("asked", "key", "text", "quoted"),
    [
        (
            "symptoms of a Testamide overdose",
            "overdosage",
            "Deaths due to overdose occurred. Overdosage may be manifested by coma. Symptoms should be treated.",
            "Overdosage may",
        ),
        (
            "Testamide overdose signs",
            "overdosage",
            "Most overdoses are mild. Effects are seldom observed. Reported events include dizziness.",
            "Reported events",
        ),
        (
            "is Testamide an opioid",
            "description",
            "Stop it slowly in those who depend on opioids. An opioid crisis is a risk. It is a weak opioid agonist.",
            "It is a weak",
        ),
        (
            "what class of drug is Testamide",
            "description",
            "The drug, as a single agent, may be given. Testamide, an antipsychotic, is a tablet.",
            "Testamide, an",
        ),
        (
            "what class of drug is Testamide",
            "description",
            "Testamide is a white powder. Testamide is a selective beta blocker. It is a substrate of an inhibitor.",
            "Testamide is a selective",
        ),
        (
            "which drug class is Testamide",
            "mechanism_of_action",
            "GABA is an inhibitory transmitter. TNF is an inflammatory cytokine. Testamide is a tranquilizer.",
            "Testamide is",
        ),
        (
            "what kind of antibiotic is Testamide",
            "indications_and_usage",
            "Testamide is a prodrug. Testastatin is known. Testamide is an antibacterial drug indicated for sepsis.",
            "Testamide is an anti",
        ),
    ],
)
def test_symptoms_of_an_overdose_and_a_class_are_quoted_by_their_words(
    asked: str, key: str, text: str, quoted: str
) -> None:
    """No treatment for the one, and neither a form nor a metabolite for the other."""
    section = asked_section(asked.replace("Testamide", "it"))
    assert (_best(_passage(text, key, key), sought_by(_asked(asked, section))) or "").startswith(quoted)


def test_a_section_of_its_own_needs_no_heading() -> None:
    """Under "Pediatric use" every sentence is about children."""
    passage = _passage("Safety has not been established.", "Pediatric use", "pediatric_use")
    asked = sought_by(_asked("Testamide in children", SectionKind.PEDIATRIC))
    assert _best(passage, asked) == "Safety has not been established."


def test_the_name_of_the_drug_tells_no_sentence_from_another() -> None:
    """A sentence that only names it is no nearer to the question; alone it is all there is."""
    assert telling_words(_asked("Does Testamide cause headaches?")) == {"caus", "headach"}
    assert telling_words(_asked("Testamide")) == {"testamid"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("renal", "kidneys"),
        ("hepatic", "liver"),
        ("cardiac", "heart"),
        ("lactation", "breast-feeding"),
        ("nursing", "human milk"),
        ("pediatric", "children"),
        ("geriatric", "elderly"),
        ("gastric", "stomach"),
        ("pulmonary", "lungs"),
        ("hypertension", "high blood pressure"),
        ("stored", "store"),
        ("storage", "storing"),
        ("reduced", "reduce"),
        ("metabolized", "metabolism"),
        ("adverse reactions", "side effects"),
        ("half-life", "half lives"),
        ("abruptly", "suddenly"),
    ],
)
def test_words_that_mean_the_same_are_one(one: str, other: str) -> None:
    """Endings and synonyms aside."""
    assert content_words(one) == content_words(other)


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        (
            "16 HOW SUPPLIED/STORAGE AND HANDLING Testamide is dispensed in bottles.",
            "Testamide is dispensed in bottles.",
        ),
        (
            "16 HOW SUPPLIED/STORAGE AND HANDLING TESTAMIDE is dispensed in bottles.",
            "TESTAMIDE is dispensed in bottles.",
        ),
        ("7 DRUG INTERACTIONS MAO Inhibitors increase its effects.", "MAO Inhibitors increase its effects."),
        ("5 MG TABLETS Take one.", "5 MG TABLETS Take one."),
        ("( 5.2 , 8.1 ) Hypothyroidism: Monitor it.", "Hypothyroidism: Monitor it."),
        ("8.6 Hepatic Impairment No change is needed.", "8.6 Hepatic Impairment No change is needed."),
        (
            "General disorders: chills Most common adverse reactions to it are bleeding.",
            "Most common adverse reactions to it are bleeding.",
        ),
        (
            "Falls [see Warnings (5.9)] Seizures [see Warnings (5.10)] The most common adverse reactions are pain.",
            "The most common adverse reactions are pain.",
        ),
        ("Pain in adults [see Trials (14.4)] TESTAMIDE is a drug for pain.", "TESTAMIDE is a drug for pain."),
        (
            "If pregnant [see Warnings (5)] TESTAMIDE is forbidden.",
            "If pregnant [see Warnings (5)] TESTAMIDE is forbidden.",
        ),
        (
            "In trials the most common adverse reactions were pain.",
            "In trials the most common adverse reactions were pain.",
        ),
        (f"Bottles of {'30, NDC 12345-678-90; ' * 12} Storage Store at 25 °C.", "Storage Store at 25 °C."),
    ],
)
def test_a_heading_is_no_part_of_a_sentence(sentence: str, left: str) -> None:
    """In capitals and numbered; a strength is none."""
    assert without_headings(sentence, Span(0, len(sentence))).of(sentence) == left


def test_a_sentence_that_a_passage_cuts_off_comes_last() -> None:
    """What it goes on with stands in the next passage; a long one says enough."""
    asked = sought_by(_asked("Testamide side effects", SectionKind.ADVERSE_REACTIONS))
    whole = "Common adverse reactions are pain and fever."
    cut = f"{whole} The most common adverse reactions are nausea,"
    assert _best(_passage(cut), asked) == whole
    assert (asked.worth(_passage(cut), Span(45, len(cut))) or 0.0) < 0.0
    long = f"The most common adverse reactions are {'pain, ' * 60}"[:-1]
    assert (asked.worth(_passage(long), Span(0, len(long))) or 0.0) > 0.0


def test_a_heading_alone_is_no_sentence() -> None:
    """Numbered, without a full stop, in capitals or with them."""
    assert is_heading("16 HOW SUPPLIED/STORAGE AND HANDLING")
    assert is_heading("7.3 Established and Other Potentially Significant Drug Interactions")
    assert not is_heading("5 mg is the dose")
    assert not is_heading("4 Contraindications. None.")


@pytest.mark.parametrize(
    ("asked", "section", "effect"),
    [
        ("does Testamide cause throwing up", None, "vomiting"),
        ("could my vomiting be from Testamide", None, "vomiting"),
        ("Testamide: is the vomiting due to these tablets?", None, "vomiting"),
        ("is Testamide the reason why I vomit", None, "vomiting"),
        ("Testamide and itchy skin", SectionKind.ADVERSE_REACTIONS, "itching"),
        ("can I get swollen ankles from Testamide", None, "swelling"),
        ("can I take Testamide with high blood pressure", SectionKind.WARNINGS, None),  # a patient's, not an effect
        ("Testamide for joint pain", SectionKind.INDICATION, None),
        ("is Testamide used for insomnia", SectionKind.INDICATION, None),
        ("Testamide liver toxicity symptoms", SectionKind.WARNINGS, "liver damage"),
        ("is Testamide bad for kidneys", SectionKind.WARNINGS, "kidney damage"),
        ("does Testamide cause low magnesium", SectionKind.ADVERSE_REACTIONS, "low magnesium"),
        ("does Testamide cause purple toes", None, None),  # not in the table
        ("does Testamide affect memory", None, "memory"),
        ("will Testamide affect my sleep", None, "sleep"),
        ("what effect does Testamide have on mood", None, "mood"),
        ("how does Testamide affect vision", None, "vision"),
        ("does diabetes affect Testamide", None, None),  # the other way round
    ],
)
def test_an_effect_is_asked_for_in_the_words_of_patients(
    asked: str, section: SectionKind | None, effect: str | None
) -> None:
    """And only where the question is whether the drug has it."""
    found = effect_of(_asked(asked, section))
    assert (found.what if found else None) == effect


def test_what_a_drug_is_for_is_no_effect_of_it() -> None:
    """An indication names hypertension, too, and so does what leaflets say it is used for."""
    question = _asked("does Testamide raise blood pressure")
    raised = "It is seen with hypertension in adults."
    assert _best(_passage(raised, "Indications and usage", "indications_and_usage"), sought_by(question)) is None
    assert _best(_passage(raised, "Adverse reactions", "adverse_reactions"), sought_by(question)) == raised
    assert not sought_by(question).is_stated_in(
        _passage("It is used for hypertension.", "Patients", "spl_patient_package_insert")
    )


@pytest.mark.parametrize(
    ("text", "is_stated"),
    [
        ("Hypertension and Angina: Most adverse reactions have been mild.", False),
        ("Heart Failure: In the MERIT-HF study 10 % stopped for adverse reactions.", False),
        ("In patients with hypertension 3 % stopped it.", False),
        ("In hypertension trials dizziness was the most common.", False),
        ("Worsening heart failure and hypertension.", True),
        ("Hypertension: blood pressure may rise, heart failure may follow.", True),
    ],
)
def test_the_illness_of_who_was_treated_is_no_effect(text: str, is_stated: bool) -> None:
    """A heading or a study names it; what the drug is said to do stays one."""
    effect = effect_of(_asked("does Testamide cause high blood pressure", SectionKind.ADVERSE_REACTIONS))
    heart = effect_of(_asked("does Testamide cause heart failure", SectionKind.ADVERSE_REACTIONS))
    assert effect is not None
    assert heart is not None
    assert (effect.is_in(text) or heart.is_in(text)) is is_stated


@pytest.mark.parametrize(
    ("asked", "section", "text", "is_stated"),
    [
        ("can I break Testamide", SectionKind.DOSAGE, "Soft bones may break (fractures).", False),
        ("can I break Testamide", SectionKind.DOSAGE, "Do not break the tablets.", True),
        ("how long can I take Testamide", SectionKind.DOSAGE, "Take it within 10 minutes of preparation.", False),
        ("how long can I take Testamide", SectionKind.DOSAGE, "Take it for up to 8 weeks.", True),
        ("must Testamide be kept in the fridge", SectionKind.STORAGE, "It must be refrigerated.", True),
    ],
)
def test_what_only_sounds_like_a_measure_states_none(
    asked: str, section: SectionKind, text: str, is_stated: bool
) -> None:
    """Bones that break are no tablets, and a preparation keeps for minutes."""
    passage = _passage(text, "Dosage and administration", "dosage_and_administration")
    assert sought_by(_asked(asked, section)).is_stated_in(passage) is is_stated


@pytest.mark.parametrize("asked", ["can men take Testamide in pregnancy", "my boyfriend takes Testamide, pregnancy"])
def test_what_forbids_it_to_pregnant_women_forbids_it_to_no_man(asked: str) -> None:
    """Nor is what is said under a heading of both sexes on women."""
    text = "It is contraindicated in pregnant women. Females and Males: It harms the fetus of a pregnant woman."
    sought = sought_by(_asked(asked, SectionKind.PREGNANCY))
    assert sought.forbidden_in(_passage(text, "Contraindications", "contraindications")) is None
    assert _best(_passage(text, "Pregnancy", "pregnancy"), sought) is None
    of_both = sought_by(_asked("can women and men take Testamide in pregnancy", SectionKind.PREGNANCY))
    assert of_both.forbidden_in(_passage(text, "Contraindications", "contraindications")) is not None


def test_what_a_drug_lowers_may_be_what_it_is_for() -> None:
    """But it does not lower what it is given for being low."""
    asked = sought_by(_asked("does Testamide lower blood pressure"))
    for text, is_stated in (
        ("It is indicated for hypertension, to lower blood pressure.", True),
        ("It is indicated for symptomatic orthostatic hypotension.", False),
    ):
        assert asked.is_stated_in(_passage(text, "Indications and usage", "indications_and_usage")) is is_stated


@pytest.mark.parametrize(
    ("asked", "text", "quoted"),
    [
        ("does Testamide cause hair loss", "Losses of weight were mild. Alopecia and rash were common.", "Alopecia"),
        ("does Testamide cause hair loss", "The commonest reactions were rash and fever.", None),
        ("does Testamide give you pimples", "It gives relief to most people. Acne was common in the young.", "Acne"),
        ("does Testamide make you gain weight", "Weight loss was seen. Weight gain was seen in 4 %.", "Weight gain"),
        ("does Testamide make you lose weight", "Losses were small. Weight gain was seen in 4 %.", None),
        ("can Testamide affect my weight", "Losses were small. Weight gain was seen in 4 %.", "Weight gain"),
        ("does Testamide make you sleepy", "You may feel better. Somnolence was common, as was rash.", "Somnolence"),
        ("can Testamide keep me awake", "Keep it dry and cool at home. Insomnia was seen in some.", "Insomnia"),
        ("does Testamide cause low potassium", "It holds potassium. Hypokalemia was seen in 2 %.", "Hypokalemia"),
        ("does Testamide make my sodium low", "It holds sodium. Hyponatremia was seen in 2 %.", "Hyponatremia"),
        ("does Testamide hurt the liver", "Liver failure is described elsewhere in the label. ALT rose in 2 %.", "ALT"),
        ("can Testamide raise blood pressure", "It lowers fever in all. Hypertension was seen in 4 %.", "Hypertension"),
    ],
)
def test_an_effect_is_quoted_by_its_name_in_labels(asked: str, text: str, quoted: str | None) -> None:
    """No sentence that does not name it answers."""
    best = _best(_passage(text, "Adverse reactions", "adverse_reactions"), sought_by(_asked(asked)))
    assert best is None if quoted is None else best is not None and best.startswith(quoted)


@pytest.mark.parametrize(
    ("asked", "section", "text", "quoted"),
    [
        (
            "Testamide in pregnancy",
            SectionKind.PREGNANCY,
            "In pregnant rats, fetuses died. The background risk in pregnancy is 2 %. It can cause fetal harm.",
            "It can cause",
        ),
        (
            "Testamide while breastfeeding",
            SectionKind.LACTATION,
            "It was studied in 10 breastfeeding women. 8.2 Lactation Risk Summary Its levels in human milk are low "
            "and no harm to breastfed infants is known.",
            "8.2 Lactation",
        ),
        (
            "Testamide in the first trimester",
            SectionKind.PREGNANCY,
            "In the third trimester avoid it, pregnant women were told. Use it in pregnancy only if clearly needed.",
            "Use it in",
        ),
        (
            "Testamide child-pugh c",
            SectionKind.HEPATIC,
            "In mild hepatic impairment (Child-Pugh A) no change. In severe hepatic impairment avoid it.",
            "In severe",
        ),
        (
            "Testamide egfr 20",
            SectionKind.RENAL,
            "No change is needed in moderate renal impairment. It is not recommended in severe renal impairment.",
            "It is not recommended",
        ),
        (
            "maximum daily dose of Testamide",
            SectionKind.DOSAGE,
            "Do it for maximum benefit. In mice the maximum daily dose of 100 mg/kg was given.",
            None,
        ),
    ],
)
def test_what_is_beside_people_or_the_degree_asked_about_is_not_quoted(
    asked: str, section: SectionKind, text: str, quoted: str | None
) -> None:
    """Animals, the risk of everybody, another trimester or severity."""
    best = _best(_passage(text), sought_by(_asked(asked, section)))
    assert best is None if quoted is None else best is not None and best.startswith(quoted)


@pytest.mark.parametrize(
    ("asked", "text", "quoted"),
    [
        (
            "protein binding of Testamide",
            "It is a protein in life. About 99% is bound to plasma proteins.",
            "About 99%",
        ),
        (
            "bioavailability of Testamide",
            "It is taken by mouth. About 36% of it is available to the body.",
            "About 36%",
        ),
        (
            "which enzyme metabolizes Testamide",
            "An enzyme made it. It is metabolized by CYP3A4.",
            "It is metabolized",
        ),
        ("tmax of Testamide", "Food changes it at most. The peak comes at 1.5 hours.", "The peak"),
    ],
)
def test_a_figure_of_pharmacokinetics_is_quoted_by_its_name(asked: str, text: str, quoted: str) -> None:
    """Whatever other words of the question a sentence holds."""
    passage = _passage(text, "Pharmacokinetics", "pharmacokinetics")
    best = _best(passage, sought_by(_asked(asked, SectionKind.PHARMACOKINETICS)))
    assert best is not None
    assert best.startswith(quoted)


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("how often should lfts be checked on Testamide", "Monitor liver tests"),
        ("ECG monitoring with Testamide", "Obtain an ECG"),
        ("monitoring the thyroid on Testamide", None),
    ],
)
def test_what_is_to_be_monitored_is_in_the_quote(asked: str, quoted: str | None) -> None:
    """Another thing that is monitored is no answer."""
    text = "Monitor liver tests at baseline and monthly. Obtain an ECG before and during treatment. Take 5 mg."
    passage = _passage(text, "Warnings", "warnings")
    best = _best(passage, sought_by(_asked(asked, SectionKind.WARNINGS)))
    assert best is None if quoted is None else best is not None and best.startswith(quoted)


@pytest.mark.parametrize(
    ("conditions", "text", "quoted"),
    [
        (("Asthma",), "It is contraindicated in:\n- heart block\n- asthma\n- shock", "It is contraindicated in:"),
        (("Seizures",), "It is not a toy. It must not be given to people with a seizure disorder.", "It must not"),
        (("Type 1 Diabetes",), "Contraindicated in type II diabetes mellitus.", None),
        (("asthmatics",), "Contraindicated in asthma.", "Contraindicated"),
        (("Type 1 Diabetes",), "Contraindicated: 1. Shock. 2. Type I diabetes mellitus.", "Contraindicated"),
    ],
)
def test_a_contraindication_for_a_condition_is_found(
    conditions: tuple[str, ...], text: str, quoted: str | None
) -> None:
    """From what forbids; by all its words, in whatever numerals."""
    passage = _passage(text, "Contraindications", "contraindications")
    span = Sought(conditions=words_of(conditions)).forbidden_in(passage)
    assert span is None if quoted is None else span is not None and span.of(text).startswith(quoted)


def test_the_title_of_a_table_is_no_sentence() -> None:
    """A sentence about a table is one."""
    assert is_heading("TABLE II TESTAMIDE Pediatric Dosing Chart")
    assert is_heading("Table 4: Dosage Adjustment Guide For Patients With Renal Impairment")
    assert not is_heading("Table 2 shows that the dose is 5 mg.")


def test_a_list_that_was_begun_is_quoted_with_its_items() -> None:
    """Also where its items have no marks."""
    text = "It is contraindicated in the following conditions: Shock. Heart block. Asthma."
    assert with_its_list(_passage(text), Span(0, text.index(" Heart"))).of(text) == text


@pytest.mark.parametrize(
    ("text", "next_text", "left"),
    [
        ("Rare: rash. Radiation fibrosis of the lung,", "lung opacity and sarcoidosis.", "Rare: rash."),
        ("Rare: rash. Fever", "Others are told.", "Rare: rash. Fever"),
        ("Radiation fibrosis of the lung,", "lung opacity.", "Radiation fibrosis of the lung,"),
        ("Rare: rash. Fever.", "lung opacity.", "Rare: rash. Fever."),
    ],
)
def test_a_quote_does_not_end_inside_a_sentence(text: str, next_text: str, left: str) -> None:
    """Where the passage does, and the next one goes on; one sentence at least stays."""
    assert without_cut_end(text, Span(0, len(text)), next_text).of(text) == left


def test_of_a_highlight_of_several_groups_only_the_part_asked_about_is_quoted() -> None:
    """Up to the next heading; they run on without full stops."""
    text = (
        "Pregnancy: May do harm ( 8.1 ) Hepatic Impairment: Avoid it in cirrhosis ( 5.14 ) Renal Impairment: Avoid it"
    )
    asked = sought_by(_asked("Testamide in cirrhosis", SectionKind.HEPATIC))
    part = asked.whole(_passage(text), Span(0, len(text)))
    assert part.of(text) == "Hepatic Impairment: Avoid it in cirrhosis ( 5.14 )"


def test_an_organ_for_whose_disease_a_drug_is_forbidden_is_found_in_the_contraindications() -> None:
    """Not where another degree of it is asked about."""
    text = "It is contraindicated in patients with severe hepatic impairment."
    passage = _passage(text, "Contraindications", "contraindications")
    for words, is_found in [("liver disease", True), ("mild liver impairment", False), ("kidney disease", False)]:
        kind = SectionKind.RENAL if "kidney" in words else SectionKind.HEPATIC
        found = sought_by(_asked(f"Testamide in {words}", kind)).forbidden_in(passage)
        assert (found is not None) == is_found


def test_an_allergy_to_a_food_is_asked_for_as_an_allergy() -> None:
    """And not as what is drunk with the drug; a food alone is."""
    for asked, what in [("Testamide with a milk protein allergy", "allergies"), ("Testamide with coffee", "caffeine")]:
        measure = sought_by(_asked(asked)).measure
        assert measure is not None
        assert measure.what == what


@pytest.mark.parametrize(
    ("asked", "section", "text", "quoted"),
    [
        (
            "dose of Testamide in cirrhosis",
            SectionKind.HEPATIC,
            "Hepatic impairment reduces its clearance. In severe hepatic impairment give 50 mg every 12 hours.",
            "In severe",
        ),
        (
            "Testamide with creatinine clearance 40 mL/min",
            SectionKind.RENAL,
            "With a clearance of 30 to 60 mL/min renal monitoring is needed. "
            "A dose of 10 mg with a clearance of 30 to 60 mL/min results in higher concentrations. "
            "Give 15 mg once daily with a clearance of 30 to 60 mL/min.",
            "Give 15 mg",
        ),
        (
            "dose of Testamide in kidney failure",
            SectionKind.RENAL,
            "A single 60 mg dose gave twice the exposure in subjects with renal failure. Avoid use in renal failure.",
            "Avoid use",
        ),
        (
            "maximum dose of Testamide in kidney disease",
            SectionKind.RENAL,
            "The maximum dose is 225 mg per day. Reduce the total daily dose by half in renal impairment.",
            "Reduce",
        ),
    ],
)
def test_a_dose_for_an_organ_states_what_to_take(asked: str, section: SectionKind, text: str, quoted: str) -> None:
    """An amount or that none may be taken; what the kidney clears in a minute is no amount."""
    found = _best(
        _passage(text, "Dosage and administration", "dosage_and_administration"), sought_by(_asked(asked, section))
    )
    assert found is not None
    assert found.startswith(quoted)


@pytest.mark.parametrize(
    ("asked", "section", "text", "quoted"),
    [
        (
            "how fast is the first infusion of Testamide",
            None,
            "Subsequent infusions may be given at a rate of 100 mg/hr. First infusion: begin at a rate of 50 mg/hr. "
            "Deaths within 24 hours of infusion occurred with the first infusion.",
            "First infusion",
        ),
        (
            "how fast is Testamide infused in cycle 2 and in subsequent infusions",
            None,
            "First infusion: begin at a rate of 50 mg/hr. Subsequent infusions may be given at a rate of 100 mg/hr.",
            "Subsequent",
        ),
        (
            "antidote for Testamide",
            SectionKind.OVERDOSE,
            "Overdose of Testamide has caused coma. Call a poison center. Acetylcysteine should be given at once.",
            "Acetylcysteine",
        ),
        (
            "what is the dose of Testamide",
            None,
            "When administered, a dose of Testamide should be liquid. Not more than 5 cartridges are given at once.",
            "Not more",
        ),
        (
            "how often is Testamide taken",
            None,
            "Once effective control is reached, less is taken for maintenance. The dosage is 1 mg twice a day.",
            "The dosage",
        ),
    ],
)
def test_one_of_several_doses_and_an_antidote_are_told_from_the_rest(
    asked: str, section: SectionKind | None, text: str, quoted: str
) -> None:
    """What is said of a later infusion, or of an overdose without its antidote, is not what is asked."""
    title, key = ("Overdosage", "overdosage") if section else ("Dosage and administration", "dosage_and_administration")
    found = _best(_passage(text, title, key), sought_by(_asked(asked, section)))
    assert found is not None
    assert found.startswith(quoted)


@pytest.mark.parametrize(
    ("asked", "section", "text", "stated"),
    [
        (
            "can I crush Testamide tablets",
            SectionKind.DOSAGE,
            "Open the sachet and give it in applesauce. Do not split, chew or crush the tablets.",
            "Do not split",
        ),
        ("can I cut Testamide tablets", SectionKind.DOSAGE, "In open or controlled trials 4 % had headache.", None),
        (
            "Testamide eye exam how often",
            SectionKind.WARNINGS,
            "Liver tests are recommended every month. An ocular examination is recommended every year.",
            "An ocular",
        ),
        (
            "does Testamide contain sesame oil",
            SectionKind.DESCRIPTION,
            "The inactive ingredients are listed below. It is dissolved in sesame oil.",
            "It is dissolved",
        ),
        (
            "does Testamide damage the liver",
            SectionKind.WARNINGS,
            "Reactions described elsewhere: liver failure. Liver failure was fatal in two.",
            "Liver failure",
        ),
        ("Testamide monitoring", SectionKind.WARNINGS, "The risk beyond 24 weeks could not be assessed.", None),
        (
            "what are withdrawal symptoms of Testamide",
            SectionKind.STOPPING,
            "Discontinuation due to adverse reactions may occur. Withdrawal symptoms have been reported.",
            "Withdrawal",
        ),
        (
            "Testamide withdrawal symptoms",
            SectionKind.STOPPING,
            "Sleepiness is common. After stopping, dizziness and nausea may appear.",
            "After stopping",
        ),
        (
            "Testamide withdrawal symptoms",
            SectionKind.STOPPING,
            "Reactions led to discontinuation, which occurred in 11 %. A neonate may have withdrawal symptoms.",
            None,
        ),
        (
            "how fast is Testamide infused",
            SectionKind.DOSAGE,
            "No adjustment is needed in renal impairment (15 to 89 mL/min). Infuse it over 30 minutes.",
            "Infuse",
        ),
        ("how do I stop taking Testamide", SectionKind.STOPPING, "Pull the plunger slowly to withdraw it.", None),
        (
            "protein binding of Testamide",
            SectionKind.PHARMACOKINETICS,
            "Use a low protein-binding filter of 0.2 micrometer. It is 96 % bound to plasma proteins.",
            "It is 96",
        ),
        (
            "how do I switch to Testamide",
            SectionKind.DOSAGE,
            "Not for those sensitive to substituted benzimidazoles. Avoid sun for at least 5 days after stopping it. "
            "When switching from another drug, begin with 5 mg.",
            "When switching",
        ),
        (
            "is Testamide habit forming",
            SectionKind.ABUSE,
            "Patients with transfusion dependence were studied. Testamide has no potential for abuse.",
            "Testamide has",
        ),
        (
            "when does Testamide start working",
            SectionKind.PHARMACOKINETICS,
            "The median time to onset of cough was 3 weeks. Give more where there is no improvement within 3 months. "
            "The effect begins within 2 hours.",
            "The effect",
        ),
        (
            "what is Testamide made of",
            SectionKind.DESCRIPTION,
            "It is a white powder. The inactive ingredients are lactose and starch.",
            "The inactive",
        ),
        (
            "what blood level of Testamide is therapeutic",
            None,
            "Plasma levels peaked 4 hours after it. The therapeutic range of its blood levels is 2 to 6 mg/L.",
            "The therapeutic",
        ),
    ],
)
def test_the_very_thing_that_is_asked_is_stated_before_others_of_its_kind(
    asked: str, section: SectionKind | None, text: str, stated: str | None
) -> None:
    """What may be done to a tablet, or is to be examined, is one thing of several."""
    passage = _passage(text, "Warnings", "warnings")
    found = sought_by(_asked(asked, section)).stated_in(passage)
    assert found is None if stated is None else found is not None and found.of(text).startswith(stated)


@pytest.mark.parametrize(
    "text",
    [
        "A high-fat breakfast raised its peak by 39 %.",
        "Muscle breakdown can be serious in some people.",
        "It has less effect in people whose body breaks down Testamide slowly.",
        "Shake the vial until all solids are dissolved.",
        "Discard what is left three months after opening the bottle.",
        "Do not open the inhaler until you are ready.",
        "More chromatid breaks were seen in cultures that were treated with Testamide.",
        "The dose of alprazolam should be at least halved while tablets of Testamide are taken.",
    ],
)
def test_what_is_broken_or_opened_is_a_tablet(text: str) -> None:
    """Nothing else answers whether it may be crushed."""
    sought = sought_by(_asked("can Testamide be crushed", SectionKind.DOSAGE))
    assert sought.stated_in(_passage(text, "Dosage and administration", "dosage_and_administration")) is None


@pytest.mark.parametrize(
    ("text", "is_stated"),
    [
        ("The dosage is 1 mg once daily until disease progression.", True),
        ("The usual course of treatment lasts for 19 days.", True),
        ("Antibodies were found in patients treated for up to 161 weeks.", False),
        ("Where counts stay low for over 2 weeks, reduce what is taken daily.", False),
        ("Use a new syringe for the next 7 days.", False),
    ],
)
def test_how_long_it_is_taken_is_the_length_of_a_treatment(text: str, is_stated: bool) -> None:
    """Not how long it keeps, nor until when something is waited for."""
    sought = sought_by(_asked("how long do I take Testamide for", SectionKind.DOSAGE))
    found = sought.stated_in(_passage(text, "Dosage and administration", "dosage_and_administration"))
    assert (found is not None) is is_stated


def test_a_contraindication_of_an_allergen_is_one_of_what_is_asked() -> None:
    """As that of a condition is."""
    of_allergy = "It is contraindicated: • in hypersensitivity to sulfonamides • in infants."
    of_infants = "Sulfonamides are contraindicated in newborns."
    for allergen, text, forbids in (
        ("sulfa", of_allergy, True),
        ("eggs", of_allergy, False),
        ("sulfa", of_infants, False),
    ):
        sought = sought_by(_asked(f"I am allergic to {allergen} can I take Testamide"))
        assert (sought.forbidden_in(_passage(text, "Contraindications", "contraindications")) is not None) is forbids


def test_a_contraindication_of_children_is_one_for_their_age() -> None:
    """Of a child of 10, not of one of 15."""
    passage = _passage(
        "It is contraindicated in children younger than 12 years.", "Contraindications", "contraindications"
    )
    for age, forbids in ((10.0, True), (15.0, False)):
        question = replace(_asked("Testamide for a child", SectionKind.PEDIATRIC), participant=Participant(age=age))
        assert (sought_by(question).forbidden_in(passage) is not None) is forbids


def test_of_an_age_with_a_condition_the_sentence_on_both_is_quoted() -> None:
    """Not that the old need no other dose."""
    text = "No dose adjustment is needed in the elderly. Elderly patients with dementia are at a higher risk."
    question = replace(
        _asked("can the elderly with dementia take Testamide", SectionKind.GERIATRIC), conditions=("Dementia",)
    )
    assert (_best(_passage(text), sought_by(question)) or "").startswith("Elderly patients with dementia")


def test_of_a_combination_nothing_is_quoted_that_is_of_its_other_ingredient() -> None:
    """What that is, the labels of the combination tell."""
    asked = sought_by(_asked("antidote for Testamide", SectionKind.OVERDOSE))
    sought = replace(asked, is_of_others=lambda sentence: "pioid" in sentence)
    text = "Naloxone is the antidote of opioids. Opioids in hydrocodone and Testamide are reversed. Give NAC."
    assert _best(_passage(text, "Overdosage", "overdosage"), sought) == "Give NAC."


def test_that_it_is_a_drug_tells_no_sentence_from_another() -> None:
    """Of a section that is asked for, unless nothing else is said."""
    assert telling_words(_asked("what schedule drug is Testamide", SectionKind.ABUSE)) == content_words("schedule")
    assert telling_words(_asked("the drug Testamide", SectionKind.ABUSE)) == content_words("drug")


def test_what_was_reported_of_pregnant_women_is_worth_less_than_advice() -> None:
    """Among adverse reactions the heading counts no more than the word."""
    asked = sought_by(_asked("Testamide in pregnancy", SectionKind.PREGNANCY))
    text, advice = "Pregnancy and perinatal conditions: abortion.", "It may cause fetal harm in pregnant women."
    reported = _passage(text, "Adverse reactions", "adverse_reactions")
    advised = _passage(advice, "Pregnancy", "pregnancy")
    assert (asked.worth(reported, Span(0, len(text))) or 0) < (asked.worth(advised, Span(0, len(advice))) or 0)


def test_what_a_few_words_name_beside_a_drug_is_looked_up_where_it_is_forbidden() -> None:
    """They need be no condition that records know; all of them must stand in the sentence, and one says too little."""
    text = "It may cause rash. Death followed in carriers of HLA-B 5701."
    boxed = _passage(text, "Boxed warning", "boxed_warning")
    for words, found in (("HLA-B 5701", "Death followed"), ("HLA-B 1502", None), ("carriers", None)):
        span = sought_by(_asked(f"Testamide {words}")).forbidden_in(boxed)
        assert span is None if found is None else span is not None and span.of(text).startswith(found)


def test_subjects_are_read_in_one_pass_as_one_by_one() -> None:
    """No word of one hides that of another, in any sentence of the demonstration corpus nor where they stand close."""
    texts = [
        path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parents[1].joinpath("corpus").rglob("*.md"))
    ]
    cases = [span.of(text) for text in texts for span in sentences(text)]
    cases += ["children with renal or hepatic impairment", "pregnant or nursing women aged 65", "child-pugh c children"]
    for case in cases:
        one_by_one = {kind for kind in SUBJECTS if names_anywhere(kind, case)}
        assert {kind for kind in SUBJECTS if names(kind, case)} == one_by_one, case


def test_a_warning_in_the_words_of_labels_answers_for_a_condition() -> None:
    """Labels warn of bronchospasm where people ask about asthma; it is no other name for what a trial studies."""
    assert content_words("bronchospasm") in words_of(["asthma"], in_labels=True)
    assert content_words("bronchospasm") not in words_of(["asthma"])
    asked = sought_by(replace(_asked("can people with asthma take Testamide"), conditions=("asthma",)))
    assert asked.is_of_whom("Bronchospastic disease: avoid it.")
    assert not asked.is_of_whom("Diabetes: monitor glucose.")
    assert not sought_by(replace(_asked("Testamide for asthma"), conditions=("asthma",))).conditions
    unknown = sought_by(_asked("can people with stomach ulcers take Testamide"))  # no trial here states the condition
    assert unknown.is_of_whom("Avoid it in active bleeding such as peptic ulcer.")
