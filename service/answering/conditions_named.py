"""Conditions beside a drug: whether it is forbidden to people who have them, and whether its labels name them."""

from collections.abc import Callable, Iterable
from functools import cache

from indexer.among import Among
from indexer.catalog import PassageRow
from indexer.lexical import Lexical
from indexer.names import fold
from indexer.one_spelling import spelling_key
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.text import Span, sentences
from service.answering.citations import kinds_of_passage
from service.answering.library import Library
from service.answering.words import content_words
from service.understanding.question import Question
from service.understanding.synonyms import synonyms, turned_round
from service.understanding.vocabulary import Vocabulary

FORBIDS = any_case(r"contraindicate|\b(?:do|should|must)\snot\b")
_WARNS = any_case(rf"{FORBIDS.pattern}|\bavoid|not\sapproved|\bdeath|mortality|\bfatal|exacerbat|worsen")
"""What a boxed warning says of those to whom a drug should not be given."""
_FORBIDDING = frozenset({SectionKind.CONTRAINDICATIONS, SectionKind.BOXED_WARNING})
_LONGEST = 420
"""Characters of a quote from what forbids to the condition."""
SAY_LITTLE = content_words("disease disorder disorders syndrome condition acute chronic history severe mcl all")
"""The last two are a microlitre and a word more often than a lymphoma and a leukemia."""


def names_of(condition: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What a condition is to be looked for as, itself first."""
    telling = (" ".join(words) for words in words_of((condition,)))
    return tuple(dict.fromkeys((condition, *vocabulary.spelled(condition), *telling)))


def said(condition: str) -> str:
    """A condition as a sentence has it: "vascular dementia" for "Dementia, Vascular", "ADHD" as it is."""
    return condition if condition.isupper() else turned_round(condition)


def words_of(conditions: Iterable[str], in_labels: bool = False) -> tuple[frozenset[str], ...]:
    """For each name of each condition the words that tell it from others: not "disease".

    `in_labels`: also for what labels warn of where they mean it, "bronchospasm" for asthma; it is no other name of it.
    """
    tables = ("condition", "label") if in_labels else ("condition",)
    keys = [(each, spelling_key(fold(each))) for each in conditions]
    names = (name for each, key in keys for name in (each, *(n for of in tables for n in synonyms(of).get(key, ()))))
    return tuple(dict.fromkeys(words for name in names if (words := content_words(turned_round(name)) - SAY_LITTLE)))


def allergens_in(text: str, telling: frozenset[str]) -> tuple[str, ...]:
    """What a text says an allergy is to, as written, each with its `telling` words: "sesame oil", "eggs", "latex"."""
    phrases = [part for match in _ALLERGIC_TO.finditer(text) for part in _OR.split(match["to"] or match["of"] or "")]
    said = [
        " ".join(word for word in each.split() if len(word) > 2 and content_words(word) & telling)
        for each in phrases or text.split()
    ]
    return tuple(dict.fromkeys(each.strip(".,;:?!") for each in said if each))


def asks_of_allergen(text: str) -> bool:
    """Whether a text says what an allergy is to."""
    return _ALLERGIC_TO.search(text) is not None


_ALLERGIC_TO = any_case(
    r"\ballerg(?:y|ic|ies)\s(?:to|of|from|with)\s(?P<to>[^.;:?!]{1,60})|(?P<of>(?:[\w-]+[\s,/]+){1,2})"
    r"allerg(?:y|ic|ies)\b(?!\s(?:to|of|from|with)\b)"
)
_OR = any_case(r",|/|\b(?:and|or|but|can|is|should|so|if|while)\b")


def names_one(sentence: str, names: Iterable[frozenset[str]]) -> bool:
    """Whether a sentence holds all telling words of one of these names of conditions."""
    held = content_words(sentence)
    return any(words <= held for words in names)


def named_in(words: frozenset[str]) -> tuple[str, ...]:
    """The conditions that labels warn of in other words, all of whose own words are among these."""
    return tuple(name for name, own in _warned_of() if own <= words)


@cache
def _warned_of() -> tuple[tuple[str, frozenset[str]], ...]:
    names = dict.fromkeys(names[0] for names in synonyms("label").values())
    others = (other for name in names for other in synonyms("label")[spelling_key(name)])
    return tuple((each, own) for each in others if (own := content_words(each) - SAY_LITTLE))


def forbidden_in(passage: PassageRow, is_asked: Callable[[str], bool]) -> Span | None:
    """The contraindication in a passage that `is_asked` about, or a boxed warning of it; None where it states none.

    From what forbids where that is near before it, else the whole item: a list may begin in the passage before.
    """
    kinds = kinds_of_passage(passage)
    if kinds.isdisjoint(_FORBIDDING):
        return None
    spans = sentences(passage.text)
    if SectionKind.CONTRAINDICATIONS not in kinds:
        told = ((span, span.of(passage.text)) for span in spans)
        return next((span for span, sentence in told if is_asked(sentence) and _WARNS.search(sentence)), None)
    holding = [place for place, span in enumerate(spans) if is_asked(span.of(passage.text))]
    holding.sort(key=lambda place: FORBIDS.search(spans[place].of(passage.text)) is None)
    for place in holding[:1]:
        span = spans[place]
        near = (each for each in reversed(spans[: place + 1]) if each is span or span.end - each.start <= _LONGEST)
        forbidding = next((each for each in near if FORBIDS.search(each.of(passage.text))), None)
        if forbidding is not None:
            return Span(forbidding.start, span.end)
        line_end = passage.text.find("\n", span.end)
        return Span(span.start, len(passage.text) if line_end < 0 else line_end)
    return None


def unnamed_conditions(
    question: Question, library: Library, lexical: Lexical, vocabulary: Vocabulary, only: SectionKind | None = None
) -> tuple[str, ...]:
    """The conditions that a question names and no label or monograph of its drugs does, in any of their names.

    With `only` the sections of that kind alone are read. Empty where no label or monograph of them is here.
    """
    if not question.conditions or not question.drugs:
        return ()
    passages = library.passages_named(question)
    if only is not None:
        passages = library.passages_of_kind((row.number for row in library.documents_named(question)), only)
    if not len(passages):
        return ()
    among = Among(lexical, passages)
    lacking = (each for each in question.conditions if not among.holding(names_of(each, vocabulary)).any())
    return tuple(map(said, lacking))
