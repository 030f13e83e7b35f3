"""Routes for asking: the first page, a conversation, the same as a stream, answers as files."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from indexer.documents import Kind
from service import urls
from service.answering.answers import Answer, of_columns
from service.answering.comparing import Side, comparison_of
from service.answering.notices import cautions
from service.answering.suggestions import examples
from service.asked import SHOWN, Asked
from service.assistant import answer
from service.engine import Engine
from service.follow_ups.conversation import Turn as Earlier
from service.follow_ups.edits import of_turn, page_of, parse
from service.pages import exports
from service.pages.browse import documents_in_words
from service.pages.rendering import frame_of, render_part, respond
from service.pages.turns import Conversation, chips_of, stamp, turn_of
from service.pages.views import ChatPage, ComparePage, Turn, WelcomePage
from service.routes.reading import PAGE_ALONE, site_of, today
from service.routes.requests import LONGEST_QUESTION
from service.running.live import Live, gate_of, settings_of
from service.running.problems import UNKNOWN, FieldError, Problem, defect, of_fields
from service.understanding.filters import DateRange, Filters
from service.understanding.question import MOST_COMPARED, Question
from service.wording import Notice, day, joined

router = APIRouter(include_in_schema=False)
MOST_KEPT = 20
"""Questions of a conversation that its address keeps."""
_LONGEST_KEPT = 10 * LONGEST_QUESTION
"""Characters of all questions kept together: an address has its limit."""
_FILE_TYPES = {"txt": "text/plain", "md": "text/markdown", "ris": "application/x-research-info-systems"}


async def _of_address(
    q: Annotated[list[str], Query()] = [],  # noqa: B006  FastAPI copies it
    edit: Annotated[list[str], Query()] = [],  # noqa: B006
    thanks: str = "",
    first: str = "",
) -> Conversation:
    """The conversation that an address holds."""
    return _conversation(q, edit, first, int(thanks) if _NUMBER.fullmatch(thanks) else None)


Asking = Annotated[Conversation, Depends(_of_address)]
_NAMES = ("edit", "first", "q")


async def _of_program(request: Request, conversation: Asking) -> Conversation:
    """The conversation of a stream or a file. Raises Problem 422 for a parameter that no page would show as dropped."""
    message = f"{UNKNOWN}; there are {', '.join(_NAMES)}"
    unknown = [FieldError(name, message, _NAMES) for name in request.query_params if name not in _NAMES]
    if unknown:
        raise of_fields(unknown)
    return conversation


ByProgram = Annotated[Conversation, Depends(_of_program)]


@router.get(urls.WELCOME, response_class=HTMLResponse, dependencies=PAGE_ALONE)
async def ask_page(request: Request, engine: Live, conversation: Asking, at: str = "") -> Response:
    """The first page, or the conversation that the address holds."""
    if not conversation.questions:
        return respond(_welcome(request, engine))
    found = await gate_of(request).run(lambda: answer_all(engine, conversation))
    turns = tuple(map(turn_of, repeat(conversation), conversation.numbers, found))
    return respond(_chat_page(request, engine, conversation, turns, at))


@router.post(urls.WELCOME)
async def ask_form(request: Request) -> Response:
    """A question from the form: back to the page whose address holds it."""
    form = await request.form(max_files=0, max_fields=100)
    texts, edits = ([str(each) for each in form.getlist(name)] for name in ("q", "edit"))
    conversation = _conversation(texts, edits, str(form.get("first", "")))
    return RedirectResponse(conversation.url(conversation.last) if conversation.questions else urls.WELCOME, 303)


def _conversation(
    texts: Sequence[str], edits: Sequence[str], first: str = "", thanked: int | None = None
) -> Conversation:
    """What an address or a form holds; of a long conversation the last questions, which keep their numbers.

    `first` is the number of the first question as the address gives it. Raises Problem 422 for a question that is too
    long.
    """
    asked = tuple(text.strip().replace("\r\n", "\n") for text in texts if text.strip())  # a form sends CR LF
    for text in asked:
        if len(text) > LONGEST_QUESTION:
            raise Problem(422, f"The question has {len(text):,} characters; ask in at most {LONGEST_QUESTION:,}.")
    kept = asked[-MOST_KEPT:]
    while sum(map(len, kept)) > _LONGEST_KEPT:
        kept = kept[1:]
    number = int(first) if _NUMBER.fullmatch(first) else 1
    number += len(asked) - len(kept)
    return Conversation(kept, tuple(each for each in parse(edits) if each.turn >= number), thanked, number)


_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


def asked_of(conversation: Conversation, number: int, shown: Sequence[Answer] = ()) -> Asked:
    """Question `number` as the assistant takes it: its history, and the reader's edits.

    `shown` are the answers to the questions before, as far as they are at hand.
    """
    taken, values = of_turn(conversation.edits, number)
    ids = [tuple(each.passage.document_id for each in answer.citations) for answer in shown]
    return Asked(
        text=conversation.question(number),
        history=tuple(
            _earlier(conversation, each, ids[place] if place < len(ids) else ())
            for place, each in enumerate(range(conversation.first, number))
        ),
        filters=_as_filters(values),
        taken=taken,
        offset=_offset(conversation, number),
        limit=SHOWN,
    )


def _earlier(conversation: Conversation, number: int, ids: tuple[str, ...]) -> Earlier:
    """A question before, with what the reader added to it and took from it."""
    taken, values = of_turn(conversation.edits, number)
    first = _offset(conversation, number) + 1
    return Earlier(conversation.question(number), ids, _as_filters(values), tuple(sorted(taken)), first)


def _offset(conversation: Conversation, number: int) -> int:
    """How many results stand before the page that question `number` shows."""
    return (page_of(conversation.edits, number) - 1) * SHOWN


def _as_filters(values: Mapping[str, Any]) -> Filters:
    """Edits as filters; a year is a range of days."""
    plain = {name: value for name, value in values.items() if name != "year"}
    for each in values.get("year", ())[:1]:
        plain["first_posted"] = DateRange(date(int(each), 1, 1), date(int(each), 12, 31))
    return Filters(**plain)


def answer_all(engine: Engine, conversation: Conversation) -> tuple[Answer, ...]:
    """Every question of a conversation, answered after those before it."""
    found: list[Answer] = []
    for number in conversation.numbers:
        found.append(answer(engine, asked_of(conversation, number, found)))
    return tuple(found)


# pages


def _age_notices(request: Request, engine: Engine) -> tuple[Notice, ...]:
    """An index that is older than it should be."""
    days = (today() - engine.library.built).days
    if days <= settings_of(request).old_after_days:
        return ()
    built = day(engine.library.built)
    return (
        Notice(
            f"This index is {days} days old", f"Built on {built}. Check the registry before acting on a trial’s status."
        ),
    )


def _welcome(request: Request, engine: Engine) -> WelcomePage:
    frame, coverage = frame_of(request), engine.library.coverage
    counts = [(kind.value, coverage.documents[kind]) for kind in Kind if coverage.documents[kind]]
    return WelcomePage(
        title="Ask",
        nav="ask",
        frame=frame,
        notices=_age_notices(request, engine),
        examples=examples(engine.library),
        tally=(
            ("drug" if len(coverage.drugs) == 1 else "drugs", len(coverage.drugs)),
            *((name if count == 1 else f"{name}s", count) for name, count in counts),
        ),
        newest=coverage.newest,
        built=coverage.built,
    )


def _chat_page(
    request: Request, engine: Engine, conversation: Conversation, turns: tuple[Turn, ...], at: str
) -> ChatPage:
    frame, coverage = frame_of(request), engine.library.coverage
    newest = f"Newest record {day(coverage.newest)}, index" if coverage.newest else "Index"
    return ChatPage(
        title=conversation.questions[-1],
        nav="ask",
        frame=frame,
        generation=engine.name,
        notices=(*_age_notices(request, engine), *_link_notices(at, turns[-1])),
        turns=turns,
        questions=conversation.questions,
        edits=tuple(map(str, conversation.edits)),
        site=site_of(request),
        coverage_words=f"{documents_in_words(engine.library)} {newest} built {day(coverage.built)}.",
        announced=turns[-1].announced,
    )


def _link_notices(at: str, last: Turn) -> tuple[Notice, ...]:
    """What has happened since a permalink was made."""
    now = stamp(last.answer)
    if not at or at == now:
        return ()
    if at.rpartition(".")[2] == now.rpartition(".")[2]:
        return (
            Notice("The index was rebuilt since this link was made", "The passages below are the same, word for word."),
        )
    return (Notice("The sources have changed since this link was made", "The passages below are those of today."),)


_MOST_NAMED = 12
"""Drugs that an address may ask to compare; of those beyond what is compared the page tells each."""


@router.get(urls.COMPARE, response_class=HTMLResponse, dependencies=PAGE_ALONE)
async def compare_page(
    request: Request,
    engine: Live,
    drugs: Annotated[list[str], Query(max_length=_MOST_NAMED)] = [],  # noqa: B006
) -> Response:
    """Drugs side by side."""
    frame, library = frame_of(request), engine.library
    sides, unknown = _columns(engine, drugs)
    comparison = (
        await gate_of(request).run(lambda: comparison_of(library, sides, missing=unknown))
        if sides and len(sides) + len(unknown) > 1
        else None
    )
    asked = {side.keys[0]: library.drug_name(side.keys[0]) for side in sides}
    chosen, left = dict(list(asked.items())[:MOST_COMPARED]), list(asked.values())[MOST_COMPARED:]
    alone = f"Compare {joined(chosen.values())} with another drug" if chosen else "Compare two drugs"
    heading = joined(each.name for each in comparison.drugs) if comparison else alone
    return respond(
        ComparePage(
            title=heading,
            nav="compare",
            frame=frame,
            generation=engine.name,
            heading=heading,
            notices=(
                *(
                    Notice(f"{name} is not in the corpus", "No monograph, label or trial here is about it.")
                    for name in unknown
                ),
                *(Notice(f"{name} is left out", f"{MOST_COMPARED} drugs are compared at most.") for name in left),
                *((*of_columns(comparison), *cautions(comparison.citations, today())) if comparison else ()),
            ),
            drugs=tuple((dict(library.coverage.drugs) | chosen).items()),
            choices=(*chosen, *[""] * (2 - len(chosen))),
            comparison=comparison,
            site=site_of(request),
        )
    )


def _columns(engine: Engine, drugs: Sequence[str]) -> tuple[list[Side], list[str]]:
    """The columns for drugs as an address names them, and the names of those that nothing here is about."""
    covered, sides, unknown = dict(engine.library.coverage.drugs), dict[str, Side](), list[str]()
    for each in dict.fromkeys(filter(None, map(str.strip, drugs))):
        every = engine.keys_of_one_drug(each)
        if keys := [key for key in engine.drug_keys(each) if key in covered]:
            sides |= {key: Side((key,)) for key in keys}
        elif every and len(engine.library.catalog.select({"drug": "|".join(every)})):
            sides[every[0]] = Side(every)
        else:
            unknown.append(each[:1].upper() + each[1:100])
    return list(sides.values()), unknown


# the same as a stream, and as files


@router.get(urls.STREAM)
async def stream_answer(request: Request, engine: Live, conversation: ByProgram) -> Response:
    """The answer to the last question as server-sent events: `understood`, then `answer`; or `failed`."""
    if not conversation.questions:
        raise of_fields([FieldError("q", "it is needed, and was not sent")])
    headers = {"Cache-Control": "private, no-cache, no-transform", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(request, engine, conversation), media_type="text/event-stream", headers=headers)


async def _events(request: Request, engine: Engine, conversation: Conversation) -> AsyncIterator[str]:
    """The events of one answer."""
    number = conversation.last
    yield ": searching\n\n"
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[Question | None] = asyncio.Queue()

    def understood(question: Question) -> None:
        loop.call_soon_threadsafe(told.put_nowait, question)

    working = asyncio.create_task(
        gate_of(request).run(lambda: answer(engine, asked_of(conversation, number), understood))
    )
    working.add_done_callback(lambda _: told.put_nowait(None))
    try:
        question = await told.get()
        if question is not None:
            chips = chips_of(conversation, number, question)
            yield _event("understood", {"html": render_part("_chips.html", turn={"chips": chips})})
        yield _answered(conversation, await working)
    except Problem as problem:
        yield _failed(problem)
    except Exception as error:  # the response has begun: what would be a 500 is told as an event
        yield _failed(defect(request, error))
    finally:
        working.cancel()  # nothing to a finished one; a reader who went away waits for nothing


def _answered(conversation: Conversation, found: Answer) -> str:
    """The event of an answer."""
    turn = turn_of(conversation, conversation.last, found)
    return _event(
        "answer",
        {
            "html": render_part("_turn.html", turn=turn),
            "url": conversation.url(),
            "title": f"{turn.text} · MedPath Search",
            "anchor": f"q{conversation.last}",
            "status": turn.announced,
            "generation": found.generation,
        },
    )


def _failed(problem: Problem) -> str:
    """The event of an answer that cannot be given."""
    return _event("failed", {"status": problem.status, "detail": problem.detail})


def _event(name: str, data: dict[str, Any]) -> str:
    """One event; its data is one line of JSON."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


@router.get("/answer.{extension}")
async def answer_file(request: Request, extension: str, engine: Live, conversation: ByProgram) -> Response:
    """The answer to the last question as txt, md or ris, with its sources."""
    if extension not in _FILE_TYPES or not conversation.questions:
        raise Problem(404, "An answer is a file as txt, md or ris, of a question q.")
    found = await gate_of(request).run(lambda: answer(engine, asked_of(conversation, conversation.last)))
    site = site_of(request)
    text = (
        exports.as_ris(found.citations, site, today())
        if extension == "ris"
        else exports.answer_as_text(found, site, markdown=extension == "md")
    )
    name = f'attachment; filename="answer.{extension}"'
    return PlainTextResponse(text, media_type=_FILE_TYPES[extension], headers={"Content-Disposition": name})
