"""The `resultsSection` of API v2 as tables: participant flow, baseline, outcome measures, adverse events."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from indexer.sources.json_values import objects, text_at, value_at
from indexer.sources.trial_fields import words
from indexer.sources.trial_results import ResultLine, ResultTable, milestone, people, value_text
from indexer.text import named

_Object = Mapping[str, Any]


def tables(results: _Object, described: Container[str]) -> Iterator[ResultTable]:
    """Yield every table that is posted, primary outcomes before the others; raises ValueError for a wrong form.

    `described` are the descriptions of the planned outcomes: one of them is not said a second time.
    """
    yield from _flow(value_at(results, "participantFlowModule") or {})
    outcomes = objects(results, "outcomeMeasuresModule.outcomeMeasures")
    for one in sorted(outcomes, key=lambda one: text_at(one, "type") != "PRIMARY"):
        yield _outcome(one, described)
    yield from _adverse_events(value_at(results, "adverseEventsModule") or {})
    yield from _baseline(value_at(results, "baselineCharacteristicsModule") or {})
    caveats = text_at(results, "moreInfoModule.limitationsAndCaveats.description")
    if caveats:
        yield ResultTable("Limitations and caveats", (caveats,), {}, ())


def _groups(owner: _Object, key: str = "groups") -> dict[str, str]:
    return {text_at(one, "id") or "": text_at(one, "title") or "" for one in objects(owner, key)}


def _flow(flow: _Object) -> Iterator[ResultTable]:
    groups = _groups(flow)
    said = named(
        ("Recruitment", text_at(flow, "recruitmentDetails")),
        ("Before assignment", text_at(flow, "preAssignmentDetails")),
    )
    for number, period in enumerate(objects(flow, "periods")):
        lines = [
            ResultLine(milestone(text_at(one, "type") or ""), _numbers(objects(one, "achievements")))
            for one in objects(period, "milestones")
        ]
        lines += [
            ResultLine(f"Left: {text_at(one, 'type')}", _numbers(objects(one, "reasons")))
            for one in objects(period, "dropWithdraws")
        ]
        heading = f"Participant flow: {text_at(period, 'title') or f'period {number + 1}'}"
        yield ResultTable(heading, said if number == 0 else (), groups, tuple(lines))


def _numbers(counts: Sequence[_Object]) -> dict[str, str]:
    return {text_at(one, "groupId") or "": number for one in counts if (number := text_at(one, "numSubjects"))}


def _baseline(baseline: _Object) -> Iterator[ResultTable]:
    groups = _groups(baseline)
    for measure in objects(baseline, "measures"):
        said = named(("", text_at(measure, "description")), ("Unit", _unit(measure)))
        yield ResultTable(f"Baseline: {text_at(measure, 'title')}", said, groups, tuple(_measured(measure)))


def _outcome(outcome: _Object, described: Container[str]) -> ResultTable:
    rank = words(text_at(outcome, "type") or "").lower().replace("_", " ")
    groups = _groups(outcome)
    description = text_at(outcome, "description")
    said = named(
        ("", None if description in described else description),
        ("Time frame", text_at(outcome, "timeFrame")),
        ("Analysed", text_at(outcome, "populationDescription")),
        ("Participants analysed", _analysed(outcome, groups)),
        ("Unit", _unit(outcome)),
        *(("Analysis", _analysis(one, groups)) for one in objects(outcome, "analyses")),
    )
    return ResultTable(
        f"Result for the {rank} outcome: {text_at(outcome, 'title')}", said, groups, tuple(_measured(outcome))
    )


def _unit(measure: _Object) -> str | None:
    kind, unit = text_at(measure, "paramType"), text_at(measure, "unitOfMeasure")
    return ", ".join(part for part in (words(kind).lower() if kind else None, unit) if part)


def _analysed(outcome: _Object, groups: Mapping[str, str]) -> str | None:
    for denominator in objects(outcome, "denoms"):
        counts = objects(denominator, "counts")
        return "; ".join(f"{groups.get(text_at(one, 'groupId') or '', '')}: {text_at(one, 'value')}" for one in counts)
    return None


def _measured(measure: _Object) -> Iterator[ResultLine]:
    spread_kind = text_at(measure, "dispersionType")
    spread_kind = words(spread_kind).lower() if spread_kind else None
    for one in objects(measure, "classes"):
        for category in objects(one, "categories"):
            titles = (text_at(one, "title"), text_at(category, "title"))
            values = {
                text_at(value, "groupId") or "": value_text(
                    text_at(value, "value") or "",
                    text_at(value, "spread"),
                    text_at(value, "lowerLimit"),
                    text_at(value, "upperLimit"),
                    spread_kind,
                )
                for value in objects(category, "measurements")
            }
            yield ResultLine(", ".join(title for title in titles if title), values)


def _analysis(analysis: _Object, groups: Mapping[str, str]) -> str:
    compared = " against ".join(groups.get(one, one) for one in value_at(analysis, "groupIds") or [])
    limits = (text_at(analysis, "ciLowerLimit"), text_at(analysis, "ciUpperLimit"))
    percent = text_at(analysis, "ciPctValue")
    kind = f"{percent}% confidence interval" if percent else None
    value = text_at(analysis, "paramValue")
    estimate = value_text(value, None, *limits, kind) if value else None
    parts = (
        compared,
        f"{text_at(analysis, 'paramType')} {estimate}" if estimate else None,
        f"p {text_at(analysis, 'pValue')}" if text_at(analysis, "pValue") else None,
        text_at(analysis, "statisticalMethod"),
    )
    return "; ".join(part for part in parts if part)


def _adverse_events(module: _Object) -> Iterator[ResultTable]:
    groups = _groups(module, "eventGroups")
    said = named(("Time frame", text_at(module, "timeFrame")), ("", text_at(module, "description")))
    totals = tuple(_totals(objects(module, "eventGroups")))
    if totals:
        yield ResultTable("Adverse events: how many people", said, groups, totals)
    for rank in ("serious", "other"):
        events = objects(module, f"{rank}Events")
        if events:
            yield ResultTable(f"{rank.capitalize()} adverse events", (), groups, tuple(_event(one) for one in events))


def _totals(groups: Sequence[_Object]) -> Iterator[ResultLine]:
    for name, key in (("Deaths", "deaths"), ("Serious adverse events", "serious"), ("Other adverse events", "other")):
        values = {
            text_at(one, "id") or "": f"{affected} of {text_at(one, f'{key}NumAtRisk')}"
            for one in groups
            if (affected := text_at(one, f"{key}NumAffected")) is not None
        }
        if values:
            yield ResultLine(name, values)


def _event(event: _Object) -> ResultLine:
    stats = [one for one in objects(event, "stats") if text_at(one, "numAffected") is not None]
    values = {
        text_at(one, "groupId") or "": f"{text_at(one, 'numAffected')} of {text_at(one, 'numAtRisk')}" for one in stats
    }
    weight = people(text_at(one, "numAffected") for one in stats)
    return ResultLine(f"{text_at(event, 'term')} ({text_at(event, 'organSystem')})", values, weight)
