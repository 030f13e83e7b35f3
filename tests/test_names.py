"""Names of drugs: folding, salts, combinations, keys, links in running text, and misspellings."""

import json
import random
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.documents import Document, Intervention, Label, Monograph, Record, Source, Trial
from indexer.drug_words import is_english, is_ordinary
from indexer.lexical import Entry, Lexical, LexicalWriter
from indexer.lexicon import Lexicon
from indexer.names import (
    Name,
    NameKind,
    document_names,
    drug_keys,
    fold,
    ingredients,
    is_part_of_a_trial,
    tokens,
    without_salts,
)
from indexer.world_drugs import WorldNames, world_drug_names

WORLD = (
    ("toradol", "ketorolac"),
    ("ketorolac", "ketorolac"),
    ("lioresal", "baclofen"),
    ("rivastigmine", "rivastigmine"),
    ("exelon", "rivastigmine"),
    ("tylenol", "acetaminophen"),
)


def document(record: Record) -> Document:
    return Document("d", "A title", record, (), Source("p", "f", "publisher"))


def lexicon() -> Lexicon:
    records: tuple[Record, ...] = (
        Monograph("Baclofen", brand_names=("Gablofen", "Ozobax"), cas="1134-47-0", unii="H789N3FKE8"),
        Label("1", generic_names=("TRAMADOL HYDROCHLORIDE",), brand_names=("ULTRAM",)),
        Label("2", generic_names=("TIZANIDINE HYDROCHLORIDE",), brand_names=("Zanaflex",)),
        Label("3", generic_names=("THIOGUANINE",), brand_names=("TABLOID",)),
        Label("4", generic_names=("SULFAMETHOXAZOLE AND TRIMETHOPRIM",), brand_names=("Bactrim",)),
        Label("5", generic_names=("QUINIDINE SULFATE",)),
        Label("6", generic_names=("QUININE SULFATE",)),
        Label("7", generic_names=("ADO-TRASTUZUMAB EMTANSINE",), brand_names=("KADCYLA",)),
        Label("8", generic_names=("TRASTUZUMAB",), brand_names=("Herceptin",)),
        Trial(
            "NCT00000001", "T", interventions=(Intervention("Placebo", "DRUG"), Intervention("Orphenadrine", "DRUG"))
        ),
    )
    return Lexicon.from_names([name for record in records for name in document_names(document(record))], WORLD)


LEXICON = lexicon()


def drugs(text: str) -> list[str]:
    return [drug for link in LEXICON.link(text) for drug in link.drugs]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ado-Trastuzumab  Emtansine", "ado trastuzumab emtansine"),
        ("Parkinson's disease", "parkinsons disease"),
        ("Ménière’s", "menieres"),
        ("β-blocker", "beta blocker"),
        ("  (±)-Baclofen® ", "baclofen"),
        ("haemorrhage", "haemorrhage"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    """Case, accents, apostrophes and punctuation go; spelling stays."""
    assert fold(text) == folded


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_and_spans_are_slices(text: str) -> None:
    """Whatever the script."""
    assert fold(fold(text)) == fold(text)
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert " ".join(token.word for token in found) == fold(text)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Tizanidine hydrochloride", "tizanidine"),
        ("tizanidine HCl", "tizanidine"),
        ("Formoterol fumarate dihydrate", "formoterol"),
        ("Potassium chloride", "potassium chloride"),
        ("Sodium oxybate", "sodium oxybate"),
        ("Warfarin sodium", "warfarin"),
        ("sodium", "sodium"),
    ],
)
def test_salts_go_and_elements_keep_them(name: str, bare: str) -> None:
    """A counter-ion is not the drug, except where nothing else is left."""
    assert without_salts(name) == bare


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Baclofen 10 mg oral tablet", ["baclofen"]),
        ("abacavir and lamivudine", ["abacavir", "lamivudine"]),
        ("ELEXACAFTOR, TEZACAFTOR, AND IVACAFTOR", ["elexacaftor", "tezacaftor", "ivacaftor"]),
        ("Sacubitril/Valsartan", ["sacubitril", "valsartan"]),
        ("BUPIVACAINE HYDROCHLORIDE IN DEXTROSE", ["bupivacaine"]),
        ("TIOTROPIUM BROMIDE INHALATION SPRAY", ["tiotropium"]),
        ("CEMIPLIMAB-RWLC", ["cemiplimab"]),
        ("polyethylene glycol 3350", ["polyethylene glycol 3350"]),
        ("Placebo oral tablet", []),
        ("Insulin, human", ["insulin"]),
    ],
)
def test_the_ingredients_of_a_product(name: str, parts: list[str]) -> None:
    """Strengths, forms, vehicles and biosimilar suffixes name no drug."""
    assert list(ingredients(name)) == parts


