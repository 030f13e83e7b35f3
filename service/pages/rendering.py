"""Filling the templates: their own words, filters and links, and the choice of a theme. The only door to jinja2."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

import web
from service import urls
from service.pages.factsheet import formula_parts
from service.pages.relevance import why
from service.pages.views import Frame, Page
from service.quality.feedback import Reason
from service.wording import day, phases_in_words

WEB = Path(web.__file__).resolve().parent
STATIC = WEB / "static"
THEMES = ("light", "dark")
_A_YEAR_S = 365 * 24 * 3600


@cache
def environment() -> jinja2.Environment:
    """The templates with autoescape on, and nothing undefined passing for empty."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"urls": urls, "static": static, "reasons": tuple(Reason)}
    made.filters |= {
        "day": day,
        "breakable": breakable,
        "phases": phases_in_words,
        "formula": formula_parts,
        "bulleted": bulleted,
        "unlisted": unlisted,
        "shortened": shortened,
        "counted": "{:,}".format,
        "why": why,
    }
    return made


@cache
def static(name: str) -> str:
    """The address of a static file, with its content's digest so that a browser may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def breakable(identifier: str) -> Any:
    """An identifier that may break after "#", "_" or "-", where a line needs it."""
    pieces = identifier.replace("#", "#\0").replace("_", "_\0").split("\0")
    return Markup("<wbr>").join(pieces)


_LONE_BULLET = re.compile(r"^([•·▪◦○●])[ \t]*\n+(?=\S|\Z)", re.MULTILINE)
_SET_ID = re.compile(r"^([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=#)")


def bulleted(text: str) -> str:
    """A text with each bullet beside its words; labels often have it on a line of its own."""
    return _LONE_BULLET.sub(r"\1 ", text)


_MARK = re.compile(r"\s*(?:[-–—*]\s+|[•·▪◦○●]\s*)(?=[^\W\d])")
_FURTHER_MARK = re.compile(r"\n\s*(?:[-–—*]\s|[•·▪◦○●])")


def unlisted(text: str) -> str:
    """A quote without the mark of the list that it is one item of; one of several items keeps all its marks."""
    mark = _MARK.match(text)
    return text[mark.end() :] if mark and not _FURTHER_MARK.search(text, mark.end()) else text


def shortened(identifier: str) -> str:
    """A passage's id with only the first eight digits of a label's set id: enough to tell it by eye."""
    return _SET_ID.sub(r"\1", identifier)


def render(page: Page) -> str:
    """A whole page."""
    return environment().get_template(page.template).render(page.context())


def render_part(template: str, **given: Any) -> str:
    """A part of a page, for a stream."""
    return environment().get_template(template).render(given)


def frame_of(request: Request) -> Frame:
    """The reader's theme, and where they are."""
    theme = request.cookies.get("theme")
    query = f"?{request.url.query}" if request.url.query else ""
    return Frame(theme if theme in THEMES else None, request.url.path + query)


def respond(page: Page, status: int = 200) -> HTMLResponse:
    """A page as a response, never kept by shared caches."""
    return HTMLResponse(render(page), status, {"Cache-Control": "private, no-cache", "Vary": "Cookie"})


def wants_json(request: Request) -> bool:
    """Whether a program asks rather than a browser."""
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


theme_router = APIRouter(include_in_schema=False)


@theme_router.post(urls.THEME)
async def choose_theme(request: Request, theme: str = Form(), next: str = Form(urls.WELCOME)) -> Response:  # noqa: A002
    """Keep the reader's theme in a cookie, and go back."""
    response = RedirectResponse(urls.local(next), 303)
    if theme in THEMES:
        secure = request.url.scheme == "https"
        response.set_cookie("theme", theme, max_age=_A_YEAR_S, httponly=True, samesite="lax", secure=secure)
    return response
