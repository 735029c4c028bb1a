# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab is made, and changed: somebody joins, somebody leaves, seats, pool, schedule and script are other ones."""

from __future__ import annotations

from typing import Any

from fault.labs.biology import (
    APPS,
    BIG,
    GUESTS,
    MARK,
    NIGHT,
    PEOPLE,
    POOL,
    STAFF,
    STUDENTS,
    provisioned,
    somebody_else,
    write,
)
from fault.labs.scenario import LabScenario
from integration.rooms import Room


def changed(room: Room) -> None:
    """Write another lab file and roster. A pool that is stopped to be resized is to run, or a kill leaves it off."""
    students: dict[str, Any] = {**STUDENTS, "data_volumes": [{"type": "SAS", "size": 40}], "tags": {"room": "7"}}
    write(
        room,
        {**PEOPLE, "cleo": "A"},
        [students, GUESTS, {**STAFF, "product": BIG}],
        left=["ben", "gina"],
        pools=[{**POOL, "size": 2, "product": BIG, "power": "started"}],
        schedules=[{**NIGHT, "scheduled_time": "21:00"}],
        scripts=[{**APPS, "content": "Install-More", "apply_to": ["students"]}],
    )


def drifted(room: Room) -> None:
    """Let there be the lab, but one seat is gone, another one has a tag less, and somebody has left a group."""
    provisioned(room)
    room.console("delete", "BIO-03")
    room.console("tag", "BIO-T1", tags={**MARK, "extra": "kept"})
    room.change("Group", "students", member_ids=[])


SCENARIOS = {
    "first": LabScenario("provision", write, somebody_else),
    "change": LabScenario("provision", changed, drifted, {"confirm": "bio", "max_delete": "1"}, kills=60),
}
