# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab is stopped, also with a warning to the people, before whom nobody else comes in."""

from __future__ import annotations

from fault.labs.biology import provisioned, write
from fault.labs.scenario import LabScenario
from integration.rooms import Room

STOP = {"action": "stop", "seats": "all"}
WARNED = {**STOP, "warn": "true", "wait_for_logoff": "1", "if_in_use": "force"}


def left_open(room: Room) -> None:
    """Let somebody have left a session open."""
    provisioned(room)
    room.session("BIO-01")
    room.session("BIO-01", "disconnect")


SCENARIOS = {
    "stop": LabScenario("power", write, provisioned, STOP),
    "stop-warned": LabScenario("power", write, left_open, WARNED, kills=30),
}
