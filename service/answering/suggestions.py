"""Questions that the corpus really answers: examples, what to ask next, what completes what is being typed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

from indexer.catalog import DocumentRow
from indexer.documents import Kind, Phase, Status
from indexer.names import NameKind, fold
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.selection import NOT, NOT_STATED
from indexer.site_places import PLACE_FIELDS
from service import urls
from service.answering.answers import Answer
from service.answering.library import Library
from service.answering.measures import ASKS_DOSE, measure_of
from service.answering.words import content_words
from service.understanding.filters import Filters
from service.understanding.question import Intent, Question
from service.understanding.record_facts import beside_what_a_trial_states
from service.understanding.section_intent import POPULATIONS
from service.wording import country_in_words

QUESTION_OF: Mapping[SectionKind, str] = {
    SectionKind.INDICATION: "What is {} used for?",
    SectionKind.DOSAGE: "What is the dose of {}?",
    SectionKind.ADVERSE_REACTIONS: "What are the side effects of {}?",
    SectionKind.CONTRAINDICATIONS: "Who should not take {}?",
    SectionKind.INTERACTIONS: "What interacts with {}?",
    SectionKind.PREGNANCY: "Can {} be used in pregnancy?",
    SectionKind.MECHANISM: "How does {} work?",
    SectionKind.OVERDOSE: "What happens in an overdose of {}?",
    SectionKind.STORAGE: "How should {} be stored?",
}
"""The question that a kind of section answers."""

_MOST_NEXT = 4
_OF_ANY_DRUG = content_words(
    " ".join((*(kind.label for kind in SectionKind), *QUESTION_OF.values()))
    + " drug medicine medication pill tablet recommended maximum daily usual normal common serious safe much often"
)
"""Words that ask for a section and say nothing of which drug."""
_A_DRUG = (
    r"(?:drugs?|medicines?|medications?|meds?|tablets?|pills?|capsules?|injections?|shots?|patch(?:es)?|inhalers?|"
    r"creams?|ointments?|drops|syrup)\b"
)
_THIS_DRUG = any_case(
    rf"\b(?:this|these|that|those|my)\s(?:same\s)?{_A_DRUG}|\bthe\s{_A_DRUG}(?!\s(?:of|for|used|that|which|called|"
    rf"named)\b)|\b(?:taking|took|taken)\s(?:(?:an?|any|some)\s)?{_A_DRUG}"
)
"""Points at a drug that was not spoken of; "the drug of choice" is none."""
_IT = any_case(
    r"\W*(?:(?:and|so|but|how|why|when|where|what|who)\s(?:\w+\s){0,3}?)?(?:is|are|was|does|do|did|can|could|will|"
    r"would|should|may|might|must|has|have)\s(?:it|they)\b(?!\s(?:\w+\s){0,2}(?:to|that|whether|when|what|how|why)\b)"
)
"""The same by a pronoun; "is it safe to …" and "is it known whether …" point at nothing."""


def names_nothing(question: Question) -> bool:
    """Whether a question is about a drug without saying which: "what is the dose?", "can I crush these tablets?"."""
    if question.names_something or question.filters.named or question.intent is not Intent.SEARCH:
        return False
    text = question.resolved_text
    if _THIS_DRUG.search(text) or _IT.match(text):
        return True
    if any(not content_words(each) <= _OF_ANY_DRUG for each in question.conditions):
        return False
    measure = measure_of(question) if question.section not in POPULATIONS else None
    is_of_drugs = question.section is not None and not question.section.is_about_trials
    words = content_words(text)
    if measure is not None:
        words &= content_words(measure.asked.sub(" ", text))
    if question.section is SectionKind.DOSAGE and ASKS_DOSE.search(text) and not question.conditions:
        return len(words - _OF_ANY_DRUG) <= _FEW  # "nicotine dose" is of no drug here, whatever label has the word
    return bool(measure or is_of_drugs) and words <= _OF_ANY_DRUG


def names_no_trial(question: Question) -> bool:
    """Whether something is asked of a trial without saying of which: "who sponsors it?", "is this study open?"."""
    of_filters = question.filters.only("condition", "sponsor", "drug", "ids").named
    is_named = question.names_something or of_filters or question.carried or " " not in question.text
    rest = None if is_named else beside_what_a_trial_states(question.text)
    places = " ".join(each.name for each in question.places)
    return rest is not None and content_words(rest) <= _OF_ANY_TRIAL | content_words(places)


_FEW = 2
_OF_ANY_TRIAL = content_words(
    "end stop start finish complete first last test study trial treat drug phase placebo randomised blinded primary "
    "secondary run patient participant people women men children adults healthy volunteers enrol accept join look "
    "register tell"
)


def has_no_subject(question: Question) -> bool:
    """Whether nothing is left that a question is about, once its drugs were taken away: "and", "in pregnancy"."""
    if question.names_something or question.filters.named or question.intent is not Intent.SEARCH:
        return False
    return question.section is not None or not (question.conditions or content_words(question.ranking_text))


@dataclass(frozen=True, slots=True)
class Example:
    """A question for the first page, and how it is answered."""

    question: str
    promise: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What the words being typed could become."""

    text: str
    about: str


