# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks: they are kept, and carried out as the project's clock passes their times."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.areas.scripts import find_script
from emulator.areas.snapshots import take
from emulator.cloud.desktops import RUNNING_OR_OFF, check_idle
from emulator.cloud.jobs import part, submit
from emulator.cloud.pools import check_agency
from emulator.cloud.power import start_action
from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop, Notice, Pool, Script, ScriptTask
from emulator.cloud.schedules import (
    DEFAULT_ZONE,
    DETAIL,
    SCHEDULE,
    ZONES,
    ScheduledTask,
    TaskExecution,
    executions,
    expiry,
    noted,
    shown,
    upcoming,
    zone_row,
)
from emulator.cloud.script_runs import FAILURES, Order, begin, records_of
from emulator.engine.contract import Body, ProjectOf, Query, Text, Text255, answer, nothing, page, present
from emulator.engine.errors import BUSY, ApiError, invalid

router = APIRouter(prefix="/v2/{project_id}")

TaskType = Literal["START", "STOP", "REBOOT", "HIBERNATE", "REBUILD", "EXECUTE_SCRIPT", "CREATE_SNAPSHOT"]
ScheduledType = Literal["FIXED_TIME", "DAY", "WEEK", "MONTH", "LIFE_CYCLE"]
LifeCycleType = Literal[
    "POST_CREATE_DESKTOP_SUCCESS",
    "POST_REBUILD_DESKTOP_SUCCESS",
    "POST_REATTACH_DESKTOP_SUCCESS",
    "POST_DESKTOP_DISCONNECTED",
]
DISCONNECTED = "POST_DESKTOP_DISCONNECTED"
ACTIONS = {"START": "os-start", "STOP": "os-stop", "REBOOT": "reboot", "HIBERNATE": "os-hibernate"}
DISTURBING = ("STOP", "REBOOT", "HIBERNATE", "REBUILD")

NEEDED: dict[str, tuple[str, ...]] = {
    "FIXED_TIME": ("scheduled_date", "scheduled_time"),
    "DAY": ("day_interval", "scheduled_time"),
    "WEEK": ("week_list", "scheduled_time"),
    "MONTH": ("month_list", "date_list", "scheduled_time"),
    "LIFE_CYCLE": ("life_cycle_type",),
}
"""What belongs to each kind of schedule."""

FUTURE = 5
"""How many executions are foretold."""


class Schedule(Body):
    """When a task is due."""

    scheduled_type: ScheduledType | None = None
    day_interval: Annotated[int, Field(ge=1, le=31)] | None = None
    week_list: Annotated[str, Field(max_length=255, pattern=r"^([1-7](,[1-7])*)?$")] | None = None
    month_list: Annotated[str, Field(max_length=255, pattern=r"^((1[0-2]|[1-9])(,(1[0-2]|[1-9]))*)?$")] | None = None
    date_list: (
        Annotated[str, Field(max_length=255, pattern=r"^(([12]\d|3[01]|[1-9]|L)(,([12]\d|3[01]|[1-9]|L))*)?$")] | None
    ) = None
    scheduled_date: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")] | None = None
    scheduled_time: Annotated[str, Field(pattern=r"^(\d\d:\d\d:\d\d)?$")] | None = None
    expire_time: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?$")] | None = None
    gray_count: Annotated[int, Field(ge=0, le=1000)] | None = None
    gray_desktop_ids: Annotated[list[Text255], Field(max_length=1000)] | None = None
    gray_fail_threshold: Annotated[int, Field(ge=1, le=1000)] | None = None
    life_cycle_type: LifeCycleType | None = None
    time_zone: Annotated[str, Field(max_length=2000)] | None = None


class ApplyObject(Body):
    object_type: Literal["DESKTOP", "DESKTOP_POOL", "ALL_DESKTOPS", "DESKTOP_TAG"]
    object_id: Text | None = None
    object_name: str | None = None


ApplyObjects = Annotated[list[ApplyObject], Field(max_length=1000)]
WaitTime = Annotated[int, Field(ge=0, le=43200)]
Period = Annotated[int, Field(ge=1, le=10080)]


class TaskCreation(Schedule):
    task_name: Text
    task_type: TaskType
    force_execute: bool = False
    description: Text255 = ""
    extra_params: Annotated[str, Field(max_length=2000)] | None = None
    apply_objects: ApplyObjects = []
    wait_time: WaitTime = 0
    life_cycle_exec_period: Period = 1440


