# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labs and desktops for the tests of the lab's pure functions."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.found import Found
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.plan import desires
from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.seats import SeatPlan, plan_seats
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

COURSE = Path(__file__).parent / "course" / "labs" / "bio101.yml"
"""A whole course, with everything that a lab file may have."""

MARK = "[workspace-lab: bio]"

BLANK = {"only": "", "seats": "", "snapshot_name": "", "disk_type": "", "adopt": False}
"""Run variables that are not given."""

PRODUCT, IMAGE = "workspace.c2.large.windows.2", "win11-bio-2026.09"


def definition(**changes: Any) -> dict[str, Any]:
    """Return a small valid lab as its file holds it; ``changes`` replace sections, and ``None`` takes them out."""
    lab = {
        "version": 1,
        "name": "bio",
        "defaults": {"product": PRODUCT, "image": IMAGE, "root_volume": {"type": "SAS", "size": 80}},
        "seats": [group()],
        **changes,
    }
    return copy.deepcopy({name: section for name, section in lab.items() if section is not None})


def group(*people: Any, **changes: Any) -> dict[str, Any]:
    """Return a group of numbered seats."""
    seat = {
        "name": "students",
        "people": list(people) or ["anna", "ben", "cleo"],
        "computer_name": "BIO-{number:02d}",
        "numbers": {"first": 1, "last": 20},
        **changes,
    }
    return {name: value for name, value in seat.items() if value is not None}


def lab_of(*groups: Any, **sections: Any) -> dict[str, Any]:
    """Return a checked lab of these groups of seats."""
    return load(definition(seats=list(groups), **sections))


def desktop(name: str, *users: str, lab: str | None = "bio", **fields: Any) -> dict[str, Any]:
    """Return a desktop as ``workspace_desktop_info`` does: running, and assigned if there are users."""
    return {
        "computer_name": name,
        "desktop_id": f"id-{name.lower()}",
        "status": "ACTIVE",
        "task_status": "",
        "login_status": "REGISTERED",
        "attach_state": "ATTACHED" if users else "UNATTACH",
        "users": [{"user_name": user, "user_group": "users", "type": "USER"} for user in users],
        "tags": {"workspace-lab": lab} if lab else {},
        "product_id": PRODUCT,
        "image_id": "image-1",
        "image_name": IMAGE,
        "root_volume": {"type": "SAS", "size": 80},
        "data_volumes": [],
        "in_maintenance_mode": False,
        **fields,
    }


def freed(name: str, **fields: Any) -> dict[str, Any]:
    """Return a desktop that somebody had and has no more."""
    return desktop(name, attach_state="DEATTACHED", **fields)


def seated(plan: SeatPlan) -> dict[str, str]:
    """Return who is to have which seat."""
    return {item["user_name"]: item["computer_name"] for item in plan.wanted if item.get("user_name")}


def built(plan: SeatPlan) -> list[dict[str, Any]]:
    """Return the desktops as they are after a plan that only creates."""
    return [desktop(item["computer_name"], *filter(None, [item.get("user_name")])) for item in plan.wanted]


def seats(lab: dict[str, Any], *desktops: dict[str, Any], adopt: bool = False) -> SeatPlan:
    """Return the seat plan for these desktops."""
    return plan_seats(lab, list(desktops), adopt)


# Beside seats


def mate(name: str, **fields: Any) -> dict[str, Any]:
    """Return somebody of a roster, who can be reached."""
    return {"user_name": name, "user_email": f"{name}@uni.example", **fields}


def people_of(*roster: Any, **fields: Any) -> dict[str, Any]:
    """Return a section ``people`` with this roster, of names or of what :func:`mate` returns."""
    return {"roster": [mate(one) if isinstance(one, str) else one for one in roster], **fields}


