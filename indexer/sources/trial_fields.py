"""Single fields of a trial's record, from any publisher's spelling to the words of ClinicalTrials.gov v2.

A value that cannot be understood is left out and reported; the record stays.
"""

import html
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from indexer.documents import CODED, MONTHS, EnrolmentType, PartialDate, Phase, Status, in_words
from indexer.patterns import any_case
from indexer.sources.contacts import without_contacts
from indexer.sources.reading import Problems
from indexer.text import canonical

T = TypeVar("T")

INTERVENTION_TYPES = tuple(
    """BEHAVIORAL BIOLOGICAL COMBINATION_PRODUCT DEVICE DIAGNOSTIC_TEST DIETARY_SUPPLEMENT DRUG GENETIC OTHER PROCEDURE
    RADIATION""".split()
)
_WRITTEN_DATE = re.compile(r"([A-Za-z]+)\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:?00)?$")
_NCT = re.compile(r"NCT[0-9]{8}")
# API v2's texts are CommonMark: a backslash before punctuation only says that the sign is meant as it is.
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|&^$=:;,'\"/@%?])")
# Whole character references of web pages: html.unescape would make ">e;" of a "&gte;" that somebody made up.
_REFERENCE = any_case(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,5}|#x[\da-f]{2,4});")


@dataclass(frozen=True, slots=True)
class Fields:
    """Turns the fields of one record into facts; `known` are its own contact people, cut from every text."""

    path: str
    where: str
    problems: Problems
    known: tuple[str, ...] = ()

    def text(self, value: str | None) -> str | None:
        """Return a text over as many lines as it has, canonical and without contacts; None for nothing."""
        if not value:
            return None
        if "\\" in value:
            value = _ESCAPED.sub(r"\1", value)
        if "&" in value:
            for _ in range(2):  # "&amp;#39;" was written by two programs, one after the other
                value = _REFERENCE.sub(lambda match: html.unescape(match[0].lower()), value)
        return _canonical(without_contacts(value, self.known)) or None

    def line(self, value: str | None) -> str | None:
        """Return a text on one line."""
        text = self.text(value)
        return " ".join(text.split()) if text else None

    def citation(self, value: str | None) -> str | None:
        """Return a citation on one line, nothing cut: its authors are no contacts, its digits are pages and DOIs."""
        return " ".join(canonical(value).split()) if value else None

    def lines(self, values: Iterable[str | None]) -> tuple[str, ...]:
        """Return each text once, in order, without the empty ones."""
        return tuple(dict.fromkeys(line for line in map(self.line, values) if line))

    def status(self, value: str | None) -> Status | None:
        """Return a recruitment status, of the trial or of a site."""
        return self._parsed(value, Status.parse, "a status") if value else None

    def phases(self, value: str | None) -> tuple[Phase, ...]:
        """Return every phase that "PHASE1|PHASE2", "Phase 1/Phase 2" or "N/A" states."""
        return (self._parsed(value, Phase.parse_all, "a phase") or ()) if value else ()

    def date(self, value: str | None) -> PartialDate | None:
        """Return a date as exact as it is stated: "2011-03", "March 2011", "July 15, 2020"."""
        return self._parsed(value, partial_date, "a date") if value else None

    def count(self, value: str | int | None) -> int | None:
        """Return a number of people."""
        return None if value in (None, "") else self._parsed(str(value), count_of_people, "a number of people")

    def truth(self, value: object) -> bool | None:
        """Return what was said, also as a text by a program that writes nothing else: "True"."""
        return self.one_of(None if value is None else str(value), {"true": True, "false": False})

    def one_of(self, value: str | None, meanings: Mapping[str, bool]) -> bool | None:
        """Return what one of these lower-case words means; None where nothing is said, and, reported, for another."""
        word = (value or "").strip().lower()
        if word and word not in meanings:
            self.report(f"none of {', '.join(meanings)}: {word[:80]!r}; left out")
        return meanings.get(word)

    def enrolment_type(self, value: str | None) -> EnrolmentType | None:
        """Return what the figure counts; the old word for an estimate was "Anticipated"."""
        spelled = "ESTIMATED" if (value or "").upper() == "ANTICIPATED" else (value or "").upper()
        return self._parsed(spelled, EnrolmentType, "a type of enrolment") if value else None

    def code(self, field: str, value: str | None) -> str | None:
        """Return what a CODED field states: "None (Open Label)" is NONE, "N/A" NA, "Parallel Assignment" PARALLEL."""
        word = "NA" if (value or "").strip().upper() == "N/A" else value
        return self._word(re.sub(r"\sAssignment\b", "", word or ""), CODED[field], f"a value of {field}")

    def intervention_type(self, value: str | None) -> str | None:
        """Return one of INTERVENTION_TYPES."""
        return self._word(value, INTERVENTION_TYPES, "a type of intervention")

    def report(self, reason: str) -> None:
        """Report something about this record, which is read all the same."""
        self.problems.remark(self.path, self.where, reason)

    def _word(self, value: str | None, words: Collection[str], what: str) -> str | None:
        word = spelled(value)
        if word is None or word in words:
            return word
        self.report(f"not {what}: {(value or '')[:80]!r}; expected one of {', '.join(words)}; left out")
        return None

    def _parsed(self, value: str, parse: Callable[[str], T], what: str) -> T | None:
        try:
            return parse(value)
        except ValueError:
            self.report(f"not {what}: {value[:80]!r}; left out")
            return None


