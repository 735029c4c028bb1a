# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops under lost requests and answers, overload, garbage and killed runs: nothing twice, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest
import yaml
from integration.desktops import COMPLETE, DESKTOP, check, run
from integration.harness import Cases, unchanged

NEW = {"computer_name": "BIO-01", "user_name": "mia", **COMPLETE}

CHANGES = {
    "create": ({"desktops": [NEW]}, "POST", "/desktops$"),
    "create_unassigned": ({"desktop_name": "SPARE", "size": 3, **COMPLETE}, "POST", "/desktops$"),
    "create_by_user": ({"user_name": "jane", **COMPLETE}, "POST", "/desktops$"),
    "tag": ({"select_names": ["OLD-*"], "tags": {"course": "bio101"}}, "POST", "/batch-tags$"),
    "untag": ({"select_names": ["OLD-*"], "tags": {}, "purge_tags": True}, "DELETE", "/batch-tags$"),
    "stop": ({"select_names": ["OLD-*"], "state": "stopped"}, "POST", "/desktops/action$"),
    "resize": ({"select_names": ["OLD-*"], "product": "workspace.c2.xlarge.windows"}, "POST", "/resize$"),
    "start_after_resize": ({"select_names": ["OLD-*"], "product": "workspace.c2.xlarge.windows"}, "POST", "/action$"),
    "rebuild": ({"select_names": ["OLD-*"], "image": "win11-bio-2026.10", "rebuild": "on_change"}, "POST", "/rebuild$"),
    "attach": ({"desktops": [{"computer_name": "OLD-02", "user_name": "mia"}]}, "POST", "/attach$"),
    "detach": ({"computer_name": "OLD-01", "user_name": ""}, "POST", "/batch-detach$"),
    "expand": ({"computer_name": "OLD-01", "root_volume": {"type": "SAS", "size": 90}}, "POST", "/volumes/expand$"),
    "add_volume": ({"computer_name": "OLD-01", "data_volumes": [{"type": "SSD", "size": 10}]}, "POST", "/volumes$"),
    "remove_volume": (
        {"computer_name": "OLD-01", "data_volumes": [], "purge_data_volumes": True},
        "POST",
        "/volumes/batch-delete$",
    ),
    "change_network": ({"computer_name": "OLD-01", "subnet": "teaching-b"}, "POST", "/batch-change$"),
    "user_group": (
        {"computer_name": "OLD-01", "user_name": "mia", "user_group": "administrators"},
        "POST",
        "/change-user-",
    ),
    "maintenance": ({"computer_name": "OLD-01", "in_maintenance_mode": True}, "PUT", "/maintenance-mode$"),
    "delete": ({"select_names": ["OLD-*"], "state": "absent", "max_targets": 2}, "POST", "/batch-delete$"),
}
"""A task that needs the change, and the request that makes it."""

REPEATABLE = {"changeUserPrivilegeGroup"}
"""Jobs that may be started twice: they only say once more what shall be."""

FORKS = 9
"""Most of the time is spent on waiting for effects that never come."""

FAULTS = {
    "lost_request": {"kind": "drop_before"},
    "lost_answer": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "too_many_requests": {"kind": "status", "status": 429, "error_code": "APIGW.0308", "headers": {"Retry-After": "1"}},
    "unavailable": {"kind": "status", "status": 503, "headers": {"Retry-After": "1"}},
}


def _case(name, task, fault):
    def case(lab):
        lab.desktop("OLD-01", user="mia", tags={"room": "1"}, data_volumes=[20])
        lab.desktop("OLD-02", tags={"room": "2"})
        lab.fault(**fault)
        announced, done, checked, again = yield [check(**task), run(**task), check(**task), run(**task)]
        assert not done.failed and done["changed"], done.brief
        assert announced["actions"] == done["actions"]
        assert lab.control("GET", "faults")["faults"] == []
        if "state" not in task or task["state"] != "absent":
            unchanged(checked)
        unchanged(again)
        _nothing_twice(lab, done)

    case.__name__ = name
    return case


def _nothing_twice(lab, done):
    """Assert that of what was created there is one, and that one job did each change."""
    desktops = lab.state["desktops"]
    assert len({desktop["name"].lower() for desktop in desktops}) == len(desktops)
    jobs = [job["job_type"] for job in lab.state["jobs"]]
    jobs = [job for job in jobs if job not in REPEATABLE]
    assert len(jobs) == len(set(jobs)), jobs
    creations = sum(action["verb"] == "create" for action in done["actions"])
    expected = {0: (0, 1, 2), 1: (3, 5)}[creations]
    assert len(desktops) in expected, [desktop["name"] for desktop in desktops]
    assert all(len(desktop["disks"]) <= 2 for desktop in desktops)


