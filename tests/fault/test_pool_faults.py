# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools under lost requests and answers, failed jobs and killed runs: nothing twice, nothing lost."""

from __future__ import annotations

import pytest
from fault.faults import Change, Play, assert_no_job_twice, each_fault, survives
from integration.cases import case
from integration.harness import failure
from integration.pools import POOL, made, members, pool, pools

XLARGE = "workspace.c2.xlarge.windows"

CHANGES = {
    "create": Change(pool(**POOL), "POST", "/desktop-pools$"),
    "create_empty": Change(pool(**{**POOL, "size": 0}), "POST", "/desktop-pools$"),
    "expand": Change(pool(name="drop-in", size=4), "POST", "/expand$"),
    "shrink": Change(pool(name="drop-in", size=1, allow_shrink=True), "POST", "/batch-delete$"),
    "update": Change(pool(name="drop-in", description="new"), "PUT", "/desktop-pools/"),
    "authorize": Change(pool(name="drop-in", authorized_objects=[{"user": "mia"}]), "POST", "/users$"),
    "resize": Change(pool(name="drop-in", product=XLARGE), "POST", "/resize$"),
    "rebuild": Change(pool(name="drop-in", image="win11-bio-2026.10", rebuild="on_change"), "POST", "/rebuild$"),
    "add_volume": Change(pool(name="drop-in", data_volumes=[{"type": "SSD", "size": 10}]), "POST", "/batch-add$"),
    "expand_volume": Change(pool(name="drop-in", root_volume={"type": "SAS", "size": 90}), "POST", "/batch-expand$"),
    "remove_volume": Change(
        pool(name="drop-in", data_volumes=[], purge_data_volumes=True), "POST", "/volumes/batch-delete$"
    ),
    "stop": Change(pool(name="drop-in", state="stopped"), "POST", "/action$"),
    "delete_desktops": Change(pool(name="drop-in", state="absent"), "POST", "/desktops/batch-delete$"),
    "delete": Change(pool(name="drop-in", state="absent"), "DELETE", "/desktop-pools/"),
}


@each_fault()
@pytest.mark.parametrize("change", CHANGES)
@case
def test_writes(tenant, change, fault):
    wanted = CHANGES[change].task.arguments
    if "type" not in wanted:
        made(tenant, {"data_volumes": [20]}, {"data_volumes": [20]})
    tenant.desktop("OTHER", user="mia")
    yield from survives(tenant, CHANGES[change], fault)
    assert_no_job_twice(tenant)
    assert len(pools(tenant)) == (wanted.get("state") != "absent")
    if pools(tenant):
        assert len(members(tenant)) == wanted.get("size", 2)
        assert all(len(disks) <= 2 for disks in (one["disks"] for one in members(tenant).values()))
    assert "OTHER" in tenant.desktops


@case
def test_a_creation_that_fails_in_part_is_made_good_by_the_next_run(tenant):
    tenant.fault("job_partial", job_type="createDesktopPool", error_code="WKS.1", error_msg="no capacity")
    first, second = yield [pool(**POOL), pool(**POOL)]
    failure(first, "drop-in", "1 of 3 failed", "no capacity")
    assert not second.failed and second.verbs == ["expand"], second.brief
    assert len(pools(tenant)) == 1 and len(members(tenant)) == 3


@case
def test_an_expansion_that_fails_is_made_good_by_the_next_run(tenant):
    made(tenant, {})
    tenant.fault("job_fail", job_type="expandDesktopPool", error_code="WKS.1", error_msg="no capacity")
    first, second = yield [pool(name="drop-in", size=2)] * 2
    failure(first, "drop-in", "no capacity")
    assert not second.failed and len(members(tenant)) == 2


@case
def test_a_deletion_that_fails_in_part_is_made_good_by_the_next_run(tenant):
    made(tenant, {}, {}, enable_autoscale=True)
    tenant.fault("job_partial", job_type="deleteDesktops", error_code="WKS.1", error_msg="it is locked")
    first, second = yield [pool(name="drop-in", state="absent")] * 2
    failure(first, "drop-in", "it is locked")
    assert not second.failed, second.brief
    assert not pools(tenant) and not tenant.desktops


@case
def test_a_deletion_that_fails_puts_autoscaling_back(tenant):
    made(tenant, {}, {}, enable_autoscale=True)
    tenant.fault("job_fail", job_type="deleteDesktops", error_code="WKS.1", error_msg="it is locked")
    (first,) = yield [pool(name="drop-in", state="absent")]
    failure(first, "it is locked")
    assert pools(tenant)["drop-in"]["enable_autoscale"] is True and len(members(tenant)) == 2


@case
def test_a_read_that_is_refused_puts_autoscaling_back(tenant):
    made(tenant, {}, enable_autoscale=True)
    pool_id = pools(tenant)["drop-in"]["id"]
    refusal = {"kind": "status", "status": 403, "error_code": "WKS.2", "method": "GET", "path": "/desktops/detail$"}
    tenant.fault("delay", method="GET", path=f"/desktop-pools/{pool_id}$", times=4, seconds=2)
    with tenant.when(f"/desktop-pools/{pool_id}", "PUT", lambda: tenant.fault(**refusal)):
        (stopped,) = yield [pool(name="drop-in", state="absent")]
    assert stopped.failed and stopped["results"][0]["state"] == "not started", stopped.brief
    assert pools(tenant)["drop-in"]["enable_autoscale"] is True and len(members(tenant)) == 1


@case
def test_a_success_without_effect_is_a_failure(tenant):
    made(tenant, {})
    yield [pool(name="drop-in")]
    tenant.fault("stale_list", method="GET", path="/desktop-pools/[^/]+$", times=9)
    (outcome,) = yield [pool(name="drop-in", description="new")]
    failure(outcome, "drop-in", "description is", "not new")


@pytest.mark.slow
def test_a_killed_run(tenant, tmp_path):
    """A run that is killed while a pool is being created: the next one waits for it and makes no second desktop."""
    tenant.job_seconds(600)
    play = Play(tenant, tmp_path, pool(**POOL))
    play.kill_once_it_writes()
    # By now it is listed, but far from ready.
    tenant.control("POST", "clock", advance=300)
    with tenant.when("/desktop-pools", "GET", lambda: tenant.control("POST", "clock", finish_jobs=True)):
        again = play.run()
    assert "failed=0" in again, again
    assert len(pools(tenant)) == 1 and [one["status"] for one in members(tenant).values()] == ["ACTIVE"] * 3
    assert len(tenant.state["jobs"]) == 1
