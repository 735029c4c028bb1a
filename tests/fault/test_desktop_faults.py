# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops under lost requests and answers, overload, garbage and killed runs: nothing twice, nothing lost."""

from __future__ import annotations

import pytest
from fault.faults import Change, Play, assert_no_job_twice, assert_used_up, each_fault, inject
from integration.cases import Steps, case
from integration.desktops import COMPLETE, run
from integration.harness import Outcome, Tenant, converging, unchanged

NEW = {"computer_name": "BIO-01", "user_name": "mia", **COMPLETE}
XLARGE = "workspace.c2.xlarge.windows"

CHANGES = {
    "create": Change(run(desktops=[NEW]), "POST", "/desktops$"),
    "create_unassigned": Change(run(desktop_name="SPARE", size=3, **COMPLETE), "POST", "/desktops$"),
    "create_by_user": Change(run(user_name="jane", **COMPLETE), "POST", "/desktops$"),
    "tag": Change(run(select_names=["OLD-*"], tags={"course": "bio101"}), "POST", "/batch-tags$"),
    "untag": Change(run(select_names=["OLD-*"], tags={}, purge_tags=True), "DELETE", "/batch-tags$"),
    "stop": Change(run(select_names=["OLD-*"], state="stopped"), "POST", "/desktops/action$"),
    "resize": Change(run(select_names=["OLD-*"], product=XLARGE), "POST", "/resize$"),
    "start_after_resize": Change(run(select_names=["OLD-*"], product=XLARGE), "POST", "/action$"),
    "rebuild": Change(run(select_names=["OLD-*"], image="win11-bio-2026.10", rebuild="on_change"), "POST", "/rebuild$"),
    "attach": Change(run(desktops=[{"computer_name": "OLD-02", "user_name": "mia"}]), "POST", "/attach$"),
    "detach": Change(run(computer_name="OLD-01", user_name=""), "POST", "/batch-detach$"),
    "expand": Change(run(computer_name="OLD-01", root_volume={"type": "SAS", "size": 90}), "POST", "/volumes/expand$"),
    "add_volume": Change(run(computer_name="OLD-01", data_volumes=[{"type": "SSD", "size": 10}]), "POST", "/volumes$"),
    "remove_volume": Change(
        run(computer_name="OLD-01", data_volumes=[], purge_data_volumes=True), "POST", "/volumes/batch-delete$"
    ),
    "change_network": Change(run(computer_name="OLD-01", subnet="teaching-b"), "POST", "/batch-change$"),
    "user_group": Change(
        run(computer_name="OLD-01", user_name="mia", user_group="administrators"), "POST", "/change-user-"
    ),
    "maintenance": Change(run(computer_name="OLD-01", in_maintenance_mode=True), "PUT", "/maintenance-mode$"),
    "delete": Change(run(select_names=["OLD-*"], state="absent", max_targets=2), "POST", "/batch-delete$"),
}

READS = {"detail": "/desktops/detail$", "sub_jobs": "/workspace-sub-jobs$", "images": "/images$"}

REPEATABLE = "changeUserPrivilegeGroup"
"""A job that may be started twice: it sets what is set already."""


@each_fault()
@pytest.mark.parametrize("change", CHANGES)
@case
def test_writes(tenant, change, fault):
    yield from _survives(tenant, CHANGES[change], fault)


@pytest.mark.slow
@each_fault()
@pytest.mark.parametrize("read", READS)
@case
def test_reads(tenant, read, fault):
    """Whatever happens to reads, they are repeated."""
    yield from _survives(tenant, Change(CHANGES["create"].task, "GET", READS[read]), fault, times=2)


def _survives(tenant: Tenant, change: Change, fault: str, times: int = 1) -> Steps:
    tenant.desktop("OLD-01", user="mia", tags={"room": "1"}, data_volumes=[20])
    tenant.desktop("OLD-02", tags={"room": "2"})
    inject(tenant, fault, change.method, change.path, times)
    announced, done, checked, again = yield converging(change.task)
    assert not done.failed and done["changed"], done.brief
    assert announced["actions"] == done["actions"]
    assert_used_up(tenant)
    if change.task.arguments.get("state") != "absent":
        unchanged(checked)
    unchanged(again)
    _nothing_twice(tenant, done)


