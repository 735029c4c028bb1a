# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspace Application: application groups, and who is authorized for them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query as QueryOf, Response
from pydantic import Field

from emulator.cloud.app_service import AppGroup, Authorization, Id128, new_number
from emulator.cloud.project import Project
from emulator.engine.clock import iso
from emulator.engine.contract import Body, ProjectOf, Query, Text255, answer, nothing, page
from emulator.engine.errors import conflict, invalid, not_found

router = APIRouter(prefix="/v1/{project_id}")

Text128 = Annotated[str, Field(max_length=128)]
Offset = Annotated[int, Field(ge=0, le=2147483647)]
Limit = Annotated[int, Field(ge=1, le=100)]


class AppGroupQuery(Query):
    offset: Offset = 0
    limit: Limit = 10
    app_server_group_id: Text128 | None = None
    app_group_id: Text128 | None = None
    name: Annotated[str, Field(max_length=1024)] | None = None
    authorization_type: Literal["", "APP", "APP_GROUP"] = ""
    app_type: Literal["", "SESSION_DESKTOP_APP", "COMMON_APP"] = ""


class AppGroupCreation(Body):
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_\u4e00-\u9fa5-]{1,64}$")]
    app_server_group_id: Text128 = ""
    app_type: Literal["SESSION_DESKTOP_APP", "COMMON_APP"] = "COMMON_APP"
    authorization_type: Literal["APP", "APP_GROUP"] = "APP_GROUP"
    description: Text255 = ""


class AuthorizationQuery(Query):
    offset: Offset = 0
    limit: Limit = 10
    app_group_id: Text128 | None = None
    account_id: Text128 | None = None
    account: Annotated[str, Field(max_length=1024)] | None = None
    account_type: Literal["", "USER", "USER_GROUP"] = ""


class Account(Body):
    id: Text128 | None = None
    account: Id128
    account_type: Literal["USER", "USER_GROUP"]
    domain: Annotated[str, Field(max_length=64)] = ""
    email: Text128 | None = None
    telephone_number: Text128 | None = None
    platform_type: Literal["AD", "LOCAL", "SYSTEM"] | None = None


class AccountsOfGroups(Body):
    app_group_ids: Annotated[list[Id128], Field(min_length=1, max_length=10)]
    accounts: Annotated[list[Account], Field(min_length=1, max_length=50)]


def _group_view(group: AppGroup) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "app_server_group_id": group.app_server_group_id,
        "description": group.description,
        "authorization_type": group.authorization_type,
        "app_type": group.app_type,
        "create_at": iso(group.created),
        "app_count": 0,
    }


@router.get("/app-groups")
async def list_app_group(project: ProjectOf, query: Annotated[AppGroupQuery, QueryOf()]) -> Response:
    """ListAppGroup; the filter by name is fuzzy."""
    found = [
        group
        for group in project.table(AppGroup).values()
        if (query.name or "").casefold() in group.name.casefold()
        and query.app_group_id in (None, "", group.id)
        and query.app_server_group_id in (None, "", group.app_server_group_id)
        and query.authorization_type in ("", group.authorization_type)
        and query.app_type in ("", group.app_type)
    ]
    return answer(
        {"count": len(found), "items": [_group_view(group) for group in page(found, query.offset, query.limit)]}
    )


@router.post("/app-groups")
async def create_app_group(project: ProjectOf, body: AppGroupCreation) -> Response:
    """CreateAppGroup."""
    groups = project.table(AppGroup)
    if any(group.name == body.name for group in groups.values()):
        raise conflict(f"The application group {body.name} already exists.")
    group = AppGroup(id=new_number(project), created=project.now, **body.model_dump())
    groups[group.id] = group
    return answer(_group_view(group))


