# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upgrades of agents by the clock: whom they are about, when they are due, and their first batch."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from emulator.cloud.agents import upgrade
from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop, Record
from emulator.cloud.schedules import ScheduledTask, noted, upcoming

GRAY, FIXED = 1, 0

SCHEDULE = (
    "scheduled_type",
    "week_list",
    "month_list",
    "date_list",
    "day_interval",
    "scheduled_date",
    "scheduled_time",
    "expire_time",
)


class UpgradeTask(Record):
    """A task that upgrades agents; ``begun`` is when its schedule was set, ``due`` its next execution."""

    task_name: str
    task_type: int
    scheduled_type: str
    timezone: str
    week_list: str | None = None
    month_list: str | None = None
    date_list: str | None = None
    day_interval: int | None = None
    scheduled_date: str | None = None
    scheduled_time: str
    scheduled_end_time: str
    is_force_execute: int
    min_version: str
    target_version: str
    expire_enable: int
    expire_time: str | None = None
    is_notify: int
    extra_params: str | None = None
    execute_strategy: int
    grayscale_rule: int | None = None
    random_first_batch_count: int | None = None
    gray_object_ids: list[str] = Field(default_factory=list)
    gray_fail_threshold: int | None = None
    is_enable: int
    description: str = ""
    apply_objects: list[dict[str, str | None]] = Field(default_factory=list)
    last_execute_status: str | None = None
    last_execute_time: str | None = None
    begun: float
    due: float | None = None

    def next_due(self, after: float) -> float | None:
        """Return when it is due after a moment."""
        fields = {name: getattr(self, name) for name in SCHEDULE}
        if not self.expire_enable:
            fields["expire_time"] = None
        schedule = ScheduledTask(
            id=self.id, task_name="", task_type="", time_zone=self.timezone, begun=self.begun, **fields
        )
        return next((moment.timestamp() for moment in upcoming(schedule, after, 1)), None)

    def view(self) -> dict[str, Any]:
        """Return it as its detail is printed."""
        hidden = {"gray_object_ids", "apply_objects", "begun", "due"}
        return {
            **self.model_dump(exclude=hidden, exclude_none=True),
            "next_execute_time": noted(self.due, self.timezone) if self.due else "",
        }


def wind_up(project: Project, task: UpgradeTask) -> None:
    """Let a task be carried out when it is due next, if it is enabled."""
    task.due = task.next_due(project.now) if task.is_enable else None
    if task.due is not None:
        project.after(task.due - project.now, "upgrade-task-due", settles=False, task_id=task.id, due=task.due)


def _meant(project: Project, task: UpgradeTask) -> list[Desktop]:
    """Return the desktops that a task is about; without objects it is about all of them."""
    objects = {(one["object_type"], one.get("object_id")) for one in task.apply_objects}
    return [
        desktop
        for desktop in project.desktops.values()
        if desktop.listed
        and (
            not objects
            or ("ALL_DESKTOPS", None) in {(kind, None) for kind, _id in objects if kind == "ALL_DESKTOPS"}
            or ("DESKTOP", desktop.sid) in objects
            or ("DESKTOP_POOL", desktop.pool_id) in objects
            or any(("DESKTOP_TAG", f"{key}={value}") in objects for key, value in desktop.tags.items())
        )
    ]


@on("upgrade-task-due")
def upgrade_task_due(project: Project, task_id: str, due: float) -> None:
    """It is time: the first batch is upgraded, and the others unless too much of it could not be."""
    task = project.table(UpgradeTask).get(task_id)
    if task is None or task.due != due:
        return
    desktops = _meant(project, task)
    first = desktops
    if task.execute_strategy == GRAY:
        chosen = task.gray_object_ids
        first = (
            [desktop for desktop in desktops if desktop.sid in chosen]
            if task.grayscale_rule == FIXED
            else desktops[: task.random_first_batch_count or 0]
        )
    force, notify = bool(task.is_force_execute), bool(task.is_notify)
    failed = len(first) - len(upgrade(project, first, task.target_version, force, notify))
    stopped = task.execute_strategy == GRAY and failed >= (task.gray_fail_threshold or 1)
    if not stopped and len(first) < len(desktops):
        rest = [desktop for desktop in desktops if desktop not in first]
        failed += len(rest) - len(upgrade(project, rest, task.target_version, force, notify))
    task.last_execute_status = "FAILED" if failed else "SUCCESS"
    task.last_execute_time = noted(due, task.timezone)
    wind_up(project, task)
