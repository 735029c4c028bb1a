# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in which desktop, who was connected to it and when, and who was disturbed."""

from __future__ import annotations

from emulator.cloud.project import Project
from emulator.cloud.records import Desktop, Record


class Login(Record):
    """A connection of a person to a desktop; it has no end as long as it lasts."""

    desktop_id: str
    computer_name: str
    sid: str
    desktop_ip: str
    user_name: str
    begin: float
    end: float | None = None
    is_reconnect: bool


def connect(project: Project, desktop: Desktop) -> None:
    """Note that the person in the session of a desktop is connected to it now."""
    login = Login(
        id=project.new_id(),
        desktop_id=desktop.id,
        computer_name=desktop.shown_name,
        sid=desktop.sid,
        desktop_ip=desktop.ip,
        user_name=desktop.session_user or "",
        begin=project.now,
        is_reconnect=desktop.login_status == "DISCONNECTED",
    )
    project.table(Login)[login.id] = login


def disconnect(project: Project, desktop: Desktop) -> None:
    """Note that nobody is connected to a desktop any more."""
    for login in project.table(Login).values():
        if login.desktop_id == desktop.id and login.end is None:
            login.end = project.now


def end_session(project: Project, desktop: Desktop, by: str, login_status: str = "UNREGISTER") -> None:
    """End the session on a desktop; somebody who is still in it is disturbed."""
    if desktop.session_user is not None:
        project.log(project.disturbed, desktop=desktop.shown_name, user=desktop.session_user, by=by)
        desktop.session_user = None
        disconnect(project, desktop)
    desktop.login_status = login_status
