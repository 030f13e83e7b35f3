"""Errors as RFC 9457 problem details: `application/problem+json` for programs, a page for people."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope, Send

log = logging.getLogger("medpath")
MEDIA_TYPE = "application/problem+json"
LATER: Mapping[str, str] = MappingProxyType({"Retry-After": "60"})
"""For a disk that cannot be written: someone has to look at it first."""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "about:blank, or a name of ours for the kind of problem"},
        "title": {"type": "string", "description": "the standard phrase of the status"},
        "status": {"type": "integer", "description": "as of the response"},
        "detail": {"type": "string", "description": "what was wrong, what was expected and what to do"},
        "instance": {"type": "string", "description": "the path asked for"},
        "request_id": {"type": "string", "description": "as in X-Request-ID; the log has it"},
        "errors": {
            "type": "array",
            "description": "the fields at fault, as they were sent, each with what is allowed where that can be listed",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                    "allowed": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that cannot be used."""

    field: str
    message: str
    allowed: tuple[str, ...] | None = None
    """What could have been said instead, where that can be listed."""

    def as_json(self) -> dict[str, Any]:
        """Without `allowed` where nothing can be listed."""
        found: dict[str, Any] = {"field": self.field, "message": self.message}
        if self.allowed is not None:
            found["allowed"] = list(self.allowed)
        return found


