"""Finds the sources below the corpus folders and has each read by the reader that recognises its content."""

import json
import logging
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from indexer.documents import Document
from indexer.errors import CorpusError, SourceError
from indexer.generation import GENERATIONS
from indexer.lock import LOCK_FILE
from indexer.patterns import any_case
from indexer.sources import (
    beir,
    clinicaltrials_csv,
    clinicaltrials_v2,
    clinicaltrials_xml,
    markdown,
    medpath_page,
    openfda,
    spl,
)
from indexer.sources.archives import is_archive, members
from indexer.sources.fetch_dates import fetch_dates
from indexer.sources.reading import BOM, HEAD_BYTES, Problems, SourceFile, beginning, printable

_LONGEST_BEGINNING = 40  # bytes of a file that is not what its name says
_LONGEST_FAILURE = 200  # characters of what a reader says of its own failure
_log = logging.getLogger(__name__)


class Reader(Protocol):
    """One publisher's format; a module of `indexer.sources`."""

    @property
    def FORMAT(self) -> str:  # noqa: N802 (a module's constant)
        """What `Source.format` says."""

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether it can read a file of this name that begins with these bytes (at most HEAD_BYTES)."""

    def read(self, source: SourceFile, problems: Problems) -> Iterator[Document]:
        """Yield its documents; raise SourceError where the file cannot be read at all."""


READERS: tuple[Reader, ...] = (
    clinicaltrials_v2,
    openfda,
    clinicaltrials_xml,
    spl,
    clinicaltrials_csv,
    markdown,
    medpath_page,
    beir,
)
"""Asked in this order; the formats that are told by a word of their own come first."""


Below = Callable[[str], Iterable[str]]
"""The paths of the files that a folder held when it could last be opened, by its own path: "" or "a/b/"."""


def nothing_below(folder: str) -> Iterable[str]:
    """Where no folder was ever opened before."""
    return ()


def find_sources(corpus_dirs: Sequence[Path], below: Below = nothing_below) -> Iterator[SourceFile]:
    """Yield every file below the folders, in path order; an archive is one of them. Hidden files and folders are not.

    Paths are relative to their folder; with several folders they begin with as much of the folder's own path as
    tells them apart, so that they stay unique and the same on the next build. A folder inside another one given is
    read once, an index inside one is not. No link is followed, and nothing that is not a regular file is opened:
    opening such a SourceFile raises SourceError with the reason, as does opening what was `below` a folder that cannot
    be opened now, or that a link out of the corpus has replaced: its files are there, as far as can be told. Raises
    what `check_folders` raises.
    """
    check_folders(corpus_dirs)
    folders = _outermost([folder.resolve() for folder in corpus_dirs])
    for folder, prefix in zip(folders, _prefixes(folders), strict=True):
        yield from _files(folder, prefix, below)


def check_folders(corpus_dirs: Sequence[Path]) -> None:
    """Raise CorpusError where there is no corpus folder, or one of them is not there, or is no such folder."""
    if not corpus_dirs:
        raise CorpusError("no corpus folder; name one with --corpus")
    for folder in corpus_dirs:
        if folder.is_file():
            raise CorpusError(f"{folder}: a file; name the folder that it lies in with --corpus")
        if not folder.is_dir():
            raise CorpusError(f"{folder}: no such corpus folder; name an existing one with --corpus")
        if _is_index(folder):
            raise CorpusError(f"{folder}: an index, no corpus folder; name another folder with --corpus or --index")


def read_source(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """Yield the documents of one file, or of an archive's members one after the other.

    Never raises for what is wrong with the file: that goes to `problems`, as does a file that no reader claims. Nor
    for what is wrong with its reader: that costs what of this one file, or member, was not read yet. A file that
    gives nothing is named in any case.
    """
    noted, given = problems.count, 0
    try:
        for document in _documents(source, problems):
            given += 1
            yield document
    except SourceError as error:
        problems.add(error.path, error.where, error.reason)
    except OSError as error:
        problems.add(source.path, None, f"cannot be opened: {error.strerror or error}")
    except Exception as error:  # the one boundary: a mistake of ours in a reader must not cost the other files
        _log.exception("%s: its reader failed", source.path)
        what = printable(f"{type(error).__name__}: {error}")[:_LONGEST_FAILURE]
        problems.add(source.path, None, f"its reader failed ({what}); this is a fault of MedPath Search, please report")
    if not given and problems.count == noted:
        problems.skip(source.path, "no source: holds no record")


def reader_of(name: str, head: bytes) -> Reader | None:
    """Return the first reader that recognises the content, or None."""
    return next((reader for reader in READERS if reader.recognises(name, head)), None)


def _reader_of_lines(name: str, head: bytes) -> Reader | None:
    """The reader of JSON lines of which the first, perhaps the only broken one, is nobody's."""
    second = head.find(b"\n{") + 1
    return reader_of(name, head[second:]) if second and name.lower().endswith((".jsonl", ".ndjson")) else None


