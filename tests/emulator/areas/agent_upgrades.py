# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that upgrade agents by the clock, in a window and with a first batch."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.agents import is_offered
from emulator.cloud.project import Project
from emulator.cloud.records import Pool
from emulator.cloud.schedules import ZONES
from emulator.cloud.upgrade_tasks import GRAY, SCHEDULE, UpgradeTask, wind_up
from emulator.engine.contract import Body, ProjectOf, Query, Text, Text255, answer, nothing, page
from emulator.engine.errors import conflict, invalid, not_found

router = APIRouter(prefix="/v2/{project_id}")

Switch = Literal[0, 1]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$")]
ScheduledType = Literal["FIXED_TIME", "DAY", "WEEK", "MONTH"]

NEEDED = {
    "FIXED_TIME": ("scheduled_date",),
    "DAY": ("day_interval",),
    "WEEK": ("week_list",),
    "MONTH": ("month_list", "date_list"),
}

LISTED = (
    "id",
    "task_name",
    "task_type",
    "scheduled_type",
    "timezone",
    "last_execute_status",
    "next_execute_time",
    "is_enable",
    "target_version",
    "execute_strategy",
    "description",
)


class ApplyObject(Body):
    object_type: Literal["DESKTOP", "ALL_DESKTOPS", "DESKTOP_POOL", "DESKTOP_TAG"]
    object_id: Text255 | None = None


class UpgradeTaskChange(Body):
    task_name: Text | None = None
    scheduled_type: ScheduledType | None = None
    timezone: str | None = None
    week_list: Text255 | None = None
    month_list: Text255 | None = None
    date_list: Text255 | None = None
    day_interval: int | None = Field(None, ge=1, le=31)
    scheduled_date: str | None = Field(None, pattern=r"^\d{4}-\d\d-\d\d$")
    scheduled_time: Clock | None = None
    scheduled_end_time: Clock | None = None
    is_force_execute: Switch | None = None
    min_version: Text | None = None
    target_version: Text | None = None
    expire_enable: Switch | None = None
    expire_time: str | None = None
    is_notify: Switch | None = None
    extra_params: str | None = None
    execute_strategy: Switch | None = None
    grayscale_rule: Switch | None = None
    random_first_batch_count: int | None = Field(None, ge=1)
    gray_object_ids: str | None = None
    gray_fail_threshold: int | None = Field(None, ge=1)
    is_enable: Switch | None = None
    description: Text255 | None = None
    apply_objects: list[ApplyObject] | None = None


class UpgradeTaskCreation(UpgradeTaskChange):
    task_name: Text
    task_type: Literal[0, 1, 2]
    scheduled_type: ScheduledType
    timezone: str
    scheduled_time: Clock
    scheduled_end_time: Clock
    is_force_execute: Switch
    min_version: Text
    target_version: Text
    expire_enable: Switch
    is_notify: Switch
    execute_strategy: Switch
    is_enable: Switch


class UpgradeTaskQuery(Query):
    task_id: str | None = None
    task_name: str | None = None
    task_type: int | None = None
    scheduled_type: ScheduledType | None = None
    is_enable: int | None = None
    last_execute_status: str | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=1, le=100)


class ObjectQuery(Query):
    object_name: str | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=1, le=100)


class Deletion(Body):
    task_ids: Annotated[list[Text], Field(min_length=1, max_length=100)]


def _find(project: Project, task_id: str) -> UpgradeTask:
    task = project.table(UpgradeTask).get(task_id)
    if task is None:
        raise not_found(f"The upgrade task {task_id} does not exist.")
    return task


def _check(project: Project, task: UpgradeTask) -> None:
    """Refuse what no task can be."""
    if any(one.task_name == task.task_name and one.id != task.id for one in project.table(UpgradeTask).values()):
        raise conflict(f"There is a task {task.task_name} already.")
    if task.timezone not in ZONES:
        raise invalid(f"There is no time zone {task.timezone}.")
    if not is_offered(task.target_version):
        raise invalid(f"The version {task.target_version} is not offered.")
    for name in NEEDED[task.scheduled_type]:
        if getattr(task, name) is None:
            raise invalid(f"{task.scheduled_type} needs {name}.")
    if task.expire_enable and not task.expire_time:
        raise invalid("expire_enable needs expire_time.")
    if task.execute_strategy == GRAY and not (task.gray_object_ids or task.random_first_batch_count):
        raise invalid("A gray upgrade needs a first batch.")
    known = {("DESKTOP", desktop.sid) for desktop in project.desktops.values()}
    known |= {("DESKTOP_POOL", pool.id) for pool in project.table(Pool).values()}
    for one in task.apply_objects:
        key = one["object_type"], one["object_id"]
        if key[0] in ("DESKTOP", "DESKTOP_POOL") and key not in known:
            raise invalid(f"The {key[0]} {key[1]} does not exist.")


