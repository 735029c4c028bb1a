# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people are asked whether they want help, and agree."""

from __future__ import annotations

from fault.labs.biology import somebody_else
from fault.labs.scenario import LabScenario
from integration.rooms import Room, group

SEATS = {"BIO-01": "anna", "BIO-02": "ben"}
AT_BOTH = {"seats": "BIO-0[1:2]"}
START = {"action": "start", "assist_file": "assist.csv", **AT_BOTH}


def write(room: Room) -> None:
    """Write the lab file."""
    room.file(group(*SEATS.values()))


def at_work(room: Room) -> None:
    """Let people sit at their seats, who agree to be helped."""
    somebody_else(room)
    for name, user in SEATS.items():
        room.own(name, user, data_volumes=[20])
        room.session(name)
        room.control("POST", "assistance", desktop=name, says="agree")
    # How long a run takes is not to decide whether the screens are locked.
    room.control("POST", "clock", advance=700)


def helped(room: Room) -> None:
    """Let them be helped."""
    at_work(room)
    write(room)
    room.play("assist", **START).done()


SCENARIOS = {
    "start": LabScenario("assist", write, at_work, START, kills=35),
    "cancel": LabScenario("assist", write, helped, {"action": "cancel", **AT_BOTH}, kills=15),
}
