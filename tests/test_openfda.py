"""openFDA drug labels, read from small labels in its format and from 363 real ones."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from indexer.documents import Document, Label, PartialDate
from indexer.errors import SourceError
from indexer.sources import openfda
from indexer.sources.label_names import label_title, names_in_product_data
from indexer.sources.label_overlap import collapse
from indexer.sources.label_sections import LABEL_SECTIONS
from indexer.sources.reading import HEAD_BYTES, Problems
from indexer.text import canonical
from tests.source_files import documents_in, file_at, file_holding, sections_of


def read(content: object) -> list[Document]:
    """Read what must read without a problem."""
    text = content if isinstance(content, str) else json.dumps(content)
    return documents_in(openfda, file_holding("labels.json", text))


@pytest.fixture(scope="module")
def answer(tests_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tests_data / "openfda" / "answer.json").read_text())
    return found


@pytest.fixture(scope="module")
def zentoril(answer: dict[str, Any]) -> Document:
    return read(answer)[0]


@pytest.fixture(scope="module")
def calmotine(answer: dict[str, Any]) -> Document:
    return read(answer)[1]


def test_the_facts_of_a_label_are_those_of_its_record(zentoril: Document) -> None:
    """Every fact, copied by hand from the file; the set id is in lower case, as DailyMed's addresses have it."""
    assert zentoril.record == Label(
        set_id="0a0b0c0d-1111-4222-8333-444455556666",
        version="7",
        effective=PartialDate(2021, 3, 9),
        product_type="HUMAN PRESCRIPTION DRUG",
        brand_names=("ZENTORIL",),
        generic_names=("EXAMPLINE HYDROCHLORIDE",),
        substances=("EXAMPLINE HYDROCHLORIDE",),
        uniis=("X1Y2Z3W4V5",),
        routes=("ORAL",),
        manufacturers=("Example Laboratories",),
        ndcs=("99999-005", "99999-010"),
        rxcuis=("123456",),
        application_numbers=("NDA999999",),
        pharm_classes=("Example Relaxant [EPC]", "Example Antagonists [MoA]"),
    )
    assert zentoril.document_id == "0a0b0c0d-1111-4222-8333-444455556666"
    assert zentoril.title == "Zentoril (exampline hydrochloride)"
    assert zentoril.source.url is not None
    assert zentoril.source.url.endswith("setid=0a0b0c0d-1111-4222-8333-444455556666")
    assert (zentoril.source.publisher, zentoril.source.format) == ("openFDA", "openfda")
    assert zentoril.source.date == PartialDate(2021, 3, 9)


def test_one_result_a_list_and_an_answer_read_alike(answer: dict[str, Any], zentoril: Document) -> None:
    """A saved result, a list of results and the API's answer give the same document."""
    result = answer["results"][0]
    assert read(result) == read([result]) == [zentoril]
    assert read({"results": [result], "meta": answer["meta"]}) == [zentoril]


def test_a_section_is_called_by_its_field(zentoril: Document) -> None:
    """Keys are openFDA's own field names, titles are for readers."""
    titles = {section.key: section.title for section in zentoril.sections}
    assert titles["warnings_and_cautions"] == "Warnings and precautions"
    assert titles["spl_medguide"] == "Medication guide"
    assert not any(key.endswith("_table") for key in titles)


def test_a_parent_keeps_only_what_its_children_do_not_say(zentoril: Document) -> None:
    """Pregnancy and geriatric use leave the section that holds them; lactation, which has no field, stays."""
    assert sections_of(zentoril)["use_in_specific_populations"] == (
        "8 USE IN SPECIFIC POPULATIONS\n\n"
        "8.2 Lactation It is not known whether exampline passes into milk.\n\n"
        "8.6 Renal Impairment Give half the dose when the kidneys work badly."
    )
    assert sections_of(zentoril)["geriatric_use"].startswith("8.5 Geriatric Use People over 65")


