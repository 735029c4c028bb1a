# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops: making and finding them, refusing busy ones, and how their status moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.cloud import catalogue
from emulator.cloud.addresses import free_addresses
from emulator.cloud.catalogue import image_of
from emulator.cloud.disks import SYSTEM_CONTENT, new_disk
from emulator.cloud.jobs import REGISTERED_AFTER, SHOWN_AFTER
from emulator.cloud.power_log import action_begins, turn
from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop, SilentImage, SubJob
from emulator.engine.errors import ApiError, busy, not_found


def desktops_of(project: Project, user_id: str) -> list[Desktop]:
    """Return the desktops that are assigned to a user."""
    return [
        desktop
        for desktop in project.desktops.values()
        if any(assignment.user_id == user_id for assignment in desktop.assignments)
    ]


def new_desktop(project: Project, name: str, ip: str, root: dict[str, Any], **fields: Any) -> Desktop:
    """Make a desktop that nobody sees yet, and put it into the project."""
    image_id = fields["image_id"]
    port_id = project.new_id()
    desktop = Desktop(
        id=project.new_id(),
        name=name,
        ip=ip,
        mac=f"fa:16:3e:{port_id[:2]}:{port_id[2:4]}:{port_id[4:6]}",
        port_id=port_id,
        sid=project.new_id(),
        created=project.now,
        root=new_disk(project, "/dev/vda", f"{name}-system", root, SYSTEM_CONTENT.format(image_id=image_id)),
        upper_case=image_of(project, image_id).upper_case,
        **fields,
    )
    project.desktops[desktop.id] = desktop
    action_begins(project, desktop, "create")
    turn(project, desktop, desktop.status)
    return desktop


def preload(project: Project, count: int) -> None:
    """Give the project running desktops EMU-0001 ... without users."""
    image = next(image for image in catalogue.IMAGES.values() if image.name == "win11-bio-2026.09")
    for number, ip in enumerate(free_addresses(project, catalogue.DEFAULT_SUBNET, count), start=1):
        name = f"EMU-{number:04d}"
        desktop = new_desktop(
            project,
            name,
            ip,
            {"type": "SAS", "size": 80},
            host_name=name,
            desktop_type="DEDICATED",
            product_id="workspace.c2.large.windows.2",
            image_id=image.id,
            image_type=image.image_type,
            availability_zone=catalogue.DEFAULT_ZONE,
            subnet_id=catalogue.DEFAULT_SUBNET.id,
            security_group_ids=[catalogue.SERVICE_GROUP.id],
        )
        desktop.listed = True
        turn(project, desktop, "ACTIVE")
        desktop.login_status = "REGISTERED"


RUNNING_OR_OFF = ("ACTIVE", "SHUTOFF")
ANY_STATUS = ("ACTIVE", "SHUTOFF", "HIBERNATED", "ERROR")


def find_desktop(project: Project, desktop_id: str) -> Desktop:
    """Return a desktop that lists show, or refuse with 404."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or not desktop.listed:
        raise not_found(f"The desktop does not exist. DesktopId {desktop_id}")
    return desktop


def find_desktops(project: Project, desktop_ids: Iterable[str]) -> list[Desktop]:
    """Return the desktops of a request, each once."""
    return [find_desktop(project, desktop_id) for desktop_id in dict.fromkeys(desktop_ids)]


def check_idle(desktop: Desktop, allowed: Iterable[str] = ANY_STATUS) -> None:
    """Refuse a desktop on which something is going on, or whose status does not allow the operation."""
    if desktop.operation or desktop.status not in allowed:
        raise busy(desktop.shown_name)


def failure_row(desktop_id: str, desktop: Desktop | None, error: ApiError) -> dict[str, str]:
    """Return a row of ``failed_operation_list``."""
    return {
        "desktop_id": desktop_id,
        "desktop_name": desktop.shown_name if desktop else "",
        "error_code": error.code,
        "error_msg": error.message,
    }


def refused_rows(project: Project, desktop_ids: Iterable[str]) -> dict[str, ApiError]:
    """Return why rows of the present request fail under a fault, by the IDs of their desktops."""
    known = {key: project.desktops[key].shown_name for key in desktop_ids if key in project.desktops}
    return project.faults.refusals(project.operation, known)


def desktop_of(project: Project, sub_job: SubJob) -> Desktop:
    """Return the desktop that a sub-job works on."""
    return project.desktops[sub_job.desktop_id]


def show(project: Project, desktop: Desktop, status: str, after: float = SHOWN_AFTER) -> None:
    """Let the desktop show a status and be idle, a while after its operation ended."""
    project.after(
        after * project.job_seconds,
        "desktop-shown",
        desktop_id=desktop.id,
        status=status,
        operation=desktop.operation,
    )


@on("desktop-shown")
def desktop_shown(project: Project, desktop_id: str, status: str, operation: str) -> None:
    """The desktop's status follows what has happened."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or desktop.operation != operation:
        return
    turn(project, desktop, status)
    desktop.task_status = ""
    desktop.process = None
    desktop.operation = ""
    if status != "ACTIVE":
        desktop.login_status = "UNREGISTER"
    elif desktop.login_status == "UNREGISTER":
        project.after(REGISTERED_AFTER * project.job_seconds, "desktop-registered", desktop_id=desktop.id)


@on("desktop-registered")
def desktop_registered(project: Project, desktop_id: str) -> None:
    """The agent of a running desktop reports that people can log in."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or desktop.cured_by or desktop.image_id in project.table(SilentImage):
        return
    if desktop.status == "ACTIVE" and desktop.login_status == "UNREGISTER":
        desktop.login_status = "REGISTERED"


def cure(desktop: Desktop, by: str) -> None:
    """Something was done to a desktop that may be what it needs to work again."""
    if by in desktop.cured_by:
        desktop.cured_by = []
        desktop.start_fails = False


def announce(project: Project, desktop: Desktop, life_cycle_type: str) -> None:
    """Tell the tasks that wait for it what has happened to a desktop."""
    project.after(
        0,
        "desktop-life-cycle",
        settles=False,
        desktop_id=desktop.id,
        life_cycle_type=life_cycle_type,
        connection_id=desktop.last_connection_id,
    )
