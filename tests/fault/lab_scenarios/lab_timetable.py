# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A class was moved since the last run, and somebody has got a seat. Pools grow for a class, and get back what they
had."""

from __future__ import annotations

from fault.labs.biology import somebody_else
from fault.labs.scenario import LabScenario
from integration.rooms import Room, group

# A day on which nothing is due while a test runs.
DAY = "2036-12-01"
NOW = {"now": f"{DAY} 06:00"}


def write(room: Room, *starts: str) -> None:
    """Write the timetable and the lab file."""
    rows = [f"{DAY},{start}:15,{start}:45,students" for start in starts or ("08", "14")]
    (room.folder / "classes.csv").write_text("\n".join(["date,start,end,target", *rows]))
    room.file(group("anna", "ben"), time_zone="Europe/Berlin", timetable={"file": "classes.csv"})


def moved(room: Room) -> None:
    """Let there be the tasks of a timetable with another class, when there was one seat less."""
    somebody_else(room)
    room.own("BIO-01", "anna", data_volumes=[20])
    write(room, "08", "10")
    room.play("timetable", **NOW).done()
    room.own("BIO-02", "ben", data_volumes=[20])


POOLS = [
    {
        "name": "drop-in",
        "type": "DYNAMIC",
        "size": 1,
        "disconnected_retention_period": 60,
        "enable_autoscale": True,
        # It does not grow by itself while a test runs.
        "autoscale_policy": {"autoscale_type": "ACCESS_CREATED", "min_idle": 1, "max_auto_created": 9},
    },
    {"name": "fixed", "type": "STATIC", "size": 1, "description": "For all", "allow_shrink": True},
]
CLASS = {"now": f"{DAY} 08:20"}


def write_pools(room: Room) -> None:
    """Write the timetable and the lab file, with pools that follow it."""
    rows = [f"{DAY},08:15,08:45,{pool['name']}" for pool in POOLS]
    (room.folder / "classes.csv").write_text("\n".join(["date,start,end,target", *rows]))
    sizes = {str(pool["name"]): {"per_event": 3, "base": 1} for pool in POOLS}
    room.file(pools=POOLS, time_zone="Europe/Berlin", timetable={"file": "classes.csv", "pools": sizes})


def pooled(room: Room) -> None:
    """Let there be the pools as the lab file has them."""
    somebody_else(room)
    write_pools(room)
    room.play("provision").done()


def grown(room: Room) -> None:
    """Let there be the pools as a class needs them."""
    pooled(room)
    room.play("timetable", **CLASS).done()


SCENARIOS = {
    "moved": LabScenario("timetable", write, moved, NOW, kills=24),
    "grown": LabScenario("timetable", write_pools, pooled, CLASS, kills=24),
    "cleared": LabScenario("timetable", write_pools, grown, {"action": "clear"}, kills=24),
}
