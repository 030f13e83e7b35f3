"""`medpath search`: one question, answered by the same path as `/search`."""

import argparse
from collections import defaultdict
from textwrap import fill

from indexer.documents import Record, Trial
from indexer.errors import MedPathError, UsageError
from indexer.selection import NOT
from service.answering.answers import Answer
from service.assistant import answer
from service.commands.terminal import print_json
from service.engine import Engine
from service.pages.exports import facts_in_line, row_lines
from service.routes.api import asked_of, response_of
from service.routes.parameters import one_valued
from service.routes.requests import FilterQuery, SearchQuery
from service.routes.responses import Result, SearchResponse
from service.running.problems import Problem, in_address, nearest
from service.settings import Settings

_WIDTH = 100


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the finding, the quotes and the ranked passages with their citations."""
    told: dict[str, object] = {"q": " ".join(options.question), "limit": options.limit, **_filters(options.filter)}
    try:
        body = SearchQuery.read(told).as_request()
        engine = Engine.open(options.index, settings.model)
        found = answer(engine, asked_of(body, engine))
        response = response_of(found, body)
    except Problem as problem:
        raise (UsageError if problem.status == 422 else MedPathError)(_said(problem)) from problem
    if options.json:
        print_json(response.model_dump(mode="json", exclude_unset=True))
    else:
        _print(response, found)
    return 0


def _said(problem: Problem) -> str:
    """What is wrong, by the name of what was typed."""
    said = in_address(problem)
    name = said.errors[0].field if said.errors else ""
    typed = "QUESTION" if name == "q" else f"--filter {name}"
    return f"{typed}{said.detail.removeprefix(name)}" if name else said.detail


def _filters(given: list[str]) -> dict[str, list[str] | str]:
    """From KEY=VALUE pairs by the parameters of `GET /search`; a key given twice has two values."""
    values: dict[str, list[str]] = defaultdict(list)
    for each in given:
        key, equals, value = each.partition("=")
        if not equals:
            raise UsageError(f"--filter {each}: expected KEY=VALUE, for example status=RECRUITING")
        if key.strip() not in FilterQuery.model_fields:
            plain = ", ".join(sorted(name for name in FilterQuery.model_fields if not name.startswith(NOT)))
            there = f"there are {plain}; {NOT}_ before a name excludes"
            meant = [f"did you mean {name}?" for name in nearest(key, FilterQuery.model_fields)]
            raise UsageError(f"--filter {each}: no filter; {meant[0] if meant else there}")
        values[key.strip()].append(value.strip())
    single = one_valued(FilterQuery)
    for key, found in values.items():
        if key in single and len(found) > 1:
            raise UsageError(f"--filter {key}: given {len(found)} times; it has one value")
    return {key: found[0] if key in single else found for key, found in values.items()}


def _print(response: SearchResponse, found: Answer) -> None:
    for notice in response.notices:
        print(fill(notice, _WIDTH), end="\n\n")
    for told in filter(None, (response.finding, response.explanation)):
        print(fill(told, _WIDTH), end="\n\n")
    for name, values in response.facets.items():
        print(fill(f"{name}: {', '.join(f'{each.value} {each.count:,}' for each in values)}", _WIDTH), end="\n\n")
    for quote in response.quotes:
        print(_folded(f"“{quote.text}” [{quote.citation}]"), end="\n\n")
    for row in found.comparison.rows if found.comparison else ():
        _, title, *cells = row_lines(row)
        print("\n".join((title, *(_folded(cell, "", "  ") for cell in cells))), end="\n\n")
    for result, citation in zip(response.results, found.citations, strict=True):
        is_told = found.comparison is not None or (found.listing is not None and isinstance(citation.record, Trial))
        _print_result(result, citation.record, with_text=not is_told)
    print(f"{len(response.results)} of {response.total}, generation {response.generation}")


def _folded(text: str, first: str = "", then: str = "") -> str:
    """Each line of a text, no wider than the terminal's usual width: a list stays a list."""
    lines = filter(str.strip, text.splitlines())
    return "\n".join(fill(line, _WIDTH, initial_indent=first, subsequent_indent=then) for line in lines)


def _print_result(result: Result, record: Record, with_text: bool) -> None:
    """A passage with where it stands; of a trial its facts as well. What is told already has no text."""
    citation = result.citation
    dated = f", {citation.source_date}" if citation.source_date else ""
    print(f"[{result.rank}] {result.kind}: {result.title} › {result.section} ({result.passage_id}{dated})")
    for told in (facts_in_line(record) if isinstance(record, Trial) else "", result.text if with_text else ""):
        if told:
            print(_folded(told, "    ", "    "))
    print()
