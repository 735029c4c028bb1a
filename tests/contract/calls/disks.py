# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: disks."""

from __future__ import annotations

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _disks(cloud: Cloud, desktop_id: str) -> dict[int, str]:
    """Return the volume IDs of the data disks by their sizes."""
    return {volume.size: volume.volume_id for volume in cloud.shown(desktop_id).data_volumes}


@workspace
def add_volumes(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}") for number in (1, 2)]
    rows = [
        sdk.AddDesktopVolumesReq(desktop_id=desktop_id, volumes=[sdk.Volume(type="SAS", size=30)]) for desktop_id in ids
    ]
    body = sdk.AddDesktopsVolumesReq(desktop_volumes=rows)
    cloud.succeeded(cloud.client.add_volumes(sdk.AddVolumesRequest(body=body)).job_id, *ids)
    assert [list(_disks(cloud, desktop_id)) for desktop_id in ids] == [[30], [30]]


@workspace
def add_desktop_volumes(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    body = sdk.AddVolumesReq(
        volumes=[sdk.Volume(type="SSD", size=10), sdk.Volume(type="GPSSD2", size=20, iops=3000, throughput=125)],
        enterprise_project_id="0",
    )
    answer = cloud.client.add_desktop_volumes(sdk.AddDesktopVolumesRequest(desktop_id=desktop_id, body=body))
    cloud.succeeded(answer.job_id, desktop_id)
    assert sorted(_disks(cloud, desktop_id)) == [10, 20]


@workspace
def expand_volumes(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", data_volumes=[10])
    row = sdk.ExpandVolumesReq(desktop_id=desktop_id, volume_id=_disks(cloud, desktop_id)[10], new_size=40)
    body = sdk.ExpandDesktopsVolumesReq(desktop_volumes_expansion=[row])
    cloud.succeeded(cloud.client.expand_volumes(sdk.ExpandVolumesRequest(body=body)).job_id, desktop_id)
    assert list(_disks(cloud, desktop_id)) == [40]


@workspace
def batch_modify_qos_volumes(cloud: Cloud) -> None:
    add_desktop_volumes(cloud)
    desktop_id = cloud.record("BIO-01")["id"]
    body = sdk.BatchModifyQosVolumesReq(
        volume_ids=[_disks(cloud, desktop_id)[20]], qos=sdk.Qos(iops=4000, throughput=200)
    )
    job_id = cloud.client.batch_modify_qos_volumes(sdk.BatchModifyQosVolumesRequest(body=body)).job_id
    cloud.succeeded(job_id, desktop_id)
    assert (4000, 200) in [(volume.iops, volume.throughput) for volume in cloud.shown(desktop_id).data_volumes]


@workspace
def delete_desktop_volumes(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", data_volumes=[10, 20])
    body = sdk.DeleteVolumesReq(volume_ids=[_disks(cloud, desktop_id)[10]])
    answer = cloud.client.delete_desktop_volumes(sdk.DeleteDesktopVolumesRequest(desktop_id=desktop_id, body=body))
    cloud.succeeded(answer.job_id, desktop_id)
    assert list(_disks(cloud, desktop_id)) == [20]
