"""The text of a document written by hand: a section for each second-level heading of its Markdown."""

import re

from indexer.documents import Section, slug
from indexer.errors import SourceError
from indexer.sources.reading import shortened
from indexer.text import canonical


def sections_of(body: str, body_line: int, path: str) -> tuple[Section, ...]:
    """One section for each second-level heading; its text with hard-wrapped lines joined.

    `body_line` is the line of the file on which the body begins. Raises SourceError, with the line, for text before the
    first heading, for what is meant as a heading and is none, and for a second section of a name.
    """
    body = _without_comments(body)
    heads = list(re.finditer(r"^ {0,3}##[^\S\n]+(.+?)[^\S\n]*#*[^\S\n]*$", body, re.MULTILINE))
    before = body[: heads[0].start()] if heads else body
    stray = re.search(r"^(?!#[^#])[^\S\n]*\S", before, re.MULTILINE)
    if stray:
        line = body_line + before.count("\n", 0, stray.end())
        raise SourceError(path, "text before the first heading; begin each section with '## Title'", f"line {line}")
    misfit = _misfit(body, len(before))
    if misfit is not None:
        position, reason = misfit
        raise SourceError(path, reason, f"line {body_line + body.count(_END_OF_LINE, 0, position)}")
    found: dict[str, Section] = {}
    ends = [*(head.start() for head in heads[1:]), len(body)]  # one too many where there is no heading at all
    for head, end in zip(heads, ends, strict=False):
        title, text = canonical(head[1]), _unwrapped(body[head.end() : end])
        line = body_line + body.count("\n", 0, head.start())
        key = slug(title) or f"section_{len(found) + 1}"
        if key in found:
            raise SourceError(
                path, f"a second section {shortened(title, 80)!r}; put both texts under one heading", f"line {line}"
            )
        if text:
            found[key] = Section(key, title, text)
    return tuple(found.values())


_END_OF_LINE = "\n"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def _without_comments(body: str) -> str:
    """Without what its author keeps from readers; every line stays on its line."""
    return _COMMENT.sub(lambda comment: _END_OF_LINE * comment[0].count(_END_OF_LINE), body)


_MISFITS = (
    (r"^ {0,3}##+(?=[^#\s])", "no blank after '##', so it is no heading; write '## Title'"),
    (r"^ {0,3}##[^\S\n]*$", "a heading without a title; write '## Title'"),
    (r"^ {0,3}#[^\S\n]+\S", "a first-level heading among the sections; each begins with '## Title'"),
    (
        r"^(?![^\S\n]*(?:[-*+>|#•]|\d+[.)]))[^\n]*\S[^\n]*\n {0,3}(?:=+|-{3,})[^\S\n]*$",
        "a line that is underlined is a heading; write '## Title', or leave a line empty before a rule",
    ),
    (r"<!--", "a comment that does not end; expected '-->'"),
)
"""What is meant as a heading and is none here: its text would be quoted under the heading before."""


def _misfit(body: str, begin: int) -> tuple[int, str] | None:
    """Where the first of these is after the beginning of the first section, and what is wrong with it."""
    found = ((re.compile(pattern, re.MULTILINE).search(body, begin), reason) for pattern, reason in _MISFITS)
    return min(((match.start(), reason) for match, reason in found if match), default=None)


_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_OWN_LINE = re.compile(r"(?:[-*+•]|\d+[.)]|\|)\s|\||[^|]*\S \| ")


def _unwrapped(text: str) -> str:
    """Paragraphs on one line each, without emphasis; list items, table rows and sub-headings keep their own."""
    lines: list[str] = []
    joins = False
    for line in canonical(_EMPHASIS.sub(r"\2", text)).split("\n"):
        heading = re.match(r"#{3,6}\s+(.+)", line)
        words = heading[1] if heading else line
        if joins and words and not heading and not _OWN_LINE.match(words):
            lines[-1] += " " + words
        else:
            lines.append(words)
        joins = bool(words) and not heading
    return canonical("\n".join(lines))
