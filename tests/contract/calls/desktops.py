# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: desktops."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import OTHER_IMAGE, OTHER_PRODUCT, PRODUCT, Cloud


@workspace
def create_desktop(cloud: Cloud) -> None:
    groups = cloud.security_groups("WorkspaceUserSecurityGroup", "teaching-desktops")
    seat = sdk.Desktop(
        user_name="mmueller",
        user_email="mia.mueller@uni.example",
        user_phone="+4917000000",
        user_group="users",
        computer_name="BIO-01",
        os_host_name="BIO-01",
    )
    body = sdk.CreateDesktopReq(
        desktop_type="DEDICATED",
        availability_zone="ap-southeast-1a",
        product_id=PRODUCT,
        buy_type="custom",
        image_type="private",
        image_id=cloud.image(),
        root_volume=sdk.Volume(type="SAS", size=80),
        data_volumes=[sdk.Volume(type="GPSSD2", size=20, iops=3000, throughput=125)],
        nics=[sdk.Nic(subnet_id=cloud.subnet("teaching-a").id)],
        security_groups=[sdk.SecurityGroupIdInfo(id=group) for group in groups],
        desktops=[seat],
        desktop_ips=["10.10.4.1"],
        email_notification=False,
        enterprise_project_id="0",
        ou_name="Students/Biology",
        tags=[sdk.Tag(key="department", value="biology")],
        eip=sdk.Eip(type="5_bgp", charge_mode="TRAFFIC", bandwidth_size=5),
    )
    job_id = cloud.client.create_desktop(sdk.CreateDesktopRequest(body=body)).job_id
    [row] = cloud.sub_jobs(job_id)
    assert (row.status, row.entities.desktop_name, row.entities.user_name) == ("SUCCESS", "BIO-01", "mmueller")
    desktop = cloud.shown(row.entities.desktop_id)
    assert (desktop.computer_name, desktop.status, desktop.ip_addresses) == ("BIO-01", "ACTIVE", ["10.10.4.1"])
    assert [(volume.type, volume.size, volume.iops) for volume in desktop.data_volumes] == [("GPSSD2", 20, 3000)]
    copied = sdk.CreateDesktopReq(
        desktop_type="DEDICATED",
        product_id=PRODUCT,
        image_type="private",
        image_id=cloud.image(),
        root_volume=sdk.Volume(type="SAS", size=80),
        desktops=[
            sdk.Desktop(
                user_name="mmueller",
                computer_name="BIO-21",
                copy_volume_desktop_id=desktop.desktop_id,
                copy_volume_ids=[desktop.data_volumes[0].volume_id],
            )
        ],
    )
    job_id = cloud.client.create_desktop(sdk.CreateDesktopRequest(body=copied)).job_id
    [row] = cloud.sub_jobs(job_id)
    copy = cloud.shown(row.entities.desktop_id)
    assert [(volume.type, volume.size) for volume in copy.data_volumes] == [("GPSSD2", 20)]
    numbered = sdk.CreateDesktopReq(
        desktop_type="SHARED",
        product_id=PRODUCT,
        image_type="private",
        image_id=cloud.image(),
        root_volume=sdk.Volume(type="SSD", size=100),
        desktop_name="SHARED-",
        size=2,
    )
    job_id = cloud.client.create_desktop(sdk.CreateDesktopRequest(body=numbered)).job_id
    assert [row.entities.desktop_name for row in cloud.sub_jobs(job_id)] == ["SHARED-01", "SHARED-02"]


@workspace
def list_desktops(cloud: Cloud) -> None:
    first = cloud.desktop("BIO-01", user="mmueller", tags={"department": "biology"})
    second = cloud.desktop("BIO-02", user="jdoe", status="SHUTOFF")
    cloud.desktop("CHEM-01")
    answer = cloud.client.list_desktops(
        sdk.ListDesktopsRequest(computer_name="bio", desktop_type="DEDICATED", is_share_desktop=False, limit=1)
    )
    assert (answer.total_count, len(answer.desktops)) == (2, 1)
    request = sdk.ListDesktopsRequest(user_name=["mmueller", "jdoe"], desktop_id=[first, second], offset=0, limit=1000)
    found = {desktop.desktop_id: desktop for desktop in cloud.client.list_desktops(request).desktops}
    assert (found[first].user_name, found[first].status, found[second].status) == ("mmueller", "ACTIVE", "SHUTOFF")
    assert [(tag.key, tag.value) for tag in found[first].tags] == [("department", "biology")]
    request = sdk.ListDesktopsRequest(tag="department=biology", status="ACTIVE", domain_status=1)
    assert [desktop.computer_name for desktop in cloud.client.list_desktops(request).desktops] == ["BIO-01"]