@pytest.mark.parametrize(
    ("record", "keys"),
    [
        (Monograph("Baclofen"), ["baclofen"]),
        (
            Label("x", generic_names=("PURIXAN",), brand_names=("PURIXAN",), substances=("MERCAPTOPURINE",)),
            ["mercaptopurine"],
        ),
        (Label("x", brand_names=("Gablofen",)), ["gablofen"]),
        (Label("x"), ["a title"]),
        (
            Trial(
                "NCT1",
                "T",
                interventions=(
                    Intervention("Baclofen 10mg", "DRUG", other_names=("Lioresal",)),
                    Intervention("Placebo", "DRUG"),
                    Intervention("Physiotherapy", "BEHAVIORAL"),
                ),
            ),
            ["baclofen", "lioresal"],
        ),
    ],
)
def test_the_drugs_a_document_is_about(record: Record, keys: list[str]) -> None:
    """Generic names first; a brand or a title only where a label states nothing else."""
    assert list(drug_keys(document(record))) == keys


def test_a_monograph_names_its_drug_in_every_way_it_states() -> None:
    """Generic, brands and identifiers, each with the drug's key."""
    names = document_names(document(Monograph("Baclofen", brand_names=("Lioresal",), cas="1134-47-0")))
    assert Name("Lioresal", "lioresal", NameKind.BRAND, "baclofen") in names
    assert Name("1134-47-0", "1134 47 0", NameKind.CAS, "baclofen") in names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What is Baclofen used for?", ["baclofen"]),
        ("baclofen 10 mg oral tablet", ["baclofen"]),
        ("is OZOBAX safe", ["baclofen"]),
        ("lioresal side effects", ["baclofen"]),
        ("tizanidine hydrochloride or baclofen", ["tizanidine", "baclofen"]),
        ("bactrim dosage", ["sulfamethoxazole", "trimethoprim"]),
        ("trimethoprim dosage", ["trimethoprim"]),
        ("ado-trastuzumab emtansine", ["ado trastuzumab emtansine"]),
        ("trastuzumab emtansine", ["ado trastuzumab emtansine"]),
        ("orphenadrine trials", ["orphenadrine"]),
        ("placebo controlled trials", []),
        ("baclofens", ["baclofen"]),
        ("a tabloid newspaper", []),
        ("side effects of Tabloid", ["thioguanine"]),
        ("tabloid tablets", ["thioguanine"]),
        ("tabloid", ["thioguanine"]),
    ],
)
def test_drugs_are_linked_as_whole_words(text: str, found: list[str]) -> None:
    """Brands, salts and strengths lead to the drug; an ordinary word needs a sign that a drug is meant."""
    assert drugs(text) == found


def test_a_drug_that_trials_give_under_its_brand_is_the_same_drug() -> None:
    """Two keys of the corpus, one drug of the world."""
    trials = [
        Trial(f"NCT0000000{n}", "T", interventions=(Intervention(name, "DRUG"),))
        for n, name in enumerate(("Baclofen", "Lioresal"))
    ]
    rows = [name for trial in trials for name in document_names(document(trial))]
    names = Lexicon.from_names(rows, WORLD)
    assert [link.drugs for link in names.link("lioresal, baclofen")] == [("baclofen", "lioresal")] * 2


def test_what_a_trial_lists_under_a_class_are_drugs_and_not_names_of_it() -> None:
    """Of an intervention that is a drug the other names are its own."""
    agents = Intervention(
        "Anti-hyperglycemic Agents", "DRUG", other_names=("metformin (Glucophage)", "insulin detemir")
    )
    drug = Intervention("Lecozotan", "DRUG", other_names=("SRA-333",))
    rows = document_names(document(Trial("NCT00000001", "T", interventions=(agents, drug))))
    assert {(name.folded, name.drug) for name in rows if name.drug != "lecozotan"} == {
        (key, key) for key in ("anti hyperglycemic agents", "metformin", "insulin detemir")
    }
    assert ("sra 333", "lecozotan") in {(name.folded, name.drug) for name in rows}


