# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: how they are listed, created and changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.areas.groups import find_group
from emulator.cloud.desktops import desktops_of
from emulator.cloud.domain import DOMAIN
from emulator.cloud.people import find_user
from emulator.cloud.project import Project
from emulator.cloud.quotas import check_quotas
from emulator.cloud.records import User
from emulator.engine.clock import iso_seconds
from emulator.engine.contract import Body, EnterpriseProject, Many, ProjectOf, Query, Text255, answer, page, present
from emulator.engine.errors import USER_NOT_FOUND, ApiError, conflict, invalid

router = APIRouter(prefix="/v2/{project_id}")

_NAME = re.compile(r"[a-zA-Z0-9]{1,32}|[a-zA-Z0-9][a-zA-Z0-9._-]{0,30}[a-zA-Z0-9-]")
_EMAIL = re.compile(r"[^@\s]+@([a-zA-Z0-9_-]+\.)+[a-zA-Z0-9]+")
_NEW_EMAIL = re.compile(
    r"([0-9a-zA-Z_]+|[0-9a-zA-Z][_.0-9a-zA-Z-]*[0-9a-zA-Z])@([a-zA-Z0-9_-]+\.)+[a-zA-Z0-9]+",
)
"""What an update takes for an address: less than a creation does."""
_PHONE = re.compile(r"\+?[0-9]{5,20}")
_PASSWORD_LENGTH = range(8, 33)
Digits = Annotated[str, Field(pattern=r"^[0-9]{1,9}$")]
ActiveType = Literal["USER_ACTIVATE", "ADMIN_ACTIVATE"]


class UserQuery(Query):
    user_name: str | None = None
    user_names: Many = []
    limit: Digits | None = None
    offset: Digits = "0"
    description: Annotated[str, Field(max_length=100)] | None = None
    active_type: ActiveType | None = None
    group_name: Annotated[str, Field(max_length=64)] | None = None
    share_space_subscription: bool | None = None
    share_space_desktops: bool | None = None
    is_query_total_desktops: bool = True
    enterprise_project_id: str | None = None
    disabled: bool | None = None
    domain: str | None = None
    platform_type: Literal["AD", "LOCAL", "UOS"] | None = None


class UserCreation(Body):
    user_name: Annotated[str, Field(min_length=1, max_length=32)]
    user_email: Annotated[str, Field(max_length=64)] | None = None
    user_phone: Annotated[str, Field(max_length=20)] | None = None
    account_expires: str = "0"
    active_type: ActiveType = "USER_ACTIVATE"
    password: str | None = None
    enable_change_password: bool = True
    next_login_change_password: bool = True
    group_ids: Annotated[list[Annotated[str, Field(max_length=55)]], Field(min_length=1, max_length=5)] | None = None
    description: Text255 = ""
    alias_name: Annotated[str, Field(max_length=55)] = ""
    enterprise_project_id: EnterpriseProject = "0"
    user_info_map: Text255 | None = None
    domain: Text255 | None = None


class UserUpdate(Body):
    description: Text255 | None = None
    user_email: Annotated[str, Field(max_length=55)] | None = None
    user_phone: Annotated[str, Field(max_length=20)] | None = None
    active_type: ActiveType | None = None
    account_expires: str | None = None
    enable_change_password: bool | None = None
    next_login_change_password: bool | None = None
    password_never_expired: bool | None = None
    disabled: bool | None = None
    user_info_map: Text255 | None = None


def find_user_by_id(project: Project, user_id: str) -> User:
    """Return a user; a missing one is refused with 400, not with 404."""
    user = project.users.get(user_id)
    if user is None:
        raise ApiError(400, USER_NOT_FOUND, f"The user {user_id} does not exist.")
    return user


def groups_of(project: Project, user_id: str) -> list[str]:
    """Return the names of the groups that a user belongs to."""
    return [group.name for group in project.groups.values() if user_id in group.member_ids]