@workspace
def list_desktops_detail(cloud: Cloud) -> None:
    first = cloud.desktop("BIO-01", user="mmueller", data_volumes=[10, 20])
    cloud.desktop("BIO-02")
    cloud.desktop("BIO-03", user="jdoe")
    request = sdk.ListDesktopsDetailRequest(
        computer_name="BIO",
        user_names=["mmueller", "jdoe"],
        user_attached=True,
        in_maintenance_mode=False,
        is_support_internet=False,
        charge_mode="1",
        sort_field="computer_name",
        sort_type="DESC",
        without_any_tag=True,
        limit=10,
    )
    answer = cloud.client.list_desktops_detail(request)
    assert [desktop.computer_name for desktop in answer.desktops] == ["BIO-03", "BIO-01"]
    request = sdk.ListDesktopsDetailRequest(desktop_id=[first], computer_names=["BIO-01", "BIO-02"])
    [desktop] = cloud.client.list_desktops_detail(request).desktops
    assert sorted(volume.size for volume in desktop.data_volumes) == [10, 20]
    assert [(row.user_name, row.user_group) for row in desktop.attach_user_infos] == [("mmueller", "users")]
    cloud.desktop("SPARE")
    request = sdk.ListDesktopsDetailRequest(computer_names=["SPARE"])
    [spare] = cloud.client.list_desktops_detail(request).desktops
    assert (spare.user_name, spare.user_group) == ("", "")
    nothing = cloud.client.list_desktops_detail(sdk.ListDesktopsDetailRequest(computer_names=["NOBODY"]))
    assert (nothing.desktops, nothing.total_count) == ([], 0)


@workspace
def show_desktop_detail(cloud: Cloud) -> None:
    desktop = cloud.shown(cloud.desktop("BIO-01", user="mmueller", data_volumes=[10]))
    assert (desktop.product.product_id, desktop.root_volume.size) == (PRODUCT, 80)
    assert desktop.metadata["metering.image_id"] == cloud.image()
    assert [address.addr for rows in desktop.addresses.values() for address in rows] == desktop.ip_addresses
    cloud.jobs_take(100)
    body = sdk.BatchActionDesktopsReq(desktop_ids=[desktop.desktop_id], op_type="reboot", type="HARD")
    cloud.client.batch_run_desktops(sdk.BatchRunDesktopsRequest(body=body))
    cloud.pass_time(50)
    assert cloud.shown(desktop.desktop_id).task_status == "rebooting_hard"