def is_named_as_source(path: str) -> bool:
    """Whether a file is named as sources are ("trials.csv"), so that it is told when it is none. A README is not."""
    name = PurePosixPath(path.lower())
    return name.suffix in _EXPECTED and name.stem != "readme"


def is_named_as_document(path: str) -> bool:
    """Whether a file is named as sources are, or as documents that no reader takes ("label.pdf"); told as well."""
    return is_named_as_source(path) or PurePosixPath(path.lower()).suffix in _NOT_READ


def _documents(source: SourceFile, problems: Problems) -> Iterator[Document]:
    if _COPY.search(source.name):
        problems.skip(
            source.path,
            "no source: named as a program's copy or an unfinished download; rename it if it is no such thing",
        )
        return
    head = source.head()
    if is_archive(source.name, head):
        for member in members(source, head, problems):
            yield from read_source(member, problems)
        return
    reader = reader_of(source.name, head) or _reader_of_lines(source.name, head)
    if reader is not None:
        yield from reader.read(source, problems)
    elif _declares_entities(head):
        problems.add(source.path, None, "XML with a document type or entities of its own; refused")
    elif _is_wide(source.name, head):
        problems.add(source.path, None, "saved as UTF-16; expected UTF-8: save it again as UTF-8")
    else:
        problems.skip(source.path, _why_unclaimed(source.name, head))


def _outermost(folders: Sequence[Path]) -> list[Path]:
    distinct = list(dict.fromkeys(folders))
    return [folder for folder in distinct if not any(other in folder.parents for other in distinct)]


def _prefixes(folders: Sequence[Path]) -> list[str]:
    """What tells each folder from the others: nothing for one, else its last names, as many as it takes."""
    if len(folders) == 1:
        return [""]
    for length in range(1, max(len(folder.parts) for folder in folders) + 1):
        prefixes = ["/".join(part.strip("/\\") for part in folder.parts[-length:]) + "/" for folder in folders]
        if len(set(prefixes)) == len(prefixes):
            return prefixes
    raise AssertionError("distinct folders differ in their whole paths")


@dataclass(frozen=True, slots=True)
class _Folder:
    """A corpus folder, or a folder below it, that still has to be looked into."""

    folder: Path
    prefix: str
    """Of the path of whatever lies in it: "" or "a/b/"."""


def _files(corpus: Path, prefix: str, below: Below) -> Iterator[SourceFile]:
    """Every file below a corpus folder, in path order, however deep: Python's own stack ends at a thousand folders."""
    open_folders = [_inside(_Folder(corpus, prefix), corpus, below)]
    while open_folders:
        found = next(open_folders[-1], None)
        if found is None:
            open_folders.pop()
        elif isinstance(found, _Folder):
            open_folders.append(_inside(found, corpus, below))
        else:
            yield found


def _inside(parent: _Folder, corpus: Path, below: Below) -> Iterator[_Folder | SourceFile]:
    """What lies in a folder itself, in path order; nothing of an index, which each build would find changed."""
    if _is_index(parent.folder):
        return
    try:
        with os.scandir(parent.folder) as entries:
            ordered = sorted(entries, key=_path_order)
    except OSError as error:
        reason = f"folder cannot be opened: {error.strerror or error}"
        yield _refused(parent.prefix.rstrip("/") or ".", reason)
        yield from (_refused(path, f"its {reason}") for path in below(parent.prefix))
        return
    fetched = fetch_dates(parent.folder)
    for entry in ordered:
        if entry.name.startswith("."):
            continue
        path = parent.prefix + printable(entry.name)
        if entry.is_symlink():
            yield from _link(Path(entry.path), path, corpus, below)
        elif entry.is_dir():
            yield _Folder(Path(entry.path), path + "/")
        else:
            yield _file(Path(entry.path), path, fetched.get(entry.name))


def _is_index(folder: Path) -> bool:
    return (folder / GENERATIONS).is_dir() and (folder / LOCK_FILE).is_file()


def _path_order(entry: os.DirEntry[str]) -> str:
    return entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name


