"""ClinicalTrials.gov API v2 JSON: one study, the array of a site download, an API page, or one study per line.

Field paths below are those of `GET https://clinicaltrials.gov/api/v2/studies`. Never read: central and site contacts,
officials, the responsible party, the point of contact for results, participants' data sharing plans.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.documents import Document, Intervention, Site, Trial
from indexer.errors import SourceError
from indexer.sources import clinicaltrials_v2_results as posted
from indexer.sources.contacts import contacts_to_cut
from indexer.sources.json_stream import records
from indexer.sources.json_values import objects, strings, text_at, value_at
from indexer.sources.reading import Problems, SourceFile, beginning
from indexer.sources.trial_fields import Fields, nct_number, words
from indexer.sources.trial_results import results_text
from indexer.sources.trial_text import Arm, Outcome, Reference, TrialText, trial_document
from indexer.text import named

FORMAT = "clinicaltrials_v2"

_DEAD = (b'"FullStudiesResponse"', b'"ProtocolSection"', b'"StudyFieldsResponse"')
_PROTOCOL = "protocolSection"
_STUDY = re.compile(
    rb'"protocolSection"|"derivedSection"\s*:\s*\{\s*"(?:conditionBrowse|interventionBrowse|miscInfo)Module"'
)
"""What a study's object begins with: programs that sort the keys put pages of derived terms before its protocol."""
_RANKS = ("primary", "secondary", "other")


def recognises(name: str, head: bytes) -> bool:
    """JSON with a study in it; also the dead forms of the old API, so that they are reported with the reason."""
    is_json = beginning(head)[:1] in (b"{", b"[")
    return is_json and (_STUDY.search(head) is not None or _is_dead(head))


def read(source: SourceFile, problems: Problems) -> Iterator[Document]:
    """Yield one document per study. A study that cannot be read is reported."""
    head = source.head()
    if _is_dead(head):
        raise SourceError(
            source.path,
            "the FullStudiesResponse form of the old ClinicalTrials.gov API, which ended in June 2024; "
            "fetch these studies again from API v2",
        )
    for number, study in records(source, _prefix(head), problems):
        where = f"record {number}"
        try:
            _check_form(study, source)
            where = nct_number(text_at(study, f"{_PROTOCOL}.identificationModule.nctId"))
            fields = Fields(source.path, where, problems, _contacts(study))
            yield trial_document(_trial(study, where, fields), _text(study, fields), source, FORMAT)
        except ValueError as error:
            problems.add(source.path, where, str(error))


def _is_dead(head: bytes) -> bool:
    return any(word in head for word in _DEAD)


def _prefix(head: bytes) -> str:
    begin = beginning(head)
    if begin.startswith(b"["):
        return "item"
    study = _STUDY.search(begin)
    return "studies.item" if study and b'"studies"' in begin[: study.start()] else ""


def _check_form(study: object, source: SourceFile) -> None:
    """Refuse the file some programs write in which each value is a list of one: nothing in it would be a fact."""
    number = value_at(study, f"{_PROTOCOL}.identificationModule.nctId")
    if isinstance(number, list):
        raise SourceError(
            source.path, "not API v2: every value is wrapped in a list; fetch these studies again", str(number)[2:13]
        )


def _trial(study: Mapping[str, Any], nct_id: str, fields: Fields) -> Trial:
    protocol = study[_PROTOCOL]
    identity, state = _module(protocol, "identification"), _module(protocol, "status")
    design, who = _module(protocol, "design"), _module(protocol, "eligibility")
    sponsors = _module(protocol, "sponsorCollaborators")
    title = fields.line(text_at(identity, "briefTitle")) or fields.line(text_at(identity, "officialTitle"))
    return Trial(
        nct_id=nct_id,
        brief_title=title or nct_id,
        official_title=fields.line(text_at(identity, "officialTitle")),
        acronym=fields.line(text_at(identity, "acronym")),
        status=fields.status(text_at(state, "overallStatus")),
        why_stopped=fields.line(text_at(state, "whyStopped")),
        study_type=fields.code("study_type", text_at(design, "studyType")),
        allocation=fields.code("allocation", text_at(design, "designInfo.allocation")),
        masking=fields.code("masking", text_at(design, "designInfo.maskingInfo.masking")),
        intervention_model=fields.code("intervention_model", text_at(design, "designInfo.interventionModel")),
        phases=fields.phases("|".join(strings(design, "phases"))),
        conditions=fields.lines(strings(protocol, "conditionsModule.conditions")),
        keywords=fields.lines(strings(protocol, "conditionsModule.keywords")),
        interventions=tuple(_interventions(protocol, fields)),
        sponsor=fields.line(text_at(sponsors, "leadSponsor.name")),
        collaborators=fields.lines(text_at(one, "name") for one in objects(sponsors, "collaborators")),
        enrolment=fields.count(text_at(design, "enrollmentInfo.count")),
        enrolment_type=fields.enrolment_type(text_at(design, "enrollmentInfo.type")),
        first_posted=fields.date(text_at(state, "studyFirstPostDateStruct.date")),
        last_posted=fields.date(text_at(state, "lastUpdatePostDateStruct.date")),
        started=fields.date(text_at(state, "startDateStruct.date")),
        primary_completion=fields.date(text_at(state, "primaryCompletionDateStruct.date")),
        completed=fields.date(text_at(state, "completionDateStruct.date")),
        sex=text_at(who, "sex"),
        minimum_age=fields.line(text_at(who, "minimumAge")),
        maximum_age=fields.line(text_at(who, "maximumAge")),
        healthy_volunteers=fields.truth(value_at(who, "healthyVolunteers")),
        has_results=fields.truth(study.get("hasResults")),
        other_ids=_other_ids(identity, fields),
        sites=tuple(_sites(protocol, fields)),
    )


