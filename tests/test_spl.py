"""Structured Product Labeling, read from small labels in its format and from the real ones."""

import zipfile
from pathlib import Path

import pytest

from indexer.documents import Document, Label, PartialDate
from indexer.errors import SourceError
from indexer.sources import openfda, spl
from indexer.sources.reading import Problems, SourceFile
from indexer.text import canonical
from tests.source_files import documents_in, file_at, file_holding, sections_of


def read(source: SourceFile) -> Document:
    [document] = documents_in(spl, source)
    return document


@pytest.fixture(scope="module")
def prescription(tests_data: Path) -> Document:
    return read(file_at(tests_data / "spl", "prescription.xml"))


@pytest.fixture(scope="module")
def otc(tests_data: Path) -> Document:
    return read(file_at(tests_data / "spl", "otc.xml"))


def test_the_facts_of_a_label_are_those_of_its_header_and_products(prescription: Document) -> None:
    """Every fact, copied by hand from the file; a subcontractor is no manufacturer."""
    assert prescription.record == Label(
        set_id="0a0b0c0d-1111-4222-8333-444455556666",
        version="7",
        effective=PartialDate(2021, 3, 9),
        product_type="HUMAN PRESCRIPTION DRUG",
        brand_names=("Zentoril Forte",),
        generic_names=("exampline hydrochloride",),
        substances=("EXAMPLINE HYDROCHLORIDE",),
        uniis=("X1Y2Z3W4V5",),
        routes=("ORAL",),
        manufacturers=("Example Laboratories",),
        ndcs=("99999-005",),
        application_numbers=("NDA999999",),
    )
    assert prescription.title == "Zentoril Forte (exampline hydrochloride)"
    assert prescription.source.publisher == "DailyMed"
    assert prescription.source.date == PartialDate(2021, 3, 9)


def test_product_data_are_read_as_lines(prescription: Document) -> None:
    """What is in it and what it looks like, from coded facts."""
    assert sections_of(prescription)["spl_product_data_elements"].split("\n") == [
        "Product: Zentoril Forte (exampline hydrochloride), TABLET, ORAL, NDC 99999-005",
        "Active ingredient: EXAMPLINE HYDROCHLORIDE (EXAMPLINE) 5 mg",
        "Appearance of Zentoril Forte, NDC 99999-005: color WHITE, size 9 mm, imprint ZEN;5",
        "Inactive ingredients: STARCH, CORN",
    ]


def test_a_section_holds_its_title_its_text_and_its_highlights(prescription: Document) -> None:
    """A title, a paragraph, a line after a break: each on its own line."""
    assert sections_of(prescription)["indications_and_usage"] == (
        "1 INDICATIONS AND USAGE\nZENTORIL is used for stiffness of the muscles.\nIt is for adults.\n"
        "For stiff muscles (1)"
    )


def test_subsections_lists_and_tables_stay_readable(prescription: Document) -> None:
    """The subsection's title on its own line, items marked once, rows with bars, 10 to the ninth not as 109."""
    assert sections_of(prescription)["adverse_reactions"] == (
        "6 ADVERSE REACTIONS\n\n6.1 Clinical Trials Experience\n"
        "Platelets fell below 10 x 10^9/L in two people.\n"
        "1. First weigh the person.\n2. Then give the dose.\n"
        "Table 1: Reactions\nExampline | Placebo\nDizziness (Includes unsteadiness.) | 12% | 4%\n"
        "• dry mouth\n• thirst"
    )


def test_subsections_asked_for_by_name_are_sections_of_their_own(prescription: Document) -> None:
    """Pregnancy and lactation leave their parent, which keeps the rest; a heading alone is no section."""
    found = sections_of(prescription)
    assert found["pregnancy"] == "8.1 Pregnancy\nAnimals given ten times the dose had smaller litters."
    assert found["lactation"] == "8.2 Lactation\nIt is not known whether exampline passes into milk."
    assert found["use_in_specific_populations"] == (
        "8 USE IN SPECIFIC POPULATIONS\n\n8.6 Renal Impairment\nGive half the dose."
    )
    assert "clinical_pharmacology" not in found
    assert "mechanism_of_action" in found


def test_an_over_the_counter_label_has_its_own_sections(otc: Document) -> None:
    """Warnings of a drug facts box are one section each."""
    found = sections_of(otc)
    assert found["do_not_use"] == "Do not use\n• in a child under 4 years"
    assert found["stop_use"].startswith("Stop use and ask a doctor if\n• the cough")
    assert found["purpose"] == "Purpose\nCough suppressant"
    assert "warnings" not in found


def test_a_section_without_a_code_of_its_own_is_called_by_its_title(otc: Document) -> None:
    """As in emergency use labels; what has no title either is "Other information"."""
    titles = {section.key: section.title for section in otc.sections}
    assert titles["authorized_use_in_an_emergency"] == "Authorized Use in an Emergency"
    assert titles["spl_unclassified_section"] == "Other information"
    assert sections_of(otc)["contraindications"] == "Contraindications\nKnown allergy to balmine."


