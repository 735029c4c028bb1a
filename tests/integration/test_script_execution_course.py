# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches, executions that are not waited for, stopped and retried, and found again."""

from __future__ import annotations

from typing import Any

from integration.cases import case
from integration.harness import Task, failure, refused, unchanged
from integration.test_script_execution import execute, outcome, pool, runs, script


@case
def test_a_pool_with_a_first_batch_that_fails(tenant):
    ids = pool(tenant, "BIO-01", "BIO-02", status="SHUTOFF")
    script_id = script(tenant)
    outcome(tenant, desktop="BIO-01", result_code="7", output="no disk left")
    (done,) = yield [
        execute(
            scripts=["apps"],
            pool="drop-in",
            gray_desktops=["BIO-01"],
            gray_fail_threshold=1,
            pre_start="start",
            post_finish="stop",
        )
    ]
    failure(done, "2 of 2", "BIO-01", "apps ended FAILED (7)", "BIO-02", "SKIP")
    assert runs(tenant) == [("BIO-01", "run apps")]
    [body] = [request["body"] for request in done.writes]
    assert body == {
        "script_ids": [script_id],
        "gray_desktop_ids": [ids["BIO-01"]],
        "gray_fail_threshold": 1,
        "pre_start": "start",
        "post_finish": "stop",
    }
    assert [(row["result_code"], row["output"]) for row in done["records"]] == [("7", "no disk left"), (None, None)]


@case
def test_without_waiting_then_stopped_and_retried(tenant):
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name, tags={"course": "bio"})
    script(tenant)
    outcome(tenant, desktop="BIO-02", stuck=True)
    (begun,) = yield [execute(scripts=["apps"], desktop_tag="course=bio", wait=False)]
    assert not begun.failed and begun["records"] == [] and begun["jobs"][0]["id"] == begun["task_id"], begun.brief
    task_id = begun["task_id"]
    watched, checked, stopped, again = yield [
        Task("workspace_job", {"jobs": begun["jobs"], "wait_timeout": 20, "on_timeout": "report"}),
        execute(state="stopped", task_id=task_id, check=True),
        execute(state="stopped", task_id=task_id),
        execute(state="stopped", task_id=task_id),
    ]
    assert watched["finished"] is False and watched["progress"]["done"] == 1, watched.brief
    assert checked["actions"] == stopped["actions"] and [row["target"] for row in stopped["actions"]] == ["BIO-02"]
    assert not stopped.failed and not checked.writes, stopped.brief
    by_desktop = {row["resource_name"]: row for row in stopped["records"]}
    assert by_desktop["BIO-02"]["status"] == "STOPPED"
    unchanged(again)
    outcome(tenant, desktop="BIO-02", output="at last")
    checked, retried, gone_well = yield [
        execute(state="retried", task_id=task_id, check=True),
        execute(state="retried", task_id=task_id),
        execute(state="retried", record_id=by_desktop["BIO-01"]["id"]),
    ]
    assert checked["actions"] == retried["actions"] and not checked.writes
    assert (checked["task_id"], checked["records"]) == (None, [])
    assert not retried.failed and retried["task_id"] != task_id, retried.brief
    assert [(row["resource_name"], row["output"]) for row in retried["records"]] == [("BIO-02", "at last")]
    assert [desktop for desktop, _content in runs(tenant)].count("BIO-02") == 2
    unchanged(gone_well)
    assert gone_well["task_id"] == task_id


@case
def test_a_retry_that_could_leave_nobody_out_is_refused_before_it_is_sent(tenant):
    for name in ("BIO-01", "BIO-02", "BIO-03"):
        tenant.desktop(name)
    script(tenant)
    for name in ("BIO-01", "BIO-02", "BIO-03"):
        outcome(tenant, desktop=name, result_code="7")
    (ran,) = yield [execute(scripts=["apps"], desktops=["BIO-01", "BIO-02", "BIO-03"])]
    task_id, records = ran["task_id"], {row["resource_name"]: row["id"] for row in ran["records"]}
    tenant.console("power", "BIO-02", status="ERROR")
    tenant.console("delete", "BIO-03")
    again = execute(state="retried", task_id=task_id)
    for attempt in (execute(state="retried", task_id=task_id, check=True), again):
        (refusal,) = yield [attempt]
        refused(refusal, "BIO-02: its status is ERROR", "BIO-03: it does not exist any more", "record_id")
    outcome(tenant, desktop="BIO-01", output="at last")
    (single,) = yield [execute(state="retried", record_id=records["BIO-01"])]
    assert not single.failed and [row["resource_name"] for row in single["records"]] == ["BIO-01"], single.brief


@case
def test_what_is_yet_to_come_is_only_awaited_in_check_mode(tenant):
    tenant.desktop("BIO-01", status="SHUTOFF")
    arguments = {"scripts": ["apps"], "desktops": ["BIO-01", "BIO-02"]}
    checked, ran = yield [execute(**arguments, check=True), execute(**arguments)]
    assert not checked.failed and [row["target"] for row in checked["actions"]] == ["BIO-01", "BIO-02"]
    refused(ran, "apps", "BIO-01: it is not running (SHUTOFF)", "BIO-02: there is no desktop")


@case
def test_found_by_filters(tenant):
    pool(tenant, "BIO-01", "BIO-02")
    script(tenant)
    command = {"command": "hostname", "command_type": "BAT"}
    outcome(tenant, script="hostname", output="here")
    yield [execute(scripts=["apps"], pool="drop-in"), execute(**command, pool="drop-in", desktops=["BIO-01"])]

    def find(**arguments: Any) -> Task:
        return Task("workspace_script_execution_info", arguments)

    records, commands, tasks, on_pools, wrong = yield [
        find(scripts=["apps"], desktops=["BIO-02"], status="SUCCESS"),
        find(task_type="COMMAND", pools=["drop-in"], output=True),
        find(gather="tasks", task_type="SCRIPT"),
        find(gather="pool_tasks", pool="drop-in", status="SUCCESS", task_type="COMMAND"),
        find(gather="tasks", desktops=["BIO-01"]),
    ]
    assert [(row["resource_name"], row["script_name"]) for row in records["records"]] == [("BIO-02", "apps")]
    assert [(row["resource_name"], row["output"]) for row in commands["records"]] == [("BIO-01", "here")]
    assert [task["success_num"] for task in tasks["tasks"]] == [2]
    assert [task["command_content"] for task in on_pools["tasks"]] == ["hostname"]
    refused(wrong, "does not go with gather: tasks")