@pytest.mark.parametrize("fault", FAULTS)
def test_writes(side_by_side, fault):
    cases = Cases()
    for name, (task, method, path) in CHANGES.items():
        cases(_case(name, task, {**FAULTS[fault], "method": method, "path": path}))
    side_by_side(cases, forks=FORKS)


def test_reads(side_by_side):
    """Whatever happens to reads, they are repeated."""
    cases = Cases()
    for name, fault in FAULTS.items():
        for path in ("/desktops/detail$", "/workspace-sub-jobs$", "/images$"):
            wish = {"method": "GET", "path": path, "times": 2, **fault}
            cases(_case(f"{name}_of_{path}", CHANGES["create"][0], wish))
    side_by_side(cases)


def test_stale_lists(side_by_side):
    """A list that lags behind neither creates anything twice nor fails the run."""
    cases = Cases()

    @cases
    def after_a_change(lab):
        lab.desktop("OLD-01")
        lab.fault("stale_list", method="GET", path="/desktops/detail$", times=1)
        [first] = yield [run(computer_name="OLD-01", tags={"a": "b"})]
        assert first.failed or not first["changed"] or lab.desktops["OLD-01"]["tags"] == {"a": "b"}
        again = yield [run(computer_name="OLD-01", tags={"a": "b"})] * 2
        unchanged(again[1])

    @cases
    def without_security_groups(lab):
        lab.desktop("OLD-01")
        lab.fault("missing_field", method="GET", path="/desktops/detail$", field="security_groups", times=1)
        [outcome] = yield [run(computer_name="OLD-01", security_groups=["WorkspaceUserSecurityGroup"])]
        unchanged(outcome)

    side_by_side(cases)


def test_a_killed_run(lab, tmp_path):
    """A run that is killed while desktops are being created: the next one waits for them and creates none twice."""
    lab.job_seconds(6)
    items = [{"computer_name": f"BIO-{number:02d}", "user_name": f"student{number:02d}"} for number in range(1, 21)]
    task = {f"huaweicloud.workspace.{DESKTOP}": {"desktops": items, **COMPLETE}}
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task]}
    book = tmp_path / "play.yml"
    book.write_text(yaml.safe_dump([play]))
    command = ["ansible-playbook", str(book)]
    options = {"env": lab.emulator.process_env, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, start_new_session=True, **options) as killed:
        _until(lambda: any(entry["method"] == "POST" for entry in lab.journal()))
        os.killpg(killed.pid, signal.SIGKILL)
        killed.communicate(timeout=10)
    lab.control("POST", "clock", advance=2)
    assert all(desktop["status"] == "BUILD" for desktop in lab.desktops.values())
    outputs = [subprocess.run(command, timeout=120, check=False, **options).stdout for _run in range(2)]
    assert len(lab.desktops) == 20 and all(desktop["status"] == "ACTIVE" for desktop in lab.desktops.values())
    assert [entry["method"] for entry in lab.journal() if entry["kind"] == "write"] == ["POST"], outputs[0]
    assert "changed=0" in outputs[1] and "failed=0" in outputs[0] + outputs[1], outputs


def test_somebody_logs_in_meanwhile(lab, tmp_path):
    """Sessions are looked at again just before the call."""
    lab.desktop("BIO-01", user="mia")
    lab.fault("delay", method="GET", path="/products$", seconds=4)
    wish = {"computer_name": "BIO-01", "product": "workspace.c2.xlarge.windows"}
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "tasks": [{f"huaweicloud.workspace.{DESKTOP}": wish}],
    }
    book = tmp_path / "play.yml"
    book.write_text(yaml.safe_dump([play]))

    thread = lab.when("/desktops/detail", "GET", lambda: lab.session("BIO-01"))
    process = subprocess.run(
        ["ansible-playbook", str(book)],
        env=lab.emulator.process_env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    thread.join()
    assert "mia is logged in" in process.stdout, process.stdout
    assert lab.desktops["BIO-01"]["session_user"] == "mia" and lab.state["disturbed"] == []


def _until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def test_a_rebuild_that_never_arrived_is_sent_again(side_by_side):
    """With the image that the desktop has already, its state cannot tell that it was rebuilt."""
    cases = Cases()

    @cases
    def with_the_same_image(lab):
        lab.desktop("BIO-01")
        lab.fault("drop_before", method="POST", path="/desktops/rebuild$")
        (done,) = yield [run(computer_name="BIO-01", state="rebuilt")]
        assert not done.failed, done.brief
        assert lab.contents("BIO-01") != ["work on BIO-01"]

    side_by_side(cases)