def test_a_labels_brand_is_its_drug_whatever_a_trial_calls_it() -> None:
    """Where the world knows another canonical name, or none; a trial's key of that name is the same drug."""
    label = Label("x", brand_names=("Zoladex",), generic_names=("Goserelin acetate",), substances=("GOSERELIN",))
    combined = Label("y", brand_names=("Janumet",), generic_names=("Sitagliptin and metformin",))
    trials = [
        Trial("NCT00000001", "T", interventions=(Intervention(name, "DRUG"),)) for name in ("Zoladex", "Janumet XR")
    ]
    rows = [name for record in (label, combined, *trials) for name in document_names(document(record))]
    names = Lexicon.from_names(rows, [("zoladex", "goserelin implant")])
    assert [link.drugs for link in names.link("zoladex, goserelin")] == [("goserelin", "zoladex")] * 2
    assert [link.drugs for link in names.link("janumet")] == [("sitagliptin", "metformin", "janumet")]


@pytest.mark.parametrize(
    ("text", "drugs", "world"),
    [
        ("sitagliptin and metformin", [("sitagliptin", "metformin")], []),
        ("metformin and sitagliptin", [("sitagliptin", "metformin")], []),
        ("metformin sitagliptin", [("sitagliptin", "metformin")], []),
        ("metformin and sertraline", [("metformin",), ("sertraline",)], []),
        ("metformin and vildagliptin", [("metformin",), ()], ["vildagliptin"]),
        ("glimepiride and vildagliptin", [()], ["glimepiride vildagliptin"]),
    ],
)
def test_the_worlds_name_of_a_combination_hides_no_drug_of_the_corpus(
    text: str, drugs: list[tuple[str, ...]], world: list[str]
) -> None:
    """In either order it is the combination that is here, else the drugs that it joins, each by itself."""
    combined = Label("y", brand_names=("Janumet",), generic_names=("Sitagliptin and metformin",))
    alone = Label("z", generic_names=("Sertraline",))
    rows = [name for record in (combined, alone) for name in document_names(document(record))]
    joined = ("metformin and sitagliptin", "metformin sitagliptin", "metformin and sertraline")
    names = Lexicon.from_names(
        rows,
        [
            *((each, each) for each in (*joined, "metformin and vildagliptin", "vildagliptin", "glimepiride")),
            ("glimepiride and vildagliptin", "glimepiride vildagliptin"),
        ],
    )
    links = names.link(text)
    assert [link.drugs for link in links] == drugs
    assert [link.world for link in links if link.world] == world


@pytest.mark.parametrize(
    ("intervention", "keys"),
    [
        ("Treatment with either baclofen or tizanidine", ("baclofen", "tizanidine")),
        ("Active comparator: baclofen", ("baclofen",)),
        ("Baclofen [Lioresal/Gablofen]", ("baclofen",)),
        ("Tizanidine (Zanaflex, AN021)", ("tizanidine",)),
        ("baclofen (+) tizanidine", ("baclofen", "tizanidine")),
        ("Baclofen titrated to 0.5 mg per kg", ("baclofen",)),
        ("tizanidine alone (control group)", ("tizanidine",)),
        ("Tizanidine 75", ("tizanidine",)),
        ("Polyethylene glycol 3350", ("polyethylene glycol 3350",)),
        ("Baclofen placebo", ()),
        ("Metformin HCl XR 1,000 mg", ("metformin",)),
        ("Interferon 1,000,000 IU daily", ("interferon",)),
        ("Bupivacaine 0.5% injection", ("bupivacaine",)),
        ("0.25% bupivacaine", ("bupivacaine",)),
        ("200 mg of pembrolizumab", ("pembrolizumab",)),
        ("High dose oral dexamethasone", ("dexamethasone",)),
        ("Extended release torsemide", ("torsemide",)),
        ("Tab. Metformin", ("metformin",)),
        ("methotrexate for", ("methotrexate",)),
        ("oral S-1", ("oral s 1",)),
        ("BI 2536", ("bi 2536",)),
        ("AS-101", ("as 101",)),
        ("R-CHOP", ("r chop",)),
        ("IL-12", ("il 12",)),
        ("Phase II", ()),
        ("Dose B1", ()),
        ("Treatment Arm A", ()),
        ("Formulation C", ()),
        ("Other", ()),
        ("NOT", ()),
        ("in combination", ()),
        ("Standard of care", ()),
        ("Acme", ()),
        ("Acme Pharma", ()),
        ("Bayview", ()),
        ("Dose Escalation", ()),
        ("Supplementation", ()),
        ("Multidisciplinary approach", ()),
        ("Intradermal", ()),
        ("Conjugated estrogens", ("conjugated estrogens",)),
    ],
)
def test_the_drugs_of_a_trials_intervention(intervention: str, keys: tuple[str, ...]) -> None:
    """However the arm is described; a placebo of a drug is no drug, nor a part of a trial or who runs it."""
    trial = Trial(
        "NCT00000001",
        "T",
        interventions=(Intervention(intervention, "DRUG"),),
        sponsor="Acme Pharma Inc.",
        collaborators=("Bayview Hospital",),
    )
    assert drug_keys(document(trial)) == keys