def test_a_parent_of_which_only_the_heading_is_left_is_left_out(zentoril: Document) -> None:
    """A bare "12 CLINICAL PHARMACOLOGY" is no section; its children are."""
    assert "clinical_pharmacology" not in sections_of(zentoril)
    assert {"mechanism_of_action", "pharmacokinetics"} <= set(sections_of(zentoril))


def test_contraindications_stay_whole(zentoril: Document) -> None:
    """That pregnancy forbids the drug is said in both sections, for both questions."""
    assert "must not be taken" in sections_of(zentoril)["contraindications"]
    assert "must not be taken" in sections_of(zentoril)["pregnancy"]


def test_what_is_said_twice_is_kept_where_a_reader_looks(zentoril: Document) -> None:
    """An unclassified copy of the boxed warning goes, and the second of two equal package labels."""
    assert sections_of(zentoril)["spl_unclassified_section"] == "Made for Example Laboratories."
    assert sections_of(zentoril)["package_label_principal_display_panel"].split("\n\n") == [
        "ZENTORIL 5 mg 100 tablets NDC 99999-005-01 Keep away from children",
        "ZENTORIL 10 mg 100 tablets NDC 99999-010-01 Keep away from children",
    ]


def test_a_table_gets_its_rows_back(zentoril: Document) -> None:
    """The words that openFDA runs together become rows with bars, once, in their place."""
    assert sections_of(zentoril)["adverse_reactions"].endswith(
        "these were seen:\nTable 1: Reactions seen in Study 7\nExampline N=50 | Placebo N=48\n"
        "Dizziness Includes unsteadiness. | 12% | 4%\nDry mouth | 8.1 | 8.2\nNo one left the study."
    )


def test_lists_side_by_side_are_read_item_by_item(zentoril: Document) -> None:
    """A leaflet laid out in columns is no table of figures."""
    assert "\nfeeling sleepy\nupset stomach\ndry lips\nsore throat\nAsk" in sections_of(zentoril)["spl_medguide"]


def test_subsections_begin_a_paragraph_and_references_do_not(zentoril: Document) -> None:
    """Rising numbers before a capital break the line: not "( 5.1 )", "(6.1)" or "section 5.3"; 5.10 is too far on."""
    assert [part.split(" ")[0] for part in sections_of(zentoril)["warnings_and_cautions"].split("\n\n")] == [
        "5",
        "5.1",
        "5.3",
    ]


def test_a_product_a_line(zentoril: Document) -> None:
    """Product data break before each product, and equal products are told once."""
    assert sections_of(zentoril)["spl_product_data_elements"].split("\n") == [
        "ZENTORIL exampline hydrochloride EXAMPLINE HYDROCHLORIDE EXAMPLINE STARCH, CORN ZEN;5",
        "ZENTORIL exampline hydrochloride EXAMPLINE HYDROCHLORIDE EXAMPLINE STARCH, CORN ZEN;10",
    ]


def test_an_empty_openfda_block_falls_back_on_the_product_data(calmotine: Document) -> None:
    """The names with which the product data begin are the label's."""
    assert isinstance(calmotine.record, Label)
    assert calmotine.record.brand_names == ("Calmotine",)
    assert calmotine.record.generic_names == ("Samplazole",)
    assert calmotine.title == "Calmotine (samplazole)"


def test_an_old_label_keeps_pregnancy_whole(calmotine: Document) -> None:
    """Teratogenic effects are no topic of their own; what only the parent says stays with the parent."""
    assert "teratogenic_effects" not in sections_of(calmotine)
    assert sections_of(calmotine)["pregnancy"].endswith("no malformed young.")
    assert (
        sections_of(calmotine)["precautions"] == "PRECAUTIONS General Take with water.\n\nNursing Mothers See WARNINGS."
    )


