# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats get another image, with a snapshot before and a script after; and their old one back."""

from __future__ import annotations

from fault.labs.biology import somebody_else
from fault.labs.scenario import LabScenario
from integration.rooms import Room, group

IMAGE = "win11-bio-2026.10"
RUN = {"seats": "all", "confirm": "bio"}
CANARY = {**RUN, "action": "canary", "image": IMAGE}
CONTINUE = {**RUN, "action": "continue", "image": IMAGE}


def write(room: Room) -> None:
    """Write the lab file."""
    section = {"canary": 1, "batch": 2, "snapshot_before": "SYSTEM_DISK", "check_script": "selftest"}
    script = {"name": "selftest", "type": "POWERSHELL", "content": "Test-It"}
    room.file(group("anna", "ben", spares=1), rollout=section, scripts=[script])


def term(room: Room) -> None:
    """Let there be three seats, of which the spare one is off."""
    somebody_else(room)
    write(room)
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben"), ("BIO-03", None)):
        room.own(name, user, data_volumes=[20])
    room.console("power", "BIO-03", status="SHUTOFF")


def tested(room: Room) -> None:
    """Let the canary have the new image already."""
    term(room)
    room.play("rollout", **CANARY).done()


SCENARIOS = {
    "canary": LabScenario("rollout", write, term, CANARY, kills=50),
    "continue": LabScenario("rollout", write, tested, CONTINUE, kills=50),
    "rollback": LabScenario("rollout", write, tested, {**RUN, "action": "rollback"}, kills=50),
}