@router.get("/app-groups/actions/list-authorizations")
async def list_app_group_authorization(project: ProjectOf, query: Annotated[AuthorizationQuery, QueryOf()]) -> Response:
    """ListAppGroupAuthorization; the filter by account is fuzzy."""
    groups = project.table(AppGroup)
    found = [
        row
        for row in project.table(Authorization).values()
        if (query.account or "").casefold() in row.account.casefold()
        and query.app_group_id in (None, "", row.app_group_id)
        and query.account_id in (None, "", row.account_id)
        and query.account_type in ("", row.account_type)
    ]
    views = [
        {
            "id": row.id,
            "account_id": row.account_id,
            "account": row.account,
            "account_type": row.account_type,
            "app_group_id": row.app_group_id,
            "app_group_name": groups[row.app_group_id].name,
            "authorization_type": groups[row.app_group_id].authorization_type,
            "platform_type": row.platform_type,
            "domain": row.domain,
            "create_at": iso(row.created),
        }
        for row in page(found, query.offset, query.limit)
    ]
    return answer({"count": len(found), "authorizations": views})


def _known(project: Project, account: Account) -> tuple[str, str, str, str] | None:
    """Return ID, name, platform and mail address of an account that the service knows; the ID decides where given."""
    if account.account_type == "USER":
        for user in project.users.values():
            if account.id == user.id or not account.id and account.account.casefold() == user.user_name.casefold():
                return user.id, user.user_name, "AD" if user.domain else "LOCAL", account.email or user.user_email
        return None
    group = project.groups.get(account.id or "")
    return (group.id, group.name, group.platform_type, account.email or "") if group else None


@router.post("/app-groups/authorizations")
async def add_app_group_authorization(project: ProjectOf, body: AccountsOfGroups) -> Response:
    """AddAppGroupAuthorization: 200 also for accounts that nobody knows, which are passed over."""
    groups = project.table(AppGroup)
    for group_id in body.app_group_ids:
        if group_id not in groups:
            raise not_found(f"The application group {group_id} does not exist.")
    if any(account.account_type == "USER_GROUP" and not account.id for account in body.accounts):
        raise invalid("accounts.id is required for user groups.")
    rows = project.table(Authorization)
    existing = {(row.app_group_id, row.account_id) for row in rows.values()}
    for group_id in body.app_group_ids:
        for account in body.accounts:
            known = _known(project, account)
            if known is None or (group_id, known[0]) in existing:
                continue
            account_id, name, platform, address = known
            row = Authorization(
                id=new_number(project),
                app_group_id=group_id,
                account_id=account_id,
                account=name,
                account_type=account.account_type,
                platform_type=account.platform_type or platform,
                domain=account.domain,
                created=project.now,
            )
            rows[row.id] = row
            existing.add((group_id, account_id))
            _mail(project, name, address, "ADD_GROUP_AUTHORIZATION", groups[group_id])
    return nothing(200)


@router.post("/app-groups/actions/batch-delete-authorization")
async def batch_delete_app_group_authorization(project: ProjectOf, body: AccountsOfGroups) -> Response:
    """BatchDeleteAppGroupAuthorization: always 200, whoever and whatever does not exist."""
    rows = project.table(Authorization)
    for row in list(rows.values()):
        if row.app_group_id in body.app_group_ids and any(_is(account, row) for account in body.accounts):
            del rows[row.id]
            user = project.users.get(row.account_id)
            address = user.user_email if user else ""
            _mail(project, row.account, address, "DEL_GROUP_AUTHORIZATION", project.table(AppGroup)[row.app_group_id])
    return nothing(200)


def _is(account: Account, row: Authorization) -> bool:
    """Whether an account of a request is that of an authorization; the ID decides where given."""
    if account.account_type != row.account_type:
        return False
    if account.id:
        return account.id == row.account_id
    return account.account.casefold() == row.account.casefold()


def _mail(project: Project, name: str, address: str, about: str, group: AppGroup) -> None:
    """Note the mail that tells somebody of an authorization; a user group has no address of its own."""
    if address:
        project.log(project.mails, to=name, address=address, about=about, app_group=group.name)