def test_a_field_added_one_day_is_read_under_its_name(calmotine: Document) -> None:
    """A list of texts is a section, also under a name that this project does not know."""
    assert [s.title for s in calmotine.sections if s.key == "a_field_of_tomorrow"] == ["A field of tomorrow"]


def test_a_copy_that_is_not_to_the_letter_leaves_only_what_differs() -> None:
    """Nine of ten sentences shared: the parent keeps its tenth, the child all of its own."""
    shared = [f"Sentence number {n} speaks of children at some length." for n in range(10)]
    child = " ".join([*shared[:9], "Only the child says this one sentence here."])
    parent = " ".join(["PRECAUTIONS", *shared])
    left = collapse({"precautions": [parent], "pediatric_use": [child]})
    assert left == {"precautions": "PRECAUTIONS\n\n" + shared[9], "pediatric_use": child}


def test_a_subsection_is_found_where_tags_left_no_blank_and_never_inside_a_number() -> None:
    """Some labels run "…dose.8.4 Pediatric Use" together; "2.1 Dosing" is not part of "12.1 Dosing"."""
    child = "8.4 Pediatric Use The dose for children has not been established in trials."
    left = collapse(
        {"use_in_specific_populations": [f"8 USE Halve the dose.{child}8.6 Liver"], "pediatric_use": [child]}
    )
    assert left["use_in_specific_populations"] == "8 USE Halve the dose.\n\n8.6 Liver"
    child = "2.1 Dosing for children has not been established in any trial so far."
    parent = f"8 USE As said in 1{child}"
    assert collapse({"use_in_specific_populations": [parent], "pediatric_use": [child]}) == {
        "use_in_specific_populations": parent,
        "pediatric_use": child,
    }


@pytest.mark.parametrize(
    ("brands", "generics", "substances", "title"),
    [
        (["LIORESAL"], ["BACLOFEN"], ["BACLOFEN"], "Lioresal (baclofen)"),
        (["NURTEC ODT"], ["rimegepant sulfate"], [], "Nurtec ODT (rimegepant sulfate)"),
        (["Amoxapine"], ["AMOXAPINE"], ["AMOXAPINE"], "Amoxapine"),
        (["RYDAPT"], ["RYDAPT"], ["MIDOSTAURIN"], "Rydapt (midostaurin)"),
        (["CISplatin"], ["CISPLATIN"], [], "CISplatin"),
        (["NATPARA (parathyroid hormone)"], ["PARATHYROID HORMONE"], [], "Natpara (parathyroid hormone)"),
        (["Lutathera"], ["Lutetium Lu 177 dotatate"], [], "Lutathera (lutetium Lu 177 dotatate)"),
        ([], ["TETRABENAZINE"], [], "Tetrabenazine"),
        ([], [], [], "Label 1a1b"),
    ],
)
def test_titles_read_as_people_write(brands: list[str], generics: list[str], substances: list[str], title: str) -> None:
    """Brand, then the generic name in brackets where it says more."""
    assert label_title(brands, generics, substances, "1a1b") == title


def test_what_is_no_label_is_not_claimed(answer: dict[str, Any]) -> None:
    """Time stamps, errors, trials and adverse event reports are left to others; field order does not matter."""
    others: list[object] = [
        {"lastModified": "2024-01-05"},
        {"error": {"code": "NOT_FOUND", "message": "No matches found!"}},
        {"protocolSection": {"conditionsModule": {"conditions": ["Stroke"]}, "references": ["x"]}},
        {"meta": {"terms": "https://open.fda.gov/terms/"}, "results": [{"safetyreportid": "1"}]},
    ]
    assert not any(openfda.recognises("x.json", json.dumps(other).encode()) for other in others)
    assert not openfda.recognises("x.txt", b"indications_and_usage")
    assert openfda.recognises("x.json", json.dumps(answer, indent=1).encode()[:4096])
    assert openfda.recognises("x.json", json.dumps({"warnings": ["A" * 9000], "set_id": "1"}).encode()[:4096])


