# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service says of script executions, and how their end is awaited."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ...client import Client
from ...errors import ApiError
from ...jobs import DONE, EMPTY_WINDOW, FAILED, RUNNING, Fate, Watch

SCRIPT_API = "script-task"
"""The name under which executions are watched."""

EXECUTIONS = "/v2/{project_id}/script-executions"
TASKS = "/v2/{project_id}/script-execution-tasks"
RECORDS = "/v2/{project_id}/script-execution-records"
PAGE_SIZE = 100

_GOING = ("", "INIT", "WAITING", "RUNNING")
_GOOD = ("SUCCESS", "FINISH")


_RESULT = (
    "id",
    "script_task_id",
    "script_id",
    "script_name",
    "resource_id",
    "resource_name",
    "status",
    "result_code",
    "reason",
    "output",
    "execute_order",
    "start_time",
    "end_time",
)


@dataclasses.dataclass(frozen=True)
class Record:
    """The outcome of one script, or of the command, on one desktop."""

    record_id: str
    task_id: str
    desktop_id: str
    desktop: str
    script: str | None
    status: str
    answer: Mapping[str, Any] = dataclasses.field(repr=False, compare=False, default_factory=dict)

    @property
    def going(self) -> bool:
        """Whether it has not ended."""
        return self.status in _GOING and not self.answer.get("end_time")

    @property
    def good(self) -> bool:
        """Whether it has ended well."""
        return not self.going and self.status in _GOOD

    @property
    def told(self) -> str:
        """Its outcome, as part of a sentence."""
        code = self.answer.get("result_code")
        reason = self.answer.get("reason") or "the service gave no reason"
        shown = f"{self.status} ({code})" if code else self.status
        return f"{self.script or 'the command'} ended {shown}: {reason}"

    def as_result(self) -> dict[str, Any]:
        """Return the record as modules return it: by the API's names; only its detail tells the output."""
        return {name: self.answer.get(name) for name in _RESULT}


def parse(row: Mapping[str, Any]) -> Record:
    """Read a record out of the answer of ListScriptRecords or ShowScriptRecordDetail."""
    return Record(
        record_id=row["id"],
        task_id=row.get("script_task_id") or "",
        desktop_id=row.get("resource_id") or "",
        desktop=row.get("resource_name") or row.get("resource_id") or "",
        script=row.get("script_name") or row.get("script_id"),
        status=(row.get("status") or "").upper(),
        answer=row,
    )


def list_records(client: Client, query: Mapping[str, Any]) -> list[Record]:
    """ListScriptRecords."""
    return [parse(row) for row in client.list_all(RECORDS, "script_records", query, limit=PAGE_SIZE, id_field="id")]


def show_record(client: Client, record_id: str) -> Record | None:
    """ShowScriptRecordDetail: a record with its output, or ``None`` if there is none."""
    try:
        return parse(client.get(f"{RECORDS}/{record_id}"))
    except ApiError as error:
        if error.not_found:
            return None
        raise


def is_going(task: Mapping[str, Any]) -> bool:
    """Tell whether an execution is not over, from what ListScriptTasks tells of it."""
    return (task.get("status") or "").upper() in _GOING and not task.get("end_time")


def list_tasks(client: Client, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """ListScriptTasks."""
    return client.list_all(TASKS, "script_tasks", query, limit=PAGE_SIZE, id_field="id")


def show_task(client: Client, task_id: str) -> Mapping[str, Any] | None:
    """ListScriptTasks: one execution, or ``None`` if there is none."""
    return next((row for row in list_tasks(client, {"task_id": [task_id]}) if row.get("id") == task_id), None)


# Waiting


def poll_executions(client: Client, watches: Sequence[Watch]) -> None:
    """Look at the records of executions: a desktop is done when all its scripts are."""
    for watch in watches:
        task_id = str(watch.job.id)
        task = show_task(client, task_id)
        if task is None:
            if client.server_time() - watch.job.submitted > EMPTY_WINDOW:
                watch.fail_running(f"the service knows nothing of script execution {task_id}")
            continue
        # Read after the execution: what has ended by then has all its records.
        records = list_records(client, {"script_task_id": task_id})
        only = watch.job.query.get("record_id")
        by_desktop: dict[str | None, list[Record]] = {}
        for record in records:
            if only in (None, record.record_id):
                by_desktop.setdefault(record.desktop_id, []).append(record)
        over = (task.get("status") or "").upper() not in _GOING
        for fate in watch.fates.values():
            if fate.state == RUNNING:
                own = by_desktop.get(fate.target_id, [])
                judge(fate, own, over, int(watch.job.query.get("records", 1)))


def judge(fate: Fate, records: Sequence[Record], over: bool, expected: int) -> None:
    """Tell the outcome for a desktop once nothing goes on there any more.

    :param over: whether the whole execution is over. :param expected: how many records the desktop will have.
    """
    if any(record.going for record in records) or not over and len(records) < expected:
        return
    bad = [record for record in records if not record.good]
    if fate.verb == "stop" or records and not bad:
        fate.state = DONE
    else:
        fate.state = FAILED
        fate.reason = "; ".join(record.told for record in bad) or "the execution is over, but nothing was run there"
