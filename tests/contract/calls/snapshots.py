# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: snapshots of desktops."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _list(cloud: Cloud, **filters: Any) -> list[Any]:
    found: list[Any] = cloud.client.list_desktop_snapshot(sdk.ListDesktopSnapshotRequest(**filters)).desktop_snapshots
    return found


@workspace
def batch_create_desktop_snapshot(cloud: Cloud) -> None:
    ids = [cloud.desktop(f"BIO-{number:02d}", data_volumes=[10, 20]) for number in (1, 2)]
    body = sdk.BatchCreateDesktopSnapshotReq(
        desktop_ids=ids,
        disk_type="ALL",
        system_disk_snapshot=sdk.DiskSnapshotInfo(name="base", description="of the system"),
        data_disk_snapshot=sdk.DiskSnapshotInfo(name="work", description="of the data"),
    )
    request = sdk.BatchCreateDesktopSnapshotRequest(body=body)
    cloud.succeeded(cloud.client.batch_create_desktop_snapshot(request).job_id, *ids)
    rows = _list(cloud, desktop_ids=ids)
    assert [(row.desktop_id, row.is_system_disk) for row in rows] == [
        (desktop_id, system) for desktop_id in ids for system in (True, False, False)
    ]
    assert {(row.status, row.create_type) for row in rows} == {("create_success", "MANUALLY")}
    assert {row.description for row in rows} == {"of the system", "of the data"}


@workspace
def list_desktop_snapshot(cloud: Cloud) -> None:
    batch_create_desktop_snapshot(cloud)
    cloud.control("POST", "snapshots", desktop="BIO-01", name="nightly", create_type="AUTO")
    desktop_id = cloud.record("BIO-01")["id"]
    assert len(_list(cloud)) == 7
    assert len(_list(cloud, desktop_id=desktop_id, disk_type="DATA_DISKS")) == 2
    assert len(_list(cloud, desktop_name="bio", snapshot_name="BASE", status="create_success")) == 2
    assert len(_list(cloud, desktop_names=["BIO-02"])) == 3
    [nightly] = _list(cloud, create_type="AUTO")
    assert [row.snapshot_id for row in _list(cloud, snapshot_names=[nightly.snapshot_name])] == [nightly.snapshot_id]
    newest = _list(cloud, sort_field="snapshot_name", sort_type="DESC", offset=0, limit=1)
    assert [row.desktop_name for row in newest] == ["BIO-02"]


@workspace
def batch_restore_desktop_snapshot(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01", status="SHUTOFF")
    cloud.control("POST", "write", desktop="BIO-01", content="good")
    ids = cloud.control("POST", "snapshots", desktop="BIO-01", name="base")["snapshot_ids"]
    cloud.control("POST", "write", desktop="BIO-01", content="bad")
    body = sdk.BatchRestoreSnapshotReq(snapshot_ids=ids)
    request = sdk.BatchRestoreDesktopSnapshotRequest(body=body)
    cloud.succeeded(cloud.client.batch_restore_desktop_snapshot(request).job_id, desktop_id)
    assert cloud.record("BIO-01")["root"]["content"] == "good"
    [row] = _list(cloud)
    assert row.status == "restore_success" and row.last_restore_time


@workspace
def batch_delete_desktop_snapshot(cloud: Cloud) -> None:
    desktop_id = cloud.desktop("BIO-01")
    ids = cloud.control("POST", "snapshots", desktop="BIO-01", name="base")["snapshot_ids"]
    body = sdk.BatchDeleteDesktopSnapshotReq(snapshot_ids=ids)
    request = sdk.BatchDeleteDesktopSnapshotRequest(body=body)
    cloud.succeeded(cloud.client.batch_delete_desktop_snapshot(request).job_id, desktop_id)
    assert _list(cloud) == []