def test_all_names_of_a_drug_are_known_from_any_of_them() -> None:
    """Of one that the corpus has, of one that it lacks, and of a combination the names of its parts."""
    names = Lexicon.from_names(
        [
            Name("Baclofen", "baclofen", NameKind.GENERIC, "baclofen"),
            Name("Lioresal", "lioresal", NameKind.BRAND, "baclofen"),
            Name("Lopinavir ritonavir", "lopinavir ritonavir", NameKind.GENERIC, "lopinavir ritonavir"),
        ],
        [("ritonavir", "ritonavir"), ("norvir", "ritonavir"), ("tikosyn", "dofetilide"), ("dofetilide", "dofetilide")],
    )
    assert names.names_of("Lioresal") == ("lioresal", "baclofen")
    assert names.names_of("Tikosyn") == ("tikosyn", "dofetilide")
    assert names.names_of("lopinavir ritonavir") == ("lopinavir ritonavir", "ritonavir", "norvir")
    assert names.names_of("chair") == ("chair",)


@pytest.mark.parametrize(
    ("listed", "is_part"),
    [
        ("Group B", True),
        ("Phase II", True),
        ("Other", True),
        ("not", True),
        ("Control group 1", True),
        ("Active control arm", True),
        ("Yoga", False),
        ("Placebo", False),
        ("Vitamin C", False),
        ("Group therapy for anxiety", False),
        ("Exercise", False),
    ],
)
def test_what_trials_list_as_given_and_is_a_part_of_them(listed: str, is_part: bool) -> None:
    """It names no intervention that anybody looks for."""
    assert is_part_of_a_trial(listed) is is_part


def test_a_link_knows_where_it_was_written() -> None:
    """The span is a slice of the question."""
    [link] = LEXICON.link("does Zanaflex help?")
    assert (link.text, link.start, link.end, link.corrected) == ("Zanaflex", 5, 13, False)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("baclofin", "baclofen"),
        ("bacloefn", "baclofen"),
        ("tizanadine", "tizanidine"),
        ("tizanidin hydrochloride", "tizanidine"),
        ("herceptn", "trastuzumab"),
        ("trastuzumab emtansin", "ado trastuzumab emtansine"),
    ],
)
def test_misspelled_names_are_resolved_and_say_so(typed: str, meant: str) -> None:
    """One edit, or two in a long name."""
    [link] = LEXICON.link(f"side effects of {typed}")
    assert (link.drugs, link.corrected) == ((meant,), True)


@pytest.mark.parametrize(
    ("typed", "meant", "name"),
    [
        ("is tiza nidine safe", "tizanidine", "tiza nidine"),
        ("what does trama dol do", "tramadol", "trama dol"),
        ("zana flex", "tizanidine", "zana flex"),
        ("sulfa methoxazole dose", "sulfamethoxazole", "sulfa methoxazole"),
        ("side effects of trastu zu mab", "trastuzumab", "trastu zu mab"),
        ("thio guanne", "thioguanine", "thio guanne"),
        ("is gabl ophen safe", None, None),
        ("sulfa methoxazol", "sulfamethoxazole", "sulfa methoxazol"),
        ("tizanidine10mg", "tizanidine", "tizanidine"),
        ("quinidinesulfate dose", "quinidine", "quinidinesulfate"),
        ("tramadolside effects", "tramadol", "tramadol"),
        ("tramadols", "tramadol", "tramadols"),
    ],
)
def test_a_name_may_have_a_blank_too_many_or_too_few(typed: str, meant: str | None, name: str | None) -> None:
    """What the pieces make is one name, not the shorter one that a piece is or is near to."""
    links = [(link.drugs[0], link.text) for link in LEXICON.link(typed)]
    assert links == ([(meant, name)] if meant else [])


