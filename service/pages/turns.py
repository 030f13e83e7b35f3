"""An answer as a turn of a conversation: its chips, its links, and what stands below it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from indexer.documents import Kind
from indexer.selection import NOT
from indexer.site_places import PLACE_FIELDS
from service import urls
from service.answering.answers import Answer
from service.answering.listing import facet_label, facet_title
from service.answering.notices import cautions
from service.asked import DEEPEST, SHOWN
from service.follow_ups.edits import PAGE, Edit, with_edit
from service.pages.factsheet import Fact, coverage_rows
from service.pages.views import Chip, FacetLinks, Pages, Turn, facet_links
from service.understanding.filters import NO_FILTERS, DateRange, Filters, NumberRange, first_spelling
from service.understanding.question import Intent, Question
from service.wording import day, ends_in_words, joined, plural, sex_in_words

_OPEN = 5
"""Passages that a first page shows; its others are one click away."""
_MOST_DRUGS_NAMED = 40


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the page's address holds: the questions, the reader's edits, and which turn was thanked for."""

    questions: tuple[str, ...]
    edits: tuple[Edit, ...] = ()
    thanked: int | None = None
    first: int = 1
    """The number of the first question; the ones before it are no longer kept."""

    @property
    def last(self) -> int:
        """The number of the last question."""
        return self.first + len(self.questions) - 1

    @property
    def numbers(self) -> range:
        """The numbers of its questions."""
        return range(self.first, self.last + 1)

    def question(self, number: int) -> str:
        """The question of that number."""
        return self.questions[number - self.first]

    def up_to(self, number: int) -> "Conversation":
        """The conversation as it was when question `number` was its last."""
        return Conversation(
            self.questions[: number - self.first + 1],
            tuple(each for each in self.edits if each.turn <= number),
            first=self.first,
        )

    def url(self, turn: int | None = None, at: str = "") -> str:
        """Its page."""
        return urls.conversation(self.questions, map(str, self.edits), turn, at, self.first)

    def with_edit(self, edit: Edit) -> str:
        """Its page with one more edit, opened where the edit was made."""
        return urls.conversation(self.questions, with_edit(self.edits, edit), edit.turn, first=self.first)

    def and_then(self, question: str) -> str:
        """Its page with one more question."""
        asked = (*self.questions, question)
        return urls.conversation(asked, map(str, self.edits), self.last + 1, first=self.first)


def turn_of(conversation: Conversation, number: int, answer: Answer) -> Turn:
    """The turn of question `number`."""
    so_far = conversation.up_to(number)
    edits = tuple(map(str, so_far.edits))
    files = {each: urls.answer(so_far.questions, edits, each, so_far.first) for each in ("txt", "md", "ris")}
    if answer.listing and answer.listing.rows and _is_exported(answer.question):
        pairs = exported(_listed(answer))
        files |= {each: urls.trials(each, pairs) for each in ("csv", "json")}
    return Turn(
        number=number,
        text=conversation.question(number),
        chips=chips_of(conversation, number, answer.question),
        answer=answer,
        notices=(*answer.notices, *cautions(answer.quoted, datetime.now(UTC).date())),
        provenance=provenance(answer),
        passages_title=_passages_title(answer),
        open=SHOWN if answer.offset else _OPEN,
        coverage=_coverage(answer),
        facets=_facets(conversation, number, answer),
        years=answer.listing.years if answer.listing else None,
        pages=_pages(conversation, number, answer, files),
        permalink=so_far.url(number, at=stamp(answer)),
        thanks_url=conversation.url() + f"&thanks={number}#q{number}",
        thanked=conversation.thanked == number,
        files=files,
        next=tuple((text, so_far.and_then(text)) for text in answer.suggestions),
        announced=announced(answer),
    )


def _is_exported(question: Question) -> bool:
    """Whether the file of a list, which holds trials alone, holds all that it shows."""
    return (question.filters.of_trials or bool(question.filters.ids)) and not question.tally.is_mixed


def _listed(answer: Answer) -> Filters:
    """The filters of a list; of the first in an order, where all of them are shown, the records themselves."""
    sort, rows = answer.question.sort, answer.listing.rows if answer.listing else ()
    if sort is None or sort.first is None or answer.total > len(rows):
        return answer.question.filters
    return Filters(ids=tuple(each.nct_id for each in rows))


