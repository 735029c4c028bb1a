# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_lab_plan is proved with: a step for each procedure of labs, found by what the module takes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from fault.matrix.scenario import Scenario, furnish
from integration.desktops import COMPLETE
from integration.harness import Tenant

from ansible_collections.huaweicloud.workspace.plugins.module_utils.lab.run import PLAN_SPEC
from ansible_collections.huaweicloud.workspace.plugins.plugin_utils.lab.file import load

LAB = {
    "version": 1,
    "name": "bio101",
    "defaults": COMPLETE,
    "people": {"roster": [{"user_name": name, "user_email": f"{name}@uni.example"} for name in ("mia", "omar")]},
    "seats": [
        {
            "name": "students",
            "people": "roster",
            "computer_name": "LAB-{number:02d}",
            "numbers": {"first": 1, "last": 20},
            "on_leave": "report",
        }
    ],
    "snapshots": {"baseline": {"name": "base", "disk_type": "SYSTEM_DISK", "apply_to": ["students"]}},
    "reset": {"method": "rebuild"},
    "hours": {"per_week": 2, "at": {100: "lock"}},
    "prices": {"currency": "EUR", "products": {COMPLETE["product"]: "0.21"}, "disks": {"SAS": "0.06"}},
}

MARK = "[workspace-lab: bio101]"


def _ago(tenant: Tenant, days: float) -> datetime:
    return datetime.fromtimestamp(tenant.state["now"], timezone.utc) - timedelta(days=days)


def prepare(tenant: Tenant) -> None:
    """Let there be, on a Thursday after the sums of Wednesday were made, a seat of the lab that is ten days old, and
    somebody who has used it last on Monday, and for longer than the hours of a week."""
    furnish(tenant)
    now = _ago(tenant, 0)
    thursday = (now + timedelta(days=7 + 3 - now.weekday())).replace(hour=6, minute=0)
    tenant.control("POST", "clock", advance=(thursday - now).total_seconds())
    tenant.desktop("LAB-01", user="mia", tags={"workspace-lab": "bio101"})
    tenant.control("POST", "records", kind="User", name="mia", fields={"description": MARK})
    created, begin, end, again, over = (f"{_ago(tenant, days):%Y-%m-%dT%H:%M:%SZ}" for days in (10, 6.6, 6.5, 2.3, 2.2))
    tenant.control(
        "POST",
        "past",
        power=[{"desktop": "LAB-01", "time": created, "status": "ACTIVE"}],
        logins=[
            {"desktop": "LAB-01", "user": "mia", "begin": begin, "end": end},
            {"desktop": "LAB-01", "user": "mia", "begin": again, "end": over},
        ],
    )


def given(tenant: Tenant) -> dict[str, Any]:
    """Return run variables, about days that are over, so that what is told of them stays so."""
    period = f"{_ago(tenant, 9):%Y-%m-%d}..{_ago(tenant, 5):%Y-%m-%d}"
    run = {"period": period, "unused_days": "2", "seats": "all", "action": "stop"}
    # Waiting lets the project's time pass, of which all steps under all faults may take a day.
    return {"definition": load(LAB), "run": run, "wait_timeout": 300}


SCENARIO = Scenario(
    {
        **{name: {"procedure": name} for name in PLAN_SPEC["procedure"]["choices"]},
        # Only of what there is already.
        "snapshot": {"procedure": "snapshot", "run": {"seats": "LAB-01"}},
        "timetable": {"procedure": "timetable", "run": {"action": "clear"}},
        "drain": {"procedure": "drain", "run": {"action": "status"}},
        "notify": {"procedure": "notify", "run": {"seats": "all", "msg": "The class begins."}},
        "repair": {"procedure": "repair", "run": {"action": "diagnose"}},
        "assist": {"procedure": "assist", "run": {"action": "view"}},
        "exam": {"procedure": "exam", "run": {"action": "status"}},
        "rollout": {"procedure": "rollout", "run": {"action": "canary", "image": "win11-bio-2026.10", "seats": "all"}},
    },
    prepare=prepare,
    given=given,
    reads=True,
    # The page of a lab says when it was read, and tells of the seven days before.
    # What is waited for after a rollout has begun with its plan.
    passing=("read", "usage", "submitted"),
)
