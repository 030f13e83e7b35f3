"""A folder made to break the build: every file in it is named with the reason, and the good one beside them is read."""

import io
import os
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.corpus import READERS, find_sources, read_source
from indexer.doctor import examine
from indexer.documents import Document, Section, Source, Trial
from indexer.generation import Generation
from indexer.sources import markdown
from indexer.sources.reading import Problems, SourceFile
from tests.source_files import file_holding
from tests.toy_corpus import build_toy, three_documents

GOOD = b'{"protocolSection": {"identificationModule": {"nctId": "NCT90000001", "briefTitle": "Good"}}}'
STUDY = '{"protocolSection": {"identificationModule": {"nctId": "NCT90000002", "briefTitle": %s}}}'
XML = "<clinical_study><id_info><nct_id>NCT90000003</nct_id></id_info>%s</clinical_study>"


def reasons(folder: Path) -> dict[str, str]:
    """Read a folder with one good file in it; the reasons by path."""
    (folder / "good.json").write_bytes(GOOD)
    problems = Problems()
    read = [document for source in find_sources([folder]) for document in read_source(source, problems)]
    assert "NCT90000001" in [document.document_id for document in read]
    return {problem.path: problem.reason for problem in (*problems.found, *problems.skipped)}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("deep.json", STUDY % ("[" * 200 + "]" * 200), "nested deeper than 64 levels"),
        ("deep.xml", XML % ("<a>" * 200 + "</a>" * 200), "nested deeper than 64 levels"),
        ("nul.json", STUDY % '"a\0b"', "not valid JSON"),
        ("cut.json", (STUDY % '"x"')[:-3], "not valid JSON"),
        ("cut.xml", (XML % "")[:-5], "not valid XML"),
        ("nul.xml", XML % "a\0b", "not valid XML"),
        ("latin.json", (STUDY % '"Étude"').encode("latin-1"), "not valid JSON"),
        ("latin.xml", (XML % "<brief_title>Étude</brief_title>").encode("latin-1"), "not valid XML"),
        ("laughs.xml", '<!DOCTYPE x [<!ENTITY a "ha">]>' + XML % "&a;", "document type or entities"),
        ("laughs2.xml", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>', "document type or entities"),
        ("xxe.xml", '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + XML % "", "document type or entities"),
        ("nul.md", "---\nkind: monograph\n---\n\0", "NUL byte"),
        ("latin.md", "---\nkind: monograph\ntitle: É\n---\n".encode("latin-1"), "UTF-8"),
        ("line.md", "---\nkind: monograph\n---\n" + "x" * 10_000_000, "longer than"),
        ("line.txt", "x" * 10_000_000, "text of another kind"),
        ("nul.csv", "NCT Number,Study Title\nNCT90000004,a\0b\n", "NUL byte"),
        ("line.csv", "NCT Number,Study Title\n" + "x" * 10_000_000, "longer than"),
        ("cut.zip", b"PK\x03\x04" + b"\0" * 40, "damaged archive"),
        ("cut.gz", b"\x1f\x8b\x08" + b"\0" * 40, "unpacked"),
        ("cut.xz", b"\xfd7zXZ\x00" + b"\0" * 40, "unpacked"),
    ],
)  # fmt: skip
def test_a_file_that_would_harm_is_refused_by_name(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    """Deep nesting, NUL, bytes that are no UTF-8, entities, external references, long lines, damaged archives."""
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert reason in reasons(tmp_path)[name]


def test_a_mountain_of_zeros_in_a_small_zip_is_refused_unread(tmp_path: Path) -> None:
    """By the sizes in its header, and by what really comes out where the header lies; memory stays small."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", GOOD.replace(b"0001", b"0005"))
        with archive.open("bomb.json", "w", force_zip64=True) as member:
            member.write(b'[{"protocolSection": "')
            for _ in range(128):
                member.write(bytes(1024 * 1024))
    tracemalloc.start()
    found = reasons(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "zip bomb" in found["bomb.zip!/bomb.json"]
    assert peak < 20_000_000


def test_a_zip_whose_header_lies_is_stopped_while_it_is_read(tmp_path: Path) -> None:
    """It says 100 bytes and holds 64 million."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("liar.json", b'[{"protocolSection": ' + b" " * 64_000_000 + b"1}]")
    raw = data.getvalue()
    raw = raw.replace(struct.pack("<I", 64_000_024), struct.pack("<I", 100))
    (tmp_path / "liar.zip").write_bytes(raw)
    assert "liar.zip!/liar.json" in reasons(tmp_path)


