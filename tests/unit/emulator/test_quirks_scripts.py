# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The behaviours of scripts and their executions that surprise their clients, each with a test."""

from __future__ import annotations

from typing import Any

import pytest

INVALID = "WKS.00211102"
NOT_FOUND = "WKS.00211902"


def refused(response: Any, status: int = 400, code: str = INVALID) -> str:
    """Check that a request was refused, and return why."""
    assert response.status_code == status, response.text
    assert response.json()["error_code"] == code
    return response.json()["error_msg"]


def script(client: Any, name: str = "apps", **fields: Any) -> str:
    """Create a script, and return its ID."""
    response = client.call("POST", "/scripts", {"name": name, "type": "POWERSHELL", "content": "Get-Date", **fields})
    assert response.status_code == 200, response.text
    return response.json()["script_id"]


def console(client: Any, *names: str, **fields: Any) -> list[str]:
    """Let somebody create desktops in the console, and return their IDs."""
    return [client.control("desktops", action="create", desktop=name, **fields)["id"] for name in names]


def pool(client: Any, *names: str, **fields: Any) -> tuple[str, list[str]]:
    """Let there be a pool of desktops; return its ID and theirs."""
    ids = console(client, *names, **fields)
    for name in names:
        found = client.control("desktops", action="pool", desktop=name, name="drop-in")
    return found["pool_id"], ids


def execute(client: Any, path: str = "/script-executions", **body: Any) -> str:
    """Start an execution, and return its ID."""
    response = client.call("POST", path, body)
    assert response.status_code == 200, response.text
    return response.json()["task_id"]


def statuses(client: Any, task_id: str) -> dict[str, str]:
    """Return the statuses of an execution's records by their desktops."""
    rows = client.get("/script-execution-records", script_task_id=task_id, limit=100)["script_records"]
    return {row["resource_name"]: row["status"] for row in rows}


def task(client: Any, task_id: str) -> dict[str, Any]:
    """Return what the list tells of an execution."""
    (row,) = client.get("/script-execution-tasks", task_id=task_id)["script_tasks"]
    return row


def runs(client: Any) -> list[tuple[str, str]]:
    """Return which script was run where, in order."""
    return [(run["desktop"], run["script"]) for run in client.state()["tables"].get("ScriptRun", [])]


# The library


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": None},
        {"type": "PYTHON"},
        {"content": ""},
        {"content": "x" * 100_001},
        {"description": "x" * 257},
        {"version": "x" * 129},
        {"owner": "me"},
    ],
)
def test_bad_scripts_are_refused(client, wrong):
    refused(client.call("POST", "/scripts", {"name": "apps", "type": "BAT", "content": "dir", **wrong}))
    assert client.get("/scripts")["count"] == 0


def test_names_are_not_unique_and_the_filter_is_fuzzy(client):
    ids = [script(client), script(client), script(client, "data")]
    assert [row["id"] for row in client.get("/scripts", name="APP")["scripts"]] == ids[:2]
    assert "content" not in client.get("/scripts")["scripts"][0]


def test_lists_have_10_rows_and_at_most_100(client):
    for _number in range(11):
        script(client)
    assert len(client.get("/scripts")["scripts"]) == 10
    for path in ("/scripts", "/script-execution-tasks", "/script-execution-records"):
        refused(client.call("GET", path, limit=101))
        refused(client.call("GET", path, limit=0))


def test_an_update_takes_name_and_content_always_and_the_type_never(client):
    script_id = script(client, description="old", version="1")
    refused(client.call("PUT", f"/scripts/{script_id}", {"name": "apps"}))
    refused(client.call("PUT", f"/scripts/{script_id}", {"name": "apps", "content": "dir", "type": "BAT"}))
    assert client.call("PUT", f"/scripts/{script_id}", {"name": "apps", "content": "dir"}).status_code == 200
    found = client.get(f"/scripts/{script_id}")
    assert (found["content"], found["description"], found["version"]) == ("dir", "old", "1")


def test_missing_scripts_are_not_found(client):
    for method, body in (("GET", None), ("PUT", {"name": "a", "content": "b"}), ("DELETE", None)):
        refused(client.call(method, "/scripts/none", body), 404, NOT_FOUND)


def test_a_script_is_told_as_an_execution_took_it(client):
    ids, script_id = console(client, "LAB-1"), script(client)
    task_id = execute(client, resource_ids=ids, script_ids=[script_id])
    client.call("PUT", f"/scripts/{script_id}", {"name": "apps", "content": "new"})
    assert client.get(f"/scripts/{script_id}", script_task_id=task_id)["content"] == "Get-Date"
    refused(client.call("GET", f"/scripts/{script_id}", script_task_id="none"), 404, NOT_FOUND)


