"""What is said of two drugs taken together, and what of two set side by side: each sentence about what was asked."""

import json
from pathlib import Path

import pytest

from indexer.sections import SectionKind
from service.answering.comparison import Cell
from service.answering.conditions_named import words_of
from service.answering.drug_classes import classes_of, said_as
from service.answering.looked_up import in_order, is_a_name
from service.answering.partners import partners_of
from service.answering.sought import Sought
from service.asked import Asked
from service.assistant import answer
from service.engine import Engine
from service.search.confidence import Outcome
from service.understanding.filters import Filters
from tests.serving import build_served, serve_monographs
from tests.toy_corpus import write_monograph, write_trial

_FILLER = "It was given to many people in many places for a long time, as the source tells at some length. " * 8
BOTH = "Take 20 mg with amoxicillin 1000 mg twice daily for 10 days."
REFERS = "Refer to the contraindications in the prescribing information of amoxicillin, given with it."
IN_CLASS = "The risk with drugs in this class is increased when taken with amoxicillin."


DRUGS = {
    "Sildenafil": {
        "Indication": "Sildenafil is used for erectile dysfunction in men.",
        "Contraindications": "It must not be given to people who use organic nitrates in any form.",
        "Interactions": "Alcohol in small amounts did not lower blood pressure further in a study of sildenafil.",
        "Use in specific populations": "8.2 Lactation It is not for use in women.\n\n"
        "8.6 Renal Impairment Start with 25 mg in severe renal impairment.\n\n"
        "8.7 Hepatic Impairment A start with 25 mg is considered in cirrhosis.",
        "Warnings": f"Hearing may be lost suddenly. {_FILLER} Prolonged erection needs care.",
    },
    "Nitroglycerin": {
        "Indication": "Nitroglycerin relieves angina.",
        "Pharmacokinetics": "It passes into milk combined with others. Reactions with cheese were seen.",
        "Warnings": "Blood pressure may fall. Sildenafil makes it fall further.",
        "Dosage and administration": "Give 5 mg, two days after sildenafil at the earliest.",
        "Storage": "Keep the tablets in their glass bottle.",
    },
    "Escitalopram": {
        "Indication": "Escitalopram is used for depression.",
        "Contraindications": "The drug is contraindicated:\n\n- with MAOIs or within 14 days of them;\n"
        "- with pimozide, for the risk of QT prolongation;\n- in people who are hypersensitive to it.",
        "Interactions": "Carbamazepine lowers its levels. Other SSRIs add to its effect.",
        "Adverse reactions": "QT prolongation was seen. Escitalopram was non-inferior to sertraline.",
        "Dosage and administration": "Ask for carbamazepine at the start. Give 20 mg with carbamazepine.",
        "Description": "The tablet contains escitalopram, talc and polyvinyl alcohol, partially hydrolysed.",
    },
    "Linezolid": {
        "Indication": "Linezolid is used for infections.",
        "Warnings": "Serotonin syndrome may follow when it is given with serotonergic agents. "
        "In people with a sulfa allergy reactions were seen. Iron in the blood may rise with it.",
        "Interactions": "Class | Drugs\nNonsteroidal anti-inflammatory agents | celecoxib, naproxen\nOthers | none\n\n"
        "Antacids do nothing. Iron tablets taken with linezolid lower what is taken up. "
        "The effect on metformin with linezolid is unknown. Metformin is not recommended with it.",
    },
    "Metformin": {
        "Indication": "Metformin is not indicated for type 1 diabetes. Metformin is used for type 2 diabetes.",
        "Boxed warning": "Lactic acidosis was seen in 3 cases. Too much alcohol can cause it.",
        "Warnings": "Vitamin B12 runs short in 7 % of people. Severe falls of blood sugar can be fatal.",
        "Dosage and administration": "Take it with meals. The dose is 500 mg twice daily.",
        "Interactions": "Cimetidine raises its levels in blood. Alcohol is not advised with metformin. "
        "Levels fall while people take grapefruit juice.",
        "Adverse reactions": "Reactions that are serious are described in other sections. The most common "
        "reactions were nausea and diarrhea. Often nausea ends by itself, in 7 of 100 people.",
    },
    "Sertraline": {"Indication": "Sertraline is used for depression and for panic."},
}
BRANDS = {"Sildenafil": "[Viagra]", "Escitalopram": "[Lexapro]"}


