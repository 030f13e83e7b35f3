"""Citations: the proof of a hit. A quote can only be a slice of one cited passage, so two sources never blend."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Kind, Label, PartialDate, Record, Source, Trial
from indexer.sections import SectionKind, kinds_of
from indexer.text import Span
from service import urls

_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage with its number in the answer and all that a reader needs to check it."""

    number: int
    """From 1, in the order of the answer's passages."""
    passage: PassageRow
    document: DocumentRow
    highlights: tuple[Span, ...] = ()
    """The sentences that answer, relative to the passage's text."""
    score: float | None = None
    """The fused score that ranked it; None where it is not ranked: a record, or a passage that was looked up."""
    confidence: float | None = None
    """Calibrated, 0 to 1; the same for all passages of an answer; None where nothing was weighed."""
    parts: Mapping[str, float] = field(default_factory=lambda: _NONE)
    """What the score is made of, by name."""

    @property
    def title(self) -> str:
        """Of the document."""
        return self.document.title

    @property
    def section_title(self) -> str:
        """Of the section it is a slice of."""
        return self.passage.section_title

    @property
    def kind(self) -> Kind:
        """What sort of source it is from."""
        return self.document.kind

    @property
    def record(self) -> Record:
        """The facts of its document."""
        return self.document.record

    @property
    def source(self) -> Source:
        """Where its document came from."""
        return self.document.source

    @property
    def url(self) -> str:
        """The passage on its document's page, its best sentence marked."""
        return self.url_of(self.highlights[0]) if self.highlights else urls.passage(self.passage.passage_id)

    def url_of(self, span: Span) -> str:
        """The passage on its document's page, a span of it marked."""
        start = self.passage.start
        return urls.passage(self.passage.passage_id, (start + span.start, start + span.end))

    @property
    def source_date(self) -> PartialDate | None:
        """The publisher's own date of the record, None where it states none."""
        return date_of(self.record, self.source)

    @property
    def segments(self) -> tuple[tuple[str, bool], ...]:
        """The passage's text in pieces, each with whether it is marked; together they are the text."""
        return marked(self.passage.text, self.highlights)


@dataclass(frozen=True, slots=True)
class Quote:
    """One or more whole sentences of one passage, word for word."""

    citation: Citation
    span: Span
    """Relative to the passage's text."""
    goes_on: bool = False
    """Whether it ends within a list, further items of which are in the source."""

    def __post_init__(self) -> None:
        if not 0 <= self.span.start < self.span.end <= len(self.citation.passage.text):
            raise ValueError(f"a quote must lie inside its passage {self.citation.passage.passage_id}: {self.span}")

    @property
    def text(self) -> str:
        """The words of the source."""
        return self.span.of(self.citation.passage.text)

    @property
    def url(self) -> str:
        """Its passage's page with exactly this span marked."""
        return self.citation.url_of(self.span)


def quotes_of(citations: Iterable[Citation]) -> tuple[Quote, ...]:
    """A quote for each span that is marked in some passages."""
    return tuple(Quote(each, span) for each in citations for span in each.highlights)


def kinds_of_passage(passage: PassageRow) -> frozenset[SectionKind]:
    """What its section is about."""
    return kinds_of(passage.section_key, passage.section_title)


def date_of(record: Record, source: Source) -> PartialDate | None:
    """When the publisher last touched it: a trial's last posting, a label's effective date, else the source's date."""
    if isinstance(record, Trial) and record.last_posted:
        return record.last_posted
    if isinstance(record, Label) and record.effective:
        return record.effective
    return source.date


def marked(text: str, spans: Iterable[Span]) -> tuple[tuple[str, bool], ...]:
    """Cut a text at spans that do not overlap; empty pieces are left out."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for span in sorted(spans, key=lambda each: each.start):
        start = max(position, span.start)
        pieces += [(text[position:start], False), (text[start : span.end], True)]
        position = max(position, span.end)
    pieces.append((text[position:], False))
    return tuple(piece for piece in pieces if piece[0])
