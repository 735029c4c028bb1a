# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running scripts of the library, or a command, on desktops, and the records of it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import BeforeValidator, Field

from emulator.areas.scripts import ScriptType, find_script
from emulator.cloud.desktops import find_desktops
from emulator.cloud.pools import find_pool, members
from emulator.cloud.project import Project
from emulator.cloud.records import ScriptRecord, ScriptTask
from emulator.cloud.script_runs import FIRST, Order, again, begin, check_can_be_run_again, counts, records_of, stop
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import Body, Many, ProjectOf, Query, Text, answer, nothing, page, present
from emulator.engine.errors import invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")

Ids = Annotated[list[Text], Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]

POOL_STATUS = {"SUCCESS": "FINISH", "FAILED": "FAILED", "RUNNING": "RUNNING", "WAITING": "INIT"}
"""The words by which executions on pools are asked for, and those by which they are shown."""


class Execution(Body):
    """What all kinds of executions take."""

    script_ids: Ids | None = None
    gray_count: Count | None = None
    gray_fail_threshold: Positive | None = None
    command_type: ScriptType | None = None
    execution_timeout: Positive | None = None


class DesktopsExecution(Execution):
    resource_type: Literal["DESKTOP"] = "DESKTOP"
    resource_ids: Ids
    gray_resource_ids: list[Text] | None = None
    command: Text | None = None


class GroupExecution(Execution):
    """What executions on pools and tags take beyond that."""

    gray_desktop_ids: list[Text] | None = None
    pre_start: Literal["start"] | None = None
    post_finish: Literal["stop", "reboot"] | None = None
    command_content: Text | None = None


class PoolExecution(GroupExecution):
    desktop_ids: Ids | None = None


class TagExecution(GroupExecution):
    desktop_tag: Text


class TaskOrRecord(Body):
    task_id: Text | None = None
    record_id: Text | None = None


def _moment(text: str) -> float:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()


Moment = Annotated[float, BeforeValidator(_moment)]
"""A time in a query, such as 2021-10-01T12:00:00Z, as seconds since the epoch."""


class Times(Query):
    """The pages and times of all lists."""

    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=1, le=100)
    execute_time_start: Moment | None = None
    execute_time_end: Moment | None = None


class TasksQuery(Times):
    resource_group_id: Many = []
    resource_group_type: str | None = None
    script_id: str | None = None
    script_name: str | None = None
    status: str | None = None
    task_id: Many = []
    task_type: Literal["SCRIPT", "COMMAND"] | None = None


class PoolTasksQuery(Times):
    limit: int = Field(10, ge=0, le=100)
    desktop_pool_id: str | None = None
    script_id: str | None = None
    script_name: str | None = None
    status: Literal["SUCCESS", "FAILED", "RUNNING", "WAITING"] | None = None
    task_id: Many = []
    task_type: Literal["SCRIPT", "COMMAND"] | None = None


class RecordsQuery(Times):
    resource_id: Many = []
    resource_group_id: Many = []
    script_id: Many = []
    script_name: Many = []
    status: str | None = None
    is_first_order: bool | None = None
    script_task_id: str | None = None
    task_type: Literal["SCRIPT", "COMMAND"] | None = None
    show_history: bool = False


# Running


def _order(project: Project, body: Execution, command: str | None, **more: Any) -> Order:
    """Check what is to be run."""
    if (body.script_ids is None) == (command is None):
        raise invalid("Either script_ids or a command is needed.")
    if command is not None and body.command_type is None:
        raise invalid("command_type is needed for a command.")
    return Order(
        scripts=[find_script(project, script_id) for script_id in dict.fromkeys(body.script_ids or [])],
        command=command,
        command_type=body.command_type if command is not None else None,
        gray_count=body.gray_count,
        gray_fail_threshold=body.gray_fail_threshold,
        timeout_minutes=body.execution_timeout,
        **more,
    )


def _group_order(project: Project, body: GroupExecution) -> Order:
    return _order(
        project,
        body,
        body.command_content,
        gray_ids=body.gray_desktop_ids,
        pre_start=body.pre_start,
        post_finish=body.post_finish,
    )