def test_a_label_without_title_is_called_by_its_product(otc: Document) -> None:
    """A kit is called by its own name; a month is a date."""
    assert otc.title == "Soothe-It Kit (balmine hydrochloride)"
    assert isinstance(otc.record, Label)
    assert otc.record.brand_names == ("Soothe-It Kit", "SOOTHE-IT")
    assert otc.record.effective == PartialDate(2011, 4)
    assert "Active ingredient: BALMINE HYDROCHLORIDE 6.25 mg/5 mL" in sections_of(otc)["spl_product_data_elements"]


SPL = '<document xmlns="urn:hl7-org:v3"><setId root="1"/>{}</document>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<document xmlns='urn:hl7-org:v3'>", "not valid XML"),
        ("<clinical_study/>", "expected document of urn:hl7-org:v3"),
        ("<document xmlns='urn:hl7-org:v3'/>", "no setId"),
        (SPL.format(""), "without sections or products"),
        (SPL.format("").replace('"1"', '"a/b"'), "cannot be cited"),
        ('<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + SPL.format("&b;"), "entities"),
        ('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + SPL.format("&a;"), "entities"),
        (SPL.format("<a>" * 300 + "</a>" * 300), "nested deeper"),
    ],
)
def test_what_is_no_label_or_hostile_is_refused_with_its_reason(content: str, reason: str) -> None:
    """Broken, foreign, empty, a bomb, an external file, a bottomless pit."""
    with pytest.raises(SourceError, match=reason):
        list(spl.read(file_holding("label.xml", content), Problems()))


def test_only_hl7_documents_are_claimed() -> None:
    """A registry's XML and a picture are left to others."""
    assert spl.recognises("a.xml", b'<?xml version="1.0"?><document xmlns="urn:hl7-org:v3">')
    assert not spl.recognises("a.xml", b"<clinical_study>")
    assert not spl.recognises("a.jpg", b"\xff\xd8\xff\xe0")


@pytest.fixture(scope="module")
def real(shared_data: Path) -> dict[str, Document]:
    """Every real label by file name, that of the download zip too."""
    folder = shared_data / "raw" / "spl"
    found = {file.name: read(file_at(folder, file.name)) for file in sorted(folder.glob("*.xml"))}
    with zipfile.ZipFile(folder / "dailymed_1b5e2860_spl.zip") as archive:
        [member] = [name for name in archive.namelist() if name.endswith(".xml")]
        found["zip"] = read(file_holding(member, archive.read(member)))
    return found


def test_every_real_label_is_read_with_its_facts(real: dict[str, Document]) -> None:
    """Copied by hand from the headers: set id, version, date, brand and active ingredients."""
    assert len(real) == 11
    viagra = real["openfda_viagra.xml"].record
    assert isinstance(viagra, Label)
    assert viagra.set_id == "0b0be196-0c62-461c-94f4-9a35339b4501"
    assert (viagra.version, viagra.effective) == ("20", PartialDate(2017, 11, 7))
    assert viagra.uniis == ("BW9B0ZE037",)
    assert viagra.ndcs == ("0069-4200", "0069-4210", "0069-4220")
    assert viagra.application_numbers == ("NDA020895",)
    cough = real["openfda_cough.xml"].record
    assert isinstance(cough, Label)
    assert cough.product_type == "HUMAN OTC DRUG"
    assert cough.uniis == ("TC2D6JAD40", "04JA59TNSJ")
    titles = {name: document.title for name, document in real.items()}
    assert titles["openfda_no-title.xml"] == "Haloperidol"
    assert titles["kgrid_remdesivir.xml"] == "Veklury (remdesivir)"
    assert titles["openfda_humira.xml"] == "Humira (adalimumab)"


def test_real_sections_are_canonical_and_hold_the_narrative(real: dict[str, Document]) -> None:
    """Canonical text, known sections, and tables as rows."""
    for document in real.values():
        assert all(section.text == canonical(section.text) for section in document.sections)
        assert {"indications_and_usage", "authorized_use"} & set(sections_of(document))
    assert "Obverse | VGR25 | VGR50 | VGR100" in sections_of(real["openfda_viagra.xml"])["how_supplied"]


def test_both_publishers_call_a_section_alike(real: dict[str, Document], tests_data: Path) -> None:
    """A prescription label's sections have openFDA's field names in both formats."""
    [first, _] = openfda.read(file_at(tests_data / "openfda", "answer.json"), Problems())
    shared = set(sections_of(first)) & set(sections_of(real["medrecpro_test.xml"]))
    assert {"indications_and_usage", "adverse_reactions", "pregnancy", "mechanism_of_action"} <= shared
