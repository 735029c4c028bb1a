# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: scheduled tasks."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud

DAY = 86400.0
ZONE = "Europe/Berlin"


def _create(cloud: Cloud, **fields: Any) -> str:
    """Create a task that is due every day at noon, unless told otherwise, and return its ID."""
    settings = {
        "task_name": "stop",
        "task_type": "STOP",
        "scheduled_type": "DAY",
        "day_interval": 1,
        "scheduled_time": "12:00:00",
        "time_zone": ZONE,
    }
    body = sdk.CreateScheduledTasksReq(**{**settings, **fields})
    identifier: str = cloud.client.create_scheduled_tasks(sdk.CreateScheduledTasksRequest(body=body)).task_id
    return identifier


def _object(desktop_id: str) -> Any:
    return sdk.ApplyObject(object_id=desktop_id, object_type="DESKTOP", object_name="BIO-01")


@workspace
def create_scheduled_tasks(cloud: Cloud) -> None:
    task_id = _create(
        cloud,
        scheduled_type="FIXED_TIME",
        scheduled_date="2099-12-23",
        week_list="1,2,7",
        month_list="1,3,12",
        date_list="1,2,28,L",
        expire_time="2099-12-31 09:00:00",
        gray_count=1000,
        gray_desktop_ids=["string"],
        gray_fail_threshold=1000,
        life_cycle_type="POST_CREATE_DESKTOP_SUCCESS",
        life_cycle_exec_period=1440,
        wait_time=0,
        force_execute=False,
        description="Biology",
        extra_params='{"notify_message": "bye"}',
        apply_objects=[_object(cloud.desktop("BIO-01"))],
    )
    shown = cloud.client.show_scheduled_tasks(sdk.ShowScheduledTasksRequest(task_id=task_id))
    assert (shown.scheduled_date, shown.gray_count, shown.time_zone) == ("2099-12-23", 1000, ZONE)


@workspace
def show_scheduled_tasks(cloud: Cloud) -> None:
    task_id = _create(cloud, apply_objects=[_object(cloud.desktop("BIO-01"))], description="Biology")
    shown = cloud.client.show_scheduled_tasks(sdk.ShowScheduledTasksRequest(task_id=task_id))
    assert (shown.task_name, shown.scheduled_time, shown.description) == ("stop", "12:00:00", "Biology")
    assert [one.object_name for one in shown.apply_objects] == ["BIO-01"]


@workspace
def list_scheduled_tasks(cloud: Cloud) -> None:
    _create(cloud)
    life_cycle = {"scheduled_type": "LIFE_CYCLE", "life_cycle_type": "POST_DESKTOP_DISCONNECTED", "wait_time": 30}
    _create(cloud, task_name="after", **life_cycle)
    answer = cloud.client.list_scheduled_tasks(sdk.ListScheduledTasksRequest(offset=0, limit=50))
    [task] = answer.scheduled_tasks
    assert answer.total_count == 1 and (task.task_name, task.enable) == ("stop", True)
    assert task.next_execution_time.endswith(" GMT+01:00") or task.next_execution_time.endswith(" GMT+02:00")
    request = sdk.ListScheduledTasksRequest(
        offset=0,
        limit=50,
        task_name="AFT",
        task_type="STOP",
        scheduled_type="LIFE_CYCLE",
        life_cycle_type="POST_DESKTOP_DISCONNECTED",
    )
    [task] = cloud.client.list_scheduled_tasks(request).scheduled_tasks
    assert (task.task_name, task.wait_time) == ("after", 30)