@pytest.fixture(scope="module")
def pharmacy(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs whose sources speak of one another, of organs and of lists."""
    corpus = tmp_path_factory.mktemp("pharmacy")
    for name, sections in DRUGS.items():
        write_monograph(corpus, name, sections, **({"brand_names": BRANDS[name]} if name in BRANDS else {}))
    write_trial(corpus, "NCT90000011", "Sildenafil in divers", why_stopped="Stopped suddenly for want of divers")
    write_monograph(corpus, "Iron sucrose", {"Indication": "Iron sucrose is used for anemia."})
    return build_served(corpus, tmp_path_factory.mktemp("pharmacy_index") / "index")


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("Can I take sildenafil with nitroglycerin?", "organic nitrates"),
        ("Does nitroglycerin interact with Viagra?", "organic nitrates"),
        ("Lexapro with linezolid", "MAOIs"),
        ("Does metformin interact with cimetidine?", "Cimetidine raises"),
        ("metformin with alcohol", "Alcohol is not advised"),
        ("Can metformin be taken with grapefruit juice?", "grapefruit juice"),
        ("can i have a glass of wine with metformin", "Alcohol is not advised"),
        ("can I drink while on metformin", "Alcohol is not advised"),
        ("escitalopram with sertraline", "Other SSRIs add"),
        ("nitroglycerin and cheese", "with cheese"),  # not the milk of mothers
        ("my mom (71) takes linezolid and iron", "Iron tablets"),  # not what is in the blood
        ("can I take iron supplements with linezolid", "Iron tablets"),
        ("can I take a painkiller with linezolid", "Nonsteroidal anti-inflammatory agents"),
        ("nitroglycerin dosage with sildenafil", "organic nitrates"),
        ("escitalopram dosage with carbamazepine", "20 mg with carbamazepine"),
        ("linezolid with metformin", "is not recommended"),
        # a strength and who takes them ask for no dose and for no use
        ("my husband takes Viagra and was prescribed nitroglycerin", "organic nitrates"),
        ("any problem with Viagra 50 mg and nitroglycerin", "organic nitrates"),
        ("does cimetidine raise metformin levels", "Cimetidine raises"),
        ("does escitalopram raise carbamazepine levels", "Carbamazepine lowers"),  # of which no source is
        ("my dad (78) is on Viagra and got nitroglycerin, is that ok?", "organic nitrates"),
        ("70 yo on sildenafil and nitroglycerin", "organic nitrates"),
    ],
)
def test_a_quote_for_two_drugs_names_the_other_or_its_class(pharmacy: Engine, asked: str, quoted: str) -> None:
    """What forbids comes first, from whichever of the two sources says it."""
    found = answer(pharmacy, Asked(asked))
    assert found.answerable
    assert quoted in found.quotes[0].text


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_of_what_is_said_of_both_are_one_list(pharmacy: Engine, limit: int) -> None:
    """Whatever their size, they hold each passage once; the first quotes, and begins with what it quotes."""
    whole = answer(pharmacy, Asked("Can I take sildenafil with nitroglycerin?", limit=100))
    assert whole.total == len(whole.citations) > 6
    first, *others = (
        answer(pharmacy, Asked("Can I take sildenafil with nitroglycerin?", limit=limit, offset=offset))
        for offset in range(0, whole.total, limit)
    )
    cited = [each for page in (first, *others) for each in page.citations]
    assert [each.passage.passage_id for each in cited] == [each.passage.passage_id for each in whole.citations]
    assert [each.number for each in cited] == list(range(1, whole.total + 1))
    assert first.quotes[0].citation.number == 1
    assert not any(page.quotes for page in others)


def test_what_is_said_of_both_is_looked_for_in_what_the_filters_leave(pharmacy: Engine) -> None:
    """A sentence of a monograph is none of a trial."""
    found = answer(pharmacy, Asked("Can I take sildenafil with nitroglycerin?", filters=Filters(kind=("trial",))))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())
    assert {each.kind for each in found.citations} == {"trial"}
    assert "that the filters leave says anything" in found.notices[-1].text


def test_where_no_source_names_the_other_nothing_is_quoted(pharmacy: Engine) -> None:
    """The closest passages are shown, said to be that, and why."""
    found = answer(pharmacy, Asked("Can I take metformin with sildenafil?"))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())
    assert (
        "No label or monograph of metformin here says anything of taking it with sildenafil." in found.notices[-1].text
    )


@pytest.mark.parametrize(
    ("asked", "partner"),
    [
        ("Does Lexapro interact with alcohol?", "alcohol"),
        ("is beer ok with nitroglycerin", "beer"),
        ("escitalopram and cabbage", "cabbage"),
        ("linezolid grapefruit", "grapefruit"),
    ],
)
def test_what_people_eat_and_drink_is_not_made_up(pharmacy: Engine, asked: str, partner: str) -> None:
    """An excipient is no drink; where no label speaks of it, that is said."""
    found = answer(pharmacy, Asked(asked))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())
    assert partner in found.notices[-1].text


def test_a_class_that_both_drugs_are_of_says_nothing_of_the_two() -> None:
    """The label of an NSAID that says "NSAIDs cause ulcers" is about itself; a class is told by name, ending, label."""
    assert {each.phrases[0] for each in classes_of(["meloxicam"])} == {
        each.phrases[0] for each in classes_of(["celecoxib"])
    }
    assert classes_of(["isosorbide dinitrate"])[0].said.search("organic nitrates in any form")
    assert classes_of(["unheard of"], ["Monoamine Oxidase Inhibitor [EPC]"])[0].holds("phenelzine")
    assert classes_of(["unheard of"]) == ()


@pytest.mark.parametrize(
    ("phrase", "text", "is_said"),
    [
        ("ACE inhibitor", "with ACE-inhibitors", True),
        ("st johns wort", "with St. John’s wort", True),
        ("live vaccine", "live vaccines", True),
        ("live vaccine", "only non-live vaccines", False),
        ("nitrate", "nitrated", False),
        ("alcohol", "ethyl alcohol", True),
        ("alcohol", "polyvinyl alcohol", False),
        ("alcohol", "wipe it with alcohol swabs", False),
        ("milk", "with milk", True),
        ("milk", "in human milk", False),
    ],
)
def test_a_class_is_found_as_texts_write_it(phrase: str, text: str, is_said: bool) -> None:
    """Plurals, hyphens and apostrophes aside."""
    assert (said_as([phrase]).search(text) is not None) == is_said


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("Sildenafil", "Sildenafil is used for erectile dysfunction in men."),
        ("What is Viagra?", "Sildenafil is used for erectile dysfunction in men."),
        ("I take sildenafil", "Sildenafil is used for erectile dysfunction in men."),
        ("my husband was prescribed Viagra", "Sildenafil is used for erectile dysfunction in men."),
    ],
)
def test_a_drug_named_alone_shows_what_it_is_for(pharmacy: Engine, asked: str, quoted: str) -> None:
    """From the beginning."""
    assert [each.text for each in answer(pharmacy, Asked(asked)).quotes] == [quoted]


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("How often does metformin cause nausea?", "Often nausea ends by itself, in 7 of 100 people."),
        ("How often is metformin taken?", "The dose is 500 mg twice daily."),
        ("What are the side effects of metformin?", "The most common reactions were nausea and diarrhea."),
        ("What is metformin used for?", "Metformin is used for type 2 diabetes."),
    ],
)
def test_what_is_asked_of_a_drug_is_not_its_name_alone(pharmacy: Engine, asked: str, quoted: str) -> None:
    """How often it is taken and how often it does harm are two questions; limits come after what a section is for."""
    assert answer(pharmacy, Asked(asked)).quotes[0].text == quoted
    assert not is_a_name(pharmacy.understand("When should I take metformin?", ()))
    assert is_a_name(pharmacy.understand("What is metformin?", ()))
    assert is_a_name(pharmacy.understand("prescribing information for metformin", ()))
    assert is_a_name(pharmacy.understand("give me a short summary of metformin", ()))
    assert not is_a_name(pharmacy.understand("metformin trial information", ()))
    assert not is_a_name(pharmacy.understand("summary of the metformin trial", ()))


def test_a_section_of_a_label_is_not_answered_from_a_trial(pharmacy: Engine) -> None:
    """Why a trial was stopped says nothing of stopping the drug, nor does what is lost suddenly."""
    found = answer(pharmacy, Asked("stopping sildenafil suddenly"))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())


def _row(found: object, title: str) -> tuple[Cell, ...]:
    [cells] = [row.cells for row in found.comparison.rows if row.title == title]  # type: ignore[attr-defined]
    return tuple(cells)


def test_a_cell_is_about_its_row(pharmacy: Engine) -> None:
    """The part under the organ's heading; where none speaks of it, what was looked at is told."""
    found = answer(pharmacy, Asked("compare sildenafil and nitroglycerin in kidney disease"))
    assert found.comparison is not None
    assert found.comparison.rows[0].title == "Kidney impairment"
    kidney, missing = found.comparison.rows[0].cells
    assert kidney.quote is not None
    assert kidney.quote.text == "8.6 Renal Impairment Start with 25 mg in severe renal impairment."
    assert (missing.quote, missing.looked_at) == (None, ("Nitroglycerin",))
    liver = _row(found, "Liver impairment")[0]
    assert liver.quote is not None
    assert liver.quote.text.startswith("8.7 Hepatic Impairment")


def test_a_cell_shows_a_list_whole_and_says_where_its_source_goes_on(pharmacy: Engine) -> None:
    """All that forbids; of a long section the beginning, marked as that."""
    found = answer(pharmacy, Asked("compare escitalopram and sildenafil"))
    forbidden = _row(found, "Contraindications")[0]
    assert forbidden.quote is not None
    assert forbidden.quote.text.endswith("in people who are hypersensitive to it.")
    assert not forbidden.goes_on
    assert [each.goes_on for each in _row(found, "Warnings and precautions")] == [False, True]


def test_what_is_compared_comes_first(pharmacy: Engine) -> None:
    """A topic that is no kind of section; of several sentences that of the contraindications."""
    found = answer(pharmacy, Asked("escitalopram vs linezolid QT prolongation"))
    assert found.comparison is not None
    first = found.comparison.rows[0]
    assert first.title == "QT prolongation"
    assert first.cells[0].quote is not None
    assert "pimozide" in first.cells[0].quote.text
    assert first.cells[1].quote is None


def test_a_product_is_called_by_the_name_it_was_asked_by(pharmacy: Engine) -> None:
    """Its generic name beside it."""
    found = answer(pharmacy, Asked("compare Viagra and nitroglycerin"))
    assert found.comparison is not None
    assert [each.name for each in found.comparison.drugs] == ["Viagra (sildenafil)", "Nitroglycerin"]


@pytest.mark.parametrize("asked", ["linezolid and iron", "can I take iron tablets with linezolid"])
def test_a_supplement_is_taken_with_a_drug_though_another_is_named_with_its_word(pharmacy: Engine, asked: str) -> None:
    """Iron sucrose is a drug here, and iron is none."""
    question = pharmacy.understand(asked)
    assert [each.name for each in partners_of(question, pharmacy.library)] == ["linezolid", "iron"]
    assert "Iron tablets" in answer(pharmacy, Asked(asked)).quotes[0].text


def test_the_class_a_drug_may_be_of_is_nothing_taken_with_it(pharmacy: Engine) -> None:
    """As in "Is escitalopram an SSRI?", which asks nothing of escitalopram with other SSRIs."""
    question = pharmacy.understand("Is escitalopram an SSRI?")
    assert partners_of(question, pharmacy.library) == ()
    assert partners_of(pharmacy.understand("Escitalopram and an SSRI?"), pharmacy.library) != ()


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("my grandpa is 82 years old and takes sildenafil and nitroglycerin", "sildenafil in older people"),
        ("can elderly patients take nitroglycerin with sildenafil", "nitroglycerin in older people"),
        (
            "can patients with kidney disease take sildenafil together with nitroglycerin",
            "sildenafil in kidney disease",
        ),
    ],
)
def test_of_a_patient_who_takes_both_the_two_are_answered_and_the_group_is_offered(
    pharmacy: Engine, asked: str, offered: str
) -> None:
    """What they do together is not left out for what is said of the group."""
    found = answer(pharmacy, Asked(asked))
    assert "organic nitrates" in found.quotes[0].text
    assert found.question.section is SectionKind.INTERACTIONS
    assert found.suggestions[0] == offered
    assert offered in "".join(each.text for each in found.notices)