# Executions


@pytest.mark.parametrize(
    "wrong",
    [
        {"script_ids": None},
        {"script_ids": []},
        {"command": "dir", "command_type": "BAT"},
        {"script_ids": None, "command": "dir"},
        {"script_ids": None, "command": "dir", "command_type": "PERL"},
        {"resource_ids": []},
        {"resource_type": "POOL"},
        {"gray_count": -1},
        {"gray_count": 1, "gray_fail_threshold": 1},
        {"gray_fail_threshold": 0},
        {"gray_resource_ids": ["none"]},
        {"execution_timeout": 0},
        {"pre_start": "start"},
    ],
)
def test_bad_executions_are_refused(client, wrong):
    body = {"resource_ids": console(client, "LAB-1"), "script_ids": [script(client)], **wrong}
    refused(client.call("POST", "/script-executions", {key: value for key, value in body.items() if value is not None}))
    assert runs(client) == []


def test_what_does_not_exist_is_refused(client):
    ids, script_id = console(client, "LAB-1"), script(client)
    body = {"resource_ids": ids, "script_ids": [script_id]}
    refused(client.call("POST", "/script-executions", {**body, "script_ids": ["none"]}), 404, NOT_FOUND)
    refused(client.call("POST", "/script-executions", {**body, "resource_ids": ["none"]}), 404, NOT_FOUND)
    refused(client.call("POST", "/desktop-pools/none/script-executions", {"script_ids": [script_id]}), 400, "WKS.0001")
    for tag in ("course", "course=bio"):
        body = {"desktop_tag": tag, "script_ids": [script_id]}
        refused(client.call("POST", "/script-executions/by-desktop-tag", body))
    for path in ("retry", "stop"):
        refused(client.call("POST", f"/script-executions/{path}", {}))
        refused(client.call("POST", f"/script-executions/{path}", {"task_id": "none"}), 404, NOT_FOUND)
        refused(client.call("POST", f"/script-executions/{path}", {"record_id": "none"}), 404, NOT_FOUND)


def test_scripts_are_run_one_after_the_other_on_all_desktops_at_once(client):
    ids = console(client, "LAB-1", "LAB-2")
    client.slow_jobs()
    task_id = execute(client, resource_ids=ids, script_ids=[script(client, "a"), script(client, "b")])
    assert task(client, task_id)["status"] == "INIT" and statuses(client, task_id) == {}
    client.advance(15)
    assert set(statuses(client, task_id).values()) == {"WAITING"}
    client.advance(10)
    assert runs(client) == [("LAB-1", "a"), ("LAB-2", "a")] and task(client, task_id)["status"] == "RUNNING"
    client.advance(60)
    assert len(runs(client)) == 4


def test_an_execution_of_which_something_failed_is_finished(client):
    ids = console(client, "LAB-1", "LAB-2")
    client.control("script-outcomes", script="apps", desktop="LAB-2", result_code="3", output="no disk left")
    task_id = execute(client, resource_ids=ids, script_ids=[script(client)])
    assert statuses(client, task_id) == {"LAB-1": "SUCCESS", "LAB-2": "FAILED"}
    row = task(client, task_id)
    assert (row["status"], row["success_num"], row["failed_num"], row["skip_num"]) == ("FINISH", 1, 1, 0)
    client.control("script-outcomes", result_code="1")
    task_id = execute(client, resource_ids=ids, command="dir", command_type="BAT")
    assert task(client, task_id)["status"] == "FAILED"


def test_only_the_detail_of_a_record_tells_the_output(client):
    client.control("script-outcomes", script="hostname", result_code="3", output="no disk left")
    task_id = execute(client, resource_ids=console(client, "LAB-1"), command="hostname", command_type="BAT")
    (row,) = client.get("/script-execution-records", script_task_id=task_id)["script_records"]
    assert "output" not in row and "script_id" not in row and row["result_code"] == "3"
    assert client.get(f"/script-execution-records/{row['id']}")["output"] == "no disk left"


def test_desktops_that_are_off_fail(client):
    ids = console(client, "LAB-1", status="SHUTOFF")
    task_id = execute(client, resource_ids=ids, script_ids=[script(client)])
    assert statuses(client, task_id) == {"LAB-1": "FAILED"} and runs(client) == []


