# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages to the people of a lab: they reach who is connected, and nobody else."""

from __future__ import annotations

import pytest
from integration.pools import made
from integration.rooms import MARK, group
from integration.warm import WarmRoom

TEXT = "Save your work: the room closes in ten minutes."


@pytest.fixture
def room(project, tmp_path, warm):
    """Return a lab with somebody connected at a seat and in the pool, somebody disconnected, and a foreign desktop."""
    room = WarmRoom(project, tmp_path, warm)
    room.file(group("anna", "ben", "cleo"))
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", "cleo")):
        room.own(name, user)
    room.desktop("OFFICE", user="tito", tags={})
    made(room, {}, {}, tags=MARK)
    for name in ("BIO-01", "BIO-02", "OFFICE", "PC-01"):
        room.session(name)
    room.session("BIO-02", "disconnect")
    return room


def notices(room):
    """Return who was told what."""
    names = {desktop["id"]: name for name, desktop in room.desktops.items()}
    told = room.state["tables"].get("Notice", [])
    return [(one["text"], sorted(names[key] for key in one["desktop_ids"])) for one in told]


def test_a_message_reaches_who_is_connected_and_nobody_else(room):
    checked = room.play("notify", "--check", seats="all", message=TEXT).done("message to 2 desktops: BIO-01, PC-01")
    assert not checked.writes and checked.exported["lab_verdict"] == "planned"
    done = room.play("notify", seats="all", message=TEXT, expect_plan=checked.plan_id).done()
    assert notices(room) == [(TEXT, ["BIO-01", "PC-01"])] and done.exported["lab_notify"] == ["BIO-01", "PC-01"]
    room.play("notify", seats="BIO-[02:03]", message=TEXT).unchanged().told("nobody is connected")
    assert room.state["disturbed"] == []


def test_a_message_without_words_or_readers_is_refused(room):
    room.play("notify", seats="all").refused("lab_message has 0 characters; set it to a text of 1 to 255")
    room.play("notify", message=TEXT).refused("a message needs lab_seats; set it to all for the whole lab")
