"""Of which of the drugs that a question names trials are asked for: of all of them, of any, of none that is denied."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.lexicon import Link
from indexer.patterns import any_case
from service.understanding.denials import denial_of
from service.understanding.facts_asked import FactsAsked
from service.understanding.filters import Filters
from service.understanding.question import DrugMention, Question


def trials_of_drugs(question: Question, links: Sequence[Link], facts: FactsAsked) -> Filters:
    """The trials of the drugs that a question names: of all where they are one product or wanted together, else any."""
    are_together = len(question.drugs) > 1 and not facts.tally.compares and _all_wanted(question, links, facts)
    if are_together or _names_a_combination(question):
        return Filters(drug=_one_each(question, facts.is_complete), every=("drug",))
    return Filters(drug=question.drug_keys + (question.spoken_drugs if facts.is_complete else ()))


def without_denied(question: Question, links: Sequence[Link], facts: FactsAsked) -> tuple[Question, tuple[str, ...]]:
    """The question without the drugs that it denies, and which of them its records must not be about.

    "Patients not taking warfarin" are people; their trials may be about warfarin or not.
    """
    denials = [denial_of(facts.denials, (link.start, link.end)) for link in links]
    asked = [link for link, denial in zip(links, denials, strict=True) if denial is None]
    untold = {each.words for each in facts.unapplied}  # in "without insulin pumps" no drug is denied
    denied = [
        link
        for link, denial in zip(links, denials, strict=True)
        if denial and not denial.of_people and question.text[denial.start : denial.end].strip() not in untold
    ]
    if len(asked) == len(links):
        return question, ()
    texts, names = {link.text for link in asked}, {link.name for link in asked}
    question = replace(
        question,
        drugs=tuple(DrugMention(link.text, link.name, link.drugs) for link in asked if link.is_known),
        unknown_drugs=tuple(each for each in question.unknown_drugs if each in texts),
        spoken_drugs=tuple(each for each in question.spoken_drugs if each in names),
    )
    return question, tuple(dict.fromkeys(key for link in denied for key in link.keys))


def _one_each(question: Question, with_spoken: bool) -> tuple[str, ...]:
    """A value for each drug named; "a|b" for one that records know by several keys."""
    keys = [value for each in question.drugs for value in (each.drugs if _is_combination(each) else (each.value,))]
    return tuple(dict.fromkeys((*keys, *(question.spoken_drugs if with_spoken else ()))))


def _names_a_combination(question: Question) -> bool:
    """Whether nothing but one combination is named, by the names of its drugs."""
    return len(question.drugs) == 1 and _is_combination(question.drugs[0]) and not question.spoken_drugs


def _is_combination(mention: DrugMention) -> bool:
    """Whether its name joins several drugs: "sofosbuvir and velpatasvir"."""
    return len(mention.drugs) > 1 and all(f" {key} " in f" {mention.name} " for key in mention.drugs)


def _all_wanted(question: Question, links: Sequence[Link], facts: FactsAsked) -> bool:
    """Whether trials of all the drugs are asked for ("cisplatin and gemcitabine"), not of any ("cisplatin or …")."""
    asked = [link for link in links if denial_of(facts.denials, (link.start, link.end)) is None]
    between = [question.text[one.end : other.start] for one, other in pairwise(asked)]
    return (
        bool(between)
        and all(_AND.fullmatch(words) or (facts.is_complete and not _APART.search(words)) for words in between)
        and not all(_COMMA.fullmatch(words) for words in between)
    )


_AND = any_case(
    r"\s*(?:,|/|&|\+|,?\s?\band\b|\bas\swell\sas|\bplus|\bwith|\b(?:combined|together|along)\swith|"
    r"\bin\scombination\swith|\badded\sto|\bfollowed\sby|\bversus|\bvs\.?|\bcompared\s(?:with|to)|"
    r"\bagainst)\s*(?:the\s)?"
)
_APART = any_case(r"\b(?:or|trials?|stud(?:y|ies))\b")
_COMMA = re.compile(r"\s*,\s*")
