# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: application groups and their authorizations."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspaceapp.v1 as sdk
from contract.calls import workspace_app
from contract.cloud import Cloud


def _group(cloud: Cloud, name: str) -> str:
    body = sdk.CreateAppGroupReq(name=name, app_type="COMMON_APP", description="of the course")
    identifier: str = cloud.app.create_app_group(sdk.CreateAppGroupRequest(body=body)).id
    return identifier


def _rows(cloud: Cloud, **filters: Any) -> list[Any]:
    request = sdk.ListAppGroupAuthorizationRequest(**filters)
    found: list[Any] = cloud.app.list_app_group_authorization(request).authorizations
    return found


@workspace_app
def create_app_group(cloud: Cloud) -> None:
    identifier = _group(cloud, "office")
    assert len(identifier) == 18 and identifier.isdigit()


@workspace_app
def list_app_group(cloud: Cloud) -> None:
    ids = {name: _group(cloud, name) for name in ("office", "office-2", "drawing")}
    found = cloud.app.list_app_group(sdk.ListAppGroupRequest(name="OFFICE", app_type="COMMON_APP", limit=1, offset=1))
    assert (found.count, [row.name for row in found.items]) == (2, ["office-2"])
    [row] = cloud.app.list_app_group(sdk.ListAppGroupRequest(app_group_id=ids["drawing"])).items
    assert (row.name, row.description, row.authorization_type) == ("drawing", "of the course", "APP_GROUP")


@workspace_app
def add_app_group_authorization(cloud: Cloud) -> None:
    groups, user_id = [_group(cloud, "office"), _group(cloud, "drawing")], cloud.user("mmueller")
    accounts = [
        sdk.AccountInfo(account="mmueller", account_type="USER", domain="", email="mia@uni.example"),
        sdk.AccountInfo(account="nobody", account_type="USER", platform_type="LOCAL"),
    ]
    body = sdk.AppGroupAuthorizeReq(app_group_ids=groups, accounts=accounts)
    cloud.app.add_app_group_authorization(sdk.AddAppGroupAuthorizationRequest(x_language="fr-fr", body=body))
    rows = _rows(cloud)
    assert [(row.app_group_id, row.account, row.account_id) for row in rows] == [
        (group, "mmueller", user_id) for group in groups
    ]
    mailed = [mail["app_group"] for mail in cloud.control("GET", "state")["mails"] if "app_group" in mail]
    assert mailed == ["office", "drawing"]


@workspace_app
def list_app_group_authorization(cloud: Cloud) -> None:
    add_app_group_authorization(cloud)
    [first, _second] = _rows(cloud, account="MUELL", account_type="USER", limit=2)
    assert (first.app_group_name, first.authorization_type, first.platform_type) == ("office", "APP_GROUP", "LOCAL")
    [row] = _rows(cloud, app_group_id=first.app_group_id, account_id=first.account_id)
    assert row.id == first.id
    assert _rows(cloud, account_type="USER_GROUP") == []


@workspace_app
def batch_delete_app_group_authorization(cloud: Cloud) -> None:
    add_app_group_authorization(cloud)
    first, second = _rows(cloud)
    accounts = [
        sdk.AccountInfo(account="mmueller", account_type="USER"),
        sdk.AccountInfo(account="nobody", account_type="USER"),
    ]
    body = sdk.AppGroupAuthorizeReq(app_group_ids=[first.app_group_id, "1" * 18], accounts=accounts)
    cloud.app.batch_delete_app_group_authorization(sdk.BatchDeleteAppGroupAuthorizationRequest(body=body))
    assert [row.id for row in _rows(cloud)] == [second.id]
