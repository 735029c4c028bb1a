# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labs of any size, with what a lab has: accounts, a group, seats, a scheduled task, a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

DESKTOP: dict[str, Any] = {
    "product": "workspace.c2.large.windows.2",
    "image": "win11-bio-2026.09",
    "root_volume": {"type": "SAS", "size": 80},
}
"""What a desktop needs to be created, as options of ``workspace_desktop``."""


def write_lab(folder: Path, seats: int) -> None:
    """Write a lab file with so many seats, and its roster beside it."""
    _write(folder, seats, lab_of(seats))


def write_course(folder: Path, seats: int) -> None:
    """Write a lab file that has all sections, with so many seats, and its roster beside it."""
    lab = lab_of(seats)
    lab["seats"][0]["data_volumes"] = [{"type": "SAS", "size": 20}]
    lab["pools"] = [
        {
            "name": "bench-drop-in",
            "type": "DYNAMIC",
            "size": max(seats // 4, 1),
            "authorized_objects": [{"group": "bench-students"}],
            "disconnected_retention_period": 60,
        }
    ]
    lab["snapshots"]["backups"] = [
        {"name": "weekly", "disk_type": "DATA_DISKS", "apply_to": ["students"], "max_age": "7d", "keep": 4}
    ]
    _write(folder, seats, lab)


def lab_of(seats: int) -> dict[str, Any]:
    """Return a lab with so many seats, as its file says it."""
    return {
        "version": 1,
        "name": "bench",
        "time_zone": "Europe/Berlin",
        "term": {"start": "2026-10-05", "end": "2037-02-12"},
        "defaults": {**DESKTOP, "subnet": "teaching-a", "user_group": "users"},
        "people": {"roster": "roster.csv", "groups": [{"name": "bench-students", "members": "roster"}]},
        "seats": [
            {
                "name": "students",
                "people": {"section": ["A"]},
                "computer_name": "BENCH-{number:04d}",
                "numbers": {"first": 1, "last": seats},
            }
        ],
        "schedules": [
            {
                "name": "bench-stop",
                "task_type": "STOP",
                "scheduled_type": "DAY",
                "day_interval": 1,
                "scheduled_time": "20:15",
                "apply_to": ["students"],
            }
        ],
        "snapshots": {"baseline": {"name": "base", "disk_type": "SYSTEM_DISK", "apply_to": ["students"]}},
        "reset": {"method": "snapshot", "snapshot": "base", "disk_type": "SYSTEM_DISK"},
    }


def _write(folder: Path, seats: int, lab: dict[str, Any]) -> None:
    people = [f"s{number:04d},s{number:04d}@uni.example,A" for number in range(1, seats + 1)]
    (folder / "roster.csv").write_text("\n".join(["user_name,user_email,section", *people]) + "\n", encoding="utf-8")
    (folder / "lab.yml").write_text(yaml.safe_dump(lab, sort_keys=False), encoding="utf-8")
