"""Drugs taken together: what a follow-up sets beside the drug asked about, or in the place of the one beside it."""

from collections.abc import Sequence
from dataclasses import replace

from indexer.drug_words import DRUG_CLASSES
from indexer.lexicon import Link
from indexer.names import fold, tokens
from indexer.sections import SectionKind
from service.follow_ups import follow_up_words as phrases
from service.follow_ups.follow_up import (
    Corpus,
    Shown,
    bare,
    drug_pronoun,
    drugs_named,
    goes_on,
    is_elliptic,
    is_of_trials,
    names_of,
    words_said,
)
from service.understanding.question import Intent, Question
from service.understanding.section_intent import POPULATIONS
from service.wording import joined

_LONGEST = 8
_OF_WHAT_IS_TAKEN = frozenset(
    "a an the some of or and with glass cup juice too also supplement supplements tablets pills products drinks".split()
)
_STEM = 5
"""Letters at the end of a generic name that say what it is a kind of."""


def beside(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask of another drug beside the one before: "and with amlodipine?", "can she take aspirin too?".

    Of two drugs the one that was asked about stays: the one taken already, else the one that the new drug is not alike
    ("pravastatin" takes the place of simvastatin), else the only one that has a label here, else the one named first.
    """
    if is_of_trials(alone) or is_of_trials(before) or before.intent is Intent.COMPARE:
        return None
    if phrases.SETS_BESIDE.search(alone.text) or phrases.COMPARATIVE.search(alone.text):
        return None
    points_at_one = drug_pronoun(alone) and phrases.DRUG_PRONOUN.search(bare(alone.text))
    if alone.section not in (None, SectionKind.INTERACTIONS) or points_at_one:
        return None
    named = links_of(before, corpus)
    words = _words_beside(alone, before)
    if not named or not words:
        return None
    asked = _asked_beside(named, words, alone, before, shown, corpus)
    if asked is None:
        return None
    section = SectionKind.INTERACTIONS if phrases.TOGETHER.search(asked) else None
    return replace(_read(asked, alone, before, corpus, section), corrections=alone.corrections)


def _asked_beside(
    named: Sequence[Link], words: str, alone: Question, before: Question, shown: Shown, corpus: Corpus
) -> str | None:
    """The question of the drugs before and of what is set beside them; None where nothing is."""
    drugs, names = bool(drugs_named(alone, corpus)), joined(each.text for each in named)
    together = f"Can {names} be taken together with {words}?"
    if len(named) > 1 and _are_taken_together(before):
        return _replaced(named, before, alone, shown, corpus).replaced(before.resolved_text, words)
    if (drugs or alone.substances) and _is_taken(named, before, alone.text, shown):
        return together
    if _with_what_is_said(before) and phrases.WITH_THE_DRUG.search(before.resolved_text[: named[0].start]):
        return None
    adds = phrases.WITH.search(alone.text) or phrases.ALSO.search(alone.text)
    if drugs and (adds or _is_of_interactions(before, alone.text)):
        of_dose = before.section is SectionKind.DOSAGE and all(corpus.has_label(each.drugs) for each in named)
        return f"{names} dosage with {words}" if of_dose else together
    if alone.substances and phrases.WITH.search(alone.text) and before.section in (None, SectionKind.INTERACTIONS):
        return together
    return f"{names} and {words}" if drugs and phrases.AND.search(alone.text) and _is_bare(named, before) else None


def _read(asked: str, alone: Question, before: Question, corpus: Corpus, section: SectionKind | None) -> Question:
    """What is asked of drugs taken together; `section` where neither it nor the question before says of which kind."""
    question = corpus.read(asked)
    stays = before.section is SectionKind.INTERACTIONS
    return replace(
        question,
        resolved_text=asked,
        section=before.section if stays else question.section or before.section or section,
        emergency=question.emergency or alone.emergency or before.emergency,
        carried=("drug",),
    )


def still_together(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask more of what is taken together: "is that dangerous?", "what could happen?"."""
    together = taken_together(before, corpus) or _with_what_is_said(before)
    of_both = alone.section in (None, SectionKind.INTERACTIONS, SectionKind.WARNINGS)
    of_both = of_both or (alone.section is SectionKind.CONTRAINDICATIONS and drug_pronoun(alone) is not None)
    of_both = of_both or phrases.OF_THE_EFFECT.match(alone.text) is not None
    if together is None or not of_both or names_of(alone) or alone.substances or is_of_trials(alone):
        return None
    if not (drug_pronoun(alone) or goes_on(alone.text)):
        return None
    question = _read(f"{together}: {bare(alone.text)}", alone, before, corpus, None)
    return replace(question, intent=Intent.SEARCH, section=SectionKind.INTERACTIONS)


def links_of(question: Question, corpus: Corpus) -> tuple[Link, ...]:
    """The drugs that a question's restatement names, each at its first place."""
    found: dict[str, Link] = {}
    for link in corpus.lexicon.link(question.resolved_text):
        found.setdefault(link.keys[0], link)
    return tuple(found.values())


def taken_together(question: Question, corpus: Corpus) -> str | None:
    """What a question asks about taking together, as in "baclofen and alcohol together"; None where it does not."""
    named = links_of(question, corpus)
    several = dict.fromkeys((*(each.text for each in named), *question.substances))
    is_asked = question.intent is not Intent.COMPARE and not is_of_trials(question) and _are_taken_together(question)
    return f"{joined(several)} together" if named and len(several) > 1 and is_asked else None


def _with_what_is_said(before: Question) -> str | None:
    """A question on what is taken with a drug, where that has no name here: "can I drink wine on metronidazole"."""
    if before.section is not SectionKind.INTERACTIONS or len(before.drugs) != 1 or not words_said(before):
        return None
    said = before.resolved_text.strip(" ?.!,")
    head = said.partition(": ")[0]
    return head if len(tokens(head)) > len(tokens(before.drugs[0].text)) else said


def subject_of(question: Question, corpus: Corpus) -> str | None:
    """The drug that a question about two taken together is about; None where it is about one, or about all alike."""
    named = links_of(question, corpus)
    if len(named) < 2 or question.intent is Intent.COMPARE or not _are_taken_together(question):
        return None
    other = _replaced(named, question, None, Shown(), corpus)
    return next(each.text for each in named if each is not other)


def _words_beside(alone: Question, before: Question) -> str:
    """What is set beside: the drugs named, else what "with" is said of, else an everyday substance; "" for nothing."""
    text = alone.text
    if set(alone.drug_keys) & set(before.drug_keys):
        return ""
    opens = phrases.WITH.search(text)
    if names_of(alone):
        asks_so = opens is not None or phrases.MAY_TAKE.search(text) is not None
        is_short = is_elliptic(text) or (asks_so and len(tokens(text)) <= _LONGEST)
        return joined(names_of(alone)) if is_short or phrases.ALSO.search(text) else ""
    if opens is not None and len(tokens(text)) <= _LONGEST:
        return text[opens.end() :].strip(" ?.!,")
    beside_it = alone.substances or phrases.EATEN.findall(text)
    rest = {token.word for token in tokens(bare(text))} - {token.word for each in beside_it for token in tokens(each)}
    return joined(beside_it) if beside_it and is_elliptic(text) and rest <= _OF_WHAT_IS_TAKEN else ""


def _is_bare(named: Sequence[Link], before: Question) -> bool:
    """Whether nothing but one drug was said, so that there is no question to be asked of another."""
    return len(named) == 1 and len(tokens(before.resolved_text)) == len(tokens(named[0].text))


def taken_in(question: Question, corpus: Corpus) -> tuple[str, ...]:
    """The drugs, folded, that somebody is said to take: "I'm on clozapine"."""
    said = question.resolved_text
    return tuple(
        fold(each.text) for each in links_of(question, corpus) if phrases.TAKEN_ALREADY.search(said[: each.start])
    )


def _is_taken(named: Sequence[Link], before: Question, text: str, shown: Shown) -> bool:
    """Whether only one drug was spoken of, as one that a person takes, and another one may come beside it."""
    may_take = phrases.MAY_TAKE.search(text) is not None
    if len(named) == 1 and may_take and fold(named[0].text) in shown.taken:
        return True
    if len(named) != 1 or not (before.section is None or before.section in POPULATIONS):
        return False
    said = before.resolved_text
    is_told = not said.rstrip().endswith("?") and phrases.ASKS_ANEW.search(said) is None
    return phrases.TAKEN_ALREADY.search(said[: named[0].start]) is not None and (may_take or is_told)


def _are_taken_together(before: Question) -> bool:
    """Whether drugs are asked about as taken by one person: "is A safe with B?", "A and B"."""
    is_of_interactions = before.section is SectionKind.INTERACTIONS
    return is_of_interactions or before.section is None or phrases.TOGETHER.search(before.resolved_text) is not None


def _is_of_interactions(before: Question, text: str) -> bool:
    """Whether a drug named now is one that may interact: "and Crestor?", not "what about Crestor?", "same for Crestor".

    Nor is it after "Prozac and alcohol".
    """
    beside_it = {*before.substances, *words_said(before)} - DRUG_CLASSES
    is_beside_a_drug = before.section is SectionKind.INTERACTIONS and not beside_it
    return is_beside_a_drug and not any(
        each.search(text) for each in (phrases.WHAT_ABOUT, phrases.INSTEAD_OF_THE_FIRST)
    )


def _replaced(named: Sequence[Link], before: Question, alone: Question | None, shown: Shown, corpus: Corpus) -> Link:
    """Which of the drugs before gives its place to the one named now; with none named, which is the other's partner."""
    first, last = named[0], named[-1]
    text = alone.text if alone else ""
    if phrases.INSTEAD_OF_THE_FIRST.search(text):
        return first
    if phrases.WITH.search(text):
        return last
    asked = {each.drugs for each in links_of(shown.earlier, corpus)} if alone and shown.earlier else set()
    if len(asked) > 1 and (first.drugs in asked) is not (last.drugs in asked):
        return last if first.drugs in asked else first  # the one that came last
    taken = [phrases.TAKEN_ALREADY.search(before.resolved_text[: each.start]) is not None for each in (first, last)]
    alike = [any(_are_alike(each, other) for other in alone.drug_keys) if alone else False for each in (first, last)]
    if taken[0] is taken[1] and alike[0] is not alike[1]:
        return first if alike[0] else last
    labelled = [corpus.has_label(each.drugs) for each in (first, last)]
    return first if (taken if taken[0] is not taken[1] else labelled) == [False, True] else last


def _are_alike(link: Link, key: str) -> bool:
    """Whether two drugs have the same stem: "-statin", "-prazole"."""
    return any(name[-_STEM:] == key[-_STEM:] for name in link.keys if " " not in name)
