"""Every link the pages and the API give; nothing else glues an address together."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlencode

WELCOME = "/"
DOCUMENTS = "/documents"
COMPARE = "/compare"
ABOUT = "/about"
FEEDBACK = "/feedback"
THEME = "/theme"
STREAM = "/chat/stream"


def conversation(
    questions: Sequence[str], edits: Iterable[str] = (), turn: int | None = None, at: str = "", first: int = 1
) -> str:
    """The page of a whole conversation, oldest question first; `turn` is the number of the one where it opens.

    `edits` are what the reader took away from or added to the reading of a question; `at` says which generation and
    which quotes a permalink was made from; `first` is the number of the first question, where older ones are gone.
    """
    pairs = _asked(questions, edits, first) + ([("at", at)] if at else [])
    return WELCOME + ("?" + urlencode(pairs) if pairs else "") + (f"#q{turn}" if turn else "")


def answer(questions: Sequence[str], edits: Iterable[str], extension: str, first: int = 1) -> str:
    """The answer to the last question as a file: md, txt or ris."""
    return f"/answer.{extension}?{urlencode(_asked(questions, edits, first))}"


def _asked(questions: Sequence[str], edits: Iterable[str], first: int) -> list[tuple[str, str]]:
    numbered = [("first", str(first))] if first > 1 else []
    return [("q", text) for text in questions] + [("edit", edit) for edit in edits] + numbered


def document(document_id: str) -> str:
    """A document's page."""
    return f"{DOCUMENTS}/{quote(document_id, safe='')}"


def document_file(document_id: str, extension: str) -> str:
    """A document as json, txt or ris."""
    return f"{document(document_id)}.{extension}"


def section(document_id: str, section_key: str) -> str:
    """A section on its document's page."""
    return f"{document(document_id)}#{section_anchor(section_key)}"


def passage(passage_id: str, mark: tuple[int, int] | None = None) -> str:
    """A passage on its document's page, marked; `mark` narrows it to a span of the section's text."""
    document_id, _, _ = passage_id.partition("#")
    query = [("passage", passage_id)] + ([("mark", f"{mark[0]}-{mark[1]}")] if mark else [])
    return f"{document(document_id)}?{urlencode(query)}#{passage_anchor(passage_id)}"


def passage_anchor(passage_id: str) -> str:
    """The anchor of "baclofen#indication-1" is "p-indication-1"."""
    return "p-" + passage_id.partition("#")[2]


def section_anchor(section_key: str) -> str:
    """The anchor of a section; no passage's anchor begins like it."""
    return f"s-{section_key}"


def drug(key: str) -> str:
    """The page of a drug: everything here that is about it."""
    return f"/drugs/{quote(key, safe='')}"


def browse(**filters: str) -> str:
    """The list of documents, narrowed."""
    return DOCUMENTS + ("?" + urlencode(filters) if filters else "")


def trials(extension: str, filters: Iterable[tuple[str, str]]) -> str:
    """A list of trials as a csv or json file."""
    pairs = list(filters)
    return f"/trials.{extension}" + ("?" + urlencode(pairs) if pairs else "")


def external(address: str | None) -> str | None:
    """A publisher's address if it is a plain web address; None otherwise, so that no `javascript:` is ever a link."""
    return address if address and address.startswith(("https://", "http://")) else None


def local(path: str) -> str:
    """Where to go back to after a form: a path on this site, or the first page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else WELCOME
