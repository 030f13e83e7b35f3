"""Sources for the tests of readers: files of a folder, texts that are in no file, archives; and what was read."""

import io
import tarfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from indexer.corpus import Reader
from indexer.documents import Document
from indexer.sources.reading import Problems, SourceFile


def file_at(folder: Path, path: str, fetched: date | None = None) -> SourceFile:
    """The file `folder/path`."""
    file = folder / path
    facts = file.stat()
    return SourceFile(path, lambda: file.open("rb"), facts.st_size, facts.st_mtime_ns, fetched)


def file_holding(path: str, content: bytes | str) -> SourceFile:
    """What exists only in memory."""
    data = content.encode() if isinstance(content, str) else content
    return SourceFile(path, lambda: io.BytesIO(data), len(data))


def documents_in(reader: Reader, source: SourceFile, *problems: str) -> list[Document]:
    """What a reader makes of a source that it recognises; `problems` are the reasons of all that it reports."""
    assert reader.recognises(source.name, source.head())
    found = Problems()
    documents = list(reader.read(source, found))
    assert [problem.reason for problem in found.found] == list(problems)
    return documents


def study(number: int) -> bytes:
    """The least that a study of the registry's API says."""
    return b'{"protocolSection": {"identificationModule": {"nctId": "NCT9%07d", "briefTitle": "T"}}}' % number


def tarred(files: Mapping[str, bytes], mode: Literal["w", "w:gz", "w:bz2", "w:xz"] = "w") -> bytes:
    """An archive of files."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return data.getvalue()


def sections_of(document: Document) -> dict[str, str]:
    """Key → text."""
    return {section.key: section.text for section in document.sections}
