# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls: the script library, and what is run of it."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkworkspace.v2 as sdk
from contract.calls import workspace
from contract.cloud import Cloud


def _script(cloud: Cloud, name: str = "apps", **more: Any) -> str:
    body = sdk.CreateScriptReq(**{"name": name, "type": "POWERSHELL", "content": "Get-Date\r\n", **more})
    script_id: str = cloud.client.create_script(sdk.CreateScriptRequest(body=body)).script_id
    return script_id


def _detail(cloud: Cloud, script_id: str, **more: Any) -> Any:
    return cloud.client.show_script_detail(sdk.ShowScriptDetailRequest(script_id=script_id, **more))


@workspace
def create_script(cloud: Cloud) -> None:
    script_id = _script(cloud, description="of the course", version="2")
    found = _detail(cloud, script_id)
    assert (found.name, found.type, found.content) == ("apps", "POWERSHELL", "Get-Date\r\n")
    assert (found.description, found.version) == ("of the course", "2")


@workspace
def list_scripts(cloud: Cloud) -> None:
    ids = [_script(cloud, name) for name in ("apps", "apps-2")] + [_script(cloud, "data", type="SHELL")]
    found = cloud.client.list_scripts(sdk.ListScriptsRequest(offset=0, limit=2))
    assert (found.count, [row.id for row in found.scripts]) == (3, ids[:2])
    [row] = cloud.client.list_scripts(sdk.ListScriptsRequest(type="SHELL", name="DAT", id=ids[2])).scripts
    assert (row.name, row.type) == ("data", "SHELL")


@workspace
def show_script_detail(cloud: Cloud) -> None:
    script_id = _script(cloud)
    assert _detail(cloud, script_id).id == script_id


@workspace
def update_script(cloud: Cloud) -> None:
    script_id = _script(cloud, description="old")
    body = sdk.UpdateScriptReq(name="programs", content="Get-Host", version="3")
    cloud.client.update_script(sdk.UpdateScriptRequest(script_id=script_id, body=body))
    found = _detail(cloud, script_id)
    assert (found.name, found.content, found.version, found.description) == ("programs", "Get-Host", "3", "old")


@workspace
def delete_script(cloud: Cloud) -> None:
    cloud.client.delete_script(sdk.DeleteScriptRequest(script_id=_script(cloud)))
    assert cloud.client.list_scripts(sdk.ListScriptsRequest()).scripts == []


# --- Executions


def _run(cloud: Cloud, *desktop_ids: str, **more: Any) -> str:
    fields = {"resource_type": "DESKTOP", "resource_ids": list(desktop_ids), **more}
    if "command" not in fields:
        fields.setdefault("script_ids", [_script(cloud)])
    request = sdk.ExecuteScriptOrCommandRequest(body=sdk.ExecuteScriptOrCommandReq(**fields))
    task_id: str = cloud.client.execute_script_or_command(request).task_id
    return task_id


def _records(cloud: Cloud, task_id: str) -> dict[str, str]:
    found = cloud.client.list_script_records(sdk.ListScriptRecordsRequest(script_task_id=task_id)).script_records
    return {record.resource_name: record.status for record in found}


def _pool(cloud: Cloud) -> tuple[str, list[str]]:
    ids = [cloud.desktop(name) for name in ("BIO-01", "BIO-02")]
    for name in ("BIO-01", "BIO-02"):
        cloud.control("POST", "desktops", action="pool", desktop=name, name="drop-in")
    return cloud.record("BIO-01")["pool_id"], ids


@workspace
def execute_script_or_command(cloud: Cloud) -> None:
    ids = [cloud.desktop(name) for name in ("BIO-01", "BIO-02")]
    more = {"gray_count": 2, "gray_fail_threshold": 1, "gray_resource_ids": ids[:1], "execution_timeout": 5}
    assert _records(cloud, _run(cloud, *ids, **more)) == {"BIO-01": "SUCCESS", "BIO-02": "SUCCESS"}
    assert _records(cloud, _run(cloud, ids[0], command="hostname", command_type="BAT")) == {"BIO-01": "SUCCESS"}


@workspace
def execute_desktop_pool_script(cloud: Cloud) -> None:
    pool_id, ids = _pool(cloud)
    body = sdk.ExecuteDesktopPoolScriptsReq(
        script_ids=[_script(cloud)],
        gray_count=1,
        gray_desktop_ids=ids[:1],
        desktop_ids=ids,
        gray_fail_threshold=1,
        pre_start="start",
        post_finish="reboot",
        execution_timeout=5,
    )
    request = sdk.ExecuteDesktopPoolScriptRequest(pool_id=pool_id, body=body)
    task_id = cloud.client.execute_desktop_pool_script(request).task_id
    assert _records(cloud, task_id) == {"BIO-01": "SUCCESS", "BIO-02": "SUCCESS"}


@workspace
def execute_script_by_desktop_tag(cloud: Cloud) -> None:
    cloud.desktop("BIO-01", tags={"course": "bio"}, status="SHUTOFF")
    cloud.desktop("BIO-02")
    body = sdk.ExecuteScriptByDesktopTagReq(
        desktop_tag="course=bio",
        command_content="Get-Date",
        command_type="POWERSHELL",
        pre_start="start",
        post_finish="stop",
        gray_count=1,
        gray_desktop_ids=[],
        gray_fail_threshold=1,
        execution_timeout=1,
    )
    request = sdk.ExecuteScriptByDesktopTagRequest(body=body)
    task_id = cloud.client.execute_script_by_desktop_tag(request).task_id
    assert _records(cloud, task_id) == {"BIO-01": "SUCCESS"}


