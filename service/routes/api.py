"""The API for programs: thin routes from requests to the assistant, and from its answers to responses."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from indexer.selection import NOT, NOT_STATED
from service.answering.answers import Answer
from service.answering.citations import Citation
from service.answering.suggestions import completions
from service.asked import DEEPEST, Asked
from service.assistant import answer
from service.engine import Engine
from service.follow_ups.conversation import Turn
from service.pages.records import record_of, source_of
from service.routes.parameters import from_address, parameters_of, refuse_dropped
from service.routes.requests import ChatRequest, FacetsQuery, SearchQuery, SearchRequest, SuggestQuery
from service.routes.responses import (
    CitationModel,
    ComparisonCell,
    ComparisonRow,
    Correction,
    Drug,
    FacetCount,
    FacetsResponse,
    Identifier,
    QuoteModel,
    Result,
    SearchResponse,
    Suggestion,
    SuggestResponse,
    Understood,
)
from service.running.live import Live, gate_of
from service.running.problems import FieldError, Problem, of_fields, unknown_value
from service.understanding.filters import Filters

router = APIRouter(tags=["search"], dependencies=[Depends(refuse_dropped)])


@router.get("/search", response_model_exclude_unset=True, openapi_extra=parameters_of(SearchQuery))
async def search(
    request: Request, query: Annotated[SearchQuery, Depends(from_address(SearchQuery))], engine: Live
) -> SearchResponse:
    """Ranked passages, records or a comparison, each with its proof. Filters may be repeated."""
    return await _search(request, engine, query.as_request())


@router.post("/search", response_model_exclude_unset=True)
async def search_by_post(request: Request, body: SearchRequest, engine: Live) -> SearchResponse:
    """The same, asked as JSON."""
    return await _search(request, engine, body)


@router.post("/chat", response_model_exclude_unset=True)
async def chat(request: Request, body: ChatRequest, engine: Live) -> SearchResponse:
    """A question in a conversation: `history` holds the questions before it, oldest first."""
    asked = SearchRequest(q=body.q, history=body.history, filters=body.filters, limit=body.limit)
    return await _search(request, engine, asked)


async def _search(request: Request, engine: Engine, body: SearchRequest) -> SearchResponse:
    found = await gate_of(request).run(lambda: answer(engine, asked_of(body, engine)))
    request.state.timings_ms = found.timings_ms
    return response_of(found, body)


def asked_of(body: SearchRequest, engine: Engine) -> Asked:
    """What a request asks of an engine. Raises Problem 410 or 422 for a cursor or a value that does not fit it."""
    offset = offset_of(body, engine.name)
    filters = resolved(engine, body.filters.as_filters())
    return Asked(
        text=body.q,
        history=tuple(Turn(each) for each in body.history),
        filters=filters,
        limit=body.limit,
        offset=offset,
        mode=body.mode,
        facets=tuple(body.facets),
    )


def resolved(engine: Engine, filters: Filters, place: str = "filters") -> Filters:
    """The filters with a drug by all the keys that records have for it: "Keytruda" is pembrolizumab as well.

    `place` is where they stand in a body. Raises Problem 422, with what there is, for a drug, a country or a type of
    intervention that no document has.
    """
    catalog = engine.library.catalog
    for name in ("country", "intervention_type"):
        for value in getattr(filters, name):
            if value != NOT_STATED and not len(catalog.select({name: value})):
                raise unknown_value(name, value, catalog.values(name), place)
    drugs = [_keys_of(engine, value, place) for value in filters.drug]
    is_every = "drug" in filters.every
    joined = ("|".join(keys) for keys in drugs) if is_every else dict.fromkeys(key for keys in drugs for key in keys)
    excluded = resolved(engine, filters.excluded, f"{place}.{NOT}") if filters.excluded is not None else None
    return replace(filters, drug=tuple(joined), excluded=excluded)


def _keys_of(engine: Engine, value: str, place: str) -> tuple[str, ...]:
    """The keys of a drug. Raises Problem 422 for one that is not here, also where its spelling is near another's."""
    keys, select, read = engine.keys_of_one_drug(value), engine.library.catalog.select, engine.lexicon.read(value)
    meant = [each.name for each in read.links if each.corrected] if value not in keys else []
    if meant or not keys or not len(select({"drug": "|".join(keys)})):
        meant += [name for each in read.suggestions for name in each.names]
        raise unknown_value("drug", value, [key for key, _ in engine.library.coverage.drugs], place, meant)
    return keys


# cursors


