# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to people's work where published texts say different things.

The description of the API tells little of it, and the user guide more: a desktop for one person is cleared when it is
given to another one and goes off when it is taken away, renaming restarts a desktop, the desktop of a dynamic pool is
reset when it is free again, idle desktops of growing pools are deleted, and data disks may be offline after a rebuild.
A project follows the kinder reading, in which nothing of this happens, or the harsher one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from emulator.cloud.catalogue import image_of
from emulator.cloud.disks import SYSTEM_CONTENT, wipe
from emulator.cloud.logins import end_session
from emulator.cloud.project import Project
from emulator.cloud.readings import HARSHER
from emulator.cloud.records import Desktop, Pool, ScriptRun

IDLE_MINUTES = 30
"""How long an idle desktop stays in a growing pool whose policy does not say it."""

_ASKS_OFFLINE = re.compile(r"\bIsOffline\b", re.IGNORECASE)
_SETS_ONLINE = re.compile(r"\bonline\b|-IsOffline\s+\$false", re.IGNORECASE)


def clear(project: Project, desktop: Desktop, by: str) -> None:
    """Put a desktop back to what its image gave it; what was on its disks is lost."""
    wipe(project, desktop, desktop.root, by, SYSTEM_CONTENT.format(image_id=desktop.image_id))
    for disk in desktop.disks:
        wipe(project, desktop, disk, by)


def changes_hands(project: Project, desktop: Desktop, user_ids: Iterable[str]) -> None:
    """A desktop for one person is given to another one than had it last: what was on it may be lost."""
    another = desktop.last_user is not None and desktop.last_user not in user_ids
    if project.people_data == HARSHER and desktop.desktop_type == "DEDICATED" and another:
        clear(project, desktop, "attach")


def status_after_detaching(project: Project, desktop: Desktop, shut_off: bool) -> str:
    """Return whether a desktop runs after it was taken from people; one for several of them is even started for it."""
    if shut_off:
        return "SHUTOFF"
    if project.people_data != HARSHER:
        return desktop.status
    return "SHUTOFF" if desktop.desktop_type == "DEDICATED" else "ACTIVE"


def renaming_begins(project: Project, desktop: Desktop) -> str:
    """A running desktop is given another name: it may be restarted; return the task_status that is shown."""
    if project.people_data != HARSHER:
        return "updating"
    if desktop.status == "ACTIVE":
        end_session(project, desktop, "rename")
    return "rebooting"


def is_free_again(project: Project, desktop: Desktop) -> None:
    """The person of a dynamic pool's desktop did not come back in time: it may be reset."""
    if project.people_data == HARSHER:
        clear(project, desktop, "disconnected_retention_period")


def was_rebuilt(project: Project, desktop: Desktop) -> None:
    """A desktop has a new system disk: Windows may leave its data disks offline."""
    if project.people_data == HARSHER and image_of(project, desktop.image_id).os_type == "Windows":
        for disk in desktop.disks:
            disk.online = False


def ran(desktop: Desktop, run: ScriptRun) -> None:
    """A script or command has run on a desktop: it sets disks online if it says anything of the kind."""
    if _SETS_ONLINE.search(run.content):
        for disk in desktop.disks:
            disk.online = True


def finds_offline(desktop: Desktop, run: ScriptRun) -> bool:
    """Tell whether a script or command asks for disks that are offline, and finds one."""
    return bool(_ASKS_OFFLINE.search(run.content)) and any(not disk.online for disk in desktop.disks)


def superfluous(project: Project, pool: Pool, members: list[Desktop]) -> list[Desktop]:
    """Return the desktops that a growing pool deletes now: those it made itself that nobody has used for too long.

    As many idle ones stay as its policy wants, and as many desktops in all.
    """
    if project.people_data != HARSHER or not pool.enable_autoscale:
        return []
    policy = pool.autoscale_policy or {}
    minutes = policy.get("idle_retention_duration", IDLE_MINUTES)
    there = [desktop for desktop in members if desktop.operation != "delete"]
    idle = [desktop for desktop in there if not desktop.assignments and desktop.session_user is None]
    old = [
        desktop
        for desktop in idle
        if desktop.auto_created and not desktop.operation and _idle_since(desktop) + 60 * minutes <= project.now
    ]
    spare = min(len(idle) - policy.get("min_idle", 0), len(there) - policy.get("min_retention", 0))
    return old[: max(0, spare)]


def _idle_since(desktop: Desktop) -> float:
    return max([desktop.created, *(departure.time for departure in desktop.detachments)])