def test_scripts_of_another_system_fail(client):
    task_id = execute(client, resource_ids=console(client, "LAB-1"), command="ls", command_type="SHELL")
    assert statuses(client, task_id) == {"LAB-1": "FAILED"} and runs(client) == []


def test_a_desktop_that_goes_off_lets_its_script_fail(client):
    ids = console(client, "LAB-1")
    client.slow_jobs()
    task_id = execute(client, resource_ids=ids, script_ids=[script(client)])
    client.advance(30)
    client.control("desktops", action="power", desktop="LAB-1", status="SHUTOFF")
    client.advance(100)
    assert statuses(client, task_id) == {"LAB-1": "FAILED"}


def test_scripts_that_take_too_long_time_out_unless_they_are_stuck(client):
    ids = console(client, "LAB-1", "LAB-2", "LAB-3")
    client.control("script-outcomes", desktop="LAB-1", seconds=130)
    client.control("script-outcomes", desktop="LAB-2", stuck=True)
    task_id = execute(client, resource_ids=ids, script_ids=[script(client)], execution_timeout=2)
    client.advance(119)
    assert statuses(client, task_id) == {"LAB-1": "RUNNING", "LAB-2": "RUNNING", "LAB-3": "SUCCESS"}
    client.advance(3)
    assert statuses(client, task_id) == {"LAB-1": "TIMEOUT", "LAB-2": "RUNNING", "LAB-3": "SUCCESS"}


def test_the_time_limit_is_a_minute_unless_it_is_said(client):
    client.control("script-outcomes", seconds=130)
    task_id = execute(client, resource_ids=console(client, "LAB-1"), script_ids=[script(client)])
    client.advance(61)
    assert statuses(client, task_id) == {"LAB-1": "TIMEOUT"}


# Pools and tags


def test_a_pool_starts_its_desktops_and_stops_them_again(client):
    pool_id, _ids = pool(client, "LAB-1", status="SHUTOFF")
    body = {"script_ids": [script(client)], "pre_start": "start", "post_finish": "stop"}
    task_id = execute(client, f"/desktop-pools/{pool_id}/script-executions", **body)
    client.finish()
    assert statuses(client, task_id) == {"LAB-1": "SUCCESS"} and runs(client) == [("LAB-1", "apps")]
    assert client.desktop("LAB-1")["status"] == "SHUTOFF"


@pytest.mark.parametrize("post_finish, by", [("stop", "os-stop"), ("reboot", "reboot")])
def test_what_follows_the_scripts_disturbs_people_also_after_a_failure(client, post_finish, by):
    pool_id, ids = pool(client, "LAB-1", "LAB-2")
    client.control("sessions", desktop="LAB-1", user="mia", action="open")
    client.control("script-outcomes", result_code="1")
    body = {"command_content": "dir", "command_type": "BAT", "post_finish": post_finish, "desktop_ids": ids[:1]}
    execute(client, f"/desktop-pools/{pool_id}/script-executions", **body)
    client.finish()
    assert [(row["desktop"], row["user"], row["by"]) for row in client.state()["disturbed"]] == [("LAB-1", "mia", by)]
    assert client.desktop("LAB-2")["status"] == "ACTIVE"


def test_a_part_of_a_pool_must_be_in_it(client):
    pool_id, ids = pool(client, "LAB-1")
    other = console(client, "LAB-2")
    body = {"script_ids": [script(client)], "desktop_ids": [*ids, *other]}
    refused(client.call("POST", f"/desktop-pools/{pool_id}/script-executions", body))
    body = {"script_ids": [script(client)], "gray_desktop_ids": other}
    refused(client.call("POST", f"/desktop-pools/{pool_id}/script-executions", body))


def test_a_number_beats_the_desktops_of_the_first_batch(client):
    pool_id, ids = pool(client, "LAB-1", "LAB-2", "LAB-3")
    client.control("script-outcomes", desktop="LAB-1", result_code="1")
    gray = {"gray_count": 2, "gray_desktop_ids": ids[2:], "gray_fail_threshold": 1}
    body = {"script_ids": [script(client)], **gray}
    task_id = execute(client, f"/desktop-pools/{pool_id}/script-executions", **body)
    assert statuses(client, task_id) == {"LAB-1": "FAILED", "LAB-2": "SUCCESS", "LAB-3": "SKIP"}
    rows = client.get("/script-execution-records", script_task_id=task_id)["script_records"]
    assert {row["resource_name"]: row["execute_order"] for row in rows} == {"LAB-1": 1, "LAB-2": 1, "LAB-3": 2}
    first = client.get("/script-execution-records", script_task_id=task_id, is_first_order=True)
    assert first["count"] == 2 and task(client, task_id)["gray_resource_ids"] == ids[:2]


