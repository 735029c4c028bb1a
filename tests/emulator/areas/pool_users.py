# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the desktops of a pool, and who has one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud import catalogue
from emulator.cloud.people import check_user_group
from emulator.cloud.pool_logins import authorized_rows, privilege_of
from emulator.cloud.pools import find_pool, members
from emulator.cloud.project import Project
from emulator.cloud.records import AuthorizedObject, Pool
from emulator.engine.clock import iso
from emulator.engine.contract import Body, Many, ProjectOf, Query, Text, answer, nothing, page, present
from emulator.engine.errors import GROUP_NOT_FOUND, USER_NOT_FOUND, ApiError, invalid

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


def _change_privileges(project: Project, pool: Pool, objects: list[AuthorizedBody]) -> None:
    rows = {row.object_id: row for row in authorized_rows(project, pool)}
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


class PoolsByUsersQuery(Query):
    user_ids: Annotated[Many, Field(max_length=100)] = []
    offset: int = Field(0, ge=0)
    limit: int = Field(10, ge=0, le=100)


@router.get("/desktop-pools/statistics/by-users")
async def list_desktop_pools_by_users(project: ProjectOf, query: Annotated[PoolsByUsersQuery, QueryOf()]) -> Response:
    """ListDesktopPoolsByUsers: nothing unless users are named; ten of them unless asked for more."""
    users = [project.users[user_id] for user_id in dict.fromkeys(query.user_ids) if user_id in project.users]
    rows = []
    for user in page(users, query.offset, query.limit):
        pools = [
            {
                "desktop_pool_id": pool.id,
                "desktop_pool_name": pool.name,
                "is_attached": any(
                    row.user_id == user.id for desktop in members(project, pool) for row in desktop.assignments
                ),
            }
            for pool in project.table(Pool).values()
            if pool.listed and privilege_of(project, pool, user) is not None
        ]
        rows.append({"user_id": user.id, "desktop_pool_count": len(pools), "desktop_pools": pools})
    return answer({"users": rows})


def _object_view(row: AuthorizedObject) -> dict[str, Any]:
    return {**present(row.model_dump(exclude={"created"})), "created_at": iso(row.created)}


@router.get("/desktop-pools/{pool_id}/users")
async def list_desktop_pool_authorized_objects(
    project: ProjectOf, pool_id: str, query: Annotated[AuthorizedQuery, QueryOf()]
) -> Response:
    """ListDesktopPoolAuthorizedObjects: ten rows unless asked for more."""
    rows = authorized_rows(project, find_pool(project, pool_id))
    views = [_object_view(row) for row in page(rows, query.offset, query.limit)]
    return answer({"objects": views, "total_count": len(rows)})
