"""What is not here, said as an answer or before one: pure, from what was understood and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexer.identifiers import Identifier
from indexer.names import fold
from service.answering.answers import Answer, with_notices
from service.answering.covered_part import Unnamed
from service.answering.library import Coverage
from service.search.confidence import Outcome, Reason
from service.understanding.question import Question
from service.wording import Notice, begun, day, joined, plural

NO_DRUG_LEFT = (
    "No drug is left to ask about.",
    "Every drug of the question was taken away. Ask about another one, or about a trial or a condition.",
)
NO_TRIAL_NAMED = (
    "Of which trial? The question names none.",
    "Give its number (NCT and eight digits), or ask for trials first and then of one of the list.",
)


def absent_answer(question: Question, coverage: Coverage, reason: str, told: tuple[str, str] | None = None) -> Answer:
    """What is not in the corpus, in the same shape as a finding, and what is; `told` where it is not for the reason."""
    finding, explanation = told or _absence(question, reason)
    return Answer(
        question,
        Outcome.NOT_IN_CORPUS,
        finding=finding,
        explanation=explanation,
        reason=reason,
        coverage=coverage,
    )


def _absence(question: Question, reason: str) -> tuple[str, str]:
    """What is absent, and what follows from it."""
    if reason == Reason.UNKNOWN_IDENTIFIER:
        told = _lacking(question)
        return " ".join(said for said, _ in told), " ".join(dict.fromkeys(why for _, why in told))
    if reason == Reason.UNKNOWN_DRUG:
        asked = f" on {question.section.label.lower()}" if question.section else ""
        return (
            f"{_are_lacking(question)}.",
            f"No monograph, label or trial here is about {joined(question.unknown_drugs)}, so there is nothing{asked}"
            " to quote. Passages about other drugs are not shown in its place.",
        )
    if reason == Reason.NO_LABEL:
        names = joined(dict.fromkeys((*(each.name for each in question.drugs), *question.spoken_drugs)), "or")
        return (
            f"No label or monograph of {names} is here.",
            "Trials are not written to say how a drug is used, and passages about other drugs are not shown instead.",
        )
    if reason == Reason.NO_MATCH_FOR_FILTERS:
        return "No document here matches.", "Take away a condition, or see everything that is covered."
    if question.topic_outside is not None:
        return (
            f"The sources here are not about {question.topic_outside}.",
            "Labels, monographs and registries of trials are not written to state it, so there is nothing to quote.",
        )
    if reason == Reason.NO_SUCH_SECTION and question.section is not None and question.drugs:
        names = joined(dict.fromkeys(each.name for each in question.drugs))
        return (
            f"No source here about {names} has a section on {question.section.label.lower()}.",
            "Its other sections were compared with the question, and none is about what it asks.",
        )
    if reason == Reason.NO_SUCH_SECTION and question.section is not None and question.filters.ids:
        return (
            f"{question.filters.ids[0]} has no section on {question.section.label.lower()}.",
            "What its record states is on its page; nothing is shown from another one.",
        )
    return (
        "No passage here answers this.",
        "The question was compared with every passage, and none is about what it asks.",
    )


def _lacking(question: Question) -> tuple[tuple[str, str], ...]:
    """A sentence, and what follows from it, for the identifiers that are absent and for each that is malformed."""
    named = {each.value: each for each in question.identifiers if each.value in question.lacking}
    absent = [value for value, each in named.items() if each.valid]
    told = []
    if absent:
        called = "number" if any(map(str.isdigit, "".join(absent))) else "name"
        is_or_are, number = ("is", f"this {called}") if len(absent) == 1 else ("are", f"one of these {called}s")
        told.append(
            (
                f"{joined(absent)} {is_or_are} not in the corpus.",
                f"No document here has {number}. Others are not shown in its place.",
            )
        )
    for value, each in named.items():
        if not each.valid:
            told.append((f"{value} is not a valid number: {_wrong(each)}.", "Check it and ask again."))
    return tuple(told)


def _wrong(identifier: Identifier) -> str:
    """As in "its check digit is wrong", "it must have eight digits"."""
    problem = identifier.problem or "form"
    expected = problem.removesuffix(" expected")
    return f"its {problem} is wrong" if expected == problem else f"it must have {expected}"


def _are_lacking(question: Question) -> str:
    """As in "Apixaban is not in the corpus"."""
    is_or_are = "is" if len(question.unknown_drugs) == 1 else "are"
    return f"{begun(joined(question.unknown_drugs))} {is_or_are} not in the corpus"


def unasked_answer(question: Question, coverage: Coverage) -> Answer:
    """What is said to thanks, a greeting or a question about the service: what can be asked, and of what."""
    counted = joined(plural(count, kind.value) for kind, count in coverage.documents.items() if count)
    newest = f" The newest version of a source is of {day(coverage.newest)}." if coverage.newest else ""
    explanation = (
        "Of a drug: what it is for, its doses, side effects and interactions, alone or beside another. "
        "Of trials: lists and counts by drug, condition, place, phase or status. "
        f"Answers are sentences of {counted or 'no document'}, quoted as they stand; numbers are counted from records."
        f"{newest}"
    )
    told = ("Drugs and trials can be asked about here.", explanation)
    return absent_answer(question, coverage, Reason.NOTHING_RELEVANT, told)


def crisis_answer(question: Question) -> Answer:
    """Where help is, to somebody who means to die: no passage is shown."""
    return Answer(
        question,
        Outcome.NOT_IN_CORPUS,
        finding="Nothing is quoted here in answer to this.",
        explanation="What labels say of harmful amounts is no help now. A person is: please call, or go to somebody.",
        reason=Reason.NOTHING_RELEVANT,
    )


def with_lacking(found: Answer) -> Answer:
    """The answer, which first says of each identifier that names no document here whether it is absent or malformed."""
    if found.reason == Reason.UNKNOWN_IDENTIFIER or not found.question.lacking:
        return found
    return with_notices(found, *(Notice(said.removesuffix("."), why) for said, why in _lacking(found.question)))


def partly_covered(found: Answer, question: Question, covered: Sequence[str], told: Mapping[str, str]) -> Answer:
    """The answer about the drugs that are here, to a question that also names drugs that are not.

    `covered` are the names of the former; `told` those of the latter, as written, that the sources about the former
    speak of, with the folded name that these use.
    """
    here = joined(covered)
    silent = [each for each in question.unknown_drugs if each not in told]
    said = f"No source here about {here} names {'it' if len(silent) == 1 else 'them'} either. " if silent else ""
    if told:
        spoken = (written if fold(written) == name else f"{written} ({name})" for written, name in sorted(told.items()))
        said += f"Only what sources about {here} say of {joined(spoken)} is here. "
    scope = f"What follows is about {here} alone." if silent and found.citations else ""
    lacking = Notice(_are_lacking(question), f"{said}{scope}".strip())
    return replace(with_notices(found, lacking), question=replace(question, section=found.question.section))


def with_unnamed(found: Answer, unnamed: Sequence[Unnamed]) -> Answer:
    """The answer to a question about drugs together, where the sources of neither name the other one."""
    for each in reversed(unnamed):
        own = f", nor those about {each.drug} {each.beside}" if each.own_too else f"; none is about {each.drug}"
        told = f"The labels and monographs about {each.beside} here do not name {each.drug}{own}."
        told = f"{told} What they say of a class of drugs may include it."
        found = with_notices(found, Notice(f"{begun(each.drug)} with {each.beside}", told))
    return found
