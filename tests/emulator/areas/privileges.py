# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The privilege groups that users have on their desktops."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from emulator.cloud.catalogue import image_of
from emulator.cloud.desktops import RUNNING_OR_OFF, check_idle, desktop_of, find_desktop, show
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.people import check_user_group
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, SubJob
from emulator.engine.contract import Body, ProjectOf, Text, answer
from emulator.engine.errors import invalid

router = APIRouter(prefix="/v2/{project_id}")


class PrivilegedUser(Body):
    user_name: Annotated[str, Field(min_length=1, max_length=64)]
    type: Literal["USER", "GROUP"]
    domain: str | None = None
    user_privilege_group: Text | None = None


class PrivilegedDesktop(Body):
    desktop_id: Text
    attach_user_infos: Annotated[list[PrivilegedUser], Field(max_length=500)] = []


class PrivilegeChange(Body):
    desktops: Annotated[list[PrivilegedDesktop], Field(min_length=1, max_length=1000)]
    user_privilege_group: Text | None = None


def _changes(project: Project, desktop: Desktop, row: PrivilegedDesktop, fallback: str | None) -> dict[str, str]:
    """Return the new group of each user of a desktop; those who are not named take the common one."""
    os_type = image_of(project, desktop.image_id).os_type
    known = {(found.type, found.user_name.casefold()): found.user_id for found in desktop.assignments}
    wanted: dict[str, str | None] = {}
    wanted.update(dict.fromkeys(known.values(), fallback))
    for user in row.attach_user_infos:
        user_id = known.get((user.type, user.user_name.casefold()))
        if user_id is None:
            raise invalid(f"Desktop {desktop.shown_name} is not assigned to {user.user_name}.")
        wanted[user_id] = user.user_privilege_group or fallback
    changes = {user_id: group for user_id, group in wanted.items() if group is not None}
    if not changes:
        raise invalid(f"There is no user_privilege_group for desktop {desktop.shown_name}.")
    for group in changes.values():
        check_user_group(group, os_type)
    return changes


@router.post("/desktops/change-user-privilege-group")
async def change_user_privilege_group(project: ProjectOf, body: PrivilegeChange) -> Response:
    """ChangeUserPrivilegeGroup."""
    parts: list[dict[str, Any]] = []
    desktops: list[Desktop] = []
    for row in body.desktops:
        desktop = find_desktop(project, row.desktop_id)
        check_idle(desktop, RUNNING_OR_OFF)
        changes = _changes(project, desktop, row, body.user_privilege_group)
        desktops.append(desktop)
        parts.append(part(desktop.id, desktop.shown_name, arguments={"changes": changes}))
    for desktop in desktops:
        desktop.operation = "change-privileges"
    return answer({"job_id": submit(project, "changeUserPrivilegeGroup", parts)})


def _start(project: Project, sub_job: SubJob) -> None:
    desktop_of(project, sub_job).task_status = "updating"


def _succeed(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    for assignment in desktop.assignments:
        assignment.user_group = sub_job.arguments["changes"].get(assignment.user_id, assignment.user_group)
    show(project, desktop, desktop.status)


def _fail(project: Project, sub_job: SubJob) -> None:
    desktop = desktop_of(project, sub_job)
    show(project, desktop, desktop.status)


job_kind("changeUserPrivilegeGroup", _start, _succeed, _fail)