def test_a_result_without_set_id_is_named_and_the_rest_is_read(answer: dict[str, Any]) -> None:
    """One bad record costs one record."""
    bad = {key: value for key, value in answer["results"][0].items() if key not in {"set_id", "openfda"}}
    problems = Problems()
    source = file_holding("bulk.json", json.dumps({"results": [bad, "text", answer["results"][1]]}))
    assert [document.title for document in openfda.read(source, problems)] == ["Calmotine (samplazole)"]
    assert [problem.where for problem in problems.found] == ["result 1", "result 2"]


def test_a_label_without_a_section_is_named() -> None:
    """Its drug would be known, and every question about it unanswered."""
    labels = [{"set_id": SET_ID, "openfda": {"brand_name": ["ZENTORIL"]}}, {"set_id": SET_ID[::-1], "warnings": [" "]}]
    problems = Problems()
    assert list(openfda.read(file_holding("labels.json", json.dumps(labels)), problems)) == []
    assert [each.reason for each in problems.lost] == ["no section with text; expected a drug label"] * 2


def test_a_date_that_is_none_is_named_and_left_out(answer: dict[str, Any]) -> None:
    """The label is read without it."""
    problems = Problems()
    source = file_holding("one.json", json.dumps({**answer["results"][1], "effective_time": "20191399"}))
    [document] = openfda.read(source, problems)
    assert document.source.date is None
    assert problems.found[0].reason == "effective_time '20191399' is no date such as 20150228; left out"


def test_names_and_codes_are_read_as_other_programs_write_them(answer: dict[str, Any]) -> None:
    """One value without its list, a code as a number; a label without its names would be about no drug."""
    block = {"brand_name": "Calmotine", "generic_name": ["Samplazole"], "rxcui": [314231, "1292"], "route": None}
    source = file_holding("one.json", json.dumps({**answer["results"][1], "openfda": block | {"unii": [True, " "]}}))
    problems = Problems()
    [document] = openfda.read(source, problems)
    label = document.record
    assert isinstance(label, Label)
    assert (label.brand_names, label.generic_names, label.routes) == (("Calmotine",), ("Samplazole",), ())
    assert (label.rxcuis, label.uniis, problems.found) == (("314231", "1292"), (), ())


@pytest.mark.parametrize("stated", ["20240105", "2024-01-05", "2024-01-05T00:00:00Z", 20240105])
def test_a_date_is_read_as_other_programs_write_it(answer: dict[str, Any], stated: object) -> None:
    """What hands labels on may write the ISO form, or a number."""
    source = file_holding("one.json", json.dumps({**answer["results"][1], "effective_time": stated}))
    problems = Problems()
    [document] = openfda.read(source, problems)
    assert (document.source.date, problems.found) == (PartialDate(2024, 1, 5), ())


def test_a_file_cut_short_gives_what_came_before(answer: dict[str, Any]) -> None:
    """The whole first label is read, then the error says where the file ends."""
    source = file_holding("cut.json", json.dumps(answer)[:-200])
    documents = openfda.read(source, Problems())
    assert next(documents).title == "Zentoril (exampline hydrochloride)"
    with pytest.raises(SourceError, match="after record 1"):
        next(documents)


def test_hostile_tables_leave_the_words_as_they_are(answer: dict[str, Any]) -> None:
    """Broken, entity-laden and bottomless tables are ignored: their words stand in the section anyway."""
    bomb = '<!DOCTYPE t [<!ENTITY a "ha">]><table><tr><td>&a;</td></tr></table>'
    for table in ("<table><tr>", bomb, "<b>" * 5000 + "</b>" * 5000):
        [document] = read({**answer["results"][0], "adverse_reactions_table": [table]})
        assert "Dizziness Includes unsteadiness. 12% 4%" in sections_of(document)["adverse_reactions"]