def test_the_rest_is_run_below_the_threshold_and_without_one(client):
    pool_id, ids = pool(client, "LAB-1", "LAB-2")
    client.control("script-outcomes", desktop="LAB-1", result_code="1")
    for gray in ({"gray_desktop_ids": ids[:1]}, {"gray_desktop_ids": ids[:1], "gray_fail_threshold": 2}):
        body = {"script_ids": [script(client)], **gray}
        task_id = execute(client, f"/desktop-pools/{pool_id}/script-executions", **body)
        assert statuses(client, task_id) == {"LAB-1": "FAILED", "LAB-2": "SUCCESS"}


def test_a_tag_means_the_desktops_that_have_it(client):
    console(client, "LAB-1", tags={"course": "bio"})
    console(client, "LAB-2", tags={"course": "chem"})
    body = {"desktop_tag": "course=bio", "script_ids": [script(client)]}
    assert statuses(client, execute(client, "/script-executions/by-desktop-tag", **body)) == {"LAB-1": "SUCCESS"}


def test_the_list_of_pools_is_asked_for_by_other_words_than_it_tells(client):
    pool_id, _ids = pool(client, "LAB-1")
    body = {"command_content": "dir", "command_type": "BAT"}
    task_id = execute(client, f"/desktop-pools/{pool_id}/script-executions", **body)
    path = "/desktop-pools/script-execution-tasks/detail"
    (row,) = client.get(path, status="SUCCESS")["script_execution_tasks"]
    assert (row["id"], row["status"], row["command_content"]) == (task_id, "FINISH", "dir")
    refused(client.call("GET", path, status="FINISH"))
    assert "command_content" not in task(client, task_id)


# What follows


def test_without_history_there_is_the_newest_record_of_each_script_and_desktop(client):
    ids, script_id = console(client, "LAB-1"), script(client)
    first, second = (execute(client, resource_ids=ids, script_ids=[script_id]) for _time in range(2))
    (row,) = client.get("/script-execution-records")["script_records"]
    assert row["script_task_id"] == second and statuses(client, first) == {"LAB-1": "SUCCESS"}
    refused(client.call("GET", "/script-execution-records", show_history=True))
    every = {"show_history": True, "resource_id": ids[0], "script_id": script_id}
    assert client.get("/script-execution-records", **every)["count"] == 2


def test_times_are_written_in_full(client):
    refused(client.call("GET", "/script-execution-tasks", execute_time_start="2021-10-01"))
    execute(client, resource_ids=console(client, "LAB-1"), script_ids=[script(client)])
    assert client.get("/script-execution-tasks", execute_time_end="2021-10-01T12:00:00Z")["count"] == 0


def test_stopping_leaves_what_is_over(client):
    ids = console(client, "LAB-1", "LAB-2")
    client.control("script-outcomes", desktop="LAB-1", stuck=True)
    task_id = execute(client, resource_ids=ids, script_ids=[script(client)])
    assert client.call("POST", "/script-executions/stop", {"task_id": task_id}).status_code == 200
    assert statuses(client, task_id) == {"LAB-1": "STOPPED", "LAB-2": "SUCCESS"}
    assert task(client, task_id)["status"] == "FINISH"
    assert client.call("POST", "/script-executions/stop", {"task_id": task_id}).status_code == 200


def test_a_retry_is_another_execution_of_what_did_not_succeed(client):
    ids = console(client, "LAB-1", "LAB-2")
    client.control("script-outcomes", desktop="LAB-1", stuck=True)
    task_id = execute(client, resource_ids=ids, script_ids=[script(client)])
    retry = {"task_id": task_id}
    refused(client.call("POST", "/script-executions/retry", retry), 409, "WKS.00211103")
    client.call("POST", "/script-executions/stop", retry)
    client.control("script-outcomes", desktop="LAB-1")
    again = execute(client, "/script-executions/retry", **retry)
    assert again != task_id and statuses(client, again) == {"LAB-1": "SUCCESS"}
    assert statuses(client, task_id) == {"LAB-1": "STOPPED", "LAB-2": "SUCCESS"}
    refused(client.call("POST", "/script-executions/retry", {"task_id": again}))
    assert runs(client) == [("LAB-1", "apps"), ("LAB-2", "apps"), ("LAB-1", "apps")]
