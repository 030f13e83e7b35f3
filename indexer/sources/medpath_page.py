"""Reads the text of a MedPath drug page as a person copies it: one monograph, then the trials listed below it.

The page has no markup. A label stands on a line of its own ("CAS Number", "Lead Sponsor") and its value on the next;
a trial begins with its title, a paragraph of one line that is followed by a phase, a status or a trial's label.
Trials keep exactly what the page states: an empty heading is an empty tuple, a missing one is None or empty too. That
the page of a drug lists a trial is a fact of its own; the drug is not added to what the trial gives.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indexer.documents import Document, Intervention, Monograph, PartialDate, Phase, Section, Site, Status, Trial, slug
from indexer.errors import SourceError
from indexer.patterns import any_case
from indexer.sources.monograph_sections import monograph_facts_section
from indexer.sources.public_pages import trial_page
from indexer.sources.reading import Problems, SourceFile, read_text
from indexer.sources.sites import before_country
from indexer.sources.stated import cas_number, unii
from indexer.sources.trial_fields import INTERVENTION_TYPES, count_of_people, spelled
from indexer.sources.trial_sections import trial_record_sections
from indexer.text import canonical

FORMAT = "medpath_page"
PUBLISHER = "MedPath"

_FACTS = ("Generic Name", "Brand Names", "Drug Type", "Chemical Formula", "CAS Number", "Unique Ingredient Identifier")
_HEADINGS = tuple(
    "Background, Indication, Associated Conditions, Associated Therapies, Contraindications, Dosage, Adverse Effects, "
    "Drug Interactions, Food Interactions, Mechanism of Action, Pharmacodynamics, Absorption, Distribution, "
    "Metabolism, Elimination, Half-Life, Toxicity".split(", ")
)
_TRIAL_LABELS = tuple(
    "Conditions, Interventions, First Posted Date, Last Posted Date, Lead Sponsor, Target Recruit Count, "
    "Registration Number, Locations".split(", ")
)
_FOOTER = any_case(r"©|\(c\) copyright|copyright ©")


def recognises(name: str, head: bytes) -> bool:
    """A text whose first words are "MedPath" and that states a generic name on a line of its own."""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]  # a browser copies blanks as U+00A0
    return bool(lines) and lines[0] == "MedPath" and "Generic Name" in lines


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """The monograph, then each trial. A trial without a registration number is reported, not guessed."""
    lines = _visible_lines(read_text(source))
    starts = [index for index in range(len(lines)) if _begins_trial(lines, index)]
    first, *others = (*starts, len(lines))
    monograph = _monograph(lines[:first], source, problems)
    trials = []
    for start, end in zip(starts, others, strict=True):
        try:
            trials.append(_trial(lines[start:end], monograph.title, source))
        except ValueError as error:
            title = lines[start].text[:80]
            problems.add(source.path, f"line {lines[start].number}", f"trial {title!r}: {error}")
    yield monograph
    yield from trials


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    opens_paragraph: bool


def _visible_lines(text: str) -> list[_Line]:
    """The lines with something on them, up to the footer, which is nobody's text."""
    found: list[_Line] = []
    after_blank = True
    for number, line in enumerate(text.splitlines(), 1):
        words = canonical(line)
        if _FOOTER.match(words):
            break
        if words:
            found.append(_Line(number, words, after_blank))
        after_blank = not words
    return found


def _begins_trial(lines: Sequence[_Line], index: int) -> bool:
    """A title: it opens a paragraph, is no label or value itself, and what follows belongs to a trial only."""
    line, following = lines[index], lines[index + 1 : index + 2]
    if not line.opens_paragraph or not following or _opens_facts(line.text) or line.text in _FACTS + _HEADINGS:
        return False
    return _opens_facts(following[0].text)


def _opens_facts(text: str) -> bool:
    return text in _TRIAL_LABELS or _phases(text) is not None or _status(text) is not None


def _fields(lines: Sequence[_Line], labels: Sequence[str]) -> dict[str, list[_Line]]:
    """The lines below each label; those before the first label under ""."""
    fields: dict[str, list[_Line]] = {"": []}
    label = ""
    for line in lines:
        if line.text in labels and line.text not in fields:
            label = line.text
            fields[label] = []
        else:
            fields[label].append(line)
    return fields


def _one(fields: dict[str, list[_Line]], label: str) -> str | None:
    values = fields.get(label)
    return values[0].text if values else None