@pytest.mark.parametrize(
    "asked", ["sildenafil and nitroglycerin in the elderly", "may older people take sildenafil or nitroglycerin"]
)
def test_what_a_group_may_take_is_not_asked_of_two_together(pharmacy: Engine, asked: str) -> None:
    """Unless somebody takes both."""
    assert partners_of(pharmacy.understand(asked), pharmacy.library) == ()


@pytest.mark.parametrize(
    "asked",
    [
        "does sildenafil treat gout",
        "is metformin used for migraine",
        "is metformin addictive",
        "how long does linezolid take to work",
        "can I drive while on linezolid",
        "is linezolid a chemo drug",
        "escitalopram side effects on memory",
    ],
)
def test_what_no_source_states_is_not_made_up(pharmacy: Engine, asked: str) -> None:
    """What it is for, or what stands nearest, is shown as the closest, and not quoted as an answer."""
    found = answer(pharmacy, Asked(asked))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())


@pytest.mark.parametrize(
    "asked",
    [
        "escitalopram hyptotension?",
        "does escitalopram cause dementia",
        "escitalopram side effects sexual",
        "does escitalopram raise potassium levels",
        "does escitalopram affect insulin levels",
    ],
)
def test_what_no_sentence_speaks_of_is_not_quoted_and_not_refused(pharmacy: Engine, asked: str) -> None:
    """The passages are shown, none of their sentences is marked as if it answered, and that is said."""
    found = answer(pharmacy, Asked(asked))
    assert found.answerable
    assert found.quotes == ()
    assert [each.highlights for each in found.citations[:3]] == [(), (), ()]
    assert [notice.title for notice in found.notices] == ["Not quoted"]


