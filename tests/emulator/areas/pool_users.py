# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the desktops of a pool, and who has one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator import catalogue
from emulator.clock import iso
from emulator.contract import Body, ProjectOf, Query, Text, answer, nothing, page, present
from emulator.errors import GROUP_NOT_FOUND, USER_NOT_FOUND, ApiError, invalid
from emulator.fleet import assign, find_user
from emulator.operations import check_user_group, end_session
from emulator.pooling import find_pool, grow, is_idle, members, room
from emulator.project import Project, on
from emulator.records import AuthorizedObject, Desktop, Detachment, Pool, User

router = APIRouter(prefix="/v2/{project_id}")


class AuthorizedBody(Body):
    object_type: Literal["USER", "USER_GROUP"]
    object_id: Text
    object_name: Annotated[str, Field(min_length=1, max_length=100)]
    user_group: Annotated[str, Field(min_length=1, max_length=55)]
    domain: str | None = None
    created_at: Text | None = None


class AuthorizationChange(Body):
    action: Literal["ADD", "REMOVE", "CHANGE_PRIVILEGE"]
    objects: Annotated[list[AuthorizedBody], Field(max_length=500)] = []


class AuthorizedQuery(Query):
    offset: int = Field(0, ge=0, le=10000)
    limit: int = Field(10, ge=1, le=100)


def _check_object(project: Project, pool: Pool, body: AuthorizedBody) -> None:
    """Refuse an object that does not exist, that has another name, or a privilege that the system does not know."""
    if body.object_type == "USER":
        user = project.users.get(body.object_id)
        if user is None:
            raise ApiError(400, USER_NOT_FOUND, f"The user {body.object_id} does not exist.")
        name = user.user_name
    else:
        group = project.groups.get(body.object_id)
        if group is None:
            raise ApiError(400, GROUP_NOT_FOUND, f"The user group {body.object_id} does not exist.")
        name = group.name
    if name.casefold() != body.object_name.casefold():
        raise invalid(f"The name of {body.object_id} is {name}, not {body.object_name}.")
    check_user_group(body.user_group, catalogue.PRODUCTS[pool.product_id].os_type)


def authorize(project: Project, pool: Pool, objects: list[AuthorizedBody]) -> None:
    """Let users and groups use a pool; those who may already stay as they are."""
    for body in objects:
        _check_object(project, pool, body)
    known = {row.object_id for row in pool.authorized}
    for body in objects:
        if body.object_id not in known:
            known.add(body.object_id)
            fields = body.model_dump(exclude={"created_at"})
            pool.authorized.append(AuthorizedObject(**fields, created=project.now))


def _rows(project: Project, pool: Pool) -> list[AuthorizedObject]:
    """Return who may use a pool, without those who are gone."""
    return [row for row in pool.authorized if row.object_id in project.users or row.object_id in project.groups]


def _change_privileges(project: Project, pool: Pool, objects: list[AuthorizedBody]) -> None:
    rows = {row.object_id: row for row in _rows(project, pool)}
    for body in objects:
        _check_object(project, pool, body)
        if body.object_id not in rows:
            raise invalid(f"{body.object_name} is not authorized for the desktop pool {pool.name}.")
    for body in objects:
        rows[body.object_id].user_group = body.user_group


@router.post("/desktop-pools/{pool_id}/users")
async def create_desktop_pool_authorized_objects(
    project: ProjectOf, pool_id: str, body: AuthorizationChange
) -> Response:
    """CreateDesktopPoolAuthorizedObjects: at once; who has a desktop of the pool keeps it."""
    pool = find_pool(project, pool_id)
    if body.action == "ADD":
        authorize(project, pool, body.objects)
    elif body.action == "CHANGE_PRIVILEGE":
        _change_privileges(project, pool, body.objects)
    else:
        gone = {row.object_id for row in body.objects}
        pool.authorized = [row for row in pool.authorized if row.object_id not in gone]
    return nothing()


def _object_view(row: AuthorizedObject) -> dict[str, Any]:
    return {**present(row.model_dump(exclude={"created"})), "created_at": iso(row.created)}


@router.get("/desktop-pools/{pool_id}/users")
async def list_desktop_pool_authorized_objects(
    project: ProjectOf, pool_id: str, query: Annotated[AuthorizedQuery, QueryOf()]
) -> Response:
    """ListDesktopPoolAuthorizedObjects: ten rows unless asked for more."""
    rows = _rows(project, find_pool(project, pool_id))
    views = [_object_view(row) for row in page(rows, query.offset, query.limit)]
    return answer({"objects": views, "total_count": len(rows)})


# --- Logging in and out


def _privilege_of(project: Project, pool: Pool, user: User) -> str | None:
    """Return the user group that a user has on the desktops of a pool; None if they are not for this user."""
    for row in _rows(project, pool):
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
        privilege = _privilege_of(project, pool, user)
        if privilege is not None:
            assign(desktop, user, privilege)


def desktop_for(project: Project, pool: Pool, user_name: str) -> Desktop:
    """Return the desktop that a person gets who logs in to a pool: the one that is theirs, or the first idle one."""
    user = find_user(project, user_name)
    if user is None or _privilege_of(project, pool, user) is None:
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