@dataclass
class Problem(Exception):
    """Raise it anywhere below a route: it becomes the response."""

    status: int
    detail: str
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.detail)

    @property
    def title(self) -> str:
        """The standard phrase of the status."""
        return HTTPStatus(self.status).phrase

    def as_json(self, instance: str, request_id: str) -> dict[str, Any]:
        """The body of RFC 9457, with the fields at fault and the request's id."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "request_id": request_id,
        }
        if self.errors:
            body["errors"] = [error.as_json() for error in self.errors]
        return body


def busy() -> Problem:
    """More is asked than can be done."""
    return Problem(503, "The service is busy. Ask again in a moment.", headers={"Retry-After": "1"})


LONGEST_ADDRESS = 32_768
"""Characters of a path and its parameters: ten questions of 2,048, encoded, and some edits."""


def too_long() -> Problem:
    """An address that is longer than LONGEST_ADDRESS."""
    return Problem(414, f"The address is longer than {LONGEST_ADDRESS:,} characters. Use POST, or a new conversation.")


def defect(request: Request, error: Exception) -> Problem:
    """A defect of ours: the log has it in full, the reader only its number."""
    log.error("defect in request %s", request.state.request_id, exc_info=error)
    return Problem(500, "Something went wrong here. It has been noted; ask again, or report the request's id.")


async def send_problem(problem: Problem, scope: Scope, send: Send) -> None:
    """Respond with a problem from outside the routes, in the form in which the application does."""
    request = Request(scope)
    response: Response = request.app.state.respond(request, problem)
    await response(scope, request.receive, send)


def unknown_value(
    name: str, value: str, allowed: Sequence[str], place: str = "filters", meant: Sequence[str] = ()
) -> Problem:
    """A filter value that the corpus does not hold, with what it does hold (at most 100 values).

    `place` is where the filter stands, "filters.not" for one of what is excluded; `meant` is what it may stand for.
    """
    instead = offered(value, allowed, f"/facets?facets={name}", meant)
    message = f"{value!r} is no {name.replace('_', ' ')} of this corpus; {instead}"
    return of_fields([FieldError(f"{place}.{name}", message, (*meant, *allowed)[:100])])


def offered(given: str, names: Sequence[str], listed_at: str, meant: Sequence[str] = ()) -> str:
    """What there is instead of what was given: all of a few names; of many the nearest, and where all are listed."""
    if len(names) <= _FEW:
        return f"there are {', '.join(names)}"
    asked = " or ".join(meant or nearest(given, names))
    return f"{f'did you mean {asked}? ' if asked else ''}{listed_at} lists what there is"


_FEW = 15


def nearest(given: str, names: Collection[str]) -> tuple[str, ...]:
    """The one name spelled most like what was given, by its words in any case and order; none where none is near."""
    words, *by_words = [" ".join(sorted(each.casefold().replace("_", " ").split())) for each in (given, *names)]
    found = dict(zip(by_words, names, strict=True))
    return tuple(found[each] for each in get_close_matches(words, found, 1, 0.75))


def from_validation(found: Sequence[Mapping[str, Any]], allowed: Mapping[str, Sequence[str]]) -> Problem:
    """What pydantic refused, in words; `allowed` names the fields that the place of an unknown one may hold.

    `allowed` maps a dotted place ("" for the top, "filters") to its field names.
    """
    errors = [_field_error(each, allowed) for each in found]
    return of_fields(errors or [FieldError("", "the request cannot be read")])


def of_fields(errors: Sequence[FieldError]) -> Problem:
    """Fields that cannot be used, the first of them in words."""
    first = errors[0]
    return Problem(422, f"{first.field}: {first.message}" if first.field else first.message, errors)


def _field_error(error: Mapping[str, Any], allowed: Mapping[str, Sequence[str]]) -> FieldError:
    """One pydantic error as a field, a message and what is allowed."""
    place = [str(part) for part in error["loc"]]
    name = ".".join(place)
    context = error.get("ctx") or {}
    if error["type"] == "extra_forbidden":
        inside = ".".join(place[:-1])
        names = tuple(sorted(allowed.get(inside, ())))
        return FieldError(name, f"{UNKNOWN}; {offered(place[-1], names, '/openapi.json')}", names)
    if error["type"] in ("enum", "literal_error"):
        values = tuple(part.strip().strip("'") for part in context["expected"].replace(" or ", ", ").split(","))
        return FieldError(name, f"{error['input']!r} is not allowed; allowed: {', '.join(values)}", values)
    if error["type"] == "json_invalid":
        return FieldError("", f"the body is not JSON: {context.get('error', error['msg'])} at character {name}")
    if error["type"] in _PLAIN:
        return FieldError(name, _PLAIN[error["type"]].format(**context) if place else _NO_OBJECT)
    return FieldError(name, str(error["msg"]).removeprefix("Value error, "))


UNKNOWN = "unknown field"
_NO_OBJECT = "the body is not an object of JSON; send one, with Content-Type: application/json"
_NO_NUMBER = "int_parsing int_parsing_size int_type int_from_float finite_number"
_PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "missing": "it is needed, and was not sent",
        "string_too_short": "it is empty",
        "string_too_long": "it has more than {max_length:,} characters",
        "too_long": "it has more than {max_length} values",
        "too_short": "it has fewer than {min_length} values",
        "string_type": "expected a text",
        "string_unicode": "expected a text; it holds half a character, as \\ud800 is",
        "list_type": "expected a list",
        "greater_than_equal": "expected {ge:,} or more",
        "less_than_equal": "expected {le:,} or less",
        "string_pattern_mismatch": "expected the form {pattern}",
    }
    | dict.fromkeys(_NO_NUMBER.split(), "expected a whole number")
    | dict.fromkeys(("bool_parsing", "bool_type"), "expected true or false")
    | dict.fromkeys(
        ("model_type", "dict_type", "model_attributes_type"),
        "expected an object of JSON, which has names for its values",
    )
    | dict.fromkeys(("date_from_datetime_parsing", "date_parsing"), "there is no such day; write one as 2024-03-15")
)
"""In words for people, what pydantic says in those of its own types."""


def in_address(problem: Problem) -> Problem:
    """The same problem with its fields named as an address names them: `filters.status.0` is the parameter `status`.

    One that is not known keeps the name it was sent by.
    """
    errors = [
        each if each.message.startswith(UNKNOWN) else replace(each, field=_parameter(each.field))
        for each in problem.errors
    ]
    return of_fields(errors) if errors else problem


def _parameter(name: str) -> str:
    """The parameter that stands for a field of a body: without its place in a list, ranges by their ends."""
    return "_".join(part for part in name.removeprefix("filters.").split(".") if not part.isdecimal())
