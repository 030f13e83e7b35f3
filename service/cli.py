"""The command line: `medpath`, also `python -m service`.

Exit status 0: done. 1: the work failed, for the reason in one line on standard error. 2: a command not understood.
With --json, standard output holds one JSON object and nothing else.
"""

import argparse
import errno
import importlib
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TypeAlias

from indexer.errors import MedPathError, UsageError
from service.settings import Settings, whole_number

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    try:
        settings = Settings.from_env(os.environ)
        options = _parser(settings).parse_args(arguments)
        _check_index(options)
        # Only the module of this command is imported: serving must not wait for what building needs.
        command = importlib.import_module(f"service.commands.{options.module}")
        with nullcontext() if options.module == "serve" else _terminated_as_interrupted():
            status: int = command.run(options, settings)
    except BrokenPipeError:  # `medpath inspect | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _failed("stopped; nothing that was held is lost")
    except UsageError as error:
        _failed(str(error))
        return 2
    except (MedPathError, ValueError) as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(_said_by_system(error))
    return status


def _check_index(options: argparse.Namespace) -> None:
    """Raises UsageError for a file where a command expects the index folder."""
    index: Path | None = getattr(options, "index", None)
    if index is not None and index.exists() and not index.is_dir():
        raise UsageError(f"--index {index}: no folder; name the folder that holds the index, or is to hold it")


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """A command that is told to end by SIGTERM clears away what it has not finished, as it does at Ctrl+C."""
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _said_by_system(error: OSError) -> str:
    """Which file, what is wrong with it, and what to do where that is known."""
    what = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part is not None)
    return f"{what}; {_REMEDIES[error.errno]}" if error.errno in _REMEDIES else what


_REMEDIES = {
    errno.EACCES: "grant the right to do that, or name another folder",
    errno.EPERM: "grant the right to do that, or name another folder",
    errno.EROFS: "the disk is read-only: name another folder, or mount it for writing",
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.ENOENT: "name one that exists",
    errno.ENOTDIR: "name a folder",
}


def _failed(reason: str) -> int:
    print(f"medpath: {' '.join(reason.split())}", file=sys.stderr)
    return 1


class _Version(argparse.Action):
    """Reads the version only when it is asked for: the parent of a service holds no module that it does not need."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and end."""
        metadata = importlib.import_module("importlib.metadata")
        print(f"medpath-search {metadata.version('medpath-search')}")
        parser.exit()


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="medpath",
        description="Search over drug monographs, labels and trials in which every hit is a provable quote.",
        epilog="Exit status: 0 done; 1 the work failed, for the reason on standard error; 2 a command not understood. "
        "Each flag has its help: medpath build --help. Settings are environment variables: docs/operations.md.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the program's version number and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in _COMMANDS:
        add(commands, settings)
    return parser


def _add_build(commands: _Commands, settings: Settings) -> None:
    build = _add(commands, "build", "build", "bring the index up to date with the corpus folders")
    _corpus(build, settings)
    _index(build, settings)
    build.add_argument("--model", default=settings.model, help=_help("model"))
    build.add_argument("--full", action="store_true", help="read and index everything anew")
    build.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    build.add_argument("--strict", action="store_true", help="exit with 1 if anything could not be read")
    build.add_argument("--watch", action="store_true", help="stay, and rebuild whenever the content changes")
    _json(build)


def _add_serve(commands: _Commands, settings: Settings) -> None:
    serve = _add(commands, "serve", "serve", "serve the chat and the API")
    serve.epilog = "Other settings are environment variables; docs/operations.md lists them."
    _index(serve, settings)
    serve.add_argument("--host", default=settings.host, help=_help("host"))
    serve.add_argument("--port", type=_bounded("port"), default=settings.port, help=_help("port"))
    serve.add_argument(
        "--workers", type=_bounded("workers"), default=settings.workers, metavar="N", help=_help("workers")
    )


def _add_search(commands: _Commands, settings: Settings) -> None:
    search = _add(commands, "search", "search", "ask one question")
    search.add_argument("question", nargs="+", metavar="QUESTION", help="in plain words")
    search.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="as in status=RECRUITING or not_country=France, those of GET /search; may be given several times",
    )
    search.add_argument(
        "--limit",
        type=_bounded("limit"),
        default=10,
        metavar="N",
        help="passages to show, 1 to 100; default: %(default)s",
    )
    _index(search, settings)
    _json(search)


