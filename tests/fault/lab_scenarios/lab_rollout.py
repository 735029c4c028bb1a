# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats get another image, with a snapshot before and a script after; and their old one back."""

from __future__ import annotations

from fault.labs.biology import somebody_else
from fault.labs.scenario import LabScenario
from integration.pools import made
from integration.rooms import MARK, Room, group

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


def with_pool(room: Room) -> None:
    """Write the lab file, whose pools follow the seats."""
    room.file(group("anna"), rollout={"canary": 0, "pools": "idle"})


def with_batches(room: Room) -> None:
    """Write the lab file, whose pools get the image in batches."""
    room.file(group("anna"), rollout={"canary": 0, "pools": "idle", "pool_batch": 2})


def seats_done(room: Room) -> None:
    """Let the only seat have the new image already, and a pool the old one."""
    somebody_else(room)
    with_pool(room)
    room.own("BIO-01", "anna")
    made(room, {}, {}, tags=MARK)
    room.play("rollout", **CONTINUE).done()


def pool_done(room: Room) -> None:
    """Let the pool have the new image too, but for a desktop that somebody has."""
    seats_done(room)
    room.session("PC-02")
    room.play("rollout", **CONTINUE).done()
    room.session("PC-02", "close")


SCENARIOS = {
    "canary": LabScenario("rollout", write, term, CANARY, kills=24),
    "continue": LabScenario("rollout", write, tested, CONTINUE, kills=24),
    "continue-warned": LabScenario("rollout", write, tested, {**CONTINUE, "warn": "true"}, kills=24),
    "rollback": LabScenario("rollout", write, tested, {**RUN, "action": "rollback"}, kills=24),
    "pools": LabScenario("rollout", with_pool, seats_done, CONTINUE, kills=24),
    "pools-batch": LabScenario("rollout", with_batches, seats_done, CONTINUE, kills=24),
    "pools-back": LabScenario("rollout", with_pool, pool_done, {**RUN, "action": "rollback"}, kills=24),
}
