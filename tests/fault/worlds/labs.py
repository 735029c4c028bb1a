# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random labs, and what their operators do to the file and the roster during a term."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st
from integration.desktops import IMAGE, PRODUCT

from ansible_collections.huaweicloud.workspace.plugins.module_utils.errors import LabError
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

NAME = "bio"
BIGGER = "workspace.c2.xlarge.windows"
IMAGES = (IMAGE, "win11-bio-2026.10", "win11-upper-case-names")
PEOPLE = ("anna", "ben", "cleo", "dora", "emil")
STAFF = "tito"
GROUP = "bio-students"
POOL = "bio-pool"
TASK = "bio-stop"
PREFIXES = {"A": "BIO-", "B": "BIN-"}
"""How the names of the seats of a section's people begin."""

SEATS = 7
"""How many numbers the students' seats may have."""

Lab = dict[str, Any]
Draw = st.DataObject


def _hours(number: int) -> str:
    """Return a time of the day that is so many hours away, so that no schedule is due in a test."""
    return (datetime.now(timezone.utc) + timedelta(hours=number)).strftime("%H:00")


def person(name: str, section: str = "A", **more: str) -> dict[str, str]:
    """Return a row of the roster."""
    return {"user_name": name, "user_email": f"{name}@uni.example", "section": section, **more}


def draw_lab(data: Draw) -> Lab:
    """Return a random lab."""
    pick = data.draw
    first = pick(st.integers(1, 3), "people")
    roster = [person(name) for name in PEOPLE[:first]]
    disks = pick(st.sampled_from([[], [20]]), "data disks")
    students = {
        **_seats("students", "A", pick(st.sampled_from(["report", "unassign", "delete"]), "seats.on_leave")),
        "spares": pick(st.integers(0, 1), "spares"),
        "data_volumes": [{"type": "SAS", "size": size} for size in disks],
    }
    defaults: Lab = {
        "product": PRODUCT,
        "image": IMAGE,
        "subnet": "teaching-a",
        "root_volume": {"type": "SAS", "size": 80},
        "user_group": "users",
        "tags": {"department": "biology"},
    }
    reassign = pick(st.sampled_from([None, "keep_disks"]), "reassign")
    in_use = pick(st.sampled_from([None, "skip"]), "if_in_use")
    rebuild = pick(st.sampled_from([None, "on_change"]), "rebuild")
    policy = {"reassign": reassign, "if_in_use": in_use, "rebuild": rebuild}
    defaults.update({key: value for key, value in policy.items() if value})
    lab: Lab = {
        "version": 1,
        "name": NAME,
        "time_zone": "UTC",
        "term": {"start": "2026-10-05", "end": "2037-02-12"},
        "defaults": defaults,
        "people": {
            "roster": roster,
            "staff": [STAFF],
            "groups": [{"name": GROUP, "members": "roster"}],
            "on_leave": pick(st.sampled_from(["report", "lock", "delete"]), "people.on_leave"),
        },
        "seats": [students],
    }
    if pick(st.booleans(), "staff"):
        power = pick(st.sampled_from([{}, {"power": "started"}]), "power")
        desktops = [{"computer_name": "BIO-T1", "user_name": STAFF}]
        lab["seats"].append({"name": "staff", "desktops": desktops, **power})
    if pick(st.booleans(), "night"):
        roster.append(person(PEOPLE[first], "B"))
        lab["seats"].append(_seats("night", "B", "report"))
    for section in ("pools", "schedules", "snapshots"):
        if pick(st.booleans(), section):
            _ADDED[section](lab)
    return lab


def _seats(name: str, section: str, on_leave: str) -> Lab:
    """Return a group of numbered seats of a section's people."""
    numbers = {"first": 1, "last": SEATS}
    return {
        "name": name,
        "people": {"section": [section]},
        "computer_name": PREFIXES[section] + "{number:02d}",
        "numbers": numbers,
        "on_leave": on_leave,
    }


def _add_pool(lab: Lab) -> None:
    lab["pools"] = [
        {
            "name": POOL,
            "type": "DYNAMIC",
            "size": 1,
            "authorized_objects": [{"group": GROUP}],
            "disconnected_retention_period": 60,
            "rebuild": "on_change",
        }
    ]


def _add_schedule(lab: Lab) -> None:
    lab["schedules"] = [
        {
            "name": TASK,
            "task_type": "STOP",
            "scheduled_type": "DAY",
            "day_interval": 1,
            "scheduled_time": _hours(12),
            "expire_time": "term_end",
            "apply_to": ["lab"],
        }
    ]


def _add_snapshots(lab: Lab) -> None:
    kept = {"disk_type": "SYSTEM_DISK", "apply_to": ["students"]}
    backup = {"name": "weekly", "max_age": "7d", "keep": 2, **kept}
    lab["snapshots"] = {"baseline": {"name": "base", **kept}, "backups": [backup]}
    lab["reset"] = {"method": "snapshot", "snapshot": "base"}


_ADDED = {"pools": _add_pool, "schedules": _add_schedule, "snapshots": _add_snapshots}


# --- What changes in the file and the roster