def test_section_codes_are_those_that_fda_lists(shared_data: Path) -> None:
    """Each LOINC code of FDA's own list has a field; no code and no field stands for two."""
    with (shared_data / "raw" / "spl" / "openfda_sections.csv").open(newline="") as file:
        listed = {row[0] for row in csv.reader(file)}
    ours = [section.loinc for section in LABEL_SECTIONS]
    assert listed <= set(ours)
    assert len(set(ours)) == len(ours) == len({section.field for section in LABEL_SECTIONS})


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[tuple[dict[str, Any], Document]]:
    """Every sixth real label: its raw record beside the document."""
    folder = shared_data / "raw" / "openfda_labels"
    pairs = []
    for file in sorted(folder.glob("*A*.json"))[::6]:
        raw = json.loads(file.read_text())
        [document] = openfda.read(file_at(folder, file.name), Problems())
        pairs.append((raw["results"][0], document))
    return pairs


def test_every_real_file_is_claimed_or_is_no_label(shared_data: Path) -> None:
    """The 363 labels are; the time stamp, the tables and the README are not."""
    folder = shared_data / "raw" / "openfda_labels"
    sources = [file_at(folder, file.name) for file in folder.iterdir()]
    claimed = {source.name for source in sources if openfda.recognises(source.name, source.head())}
    assert len(claimed) == 363
    assert {file.name for file in folder.iterdir()} - claimed == {
        "README.md",
        "labels_with_no_reponse.tsv",
        "map_appId_to_name.tsv",
        "timestamp.json",
    }


def test_real_facts_are_the_raw_ones(real: list[tuple[dict[str, Any], Document]]) -> None:
    """Set id, version, date, brand, generic and UNII, compared with the raw JSON."""
    for raw, document in real:
        label = document.record
        assert isinstance(label, Label)
        assert (label.set_id, label.version) == (raw["set_id"], raw["version"])
        assert str(label.effective).replace("-", "") == raw["effective_time"]
        assert list(label.brand_names) == raw["openfda"]["brand_name"]
        assert list(label.generic_names) == raw["openfda"]["generic_name"]
        assert list(label.uniis) == raw["openfda"].get("unii", [])


def test_no_real_word_is_lost(real: list[tuple[dict[str, Any], Document]]) -> None:
    """Any six words in a row of the raw label stand in a row in some section, but for those across a cut."""
    for raw, document in real[::3]:
        kept = set()
        for section in document.sections:
            words = section.text.replace(" | ", " ").split()
            kept |= {tuple(words[i : i + 6]) for i in range(len(words))}
        for field, texts in raw.items():
            if not isinstance(texts, list) or field.endswith("_table"):
                continue
            for text in texts:
                words = canonical(text).split()
                missing = [i for i in range(len(words) - 5) if tuple(words[i : i + 6]) not in kept]
                # a cut crosses at most five runs of six, and a heading of a few words may go with it
                longest = _longest_run(missing)
                assert longest <= 18, (document.title, field, " ".join(words[missing[0] :][:40]))


def _longest_run(numbers: list[int]) -> int:
    longest = run = 0
    for place, number in enumerate(numbers):
        run = run + 1 if place and number == numbers[place - 1] + 1 else 1
        longest = max(longest, run)
    return longest


def test_real_sections_are_canonical_and_tables_have_rows(real: list[tuple[dict[str, Any], Document]]) -> None:
    """Every section is already in the one form that passages are slices of."""
    for raw, document in real:
        for section in document.sections:
            assert section.text == canonical(section.text)
        if raw.get("adverse_reactions_table"):
            assert " | " in sections_of(document)["adverse_reactions"]


