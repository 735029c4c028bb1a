# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots under lost requests and answers, overload and garbage: nothing taken twice, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fault.faults import Change, assert_no_job_twice, assert_used_up, each_fault, inject
from integration.cases import Steps, case
from integration.harness import Task, Tenant, failure, refused, unchanged


def snap(check: bool = False, **arguments: Any) -> Task:
    """Return a task about snapshots."""
    return Task("workspace_snapshot", arguments, check)


def of_both(path: str, **arguments: Any) -> Change:
    """Return a change of the snapshots of both desktops."""
    return Change(snap(desktops=["BIO-01", "BIO-02"], **arguments), "POST", path)


CHANGES = {
    "take": of_both("/batch-create$", name="new"),
    "renew": of_both("/batch-create$", name="base", recapture=True),
    "rotate": of_both("/batch-delete$", name="base", max_age="1s", keep=1),
    "delete": of_both("/batch-delete$", name="base", state="absent"),
    "restore": of_both("/batch-restore$", name="base", state="restored"),
    "stop_to_restore": of_both("/desktops/action$", name="base", state="restored"),
}


def _prepare(tenant: Tenant) -> None:
    """Let there be two desktops with a baseline, and other work since."""
    for name in ("BIO-01", "BIO-02"):
        tenant.desktop(name, data_volumes=[20])
        tenant.control("POST", "snapshots", desktop=name, name="base")
        tenant.control("POST", "write", desktop=name, content="later")
    tenant.control("POST", "clock", advance=60)


def _survives(tenant: Tenant, name: str) -> Steps:
    """Run one of the changes, whose fault has been injected, once."""
    task = CHANGES[name].task
    announced, done = yield [replace(task, check=True), task]
    assert not done.failed and done["changed"], done.brief
    assert announced["actions"] == done["actions"]
    assert_used_up(tenant)
    assert tenant.state["jobs"]
    assert_no_job_twice(tenant)
    snapshots = tenant.state["tables"]["Snapshot"]
    assert len(snapshots) == {"take": 4, "delete": 0}.get(name, 2), snapshots
    restored = "restore" in name
    for desktop in ("BIO-01", "BIO-02"):
        assert tenant.contents(desktop) == [f"work on {desktop}" if restored else "later", "later"]
        assert tenant.desktops[desktop]["status"] == "ACTIVE"


@each_fault()
@pytest.mark.parametrize("change", CHANGES)
@case
def test_writes(tenant, change, fault):
    _prepare(tenant)
    inject(tenant, fault, CHANGES[change].method, CHANGES[change].path)
    if (change, fault) == ("restore", "lost_request"):
        [done] = yield [CHANGES[change].task]
        failure(done, "was lost", "not repeated")
    else:
        yield from _survives(tenant, change)


@each_fault()
@case
def test_reads(tenant, fault):
    """Whatever happens to reads, they are repeated."""
    _prepare(tenant)
    inject(tenant, fault, "GET", "/snapshots$", times=2)
    yield from _survives(tenant, "take")


@case
def test_a_job_that_never_ends(tenant):
    _prepare(tenant)
    tenant.fault("job_stuck", job_type="createWksSnapshot", desktops=["BIO-02"])
    wanted = {"desktops": ["BIO-01", "BIO-02"], "name": "base", "recapture": True, "wait_timeout": 30}
    [late] = yield [snap(**wanted)]
    failure(late, "BIO-02", "had not ended", "workspace_job")
    assert [list(job["targets"]) for job in late["jobs"]] == [["BIO-01", "BIO-02"]]
    contents = [row["content"] for row in tenant.state["tables"]["Snapshot"] if row["status"] == "create_success"]
    assert contents[:2] == ["work on BIO-01", "work on BIO-02"], "nothing older was deleted"


@case
def test_a_list_that_does_not_show_the_new_one(tenant):
    """Nothing older goes as long as the new one was not seen to be complete."""
    _prepare(tenant)
    tenant.job_seconds(1000)

    def lag():
        tenant.fault("stale_list", method="GET", path="/snapshots$", times=9)
        tenant.control("POST", "clock", finish_jobs=True)

    with tenant.when("/batch-create", "POST", lag):
        [failed] = yield [snap(desktops=["BIO-01"], name="base", recapture=True)]
    failure(failed, "BIO-01", "nothing older was deleted")
    assert not failed.sent("snapshots/batch-delete") and len(tenant.state["tables"]["Snapshot"]) == 3


@case
def test_a_restoration_that_fails_for_one(tenant):
    _prepare(tenant)
    tenant.fault("job_partial", job_type="restoreDesktopBySnapshot", desktops=["BIO-02"], error_msg="No space.")
    [failed] = yield [snap(desktops=["BIO-01", "BIO-02"], name="base", state="restored")]
    failure(failed, "1 of 2 targets failed", "BIO-02", "No space")
    assert [tenant.contents(name)[0] for name in ("BIO-01", "BIO-02")] == ["work on BIO-01", "later"]
    [done] = yield [snap(desktops=["BIO-02"], name="base", state="restored")]
    assert not done.failed and tenant.contents("BIO-02")[0] == "work on BIO-02"


def _begun_by_another_run(tenant: Tenant) -> Steps:
    """Let a run begin to take a snapshot."""
    _prepare(tenant)
    tenant.job_seconds(1000)
    yield [snap(desktops=["BIO-01"], name="new", wait=False)]
    tenant.control("POST", "clock", advance=500)


def _finish(tenant: Tenant) -> None:
    """Let all snapshots be taken that are being taken."""
    tenant.job_seconds(0.2)
    tenant.control("POST", "clock", finish_jobs=True)


@case
def test_what_a_killed_run_began_is_waited_for(tenant):
    yield from _begun_by_another_run(tenant)
    # The first look finds it unfinished.
    with tenant.when("/snapshots", "GET", lambda: _finish(tenant), times=2):
        [waited] = yield [snap(desktops=["BIO-01"], name="new")]
    unchanged(waited)
    assert [row["state"] for row in waited["snapshots"]] == ["complete"]
    assert len(tenant.state["tables"]["Snapshot"]) == 3


@case
def test_what_another_run_takes_in_vain_is_told(tenant):
    tenant.fault("job_fail", job_type="createWksSnapshot")
    yield from _begun_by_another_run(tenant)
    with tenant.when("/batch-create", "POST", lambda: _finish(tenant)):
        [waited] = yield [snap(desktops=["BIO-01", "BIO-02"], name="new")]
    failure(waited, "1 of 2 targets failed", "BIO-01", "another run", "run the task again")
    statuses = [row["status"] for row in tenant.state["tables"]["Snapshot"]]
    assert sorted(statuses) == ["create_failed", *["create_success"] * 3]


@case
def test_a_busy_desktop_is_waited_for(tenant):
    _prepare(tenant)
    tenant.job_seconds(30)
    yield [snap(desktops=["BIO-01"], name="other", wait=False)]
    [done] = yield [snap(desktops=["BIO-01"], name="new")]
    assert not done.failed and len(tenant.state["tables"]["Snapshot"]) == 4, done.brief


@case
def test_somebody_logs_in_meanwhile(tenant):
    _prepare(tenant)
    tenant.fault("delay", method="GET", path="/snapshots$", seconds=3)
    with tenant.when("/desktops/detail", "GET", lambda: tenant.session("BIO-01")):
        [failed] = yield [snap(desktops=["BIO-01"], name="base", state="restored")]
    refused(failed, "BIO-01", "logged in")
    assert tenant.contents("BIO-01")[0] == "later" and tenant.state["disturbed"] == []
