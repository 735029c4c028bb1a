# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that warns people closes its seats meanwhile, and opens them again, whatever happens."""

from __future__ import annotations

import pytest
import requests
from integration.rooms import group
from integration.test_lab_drain import at_work, doors
from integration.warm import WarmRoom

NEW = "win11-bio-2026.10"
STOP = {"action": "stop", "seats": "BIO-*", "warn": "true"}


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab of three seats: somebody is connected to one, and somebody else has closed another."""
    room = WarmRoom(project, tmp_path, warm)
    lab(room)
    at_work(room)
    return room


def lab(room, **more):
    """Write the lab file."""
    rules = {"message": "Leave, {minutes}.", "warn_at": ["5m"], "wait_for_logoff": "10m"}
    room.file(group("anna", "ben", "cleo"), drain=rules, **more)


AS_BEFORE = {"BIO-03": (True, "")}
MEANWHILE = {"BIO-01": (True, "-power"), "BIO-02": (True, "-power"), "BIO-03": (True, "")}


def while_waiting(room, seen):
    """Return what to do at the first warning: look at the doors, and try to come in."""

    def look():
        seen.append(doors(room))
        with pytest.raises(requests.HTTPError):
            room.session("BIO-02")

    return room.when("/desktops/notifications", "POST", look)


def test_nobody_comes_in_while_people_are_waited_for_and_all_is_as_before_afterwards(room):
    seen = []
    checked = room.play("power", "--check", **STOP).done(
        "nobody can log in to these until the run has ended: BIO-01, BIO-02"
    )
    assert not checked.writes and doors(room) == AS_BEFORE
    with while_waiting(room, seen):
        stopped = room.play("power", expect_plan=checked.exported["lab_plan_id"], if_in_use="skip", **STOP).done()
    assert seen == [MEANWHILE] and doors(room) == AS_BEFORE
    assert stopped.exported["lab_names"]["skip"] == ["BIO-01"] and room.state["disturbed"] == []
    assert stopped.exported["lab_plan_id"] == checked.exported["lab_plan_id"]
    room.session("BIO-01", "close")
    room.session("BIO-01")


def test_seats_are_opened_again_where_the_work_fails(room):
    seen = []
    with while_waiting(room, seen):
        failed = room.play("power", if_in_use="fail", **STOP).failed("anna is logged in")
    assert seen == [MEANWHILE] and doors(room) == AS_BEFORE
    assert failed.exported["lab_verdict"] == "stopped by failures"


def test_a_wait_without_a_warning_closes_nothing(room):
    run = {**STOP, "warn": "false", "wait_for_logoff": "1m", "if_in_use": "skip"}
    played = room.play("power", **run).done()
    assert doors(room) == AS_BEFORE and not [one for one in played.writes if "maintenance" in one["path"]]


def test_what_somebody_drains_meanwhile_stays_drained(room):
    def drain():
        for name in ("BIO-01", "BIO-02"):
            room.console("set", name, fields={"tags": {**room.desktops[name]["tags"], "lab-drain": "2098-10-06T0700"}})

    with room.when("/desktops/notifications", "POST", drain):
        room.play("power", if_in_use="skip", **STOP).done()
    assert doors(room) == {"BIO-01": (True, ""), "BIO-02": (True, ""), **AS_BEFORE}


def test_what_a_killed_run_has_left_closed_is_told_and_opened_by_the_next_one(room):
    note = {"workspace-lab": "bio", "lab-drain": "2098-10-06T0700-power"}
    room.session("BIO-01", "close")
    for name in ("BIO-01", "BIO-02"):
        room.console("power", name, status="SHUTOFF")
        room.console("set", name, fields={"in_maintenance": True, "tags": note})
    assert "closed by lab_power 2098-10-06T0700" in room.play("status").text
    room.play("reset", seats="all", confirm="bio", warn="true")
    assert doors(room)["BIO-01"] == (True, "-power")
    told = "closed by lab_power, perhaps by a run that goes on; lab_drain can release them: BIO-01, BIO-02"
    room.play("power", action="stop", seats="BIO-*").done(told)
    assert doors(room)["BIO-02"] == (True, "-power")
    room.play("drain", action="status").told("BIO-01", "by lab_power")
    left = "opened again, since an earlier run has left them closed: BIO-01, BIO-02"
    shown = room.play("report", "--check", report_plan="power", **STOP)
    checked = room.play("power", "--check", **STOP).done(left)
    assert left in shown.text
    room.play("power", expect_plan=checked.exported["lab_plan_id"], **STOP).done(left)
    assert doors(room) == AS_BEFORE
    room.play("power", **STOP).unchanged()


def test_a_seat_that_cannot_be_opened_is_named(room):
    def spoil():
        room.console("set", "BIO-02", fields={"status": "ERROR"})

    with room.when("/desktops/notifications", "POST", spoil):
        failed = room.play("power", if_in_use="skip", **STOP).failed(
            "BIO-02 (its status is ERROR)", "lab_action=release"
        )
    assert doors(room) == {**AS_BEFORE, "BIO-02": (True, "-power")}
    assert failed.exported["lab_verdict"] == "stopped by failures"
    room.console("set", "BIO-02", fields={"status": "ACTIVE"})
    room.play("drain", action="release").done()
    assert doors(room) == AS_BEFORE


def test_seats_are_not_closed_if_the_service_does_not_tell_whether_they_are(room):
    room.fault("null_field", field="in_maintenance_mode", path="/desktops/detail", times=1000)
    refused = room.play("power", **STOP).refused("whether it is in maintenance mode", "without lab_warn")
    assert refused.exported == {"lab_verdict": "refused"}


@pytest.mark.parametrize("method", ["rebuild", "snapshot"])
def test_a_reset_closes_the_seats_that_it_puts_back(room, method):
    reset = {"method": method, **({"snapshot": "base"} if method == "snapshot" else {})}
    lab(room, reset=reset, snapshots={"baseline": {"name": "base", "apply_to": ["lab"]}})
    room.play("snapshot").done()
    seen = []
    with while_waiting(room, seen):
        run = {"seats": "BIO-*", "warn": "true", "if_in_use": "skip", "confirm": "bio"}
        played = room.play("reset", **run).done("until the run has ended: BIO-01, BIO-02")
    assert seen == [{**MEANWHILE, **dict.fromkeys(("BIO-01", "BIO-02"), (True, "-reset"))}] and doors(room) == AS_BEFORE
    assert played.exported["lab_names"]["skip"] == ["BIO-01"]


def test_a_rollout_closes_the_seats_that_it_rebuilds_and_opens_them_also_if_they_are_not_good(room):
    section = {"canary": 1, "canary_seats": ["BIO-01"], "snapshot_before": "SYSTEM_DISK", "wait_for_logoff": "10m"}
    lab(room, rollout=section)
    room.control("POST", "images", action="silence", image=NEW)
    seen = []

    def leave():
        seen.append(doors(room))
        room.session("BIO-01", "close")

    with room.when("/desktops/notifications", "POST", leave):
        run = {"action": "canary", "seats": "all", "image": NEW, "confirm": "bio", "warn": "true"}
        failed = room.play("rollout", wait_timeout="900", **run).failed("These seats are not good: BIO-01.")
    assert seen == [{"BIO-01": (True, "-rollout"), **AS_BEFORE}] and doors(room) == AS_BEFORE
    assert failed.exported["lab_verdict"] == "stopped by failures"


def test_what_was_noted_but_not_closed_is_closed(room):
    room.console("set", "BIO-02", fields={"tags": {"workspace-lab": "bio", "lab-drain": "2098-10-06T0700-power"}})
    seen = []
    with while_waiting(room, seen):
        room.play("power", if_in_use="skip", **STOP).done()
    assert seen == [MEANWHILE] and doors(room) == AS_BEFORE


def test_a_run_opens_only_what_its_plan_is_about(room):
    def close_another():
        note = {"workspace-lab": "bio", "lab-drain": "2098-10-06T0700-power"}
        room.console("set", "BIO-03", fields={"in_maintenance": True, "tags": note})

    with room.when("/desktops/notifications", "POST", close_another):
        room.play("power", if_in_use="skip", **STOP).done()
    assert doors(room) == {"BIO-03": (True, "-power")}