def cursor_of(generation: str, offset: int, body: SearchRequest) -> str:
    """Where the next page begins, in which generation, of which list; opaque to whoever keeps it."""
    told = json.dumps([generation, offset, _list_of(body)])
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _list_of(body: SearchRequest) -> str:
    """A digest of all that decides what is listed and in which order: the same for every page of one list."""
    asked = body.model_dump_json(include={"q", "filters", "history", "mode"}, by_alias=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def offset_of(body: SearchRequest, generation: str) -> int:
    """Where a cursor points, 0 without one. Raises Problem 410 for a generation that is gone, 422 for none of ours."""
    if body.cursor is None:
        return 0
    try:
        told = json.loads(base64.urlsafe_b64decode(body.cursor + "=" * (-len(body.cursor) % 4)))
        made_in, offset, listed = str(told[0]), int(told[1]), str(told[2])
    except (ArithmeticError, binascii.Error, LookupError, RecursionError, TypeError, ValueError) as error:
        raise of_fields([FieldError("cursor", "not a cursor of this service; begin without one")]) from error
    if made_in != generation:
        raise Problem(410, f"cursor: made in generation {made_in}, which is no longer served; begin without one")
    if listed != _list_of(body) or not 0 <= offset <= 1_000_000:
        raise of_fields([FieldError("cursor", "made for another question, or for other filters; begin without one")])
    return offset


# responses


def response_of(found: Answer, body: SearchRequest) -> SearchResponse:
    """An answer as the API shows it."""
    more = found.has_more and (found.listing is not None or found.offset + len(found.citations) < DEEPEST)
    next_offset = found.offset + len(found.citations)
    return SearchResponse(
        query=found.question.text,
        resolved_query=found.question.resolved_text,
        understood=understood_of(found),
        answerable=found.answerable,
        reason=found.reason,
        notice=found.notices[0].title if found.notices else None,
        notices=[each.line for each in found.notices],
        finding=found.finding,
        explanation=found.explanation,
        quotes=[
            QuoteModel(
                text=each.text,
                citation=each.citation.number,
                start=each.citation.passage.start + each.span.start,
                end=each.citation.passage.start + each.span.end,
                url=each.url,
                goes_on=each.goes_on,
            )
            for each in found.quotes
        ],
        generation=found.generation,
        total=found.total,
        next_cursor=cursor_of(found.generation, next_offset, body) if more else None,
        facets=_facets(found.facets),
        results=[result_of(each, body.explain) for each in found.citations],
        comparison=_comparison(found),
        suggestions=list(found.suggestions),
        timings_ms=dict(found.timings_ms),
    )


def _facets(counted: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, list[FacetCount]]:
    return {name: [FacetCount(value=value, count=count) for value, count in values] for name, values in counted.items()}


def understood_of(found: Answer) -> Understood:
    """What was made of the question."""
    question = found.question
    return Understood(
        identifiers=[
            Identifier(
                kind=each.kind.value,
                value=each.value,
                valid=each.valid,
                problem=each.problem,
                found=each.value not in question.lacking,
            )
            for each in question.identifiers
        ],
        drugs=[Drug(name=each.text, drug=each.drug) for each in question.drugs],
        unknown_drugs=list(question.unknown_drugs),
        corrections=[Correction.model_validate(each) for each in question.corrections],
        section=question.section.value if question.section else None,
        filters=dict(question.filters.as_mapping()),
        not_understood=list(question.unread),
        intent=question.intent.value,
        emergency=question.emergency,
    )


def result_of(citation: Citation, explain: bool) -> Result:
    """A cited passage as a result."""
    passage, stated = citation.passage, citation.source_date
    fetched = citation.source.fetched
    shown = Result(
        rank=citation.number,
        document_id=passage.document_id,
        kind=citation.kind,
        title=citation.title,
        section=passage.section_title,
        section_key=passage.section_key,
        passage_id=passage.passage_id,
        text=passage.text,
        highlights=[(each.start, each.end) for each in citation.highlights],
        score=citation.score,
        confidence=citation.confidence,
        record=record_of(citation.document),
        citation=CitationModel(
            number=citation.number,
            url=citation.url,
            source=source_of(citation.source),
            start=passage.start,
            end=passage.end,
            sha256=passage.sha256,
            source_date=str(stated) if stated else None,
            fetched=fetched.isoformat() if fetched else None,
        ),
    )
    return shown.model_copy(update={"explain": dict(citation.parts)}) if explain else shown


def _comparison(found: Answer) -> list[ComparisonRow] | None:
    """The rows of a comparison."""
    if found.comparison is None:
        return None
    return [
        ComparisonRow(
            title=row.title,
            section=row.kind.value if row.kind else None,
            cells=[
                ComparisonCell(
                    drug=cell.drug,
                    text=cell.quote.text if cell.quote else None,
                    citation=cell.quote.citation.number if cell.quote else None,
                    facts=list(cell.lines),
                    in_corpus=cell.is_covered,
                    goes_on=cell.goes_on,
                    looked_at=list(cell.looked_at),
                )
                for cell in row.cells
            ],
        )
        for row in found.comparison.rows
    ]


# counting, completing


@router.get("/facets")
def facets(query: Annotated[FacetsQuery, Query()], engine: Live) -> FacetsResponse:
    """How many documents state each value of a field, among those the filters allow."""
    filters = resolved(engine, query.as_fields().as_filters())
    numbers = engine.library.catalog.select(filters.as_mapping())
    counted = engine.library.counts_by(query.facets, numbers)
    return FacetsResponse(generation=engine.name, total=len(numbers), facets=_facets(counted))


@router.get("/suggest")
def suggest(query: Annotated[SuggestQuery, Query()], engine: Live) -> SuggestResponse:
    """Questions that are answered here and go on from what was typed."""
    found = completions(engine.library, query.q, query.limit)
    return SuggestResponse(suggestions=[Suggestion.model_validate(each) for each in found])
