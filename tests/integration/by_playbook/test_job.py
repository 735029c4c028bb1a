# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for jobs that other tasks started: what is reported of each target, and how it goes on after a timeout.

The module has an action plugin, which only a playbook runs.
"""

from __future__ import annotations

from typing import Any

import pytest
from integration.cases import case
from integration.desktops import COMPLETE, check, run
from integration.harness import Task, failure, refused


def wait(**arguments: Any) -> Task:
    """Return a task that waits for jobs."""
    return Task("workspace_job", arguments)


@pytest.mark.slow
@case
def test_jobs_of_several_kinds_at_once(tenant):
    tenant.job_seconds(1)
    tenant.desktop("OLD-1")
    tenant.desktop("RUN-1")
    created, deleted, stopped = yield [
        run(**COMPLETE, desktops=[{"computer_name": f"BIO-{n}", "user_name": f"mia{n}"} for n in range(3)], wait=False),
        run(computer_name="OLD-1", state="absent", wait=False),
        run(computer_name="RUN-1", state="stopped", wait=False),
    ]
    jobs = [job for outcome in (created, deleted, stopped) for job in outcome["jobs"]]
    assert [job["verb"] for job in jobs] == ["create", "delete", "stop"] and jobs[2]["id"] is None
    (waited,) = yield [wait(jobs=jobs)]
    assert not waited.failed, waited.brief
    assert waited["finished"] is True and waited["jobs"] == [] and waited["changed"] is False
    assert {result["target"]: result["state"] for result in waited["results"]} == dict.fromkeys(
        ["BIO-0", "BIO-1", "BIO-2", "OLD-1", "RUN-1"], "done"
    )
    assert waited["progress"] == {"total": 5, "done": 5, "failed": []}
    assert sorted(desktop["computer_name"] for desktop in waited["desktops"]) == ["BIO-0", "BIO-1", "BIO-2", "RUN-1"]
    assert "OLD-1" not in tenant.desktops and tenant.desktops["RUN-1"]["status"] == "SHUTOFF"


@pytest.mark.slow
@case
def test_a_hidden_failure_is_told(tenant):
    tenant.fault("job_partial", desktops=["BIO-1"], error_code="WKS.0777", error_msg="no address is left")
    two = [{"computer_name": f"BIO-{n}", "user_name": f"mia{n}"} for n in range(2)]
    (created,) = yield [run(**COMPLETE, desktops=two, wait=False)]
    (waited,) = yield [wait(jobs=created["jobs"])]
    failure(waited, "1 of 2", "BIO-1", "no address is left")
    assert {result["target"]: result["state"] for result in waited["results"]} == {"BIO-0": "done", "BIO-1": "failed"}
    assert waited["results"][1]["error_code"] == "WKS.0777"


@pytest.mark.slow
@case
def test_time_is_up_and_it_goes_on(tenant):
    tenant.job_seconds(600)
    (created,) = yield [run(**COMPLETE, computer_name="BIO-1", user_name="mia", wait=False)]
    late, reported = yield [
        wait(jobs=created["jobs"], wait_timeout=10),
        wait(jobs=created["jobs"], wait_timeout=10, on_timeout="report"),
    ]
    failure(late, "BIO-1", "wait_timeout")
    assert not reported.failed and reported["finished"] is False
    assert [job["id"] for job in reported["jobs"]] == [job["id"] for job in created["jobs"]]
    tenant.control("POST", "clock", finish_jobs=True)
    (waited,) = yield [wait(jobs=reported["jobs"])]
    assert waited["finished"] is True and tenant.desktops["BIO-1"]["status"] == "ACTIVE"


@pytest.mark.slow
@case
def test_job_ids_are_enough(tenant):
    (created,) = yield [run(**COMPLETE, computer_name="BIO-1", user_name="mia", wait=False)]
    ids = [job["id"] for job in created["jobs"]]
    by_sub_jobs, by_detail = yield [wait(job_ids=ids), wait(job_ids=ids, api="workspace-jobs")]
    for outcome in (by_sub_jobs, by_detail):
        assert not outcome.failed and outcome["finished"] is True, outcome.brief


@case
def test_no_jobs_are_fine(tenant):
    (planned,) = yield [check(**COMPLETE, computer_name="BIO-1", user_name="mia", wait=False)]
    assert planned["jobs"] == []
    nothing, checked = yield [wait(jobs=[]), Task("workspace_job", {"jobs": []}, check=True)]
    assert nothing["finished"] is True and checked["finished"] is True
    assert not nothing.requests


@case
def test_bad_input(tenant):
    neither, both, unknown = yield [
        wait(),
        wait(jobs=[], job_ids=["x"]),
        wait(jobs=[{"id": "x", "api": "nobody-knows-this"}]),
    ]
    assert neither.failed and "ne of" in neither.message
    assert both.failed and "mutually exclusive" in both.message
    refused(unknown, "nobody-knows-this", "workspace-jobs")
