# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab of the fault tests: people, groups, seats with data disks, a pool, schedules, scripts and snapshots."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from integration.desktops import PRODUCT
from integration.harness import Tenant
from integration.rooms import MARK, Room

BIG = "workspace.g1.xlarge.windows"
JOB_SECONDS = 10
"""How long jobs take, so that a run that is killed leaves some behind; it is not waited for."""

STUDENTS = {
    "name": "students",
    "people": {"section": ["A"]},
    "computer_name": "BIO-{number:02d}",
    "numbers": {"first": 1, "last": 9},
    "spares": 1,
    "data_volumes": [{"type": "SAS", "size": 20}],
    "on_leave": "unassign",
}
GUESTS = {
    "name": "guests",
    "people": {"section": ["G"]},
    "computer_name": "GUEST-{number}",
    "numbers": {"first": 1, "last": 9},
    "on_leave": "delete",
}
STAFF = {"name": "staff", "desktops": [{"computer_name": "BIO-T1", "user_name": "tito"}]}
POOL = {
    "name": "drop-in",
    "type": "DYNAMIC",
    "size": 1,
    "authorized_objects": [{"group": "students"}],
    "disconnected_retention_period": 60,
}
NIGHT = {
    "name": "stop",
    "task_type": "STOP",
    # Once, and never while a test runs.
    "scheduled_type": "FIXED_TIME",
    "scheduled_date": "2036-12-24",
    "scheduled_time": "20:15",
    "expire_time": "term_end",
    "apply_to": ["lab"],
}
APPS = {"name": "apps", "type": "POWERSHELL", "content": "Install-Apps", "run": ["after_create"]}
SECTIONS: Mapping[str, Any] = {
    "time_zone": "Europe/Berlin",
    "term": {"start": "2026-10-05", "end": "2037-02-12"},
    "people": {
        "roster": "roster.csv",
        "columns": {"user_name": "login", "user_email": "mail"},
        "staff": ["tito"],
        "groups": [{"name": "students", "members": "roster"}, {"name": "staff", "members": "staff"}],
        "on_leave": "lock",
    },
    "pools": [POOL],
    "policies": [
        {"name": "rules", "apply_to": ["lab"], "policies": {"watermark": {"watermark_enable": True}}},
    ],
    "schedules": [NIGHT],
    "scripts": [{**APPS, "apply_to": ["students"]}],
    "snapshots": {
        "baseline": {"name": "base", "apply_to": ["students"]},
        "backups": [
            {"name": "weekly", "disk_type": "DATA_DISKS", "apply_to": ["students"], "max_age": "7d", "keep": 2}
        ],
    },
    "reset": {"method": "snapshot", "snapshot": "base"},
}
PEOPLE: Mapping[str, str] = MappingProxyType({"anna": "A", "ben": "A", "gina": "G"})


def write(
    room: Room,
    people: Mapping[str, str] = PEOPLE,
    seats: Sequence[Mapping[str, Any]] = (STUDENTS, GUESTS, STAFF),
    left: Sequence[str] = (),
    **sections: Any,
) -> None:
    """Write the lab file and the roster, whose people have a section each; ``left`` are those who have left."""
    room.file(*seats, **{**copy.deepcopy(dict(SECTIONS)), **sections})
    lines = [
        f"{name},{name}@uni.example,{section},{'left' if name in left else ''}" for name, section in people.items()
    ]
    (room.folder / "roster.csv").write_text("\n".join(["login,mail,section,status", *lines]) + "\n")


def somebody_else(room: Room) -> None:
    """Let there be what is not the lab's: a desktop, with something on it, a group, a script, and the teacher."""
    room.job_seconds(JOB_SECONDS)
    room.desktop("OFFICE", user="tito", tags={}, data_volumes=[20])
    room.control("POST", "scripts", name="others", type="BAT", content="dir")


_PROVISIONED: dict[str, str] = {}
"""The project in which there is a lab that people have worked in, by the address of its emulator."""


def provisioned(room: Room) -> None:
    """Let there be the lab, whose people have worked since. It is made once in each emulator, and copied."""
    known = _PROVISIONED.get(room.emulator.url)
    if known is not None:
        write(room)
        room.control("POST", "copy", project=known)
        return
    somebody_else(room)
    write(room)
    room.play("provision").done()
    settle(room)
    for name in room.desktops:
        room.control("POST", "write", desktop=name, disk="all", content=f"work on {name}")
    kept = Tenant(room.emulator.in_project(uuid.uuid4().hex))
    kept.control("POST", "copy", project=room.project_id)
    _PROVISIONED[room.emulator.url] = kept.project_id


def settle(room: Room) -> None:
    """Let everything end that goes on."""
    room.control("POST", "clock", finish_jobs=True)


def then(*actions: Callable[[Room], Any]) -> Callable[[Room], None]:
    """Return what does these in a row."""

    def do(room: Room) -> None:
        for action in actions:
            action(room)

    return do


__all__ = ["APPS", "BIG", "MARK", "NIGHT", "PEOPLE", "POOL", "PRODUCT", "STUDENTS"]
