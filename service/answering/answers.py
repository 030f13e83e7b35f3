"""An answer, and how one is composed: pure, from what was understood and what was found. Nothing in it is generated.

Words of a source appear only as slices of one cited passage; our own words state counts and absences.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from indexer.documents import Kind, Label
from indexer.identifiers import Identifier, IdentifierKind, product_codes
from indexer.names import fold
from service.answering.citations import Citation, Quote
from service.answering.comparison import Comparison
from service.answering.conditions_named import said
from service.answering.library import Coverage, is_of
from service.answering.listing import Listing
from service.answering.notices import limits_notice
from service.answering.stated_facts import StatedFacts
from service.answering.tallies import Tally
from service.claims import count_sentence, noun_of
from service.search.confidence import Outcome, Reason
from service.understanding.question import Question
from service.wording import Notice, begun, joined, plural, taken_for_sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question, each part with its proof."""

    question: Question
    outcome: Outcome
    generation: str = ""
    """The index that answered."""
    total: int = 0
    """How many results there are to page through; for a list, how many records match."""
    citations: tuple[Citation, ...] = ()
    """This page of results, best first, or in the order the list asks for."""
    quotes: tuple[Quote, ...] = ()
    finding: str | None = None
    """One sentence of ours: a count or an absence."""
    explanation: str | None = None
    """How the finding was reached, or what is missing."""
    reason: str | None = None
    """Why there is no answer, as a code; None where there is one."""
    notices: tuple[Notice, ...] = ()
    listing: Listing | None = None
    tally: Tally | None = None
    """Counts beside each other, over the records of the list."""
    comparison: Comparison | None = None
    coverage: Coverage | None = None
    suggestions: tuple[str, ...] = ()
    """Questions that the sections and records at hand answer."""
    offset: int = 0
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The counts that were asked for, by field."""
    timings_ms: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def answerable(self) -> bool:
        """Whether the sources answer the question."""
        return self.outcome is Outcome.ANSWER

    @property
    def quoted(self) -> tuple[Citation, ...]:
        """The passages of which it quotes words, by themselves or side by side."""
        beside = self.comparison.citations if self.comparison is not None else ()
        return (*(each.citation for each in self.quotes), *beside)

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.offset + len(self.citations) < self.total


def passages_answer(
    question: Question, citations: tuple[Citation, ...], quotes: tuple[Quote, ...], total: int, offset: int = 0
) -> Answer:
    """Sentences quoted first, then the passages, best first."""
    return Answer(
        question,
        Outcome.ANSWER,
        total=total,
        citations=citations,
        quotes=quotes,
        notices=_limits(question, citations),
        offset=offset,
    )


def name_answer(found: Answer, drug: str, naming: Mapping[Kind, int]) -> Answer:
    """What is here of a drug: the passages found, and how many documents of each kind name it under any name."""
    name = found.question.drugs[0].name
    name = name if name == drug else f"{name} ({drug})"
    trials = plural(naming[Kind.TRIAL], "trial")
    written = [plural(naming[kind], kind.value) for kind in (Kind.MONOGRAPH, Kind.LABEL) if naming[kind]]
    names = "names" if sum(naming.values()) == 1 else "name"
    if written:
        named = joined([*written, trials] if naming[Kind.TRIAL] else written)
        return replace(found, finding=f"{named} here {names} {name}.")
    told = f"No label or monograph of {name} is here; {trials} {names} it."
    return replace(found, finding=told if naming[Kind.TRIAL] else None)


def uses_answer(found: Answer) -> Answer:
    """The labels and monographs that name a condition among their uses, by title, and how many they are."""
    named = joined(map(said, found.question.conditions), "or")
    names = "names" if found.total == 1 else "name"
    told = f"{plural(found.total, 'label or monograph', 'labels and monographs')} here {names} {named} among the uses."
    return replace(found, finding=told, explanation="Which of them suits a person is not for a label to say.")


def note_answer(found: Answer) -> Answer:
    """Trials for a person who is described. Nothing is quoted: no sentence of a trial answers a description."""
    conditions = found.question.conditions
    named = plural(len(conditions), "condition")
    told = f"The description names {named} that trials here study: {joined(conditions)}." if conditions else None
    how = "The nearest trials first. Who may take part is for a trial's own criteria and its staff to say."
    return replace(found, finding=told, explanation=how)


def closest_answer(question: Question, citations: tuple[Citation, ...], reason: str, missing: str = "") -> Answer:
    """The closest passages, said to be probably no answer; nothing is quoted as one.

    `missing` says which section is not there, where that is why: "The baclofen monograph has none on pregnancy. ".
    """
    how_many = "This passage is" if len(citations) == 1 else f"These {len(citations)} passages are"
    none_of = "it was not" if len(citations) == 1 else "none was"
    told = f"{missing}{how_many} the closest, and {none_of} written to answer this."
    found = passages_answer(question, citations, (), len(citations))
    found = with_notices(found, Notice("Probably not an answer", told))
    return replace(found, outcome=Outcome.CLOSEST, reason=reason)


def unspecific_answer(question: Question, citations: tuple[Citation, ...]) -> Answer:
    """Passages about several drugs, where the question asks for a section and names no drug: none is quoted for all."""
    about = question.section.label.lower() if question.section else "this"
    told = f"The question names none. What these passages say on {about} is of different drugs."
    return Answer(
        question,
        Outcome.CLOSEST,
        total=len(citations),
        citations=citations,
        reason=Reason.NOTHING_RELEVANT,
        notices=(Notice("Of which drug?", told),),
    )


def _limits(question: Question, citations: Sequence[Citation]) -> tuple[Notice, ...]:
    """That some of the trials shown leave out the person described."""
    found = limits_notice((each.document for each in citations), question.participant)
    return () if found is None else (found,)


def record_answer(question: Question, citations: tuple[Citation, ...]) -> Answer:
    """The records that identifiers in the question name; of those that name none see `absences.with_lacking`."""
    stated = _stated_codes(citations)
    here = dict.fromkeys(
        _as_stated(each, stated) for each in question.identifiers if each.value not in question.lacking
    )
    one = len(citations) == 1
    return Answer(
        question,
        Outcome.ANSWER,
        total=len(citations),
        citations=citations,
        finding=f"{plural(len(citations), 'document')} here {'has' if one else 'have'} {joined(here, 'or')}.",
        notices=_limits(question, citations),
    )


def with_product_codes(found: Answer) -> Answer:
    """The answer about a document that a package's code names, which says that its record states the product's."""
    stated = _stated_codes(found.citations)
    told = [said for each in found.question.identifiers if (said := _as_stated(each, stated)) != each.value]
    return with_notices(found, Notice("Found by the code of a product", f"{joined(told)}.")) if told else found


def _stated_codes(citations: Sequence[Citation]) -> frozenset[str]:
    """The National Drug Codes that the records of what is cited state."""
    records = (each.document.record for each in citations)
    return frozenset(code for record in records if isinstance(record, Label) for code in record.ndcs)


def _as_stated(identifier: Identifier, stated: Collection[str]) -> str:
    """An identifier as records state it: of the code of a package that of its product."""
    if identifier.kind is not IdentifierKind.NDC or identifier.value in stated:
        return identifier.value
    product = next((code for code in product_codes(identifier.value) if code in stated), None)
    return (
        f"{product}, the code of the product of which {identifier.value} is a package" if product else identifier.value
    )


def fact_answer(question: Question, stated: StatedFacts) -> Answer:
    """The lines of a source that state a fact, quoted; what labels' records state, told; or that none states it."""
    told = stated.silent
    if not stated.found:
        which = "The sources here" if question.filters.is_empty else "The sources that the filters leave"
        told = f"{which} about {stated.drug} do not state its {stated.name}."
    elif stated.of_labels:
        labels = plural(len(stated.citations) - len(stated.quotes), "label")
        told = f"{begun(stated.name)} of {stated.drug} in {labels} here: {joined(stated.of_labels)}."
    return Answer(
        question,
        Outcome.ANSWER if stated.found else Outcome.NOT_IN_CORPUS,
        total=len(stated.citations),
        citations=stated.citations,
        quotes=stated.quotes,
        finding=told,
        explanation=f"{plural(stated.more, 'more line')} on it in the record." if stated.more else None,
        reason=None if stated.found else Reason.NO_SUCH_SECTION,
        notices=_limits(question, stated.citations),
    )


