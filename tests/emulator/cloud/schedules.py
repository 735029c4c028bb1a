# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks as they are kept, and when they are due in the time zone of each."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field

from emulator.cloud.records import Record

DEFAULT_ZONE = "Asia/Shanghai"

OTHER_NAMES = {"Asia/Beijing": "Asia/Shanghai", "GMT+05:30": "Asia/Kolkata"}
"""Zones whose names the IANA database does not have, by the zone that they are."""

ZONES = (
    *OTHER_NAMES,
    "UTC",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/London",
    "Europe/Paris",
)

SCHEDULE = (
    "scheduled_type",
    "day_interval",
    "week_list",
    "month_list",
    "date_list",
    "scheduled_date",
    "scheduled_time",
    "expire_time",
    "time_zone",
    "life_cycle_type",
    "gray_count",
    "gray_desktop_ids",
    "gray_fail_threshold",
)
"""The fields that make up a schedule, which is replaced as a whole."""

DETAIL = (
    "id",
    "task_name",
    "task_type",
    *SCHEDULE,
    "life_cycle_exec_period",
    "wait_time",
    "force_execute",
    "description",
    "extra_params",
    "apply_objects",
)
"""What the detail of a task tells; whether it is enabled and its priority are only in the list."""

_HORIZON = timedelta(days=8 * 366)
"""How far ahead the next execution is looked for: the 29th of February may be eight years away."""


def zone_of(name: str) -> ZoneInfo:
    """Return the zone that the service calls by a name."""
    return ZoneInfo(OTHER_NAMES.get(name, name))


class ScheduledTask(Record):
    """A scheduled task. ``due`` is its next execution as seconds since the epoch."""

    task_name: str
    task_type: str
    scheduled_type: str
    day_interval: int | None = None
    week_list: str | None = None
    month_list: str | None = None
    date_list: str | None = None
    scheduled_date: str | None = None
    scheduled_time: str | None = None
    expire_time: str | None = None
    time_zone: str = DEFAULT_ZONE
    life_cycle_type: str | None = None
    gray_count: int | None = None
    gray_desktop_ids: list[str] | None = None
    gray_fail_threshold: int | None = None
    life_cycle_exec_period: int = 1440
    wait_time: int = 0
    force_execute: bool = False
    description: str = ""
    extra_params: str | None = None
    apply_objects: list[dict[str, str]] = Field(default_factory=list)
    enable: bool = True
    priority: int | None = None
    is_gray: bool = False
    last_runs: dict[str, float] = Field(default_factory=dict)
    last_status: str | None = None
    begun: float
    due: float | None = None


class TaskExecution(Record):
    """One execution of a scheduled task, with a row for each desktop."""

    task_id: str
    start: float
    task_type: str
    scheduled_type: str
    life_cycle_type: str | None = None
    time_zone: str
    status: str
    execute_task_id: str | None = None
    rows: list[dict[str, Any]] = Field(default_factory=list)


def executions(task: ScheduledTask, after: float) -> Iterator[datetime]:
    """Yield the moments at which a task is due after a moment, as dates in its own time zone."""
    if task.scheduled_type == "LIFE_CYCLE" or task.scheduled_time is None:
        return
    zone = zone_of(task.time_zone)
    clock_time = time.fromisoformat(task.scheduled_time)
    begin = datetime.fromtimestamp(after, zone)
    end = expiry(task)
    day, last = begin.date(), begin.date() + _HORIZON
    if task.scheduled_type == "FIXED_TIME":
        day = last = date.fromisoformat(task.scheduled_date or "")
    while day <= last:
        moment = datetime.combine(day, clock_time, zone)
        if end is not None and moment.timestamp() > end:
            return
        if moment.timestamp() > after and _falls_on(task, day, zone, clock_time):
            yield moment
        day += timedelta(days=1)


def upcoming(task: ScheduledTask, after: float, count: int) -> list[datetime]:
    """Return the next executions after a moment."""
    return list(islice(executions(task, after), count))


def expiry(task: ScheduledTask) -> float | None:
    """Return when a task expires, as seconds since the epoch."""
    if not task.expire_time:
        return None
    return datetime.fromisoformat(task.expire_time).replace(tzinfo=zone_of(task.time_zone)).timestamp()


def _falls_on(task: ScheduledTask, day: date, zone: ZoneInfo, clock_time: time) -> bool:
    """Whether a task is due on a day."""
    if task.scheduled_type == "FIXED_TIME":
        return True
    if task.scheduled_type == "DAY":
        return (day - _first_day(task, zone, clock_time)).days % (task.day_interval or 1) == 0
    if task.scheduled_type == "WEEK":
        return str(day.isoweekday() % 7 + 1) in (task.week_list or "").split(",")
    wanted = (task.date_list or "").split(",")
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    on_date = str(day.day) in wanted or (is_last and "L" in wanted)
    return on_date and str(day.month) in (task.month_list or "").split(",")


def _first_day(task: ScheduledTask, zone: ZoneInfo, clock_time: time) -> date:
    """Return the day from which intervals are counted: that of the first time of day after the schedule was set."""
    begun = datetime.fromtimestamp(task.begun, zone)
    return begun.date() if begun.time() < clock_time else begun.date() + timedelta(days=1)


def shown(moment: datetime) -> str:
    """Format as ``2026-10-05 07:45:00 GMT+02:00``."""
    offset = moment.strftime("%z")
    return moment.strftime("%Y-%m-%d %H:%M:%S GMT") + f"{offset[:3]}:{offset[3:5]}"


def noted(moment: float, zone: str) -> str:
    """Format as ``2026-10-05 07:45:00``, by the clocks of a task's zone, as records are."""
    return datetime.fromtimestamp(moment, zone_of(zone)).strftime("%Y-%m-%d %H:%M:%S")


def zone_row(name: str, now: float) -> dict[str, str]:
    """Return what the list of time zones says of one."""
    offset = shown(datetime.fromtimestamp(now, timezone.utc).astimezone(zone_of(name)))[20:]
    place = name.rpartition("/")[2].replace("_", " ")
    text = f"({offset}) {place}"
    return {
        "time_zone": offset,
        "time_zone_name": name,
        "time_zone_desc": text,
        "time_zone_desc_us": text,
        "time_zone_desc_cn": text,
    }
