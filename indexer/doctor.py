"""A full examination of a generation: everything that opening it does not take the time to look at."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.embedding import Encoder
from indexer.errors import GenerationError, GenerationMismatch, ModelError
from indexer.generation import GENERATIONS, Generation, current_name, open_parts, verify
from indexer.manifest import Manifest, files_below, software_sha256, sum_file

_MOST_NAMED = 5  # passages named in a finding; the rest are counted
_LENGTH_TOLERANCE = 1e-3
_ROWS = 8192


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: with which part, and what."""

    part: str
    """"files", "catalog", "arrays", "passages", "vectors", "lexical", "encoder", "canaries", "documents"."""
    what: str

    def __str__(self) -> str:
        return f"{self.part}: {self.what}"


def examine(
    index_dir: Path, name: str | None = None, encoder_of: Callable[[Generation], Encoder] | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong with a generation, by default the live one; empty when it is sound.

    With a way to open its encoder, each canary is embedded anew. A generation or an encoder that cannot be opened is
    a finding; raises GenerationMissing when there is nothing to examine, GenerationMismatch for another schema, which
    is not damage.
    """
    folder = index_dir / GENERATIONS / (name or current_name(index_dir))
    findings: list[Finding] = []
    try:
        manifest = Manifest.read(folder)
        findings.extend(_damaged_files(folder, manifest))
        generation = open_parts(folder, manifest)
    except GenerationMismatch:
        raise
    except GenerationError as error:
        return (*findings, Finding("files", str(error)))
    with closing(generation):
        for part, look in _LOOKS.items():
            findings.extend(_seen(part, look(generation)))
        findings.extend(_seen("canaries", _canaries(generation, encoder_of)))
    return tuple(findings)


def _seen(part: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    try:
        yield from findings
    except Exception as error:  # a damaged part may fail in any way; the others are looked at all the same
        yield Finding(part, f"cannot be read ({type(error).__name__}: {error})")


def _damaged_files(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    there = dict(files_below(folder))
    for name, held in manifest.files.items():
        if name not in there:
            yield Finding("files", f"{name} is missing")
        elif sum_file(there[name]) != held:
            yield Finding("files", f"{name} was altered since it was built")
    for name in there.keys() - manifest.files.keys():
        yield Finding("files", f"{name} is no part of this generation")


def _catalog(generation: Generation) -> Iterator[Finding]:
    for fault in generation.catalog.faults():
        yield Finding("catalog", fault)
    counts = generation.catalog.counts()
    for what, count in generation.manifest.counts.items():
        if counts.get(what) != count:
            yield Finding("catalog", f"{counts.get(what)} {what}, the manifest says {count}")


def _arrays(generation: Generation) -> Iterator[Finding]:
    """What filters, counts and citations are computed from says what the rows do."""
    for name in generation.catalog.stale_arrays():
        yield Finding("arrays", f"{name!r} does not say what the rows of the catalog do")


def _passages(generation: Generation) -> Iterator[Finding]:
    """Every passage is the slice of its section that its checksum says."""
    altered = [
        passage.passage_id
        for passage in generation.catalog.all_passages()
        if not passage.text or hashlib.sha256(passage.text.encode()).hexdigest() != passage.sha256
    ]
    if altered:
        yield Finding("passages", f"{len(altered)} are not the text that was indexed: {_some(altered)}")


def _documents(generation: Generation) -> Iterator[Finding]:
    """Every document still has the content whose checksum it carries, as the software that built it counts it."""
    if generation.manifest.software != software_sha256():
        return
    catalog = generation.catalog
    altered = []
    for document_id, sha256 in catalog.content_sha256s().items():
        document = catalog.whole_document(document_id)
        if document is None or document.sha256 != sha256:
            altered.append(document_id)
    if altered:
        yield Finding("documents", f"{len(altered)} are not what was read: {_some(altered)}")


def _vectors(generation: Generation) -> Iterator[Finding]:
    """Every passage has a finite vector of length 1, a hole has none, and the codes are those of the vectors."""
    rows, ranks = generation.vectors.rows, generation.catalog.ranks
    if len(rows) != len(ranks):
        yield Finding("vectors", f"{len(rows)} rows, expected {len(ranks)}")
        return
    wrong: list[int] = []
    misfits: list[int] = []
    for begin in range(0, len(rows), _ROWS):
        lengths = np.linalg.norm(rows[begin : begin + _ROWS], axis=1)
        expected = (ranks[begin : begin + _ROWS] >= 0).astype(np.float32)
        off = ~(np.abs(lengths - expected) < _LENGTH_TOLERANCE)  # also where a length is not a number
        wrong.extend((begin + np.flatnonzero(off)).tolist())
        misfits.extend(generation.vectors.misfits(begin, min(begin + _ROWS, len(rows))).tolist())
    if wrong:
        yield Finding("vectors", f"{len(wrong)} rows are not of length 1: {_some(map(str, wrong))}")
    if misfits:
        yield Finding("vectors", f"{len(misfits)} rows have the code of another vector: {_some(map(str, misfits))}")


def _lexical(generation: Generation) -> Iterator[Finding]:
    indexed = set(generation.lexical.numbers().tolist())
    live = set(np.flatnonzero(generation.catalog.ranks >= 0).tolist())
    if indexed != live:
        missing, surplus = len(live - indexed), len(indexed - live)
        yield Finding("lexical", f"{missing} passages are not indexed, {surplus} are that should not be")


def _canaries(generation: Generation, encoder_of: Callable[[Generation], Encoder] | None) -> Iterator[Finding]:
    encoder, manifest = None, generation.manifest
    try:
        encoder = encoder_of(generation) if encoder_of else None
    except ModelError as error:
        yield Finding("encoder", str(error))
    if encoder is not None and encoder.sha256 != manifest.model_sha256:
        told = f"{encoder.name} ({encoder.sha256[:8]}…)"
        yield Finding(
            "encoder", f"{told} is not the one it was built with, {manifest.model}; rebuild it: medpath build"
        )
        encoder = None
    for fault in verify(generation, encoder):
        yield Finding("canaries", fault)


_LOOKS: Mapping[str, Callable[[Generation], Iterator[Finding]]] = {
    "catalog": _catalog,
    "arrays": _arrays,
    "passages": _passages,
    "documents": _documents,
    "vectors": _vectors,
    "lexical": _lexical,
}
"""What is looked at in each part."""


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:_MOST_NAMED]) + (" …" if len(listed) > _MOST_NAMED else "")