def announced(answer: Answer) -> str:
    """What a live region says: that it is urgent, and how many came, never what they say."""
    if answer.listing is not None:
        came = plural(answer.total, "record")
    elif answer.citations:
        came = f"{plural(len(answer.citations), 'passage')}{'' if answer.answerable else ', probably not an answer'}"
    else:
        came = "No passage"
    return ". ".join((*(each.title for each in answer.notices if each.urgent), came))


def stamp(answer: Answer) -> str:
    """What a permalink remembers: the generation, and the words it quoted or listed, as eight digits."""
    seen = "".join(each.passage.sha256 for each in answer.citations[:10])
    return f"{answer.generation}.{hashlib.sha256(seen.encode()).hexdigest()[:8]}"


def provenance(answer: Answer) -> str:
    """Which sections the quotes are from: "Both sentences quoted from the Indication section of Baclofen."."""
    places = tuple(dict.fromkeys((each.citation.section_title, each.citation.title) for each in answer.quotes))
    if not places:
        return ""
    how_many = {1: "Quoted", 2: "Both sentences quoted"}.get(len(answer.quotes), "All quoted")
    if len(places) == 1:
        return f"{how_many} from the section “{places[0][0]}” of {places[0][1]}."
    return "Each quoted from a passage of its own, by its number below."


def _passages_title(answer: Answer) -> str:
    records = len({each.document.number for each in answer.citations})
    if answer.question.intent is Intent.IDENTIFIER and records == len(answer.citations):
        return "The record" if records == 1 else f"{records} records"
    count = plural(len(answer.citations), "passage")
    if answer.offset:
        return "More passages"
    if answer.answerable:
        return f"{count}, best first" if len(answer.citations) > 1 else "The passage"
    return f"{count}, the closest first" if len(answer.citations) > 1 else "The closest passage"


def _coverage(answer: Answer) -> tuple[Fact, ...]:
    """What is covered, where the answer is that something is not."""
    covered = answer.coverage
    if covered is None:
        return ()
    kinds = ", ".join(plural(covered.documents[kind], kind.value) for kind in Kind if covered.documents[kind])
    newest = day(covered.newest) if covered.newest else None
    if len(covered.drugs) > _MOST_DRUGS_NAMED:
        return coverage_rows([(urls.DOCUMENTS, f"{len(covered.drugs):,} drugs, A to Z")], kinds, newest)
    return coverage_rows([(urls.drug(key), name) for key, name in covered.drugs], kinds, newest)


