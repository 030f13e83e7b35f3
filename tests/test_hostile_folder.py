"""One folder with everything hostile in it, built: every file is named with the reason, and the rest is served."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from indexer.doctor import examine
from indexer.generation import Generation
from indexer.report import BuildReport
from tests.toy_corpus import build_toy, three_documents

STUDY = '{"protocolSection": {"identificationModule": {"nctId": "%s", "briefTitle": %s}}}'
XML = "<clinical_study><id_info><nct_id>NCT90000003</nct_id></id_info><brief_title>%s</brief_title></clinical_study>"
GIGABYTE = 1024**3
LONG = "x" * 10_000_000

TEXTS = {
    "bombs/laughs.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>' + XML % "&d;",
    "bombs/quadratic.xml": f'<!DOCTYPE a [<!ENTITY a "{"a" * 50_000}">]>' + XML % ("&a;" * 1_000),
    "bombs/external.xml": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + XML % "&a;",
    "bombs/parameter.xml": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>' + XML % "",
    "bombs/label.xml": '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">]><document xmlns="urn:hl7-org:v3">&a;'
    "</document>",
    "deep/study.json": STUDY % ("NCT90000011", "[" * 200 + "]" * 200),
    "deep/study.xml": XML % ("<a>" * 200 + "</a>" * 200),
    "long/page.txt": LONG,
    "long/monograph.md": "---\nkind: monograph\ngeneric_name: Long\n---\n\n## Use\n\n" + LONG,
    "long/export.csv": "NCT Number,Study Title\n" + LONG,
    "nul/study.json": STUDY % ("NCT90000012", '"a\0b"'),
    "nul/study.xml": XML % "a\0b",
    "nul/export.csv": "NCT Number,Study Title\nNCT90000013,a\0b\n",
    "nul/monograph.md": "---\nkind: monograph\ngeneric_name: Nul\n---\n\n## Use\n\na\0b",
}
LATIN = {
    "latin/study.json": STUDY % ("NCT90000014", '"Étude"'),
    "latin/study.xml": XML % "Étude",
    "latin/monograph.md": "---\nkind: monograph\ngeneric_name: É\n---\n\n## Use\n\nÉ",
}
SERVED_ANYWAY = {
    "long/study.json": (STUDY % ("NCT90000016", '"One line of ten megabytes"') + " " * 10_000_000).encode(),
    "dates/last_month.json": (
        b'{"protocolSection": {"identificationModule": {"nctId": "NCT90000018", "briefTitle": "In the last month"},'
        b' "statusModule": {"startDateStruct": {"date": "9999-12"}}}}'
    ),
    "latin/export.csv": "NCT Number,Study Title\nNCT90000015,Étude\n".encode("latin-1"),
}
"""Downloads are one long line, and spreadsheets save tables so: no reason to refuse them."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder: three good documents, and all that the tests below name."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = folder / "corpus"
    three_documents(corpus)
    for name, text in TEXTS.items():
        _write(corpus / name, text.encode())
    for name, text in LATIN.items():
        _write(corpus / name, text.encode("latin-1"))
    for name, data in SERVED_ANYWAY.items():
        _write(corpus / name, data)
    _write(corpus / "zips" / "slip.zip", _slip())
    _write(corpus / "zips" / "zeros.zip", _zeros())
    (corpus / "links").mkdir()
    (corpus / "links" / "up").symlink_to(corpus)
    (corpus / "links" / "round").symlink_to("round")
    (corpus / "links" / "there").symlink_to("back")
    (corpus / "links" / "back").symlink_to("there")
    (corpus / "links" / "passwd.json").symlink_to("/etc/passwd")
    return folder


@pytest.fixture(scope="module")
def report(hostile: Path) -> BuildReport:
    return build_toy(hostile / "corpus", hostile / "index")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _slip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ("../../../evil.json", "/tmp/evil.json", "..\\evil.json", "good.json"):
            archive.writestr(name, STUDY % ("NCT90000017", '"Good in a zip"'))
    return data.getvalue()


