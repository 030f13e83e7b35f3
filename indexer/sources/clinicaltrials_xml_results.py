"""The `<clinical_results>` of the legacy XML as tables: participant flow, outcomes, adverse events, baseline."""

from collections.abc import Container, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from indexer.sources.trial_results import ResultLine, ResultTable, milestone, people, value_text
from indexer.text import named


def tables(results: Element, described: Container[str]) -> Iterator[ResultTable]:
    """Yield every table that is posted, primary outcomes before the others.

    `described` are the descriptions of the planned outcomes: one of them is not said a second time.
    """
    flow, events, baseline = (results.find(name) for name in ("participant_flow", "reported_events", "baseline"))
    if flow is not None:
        yield from _flow(flow)
    for one in sorted(results.findall("outcome_list/outcome"), key=lambda one: one.findtext("type") != "Primary"):
        yield _outcome(one, described)
    if events is not None:
        yield from _adverse_events(events)
    if baseline is not None:
        groups = _groups(baseline)
        for measure in baseline.findall("measure_list/measure"):
            said = named(("", measure.findtext("description")), ("Unit", _unit(measure)))
            yield ResultTable(f"Baseline: {measure.findtext('title')}", said, groups, tuple(_measured(measure)))
    caveats = results.findtext("limitations_and_caveats")
    if caveats:
        yield ResultTable("Limitations and caveats", (caveats,), {}, ())


def _groups(owner: Element) -> dict[str, str]:
    return {one.get("group_id", ""): _flat(one.findtext("title")) for one in owner.findall("group_list/group")}


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _flow(flow: Element) -> Iterator[ResultTable]:
    groups = _groups(flow)
    said = named(
        ("Recruitment", flow.findtext("recruitment_details")),
        ("Before assignment", flow.findtext("pre_assignment_details")),
    )
    for number, period in enumerate(flow.findall("period_list/period")):
        lines = [
            ResultLine(milestone(_flat(one.findtext("title"))), _counted(one))
            for one in period.findall("milestone_list/milestone")
        ]
        lines += [
            ResultLine(f"Left: {_flat(one.findtext('title'))}", _counted(one))
            for one in period.findall("drop_withdraw_reason_list/drop_withdraw_reason")
        ]
        heading = f"Participant flow: {_flat(period.findtext('title')) or f'period {number + 1}'}"
        yield ResultTable(heading, said if number == 0 else (), groups, tuple(lines))


def _counted(one: Element) -> dict[str, str]:
    people = one.findall("participants_list/participants")
    return {each.get("group_id", ""): each.get("count", "") for each in people if each.get("count")}


def _outcome(outcome: Element, described: Container[str]) -> ResultTable:
    groups = _groups(outcome)
    measure = outcome.find("measure")
    description = outcome.findtext("description")
    said = named(
        ("", None if description in described else description),
        ("Time frame", outcome.findtext("time_frame")),
        ("Analysed", outcome.findtext("population")),
        ("Participants analysed", None if measure is None else _analysed(measure, groups)),
        ("Unit", None if measure is None else _unit(measure)),
        *(("Analysis", _analysis(one, groups)) for one in outcome.findall("analysis_list/analysis")),
    )
    heading = f"Result for the {_flat(outcome.findtext('type')).lower()} outcome: {_flat(outcome.findtext('title'))}"
    return ResultTable(heading, said, groups, () if measure is None else tuple(_measured(measure)))


def _unit(measure: Element) -> str | None:
    parts = (_flat(measure.findtext("param")).lower(), _flat(measure.findtext("units")))
    return ", ".join(part for part in parts if part)


def _analysed(measure: Element, groups: Mapping[str, str]) -> str:
    counts = measure.findall("analyzed_list/analyzed[1]/count_list/count")
    return "; ".join(f"{groups.get(one.get('group_id', ''), '')}: {one.get('value')}" for one in counts)


def _measured(measure: Element) -> Iterator[ResultLine]:
    spread_kind = _flat(measure.findtext("dispersion")).lower() or None
    for one in measure.findall("class_list/class"):
        for category in one.findall("category_list/category"):
            titles = (_flat(one.findtext("title")), _flat(category.findtext("title")))
            values = {
                value.get("group_id", ""): value_text(
                    value.get("value", ""),
                    value.get("spread"),
                    value.get("lower_limit"),
                    value.get("upper_limit"),
                    spread_kind,
                )
                for value in category.findall("measurement_list/measurement")
            }
            yield ResultLine(", ".join(title for title in titles if title), values)


def _analysis(analysis: Element, groups: Mapping[str, str]) -> str:
    compared = " against ".join(groups.get(one.text or "", "") for one in analysis.findall("group_id_list/group_id"))
    percent, value = analysis.findtext("ci_percent"), analysis.findtext("param_value")
    limits = (analysis.findtext("ci_lower_limit"), analysis.findtext("ci_upper_limit"))
    kind = f"{percent}% confidence interval" if percent else None
    parts = (
        compared,
        f"{analysis.findtext('param_type')} {value_text(value, None, *limits, kind)}" if value else None,
        f"p {analysis.findtext('p_value')}" if analysis.findtext("p_value") else None,
        analysis.findtext("method"),
    )
    return "; ".join(_flat(part) for part in parts if part)


def _adverse_events(events: Element) -> Iterator[ResultTable]:
    groups = _groups(events)
    said = named(("Time frame", events.findtext("time_frame")), ("", events.findtext("desc")))
    both = {rank: events.findall(f"{rank}_events/category_list/category") for rank in ("serious", "other")}
    totals = [line for rank in both for one in both[rank] if _is_total(one) for line in _event_lines(one)]
    if totals:
        yield ResultTable("Adverse events: how many people", said, groups, tuple(totals))
    for rank, categories in both.items():
        lines = [line for one in categories if not _is_total(one) for line in _event_lines(one)]
        if lines:
            yield ResultTable(f"{rank.capitalize()} adverse events", (), groups, tuple(lines))


def _is_total(category: Element) -> bool:
    return category.findtext("title") == "Total"


def _event_lines(category: Element) -> Iterator[ResultLine]:
    system = "" if _is_total(category) else f" ({_flat(category.findtext('title'))})"
    for event in category.findall("event_list/event"):
        counts = [one for one in event.findall("counts") if one.get("subjects_affected")]
        weight = people(one.get("subjects_affected") for one in counts)
        yield ResultLine(f"{_flat(event.findtext('sub_title'))}{system}", _affected(counts), weight)


def _affected(counts: Sequence[Element]) -> dict[str, str]:
    return {
        one.get("group_id", ""): f"{one.get('subjects_affected')} of {one.get('subjects_at_risk')}" for one in counts
    }