def test_pieces_that_are_words_of_their_own_make_no_name() -> None:
    """Nor do a small word and a name behind it, nor a class of drugs."""
    names = [
        name
        for drug in ("betablocker", "inestradiol", "estradiol", "rhythmin", "chloroquine", "hydroxychloroquine")
        for name in document_names(document(Label(drug, generic_names=(drug,))))
    ]
    lexicon = Lexicon.from_names(names)
    assert lexicon.link("beta blockers and the rhythm in sleep") == ()
    assert [link.name for link in lexicon.link("in estradiol cream")] == ["estradiol"]
    assert [link.name for link in lexicon.link("hydroxy chloroquine")] == ["hydroxychloroquine"]
    assert [link.name for link in lexicon.link("hydroxi-chloroquine")] == ["hydroxychloroquine"]


def test_pieces_with_one_letter_wrong_make_a_name_even_where_the_first_is_one() -> None:
    """Not where the rest is a word or another name, nor where two letters are wrong."""
    drugs = [Label("carboplatin", generic_names=("carboplatin",), brand_names=("Carbo",))]
    drugs += [Label(drug, generic_names=(drug,)) for drug in ("carbamazepine", "paclitaxel")]
    lexicon = Lexicon.from_names([name for drug in drugs for name in document_names(document(drug))])
    for typed in ("carbo mazepine", "carbo-mazepine"):
        assert [link.drugs for link in lexicon.link(typed)] == [("carbamazepine",)], typed
    for typed in ("carbo masepine", "carbo and mazepine", "carbo dose"):
        assert lexicon.link(typed)[0].drugs == ("carboplatin",), typed
    assert [link.drugs for link in lexicon.link("carbo paclitaxel")] == [("carboplatin",), ("paclitaxel",)]


def test_a_syllable_that_comes_twice_may_be_typed_once() -> None:
    """With one more letter wrong at most; another drug of the world that is nearer is meant before."""
    drugs = ("Metoprolol", "Atenolol", "Acenol")
    names = [name for drug in drugs for name in document_names(document(Label(drug, generic_names=(drug,))))]
    lexicon = Lexicon.from_names(names, (("metipran", "metipranolol"),))
    assert [link.name for link in lexicon.link("what is metopol tar")] == ["metoprolol"]
    assert [link.name for link in lexicon.link("atenol 25 mg")] == ["atenolol"]
    assert [link.drugs for link in lexicon.link("is metiprann safe")] == [()]
    assert lexicon.link("metal stents") == ()


def test_a_word_nearer_to_an_ordinary_one_is_that() -> None:
    """Reactions are misspelled more often than a brand that is two letters away."""
    names = document_names(document(Label("1", generic_names=("cetirizine",), brand_names=("Reactine",))))
    lexicon = Lexicon.from_names(names)
    assert lexicon.link("what reactons are common") == ()
    assert [link.name for link in lexicon.link("is reactinne sold")] == ["reactine"]


def test_a_made_up_name_of_a_class_is_no_other_drug_of_it() -> None:
    """What it shares with a name is the ending of all of them; one letter wrong, or two of a long name, is a typo."""
    drugs = ("lorlatinib", "Gefitinib", "Pembrolizumab", "Metoprolol", "Ramipril", "Atorvastatin")
    names = [name for drug in drugs for name in document_names(document(Label(drug, generic_names=(drug,))))]
    lexicon = Lexicon.from_names(names, (("captopril", "captopril"),))
    for made_up in ("blorbatinib", "gelfatinib", "fotirpril", "ratopipril", "artovestatin"):
        [link] = lexicon.link(f"side effects of {made_up}")
        assert (link.is_known, link.world) == (False, made_up)
    meant = {"lorlatinb": 0, "gefatinib": 1, "pembrolozimab": 2, "metropolol": 3, "ramipirl": 4, "atorvistatin": 5}
    for typed, drug in meant.items():
        assert [link.name for link in lexicon.link(f"{typed} dose")] == [drugs[drug].lower()], typed