def _nothing_twice(tenant: Tenant, done: Outcome) -> None:
    """Assert that of what was created there is one, and that one job did each change."""
    desktops = tenant.state["desktops"]
    assert len({desktop["name"].lower() for desktop in desktops}) == len(desktops)
    assert_no_job_twice(tenant, REPEATABLE)
    creations = sum(action["verb"] == "create" for action in done["actions"])
    expected = {0: (0, 1, 2), 1: (3, 5)}[creations]
    assert len(desktops) in expected, [desktop["name"] for desktop in desktops]
    assert all(len(desktop["disks"]) <= 2 for desktop in desktops)


@case
def test_an_answer_that_lacks_its_job(tenant):
    """The job is looked for, and what it is about is put back into its power state."""
    tenant.desktop("OLD-01")
    tenant.fault("missing_field", method="POST", path="/resize$", field="job_id")
    [done] = yield [run(select_names=["OLD-*"], product=XLARGE)]
    assert not done.failed and len(done.sent("desktops/resize")) == 1, done.brief
    assert tenant.desktops["OLD-01"]["status"] == "ACTIVE"


@case
def test_a_stale_list_after_a_change(tenant):
    """A list that lags behind neither creates anything twice nor fails the run."""
    tenant.desktop("OLD-01")
    tenant.fault("stale_list", method="GET", path="/desktops/detail$", times=1)
    [first] = yield [run(computer_name="OLD-01", tags={"a": "b"})]
    assert first.failed or not first["changed"] or tenant.desktops["OLD-01"]["tags"] == {"a": "b"}
    again = yield [run(computer_name="OLD-01", tags={"a": "b"})] * 2
    unchanged(again[1])


@case
def test_a_list_without_security_groups(tenant):
    tenant.desktop("OLD-01")
    tenant.fault("missing_field", method="GET", path="/desktops/detail$", field="security_groups", times=1)
    [outcome] = yield [run(computer_name="OLD-01", security_groups=["WorkspaceUserSecurityGroup"])]
    unchanged(outcome)


@pytest.mark.slow
def test_a_killed_run(tenant, tmp_path):
    """A run that is killed while desktops are being created: the next one waits for them and creates none twice."""
    tenant.job_seconds(600)
    items = [{"computer_name": f"BIO-{number:02d}", "user_name": f"student{number:02d}"} for number in range(1, 21)]
    play = Play(tenant, tmp_path, run(desktops=items, **COMPLETE))
    play.kill_once_it_writes()
    # By now they are listed, but far from ready.
    tenant.control("POST", "clock", advance=300)
    assert all(desktop["status"] == "BUILD" for desktop in tenant.desktops.values())
    with tenant.when("/desktops/detail", "GET", lambda: tenant.control("POST", "clock", finish_jobs=True)):
        outputs = [play.run()]
    outputs.append(play.run())
    assert len(tenant.desktops) == 20 and all(desktop["status"] == "ACTIVE" for desktop in tenant.desktops.values())
    assert [entry["method"] for entry in tenant.journal() if entry["kind"] == "write"] == ["POST"], outputs[0]
    assert "changed=0" in outputs[1] and "failed=0" in outputs[0] + outputs[1], outputs


@case
def test_somebody_logs_in_meanwhile(tenant):
    """Sessions are looked at again just before the call."""
    tenant.desktop("BIO-01", user="mia")
    tenant.fault("delay", method="GET", path="/products$", seconds=4)
    with tenant.when("/desktops/detail", "GET", lambda: tenant.session("BIO-01")):
        [outcome] = yield [run(computer_name="BIO-01", product=XLARGE)]
    assert "mia is logged in" in outcome.message
    assert tenant.desktops["BIO-01"]["session_user"] == "mia" and tenant.state["disturbed"] == []
