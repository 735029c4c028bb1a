# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of desktops some of which are broken or busy, and two runs that take the same."""

from __future__ import annotations

import pytest
from integration.cases import case
from integration.harness import Outcome, Tenant, failure, unchanged
from integration.pools import client_of
from integration.test_snapshot import rows, snap, take

NAMES = ["V-01", "V-02", "V-03"]
WAYS_OUT = ("V-02", "ERROR", "replace_failed")


def room(tenant: Tenant) -> None:
    """Let there be three desktops, the second of which is broken."""
    for name in NAMES:
        tenant.desktop(name)
    tenant.console("power", "V-02", status="ERROR")


def states(outcome: Outcome) -> dict[str, str]:
    """Return the outcome for each desktop."""
    return {row["target"]: row["state"] for row in outcome["results"]}


@case
def test_a_broken_desktop_does_not_spoil_the_batch(tenant):
    room(tenant)
    task = {"desktops": NAMES, "name": "base"}
    checked, done, again = yield [snap(check=True, **task), snap(**task), snap(**task)]
    for outcome in (checked, done, again):
        failure(outcome, *WAYS_OUT)
    assert checked["actions"] == done["actions"] and not checked.writes
    assert states(done) == {"V-01": "done", "V-02": "failed", "V-03": "done"}
    assert [len(body["desktop_ids"]) for body in done.sent("snapshots/batch-create")] == [2] and not again.writes
    assert [len(rows(tenant, name)) for name in NAMES] == [1, 0, 1]


@case
def test_nor_does_it_when_disks_are_restored(tenant):
    for name in NAMES:
        tenant.desktop(name)
        take(tenant, name, "base")
        tenant.control("POST", "write", desktop=name, content="later")
    tenant.console("power", "V-02", status="ERROR")
    (done,) = yield [snap(desktops=NAMES, name="base", state="restored")]
    failure(done, *WAYS_OUT)
    assert [tenant.contents(name)[0] for name in NAMES] == ["work on V-01", "later", "work on V-03"]
    assert [tenant.desktops[name]["status"] for name in NAMES] == ["ACTIVE", "ERROR", "ACTIVE"]


@case
def test_snapshots_of_a_broken_desktop_can_be_deleted(tenant):
    room(tenant)
    for name in NAMES:
        take(tenant, name, "base")
    (done,) = yield [snap(desktops=NAMES, name="base", state="absent")]
    assert not done.failed and rows(tenant) == [], done.brief


@pytest.mark.slow
@case
def test_what_breaks_meanwhile_fails_at_once(tenant):
    for name in NAMES:
        tenant.desktop(name)
        take(tenant, name, "base")
    tenant.job_seconds(2)
    with tenant.when("/desktops/action", "POST", lambda: tenant.console("power", "V-02", status="ERROR")):
        (done,) = yield [snap(desktops=NAMES, name="base", state="restored")]
    failure(done, "V-02", "ERROR")
    assert states(done) == {"V-01": "done", "V-02": "failed", "V-03": "done"}


@case
def test_a_desktop_that_another_run_works_on_is_waited_for(tenant):
    for name in NAMES:
        tenant.desktop(name)
    tenant.job_seconds(300)
    body = {
        "desktop_ids": [tenant.desktops["V-02"]["id"]],
        "disk_type": "SYSTEM_DISK",
        "system_disk_snapshot": {"name": "other", "description": ""},
    }
    client_of(tenant).write("POST", "/v2/{project_id}/snapshots/batch-create", body)
    tenant.control("POST", "clock", advance=61, job_seconds=0.3)
    # The fit ones are served first: that is when their job is asked for.
    with tenant.when("/workspace-sub-jobs", "GET", lambda: tenant.control("POST", "clock", finish_jobs=True)):
        (done,) = yield [snap(desktops=NAMES, name="base")]
    assert not done.failed, done.brief
    bodies = [set(one["desktop_ids"]) for one in done.sent("snapshots/batch-create")]
    assert bodies == [{tenant.desktops[one]["id"] for one in ("V-01", "V-03")}, {tenant.desktops["V-02"]["id"]}]
    assert [request["status"] for request in done.writes] == [200, 200]


@case
def test_two_runs_that_take_the_same_are_told(tenant):
    tenant.desktop("V-01")
    twin = []
    tenant.job_seconds(1)
    with tenant.when("/snapshots/batch-create", "POST", lambda: twin.extend(take(tenant, "V-01", "base"))):
        done, again = yield [snap(desktops=["V-01"], name="base"), snap(desktops=["V-01"], name="base")]
    ids = [row["id"] for row in rows(tenant)]
    assert len(ids) == 2 and set(twin) < set(ids)
    failure(done, "V-01", "another run", *ids)
    unchanged(again)


# What is being deleted


@case
def test_a_snapshot_that_is_being_deleted_is_waited_for(tenant):
    tenant.desktop("V-01")
    tenant.desktop("V-02")
    for name in ("V-01", "V-02"):
        take(tenant, name, "base")
    tenant.job_seconds(2)
    task = {"desktops": ["V-01", "V-02"], "name": "base", "state": "absent"}
    begun, done = yield [snap(**{**task, "desktops": ["V-01"]}, wait=False), snap(**task)]
    assert not begun.failed and not done.failed, done.brief
    assert rows(tenant) == []