class TaskUpdate(Schedule):
    task_name: Text | None = None
    force_execute: bool | None = None
    description: Text255 | None = None
    enable: bool | None = None
    extra_params: Annotated[str, Field(max_length=1024)] | None = None
    apply_object_update_type: Literal["FULL_COVERAGE", "CLEAR_ALL"] | None = None
    apply_objects: ApplyObjects | None = None
    priority: Annotated[int, Field(ge=1, le=50)] | None = None
    is_gray: bool | None = None
    wait_time: WaitTime | None = None
    life_cycle_exec_period: Period | None = None


class TaskDeletion(Body):
    task_ids: Annotated[list[Text255], Field(min_length=1, max_length=5000)]


class TaskQuery(Query):
    offset: int = Field(ge=0, le=50)
    limit: int = Field(ge=0, le=50)
    task_name: str | None = None
    task_type: str | None = None
    scheduled_type: str | None = None
    life_cycle_type: str | None = None
    last_status: str | None = None


class RecordsQuery(Query):
    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=0, le=100)


class RecordDetailsQuery(Query):
    offset: int = Field(ge=0, le=1000)
    limit: int = Field(ge=0, le=50)


class ZoneQuery(Query):
    time_zone_name: str | None = None


# Checking


def _check_moment(name: str, value: str | None, parse: Any) -> None:
    if value:
        try:
            parse(value)
        except ValueError as error:
            raise invalid(f"{name}: {value} does not exist.") from error


def _check_schedule(schedule: Schedule, task_type: str | None) -> None:
    """Refuse a schedule that lacks what its kind needs, or names times and zones that do not exist."""
    if schedule.scheduled_type is None:
        raise invalid("scheduled_type is missing.")
    lacking = [name for name in NEEDED[schedule.scheduled_type] if not getattr(schedule, name)]
    if lacking:
        raise invalid(f"{lacking[0]} is needed for scheduled_type {schedule.scheduled_type}.")
    if schedule.scheduled_type == "LIFE_CYCLE" and task_type in ("START", "REBUILD"):
        raise invalid(f"A task of scheduled_type LIFE_CYCLE cannot {task_type}.")
    _check_moment("scheduled_date", schedule.scheduled_date, date.fromisoformat)
    _check_moment("scheduled_time", schedule.scheduled_time, time.fromisoformat)
    _check_moment("expire_time", schedule.expire_time, datetime.fromisoformat)
    if schedule.time_zone and schedule.time_zone not in ZONES:
        raise invalid(f"The time zone {schedule.time_zone} does not exist.")


def _check_params(extra_params: str | None) -> None:
    if extra_params:
        try:
            decoded = json.loads(extra_params)
        except ValueError as error:
            raise invalid("extra_params is not JSON.") from error
        if not isinstance(decoded, dict):
            raise invalid("extra_params is not an object.")


def _scripts(project: Project, extra_params: str | None) -> list[Script]:
    """Return the scripts that a task is to run, in which ``script_ids`` or ``script_id`` of ``extra_params`` name."""
    params = json.loads(extra_params or "{}")
    ids = params.get("script_ids", [params["script_id"]] if "script_id" in params else [])
    if not isinstance(ids, list) or not ids:
        raise invalid("extra_params names no script.")
    return [find_script(project, str(script_id)) for script_id in ids]


def _check_scripts(project: Project, task_type: str, extra_params: str | None) -> None:
    """Refuse a task that is to run scripts which are not in the library."""
    if task_type == "EXECUTE_SCRIPT":
        try:
            _scripts(project, extra_params)
        except ApiError as error:
            raise invalid(error.message) from error