@pytest.mark.parametrize("asked", ["trials of sildenafil for autism", "sildenafil autism trial"])
def test_a_trial_of_a_drug_that_is_on_something_else_is_not_quoted(tmp_path: Path, asked: str) -> None:
    """Neither for the word "trial"; a condition that no trial here studies is a word like any other."""
    write_trial(
        tmp_path,
        "NCT00000201",
        "Sildenafil at altitude",
        sections={"Summary": "A phase 4 trial of sildenafil in climbers.", "Eligibility": "Adults who climb."},
        interventions="[{type: DRUG, name: Sildenafil}]",
    )
    write_trial(tmp_path, "NCT00000202", "An application", sections={"Exclusion": "Autism at any time."})
    served = build_served(tmp_path, tmp_path / "index", {"sildenafil": "sildenafil"})
    found = answer(served, Asked(asked))
    assert not found.quotes
    assert [notice.title for notice in found.notices] in (["Not quoted"], ["Probably not an answer"])


@pytest.mark.parametrize(("allergen", "is_answered"), [("sufa", True), ("glass", False)])
def test_an_allergen_that_no_label_names_is_told(pharmacy: Engine, allergen: str, is_answered: bool) -> None:
    """It refuses an answer only where it is a word of the corpus: a misspelled one may well be named."""
    found = answer(pharmacy, Asked(f"if i am allergic to {allergen} can i take escitalopram?"))
    assert found.answerable is is_answered
    assert any(f"mentions “{allergen}”" in notice.text for notice in found.notices)