@workspace
def update_scheduled_tasks(cloud: Cloud) -> None:
    task_id = _create(cloud, apply_objects=[_object(cloud.desktop("BIO-01"))])
    body = sdk.UpdateScheduledTasksReq(
        scheduled_type="WEEK",
        week_list="2,3",
        scheduled_time="20:15:00",
        time_zone=ZONE,
        task_name="late",
        force_execute=True,
        description="later",
        enable=False,
        extra_params="{}",
        apply_object_update_type="FULL_COVERAGE",
        apply_objects=[sdk.ApplyObject(object_id="course=bio101", object_type="DESKTOP_TAG")],
        priority=50,
        is_gray=True,
        wait_time=43200,
        life_cycle_exec_period=10080,
    )
    request = sdk.UpdateScheduledTasksRequest(task_id=task_id, body=body)
    assert cloud.client.update_scheduled_tasks(request).status_code == 200
    shown = cloud.client.show_scheduled_tasks(sdk.ShowScheduledTasksRequest(task_id=task_id))
    assert (shown.task_name, shown.week_list, shown.day_interval) == ("late", "2,3", None)
    assert [one.object_type for one in shown.apply_objects] == ["DESKTOP_TAG"]
    [task] = cloud.client.list_scheduled_tasks(sdk.ListScheduledTasksRequest(offset=0, limit=50)).scheduled_tasks
    assert task.enable is False and task.next_execution_time is None
    body = sdk.UpdateScheduledTasksReq(apply_object_update_type="CLEAR_ALL")
    cloud.client.update_scheduled_tasks(sdk.UpdateScheduledTasksRequest(task_id=task_id, body=body))
    shown = cloud.client.show_scheduled_tasks(sdk.ShowScheduledTasksRequest(task_id=task_id))
    assert (shown.apply_objects, shown.task_name) == ([], "late")


@workspace
def delete_scheduled_tasks(cloud: Cloud) -> None:
    request = sdk.DeleteScheduledTasksRequest(task_id=_create(cloud))
    assert cloud.client.delete_scheduled_tasks(request).status_code == 200
    assert cloud.client.list_scheduled_tasks(sdk.ListScheduledTasksRequest(offset=0, limit=50)).scheduled_tasks == []


@workspace
def batch_delete_scheduled_tasks(cloud: Cloud) -> None:
    body = sdk.DeleteScheduledTasksReq(task_ids=[_create(cloud), _create(cloud)])
    assert cloud.client.batch_delete_scheduled_tasks(sdk.BatchDeleteScheduledTasksRequest(body=body)).status_code == 200
    assert cloud.client.list_scheduled_tasks(sdk.ListScheduledTasksRequest(offset=0, limit=50)).total_count == 0


@workspace
def list_scheduled_tasks_records(cloud: Cloud) -> None:
    task_id = _create(cloud, apply_objects=[_object(cloud.desktop("BIO-01"))])
    cloud.pass_time(2 * DAY)
    request = sdk.ListScheduledTasksRecordsRequest(task_id=task_id, offset=0, limit=100)
    newest, oldest = cloud.client.list_scheduled_tasks_records(request).tasks_records
    assert newest.start_time > oldest.start_time
    assert (oldest.status, oldest.success_num, newest.status, newest.skip_num) == ("SUCCESS", 1, "SKIP", 1)


@workspace
def list_scheduled_tasks_records_details(cloud: Cloud) -> None:
    task_id = _create(cloud, apply_objects=[_object(cloud.desktop("BIO-01", status="SHUTOFF"))])
    cloud.pass_time(DAY)
    records = sdk.ListScheduledTasksRecordsRequest(task_id=task_id)
    [record] = cloud.client.list_scheduled_tasks_records(records).tasks_records
    request = sdk.ListScheduledTasksRecordsDetailsRequest(task_id=task_id, record_id=record.id, offset=0, limit=50)
    [detail] = cloud.client.list_scheduled_tasks_records_details(request).tasks_records_details
    assert (detail.desktop_name, detail.exec_status, detail.result_code) == ("BIO-01", "SKIP", "WKS.00010032")


@workspace
def list_future_executions(cloud: Cloud) -> None:
    body = sdk.ListFutureExecutionsReq(scheduled_type="DAY", day_interval=2, scheduled_time="12:00:00", time_zone="UTC")
    found = cloud.client.list_future_executions(sdk.ListFutureExecutionsRequest(body=body)).future_executions
    assert len(found) == 5 and all(moment.endswith(" 12:00:00 GMT+00:00") for moment in found)


@workspace
def list_time_zones(cloud: Cloud) -> None:
    zones = cloud.client.list_time_zones(sdk.ListTimeZonesRequest(time_zone_name="Asia/Shanghai")).time_zones
    offsets = {zone.time_zone_name: zone.time_zone for zone in zones}
    assert offsets["Asia/Shanghai"] == "GMT+08:00" and ZONE in offsets
