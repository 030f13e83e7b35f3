"""Finding sources below corpus folders, in archives too, and having each read by the reader for its content."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from indexer.corpus import READERS, find_sources, is_named_as_document, is_named_as_source, read_source
from indexer.documents import Document
from indexer.errors import CorpusError, SourceError
from indexer.sources.archives import Bounds, members
from indexer.sources.reading import Problems
from tests.source_files import file_at, study, tarred
from tests.toy_corpus import build_toy, three_documents


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def read_all(*folders: Path) -> tuple[list[Document], Problems]:
    problems = Problems()
    return [document for source in find_sources(folders) for document in read_source(source, problems)], problems


def test_every_file_comes_once_in_path_order_and_hidden_ones_never(tmp_path: Path) -> None:
    """Order is that of the whole path, so that it is the same on every machine."""
    write(tmp_path, dict.fromkeys(("b.json", "a/z.json", "a.json", ".git/c", "a/.hidden", "B.json"), b"x"))
    assert [source.path for source in find_sources([tmp_path])] == ["B.json", "a.json", "a/z.json", "b.json"]


def test_a_file_carries_its_size_and_time(tmp_path: Path) -> None:
    """What an incremental build compares."""
    write(tmp_path, {"a.json": b"four"})
    os.utime(tmp_path / "a.json", ns=(1, 1_000_000_007))
    [source] = find_sources([tmp_path])
    assert (source.size, source.mtime_ns) == (4, 1_000_000_007)


def test_folders_may_be_nested_deeper_than_python_calls(tmp_path: Path) -> None:
    """A thousand folders in one another cost neither a build nor a watch; what lies at the bottom is found."""
    folders = [tmp_path]
    for _ in range(1_200):
        folders.append(folders[-1] / "d")
        folders[-1].mkdir()
    write(folders[-1], {"a.json": study(1)})
    try:
        documents, problems = read_all(tmp_path)
    finally:
        (folders[-1] / "a.json").unlink()
        for folder in reversed(folders[1:]):  # what tidies up after the tests does call itself for each folder
            folder.rmdir()
    assert [document.source.path for document in documents] == ["d/" * 1_200 + "a.json"]
    assert problems.found == ()


def test_two_folders_with_the_same_files_have_different_paths(tmp_path: Path) -> None:
    """As much of the folder's own path is put before as tells them apart; a folder inside another is read once."""
    for name in ("one/corpus", "two/corpus"):
        write(tmp_path / name, {"a.json": study(1)})
    folders = [tmp_path / "one/corpus", tmp_path / "two/corpus", tmp_path / "one/corpus"]
    assert [source.path for source in find_sources(folders)] == ["one/corpus/a.json", "two/corpus/a.json"]
    assert [source.path for source in find_sources([tmp_path, *folders])] == ["one/corpus/a.json", "two/corpus/a.json"]


def test_an_index_is_no_part_of_a_corpus(tmp_path: Path) -> None:
    """Each build would find it changed, and build again; a folder that merely is called like one is read."""
    three_documents(tmp_path)
    (tmp_path / "generations").mkdir()
    assert build_toy(tmp_path, tmp_path / "var" / "index").skipped == ()
    assert not build_toy(tmp_path, tmp_path / "var" / "index").published
    with pytest.raises(CorpusError, match="an index, no corpus folder"):
        list(find_sources([tmp_path / "var" / "index"]))


@pytest.mark.parametrize("name", ["a.md~", "a.md.bak", "A.MD.ORIG", "~$a.md", "#a.md#", "a.md.part", "a.json.tmp"])
def test_what_an_editor_keeps_is_no_source(tmp_path: Path, name: str) -> None:
    """The text of before an edit, which is served for the edited one where it is longer; a name may hold a tilde."""
    documents, problems = read_all(write(tmp_path, {"a~1.md": MONOGRAPH, name: MONOGRAPH + b"And more."}))
    assert [(each.source.path, len(problems.found)) for each in documents] == [("a~1.md", 0)]
    assert [(each.path, "a program's copy" in each.reason) for each in problems.skipped] == [(name, True)]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(CorpusError, match="--corpus"):
        list(find_sources([tmp_path / "nowhere"]))


