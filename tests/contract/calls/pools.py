# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: pools."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import IMAGE, OTHER_IMAGE, OTHER_PRODUCT, PRODUCT, Cloud

FOR_ALL = "FOR_EXPAND_AND_ALL"


def _order(cloud: Cloud, name: str = "bio101-drop-in", **more: Any) -> str:
    """Order a pool of two desktops, and return the ID of the job."""
    body = sdk.CreateDesktopPoolReq(
        name=name,
        **{
            "type": "STATIC",
            "size": 2,
            "product_id": PRODUCT,
            "image_type": "private",
            "image_id": cloud.image(IMAGE),
            "root_volume": sdk.VolumeInfo(type="SAS", size=80),
            "data_volumes": [sdk.VolumeInfo(type="SSD", size=10)],
            "subnet_ids": [cloud.subnet("teaching-a").id],
            **more,
        },
    )
    job_id: str = cloud.client.create_desktop_pool(sdk.CreateDesktopPoolRequest(body=body)).job_id
    return job_id


def _pool(cloud: Cloud, name: str = "bio101-drop-in", **more: Any) -> str:
    """Create a pool, and return its ID."""
    _order(cloud, name, **more)
    pools = cloud.client.list_desktop_pools(sdk.ListDesktopPoolsRequest(name=name)).desktop_pools
    identifier: str = next(pool.id for pool in pools if pool.name == name)
    return identifier


def _shown(cloud: Cloud, pool_id: str) -> Any:
    return cloud.client.show_desktop_pool_detail(sdk.ShowDesktopPoolDetailRequest(pool_id=pool_id))


def _desktops(cloud: Cloud, pool_id: str) -> Any:
    return cloud.client.list_pool_desktops_detail(sdk.ListPoolDesktopsDetailRequest(pool_id=pool_id)).pool_desktops


def _completed(cloud: Cloud, job_id: str, count: int = 2) -> None:
    """Assert that a job of a pool is over, and good for that many desktops."""
    job = cloud.client.show_job(sdk.ShowJobRequest(job_id=job_id))
    assert (job.status, [row.status for row in job.sub_jobs]) == ("COMPLETE", ["SUCCESS"] * count)


def _authorized(cloud: Cloud, name: str, user_group: str = "users") -> sdk.AuthorizedObjects:
    return sdk.AuthorizedObjects(
        object_type="USER", object_id=cloud.user(name), object_name=name, user_group=user_group
    )


@workspace
def create_desktop_pool(cloud: Cloud) -> None:
    policy_id = _policy(cloud)
    job_id = _order(
        cloud,
        type="DYNAMIC",
        description="walk in",
        availability_zone="ap-southeast-1a",
        vpc_id=cloud.subnet("teaching-a").vpc_id,
        security_groups=[sdk.SecurityGroupIdInfo(id=cloud.security_groups("WorkspaceUserSecurityGroup")[0])],
        authorized_objects=[_authorized(cloud, "mmueller")],
        ou_name="students",
        tags=[sdk.Tag(key="course", value="bio101")],
        enterprise_project_id="0",
        disconnected_retention_period=30,
        enable_autoscale=True,
        autoscale_policy=sdk.AutoscalePolicy(autoscale_type="AUTO_CREATED", max_auto_created=2000, min_idle=0),
        user_reset_policy=sdk.UserResetPolicy(enable=True, reset_count_per_day=3),
        desktop_name_policy_id=policy_id,
    )
    [pool] = cloud.client.list_desktop_pools(sdk.ListDesktopPoolsRequest()).desktop_pools
    rows = cloud.client.list_ita_sub_jobs(sdk.ListItaSubJobsRequest(job_id=job_id, desktop_pool_id=pool.id)).jobs
    assert [(row.status, row.job_type) for row in rows] == [("SUCCESS", "createDesktopPool")] * 2
    assert [desktop.computer_name for desktop in _desktops(cloud, pool.id)] == ["BIO007", "BIO008"]