def parse_expiry(text: str) -> int:
    """Return the expiry of an account in milliseconds since the epoch; 0 is never."""
    if text == "0":
        return 0
    for pattern in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ"):
        try:
            moment = datetime.strptime(text, pattern).replace(tzinfo=timezone.utc)
        except ValueError:
            continue
        return int(moment.timestamp() * 1000)
    raise invalid('account_expires must be "0" or look like 2006-01-02T15:04:05Z or 2006-01-02T15:04:05.000Z.')


def notify(project: Project, user: User, about: str) -> None:
    """Note what the service tells a person, by mail or else by short message."""
    address = user.user_email or user.user_phone
    project.log(project.mails, to=user.user_name, address=address, about=about, desktop="")


def check_shape(body: UserCreation) -> None:
    """Refuse a creation that is wrong whatever the project holds."""
    if not _NAME.fullmatch(body.user_name):
        raise invalid(f"The user name {body.user_name!r} is not valid.")
    _check_contact(body.user_email, body.user_phone)
    if body.password is not None and len(body.password) not in _PASSWORD_LENGTH:
        raise invalid("The password must have 8 to 32 characters.")
    parse_expiry(body.account_expires)


def create(project: Project, body: UserCreation) -> User:
    """Make a user, or refuse; whoever activates the account alone is told how to log in."""
    check_shape(body)
    if find_user(project, body.user_name) is not None:
        raise conflict(f"The user {body.user_name} already exists.")
    if body.active_type == "USER_ACTIVATE":
        _check_reachable(body.user_email, body.user_phone)
    elif body.password is None:
        raise invalid("ADMIN_ACTIVATE needs a password of 8 to 32 characters.")
    if body.domain not in (None, "", DOMAIN):
        raise invalid(f"The domain {body.domain} does not exist.")
    groups = [find_group(project, group_id) for group_id in body.group_ids or ()]
    by_administrator = body.active_type == "ADMIN_ACTIVATE"
    user = User(
        id=project.new_id().replace("-", ""),
        created=project.now,
        account_expires=parse_expiry(body.account_expires),
        has_password=body.password is not None,
        user_email=body.user_email or "",
        user_phone=body.user_phone or "",
        domain=body.domain or None,
        # The description says that it works for ADMIN_ACTIVATE alone.
        next_login_change_password=body.next_login_change_password if by_administrator else True,
        **body.model_dump(
            include={
                "user_name",
                "active_type",
                "description",
                "alias_name",
                "enterprise_project_id",
                "user_info_map",
                "enable_change_password",
            }
        ),
    )
    project.users[user.id] = user
    for group in groups:
        group.member_ids.append(user.id)
    if not by_administrator:
        notify(project, user, "user created")
    return user


def _check_contact(email: str | None, phone: str | None, addresses: re.Pattern[str] = _EMAIL) -> None:
    if email and not addresses.fullmatch(email):
        raise invalid(f"The address {email!r} is not valid.")
    if phone and not _PHONE.fullmatch(phone):
        raise invalid(f"The phone number {phone!r} is not valid.")


def _check_reachable(email: str | None, phone: str | None) -> None:
    if not email and not phone:
        raise invalid("user_email or user_phone is needed for USER_ACTIVATE.")


def _view(project: Project, user: User) -> dict[str, Any]:
    """Return what list and detail of a user have in common."""
    return {
        "id": user.id,
        "user_name": user.user_name,
        "user_email": user.user_email,
        "user_phone": user.user_phone,
        "active_type": user.active_type,
        "is_pre_user": False,
        "password_never_expired": user.password_never_expired,
        "enable_change_password": user.enable_change_password,
        "next_login_change_password": user.next_login_change_password,
        "description": user.description,
        "locked": user.locked,
        "disabled": user.disabled,
        "share_space_subscription": False,
        "share_space_desktops": 0,
        "group_names": groups_of(project, user.id),
    }