def test_an_allergen_that_is_quoted_is_not_said_to_be_unnamed(pharmacy: Engine) -> None:
    """Whatever word for it the index has."""
    found = answer(pharmacy, Asked("is linezolid ok for someone allergic to sulfa"))
    assert "sulfa allergy" in found.quotes[0].text
    assert not any("mentions" in notice.text for notice in found.notices)


def test_the_fields_of_a_trials_record_are_no_quote(pharmacy: Engine) -> None:
    """Nor whom it took: they say nothing of the drug."""
    found = answer(pharmacy, Asked("sildenafil divers"))
    assert not any(each.citation.passage.section_key == "study" for each in found.quotes)


@pytest.mark.parametrize(("asked", "quoted"), [("is metformin an opioid", False), ("is sertraline a drug", True)])
def test_that_a_drug_is_of_a_class_is_quoted_only_where_it_is_said(pharmacy: Engine, asked: str, quoted: bool) -> None:
    """The nearest passages are shown without a quote."""
    found = answer(pharmacy, Asked(asked))
    assert bool(found.quotes) is quoted


@pytest.mark.parametrize(
    ("asked", "drugs"),
    [
        ("which drugs treat angina", ["Nitroglycerin"]),
        ("which medicines are for depression", ["Escitalopram", "Sertraline"]),
        ("what drugs are used for type 1 diabetes", []),  # Metformin is said not to be for it
    ],
)
def test_which_drugs_are_for_a_condition_is_read_in_all_uses(pharmacy: Engine, asked: str, drugs: list[str]) -> None:
    """By title, and how many they are; one that is said not to be for it is none."""
    found = answer(pharmacy, Asked(asked))
    titles = [each.citation.document.title for each in found.quotes] if found.finding else []
    assert titles == drugs


