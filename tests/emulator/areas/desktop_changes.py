# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes of a desktop without a job: its name, its maintenance mode, who is logged in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud.desktops import check_idle, find_desktop, find_desktops, show
from emulator.cloud.jobs import RUNS_AFTER
from emulator.cloud.logins import end_session
from emulator.cloud.names import check_computer_name, check_new_name, taken_names
from emulator.cloud.people_data import renaming_begins
from emulator.cloud.pool_logins import leave
from emulator.cloud.project import Project, on
from emulator.engine.contract import Body, DesktopIds, ProjectOf, Text, Text255, answer, nothing

router = APIRouter(prefix="/v2/{project_id}")


class Rename(Body):
    computer_name: Text | None = None
    self_backup_management: Text | None = None


class DesktopUpdate(Body):
    desktop: Rename


class MaintenanceRequest(Body):
    desktop_ids: DesktopIds
    in_maintenance_mode: bool


class LogoffRequest(Body):
    desktop_ids: Annotated[list[Text255], Field(max_length=100)] = []
    message: Text255 | None = None


@router.put("/desktops/maintenance-mode")
async def set_maintenance_mode(project: ProjectOf, body: MaintenanceRequest) -> Response:
    """SetMaintenanceMode: at once, without a job."""
    for desktop in find_desktops(project, body.desktop_ids):
        desktop.in_maintenance = body.in_maintenance_mode
    return nothing(200)


@router.post("/desktops/logoff")
async def batch_logoff_desktops(project: ProjectOf, body: LogoffRequest) -> Response:
    """BatchLogoffDesktops."""
    for desktop in find_desktops(project, body.desktop_ids):
        if desktop.session_user is not None:
            end_session(project, desktop, "logoff", "REGISTERED")
            leave(project, desktop)
    return nothing(200)


@router.put("/desktops/{desktop_id}")
async def update_desktop(project: ProjectOf, desktop_id: str, body: DesktopUpdate) -> Response:
    """UpdateDesktop: renames a running desktop."""
    desktop = find_desktop(project, desktop_id)
    check_idle(desktop, ("ACTIVE",))
    name = body.desktop.computer_name
    if name is not None:
        check_computer_name(name)
        if name.casefold() != desktop.name.casefold():
            check_new_name(taken_names(project), name, [assignment.user_name for assignment in desktop.assignments])
        desktop.new_name = name
        desktop.operation = "rename"
        project.after(RUNS_AFTER * project.job_seconds, "rename-begins", desktop_id=desktop.id)
        project.after(project.job_seconds, "rename-ends", desktop_id=desktop.id)
    return answer({})


@on("rename-begins")
def rename_begins(project: Project, desktop_id: str) -> None:
    """Only now does the desktop show that something is going on."""
    desktop = project.desktops.get(desktop_id)
    if desktop is not None and desktop.operation == "rename":
        desktop.task_status = renaming_begins(project, desktop)


@on("rename-ends")
def rename_ends(project: Project, desktop_id: str) -> None:
    """The desktop gets its new name."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or desktop.new_name is None:
        return
    desktop.name = desktop.host_name = desktop.new_name
    desktop.new_name = None
    show(project, desktop, desktop.status, after=0)
