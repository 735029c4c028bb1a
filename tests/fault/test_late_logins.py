# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People who log in when a task has been planned: just before each request that would disturb them the task looks
again, and leaves them alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from integration.desktops import run
from integration.harness import Outcome, Task, Tenant
from integration.in_process import carry_out
from integration.pools import made, pool

from ansible_collections.huaweicloud.workspace.plugins.module_utils.apply import Run

ONE = {"computer_name": "BIO-01"}
BIG = "workspace.c2.xlarge.windows"
SNAPSHOT = {"desktops": ["BIO-01"], "name": "base", "state": "restored"}
SCRIPT = {"desktop_tag": "room=1", "command": "dir", "command_type": "BAT", "post_finish": "stop"}

TASKS = {
    "stop": run(**ONE, state="stopped"),
    "restart": run(**ONE, state="restarted"),
    "hibernate": run(**ONE, state="hibernated"),
    "resize": run(**ONE, product=BIG),
    "rebuild": run(**ONE, state="rebuilt"),
    "rebuild_with_another_image": run(**ONE, image="win11-bio-2026.10", rebuild="on_change"),
    "detach": run(**ONE, user_name=""),
    "move": run(**ONE, subnet="teaching-b"),
    "remove_disk": run(**ONE, data_volumes=[], purge_data_volumes=True),
    "delete": run(**ONE, state="absent"),
    "restore": Task("workspace_snapshot", SNAPSHOT),
    "image": Task("workspace_image", {"image_name": "bio", "desktop": "BIO-01", "execute_sysprep": True}),
    "script_that_stops": Task("workspace_script_execution", SCRIPT),
}
REACH = {"handle_type": "FOR_EXPAND_AND_ALL"}
POOL_TASKS = {
    "stop": pool(name="drop-in", state="stopped"),
    "rebuild": pool(name="drop-in", state="rebuilt", **REACH),
    "resize": pool(name="drop-in", product=BIG, **REACH),
    "delete": pool(name="drop-in", state="absent"),
}
SHORT = {"resize", "restore"}
"""The tasks of the short form."""

EACH = [pytest.param(name, marks=() if name in SHORT else pytest.mark.slow) for name in TASKS]


def run_late(tenant: Tenant, task: Task, action: Callable[[], Any]) -> Outcome:
    """Run a task, and do something when it has been planned."""
    usual = Run.carry_out

    def carry_out_late(self: Run, plan: Any) -> None:
        action()
        usual(self, plan)

    with mock.patch.object(Run, "carry_out", carry_out_late):
        return carry_out(tenant, task)


def left_alone(tenant: Tenant, outcome: Outcome) -> None:
    """Assert that the only target failed since somebody is at work there, who still is."""
    assert "is logged in" in outcome.message, outcome.brief
    assert tenant.state["disturbed"] == [] and len(tenant.state["sessions"]) == 1


@pytest.mark.parametrize("name", EACH)
def test_who_logs_in_late_is_not_disturbed(tenant: Tenant, name: str) -> None:
    tenant.desktop("BIO-01", user="mia", tags={"room": "1"}, data_volumes=[20])
    tenant.control("POST", "snapshots", desktop="BIO-01", name="base")
    left_alone(tenant, run_late(tenant, TASKS[name], lambda: tenant.session("BIO-01")))
    assert tenant.contents("BIO-01") == ["work on BIO-01"] * 2


@pytest.mark.parametrize("name", EACH[:2])
def test_who_logs_in_late_is_skipped_or_disturbed_if_the_task_says_so(tenant: Tenant, name: str) -> None:
    tenant.desktop("BIO-01", user="mia")
    late = Task(TASKS[name].module, {**TASKS[name].arguments, "if_in_use": "skip"})
    skipped = run_late(tenant, late, lambda: tenant.session("BIO-01"))
    assert [result["state"] for result in skipped["results"]] == ["skipped"], skipped.brief
    assert not skipped["changed"] and tenant.state["disturbed"] == []
    forced = Task(late.module, {**late.arguments, "if_in_use": "force"})
    assert not carry_out(tenant, forced).failed
    assert [one["user"] for one in tenant.state["disturbed"]] == ["mia"]


@pytest.mark.slow
def test_who_comes_back_to_an_open_session_is_not_logged_off(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia")
    tenant.session("BIO-01")
    tenant.session("BIO-01", "disconnect")
    task = run(**ONE, state="logged_off")
    left_alone(tenant, run_late(tenant, task, lambda: tenant.session("BIO-01")))


def _log_in(tenant: Tenant) -> None:
    tenant.control("POST", "sessions", desktop="PC-01", user="mia", action="open")


@pytest.mark.slow
@pytest.mark.parametrize("name", POOL_TASKS)
def test_who_logs_in_late_to_a_pool_is_not_disturbed(tenant: Tenant, name: str) -> None:
    made(tenant, {"user": "mia"}, {}, type="DYNAMIC")
    tenant.console("unassign", "PC-01")
    left_alone(tenant, run_late(tenant, POOL_TASKS[name], lambda: _log_in(tenant)))
    assert len(tenant.desktops) == 2


@pytest.mark.slow
def test_a_session_that_nobody_tells_of_counts_as_one(tenant: Tenant) -> None:
    tenant.desktop("BIO-01", user="mia")
    tenant.fault("missing_field", method="GET", path="/desktops/detail$", field="login_status", times=99)
    outcome = carry_out(tenant, TASKS["stop"])
    assert "does not tell whether somebody is logged in" in outcome.message and not outcome.writes
