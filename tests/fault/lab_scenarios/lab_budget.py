# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody has used the hours of the week, and is locked."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from fault.labs.biology import somebody_else
from fault.labs.scenario import LabScenario
from integration.rooms import Room, group


def write(room: Room) -> None:
    """Write the lab file."""
    roster = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("anna", "ben")]
    hours = {"per_week": 2, "at": {80: "warn", 100: "lock"}}
    room.file(group("anna", "ben"), time_zone="Asia/Tokyo", people={"roster": roster, "on_leave": "lock"}, hours=hours)


def used_up(room: Room) -> None:
    """Let somebody work for two hours on a Monday."""
    somebody_else(room)
    for name, user in (("BIO-01", "anna"), ("BIO-02", "ben")):
        room.own(name, user, data_volumes=[20])
        room.change("User", user, description="[workspace-lab: bio]")
    now = datetime.fromtimestamp(room.state["now"], timezone.utc)
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=6, minute=0)
    room.control("POST", "clock", advance=(monday - now).total_seconds())
    room.session("BIO-01")
    room.control("POST", "clock", advance=121 * 60)
    room.session("BIO-01", "close")


SCENARIOS = {"lock": LabScenario("budget", write, used_up, kills=25)}
