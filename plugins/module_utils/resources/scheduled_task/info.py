# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding scheduled tasks, what they did and what they will do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...client import Client
from ...errors import InputError
from .fields import task_result
from .options import LIFE_CYCLE_TYPES, LONGEST_TEXT, SCHEDULED_TYPES, TASK_TYPES
from .state import TASKS, list_details, list_records, list_tasks, local, parse, show_task

SCHEDULED_TASK_INFO_SPEC: dict[str, dict[str, Any]] = {
    "task_name": {"type": "str", "aliases": ["name"]},
    "task_id": {"type": "str"},
    "task_type": {"type": "str", "choices": TASK_TYPES, "aliases": ["type"]},
    "scheduled_type": {"type": "str", "choices": SCHEDULED_TYPES},
    "life_cycle_type": {"type": "str", "choices": LIFE_CYCLE_TYPES},
    "last_status": {"type": "str", "choices": ["SUCCESS", "SKIP", "FAIL"]},
    "next_executions": {"type": "bool", "default": False},
    "records": {"type": "bool", "default": False},
    "record_details": {"type": "bool", "default": False},
}

_FILTERS = ("task_name", "task_type", "scheduled_type", "life_cycle_type", "last_status")
_SCHEDULE = (
    "scheduled_type",
    "day_interval",
    "week_list",
    "month_list",
    "date_list",
    "scheduled_date",
    "scheduled_time",
    "expire_time",
    "life_cycle_type",
    "time_zone",
)


def find_scheduled_tasks(client: Client, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tasks that all filters let through, with what is asked for of each (ListScheduledTasks,
    ShowScheduledTasks, ListScheduledTasksRecords, ListScheduledTasksRecordsDetails, ListFutureExecutions)."""
    if len(options["task_name"] or "") > LONGEST_TEXT:
        raise InputError(f"the filter task_name has more than {LONGEST_TEXT} characters")
    query = {name: options[name] for name in _FILTERS if options[name] is not None}
    if options["task_id"] is not None:
        # The name leads to the task even where the list as a whole cannot be read to its end.
        detail = show_task(client, options["task_id"])
        if detail is None:
            return {"scheduled_tasks": [], "unread": 0}
        query.setdefault("task_name", detail["task_name"])
    found = list_tasks(client, query)
    rows = [
        row
        for row in found.rows
        if options["task_name"] in (None, row["task_name"]) and options["task_id"] in (None, row["id"])
    ]
    tasks = [_complete(client, options, row) for row in rows]
    return {"scheduled_tasks": [task for task in tasks if task], "unread": found.unread}


def _complete(client: Client, options: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task with its detail; an empty dict if it was deleted meanwhile."""
    detail = show_task(client, row["id"])
    if detail is None:
        return {}
    if "description" not in detail:
        client.forget()
        detail = show_task(client, row["id"]) or detail
    task = task_result(row["id"], parse(detail, row), row)
    if options["next_executions"]:
        task["next_executions"] = _next_executions(client, detail, row)
    if options["records"] or options["record_details"]:
        task["records"] = [
            _record(client, row["id"], record, options["record_details"])
            for record in list_records(client, row["id"]).rows
        ]
    return task


def _next_executions(client: Client, detail: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
    """Return the next executions by the clocks of the task's zone; a task that is paused or waits has none."""
    if not row.get("enable") or detail["scheduled_type"] == "LIFE_CYCLE":
        return []
    body = {name: detail[name] for name in _SCHEDULE if detail.get(name)}
    answer = client.read("POST", TASKS + "/future-executions", body=body, holding={"future_executions": list})
    return [local(moment, detail.get("time_zone") or "") for moment in answer["future_executions"]]


def _record(client: Client, task_id: str, record: Mapping[str, Any], with_details: bool) -> dict[str, Any]:
    shown = _in_local_time(record)
    if with_details:
        shown["details"] = [_in_local_time(one) for one in list_details(client, task_id, record["id"]).rows]
    return shown


def _in_local_time(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its times by the clocks of its own zone."""
    times = {name: local(row[name], row.get("time_zone") or "") for name in ("start_time", "end_time") if row.get(name)}
    return {**row, **times}