def _values(body: UpgradeTaskChange) -> dict[str, Any]:
    values = body.model_dump(exclude_none=True, exclude={"apply_objects", "gray_object_ids"})
    if body.apply_objects is not None:
        values["apply_objects"] = [one.model_dump() for one in body.apply_objects]
    if body.gray_object_ids is not None:
        try:
            ids = json.loads(body.gray_object_ids or "[]")
        except ValueError:
            ids = None
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise invalid("gray_object_ids is no JSON list of texts.")
        values["gray_object_ids"] = ids
    return values


def _put(project: Project, task: UpgradeTask) -> None:
    _check(project, task)
    project.table(UpgradeTask)[task.id] = task
    wind_up(project, task)


@router.post("/upgrade-task")
async def create_upgrade_schedule_task(project: ProjectOf, body: UpgradeTaskCreation) -> Response:
    """CreateUpgradeScheduleTask."""
    task = UpgradeTask(id=project.new_id(), begun=project.now, **_values(body))
    _put(project, task)
    return answer({"task_id": task.id})


@router.put("/upgrade-task/{task_id}")
async def update_upgrade_task(project: ProjectOf, task_id: str, body: UpgradeTaskChange) -> Response:
    """UpdateUpgradeTask: a schedule and the objects are replaced as a whole, what else is not sent stays."""
    before = _find(project, task_id).model_dump()
    values = _values(body)
    if any(name in values for name in SCHEDULE):
        before.update({name: None for name in SCHEDULE if name not in ("scheduled_type", "scheduled_time")})
        before["begun"] = project.now
    _put(project, UpgradeTask.model_validate({**before, **values}))
    return nothing(200)


@router.post("/upgrade-task/batch-delete")
async def delete_upgrade_task(project: ProjectOf, body: Deletion) -> Response:
    """DeleteUpgradeTask: unknown ones are passed over."""
    for task_id in body.task_ids:
        project.table(UpgradeTask).pop(task_id, None)
    return nothing(200)


@router.get("/upgrade-tasks")
async def list_upgrade_tasks(project: ProjectOf, query: Annotated[UpgradeTaskQuery, QueryOf()]) -> Response:
    """ListUpgradeTasks: the name is fuzzy."""
    found = [
        task
        for task in project.table(UpgradeTask).values()
        if query.task_id in (None, task.id)
        and (query.task_name or "").casefold() in task.task_name.casefold()
        and query.task_type in (None, task.task_type)
        and query.scheduled_type in (None, task.scheduled_type)
        and query.is_enable in (None, task.is_enable)
        and query.last_execute_status in (None, task.last_execute_status)
    ]
    rows = [
        {name: value for name, value in task.view().items() if name in LISTED}
        for task in page(found, query.offset, query.limit)
    ]
    return answer({"tasks": rows, "total": len(found)})


@router.get("/upgrade-task/{task_id}")
async def show_upgrade_task_detail(project: ProjectOf, task_id: str) -> Response:
    """ShowUpgradeTaskDetail."""
    task = _find(project, task_id)
    return answer({**task.view(), "gray_object_ids": json.dumps(task.gray_object_ids), "project_id": project.id})


@router.get("/upgrade-task/{task_id}/apply-objects")
async def list_task_apply_objects(
    project: ProjectOf, task_id: str, query: Annotated[ObjectQuery, QueryOf()]
) -> Response:
    """ListTaskApplyObjects: a desktop is one by its SID."""
    task = _find(project, task_id)
    desktops = {desktop.sid: desktop for desktop in project.desktops.values()}
    pools = project.table(Pool)
    rows: list[dict[str, str | None]] = []
    for one in task.apply_objects:
        object_id = one["object_id"] or ""
        desktop, pool = desktops.get(object_id), pools.get(object_id)
        name = desktop.shown_name if desktop else pool.name if pool else object_id
        rows.append({**one, "object_name": name, **({"object_extra_id": desktop.id} if desktop else {})})
    found = [row for row in rows if (query.object_name or "") in (row["object_name"] or "")]
    return answer({"apply_objects": page(found, query.offset, query.limit), "total_count": len(found)})
