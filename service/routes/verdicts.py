"""Readers' verdicts, as JSON from a program or a script, or from a plain form."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response

from service import urls
from service.quality.feedback import Feedback, FeedbackFile
from service.routes.requests import FeedbackRequest
from service.routes.responses import FeedbackResponse
from service.running.problems import LATER, FieldError, Problem, of_fields

router = APIRouter(tags=["feedback"])
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": FeedbackRequest.model_json_schema()}},
    }
}


@router.post(
    urls.FEEDBACK,
    status_code=201,
    response_model=FeedbackResponse,
    responses={303: {"description": "A form's verdict is stored; its page is at Location"}},
    openapi_extra=_BODY,
)
async def give_feedback(request: Request) -> Response:
    """Store a verdict on an answer. A form goes back to its page with a 303."""
    if request.headers.get("content-type", "").startswith(_FORM_TYPES):
        form = await request.form(max_files=0, max_fields=100)
        told: dict[str, Any] = {name: str(form[name]) for name in _TOLD if form.get(name)}
        told["passages"] = [str(each) for each in form.getlist("passages")]
        await run_in_threadpool(_store, request, FeedbackRequest.read(told))
        return RedirectResponse(urls.local(str(form.get("next", urls.WELCOME))), 303)
    try:
        body = await request.json()
    except (RecursionError, ValueError) as error:
        raise of_fields([FieldError("", f"the body is not JSON: {error}")]) from error
    await run_in_threadpool(_store, request, FeedbackRequest.read(body))
    return JSONResponse({"stored": True}, 201)


_TOLD = ("question", "verdict", "generation", "reason", "comment")


def _store(request: Request, given: FeedbackRequest) -> None:
    """Keep it. Raises Problem 503 where the file cannot be written."""
    file: FeedbackFile = request.app.state.feedback
    try:
        file.add(Feedback(**(given.model_dump() | {"passages": tuple(given.passages)})))
    except OSError as error:
        raise Problem(503, f"The verdict could not be stored: {error.strerror}", headers=LATER) from error