def drug_questions(library: Library, name: str, documents: Sequence[DocumentRow]) -> tuple[tuple[str, str], ...]:
    """Questions that a drug's own sections answer, each with its address."""
    kinds = set(library.section_kinds(documents))
    asked = [text.format(name.lower()) for kind, text in QUESTION_OF.items() if kind in kinds]
    return tuple((text, urls.conversation([text])) for text in asked[:6])


def next_questions(
    library: Library, question: Question, answer: Answer, read: Callable[[str], Question]
) -> tuple[str, ...]:
    """What to ask next, each answered by sections or records that exist; nothing in an emergency.

    `read` understands a text that follows the question.
    """
    if question.emergency:
        return ()
    if answer.listing is not None:
        return tuple(_of_list(answer, read) if answer.total else _elsewhere(library, question))[:_MOST_NEXT]
    keys = question.drug_keys
    if not keys:
        return tuple(example.question for example in examples(library))[:2] if not answer.answerable else ()
    return tuple(_of_drug(library, question, keys[0]))[:_MOST_NEXT]


def _of_drug(library: Library, question: Question, key: str) -> Iterator[str]:
    """Other sections of the drug asked about, then its trials."""
    name = library.drug_name(key).lower()
    trials = library.trials_about(key)
    if len(trials) and question.intent is not Intent.COMPARE:
        yield f"Which trials of {name} are there?"
    kinds = set(library.section_kinds(library.documents_about(key)[:2]))
    for kind, text in QUESTION_OF.items():
        if kind in kinds and kind is not question.section:
            yield text.format(name)


def _elsewhere(library: Library, question: Question) -> Iterator[str]:
    """The countries in which there are such trials, where there are none in the place that was asked for."""
    filters = question.filters
    anywhere = filters.without_all(PLACE_FIELDS)
    if anywhere == filters:
        return
    about = "".join(f" of {library.drug_name(each.partition('|')[0]).lower()}" for each in filters.drug[:1])
    counted = library.catalog.facets(["country"], library.catalog.select(anywhere.as_mapping()))["country"]
    for each in counted[:2]:
        if each.value:
            yield f"Which trials{about} are in {country_in_words(each.value)}?"


_MOST_TRIED = 3
"""Values of a field, the most frequent first, that are tried for one that can be asked for in words."""


def _of_list(answer: Answer, read: Callable[[str], Question]) -> Iterator[str]:
    """The list narrowed by a value that some of its records have, or counted by another; each is read as just that."""
    filters = answer.question.filters
    for facet in answer.listing.facets if answer.listing else ():
        if facet.field not in _NARROWED or (facet.field in filters.named and facet.field != "status"):
            continue
        values = [each for each in facet.values if not each.chosen and each.value != NOT_STATED]
        texts = ((_NARROWED[facet.field](each.label), each.value) for each in values[:_MOST_TRIED])
        yield from islice((text for text, value in texts if _narrows(filters, read(text), facet.field, value)), 1)


