# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts under lost requests and answers, refusals, and desktops that do not answer: nothing is run twice."""

from __future__ import annotations

from typing import Any

import pytest
from fault.faults import LOST, REFUSED, assert_used_up, each_fault, inject
from integration.harness import Outcome, Task, Tenant, failure
from integration.in_process import carry_out

SECONDS = 30
"""How long an effect that never comes is waited for."""

ADVICE = "workspace_script_execution_info"


def script(tenant: Tenant, **arguments: Any) -> Outcome:
    """Carry out a task about the script ``apps``."""
    return carry_out(tenant, Task("workspace_script", {"name": "apps", **arguments}))


def execute(tenant: Tenant, **arguments: Any) -> Outcome:
    """Run the script ``apps``, or something else, on the desktops."""
    given = {"wait_timeout": 30, **arguments}
    if not {"command", "state"} & set(given):
        given["scripts"] = ["apps"]
    if "state" not in given:
        given.setdefault("desktops", ["BIO-01", "BIO-02"])
    return carry_out(tenant, Task("workspace_script_execution", given))


def table(tenant: Tenant, name: str) -> list[dict[str, Any]]:
    """Return the records of a kind."""
    return tenant.state["tables"].get(name, [])


def runs(tenant: Tenant) -> list[str]:
    """Return where something was run."""
    return sorted(run["desktop"] for run in table(tenant, "ScriptRun"))


def outcome(tenant: Tenant, **more: Any) -> None:
    """Say what scripts give."""
    tenant.control("POST", "script-outcomes", **more)


@pytest.fixture
def room(tenant: Tenant) -> Tenant:
    """Return a project with two desktops and a script."""
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name)
    tenant.control("POST", "scripts", name="apps", type="POWERSHELL", content="Get-Date")
    return tenant


@each_fault("lost_answer", "garbage")
def test_a_script_whose_answer_was_lost_is_there_once(tenant, fault):
    inject(tenant, fault, "POST", "/scripts$")
    done = script(tenant, type="BAT", content="dir")
    assert not done.failed and done["changed"], done.brief
    assert [one["content"] for one in table(tenant, "Script")] == ["dir"]


@each_fault(*LOST)
def test_a_change_whose_answer_was_lost_is_made(room, fault):
    inject(room, fault, "PUT", "/scripts/")
    done = script(room, content="Get-Host")
    assert not done.failed, done.brief
    assert_used_up(room)
    assert [one["content"] for one in table(room, "Script")] == ["Get-Host"]


@each_fault("lost_answer", "garbage")
def test_a_deletion_whose_answer_was_lost_is_seen(room, fault):
    inject(room, fault, "DELETE", "/scripts/")
    done = script(room, state="absent")
    assert not done.failed and table(room, "Script") == [], done.brief


@each_fault("lost_answer", "garbage")
def test_an_execution_whose_answer_was_lost_is_found(room, fault):
    inject(room, fault, "POST", "/script-executions$")
    done = execute(room)
    assert not done.failed, done.brief
    assert [task["id"] for task in table(room, "ScriptTask")] == [done["task_id"]]
    assert runs(room) == ["BIO-01", "BIO-02"] and len(done["records"]) == 2


def test_an_execution_that_is_not_found_is_not_repeated(room):
    # Somebody has just run the same there; that must not be taken for this one.
    assert not execute(room).failed
    room.fault("drop_before", method="POST", path="/script-executions$")
    outcome_ = execute(room, wait_timeout=SECONDS)
    failure(outcome_, "BIO-01, BIO-02", "was lost", "0 new executions", ADVICE)
    assert runs(room) == ["BIO-01", "BIO-02"] and outcome_["records"] == []


@each_fault(*LOST)
def test_a_command_is_never_repeated(room, fault):
    inject(room, fault, "POST", "/script-executions$")
    failure(execute(room, command="dir", command_type="BAT"), "was lost", "not repeated", ADVICE)
    assert len(table(room, "ScriptTask")) == (fault != "lost_request")


