"""Routes for reading: documents, drugs, what is covered; as pages and as files."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Kind
from indexer.selection import NOT, NOT_STATED
from indexer.text import Span
from service import urls
from service.engine import Engine
from service.pages import browse, exports
from service.pages.records import record_of, source_of
from service.pages.rendering import frame_of, respond, wants_json
from service.routes.api import resolved
from service.routes.filter_fields import FilterFields
from service.routes.parameters import refuse_dropped
from service.routes.requests import FilterQuery, filters_of
from service.routes.responses import DocumentModel, PassageModel, SectionModel, TrialsResponse
from service.running.live import Live, settings_of
from service.running.problems import FieldError, Problem, of_fields
from service.understanding.filters import NO_FILTERS, VALUES, Filters
from service.wording import Notice

router = APIRouter()
_EXTENSION = re.compile(r"(.+)\.(json|txt|ris)")
_VALUES = tuple(name for name in VALUES if name != "kind")
_FILTERS = (*_VALUES, *(f"{NOT}_{name}" for name in _VALUES), "year")
"""What the list of trials can be narrowed by, a value each; only the more common ones have links."""
_YEAR = re.compile(rf"\d{{4}}|{NOT_STATED}", re.ASCII)
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


def today() -> date:
    """The day by UTC."""
    return datetime.now(UTC).date()


def site_of(request: Request) -> str:
    """The service's own address, before its paths."""
    return str(request.base_url).rstrip("/")


def page_alone(request: Request) -> None:
    """Raises Problem 406 where a program asks for JSON and there is only a page."""
    if wants_json(request):
        raise Problem(406, "This is a page, without JSON. Programs read what /openapi.json describes, as /search is.")


PAGE_ALONE = [Depends(page_alone)]


@router.get(urls.DOCUMENTS, response_class=HTMLResponse, include_in_schema=False)
def list_documents(request: Request, engine: Live) -> Response:
    """Drugs A to Z, and trials to narrow."""
    chosen = chosen_filters(request, engine)
    page_alone(request)
    start = request.query_params.get("from", "0")
    first = int(start) if start.isdecimal() and len(start) < 10 else 0
    return respond(browse.documents_page(engine.library, frame_of(request), chosen, first))


def chosen_filters(request: Request, engine: Engine) -> dict[str, str]:
    """The filters in a page's address, a value each.

    Raises Problem 422 for a code that does not exist, and for a filter of searches that this page cannot apply.
    """
    params = request.query_params
    given = {name: params.getlist(name) for name in params if params[name]}
    for name, values in given.items():
        is_applied = name in _FILTERS or (name == "kind" and values == [Kind.TRIAL])
        if not is_applied and name in FilterQuery.model_fields:
            is_kind = name.removeprefix(f"{NOT}_") == "kind"
            why = "of trials alone" if is_kind else "not narrowed by it; a search and /trials.csv are"
            raise of_fields([FieldError(name, f"this list is {why}")])
        if name in _FILTERS and len(values) > 1:
            raise of_fields(
                [FieldError(name, "this list is narrowed to one value; a search and /trials.csv take several")]
            )
    chosen = {name: values[0] for name, values in given.items() if name in _FILTERS}
    if not _YEAR.fullmatch(chosen.get("year", NOT_STATED)):
        raise of_fields([FieldError("year", f"{chosen['year']!r} is no year; write one as 2024")])
    told = FilterFields.read(filters_of({name: [value] for name, value in chosen.items()})).as_filters()
    return {name: value if name == "year" else _read(engine, told, name) for name, value in chosen.items()}


def _read(engine: Engine, filters: Filters, name: str) -> str:
    """The one value of a filter, by its name as a flat parameter, as the catalog has it."""
    of = (filters.excluded or NO_FILTERS) if name.startswith(f"{NOT}_") else filters
    field = name.removeprefix(f"{NOT}_")
    value = str(getattr(of, field)[0])
    return "|".join(engine.keys_of_one_drug(value)) or value if field == "drug" else value


@router.get(
    urls.DOCUMENTS + "/{document_id}",
    response_model=DocumentModel,
    responses={
        200: {"content": {each: {} for each in ("text/html", "text/plain", "application/x-research-info-systems")}},
        304: {"description": "A file that the client holds already: `If-None-Match` names its ETag"},
        404: {"description": "No document has this id"},
    },
    tags=["documents"],
)
def show_document(
    request: Request,
    document_id: Annotated[str, Path(description="an id, in any case, with or without .json, .txt or .ris")],
    engine: Live,
    passage: Annotated[str, Query(description="of the page: the passage to mark")] = "",
    mark: Annotated[str, Query(description="of the page: the span of its section to mark, 12-80")] = "",
) -> Response:
    """A document as a page, or as JSON when JSON is asked for; `.json`, `.txt` and `.ris` are files.

    `passage` marks a passage; `mark`, as in "12-80", only a span of that passage's section.
    """
    extension = _EXTENSION.fullmatch(document_id)
    if extension is not None and engine.library.catalog.document(document_id) is None:
        return document_file(request, document_of(engine, extension[1]), extension[2], engine)
    document = document_of(engine, document_id)
    if wants_json(request):
        return document_file(request, document, "json", engine)
    cited = cited_passage(engine, document, passage)
    page = browse.document_page(
        engine.library,
        document,
        frame_of(request),
        cited,
        _span(mark, engine, cited),
        engine.alike(cited) if cited else (),
        _back(request),
        today(),
    )
    if passage and cited is None:
        page = replace(page, notices=(*page.notices, _GONE))
    response = respond(page)
    response.headers.add_vary_header("Accept")
    return response


_GONE = Notice("The passage of this link is not here", "The source has changed since, or the link is not whole.")


