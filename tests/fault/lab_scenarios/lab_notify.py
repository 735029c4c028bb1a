# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody is connected, and is told something."""

from __future__ import annotations

from fault.labs.biology import somebody_else
from fault.labs.scenario import LabScenario
from integration.rooms import Room, group


def write(room: Room) -> None:
    """Write the lab file."""
    room.file(group("anna", "ben"))


def connected(room: Room) -> None:
    """Let one of two people be connected."""
    somebody_else(room)
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben")):
        room.own(name, user, data_volumes=[20])
    room.session("BIO-01")


SCENARIOS = {"told": LabScenario("notify", write, connected, {"seats": "all", "message": "Save."}, kills=20, acts=True)}
