"""What each page is given: one dataclass per template, nothing that a template must work out.

The text beside each field of a page says what the template is given in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, ClassVar

from indexer.documents import Kind, PartialDate
from service.answering.answers import Answer
from service.answering.citations import Citation
from service.answering.comparison import Comparison
from service.answering.library import CoveredDrug
from service.answering.listing import Facet, TrialRow, YearPicture
from service.answering.suggestions import Example
from service.pages.factsheet import Fact
from service.wording import Notice

Link = tuple[str, str]
"""Words and an address."""
Segments = tuple[tuple[str, bool], ...]
"""Pieces of a text, each with whether it is marked."""


# parts of pages


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of what was understood."""

    name: str
    value: str
    without: str | None = None
    """The address of the same without it."""
    note: str | None = None
    unknown: bool = False
    joint: str = ""
    """ "or", "and" where it is a further value of the field before it."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value to narrow a list to, or to let go."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetLinks:
    """A field's values as links."""

    title: str
    values: tuple[FacetLink, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a list that is longer than its page goes on."""

    words: str
    """As in "11 to 20 of 41"."""
    before: Link | None
    after: Link | None
    all_url: str | None
    """The whole list as a file."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with its answer, and every link below it."""

    number: int
    text: str
    chips: tuple[Chip, ...]
    answer: Answer
    notices: tuple[Notice, ...]
    provenance: str
    passages_title: str
    open: int
    """How many passages are shown before the rest is asked for."""
    coverage: tuple[Fact, ...]
    facets: tuple[FacetLinks, ...]
    years: YearPicture | None
    pages: Pages | None
    permalink: str
    thanks_url: str
    thanked: bool
    files: Mapping[str, str]
    next: tuple[Link, ...]
    announced: str
    """What the live region says: "3 passages"."""


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage on its document's page."""

    passage_id: str
    anchor: str
    url: str
    segments: Segments
    is_cited: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section on its document's page."""

    anchor: str
    title: str
    passages: tuple[PassageView, ...]

    @property
    def is_cited(self) -> bool:
        """Whether a marked passage is in it."""
        return any(each.is_cited for each in self.passages)


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document on a drug's page."""

    kind: Kind
    title: str
    url: str
    date: PartialDate | None
    sections: tuple[Link, ...]


def facet_links(facets: Sequence[Facet], address: Callable[[str, str, bool], str]) -> tuple[FacetLinks, ...]:
    """Facets as links; `address(field, value, chosen)` says where each leads."""
    return tuple(
        FacetLinks(
            facet.title,
            tuple(
                FacetLink(value.label, value.count, address(facet.field, value.value, value.chosen), value.chosen)
                for value in facet.values
            ),
            facet.more,
        )
        for facet in facets
        if len(facet.values) > 1 or any(value.chosen for value in facet.values)
    )


# pages


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose page it is, and where."""

    theme: str | None
    """Light or dark where the reader chose; None follows the system."""
    here: str
    """Path and query of this page, to come back to after choosing a theme."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What base.html needs; every page is one of these."""

    template: ClassVar[str]

    title: Annotated[str, "what the browser's tab says, before the product's name"]
    nav: Annotated[str, "the current entry of the main navigation: ask, documents, compare, about or none"]
    frame: Annotated[Frame, "the reader's theme, and where they are"]

    def context(self) -> dict[str, Any]:
        """Its fields by name, which is all that its template sees."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, kw_only=True)
class WelcomePage(Page):
    """The first page: ask, examples, what is covered."""

    template = "welcome.html"

    notices: Annotated[tuple[Notice, ...], "what a reader must know before asking: an old index"]
    examples: Annotated[tuple[Example, ...], "questions made from what the corpus holds; each is answered"]
    tally: Annotated[tuple[tuple[str, int], ...], "(what, how many) of the corpus"]
    newest: Annotated[PartialDate | None, "the newest date of a source"]
    built: Annotated[date, "when the index was built"]


@dataclass(frozen=True, kw_only=True)
class ChatPage(Page):
    """A conversation."""

    template = "chat.html"

    notices: Annotated[tuple[Notice, ...], "about the whole page: an old index, a permalink from another generation"]
    turns: Annotated[tuple[Turn, ...], "every question with its answer, oldest first"]
    questions: Annotated[tuple[str, ...], "the questions so far, which the composer carries along"]
    edits: Annotated[tuple[str, ...], "the reader's edits so far, which the composer carries along"]
    coverage_words: Annotated[str, "one line: how many documents, how new"]
    generation: Annotated[str, "the generation the page was made from"]
    site: Annotated[str, "the service's own address, before its paths, for what is printed"]
    announced: Annotated[str, "what the live region says when the page has come: 3 passages"]


@dataclass(frozen=True, kw_only=True)
class DocumentPage(Page):
    """A document whole, the cited span marked."""

    template = "document.html"

    heading: Annotated[str, "the document's title"]
    kind: Annotated[Kind, "monograph, label or trial"]
    summary: Annotated[str, "publisher, day it was read, how many sections and passages"]
    notices: Annotated[tuple[Notice, ...], "an ended trial, an old source"]
    facts: Annotated[tuple[Fact, ...], "the record's facts, each row there even where nothing is stated"]
    sections: Annotated[tuple[SectionView, ...], "every section in the document's own order, cut into its passages"]
    alike: Annotated[tuple[Citation, ...], "passages of other documents nearest to the cited one, if one is cited"]
    back: Annotated[str | None, "the page this one was opened from, where it is one of ours"]
    provenance: Annotated[str, "where the text came from, when, and into which generation"]
    source_note: Annotated[str | None, "what a reader must know of the document's making"]
    source_url: Annotated[str | None, "the publisher's own page"]
    files: Annotated[Mapping[str, str], "addresses of the document as txt, json and ris"]


@dataclass(frozen=True, kw_only=True)
class DocumentsPage(Page):
    """Everything there is: drugs A to Z, and trials to narrow."""

    template = "documents.html"

    summary: Annotated[str, "how many documents of each kind"]
    drugs: Annotated[tuple[tuple[CoveredDrug, str], ...], "every covered drug with a word on what there is"]
    trials_title: Annotated[str, "heading of the list of trials, with their number"]
    chosen: Annotated[tuple[Chip, ...], "what the list is narrowed to"]
    rows: Annotated[tuple[TrialRow, ...], "this page of trials, last posted first"]
    facets: Annotated[tuple[FacetLinks, ...], "what the list can be narrowed to"]
    years: Annotated[YearPicture | None, "the trials by year first posted"]
    before: Annotated[str | None, "address of the page before"]
    after: Annotated[str | None, "address of the page after"]
    shown: Annotated[str, "which of how many are on this page"]
    files: Annotated[Mapping[str, str], "addresses of the whole list as csv and json; none where no file can hold it"]


@dataclass(frozen=True, kw_only=True)
class DrugPage(Page):
    """Everything about one drug."""

    template = "drug.html"

    heading: Annotated[str, "the drug's name"]
    summary: Annotated[str, "how many documents of each kind are about it"]
    questions: Annotated[tuple[Link, ...], "questions its sections answer"]
    facts: Annotated[tuple[Fact, ...], "the facts of its first monograph or label"]
    documents: Annotated[tuple[DocumentCard, ...], "its monographs, then its labels, each with its sections"]
    trials_title: Annotated[str, "heading of its trials, with their number"]
    rows: Annotated[tuple[TrialRow, ...], "the first of its trials, recruiting ones before others"]
    shown: Annotated[str | None, "which of its trials are shown, where there are more"]
    all_url: Annotated[str, "the list of all of them"]
    facets: Annotated[tuple[FacetLinks, ...], "what its trials can be narrowed to"]
    years: Annotated[YearPicture | None, "its trials by year first posted"]


@dataclass(frozen=True, kw_only=True)
class ComparePage(Page):
    """Drugs side by side."""

    template = "compare.html"

    heading: Annotated[str, "the drugs' names, or what is still to choose"]
    notices: Annotated[tuple[Notice, ...], "a drug that is not here, an old source"]
    drugs: Annotated[tuple[Link, ...], "(key, name) of every drug that can be chosen"]
    choices: Annotated[tuple[str, ...], "keys that the form shows, two at least; '' for one still to choose"]
    comparison: Annotated[Comparison | None, "the table; None until two drugs are chosen"]
    site: Annotated[str, "the service's own address, before its paths, for what is printed"]
    generation: Annotated[str, "the generation the page was made from"]


@dataclass(frozen=True, kw_only=True)
class AboutPage(Page):
    """How answers are made, and what is covered."""

    template = "about.html"

    facts: Annotated[tuple[Fact, ...], "counts, dates, generation and model"]
    logged: Annotated[bool, "whether the log of this service holds the questions"]


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong, and where to go on."""

    template = "error.html"

    heading: Annotated[str, "what happened in a few words"]
    detail: Annotated[str, "what was wrong, what was expected, what to do"]
    status: Annotated[int, "the HTTP status"]
    request_id: Annotated[str, "the id to quote when asking for help"]
    links: Annotated[tuple[Link, ...], "where to go on"]
