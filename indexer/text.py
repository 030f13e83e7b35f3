"""The canonical form of a source's text, and its sentences."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A slice of a text: character offsets, end excluded."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words it stands for."""
        return text[self.start : self.end]


# Characters that reorder or hide what a reader sees: bidirectional controls, zero-width space, soft hyphen, BOM.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def canonical(text: str) -> str:
    """The one form in which a source's words are kept, sliced, hashed and quoted.

    Unicode NFC; lines end in a newline; blanks are single and never at the end of a line; at most one empty line in a
    row; no control, zero-width or bidirectional characters. Words and punctuation are untouched. Idempotent.
    """
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    text = _CONTROLS.sub("", _INVISIBLE.sub("", text))
    lines = (line.strip() for line in _BLANKS.sub(" ", text).split("\n"))
    # Removing a character can bring two others together that compose: normalise once more.
    return unicodedata.normalize("NFC", _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip())


def named(*facts: tuple[str, str | None]) -> tuple[str, ...]:
    """What is stated, each behind its name and a colon; a fact without a name stands alone, one not stated nowhere."""
    return tuple(f"{name}: {text}" if name else text for name, text in facts if text)


# Words that end in a full stop without ending a sentence: a dose must not lose its drug.
_ABBREVIATIONS = frozenset(
    "e.g i.e vs approx fig figs no nos dr mr mrs ms prof st inc ltd co corp cf ca al resp ref refs sec sect vol eq dept"
    " est wt max min hr hrs u.s u.k u.s.a p.o i.v i.m s.c b.i.d t.i.d q.i.d q.d p.r.n a.m p.m viz incl excl".split()
)
# A full stop, then perhaps a closing quote or bracket, then a blank, then what can begin a sentence.
_LINE = re.compile(r"\S(?:.*\S)?")
# Or no blank at all, where a label forgets it: "the first dose.If it is missed", "monthly.2.2 Missed Doses".
_JOINED = r"(?<=[a-z)\]][.!?])(?=[A-Z][a-z]*\s[a-z]|\d{1,2}\.\d{1,2}\s[A-Z])"
_STOP = re.compile(rf"""([.!?]["'”’)\]]*)(?:\s+(?=["'“‘(\[•*–-]*\s?[A-Z0-9À-ÖØ-Þ])|{_JOINED})""")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘]+$")
_LOOK_BACK = 24  # characters: longer than any abbreviation, so the search stays linear


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a canonical text, in order, without the blanks around them.

    A line end always ends a sentence, so a list item, a table row or a heading is one of its own. Together they hold
    every visible character of the text. Decimal numbers, abbreviations ("e.g.", "vs.") and initials do not end one.
    Kept for the texts seen last: one question reads a passage several times.
    """
    found: list[Span] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if not _is_abbreviation(text, stop.start(), line.start()):
                found.append(Span(start, stop.end(1)))
                start = stop.end()
        found.append(Span(start, line.end()))
    return tuple(found)


def _is_abbreviation(text: str, stop: int, line_start: int) -> bool:
    """Whether the full stop at `stop` belongs to an abbreviation, an initial or the number of a heading."""
    if text[stop] != ".":
        return False
    match = _WORD_BEFORE.search(text[max(line_start, stop - _LOOK_BACK) : stop])
    if match is None:
        return False
    word = match[0]
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    opens_the_line = stop - len(word) == line_start
    return word.lower() in _ABBREVIATIONS or is_initial or (opens_the_line and word.isdecimal())