@pytest.mark.parametrize(
    ("asked", "of_one"),
    [
        ("what can I take for depression when pregnant", "escitalopram in pregnancy"),
        ("which drug for depression in children", "escitalopram in children"),
        ("medicine for depression in kidney failure", "escitalopram in kidney disease"),
    ],
)
def test_which_drug_suits_a_group_is_said_to_be_asked_of_each(pharmacy: Engine, asked: str, of_one: str) -> None:
    """The uses are listed; no sentence of one label answers for whom one is to be chosen."""
    found = answer(pharmacy, Asked(asked))
    assert [each.title for each in found.citations] == ["Escitalopram", "Sertraline"]
    assert found.suggestions[0] == of_one
    assert any(of_one in each.text for each in found.notices)


@pytest.mark.parametrize("asked", ["metformin warnings", "precautions to take with metformin"])
def test_warnings_are_told_as_a_label_orders_them(pharmacy: Engine, asked: str) -> None:
    """What its box begins with, then what its section does, in whatever words: not the sentence that sounds gravest."""
    first, second = answer(pharmacy, Asked(asked)).quotes
    assert first.text.startswith("Lactic acidosis")
    assert second.text.startswith("Vitamin B12")


def test_what_a_few_words_name_is_looked_up_in_the_warnings(pharmacy: Engine) -> None:
    """Where nothing forbids the drug to those who have it."""
    sought = Sought(conditions=words_of(("prolonged erection",)))
    [hit] = in_order(pharmacy.library, [], pharmacy.understand("sildenafil with prolonged erection"), sought)
    [row] = pharmacy.library.catalog.passages([hit.passage_number])
    assert (row.section_key, "Prolonged erection" in row.text) == ("warnings", True)


def test_a_contraindication_is_looked_up_in_what_the_filters_leave(pharmacy: Engine) -> None:
    """Trials are asked for: the label is not quoted among them."""
    sought = Sought(conditions=words_of(("organic nitrates",)))
    asked = pharmacy.understand("sildenafil with organic nitrates")
    assert in_order(pharmacy.library, [], asked, sought)
    of_trials = pharmacy.understand("trials of sildenafil with organic nitrates")
    assert not in_order(pharmacy.library, [], of_trials, sought)


@pytest.mark.parametrize(
    ("warning", "asked", "quoted"),
    [
        ("Avoid it with strong CYP3A4 inhibitors.", "simvastatin with diltiazem", False),
        ("Avoid it with strong inhibitors of CYP3A4.", "simvastatin and diltiazem", False),
        ("Avoid it with strong CYP3A4 inhibitors.", "simvastatin with ketoconazole", True),
        ("Avoid it with moderate CYP3A4 inhibitors.", "simvastatin with ketoconazole", False),
        ("Avoid it with strong or moderate CYP3A4 inhibitors.", "simvastatin with diltiazem", True),
        ("Avoid it with CYP3A4 inhibitors.", "simvastatin with diltiazem", True),
        ("Avoid it with moderate inhibitors of CYP3A4.", "can I take simvastatin with diltiazem", True),
    ],
)
def test_one_degree_of_a_class_is_not_another(tmp_path: Path, warning: str, asked: str, quoted: bool) -> None:
    """What strong inhibitors do says nothing of a moderate one."""
    write_monograph(tmp_path / "corpus", "Simvastatin", {"Interactions": warning, "Storage": "Keep it dry."})
    world = {"diltiazem": "diltiazem", "ketoconazole": "ketoconazole", "simvastatin": "simvastatin"}
    found = answer(build_served(tmp_path / "corpus", tmp_path / "index", world), Asked(asked))
    assert ([each.text for each in found.quotes] == [warning]) is quoted


@pytest.mark.parametrize(
    "asked", ["isosorbide with sildenafil", "nitro and sildenafil", "can I take nitro with Viagra"]
)
def test_a_member_of_a_class_that_is_no_name_here_is_a_partner(pharmacy: Engine, asked: str) -> None:
    """It had been answered by what the drug's label says of other drugs."""
    found = answer(pharmacy, Asked(asked))
    assert [each.text for each in found.quotes][:1] == [DRUGS["Sildenafil"]["Contraindications"]]