def test_an_ordinary_word_is_a_misspelled_name_only_before_a_strength() -> None:
    """As in "singular 10 mg"; "singular" alone is none."""
    names = document_names(document(Label("1", generic_names=("MONTELUKAST",), brand_names=("Singulair",))))
    lexicon = Lexicon.from_names(names)
    [link] = lexicon.link("what is singular 10 mg for")
    assert (link.drugs, link.corrected) == (("montelukast",), True)
    assert lexicon.link("is there a singular reason") == ()
    assert lexicon.link("take the maximum 10 mg") == ()


def test_an_english_word_is_no_misspelled_name() -> None:
    """One letter from a brand, and a rarer word than the common ones: exercise, eyes and mothers, not drugs."""
    brands = (("everolimus", "Certicol"), ("phenytoin", "Dilatin"))
    names = [
        name
        for drug, brand in brands
        for name in document_names(document(Label(drug, generic_names=(drug,), brand_names=(brand,))))
    ]
    lexicon = Lexicon.from_names(names, (("aerobec", "beclomethasone"), ("gestatron", "dydrogesterone")))
    assert [link.drugs for link in lexicon.link("is dilatim safe")] == [("phenytoin",)]
    for text in ("aerobic training", "pupil dilation", "cortical blindness", "weeks of gestation"):
        assert lexicon.link(text) == ()


def lexical_of(bodies: list[str], folder: Path) -> Lexical:
    """An index of these passages."""
    writer = LexicalWriter(folder, 64)
    writer.write(0, [Entry(number, "", "", body) for number, body in enumerate(bodies)])
    writer.close()
    return Lexical.open(folder, np.arange(len(bodies), dtype=np.int32))


@pytest.mark.parametrize(
    ("proteins", "names", "is_linked"), [(0, 0, True), (2, 0, True), (3, 0, False), (3, 40, True), (9, 40, False)]
)
def test_a_word_that_passages_use_in_its_own_right_is_no_misspelled_name(
    proteins: int, names: int, is_linked: bool, tmp_path: Path
) -> None:
    """A protein that no list of words has, among passages about a drug of nearly its name."""
    texts = ["Kinesin walks."] * proteins + ["Kinetin ages no cell."] * names
    lexical = lexical_of(["Dynein walks.", *texts], tmp_path / "words")
    lexicon = Lexicon.from_names((), (("kinetin", "kinetin"),), lexical.is_word_beside)
    assert bool(lexicon.link("what does kinesin do")) is is_linked


def test_a_misspelling_with_the_stem_of_the_name_is_one(tmp_path: Path) -> None:
    """However many passages hold that stem."""
    lexical = lexical_of(["Oxcarbazepine lowers sodium."] * 20, tmp_path / "words")
    names = document_names(document(Label("1", generic_names=("Oxcarbazepine",))))
    [link] = Lexicon.from_names(names, (), lexical.is_word_beside).link("oxcarbazepin dose")
    assert (link.drugs, link.corrected) == (("oxcarbazepine",), True)


@pytest.mark.parametrize(
    ("text", "world"),
    [
        ("toradol for pain", "ketorolac"),
        ("exelon patch", "rivastigmine"),
        ("rivastigmne dose", "rivastigmine"),
        ("is zolbetuximab safe", "zolbetuximab"),
    ],
)
def test_a_drug_the_corpus_lacks_is_never_turned_into_one_it_has(text: str, world: str) -> None:
    """Toradol is not tramadol; a word with a drug's ending is a drug, though nobody knows it."""
    [link] = LEXICON.link(text)
    assert (link.is_known, link.world) == (False, world)


@pytest.mark.parametrize(
    "text",
    [
        "does it help alcohol use",
        "can I drink water with it",
        "what about glucose, vitamin D and oxygen",
        "spasticity after a stroke",
        "bacl0fen",
        "bacl",
        "mushrooms and pasta",
    ],
)
def test_what_is_no_drug_is_left_alone(text: str) -> None:
    """Substances of daily life, conditions, words with digits, short words."""
    assert LEXICON.link(text) == ()


def test_a_word_between_two_drugs_is_asked_about() -> None:
    """Quinidine or quinine: nobody can know."""
    naming = LEXICON.read("dose of quinidin")
    assert [link.drugs for link in naming.links] == [("quinidine",)]
    naming = LEXICON.read("dose of quindine")
    assert naming.links == ()
    assert set(naming.suggestions[0].names) == {"quinidine", "quinine"}