def unstated(found: Answer, fact: StatedFacts) -> Answer:
    """The answer that shows records, one of which does not state the fact that was asked for."""
    return replace(
        found,
        outcome=Outcome.CLOSEST,
        finding=fact.silent,
        explanation=None,
        reason=Reason.NO_SUCH_SECTION,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records a list is of."""

    listed: int
    """Fewer than `matching` where only the first in an order was asked for."""
    matching: int
    scope: int
    """How many documents there are of that kind about the same drug, whatever else is asked of them."""
    taken_for: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=lambda: MappingProxyType({}))
    """Field → the stated values that its words were taken for, with how many records state each."""
    otherwise: tuple[tuple[int, str], ...] = ()
    """How many records would match with the other word between several conditions, and that word, "and" or "or"."""


def list_answer(question: Question, listing: Listing, counts: Counts, offset: int) -> Answer:
    """A complete list with its exact count."""
    filters, total = question.filters, counts.listed
    among = question.among
    counted = count_sentence(counts.matching, counts.scope, filters, among)
    if among is not None and counts.scope:
        of_all = " of all" if listing.unstated else ""
        counted = f"{counted.removesuffix('.')}: {100 * counts.matching / counts.scope:.1f} %{of_all}."
    listed = "all of them listed" if total <= len(listing.citations) else "listed page by page"
    first_only = total < counts.matching
    first = "The first" if total == 1 else f"The first {total:,}"
    if question.sort and (after := question.sort.after):
        first = f"Number {after + 1}" if total == 1 else f"Numbers {after + 1:,} to {after + total:,}"
    counted_so = "Take a part of what was understood away to see what else is here."
    if total:
        counted_so = "" if first_only else f"An exact count of the records, {listed}."
    taken = [taken_for_sentence(name, values) for name, values in counts.taken_for.items() if len(values) > 1]
    apart = [f"{plural(count, 'record')} would match with “{word}”." for count, word in counts.otherwise if count]
    how = (listing.of_sites, listing.unstated, "" if filters.named == ("ids",) else counted_so, *apart, *taken)
    return Answer(
        question,
        Outcome.ANSWER if total else Outcome.NOT_IN_CORPUS,
        total=total,
        citations=listing.citations,
        finding=f"{first} of {plural(counts.matching, noun_of(filters))}, {listing.order}."
        if first_only and total
        else counted,
        explanation=" ".join(filter(None, how)) or None,
        reason=None if total else Reason.NO_MATCH_FOR_FILTERS,
        notices=_unread(question),
        listing=listing,
        offset=offset,
    )


def with_tally(found: Answer, tally: Tally) -> Answer:
    """A list whose finding is what is counted beside each other; the counts are among its facets."""
    counted = {tally.field: tuple((each.value, each.count) for each in tally.values)}
    return replace(
        found,
        finding=tally.sentence,
        explanation=" ".join(filter(None, (found.explanation, tally.note))) or None,
        tally=tally,
        facets=counted,
    )


def _unread(question: Question) -> tuple[Notice, ...]:
    """That some words are no part of a count; those whose reason is told elsewhere are left to it."""
    explained = {word for each in question.unapplied for word in fold(each.words).split()}
    unread = [each for each in question.unread if each not in explained]
    if not unread:
        return ()
    told = joined(f"“{each}”" for each in unread)
    words = "this word" if len(unread) == 1 else "these words"
    return (Notice(f"Not understood: {told}", f"The count leaves {words} out."),)


def comparison_answer(question: Question, comparison: Comparison) -> Answer:
    """Side by side, each cell a quote or "not stated"."""
    citations = comparison.citations
    of_trials = all(each.kinds == (Kind.TRIAL,) for each in comparison.drugs)
    how = "In the words of the records." if of_trials else "Section by section, every line quoted."
    if not any(each.kinds for each in comparison.drugs):
        named = joined([each.name.lower() for each in comparison.drugs if each.is_covered])
        how = f"No monograph or label here is about {named}: the trials that name them are counted, nothing is quoted."
    return Answer(
        question,
        Outcome.ANSWER if citations else Outcome.NOT_IN_CORPUS,
        total=len(citations),
        citations=citations,
        explanation=f"{how} A source may be silent; silence is not safety.",
        reason=None if citations else Reason.NO_SUCH_SECTION,
        notices=tuple(of_columns(comparison)),
        comparison=comparison,
    )


def of_columns(comparison: Comparison) -> Iterator[Notice]:
    """That a column is of other products than the drug or the brand asked for, whose doses may not be the same."""
    for drug in comparison.drugs:
        if drug.is_combined:
            yield _only_combined(drug.lacks_product or drug.name.lower(), drug.titles)
        elif drug.lacks_product:
            yield _of_others(drug.lacks_product, f"Its column quotes {joined(drug.titles)}.")


def _of_others(product: str, quoted: str) -> Notice:
    """That no source is of a product, where others of its drug are quoted."""
    return Notice(f"No source here is of {product}", f"{quoted} Products of one drug can differ in dose and use.")


def of_other_products(found: Answer) -> Answer:
    """The answer saying that what it quotes is of other products than the brand asked about."""
    documents = {each.citation.document.number: each.citation.document for each in found.quotes}.values()
    labels = [each for each in documents if each.kind is Kind.LABEL]
    mentions = found.question.drugs
    if len({each.drugs for each in mentions}) != 1 or not labels or len(labels) < len(documents):
        return found
    asked, titles = mentions[0].name, joined(each.title for each in labels)
    generics = (name for each in labels if isinstance(each.record, Label) for name in each.record.generic_names)
    is_named = any(f" {asked} " in f" {fold(name)} " for name in (*generics, *mentions[0].drugs))
    if is_named or any(is_of(each, asked) for each in labels):
        return found
    return with_notices(found, _of_others(mentions[0].text, f"What is quoted is of {titles}."))


def with_other_question(found: Answer, two: tuple[str, str]) -> Answer:
    """The answer to the first of two questions in one, saying so; the other is the next to be asked."""
    first, second = two
    told = Notice("Two questions", f"This is about “{first}”. Ask “{second}” as a question of its own.")
    return replace(with_notices(found, told), suggestions=(second, *found.suggestions))


def of_combinations(found: Answer, combined: Mapping[str, Sequence[str]]) -> Answer:
    """The answer about drugs of which only products that `combined` them with others have a label here."""
    return with_notices(found, *(_only_combined(*each) for each in combined.items()))


def _only_combined(drug: str, products: Sequence[str]) -> Notice:
    """That sources are here of a drug only as part of products."""
    label, holds = ("label is", "What it says") if len(products) == 1 else ("labels are", "What each says")
    told = f"The only {label} of {joined(products)}. {holds} is of that combination."
    return Notice(f"No label or monograph of {drug} alone is here", told)


def with_notices(found: Answer, *more: Notice) -> Answer:
    """The answer with more notices, before those that it has."""
    return replace(found, notices=(*more, *found.notices))