def document_of(engine: Engine, document_id: str) -> DocumentRow:
    """The document with an id. Raises Problem 404."""
    for spelling in dict.fromkeys((document_id, document_id.upper(), document_id.lower())):
        found = engine.library.catalog.document(spelling)
        if found is not None:
            return found
    raise Problem(
        404, f"No document here has the id {document_id!r}. Search for it, or see the list at {urls.DOCUMENTS}."
    )


def cited_passage(engine: Engine, document: DocumentRow, passage_id: str) -> PassageRow | None:
    """The passage a link points to, if it is still one of this document."""
    found = engine.library.catalog.passage(passage_id) if passage_id else None
    return found if found is not None and found.document == document.number else None


def _span(mark: str, engine: Engine, cited: PassageRow | None) -> Span | None:
    """A span of the cited passage's section; None for one that lies outside it."""
    match = _SPAN.fullmatch(mark)
    if match is None or cited is None:
        return None
    start, end = int(match[1]), int(match[2])
    section = engine.library.catalog.section(cited.document_id, cited.section_key)
    return Span(start, end) if section is not None and start < end <= len(section.text) else None


def _back(request: Request) -> str | None:
    """The conversation this page was opened from, at its last question: a browser tells no place within a page."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc != request.url.netloc or referer.path != urls.WELCOME or not referer.query:
        return None
    told = parse_qs(referer.query)
    first = told.get("first", ["1"])[-1]
    last = (int(first) if first.isdecimal() and len(first) < 5 else 1) + len(told.get("q", ())) - 1
    return urls.local(f"{referer.path}?{referer.query}#q{last}")


def document_file(request: Request, document: DocumentRow, extension: str, engine: Engine) -> Response:
    """A document as a file; 304 without it where the client holds it already."""
    if extension == "ris":  # says on which day it was asked for
        return PlainTextResponse(
            exports.document_as_ris(document, site_of(request), today()),
            media_type="application/x-research-info-systems",
        )
    tag = f'W/"{engine.name}-{document.sha256[:16]}-{extension}"'
    headers = {"ETag": tag, "Vary": "Accept"}
    if _holds(request, tag):
        return Response(status_code=304, headers=headers)
    sections = engine.library.catalog.sections(document.document_id)
    if extension == "txt":
        return PlainTextResponse(exports.document_as_text(document, sections), headers=headers)
    model = DocumentModel(
        document_id=document.document_id,
        kind=document.kind,
        title=document.title,
        record=record_of(document),
        sections=[SectionModel(section_key=each.key, title=each.title, text=each.text) for each in sections],
        passages=[PassageModel.model_validate(each) for each in engine.library.passages_of(document)],
        source=source_of(document.source),
        generation=engine.name,
    )
    return JSONResponse(model.model_dump(mode="json"), headers=headers)


def _holds(request: Request, tag: str) -> bool:
    """Whether the client says that it holds the version with this ETag, compared weakly (RFC 9110, 8.8.3.2, 13.1.2)."""
    held = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return tag.removeprefix("W/") in held or "*" in held


@router.get("/drugs/{key}", response_class=HTMLResponse, include_in_schema=False, dependencies=PAGE_ALONE)
def show_drug(request: Request, key: str, engine: Live) -> Response:
    """Everything about one drug."""
    if file := _EXTENSION.fullmatch(key):
        asked = f"/search?q={quote(file[1])} and /documents/{{id}}.{file[2]}"
        raise Problem(404, f"A drug has a page alone, {urls.drug(file[1])}; programs read {asked}.")
    page = browse.drug_page(engine.library, engine.keys_of_one_drug(key), frame_of(request))
    if page is None:
        raise Problem(404, f"Nothing here is about {key!r}. The list of documents names every drug that is covered.")
    return respond(page)


@router.get(urls.ABOUT, response_class=HTMLResponse, include_in_schema=False, dependencies=PAGE_ALONE)
def show_about(request: Request, engine: Live) -> Response:
    """How answers are made, and what is covered."""
    manifest, logged = engine.generation.manifest, settings_of(request).log_questions
    return respond(browse.about_page(engine.library, manifest.model, manifest.passage_count, frame_of(request), logged))


@router.get(
    "/trials.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
    tags=["documents"],
    dependencies=[Depends(refuse_dropped)],
)
def export_trials_csv(request: Request, query: Annotated[FilterQuery, Query()], engine: Live) -> Response:
    """A whole list of trials as a table, narrowed by the same parameters as a search."""
    lines = exports.trials_as_csv(engine.library.catalog, _listed_trials(query, engine), site_of(request), engine.name)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_attachment(engine, "csv"))


@router.get("/trials.json", response_model=TrialsResponse, tags=["documents"], dependencies=[Depends(refuse_dropped)])
def export_trials_json(query: Annotated[FilterQuery, Query()], engine: Live) -> Response:
    """The same as JSON."""
    listed = exports.trials_as_json(engine.library.catalog, _listed_trials(query, engine), engine.name)
    return StreamingResponse(listed, media_type="application/json", headers=_attachment(engine, "json"))


def _listed_trials(query: FilterQuery, engine: Engine) -> list[int]:
    """The trials that the filters leave. Raises Problem 422 for values that no document has, and for other kinds."""
    if Kind.TRIAL in query.not_kind or (query.kind and Kind.TRIAL not in query.kind):
        field = "not_kind" if Kind.TRIAL in query.not_kind else "kind"
        raise of_fields([FieldError(field, "this list is of trials alone; leave it out")])
    filters = resolved(engine, query.as_fields().as_filters())
    numbers: list[int] = browse.last_posted_first(engine.library, filters.as_mapping()).tolist()
    return numbers


def _attachment(engine: Engine, extension: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="trials-{engine.name}.{extension}"'}
