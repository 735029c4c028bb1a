# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long desktops were used, by desktop and by person: metrics of past days, and the two older statistics."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.logins import Login
from emulator.cloud.power_log import moment
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Pool
from emulator.cloud.usage import (
    DAY,
    DESKTOP_DAYS,
    HOUR,
    USER_DAYS,
    idle_seconds,
    last_login,
    seconds,
    used,
    window,
)
from emulator.engine.clock import DATE, MILLISECONDS, SECONDS, at, iso
from emulator.engine.contract import (
    Body,
    EnterpriseProject,
    ProjectOf,
    Query,
    Text255,
    answer,
    between,
    page,
    period,
    present,
)
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")

Hours = Annotated[int, Field(ge=0, le=2147483646)]
IdleDays = Annotated[int, Field(ge=0, le=DESKTOP_DAYS)]
Moment = Annotated[str, Field(min_length=1, max_length=32)]
LongMoment = Annotated[str, Field(min_length=10, max_length=32)]

USED_DAYS = 31
USUAL_USED_DAYS = 15
MOST_UNUSED = 2000


class MetricQuery(Query):
    start_time: Moment
    end_time: Moment
    usage_min_hours: Hours | None = None
    usage_max_hours: Hours | None = None
    sort_type: Literal["ASC", "DESC"] = "DESC"
    enterprise_project_id: EnterpriseProject | None = None
    offset: int = Field(0, ge=0, le=2147483646)
    limit: int = Field(10, ge=1, le=100)


class DesktopMetricQuery(MetricQuery):
    resource_name: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    resource_id: str | None = None
    min_idle_days: IdleDays | None = None
    max_idle_days: IdleDays | None = None
    sort_field: Literal["desktop_usage", "desktop_idle_duration"] | None = None


class UserMetricQuery(MetricQuery):
    username: Annotated[str, Field(max_length=64)] | None = None
    domain: str | None = None
    sort_field: Literal["user_usage"] | None = None


class UsedQuestion(Body):
    desktop_ids: Annotated[list[Text255], Field(max_length=2000)] = []
    start_time: Text255 | None = None
    end_time: Text255 | None = None
    group_by_type: Literal["DAY", "HOUR"] = "DAY"
    desktop_username: Text255 | None = None
    desktop_user_domain: str | None = None
    offset: Annotated[int, Field(ge=0, le=2147483647)] = 0
    limit: Annotated[int, Field(ge=0, le=100)] = 100


class UnusedQuery(Query):
    start_time: LongMoment | None = None
    end_time: LongMoment | None = None
    offset: int = Field(0, ge=0, le=MOST_UNUSED)
    limit: int = Field(1000, ge=0, le=MOST_UNUSED)


Metrics = dict[str, float]


@router.get("/statistics/metrics/desktops")
async def list_desktop_usage_metric(project: ProjectOf, query: Annotated[DesktopMetricQuery, QueryOf()]) -> Response:
    """ListDesktopUsageMetric: of the last 180 days, each desktop that there is; a new one has no metrics yet."""
    days = window(project.now, *between(query.start_time, query.end_time, SECONDS), DESKTOP_DAYS)
    spans = used(project, lambda login: login.desktop_id)
    last = last_login(project)
    found: list[tuple[dict[str, Any], Metrics]] = []
    for desktop in project.desktops.values():
        if not desktop.listed or not _is_meant(query, desktop):
            continue
        idle = idle_seconds(project, desktop, spans.get(desktop.id, []))
        metrics: Metrics = {}
        if idle is not None:
            metrics["desktop_usage"] = seconds(spans.get(desktop.id, []), *days)
            metrics["desktop_idle_duration"] = idle
        if _lies(metrics.get("desktop_usage"), HOUR, query.usage_min_hours, query.usage_max_hours) and _lies(
            _days(metrics.get("desktop_idle_duration")), 1, query.min_idle_days, query.max_idle_days
        ):
            found.append((_desktop_row(project, desktop, last.get(desktop.id)), metrics))
    return _answer(query, query.sort_field, found)


def _is_meant(query: DesktopMetricQuery, desktop: Desktop) -> bool:
    return (
        (query.resource_name or "").casefold() in desktop.shown_name.casefold()
        and query.resource_id in (None, desktop.id)
        and query.enterprise_project_id in (None, desktop.enterprise_project_id)
    )


def _desktop_row(project: Project, desktop: Desktop, last: Login | None) -> dict[str, Any]:
    pool = project.table(Pool).get(desktop.pool_id or "")
    newer = {
        "resource_pool_name": pool.name if pool else None,
        "enterprise_project_id": desktop.enterprise_project_id,
        "machine_sid": desktop.sid,
        "latest_connect_username": last.user_name if last else None,
    }
    return present(
        {
            "resource_id": desktop.id,
            "resource_name": desktop.shown_name,
            "resource_pool_id": desktop.pool_id,
            **({} if project.older_region else newer),
        }
    )


