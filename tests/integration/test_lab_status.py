# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the room ready, and how a lab ends: only what carries its mark, and only when its name is said."""

from __future__ import annotations

import json
import re

import pytest
from integration.desktops import IMAGE
from integration.rooms import Room, group
from integration.warm import WarmRoom


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a project with a lab of three seats (one ready, one off, one missing) and two foreign desktops."""
    room = WarmRoom(project, tmp_path, warm)
    room.file(group("anna", "ben", "cleo"))
    room.own("BIO-01", "anna")
    room.own("BIO-02", "ben", status="SHUTOFF")
    room.own("OLD")
    room.own("BIO-T1", "tito", tags={})
    room.own("BIO-T2", tags={"workspace-lab": "physics"})
    return room


def lines_of(played):
    """Return the lines that were shown."""
    return json.loads(re.search(r'"msg": (\[\n.*?\n    \])', played.text, re.DOTALL)[1])


def test_the_room_is_ready_or_not(room):
    status = room.play("status", expect="ready")
    status.refused("The lab is not ready. 2 of 3 seats are not ready: BIO-02, BIO-03.")
    assert lines_of(status) == [
        "seat    person  power    session     image              problem",
        f"BIO-01  anna    started  REGISTERED  {IMAGE}",
        f"BIO-02  ben     stopped  UNREGISTER  {IMAGE}  stopped",
        "BIO-03  cleo                                            missing",
        "1 of 3 seats ready, 0 in use, 1 stopped",
        "left over: OLD",
    ]
    status = room.play("status", "--inventory", "localhost,", seats="BIO-01", expect="ready", format="json").unchanged()
    told = json.loads("\n".join(lines_of(status)))
    assert [row["seat"] for row in told["rows"]] == ["BIO-01"] and told["not_ready"] == []
    csv = lines_of(room.play("status", format="csv").unchanged())
    assert csv[0] == "seat,person,power,session,image,problem" and csv[3] == "BIO-03,cleo,,,,missing"
    room.play("status", seats="PHY-01").refused("lab_seats (PHY-01) matches no seat")


@pytest.mark.slow
def test_a_lab_is_deleted_only_when_its_name_is_said_and_nothing_else_goes_with_it(room):
    room.session("BIO-01")
    room.play("teardown").refused(
        "delete 3: BIO-01, BIO-02, OLD",
        "Nothing was changed: deleting what the plan lists needs lab_confirm=bio.",
    )
    checked = room.play("teardown", "--check", "--diff", if_in_use="skip").done(
        "In check mode nothing was deleted. The lab bio has 3 desktops: BIO-01, BIO-02, OLD."
    )
    assert not checked.writes
    room.play("teardown", confirm="bio", seats="PHY-*").refused("lab_seats (PHY-*) matches no desktop of the lab bio.")
    room.play("teardown", confirm="bio").refused("anna is logged in")
    room.play("teardown", confirm="bio", delete_users="perhaps").refused("lab_delete_users is perhaps, but must be")

    room.play("teardown", confirm="bio", if_in_use="skip").done("The lab bio has 1 desktop: BIO-01.")
    assert sorted(room.desktops) == ["BIO-01", "BIO-T1", "BIO-T2"] and room.state["disturbed"] == []
    room.session("BIO-01", "close")
    room.play("teardown", confirm="bio", delete_users="true").done("The lab bio has no desktops.", "users: none")
    assert room.users() == {"BIO-T1": ["tito"], "BIO-T2": []}
    assert {user["user_name"] for user in room.state["users"]} >= {"anna", "ben", "tito"}
    assert room.state["mails"] == []


@pytest.mark.slow
def test_a_teardown_of_chosen_seats_ends_well_whether_they_go_or_are_skipped(room):
    room.session("BIO-01")
    room.play("power", action="stop", seats="BIO-01", if_in_use="skip").done("stop nothing; skipped BIO-01")
    skipped = room.play("teardown", confirm="bio", seats="BIO-01", if_in_use="skip")
    assert not skipped.done("The lab bio has 1 desktop: BIO-01.").writes
    room.play("teardown", confirm="bio", seats="BIO-02,OLD").done("The lab bio has no desktops.")
    assert sorted(room.desktops) == ["BIO-01", "BIO-T1", "BIO-T2"] and room.state["disturbed"] == []


@pytest.mark.slow
def test_each_run_in_a_playbook_tells_of_its_own_targets_only(room):
    stop = [{"include_role": {"name": "huaweicloud.workspace.lab", "tasks_from": "power"}}] * 2
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": stop}
    (room.folder / "twice.yml").write_text(json.dumps([play]))
    told = room.play("twice.yml", action="stop", seats="BIO-01").done().text
    assert re.findall("lab bio: (stop .*?);", told) == ["stop BIO-01", "stop nothing"]


def test_check_mode_of_the_role_alone_is_check_mode(room):
    role = {"name": "huaweicloud.workspace.lab", "tasks_from": "power", "apply": {"check_mode": True}}
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [{"include_role": role}]}
    (room.folder / "role.yml").write_text(json.dumps([play]))
    assert not room.play("role.yml", action="stop", seats="BIO-01").done("would stop BIO-01").writes


@pytest.mark.slow
def test_whatever_a_desktop_is_called_it_can_be_deleted_and_its_name_reaches_no_terminal(room):
    odd = "a\x1b[2J\u009b b"
    for name, called in (("OLD", odd), ("BIO-02", "BIO-01")):
        room.control("POST", "records", kind="Desktop", name=name, fields={"name": called})
    told = "a\\\\x1b[2J\\\\x9b b"
    status = room.play("status").done(f"left over: {told}")
    deleted = room.play("teardown", confirm="bio").done(told, "The lab bio has no desktops.")
    assert not [sign for sign in ("\x1b[2J", "\u009b") if sign in status.text + deleted.text]
    assert sorted(room.desktops) == ["BIO-T1", "BIO-T2"]


@pytest.mark.slow
def test_a_teardown_that_leaves_something_behind_is_no_success(room):
    # Where waiting takes no time, the run could look before somebody has acted.
    cold = Room(room.emulator, room.folder)
    with cold.when("/desktops/batch-delete", "POST", lambda: room.own("BIO-09")):
        told = "The service reports success, but these are still there: BIO-09."
        cold.play("teardown", confirm="bio").failed(told)
    room.play("teardown", confirm="bio").done("The lab bio has no desktops.")


@pytest.mark.slow
def test_desktops_whose_tags_are_not_told_are_neither_the_labs_nor_somebody_elses(room):
    before = sorted(room.desktops)
    room.fault("missing_field", path="/desktops/detail", field="tags", times=2)
    told = "does not tell the tags of BIO-01, BIO-02, BIO-T1, BIO-T2, OLD"
    assert told in room.play("teardown", confirm="bio").text
    assert sorted(room.desktops) == before
    room.fault("missing_field", path="/desktops/detail", field="tags")
    room.play("teardown", confirm="bio").done("The lab bio has no desktops.")
