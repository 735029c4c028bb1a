# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Idle rules of a lab, played by the clock: who leaves a desktop has it stopped, and nobody else."""

from __future__ import annotations

import pytest
from integration.rooms import group
from integration.warm import WarmRoom

POOL = {"name": "bio-pool", "type": "DYNAMIC", "size": 1, "disconnected_retention_period": 60}
RULE = {
    "apply_to": ["students", "bio-pool"],
    "disconnected": 30,
    "unattended": 60,
    "action": "stop",
    "warn": 5,
    "keep_on": ["BIO-03"],
}
VDI = {
    "auto_lock_enable": True,
    "auto_lock_options": {
        "auto_lock_minutes": 55,
        "auto_disconnect": "AUTO_DISCONNECT",
        "options": {"auto_disconnect_minutes": 5},
    },
}


def minutes(room, number):
    """Let time pass."""
    room.control("POST", "clock", advance=60 * number)


def power(room):
    """Return which seats run."""
    return [name for name, row in sorted(room.desktops.items()) if row["status"] == "ACTIVE" and not row["pool_id"]]


@pytest.mark.slow
def test_who_leaves_a_desktop_has_it_stopped_and_nobody_else(project, tmp_path, warm):
    room = WarmRoom(project, tmp_path, warm)
    people = ["anna", "ben", "cleo", "dora"]
    for number, user in enumerate(people, 1):
        room.own(f"BIO-0{number}", user)
    room.file(group(*people), pools=[POOL], idle=[RULE])

    checked = room.play("provision", "--check").done(
        "policy groups: create bio_idle_1",
        "scheduled tasks: create bio-idle-1",
        "schedule bio-idle-1 stops 4 desktops, 1 of them in pools; not those that are kept on: BIO-03",
    )
    assert not checked.writes
    room.play("provision", expect_plan=checked.plan_id).done("created 1")
    [policies], [task] = room.state["tables"]["PolicyGroup"], room.state["tables"]["ScheduledTask"]
    assert policies["policies"] == {"session": {"vdi": VDI}}
    assert sorted(one["target_name"] for one in policies["targets"]) == ["BIO-01", "BIO-02", "BIO-04", "bio-pool"]
    assert (task["task_type"], task["wait_time"], task["force_execute"]) == ("STOP", 30, False)
    assert policies["description"] == task["description"] == "[workspace-lab: bio]"
    room.play("provision").unchanged()

    # Anna and Cleo leave, Ben leaves and comes back, Dora never was there.
    for name in ("BIO-01", "BIO-02", "BIO-03"):
        room.session(name)
    for name in ("BIO-01", "BIO-02", "BIO-03"):
        room.session(name, "disconnect")
    minutes(room, 20)
    room.session("BIO-02")
    minutes(room, 9)
    assert power(room) == ["BIO-01", "BIO-02", "BIO-03", "BIO-04"]
    minutes(room, 2)
    assert power(room) == ["BIO-02", "BIO-03", "BIO-04"]
    assert [one["desktop"] for one in room.state["disturbed"]] == ["BIO-01"], "only a session that was left"

    # Ben leaves later on the same day.
    minutes(room, 10)
    room.session("BIO-02", "disconnect")
    minutes(room, 31)
    assert power(room) == ["BIO-03", "BIO-04"]

    # Another action is another task, and who is kept on no longer is not.
    room.file(group(*people), pools=[POOL], idle=[{**RULE, "action": "hibernate", "keep_on": [], "disconnected": 10}])
    checked = room.play("provision", "--check")
    room.play("provision", expect_plan=checked.plan_id).done("policy groups: add targets bio_idle_1")
    [task] = room.state["tables"]["ScheduledTask"]
    assert (task["task_type"], task["wait_time"], len(task["apply_objects"])) == ("HIBERNATE", 10, 5)
    room.play("provision").unchanged()


@pytest.mark.slow
def test_a_session_that_nobody_attends_is_locked_disconnected_and_then_stopped(project, tmp_path, warm):
    room = WarmRoom(project, tmp_path, warm)
    for number, user in enumerate(("anna", "ben", "cleo"), 1):
        room.own(f"BIO-0{number}", user)
    room.file(group("anna", "ben", "cleo"), idle=[{**RULE, "apply_to": ["lab"]}])
    room.play("provision").done("policy groups: create bio_idle_1")
    for number in (1, 2, 3):
        room.session(f"BIO-0{number}")

    def sessions():
        return {name: row["login_status"] for name, row in sorted(room.desktops.items())}

    # Ben works, and Cleo has the seat that is kept on.
    minutes(room, 54)
    room.session("BIO-02", "touch")
    minutes(room, 5)
    assert set(sessions().values()) == {"CONNECTED"}
    minutes(room, 2)
    assert sessions() == {"BIO-01": "DISCONNECTED", "BIO-02": "CONNECTED", "BIO-03": "CONNECTED"}
    minutes(room, 28)
    assert power(room) == ["BIO-01", "BIO-02", "BIO-03"]
    minutes(room, 3)
    assert power(room) == ["BIO-02", "BIO-03"]


def test_without_the_agency_nothing_would_be_stopped(project, tmp_path, warm):
    room = WarmRoom(project, tmp_path, warm)
    room.own("BIO-01", "anna")
    room.control("POST", "service", agencies=[])
    room.file(group("anna"), idle=[{"apply_to": ["lab"], "disconnected": 30, "action": "stop"}])
    for mode in (["--check"], []):
        room.play("provision", *mode).refused("bio-idle-1", "the service has no agency to act on desktops by itself")
