"""What a reader must know before trusting an answer or a document."""

from collections.abc import Iterable, Sequence
from datetime import date

from indexer.catalog import DocumentRow
from indexer.documents import Kind, Status, Trial, age_in_years, closed_from
from indexer.names import fold
from service.answering.citations import Citation, date_of
from service.answering.drug_classes import is_a_class
from service.understanding.filters import Filters, first_spelling
from service.understanding.notes import Participant
from service.understanding.question import Question
from service.understanding.unapplied import Unapplied
from service.wording import Notice, day, joined, plural

EMERGENCY = Notice(
    "If someone has taken too much, call now",
    "Call your emergency number or poison centre before reading on. Nothing here is an instruction for treatment.",
    urgent=True,
)
CRISIS = Notice(
    "Please talk to someone now",
    "If a life is in danger, or something has been taken, call your local emergency services now. A crisis line answers"
    " by day and by night: in the United States and Canada call or text 988; elsewhere the emergency services know the"
    " one near you. If you can, stay with somebody you trust.",
    urgent=True,
)
WHERE_IT_STANDS = Notice(
    "Where it stands",
    "Each quote and each record links to its source: the page of a passage shows its whole section, with these words"
    " marked.",
)
_OLD_AFTER_YEARS = 5


def urgent_notices(question: Question) -> tuple[Notice, ...]:
    """What comes before everything else where the words speak of an emergency."""
    if question.crisis:
        return (CRISIS,)
    return (EMERGENCY,) if question.emergency else ()


def notices_of(document: DocumentRow, today: date) -> tuple[Notice, ...]:
    """What a reader must know before trusting a document: it was stopped, or it is old."""
    stopped, dated = _stopped(document), _old_date(document, today)
    found = [Notice(f"This trial was {stopped[0]}", stopped[1])] if stopped else []
    if dated:
        said = f"Its publisher last dated it {dated}; what it says may have changed since."
        found.append(Notice("An old source", said))
    return tuple(found)


def cautions(quoted: Iterable[Citation], today: date) -> tuple[Notice, ...]:
    """What a reader must know of the documents quoted: one notice for each trial that was stopped, one for age."""
    documents = {each.passage.document_id: each.document for each in quoted}.values()
    found = [
        Notice(f"The trial {row.document_id} was {stopped[0]}", stopped[1])
        for row in documents
        if (stopped := _stopped(row)) is not None
    ]
    old = [
        (row.document_id if row.kind is Kind.TRIAL else row.title, dated)
        for row in documents
        if (dated := _old_date(row, today)) is not None
    ]
    if len(old) == 1:
        [(name, dated)] = old
        said = f"The publisher of {name} last dated it {dated}; what it says may have changed since."
        found.append(Notice("An old source", said))
    elif old:
        dates = joined(f"{name} is of {dated}" for name, dated in old)
        found.append(Notice(f"{len(old)} old sources", f"{dates}; what they say may have changed since."))
    return tuple(found)


def _stopped(document: DocumentRow) -> tuple[str, str] | None:
    """How a trial ended before its time, and the reason in a sentence; None for any other document."""
    record = document.record
    if not isinstance(record, Trial) or record.status not in (Status.TERMINATED, Status.WITHDRAWN, Status.SUSPENDED):
        return None
    why = f"The registry gives this reason: {record.why_stopped}" if record.why_stopped else "No reason is stated."
    return record.status.label.lower(), why


def _old_date(document: DocumentRow, today: date) -> str | None:
    """The publisher's date where it is years back, in words."""
    stated = date_of(document.record, document.source)
    return day(stated) if stated is not None and today.year - stated.year > _OLD_AFTER_YEARS else None


def limits_notice(documents: Iterable[DocumentRow], person: Participant) -> Notice | None:
    """Which of the trials shown state an age or a sex that leaves out the person described; None for none."""
    told = {
        document.document_id: limit
        for document in documents
        if isinstance(document.record, Trial) and (limit := _limit_against(document.record, person)) is not None
    }
    if not told:
        return None
    one = len(told) == 1
    return Notice(
        f"{plural(len(told), 'trial')} here {'states a limit that leaves' if one else 'state limits that leave'} "
        "this person out",
        f"{joined(f'{document_id} takes {limit}' for document_id, limit in told.items())}.",
    )


def unapplied_notice(unapplied: Sequence[Unapplied]) -> Notice | None:
    """What was asked for and narrows nothing; None for nothing."""
    if not unapplied:
        return None
    named = joined(f"“{each.words}”" for each in unapplied)
    return Notice(f"Not applied: {named}", " ".join(dict.fromkeys(each.why for each in unapplied)))


def product_notice(question: Question, cited: Sequence[Citation]) -> Notice | None:
    """That no source is of the product asked about, where something is shown of its drugs."""
    if not (question.product_apart and cited):
        return None
    told = "What follows is of its drugs, each by itself or in other products."
    return Notice(f"No source here is of {question.product_apart} as one product", told)


def classes_asked(filters: Filters) -> tuple[str, ...]:
    """The classes of drugs that are asked for, or denied, as if each were a drug."""
    asked = (filters, *([filters.excluded] if filters.excluded else []))
    named = (first_spelling(each) for of in asked for each in (*of.drug, *of.intervention, *of.condition))
    return tuple(dict.fromkeys(each for each in named if is_a_class(fold(each))))


def class_notice(filters: Filters) -> Notice | None:
    """That records are found, or left out, by the words of a class of drugs and not by the names of its drugs."""
    classes = classes_asked(filters)
    if not classes:
        return None
    told = "A record that only names one of its drugs is not recognised by these words: ask for the drugs by name."
    return Notice(f"Matched by the words of a class: {joined(classes)}", told)


def _limit_against(trial: Trial, person: Participant) -> str | None:
    """The stated limit that leaves a person out, in words."""
    least, most = age_in_years(trial.minimum_age), age_in_years(trial.maximum_age)
    if person.age is not None and least is not None and person.age < least:
        return f"people from {trial.minimum_age} on"
    if person.age is not None and most is not None and person.age >= closed_from(most):
        return f"people up to {trial.maximum_age}"
    if person.sex is not None and trial.sex in ("MALE", "FEMALE") and trial.sex != person.sex:
        return "men only" if trial.sex == "MALE" else "women only"
    return None
