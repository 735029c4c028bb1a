# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletion of desktops, one or many, and of their users with them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query as QueryOf, Response

from emulator.areas.desktop_lists import first_user
from emulator.cloud.desktops import desktops_of, find_desktop, find_desktops
from emulator.cloud.disks import forget_snapshots, remember_loss
from emulator.cloud.jobs import RUNS_AFTER, USER_REMOVED_AFTER, job_kind, part, submit
from emulator.cloud.logins import end_session
from emulator.cloud.people import send_mail
from emulator.cloud.project import Project, on
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


def start_deletion(project: Project, desktop: Desktop) -> None:
    """Show that a desktop is being deleted; its status goes empty in a moment."""
    desktop.operation = "delete"
    desktop.task_status = "deleting"
    project.after(RUNS_AFTER * project.job_seconds, "deletion-runs", desktop_id=desktop.id)


@on("deletion-runs")
def deletion_runs(project: Project, desktop_id: str) -> None:
    """The machine behind the desktop is gone, so there is no status to show."""
    desktop = project.desktops.get(desktop_id)
    if desktop is not None:
        desktop.status = ""
        end_session(project, desktop, "delete")


@on("deletion-ends")
def deletion_ends(project: Project, desktop_id: str, delete_users: bool, email_notification: bool) -> None:
    """The desktop is gone with its disks; its users may follow, and are told by mail."""
    desktop = project.desktops.pop(desktop_id, None)
    if desktop is None:
        return
    end_session(project, desktop, "delete")
    remember_loss(project, desktop, desktop.all_disks, "delete")
    forget_snapshots(project, desktop)
    for assignment in desktop.assignments:
        user = project.users.get(assignment.user_id)
        if user is None:
            continue
        if email_notification:
            send_mail(project, desktop, user.user_name, user.user_email, "desktop deleted")
        if delete_users:
            project.after(USER_REMOVED_AFTER * project.job_seconds, "user-removed", user_id=user.id)


@on("user-removed")
def user_removed(project: Project, user_id: str) -> None:
    """A user goes with the last desktop."""
    if not desktops_of(project, user_id):
        project.users.pop(user_id, None)


@router.delete("/desktops/{desktop_id}")
async def delete_desktop(project: ProjectOf, desktop_id: str, query: Annotated[DeletionQuery, QueryOf()]) -> Response:
    """DeleteDesktop: no job; the desktop shows an empty status and then is not found."""
    desktop = find_desktop(project, desktop_id)
    check_deletable(desktop, query.is_force_delete)
    start_deletion(project, desktop)
    project.after(
        project.job_seconds,
        "deletion-ends",
        desktop_id=desktop.id,
        delete_users=query.delete_users,
        email_notification=query.email_notification,
    )
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