@workspace
def list_desktop_pools(cloud: Cloud) -> None:
    for name, pool in (("BIO-01", "bio101"), ("BIO-02", "bio101-drop-in")):
        cloud.desktop(name, user="mmueller")
        cloud.control("POST", "desktops", action="pool", desktop=name, name=pool)
    request = sdk.ListDesktopPoolsRequest(name="bio101", limit=10, offset=0)
    answer = cloud.client.list_desktop_pools(request)
    assert answer.total_count == 2, "the filter by name is fuzzy"
    assert [pool.desktop_count for pool in answer.desktop_pools] == [1, 1]
    [pool] = cloud.client.list_desktop_pools(sdk.ListDesktopPoolsRequest(name="drop-in")).desktop_pools
    members = cloud.client.list_desktops(sdk.ListDesktopsRequest(pool_id=pool.id)).desktops
    assert [desktop.computer_name for desktop in members] == ["BIO-02"]


@workspace
def show_desktop_pool_detail(cloud: Cloud) -> None:
    pool = _shown(cloud, _pool(cloud))
    assert (pool.name, pool.type, pool.status, pool.desktop_count) == ("bio101-drop-in", "STATIC", "STEADY", 2)
    assert (pool.product.product_id, pool.image_name) == (PRODUCT, IMAGE)
    assert [disk.size for disk in pool.data_volumes] == [10]