def test_what_no_reader_claims_is_skipped_and_named(tmp_path: Path) -> None:
    """A README is no failure; what is named as a source is told what was expected of it."""
    write(tmp_path, {"README.md": b"# Hello", "map.tsv": b"a\tb", "photo.jpg": b"\xff\xd8\0", "none.json": b""})
    write(tmp_path, {"notes.org": b"* Hello", "page.txt": b"Hello", "other.json": b"{}", "other.xml": b"<a/>"})
    write(tmp_path, {"rows.csv": b"NCT Number,Study Title\n", "empty.zip": zipped({})})
    documents, problems = read_all(tmp_path)
    assert (documents, problems.found) == ([], ())
    told = {skipped.path: skipped.reason.partition(";")[0] for skipped in problems.skipped}
    assert told == {
        "README.md": "no source: Markdown without a front matter",
        "empty.zip": "no source: holds no record",
        "map.tsv": "no source: no column 'NCT Number' in its first line",
        "none.json": "empty",
        "notes.org": "no source: no reader recognises its content",
        "other.json": "no source: JSON of another kind",
        "other.xml": "no source: XML of another kind",
        "page.txt": "no source: text of another kind",
        "photo.jpg": "no source: not a text (it holds NUL bytes)",
        "rows.csv": "no source: holds no record",
    }
    unnamed = [name for name in told if not is_named_as_source(name)]
    assert unnamed == ["README.md", "empty.zip", "notes.org", "photo.jpg"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<!DOCTYPE html><html><body>MedPath</body></html>", "copy its text into a .txt file"),
        ("leaflet.pdf", b"%PDF-1.7\n\0", "copy its text into Markdown"),
        ("monograph.docx", zipped({"word/document.xml": b"<w/>"}), "copy its text into Markdown"),
        ("trials.xlsx", zipped({"xl/workbook.xml": b"<w/>"}), "save it as CSV"),
        ("labels.rar", b"Rar!\x1a\x07\0", "pack it as zip or tar"),
        ("trial.json", b'{"protocol": {"id": 1}', "not valid JSON: Expecting ',' delimiter: line 1 column 23"),
        ("deep.json", b"[" * 2000, "not valid JSON"),
        ("label.json", b"\n<html>\x1b[31m503", "no JSON, though it is named so: it begins with '<html>"),
    ],
)
def test_a_document_that_no_reader_takes_is_told_what_to_do(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    """An editor who puts it there expects it to be read."""
    _, problems = read_all(write(tmp_path, {name: content}))
    [skipped] = problems.skipped
    assert words in skipped.reason
    assert is_named_as_document(name)


MONOGRAPH = b"---\nkind: monograph\ngeneric_name: Exemplarin\n---\n\n## Use\n\nA use.\n"
TRIALS = b"NCT Number\tStudy Title\nNCT90000002\tOne; two, three\n"


@pytest.mark.parametrize(
    ("name", "content", "document_id"),
    [
        ("page.txt", MONOGRAPH, "exemplarin"),
        ("study.json", b"\xef\xbb\xbf" + study(1), "NCT90000001"),
        ("tabs.tsv", TRIALS, "NCT90000002"),
        ("semicolons.csv", TRIALS.replace(b";", b"").replace(b"\t", b";"), "NCT90000002"),
        ("wide.csv", TRIALS.decode().encode("utf-16"), "NCT90000002"),
    ],
)
def test_a_format_is_told_by_the_content(tmp_path: Path, name: str, content: bytes, document_id: str) -> None:
    """Not by the name, a byte order mark, or what a spreadsheet puts between the cells."""
    documents, problems = read_all(write(tmp_path, {name: content}))
    assert ([each.document_id for each in documents], problems.found) == ([document_id], ())


@pytest.mark.parametrize(
    ("name", "content", "where", "words"),
    [
        ("a.md", MONOGRAPH.decode().encode("utf-16"), None, "saved as UTF-16; expected UTF-8"),
        ("a.md", MONOGRAPH.decode().encode("utf-16-le"), None, "saved as UTF-16; expected UTF-8"),
        ("a.json", study(1).decode().encode("utf-16-be"), None, "saved as UTF-16; expected UTF-8"),
        ("a.md", MONOGRAPH.removeprefix(b"---\n"), "line 1", "no front matter; expected a line '---'"),
        ("a.json", b'[%s,\n{"protocolSection": "\xc9"}]' % study(1), "after record 1", "0xc9 on line 2 is not UTF-8"),
        ("a.json", b"[%s,\n%s" % (study(1), study(2)), "after record 2", "line 2, column 91); is the file cut short?"),
        ("a.csv", b"NCT Number,Title,Status\nNCT90000001,A\nNCT90000002,A", "line 3", "is it cut short?"),
        (
            "a.md",
            MONOGRAPH.replace(b"Exemplarin", b"Exempl\x17arin", 1),
            "line 3",
            "that is not shown, U+0017; delete it",
        ),
    ],
)
def test_a_file_meant_as_a_source_is_a_problem(
    tmp_path: Path, name: str, content: bytes, where: str | None, words: str
) -> None:
    """With its place, what was expected and what to do."""
    _, problems = read_all(write(tmp_path, {name: content}))
    [problem] = problems.lost
    assert (problem.path, problem.where) == (name, where)
    assert words in problem.reason


@pytest.mark.parametrize(
    ("content", "numbers", "where", "words"),
    [
        (b"%(1)s\nhello\n%(2)s\n%(3)s", (1, 2, 3), "line 2", "Expecting value (line 2, column 1)"),
        (b"%(1)s\n{\"protocolSection\": {\"id\n%(2)s", (1, 2), "line 2", "is the line cut short?"),
        (b"%(1)s\r\n\r\n{\n]\r\n%(2)s\r\n", (1, 2), "lines 3 to 4", "is the line cut short?"),
        (b'%(1)s\n{"protocolSection": NaN}\n%(2)s', (1, 2), "line 2", "NaN is no value of JSON"),
        (b'%(1)s\n{"protocolSection": "\xc9"}\n%(2)s', (1, 2), "line 2", "byte 0xc9 on line 2 is not UTF-8"),
        (b'{"protocolSection":\n%(1)s\n%(2)s', (1, 2), "line 1", "is the line cut short?"),
        (b"hello\n%(1)s\n%(2)s", (1, 2), "line 1", "Expecting value (line 1, column 1)"),
        (b"\0\0\n\n%(1)s\n%(2)s", (1, 2), "line 1", "Expecting value (line 1, column 1)"),
        (b"%(1)s\n%(2)s}\n%(3)s", (1, 2, 3), "line 2", "Expecting value (line 2, column 91)"),
        (b"%(1)s,\n%(2)s,\n%(3)s", (1, 2, 3), "lines 1 to 2", "Expecting value (line 1, column 91)"),
        (b"%(1)s\n%(2)s%(3)s\n{", (1, 2, 3), "line 3", "is the line cut short?"),
        (b'%(1)s\n{\n "protocolSection":\n  {"a": NULL}\n}\n', (1,), "lines 2 to 5", "is the line cut short?"),
        (b'{\n "protocolSection":\n  {"a": NULL},\n  {}\n}\n', (), "after record 0", "(line 3, column 9)"),
    ],
)  # fmt: skip
def test_a_broken_line_of_json_lines_costs_itself(
    tmp_path: Path, content: bytes, numbers: tuple[int, ...], where: str, words: str
) -> None:
    """Where each record has a line of its own; in a record laid out over many lines nothing could be told apart."""
    studies = {b"%d" % number: study(number) for number in (1, 2, 3)}
    documents, problems = read_all(write(tmp_path, {"a.jsonl": content % studies}))
    assert [each.document_id for each in documents] == [f"NCT9000000{number}" for number in numbers]
    [problem] = problems.lost
    assert problem.where == where
    assert words in problem.reason
    assert problem.document_id is None


@pytest.mark.parametrize(
    ("content", "numbers", "where", "name"),
    [
        (b"%(1)s\n%(twice)s\n%(2)s", (1, 2), "record 2", "a"),
        (b"[%(1)s, %(deep)s, %(2)s]", (1, 2), "record 2", "a"),
        (b'{"studies": [%(deep)s, %(1)s]}', (1,), "record 1", "a"),
        (b"%(deep)s", (), "record 1", "a"),
        (b'%(1)s\n{"b": 1, "b": 2}\n%(2)s', (1, 2), "record 2", "b"),
    ],
)
def test_a_record_that_states_a_name_twice_costs_itself(
    tmp_path: Path, content: bytes, numbers: tuple[int, ...], where: str, name: str
) -> None:
    """A reader of JSON keeps the last of the two values, and nobody would learn of the other."""
    begun = b'{"protocolSection": {"identificationModule": {"nctId": "NCT90000009", "briefTitle": "x"}'
    records = {b"%d" % number: study(number) for number in (1, 2)}
    records |= {b"twice": begun + b'}, "a": 1, "a": 1}', b"deep": begun + b', "m": [{"a": {"b": 1}, "a": null}]}}'}
    documents, problems = read_all(write(tmp_path, {"a.json": content % records}))
    assert [each.document_id for each in documents] == [f"NCT9000000{number}" for number in numbers]
    assert [str(each) for each in problems.lost] == [
        f"a.json:{where}: {name!r} is stated twice; leave the right value alone in it"
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("s.zip", zipped({"s/2.json": study(2), "s/1.json": study(1)})),
        ("s.tar", tarred({"s/1.json": study(1), "s/2.json": study(2)}, "w")),
        ("s.tar.gz", tarred({"s/1.json": study(1), "s/2.json": study(2)}, "w:gz")),
        ("s.tar.bz2", tarred({"s/1.json": study(1), "s/2.json": study(2)}, "w:bz2")),
        ("s.tar.xz", tarred({"s/1.json": study(1), "s/2.json": study(2)}, "w:xz")),
        ("named-otherwise.bin", zipped({"s/1.json": study(1), "s/2.json": study(2)})),
    ],
)
def test_an_archive_is_read_in_place(tmp_path: Path, name: str, data: bytes) -> None:
    """Told by its content; a member's path names the archive."""
    write(tmp_path, {name: data})
    documents, problems = read_all(tmp_path)
    assert [document.source.path for document in documents] == [f"{name}!/s/1.json", f"{name}!/s/2.json"]
    assert problems.found == ()


