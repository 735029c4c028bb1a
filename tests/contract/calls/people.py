# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: users and groups."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


@workspace
def create_desktop_user(cloud: Cloud) -> None:
    body = sdk.CreateUserRequest(
        user_name="mmueller",
        user_email="mia.mueller@uni.example",
        user_phone="+4917000000",
        account_expires="2027-02-28T00:00:00.000Z",
        active_type="ADMIN_ACTIVATE",
        password="Emulator@12345",
        enable_change_password=True,
        next_login_change_password=False,
        group_ids=[_group(cloud)],
        description="Biology",
        alias_name="Mia",
        enterprise_project_id="0",
    )
    answer = cloud.client.create_desktop_user(sdk.CreateDesktopUserRequest(body=body))
    detail = cloud.client.list_user_detail(sdk.ListUserDetailRequest(user_id=answer.id)).user_detail
    assert (detail.full_name, detail.account_expires, detail.group_names) == ("Mia", 1803772800000, ["bio101"])


@workspace
def list_users(cloud: Cloud) -> None:
    cloud.user("mmueller")
    cloud.user("jdoe")
    _user_without_address(cloud)
    request = sdk.ListUsersRequest(
        user_name="muell",
        active_type="USER_ACTIVATE",
        is_query_total_desktops=True,
        disabled=False,
        limit="10",
        offset="0",
    )
    [user] = cloud.client.list_users(request).users
    assert (user.user_name, user.total_desktops, user.locked) == ("mmueller", 0, False)
    assert cloud.client.list_users(sdk.ListUsersRequest(user_names=["mmueller", "jdoe"])).total_count == 2
    assert {user.user_email for user in cloud.client.list_users(sdk.ListUsersRequest()).users} > {""}


def _user_without_address(cloud: Cloud) -> str:
    """Create a user who has a phone alone, and return the ID."""
    body = sdk.CreateUserRequest(user_name="moritz", user_phone="+4917000001")
    identifier: str = cloud.client.create_desktop_user(sdk.CreateDesktopUserRequest(body=body)).id
    return identifier


