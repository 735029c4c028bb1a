# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop pools under lost requests and answers, failed jobs and killed runs: nothing twice, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest
import yaml
from integration.harness import Cases, failure, unchanged
from integration.pools import MODULE, POOL, made, members, pool, pools

XLARGE = "workspace.c2.xlarge.windows"

CHANGES = {
    "create": (POOL, "POST", "/desktop-pools$"),
    "create_empty": ({**POOL, "size": 0}, "POST", "/desktop-pools$"),
    "expand": ({"name": "drop-in", "size": 4}, "POST", "/expand$"),
    "shrink": ({"name": "drop-in", "size": 1, "allow_shrink": True}, "POST", "/batch-delete$"),
    "update": ({"name": "drop-in", "description": "new"}, "PUT", "/desktop-pools/"),
    "authorize": ({"name": "drop-in", "authorized_objects": [{"user": "mia"}]}, "POST", "/users$"),
    "resize": ({"name": "drop-in", "product": XLARGE}, "POST", "/resize$"),
    "rebuild": ({"name": "drop-in", "image": "win11-bio-2026.10", "rebuild": "on_change"}, "POST", "/rebuild$"),
    "add_volume": ({"name": "drop-in", "data_volumes": [{"type": "SSD", "size": 10}]}, "POST", "/batch-add$"),
    "expand_volume": ({"name": "drop-in", "root_volume": {"type": "SAS", "size": 90}}, "POST", "/batch-expand$"),
    "remove_volume": (
        {"name": "drop-in", "data_volumes": [], "purge_data_volumes": True},
        "POST",
        "/volumes/batch-delete$",
    ),
    "stop": ({"name": "drop-in", "state": "stopped"}, "POST", "/action$"),
    "delete_desktops": ({"name": "drop-in", "state": "absent"}, "POST", "/desktops/batch-delete$"),
    "delete": ({"name": "drop-in", "state": "absent"}, "DELETE", "/desktop-pools/"),
}
"""A task that needs the change, and the request that makes it."""

FAULTS = {
    "lost_request": {"kind": "drop_before"},
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
}

FORKS = 7
"""Most of the time is spent on waiting for effects that never come."""


def _case(name, task, fault):
    creates = task.get("type") is not None

    def case(lab):
        if not creates:
            made(lab, {"data_volumes": [20]}, {"data_volumes": [20]})
        lab.desktop("OTHER", user="mia")
        lab.fault(**fault)
        done, again = yield [pool(**task), pool(**task)]
        assert not done.failed and done["changed"], done.brief
        assert lab.control("GET", "faults")["faults"] == []
        unchanged(again)
        jobs = [job["job_type"] for job in lab.state["jobs"]]
        assert len(jobs) == len(set(jobs)), jobs
        assert len(pools(lab)) == (task.get("state") != "absent")
        if pools(lab):
            assert len(members(lab)) == task.get("size", 2)
            assert all(len(disks) <= 2 for disks in (one["disks"] for one in members(lab).values()))
        assert "OTHER" in lab.desktops

    case.__name__ = name
    return case


@pytest.mark.parametrize("fault", FAULTS)
def test_writes(side_by_side, fault):
    cases = Cases()
    for name, (task, method, path) in CHANGES.items():
        cases(_case(name, task, {**FAULTS[fault], "method": method, "path": path}))
    side_by_side(cases, forks=FORKS)


def test_failed_jobs(side_by_side):
    """A desktop that was not made is told, and the next run makes it."""
    cases = Cases()

    @cases
    def of_a_creation(lab):
        lab.fault("job_partial", job_type="createDesktopPool", error_code="WKS.1", error_msg="no capacity")
        first, second = yield [pool(**POOL), pool(**POOL)]
        failure(first, "drop-in", "1 of 3 failed", "no capacity")
        assert not second.failed and second.verbs == ["expand"], second.brief
        assert len(pools(lab)) == 1 and len(members(lab)) == 3

    @cases
    def of_an_expansion(lab):
        made(lab, {})
        lab.fault("job_fail", job_type="expandDesktopPool", error_code="WKS.1", error_msg="no capacity")
        first, second = yield [pool(name="drop-in", size=2)] * 2
        failure(first, "drop-in", "no capacity")
        assert not second.failed and len(members(lab)) == 2

    @cases
    def of_a_deletion(lab):
        made(lab, {}, {}, enable_autoscale=True)
        lab.fault("job_partial", job_type="deleteDesktops", error_code="WKS.1", error_msg="it is locked")
        first, second = yield [pool(name="drop-in", state="absent")] * 2
        failure(first, "drop-in", "it is locked")
        assert not second.failed and not pools(lab) and not lab.desktops

    @cases
    def that_put_autoscaling_back(lab):
        made(lab, {}, {}, enable_autoscale=True)
        lab.fault("job_fail", job_type="deleteDesktops", error_code="WKS.1", error_msg="it is locked")
        (first,) = yield [pool(name="drop-in", state="absent")]
        failure(first, "it is locked")
        assert pools(lab)["drop-in"]["enable_autoscale"] is True and len(members(lab)) == 2

    @cases
    def and_a_read_that_is_refused(lab):
        made(lab, {}, enable_autoscale=True)
        pool_id = pools(lab)["drop-in"]["id"]
        refusal = {"kind": "status", "status": 403, "error_code": "WKS.2", "method": "GET", "path": "/desktops/detail$"}
        off = lab.when(f"/desktop-pools/{pool_id}", "PUT", lambda: lab.fault(**refusal))
        lab.fault("delay", method="GET", path=f"/desktop-pools/{pool_id}$", times=4, seconds=1)
        (stopped,) = yield [pool(name="drop-in", state="absent")]
        off.join()
        assert stopped.failed and stopped["results"][0]["state"] == "not started", stopped.brief
        assert pools(lab)["drop-in"]["enable_autoscale"] is True and len(members(lab)) == 1

    @cases
    def that_end_well_without_effect(lab):
        made(lab, {})
        yield [pool(name="drop-in")]
        lab.fault("stale_list", method="GET", path="/desktop-pools/[^/]+$", times=9)
        (outcome,) = yield [pool(name="drop-in", description="new")]
        failure(outcome, "drop-in", "description is", "not new")

    side_by_side(cases)


def test_a_killed_run(lab, tmp_path):
    """A run that is killed while a pool is being created: the next one waits for it and makes no second desktop."""
    lab.job_seconds(6)
    task = {f"huaweicloud.workspace.{MODULE}": POOL}
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task]}
    book = tmp_path / "play.yml"
    book.write_text(yaml.safe_dump([play]))
    command = ["ansible-playbook", str(book)]
    options = {"env": lab.emulator.process_env, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, start_new_session=True, **options) as killed:
        end = time.monotonic() + 60
        while not any(entry["method"] == "POST" for entry in lab.journal()):
            assert time.monotonic() < end, "it created nothing in time"
            time.sleep(0.05)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate(timeout=10)
    lab.control("POST", "clock", advance=1)
    again = subprocess.run(
        command, env=lab.emulator.process_env, capture_output=True, text=True, timeout=120, check=False
    )
    assert again.returncode == 0, again.stdout
    assert len(pools(lab)) == 1 and [one["status"] for one in members(lab).values()] == ["ACTIVE"] * 3
    assert len(lab.state["jobs"]) == 1
