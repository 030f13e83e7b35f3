"""The legacy XML of ClinicalTrials.gov: `<clinical_study>` (public.xsd, until June 2024), as in TREC's collections.

Element paths below are relative to `<clinical_study>`. Never read: overall and site contacts, officials, investigators,
the responsible party, the point of contact for results. An element without children is false in Python: every test
here is `is None`.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from indexer.documents import Document, Intervention, Site, Trial
from indexer.sources import clinicaltrials_xml_results as posted
from indexer.sources.contacts import contacts_to_cut
from indexer.sources.reading import Problems, SourceFile, beginning
from indexer.sources.trial_fields import Fields, nct_number, spelled
from indexer.sources.trial_results import results_text
from indexer.sources.trial_text import Arm, Outcome, Reference, TrialText, trial_document
from indexer.sources.xml_stream import elements
from indexer.text import named

FORMAT = "clinicaltrials_xml"

_RANKS = ("primary", "secondary", "other")
_ACCEPTED = {"no": False, "yes": True, "accepts healthy volunteers": True}
_ITEM = re.compile(r"(?:[-•*]|\d{1,2}[.)]|[a-z][.)])\s")
_CONTACTS = ("overall_contact", "overall_contact_backup", "location/contact", "location/contact_backup")
_OTHER_IDS = ("id_info/org_study_id", "id_info/secondary_id", "id_info/nct_alias")
_PEOPLE = (*_CONTACTS, "overall_official", "location/investigator", "clinical_results/point_of_contact")


def recognises(name: str, head: bytes) -> bool:
    """XML that begins with a `<clinical_study>`."""
    is_xml = beginning(head).startswith(b"<")
    return is_xml and re.search(rb"<clinical_study[\s>]", head) is not None


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """Yield one document per `<clinical_study>`; a file may hold one or many."""
    for number, study in enumerate(elements(source, "clinical_study"), 1):
        where = f"record {number}"
        try:
            where = nct_number(study.findtext("id_info/nct_id"))
            fields = Fields(source.path, where, problems, _contacts(study))
            yield trial_document(_trial(study, where, fields), _text(study, fields), source, FORMAT)
        except ValueError as error:
            problems.add(source.path, where, str(error))


def _trial(study: Element, nct_id: str, fields: Fields) -> Trial:
    def line(path: str) -> str | None:
        return fields.line(study.findtext(path))

    phases = study.findtext("phase")
    return Trial(
        nct_id=nct_id,
        brief_title=line("brief_title") or line("official_title") or nct_id,
        official_title=line("official_title"),
        acronym=line("acronym"),
        status=fields.status(study.findtext("overall_status")),
        why_stopped=line("why_stopped"),
        study_type=fields.code("study_type", study.findtext("study_type")),
        allocation=fields.code("allocation", study.findtext("study_design_info/allocation")),
        masking=fields.code("masking", study.findtext("study_design_info/masking")),
        intervention_model=fields.code("intervention_model", study.findtext("study_design_info/intervention_model")),
        phases=fields.phases(phases),
        conditions=fields.lines(_all(study, "condition")),
        keywords=fields.lines(_all(study, "keyword")),
        interventions=tuple(_interventions(study, fields)),
        sponsor=line("sponsors/lead_sponsor/agency"),
        collaborators=fields.lines(_all(study, "sponsors/collaborator/agency")),
        enrolment=fields.count(study.findtext("enrollment")),
        enrolment_type=fields.enrolment_type(_attribute(study.find("enrollment"), "type")),
        first_posted=fields.date(study.findtext("study_first_posted")),
        last_posted=fields.date(study.findtext("last_update_posted")),
        started=fields.date(study.findtext("start_date")),
        primary_completion=fields.date(study.findtext("primary_completion_date")),
        completed=fields.date(study.findtext("completion_date")),
        sex=_sex(study.findtext("eligibility/gender")),
        minimum_age=_age(line("eligibility/minimum_age")),
        maximum_age=_age(line("eligibility/maximum_age")),
        healthy_volunteers=fields.one_of(study.findtext("eligibility/healthy_volunteers"), _ACCEPTED),
        has_results=study.find("clinical_results") is not None,
        other_ids=fields.lines(other for path in _OTHER_IDS for other in _all(study, path)),
        sites=tuple(_sites(study, fields)),
    )


def _all(owner: Element, path: str) -> list[str | None]:
    return [element.text for element in owner.findall(path)]


def _attribute(element: Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)


def _sex(value: str | None) -> str | None:
    """Return v2's word: the legacy "Both" is its "ALL"."""
    word = spelled(value)
    return "ALL" if word == "BOTH" else word


def _age(value: str | None) -> str | None:
    return None if value == "N/A" else value


