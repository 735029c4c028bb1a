# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: opening, configuring and closing the service; images of desktops."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _service(cloud: Cloud) -> sdk.ListWorkspacesResponse:
    return cloud.client.list_workspaces(sdk.ListWorkspacesRequest())


@workspace
def apply_workspace(cloud: Cloud) -> None:
    subnet = cloud.subnet("office-a")
    cloud.control("POST", "service", status="CLOSED")
    body = sdk.ApplyWorkspaceReq(
        ad_domains=sdk.ApplyWorkspaceAdDomain(
            domain_type="LOCAL_AD",
            domain_name="uni.example",
            domain_admin_account="admin",
            domain_password="Secret-123",
            active_domain_ip="10.20.0.10",
            active_domain_name="dc1",
            active_dns_ip="10.20.0.10",
            delete_computer_object=1,
        ),
        vpc_id=subnet.vpc_id,
        subnet_ids=[sdk.Subnet(subnet_id=subnet.id)],
        access_mode="BOTH",
        dedicated_subnets="10.1.0.0/16;10.2.0.0/16",
        manage_subnet_cidr="192.168.9.0/24",
        enterprise_id="uni",
        is_send_email=False,
    )
    assert cloud.client.apply_workspace(sdk.ApplyWorkspaceRequest(body=body)).job_id
    found = _service(cloud)
    assert (found.status, found.enterprise_id, found.config_status) == ("SUBSCRIBED", "uni", "0")
    assert (found.ad_domains.domain_name, found.ad_domains.delete_computer_object) == ("uni.example", "1")
    assert [row.subnet_id for row in found.subnet_ids] == [subnet.id]
    assert (found.dedicated_subnets, found.management_subnet_cidr) == ("10.1.0.0/16;10.2.0.0/16", "192.168.9.0/24")


@workspace
def update_workspace(cloud: Cloud) -> None:
    body = sdk.ModifyWorkspaceAttributesReq(access_mode="BOTH", dedicated_subnets="10.1.0.0/16")
    assert cloud.client.update_workspace(sdk.UpdateWorkspaceRequest(body=body)).job_id
    body = sdk.ModifyWorkspaceAttributesReq(subnet_ids=[cloud.subnet("teaching-a").id])
    assert not cloud.client.update_workspace(sdk.UpdateWorkspaceRequest(body=body)).job_id
    found = _service(cloud)
    assert (found.access_mode, found.dedicated_subnets, len(found.subnet_ids)) == ("BOTH", "10.1.0.0/16", 1)


@workspace
def cancel_workspace(cloud: Cloud) -> None:
    assert cloud.client.cancel_workspace(sdk.CancelWorkspaceRequest()).job_id
    assert _service(cloud).status == "CLOSED"


@workspace
def show_workspace_lock(cloud: Cloud) -> None:
    assert cloud.client.show_workspace_lock(sdk.ShowWorkspaceLockRequest()).is_lock == 0
    cloud.control("POST", "service", lock_reason="arrears")
    answer = cloud.client.show_workspace_lock(sdk.ShowWorkspaceLockRequest())
    assert (answer.is_lock, answer.lock_reason) == (1, "arrears") and answer.lock_time


@workspace
def unlock_workspace(cloud: Cloud) -> None:
    cloud.control("POST", "service", lock_reason="arrears")
    body = sdk.UnlockWorkspaceRequestBody(operate_type="unlock")
    assert cloud.client.unlock_workspace(sdk.UnlockWorkspaceRequest(body=body)).job_id
    assert cloud.client.show_workspace_lock(sdk.ShowWorkspaceLockRequest()).is_lock == 0


@workspace
def run_actions_on_workspace_job(cloud: Cloud) -> None:
    cloud.control("POST", "faults", kind="job_fail", job_type="cancelWorkspace")
    job_id = cloud.client.cancel_workspace(sdk.CancelWorkspaceRequest()).job_id
    assert _service(cloud).status == "DEREGISTRATION_FAILED"
    body = sdk.JobActionsReq(op_type="retry")
    request = sdk.RunActionsOnWorkspaceJobRequest(job_id=job_id, body=body)
    assert cloud.client.run_actions_on_workspace_job(request).job_id != job_id
    assert _service(cloud).status == "CLOSED"