def _file(file: Path, path: str, fetched: date | None) -> SourceFile:
    try:
        facts = file.lstat()
    except OSError as error:
        return _refused(path, f"cannot be opened: {error.strerror or error}")
    if not stat.S_ISREG(facts.st_mode):
        return _refused(path, "a pipe, a socket or a device; refused")
    return SourceFile(path, lambda: file.open("rb"), facts.st_size, facts.st_mtime_ns, fetched)


def _link(link: Path, path: str, corpus: Path, below: Below) -> Iterator[SourceFile]:
    """A link, and what a folder in its place held, unless the files are read where it leads to."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        reason = "a link that leads nowhere, or to itself; not followed"
    else:
        reason = "a link; not followed (put the files there, or name their folder with --corpus)"
        if corpus == target or corpus in target.parents:
            inside = "a link inside the corpus; not followed, since its target is read anyway"
            yield replace(_refused(path, inside), is_elsewhere=True)
            return
    yield _refused(path, reason)
    yield from (_refused(each, f"its folder is {reason}") for each in below(path + "/"))


def _refused(path: str, reason: str) -> SourceFile:
    return SourceFile(path, _raising(SourceError(path, reason)))


def _raising(error: SourceError) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        raise error

    return opened


def _declares_entities(head: bytes) -> bool:
    return beginning(head).startswith(b"<") and b"<!ENTITY" in head


def _is_wide(name: str, head: bytes) -> bool:
    """Whether it would be a source if each of its characters did not take two bytes."""
    encodings = [] if head.startswith(BOM) or b"\0" not in head else ["utf-16-le", "utf-16-be"]
    even = head[: len(head) // 2 * 2]
    texts = (even.decode(encoding, "ignore").removeprefix("\ufeff") for encoding in encodings)
    return any(reader_of(name, text.encode("utf-8", "ignore")) is not None for text in texts)


_EXPECTED = {
    **dict.fromkeys(
        (".md", ".markdown"),
        "Markdown without a front matter; expected '---' on its first line, then the facts, among them 'kind'",
    ),
    **dict.fromkeys(
        (".csv", ".tsv"), "no column 'NCT Number' in its first line; expected an export of ClinicalTrials.gov"
    ),
    **dict.fromkeys(
        (".json", ".jsonl", ".ndjson"),
        "JSON of another kind; expected studies of ClinicalTrials.gov's API v2, or openFDA drug labels",
    ),
    ".xml": "XML of another kind; expected a clinical_study, or an SPL document",
    ".txt": "text of another kind; expected a front matter with 'kind', or a MedPath page, which begins with a line "
    "'MedPath' and has a line 'Generic Name'",
}
"""What is expected of a file named so."""
_PAGE = "a web page; copy its text into a .txt file, or write it as corpus/README.md describes"
_OFFICE = "a format that is not read; copy its text into Markdown as corpus/README.md describes"
_TABLE = "a spreadsheet's own format; save it as CSV"
_PACKED = "an archive of a kind that is not read; pack it as zip or tar"
_COPY = any_case(r"~$|^~\$|^#.*#$|\.(?:bak|orig|tmp|part|crdownload)$")
"""What editors and browsers leave: a copy of before an edit may be the longer one, and would be served instead."""
_NOT_READ = (
    dict.fromkeys((".htm", ".html"), _PAGE)
    | dict.fromkeys((".doc", ".docx", ".odt", ".pdf", ".rtf"), _OFFICE)
    | dict.fromkeys((".ods", ".xls", ".xlsx"), _TABLE)
    | dict.fromkeys((".7z", ".rar", ".zst"), _PACKED)
)
"""What people may take for a source, and what to do about it."""


def _why_unclaimed(name: str, head: bytes) -> str:
    suffix = PurePosixPath(name.lower()).suffix
    if not head:
        return "empty"
    if suffix in _NOT_READ:
        return f"no source: {_NOT_READ[suffix]}"
    if b"\0" in head:
        return "no source: not a text (it holds NUL bytes)"
    expected = _EXPECTED.get(suffix, "no reader recognises its content")
    begin = head.removeprefix(BOM).lstrip()
    if expected.startswith("JSON") and begin[:1] not in (b"{", b"["):
        shown = printable(begin[:_LONGEST_BEGINNING].decode("utf-8", "replace"))
        return f"no source: no JSON, though it is named so: it begins with {shown!r}; fetch it again"
    if suffix == ".json" and len(head) < HEAD_BYTES:  # else it is not all of it
        try:
            json.loads(head)
        except (RecursionError, ValueError) as error:
            return f"no source: not valid JSON: {error}; is the file cut short?"
    return f"no source: {expected}"