def test_a_member_that_would_leave_the_archive_is_refused(tmp_path: Path) -> None:
    """And so are links, devices, second members of a name; the others are read."""
    with zipfile.ZipFile(tmp_path / "slip.zip", "w") as archive:
        for name in ("../../etc/evil.json", "/abs.json", "C:\\win.json", "ok.json"):
            archive.writestr(name, GOOD)
    with tarfile.open(tmp_path / "slip.tar", "w") as tar:
        for name in ("../evil.json", "ok.json", "ok.json"):
            entry = tarfile.TarInfo(name)
            entry.size = len(GOOD)
            tar.addfile(entry, io.BytesIO(GOOD))
        link = tarfile.TarInfo("link.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    found = reasons(tmp_path)
    leaves, twice = "its path leaves the archive; refused", "a member of this name was there before; refused"
    assert found == {
        "slip.tar!/../evil.json": leaves,
        "slip.tar!/ok.json": twice,
        "slip.tar!/link.json": "a link or a device; refused",
        "slip.zip!/../../etc/evil.json": leaves,
        "slip.zip!//abs.json": leaves,
        "slip.zip!/C:\\win.json": leaves,
    }


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    """A zip in a zip in a zip in a zip is nobody's download."""
    data = GOOD
    for depth in range(5):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("good.json" if depth == 0 else "in.zip", data)
        data = packed.getvalue()
    (tmp_path / "nest.zip").write_bytes(data)
    assert "archives nested deeper than 3" in reasons(tmp_path)["nest.zip!/in.zip!/in.zip!/in.zip"]


def test_no_link_is_followed_and_no_pipe_is_opened(tmp_path: Path) -> None:
    """A loop would never end, a pipe would wait for ever, a link could lead to anybody's files."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.json").write_bytes(GOOD)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "loop").symlink_to(corpus)
    (corpus / "self.json").symlink_to("self.json")
    (corpus / "leak").symlink_to(outside)
    (corpus / "twin.json").symlink_to("good.json")
    os.mkfifo(corpus / "pipe.json")
    found = reasons(corpus)
    assert set(found) == {"loop", "self.json", "leak", "twin.json", "pipe.json"}
    assert found["pipe.json"] == "a pipe, a socket or a device; refused"
    assert found["self.json"] == "a link that leads nowhere, or to itself; not followed"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    """With the system's reason."""
    (tmp_path / "locked.json").write_bytes(GOOD)
    (tmp_path / "locked.json").chmod(0)
    assert "Permission denied" in reasons(tmp_path)["locked.json"]


def test_a_name_that_cannot_be_printed_is_spelled_out(tmp_path: Path) -> None:
    """A control character in a name must not reach a terminal, nor broken bytes a database."""
    (tmp_path / "a\x1b[31m.txt").write_bytes(b"x")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.txt")).write_bytes(b"x")
    assert set(reasons(tmp_path)) == {"a\\x1b[31m.txt", "b\\udcff.txt"}


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Ten times as many studies, and the peak stays within a megabyte or two."""
    peaks = []
    for count in (200, 2_000):
        path = tmp_path / "many.json"
        study = (STUDY % ('"' + "x" * 500 + '"')).encode()
        path.write_bytes(b"[" + b",".join([study] * count) + b"]")
        problems = Problems()
        tracemalloc.start()
        [source] = find_sources([tmp_path])
        assert sum(1 for _ in read_source(source, problems)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2_000_000


class FaultyReader:
    """Claims one kind of file, gives a document of it, and then fails as no reader should."""

    FORMAT = "faulty"

    def __init__(self, error: Exception) -> None:
        self._error = error

    def recognises(self, name: str, head: bytes) -> bool:
        """Files of its own kind."""
        return head.startswith(b"faulty")

    def read(self, source: SourceFile, problems: Problems) -> Iterator[Document]:
        """The document of the test's front matter, then the error."""
        name = "Zinc" if "zip" in source.path else "Iron"
        good = file_holding(source.path, f"---\nkind: monograph\ngeneric_name: {name}\n---\n\n## Use\n\nA use.\n")
        yield from markdown.read(good, problems)
        raise self._error


@pytest.mark.parametrize("error", [KeyError("protocolSection"), RecursionError("too deep"), AttributeError("\x1b[31m")])
def test_a_fault_of_a_reader_costs_only_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """Named with the reason, the traceback in the log; what was read before it and every other file are served."""
    monkeypatch.setattr("indexer.corpus.READERS", (FaultyReader(error), *READERS))
    corpus = tmp_path / "corpus"
    three_documents(corpus)
    (corpus / "a_faulty.txt").write_bytes(b"faulty")
    with zipfile.ZipFile(corpus / "b.zip", "w") as archive:
        archive.writestr("faulty.txt", b"faulty")
        archive.writestr("good.json", GOOD)
    for full in (True, False):
        report = build_toy(corpus, tmp_path / "index", full=full)
        assert (report.documents, report.held) == (6, ())
        assert [each.path for each in report.problems] == ["a_faulty.txt", "b.zip!/faulty.txt"]
        assert all(type(error).__name__ in each.reason and "\x1b" not in each.reason for each in report.problems)
    catalog = Generation.open(tmp_path / "index").catalog
    assert set(catalog.content_sha256s()) == {*("NCT05418049", "NCT90000001", "baclofen", "iron", "warfarin", "zinc")}
    assert [record.exc_info is not None for record in caplog.records if "reader failed" in record.message] == [True] * 2


class UnfitReader:
    """Gives a document that no index can hold between two that it can."""

    FORMAT = "unfit"

    def __init__(self, unfit: Document) -> None:
        self._unfit = unfit

    def recognises(self, name: str, head: bytes) -> bool:
        """Files of its own kind."""
        return head.startswith(b"unfit")

    def read(self, source: SourceFile, problems: Problems) -> Iterator[Document]:
        """The three documents."""
        for number, document in enumerate((self._unfit, self._unfit, self._unfit)):
            good = Trial(f"NCT0000000{number}", "A study")
            sections = (Section("summary", "Summary", "A study."),)
            yield document if number == 1 else Document(good.nct_id, "A study", good, sections, document.source)


SOURCE = Source("x.unfit", "unfit", "nobody")
SECTION = Section("summary", "Summary", "A study.")


@pytest.mark.parametrize(
    "unfit",
    [
        Document("NCT00000009", "T", Trial("NCT00000009", "T", enrolment=2**63), (SECTION,), SOURCE),
        Document("NCT00000009", "T", Trial("NCT00000009", "T", acronym="\ud83d"), (SECTION,), SOURCE),
        Document("NCT00000009", "T", Trial("NCT00000009", "T"), (Section("a", "A", "half \ud83d"),), SOURCE),
    ],
)
def test_a_record_that_cannot_be_written_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unfit: Document
) -> None:
    """It is named with its file, and the others are indexed."""
    monkeypatch.setattr("indexer.corpus.READERS", (UnfitReader(unfit), *READERS))
    corpus = tmp_path / "corpus"
    three_documents(corpus)
    (corpus / "x.unfit").write_bytes(b"unfit")
    report = build_toy(corpus, tmp_path / "index")
    assert [(each.path, each.where) for each in report.problems] == [("x.unfit", "NCT00000009")]
    assert "cannot be indexed" in report.problems[0].reason
    assert report.documents == 5
    assert examine(tmp_path / "index") == ()
