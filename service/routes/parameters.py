"""How requests are read: nothing that is sent is dropped without a word, and the parameters of an address are told."""

import json
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar, get_origin

from starlette.requests import Request as HttpRequest

from service.routes.filter_fields import Request, field_names
from service.routes.requests import (
    ChatRequest,
    FacetsQuery,
    FilterQuery,
    RebuildQuery,
    RollbackQuery,
    SearchQuery,
    SearchRequest,
    SuggestQuery,
)
from service.running.middleware import has_body
from service.running.problems import FieldError, of_fields

M = TypeVar("M", bound=Request)

_MODELS: Mapping[str, type[Request]] = {
    "GET /search": SearchQuery,
    "POST /search": SearchRequest,
    "POST /chat": ChatRequest,
    "GET /facets": FacetsQuery,
    "GET /suggest": SuggestQuery,
    "POST /admin/rebuild": RebuildQuery,
    "POST /admin/rollback": RollbackQuery,
    "GET /trials.csv": FilterQuery,
    "GET /trials.json": FilterQuery,
}
FIELD_NAMES: Mapping[str, Mapping[str, Sequence[str]]] = {path: field_names(model) for path, model in _MODELS.items()}
"""By method and path, the names that may be sent at each place of a request."""


async def refuse_dropped(request: HttpRequest) -> None:
    """Raises Problem 422 for what would be dropped without a word; for the routes among FIELD_NAMES.

    That is a value given twice where there is one, parameters beside a body, and a body where parameters are read.
    """
    model, params = _MODELS[f"{request.method} {request.url.path}"], request.query_params
    if issubclass(model, ChatRequest):
        told = [FieldError(name, "not read beside a body; put it into the body") for name in params]
        told += [FieldError(name, _TWICE) for name in _names_given_twice(await request.body())]
    else:
        told = [
            FieldError(name, _TWICE) for name in params if name in one_valued(model) and len(params.getlist(name)) > 1
        ]
        if has_body(request.headers):
            told.append(FieldError("", "a body is not read here; put its fields into the address, as parameters"))
    if told:
        raise of_fields(told)


_TWICE = "given more than once; it has one value"


def _names_given_twice(body: bytes) -> list[str]:
    """The names that an object of JSON holds more than once, at any depth: a reader of JSON keeps the last alone."""
    twice: list[str] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return found

    with suppress(ValueError, RecursionError):  # what is no JSON is refused where it is read
        json.loads(body, object_pairs_hook=noted)
    return twice


@cache
def one_valued(model: type[Request]) -> frozenset[str]:
    """The parameters of a query that have one value each."""
    return frozenset(name for name, each in model.model_fields.items() if get_origin(each.annotation) is not list)


def from_address(model: type[M]) -> Callable[[HttpRequest], Coroutine[Any, Any, M]]:
    """A dependency that reads a query from the parameters that were sent. Raises Problem 422.

    The framework's own way looks for each of sixty that may be, which takes longer than a kept answer. The route tells
    of them by `parameters_of`.
    """
    single = one_valued(model)

    async def read(request: HttpRequest) -> M:
        sent = request.query_params
        return model.read({name: sent[name] if name in single else sent.getlist(name) for name in sent})

    return read


def parameters_of(model: type[Request]) -> dict[str, Any]:
    """What an OpenAPI operation says of the parameters that `from_address` reads."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    told = [
        {"name": name, "in": "query", "required": name in schema["required"], "schema": each}
        | ({"description": each["description"]} if "description" in each else {})
        for name, each in schema["properties"].items()
    ]
    return {"parameters": told}