def test_a_packed_file_and_archives_in_archives_are_read(tmp_path: Path) -> None:
    """DailyMed's bulk downloads are zips of zips; in the midst of a tar a zip must still be read from its end."""
    inner = zipped({"1.json": study(1)})
    files = {
        "a.json.gz": gzip.compress(study(2)),
        "b.zip": zipped({"in.zip": inner}),
        "c.tar.gz": tarred({"in.zip": inner}, "w:gz"),
    }
    documents, problems = read_all(write(tmp_path, files))
    assert [document.source.path for document in documents] == [
        "a.json.gz!/a.json",
        "b.zip!/in.zip!/1.json",
        "c.tar.gz!/in.zip!/1.json",
    ]
    assert problems.found == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("s.zip", zipped({f"{number}.json": study(number) for number in range(30)})),
        ("s.tar", tarred({f"{number}.json": study(number) for number in range(30)}, "w")),
        ("s.tar.gz", tarred({f"{number}.json": study(number) for number in range(30)}, "w:gz")),
        ("s.tar.xz", tarred({f"{number}.json": study(number) for number in range(30)}, "w:xz")),
    ],
)
def test_an_archive_may_hold_more_than_one_member_may(tmp_path: Path, name: str, data: bytes) -> None:
    """What bounds a member bounds no tar, packed or not; what bounds an archive bounds every kind of it."""
    write(tmp_path, {name: data})
    source, each = file_at(tmp_path, name), len(study(0))

    def read(bounds: Bounds) -> list[str]:
        problems = Problems()
        found = []
        for member in members(source, source.head(), problems, bounds):
            with member.open() as stream:
                found.append(stream.read().decode())
        return found + [problem.reason for problem in problems.found]

    assert len(read(Bounds(member=each, whole=100_000))) == 30
    refused = read(Bounds(member=each - 1, whole=100_000))
    assert refused == [f"{each} bytes unpacked, more than {each - 1}; refused"] * 30
    with pytest.raises(SourceError, match=r"more than .*\b1000\b.*; refused"):
        read(Bounds(member=each, whole=1_000))


