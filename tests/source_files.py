"""Sources for the tests of readers: single files of a folder, and texts that are in no file."""

import io
from datetime import date
from pathlib import Path

from indexer.sources.reading import SourceFile


def file_at(folder: Path, path: str, fetched: date | None = None) -> SourceFile:
    """The file `folder/path`."""
    file = folder / path
    facts = file.stat()
    return SourceFile(path, lambda: file.open("rb"), facts.st_size, facts.st_mtime_ns, fetched)


def file_holding(path: str, content: bytes | str) -> SourceFile:
    """What exists only in memory."""
    data = content.encode() if isinstance(content, str) else content
    return SourceFile(path, lambda: io.BytesIO(data), len(data))
