"""`medpath eval`: measure the search on judged questions."""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from indexer.errors import UsageError
from indexer.onnx_export import encoder_for
from service.commands.terminal import Watched, print_json
from service.engine import Engine
from service.quality.evaluation import (
    AS_JUDGED,
    Evaluation,
    System,
    compare,
    evaluate,
    evaluate_run,
    open_judged_index,
    unknown_ids,
)
from service.quality.judged import JudgedSet, read_judged, read_run, write_run
from service.quality.metrics import Interval
from service.search.ranking import Level, Mode, Switches
from service.settings import Settings
from service.wording import plural

_NAMED = 5


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Ask every question of the set, or judge a run file, and print the measures with their 95 % intervals."""
    judged = read_judged(options.set)
    level, switches = Level(options.level) if options.level else None, _switches(options.without)
    with ExitStack() as held:
        if options.run_in:
            evaluation = evaluate_run(judged, read_run(options.run_in), level)
            other = _other_run(judged, options.against, level)
        else:
            engine = _engine(judged, options, settings, held)
            _tell_unknown(unknown_ids(judged, engine.library.catalog))
            other = _against(judged, engine, options.against, level, held)  # first: it may be no system
            evaluation = _asked(judged, System(engine, Mode(options.mode), switches), level, held)
    differences = compare(evaluation, other) if other else {}
    if options.json:
        print_json(
            evaluation.as_mapping()
            | ({"against": {name: asdict(each) for name, each in differences.items()}} if other else {})
        )
    else:
        _print(evaluation)
        for name, each in differences.items():
            print(f"{name:<18}{each.first:.4f} against {each.second:.4f}, p = {each.p:.4f}")
    if options.run_out:  # last: where it cannot be written, what was measured is not lost
        write_run(options.run_out, evaluation.as_run())
    return 0


def _engine(judged: JudgedSet, options: argparse.Namespace, settings: Settings, held: ExitStack) -> Engine:
    """Open an engine over the set's own corpus or the corpus folders; the index is kept where --work says."""
    work: Path = options.work or Path(held.enter_context(tempfile.TemporaryDirectory(prefix="medpath-eval-")))
    encoder = encoder_for(settings.model, work)
    corpus = options.corpus or settings.corpus
    with Watched() as progress:
        generation = open_judged_index(judged, corpus, work, encoder, progress)
    return Engine.of(generation, encoder)


def _tell_unknown(ids: list[str]) -> None:
    """A set for another corpus, or a misspelled id, is measured as if nothing had been found."""
    if ids:
        shown = ", ".join(ids[:_NAMED]) + (", …" if ids[_NAMED:] else "")
        print(f"not in the corpus, though judged relevant: {plural(len(ids), 'id')}: {shown}", file=sys.stderr)


def _asked(judged: JudgedSet, system: System, level: Level | None, held: ExitStack) -> Evaluation:
    progress = held.enter_context(Watched())
    return evaluate(judged, system, level, lambda done, total: progress("ask", done, total))


def _switches(without: list[str]) -> Switches:
    try:
        return Switches.without(*without)
    except TypeError as error:
        parts = ", ".join(Switches.__dataclass_fields__)
        raise UsageError(f"--without {' '.join(without)}: expected some of {parts}") from error


def _other_run(judged: JudgedSet, against: str | None, level: Level | None) -> Evaluation | None:
    return evaluate_run(judged, read_run(Path(against)), level) if against else None


def _against(
    judged: JudgedSet, engine: Engine, against: str | None, level: Level | None, held: ExitStack
) -> Evaluation | None:
    """Evaluate another mode, the same without a part of ranking ("without:section"), or a run file."""
    if against is None:
        return None
    if against in set(Mode):
        return _asked(judged, System(engine, Mode(against)), level, held)
    if against.startswith("without:"):
        switches = _switches(against.removeprefix("without:").split(","))
        return _asked(judged, System(engine, switches=switches), level, held)
    return _other_run(judged, against, level)


def _print(evaluation: Evaluation) -> None:
    by = evaluation.level if evaluation.level == AS_JUDGED else f"judged by {evaluation.level}"
    print(f"{evaluation.judged.name}: {plural(len(evaluation.judgements), 'question')}, {by}")
    for name, interval in evaluation.summary().items():
        print(f"{name:<18}{_shown(interval)}")
    types = evaluation.by_type()
    if len(types) < 2:
        return
    print(f"\n{'type':<22}{'questions':>9}  ndcg@10            p@1                abstained")
    for name, part in types.items():
        found = part.summary()
        cells = (_shown(found[each]) if each in found else "" for each in ("ndcg@10", "p@1", "abstained"))
        print(f"{name or '(none)':<22}{len(part.judgements):>9}  " + "".join(f"{cell:<19}" for cell in cells).rstrip())


def _shown(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.3f}–{interval.high:.3f})"