_NARROWED: Mapping[str, Callable[[str], str]] = {
    "phase": lambda label: f"Only {label.lower()}",
    "status": lambda label: f"How many are {label.lower()}?",
    "country": lambda label: f"Only in {country_in_words(label)}",
}


def _narrows(before: Filters, question: Question, field: str, value: str) -> bool:
    """Whether a question lists or counts the records before that have a value, and nothing of it is left out."""
    is_list = question.is_list and not (question.unread or question.unapplied)
    beside, asked = (
        each.without(field).without(f"{NOT}_{field}").without("kind") for each in (before, question.filters)
    )
    return is_list and getattr(question.filters, field) == (value,) and beside == asked


def examples(library: Library) -> tuple[Example, ...]:
    """Six questions for the first page, made from what the corpus holds; fewer where it holds less. Made once."""
    made = _MADE.get(library)
    if made is None:
        made = _MADE[library] = tuple(_examples(library))[:6]
    return made


_MADE: WeakKeyDictionary[Library, tuple[Example, ...]] = WeakKeyDictionary()


def _examples(library: Library) -> Iterator[Example]:
    catalog = library.catalog
    trials = catalog.select({"kind": Kind.TRIAL})
    drugs = _well_described(library)
    if drugs:
        yield Example(f"What is {drugs[0].lower()} used for?", "Quoted from its sources")
    if len(trials):
        counts = {each.value: each.count for each in catalog.facets(["status"], trials)["status"]}
        if Status.RECRUITING in counts:
            yield Example("Which trials are recruiting?", "A complete list, counted")
        phases = {each.value: each.count for each in catalog.facets(["phase"], trials)["phase"]}
        if Phase.PHASE2 in phases:
            yield Example("How many trials are in phase 2?", "An exact count")
        yield Example(catalog.documents(trials[:1])[0].document_id, "One record, by its number")
    if len(drugs) > 1:
        yield Example(f"Compare {drugs[0].lower()} and {drugs[1].lower()}", "Side by side, section by section")
        yield Example(f"What are the side effects of {drugs[1].lower()}?", "Quoted from its sources")


def _well_described(library: Library) -> list[str]:
    """Names of drugs whose monographs or labels speak of uses and of side effects, A to Z; at most two."""
    first_of = ((drug.name, library.documents_about(drug.key)[:1]) for drug in library.drugs)
    wanted = {SectionKind.INDICATION, SectionKind.ADVERSE_REACTIONS}
    return list(islice((name for name, first in first_of if wanted.issubset(library.section_kinds(first))), 2))


def completions(library: Library, typed: str, most: int) -> tuple[Completion, ...]:
    """Questions answered here that go on from what is being typed, those with most of its words first.

    They are of the drugs of which a name goes on from it, their own before a brand.
    """
    words = fold(typed).split()
    if not words:
        return ()
    own = {drug.key: fold(drug.name) for drug in library.drugs}
    brands = sorted({(each.drug, each.folded) for each in library.catalog.names if each.kind is NameKind.BRAND})
    meant: dict[str, str] = {}
    for drug, name in (*own.items(), *brands):
        goes_on = name.startswith(" ".join(words)) or (len(words[-1]) > 2 and name.startswith(words[-1]))
        if goes_on and drug in own and (name == own[drug] or not name.startswith(own[drug])):
            meant.setdefault(name, drug)
    found = [
        Completion(text.format(name), kind.label)
        for name, drug in islice(meant.items(), most)
        for kind, text in QUESTION_OF.items()
        if kind in library.section_kinds(library.documents_about(drug)[:1])
    ]
    return tuple(sorted(found, key=lambda each: -len({*words[:-1]}.intersection(fold(each.text).split())))[:most])
