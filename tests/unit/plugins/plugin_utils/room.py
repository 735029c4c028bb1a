# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labs and desktops for the tests of the lab's pure functions."""

from __future__ import annotations

import copy
from typing import Any

from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.definition import load
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.seats import SeatPlan, plan_seats

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
