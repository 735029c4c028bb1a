# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in which desktop, who was connected to it and when, and who was disturbed.

The connections are one of the two logs from which all usage is computed when it is asked for.
"""

from __future__ import annotations

import hashlib
from typing import Any

from emulator.cloud.people import find_user
from emulator.cloud.power_log import moment
from emulator.cloud.project import Project
from emulator.cloud.recordings import stop_recording
from emulator.cloud.records import Desktop, Record
from emulator.cloud.tenancy import tenancy_of

CONNECTING_SECONDS = 2
"""How long before people are connected they begin to connect."""
CLIENT_VERSION = "24.8.0.1"


class Login(Record):
    """A connection of a person to a desktop, or an attempt at one.

    It begins two seconds before it is set up, and has no end as long as it lasts. What has failed has a reason, and is
    never set up.
    """

    desktop_id: str
    computer_name: str
    sid: str
    desktop_ip: str
    enterprise_project_id: str
    user_name: str
    user_domain: str
    begin: float
    setup: float | None = None
    end: float | None = None
    failure_reason: str | None = None
    is_reconnect: bool = False
    terminal_ip: str
    terminal_mac: str
    terminal_name: str
    public_ip: str
    client_version: str = CLIENT_VERSION
    network_rtt: int
    e2e_rtt: int


class Session(Record):
    """The session at the desktop that has this ID, connected or not, and the policies that act on it."""

    policies: dict[str, Any]
    turn: str
    last_input: float
    is_locked: bool = False


def domain_of(project: Project, user_name: str) -> str:
    """Return the domain of a person."""
    user = find_user(project, user_name)
    return (user.domain if user else None) or str(tenancy_of(project).domain["domain_name"])


def note_login(project: Project, desktop: Desktop, user_name: str, user_domain: str, begin: float) -> Login:
    """Add an attempt to connect to the log, from the terminal that the person always uses."""
    digest = hashlib.sha256(user_name.casefold().encode()).digest()
    mac = "-".join(f"{byte:02x}" for byte in digest[:5])
    login = Login(
        id=project.new_id(),
        desktop_id=desktop.id,
        computer_name=desktop.shown_name,
        sid=desktop.sid,
        desktop_ip=desktop.ip,
        enterprise_project_id=desktop.enterprise_project_id,
        user_name=user_name,
        user_domain=user_domain,
        begin=begin,
        terminal_ip=f"192.168.{digest[5]}.{digest[6] % 254 + 1}",
        terminal_mac=f"02-{mac}",
        terminal_name=f"PC-{digest.hex()[:8].upper()}",
        public_ip=f"203.0.113.{digest[7] % 254 + 1}",
        network_rtt=10 + digest[8] % 40,
        e2e_rtt=20 + digest[8] % 40,
    )
    project.note(login)
    return login


def connect(project: Project, desktop: Desktop) -> None:
    """Note that the person in the session of a desktop is connected to it now."""
    disconnect(project, desktop)
    user_name = desktop.session_user or ""
    setup = moment(project)
    login = note_login(project, desktop, user_name, domain_of(project, user_name), setup - CONNECTING_SECONDS)
    login.setup = setup
    login.is_reconnect = desktop.login_status == "DISCONNECTED"
    desktop.connection_id = desktop.last_connection_id = login.id


def fail(project: Project, desktop: Desktop, user_name: str, reason: str) -> None:
    """Note that somebody could not connect to a desktop."""
    login = note_login(project, desktop, user_name, domain_of(project, user_name), moment(project))
    login.failure_reason = reason


def disconnect(project: Project, desktop: Desktop) -> None:
    """Note that nobody is connected to a desktop any more."""
    login = project.table(Login).get(desktop.connection_id or "")
    if login is not None:
        login.end = moment(project)
    stop_recording(project, desktop)
    desktop.connection_id = None


def end_session(project: Project, desktop: Desktop, by: str, login_status: str = "UNREGISTER") -> None:
    """End the session on a desktop; somebody who is still in it is disturbed."""
    if desktop.session_user is not None:
        project.log(project.disturbed, desktop=desktop.shown_name, user=desktop.session_user, by=by)
        desktop.session_user = None
        project.table(Session).pop(desktop.id, None)
        disconnect(project, desktop)
    desktop.login_status = login_status
