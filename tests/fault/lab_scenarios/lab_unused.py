# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktops that nobody has used for long are stopped."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from fault.labs.biology import somebody_else
from fault.labs.scenario import LabScenario
from integration.rooms import Room, group


def write(room: Room) -> None:
    """Write the lab file."""
    room.file(group("anna", "ben"))


def unused(room: Room) -> None:
    """Let there be desktops that have run for weeks without a login."""
    somebody_else(room)
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben")):
        room.own(name, user, data_volumes=[20])
    long_ago = datetime.fromtimestamp(room.state["now"], timezone.utc) - timedelta(days=40)
    moment = long_ago.strftime("%Y-%m-%dT%H:%M:%SZ")
    power = [{"desktop": name, "time": moment, "status": "ACTIVE"} for name in ("BIO-01", "BIO-02")]
    room.control("POST", "past", power=power, logins=[])


SCENARIOS = {"stop": LabScenario("unused", write, unused, {"unused_days": "20", "action": "stop"}, kills=25)}
