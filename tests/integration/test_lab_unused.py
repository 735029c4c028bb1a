# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody uses: listed, tagged, told, stopped, hibernated, and deleted only with all that a deletion needs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from integration.rooms import MARK, group
from integration.test_lab_status import lines_of
from integration.warm import WarmRoom

OLD = [("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", None), ("BIO-04", "cleo")]


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab of desktops that are 40 days old: used lately, used long ago, never used, and just given away."""
    room = WarmRoom(project, tmp_path, warm)
    room.file(group("anna", "ben", "cleo", spares=1))
    for name, user in OLD[:3]:
        room.own(name, user)
    room.own("BIO-04")
    room.own("FOREIGN", tags={})
    now = datetime.fromtimestamp(room.state["now"], timezone.utc)

    def at(days: float) -> str:
        return (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    names = [*(name for name, _user in OLD), "FOREIGN"]
    logins = [("BIO-01", "anna", 3.2, 3.1), ("BIO-01", "anna", 30, 29.9), ("BIO-02", "ben", 30, 29.9)]
    room.control(
        "POST",
        "past",
        power=[{"desktop": name, "time": at(40), "status": "ACTIVE"} for name in names],
        logins=[{"desktop": name, "user": user, "begin": at(b), "end": at(e)} for name, user, b, e in logins],
    )
    return room


@pytest.mark.slow
def test_what_nobody_uses_is_listed_tagged_and_told_and_nothing_else_is_touched(room):
    listed = room.play("unused", "-vvv", unused_days="14", format="csv").unchanged()
    header, *lines = lines_of(listed)
    assert header == "seat,group,kind,power,unused_since,days,never_used"
    assert [line.split(",")[0] for line in lines] == ["BIO-03", "BIO-04", "BIO-02"]
    assert [line.split(",")[-1] for line in lines] == ["yes", "yes", ""] and "anna" not in listed.text
    assert "ben" in "".join(lines_of(room.play("unused", unused_days="14", format="csv", show_people="true")))

    checked = room.play("unused", "--check", unused_days="14", action="tag").done("tag: ")
    assert not checked.writes
    room.play("unused", unused_days="14", action="tag", expect_plan=checked.plan_id).done()
    desktops = room.desktops
    assert desktops["BIO-02"]["tags"].keys() == {*MARK, "lab-unused"} and desktops["BIO-01"]["tags"] == MARK
    assert desktops["FOREIGN"]["tags"] == {}
    room.play("unused", unused_days="14", action="tag").unchanged()
    room.session("BIO-02")
    room.play("unused", unused_days="14", action="tag").done("tag: BIO-02")
    assert room.desktops["BIO-02"]["tags"]["lab-unused"] == ""

    room.play("unused", unused_days="14", action="tell", seats="BIO-03").done("notify: BIO-03")
    [notice] = room.state["tables"]["Notice"]
    assert notice["text"] == "Nobody has used this desktop of the lab bio for 14 days; it may be stopped."


@pytest.mark.slow
def test_what_nobody_uses_is_stopped_and_deleted_only_as_far_as_the_run_says(room):
    room.play("unused", unused_days="20", action="stop", max_disrupt="1").refused(
        "but the limit is 1 (lab_max_disrupt)"
    )
    room.play("unused", unused_days="20", action="stop").done("stop: ")
    assert {name for name, one in room.desktops.items() if one["status"] == "SHUTOFF"} == {"BIO-02", "BIO-03", "BIO-04"}
    room.play("unused", unused_days="20", action="stop").unchanged().told(
        "3 unused for 20 days or more; nothing to stop"
    )
    before = sorted(room.desktops)
    room.play("unused", unused_days="20", action="delete").refused(
        "3 desktops would be deleted, but the limit is 0 (lab_max_delete)", "needs lab_confirm=bio"
    )
    room.play("unused", unused_days="20", action="delete", max_delete="3").refused("needs lab_confirm=bio")
    checked = room.play("unused", "--check", unused_days="20", action="delete", max_delete="3").done("delete: ")
    assert not checked.writes and sorted(room.desktops) == before
    deleting = {"unused_days": "20", "action": "delete", "max_delete": "3", "confirm": "bio"}
    room.play("unused", **deleting, expect_plan=checked.plan_id).done("lab_provision creates them again")
    assert sorted(room.desktops) == ["BIO-01", "FOREIGN"]


def test_what_the_service_does_not_tell_is_not_taken_for_unused(room):
    room.fault("status", path="/statistics/metrics/desktops", status=404, times=50)
    told = room.play("unused", unused_days="14", action="delete", max_delete="9", confirm="bio").unchanged()
    told.told("not known, so left alone: BIO-02, BIO-03, BIO-04")


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({}, "set lab_unused_days to a number of days, 1 to 180"),
        ({"unused_days": "0"}, "set lab_unused_days to a number of days, 1 to 180"),
        ({"unused_days": "14", "action": "start"}, "lab_action"),
        ({"unused_days": "14", "seats": "PHY-*"}, "lab_seats (PHY-*) matches no"),
    ],
)
def test_what_makes_no_sense_is_refused(room, variables, told):
    room.play("unused", **variables).refused(told)
