# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How desktops go: what is seen of it, what is lost with them, and which users follow."""

from __future__ import annotations

from emulator.cloud.desktops import desktops_of
from emulator.cloud.disks import forget_snapshots, remember_loss
from emulator.cloud.jobs import RUNS_AFTER, USER_REMOVED_AFTER
from emulator.cloud.logins import end_session
from emulator.cloud.people import send_mail
from emulator.cloud.power_log import close, turn
from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop


def delete_soon(
    project: Project, desktop: Desktop, delete_users: bool = False, email_notification: bool = False
) -> None:
    """Show that a desktop is being deleted; its status goes empty in a moment, and it is gone when a job would end."""
    desktop.operation = "delete"
    desktop.task_status = "deleting"
    project.after(RUNS_AFTER * project.job_seconds, "deletion-runs", desktop_id=desktop.id)
    project.after(
        project.job_seconds,
        "deletion-ends",
        desktop_id=desktop.id,
        delete_users=delete_users,
        email_notification=email_notification,
    )


@on("deletion-runs")
def deletion_runs(project: Project, desktop_id: str) -> None:
    """The machine behind the desktop is gone, so there is no status to show."""
    desktop = project.desktops.get(desktop_id)
    if desktop is not None:
        turn(project, desktop, "")
        end_session(project, desktop, "delete")


@on("deletion-ends")
def deletion_ends(project: Project, desktop_id: str, delete_users: bool, email_notification: bool) -> None:
    """The desktop is gone with its disks; its users may follow, and are told by mail."""
    desktop = project.desktops.pop(desktop_id, None)
    if desktop is None:
        return
    end_session(project, desktop, "delete")
    close(project, desktop)
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
