# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of scheduled tasks, and the times in it."""

from __future__ import annotations

import datetime
import json
import re
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple

from ...client import Client
from ...errors import ApiError
from .options import WEEKDAYS

TASKS = "/v2/{project_id}/scheduled-tasks"
_ZONES = "/v2/{project_id}/common/timezones"

_PAGE = 50
_LAST_OFFSET = 50
_LAST_DETAIL_OFFSET = 1000
_RECORDS_PAGE = 100


class ApplyObject(NamedTuple):
    """Something that a task applies to. ``object_id`` is ``None`` for all desktops."""

    object_type: str
    object_id: str | None
    object_name: str | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        """What tells two objects apart."""
        return self.object_type, self.object_id

    def as_api(self) -> dict[str, str]:
        """Return the object as requests have it."""
        return {name: value for name, value in self._asdict().items() if value is not None}


class Rows(NamedTuple):
    """The rows of a list that could be read, and how many more there are."""

    rows: list[dict[str, Any]]
    unread: int


def _read_pages(
    client: Client, path: str, key: str, query: Mapping[str, Any], limit: int, last_offset: int | None
) -> Rows:
    """Read a list whose offset may not go beyond ``last_offset``."""
    if last_offset is None:
        return Rows(client.list_all(path, key, query, limit, id_field="id"), 0)
    found = client.list_shown(path, key, query, limit, last_offset, id_field="id")
    return Rows(found.rows, found.unread)


def list_tasks(client: Client, query: Mapping[str, Any]) -> Rows:
    """ListScheduledTasks: tasks of a life cycle are told only when they are asked for, so that is a second list.

    :param query: the filters of the list; that by name is fuzzy.
    """
    kinds = [query["scheduled_type"]] if query.get("scheduled_type") else [None, "LIFE_CYCLE"]
    found = [
        _read_pages(client, TASKS, "scheduled_tasks", {**query, "scheduled_type": kind}, _PAGE, _LAST_OFFSET)
        for kind in kinds
    ]
    return Rows([row for part in found for row in part.rows], sum(part.unread for part in found))


def show_task(client: Client, task_id: str) -> Mapping[str, Any] | None:
    """ShowScheduledTasks: the detail of a task, or ``None`` if there is none."""
    try:
        return client.get(f"{TASKS}/{task_id}")
    except ApiError as error:
        if error.not_found:
            return None
        raise


def list_records(client: Client, task_id: str) -> Rows:
    """ListScheduledTasksRecords: the executions of a task."""
    return _read_pages(client, f"{TASKS}/{task_id}/records", "tasks_records", {}, _RECORDS_PAGE, None)


def list_details(client: Client, task_id: str, record_id: str) -> Rows:
    """ListScheduledTasksRecordsDetails: what an execution did to each desktop."""
    path = f"{TASKS}/{task_id}/records/{record_id}"
    return _read_pages(client, path, "tasks_records_details", {}, _PAGE, _LAST_DETAIL_OFFSET)


def list_zones(client: Client) -> list[str]:
    """ListTimeZones: the names of the service's time zones; empty where the region does not tell them."""
    try:
        rows = client.list_all(_ZONES, "time_zones", limit=None, id_field="time_zone_name")
    except ApiError as error:
        if error.not_found:
            return []
        raise
    return [row["time_zone_name"] for row in rows]


def parse(detail: Mapping[str, Any], row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the fields of a task by the names of the options, in the spelling of :func:`.options.desired_values`.

    ``None`` is what the service did not tell, or what is not set. ``apply_objects`` is a list of :class:`ApplyObject`,
    ``gray_desktops`` one of IDs.

    :param row: the task's row in the list, which alone tells whether it is enabled, and its priority.
    """
    told = {name: detail.get(name) for name in _PLAIN}
    converted = {name: convert(detail[name]) for name, convert in _CONVERTED.items() if detail.get(name) is not None}
    listed = {name: row.get(name) if row else None for name in ("enable", "priority")}
    description = detail["description"] or "" if "description" in detail else None
    return {
        **told,
        **dict.fromkeys(_CONVERTED),
        **converted,
        "gray_desktops": detail.get("gray_desktop_ids"),
        "description": description,
        **listed,
    }


def _objects(rows: Sequence[Mapping[str, Any]]) -> list[ApplyObject]:
    return [ApplyObject(one["object_type"], one.get("object_id"), one.get("object_name")) for one in rows]


def _items(text: str) -> list[str] | None:
    """Return what stands between the commas of a text; an empty text is nothing."""
    return [item.strip() for item in text.split(",") if item.strip()] or None


def _days(text: str) -> list[str] | None:
    return [WEEKDAYS[int(day) - 1] for day in _items(text) or ()] or None


def _months(text: str) -> list[int] | None:
    return [int(month) for month in _items(text) or ()] or None


def read_params(text: str | None) -> Any:
    """Return the parameters that a text holds, or the text itself if it is none of ours."""
    try:
        params = json.loads(text) if text else {}
    except ValueError:
        return text
    return params if isinstance(params, dict) else text


_PLAIN = (
    "task_name",
    "task_type",
    "scheduled_type",
    "day_interval",
    "scheduled_date",
    "scheduled_time",
    "expire_time",
    "time_zone",
    "life_cycle_type",
    "life_cycle_exec_period",
    "wait_time",
    "force_execute",
    "gray_count",
    "gray_fail_threshold",
)
_CONVERTED: Mapping[str, Callable[[Any], Any]] = {
    "week_list": _days,
    "month_list": _months,
    "date_list": _items,
    "extra_params": read_params,
    "apply_objects": _objects,
}

# Times

_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(Z|GMT)?([+-]\d\d:\d\d)?")


def moment(text: str, zone: str) -> datetime.datetime | None:
    """Return a moment that the service wrote, in a time zone; ``None`` if either is not understood.

    A time without a zone is one of that zone already.
    """
    found = _WRITTEN.fullmatch(text or "")
    try:
        place = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
    if not found:
        return None
    day, clock, utc, offset = found.groups()
    if offset or utc:
        return datetime.datetime.fromisoformat(f"{day}T{clock}{offset or '+00:00'}").astimezone(place)
    return datetime.datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=place)


def local(text: str, zone: str) -> str:
    """Return a moment that the service wrote as the clocks of a zone show it; unchanged if it is not understood."""
    found = moment(text, zone)
    return found.strftime("%Y-%m-%d %H:%M:%S") if found else text


def is_over(values: Mapping[str, Any], now: float) -> bool:
    """Tell whether a task with these fields will surely never be due again."""
    ends = [values.get("expire_time")]
    if values.get("scheduled_type") == "FIXED_TIME":
        ends.append(f"{values.get('scheduled_date')} {values.get('scheduled_time')}")
    moments = [moment(end, values.get("time_zone") or "") for end in ends if end]
    return any(end is not None and end.timestamp() < now for end in moments)
