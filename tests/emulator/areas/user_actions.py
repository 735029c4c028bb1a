# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: many at once, their deletion, locks and passwords."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.areas.users import UserCreation, check_shape, create, find_user_by_id, notify
from emulator.cloud.desktops import desktops_of
from emulator.cloud.project import Project, on
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import User
from emulator.engine.contract import Body, Many, ProjectOf, Query, answer, nothing
from emulator.engine.errors import ApiError, conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")

_LINGER = 0.5
"""How long a deleted user is still listed, as a share of the time that a job takes."""


class BatchCreation(Body):
    users: Annotated[list[UserCreation], Field(min_length=1, max_length=200)]


class BatchDeletion(Body):
    user_ids: Annotated[list[Annotated[str, Field(max_length=255)]], Field(min_length=1, max_length=100)]


class Operation(Body):
    op_type: Literal["LOCK", "UNLOCK", "RESET_PWD"]


class Notification(Query):
    notification_type: Many = []


@router.post("/users/batch-create")
async def batch_create_users(project: ProjectOf, body: BatchCreation) -> Response:
    """BatchCreateUsers: the answer is empty, and says nothing of rows of which no user was made."""
    for row in body.users:
        check_shape(row)
    check_quotas(project, {"users": len(body.users)})
    for row in body.users:
        try:
            create(project, row)
        except ApiError:
            continue
    return nothing(200)


@router.post("/users/batch-delete")
async def batch_delete_user(project: ProjectOf, body: BatchDeletion) -> Response:
    """BatchDeleteUser: nobody is deleted while one of them has a desktop; unknown users are passed over."""
    _delete(project, [project.users[user_id] for user_id in body.user_ids if user_id in project.users])
    return nothing()


@router.delete("/users/{user_id}")
async def delete_user(project: ProjectOf, user_id: str) -> Response:
    """DeleteUser: not while a desktop is assigned to the user."""
    _delete(project, [find_user_by_id(project, user_id)])
    return nothing()


def _delete(project: Project, users: list[User]) -> None:
    """Let users go after a while."""
    for user in users:
        if desktops_of(project, user.id):
            raise conflict(f"The user {user.user_name} still has a desktop.")
    for user in users:
        project.after(_LINGER * project.job_seconds, "user-deleted", user_id=user.id)
    project.settle()


@on("user-deleted")
def user_deleted(project: Project, user_id: str) -> None:
    """A deleted user is gone, and so from all groups."""
    if project.users.pop(user_id, None) is not None:
        for group in project.groups.values():
            group.member_ids = [member for member in group.member_ids if member != user_id]


@router.post("/users/{user_id}/actions")
async def change_user_status(project: ProjectOf, user_id: str, body: Operation) -> Response:
    """ChangeUserStatus: a new password reaches its user by mail or short message alone."""
    user = find_user_by_id(project, user_id)
    if body.op_type == "RESET_PWD":
        if not user.user_email and not user.user_phone:
            raise invalid(f"The user {user.user_name} can be told of a new password neither by mail nor by phone.")
        user.has_password = True
        notify(project, user, "password reset")
    else:
        user.locked = body.op_type == "LOCK"
    return nothing()


@router.get("/users/{user_id}/random-password", tags=["write"])
async def reset_random_password(
    project: ProjectOf, user_id: str, query: Annotated[Notification, QueryOf()]
) -> Response:
    """ResetRandomPassword: a GET that changes something each time."""
    user = find_user_by_id(project, user_id)
    ways = set(query.notification_type)
    if ways - {"email", "phone"}:
        raise invalid("notification_type is email, phone or both.")
    if user.active_type == "USER_ACTIVATE" and not ways:
        raise invalid("notification_type is needed for USER_ACTIVATE.")
    user.has_password = True
    if ways:
        notify(project, user, "password reset")
    digest = hashlib.sha256(project.new_id().encode()).hexdigest()
    return answer({"password": f"Ab%{digest[:12]}"})
