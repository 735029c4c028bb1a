# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two runs at once, in two processes: what they want is there once, or both are told that it is there twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from fault.faults import at_once
from fault.test_described_faults import GOLDEN
from fault.test_scheduled_task_faults import NOON
from integration.desktops import COMPLETE
from integration.harness import Outcome, Task, Tenant, failure, unchanged
from integration.in_process import carry_out
from integration.pools import POOL, made, members, pool, pools

NOON_STOP = {"task_name": "noon", "task_type": "STOP", **NOON, "apply_objects": {"all": True}}
POLICY = {"policy_name": "seats", "name_prefix": "BIO-", "digit_number": 2, "start_number": 1}

NAMES_NOT_UNIQUE = {
    "scheduled_task": ("/scheduled-tasks$", "ScheduledTask", Task("workspace_scheduled_task", NOON_STOP)),
    "image_server": ("/image-servers$", "ImageServer", Task("workspace_app_image_server", GOLDEN)),
    "script": ("/scripts$", "Script", Task("workspace_script", {"name": "apps", "type": "BAT", "content": "dir"})),
}
NAMES_UNIQUE = {
    "user_group": ("/groups$", "Group", Task("workspace_user_group", {"group_name": "bio"})),
    "policy_group": ("/policy-groups$", "PolicyGroup", Task("workspace_policy_group", {"policy_group_name": "exam"})),
    "name_policy": ("/desktop-name-policies$", "NamePolicy", Task("workspace_desktop_name_policy", POLICY)),
}


def there(tenant: Tenant, kind: str) -> list[dict[str, Any]]:
    """Return the records of a kind."""
    state = tenant.state
    return state["groups"] if kind == "Group" else state["tables"][kind]


def one_changed(outcomes: list[Outcome]) -> None:
    """Assert that both runs have succeeded, and that only one says that it has changed something."""
    assert not [outcome.brief for outcome in outcomes if outcome.failed]
    assert sorted(outcome["changed"] for outcome in outcomes) == [False, True], [one.brief for one in outcomes]
    [late] = [outcome for outcome in outcomes if not outcome["changed"]]
    assert late["diff"] == {"before": {}, "after": {}} and late["results"][0]["state"] == "done"


def first_of(things: Iterable[str]) -> list[ParameterSet]:
    """Return things of which all but the first are left to the long run of the tests."""
    return [pytest.param(thing, marks=pytest.mark.slow if number else ()) for number, thing in enumerate(things)]


@pytest.mark.parametrize("thing", first_of(NAMES_NOT_UNIQUE))
def test_twins_are_told_with_both_ids(thing: str, tenant: Tenant) -> None:
    path, kind, task = NAMES_NOT_UNIQUE[thing]
    tenant.console("create", "BIO-01", user="mia")
    outcomes = at_once(tenant, path, task, task)
    ids = [row["id"] for row in there(tenant, kind)]
    assert len(ids) == 2
    for outcome in outcomes:
        failure(outcome, "2", "of this name", *ids, "delete")


@pytest.mark.parametrize("thing", first_of(NAMES_UNIQUE))
def test_who_comes_late_finds_what_it_wants(thing: str, tenant: Tenant) -> None:
    path, kind, task = NAMES_UNIQUE[thing]
    one_changed(at_once(tenant, path, task, task))
    assert len(there(tenant, kind)) == 1
    unchanged(carry_out(tenant, task))


def test_a_snapshot_that_is_taken_twice_is_told(tenant: Tenant) -> None:
    tenant.desktop("BIO-01")
    task = Task("workspace_snapshot", {"desktops": ["BIO-01"], "name": "base"})
    outcomes = at_once(tenant, "/snapshots/batch-create$", task, task)
    ids = [row["id"] for row in there(tenant, "Snapshot")]
    told = [outcome for outcome in outcomes if outcome.failed]
    assert bool(told) == (len(ids) > 1)
    for outcome in told:
        failure(outcome, "BIO-01", *ids, "delete")


def test_a_pool_does_not_grow_twice(tenant: Tenant) -> None:
    made(tenant, {}, {})
    task = pool(name="drop-in", size=4)
    one_changed(at_once(tenant, "/expand$", task, task))
    assert len(members(tenant)) == 4
    unchanged(carry_out(tenant, task))


def test_a_pool_is_counted_by_who_waits_for_it(tenant: Tenant) -> None:
    made(tenant, {}, {})
    tenant.job_seconds(60)
    grown = carry_out(tenant, pool(name="drop-in", size=4, wait=False))
    assert not grown.failed and grown["jobs"], grown.brief
    for name in ("X-1", "X-2"):
        tenant.desktop(name)
        tenant.console("pool", name, name="drop-in")
    tenant.control("POST", "clock", finish_jobs=True)
    assert len(members(tenant)) == 6
    waited = carry_out(tenant, Task("workspace_job", {"jobs": grown["jobs"]}))
    failure(waited, "drop-in has 6 desktops, 2 more than size")


def test_a_new_pool_is_counted_by_who_waits_for_it(tenant: Tenant) -> None:
    grown = carry_out(tenant, Task("workspace_desktop_pool", {**POOL, "wait": False}))
    tenant.desktop("X-1")
    tenant.console("pool", "X-1", name="drop-in")
    waited = carry_out(tenant, Task("workspace_job", {"jobs": grown["jobs"]}))
    failure(waited, "drop-in has 4 desktops, 1 more than size")


def test_a_disk_is_not_added_twice(tenant: Tenant) -> None:
    tenant.desktop("BIO-01")
    disks = {"data_volumes": [{"type": "SSD", "size": 20}]}
    task = Task("workspace_desktop", {"desktops": [{"computer_name": "BIO-01", **disks}]})
    outcomes = at_once(tenant, "/volumes$", task, task)
    assert len(tenant.desktops["BIO-01"]["disks"]) == 1
    [late] = [outcome for outcome in outcomes if outcome.failed]
    failure(late, "BIO-01", "somebody has added a disk", "run the task again")
    unchanged(carry_out(tenant, task))


def test_a_disk_of_a_pool_is_not_added_twice(tenant: Tenant) -> None:
    made(tenant, {})
    task = pool(name="drop-in", data_volumes=[{"type": "SSD", "size": 20}])
    outcomes = at_once(tenant, "/volumes/batch-add$", task, task)
    assert len(pools(tenant)["drop-in"]["disks"]) == 1
    [late] = [outcome for outcome in outcomes if outcome.failed]
    failure(late, "drop-in", "somebody has added a disk", "run the task again")
    unchanged(carry_out(tenant, task))


def test_numbered_desktops_that_are_made_twice_are_told(tenant: Tenant) -> None:
    task = Task("workspace_desktop", {"desktop_name": "BIO-", "size": 2, **COMPLETE})
    outcomes = at_once(tenant, "/desktops$", task, task)
    assert len(tenant.desktops) == 4
    for outcome in outcomes:
        failure(outcome, "there are 4 desktops called BIO-..., 2 more than size", "allow_shrink")