@workspace
def update_desktop_pool(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    disk = _shown(cloud, pool_id).data_volumes[0]
    body = sdk.UpdateDesktopPoolAttributesReq(
        name="bio102",
        description="",
        tags=[sdk.Tag(key="course", value="bio102")],
        enable_autoscale=True,
        autoscale_policy=sdk.AutoscalePolicy(autoscale_type="ACCESS_CREATED", max_auto_created=2),
        in_maintenance_mode=True,
        subnet_ids=[cloud.subnet("teaching-b").id],
        data_volumes=[sdk.DesktopPoolVolumeInfo(id=disk.id, type="SAS")],
    )
    cloud.client.update_desktop_pool(sdk.UpdateDesktopPoolRequest(pool_id=pool_id, body=body))
    pool = _shown(cloud, pool_id)
    assert (pool.name, pool.in_maintenance_mode, pool.autoscale_policy.max_auto_created) == ("bio102", True, 2)
    assert (pool.subnet_id, pool.data_volumes[0].type) == (cloud.subnet("teaching-b").id, "SAS")


@workspace
def delete_desktop_pool(cloud: Cloud) -> None:
    pool_id = _pool(cloud, size=0)
    cloud.client.delete_desktop_pool(sdk.DeleteDesktopPoolRequest(pool_id=pool_id))
    assert cloud.client.list_desktop_pools(sdk.ListDesktopPoolsRequest()).total_count == 0


@workspace
def expand_desktop_pool(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    body = sdk.ExpandDesktopPoolReq(size=3)
    job_id = cloud.client.expand_desktop_pool(sdk.ExpandDesktopPoolRequest(pool_id=pool_id, body=body)).job_id
    _completed(cloud, job_id, 3)
    assert _shown(cloud, pool_id).desktop_count == 5


@workspace
def list_pool_desktops_detail(cloud: Cloud) -> None:
    pool_id = _pool(cloud, data_volumes=[])
    request = sdk.ListPoolDesktopsDetailRequest(
        pool_id=pool_id, offset=0, limit=10, status="ACTIVE", computer_name="bio101", inconsistent_type="IMAGE"
    )
    assert cloud.client.list_pool_desktops_detail(request).total_count == 0
    desktops = _desktops(cloud, pool_id)
    assert [desktop.desktop_type for desktop in desktops] == ["POOLED", "POOLED"]
    cloud.jobs_take(100)
    cloud.client.delete_desktop(sdk.DeleteDesktopRequest(desktop_id=desktops[0].desktop_id))
    cloud.pass_time(50)
    assert [desktop.status for desktop in _desktops(cloud, pool_id)] == ["", "ACTIVE"]


@workspace
def execute_desktop_pool_action(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    body = sdk.DesktopPoolActionReq(op_type="hibernate", type="SOFT")
    request = sdk.ExecuteDesktopPoolActionRequest(pool_id=pool_id, body=body)
    _completed(cloud, cloud.client.execute_desktop_pool_action(request).job_id)
    assert {desktop.status for desktop in _desktops(cloud, pool_id)} == {"HIBERNATED"}


@workspace
def resize_desktop_pool(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    body = sdk.ResizeDesktopPoolReq(product_id=OTHER_PRODUCT, mode="STOP_DESKTOP", handle_type=FOR_ALL)
    answer = cloud.client.resize_desktop_pool(sdk.ResizeDesktopPoolRequest(pool_id=pool_id, body=body))
    _completed(cloud, answer.job_id)
    assert {row.job_id for row in answer.jobs} == {answer.job_id}
    assert {desktop.product.product_id for desktop in _desktops(cloud, pool_id)} == {OTHER_PRODUCT}


@workspace
def rebuild_desktop_pool(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    body = sdk.RebuildDesktopPoolReq(
        image_type="private",
        image_id=cloud.image(OTHER_IMAGE),
        os_type="Windows",
        delay_time=0,
        message="A new term begins.",
        handle_type=FOR_ALL,
        encrypt_type="KEEP",
    )
    job_id = cloud.client.rebuild_desktop_pool(sdk.RebuildDesktopPoolRequest(pool_id=pool_id, body=body)).job_id
    _completed(cloud, job_id)
    assert {desktop.metadata["image_name"] for desktop in _desktops(cloud, pool_id)} == {OTHER_IMAGE}


@workspace
def add_desktop_pool_volumes(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    body = sdk.AddDesktopPoolVolumesReq(volumes=[sdk.VolumeAddInfo(type="SAS", size=20)], handle_type=FOR_ALL)
    request = sdk.AddDesktopPoolVolumesRequest(pool_id=pool_id, body=body)
    _completed(cloud, cloud.client.add_desktop_pool_volumes(request).job_id)
    assert {len(desktop.data_volumes) for desktop in _desktops(cloud, pool_id)} == {2}


@workspace
def expand_desktop_pool_volumes(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    disk = _shown(cloud, pool_id).data_volumes[0]
    body = sdk.ExpandDesktopPoolVolumesReq(
        volumes=[sdk.ExpandDesktopPoolVolumesReqVolumes(id=disk.id, size=30)], handle_type="FOR_EXPAND_AND_IDLE"
    )
    request = sdk.ExpandDesktopPoolVolumesRequest(pool_id=pool_id, body=body)
    _completed(cloud, cloud.client.expand_desktop_pool_volumes(request).job_id)
    assert [desktop.data_volumes[0].size for desktop in _desktops(cloud, pool_id)] == [30, 30]


@workspace
def delete_desktop_pool_volumes(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    disk = _shown(cloud, pool_id).data_volumes[0]
    body = sdk.DeleteDesktopPoolVolumesReq(
        volumes=[sdk.DeleteDesktopPoolVolumesReqVolumes(id=disk.id)], handle_type="ONLY_FOR_EXPAND"
    )
    request = sdk.DeleteDesktopPoolVolumesRequest(pool_id=pool_id, body=body)
    _completed(cloud, cloud.client.delete_desktop_pool_volumes(request).job_id, 0)
    assert _shown(cloud, pool_id).data_volumes == []
    assert {len(desktop.data_volumes) for desktop in _desktops(cloud, pool_id)} == {1}


@workspace
def create_desktop_pool_authorized_objects(cloud: Cloud) -> None:
    pool_id = _pool(cloud, size=0)
    row = _authorized(cloud, "mmueller")
    for action, left in (("ADD", ["users"]), ("CHANGE_PRIVILEGE", ["administrators"]), ("REMOVE", [])):
        if action == "CHANGE_PRIVILEGE":
            row.user_group = "administrators"
        body = sdk.CreateDesktopPoolAuthorizedObjectsRequestBody(action=action, objects=[row])
        request = sdk.CreateDesktopPoolAuthorizedObjectsRequest(pool_id=pool_id, body=body)
        cloud.client.create_desktop_pool_authorized_objects(request)
        assert [found.user_group for found in _authorized_objects(cloud, pool_id)] == left


def _authorized_objects(cloud: Cloud, pool_id: str) -> Any:
    request = sdk.ListDesktopPoolAuthorizedObjectsRequest(pool_id=pool_id, offset=0, limit=100)
    return cloud.client.list_desktop_pool_authorized_objects(request).objects


@workspace
def list_desktop_pools_by_users(cloud: Cloud) -> None:
    authorized = _authorized(cloud, "mmueller")
    pool_id = _pool(cloud, authorized_objects=[authorized])
    request = sdk.ListDesktopPoolsByUsersRequest(user_ids=[authorized.object_id], limit=10, offset=0)
    (user,) = cloud.client.list_desktop_pools_by_users(request).users
    assert (user.user_id, user.desktop_pool_count) == (authorized.object_id, 1)
    assert [(pool.desktop_pool_id, pool.is_attached) for pool in user.desktop_pools] == [(pool_id, False)]


@workspace
def list_desktop_pool_authorized_objects(cloud: Cloud) -> None:
    pool_id = _pool(cloud, authorized_objects=[_authorized(cloud, "mmueller")])
    [row] = _authorized_objects(cloud, pool_id)
    assert (row.object_type, row.object_name, row.user_group) == ("USER", "mmueller", "users")


@workspace
def send_desktop_pool_notifications(cloud: Cloud) -> None:
    pool_id = _pool(cloud)
    body = sdk.SendDesktopPoolNotificationsReq(notifications="The room closes at eight.")
    request = sdk.SendDesktopPoolNotificationsRequest(pool_id=pool_id, body=body)
    _completed(cloud, cloud.client.send_desktop_pool_notifications(request).job_id)
    [notice] = cloud.control("GET", "state")["tables"]["Notice"]
    assert notice["text"] == "The room closes at eight."


# --- Name policies


def _policy(cloud: Cloud, name: str = "bio") -> str:
    body = sdk.CreateDesktopNamePolicyReq(
        policy_name=name, name_prefix="BIO", digit_number=3, start_number=7, single_domain_user_inc=0
    )
    request = sdk.CreateDesktopNamePolicyRequest(body=body)
    identifier: str = cloud.client.create_desktop_name_policy(request).policy_id
    return identifier


def _policies(cloud: Cloud, **filters: Any) -> Any:
    return cloud.client.list_desktop_name_policy(sdk.ListDesktopNamePolicyRequest(**filters)).desktop_name_policy_infos


@workspace
def create_desktop_name_policy(cloud: Cloud) -> None:
    policy_id = _policy(cloud)
    assert [policy.policy_id for policy in _policies(cloud)] == [policy_id]


@workspace
def list_desktop_name_policy(cloud: Cloud) -> None:
    _policy(cloud)
    policy_id = _policy(cloud, "biology")
    assert len(_policies(cloud, policy_name="bio", is_contain_user=False, offset=0, limit=50)) == 2
    assert [policy.policy_name for policy in _policies(cloud, policy_id=policy_id)] == ["biology"]


@workspace
def update_desktop_name_policy(cloud: Cloud) -> None:
    policy_id = _policy(cloud)
    body = sdk.UpdateDesktopNamePolicyReq(digit_number=2, is_default_policy=True)
    cloud.client.update_desktop_name_policy(sdk.UpdateDesktopNamePolicyRequest(policy_id=policy_id, body=body))
    [policy] = _policies(cloud)
    assert (policy.digit_number, policy.is_default_policy, policy.name_prefix) == (2, True, "BIO")


@workspace
def batch_delete_desktop_name_policy(cloud: Cloud) -> None:
    body = sdk.BatchDeleteDesktopNamePolicyReq(policy_ids=[_policy(cloud)])
    cloud.client.batch_delete_desktop_name_policy(sdk.BatchDeleteDesktopNamePolicyRequest(body=body))
    assert _policies(cloud) == []
