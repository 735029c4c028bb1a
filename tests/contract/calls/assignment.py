# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: assignment."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _attached(cloud: Cloud, desktop_id: str) -> list[tuple[str, str]]:
    return [(row.user_name, row.user_group) for row in cloud.shown(desktop_id).attach_user_infos]


@workspace
def attach_instances(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    row = sdk.AttachInstancesDesktopInfo(
        desktop_id=desktop_id,
        user_name="mmueller",
        user_email="mia.mueller@uni.example",
        user_group="users",
        computer_name="BIO-02",
        is_clear_data=False,
    )
    body = sdk.AttachInstancesReq(desktops=[row], encrypt_type=sdk.EncryptType.KEEP)
    job_id = cloud.client.attach_instances(sdk.AttachInstancesRequest(body=body)).job_id
    cloud.succeeded(job_id, desktop_id)
    assert _attached(cloud, desktop_id) == [("mmueller", "users")]
    assert cloud.shown(desktop_id).attach_state == "ATTACHED"


@workspace
def batch_attach_instances(cloud: Cloud) -> None:
    user_id = cloud.user("mmueller")
    cloud.user("jdoe")
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    given = sdk.AttachInstancesUserInfo(user_id=user_id, user_name="mmueller", user_group="users", type="USER")
    row = sdk.AttachInstancesDesktopInfo(desktop_id=ids[0], is_clear_data=False, attach_user_infos=[given])
    request = sdk.BatchAttachInstancesRequest(body=sdk.BatchAttachInstancesReq(desktops=[row]))
    cloud.succeeded(cloud.client.batch_attach_instances(request).job_id, ids[0])
    body = sdk.BatchAttachInstancesReq(
        desktops=[sdk.AttachInstancesDesktopInfo(desktop_id=ids[1])],
        users=[sdk.AttachInstancesUserInfo(user_name="jdoe", user_group="administrators")],
        assign_model=sdk.AssignModelInfo(
            assign_dimension="USER", priority_strategy="USER_NO_DESKTOP", user_assigin_desktop_num=1
        ),
    )
    request = sdk.BatchAttachInstancesRequest(body=body)
    cloud.succeeded(cloud.client.batch_attach_instances(request).job_id, ids[1])
    assert _attached(cloud, ids[0]) + _attached(cloud, ids[1]) == [("mmueller", "users"), ("jdoe", "administrators")]


@workspace
def detach_instances(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    free = cloud.desktop("BIO-02")
    body = sdk.DetachInstancesReq(desktop_ids=[desktop_id, free], shutoff_after_detach=True)
    answer = cloud.client.detach_instances(sdk.DetachInstancesRequest(body=body))
    cloud.succeeded(answer.job_id, desktop_id)
    assert [row.desktop_name for row in answer.failed_operation_list] == ["BIO-02"]
    assert cloud.shown(desktop_id).status == "SHUTOFF"


@workspace
def batch_detach_instances(cloud: Cloud) -> None:
    first = cloud.desktop("BIO-01", user="mmueller")
    second = cloud.desktop("BIO-02", user="jdoe")
    user = cloud.shown(second).attach_user_infos[0]
    rows = [
        sdk.DetachInstancesDesktopInfo(desktop_id=first, is_detach_all_users=True),
        sdk.DetachInstancesDesktopInfo(
            desktop_id=second,
            detach_user_infos=[
                sdk.DetachInstancesUserInfo(user_id=user.user_id, user_name="jdoe", user_group="users", type="USER")
            ],
        ),
    ]
    body = sdk.BatchDetachInstancesReq(desktops=rows)
    answer = cloud.client.batch_detach_instances(sdk.BatchDetachInstancesRequest(body=body))
    cloud.succeeded(answer.job_id, first, second)
    assert answer.failed_operation_list == []
    assert _attached(cloud, first) + _attached(cloud, second) == []


@workspace
def list_desktop_detach_info(cloud: Cloud) -> None:
    detach_instances(cloud)
    desktop_id = cloud.record("BIO-01")["id"]
    request = sdk.ListDesktopDetachInfoRequest(desktop_id=desktop_id)
    [row] = cloud.client.list_desktop_detach_info(request).desktop_detach_infos
    assert (row.desktop_name, row.user_name, row.type) == ("BIO-01", "mmueller", "USER")


@workspace
def change_user_privilege_group(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    user = sdk.ChangeUserPrivilegeGroupUserInfo(
        user_name="mmueller", user_privilege_group="administrators", type="USER"
    )
    row = sdk.ChangeUserPrivilegeGroupDesktopInfo(desktop_id=desktop_id, attach_user_infos=[user])
    body = sdk.ChangeUserPrivilegeGroupReq(desktops=[row], user_privilege_group="users")
    job_id = cloud.client.change_user_privilege_group(sdk.ChangeUserPrivilegeGroupRequest(body=body)).job_id
    cloud.succeeded(job_id, desktop_id)
    assert _attached(cloud, desktop_id) == [("mmueller", "administrators")]
