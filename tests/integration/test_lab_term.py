# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Weeks of a course, played by the emulator's clock: schedules, a budget of hours, and what it all has cost."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from integration.desktops import PRODUCT
from integration.rooms import Room, group
from integration.test_lab_status import lines_of

ZONE = ZoneInfo("Asia/Tokyo")
HOURLY = Decimal("0.21")
DAILY = {"scheduled_type": "DAY", "day_interval": 1, "time_zone": "Asia/Tokyo"}


@pytest.mark.slow
def test_weeks_of_a_course(project, tmp_path):
    room = Room(project, tmp_path)
    roster = [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("anna", "ben")]
    room.file(
        group("anna", "ben", spares=1),
        time_zone="Asia/Tokyo",
        people={"roster": roster},
        schedules=[
            {"name": "morning", "task_type": "START", "scheduled_time": "08:00", "apply_to": ["students"], **DAILY},
            {"name": "evening", "task_type": "STOP", "scheduled_time": "18:00", "apply_to": ["lab"], **DAILY},
        ],
        hours={"per_week": 2, "outside_class_only": True, "at": {100: "lock"}},
        prices={"currency": "EUR", "products": {PRODUCT: float(HOURLY)}, "disks": {"SAS": 0}},
    )
    room.play("provision").done("created 3")
    local = datetime.fromtimestamp(room.state["now"], ZONE)
    monday = (local + timedelta(days=21 - local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)

    def wait_until(clock: str) -> None:
        hour, minute = map(int, clock.split(":"))
        when = monday.replace(hour=hour, minute=minute)
        room.control("POST", "clock", advance=when.timestamp() - room.state["now"])

    wait_until("09:00")
    # What nobody has is stopped with the others, and no morning starts it.
    power = {name: desktop["status"] for name, desktop in room.desktops.items()}
    assert power == {"BIO-01": "ACTIVE", "BIO-02": "ACTIVE", "BIO-03": "SHUTOFF"}
    room.session("BIO-01")
    wait_until("17:45")
    room.play("budget").unchanged().told("2 people, 0.0 hours used")
    wait_until("19:45")
    # Who is connected is not stopped.
    assert room.desktops["BIO-01"]["status"] == "ACTIVE" and room.desktops["BIO-02"]["status"] == "SHUTOFF"
    room.play("budget").unchanged()
    wait_until("20:00")
    room.play("budget").done("lock: anna")
    room.play("budget").unchanged()

    state = room.state
    told = json.loads("\n".join(lines_of(room.play("usage", period="40d", format="json").unchanged())))
    spans = [span for span in state["tables"]["PowerSpan"] if span["status"] == "ACTIVE"]
    for row in told["rows"]:
        desktop_id = room.desktops[row["seat"]]["id"]
        ran = sum((span["end"] or state["now"]) - span["begin"] for span in spans if span["desktop_id"] == desktop_id)
        assert abs(Decimal(str(row["cost"] or 0)) - HOURLY * Decimal(ran) / 3600) < Decimal("0.01"), (row, ran)
        assert not row["estimated"]