def _add_evaluate(commands: _Commands, settings: Settings) -> None:
    evaluate = _add(commands, "eval", "evaluate", "measure the search on judged questions")
    evaluate.add_argument("set", type=_path, metavar="SET", help="a BEIR folder or a questions file")
    _corpus(evaluate, settings)
    evaluate.add_argument("--level", choices=("document", "section", "passage"), help="what the judgements name")
    evaluate.add_argument(
        "--mode",
        choices=("hybrid", "dense", "lexical"),
        default="hybrid",
        help="search by meaning and words, or by one of them; default: %(default)s",
    )
    evaluate.add_argument(
        "--without", action="append", default=[], metavar="PART", help="switch a part of ranking off, such as section"
    )
    evaluate.add_argument(
        "--against", metavar="RUN|MODE|without:PART", help="compare with a run file, or with such a system"
    )
    evaluate.add_argument("--run-out", type=_path, metavar="FILE", help="write the ranking as a TREC run file")
    evaluate.add_argument("--run-in", type=_path, metavar="FILE", help="judge this run file instead of searching")
    evaluate.add_argument("--work", type=_path, metavar="DIR", help="keep the index made for the set here")
    _json(evaluate)


def _add_inspect_and_doctor(commands: _Commands, settings: Settings) -> None:
    for name, told in (("inspect", "what the live generation holds"), ("doctor", "check the live generation in full")):
        command = _add(commands, name, name, told)
        _index(command, settings)
        _json(command)


def _add_rollback(commands: _Commands, settings: Settings) -> None:
    rollback = _add(commands, "rollback", "rollback", "serve an earlier generation again")
    rollback.add_argument("generation", nargs="?", metavar="GENERATION", help="its name; the one before if left out")
    _index(rollback, settings)
    _json(rollback)


def _add_fetch(commands: _Commands, settings: Settings) -> None:
    fetch = _add(commands, "fetch", "fetch", "fetch records into a corpus folder")
    fetch.add_argument("what", choices=("trials", "labels"), help="from ClinicalTrials.gov, or from openFDA")
    fetch.add_argument(
        "--drug",
        nargs="+",
        action="extend",
        required=True,
        metavar="NAME",
        help="as in --drug baclofen 'valproic acid'",
    )
    fetch.add_argument("--out", type=_path, required=True, metavar="DIR", help="the corpus folder to write to")
    fetch.add_argument(
        "--limit", type=_bounded("records"), metavar="N", help="records of each drug at most, the newest first"
    )
    fetch.add_argument("--since", type=_day, metavar="DATE", help="only records dated from this day on")
    fetch.add_argument("--full", action="store_true", help="ask for all, whatever was fetched before")
    _json(fetch)


def _add_feedback(commands: _Commands, settings: Settings) -> None:
    feedback = _add(commands, "feedback", "feedback", "what readers said of answers")
    feedback.add_argument("action", choices=("export",), help="as judged questions, one JSON object per line")
    _index(feedback, settings)


_COMMANDS = (
    _add_build,
    _add_serve,
    _add_search,
    _add_evaluate,
    _add_inspect_and_doctor,
    _add_rollback,
    _add_fetch,
    _add_feedback,
)
"""In the order in which `medpath --help` lists them."""


def _bounded(name: str) -> Callable[[str], int]:
    """What reads a flag as its setting is read."""

    def read(text: str) -> int:
        try:
            return whole_number(name, text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None

    return read


def _path(text: str) -> Path:
    """A path as typed; "" is none, where Python reads this folder: an empty variable of a shell must not index it."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty; name a folder or a file")
    return Path(text)


def _day(text: str) -> date:
    """A day as RFC 3339 writes it: nothing else that Python reads as one."""
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    raise argparse.ArgumentTypeError(f"{text!r}: expected a day such as 2024-03-15")


def _add(commands: _Commands, name: str, module: str, help_text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=f"{help_text[:1].upper()}{help_text[1:]}."
    )
    parser.set_defaults(module=module)
    return parser


def _help(setting: str) -> str:
    """What a setting means, in the words of the settings themselves."""
    [found] = [str(each.metadata["help"]) for each in fields(Settings) if each.name == setting]
    return f"{found}; default: %(default)s"


def _index(parser: argparse.ArgumentParser, settings: Settings) -> None:
    parser.add_argument("--index", type=_path, default=settings.index, metavar="DIR", help=_help("index"))


def _corpus(parser: argparse.ArgumentParser, settings: Settings) -> None:
    default = ", ".join(map(str, settings.corpus))
    parser.add_argument(
        "--corpus",
        type=_path,
        nargs="+",
        action="extend",
        metavar="DIR",
        help=f"folders of sources, read with all that lies below them; default: {default}",
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