@workspace
def list_user_detail(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    detail = cloud.client.list_user_detail(sdk.ListUserDetailRequest(user_id=user_id)).user_detail
    assert (detail.id, detail.user_name, detail.account_expires) == (user_id, "mmueller", 0)


@workspace
def update_user_info(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    body = sdk.EditUserReq(
        description="left",
        user_email="",
        user_phone="+4917000000",
        active_type="USER_ACTIVATE",
        account_expires="0",
        enable_change_password=True,
        next_login_change_password=False,
        password_never_expired=True,
        disabled=True,
    )
    assert cloud.client.update_user_info(sdk.UpdateUserInfoRequest(user_id=user_id, body=body)).id == user_id
    detail = cloud.client.list_user_detail(sdk.ListUserDetailRequest(user_id=user_id)).user_detail
    assert (detail.description, detail.disabled) == ("left", True)
    body = sdk.EditUserReq(description="")
    assert cloud.client.update_user_info(sdk.UpdateUserInfoRequest(user_id=user_id, body=body)).id == user_id


@workspace
def delete_user(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    assert cloud.client.delete_user(sdk.DeleteUserRequest(user_id=user_id)).status_code == 204
    assert cloud.client.list_users(sdk.ListUsersRequest()).users == []


@workspace
def batch_create_users(cloud: Cloud) -> None:
    rows = [
        sdk.CreateUserRequest(
            user_name="mmueller",
            user_email="mia.mueller@uni.example",
            user_phone="+4917000000",
            account_expires="2027-02-28T00:00:00Z",
            active_type="ADMIN_ACTIVATE",
            password="Emulator@12345",
            enable_change_password=False,
            next_login_change_password=False,
            group_ids=[_group(cloud)],
            description="Biology",
            alias_name="Mia",
            enterprise_project_id="0",
            user_info_map="gold",
            domain="workspace.local",
        ),
        sdk.CreateUserRequest(user_name="jdoe", user_phone="+4917000001", active_type="USER_ACTIVATE"),
    ]
    request = sdk.BatchCreateUsersRequest(body=sdk.BatchCreateUsersReq(users=rows))
    assert cloud.client.batch_create_users(request).status_code == 200
    users = {user.user_name: user for user in cloud.client.list_users(sdk.ListUsersRequest()).users}
    assert set(users) == {"mmueller", "jdoe"}
    mia = users["mmueller"]
    assert (mia.user_info_map, mia.domain, mia.group_names) == ("gold", "workspace.local", ["bio101"])


@workspace
def batch_delete_user(cloud: Cloud) -> None:
    body = sdk.BatchDeleteUserReq(user_ids=[cloud.user("mmueller"), cloud.user("jdoe")])
    assert cloud.client.batch_delete_user(sdk.BatchDeleteUserRequest(body=body)).status_code == 204
    assert cloud.client.list_users(sdk.ListUsersRequest()).users == []


@workspace
def change_user_status(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    for op_type, locked in (("LOCK", True), ("RESET_PWD", True), ("UNLOCK", False)):
        request = sdk.ChangeUserStatusRequest(user_id=user_id, body=sdk.OperateUserReq(op_type=op_type))
        assert cloud.client.change_user_status(request).status_code == 204
        detail = cloud.client.list_user_detail(sdk.ListUserDetailRequest(user_id=user_id)).user_detail
        assert detail.locked is locked


@workspace
def reset_random_password(cloud: Cloud) -> None:
    request = sdk.ResetRandomPasswordRequest(user_id=cloud.user("mmueller"), notification_type="email")
    first, second = (cloud.client.reset_random_password(request).password for _time in range(2))
    assert first != second and 8 <= len(first) <= 20


@workspace
def create_user_group(cloud: Cloud) -> None:
    body = sdk.CreateUserGroupReq(group_name="bio101", platform_type="LOCAL", description="Biology 101")
    assert cloud.client.create_user_group(sdk.CreateUserGroupRequest(body=body)).status_code == 201


@workspace
def list_user_groups(cloud: Cloud) -> None:
    create_user_group(cloud)
    body = sdk.CreateUserGroupReq(group_name="chem", platform_type="LOCAL")
    cloud.client.create_user_group(sdk.CreateUserGroupRequest(body=body))
    assert cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).total_count == 2
    request = sdk.ListUserGroupsRequest(keyword="bio", limit="10", offset="0", platform_type=["LOCAL"])
    [group] = cloud.client.list_user_groups(request).user_groups
    assert (group.name, group.description, group.user_quantity) == ("bio101", "Biology 101", 0)


def _group(cloud: Cloud) -> str:
    """Create a user group, and return its ID."""
    create_user_group(cloud)
    [group] = cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).user_groups
    identifier: str = group.id
    return identifier


def _members(cloud: Cloud, group_id: str) -> list[str]:
    request = sdk.ListUsersOfGroupRequest(group_id=group_id, user_name="m", limit=100, offset=0)
    return [user.user_name for user in cloud.client.list_users_of_group(request).users]


@workspace
def update_user_group(cloud: Cloud) -> None:
    body = sdk.EditUserGroupRequest(group_name="bio102", description="Biology 102")
    cloud.client.update_user_group(sdk.UpdateUserGroupRequest(group_id=_group(cloud), body=body))
    [group] = cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).user_groups
    assert (group.name, group.description) == ("bio102", "Biology 102")
    request = sdk.UpdateUserGroupRequest(group_id=group.id, body=sdk.EditUserGroupRequest(description=""))
    cloud.client.update_user_group(request)
    [group] = cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).user_groups
    assert (group.name, group.description) == ("bio102", "")


@workspace
def delete_user_group(cloud: Cloud) -> None:
    assert cloud.client.delete_user_group(sdk.DeleteUserGroupRequest(group_id=_group(cloud))).status_code == 204
    assert cloud.client.list_user_groups(sdk.ListUserGroupsRequest()).total_count == 0


@workspace
def run_actions_on_group(cloud: Cloud) -> None:
    group_id = _group(cloud)
    user_id = cloud.user("mmueller")
    for op_type, members in (("ADD", ["mmueller"]), ("DELETE", [])):
        body = sdk.ActionsOfUsersInGroupRequest(user_ids=[user_id], op_type=op_type)
        cloud.client.run_actions_on_group(sdk.RunActionsOnGroupRequest(group_id=group_id, body=body))
        assert _members(cloud, group_id) == members


@workspace
def list_users_of_group(cloud: Cloud) -> None:
    group_id = _group(cloud)
    ids = [cloud.user("mmueller"), cloud.user("jdoe"), _user_without_address(cloud)]
    body = sdk.ActionsOfUsersInGroupRequest(user_ids=ids, op_type="ADD")
    cloud.client.run_actions_on_group(sdk.RunActionsOnGroupRequest(group_id=group_id, body=body))
    assert _members(cloud, group_id) == ["mmueller", "moritz"]
    request = sdk.ListUsersOfGroupRequest(group_id=group_id, user_names=["mmueller", "jdoe"])
    assert cloud.client.list_users_of_group(request).total_count == 2
