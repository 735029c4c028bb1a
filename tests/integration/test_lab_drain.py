# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats are drained and released: who is warned, who gets in, and that everything is as before afterwards."""

from __future__ import annotations

import pytest
import requests
from fault.worlds.runs import check
from integration.pools import made, pools
from integration.rooms import MARK, group
from integration.test_lab_notify import notices
from integration.warm import WarmRoom

DRAIN = {"action": "drain", "seats": "all"}


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab: somebody is connected, one seat is off, one in maintenance mode, and there is a pool."""
    room = WarmRoom(project, tmp_path, warm)
    lab(room)
    at_work(room)
    room.desktop("OFFICE", user="tito", tags={})
    made(room, {}, tags=MARK)
    room.console("power", "BIO-02", status="SHUTOFF")
    return room


def at_work(room):
    """Let there be three seats: somebody is connected to one, and one is in maintenance mode."""
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", "cleo")):
        room.own(name, user)
    room.console("set", "BIO-03", fields={"in_maintenance": True})
    room.session("BIO-01")


def lab(room, **drain):
    """Write the lab file."""
    said = {"drain": {"message": "Leave, {minutes}.", "warn_at": ["5m"], "wait_for_logoff": "10m", **drain}}
    room.file(group("anna", "ben", "cleo"), **(said if drain else {}))


def test_a_pool_stands_against_a_drain_if_the_service_does_not_tell_whose_it_is(room):
    room.file(group("anna", "ben", "cleo"), pools=[{"name": "drop-in", "type": "DYNAMIC", "size": 1}])
    room.fault("null_field", field="tags", path="/desktop-pools", times=1000)
    refused = check(room, str(room.folder / "lab.yml"), "drain", **DRAIN).problem
    assert "drop-in exists, but the service does not tell whose it is" in refused


def doors(room):
    """Return which seats and pools are closed, and how their notes end."""
    rows = {**room.desktops, **pools(room)}
    return {
        name: (one["in_maintenance"], one["tags"].get("lab-drain", "")[15:])
        for name, one in rows.items()
        if one["in_maintenance"] or "lab-drain" in one["tags"]
    }


def tags(rows):
    """Return the tags of desktops or pools."""
    return {name: row["tags"] for name, row in rows.items()}


@pytest.mark.slow
def test_a_drain_warns_and_waits_and_a_release_from_another_place_undoes_it(room, tmp_path_factory):
    before = (tags(room.desktops), tags(pools(room)))
    lab(room, then="fail")
    checked = room.play("drain", "--check", **DRAIN).done("in use: 1 of 4 desktops", "log off: BIO-01")
    assert not checked.writes
    failed = room.play("drain", expect_plan=checked.plan_id, **DRAIN).failed("anna is logged in", "lab_action=release")
    assert failed.exported["lab_verdict"] == "stopped by failures" and failed.exported["lab_counts"]["disturb"] == 0
    assert notices(room) == [("Leave, 10.", ["BIO-01"]), ("Leave, 5.", ["BIO-01"])]
    closed = {"BIO-01": (True, ""), "BIO-02": (True, ""), "BIO-03": (True, "-kept"), "drop-in": (True, "")}
    assert doors(room) == closed
    with pytest.raises(requests.HTTPError):
        room.session("BIO-03")
    room.session("BIO-01", "close")
    notes = {name: one["tags"]["lab-drain"] for name, one in room.desktops.items() if "lab-drain" in one["tags"]}
    room.play("drain", **DRAIN).unchanged()
    assert {name: room.desktops[name]["tags"]["lab-drain"] for name in notes} == notes
    room.play("drain", action="status").unchanged().told("drained pools: drop-in", "after a release too: BIO-03")
    room.folder = tmp_path_factory.mktemp("elsewhere")
    lab(room)
    room.play("drain", action="release").done()
    room.session("BIO-01")
    room.session("BIO-01", "close")
    assert doors(room) == {"BIO-03": (True, "")} and room.state["disturbed"] == []
    assert (tags(room.desktops), tags(pools(room))) == before
    room.play("drain", action="release").unchanged()


@pytest.mark.slow
def test_at_the_end_of_the_wait_people_are_left_alone_or_logged_off(room):
    skipped = room.play("drain", at_timeout="skip", wait_for_logoff="1m", **DRAIN).done()
    assert skipped.exported["lab_verdict"] == "done with stragglers" and room.state["disturbed"] == []
    assert skipped.exported["lab_names"]["skip"] == ["BIO-01"]
    room.play("drain", at_timeout="force", max_disrupt="0", **DRAIN).refused("1 desktop would be disturbed")
    room.play("drain", at_timeout="force", wait_for_logoff="0", **DRAIN).done()
    assert [row["desktop"] for row in room.state["disturbed"]] == ["BIO-01"]


def test_people_are_only_warned_or_counted(room):
    room.play("drain", action="warn", seats="all", message="Leave, {minutes}.").done()
    assert notices(room) == [("Leave, 30.", ["BIO-01"])] and doors(room) == {"BIO-03": (True, "")}
    counted = room.play("drain").unchanged()
    counted.told("in use: 1 of 4 desktops")
    assert "anna" not in counted.text
    assert "anna" in room.play("drain", show_people="true").text


def test_a_drain_of_nobody_knows_what_is_refused(room):
    room.play("drain", action="drain").refused("lab_action=drain needs lab_seats; set it to all for the whole lab")
    room.play("drain", wait_for_logoff="soon", **DRAIN).refused('"soon" is not valid')
    lab(room, then="fail", warn_at=["never"])
    room.play("drain", action="status").refused('drain.warn_at "never" is not valid')


@pytest.mark.slow
def test_other_work_warns_people_and_waits_for_them_where_it_is_told_to(room):
    lab(room, then="force")
    stopped = room.play("power", action="stop", seats="BIO-0[13]", warn="true", if_in_use="skip").done()
    assert notices(room) == [("Leave, 10.", ["BIO-01"]), ("Leave, 5.", ["BIO-01"])] and room.state["disturbed"] == []
    assert stopped.exported["lab_names"]["skip"] == ["BIO-01"] and room.desktops["BIO-03"]["status"] == "SHUTOFF"
    room.play("power", action="stop", seats="BIO-01", wait_for_logoff="soon").refused('"soon" is not valid')
