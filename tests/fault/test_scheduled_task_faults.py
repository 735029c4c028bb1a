# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled tasks under lost requests and answers, overload and lists that lag behind: nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from fault.faults import Change, assert_used_up, each_fault, inject, survives
from integration.cases import case
from integration.harness import Task, Tenant, failure, unchanged

NOON = {"scheduled_type": "DAY", "day_interval": 1, "scheduled_time": "12:00", "time_zone": "Europe/Berlin"}
OLD = {"task_name": "old", "task_type": "STOP", **NOON, "description": "kept", "apply_objects": {"all": True}}
NEW = {**OLD, "task_name": "new", "apply_objects": {"desktops": ["BIO-01"]}}
OTHER = {"task_name": "old", "task_type": "START", "recreate": "on_change"}

ALL = "/scheduled-tasks$"
ONE = "/scheduled-tasks/[^/]*$"


def task(**arguments: Any) -> Task:
    """Return a task about a scheduled task."""
    return Task("workspace_scheduled_task", arguments)


CHANGES = {
    "create": Change(task(**NEW), "POST", ALL),
    "create_paused": Change(task(**NEW, enable=False), "PUT", ONE),
    "update": Change(task(task_name="old", scheduled_time="13:00"), "PUT", ONE),
    "recreate": Change(task(**OTHER), "DELETE", ONE),
    "create_again": Change(task(**OTHER), "POST", ALL),
    "delete": Change(task(task_name="old", state="absent"), "DELETE", ONE),
}


def _as_wanted(tenant: Tenant, arguments: Mapping[str, Any]) -> None:
    """Assert by the emulator that each task is there once, as desired, and that the others are untouched."""
    rows = tenant.state["tables"]["ScheduledTask"]
    found = {row["task_name"]: row for row in rows}
    assert len(found) == len(rows)
    if arguments.get("state") == "absent":
        assert not found
        return
    assert set(found) == {"old", arguments["task_name"]}
    row = found[arguments["task_name"]]
    assert (row["description"], row["enable"]) == ("kept", arguments.get("enable", True))
    assert row["task_type"] == arguments.get("task_type", "STOP")
    assert row["scheduled_time"] == arguments.get("scheduled_time", "12:00") + ":00"
    assert len(row["apply_objects"]) == 1


@each_fault()
@pytest.mark.parametrize("change", CHANGES)
@case
def test_writes(tenant, change, fault):
    tenant.desktop("BIO-01")
    yield [task(**OLD)]
    yield from survives(tenant, CHANGES[change], fault)
    _as_wanted(tenant, CHANGES[change].task.arguments)


@pytest.mark.slow
@each_fault()
@pytest.mark.parametrize("path", [ALL, ONE], ids=["list", "detail"])
@case
def test_reads(tenant, path, fault):
    """Whatever happens to reads, they are repeated."""
    change = CHANGES["update"]
    tenant.desktop("BIO-01")
    yield [task(**OLD)]
    inject(tenant, fault, "GET", path, times=2)
    done, again = yield [change.task, change.task]
    assert not done.failed and done["changed"], done.brief
    assert_used_up(tenant)
    unchanged(again)
    _as_wanted(tenant, change.task.arguments)


@case
def test_a_list_that_lags_behind_a_lost_answer(tenant):
    """The new task is not in the list at first, and yet it is made only once."""
    tenant.desktop("BIO-01")
    yield [task(**OLD)]
    tenant.fault("drop_after", method="POST", path=ALL)
    tenant.fault("stale_list", method="GET", path=ALL, times=4)
    done, again = yield [task(**NEW), task(**NEW)]
    assert not done.failed, done.brief
    unchanged(again)
    _as_wanted(tenant, NEW)


@case
def test_a_detail_that_lags_behind_is_read_again(tenant):
    yield [task(**OLD)]
    tenant.fault("stale_list", method="GET", path=ONE, times=2)
    (done,) = yield [task(task_name="old", scheduled_time="13:00")]
    assert not done.failed and done["scheduled_task"]["scheduled_time"] == "13:00:00", done.brief


@case
def test_a_success_without_effect_is_a_failure(tenant):
    """An update after which the detail stays the old one did not come true as far as anybody can tell."""
    yield [task(**OLD)]
    tenant.fault("stale_list", method="GET", path=ONE, times=9)
    (done,) = yield [task(task_name="old", scheduled_time="13:00")]
    failure(done, "old", "scheduled_time", "12:00:00", "13:00:00")


@case
def test_a_deletion_without_effect_leaves_no_twin(tenant):
    """What the service only says that it deleted stays the only one of its name, and the next run replaces it."""
    tenant.desktop("BIO-01")
    yield [task(**OLD)]
    tenant.fault("status", method="DELETE", path=ONE, status=204)
    done, again, last = yield [task(**OTHER)] * 3
    failure(done, "old", "still exists")
    assert [request["method"] for request in done.writes] == ["DELETE"]
    assert not again.failed and again.verbs == ["delete", "create"], again.brief
    unchanged(last)
    _as_wanted(tenant, OTHER)


@case
def test_killed_before_the_pause(tenant):
    """A run that ends between the creation and the pause leaves something that the next run completes."""
    tenant.desktop("BIO-01")
    yield [task(**OLD)]
    wanted = {**NEW, "enable": False}
    tenant.fault("status", method="PUT", path="/scheduled-tasks/", status=400, error_code="WKS.00211102")
    done, again, last = yield [task(**wanted)] * 3
    assert done.failed and not again.failed and again.verbs == ["update"], again.brief
    unchanged(last)
    _as_wanted(tenant, wanted)


@case
def test_killed_between_deletion_and_creation(tenant):
    yield [task(**OLD)]
    wanted = {**OLD, "task_type": "START", "recreate": "on_change"}
    tenant.fault("status", method="POST", path=ALL, status=400, error_code="WKS.00211102")
    done, again, last = yield [task(**wanted)] * 3
    assert done.failed and not again.failed and again.verbs == ["create"], again.brief
    unchanged(last)
    _as_wanted(tenant, wanted)