def list_view(project: Project, user: User, desktops: Mapping[str, int] | None) -> dict[str, Any]:
    """Return a user as ListUsers prints it: the expiry is a string.

    :param desktops: how many desktops users have, by their IDs, if that is to be told.
    """
    view = {
        **_view(project, user),
        "account_expires": str(user.account_expires),
        "account_expired": 0 < user.account_expires <= project.now * 1000,
        "enterprise_project_id": user.enterprise_project_id,
        "user_info_map": user.user_info_map or "",
        "domain": user.domain,
    }
    if desktops is not None:
        view["total_desktops"] = desktops.get(user.id, 0)
    return present(view)


def _desktops_held(project: Project) -> Mapping[str, int]:
    """Return how many desktops users have, by their IDs."""
    users = ({one.user_id for one in desktop.assignments} for desktop in project.desktops.values())
    return Counter(user_id for some in users for user_id in some)


def detail_view(project: Project, user: User) -> dict[str, Any]:
    """Return a user as ListUserDetail prints it: the expiry is a number."""
    return {
        **_view(project, user),
        # The same field under the name that the older description gives it.
        "enabled_change_password": user.enable_change_password,
        "account_expires": user.account_expires,
        "user_expired": 0 < user.account_expires <= project.now * 1000,
        "sam_account_name": user.user_name,
        "user_principal_name": f"{user.user_name}@{DOMAIN}",
        "full_name": user.alias_name or user.user_name,
        "account_type": 0,
        "when_created": iso_seconds(user.created),
        "total_desktops": len(desktops_of(project, user.id)),
    }


@router.get("/users")
async def list_users(project: ProjectOf, query: Annotated[UserQuery, QueryOf()]) -> Response:
    """ListUsers: names and descriptions are matched in part; without a limit all are returned."""
    names = {name.casefold() for name in query.user_names}
    found = [
        user
        for user in project.users.values()
        if (query.user_name is None or query.user_name.casefold() in user.user_name.casefold())
        and (not names or user.user_name.casefold() in names)
        and (query.description is None or query.description.casefold() in user.description.casefold())
        and query.active_type in (None, user.active_type)
        and (query.group_name is None or query.group_name in groups_of(project, user.id))
        and query.enterprise_project_id in (None, user.enterprise_project_id)
        and query.disabled in (None, user.disabled)
        and query.domain in (None, user.domain)
        and query.platform_type in (None, "LOCAL")
        and query.share_space_subscription is not True
        and query.share_space_desktops is not True
    ]
    limit = int(query.limit) if query.limit else None
    desktops = _desktops_held(project) if query.is_query_total_desktops else None
    views = [list_view(project, user, desktops) for user in page(found, int(query.offset), limit)]
    return answer({"users": views, "total_count": len(found)})


@router.post("/users")
async def create_desktop_user(project: ProjectOf, body: UserCreation) -> Response:
    """CreateDesktopUser."""
    check_quotas(project, {"users": 1})
    return answer({"id": create(project, body).id}, 201)


@router.get("/users/{user_id}")
async def list_user_detail(project: ProjectOf, user_id: str) -> Response:
    """ListUserDetail."""
    return answer({"user_detail": detail_view(project, find_user_by_id(project, user_id))})


@router.put("/users/{user_id}")
async def update_user_info(project: ProjectOf, user_id: str, body: UserUpdate) -> Response:
    """UpdateUserInfo: an empty string clears a field."""
    user = find_user_by_id(project, user_id)
    _check_contact(body.user_email, body.user_phone, _NEW_EMAIL)
    changes = body.model_dump(exclude_none=True)
    after = {name: changes.get(name, getattr(user, name)) for name in ("user_email", "user_phone", "active_type")}
    if after["active_type"] == "USER_ACTIVATE":
        if {"user_email", "user_phone", "active_type"} & set(changes):
            _check_reachable(after["user_email"], after["user_phone"])
        changes.pop("next_login_change_password", None)
    if "account_expires" in changes:
        changes["account_expires"] = parse_expiry(changes["account_expires"])
    for name, value in changes.items():
        setattr(user, name, value)
    return answer({"id": user.id})