def test_names_are_found_without_the_openfda_block(shared_data: Path) -> None:
    """In at least 95 of 100 real labels the product data alone give the very brand that openFDA states."""
    right = total = 0
    for file in sorted((shared_data / "raw" / "openfda_labels").glob("*A*.json"))[::3]:
        raw = json.loads(file.read_text())["results"][0]
        brand, _ = names_in_product_data(raw["spl_product_data_elements"][0])
        right += (brand or "").casefold() == raw["openfda"]["brand_name"][0].casefold()
        total += 1
    assert right >= 0.95 * total


SET_ID = "0a0b0c0d-1111-4222-8333-444455556666"


def test_a_section_may_be_one_text() -> None:
    """As programs write it that hand labels on; no other field becomes a section by that."""
    label = {"set_id": SET_ID, "version": "7", "boxed_warning": "WARNING: test fever.", "contraindications": ["None."]}
    content = "\ufeff" + json.dumps(label)
    assert openfda.recognises("label.json", content.encode())
    assert sections_of(*read(content)) == {"boxed_warning": "WARNING: test fever.", "contraindications": "None."}


@pytest.mark.parametrize("value", [[5, None], ["A warning.", None], {"text": "A warning."}, 5, True])
def test_a_section_that_is_no_text_costs_its_label(value: object) -> None:
    """Read without it, the label would be said to have no such section."""
    labels = [
        {"set_id": SET_ID, "boxed_warning": value},
        {"set_id": SET_ID[::-1], "warnings": ["Stop it at a test fever."]},
    ]
    problems = Problems()
    documents = list(openfda.read(file_holding("labels.json", json.dumps(labels)), problems))
    assert len(documents) == 1
    [problem] = problems.lost
    assert problem.where == SET_ID
    assert problem.reason.startswith("boxed_warning: expected a list of texts, found ")


def test_a_label_of_many_packages_is_one(answer: dict[str, Any]) -> None:
    """Its facts fill all that is looked at before the first section."""
    text = "Stop the drug where a fever of the test kind appears."
    packages = {"package_ndc": [f"{number:05}-123-45" for number in range(600)]}
    label = {"effective_time": "20240101", "openfda": packages, "set_id": SET_ID, "warnings": [text]}
    for content in (label, [label], {"meta": answer["meta"], "results": [label]}):
        assert openfda.recognises("label.json", json.dumps(content).encode()[:HEAD_BYTES])
        assert sections_of(*read(json.dumps(content))) == {"warnings": text}
    product = {"product_ndc": "00000-123", "openfda": {"spl_set_id": [SET_ID], "package_ndc": ["00000-123-45"]}}
    assert not openfda.recognises("ndc.json", json.dumps({"meta": answer["meta"], "results": [product]}).encode())


@pytest.mark.parametrize("set_id", ["a/b", "a#b", "a b", "a?b", "a%2fb", "x" * 201])
def test_a_label_whose_id_is_no_address_is_named(set_id: str) -> None:
    """Its passages could not be cited; the next label is read."""
    labels = [{"set_id": each, "warnings": ["Stop it at a test fever."]} for each in (set_id, SET_ID)]
    problems = Problems()
    [document] = openfda.read(file_holding("labels.json", json.dumps(labels)), problems)
    [problem] = problems.lost
    assert (document.document_id, problem.where) == (SET_ID, "result 1")
    assert "cannot be cited" in problem.reason


def test_values_that_are_wrong_are_left_out_and_told() -> None:
    """A date, a UNII, a set id; the label is read."""
    label = {
        "set_id": "foo",
        "effective_time": "20151328",
        "warnings": ["Stop it at a test fever."],
        "openfda": {"unii": ["123"]},
    }
    problems = Problems()
    [document] = openfda.read(file_holding("labels.json", json.dumps(label)), problems)
    assert isinstance(document.record, Label)
    assert (document.document_id, document.record.uniis, document.source.url) == ("foo", (), None)
    assert [each.reason.partition(" is no ")[0] for each in problems.found] == [
        "effective_time '20151328'",
        "'123'",
        "'foo'",
    ]
    assert problems.lost == ()
