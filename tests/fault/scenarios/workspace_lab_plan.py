# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_lab_plan is proved with."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from fault.matrix.scenario import Scenario, furnish
from integration.desktops import COMPLETE
from integration.harness import Tenant

LAB = {
    "version": 1,
    "name": "bio101",
    "defaults": COMPLETE,
    "seats": [
        {
            "name": "students",
            "people": ["mia", "omar"],
            "computer_name": "LAB-{number:02d}",
            "numbers": {"first": 1, "last": 20},
            "on_leave": "report",
        }
    ],
}

USED = {**LAB, "prices": {"currency": "EUR", "products": {COMPLETE["product"]: "0.21"}, "disks": {"SAS": "0.06"}}}


def _ago(tenant: Tenant, days: float) -> datetime:
    return datetime.fromtimestamp(tenant.state["now"], timezone.utc) - timedelta(days=days)


def prepare(tenant: Tenant) -> None:
    """Let there be a seat of the lab that is ten days old, and that somebody has used in its first days."""
    furnish(tenant)
    tenant.desktop("LAB-01", user="mia", tags={"workspace-lab": "bio101"})
    created, begin, end = (f"{_ago(tenant, days):%Y-%m-%dT%H:%M:%SZ}" for days in (10, 6.6, 6.5))
    tenant.control(
        "POST",
        "past",
        power=[{"desktop": "LAB-01", "time": created, "status": "ACTIVE"}],
        logins=[{"desktop": "LAB-01", "user": "mia", "begin": begin, "end": end}],
    )


def given(tenant: Tenant) -> dict[str, Any]:
    """Return run variables about days that are over, so that what is told of them stays so."""
    return {"run": {"period": f"{_ago(tenant, 9):%Y-%m-%d}..{_ago(tenant, 5):%Y-%m-%d}", "unused_days": "2"}}


SCENARIO = Scenario(
    {
        "plan": {"definition": LAB},
        "usage": {"definition": USED, "procedure": "usage"},
        "unused": {"definition": LAB, "procedure": "unused"},
    },
    prepare=prepare,
    given=given,
    reads=True,
)
