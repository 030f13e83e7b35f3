"""What a person asked, and what was understood of it: the question that everything else is worked out from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce

from indexer.documents import Kind
from indexer.identifiers import Identifier
from indexer.lexicon import Suggestion
from indexer.sections import SectionKind
from service.understanding.emergencies import is_crisis, wishes_to_die
from service.understanding.filters import NO_FILTERS, Filters
from service.understanding.notes import NOBODY, Participant
from service.understanding.places import FoundPlace
from service.understanding.side_by_side import of_one, without_names
from service.understanding.tally_asked import NOTHING_COUNTED, TallyAsked
from service.understanding.trial_order import Sort
from service.understanding.unapplied import Unapplied

MOST_COMPARED = 3
"""Drugs, or trials, that are set side by side; a fourth column is not read on any screen."""
LONGEST_ASKED = 1000
"""Characters in which what is asked is looked for; behind them a text can only be something pasted."""


class Intent(StrEnum):
    """What sort of answer is wanted."""

    SEARCH = "search"
    """Passages that answer."""
    LIST = "list"
    """Every record that matches the filters; nothing else was asked."""
    COUNT = "count"
    IDENTIFIER = "identifier"
    COMPARE = "compare"
    """Two drugs or more, side by side."""
    NOTE = "note"
    """Trials for the patient described."""


@dataclass(frozen=True, slots=True)
class DrugMention:
    """A drug of the corpus that the question names; `text` is how it was written."""

    text: str
    name: str
    """Folded; the right spelling where `text` was misspelled."""
    drugs: tuple[str, ...]
    """Its key; a brand of a combination has several."""

    @property
    def drug(self) -> str:
        """The first key: what a single chip shows."""
        return self.drugs[0]

    @property
    def value(self) -> str:
        """All its keys as one value, "a|b"."""
        return "|".join(self.drugs)


@dataclass(frozen=True, slots=True)
class SpellingCorrection:
    """A word that was read as another: "showing results for rivastigmine"."""

    written: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, understood."""

    text: str
    """As it was typed."""
    resolved_text: str
    """A restatement that stands without the conversation; `text` where nothing was carried."""
    ranking_text: str
    """What passages are ranked by: spelling corrected, words already understood as filters left out. May be empty."""
    masked_text: str
    """The question with drug names masked: what the kind of section is read from."""
    intent: Intent = Intent.SEARCH
    identifiers: tuple[Identifier, ...] = ()
    lacking: tuple[str, ...] = ()
    """The values of those identifiers that no document has, and of those that are none, once the corpus was asked."""
    drugs: tuple[DrugMention, ...] = ()
    unknown_drugs: tuple[str, ...] = ()
    """Drugs named, as written, that the corpus lacks and no trial of it speaks of."""
    spoken_drugs: tuple[str, ...] = ()
    """Drugs the corpus has nothing about, folded, but that a title or condition of a trial names."""
    names_elsewhere: tuple[str, ...] = ()
    """Folded names of the drugs named that the corpus has nothing about: as written, and what the world calls them."""
    substances: tuple[str, ...] = ()
    """Everyday substances and classes of drugs that are asked about, folded, and that no document here is about."""
    product_apart: str = ""
    """A product of several drugs, as written, of which no source here is; its drugs are asked about one by one."""
    corrections: tuple[SpellingCorrection, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    """Words near several drug names: to be asked about."""
    section: SectionKind | None = None
    section_scores: Mapping[SectionKind, float] = field(default_factory=dict)
    filters: Filters = NO_FILTERS
    unread: tuple[str, ...] = ()
    """Words that a count leaves out because they name nothing in the records."""
    sort: Sort | None = None
    tally: TallyAsked = NOTHING_COUNTED
    """What is to be counted beside each other: sponsors in "which sponsors run these trials?"."""
    places: tuple[FoundPlace, ...] = ()
    participant: Participant = NOBODY
    conditions: tuple[str, ...] = ()
    """Conditions of the corpus's vocabulary that the question states (of a note: without the denied ones)."""
    unlabelled: bool = False
    """Whether the use of a drug is asked about, and no label or monograph here is about any drug that is named."""
    among: Filters | None = None
    """What a share is asked of, as in "what share of trials in France are recruiting?"; None where none is."""
    alike: bool = False
    """Whether it asks for trials like the one that it names by its number."""
    topic_outside: str | None = None
    """What is asked about a drug that no label, monograph or registry speaks of: "prices"."""
    emergency: bool = False
    unapplied: tuple[Unapplied, ...] = ()
    """What it asks of trials that no filter holds, and why."""
    carried: tuple[str, ...] = ()
    """What comes from the conversation: "drug", "section", "filters", "ids"."""
    before: Filters = NO_FILTERS
    """What the question before was narrowed to, its drugs among it; empty where nothing is carried."""

    @property
    def drug_keys(self) -> tuple[str, ...]:
        """The keys of all drugs named, each once."""
        return tuple(dict.fromkeys(key for mention in self.drugs for key in mention.drugs))

    @property
    def is_list(self) -> bool:
        """Whether records are to be listed or counted, all of them."""
        return self.intent in (Intent.LIST, Intent.COUNT)

    @property
    def names_something(self) -> bool:
        """Whether it names a drug, one that is here or not, or has an identifier."""
        return bool(self.drugs or self.unknown_drugs or self.spoken_drugs or self.identifiers)

    @property
    def needs_label(self) -> bool:
        """Whether only a label or monograph that is not here could answer; of trials it is asked as of any others."""
        return self.unlabelled and not (self.identifiers or self.filters.ids or self.filters.kind == (Kind.TRIAL,))

    @property
    def crisis(self) -> bool:
        """Whether somebody is told of who thinks of suicide: help of another sort comes first."""
        return self.emergency and is_crisis(self.text[:LONGEST_ASKED])

    @property
    def wish_to_die(self) -> bool:
        """Whether it is asked by or of somebody who means to die; nothing but trials is shown in answer."""
        return self.emergency and Kind.TRIAL not in self.filters.kind and wishes_to_die(self.text[:LONGEST_ASKED])

    def without(self, name: str) -> "Question":
        """The question with one part of what was understood taken away: "drug", "section" or a filter's name.

        "country=France" takes one of several values away. Raises ValueError for a part that does not exist.
        """
        field, _, value = name.partition("=")
        if field == "section":
            return replace(self, section=None, section_scores={})
        if field == "drug" and value:
            return self._without_drug(value)
        if field == "drug" and self.intent is Intent.COMPARE:
            return reduce(Question._without_drug, (each.value for each in self.drugs), self)
        tally = self.tally.without(field, (value,) if value else None)
        drugs = () if field == "drug" else self.drugs
        return replace(self, drugs=drugs, filters=self.filters.without(field, value or None), tally=tally)

    def _without_drug(self, value: str) -> "Question":
        """The question without one of its drugs; its name is in no text left.

        A drug known by several keys is named by all of them, "a|b", or by any that no other goes by alone. Of two drugs
        compared the other one is asked about alone.
        """
        gone = [each for each in self.drugs if each.value == value] or [
            each for each in self.drugs if value in each.drugs
        ]
        kept = tuple(each for each in self.drugs if each not in gone)
        named = {key for each in gone for key in each.drugs} or {value}
        keys = named - {key for each in kept for key in each.drugs}
        filters = self.filters
        values = {each.value for each in gone} or {value} if "drug" in filters.every else keys
        for each in values:
            filters = filters.without("drug", each)
        alone = self.intent is Intent.COMPARE and len(kept) == 1
        names = [name for each in gone for name in (each.text, each.name)]
        texts = (without_names(text, names, len(kept) <= 1) for text in (self.resolved_text, self.ranking_text))
        resolved_text, ranking_text = texts
        return replace(
            self,
            resolved_text=resolved_text,
            ranking_text=ranking_text,
            masked_text=of_one(without_names(self.masked_text, names, True)) if alone else self.masked_text,
            intent=Intent.SEARCH if alone else self.intent,
            drugs=kept,
            spoken_drugs=tuple(each for each in self.spoken_drugs if each != value),
            filters=filters,
            tally=self.tally.without("drug", keys),
        )