def _monograph(lines: Sequence[_Line], source: SourceFile, problems: Problems) -> Document:
    fields = _fields(lines, _FACTS + _HEADINGS)
    generic_name = _one(fields, "Generic Name")
    if generic_name is None:
        raise SourceError(
            source.path, "the page states no 'Generic Name'; expected it on a line of its own, then the name"
        )
    if not slug(generic_name):
        raise SourceError(
            source.path, f"{generic_name[:80]!r} has no Latin letter or digit; expected a drug's name in English"
        )
    record = Monograph(
        generic_name=generic_name,
        brand_names=_listed(_one(fields, "Brand Names")),
        drug_type=_one(fields, "Drug Type"),
        formula=_one(fields, "Chemical Formula"),
        cas=_identifier(fields, "CAS Number", cas_number, source, problems),
        unii=_identifier(fields, "Unique Ingredient Identifier", unii, source, problems),
        associated_conditions=_listed(_one(fields, "Associated Conditions")),
    )
    sections = tuple(
        Section(slug(heading), heading.capitalize(), canonical(_paragraphs(fields[heading])))
        for heading in _HEADINGS
        if fields.get(heading)
    )
    origin = source.origin(FORMAT, PUBLISHER)
    return Document(slug(generic_name), generic_name, record, (monograph_facts_section(record), *sections), origin)


def _identifier(
    fields: dict[str, list[_Line]], label: str, check: Callable[[str], str], source: SourceFile, problems: Problems
) -> str | None:
    """The identifier below a label; one that is wrong is reported and left out."""
    line = next(iter(fields.get(label, ())), None)
    try:
        return check(line.text) if line else None
    except ValueError as error:
        problems.remark(source.path, f"line {line.number if line else 1}", f"{label}: {error}; left out")
        return None


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _paragraphs(lines: Sequence[_Line]) -> str:
    return "".join(("\n\n" if line.opens_paragraph else "\n") + line.text for line in lines)


def _trial(lines: Sequence[_Line], drug: str, source: SourceFile) -> Document:
    title, fields = lines[0].text, _fields(lines[1:], _TRIAL_LABELS)
    nct_id = _one(fields, "Registration Number")
    if nct_id is None or not re.fullmatch(r"NCT[0-9]{8}", nct_id):
        found = repr(nct_id[:40]) if nct_id else "nothing"
        raise ValueError(
            f"no registration number; expected 'Registration Number', then NCT and 8 digits, found {found}"
        )
    enrolment = _one(fields, "Target Recruit Count")
    head = [line.text for line in fields[""]]
    record = Trial(
        nct_id=nct_id,
        brief_title=title,
        status=next((status for text in head if (status := _status(text))), None),
        phases=next((phases for text in head if (phases := _phases(text))), ()),
        conditions=tuple(line.text for line in fields.get("Conditions", ())),
        interventions=tuple(_intervention(line.text) for line in fields.get("Interventions", ())),
        sponsor=_one(fields, "Lead Sponsor"),
        enrolment=count_of_people(enrolment) if enrolment else None,
        first_posted=_date(_one(fields, "First Posted Date")),
        last_posted=_date(_one(fields, "Last Posted Date")),
        listed_under=(drug,),
        sites=tuple(_site(line.text) for line in fields.get("Locations", ()) if re.search(r"\w", line.text)),
    )
    origin = source.origin(FORMAT, PUBLISHER, trial_page(nct_id), record.last_posted)
    return Document(nct_id, title, record, trial_record_sections(record), origin)


def _status(text: str) -> Status | None:
    try:
        return Status.parse(text)
    except ValueError:
        return None


def _phases(text: str) -> tuple[Phase, ...] | None:
    try:
        return Phase.parse_all(text) or None
    except ValueError:
        return None


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _intervention(text: str) -> Intervention:
    """With its type if it names one ("Diagnostic Test: Nociceptor flexor reflex"); otherwise the name is kept whole."""
    kind, colon, name = text.partition(": ")
    if colon and spelled(kind) in INTERVENTION_TYPES:
        return Intervention(name, spelled(kind))
    return Intervention(text)


_WITH_STATES = ("United States", "Canada", "Australia")
"""Countries for which the registry states a state or province."""


def _site(text: str) -> Site:
    """From "facility, city, [state,] country"; the facility may hold commas of its own."""
    parts, country = before_country(text)
    if not parts:
        return Site(country=country)
    state = parts.pop() if country in _WITH_STATES and len(parts) > 2 else None
    city = parts.pop() if len(parts) > 1 else None
    return Site(", ".join(parts), city, state, country)
