# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots under lost requests and answers, overload and garbage: nothing taken twice, nothing lost."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from integration.harness import Cases, Task, failure, refused, unchanged

FAULTS = {
    "lost_request": {"kind": "drop_before"},
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
    "unavailable": {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
}

CHANGES = {
    "take": ({"name": "new"}, "/batch-create$"),
    "renew": ({"name": "base", "recapture": True}, "/batch-create$"),
    "rotate": ({"name": "base", "max_age": "1s", "keep": 1}, "/batch-delete$"),
    "delete": ({"name": "base", "state": "absent"}, "/batch-delete$"),
    "restore": ({"name": "base", "state": "restored"}, "/batch-restore$"),
    "stop_to_restore": ({"name": "base", "state": "restored"}, "/desktops/action$"),
}
"""A task, and the request that is disturbed."""

FORKS = 6
"""Most of the time is spent on waiting for effects that never come."""


def snap(check: bool = False, **arguments: Any) -> Task:
    """Return a task about snapshots."""
    return Task("workspace_snapshot", arguments, check)


def _prepare(lab):
    """Let there be two desktops with a baseline, and other work since."""
    for name in ("BIO-01", "BIO-02"):
        lab.desktop(name, data_volumes=[20])
        lab.control("POST", "snapshots", desktop=name, name="base")
        lab.control("POST", "write", desktop=name, content="later")
    lab.control("POST", "clock", advance=60)


def _case(name, task, fault):
    def case(lab):
        _prepare(lab)
        lab.fault(**fault)
        wanted = {"desktops": ["BIO-01", "BIO-02"], **task}
        announced, done = yield [snap(**wanted, check=True), snap(**wanted)]
        assert not done.failed and done["changed"], done.brief
        assert announced["actions"] == done["actions"]
        assert lab.control("GET", "faults")["faults"] == []
        jobs = [job["job_type"] for job in lab.state["jobs"]]
        assert len(jobs) == len(set(jobs)) >= 1, jobs
        snapshots = lab.state["tables"]["Snapshot"]
        assert len(snapshots) == {"take": 4, "delete": 0}.get(name, 2), snapshots
        restored = "restore" in name
        for desktop in ("BIO-01", "BIO-02"):
            assert lab.contents(desktop) == [f"work on {desktop}" if restored else "later", "later"]
            assert lab.desktops[desktop]["status"] == "ACTIVE"

    case.__name__ = name
    return case


@pytest.mark.parametrize("fault", FAULTS)
def test_writes(side_by_side, fault):
    cases = Cases()
    for name, (task, path) in CHANGES.items():
        cases(_case(name, task, {**FAULTS[fault], "method": "POST", "path": path}))
    side_by_side(cases, forks=FORKS)


def test_reads(side_by_side):
    """Whatever happens to reads, they are repeated."""
    cases = Cases()
    for name, fault in FAULTS.items():
        wish = {"method": "GET", "path": "/snapshots$", "times": 2, **fault}
        case = _case("take", CHANGES["take"][0], wish)
        case.__name__ = name
        cases(case)
    side_by_side(cases)


def test_jobs_and_others(side_by_side):
    cases = Cases()

    @cases
    def a_job_that_never_ends(lab):
        _prepare(lab)
        lab.fault("job_stuck", job_type="createWksSnapshot", desktops=["BIO-02"])
        wanted = {"desktops": ["BIO-01", "BIO-02"], "name": "base", "recapture": True, "wait_timeout": 6}
        [late] = yield [snap(**wanted)]
        failure(late, "BIO-02", "had not ended", "workspace_job")
        assert [list(job["targets"]) for job in late["jobs"]] == [["BIO-01", "BIO-02"]]
        contents = [row["content"] for row in lab.state["tables"]["Snapshot"] if row["status"] == "create_success"]
        assert contents[:2] == ["work on BIO-01", "work on BIO-02"], "nothing older was deleted"

    @cases
    def a_list_that_does_not_show_the_new_one(lab):
        """Nothing older goes as long as the new one was not seen to be complete."""
        _prepare(lab)
        lab.job_seconds(4)

        def lag():
            lab.fault("stale_list", method="GET", path="/snapshots$", times=9)

        thread = lab.when("/batch-create", "POST", lag)
        [failed] = yield [snap(desktops=["BIO-01"], name="base", recapture=True)]
        thread.join()
        failure(failed, "BIO-01", "nothing older was deleted")
        assert not failed.sent("snapshots/batch-delete") and len(lab.state["tables"]["Snapshot"]) == 3

    @cases
    def a_restoration_that_fails_for_one(lab):
        _prepare(lab)
        lab.fault("job_partial", job_type="restoreDesktopBySnapshot", desktops=["BIO-02"], error_msg="No space.")
        [failed] = yield [snap(desktops=["BIO-01", "BIO-02"], name="base", state="restored")]
        failure(failed, "1 of 2 targets failed", "BIO-02", "No space")
        assert [lab.contents(name)[0] for name in ("BIO-01", "BIO-02")] == ["work on BIO-01", "later"]
        [done] = yield [snap(desktops=["BIO-02"], name="base", state="restored")]
        assert not done.failed and lab.contents("BIO-02")[0] == "work on BIO-02"

    def _begun_by_another_run(lab):
        """Let a run begin to take a snapshot, which ends a moment after the next one has looked; return the waiter."""
        _prepare(lab)
        lab.job_seconds(1000)
        yield [snap(desktops=["BIO-01"], name="new", wait=False)]
        lab.control("POST", "clock", advance=500)
        seen = len(lab.journal())

        def finish_once_it_is_looked_for():
            end = time.monotonic() + 60
            while time.monotonic() < end:
                if any(entry["path"].endswith("/snapshots") for entry in lab.journal()[seen:]):
                    break
                time.sleep(0.1)
            time.sleep(1)
            lab.job_seconds(0.2)
            lab.control("POST", "clock", finish_jobs=True)

        thread = threading.Thread(target=finish_once_it_is_looked_for, daemon=True)
        thread.start()
        return thread

    @cases
    def what_a_killed_run_began_is_waited_for(lab):
        thread = yield from _begun_by_another_run(lab)
        [waited] = yield [snap(desktops=["BIO-01"], name="new")]
        thread.join()
        unchanged(waited)
        assert [row["state"] for row in waited["snapshots"]] == ["complete"]
        assert len(lab.state["tables"]["Snapshot"]) == 3

    @cases
    def what_another_run_takes_in_vain_is_told(lab):
        lab.fault("job_fail", job_type="createWksSnapshot")
        thread = yield from _begun_by_another_run(lab)
        [waited] = yield [snap(desktops=["BIO-01", "BIO-02"], name="new")]
        thread.join()
        failure(waited, "1 of 2 targets failed", "BIO-01", "another run", "run the task again")
        statuses = [row["status"] for row in lab.state["tables"]["Snapshot"]]
        assert sorted(statuses) == ["create_failed", *["create_success"] * 3]

    @cases
    def a_busy_desktop_is_waited_for(lab):
        _prepare(lab)
        lab.job_seconds(4)
        yield [snap(desktops=["BIO-01"], name="other", wait=False)]
        [done] = yield [snap(desktops=["BIO-01"], name="new")]
        assert not done.failed and len(lab.state["tables"]["Snapshot"]) == 4, done.brief

    @cases
    def somebody_logs_in_meanwhile(lab):
        _prepare(lab)
        lab.fault("delay", method="GET", path="/snapshots$", seconds=3)
        thread = lab.when("/desktops/detail", "GET", lambda: lab.session("BIO-01"))
        [failed] = yield [snap(desktops=["BIO-01"], name="base", state="restored")]
        thread.join()
        refused(failed, "BIO-01", "logged in")
        assert lab.contents("BIO-01")[0] == "later" and lab.state["disturbed"] == []

    side_by_side(cases)