@each_fault(*LOST)
def test_a_retry_is_never_repeated(room, fault):
    outcome(room, desktop="BIO-02", result_code="1")
    first = execute(room)
    failure(first, "1 of 2", "BIO-02", "apps ended FAILED (1)")
    inject(room, fault, "POST", "/retry$")
    lost = execute(room, state="retried", task_id=first["task_id"])
    failure(lost, "BIO-02", "not repeated", ADVICE)
    assert len(table(room, "ScriptTask")) == 1 + (fault != "lost_request")
    assert (lost["task_id"], lost["records"]) == (None, []), "the old execution is not taken for the new one"


@each_fault(*LOST)
def test_what_is_to_stop_stops(room, fault):
    outcome(room, stuck=True)
    begun = execute(room, wait=False)
    inject(room, fault, "POST", "/stop$")
    stopped = execute(room, state="stopped", task_id=begun["task_id"])
    assert not stopped.failed, stopped.brief
    assert [record["status"] for record in table(room, "ScriptRecord")] == ["STOPPED", "STOPPED"]


@each_fault(*REFUSED)
def test_what_was_surely_not_taken_up_is_repeated(room, fault):
    inject(room, fault, "POST", "/script-executions$")
    done = execute(room, command="dir", command_type="BAT")
    assert not done.failed and runs(room) == ["BIO-01", "BIO-02"], done.brief


def test_a_desktop_that_does_not_end_is_told_of_with_the_others(room):
    outcome(room, desktop="BIO-02", stuck=True)
    late = execute(room, wait_timeout=SECONDS)
    failure(late, "BIO-02", "wait_timeout", "workspace_job")
    assert {row["target"]: row["state"] for row in late["results"]} == {"BIO-01": "done", "BIO-02": "failed"}
    assert [(row["resource_name"], row["status"]) for row in late["records"]] == [
        ("BIO-01", "SUCCESS"),
        ("BIO-02", "RUNNING"),
    ]
    execute(room, state="stopped", task_id=late["task_id"])
    watched = carry_out(room, Task("workspace_job", {"jobs": late["jobs"], "wait_timeout": 30}))
    failure(watched, "BIO-02", "STOPPED")


def test_a_script_that_takes_too_long_times_out(room):
    outcome(room, desktop="BIO-01", seconds=300, output="half of it")
    with room.when("/script-executions", "POST", lambda: room.control("POST", "clock", advance=121)):
        done = execute(room, execution_timeout=2)
    failure(done, "1 of 2", "BIO-01", "TIMEOUT")
    assert [(row["status"], row["output"]) for row in done["records"]] == [("TIMEOUT", "half of it"), ("SUCCESS", "")]


def test_a_desktop_that_is_deleted_meanwhile_fails_alone(room):
    room.job_seconds(2)
    with room.when("/script-executions", "POST", lambda: room.console("delete", "BIO-01")):
        done = execute(room)
    failure(done, "1 of 2", "BIO-01")
    assert {row["target"]: row["state"] for row in done["results"]} == {"BIO-01": "failed", "BIO-02": "done"}


def test_an_answer_without_an_id_is_no_success(room):
    room.fault("missing_field", method="POST", path="/script-executions$", field="task_id")
    failure(execute(room), "no ID of the execution", ADVICE)


def test_somebody_who_comes_in_meanwhile_is_not_disturbed(room):
    for name in ("BIO-01", "BIO-02"):
        room.console("pool", name, name="drop-in")
    # Time to come in between the look of the plan and the last one.
    room.fault("delay", method="GET", path="/desktops/detail$", seconds=2, times=2)
    with room.when("/desktops/detail", "GET", lambda: room.session("BIO-01")):
        done = execute(room, pool="drop-in", desktops=None, post_finish="stop")
    failure(done, "1 of 2", "BIO-01", "is logged in")
    assert room.state["disturbed"] == [] and runs(room) == ["BIO-02"]
