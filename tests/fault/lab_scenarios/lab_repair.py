# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats that do not work are repaired; what is on their data disks stays, and nobody else is disturbed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fault.labs.biology import APPS, GUESTS, STAFF, STUDENTS, provisioned, write
from fault.labs.scenario import LabScenario
from integration.harness import Task
from integration.in_process import carry_out
from integration.rooms import Room

SCRIPTS = [{**APPS, "run": ["after_create", "after_rebuild"], "apply_to": ["students"]}]
ALIKE = (STUDENTS, GUESTS, {**STAFF, "data_volumes": STUDENTS["data_volumes"]})
"""Groups of seats, of which staff may get a spare of students."""

OTHERS = {"order": ["spare"]}
CLIMB = {"seats": "all", "action": "repair", "confirm": "bio"}


def writing(**sections: Any) -> Callable[[Room], None]:
    """Return what writes the lab file."""
    return lambda room: write(room, scripts=SCRIPTS, **sections)


def ill(cures: Mapping[str, str], **fields: Any) -> Callable[[Room], None]:
    """Return what lets seats not register until something is done to them. The others are in use, or off."""

    def prepare(room: Room) -> None:
        provisioned(room)
        room.control("POST", "clock", advance=3600)
        for name, cure in cures.items():
            given = {"cured_by": [cure], "login_status": "UNREGISTER", **fields}
            room.control("POST", "desktops", action="set", desktop=name, fields=given)

    return prepare


def left_domain(room: Room) -> None:
    """Let a seat have left the domain."""
    ill({"BIO-01": "rejoin"}, domain_status=2)(room)
    room.control("POST", "service", domain_type="LOCAL_AD")


def with_belongings(room: Room) -> None:
    """Let a seat that does not work have a terminal and a public address."""
    ill({"BIO-01": "rebuild"})(room)
    room.control("POST", "eips", count=1, desktop="BIO-01")
    rows = [{"mac": "FA-16-3E-E2-3A-1D", "desktop": name} for name in ("BIO-01", "BIO-02")]
    carry_out(room, Task("workspace_terminal_binding", {"bindings": rows}))


SCENARIOS = {
    "restart": LabScenario("repair", writing(), ill({"BIO-01": "restart", "BIO-02": "restart"}), CLIMB, kills=24),
    "hard_restart": LabScenario(
        "repair", writing(repair={"order": ["hard_restart"]}), ill({"BIO-01": "hard_restart"}), CLIMB, kills=12
    ),
    "rejoin": LabScenario("repair", writing(), left_domain, CLIMB, kills=24),
    "restore": LabScenario(
        "repair", writing(repair={"order": ["restore"]}), ill({"BIO-01": "restore"}), CLIMB, kills=24
    ),
    "spare": LabScenario("repair", writing(repair=OTHERS), with_belongings, CLIMB, kills=24),
    "recreate": LabScenario("repair", writing(repair={"order": ["recreate"]}), with_belongings, CLIMB),
    "named": LabScenario(
        "repair", writing(seats=ALIKE, repair={"order": ["spare"]}), ill({"BIO-T1": "rebuild"}), CLIMB, kills=24
    ),
    "rebuild": LabScenario(
        "repair", writing(repair={"order": ["rebuild"]}), ill({"BIO-01": "rebuild"}), CLIMB, kills=24
    ),
}