@pytest.mark.parametrize(
    ("brand", "generic"), [("dilantin", "phenytoin"), ("augmentin", "amoxicillin and clavulanate")]
)
def test_the_world_knows_the_common_brands(brand: str, generic: str) -> None:
    """Those that the dictionary's package lacks are in a list of ours."""
    assert dict(world_drug_names())[brand] == generic


def test_the_worlds_names_are_loaded_by_another_process() -> None:
    """They are the same; a process that nobody waits for is ended, before or after it was read."""
    loading, unwanted = WorldNames.begin(), WorldNames.begin()
    unwanted.close()
    assert loading.read() == dict(world_drug_names())
    loading.close()


def test_ten_thousand_characters_are_linked_in_milliseconds() -> None:
    """Only so many words are compared with every name."""
    text = " ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}acloven" for n in range(1000))
    assert len(LEXICON.link(text)) < 1000


@pytest.mark.parametrize("word", ["worsened", "tablets", "treating", "spasms", "recruiting"])
def test_forms_of_ordinary_words_are_ordinary(word: str) -> None:
    """The list holds base forms."""
    assert is_ordinary(word)


def test_rarer_english_words_are_found_from_the_first_to_the_last() -> None:
    """In a list that is halved until the word is found: it must be sorted."""
    words = files("indexer").joinpath("data/english_words.txt").read_text(encoding="ascii").split()
    assert [word for word in words if not is_english(word)] == []
    assert [word for word in ("", "a", "aalbor", "aalborgs", "baclofenn", "zzzzz", "müller") if is_english(word)] == []


def label_names(folder: Path) -> Iterator[tuple[Document, tuple[str, ...]]]:
    for path in sorted((folder / "raw" / "openfda_labels").glob("*.json")):
        for record in json.loads(path.read_text()).get("results", []):
            stated = record["openfda"]
            generic, brand, substance = (
                tuple(stated.get(f"{kind}_name", ())) for kind in ("generic", "brand", "substance")
            )
            label = Label(record["set_id"], generic_names=generic, brand_names=brand, substances=substance)
            yield document(label), (*generic, *brand)


def misspell(name: str, chance: random.Random) -> str:
    """One letter deleted, inserted, replaced, or changed with the next."""
    while True:
        at = chance.randrange(len(name))
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        typo = chance.choice(
            (
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
            )
        )
        if typo != name and name[at].isalpha() and name[at : at + 2].strip().isalpha():
            return typo


def test_of_one_typo_in_the_names_of_real_labels_nearly_all_are_resolved_and_almost_none_wrongly(
    shared_data: Path,
) -> None:
    """At least 96 % right and at most 0.5 % wrong over all generic and brand names."""
    stated = list(label_names(shared_data))
    names = Lexicon.from_names([name for label, _ in stated for name in document_names(label)], WORLD)
    wanted: dict[str, set[str]] = {}
    for label, texts in stated:
        for text in texts:
            wanted.setdefault(text.lower(), set()).update(drug_keys(label))
    chance = random.Random(11)
    found = [
        (
            {
                drug
                for link in names.link(f"what are the side effects of {misspell(text, chance)}?")
                for drug in link.drugs
            },
            keys,
        )
        for text, keys in wanted.items()
        for _ in range(2)
    ]
    right = sum(bool(got) and got <= keys for got, keys in found) / len(found)
    wrong = sum(bool(got - keys) for got, keys in found) / len(found)
    assert (right >= 0.96, wrong <= 0.005) == (True, True), (right, wrong)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("sulfamethoxazole/trimethoprim", ("sulfamethoxazole", "trimethoprim")),
        ("trimethoprim + sulfamethoxazole dose", ("sulfamethoxazole", "trimethoprim")),
        ("trimethoprim, sulfamethoxazole", None),
        ("baclofen/tramadol", None),
    ],
)
def test_the_drugs_of_one_product_side_by_side_are_that_product(text: str, keys: tuple[str, ...] | None) -> None:
    """Others are two drugs."""
    links = lexicon().link(text)
    assert [set(each.drugs) for each in links] == [set(keys)] if keys else len(links) == 2


