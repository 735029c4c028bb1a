# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: monitoring agents, remote assistance, consoles, images of desktops."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import IMAGE, OTHER_IMAGE, Cloud


@workspace
def batch_install_agent(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.BatchInstallAgentReq(desktop_ids=[desktop_id])
    job_id = cloud.client.batch_install_agent(sdk.BatchInstallAgentRequest(body=body)).job_id
    assert cloud.client.show_job(sdk.ShowJobRequest(job_id=job_id)).status == "COMPLETE"


@workspace
def create_remote_assistance(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    answer = cloud.client.create_remote_assistance(sdk.CreateRemoteAssistanceRequest(desktop_id=desktop_id))
    assert (answer.desktop_id, answer.status) == (desktop_id, "WAIT_USER_CONFIRM")


@workspace
def show_desktop_remote_assistance_info(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mia")
    cloud.control("POST", "sessions", desktop="BIO-01", action="open")
    cloud.control("POST", "assistance", desktop="BIO-01", says="agree")
    cloud.client.create_remote_assistance(sdk.CreateRemoteAssistanceRequest(desktop_id=desktop_id))
    request = sdk.ShowDesktopRemoteAssistanceInfoRequest(desktop_id=desktop_id)
    answer = cloud.client.show_desktop_remote_assistance_info(request)
    assert answer.status == "OPEN" and answer.invitation_code in answer.internet_share_link
    cloud.control("POST", "assistance", desktop="BIO-01", says="enough")
    ended = cloud.client.show_desktop_remote_assistance_info(request)
    assert (ended.status, ended.invitation_code) == ("CLOSE", None)


@workspace
def cancel_remote_assistance(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    cloud.client.create_remote_assistance(sdk.CreateRemoteAssistanceRequest(desktop_id=desktop_id))
    cloud.client.cancel_remote_assistance(sdk.CancelRemoteAssistanceRequest(desktop_id=desktop_id))
    cloud.client.create_remote_assistance(sdk.CreateRemoteAssistanceRequest(desktop_id=desktop_id))


@workspace
def show_remote_console_address(cloud: Cloud) -> None:
    request = sdk.ShowRemoteConsoleAddressRequest(desktop_id=cloud.desktop("BIO-01"))
    answers = [cloud.client.show_remote_console_address(request) for _time in range(2)]
    assert {(answer.type, answer.protocol) for answer in answers} == {("novnc", "vnc")}
    assert answers[0].url != answers[1].url


@workspace
def check_desktop_images(cloud: Cloud) -> None:
    kept, lost = cloud.desktop("BIO-01"), cloud.desktop("BIO-02", image=OTHER_IMAGE)
    cloud.control("POST", "images", action="delete", image=OTHER_IMAGE)
    body = sdk.CheckDesktopImagesReq(desktop_ids=[kept, lost])
    [found] = cloud.client.check_desktop_images(sdk.CheckDesktopImagesRequest(body=body)).image_infos
    assert (found.desktop_id, found.image_name, found.image_id) == (kept, IMAGE, cloud.image())


@workspace
def list_tenant_version_config(cloud: Cloud) -> None:
    request = sdk.ListTenantVersionConfigRequest(version_type=0, os_type=0, version_status="RELEASED", limit=1)
    answer = cloud.client.list_tenant_version_config(request)
    assert (answer.total_count, [one.version for one in answer.records]) == (2, ["24.8.0"])


@workspace
def list_desktop_statistics_by_version(cloud: Cloud) -> None:
    cloud.desktop("BIO-01")
    cloud.desktop("BIO-02", product="workspace.c2.large.linux", image="ubuntu-lab-2026.09")
    request = sdk.ListDesktopStatisticsByVersionRequest(versions=["24.8.0", "25.2.0"])
    rows = cloud.client.list_desktop_statistics_by_version(request).version_statistics
    assert [(row.version, row.os_type, row.desktop_count) for row in rows] == [
        ("24.8.0", "Linux", 1),
        ("24.8.0", "Windows", 1),
    ]


@workspace
def list_desktop_version(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", user="mia")
    request = sdk.ListDesktopVersionRequest(agent_version="24.8.0", os_type="Windows")
    [row] = cloud.client.list_desktop_version(request).desktops
    assert (row.desktop_id, row.desktop_name, row.username) == (desktop_id, "BIO-01", "mia")


@workspace
def execute_trigger_upgrade(cloud: Cloud) -> None:
    first, second = cloud.desktop("BIO-01"), cloud.desktop("BIO-02")
    body = sdk.ExecuteTriggerUpgradeRequestBody(
        is_force_execute=0, target_version="25.2.0", is_notify=0, desktop_sids=[cloud.shown(first).sid]
    )
    cloud.client.execute_trigger_upgrade(sdk.ExecuteTriggerUpgradeRequest(body=body))
    assert [cloud.shown(one).agent_version for one in (first, second)] == ["25.2.0", "24.8.0"]


def _upgrade_task(cloud: Cloud, name: str = "agents") -> str:
    sid = cloud.shown(cloud.desktop(f"{name}-01")).sid
    body = sdk.CreateScheduledUpgradeTaskRequestBody(
        task_name=name,
        task_type=0,
        scheduled_type="WEEK",
        week_list="1",
        timezone="Europe/Berlin",
        scheduled_time="02:00:00",
        scheduled_end_time="05:00:00",
        is_force_execute=0,
        min_version="25.2.0",
        target_version="25.2.0",
        expire_enable=0,
        is_notify=0,
        execute_strategy=1,
        grayscale_rule=1,
        random_first_batch_count=1,
        is_enable=1,
        apply_objects=[sdk.TaskApplyObjectInfo(object_type="DESKTOP", object_id=sid)],
    )
    return str(cloud.client.create_upgrade_schedule_task(sdk.CreateUpgradeScheduleTaskRequest(body=body)).task_id)


@workspace
def create_upgrade_schedule_task(cloud: Cloud) -> None:
    assert _upgrade_task(cloud)


@workspace
def show_upgrade_task_detail(cloud: Cloud) -> None:
    request = sdk.ShowUpgradeTaskDetailRequest(task_id=_upgrade_task(cloud))
    found = cloud.client.show_upgrade_task_detail(request)
    assert (found.task_name, found.week_list, found.random_first_batch_count) == ("agents", "1", 1)


@workspace
def list_upgrade_tasks(cloud: Cloud) -> None:
    ids = [_upgrade_task(cloud, name) for name in ("one", "two")]
    found = cloud.client.list_upgrade_tasks(sdk.ListUpgradeTasksRequest(task_type=0, limit=1, offset=1))
    assert (found.total, [task.id for task in found.tasks]) == (2, ids[1:])


@workspace
def update_upgrade_task(cloud: Cloud) -> None:
    task_id = _upgrade_task(cloud)
    body = sdk.UpdateScheduledUpgradeTaskRequestBody(is_enable=0, description="Paused")
    cloud.client.update_upgrade_task(sdk.UpdateUpgradeTaskRequest(task_id=task_id, body=body))
    found = cloud.client.show_upgrade_task_detail(sdk.ShowUpgradeTaskDetailRequest(task_id=task_id))
    assert (found.is_enable, found.description, found.week_list) == (0, "Paused", "1")


@workspace
def list_task_apply_objects(cloud: Cloud) -> None:
    request = sdk.ListTaskApplyObjectsRequest(task_id=_upgrade_task(cloud))
    [row] = cloud.client.list_task_apply_objects(request).apply_objects
    assert (row.object_type, row.object_name) == ("DESKTOP", "agents-01")


@workspace
def delete_upgrade_task(cloud: Cloud) -> None:
    body = sdk.DeleteUpgradeTaskRequestBody(task_ids=[_upgrade_task(cloud)])
    cloud.client.delete_upgrade_task(sdk.DeleteUpgradeTaskRequest(body=body))
    assert cloud.client.list_upgrade_tasks(sdk.ListUpgradeTasksRequest()).total == 0