def test_what_else_is_in_a_product_is_not_the_drug(tmp_path: Path) -> None:
    """A label of acetaminophen and an opioid warns of other sedatives for the opioid's sake."""
    label = {
        "set_id": "0f9a2f0e-1111-4222-8333-444455556666",
        "openfda": {"brand_name": ["Hydrodol"], "generic_name": ["HYDROCODONE AND ACETAMINOPHEN"]},
        "drug_interactions": ["Taking opioids with benzodiazepines may result in coma."],
    }
    (tmp_path / "labels.json").write_text(json.dumps({"results": [label]}))
    world = {name: name for name in ("hydrocodone", "acetaminophen", "lorazepam")}
    served = build_served(tmp_path, tmp_path / "index", world)
    assert answer(served, Asked("acetaminophen with lorazepam")).quotes == ()
    assert len(answer(served, Asked("hydrocodone with lorazepam")).quotes) == 1


@pytest.mark.parametrize(
    ("asked", "quoted", "told"),
    [
        ("can I take lisinopril with celecoxib", "ACE inhibitors", "No source here about celecoxib names it either."),
        ("celecoxib and ibuprofen", "Other NSAIDs", "Only what sources about celecoxib say of ibuprofen"),
        ("Celebrex with ibuprofen", "Other NSAIDs", "Only what sources about celecoxib say of ibuprofen"),
    ],
)
def test_what_a_list_of_interactions_says_of_a_class_answers(
    tmp_path: Path, asked: str, quoted: str, told: str
) -> None:
    """Its items only begin with the class; and a drug that trials call by its brand is named once."""
    items = ("**ACE inhibitors, ARBs:** a weaker effect.", "**Other NSAIDs, salicylates:** not recommended.")
    rest = {"Indication": "Celecoxib relieves pain. Ibuprofen was the other drug in a study."}
    listed = {"Drug interactions": "\n".join(f"- {each}" for each in items)}
    write_monograph(tmp_path, "Celecoxib", {**rest, **listed})
    write_trial(tmp_path, "NCT00000102", "After surgery", interventions="[{type: DRUG, name: Celecoxib (Celebrex)}]")
    write_trial(tmp_path, "NCT00000103", "After a fracture", interventions="[{type: DRUG, name: Celebrex}]")
    world = {"celebrex": "celecoxib", **{name: name for name in ("celecoxib", "ibuprofen", "lisinopril")}}
    found = answer(build_served(tmp_path, tmp_path / "index", world), Asked(asked))
    assert [each.text.split(":")[0].removeprefix("- ").split(",")[0] for each in found.quotes] == [quoted]
    assert any(told in each.line for each in found.notices)


ALLERGIES = {
    "Meloxicam": {
        "Contraindications": "It is contraindicated after urticaria or allergic reactions to aspirin or other NSAIDs.",
        "Adverse reactions": "Allergic reactions were seen as often as with codeine.",
    },
    "Tramadol": {
        "Contraindications": "Tramadol is contraindicated in hypersensitivity to tramadol or to opioids of any kind.",
        "Warnings": "People with hypersensitivity reactions to other opioids should not receive it.",
        "Interactions": "Other opioids, as codeine, add to what it does.",
    },
    "Codeine": {"Adverse reactions": "Allergic reactions, itching and hives were seen with codeine and morphine."},
    "Glipizide": {
        "Contraindications": "Hypersensitivity to the drug.",
        "Interactions": "What it does may be potentiated by sulfonamides.",
    },
    "Glimepiride": {"Contraindications": "It is not for people with an allergic reaction to sulfonamides."},
}


