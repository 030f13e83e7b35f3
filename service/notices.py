"""What a reader must know before trusting an answer or a document."""

from collections.abc import Iterable
from datetime import date

from indexer.catalog import DocumentRow
from indexer.documents import Status, Trial, age_in_years
from service.citations import date_of
from service.notes import Participant
from service.wording import Notice, day, joined, plural

EMERGENCY = Notice(
    "If someone has taken too much, call now",
    "Call your emergency number or poison centre before reading on. The passages below are not instructions for"
    " treatment.",
    urgent=True,
)
CRISIS = Notice(
    "Please talk to someone now",
    "If a life is in danger, or something has been taken, call your local emergency services now. A crisis line answers"
    " by day and by night: in the United States and Canada call or text 988; elsewhere the emergency services know the"
    " one near you. If you can, stay with somebody you trust.",
    urgent=True,
)
_OLD_AFTER_YEARS = 5


def notices_of(document: DocumentRow, today: date) -> tuple[Notice, ...]:
    """What a reader must know before trusting a document: it was stopped, or it is old."""
    record = document.record
    found = []
    if isinstance(record, Trial) and record.status in (Status.TERMINATED, Status.WITHDRAWN, Status.SUSPENDED):
        why = f"The registry gives this reason: {record.why_stopped}" if record.why_stopped else "No reason is stated."
        found.append(Notice(f"This trial was {record.status.label.lower()}", why))
    stated = date_of(record, document.source)
    if stated is not None and today.year - stated.year > _OLD_AFTER_YEARS:
        found.append(
            Notice("An old source", f"Its publisher last dated it {day(stated)}; what it says may have changed since.")
        )
    return tuple(found)


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


def _limit_against(trial: Trial, person: Participant) -> str | None:
    """The stated limit that leaves a person out, in words."""
    least, most = age_in_years(trial.minimum_age), age_in_years(trial.maximum_age)
    if person.age is not None and least is not None and person.age < least:
        return f"people from {trial.minimum_age} on"
    if person.age is not None and most is not None and person.age >= most + (most >= _COUNTED_IN_YEARS):
        return f"people up to {trial.maximum_age}"
    if person.sex is not None and trial.sex in ("MALE", "FEMALE") and trial.sex != person.sex:
        return "men only" if trial.sex == "MALE" else "women only"
    return None


_COUNTED_IN_YEARS = 2
"""From this age on "up to 65 Years" takes in the whole 66th year of life."""