def _module(protocol: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    module = value_at(protocol, f"{name}Module")
    if not isinstance(module, dict | None):
        raise ValueError(f"{name}Module: expected an object, found {type(module).__name__}")
    return module or {}


def _other_ids(identity: Mapping[str, Any], fields: Fields) -> tuple[str, ...]:
    own = text_at(identity, "orgStudyIdInfo.id")
    others = (text_at(one, "id") for one in objects(identity, "secondaryIdInfos"))
    return fields.lines((own, *others, *strings(identity, "nctIdAliases")))


def _interventions(protocol: Mapping[str, Any], fields: Fields) -> Iterator[Intervention]:
    for one in objects(protocol, "armsInterventionsModule.interventions"):
        name = fields.line(text_at(one, "name"))
        if name:
            description, others = fields.text(text_at(one, "description")), fields.lines(strings(one, "otherNames"))
            yield Intervention(name, fields.intervention_type(text_at(one, "type")), description, others)


def _sites(protocol: Mapping[str, Any], record: Fields) -> Iterator[Site]:
    # The name of a place is no free text: looking there for hundreds of people, hundreds of times, takes seconds.
    fields = Fields(record.path, record.where, record.problems)
    for place in objects(protocol, "contactsLocationsModule.locations"):
        yield Site(
            facility=fields.line(text_at(place, "facility")),
            city=fields.line(text_at(place, "city")),
            state=fields.line(text_at(place, "state")),
            country=fields.line(text_at(place, "country")),
            status=fields.status(text_at(place, "status")),
        )


def _contacts(study: Mapping[str, Any]) -> tuple[str, ...]:
    protocol = study[_PROTOCOL]
    places = objects(protocol, "contactsLocationsModule.locations")
    people = [one for place in places for one in objects(place, "contacts")]
    people += objects(protocol, "contactsLocationsModule.centralContacts")
    people += objects(protocol, "contactsLocationsModule.overallOfficials")
    people += [value_at(study, "resultsSection.moreInfoModule.pointOfContact") or {}]
    names = [text_at(one, "name") or text_at(one, "title") for one in people]
    names.append(text_at(protocol, "sponsorCollaboratorsModule.responsibleParty.investigatorFullName"))
    return contacts_to_cut(names, (text_at(one, key) for one in people for key in ("email", "phone")))


def _text(study: Mapping[str, Any], fields: Fields) -> TrialText:
    protocol = study[_PROTOCOL]
    who, results = _module(protocol, "eligibility"), value_at(study, "resultsSection")
    planned = [one for rank in _RANKS for one in objects(protocol, f"outcomesModule.{rank}Outcomes")]
    described = frozenset(text_at(one, "description") or "" for one in planned)
    return TrialText(
        brief_summary=fields.text(text_at(protocol, "descriptionModule.briefSummary")),
        detailed_description=fields.text(text_at(protocol, "descriptionModule.detailedDescription")),
        eligibility=fields.text(text_at(protocol, "eligibilityModule.eligibilityCriteria")),
        population=named(
            ("Study population", fields.line(text_at(who, "studyPopulation"))),
            ("Sex is meant as", fields.line(text_at(who, "genderDescription"))),
        ),
        design=tuple(_design(_module(protocol, "design"), fields)),
        arms=tuple(_arms(protocol, fields)),
        outcomes=tuple(_outcomes(protocol, fields)),
        results=(fields.text(results_text(posted.tables(results, described))) or "") if results else "",
        references=tuple(_references(protocol, fields)),
    )


_DESIGN: Sequence[tuple[str, str]] = (
    ("Allocation", "designInfo.allocation"),
    ("Intervention model", "designInfo.interventionModel"),
    ("Intervention model in words", "designInfo.interventionModelDescription"),
    ("Masking", "designInfo.maskingInfo.masking"),
    ("Masking in words", "designInfo.maskingInfo.maskingDescription"),
    ("Primary purpose", "designInfo.primaryPurpose"),
    ("Observational model", "designInfo.observationalModel"),
    ("Time perspective", "designInfo.timePerspective"),
    ("Target duration", "targetDuration"),
    ("Biospecimens", "bioSpec.description"),
)


def _design(design: Mapping[str, Any], fields: Fields) -> Iterator[str]:
    masked = ", ".join(words(one).lower() for one in strings(design, "designInfo.maskingInfo.whoMasked"))
    for name, key in _DESIGN:
        text = fields.line(text_at(design, key))
        if text and text != "NA":
            yield f"{name}: {words(text)}{f' ({masked})' if name == 'Masking' and masked else ''}"


def _arms(protocol: Mapping[str, Any], fields: Fields) -> Iterator[Arm]:
    for one in objects(protocol, "armsInterventionsModule.armGroups"):
        kind = text_at(one, "type")
        yield Arm(
            label=fields.line(text_at(one, "label")),
            type=words(kind).lower() if kind else None,
            description=fields.text(text_at(one, "description")),
            interventions=fields.lines(strings(one, "interventionNames")),
        )


def _outcomes(protocol: Mapping[str, Any], fields: Fields) -> Iterator[Outcome]:
    for rank in _RANKS:
        for one in objects(protocol, f"outcomesModule.{rank}Outcomes"):
            measure = fields.line(text_at(one, "measure"))
            if measure:
                description = fields.text(text_at(one, "description"))
                yield Outcome(rank.capitalize(), measure, description, fields.line(text_at(one, "timeFrame")))


def _references(protocol: Mapping[str, Any], fields: Fields) -> Iterator[Reference]:
    for one in objects(protocol, "referencesModule.references"):
        citation = fields.citation(text_at(one, "citation"))
        if citation:
            yield Reference(citation, text_at(one, "pmid"))
