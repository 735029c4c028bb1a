# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats are drained, one of which was in maintenance mode before, and released."""

from __future__ import annotations

from fault.labs.biology import somebody_else, then
from fault.labs.scenario import LabScenario
from integration.pools import made
from integration.rooms import MARK, Room, group

DRAIN = {"action": "drain", "seats": "all", "at_timeout": "force", "wait_for_logoff": "1"}


def write(room: Room) -> None:
    """Write the lab file."""
    room.file(group("anna", "ben", "cleo"))


def left_open(room: Room) -> None:
    """Let somebody have left a session open, and another seat be in maintenance mode."""
    somebody_else(room)
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", "cleo")):
        room.own(name, user, data_volumes=[20])
    made(room, {}, tags=MARK)
    room.session("BIO-01")
    room.session("BIO-01", "disconnect")
    room.console("set", "BIO-02", fields={"in_maintenance": True})


def drained(room: Room) -> None:
    """Let the seats be drained."""
    write(room)
    room.play("drain", **DRAIN).done()


SCENARIOS = {
    "drain": LabScenario("drain", write, left_open, DRAIN, kills=25),
    "release": LabScenario("drain", write, then(left_open, drained), {"action": "release"}, kills=25),
}
