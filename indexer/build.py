"""From the files of a corpus to a published generation; an incremental build costs what changed.

The generation is made in a folder of its own and published by a rename, so a build that is killed at any point leaves
what was served as it was, and the vectors it computed in the cache; what else it left is swept away by the next one.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.assembly import Embedded, embed, link_encoder, manifest_of, same_files, write_parts
from indexer.catalog import Catalog
from indexer.catalog_writer import CatalogWriteError, CatalogWriter
from indexer.embedding import Encoder
from indexer.embedding_cache import EmbeddingCache
from indexer.errors import BuildError, CorpusError, GenerationDamaged, GenerationError, GenerationMissing
from indexer.generation import (
    CATALOG_FILE,
    GENERATIONS,
    Generation,
    check_files,
    list_generations,
    next_moment,
    open_parts,
    prune,
    publish,
    summed_on_open,
    verify,
)
from indexer.held import Earlier
from indexer.lock import build_lock
from indexer.manifest import Sums, software_sha256
from indexer.passages import Splitter
from indexer.reading_changes import ChangeReader, FilePlan, compare_files
from indexer.report import BuildReport, Progress, Stopwatch, peak_memory_bytes, silent
from indexer.tidying import prune_vectors
from indexer.world_drugs import WorldNames

BUILDING = ".building"
"""Folders of unfinished generations begin with this."""

_NOTHING_EMBEDDED = Embedded(0, 0)
_AGAIN = (
    "what was served before still is. Build again; where that says the same, report it: it is a fault of MedPath "
    "Search, or of this machine"
)
_MOST_HOLES = 0.2  # of all passage numbers; beyond it they are closed


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build."""

    full: bool = False
    """Read and index everything anew; vectors still come from the cache."""
    dry_run: bool = False
    """Find out what would be done, and change nothing."""
    splitter: Splitter = field(default_factory=Splitter)
    today: date | None = None
    """After which no version can be dated; by default the day of the build, in UTC."""
    world_names: Mapping[str, str] | None = None
    """Names of the world's drugs; by default those of `indexer.world_drugs`."""


