"""What a generation says of itself: `manifest.json`, with the size and sha256 of each of its files."""

import hashlib
import json
import os
from collections.abc import Container, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.catalog_schema import SCHEMA_VERSION
from indexer.errors import GenerationDamaged, GenerationMismatch

MANIFEST = "manifest.json"
_AT_ONCE = 4  # files summed side by side


@dataclass(frozen=True, slots=True)
class FileSum:
    """A file of the generation as it was when it was published."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that must fit for a generation to be served, and what people ask of an index first."""

    schema: int
    software: str
    """sha256 of the code that read and split; other code reads everything anew."""
    built_at: str
    """UTC, ISO 8601."""
    model: str
    model_sha256: str
    dim: int
    max_tokens: int
    precision: str
    exported: bool
    """Whether `encoder/` holds the encoder for questions."""
    splitter: Mapping[str, int]
    vectors: str
    """The kind of vector index; see `indexer.vectors`."""
    block: int
    """Passage numbers in a block of the lexical index."""
    rows: int
    """Passage numbers run below this; some may be holes."""
    counts: Mapping[str, int]
    sections: Mapping[str, int]
    """How many documents have a section of each title."""
    source_dates: tuple[str, str] | None
    """The oldest and the newest date that a publisher gives to a version."""
    corpus_sha256: str
    """Of the ids and contents of all documents: the same for the same corpus, however it was built."""
    canaries: tuple[str, ...]
    """Ids of passages that every search for their own words must find."""
    problems: int
    """Sources and records that could not be read."""
    files: Mapping[str, FileSum]
    """By path relative to the generation's folder."""

    @property
    def passage_count(self) -> int:
        """Passages, holes not counted."""
        return self.counts["passages"]

    def to_json(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @property
    def stamp(self) -> str:
        """Six digits that end the generation's name: an altered manifest no longer fits its folder."""
        return hashlib.sha256(self.to_json()).hexdigest()[:6]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a generation's folder.

        Raises GenerationDamaged for one that is missing or altered, GenerationMismatch for another schema.
        """
        path = folder / MANIFEST
        try:
            data = path.read_bytes()
        except OSError as error:
            raise GenerationDamaged(f"{path}: {error.strerror}; roll back or rebuild: medpath build --full") from error
        if hashlib.sha256(data).hexdigest()[:6] != folder.name.rpartition("-")[2]:
            raise GenerationDamaged(f"{path}: altered since it was built; roll back or rebuild: medpath build --full")
        held = json.loads(data)
        schema = held.get("schema")
        if schema != SCHEMA_VERSION:
            is_newer = isinstance(schema, int) and schema > SCHEMA_VERSION
            newer = "serve it with the version that made it (restart a service that runs since before), or "
            raise GenerationMismatch(
                f"{folder}: made with index schema {schema}, this version reads {SCHEMA_VERSION}; "
                f"{newer if is_newer else ''}rebuild it: medpath build"
            )
        files = {name: FileSum(**each) for name, each in held.pop("files").items()}
        held["source_dates"] = tuple(held["source_dates"]) if held["source_dates"] else None
        return cls(**held | {"files": files, "canaries": tuple(held["canaries"])})


def sum_file(path: Path) -> FileSum:
    """The size and sha256 of a file as it is now."""
    with path.open("rb") as stream:
        return FileSum(os.fstat(stream.fileno()).st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def sum_files(paths: Mapping[str, Path]) -> dict[str, FileSum]:
    """The size and sha256 of each of these files, some at a time: summing leaves Python's lock to others."""
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        largest_first = sorted(paths, key=lambda name: -paths[name].stat().st_size)
        return dict(zip(largest_first, workers.map(sum_file, map(paths.__getitem__, largest_first)), strict=True))


class Sums:
    """The sums of a folder's files, computed while other work goes on; to be left before the folder goes away."""

    def __init__(self, folder: Path, known: Mapping[str, FileSum]) -> None:
        """`known`: sums that need not be computed, by name; what the folder does not hold is not asked for."""
        self._folder = folder
        self._known = known
        self._workers = ThreadPoolExecutor(_AT_ONCE)
        self._begun: dict[str, Future[FileSum]] = {}

    def __enter__(self) -> "Sums":
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.shutdown(cancel_futures=True)

    def begin(self, unfinished: Container[str] = ()) -> None:
        """Begin to sum every file that is there, except those that are still being written."""
        for name, path in files_below(self._folder):
            if name not in self._known and name not in self._begun and name not in unfinished:
                self._begun[name] = self._workers.submit(sum_file, path)

    def of_all(self) -> dict[str, FileSum]:
        """The sum of every file that the folder holds, by name."""
        self.begin()
        return {
            name: self._begun[name].result() if name in self._begun else self._known[name]
            for name, _ in files_below(self._folder)
        }


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """(relative path, path) of every file of a generation but its manifest, in the order of paths."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST:
            yield name, path


def software_sha256() -> str:
    """Of this package's code and data: what decides how the same sources become documents and passages."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted((*package.rglob("*.py"), *package.glob("data/*"))):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