def edit(data: Draw, lab: Lab) -> str:
    """Change a lab as its operator would; return what was done, empty if nothing was."""
    changed = copy.deepcopy(lab)
    what: str = data.draw(st.sampled_from(sorted(_EDITS)), "edit")
    told: str = _EDITS[what](data, changed) or ""
    try:
        load(changed)
    except LabError:
        return ""
    lab.clear()
    lab.update(changed)
    return told


def _insert(data: Draw, lab: Lab) -> str:
    roster = lab["people"]["roster"]
    absent = [name for name in PEOPLE if name not in {row["user_name"].lower() for row in roster}]
    if not absent:
        return ""
    name = data.draw(st.sampled_from(absent), "who")
    roster.insert(data.draw(st.integers(0, len(roster)), "row"), person(name))
    return f"{name} joins"


def _sort(data: Draw, lab: Lab) -> str:
    lab["people"]["roster"].sort(key=lambda row: str(row["user_name"]), reverse=data.draw(st.booleans(), "reverse"))
    return "the roster is sorted"


def _one_of(data: Draw, lab: Lab) -> dict[str, Any]:
    row: dict[str, Any] = data.draw(st.sampled_from(lab["people"]["roster"]), "whose row")
    return row


def _leave(data: Draw, lab: Lab) -> str:
    row = _one_of(data, lab)
    row["status"] = "left"
    return f"{row['user_name']} leaves"


def _return(data: Draw, lab: Lab) -> str:
    row = _one_of(data, lab)
    row.pop("status", None)
    return f"{row['user_name']} is active"


def _remove(data: Draw, lab: Lab) -> str:
    row = _one_of(data, lab)
    lab["people"]["roster"].remove(row)
    return f"the row of {row['user_name']} is removed"


def _section(data: Draw, lab: Lab) -> str:
    row = _one_of(data, lab)
    row["section"] = "B" if row["section"] == "A" else "A"
    return f"{row['user_name']} changes to section {row['section']}"


def _seat(data: Draw, lab: Lab) -> str:
    row = _one_of(data, lab)
    row["seat"] = f"{PREFIXES[row['section']]}{data.draw(st.integers(1, SEATS), 'seat'):02d}"
    return f"{row['user_name']} asks for {row['seat']}"


def _no_seats(data: Draw, lab: Lab) -> str:
    for row in lab["people"]["roster"]:
        row.pop("seat", None)
    return "nobody asks for a seat"


def _spares(data: Draw, lab: Lab) -> str:
    lab["seats"][0]["spares"] = data.draw(st.integers(0, 2), "spares")
    return f"{lab['seats'][0]['spares']} spares"


def _product(data: Draw, lab: Lab) -> str:
    lab["defaults"]["product"] = data.draw(st.sampled_from([PRODUCT, BIGGER]), "product")
    return f"the product is {lab['defaults']['product']}"


def _image(data: Draw, lab: Lab) -> str:
    lab["defaults"]["image"] = data.draw(st.sampled_from(IMAGES), "image")
    return f"the image is {lab['defaults']['image']}"


def _case(data: Draw, lab: Lab) -> str:
    row = _one_of(data, lab)
    row["user_name"] = row["user_name"].swapcase()
    return f"{row['user_name']} is written so"


def _disks(data: Draw, lab: Lab) -> str:
    disks = lab["seats"][0]["data_volumes"]
    if disks:
        disks[0]["size"] += 10
        return f"data disks of {disks[0]['size']} GB"
    disks.append({"type": "SAS", "size": 20})
    return "a data disk for everybody"


def _root(data: Draw, lab: Lab) -> str:
    lab["defaults"]["root_volume"]["size"] += 10
    return f"system disks of {lab['defaults']['root_volume']['size']} GB"


def _tags(data: Draw, lab: Lab) -> str:
    lab["defaults"]["tags"]["department"] = data.draw(st.sampled_from(["biology", "chemistry"]), "department")
    return f"the department is {lab['defaults']['tags']['department']}"


def _reschedule(data: Draw, lab: Lab) -> str:
    for one in lab.get("schedules", []):
        one["scheduled_time"] = _hours(data.draw(st.sampled_from([11, 12]), "hours"))
    return "the schedule is changed" if lab.get("schedules") else ""


def _grow_pool(data: Draw, lab: Lab) -> str:
    for pool in lab.get("pools", []):
        pool["size"] = 2
    return "the pool is larger" if lab.get("pools") else ""


def _add(section: str) -> Any:
    def add(data: Draw, lab: Lab) -> str:
        if section in lab:
            return ""
        _ADDED[section](lab)
        return f"{section} are added"

    return add


def _drop_schedules(data: Draw, lab: Lab) -> str:
    return "the schedules are dropped" if lab.pop("schedules", None) else ""


_EDITS: dict[str, Any] = {
    "insert": _insert,
    "sort": _sort,
    "leave": _leave,
    "return": _return,
    "remove": _remove,
    "section": _section,
    "seat": _seat,
    "no_seats": _no_seats,
    "spares": _spares,
    "product": _product,
    "image": _image,
    "case": _case,
    "disks": _disks,
    "root": _root,
    "tags": _tags,
    "reschedule": _reschedule,
    "grow_pool": _grow_pool,
    **{f"add_{section}": _add(section) for section in _ADDED},
    "drop_schedules": _drop_schedules,
}
