"""What a reader must know before trusting an answer or a document."""

from datetime import date

from indexer.catalog import DocumentRow
from indexer.documents import Status, Trial
from service.citations import date_of
from service.wording import Notice, day

EMERGENCY = Notice(
    "If someone has taken too much, call now",
    "Call your emergency number or poison centre before reading on. The passages below are not instructions for"
    " treatment.",
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
