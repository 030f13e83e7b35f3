"""`medpath build`: bring the index up to date with the corpus folders."""

import argparse
import sys
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from indexer.build import BuildOptions, build
from indexer.corpus import check_folders, is_named_as_document
from indexer.onnx_export import encoder_for, encoder_for_planning
from indexer.report import BuildReport
from indexer.watch import Watched as Rebuilt
from indexer.watch import watch
from service.commands.terminal import Watched, print_json
from service.settings import Settings
from service.wording import plural

_SHOWN = 20  # of a sort
_TOLD_FROM_S = 0.05  # steps that take less are left out for people; --json has them all


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Build once, or with --watch once and then after every change, until interrupted."""
    corpus: Sequence[Path] = options.corpus or settings.corpus
    check_folders(corpus)  # before the model is loaded, which takes seconds

    def rebuild() -> int:
        return _build(corpus, options)

    if not options.watch:
        return rebuild()
    print(f"watching {', '.join(map(str, corpus))}; stop with Ctrl+C", file=sys.stderr)
    with suppress(KeyboardInterrupt):  # its way to end, for people and for service managers
        watch(corpus, rebuild, _told)
    return 0


def _told(rebuilt: Rebuilt) -> None:
    """Say why there was a rebuild; what it did says its report."""
    if rebuilt.error is not None:
        print(f"not rebuilt: {rebuilt.error}; what was served before still is", file=sys.stderr)
    elif rebuilt.changes is not None:
        print(f"rebuilt after {rebuilt.changes}", file=sys.stderr)


def _build(corpus: Sequence[Path], options: argparse.Namespace) -> int:
    with warnings.catch_warnings(), Watched() as progress, tempfile.TemporaryDirectory() as scratch:
        warnings.simplefilter("ignore")  # what torch says of itself while a model is exported
        if options.dry_run:
            encoder = encoder_for_planning(options.model, options.index, Path(scratch))
        else:
            encoder = encoder_for(options.model, options.index)
        report = build(corpus, options.index, encoder, BuildOptions(options.full, options.dry_run), progress)
    if options.json:
        print_json(report.as_mapping())
    else:
        _print(report)
    return 1 if options.strict and (report.problems or report.held or report.lost) else 0


def _print(report: BuildReport) -> None:
    """What changed on standard output; what could not be read, by name, on standard error."""
    named = {each.path for each in report.problems}
    missed = [each for each in report.skipped if is_named_as_document(each.path) and each.path not in named]
    _name("not read", report.problems)
    _name("not indexed", missed)
    _name("lost", report.lost)
    _name("held", [f"{held}: can no longer be read; what it last gave is still served" for held in report.held])
    for message in report.messages:
        print(message, file=sys.stderr)
    if report.reason:
        print(f"built anew: {report.reason}")
    print(report.summary)
    if report.dry_run:
        print("a dry run: nothing was changed")
    elif not report.published:
        print(f"nothing changed; {report.generation} stays, with {plural(report.documents, 'document')}")
    else:
        held = f"{plural(report.documents, 'document')}, {plural(report.passages, 'passage')}"
        print(f"{report.generation}: {held}, in {report.total_seconds:.1f} s")
        print(_cost(report))


def _name(what: str, each: Sequence[object]) -> None:
    """A line for each of them, of many for the first."""
    for one in each[:_SHOWN]:
        print(f"{what}: {one}", file=sys.stderr)
    if len(each) > _SHOWN:
        print(f"{what}: … and {len(each) - _SHOWN:,} more; --json lists them all", file=sys.stderr)


def _cost(report: BuildReport) -> str:
    """As in "read 4.1 s, embed 61.0 s; 17.3 passages encoded a second; 612 MB of memory at most; 98 MB on disk"."""
    parts = [
        ", ".join(f"{step} {seconds:.1f} s" for step, seconds in report.seconds.items() if seconds >= _TOLD_FROM_S),
        f"{report.passages_per_second:,.1f} passages encoded a second" if report.passages_per_second else "",
        f"{report.peak_memory_bytes / 1e6:,.0f} MB of memory at most",
        f"{report.disk_bytes / 1e6:,.0f} MB on disk",
    ]
    return "; ".join(part for part in parts if part)