@workspace
def list_script_tasks(cloud: Cloud) -> None:
    pool_id, ids = _pool(cloud)
    task_id = _run(cloud, *ids)
    command = _run(cloud, ids[0], command="hostname", command_type="BAT")
    found = cloud.client.list_script_tasks(sdk.ListScriptTasksRequest(offset=0, limit=100))
    assert [(task.id, task.status, task.success_num) for task in found.script_tasks] == [
        (command, "FINISH", 1),
        (task_id, "FINISH", 2),
    ]
    request = sdk.ListScriptTasksRequest(
        task_type="SCRIPT",
        script_name="app",
        script_id=found.script_tasks[1].task_scripts[0].id,
        task_id=[task_id],
        status="FINISH",
        execute_time_start="2021-10-01T12:00:00Z",
        execute_time_end="2100-10-01T12:00:00Z",
    )
    assert [task.resource_ids for task in cloud.client.list_script_tasks(request).script_tasks] == [ids]
    request = sdk.ListScriptTasksRequest(resource_group_id=[pool_id], resource_group_type="DESKTOP_POOL")
    assert cloud.client.list_script_tasks(request).script_tasks == []


@workspace
def list_script_records(cloud: Cloud) -> None:
    desktop_id, script_id = cloud.desktop("BIO-01"), _script(cloud)
    tasks = [_run(cloud, desktop_id, script_ids=[script_id]) for _time in range(2)]
    request = sdk.ListScriptRecordsRequest(
        resource_id=[desktop_id], script_id=[script_id], script_name=["apps"], status="SUCCESS", task_type="SCRIPT"
    )
    [newest] = cloud.client.list_script_records(request).script_records
    assert (newest.script_task_id, newest.execute_order, newest.result_code) == (tasks[1], 0, "0")
    request = sdk.ListScriptRecordsRequest(
        resource_id=[desktop_id],
        script_id=[script_id],
        show_history=True,
        is_first_order=False,
        execute_time_start="2021-10-01T12:00:00Z",
        execute_time_end="2100-10-01T12:00:00Z",
        offset=0,
        limit=100,
    )
    assert len(cloud.client.list_script_records(request).script_records) == 2
    request = sdk.ListScriptRecordsRequest(resource_group_id=["none"])
    assert cloud.client.list_script_records(request).script_records == []


@workspace
def show_script_record_detail(cloud: Cloud) -> None:
    cloud.control("POST", "script-outcomes", script="apps", result_code="7", output="no disk left")
    task_id = _run(cloud, cloud.desktop("BIO-01"))
    [row] = cloud.client.list_script_records(sdk.ListScriptRecordsRequest(script_task_id=task_id)).script_records
    found = cloud.client.show_script_record_detail(sdk.ShowScriptRecordDetailRequest(record_id=row.id))
    assert (found.status, found.result_code, found.output) == ("FAILED", "7", "no disk left")


@workspace
def show_desktop_pools_script_exec_tasks(cloud: Cloud) -> None:
    pool_id, ids = _pool(cloud)
    body = sdk.ExecuteDesktopPoolScriptsReq(command_content="hostname", command_type="BAT", desktop_ids=ids[:1])
    request = sdk.ExecuteDesktopPoolScriptRequest(pool_id=pool_id, body=body)
    task_id = cloud.client.execute_desktop_pool_script(request).task_id
    listing = sdk.ShowDesktopPoolsScriptExecTasksRequest(
        desktop_pool_id=pool_id,
        status="SUCCESS",
        task_type="COMMAND",
        task_id=[task_id],
        offset=0,
        limit=100,
        execute_time_start="2021-10-01T12:00:00Z",
        execute_time_end="2100-10-01T12:00:00Z",
    )
    [found] = cloud.client.show_desktop_pools_script_exec_tasks(listing).script_execution_tasks
    assert (found.command_content, found.command_type, found.desktop_pool_name) == ("hostname", "BAT", "drop-in")
    listing = sdk.ShowDesktopPoolsScriptExecTasksRequest(script_id="none", script_name="none")
    assert cloud.client.show_desktop_pools_script_exec_tasks(listing).total_count == 0


@workspace
def stop_script_execution(cloud: Cloud) -> None:
    cloud.control("POST", "script-outcomes", stuck=True)
    task_id = _run(cloud, cloud.desktop("BIO-01"))
    body = sdk.StopScriptExecutionReq(task_id=task_id)
    cloud.client.stop_script_execution(sdk.StopScriptExecutionRequest(body=body))
    assert _records(cloud, task_id) == {"BIO-01": "STOPPED"}


@workspace
def retry_script_execution(cloud: Cloud) -> None:
    cloud.control("POST", "script-outcomes", desktop="BIO-01", result_code="1")
    task_id = _run(cloud, cloud.desktop("BIO-01"), cloud.desktop("BIO-02"))
    assert _records(cloud, task_id) == {"BIO-01": "FAILED", "BIO-02": "SUCCESS"}
    cloud.control("POST", "script-outcomes", desktop="BIO-01")
    body = sdk.RetryScriptExecutionReq(task_id=task_id)
    again = cloud.client.retry_script_execution(sdk.RetryScriptExecutionRequest(body=body)).task_id
    assert _records(cloud, again) == {"BIO-01": "SUCCESS"}
