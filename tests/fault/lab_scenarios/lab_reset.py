# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats are put back to their baseline, or rebuilt; what is on their data disks stays."""

from __future__ import annotations

from fault.labs.biology import APPS, provisioned, write
from fault.labs.scenario import LabScenario
from integration.rooms import Room

WARNED = {"seats": "BIO-0[1:3]", "warn": "true"}


def rebuilding(room: Room) -> None:
    """Write a lab file whose seats are rebuilt, and get their script again."""
    scripts = [{**APPS, "run": ["after_create", "after_rebuild"], "apply_to": ["students"]}]
    write(room, reset={"method": "rebuild"}, scripts=scripts)


def evening(room: Room) -> None:
    """Let there be the lab, in which one seat is off and the others run."""
    provisioned(room)
    room.console("power", "BIO-02", status="SHUTOFF")


SCENARIOS = {
    "snapshot": LabScenario("reset", write, evening, {"seats": "BIO-0[1:3]"}, kills=25, acts=True),
    "rebuild": LabScenario("reset", rebuilding, provisioned, {"seats": "BIO-0[1:3]"}, kills=25, acts=True),
    "snapshot-warned": LabScenario("reset", write, evening, WARNED, kills=25, acts=True),
    "rebuild-warned": LabScenario("reset", rebuilding, provisioned, WARNED, kills=25, acts=True),
}