def test_a_large_member_of_a_tar_waits_in_a_file_not_in_memory(tmp_path: Path) -> None:
    """And can be opened twice, as a reader needs that looks before it reads."""
    content = study(1) + b" " * 17_000_000
    write(tmp_path, {"big.tar": tarred({"big.json": content}, "w")})
    source = file_at(tmp_path, "big.tar")
    names = []
    for member in members(source, source.head(), Problems()):
        names.append(member.name)
        for _ in range(2):
            with member.open() as stream:
                assert len(stream.read()) == len(content)
                assert not isinstance(stream, io.BytesIO)
    assert names == ["big.json"]


def test_every_reader_leaves_the_others_files_alone(tests_data: Path) -> None:
    """Each source of the test data is claimed by exactly one reader."""
    claimed = 0
    for source in find_sources([tests_data]):
        claims = [reader.FORMAT for reader in READERS if reader.recognises(source.name, source.head())]
        assert len(claims) <= 1, source.path
        claimed += len(claims)
    assert claimed >= 5


def test_each_format_is_stated_once() -> None:
    """A citation names it."""
    assert len({reader.FORMAT for reader in READERS}) == len(READERS)


@pytest.mark.slow
def test_every_real_file_gives_a_document_or_a_reason(shared_data: Path) -> None:
    """None goes missing in silence; the tests of each reader count what is in them."""
    sources = list(find_sources([shared_data / "raw"]))
    assert len(sources) > 100
    for source in sources:
        problems = Problems()
        documents = read_source(source, problems)
        first = next(documents, None)
        documents.close()  # type: ignore[attr-defined]
        assert first or problems.found or problems.skipped, source.path