@pytest.fixture(scope="module")
def allergies(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Drugs some of whose sources say who reacts to others of their class."""
    world = {name: name for name in ("aspirin", "ibuprofen", "morphine", "penicillin", *map(str.lower, ALLERGIES))}
    return serve_monographs(tmp_path_factory.mktemp("allergies"), ALLERGIES, world)


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("allergic to aspirin can I take meloxicam", ALLERGIES["Meloxicam"]["Contraindications"]),
        ("patient allergic to ibuprofen, is meloxicam safe?", ALLERGIES["Meloxicam"]["Contraindications"]),
        ("aspirin allergy meloxicam", ALLERGIES["Meloxicam"]["Contraindications"]),
        ("I am allergic to codeine, can I take tramadol", ALLERGIES["Tramadol"]["Warnings"]),
        ("cross sensitivity between codeine and tramadol", ALLERGIES["Tramadol"]["Warnings"]),
        ("glimepiride with sulfa allergy", ALLERGIES["Glimepiride"]["Contraindications"]),
    ],
)
def test_who_is_allergic_to_one_drug_is_told_of_the_other(allergies: Engine, asked: str, quoted: str) -> None:
    """By its name or its class, and not by what the two do together."""
    assert answer(allergies, Asked(asked)).quotes[0].text == quoted


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("allergic to morphine is codeine ok", "of codeine here says anything of an allergy to morphine"),
        (
            "can I take tramadol if I am allergic to penicillin",
            "of tramadol here says anything of an allergy to penicillin",
        ),
        ("glipizide sulfa allergy", "speaks of an allergy to sulfa"),
    ],
)
def test_an_allergy_that_no_source_tells_of_is_not_answered(allergies: Engine, asked: str, told: str) -> None:
    """By the allergic reactions that a drug itself causes, or by an interaction."""
    found = answer(allergies, Asked(asked))
    assert found.quotes == ()
    assert any(told in each.text for each in found.notices)


def test_a_row_and_what_announces_its_table_come_before_a_sentence_that_only_prescribes_both(tmp_path: Path) -> None:
    """What both do together is told first, though the table began in the passage before; then who is given both."""
    rows = "\n".join(f"Class {each} | first{each}ol, second{each}ol, third{each}ol" for each in range(20))
    interactions = (
        f"{_FILLER}\n\nThe drugs of Table 3 raise the risk of bleeding: monitor people who take such drugs.\n"
        f"Table 3: Bleeding\nClass | Drugs\n{rows}\nAntiplatelets | abciximab, aspirin, cangrelor, cilostazol"
    )
    dosage = "After a stent, warfarin combined with aspirin is recommended."
    write_monograph(tmp_path, "Warfarin", {"Dosage and administration": dosage, "Interactions": interactions})
    write_monograph(tmp_path, "Aspirin", {"Indication": "Aspirin is used for pain."})
    world = {"warfarin": "warfarin", "aspirin": "aspirin"}
    engine = build_served(tmp_path, tmp_path / "index", world)
    said = [each.text for each in answer(engine, Asked("warfarin and aspirin")).quotes]
    assert ["monitor" in said[0], "Antiplatelets" in said[1], said[2]] == [True, True, dosage]


@pytest.mark.parametrize(
    ("drug", "said", "beside", "quoted"),
    [
        ("Omeprazole", "Refer to the prescribing information of amoxicillin when both are given.", BOTH, BOTH),
        ("Omeprazole", REFERS, "It lowers acid.", REFERS),
        ("Herceptin", "Arm | Deaths\nAmoxicillin with it | 3.2% (64/2000) | 1.3% (21/1655)", BOTH, BOTH),
        ("Atorvastatin", IN_CLASS, "It lowers cholesterol.", IN_CLASS),
    ],
)
def test_what_only_refers_or_counts_comes_behind_what_is_said_of_both(
    tmp_path: Path, drug: str, said: str, beside: str, quoted: str
) -> None:
    """Where nothing else names the other drug, that its label is referred to is quoted."""
    write_monograph(tmp_path, drug, {"Contraindications": said, "Interactions": beside})
    engine = build_served(tmp_path, tmp_path / "index", {"amoxicillin": "amoxicillin"})
    assert answer(engine, Asked(f"{drug} and amoxicillin")).quotes[0].text == quoted


def test_a_mineral_that_no_source_names_beside_a_drug_is_said_to_be_unsaid(pharmacy: Engine) -> None:
    """It had been answered by some sentence of the drug, as the ingredients of its tablets."""
    found = answer(pharmacy, Asked("can I take zinc with sildenafil"))
    assert not found.answerable
    assert "of sildenafil here says anything of taking it with zinc" in found.notices[-1].text


@pytest.mark.parametrize("asked", ["does somatostatin interact with baclofen", "baclofen + somatostatin"])
def test_a_drug_that_only_a_title_names_is_a_partner(tmp_path: Path, asked: str) -> None:
    """What no source says of taking both is told; interactions in general are no answer."""
    interactions = "Baclofen interacts with sedatives. See the table of interactions with baclofen."
    write_monograph(tmp_path, "Baclofen", {"Indication": "Baclofen is used for spasms.", "Interactions": interactions})
    write_trial(tmp_path, "NCT90000012", "Release of somatostatin in divers")
    found = answer(build_served(tmp_path, tmp_path / "index", {"somatostatin": "somatostatin"}), Asked(asked))
    assert (found.outcome, found.quotes) == (Outcome.CLOSEST, ())
    assert any("taking it with somatostatin" in notice.text for notice in found.notices)