def _interventions(study: Element, fields: Fields) -> Iterator[Intervention]:
    for one in study.findall("intervention"):
        name = fields.line(one.findtext("intervention_name"))
        if name:
            description = fields.text(reflow(one.findtext("description")))
            kind = fields.intervention_type(one.findtext("intervention_type"))
            yield Intervention(name, kind, description, fields.lines(_all(one, "other_name")))


def _sites(study: Element, record: Fields) -> Iterator[Site]:
    fields = Fields(record.path, record.where, record.problems)
    for place in study.findall("location"):
        yield Site(
            facility=fields.line(place.findtext("facility/name")),
            city=fields.line(place.findtext("facility/address/city")),
            state=fields.line(place.findtext("facility/address/state")),
            country=fields.line(place.findtext("facility/address/country")),
            status=fields.status(place.findtext("status")),
        )


def _contacts(study: Element) -> tuple[str, ...]:
    people = [one for path in _PEOPLE for one in study.findall(path)]
    names = [one.findtext("last_name") or one.findtext("name_or_title") for one in people]
    names.append(study.findtext("responsible_party/investigator_full_name"))
    return contacts_to_cut(names, (one.findtext(key) for one in people for key in ("email", "phone")))


def _text(study: Element, fields: Fields) -> TrialText:
    results = study.find("clinical_results")
    described = frozenset(
        one.findtext("description") or "" for rank in _RANKS for one in study.findall(f"{rank}_outcome")
    )
    return TrialText(
        brief_summary=fields.text(reflow(study.findtext("brief_summary/textblock"))),
        detailed_description=fields.text(reflow(study.findtext("detailed_description/textblock"))),
        eligibility=fields.text(reflow(study.findtext("eligibility/criteria/textblock"))),
        population=named(
            ("Study population", fields.line(study.findtext("eligibility/study_pop/textblock"))),
            ("Sex is meant as", fields.line(study.findtext("eligibility/gender_description"))),
        ),
        design=tuple(_design(study, fields)),
        arms=tuple(_arms(study, fields)),
        outcomes=tuple(_outcomes(study, fields)),
        results="" if results is None else fields.text(results_text(posted.tables(results, described))) or "",
        references=tuple(_references(study, fields)),
    )


def _design(study: Element, fields: Fields) -> Iterator[str]:
    for name, path in (
        ("Allocation", "study_design_info/allocation"),
        ("Intervention model", "study_design_info/intervention_model"),
        ("Intervention model in words", "study_design_info/intervention_model_description"),
        ("Masking", "study_design_info/masking"),
        ("Masking in words", "study_design_info/masking_description"),
        ("Primary purpose", "study_design_info/primary_purpose"),
        ("Observational model", "study_design_info/observational_model"),
        ("Time perspective", "study_design_info/time_perspective"),
        ("Target duration", "target_duration"),
        ("Biospecimens", "biospec_descr/textblock"),
    ):
        text = fields.line(study.findtext(path))
        if text and text != "N/A":
            yield f"{name}: {text}"


def _arms(study: Element, fields: Fields) -> Iterator[Arm]:
    given: dict[str | None, list[str | None]] = {}
    for one in study.findall("intervention"):
        for arm in one.findall("arm_group_label"):
            given.setdefault(arm.text, []).append(
                f"{one.findtext('intervention_type')}: {one.findtext('intervention_name')}"
            )
    for one in study.findall("arm_group"):
        label = one.findtext("arm_group_label")
        kind = fields.line(one.findtext("arm_group_type"))
        yield Arm(
            label=fields.line(label),
            type=kind.lower() if kind else None,
            description=fields.text(reflow(one.findtext("description"))),
            interventions=fields.lines(given.get(label, ())),
        )


def _outcomes(study: Element, fields: Fields) -> Iterator[Outcome]:
    for rank in _RANKS:
        for one in study.findall(f"{rank}_outcome"):
            measure = fields.line(one.findtext("measure"))
            if measure:
                description = fields.text(reflow(one.findtext("description")))
                yield Outcome(rank.capitalize(), measure, description, fields.line(one.findtext("time_frame")))


def _references(study: Element, fields: Fields) -> Iterator[Reference]:
    for one in (*study.findall("reference"), *study.findall("results_reference")):
        citation = fields.citation(one.findtext("citation"))
        if citation:
            yield Reference(citation, (one.findtext("PMID") or "").strip() or None)


def reflow(text: str | None) -> str | None:
    """Undo a `<textblock>`'s lines of 100 characters: an empty line ends a paragraph, each list item has its line."""
    if text is None:
        return None
    paragraphs = (" ".join(block.split()) for block in re.split(r"\n[ \t\r]*(?=\n)", text.replace("\r", "")))
    written = ""
    for paragraph in filter(None, paragraphs):
        between = "" if not written else "\n" if _ITEM.match(paragraph) else "\n\n"
        written += between + paragraph
    return written