@router.post("/script-executions")
async def execute_script_or_command(project: ProjectOf, body: DesktopsExecution) -> Response:
    """ExecuteScriptOrCommand."""
    order = _order(project, body, body.command, gray_ids=body.gray_resource_ids)
    if body.gray_count and body.gray_fail_threshold and body.gray_fail_threshold >= body.gray_count:
        raise invalid("gray_fail_threshold must be less than gray_count.")
    return answer({"task_id": begin(project, order, find_desktops(project, body.resource_ids)).id})


@router.post("/desktop-pools/{pool_id}/script-executions")
async def execute_desktop_pool_script(project: ProjectOf, pool_id: str, body: PoolExecution) -> Response:
    """ExecuteDesktopPoolScript: on all desktops of the pool, or on a part of them."""
    pool = find_pool(project, pool_id)
    order = _group_order(project, body)
    desktops = [desktop for desktop in members(project, pool) if desktop.listed]
    strangers = set(body.desktop_ids or []) - {desktop.id for desktop in desktops}
    if strangers:
        raise invalid(f"The desktop {sorted(strangers)[0]} is not in the pool.")
    if body.desktop_ids is not None:
        desktops = [desktop for desktop in desktops if desktop.id in body.desktop_ids]
    return answer({"task_id": begin(project, order, desktops, pool).id})


@router.post("/script-executions/by-desktop-tag")
async def execute_script_by_desktop_tag(project: ProjectOf, body: TagExecution) -> Response:
    """ExecuteScriptByDesktopTag: the tag is written as key=value."""
    order = _group_order(project, body)
    key, sign, value = body.desktop_tag.partition("=")
    if not sign:
        raise invalid(f"The desktop tag {body.desktop_tag} is not written as key=value.")
    desktops = [one for one in project.desktops.values() if one.listed and one.tags.get(key) == value]
    return answer({"task_id": begin(project, order, desktops).id})


def _chosen(project: Project, body: TaskOrRecord) -> tuple[ScriptTask, list[ScriptRecord]]:
    """Return the execution and the records of it that a request is about."""
    if (body.task_id is None) == (body.record_id is None):
        raise invalid("Either task_id or record_id is needed.")
    if body.record_id is not None:
        record = _find_record(project, body.record_id)
        return project.table(ScriptTask)[record.task_id], [record]
    task = project.table(ScriptTask).get(body.task_id or "")
    if task is None:
        raise not_found(f"The script execution does not exist. TaskId {body.task_id}")
    return task, records_of(project, task.id)


def _find_record(project: Project, record_id: str) -> ScriptRecord:
    record = project.table(ScriptRecord).get(record_id)
    if record is None or not record.listed:
        raise not_found(f"The script execution record does not exist. RecordId {record_id}")
    return record


@router.post("/script-executions/retry")
async def retry_script_execution(project: ProjectOf, body: TaskOrRecord) -> Response:
    """RetryScriptExecution: what did not succeed is run again, as another execution."""
    task, records = _chosen(project, body)
    check_can_be_run_again(records)
    failed = [record for record in records if record.status != "SUCCESS"]
    return answer({"task_id": again(project, task, failed).id})


@router.post("/script-executions/stop")
async def stop_script_execution(project: ProjectOf, body: TaskOrRecord) -> Response:
    """StopScriptExecution: what is over stays as it is."""
    _task, records = _chosen(project, body)
    stop(project, records)
    return nothing(200)


# Telling


def _in_time(query: Times, start: float) -> bool:
    first, last = query.execute_time_start, query.execute_time_end
    return (first is None or start >= first) and (last is None or start <= last)


def _has_script(task: ScriptTask, script_id: str | None, script_name: str | None) -> bool:
    return (script_id is None or any(script.id == script_id for script in task.scripts)) and (
        script_name is None or any(script_name.casefold() in script.name.casefold() for script in task.scripts)
    )


def _tasks(project: Project, query: TasksQuery | PoolTasksQuery) -> list[ScriptTask]:
    """Return the executions that the filters of both lists let through, the newest first."""
    return [
        task
        for task in reversed(project.table(ScriptTask).values())
        if _in_time(query, task.start)
        and _has_script(task, query.script_id, query.script_name)
        and query.task_type in (None, task.task_type)
        and (not query.task_id or task.id in query.task_id)
    ]


