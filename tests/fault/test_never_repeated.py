# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be seen afterwards is sent once: when the answer is lost, people may be at work again before a minute has
passed."""

from __future__ import annotations

from typing import Any

import pytest
from fault.faults import Change, each_fault, inject
from integration.desktops import run
from integration.harness import Outcome, Task, Tenant, failure
from integration.in_process import carry_out
from integration.pools import made, pool

DESKTOP = {"computer_name": "BIO-01"}
HELLO = {"notifications": "Hello"}


def task(module: str, **arguments: Any) -> Task:
    """Return a task."""
    return Task(f"workspace_{module}", arguments)


WITH_JOB = {
    "desktop_rebuild": Change(run(**DESKTOP, state="rebuilt"), "POST", "/desktops/rebuild$"),
    "pool_rebuild": Change(pool(name="drop-in", state="rebuilt"), "POST", "/rebuild$"),
    "pool_restart": Change(pool(name="drop-in", state="restarted"), "POST", "/action$"),
    "snapshot_restore": Change(
        task("snapshot", desktops=["BIO-01"], name="base", state="restored"), "POST", "/batch-restore$"
    ),
}
WITHOUT_JOB = {
    "desktop_restart": Change(run(**DESKTOP, state="restarted"), "POST", "/desktops/action$"),
    "message": Change(task("notification", desktops=["BIO-01"], **HELLO), "POST", "/notifications$"),
    "message_to_pool": Change(task("notification", pools=["drop-in"], **HELLO), "POST", "/notifications$"),
    "password": Change(task("user", user_name="omar", reset_password=True), "POST", "/actions$"),
    "command": Change(
        task("script_execution", desktops=["BIO-01"], command="dir", command_type="BAT"), "POST", "/script-executions$"
    ),
}


@pytest.fixture
def room(tenant: Tenant) -> Tenant:
    """Return a project with a desktop, which has a snapshot, and a pool; jobs end at once."""
    made(tenant, {}, {})
    tenant.desktop("BIO-01", user="mia")
    tenant.control("POST", "snapshots", desktop="BIO-01", name="base")
    tenant.job_seconds(0)
    assert not carry_out(tenant, task("user", user_name="omar", user_email="omar@u.example")).failed
    return tenant


def sent_once(tenant: Tenant, change: Change, fault: str) -> Outcome:
    """Carry a task out whose request meets a fault, and assert that it is sent once."""
    inject(tenant, fault, change.method, change.path)
    outcome = carry_out(tenant, change.task)
    ending = change.path.removesuffix("$")
    writes = [one for one in outcome.writes if one["method"] == change.method and one["path"].endswith(ending)]
    assert len(writes) == 1, outcome.brief
    return outcome


@each_fault("lost_answer", "lost_request")
@pytest.mark.parametrize("change", {**WITH_JOB, **WITHOUT_JOB})
def test_what_is_not_seen_is_not_repeated(change: str, fault: str, room: Tenant) -> None:
    room.fault("stale_list", method="GET", path="/workspace-sub-jobs$", times=1000)
    room.fault("missing_field", method="GET", path="/snapshots$", field="last_restore_time", times=1000)
    outcome = sent_once(room, {**WITH_JOB, **WITHOUT_JOB}[change], fault)
    failure(outcome, "was lost", "not repeated", "before you run")


@pytest.mark.parametrize("change", WITH_JOB)
def test_what_a_job_tells_of_is_seen(change: str, room: Tenant) -> None:
    outcome = sent_once(room, WITH_JOB[change], "lost_answer")
    assert not outcome.failed and outcome["changed"], outcome.brief


def test_an_upgrade_that_is_not_seen_is_not_repeated(room: Tenant) -> None:
    upgrade = Change(
        task("agent_upgrade", agent_version="25.2.0", desktops=["BIO-01"]), "POST", "/upgrade-task/execute$"
    )
    failure(sent_once(room, upgrade, "lost_request"), "was lost", "not repeated", "before you run")