def test_a_conjugate_is_named_by_its_antibody_alone() -> None:
    """Where only one is here; an antibody with a label of its own is itself."""
    rows = document_names(document(Label("1", generic_names=("GEMTUZUMAB OZOGAMICIN",))))
    names = Lexicon.from_names(rows, [("mylotarg", "gemtuzumab ozogamicin")])
    assert names.link("gemtuzumab")[0].drugs == ("gemtuzumab ozogamicin",)
    assert lexicon().link("trastuzumab")[0].drugs == ("trastuzumab",)


def test_a_brand_of_a_combination_is_its_drugs() -> None:
    """The world knows the brand, the corpus the combination."""
    rows = document_names(document(Label("1", generic_names=("LEDIPASVIR AND SOFOSBUVIR",))))
    names = Lexicon.from_names(rows, [("harvoni", "ledipasvir and sofosbuvir")])
    assert set(names.link("harvoni")[0].drugs) == {"ledipasvir", "sofosbuvir"}


def test_a_brand_is_called_without_its_number_where_no_other_begins_so() -> None:
    """Or without how it is released; not where another drug's name begins with the same word."""
    drugs = [
        Label("eteplirsen", generic_names=("eteplirsen",), brand_names=("Exondys 51",)),
        Label("topiramate", generic_names=("topiramate",), brand_names=("Trokendi XR",)),
        Label("tulodrol", generic_names=("tulodrol",), brand_names=("Zirkovent Ellipta",)),
        Label("hct", generic_names=("valsamide and hydrochlorothiazide",), brand_names=("Diofaxan HCT",)),
        Label("alpha", generic_names=("alphamide",), brand_names=("Zentivex 10",)),
        Label("beta", generic_names=("betamide",), brand_names=("Zentivex Plus",)),
    ]
    lexicon = Lexicon.from_names([name for drug in drugs for name in document_names(document(drug))])
    assert [link.drugs for link in lexicon.link("exondys dose")] == [("eteplirsen",)]
    assert [link.drugs for link in lexicon.link("is trokendi safe")] == [("topiramate",)]
    assert [link.drugs for link in lexicon.link("zirkovent dose")] == [("tulodrol",)]
    assert lexicon.link("diofaxan dose") == ()
    assert lexicon.link("zentivex dose") == ()


@pytest.mark.parametrize(
    ("brand", "canonical", "drugs"),
    [
        ("duragesic", "fentanyl patch", ("fentanyl",)),
        ("xylocaine", "fentanyl oral solution", ("fentanyl",)),
        ("fentanest", "fentanyl antagonist", ()),
        ("patchine", "patch", ()),
    ],
)
def test_a_brand_that_is_listed_by_its_form_is_its_drug(brand: str, canonical: str, drugs: tuple[str, ...]) -> None:
    """And by nothing but its form."""
    stated = [Name("Fentanyl", "fentanyl", NameKind.GENERIC, "fentanyl")]
    read = Lexicon.from_names(stated, world=[(brand, canonical)]).read(brand)
    assert [link.drugs for link in read.links] == [drugs]


def test_a_brand_of_insulin_is_its_insulin() -> None:
    """Whose canonical name tells where it comes from."""
    stated = [Name("Insulin detemir", "insulin detemir", NameKind.GENERIC, "insulin detemir")]
    [link] = Lexicon.from_names(stated, world=[("levemir", "insulin detemir rdna origin")]).read("levemir").links
    assert link.drugs == ("insulin detemir",)


@pytest.mark.parametrize(
    ("brand", "canonical", "drug"),
    [
        ("skyrizi", "risankizumab rzaa", "risankizumab"),
        ("polivy", "polatuzumab vedotin piiq", "polatuzumab vedotin"),
        ("reblozyl", "luspatercept aamt", "luspatercept"),
        ("phesgo", "trastuzumab and hyaluronidase oysk", None),  # no product of trastuzumab alone
        ("octreoscan", "octreotide scan", None),
    ],
)
def test_a_brand_of_a_biologic_is_what_its_suffix_tells_apart(brand: str, canonical: str, drug: str | None) -> None:
    """The four letters that the FDA gives each product tell makers apart, not drugs."""
    stated = [
        Name(each.capitalize(), each, NameKind.GENERIC, each)
        for each in ("risankizumab", "polatuzumab vedotin", "luspatercept", "trastuzumab", "octreotide")
    ]
    read = Lexicon.from_names(stated, world=[(brand, canonical), (canonical, canonical)]).read(brand)
    assert [link.drugs for link in read.links] == [(drug,) if drug else ()]