@router.get("/statistics/metrics/users")
async def list_user_usage_metric(project: ProjectOf, query: Annotated[UserMetricQuery, QueryOf()]) -> Response:
    """ListUserUsageMetric: at most 30 days, and only those who connected or tried to; added up over desktops."""
    start, end = between(query.start_time, query.end_time, SECONDS)
    if end - start > USER_DAYS * DAY:
        raise invalid(f"The period is longer than {USER_DAYS} days.")
    days = window(project.now, start, end, USER_DAYS)
    metrics: dict[tuple[str, str], Metrics] = defaultdict(
        lambda: dict.fromkeys(
            ("user_usage", "user_login_count", "user_login_success_count", "user_login_fail_count"), 0.0
        )
    )
    for login in project.table(Login).values():
        if days.holds(login.begin):
            row = metrics[login.user_name, login.user_domain]
            row["user_login_count"] += 1
            row["user_login_fail_count" if login.setup is None else "user_login_success_count"] += 1
    for (name, domain, _desktop), spans in used(
        project, lambda login: (login.user_name, login.user_domain, login.desktop_id)
    ).items():
        length = seconds(spans, *days)
        if length:
            metrics[name, domain]["user_usage"] += length
    newer = {} if project.older_region else {"enterprise_project_id": "0"}
    found = [
        ({"username": name, **newer}, row)
        for (name, domain), row in metrics.items()
        if (query.username or "").casefold() in name.casefold()
        and query.domain in (None, domain)
        and query.enterprise_project_id in (None, "0")
        and _lies(row["user_usage"], HOUR, query.usage_min_hours, query.usage_max_hours)
    ]
    return _answer(query, query.sort_field, found)


def _days(duration: float | None) -> float | None:
    return None if duration is None else duration // DAY


def _lies(value: float | None, unit: int, least: int | None, most: int | None) -> bool:
    """Whether a value lies within the limits of a filter; one that is not known does only without limits."""
    if value is None:
        return least is None and most is None
    return (least is None or value >= least * unit) and (most is None or value <= most * unit)


def _answer(query: MetricQuery, field: str | None, found: list[tuple[dict[str, Any], Metrics]]) -> Response:
    """Return a page of rows in the order that was asked for; what has no metrics comes last."""
    if field is not None:
        known = [row for row in found if field in row[1]]
        known.sort(key=lambda row: row[1][field], reverse=query.sort_type == "DESC")
        found = known + [row for row in found if field not in row[1]]
    rows = [
        {**row, "metric": [{"metric_name": name, "metric_value": value} for name, value in metrics.items()]}
        for row, metrics in page(found, query.offset, query.limit)
    ]
    return answer({"items": rows, "count": len(found)})


# The older statistics


@router.post("/desktops/statistics/used", tags=["read"])
async def list_used_desktop_info(project: ProjectOf, body: UsedQuestion | None = None) -> Response:
    """ListUsedDesktopInfo: the hours of each day or hour in UTC, up to the present."""
    question = body or UsedQuestion()
    today = project.now // DAY * DAY
    begin, end = period(question.start_time, question.end_time, DATE) or (today - (USUAL_USED_DAYS - 1) * DAY, today)
    if end - begin >= USED_DAYS * DAY:
        raise invalid(f"The period is longer than {USED_DAYS} days.")
    spans = used(project, lambda login: (login.desktop_id, _who(question, login)))
    step, form = (DAY, DATE) if question.group_by_type == "DAY" else (HOUR, "%Y-%m-%d %H:00")
    steps = range(int(begin), int(min(end + DAY, project.now)), step)
    found = [
        desktop
        for desktop in project.desktops.values()
        if desktop.listed and (not question.desktop_ids or desktop.id in question.desktop_ids)
    ]
    rows = [
        present(
            {
                "desktop_id": desktop.id,
                "desktop_username": question.desktop_username,
                "used_info_list": [
                    {
                        "date": at(start).strftime(form),
                        "use_time": _hours(seconds(spans.get((desktop.id, True), []), start, start + step)),
                    }
                    for start in steps
                ],
            }
        )
        for desktop in page(found, question.offset, question.limit)
    ]
    return answer({"desktop_used_info_list": rows, "total_count": len(found)})


def _who(question: UsedQuestion, login: Login) -> bool:
    """Whether a connection is one of the person who is asked for."""
    return question.desktop_username in (None, login.user_name) and question.desktop_user_domain in (
        None,
        login.user_domain,
    )


def _hours(length: float) -> float:
    hours = (Decimal(int(length)) / HOUR).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return float(hours) if hours else 0


@router.get("/desktops/statistics/unused")
async def list_unused_desktops(project: ProjectOf, query: Annotated[UnusedQuery, QueryOf()]) -> Response:
    """ListUnusedDesktops: those that were there and to which nobody was connected, in the last day if not said."""
    now = moment(project)
    begin, end = period(query.start_time, query.end_time, MILLISECONDS) or (now - DAY, now)
    spans = used(project, lambda login: login.desktop_id)
    found = [
        desktop
        for desktop in project.desktops.values()
        if desktop.listed
        and desktop.created < end
        and not any(first <= end and begin <= last for first, last in spans.get(desktop.id, []))
    ][:MOST_UNUSED]
    rows = [
        present(
            {
                "desktop_id": desktop.id,
                "compute_name": desktop.shown_name,
                "create_time": iso(desktop.created),
                "disconnect_time": iso(spans[desktop.id][-1][1]) if desktop.id in spans else None,
            }
        )
        for desktop in page(found, query.offset, query.limit)
    ]
    return answer({"unused_desktops": rows, "total_count": len(found)})
