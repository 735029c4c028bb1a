# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop whose place a spare has taken is deleted when its time is over, and nothing else."""

from __future__ import annotations

from fault.labs.biology import provisioned, write
from fault.labs.scenario import LabScenario
from integration.rooms import Room


def replaced(room: Room) -> None:
    """Let a spare have taken the place of a seat long ago."""
    provisioned(room)
    room.control("POST", "desktops", action="unassign", desktop="BIO-01")
    room.control("POST", "desktops", action="power", desktop="BIO-01", status="SHUTOFF")
    room.control("POST", "desktops", action="assign", desktop="BIO-03", user="anna")
    notes = {"lab-replaced-by": "BIO-03", "lab-replaced-at": "2026-01-01"}
    room.control("POST", "desktops", action="tag", desktop="BIO-01", tags=notes)
    room.control("POST", "desktops", action="tag", desktop="BIO-03", tags={"lab-replaces": "BIO-01"})


SCENARIOS = {"old": LabScenario("cleanup", write, replaced, {"max_delete": "1", "confirm": "bio"}, kills=42)}
