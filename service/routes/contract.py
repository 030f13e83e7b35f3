"""The OpenAPI document: every operation says each way in which it can refuse, and that a refusal is a problem."""

import json
from typing import Any

from fastapi import FastAPI

from service.pages import records
from service.running.problems import MEDIA_TYPE, SCHEMA

_REFERENCE = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ANY = {
    "400": "The request cannot be read",
    "404": "Nothing is at this address",
    "405": "Not possible at this address; Allow says what is",
    "408": "The request's body did not come in time",
    "413": "The request's body is too large",
    "414": "The address is too long",
    "422": "A value that cannot be used, with those that can",
    "429": "More requests of one client than it may make; Retry-After says when to ask again",
    "500": "A defect, noted under the request's id",
    "503": "Busy, or without an index; Retry-After says when to ask again",
}
_CHANGING = {"403": "Sent by a page of another site"}
_PAGED = {"410": "A cursor of a generation that is no longer served"}


class Service(FastAPI):
    """An application whose document tells its refusals."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            for path, operations in document["paths"].items():
                for method, operation in operations.items():
                    _tell_refusals(operation["responses"], method, path)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for replaced in ("HTTPValidationError", "ValidationError"):
                schemas.pop(replaced, None)
            schemas["Problem"] = SCHEMA
            schemas.update(records.schemas())
            document = _hoisted(document)
            self.openapi_schema = document
        return self.openapi_schema


def _hoisted(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a body that is described in its place, and what that defines, among the components."""
    found: dict[str, Any] = json.loads(json.dumps(document).replace('"#/$defs/', f'"{records.REFERENCE}'))
    schemas = found["components"]["schemas"]
    for operations in found["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if "title" in content["schema"]:
                    body, name = content["schema"], content["schema"]["title"]
                    schemas |= body.pop("$defs", {}) | {name: body}
                    content["schema"] = {"$ref": records.REFERENCE + name}
    return found


def _tell_refusals(responses: dict[str, Any], method: str, path: str) -> None:
    """Add what may always happen, and give each refusal its form."""
    told = _ANY | (_CHANGING if method == "post" else {}) | (_PAGED if path in ("/search", "/chat") else {})
    for status, description in told.items():
        responses.setdefault(status, {"description": description})
    responses["422"]["description"] = _ANY["422"]
    for status, response in responses.items():
        if status >= "400":
            response["content"] = _REFERENCE