def _zeros() -> bytes:
    """A zip of about 5 MB whose one member is a gigabyte of zeros; made of one packed piece, repeated."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    piece = bytes(16 * 1024**2)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    pieces = GIGABYTE // len(piece)
    check = 0
    for _ in range(pieces):
        check = zlib.crc32(piece, check)
    body = packed * pieces + packer.flush()
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("zeros.json", body)
    raw = bytearray(data.getvalue())
    for signature, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):  # method, then time, date, check, packed, unpacked
        begin = raw.index(signature) + at
        raw[begin : begin + 2] = (8).to_bytes(2, "little")
        raw[begin + 6 : begin + 10] = check.to_bytes(4, "little")
        raw[begin + 14 : begin + 18] = GIGABYTE.to_bytes(4, "little")
    return bytes(raw)


def test_the_zip_of_zeros_is_a_real_one(hostile: Path) -> None:
    """It unpacks, with the right check, to a gigabyte; so what refuses it is not a mistake in its making."""
    with zipfile.ZipFile(hostile / "corpus" / "zips" / "zeros.zip") as archive:
        assert archive.getinfo("zeros.json").file_size == GIGABYTE
        with archive.open("zeros.json") as member:
            assert sum(len(block) for block in iter(lambda: member.read(2**24), b"")) == GIGABYTE


def test_every_file_is_named_with_its_reason(report: BuildReport) -> None:
    """Nothing is missing in silence, and nothing else is named."""
    named = {problem.path: problem.reason for problem in (*report.problems, *report.skipped)}
    assert set(named) == {
        *TEXTS,
        *LATIN,
        *(f"links/{name}" for name in ("up", "round", "there", "back", "passwd.json")),
        *(f"zips/slip.zip!/{name}" for name in ("../../../evil.json", "/tmp/evil.json", "..\\evil.json")),
        "zips/zeros.zip!/zeros.json",
    }
    expected = {
        "bombs/": "entities",
        "deep/": "nested deeper than 64 levels",
        "long/page.txt": "text of another kind",
        "long/": "longer than",
        "zips/slip": "leaves the archive",
        "zips/zeros": "zip bomb",
        "links/up": "a link inside the corpus; not followed",
        "links/passwd": "a link; not followed",
        "links/": "a link that leads nowhere, or to itself; not followed",
        "nul/study.json": "not valid JSON",
        "nul/study.xml": "not valid XML",
        "nul/": "NUL byte",
        "latin/study.json": "not valid JSON",
        "latin/study.xml": "not valid XML",
        "latin/": "not UTF-8",
    }
    for path, reason in named.items():
        part = next(part for part in expected if path.startswith(part))
        assert expected[part] in reason, path


def test_the_rest_is_served(report: BuildReport, hostile: Path) -> None:
    """The three documents, the sound member of the archive that would slip, what is only odd; doctor finds nothing."""
    generation = Generation.open(hostile / "index")
    ids = set(generation.catalog.content_sha256s())
    assert ids == {"NCT05418049", "baclofen", "warfarin", "NCT90000015", "NCT90000016", "NCT90000017", "NCT90000018"}
    guessed = generation.catalog.document("NCT90000015")
    assert guessed is not None
    assert guessed.title == "Étude"
    assert "Windows-1252" in str(guessed.source.note)
    assert len(generation.lexical.search("spastic muscles", 3)[0]) > 0
    generation.close()
    assert examine(hostile / "index") == ()
    assert not (hostile.parent / "evil.json").exists()


def test_building_it_again_changes_nothing_and_says_the_same(report: BuildReport, hostile: Path) -> None:
    """A file that is refused is not read again while it is as it was, and is named all the same."""
    again = build_toy(hostile / "corpus", hostile / "index")
    assert not again.published
    assert (again.problems, again.skipped) == (report.problems, report.skipped)
