# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: recordings of screens."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud

PERIOD = {"begin": "2026-01-05T08:00:00Z", "end": "2026-01-05T09:00:00Z"}
DAY = {"start_time": "2026-01-05 00:00:00", "end_time": "2026-01-05 23:59:59"}


def _recording(cloud: Cloud, user: str = "mia") -> str:
    """Let somebody have been recorded, and return the ID of the recording."""
    cloud.desktop(f"BIO-{user}")
    identifier: str = cloud.control("POST", "recordings", desktop=f"BIO-{user}", user=user, **PERIOD)["id"]
    return identifier


def _records(cloud: Cloud, **query: Any) -> Any:
    return cloud.client.list_screen_records(sdk.ListScreenRecordsRequest(**{**DAY, **query}))


@workspace
def list_screen_records(cloud: Cloud) -> None:
    record_id = _recording(cloud)
    _recording(cloud, "omar")
    found = _records(
        cloud,
        username="mia",
        desktop_names="BIO-mia,BIO-omar",
        status="UPLOAD_COMPLETED",
        type="FULL",
        sort_field="start_time",
        sort_type="asc",
        limit=1,
        offset=0,
    )
    [row] = found.screen_records
    assert (row.id, row.username, row.duration, found.total_count) == (record_id, "mia", 3600, 1)
    assert row.start_time == "2026-01-05T08:00:00.000Z" and row.video_file_sha256


@workspace
def show_screen_record(cloud: Cloud) -> None:
    record_id = _recording(cloud)
    shown = cloud.client.show_screen_record(sdk.ShowScreenRecordRequest(record_id=record_id))
    assert (shown.id, shown.desktop_name, shown.status) == (record_id, "BIO-mia", "UPLOAD_COMPLETED")


@workspace
def list_desktop_operations(cloud: Cloud) -> None:
    request = sdk.ListDesktopOperationsRequest(record_id=_recording(cloud), event_type="HDP", limit=10, offset=0)
    found = cloud.client.list_desktop_operations(request)
    assert [row.relative_start_time for row in found.operations] == [0, 3600] and found.total_count == 2


@workspace
def update_screen_records(cloud: Cloud) -> None:
    body = sdk.UpdateScreenRecordsRequestBody(traffic_limit_type="DEFAULT")
    request = sdk.UpdateScreenRecordsRequest(record_id=_recording(cloud), body=body)
    assert cloud.client.update_screen_records(request).result_code == "0"


@workspace
def batch_delete_screen_records(cloud: Cloud) -> None:
    rows = [
        sdk.BatchDeleteScreenRecordsRequestBodyScreenRecords(id=_recording(cloud, name)) for name in ("mia", "omar")
    ]
    body = sdk.BatchDeleteScreenRecordsRequestBody(screen_records=rows)
    request = sdk.BatchDeleteScreenRecordsRequest(body=body)
    assert cloud.client.batch_delete_screen_records(request).job_id
    cloud.control("POST", "clock", finish_jobs=True)
    assert _records(cloud).total_count == 0
