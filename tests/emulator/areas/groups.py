# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User groups and their members."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.project import Project
from emulator.cloud.records import Group
from emulator.engine.clock import plain
from emulator.engine.contract import Body, Many, ProjectOf, Query, Text255, answer, nothing, page
from emulator.engine.errors import GROUP_NOT_FOUND, ApiError, conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")

Digits = Annotated[str, Field(pattern=r"^[0-9]{1,9}$")]
GroupName = Annotated[str, Field(min_length=1, max_length=64)]


class GroupQuery(Query):
    limit: Digits = "100"
    offset: Digits = "0"
    keyword: str | None = None
    domain: str | None = None
    platform_type: Many = []


class MembersQuery(Query):
    user_name: str | None = None
    user_names: Many = []
    description: str | None = None
    active_type: str | None = None
    enterprise_project_id: str | None = None
    limit: int = Field(2000, ge=1, le=2000)
    offset: int = Field(0, ge=0)


class GroupCreation(Body):
    group_name: GroupName
    platform_type: Literal["LOCAL"]
    description: Text255 = ""


class GroupUpdate(Body):
    group_name: GroupName | None = None
    description: Text255 | None = None


class GroupAction(Body):
    user_ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=55)]], Field(min_length=1, max_length=50)]
    op_type: Literal["ADD", "DELETE"]


def find_group(project: Project, group_id: str) -> Group:
    """Return a group; a missing one is refused with 400, not with 404."""
    group = project.groups.get(group_id)
    if group is None:
        raise ApiError(400, GROUP_NOT_FOUND, f"The user group {group_id} does not exist.")
    return group


@router.get("/groups")
async def list_user_groups(project: ProjectOf, query: Annotated[GroupQuery, QueryOf()]) -> Response:
    """ListUserGroups."""
    limit = int(query.limit)
    if limit > 100:
        raise invalid("limit is 100 at most.")
    found = [
        group
        for group in project.groups.values()
        if (query.keyword is None or query.keyword.casefold() in group.name.casefold())
        and (not query.platform_type or group.platform_type in query.platform_type)
    ]
    views = [
        {
            "id": group.id,
            "name": group.name,
            "description": group.description,
            "create_time": plain(group.created),
            "user_quantity": len(group.member_ids),
            "platform_type": group.platform_type,
            "realm_id": "",
        }
        for group in page(found, int(query.offset), limit)
    ]
    return answer({"user_groups": views, "total_count": len(found)})


@router.post("/groups")
async def create_user_group(project: ProjectOf, body: GroupCreation) -> Response:
    """CreateUserGroup: the answer is empty, the new group's ID is found by its name."""
    if any(group.name == body.group_name for group in project.groups.values()):
        raise conflict(f"The user group {body.group_name} already exists.")
    group = Group(id=project.new_id(), name=body.group_name, description=body.description, created=project.now)
    project.groups[group.id] = group
    return nothing(201)


@router.put("/groups/{group_id}")
async def update_user_group(project: ProjectOf, group_id: str, body: GroupUpdate) -> Response:
    """UpdateUserGroup."""
    group = find_group(project, group_id)
    if body.group_name is not None:
        if any(other.name == body.group_name and other is not group for other in project.groups.values()):
            raise conflict(f"The user group {body.group_name} already exists.")
        group.name = body.group_name
    if body.description is not None:
        group.description = body.description
    return nothing(200)


@router.delete("/groups/{group_id}")
async def delete_user_group(project: ProjectOf, group_id: str) -> Response:
    """DeleteUserGroup: the members stay."""
    del project.groups[find_group(project, group_id).id]
    return nothing()


@router.get("/groups/{group_id}/users")
async def list_users_of_group(project: ProjectOf, group_id: str, query: Annotated[MembersQuery, QueryOf()]) -> Response:
    """ListUsersOfGroup; the filter by name is fuzzy."""
    members = [project.users[user_id] for user_id in find_group(project, group_id).member_ids]
    found = [
        user
        for user in members
        if (query.user_name is None or query.user_name.casefold() in user.user_name.casefold())
        and (not query.user_names or user.user_name in query.user_names)
    ]
    views = [
        {
            "id": user.id,
            "user_name": user.user_name,
            "user_email": user.user_email,
            "user_phone": user.user_phone,
            "description": user.description,
        }
        for user in page(found, query.offset, query.limit)
    ]
    return answer({"users": views, "total_count": len(found)})


@router.post("/groups/{group_id}/actions")
async def run_actions_on_group(project: ProjectOf, group_id: str, body: GroupAction) -> Response:
    """RunActionsOnGroup: adding a member twice, or removing a stranger, does nothing."""
    group = find_group(project, group_id)
    unknown = [user_id for user_id in body.user_ids if user_id not in project.users]
    if unknown:
        raise invalid(f"The user {unknown[0]} does not exist.")
    others = [member for member in group.member_ids if member not in body.user_ids]
    group.member_ids = [*others, *dict.fromkeys(body.user_ids)] if body.op_type == "ADD" else others
    return nothing()
