# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the desktops of a pool, who gets which of them, and for how long."""

from __future__ import annotations

from emulator.cloud.logins import end_session
from emulator.cloud.people import assign, find_user
from emulator.cloud.people_data import is_free_again
from emulator.cloud.pools import grow, is_idle, members, room
from emulator.cloud.project import Project, on
from emulator.cloud.records import AuthorizedObject, Desktop, Detachment, Pool, User
from emulator.engine.errors import invalid


def authorized_rows(project: Project, pool: Pool) -> list[AuthorizedObject]:
    """Return who may use a pool, without those who are gone."""
    return [row for row in pool.authorized if row.object_id in project.users or row.object_id in project.groups]


def privilege_of(project: Project, pool: Pool, user: User) -> str | None:
    """Return the user group that a user has on the desktops of a pool; None if they are not for this user."""
    for row in authorized_rows(project, pool):
        group = project.groups.get(row.object_id)
        if row.object_id == user.id or (group is not None and user.id in group.member_ids):
            return row.user_group
    return None


def claim(project: Project, desktop: Desktop, user_name: str) -> None:
    """Give an idle desktop of a pool to a person who logs in to it and may use the pool."""
    pool = project.table(Pool).get(desktop.pool_id or "")
    user = find_user(project, user_name)
    desktop.left_at = None
    if pool is not None and user is not None and not desktop.assignments:
        privilege = privilege_of(project, pool, user)
        if privilege is not None:
            assign(desktop, user, privilege)


def desktop_for(project: Project, pool: Pool, user_name: str) -> Desktop:
    """Return the desktop that a person gets who logs in to a pool: the one that is theirs, or the first idle one."""
    user = find_user(project, user_name)
    if user is None or privilege_of(project, pool, user) is None:
        raise invalid(f"{user_name} may not use the desktop pool {pool.name}.")
    if pool.in_maintenance:
        raise invalid(f"The desktop pool {pool.name} is in maintenance mode.")
    desktops = members(project, pool)
    theirs = [desktop for desktop in desktops if any(row.user_id == user.id for row in desktop.assignments)]
    idle = [desktop for desktop in desktops if is_idle(desktop) and desktop.login_status == "REGISTERED"]
    if theirs or idle:
        return (theirs or idle)[0]
    if (pool.autoscale_policy or {}).get("autoscale_type") == "ACCESS_CREATED" and room(project, pool):
        grow(project, pool, 1)
        raise invalid(f"A desktop of the pool {pool.name} is being created for {user_name}.")
    raise invalid(f"The desktop pool {pool.name} has no idle desktop.")


def leave(project: Project, desktop: Desktop) -> None:
    """A person has left a desktop; one of a dynamic pool is theirs for a while only."""
    pool = project.table(Pool).get(desktop.pool_id or "")
    if pool is None or pool.type != "DYNAMIC":
        return
    desktop.left_at = project.now
    project.after(
        pool.disconnected_retention_period * 60,
        "pool-desktop-released",
        settles=False,
        desktop_id=desktop.id,
        left_at=desktop.left_at,
    )


@on("pool-desktop-released")
def pool_desktop_released(project: Project, desktop_id: str, left_at: float) -> None:
    """The person did not come back: the desktop is anybody's again."""
    desktop = project.desktops.get(desktop_id)
    if desktop is None or desktop.left_at != left_at:
        return
    desktop.left_at = None
    if desktop.session_user is not None:
        end_session(project, desktop, "disconnected_retention_period", "REGISTERED")
    desktop.detachments.extend(Detachment(assignment=row, time=project.now) for row in desktop.assignments)
    desktop.assignments.clear()
    desktop.attach_state = "DEATTACHED"
    is_free_again(project, desktop)
