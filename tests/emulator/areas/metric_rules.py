# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that tell somebody each morning of desktops which nobody has used for days."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.project import DEFAULT_AGENCY, Project, on
from emulator.cloud.records import Record
from emulator.cloud.usage import DAY, HOUR, idle_seconds, used
from emulator.engine.contract import Body, ProjectOf, Query, answer, nothing, page
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")

SENT_AT = 6 * HOUR

Days = Annotated[int, Field(ge=1, le=30)]
Topic = Annotated[str, Field(min_length=1, max_length=1024)]
Key = Annotated[str, Field(max_length=64)]


class MetricRule(Record):
    """A rule; ``due`` is the morning on which it is looked at next."""

    metric_name: str
    comparison_operator: str
    threshold: int
    interval: int = 1
    enable: bool
    notify_object: str
    due: float | None = None
    last_sent: float | None = None


class RuleSending(Record):
    """What a rule has sent to its topic."""

    rule_id: str
    notify_object: str
    match_count: int
    sent: float


class RuleCreation(Body):
    metric_name: Literal["desktop_idle_duration"]
    comparison_operator: Literal[">="]
    threshold: Days
    interval: Days = 1
    enable: bool
    notify_object: Topic


class RuleUpdate(Body):
    metric_name: Literal["desktop_idle_duration"] | None = None
    comparison_operator: Literal[">="] | None = None
    threshold: Days | None = None
    interval: Days | None = None
    enable: bool | None = None
    notify_object: Topic | None = None


class RuleQuery(Query):
    metric_name: Key | None = None
    rule_id: Key | None = None
    offset: int = Field(0, ge=0, le=2147483646)
    limit: int = Field(10, ge=1, le=100)


def _find(project: Project, rule_id: str) -> MetricRule:
    rule = project.table(MetricRule).get(rule_id)
    if rule is None:
        raise invalid(f"The rule {rule_id} does not exist.")
    return rule


def _matching(project: Project, query: RuleQuery) -> list[MetricRule]:
    return [
        rule
        for rule in project.table(MetricRule).values()
        if query.metric_name in (None, "", rule.metric_name) and query.rule_id in (None, "", rule.id)
    ]


def _view(rule: MetricRule) -> dict[str, Any]:
    return {"rule_id": rule.id, **rule.model_dump(exclude={"id", "due", "last_sent"})}


@router.post("/statistics/notify-rules")
async def add_metric_notify_rule(project: ProjectOf, body: RuleCreation) -> Response:
    """AddMetricNotifyRule: one for each metric."""
    if any(rule.metric_name == body.metric_name for rule in project.table(MetricRule).values()):
        raise invalid(f"There is a rule for {body.metric_name} already.")
    rule = MetricRule(id=project.new_id(), **body.model_dump())
    project.table(MetricRule)[rule.id] = rule
    _wind_up(project, rule)
    return answer(_view(rule))


@router.put("/statistics/notify-rules/{rule_id}")
async def update_metric_notify_rule(project: ProjectOf, rule_id: str, body: RuleUpdate) -> Response:
    """UpdateMetricNotifyRule: what is not sent stays."""
    rule = _find(project, rule_id)
    for name, value in body.model_dump(exclude_none=True).items():
        setattr(rule, name, value)
    _wind_up(project, rule)
    return answer(_view(rule))


@router.delete("/statistics/notify-rules/{rule_id}")
async def delete_metric_notify_rule(project: ProjectOf, rule_id: str) -> Response:
    """DeleteMetricNotifyRule."""
    del project.table(MetricRule)[_find(project, rule_id).id]
    return nothing(200)


@router.get("/statistics/notify-rules")
async def list_metric_notify_rule(project: ProjectOf, query: Annotated[RuleQuery, QueryOf()]) -> Response:
    """ListMetricNotifyRule: the filters are exact."""
    found = _matching(project, query)
    return answer({"items": [_view(rule) for rule in page(found, query.offset, query.limit)], "count": len(found)})


@router.get("/statistics/notification-records")
async def list_metric_notify_record(project: ProjectOf, query: Annotated[RuleQuery, QueryOf()]) -> Response:
    """ListMetricNotifyRecord: how many desktops a rule hits now; it has to be named, or its metric."""
    if not query.metric_name and not query.rule_id:
        raise invalid("metric_name and rule_id must not both be empty.")
    found = _matching(project, query)
    rows = [
        {
            "metric_name": rule.metric_name,
            "comparison_operator": rule.comparison_operator,
            "threshold": rule.threshold,
            "match_count": _count(project, rule),
        }
        for rule in page(found, query.offset, query.limit)
    ]
    return answer({"items": rows, "count": len(found)})


def _count(project: Project, rule: MetricRule) -> int:
    """Return how many desktops nobody has used for as long as a rule says."""
    spans = used(project, lambda login: login.desktop_id)
    return sum(
        (idle_seconds(project, desktop, spans.get(desktop.id, [])) or 0.0) >= rule.threshold * DAY
        for desktop in project.desktops.values()
        if desktop.listed
    )


def _wind_up(project: Project, rule: MetricRule) -> None:
    """Let a rule be looked at next morning, if it counts."""
    rule.due = ((project.now - SENT_AT) // DAY + 1) * DAY + SENT_AT if rule.enable else None
    if rule.due is not None:
        project.after(rule.due - project.now, "metric-rule-due", settles=False, rule_id=rule.id, due=rule.due)


@on("metric-rule-due")
def metric_rule_due(project: Project, rule_id: str, due: float) -> None:
    """It is morning: a rule sends how many desktops it hits, unless it has sent too lately."""
    rule = project.table(MetricRule).get(rule_id)
    if rule is None or rule.due != due:
        return
    rested = rule.last_sent is None or due - rule.last_sent >= rule.interval * DAY
    if rested and DEFAULT_AGENCY in project.agencies and (count := _count(project, rule)):
        rule.last_sent = due
        sending = RuleSending(
            id=project.new_id(), rule_id=rule.id, notify_object=rule.notify_object, match_count=count, sent=due
        )
        project.note(sending)
    _wind_up(project, rule)