def build(
    corpus_dirs: Sequence[Path],
    index_dir: Path,
    encoder: Encoder,
    options: BuildOptions | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Bring an index folder up to date with its corpus folders; the live generation stays as it is until the end.

    Raises CorpusError when there is nothing to index, BuildLocked while another build is writing, BuildError when the
    disk is full or cannot be written. Whatever it raises, nothing that was held is lost.
    """
    run = _Run(tuple(corpus_dirs), index_dir, encoder, options or BuildOptions(), progress, Stopwatch())
    try:
        if run.options.dry_run:
            with tempfile.TemporaryDirectory(prefix="medpath-plan-") as scratch:
                return run.in_folder(Path(scratch))
        with build_lock(index_dir), _workspace(index_dir) as folder:
            return run.in_folder(folder)
    except (OSError, CatalogWriteError) as error:
        raise BuildError.of(index_dir, error) from error


@contextmanager
def _workspace(index_dir: Path) -> Iterator[Path]:
    """An empty folder for the new generation, after sweeping away those of builds that were killed."""
    generations = index_dir / GENERATIONS
    generations.mkdir(exist_ok=True)
    _remove(generations.glob(f"{BUILDING}*"))
    folder = generations / f"{BUILDING}-{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # not there any more when it was published


@dataclass(frozen=True, slots=True)
class _Run:
    """One build, step by step."""

    corpus_dirs: tuple[Path, ...]
    index_dir: Path
    encoder: Encoder
    options: BuildOptions
    progress: Progress
    watch: Stopwatch

    def in_folder(self, folder: Path) -> BuildReport:
        """Compare, and when a file is not as it was, build."""
        with self.watch.step("compare"):
            former, reason = self._former()
            plan = compare_files(self.corpus_dirs, former.catalog.ledger.files() if former else {}, self._below)
        if plan.total == 0:
            raise CorpusError(f"{self._folders}: no files to index; add some, or name another folder")
        try:
            if former is not None and plan.is_empty:
                return self._report(former.catalog, former, None)
            if former is not None:
                with self.watch.step("check"):
                    unsummed = former.manifest.files.keys() - summed_on_open(former.manifest)
                    check_files(former.folder, former.manifest, unsummed)
            return self._build(folder, former, reason, plan)
        except GenerationDamaged as error:
            if former is None:
                raise
            return self._anew(folder, str(error).partition(";")[0])
        finally:
            if former is not None:
                former.close()

    def _build(self, folder: Path, former: Generation | None, reason: str | None, plan: FilePlan) -> BuildReport:
        needs_names = former is None and not self.options.dry_run and self.options.world_names is None
        loading = closing(WorldNames.begin()) if needs_names else nullcontext()  # while everything else is read
        with loading as names, closing(self._begin(folder, former)) as catalog:
            reader, altered = self._read(catalog, former, plan)
            self._refuse_nothing(catalog, plan)
            if former is not None and not altered:
                return self._report(catalog, former, None)
            former_numbers = _closed_holes(catalog, former)
            if self.options.dry_run:
                return _with_losses(self._report(catalog, former, reason, Embedded(self._unknown(catalog), 0)), reader)
            cache = EmbeddingCache.open(self.index_dir, self.encoder)
            with self.watch.step("embed"):
                embedded = embed(catalog, cache, self.encoder, self.progress)
            block = write_parts(folder, catalog, cache, former, former_numbers, self.watch, self.progress)
            messages = link_encoder(folder, self.encoder)
            report = _with_losses(self._report(catalog, former, reason, embedded, messages), reader)
            with Sums(folder, same_files(folder, former)) as sums:
                sums.begin(unfinished={CATALOG_FILE})
                with self.watch.step("catalog"):
                    if former is None:
                        catalog.add_world_names(names.read() if names else self.options.world_names or {})
                    catalog.finish()
                name = self._publish(folder, block, len(report.problems), sums)
            messages = (*report.messages, *self._tidy())
            return replace(self._measured(report, name), published=True, messages=messages)

    def _former(self) -> tuple[Generation | None, str | None]:
        """The live generation if it can be built upon; else None, and why not if there is one."""
        if self.options.full:
            return None, None
        try:
            former = Generation.open(self.index_dir)
        except GenerationMissing:
            return None, None
        except GenerationError as error:
            return None, str(error).partition(";")[0]  # what to do about it is being done
        manifest, encoder = former.manifest, self.encoder
        differing = {
            "the software": manifest.software != software_sha256(),
            "the model": (manifest.model_sha256, manifest.precision) != (encoder.sha256, encoder.precision),
            "the export of the model": manifest.exported != (encoder.folder is not None),
            "how passages are cut": dict(manifest.splitter) != asdict(self.options.splitter),
        }
        changed = [what for what, differs in differing.items() if differs]
        if changed:
            former.close()
            return None, f"changed since the last build: {', '.join(changed)}"
        return former, None

    def _anew(self, folder: Path, reason: str) -> BuildReport:
        """Build without the generation before, which is damaged, or leads to one that is not sound."""
        _remove(folder.iterdir())
        return self._build(folder, None, reason, compare_files(self.corpus_dirs, {}, self._below))

    def _read(self, catalog: CatalogWriter, former: Generation | None, plan: FilePlan) -> tuple[ChangeReader, bool]:
        """Read what the plan suspects; the reader tells what was lost, the other whether anything differs.

        Without a former generation to build upon, what files gave before is looked for in the last that can be read.
        """
        with self.watch.step("read"), nullcontext() if former else self._earlier() as earlier:
            is_blind = former is None and earlier is None and bool(list_generations(self.index_dir))
            splitter, below = self.options.splitter, self._below
            today = self.options.today or next_moment(self.index_dir).date()
            reader = ChangeReader(
                catalog, self.encoder, splitter, self.corpus_dirs, plan, today, earlier, below, is_blind
            )
            return reader, reader.read(self.progress)

    def _begin(self, folder: Path, former: Generation | None) -> CatalogWriter:
        path = folder / CATALOG_FILE
        with self.watch.step("read"):
            if former is None:
                return CatalogWriter.create(path)
            shutil.copyfile(former.folder / CATALOG_FILE, path)
            return CatalogWriter.resume(path)

    def _refuse_nothing(self, catalog: CatalogWriter, plan: FilePlan) -> None:
        if catalog.passage_count() == 0:
            found, skipped = catalog.ledger.problems()
            reasons = "; ".join(str(each) for each in (*found, *skipped)[:5])
            raise CorpusError(
                f"{self._folders}: none of {plan.total} files holds a document that can be searched ({reasons}); "
                "the formats are described in corpus/README.md"
            )

    def _unknown(self, catalog: CatalogWriter) -> int:
        """How many passages would have to be embedded."""
        cache = EmbeddingCache.peek(self.index_dir, self.encoder)
        new = [each.sha256 for each in catalog.to_embed()]
        unknown = set(cache.missing(new) if cache else new)
        return sum(each in unknown for each in new)

    def _publish(self, folder: Path, block: int, problems: int, sums: Sums) -> str:
        with self.watch.step("sum"):
            splitter = self.options.splitter
            manifest = manifest_of(folder, self.index_dir, self.encoder, splitter, block, problems, sums)
        with self.watch.step("verify"):
            candidate = open_parts(folder, manifest)
            faults = verify(candidate)
            candidate.close()
        if faults:
            what = f"the new generation is not sound and was not published ({', '.join(faults)})"
            raise GenerationDamaged(f"{self.index_dir}: {what}; {_AGAIN}")
        with self.watch.step("publish"):
            self.progress("publish", 0, 1)
            name = publish(self.index_dir, folder, manifest)
            self.progress("publish", 1, 1)
        return name

    def _tidy(self) -> tuple[str, ...]:
        """Delete what is not needed any more; what to tell where that could not be done."""
        with self.watch.step("tidy"):
            try:
                prune(self.index_dir)
                prune_vectors(self.index_dir, self.encoder)
            except (OSError, GenerationError) as error:
                return (f"published, but what is no longer needed could not be deleted: {error}",)
            return ()

    def _report(
        self,
        catalog: Catalog | CatalogWriter,
        former: Generation | None,
        reason: str | None,
        embedded: Embedded = _NOTHING_EMBEDDED,
        messages: tuple[str, ...] = (),
    ) -> BuildReport:
        before = former.catalog.content_sha256s() if former else self._contents_before()
        after = catalog.content_sha256s()
        passages = catalog.passage_count()
        problems, skipped = catalog.ledger.problems()
        report = BuildReport(
            generation=None,
            published=False,
            dry_run=self.options.dry_run,
            full=former is None,
            reason=reason,
            added=len(after.keys() - before.keys()),
            changed=sum(before[each] != after[each] for each in before.keys() & after.keys()),
            removed=len(before.keys() - after.keys()),
            documents=len(after),
            passages=passages,
            embedded=embedded.passages,
            reused=passages - embedded.passages,
            computed=embedded.computed,
            problems=(*problems, *catalog.ledger.written_twice()),
            skipped=skipped,
            shadowed=len(catalog.ledger.shadowed()),
            held=catalog.ledger.held(),
            messages=messages,
        )
        return self._measured(report, former.name if former else None)

    def _measured(self, report: BuildReport, live: str | None) -> BuildReport:
        """The report with what it took: seconds by step, memory, and the disk that the live generation takes."""
        files = (self.index_dir / GENERATIONS / live).rglob("*") if live else ()
        return replace(
            report,
            generation=live,
            seconds=dict(self.watch.seconds),
            total_seconds=self.watch.total_seconds,
            peak_memory_bytes=peak_memory_bytes(),
            disk_bytes=sum(path.stat().st_size for path in files if path.is_file()),
        )

    def _contents_before(self) -> dict[str, str]:
        """What the last generation that can be read holds when it is not built upon."""
        with self._earlier() as earlier:
            return earlier.content_sha256s() if earlier else {}

    def _below(self, folder: str) -> tuple[str, ...]:
        """What the last generation that can be read knows of a folder that cannot be opened."""
        with self._earlier() as earlier:
            return earlier.paths_below(folder) if earlier else ()

    @contextmanager
    def _earlier(self) -> Iterator[Earlier | None]:
        earlier = Earlier.open(self.index_dir)
        with closing(earlier) if earlier else nullcontext():
            yield earlier

    @property
    def _folders(self) -> str:
        return ", ".join(str(folder) for folder in self.corpus_dirs) or "no corpus folder"


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _with_losses(report: BuildReport, reader: ChangeReader) -> BuildReport:
    gone = (f"{each}: is no longer there, nor what was held of it" for each in reader.gone)
    return replace(report, lost=tuple(reader.lost), messages=(*report.messages, *gone))


def _closed_holes(catalog: CatalogWriter, former: Generation | None) -> NDArray[np.int64] | None:
    """The former number of each passage after holes were closed; None when every number is what it was."""
    holes = catalog.rows - catalog.passage_count()
    if former is None or holes <= _MOST_HOLES * catalog.rows:
        return None
    return catalog.compact()
