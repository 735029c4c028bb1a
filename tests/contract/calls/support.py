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