@workspace
def show_assist_auth_config(cloud: Cloud) -> None:
    answer = cloud.client.show_assist_auth_config(sdk.ShowAssistAuthConfigRequest())
    assert (answer.otp_config_info.enable, answer.otp_config_info.receive_mode) == (False, "VMFA")


@workspace
def update_assist_auth_method_config(cloud: Cloud) -> None:
    otp = sdk.OtpConfigInfo(
        enable=True,
        receive_mode="HMFA",
        auth_url="https://otp.example",
        app_id="app",
        app_secret="secret",
        auth_server_access_mode="INTERNET",
        apply_rule=sdk.ApplyRuleInfo(rule_type="ACCESS_MODE", rule="INTERNET"),
    )
    body = sdk.AssistAuthMethodConfigRequest(auth_type="OTP", otp_config_info=otp)
    cloud.client.update_assist_auth_method_config(sdk.UpdateAssistAuthMethodConfigRequest(body=body))
    shown = cloud.client.show_assist_auth_config(sdk.ShowAssistAuthConfigRequest()).otp_config_info
    assert (shown.enable, shown.auth_url, shown.apply_rule.rule) == (True, "https://otp.example", "INTERNET")
    assert shown.app_secret is None


def _second_factor_for(cloud: Cloud, *names: str) -> list[sdk.ApplyObjects]:
    """Enable the second factor, and bind users to it."""
    otp = sdk.OtpConfigInfo(enable=True, receive_mode="VMFA")
    config = sdk.AssistAuthMethodConfigRequest(auth_type="OTP", otp_config_info=otp)
    cloud.client.update_assist_auth_method_config(sdk.UpdateAssistAuthMethodConfigRequest(body=config))
    rows = [sdk.ApplyObjects(object_type="USER", object_id=cloud.user(name), object_name=name) for name in names]
    body = sdk.AssistAuthApplyObjectsRequest(add=rows)
    request = sdk.UpdateAssistAuthConfigApplyObjectsRequest(body=body)
    cloud.client.update_assist_auth_config_apply_objects(request)
    return rows


@workspace
def show_assist_auth_config_apply_objects(cloud: Cloud) -> None:
    _second_factor_for(cloud, "mmueller", "jdoe")
    request = sdk.ShowAssistAuthConfigApplyObjectsRequest(object_type="USER", object_name="MUELL", limit=10, offset=0)
    answer = cloud.client.show_assist_auth_config_apply_objects(request)
    assert ([row.object_name for row in answer.objects], answer.total_count) == (["mmueller"], 1)


@workspace
def update_assist_auth_config_apply_objects(cloud: Cloud) -> None:
    rows = _second_factor_for(cloud, "mmueller", "jdoe")
    body = sdk.AssistAuthApplyObjectsRequest(delete=rows[:1])
    request = sdk.UpdateAssistAuthConfigApplyObjectsRequest(body=body)
    cloud.client.update_assist_auth_config_apply_objects(request)
    left = cloud.client.show_assist_auth_config_apply_objects(sdk.ShowAssistAuthConfigApplyObjectsRequest())
    assert [row.object_name for row in left.objects] == ["jdoe"]


@workspace
def show_sysprep_info(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    answer = cloud.client.show_sysprep_info(sdk.ShowSysprepInfoRequest(desktop_id=desktop_id))
    assert answer.support_create_image is True and answer.sysprep_version


@workspace
def change_desktop_to_image(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.DesktopToImageReq(
        image_name="win11-bio-2026.11",
        image_description="Biology in autumn",
        desktop_id=desktop_id,
        execute_sysprep=True,
        image_tags=[sdk.TagKeyValue(key="course", value="bio")],
        enterprise_project_id="0",
        min_ram="4096",
        max_ram="8192",
    )
    request = sdk.ChangeDesktopToImageRequest(body=body)
    cloud.succeeded(cloud.client.change_desktop_to_image(request).job_id, desktop_id)
    images = cloud.client.list_images(sdk.ListImagesRequest(image_type="private", sort_field="name")).images
    [image] = [image for image in images if image.name == "win11-bio-2026.11"]
    assert (image.os_type, image.min_ram, image.min_disk) == ("Windows", 4096, 80)
    assert cloud.shown(desktop_id).status == "SHUTOFF"