def _pages(conversation: Conversation, number: int, answer: Answer, files: Mapping[str, str]) -> Pages | None:
    """Where the rest of a long list, or the passages further down, are."""
    total = answer.total if answer.listing is not None else min(answer.total, DEEPEST)
    if answer.comparison is not None or (not answer.offset and total <= len(answer.citations)):
        return None
    first, last, page = answer.offset + 1, answer.offset + len(answer.citations), answer.offset // SHOWN + 1

    def turned_to(wanted: int) -> str:
        return conversation.with_edit(Edit(number, PAGE, str(wanted)))

    before, after = ("Previous", "Next") if answer.listing is not None else ("Better ones", "Further passages")
    return Pages(
        words=f"{first:,} to {last:,} of {total:,}" if last >= first else f"Nothing here; {total:,} in all",
        before=(before, turned_to(min(page - 1, max(1, -(-total // SHOWN))))) if page > 1 else None,
        after=(after, turned_to(page + 1)) if last < total else None,
        all_url=files.get("csv"),
    )


# chips


def chips_of(conversation: Conversation, number: int, question: Question) -> tuple[Chip, ...]:
    """What was understood of question `number`, each part with a link to the same conversation without it."""
    filters = question.filters

    def without(name: str) -> str:
        return conversation.with_edit(Edit(number, name))

    chips = [
        Chip(_NUMBER_NAMES.get(each.kind.value, each.kind.value), each.value, unknown=each.value in question.lacking)
        for each in question.identifiers
    ]
    chips += _drug_chips(conversation, number, question)
    chips += [Chip("drug", name, unknown=True) for name in question.unknown_drugs]
    if question.section is not None:
        chips.append(Chip("section", question.section.label, without("section"), _note("section" in question.carried)))
    chips += _filter_chips(conversation, number, filters, question.before)
    if filters.excluded is not None:
        chips += _filter_chips(conversation, number, filters.excluded, question.before.excluded or NO_FILTERS, NOT)
    chips += [Chip("spelling", f"{each.written} read as {each.read_as}") for each in question.corrections]
    return tuple(dict.fromkeys(chips))


def _drug_chips(conversation: Conversation, number: int, question: Question) -> Iterator[Chip]:
    """A chip for each drug, those named first; of several each is taken away by itself."""
    filters = question.filters
    named = {each.value: each.name for each in question.drugs}
    keys = {*named, *question.drug_keys}
    named |= {each: first_spelling(each) for each in filters.drug if each not in keys}
    for place, (value, name) in enumerate(named.items()):
        one = Edit(number, "drug", value, takes=True) if len(named) > 1 else Edit(number, "drug")
        is_carried = set(value.split("|")) <= {key for each in question.before.drug for key in each.split("|")}
        joint = filters.joint("drug") if place and filters.drug else ""
        yield Chip("drug", name, conversation.with_edit(one), _note(is_carried), joint=joint)


def _filter_chips(
    conversation: Conversation, number: int, filters: Filters, before: Filters, prefix: str = ""
) -> Iterator[Chip]:
    """A chip for each filter but that of drugs, which have their own, and for each of a few values.

    `prefix` says that the filters are what is excluded, "not".
    """
    for name in filters.named:
        if name == "excluded" or (name == "drug" and not prefix):
            continue
        field, values, earlier = f"{prefix}_{name}" if prefix else name, getattr(filters, name), getattr(before, name)
        words = _denied if prefix else _in_words
        if not _are_apart(name, values):
            link = conversation.with_edit(Edit(number, field))
            yield Chip(_field_name(name), words(name, filters), link, _note(values == earlier))
            continue
        for place, each in enumerate(values):
            link = conversation.with_edit(Edit(number, field, str(each), takes=True))
            said = words(name, Filters.of(name, each))
            joint = filters.joint(name) if place and not prefix else ""
            yield Chip(_field_name(name), said, link, _note(each in earlier), joint=joint)


_MOST_APART = 6
"""Values of a field that have a chip each."""


def _are_apart(name: str, values: object) -> bool:
    """Whether each value of a field can be taken away by itself; the codes of a sex mean something only together."""
    return isinstance(values, tuple) and 1 < len(values) <= _MOST_APART and name != "sex"


def _note(is_carried: bool) -> str | None:
    return "from before" if is_carried else None


_IN_CHIPS = {"ids": "record", "results": "results posted"}
_NUMBER_NAMES = {"nct": "registration number", "cas": "CAS number", "unii": "UNII", "set_id": "set id", "ndc": "NDC"}


def _field_name(name: str) -> str:
    return _IN_CHIPS.get(name) or facet_title(name).lower()


def _in_words(name: str, filters: Filters) -> str:
    """A filter's value as a reader reads it."""
    value = getattr(filters, name)
    if isinstance(value, DateRange | NumberRange):
        return f"{ends_in_words(value)}{' years' if name.endswith('age') else ''}"
    if name == "sex":
        return sex_in_words(value)
    return joined((facet_label(name, str(each)) for each in value), filters.joint(name))


def _denied(name: str, excluded: Filters) -> str:
    """As in "not in France"."""
    return f"not {'in ' if name in PLACE_FIELDS else ''}{_in_words(name, excluded)}"


def _facets(conversation: Conversation, number: int, answer: Answer) -> tuple[FacetLinks, ...]:
    """The counts beside a list, each a link to the list narrowed, or no longer narrowed, to its value."""
    if answer.listing is None:
        return ()
    filters = answer.question.filters

    def address(name: str, value: str, chosen: bool) -> str:
        takes = chosen and len(getattr(filters, name)) > 1
        return conversation.with_edit(Edit(number, name, value if takes or not chosen else None, takes))

    return facet_links(answer.listing.facets, address)


def exported(filters: Filters, prefix: str = "") -> tuple[tuple[str, str], ...]:
    """Filters as the parameters of an export: all of them, so that the file holds what the page lists."""
    pairs: list[tuple[str, str]] = []
    for name in filters.named:
        value = getattr(filters, name)
        if isinstance(value, DateRange | NumberRange):
            pairs += [(f"{prefix}{name}_{end}", str(each)) for end, each in value.as_mapping().items()]
        elif name == "drug":  # keys, each with a bar: as names they would stand for others too
            pairs += [(f"{prefix}{name}", each if "|" in each else f"{each}|") for each in value]
        elif not isinstance(value, Filters):
            pairs += [(f"{prefix}{name}", str(each)) for each in value]
    pairs += [("every", name) for name in filters.every]
    return (*pairs, *exported(filters.excluded, f"{NOT}_")) if filters.excluded else tuple(pairs)
