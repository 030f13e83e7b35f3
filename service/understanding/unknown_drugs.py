"""Drugs that a question names and the corpus lacks: unknown, only spoken of in trials, or no drug in that place."""

from collections.abc import Collection, Sequence

from indexer.drug_words import EVERYDAY_SUBSTANCES
from indexer.lexicon import Link
from indexer.names import Token
from service.understanding.spans import Span, span_of
from service.understanding.terms import find_terms
from service.understanding.vocabulary import Vocabulary

# behind a substance these make it something else than a drug: "insulin resistance", "dopamine receptor"
_LEVELS = frozenset(("level", "levels"))
_MAKE_IT_A_CONDITION = _LEVELS | frozenset(
    "disorder disorders resistance resistant deficiency intolerance receptor receptors".split()
)
# what the body makes or takes up itself, whose levels are no drug's
_OF_THE_BODY = EVERYDAY_SUBSTANCES | frozenset(
    """testosterone insulin glucagon cortisol hydrocortisone estradiol estrogen estrogens progesterone prolactin
    thyroxine melatonin folate urea ammonia norepinephrine epinephrine""".split()
)
# behind a drug these are what is asked of it, unless something else is ("baclofen for cocaine dependence")
_MAY_BE_A_CONDITION = frozenset(
    """use abuse misuse dependence dependent addiction addicted withdrawal users user addicts maintained poisoning
    intoxication allergy allergic induced naive exposure""".split()
)

# beside a drug these are what is done with it
_TREATMENTS = frozenset(
    """treatment treatments therapy therapies maintenance transplant transplantation infusion infusions vaccine vaccines
    prophylaxis adverse reaction reactions effect effects sedation safety tolerability pharmacokinetics of the in use
    spray injection retreatment""".split()
)


def outside_conditions(
    links: Sequence[Link], words: Sequence[Token], vocabulary: Vocabulary, of_trials: bool
) -> tuple[Link, ...]:
    """The links without those that only name a condition: the graft of "trials on graft versus host disease".

    A word of a condition's name is misspelled nowhere. What trials are asked about is the longer name, unless the
    rest of it is a treatment ("CAR-T therapy") or a drug has a label and is not said to be misused.
    """
    spans = _in_conditions(words, vocabulary)
    in_links = {span for link in links for span in _spans_within(words, link.start, link.end)}

    def names_a_condition(link: Link) -> bool:
        around = [(start, end) for start, end in spans if start <= link.start and link.end <= end]
        longer = [(start, end) for start, end in around if (start, end) != (link.start, link.end)]
        if link.corrected or not of_trials:
            return link.corrected and bool(longer)
        if _behind(link, words) in _MAKE_IT_A_CONDITION | _MAY_BE_A_CONDITION | {"related"}:
            return any(link.end < end for _, end in around)
        return not vocabulary.has_label(link.drugs) and any(
            link.end < end and any(span not in in_links for span in _spans_within(words, start, end, _TREATMENTS))
            for start, end in longer
        )

    return tuple(link for link in links if not names_a_condition(link))


def _spans_within(words: Sequence[Token], start: int, end: int, without: Collection[str] = ()) -> tuple[Span, ...]:
    """The words of a span, without some."""
    return tuple(
        (word.start, word.end) for word in words if start <= word.start and word.end <= end and word.word not in without
    )


def _in_conditions(words: Sequence[Token], vocabulary: Vocabulary) -> list[Span]:
    return [
        span_of(words[term.first : term.last])
        for terms in (vocabulary.conditions, vocabulary.condition_heads)
        for term in find_terms(words, terms)
    ]


def _behind(link: Link, words: Sequence[Token]) -> str:
    return next((word.word for word in words if word.start >= link.end), "")


def lacking_drugs(
    links: Sequence[Link], words: Sequence[Token], vocabulary: Vocabulary
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(unknown, spoken of): drugs as written that nothing here is about, and folded names that trials speak of.

    A name that is part of a condition of the corpus ("opioid use disorder"), or that the next word makes one
    ("insulin resistance"), is neither; a drug's level in the blood is what another drug changes. The harmful use of a
    substance ("cocaine dependence") is a condition where the corpus speaks of the substance, or beside a drug that is
    asked about; else the drug itself is what is asked about.
    """
    if all(link.is_known for link in links):
        return (), ()
    in_conditions = _in_conditions(words, vocabulary)
    unknown: list[str] = []
    spoken: list[str] = []
    for link in links:
        if link.is_known or any(start <= link.start < end for start, end in in_conditions):
            continue
        behind = _behind(link, words)
        is_spoken_of = vocabulary.is_in_a_title(link.name)
        is_in_blood = behind in _LEVELS and any(each.is_known for each in links) and link.name not in _OF_THE_BODY
        if behind in _MAKE_IT_A_CONDITION and not is_in_blood:
            continue
        if behind in _MAY_BE_A_CONDITION and (is_spoken_of or any(each.is_known for each in links)):
            continue
        if is_spoken_of:
            spoken.append(link.name)
        else:
            unknown.append(link.text)
    return tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(spoken))