def account(name: str, lab: str | None = "bio", **fields: Any) -> dict[str, Any]:
    """Return an account as ``workspace_user_info`` does; with a lab it is one that the lab has made."""
    description = f"[workspace-lab: {lab}]" if lab else "made by hand"
    return {"user_name": name, "id": f"id-{name.lower()}", "description": description, "locked": False, **fields}


def user_group(name: str, *members: str, lab: str | None = "bio", **fields: Any) -> dict[str, Any]:
    """Return a group as ``workspace_user_group_info`` does."""
    description = f"A group [workspace-lab: {lab}]" if lab else "A group"
    return {"group_name": name, "description": description, "members": list(members), **fields}


def pool(name: str, *users: str, lab: str | None = "bio", **fields: Any) -> dict[str, Any]:
    """Return a pool as ``workspace_desktop_pool_info`` does, with three desktops."""
    return {
        "name": name,
        "description": "",
        "tags": {"workspace-lab": lab} if lab else {},
        "desktop_count": 3,
        "product_id": PRODUCT,
        "root_volume": {"type": "SAS", "size": 80},
        "data_volumes": [],
        "enable_autoscale": False,
        "autoscale_policy": {},
        "authorized_objects": [{"object_type": "USER", "object_name": user} for user in users],
        **fields,
    }


def pooled(name: str, *users: str, **fields: Any) -> dict[str, Any]:
    """Return a desktop of a pool."""
    return desktop(name, *users, desktop_type="POOLED", **fields)


def task(name: str, lab: str | None = "bio", **fields: Any) -> dict[str, Any]:
    """Return a scheduled task as ``workspace_scheduled_task_info`` does."""
    description = f"[workspace-lab: {lab}]" if lab else ""
    return {"task_name": name, "id": f"id-{name}", "description": description, **fields}


def policy_group(name: str, lab: str | None = "bio", **fields: Any) -> dict[str, Any]:
    """Return a policy group as the service lists it."""
    mark = f"[workspace-lab: {lab}]" if lab else ""
    return {"policy_group_name": name, "policy_group_id": f"id-{name}", "priority": 1, "description": mark, **fields}


def desired_policies(name: str = "bio", **fields: Any) -> dict[str, Any]:
    """Return a policy group of a lab file."""
    return {"name": name, "apply_to": ["lab"], "policies": {"watermark": {"watermark_enable": True}}, **fields}


def desired_pool(name: str = "drop-in", **fields: Any) -> dict[str, Any]:
    """Return a pool of a lab file."""
    return {"name": name, "type": "STATIC", "size": 5, **fields}


def desired_task(name: str = "night", **fields: Any) -> dict[str, Any]:
    """Return a scheduled task of a lab file."""
    schedule = {"name": name, "task_type": "STOP", "scheduled_type": "DAY", "day_interval": 1}
    return {**schedule, "scheduled_time": "20:15", "apply_to": ["lab"], **fields}


def desired_script(**fields: Any) -> dict[str, Any]:
    """Return a script of a lab file; ``None`` takes a field out."""
    desired = {
        "name": "apps",
        "type": "POWERSHELL",
        "content": "Install-It",
        "run": ["after_create", "after_rebuild"],
        "apply_to": ["students"],
        **fields,
    }
    return {name: value for name, value in desired.items() if value is not None}


def script(name: str, lab: str | None = "bio", **fields: Any) -> dict[str, Any]:
    """Return a script as ``workspace_script_info`` does."""
    mark = f"[workspace-lab: {lab}]" if lab else ""
    created = "2026-10-01T09:00:00.000Z"
    return {"id": f"id-{name}", "name": name, "description": mark, "create_time": created, **fields}


def found_of(**rows: Any) -> Found:
    """Return what there is."""
    return Found(**rows)


def planned(lab: dict[str, Any], run: dict[str, Any] | None = None, **rows: Any) -> dict[str, Any]:
    """Return what a lab wants, of what there is, and by run variables."""
    return desires(lab, found_of(**rows), {**BLANK, **(run or {})})