def _objects(project: Project, wanted: list[ApplyObject], known: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the objects of a task as they are kept; those that it does not have yet must exist."""
    before = {(row["object_type"], row.get("object_id")): row for row in known}
    kept = []
    for one in wanted:
        if one.object_type != "ALL_DESKTOPS" and one.object_id is None:
            raise invalid(f"object_id is needed for {one.object_type}.")
        if (one.object_type, one.object_id) in before:
            kept.append(before[one.object_type, one.object_id])
            continue
        row = {"object_type": one.object_type, "object_id": one.object_id, "object_name": _name(project, one)}
        kept.append(present(row))
    if len(wanted) > 1 and any(one.object_type == "ALL_DESKTOPS" for one in wanted):
        raise invalid("ALL_DESKTOPS stands alone.")
    return kept


def _name(project: Project, one: ApplyObject) -> str | None:
    """Return the name of an object, or refuse it."""
    key = one.object_id or ""
    if one.object_type == "DESKTOP":
        desktop = project.desktops.get(key)
        if desktop is None or not desktop.listed:
            raise invalid(f"The desktop {key} does not exist.")
        return desktop.shown_name
    if one.object_type == "DESKTOP_POOL":
        if key not in project.table(Pool):
            raise invalid(f"The desktop pool {key} does not exist.")
        return project.table(Pool)[key].name
    if one.object_type == "DESKTOP_TAG":
        if "=" not in key:
            raise invalid(f"The desktop tag {key} is not written as key=value.")
        return key
    return None


def _find(project: Project, task_id: str) -> ScheduledTask:
    task = project.table(ScheduledTask).get(task_id)
    if task is None:
        raise invalid("The scheduled task does not exist.")
    return task


# Keeping


@router.post("/scheduled-tasks")
async def create_scheduled_tasks(project: ProjectOf, body: TaskCreation) -> Response:
    """CreateScheduledTasks: it needs the agency of the service; names are not unique, and a new task is enabled."""
    check_agency(project)
    _check_schedule(body, body.task_type)
    _check_params(body.extra_params)
    _check_scripts(project, body.task_type, body.extra_params)
    fields = body.model_dump(exclude={"apply_objects", "time_zone"})
    objects = _objects(project, body.apply_objects, [])
    zone = body.time_zone or DEFAULT_ZONE
    task = ScheduledTask(id=project.new_id(), begun=project.now, time_zone=zone, **{**fields, "apply_objects": objects})
    project.table(ScheduledTask)[task.id] = task
    _wind_up(project, task)
    return answer({"task_id": task.id})


@router.get("/scheduled-tasks")
async def list_scheduled_tasks(project: ProjectOf, query: Annotated[TaskQuery, QueryOf()]) -> Response:
    """ListScheduledTasks: the name is fuzzy, and tasks of a life cycle are there only if asked for."""
    found = [task for task in project.table(ScheduledTask).values() if _matches(query, task)]
    views = [_row(task) for task in page(found, query.offset, query.limit)]
    return answer({"scheduled_tasks": views, "total_count": len(found)})


def _matches(query: TaskQuery, task: ScheduledTask) -> bool:
    kind = query.scheduled_type
    return (
        (kind == task.scheduled_type if kind else task.scheduled_type != "LIFE_CYCLE")
        and (query.task_name or "").casefold() in task.task_name.casefold()
        and query.task_type in (None, task.task_type)
        and query.life_cycle_type in (None, task.life_cycle_type)
        and query.last_status in (None, task.last_status)
    )


def _row(task: ScheduledTask) -> dict[str, Any]:
    moment = next(executions(task, task.due - 1), None) if task.due is not None else None
    life_cycle = task.scheduled_type == "LIFE_CYCLE"
    return present(
        {
            "id": task.id,
            "task_name": task.task_name,
            "task_type": task.task_type,
            "scheduled_type": task.scheduled_type,
            "life_cycle_type": task.life_cycle_type if life_cycle else None,
            "life_cycle_exec_period": task.life_cycle_exec_period if life_cycle else None,
            "last_status": task.last_status,
            "next_execution_time": shown(moment) if moment else None,
            "expire_time": task.expire_time,
            "enable": task.enable,
            "description": task.description,
            "priority": task.priority if life_cycle else None,
            "time_zone": task.time_zone,
            "wait_time": task.wait_time if life_cycle else None,
            "extra_params": task.extra_params,
        }
    )


@router.get("/scheduled-tasks/{task_id}")
async def show_scheduled_tasks(project: ProjectOf, task_id: str) -> Response:
    """ShowScheduledTasks: neither whether the task is enabled nor its priority."""
    return answer(present(_find(project, task_id).model_dump(include=set(DETAIL))))


@router.put("/scheduled-tasks/{task_id}")
async def update_scheduled_tasks(project: ProjectOf, task_id: str, body: TaskUpdate) -> Response:
    """UpdateScheduledTasks: a schedule is replaced as a whole, anything else only where it is sent."""
    task = _find(project, task_id)
    schedule = body.model_dump(include=set(SCHEDULE))
    replaced = any(value is not None for value in schedule.values())
    if replaced:
        _check_schedule(body, task.task_type)
    _check_params(body.extra_params)
    if body.extra_params is not None:
        _check_scripts(project, task.task_type, body.extra_params)
    objects = task.apply_objects
    if body.apply_object_update_type == "CLEAR_ALL":
        if body.apply_objects:
            raise invalid("apply_objects must be empty where apply_object_update_type is CLEAR_ALL.")
        objects = []
    elif body.apply_objects:
        objects = _objects(project, body.apply_objects, task.apply_objects)
    task.apply_objects = objects
    rest = body.model_dump(exclude={*SCHEDULE, "apply_objects", "apply_object_update_type"}, exclude_none=True)
    for name, value in rest.items():
        setattr(task, name, value)
    if replaced:
        _replace_schedule(project, task, {**schedule, "time_zone": body.time_zone or DEFAULT_ZONE})
    _wind_up(project, task)
    return nothing(200)


def _replace_schedule(project: Project, task: ScheduledTask, schedule: dict[str, Any]) -> None:
    if any(getattr(task, name) != value for name, value in schedule.items()):
        task.begun = project.now
    for name, value in schedule.items():
        setattr(task, name, value)


@router.delete("/scheduled-tasks/{task_id}")
async def delete_scheduled_tasks(project: ProjectOf, task_id: str) -> Response:
    """DeleteScheduledTasks."""
    _delete(project, _find(project, task_id).id)
    return nothing(200)


@router.post("/scheduled-tasks/batch-delete")
async def batch_delete_scheduled_tasks(project: ProjectOf, body: TaskDeletion) -> Response:
    """BatchDeleteScheduledTasks: unknown tasks are passed over."""
    for task_id in body.task_ids:
        _delete(project, task_id)
    return nothing(200)


def _delete(project: Project, task_id: str) -> None:
    project.table(ScheduledTask).pop(task_id, None)
    gone = [record.id for record in project.table(TaskExecution).values() if record.task_id == task_id]
    for record_id in gone:
        del project.table(TaskExecution)[record_id]


# Telling


@router.get("/scheduled-tasks/{task_id}/records")
async def list_scheduled_tasks_records(
    project: ProjectOf, task_id: str, query: Annotated[RecordsQuery, QueryOf()]
) -> Response:
    """ListScheduledTasksRecords: the newest first."""
    task = _find(project, task_id)
    found = [record for record in project.table(TaskExecution).values() if record.task_id == task.id][::-1]
    views = [_record_row(record) for record in page(found, query.offset, query.limit)]
    return answer({"tasks_records": views, "total_count": len(found)})


def _record_row(record: TaskExecution) -> dict[str, Any]:
    statuses = [row["exec_status"] for row in record.rows]
    return present(
        {
            "id": record.id,
            "start_time": noted(record.start, record.time_zone),
            "task_type": record.task_type,
            "scheduled_type": record.scheduled_type,
            "life_cycle_type": record.life_cycle_type,
            "status": record.status,
            "success_num": statuses.count("SUCCESS"),
            "failed_num": statuses.count("FAIL"),
            "skip_num": statuses.count("SKIP"),
            "time_zone": record.time_zone,
            "execute_task_id": record.execute_task_id,
        }
    )


@router.get("/scheduled-tasks/{task_id}/records/{record_id}")
async def list_scheduled_tasks_records_details(
    project: ProjectOf, task_id: str, record_id: str, query: Annotated[RecordDetailsQuery, QueryOf()]
) -> Response:
    """ListScheduledTasksRecordsDetails."""
    record = project.table(TaskExecution).get(record_id)
    if record is None or record.task_id != _find(project, task_id).id:
        raise invalid("The record of the scheduled task does not exist.")
    views = [present(row) for row in page(record.rows, query.offset, query.limit)]
    return answer({"tasks_records_details": views, "total_count": len(record.rows)})


@router.post("/scheduled-tasks/future-executions", tags=["read"])
async def list_future_executions(project: ProjectOf, body: Schedule) -> Response:
    """ListFutureExecutions: the next five."""
    _check_schedule(body, None)
    fields = body.model_dump(exclude={"time_zone"})
    zone = body.time_zone or DEFAULT_ZONE
    task = ScheduledTask(id="", task_name="", task_type="", begun=project.now, time_zone=zone, **fields)
    return answer({"future_executions": [shown(moment) for moment in upcoming(task, project.now, FUTURE)]})


@router.get("/common/timezones")
async def list_time_zones(project: ProjectOf, query: Annotated[ZoneQuery, QueryOf()]) -> Response:
    """ListTimeZones: all of them, whatever name is asked for."""
    del query
    return answer({"time_zones": [zone_row(name, project.now) for name in ZONES]})


# Carrying out


def _wind_up(project: Project, task: ScheduledTask) -> None:
    """Let a task be due at its next time; one that will never be due again is disabled once it has been due."""
    following = next(executions(task, project.now), None) if task.enable else None
    task.due = following.timestamp() if following else None
    if task.due is not None:
        project.after(task.due - project.now, "scheduled-task-due", settles=False, task_id=task.id, due=task.due)


@on("scheduled-task-due")
def scheduled_task_due(project: Project, task_id: str, due: float) -> None:
    """The time of a task has come, unless it was changed, paused or deleted meanwhile."""
    task = project.table(ScheduledTask).get(task_id)
    if task is None or not task.enable or task.due != due:
        return
    _execute(project, task, _targets(project, task))
    _wind_up(project, task)
    if task.due is None:
        task.enable = False


@on("desktop-life-cycle")
def desktop_life_cycle(project: Project, desktop_id: str, life_cycle_type: str, connection_id: str | None) -> None:
    """Something has happened to a desktop: tasks that wait for it follow, each after its waiting time in minutes."""
    tasks = project.table(ScheduledTask).values()
    for task in sorted(tasks, key=lambda task: task.priority or 0):
        fits = task.scheduled_type == "LIFE_CYCLE" and task.life_cycle_type == life_cycle_type
        if fits and task.enable and any(desktop.id == desktop_id for desktop in _targets(project, task)):
            project.after(
                task.wait_time * 60,
                "scheduled-task-triggered",
                settles=False,
                task_id=task.id,
                desktop_id=desktop_id,
                connection_id=connection_id,
            )


@on("scheduled-task-triggered")
def scheduled_task_triggered(project: Project, task_id: str, desktop_id: str, connection_id: str | None) -> None:
    """The waiting time after an event is over; whoever has come back meanwhile has called it off."""
    task = project.table(ScheduledTask).get(task_id)
    desktop = project.desktops.get(desktop_id)
    if task is None or desktop is None or not task.enable:
        return
    end = expiry(task)
    came_back = task.life_cycle_type == DISCONNECTED and desktop.last_connection_id != connection_id
    if not came_back and (end is None or project.now <= end):
        _execute(project, task, [desktop])


def _targets(project: Project, task: ScheduledTask) -> list[Desktop]:
    """Return the desktops that a task applies to now."""
    return [
        desktop
        for desktop in project.desktops.values()
        if desktop.listed and desktop.operation != "delete" and any(_covers(row, desktop) for row in task.apply_objects)
    ]


def _covers(row: dict[str, str], desktop: Desktop) -> bool:
    kind, key = row["object_type"], row.get("object_id", "")
    if kind == "DESKTOP_TAG":
        name, _sign, value = key.partition("=")
        return desktop.tags.get(name) == value
    return kind == "ALL_DESKTOPS" or key == {"DESKTOP": desktop.id, "DESKTOP_POOL": desktop.pool_id}[kind]


def _execute(project: Project, task: ScheduledTask, desktops: list[Desktop]) -> None:
    """Do to each desktop what a task says, and note the outcome."""
    record_id = project.new_id()
    ready = [desktop for desktop in desktops if not _has_run_lately(project, task, desktop)]
    _notify(project, task, ready)
    script_task = _run_scripts(project, task, ready) if task.task_type == "EXECUTE_SCRIPT" else None
    rows = [_attempt(project, task, desktop, record_id) for desktop in desktops]
    task.last_runs.update({row["desktop_id"]: project.now for row in rows if row["exec_status"] == "SUCCESS"})
    status = task.last_status = _whole(rows)
    project.note(
        TaskExecution(
            id=record_id,
            task_id=task.id,
            start=project.now,
            task_type=task.task_type,
            scheduled_type=task.scheduled_type,
            life_cycle_type=task.life_cycle_type if task.scheduled_type == "LIFE_CYCLE" else None,
            time_zone=task.time_zone,
            status=status,
            execute_task_id=script_task.id if script_task else None,
            rows=rows,
        )
    )


def _has_run_lately(project: Project, task: ScheduledTask, desktop: Desktop) -> bool:
    """Whether a task that waits for events has been carried out on a desktop within its period already."""
    last = task.last_runs.get(desktop.id)
    waits = task.scheduled_type == "LIFE_CYCLE"
    return waits and last is not None and project.now < last + task.life_cycle_exec_period * 60


def _notify(project: Project, task: ScheduledTask, desktops: list[Desktop]) -> None:
    """Tell the people in running desktops what a task has to tell them."""
    text = json.loads(task.extra_params or "{}").get("notify_message")
    running = [desktop.id for desktop in desktops if desktop.status == "ACTIVE"]
    if isinstance(text, str) and text and running:
        notice = Notice(id=project.new_id(), text=text, desktop_ids=running, sent=project.now)
        project.table(Notice)[notice.id] = notice


def _whole(rows: list[dict[str, Any]]) -> str:
    """Return the outcome of an execution as a whole."""
    statuses = {row["exec_status"] for row in rows}
    return next((status for status in ("FAIL", "SUCCESS") if status in statuses), "SKIP")


def _run_scripts(project: Project, task: ScheduledTask, desktops: list[Desktop]) -> ScriptTask | None:
    """Begin to run the scripts of a task; nothing if they are not in the library any more."""
    try:
        scripts = _scripts(project, task.extra_params)
    except ApiError:
        return None
    ids = [desktop.id for desktop in desktops]
    order = Order(
        scripts,
        gray_count=task.gray_count,
        gray_ids=[desktop_id for desktop_id in task.gray_desktop_ids or [] if desktop_id in ids],
        gray_fail_threshold=task.gray_fail_threshold,
    )
    return begin(project, order, desktops) if desktops else None


@on("script-task-ended")
def script_task_ended(project: Project, task_id: str) -> None:
    """The scripts of a task have ended: their outcomes are those of its desktops."""
    for execution in project.table(TaskExecution).values():
        if execution.execute_task_id == task_id:
            for row in execution.rows:
                _judge(project, task_id, row)
            execution.status = _whole(execution.rows)
            task = project.table(ScheduledTask).get(execution.task_id)
            if task is not None:
                task.last_status = execution.status


def _judge(project: Project, task_id: str, row: dict[str, Any]) -> None:
    own = [record for record in records_of(project, task_id) if record.desktop_id == row["desktop_id"]]
    bad = next((record for record in own if record.status != "SUCCESS"), None)
    row["end_time"] = noted(max((record.end or project.now for record in own), default=project.now), row["time_zone"])
    if bad is not None:
        status = "FAIL" if bad.status in FAILURES else "SKIP"
        row.update(exec_status=status, result_code=bad.result_code, fail_reason=bad.reason)


def _attempt(project: Project, task: ScheduledTask, desktop: Desktop, record_id: str) -> dict[str, Any]:
    """Do to one desktop what a task says; return the row of the record."""
    row = {
        "id": project.new_id(),
        "record_id": record_id,
        "desktop_id": desktop.id,
        "desktop_name": desktop.shown_name,
        "exec_status": "SUCCESS",
        "start_time": noted(project.now, task.time_zone),
        "end_time": noted(project.now, task.time_zone),
        "time_zone": task.time_zone,
    }
    if _has_run_lately(project, task, desktop):
        reason = "The task has run within life_cycle_exec_period."
        return {**row, "exec_status": "SKIP", "result_code": BUSY, "fail_reason": reason}
    if task.task_type in DISTURBING and not task.force_execute and _is_in_use(task, desktop):
        return {**row, "exec_status": "SKIP", "result_code": BUSY, "fail_reason": "A user is logged in."}
    try:
        _act(project, task, desktop)
    except ApiError as error:
        status = "SKIP" if error.code == BUSY else "FAIL"
        return {**row, "exec_status": status, "result_code": error.code, "fail_reason": error.message}
    return row


def _is_in_use(task: ScheduledTask, desktop: Desktop) -> bool:
    """Whether somebody would be disturbed; a task that waits for people to leave disturbs only who came back."""
    if task.scheduled_type == "LIFE_CYCLE" and task.life_cycle_type == DISCONNECTED:
        return desktop.login_status == "CONNECTED"
    return desktop.session_user is not None


def _act(project: Project, task: ScheduledTask, desktop: Desktop) -> None:
    if task.task_type in ACTIONS:
        start_action(project, desktop, ACTIONS[task.task_type], by="task")
    elif task.task_type == "REBUILD":
        check_idle(desktop, RUNNING_OR_OFF)
        desktop.operation = "rebuild"
        arguments = {"image_id": desktop.image_id, "kms_id": None, "encrypt_type": "KEEP"}
        submit(project, "rebuildDesktops", [part(desktop.id, desktop.shown_name, arguments=arguments)])
    elif task.task_type == "CREATE_SNAPSHOT":
        take(project, [desktop], "SYSTEM_DISK", task.task_name)
    else:
        _scripts(project, task.extra_params)
