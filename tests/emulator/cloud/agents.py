# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access agents: the versions that are published, and their upgrade on desktops."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from emulator.cloud.catalogue import fixed_id
from emulator.cloud.logins import end_session
from emulator.cloud.project import Project, on
from emulator.cloud.records import Desktop, Record

SERVER, CLIENT = 0, 1
WINDOWS, UBUNTU = 0, 4

OFFERED = ("PREVIEW", "RELEASED")


class Version(NamedTuple):
    """A version of the agent, or of the client, for an operating system."""

    version: str
    version_status: str
    os_type: int = WINDOWS
    version_type: int = SERVER
    publish_time: str = "2026-03-02 08:00:00"

    def view(self) -> dict[str, Any]:
        """Return it as the API prints it."""
        return {
            "id": fixed_id(f"version/{self.version_type}/{self.os_type}/{self.version}"),
            **self._asdict(),
            "release_note": f"Release {self.version}",
            "custom_release_note": "",
            "version_download_url": "",
            "description": "",
        }


VERSIONS = (
    *(
        Version(version, status, os_type)
        for os_type in (WINDOWS, UBUNTU)
        for version, status in (
            ("23.4.0", "OBSOLETE"),
            ("24.8.0", "RELEASED"),
            ("25.2.0", "RELEASED"),
            ("25.8.0", "PREVIEW"),
        )
    ),
    Version("25.2.1", "RELEASED", version_type=CLIENT),
)


class AgentUpgrade(Record):
    """An upgrade that was asked for, and the desktops that it was begun on."""

    target_version: str
    is_force_execute: bool
    is_notify: bool
    desktop_ids: list[str]
    sent: float


def is_offered(version: str) -> bool:
    """Whether agents can be upgraded to a version."""
    return any(
        one.version == version and one.version_type == SERVER and one.version_status in OFFERED for one in VERSIONS
    )


def is_older(version: str, other: str) -> bool:
    """Whether a version is older than another one."""
    first, second = ([int(number) for number in re.findall(r"[0-9]+", one)] for one in (version, other))
    return first < second


def upgrade(project: Project, desktops: list[Desktop], target: str, force: bool, notify: bool) -> list[Desktop]:
    """Begin the upgrade on the desktops that run, have an older version and, unless it is forced, nobody's session;
    return these and those that need none."""
    begun = [
        desktop
        for desktop in desktops
        if desktop.status == "ACTIVE"
        and not desktop.operation
        and is_older(desktop.agent_version, target)
        and (force or desktop.session_user is None)
    ]
    for desktop in begun:
        end_session(project, desktop, "agent-upgrade")
        desktop.operation = "agent-upgrade"
        project.after(project.job_seconds, "agent-upgraded", desktop_id=desktop.id, version=target)
    done = AgentUpgrade(
        id=project.new_id(),
        target_version=target,
        is_force_execute=force,
        is_notify=notify,
        desktop_ids=[desktop.id for desktop in begun],
        sent=project.now,
    )
    project.table(AgentUpgrade)[done.id] = done
    return [one for one in desktops if one in begun or not is_older(one.agent_version, target)]


@on("agent-upgraded")
def agent_upgraded(project: Project, desktop_id: str, version: str) -> None:
    """The new agent reports that people can log in."""
    desktop = project.desktops.get(desktop_id)
    if desktop and desktop.operation == "agent-upgrade":
        desktop.agent_version, desktop.operation, desktop.login_status = version, "", "REGISTERED"
