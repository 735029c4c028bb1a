# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletion of desktops, one or many, and of their users with them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query as QueryOf, Response

from emulator.areas.desktop_lists import first_user
from emulator.cloud.deletion import delete_soon, deletion_ends, deletion_runs
from emulator.cloud.desktops import find_desktop, find_desktops
from emulator.cloud.jobs import job_kind, part, submit
from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, SubJob
from emulator.engine.contract import Body, DesktopIds, ProjectOf, Query, answer, nothing
from emulator.engine.errors import busy, invalid

router = APIRouter(prefix="/v2/{project_id}")


class DeletionQuery(Query):
    delete_users: bool = False
    email_notification: bool = True
    is_force_delete: bool = False


class BatchDeletion(Body):
    desktop_ids: DesktopIds
    delete_users: bool = False
    email_notification: bool = True
    is_force_delete: bool = False


def check_deletable(desktop: Desktop, force: bool) -> None:
    """Refuse a desktop that is busy, unless its deletion is forced, or that is being deleted already."""
    if desktop.operation == "delete" or (desktop.operation and not force):
        raise busy(desktop.shown_name)


@router.delete("/desktops/{desktop_id}")
async def delete_desktop(project: ProjectOf, desktop_id: str, query: Annotated[DeletionQuery, QueryOf()]) -> Response:
    """DeleteDesktop: no job; the desktop shows an empty status and then is not found."""
    desktop = find_desktop(project, desktop_id)
    check_deletable(desktop, query.is_force_delete)
    delete_soon(project, desktop, query.delete_users, query.email_notification)
    return nothing()


@router.post("/desktops/batch-delete")
async def batch_delete_desktops(project: ProjectOf, body: BatchDeletion) -> Response:
    """BatchDeleteDesktops."""
    desktops = find_desktops(project, body.desktop_ids)
    for desktop in desktops:
        check_deletable(desktop, body.is_force_delete)
    if not desktops:
        raise invalid("desktop_ids is empty.")
    parts = [
        part(
            desktop.id,
            desktop.shown_name,
            user_name=first_user(desktop)["user_name"],
            arguments={"delete_users": body.delete_users, "email_notification": body.email_notification},
        )
        for desktop in desktops
    ]
    for desktop in desktops:
        desktop.operation = "delete"
        desktop.task_status = "deleting"
    return answer({"job_id": submit(project, "deleteDesktops", parts)}, 202)


def _start(project: Project, sub_job: SubJob) -> None:
    if not sub_job.outcome:
        deletion_runs(project, sub_job.desktop_id)


def _succeed(project: Project, sub_job: SubJob) -> None:
    deletion_ends(project, sub_job.desktop_id, **sub_job.arguments)


def _fail(project: Project, sub_job: SubJob) -> None:
    desktop = project.desktops.get(sub_job.desktop_id)
    if desktop is not None:
        desktop.task_status = "deleteFailed"
        desktop.operation = ""


job_kind("deleteDesktops", _start, _succeed, _fail, needs_desktop=False)
