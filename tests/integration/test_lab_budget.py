# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Budgets of hours: who is warned, locked, logged off and unlocked, at which moment, and that nothing is done twice."""

from __future__ import annotations

import pytest
import yaml
from fault.worlds.runs import check, run
from integration.rooms import group
from integration.warm import WarmRoom

MARK = "[workspace-lab: bio]"
HOURS = {"per_week": 2, "at": {80: "warn", 100: "lock"}}


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab of two people on a Monday morning. One of the accounts is somebody else's."""
    room = WarmRoom(project, tmp_path, warm)
    lab(room, HOURS)
    room.own("BIO-01", "anna")
    room.own("BIO-02", "ben")
    room.change("User", "anna", description=f"Anna A {MARK}")
    room.begin_week()
    return room


def lab(room, hours):
    """Write the lab file."""
    roster = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("anna", "ben")]
    sections = {"people": {"roster": roster, "on_leave": "lock"}, **({"hours": hours} if hours else {})}
    room.file(group("anna", "ben"), time_zone="Asia/Tokyo", **sections)


def pass_by(room, minutes):
    """Let some time pass."""
    room.control("POST", "clock", advance=minutes * 60)


def account(room, name="anna"):
    """Return an account as it is."""
    [found] = [user for user in room.state["users"] if user["user_name"] == name]
    return found


def notices(room):
    """Return the messages that were sent."""
    return [notice["text"] for notice in room.state["tables"].get("Notice", [])]


def held(room, action, **variables):
    """Keep the budget in the process of the test, and return its plan."""
    ended = action(room, yaml.safe_load((room.folder / "lab.yml").read_text()), procedure="budget", **variables)
    assert not ended.problem
    return ended.plan


def test_who_is_in_an_exam_is_locked_and_logged_off_after_it(room):
    room.change("User", "ben", description=MARK)
    lab(room, {"per_week": 1, "at": {80: "log_off", 90: "warn", 100: "lock"}})
    room.console("tag", "BIO-01", tags={"lab-exam": "mid1@2036-11-20T0930Z"})
    for name in ("BIO-01", "BIO-02"):
        room.session(name)
    pass_by(room, 61)
    told = "left alone: anna (in the exam mid1 on BIO-01, so neither locked nor logged off)"
    planned = held(room, check)
    assert {"lock: ben", "log off: BIO-02", told} <= set(planned["lines"])
    assert held(room, run, expect_plan=planned["plan_id"])["plan_id"] == planned["plan_id"]
    assert [one["desktop"] for one in room.state["sessions"]] == ["BIO-01"] and len(notices(room)) == 1
    assert not account(room)["locked"] and account(room, "ben")["locked"] and not held(room, run)["actions"]
    room.console("untag", "BIO-01", keys=["lab-exam"])
    assert {"lock: anna", "log off: BIO-01"} <= set(held(room, run)["lines"])
    assert account(room)["locked"] and not room.state["sessions"]


@pytest.mark.slow
def test_people_are_warned_and_locked_once_and_unlocked_when_the_week_turns(room):
    for name in ("BIO-01", "BIO-02"):
        room.session(name)
    pass_by(room, 95)
    room.play("budget").unchanged().told("2 people, 3.2 hours used; 0 people have used all of theirs")
    pass_by(room, 2)
    checked = room.play("budget", "--check", "-vvv").done("warn: anna")
    assert not checked.writes and "anna@uni.example" not in checked.text
    done = room.play("budget", expect_plan=checked.plan_id).done("warn: anna", "left alone: ben (no account of the lab")
    assert done.plan_id == checked.plan_id
    assert notices(room) == [
        "You have used 80 percent or more of your 2 hours of this week in the lab bio. Save your work in time."
    ]
    assert account(room)["description"].startswith("Anna A (hours ") and account(room)["description"].endswith(MARK)
    room.play("budget").unchanged()
    pass_by(room, 25)
    room.play("budget", max_disrupt="0").refused("1 desktop would be disturbed, but the limit is 0 (lab_max_disrupt)")
    room.play("budget").done("lock: anna")
    assert account(room)["locked"] and not account(room, "ben")["locked"]
    assert ": locked, warned 80)" in account(room)["description"] and len(notices(room)) == 1
    room.play("budget").unchanged()
    # Provisioning unlocks whoever has come back, but not for that.
    room.play("people").done()
    assert account(room)["locked"]
    for name in ("BIO-01", "BIO-02"):
        room.session(name, "close")
    room.play("budget", extra_hours="anna=5").done("unlock: anna", "extra hours: anna")
    assert not account(room)["locked"] and "extra 5)" in account(room)["description"]
    room.play("budget").unchanged()


@pytest.mark.slow
def test_who_is_locked_is_free_again_on_monday_and_when_the_file_has_no_hours_any_more(room):
    room.session("BIO-01")
    pass_by(room, 121)
    room.session("BIO-01", "close")
    room.play("budget").done("lock: anna")
    pass_by(room, (6 * 24 + 8) * 60 + 50 - 121)
    room.play("budget").unchanged()
    # It is Sunday afternoon by UTC, but Monday by the clocks of the lab.
    pass_by(room, 20)
    room.play("budget").done("unlock: anna")
    assert not account(room)["locked"] and ": free)" in account(room)["description"]
    room.change("User", "anna", locked=True)
    room.play("budget").unchanged()
    assert account(room)["locked"]
    week = account(room)["description"].partition("(hours ")[2][:8]
    room.change("User", "anna", description=f"(hours {week}: locked) {MARK}")
    assert "users still locked for their hours: anna (to unlock them" in room.play("teardown", "--check").text
    lab(room, hours=None)
    room.play("budget").done("unlock: anna")
    assert not account(room)["locked"]


@pytest.mark.slow
def test_log_off_ends_the_sessions_of_who_has_spent_the_hours_and_of_nobody_else(room):
    lab(room, {"per_week": 1, "at": {100: "log_off"}, "extra": {"ben": 1}})
    for name in ("BIO-01", "BIO-02"):
        room.session(name)
    pass_by(room, 61)
    checked = room.play("budget", "--check").done("log off: BIO-01")
    assert not checked.writes
    room.play("budget", expect_plan=checked.plan_id).done("log off: BIO-01")
    assert [one["desktop"] for one in room.state["sessions"]] == ["BIO-02"]
    room.play("budget", show_people="true").unchanged().told("person  hours_used", "anna    1.0")
    room.play("budget", extra_hours="zoe=1").refused("lab_extra_hours names zoe, who is not on the roster")