def nct_number(value: str | None) -> str:
    """Return "NCT00000102" from a field that should hold it; raises ValueError where it does not."""
    number = (value or "").strip().upper()
    if not _NCT.fullmatch(number):
        raise ValueError(f"no NCT number: {(value or '')[:40]!r}; expected NCT and eight digits")
    return number


def spelled(value: str | None) -> str | None:
    """Return v2's spelling of a kind or a type: "Dietary Supplement" is "DIETARY_SUPPLEMENT"; "N/A" is none of them."""
    key = re.sub(r"[^A-Z0-9]+", "_", re.sub(r"\[.*?\]|\(.*?\)", "", value or "").upper()).strip("_")
    return key if key and key != "N_A" else None


def words(value: str) -> str:
    """Return what people read for v2's spelling: "SINGLE_GROUP" is "Single group"; other words stay."""
    return in_words(value) if re.fullmatch(r"[A-Z0-9_]+", value) and len(value) > 3 else value


def partial_date(value: str) -> PartialDate:
    """Parse a date as the registry writes it, ISO or in English words; raises ValueError for anything else.

    Spreadsheets and programs that hand records on write it as midnight: "2020-01-15 00:00:00".
    """
    day = _MIDNIGHT.sub("", value.strip())
    match = _WRITTEN_DATE.fullmatch(day)
    if match is None:
        return PartialDate.parse(day)
    months = [
        number for number, month in enumerate(MONTHS, 1) if month.startswith(match[1].lower()) and len(match[1]) > 2
    ]
    if len(months) != 1:
        raise ValueError(f"no month: {match[1]!r}")
    return PartialDate(int(match[3]), months[0], int(match[2]) if match[2] else None)


def _canonical(text: str) -> str:
    # Most fields are a few plain words: a trial of 300 sites has 1,200 of them, and all would go through every rule.
    plain = text.isascii() and text.isprintable() and "  " not in text
    return text.strip() if plain else canonical(text)


def count_of_people(value: str) -> int:
    """Return how many, also of "1,234" and of "45.0"; raises ValueError for no whole number from 0 to MOST_ENROLLED."""
    match = re.fullmatch(r"(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.0+)?", value.strip())
    if match is None:
        raise ValueError(f"no number of people: {value[:40]!r}")
    return int(match[1].replace(",", ""))