@router.get("/script-execution-tasks")
async def list_script_tasks(project: ProjectOf, query: Annotated[TasksQuery, QueryOf()]) -> Response:
    """ListScriptTasks: what a command was is not told."""
    found = [
        task
        for task in _tasks(project, query)
        if query.status in (None, task.status)
        and (not query.resource_group_id or task.pool_id in query.resource_group_id)
        and (query.resource_group_type is None or query.resource_group_type == "DESKTOP_POOL" and task.pool_id)
    ]
    rows = [
        present(
            {
                "id": task.id,
                "task_scripts": [{"id": script.id, "name": script.name} for script in task.scripts],
                "resource_type": "DESKTOP",
                "resource_ids": task.desktop_ids,
                "gray_resource_ids": task.gray_ids,
                **counts(project, task),
                "start_time": iso_seconds(task.start),
                "end_time": iso_seconds(task.end) if task.end is not None else None,
                "status": task.status,
            }
        )
        for task in page(found, query.offset, query.limit)
    ]
    return answer({"script_tasks": rows, "count": len(found)})


@router.get("/desktop-pools/script-execution-tasks/detail")
async def show_desktop_pools_script_exec_tasks(
    project: ProjectOf, query: Annotated[PoolTasksQuery, QueryOf()]
) -> Response:
    """ShowDesktopPoolsScriptExecTasks: asked for by other words for a status than it is told in."""
    found = [
        task
        for task in _tasks(project, query)
        if task.pool_id is not None
        and query.desktop_pool_id in (None, task.pool_id)
        and (query.status is None or POOL_STATUS[query.status] == task.status)
    ]
    rows = [
        present(
            {
                "id": task.id,
                "desktop_pool_id": task.pool_id,
                "desktop_pool_name": task.pool_name,
                "scripts": [{"id": script.id, "name": script.name} for script in task.scripts],
                "command_content": task.command,
                "command_type": task.command_type,
                "start_time": iso_seconds(task.start),
                "end_time": iso_seconds(task.end) if task.end is not None else None,
                "status": task.status,
                **counts(project, task),
            }
        )
        for task in page(found, query.offset, query.limit)
    ]
    return answer({"script_execution_tasks": rows, "total_count": len(found)})


@router.get("/script-execution-records")
async def list_script_records(project: ProjectOf, query: Annotated[RecordsQuery, QueryOf()]) -> Response:
    """ListScriptRecords: without history the newest of each script and desktop, but all of an execution asked for."""
    if query.show_history and not (query.resource_id and query.script_id):
        raise invalid("show_history needs resource_id and script_id.")
    listed = [record for record in project.table(ScriptRecord).values() if record.listed]
    if not query.show_history and query.script_task_id is None:
        listed = list({(record.desktop_id, record.script_id): record for record in listed}.values())
    tasks = project.table(ScriptTask)
    found = [record for record in listed if _matches(query, record, tasks[record.task_id])]
    found.sort(key=lambda record: -tasks[record.task_id].start)
    rows = [_record_row(record) for record in page(found, query.offset, query.limit)]
    return answer({"script_records": rows, "count": len(found)})


def _matches(query: RecordsQuery, record: ScriptRecord, task: ScriptTask) -> bool:
    return (
        _in_time(query, record.start or task.start)
        and (not query.resource_id or record.desktop_id in query.resource_id)
        and (not query.resource_group_id or task.pool_id in query.resource_group_id)
        and (not query.script_id or record.script_id in query.script_id)
        and (not query.script_name or record.script_name in query.script_name)
        and query.status in (None, record.status)
        and query.is_first_order in (None, record.order == FIRST)
        and query.script_task_id in (None, record.task_id)
        and query.task_type in (None, task.task_type)
    )


def _record_row(record: ScriptRecord) -> dict[str, Any]:
    return present(
        {
            "id": record.id,
            "script_id": record.script_id,
            "script_name": record.script_name,
            "script_task_id": record.task_id,
            "resource_id": record.desktop_id,
            "resource_name": record.desktop_name,
            "resource_type": "DESKTOP",
            "start_time": iso_seconds(record.start) if record.start is not None else None,
            "end_time": iso_seconds(record.end) if record.end is not None else None,
            "status": record.status,
            "execute_order": record.order,
            "result_code": record.result_code,
            "reason": record.reason,
        }
    )


@router.get("/script-execution-records/{record_id}")
async def show_script_record_detail(project: ProjectOf, record_id: str) -> Response:
    """ShowScriptRecordDetail: it alone tells the output."""
    record = _find_record(project, record_id)
    return answer({**_record_row(record), **present({"output": record.output})})