@workspace
def update_desktop(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.ModifyDesktopAttributesReq(sdk.ModifyDesktopAttributesReqDesktop(computer_name="BIO-99"))
    cloud.client.update_desktop(sdk.UpdateDesktopRequest(desktop_id=desktop_id, body=body))
    assert cloud.shown(desktop_id).computer_name == "BIO-99"


@workspace
def delete_desktop(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    request = sdk.DeleteDesktopRequest(
        desktop_id=desktop_id, delete_users=True, email_notification=False, is_force_delete=False
    )
    assert cloud.client.delete_desktop(request).status_code == 204
    assert cloud.client.list_desktops(sdk.ListDesktopsRequest()).desktops == []
    assert cloud.client.list_users(sdk.ListUsersRequest()).users == []


@workspace
def batch_delete_desktops(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    body = sdk.DeleteDesktopsReq(desktop_ids=ids, delete_users=False, email_notification=False, is_force_delete=True)
    answer = cloud.client.batch_delete_desktops(sdk.BatchDeleteDesktopsRequest(body=body))
    assert answer.status_code == 202
    cloud.succeeded(answer.job_id, *ids)
    assert cloud.client.list_desktops(sdk.ListDesktopsRequest()).total_count == 0
    cloud.jobs_take(100)
    body.desktop_ids = [cloud.desktop("BIO-03")]
    cloud.client.batch_delete_desktops(sdk.BatchDeleteDesktopsRequest(body=body))
    cloud.pass_time(50)
    [leaving] = cloud.client.list_desktops_detail(sdk.ListDesktopsDetailRequest()).desktops
    assert (leaving.status, leaving.task_status) == ("", "deleting")
    assert cloud.shown(leaving.desktop_id).status == ""


@workspace
def set_maintenance_mode(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.BatchSetMaintenanceModeReq(desktop_ids=[desktop_id], in_maintenance_mode=True)
    cloud.client.set_maintenance_mode(sdk.SetMaintenanceModeRequest(body=body))
    assert cloud.shown(desktop_id).in_maintenance_mode is True


@workspace
def batch_logoff_desktops(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mmueller")
    cloud.control("POST", "sessions", desktop="BIO-01", action="open")
    body = sdk.LogoffDesktopsReq(desktop_ids=[desktop_id], message="The room closes.")
    cloud.client.batch_logoff_desktops(sdk.BatchLogoffDesktopsRequest(body=body))
    assert cloud.shown(desktop_id).login_status == "REGISTERED"


def _left(cloud: Cloud) -> str:
    """Return the ID of a desktop that has left its domain."""
    desktop_id = cloud.desktop("BIO-01")
    cloud.control("POST", "service", domain_type="LOCAL_AD")
    cloud.control("POST", "desktops", action="set", desktop="BIO-01", fields={"domain_status": 2})
    return desktop_id


@workspace
def batch_check_desktop_rejoin_domain(cloud: Cloud) -> None:
    desktop_id = _left(cloud)
    body = sdk.BatchCheckRejoinDomainReq(desktop_ids=[desktop_id])
    request = sdk.BatchCheckDesktopRejoinDomainRequest(body=body)
    [row] = cloud.client.batch_check_desktop_rejoin_domain(request).desktops
    assert (row.desktop_id, row.desktop_name, row.domain_status, row.rejoin_able) == (desktop_id, "BIO-01", 2, True)


@workspace
def batch_update_desktop_domain(cloud: Cloud) -> None:
    desktop_id = _left(cloud)
    body = sdk.BatchRejoinDomainReq(desktop_ids=[desktop_id])
    request = sdk.BatchUpdateDesktopDomainRequest(body=body)
    cloud.succeeded(cloud.client.batch_update_desktop_domain(request).job_id, desktop_id)
    assert cloud.shown(desktop_id).domain_status == 1


@workspace
def batch_run_desktops(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    off = cloud.desktop("BIO-02", status="SHUTOFF")
    body = sdk.BatchActionDesktopsReq(desktop_ids=[desktop_id, off], op_type="os-stop", type="SOFT")
    [row] = cloud.client.batch_run_desktops(sdk.BatchRunDesktopsRequest(body=body)).failed_operation_list
    assert (row.desktop_id, row.desktop_name, row.error_code) == (off, "BIO-02", "WKS.00010032")
    assert cloud.shown(desktop_id).status == "SHUTOFF"


@workspace
def resize_desktop(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.ResizeDesktopReq(
        desktops=[sdk.ResizeDesktopData(desktop_id=desktop_id)],
        product_id=OTHER_PRODUCT,
        mode="STOP_DESKTOP",
        auto_placement="off",
    )
    answer = cloud.client.resize_desktop(sdk.ResizeDesktopRequest(body=body))
    cloud.succeeded(answer.job_id, desktop_id)
    desktop = cloud.shown(desktop_id)
    assert (desktop.product.product_id, desktop.status) == (OTHER_PRODUCT, "SHUTOFF")


@workspace
def batch_rebuild_desktops_system_disk(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", status="SHUTOFF")
    body = sdk.RebuildDesktopsReq(
        desktop_ids=[desktop_id],
        image_type="private",
        image_id=cloud.image(OTHER_IMAGE),
        encrypt_type=sdk.EncryptType.KEEP,
        os_type="Windows",
        delay_time=0,
        message="Save your work.",
        enterprise_project_id="0",
    )
    request = sdk.BatchRebuildDesktopsSystemDiskRequest(body=body)
    cloud.succeeded(cloud.client.batch_rebuild_desktops_system_disk(request).job_id, desktop_id)
    desktop = cloud.shown(desktop_id)
    assert (desktop.metadata["image_name"], desktop.status) == (OTHER_IMAGE, "ACTIVE")


@workspace
def list_desktops_connect_status(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", user="mmueller")
    cloud.desktop("BIO-02", user="jdoe")
    cloud.control("POST", "sessions", desktop="BIO-01", action="open")
    request = sdk.ListDesktopsConnectStatusRequest(user_names=["mmueller", "jdoe"], connect_status="CONNECTED")
    [desktop] = cloud.client.list_desktops_connect_status(request).desktops
    assert (desktop.desktop_name, [user.name for user in desktop.attach_users]) == ("BIO-01", ["mmueller"])


@workspace
def list_run_state(cloud: Cloud) -> None:
    cloud.desktop("BIO-01")
    cloud.desktop("BIO-02", status="HIBERNATED")
    answer = cloud.client.list_run_state(sdk.ListRunStateRequest())
    assert (answer.active_num, answer.stop_num, answer.hibernated_num, answer.error_num) == (1, 0, 1, 0)


@workspace
def list_login_state(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", user="mmueller")
    cloud.desktop("BIO-02")
    cloud.control("POST", "sessions", desktop="BIO-01", action="open")
    answer = cloud.client.list_login_state(sdk.ListLoginStateRequest())
    assert (answer.in_use_num, answer.ready_num) == (1, 1)
